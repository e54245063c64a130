//! The sentence about what is shown: what it is, how much there is, and where. Its numbers know where they can be found.

use super::hot::{hot, stackless};
use super::hottest::Hottest;
use super::info::{kind, opened_kind, program};
use super::net::{Net, share_with_sign, with_sign};
use super::said::Said;
use super::summary::DiffSummary;
use super::{Profile, ProfileId};
use crate::analysis::filter::active_filters;
use crate::analysis::runtimes::TABLE;
use crate::analysis::selection::{Selection, Totals};
use crate::analysis::stacks::StackSet;
use crate::base::decimal;
use crate::base::measurement::{label, readable_percent, scale, understood};
use crate::base::text::{article, grouped};
use crate::profile::SEVERAL_AT_A_TIME;
use crate::report::Context;
use serde::Serialize;

/// Words of a sentence, and where what they say can be found; without any of that they are words alone.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Piece {
    /// The words as they are read.
    pub text: String,
    /// What is read in their place where there is little room: what was before, what is after and what changed most come soon then.
    pub brief: Option<String>,
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
    /// Expressions that come to options before that, so that its number can be found.
    pub add: Vec<(&'static str, String)>,
    /// The loaded profile that it is of, to be shown alone.
    pub profile: Option<ProfileId>,
    /// Why what it says cannot be right; empty if it can.
    pub doubt: &'static str,
}

impl Piece {
    /// Words that lead nowhere.
    pub fn words(text: impl Into<String>) -> Piece {
        Piece {
            text: text.into(),
            ..Piece::default()
        }
    }

