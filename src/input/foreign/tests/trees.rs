//! Small files of speedscope and of OpenTelemetry, with the samples that they hold.

use super::{assert_samples, opened, opened_error, picture};

#[test]
fn profiles_of_speedscope() {
    let file = |profiles: &str| {
        format!(
            r#"{{"exporter":"x","profiles":[{profiles}],"shared":{{"frames":[{{"name":"main","file":"a.py","line":3}},{{"name":"work"}}]}},"$schema":"https://www.speedscope.app/file-format-schema.json"}}"#
        )
    };
    let sampled = r#"{"type":"sampled","name":"one","unit":"seconds","samples":[[0,1],[0],[0,1],[]],"weights":[0.5,0.25,1,0.125]}"#;
    let opened = assert_samples(
        &file(sampled),
        "time/nanoseconds
         1500000000 work;main@a.py:3
         250000000 main@a.py:3
         125000000",
    );
    assert_eq!(opened.asides, ["It is a profile of speedscope (JSON)."]);
    // Main from 1 to 6, work in it from 2 to 4; what ends without a begin, and what has no end.
    let evented = r#"{"type":"evented","name":"two","unit":"none","startValue":1,"endValue":9,"events":[
        {"type":"O","frame":0,"at":1},{"type":"O","frame":1,"at":2},{"type":"C","frame":1,"at":4},
        {"type":"C","frame":1,"at":4},{"type":"C","frame":0,"at":6},{"type":"O","frame":0,"at":7}]}"#;
    let opened = assert_samples(
        &file(&format!("{sampled},{evented}")),
        "time/nanoseconds samples/count
         1500000000 0 work;main@a.py:3 profile=one
         250000000 0 main@a.py:3 profile=one
         125000000 0  profile=one
         0 3 main@a.py:3 profile=two
         0 2 work;main@a.py:3 profile=two",
    );
    assert_eq!(
        opened.asides[1],
        "Its 2 profiles are one here, with the label `profile`."
    );
    assert_eq!(
        opened.notes,
        ["2 events are without the other end, or out of order, and left out."]
    );
    let halves = r#"{"type":"sampled","name":"","unit":"bytes","samples":[[0],[0]],"weights":[1.5,2]}"#;
    let opened = assert_samples(&file(halves), "space/bytes\n4 main@a.py:3");
    assert_eq!(opened.notes, ["1 weight is not whole and rounded."]);
    for (wrong, why) in [
        (
            r#"{"type":"sampled","unit":"none","samples":[[2]]}"#,
            "a frame that is not in its list",
        ),
        (
            r#"{"type":"sampled","unit":"none","samples":[[1]],"weights":[]}"#,
            "more samples than weights",
        ),
        (
            r#"{"type":"sampled","unit":"parsecs","samples":[]}"#,
            "a unit that is not known: \"parsecs\"",
        ),
        (
            r#"{"type":"other","unit":"none","samples":[]}"#,
            "neither sampled nor evented",
        ),
        (
            r#"{"type":"sampled","unit":"none","samples":[[1]}"#,
            "its JSON is not whole",
        ),
    ] {
        let error = opened_error(&file(wrong));
        assert!(error.contains(why), "{error}");
    }
}

fn varint(mut number: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
    out
}

/// A field of bytes.
fn bytes(field: u64, content: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(content.len() as u64), content.to_vec()].concat()
}

/// A field of a number.
fn number(field: u64, number: u64) -> Vec<u8> {
    [varint(field << 3), varint(number)].concat()
}

fn message(field: u64, parts: &[Vec<u8>]) -> Vec<u8> {
    bytes(field, &parts.concat())
}

/// A file of two profiles, whose samples are these, in a resource that is a service.
fn otlp(samples: &[Vec<u8>], rest: &[Vec<u8>]) -> Vec<u8> {
    let texts = [
        "",
        "cpu",
        "nanoseconds",
        "main",
        "work",
        "/a.go",
        "/bin/app",
        "thread",
        "samples",
        "count",
    ];
    let dictionary = [
        message(1, &[]),
        message(1, &[number(4, 6)]),
        message(2, &[]),
        message(
            2,
            &[number(1, 1), number(2, 0x10), message(3, &[number(1, 1), number(2, 7)])],
        ),
        message(
            2,
            &[
                number(1, 1),
                number(2, 0x20),
                message(3, &[number(1, 2), number(2, 9), number(3, 4)]),
            ],
        ),
        message(3, &[]),
        message(3, &[number(1, 3), number(3, 5), number(4, 6)]),
        message(3, &[number(2, 4), number(3, 5)]),
        texts.iter().flat_map(|text| bytes(5, text.as_bytes())).collect(),
        message(6, &[]),
        message(6, &[number(1, 7), message(2, &[bytes(1, b"pool-1")])]),
        message(6, &[number(1, 7), message(2, &[number(3, 12)])]),
        message(7, &[]),
        message(7, &[bytes(1, &[2, 1])]),
        message(7, &[bytes(1, &[1])]),
    ];
    let time = [varint(3 << 3 | 1), 1_700_000_000_000_000_000_u64.to_le_bytes().to_vec()].concat();
    let cpu = [
        vec![
            message(1, &[number(1, 1), number(2, 2)]),
            time,
            number(4, 5_000_000_000),
        ],
        samples.to_vec(),
        rest.to_vec(),
    ];
    let counts = [
        message(1, &[number(1, 8), number(2, 9)]),
        message(2, &[number(1, 2), bytes(5, &[0; 24])]),
    ];
    let resource = message(
        1,
        &[message(
            1,
            &[bytes(1, b"service.name"), message(2, &[bytes(1, b"shop")])],
        )],
    );
    let scope = message(2, &[message(2, &cpu.concat()), message(2, &counts)]);
    [message(1, &[resource, scope]), message(2, &dictionary)].concat()
}

