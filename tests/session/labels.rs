//! Labels with numbers: each is in a unit of its own, whichever one values are shown in.

use super::messages::{Label, Profile};
use super::{compared::weighing, query, top};
use proflens::session::{Graph, GraphQuery, Session, Sort, Tags, TagsQuery};
use prost::Message;

/// Allocations of some sizes, all in one function.
fn allocations(sizes: &[i64]) -> Session {
    let functions = vec![("main.alloc", &[9_000_000_000_i64][..]); sizes.len()];
    let mut profile = Profile::decode(&*weighing(&[("space", "bytes")], &functions)).unwrap();
    let first = profile.strings.len() as i64;
    profile
        .strings
        .extend(["bytes", "main"].map(|text| text.as_bytes().to_vec()));
    for (sample, &number) in profile.samples.iter_mut().zip(sizes) {
        sample.locations = vec![1];
        sample.labels = vec![Label {
            key: first,
            number,
            unit: first,
            ..Label::default()
        }];
    }
    let mut session = Session::default();
    session.open("of a test", &profile.encode_to_vec()).unwrap();
    session
}

const SIZES: [i64; 4] = [32, 64_000, 1 << 20, 5_000_000];

#[test]
fn a_unit_for_values_makes_no_two_labels_one() {
    let mut session = allocations(&SIZES);
    session.set_option("unit", "GB").unwrap();
    let tags = session.ask::<Tags>(TagsQuery::default()).unwrap().info;
    let mut values: Vec<(&str, &str, &str)> = tags.keys[0]
        .first
        .iter()
        .map(|value| (&*value.text, &*value.value_text, &*value.filter))
        .collect();
    values.sort_unstable();
    assert_eq!(
        values,
        [
            ("1MB", "8.38GB", "bytes=1048576bytes"),
            ("32B", "8.38GB", "bytes=32bytes"),
            ("4.77MB", "8.38GB", "bytes=5000000bytes"),
            ("62.50kB", "8.38GB", "bytes=64000bytes"),
        ]
    );
    // pprof's report gives all of it in the unit, as `-unit=GB -tags` does.
    let report = session.run_to_text("tags").unwrap();
    assert!(report.contains("33.53GB (  100%): 0"), "{report}");
    let query = GraphQuery {
        labels: true,
        ..GraphQuery::default()
    };
    let graph = session.ask::<Graph>(query).unwrap().info;
    let mut boxes: Vec<&str> = graph.nodes[0].labels.iter().map(|label| &*label.lines[0]).collect();
    boxes.sort_unstable();
    assert_eq!(boxes, ["1MB", "32B", "4.77MB", "62.50kB"]);
}

#[test]
fn frames_made_of_labels_stay_apart_too() {
    let mut session = allocations(&SIZES);
    let names = |session: &mut Session| -> Vec<String> {
        let (_, rows) = top(session, query(Sort::Cum));
        let mut names: Vec<String> = rows.into_iter().map(|row| row.name).collect();
        names.sort_unstable();
        names
    };
    session.set_option("tagroot", "bytes").unwrap();
    let apart = names(&mut session);
    let report = session.run_to_text("top").unwrap();
    session.set_option("unit", "GB").unwrap();
    assert_eq!(names(&mut session), apart);
    assert_eq!(
        apart,
        ["bytes=1MB", "bytes=32B", "bytes=4.77MB", "bytes=62.50kB", "main.alloc"]
    );
    let merged = session.run_to_text("top").unwrap();
    assert!(merged.lines().count() < report.lines().count(), "{merged}");
}
