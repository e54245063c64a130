//! What a file is that is no profile: its first bytes in, the error with a helpful sentence out.

use super::goroutines::Account;
use super::proto::NotProto;
use super::proto::wire::{Content, field};
use crate::base::error::{Error, ErrorKind};
use crate::base::text::{counted, find, go_quote};

/// What to say about a text that begins as one of the formats that are read.
const CUT_OR_EDITED: &str =
    "It begins like a profile as text, but what follows is of no such format: was it cut, or edited?";

/// What to say about bytes that something has taken for a text in UTF-8.
const AS_TEXT: &str = "It is a file in gzip that went through something that took it for a text: bytes that are none there were replaced, and are \
     lost. Fetch it again as it is, in binary: with `curl -o FILE URL`, or without an editor or a log between.";

/// How other files begin, what stands in the start of them beside (empty: anything), and what to say about them. The first match counts.
static KNOWN: &[(&[u8], &[u8], &str)] = &[
    (b"\x1f\xef\xbf\xbd", b"", AS_TEXT),
    (b"heap profile:", b"", CUT_OR_EDITED),
    (b"goroutine profile:", b"", CUT_OR_EDITED),
    (b"threadcreate profile:", b"", CUT_OR_EDITED),
    (b"--- contention", b"", CUT_OR_EDITED),
    (b"--- mutex:", b"", CUT_OR_EDITED),
    (b"--- heapz ", b"", CUT_OR_EDITED),
    (b"--- thread", b"", CUT_OR_EDITED),
    (
        b"--- symbol",
        b"",
        "It is a profile with the names in front, as the pprof in Perl writes it with --raw: open the profile that it was \
         made from.",
    ),
    (
        b"PeriodType:",
        b"",
        "It is what pprof prints with -raw: open the profile that it was made from; `-proto -output=x.pb.gz` writes one.",
    ),
    (
        b"",
        b"Showing nodes accounting for ",
        "It is a report that pprof printed: open the profile that it was made from; `-proto -output=x.pb.gz` writes one.",
    ),
    (
        b"go 1.",
        b"",
        "It is a Go execution trace: `go tool trace` opens it, and `go tool trace -pprof=sync trace.out >sync.pb` makes a \
         profile of it (net, sync, syscall or sched).",
    ),
    (
        b"PERFILE2",
        b"",
        "It is the output of `perf record`: `perf script -i perf.data >perf.txt` makes a text that opens here.",
    ),
    (
        b"FLR\0",
        b"",
        "It is a recording of Java's Flight Recorder: `jfrconv -o pb.gz recording.jfr profile.pb.gz` of async-profiler makes \
         a profile of it.",
    ),
    (
        b"JAVA PROFILE 1.0",
        b"",
        "It is a heap dump of Java, of objects and no stacks: Eclipse MAT opens it. `asprof -e alloc -o collapsed -f \
         alloc.txt PID` writes who allocates.",
    ),
    (
        b"mode: ",
        b".go:",
        "It is a coverage profile of Go: `go tool cover -html=c.out` shows it. `go test -cpuprofile=cpu.pb.gz` writes a profile.",
    ),
    (b"TN:", b"SF:", COVERAGE),
    (b"SF:", b"DA:", COVERAGE),
    (
        b"",
        b"Weight\tSelf Weight\t",
        "It is a call tree of Instruments: `instrumentsToPprof` makes a profile of it.",
    ),
    (
        b"<?xml",
        b"<trace-query-result",
        "It is what `xctrace export` writes of Instruments. Copy the call tree there (Deep Copy): `instrumentsToPprof` makes a \
         profile of it.",
    ),
    (
        b"v 1",
        b"\nX ",
        "It is a recording of heaptrack: `heaptrack_print -F stacks.txt FILE` writes folded stacks, which open here.",
    ),
    (
        b"desc: ",
        b"time_unit: ",
        "It is a recording of massif: `ms_print` shows it. It has sums over time: a profile of its allocations is made by \
         running the program with jemalloc and `MALLOC_CONF=prof:true`.",
    ),
    (b"# callgrind format", b"", CALLGRIND),
    (b"", b"creator: callgrind", CALLGRIND),
    (b"positions: ", b"events: ", CALLGRIND),
    (b"gmon", b"", GPROF),
    (b"Flat profile:", b"", GPROF),
    (
        b"@[",
        b"]: ",
        "It is a map that bpftrace printed: `stackcollapse-bpftrace.pl` makes folded stacks of it, which open here.",
    ),
    (
        b"Analysis of sampling",
        b"",
        "It is what `sample` of macOS prints: `stackcollapse-sample.awk` makes folded stacks of it, which open here.",
    ),
    (
        b"{",
        b"\"resourceProfiles\"",
        "It has profiles of OpenTelemetry as JSON: they open where they are written as protobuf.",
    ),
    (
        b"{",
        b"{\"snapshot\":",
        "It is a heap snapshot of V8, of objects and no stacks: DevTools open it. `node --heap-prof` writes who allocates \
         (.heapprofile), which opens here.",
    ),
    (b"{", b"\"traceEvents\"", CHROME),
    (b"[", b"\"ph\":", CHROME),
    (
        b"%PDF-",
        b"",
        "It is a PDF, a picture of a profile: open the profile that it was made from.",
    ),
    (b"\x89PNG", b"", PICTURE),
    (b"\xff\xd8\xff", b"", PICTURE),
    (
        b"<",
        b"<svg",
        "It is an SVG, a picture of a profile: open the profile or the folded stacks that it was made from.",
    ),
    (b"SQLite format 3\0", b"", "It is a database of SQLite, not a profile."),
    (b"PK\x03\x04", b"", "It is a zip archive in which no profile was found."),
    (
        b"\x28\xb5\x2f\xfd",
        b"",
        "It is compressed with zstd, and holds no profile.",
    ),
    (
        b"BZh",
        b"",
        "It is compressed with bzip2: unpack it with `bunzip2` first.",
    ),
    (
        b"\xfd7zXZ\x00",
        b"",
        "It is compressed with xz: unpack it with `unxz` first.",
    ),
    (b"\x7fELF", b"", PROGRAM),
    (b"\xcf\xfa\xed\xfe", b"", PROGRAM),
    (b"MZ", b"This program cannot be run in DOS mode", PROGRAM),
    (b"package ", b"\nfunc ", SOURCE),
    (b"package ", b"\nimport ", SOURCE),
    (b"#include ", b"", SOURCE),
];

