//! Folded stacks: a line for each stack, its frames from the root to the leaf, and how often it was seen.
//!
//! ```text
//! main;parse;read 12
//! java;Main.run_[j];Main.step_[i];vfs_read_[k] 3     marks of async-profiler and stackcollapse-perf
//! <module> (app.py:3);parse (app.py:12) 7            files and lines of py-spy
//! ```
//!
//! The mark `_[i]` says that a call was inlined: it is in one location with the frame that it was inlined into. `_[k]` is a frame of the
//! kernel, whose mapping is `[kernel]`. `_[j]`, `_[0]` and `_[1]` say how Java's code was compiled: they are no part of the name.

use super::super::Opened;
use super::Wrong;
use super::lines::{ByLine, LeftOut, first_lines};
use super::maker::Maker;
use crate::base::text::counted;
use crate::input::formats::{Base, parse_int};
use crate::profile::Line;

/// So many lines at the start decide.
const LOOKED_AT: usize = 100;

/// Whether a file begins so: all its first lines end in a count, and a stack has two frames.
pub fn is_sign(start: &[u8]) -> bool {
    let mut several = false;
    for line in first_lines(start).take(LOOKED_AT) {
        let Some((stack, _)) = split(line) else { return false };
        // Lists with commas have other lines with semicolons in them; a frame has no tab.
        if stack.contains(&b'\t') || !stack.iter().all(|&byte| byte >= b' ') {
            return false;
        }
        several |= stack.contains(&b';');
    }
    several
}

/// Begins to read a file.
pub fn begin() -> Box<dyn ByLine> {
    Box::<Folded>::default()
}

#[derive(Default)]
struct Folded {
    maker: Maker,
    /// The places of a stack, from the root.
    stack: Vec<u32>,
    left_out: LeftOut,
    fractions: u64,
    /// Counts of which less than a thousandth was lost.
    rounded: u64,
    kernel: u64,
    inlined: u64,
    compiled: u64,
}

/// A count: whole, and thousandths. Whether there was more behind them.
type Count = (i64, Option<i64>, bool);

/// A line in its stack and its count.
fn split(line: &[u8]) -> Option<(&[u8], Count)> {
    let line = line.trim_ascii_end();
    let space = memchr::memrchr(b' ', line)?;
    let stack = line[..space].trim_ascii();
    let count = count(&line[space + 1..])?;
    (!stack.is_empty()).then_some((stack, count))
}

fn count(text: &[u8]) -> Option<Count> {
    let (whole, fraction) = match text.iter().position(|&byte| byte == b'.') {
        Some(point) => (&text[..point], Some(&text[point + 1..])),
        None => (text, None),
    };
    let is_digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    if !is_digits(whole) || fraction.is_some_and(|fraction| !is_digits(fraction)) {
        return None;
    }
    let whole = parse_int(whole, Base::Ten).ok()?;
    let Some(fraction) = fraction else {
        return Some((whole, None, false));
    };
    let digit = |at: usize| i64::from(fraction.get(at).map_or(0, |&byte| byte - b'0'));
    let is_more = fraction.iter().skip(3).any(|&byte| byte != b'0');
    Some((whole, Some(digit(0) * 100 + digit(1) * 10 + digit(2)), is_more))
}

/// A frame in the name of its function, its file and its line.
fn place(frame: &[u8]) -> (&[u8], &[u8], i64) {
    let alone = (frame, &b""[..], 0);
    let Some(inner) = frame.strip_suffix(b")") else {
        return alone;
    };
    let Some(open) = memchr::memmem::rfind(inner, b" (") else {
        return alone;
    };
    let (name, inner) = (&frame[..open], &inner[open + 2..]);
    if name.is_empty() || inner.is_empty() {
        return alone;
    }
    if let Some(colon) = memchr::memrchr(b':', inner)
        && colon > 0
        && inner[colon + 1..].iter().all(u8::is_ascii_digit)
        && let Ok(line) = parse_int(&inner[colon + 1..], Base::Ten)
    {
        return (name, &inner[..colon], line);
    }
    // py-spy's without lines; others have binaries or arguments in such a place.
    let is_script = [&b".py"[..], b".pyx", b".rb", b".php"];
    match is_script.iter().any(|ending| inner.ends_with(ending)) {
        true => (name, inner, 0),
        false => alone,
    }
}

