//! Call graphs of text pictures: nodes as `id lines: name flat cum`, what hangs on them, and edges.

use super::*;
use crate::analysis::options::Options;
use crate::analysis::stacks::Paths;
use crate::base::clock::TimeZone;
use crate::report::{self, Request};
use crate::testing::{assert_picture, profile};

fn drawn(picture: &str, options: &Options, bounds: &Bounds) -> Drawn {
    let query = GraphQuery {
        labels: true,
        ..GraphQuery::default()
    };
    asked(picture, options, query, bounds)
}

fn asked(picture: &str, options: &Options, query: GraphQuery, bounds: &Bounds) -> Drawn {
    let request = Request::plain(&report::DOT, &TimeZone::Utc);
    let context = Context::new(&profile(picture), options, &request, &mut Vec::new()).unwrap();
    let set = context.stacks(Paths::Placed).unwrap();
    Drawn::new(&context, set, query, false, bounds, &mut None).unwrap()
}

#[test]
fn of_changes_the_largest_are_chosen_whatever_calls_add_up_to() {
    // What calls of both signs meet in has much to say to pprof, and is nothing.
    let picture = "main;serve;noise;x 4
                   main;serve;noise;y -3
                   main;serve;hum;x -4
                   main;serve;hum;y 4
                   main;embed;tokens;lower 300
                   main;rank;cosine;dot -200";
    let query = GraphQuery {
        nodes: 4,
        ..GraphQuery::default()
    };
    let request = Request::plain(&report::DOT, &TimeZone::Utc);
    let context = Context::new(&profile(picture), &Options::default(), &request, &mut Vec::new()).unwrap();
    let context = Context {
        options: Options {
            nodecount: 4,
            ..context.options.clone()
        },
        ..context
    };
    let set = context.stacks(Paths::Placed).unwrap();
    let drawn = Drawn::new(&context, set, query, true, &BOUNDS, &mut None).unwrap();
    let mut names: Vec<&str> = drawn.info.nodes.iter().map(|node| node.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["dot", "embed", "lower", "tokens"]);
}

fn graph(picture: &str, options: &Options) -> GraphInfo {
    drawn(picture, options, &BOUNDS).info
}

fn table(graph: &GraphInfo) -> String {
    let mut rows = Vec::new();
    for node in &graph.nodes {
        rows.push(format!(
            "{} {}: {} {} {} {}",
            node.id,
            node.lines.join("|"),
            node.name,
            node.flat,
            node.cum,
            node.mark
        ));
        rows.extend(node.labels.iter().map(|label| {
            let partial = if label.partial { "partial" } else { "" };
            format!(
                "{} -> {} {}: {} {partial}",
                label.from,
                label.id,
                label.lines.join("|"),
                label.weight
            )
        }));
    }
    rows.extend(graph.edges.iter().map(|edge| {
        let inline = if edge.inline { "inline" } else { "" };
        let residual = if edge.residual { "residual" } else { "" };
        format!(
            "{} {} -> {} {} {inline}{residual}",
            edge.id, edge.from, edge.to, edge.weight
        )
    }));
    let rows: Vec<&str> = rows.iter().map(|row| row.trim_end()).collect();
    rows.join("\n")
}

#[test]
fn nodes_and_calls() {
    let graph = graph(
        "main;parse>next 30
         main;parse 12",
        &Options::default(),
    );
    assert_picture(
        &table(&graph),
        "n1 next|30 (71.43%): next 30 30 (inline)
         n2 parse|12 (28.57%) of 42 (100%): parse 12 42
         n3 main|0 of 42 (100%): main 0 42
         e1 n3 -> n2 42
         e2 n2 -> n1 30 inline",
    );
    let [next, parse, main] = &graph.nodes[..] else {
        panic!("three nodes")
    };
    assert_eq!(main.weights, "0 of 42 (100%)");
    assert_eq!(parse.weights, "12 (28.57%) of 42 (100%)");
    assert_eq!(
        [&next.flat_text, &next.flat_percent, &next.cum_text],
        ["30", "71.43%", "30"]
    );
    assert_eq!(
        [&main.color, &main.fill, &graph.edges[0].color],
        ["#b20000", "#edd5d5", "#b20000"]
    );
    assert_eq!(graph.header, ["Showing nodes accounting for 42, 100% of 42 total"]);
    assert_eq!(graph.left_out, "");
    assert_picture(
        &graph.dot,
        r#"digraph {
           graph [nodesep=0.1 ranksep=0.15]
           node [shape=box fontname="Arial" margin="0.07,0.035" width=0 height=0]
           edge [fontname="Arial" fontsize=10 arrowsize=0.7]
           n1 [id=n1 fontsize=16 label="next\n30 (71.43%)"]
           n2 [id=n2 fontsize=14 label="parse\n12 (28.57%) of 42 (100%)"]
           n3 [id=n3 fontsize=10 label="main\n0 of 42 (100%)"]
           n3 -> n2 [id=e1 label="  42  " weight=101 penwidth=6]
           n2 -> n1 [id=e2 label="  30 inline  " weight=72 penwidth=4]
           }"#,
    );
}

