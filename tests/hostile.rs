//! Files that are damaged, empty, huge or made to hurt: a sentence each, never a panic, and nothing else is lost.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

use proflens::error::Error;
use proflens::input::Loader;
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
    let profile = loader.finish().map_err(|error| error.to_string())?;
    Ok(profile.samples.len())
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
                for line in [
                    "top",
                    "tree",
                    "traces",
                    "tags",
                    "comments",
                    "peek .",
                    "tagroot=a",
                    "lines=1",
                    "top",
                    "lines=0",
                ] {
                    let _ = session.run_to_text(line);
                }
                session.set_params("");
                session.close(id).unwrap();
            }
        }
    }
}

#[test]
fn a_bomb_is_stopped() {
    // A gzip member of 64 MiB in 64 kB, again and again: 1.3 GB.
    let member = fs::read(testdata("hostile/bomb-zeros.gz")).unwrap();
    let mut loader = Loader::new();
    let error = (0..20).find_map(|_| loader.push(&member).err()).unwrap();
    assert!(
        matches!(error, Error::Bomb { inflated, .. } if inflated < 300 << 20),
        "{error}"
    );
}