const COVERAGE: &str =
    "It is a report of which lines were run (lcov): `genhtml` shows it. It says how often, and not how long.";
const CALLGRIND: &str = "It is a file of callgrind: KCachegrind and `callgrind_annotate` show it. It has sums of calls and no stacks; \
     `perf record -g` and `perf script >perf.txt` make a text that opens here.";
const GPROF: &str = "It is of gprof, which has sums of calls and no stacks: `perf record -g` and `perf script >perf.txt` make a text \
     that opens here.";
const CHROME: &str = "It is a trace of Chromium: ui.perfetto.dev opens it. `node --cpu-prof` writes a CPU profile (.cpuprofile), \
     which opens here.";
const PICTURE: &str = "It is a picture: open the profile that it was made from.";
const PROGRAM: &str = "It is a program, not a profile of one: `perf record -g` of it and `perf script >perf.txt` make a text that opens here.";
const SOURCE: &str = "It is a source file: it is shown beside the lines of a profile, so open the profile first.";

/// So much of the start is looked through for what stands in it.
const LOOKED_THROUGH: usize = 4096;

/// So many letters of what a server answered are quoted: the remedy often stands at its end.
const QUOTED: usize = 400;

/// The error for a file that is no profile. `at` is how many bytes could be read as one.
pub fn refuse(reason: NotProto, at: u64, head: &[u8]) -> Error {
    let trimmed = head.trim_ascii_start();
    let looked_through = &head[..head.len().min(LOOKED_THROUGH)];
    let known = KNOWN.iter().find(|(start, part, _)| {
        trimmed.starts_with(start) && (part.is_empty() || find(looked_through, part).is_some())
    });
    let advice = match known {
        Some((.., advice)) => (*advice).to_owned(),
        None if trimmed.starts_with(b"{") || trimmed.starts_with(b"[") && looks_like_text(head) => format!(
            "It is JSON, which no profile of pprof is. Was it made by another profiler, or is it what a server answered? It says: {}",
            quoted(trimmed)
        ),
        None if trimmed.starts_with(b"<") => match title(looked_through) {
            Some(title) => format!(
                "It is a web page with the title {}: was an error or a login page saved instead of the profile?",
                go_quote(&quoted(title))
            ),
            None => "It looks like a web page: was an error or a login page saved instead of the profile?".to_owned(),
        },
        None if is_perfetto(head) => {
            "It looks like a trace of Perfetto: `traceconv profile trace.pftrace` makes profiles of the \
                                      heaps and samples in it, which open here."
                .to_owned()
        }
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

/// The start of a text in one line.
fn quoted(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(&text[..text.len().min(4 * QUOTED)]).into_owned();
    let words: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || letter.is_control())
        .collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}\u{2026}", &line[..end]),
        None => line,
    }
}

