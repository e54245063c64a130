//! The function that is open: which of its lines is which row, what they call, and the instructions that they became.
//!
//! In: the lines with weight, and the text if there is one. Out: rows. With the lines 0, 5 and 90 of a function of which
//! the text has 80 lines and 3 to 10 are to be shown, there are ten rows: 0, the stretch 3 to 10, and 90.

use super::Listing;
use super::rows::{LineDetail, LineRow};
use super::weigh::{Counting, Weight, for_samples};
use crate::analysis::stacks::{FrameId, SiteFrame};
use crate::base::columns::StringId;
use crate::base::names::is_anonymous;
use crate::base::sort::{sort, sort_by_key};
use crate::input::sources::lines;
use crate::report::list::Routine;
use crate::session::display;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::ops::Range;
use std::rc::Rc;

/// How many calls and instructions of a line are handed out.
const SHOWN: usize = 100;

/// How many characters of a line are handed out.
const LONGEST: usize = 4000;

/// Finds the text of a file by its path in the profile.
pub(super) type TextOf<'a> = &'a dyn Fn(&[u8]) -> Option<Rc<[u8]>>;

/// What the lines of a function weigh, and what is behind them.
pub(super) struct Counted {
    /// The number of the function.
    pub(super) number: u32,
    /// Whether they are all lines of its file.
    pub(super) whole: bool,
    /// The lines with weight, ascending: each with its number and what it weighs.
    pub(super) lines: Vec<(i64, Weight)>,
    /// By line: the calls, then the instructions, heaviest first.
    items: Vec<Item>,
}

/// An open function: its rows are the lines before the text, a stretch of the text, and the lines behind it.
pub(super) struct Open {
    listing: Rc<Listing>,
    pub(super) counted: Rc<Counted>,
    pub(super) text: Option<Rc<[u8]>>,
    /// How many of the lines lie before the text, and up to which of them they lie in it.
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
    pub(super) weight: Weight,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A frame of the called function, and whether it was inlined.
    Call(FrameId, bool),
    /// A site, and which of its frames the line is.
    Place(u32, u32),
}

impl Counted {
    /// Weighs lines, what they call, and the instructions that they became.
    pub(super) fn new(listing: &Listing, number: u32, whole: bool) -> Counted {
        let routine = &listing.routines[number as usize];
        let mut lines = match whole {
            true => merged(&listing.routines, &routine.file),
            false => routine.lines.iter().map(|weighed| weighed.line).collect(),
        };
        let own = listing.own_frames(number, whole);
        if listing.base.is_some() && !listing.context.options.drop_negative {
            // What has not changed was there and is there.
            lines.extend(own.iter().map(|&frame| listing.set.frame(frame).line));
            sort(&mut lines);
            lines.dedup();
        }
        let (weights, mut items) = listing.count(&own, &lines);
        // By line, how many before it stay.
        let mut stay = 0;
        let places = weights.iter().map(|weight| {
            let place = stay;
            stay += u32::from(!weight.is_nothing());
            place
        });
        let places: Vec<u32> = places.collect();
        items.retain(|item| !weights[item.line as usize].is_nothing() && !item.weight.is_nothing());
        items.iter_mut().for_each(|item| item.line = places[item.line as usize]);
        let lines = lines.into_iter().zip(weights);
        Counted {
            number,
            whole,
            items,
            lines: lines.filter(|(_, weight)| !weight.is_nothing()).collect(),
        }
    }
}

impl Listing {
    /// The frames of a function, or of all in its file.
    fn own_frames(&self, number: u32, whole: bool) -> Vec<FrameId> {
        let is_own = |frame: &FrameId| {
            let file = self.set.text(self.set.frame(*frame).file);
            match whole {
                true => file == self.routines[number as usize].file,
                false => self.routine_of[frame.index()] == number + 1,
            }
        };
        (0..self.set.frame_count() as u32).map(FrameId).filter(is_own).collect()
    }

