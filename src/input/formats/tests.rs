//! Small files of each format, and the samples that they hold: `values: addresses, the leaf first`.

use super::*;
use crate::base::columns::StringId;
use crate::profile::{Label, LocationId, Profile};

fn picture(profile: &Profile) -> String {
    let types = profile.sample_types.iter();
    let types = types.map(|own| format!("{}/{}", profile.display(own.kind), profile.display(own.unit)));
    let mut lines = vec![format!(
        "{} period={}",
        types.collect::<Vec<_>>().join(" "),
        profile.period
    )];
    for sample in 0..profile.samples.len() {
        let columns = 0..profile.samples.columns();
        let values: Vec<String> = columns
            .map(|column| profile.samples.values(column)[sample].to_string())
            .collect();
        let stack = profile.samples.stack(sample).iter().map(|id| {
            let lines = profile.lines_of(LocationId(id)).iter();
            let names = lines.map(|line| {
                let function = &profile.functions[line.function.index()];
                format!(
                    "{}@{}:{}",
                    profile.display(function.name),
                    profile.display(function.filename),
                    line.line
                )
            });
            match names.collect::<String>() {
                name if name.is_empty() => format!("{:#x}", profile.locations[id as usize].address),
                name => name,
            }
        });
        let labels = profile.samples.labels(sample).map(|label| match label {
            Label::Number { key, value, .. } => format!("{}={value}", profile.display(key)),
            Label::Text { key, value } => format!("{}={}", profile.display(key), profile.display(value)),
        });
        let words: Vec<String> = stack.chain(labels).collect();
        lines.push(format!("{}: {}", values.join(" "), words.join(" ")));
    }
    lines.join("\n")
}

#[track_caller]
fn check(file: impl AsRef<[u8]>, wanted: &str) {
    let parsed = parse(file.as_ref());
    if parsed.is_ok() {
        // Without its last line feed a text of one line may go on.
        let guess = Sniffer::default().guess(&[file.as_ref(), b"\n"].concat());
        assert_eq!(guess, Guess::Known, "a reader takes what has no sign");
    }
    let actual = match parsed {
        Ok(opened) => picture(&opened.profiles[0].0),
        Err(Refusal::Final(error)) => error.to_string(),
        Err(Refusal::Unrecognized) => "unrecognized".to_owned(),
    };
    let lines = |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
    assert_eq!(lines(&actual), lines(wanted));
}

#[test]
fn heaps() {
    check(
        "heap profile: 1: 2 [1: 2] @ heapprofile\n2: 100 [2: 100] @ 0x11 0x21\n# comment\n\n1: 7 [1: 7] @\n",
        "objects/count space/bytes period=1
         2 100: 0x10 0x20 bytes=50
         1 7: bytes=7",
    );
    // 1 / (1 - e^(-100 / 524288)) is 5243.38.
    check(
        "heap profile: 1: 2 [3: 4] @ heap/1048576\n1: 100 [2: 1000] @ 0x11\n0: 0 [3: 4000] @ 0x0\n",
        "alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes period=524288
         2098 1049076 5243 524338: 0x10 bytes=100
         1181 1574864 0 0: 0xffffffffffffffff bytes=1333",
    );
    check(
        "heap profile: 1: 2 [ 1: 2] @ growthz\n 1: 2 [ 1: 2] @ 0x11",
        "objects/count space/bytes period=1
         1 2: 0x10 bytes=2",
    );
    for (line, wanted) in [
        (
            "0: 5 [1: 1] @",
            "parsing profile: inuse count was 0 but inuse bytes was 5",
        ),
        ("1: 5 [1: 1] @x", "objects/count space/bytes period=1\n1 5: bytes=5"),
        (
            "x",
            "parsing profile: unexpected number of sample values: got 0, want 6",
        ),
        (
            "1: 99999999999999999999 [1: 1] @",
            "parsing profile: malformed sample: 1: 99999999999999999999 [1: 1] @: strconv.ParseInt: parsing \"99999999999999999999\": value out of range",
        ),
        (
            "1: 1 [1: 1] @ 0x12345678123456781",
            "parsing profile: malformed sample: 1: 1 [1: 1] @ 0x12345678123456781: failed to parse as hex 64-bit number: 0x12345678123456781",
        ),
    ] {
        check(format!("heap profile: 1: 2 [1: 2] @ heapprofile\n{line}\n"), wanted);
    }
    check("heap profile: 1: 2 [1: 2] @ heapz\n", "unrecognized");
    check(
        "# no comments before it\nheap profile: 1: 2 [1: 2] @ heap\n",
        "unrecognized",
    );
}

