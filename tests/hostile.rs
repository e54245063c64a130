//! Files that are damaged, empty, huge or made to hurt: a sentence each, never a panic, and nothing else is lost.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

use proflens::ErrorKind;
use proflens::Loader;
use proflens::session::Session;
use std::fs;
use std::path::{Path, PathBuf};

fn testdata(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(path)
}

fn hostile_files() -> Vec<PathBuf> {
    let folder = fs::read_dir(testdata("hostile")).unwrap();
    let mut files: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 30);
    files
}

/// Opens a file in chunks; the number of its samples, or the message.
fn open(file: &[u8], chunk: usize) -> Result<usize, String> {
    let mut loader = Loader::new();
    for chunk in file.chunks(chunk) {
        loader.push(chunk).map_err(|error| error.to_string())?;
    }
    let mut session = Session::default();
    session.add("file", None, loader).map_err(|error| error.to_string())?;
    Ok(session.profiles()[0].samples)
}

#[test]
fn chunks_do_not_change_the_answer() {
    for path in hostile_files() {
        let file = fs::read(&path).unwrap();
        // The bombs take their time in a debug build, whatever the chunks.
        if path.to_string_lossy().contains("bomb") {
            continue;
        }
        let whole = open(&file, file.len().max(1));
        for chunk in [1, 3, 1000] {
            assert_eq!(open(&file, chunk), whole, "{} in chunks of {chunk}", path.display());
        }
    }
}

/// Letters are fields of profile.proto, too: a line of nothing else reads as one until it ends.
#[test]
fn a_dump_is_found_behind_a_line_of_any_length() {
    let dump = fs::read(testdata("dumps/1.27-aged.txt")).unwrap();
    let samples = open(&dump, 1000);
    assert!(samples.is_ok());
    for piece in ["x", "zP", "2026 ", "{\"a\":\"b\"},", "\u{4e2d}\u{6587} "] {
        let file = [piece.repeat(300_000).as_bytes(), b"\n", &dump].concat();
        for chunk in [1000, 100_000, file.len()] {
            assert_eq!(open(&file, chunk), samples, "{piece} in chunks of {chunk}");
        }
    }
}

#[test]
fn a_bad_file_is_a_sentence_and_loses_nothing() {
    let mut session = Session::default();
    session
        .open("heap", &fs::read(testdata("heap-1.pb.gz")).unwrap())
        .unwrap();
    let before = session.run_to_text("top3").unwrap();
    for path in hostile_files() {
        let file = fs::read(&path).unwrap();
        let loaded = session.profiles().len();
        match session.open("hostile", &file) {
            // A few look worse than they are.
            Ok(id) => session.close(id).unwrap(),
            Err(error) => {
                let sentence = error.sentence();
                assert!(sentence.len() > 30, "{}: {sentence}", path.display());
                assert!(!sentence.contains("  ") && !sentence.contains('\n'), "{sentence}");
            }
        }
        assert_eq!(session.profiles().len(), loaded);
        assert_eq!(session.run_to_text("top3").unwrap(), before, "after {}", path.display());
    }
}

#[test]
fn every_prefix_of_a_profile_is_refused_or_read() {
    for path in ["synthetic/recursion.pb.gz", "threadcreate.pb.gz"] {
        let file = fs::read(testdata(path)).unwrap();
        let whole = open(&file, file.len()).unwrap();
        assert!(whole > 0);
        for length in 0..file.len() {
            let result = open(&file[..length], 64);
            assert!(result.is_err(), "{path} cut to {length} bytes: {result:?}");
        }
    }
}

#[test]
fn flipped_bits_never_panic() {
    // A plain file, so that no checksum stands in front of the decoder.
    let file = fs::read(testdata("synthetic/recursion.pb")).unwrap();
    let mut session = Session::default();
    for position in 0..file.len() {
        for bit in 0..8 {
            let mut damaged = file.clone();
            damaged[position] ^= 1 << bit;
            if let Ok(id) = session.open("damaged", &damaged) {
                // What could be read can be shown.
                for report in session.reports().iter().filter(|report| report.command) {
                    let pattern = if report.about.is_empty() { "" } else { "." };
                    let _ = session.run_to_text(&format!("{} {pattern}", report.name));
                }
                for line in ["tagroot=a", "lines=1", "top", "lines=0"] {
                    let _ = session.run_to_text(line);
                }
                session.set_params(&[]);
                session.close(id).unwrap();
            }
        }
    }
}

