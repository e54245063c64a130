//! The views: what they show is what pprof prints.

use super::{floats, golden, golden_rows, query, session, table, testdata, top};
use proflens::session::{
    Column, Columns, Comparison, ComparisonQuery, Flame, FlameQuery, Graph, GraphQuery, Peek, PeekQuery, Role, Session,
    Sort, Source, SourceQuery, Tags, TagsQuery, Top, TopQuery, TopRow,
};
use std::ops::Range;

#[test]
fn the_table_is_the_text() {
    for (file, case) in [
        ("cpu.pb.gz", "cpu.top"),
        ("heap-2.pb.gz", "heap-2.top"),
        ("goroutine-2.pb.gz", "goroutine-2.top"),
    ] {
        let (mut session, _) = session(&[file]);
        assert_eq!(table(&mut session, Sort::Flat), golden_rows(case), "{case}");
        let golden = golden(case);
        let header = session.ask::<Top>(query(Sort::Flat)).unwrap().info.header;
        assert!(!header.is_empty());
        header
            .iter()
            .for_each(|line| assert!(golden.contains(line.as_str()), "{line}"));
        let summary = session.summary().unwrap();
        let lines = summary
            .profile_lines
            .iter()
            .map(|line| line.text.as_str())
            .collect::<Vec<_>>()
            .join("\n");
        assert!(golden.starts_with(&lines), "{lines}");
    }
}

#[test]
fn rows_are_the_same_in_whatever_pieces_they_are_asked_for() {
    let inlined = golden_rows("cpu.top")
        .into_iter()
        .filter(|row| row.contains("inline)"))
        .count();
    assert!(inlined > 3, "{inlined} rows are inlined");
    for sort in [Sort::Flat, Sort::Cum, Sort::Name] {
        let (mut whole, _) = session(&["cpu.pb.gz"]);
        let (_, wanted) = top(&mut whole, query(sort));
        assert_eq!(wanted.iter().filter(|row| !row.mark.is_empty()).count(), inlined);
        let marks = |rows: &[TopRow]| rows.iter().map(|row| (row.name.clone(), row.mark)).collect::<Vec<_>>();
        for piece in [1, 7, 40] {
            // As a page does that jumps to the end, and comes back.
            let (mut session, _) = session(&["cpu.pb.gz"]);
            let view = session.ask::<Top>(query(sort)).unwrap().view;
            for start in (0..wanted.len()).step_by(piece).rev() {
                let end = wanted.len().min(start + piece);
                assert_eq!(
                    marks(&view.page(start..end)),
                    marks(&wanted[start..end]),
                    "{sort:?} {start}"
                );
            }
        }
    }
}

/// Profiles of who waits have an order of their own where nothing is said: by cum, and what only leads to waiting behind.
#[test]
fn who_waits_is_ordered_by_where() {
    for file in [
        "goroutine-2.pb.gz",
        "block.pb.gz",
        "mutex.pb.gz",
        "goroutine.debug2.txt",
    ] {
        let (mut session, _) = session(&[file]);
        let (info, rows) = top(&mut session, TopQuery::default());
        assert!(info.waiting, "{file}");
        let parks = |row: &TopRow| {
            let packages = [
                "runtime",
                "sync.",
                "internal/sync.",
                "internal/poll.",
                "syscall.",
                "time.Sleep",
                "internal/runtime",
            ];
            packages.iter().any(|package| row.name.starts_with(package))
        };
        let behind = rows.iter().position(parks).unwrap();
        assert!(behind > 1, "{file} begins with {}", rows[0].name);
        assert!(rows[behind..].iter().all(parks), "{file}");
        for part in [&rows[..behind], &rows[behind..]] {
            assert!(part.is_sorted_by(|one, other| one.cum >= other.cum), "{file}");
        }
        // What is asked for is plain, and so is pprof's option.
        let (info, rows) = top(&mut session, query(Sort::Flat));
        assert!(
            !info.waiting && rows.is_sorted_by(|one, other| one.flat >= other.flat),
            "{file}"
        );
        session.run_to_text("sort=cum").unwrap();
        let (info, rows) = top(&mut session, TopQuery::default());
        assert!(
            !info.waiting && rows.is_sorted_by(|one, other| one.cum >= other.cum),
            "{file}"
        );
    }
    let (mut session, _) = session(&["cpu.pb.gz"]);
    assert!(!top(&mut session, TopQuery::default()).0.waiting);
}

