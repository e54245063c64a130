//! Source lines with what they weigh: a list of functions, heaviest first, and one of them open, line by line.
//!
//! In: a function by its name. Out: the lines that `list` prints for it, with its numbers, in pages: of
//! `rank.dot` of `rank/rank.go` the line 41 with flat 1.2s, cum 1.3s and its text, if the user dropped the file. Without
//! it, the lines that carry weight, and what would be needed. A line tells whom it calls; and like `weblist` which
//! instructions it became, with the calls that were inlined into it.

use super::{Session, display, search_pattern};
use crate::error::Result;
use crate::map::{IdTable, hash};
use crate::measurement::percentage;
use crate::order::{order, sort_by};
use crate::pattern::Pattern;
use crate::report::list::{self, Routine, WeighedLine};
use crate::report::{Context, Format};
use crate::sources::{Offered, lines};
use crate::stacks::{FrameId, StackSet};
use crate::text::base;
use serde::Serialize;
use std::cmp::Reverse;
use std::rc::Rc;

/// What is above the list of functions.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SourcesInfo {
    /// How many functions the search left.
    pub routines: usize,
    /// How many there are.
    pub all_routines: usize,
    /// The largest magnitude of flat.
    pub max_flat: f64,
    /// The largest magnitude of cum.
    pub max_cum: f64,
    /// How many files are at hand.
    pub files: usize,
    /// Why the search could not be read; empty if it could.
    pub search_error: String,
}

/// A function in a file.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct SourceRoutine {
    /// Its name.
    pub name: String,
    /// Its file as the profile names it, trimmed; empty if it names none.
    pub file: String,
    /// Whether the text of the file is at hand.
    pub found: bool,
    /// Its own value.
    pub flat: f64,
    /// The same as text.
    pub flat_text: String,
    /// The same as a share.
    pub flat_percent: String,
    /// The values of its lines with all that they call: recursion through several lines counts several times.
    pub cum: f64,
    /// The same as text.
    pub cum_text: String,
    /// The same as a share.
    pub cum_percent: String,
}

/// Which function is wanted.
#[derive(Debug, Clone, Default)]
pub struct SourceQuery {
    /// Its name, or that of a file; empty for the heaviest one that the search left, of those that are focused on if
    /// there are any.
    pub name: String,
    /// Its file, where several have a function of that name.
    pub file: String,
    /// Whether all lines of its file are wanted, with what all functions in it weigh.
    pub whole: bool,
}

/// The function that is open.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// What it is; none if there is no such function in what the filters leave.
    pub routine: Option<SourceRoutine>,
    /// Where it is in the list; -1 if the search did not leave it.
    pub position: i32,
    /// The path of the file that was found.
    pub path: String,
    /// What was looked for, after trimming.
    pub wanted: String,
    /// How many rows there are.
    pub rows: usize,
    /// How many lines the file has.
    pub file_lines: usize,
    /// The row where the function begins.
    pub start: usize,
    /// The row that weighs most.
    pub hot: usize,
    /// How many lines have weight though the file has none of that number: it is another version then.
    pub beyond: usize,
    /// The columns of the longest line.
    pub widest: usize,
    /// The largest magnitude of a line's flat.
    pub max_flat: f64,
    /// The largest magnitude of a line's cum.
    pub max_cum: f64,
    /// What is 100 %.
    pub total: f64,
}

/// A line.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceLine {
    /// Its number; 0 or less if the profile does not know it.
    pub line: f64,
    /// Its own value.
    pub flat: f64,
    /// The same as text, as `list` prints it.
    pub flat_text: String,
    /// Its value with all that it calls.
    pub cum: f64,
    /// The same as text.
    pub cum_text: String,
    /// What stands there; empty without the file.
    pub text: String,
    /// Whom it calls most; empty if nobody.
    pub call: String,
    /// How many functions it calls.
    pub calls: usize,
}

