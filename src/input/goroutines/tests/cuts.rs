//! Dumps that end too early: where, and why if a length tells.

use super::read;
use crate::input::goroutines::dump::{Cut, Limit};

/// A goroutine whose text is long enough for any cut.
fn goroutine(id: u64, frames: usize) -> String {
    let frame = |at: usize| format!("main.f{at}(0xc00001c0c0)\n\t/srv/app/main.go:{at} +0x1d\n");
    let frames: String = (10..10 + frames).map(frame).collect();
    format!(
        "goroutine {id} [chan send, 12 minutes]:\n{frames}created by main.start in goroutine 1\n\t/srv/app/main.go:7 +0x4f\n\n"
    )
}

fn dump() -> String {
    (7..100).map(|id| goroutine(id, 20)).collect()
}

fn cut(text: &str) -> Option<Cut> {
    let (dumps, account) = read(text.as_bytes(), 999);
    assert_eq!(account.sentences(&dumps).len(), usize::from(dumps[0].cut.is_some()));
    dumps[0].cut
}

fn limit(text: &str) -> Option<Limit> {
    cut(text).and_then(|cut| cut.limit)
}

fn sentence(text: &str) -> String {
    let (dumps, account) = read(text.as_bytes(), 999);
    account.sentences(&dumps).concat()
}

/// A file of 16 KiB that ends in this, which is in goroutine 80 or before it.
fn ending_in(last: &str) -> String {
    let dump: String = (75..81).map(|id| goroutine(id, 20)).collect();
    let whole = &dump[..dump.rfind(last).unwrap() + last.len()];
    format!("{}\n{whole}", "x".repeat(0x4000 - 1 - whole.len()))
}

#[test]
fn a_file_that_ends_where_a_buffer_is_full() {
    for message in [
        "SIGQUIT: quit\nPC=0x47 m=0\n\n",
        "2026/11/28 18:02:12 too many\n",
        "x\n",
        "a\n\nb\n",
    ] {
        let text = format!("{message}{}", dump());
        for size in [0x400_usize, 0x1000, 0x4000, 0x1_0000] {
            let known = limit(&text[..size]);
            let is_crash = message.starts_with("SIG");
            let size = size as u64;
            let wanted = if is_crash {
                Limit::Crash(size)
            } else {
                Limit::File(size)
            };
            assert_eq!(known, Some(wanted), "{message}{size}");
            let dump = limit(&text[..size as usize + message.len()]);
            assert_eq!(dump, Some(Limit::Dump(size)), "{message}{size}");
        }
        // One byte more or less, and nothing tells why.
        for size in [0x3fff, 0x4001] {
            assert!(
                cut(&text[..size]).is_none_or(|cut| cut.limit.is_none()),
                "{message}{size}"
            );
        }
    }
}

#[test]
fn what_the_sentences_say() {
    let text = format!("2026/11/28 18:02:12 too many\n{}", dump());
    assert_eq!(
        sentence(&text[..0x1_0000]),
        "The dump was cut in the middle of goroutine 66, in line 2598: the whole file is 65536 bytes long, which is 64 KiB: \
         what wrote it stopped where a buffer or a limit ends. What came behind it is not here."
    );
    let crash = format!("log\npanic: boom\n\n{}", dump());
    assert!(sentence(&crash[..0x4000 + 4]).contains(
        ": with the message before it, it is 16384 bytes long, which is 16 KiB: what wrote it stopped where a buffer or a limit \
         ends, and Docker cuts messages there."
    ));
}

/// Wherever the last byte of the file is.
#[test]
fn every_end_of_a_file() {
    for last in [
        "goroutine 80 [chan send, 12 minutes]:\n",
        "goroutine 80 [chan send, 12 minutes]:\nmai",
        "main.f12(0xc00001c0c0)\n",
        "main.f12(0xc00001c0c0)\n\t/srv/app",
        "main.f12(0xc00001c0c0)\n\t/srv/app/main.go:12 +0x1d\n",
        "main.f12(0xc00001c0c0)\n\t/srv/app/main.go:12 +0x1d",
        "created by main.st",
        "created by main.start in goroutine 1\n",
        "created by main.start in goroutine 1\n\t/srv/app/main.go:7",
    ] {
        let text = ending_in(last);
        assert_eq!(text.len(), 0x4000);
        let wanted = Cut {
            limit: Some(Limit::File(0x4000)),
            is_inside: true,
        };
        assert_eq!(cut(&text), Some(wanted), "{last:?}");
    }
    for last in ["\n\ngorou", "\n\ngoroutine 8", "\n\ngoroutine 80 [chan se"] {
        let text = ending_in(last);
        let (dumps, _) = read(text.as_bytes(), 999);
        let wanted = Cut {
            limit: Some(Limit::File(0x4000)),
            is_inside: false,
        };
        assert_eq!(dumps[0].cut, Some(wanted), "{last:?}");
    }
}

