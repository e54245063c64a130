//! What an option becomes when one more expression comes to it.

use super::filter::LabelFilter;
use super::options::{Kind, Options, Variable};

/// The value of a variable with one more expression: of those that grow, the old value counts as well, by "or"; of all
/// others the expression takes its place. So it does where no "or" can join the two, as with a range of numbers. An
/// expression that is one of the old ones changes nothing.
pub fn joined(options: &Options, variable: &Variable, expression: &str) -> String {
    let before = options.get(variable);
    if !joins(variable, &before) || !joins(variable, expression) {
        return expression.to_owned();
    }
    let is_whole = |rest: &str| rest.is_empty() || rest.starts_with('|');
    let mut tails = tails(&before).into_iter();
    match tails.any(|tail| tail.strip_prefix(expression).is_some_and(is_whole)) {
        true => before,
        // In front, where no flags of the others reach it.
        false => format!("{expression}|{before}"),
    }
}

/// Whether a value can be joined with others by "or".
pub fn joins(variable: &Variable, value: &str) -> bool {
    if !variable.grows || value.is_empty() {
        return false;
    }
    match variable.kind {
        Kind::Labels => {
            let filter = LabelFilter::new(variable.name, value, &mut Vec::new());
            matches!(filter, Ok(Some(filter)) if filter.is_one_expression())
        }
        _ => true,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::options::find;

    #[test]
    fn an_expression_comes_once_to_what_grows_and_replaces_the_rest() {
        for (before, expression, wanted) in [
            ("", "^a$", "^a$"),
            ("b", "^a$", "^a$|b"),
            ("b", "", ""),
            ("^a$", "^a$", "^a$"),
            ("b|^a$|c", "^a$", "b|^a$|c"),
            ("b|x|y|c", "x|y", "b|x|y|c"),
            (r"(b|^a$|c)d", "^a$", r"^a$|(b|^a$|c)d"),
            (r"[(]|^a$", "^a$", r"[(]|^a$"),
            (r"\(|^a$", "^a$", r"\(|^a$"),
            (r"b\|^a$", "^a$", r"^a$|b\|^a$"),
            ("^a$b", "^a$", "^a$|^a$b"),
        ] {
            for (name, wanted) in [
                ("ignore", wanted),
                ("hide", wanted),
                ("prune_from", wanted),
                ("focus", expression),
                ("show", expression),
                ("show_from", expression),
                ("tagfocus", expression),
            ] {
                let variable = find(name).unwrap();
                let mut options = Options::default();
                options.set(name, before).unwrap();
                assert_eq!(
                    joined(&options, variable, expression),
                    wanted,
                    "{expression} comes to {name}={before}"
                );
            }
        }
    }

    #[test]
    fn labels_that_are_ignored_are_joined_where_one_expression_can_say_both() {
        let variable = find("tagignore").unwrap();
        for (before, expression, wanted) in [
            ("", "^tenant:a$", "^tenant:a$"),
            ("^tenant:a$", "^tenant:b$", "^tenant:b$|^tenant:a$"),
            ("^tenant:b$|^tenant:a$", "^tenant:a$", "^tenant:b$|^tenant:a$"),
            ("(?i)acme", "^tenant:b$", "^tenant:b$|(?i)acme"),
            // A label's name in front is for all behind it, a comma wants both, and a range is no expression.
            ("tenant=^a$", "^tenant:b$", "^tenant:b$"),
            ("a,b", "^tenant:b$", "^tenant:b$"),
            ("1kb:10kb", "^tenant:b$", "^tenant:b$"),
            ("^tenant:b$", "bytes=4kb", "bytes=4kb"),
        ] {
            let mut options = Options::default();
            options.set("tagignore", before).unwrap();
            assert_eq!(
                joined(&options, variable, expression),
                wanted,
                "{expression} comes to {before}"
            );
        }
    }
}
