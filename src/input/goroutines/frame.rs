//! The lines below a header: calls and their places, who created the goroutine, what was left out.
//!
//! ```text
//! main.(*T).send(0xc00001c0c0, {0x7f, 0x5})       a call; `(...)` if it was inlined
//!         /p/main.go:53 +0x1d                     its place
//! ...56 frames elided...
//! created by main.start in goroutine 1
//!         /p/main.go:40 +0x25
//! [originating from goroutine 1]:                 what follows is of another goroutine
//! ```
//!
//! gccgo prints names without brackets, and places may have lost the tab before them: what a line is depends on the one
//! before it, so calls and places are read by functions of their own.

use super::header::digits;
use crate::base::text::find;

/// A call as it is printed.
#[derive(Debug, PartialEq, Eq)]
pub struct Call<'a> {
    /// The name of the function.
    pub name: &'a [u8],
    /// Whether it was inlined into the next one.
    pub is_inlined: bool,
}

/// Where a call is.
#[derive(Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The path; empty for code that is not Go's.
    pub file: &'a [u8],
    /// The line, or 0.
    pub line: u64,
}

/// What else a line below a header can be.
#[derive(Debug, PartialEq, Eq)]
pub enum Mark<'a> {
    /// The function whose `go` statement began it, and the number of the goroutine that ran it.
    CreatedBy(&'a [u8], Option<u64>),
    /// So many frames are left out; none where that is not said.
    Elided(Option<u64>),
    /// The stack of the goroutine that created it follows.
    Ancestor,
    /// It was running on another thread, so that there is no stack.
    Unavailable,
    /// The stack of a thread follows, which is no goroutine's.
    RuntimeStack,
    /// The dump of another thread follows, in which goroutines may come again.
    NextThread,
    /// The runtime could not walk the stack any further.
    Broken,
}

/// Reads what is neither a call nor a place.
pub fn mark(line: &[u8]) -> Option<Mark<'_>> {
    let line = line.trim_ascii();
    let first = *line.first()?;
    match first {
        b'c' => {
            let rest = line.strip_prefix(b"created by ")?;
            let (name, parent) = match find(rest, b" in goroutine ") {
                Some(at) => (&rest[..at], digits(&rest[at + b" in goroutine ".len()..])),
                None => (rest, None),
            };
            Some(Mark::CreatedBy(name, parent.map(|(number, _)| number)))
        }
        b'.' => {
            let count = line.strip_prefix(b"...")?.strip_suffix(b" frames elided...")?;
            match digits(count) {
                Some((count, b"")) => Some(Mark::Elided(Some(count))),
                _ => (count == b"additional").then_some(Mark::Elided(None)),
            }
        }
        b'[' => {
            let number = line.strip_prefix(b"[originating from goroutine ")?;
            matches!(digits(number)?, (_, b"]:")).then_some(Mark::Ancestor)
        }
        b'g' => {
            let what = line.strip_prefix(b"goroutine ")?.strip_suffix(b"; stack unavailable")?;
            matches!(what, b"running on other thread" | b"in C code").then_some(Mark::Unavailable)
        }
        b'r' => {
            if line == b"runtime stack:" {
                return Some(Mark::RuntimeStack);
            }
            let trouble = line.strip_prefix(b"runtime: g")?;
            (find(trouble, b": unexpected return pc for ").is_some() || find(trouble, b": frame.sp=").is_some())
                .then_some(Mark::Broken)
        }
        b'-' => (line == b"-----").then_some(Mark::NextThread),
        _ => None,
    }
}

/// Reads a call: a name with arguments in brackets, which have no brackets of their own, or, as gccgo prints it, the name
/// alone. Whether a function can be called so, [`is_name`] says.
pub fn call(line: &[u8]) -> Option<Call<'_>> {
    let line = line.trim_ascii();
    let Some(inside) = line.strip_suffix(b")") else {
        return alone(line).then_some(Call {
            name: line,
            is_inlined: false,
        });
    };
    // Colours of a terminal are to be taken out before.
    let open = memchr::memrchr2(b'(', 0x1b, inside)?;
    if inside[open] != b'(' {
        return None;
    }
    Some(Call {
        name: &inside[..open],
        is_inlined: &inside[open + 1..] == b"...",
    })
}

/// Whether a name of a function can be so: not empty, and with blanks only in brackets, as types have them. What a log says is
/// told apart by this.
pub fn is_name(name: &[u8]) -> bool {
    if name.starts_with(b"non-Go function") {
        return true;
    }
    let mut depth = 0_u32;
    for &byte in name {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b' ' | b'\t' | b'"' | b'=' if depth == 0 => return false,
            _ => {}
        }
    }
    !name.is_empty() && name != b"exit"
}

/// Whether a line is nothing but a name: a word, or words with dots between.
fn alone(line: &[u8]) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_./%*()[]-".contains(&byte) || byte >= 0x80;
    let starts = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_' || *byte >= 0x80;
    line.first().is_some_and(starts) && line.iter().all(|&byte| is_part(byte)) && !line.ends_with(b".")
        || line == b"non-Go function"
        || line.starts_with(b"non-Go function at pc=0x")
}

/// Whether the call has no place of its own line: it is in it.
pub fn is_placed(call: &Call<'_>) -> bool {
    call.name.starts_with(b"non-Go function at ")
}

