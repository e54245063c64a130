//! A change and the state after it: what is made of it, what is refused, and what is computed anew.

use super::{Json, link, session};
use proflens::session::{Change, Session, State};
use std::rc::Rc;

fn change(session: &mut Session, change: &str) -> State {
    session.change(&Change::read::<Json>(change).unwrap())
}

fn roles(state: &State) -> Vec<&str> {
    state.profiles.iter().map(|profile| profile.role).collect()
}

#[test]
fn without_fields_it_only_tells() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    session.set_option("focus", "rank").unwrap();
    let state = change(&mut session, "{}");
    assert_eq!(state.generation, session.generation());
    assert_eq!(link(&state.params), "f=rank");
    assert_eq!(state.refused, [""; 0]);
    assert_eq!(state.trouble, "");
    assert_eq!(roles(&state), ["source"]);
    let focus = state.options.iter().find(|option| option.name == "focus").unwrap();
    assert_eq!((focus.value.as_str(), focus.default.as_str()), ("rank", ""));
    let summary = state.summary.unwrap();
    assert!(
        summary.ready && summary.sentence.contains("focus=rank"),
        "{}",
        summary.sentence
    );
    // Before anything is open, too.
    let mut session = Session::default();
    let state = change(&mut session, "{}");
    assert!(!state.summary.unwrap().ready && state.profiles.is_empty());
}

