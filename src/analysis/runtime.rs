//! What of a program in Go is Go's runtime: one rule, a row of the table in `runtimes`, which has those of other languages.
//!
//! The runtime is the packages `runtime`, `internal/runtime` and those below them, which a function's name begins with:
//! `runtime.mallocgc`, `runtime/pprof.Do`, `internal/runtime/maps.h1`. Its assembly has names without a package
//! (`gcWriteBarrier`, `aeshashbody`), and some of what it does for other packages has theirs (`sync.runtime_Semacquire`):
//! these are known by their files. A file is `runtime/sema.go` if the program was built with `-trimpath`; the path of
//! any other build begins on some disk, where `src/runtime/` may be anybody's folder, as in Kata Containers: of those
//! only assembly counts.
//!
//! Not all of `internal/` is the runtime. `internal/pkgbits` is where the compiler spends its time, and
//! `internal/bytealg` compares the program's own texts (`memeqbody`, `cmpbody`).
//!
//! In profiles of waiting, callers stand in packages that only lead to the runtime, see [`leads_to_runtime`].

use crate::analysis::stacks::StackSet;
use crate::base::names::go_package;
use crate::base::text::find;
use crate::profile::Profile;

/// The expression that matches the name or the file of each function of the runtime, and of no other.
pub const EXPRESSION: &str = r"^(internal/)?runtime[./]|/src/(internal/)?runtime/.*\.s$";

/// The expression for what a goroutine stands in that waits for the network, for the system or for a signal.
pub const WAITING: &str = r"^internal/poll\.runtime_pollWait$|^(internal/runtime/)?syscall\.|^os/signal\.signal_recv$";

/// Whether a function is of Go's runtime, by its name and its file: whether [`EXPRESSION`] matches one of them.
pub fn is_runtime(name: &[u8], file: &[u8]) -> bool {
    let begins = |text: &[u8]| {
        let text = text.strip_prefix(b"internal/").unwrap_or(text);
        text.strip_prefix(b"runtime")
            .is_some_and(|rest| matches!(rest.first(), Some(b'.' | b'/')))
    };
    let is_assembly = |path: &[u8]| {
        let folders: [&[u8]; 2] = [b"/src/runtime/", b"/src/internal/runtime/"];
        path.ends_with(b".s") && folders.iter().any(|folder| find(path, folder).is_some())
    };
    [name, file].into_iter().any(|text| begins(text) || is_assembly(text))
}

/// Whether a function only leads to the runtime: who waits in it waits for the sake of its caller.
pub fn leads_to_runtime(name: &[u8]) -> bool {
    let package = go_package(name).unwrap_or_default();
    let packages: [&[u8]; 5] = [
        b"sync",
        b"internal/sync",
        b"syscall",
        b"internal/poll",
        b"internal/syscall/unix",
    ];
    packages.contains(&package) || name == b"time.Sleep"
}

/// Whether a function is of the runtime or only leads there.
pub fn is_inside(name: &[u8], file: &[u8]) -> bool {
    is_runtime(name, file) || leads_to_runtime(name)
}

