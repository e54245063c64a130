//! Source lines with what they weigh: a list of functions, heaviest first, and one of them open, line by line.
//!
//! In: a search, and the function that is to be open. Out: rows in pages: the functions, and the lines that `list` prints
//! for the one that is open: of `rank.dot` the line 91 with flat 1s, cum 2.01s and its text, if the
//! user dropped the file; without it, the lines that carry weight. Behind a line are the functions that it calls; and as
//! in `weblist` the instructions that it became, with the calls that were inlined into it.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | the list of functions, and which one is open |
//! | `open.rs` | which line of the open function is which row, what lines call, and their instructions |
//! | `nameless.rs` | functions without a name, and what is in no function |
//! | `weigh.rs` | what functions and lines weigh, every sample once |
//! | `rows.rs` | what is handed out: functions, lines, calls, instructions |

mod nameless;
mod open;
mod rows;
mod weigh;

pub use rows::{CallRow, FunctionRow, InlinedCall, LineDetail, LineRow, MissingFiles, PlaceRow, Weights};

use super::answers::{FIRST_ROWS, View, no_part, page};
use super::door::Door;
use super::{Loaded, Session, display, search_pattern};
use crate::analysis::runtimes::is_text;
use crate::analysis::stacks::{Base, FrameId, Paths, StackSet, label_name, weighing};
use crate::base::columns::StringId;
use crate::base::error::Result;
use crate::base::names::is_anonymous;
use crate::base::pattern::Pattern;
use crate::base::room::ask_for;
use crate::base::sort::sort_numbers;
use crate::base::text::is_shown_as;
use crate::input::sources::lines;
use crate::profile::Profile;
use crate::report::list::{self, Routine};
use crate::report::{Context, Format, LIST};
use open::{Counted, Open, columns};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use weigh::Weight;

/// Which functions are wanted, and which of them is to be open.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
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
    /// The line to look at first; 0 for the one that weighs most.
    pub line: u32,
}

/// How many functions a search leaves, and what is open of one.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct SourceInfo {
    /// Why the search could not be read; empty if it could.
    pub search_error: String,
    /// How many functions the search left.
    pub functions: usize,
    /// How many there are.
    pub all_functions: usize,
    /// The largest magnitudes of a function's flat and cum.
    pub largest: (f64, f64),
    /// Whether functions and lines know what they were before.
    pub compared: bool,
    /// What samples weigh that end in no function of the list, as neither its name nor its file is known; empty if that is nothing.
    pub unlisted: String,
    /// The files whose text is not at hand.
    pub missing: MissingFiles,
    /// The function that is open; none if there is none to open.
    pub open: Option<OpenInfo>,
}

/// The function that is open.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct OpenInfo {
    /// The function with what it weighs.
    pub function: FunctionRow,
    /// Where it is in the list; -1 if the search did not leave it.
    pub position: i32,
    /// Whether the text of its file is at hand.
    pub found: bool,
    /// The path that is looked for, after trimming.
    pub wanted: String,
    /// How many lines the file has.
    pub file_lines: usize,
    /// How many rows there are, of lines.
    pub rows: usize,
    /// The row where the function begins.
    pub start: usize,
    /// The row that weighs most.
    pub hot: usize,
    /// The row of the line that is to be looked at first; none where no line is wanted or it is not there.
    pub at: Option<usize>,
    /// How many lines have weight though the file has none of that number: it is another version then.
    pub beyond: usize,
    /// The columns of the longest line.
    pub widest: usize,
    /// The largest magnitudes of a line's flat and cum.
    pub largest_line: (f64, f64),
    /// The first rows of its lines.
    pub first: Vec<LineRow>,
}

/// All functions.
struct Listing {
    context: Context,
    format: Format,
    set: Rc<StackSet>,
    routines: Vec<Routine>,
    /// By frame of the set, the number of its routine from 1; 0 for those of none.
    routine_of: Vec<u32>,
    /// The frames that stand for labels, with their names.
    labels: FxHashMap<FrameId, Vec<u8>>,
    /// Of those without a name, what they are called.
    nameless: FxHashMap<u32, Vec<u8>>,
    /// What samples weigh that end in none of them.
    unlisted: String,
    /// What they weigh.
    weights: Vec<Weight>,
    /// The base, where two profiles are compared.
    base: Option<Base>,
    /// Their numbers, the heaviest first.
    ranked: Vec<u32>,
    /// By file, the number of its heaviest function, in that order.
    files: Vec<u32>,
}

