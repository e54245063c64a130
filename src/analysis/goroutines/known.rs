//! What labels say of a goroutine, and how long it has waited, in the steps of a histogram.

use crate::base::columns::{StringId, StringTable};
use crate::profile::Label;
use crate::profile::combine::BASE_LABEL;
use crate::profile::goroutine_labels::{ALL, CREATOR, ID, LEAKED, MINUTES, PARENT, STATE};

/// The steps of waiting, in minutes up to and with the number; the first one is for those of whom nothing is known, the last one for
/// all that have waited longer.
///
/// The runtime notes when a collection first sees a goroutine wait, so the minutes are no better than these steps.
pub const STEPS: [(i64, &str); 8] = [
    (0, "none"),
    (2, "1–2 min"),
    (5, "3–5 min"),
    (15, "6–15 min"),
    (60, "16–60 min"),
    (240, "1–4 h"),
    (1440, "4–24 h"),
    (i64::MAX, "longer"),
];

/// The step that minutes belong to.
pub fn step(minutes: i64) -> usize {
    STEPS.iter().position(|&(most, _)| minutes <= most).unwrap_or(0)
}

/// The names of the labels of goroutines in a profile; those that it does not have are none.
pub struct Keys {
    state: Option<StringId>,
    minutes: Option<StringId>,
    creator: Option<StringId>,
    leaked: Option<StringId>,
    id: Option<StringId>,
    parent: Option<StringId>,
    base: Option<StringId>,
    all: Vec<StringId>,
}

/// What the labels of a sample say of its goroutines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// What they wait for, or do.
    pub state: Option<StringId>,
    /// For about how many minutes they have waited; 0 if nobody knows.
    pub minutes: i64,
    /// The `go` statement that began them, as [`read_creator`](crate::profile::goroutine_labels::read_creator) reads it.
    pub creator: Option<StringId>,
    /// Whether nothing can wake them.
    pub is_leaked: bool,
    /// The number of the only one.
    pub id: Option<i64>,
    /// The number of the one that began it.
    pub parent: Option<i64>,
    /// Whether they are those of the base that is compared with.
    pub is_base: bool,
}

impl Keys {
    /// Those of a profile.
    pub fn of(strings: &StringTable) -> Keys {
        Keys {
            state: strings.find(STATE),
            minutes: strings.find(MINUTES),
            creator: strings.find(CREATOR),
            leaked: strings.find(LEAKED),
            id: strings.find(ID),
            parent: strings.find(PARENT),
            base: strings.find(BASE_LABEL.0),
            all: ALL
                .into_iter()
                .chain([BASE_LABEL.0])
                .filter_map(|name| strings.find(name))
                .collect(),
        }
    }

    /// What the labels of a sample say of its goroutines; later ones win over earlier ones of the same name.
    pub fn read(&self, labels: impl Iterator<Item = Label>) -> Known {
        let mut known = Known::default();
        for label in labels {
            let key = Some(label.key());
            match label {
                Label::Text { value, .. } if key == self.state => known.state = Some(value),
                Label::Text { value, .. } if key == self.creator => known.creator = Some(value),
                Label::Text { .. } if key == self.leaked => known.is_leaked = true,
                Label::Text { .. } if key == self.base => known.is_base = true,
                Label::Number { value, .. } if key == self.minutes => known.minutes = value,
                Label::Number { value, .. } if key == self.id => known.id = Some(value),
                Label::Number { value, .. } if key == self.parent => known.parent = Some(value),
                _ => {}
            }
        }
        known
    }

    /// Whether a label is the program's own.
    pub fn is_own(&self, key: StringId) -> bool {
        !self.all.contains(&key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::profile;

    #[test]
    fn steps_of_waiting() {
        for (minutes, wanted) in [
            (-1, "none"),
            (0, "none"),
            (1, "1–2 min"),
            (2, "1–2 min"),
            (3, "3–5 min"),
            (15, "6–15 min"),
            (16, "16–60 min"),
            (60, "16–60 min"),
            (61, "1–4 h"),
            (1440, "4–24 h"),
            (1441, "longer"),
            (i64::MAX, "longer"),
        ] {
            assert_eq!(STEPS[step(minutes)].1, wanted, "{minutes}");
        }
    }

    #[test]
    fn labels_of_a_sample() {
        let profile = profile(
            "main.f 1 go::goroutine:=7 go::goroutine_created_by:=1 go::goroutine_state=select go::goroutine_wait_minutes:=3 tenant=acme\nmain.f 1",
        );
        let keys = Keys::of(&profile.strings);
        let known = keys.read(profile.samples.labels(0));
        assert_eq!(known.state, profile.strings.find(b"select"));
        assert_eq!((known.minutes, known.id, known.parent), (3, Some(7), Some(1)));
        assert_eq!(keys.read(profile.samples.labels(1)), Known::default());
        let own = profile
            .samples
            .labels(0)
            .filter(|label| keys.is_own(label.key()))
            .count();
        assert_eq!(own, 1);
    }
}