/// The title of a web page.
fn title(page: &[u8]) -> Option<&[u8]> {
    let start = find(page, b"<title>")? + b"<title>".len();
    let title = &page[start..];
    let title = title[..find(title, b"</title>")?].trim_ascii();
    (!title.is_empty()).then_some(title)
}

/// Whether it is a list of packets, which are field 1 of a trace: a profile has other fields behind its first ones. A packet has its time
/// or who sends it.
fn is_perfetto(mut head: &[u8]) -> bool {
    let (mut packets, mut timed) = (0, false);
    while let Ok(field) = field(&mut head) {
        let (1, Content::Bytes(mut packet)) = (field.number, field.content) else {
            return false;
        };
        while let Ok(part) = self::field(&mut packet) {
            timed |= matches!((part.number, part.content), (8 | 10, Content::Varint(_)));
        }
        packets += 1;
    }
    packets >= 3 && timed
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
        let perfetto = b"\x0a\x06\x40\x80\x01\x52\x01a".repeat(9);
        for (head, wanted) in [
            (b"\n\n<!DOCTYPE html>".as_slice(), "web page"),
            (
                b"<html><head><title>502 Bad\n Gateway</title>",
                "title \"502 Bad Gateway\"",
            ),
            (b"heap profile: 1: 2", "cut, or edited"),
            (b"\x7fELF\x02", "`perf record -g` of it"),
            (b"hello there\nworld", "begins with \"hello there\""),
            (b"\x80\x00\xff", "Expected is a profile.proto file"),
            (&perfetto, "traceconv profile"),
            (b"FLR\0\0\x02", "jfrconv -o pb.gz"),
            (b"JAVA PROFILE 1.0.2\0", "asprof -e alloc"),
            (b"PERFILE2\0", "perf script -i perf.data"),
            (b"go 1.27 trace\0", "go tool trace -pprof=sync"),
            (b"mode: set\na/b.go:3.4,5.6 1 1\n", "go tool cover"),
            (b"TN:\nSF:/a.c\nDA:1,2\n", "genhtml"),
            (b"PeriodType: cpu nanoseconds\n", "-raw"),
            (b"Type: cpu\nShowing nodes accounting for 10ms", "-proto -output"),
            (b"v 10400 3\nX /bin/app\n", "heaptrack_print -F"),
            (b"desc: (none)\ncmd: a\ntime_unit: i\n", "ms_print"),
            (b"# callgrind format\nversion: 1\n", "KCachegrind"),
            (b"gmon\x01", "gprof"),
            (b"{\"traceEvents\":[", "trace of Chromium"),
            (b"{\"snapshot\":{\"meta\":{}},\"nodes\":[]}", "node --heap-prof"),
            (b"[{\"name\":\"a\",\"ph\":\"X\"", "trace of Chromium"),
            (b"{\"resourceProfiles\":[]}", "as protobuf"),
            (b"<?xml version=\"1.0\"?><svg xmlns", "SVG"),
            (b"%PDF-1.4", "PDF"),
            (b"package main\n\nfunc main() {}\n", "source file"),
            (b"@[\n    main+3\n]: 5\n", "stackcollapse-bpftrace.pl"),
            (b"Weight\tSelf Weight\t\tSymbol Name\n", "instrumentsToPprof"),
        ] {
            assert!(advice(head).contains(wanted), "{} lacks {wanted}", advice(head));
        }
    }

    #[test]
    fn answers_of_servers_are_quoted_with_their_remedy() {
        let remedy = "set `profiling: true` in the configuration and restart";
        let answer = format!(
            "{{\"code\": 500,\n  \"message\": \"{}; {remedy}\"}}",
            "failed to do heap profiling, ".repeat(9)
        );
        let advice = advice(answer.as_bytes());
        assert!(advice.contains(remedy), "{advice}");
        assert!(!advice.contains('\n') && !advice.contains("  "), "{advice}");
        let long = super::quoted(&b"x".repeat(5000));
        assert_eq!(long.chars().count(), QUOTED + 1);
    }
}
