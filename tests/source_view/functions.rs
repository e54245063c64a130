//! Which functions there are, which of them opens, and which of the dropped files are theirs.

use super::*;
use proflens::session::{Dropped, DroppedQuery};

#[test]
fn functions_are_listed_heaviest_first_and_searched() {
    let mut session = session(&["cpu.pb.gz"]);
    let (all, functions) = search(&mut session, "");
    assert_eq!(all.functions, all.all_functions);
    let by_flat = |pair: &[FunctionRow]| pair[0].weights.flat >= pair[1].weights.flat;
    assert!(functions.windows(2).all(by_flat));
    assert_eq!(functions[0].weights.flat, all.largest.0);
    // Each of them opens, and says where it stands.
    for (position, function) in functions.iter().enumerate().step_by(7) {
        let query = SourceQuery {
            name: function.name.clone(),
            file: function.file.clone(),
            ..SourceQuery::default()
        };
        let OpenInfo {
            position: at,
            function: opened,
            ..
        } = open_with(&mut session, query).unwrap().info;
        assert_eq!(at, position as i32, "{}", function.name);
        assert_eq!(
            (&opened.name, opened.weights.flat),
            (&function.name, function.weights.flat)
        );
    }
    // A search matches names and files, and the first that it leaves is opened.
    let (some, left) = search(&mut session, "query/sets");
    assert!(some.functions > 0 && some.functions < all.functions);
    let open = some.open.unwrap();
    assert_eq!((open.position, &open.function.name), (0, &left[0].name));
    let (bad, _) = search(&mut session, "(");
    assert_eq!((bad.functions, bad.search_error.is_empty()), (all.functions, false));
    let query = SourceQuery {
        name: "nosuch".to_owned(),
        ..SourceQuery::default()
    };
    assert!(open_with(&mut session, query).is_none());
    // What is open need not be among those that the search left.
    let query = SourceQuery {
        search: "query/sets".to_owned(),
        name: "shop.example/search/rank.dot".to_owned(),
        ..SourceQuery::default()
    };
    assert_eq!(open_with(&mut session, query).unwrap().info.position, -1);
    // pprof's page takes what is focused on for the expression of its source view.
    session.set_option("focus", "embed$").unwrap();
    let (focused, _) = search(&mut session, "");
    assert!(focused.open.unwrap().function.name.ends_with("embed"));
    session.set_option("sort", "cum").unwrap();
    let (_, functions) = search(&mut session, "");
    let by_cum = |pair: &[FunctionRow]| pair[0].weights.cum >= pair[1].weights.cum;
    assert!(functions.windows(2).all(by_cum));
}

#[test]
fn files_are_named_as_they_are_looked_for() {
    let mut session = Session::default();
    assert!(session.source_files().is_empty());
    session
        .open("cpu.pb.gz", &fs::read(testdata("cpu.pb.gz")).unwrap())
        .unwrap();
    let files = session.source_files();
    let has = |files: &[String], wanted: &str| files.iter().filter(|file| *file == wanted).count();
    assert_eq!(has(&files, "shop.example/search/rank/rank.go"), 1);
    session.set_option("trim_path", "shop.example").unwrap();
    assert_eq!(has(&session.source_files(), "search/rank/rank.go"), 1);
    session.set_option("source_path", "/home/me/search").unwrap();
    session.set_option("trim_path", "").unwrap();
    assert_eq!(has(&session.source_files(), "rank/rank.go"), 1);
}

#[test]
fn of_what_was_dropped_those_files_are_found_that_profiles_name() {
    let mut session = session(&["cpu.pb.gz"]);
    let paths = [
        "search/README.md",
        "search/rank/rank.go",
        "elsewhere/deep/rank.go",
        "rank.go.orig",
        r"C:\src\search\query\sets.go",
        "merge.go",
        "search/.git/objects/aa/rank.go",
    ];
    let query = || DroppedQuery {
        paths: paths.map(str::to_owned).into(),
    };
    let info = session.ask::<Dropped>(query()).unwrap().info;
    assert_eq!(info.named, [1, 2, 4, 6]);
    let number = |file: &str| {
        let found = info.files.iter().find(|(own, _)| own == file);
        found.map(|&(_, number)| number)
    };
    assert_eq!(number("shop.example/search/rank/rank.go"), Some(1));
    assert_eq!(number("shop.example/search/query/sets.go"), Some(4));
    assert_eq!(info.files.len(), 2, "{:?}", info.files);
    // They are looked for as they are after trimming.
    session.set_option("trim_path", "shop.example/search").unwrap();
    let info = session.ask::<Dropped>(query()).unwrap().info;
    assert!(info.files.contains(&("rank/rank.go".to_owned(), 1)));
    // Without a profile nothing is named; that is no error.
    let info = Session::default().ask::<Dropped>(query()).unwrap().info;
    assert!(info.files.is_empty() && info.named.is_empty());
}

#[test]
fn a_row_of_another_view_opens_its_function() {
    let mut session = session(&["cpu.pb.gz"]);
    session.set_option("granularity", "lines").unwrap();
    for (name, wanted) in [
        (
            "shop.example/search/rank.dot shop.example/search/rank/rank.go:91",
            "shop.example/search/rank.dot",
        ),
        ("shop.example/search/rank.dot", "shop.example/search/rank.dot"),
    ] {
        let query = SourceQuery {
            name: name.to_owned(),
            ..SourceQuery::default()
        };
        let info = session.ask::<Source>(query).unwrap().info;
        assert_eq!(info.open.unwrap().function.name, wanted);
    }
}
