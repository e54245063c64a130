//! A text as it stands: what people paste are names, and `f[1]`, `a+b` and `ns::run(int*)` mean something else as expressions.
//!
//! In: a text, and where it is meant. Out: the expression for the text itself, where that finds something and the text as an
//! expression finds nothing, or is none.

use super::answers::View;
use super::{Session, pattern};
use crate::analysis::budget::Budget;
use crate::analysis::filter::FrameMatcher;
use crate::analysis::options::Options;
use crate::analysis::selection::Selection;
use crate::analysis::stacks::FrameId;
use crate::base::error::Result;
use crate::base::pattern::quote;
use crate::profile::Label;
use serde::{Deserialize, Serialize};

/// Which text is meant, and where.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlainQuery {
    /// The filter that it is for; empty for the search of a view.
    pub option: String,
    /// The text as it was typed.
    pub text: String,
}

/// The text as an expression for itself.
#[derive(Debug, Clone, Serialize)]
pub struct PlainInfo {
    /// The expression; empty where the text finds something as it is, or as it stands finds nothing either.
    pub expression: String,
}

/// Whether a text is better taken as it stands: all of it comes with the answer.
pub struct Plain;

impl View for Plain {
    const NAME: &'static str = "plain";
    type Query = PlainQuery;
    type Info = PlainInfo;

    fn ask(session: &Session, PlainQuery { option, text }: PlainQuery) -> Result<(Plain, PlainInfo)> {
        session.profile()?;
        let quoted = quote(text.as_bytes());
        let finds = |expression: &str| match option.as_str() {
            "" => session.search_finds(expression),
            option => session.filter_finds(option, expression),
        };
        let is_better = !text.is_empty() && quoted != text && !finds(&text).unwrap_or(false) && finds(&quoted)?;
        let expression = if is_better { quoted } else { String::new() };
        Ok((Plain, PlainInfo { expression }))
    }
}

impl Session {
    /// Whether a filter alone finds anything in what is shown.
    ///
    /// # Errors
    ///
    /// There is no such filter, or it cannot be read.
    fn filter_finds(&self, option: &str, expression: &str) -> Result<bool> {
        let profile = self.profile()?;
        if option == "prune_from" {
            // pprof does not say whether that finds anything.
            let pattern = pattern(expression)?;
            let mut matches = FrameMatcher::new(&pattern, profile, true);
            return Ok(profile.lines.iter().any(|line| matches.pruned(line)));
        }
        let mut options = Options {
            tagroot: self.options.tagroot.clone(),
            tagleaf: self.options.tagleaf.clone(),
            placed_names: true,
            ..Options::default()
        };
        options.set(option, expression)?;
        let selection = Selection::new(profile, &options, Budget::PAGE, || Ok(()), &mut Vec::new())?;
        let mut warnings = selection.warnings.iter();
        Ok(!warnings.any(|warning| warning.ends_with("matched no samples")))
    }

    /// Whether a search finds a name, a file or a label of what is shown.
    ///
    /// # Errors
    ///
    /// It cannot be read, or nothing is shown.
    fn search_finds(&self, expression: &str) -> Result<bool> {
        let pattern = pattern(expression)?;
        let shown = self.shown()?;
        let set = shown.stacks()?;
        let profile = &shown.selection.profile;
        let names = (0..set.frame_count() as u32).map(FrameId);
        let is_found = |text| pattern.is_match(profile.text(text));
        let is_labelled = |label: Label| match label {
            Label::Text { key, value } => is_found(key) || is_found(value),
            Label::Number { key, .. } => is_found(key),
        };
        let mut files = profile.functions.iter().map(|function| function.filename);
        Ok(names
            .into_iter()
            .any(|frame| pattern.is_match(&set.printed_name(frame)))
            || files.any(is_found)
            || (0..set.len()).any(|row| set.labels(row).any(is_labelled)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::profile;

    #[test]
    fn names_are_offered_as_they_stand_where_they_are_no_expression_for_themselves() {
        let mut session = Session {
            combined: Some(profile(
                "main;Foo$bar;f[1] 1 tenant=a+b\nmain;operator()(int*,char) 2\nmain;open(me 3",
            )),
            ..Session::default()
        };
        let mut plain = |option: &str, text: &str| {
            let (option, text) = (option.to_owned(), text.to_owned());
            session
                .ask::<Plain>(PlainQuery { option, text })
                .unwrap()
                .info
                .expression
        };
        for option in ["", "focus", "ignore", "hide", "show", "show_from"] {
            for (text, wanted) in [
                ("Foo$bar", r"Foo\$bar"),
                ("f[1]", r"f\[1\]"),
                ("operator()(int*,", r"operator\(\)\(int\*,"),
                ("open(me", r"open\(me"),
                // These find something, or nothing either way.
                ("main", ""),
                ("Foo.bar", ""),
                ("nobody(", ""),
                ("no*body(", ""),
                ("", ""),
            ] {
                assert_eq!(plain(option, text), wanted, "{option}={text}");
            }
        }
        for (option, text, wanted) in [
            ("tagfocus", "a+b", r"a\+b"),
            ("tagfocus", "tenant=a+b", r"tenant=a\+b"),
            ("tagfocus", "tenant=a.b", ""),
            ("tagignore", "a+b", r"a\+b"),
            ("tagshow", "tenant(", ""),
            ("", "a+b", r"a\+b"),
            ("prune_from", "Foo$bar", r"Foo\$bar"),
            ("prune_from", "main", ""),
        ] {
            assert_eq!(plain(option, text), wanted, "{option}={text}");
        }
    }
}
