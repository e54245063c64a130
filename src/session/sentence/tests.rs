//! Sentences about profiles that are texts.

use crate::analysis::runtimes::TABLE;
use crate::profile::{Profile, ValueType};
use crate::session::{Role, Session};
use crate::testing::profile_of;
use std::rc::Rc;

const SECOND: i64 = 1_000_000_000;
const NOVEMBER: i64 = 1_700_000_000 * SECOND;

/// The sentence about a profile.
fn said(types: &str, picture: &str, change: impl FnOnce(&mut Profile)) -> String {
    let mut profile = profile_of(types, picture);
    // Without a program it has an article of its own.
    profile.mappings.clear();
    profile
        .locations
        .iter_mut()
        .for_each(|location| location.mapping = None);
    change(&mut profile);
    let session = Session {
        combined: Some(Rc::new(profile)),
        ..Session::default()
    };
    session.summary().unwrap().sentence.clone()
}

#[test]
fn negative_values_are_changes() {
    assert_eq!(
        said(
            "inuse_space/bytes",
            "main;grow 30720\nmain;shrink -25600\nmain;flush -10240",
            |_| {}
        ),
        "A heap profile (inuse_space): -5kB net, 30kB more and 35kB less; the largest changes are in grow (+30kB), shrink (-25kB), \
         flush (-10kB)."
    );
}

#[test]
fn a_saved_difference_with_its_base_marked_has_both_sides() {
    let picture = "main;grow 30720\nmain;grow -10240 pprof::base=true\nmain;gone -2048 pprof::base=true";
    assert_eq!(
        said("inuse_space/bytes", picture, |_| {}),
        "A heap profile (inuse_space): changed from 12kB to 30kB, +18kB; the largest changes are in grow (+20kB), gone (-2kB)."
    );
    // Without the marks both samples of a stack are still one change.
    let picture = picture.replace(" pprof::base=true", "");
    let said = said("inuse_space/bytes", &picture, |_| {});
    assert!(said.contains(": +18kB net, 20kB more and 2kB less;"), "{said}");
}

#[test]
fn times_that_cannot_be_are_not_said() {
    let at = |nanos: i64, duration: i64| {
        said("cpu/nanoseconds", "main 1000000000", |profile| {
            (profile.time_nanos, profile.duration_nanos) = (nanos, duration);
        })
    };
    let rest = ": 1s in total; most of it is in main (1s, 100%).";
    assert_eq!(
        at(NOVEMBER, 2 * SECOND),
        format!("A cpu profile, taken 2023-11-14 22:13:20 UTC over 2s{rest}")
    );
    // Seconds, milliseconds and microseconds where nanoseconds are meant; and a duration of centuries.
    for (nanos, duration) in [
        (1_700_000_000_000_000, 30_000_000),
        (1_700_000_000, 30),
        (1_700_000_000_000, 30_000),
        (-5, i64::MAX),
        (i64::MAX, -1),
    ] {
        assert_eq!(
            at(nanos, duration),
            format!("A cpu profile{rest}"),
            "{nanos} {duration}"
        );
    }
}

#[test]
fn one_part_is_one_and_an_hour_is_no_hrs() {
    let said = said(
        "inuse_space/bytes",
        "main;big 600\nmain;big;left 1\nmain;big;right 1",
        |profile| profile.duration_nanos = 3600 * SECOND,
    );
    assert!(said.contains(" over 1 hour: "), "{said}");
    assert_eq!(super::lasting(5400 * SECOND), "1.50 hours");
    let one = self::said("inuse_space/bytes", "main;up 700\nmain;down -2", |_| {});
    assert!(one.contains("; the largest change is in up (+700B)."), "{one}");
}

#[test]
fn more_time_than_there_was_is_explained() {
    let over = |types: &str, seconds: i64| {
        said(types, "main 248500000000", |profile| {
            profile.duration_nanos = seconds * SECOND;
        })
    };
    assert!(over("cpu/nanoseconds", 100).contains("248.50s in total, 2.5 cores busy on average;"));
    assert!(over("wall/nanoseconds", 1).contains("248.50s in total, 248 at a time on average;"));
    assert!(over("cpu/nanoseconds", 240).contains("248.50s in total;"));
    assert!(over("space/count", 1).contains("248,500,000,000 in total;"));
}

