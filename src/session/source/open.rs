//! The function that is open: which of its lines is which row, what they call, and the instructions that they became.
//!
//! In: the lines with weight, and the text if there is one. Out: rows. With the lines 0, 5 and 90 of a function of which
//! the text has 80 lines and 3 to 10 are to be shown, there are ten rows: 0, the stretch 3 to 10, and 90.

use super::{Listing, SourceRow};
use crate::analysis::stacks::FrameId;
use crate::base::map::Map;
use crate::report::list::{Routine, WeighedLine};
use crate::session::display;
use std::cmp::Reverse;
use std::rc::Rc;

/// How many characters of a line are handed out.
const LONGEST: usize = 4000;

/// An open function: its rows are the lines before the text, a stretch of the text, and the lines behind it.
pub(super) struct Open {
    pub(super) listing: Rc<Listing>,
    pub(super) number: u32,
    pub(super) whole: bool,
    pub(super) lines: Vec<WeighedLine>,
    /// By line: the calls, then the instructions, heaviest first.
    pub(super) items: Vec<Item>,
    pub(super) text: Option<Rc<[u8]>>,
    /// How many of `lines` lie before the text, and up to which of them they lie in it.
    pub(super) before: usize,
    pub(super) within: usize,
    /// The first line of the stretch and how many there are.
    pub(super) first: i64,
    pub(super) count: usize,
}

/// A call or an instruction of a line.
#[derive(Clone, Copy)]
pub(super) struct Item {
    /// The index of the line.
    pub(super) line: u32,
    pub(super) kind: Kind,
    pub(super) flat: i64,
    pub(super) cum: i64,
    /// The last row that was counted, from 1.
    pub(super) seen: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A frame of the called function, and whether it was inlined.
    Call(FrameId, bool),
    /// A site, and which of its frames the line is.
    Place(u32, u32),
}

impl Listing {
    /// By frame, the number of its line from 1; 0 for those of other functions.
    pub(super) fn lines_of_frames(&self, routine: &Routine, whole: bool, lines: &[WeighedLine]) -> Vec<u32> {
        let frames = (0..self.set.frame_count() as u32).map(|frame| {
            let frame = self.set.frame(FrameId(frame));
            let is_own = self.set.text(frame.file) == routine.file
                && (whole || self.set.text(frame.name) == routine.name.as_slice());
            let line = |weighed: &WeighedLine| weighed.line.cmp(&frame.line);
            match is_own {
                true => lines.binary_search_by(line).map_or(0, |index| index as u32 + 1),
                false => 0,
            }
        });
        frames.collect()
    }

    /// Weighs what the lines call, and the instructions that they became: all rows are walked once.
    pub(super) fn items(&self, line_of: &[u32]) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let mut known: Map<(u32, (u8, u32)), usize> = Map::default();
        for row in 0..self.set.len() {
            let value = self.set.value(row);
            if value == 0 {
                continue;
            }
            let mut add = |line: u32, kind: Kind, is_leaf: bool| {
                // A function is called, whichever line of it comes first.
                let what = |kind: Kind| match kind {
                    Kind::Call(frame, inline) => match self.set.frame(frame).name.index() {
                        0 => (2 + u8::from(inline), frame.0),
                        name => (u8::from(inline), name as u32),
                    },
                    Kind::Place(site, _) => (4, site),
                };
                let index = *known.entry((line, what(kind))).or_insert_with(|| {
                    items.push(Item {
                        line,
                        kind,
                        flat: 0,
                        cum: 0,
                        seen: 0,
                    });
                    items.len() - 1
                });
                let item = &mut items[index];
                if is_leaf {
                    item.flat = item.flat.wrapping_add(value);
                }
                if std::mem::replace(&mut item.seen, row as u32 + 1) != row as u32 + 1 {
                    item.cum = item.cum.wrapping_add(value);
                }
            };
            let mut callee = None;
            for (depth, &site) in self.set.stack(row).iter().enumerate() {
                for (place, frame) in self.set.site(site).iter().enumerate() {
                    let line = line_of[frame.frame().index()];
                    if line != 0 {
                        if let Some(callee) = callee {
                            add(line - 1, callee, false);
                        }
                        add(line - 1, Kind::Place(site, place as u32), depth == 0);
                    }
                    callee = Some(Kind::Call(frame.frame(), frame.is_inline()));
                }
            }
        }
        let place = |item: &Item| item.line * 2 + u32::from(matches!(item.kind, Kind::Place(..)));
        items.sort_by_key(|item| (place(item), Reverse(item.cum.wrapping_abs())));
        items
    }
}

