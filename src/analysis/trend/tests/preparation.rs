//! What is prepared before a trend, and what is refused.

use super::*;
use crate::analysis::budget::Budget;

const BUILD: &str = "main;build:1";

/// Numbers of a build, or another one.
fn build(profile: &mut Profile, id: &str) {
    let strings = Shared::make_mut(&mut profile.strings);
    profile.mappings[0].build_id = strings.intern(id.as_bytes());
}

#[test]
fn what_cannot_be_compared_is_refused_with_both_values() {
    let one = Taken::of("widgets/count").rows(&[(BUSY, &[1])]);
    assert_eq!(
        one.refused(),
        "a trend is about two snapshots or more of the same kind, and there is one: take at least six"
    );
    let mut periods = Taken::of("inuse_space/bytes")
        .with_period(524_288)
        .rows(&[(BUSY, &[1])]);
    periods.period = 4096;
    periods.add("main;x 2", |_| {});
    assert_eq!(
        periods.refused(),
        "s1 has the period 524288 and s2 4096: values that were sampled differently are not compared, leave one kind out"
    );
    let mut units = Taken::of("size/bytes").rows(&[(BUSY, &[1])]);
    units.types = "size/pages";
    units.add("main;x 2", |_| {});
    assert_eq!(
        units.refused(),
        "s1 has size in bytes, s2 in pages: a trend is of one unit, leave one of them out"
    );
    let mut kinds = Taken::of("goroutine/count").rows(&[(BUSY, &[1])]);
    kinds.types = "inuse_objects/count inuse_space/bytes";
    kinds.add("main;x 2 2", |_| {});
    assert_eq!(
        kinds.refused(),
        "s1 has goroutine and s2 has inuse_objects, inuse_space: a trend is of one kind, leave the others out"
    );
    let unknown = Wanted {
        sample_type: "cpu".to_owned(),
        ..Wanted::default()
    };
    let taken = Taken::of("goroutine/count").rows(&[(BUSY, &[1, 2])]);
    assert_eq!(
        refused(&taken.snapshots, &unknown),
        "s1 has no sample type \"cpu\": there is goroutine"
    );
    let mut platforms = Taken::of("goroutine/count");
    for file in ["/go/src/runtime/asm_amd64.s", "/go/src/runtime/asm_arm64.s"] {
        platforms.add("exit;main 1", |profile| {
            let file = Shared::make_mut(&mut profile.strings).intern(file.as_bytes());
            profile.functions[0].filename = file;
        });
    }
    assert_eq!(
        platforms.refused(),
        "s1 is of a program for amd64 and s2 of one for arm64: leave one of them out"
    );
}

#[test]
fn differences_are_not_mixed_with_what_they_are_of() {
    let mut mixed = Taken::of("goroutine/count").rows(&[(BUSY, &[1])]);
    mixed.add("main;x 2", |profile| profile.duration_nanos = 30 * SECOND);
    assert_eq!(
        mixed.refused(),
        "s2 is of 30s and s1 of a moment: a profile of ?seconds=N is a difference already, leave one kind out"
    );
    // What cannot be is no moment: 30 where nanoseconds are meant.
    let mut odd = Taken::of("goroutine/count");
    for duration in [30, 30 * SECOND] {
        odd.add("main;x 2", |profile| profile.duration_nanos = duration);
    }
    assert_eq!(
        odd.refused(),
        "s2 is of 30s, and s1 says of its duration what cannot be: leave one of them out"
    );
    let negative = Taken::of("goroutine/count").rows(&[(BUSY, &[1, -2])]);
    assert_eq!(
        negative.refused(),
        "s2 has negative values: it is a difference of two profiles, and a trend is made of the profiles themselves"
    );
    let mut changes = Taken::of("goroutine/count");
    for value in [-10, 20] {
        changes.add(&format!("{BUSY} {value}"), |profile| {
            profile.duration_nanos = 10 * SECOND
        });
    }
    let trend = changes.trend();
    assert_eq!(
        (trend.series.measure, trend.table(By::Stacks).totals()),
        (Measure::Change, &[-1.0, 2.0][..])
    );
}

#[test]
fn a_profile_that_came_twice_counts_once() {
    let mut taken = Taken::of("goroutine/count").rows(&[(BUSY, &[1, 20, 20])]);
    // The third one is as the second one, but of another moment; the fourth one is of that moment, too.
    taken.add(&format!("{BUSY} 20"), |profile| profile.time_nanos -= 10 * SECOND);
    let trend = taken.trend();
    assert_eq!(trend.snapshots(), [0, 1, 2]);
    assert_eq!(
        said(&trend, &taken.snapshots, Role::Note),
        [
            "4 snapshots, in order of the times in the profiles.",
            "s4 is there twice, and counts once."
        ]
    );
}

