//! What stands beside pprof's numbers: the other side of a comparison, other sample types, hot lines; and what is left out.

use super::messages::{Profile, Sample, ValueType};
use super::{query, session};
use proflens::session::{
    Of, Peek, PeekQuery, Role, Session, Sort, TagValue, Tags, TagsQuery, Told, Top, TopQuery, TopRow,
};
use prost::Message;
use std::collections::BTreeMap;

#[test]
fn what_was_before_is_what_the_base_alone_has() {
    let (mut before, _) = session(&["heap-1.pb.gz"]);
    let (mut after, _) = session(&["heap-2.pb.gz"]);
    let (mut compared, ids) = session(&["heap-1.pb.gz", "heap-2.pb.gz"]);
    let all = |session: &mut Session| {
        for (name, value) in [("trim", "false"), ("unit", "B")] {
            session.set_option(name, value).unwrap();
        }
        session.ask::<Top>(query(Sort::Flat)).unwrap().view.page(0..usize::MAX)
    };
    compared
        .set_roles(&[(ids[1], Role::Source), (ids[0], Role::DiffBase)])
        .unwrap();
    let (before, after) = (all(&mut before), all(&mut after));
    let texts = |rows: &[TopRow], name: &str| {
        let row = rows.iter().find(|row| row.name == name);
        row.map_or(["0".to_owned(), "0".to_owned()], |row| {
            [row.flat_text.clone(), row.cum_text.clone()]
        })
    };
    let rows = all(&mut compared);
    assert!(rows.len() > 40);
    for row in &rows {
        let (flat, cum) = (row.flat_compared.as_ref().unwrap(), row.cum_compared.as_ref().unwrap());
        let sides = |flat: &str, cum: &str| [flat.to_owned(), cum.to_owned()];
        assert_eq!(
            sides(&flat.before_text, &cum.before_text),
            texts(&before, &row.name),
            "{}",
            row.name
        );
        assert_eq!(
            sides(&flat.after_text, &cum.after_text),
            texts(&after, &row.name),
            "{}",
            row.name
        );
    }
    assert!(
        rows.iter()
            .any(|row| row.flat_compared.as_ref().unwrap().percent == "new")
    );
    // What marks the base is no label that a filter could take away.
    let alone = rows[0].flat_compared.as_ref().unwrap().before_text.clone();
    compared.set_option("taghide", ".").unwrap();
    let hidden = all(&mut compared);
    assert_eq!(hidden[0].flat_compared.as_ref().unwrap().before_text, alone);
    assert_ne!(alone, "0");
    // What is subtracted is not marked, and nothing is known of it.
    compared.set_roles(&[(ids[0], Role::Base)]).unwrap();
    assert!(all(&mut compared).iter().all(|row| row.flat_compared.is_none()));
}

#[test]
fn labels_say_what_they_weighed_before_and_after() {
    let values = |session: &mut Session| -> BTreeMap<String, TagValue> {
        let tags = session.ask::<Tags>(TagsQuery::default()).unwrap();
        let all = (0..tags.info.keys.len()).flat_map(|key| {
            let name = tags.info.keys[key].name.clone();
            let values = tags.view.values(key, 0..usize::MAX).unwrap();
            values
                .into_iter()
                .map(move |value| (format!("{name}:{}", value.text), value))
        });
        all.collect()
    };
    let in_bytes = |session: &mut Session| session.set_option("unit", "B").unwrap();
    let mut alone = ["heap-1.pb.gz", "heap-2.pb.gz"].map(|file| {
        let (mut session, _) = session(&[file]);
        in_bytes(&mut session);
        values(&mut session)
    });
    assert!(alone[0].values().all(|value| value.compared.is_none()));
    let (mut both, ids) = session(&["heap-1.pb.gz", "heap-2.pb.gz"]);
    both.set_roles(&[(ids[1], Role::Source), (ids[0], Role::DiffBase)])
        .unwrap();
    in_bytes(&mut both);
    let both = values(&mut both);
    assert!(both.len() > 30);
    for (name, value) in both {
        let compared = value.compared.unwrap();
        let mut side = |at: usize| alone[at].remove(&name).map_or("0".to_owned(), |value| value.value_text);
        assert_eq!(
            [compared.before_text, compared.after_text],
            [side(0), side(1)],
            "{name}"
        );
    }
    assert!(alone[0].is_empty() && alone[1].is_empty(), "every value is there");
}