/// What is behind a line.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct SourceDetail {
    /// The functions that it calls, heaviest first.
    pub calls: Vec<SourceCall>,
    /// How many more there are.
    pub more_calls: usize,
    /// The instructions that it became, heaviest first.
    pub places: Vec<SourcePlace>,
    /// How many more there are.
    pub more_places: usize,
}

/// A call.
#[derive(Debug, Clone, Serialize)]
pub struct SourceCall {
    /// Who is called.
    pub name: String,
    /// What passes through the call.
    pub weight: f64,
    /// The same as text.
    pub text: String,
    /// The same as a share of the total.
    pub percent: String,
    /// Whether the call was inlined.
    pub inline: bool,
}

/// An instruction.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SourcePlace {
    /// Its address.
    pub address: String,
    /// What it weighs itself, whichever line of the inlined calls it belongs to.
    pub flat_text: String,
    /// What it weighs with all that it calls.
    pub cum_text: String,
    /// The calls that were inlined, the outermost first: name, file and line, and what stands there.
    pub inlined: Vec<[String; 3]>,
}

/// How many calls and instructions of a line are handed out.
const SHOWN: usize = 60;
/// How many characters of a line are.
const LONGEST: usize = 4000;

/// All functions, heaviest first.
pub struct Listing {
    context: Context,
    format: Format,
    set: StackSet,
    routines: Vec<Routine>,
}

/// What was asked for last.
#[derive(Default)]
pub struct View {
    /// The functions that the search left.
    rows: Vec<u32>,
    open: Option<Open>,
}

/// An open function: its rows are the lines before the text, a stretch of the text, and the lines behind it.
struct Open {
    listing: Rc<Listing>,
    lines: Vec<WeighedLine>,
    text: Option<Rc<[u8]>>,
    /// How many of `lines` lie before the text, and up to which of them they lie in it.
    before: usize,
    within: usize,
    /// The first line of the stretch and how many there are.
    first: i64,
    count: usize,
    /// By line: the calls, then the instructions, heaviest first.
    items: Vec<Item>,
}

/// A call or an instruction of a line.
#[derive(Clone, Copy)]
struct Item {
    /// The index of the line.
    line: u32,
    kind: Kind,
    flat: i64,
    cum: i64,
    /// The last row that was counted, from 1.
    seen: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A frame of the called function, and whether it was inlined.
    Call(FrameId, bool),
    /// A site, and which of its frames the line is.
    Place(u32, u32),
}

impl Listing {
    fn share(&self, value: i64) -> String {
        percentage(value, self.context.total).trim().to_owned()
    }

    /// `list` prints a dot where there is nothing.
    fn value(&self, value: i64) -> String {
        match value {
            0 => ".".to_owned(),
            value => self.format.value(value),
        }
    }

    fn frame_name(&self, frame: FrameId) -> String {
        match self.set.text(self.set.frame(frame).name) {
            b"" => display(&self.set.printed_name(frame)),
            name => display(name),
        }
    }

    /// By frame, the number of its line from 1; 0 for those of other functions.
    fn lines_of_frames(&self, routine: &Routine, whole: bool, lines: &[WeighedLine]) -> Vec<u32> {
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
    fn items(&self, line_of: &[u32]) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let mut known = IdTable::default();
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
                let key = hash((line, what(kind)));
                let is = |id: u32| {
                    let item: &Item = &items[id as usize];
                    item.line == line && what(item.kind) == what(kind)
                };
                let index = known.find(key, is).unwrap_or_else(|| {
                    known.insert(key, items.len() as u32);
                    items.push(Item {
                        line,
                        kind,
                        flat: 0,
                        cum: 0,
                        seen: 0,
                    });
                    items.len() as u32 - 1
                });
                let item = &mut items[index as usize];
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
        let rank = |item: &Item| {
            let is_place = matches!(item.kind, Kind::Place(..));
            (item.line, is_place, Reverse(item.cum.wrapping_abs()))
        };
        sort_by(&mut items, |one, other| rank(one).cmp(&rank(other)));
        items
    }
}