#[test]
fn means_keep_pprofs_order() {
    let (mut session, _) = session(&["heap-2.pb.gz"]);
    session.set_option("mean", "true").unwrap();
    session.set_option("nodecount", "8").unwrap();
    assert_eq!(
        table(&mut session, Sort::Flat),
        golden_rows("heap-2.top.mean.nodecount=8")
    );
}

#[test]
fn means_and_parts_are_said_as_such_and_pictures_are_of_sums() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    session.set_option("mean", "true").unwrap();
    let said = session.summary().unwrap().sentence.clone();
    assert!(
        said.contains(": 10ms on average, 5.59s divided by 559 samples; pictures show sums, for means do not add up."),
        "{said}"
    );
    let (mut dump, _) = self::session(&["goroutine-2.pb.gz"]);
    dump.set_option("divide_by", "2").unwrap();
    let divided = &dump.summary().unwrap().sentence;
    assert!(
        divided.contains(": 115 in total (230 divided by 2); 141 in chan send at "),
        "{divided}"
    );
    let flame = session.ask::<Flame>(FlameQuery::default()).unwrap().view;
    let root = flame.describe(0).unwrap();
    assert_eq!((root.text.as_str(), root.percent.as_str()), ("5.59s", "100%"));
}

/// The sentence of a comparison of two files, each with its text in place of one of testdata's if it has one.
fn compared(files: [(&str, Option<&[u8]>); 2]) -> String {
    let mut session = Session::default();
    let mut open = |(name, bytes): (&str, Option<&[u8]>)| match bytes {
        Some(bytes) => session.open(name, bytes).unwrap(),
        None => session.open(name, &testdata(name)).unwrap(),
    };
    let [base, source] = files.map(&mut open);
    let said = session
        .ask::<Comparison>(ComparisonQuery { base, source })
        .unwrap()
        .info
        .sentence;
    session
        .set_roles(&[(base, Role::DiffBase), (source, Role::Source)])
        .unwrap();
    assert_eq!(session.summary().unwrap().sentence, said, "before and after are one");
    said
}

#[test]
fn sides_that_are_not_two_moments_of_one_program_are_told() {
    let python: &[u8] = b"main (app.py:3);work (app.py:9);run (app.py:12) 30\n";
    let ruby: &[u8] = b"main (app.rb:3);work (app.rb:9);run (app.rb:12) 20\n";
    let said = compared([("python.folded", Some(python)), ("ruby.folded", Some(ruby))]);
    assert!(
        said.contains("; they are of programs in two languages, Ruby and Python;"),
        "{said}"
    );
    let said = compared([("goroutine-1.pb.gz", None), ("goroutine.debug2.txt", None)]);
    assert!(
        said.contains("; one of them is a dump whose stacks leave out what the runtime does: take both in one form;"),
        "{said}"
    );
    for alike in [
        ["heap-1.pb.gz", "heap-2.pb.gz"],
        ["goroutine-1.pb.gz", "goroutine-2.pb.gz"],
    ] {
        let said = compared(alike.map(|file| (file, None)));
        assert!(!said.contains("; they are of") && !said.contains("one form"), "{said}");
    }
}

#[test]
fn sorting_changes_the_order_and_nothing_else() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let names = |rows: Vec<String>| -> Vec<String> {
        let names = rows.iter().map(|row| row[44..].trim_end().to_owned());
        names.collect()
    };
    let by_name = names(table(&mut session, Sort::Name));
    let mut sorted = names(table(&mut session, Sort::Cum));
    sorted.sort();
    assert_eq!(by_name, sorted);
    let ascending = TopQuery {
        descending: Some(false),
        ..query(Sort::Cum)
    };
    let answer = session.ask::<Top>(ascending).unwrap().view;
    let rows = answer.page(0..1000);
    assert!(rows.windows(2).all(|pair| pair[0].cum.abs() <= pair[1].cum.abs()));
    // What was never asked for is not there.
    assert!(answer.page(5000..6000).is_empty());
    assert!(answer.page(Range { start: 7, end: 3 }).is_empty());
}