#[test]
fn calls_and_hot_lines_have_both_sides_of_a_comparison() {
    let (mut before, _) = session(&["heap-1.pb.gz"]);
    let (mut after, _) = session(&["heap-2.pb.gz"]);
    let (mut compared, ids) = session(&["heap-1.pb.gz", "heap-2.pb.gz"]);
    compared
        .set_roles(&[(ids[1], Role::Source), (ids[0], Role::DiffBase)])
        .unwrap();
    // By what it is, how much of it there is: calls to and from a function, and its lines.
    let weights = |session: &mut Session, name: &str| -> BTreeMap<String, String> {
        session.set_option("unit", "B").unwrap();
        let name = name.to_owned();
        let peek = session.ask::<Peek>(PeekQuery { name }).unwrap().info;
        let callers = peek
            .callers
            .iter()
            .map(|edge| (format!("< {}", edge.name), edge.text.clone()));
        let callees = peek
            .callees
            .iter()
            .map(|edge| (format!("> {}", edge.name), edge.text.clone()));
        let lines = peek
            .lines
            .iter()
            .map(|line| (line.line.to_string(), line.cum_text.clone()));
        callers.chain(callees).chain(lines).collect()
    };
    let mut news = 0;
    for name in [
        "shop.example/orders/pricing.(*Rule).apply",
        "reflect.growslice",
        "encoding/json/v2.makeString",
    ] {
        let (old, new) = (weights(&mut before, name), weights(&mut after, name));
        compared.set_option("unit", "B").unwrap();
        let peek = compared.ask::<Peek>(PeekQuery { name: name.to_owned() }).unwrap().info;
        let callers = peek
            .callers
            .iter()
            .map(|edge| (format!("< {}", edge.name), &edge.compared));
        let callees = peek
            .callees
            .iter()
            .map(|edge| (format!("> {}", edge.name), &edge.compared));
        let lines = peek.lines.iter().map(|line| (line.line.to_string(), &line.compared));
        for (what, sides) in callers.chain(callees).chain(lines) {
            let sides = sides.as_ref().unwrap();
            let text = |side: &BTreeMap<String, String>| side.get(&what).map_or("0", String::as_str).to_owned();
            assert_eq!(
                [&sides.before_text, &sides.after_text],
                [&text(&old), &text(&new)],
                "{name} {what}"
            );
            news += usize::from(sides.percent != "gone");
        }
        // Alone nothing is compared.
        let peek = after.ask::<Peek>(PeekQuery { name: name.to_owned() }).unwrap().info;
        assert!(peek.callers.iter().all(|edge| edge.compared.is_none()));
        assert!(peek.lines.iter().all(|line| line.compared.is_none()));
    }
    assert!(news > 5, "{news}");
}

#[test]
fn what_marks_a_base_is_no_label() {
    let (mut session, ids) = session(&["heap-1.pb.gz", "heap-2.pb.gz"]);
    let keys = |session: &mut Session| -> Vec<String> {
        let keys = session.ask::<Tags>(TagsQuery::default()).unwrap().info.keys;
        keys.into_iter().map(|key| key.name).collect()
    };
    let alone = keys(&mut session);
    session
        .set_roles(&[(ids[1], Role::Source), (ids[0], Role::DiffBase)])
        .unwrap();
    assert_eq!(keys(&mut session), alone);
}

#[test]
fn profiles_of_blocking_and_of_mutexes_are_told_apart() {
    for (file, wanted) in [
        ("block.pb.gz", "block"),
        ("mutex.pb.gz", "mutex"),
        // Of a text its comments say what waits.
        ("block.debug1.txt", "block"),
        ("mutex.debug1.txt", "mutex"),
        ("formats/contentionz.txt", "contention"),
    ] {
        let (session, _) = session(&[file]);
        assert_eq!(session.profiles()[0].kind, wanted, "{file}");
    }
}

