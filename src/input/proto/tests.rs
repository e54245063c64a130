//! What small files become, and what is said of wrong ones. A file is written as a list of its fields.

use super::*;
use crate::profile::Label;
use crate::testing::{assert_picture, whole_picture};
use prost::Message;

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// A field that is a number.
fn number(field: u64, number: u64) -> Vec<u8> {
    [varint(field << 3), varint(number)].concat()
}

/// A field that is a text.
fn text(field: u64, text: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(text.len() as u64), text.to_vec()].concat()
}

/// A field that is a message, or several numbers one behind another.
fn message(field: u64, fields: &[Vec<u8>]) -> Vec<u8> {
    text(field, &fields.concat())
}

fn packed(field: u64, numbers: &[u64]) -> Vec<u8> {
    message(field, &numbers.iter().copied().map(varint).collect::<Vec<_>>())
}

/// A message whose fields from the first on are these numbers.
fn numbers(field: u64, numbers: &[u64]) -> Vec<u8> {
    let fields: Vec<Vec<u8>> = (1..).zip(numbers).map(|(own, &n)| number(own, n)).collect();
    message(field, &fields)
}

/// The fields of a message, by the names that profile.proto gives them.
const SAMPLE_TYPE: u64 = 1;
const SAMPLE: u64 = 2;
const MAPPING: u64 = 3;
const LOCATION: u64 = 4;
const FUNCTION: u64 = 5;
const STRING: u64 = 6;
const TIME: u64 = 9;

const STRINGS: [&str; 10] = [
    "", "cpu", "ns", "main", "main.go", "read", "/bin/app", "worker", "size", "bytes",
];

fn strings() -> Vec<Vec<u8>> {
    let strings = STRINGS.iter();
    strings.map(|string| text(STRING, string.as_bytes())).collect()
}

/// A line of a location: its function, its number and its column.
fn line(function_id: u64, line: i64, column: i64) -> messages::Line {
    messages::Line {
        function_id,
        line,
        column,
    }
}

/// A message as prost writes it: what is right is not written by this file.
fn written(field: u64, message: &impl Message) -> Vec<u8> {
    let mut bytes = Vec::new();
    prost::encoding::message::encode(field as u32, message, &mut bytes);
    bytes
}

fn location(id: u64, address: u64, lines: &[messages::Line]) -> Vec<u8> {
    let location = messages::Location {
        id,
        mapping_id: 1,
        address,
        lines: lines.to_vec(),
        is_folded: false,
    };
    written(LOCATION, &location)
}

fn sample(locations: &[u64], values: &[i64], labels: &[messages::Label]) -> Vec<u8> {
    let sample = messages::Sample {
        locations: locations.to_vec(),
        values: values.to_vec(),
        labels: labels.to_vec(),
    };
    written(SAMPLE, &sample)
}

/// A label: key, text, number and unit.
fn label([key, text, number, unit]: [i64; 4]) -> messages::Label {
    messages::Label {
        key,
        text,
        number,
        unit,
    }
}

/// `main` in line 7 calls `read`, which was inlined, at 0x4a0; and once `main` alone, with labels.
fn small() -> Vec<Vec<u8>> {
    let mut fields = vec![
        numbers(SAMPLE_TYPE, &[1, 2]),
        sample(&[1, 2], &[30], &[]),
        sample(&[2], &[12], &[label([7, 3, 0, 0]), label([8, 0, 64, 9])]),
        numbers(MAPPING, &[1, 0x400, 0x500, 0, 6]),
        location(1, 0x4a0, &[line(2, 9, 2), line(1, 7, 0)]),
        location(2, 0x4b0, &[line(1, 8, 0)]),
        numbers(FUNCTION, &[1, 3, 3, 4]),
        numbers(FUNCTION, &[2, 5, 5, 4]),
    ];
    fields.extend(strings());
    fields
}

const SMALL: &str = "main:8@4b0;main:7>read:9:2@4a0 30
                     main:8@4b0 12 worker=main size:=64bytes";

fn read(fields: &[Vec<u8>]) -> Result<Profile, Refusal> {
    let mut decoder = Decoder::default();
    decoder.push(&fields.concat())?;
    decoder.finish()
}

/// What is said of a file that is of this format, and wrong.
fn refused(fields: &[Vec<u8>]) -> String {
    match read(fields) {
        Err(Refusal::Final(error)) => error.to_string(),
        Err(Refusal::NotProto(reason)) => format!("{reason:?}"),
        Ok(profile) => whole_picture(&profile),
    }
}

/// The small file without the fields of a number, and with others instead, in front.
fn with(field: u64, instead: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let tag = varint(field << 3 | 2);
    let rest = small().into_iter().filter(|own| !own.starts_with(&tag));
    instead.iter().cloned().chain(rest).collect()
}

