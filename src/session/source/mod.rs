//! Source lines with what they weigh: a list of functions, heaviest first, and one of them open, line by line.
//!
//! In: a search, and the function that is to be open. Out: rows in pages: the functions, and the lines that `list` prints
//! for the one that is open, with its numbers: of `rank.dot` the line 91 with flat 1s, cum 2.01s and its text, if the
//! user dropped the file; without it, the lines that carry weight. Behind a line are the functions that it calls; and as
//! in `weblist` the instructions that it became, with the calls that were inlined into it.
//!
//! All rows are [`SourceRow`]s: to convert another type for the page costs more than fields that are empty.

mod open;

use super::{Loaded, Session, display, search_pattern};
use crate::analysis::stacks::{FrameId, StackSet};
use crate::base::error::Result;
use crate::base::measurement::percentage;
use crate::base::pattern::Pattern;
use crate::base::text::base;
use crate::input::sources::lines;
use crate::report::list::{self, Routine};
use crate::report::{Context, Format};
use open::{Item, Kind, Open, columns, merged, shortened};
use serde::Serialize;
use std::cmp::Reverse;
use std::rc::Rc;

/// What is wanted.
#[derive(Debug, Clone, Default)]
pub struct SourceQuery {
    /// A regular expression for the functions' names and files; empty for all.
    pub search: String,
    /// The function to open: its name, or that of a file for its heaviest one; empty for the heaviest one that the search
    /// left, of those that are focused on if there are any.
    pub name: String,
    /// Its file, where several have a function of that name.
    pub file: String,
    /// Whether all lines of its file are wanted, with what all functions in it weigh.
    pub whole: bool,
}

/// What there is.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// Why the search could not be read; empty if it could.
    pub search_error: String,
    /// How many functions the search left.
    pub routines: usize,
    /// How many there are.
    pub all_routines: usize,
    /// The largest magnitudes of a function's flat and cum.
    pub largest: (f64, f64),
    /// Where the open function is in the list; -1 if the search did not leave it.
    pub position: i32,
    /// Whether the text of its file is at hand.
    pub found: bool,
    /// The path that is looked for, after trimming.
    pub wanted: String,
    /// How many lines the file has.
    pub file_lines: usize,
    /// How many rows there are, of lines; 0 if no function is open.
    pub rows: usize,
    /// The row where the function begins.
    pub start: usize,
    /// The row that weighs most.
    pub hot: usize,
    /// How many lines have weight though the file has none of that number: it is another version then.
    pub beyond: usize,
    /// The columns of the longest line.
    pub widest: usize,
    /// The largest magnitudes of a line's flat and cum.
    pub largest_line: (f64, f64),
}

/// Which rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceRows {
    /// The functions that the search left: name and file.
    Routines,
    /// The function that is open.
    Open,
    /// Its lines: number and text, whom it calls most and how many it calls.
    Lines,
    /// What the line of the given row calls: names.
    Calls,
    /// The instructions that it became: addresses, and the calls that were inlined, outermost first, as lines of place and
    /// text with a tab between.
    Places,
}

impl SourceRows {
    /// The kind of that name; what is no name is the open function.
    pub fn parse(name: &str) -> SourceRows {
        match name {
            "routines" => SourceRows::Routines,
            "lines" => SourceRows::Lines,
            "calls" => SourceRows::Calls,
            "places" => SourceRows::Places,
            _ => SourceRows::Open,
        }
    }
}

/// A row.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceRow {
    /// The name of a function, or an address.
    pub name: String,
    /// A file, or the text of a line; empty without the file.
    pub text: String,
    /// Its number; 0 or less if the profile does not know it.
    pub line: f64,
    /// How many functions a line calls.
    pub calls: usize,
    /// Whether a call was inlined.
    pub inline: bool,
    /// Its own value.
    pub flat: f64,
    /// The same as text.
    pub flat_text: String,
    /// The same as a share.
    pub flat_percent: String,
    /// Its value with all that it calls. A function's is the sum of those of its lines, as in `list`: recursion through
    /// several of them counts several times.
    pub cum: f64,
    /// The same as text.
    pub cum_text: String,
    /// The same as a share.
    pub cum_percent: String,
}

/// How many calls and instructions of a line are handed out.
const SHOWN: usize = 100;

/// All functions.
pub struct Listing {
    context: Context,
    format: Format,
    set: StackSet,
    routines: Vec<Routine>,
    /// Their numbers, the heaviest first.
    ranked: Vec<u32>,
}

/// What was asked for last.
#[derive(Default)]
pub struct View {
    /// The functions that the search left.
    rows: Vec<u32>,
    open: Option<Open>,
}

impl Listing {
    /// Called from everywhere: once is enough in the wasm.
    #[inline(never)]
    fn row(&self, name: String, text: String, flat: i64, cum: i64) -> SourceRow {
        let share = |value: i64| percentage(value, self.context.total).trim().to_owned();
        SourceRow {
            name,
            text,
            line: 0.0,
            calls: 0,
            inline: false,
            flat: flat as f64,
            flat_text: self.format.value(flat),
            flat_percent: share(flat),
            cum: cum as f64,
            cum_text: self.format.value(cum),
            cum_percent: share(cum),
        }
    }

