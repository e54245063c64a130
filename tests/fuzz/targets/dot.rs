//! Names of any bytes in a graph: the DOT that the page lays out is one that Graphviz reads, and it says what the table beside it
//! says; the report `dot` is one where only names of functions are unusual (what pprof does not quote, we do not).

use super::bytes::Bytes;
use super::dot_reader::{Statement, read};
use super::files::said;
use super::profiles;
use proflens::session::{Graph, GraphQuery, Session};

/// The choices of a profile, whose names are the bytes.
pub fn run(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let query = GraphQuery {
        labels: bytes.one_in(2),
        narrow: bytes.one_in(2),
        nodes: bytes.below(20) as u32,
        ..GraphQuery::default()
    };
    let only_functions = bytes.one_in(2);
    let granularity = bytes.pick(&["functions", "lines", "addresses", "files", "filefunctions"]);
    let file = profiles::with_names(&mut bytes, only_functions);
    let mut session = Session::default();
    if session.open("file", &file).is_err() || session.set_option("granularity", granularity).is_err() {
        return;
    }
    if let Ok(answer) = session.ask::<Graph>(query) {
        let info = answer.info;
        let statements = read(info.dot.as_bytes()).unwrap();
        let is_clean = |letter: char| letter == '\n' || !letter.is_control();
        assert!(info.dot.chars().all(is_clean), "{:?}", info.dot);
        for node in &info.nodes {
            assert_says(&statements, &node.id, &node.lines);
            for label in &node.labels {
                assert_says(&statements, &label.id, &label.lines);
            }
        }
        let labels: usize = info.nodes.iter().map(|node| node.labels.len()).sum();
        let edges = statements.iter().filter(|statement| statement.end.is_some()).count();
        assert_eq!(edges, info.edges.len() + labels);
    }
    if only_functions {
        let text = said(&mut session, "dot");
        if let Some(start) = text.find("digraph") {
            assert!(!read(&text.as_bytes()[start..]).unwrap().is_empty());
        }
    }
}

/// Fails where the box of an id does not say these lines.
fn assert_says(statements: &[Statement], id: &str, lines: &[String]) {
    let mut own = statements
        .iter()
        .filter(|statement| statement.end.is_none() && statement.start == id.as_bytes());
    let label = own.next().unwrap().attribute("label").unwrap();
    assert!(own.next().is_none(), "{id} stands there twice");
    let label = String::from_utf8(label.to_vec()).unwrap();
    let mut said = String::new();
    let mut letters = label.chars();
    while let Some(letter) = letters.next() {
        said.push(match letter {
            '\\' => match letters.next().unwrap() {
                'n' => '\n',
                letter @ ('\\' | '"') => letter,
                letter => panic!("\\{letter} in {label}"),
            },
            letter => letter,
        });
    }
    assert_eq!(said.matches('&').count(), said.matches("&amp;").count(), "{label}");
    assert_eq!(said.replace("&amp;", "&"), lines.join("\n"));
}
