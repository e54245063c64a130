//! What is computed anew after a change, and what is not.

use super::*;
use json::Json;

#[path = "../../tests/session/json.rs"]
pub mod json;

/// A session with a profile of this repository.
fn session() -> Session {
    let mut session = Session::default();
    session
        .open("cpu.pb.gz", include_bytes!("../../testdata/cpu.pb.gz"))
        .unwrap();
    session
}

/// Asks everything that can be asked, as a page does.
fn ask_all(session: &mut Session) {
    for view in Entry::<Json>::VIEWS {
        session.ask_by_name::<Json>(view.name, "{}").unwrap();
    }
    session.summary().unwrap();
}

#[test]
fn what_only_shows_otherwise_does_not_filter_anew() {
    let mut session = session();
    ask_all(&mut session);
    let selection = session.selection().unwrap();
    for (name, value) in [
        ("sort", "cum"),
        ("nodecount", "7"),
        ("granularity", "lines"),
        ("noinlines", "true"),
        ("showcolumns", "true"),
        ("trim", "false"),
        ("nodefraction", "0.1"),
        ("edgefraction", "0.1"),
        ("trim_path", "/src"),
        ("source_path", "/src"),
        ("call_tree", "true"),
    ] {
        let generation = session.generation();
        session.set_option(name, value).unwrap();
        assert!(session.generation() > generation, "{name}");
        ask_all(&mut session);
        assert!(Rc::ptr_eq(&selection, &session.selection().unwrap()), "{name}");
    }
    session.set_time_zone(TimeZone::Local(Rc::new(|_| crate::base::clock::Offset {
        seconds: 3600,
        abbreviation: "CET".to_owned(),
    })));
    assert!(Rc::ptr_eq(&selection, &session.selection().unwrap()));
}

#[test]
fn another_sample_type_keeps_what_was_filtered_and_says_what_a_new_session_says() {
    let mut session = session();
    session.set_option("focus", "rank|json").unwrap();
    ask_all(&mut session);
    let filtered = Rc::clone(&session.selection().unwrap().filtered);
    for options in [
        ("relative_percentages", "true"),
        ("mean", "true"),
        ("granularity", "lines"),
    ] {
        session.set_option(options.0, options.1).unwrap();
        ask_all(&mut session);
        let filtered = Rc::clone(&session.selection().unwrap().filtered);
        for sample_type in ["samples", "cpu"] {
            session.set_option("sample_index", sample_type).unwrap();
            assert!(Rc::ptr_eq(&filtered, &session.selection().unwrap().filtered));
            let mut other = self::session();
            let params = session.params().into_iter();
            let params: Vec<(String, String)> = params.map(|(name, value)| (name.to_owned(), value)).collect();
            assert!(other.set_params(&params).is_empty());
            for view in Entry::<Json>::VIEWS {
                let of = |session: &mut Session| {
                    let reply = session.ask_by_name::<Json>(view.name, "{}").unwrap();
                    (reply.info, reply.rows)
                };
                assert_eq!(of(&mut session), of(&mut other), "{} of {sample_type}", view.name);
            }
        }
    }
    session.set_option("focus", "rank").unwrap();
    assert!(!Rc::ptr_eq(&filtered, &session.selection().unwrap().filtered));
}

#[test]
fn what_selects_otherwise_filters_anew() {
    let mut session = session();
    for (name, value) in [
        ("focus", "rank"),
        ("ignore", "gc"),
        ("hide", "runtime"),
        ("show", "shop"),
        ("show_from", "main"),
        ("prune_from", "nothing"),
        ("tagfocus", "phase"),
        ("tagignore", "nothing"),
        ("tagshow", "phase"),
        ("taghide", "nothing"),
        ("tagroot", "phase"),
        ("tagleaf", "tenant"),
        ("sample_index", "samples"),
        ("mean", "true"),
        ("relative_percentages", "true"),
        ("divide_by", "2"),
        ("drop_negative", "true"),
    ] {
        let before = session.selection().unwrap();
        session.set_option(name, value).unwrap();
        assert!(!Rc::ptr_eq(&before, &session.selection().unwrap()), "{name}");
    }
}

