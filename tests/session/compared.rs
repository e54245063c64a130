//! Comparisons: the unit of both sides, and what is said of sample types that are not shown.

use super::messages::{Function, Line, Location, Profile, Sample, ValueType};
use super::{query, top};
use proflens::session::{Change, Graph, GraphQuery, ProfileId, Role, Session, Sort};
use prost::Message;

/// A profile: its sample types with their units, and what functions weigh.
pub fn weighing(types: &[(&str, &str)], functions: &[(&str, &[i64])]) -> Vec<u8> {
    let mut profile = Profile {
        strings: vec![Vec::new()],
        ..Profile::default()
    };
    let strings = &mut profile.strings;
    let mut text = |text: &str| {
        strings.push(text.as_bytes().to_vec());
        strings.len() as i64 - 1
    };
    for (kind, unit) in types {
        let (kind, unit) = (text(kind), text(unit));
        profile.sample_types.push(ValueType { kind, unit });
    }
    for (id, (name, values)) in (1..).zip(functions) {
        let name = text(name);
        profile.functions.push(Function {
            id,
            name,
            system_name: name,
            ..Function::default()
        });
        let lines = vec![Line {
            function_id: id,
            line: 1,
            column: 0,
        }];
        profile.locations.push(Location {
            id,
            lines,
            ..Location::default()
        });
        profile.samples.push(Sample {
            locations: vec![id],
            values: values.to_vec(),
            labels: Vec::new(),
        });
    }
    profile.encode_to_vec()
}

const HEAP: [(&str, &str); 3] = [("allocs", "count"), ("alloc_space", "bytes"), ("space", "bytes")];

/// A session with two profiles, the first in that role.
fn compared(files: [&[u8]; 2], role: Role) -> (Session, [ProfileId; 2]) {
    let mut session = Session::default();
    let [base, source] = files.map(|file| session.open("of a test", file).unwrap());
    session.set_roles(&[(source, Role::Source), (base, role)]).unwrap();
    (session, [base, source])
}

#[test]
fn both_sides_have_the_unit_of_the_larger_one() {
    let space = [("space", "bytes")];
    let time = [("cpu", "nanoseconds")];
    for (types, small, large, [less, more, change]) in [
        (space, 900_000, 2_700_000_000, ["0.86MB", "2574.92MB", "+2574.06MB"]),
        (time, 200_000_000, 202_000_000_000, ["0.20s", "202s", "+201.80s"]),
    ] {
        let [small, large] = [small, large].map(|value: i64| weighing(&types, &[("main.work", &[value])]));
        let (mut session, _) = compared([&small, &large], Role::DiffBase);
        let said = session.summary().unwrap().sentence.clone();
        let wanted = format!("changed from {less} to {more}, {change}; ");
        assert!(said.contains(&wanted), "{said}");
        let (info, rows) = top(&mut session, query(Sort::Flat));
        let beside = rows[0].flat_compared.as_ref().unwrap();
        assert_eq!(rows[0].flat_text, change.trim_start_matches('+'));
        assert_eq!((&*beside.before_text, &*beside.after_text), (less, more));
        assert!(info.header.iter().any(|line| line.contains(less)), "{:?}", info.header);
        let graph = session.ask::<Graph>(GraphQuery::default()).unwrap().info;
        assert_eq!(graph.nodes[0].flat_text, change.trim_start_matches('+'));
        // The other way round.
        let (session, _) = compared([&large, &small], Role::DiffBase);
        let said = session.summary().unwrap().sentence.clone();
        assert!(said.contains(&format!("changed from {more} to {less}, -")), "{said}");
    }
}

#[test]
fn sides_of_what_is_taken_off_are_not_in_the_unit_of_the_change() {
    let types = [("space", "bytes")];
    let [base, source] = [2_700_000_000_i64, 2_700_900_000].map(|value| weighing(&types, &[("main.work", &[value])]));
    let (session, _) = compared([&base, &source], Role::Base);
    let said = session.summary().unwrap().sentence.clone();
    assert!(
        said.contains("changed from 2574.92MB to 2575.78MB, +878.91kB; "),
        "{said}"
    );
}

