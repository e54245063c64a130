//! Words: a verdict as sentences, in pieces that know where their numbers come from.
//!
//! What is named "grows", and "does not come back" only where goroutines are known to stay; nothing is ever called a leak, nothing is
//! foretold, no rate is given of fewer than five points, and no cause that is not in a stack.

use super::Trend;
use super::amounts::Amounts;
use super::place::Place;
use super::rule::Shape;
use super::series::{Measure, Point, Subject};
use super::snapshots::Snapshots;
use super::table::By;
use super::verdict::{Finding, Kind, Verdict};
use crate::base::clock::TimeZone;
use crate::base::decimal;
use crate::base::markdown::{code, escape};
use crate::base::sort::sort_by_key;

/// Where a number of a sentence comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// A row of a table.
    Row(By, u32),
    /// A snapshot, by number.
    Snapshot(usize),
    /// The difference between two snapshots, by number.
    Snapshots(usize, usize),
    /// A line of the program.
    Line(Place),
    /// A function that began goroutines, which may be in no stack itself.
    Creator(Place),
    /// The runtime, whose word it is.
    Code,
}

/// A piece of a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// The words, with the blanks between them and their neighbours.
    pub text: String,
    /// Where they come from.
    pub origin: Option<Origin>,
}

/// What a sentence is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Role {
    /// What is seen.
    Verdict,
    /// What else it could be, and what would be surer.
    Caveat,
    /// What to look at next.
    Next,
    /// What was done before.
    Note,
}

/// A sentence in pieces, and what it is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// What it is for.
    pub role: Role,
    /// Its pieces, in order.
    pub pieces: Vec<Piece>,
}

impl Sentence {
    /// A sentence to be filled.
    pub(super) fn new(role: Role) -> Sentence {
        Sentence {
            role,
            pieces: Vec::new(),
        }
    }

    /// Adds words.
    pub(super) fn say(mut self, text: impl Into<String>) -> Sentence {
        self.add(text.into(), None);
        self
    }

    /// Adds a word of the runtime, which stands between back quotes.
    pub(super) fn code(mut self, word: &str) -> Sentence {
        self.add(format!("`{word}`"), Some(Origin::Code));
        self
    }

    /// Adds words that come from somewhere.
    pub(super) fn from(mut self, text: impl Into<String>, origin: Origin) -> Sentence {
        self.add(text.into(), Some(origin));
        self
    }

    fn add(&mut self, text: String, origin: Option<Origin>) {
        match self.pieces.last_mut() {
            Some(last) if last.origin.is_none() && origin.is_none() => last.text.push_str(&text),
            _ if text.is_empty() => {}
            _ => self.pieces.push(Piece { text, origin }),
        }
    }

    /// The whole sentence as Markdown: names are read as they stand, and words of the runtime are code.
    pub fn markdown(&self) -> String {
        let piece = |piece: &Piece| match piece.origin {
            Some(Origin::Code) => {
                let word = piece.text.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
                code(word.unwrap_or(&piece.text))
            }
            _ => escape(&piece.text),
        };
        self.pieces.iter().map(piece).collect()
    }

    /// The whole sentence as a text.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }
}

/// The sentences of a trend: the verdict first, then what it could be else, what to look at next, and what was done.
pub fn sentences(trend: &Trend, all: &Snapshots, zone: &TimeZone) -> Vec<Sentence> {
    let verdict = trend.verdict(all);
    let words = Words {
        trend,
        all,
        verdict: &verdict,
        amounts: Amounts::new(trend, zone),
    };
    let mut sentences: Vec<Sentence> = super::notes::note_sentences(trend, all);
    sentences.extend(words.verdict());
    sentences.extend(words.caveats());
    sentences.extend(super::next::next(trend, all, &verdict));
    sort_by_key(&mut sentences, |sentence| sentence.role);
    sentences
}

/// What sentences are made of.
pub(super) struct Words<'a> {
    pub(super) trend: &'a Trend,
    pub(super) all: &'a Snapshots,
    pub(super) verdict: &'a Verdict,
    pub(super) amounts: Amounts<'a>,
}

