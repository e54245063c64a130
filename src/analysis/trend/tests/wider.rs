//! What is said where no row may be named: rises that are late, uneven or in steps, totals, differences, programs in turn, cut dumps.

use super::*;
use crate::analysis::budget::Budget;
use crate::input::Loader;
use crate::profile::combine::{Preparation, combine};

#[test]
fn what_is_sure_and_the_totals_do_not_contradict_each_other() {
    let leak: Vec<i64> = (0..12).map(|at| 10 + 2 * at).collect();
    let busy = [46, 44, 47, 43, 45, 46, 41, 44, 42, 40, 39, 38];
    let taken = Taken::of("widgets/count").rows(&[(LEAK, &leak), (BUSY, &busy)]);
    assert!(
        taken.said(Role::Verdict)[0]
            .starts_with("At least 22 widgets more in 1.8 min (10 → 32 there, 56 → 70 in all), steadily"),
        "{:?}",
        taken.said(Role::Verdict)
    );
    // The medians of two moments rise, the last value is below the first one.
    let mut bunched = Taken::of("widgets/count");
    for at in 0..24 {
        let value = [1000, 100, 100][at % 3] + 30 * at;
        let value = if at == 23 { 100 } else { value };
        bunched.add(&format!("{LEAK} {value}"), |profile| {
            profile.time_nanos = START + (at / 3) as i64 * 60 * SECOND + (at % 3) as i64
        });
    }
    let trend = bunched.trend();
    assert!(trend.parts() < 24);
    let table = trend.table(By::Stacks);
    assert_eq!((table.row(0).statistic.sure, table.row(0).is_named), (0.0, false));
}

#[test]
fn what_rises_late_is_not_said_to_go_up_and_down() {
    let mut late = vec![10; 13];
    late.extend((1..8).map(|at| at * 50));
    let taken = Taken::of("widgets/count").rows(&[(LEAK, &late), (BUSY, &[50; 20])]);
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "send.go:53 (send) rose only since about 14:42:00, by 340 widgets: too few snapshots since then to tell a trend. Take more."
        ]
    );
    let verdict = taken.trend().verdict(&taken.snapshots);
    assert_eq!(
        (verdict.kind, verdict.findings[0].shape),
        (Kind::Unsure, Shape::Late(13))
    );
    let bursts = [20, 45, 80, 80, 80, 80, 80, 80, 80, 80, 120, 140];
    let taken = Taken::of("widgets/count").rows(&[(LEAK, &bursts), (BUSY, &[50; 12])]);
    assert_eq!(
        taken.said(Role::Verdict),
        ["send.go:53 (send) rose by 120 widgets, but too unevenly to tell a trend. Take more, over a longer time."]
    );
}

#[test]
fn a_few_steps_are_not_steady() {
    let said = |values: &[i64]| {
        let flat = vec![50; values.len()];
        let taken = Taken::of("widgets/count").rows(&[(LEAK, values), (BUSY, &flat)]);
        let verdict = taken.trend().verdict(&taken.snapshots);
        assert_eq!(verdict.kind, Kind::Step);
        taken.said(Role::Verdict).join(" ")
    };
    assert_eq!(
        said(&[10, 10, 10, 10, 100, 101, 100, 100, 200, 200, 200, 200]),
        "send.go:53 (send) rose in 2 steps, by 190 widgets, the last between 14:41:10 and 14:41:20, flat otherwise."
    );
    assert_eq!(
        said(&[10, 10, 10, 100, 100, 100, 200, 200, 200, 300, 300, 300]),
        "send.go:53 (send) rose in 3 steps, by 290 widgets, the last between 14:41:20 and 14:41:30, flat otherwise."
    );
    // What rises every other time in a longer series is no few steps.
    let often: Vec<i64> = (0..12).map(|at| 10 + at / 2 * 40).collect();
    let taken = Taken::of("widgets/count").rows(&[(LEAK, &often), (BUSY, &[50; 12])]);
    assert_eq!(taken.trend().verdict(&taken.snapshots).kind, Kind::Named);
}

