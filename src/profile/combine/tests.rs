//! Merging and comparing text pictures.

use super::*;
use crate::testing::{assert_picture, picture, profile_of};

fn shown(result: Result<Profile>) -> String {
    match result {
        Ok(profile) => picture(&profile),
        Err(error) => error.to_string(),
    }
}

fn count(picture: &str) -> Profile {
    profile_of("samples/count", picture)
}

fn against(source: &str, base: &str, comparison: Comparison, normalize: bool) -> String {
    let base = Base {
        profiles: vec![count(base)],
        comparison,
        normalize,
    };
    shown(combine(vec![count(source)], Some(base), &Preparation::default()))
}

#[test]
fn equal_stacks_add_up() {
    let one = count("main;a 1\nmain;b 2 worker=x");
    let other = count("main;b 5\nmain;a 10\nmain;b 4 worker=x\nmain;c 0");
    assert_picture(
        &shown(combine(vec![one, other], None, &Preparation::default())),
        "main;a 11
         main;b 6 worker=x
         main;b 5",
    );
}

#[test]
fn a_base_is_subtracted_or_compared_with() {
    let (source, base) = ("main;a 5\nmain;b 7\nmain;c 1", "main;a 5\nmain;b 4");
    assert_picture(
        &against(source, base, Comparison::Subtract, false),
        "main;b 3
         main;c 1",
    );
    assert_picture(
        &against(source, base, Comparison::Compare, false),
        "main;a 5
         main;b 7
         main;c 1
         main;a -5 pprof::base=true
         main;b -4 pprof::base=true",
    );
}

#[test]
fn normalising_scales_the_source_to_the_base() {
    assert_picture(
        &against(
            "main;a 50\nmain;b 50",
            "main;a 10\nmain;c 10",
            Comparison::Subtract,
            true,
        ),
        "main;b 10
         main;c -10",
    );
}

#[test]
fn the_finest_unit_wins_and_common_types_stay() {
    let one = profile_of("samples/count cpu/ms", "main;a 1 3");
    let other = profile_of("cpu/ns wall/ns", "main;a 500 9\nmain;b 7 8");
    let merged = combine(vec![one, other], None, &Preparation::default()).unwrap();
    assert_eq!(merged.sample_type_names(), ["cpu"]);
    assert_eq!(merged.display(merged.sample_types[0].unit), "ns");
    assert_picture(&picture(&merged), "main;a 3000500\nmain;b 7");
}

#[test]
fn what_does_not_fit_is_refused_in_pprofs_words() {
    let of = |types: &str| profile_of(types, &format!("main {}", "1 ".repeat(types.split(' ').count())));
    for (one, other, wanted) in [
        (
            "cpu/ms",
            "space/bytes",
            "problem fetching source profiles: profiles have empty common sample type list",
        ),
        (
            "cpu/ms",
            "cpu/bytes",
            "problem fetching source profiles: sample types: incompatible types: {cpu ms 0 0} {cpu bytes 0 0}",
        ),
    ] {
        let result = combine(vec![of(one), of(other)], None, &Preparation::default());
        assert_eq!(shown(result), wanted);
    }
}

#[test]
fn dropped_frames_take_what_they_call_with_them() {
    let mut profile = count(
        "main;malloc;refill 1
         main;keep_malloc;work 2
         malloc;refill 3
         main;alloc>malloc;refill 4",
    );
    let strings = Rc::make_mut(&mut profile.strings);
    profile.drop_frames = strings.intern(b".*malloc");
    profile.keep_frames = strings.intern(b"keep_.*");
    assert_picture(
        &shown(combine(vec![profile], None, &Preparation::default())),
        "main 1
         main;keep_malloc;work 2
         malloc;refill 3
         main;alloc 4",
    );
}

#[test]
fn columns_that_a_profile_has_twice_vanish() {
    let profile = profile_of("a/count b/count a/count", "main 1 2 3");
    assert_picture(&shown(combine(vec![profile], None, &Preparation::default())), "main 2");
}