impl Open {
    /// The line of a row, and which of those with weight it is.
    fn line(&self, row: usize) -> Option<(i64, Option<usize>)> {
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

    fn rows(&self) -> usize {
        self.before + self.count + self.lines.len() - self.within
    }

    /// The row of a line with weight.
    fn row(&self, index: usize) -> usize {
        match index {
            index if index < self.before => index,
            index if index >= self.within => self.before + self.count + index - self.within,
            index => self.before + self.lines[index].line.wrapping_sub(self.first) as usize,
        }
    }

    /// The calls and the instructions of a line.
    fn items(&self, index: usize) -> (&[Item], &[Item]) {
        let start = self.items.partition_point(|item| (item.line as usize) < index);
        let items = &self.items[start..];
        let items = &items[..items.partition_point(|item| item.line as usize == index)];
        items.split_at(items.partition_point(|item| matches!(item.kind, Kind::Call(..))))
    }
}

impl Session {
    /// Hands over a source file; `path` is its name, or its path from a folder on.
    pub fn add_source(&mut self, path: &str, text: &[u8]) {
        Rc::make_mut(&mut self.sources).add(path, text);
    }

    /// Forgets all source files.
    pub fn forget_sources(&mut self) {
        self.sources = Rc::default();
        self.source_view.open = None;
    }

    /// The paths of files that the loaded profiles name, each perhaps several times.
    fn named_files(&self) -> impl Iterator<Item = &[u8]> {
        self.loaded.iter().flat_map(|loaded| {
            let mut seen = vec![false; loaded.profile.strings.len()];
            let functions = loaded.profile.functions.iter();
            let fresh =
                functions.filter(move |function| !std::mem::replace(&mut seen[function.filename.index()], true));
            fresh.map(|function| loaded.profile.text(function.filename))
        })
    }

    /// The names, without folders, of all files that the loaded profiles name.
    pub fn source_names(&self) -> Vec<String> {
        let names = self.named_files().map(crate::sources::last_element);
        names.map(display).collect()
    }

    /// Which of these paths are worth reading: those of files that a loaded profile names, unless one that fits as well
    /// is here.
    pub fn choose_sources(&self, paths: &[String]) -> Vec<u32> {
        let offered = Offered::new(paths);
        let mut chosen = vec![false; paths.len()];
        for file in self.named_files() {
            let (wanted, _) = list::wanted(&self.options, &*self.sources, file);
            self.sources.choose(&offered, wanted, &mut chosen);
        }
        (0..paths.len() as u32).filter(|&path| chosen[path as usize]).collect()
    }

    /// The dropped file that has a file's text: what was looked for, its path, its text.
    fn source_text<'a>(&'a self, file: &'a [u8]) -> (&'a [u8], Option<(&'a [u8], &'a Rc<[u8]>)>) {
        let (wanted, _) = list::wanted(&self.options, &*self.sources, file);
        let found = match file {
            b"" => None,
            _ => self.sources.find(wanted),
        };
        (wanted, found)
    }

    fn listing(&self) -> Result<Rc<Listing>> {
        self.cached(&self.listing, |session| {
            let context = session.context("list")?;
            let set = list::stacks(&context);
            // Frames without a name have no source.
            let mut routines = list::routines(&context, &set, &|name| !name.is_empty());
            let by_cum = context.options.sort_by_cum();
            let rank = |routine: &Routine| {
                let (flat, cum) = (routine.flat.wrapping_abs(), routine.cum.wrapping_abs());
                Reverse(if by_cum { (cum, flat) } else { (flat, cum) })
            };
            sort_by(&mut routines, |one, other| rank(one).cmp(&rank(other)));
            Ok(Listing {
                format: context.format(),
                context,
                set,
                routines,
            })
        })
    }

