//! Goroutines of dumps: states, creators, about-minutes, who stays, what grows in step.

use super::*;
use crate::analysis::budget::Budget;
use crate::analysis::trend::survivors::Survival;
use crate::input::Loader;
use crate::profile::combine::{Preparation, combine};

/// A dump: of each number a goroutine that waits in a state at a line, with minutes or without.
fn dump(goroutines: &[(u64, &str)]) -> String {
    let all = goroutines.iter().map(|(id, status)| {
        format!(
            "goroutine {id} [{status}]:\nmain.send(0x1)\n\t/p/leak.go:53 +0x1\nmain.start.func1()\n\t/p/leak.go:41 +0x2\ncreated by \
             main.start in goroutine 1\n\t/p/leak.go:40 +0x3\n\n"
        )
    });
    all.collect()
}

fn open(snapshots: &mut Snapshots, name: &str, text: &str) {
    let mut loader = Loader::new();
    loader.push(text.as_bytes()).unwrap();
    let (profile, dump) = loader.finish().unwrap().profiles.remove(0);
    let profile = combine(vec![profile], None, &Preparation::default()).unwrap();
    snapshots.add(name, None, &profile, dump.as_ref()).unwrap();
}

fn trend(snapshots: &Snapshots) -> Trend {
    Trend::new(snapshots, &Wanted::default(), &Options::default(), Budget::UNLIMITED).unwrap()
}

fn numbers(range: std::ops::Range<u64>, status: &str) -> Vec<(u64, &str)> {
    range.map(|id| (id, status)).collect()
}

#[test]
fn three_dumps_name_those_who_stay() {
    let mut snapshots = Snapshots::default();
    open(&mut snapshots, "d1", &dump(&numbers(10..15, "chan send")));
    open(&mut snapshots, "d2", &dump(&numbers(10..40, "chan send")));
    let mut last = numbers(10..39, "chan send, 2 minutes");
    last.extend(numbers(50..90, "chan send"));
    open(&mut snapshots, "d3", &dump(&last));
    let trend = trend(&snapshots);
    assert_eq!(
        said(&trend, &snapshots, Role::Verdict),
        [
            "Rose twice, by at least 50 goroutines over 3 snapshots (5 → 69 in all), all in `chan send` at leak.go:53 (main.send), started by \
          main.start. The longest waits for about 2 minutes (since the last collections; Go does not know it better; of 40 nothing is said). Of \
          25 that were born between d1 and d2, 24 are still there in d3: it grows and does not come back."
        ]
    );
    assert!(said(&trend, &snapshots, Role::Caveat).is_empty());
    assert_eq!(
        said(&trend, &snapshots, Role::Next)[0],
        "Look at leak.go:53: who should receive there, and has it returned before?"
    );
    let survival = trend.verdict(&snapshots).findings[0].survival.unwrap();
    assert!(survival.names());
}

#[test]
fn those_who_come_and_go_are_said_to() {
    let mut snapshots = Snapshots::default();
    for (at, ids) in [10..30, 30..60, 60..100].into_iter().enumerate() {
        open(&mut snapshots, &format!("d{at}"), &dump(&numbers(ids, "select")));
    }
    let said = said(&trend(&snapshots), &snapshots, Role::Verdict);
    assert!(
        said[0].ends_with(
            "Of 30 that were born between d0 and d1, 0 are still there in d2: they come and go, and there are more of them at a time."
        ),
        "{said:?}"
    );
}

#[test]
fn few_or_running_ones_name_nothing() {
    let with = |born, alive, blocked| Survival {
        born,
        alive,
        blocked,
        rose_twice: true,
    };
    assert!(with(16, 15, 16).names());
    assert!(!with(15, 15, 15).names() && !with(20, 17, 20).names() && !with(20, 20, 17).names());
    let fell = Survival {
        rose_twice: false,
        ..with(20, 20, 20)
    };
    assert!(fell.stay() && !fell.names());
}

