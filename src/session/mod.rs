//! Session: the loaded profiles, the part that each plays, the options, and the last answers.
//!
//! It is what a page needs between two clicks, without knowing that there is a page: `web` hands it to
//! JavaScript, and the tests drive it as it is. Profiles come in with [`Session::add`]; each is the source, the base
//! or off; the combination of those that play a part is what all views show. A change that cannot be combined is
//! refused and changes nothing.
//!
//! ```text
//! open, add --> loaded profiles --roles--> combined profile --options--> Shown --ask--> Answer, known by its ticket
//!                                                                                          |--> rows, detail
//! change(what is to be different) --> State: profiles, options, summary
//! ```
//!
//! What is handed out as a number is in the unit of the sample type, [`Summary::unit`]; what is handed out as text carries
//! its unit, divided and scaled as the options say, and a share is a text such as `12.50%`. Rows are counted from 0.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | the loaded profiles, the table of views |
//! | `roles.rs` | the part that each plays, and their combination |
//! | `change.rs` | changes of roles and options, and the state after one |
//! | `shown.rs` | what all views have in common, computed once between two changes |
//! | `answers.rs` | how a view is asked, and tickets |
//! | `door.rs` | how what is asked comes in, and what is answered goes out |
//! | `console.rs` | lines as typed at pprof's prompt |
//! | `download.rs` | reports as files |
//! | `loaded.rs` | a loaded profile: whole, or put away |
//! | `info.rs` | what is known about each loaded profile |
//! | `summary.rs` | what is shown, in numbers |
//! | `unlike.rs` | whether the sides of a comparison are of one thing |
//! | `net.rs` | what a file with negative values says of changes |
//! | `doubts.rs` | times, durations and amounts that cannot be |
//! | `folded.rs` | names that do not tell functions apart |
//! | `sentence/`, `said.rs` | the same in a sentence, and how that says amounts |
//! | `hot.rs`, `hottest.rs` | what it says of what is hot, and the functions that it names |
//! | `belongs.rs` | what functions belong to: runtimes and packages |
//! | `top.rs` | the top table: sorted, searched, in pages |
//! | `flame.rs` | the flame graph |
//! | `calls.rs` | the tree of calls |
//! | `graph/` | the call graph as a table, and the text that Graphviz lays out |
//! | `traces/` | stacks: grouped, searched, in pages |
//! | `trend/` | what grows over the loaded profiles |
//! | `tags.rs` | labels with what they weigh |
//! | `goroutines/` | goroutines: grouped, searched, in pages |
//! | `source/` | source lines: functions with weight, the lines of one of them |
//! | `peek.rs` | one function between its callers and callees |
//! | `expressions/` | the filters for what a row shows |
//! | `comparison.rs` | what a comparison of two profiles would say |
//! | `plain.rs` | texts that are meant as they stand |
//! | `dropped.rs` | which of the dropped files are sources of the loaded profiles |
//! | `presets.rs` | sets of filters that people often want |

mod answers;
mod belongs;
mod calls;
mod change;
mod companions;
mod compared;
mod comparison;
mod console;
mod door;
mod doubts;
mod download;
mod dropped;
mod expressions;
mod flame;
mod folded;
mod goroutines;
mod graph;
mod hot;
mod hot_lines;
mod hottest;
mod info;
mod loaded;
mod net;
mod peek;
mod plain;
mod presets;
mod roles;
mod said;
mod sandwich;
mod sentence;
mod shown;
mod source;
mod summary;
mod tags;
mod top;
mod traces;
mod trend;
mod unlike;

