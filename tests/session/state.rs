//! Roles, options and lines of the shell: one state.

use super::{link, params, session, table};
use proflens::session::{Role, Sort};

#[test]
fn a_base_is_a_state_of_everything() {
    let (mut session, ids) = session(&["goroutine-1.pb.gz", "goroutine-2.pb.gz"]);
    let roles: Vec<&str> = session.profiles().iter().map(|profile| profile.role).collect();
    assert_eq!(roles, ["source", "off"]);
    session
        .set_roles(&[(ids[0], Role::DiffBase), (ids[1], Role::Source)])
        .unwrap();
    let diff = session.summary().unwrap().diff.clone().unwrap();
    let totals: Vec<f64> = session
        .profiles()
        .iter()
        .map(|profile| profile.sample_types[0].total)
        .collect();
    assert_eq!((diff.base, diff.source), (totals[0], totals[1]));
    assert_eq!(diff.change_text, format!("+{}", totals[1] - totals[0]));
    let shell = session.run_to_text("top").unwrap();
    assert!(shell.contains(&format!("of {} total", totals[0])), "{shell}");
    // Every sample type says by how much it has changed.
    let (mut heaps, ids) = super::session(&["heap-1.pb.gz", "heap-2.pb.gz"]);
    heaps
        .set_roles(&[(ids[0], Role::DiffBase), (ids[1], Role::Source)])
        .unwrap();
    let types = heaps.summary().unwrap().sample_types.clone();
    for sample_type in &types {
        heaps.set_option("sample_index", &sample_type.kind).unwrap();
        heaps.set_option("unit", "auto").unwrap();
        let change = heaps.summary().unwrap().diff.clone().unwrap().change_text;
        assert_eq!(sample_type.total_text, change, "{}", sample_type.kind);
    }
    heaps.set_option("normalize", "true").unwrap();
    assert!(heaps.summary().unwrap().sample_types[0].total_text.is_empty());
    // One kind of base at a time.
    session.set_roles(&[(ids[0], Role::Base)]).unwrap();
    assert_eq!(session.summary().unwrap().diff.clone().unwrap().role, "base");
    // Normalising takes the growth away.
    session.set_option("normalize", "true").unwrap();
    assert!(session.summary().unwrap().diff.clone().unwrap().normalize);
    session.run_to_text("normalize=false").unwrap();
    assert!(!session.summary().unwrap().diff.clone().unwrap().normalize);
}

#[test]
fn what_does_not_combine_is_refused_and_changes_nothing() {
    let (mut session, ids) = session(&["heap-1.pb.gz", "cpu.pb.gz"]);
    let before = session.run_to_text("top").unwrap();
    let error = session.set_roles(&[(ids[1], Role::Base)]).unwrap_err();
    assert!(error.to_string().contains("empty common sample type list"), "{error}");
    let roles: Vec<&str> = session.profiles().iter().map(|profile| profile.role).collect();
    assert_eq!(roles, ["source", "off"]);
    assert_eq!(session.run_to_text("top").unwrap(), before);
    // Without the source, the other one takes its place.
    session.close(ids[0]).unwrap();
    assert_eq!(session.profiles()[0].role, "source");
    session.close(ids[1]).unwrap();
    assert!(!session.summary().unwrap().ready);
    assert!(
        session
            .run_to_text("top")
            .unwrap_err()
            .to_string()
            .contains("no profile is open")
    );
}

#[test]
fn options_are_refused_where_they_enter() {
    let (mut session, _) = session(&["heap-1.pb.gz"]);
    for (name, value) in [
        ("focus", "("),
        ("tagfocus", "bytes=("),
        ("sample_index", "nothing"),
        ("divide_by", "0"),
        ("granularity", "words"),
        ("nodecount", "many"),
        ("nonsense", "1"),
    ] {
        assert!(session.set_option(name, value).is_err(), "{name}={value}");
        assert_eq!(link(&session.params()), "", "{name}={value}");
        assert!(
            session.run_to_text(&format!("{name}={value}")).is_err(),
            "{name}={value}"
        );
        assert_eq!(link(&session.params()), "", "{name}={value}");
    }
    let refused = session.set_params(&params("f=(&si=alloc_space&n=x&g=lines&view=top"));
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert_eq!(link(&session.params()), "si=alloc_space&g=lines");
}

