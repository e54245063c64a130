//! The text of `perf script`: each sample with its event, its period and its stack.
//!
//! ```text
//! work 185 65992.569278:   12500000   cpu-clock:          command, pid or pid/tid, [cpu], seconds, period, event
//!                5c50d outstring_func+0x10d (inlined)     address, symbol and offset, binary: the leaf first
//!                5c50d __vfprintf_internal+0x10d (/usr/lib/libc.so.6)
//!   printf.c:12                                           `-F +srcline`
//!     ffffffff8104f45a do_syscall_64+0x71 ([kernel.kallsyms])
//! ```
//!
//! Each event is a sample type: the sum of its periods, or the number of its samples where `perf` writes no periods; of one event alone,
//! both. Command, process and thread are labels. Frames that were inlined are in one location with the one behind them that has their
//! address. What perf has no symbol for keeps its address and its binary.

use super::super::Opened;
use super::Wrong;
use super::lines::{ByLine, LeftOut, first_lines};
use super::maker::{Maker, Type};
use crate::base::columns::StringId;
use crate::base::room::one_more;
use crate::input::formats::{Base, hex_value, parse_int};
use crate::profile::{Label, Line};

/// So many lines at the start decide.
const LOOKED_AT: usize = 100;

/// Whether a file begins so: with the line of a sample, and all its first lines are such or frames.
pub fn is_sign(start: &[u8]) -> bool {
    let (mut is_first, mut has_frame) = (true, false);
    for line in first_lines(start).take(LOOKED_AT) {
        let is_indented = !is_first && line.starts_with(b" ") || line.starts_with(b"\t");
        let header = header(line);
        has_frame |= is_indented && frame(line).is_some() || header.is_some_and(|header| frame(header.rest).is_some());
        if header.is_none() && !is_indented {
            return false;
        }
        is_first = false;
    }
    has_frame
}

/// Begins to read a file.
pub fn begin() -> Box<dyn ByLine> {
    Box::<Script>::default()
}

/// The line of a sample.
#[derive(Clone, Copy)]
struct Header<'a> {
    command: &'a [u8],
    process: &'a [u8],
    thread: &'a [u8],
    /// In nanoseconds.
    time: Option<i64>,
    period: Option<i64>,
    event: &'a [u8],
    rest: &'a [u8],
}

/// The next word of a line, and what is left of it.
fn word(line: &[u8]) -> (&[u8], &[u8]) {
    let line = line.trim_ascii_start();
    let end = line.iter().position(u8::is_ascii_whitespace).unwrap_or(line.len());
    line.split_at(end)
}

fn is_digits(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

fn header(line: &[u8]) -> Option<Header<'_>> {
    // The command may have blanks in it: the first number that all else fits behind is the process.
    let (first, mut rest) = word(line);
    if first.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let command = line[..line.len() - rest.len()].trim_ascii();
        let (numbers, behind) = word(rest);
        let slash = numbers.iter().position(|&byte| byte == b'/');
        let (process, thread) = match slash {
            Some(slash) => (&numbers[..slash], &numbers[slash + 1..]),
            None => (&b""[..], numbers),
        };
        if is_digits(thread)
            && (slash.is_none() || is_digits(process))
            && let Some((time, period, event, rest)) = behind_process(behind)
        {
            return Some(Header {
                command,
                process,
                thread,
                time,
                period,
                event,
                rest,
            });
        }
        rest = behind;
    }
    None
}

/// Time, period and event of a sample, and what is behind them.
type Behind<'a> = (Option<i64>, Option<i64>, &'a [u8], &'a [u8]);

/// What stands behind the process.
fn behind_process(line: &[u8]) -> Option<Behind<'_>> {
    let (mut next, mut rest) = word(line);
    if next.starts_with(b"[") && next.ends_with(b"]") {
        (next, rest) = word(rest);
    }
    let time = next.strip_suffix(b":").and_then(nanoseconds);
    if time.is_some() {
        (next, rest) = word(rest);
    }
    let period = parse_int(next, Base::Ten).ok().filter(|_| is_digits(next));
    if period.is_some() {
        (next, rest) = word(rest);
    }
    let event = next
        .strip_suffix(b":")
        .filter(|event| !event.is_empty() && !is_digits(event))?;
    Some((time, period, event, rest))
}