    /// Searches the functions by name and file.
    pub fn sources(&mut self, search: &str) -> Result<SourcesInfo> {
        let listing = self.listing()?;
        let (pattern, search_error) = match search_pattern(search) {
            Ok(pattern) => (pattern, String::new()),
            Err(reason) => (None, reason),
        };
        self.source_view.rows = matching(&listing.routines, pattern.as_ref());
        let largest = |value: fn(&Routine) -> i64| {
            let values = listing.routines.iter().map(|routine| value(routine).wrapping_abs());
            values.max().unwrap_or(0) as f64
        };
        Ok(SourcesInfo {
            routines: self.source_view.rows.len(),
            all_routines: listing.routines.len(),
            max_flat: largest(|routine| routine.flat),
            max_cum: largest(|routine| routine.cum),
            files: self.sources.len(),
            search_error,
        })
    }

    /// A page of the functions that the last search left.
    pub fn source_routines(&self, start: usize, end: usize) -> Result<Vec<SourceRoutine>> {
        let listing = self.listing()?;
        let rows = &self.source_view.rows;
        let page = rows.get(start.min(rows.len())..end.min(rows.len())).unwrap_or_default();
        let routines = page.iter().map(|&row| &listing.routines[row as usize]);
        Ok(routines.map(|routine| self.source_routine(&listing, routine)).collect())
    }

    fn source_routine(&self, listing: &Listing, routine: &Routine) -> SourceRoutine {
        SourceRoutine {
            name: display(&routine.name),
            file: display(&routine.file),
            found: self.source_text(&routine.file).1.is_some(),
            flat: routine.flat as f64,
            flat_text: listing.format.value(routine.flat),
            flat_percent: listing.share(routine.flat),
            cum: routine.cum as f64,
            cum_text: listing.format.value(routine.cum),
            cum_percent: listing.share(routine.cum),
        }
    }

    /// The function that a query means, by its number.
    fn wanted_routine(&self, listing: &Listing, query: &SourceQuery) -> Option<u32> {
        let routine = |row: u32| &listing.routines[row as usize];
        let mut all = 0..listing.routines.len() as u32;
        let (name, file) = (query.name.as_bytes(), query.file.as_bytes());
        if name.is_empty() {
            let focus = search_pattern(&self.options.focus).ok().flatten();
            let mut rows = self.source_view.rows.iter().copied();
            let focused = focus.and_then(|focus| rows.find(|&row| matches(routine(row), &focus)));
            return focused.or(self.source_view.rows.first().copied());
        }
        let same = |row: &u32| display(&routine(*row).name).as_bytes() == name;
        let exact = all
            .clone()
            .find(|row| same(row) && display(&routine(*row).file).as_bytes() == file);
        let by_name = || all.clone().find(same);
        exact
            .or_else(by_name)
            .or_else(|| all.find(|&row| display(&routine(row).file).as_bytes() == name))
    }