#[test]
fn units_that_begin_with_a_blank_are_said_once() {
    let of_unit = |types: &str, unit: &str| {
        said(types, "main 12345", |profile| {
            profile.sample_types[0].unit = Rc::make_mut(&mut profile.strings).intern(unit.as_bytes());
        })
    };
    for (types, unit, wanted) in [
        ("steps/x", " steps", "A steps profile: 12,345 in total;"),
        (
            "memory_holes/x",
            " memory holes",
            "A memory_holes profile: 12,345 in total;",
        ),
        ("cost/x", " gas", "A cost profile: 12,345 gas in total;"),
    ] {
        let said = of_unit(types, unit);
        assert!(said.starts_with(wanted), "{said}");
    }
}

#[test]
fn samples_alone_are_of_what_was_sampled_each_for_so_long() {
    let sampled = |types: &str, values: &str, kind: &str, unit: &str, period: i64| {
        said(types, &format!("main {values}"), |profile| {
            let strings = Rc::make_mut(&mut profile.strings);
            profile.period_type = ValueType {
                kind: strings.intern(kind.as_bytes()),
                unit: strings.intern(unit.as_bytes()),
            };
            profile.period = period;
        })
    };
    for (types, values, kind, unit, period, wanted) in [
        (
            "samples/count",
            "190",
            "cpu",
            "nanoseconds",
            52_631_578,
            "A cpu profile (samples): 190 in total, one each 52.63ms;",
        ),
        (
            "events/count",
            "15",
            "cpu",
            "nanoseconds",
            1_000_000,
            "A cpu profile (events): 15 in total, one each 1ms;",
        ),
        // Seconds that are called milliseconds, of nothing; and no period at all.
        (
            "samples/count",
            "9",
            "",
            "milliseconds",
            1_000_000_000,
            "A samples profile: 9 in total;",
        ),
        (
            "samples/count",
            "9",
            "cpu",
            "milliseconds",
            1_000_000_000,
            "A cpu profile (samples): 9 in total;",
        ),
        (
            "samples/count",
            "9",
            "cpu",
            "nanoseconds",
            0,
            "A cpu profile (samples): 9 in total;",
        ),
        // Where the time is there, that says it.
        (
            "cpu/nanoseconds samples/count",
            "90 9",
            "cpu",
            "nanoseconds",
            10_000_000,
            "A cpu profile (samples): 9 in total;",
        ),
    ] {
        let said = sampled(types, values, kind, unit, period);
        assert!(said.starts_with(wanted), "{said}");
    }
}

