//! A trend for people and programs: the verdict and the ranked rows as text, as Markdown for a ticket, as JSON and as CSV. Ours, pprof has
//! none.
//!
//! In: a [`Trend`] with the snapshots that it was made of, and which rows of it in which order. Out: a text.
//!
//! ```text
//! At least 1,348 goroutines more in 5.7 s (585 → 1,957 in all), steadily, about 250 a second, all in `chan send` at main.go:228 (main.send).
//!
//!   at least       delta       first        last    a minute   share  shape
//!      1,348       1,372         585       1,957      15,040   100%   steady       ▁▂▃▃▄▅▅▆▇▇██  main.go:228 (main.send)
//! ```
//!
//! | file | what it writes |
//! |---|---|
//! | `mod.rs` | text; what all forms share |
//! | `markdown.rs` | Markdown |
//! | `json.rs` | JSON |
//! | `csv.rs` | CSV |
//! | `alone.rs` | what is said of one snapshot alone, in all forms but CSV |

mod alone;
mod csv;
mod json;
mod markdown;

pub use alone::Alone;
pub use csv::{csv, lines};
pub use json::json;
pub use markdown::markdown;

use crate::analysis::trend::{Amounts, By, Place, Role, Row, Sentence, Snapshots, Sort, Table, Trend, sentences};
use crate::base::clock::TimeZone;
use crate::base::decimal;
use crate::base::pattern::Pattern;
use crate::base::text::width;
use std::rc::Rc;

/// What is written: a trend, and of its rows some.
pub struct Shown<'a> {
    /// The trend that is written.
    pub trend: &'a Trend,
    /// What it was made of.
    pub all: &'a Snapshots,
    /// The time zone that moments are said in.
    pub zone: &'a TimeZone,
    /// The table that the rows are of.
    pub table: Rc<Table>,
    /// Their numbers, in order.
    pub order: Vec<u32>,
    /// How many of them are written at most.
    pub most: usize,
}

impl<'a> Shown<'a> {
    /// Rows of a kind in an order, those whose frames a pattern is found in.
    pub fn new(
        trend: &'a Trend,
        all: &'a Snapshots,
        zone: &'a TimeZone,
        by: By,
        sort: Sort,
        search: Option<&Pattern>,
        most: usize,
    ) -> Shown<'a> {
        let table = trend.table(by);
        Shown {
            order: table.ordered(sort, search),
            trend,
            all,
            zone,
            table,
            most,
        }
    }

    fn amounts(&self) -> Amounts<'_> {
        Amounts::new(self.trend, self.zone)
    }

    fn sentences(&self) -> Vec<Sentence> {
        sentences(self.trend, self.all, self.zone)
    }

    /// The rows that are written.
    fn rows(&self) -> impl Iterator<Item = (u32, &Row)> {
        let rows = self.order.iter().take(self.most);
        rows.map(|&row| (row, self.table.row(row)))
    }

    /// `inuse_space of 12 snapshots in 5.7 s, 18:02:12 to 18:02:18`
    fn heading(&self) -> String {
        let series = &self.trend.series;
        let (amounts, points) = (self.amounts(), &series.points);
        let span = points.last().map_or(0.0, |last| last.at);
        let count = series.columns.len();
        match series.has_times && !points.is_empty() {
            true => format!(
                "{} of {count} snapshots {}, {} to {}",
                series.sample_type.0,
                amounts.within(span),
                amounts.moment(0),
                amounts.moment(points.len() - 1)
            ),
            false => format!("{} of {count} snapshots", series.sample_type.0),
        }
    }

    /// The cells of a row: at least, delta, first, last, the slope, share, shape.
    fn cells(&self, row: &Row, per: (f64, &str)) -> [String; 7] {
        let amounts = self.amounts();
        let (seconds, _) = per;
        let statistic = &row.statistic;
        // Of fewer than five points nobody knows a rate.
        let has_rate = self.trend.parts() >= 5 && amounts.slope(statistic.slope).is_some();
        [
            amounts.value(statistic.sure),
            amounts.signed(row.delta()),
            amounts.value(row.first),
            amounts.value(row.last),
            if has_rate {
                amounts.value(statistic.slope * seconds)
            } else {
                String::new()
            },
            format!("{}%", decimal::fixed(row.share * 100.0, 0)),
            statistic.shape.words().to_owned(),
        ]
    }

    /// What slopes are said by: how many seconds, and in words.
    fn per(&self) -> (f64, &'static str) {
        let largest = self
            .rows()
            .map(|(_, row)| row.statistic.slope.abs())
            .fold(0.0, f64::max);
        self.amounts().per(largest)
    }

    /// The headings of the cells.
    fn titles(&self, per: (f64, &'static str)) -> [&'static str; 7] {
        ["at least", "delta", "first", "last", per.1, "share", "shape"]
    }
}