/// Reads a place: a path, the line behind its last colon, and then only addresses.
pub fn place(line: &[u8]) -> Option<Place<'_>> {
    let mut rest = line.trim_ascii();
    // ` +0x1d fp=0xc00001c0c0 sp=0xc00001c000 pc=0x48d22a`
    loop {
        let word = rest.iter().rposition(|&byte| byte == b' ').map_or(0, |at| at + 1);
        let is_address = [&b"+0x"[..], b"fp=0x", b"sp=0x", b"pc=0x"]
            .iter()
            .any(|start| rest[word..].starts_with(start));
        if !is_address {
            break;
        }
        if word == 0 {
            // C code whose place is not known.
            return rest.starts_with(b"pc=").then_some(Place { file: b"", line: 0 });
        }
        rest = rest[..word].trim_ascii_end();
    }
    let colon = rest.iter().rposition(|&byte| byte == b':')?;
    let (number, behind) = digits(&rest[colon + 1..])?;
    (colon > 0 && behind.is_empty()).then_some(Place {
        file: &rest[..colon],
        line: number,
    })
}

/// Whether a path that has no blanks in front is of a stack, rather than of what a log says.
pub fn is_path(file: &[u8]) -> bool {
    let is_rooted = file.starts_with(b"/") || file.get(1..3) == Some(b":/");
    let is_word = !file.contains(&b' ') && (file.contains(&b'/') || file.ends_with(b".go"));
    is_rooted || is_word || file.starts_with(b"<autogenerated>") || file.is_empty() || file == b"??"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls() {
        for (line, name, is_inlined) in [
            ("main.main()", "main.main", false),
            ("main.(*T).send(0xc0, {0x7f, 0x5}, ...)", "main.(*T).send", false),
            ("main.(*Q[...]).Put(...)", "main.(*Q[...]).Put", true),
            ("panic({0x71af80?, 0xc00001?})", "panic", false),
            ("gopkg.in/yaml%2ev2.F(_)", "gopkg.in/yaml%2ev2.F", false),
            ("main.F[struct { A int }](0x1)", "main.F[struct { A int }]", false),
            ("main._Cfunc_block()", "main._Cfunc_block", false),
            ("runtime.goexit({})", "runtime.goexit", false),
            ("schedule()", "schedule", false),
            (
                "runtime_1pprof.writeGoroutineStacks",
                "runtime_1pprof.writeGoroutineStacks",
                false,
            ),
            ("main.send", "main.send", false),
            ("init·1()", "init·1", false),
            ("non-Go function", "non-Go function", false),
        ] {
            let expected = Call {
                name: name.as_bytes(),
                is_inlined,
            };
            assert_eq!(call(line.as_bytes()), Some(expected), "{line}");
            assert!(is_name(name.as_bytes()), "{line}");
        }
    }

    #[test]
    fn what_a_log_says_is_no_call() {
        for line in [
            "INFO request served path=/x status=200",
            "2026/11/28 12:00:00 http: TLS handshake error from 10.0.0.1:1: EOF",
            "retry of job 7 (failed)",
            "exit status 2",
            "rax    0x0",
            "{\"level\":\"info\"}",
            "()",
            "",
        ] {
            let call = call(line.as_bytes());
            assert!(!call.is_some_and(|call| is_name(call.name)), "{line}");
        }
    }

    #[test]
    fn places() {
        for (line, file, number) in [
            ("\t/p/main.go:53 +0x1d", "/p/main.go", 53),
            ("    /p/my dir/main.go:53", "/p/my dir/main.go", 53),
            ("/p/main.go:53 +0x1d fp=0xc0 sp=0xc1 pc=0x48", "/p/main.go", 53),
            ("\tC:/Users/x/main.go:12 +0x1", "C:/Users/x/main.go", 12),
            ("\t<autogenerated>:1", "<autogenerated>", 1),
            ("\t??:0 +0x39", "??", 0),
            ("\t_cgo_gotypes.go:58 +0x3a", "_cgo_gotypes.go", 58),
            ("\t/p/x.c:7 pc=0x48", "/p/x.c", 7),
            ("\tpc=0x48", "", 0),
        ] {
            let expected = Place {
                file: file.as_bytes(),
                line: number,
            };
            assert_eq!(place(line.as_bytes()), Some(expected), "{line}");
        }
        for line in ["main.main()", "\t/p/main.go", ":7", "at 12:00:0x", "+0x1d", ""] {
            assert_eq!(place(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn marks() {
        for (line, expected) in [
            (
                "created by main.start in goroutine 1",
                Some(Mark::CreatedBy(b"main.start", Some(1))),
            ),
            ("created by main.start", Some(Mark::CreatedBy(b"main.start", None))),
            ("...56 frames elided...", Some(Mark::Elided(Some(56)))),
            ("...additional frames elided...", Some(Mark::Elided(None))),
            ("[originating from goroutine 7]:", Some(Mark::Ancestor)),
            (
                "\tgoroutine running on other thread; stack unavailable",
                Some(Mark::Unavailable),
            ),
            ("runtime stack:", Some(Mark::RuntimeStack)),
            ("-----", Some(Mark::NextThread)),
            (
                "runtime: g 12: unexpected return pc for main.f called from 0x0",
                Some(Mark::Broken),
            ),
            ("goroutine pool resized", None),
            ("...", None),
            ("", None),
        ] {
            assert_eq!(mark(line.as_bytes()), expected, "{line}");
        }
    }
}
