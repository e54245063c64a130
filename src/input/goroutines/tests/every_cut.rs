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

/// How many lines have the words of a header: counted without any of our code.
fn headers(text: &str) -> u64 {
    let begins = |line: &&str| {
        let rest = line.strip_prefix("goroutine ").unwrap_or_default();
        rest.starts_with(|first: char| first.is_ascii_digit()) && rest.contains(" [")
    };
    text.lines().filter(begins).count() as u64
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