pub use answers::{Answer, Column, Columns, Entry, FIRST_ROWS, Reply, Ticket, View};
pub use calls::{Calls, CallsDetail, CallsInfo, CallsQuery, CallsRow};
pub use change::{Change, NewRole, OptionInfo, State, Zone};
pub use companions::{Companion, Of, Told};
pub use compared::Compared;
pub use comparison::{Comparison, ComparisonInfo, ComparisonQuery};
pub use console::{LONGEST_TEXT, Said};
pub use door::Door;
pub use download::{Download, ReportInfo, Reports, Wanted};
pub use dropped::{Dropped, DroppedInfo, DroppedQuery};
pub use expressions::{Expressions, ExpressionsInfo, ExpressionsQuery, FrameFilter};
pub use flame::{Flame, FlameBox, FlameInfo, FlameQuery};
pub use goroutines::{
    Apart, GoroutineDetail, GoroutineFrame, GoroutineLabel, GoroutineRow, GoroutineSort, GoroutineState, GoroutineText,
    Goroutines, GoroutinesInfo, GoroutinesQuery, Kin, Shared,
};
pub use graph::{Graph, GraphEdge, GraphInfo, GraphLabel, GraphNode, GraphQuery, Selected};
pub use hot_lines::HotLine;
pub use info::{ProfileInfo, SampleTypeInfo};
pub use peek::{Peek, PeekEdge, PeekInfo, PeekQuery};
pub use plain::{Plain, PlainInfo, PlainQuery};
pub use presets::{Preset, Presets, PresetsQuery};
pub use roles::Role;
pub use sandwich::{Sandwich, SandwichInfo, SandwichQuery};
pub use sentence::Piece;
pub use source::{
    CallRow, FunctionRow, InlinedCall, LineDetail, LineRow, MissingFiles, OpenInfo, PlaceRow, Source, SourceInfo,
    SourceQuery, Weights,
};
pub use summary::{DiffSummary, ProfileLine, SelectableType, Summary};
pub use tags::{TagKey, TagValue, Tags, TagsInfo, TagsQuery};
pub use top::{Sort, Top, TopInfo, TopQuery, TopRow};
pub use traces::{LabelValue, LabelValues, TraceDetail, TraceFrame, TraceRow, Traces, TracesInfo, TracesQuery};
pub use trend::{
    Rows, TrendDetail, TrendFrame, TrendInfo, TrendPiece, TrendPoint, TrendQuery, TrendRow, TrendSentence,
    TrendSnapshot, TrendSort, Trends,
};

use crate::analysis::budget::Budget;
use crate::analysis::options::Options;
use crate::analysis::runtimes::Runtimes;
use crate::analysis::selection::Selection;
use crate::base::clock::TimeZone;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::pattern::Pattern;
use crate::base::text::file_name;
use crate::input::{Dump, Loader, sources};
use crate::profile::Profile;
use answers::Answers;
use loaded::{Loaded, Whole};
use serde::Serialize;
use shown::Shown;
use std::cell::RefCell;
use std::rc::Rc;

impl<D: Door> Entry<D> {
    /// The table of views: whoever lists them does so in this order.
    pub const VIEWS: &'static [Entry<D>] = &[
        Entry::of::<top::Top>(),
        Entry::of::<flame::Flame>(),
        Entry::of::<calls::Calls>(),
        Entry::of::<graph::Graph>(),
        Entry::of::<traces::Traces>(),
        Entry::of::<tags::Tags>(),
        Entry::of::<source::Source>(),
        Entry::of::<goroutines::Goroutines>(),
        Entry::of::<trend::Trends>(),
        Entry::of::<peek::Peek>(),
        Entry::of::<sandwich::Sandwich>(),
        Entry::of::<expressions::Expressions>(),
        Entry::of::<plain::Plain>(),
        Entry::of::<comparison::Comparison>(),
        Entry::of::<presets::Presets>(),
        Entry::of::<dropped::Dropped>(),
        Entry::of::<download::Reports>(),
    ];
}

/// Names a loaded profile.
pub type ProfileId = u32;

/// How long a stage took when it last ran.
#[derive(Debug, Clone, Serialize)]
pub struct Timing {
    /// The stage: `combine`, `select`, `summary`.
    pub stage: &'static str,
    /// How long it took, in milliseconds.
    pub ms: f64,
}

/// More profiles than these are likely to be snapshots.
const FEW: usize = 2;