#[test]
fn counts() {
    check(
        "\n# x\ngoroutine profile: total 5\n3 @ 0x11 0x21\n010 @ 0x0\n---\nnot read",
        "goroutine/count period=1
         3: 0x10 0x20
         8: 0xffffffffffffffff",
    );
    for line in [
        "3 @",
        "3 @ 0x11 ",
        "09 @ 0x11",
        "3 @ 0xA",
        "3 @ 0x12345678123456781",
        "99999999999999999999 @ 0x1",
    ] {
        check(
            format!("x profile: total 5\n{line}\n"),
            "parsing profile: malformed profile format",
        );
    }
    check("x y profile: total 5\n", "unrecognized");
    check("x profile: total 5 \n", "unrecognized");
}

/// gccgo cannot walk the stacks of goroutines that wait: it writes how many there are, and that they are nowhere.
#[test]
fn counts_without_stacks() {
    let text = |name: &str| {
        format!("{name} profile: total 14\n11 @\n#\t0x0\n\n1 @\n# labels: {{\"a\":\"b\"}}\n# 0x0\n2 @ 0x11\n")
    };
    check(
        text("goroutine"),
        "goroutine/count period=1
         11:
         1:
         2: 0x10",
    );
    let notes = |text: &str| parse(text.as_bytes()).unwrap().notes;
    for (name, what) in [
        ("goroutine", "goroutines"),
        ("threadcreate", "threads"),
        ("x", "records"),
    ] {
        assert_eq!(
            notes(&text(name)),
            [format!("12 of 14 {what} have no stack in the text.")]
        );
    }
    assert_eq!(
        notes("goroutine profile: total 1\n1 @\n#\t0x0\n"),
        ["1 of 1 goroutine has no stack in the text."]
    );
    assert_eq!(notes("goroutine profile: total 1\n1 @ 0x0\n#\t0x0\n"), [""; 0]);
    // Where nothing says so, it is none of Go's.
    for lines in ["3 @\n\n#\t0x11\n", "3 @\n1 @ 0x11\n#\t0x0\n", "3 @\n---\n#\t0x0\n"] {
        check(
            format!("goroutine profile: total 3\n{lines}"),
            "parsing profile: malformed profile format",
        );
    }
}

#[test]
fn what_lost_its_end_is_told_by_its_first_line() {
    let doubts = |text: &str| parse(text.as_bytes()).unwrap().doubts;
    assert_eq!(
        doubts("goroutine profile: total 230\n200 @ 0x11\n19 @ 0x21\n"),
        [
            "The text counts 230 goroutines in its first line and has 219 of them: its end is missing, or parts were left out."
        ]
    );
    assert_eq!(
        doubts("heap profile: 3: 30 [1500: 90] @ heap/1048576\n3: 30 [1400: 60] @ 0x11\n"),
        [
            "The text counts 1,500 allocated objects in its first line and has 1,400 of them: its end is missing, or parts were left out."
        ]
    );
    // What has all of them, or counts otherwise, is as it is; so is one whose number nobody can count to.
    for whole in [
        "goroutine profile: total 3\n3 @ 0x11\n",
        "goroutine profile: total 2\n3 @ 0x11\n",
        "goroutine profile: total 99999999999999999999999\n3 @ 0x11\n",
        "heap profile: 3: 30 [4: 90] @ heap/1048576\n3: 30 [4: 90] @ 0x11\n",
        "heap profile: 9: 90 [9: 90] @ heapprofile\n3: 30 [4: 60] @ 0x11\n",
    ] {
        assert_eq!(doubts(whole), [""; 0], "{whole}");
    }
}

#[test]
fn contentions() {
    check(
        "--- mutex:\ncycles/second=2000000000\nsampling period=5\n100 2 @ 0x11 0x21\n7 1 @\n",
        "contentions/count delay/nanoseconds period=5
         10 250: 0x10 0x20
         5 17: ",
    );
    // Without the frequency, the delay is not a number of cycles.
    check(
        "--- contentionz 1 ---\nsampling period = 0x10\nms since reset = 3\n100 2 @ 0x11\n---\n",
        "contentions/count delay/nanoseconds period=16
         32 100: 0x10",
    );
    check("--- contention:\ncolor=red\n", "unrecognized");
    check("--- contention:\n1 @ 0x11\n", "unrecognized");
}