/// A row's name in words: `main.go:228 (main.send)`.
fn name(place: &Place) -> String {
    match place.line {
        0 => place.function.clone(),
        _ => format!("{} ({})", place.short(), place.function),
    }
}

/// A picture of values in a line of text, from the least to the most; at most 24 of them.
fn sparkline(values: &[f64]) -> String {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let least = values.iter().copied().fold(0.0, f64::min);
    let span = most - least;
    let stride = values.len().div_ceil(24).max(1);
    let shown = values.chunks(stride).map(|chunk| chunk[chunk.len() - 1]);
    let heights = shown.map(|value| if span > 0.0 { (value - least) / span * 7.0 } else { 0.0 });
    heights
        .map(|height| HEIGHTS[(height.round() as usize).min(7)])
        .collect()
}

/// The verdict and the rows as text.
pub fn text(shown: &Shown<'_>) -> String {
    let mut text = format!("Trend of {}\n\n", shown.heading());
    let sentences = shown.sentences();
    let of = |role: Role| sentences.iter().filter(move |sentence| sentence.role == role);
    for sentence in of(Role::Verdict).chain(of(Role::Caveat)) {
        text.push_str(&sentence.text());
        text.push('\n');
    }
    list(&mut text, "Look at next:", of(Role::Next));
    table(&mut text, shown);
    list(&mut text, "What was done:", of(Role::Note));
    text
}

fn list<'s>(text: &mut String, title: &str, sentences: impl Iterator<Item = &'s Sentence>) {
    let mut sentences = sentences.peekable();
    if sentences.peek().is_none() {
        return;
    }
    text.push_str(&format!("\n{title}\n"));
    for sentence in sentences {
        text.push_str(&format!("  - {}\n", sentence.text()));
    }
}

fn table(text: &mut String, shown: &Shown<'_>) {
    let mut lines: Vec<([String; 7], String, String)> = Vec::new();
    let per = shown.per();
    for (number, row) in shown.rows() {
        let picture = sparkline(shown.table.values(number));
        lines.push((shown.cells(row, per), picture, name(&shown.table.place(number))));
    }
    let titles = shown.titles(per);
    let widths: Vec<usize> = (0..7)
        .map(|column| {
            let cells = lines.iter().map(|(cells, ..)| width(cells[column].as_bytes()));
            cells.chain([titles[column].len()]).max().unwrap_or_default()
        })
        .collect();
    text.push('\n');
    for (column, title) in titles.iter().enumerate() {
        text.push_str(&cell(title, widths[column], column));
    }
    text.push('\n');
    for (cells, picture, name) in &lines {
        for (column, own) in cells.iter().enumerate() {
            text.push_str(&cell(own, widths[column], column));
        }
        text.push_str(&format!("  {picture}  {name}\n"));
    }
    let what = match shown.table.by() {
        By::Stacks => "stacks",
        By::Functions => "functions",
        By::Lines => "lines",
    };
    if lines.len() < shown.order.len() {
        text.push_str(&format!("  {} of {} {what}\n", lines.len(), shown.order.len()));
    }
}

/// A cell between two blanks: numbers to the right, the shape to the left.
fn cell(text: &str, columns: usize, column: usize) -> String {
    let missing = " ".repeat(columns.saturating_sub(width(text.as_bytes())));
    match column {
        6 => format!("  {text}{missing}"),
        _ => format!("  {missing}{text}"),
    }
}