    /// Opens a function.
    pub fn source(&mut self, query: &SourceQuery) -> Result<Source> {
        let listing = self.listing()?;
        self.source_view.open = None;
        let Some(number) = self.wanted_routine(&listing, query) else {
            return Ok(Source::default());
        };
        let routine = &listing.routines[number as usize];
        let lines_with_weight = match query.whole {
            true => merged(&listing.routines, &routine.file),
            false => routine.lines.clone(),
        };
        let (wanted, found) = self.source_text(&routine.file);
        let text_lines = found.map_or(Vec::new(), |(_, text)| lines(text));
        let last = text_lines.len() as i64;
        let (before, within) = match found {
            Some(_) => (
                lines_with_weight.partition_point(|weighed| weighed.line < 1),
                lines_with_weight.partition_point(|weighed| weighed.line <= last),
            ),
            None => (lines_with_weight.len(), lines_with_weight.len()),
        };
        let shown = match query.whole {
            true => 1..=last,
            false => routine.shown(text_lines.len()),
        };
        // A profile may place a function behind its own lines. All that have weight are shown.
        let inside = &lines_with_weight[before..within];
        let first = inside
            .first()
            .map_or(*shown.start(), |line| line.line.min(*shown.start()));
        let end = inside.last().map_or(*shown.end(), |line| line.line.max(*shown.end()));
        let items = listing.items(&listing.lines_of_frames(routine, query.whole, &lines_with_weight));
        let open = Open {
            text: found.map(|(_, text)| Rc::clone(text)),
            before,
            within,
            first,
            count: match found {
                Some(_) => end.saturating_sub(first).saturating_add(1).max(0) as usize,
                None => 0,
            },
            lines: lines_with_weight,
            items,
            listing: Rc::clone(&listing),
        };
        let shown = text_lines
            .iter()
            .skip((open.first - 1).max(0) as usize)
            .take(open.count);
        let weight = |value: fn(&WeighedLine) -> i64| {
            let values = open.lines.iter().map(|line| value(line).wrapping_abs());
            values.max().unwrap_or(0)
        };
        let rank = |&index: &usize| {
            (
                open.lines[index].flat.wrapping_abs(),
                open.lines[index].cum.wrapping_abs(),
            )
        };
        // Of the function's own lines, even where the file is shown whole.
        let own = (0..open.lines.len()).filter(|&index| routine.weight(open.lines[index].line) != (0, 0));
        let hot = own.max_by_key(rank).map_or(0, |index| open.row(index));
        let begin = (*routine.range.start()).max(open.first).saturating_sub(open.first) as usize;
        let source = Source {
            routine: Some(self.source_routine(&listing, routine)),
            position: match self.source_view.rows.iter().position(|&row| row == number) {
                Some(position) => position as i32,
                None => -1,
            },
            path: found.map_or(String::new(), |(path, _)| display(path)),
            wanted: display(wanted),
            rows: open.rows(),
            file_lines: text_lines.len(),
            start: open.before + begin.min(open.count),
            hot,
            beyond: open.lines.len() - open.within,
            widest: shown.map(|line| columns(line)).max().unwrap_or(0),
            max_flat: weight(|line| line.flat) as f64,
            max_cum: weight(|line| line.cum) as f64,
            total: listing.context.total as f64,
        };
        self.source_view.open = Some(open);
        Ok(source)
    }

    /// A page of the lines of the open function.
    pub fn source_lines(&self, start: usize, end: usize) -> Vec<SourceLine> {
        let Some(open) = &self.source_view.open else {
            return Vec::new();
        };
        let listing = &open.listing;
        let text_lines = open.text.as_deref().map_or(Vec::new(), lines);
        let rows = (start..end.min(open.rows())).filter_map(|row| open.line(row));
        rows.map(|(line, index)| {
            let (flat, cum) = index.map_or((0, 0), |index| (open.lines[index].flat, open.lines[index].cum));
            let calls = index.map_or(&[][..], |index| open.items(index).0);
            SourceLine {
                line: line as f64,
                flat: flat as f64,
                flat_text: listing.value(flat),
                cum: cum as f64,
                cum_text: listing.value(cum),
                text: match usize::try_from(line.wrapping_sub(1))
                    .ok()
                    .and_then(|line| text_lines.get(line))
                {
                    Some(text) => shortened(text),
                    None if line < 1 => "<instructions with unknown line numbers>".to_owned(),
                    None if open.text.is_some() => "???".to_owned(),
                    None => String::new(),
                },
                call: match calls.first() {
                    Some(Item {
                        kind: Kind::Call(frame, _),
                        ..
                    }) => listing.frame_name(*frame),
                    _ => String::new(),
                },
                calls: calls.len(),
            }
        })
        .collect()
    }

