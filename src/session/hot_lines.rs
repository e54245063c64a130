//! The lines of a function that weigh most, with their text where the source is at hand.

use super::compared::Compared;
use super::{Session, display};
use crate::analysis::stacks::{Base, FrameId, StackSet, mean};
use crate::base::measurement::readable_percent;
use crate::base::parts::in_parts;
use crate::base::sort::sort_by_key;
use crate::input::sources;
use crate::report::Format;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::cmp::Reverse;

/// So many lines are told.
const TOLD: usize = 4;
/// So many characters of a line are handed out.
const LONGEST: usize = 200;

/// A line of a function.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HotLine {
    /// Its number in the file, from 1.
    pub line: f64,
    /// What is spent in it, with all that it calls.
    pub cum: f64,
    /// `cum` with its unit: `1.20s`.
    pub cum_text: String,
    /// `cum` as a share of the total: `12.50%`.
    pub percent: String,
    /// Before and after, where two profiles are compared.
    pub compared: Option<Compared>,
    /// Its text, without the blanks before it; empty where the source is not at hand.
    pub text: String,
}

/// What is known of a line while stacks are read.
#[derive(Default)]
struct Line {
    cum: i64,
    /// What it is divided by where means are wanted; 0 for not at all.
    divisor: i64,
    /// What it was before, where two profiles are compared.
    before: i64,
    /// The last row that counted, from 1: recursion counts once.
    seen: usize,
}

/// The lines of a frame that weigh most, the heaviest first: the number of each, and what is spent in it and in what it calls.
fn heaviest(set: &StackSet, frame: FrameId, base: Option<Base>) -> Vec<(i64, Line)> {
    // By site, the line of the frame in it, if it is in it: stacks are read once, and frames of others not at all.
    let line_of = |site: u32| {
        let index = set.site(site).iter().position(|own| own.frame() == frame)?;
        Some(set.line(site, index)?.line)
    };
    let lines_of: Vec<Option<i64>> = (0..set.site_count() as u32).map(line_of).collect();
    let mut lines: FxHashMap<i64, Line> = FxHashMap::default();
    in_parts(set.len(), &mut |rows| {
        for row in rows {
            for site in set.stack(row) {
                let Some(number) = lines_of[site as usize].filter(|&number| number != 0) else {
                    continue;
                };
                let line = lines.entry(number).or_default();
                if line.seen != row + 1 {
                    line.seen = row + 1;
                    line.cum = line.cum.wrapping_add(set.value(row));
                    line.divisor = line.divisor.wrapping_add(set.divisor(row));
                    let before = base.map_or(0, |base| base.before(set, row));
                    line.before = line.before.wrapping_add(before);
                }
            }
        }
    });
    let mut heaviest: Vec<(i64, Line)> = lines.into_iter().collect();
    sort_by_key(&mut heaviest, |(number, line)| {
        (Reverse(line.cum.unsigned_abs()), *number)
    });
    heaviest.truncate(TOLD);
    heaviest.retain(|(_, line)| line.cum != 0);
    for (_, line) in &mut heaviest {
        line.cum = mean(line.cum, line.divisor);
    }
    heaviest
}

impl Session {
    /// The lines of a function that weigh most; `file` is where it is, as the profile has it.
    pub(super) fn hot_lines(&self, set: &StackSet, frame: FrameId, total: i64, format: &Format) -> Vec<HotLine> {
        let file = set.place(frame).map(|(file, _)| file);
        let text = file.and_then(|file| self.sources.find(file));
        let text = text.map(|text| sources::lines(text)).unwrap_or_default();
        let base = Base::of(set);
        let lines = heaviest(set, frame, base).into_iter();
        lines
            .map(|(number, Line { cum, before, .. })| {
                let own = usize::try_from(number - 1).ok().and_then(|at| text.get(at));
                let shown = own.map_or(String::new(), |own| display(own).trim().chars().take(LONGEST).collect());
                HotLine {
                    line: number as f64,
                    cum: cum as f64,
                    cum_text: format.value(cum),
                    percent: readable_percent(cum, total),
                    compared: base.map(|_| Compared::new(before, cum, format)),
                    text: shown,
                }
            })
            .collect()
    }
}
