//! Source lines as the page shows them. Numbers and texts are compared with what `go tool pprof` printed for `list`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

mod functions;
mod weights;

use proflens::session::{
    FunctionRow, LineDetail, LineRow, OpenInfo, Peek, PeekQuery, Role, Session, Source, SourceInfo, SourceQuery,
};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

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

/// What is open: what is said of it, its lines, and what hands out what is behind them.
struct Opened {
    info: OpenInfo,
    lines: Vec<LineRow>,
    view: Rc<Source>,
}

impl Opened {
    fn behind(&self, session: &Session, row: usize) -> LineDetail {
        self.view.behind(session, row)
    }
}

fn open_with(session: &mut Session, query: SourceQuery) -> Option<Opened> {
    let source = session.ask::<Source>(query).unwrap();
    let lines = source.view.lines(0..usize::MAX);
    assert_eq!(lines.len(), source.info.open.as_ref().map_or(0, |open| open.rows));
    Some(Opened {
        info: source.info.open?,
        lines,
        view: source.view,
    })
}

fn open(session: &mut Session, name: &str) -> Opened {
    let name = name.to_owned();
    let query = SourceQuery {
        name,
        ..SourceQuery::default()
    };
    open_with(session, query).unwrap()
}

fn search(session: &mut Session, search: &str) -> (SourceInfo, Vec<FunctionRow>) {
    let search = search.to_owned();
    let query = SourceQuery {
        search,
        ..SourceQuery::default()
    };
    let source = session.ask::<Source>(query).unwrap();
    let rows = source.view.functions(0..usize::MAX);
    assert_eq!(rows.len(), source.info.functions);
    (source.info, rows)
}

/// What lines weigh themselves.
fn sum_of(lines: &[LineRow]) -> f64 {
    lines.iter().map(|line| line.weights.flat).sum()
}

/// `list` prints a dot where there is nothing.
fn dot(value: f64, text: &str) -> &str {
    if value == 0.0 { "." } else { text }
}

/// What the view shows, in the form of `list`.
fn as_list(FunctionRow { name, file, weights }: &FunctionRow, lines: &[LineRow]) -> String {
    let mut text = format!(
        "ROUTINE ======================== {name} in {file}\n{:>10} {:>10} (flat, cum) {} of Total\n",
        weights.flat_text, weights.cum_text, weights.cum_percent
    );
    for line in lines {
        let weights = &line.weights;
        let (flat, cum) = (
            dot(weights.flat, &weights.flat_text),
            dot(weights.cum, &weights.cum_text),
        );
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

/// What stands below the heading.
fn lines_of(part: &str) -> &str {
    part.splitn(3, '\n').nth(2).unwrap()
}

#[test]
fn the_lines_are_those_of_list() {
    let mut counted_once = 0;
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
        // pprof gives each value a unit of its own.
        session.set_option("unit", "auto").unwrap();
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
            let Opened { info, lines, .. } = open(&mut session, name_of(&part));
            let shown = as_list(&info.function, &lines);
            // Where a function calls itself, `list` counts samples several times in its heading.
            if info.function.name.ends_with(".down") {
                assert_eq!(lines_of(&shown), lines_of(&part), "{case}");
                counted_once += usize::from(shown != part);
                continue;
            }
            assert_eq!(shown, part, "{case}");
        }
    }
    assert!(counted_once > 0);
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
    let without = open(&mut session, "shop.example/search/rank.dot");
    let (info, lines) = (&without.info, &without.lines);
    assert!(!info.found);
    assert_eq!(info.wanted, "shop.example/search/rank/rank.go");
    assert!(golden("cpu.list=dot.source_path=nowhere").contains(&as_list(&info.function, &[])));
    assert!(lines.iter().all(|line| line.text.is_empty() && line.weights.cum != 0.0));
    assert_eq!(sum_of(lines), info.function.weights.flat);
    assert_eq!(lines[info.hot].weights.flat, info.largest_line.0);

    // With the file they are the same, between others.
    let with_weight = |lines: &[LineRow]| -> Vec<(f64, f64, f64)> {
        let lines = lines.iter().filter(|line| line.weights.cum != 0.0);
        lines
            .map(|line| (line.line, line.weights.flat, line.weights.cum))
            .collect()
    };
    drop_program(&mut session, "search");
    let with = open(&mut session, "shop.example/search/rank.dot");
    assert!(with.info.found);
    assert_eq!(with_weight(lines), with_weight(&with.lines));
    assert_eq!(
        with.lines[with.info.start].text,
        "func dot(a, b *vector) (sum float64) {"
    );
    assert_eq!(with.lines[with.info.hot].line, lines[info.hot].line);
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
    let Opened { info, lines, .. } = open_with(&mut session, query).unwrap();
    let text = fs::read_to_string(testdata("programs/search/rank/rank.go")).unwrap();
    assert_eq!(
        lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        text.lines().collect::<Vec<_>>()
    );
    assert_eq!(info.file_lines, info.rows);
    assert_eq!(lines[info.start].text, "func dot(a, b *vector) (sum float64) {");
    assert!(lines[info.hot].text.contains("product(a, b, i)"));
    let (_, functions) = search(&mut session, "^shop.example/search/rank/rank.go$");
    assert!(functions.len() > 3 && functions.iter().all(|function| function.file == file));
    let sum: f64 = functions.iter().map(|function| function.weights.flat).sum();
    assert_eq!(sum_of(&lines), sum);
    // The name of a file opens its heaviest function.
    assert_eq!(open(&mut session, file).info.function.name, functions[0].name);
}