#[test]
fn threads() {
    let thread = "--- Thread 7f (name: main/12) stack: ---\n";
    check(
        format!(
            "--- threadz 1 ---\nx\n{thread} PC: 0x10 0x10 f()\n 0x21\n{thread} [same as previous thread]\n--- Memory map: ---\n"
        ),
        "thread/count period=1
         2: 0x10 0x20",
    );
    check(
        format!("{thread} 0x10\n---- no stack trace for x\n"),
        "thread/count period=1\n1: 0x10",
    );
    // Neither the end of the file nor another line ends a dump.
    check(format!("{thread} 0x10\n"), "unrecognized");
}

#[test]
fn java() {
    check(
        "--- contentionz 1 ---\nformat = java\nresolution = ms\nsampling period = 10\n 7 2 @ 0x3 0x4 0x5\n 0x3 a.B.c (B.java:12)\n 0x4 GC\n",
        "contentions/count delay/ms period=10
         20 70: a.B.c@B.java:12 GC@:0 0x0",
    );
    check(
        "--- heapz 1 ---\nformat = java\nresolution = bytes\n 0 0 @ 0x3\n",
        "parsing profile: parsing sample 0 0 @ 0x3: second value must be non-zero",
    );
    check(
        "--- heapz 1 ---\nformat = java\n 7 1 @ 0x3\n",
        "parsing profile: missing sample type information",
    );
    check("--- heapz 1 ---\nformat = c\n", "unrecognized");
}

/// Words of a size, the last byte first or last.
fn words(size: usize, big_endian: bool, numbers: &[u64]) -> Vec<u8> {
    let word = |number: &u64| {
        let mut bytes = number.to_le_bytes()[..size].to_vec();
        if big_endian {
            bytes.reverse();
        }
        bytes
    };
    numbers.iter().flat_map(word).collect()
}

#[test]
fn binary_cpu() {
    for (size, big_endian) in [(4, false), (4, true), (8, false), (8, true)] {
        let cpp = [0, 3, 0, 10, 0, 2, 3, 0x10, 0x10, 0x21, 1, 1, 0x10, 0, 1, 0];
        check(
            words(size, big_endian, &cpp),
            "samples/count cpu/nanoseconds period=10000
             2 20000: 0x10 0x20
             1 10000: 0x10",
        );
        let mut java = words(size, big_endian, &[0, 3, 1, 10, 0, 2, 2, 0x10, 0x20, 0, 1, 0]);
        java.extend(b"0x10 a.B.c (B.java:1)");
        check(
            java,
            "samples/count cpu/nanoseconds period=10000\n2 20000: a.B.c@B.java:1 0x0",
        );
        check(words(size, big_endian, &[0, 3, 0, 10, 0, 1, 9, 0x10]), "unrecognized");
        check(words(size, big_endian, &[0, 3, 0, 0, 0, 1, 1, 0x10]), "unrecognized");
    }
    // A depth that four-byte words would have room for: the missing ones are 0, one less for a call. Of the four, the
    // second and the third look like frames of the signal handler.
    check(
        words(8, false, &[0, 3, 0, 10, 0, 1, 4, 0x10, 0x31]),
        "samples/count cpu/nanoseconds period=10000
         1 10000: 0x10 0xffffffffffffffff",
    );
}

#[test]
fn frames_of_the_signal_handler_go() {
    let mut numbers = vec![0, 3, 0, 10, 0];
    for leaf in 0..32 {
        numbers.extend([1, 4, 0x1000 + leaf, 0x501, 0x601, 0x21]);
    }
    numbers.extend([1, 2, 0x77, 0x21]);
    let opened = parse(&words(8, false, &numbers)).unwrap();
    let profile = &opened.profiles[0].0;
    let rows = picture(profile);
    assert!(rows.lines().skip(1).all(|row| row.ends_with(" 0x20")), "{rows}");
    assert!(!rows.contains("0x500") && !rows.contains("0x600"), "{rows}");
    assert_eq!(profile.locations.len(), 34);
}

#[test]
fn what_is_dropped_depends_on_the_types() {
    let dropped = |text: &str| {
        let opened = parse(text.as_bytes()).unwrap();
        let profile = &opened.profiles[0].0;
        (
            profile.display(profile.drop_frames),
            profile.keep_frames != StringId::EMPTY,
        )
    };
    let (heap, keeps) = dropped("heap profile: 1: 2 [1: 2] @ heap\n");
    assert!(heap.starts_with("calloc|cfree|malloc|") && heap.ends_with("|simple_alloc::allocate") && keeps);
    let (locks, keeps) = dropped("--- mutex:\n");
    assert!(locks.starts_with("RecordLockProfileData|") && !keeps);
    let (others, keeps) = dropped("x profile: total 1\n");
    assert!(others.starts_with("ProfileData::Add|") && !keeps);
}
