//! Source lines as the page shows them. Numbers and texts are compared with what `go tool pprof` printed for `list`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

use proflens::session::{Role, Session, Source, SourceLine, SourceQuery};
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

fn open(session: &mut Session, name: &str) -> (Source, Vec<SourceLine>) {
    let query = SourceQuery {
        name: name.to_owned(),
        ..SourceQuery::default()
    };
    let source = session.source(&query).unwrap();
    let lines = session.source_lines(0, source.rows);
    assert_eq!(lines.len(), source.rows);
    (source, lines)
}

fn whole(session: &mut Session, name: &str) -> (Source, Vec<SourceLine>) {
    let query = SourceQuery {
        name: name.to_owned(),
        whole: true,
        ..SourceQuery::default()
    };
    let source = session.source(&query).unwrap();
    let lines = session.source_lines(0, source.rows);
    (source, lines)
}

/// What the view shows, in the form of `list`.
fn as_list(source: &Source, lines: &[SourceLine]) -> String {
    let routine = source.routine.as_ref().unwrap();
    let mut text = format!(
        "ROUTINE ======================== {} in {}\n{:>10} {:>10} (flat, cum) {} of Total\n",
        routine.name, routine.file, routine.flat_text, routine.cum_text, routine.cum_percent
    );
    for line in lines {
        text += &format!(
            "{:>10} {:>10} {:>6}:{}\n",
            line.flat_text, line.cum_text, line.line, line.text
        );
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
            let (source, lines) = open(&mut session, name_of(&part));
            assert_eq!(as_list(&source, &lines), part, "{case}");
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
    let (source, lines) = open(&mut session, "shop.example/search/rank.dot");
    let routine = source.routine.as_ref().unwrap();
    assert!(!routine.found);
    assert_eq!(
        (source.path.as_str(), source.wanted.as_str()),
        ("", "shop.example/search/rank/rank.go")
    );
    assert!(golden("cpu.list=dot.source_path=nowhere").contains(&as_list(&source, &[])));
    assert!(lines.iter().all(|line| line.text.is_empty() && line.cum != 0.0));
    assert_eq!(lines.iter().map(|line| line.flat).sum::<f64>(), routine.flat);
    assert_eq!(lines[source.hot].flat, source.max_flat);

    // With the file they are the same, between others.
    let with_weight = |lines: &[SourceLine]| -> Vec<(f64, f64, f64)> {
        let lines = lines.iter().filter(|line| line.cum != 0.0);
        lines.map(|line| (line.line, line.flat, line.cum)).collect()
    };
    drop_program(&mut session, "search");
    let (found, all) = open(&mut session, "shop.example/search/rank.dot");
    assert_eq!(found.path, "search/rank/rank.go");
    assert_eq!(with_weight(&lines), with_weight(&all));
    assert_eq!(all[found.start].text, "func dot(a, b *vector) (sum float64) {");
    assert_eq!(all[found.hot].line, lines[source.hot].line);
}

#[test]
fn a_whole_file_has_the_lines_of_all_its_functions() {
    let mut session = session(&["cpu.pb.gz"]);
    drop_program(&mut session, "search");
    let file = "shop.example/search/rank/rank.go";
    let (source, lines) = whole(&mut session, "shop.example/search/rank.dot");
    let text = fs::read_to_string(testdata("programs/search/rank/rank.go")).unwrap();
    assert_eq!(
        lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        text.lines().collect::<Vec<_>>()
    );
    assert_eq!(source.file_lines, source.rows);
    assert_eq!(lines[source.start].text, "func dot(a, b *vector) (sum float64) {");
    let info = session.sources("^shop.example/search/rank/rank.go$").unwrap();
    let routines = session.source_routines(0, info.routines).unwrap();
    assert!(routines.len() > 3 && routines.iter().all(|routine| routine.file == file && routine.found));
    let sum: f64 = routines.iter().map(|routine| routine.flat).sum();
    assert_eq!(lines.iter().map(|line| line.flat).sum::<f64>(), sum);
    // The name of a file opens its heaviest function.
    assert_eq!(open(&mut session, file).0.routine.unwrap().name, routines[0].name);
}

#[test]
fn another_version_of_a_file_is_noticed() {
    let mut session = session(&["cpu.pb.gz"]);
    let text = fs::read_to_string(testdata("programs/search/rank/rank.go")).unwrap();
    let (before, weighed) = open(&mut session, "shop.example/search/rank.dot");
    let last = weighed.last().unwrap().line as usize;
    let shorter: Vec<&str> = text.lines().take(last - 1).collect();
    session.add_source("rank.go", shorter.join("\n").as_bytes());
    let (source, lines) = open(&mut session, "shop.example/search/rank.dot");
    assert_eq!((before.beyond, source.beyond), (0, 1));
    let end = lines.last().unwrap();
    assert_eq!((end.line, end.text.as_str()), (last as f64, "???"));
    assert_eq!(lines[lines.len() - 2].line, last as f64 - 1.0);
    let sum: f64 = lines.iter().map(|line| line.flat).sum();
    assert_eq!(sum, source.routine.unwrap().flat);
    // A file without any line is one, too.
    session.add_source("rank.go", b"");
    let (empty, lines) = open(&mut session, "shop.example/search/rank.dot");
    assert_eq!((empty.beyond, lines.len()), (weighed.len(), weighed.len()));
}

#[test]
fn a_line_knows_whom_it_calls_and_its_instructions() {
    let mut session = session(&["cpu.pb.gz"]);
    let name = "shop.example/search/rank.(*Ranker).Rank";
    let peek = session.peek(name).unwrap();
    let (_, lines) = open(&mut session, name);
    let mut calls: Vec<(String, f64)> = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        let detail = session.source_detail(row);
        assert_eq!(detail.calls.len() + detail.more_calls, line.calls);
        assert_eq!(detail.calls.first().map_or("", |call| call.name.as_str()), line.call);
        // Nothing here recurses: what a line does not do itself, its calls do.
        let called: f64 = detail.calls.iter().map(|call| call.weight).sum();
        assert_eq!(line.flat + called, line.cum, "line {}", line.line);
        assert!(!detail.places.is_empty());
        for place in &detail.places {
            assert!(u64::from_str_radix(&place.address, 16).unwrap() > 0);
        }
        for call in detail.calls {
            match calls.iter_mut().find(|(known, _)| *known == call.name) {
                Some((_, weight)) => *weight += call.weight,
                None => calls.push((call.name, call.weight)),
            }
        }
    }
    let mut callees: Vec<(String, f64)> = peek.callees.into_iter().map(|edge| (edge.name, edge.weight)).collect();
    let by_name = |one: &(String, f64), other: &(String, f64)| one.0.cmp(&other.0);
    calls.sort_by(by_name);
    callees.sort_by(by_name);
    assert_eq!(calls, callees);
    // What has no weight has nothing behind it.
    let nothing = session.source_detail(lines.len());
    assert!(nothing.calls.is_empty() && nothing.places.is_empty());
}

