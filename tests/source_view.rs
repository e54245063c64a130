//! Source lines as the page shows them. Numbers and texts are compared with what `go tool pprof` printed for `list`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

use proflens::session::{Role, Session, Source, SourceQuery, SourceRow, SourceRows};
use std::fs;
use std::path::{Path, PathBuf};

fn testdata(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(path)
}

fn golden(case: &str) -> String {
    fs::read_to_string(testdata(&format!("golden/{case}.txt"))).unwrap()
}

fn session(files: &[&str]) -> Session {
    let mut session = Session::default();
    for file in files {
        session.open(file, &fs::read(testdata(file)).unwrap()).unwrap();
    }
    session
}

/// Hands over the sources of a program as a dropped folder.
fn drop_program(session: &mut Session, program: &str) {
    for (path, text) in program_files(program) {
        session.add_source(&path, &text);
    }
}

fn program_files(program: &str) -> Vec<(String, Vec<u8>)> {
    let root = testdata("programs");
    let mut folders = vec![root.join(program)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            files.push((name, fs::read(&path).unwrap()));
        }
    }
    files.sort();
    files
}

/// What is open: what is said of it, the function, its lines.
type Opened = (Source, SourceRow, Vec<SourceRow>);

fn open_with(session: &mut Session, query: &SourceQuery) -> Option<Opened> {
    let source = session.source(query).unwrap();
    let lines = session.source_rows(SourceRows::Lines, 0, usize::MAX).unwrap();
    assert_eq!(lines.len(), source.rows);
    let routine = session.source_rows(SourceRows::Open, 0, 1).unwrap().pop()?;
    Some((source, routine, lines))
}

fn open(session: &mut Session, name: &str) -> Opened {
    let name = name.to_owned();
    let query = SourceQuery {
        name,
        ..SourceQuery::default()
    };
    open_with(session, &query).unwrap()
}

fn search(session: &mut Session, search: &str) -> (Source, Vec<SourceRow>) {
    let search = search.to_owned();
    let query = SourceQuery {
        search,
        ..SourceQuery::default()
    };
    let source = session.source(&query).unwrap();
    let rows = session.source_rows(SourceRows::Routines, 0, usize::MAX).unwrap();
    assert_eq!(rows.len(), source.routines);
    (source, rows)
}

fn behind(session: &Session, which: SourceRows, row: usize) -> Vec<SourceRow> {
    session.source_rows(which, row, 0).unwrap()
}

/// `list` prints a dot where there is nothing.
fn dot(value: f64, text: &str) -> &str {
    if value == 0.0 { "." } else { text }
}

/// What the view shows, in the form of `list`.
fn as_list(routine: &SourceRow, lines: &[SourceRow]) -> String {
    let mut text = format!(
        "ROUTINE ======================== {} in {}\n{:>10} {:>10} (flat, cum) {} of Total\n",
        routine.name, routine.text, routine.flat_text, routine.cum_text, routine.cum_percent
    );
    for line in lines {
        let (flat, cum) = (dot(line.flat, &line.flat_text), dot(line.cum, &line.cum_text));
        text += &format!("{flat:>10} {cum:>10} {:>6}:{}\n", line.line, line.text);
    }
    text
}

/// The parts of a golden `list`, by function; percentages without the spaces that pad them.
fn routines_of(text: &str) -> Vec<String> {
    let parts = text.split("ROUTINE ").skip(1);
    parts
        .map(|part| {
            let (before, share) = part.split_once("(flat, cum) ").unwrap();
            format!("ROUTINE {before}(flat, cum) {}", share.trim_start())
        })
        .collect()
}

fn name_of(part: &str) -> &str {
    let line = part.lines().next().unwrap();
    line.strip_prefix("ROUTINE ======================== ")
        .and_then(|rest| rest.rsplit_once(" in "))
        .unwrap()
        .0
}