/// What a frame's mark says.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    None,
    Kernel,
    Inlined,
    Compiled,
}

fn mark(frame: &[u8]) -> (&[u8], Mark) {
    if let [name @ .., b'_', b'[', mark, b']'] = frame
        && !name.is_empty()
    {
        match mark {
            b'k' => return (name, Mark::Kernel),
            b'i' => return (name, Mark::Inlined),
            b'j' | b'0' | b'1' => return (name, Mark::Compiled),
            _ => {}
        }
    }
    (frame, Mark::None)
}

impl Folded {
    /// Adds the place of frames that are one location, the outermost first.
    fn end_place(&mut self, lines: &mut Vec<Line>, is_kernel: bool) -> Result<(), Wrong> {
        if !lines.is_empty() {
            let mapping = self.maker.mapping(if is_kernel { b"[kernel]" } else { b"" })?;
            lines.reverse();
            let place = self.maker.place(mapping, 0, lines)?;
            crate::base::room::one_more(&mut self.stack)?;
            self.stack.push(place);
            lines.clear();
        }
        Ok(())
    }
}

impl ByLine for Folded {
    fn line(&mut self, line: &[u8]) -> Result<(), Wrong> {
        if line.trim_ascii().is_empty() || line.starts_with(b"#") {
            return Ok(());
        }
        let Some((text, (whole, thousandths, is_more))) = split(line) else {
            self.left_out.add(line);
            return Ok(());
        };
        self.stack.clear();
        let (mut lines, mut is_kernel): (Vec<Line>, bool) = (Vec::new(), false);
        for frame in text.split(|&byte| byte == b';') {
            let (frame, mark) = mark(frame.trim_ascii());
            if frame.is_empty() {
                continue;
            }
            self.kernel += u64::from(mark == Mark::Kernel);
            self.compiled += u64::from(mark == Mark::Compiled);
            if mark == Mark::Inlined && !lines.is_empty() {
                self.inlined += 1;
            } else {
                self.end_place(&mut lines, is_kernel)?;
                is_kernel = mark == Mark::Kernel;
            }
            let (name, file, line) = place(frame);
            let (function, column) = (self.maker.function(name, file, 0)?, 0);
            crate::base::room::one_more(&mut lines)?;
            lines.push(Line { function, line, column });
        }
        self.end_place(&mut lines, is_kernel)?;
        self.stack.reverse();
        let row = self.maker.row(&self.stack, &[])?;
        self.maker.add(row, 0, whole)?;
        if let Some(thousandths) = thousandths {
            self.fractions += 1;
            self.rounded += u64::from(is_more);
            self.maker.add(row, 1, thousandths)?;
        }
        Ok(())
    }

    fn samples(&self) -> usize {
        self.maker.rows()
    }

    fn finish(mut self: Box<Self>) -> Result<Opened, Wrong> {
        let mut unit: &[u8] = b"count";
        let (mut notes, mut asides) = (Vec::new(), Vec::new());
        notes.extend(self.left_out.sentence("a stack with a count behind it"));
        if self.fractions > 0 {
            unit = b"thousandths";
            let parts = self.maker.column(1).map(std::mem::take).unwrap_or_default();
            if let Some(column) = self.maker.column(0) {
                for (whole, part) in column.iter_mut().zip(parts) {
                    *whole = whole.saturating_mul(1000).saturating_add(part);
                }
            }
            notes.push(match self.rounded {
                0 => "Its counts have fractions: all are shown in thousandths.".to_owned(),
                rounded => format!(
                    "Its counts have fractions: all are shown in thousandths, and of {} what is less was cut.",
                    counted(rounded, "line")
                ),
            });
        }
        for (count, what) in [
            (self.kernel, "of the kernel (_[k])"),
            (self.inlined, "inlined (_[i])"),
            (
                self.compiled,
                "marked by how Java compiled them (_[j], _[0], _[1]), which is left off",
            ),
        ] {
            if count > 0 {
                let verb = if count == 1 { "is" } else { "are" };
                asides.push(format!("{} {verb} {what}.", counted(count, "frame")));
            }
        }
        Ok(Opened {
            profiles: vec![(self.maker.finish(&[(b"samples", unit)])?, None)],
            notes,
            asides,
            ..Opened::default()
        })
    }
}
