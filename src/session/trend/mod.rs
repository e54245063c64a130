//! Trend: what grows over the loaded profiles of a kind, how surely, and in words.
//!
//! In: what the rows are to be, a search, an order, the profiles that are left out or put in another order. Out: the sentences, whose
//! numbers know where they come from; the points of the chart; rows in pages, what grows most surely first; and everything about one
//! of them. All profiles of the kind of the one that is shown take part, whatever their roles.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | which trend is wanted, and what is said of it |
//! | `taken.rs` | the loaded profiles as snapshots |
//! | `rows.rs` | rows, and everything about one |

mod rows;
mod taken;

pub use rows::{TrendDetail, TrendFrame, TrendRow};
pub use taken::Taken;
pub(super) use taken::is_soon_taken;

use super::answers::{FIRST_ROWS, View, no_part};
use super::door::Door;
use super::{ProfileId, Session, display, search_pattern};
use crate::analysis::budget::Budget;
use crate::analysis::options::Options;
use crate::analysis::trend::{self, Amounts, By, Measure, Origin, Table, Trend};
use crate::base::error::Result;
use crate::base::room::ask_for;
use crate::base::sort::sort_by_key;
use crate::report::trend as report;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::rc::Rc;

/// Which trend is wanted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TrendQuery {
    /// What the rows are.
    pub by: Rows,
    /// What they are ordered by.
    pub sort: TrendSort,
    /// Whether the smallest come first.
    pub up: bool,
    /// A regular expression that a name must match, or that of any frame of a stack; empty for all.
    pub search: String,
    /// The profiles of the kind that take no part.
    pub left_out: Vec<ProfileId>,
    /// All profiles in the order that is wanted; none for what they say themselves.
    pub order: Vec<ProfileId>,
    /// Whether nobody has asked for it: then no large profile is read for its sake, and it says nothing.
    pub unasked: bool,
}

/// What the rows of the table are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Rows {
    /// A line of the program's own code, with all stacks that stand in it.
    #[default]
    Lines,
    /// A stack each.
    Stacks,
    /// A function each, with all that it calls.
    Functions,
}

/// What rows are ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TrendSort {
    /// By the rule: sure growth, less where it slows down.
    #[default]
    Rank,
    /// By the value in the first point.
    First,
    /// By the value in the last point.
    Last,
    /// By the difference of the two.
    Delta,
    /// By the growth that is sure.
    Sure,
    /// By the growth in time.
    Slope,
    /// By the shape: what grows first.
    Shape,
    /// By the name.
    Name,
}

/// What is said of a trend, and the points of its chart.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct TrendInfo {
    /// Why there is none: profiles that cannot be compared, for instance. Empty if there is one; otherwise most else is.
    pub refused: String,
    /// The sentences, what is seen first.
    pub sentences: Vec<TrendSentence>,
    /// All profiles of the kind, in the order of the trend, then those that take no part.
    pub snapshots: Vec<TrendSnapshot>,
    /// The points, in order.
    pub points: Vec<TrendPoint>,
    /// What is measured, with its unit where that says more: `inuse_space`.
    pub measure: String,
    /// Whether values are rates rather than levels.
    pub rate: bool,
    /// Whether times are known: the points lie as far apart as they were taken.
    pub timed: bool,
    /// The largest and the smallest total, as text: what the chart goes to.
    pub most_text: String,
    /// How many rows the search left.
    pub rows: usize,
    /// How many there are.
    pub all_rows: usize,
    /// The largest growth of a row that is sure.
    pub max_sure: f64,
    /// What filters say, and which do not apply.
    pub warnings: Vec<String>,
    /// Why the search could not be read; empty if it could.
    pub search_error: String,
}

/// A sentence of the verdict or around it.
#[derive(Debug, Clone, Serialize)]
pub struct TrendSentence {
    /// What it is for: `verdict`, `caveat`, `next` or `note`.
    pub role: &'static str,
    /// Its words, piece by piece.
    pub pieces: Vec<TrendPiece>,
    /// The same as Markdown, in which no name is obeyed.
    pub markdown: String,
}