#[test]
fn every_option_is_known_to_select_or_to_show() {
    // Those whose change keeps the selection; another one filters anew, which is never wrong, only slow.
    use crate::analysis::options::Kind;
    let shows: Vec<&str> = crate::analysis::options::VARIABLES
        .iter()
        .filter(|variable| {
            let mut options = shell_defaults();
            let value = match variable.kind {
                Kind::Bool => (!matches!(variable.name, "trim" | "compact_labels")).to_string(),
                Kind::Choice => variable.choices[0].to_owned(),
                _ => "7".to_owned(),
            };
            options.set(variable.name, &value).unwrap();
            assert_ne!(options, shell_defaults(), "{}", variable.name);
            Selection::is_same(&options, &shell_defaults())
        })
        .map(|variable| variable.name)
        .collect();
    assert_eq!(
        shows,
        [
            "output",
            "call_tree",
            "compact_labels",
            "source_path",
            "trim_path",
            "intel_syntax",
            "sort",
            "nodecount",
            "nodefraction",
            "edgefraction",
            "trim",
            "noinlines",
            "showcolumns",
            "granularity"
        ]
    );
}

#[test]
fn what_is_shown_is_made_once() {
    let mut session = session();
    ask_all(&mut session);
    let (shown, summary) = (session.shown().unwrap(), session.summary().unwrap());
    ask_all(&mut session);
    session.change(&Change::default());
    session
        .open("heap.pb.gz", include_bytes!("../../testdata/heap-1.pb.gz"))
        .unwrap();
    assert!(Rc::ptr_eq(&shown, &session.shown().unwrap()));
    assert!(Rc::ptr_eq(&summary, &session.summary().unwrap()));
}

/// Notes how many hold a selection while text comes.
struct Holders<'a> {
    selection: &'a Rc<Selection>,
    most: usize,
}

impl crate::base::sink::Sink for Holders<'_> {
    fn write(&mut self, _text: &[u8]) -> Result<()> {
        self.most = self.most.max(Rc::strong_count(self.selection));
        Ok(())
    }
}

#[test]
fn lines_and_downloads_that_select_the_same_filter_nothing() {
    let mut session = session();
    session.set_option("focus", "rank").unwrap();
    let selection = session.selection().unwrap();
    let before = Rc::strong_count(&selection);
    for (line, is_known) in [
        ("top", true),
        ("tree -cum", true),
        ("peek rank", true),
        ("top rank", true),
        ("top merge", false),
        ("top -gc", false),
    ] {
        let mut holders = Holders {
            selection: &selection,
            most: 0,
        };
        session.run(line, &mut holders, &mut |_| {}).unwrap();
        // The line itself holds one.
        let holds = holders.most - before - 1;
        assert_eq!(holds > 0, is_known, "{line}");
        let wanted = Wanted {
            line: line.to_owned(),
            ..Wanted::default()
        };
        let download = session.download(&wanted).unwrap();
        assert_eq!(Rc::strong_count(&selection) - before > 0, is_known, "{line}");
        drop(download);
    }
    assert!(session.run("peek (", &mut Vec::new(), &mut |_| {}).is_err());
}

#[test]
fn numbers_of_labels_have_all_their_digits() {
    let mut session = Session::default();
    let profile = crate::testing::profile_of(
        "samples/count",
        "main 10 span:=9007199254740993
         main 20 span:=9007199254740992
         main 5 span:=7",
    );
    session.take_profile("spans", profile, None).unwrap();
    let values = |session: &mut Session| {
        let tags = session.ask::<Tags>(TagsQuery::default()).unwrap();
        tags.view.values(0, 0..9).unwrap()
    };
    let all = values(&mut session);
    let texts: Vec<(&str, f64)> = all.iter().map(|value| (value.text.as_str(), value.value)).collect();
    assert_eq!(
        texts,
        [("9007199254740992", 20.0), ("9007199254740993", 10.0), ("7", 5.0)]
    );
    for value in &all {
        session.set_option("tagfocus", &value.filter).unwrap();
        let left = values(&mut session);
        let left: Vec<&str> = left.iter().map(|value| value.text.as_str()).collect();
        assert_eq!(left, [value.text.as_str()], "{}", value.filter);
        let traces = session
            .ask::<Traces>(TracesQuery::default())
            .unwrap()
            .view
            .page(0..1)
            .unwrap();
        assert_eq!(traces[0].labels, format!("span={}", value.text));
    }
}