#[test]
fn the_lines_are_those_of_list() {
    for (files, options, program, case, count) in [
        (
            &["cpu.pb.gz"][..],
            &["source_path=programs/search"][..],
            "search",
            "cpu.list=rank.source_path=programs_search",
            8,
        ),
        (
            &["cpu.pb.gz"],
            &["source_path=programs/search", "trim_path=shop.example/search"],
            "search",
            "cpu.list=merge.trim_path=shop.example_search.source_path=programs_search",
            1,
        ),
        (
            &["cpu.pb.gz"],
            &["source_path=programs/search", "noinlines=true"],
            "search",
            "cpu.list=rank.noinlines.cum.source_path=programs_search",
            3,
        ),
        (
            &["cpu-2.pb.gz", "cpu.pb.gz"],
            &["source_path=programs/search"],
            "search",
            "cpu-2.list=dot.diff_base=cpu.source_path=programs_search",
            6,
        ),
        (
            &["heap-2.pb.gz"],
            &["source_path=programs/orders"],
            "orders",
            "heap-2.list=Store.source_path=programs_orders",
            1,
        ),
    ] {
        let mut session = session(files);
        if let [_, base] = session.profiles()[..]
            .iter()
            .map(|profile| profile.id)
            .collect::<Vec<_>>()[..]
        {
            session.set_roles(&[(base, Role::DiffBase)]).unwrap();
        }
        for option in options {
            let (name, value) = option.split_once('=').unwrap();
            session.set_option(name, value).unwrap();
        }
        drop_program(&mut session, program);
        let parts = routines_of(&golden(case));
        assert!(parts.len() >= count, "{case} has {} functions", parts.len());
        for part in parts {
            if part.contains(" Error: ") {
                continue;
            }
            let (_, routine, lines) = open(&mut session, name_of(&part));
            assert_eq!(as_list(&routine, &lines), part, "{case}");
        }
    }
}

#[test]
fn the_prompt_lists_what_was_dropped() {
    let mut session = session(&["cpu.pb.gz"]);
    session.set_option("source_path", "programs/search").unwrap();
    let before = session.run_to_text("list rank").unwrap();
    assert!(
        before.contains(" Error: could not find file rank/rank.go on path programs/search\n"),
        "{before}"
    );
    drop_program(&mut session, "search");
    let wanted = golden("cpu.list=rank.source_path=programs_search");
    assert_eq!(session.run_to_text("list search/rank").unwrap(), wanted);
    session.forget_sources();
    assert_eq!(session.run_to_text("list rank").unwrap(), before);
}

#[test]
fn without_the_file_the_lines_with_weight_are_there() {
    let mut session = session(&["cpu.pb.gz"]);
    let (source, routine, lines) = open(&mut session, "shop.example/search/rank.dot");
    assert!(!source.found);
    assert_eq!(source.wanted, "shop.example/search/rank/rank.go");
    assert!(golden("cpu.list=dot.source_path=nowhere").contains(&as_list(&routine, &[])));
    assert!(lines.iter().all(|line| line.text.is_empty() && line.cum != 0.0));
    assert_eq!(lines.iter().map(|line| line.flat).sum::<f64>(), routine.flat);
    assert_eq!(lines[source.hot].flat, source.largest_line.0);

    // With the file they are the same, between others.
    let with_weight = |lines: &[SourceRow]| -> Vec<(f64, f64, f64)> {
        let lines = lines.iter().filter(|line| line.cum != 0.0);
        lines.map(|line| (line.line, line.flat, line.cum)).collect()
    };
    drop_program(&mut session, "search");
    let (found, _, all) = open(&mut session, "shop.example/search/rank.dot");
    assert!(found.found);
    assert_eq!(with_weight(&lines), with_weight(&all));
    assert_eq!(all[found.start].text, "func dot(a, b *vector) (sum float64) {");
    assert_eq!(all[found.hot].line, lines[source.hot].line);
}

#[test]
fn a_whole_file_has_the_lines_of_all_its_functions() {
    let mut session = session(&["cpu.pb.gz"]);
    drop_program(&mut session, "search");
    let file = "shop.example/search/rank/rank.go";
    let query = SourceQuery {
        name: "shop.example/search/rank.dot".to_owned(),
        whole: true,
        ..SourceQuery::default()
    };
    let (source, _, lines) = open_with(&mut session, &query).unwrap();
    let text = fs::read_to_string(testdata("programs/search/rank/rank.go")).unwrap();
    assert_eq!(
        lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        text.lines().collect::<Vec<_>>()
    );
    assert_eq!(source.file_lines, source.rows);
    assert_eq!(lines[source.start].text, "func dot(a, b *vector) (sum float64) {");
    assert!(lines[source.hot].text.contains("product(a, b, i)"));
    let (_, routines) = search(&mut session, "^shop.example/search/rank/rank.go$");
    assert!(routines.len() > 3 && routines.iter().all(|routine| routine.text == file));
    let sum: f64 = routines.iter().map(|routine| routine.flat).sum();
    assert_eq!(lines.iter().map(|line| line.flat).sum::<f64>(), sum);
    // The name of a file opens its heaviest function.
    assert_eq!(open(&mut session, file).1.name, routines[0].name);
}