/// Words of a sentence, with the place that they come from: at most one of the others is not at its default.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct TrendPiece {
    /// The words as they are read.
    pub text: String,
    /// Whether they are a word of the runtime, between back quotes.
    pub code: bool,
    /// The profiles that they are about: one, or the first and the last of a difference.
    pub profiles: Vec<ProfileId>,
    /// What the rows are that they are about: `lines`, `stacks` or `functions`; empty if they are about none.
    pub by: &'static str,
    /// The name of that row.
    pub name: String,
    /// Its place among all rows, ordered by the rule: several stacks may have one name.
    pub at: usize,
    /// The function whose goroutines they are about: those that it has begun.
    pub creator: String,
    /// The function that they are about.
    pub function: String,
    /// The path of its file; empty without a function.
    pub file: String,
    /// The line in it, or 0.
    pub line: f64,
}

/// A profile of the kind.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrendSnapshot {
    /// The id of the profile.
    pub id: ProfileId,
    /// The name of its file.
    pub name: String,
    /// When it was taken, as text; empty if nothing says it.
    pub time: String,
    /// Its total, as text; empty where it has none of the sample type.
    pub total_text: String,
    /// Whether it takes part: those that are left out do not, nor do those from before a restart.
    pub takes_part: bool,
    /// Whether somebody has left it out.
    pub left_out: bool,
}

/// A point of the chart.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrendPoint {
    /// The id of the profile that it is of.
    pub id: ProfileId,
    /// Seconds since the first point; where nothing tells times, its number from 0.
    pub at: f64,
    /// When it was, as text.
    pub time: String,
    /// The sum of all values.
    pub total: f64,
    /// The total with its unit.
    pub total_text: String,
    /// How many snapshots it stands for: those of one collection are one.
    pub snapshots: usize,
}

/// A trend, and the rows of it that a query left.
pub struct Trends {
    /// None where it is refused.
    shown: Option<(Rc<Trend>, Rc<Table>)>,
    zone: crate::base::clock::TimeZone,
    rows: Vec<u32>,
}

impl View for Trends {
    const NAME: &'static str = "trend";
    const PARTS: &'static [&'static str] = &["rows", "table", "markdown"];
    type Query = TrendQuery;
    type Info = TrendInfo;

    /// Judges the growth, and orders the rows.
    fn ask(session: &Session, query: TrendQuery) -> Result<(Trends, TrendInfo)> {
        let is_left = query.unasked && session.has_much_to_take();
        if !is_left {
            session.take_snapshots()?;
        }
        let taken = &session.snapshots.borrow();
        let wanted = taken.wanted(session, &query)?;
        let mut info = TrendInfo {
            snapshots: taken.snapshots(session, &query.left_out),
            ..TrendInfo::default()
        };
        let mut view = Trends {
            shown: None,
            zone: session.zone.clone(),
            rows: Vec::new(),
        };
        if is_left {
            return Ok((view, info));
        }
        let trend = match session.trend(taken, &wanted) {
            Ok(trend) => trend,
            Err(error) => {
                info.refused = error.to_string();
                return Ok((view, info));
            }
        };
        let table = trend.table(query.by.into());
        let (pattern, search_error) = search_pattern(&query.search);
        view.rows = table.ordered(query.sort.into(), pattern.as_ref());
        if query.up {
            view.rows.reverse();
        }
        info.search_error = search_error;
        (info.rows, info.all_rows) = (view.rows.len(), table.rows().len());
        let sure = table.rows().iter().map(|row| row.statistic.sure);
        info.max_sure = sure.fold(0.0, f64::max);
        info.warnings.clone_from(&trend.warnings);
        view.shown = Some((trend, table));
        view.say(taken, &mut info);
        Ok((view, info))
    }

    fn first_rows<D: Door>(&self) -> Result<Option<D::Value>> {
        D::object(&self.page(0..FIRST_ROWS)).map(Some)
    }

    fn rows<D: Door>(&self, session: &Session, part: &str, range: Range<usize>) -> Result<D::Value> {
        match part {
            "rows" => D::object(&self.page(range)),
            "table" => D::object(&self.table(session, range)),
            "markdown" => D::object(&[self.written(session, report::markdown)]),
            _ => Err(no_part::<Self>(part)),
        }
    }

    fn detail<D: Door>(&self, session: &Session, number: usize) -> Result<D::Value> {
        D::object(&self.row_detail(session, number)?)
    }
}