#[test]
fn a_total_or_a_function_grows_where_no_line_does_by_much() {
    let rows = |stack: fn(usize) -> String| {
        let stacks: Vec<String> = (0..300).map(stack).collect();
        let values: Vec<i64> = (0..12).map(|at| 40 + 2 * at).collect();
        let rows: Vec<(&str, &[i64])> = stacks.iter().map(|own| (own.as_str(), values.as_slice())).collect();
        Taken::of("widgets/count").rows(&rows)
    };
    let apart = rows(|at| format!("main;h{at}:1"));
    assert_eq!(
        apart.said(Role::Verdict),
        [
            "The total grows steadily, by at least 6,600 widgets (12,000 → 18,600), spread over 300 lines of which none is large: the largest, \
             +22, at h0.go:1 (h0)."
        ]
    );
    assert_eq!(apart.trend().verdict(&apart.snapshots).kind, Kind::Spread);
    assert_eq!(apart.said(Role::Caveat).len(), 1);
    let together = rows(|at| match at % 2 {
        0 => format!("main;handle:9;h:{}", at + 1),
        _ => format!("main;other{at}:9"),
    });
    let verdict = together.trend().verdict(&together.snapshots);
    assert_eq!((verdict.kind, verdict.findings[0].by), (Kind::Named, By::Functions));
    let said = together.said(Role::Verdict);
    assert!(
        said[0].starts_with("At least 3,300 widgets more in 1.8 min (12,000 → 18,600 in all), steadily")
            && said[0].contains(", in h"),
        "{said:?}"
    );
}

#[test]
fn differences_that_are_positive_all_the_time_add_up() {
    let mut taken = Taken::of("goroutine/count");
    for at in 0..12 {
        let picture = format!("{LEAK} 5\n{BUSY} {}", [3, -9, 4, -2][at % 4]);
        taken.add(&picture, |profile| profile.duration_nanos = 10 * SECOND);
    }
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "Each is a difference over 10 s: +5 goroutines in each of 12, 60 goroutines in all, at send.go:53 (send), in goroutines that began \
             with main."
        ]
    );
    let mut taken = Taken::of("goroutine/count");
    for at in 0..6 {
        let picture = format!("{LEAK} {}", [5, 4, 6, 3, 7, 5][at]);
        taken.add(&picture, |profile| profile.duration_nanos = 10 * SECOND);
    }
    assert!(
        taken.said(Role::Verdict)[0].contains(": +3 goroutines to +7 goroutines in each of 6, 30 goroutines in all"),
        "{:?}",
        taken.said(Role::Verdict)
    );
}

fn dumps(texts: impl Iterator<Item = String>) -> Snapshots {
    let mut snapshots = Snapshots::default();
    for (at, text) in texts.enumerate() {
        let mut loader = Loader::new();
        loader.push(text.as_bytes()).unwrap();
        let (profile, dump) = loader.finish().unwrap().profiles.remove(0);
        let profile = combine(vec![profile], None, &Preparation::default()).unwrap();
        snapshots.add(&format!("d{at}"), None, &profile, dump.as_ref()).unwrap();
    }
    snapshots
}

fn goroutine(id: usize) -> String {
    format!(
        "goroutine {id} [select]:\nmain.send(0x1)\n\t/p/leak.go:53 +0x1\ncreated by main.start in goroutine 1\n\t/p/leak.go:40 +0x3\n\n"
    )
}

#[test]
fn programs_in_turn_are_no_restarts_and_no_trend() {
    let run = |start: usize, count: usize| (start..start + count).map(goroutine).collect::<String>();
    let snapshots = dumps((0..12).map(|at| run(if at % 2 == 0 { 9000 } else { 10 } + at * 30, 60)));
    let trend = Trend::new(&snapshots, &Wanted::default(), &Options::default(), Budget::UNLIMITED).unwrap();
    assert_eq!(
        said(&trend, &snapshots, Role::Verdict),
        [
            "These look like snapshots of two programs in turn (60, 60, 60, 60 …): leave those of one out, or drop them apart."
        ]
    );
    assert_eq!(trend.series.points.len(), 12);
    let values: Vec<i64> = (0..24).map(|at| [1000, 100][at as usize % 2] + at / 2 * 30).collect();
    let taken = Taken::of("widgets/count").rows(&[(LEAK, &values)]);
    assert_eq!(taken.trend().verdict(&taken.snapshots).kind, Kind::InTurn);
    // A program that crashes again and again is one.
    let snapshots = dumps((0..8).map(|at| run(9000 - at * 1000, 60)));
    assert!(refused(&snapshots, &Wanted::default()).contains("was started anew"));
}