/// The state behind a page.
pub struct Session {
    loaded: Vec<Loaded>,
    next_id: ProfileId,
    options: Options,
    zone: TimeZone,
    /// The zone of this computer.
    local: TimeZone,
    /// Milliseconds on a clock that never goes back.
    clock: fn() -> f64,
    timings: RefCell<Vec<Timing>>,
    /// The source files that the user handed over.
    sources: Rc<sources::Dropped>,
    /// The profiles that play a part, as one.
    combined: Option<Rc<Profile>>,
    /// The heaviest packages of that, once they are known: see `summary.rs`.
    packages: RefCell<Option<Vec<String>>>,
    /// The runtimes of a profile, and that: of the combined one, or of the same with labels as frames.
    runtimes: RefCell<Option<(Rc<Profile>, Rc<Runtimes>)>>,
    /// Counts changes of what is shown.
    generation: u64,
    /// What the options leave of the combined profile, and what is shown of it; made when somebody asks.
    selection: RefCell<Option<Rc<Selection>>>,
    /// What they left of the same profile before the last change, until the next selection is made.
    past: RefCell<Option<Rc<Selection>>>,
    shown: RefCell<Option<Rc<Shown>>>,
    answers: Answers,
    /// The profiles that a trend was asked of, or that were put away.
    snapshots: RefCell<trend::Taken>,
}

impl Default for Session {
    /// A session that measures no times and knows no time zone but UTC.
    fn default() -> Self {
        Session::new(|| 0.0, TimeZone::Utc)
    }
}

/// The options of pprof's shell: those of the command line, but with short headers, and with expressions that mean what views show.
fn shell_defaults() -> Options {
    Options {
        compact_labels: true,
        placed_names: true,
        ..Options::default()
    }
}

impl Session {
    /// A session without profiles. `clock` tells milliseconds, `local` is the time zone of this computer.
    pub fn new(clock: fn() -> f64, local: TimeZone) -> Session {
        Session {
            loaded: Vec::new(),
            next_id: 1,
            options: shell_defaults(),
            zone: TimeZone::Utc,
            local,
            clock,
            timings: RefCell::default(),
            sources: Rc::default(),
            combined: None,
            packages: RefCell::default(),
            runtimes: RefCell::default(),
            generation: 0,
            selection: RefCell::default(),
            past: RefCell::default(),
            shown: RefCell::default(),
            answers: Answers::default(),
            snapshots: RefCell::default(),
        }
    }

    /// The same in the place of sessions that were ended: no profile and no answer of it has a number that one of theirs had.
    /// `nth` counts those, and none of their profiles had a number above `last`.
    #[must_use]
    pub fn after(self, nth: u32, last: ProfileId) -> Session {
        Session {
            next_id: last.saturating_add(1),
            answers: Answers::after(nth),
            ..self
        }
    }

    /// Opens a whole file.
    ///
    /// # Errors
    ///
    /// It is no profile that can be read, or one with nothing to show.
    pub fn open(&mut self, name: &str, bytes: &[u8]) -> Result<ProfileId> {
        let mut loader = Loader::new();
        loader.push(bytes)?;
        self.add(name, None, loader)
    }

    /// Ends a file that came in chunks; answers the id of its first profile, the others follow it. The first profile of all becomes
    /// the source, later ones wait. `modified` is when the file was written, in nanoseconds since 1970, if that is known.
    ///
    /// # Errors
    ///
    /// It is no profile that can be read, or one with nothing to show.
    pub fn add(&mut self, name: &str, modified: Option<i64>, loader: Loader) -> Result<ProfileId> {
        let first = self.next_id;
        for loaded in loaded::open(name, modified, loader)? {
            self.take(loaded)?;
        }
        if self.loaded.len() > FEW {
            // A trend will be asked for: it is not to wait for all of them at once.
            for loaded in self.loaded.iter().filter(|loaded| trend::is_soon_taken(loaded)) {
                self.take_snapshot(loaded).ok();
            }
        }
        self.put_away();
        Ok(first)
    }

    /// Takes a profile that somebody else has opened, with its goroutines one by one if its file has them so.
    ///
    /// # Errors
    ///
    /// No report can be made of it.
    #[allow(dead_code, reason = "not every door opens profiles itself")]
    pub(crate) fn take_profile(&mut self, name: &str, profile: Profile, dump: Option<Dump>) -> Result<()> {
        let dump = dump.map(Rc::new);
        self.take(Loaded::new(name.to_owned(), Whole { profile, dump }))
    }

    fn take(&mut self, mut loaded: Loaded) -> Result<()> {
        let id = self.next_id;
        loaded.id = id;
        let is_first = !self.loaded.iter().any(|loaded| loaded.role == Role::Source);
        self.loaded.push(loaded);
        if is_first && let Err(error) = self.set_roles(&[(id, Role::Source)]) {
            let loaded = self.loaded.pop();
            return Err(match loaded {
                Some(loaded) if error.is_about_memory() => Error::new(ErrorKind::TooLarge(loaded.extent())),
                _ => error,
            });
        }
        self.next_id += 1;
        Ok(())
    }