#[test]
fn every_door_refuses_with_the_same_sentence_and_leaves_what_was_there() {
    let (mut session, _) = session(&["heap-1.pb.gz"]);
    for (name, parameter, good, bad) in [
        ("focus", "f", "cache", "("),
        ("tagshow", "ts", "bytes", "["),
        ("tagignore", "ti", "bytes=1kb:", "bytes=("),
        ("divide_by", "divide_by", "2", "0"),
    ] {
        session.set_option(name, good).unwrap();
        let before = session.params();
        let set = session.set_option(name, bad).unwrap_err().to_string();
        let typed = session.run_to_text(&format!("{name}={bad}")).unwrap_err().to_string();
        assert_eq!(session.params(), before);
        let linked = session.set_params(&params(&format!("{parameter}={bad}")));
        assert_eq!((&typed, linked.as_slice()), (&set, [set.clone()].as_slice()));
        assert_eq!(
            link(&session.params()),
            "",
            "a link says all options: what it says wrong is at its default"
        );
    }
}

/// What is kept between two questions must not outlive a change that decides about it.
#[test]
fn a_changed_session_answers_as_a_fresh_one() {
    for (name, value) in [
        ("unit", "b"),
        ("granularity", "lines"),
        ("sample_index", "samples"),
        ("mean", "true"),
        ("divide_by", "2"),
        ("relative_percentages", "true"),
        ("focus", "^512B$"),
        ("hide", "main"),
        ("tagfocus", "bytes=4kb:"),
        ("tagleaf", "tenant"),
        ("ignore", ""),
    ] {
        let prepared = || {
            let (mut session, _) = session(&["synthetic/labels.pb.gz"]);
            session.set_option("tagroot", "bytes").unwrap();
            session.set_option("ignore", "^3MB$").unwrap();
            session
        };
        let (mut session, mut fresh) = (prepared(), prepared());
        let before = table(&mut session, Sort::Flat);
        session.set_option(name, value).unwrap();
        fresh.set_option(name, value).unwrap();
        let after = table(&mut session, Sort::Flat);
        assert!(
            after == table(&mut fresh, Sort::Flat),
            "{name}={value} shows what was there before"
        );
        assert!(
            after != before,
            "{name}={value} changes nothing here, so it tests nothing"
        );
    }
}

#[test]
fn the_shell_and_the_options_are_one_state() {
    let (mut session, _) = session(&["heap-1.pb.gz"]);
    session.run_to_text("focus=cache").unwrap();
    session.run_to_text("alloc_space").unwrap();
    session.run_to_text("lines=1").unwrap();
    assert_eq!(link(&session.params()), "si=alloc_space&f=cache&g=lines");
    session.set_params(&params("i=main"));
    assert!(
        session
            .run_to_text("options")
            .unwrap()
            .contains("ignore                    = main")
    );
    session.run_to_text(":").unwrap();
    assert_eq!(link(&session.params()), "");
    assert_eq!(session.complete("pee"), ["peek"]);
    // A blank of several bytes.
    assert_eq!(session.complete("\u{2003}pee"), ["\u{2003}peek"]);
    assert!(
        session
            .complete("peek cache.")
            .iter()
            .all(|line| line.contains("cache."))
    );
    assert!(session.run_to_text("top >file").is_err());
}

#[test]
fn defaults_are_never_refused() {
    let (mut session, _) = session(&["heap-1.pb.gz"]);
    for (name, value) in [
        ("granularity", "lines"),
        ("nodecount", "7"),
        ("sample_index", "alloc_space"),
    ] {
        session.set_option(name, value).unwrap();
        assert_ne!(link(&session.params()), "");
        session
            .set_option(name, if name == "nodecount" { "-1" } else { "" })
            .unwrap();
        assert_eq!(link(&session.params()), "", "{name}");
    }
}

#[test]
fn options_complete_with_what_the_profile_has() {
    let (session, _) = session(&["cpu.pb.gz"]);
    assert_eq!(session.complete("unit=m"), ["unit=minimum", "unit=ms"]);
    assert_eq!(session.complete("tagroot=phase,te"), ["tagroot=phase,tenant"]);
    assert_eq!(session.complete("tagfocus=ph"), ["tagfocus=phase="]);
    assert_eq!(session.complete("sort=c"), ["sort=cum"]);
    assert!(
        session
            .complete("focus=rank.dot")
            .contains(&"focus=shop.example/search/rank.dot".to_owned())
    );
}