#[test]
fn what_is_whole_is_not_cut_whatever_its_length() {
    for last in ["+0x4f\n\n", "+0x4f\n", "+0x4f"] {
        assert_eq!(cut(&ending_in(last)), None, "{last:?}");
    }
    // The log goes on, and the file ends where a buffer would.
    for behind in [
        "\n2026/11/28 18:02:13 going on\n",
        "\n2026/11/28 18:02:13 going on\nand o",
        "goroutines are light\n",
    ] {
        let text = format!("log\n{}{behind}", goroutine(7, 9));
        let text = format!("{}\n{text}", "x".repeat(0x4000 - 1 - text.len()));
        assert_eq!((text.len(), cut(&text)), (0x4000, None), "{behind}");
    }
    // Others write where a buffer would end, and the dump goes on.
    let whole = goroutine(7, 30);
    let at = whole[..0x3f0].rfind('\n').unwrap() + 1;
    let noise = format!("{}.\n", "a ".repeat((0x400 - at) / 2));
    let noise = &noise[noise.len() - (0x400 - at) - 1..];
    assert_eq!(cut(&[&whole[..at], noise, &whole[at..]].concat()), None);
    // A dump that was cut long before: not there.
    let cut_before = &dump()[..1500];
    let text = format!("log\n{cut_before}\n2026/11/28 18:02:13 going on\nand on\n");
    let text = format!("{}\n{text}", "x".repeat(0x4000 - 1 - text.len()));
    assert_eq!(limit(&text), None);
}

#[test]
fn records_that_end_where_a_buffer_is_full() {
    let text = &format!("panic: boom\n\n{}", dump())[..0x4000];
    let record = serde_json::json!({"level": "error", "stack": text, "service": "api"}).to_string();
    let log = format!("{record}\n{{\"level\":\"info\",\"msg\":\"going on\"}}\n");
    assert_eq!(limit(&log), Some(Limit::Text(0x4000)), "{}", sentence(&log));
    assert!(sentence(&log).contains(": the text that it is in is 16384 bytes long, which is 16 KiB: "));
    // The line itself was cut, with all that is around the text.
    let whole = serde_json::json!({"level": "error", "stack": format!("panic: boom\n\n{}", dump())}).to_string();
    let log = format!("{}\ngoing on\n", &whole[..0x4000]);
    assert!(log.contains("\\n\\ngoroutin\n"), "the start of a header is its end");
    assert_eq!(limit(&log), Some(Limit::Text(0x4000)), "{}", sentence(&log));
    let log = format!("{}\ngoing on\n", &whole[..0x2000]);
    assert_eq!(limit(&log), Some(Limit::Text(0x2000)), "{}", sentence(&log));
    let log = format!("{}\ngoing on\n", &whole[..0x4001]);
    assert_eq!(limit(&log), None, "{}", sentence(&log));
}

/// In the encodings in which texts are files, and line by line behind a prefix.
#[test]
fn the_length_is_that_of_the_file_as_it_is() {
    let wide: Vec<u8> = format!("\u{feff}log\n{}", dump())
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let limit = |bytes: &[u8]| read(bytes, 1001).0[0].cut.and_then(|cut| cut.limit);
    assert_eq!(limit(&wide[..0x1_0000]), Some(Limit::File(0x1_0000)));
    let crlf = format!("log\n{}", dump()).replace('\n', "\r\n");
    assert_eq!(limit(&crlf.as_bytes()[..0x4000]), Some(Limit::File(0x4000)));
    let compose: String = dump().lines().map(|line| format!("api-1  | {line}\n")).collect();
    assert_eq!(limit(&compose.as_bytes()[..0x4000]), Some(Limit::File(0x4000)));
    let other = format!("{}db-1   | ready\n", &compose[..0x4000 - 15]);
    assert_eq!((other.len(), limit(other.as_bytes())), (0x4000, None));
}

#[test]
fn the_start_of_a_header_is_said() {
    for before in ["", "    ", "> ", "api-1  | "] {
        let text: String = goroutine(7, 3)
            .lines()
            .map(|line| format!("{before}{line}\n"))
            .collect();
        for last in ["g", "goroutine", "goroutine 8"] {
            let cut = cut(&format!("{text}{before}{last}"));
            assert_eq!(
                cut,
                Some(Cut {
                    limit: None,
                    is_inside: false
                }),
                "{before:?} {last}"
            );
        }
        assert_eq!(cut(&format!("{text}{before}gone")), None, "{before:?}");
    }
    let text = include_str!("../../../../testdata/dumps/1.27-cgo.txt");
    let text: String = text.lines().map(|line| format!("    {line}\n")).collect();
    assert!(cut(&text[..318]).is_some(), "{}", &text[..318]);
}
