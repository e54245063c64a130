//! Whole files against what is true of them.

mod broken;
mod cuts;
mod dresses;
mod every_cut;
mod hostile;
mod rare;
mod streams;
mod versions;

use super::*;
use std::collections::BTreeMap;

fn read(bytes: &[u8], piece: usize) -> (Vec<Dump>, Account) {
    let mut reader = Reader::default();
    bytes.chunks(piece).for_each(|piece| reader.push(piece));
    reader.finish()
}

/// What a dump says in numbers.
fn summary(dumps: &[Dump], account: &Account) -> serde_json::Value {
    let mut states: BTreeMap<String, u64> = BTreeMap::new();
    let mut groups: BTreeMap<String, u64> = BTreeMap::new();
    let (mut goroutines, mut minutes, mut most, mut locked, mut leaked, mut labelled) = (0, 0, 0, 0, 0, 0);
    let (mut parents, mut elided, mut cut, mut frames) = (0, 0, 0, 0);
    for dump in dumps {
        cut += u64::from(dump.cut.is_some_and(|cut| cut.is_inside));
        let text = |id| String::from_utf8_lossy(dump.strings.get(id)).into_owned();
        let place = |frame: u32| {
            let frame = dump.frames[frame as usize];
            format!("{} {}:{}", text(frame.name), text(frame.file), frame.line)
        };
        for goroutine in &dump.goroutines {
            let condition = &dump.conditions[goroutine.condition as usize];
            goroutines += 1;
            *states.entry(text(condition.state)).or_default() += 1;
            minutes += u64::from(condition.minutes.is_some());
            most = most.max(condition.minutes.unwrap_or(0));
            locked += u64::from(condition.is_locked);
            leaked += u64::from(condition.is_leaked);
            labelled += u64::from(!condition.labels.is_empty());
            parents += u64::from(goroutine.parent.is_some());
            elided += u64::from(goroutine.elided > 0);
            cut += u64::from(goroutine.is_broken);
            let stack = &dump.stacks[goroutine.stack as usize];
            frames += stack.len();
            let group = format!(
                "{}|{}|{}|{}",
                text(condition.state),
                condition.is_leaked,
                stack.iter().map(|&frame| place(frame)).collect::<Vec<_>>().join(";"),
                condition.creator.map(place).unwrap_or_default()
            );
            *groups.entry(group).or_default() += 1;
        }
    }
    serde_json::json!({
        "dumps": dumps.len(), "taken": account.taken, "repeated": account.repeated, "refused": account.refused_count,
        "races": account.races, "goroutines": goroutines, "states": states, "with_minutes": minutes, "minutes_max": most,
        "locked": locked, "leaked": leaked, "labelled": labelled, "with_parent": parents, "elided": elided, "cut": cut,
        "frames": frames, "groups": groups,
        "refusals": account.refused,
    })
}

/// A dump with everything that a dress could spoil.
const PLAIN: &str = "\
goroutine 1 [running]:
main.main()
\t/srv/app/main.go:21 +0x1d

goroutine 18 [chan send, 12 minutes]:
main.(*T).send(0xc00001c0c0, {0x7f, 0x5}, ...)
\t/srv/app/send.go:53 +0x2c
main.inlined(...)
\t/srv/app/send.go:60
main.start.func1()
\t/srv/my app/start.go:9 +0x25
created by main.start in goroutine 1
\t/srv/app/start.go:7 +0x4f

