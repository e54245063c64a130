//! The state behind the page, driven without one. Numbers are compared with what `go tool pprof` printed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

use proflens::session::{
    Column, Columns, Flame, FlameQuery, Peek, PeekQuery, ProfileId, Role, Session, Sort, Tags, TagsQuery, Ticket, Top,
    TopInfo, TopQuery, TopRow, Traces, TracesQuery, Wanted,
};
use std::fs;
use std::ops::Range;
use std::path::Path;

fn testdata(path: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    fs::read(root.join(path)).unwrap()
}

fn golden(case: &str) -> String {
    String::from_utf8(testdata(&format!("golden/{case}.txt"))).unwrap()
}

fn session(files: &[&str]) -> (Session, Vec<ProfileId>) {
    let mut session = Session::default();
    let open = |file: &&str| session.open(file, &testdata(file)).unwrap();
    let ids = files.iter().map(open).collect();
    (session, ids)
}

fn query(sort: Sort) -> TopQuery {
    TopQuery {
        sort: Some(sort),
        ..TopQuery::default()
    }
}

/// What is said of a table, and all its rows.
fn top(session: &mut Session, query: TopQuery) -> (TopInfo, Vec<TopRow>) {
    let top = session.ask::<Top>(query).unwrap();
    (top.info, top.view.page(0..usize::MAX))
}

/// The rows of the table as pprof lays them out.
fn table(session: &mut Session, sort: Sort) -> Vec<String> {
    let (info, rows) = top(session, query(sort));
    assert_eq!(rows.len(), info.rows);
    rows.iter()
        .map(|row| {
            let line = format!(
                "{:>10} {:>6} {:>6} {:>10} {:>6}  {} {}",
                row.flat_text, row.flat_percent, row.sum_percent, row.cum_text, row.cum_percent, row.name, row.mark
            );
            line.trim_end().to_owned()
        })
        .collect()
}

/// The rows of a golden `top`.
fn golden_rows(case: &str) -> Vec<String> {
    let text = golden(case);
    let rows = text.lines().skip_while(|line| !line.trim_start().starts_with("flat "));
    rows.skip(1).map(str::to_owned).collect()
}

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
        let lines = summary.profile_lines.join("\n");
        assert!(golden.starts_with(&lines), "{lines}");
    }
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
fn a_base_is_a_state_of_everything() {
    let (mut session, ids) = session(&["goroutine-1.pb.gz", "goroutine-2.pb.gz"]);
    let roles: Vec<&str> = session.profiles().iter().map(|profile| profile.role).collect();
    assert_eq!(roles, ["source", "off"]);
    session
        .set_roles(&[(ids[0], Role::DiffBase), (ids[1], Role::Source)])
        .unwrap();
    let diff = session.summary().unwrap().diff.unwrap();
    let totals: Vec<f64> = session
        .profiles()
        .iter()
        .map(|profile| profile.sample_types[0].total)
        .collect();
    assert_eq!((diff.base, diff.source), (totals[0], totals[1]));
    assert_eq!(diff.change_text, format!("+{}", totals[1] - totals[0]));
    let shell = session.run_to_text("top").unwrap();
    assert!(shell.contains(&format!("of {} total", totals[0])), "{shell}");
    // One kind of base at a time.
    session.set_roles(&[(ids[0], Role::Base)]).unwrap();
    assert_eq!(session.summary().unwrap().diff.unwrap().role, "base");
    // Normalising takes the growth away.
    session.set_option("normalize", "true").unwrap();
    assert!(session.summary().unwrap().diff.unwrap().normalize);
    session.run_to_text("normalize=false").unwrap();
    assert!(!session.summary().unwrap().diff.unwrap().normalize);
}

#[test]
fn what_does_not_combine_is_refused_and_changes_nothing() {
    let (mut session, ids) = session(&["heap-1.pb.gz", "cpu.pb.gz"]);
    let before = session.run_to_text("top").unwrap();
    let error = session.set_roles(&[(ids[1], Role::Base)]).unwrap_err();
    assert!(error.to_string().contains("empty common sample type list"), "{error}");
    let roles: Vec<&str> = session.profiles().iter().map(|profile| profile.role).collect();
    assert_eq!(roles, ["source", "off"]);
    assert_eq!(session.run_to_text("top").unwrap(), before);
    // Without the source, the other one takes its place.
    session.close(ids[0]).unwrap();
    assert_eq!(session.profiles()[0].role, "source");
    session.close(ids[1]).unwrap();
    assert!(!session.summary().unwrap().ready);
    assert!(
        session
            .run_to_text("top")
            .unwrap_err()
            .to_string()
            .contains("no profile is open")
    );
}