#[test]
fn searching_narrows_the_table_and_sums_what_is_left() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let search = |session: &mut Session, text: &str| {
        let search = text.to_owned();
        top(
            session,
            TopQuery {
                search,
                ..query(Sort::Flat)
            },
        )
    };
    let (all, _) = search(&mut session, "");
    let (some, rows) = search(&mut session, r"^runtime\.");
    assert!(some.rows > 0 && some.rows < all.rows && some.all_rows == all.rows);
    assert_eq!(rows.len(), some.rows);
    assert!(rows.iter().all(|row| row.name.starts_with("runtime.")));
    assert_eq!(rows.last().unwrap().sum_percent, some.matched_flat_percent);
    let (bad, _) = search(&mut session, "(");
    assert_eq!(bad.search_error, "error parsing regexp: missing closing ): `(`");
    assert_eq!(bad.rows, all.rows);
}

#[test]
fn peek_is_the_text_of_peek() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let peek = |session: &mut Session, name: &str| {
        let name = name.to_owned();
        session.ask::<Peek>(PeekQuery { name }).unwrap().info
    };
    let (_, rows) = top(&mut session, query(Sort::Cum));
    for row in rows.iter().take(5) {
        let peek = peek(&mut session, &row.name);
        assert!(peek.found);
        assert_eq!((peek.cum, peek.flat), (row.cum, row.flat));
        let quoted = format!("^{}$", row.name.replace(['(', ')', '*', '.', '[', ']'], "."));
        let text = session.run_to_text(&format!("peek {quoted}")).unwrap_or_default();
        // In the shell the pattern also selects the unit of the same graph, so the blocks are the same.
        if !text.is_empty() {
            assert!(text.ends_with(&peek.text), "{text}\n{}", peek.text);
        }
    }
    assert!(!peek(&mut session, "nobody").found);
}

#[test]
fn tags_are_the_text_of_tags() {
    for (file, case) in [
        ("cpu.pb.gz", "cpu.tags"),
        ("heap-2.pb.gz", "heap-2.tags"),
        ("goroutine-2.pb.gz", "goroutine-2.tags"),
        ("synthetic/labels.pb.gz", "labels.tags"),
        ("synthetic/empty.pb.gz", "empty.tags"),
    ] {
        let (mut session, _) = session(&[file]);
        // pprof gives each value a unit of its own.
        session.set_option("unit", "auto").unwrap();
        let tags = session.ask::<Tags>(TagsQuery::default()).unwrap();
        let info = tags.info;
        let mut lines = Vec::new();
        for (index, key) in info.keys.iter().enumerate() {
            lines.push(format!(
                "{}: Total {} of {} ({})",
                key.name, key.total_text, info.total_text, key.percent
            ));
            for value in tags.view.values(index, 0..key.values).unwrap() {
                lines.push(format!("{} ({}): {}", value.value_text, value.percent, value.text));
            }
        }
        // The page trims the padding of percentages and leaves the layout to its style sheet.
        let squeezed = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(");
        let wanted: Vec<String> = golden(case)
            .lines()
            .map(squeezed)
            .filter(|line| !line.is_empty())
            .collect();
        assert_eq!(
            lines.iter().map(|line| squeezed(line)).collect::<Vec<_>>(),
            wanted,
            "{case}"
        );
    }
}

#[test]
fn every_value_of_a_label_has_a_filter_that_selects_it() {
    for file in [
        "cpu.pb.gz",
        "heap-2.pb.gz",
        "goroutine-2.pb.gz",
        "synthetic/labels.pb.gz",
    ] {
        let (mut session, _) = session(&[file]);
        let info = session.ask::<Tags>(TagsQuery::default()).unwrap().info;
        let find = |session: &mut Session, key: &str, text: &str| {
            let tags = session.ask::<Tags>(TagsQuery::default()).unwrap();
            let index = tags.info.keys.iter().position(|own| own.name == key)?;
            let values = tags.view.values(index, 0..tags.info.keys[index].values).unwrap();
            values.into_iter().find(|value| value.text == text)
        };
        for key in &info.keys {
            for value in &key.first {
                let what = format!("{file} {} {}: {}", key.name, value.text, value.filter);
                // Some samples of this file have the number 3 as worker and some the text: no filter looks at both.
                if (key.name.as_str(), value.text.as_str()) == ("worker", "3") && file == "synthetic/labels.pb.gz" {
                    assert_eq!(value.filter, "");
                    continue;
                }
                session.set_option("tagfocus", &value.filter).unwrap();
                let found = find(&mut session, &key.name, &value.text).expect(&what);
                assert_eq!(found.value, value.value, "{what}");
                session.set_option("tagfocus", "").unwrap();
                for ignore in [&value.filter, &value.joinable] {
                    if ignore.is_empty() {
                        continue;
                    }
                    session.set_option("tagignore", ignore).unwrap();
                    assert!(find(&mut session, &key.name, &value.text).is_none(), "{what} {ignore}");
                    session.set_option("tagignore", "").unwrap();
                }
            }
        }
    }
}

#[test]
fn labels_are_searched() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let mut search = |text: &str| {
        let search = text.to_owned();
        session.ask::<Tags>(TagsQuery { search }).unwrap().info
    };
    let all = search("");
    let some = search("^phase:");
    assert_eq!(some.keys.len(), 1);
    assert_eq!(some.keys[0].name, "phase");
    assert_eq!(some.all_keys, all.keys.len());
    assert!(all.keys.len() > 1);
    assert!(search("(").search_error.contains("missing closing"));
    assert!(search("no such label").keys.is_empty());
}