#[test]
fn another_version_of_a_file_is_noticed() {
    let mut session = session(&["cpu.pb.gz"]);
    let text = fs::read_to_string(testdata("programs/search/rank/rank.go")).unwrap();
    let before = open(&mut session, "shop.example/search/rank.dot");
    let weighed = &before.lines;
    let last = weighed.last().unwrap().line as usize;
    let shorter: Vec<&str> = text.lines().take(last - 1).collect();
    session.add_source("rank.go", shorter.join("\n").as_bytes());
    let Opened { info, lines, .. } = open(&mut session, "shop.example/search/rank.dot");
    assert_eq!((before.info.beyond, info.beyond), (0, 1));
    let end = lines.last().unwrap();
    assert_eq!((end.line, end.text.as_str()), (last as f64, "???"));
    assert_eq!(lines[lines.len() - 2].line, last as f64 - 1.0);
    assert_eq!(sum_of(&lines), info.function.weights.flat);
    // A file without any line is one, too.
    session.add_source("rank.go", b"");
    let empty = open(&mut session, "shop.example/search/rank.dot");
    assert_eq!((empty.info.beyond, empty.lines.len()), (weighed.len(), weighed.len()));
    session.forget_sources();
    let forgotten = open(&mut session, "shop.example/search/rank.dot");
    assert!(!forgotten.info.found && forgotten.info.beyond == 0);
    assert_eq!(forgotten.lines.len(), weighed.len());
}

#[test]
fn a_line_knows_whom_it_calls_and_its_instructions() {
    let mut session = session(&["cpu.pb.gz"]);
    let name = "shop.example/search/rank.(*Ranker).Best";
    let query = PeekQuery { name: name.to_owned() };
    let peek = session.ask::<Peek>(query).unwrap().info;
    let opened = open(&mut session, name);
    let mut all: Vec<(String, f64)> = Vec::new();
    for (row, line) in opened.lines.iter().enumerate() {
        let LineDetail { calls, places, .. } = opened.behind(&session, row);
        assert_eq!(calls.len(), line.calls);
        assert_eq!(calls.first().map_or("", |call| call.name.as_str()), line.call);
        // Nothing here recurses: what a line does not do itself, its calls do.
        let called: f64 = calls.iter().map(|call| call.weights.cum).sum();
        assert_eq!(line.weights.flat + called, line.weights.cum, "line {}", line.line);
        assert!(!places.is_empty());
        let sum: f64 = places.iter().map(|place| place.weights.cum).sum();
        assert_eq!(sum, line.weights.cum);
        for place in &places {
            assert!(u64::from_str_radix(&place.address, 16).unwrap() > 0);
        }
        for call in calls {
            match all.iter_mut().find(|(known, _)| *known == call.name) {
                Some((_, weight)) => *weight += call.weights.cum,
                None => all.push((call.name, call.weights.cum)),
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
    let nothing = opened.behind(&session, opened.lines.len());
    assert!(nothing.calls.is_empty() && nothing.places.is_empty() && nothing.more_places == 0);
}

#[test]
fn inlined_calls_are_shown_with_their_text() {
    let mut session = session(&["cpu.pb.gz"]);
    drop_program(&mut session, "search");
    let mut inlined = Vec::new();
    for function in search(&mut session, "search/rank").1 {
        let opened = open(&mut session, &function.name);
        for row in 0..opened.info.rows {
            for place in opened.behind(&session, row).places {
                inlined.extend(place.inlined);
            }
        }
    }
    inlined.retain(|call| call.place.starts_with("rank.go:"));
    assert!(!inlined.is_empty());
    let text = fs::read_to_string(testdata("programs/search/rank/rank.go")).unwrap();
    let text: Vec<&str> = text.lines().collect();
    for call in &inlined {
        let line: usize = call.place.split_once(':').unwrap().1.parse().unwrap();
        assert_eq!(call.text, text[line - 1].trim(), "{}", call.place);
    }
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
        let (_, functions) = search(&mut session, "");
        // Every file is at hand, with a few lines.
        for name in session.source_files().unwrap() {
            session.add_source(&name, b"one\n\ttwo\nthree\n");
        }
        for function in &functions {
            for whole in [false, true] {
                let query = SourceQuery {
                    name: function.name.clone(),
                    file: function.file.clone(),
                    whole,
                    ..SourceQuery::default()
                };
                let opened = open_with(&mut session, query).unwrap();
                let info = &opened.info;
                assert_eq!(info.function.name, function.name);
                assert!(info.hot < info.rows && info.start <= info.rows);
                if !whole {
                    let flat = function.weights.flat;
                    assert!(
                        sum_of(&opened.lines) == flat || flat.abs() > 1e15,
                        "{file}: {}",
                        function.name
                    );
                }
                for row in 0..info.rows {
                    opened.behind(&session, row);
                }
            }
        }
    }
}
