//! The system and the processor that a program was built for, as far as paths of Go's runtime say it.
//!
//! `runtime/asm_amd64.s` is where every goroutine ends; `runtime/os_linux.go` and the like are met now and then.

use super::snapshots::Platform;
use crate::base::text::{base, find};
use crate::profile::Profile;

const SYSTEMS: [&str; 12] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "ios",
    "linux",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
];
const PROCESSORS: [&str; 11] = [
    "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64x", "ppc64x", "riscv64", "s390x", "wasm",
];

/// What the files of a profile's functions say.
pub fn of(profile: &Profile) -> Platform {
    let mut platform = Platform::default();
    for function in &profile.functions {
        let path = profile.text(function.filename);
        if path.get(1..3) == Some(b":/") || path.get(1..3) == Some(b":\\") {
            platform.system = "windows";
        }
        if !path.starts_with(b"runtime/") && find(path, b"/runtime/").is_none() {
            continue;
        }
        let name = base(path);
        let name = name
            .strip_suffix(b".s")
            .or_else(|| name.strip_suffix(b".go"))
            .unwrap_or_default();
        for word in name.split(|&byte| byte == b'_').skip(1) {
            let known = |list: &[&'static str]| list.iter().copied().find(|own| own.as_bytes() == word);
            platform.system = known(&SYSTEMS).unwrap_or(platform.system);
            platform.processor = known(&PROCESSORS).unwrap_or(platform.processor);
        }
        if !platform.system.is_empty() && !platform.processor.is_empty() {
            break;
        }
    }
    platform
}
