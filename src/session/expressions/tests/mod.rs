//! Expressions for rows of small profiles; `rows.rs` tries them on real ones.

mod rows;

use super::*;
use crate::profile::Profile;
use crate::testing::profile;
use std::rc::Rc;

fn session(profile: Profile) -> Session {
    Session {
        combined: Some(Rc::new(profile)),
        ..Session::default()
    }
}

#[test]
fn names_that_are_not_utf8_are_found_as_they_are_shown() {
    let mut profile = (*profile("main;damaged 1\nmain;fine 2")).clone();
    profile.functions[0].name = Rc::make_mut(&mut profile.strings).intern(b"a.\xe2\x82f");
    let expressions = session(profile).expressions("a.\u{fffd}f").unwrap();
    // Shown are texts, where a cut character is one replaced; matched are bytes.
    assert_eq!(expressions.function, "^a\\.\u{fffd}\u{fffd}f$");
    assert_eq!(expressions.printed, expressions.function);
    assert!(
        expressions
            .options
            .iter()
            .all(|filter| filter.why.is_empty() && filter.others == 0)
    );
}

#[test]
fn an_expression_comes_once() {
    for (before, expression, wanted) in [
        ("", "^a$", "^a$"),
        ("b", "^a$", "^a$|b"),
        ("^a$", "^a$", "^a$"),
        ("b|^a$|c", "^a$", "b|^a$|c"),
        ("b|x|y|c", "x|y", "b|x|y|c"),
        (r"(b|^a$|c)d", "^a$", r"^a$|(b|^a$|c)d"),
        (r"[(]|^a$", "^a$", r"[(]|^a$"),
        (r"\(|^a$", "^a$", r"\(|^a$"),
        (r"b\|^a$", "^a$", r"^a$|b\|^a$"),
        ("^a$b", "^a$", "^a$|^a$b"),
    ] {
        let options = Options {
            hide: before.to_owned(),
            focus: before.to_owned(),
            ..Options::default()
        };
        assert_eq!(grown(&options, "hide", expression), wanted);
        assert_eq!(grown(&options, "focus", expression), expression);
    }
}

#[test]
fn a_function_called_like_a_binary_says_that_the_binary_is_meant_too() {
    let mut profile = (*profile("main;app 1\nmain;other 2")).clone();
    profile.mappings[0].file = profile.functions[0].name;
    let options = session(profile).expressions("app").unwrap().options;
    let others: Vec<(&str, usize)> = options.iter().map(|filter| (filter.option, filter.others)).collect();
    let wanted = [
        ("focus", 2),
        ("ignore", 2),
        ("hide", 2),
        ("show", 2),
        ("show_from", 2),
        ("prune_from", 0),
    ];
    assert_eq!(others, wanted);
}