#[test]
fn what_is_not_among_the_nodes_is_jumped_over_and_called_by_nobody() {
    let options = Options {
        nodecount: 2,
        ..Options::default()
    };
    let graph = graph("main;mid;leaf 5\nmain 3", &options);
    assert_picture(
        &table(&graph),
        "n1 main|3 (37.50%) of 8 (100%): main 3 8
         n2 leaf|5 (62.50%): leaf 5 5
         e1 n1 -> n2 5 residual",
    );
    assert_eq!(graph.header[1..], ["Showing top 2 nodes out of 3"]);
}

#[test]
fn in_a_tree_of_calls_a_name_has_several_nodes() {
    let options = Options {
        call_tree: true,
        ..Options::default()
    };
    assert_picture(
        &table(&graph("main;a;run 5\nmain;b;run 3", &options)),
        "n1 main|0 of 8 (100%): main 0 8
         n2 run|5 (62.50%): run 5 5
         n3 run|3 (37.50%): run 3 3
         n4 a|0 of 5 (62.50%): a 0 5
         n5 b|0 of 3 (37.50%): b 0 3
         e1 n4 -> n2 5
         e2 n1 -> n4 5
         e3 n5 -> n3 3
         e4 n1 -> n5 3",
    );
}

#[test]
fn labels_are_boxes_on_nodes_and_sizes_on_labels() {
    let picture = r"main;read 4 path=C:\new bytes:=2kb
                    main;read 3 phase=a kind=x bytes:=3kb
                    main;read 2 bytes:=2kb
                    main 1";
    let graph = graph(picture, &Options::default());
    assert_picture(
        &table(&graph),
        r"n1 read|9 (90.00%): read 9 9
          n1 -> l1 path:C:\new: 4
          l1 -> l2 2kB: 4
          n1 -> l3 kind:x|phase:a: 3
          l3 -> l4 3kB: 3
          n1 -> l5 2kB: 2
          n2 main|1 (10.00%) of 10 (100%): main 1 10
          e1 n2 -> n1 9",
    );
    for line in [
        r#"l1 [id=l1 shape=box3d margin="0.1,0.07" fontsize=10 label="path:C:\\new"]"#,
        r#"l1 -> l2 [id="to-l2" label=" 4" weight=100]"#,
        r#"l3 [id=l3 shape=box3d margin="0.1,0.07" fontsize=10 label="kind:x\nphase:a"]"#,
    ] {
        assert!(
            graph.dot.lines().any(|own| own == line),
            "{line} is not in\n{}",
            graph.dot
        );
    }
}

#[test]
fn hostile_names_are_texts() {
    let long = "x".repeat(10_000);
    let picture = format!(
        "\"quoted\\;a\0b;<b>&amp;</b> 5 \"key\\=\"value\"
         {long};\\N\\l 3"
    );
    let graph = graph(&picture, &Options::default());
    let names: Vec<&str> = graph.nodes.iter().map(|node| node.name.as_str()).collect();
    for name in ["\"quoted\\", "a\0b", "<b", "&amp", long.as_str(), "\\N\\l"] {
        assert!(names.contains(&name), "{name:?} is not among {names:?}");
    }
    for part in [
        r#"label="\"quoted\\\n"#,
        "label=\"a\u{fffd}b\\n",
        r#"label="&amp;amp\n"#,
        r#"label="\"key\\:\"value\"""#,
        r#"label="\\N\\l\n"#,
    ] {
        assert!(graph.dot.contains(part), "{part} is not in\n{}", graph.dot);
    }
    assert!(graph.dot.lines().all(|line| line.len() < 200));
}

#[test]
fn a_search_marks_nodes_and_weighs_them() {
    let drawn = drawn("main;parse;read 30\nmain;parse 10", &Options::default(), &BOUNDS);
    let found = |graph: &GraphInfo| -> Vec<String> {
        let found = graph.nodes.iter().filter(|node| node.found);
        found.map(|node| node.name.clone()).collect()
    };
    let all = drawn.searched("");
    assert!(found(&all).is_empty());
    assert_eq!((all.matched, all.matched_flat_text.as_str()), (0, ""));
    let some = drawn.searched("^(main|parse)$");
    assert_eq!(found(&some), ["parse", "main"]);
    assert_eq!((some.matched, some.matched_flat_text.as_str()), (2, "10"));
    assert_eq!(some.matched_flat_percent, "25.00%");
    assert_eq!(some.dot, all.dot);
    let none = drawn.searched("a(");
    assert!(none.search_error.contains("missing closing )"), "{}", none.search_error);
    assert!(found(&none).is_empty());
}

