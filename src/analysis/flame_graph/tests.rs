//! Flame graphs of text pictures: a line per box, indented by its row, as `name start+width own`.

use super::*;
use crate::analysis::filter::Filtered;
use crate::analysis::options::Options;
use crate::analysis::stacks::{Objects, Paths, TreeLimits};
use crate::base::error::ErrorKind;
use crate::testing::{assert_picture, profile};
use std::rc::Rc;

fn set_of(picture: &str) -> StackSet {
    let filtered = Rc::new(Filtered::all(&profile(picture)));
    StackSet::new(filtered, 0, &Options::default(), Objects::Nameless, Paths::Trimmed)
}

fn lay_out(set: &StackSet, view: &View<'_>) -> FlameGraph {
    let fresh = FlameGraph::new(set, view, &mut Trees::default()).unwrap();
    // What was parted for other views changes nothing.
    let mut trees = Trees::default();
    for smallest in [0.9, 0.3, 0.0] {
        for path in [&[], view.path] {
            let before = View {
                smallest,
                path,
                ..view.clone()
            };
            FlameGraph::new(set, &before, &mut trees).unwrap();
            assert_eq!(FlameGraph::new(set, view, &mut trees).unwrap(), fresh);
        }
    }
    fresh
}

fn draw(set: &StackSet, view: &View<'_>) -> String {
    let graph = lay_out(set, view);
    let lines = graph.slabs.iter().enumerate().map(|(number, slab)| {
        let name = match slab.frame {
            Some(frame) => String::from_utf8_lossy(&set.printed_name(frame)).into_owned(),
            None => "all".to_owned(),
        };
        let parent = &graph.slabs[slab.parent as usize];
        assert!(
            (slab.parent as usize) < number || number == 0,
            "{name} comes before the box that it lies on"
        );
        assert!(
            number == 0 || (slab.row - parent.row).abs() == 1,
            "{name} lies on the next row"
        );
        assert!(
            slab.start >= parent.start && slab.start + slab.width <= parent.start + parent.width,
            "{name} sticks out"
        );
        let own = match (slab.own.positive, slab.own.negative) {
            (0, 0) => String::new(),
            (own, 0) => format!(" own {own}"),
            (own, base) => format!(" own {own}-{base}"),
        };
        let inline = if slab.inline { " inline" } else { "" };
        let base = match slab.weight.negative {
            0 => String::new(),
            base => format!(" ({}-{base})", slab.weight.positive),
        };
        format!("{} {name} {}+{}{base}{own}{inline}", slab.row, slab.start, slab.width)
    });
    lines.collect::<Vec<String>>().join("\n")
}

const PROGRAM: &str = "main;parse;read 30
                       main;parse 12
                       main;write 40
                       main 5
                       init;read 7";

#[test]
fn stacks_stand_on_their_root_widest_first() {
    assert_picture(
        &draw(&set_of(PROGRAM), &View::default()),
        "0 all 0+94
         1 main 0+87 own 5
         2 parse 0+42 own 12
         3 read 0+30 own 30
         2 write 42+40 own 40
         1 init 87+7
         2 read 87+7 own 7",
    );
}

#[test]
fn or_on_their_leaf() {
    let view = View {
        inverted: true,
        ..View::default()
    };
    assert_picture(
        &draw(&set_of(PROGRAM), &view),
        "0 all 0+94
         1 write 0+40
         2 main 0+40 own 40
         1 read 40+37
         2 parse 40+30
         3 main 40+30 own 30
         2 init 70+7 own 7
         1 parse 77+12
         2 main 77+12 own 12
         1 main 89+5 own 5",
    );
}

#[test]
fn a_pivot_has_callees_and_callers() {
    let view = View {
        pivot: "read",
        ..View::default()
    };
    assert_picture(
        &draw(&set_of(PROGRAM), &view),
        "0 read 0+37 own 37
         -1 parse 0+30
         -2 main 0+30 own 30
         -1 init 30+7 own 7",
    );
    let parse = View {
        pivot: "parse",
        ..View::default()
    };
    assert_picture(
        &draw(&set_of(PROGRAM), &parse),
        "0 parse 0+42 own 12
         1 read 0+30 own 30
         -1 main 0+42 own 42",
    );
}

#[test]
fn a_pivot_that_calls_itself_is_taken_where_it_was_called_first() {
    let view = View {
        pivot: "walk",
        ..View::default()
    };
    assert_picture(
        &draw(&set_of("main;walk;walk;leaf 3\nmain;walk 4\nmain;other 9"), &view),
        "0 walk 0+7 own 4
         1 walk 0+3
         2 leaf 0+3 own 3
         -1 main 0+7 own 7",
    );
}

#[test]
fn a_path_takes_all_of_the_width() {
    let path = ["main".to_owned(), "parse".to_owned()];
    let view = View {
        path: &path,
        ..View::default()
    };
    assert_picture(
        &draw(&set_of(PROGRAM), &view),
        "0 all 0+42
         1 main 0+42 own 5
         2 parse 0+42 own 12
         3 read 0+30 own 30",
    );
    let set = set_of(PROGRAM);
    let weight = |view: &View<'_>| lay_out(&set, view).slabs[1].weight.positive;
    assert_eq!(
        weight(&view),
        87,
        "what a box weighs does not depend on where it is looked at from"
    );
    // What follows a name that is not there is left out.
    let gone = ["main".to_owned(), "gone".to_owned(), "read".to_owned()];
    let view = View {
        path: &gone,
        ..View::default()
    };
    assert_eq!(lay_out(&set, &view).path, 1);
    assert_eq!(lay_out(&set, &view).slabs[0].width, 87.0);
}

