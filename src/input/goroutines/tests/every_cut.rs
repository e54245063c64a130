//! Every dump that is here, cut wherever it can be.

use super::read;
use crate::input::goroutines::Dump;
use std::collections::BTreeSet;

/// A goroutine in words: what its header says, its frames, its creator.
struct Told {
    header: String,
    frames: Vec<String>,
    creator: String,
}

fn told(dumps: &[Dump]) -> Vec<Told> {
    let one = |dump: &Dump, at: usize| {
        let goroutine = &dump.goroutines[at];
        let condition = &dump.conditions[goroutine.condition as usize];
        let text = |id| String::from_utf8_lossy(dump.strings.get(id)).into_owned();
        let place = |frame: u32| {
            let frame = dump.frames[frame as usize];
            format!("{} {}:{}", text(frame.name), text(frame.file), frame.line)
        };
        let labels = condition
            .labels
            .iter()
            .map(|&(key, value)| text(key) + "=" + &text(value));
        Told {
            header: format!(
                "{} {} {:?} {} {} {:?} {}",
                goroutine.id,
                text(condition.state),
                condition.minutes,
                condition.is_leaked,
                condition.is_locked,
                labels.collect::<Vec<_>>(),
                goroutine.line,
            ),
            frames: dump.stacks[goroutine.stack as usize]
                .iter()
                .map(|&frame| place(frame))
                .collect(),
            creator: condition.creator.map(place).unwrap_or_default(),
        }
    };
    let all = |dump| (0..Dump::len(dump)).map(move |at| one(dump, at));
    dumps.iter().flat_map(all).collect()
}

impl Dump {
    fn len(&self) -> usize {
        self.goroutines.len()
    }
}

/// How often the words of a header are there: counted without any of our code.
fn headers(text: &str) -> u64 {
    let mut count = 0;
    for rest in text.split("goroutine ").skip(1) {
        let behind = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let rest = behind.split_once(" [").filter(|_| behind.len() < rest.len());
        // Addresses may stand between.
        let is_header = rest.is_some_and(|(words, _)| words.split(' ').skip(1).all(|word| word.contains('=')));
        count += u64::from(is_header && behind.starts_with(' '));
    }
    count
}

/// Checks what is read of the start of a text against what is read of all of it.
fn check(name: &str, text: &[u8], length: usize, whole: &[Told]) {
    let start = &text[..length];
    let (dumps, account) = read(start, 4096);
    let place = || {
        format!(
            "{name} cut at {length}: ..{:?}",
            String::from_utf8_lossy(&start[length.saturating_sub(60)..])
        )
    };
    let goroutines: usize = dumps.iter().map(Dump::len).sum();
    let words = headers(&String::from_utf8_lossy(start));
    assert_eq!(account.taken + account.refused_count, words, "{}", place());
    assert_eq!(goroutines as u64 + account.repeated, account.taken, "{}", place());
    assert!(account.sentences(&dumps).iter().all(|sentence| sentence.ends_with('.')));
    let read = told(&dumps);
    for (at, (own, wanted)) in read.iter().zip(whole).enumerate() {
        assert_eq!(own.header, wanted.header, "{}", place());
        if at + 1 < read.len() {
            assert_eq!(
                (&own.frames, &own.creator),
                (&wanted.frames, &wanted.creator),
                "{}",
                place()
            );
            continue;
        }
        // The last one has the first of its frames; the last of these may be cut in its line.
        let known = own.frames.len().saturating_sub(1);
        assert!(own.frames.len() <= wanted.frames.len(), "{}", place());
        assert_eq!(own.frames[..known], wanted.frames[..known], "{}", place());
        if let Some(frame) = own.frames.get(known) {
            assert!(wanted.frames[known].starts_with(frame), "{}: {frame}", place());
        }
        assert!(wanted.creator.starts_with(&own.creator), "{}: {}", place(), own.creator);
    }
    assert!(read.len() <= whole.len(), "{}", place());
    let is_said = !account.sentences(&dumps).is_empty();
    // gccgo has no brackets behind names, and no offsets behind lines.
    let shows = !name.starts_with("gccgo") && !name.contains(' ') && is_cut_in_stack(text, length);
    assert!(is_said || dumps.is_empty() || !shows, "{} is not said", place());
}