#[test]
fn where_the_shown_type_did_not_change_those_that_did_are_told() {
    let [base, source] =
        [[10, 1 << 20, 1 << 19], [1100, 10 << 20, 1 << 19]].map(|values| weighing(&HEAP, &[("main.work", &values)]));
    let (mut session, _) = compared([&base, &source], Role::DiffBase);
    let others = |session: &Session| -> Vec<String> {
        let summary = session.summary().unwrap();
        let links = summary.pieces.iter().filter(|piece| !piece.add.is_empty());
        links.map(|piece| piece.text.clone()).collect()
    };
    let said = session.summary().unwrap().sentence.clone();
    assert!(
        said.ends_with(" 512kB to 512kB, 0; others changed: allocs +1,090, alloc_space +9MB."),
        "{said}"
    );
    let pieces = session.summary().unwrap().pieces.clone();
    let link = pieces.iter().find(|piece| piece.text == "alloc_space +9MB").unwrap();
    assert_eq!(others(&session).len(), 2);
    let state = session.change(&Change {
        add: link
            .add
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
        ..Change::default()
    });
    assert!(state.refused.is_empty(), "{:?}", state.refused);
    // The one that is shown then has changed.
    let summary = session.summary().unwrap();
    assert_eq!(summary.kind, "alloc_space");
    assert!(
        summary
            .sentence
            .contains("; the largest change is in main.work (+9MB)."),
        "{}",
        summary.sentence
    );
    // Nothing is told of what did not change either, nor of what was scaled to have the same total.
    let (session, _) = compared([&base, &base], Role::DiffBase);
    assert_eq!(others(&session), [""; 0]);
    let (mut session, _) = compared([&base, &source], Role::DiffBase);
    session.set_option("normalize", "true").unwrap();
    assert_eq!(others(&session), [""; 0]);
}

#[test]
fn a_change_is_not_offered_to_be_combined_with_an_amount() {
    let types = [("space", "bytes")];
    let amount = weighing(&types, &[("main.work", &[9]), ("main.rest", &[4])]);
    let change = weighing(&types, &[("main.work", &[9]), ("main.rest", &[-4])]);
    for (shown, other, wanted) in [
        (&amount, &amount, ""),
        (
            &amount,
            &change,
            "it is a change already, as some values are negative, and what is shown is none",
        ),
        (
            &change,
            &amount,
            "what is shown is a change already, as some values are negative, and it is none",
        ),
        // Of two minutes, for instance.
        (&change, &change, ""),
    ] {
        let mut session = Session::default();
        session.open("shown", shown).unwrap();
        session.open("other", other).unwrap();
        let profiles = session.profiles();
        assert_eq!(profiles[1].unfit, wanted);
        assert_eq!(
            [profiles[0].changes, profiles[1].changes],
            [shown, other].map(|file| *file == change)
        );
    }
}

#[test]
fn a_saved_change_says_what_its_share_is_of() {
    let mut session = Session::default();
    let profile = weighing(
        &[("inuse_space", "bytes")],
        &[("grow", &[30 << 20]), ("shrink", &[-25 << 20]), ("flush", &[-10 << 20])],
    );
    session.open("change.pb.gz", &profile).unwrap();
    let (info, _) = top(&mut session, query(Sort::Flat));
    let share = info
        .header
        .iter()
        .find(|line| line.starts_with("Showing nodes"))
        .unwrap();
    assert_eq!(
        share,
        "Showing nodes that changed by -5MB, -7.69% of the 65MB by which samples rose and fell"
    );
}

#[test]
fn one_unit_is_that_of_all_values_and_one_that_is_wanted_has_digits() {
    let mut session = Session::default();
    let profile = weighing(
        &[("inuse_space", "bytes")],
        &[("large", &[30 << 20]), ("small", &[2058]), ("tiny", &[16])],
    );
    session.open("heap.pb.gz", &profile).unwrap();
    session.set_option("trim", "false").unwrap();
    let mut said = || {
        let (_, rows) = top(&mut session, query(Sort::Flat));
        let texts = rows.into_iter().map(|row| (row.flat_text, row.flat_percent));
        texts.collect::<Vec<_>>()
    };
    let pairs = |texts: [(&str, &str); 3]| texts.map(|(one, other)| (one.to_owned(), other.to_owned()));
    assert_eq!(
        said(),
        pairs([
            ("30MB", "  100%".trim()),
            ("0.002MB", "0.0065%"),
            ("<0.0001MB", "<0.0001%")
        ])
    );
    session.set_option("unit", "gb").unwrap();
    let (_, rows) = top(&mut session, query(Sort::Flat));
    assert_eq!(rows[0].flat_text, "0.0293GB");
    assert_eq!(rows[1].flat_text, "<0.0001GB");
}