/// A profile of one sample, 1 of everything that it measures, sampled by a kind in a unit.
fn measuring(types: &[(&str, &str)], (kind, unit): (&str, &str)) -> Vec<u8> {
    let mut strings = vec![Vec::new()];
    let mut measure = |(kind, unit): (&str, &str)| {
        strings.extend([kind.as_bytes().to_vec(), unit.as_bytes().to_vec()]);
        ValueType {
            kind: strings.len() as i64 - 2,
            unit: strings.len() as i64 - 1,
        }
    };
    let profile = Profile {
        sample_types: types.iter().map(|&own| measure(own)).collect(),
        period_type: Some(measure((kind, unit))),
        samples: vec![Sample {
            values: vec![1; types.len()],
            ..Sample::default()
        }],
        strings,
        ..Profile::default()
    };
    profile.encode_to_vec()
}

#[test]
fn what_cannot_be_combined_says_why_before_it_is_tried() {
    let cpu = ("cpu", "ns");
    for (types, period, wanted) in [
        (&[("cpu", "ns")][..], cpu, ""),
        (&[("samples", "count"), ("cpu", "ms")], ("cpu", "ms"), ""),
        (&[("wall", "ns")], cpu, "they measure different things"),
        (&[("cpu", "bytes")], cpu, "cpu/ns and cpu/bytes do not add up"),
        (
            &[cpu],
            ("cpu", "KiB"),
            "one was sampled by cpu/ns, the other by cpu/KiB",
        ),
        (
            &[cpu],
            ("cpus", "ns"),
            "one was sampled by cpu/ns, the other by cpus/ns",
        ),
        (
            &[cpu],
            ("", ""),
            "one was sampled by cpu/ns, the other by something that it does not say",
        ),
    ] {
        let mut session = Session::default();
        session.open("one", &measuring(&[cpu], cpu)).unwrap();
        let other = session.open("other", &measuring(types, period)).unwrap();
        assert_eq!(session.profiles()[1].unfit, wanted);
        for role in [Role::Source, Role::Base, Role::DiffBase] {
            let does = session.set_roles(&[(other, role)]).is_ok();
            assert_eq!(does, wanted.is_empty(), "{types:?} by {period:?} as {role:?}");
            session.set_roles(&[(other, Role::Off)]).unwrap();
        }
    }
}

#[test]
fn what_measures_the_same_in_other_units_and_another_order_is_known_as_such() {
    let measures = |types: &[(&str, &str)], period| {
        let mut session = Session::default();
        session.open("one", &measuring(types, period)).unwrap();
        session.profiles()[0].measures.clone()
    };
    let one = measures(&[("samples", "count"), ("cpu", "ns")], ("cpu", "ns"));
    assert_eq!(one, measures(&[("cpu", "ms"), ("samples", "count")], ("cpu", "s")));
    assert_ne!(one, measures(&[("cpu", "KiB"), ("samples", "count")], ("cpu", "s")));
    assert_ne!(one, measures(&[("cpu", "ms"), ("samples", "count")], ("cpu", "KiB")));
}

#[test]
fn types_that_not_all_have_are_said_to_be_left_out() {
    let space = ("space", "bytes");
    let sentence = |types: &[(&str, &str)]| {
        let mut session = Session::default();
        let one = session
            .open(
                "one",
                &measuring(&[("inuse_objects", "count"), ("inuse_space", "bytes")], space),
            )
            .unwrap();
        let other = session.open("other", &measuring(types, space)).unwrap();
        session
            .set_roles(&[(one, Role::DiffBase), (other, Role::Source)])
            .unwrap();
        session.summary().unwrap().sentence.clone()
    };
    let (objects, bytes) = (("inuse_objects", "count"), ("inuse_space", "bytes"));
    assert!(!sentence(&[objects, bytes]).contains("left out"));
    let one = sentence(&[bytes]);
    assert!(
        one.ends_with("; inuse_objects is left out, since not all of these profiles have it."),
        "{one}"
    );
    let more = sentence(&[("alloc_objects", "count"), ("alloc_space", "bytes"), bytes]);
    let wanted =
        "; inuse_objects, alloc_objects and alloc_space are left out, since not all of these profiles have them.";
    assert!(more.ends_with(wanted), "{more}");
}

