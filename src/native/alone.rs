//! `proflens -trend` of one snapshot alone: no trend, but what a page says of it when it opens.

use super::command_line::Invocation;
use super::local_zone;
use crate::analysis::options::Options;
use crate::base::error::Result;
use crate::input::Dump;
use crate::profile::Profile;
use crate::report::trend::Alone;
use crate::session::{GoroutineRow, Goroutines, GoroutinesQuery, Session};

/// So many places are said of goroutines.
const PLACES: usize = 20;
/// What to do where no other snapshot is there to compare with.
const NEXT: &str =
    "This is one snapshot: it says where, not what grows. For that, take five more, each a minute later.";

/// Looks at the only snapshot.
///
/// # Errors
///
/// There is nothing in it, or no report can be made with the options.
pub fn look(name: &str, profile: Profile, dump: Option<Dump>, invocation: &Invocation) -> Result<Alone> {
    let mut session = Session::new(|| 0.0, local_zone());
    let time = profile.time_nanos;
    session.take_profile(name, profile, dump)?;
    let asked = invocation.options.params(&Options::default());
    let asked: Vec<(String, String)> = asked
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let mut warnings = session.set_params(&asked);
    let summary = session.summary()?;
    warnings.extend(summary.warnings.iter().cloned());
    let groups = match summary.goroutines {
        true => {
            let answer = session.ask::<Goroutines>(GoroutinesQuery::default())?;
            let rows = answer.view.page(0..PLACES).into_iter();
            rows.map(|row| (row.count, words(&row), row.creator)).collect()
        }
        false => Vec::new(),
    };
    let pieces = summary.pieces.iter();
    Ok(Alone {
        name: name.to_owned(),
        time,
        sample_type: (summary.kind.clone(), summary.unit.clone()),
        total: summary.total,
        verdict: pieces
            .map(|piece| (piece.text.clone(), piece.function.clone()))
            .collect(),
        next: NEXT.to_owned(),
        groups,
        warnings,
    })
}

/// What goroutines do and where, with the name of the function if the words do not have it.
fn words(row: &GoroutineRow) -> String {
    match row.words.ends_with(&row.name) {
        true => row.words.clone(),
        false => format!("{} ({})", row.words, row.name),
    }
}
