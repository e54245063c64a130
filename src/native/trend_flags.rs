//! The flags of `-trend`: which form, which rows, in which order.

use super::command_line::{Flags, Refusal};
use crate::analysis::trend::{By, Sort};
use crate::base::text::go_quote;

/// What is wanted of a trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrendWanted {
    /// What it is written as.
    pub form: TrendForm,
    /// What its rows are.
    pub by: By,
    /// What they are ordered by.
    pub sort: Sort,
}

/// What a trend is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrendForm {
    /// Text for people.
    Text,
    /// Markdown, for a ticket.
    Markdown,
    /// JSON, for programs.
    Json,
    /// Comma-separated values.
    Csv,
}

/// Flags of a trend, which are none without `-trend`: pprof has none of them.
pub static FLAGS: &[(&str, bool)] = &[
    ("trend", false),
    ("json", false),
    ("markdown", false),
    ("csv", false),
    ("by", true),
    ("sort", true),
];

/// What the flags want of a trend; none if they want none.
///
/// # Errors
///
/// Two forms are wanted, or rows and orders that there are none of.
pub fn trend(flags: &Flags) -> Result<Option<TrendWanted>, Refusal> {
    if !flags.is_set("trend") {
        return Ok(None);
    }
    let forms = [
        ("json", TrendForm::Json),
        ("markdown", TrendForm::Markdown),
        ("csv", TrendForm::Csv),
    ];
    let mut wanted = forms.iter().filter(|(name, _)| flags.is_set(name));
    let form = wanted.next().map_or(TrendForm::Text, |(_, form)| *form);
    if wanted.next().is_some() {
        return Err(Refusal::Arguments("must set at most one output format".to_owned()));
    }
    let by = chosen(
        flags,
        "by",
        &[
            ("stacks", By::Stacks),
            ("functions", By::Functions),
            ("lines", By::Lines),
        ],
    )?;
    let sorts = [
        ("rank", Sort::Rank),
        ("first", Sort::First),
        ("last", Sort::Last),
        ("delta", Sort::Delta),
        ("sure", Sort::Sure),
        ("slope", Sort::Slope),
        ("shape", Sort::Shape),
        ("name", Sort::Name),
    ];
    Ok(Some(TrendWanted {
        form,
        by,
        sort: chosen(flags, "sort", &sorts)?,
    }))
}

/// The value of a flag that is one of some words; the first one if it is not given.
fn chosen<T: Copy>(flags: &Flags, name: &str, words: &[(&str, T)]) -> Result<T, Refusal> {
    let given = flags.get(name).unwrap_or(words[0].0);
    let found = words.iter().find(|(word, _)| *word == given);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        Refusal::Arguments(format!(
            "invalid value {} for -{name}: it is one of {}",
            go_quote(given),
            words.join(", ")
        ))
    })
}