/// Per frame of a set, whether `is` says so of one of its functions, by name and file.
pub fn frames(profile: &Profile, set: &StackSet, is: fn(&[u8], &[u8]) -> bool) -> Vec<bool> {
    let functions = profile.functions.iter();
    let functions: Vec<bool> = functions
        .map(|function| is(profile.text(function.name), profile.text(function.filename)))
        .collect();
    let mut frames = vec![false; set.frame_count()];
    for site in 0..set.site_count() as u32 {
        for (index, frame) in set.site(site).iter().enumerate() {
            let line = set.line(site, index);
            frames[frame.frame().index()] |= line.is_some_and(|line| functions[line.function.index()]);
        }
    }
    frames
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::filter::Filtered;
    use crate::analysis::options::Options;
    use crate::analysis::stacks::{FrameId, Objects, Paths};
    use crate::base::pattern::Pattern;
    use crate::testing::profile;
    use std::rc::Rc;

    /// Functions with their files, and whether they are of the runtime.
    const FUNCTIONS: [(&str, &str, bool); 22] = [
        ("runtime.gopark", "", true),
        ("runtime.(*mheap).alloc", "/usr/local/go/src/runtime/mheap.go", true),
        ("runtime/pprof.Do", "", true),
        ("internal/runtime/maps.(*Map).getWithKey", "", true),
        ("gcWriteBarrier", "runtime/asm_amd64.s", true),
        ("aeshashbody", "/usr/local/go/src/runtime/asm_amd64.s", true),
        (
            "memhash",
            "C:/Program Files/Go/src/internal/runtime/maps/memhash_amd64.s",
            true,
        ),
        ("sync.runtime_Semacquire", "runtime/sema.go", true),
        ("internal/poll.runtime_pollWait", "runtime/netpoll.go", true),
        // A disk says nothing about what is no assembly.
        (
            "internal/poll.runtime_pollWait",
            "/usr/local/go/src/runtime/netpoll.go",
            false,
        ),
        (
            "github.com/kata-containers/kata-containers/src/runtime/pkg/utils.Run",
            "/home/me/kata-containers/src/runtime/pkg/utils/utils.go",
            false,
        ),
        (
            "coreclr_execute_assembly",
            "/__w/1/s/src/runtime/unixinterface.cpp",
            false,
        ),
        ("gcWriteBarrier", "", false),
        ("memeqbody", "internal/bytealg/equal_amd64.s", false),
        ("internal/bytealg.LastIndexByteString", "", false),
        ("internal/pkgbits.(*Decoder).Bool", "internal/pkgbits/decoder.go", false),
        ("sync.(*Mutex).Lock", "sync/mutex.go", false),
        ("main.runtime", "", false),
        ("runtimes.New", "", false),
        ("corp.example/runtime.Run", "corp.example/runtime/run.go", false),
        ("runtime", "", false),
        ("", "", false),
    ];

    #[test]
    fn the_runtime_by_name_and_by_file() {
        let expression = Pattern::new(EXPRESSION).unwrap();
        for (name, file, wanted) in FUNCTIONS {
            assert_eq!(is_runtime(name.as_bytes(), file.as_bytes()), wanted, "{name} in {file}");
            let matches = expression.is_match(name.as_bytes()) || expression.is_match(file.as_bytes());
            assert_eq!(matches, wanted, "the expression for {name} in {file}");
        }
    }

    #[test]
    fn frames_are_known_by_their_file_at_any_granularity() {
        let mut profile = (*profile("main;runtime.gcStart>gcWriteBarrier 1\nmain;sync.(*Mutex).Lock;other 2")).clone();
        let file = Rc::make_mut(&mut profile.strings).intern(b"/usr/local/go/src/runtime/asm_amd64.s");
        let barrier = profile
            .functions
            .iter_mut()
            .find(|function| profile.strings.get(function.name) == b"gcWriteBarrier");
        barrier.unwrap().filename = file;
        let profile = Rc::new(profile);
        for (granularity, noinlines, wanted) in [
            ("functions", false, "gcWriteBarrier runtime.gcStart sync.(*Mutex).Lock"),
            ("functions", true, "runtime.gcStart sync.(*Mutex).Lock"),
            (
                "files",
                false,
                "/usr/local/go/src/runtime/asm_amd64.s runtime.gcStart.go sync.(*Mutex).Lock.go",
            ),
        ] {
            let options = Options {
                granularity: granularity.to_owned(),
                noinlines,
                ..Options::default()
            };
            let set = StackSet::new(
                Rc::new(Filtered::all(&profile)),
                0,
                &options,
                Objects::Nameless,
                Paths::Full,
            );
            let inside = (0..).map(FrameId).zip(frames(&profile, &set, is_inside));
            let mut names: Vec<String> = inside
                .filter(|(_, is_inside)| *is_inside)
                .map(|(frame, _)| String::from_utf8_lossy(&set.printed_name(frame)).into_owned())
                .collect();
            names.sort();
            assert_eq!(names.join(" "), wanted);
        }
    }

    #[test]
    fn packages_that_only_lead_there() {
        for (name, wanted) in [
            ("sync.(*WaitGroup).Wait", true),
            ("internal/sync.(*Mutex).lockSlow", true),
            ("syscall.Syscall6", true),
            ("internal/poll.(*FD).Read", true),
            ("time.Sleep", true),
            ("time.Now", false),
            ("sync/atomic.AddInt64", false),
            ("example.com/sync.Wait", false),
            ("internal/pkgbits.(*Decoder).Bool", false),
            ("memeqbody", false),
        ] {
            assert_eq!(leads_to_runtime(name.as_bytes()), wanted, "{name}");
        }
    }
}
