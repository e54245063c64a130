//! The filter for what a row shows: a printed name in, per filter the expression that means its frames, or why there is none.
//!
//! pprof's filters know a frame by the name of its function, by the path of its file, or by the path of its binary. A row may
//! print more than that (`main.run server.go:12`) or less (`[libc.so.6]`), so the expression is made of the frames that
//! print so, not of the text:
//!
//! | row | expression |
//! |---|---|
//! | `main.(*server).run`, at any granularity | `^main\.\(\*server\)\.run$` |
//! | `/src/app/server.go`, at the granularity of files | `^/src/app/server\.go$` |
//! | `[libc.so.6]`, a frame without a name | `^/usr/lib/libc\.so\.6$` |
//! | `<unknown>`, a frame without anything | refused |
//!
//! Where an expression cannot help meaning more than the row, it says how many other rows it means.

mod row;

use super::Session;
use super::answers::View;
use crate::analysis::filter::with_label_frames;
use crate::analysis::options::{Options, find};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::pattern::quote;
use row::{Row, Sight};
use serde::{Deserialize, Serialize};

/// The filters that mean frames, in the order in which menus have them.
const FILTERS: [&str; 6] = ["focus", "ignore", "hide", "show", "show_from", "prune_from"];

/// Filters that take one more expression by "or"; the others are replaced, as on pprof's own page.
const GROWING: [&str; 3] = ["ignore", "hide", "prune_from"];

/// What can be done with a row by filters.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Expressions {
    /// The printed name.
    pub name: String,
    /// The filters that mean frames: focus, ignore, hide, show, show_from, prune_from.
    pub options: Vec<FrameFilter>,
    /// The expression to copy: that of focus, or, if there is none, one that matches the printed name.
    pub copy: String,
    /// An expression for the printed name, for searches and for `peek`, which look at nothing else.
    pub printed: String,
    /// An expression for the function's name, for `list`, which looks at nothing else; empty if there is none.
    pub function: String,
}

/// A filter that means a row.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FrameFilter {
    /// The option.
    pub option: &'static str,
    /// The expression that matches the row's frames; empty if there is none.
    pub expression: String,
    /// What the option becomes: the expression alone, or with those that are already there.
    pub value: String,
    /// How many other rows the expression means, at the present granularity and before all filters.
    pub others: usize,
    /// Why there is no such expression; empty if there is one.
    pub why: String,
}

/// Which row is wanted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExpressionsQuery {
    /// Its printed name.
    pub name: String,
}

/// What can be done with a row by filters, as a view: all of it comes with the answer.
pub struct FiltersOfRow;

impl View for FiltersOfRow {
    const NAME: &'static str = "expressions";
    type Query = ExpressionsQuery;
    type Info = Expressions;

    fn ask(session: &Session, query: ExpressionsQuery) -> Result<(FiltersOfRow, Expressions)> {
        Ok((FiltersOfRow, session.expressions(&query.name)?))
    }
}

impl Session {
    /// The filters for the frames of a printed name, as a view shows it at the present granularity, or of a function's
    /// bare name.
    ///
    /// # Errors
    ///
    /// No profile is open.
    pub fn expressions(&self, name: &str) -> Result<Expressions> {
        let profile = with_label_frames(self.profile()?, &self.options, &mut Vec::new())?;
        let row = Row::find(&profile, &self.options, name);
        let mut found = Vec::with_capacity(Sight::EACH.len());
        for sight in Sight::EACH {
            let expression = row.expression(sight);
            let others = match &expression {
                Ok(expression) => row.others(sight, expression)?,
                Err(_) => 0,
            };
            found.push((sight, expression, others));
        }
        let filter = |option: &'static str| {
            let of_option = found.iter().find(|(sight, ..)| *sight == Sight::of(option));
            of_option.map(|(_, found, others)| FrameFilter {
                option,
                expression: found.clone().unwrap_or_default(),
                value: match found {
                    Ok(expression) => grown(&self.options, option, expression),
                    Err(_) => String::new(),
                },
                others: *others,
                why: found.clone().err().unwrap_or_default(),
            })
        };
        let printed = match row.printed.is_empty() {
            true => either(&[name.as_bytes()]),
            false => either(&row.printed.iter().map(Vec::as_slice).collect::<Vec<_>>()),
        };
        Ok(Expressions {
            name: name.to_owned(),
            options: FILTERS.into_iter().filter_map(filter).collect(),
            copy: row.expression(Sight::All).unwrap_or_else(|_| printed.clone()),
            printed,
            function: either(&row.functions()),
        })
    }

    /// What a filter becomes when it is to mean the frames of a printed name.
    ///
    /// # Errors
    ///
    /// No profile is open, there is no such filter, or it cannot mean these frames; the sentence says why.
    pub fn filter_by(&self, option: &str, name: &str) -> Result<String> {
        if !FILTERS.contains(&option) {
            return Err(Error::new(ErrorKind::Usage(format!(
                "there is no filter {option} for frames: it is one of {}",
                FILTERS.join(", ")
            ))));
        }
        let profile = with_label_frames(self.profile()?, &self.options, &mut Vec::new())?;
        let row = Row::find(&profile, &self.options, name);
        match row.expression(Sight::of(option)) {
            Ok(expression) => Ok(grown(&self.options, option, &expression)),
            Err(why) => Err(Error::new(ErrorKind::Usage(why))),
        }
    }
}

/// What a filter becomes when an expression comes to it.
pub(super) fn grown(options: &Options, option: &str, expression: &str) -> String {
    let before = find(option).map_or(String::new(), |variable| options.get(variable));
    if !GROWING.contains(&option) || before.is_empty() {
        return expression.to_owned();
    }
    let is_there = |rest: &str| rest.is_empty() || rest.starts_with('|');
    let mut tails = tails(&before).into_iter();
    match tails.any(|tail| tail.strip_prefix(expression).is_some_and(is_there)) {
        true => before,
        // In front, where no flags of the others reach it.
        false => format!("{expression}|{before}"),
    }
}

/// An expression from each of its alternatives on: of `a|(b|c)` these are all of it and `(b|c)`.
fn tails(expression: &str) -> Vec<&str> {
    let mut tails = vec![expression];
    let (mut depth, mut in_class, mut is_escaped) = (0_usize, false, false);
    for (index, byte) in expression.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b']' => in_class = false,
            _ if in_class => {}
            b'[' => in_class = true,
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b'|' if depth == 0 => tails.push(&expression[index + 1..]),
            _ => {}
        }
    }
    tails
}

/// The expression that matches each of these texts and nothing else; empty without any.
fn either(texts: &[&[u8]]) -> String {
    let mut expressions: Vec<String> = Vec::new();
    for text in texts {
        let expression = format!("^{}$", quote(text));
        if !expressions.contains(&expression) {
            expressions.push(expression);
        }
    }
    expressions.join("|")
}

#[cfg(test)]
mod tests;