#[test]
fn a_small_file_is_a_small_profile() {
    let profile = read(&small()).unwrap();
    assert_picture(&whole_picture(&profile), SMALL);
    assert_eq!(profile.sample_type_names(), ["cpu"]);
    assert_eq!(profile.display(profile.sample_types[0].unit), "ns");
    let mapping = &profile.mappings[0];
    assert_eq!((mapping.start, mapping.limit), (0x400, 0x500));
    assert_eq!(profile.display(mapping.file), "/bin/app");
    assert_eq!(profile.display(profile.functions[1].filename), "main.go");
}

#[test]
fn fields_come_in_any_order_and_in_any_pieces() {
    let mut backwards = small();
    backwards.reverse();
    // The texts and the samples among themselves keep theirs.
    let tag = varint(STRING << 3 | 2);
    backwards.retain(|own| !own.starts_with(&tag));
    backwards.splice(3..3, strings());
    assert_picture(
        &whole_picture(&read(&backwards).unwrap()),
        "main:8@4b0 12 worker=main size:=64bytes
         main:8@4b0;main:7>read:9:2@4a0 30",
    );
    let bytes = small().concat();
    for size in [1, 2, 7] {
        let mut decoder = Decoder::default();
        for piece in bytes.chunks(size) {
            decoder.push(piece).unwrap();
        }
        assert_eq!((decoder.samples(), decoder.consumed()), (2, bytes.len() as u64));
        assert_picture(&whole_picture(&decoder.finish().unwrap()), SMALL);
    }
}

#[test]
fn numbers_are_read_packed_or_one_by_one() {
    let single = message(
        SAMPLE,
        &[
            number(1, 1),
            number(2, 30),
            number(1, 2),
            number(17, 5),
            text(18, b"unknown"),
        ],
    );
    assert_picture(&refused(&with(SAMPLE, &[single])), "main:8@4b0;main:7>read:9:2@4a0 30");
}

#[test]
fn the_other_fields_are_kept() {
    let mut fields = small();
    fields.extend([
        number(7, 3),
        number(8, 5),
        number(TIME, 1_700_000_000),
        number(10, 5_000),
        numbers(11, &[1, 2]),
        number(12, 100),
        packed(13, &[3, 5]),
        number(13, 7),
        number(14, 1),
        number(15, 6),
        // What a later version may add.
        text(99, b"?"),
    ]);
    let profile = read(&fields).unwrap();
    let texts = |ids: &[StringId]| -> Vec<String> { ids.iter().map(|&id| profile.display(id)).collect() };
    assert_eq!(texts(&[profile.drop_frames, profile.keep_frames]), ["main", "read"]);
    assert_eq!((profile.time_nanos, profile.duration_nanos), (1_700_000_000, 5_000));
    assert_eq!(
        texts(&[profile.period_type.kind, profile.period_type.unit]),
        ["cpu", "ns"]
    );
    assert_eq!(profile.period, 100);
    assert_eq!(texts(&profile.comments), ["main", "read", "worker"]);
    assert_eq!(
        texts(&[profile.default_sample_type, profile.doc_url]),
        ["cpu", "/bin/app"]
    );
}

#[test]
fn ids_may_be_any_numbers() {
    let far = 1 << 40;
    let fields = [
        numbers(SAMPLE_TYPE, &[1, 2]),
        sample(&[far, 9], &[-1], &[]),
        location(9, 1, &[line(far, 1, 0)]),
        location(far, 2, &[line(5, 2, 0)]),
        numbers(FUNCTION, &[5, 5]),
        numbers(FUNCTION, &[far, 3]),
    ];
    let fields = [&fields[..], &strings()].concat();
    assert_picture(&refused(&fields), "main:1@1;read:2@2 -1");
    // A mapping that is not there is none.
    assert!(read(&fields).unwrap().locations[0].mapping.is_none());
}

#[test]
fn labels_are_texts_or_numbers_or_nothing() {
    let labels = [
        label([7, 3, 5, 9]),
        label([8, 0, 0, 0]),
        label([8, 0, 0, 9]),
        label([8, 0, -3, 0]),
    ];
    let profile = read(&with(SAMPLE, &[sample(&[2], &[1], &labels)])).unwrap();
    assert_picture(
        &whole_picture(&profile),
        "main:8@4b0 1 worker=main size:=0bytes size:=-3",
    );
}