/// `65992.569278` seconds.
fn nanoseconds(text: &[u8]) -> Option<i64> {
    let point = text.iter().position(|&byte| byte == b'.')?;
    let (seconds, fraction) = (&text[..point], &text[point + 1..]);
    if !is_digits(seconds) || !is_digits(fraction) || fraction.len() > 9 {
        return None;
    }
    let scale = 10_i64.pow(9 - fraction.len() as u32);
    let nanos = parse_int(fraction, Base::Ten).ok()?.checked_mul(scale)?;
    parse_int(seconds, Base::Ten)
        .ok()?
        .checked_mul(1_000_000_000)?
        .checked_add(nanos)
}

/// A frame as it is written: its address, its symbol (empty if there is none) and its binary (empty if it is not known); none if it was
/// inlined.
type Written<'a> = (u64, &'a [u8], Option<&'a [u8]>);

fn frame(line: &[u8]) -> Option<Written<'_>> {
    let (address, rest) = word(line);
    let address = hex_value(address).filter(|_| !address.is_empty())?;
    let rest = rest.trim_ascii();
    let deleted = rest.strip_suffix(b" (deleted))");
    let inner = deleted.or_else(|| rest.strip_suffix(b")"))?;
    let (symbol, binary) = match memchr::memmem::rfind(inner, b" (") {
        Some(open) => (&inner[..open], &inner[open + 2..]),
        None => (&b""[..], inner.strip_prefix(b"(")?),
    };
    let offset = memchr::memmem::rfind(symbol, b"+0x").filter(|&at| hex_value(&symbol[at + 3..]).is_some());
    let symbol = &symbol[..offset.unwrap_or(symbol.len())];
    let known = |text| if text == b"[unknown]" { &b""[..] } else { text };
    let binary = (binary != b"inlined").then(|| known(binary));
    Some((address, known(symbol), binary))
}

/// A frame of the sample that is read.
struct Frame {
    address: u64,
    name: StringId,
    /// None if it was inlined.
    binary: Option<StringId>,
    file: StringId,
    line: i64,
}

/// An event that samples are of.
struct Event {
    name: StringId,
    has_periods: bool,
}

/// The sample that is read.
struct Sample {
    event: usize,
    period: i64,
    /// Command, process and thread; empty where one is not said.
    labels: [StringId; 3],
}

#[derive(Default)]
struct Script {
    maker: Maker,
    events: Vec<Event>,
    sample: Option<Sample>,
    frames: Vec<Frame>,
    stack: Vec<u32>,
    lines: Vec<Line>,
    first: Option<i64>,
    last: i64,
    left_out: LeftOut,
}

/// Labels of samples.
const LABELS: [&[u8]; 3] = [b"comm", b"pid", b"tid"];

/// More sample types than this nobody can choose from, and each is a column.
const MOST_EVENTS: usize = 256;

impl Script {
    fn begin(&mut self, header: &Header<'_>) -> Result<(), Wrong> {
        let name = self.maker.strings.add(without_precision(header.event))?;
        let found = self.events.iter().position(|event| event.name == name);
        let event = match found {
            Some(event) => event,
            None if self.events.len() == MOST_EVENTS => {
                return Err(Wrong::Content(format!("it has more than {MOST_EVENTS} events")));
            }
            None => {
                let has_periods = false;
                self.events.push(Event { name, has_periods });
                self.events.len() - 1
            }
        };
        self.events[event].has_periods |= header.period.is_some();
        if let Some(time) = header.time {
            self.first = Some(self.first.unwrap_or(time).min(time));
            self.last = self.last.max(time);
        }
        let mut labels = [StringId::EMPTY; 3];
        for (label, text) in labels.iter_mut().zip([header.command, header.process, header.thread]) {
            *label = self.maker.strings.add(text)?;
        }
        self.sample = Some(Sample {
            event,
            period: header.period.unwrap_or(1),
            labels,
        });
        if let Some(found) = frame(header.rest) {
            self.add(found)?;
        }
        Ok(())
    }

    fn add(&mut self, (address, symbol, binary): Written<'_>) -> Result<(), Wrong> {
        let name = self.maker.strings.add(symbol)?;
        let binary = match binary {
            Some(file) => Some(self.maker.strings.add(file)?),
            None => None,
        };
        one_more(&mut self.frames)?;
        self.frames.push(Frame {
            address,
            name,
            binary,
            file: StringId::EMPTY,
            line: 0,
        });
        Ok(())
    }

