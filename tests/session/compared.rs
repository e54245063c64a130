//! Comparisons: the unit of both sides, and what is said of sample types that are not shown.

use super::messages::{Function, Line, Location, Profile, Sample, ValueType};
use super::{query, top};
use proflens::session::{Graph, GraphQuery, ProfileId, Role, Session, Sort};
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