#[test]
fn inlined_calls_are_shown_with_their_text() {
    let mut session = session(&["cpu.pb.gz"]);
    drop_program(&mut session, "search");
    let info = session.sources("search/rank").unwrap();
    let mut inlined: Vec<[String; 3]> = Vec::new();
    for routine in session.source_routines(0, info.routines).unwrap() {
        let (source, _) = open(&mut session, &routine.name);
        let places = (0..source.rows).flat_map(|row| session.source_detail(row).places);
        inlined.extend(places.flat_map(|place| place.inlined));
    }
    inlined.retain(|[_, place, _]| place.starts_with("rank.go:"));
    assert!(!inlined.is_empty());
    let text = fs::read_to_string(testdata("programs/search/rank/rank.go")).unwrap();
    let text: Vec<&str> = text.lines().collect();
    for [name, place, code] in &inlined {
        let line: usize = place.split_once(':').unwrap().1.parse().unwrap();
        assert_eq!(code, text[line - 1].trim(), "{name}");
    }
}

#[test]
fn functions_are_listed_heaviest_first_and_searched() {
    let mut session = session(&["cpu.pb.gz"]);
    let all = session.sources("").unwrap();
    assert_eq!(all.routines, all.all_routines);
    let routines = session.source_routines(0, all.routines).unwrap();
    assert!(routines.windows(2).all(|pair| pair[0].flat >= pair[1].flat));
    assert_eq!(routines[0].flat, all.max_flat);
    // Each of them opens, and says where it stands.
    for (position, routine) in routines.iter().enumerate().step_by(7) {
        let query = SourceQuery {
            name: routine.name.clone(),
            file: routine.file.clone(),
            whole: false,
        };
        let source = session.source(&query).unwrap();
        assert_eq!(source.position, position as i32, "{}", routine.name);
    }
    let nothing_said = |session: &mut Session| open(session, "").0.routine.unwrap().name;
    assert_eq!(nothing_said(&mut session), routines[0].name);
    // A search matches names and files, and the first that it leaves is opened.
    let some = session.sources("query/sets").unwrap();
    assert!(some.routines > 0 && some.routines < all.routines);
    let left = session.source_routines(0, 10_000).unwrap();
    assert_eq!(left.len(), some.routines);
    assert_eq!(nothing_said(&mut session), left[0].name);
    let bad = session.sources("(").unwrap();
    assert_eq!((bad.routines, bad.search_error.is_empty()), (all.routines, false));
    assert_eq!(open(&mut session, "nosuch").0.routine.map(|routine| routine.name), None);
    assert!(session.source_lines(0, 100).is_empty());
    // pprof's page takes what is focused on for the expression of its source view.
    session.set_option("focus", "embed$").unwrap();
    session.sources("").unwrap();
    assert!(nothing_said(&mut session).ends_with("embed"));
    session.set_option("sort", "cum").unwrap();
    let info = session.sources("").unwrap();
    let routines = session.source_routines(0, info.routines).unwrap();
    assert!(routines.windows(2).all(|pair| pair[0].cum >= pair[1].cum));
}

