//! Rows of a trend, and everything about one of them.

use super::Trends;
use crate::analysis::goroutines::about;
use crate::analysis::trend::{Amounts, Place, Row, Shape, Table, Trend};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::measurement::readable_percent;
use crate::session::answers::page;
use crate::session::{Session, display};
use serde::Serialize;
use std::ops::Range;

/// A row: numbers in the unit of the sample type, of rates a second, and the same as text.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrendRow {
    /// Its name as it is printed.
    pub name: String,
    /// The name of the function.
    pub function: String,
    /// The path of its file; empty for functions.
    pub file: String,
    /// The line; 0 for functions.
    pub line: f64,
    /// `main.go:228`; empty for functions.
    pub place: String,
    /// The value in the first point.
    pub first_text: String,
    /// The value in the last point.
    pub last_text: String,
    /// The difference, with its sign.
    pub delta: f64,
    /// `delta` with its unit.
    pub delta_text: String,
    /// The growth that is sure; 0 where none is.
    pub sure: f64,
    /// `sure` as text; empty where none is.
    pub sure_text: String,
    /// The growth in time: `250 a second`; empty where there are too few points, or none is sure.
    pub slope_text: String,
    /// Its part of all sure growth: `12.50%`; empty where none is sure.
    pub share: String,
    /// How it goes: `steady`, `began later`, `slowing` ...
    pub shape: &'static str,
    /// Whether the verdict names it.
    pub named: bool,
    /// The values by point.
    pub values: Vec<f64>,
}

/// Everything about a row.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrendDetail {
    /// The frames of its heaviest stack, the leaf first; of functions, the function alone.
    pub frames: Vec<TrendFrame>,
    /// The values by point, as text.
    pub value_texts: Vec<String>,
    /// What its goroutines wait for, or do; empty where nothing says it.
    pub state: String,
    /// Whether only the stack says so.
    pub derived: bool,
    /// The `go` statement that began most of them: `main.start at main.go:40`; empty where nothing says it.
    pub creator: String,
    /// For how long they have waited, about, in words; empty where nothing says it.
    pub waited: String,
}

/// A frame of a stack.
#[derive(Debug, Clone, Serialize)]
pub struct TrendFrame {
    /// The name of the function.
    pub function: String,
    /// The path of its file; empty if unknown.
    pub file: String,
    /// The line, or 0.
    pub line: f64,
}

/// So few points have no rate.
const FEWEST_FOR_RATE: usize = 5;

impl Trends {
    /// Rows that lie in a range.
    pub fn page(&self, range: Range<usize>) -> Vec<TrendRow> {
        let Some((trend, table)) = &self.shown else {
            return Vec::new();
        };
        let amounts = Amounts::new(trend, &self.zone);
        let rows = page(&self.rows, range).iter();
        rows.map(|&number| row(trend, table, &amounts, number)).collect()
    }

    /// Everything about a row.
    ///
    /// # Errors
    ///
    /// There is no such row.
    pub fn row_detail(&self, session: &Session, number: usize) -> Result<TrendDetail> {
        let found = self.shown.as_ref().zip(self.rows.get(number));
        let Some(((trend, table), &row)) = found else {
            return Err(Error::new(ErrorKind::Usage(format!("there is no row {number}"))));
        };
        let amounts = Amounts::new(trend, &self.zone);
        let waiting = trend
            .waiting(&session.snapshots.borrow().all, table, row)
            .unwrap_or_default();
        let frames = table.frames(row).into_iter().map(|place| TrendFrame {
            function: place.function,
            file: place.file,
            line: place.line as f64,
        });
        Ok(TrendDetail {
            frames: frames.collect(),
            value_texts: table.values(row).iter().map(|&value| amounts.value(value)).collect(),
            state: waiting.state,
            derived: waiting.is_derived,
            creator: at(&waiting.creator),
            waited: waiting.minutes.map_or(String::new(), about),
        })
    }
}

fn row(trend: &Trend, table: &Table, amounts: &Amounts<'_>, number: u32) -> TrendRow {
    let row: &Row = table.row(number);
    let place = table.place(number);
    let (statistic, delta) = (&row.statistic, row.delta());
    // Of two nothing is sure: there is the difference.
    let grows = statistic.sure > 0.0 && trend.parts() > 2;
    let has_rate = grows && trend.parts() >= FEWEST_FOR_RATE;
    TrendRow {
        name: display(&table.name(number)),
        place: place.short(),
        function: place.function,
        file: place.file,
        line: place.line as f64,
        first_text: amounts.value(row.first),
        last_text: amounts.value(row.last),
        delta,
        delta_text: amounts.signed(delta),
        sure: statistic.sure,
        sure_text: if grows {
            amounts.value(statistic.sure)
        } else {
            String::new()
        },
        slope_text: amounts.slope(statistic.slope).filter(|_| has_rate).unwrap_or_default(),
        share: match grows {
            true => readable_percent((row.share * 1e6).round() as i64, 1_000_000)
                .trim()
                .to_owned(),
            false => String::new(),
        },
        shape: match statistic.shape {
            Shape::Steady if !row.is_named => "unsure",
            shape => shape.words(),
        },
        named: row.is_named,
        values: table.values(number).to_vec(),
    }
}

/// `main.start at main.go:40`
fn at(place: &Place) -> String {
    match (place.function.as_str(), place.short()) {
        ("", _) => String::new(),
        (function, short) if short.is_empty() => function.to_owned(),
        (function, short) => format!("{function} at {short}"),
    }
}