    /// The same, with less to be read in its place where there is little room.
    pub fn or(self, brief: impl Into<String>) -> Piece {
        Piece {
            brief: Some(brief.into()),
            ..self
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
    /// What the filters leave.
    pub set: &'a StackSet,
    /// The selection that all reports are made from.
    pub context: &'a Context,
    /// The name of its sample type.
    pub sample_type: &'a str,
    /// The two sides of a comparison.
    pub diff: Option<&'a DiffSummary>,
    /// What the two sides are, the one that is shown first, where they are of different kinds.
    pub apart: Option<[&'a str; 2]>,
    /// Why they may be no two moments of one program; empty if nothing speaks for that.
    pub unlike: String,
    /// What it is, where that is known otherwise than from its values.
    pub known: Option<&'a str>,
    /// What a profile with negative values says of changes.
    pub net: Option<Net>,
    /// The sample type that pprof would open, had it any weight.
    pub empty_default: Option<String>,
    /// The sample types that not all of the combined profiles have.
    pub left_out: Vec<&'a str>,
    /// The sample types that changed, with by how much, of a comparison in which the shown one did not.
    pub others_changed: Vec<(String, String)>,
    /// Where goroutines stand, clause by clause; empty if it is not about goroutines.
    pub standing: Vec<Vec<Piece>>,
    /// The functions with the largest values of their own.
    pub hottest: &'a Hottest,
    /// What the program is written in, as an adjective; empty if that is not told, or is said otherwise.
    pub language: &'a str,
    /// When it was taken, in nanoseconds since 1970; 0 if that is not known, or cannot be.
    pub time: i64,
    /// How long it took, in nanoseconds; 0 if that is not known, or cannot be.
    pub span: i64,
    /// Why so much cannot be; empty if it can.
    pub doubt: &'static str,
}

/// What it is, how much there is, and the functions that have most of it, or the lines at which goroutines stand.
pub fn sentence(told: Told) -> Vec<Piece> {
    let Told {
        context,
        sample_type,
        diff,
        apart,
        unlike,
        known,
        net,
        empty_default,
        left_out,
        others_changed,
        standing,
        hottest,
        language,
        set,
        time,
        span,
        doubt,
    } = told;
    let Selection { profile, totals, .. } = &*context.selection;
    let Totals {
        total, sum, divisor, ..
    } = *totals;
    let is_mean = context.options.mean;
    let unit = context.selection.sample_unit();
    let unit = understood(&unit);
    let overview = if standing.is_empty() { "top" } else { "goroutines" };
    let format = context.readable_format();
    let said = Said::new(&format, unit, sample_type, doubt);
    let subject = subject(profile, sample_type, known, language);
    let mut pieces = vec![match (diff, program(profile).as_str()) {
        (Some(_), _) | (_, "") => Piece::words(subject).or(sample_type),
        (None, program) => Piece::words(subject).or(format!("{sample_type} of {program}")),
    }];
    match diff {
        Some(diff) => {
            let side = |text: String, name: &str, profile| Piece {
                profile,
                ..Piece::words(if said.is_certain() { text } else { name.to_owned() })
            };
            let at = |time: &str| match time {
                "" => String::new(),
                time => format!(" at {time}"),
            };
            let source = side(grouped(diff.source_text.clone()), "this", diff.source_profile);
            let base = side(grouped(diff.base_text.clone()), "the base", diff.base_profile);
            let (source_at, base_at) = (at(&diff.source_time), at(&diff.base_time));
            match apart {
                // Who waits and who lets others wait are no before and after of one thing.
                Some([own, other]) => pieces.extend([
                    Piece::words(" has ").or(format!(": {own} ")),
                    source,
                    Piece::words(format!("{source_at}, the {other} profile ")).or(format!(", {other} ")),
                    base,
                    Piece::words(format!(
                        "{base_at}; they are of different things, and their difference is no change"
                    ))
                    .or("; different things"),
                ]),
                None => pieces.extend([
                    Piece::words(" changed from ").or(" "),
                    base,
                    Piece::words(format!("{base_at} to ")).or(" → "),
                    source,
                    Piece::words(format!("{source_at}, ")).or(", "),
                    match diff.normalize {
                        // Then both sides have the same total, and the change of it means nothing.
                        true if said.is_certain() => {
                            Piece::words(format!("normalized to {}", grouped(diff.base_text.clone())))
                        }
                        true => Piece::words("normalized"),
                        false => said.piece(overview, grouped(diff.change_text.clone())),
                    },
                ]),
            }
            if !unlike.is_empty() {
                pieces.push(Piece::words(format!("; {unlike}")));
            }
        }
        None => {
            pieces.push(Piece::words(taken(context, time, span) + ": ").or(": "));
            match net {
                None if is_mean => {
                    let counted = profile
                        .sample_types
                        .first()
                        .map_or(String::new(), |first| profile.display(first.kind));
                    let divisor = grouped(divisor.to_string());
                    let divided = format!(
                        ", {} divided by {divisor} {counted}",
                        grouped(context.format_of_sums().value(sum))
                    );
                    pieces.push(said.piece(overview, format!("{} on average", said.value(total))));
                    pieces.push(Piece::words(divided));
                }
                None => {
                    pieces.push(said.piece(overview, format!("{} in total", said.value(total))));
                    let by = context.options.divide_by;
                    if by != 1.0 && said.is_certain() {
                        let all = grouped(format.undivided().value(total));
                        pieces.push(Piece::words(format!(" ({all} divided by {by})")));
                    }
                }
                Some(_) if !said.is_certain() => pieces.push(said.piece(overview, "")),
                Some(Net {
                    more,
                    less,
                    before: Some(before),
                }) => {
                    let change = more.saturating_sub(less);
                    let sides = [before, before.saturating_add(change)].map(|amount| said.value(amount));
                    pieces.push(Piece::words(format!("changed from {} to {}, ", sides[0], sides[1])));
                    pieces.push(Piece::seen_in(overview, with_sign(said.value(change), change)));
                }
                Some(Net { more, less, .. }) => {
                    let sum = more.saturating_sub(less);
                    pieces.push(Piece::seen_in(
                        overview,
                        format!("{} net", with_sign(said.value(sum), sum)),
                    ));
                    let [more, less] = [more, less].map(|amount| said.number(amount));
                    pieces.push(Piece::words(format!(", {more} more and {less} less")));
                }
            }
            if said.is_certain() && !is_mean {
                pieces.extend(at_a_time(profile, total, unit, span).map(Piece::words));
                pieces.extend(each(profile, sample_type).map(Piece::words));
            }
        }
    }
    if let Some(kind) = empty_default {
        let clause = Piece::words(format!(
            " ({sample_type} is the first type with weight: {kind}, which pprof would open, is 0)"
        ));
        pieces.push(clause.or(format!(" ({kind} is 0)")));
    }
    let filters = active_filters(&context.options);
    if !filters.is_empty() {
        let (left, brief) = match (0..set.len()).map(|row| set.value(row)).fold(0, i64::wrapping_add) {
            0 => (" nothing is left".to_owned(), "nothing".to_owned()),
            left => {
                let amount = match diff.is_some() || net.is_some() {
                    _ if !said.has_shares() => "something".to_owned(),
                    true if !said.is_certain() => share_with_sign(readable_percent(left, sum), left),
                    false if !said.is_certain() => readable_percent(left, sum),
                    true => with_sign(said.number(left), left),
                    false => format!("{} ({})", said.number(left), readable_percent(left, sum)),
                };
                (format!(", {amount} is left"), amount)
            }
        };
        let filters: Vec<String> = filters.into_iter().map(in_words).collect();
        let told = Piece::words(format!("; with {}{left}", filters.join(", ")));
        pieces.push(told.or(format!("; filtered {brief}")));
    }
    if is_mean {
        // The functions of the table have means, which are shares of nothing.
        pieces.push(Piece::words("; pictures show sums, for means do not add up").or("; means"));
    } else if standing.is_empty() {
        pieces.extend(hot(
            context,
            &said,
            diff.is_some() || net.is_some(),
            apart.is_some(),
            hottest,
        ));
    }
    for clause in standing {
        pieces.push(Piece::words("; "));
        pieces.extend(clause);
    }
    pieces.extend(stackless(context, &said, diff.is_some() || net.is_some(), hottest));
    if hottest.functions.is_empty() {
        pieces.extend(others(&others_changed));
    }
    if let [first @ .., last] = &*left_out {
        let (names, are) = match first {
            [] => ((*last).to_owned(), "is"),
            _ => (format!("{} and {last}", first.join(", ")), "are"),
        };
        let clause = format!(
            "; {names} {are} left out, since not all of these profiles have {}",
            if first.is_empty() { "it" } else { "them" }
        );
        pieces.push(Piece::words(clause));
    }
    pieces.push(Piece::words("."));
    pieces
}

/// A filter as people say it, where a preset has set it: `the Go runtime hidden`.
fn in_words(filter: String) -> String {
    let hidden = TABLE
        .iter()
        .find(|runtime| filter.strip_prefix("hide=") == Some(runtime.expression));
    match hidden {
        Some(runtime) => format!("{} hidden", runtime.said),
        None => filter,
    }
}

/// When it was taken, and over what time: `, taken 2026-11-28 12:00:00 UTC over 30s`.
fn taken(context: &Context, time: i64, span: i64) -> String {
    let mut text = String::new();
    if time != 0 {
        text.push_str(&format!(", taken {}", context.zone.format(time)));
    }
    if span != 0 {
        text.push_str(&format!(" over {}", lasting(span)));
    }
    text
}

/// So many nanoseconds, as people say them: pprof's `1hrs` is an hour.
pub fn lasting(nanos: i64) -> String {
    let text = label(nanos, "nanoseconds");
    match text.strip_suffix("hrs") {
        Some("1") => "1 hour".to_owned(),
        Some(hours) => format!("{hours} hours"),
        None => text,
    }
}

/// So many other sample types are named that changed.
const NAMED_TYPES: usize = 4;

/// `; others changed: alloc_objects +90, alloc_space +9MB`, each of which leads to that sample type.
fn others(changed: &[(String, String)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (number, (name, change)) in changed.iter().take(NAMED_TYPES).enumerate() {
        pieces.push(Piece::words(if number == 0 { "; others changed: " } else { ", " }));
        pieces.push(Piece {
            add: vec![("sample_index", name.clone())],
            ..Piece::seen_in("top", format!("{name} {}", grouped(change.clone())))
        });
    }
    let more = changed.len().saturating_sub(NAMED_TYPES);
    pieces.extend((more > 0).then(|| Piece::words(format!(" and {more} more"))));
    pieces
}

/// `The heap profile of orders (inuse_space)`, `A Python cpu profile`: the sample type where it says more than the kind.
fn subject(profile: &Profile, sample_type: &str, known: Option<&str>, language: &str) -> String {
    let kind = match known.map_or_else(|| kind(profile), str::to_owned).as_str() {
        // Of time that was measured in several ways, the one that is shown.
        "cpu" | "wall" if matches!(sample_type, "cpu" | "wall") => sample_type.to_owned(),
        kind => opened_kind(profile, kind).to_owned(),
    };
    let measured = match sample_type == kind || sample_type.is_empty() {
        true => String::new(),
        false => format!(" ({sample_type})"),
    };
    let what = format!("{language} {kind}");
    let what = what.trim_start();
    match program(profile).as_str() {
        "" => {
            let article = if article(what) == "an" { "An" } else { "A" };
            format!("{article} {what} profile{measured}")
        }
        name => format!("The {what} profile of {name}{measured}"),
    }
}

/// Why a total of time is longer than the profile took: `, 2.8 cores busy on average`.
fn at_a_time(profile: &Profile, total: i64, unit: &str, span: i64) -> Option<String> {
    let (nanos, name) = scale(total, unit, "nanoseconds");
    let average = nanos / span as f64;
    if span == 0 || name != "ns" || average < SEVERAL_AT_A_TIME {
        return None;
    }
    let count = match average < 10.0 {
        true => decimal::fixed(average, 1),
        false => (average as u64).to_string(),
    };
    Some(match kind(profile).as_str() {
        "cpu" => format!(", {count} cores busy on average"),
        _ => format!(", {count} at a time on average"),
    })
}

/// What a sample stands for, where the profile has their number and nothing else: `, one each 10ms`.
fn each(profile: &Profile, sample_type: &str) -> Option<String> {
    let unit = profile.display(profile.period_type.unit);
    let (nanos, name) = scale(profile.period, &unit, "nanoseconds");
    // The period of some is in another unit than they say, and that of others is one of nothing.
    let is_plausible =
        name == "ns" && (1e3..=1e10).contains(&nanos) && !profile.text(profile.period_type.kind).is_empty();
    let is_number = matches!(sample_type, "samples" | "sample" | "events" | "count");
    let is_alone = profile.sample_types.len() == 1;
    (is_plausible && is_number && is_alone).then(|| format!(", one each {}", label(profile.period, &unit)))
}

#[cfg(test)]
mod tests;