#[test]
fn equal_snapshots_are_one_collection() {
    let megabyte = 1 << 20;
    let values: Vec<i64> = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]
        .map(|value| value * 9 * megabyte)
        .into();
    let taken = Taken::of("inuse_space/bytes").rows(&[(LEAK, &values)]);
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "3 collections among 12 snapshots: fetch heap?gc=1, or the profile is that of the last collection.",
            "They show a difference, not a trend, for the first may be the program's start: +18MB (9MB → 27MB). The largest: +18MB, at \
             send.go:53 (send)."
        ]
    );
    assert_eq!(
        taken.said(Role::Caveat),
        [
            "What rose between the first and the second collection may only be the program's start: before the second one, all of a heap \
             seems to grow."
        ]
    );
    assert_eq!(
        taken.said(Role::Next)[0],
        "Fetch heap?gc=1 six times, a minute apart: each is then a collection of its own."
    );
    let points = &taken.trend().series.points;
    assert_eq!(
        points.iter().map(|point| point.snapshots).collect::<Vec<usize>>(),
        [4, 4, 4]
    );
    let all_the_same = Taken::of("inuse_space/bytes").rows(&[(LEAK, &[9, 9, 9])]);
    assert_eq!(
        all_the_same.refused(),
        "all 3 snapshots are the same collection, equal in every value: fetch heap?gc=1, which collects first"
    );
    // Goroutines that do not change are no collection.
    let idle = Taken::of("goroutine/count").rows(&[(LEAK, &[9, 9, 9])]);
    assert_eq!(idle.trend().series.points.len(), 3);
}

#[test]
fn a_beginning_is_left_out_if_enough_is_left() {
    let values = [0, 50, 51, 52, 52, 53, 54, 55].map(|value| value << 20);
    let taken = Taken::of("inuse_space/bytes")
        .with_period(1 << 19)
        .rows(&[(LEAK, &values)]);
    let trend = taken.trend();
    assert_eq!((trend.series.points.len(), trend.series.points[0].snapshot), (6, 1));
    assert_eq!(trend.series.notes[1], Note::FirstCollection { is_left_out: true });
}

#[test]
fn the_longest_run_counts() {
    let leak = [100, 220, 300, 420, 40, 130, 250, 370, 490, 622, 745, 866];
    let mut taken = Taken::of("alloc_objects/count inuse_objects/count");
    for (at, &value) in leak.iter().enumerate() {
        let allocated = if at < 4 { 10_000 + value } else { value };
        taken.add(&format!("{LEAK} {allocated} {value}"), |_| {});
    }
    let trend = taken.trend();
    assert_eq!(trend.series.points.len(), 8);
    assert_eq!(
        said(&trend, &taken.snapshots, Role::Note)[1],
        "The program was started anew before s5 (fewer objects were allocated in all than before): the longest run counts, 8 of 12 snapshots."
    );
    let mut two = Taken::of("alloc_objects/count inuse_objects/count");
    two.add(&format!("{LEAK} 50 5"), |_| {});
    two.add(&format!("{LEAK} 20 9"), |_| {});
    assert_eq!(
        two.refused(),
        "the program was started anew between s1 and s2 (fewer objects were allocated in all than before), in order of the times in the profiles: a trend is of one run"
    );
}

#[test]
fn a_fall_of_most_that_had_risen_is_likely_a_restart_and_one_of_a_pool_is_none() {
    let stacks: Vec<String> = (0..8).map(|at| format!("main;f{at}:1")).collect();
    let course = [10, 20, 30, 40, 3, 12, 21, 30, 42, 50, 61];
    let rows: Vec<(&str, &[i64])> = stacks.iter().map(|stack| (stack.as_str(), &course[..])).collect();
    let taken = Taken::of("goroutine/count").rows(&rows);
    assert_eq!(taken.trend().series.points.len(), 7);
    let pool = Taken::of("goroutine/count").rows(&[(BUSY, &course)]);
    assert_eq!(pool.trend().series.points.len(), 11);
}

#[test]
fn builds_that_differ_are_compared_by_function() {
    let mut taken = Taken::of("goroutine/count");
    taken.add(&format!("{BUILD} 3"), |profile| build(profile, "a"));
    taken.add("main;build:2 5", |profile| build(profile, "b"));
    let trend = taken.trend();
    assert_eq!(trend.table(By::Stacks).rows().len(), 1);
    assert_eq!(
        said(&trend, &taken.snapshots, Role::Note)[1],
        "The builds differ: compared by function, without lines."
    );
    assert_eq!(
        said(&trend, &taken.snapshots, Role::Verdict),
        [
            "Two snapshots show a difference, not a trend: +2 goroutines (3 → 5). The largest: +2, in build, in goroutines that began with main."
        ]
    );
    // Of one build there are two: that is a run.
    taken.add("main;build:2 7", |profile| build(profile, "b"));
    assert_eq!(taken.trend().series.points.len(), 2);
}