#[test]
fn of_dumps_that_were_cut_no_total_is_known() {
    let cut = || {
        let mut text: String = (10..200).map(goroutine).collect();
        text.truncate(16384);
        text
    };
    let snapshots = dumps((0..6).map(|_| cut()));
    let trend = Trend::new(&snapshots, &Wanted::default(), &Options::default(), Budget::UNLIMITED).unwrap();
    assert_eq!(trend.verdict(&snapshots).kind, Kind::Cut);
    assert!(
        said(&trend, &snapshots, Role::Verdict)[0]
            .starts_with("Whether anything grows is not to be seen: what was not cut off went from ")
    );
    assert_eq!(
        said(&trend, &snapshots, Role::Caveat),
        [
            "6 of 6 snapshots were cut: their totals are no totals. Take whole ones, from /debug/pprof/goroutine?debug=2."
        ]
    );
}

#[test]
fn a_clock_that_is_far_off_does_not_hide_the_trend() {
    let leak = |at: i64| 10 + at * 10;
    let mut taken = Taken::of("widgets/count");
    for at in 0..12 {
        taken.add(&format!("{LEAK} {}", leak(at)), |profile| {
            profile.time_nanos = if at == 0 { SECOND } else { START + at * 60 * SECOND }
        });
    }
    assert!(
        taken.said(Role::Verdict)[0]
            .starts_with("At least 110 widgets more in 11 min (10 → 120 in all), steadily, about 10 a minute"),
        "{:?}",
        taken.said(Role::Verdict)
    );
    assert_eq!(
        taken.said(Role::Note)[1],
        "s1 has an odd time, 1970-01-01: it stands among the others where its name says, its time is guessed from theirs."
    );
    // Here names go backwards against the times.
    let mut taken = Taken::of("widgets/count");
    for at in 0..12 {
        taken.add(&format!("{LEAK} {}", leak(12 - at)), |profile| {
            profile.time_nanos = if at == 0 { SECOND } else { START - at * 60 * SECOND }
        });
    }
    assert_eq!(taken.trend().series.points.len(), 11);
    assert_eq!(
        taken.said(Role::Note)[1],
        "s1 has an odd time, 1970-01-01: it is left out."
    );
    assert_eq!(taken.trend().verdict(&taken.snapshots).kind, Kind::Named);
}

#[test]
fn slopes_are_said_by_a_span_in_which_they_can_be_counted() {
    let apart = |nanos: i64, step: i64| {
        let mut taken = Taken::of("widgets/count");
        for at in 0..12 {
            taken.add(&format!("{LEAK} {}", 100 + at * step), |profile| {
                profile.time_nanos = START + at * nanos
            });
        }
        taken
    };
    let week = 7 * 86_400 * SECOND;
    let taken = apart(week, 2);
    assert!(
        taken.said(Role::Verdict)[0].contains(", about 2 a week,"),
        "{:?}",
        taken.said(Role::Verdict)
    );
    let trend = taken.trend();
    let amounts = Amounts::new(&trend, &TimeZone::Utc);
    let slope = trend.table(By::Stacks).row(0).statistic.slope;
    assert_eq!(
        (amounts.per(slope).1, amounts.per(1.0).1, amounts.per(0.0).1),
        ("a week", "a minute", "a minute")
    );
    let slow = apart(4 * week, 2);
    assert!(slow.said(Role::Verdict)[0].contains(", about 2 a month,"));
    // Of less than a second there is no rate.
    let taken = apart(SECOND / 20, 2);
    assert!(
        taken.said(Role::Verdict)[0].contains(" in all), steadily, at "),
        "{:?}",
        taken.said(Role::Verdict)
    );
}

#[test]
fn no_name_is_obeyed_in_markdown_and_code_is_what_sentences_make_so() {
    let taken = Taken::of("goroutine/count").rows(&[("main;main.x`![p](u)<img>", &[1, 20, 40, 60, 80, 100])]);
    let sentences = sentences(&taken.trend(), &taken.snapshots, &TimeZone::Utc);
    let all: String = sentences.iter().map(Sentence::markdown).collect();
    assert!(all.contains("main.x\\`!\\[...\\](u)\\<img"), "{all}");
    assert!(!all.replace("\\`", "").contains('`'), "{all}");
    let said = Sentence::new(Role::Verdict).say("all in ").code("a`b").say(" of <b>");
    assert_eq!(said.markdown(), "all in ``a`b`` of \\<b\\>");
    assert_eq!(said.text(), "all in `a`b` of <b>");
}
