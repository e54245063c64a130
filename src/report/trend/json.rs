//! A trend as JSON, for programs.
//!
//! ```json
//! {
//!   "version": 1,
//!   "sample_type": "goroutine", "unit": "count",
//!   "measure": "level",              level; rate, busy, change: values are a second, see `Measure`
//!   "order": "in order of the times in the profiles",
//!   "kind": "named",                 one (see `alone.rs`), single, difference, rose, named, unsure, slowing, step, spread, added, in turn,
//!                                    cut, nothing, empty
//!   "parts": 12,                     how many points the rule has looked at
//!   "sentences": [{
//!     "role": "verdict",             verdict, caveat, next, note
//!     "text": "At least 1,348 goroutines more ...",
//!     "pieces": [{"text": "At least "}, {"text": "1,348 goroutines more", "row": 3, "by": "stacks"}]
//!   }],                              or "snapshot": 0, "snapshots": [0, 11], "function": "main.send", "file": "/p/main.go", "line": 228
//!   "points": [{"snapshot": 0, "name": "g-1.txt", "time_nanos": 1795888932686212544, "seconds": 0, "snapshots": 1, "total": 585}],
//!   "findings": [{"rows": [3], "at_least": 1348, "delta": 1372, "share": 1, "shape": "steady", "state": "chan send", "state_derived": false,
//!                 "creator": {"function": "main.start", "file": "/p/main.go", "line": 40}, "minutes": 12, "born": 748, "alive": 748}],
//!   "by": "stacks", "all_sure": 1348, "row_count": 31,
//!   "rows": [{"row": 3, "function": "main.send", "file": "/p/main.go", "line": 228, "first": 0, "last": 1372, "delta": 1372,
//!             "at_least": 1348, "per_minute": 15040, "share": 1, "shape": "steady", "named": true, "values": [0, 125],
//!             "text": "1,348", "frames": [{"function": "main.send", "file": "/p/main.go", "line": 228}]}],
//!   "warnings": []
//! }
//! ```
//!
//! Numbers are in the unit of the sample type, those of rates a second; `per_minute` is `per_snapshot` where nothing tells times. What is not
//! known is left out.

use super::Shown;
use crate::analysis::trend::{By, Finding, Kind, Measure, Origin, Piece, Place, Role, Row, Sentence};
use crate::base::decimal;

/// What a program can rely on: fields are added under the same number, and nothing else changes.
pub const VERSION: u32 = 1;

/// The verdict and the rows as JSON.
pub fn json(shown: &Shown<'_>) -> String {
    let series = &shown.trend.series;
    let verdict = shown.trend.verdict(shown.all);
    let measure = match series.measure {
        Measure::Level => "level",
        Measure::Rate => "rate",
        Measure::Busy => "busy",
        Measure::Change => "change",
    };
    let kind = match verdict.kind {
        Kind::Single => "single",
        Kind::Difference => "difference",
        Kind::Rose => "rose",
        Kind::Named => "named",
        Kind::Unsure => "unsure",
        Kind::Slowing => "slowing",
        Kind::Step => "step",
        Kind::Spread => "spread",
        Kind::Added => "added",
        Kind::InTurn => "in turn",
        Kind::Cut => "cut",
        Kind::Nothing => "nothing",
        Kind::Empty => "empty",
    };
    let sentences = shown.sentences();
    let rows = shown.rows().map(|(number, row)| self::row(shown, number, row));
    object(&[
        ("version", VERSION.to_string()),
        ("sample_type", quote(&series.sample_type.0)),
        ("unit", quote(&series.sample_type.1)),
        ("measure", quote(measure)),
        ("order", quote(shown.trend.series.basis.words().as_str())),
        ("kind", quote(kind)),
        ("parts", verdict.parts.to_string()),
        ("sentences", list(sentences.iter().map(sentence))),
        ("points", list((0..series.points.len()).map(|at| point(shown, at)))),
        ("findings", list(verdict.findings.iter().map(finding))),
        ("by", quote(by(shown.table.by()))),
        ("all_sure", number(shown.table.all_sure())),
        ("row_count", shown.order.len().to_string()),
        ("rows", list(rows)),
        (
            "warnings",
            list(shown.trend.warnings.iter().map(|warning| quote(warning))),
        ),
    ]) + "\n"
}

fn by(by: By) -> &'static str {
    match by {
        By::Stacks => "stacks",
        By::Functions => "functions",
        By::Lines => "lines",
    }
}