impl Session {
    /// The trend that is wanted: the last one is kept while the options are the same.
    fn trend(&self, taken: &Taken, wanted: &trend::Wanted) -> Result<Rc<Trend>> {
        let options = Options {
            sort: String::new(),
            ..self.options.clone()
        };
        if let Some((own, with, trend)) = &*taken.last.borrow()
            && (own, with) == (wanted, &options)
        {
            return Ok(Rc::clone(trend));
        }
        let start = (self.clock)();
        let trend = Rc::new(Trend::new(&taken.all, wanted, &options, Budget::PAGE)?);
        self.took("trend", start);
        taken.last.replace(Some((wanted.clone(), options, Rc::clone(&trend))));
        Ok(trend)
    }
}

impl Trends {
    /// The trend with its rows in their order, to be written.
    fn report<'a>(&'a self, taken: &'a Taken) -> Option<report::Shown<'a>> {
        let (trend, table) = self.shown.as_ref()?;
        Some(report::Shown {
            trend,
            all: &taken.all,
            zone: &self.zone,
            table: Rc::clone(table),
            order: self.rows.clone(),
            most: usize::MAX,
        })
    }

    /// The trend as a form of it; empty where it is refused.
    fn written<T: Default>(&self, session: &Session, form: impl FnOnce(&report::Shown<'_>) -> T) -> T {
        let taken = session.snapshots.borrow();
        self.report(&taken).map_or_else(T::default, |shown| form(&shown))
    }

    /// All rows as comma-separated values, with the value in each snapshot.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn csv(&self, session: &Session) -> Result<String> {
        let points = session.loaded.len();
        ask_for(session.profile()?.room_of_words() + (self.rows.len() * (600 + points * 60)) as u64)?;
        Ok(self.written(session, report::csv))
    }

    /// The same as lines whose columns are apart by tabs: the first one is the heading, then come the rows.
    fn table(&self, session: &Session, range: Range<usize>) -> Vec<String> {
        self.written(session, |shown| {
            let lines = report::lines(shown).skip(range.start).take(range.len());
            let plain = |cells: Vec<String>| {
                let cells = cells.iter().map(|cell| cell.replace(['\t', '\n', '\r'], " "));
                cells.collect::<Vec<String>>().join("\t")
            };
            lines.map(plain).collect()
        })
    }

    /// Says what is to be said, and lists the points.
    fn say(&self, taken: &Taken, info: &mut TrendInfo) {
        let Some((trend, _)) = &self.shown else {
            return;
        };
        let series = &trend.series;
        let amounts = Amounts::new(trend, &self.zone);
        let sentences = trend::sentences(trend, &taken.all, &self.zone);
        let mut orders = Vec::new();
        info.sentences = sentences
            .iter()
            .map(|sentence| said(taken, trend, sentence, &mut orders))
            .collect();
        info.measure.clone_from(&series.sample_type.0);
        info.rate = series.measure != Measure::Level;
        info.timed = series.has_times;
        let table = trend.table(By::Stacks);
        let totals = table.totals();
        info.most_text = amounts.value(totals.iter().copied().fold(0.0, f64::max));
        let points = series.points.iter().zip(totals).enumerate();
        info.points = points
            .map(|(number, (point, &total))| TrendPoint {
                id: taken.ids[point.snapshot],
                at: point.at,
                time: amounts.moment(number),
                total,
                total_text: amounts.value(total),
                snapshots: point.snapshots,
            })
            .collect();
        // By number of a snapshot, its place among those that take part; a point may be made of one that is not.
        let mut part = vec![usize::MAX; taken.ids.len()];
        for (place, number) in trend.snapshots().into_iter().enumerate().rev() {
            part[number] = place;
        }
        let mut is_point = vec![false; taken.ids.len()];
        trend
            .series
            .points
            .iter()
            .for_each(|point| is_point[point.snapshot] = true);
        for snapshot in &mut info.snapshots {
            let number = taken.number(snapshot.id);
            snapshot.takes_part = number.is_some_and(|number| part[number] != usize::MAX || is_point[number]);
        }
        // Those that take part first, as the trend has them.
        let order = |snapshot: &TrendSnapshot| taken.number(snapshot.id).map(|number| part[number]);
        sort_by_key(&mut info.snapshots, |snapshot| order(snapshot).unwrap_or(usize::MAX));
    }
}

