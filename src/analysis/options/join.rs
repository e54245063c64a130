//! What an option becomes when one more expression comes to it.

use super::{Options, Variable};

impl Options {
    /// The value of a variable with one more expression: of those that grow, the old value counts as well, by "or"; of
    /// all others the expression takes its place. An expression that is one of the old ones changes nothing.
    pub fn with(&self, variable: &Variable, expression: &str) -> String {
        let before = self.get(variable);
        if !variable.grows || before.is_empty() || expression.is_empty() {
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
    use super::super::find;
    use super::*;

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
                    options.with(variable, expression),
                    wanted,
                    "{expression} comes to {name}={before}"
                );
            }
        }
    }
}