/// The functions that a search left, and the one that is open.
pub struct Source {
    listing: Rc<Listing>,
    functions: Vec<u32>,
    open: Option<Open>,
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

    /// The paths of all source files that the loaded profiles name, but for those that are put away: each once, as they are looked
    /// for, after trimming.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn source_files(&self) -> Result<Vec<String>> {
        let mut known = FxHashSet::default();
        let mut files = Vec::new();
        for profile in self.loaded.iter().filter_map(Loaded::present) {
            // Of most profiles many functions are in a file.
            ask_for(profile.strings.len() as u64 + profile.functions.len() as u64 * 4)?;
            let mut seen = vec![false; profile.strings.len()];
            let is_new =
                |file: &StringId| !std::mem::replace(&mut seen[file.index()], true) && !profile.text(*file).is_empty();
            let own = profile.functions.iter().map(|function| function.filename);
            let own: Vec<StringId> = own.filter(is_new).collect();
            let room = |&file: &StringId| profile.text(file).len() as u64 * 6 + 200;
            ask_for(own.iter().map(room).fold(0, u64::saturating_add))?;
            for file in own {
                let (wanted, _) = list::wanted(&self.options, &*self.sources, profile.text(file));
                let wanted = display(wanted);
                if known.insert(wanted.clone()) {
                    files.push(wanted);
                }
            }
        }
        Ok(files)
    }

    /// The text of a file by its path in a profile, if the user handed it over.
    pub(super) fn source_text(&self, file: &[u8]) -> Option<&Rc<[u8]>> {
        let (wanted, _) = list::wanted(&self.options, &*self.sources, file);
        self.sources.find(wanted)
    }

    fn listing(&self) -> Result<Rc<Listing>> {
        let shown = self.shown()?;
        shown.once(|| {
            let context = shown.as_report(&LIST);
            let set = list::stacks(&context, Paths::Placed)?;
            // What has neither a name nor a file has no source, nor have labels.
            let labels = label_frames(&context.selection.profile, &set);
            let is_wanted = |frame: FrameId| {
                let own = set.frame(frame);
                let is_known = [own.name, own.file].iter().any(|&text| !set.text(text).is_empty());
                is_known && !labels.contains_key(&frame)
            };
            // What lines weigh is counted for the function that is open: which of them weigh anything is enough here, if that is known.
            let routines = match weighing(&set) {
                Some(mut nodes) => {
                    nodes.retain(|&node| is_wanted(node));
                    list::routines_of(&set, nodes, &|_| (0, 0), is_anonymous)
                }
                None => list::routines(&context, &set, &is_wanted, is_anonymous),
            };
            let routine_of = (0..set.frame_count() as u32).map(|frame| {
                let own = list::key(&set, FrameId(frame), is_anonymous);
                let found = routines.binary_search_by(|routine| routine.key().cmp(&own));
                found.map_or(0, |index| index as u32 + 1)
            });
            let routine_of: Vec<u32> = routine_of.collect();
            let by_cum = context.options.sort_by_cum();
            let base = Base::of(&set);
            let weights = weigh::routines(&set, routines.len(), &routine_of, base);
            let weight = |number: usize| {
                let (flat, cum) = weights[number].sums();
                if by_cum { (cum, flat) } else { (flat, cum) }
            };
            let mut ranked: Vec<u32> = (0..routines.len() as u32).collect();
            sort_numbers(&mut ranked, &|one, other| {
                weight(other as usize).cmp(&weight(one as usize))
            });
            let mut known = FxHashSet::default();
            let language = self.runtimes(&context.selection.profile).language;
            let is_new = |number: &u32| {
                let file = &routines[*number as usize].file;
                is_text(file, language) && known.insert(file.as_slice())
            };
            let files = ranked.iter().copied().filter(is_new).collect();
            let nameless = nameless::names(&set, &routine_of);
            let (total, format) = (context.selection.totals.total, context.readable_format());
            let is_unlisted = |frame: FrameId| routine_of[frame.index()] == 0 && !labels.contains_key(&frame);
            let unlisted = nameless::unlisted(&set, &is_unlisted);
            let unlisted = unlisted.map_or(String::new(), |sum| match shown.changes {
                true => format.clone().signed().with_share(sum, total),
                false => format.with_share(sum, total),
            });
            Ok(Listing {
                files,
                format,
                context,
                set,
                routines,
                routine_of,
                labels,
                nameless,
                unlisted,
                weights,
                base,
                ranked,
            })
        })
    }

    /// The files of functions with weight whose text is not at hand.
    fn missing(&self, listing: &Listing) -> MissingFiles {
        let mut missing = MissingFiles {
            all: listing.files.len(),
            ..MissingFiles::default()
        };
        for &number in &listing.files {
            let file = &listing.routines[number as usize].file;
            if self.source_text(file).is_some() {
                continue;
            }
            missing.files += 1;
            if missing.files <= MissingFiles::TOLD {
                missing.paths.push(display(file));
            }
        }
        missing
    }

    /// The function that a query means, by its number.
    fn wanted_routine(&self, listing: &Listing, rows: &[u32], query: &SourceQuery) -> Option<u32> {
        let SourceQuery { name, file, .. } = query;
        let routines = &listing.routines;
        if name.is_empty() {
            let (focus, _) = search_pattern(&self.options.focus);
            let focused = |row: &&u32| {
                let routine = &routines[**row as usize];
                focus.as_ref().is_some_and(|focus| matches(routine, focus))
            };
            return rows.iter().find(focused).or(rows.first()).copied();
        }
        let found = best_of(listing, name, file);
        // What is no function and no file may be a row of another view, which prints more than that: a line,
        let set = &listing.set;
        let of_line = || {
            let frames = (0..set.frame_count() as u32).map(FrameId);
            let is_own = |frame: &FrameId| is_shown_as(&set.printed_name(*frame), name);
            let routines = frames.filter(is_own).map(|frame| listing.routine_of[frame.index()]);
            routines.filter_map(|number| number.checked_sub(1)).next()
        };
        // or whatever else has functions.
        found.or_else(of_line).or_else(|| {
            let functions = self.functions_of(&query.name).unwrap_or_default();
            functions
                .iter()
                .find_map(|function| best_of(listing, &String::from_utf8_lossy(function), file))
        })
    }

    /// What the lines of a function weigh and call. Counting walks all samples, so it is done once for the function that is
    /// open; its text may be dropped later.
    fn counted(&self, listing: &Listing, number: u32, whole: bool) -> Result<Rc<Counted>> {
        let last = self.shown()?.once(|| Ok(RefCell::<Option<Rc<Counted>>>::default()))?;
        if let Some(counted) = &*last.borrow()
            && (counted.number, counted.whole) == (number, whole)
        {
            return Ok(Rc::clone(counted));
        }
        let counted = Rc::new(Counted::new(listing, number, whole));
        last.replace(Some(Rc::clone(&counted)));
        Ok(counted)
    }

    fn open_function(&self, listing: &Rc<Listing>, number: u32, query: &SourceQuery) -> Result<(Open, OpenInfo)> {
        let routine = &listing.routines[number as usize];
        let text = match routine.file.is_empty() {
            true => None,
            false => self.source_text(&routine.file).cloned(),
        };
        let open = Open::new(Rc::clone(listing), self.counted(listing, number, query.whole)?, text);
        let text_lines = open.text.as_deref().map_or(Vec::new(), lines);
        let lines = &open.counted.lines;
        // Of the function's own lines, even where the file is shown whole.
        let (mut heaviest, mut hot) = ((0, 0), 0);
        for (index, (line, weight)) in lines.iter().enumerate() {
            let weight = weight.magnitudes();
            if weight > heaviest && routine.has(*line) {
                heaviest = weight;
                hot = open.row(index);
            }
        }
        let begin = (*routine.range.start()).max(open.first).saturating_sub(open.first) as usize;
        let stretch = text_lines
            .iter()
            .skip((open.first - 1).max(0) as usize)
            .take(open.count);
        let info = OpenInfo {
            function: listing.function(number),
            position: -1,
            found: open.text.is_some(),
            wanted: display(list::wanted(&self.options, &*self.sources, &routine.file).0),
            file_lines: text_lines.len(),
            rows: open.rows(),
            start: open.before + begin.min(open.count),
            hot,
            at: open.row_of_line(i64::from(query.line)).filter(|_| query.line > 0),
            beyond: lines.len() - open.within,
            widest: stretch.fold(0, |widest, line| columns(line).max(widest)),
            largest_line: largest(&mut lines.iter().map(|(_, weight)| weight.magnitudes())),
            first: open.line_rows(0..FIRST_ROWS),
        };
        Ok((open, info))
    }
}