#[test]
fn another_version_of_a_file_is_noticed() {
    let mut session = session(&["cpu.pb.gz"]);
    let text = fs::read_to_string(testdata("programs/search/rank/rank.go")).unwrap();
    let (before, _, weighed) = open(&mut session, "shop.example/search/rank.dot");
    let last = weighed.last().unwrap().line as usize;
    let shorter: Vec<&str> = text.lines().take(last - 1).collect();
    session.add_source("rank.go", shorter.join("\n").as_bytes());
    let (source, routine, lines) = open(&mut session, "shop.example/search/rank.dot");
    assert_eq!((before.beyond, source.beyond), (0, 1));
    let end = lines.last().unwrap();
    assert_eq!((end.line, end.text.as_str()), (last as f64, "???"));
    assert_eq!(lines[lines.len() - 2].line, last as f64 - 1.0);
    let sum: f64 = lines.iter().map(|line| line.flat).sum();
    assert_eq!(sum, routine.flat);
    // A file without any line is one, too.
    session.add_source("rank.go", b"");
    let (empty, _, lines) = open(&mut session, "shop.example/search/rank.dot");
    assert_eq!((empty.beyond, lines.len()), (weighed.len(), weighed.len()));
    session.forget_sources();
    let (forgotten, _, lines) = open(&mut session, "shop.example/search/rank.dot");
    assert!(!forgotten.found && forgotten.beyond == 0);
    assert_eq!(lines.len(), weighed.len());
}

#[test]
fn a_line_knows_whom_it_calls_and_its_instructions() {
    let mut session = session(&["cpu.pb.gz"]);
    let name = "shop.example/search/rank.(*Ranker).Best";
    let peek = session.peek(name).unwrap();
    let (_, _, lines) = open(&mut session, name);
    let mut all: Vec<(String, f64)> = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        let calls = behind(&session, SourceRows::Calls, row);
        assert_eq!(calls.len(), line.calls);
        assert_eq!(calls.first().map_or("", |call| call.name.as_str()), line.name);
        // Nothing here recurses: what a line does not do itself, its calls do.
        let called: f64 = calls.iter().map(|call| call.cum).sum();
        assert_eq!(line.flat + called, line.cum, "line {}", line.line);
        let places = behind(&session, SourceRows::Places, row);
        assert!(!places.is_empty());
        assert_eq!(places.iter().map(|place| place.cum).sum::<f64>(), line.cum);
        for place in &places {
            assert!(u64::from_str_radix(&place.name, 16).unwrap() > 0);
        }
        for call in calls {
            match all.iter_mut().find(|(known, _)| *known == call.name) {
                Some((_, weight)) => *weight += call.cum,
                None => all.push((call.name, call.cum)),
            }
        }
    }
    let mut callees: Vec<(String, f64)> = peek.callees.into_iter().map(|edge| (edge.name, edge.weight)).collect();
    assert!(callees.len() > 1);
    let by_name = |one: &(String, f64), other: &(String, f64)| one.0.cmp(&other.0);
    all.sort_by(by_name);
    callees.sort_by(by_name);
    assert_eq!(all, callees);
    // What is no line has nothing behind it.
    assert!(behind(&session, SourceRows::Calls, lines.len()).is_empty());
}

#[test]
fn inlined_calls_are_shown_with_their_text() {
    let mut session = session(&["cpu.pb.gz"]);
    drop_program(&mut session, "search");
    let mut inlined: Vec<String> = Vec::new();
    for routine in search(&mut session, "search/rank").1 {
        let (source, _, _) = open(&mut session, &routine.name);
        for row in 0..source.rows {
            for place in behind(&session, SourceRows::Places, row) {
                inlined.extend(place.text.lines().map(str::to_owned));
            }
        }
    }
    inlined.retain(|line| line.starts_with("rank.go:"));
    assert!(!inlined.is_empty());
    let text = fs::read_to_string(testdata("programs/search/rank/rank.go")).unwrap();
    let text: Vec<&str> = text.lines().collect();
    for inlined in &inlined {
        let (place, code) = inlined.split_once('\t').unwrap();
        let line: usize = place.split_once(':').unwrap().1.parse().unwrap();
        assert_eq!(code, text[line - 1].trim(), "{place}");
    }
}

