//! The columns of a profile: what is in a row, and what profiles that were made of one another share.

use super::*;
use crate::base::blocks::Entries;
use crate::testing::{assert_picture, picture, profile_of, whole_picture};

/// The samples of a picture, with two columns.
fn samples() -> Profile {
    profile_of(
        "samples/count cpu/ns",
        "main;parse>next 1 10 worker=a size:=2kb
         - 2 0
         main 0 0 worker=b worker=c
         main;read:3@4a0 4 40",
    )
}

fn labels_of(profile: &Profile, sample: usize) -> Vec<String> {
    let labels = profile.samples.labels(sample).map(|label| match label {
        Label::Text { key, value } => format!("{}={}", profile.display(key), profile.display(value)),
        Label::Number { key, value, unit } => {
            let unit = unit.map_or("none".to_owned(), |unit| profile.display(unit));
            format!("{}={value} {unit}", profile.display(key))
        }
    });
    labels.collect()
}

#[test]
fn a_row_is_a_stack_values_and_labels() {
    let profile = samples();
    let samples = &profile.samples;
    assert_eq!((samples.len(), samples.columns()), (4, 2));
    // The leaf first; `main` is one location wherever it stands alone.
    let stacks: Vec<Vec<u32>> = (0..4).map(|sample| samples.stack(sample).iter().collect()).collect();
    assert_eq!(stacks, [&[0, 1][..], &[], &[1], &[2, 1]]);
    assert_eq!(samples.values(0), [1, 2, 0, 4]);
    assert_eq!(samples.values(1), [10, 0, 0, 40]);
    let zero: Vec<bool> = (0..4).map(|sample| samples.is_zero(sample)).collect();
    assert_eq!(zero, [false, false, true, false]);
    assert_eq!(labels_of(&profile, 0), ["worker=a", "size=2 kb"]);
    assert_eq!(labels_of(&profile, 1), [""; 0]);
    assert_eq!(labels_of(&profile, 2), ["worker=b", "worker=c"]);
    assert_eq!(labels_of(&profile, 3), [""; 0]);
}

#[test]
fn a_location_has_its_frames_innermost_first() {
    let profile = profile_of("samples/count", "main:3>init:9:2@10;@20 1");
    let frames = |location: u32| -> Vec<(String, i64, i64)> {
        let lines = profile.lines_of(LocationId(location)).iter();
        lines
            .map(|line| {
                let function = &profile.functions[line.function.index()];
                (profile.display(function.name), line.line, line.column)
            })
            .collect()
    };
    assert_eq!(frames(0), []);
    assert_eq!(frames(1), [("init".to_owned(), 9, 2), ("main".to_owned(), 3, 0)]);
    assert_eq!(profile.locations[0].address, 0x20);
    assert_eq!(profile.text(profile.mapping_file(LocationId(0))), b"/bin/app");
    assert_eq!(whole_picture(&profile), "main:3>init:9:2@10;@20 1");
}

#[test]
fn a_location_without_a_binary_has_no_file() {
    let mut profile = samples();
    profile.locations[0].mapping = None;
    assert_eq!(profile.mapping_file(LocationId(0)), StringId::EMPTY);
}

#[test]
fn stacks_are_cut_and_nothing_else() {
    let mut profile = profile_of("samples/count", "a;b;c;d 1\na;b 2");
    let before = profile.clone();
    let cut = |stack: Entries<'_>| (stack.len() == 4).then_some((1, 3));
    profile.samples.cut_stacks(&cut).unwrap();
    assert_picture(&picture(&profile), "b;c 1\na;b 2");
    // Whoever has a clone sees what he saw.
    assert_picture(&picture(&before), "a;b;c;d 1\na;b 2");
    // Both are parts of the same column.
    assert_eq!(profile.samples.stack_place(0), (1, 2));
    assert_eq!(before.samples.stack_place(0), (0, 4));
}

#[test]
fn columns_are_chosen_by_number() {
    let mut profile = samples();
    profile.samples.select_columns(&[1, 0, 1]);
    assert_eq!(profile.samples.columns(), 3);
    assert_eq!(profile.samples.values(0), [10, 0, 0, 40]);
    assert_eq!(profile.samples.values(1), [1, 2, 0, 4]);
}

