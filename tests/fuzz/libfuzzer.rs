//! The door of libFuzzer: `PROFLENS_FUZZ` names the target, and the arguments are libFuzzer's.

#![no_main]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

mod targets;

use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;
use targets::{TARGETS, Target};

static TARGET: OnceLock<&'static Target> = OnceLock::new();

fn target() -> &'static Target {
    TARGET.get_or_init(|| {
        let name = std::env::var("PROFLENS_FUZZ").unwrap_or_default();
        let target = TARGETS.iter().find(|target| target.name == name);
        target.unwrap_or_else(|| panic!("PROFLENS_FUZZ names no target: {name:?}"))
    })
}

fuzz_target!(|bytes: &[u8]| (target().run)(bytes));