/// A sentence as it goes out. `orders` are the rows by the rule, of the tables that sentences before it led to.
fn said(taken: &Taken, trend: &Trend, sentence: &trend::Sentence, orders: &mut Vec<(By, Vec<u32>)>) -> TrendSentence {
    let id = |snapshot: usize| taken.ids[snapshot];
    let mut place_of = |by: By, row: u32| {
        if !orders.iter().any(|(own, _)| *own == by) {
            orders.push((by, trend.table(by).ordered(trend::Sort::Rank, None)));
        }
        let order = orders.iter().find(|(own, _)| *own == by);
        order
            .and_then(|(_, order)| order.iter().position(|own| *own == row))
            .unwrap_or_default()
    };
    let piece = |piece: &trend::Piece| {
        let plain = TrendPiece {
            text: piece.text.clone(),
            ..TrendPiece::default()
        };
        match &piece.origin {
            None => plain,
            Some(Origin::Code) => TrendPiece { code: true, ..plain },
            Some(Origin::Snapshot(snapshot)) => TrendPiece {
                profiles: vec![id(*snapshot)],
                ..plain
            },
            Some(Origin::Snapshots(first, last)) => TrendPiece {
                profiles: vec![id(*first), id(*last)],
                ..plain
            },
            Some(Origin::Row(by, row)) => {
                let table = trend.table(*by);
                let place = table.place(*row);
                TrendPiece {
                    by: Rows::name(*by),
                    name: display(&table.name(*row)),
                    at: place_of(*by, *row),
                    function: place.function,
                    file: place.file,
                    line: place.line as f64,
                    ..plain
                }
            }
            Some(Origin::Creator(place)) => TrendPiece {
                creator: place.function.clone(),
                ..plain
            },
            Some(Origin::Line(place)) => TrendPiece {
                function: place.function.clone(),
                file: place.file.clone(),
                line: place.line as f64,
                ..plain
            },
        }
    };
    TrendSentence {
        role: match sentence.role {
            trend::Role::Verdict => "verdict",
            trend::Role::Caveat => "caveat",
            trend::Role::Next => "next",
            trend::Role::Note => "note",
        },
        pieces: sentence.pieces.iter().map(piece).collect(),
        markdown: sentence.markdown(),
    }
}

impl Rows {
    fn name(by: By) -> &'static str {
        match by {
            By::Lines => "lines",
            By::Stacks => "stacks",
            By::Functions => "functions",
        }
    }
}

impl From<Rows> for By {
    fn from(rows: Rows) -> By {
        match rows {
            Rows::Lines => By::Lines,
            Rows::Stacks => By::Stacks,
            Rows::Functions => By::Functions,
        }
    }
}

impl From<TrendSort> for trend::Sort {
    fn from(sort: TrendSort) -> trend::Sort {
        match sort {
            TrendSort::Rank => trend::Sort::Rank,
            TrendSort::First => trend::Sort::First,
            TrendSort::Last => trend::Sort::Last,
            TrendSort::Delta => trend::Sort::Delta,
            TrendSort::Sure => trend::Sort::Sure,
            TrendSort::Slope => trend::Sort::Slope,
            TrendSort::Shape => trend::Sort::Shape,
            TrendSort::Name => trend::Sort::Name,
        }
    }
}
