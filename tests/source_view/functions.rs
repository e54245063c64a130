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
    assert!(session.source_files().unwrap().is_empty());
    session
        .open("cpu.pb.gz", &fs::read(testdata("cpu.pb.gz")).unwrap())
        .unwrap();
    let files = session.source_files().unwrap();
    let has = |files: &[String], wanted: &str| files.iter().filter(|file| *file == wanted).count();
    assert_eq!(has(&files, "shop.example/search/rank/rank.go"), 1);
    session.set_option("trim_path", "shop.example").unwrap();
    assert_eq!(has(&session.source_files().unwrap(), "search/rank/rank.go"), 1);
    session.set_option("source_path", "/home/me/search").unwrap();
    session.set_option("trim_path", "").unwrap();
    assert_eq!(has(&session.source_files().unwrap(), "rank/rank.go"), 1);
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
fn functions_without_a_name_of_their_own_are_told_apart_by_where_they_begin() {
    let mut file = fs::read(testdata("synthetic/recursion.pb")).unwrap();
    for text in [&b"\x06isEven"[..], b"\x05isOdd"] {
        let place = file.windows(text.len()).position(|window| window == text).unwrap();
        file.splice(place..place + text.len(), b"\x0b(anonymous)".iter().copied());
    }
    let (mut named, mut nameless) = (session(&["synthetic/recursion.pb"]), Session::default());
    nameless.open("anonymous", &file).unwrap();
    let (_, functions) = search(&mut named, "");
    let (_, others) = search(&mut nameless, "");
    assert_eq!(others.len(), functions.len());
    for (old, new) in [
        ("isEven", "(anonymous) /src/tree/walk.c:31"),
        ("isOdd", "(anonymous) /src/tree/walk.c:41"),
    ] {
        let own = functions.iter().find(|row| row.name == old).unwrap();
        let other = others.iter().find(|row| row.name == new).unwrap();
        assert_eq!(
            (&own.file, &own.weights.cum_text),
            (&other.file, &other.weights.cum_text)
        );
        // Choosing it opens it and no other; the lines that other views show of it lead there, too.
        let lines = |session: &mut Session, name: &str| {
            let query = SourceQuery {
                name: name.to_owned(),
                ..SourceQuery::default()
            };
            let opened = open_with(session, query).unwrap();
            let lines = opened
                .lines
                .iter()
                .map(|line| (line.line, line.weights.cum_text.clone()));
            (lines.collect::<Vec<_>>(), opened.info.function.name)
        };
        let (wanted, _) = lines(&mut named, old);
        assert_eq!(lines(&mut nameless, new), (wanted.clone(), new.to_owned()));
        for (line, _) in wanted {
            let of_line = format!("(anonymous) /src/tree/walk.c:{line}");
            assert_eq!(lines(&mut nameless, &of_line).1, new, "{of_line}");
        }
    }
    // Each calls the other.
    let caller = SourceQuery {
        name: "(anonymous) /src/tree/walk.c:31".to_owned(),
        ..SourceQuery::default()
    };
    let opened = open_with(&mut nameless, caller).unwrap();
    let calls: Vec<&str> = opened.lines.iter().map(|line| line.call.as_str()).collect();
    assert!(calls.contains(&"(anonymous) /src/tree/walk.c:41"), "{calls:?}");
}

#[test]
fn labels_that_are_frames_are_no_functions_with_source() {
    let mut session = session(&["cpu.pb.gz"]);
    let (before, _) = search(&mut session, "");
    session.set_option("tagroot", "tenant").unwrap();
    session.set_option("tagleaf", "phase").unwrap();
    let (info, functions) = search(&mut session, "");
    assert_eq!(
        (info.functions, info.missing.files),
        (before.functions, before.missing.files)
    );
    let files: Vec<&str> = functions.iter().map(|row| row.file.as_str()).collect();
    assert!(!files.contains(&"tenant") && !files.contains(&"phase"), "{files:?}");
    // What a line ends in says which label it is.
    let query = SourceQuery {
        name: "shop.example/search/rank.dot".to_owned(),
        ..SourceQuery::default()
    };
    let opened = open_with(&mut session, query).unwrap();
    let calls: Vec<&str> = opened.lines.iter().map(|line| line.call.as_str()).collect();
    assert!(calls.contains(&"phase=rank"), "{calls:?}");
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