#[test]
fn a_text_that_the_table_has_twice_is_one() {
    let mut fields = small();
    // 10 and 11 are the texts of 3 and 7.
    fields.extend([text(STRING, b"main"), text(STRING, b"worker")]);
    fields.push(sample(&[2], &[1], &[label([11, 10, 0, 0])]));
    let profile = read(&fields).unwrap();
    assert_picture(&whole_picture(&profile), &format!("{SMALL}\nmain:8@4b0 1 worker=main"));
    assert_eq!(profile.strings.len(), STRINGS.len());
    let labels: Vec<Label> = profile.samples.labels(2).collect();
    let first: Vec<Label> = profile.samples.labels(1).take(1).collect();
    assert_eq!(labels, first);
}

#[test]
fn what_contradicts_itself_is_refused_in_pprofs_words() {
    let two = |one: Vec<u8>, other: Vec<u8>| [one, other];
    let function = |id: u64| numbers(FUNCTION, &[id, 3]);
    let main = |id: u64| location(id, 1, &[line(1, 1, 0)]);
    for (field, instead, wanted) in [
        (SAMPLE_TYPE, &[][..], "missing sample type information"),
        (
            SAMPLE,
            &[sample(&[1], &[1, 2], &[])],
            "mismatch: sample has 2 values vs. 1 types",
        ),
        (
            SAMPLE,
            &[sample(&[1], &[], &[])],
            "mismatch: sample has 0 values vs. 1 types",
        ),
        (
            SAMPLE,
            &two(sample(&[1], &[1], &[]), sample(&[1], &[1, 2, 3], &[])),
            "mismatch: sample has 3 values vs. 1 types",
        ),
        (SAMPLE, &[sample(&[1, 3], &[1], &[])], "sample has nil location"),
        (SAMPLE, &[sample(&[0], &[1], &[])], "sample has nil location"),
        // The first sample that is wrong decides.
        (
            SAMPLE,
            &two(sample(&[3], &[1], &[]), sample(&[1], &[1, 2], &[])),
            "sample has nil location",
        ),
        (
            SAMPLE,
            &two(sample(&[1], &[1, 2], &[]), sample(&[3], &[1], &[])),
            "mismatch: sample has 2 values vs. 1 types",
        ),
        (
            MAPPING,
            &[numbers(MAPPING, &[0, 1])],
            "found mapping with reserved ID=0",
        ),
        (
            MAPPING,
            &two(numbers(MAPPING, &[4]), numbers(MAPPING, &[4])),
            "multiple mappings with same id: 4",
        ),
        (
            FUNCTION,
            &two(function(1), function(0)),
            "found function with reserved ID=0",
        ),
        (
            FUNCTION,
            &two(function(1), function(1)),
            "multiple functions with same id: 1",
        ),
        (
            LOCATION,
            &[main(1), main(2), main(0)],
            "found location with reserved id=0",
        ),
        (
            LOCATION,
            &[main(1), main(2), main(2)],
            "multiple locations with same id: 2",
        ),
        (
            LOCATION,
            &two(main(1), location(2, 1, &[line(9, 1, 0)])),
            "location id: 2 has a line with nil function",
        ),
        (FUNCTION, &[function(2)], "location id: 1 has a line with nil function"),
    ] {
        assert_eq!(refused(&with(field, instead)), format!("malformed profile: {wanted}"));
    }
    let mut twice = small();
    twice.extend(two(number(TIME, 5), number(TIME, 6)));
    assert_eq!(refused(&twice), "parsing profile: concatenated profiles detected");
}

#[test]
fn what_is_no_profile_is_left_to_other_formats() {
    let mut fields = small();
    let strings = STRINGS.len() as u64;
    for (wrong, wanted) in [
        // Texts that are not there, wherever they are asked for.
        (numbers(SAMPLE_TYPE, &[1, strings]), "StringIndex"),
        (numbers(MAPPING, &[7, 0, 0, 0, strings]), "StringIndex"),
        (numbers(FUNCTION, &[7, strings]), "StringIndex"),
        (number(13, strings), "StringIndex"),
        (number(14, u64::MAX), "StringIndex"),
        (sample(&[1], &[1], &[label([10, 1, 0, 0])]), "StringIndex"),
        (sample(&[1], &[1], &[label([1, 0, 5, 10])]), "StringIndex"),
        // A text where a number belongs, and the other way round.
        (text(12, b"x"), "TypeMismatch"),
        (number(SAMPLE, 1), "TypeMismatch"),
        (number(STRING, 1), "TypeMismatch"),
        // A group, a field that is cut short, a number that does not end.
        (vec![0x0b], "WireType"),
        (vec![0x12, 0x05, 0x00], "Truncated"),
        ([vec![0x60], vec![0xff; 11]].concat(), "BadVarint"),
        (vec![0x12, 0xff, 0xff, 0xff, 0xff, 0x7f], "TooLong"),
    ] {
        fields.push(wrong);
        assert_eq!(refused(&fields), wanted);
        fields.pop();
    }
    assert_eq!(refused(&with(STRING, &[text(STRING, b"cpu")])), "FirstString");
    assert_eq!(refused(&with(STRING, &[])), "StringIndex");
    // Bytes that are no sample behind one that contradicts the first: then it is no profile, and nothing contradicts.
    let broken = message(SAMPLE, &[vec![0x0b]]);
    let samples = [sample(&[1], &[1, 2], &[]), sample(&[1], &[], &[]), broken];
    assert_eq!(refused(&with(SAMPLE, &samples)), "WireType");
}