goroutine 19 [select, locked to thread] {k: v, \"a b\": \"]: }\\n\"}:
main.F[...](0x1?)
\t/srv/app/f.go:5 +0x5
...56 frames elided...
main.root()
\t/srv/app/f.go:8 +0x5
created by main.main in goroutine 1
\t/srv/app/main.go:20 +0x1d
";

/// What is read of a text: the goroutines, and the account.
fn told(text: &[u8]) -> (String, u64, u64) {
    let (dumps, account) = read(text, 7);
    let mut value = summary(&dumps, &account);
    for key in ["refusals", "refused", "taken", "dumps", "cut"] {
        value.as_object_mut().unwrap().remove(key);
    }
    (value.to_string(), account.taken, account.refused_count)
}

fn each(line: impl Fn(usize, &str) -> String) -> String {
    PLAIN
        .lines()
        .enumerate()
        .map(|(at, text)| line(at, text) + "\n")
        .collect()
}

#[test]
fn every_dress_holds_the_same_goroutines() {
    let time = |at: usize| format!("2026-11-28T12:00:00.{}Z", 9 + 37 * at);
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let wide = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(order).collect() };
    let plain = told(PLAIN.as_bytes());
    assert_eq!((plain.1, plain.2), (3, 0));
    let dresses: Vec<(&str, Vec<u8>)> = vec![
        ("CRLF", PLAIN.replace('\n', "\r\n").into()),
        ("a mark of UTF-8", format!("\u{feff}{PLAIN}").into()),
        ("UTF-16LE", wide(&format!("\u{feff}{PLAIN}"), u16::to_le_bytes)),
        ("UTF-16BE", wide(&format!("\u{feff}{PLAIN}"), u16::to_be_bytes)),
        ("UTF-16LE without a mark", wide(PLAIN, u16::to_le_bytes)),
        ("four spaces for a tab", PLAIN.replace('\t', "    ").into()),
        ("indented", each(|_, line| format!("    {line}")).into()),
        ("no white space in front", each(|_, line| line.trim_start().to_owned()).into()),
        ("no empty lines", PLAIN.replace("\n\n", "\n").into()),
        ("quoted mail", each(|_, line| format!("> {line}")).into()),
        ("bars, no blanks at ends", each(|_, line| format!("| {line}").trim_end().to_owned()).into()),
        ("journald", each(|at, line| format!("Nov 28 12:00:0{} web-1 server[298]: {line}", at % 10)).into()),
        ("docker compose", each(|_, line| format!("web-1  | {line}")).into()),
        ("kubectl --timestamps", each(|at, line| format!("{} {line}", time(at))).into()),
        ("CRI", each(|at, line| format!("{} stderr F {line}", time(at))).into()),
        (
            "CRI with lines in parts",
            each(|at, line| match line.split_at_checked(9) {
                Some((start, end)) if at > 1 => format!("{0} stderr P {start}\n{0} stderr F {end}", time(at)),
                _ => format!("{} stderr F {line}", time(at)),
            })
            .into(),
        ),
        (
            "docker's json-file",
            each(|at, line| format!(r#"{{"log":{},"stream":"stderr","time":"{}"}}"#, json(&format!("{line}\n")), time(at))).into(),
        ),
        (
            "an array of records",
            each(|at, line| format!("  {{\n    \"insertId\": \"{at}\",\n    \"textPayload\": {}\n  }},", json(line))).into(),
        ),
        (
            "one record",
            format!(r#"{{"level":"error","msg":"goroutine dump","stacktrace":{}}}"#, json(PLAIN)).into(),
        ),
        (
            "a record in a record",
            format!(
                r#"{{"log":{},"stream":"stderr"}}"#,
                json(&format!(r#"{{"level":"error","stacktrace":{}}}"#, json(PLAIN)))
            )
            .into(),
        ),
        ("logfmt", format!("level=error msg=\"dump\" stack={}\n", json(PLAIN)).into()),
        (
            "colours",
            each(|_, line| match line.starts_with("goroutine") {
                true => format!("\x1b[31m{line}\x1b[0m"),
                false => line.to_owned(),
            })
            .into(),
        ),
        (
            "HTML",
            format!("<pre>{}</pre>\n", PLAIN.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&#34;")).into(),
        ),
        (
            "the words of a log before the header alone",
            PLAIN.replacen("goroutine 1 ", "2026/11/28 12:00:00 panic: boom goroutine 1 ", 1).into(),
        ),
        (
            "other writers between the lines",
            each(|at, line| match at % 3 {
                0 => format!("{line}\n2026/11/28 12:00:00 http: TLS handshake error from 10.0.0.1:1: EOF"),
                1 => format!("{line}\ngoroutine pool resized to 40"),
                _ => format!("{line}\n"),
            })
            .into(),
        ),
        (
            "go test",
            format!("=== RUN   TestX\npanic: test timed out\n\trunning tests:\n\t\tTestX (10m0s)\n\n{PLAIN}FAIL\tx\t600s\nFAIL\n").into(),
        ),
    ];
    for (dress, text) in dresses {
        assert_eq!(told(&text), plain, "{dress}");
    }
}

#[test]
fn every_header_is_taken_or_refused() {
    let text = format!("see goroutine 7 [chan send] above\n{PLAIN}goroutine 8 [chan se");
    let (dumps, account) = read(text.as_bytes(), 100);
    assert_eq!((dumps.len(), account.taken, account.refused_count), (1, 3, 2));
    let lines: Vec<u64> = account.refused.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 2 + PLAIN.lines().count() as u64]);
}

#[test]
fn a_number_that_comes_again_begins_another_dump() {
    let (dumps, account) = read(format!("first\n{PLAIN}\nsecond\n{PLAIN}").as_bytes(), 100);
    let counts: Vec<usize> = dumps.iter().map(|dump| dump.goroutines.len()).collect();
    assert_eq!((counts, account.taken), (vec![3, 3], 6));
    // Panics of a server, for days.
    let panics = "a\ngoroutine 7 [running]:\nmain.f()\n\t/f.go:1\n\nb\ngoroutine 9 [running]:\nmain.g()\n\t/g.go:1\n";
    assert_eq!(read(panics.as_bytes(), 100).0.len(), 2);
}

#[test]
fn a_crash_repeats_goroutines_and_counts_them_once() {
    let thread = |id: u64, gp: &str| {
        format!("goroutine {id} gp={gp} m=0 mp=0x1 [idle]:\nmain.f()\n\t/f.go:1 +0x1 fp=0x1 sp=0x2 pc=0x3\n\n")
    };
    let text = [
        "SIGQUIT: quit\nPC=0x47\n\n",
        &thread(0, "0x10"),
        &thread(60, "0x60"),
        "rax    0x0\n\n-----\n\n",
        &thread(0, "0x11"),
        &thread(60, "0x60"),
    ]
    .concat();
    let (dumps, account) = read(text.as_bytes(), 100);
    assert_eq!(dumps.len(), 1);
    assert_eq!((account.taken, account.repeated, dumps[0].goroutines.len()), (4, 1, 3));
}

#[test]
fn races_are_said_and_not_counted() {
    let text = "==================\nWARNING: DATA RACE\nWrite at 0x00c0 by goroutine 9:\n  main.f()\n      /p/x.go:15 +0x30\n\n\
                Goroutine 9 (running) created at:\n  main.main()\n      /p/x.go:9 +0x3\n==================\n";
    let (dumps, account) = read(text.as_bytes(), 100);
    assert_eq!((dumps.len(), account.races, account.refused_count), (0, 1, 0));
}

/// Prints what is read of files outside of the repository, for comparing: `PROFLENS_DUMPS=FILE:FILE`.
#[test]
#[ignore = "it needs files"]
fn files_from_outside() {
    for path in std::env::var("PROFLENS_DUMPS").unwrap_or_default().split(':') {
        let bytes = std::fs::read(path).unwrap();
        let start = std::time::Instant::now();
        let (dumps, account) = read(&bytes, 1 << 20);
        let ms = start.elapsed().as_millis();
        let mut value = summary(&dumps, &account);
        value["file"] = path.into();
        value["sentences"] = account.sentences(&dumps).into();
        value["ms"] = (ms as u64).into();
        println!("@{value}");
    }
}

/// What a text says in short: of each dump its goroutines, each with how many frames it has and whether its creator is known.
fn short(text: &str) -> Vec<String> {
    let (dumps, _) = read(text.as_bytes(), 50);
    let goroutine = |dump: &Dump, at: usize| {
        let goroutine = &dump.goroutines[at];
        let begun = dump.conditions[goroutine.condition as usize].creator.is_some();
        format!(
            "{}:{}{}",
            goroutine.id,
            dump.stacks[goroutine.stack as usize].len(),
            if begun { "+" } else { "" }
        )
    };
    let dump = |dump: &Dump| {
        (0..dump.goroutines.len())
            .map(|at| goroutine(dump, at))
            .collect::<Vec<_>>()
            .join(" ")
    };
    dumps.iter().map(dump).collect()
}

#[test]
fn a_header_at_the_margin_ends_what_stood_before_lines() {
    let logged: String = PLAIN
        .lines()
        .map(|line| format!("2026/11/28 12:00:00 {line}\n"))
        .collect();
    let indented: String = PLAIN.lines().map(|line| format!("\t{line}\n")).collect();
    let quoted: String = PLAIN.lines().map(|line| format!("> {line}\n")).collect();
    for before in [logged, indented, quoted] {
        let text = format!("{before}panic: again\n\n{PLAIN}");
        assert_eq!(short(&text), ["1:1 18:3+ 19:2+", "1:1 18:3+ 19:2+"], "{text}");
    }
}

#[test]
fn a_digit_in_a_name_is_another_name() {
    let own = PLAIN
        .lines()
        .map(|line| format!("api-1  | 2026-11-28T12:00:01.5Z {line}\n"));
    let other = "api-2  | 2026-11-28T12:00:01.7Z main.other(0x1)\napi-2  | 2026-11-28T12:00:02Z \t/srv/x.go:9 +0x1\n";
    let text: String = own.map(|line| format!("{line}{other}")).collect();
    assert_eq!(short(&text), ["1:1 18:3+ 19:2+"]);
}

/// A server that recovers panics prints the stack of one goroutine for each, without an empty line behind it.
#[test]
fn each_panic_is_a_dump_of_its_own() {
    let panic = |id: u64| {
        format!(
            "2026/11/28 12:00:0{id} http: panic serving 127.0.0.1:4: boom\ngoroutine {id} [running]:\nmain.f()\n\t/f.go:1 +0x1\n\
             created by net/http.(*Server).Serve in goroutine 1\n\t/server.go:3 +0x2\n"
        )
    };
    let text: String = (4..7).map(panic).collect();
    assert_eq!(short(&text), ["4:1+", "5:1+", "6:1+"]);
}

#[test]
fn a_number_may_be_too_large() {
    let (_, account) = read(
        b"goroutine 99999999999999999999999 [select]:\nmain.f()\n\t/f.go:1\n",
        50,
    );
    assert_eq!((account.taken, account.refused_count), (1, 0));
}