    /// Weighs the lines of frames, what they call, and the instructions that they became: all rows are walked once.
    fn count(&self, own: &[FrameId], lines: &[i64]) -> (Vec<Weight>, Vec<Item>) {
        // By frame, the number of its line from 1; 0 for those of other functions.
        let mut line_of = vec![0; self.set.frame_count()];
        for &frame in own {
            let line = lines.binary_search(&self.set.frame(frame).line);
            line_of[frame.index()] = line.map_or(0, |index| index as u32 + 1);
        }
        let mut weights = vec![Weight::default(); lines.len()];
        let mut items: Vec<Item> = Vec::new();
        let mut known: FxHashMap<(u32, (u8, u32)), u32> = FxHashMap::default();
        let mut number_of = |line: u32, kind: Kind, items: &mut Vec<Item>| {
            // A function is called, whichever line of it comes first.
            let what = |kind: Kind| match kind {
                Kind::Call(frame, inline) => match self.set.frame(frame).name {
                    StringId::EMPTY => (2 + u8::from(inline), frame.0),
                    name if is_anonymous(self.set.text(name)) => (5 + u8::from(inline), self.routine_of[frame.index()]),
                    name => (u8::from(inline), name.index() as u32),
                },
                Kind::Place(site, _) => (4, site),
            };
            *known.entry((line, what(kind))).or_insert_with(|| {
                items.push(Item {
                    line,
                    kind,
                    weight: Weight::default(),
                });
                items.len() as u32 - 1
            })
        };
        let mut inner: Vec<Option<Box<Inner>>> = Vec::new();
        inner.resize_with(self.set.site_count(), || None);
        // Few sites have one of the lines: of the others nothing is counted.
        let has_line = |site| {
            let mut frames = self.set.site(site).iter();
            frames.any(|frame| line_of[frame.frame().index()] != 0)
        };
        let wanted: Vec<bool> = (0..self.set.site_count() as u32).map(has_line).collect();
        for_samples(&self.set, self.base, &mut |row, sample| {
            let stack = self.set.stack(row);
            for (depth, site) in stack.iter().enumerate() {
                if !wanted[site as usize] {
                    continue;
                }
                let frames = self.set.site(site);
                let Some(first) = frames.first() else {
                    continue;
                };
                let inside = stack.part(0, depth).iter().rev();
                let callee = inside.filter_map(|site| self.set.site(site).last()).next();
                let callee = callee.map(|last| Kind::Call(last.frame(), last.is_inline()));
                let line = line_of[first.frame().index()];
                if line != 0 {
                    weights[line as usize - 1].add(sample, callee.is_none());
                    if let Some(callee) = callee {
                        let number = number_of(line - 1, callee, &mut items);
                        items[number as usize].weight.add(sample, false);
                    }
                    let number = number_of(line - 1, Kind::Place(site, 0), &mut items);
                    items[number as usize].weight.add(sample, depth == 0);
                }
                if frames.len() > 1 {
                    let make = || {
                        Box::new(Inner::new(site, frames, &line_of, &mut |line, kind| {
                            number_of(line, kind, &mut items)
                        }))
                    };
                    let inner = inner[site as usize].get_or_insert_with(make);
                    inner.add(sample, depth == 0, &mut weights, &mut items);
                }
            }
        });
        let place = |item: &Item| item.line * 2 + u32::from(matches!(item.kind, Kind::Place(..)));
        sort_by_key(&mut items, |item| (place(item), Reverse(item.weight.sums().1)));
        (weights, items)
    }
}

/// What the frames of a place have that are behind its first one: the same for every sample that is met there, so it is looked up once.
struct Inner {
    /// The numbers of lines, each once.
    lines: Vec<u32>,
    /// Those of calls within the place.
    calls: Vec<u32>,
    /// Those of the place itself, as an instruction of its lines.
    places: Vec<u32>,
    /// The last sample that counted.
    seen: Weight,
}

impl Inner {
    fn new(site: u32, frames: &[SiteFrame], line_of: &[u32], number_of: &mut dyn FnMut(u32, Kind) -> u32) -> Inner {
        let (mut lines, mut calls, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (place, pair) in (1..).zip(frames.windows(2)) {
            let [callee, frame] = pair else { continue };
            let line = line_of[frame.frame().index()];
            if line != 0 {
                lines.push(line - 1);
                calls.push(number_of(line - 1, Kind::Call(callee.frame(), callee.is_inline())));
                places.push(number_of(line - 1, Kind::Place(site, place)));
            }
        }
        // What the first frame has of it counts with that one.
        let first = frames.first().map_or(0, |first| line_of[first.frame().index()]);
        if first != 0 {
            let own = number_of(first - 1, Kind::Place(site, 0));
            places.retain(|&place| place != own);
        }
        for numbers in [&mut lines, &mut calls, &mut places] {
            sort(numbers);
            numbers.dedup();
        }
        Inner {
            lines,
            calls,
            places,
            seen: Weight::default(),
        }
    }

    /// Counts a sample for all of them, once, however often it is met at the place.
    fn add(&mut self, sample: Counting, is_leaf: bool, weights: &mut [Weight], items: &mut [Item]) {
        if !self.seen.is_first(sample) {
            return;
        }
        self.seen.add(sample, false);
        self.lines
            .iter()
            .for_each(|&line| weights[line as usize].add(sample, false));
        self.calls
            .iter()
            .for_each(|&call| items[call as usize].weight.add(sample, false));
        self.places
            .iter()
            .for_each(|&place| items[place as usize].weight.add(sample, is_leaf));
    }
}

impl Open {
    /// Lays the rows out: of the text, if there is one, the stretch that the function takes, or all of it.
    pub(super) fn new(listing: Rc<Listing>, counted: Rc<Counted>, text: Option<Rc<[u8]>>) -> Open {
        let routine = &listing.routines[counted.number as usize];
        let count = text.as_deref().map_or(0, |text| lines(text).len());
        let (last, is_found) = (count as i64, text.is_some());
        let before = counted.lines.partition_point(|&(line, _)| line < 1 || !is_found);
        let within = counted.lines.partition_point(|&(line, _)| line <= last || !is_found);
        let shown = match counted.whole {
            true => 1..=last,
            false => routine.shown(count),
        };
        // A profile may place a function behind its own lines. All that have weight are shown.
        let inside = &counted.lines[before..within];
        let first = inside
            .first()
            .map_or(*shown.start(), |&(line, _)| line.min(*shown.start()));
        let end = inside.last().map_or(*shown.end(), |&(line, _)| line.max(*shown.end()));
        let count = match is_found {
            true => end.saturating_sub(first).saturating_add(1).max(0) as usize,
            false => 0,
        };
        Open {
            listing,
            counted,
            text,
            before,
            within,
            first,
            count,
        }
    }

