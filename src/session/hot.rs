//! What the sentence says of what is hot: functions with what they weigh, those without the runtime, and what is no function.

use super::hottest::{Hottest, Nameless, Without, is_part};
use super::net::{share_with_sign, with_sign};
use super::said::Said;
use super::sentence::Piece;
use crate::base::measurement::readable_percent;
use crate::report::Context;

/// `; most of it is in main.work (0.40s, 27.97%), ...; without the Go runtime: main.rank (0.21s, 14.69%)`. A change may be the difference of
/// things that are not of a kind: `is_apart`.
pub fn hot(context: &Context, said: &Said, is_change: bool, is_apart: bool, hottest: &Hottest) -> Vec<Piece> {
    let total = context.selection.totals.total;
    let Hottest {
        functions,
        is_cum,
        without,
        nameless,
        ..
    } = hottest;
    if functions.is_empty() {
        return Vec::new();
    }
    let named = functions.iter().map(|(_, value)| value.unsigned_abs());
    let is_most = said.has_shares() && named.fold(0, u64::saturating_add) >= total.unsigned_abs() / 2;
    let is_one = functions.len() == 1;
    let (subject, brief) = match (is_change, is_most) {
        (true, _) if is_apart => ("the largest differences are", "largest"),
        (true, _) if is_one => ("the largest change is", "largest"),
        (true, _) => ("the largest changes are", "largest"),
        // What is under one function may be under another, too.
        (false, true) if !is_cum => ("most of it is", "most"),
        (false, _) if is_one => ("the largest part is", "largest"),
        (false, _) => ("the largest parts are", "largest"),
    };
    let place = if *is_cum { "under" } else { "in" };
    let mut pieces = vec![Piece::words(format!("; {subject} {place} ")).or(format!("; {brief} {place} "))];
    pieces.extend(listed(context, said, is_change, functions, &[]));
    pieces.extend(nameless_clause(nameless));
    if let Some(Without { rows, functions }) = without {
        let (mut expression, mut clause) = (String::new(), "without".to_owned());
        for (number, runtime) in rows.runtimes().enumerate() {
            let [or, and] = if number == 0 { ["", " "] } else { ["|", " and "] };
            expression.extend([or, runtime.expression]);
            clause.extend([and, runtime.said]);
        }
        let hide = [("hide", expression)];
        pieces.push(Piece::words("; "));
        pieces.push(Piece {
            add: hide.to_vec(),
            ..Piece::seen_in("top", clause)
        });
        pieces.push(Piece::words(": "));
        pieces.extend(listed(context, said, is_change, functions, &hide));
    }
    pieces
}

/// `; 7 of 8 (87.50%) have no stack`: of what is in no function nothing else tells. Little of all that is no finding.
pub fn stackless(context: &Context, said: &Said, is_change: bool, hottest: &Hottest) -> Option<Piece> {
    let (without, total) = (hottest.stackless, context.selection.totals.sum);
    if without == 0 || !is_part(without, total) {
        return None;
    }
    let share = readable_percent(without, total);
    let clause = match is_change {
        true if said.is_certain() => format!("{} has no stack", with_sign(said.number(without), without)),
        _ if without == total => "none of it has a stack".to_owned(),
        false if said.is_certain() => {
            let [part, all] = [without, total].map(|value| said.number(value));
            format!("{part} of {all} ({share}) have no stack")
        }
        _ => "some of it has no stack".to_owned(),
    };
    Some(Piece::words(format!("; {clause}")).or(format!("; {share} without a stack")))
}

/// `; [node] stands for a whole binary: its functions have no names here`: rows in brackets are no functions, nor to be taken for some.
fn nameless_clause(nameless: &[(String, Nameless)]) -> Option<Piece> {
    let binaries = nameless.iter().filter(|(_, is)| *is == Nameless::Binary);
    let count = binaries.clone().count();
    let mut clause = String::new();
    for (number, (name, _)) in binaries.enumerate() {
        let before = match number {
            0 => "; ",
            number if number + 1 == count => " and ",
            _ => ", ",
        };
        clause.extend([before, name]);
    }
    clause.push_str(match count {
        0 => "",
        1 => " stands for a whole binary: its functions have no names here",
        _ => " stand for whole binaries: their functions have no names here",
    });
    if let Some((name, _)) = nameless.iter().find(|(_, is)| *is == Nameless::Unknown) {
        clause.extend(["; of ", name, " neither a name nor a binary is known"]);
    }
    (!clause.is_empty()).then(|| Piece::words(clause).or("; without names"))
}

/// Functions with what they weigh, which is found once `add` is set.
fn listed(
    context: &Context,
    said: &Said,
    is_change: bool,
    functions: &[(String, i64)],
    add: &[(&'static str, String)],
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (number, (name, value)) in functions.iter().enumerate() {
        let amount = said.number(*value);
        let share = readable_percent(*value, context.selection.totals.total);
        let amount = match is_change {
            true if said.is_certain() => with_sign(amount, *value),
            true => share_with_sign(share, *value),
            false if said.is_certain() => format!("{amount}, {share}"),
            false => share,
        };
        if number > 0 {
            pieces.push(Piece::words(", "));
        }
        pieces.push(Piece {
            add: add.to_vec(),
            ..Piece::function(name)
        });
        if !said.has_shares() {
            continue;
        }
        pieces.push(Piece::words(" "));
        pieces.push(Piece {
            function: name.clone(),
            add: add.to_vec(),
            ..Piece::seen_in("top", format!("({amount})"))
        });
    }
    pieces
}
