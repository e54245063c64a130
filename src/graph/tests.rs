//! Graphs of text pictures: nodes as `name flat cum`, edges as `from -> to weight`.

use super::*;
use crate::filter::Filtered;
use crate::stacks::{Objects, Paths};
use crate::testing::{assert_picture, profile};

fn set_of(picture: &str, options: &Options) -> StackSet {
    StackSet::new(
        Filtered::all(&profile(picture)),
        0,
        options,
        Objects::Nameless,
        Paths::Trimmed,
    )
}

fn draw(picture: &str, options: &Options, limits: Limits) -> String {
    let set = set_of(picture, options);
    let graph = Graph::new(&set, options, limits);
    let name = |node| String::from_utf8_lossy(&set.printed_name(node)).into_owned();
    let nodes = graph
        .nodes
        .iter()
        .map(|&node| format!("{} {} {}", name(node), graph.flat(node), graph.cum(node)));
    let mut edges = graph.edges(&set, Calls::All).all().to_vec();
    sort_edges(&mut edges, &set);
    let edges = edges.iter().map(|edge| {
        let marks = match (edge.residual, edge.inline) {
            (true, _) => " residual",
            (_, true) => " inline",
            _ => "",
        };
        format!("{} -> {} {}{marks}", name(edge.from), name(edge.to), edge.weight)
    });
    nodes.chain(edges).collect::<Vec<String>>().join("\n")
}

fn limits(nodecount: i64) -> Limits {
    Limits {
        nodecount,
        ..Limits::NONE
    }
}

#[test]
fn weights_and_calls() {
    assert_picture(
        &draw(
            "main;parse;read 30
             main;parse 12",
            &Options::default(),
            Limits::NONE,
        ),
        "read 30 30
         parse 12 42
         main 0 42
         main -> parse 42
         parse -> read 30",
    );
}

#[test]
fn recursion_counts_once() {
    assert_picture(
        &draw(
            "main;walk;walk;walk 5
             main;walk;visit;walk;visit 2",
            &Options::default(),
            Limits::NONE,
        ),
        "walk 5 7
         visit 2 2
         main 0 7
         main -> walk 7
         visit -> walk 2
         walk -> visit 2",
    );
}

#[test]
fn edges_jump_over_dropped_nodes_and_their_weight_is_lost() {
    let picture = "main;a;tiny;b 50
                   main;a;tiny 1
                   main;c 49";
    assert_picture(
        &draw(picture, &Options::default(), limits(4)),
        "b 50 50
         c 49 49
         tiny 1 51
         a 0 51
         a -> tiny 51
         tiny -> b 50",
    );
    // What a and z weigh is not moved to main when they go.
    let by_cum = Options {
        sort: "cum".to_owned(),
        ..Options::default()
    };
    assert_picture(
        &draw("main;a;tiny;b 50\nmain;z 49", &by_cum, limits(2)),
        "main 0 99
         a 0 50
         main -> a 50",
    );
}

#[test]
fn residual_edges_are_marked() {
    let options = Options {
        sort: "flat".to_owned(),
        ..Options::default()
    };
    assert_picture(
        &draw("main;mid;leaf 5\nmain 3", &options, limits(2)),
        "leaf 5 5
         main 3 8
         main -> leaf 5 residual",
    );
}

#[test]
fn small_nodes_go_by_share_of_the_sum() {
    let picture = "main;big 990
                   main;small 9
                   main;exact 10";
    let limits = Limits {
        nodefraction: 0.01,
        ..Limits::NONE
    };
    // The sum is 1009, a hundredth of it 10: what is exactly that stays.
    assert_picture(
        &draw(picture, &Options::default(), limits),
        "big 990 990
         exact 10 10
         main 0 1009
         main -> big 990
         main -> exact 10",
    );
}

#[test]
fn inlined_calls_are_marked_until_one_is_not() {
    assert_picture(
        &draw("main>parse;read 3", &Options::default(), Limits::NONE),
        "read 3 3
         main 0 3
         parse 0 3
         main -> parse 3 inline
         parse -> read 3",
    );
    assert_picture(
        &draw("main>parse 3\nmain;parse 1", &Options::default(), Limits::NONE),
        "parse 4 4
         main 0 4
         main -> parse 4",
    );
    let without = Options {
        noinlines: true,
        ..Options::default()
    };
    assert_picture(&draw("main>parse 3", &without, Limits::NONE), "main 3 3");
}

#[test]
fn what_cancels_is_no_node_and_negative_nodes_can_go() {
    let picture = "main;gone 5
                   main;gone -5
                   main;less -7
                   main;more 9";
    assert_picture(
        &draw(picture, &Options::default(), Limits::NONE),
        "more 9 9
         less -7 -7
         main 0 2
         main -> more 9
         main -> less -7
         main -> gone 0",
    );
    let positive = Options {
        drop_negative: true,
        ..Options::default()
    };
    assert_picture(
        &draw("main;less -7\nmain;more 9", &positive, Limits::NONE),
        "more 9 9
         main 0 2
         main -> more 9
         main -> less -7",
    );
}
