//! Snapshots of real programs, of which it is known what grows: `testdata/trend`.

use super::*;
use crate::analysis::budget::Budget;
use crate::input::Loader;
use crate::profile::combine::{Preparation, combine};
use std::fs;
use std::path::Path;

/// The snapshots of a folder whose names end so, the first ones or all.
fn open(folder: &str, ending: &str, most: usize) -> Snapshots {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/trend")
        .join(folder);
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = entries
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    paths.sort();
    let mut snapshots = Snapshots::default();
    for path in paths.into_iter().take(most) {
        let mut loader = Loader::new();
        loader.push(&fs::read(&path).unwrap()).unwrap();
        let (profile, dump) = loader.finish().unwrap().profiles.remove(0);
        let profile = combine(vec![profile], None, &Preparation::default()).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        snapshots.add(&name, None, &profile, dump.as_ref()).unwrap();
    }
    snapshots
}

fn told(folder: &str, ending: &str, most: usize) -> (Kind, Vec<String>, String) {
    let snapshots = open(folder, ending, most);
    told_of(&snapshots, &Wanted::default())
}

fn told_of(snapshots: &Snapshots, wanted: &Wanted) -> (Kind, Vec<String>, String) {
    let trend = Trend::new(snapshots, wanted, &Options::default(), Budget::UNLIMITED).unwrap();
    let verdict = trend.verdict(snapshots);
    let places = verdict.findings.iter().map(|finding| finding.places[0].short());
    (
        verdict.kind,
        places.collect(),
        sentences(&trend, snapshots, &TimeZone::Utc)
            .iter()
            .map(|sentence| sentence.text() + "\n")
            .collect(),
    )
}

const LEAKS: [(&str, &str, &str); 4] = [
    ("heap-leak", ".pb.gz", "main.go:144"),
    ("g-send", ".pb.gz", "main.go:170"),
    ("g-send", ".debug2.txt.gz", "main.go:170"),
    ("g-mutex", ".pb.gz", "main.go:182"),
];

#[test]
fn of_twelve_the_line_that_grows_is_named() {
    for (folder, ending, line) in LEAKS {
        let (kind, places, said) = told(folder, ending, 12);
        assert_eq!((kind, places), (Kind::Named, vec![line.to_owned()]), "{folder}: {said}");
        assert!(said.contains("steadily"), "{said}");
    }
    let (_, _, said) = told("g-send", ".pb.gz", 12);
    assert!(
        said.contains("in `chan send` (as the stack says) at main.go:170 (main.sendResult)."),
        "{said}"
    );
    let (_, _, said) = told("g-send", ".debug2.txt.gz", 12);
    assert!(
        said.contains("all in `chan send` at main.go:170 (main.sendResult), started by main.startSend.")
            && said.contains("Of 153 that were born between")
            && !said.contains("if load rose"),
        "{said}"
    );
    assert!(
        told("g-mutex", ".pb.gz", 12)
            .2
            .contains("in `sync.Mutex.Lock` (as the stack says)")
    );
}

#[test]
fn no_six_or_more_of_a_healthy_program_name_a_line_or_a_cache() {
    for folder in ["g-healthy", "heap-healthy"] {
        let snapshots = open(folder, ".pb.gz", 12);
        for count in 6..=12 {
            for first in 0..=12 - count {
                let is_out = |snapshot: &usize| !(first..first + count).contains(snapshot);
                let left_out = (0..12).filter(is_out).collect();
                let wanted = Wanted {
                    left_out,
                    ..Wanted::default()
                };
                let (kind, _, said) = told_of(&snapshots, &wanted);
                assert_eq!(kind, Kind::Nothing, "{folder}, {count} from {first}: {said}");
            }
        }
    }
}

#[test]
fn of_two_to_five_the_words_keep_to_the_rule() {
    for (folder, ending, line) in LEAKS {
        for most in 2..6 {
            let (kind, places, said) = told(folder, ending, most);
            let wanted = if most == 2 { Kind::Difference } else { Kind::Rose };
            assert_eq!((kind, places[0].as_str()), (wanted, line), "{folder} at {most}: {said}");
            let opening = ["a difference", "Rose twice", "Rose every time", "Rose every time"][most - 2];
            assert!(said.contains(opening), "{said}");
            for word in ["leak ", "steadi", " will ", "sure growth"] {
                assert!(!said.contains(word), "{word} of {most}: {said}");
            }
            assert!(most == 5 || !said.contains("a second,"), "a rate of {most}: {said}");
        }
    }
}

#[test]
fn nothing_is_named_where_nothing_grows() {
    for folder in ["heap-healthy", "g-healthy"] {
        for most in 6..13 {
            let (kind, _, said) = told(folder, ".pb.gz", most);
            assert!(!matches!(kind, Kind::Named), "{folder} at {most}: {said}");
        }
    }
    // The first half of a cache that fills does grow; all of it slows down.
    let (kind, places, said) = told("heap-warmup", ".pb.gz", 12);
    assert_eq!((kind, places[0].as_str()), (Kind::Slowing, "main.go:155"), "{said}");
}

#[test]
fn snapshots_of_few_collections_say_so() {
    let (kind, _, said) = told("heap-nogc", ".pb.gz", 12);
    assert_eq!(kind, Kind::Difference);
    assert!(
        said.starts_with("3 collections among 12 snapshots: fetch heap?gc=1"),
        "{said}"
    );
    assert!(said.contains("may only be the program's start"), "{said}");
}

#[test]
fn forms_of_the_same_moments_have_the_same_stacks() {
    let snapshots = open("g-send", ".gz", 24);
    let trend = Trend::new(&snapshots, &Wanted::default(), &Options::default(), Budget::UNLIMITED).unwrap();
    let stacks = trend.table(By::Stacks);
    let row = stacks.ordered(Sort::Rank, None)[0];
    // One after the other of the same moment: nothing is missing in either.
    let values = stacks.values(row).chunks_exact(2).map(|pair| pair[1] - pair[0]);
    assert!(
        values.clone().all(|difference| difference.abs() <= 2.0),
        "{:?}",
        stacks.values(row)
    );
    let waiting = trend.waiting(&snapshots, &stacks, row).unwrap();
    assert_eq!((waiting.state.as_str(), waiting.is_derived), ("chan send", false));
}
