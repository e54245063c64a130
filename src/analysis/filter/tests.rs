//! Filters on text pictures: what stays of the stacks.

use super::*;
use crate::analysis::stacks::{Objects, Paths, StackSet};
use crate::testing::{assert_picture, profile};

/// The stacks that are left, root first, with their values and labels; then the warnings.
fn filter(picture: &str, settings: &[(&str, &str)]) -> String {
    let mut options = Options::default();
    for (name, value) in settings {
        options.set(name, value).unwrap();
    }
    let mut warnings = Vec::new();
    let profile = profile(picture);
    let units = LabelUnits::of(&profile, &mut warnings);
    let profile = with_label_frames(&profile, &options, &mut warnings).unwrap();
    let filters = Filters::new(&options, &mut warnings).unwrap();
    let filtered = filters.apply(&profile, &units, &mut warnings).unwrap();
    let set = StackSet::new(Rc::new(filtered), 0, &options, Objects::Nameless, Paths::Full);
    let mut lines: Vec<String> = (0..set.len())
        .map(|row| {
            let frames = set.frames_of(row).into_iter().map(|frame| {
                let name = String::from_utf8_lossy(&set.printed_name(frame.frame())).into_owned();
                if frame.is_inline() { format!(">{name}") } else { name }
            });
            let mut frames: Vec<String> = frames.collect();
            frames.reverse();
            let keys = set
                .labels(row)
                .map(|label| format!(" {}", String::from_utf8_lossy(set.label_text(label.key()))));
            let keys: String = keys.collect();
            format!("{} {}{keys}", frames.join(";").replace(";>", ">"), set.value(row))
        })
        .collect();
    lines.append(&mut warnings);
    lines.join("\n")
}

const THREE: &str = "main;parse;read 1
                     main;write 2
                     init;write 3";

#[test]
fn focus_and_ignore_choose_samples() {
    assert_picture(&filter(THREE, &[("focus", "write")]), "main;write 2\ninit;write 3");
    assert_picture(&filter(THREE, &[("ignore", "main")]), "init;write 3");
    assert_picture(
        &filter(THREE, &[("focus", "write"), ("ignore", "init")]),
        "main;write 2",
    );
    // File names and the binary count, too.
    assert_picture(&filter(THREE, &[("focus", "read\\.go$")]), "main;parse;read 1");
    assert_picture(&filter(THREE, &[("ignore", "bin/app")]), "");
    assert_picture(
        &filter(THREE, &[("focus", "nothing")]),
        "Focus expression matched no samples",
    );
}

#[test]
fn hide_and_show_choose_frames() {
    assert_picture(
        &filter(THREE, &[("hide", "^main$")]),
        "parse;read 1\nwrite 2\ninit;write 3",
    );
    assert_picture(&filter(THREE, &[("show", "^(main|read)$")]), "main;read 1\nmain 2");
    // Focus looks at frames that hide takes away.
    assert_picture(&filter(THREE, &[("focus", "init"), ("hide", "init")]), "write 3");
    assert_picture(&filter("main>parse;read 1", &[("hide", "^parse$")]), "main;read 1");
}

#[test]
fn show_from_and_prune_from_cut_stacks() {
    // The truth table of pprof: stacks are written from the root.
    for (pattern, wanted) in [
        ("^A$", "A;B;C;B 1"),
        ("^B$", "B;C;B 1"),
        ("^C$", "C;B 1"),
        ("^D$", "ShowFrom expression matched no samples"),
    ] {
        assert_picture(&filter("A;B;C;B 1", &[("show_from", pattern)]), wanted);
    }
    assert_picture(&filter("D;B;C;B;A 1", &[("prune_from", "^B$")]), "D;B;C;B 1");
    assert_picture(&filter("D;B;C;A 1", &[("prune_from", "^B$")]), "D;B 1");
    assert_picture(
        &filter("main>parse>next;read 1", &[("prune_from", "^parse$")]),
        "main>parse 1",
    );
    assert_picture(
        &filter("main>parse>next 1", &[("show_from", "^parse$")]),
        "parse>next 1",
    );
}

const LABELLED: &str = "a 1 worker=x size:=2kb
                        b 2 worker=y size:=8kb
                        c 3 other=x";

#[test]
fn labels_choose_samples() {
    for (option, value, wanted) in [
        ("tagfocus", "worker=x", "a 1 worker size"),
        (
            "tagfocus",
            "worker:x,worker:y",
            "TagFocus expression matched no samples",
        ),
        ("tagfocus", "worker=x,y", "a 1 worker size\nb 2 worker size"),
        ("tagfocus", "x", "a 1 worker size\nc 3 other"),
        (
            "tagfocus",
            "size=4kb:",
            "b 2 worker size\ntagfocus:Interpreted '4kb:' as range, not regexp",
        ),
        ("tagignore", "worker=.", "c 3 other"),
        ("tagshow", "worker", "a 1 worker\nb 2 worker\nc 3"),
        ("taghide", "o", "a 1 size\nb 2 size\nc 3"),
    ] {
        assert_picture(&filter(LABELLED, &[(option, value)]), wanted);
    }
}

#[test]
fn labels_become_frames() {
    assert_picture(
        &filter(LABELLED, &[("tagroot", "worker,size"), ("tagleaf", "other")]),
        "x;2kB;a;<unknown> 1 worker size
         y;8kB;b;<unknown> 2 worker size
         <unknown>;<unknown>;c;x 3 other",
    );
    // Filters see them.
    assert_picture(
        &filter(LABELLED, &[("tagroot", "worker"), ("focus", "^y$")]),
        "y;b 2 worker size",
    );
}

#[test]
fn empty_stacks_go_as_soon_as_a_filter_looks() {
    assert_picture(&filter("- 5\nmain 1", &[]), "5\nmain 1");
    assert_picture(
        &filter("- 5\nmain 1", &[("ignore", "none")]),
        "main 1\nIgnore expression matched no samples",
    );
}

#[test]
fn a_name_with_its_place_is_found_where_views_show_it() {
    let mut profile = (*profile("main;first 1\nmain;second 2")).clone();
    let anonymous = Rc::make_mut(&mut profile.strings).intern(b"(anonymous)");
    let main = Rc::make_mut(&mut profile.strings).intern(b"main");
    let others = profile.functions.iter_mut().filter(|function| function.name != main);
    others.for_each(|function| function.name = anonymous);
    let profile = Rc::new(profile);
    let left = |expression: &str, placed_names: bool| {
        let mut options = Options {
            placed_names,
            ..Options::default()
        };
        options.set("focus", expression).unwrap();
        let filters = Filters::new(&options, &mut Vec::new()).unwrap();
        filters
            .apply(&profile, &LabelUnits::default(), &mut Vec::new())
            .unwrap()
            .len()
    };
    let one = r"^\(anonymous\) first\.go$";
    assert_eq!((left(one, true), left(one, false)), (1, 0));
    assert_eq!((left("anonymous", true), left("anonymous", false)), (2, 2));
    assert_eq!(
        left("anonymous. first", true),
        0,
        "a part of it is none of pprof's texts"
    );
}
