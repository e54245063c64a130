//! The sentence about what is shown: what it is, how much there is, and where. Its numbers know where they can be found.

use super::info::{kind, program};
use super::summary::{DiffSummary, Hottest, with_sign};
use super::{Profile, ProfileId};
use crate::analysis::filter::active_filters;
use crate::analysis::selection::Selection;
use crate::base::measurement::{label, percent, scaled_label};
use crate::report::Context;
use serde::Serialize;

/// Words of a sentence, and where what they say can be found; without any of that they are words alone.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Piece {
    /// The words as they are read.
    pub text: String,
    /// The function that they name, or that is to be selected in `view`.
    pub function: String,
    /// The view that shows it.
    pub view: &'static str,
    /// What is to be searched for there.
    pub search: String,
    /// The states of goroutines that are wanted there; none for all.
    pub states: Vec<String>,
    /// What is to be first there: groups of goroutines by `wait`, for instance.
    pub sort: &'static str,
    /// The loaded profile that it is of, to be shown alone.
    pub profile: Option<ProfileId>,
}

impl Piece {
    /// Words that lead nowhere.
    pub fn words(text: impl Into<String>) -> Piece {
        Piece {
            text: text.into(),
            ..Piece::default()
        }
    }

    /// The name of a function.
    pub fn function(name: &str) -> Piece {
        Piece {
            function: name.to_owned(),
            ..Piece::words(name)
        }
    }

    /// Words about what a view shows.
    pub fn seen_in(view: &'static str, text: impl Into<String>) -> Piece {
        Piece {
            view,
            ..Piece::words(text)
        }
    }
}

/// The words of pieces, one behind the other.
pub fn text_of(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// What the sentence is made of.
pub struct Told<'a> {
    /// The selection that all reports are made from.
    pub context: &'a Context,
    /// The name of its sample type.
    pub sample_type: &'a str,
    /// The two sides of a comparison.
    pub diff: Option<&'a DiffSummary>,
    /// Where goroutines stand, clause by clause; empty if it is not about goroutines.
    pub standing: Vec<Vec<Piece>>,
    /// The functions with the largest values of their own.
    pub hottest: &'a Hottest,
}

/// What it is, how much there is, and the functions that have most of it, or the lines at which goroutines stand.
pub fn sentence(told: Told) -> Vec<Piece> {
    let Told {
        context,
        sample_type,
        diff,
        standing,
        hottest,
    } = told;
    let Selection { ref profile, total, .. } = *context.selection;
    let unit = context.selection.sample_unit();
    let overview = if standing.is_empty() { "top" } else { "goroutines" };
    let mut pieces = vec![Piece::words(match program(profile) {
        name if name.is_empty() => format!("A {} profile ({sample_type})", kind(profile)),
        name => format!("The {} profile of {name} ({sample_type})", kind(profile)),
    })];
    match diff {
        Some(diff) => {
            let side = |text: &str, profile| Piece {
                profile,
                ..Piece::words(text)
            };
            pieces.extend([
                Piece::words(" changed from "),
                side(&diff.base_text, diff.base_profile),
                Piece::words(" to "),
                side(&diff.source_text, diff.source_profile),
                Piece::words(", "),
                Piece::seen_in(overview, diff.change_text.as_str()),
            ]);
        }
        None => {
            pieces.push(Piece::words(taken(context, profile) + ": "));
            pieces.push(Piece::seen_in(overview, format!("{} in total", label(total, &unit))));
        }
    }
    let filters = active_filters(&context.options);
    if !filters.is_empty() {
        pieces.push(Piece::words(format!("; with {}", filters.join(", "))));
    }
    if standing.is_empty() {
        pieces.extend(hot(context, diff.is_some(), hottest));
    }
    for clause in standing {
        pieces.push(Piece::words("; "));
        pieces.extend(clause);
    }
    pieces.push(Piece::words("."));
    pieces
}

/// When it was taken, and over what time: `, taken 2026-11-28 12:00:00 UTC over 30s`.
fn taken(context: &Context, profile: &Profile) -> String {
    let mut text = String::new();
    if profile.time_nanos != 0 {
        text.push_str(&format!(", taken {}", context.zone.format(profile.time_nanos)));
    }
    if profile.duration_nanos != 0 {
        text.push_str(&format!(" over {}", label(profile.duration_nanos, "nanoseconds")));
    }
    text
}

/// `; most of it is in main.work (0.40s, 27.97%), ...`
fn hot(context: &Context, is_diff: bool, hottest: &Hottest) -> Vec<Piece> {
    let Selection { ref profile, total, .. } = *context.selection;
    if hottest.functions.is_empty() {
        return Vec::new();
    }
    let unit = context.selection.sample_unit();
    let named = hottest.functions.iter().map(|(_, value)| value.unsigned_abs());
    let is_most = named.fold(0, u64::saturating_add) >= total.unsigned_abs() / 2;
    let subject = match (is_diff, is_most) {
        (true, _) => "the largest changes are",
        (false, true) => "most of it is",
        (false, false) => "the largest parts are",
    };
    let place = match hottest.outside_runtime {
        false => "in",
        true if kind(profile) == "goroutine" => "waiting under",
        true => "under",
    };
    let mut pieces = vec![Piece::words(format!("; {subject} {place} "))];
    for (number, (name, value)) in hottest.functions.iter().enumerate() {
        let amount = scaled_label(*value, &unit, &context.options.unit);
        let amount = if is_diff { with_sign(amount, *value) } else { amount };
        if number > 0 {
            pieces.push(Piece::words(", "));
        }
        pieces.push(Piece::function(name));
        pieces.push(Piece::words(" ("));
        pieces.push(Piece {
            function: name.clone(),
            ..Piece::seen_in("top", format!("{amount}, {}", percent(*value, total)))
        });
        pieces.push(Piece::words(")"));
    }
    pieces
}