/// The function that a name and a file fit best; of those that fit equally well, the heaviest.
fn best_of(listing: &Listing, name: &str, file: &str) -> Option<u32> {
    // The better it fits, the larger; of those that fit equally well, the heaviest.
    let fit = |number: u32| {
        let routine = &listing.routines[number as usize];
        match is_shown_as(&routine.name, name) || is_shown_as(&listing.shown_name(number), name) {
            true => 2 + u32::from(is_shown_as(&routine.file, file)),
            false => u32::from(is_shown_as(&routine.file, name)),
        }
    };
    let mut best = (0, None);
    for &number in &listing.ranked {
        let fit = fit(number);
        if fit > best.0 {
            best = (fit, Some(number));
        }
    }
    best.1
}

impl View for Source {
    const NAME: &'static str = "source";
    const PARTS: &'static [&'static str] = &["functions", "lines"];
    type Query = SourceQuery;
    type Info = SourceInfo;

    /// Searches the functions, and opens one.
    fn ask(session: &Session, query: SourceQuery) -> Result<(Source, SourceInfo)> {
        let listing = session.listing()?;
        let (pattern, search_error) = search_pattern(&query.search);
        let routines = &listing.routines;
        let mut functions = listing.ranked.clone();
        if let Some(pattern) = &pattern {
            functions.retain(|&number| matches(&routines[number as usize], pattern));
        }
        let wanted = session.wanted_routine(&listing, &functions, &query);
        let opened = wanted
            .map(|number| session.open_function(&listing, number, &query))
            .transpose()?;
        let (open, open_info) = opened.unzip();
        let position = functions.iter().position(|&own| Some(own) == wanted);
        let info = SourceInfo {
            search_error,
            functions: functions.len(),
            all_functions: routines.len(),
            compared: listing.base.is_some(),
            unlisted: listing.unlisted.clone(),
            missing: session.missing(&listing),
            largest: largest(&mut listing.weights.iter().map(Weight::magnitudes)),
            open: open_info.map(|info| OpenInfo {
                position: position.map_or(-1, |position| position as i32),
                ..info
            }),
        };
        let source = Source {
            listing,
            functions,
            open,
        };
        Ok((source, info))
    }

    fn first_rows<D: Door>(&self) -> Result<Option<D::Value>> {
        D::object(&self.functions(0..FIRST_ROWS)).map(Some)
    }

    /// `functions` are those that the search left, `lines` those of the open one.
    fn rows<D: Door>(&self, _session: &Session, part: &str, range: Range<usize>) -> Result<D::Value> {
        match part {
            "functions" => D::object(&self.functions(range)),
            "lines" => D::object(&self.lines(range)),
            _ => Err(no_part::<Self>(part)),
        }
    }

    /// What is behind a line.
    fn detail<D: Door>(&self, session: &Session, number: usize) -> Result<D::Value> {
        D::object(&self.behind(session, number))
    }
}

