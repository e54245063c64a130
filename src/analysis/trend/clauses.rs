//! Clauses of sentences about a finding: where it is, what waits there, who began it, for how long, and who stays.

use super::amounts::thousands;
use super::place::Place;
use super::verdict::Finding;
use super::words::{Origin, Sentence, Words};
use crate::analysis::goroutines::about;

impl Words<'_> {
    /// ``, all in `chan send` at main.go:228 (main.sendResult), started by main.gSend.func1``
    pub(super) fn whereabouts(&self, sentence: Sentence, finding: &Finding) -> Sentence {
        let mut sentence = sentence;
        if let Some(waiting) = &finding.waiting {
            let (own, of) = waiting.in_state;
            sentence = match (own == of, waiting.is_derived) {
                (_, false) if own != of => {
                    sentence.say(format!(", {} of {} in ", thousands(own as f64), thousands(of as f64)))
                }
                (true, false) if of > 1 => sentence.say(", all in "),
                _ => sentence.say(", in "),
            }
            .code(&waiting.state);
            if waiting.is_derived {
                sentence = sentence.say(" (as the stack says)");
            }
        } else {
            sentence = sentence.say(",");
        }
        if finding.stacks > 1 {
            sentence = sentence.say(format!(" in one of {} stacks", thousands(finding.stacks as f64)));
        }
        if let Some(place) = finding.places.first() {
            let origin = match place.line {
                0 => self.row(finding),
                _ => Origin::Line(place.clone()),
            };
            sentence = self.place(
                sentence.say(if place.line == 0 { " in " } else { " at " }),
                place,
                origin,
            );
        }
        self.creator(sentence, finding)
    }

    pub(super) fn place(&self, sentence: Sentence, place: &Place, origin: Origin) -> Sentence {
        match place.line {
            0 => sentence.from(place.short_function(), origin),
            _ => sentence
                .from(place.short(), origin)
                .say(format!(" ({})", place.short_function())),
        }
    }

    pub(super) fn creator(&self, sentence: Sentence, finding: &Finding) -> Sentence {
        let creator = finding.waiting.as_ref().map(|waiting| &waiting.creator);
        match (creator.filter(|creator| !creator.function.is_empty()), &finding.root) {
            (Some(creator), _) => sentence
                .say(", started by ")
                .from(creator.short_function(), Origin::Creator(creator.clone())),
            (None, Some(root)) => sentence
                .say(", in goroutines that began with ")
                .from(root.short_function(), Origin::Line(root.clone())),
            (None, None) => sentence,
        }
    }

    pub(super) fn age(&self, sentence: Sentence, finding: &Finding) -> Sentence {
        let Some((waiting, minutes)) = finding.waiting.as_ref().and_then(|own| Some((own, own.minutes?))) else {
            return sentence;
        };
        let without = match waiting.without_minutes {
            0 => String::new(),
            count => format!("; of {} nothing is said", thousands(count as f64)),
        };
        let sentence = sentence.say(" The longest waits for ");
        let text = about(minutes);
        let sentence = match waiting.snapshot {
            Some(snapshot) => sentence.from(text, Origin::Snapshot(snapshot)),
            None => sentence.say(text),
        };
        sentence.say(format!(
            " (since the last collections; Go does not know it better{without})."
        ))
    }

    pub(super) fn survival(&self, sentence: Sentence, finding: &Finding) -> Sentence {
        let (Some(survival), Some([first, middle, last])) = (finding.survival, self.verdict.dumps) else {
            return sentence;
        };
        if !survival.tells() {
            return sentence;
        }
        let name = |snapshot: usize| self.all.taken()[snapshot].name.as_str();
        let ending = match (survival.stay(), survival.leave()) {
            (true, _) => ": it grows and does not come back.",
            (_, true) => ": they come and go, and there are more of them at a time.",
            _ => ".",
        };
        sentence
            .say(" Of ")
            .from(thousands(survival.born as f64), Origin::Snapshots(first, middle))
            .say(" that were born between ")
            .from(name(first), Origin::Snapshot(first))
            .say(" and ")
            .from(name(middle), Origin::Snapshot(middle))
            .say(", ")
            .from(thousands(survival.alive as f64), Origin::Snapshot(last))
            .say(" are still there in ")
            .from(name(last), Origin::Snapshot(last))
            .say(ending)
    }
}