#[test]
fn a_drawing_has_bounds_and_says_so() {
    let picture = "main;a;b 9 x=1
                   main;c 8 x=2
                   main;d 7 x=3
                   main;e 1";
    let bounds = Bounds {
        nodes: 6,
        edges: 2,
        labels: 1,
    };
    let any = Options {
        nodecount: 0,
        ..Options::default()
    };
    let graph = drawn(picture, &any, &bounds).info;
    assert_picture(
        &table(&graph),
        "n1 main|0 of 25 (100%): main 0 25
         n2 b|9 (36.00%): b 9 9
         n2 -> l1 x:1: 9
         n3 c|8 (32.00%): c 8 8
         n4 d|7 (28.00%): d 7 7
         e1 n1 -> n2 9 residual
         e2 n1 -> n3 8",
    );
    assert_eq!(
        graph.left_out,
        "Left out: 2 nodes, 1 call, 2 boxes of labels, for a drawing has at most 6 nodes, 2 calls and 1 boxes of labels"
    );
    // What the options leave out is said by pprof's lines.
    let two = Options {
        nodecount: 2,
        ..Options::default()
    };
    assert_eq!(drawn(picture, &two, &bounds).info.left_out, "");
}

#[test]
fn the_selected_function_is_among_the_nodes() {
    let two = Options {
        nodecount: 2,
        ..Options::default()
    };
    let with = |selected: &str| {
        let query = GraphQuery {
            selected: selected.to_owned(),
            ..GraphQuery::default()
        };
        asked("main;a;mid;leaf 5\nmain 3", &two, query, &BOUNDS).info
    };
    let added = |info: &GraphInfo| -> Vec<String> {
        let added = info.nodes.iter().filter(|node| node.added);
        added.map(|node| node.name.clone()).collect()
    };
    for (name, selected, nodes) in [
        ("", Selected::None, vec![]),
        ("leaf", Selected::Shown, vec![]),
        ("mid", Selected::Added, vec!["mid", "a"]),
        ("nothing", Selected::Absent, vec![]),
    ] {
        let info = with(name);
        assert_eq!(
            (info.selected, added(&info)),
            (selected, nodes.iter().map(|name| (*name).to_owned()).collect())
        );
        assert_eq!(info.header, with("").header, "{name}");
        assert_eq!(info.of_nodes, 4);
    }
}

#[test]
fn where_the_page_chooses_how_many_nodes_there_are_the_heaviest_are_among_them() {
    let three = Options {
        nodecount: 3,
        ..Options::default()
    };
    // Where calls meet and part is interesting, and weighs nothing itself.
    let picture = "main;a;x 3
                   main;a;y 3
                   main;b;x 3
                   main;b;y 3
                   main;c;x 3
                   main;c;y 3
                   main;thin;hot 12";
    let chosen = |nodes: u32| {
        let query = GraphQuery {
            nodes,
            ..GraphQuery::default()
        };
        table(&asked(picture, &three, query, &BOUNDS).info)
    };
    assert_picture(
        &chosen(0),
        "n1 main|0 of 30 (100%): main 0 30
         n2 x|9 (30.00%): x 9 9
         n3 y|9 (30.00%): y 9 9
         e1 n1 -> n2 9 residual
         e2 n1 -> n3 9 residual",
    );
    assert_picture(
        &chosen(3),
        "n1 main|0 of 30 (100%): main 0 30
         n2 hot|12 (40.00%): hot 12 12
         n3 x|9 (30.00%): x 9 9
         e1 n1 -> n2 12 residual
         e2 n1 -> n3 9 residual",
    );
}

#[test]
fn shares_of_changes_have_signs() {
    let picture = "main;less -7
                   main;more 9
                   main;same 0";
    let request = Request::plain(&report::DOT, &TimeZone::Utc);
    let context = Context::new(&profile(picture), &Options::default(), &request, &mut Vec::new()).unwrap();
    let weights = |signed: bool| {
        let query = GraphQuery::default();
        let set = context.stacks(Paths::Placed).unwrap();
        let drawn = Drawn::new(&context, set, query, signed, &BOUNDS, &mut None).unwrap();
        let weights = drawn.info.nodes.iter().map(|node| node.weights.clone());
        weights.collect::<Vec<String>>()
    };
    assert_eq!(weights(true), ["+9 (+56.25%)", "-7 (-43.75%)", "0 of +2 (+12.50%)"]);
    assert_eq!(weights(false), ["9 (56.25%)", "-7 (43.75%)", "0 of 2 (12.50%)"]);
}