impl Words<'_> {
    fn verdict(&self) -> Vec<Sentence> {
        let findings = &self.verdict.findings;
        match self.verdict.kind {
            Kind::Single => vec![self.single()],
            Kind::Difference => vec![self.difference()],
            Kind::Rose | Kind::Named => self.growing(),
            Kind::Unsure => findings.iter().map(|finding| self.unsure(finding)).collect(),
            Kind::Spread => vec![self.spread()],
            Kind::Added => self.added(),
            Kind::InTurn => vec![self.in_turn()],
            Kind::Cut => vec![self.cut()],
            Kind::Slowing | Kind::Step => findings.iter().map(|finding| self.moved(finding)).collect(),
            Kind::Nothing => vec![self.nothing()],
            Kind::Empty => vec![Sentence::new(Role::Verdict).say(match self.trend.warnings.is_empty() {
                true => "There is nothing in any of the snapshots.",
                false => "The filters leave nothing of any snapshot.",
            })],
        }
    }

    fn single(&self) -> Sentence {
        let sentence = self.last_total(Sentence::new(Role::Verdict).say("One rate, with nothing to compare it with: "));
        sentence.say(". Take at least seven.")
    }

    /// The total at first and at last, with something between them: ` → `.
    pub(super) fn totals(&self, sentence: Sentence, between: &str) -> Sentence {
        match self.trend.series.points.first() {
            Some(first) => self.last_total(
                sentence
                    .from(
                        self.amounts.value(self.verdict.total.first),
                        Origin::Snapshot(first.snapshot),
                    )
                    .say(between),
            ),
            None => sentence,
        }
    }

    fn last_total(&self, sentence: Sentence) -> Sentence {
        match self.trend.series.points.last() {
            Some(last) => sentence.from(
                self.amounts.value(self.verdict.total.last),
                Origin::Snapshot(last.snapshot),
            ),
            None => sentence,
        }
    }

    fn difference(&self) -> Sentence {
        let total = &self.verdict.total;
        let points = self.trend.series.points.len();
        let opening = match (points, self.trend.series.measure) {
            _ if self.trend.series.begins_with_start() => {
                "They show a difference, not a trend, for the first may be the program's start: ".to_owned()
            }
            (2, Measure::Rate) => "Three snapshots give two rates, a difference and no trend: ".to_owned(),
            (2, _) => "Two snapshots show a difference, not a trend: ".to_owned(),
            _ => format!("{points} snapshots in two moments show a difference, not a trend: "),
        };
        let delta = total.last - total.first;
        let noun = self.amounts.noun(delta);
        let sentence = Sentence::new(Role::Verdict)
            .say(opening)
            .from(self.amounts.signed(delta), self.ends())
            .say(if noun.is_empty() {
                String::new()
            } else {
                format!(" {noun}")
            })
            .say(" (");
        let mut sentence = self.totals(sentence, " → ").say(").");
        for (number, finding) in self.verdict.findings.iter().enumerate() {
            sentence = sentence
                .say(if number == 0 { " The largest: " } else { " Then " })
                .from(self.amounts.signed(finding.delta), self.row(finding));
            sentence = self.age(self.whereabouts(sentence, finding).say("."), finding);
        }
        sentence
    }

    /// What rises or is named, a sentence each.
    fn growing(&self) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        for (at, finding) in self.verdict.findings.iter().enumerate() {
            sentences.push(self.growth(finding, at == 0));
        }
        if self.verdict.more > 0 {
            let more = self.verdict.more;
            sentences.push(
                Sentence::new(Role::Verdict).say(format!("So {} {more} more.", if more == 1 { "does" } else { "do" })),
            );
        }
        for finding in &self.verdict.beside {
            sentences.push(self.moved(finding));
        }
        sentences
    }

    fn growth(&self, finding: &Finding, is_first: bool) -> Sentence {
        let sentence = self.opening(finding);
        let own = |sentence: Sentence| {
            sentence
                .say(" (")
                .from(self.amounts.value(finding.values.0), self.row(finding))
                .say(" → ")
                .from(self.amounts.value(finding.values.1), self.row(finding))
        };
        let rise = self.verdict.total.last - self.verdict.total.first;
        let mut sentence = match is_first {
            // Where others fall the total grows by less than what is sure of this one: alone it would belie the number before it. Where they fall
            // by little, it says nothing that its own values do not.
            true if rise < 0.9 * finding.sure => self.totals(own(sentence).say(" there, "), " → ").say(" in all)"),
            true if rise < finding.sure => own(sentence).say(" there)"),
            true => self.totals(sentence.say(" ("), " → ").say(" in all)"),
            false => own(sentence).say(")"),
        };
        if self.verdict.kind == Kind::Named && finding.shape == Shape::Steady {
            sentence = sentence.say(", steadily");
        }
        if let Some(slope) = finding.slope.and_then(|slope| self.amounts.slope(slope)) {
            sentence = sentence.say(", about ").from(slope, self.row(finding));
        }
        if finding.rows.len() > 1 {
            sentence = sentence.say(format!(", in each of {} stacks that grow in step:", finding.rows.len()));
            for (at, place) in finding.places.iter().enumerate() {
                sentence = sentence.say(if at > 0 { ", " } else { " " });
                sentence = self.place(sentence, place, Origin::Row(finding.by, finding.rows[at]));
            }
            sentence = self
                .creator(sentence, finding)
                .say(". What began them may be in none of these stacks");
        } else {
            sentence = self.whereabouts(sentence, finding);
        }
        sentence = sentence.say(".");
        if self.verdict.kind == Kind::Named {
            let share = decimal::fixed(finding.share * 100.0, 0);
            sentence = sentence
                .say(" ")
                .from(format!("{share}%"), self.row(finding))
                .say(" of the sure growth.");
        }
        if let Some(error) = finding.error {
            let error = decimal::fixed(error * 100.0, 0);
            sentence = sentence
                .say(" So few samples are behind it that it may be off by ")
                .from(format!("±{error}%"), self.row(finding))
                .say(".");
        }
        let sentence = self.age(sentence, finding);
        self.survival(sentence, finding)
    }

    fn opening(&self, finding: &Finding) -> Sentence {
        let sentence = Sentence::new(Role::Verdict);
        let more = self.more(finding.sure);
        let row = self.row(finding);
        let span = self.amounts.within(self.verdict.span);
        let subject = match (self.trend.series.subject, self.trend.series.measure) {
            (_, Measure::Level) => "",
            (Subject::Allocations, _) => "Allocates faster and faster: ",
            (Subject::Contention, _) => "Waits more and more: ",
            (Subject::Processor, _) => "Is busier and busier: ",
            (_, Measure::Change) => "Grows faster and faster: ",
            _ => "Comes faster and faster: ",
        };
        if self.verdict.kind == Kind::Rose {
            let times = if self.verdict.parts == 3 {
                "Rose twice"
            } else {
                "Rose every time"
            };
            return sentence
                .say(format!("{times}, by at least "))
                .from(self.amounts.with_noun(finding.sure), row)
                .say(" ")
                .from(span, self.ends());
        }
        match (finding.shape, finding.between) {
            (Shape::Later(_), Some((before, _))) => {
                let point = self.trend.series.points[before].snapshot;
                sentence
                    .say(subject)
                    .say(if subject.is_empty() {
                        "Flat until about "
                    } else {
                        "flat until about "
                    })
                    .from(self.amounts.moment(before), Origin::Snapshot(point))
                    .say(", since then at least ")
                    .from(more, row)
            }
            _ => sentence
                .say(subject)
                .say(if subject.is_empty() { "At least " } else { "at least " })
                .from(more, row)
                .say(" ")
                .from(span, self.ends()),
        }
    }

    /// `1,371 goroutines more`
    pub(super) fn more(&self, value: f64) -> String {
        format!("{} more", self.amounts.with_noun(value))
    }

    pub(super) fn row(&self, finding: &Finding) -> Origin {
        Origin::Row(finding.by, finding.rows[0])
    }

    pub(super) fn ends(&self) -> Origin {
        let points = &self.trend.series.points;
        let snapshot = |point: Option<&Point>| point.map_or(0, |point| point.snapshot);
        Origin::Snapshots(snapshot(points.first()), snapshot(points.last()))
    }
}
