//! Trend: what grows over many snapshots of one program, how surely, and in words.
//!
//! ```text
//! [Profile] --Snapshots::add--> Snapshots --series--> Series --filters--> StackSet --table, rule--> Table --verdict--> Verdict --words--> sentences
//! ```
//!
//! A snapshot's profile may be thrown away once it is added: what stays is each stack once and a row of values. A [`Trend`] is made for a
//! sample type and the options; tables and the verdict of it are made when they are first asked for.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | a trend: the points, the tables, the verdict |
//! | `snapshots.rs` | many profiles into stacks and values |
//! | `interned.rs`, `meeting.rs` | stacks of all of them, each once; what of a goroutine's stack counts |
//! | `waits.rs`, `platform.rs` | what else a snapshot says: of its goroutines, of its program |
//! | `order.rs`, `moment.rs` | when each was taken; times in names |
//! | `series.rs`, `chosen.rs`, `restart.rs` | what is prepared before: collections, restarts, rates; what is refused |
//! | `table.rs` | rows: stacks, functions, lines |
//! | `place.rs` | a frame in words |
//! | `rule.rs`, `rule/shape.rs` | the statistic of a row: numbers only |
//! | `waiting.rs`, `survivors.rs`, `in_step.rs` | what goroutines wait for, which of them stay, what grows together |
//! | `verdict.rs`, `wider.rs` | what may be said, in numbers |
//! | `words.rs`, `totals.rs`, `clauses.rs`, `notes.rs`, `next.rs`, `amounts.rs` | the sentences |

mod amounts;
mod chosen;
mod clauses;
mod in_step;
mod interned;
mod meeting;
mod moment;
mod next;
mod notes;
mod order;
mod place;
mod platform;
mod restart;
mod rule;
mod series;
mod snapshots;
mod survivors;
mod table;
mod totals;
mod verdict;
mod waiting;
mod waits;
mod wider;
mod words;

pub use amounts::Amounts;
pub use place::Place;
pub use rule::Shape;
pub use series::{Measure, Series, Subject, Wanted};
pub use snapshots::Snapshots;
pub use table::{By, Row, Sort, Table};
pub use verdict::{Finding, Kind, Verdict};
pub use waiting::Waiting;
pub use words::{Origin, Piece, Role, Sentence, sentences};

use crate::analysis::budget::Budget;
use crate::analysis::filter::{Filtered, Filters, LabelUnits, active_filters};
use crate::analysis::options::Options;
use crate::analysis::stacks::{Objects, Paths, StackSet};
use crate::base::error::{Error, ErrorKind, OutOfMemory, Result};
use crate::base::room::{ask_for, collected};
use rule::Parts;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use table::Source;

/// A trend of one sample type.
pub struct Trend {
    /// The points, and how they were come by.
    pub series: Series,
    /// What filters say without failing, and which of them do not apply.
    pub warnings: Vec<String>,
    filtered: Rc<Filtered>,
    /// By row of what is left, the sample of the profile.
    samples: Vec<u32>,
    /// By sample of the profile, the stack of the snapshots.
    numbers: Vec<u32>,
    options: Options,
    parts: RefCell<Parts>,
    stacks: Rc<Table>,
    functions: OnceCell<Rc<Table>>,
    lines: OnceCell<Rc<Table>>,
    verdict: OnceCell<Rc<Verdict>>,
}