    fn routine(&self, number: u32) -> SourceRow {
        let routine = &self.routines[number as usize];
        self.row(
            display(&routine.name),
            display(&routine.file),
            routine.flat,
            routine.cum,
        )
    }

    fn frame_name(&self, frame: FrameId) -> String {
        match self.set.text(self.set.frame(frame).name) {
            b"" => display(&self.set.printed_name(frame)),
            name => display(name),
        }
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
    }

    /// The paths of all source files that the loaded profiles name, as they are looked for: after trimming.
    pub fn source_files(&self) -> Vec<String> {
        let mut files = Vec::new();
        for Loaded { profile, .. } in &self.loaded {
            let mut seen = vec![false; profile.strings.len()];
            for function in &profile.functions {
                let file = function.filename;
                if !std::mem::replace(&mut seen[file.index()], true) && !profile.text(file).is_empty() {
                    let (wanted, _) = list::wanted(&self.options, &*self.sources, profile.text(file));
                    files.push(display(wanted));
                }
            }
        }
        files
    }

    fn source_text(&self, file: &[u8]) -> Option<&Rc<[u8]>> {
        let (wanted, _) = list::wanted(&self.options, &*self.sources, file);
        self.sources.find(wanted)
    }

    fn listing(&self) -> Result<Rc<Listing>> {
        self.cached(&self.listing, |session| {
            let context = session.context("list")?;
            let set = list::stacks(&context);
            // Frames without a name have no source.
            let routines = list::routines(&context, &set, &|name| !name.is_empty());
            let by_cum = context.options.sort_by_cum();
            let weight = |number: usize| {
                let routine = &routines[number];
                let (flat, cum) = (routine.flat.wrapping_abs(), routine.cum.wrapping_abs());
                if by_cum { (cum, flat) } else { (flat, cum) }
            };
            let mut ranked: Vec<u32> = (0..routines.len() as u32).collect();
            ranked.sort_by_key(|&number| Reverse(weight(number as usize)));
            Ok(Listing {
                format: context.format(),
                context,
                set,
                routines,
                ranked,
            })
        })
    }

    /// Searches the functions, and opens one.
    pub fn source(&mut self, query: &SourceQuery) -> Result<Source> {
        let listing = self.listing()?;
        let (pattern, search_error) = search_pattern(&query.search);
        let routines = &listing.routines;
        let mut rows = listing.ranked.clone();
        if let Some(pattern) = &pattern {
            rows.retain(|&row| matches(&routines[row as usize], pattern));
        }
        let before = self.source_view.open.take();
        let mut source = Source {
            search_error,
            routines: rows.len(),
            all_routines: routines.len(),
            largest: largest(&mut routines.iter().map(|routine| (routine.flat, routine.cum))),
            ..Source::default()
        };
        if let Some(number) = self.wanted_routine(&listing, &rows, query) {
            let position = rows.iter().position(|&row| row == number);
            source.position = position.map_or(-1, |position| position as i32);
            let open = self.open_routine(listing, number, query.whole, before, &mut source);
            self.source_view.open = Some(open);
        }
        self.source_view.rows = rows;
        Ok(source)
    }

    /// The function that a query means, by its number.
    fn wanted_routine(&self, listing: &Listing, rows: &[u32], query: &SourceQuery) -> Option<u32> {
        let (name, file) = (query.name.as_bytes(), query.file.as_bytes());
        let routines = &listing.routines;
        if name.is_empty() {
            let (focus, _) = search_pattern(&self.options.focus);
            let focused = |row: &&u32| {
                let routine = &routines[**row as usize];
                focus.as_ref().is_some_and(|focus| matches(routine, focus))
            };
            return rows.iter().find(focused).or(rows.first()).copied();
        }
        // The better it fits, the larger; of those that fit equally well, the heaviest.
        let fit = |routine: &Routine| match (routine.name == name, routine.file == file) {
            (true, true) => 3,
            (true, false) => 2,
            (false, _) => u32::from(routine.file == name),
        };
        let mut best = (0, None);
        for &number in &listing.ranked {
            let fit = fit(&routines[number as usize]);
            if fit > best.0 {
                best = (fit, Some(number));
            }
        }
        best.1
    }