/// A column of whole numbers.
fn ints<'a>(columns: &'a Columns, wanted: &str) -> &'a [i32] {
    match columns.iter().find(|(name, _)| *name == wanted) {
        Some((_, Column::Ints(numbers))) => numbers,
        _ => panic!("there is no column {wanted} of whole numbers"),
    }
}

/// A column of numbers.
/// A column of texts.
fn texts<'a>(columns: &'a Columns, wanted: &str) -> &'a [String] {
    match columns.iter().find(|(name, _)| *name == wanted) {
        Some((_, Column::Texts(texts))) => texts,
        _ => panic!("there is no column {wanted} of texts"),
    }
}

#[test]
fn a_flame_graph_weighs_functions_as_top_does() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let (_, rows) = top(&mut session, query(Sort::Flat));
    assert!(rows.len() > 50);
    for row in &rows {
        let around = FlameQuery {
            pivot: row.name.clone(),
            ..FlameQuery::default()
        };
        let flame = session.ask::<Flame>(around).unwrap();
        assert_eq!(floats(&flame.columns, "values")[0], row.cum, "{}", row.name);
        assert_eq!(flame.view.describe(0).unwrap().percent, row.cum_percent.trim());
    }
    let from_leaf = FlameQuery {
        inverted: true,
        ..FlameQuery::default()
    };
    let columns = session.ask::<Flame>(from_leaf).unwrap().columns;
    let (boxes, names) = (ints(&columns, "rows"), ints(&columns, "names"));
    let (values, texts) = (floats(&columns, "values"), texts(&columns, "texts"));
    let leaves = (0..boxes.len()).filter(|&number| boxes[number] == 1);
    let mut leaves: Vec<(String, f64)> = leaves
        .map(|number| (texts[names[number] as usize].clone(), values[number]))
        .collect();
    let mut wanted: Vec<(String, f64)> = rows.iter().map(|row| (row.name.clone(), row.flat)).collect();
    wanted.retain(|(_, flat)| *flat != 0.0);
    leaves.sort_by(|one, other| one.0.cmp(&other.0));
    leaves.retain(|(name, _)| wanted.iter().any(|(other, _)| other == name));
    wanted.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(
        leaves, wanted,
        "what top shows is among the leaves, with the same weight"
    );
}

