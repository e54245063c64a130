//! What views tell apart: of what prints alike there is one row, in each of them, and pprof's texts stay what they are.

use super::{floats, query, session, top};
use proflens::session::{Flame, FlameQuery, Graph, GraphQuery, Peek, PeekQuery, Session, Sort};
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