#[test]
fn only_files_that_profiles_name_are_worth_reading() {
    let mut session = Session::default();
    let files: Vec<String> = program_files("search").into_iter().map(|(path, _)| path).collect();
    assert!(session.source_names().is_empty() && session.choose_sources(&files).is_empty());
    session
        .open("cpu.pb.gz", &fs::read(testdata("cpu.pb.gz")).unwrap())
        .unwrap();
    assert!(session.source_names().iter().any(|name| name == "rank.go"));
    let mut offered = files.clone();
    offered.extend(["search/vendor/other/rank.go", "README.md", "search/rank/rank_test.go"].map(str::to_owned));
    let chosen: Vec<&str> = session
        .choose_sources(&offered)
        .into_iter()
        .map(|index| offered[index as usize].as_str())
        .collect();
    assert_eq!(chosen, files.iter().map(String::as_str).collect::<Vec<_>>());
    drop_program(&mut session, "search");
    assert!(session.choose_sources(&offered).is_empty());
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
        let info = session.sources("").unwrap();
        // The name of every file is at hand, with a few lines.
        for name in session.source_names() {
            session.add_source(&name, b"one\n\ttwo\nthree\n");
        }
        for routine in session.source_routines(0, info.routines).unwrap() {
            for whole in [false, true] {
                let query = SourceQuery {
                    name: routine.name.clone(),
                    file: routine.file.clone(),
                    whole,
                };
                let source = session.source(&query).unwrap();
                assert_eq!(source.routine.as_ref().unwrap().name, routine.name);
                let lines = session.source_lines(0, usize::MAX);
                assert_eq!(lines.len(), source.rows, "{file}: {}", routine.name);
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
                    session.source_detail(row);
                }
            }
        }
    }
}