#[test]
fn a_path_from_a_pivot_leaves_its_samples_to_both_sides() {
    let path = ["parse".to_owned()];
    let view = View {
        pivot: "read",
        inverted: true,
        path: &path,
        ..View::default()
    };
    assert_picture(
        &draw(&set_of(PROGRAM), &view),
        "0 read 0+30 own 30
         -1 parse 0+30
         -2 main 0+30 own 30",
    );
}

#[test]
fn what_is_too_small_is_left_out_and_counted() {
    let view = View {
        smallest: 0.2,
        ..View::default()
    };
    let set = set_of(PROGRAM);
    assert_picture(
        &draw(&set, &view),
        "0 all 0+94
         1 main 0+87 own 5
         2 parse 0+42 own 12
         3 read 0+30 own 30
         2 write 42+40 own 40",
    );
    assert_eq!(lay_out(&set, &view).left_out, 1);
}

#[test]
fn a_part_can_be_looked_at_more_closely() {
    let closer = Closer {
        from: 80.0,
        to: 90.0,
        smallest: 0.01,
    };
    let view = View {
        smallest: 0.4,
        closer,
        ..View::default()
    };
    // Everything is where it is without that, and what lies on the edge belongs to it.
    assert_picture(
        &draw(&set_of(PROGRAM), &view),
        "0 all 0+94
         1 main 0+87 own 5
         2 parse 0+42 own 12
         2 write 42+40 own 40
         1 init 87+7
         2 read 87+7 own 7",
    );
    let graph = lay_out(&set_of(PROGRAM), &view);
    assert_eq!(graph.left_out, 1);
    let all = lay_out(&set_of(PROGRAM), &View::default());
    assert!(graph.slabs.iter().all(|slab| {
        let same = |other: &&Slab| {
            (other.frame, other.row, other.start, other.width) == (slab.frame, slab.row, slab.start, slab.width)
        };
        all.slabs.iter().any(|other| same(&other))
    }));
}

#[test]
fn a_comparison_is_as_wide_as_both_or_as_the_profile() {
    let picture = "main;new 30\nmain;old -20\nmain;both 8\nmain;both -5";
    assert_picture(
        &draw(&set_of(picture), &View::default()),
        "0 all 0+63 (38-25)
         1 main 0+63 (38-25)
         2 new 0+30 own 30
         2 old 30+20 (0-20) own 0-20
         2 both 50+13 (8-5) own 8-5",
    );
    let view = View {
        positive_only: true,
        ..View::default()
    };
    assert_picture(
        &draw(&set_of(picture), &view),
        "0 all 0+38 (38-25)
         1 main 0+38 (38-25)
         2 new 0+30 own 30
         2 both 30+8 (8-5) own 8-5",
    );
}

#[test]
fn inlined_calls_are_boxes_of_their_own() {
    let set = set_of("main;parse>next 3\nmain;next 4");
    assert_picture(
        &draw(&set, &View::default()),
        "0 all 0+7
         1 main 0+7
         2 next 0+4 own 4
         2 parse 4+3
         3 next 4+3 own 3 inline",
    );
    let view = View {
        pivot: "next",
        inverted: true,
        ..View::default()
    };
    assert_picture(
        &draw(&set, &view),
        "0 next 0+7 own 7
         -1 main 0+4 own 4
         -1 parse 4+3
         -2 main 4+3 own 3",
    );
}

#[test]
fn a_search_counts_each_stack_once() {
    let set = set_of("main;walk;walk;leaf 3\nmain;walk -4\nmain;other 9");
    let (weight, matching) = search(&set, &Pattern::new("^wa|leaf").unwrap());
    assert_eq!((weight.positive, weight.negative), (3, 4));
    assert_eq!(matching.iter().filter(|&&matches| matches).count(), 2);
}

#[test]
fn nothing_is_a_start_without_width() {
    let set = set_of("main 0");
    assert_picture(&draw(&set, &View::default()), "0 all 0+0");
    let view = View {
        pivot: "gone",
        ..View::default()
    };
    assert_eq!(lay_out(&set_of(PROGRAM), &view).slabs[0].width, 0.0);
}

/// Whether there is a graph depends on its boxes, and not on what was laid out before.
#[test]
fn a_tree_is_refused_for_its_boxes_and_not_for_those_of_before() {
    let limited = |looked_into| {
        set_of("main;a;log 5\nmain;b;log 7").limited(TreeLimits {
            looked_into,
            ..TreeLimits::NONE
        })
    };
    let (set, mut trees) = (limited(3), Trees::default());
    for path in [&[][..], &["main".to_owned()], &["main".to_owned(), "a".to_owned()]] {
        for inverted in [false, true] {
            for smallest in [0.9, 0.0] {
                let view = View {
                    path,
                    inverted,
                    smallest,
                    ..View::default()
                };
                assert!(FlameGraph::new(&set, &view, &mut trees).is_ok());
            }
        }
    }
    let (set, mut trees) = (limited(2), Trees::default());
    let refused = FlameGraph::new(&set, &View::default(), &mut trees).unwrap_err();
    assert_eq!(*refused.kind(), ErrorKind::TooManyCalls { most: 2 });
    let wide = View {
        smallest: 0.5,
        ..View::default()
    };
    assert!(FlameGraph::new(&set, &wide, &mut trees).is_ok());
}
