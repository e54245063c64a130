//! The call graph of the page beside `dot` as `go tool pprof` printed it: the same nodes with the same texts, if on fewer lines, the same
//! calls, in the same order.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use proflens::session::{Change, Graph, GraphInfo, GraphQuery, Session};
use std::fs;
use std::path::Path;

fn testdata(path: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    fs::read(root.join(path)).unwrap()
}

fn session(file: &str) -> Session {
    let mut session = Session::default();
    session.open(file, &testdata(file)).unwrap();
    session
}

fn graph(session: &mut Session, search: &str) -> GraphInfo {
    let query = GraphQuery {
        search: search.to_owned(),
        labels: true,
        ..GraphQuery::default()
    };
    session.ask::<Graph>(query).unwrap().info
}

/// A line of DOT without what parts lines and names: pprof begins a line at every dot, the page where one is full.
fn squashed(line: &str) -> String {
    line.replace("\\n", "").replace(['.', ':', ' '], "")
}

#[test]
fn the_call_graph_is_pprofs_dot() {
    for (file, options, case) in [
        ("cpu.pb.gz", "", "cpu.dot"),
        ("cpu.pb.gz", "g=lines&n=20", "cpu.dot.lines.nodecount=20"),
        ("cpu.pb.gz", "calltree=t&n=40", "cpu.dot.call_tree.nodecount=40"),
        ("heap-1.pb.gz", "mean=t&n=12", "heap-1.dot.mean.nodecount=12"),
        ("goroutine-2.pb.gz", "", "goroutine-2.dot"),
    ] {
        let mut session = session(file);
        let params = options.split('&').filter_map(|pair| pair.split_once('='));
        let change = Change {
            params: Some(params.map(|(name, value)| (name.into(), value.into())).collect()),
            ..Change::default()
        };
        assert!(session.change(&change).refused.is_empty(), "{options}");
        let graph = graph(&mut session, "");
        let golden = String::from_utf8(testdata(&format!("golden/{case}.txt"))).unwrap();
        let expected: Vec<&str> = golden.lines().filter(|line| line.starts_with('N')).collect();
        let mut rows = Vec::new();
        for node in &graph.nodes {
            let number = node.id.trim_start_matches('n');
            rows.push(format!(
                "N{number} [label=\"{}\" id=\"node{number}\"",
                node.lines.join("\\n")
            ));
            rows.extend(
                node.labels
                    .iter()
                    .map(|label| format!("[label = \"{}\" id=", label.lines.join("\\n"))),
            );
        }
        rows.extend(graph.edges.iter().map(|edge| {
            let inline = if edge.inline { " (inline)" } else { "" };
            let (from, to) = (edge.from.replace('n', "N"), edge.to.replace('n', "N"));
            format!("{from} -> {to} [label=\" {}{inline}\"", edge.text)
        }));
        // What is left are the lines to the boxes of labels, whose ids have an underscore.
        let ends = expected.iter().filter_map(|line| line.split(" [").next());
        let links = ends.filter(|ends| ends.contains("->") && ends.contains('_')).count();
        assert_eq!(rows.len() + links, expected.len(), "{case}");
        let mut rest = expected.iter();
        for row in &rows {
            assert!(
                rest.any(|line| squashed(line).contains(&squashed(row))),
                "{case}: {row} comes not in its place"
            );
        }
        let header = graph.header.join("\\l");
        assert!(golden.contains(&header), "{case}: {header}");
    }
}

#[test]
fn without_labels_the_nodes_are_those_that_pprof_draws_of_a_profile_without_any() {
    let mut session = session("cpu.pb.gz");
    session.set_option("nodecount", "15").unwrap();
    let graph = session.ask::<Graph>(GraphQuery::default()).unwrap().info;
    let golden = String::from_utf8(testdata("golden/cpu.dot.taghide=..nodecount=15.txt")).unwrap();
    let nodes = golden.lines().filter(|line| line.contains(" id=\"node"));
    let nodes: Vec<String> = nodes.map(squashed).collect();
    assert_eq!(graph.nodes.len(), nodes.len());
    for (node, line) in graph.nodes.iter().zip(&nodes) {
        assert!(
            line.contains(&squashed(&node.lines.concat())),
            "{} is not {line}",
            node.name
        );
    }
    assert!(graph.nodes.iter().all(|node| node.labels.is_empty()) && graph.has_labels);
    let lines = golden.lines();
    let calls = lines
        .filter(|line| line.starts_with('N') && line.contains(" -> "))
        .count();
    assert_eq!(graph.edges.len(), calls);
}

#[test]
fn the_call_graph_is_searched_with_gos_expressions() {
    let mut session = session("cpu.pb.gz");
    let mut search = |search: &str| graph(&mut session, search);
    let graph = search(r"(?i)^shop.*/RANK\.[a-z]+\z");
    let found = graph.nodes.iter().filter(|node| node.found);
    let found: Vec<&str> = found.map(|node| node.name.as_str()).collect();
    assert!(found.contains(&"shop.example/search/rank.dot"), "{found:?}");
    assert!(!found.contains(&"shop.example/search/rank.(*Ranker).Best"), "{found:?}");
    assert_eq!(graph.matched, found.len());
    assert_eq!(search("").matched, 0);
    assert_eq!(
        search("rank(").search_error,
        "error parsing regexp: missing closing ): `rank(`"
    );
}