#[test]
fn numbers_that_come_again_are_a_restart() {
    let mut snapshots = Snapshots::default();
    open(&mut snapshots, "d1", &dump(&numbers(1000..1050, "select")));
    open(&mut snapshots, "d2", &dump(&numbers(10..40, "select")));
    open(&mut snapshots, "d3", &dump(&numbers(10..60, "select")));
    let trend = trend(&snapshots);
    assert_eq!(trend.snapshots(), [1, 2]);
    assert_eq!(
        said(&trend, &snapshots, Role::Note)[1],
        "The program was started anew before d2 (the numbers of goroutines begin anew): the longest run counts, 2 of 3 snapshots."
    );
    // The last ones of a burst are gone, and nobody new has come.
    let mut snapshots = Snapshots::default();
    open(&mut snapshots, "d1", &dump(&numbers(10..1050, "select")));
    open(&mut snapshots, "d2", &dump(&numbers(10..40, "select")));
    assert_eq!(super::goroutines::trend(&snapshots).snapshots(), [0, 1]);
}

#[test]
fn a_proto_learns_state_and_creator_from_the_dump_beside_it() {
    let mut taken = Taken::of("goroutine/count");
    let stack = "runtime.goexit;main.start.func1:41;main.send:53;runtime.chansend1;runtime.gopark";
    taken.add(&format!("{stack} 20"), |profile| {
        let strings = Shared::make_mut(&mut profile.strings);
        let file = strings.intern(b"/p/leak.go");
        profile
            .functions
            .iter_mut()
            .for_each(|function| function.filename = file);
    });
    open(
        &mut taken.snapshots,
        "s2",
        &dump(&numbers(10..50, "chan send, 3 minutes")),
    );
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "Two snapshots show a difference, not a trend: +20 goroutines (20 → 40). The largest: +20, all in `chan send` at leak.go:53 (main.send), \
          started by main.start. The longest waits for about 3 minutes (since the last collections; Go does not know it better)."
        ]
    );
    let verdict = taken.trend().verdict(&taken.snapshots);
    let waiting = verdict.findings[0].waiting.clone().unwrap();
    assert_eq!(
        (waiting.minutes, waiting.is_derived, waiting.snapshot),
        (Some(3), false, Some(1))
    );
    assert_eq!(
        (waiting.creator.short().as_str(), waiting.begun_there),
        ("leak.go:40", 40)
    );
}

#[test]
fn a_proto_alone_says_what_its_stack_says() {
    let stack = "runtime.goexit;main.start.func1:41;main.send:53;runtime.chansend1;runtime.gopark";
    let taken = Taken::of("goroutine/count").rows(&[(stack, &[20, 40])]);
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "Two snapshots show a difference, not a trend: +20 goroutines (20 → 40). The largest: +20, in `chan send` (as the stack says) at \
          main.send.go:53 (main.send), in goroutines that began with main.start.func1."
        ]
    );
}

#[test]
fn pairs_that_grow_in_step_are_one_finding() {
    let read = [10, 35, 58, 85, 109, 133, 160];
    let write = [10, 35, 59, 85, 110, 133, 161];
    let taken = Taken::of("goroutine/count").rows(&[
        ("net/http.(*persistConn).readLoop:12;runtime.selectgo", &read),
        ("net/http.(*persistConn).writeLoop:13;runtime.selectgo", &write),
        ("main.main;main.wait:3", &[1; 7]),
    ]);
    let verdict = taken.trend().verdict(&taken.snapshots);
    assert_eq!(
        (verdict.kind, verdict.findings.len(), verdict.findings[0].rows.len()),
        (Kind::Named, 1, 2)
    );
    let said = taken.said(Role::Verdict);
    assert_eq!(said.len(), 1);
    assert!(
        said[0].contains(", in each of 2 stacks that grow in step: ")
            && said[0].ends_with("What began them may be in none of these stacks. 100% of the sure growth."),
        "{said:?}"
    );
    assert!(taken.said(Role::Next)[0].contains("closes their bodies?"));
}