    /// What is behind a line of the open function: whom it calls, and the instructions that it became.
    pub fn source_detail(&self, row: usize) -> SourceDetail {
        let Some(open) = &self.source_view.open else {
            return SourceDetail::default();
        };
        let Some((_, Some(index))) = open.line(row) else {
            return SourceDetail::default();
        };
        let listing = &open.listing;
        let mut detail = SourceDetail::default();
        let (calls, places) = open.items(index);
        detail.more_calls = calls.len().saturating_sub(SHOWN);
        detail.more_places = places.len().saturating_sub(SHOWN);
        for item in calls.iter().take(SHOWN).chain(places.iter().take(SHOWN)) {
            match item.kind {
                Kind::Call(frame, inline) => detail.calls.push(SourceCall {
                    name: listing.frame_name(frame),
                    weight: item.cum as f64,
                    text: listing.format.value(item.cum),
                    percent: listing.share(item.cum),
                    inline,
                }),
                Kind::Place(site, place) => detail.places.push(SourcePlace {
                    address: format!("{:x}", listing.context.profile.locations[site as usize].address),
                    flat_text: listing.value(item.flat),
                    cum_text: listing.value(item.cum),
                    inlined: {
                        let frames = listing.set.site(site)[..place as usize].iter().rev();
                        frames.map(|frame| self.inlined(listing, frame.frame())).collect()
                    },
                }),
            }
        }
        detail
    }

    /// An inlined frame: its name, its file and line, and what stands there.
    fn inlined(&self, listing: &Listing, id: FrameId) -> [String; 3] {
        let frame = listing.set.frame(id);
        let file = listing.set.text(frame.file);
        let found = self.source_text(file).1;
        let text = usize::try_from(frame.line.wrapping_sub(1))
            .ok()
            .zip(found)
            .and_then(|(line, (_, text))| {
                let text = text.split(|&byte| byte == b'\n').nth(line)?;
                Some(shortened(text.trim_ascii()))
            });
        [
            listing.frame_name(id),
            format!("{}:{}", display(base(file)), frame.line),
            text.unwrap_or_default(),
        ]
    }
}

fn matches(routine: &Routine, pattern: &Pattern) -> bool {
    pattern.is_match(&routine.name) || pattern.is_match(&routine.file)
}

/// The numbers of the functions that a pattern leaves.
fn matching(routines: &[Routine], pattern: Option<&Pattern>) -> Vec<u32> {
    let numbers = (0..routines.len() as u32).filter(|&row| {
        let routine = &routines[row as usize];
        pattern.is_none_or(|pattern| matches(routine, pattern))
    });
    numbers.collect()
}

/// The lines of all functions of a file: what several functions have on a line is added up.
fn merged(routines: &[Routine], file: &[u8]) -> Vec<WeighedLine> {
    let own = routines.iter().filter(|routine| routine.file == file);
    let all: Vec<WeighedLine> = own.flat_map(|routine| routine.lines.iter().copied()).collect();
    let mut merged: Vec<WeighedLine> = Vec::new();
    for index in order(all.len(), &mut |one, other| all[one].line.cmp(&all[other].line)) {
        let weighed = all[index as usize];
        match merged.last_mut() {
            Some(last) if last.line == weighed.line => {
                last.flat = last.flat.wrapping_add(weighed.flat);
                last.cum = last.cum.wrapping_add(weighed.cum);
            }
            _ => merged.push(weighed),
        }
    }
    merged
}

/// How many columns a line takes, with tabs of eight.
fn columns(line: &[u8]) -> usize {
    let width = line.iter().take(LONGEST).fold(0, |column, &byte| match byte {
        b'\t' => (column / 8 + 1) * 8,
        // Only the first byte of a character takes a column.
        byte => column + usize::from(byte & 0xc0 != 0x80),
    });
    width + if line.len() > LONGEST { 30 } else { 0 }
}

/// A line as it is shown: of a very long one its beginning, and how much is left.
fn shortened(line: &[u8]) -> String {
    match line.get(..LONGEST) {
        Some(beginning) if line.len() > LONGEST => {
            format!("{}… {} more bytes", display(beginning), line.len() - LONGEST)
        }
        _ => display(line),
    }
}
