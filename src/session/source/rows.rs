//! What the source view hands out: functions, lines, calls and instructions, each with what it weighs.

use super::Listing;
use super::open::{Item, Kind, TextOf, shortened};
use super::weigh::Weight;
use crate::analysis::stacks::FrameId;
use crate::base::measurement::readable_percent;
use crate::base::names::is_anonymous;
use crate::base::text::file_name;
use crate::report::list::Routine;
use crate::session::compared::Compared;
use crate::session::display;
use serde::Serialize;
use std::borrow::Cow;

/// What something weighs, as numbers and as text.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Weights {
    /// Its own value: of the samples that end in it.
    pub flat: f64,
    /// `flat` with its unit: `120ms`.
    pub flat_text: String,
    /// `flat` as a share of the total: `12.50%`.
    pub flat_percent: String,
    /// Its value with all that it calls: every sample once, where `list` counts recursion through several lines several times.
    pub cum: f64,
    /// `cum` with its unit: `1.20s`.
    pub cum_text: String,
    /// `cum` as a share of the total: `12.50%`.
    pub cum_percent: String,
    /// Its own value before and after, where two profiles are compared.
    pub flat_compared: Option<Compared>,
    /// The same of its value with all that it calls.
    pub cum_compared: Option<Compared>,
}

/// A function of the list, with what all of its lines weigh.
#[derive(Debug, Clone, Serialize, Default)]
pub struct FunctionRow {
    /// Its name as the profile has it; with its place if it has no name of its own: `(anonymous) /app/db.js:44`.
    pub name: String,
    /// Its file; empty if the profile knows none.
    pub file: String,
    /// What its lines weigh.
    #[serde(flatten)]
    pub weights: Weights,
}

/// Files of functions with weight whose text is not at hand.
#[derive(Debug, Clone, Serialize, Default)]
pub struct MissingFiles {
    /// How many there are.
    pub files: usize,
    /// How many files the functions with weight are in, with a text or without.
    pub all: usize,
    /// Their paths in the profile, trimmed, that of the heaviest function first, but for those beyond [`TOLD`](Self::TOLD).
    pub paths: Vec<String>,
}

impl MissingFiles {
    /// So many paths are told.
    pub const TOLD: usize = 200;
}

/// A line of the function or the file that is open.
#[derive(Debug, Clone, Serialize)]
pub struct LineRow {
    /// Its number; 0 or less if the profile does not know it.
    pub line: f64,
    /// Its text; empty without the file.
    pub text: String,
    /// The function that it calls most; empty if it calls none.
    pub call: String,
    /// How many functions it calls.
    pub calls: usize,
    /// What its samples weigh.
    #[serde(flatten)]
    pub weights: Weights,
}

/// What is behind a line, the heaviest first.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct LineDetail {
    /// The functions that it calls.
    pub calls: Vec<CallRow>,
    /// The instructions that it became.
    pub places: Vec<PlaceRow>,
    /// How many instructions more there are.
    pub more_places: usize,
}

/// A call from a line; where a function is inlined and called as well, these are two.
#[derive(Debug, Clone, Serialize)]
pub struct CallRow {
    /// The function that is called.
    pub name: String,
    /// Whether the call was inlined.
    pub inline: bool,
    /// What passes through it.
    #[serde(flatten)]
    pub weights: Weights,
}

/// An instruction that a line became, with the calls that were inlined around it.
#[derive(Debug, Clone, Serialize)]
pub struct PlaceRow {
    /// Its address, in hexadecimal digits.
    pub address: String,
    /// The calls that were inlined, outermost first.
    pub inlined: Vec<InlinedCall>,
    /// What its samples weigh.
    #[serde(flatten)]
    pub weights: Weights,
}

/// A call that was inlined.
#[derive(Debug, Clone, Serialize)]
pub struct InlinedCall {
    /// The file and the line that were inlined: `rank.go:91`.
    pub place: String,
    /// The text of that line, or without the file the name of the function.
    pub text: String,
}

impl Listing {
    /// What a function is called where names stand alone, as in the other views.
    pub(super) fn shown_name(&self, number: u32) -> Cow<'_, [u8]> {
        let Routine { name, file, begin, .. } = &self.routines[number as usize];
        if let Some(nameless) = self.nameless.get(&number) {
            return Cow::Borrowed(nameless);
        }
        match (file.is_empty() || !is_anonymous(name), begin) {
            (true, _) => Cow::Borrowed(name),
            (false, 0) => Cow::Owned([name, &b" "[..], file].concat()),
            (false, begin) => Cow::Owned([name, &b" "[..], file, format!(":{begin}").as_bytes()].concat()),
        }
    }

    pub(super) fn weights(&self, weight: &Weight) -> Weights {
        let share = |value: i64| readable_percent(value, self.context.selection.totals.total);
        let compared = |before: i64, change: i64| self.base.map(|_| Compared::new(before, change, &self.format));
        let (flat, cum) = (weight.flat(), weight.cum());
        Weights {
            flat_compared: compared(weight.flat_before, flat),
            cum_compared: compared(weight.cum_before, cum),
            flat: flat as f64,
            flat_text: self.format.value(flat),
            flat_percent: share(flat),
            cum: cum as f64,
            cum_text: self.format.value(cum),
            cum_percent: share(cum),
        }
    }

    pub(super) fn function(&self, number: u32) -> FunctionRow {
        let routine = &self.routines[number as usize];
        FunctionRow {
            name: display(&self.shown_name(number)),
            file: display(&routine.file),
            weights: self.weights(self.weight(number)),
        }
    }

    pub(super) fn frame_name(&self, frame: FrameId) -> String {
        if let Some(label) = self.labels.get(&frame) {
            return display(label);
        }
        match (
            self.set.text(self.set.frame(frame).name),
            self.routine_of[frame.index()],
        ) {
            (b"", _) => display(&self.set.printed_name(frame)),
            (name, 0) => display(name),
            (_, number) => display(&self.shown_name(number - 1)),
        }
    }

    /// The row of a call; none if the item is an instruction.
    pub(super) fn call(&self, item: &Item) -> Option<CallRow> {
        let Kind::Call(frame, inline) = item.kind else {
            return None;
        };
        Some(CallRow {
            name: self.frame_name(frame),
            inline,
            weights: self.weights(&item.weight),
        })
    }

    /// The row of an instruction; none if the item is a call. `text_of` finds a file's text by the path in the profile.
    pub(super) fn place(&self, item: &Item, text_of: TextOf<'_>) -> Option<PlaceRow> {
        let Kind::Place(site, place) = item.kind else {
            return None;
        };
        let inlined = self.set.site(site)[..place as usize].iter().rev().map(|frame| {
            let frame = self.set.frame(frame.frame());
            let file = self.set.text(frame.file);
            let text = text_of(file);
            let line = text.as_deref().and_then(|text| {
                let line = usize::try_from(frame.line.wrapping_sub(1)).ok()?;
                text.split(|&byte| byte == b'\n').nth(line)
            });
            InlinedCall {
                place: format!("{}:{}", display(file_name(file)), frame.line),
                text: shortened(line.unwrap_or(self.set.text(frame.name)).trim_ascii()),
            }
        });
        let address = self.context.selection.profile.locations[site as usize].address;
        Some(PlaceRow {
            address: format!("{address:x}"),
            inlined: inlined.collect(),
            weights: self.weights(&item.weight),
        })
    }
}
