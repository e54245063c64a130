//! The call graph of a comparison: signs, and what was before, which is what the base has that is opened alone.

use super::session;
use proflens::session::{Compared, Graph, GraphInfo, GraphNode, GraphQuery, ProfileId, Role, Session};

/// All there is, in one unit.
fn all(session: &mut Session, tree: bool) -> GraphInfo {
    for (name, value) in [
        ("trim", "false"),
        ("unit", "B"),
        ("call_tree", if tree { "true" } else { "false" }),
    ] {
        session.set_option(name, value).unwrap();
    }
    session.ask::<Graph>(GraphQuery::default()).unwrap().info
}

fn compared(files: &[&str]) -> (Session, Vec<ProfileId>) {
    let (mut session, ids) = session(files);
    session
        .set_roles(&[(ids[1], Role::Source), (ids[0], Role::DiffBase)])
        .unwrap();
    (session, ids)
}

fn sides(compared: Option<&Compared>) -> [String; 2] {
    let compared = compared.unwrap();
    [compared.before_text.clone(), compared.after_text.clone()]
}

#[test]
fn what_was_before_is_what_the_base_alone_has() {
    let files = ["heap-1.pb.gz", "heap-2.pb.gz"];
    let [before, after] = files.map(|file| all(&mut session(&[file]).0, false));
    let graph = all(&mut compared(&files).0, false);
    assert!(graph.nodes.len() > 40 && graph.edges.len() > 40);
    let nothing = "0".to_owned();
    let node = |of: &GraphInfo, name: &str, text: fn(&GraphNode) -> &String| {
        let node = of.nodes.iter().find(|node| node.name == name);
        node.map_or(nothing.clone(), |node| text(node).clone())
    };
    for row in &graph.nodes {
        for (compared, text) in [
            (
                &row.flat_compared,
                (|node| &node.flat_text) as fn(&GraphNode) -> &String,
            ),
            (&row.cum_compared, |node| &node.cum_text),
        ] {
            let alone = [&before, &after].map(|of| node(of, &row.name, text));
            assert_eq!(sides(compared.as_ref()), alone, "{}", row.name);
        }
    }
    let names = |of: &GraphInfo, id: &str| of.nodes.iter().find(|node| node.id == id).unwrap().name.clone();
    let call = |of: &GraphInfo, from: &str, to: &str| {
        let mut edges = of.edges.iter();
        let edge = edges.find(|edge| names(of, &edge.from) == from && names(of, &edge.to) == to);
        edge.map_or(nothing.clone(), |edge| edge.text.clone())
    };
    for edge in &graph.edges {
        let (from, to) = (names(&graph, &edge.from), names(&graph, &edge.to));
        let alone = [&before, &after].map(|of| call(of, &from, &to));
        assert_eq!(sides(edge.compared.as_ref()), alone, "{from} -> {to}");
    }
}

#[test]
fn so_it_is_in_a_tree_of_calls() {
    let files = ["cpu.pb.gz", "cpu-2.pb.gz"];
    let [before, after] = files.map(|file| all(&mut session(&[file]).0, true));
    let graph = all(&mut compared(&files).0, true);
    // Paths have no names of their own: each node is one that the profile alone has, and no two are the same. What did not change is none.
    for (place, alone) in [before, after].iter().enumerate() {
        let own = alone.nodes.iter();
        let mut own: Vec<[&str; 3]> = own
            .map(|node| [node.name.as_str(), &node.flat_text, &node.cum_text])
            .collect();
        for node in &graph.nodes {
            let [flat, cum] = [&node.flat_compared, &node.cum_compared].map(|both| sides(both.as_ref())[place].clone());
            if cum != "0" {
                let place = own.iter().position(|own| *own == [node.name.as_str(), &flat, &cum]);
                own.swap_remove(place.unwrap_or_else(|| panic!("{} {flat} {cum}", node.name)));
            }
        }
        assert!(own.len() < alone.nodes.len() / 2);
    }
}

#[test]
fn changes_have_signs() {
    let (mut session, ids) = compared(&["heap-1.pb.gz", "heap-2.pb.gz"]);
    let labelled = |session: &mut Session| {
        let query = GraphQuery {
            labels: true,
            ..GraphQuery::default()
        };
        session.ask::<Graph>(query).unwrap().info
    };
    let is_signed = |text: &str| text == "0" || text.starts_with(['+', '-']);
    let graph = labelled(&mut session);
    let labels: Vec<_> = graph.nodes.iter().flat_map(|node| &node.labels).collect();
    assert!(!labels.is_empty() && labels.iter().all(|label| is_signed(&label.text)));
    assert!(graph.edges.iter().all(|edge| is_signed(&edge.text)));
    for node in &graph.nodes {
        let values = node.weights.split(" of ").filter_map(|part| part.split(' ').next());
        assert!(values.clone().all(is_signed), "{}", node.weights);
        assert_eq!(node.weights.contains('+'), node.lines.concat().contains('+'));
    }
    assert_eq!(
        graph.header[0],
        "Showing nodes that changed by +27.66MB, +262.45% of the 10.54MB before"
    );
    // Alone, it is no change.
    session.set_roles(&[(ids[0], Role::Off)]).unwrap();
    let graph = labelled(&mut session);
    assert!(
        graph.header[0].starts_with("Showing nodes accounting for 37.80MB, 98.01% of "),
        "{:?}",
        graph.header
    );
    assert!(
        graph
            .nodes
            .iter()
            .all(|node| !node.weights.contains('+') && node.cum_compared.is_none())
    );
    assert!(graph.edges.iter().all(|edge| edge.compared.is_none()));
}