/// Whether a plain text is cut in the middle of a line of a stack, which shows it: all lines but the last of a goroutine's places, whose
/// last digits may be missing without a trace.
fn is_cut_in_stack(text: &[u8], length: usize) -> bool {
    let start = text[..length]
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |end| end + 1);
    let end = text[length..]
        .iter()
        .position(|&byte| byte == b'\n')
        .map_or(text.len(), |end| length + end);
    let is_of_stack = |line: &str| {
        let starts = ["\t", "created by ", "[originating from"];
        starts.iter().any(|start| line.starts_with(start)) || line.ends_with(')')
    };
    let line = String::from_utf8_lossy(&text[start..end]).into_owned();
    let begun = String::from_utf8_lossy(&text[start..length]).into_owned();
    let digits = begun.trim_end_matches(|digit: char| digit.is_ascii_hexdigit());
    let may_be_whole = digits.len() < begun.len() && (digits.ends_with(" +0x") || digits.ends_with(" pc=0x"));
    start < length && length < end && is_of_stack(&line) && !may_be_whole
}

fn files() -> Vec<(String, Vec<u8>)> {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/dumps")).unwrap();
    let paths = folder.map(|entry| entry.unwrap().path());
    let texts = paths.filter(|path| path.extension().is_some_and(|ending| ending == "txt"));
    let mut files: Vec<(String, Vec<u8>)> = texts
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(&path).unwrap())
        })
        .filter(|(name, _)| !name.contains("debug1"))
        .collect();
    files.sort();
    assert!(files.len() > 25);
    files
}

/// So many bytes are read of a file in all.
const MOST_READ: usize = 1_500_000;

#[test]
fn every_dump_cut_at_lines_and_between() {
    for (name, text) in files() {
        let (dumps, _) = read(&text, 4096);
        let whole = told(&dumps);
        // Half of the file each time.
        let cuts = MOST_READ / (text.len() / 2).max(1);
        let ends: Vec<usize> = memchr::memchr_iter(b'\n', &text).map(|at| at + 1).collect();
        let of_lines = ends.iter().copied().step_by((2 * ends.len()).div_ceil(cuts));
        let between = (1..text.len()).step_by(((2 * text.len()).div_ceil(cuts)) | 1);
        for length in of_lines.chain(between) {
            check(&name, &text, length, &whole);
        }
    }
}

/// Goroutines are alike in hundreds: of each kind one is cut at every byte.
#[test]
fn every_kind_of_goroutine_cut_at_every_byte() {
    let mut known = BTreeSet::new();
    for (name, text) in files() {
        let text = String::from_utf8_lossy(&text).into_owned();
        for part in text.split_inclusive("\n\n").filter(|part| part.contains("goroutine ")) {
            let shape: String = part
                .chars()
                .filter(|character| !character.is_ascii_hexdigit())
                .collect();
            if part.len() > 3000 || !known.insert(shape) {
                continue;
            }
            let (dumps, _) = read(part.as_bytes(), 4096);
            let whole = told(&dumps);
            for length in 0..part.len() {
                check(&name, part.as_bytes(), length, &whole);
            }
        }
    }
    assert!(known.len() > 100, "{}", known.len());
}

/// As people hold them.
#[test]
fn every_form_cut_anywhere() {
    type Form = fn(usize, &str) -> String;
    let forms: [(&str, Form); 8] = [
        ("CRLF", |_, line| format!("{line}\r\n")),
        ("indented", |_, line| format!("    {line}\n")),
        ("quoted", |_, line| format!("> {line}\n")),
        ("journald", |at, line| {
            format!("Nov 28 12:00:{:02} web app[29]: {line}\n", at % 60)
        }),
        ("docker compose", |_, line| format!("api-1  | {line}\n")),
        ("kubectl", |at, line| {
            format!("2026-11-28T12:00:{:02}.{}Z {line}\n", at % 60, 9 + 37 * at)
        }),
        ("records", |_, line| {
            format!(
                "{}\n",
                serde_json::json!({"log": format!("{line}\n"), "stream": "stderr"})
            )
        }),
        ("a record", |_, line| {
            serde_json::json!(format!("{line}\n"))
                .to_string()
                .trim_matches('"')
                .to_owned()
        }),
    ];
    for (name, text) in files() {
        let text = String::from_utf8_lossy(&text[..text.len().min(6000)]).into_owned();
        for (form, dress) in forms {
            let lines: String = text.lines().enumerate().map(|(at, line)| dress(at, line)).collect();
            let dressed = match form {
                "a record" => format!("{{\"level\":\"error\",\"stack\":\"{lines}\"}}\n"),
                _ => lines,
            };
            let (dumps, _) = read(dressed.as_bytes(), 4096);
            let whole = told(&dumps);
            let step = (dressed.len() * dressed.len() / 2 / (MOST_READ / 8)) | 1;
            for length in (1..dressed.len()).step_by(step) {
                check(&format!("{name} {form}"), dressed.as_bytes(), length, &whole);
            }
        }
    }
}