impl Trend {
    /// Makes a trend. Of the options, filters of frames apply, `granularity`, `noinlines`, `trim_path` and `source_path`; filters of
    /// labels do not, since stacks of many snapshots have no labels.
    ///
    /// Stacks are told apart by lines, unless the granularity is another one than by functions, which is what it is where nobody has
    /// said anything; functions by functions.
    ///
    /// # Errors
    ///
    /// What [`Series::new`] refuses, a filter that cannot be read, stacks that are more than may be expanded, or the memory does not
    /// suffice.
    pub fn new(all: &Snapshots, wanted: &Wanted, options: &Options, budget: Budget) -> Result<Trend> {
        let series = Series::new(all, wanted)?;
        let out_of_memory = |OutOfMemory| {
            Error::new(ErrorKind::OutOfMemory {
                samples: all.stack_count(),
            })
        };
        let columns: Vec<(usize, usize)> = series.columns.iter().copied().chain(series.partner).collect();
        // The values of all stacks by point, in a few forms, in tables of stacks, functions and lines.
        let cells = all.stack_count() as u64 * (columns.len() as u64 + 4);
        ask_for(cells * 160).map_err(out_of_memory)?;
        let (profile, numbers) = all.profile(&columns).map_err(out_of_memory)?;
        let profile = Rc::new(profile);
        let mut warnings = Vec::new();
        let framed = Options {
            tagfocus: String::new(),
            tagignore: String::new(),
            tagshow: String::new(),
            taghide: String::new(),
            tagroot: String::new(),
            tagleaf: String::new(),
            ..options.clone()
        };
        if framed != *options {
            warnings.push(
                "filters of labels do not apply to a trend: the stacks of many snapshots have no labels".to_owned(),
            );
        }
        let filters = active_filters(&framed);
        if !filters.is_empty() {
            warnings.push(format!("it is about what the filters leave: {}", filters.join(", ")));
        }
        ask_for(Filtered::room(&profile))?;
        let units = LabelUnits::of(&profile, &mut warnings);
        let filtered = Rc::new(Filters::new(&framed, &mut warnings)?.apply(&profile, &units, &mut warnings)?);
        let times: Vec<f64> = series.points.iter().map(|point| point.at).collect();
        let mut parts = Parts::new(&times);
        let options = Options {
            mean: false,
            granularity: match (options.granularity.as_str(), series.without_lines) {
                ("" | "functions", false) => "lines".to_owned(),
                ("lines" | "addresses", true) => "functions".to_owned(),
                (granularity, _) => granularity.to_owned(),
            },
            ..framed
        };
        let set = budget.expand(&filtered, &options, |filtered| stack_set(filtered, &options))?;
        // Each stack may be a row of a table, with its members and its values.
        ask_for(set.working_room() * 2 + set.len() as u64 * (240 + series.columns.len() as u64 * 16))?;
        let samples = samples(&filtered)?;
        let source = source(&set, &series, &samples);
        let stacks = Rc::new(Table::new(&source, By::Stacks, &series, &mut parts, None));
        Ok(Trend {
            series,
            warnings,
            filtered,
            samples,
            numbers,
            options,
            parts: RefCell::new(parts),
            stacks,
            functions: OnceCell::new(),
            lines: OnceCell::new(),
            verdict: OnceCell::new(),
        })
    }

    /// The rows of a kind.
    pub fn table(&self, by: By) -> Rc<Table> {
        let cell = match by {
            By::Stacks => return Rc::clone(&self.stacks),
            By::Functions => &self.functions,
            By::Lines => &self.lines,
        };
        let make = || {
            let options = match (by, self.options.granularity.as_str()) {
                (By::Functions, "lines") => Options {
                    granularity: "functions".to_owned(),
                    ..self.options.clone()
                },
                _ => self.options.clone(),
            };
            let set = Rc::new(stack_set(Rc::clone(&self.filtered), &options));
            let source = source(&set, &self.series, &self.samples);
            let parts = &mut self.parts.borrow_mut();
            Rc::new(Table::new(&source, by, &self.series, parts, Some(&self.stacks)))
        };
        Rc::clone(cell.get_or_init(make))
    }

    /// What may be said. `all` are the snapshots that the trend was made of.
    pub fn verdict(&self, all: &Snapshots) -> Rc<Verdict> {
        Rc::clone(self.verdict.get_or_init(|| Rc::new(verdict::verdict(self, all))))
    }

    /// How many parts of time the points are taken together in: what words and thresholds go by.
    pub fn parts(&self) -> usize {
        self.parts.borrow().len()
    }

    /// The values of a row by part, and the times of the parts: seconds from the first point on.
    pub fn reduced(&self, values: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let mut parts = self.parts.borrow_mut();
        let reduced = parts.reduce(values).to_vec();
        (reduced, parts.times().to_vec())
    }

    /// The snapshots of the trend, by number, in order.
    pub fn snapshots(&self) -> Vec<usize> {
        self.series.columns.iter().map(|&(snapshot, _)| snapshot).collect()
    }

    /// The stacks of the snapshots that a row stands for; none of functions.
    pub fn stacks_of(&self, table: &Table, row: u32) -> Vec<u32> {
        let members = table.members(row).iter();
        members
            .map(|&member| self.numbers[self.filtered.sample(member as usize)])
            .collect()
    }

    /// What the goroutines of a row wait for; none of functions and of other profiles.
    pub fn waiting(&self, all: &Snapshots, table: &Table, row: u32) -> Option<Waiting> {
        match self.series.subject {
            Subject::Goroutines => Waiting::of(all, &self.stacks_of(table, row), &self.snapshots()),
            _ => None,
        }
    }
}

fn stack_set(filtered: Rc<Filtered>, options: &Options) -> StackSet {
    StackSet::new(filtered, 0, options, Objects::Nameless, Paths::Trimmed)
}

/// By row of what is left, the sample of the profile.
fn samples(filtered: &Filtered) -> Result<Vec<u32>, OutOfMemory> {
    collected(
        filtered.len(),
        (0..filtered.len()).map(|row| filtered.sample(row) as u32),
    )
}

/// What a table is made of; the set keeps the profile with the columns.
fn source<'a>(set: &'a Rc<StackSet>, series: &Series, samples: &'a [u32]) -> Source<'a> {
    let columns = series.columns.len();
    Source {
        set,
        columns: (0..columns).map(|column| set.column_values(column)).collect(),
        partner: series.partner.map(|_| set.column_values(columns)),
        samples,
    }
}

#[cfg(test)]
mod tests;