#[test]
fn units_that_pprof_does_not_scale_read_well() {
    for (types, wanted) in [
        ("cpu/\u{b5}s", "1234.57s in total"),
        ("space/KiB", "1.15TB in total"),
        ("space/bytes", "1.15GB in total"),
        ("cpu/ns", "1.23s in total"),
        ("cpu/parsecs", "1,234,567,890 parsecs in total"),
        ("cpu/count", "1,234,567,890 in total"),
    ] {
        let said = said(types, "main 1234567890", |_| {});
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn what_was_allocated_is_an_allocs_profile() {
    let said = said("alloc_space/bytes inuse_space/bytes", "main 2048 1024", |profile| {
        profile.default_sample_type = profile.sample_types[0].kind;
    });
    assert!(
        said.starts_with("An allocs profile (alloc_space): 2kB in total"),
        "{said}"
    );
}

#[test]
fn a_runtime_that_is_hidden_is_called_by_its_name() {
    let mut session = Session::default();
    let bytes = std::fs::read("testdata/cpu.pb.gz").unwrap();
    session.open("cpu.pb.gz", &bytes).unwrap();
    session.set_option("hide", TABLE[0].expression).unwrap();
    session.set_option("focus", "rank").unwrap();
    let said = session.summary().unwrap().sentence.clone();
    assert!(said.contains("; with focus=rank, the Go runtime hidden, "), "{said}");
    session.set_option("hide", "^runtime").unwrap();
    let said = session.summary().unwrap().sentence.clone();
    assert!(said.contains("; with focus=rank, hide=^runtime, "), "{said}");
}

#[test]
fn samples_without_a_stack_are_told() {
    let told = |types: &str, picture: &str| said(types, picture, |_| {});
    assert_eq!(
        told("cost/count", "- 7\nmain 1"),
        "A cost profile: 8 in total; the largest part is in main (1, 12.50%); 7 of 8 (87.50%) have no stack."
    );
    let bytes = told("inuse_space/bytes", "- 1024\nmain 3072\n- 1024 worker=a");
    assert!(bytes.ends_with("; 2kB of 5kB (40.00%) have no stack."), "{bytes}");
    let all = told("cost/count", "- 7");
    assert!(all.ends_with(": 7 in total; none of it has a stack."), "{all}");
    let changes = told("cost/count", "- -7\nmain 9");
    assert!(changes.ends_with("; -7 has no stack."), "{changes}");
    // A part of a thousand is no finding.
    let little = told("cost/count", "- 1\nmain 1000");
    assert!(!little.contains("stack"), "{little}");
}

#[test]
fn a_sample_whose_frames_are_hidden_has_a_stack() {
    let mut session = Session {
        combined: Some(Rc::new(profile_of("n/count", "main 7\nmain;work 1"))),
        ..Session::default()
    };
    session.set_option("hide", "main").unwrap();
    let summary = session.summary().unwrap();
    assert!(!summary.sentence.contains("no stack"), "{}", summary.sentence);
}

#[test]
fn what_64_bits_do_not_hold_is_no_fact_and_no_share_of_it_is() {
    let told = |types: &str, picture: &str| said(types, picture, |_| {});
    let half = 1_u64 << 62;
    assert_eq!(
        told("z/bytes", &format!("main;a {half}\nmain;b {half}\nmain;c {half}")),
        "A z profile: its total is doubtful; the largest parts are in a, b, c."
    );
    let least = told("z/bytes", &format!("main;a -{}\nmain;b {half}", 1_u64 << 63));
    assert_eq!(
        least,
        "A z profile: its total is doubtful; the largest changes are in b, a."
    );
}

#[test]
fn shares_of_a_doubtful_comparison_have_signs() {
    // 2^62 and 2^61 nanoseconds are 146 and 73 years of a stack.
    let whole = 1_i64 << 62;
    let mut session = Session::default();
    for picture in [
        format!("main;a {}\nmain;b {}\nmain;c 1", whole / 2, whole / 2),
        format!("main;a {whole}\nmain;b 1\nmain;c 1"),
    ] {
        let profile = profile_of("y/nanoseconds", &picture);
        session.take_profile("own", profile, None).unwrap();
    }
    session.set_roles(&[(2, Role::Source), (1, Role::DiffBase)]).unwrap();
    let said = session.summary().unwrap().sentence.clone();
    assert!(said.contains(" a (+50.00%), b (-50.00%)"), "{said}");
}

#[test]
fn that_another_type_is_opened_is_said_with_its_reason() {
    let mut session = Session::default();
    let profile = profile_of("waits/count off_cpu/ms cpu/ms exceptions/count", "main 0 790 3 0");
    session.take_profile("own", profile, None).unwrap();
    let said = session.summary().unwrap().sentence.clone();
    let wanted = ": 790ms in total (off_cpu is the first type with weight: exceptions, which pprof would open, is 0); ";
    assert!(said.contains(wanted), "{said}");
    // What somebody has chosen wants no reason.
    for chosen in ["cpu", "exceptions"] {
        session.set_option("sample_index", chosen).unwrap();
        let said = session.summary().unwrap().sentence.clone();
        assert!(!said.contains("which pprof would open"), "{said}");
    }
}

#[test]
fn a_kind_has_its_article_and_what_has_no_name_a_word() {
    for (types, wanted) in [
        ("n/count", "An n profile: 7 in total;"),
        ("z/count", "A z profile: 7 in total;"),
        ("user_time/count", "A user_time profile: 7 in total;"),
        ("/", "An unnamed profile: 7 in total;"),
    ] {
        let said = said(types, "main 7", |_| {});
        assert!(said.starts_with(wanted), "{said}");
    }
}
