//! Expressions for rows of small profiles; `rows.rs` tries them on real ones.

mod rows;

use super::*;
use crate::profile::Profile;
use crate::testing::profile;
use std::rc::Rc;

fn ask(profile: Profile, name: &str) -> ExpressionsInfo {
    let session = Session {
        combined: Some(Rc::new(profile)),
        ..Session::default()
    };
    let name = name.to_owned();
    let (_, info) = Expressions::ask(&session, ExpressionsQuery { name }).unwrap();
    info
}

#[test]
fn names_that_are_not_utf8_are_found_as_they_are_shown() {
    let mut profile = (*profile("main;damaged 1\nmain;fine 2")).clone();
    profile.functions[0].name = Rc::make_mut(&mut profile.strings).intern(b"a.\xe2\x82f");
    let expressions = ask(profile, "a.\u{fffd}f");
    // Shown are texts, where a cut character is one replaced; matched are bytes.
    assert_eq!(expressions.function, "^a\\.\u{fffd}\u{fffd}f$");
    assert_eq!(expressions.printed, expressions.function);
    assert!(
        expressions
            .filters
            .iter()
            .all(|filter| filter.why.is_empty() && filter.others == 0)
    );
}

#[test]
fn a_function_called_like_a_binary_says_that_the_binary_is_meant_too() {
    let mut profile = (*profile("main;app 1\nmain;other 2")).clone();
    profile.mappings[0].file = profile.functions[0].name;
    let filters = ask(profile, "app").filters;
    let others: Vec<(&str, usize)> = filters.iter().map(|filter| (filter.option, filter.others)).collect();
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

/// A profile with functions `(anonymous)`, in files that others may share.
fn anonymous(files: [&str; 3]) -> Profile {
    let mut profile = (*profile("main;first 1\nmain;second 2\nmain;third 4")).clone();
    let strings = Rc::make_mut(&mut profile.strings);
    let [name, main] = [&b"(anonymous)"[..], b"main"].map(|text| strings.intern(text));
    let files = files.map(|file| strings.intern(file.as_bytes()));
    let others = profile.functions.iter_mut().filter(|function| function.name != main);
    for (line, (function, file)) in (1..).zip(others.zip(files)) {
        (function.name, function.filename, function.start_line) = (name, file, 10 * line);
    }
    profile
}

#[test]
fn a_function_without_a_name_of_its_own_is_meant_by_its_file_if_it_is_alone_there() {
    let files = ["/app/a.js", "/app/b.js", "/app/b.js"];
    let alone = ask(anonymous(files), "(anonymous) /app/a.js:10");
    let focus = &alone.filters[0];
    assert_eq!((focus.expression.as_str(), focus.others), (r"^/app/a\.js$", 0));
    assert_eq!(alone.shared, "");
    // prune_from sees names only.
    let prune = alone.filters.last().unwrap();
    assert_eq!(
        prune.others, 0,
        "without what stands behind a parenthesis there is no name: {prune:?}"
    );
    let shared = ask(anonymous(files), "(anonymous) /app/b.js:20");
    let focus = &shared.filters[0];
    let meant = (r"^\(anonymous\) /app/b\.js:20$", 0);
    assert_eq!((focus.expression.as_str(), focus.others), meant);
    assert!(
        shared
            .shared
            .ends_with("these mean it by its place, and find nothing in pprof itself.")
    );
    assert_eq!(ask(anonymous(files), "main").shared, "");
}

#[test]
fn what_is_done_with_a_function_without_a_name_of_its_own_is_about_it_alone() {
    let files = ["/app/a.js", "/app/b.js", "/app/b.js"];
    for (option, left) in [
        ("focus", vec![(2, 2)]),
        ("ignore", vec![(2, 1), (2, 4)]),
        ("hide", vec![(2, 1), (1, 2), (2, 4)]),
        ("show", vec![(1, 2)]),
        ("show_from", vec![(1, 2)]),
    ] {
        let mut session = Session {
            combined: Some(Rc::new(anonymous(files))),
            ..Session::default()
        };
        let name = "(anonymous) /app/b.js:20".to_owned();
        session.filter_by(&[(option.to_owned(), name)]).unwrap();
        let set = session.shown().unwrap().stacks().unwrap();
        let stacks: Vec<(usize, i64)> = (0..set.len())
            .map(|row| (set.frames_of(row).len(), set.value(row)))
            .collect();
        assert_eq!(stacks, left, "{option}");
    }
    // A part of a name is looked for as pprof does it: in names, and in files.
    let mut session = Session {
        combined: Some(Rc::new(anonymous(files))),
        ..Session::default()
    };
    session.options.focus = "anonymous.*js:20".to_owned();
    assert_eq!(session.shown().unwrap().stacks().unwrap().len(), 0);
}

#[test]
fn what_show_cannot_keep_is_shown_by_hiding_all_else() {
    let picture = profile("main;@10 5\nmain;other 3\nother 2");
    let show = |name: &str| {
        let filters = ask((*picture).clone(), name).filters.into_iter();
        filters.into_iter().find(|filter| filter.option == "show").unwrap()
    };
    let filter = show("[app]");
    assert_eq!(
        (filter.sets, filter.expression.as_str(), filter.others),
        ("hide", "^main$|^other$", 0)
    );
    assert_eq!(show("main").sets, "show");
    let mut session = Session {
        combined: Some(picture),
        ..Session::default()
    };
    session.filter_by(&[("show".to_owned(), "[app]".to_owned())]).unwrap();
    let set = session.shown().unwrap().stacks().unwrap();
    let left: Vec<(usize, i64)> = (0..set.len())
        .map(|row| (set.frames_of(row).len(), set.value(row)))
        .collect();
    assert_eq!(left, [(1, 5)]);
}