    fn open_routine(
        &self,
        listing: Rc<Listing>,
        number: u32,
        whole: bool,
        before: Option<Open>,
        source: &mut Source,
    ) -> Open {
        let routine = &listing.routines[number as usize];
        let mut open = match before {
            // What was counted is still true; the text may be another one.
            Some(open) if open.number == number && open.whole == whole => open,
            _ => {
                let lines = match whole {
                    true => merged(&listing.routines, &routine.file),
                    false => routine.lines.clone(),
                };
                let items = listing.items(&listing.lines_of_frames(routine, whole, &lines));
                Open {
                    listing: Rc::clone(&listing),
                    number,
                    whole,
                    lines,
                    items,
                    text: None,
                    before: 0,
                    within: 0,
                    first: 1,
                    count: 0,
                }
            }
        };
        open.text = match routine.file.is_empty() {
            true => None,
            false => self.source_text(&routine.file).cloned(),
        };
        let text = open.text.clone();
        let text_lines = text.as_deref().map_or(Vec::new(), lines);
        let last = text_lines.len() as i64;
        open.before = open.lines.partition_point(|line| line.line < 1 || text.is_none());
        open.within = open.lines.partition_point(|line| line.line <= last || text.is_none());
        let shown = match whole {
            true => 1..=last,
            false => routine.shown(text_lines.len()),
        };
        // A profile may place a function behind its own lines. All that have weight are shown.
        let inside = &open.lines[open.before..open.within];
        let first = inside
            .first()
            .map_or(*shown.start(), |line| line.line.min(*shown.start()));
        let end = inside.last().map_or(*shown.end(), |line| line.line.max(*shown.end()));
        open.first = first;
        open.count = match text {
            Some(_) => end.saturating_sub(first).saturating_add(1).max(0) as usize,
            None => 0,
        };
        // Of the function's own lines, even where the file is shown whole.
        let mut heaviest = (0, 0);
        for (index, line) in open.lines.iter().enumerate() {
            let weight = (line.flat.wrapping_abs(), line.cum.wrapping_abs());
            if weight > heaviest && routine.weight(line.line) != (0, 0) {
                heaviest = weight;
                source.hot = open.row(index);
            }
        }
        let begin = (*routine.range.start()).max(first).saturating_sub(first) as usize;
        source.start = open.before + begin.min(open.count);
        source.found = text.is_some();
        source.wanted = display(list::wanted(&self.options, &*self.sources, &routine.file).0);
        source.file_lines = text_lines.len();
        source.rows = open.rows();
        source.beyond = open.lines.len() - open.within;
        let stretch = text_lines.iter().skip((first - 1).max(0) as usize).take(open.count);
        source.widest = stretch.fold(0, |widest, line| columns(line).max(widest));
        source.largest_line = largest(&mut open.lines.iter().map(|line| (line.flat, line.cum)));
        open
    }

    /// Rows from `start` to `end`; of what is behind a line, those of the line in the row `start`.
    pub fn source_rows(&self, which: SourceRows, start: usize, end: usize) -> Result<Vec<SourceRow>> {
        let View { rows, open } = &self.source_view;
        if which == SourceRows::Routines {
            let listing = self.listing()?;
            let page = rows.get(start.min(rows.len())..end.min(rows.len())).unwrap_or_default();
            return Ok(page.iter().map(|&row| listing.routine(row)).collect());
        }
        let Some(open) = open else {
            return Ok(Vec::new());
        };
        Ok(match which {
            SourceRows::Lines => {
                let text = open.text.as_deref().map_or(Vec::new(), lines);
                let rows = start..end.min(open.rows());
                rows.filter_map(|row| Some(open.line_row(open.line(row)?, &text)))
                    .collect()
            }
            SourceRows::Calls | SourceRows::Places => match open.line(start) {
                Some((_, Some(index))) => {
                    let (calls, places) = open.items(index);
                    let items = if which == SourceRows::Calls { calls } else { places };
                    let rows = items.iter().take(SHOWN);
                    rows.map(|item| self.item_row(&open.listing, item)).collect()
                }
                _ => Vec::new(),
            },
            _ => vec![open.listing.routine(open.number)],
        })
    }

    /// A call, or an instruction with what was inlined.
    fn item_row(&self, listing: &Listing, item: &Item) -> SourceRow {
        let (name, text, inline) = match item.kind {
            Kind::Call(frame, inline) => (listing.frame_name(frame), String::new(), inline),
            Kind::Place(site, place) => {
                let mut text = String::new();
                for frame in listing.set.site(site)[..place as usize].iter().rev() {
                    let frame = listing.set.frame(frame.frame());
                    let file = listing.set.text(frame.file);
                    let line = self.source_text(file).and_then(|text| {
                        let line = usize::try_from(frame.line.wrapping_sub(1)).ok()?;
                        text.split(|&byte| byte == b'\n').nth(line)
                    });
                    let line = line.unwrap_or(listing.set.text(frame.name)).trim_ascii();
                    text += &format!("{}:{}\t{}\n", display(base(file)), frame.line, shortened(line));
                }
                let address = listing.context.profile.locations[site as usize].address;
                (format!("{address:x}"), text, false)
            }
        };
        SourceRow {
            inline,
            ..listing.row(name, text, item.flat, item.cum)
        }
    }
}

fn matches(routine: &Routine, pattern: &Pattern) -> bool {
    pattern.is_match(&routine.name) || pattern.is_match(&routine.file)
}

/// The largest magnitudes of flat and cum.
fn largest(weights: &mut dyn Iterator<Item = (i64, i64)>) -> (f64, f64) {
    weights.fold((0.0, 0.0), |(flat, cum): (f64, f64), (own, all)| {
        (flat.max(own.wrapping_abs() as f64), cum.max(all.wrapping_abs() as f64))
    })
}