    /// Puts profiles away that are off and too many; of each stays what a trend needs.
    fn put_away(&self) {
        loaded::put_away(&self.loaded, loaded::ROOM, |loaded| self.take_snapshot(loaded).is_ok());
    }

    /// How many profiles are loaded.
    pub fn count(&self) -> usize {
        self.loaded.len()
    }

    /// Another profile is shown, or none.
    fn show(&mut self, combined: Option<Rc<Profile>>) {
        self.combined = combined;
        self.packages.replace(None);
        self.runtimes.replace(None);
        self.selection_changed();
        self.past.replace(None);
    }

    /// What was filtered is no longer what is wanted.
    fn selection_changed(&mut self) {
        if let Some(selection) = self.selection.take() {
            self.past.replace(Some(selection));
        }
        self.changed();
    }

    /// What is shown is another thing than before: what was computed for it is of no use any more.
    fn changed(&mut self) {
        self.generation += 1;
        self.shown.replace(None);
        self.answers.clear();
    }

    /// The profile that is shown.
    ///
    /// # Errors
    ///
    /// None is open.
    fn profile(&self) -> Result<&Rc<Profile>> {
        self.combined
            .as_ref()
            .ok_or_else(|| Error::new(ErrorKind::Usage("no profile is open: open one first".to_owned())))
    }

    /// What is shown of it.
    ///
    /// # Errors
    ///
    /// No profile is open, or no report can be made with the options.
    fn shown(&self) -> Result<Rc<Shown>> {
        if let Some(shown) = &*self.shown.borrow() {
            return Ok(Rc::clone(shown));
        }
        let selection = self.selection()?;
        let span = self.span(&selection.profile);
        let is_of_changes = |loaded: &Loaded| loaded.role == Role::Source && loaded.info.changes;
        let changes = self.compares() || self.loaded.iter().any(is_of_changes);
        let shown = Rc::new(Shown::new(selection, &self.options, &self.zone, span, changes));
        self.shown.replace(Some(Rc::clone(&shown)));
        Ok(shown)
    }

    fn selection(&self) -> Result<Rc<Selection>> {
        if let Some(selection) = &*self.selection.borrow() {
            return Ok(Rc::clone(selection));
        }
        let start = (self.clock)();
        let known = match self.past.take() {
            Some(past) => past.with_type(&self.options)?,
            None => None,
        };
        let selection = match known {
            Some(selection) => selection,
            None => Selection::new(self.profile()?, &self.options, Budget::PAGE, || Ok(()), &mut Vec::new())?,
        };
        let selection = Rc::new(selection);
        self.selection.replace(Some(Rc::clone(&selection)));
        self.took("select", start);
        Ok(selection)
    }

    /// Notes how long a stage took that began at `start`.
    fn took(&self, stage: &'static str, start: f64) {
        let ms = (self.clock)() - start;
        let mut timings = self.timings.borrow_mut();
        match timings.iter_mut().find(|timing| timing.stage == stage) {
            Some(timing) => timing.ms = ms,
            None => timings.push(Timing { stage, ms }),
        }
    }
}

/// Reads an expression.
///
/// # Errors
///
/// It cannot be read, in Go's words.
fn pattern(expression: &str) -> Result<Pattern> {
    Pattern::new(expression).map_err(|reason| Error::new(ErrorKind::Usage(reason.to_string())))
}

/// Reads a search: none for an empty text, and for one that cannot be read, which comes with the reason.
fn search_pattern(search: &str) -> (Option<Pattern>, String) {
    match search {
        "" => (None, String::new()),
        text => match Pattern::new(text) {
            Ok(pattern) => (Some(pattern), String::new()),
            Err(reason) => (None, reason.to_string()),
        },
    }
}

/// A place in short: `leak.go:53`; empty without a file.
fn short_place(file: &[u8], line: i64) -> String {
    match (file, line) {
        (b"", _) => String::new(),
        (file, 0) => display(file_name(file)),
        (file, line) => format!("{}:{line}", display(file_name(file))),
    }
}

/// A name for people: what is not UTF-8 in it is replaced.
fn display(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

#[cfg(test)]
mod tests;