#[test]
fn options_are_refused_where_they_enter() {
    let (mut session, _) = session(&["heap-1.pb.gz"]);
    for (name, value) in [
        ("focus", "("),
        ("tagfocus", "bytes=("),
        ("sample_index", "nothing"),
        ("divide_by", "0"),
        ("granularity", "words"),
        ("nodecount", "many"),
        ("nonsense", "1"),
    ] {
        assert!(session.set_option(name, value).is_err(), "{name}={value}");
        assert_eq!(session.params(), "", "{name}={value}");
        assert!(
            session.run_to_text(&format!("{name}={value}")).is_err(),
            "{name}={value}"
        );
        assert_eq!(session.params(), "", "{name}={value}");
    }
    let refused = session.set_params("f=(&si=alloc_space&n=x&g=lines&view=top");
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert_eq!(session.params(), "si=alloc_space&g=lines");
}

#[test]
fn every_door_refuses_with_the_same_sentence_and_leaves_what_was_there() {
    let (mut session, _) = session(&["heap-1.pb.gz"]);
    for (name, parameter, good, bad) in [
        ("focus", "f", "cache", "("),
        ("tagshow", "ts", "bytes", "["),
        ("tagignore", "ti", "bytes=1kb:", "bytes=("),
        ("divide_by", "divide_by", "2", "0"),
    ] {
        session.set_option(name, good).unwrap();
        let before = session.params();
        let set = session.set_option(name, bad).unwrap_err().to_string();
        let typed = session.run_to_text(&format!("{name}={bad}")).unwrap_err().to_string();
        assert_eq!(session.params(), before);
        let linked = session.set_params(&format!("{parameter}={bad}"));
        assert_eq!((&typed, linked.as_slice()), (&set, [set.clone()].as_slice()));
        assert_eq!(
            session.params(),
            "",
            "a link says all options: what it says wrong is at its default"
        );
    }
}

#[test]
fn the_shell_and_the_options_are_one_state() {
    let (mut session, _) = session(&["heap-1.pb.gz"]);
    session.run_to_text("focus=cache").unwrap();
    session.run_to_text("alloc_space").unwrap();
    session.run_to_text("lines=1").unwrap();
    assert_eq!(session.params(), "si=alloc_space&f=cache&g=lines");
    session.set_params("i=main");
    assert!(
        session
            .run_to_text("options")
            .unwrap()
            .contains("ignore                    = main")
    );
    session.run_to_text(":").unwrap();
    assert_eq!(session.params(), "");
    assert_eq!(session.complete("pee"), ["peek"]);
    // A blank of several bytes.
    assert_eq!(session.complete("\u{2003}pee"), ["\u{2003}peek"]);
    assert!(
        session
            .complete("peek cache.")
            .iter()
            .all(|line| line.contains("cache."))
    );
    assert!(session.run_to_text("top >file").is_err());
}

#[test]
fn stacks_are_grouped_without_losing_a_sample() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let traces = session.ask::<Traces>(TracesQuery::default()).unwrap();
    let (info, traces) = (traces.info, traces.view);
    let text = golden("cpu.top");
    assert!(
        text.contains(&format!("of {} total", info.matched_text)),
        "{}",
        info.matched_text
    );
    let rows = traces.page(0..info.groups);
    assert_eq!(rows.iter().map(|row| row.samples).sum::<usize>(), info.all_samples);
    assert!(rows.windows(2).all(|pair| pair[0].value >= pair[1].value));
    for index in [0, info.groups - 1] {
        let detail = traces.group(index).unwrap();
        assert_eq!(detail.frames.len(), rows[index].depth);
        assert_eq!(detail.text.lines().count(), rows[index].depth);
        assert_eq!(detail.value_text, rows[index].value_text);
        for label in &detail.labels {
            let samples: usize = label.values.iter().map(|value| value.samples).sum();
            assert!(label.more > 0 || samples <= detail.samples);
        }
    }
    assert!(traces.group(info.groups).is_err());
    let query = TracesQuery {
        search: "merge".to_owned(),
    };
    let some = session.ask::<Traces>(query).unwrap();
    assert!(some.info.groups > 0 && some.info.groups < info.groups);
    assert!(some.view.group(some.info.groups).is_err());
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

/// A report that is wanted by its name.
fn report(name: &str) -> Wanted {
    Wanted {
        report: name.to_owned(),
        ..Wanted::default()
    }
}