#[test]
fn what_only_grows_is_a_rate() {
    let values: Vec<i64> = (0..8_i64).map(|at| at * at * (10 << 20)).collect();
    let taken = Taken::of("alloc_space/bytes")
        .with_period(1 << 19)
        .rows(&[(LEAK, &values)]);
    let trend = taken.trend();
    assert_eq!((trend.series.measure, trend.series.points.len()), (Measure::Rate, 7));
    assert_eq!(
        trend.table(By::Stacks).values(0)[..2],
        [f64::from(1 << 20), f64::from(3 << 20)]
    );
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "Allocates faster and faster: at least 12MB/s more in 60 s (1MB/s → 13MB/s in all), steadily, at send.go:53 (send). 100% of the \
          sure growth."
        ]
    );
    let two = Taken::of("delay/nanoseconds").rows(&[(LEAK, &[1_000_000, 21_000_000])]);
    assert_eq!(
        two.said(Role::Verdict),
        ["One rate, with nothing to compare it with: 2ms/s. Take at least seven."]
    );
}

#[test]
fn time_of_processors_is_a_share_of_the_duration() {
    let mut taken = Taken::of("samples/count cpu/nanoseconds").with_period(10_000_000);
    for at in 1..=7 {
        taken.add(&format!("{LEAK} {} {}", at * 100, at * SECOND), |profile| {
            profile.duration_nanos = 5 * SECOND;
        });
    }
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "Is busier and busier: at least 1.20 cores more in 60 s (0.20 cores → 1.40 cores in all), steadily, at send.go:53 (send). 100% of \
          the sure growth."
        ]
    );
}

#[test]
fn time_of_processors_without_a_duration_is_time() {
    let mut taken = Taken::of("samples/count cpu/nanoseconds").with_period(10_000_000);
    for at in 1..=7 {
        taken.add(&format!("{LEAK} {} {}", at * 100, at * SECOND), |_| {});
    }
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "At least 6s more in 60 s (1s → 7s in all), steadily, about 100ms a second, at send.go:53 (send). 100% of the sure growth."
        ]
    );
    assert_eq!(
        taken.said(Role::Note)[1..],
        ["No profile says how long it was collected: values are not divided by it."]
    );
}

#[test]
fn snapshots_can_be_left_out_and_put_in_order() {
    let taken = Taken::of("goroutine/count").rows(&[(LEAK, &[1, 2, 3, 4])]);
    let wanted = |left_out: &[usize], order: &[usize]| Wanted {
        left_out: left_out.to_vec(),
        order: order.to_vec(),
        ..Wanted::default()
    };
    let totals = |wanted: &Wanted| {
        let trend = Trend::new(&taken.snapshots, wanted, &Options::default(), Budget::UNLIMITED).unwrap();
        (
            trend.table(By::Stacks).totals().to_vec(),
            trend.series.has_times,
            trend.series.basis,
        )
    };
    assert_eq!(totals(&wanted(&[1], &[])), (vec![1.0, 3.0, 4.0], true, Basis::Profiles));
    assert_eq!(
        totals(&wanted(&[], &[0, 2, 1])),
        (vec![1.0, 3.0, 2.0], false, Basis::Given)
    );
    assert_eq!(
        totals(&wanted(&[9], &[1, 3, 7])),
        (vec![2.0, 4.0], true, Basis::Profiles)
    );
}

#[test]
fn many_and_bunched_snapshots_are_taken_together() {
    let mut taken = Taken::of("goroutine/count");
    for (at, value) in [(0, 10), (1, 12), (2, 11), (100, 50), (101, 52), (102, 51)] {
        taken.add(&format!("{LEAK} {value}"), |profile| {
            profile.time_nanos = START + at * SECOND
        });
    }
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "6 snapshots in two moments show a difference, not a trend: +41 goroutines (10 → 51). The largest: +41, at send.go:53 (send), in goroutines that began with \
          main."
        ]
    );
    assert_eq!(taken.said(Role::Caveat), ["Take at least six, at even distances."]);
    assert_eq!(
        taken.said(Role::Note)[1],
        "The 6 snapshots are taken together in 2 parts of time, the median of each."
    );
}