    /// Ends the sample that is read, if there is one.
    fn end(&mut self) -> Result<(), Wrong> {
        let Some(sample) = self.sample.take() else {
            return Ok(());
        };
        self.stack.clear();
        for at in 0..self.frames.len() {
            let Frame {
                address,
                name,
                binary,
                file,
                line,
            } = self.frames[at];
            if name != StringId::EMPTY {
                let (function, column) = (self.maker.function_of(name, file, 0)?, 0);
                one_more(&mut self.lines)?;
                self.lines.push(Line { function, line, column });
            }
            let next = self.frames.get(at + 1);
            if binary.is_none() && next.is_some_and(|next| next.address == address) {
                continue;
            }
            let mapping = self.maker.mapping_of(binary.unwrap_or_default())?;
            let place = self.maker.place(mapping, address, &self.lines)?;
            one_more(&mut self.stack)?;
            self.stack.push(place);
            self.lines.clear();
        }
        self.frames.clear();
        let mut labels = Vec::with_capacity(LABELS.len());
        for (key, value) in LABELS.into_iter().zip(sample.labels) {
            if value != StringId::EMPTY {
                let key = self.maker.strings.add(key)?;
                labels.push(Label::Text { key, value });
            }
        }
        let row = self.maker.row(&self.stack, &labels)?;
        self.maker.add(row, 2 * sample.event, 1)?;
        self.maker.add(row, 2 * sample.event + 1, sample.period)?;
        Ok(())
    }
}

/// An event without what says how precise it is: `cycles` of `cycles:ppp`. That it is of the kernel alone, `cycles:k`, stays.
fn without_precision(event: &[u8]) -> &[u8] {
    let colon = event.iter().rposition(|&byte| byte == b':');
    match colon {
        Some(colon) if colon > 0 && event[colon + 1..].iter().all(|byte| b"pPH".contains(byte)) => &event[..colon],
        _ => event,
    }
}

impl ByLine for Script {
    fn line(&mut self, line: &[u8]) -> Result<(), Wrong> {
        if line.trim_ascii().is_empty() {
            return self.end();
        }
        if line.starts_with(b"#") {
            return Ok(());
        }
        let is_indented = line[0].is_ascii_whitespace() && self.sample.is_some();
        if is_indented && let Some(found) = frame(line) {
            return self.add(found);
        }
        if let Some(header) = header(line) {
            self.end()?;
            return self.begin(&header);
        }
        if is_indented
            && let Some((file, number)) = source_line(line.trim_ascii())
            && let Some(last) = self.frames.last_mut()
        {
            (last.file, last.line) = (self.maker.strings.add(file)?, number);
            return Ok(());
        }
        self.left_out.add(line);
        Ok(())
    }

    fn samples(&self) -> usize {
        self.maker.rows()
    }

    fn finish(mut self: Box<Self>) -> Result<Opened, Wrong> {
        self.end()?;
        let alone = self.events.len() == 1;
        let mut columns: Vec<usize> = Vec::new();
        let mut types: Vec<(Vec<u8>, &[u8])> = Vec::new();
        for (at, event) in self.events.iter().enumerate() {
            let name = self.maker.strings.get(event.name).to_vec();
            let is_time = name.starts_with(b"cpu-clock") || name.starts_with(b"task-clock");
            if event.has_periods {
                if alone {
                    columns.push(0);
                    types.push((b"samples".to_vec(), b"count"));
                }
                columns.push(2 * at + 1);
                types.push((name, if is_time { b"nanoseconds" } else { b"count" }));
            } else {
                columns.push(2 * at);
                types.push((name, b"count"));
            }
        }
        self.maker.choose_columns(&columns);
        let types: Vec<Type<'_>> = types.iter().map(|(kind, unit)| (&kind[..], *unit)).collect();
        // Which event comes first is chance: what most record for is what it is opened with.
        let strings = &self.maker.strings;
        let is_of_time = |event: &&Event| {
            let name = strings.get(event.name);
            [&b"cycles"[..], b"cpu-clock", b"task-clock", b"cpu-cycles"]
                .iter()
                .any(|start| name.starts_with(start))
        };
        let first = self.events.iter().find(is_of_time).or(self.events.first());
        let first = first.map(|event| event.name);
        let mut profile = self.maker.finish(&types)?;
        profile.default_sample_type = first.unwrap_or_default();
        profile.duration_nanos = self.first.map_or(0, |first| self.last.saturating_sub(first));
        Ok(Opened {
            notes: Vec::from_iter(self.left_out.sentence("of a sample")),
            ..Opened::from(profile)
        })
    }
}

/// `printf.c:12`
fn source_line(text: &[u8]) -> Option<(&[u8], i64)> {
    let colon = memchr::memrchr(b':', text).filter(|&colon| colon > 0)?;
    let number = &text[colon + 1..];
    (is_digits(number)).then_some(())?;
    Some((&text[..colon], parse_int(number, Base::Ten).ok()?))
}