/// The rows of an answer that are wanted.
fn answered(name: &str, ticket: Ticket) -> Wanted {
    Wanted {
        ticket: Some(ticket),
        ..report(name)
    }
}

/// What is wanted as a page downloads it, `rows` at a time.
fn downloaded(session: &Session, wanted: &Wanted, rows: usize) -> String {
    let mut download = session.download(wanted).unwrap();
    let mut text = Vec::new();
    let mut done = 0.0;
    while done < 1.0 {
        let before = done;
        done = download.write(rows, &mut text).unwrap();
        assert!(done > before && done <= 1.0, "{wanted:?}: {before} {done}");
    }
    String::from_utf8(text).unwrap()
}

#[test]
fn downloads_are_what_the_command_prints() {
    for (file, name, pattern, case) in [
        ("cpu.pb.gz", "top", None, "cpu.top"),
        ("cpu.pb.gz", "tags", None, "cpu.tags"),
        ("cpu.pb.gz", "peek", Some("rank.dot"), "cpu.peek=rank.dot"),
        ("goroutine-2.pb.gz", "tree", None, "goroutine-2.tree"),
        ("goroutine-2.pb.gz", "traces", None, "goroutine-2.traces"),
        ("synthetic/header.pb.gz", "comments", None, "header.comments"),
        ("synthetic/empty.pb.gz", "traces", None, "empty.traces"),
    ] {
        let (session, _) = session(&[file]);
        let wanted = Wanted {
            pattern: pattern.map(str::to_owned),
            ..report(name)
        };
        for rows in [1, 3, 1_000_000] {
            assert_eq!(downloaded(&session, &wanted, rows), golden(case), "{case}");
        }
    }
    let (mut session, _) = session(&["cpu.pb.gz"]);
    session.set_option("focus", "rank").unwrap();
    session.set_option("nodecount", "10").unwrap();
    assert_eq!(
        downloaded(&session, &report("top"), 1),
        golden("cpu.top.focus=rank.nodecount=10")
    );
    assert_eq!(
        downloaded(&session, &report("raw"), 7),
        downloaded(&session, &report("raw"), 1_000_000)
    );
    assert!(session.download(&report("peek")).is_err());
    assert!(session.download(&report("nosuch")).is_err());
}

#[test]
fn what_is_shown_may_change_under_a_download() {
    let (mut session, ids) = session(&["goroutine-2.pb.gz"]);
    let mut download = session.download(&report("traces")).unwrap();
    let mut text = Vec::new();
    download.write(2, &mut text).unwrap();
    session.set_option("focus", "nothing").unwrap();
    session.close(ids[0]).unwrap();
    while download.write(2, &mut text).unwrap() < 1.0 {}
    assert_eq!(String::from_utf8(text).unwrap(), golden("goroutine-2.traces"));
}

#[test]
fn files_are_named_for_the_profile_and_the_report() {
    let (mut session, ids) = session(&["heap-2.pb.gz", "heap-1.pb.gz"]);
    let file = |session: &Session, name: &str| {
        let reports = session.reports();
        reports.into_iter().find(|report| report.name == name).unwrap().file
    };
    assert_eq!(file(&session, "top"), "heap-2.top.txt");
    assert_eq!(file(&session, "proto"), "heap-2.proto.pb.gz");
    assert_eq!(file(&session, "csv"), "heap-2.top.csv");
    assert!(session.reports().iter().all(|report| report.name != "disasm"));
    session.set_roles(&[(ids[1], Role::DiffBase)]).unwrap();
    assert_eq!(file(&session, "folded"), "heap-2-since-heap-1.folded");
    for (line, wanted) in [
        ("top", ""),
        ("top10 json >some/file.txt", "file.txt"),
        ("top >", ""),
        ("proto", "heap-2-since-heap-1.proto.pb.gz"),
        ("output=x", ""),
        ("nosuch >file", ""),
    ] {
        assert_eq!(session.destination(line), wanted, "{line}");
    }
    session.run_to_text("output=all.txt").unwrap();
    assert_eq!(session.destination("tree"), "all.txt");
    let line = Wanted {
        line: "top3 >x".to_owned(),
        ..Wanted::default()
    };
    let text = downloaded(&session, &line, 1);
    session.run_to_text("output=").unwrap();
    assert_eq!(text, session.run_to_text("top3").unwrap());
}

