//! The inputs that fuzzing found and that are kept, through the same targets without a fuzzer.
//!
//! `cargo xtask fuzz` finds more of them: by coverage, which needs a C++ compiler and a build of its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

mod targets;

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use targets::TARGETS;

fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/fuzz")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

/// `cargo xtask fuzz` knows the targets by their folders.
#[test]
fn every_target_has_a_folder_and_every_folder_a_target() {
    let folders = files(&kept()).into_iter().filter(|path| path.is_dir());
    let folders: Vec<String> = folders
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let mut names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    names.sort_unstable();
    assert_eq!(folders, names);
}

#[test]
fn what_is_kept_of_every_target_holds() {
    let mut wrong = Vec::new();
    for target in TARGETS {
        let files = files(&kept().join(target.name));
        assert!(!files.is_empty(), "{} has {} inputs", target.name, files.len());
        for file in files {
            let bytes = fs::read(&file).unwrap();
            if catch_unwind(|| (target.run)(&bytes)).is_err() {
                wrong.push(file);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Where every byte is a choice, chance finds much by itself.
#[test]
fn what_is_drawn_at_random_holds() {
    // xorshift: the same inputs every time.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as u8
    };
    for (name, inputs) in [("patterns", 20_000), ("profiles", 3000), ("dot", 3000)] {
        let target = TARGETS.iter().find(|target| target.name == name).unwrap();
        for _ in 0..inputs {
            let length = 20 + random() / 2;
            let bytes: Vec<u8> = (0..length).map(|_| random()).collect();
            assert!(catch_unwind(|| (target.run)(&bytes)).is_ok(), "{name}: {bytes:?}");
        }
    }
}