#[test]
fn options_are_set_all_or_none() {
    let (mut session, _) = session(&["heap-1.pb.gz"]);
    session.set_option("hide", "runtime").unwrap();
    let generation = session.generation();
    for (set, said) in [
        (r#"["focus", "main"], ["ignore", "("]"#, "parsing ignore regexp"),
        (r#"["sample_index", "nothing"], ["focus", "main"]"#, "sample_index"),
        (r#"["granularity", "lines"], ["nosuch", "1"]"#, "nosuch"),
        (r#"["divide_by", "0"], ["hide", ""]"#, "zero divisor"),
    ] {
        let state = change(&mut session, &format!(r#"{{"set": [{set}]}}"#));
        assert_eq!(state.refused.len(), 1, "{:?}", state.refused);
        assert!(state.refused[0].contains(said), "{}", state.refused[0]);
        assert_eq!(
            (link(&state.params).as_str(), state.generation),
            ("h=runtime", generation)
        );
    }
    let state = change(
        &mut session,
        r#"{"set": [["focus", "main"], ["hide", ""], ["sort", "cum"]]}"#,
    );
    assert!(state.refused.is_empty() && state.generation > generation);
    assert_eq!(link(&state.params), "sort=cum&f=main");
}

#[test]
fn roles_are_given_all_or_none() {
    let (mut session, ids) = session(&["heap-1.pb.gz", "heap-2.pb.gz", "cpu.pb.gz"]);
    let generation = session.generation();
    let [one, two, cpu] = ids[..] else { panic!("{ids:?}") };
    let gone = cpu + 1;
    for wrong in [
        // A CPU profile is no base of a heap; and there is no such profile.
        format!(r#"{{"id": {two}, "role": "base"}}, {{"id": {cpu}, "role": "base"}}"#),
        format!(r#"{{"id": {two}, "role": "diff_base"}}, {{"id": {gone}, "role": "off"}}"#),
    ] {
        let state = change(&mut session, &format!(r#"{{"roles": [{wrong}]}}"#));
        assert_eq!(state.refused.len(), 1, "{:?}", state.refused);
        assert_eq!(roles(&state), ["source", "off", "off"]);
        assert_eq!(state.generation, generation);
    }
    let right = format!(r#"{{"roles": [{{"id": {one}, "role": "diff_base"}}, {{"id": {two}, "role": "source"}}]}}"#);
    let state = change(&mut session, &right);
    assert!(state.refused.is_empty());
    assert_eq!(roles(&state), ["diff_base", "source", "off"]);
    assert_eq!(state.summary.unwrap().diff.as_ref().unwrap().role, "diff_base");
}

#[test]
fn of_a_link_what_can_be_read_is_set() {
    let (mut session, _) = session(&["heap-1.pb.gz"]);
    session.set_option("ignore", "main").unwrap();
    // All others go to their defaults.
    let state = change(
        &mut session,
        r#"{"params": [["f", "("], ["si", "alloc_space"], ["n", "x"], ["g", "lines"], ["view", "top"]]}"#,
    );
    assert_eq!(state.refused.len(), 2, "{:?}", state.refused);
    assert_eq!(link(&state.params), "si=alloc_space&g=lines");
    // One label filter that cannot be read costs none of the others.
    let state = change(
        &mut session,
        r#"{"params": [["tf", "worker"], ["ti", "3kb:"], ["ts", "("], ["th", "x"]]}"#,
    );
    assert_eq!(state.refused.len(), 1, "{:?}", state.refused);
    assert!(state.refused[0].contains("tagshow regexp"), "{}", state.refused[0]);
    assert_eq!(link(&state.params), "tf=worker&ti=3kb:&th=x");
}

#[test]
fn an_option_is_not_refused_for_another_ones_fault() {
    let (mut session, _) = session(&["heap-1.pb.gz"]);
    let state = change(&mut session, r#"{"set": [["tagfocus", "("]]}"#);
    assert_eq!(state.refused.len(), 1);
    assert!(state.refused[0].contains("tagfocus"), "{}", state.refused[0]);
    let state = change(&mut session, r#"{"set": [["tagfocus", "worker"]]}"#);
    assert_eq!(state.refused, [""; 0]);
    assert_eq!(link(&state.params), "tf=worker");
}

#[test]
fn an_option_that_the_next_profile_cannot_have_is_told_as_trouble() {
    let (mut session, ids) = session(&["heap-1.pb.gz", "cpu.pb.gz"]);
    session.set_option("sample_index", "alloc_space").unwrap();
    let roles = format!(
        r#"{{"roles": [{{"id": {}, "role": "off"}}, {{"id": {}, "role": "source"}}]}}"#,
        ids[0], ids[1]
    );
    let state = change(&mut session, &roles);
    assert!(state.summary.is_none());
    assert!(state.trouble.contains("alloc_space"), "{}", state.trouble);
    for view in ["top", "flame", "source"] {
        let error = session.ask_by_name::<Json>(view, "{}").err().unwrap();
        assert_eq!(error.sentence(), state.trouble, "{view}");
    }
    let state = change(&mut session, r#"{"set": [["sample_index", ""]]}"#);
    assert!(state.summary.is_some() && state.trouble.is_empty());
}

#[test]
fn the_summary_is_made_once_between_two_changes() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let first = change(&mut session, "{}").summary.unwrap();
    session.ask_by_name::<Json>("top", "{}").unwrap();
    session.open("heap-1.pb.gz", &super::testdata("heap-1.pb.gz")).unwrap();
    assert!(Rc::ptr_eq(&first, &session.summary().unwrap()));
    assert!(Rc::ptr_eq(&first, &change(&mut session, "{}").summary.unwrap()));
    let other = change(&mut session, r#"{"set": [["focus", "rank"]]}"#).summary.unwrap();
    assert_ne!(first.sentence, other.sentence);
}

#[test]
fn all_of_a_change_is_made_in_one_go() {
    let (mut session, ids) = session(&["heap-1.pb.gz", "heap-2.pb.gz"]);
    let state = change(
        &mut session,
        &format!(
            r#"{{"close": [{}], "params": [["si", "alloc_space"]], "set": [["focus", "main"]], "zone": "local"}}"#,
            ids[0]
        ),
    );
    assert_eq!(state.refused, [""; 0]);
    assert_eq!(roles(&state), ["source"]);
    assert_eq!(state.profiles[0].name, "heap-2.pb.gz");
    assert_eq!(link(&state.params), "si=alloc_space&f=main");
    // What cannot be done is said, and the rest is done.
    let state = change(
        &mut session,
        &format!(r#"{{"close": [{}], "set": [["focus", ""]]}}"#, ids[0]),
    );
    assert_eq!(state.refused, [format!("there is no profile {}", ids[0])]);
    assert_eq!(link(&state.params), "si=alloc_space");
}