#[test]
fn the_table_downloads_as_it_is_sorted_and_searched() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let ticket = session.ask::<Top>(query(Sort::Flat)).unwrap().ticket;
    let csv = downloaded(&session, &answered("csv", ticket), 5);
    let mut lines = csv.lines();
    assert_eq!(
        lines.next().unwrap(),
        "function,inline,flat (nanoseconds),flat %,sum %,cum (nanoseconds),cum %"
    );
    let shares = |line: &str| -> Vec<String> {
        let fields: Vec<&str> = line.rsplitn(6, ',').collect();
        [fields[3], fields[2], fields[0]]
            .map(|share| format!("{share}%"))
            .to_vec()
    };
    let wanted: Vec<Vec<String>> = golden_rows("cpu.top")
        .iter()
        .map(|row| {
            let words: Vec<&str> = row.split_whitespace().collect();
            [words[1], words[2], words[4]].map(str::to_owned).to_vec()
        })
        .collect();
    assert_eq!(lines.map(shares).collect::<Vec<_>>(), wanted);
    let search = TopQuery {
        search: "rank".to_owned(),
        ..query(Sort::Name)
    };
    let top = session.ask::<Top>(search).unwrap();
    let (rows, all_rows) = (top.info.rows, top.info.all_rows);
    let csv = downloaded(&session, &answered("csv", top.ticket), 5);
    let names: Vec<String> = top.view.page(0..rows).into_iter().map(|row| row.name).collect();
    assert!(rows > 1 && rows < all_rows);
    assert_eq!(csv.lines().count(), rows + 1);
    for (line, name) in csv.lines().skip(1).zip(names) {
        assert!(line.trim_start_matches('"').starts_with(&name), "{line}");
    }
}

#[test]
fn stacks_download_folded() {
    let (mut session, _) = session(&["goroutine-2.pb.gz"]);
    let search = |text: &str| TracesQuery {
        search: text.to_owned(),
    };
    let traces = session.ask::<Traces>(search("")).unwrap();
    let folded = downloaded(&session, &answered("folded", traces.ticket), 2);
    assert_eq!(folded.lines().count(), traces.info.groups);
    let total: i64 = folded
        .lines()
        .map(|line| line.rsplit(' ').next().unwrap().parse::<i64>().unwrap())
        .sum();
    assert!(golden("goroutine-2.top").contains(&format!(" of {total} total")));
    let first = traces.view.group(0).unwrap();
    let mut names: Vec<&str> = first.frames.iter().map(|frame| frame.name.as_str()).collect();
    names.reverse();
    assert_eq!(
        folded.lines().next().unwrap(),
        format!("{} {}", names.join(";"), first.value_text)
    );
    let some = session.ask::<Traces>(search("Webhook")).unwrap();
    assert!(some.info.groups < traces.info.groups);
    let folded = downloaded(&session, &answered("folded", some.ticket), 100);
    assert_eq!(folded.lines().count(), some.info.groups);
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

#[test]
fn defaults_are_never_refused() {
    let (mut session, _) = session(&["heap-1.pb.gz"]);
    for (name, value) in [
        ("granularity", "lines"),
        ("nodecount", "7"),
        ("sample_index", "alloc_space"),
    ] {
        session.set_option(name, value).unwrap();
        assert_ne!(session.params(), "");
        session
            .set_option(name, if name == "nodecount" { "-1" } else { "" })
            .unwrap();
        assert_eq!(session.params(), "", "{name}");
    }
}

#[test]
fn options_complete_with_what_the_profile_has() {
    let (session, _) = session(&["cpu.pb.gz"]);
    assert_eq!(session.complete("unit=m"), ["unit=minimum", "unit=ms"]);
    assert_eq!(session.complete("tagroot=phase,te"), ["tagroot=phase,tenant"]);
    assert_eq!(session.complete("tagfocus=ph"), ["tagfocus=phase="]);
    assert_eq!(session.complete("sort=c"), ["sort=cum"]);
    assert!(
        session
            .complete("focus=rank.dot")
            .contains(&"focus=shop.example/search/rank.dot".to_owned())
    );
}

/// A column of whole numbers.
fn ints<'a>(columns: &'a Columns, wanted: &str) -> &'a [i32] {
    match columns.iter().find(|(name, _)| *name == wanted) {
        Some((_, Column::Ints(numbers))) => numbers,
        _ => panic!("there is no column {wanted} of whole numbers"),
    }
}

/// A column of numbers.
fn floats<'a>(columns: &'a Columns, wanted: &str) -> &'a [f64] {
    match columns.iter().find(|(name, _)| *name == wanted) {
        Some((_, Column::Floats(numbers))) => numbers,
        _ => panic!("there is no column {wanted} of numbers"),
    }
}

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