#[test]
fn functions_are_listed_heaviest_first_and_searched() {
    let mut session = session(&["cpu.pb.gz"]);
    let (all, routines) = search(&mut session, "");
    assert_eq!(all.routines, all.all_routines);
    assert!(routines.windows(2).all(|pair| pair[0].flat >= pair[1].flat));
    assert_eq!(routines[0].flat, all.largest.0);
    // Each of them opens, and says where it stands.
    for (position, routine) in routines.iter().enumerate().step_by(7) {
        let query = SourceQuery {
            name: routine.name.clone(),
            file: routine.text.clone(),
            ..SourceQuery::default()
        };
        let (source, opened, _) = open_with(&mut session, &query).unwrap();
        assert_eq!(source.position, position as i32, "{}", routine.name);
        assert_eq!((&opened.name, opened.flat), (&routine.name, routine.flat));
    }
    let opened = |session: &Session| session.source_rows(SourceRows::Open, 0, 1).unwrap().pop();
    // A search matches names and files, and the first that it leaves is opened.
    let (some, left) = search(&mut session, "query/sets");
    assert!(some.routines > 0 && some.routines < all.routines);
    assert_eq!(
        (some.position, opened(&session).unwrap().name),
        (0, left[0].name.clone())
    );
    let (bad, _) = search(&mut session, "(");
    assert_eq!((bad.routines, bad.search_error.is_empty()), (all.routines, false));
    let query = SourceQuery {
        name: "nosuch".to_owned(),
        ..SourceQuery::default()
    };
    assert!(open_with(&mut session, &query).is_none());
    // What is open need not be among those that the search left.
    let query = SourceQuery {
        search: "query/sets".to_owned(),
        name: "shop.example/search/rank.dot".to_owned(),
        ..SourceQuery::default()
    };
    assert_eq!(open_with(&mut session, &query).unwrap().0.position, -1);
    // pprof's page takes what is focused on for the expression of its source view.
    session.set_option("focus", "embed$").unwrap();
    search(&mut session, "");
    assert!(opened(&session).unwrap().name.ends_with("embed"));
    session.set_option("sort", "cum").unwrap();
    let (_, routines) = search(&mut session, "");
    assert!(routines.windows(2).all(|pair| pair[0].cum >= pair[1].cum));
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
fn odd_profiles_do_not_hurt() {
    for file in [
        "synthetic/recursion.pb.gz",
        "synthetic/unsymbolised.pb.gz",
        "synthetic/names.pb.gz",
        "synthetic/values.pb.gz",
        "synthetic/minimum.pb.gz",
        "synthetic/empty.pb.gz",
        "goroutine-2.pb.gz",
        "threadcreate.pb.gz",
    ] {
        let mut session = session(&[file]);
        let (_, routines) = search(&mut session, "");
        // Every file is at hand, with a few lines.
        for name in session.source_files() {
            session.add_source(&name, b"one\n\ttwo\nthree\n");
        }
        for routine in routines.iter().filter(|routine| !routine.name.contains('\u{fffd}')) {
            for whole in [false, true] {
                let query = SourceQuery {
                    name: routine.name.clone(),
                    file: routine.text.clone(),
                    whole,
                    ..SourceQuery::default()
                };
                let (source, opened, lines) = open_with(&mut session, &query).unwrap();
                assert_eq!(opened.name, routine.name);
                assert!(source.hot < source.rows && source.start <= source.rows);
                if !whole {
                    let sum: f64 = lines.iter().map(|line| line.flat).sum();
                    assert!(
                        sum == routine.flat || routine.flat.abs() > 1e15,
                        "{file}: {}",
                        routine.name
                    );
                }
                for row in 0..source.rows {
                    behind(&session, SourceRows::Calls, row);
                    behind(&session, SourceRows::Places, row);
                }
            }
        }
    }
}