impl Open {
    /// The line of a row, and which of those with weight it is.
    pub(super) fn line(&self, row: usize) -> Option<(i64, Option<usize>)> {
        if row < self.before {
            return Some((self.lines[row].line, Some(row)));
        }
        let place = row - self.before;
        if place < self.count {
            let line = self.first.wrapping_add(place as i64);
            let found = self.lines.binary_search_by(|weighed| weighed.line.cmp(&line));
            return Some((line, found.ok()));
        }
        let index = self.within + place - self.count;
        self.lines.get(index).map(|weighed| (weighed.line, Some(index)))
    }

    pub(super) fn rows(&self) -> usize {
        self.before + self.count + self.lines.len() - self.within
    }

    /// The row of a line with weight.
    pub(super) fn row(&self, index: usize) -> usize {
        match index {
            index if index < self.before => index,
            index if index >= self.within => self.before + self.count + index - self.within,
            index => self.before + self.lines[index].line.wrapping_sub(self.first) as usize,
        }
    }

    /// The calls and the instructions of a line.
    pub(super) fn items(&self, index: usize) -> (&[Item], &[Item]) {
        let start = self.items.partition_point(|item| (item.line as usize) < index);
        let items = &self.items[start..];
        let items = &items[..items.partition_point(|item| item.line as usize == index)];
        items.split_at(items.partition_point(|item| matches!(item.kind, Kind::Call(..))))
    }

    /// A line, of whom the text is given.
    pub(super) fn line_row(&self, (line, index): (i64, Option<usize>), text: &[&[u8]]) -> SourceRow {
        let (flat, cum) = index.map_or((0, 0), |index| (self.lines[index].flat, self.lines[index].cum));
        let calls = index.map_or(&[][..], |index| self.items(index).0);
        let call = match calls.first().map(|item| item.kind) {
            Some(Kind::Call(frame, _)) => self.listing.frame_name(frame),
            _ => String::new(),
        };
        let text = match usize::try_from(line.wrapping_sub(1))
            .ok()
            .and_then(|line| text.get(line))
        {
            Some(text) => shortened(text),
            // As `weblist` has it.
            None if line < 1 => "<instructions with unknown line numbers>".to_owned(),
            None if self.text.is_some() => "???".to_owned(),
            None => String::new(),
        };
        SourceRow {
            line: line as f64,
            calls: calls.len(),
            ..self.listing.row(call, text, flat, cum)
        }
    }
}

/// The lines of all functions of a file: what several functions have on a line is added up.
pub(super) fn merged(routines: &[Routine], file: &[u8]) -> Vec<WeighedLine> {
    let mut all: Vec<WeighedLine> = Vec::new();
    for routine in routines.iter().filter(|routine| routine.file == file) {
        all.extend(&routine.lines);
    }
    let mut merged: Vec<WeighedLine> = Vec::new();
    all.sort_by_key(|weighed| weighed.line);
    for next in all {
        match merged.last_mut() {
            Some(last) if last.line == next.line => {
                last.flat = last.flat.wrapping_add(next.flat);
                last.cum = last.cum.wrapping_add(next.cum);
            }
            _ => merged.push(next),
        }
    }
    merged
}

/// How many columns a line takes, with tabs of eight.
pub(super) fn columns(line: &[u8]) -> usize {
    let width = line.iter().take(LONGEST).fold(0, |column, &byte| match byte {
        b'\t' => (column / 8 + 1) * 8,
        // Only the first byte of a character takes a column.
        byte => column + usize::from(byte & 0xc0 != 0x80),
    });
    width + if line.len() > LONGEST { 30 } else { 0 }
}

/// A line as it is shown: of a very long one its beginning, and how much is left.
pub(super) fn shortened(line: &[u8]) -> String {
    match line.get(..LONGEST) {
        Some(beginning) if line.len() > LONGEST => {
            format!("{}… {} more bytes", display(beginning), line.len() - LONGEST)
        }
        _ => display(line),
    }
}