#[test]
fn profiles_of_opentelemetry() {
    let samples = [
        message(2, &[number(1, 1), bytes(2, &[1]), bytes(4, &[5])]),
        message(2, &[number(1, 1), bytes(2, &[1]), number(3, 3), bytes(4, &[6, 1])]),
        message(2, &[number(1, 2), bytes(2, &[2]), bytes(4, &[9])]),
    ];
    let opened_one = opened(&otlp(&samples, &[])).unwrap();
    let wanted = "cpu/nanoseconds samples/count
12 0 work@/a.go:9+20[/bin/app];main@/a.go:7+10[/bin/app] service.name=shop thread=pool-1
9 0 main@/a.go:7+10[/bin/app] service.name=shop thread=12
0 3 main@/a.go:7+10[/bin/app] service.name=shop";
    assert_eq!(picture(&opened_one), wanted);
    let profile = &opened_one.profiles[0].0;
    assert_eq!(
        (profile.time_nanos, profile.duration_nanos),
        (1_700_000_000_000_000_000, 5_000_000_000)
    );
    assert_eq!(profile.functions[1].start_line, 6);
    assert_eq!(opened_one.notes, ["1 sample has a link to a trace, which is left out."]);
    assert_eq!(opened_one.asides[1], "Its schema is v1development, as it is today.");
    // The schema before has the values where the attributes are.
    let old = [
        message(2, &[number(1, 1), bytes(2, &[5]), bytes(3, &[1])]),
        message(2, &[number(1, 1), bytes(2, &[6, 1]), bytes(3, &[1]), number(4, 3)]),
        message(2, &[number(1, 2), bytes(2, &[9]), bytes(3, &[2])]),
    ];
    let opened_old = opened(&otlp(&old, &[])).unwrap();
    assert_eq!(picture(&opened_old), wanted);
    assert!(opened_old.asides[1].ends_with("as it was before."));
    // Behind their lengths, as a collector writes them: each has a dictionary of its own.
    let one = otlp(&samples, &[]);
    let behind = [&(one.len() as u32).to_be_bytes()[..], &one].concat();
    let twice = opened(&behind.repeat(2)).unwrap();
    assert_eq!(
        picture(&twice).lines().nth(1),
        wanted
            .lines()
            .nth(1)
            .map(|line| line.replace("12 0", "24 0"))
            .as_deref()
    );
    let wrong = |file: &[u8]| opened(file).err().unwrap();
    assert!(wrong(&behind[..behind.len() - 1]).contains("it ends within a message"));
    let outside = message(2, &[number(1, 77), bytes(4, &[1])]);
    assert!(wrong(&otlp(&[outside], &[])).contains("it points at what is not in its dictionary"));
    assert!(wrong(&otlp(&[], &[bytes(3, &[1, 2])])).contains("it is of an older schema"));
    let file = otlp(&samples, &[]);
    assert!(wrong(&file[..file.len() - 1]).contains("it ends within a message"));
    let resource = message(1, &[message(1, &[message(1, &[bytes(1, b"service.name")])])]);
    assert!(wrong(&resource).contains("is it of traces, metrics or logs"));
}

#[test]
fn what_profiles_of_opentelemetry_were_made_from_is_opened() {
    let heap = include_bytes!("../../../../testdata/heap-1.pb.gz");
    let file = otlp(&[], &[bytes(9, b"pprof"), bytes(10, heap)]);
    let opened_one = opened(&file).unwrap();
    let types: Vec<usize> = opened_one
        .profiles
        .iter()
        .map(|(profile, _)| profile.sample_types.len())
        .collect();
    assert_eq!(types, [1, 4]);
    assert!(
        opened_one
            .asides
            .contains(&"1 profile brings the file of pprof along, which is opened.".to_owned())
    );
    // What is of no format of pprof is left alone.
    let file = otlp(&[message(2, &[number(1, 2), bytes(4, &[9])])], &[bytes(10, b"FLR\0")]);
    assert_eq!(opened(&file).unwrap().profiles.len(), 1);
}
