//! What is said of one snapshot alone: its sentence and, of goroutines, where they stand; in the forms of a trend.

use super::json::{VERSION, list, number, object, quote};
use crate::base::markdown::escape;
use std::fmt::Write as _;

/// One snapshot in words, as far as a trend's reader wants to know it.
#[derive(Debug, Clone, Default)]
pub struct Alone {
    /// What it is called.
    pub name: String,
    /// When it was taken, in nanoseconds since 1970; 0 if it does not say.
    pub time: i64,
    /// The sample type's name and unit.
    pub sample_type: (String, String),
    /// Its total, in that unit.
    pub total: f64,
    /// What it says, in pieces: the words, and the function that they name, if they name one.
    pub verdict: Vec<(String, String)>,
    /// What to do to know more.
    pub next: String,
    /// Where goroutines stand, the most first: how many, in words, who began them. Empty of other profiles.
    pub groups: Vec<(f64, String, String)>,
    /// What filters say without failing.
    pub warnings: Vec<String>,
}

impl Alone {
    fn heading(&self) -> String {
        format!("Trend of {}: one snapshot, {}", self.sample_type.0, self.name)
    }

    fn sentence(&self) -> String {
        self.verdict.iter().map(|(text, _)| text.as_str()).collect()
    }

    /// As text for people.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{}\n\n{}\n\nLook at next:\n  - {}\n",
            self.heading(),
            self.sentence(),
            self.next
        );
        for (at, (count, words, creator)) in self.groups.iter().enumerate() {
            if at == 0 {
                text.push('\n');
            }
            let began = if creator.is_empty() { "" } else { ", started by " };
            writeln!(text, "{:>10}  {words}{began}{creator}", number(*count)).ok();
        }
        text
    }

    /// As Markdown, for a ticket.
    pub fn markdown(&self) -> String {
        let mut text = format!(
            "### {}\n\n{}\n\nLook at next:\n\n- {}\n",
            escape(&self.heading()),
            escape(&self.sentence()),
            escape(&self.next)
        );
        for (at, (count, words, creator)) in self.groups.iter().enumerate() {
            if at == 0 {
                text.push_str("\n| goroutines | where | started by |\n|---:|---|---|\n");
            }
            writeln!(text, "| {} | {} | {} |", number(*count), escape(words), escape(creator)).ok();
        }
        text
    }

    /// As JSON: the fields of a trend, with `one` as its kind, a single point and no rows; `groups` are where goroutines stand.
    pub fn json(&self) -> String {
        let piece = |(text, function): &(String, String)| {
            let mut fields = vec![("text", quote(text))];
            if !function.is_empty() {
                fields.push(("function", quote(function)));
            }
            object(&fields)
        };
        let sentence = |role: &str, text: &str, pieces: String| {
            object(&[("role", quote(role)), ("text", quote(text)), ("pieces", pieces)])
        };
        let next = list([object(&[("text", quote(&self.next))])].into_iter());
        let sentences = [
            sentence("verdict", &self.sentence(), list(self.verdict.iter().map(piece))),
            sentence("next", &self.next, next),
        ];
        let mut point = vec![("snapshot", "0".to_owned()), ("name", quote(&self.name))];
        if self.time != 0 {
            point.push(("time_nanos", self.time.to_string()));
        }
        point.extend([
            ("seconds", "0".to_owned()),
            ("snapshots", "1".to_owned()),
            ("total", number(self.total)),
        ]);
        let group = |(count, words, creator): &(f64, String, String)| {
            let mut fields = vec![("count", number(*count)), ("text", quote(words))];
            if !creator.is_empty() {
                fields.push(("creator", object(&[("function", quote(creator))])));
            }
            object(&fields)
        };
        object(&[
            ("version", VERSION.to_string()),
            ("sample_type", quote(&self.sample_type.0)),
            ("unit", quote(&self.sample_type.1)),
            ("kind", quote("one")),
            ("parts", "1".to_owned()),
            ("sentences", list(sentences.into_iter())),
            ("points", list([object(&point)].into_iter())),
            ("findings", list([].into_iter())),
            ("groups", list(self.groups.iter().map(group))),
            ("row_count", "0".to_owned()),
            ("rows", list([].into_iter())),
            ("warnings", list(self.warnings.iter().map(|warning| quote(warning)))),
        ]) + "\n"
    }
}