    /// The line of a row, and which of those with weight it is.
    fn line(&self, row: usize) -> Option<(i64, Option<usize>)> {
        let lines = &self.counted.lines;
        if row < self.before {
            return Some((lines[row].0, Some(row)));
        }
        let place = row - self.before;
        if place < self.count {
            let line = self.first.wrapping_add(place as i64);
            let found = lines.binary_search_by(|(weighed, _)| weighed.cmp(&line));
            return Some((line, found.ok()));
        }
        let index = self.within.saturating_add(place - self.count);
        lines.get(index).map(|&(line, _)| (line, Some(index)))
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.before + self.count + self.counted.lines.len() - self.within
    }

    /// The row of a line with weight.
    pub(super) fn row(&self, index: usize) -> usize {
        match index {
            index if index < self.before => index,
            index if index >= self.within => self.before + self.count + index - self.within,
            index => self.before + self.counted.lines[index].0.wrapping_sub(self.first) as usize,
        }
    }

    /// The row of a line of the text, or of a line with weight; none of another one.
    pub(super) fn row_of_line(&self, line: i64) -> Option<usize> {
        let within = line.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        match within.filter(|&at| at < self.count) {
            Some(at) => Some(self.before + at),
            None => {
                let mut lines = self.counted.lines.iter();
                lines.position(|own| own.0 == line).map(|index| self.row(index))
            }
        }
    }

    /// The calls and the instructions of a line.
    fn items(&self, index: usize) -> (&[Item], &[Item]) {
        let items = &self.counted.items;
        let start = items.partition_point(|item| (item.line as usize) < index);
        let items = &items[start..];
        let items = &items[..items.partition_point(|item| item.line as usize == index)];
        items.split_at(items.partition_point(|item| matches!(item.kind, Kind::Call(..))))
    }

    /// The rows that lie in a range.
    pub(super) fn line_rows(&self, range: Range<usize>) -> Vec<LineRow> {
        let text = self.text.as_deref().map_or(Vec::new(), lines);
        let rows = range.start..range.end.min(self.rows());
        rows.filter_map(|row| Some(self.line_row(self.line(row)?, &text)))
            .collect()
    }

    fn line_row(&self, (line, index): (i64, Option<usize>), text: &[&[u8]]) -> LineRow {
        let weight = index.map_or(Weight::default(), |index| self.counted.lines[index].1);
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
        LineRow {
            line: line as f64,
            text,
            call,
            calls: calls.len(),
            weights: self.listing.weights(&weight),
        }
    }

    /// What is behind the line of a row; `text_of` finds the text of a file by its path in the profile.
    pub(super) fn behind(&self, row: usize, text_of: TextOf<'_>) -> LineDetail {
        let Some((_, Some(index))) = self.line(row) else {
            return LineDetail::default();
        };
        let (calls, places) = self.items(index);
        let calls = calls.iter().take(SHOWN);
        let more_places = places.len().saturating_sub(SHOWN);
        let places = places.iter().take(SHOWN);
        LineDetail {
            more_places,
            calls: calls.filter_map(|item| self.listing.call(item)).collect(),
            places: places.filter_map(|item| self.listing.place(item, text_of)).collect(),
        }
    }
}

/// The numbers of the lines with weight of all functions of a file, ascending.
fn merged(routines: &[Routine], file: &[u8]) -> Vec<i64> {
    let own = routines.iter().filter(|routine| routine.file == file);
    let mut merged: Vec<i64> = own
        .flat_map(|routine| routine.lines.iter().map(|weighed| weighed.line))
        .collect();
    sort(&mut merged);
    merged.dedup();
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

#[cfg(test)]
mod tests {
    use crate::session::{Session, Source, SourceQuery};
    use crate::testing::profile;

    #[test]
    fn a_line_says_how_many_of_its_instructions_are_not_handed_out() {
        for (places, more) in [(super::SHOWN, 0), (super::SHOWN + 3, 3)] {
            let picture: Vec<String> = (1..=places).map(|at| format!("main:7@{at:x} 1")).collect();
            let mut session = Session {
                combined: Some(profile(&picture.join("\n"))),
                ..Session::default()
            };
            let name = "main".to_owned();
            let query = SourceQuery {
                name,
                ..SourceQuery::default()
            };
            let source = session.ask::<Source>(query).unwrap().view;
            let detail = source.behind(&session, 0);
            assert_eq!((detail.places.len(), detail.more_places), (super::SHOWN, more));
        }
    }
}