#[test]
fn rows_that_stay_keep_their_stacks_and_labels() {
    let mut profile = samples();
    profile.samples = profile
        .samples
        .with_values(
            vec![vec![5, 6, 7, 8].into(), vec![0, 1, 2, 3].into()],
            &[true, false, true, true],
        )
        .unwrap();
    assert_picture(
        &picture(&profile),
        "main;parse>next 5 0 worker=a size:=2kb
         main 7 2 worker=b worker=c
         main;read 8 3",
    );
    // Where all stay, nothing but the values is new.
    profile.samples = profile
        .samples
        .with_values(vec![vec![1, 1, 1].into(), vec![1, 1, 1].into()], &[true; 3])
        .unwrap();
    assert_picture(
        &picture(&profile),
        "main;parse>next 1 1 worker=a size:=2kb
         main 1 1 worker=b worker=c
         main;read 1 1",
    );
}

#[test]
fn labels_of_samples_that_were_not_ended_are_none() {
    let text = |number: u32| Label::Text {
        key: StringId(number),
        value: StringId(number),
    };
    let mut labels = Labels::default();
    // As long as none has a label, there is no column.
    labels.end_sample(0).unwrap();
    labels.end_sample(1).unwrap();
    labels.push(text(7)).unwrap();
    labels.push(text(8)).unwrap();
    labels.end_sample(3).unwrap();
    labels.end_sample(4).unwrap();
    let of = |sample: usize| labels.of(sample).collect::<Vec<Label>>();
    for sample in [0, 1, 2, 4, 5, 99] {
        assert_eq!(of(sample), [], "{sample}");
    }
    assert_eq!(of(3), [text(7), text(8)]);
    assert_eq!(labels.iter().collect::<Vec<Label>>(), [text(7), text(8)]);
}

#[test]
fn labels_follow_texts_that_get_new_numbers() {
    let [a, b, c] = [1, 2, 3].map(StringId);
    let mut labels = Labels::default();
    for label in [
        Label::Text { key: a, value: b },
        Label::Number {
            key: b,
            value: 2,
            unit: Some(c),
        },
        Label::Number {
            key: c,
            value: 3,
            unit: None,
        },
    ] {
        labels.push(label).unwrap();
    }
    labels.end_sample(0).unwrap();
    // 3 is the same text as 1.
    labels.renumber_strings(&[StringId(0), a, b, a]);
    assert_eq!(
        labels.of(0).collect::<Vec<Label>>(),
        [
            Label::Text { key: a, value: b },
            Label::Number {
                key: b,
                value: 2,
                unit: Some(a)
            },
            // A number stays, whatever text has its number.
            Label::Number {
                key: a,
                value: 3,
                unit: None
            },
        ]
    );
}

#[test]
fn sample_types_are_found_by_name_and_number() {
    let mut profile = profile_of("allocs/count space/bytes", "main 1 2");
    for (wanted, found) in [
        ("", Ok(1)),
        ("allocs", Ok(0)),
        ("space", Ok(1)),
        ("inuse_space", Ok(1)),
        ("0", Ok(0)),
        ("1", Ok(1)),
        ("2", Err("sample_index 2 is outside the range [0..1]")),
        ("-1", Err("sample_index -1 is outside the range [0..1]")),
        (
            "alloc_space",
            Err("sample_index \"alloc_space\" must be one of: [allocs space]"),
        ),
    ] {
        let result = profile.sample_index(wanted).map_err(|error| error.to_string());
        assert_eq!(result.as_ref().map_err(String::as_str).copied(), found, "{wanted}");
    }
    // The file's own choice, if it has that one.
    profile.default_sample_type = profile.strings.find(b"allocs").unwrap();
    assert_eq!(profile.sample_index("").unwrap(), 0);
    profile.default_sample_type = profile.strings.find(b"main").unwrap();
    assert_eq!(profile.sample_index("").unwrap(), 1);
    let nothing = Profile::default().sample_index("").unwrap_err();
    assert_eq!(nothing.to_string(), "profile has no samples");
}

#[test]
fn texts_that_are_not_utf_8_are_shown_all_the_same() {
    let mut profile = samples();
    let id = Rc::make_mut(&mut profile.strings).intern(b"caf\xe9");
    assert_eq!(
        (profile.text(id), profile.display(id).as_str()),
        (&b"caf\xe9"[..], "caf\u{fffd}")
    );
}
