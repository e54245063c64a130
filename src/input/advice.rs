//! What a file is that is no profile: its first bytes in, the error with a helpful sentence out.

use super::goroutines::Account;
use super::proto::NotProto;
use crate::base::error::{Error, ErrorKind};
use crate::base::text::{counted, go_quote};

/// What to say about a text that begins as one of the formats that are read.
const CUT_OR_EDITED: &str =
    "It begins like a profile as text, but what follows is of no such format: was it cut, or edited?";

/// How other files begin, and what to say about them. The first match counts.
static KNOWN_STARTS: &[(&[u8], &str)] = &[
    (b"heap profile:", CUT_OR_EDITED),
    (b"goroutine profile:", CUT_OR_EDITED),
    (b"threadcreate profile:", CUT_OR_EDITED),
    (b"--- contention", CUT_OR_EDITED),
    (b"--- mutex:", CUT_OR_EDITED),
    (b"--- heapz ", CUT_OR_EDITED),
    (b"--- thread", CUT_OR_EDITED),
    (
        b"heap_v2/",
        "It is a heap dump of jemalloc, whose format pprof does not read: jeprof does.",
    ),
    (
        b"--- symbol",
        "It is a profile with the names in front, as the pprof in Perl writes it with --raw: open the profile that it was \
         made from.",
    ),
    (b"go 1.", "It is a Go execution trace: `go tool trace` opens it."),
    (
        b"PERFILE2",
        "It is the output of `perf record`: convert it with perf_to_profile first.",
    ),
    (
        b"PK\x03\x04",
        "It is a zip archive: unpack it and open the profiles in it.",
    ),
    (
        b"\x28\xb5\x2f\xfd",
        "It is compressed with zstd: unpack it with `zstd -d` first.",
    ),
    (b"BZh", "It is compressed with bzip2: unpack it with `bunzip2` first."),
    (
        b"\xfd7zXZ\x00",
        "It is compressed with xz: unpack it with `unxz` first.",
    ),
    (b"\x7fELF", "It is a program, not a profile of one."),
    (
        b"{",
        "It looks like JSON, and a profile of pprof is not: was it made by another profiler?",
    ),
    (
        b"<",
        "It looks like a web page: was an error or a login page saved instead of the profile?",
    ),
];

/// The error for a file that is no profile. `at` is how many bytes could be read as one.
pub fn refuse(reason: NotProto, at: u64, head: &[u8]) -> Error {
    let trimmed = head.trim_ascii_start();
    let known = KNOWN_STARTS.iter().find(|(start, _)| trimmed.starts_with(start));
    let advice = match known {
        Some((_, advice)) => (*advice).to_owned(),
        None if at > 64 && reason == NotProto::Truncated => {
            format!("It reads as a profile up to byte {at} and ends within what follows: is the file complete?")
        }
        None if at > 64 => {
            format!("It reads as a profile up to byte {at} and as nonsense from there: was it damaged on its way?")
        }
        None if looks_like_text(head) => {
            let line = head
                .split(|&byte| byte == b'\n')
                .find(|line| !line.trim_ascii().is_empty());
            let line: String = String::from_utf8_lossy(line.unwrap_or_default())
                .chars()
                .take(60)
                .collect();
            let quoted = go_quote(line.trim());
            format!("It is a text that begins with {quoted}; expected is a profile.")
        }
        None => {
            "Expected is a profile.proto file, plain or in gzip, as runtime/pprof and /debug/pprof write it.".to_owned()
        }
    };
    Error::new(ErrorKind::Unrecognized { advice })
}

/// What to say about a text without goroutines that has something like them.
pub fn without_goroutines(account: &Account) -> Option<Error> {
    let advice = if let Some((line, text)) = account.refused.first() {
        let (look, none) = match account.refused_count {
            1 => ("looks", "is none"),
            _ => ("look", "none is"),
        };
        format!(
            "It has {} that {look} like the first line of a goroutine, and {none}: line {line} is {}. Such a line ends in a state in \
             brackets and a colon. Was the dump cut, or edited?",
            counted(account.refused_count, "line"),
            go_quote(text.trim())
        )
    } else if account.races > 0 {
        format!(
            "It has {} of Go: each shows two stacks, and says nothing of how many goroutines there are.",
            counted(account.races, "race report")
        )
    } else {
        return None;
    };
    Some(Error::new(ErrorKind::WithoutGoroutines { advice }))
}

fn looks_like_text(head: &[u8]) -> bool {
    let start = &head[..head.len().min(512)];
    !start.is_empty()
        && start
            .iter()
            .all(|&byte| byte >= b' ' && byte != 0x7f || matches!(byte, b'\n' | b'\r' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advice(head: &[u8]) -> String {
        refuse(NotProto::WireType, 0, head).advice().to_owned()
    }

    #[test]
    fn names_what_it_sees() {
        for (head, wanted) in [
            (b"\n\n<!DOCTYPE html>".as_slice(), "web page"),
            (b"heap_v2/524288\n  t*: 1: 2 [0: 0]\n", "jemalloc"),
            (b"heap profile: 1: 2", "cut, or edited"),
            (b"\x7fELF\x02", "program"),
            (b"hello there\nworld", "begins with \"hello there\""),
            (b"\x80\x00\xff", "Expected is a profile.proto file"),
        ] {
            assert!(advice(head).contains(wanted), "{} lacks {wanted}", advice(head));
        }
    }
}
