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
//! | `(anonymous) /app/db.js:44`, alone in its file | `^/app/db\.js$` |
//! | the same, where others are in it | `^\(anonymous\) /app/db\.js:44$`, which finds nothing in pprof and in the command |
//! | `<unknown>`, a frame without anything | refused |
//!
//! Where an expression cannot help meaning more than the row, it says how many other rows it means.

mod row;

use super::Session;
use super::answers::View;
use crate::analysis::options::{Kind, Sight, VARIABLES, Variable};
use crate::analysis::stacks::StackSet;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::pattern::quote;
use crate::base::room::ask_for;
use crate::base::sort::sort_by_key;
use crate::base::text::go_quote;
use row::Row;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

/// The filters that mean frames, in the order in which pprof applies them and menus have them, each with what it sees.
fn filters() -> Vec<(&'static Variable, Sight)> {
    let of_frames = VARIABLES.iter().filter_map(|variable| match variable.kind {
        Kind::Frames(sight) => Some((variable, sight)),
        _ => None,
    });
    let mut filters: Vec<(&Variable, Sight)> = of_frames.collect();
    sort_by_key(&mut filters, |(variable, _)| variable.applied);
    filters
}

/// Which row is wanted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExpressionsQuery {
    /// Its printed name, as a view shows it at the present granularity, or the bare name of a function.
    pub name: String,
}

/// The expressions that mean a row.
#[derive(Debug, Clone, Serialize)]
pub struct ExpressionsInfo {
    /// The printed name that was asked for.
    pub name: String,
    /// The filters that mean frames: focus, ignore, hide, show, show_from, prune_from.
    pub filters: Vec<FrameFilter>,
    /// A sentence on what the filters mean beside the row, where other functions are called the same, or on what pprof makes of them; empty
    /// if they mean it alone there, too.
    pub shared: String,
    /// The expression to copy: that of focus, or, if there is none, one that matches the printed name.
    pub copy: String,
    /// An expression for the printed name, for searches and for `peek`, which look at nothing else.
    pub printed: String,
    /// An expression for the function's name, for `list`, which looks at nothing else; empty if there is none.
    pub function: String,
}

/// A filter that means a row.
#[derive(Debug, Clone, Serialize)]
pub struct FrameFilter {
    /// The name of the filter.
    pub option: &'static str,
    /// The option that a change sets: that one, or `hide` where only to hide all others shows the row.
    pub sets: &'static str,
    /// The expression that matches the row's frames, or all others if those are hidden; empty if there is none.
    pub expression: String,
    /// How many other rows the expression means, at the present granularity and before all filters.
    pub others: usize,
    /// Why there is no such expression; empty if there is one.
    pub why: String,
}

/// What filters can do with a row: all of it comes with the answer.
pub struct Expressions;

impl View for Expressions {
    const NAME: &'static str = "expressions";
    type Query = ExpressionsQuery;
    type Info = ExpressionsInfo;

    fn ask(session: &Session, ExpressionsQuery { name }: ExpressionsQuery) -> Result<(Expressions, ExpressionsInfo)> {
        let selection = session.selection()?;
        // A row is found among all frames, and what else an expression means among all places.
        ask_for(selection.profile.room() + StackSet::room(&selection.filtered) * 2)?;
        let row = Row::find(&selection.profile, &session.options, &name);
        let mut found = Vec::with_capacity(Sight::EACH.len());
        for sight in Sight::EACH {
            let expression = row.expression(sight);
            let others = match &expression {
                Ok(expression) => row.others(sight, expression)?,
                Err(_) => 0,
            };
            found.push((sight, expression, others));
        }
        let filter = |(variable, wanted): (&'static Variable, Sight)| {
            let of_sight = found.iter().find(|(sight, ..)| *sight == wanted);
            of_sight.map(|(_, found, others)| {
                let (sets, expression, others, why) = match meant(&row, variable.name, found.clone(), *others) {
                    Ok((sets, expression, others)) => (sets, expression, others, String::new()),
                    Err(why) => (variable.name, String::new(), 0, why),
                };
                FrameFilter {
                    option: variable.name,
                    sets,
                    expression,
                    others,
                    why,
                }
            })
        };
        let printed = match row.printed.is_empty() {
            true => either(&[name.as_bytes()]),
            false => either(&row.printed.iter().map(Vec::as_slice).collect::<Vec<_>>()),
        };
        let info = ExpressionsInfo {
            filters: filters().into_iter().filter_map(filter).collect(),
            shared: found.first().map_or_else(String::new, |(_, focus, others)| {
                row.shared(*others, focus.as_deref().unwrap_or_default())
            }),
            copy: row.expression(Sight::All).unwrap_or_else(|_| printed.clone()),
            printed: word(&printed),
            function: word(&either(&row.functions())),
            name: name.clone(),
        };
        Ok((Expressions, info))
    }
}

impl Session {
    /// The names of the functions that print as a name, byte for byte.
    ///
    /// # Errors
    ///
    /// No profile is open, or no report can be made with the options.
    pub(super) fn functions_of(&self, name: &str) -> Result<Vec<Vec<u8>>> {
        let selection = self.selection()?;
        let row = Row::find(&selection.profile, &self.options, name);
        Ok(row.functions().into_iter().map(<[u8]>::to_vec).collect())
    }

    /// The option, mostly itself, and the expression with which a filter means the frames of a printed name.
    ///
    /// # Errors
    ///
    /// No profile is open, there is no such filter, or it cannot mean these frames; the sentence says why.
    pub fn expression(&self, option: &str, name: &str) -> Result<(&'static str, String)> {
        let usage = |sentence: String| Error::new(ErrorKind::Usage(sentence));
        let filters = filters();
        let Some((variable, sight)) = filters.iter().find(|(variable, _)| variable.name == option) else {
            let names: Vec<&str> = filters.iter().map(|(variable, _)| variable.name).collect();
            return Err(usage(format!(
                "there is no filter {} for frames: there are {}",
                go_quote(option),
                names.join(", ")
            )));
        };
        let selection = self.selection()?;
        let row = Row::find(&selection.profile, &self.options, name);
        let meant = meant(&row, variable.name, row.expression(*sight), 0).map_err(usage);
        meant.map(|(option, expression, _)| (option, expression))
    }
}

/// The option and the expression with which a filter means a row, and how many others, by what means its frames: what `show` cannot keep
/// is left when all else is hidden.
fn meant(
    row: &Row,
    option: &'static str,
    found: Result<String, String>,
    others: usize,
) -> Result<(&'static str, String, usize), String> {
    match found {
        Ok(expression) => Ok((option, expression, others)),
        Err(_) if option == "show" && row.is_findable() => {
            row.all_else().map(|(all_else, others)| ("hide", all_else, others))
        }
        Err(why) => Err(why),
    }
}

/// The expression that matches each of these texts and nothing else; empty without any.
fn either(texts: &[&[u8]]) -> String {
    let mut known = FxHashSet::default();
    let own = texts.iter().filter(|text| known.insert(**text));
    let expressions: Vec<String> = own.map(|text| format!("^{}$", quote(text))).collect();
    expressions.join("|")
}

/// An expression as one word of a line: the prompt splits lines at blanks.
fn word(expression: &str) -> String {
    let mut word = String::with_capacity(expression.len());
    for character in expression.chars() {
        match character {
            ' ' => word.push_str("\\x20"),
            _ if character.is_whitespace() => word.push_str(&format!("\\x{{{:x}}}", u32::from(character))),
            _ => word.push(character),
        }
    }
    word
}

#[cfg(test)]
mod tests;