#[test]
fn hot_lines_are_those_of_list() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let name = "shop.example/search/rank.(*Ranker).Best".to_owned();
    let peek = session.ask::<Peek>(PeekQuery { name }).unwrap().info;
    let told: Vec<(f64, &str)> = peek
        .lines
        .iter()
        .map(|line| (line.line, line.cum_text.as_str()))
        .collect();
    assert_eq!(told, [(40.0, "3.84s"), (39.0, "0.03s")]);
    assert_eq!(peek.place, "rank.go:36");
}

#[test]
fn other_sample_types_are_told_beside_the_selected_one() {
    let (mut session, _) = session(&["heap-2.pb.gz"]);
    let top = session.ask::<Top>(query(Sort::Flat)).unwrap();
    let titles: Vec<&str> = top.info.companions.iter().map(|column| &*column.title).collect();
    assert_eq!(titles, ["objects", "each", "alive"]);
    let rows = top.view.page(0..3);
    assert_eq!(rows[0].name, "reflect.growslice");
    assert_eq!(rows[0].companions, ["14823", "577B", "61.37%"]);
    // The same from the other types: what pprof prints for each of them alone.
    for (sample_type, column) in [("inuse_objects", 0), ("alloc_space", 2)] {
        session.set_option("sample_index", sample_type).unwrap();
        let own = session.ask::<Top>(query(Sort::Flat)).unwrap().view;
        let row = own
            .page(0..50)
            .into_iter()
            .find(|row| row.name == rows[0].name)
            .unwrap();
        match column {
            0 => assert_eq!(row.flat, 14823.0),
            _ => assert_eq!(format!("{:.2}%", 100.0 * rows[0].flat / row.flat), "61.37%"),
        }
    }
    // Ordered by cum they are of cum, and who looks at one function sees both.
    session.set_option("sample_index", "inuse_space").unwrap();
    assert_eq!(top.info.companions_of, Of::Flat);
    let by_cum = session.ask::<Top>(query(Sort::Cum)).unwrap();
    assert_eq!(by_cum.info.companions_of, Of::Cum);
    let row = |top: &Top, name: &str| top.page(0..200).into_iter().find(|row| row.name == name).unwrap();
    let by_flat = session.ask::<Top>(query(Sort::Flat)).unwrap().view;
    let name = by_cum.view.page(0..1)[0].name.clone();
    let (flat, cum) = (row(&by_flat, &name).companions, row(&by_cum.view, &name).companions);
    assert_ne!(flat, cum);
    let peek = session.ask::<Peek>(PeekQuery { name }).unwrap().info;
    let told = |of: fn(&Told) -> &String| peek.companions.iter().map(of).cloned().collect::<Vec<String>>();
    assert_eq!((told(|own| &own.flat), told(|own| &own.cum)), (flat, cum));
    let (mut block, _) = super::session(&["block.pb.gz"]);
    let top = block.ask::<Top>(TopQuery::default()).unwrap();
    let titles: Vec<&str> = top.info.companions.iter().map(|column| &*column.title).collect();
    assert_eq!(titles, ["contentions", "each"]);
    let (mut cpu, _) = super::session(&["cpu.pb.gz"]);
    let top = cpu.ask::<Top>(query(Sort::Cum)).unwrap();
    assert_eq!(top.info.companions[0].title, "cores");
    // 5.13 of 5.23 seconds.
    let work = top
        .view
        .page(0..20)
        .into_iter()
        .find(|row| row.name == "main.(*server).work")
        .unwrap();
    assert_eq!(work.companions, ["0.98"]);
    // Of changes there are no means and no shares.
    let (mut compared, ids) = super::session(&["heap-2.pb.gz", "heap-1.pb.gz"]);
    compared.set_roles(&[(ids[1], Role::DiffBase)]).unwrap();
    let beside = compared.ask::<Top>(query(Sort::Flat)).unwrap().info.companions;
    let titles: Vec<&str> = beside.iter().map(|column| &*column.title).collect();
    assert_eq!(titles, ["objects"]);
}
