//! Graphs of text pictures: nodes as `name flat cum`, edges as `from -> to weight`.

use super::*;
use crate::analysis::filter::Filtered;
use crate::analysis::stacks::{Objects, Paths};
use crate::testing::{assert_picture, profile};
use std::rc::Rc;

fn set_of(picture: &str, options: &Options) -> StackSet {
    StackSet::new(
        Rc::new(Filtered::all(&profile(picture))),
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
    let mut edges = graph.edges(&set, Calls::All).unwrap().all().to_vec();
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

/// Nodes as `name flat cum`, tags as `name: labels number flat cum`, then edges, all in the order of a picture.
fn paint(picture: &str, options: &Options, limits: Limits) -> String {
    paint_with(picture, options, limits, Some("bytes"), "")
}

/// `also` is the name of a frame that is added.
fn paint_with(picture: &str, options: &Options, limits: Limits, tag_unit: Option<&str>, also: &str) -> String {
    let set = set_of(picture, options);
    let mut frames = (0..set.frame_count() as u32).map(FrameId);
    let also = frames.find(|&frame| set.printed_name(frame) == also.as_bytes());
    paint_wanted(
        &set,
        options,
        &Wanted {
            limits,
            tag_units: tag_unit.map(|from| TagUnits {
                from,
                to: &options.unit,
            }),
            also,
            choice: Choice::Interest,
        },
    )
}

fn paint_wanted(set: &StackSet, options: &Options, wanted: &Wanted<'_>) -> String {
    let graph = Candidates::new(set, options, wanted)
        .and_then(|from| from.drawing(set, options, wanted))
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut lines = Vec::new();
    for &node in &graph.nodes {
        let name = text(graph.name(node));
        lines.push(format!("{name} {} {}", graph.flat(node), graph.cum(node)));
        lines.extend(graph.tags.of(node).iter().map(|tag| {
            let (labels, number) = (text(graph.tags.text(tag.labels)), text(graph.tags.text(tag.number)));
            format!("{name}: {labels} {number} {} {}", tag.flat(), tag.cum())
        }));
    }
    lines.extend(graph.edges().iter().map(|edge| {
        let marks = match (edge.residual, edge.inline) {
            (true, true) => " residual inline",
            (true, false) => " residual",
            (false, true) => " inline",
            (false, false) => "",
        };
        let (from, to) = (text(graph.name(edge.from)), text(graph.name(edge.to)));
        format!("{from} -> {to} {}{marks}", edge.weight)
    }));
    let Shown {
        original_nodes,
        dropped_nodes,
        dropped_edges,
        ..
    } = graph.shown;
    lines.push(format!(
        "{original_nodes} nodes, {dropped_nodes} dropped, and {dropped_edges} edges"
    ));
    lines.join("\n")
}

fn call_tree() -> Options {
    Options {
        call_tree: true,
        ..Options::default()
    }
}

#[test]
fn where_calls_meet_and_part_is_interesting() {
    // All that main calls passes through run; walk is an entry and a leaf at once.
    let picture = "main;run;a;log 5
                   main;run;b;log 3
                   walk 2";
    assert_picture(
        &paint(picture, &Options::default(), Limits::NONE),
        "log 8 8
         main 0 8
         run 0 8
         walk 2 2
         a 0 5
         b 0 3
         main -> run 8
         a -> log 5
         run -> a 5
         b -> log 3
         run -> b 3
         6 nodes, 0 dropped, and 0 edges",
    );
    assert_picture(
        &paint(picture, &Options::default(), limits(3)),
        "log 8 8
         main 0 8
         run 0 8
         main -> run 8
         run -> log 8 residual
         6 nodes, 0 dropped, and 0 edges",
    );
}

#[test]
fn a_call_tree_has_a_node_per_path() {
    let picture = "main;a;log 5
                   main;b;log 7
                   main;b;log 1";
    assert_picture(
        &paint(picture, &call_tree(), Limits::NONE),
        "main 0 13
         log 8 8
         log 5 5
         a 0 5
         b 0 8
         b -> log 8
         main -> b 8
         a -> log 5
         main -> a 5
         5 nodes, 0 dropped, and 0 edges",
    );
    // Recursion is a path of its own.
    assert_picture(
        &paint("f;f;f 3", &call_tree(), Limits::NONE),
        "f 3 3
         f 0 3
         f 0 3
         f -> f 3
         f -> f 3
         3 nodes, 0 dropped, and 0 edges",
    );
}

#[test]
fn what_is_left_of_a_call_tree_is_joined() {
    // Only where all that was inlined between is an edge inlined, too.
    let picture = "main;thin>deep>er 5
                   main;mid;leaf 5";
    let by_score = paint(picture, &call_tree(), limits(3));
    assert_picture(
        &by_score,
        "main 0 10
         er 5 5
         leaf 5 5
         main -> er 5 residual
         main -> leaf 5 residual
         6 nodes, 0 dropped, and 0 edges",
    );
    assert_picture(
        &paint("main>thin>deep>er 5\nmain;mid;leaf 5", &call_tree(), limits(3)),
        "main 0 10
         er 5 5
         leaf 5 5
         main -> er 5 residual inline
         main -> leaf 5 residual
         6 nodes, 0 dropped, and 0 edges",
    );
}

#[test]
fn edges_that_another_path_makes_redundant_go() {
    // With small gone, main reaches leaf over it and through mid.
    let picture = "main;mid;leaf 500
                   main;mid;other 400
                   main;small;leaf 4
                   main;rest 96";
    let options = Options::default();
    let limits = Limits {
        nodefraction: 0.01,
        ..Limits::NONE
    };
    assert_picture(
        &paint(picture, &options, limits),
        "main 0 1000
         leaf 504 504
         mid 0 900
         other 400 400
         rest 96 96
         main -> mid 900
         mid -> leaf 500
         mid -> other 400
         main -> rest 96
         5 nodes, 1 dropped, and 0 edges",
    );
}

#[test]
fn tags_are_boxes_and_count_for_the_limit() {
    let picture = "main;read 4 phase=a size:=9 bytes:=2kb
                   main;read 3 phase=a kind=x bytes:=3kb bytes:=3kb
                   main;read 2 bytes:=2kb
                   main 1";
    assert_picture(
        &paint(picture, &Options::default(), Limits::NONE),
        r"read 9 9
          read:  2B 2 2
          read: kind:x\nphase:a  3 3
          read: kind:x\nphase:a 3B 6 6
          read: phase:a  4 4
          read: phase:a 2B 4 4
          main 1 10
          main:  2B 0 2
          main: kind:x\nphase:a  0 3
          main: kind:x\nphase:a 3B 0 6
          main: phase:a  0 4
          main: phase:a 2B 0 4
          main -> read 9
          2 nodes, 0 dropped, and 0 edges",
    );
    // read with four boxes of the five is enough for a picture of five.
    for (limit, nodes) in [(5, 1), (6, 2)] {
        let lines = paint(picture, &Options::default(), limits(limit));
        let shown = lines
            .lines()
            .filter(|line| !line.contains(':') && !line.contains(',') && !line.contains('>'));
        assert_eq!(shown.count(), nodes, "{lines}");
    }
}

#[test]
fn without_tags_no_boxes_count() {
    let picture = "main;read 4 phase=a\nmain;read 3 phase=b\nmain 1";
    let with = paint(picture, &Options::default(), limits(2));
    assert!(with.contains("read: phase:a") && !with.contains("main "), "{with}");
    assert_picture(
        &paint_with(picture, &Options::default(), limits(2), None, ""),
        "read 7 7
         main 1 8
         main -> read 7
         2 nodes, 0 dropped, and 0 edges",
    );
}

#[test]
fn what_is_added_stands_between_its_callers_and_callees() {
    let picture = "main;a;mid;thin;leaf 60
                   main;c 40";
    let with = |options: &Options, also: &str| paint_with(picture, options, limits(2), None, also);
    for options in [Options::default(), call_tree()] {
        assert_picture(
            &with(&options, ""),
            "leaf 60 60
             main 0 100
             main -> leaf 60 residual
             6 nodes, 0 dropped, and 0 edges",
        );
        assert_picture(
            &with(&options, "mid"),
            "leaf 60 60
             main 0 100
             mid 0 60
             a 0 60
             thin 0 60
             a -> mid 60
             main -> a 60
             mid -> thin 60
             thin -> leaf 60
             6 nodes, 0 dropped, and 0 edges",
        );
        // What is drawn anyhow, or in no sample, adds nothing.
        for name in ["leaf", "nothing"] {
            assert_eq!(with(&options, name), with(&options, ""));
        }
    }
}

#[test]
fn of_the_nodes_of_a_tree_the_heaviest_is_added() {
    let picture = "main;a;mid;thin;leaf 60
                   main;c;mid 40";
    assert_picture(
        &paint_with(picture, &call_tree(), limits(1), None, "mid"),
        "main 0 100
         mid 0 60
         a 0 60
         thin 0 60
         a -> mid 60
         main -> a 60
         mid -> thin 60
         7 nodes, 0 dropped, and 0 edges",
    );
}

#[test]
fn what_is_added_has_calls_that_are_too_small_for_others() {
    let picture = "main;big 990
                   main;small;tiny 6
                   main;small 4";
    let limits = Limits {
        nodefraction: 0.05,
        edgefraction: 0.05,
        ..Limits::NONE
    };
    assert_picture(
        &paint_with(picture, &Options::default(), limits, None, "small"),
        "big 990 990
         main 0 1000
         small 4 10
         tiny 6 6
         main -> big 990
         main -> small 10
         small -> tiny 6
         2 nodes, 2 dropped, and 0 edges",
    );
}