#[test]
fn texts_cannot_ask_for_more_than_there_is() {
    let refused = |text: String, wanted: &str| {
        let message = open(text.as_bytes(), text.len()).unwrap_err();
        assert!(message.contains(wanted), "{message}");
    };
    for name in ["legacy-map-names.txt", "legacy-map-many-names.txt"] {
        let text = fs::read_to_string(testdata("hostile").join(name)).unwrap();
        refused(text, "names");
    }
    let mut text = "goroutine profile: total 1\n".to_owned();
    (0..60_000).for_each(|number| text += &format!("1 @ {number:#x}\n"));
    text += "--- Memory map: ---\n";
    (0..60_000).for_each(|number| text += &format!("{number:x}0-{number:x}8: f{number}\n"));
    refused(text, "60000 addresses in 60000 mappings");
    // A comment that names frame after frame of one place.
    let mut text = "goroutine profile: total 1\n1 @ 0x11\n".to_owned();
    (0..5000).for_each(|number| text += &format!("#\t0x10\tf{number}+0x5\ta.go:1\n"));
    let mut session = Session::default();
    session.open("frames", text.as_bytes()).unwrap();
    assert!(session.run_to_text("traces").unwrap().lines().count() < 300);
}

/// Files of every format but profile.proto.
fn older_formats() -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for folder in ["formats", "foreign", "twins", "hostile"] {
        let entries = fs::read_dir(testdata(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let is_older = |path: &PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy();
            matches!(folder, "formats" | "foreign")
                || folder == "twins" && name.ends_with(".txt")
                || name.starts_with("legacy-")
        };
        let mut paths: Vec<PathBuf> = entries.filter(is_older).collect();
        paths.sort();
        files.extend(paths.iter().map(|path| fs::read(path).unwrap()));
    }
    assert!(files.len() > 50);
    files.retain(|file| file.len() < 10_000);
    files
}

#[test]
fn mutations_of_older_formats_never_panic() {
    let files = older_formats();
    // xorshift: the same mutations every time.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as usize % below.max(1)
    };
    const PIECES: [&[u8]; 16] = [
        b"\n",
        b" ",
        b"0x",
        b"@",
        b"-",
        b"--- ",
        b"[",
        b"]",
        b":",
        b"=",
        b"#\t",
        b"0",
        b"9999999999999999999",
        b"\xff",
        b"\0\0\0\0",
        b"\xc2\xa0",
    ];
    let mut opened = 0;
    for round in 0..8000 {
        let mut file = files[round % files.len()].clone();
        for _ in 0..1 + random(3) {
            let at = random(file.len());
            let end = (at + 1 + random(20)).min(file.len());
            match random(4) {
                0 if at < end => file[at] ^= 1 << random(8),
                1 => drop(file.drain(at..end)),
                2 => {
                    let from = random(file.len());
                    let piece = file[from..(from + 1 + random(60)).min(file.len())].to_vec();
                    drop(file.splice(at..at, piece));
                }
                _ => drop(file.splice(at..at, PIECES[random(PIECES.len())].iter().copied())),
            }
        }
        let whole = open(&file, file.len().max(1));
        if round % 10 == 0 {
            assert_eq!(open(&file, 7), whole);
        }
        let mut session = Session::default();
        if session.open("mutated", &file).is_ok() {
            opened += 1;
            for line in ["raw", "top", "traces", "tree -lines", "tags"] {
                let _ = session.run_to_text(line);
            }
        }
    }
    // What is refused at once tests little.
    assert!(opened > 1500, "{opened} of the mutated files were opened");
}

#[test]
fn a_bomb_is_stopped() {
    // A gzip member of 64 MiB in 64 kB, again and again: 1.3 GB.
    let member = fs::read(testdata("hostile/bomb-zeros.gz")).unwrap();
    let mut loader = Loader::new();
    let error = (0..20).find_map(|_| loader.push(&member).err()).unwrap();
    assert!(
        matches!(error.kind(), ErrorKind::Bomb { inflated, .. } if *inflated < 300 << 20),
        "{error}"
    );
}
