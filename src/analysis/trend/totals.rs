//! Sentences of what is not named: what slows down, rose in steps, is spread, is nothing; and what else it could be.

use super::amounts;
use super::rule::Shape;
use super::series::{Measure, Point};
use super::table::By;
use super::verdict::{Finding, Kind};
use super::words::{Origin, Role, Sentence, Words};

/// A total that falls much more often goes up and down by itself.
const FALLS: usize = 3;

impl Words<'_> {
    /// What slows down, or rose in steps or late.
    pub(super) fn moved(&self, finding: &Finding) -> Sentence {
        let sentence = Sentence::new(Role::Verdict);
        let sentence = match finding.places.first() {
            Some(place) => self.place(sentence, place, self.row(finding)),
            None => sentence,
        };
        let delta = self.amounts.with_noun(finding.delta);
        let snapshot = |point: usize| Origin::Snapshot(self.trend.series.points[point].snapshot);
        match (finding.shape, finding.between) {
            (Shape::Step(_) | Shape::Steps(..), Some((before, behind))) => {
                let (opening, between, ending) = match finding.shape {
                    Shape::Steps(2, _) => (" rose in 2 steps, by ", ", the last between ", ", flat otherwise."),
                    Shape::Steps(..) => (" rose in 3 steps, by ", ", the last between ", ", flat otherwise."),
                    _ => (" rose once, by ", " between ", ", flat before and after."),
                };
                return sentence
                    .say(opening)
                    .from(delta, self.row(finding))
                    .say(between)
                    .from(self.amounts.moment(before), snapshot(before))
                    .say(" and ")
                    .from(self.amounts.moment(behind), snapshot(behind))
                    .say(ending);
            }
            (Shape::Late(_), Some((before, _))) => {
                return sentence
                    .say(" rose only since about ")
                    .from(self.amounts.moment(before), snapshot(before))
                    .say(", by ")
                    .from(delta, self.row(finding))
                    .say(": too few snapshots since then to tell a trend. Take more.");
            }
            (Shape::Uneven, _) => {
                return sentence
                    .say(" rose by ")
                    .from(delta, self.row(finding))
                    .say(", but too unevenly to tell a trend. Take more, over a longer time.");
            }
            _ => {}
        }
        sentence
            .say(" grew by ")
            .from(delta, self.row(finding))
            .say(" but slower and slower (")
            .from(self.amounts.value(finding.second_half), self.row(finding))
            .say(" in the second half): a cache that fills, or a warm-up. Wait and take three more.")
    }

    pub(super) fn unsure(&self, finding: &Finding) -> Sentence {
        if matches!(finding.shape, Shape::Late(_) | Shape::Uneven) {
            return self.moved(finding);
        }
        let sentence = Sentence::new(Role::Verdict).say(format!(
            "No growth that {} snapshots tell from chance: the largest rise, at least ",
            self.verdict.parts
        ));
        let sentence = sentence.from(self.more(finding.sure), self.row(finding));
        let sentence = self.whereabouts(sentence, finding);
        sentence.say(match self.verdict.parts {
            ..12 => ", is too uneven. Take twelve.",
            _ => ", is too uneven. Take more, over a longer time.",
        })
    }

    /// A total that grows, and no line of it by much.
    pub(super) fn spread(&self) -> Sentence {
        let (sure, lines) = self.verdict.spread;
        let sentence = Sentence::new(Role::Verdict)
            .say("The total grows steadily, by at least ")
            .from(self.amounts.with_noun(sure), self.ends())
            .say(" (");
        let sentence = self.totals(sentence, " → ").say(format!(
            "), spread over {} lines of which none is large",
            amounts::thousands(lines as f64)
        ));
        let Some(finding) = self.verdict.findings.first() else {
            return sentence.say(".");
        };
        let sentence = sentence
            .say(": the largest, ")
            .from(self.amounts.signed(finding.delta), self.row(finding));
        self.whereabouts(sentence, finding).say(".")
    }

    /// What came in each of many differences.
    pub(super) fn added(&self) -> Vec<Sentence> {
        let series = &self.trend.series;
        let span = amounts::seconds(series.divisor());
        let findings = self.verdict.findings.iter().enumerate();
        let sentences = findings.map(|(at, finding)| {
            let table = self.trend.table(finding.by);
            let whole = series.whole(table.values(finding.rows[0]));
            let (least, most) = whole
                .iter()
                .fold((f64::INFINITY, 0.0), |(least, most): (f64, f64), &own| {
                    (least.min(own), most.max(own))
                });
            let sentence = Sentence::new(Role::Verdict).say(match at {
                0 => format!("Each is a difference over {span}: "),
                _ => "Then ".to_owned(),
            });
            let sentence = match least == most {
                true => sentence,
                false => sentence
                    .from(format!("+{}", self.amounts.whole(least)), self.row(finding))
                    .say(" to "),
            };
            let sentence = sentence
                .from(format!("+{}", self.amounts.whole(most)), self.row(finding))
                .say(format!(" in each of {}, ", whole.len()))
                .from(self.amounts.whole(whole.iter().sum()), self.row(finding))
                .say(" in all");
            self.whereabouts(sentence, finding).say(".")
        });
        sentences.collect()
    }

    /// Snapshots of several programs.
    pub(super) fn in_turn(&self) -> Sentence {
        let (opening, ending) = match self.trend.series.programs() {
            2 => ("two", "leave those of one out, or drop them apart."),
            _ => ("three", "drop those of each apart."),
        };
        let mut sentence =
            Sentence::new(Role::Verdict).say(format!("These look like snapshots of {opening} programs in turn ("));
        let table = self.trend.table(By::Stacks);
        let shown = self.trend.series.points.iter().zip(table.totals()).take(4);
        for (at, (point, &total)) in shown.enumerate() {
            sentence = sentence
                .say(if at > 0 { ", " } else { "" })
                .from(self.amounts.value(total), Origin::Snapshot(point.snapshot));
        }
        sentence.say(format!(" …): {ending}"))
    }

    /// Snapshots that were cut, of which nothing seems to grow.
    pub(super) fn cut(&self) -> Sentence {
        let sentence = Sentence::new(Role::Verdict)
            .say("Whether anything grows is not to be seen: what was not cut off went from ");
        self.totals(sentence, " to ").say(".")
    }

    pub(super) fn nothing(&self) -> Sentence {
        let total = &self.verdict.total;
        let opening = match (self.verdict.parts, self.trend.series.measure) {
            (3, _) => "Nothing of weight rose twice: the total went from ",
            (4 | 5, _) => "Nothing of weight rose every time: the total went from ",
            (_, Measure::Level) => "No steady growth: the total went from ",
            _ => "No steady rise: the total went from ",
        };
        let mut sentence = self.totals(Sentence::new(Role::Verdict).say(opening), " to ");
        let is_between = total.least < total.first.min(total.last) || total.most > total.first.max(total.last);
        if is_between {
            sentence = sentence.say(format!(
                ", between {} and {} on the way",
                self.amounts.value(total.least),
                self.amounts.value(total.most)
            ));
        }
        let Some(finding) = self.verdict.findings.first() else {
            return sentence.say("; nothing moves.");
        };
        sentence = sentence.say("; the largest movement, ");
        if let Some(place) = finding.places.first() {
            sentence = self.place(sentence, place, self.row(finding));
        }
        let course = match finding.shape {
            Shape::Falling => "falls",
            Shape::Mixed => "goes both ways",
            Shape::Step(_) => "is one step",
            Shape::Steps(..) => "is a few steps",
            Shape::Short => "is not in one direction",
            _ => "is too small to name",
        };
        sentence
            .say(" ±")
            .from(self.amounts.value(finding.swing), self.row(finding))
            .say(format!(", {course}."))
    }

    pub(super) fn caveats(&self) -> Vec<Sentence> {
        let mut caveats = Vec::new();
        let grows = matches!(self.verdict.kind, Kind::Named | Kind::Spread | Kind::Added);
        if grows && !self.verdict.is_load_excluded {
            caveats.push(
                Sentence::new(Role::Caveat)
                    .say("It would look the same if load rose all that time: take one more when the load is back."),
            );
        }
        if self.verdict.cut > 0 {
            caveats.push(Sentence::new(Role::Caveat).say(format!(
                "{} of {} snapshots were cut: their totals are no totals. Take whole ones, from /debug/pprof/goroutine?debug=2.",
                self.verdict.cut,
                self.trend.series.columns.len()
            )));
        }
        caveats.extend(self.fall());
        let few = match (self.verdict.parts, self.trend.series.measure) {
            _ if matches!(self.verdict.kind, Kind::Empty | Kind::InTurn) || self.trend.series.begins_with_start() => {
                None
            }
            (2, _) if self.trend.series.points.len() > 2 => Some("Take at least six, at even distances.".to_owned()),
            (2, Measure::Rate) => Some("Take at least seven.".to_owned()),
            (2, _) => Some("Take at least six.".to_owned()),
            // Those who stay say what counts cannot.
            (3..=5, _) if self.verdict.is_load_excluded => None,
            (3..=5, measure) => {
                let count = ["Three", "Four", "Five"][self.verdict.parts - 3];
                Some(match measure {
                    Measure::Rate => format!("{count} rates are no trend yet: take at least seven snapshots."),
                    _ => format!("{count} snapshots are no trend yet: take at least six."),
                })
            }
            _ => None,
        };
        caveats.extend(few.map(|few| Sentence::new(Role::Caveat).say(few)));
        caveats
    }

    /// Where the total falls by half, a few times alike at most, and then rises again, and nothing is named: a restart that nothing shows looks so.
    fn fall(&self) -> Option<Sentence> {
        let is_silent = matches!(self.verdict.kind, Kind::Unsure | Kind::Nothing);
        if !is_silent || self.trend.series.measure != Measure::Level {
            return None;
        }
        let table = self.trend.table(By::Stacks);
        let totals = table.totals();
        let fall = |at: usize| totals[at - 1] - totals[at];
        let largest = (1..totals.len()).map(fall).fold(0.0, f64::max);
        let alike = || (1..totals.len()).filter(|&at| fall(at) >= 0.8 * largest);
        let by_half = |at: usize| totals[at] * 2.0 <= totals[at - 1];
        let (at, count) = (alike().next_back()?, alike().count());
        // What falls more often goes up and down by itself.
        if largest <= 0.0 || count > FALLS || !alike().any(by_half) {
            return None;
        }
        if totals.last().is_none_or(|&last| last < totals[at] * 1.5) {
            return None;
        }
        let [before, behind] = [at - 1, at].map(|point| &self.trend.series.points[point]);
        let name = |point: &Point| self.all.taken()[point.snapshot].name.as_str();
        let (opening, fell, ending) = match count {
            1 => ("Between ".to_owned(), " the total fell ", "leave out those before."),
            _ => (
                format!("The total fell alike {count} times, the last time between "),
                ", ",
                "leave out those before the last time.",
            ),
        };
        let sentence = Sentence::new(Role::Caveat)
            .say(opening)
            .from(name(before), Origin::Snapshot(before.snapshot))
            .say(" and ")
            .from(name(behind), Origin::Snapshot(behind.snapshot))
            .say(fell)
            .from(
                format!(
                    "from {} to {}",
                    self.amounts.value(totals[at - 1]),
                    self.amounts.value(totals[at])
                ),
                Origin::Snapshots(before.snapshot, behind.snapshot),
            )
            .say(": if the program was started anew there, ")
            .say(ending);
        Some(sentence)
    }
}