fn sentence(sentence: &Sentence) -> String {
    let role = match sentence.role {
        Role::Verdict => "verdict",
        Role::Caveat => "caveat",
        Role::Next => "next",
        Role::Note => "note",
    };
    object(&[
        ("role", quote(role)),
        ("text", quote(&sentence.text())),
        ("pieces", list(sentence.pieces.iter().map(piece))),
    ])
}

fn piece(piece: &Piece) -> String {
    let mut fields = vec![("text", quote(&piece.text))];
    match &piece.origin {
        None | Some(Origin::Code) => {}
        Some(Origin::Row(kind, row)) => {
            fields.push(("row", row.to_string()));
            fields.push(("by", quote(by(*kind))));
        }
        Some(Origin::Snapshot(snapshot)) => fields.push(("snapshot", snapshot.to_string())),
        Some(Origin::Snapshots(one, other)) => fields.push(("snapshots", format!("[{one},{other}]"))),
        Some(Origin::Line(place) | Origin::Creator(place)) => fields.extend(place_fields(place)),
    }
    object(&fields)
}

fn place_fields(place: &Place) -> Vec<(&'static str, String)> {
    let mut fields = vec![("function", quote(&place.function))];
    if !place.file.is_empty() {
        fields.push(("file", quote(&place.file)));
    }
    if place.line != 0 {
        fields.push(("line", place.line.to_string()));
    }
    fields
}

fn point(shown: &Shown<'_>, at: usize) -> String {
    let point = &shown.trend.series.points[at];
    let mut fields = vec![
        ("snapshot", point.snapshot.to_string()),
        ("name", quote(&shown.all.taken()[point.snapshot].name)),
    ];
    if let Some(time) = point.time {
        fields.push(("time_nanos", time.to_string()));
    }
    fields.push(("seconds", number(point.at)));
    fields.push(("snapshots", point.snapshots.to_string()));
    fields.push(("total", number(shown.table.totals()[at])));
    object(&fields)
}

fn finding(finding: &Finding) -> String {
    let mut fields = vec![
        ("by", quote(by(finding.by))),
        ("rows", list(finding.rows.iter().map(u32::to_string))),
        ("at_least", number(finding.sure)),
        ("delta", number(finding.delta)),
        ("share", number(finding.share)),
        ("shape", quote(finding.shape.words())),
    ];
    if let Some(error) = finding.error {
        fields.push(("error", number(error)));
    }
    if let Some(waiting) = &finding.waiting {
        fields.push(("state", quote(&waiting.state)));
        fields.push(("state_derived", waiting.is_derived.to_string()));
        if !waiting.creator.function.is_empty() {
            fields.push(("creator", object(&place_fields(&waiting.creator))));
        }
        if let Some(minutes) = waiting.minutes {
            fields.push(("minutes", minutes.to_string()));
        }
    }
    if let Some(survival) = finding.survival {
        fields.push(("born", survival.born.to_string()));
        fields.push(("alive", survival.alive.to_string()));
    }
    object(&fields)
}

fn row(shown: &Shown<'_>, number_of: u32, row: &Row) -> String {
    let statistic = &row.statistic;
    let (per, factor) = match shown.trend.series.has_times {
        true => ("per_minute", 60.0),
        false => ("per_snapshot", 1.0),
    };
    let frames = shown.table.frames(number_of);
    let mut fields = vec![("row", number_of.to_string())];
    fields.extend(place_fields(&shown.table.place(number_of)));
    fields.extend([
        ("first", number(row.first)),
        ("last", number(row.last)),
        ("delta", number(row.delta())),
        ("at_least", number(statistic.sure)),
    ]);
    if shown.trend.parts() >= 5 {
        fields.push((per, number(statistic.slope * factor)));
    }
    fields.extend([
        ("share", number(row.share)),
        ("shape", quote(statistic.shape.words())),
        ("named", row.is_named.to_string()),
        (
            "values",
            list(shown.table.values(number_of).iter().map(|&value| number(value))),
        ),
        ("text", quote(&shown.amounts().value(statistic.sure))),
        ("frames", list(frames.iter().map(|place| object(&place_fields(place))))),
    ]);
    object(&fields)
}

/// A number as JSON has it: whole ones without a point; what is no number is `null`.
pub fn number(number: f64) -> String {
    match number {
        number if !number.is_finite() => "null".to_owned(),
        number if number == number.trunc() && number.abs() < 9.007e15 => format!("{}", number as i64),
        number => decimal::shortest(number),
    }
}

/// An object of fields whose values are JSON already.
pub fn object(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{{}}}", fields.join(","))
}

/// An array of values that are JSON already.
pub fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<String>>().join(","))
}

/// A text as JSON has it.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            control if control < ' ' => quoted.push_str(&format!("\\u{:04x}", control as u32)),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
