//! Texts that are made to be hard. None of these tests measures time: what is quadratic would take hours.

use super::{Reader, read};

/// Many goroutines that are nothing but a header, in one line or in many.
#[test]
fn headers_that_never_end() {
    let (dumps, account) = read("goroutine 7 [".repeat(100_000).as_bytes(), 1 << 16);
    assert_eq!((dumps.len(), account.taken, account.refused_count), (0, 0, 1));
    let lines: String = (0..100_000).map(|id| format!("goroutine {id} [running")).collect();
    assert_eq!(read(lines.as_bytes(), 1 << 16).1.refused_count, 1);
    let lines: String = (0..100_000)
        .map(|id| format!("goroutine {id} [running]: x\n"))
        .collect();
    assert_eq!(read(lines.as_bytes(), 1 << 16).1.refused_count, 100_000);
    let quoted: String = (0..100_000).map(|id| format!("goroutine {id} [\"")).collect();
    assert_eq!(read(quoted.as_bytes(), 1 << 16).1.refused_count, 1);
    let whole: String = (0..100_000).map(|id| format!("goroutine {id} [select]:\n")).collect();
    assert_eq!(read(whole.as_bytes(), 1 << 16).1.taken, 100_000);
}

/// Headers behind prefixes that are long, and of which each is another.
#[test]
fn prefixes_that_never_come_again() {
    for piece in ["1.", "a-1-", "x ", "     9", "| ", "a,", "\"a\",", "F "] {
        let before = piece.repeat(4000 / piece.len());
        let lines = (0..500).map(|id| format!("{id:x} {before} goroutine {id} [select]:\nmain{id}()\n"));
        let (_, account) = read(lines.collect::<String>().as_bytes(), 1 << 16);
        assert_eq!((account.taken, account.refused_count), (500, 0), "{piece}");
    }
}

#[test]
fn brackets_in_brackets() {
    for (open, close) in [("[", "]"), ("{", "}"), ("[{", "}]"), ("(", ")")] {
        let nested = [&open.repeat(10_000), "x", &close.repeat(10_000)].concat();
        for text in [
            format!("goroutine 7 {nested}:\n"),
            format!("goroutine 7 [select{nested}]:\nmain.f()\n\t/f.go:1\n"),
            format!("goroutine 7 [select] {nested}:\nmain.f()\n\t/f.go:1\n"),
            format!("goroutine 7 [select]:\nmain.f{nested}({nested})\n\t/f.go:1\n"),
            format!("goroutine 7 [select]:\nmain.f()\n\t/{nested}:1\n"),
        ] {
            let (dumps, account) = read(&text.repeat(20).into_bytes(), 1000);
            assert_eq!(
                account.taken + account.refused_count,
                20 * u64::from(text.contains('['))
            );
            assert!(dumps.len() <= 20);
        }
    }
}

/// A line of 100 MB, and the same full of what a dress looks for.
#[test]
fn one_endless_line() {
    let mut reader = Reader::default();
    for _ in 0..100 {
        reader.push(&vec![b'x'; 1 << 20]);
    }
    reader.push(b"\ngoroutine 7 [select]:\nmain.f()\n\t/f.go:1\n");
    let (dumps, account) = reader.finish();
    assert_eq!((dumps.len(), account.taken), (1, 1));
    for piece in [
        "\"",
        "\\",
        "\\\"",
        "goroutine 1 [\\\"",
        "\"goroutine 1 [a]:\\n\"",
        "\u{1b}[",
        "<&",
        "\"log\":\"",
    ] {
        let line = piece.repeat((4 << 20) / piece.len());
        let (_, account) = read(line.as_bytes(), 1 << 16);
        assert!(account.taken + account.refused_count <= 400_000, "{piece}");
    }
}

/// Any bytes at all, and any cut and any change of a dump: whatever is read, it ends, and nothing is counted twice.
#[test]
fn any_bytes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/dumps/1.27-log.txt");
    let dump = std::fs::read(path).unwrap();
    let mut seed = 7_u64;
    let mut random = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for _ in 0..300 {
        let (start, length) = (random(dump.len()), random(6000));
        let mut text = dump[start..(start + length).min(dump.len())].to_vec();
        for _ in 0..random(20) {
            if !text.is_empty() {
                let at = random(text.len());
                text[at] = b"\n\t\"\\[]{}():, \x1b\0goroutine 1Pa"[random(28)];
            }
        }
        let (dumps, account) = read(&text, 1 + random(500));
        let goroutines: usize = dumps.iter().map(|dump| dump.goroutines.len()).sum();
        assert_eq!(goroutines as u64 + account.repeated, account.taken);
        assert!(!account.sentences(&dumps).iter().any(String::is_empty));
    }
}