impl Source {
    /// Functions that lie in a range of those that the search left.
    pub fn functions(&self, range: Range<usize>) -> Vec<FunctionRow> {
        let functions = page(&self.functions, range).iter();
        functions.map(|&number| self.listing.function(number)).collect()
    }

    /// Lines of the open function whose rows lie in a range.
    pub fn lines(&self, range: Range<usize>) -> Vec<LineRow> {
        self.open.as_ref().map_or(Vec::new(), |open| open.line_rows(range))
    }

    /// What is behind a line: its calls and its instructions, the heaviest first; nothing if it has no weight.
    pub fn behind(&self, session: &Session, row: usize) -> LineDetail {
        let text_of = |file: &[u8]| session.source_text(file).cloned();
        self.open
            .as_ref()
            .map_or(LineDetail::default(), |open| open.behind(row, &text_of))
    }
}

/// The frames that stand for labels, each with what views call it.
fn label_frames(profile: &Profile, set: &StackSet) -> FxHashMap<FrameId, Vec<u8>> {
    let mut labels = FxHashMap::default();
    for site in 0..set.site_count() as u32 * u32::from(profile.label_functions.is_some()) {
        for (index, frame) in set.site(site).iter().enumerate() {
            let function = set.line(site, index).map(|line| line.function);
            if let Some(function) = function.filter(|&function| profile.is_of_label(function)) {
                labels.insert(frame.frame(), label_name(profile, &profile.functions[function.index()]));
            }
        }
    }
    labels
}

fn matches(routine: &Routine, pattern: &Pattern) -> bool {
    pattern.is_match(&routine.name) || pattern.is_match(&routine.file)
}

/// The largest of magnitudes of flat and cum.
fn largest(weights: &mut dyn Iterator<Item = (i64, i64)>) -> (f64, f64) {
    weights.fold((0.0, 0.0), |(flat, cum): (f64, f64), (own, all)| {
        (flat.max(own as f64), cum.max(all as f64))
    })
}