/// A file with two sample types, and labels.
fn two_types() -> Vec<Vec<u8>> {
    let mut fields = with(SAMPLE, &[]);
    fields.push(numbers(SAMPLE_TYPE, &[8, 9]));
    fields.push(sample(&[1, 2], &[30, 300], &[]));
    fields.push(sample(&[2], &[12, 120], &[label([7, 3, 0, 0])]));
    fields.push(number(14, 1));
    fields
}

#[test]
fn what_is_not_kept_is_never_stored() {
    let choice = Choice {
        sample_types: vec![1],
        drop_labels: true,
    };
    let mut decoder = Decoder::default();
    decoder.choose(choice.clone());
    decoder.push(&two_types().concat()).unwrap();
    assert_eq!(decoder.samples.values, [[300, 120]]);
    assert!(decoder.samples.labels.is_empty());
    let profile = decoder.finish().unwrap();
    assert_picture(
        &whole_picture(&profile),
        "main:8@4b0;main:7>read:9:2@4a0 300\nmain:8@4b0 120",
    );
    assert_eq!(profile.sample_type_names(), ["size"]);
    // The type that reports would begin with is gone.
    assert_eq!(profile.sample_index("").unwrap(), 0);
    assert!(profile.lacks_divisor);
    // What is let go of later is the same.
    let mut whole = read(&two_types()).unwrap();
    assert!(!whole.lacks_divisor);
    choice.apply(&mut whole);
    assert_eq!(whole_picture(&whole), whole_picture(&profile));
    let names = ["cpu".to_owned(), "size".to_owned()];
    assert_eq!(
        choice.sentence(&names),
        "Of 2 sample types only size was kept, and labels were dropped."
    );
    assert_eq!(Choice::default().sentence(&names), "");
    // What a file names, and no type is called, stays as it is: reports of pprof have it.
    let mut odd = whole.clone();
    odd.default_sample_type = std::rc::Rc::make_mut(&mut odd.strings).intern(b"contentions");
    Choice::default().tell(&mut odd);
    assert_eq!(odd.display(odd.default_sample_type), "contentions");
}

#[test]
fn what_the_memory_does_not_hold_is_counted_to_its_end() {
    let extent = |choice: &Choice, fields: &[Vec<u8>], from: usize| {
        let mut decoder = Decoder::default();
        decoder.choose(choice.clone());
        for (at, field) in fields.iter().enumerate() {
            if at == from {
                decoder.count_on();
            }
            decoder.push(field).unwrap();
        }
        assert!(decoder.samples.stacks.is_empty(), "nothing is stored");
        match decoder.finish() {
            Err(Refusal::Final(error)) => error,
            _ => panic!("it was counted"),
        }
    };
    let fields = two_types();
    let types = vec![(0, "cpu".to_owned()), (1, "size".to_owned())];
    for from in 0..fields.len() {
        let counted = Extent {
            samples: 2,
            bytes: fields.concat().len() as u64,
            labels: true,
            sample_types: types.clone(),
            default_type: 0,
        };
        let error = extent(&Choice::default(), &fields, from);
        assert_eq!(*error.kind(), ErrorKind::TooLarge(counted), "from field {from} on");
    }
    // What was left out already cannot be left out again.
    let bare = Choice {
        sample_types: vec![1],
        drop_labels: true,
    };
    let error = extent(&bare, &fields, 0);
    let ErrorKind::TooLarge(own) = error.kind() else {
        panic!("{error}");
    };
    assert_eq!((own.labels, own.default_type), (false, 1));
    assert_eq!(own.sample_types, types[1..]);
    // Bytes that are no profile are none, whether they are stored or counted.
    let mut decoder = Decoder::default();
    decoder.count_on();
    let broken = decoder.push(&message(SAMPLE, &[vec![0x0b]]));
    assert!(matches!(broken, Err(Refusal::NotProto(NotProto::WireType))));
}

#[test]
fn an_empty_profile_has_its_table_of_texts() {
    let profile = read(&strings()).unwrap();
    assert!(profile.samples.len() == 0 && profile.sample_types.is_empty());
    // Without any text, there is none that the fields could name.
    assert_eq!(refused(&[]), "StringIndex");
}
