//! Profiles that mean more than can be counted: said, and left by filters.

use super::json::Json;
use super::messages::{Function, Label, Line, Location, Profile, Sample, ValueType};
use proflens::ErrorKind;
use proflens::session::{Change, Entry, Session, State};
use prost::Message;
use serde_json::json;

/// Samples whose stacks are a thousand times the same place, which stands for a thousand calls that were inlined.
fn inlined(samples: usize) -> Vec<u8> {
    let texts = ["", "cpu", "nanoseconds", "main.again", "number", "first", "other"];
    let sample = |number: usize| Sample {
        locations: vec![1; 1000],
        values: vec![1],
        labels: vec![Label {
            key: 4,
            text: if number == 0 { 5 } else { 6 },
            ..Label::default()
        }],
    };
    let line = |line: i64| Line {
        function_id: 1,
        line,
        column: 0,
    };
    let profile = Profile {
        sample_types: vec![ValueType { kind: 1, unit: 2 }],
        samples: (0..samples).map(sample).collect(),
        locations: vec![Location {
            id: 1,
            lines: (1..=1000).map(line).collect(),
            ..Location::default()
        }],
        functions: vec![Function {
            id: 1,
            name: 3,
            system_name: 3,
            ..Function::default()
        }],
        strings: texts.iter().map(|text| text.as_bytes().to_vec()).collect(),
        ..Profile::default()
    };
    profile.encode_to_vec()
}

fn set(session: &mut Session, option: &str, value: &str) -> State {
    let change = Change {
        set: vec![(option.to_owned(), value.to_owned())],
        ..Change::default()
    };
    session.change(&change)
}

#[test]
fn too_many_frames_are_said_and_filters_lead_out() {
    let mut session = Session::default();
    let id = session.open("inlined", &inlined(501)).unwrap();
    let state = session.change(&Change::default());
    let sentence = &state.summary.unwrap().sentence;
    let wanted = "these stacks are 501,000,000 frames, and more than 500,000,000 are too many to count here";
    assert!(
        sentence.contains(wanted) && sentence.contains("noinlines"),
        "{sentence}"
    );
    let expanding = [
        "top",
        "flame",
        "calls",
        "graph",
        "traces",
        "source",
        "goroutines",
        "peek",
        "sandwich",
    ];
    for entry in Entry::<Json>::VIEWS {
        let answer = session.ask_by_name::<Json>(entry.name, "{}");
        match answer.err() {
            Some(error) => assert!(
                expanding.contains(&entry.name) && matches!(error.kind(), ErrorKind::TooManyFrames { .. }),
                "{}: {error}",
                entry.name
            ),
            None => assert!(!expanding.contains(&entry.name), "{} is answered", entry.name),
        }
    }
    for report in session.reports() {
        let said = session.run_to_text(&format!("{} main", report.name));
        let expands = [
            "top",
            "text",
            "tree",
            "peek",
            "traces",
            "list",
            "dot",
            "callgrind",
            "topproto",
        ];
        if report.command {
            assert_eq!(
                said.is_err(),
                expands.contains(&report.name),
                "{}: {said:?}",
                report.name
            );
        }
    }
    // What makes most of it fit is one click.
    let summary = set(&mut session, "noinlines", "false").summary.unwrap();
    let pieces = &summary.pieces;
    assert!(
        pieces
            .iter()
            .any(|piece| piece.add == [("noinlines", "true".to_owned())]),
        "{pieces:?}"
    );
    for (option, value) in [
        ("noinlines", "true"),
        ("tagfocus", "first"),
        ("hide", "again"),
        ("ignore", "again"),
    ] {
        let state = set(&mut session, option, value);
        assert!(!state.summary.unwrap().sentence.contains("Too large"), "{option}");
        assert!(session.ask_by_name::<Json>("top", "{}").is_ok(), "{option}");
        session.change(&Change {
            params: Some(Vec::new()),
            ..Change::default()
        });
    }
    let closed = session.change(&serde_json::from_value(json!({"close": [id]})).unwrap());
    assert!(closed.profiles.is_empty() && closed.trouble.is_empty());
}

/// Samples whose leaf is the same, whose callers there are different ones, and whose stacks are so many calls from there on: few
/// boxes from the root, and so many for each sample from the leaf.
fn callers(samples: u64) -> Vec<u8> {
    let mut profile = Profile::decode(inlined(0).as_slice()).unwrap();
    let texts = ["leaf".to_owned()].into_iter();
    let texts = texts.chain((0..samples).map(|number| format!("caller {number}")));
    for (number, text) in (2..).zip(texts) {
        profile.strings.push(text.into_bytes());
        let name = profile.strings.len() as i64 - 1;
        profile.functions.push(Function {
            id: number,
            name,
            system_name: name,
            ..Function::default()
        });
        profile.locations.push(Location {
            id: number,
            lines: vec![Line {
                function_id: number,
                line: 1,
                column: 0,
            }],
            ..Location::default()
        });
    }
    let sample = |number: u64| Sample {
        locations: [2, number + 3].into_iter().chain([1; 1000]).collect(),
        values: vec![1],
        ..Sample::default()
    };
    profile.samples = (0..samples).map(sample).collect();
    profile.encode_to_vec()
}

#[test]
fn a_tree_that_is_too_large_is_refused_while_it_grows_and_the_views_go_on() {
    let mut session = Session::default();
    session.open("callers", &callers(5)).unwrap();
    session.change(&Change::default());
    let refused = [
        ("flame", r#"{"inverted": true, "smallest": 0.001}"#),
        ("sandwich", r#"{"name": "leaf", "smallest": 0.001}"#),
    ];
    let ask = |session: &mut Session, view, query| session.ask_by_name::<Json>(view, query).err();
    for (view, query) in refused {
        let error = ask(&mut session, view, query).unwrap();
        assert!(
            matches!(error.kind(), ErrorKind::TooManyCalls { most: 4_000_000 }) && error.is_about_size(),
            "{view}: {error}"
        );
        let sentence = error.sentence();
        assert!(
            sentence.contains("more than 4,000,000 calls") && sentence.contains("noinlines"),
            "{sentence}"
        );
    }
    for (view, query) in [
        ("flame", r#"{"smallest": 0.001}"#),
        ("calls", r#"{"inverted": true, "search": "caller"}"#),
        ("sandwich", r#"{"name": "caller 1", "smallest": 0.001}"#),
    ] {
        assert_eq!(ask(&mut session, view, query), None, "{view}");
    }
    // What the sentence says makes it fit.
    for (option, value) in [("noinlines", "true"), ("focus", "caller [0-2]")] {
        set(&mut session, option, value);
        for (view, query) in refused {
            assert_eq!(ask(&mut session, view, query), None, "{view} with {option}");
        }
        session.change(&Change {
            params: Some(Vec::new()),
            ..Change::default()
        });
    }
}
