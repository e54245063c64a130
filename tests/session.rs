//! The state behind the page, driven without one. Numbers are compared with what `go tool pprof` printed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

use proflens::session::{ProfileId, Role, Session, TopQuery, TracesQuery};
use std::fs;
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

fn query(sort: &str) -> TopQuery {
    TopQuery {
        sort: sort.to_owned(),
        descending: sort != "name",
        search: String::new(),
    }
}

/// The rows of the table as pprof lays them out.
fn table(session: &mut Session, sort: &str) -> Vec<String> {
    let rows = session.top(&query(sort)).unwrap().rows;
    let rows = session.top_rows(0, rows).unwrap();
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
        assert_eq!(table(&mut session, "flat"), golden_rows(case), "{case}");
        let golden = golden(case);
        let header = session.top(&query("flat")).unwrap().header;
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
fn sorting_changes_the_order_and_nothing_else() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let names = |rows: Vec<String>| -> Vec<String> {
        let names = rows.iter().map(|row| row[44..].trim_end().to_owned());
        names.collect()
    };
    let by_name = names(table(&mut session, "name"));
    let mut sorted = names(table(&mut session, "cum"));
    sorted.sort();
    assert_eq!(by_name, sorted);
    let ascending = TopQuery {
        descending: false,
        ..query("cum")
    };
    session.top(&ascending).unwrap();
    let rows = session.top_rows(0, 1000).unwrap();
    assert!(rows.windows(2).all(|pair| pair[0].cum.abs() <= pair[1].cum.abs()));
    // What was never asked for is not there.
    assert!(session.top_rows(5000, 6000).unwrap().is_empty());
    assert!(session.top_rows(7, 3).unwrap().is_empty());
}

#[test]
fn searching_narrows_the_table_and_sums_what_is_left() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let search = |session: &mut Session, text: &str| {
        let search = text.to_owned();
        session
            .top(&TopQuery {
                search,
                ..query("flat")
            })
            .unwrap()
    };
    let all = search(&mut session, "");
    let some = search(&mut session, r"^runtime\.");
    assert!(some.rows > 0 && some.rows < all.rows && some.all_rows == all.rows);
    let rows = session.top_rows(0, some.rows).unwrap();
    assert!(rows.iter().all(|row| row.name.starts_with("runtime.")));
    assert_eq!(rows.last().unwrap().sum_percent, some.matched_flat_percent);
    let bad = search(&mut session, "(");
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
    }
    let refused = session.set_params("f=(&si=alloc_space&n=x&g=lines&view=top");
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert_eq!(session.params(), "si=alloc_space&g=lines");
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
    let info = session.traces(&TracesQuery { search: String::new() }).unwrap();
    let text = golden("cpu.top");
    assert!(
        text.contains(&format!("of {} total", info.matched_text)),
        "{}",
        info.matched_text
    );
    let rows = session.trace_rows(0, info.groups).unwrap();
    assert_eq!(rows.iter().map(|row| row.samples).sum::<usize>(), info.all_samples);
    assert!(rows.windows(2).all(|pair| pair[0].value >= pair[1].value));
    for index in [0, info.groups - 1] {
        let detail = session.trace(index).unwrap();
        assert_eq!(detail.frames.len(), rows[index].depth);
        assert_eq!(detail.text.lines().count(), rows[index].depth);
        assert_eq!(detail.value_text, rows[index].value_text);
        for label in &detail.labels {
            let samples: usize = label.values.iter().map(|value| value.samples).sum();
            assert!(label.more > 0 || samples <= detail.samples);
        }
    }
    let some = session
        .traces(&TracesQuery {
            search: "merge".to_owned(),
        })
        .unwrap();
    assert!(some.groups > 0 && some.groups < info.groups);
    assert!(session.trace(info.groups).is_err());
}

#[test]
fn peek_is_the_text_of_peek() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    session.top(&query("cum")).unwrap();
    for row in session.top_rows(0, 5).unwrap() {
        let peek = session.peek(&row.name).unwrap();
        assert!(peek.found);
        assert_eq!((peek.cum, peek.flat), (row.cum, row.flat));
        let quoted = format!("^{}$", row.name.replace(['(', ')', '*', '.', '[', ']'], "."));
        let text = session.run_to_text(&format!("peek {quoted}")).unwrap_or_default();
        // In the shell the pattern also selects the unit of the same graph, so the blocks are the same.
        if !text.is_empty() {
            assert!(text.ends_with(&peek.text), "{text}\n{}", peek.text);
        }
    }
    assert!(!session.peek("nobody").unwrap().found);
}
