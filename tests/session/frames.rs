//! What views tell apart: of what prints alike there is one row, in each of them, and pprof's texts stay what they are; and names, of
//! which more can be shown.

use super::{floats, golden_rows, link, params, query, session, table, testdata, top};
use proflens::session::{Change, Flame, FlameQuery, Graph, GraphQuery, Peek, PeekQuery, Session, Sort};
use std::collections::HashMap;

/// What every file weighs with all that it calls: the same in Top, in the inspector and in the graph.
#[test]
fn of_a_file_there_is_one_row_in_every_view() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    for (name, value) in [("granularity", "files"), ("trim", "false")] {
        session.set_option(name, value).unwrap();
    }
    let mut reported: HashMap<String, f64> = HashMap::new();
    let mut lines = 0;
    let text = session.run_to_text("top").unwrap();
    for line in text
        .lines()
        .filter(|line| line.contains("% ") && !line.contains("Showing") && !line.contains("flat%"))
    {
        let words: Vec<&str> = line.split_whitespace().collect();
        lines += 1;
        *reported.entry(words[5].to_owned()).or_default() += words[0].trim_end_matches('s').parse::<f64>().unwrap();
    }
    let (_, rows) = top(&mut session, query(Sort::Flat));
    assert!(rows.len() < lines, "pprof tells apart where functions begin");
    assert_eq!(rows.len(), reported.len());
    for row in &rows {
        assert!((row.flat / 1e9 - reported[&row.name]).abs() < 1e-6, "{}", row.name);
    }
    let flat = |session: &mut Session, name: &str| {
        let name = name.to_owned();
        let peek = session.ask::<Peek>(PeekQuery { name }).unwrap().info;
        (peek.flat, peek.cum)
    };
    let graph = session.ask::<Graph>(GraphQuery::default()).unwrap().info;
    assert_eq!(graph.nodes.len(), rows.len());
    for row in &rows {
        assert_eq!(flat(&mut session, &row.name), (row.flat, row.cum), "{}", row.name);
        let nodes: Vec<_> = graph.nodes.iter().filter(|node| node.name == row.name).collect();
        assert_eq!(nodes.len(), 1, "{}", row.name);
        assert_eq!((nodes[0].flat, nodes[0].cum), (row.flat, row.cum), "{}", row.name);
        let around = FlameQuery {
            pivot: row.name.clone(),
            ..FlameQuery::default()
        };
        let flame = session.ask::<Flame>(around).unwrap();
        assert_eq!(floats(&flame.columns, "values")[0], row.cum, "{}", row.name);
    }
}

/// How much of names is shown is chosen while the profile is open: then it is as pprof shows it that was started so.
#[test]
fn names_can_be_made_anew() {
    let (mut session, _) = session(&["synthetic/names.pb.gz"]);
    assert!(session.set_params(&params("trim=f&unit=ms")).is_empty());
    let short = table(&mut session, Sort::Flat);
    assert!(session.summary().unwrap().folded_names > 0);
    for mode in ["full", "templates", "none"] {
        session.set_option("demangle", mode).unwrap();
        let case = format!("names.top.symbolize=demangle={mode}.trim=false");
        assert_eq!(table(&mut session, Sort::Flat), golden_rows(&case), "{mode}");
        let text = session.run_to_text("top").unwrap();
        let rows = golden_rows(&case);
        assert!(
            rows.iter().all(|row| text.contains(row.split("  ").last().unwrap())),
            "{text}"
        );
        assert!(link(&session.params()).contains(&format!("demangle={mode}")));
    }
    assert_eq!(session.summary().unwrap().folded_names, 0);
    // Back by a link without it; and a link brings it to profiles that come after it.
    assert!(session.set_params(&params("trim=f&unit=ms")).is_empty());
    assert_eq!(table(&mut session, Sort::Flat), short);
    let mut later = Session::default();
    assert!(later.set_params(&params("trim=f&unit=ms&demangle=full")).is_empty());
    later.open("names", &testdata("synthetic/names.pb.gz")).unwrap();
    let full = golden_rows("names.top.symbolize=demangle=full.trim=false");
    assert_eq!(table(&mut later, Sort::Flat), full);
}

#[test]
fn a_selected_function_is_known_by_its_new_name() {
    let (mut session, _) = session(&["synthetic/names.pb.gz"]);
    let mut change = |mode: &str, function: &str| {
        let set = vec![("demangle".to_owned(), mode.to_owned())];
        let function = function.to_owned();
        session
            .change(&Change {
                set,
                function,
                ..Change::default()
            })
            .renamed
    };
    let full = "<alloc::vec::Vec<T> as core::ops::Drop>::drop";
    assert_eq!(change("full", "::drop"), full);
    // As it was, or not there.
    assert_eq!(change("full", full), "");
    assert_eq!(change("templates", "nosuch"), "");
    assert_eq!(change("default", full), "::drop");
}

/// pprof's prompt has no such variable.
#[test]
fn the_prompt_knows_no_way_to_demangle() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    for (line, wanted) in [
        ("demangle=full", "unrecognized command: \"demangle=full\""),
        ("full", "unrecognized command: \"full\""),
        ("none=x", "unrecognized command: \"none=x\""),
        ("help demangle", "Unknown command: demangle"),
    ] {
        assert_eq!(session.run_to_text(line).unwrap_err().to_string(), wanted);
    }
    assert!(!session.run_to_text("options").unwrap().contains("demangle"));
    assert!(!session.run_to_text("help").unwrap().contains("demangle"));
    assert!(session.complete("dem").is_empty());
}