#[test]
fn what_is_shown_with_a_name_is_found_by_it() {
    // A function and a file that are not UTF-8: people see U+FFFD in place of the byte.
    let mut file = testdata("synthetic/recursion.pb");
    for (text, other) in [
        (&b"\x05visit"[..], &b"\x05vis\xfft"[..]),
        (b"/src/tree/walk.c", b"/src/tree/wal\xff.c"),
    ] {
        let place = file.windows(text.len()).position(|window| window == text).unwrap();
        file.splice(place..place + text.len(), other.iter().copied());
    }
    let mut session = Session::default();
    session.open("names", &file).unwrap();
    for granularity in ["functions", "lines", "addresses"] {
        session.set_option("granularity", granularity).unwrap();
        let (_, rows) = top(&mut session, query(Sort::Cum));
        let odd = rows.iter().filter(|row| row.name.contains('\u{fffd}'));
        assert!(rows.len() > 2 && odd.count() > 0, "{granularity}");
        for TopRow { name, cum, .. } in rows {
            let peek = session.ask::<Peek>(PeekQuery { name: name.clone() }).unwrap().info;
            assert_eq!((peek.found, peek.cum), (true, cum), "{name}");
            let around = FlameQuery {
                pivot: name.clone(),
                ..FlameQuery::default()
            };
            let flame = session.ask::<Flame>(around).unwrap();
            assert_eq!(floats(&flame.columns, "values")[0], cum, "{name}");
            assert_eq!(flame.view.describe(0).unwrap().name, name);
        }
    }
    let wanted = SourceQuery {
        name: "vis\u{fffd}t".to_owned(),
        file: "/src/tree/wal\u{fffd}.c".to_owned(),
        ..SourceQuery::default()
    };
    let open = session.ask::<Source>(wanted.clone()).unwrap().info.open.unwrap();
    assert_eq!((open.function.name, open.function.file), (wanted.name, wanted.file));
}

#[test]
fn functions_without_a_name_of_their_own_are_told_apart_by_their_place() {
    let mut file = testdata("synthetic/recursion.pb");
    for text in [&b"\x06isEven"[..], b"\x05isOdd"] {
        let place = file.windows(text.len()).position(|window| window == text).unwrap();
        file.splice(place..place + text.len(), b"\x0b(anonymous)".iter().copied());
    }
    let mut session = Session::default();
    session.open("anonymous", &file).unwrap();
    let (_, rows) = top(&mut session, query(Sort::Flat));
    let named: Vec<&TopRow> = rows.iter().filter(|row| row.name.contains("(anonymous)")).collect();
    let mut names: Vec<&str> = named.iter().map(|row| row.name.as_str()).collect();
    names.sort_unstable();
    let wanted = ["(anonymous) /src/tree/walk.c:31", "(anonymous) /src/tree/walk.c:41"];
    assert_eq!(names, wanted);
    let peek = |session: &mut Session, name: &str| {
        let query = PeekQuery { name: name.to_owned() };
        session.ask::<Peek>(query).unwrap().info
    };
    for row in &named {
        let found = peek(&mut session, &row.name);
        assert_eq!(
            (found.found, found.flat, found.cum),
            (true, row.flat, row.cum),
            "{}",
            row.name
        );
        let around = FlameQuery {
            pivot: row.name.clone(),
            ..FlameQuery::default()
        };
        let flame = session.ask::<Flame>(around).unwrap();
        assert_eq!(floats(&flame.columns, "values")[0], row.cum);
        assert_eq!(
            session.expression("focus", &row.name).unwrap().1,
            format!(
                "^{}$",
                row.name.replace('(', r"\(").replace(')', r"\)").replace('.', r"\.")
            ),
            "neither name nor file is its own"
        );
    }
    let graph = session.ask::<Graph>(GraphQuery::default()).unwrap().info;
    for row in &named {
        let node = graph.nodes.iter().find(|node| node.name == row.name).unwrap();
        assert_eq!((node.flat, node.cum), (row.flat, row.cum));
    }
    // pprof has one of both, and so may a link.
    let both = peek(&mut session, "(anonymous)");
    assert_eq!(both.flat, named.iter().map(|row| row.flat).sum::<f64>());
    assert!(!peek(&mut session, "isEven").found);
}
