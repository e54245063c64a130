//! Presets: which a profile has, and that their filters leave what pprof leaves. The numbers are those that
//! `go tool pprof` printed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

use proflens::session::{Change, Preset, Presets, PresetsQuery, Session};
use std::fs;
use std::path::Path;

fn testdata(path: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(path)).unwrap()
}

fn session(file: &str) -> Session {
    let mut session = Session::default();
    session.open(file, &testdata(file)).unwrap();
    session
}

fn presets(session: &mut Session) -> Vec<Preset> {
    session.ask::<Presets>(PresetsQuery {}).unwrap().info
}

fn preset(session: &mut Session, label: &str) -> Preset {
    let presets = presets(session);
    let found = presets.iter().find(|preset| preset.label == label);
    found
        .unwrap_or_else(|| panic!("{label} is not among {presets:?}"))
        .clone()
}

fn choose(session: &mut Session, label: &str) {
    let preset = preset(session, label);
    assert_eq!(preset.why, "", "{label}");
    let add = preset
        .add
        .into_iter()
        .map(|(option, expression)| (option.to_owned(), expression));
    let change = Change {
        add: add.collect(),
        ..Change::default()
    };
    assert_eq!(session.change(&change).refused, [""; 0]);
}

/// The lines of `top` below its header.
fn rows(text: &str) -> Vec<&str> {
    let lines = text.lines().skip_while(|line| !line.contains("flat%"));
    lines.collect()
}

#[test]
fn presets_leave_what_pprof_leaves() {
    for (file, label, golden) in [
        (
            "cpu",
            "Hide the Go runtime",
            // Here no file is on a disk, so the expression's second half, which is about those, finds nothing.
            "cpu.top.hide=_internal_runtime",
        ),
        ("cpu", "Only frames of shop.example/search", "cpu.top.show=_main__shop"),
        (
            "cpu",
            "Only stacks through shop.example/search",
            "cpu.top.focus=_main__shop",
        ),
        (
            "goroutine-2",
            "No waiting for network, system or signals",
            "goroutine-2.top.ignore=waiting",
        ),
    ] {
        let mut session = session(&format!("{file}.pb.gz"));
        choose(&mut session, label);
        let text = session.run_to_text("top500").unwrap();
        let wanted = String::from_utf8(testdata(&format!("golden/{golden}.txt"))).unwrap();
        assert!(rows(&text).len() > 5, "{label}: {text}");
        assert_eq!(rows(&text), rows(&wanted), "{label}");
        assert_eq!(preset(&mut session, label).why, "It is set.");
    }
}

#[test]
fn presets_of_no_use_say_why() {
    let whys = |session: &mut Session| -> Vec<String> {
        let presets = presets(session).into_iter();
        presets.map(|preset| preset.why).collect()
    };
    let no_module = "No function of the profile has an import path with a domain in it, nor is there a package main.";
    let mut java = session("formats/java-cpu-64.prof");
    assert_eq!(
        whys(&mut java),
        [
            "No function of Go's runtime is in the profile.",
            no_module,
            no_module,
            "Only profiles of goroutines know who waits."
        ]
    );
    let labels: Vec<String> = presets(&mut java).into_iter().map(|preset| preset.label).collect();
    assert_eq!(
        labels[1..3],
        ["Only frames of the main module", "Only stacks through the main module"]
    );
    assert_eq!(
        whys(&mut session("goroutineleak.pb.gz"))[3],
        "Only profiles of goroutines know who waits."
    );
    assert_eq!(
        whys(&mut session("twins/goroutine.pb.gz"))[3],
        "No goroutine waits for one of these."
    );
    assert_eq!(whys(&mut session("cpu.pb.gz"))[..3], ["", "", ""]);
    assert!(Session::default().ask::<Presets>(PresetsQuery {}).is_err());
}

fn value(session: &mut Session, option: &str) -> String {
    let state = session.change(&Change::default());
    let found = state.options.into_iter().find(|known| known.name == option);
    found.unwrap().value
}

#[test]
fn a_preset_adds_to_what_is_hidden_and_says_which_focus_it_replaces() {
    let mut session = session("cpu.pb.gz");
    session.set_option("hide", "Sqrt").unwrap();
    session.set_option("focus", "rank").unwrap();
    let hide = preset(&mut session, "Hide the Go runtime");
    assert!(!hide.help.contains("Replaces"), "{}", hide.help);
    choose(&mut session, "Hide the Go runtime");
    assert_eq!(value(&mut session, "hide"), format!("{}|Sqrt", hide.add[0].1));
    assert_eq!(preset(&mut session, "Hide the Go runtime").why, "It is set.");
    let through = preset(&mut session, "Only stacks through shop.example/search");
    assert!(through.help.ends_with(" Replaces focus rank."), "{}", through.help);
    choose(&mut session, "Only stacks through shop.example/search");
    assert_eq!(value(&mut session, "focus"), r"^main\.|^shop\.example/search[./]");
}

#[test]
fn the_sentence_names_who_waits_and_not_the_runtime() {
    let sentence = session("goroutine-1.pb.gz").summary().unwrap().sentence.clone();
    let waits = ": 68 in total; 32 in chan send at notify.go:73, shop.example/orders/notify.(*Dispatcher).Notify.func1 (47.06%); ";
    assert!(sentence.contains(waits), "{sentence}");
    let sentence = session("mutex.pb.gz").summary().unwrap().sentence.clone();
    assert!(
        sentence.contains(" under shop.example/search/index.(*Index).Add ("),
        "{sentence}"
    );
}
