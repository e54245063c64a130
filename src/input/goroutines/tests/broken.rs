//! Lines that terminals, pages and others have changed or put between.

use super::{PLAIN, each, read, short, told};

#[test]
fn colours_anywhere_in_a_line() {
    let plain = told(PLAIN.as_bytes());
    for (name, text) in [
        ("whole lines", each(|_, line| format!("\x1b[31m{line}\x1b[0m\x1b[K"))),
        ("starts of lines", each(|_, line| format!("\x1b[31m{line}"))),
        ("packages", PLAIN.replace("main.", "\x1b[1mmain.\x1b[0m")),
        (
            "paths",
            PLAIN.replace("/srv", "\x1b[36m/srv").replace(" +0x", "\x1b[0m +0x"),
        ),
        (
            "links",
            PLAIN
                .replace("\t/srv", "\t\x1b]8;;file:///srv\x1b\\/srv")
                .replace(" +0x", "\x1b]8;;\x07 +0x"),
        ),
        ("arguments", PLAIN.replace("0x7f", "\x1b[33m0x7f\x1b(B\x1b[m")),
        (
            "in records",
            each(|_, line| format!("{}\n", serde_json::json!({"log": format!("\x1b[1m{line}\x1b[0m\n")}))),
        ),
    ] {
        assert_eq!(told(text.as_bytes()), plain, "{name}");
        let (dumps, _) = read(text.as_bytes(), 99);
        assert!(!dumps[0].text.contains(&0x1b), "{name}");
    }
}

#[test]
fn bytes_for_which_others_were_written() {
    let plain = told(PLAIN.as_bytes());
    for (name, text) in [
        (
            "rsyslog",
            each(|_, line| format!("Nov 28 12:00:00 web app[12]: {}", line.replace('\t', "#011"))),
        ),
        ("rsyslog, cut", PLAIN.replace('\t', "#011")),
        (
            "rsyslog, one line",
            format!(
                "Nov 28 12:00:00 web app[12]: {}\n",
                PLAIN.replace('\n', "#012").replace('\t', "#011")
            ),
        ),
        (
            "blanks that do not break",
            PLAIN.replace('\t', "\u{a0}\u{a0}").replace(" in ", "\u{a0}in\u{a0}"),
        ),
    ] {
        assert_eq!(told(text.as_bytes()), plain, "{name}\n{text}");
    }
}

#[test]
fn pages() {
    let plain = told(PLAIN.as_bytes());
    let html = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&#34;");
    for (name, text) in [
        (
            "line ends",
            format!("<p>{}", each(|_, line| format!("{}<br>", html(line)))),
        ),
        ("one line", format!("<p>{}</p>\n", html(PLAIN).replace('\n', "<br/>"))),
        (
            "spans",
            each(|_, line| format!("<span class=\"line\">{}</span>", html(line))),
        ),
        (
            "a table",
            each(|at, line| format!("<tr><td>{at}</td><td>{}</td></tr>", html(line))),
        ),
        ("paragraphs", each(|_, line| format!("<p>{}</p>", html(line)))),
        (
            "colours",
            format!("<pre>{}</pre>", html(PLAIN).replace("main.", "<b>main.</b>")),
        ),
        (
            "XML",
            format!(
                "<failure message=\"\">{}</failure>\n",
                html(PLAIN).replace('\n', "&#xA;").replace('\t', "&#x9;")
            ),
        ),
    ] {
        assert_eq!(told(text.as_bytes()), plain, "{name}\n{text}");
    }
}

#[test]
fn what_ends_in_a_number_is_no_place() {
    let noise = "error at /x/config.yaml:12\nlistening on localhost:8080\nsee x/main.go:7\n";
    let text: String = PLAIN.lines().map(|line| format!("{line}\n{noise}")).collect();
    assert_eq!(told(text.as_bytes()), told(PLAIN.as_bytes()));
}

#[test]
fn what_is_not_read_is_said() {
    let sentences = |text: &str| {
        let (dumps, account) = read(text.as_bytes(), 99);
        account.sentences(&dumps)
    };
    assert_eq!(sentences(PLAIN), [""; 0]);
    assert_eq!(
        sentences("goroutine 1 [running]:\n\ngoroutine 2 [select]:\nmain.f()\n\t/f.go:1 +0x1\n"),
        ["1 of 2 goroutines has no stack in the text."]
    );
    let unavailable = "goroutine 2 [running]:\n\tgoroutine running on other thread; stack unavailable\n";
    assert_eq!(sentences(unavailable), [""; 0]);
    let lost = "goroutine 1 [running]:\nmain.f()\nmain.g()\n\t/g.go:1 +0x1\n\t/h.go:2 +0x2\nmain.i()\n\
                created by main.j in goroutine 1\n\t/j.go:1 +0x1\n";
    assert_eq!(
        sentences(lost),
        [
            "Not read of the stacks: 3 frames, of which the text has a call without its place, or a place without its call."
        ]
    );
}

/// A terminal of 80 columns, as `tmux capture-pane` gives it.
#[test]
fn calls_as_wide_as_a_terminal() {
    let wrap = |line: &str| {
        let mut out = String::new();
        let mut rest = line.replace('\t', "        ");
        while rest.len() > 80 {
            let next = rest.split_off(80);
            out += &format!("{rest}\n");
            rest = next;
        }
        format!("{out}{rest}\n")
    };
    let text = PLAIN
        .replace(
            "main.inlined(...)",
            "example.com/a/very/long/path/to/a/package/that/a/terminal/breaks.(*Type).InItsName(0x1)",
        )
        .replace("{0x7f, 0x5}, ", &"{0xc000102030, 0xc000405060}, ".repeat(6));
    let wrapped: String = text.lines().map(wrap).collect();
    assert!(wrapped.lines().count() > text.lines().count() + 2);
    assert_eq!(told(wrapped.as_bytes()), told(text.as_bytes()), "{wrapped}");
}

#[test]
fn cuts_in_lines_of_creators() {
    let whole = "goroutine 7 [select]:\nmain.f()\n\t/f.go:1 +0x1\ncreated by main.g in goroutine 1\n\t/g.go:45 +0x2f";
    let is_cut = |text: &str| read(text.as_bytes(), 99).0[0].cut.is_some();
    assert!(is_cut(&whole[..whole.len() - 7]) && is_cut(&whole[..whole.len() - 6]));
    assert!(!is_cut(whole) && !is_cut(&format!("{whole}\n")));
    // One without a creator, and an empty line behind it.
    assert!(!is_cut("goroutine 7 [select]:\nmain.f()\n\t/f.go:1 +0x1\n\n "));
}

#[test]
fn a_header_in_the_value_of_a_panic() {
    let text = format!("panic: wrapped: a\n\tb\n\t\n\tgoroutine 99 [running]:\n\tfake\n\n{PLAIN}");
    let (_, account) = read(text.as_bytes(), 99);
    assert_eq!((account.taken, account.refused_count), (3, 1));
    assert_eq!(account.refused[0].0, 4);
    assert_eq!(short(&format!("{PLAIN}{text}")).len(), 2);
    let real = "panic: recovered: a\n\t\n\tgoroutine 40 [running]:\n\tmain.f()\n\t\t/f.go:1 +0x1\n\t\n\n";
    assert_eq!(short(&format!("{real}{PLAIN}")), ["40:1 1:1 18:3+ 19:2+"]);
}

/// What goes on from line to line beside numbers: names of months and days, halves of days, ids of requests.
#[test]
fn words_that_vary_before_lines() {
    let plain = told(PLAIN.as_bytes());
    for (name, text) in [
        (
            "midnight",
            each(|at, line| match at {
                0..7 => format!("Nov 30 23:59:59 web app[1]: {line}"),
                _ => format!("Dec  1 00:00:00 web app[1]: {line}"),
            }),
        ),
        (
            "days and halves of them",
            each(|at, line| match at {
                0..7 => format!("[Mon 30 Nov 2026 11:59:59 AM UTC] {line}"),
                _ => format!("[Tue 1 Dec 2026 12:00:00 PM UTC] {line}"),
            }),
        ),
        (
            "ids",
            each(|at, line| {
                let id = (at as u32).wrapping_mul(0x9e37_79b9);
                format!("2026-11-28T12:00:00Z [req={id:08x}] {line}")
            }),
        ),
    ] {
        assert_eq!(told(text.as_bytes()), plain, "{name}\n{text}");
    }
}

#[test]
fn records_of_logfmt() {
    let plain = told(PLAIN.as_bytes());
    let word = |line: &str| match line.contains([' ', '"', '\t', '=']) || line.is_empty() {
        true => serde_json::to_string(line).unwrap(),
        false => line.to_owned(),
    };
    for (name, text) in [
        (
            "slog",
            each(|at, line| format!("time=2026-11-28T12:00:00.{at:03}+01:00 level=ERROR msg={}", word(line))),
        ),
        (
            "logrus, a field behind",
            each(|_, line| {
                format!(
                    "time=\"2026-11-28T12:00:00+01:00\" level=error msg={} svc=api",
                    serde_json::to_string(line).unwrap()
                )
            }),
        ),
        (
            "a container",
            each(|at, line| format!("api-1  | ts={at} msg={}", word(line))),
        ),
    ] {
        assert_eq!(told(text.as_bytes()), plain, "{name}\n{text}");
    }
    // Two writers, whom a field tells apart.
    let text = each(|_, line| format!("pod=a msg={0}\npod=b msg={0}", word(line)));
    assert_eq!(short(&text), ["1:1 18:3+ 19:2+", "1:1 18:3+ 19:2+"]);
}

#[test]
fn records_in_one_line() {
    let plain = told(PLAIN.as_bytes());
    let lines: Vec<&str> = PLAIN.lines().collect();
    let records: Vec<serde_json::Value> = lines
        .iter()
        .map(|line| serde_json::json!({"_id": "a", "_source": {"level": "x", "message": line}}))
        .collect();
    let pairs: Vec<[&str; 2]> = lines.iter().map(|line| ["1764300000000000000", line]).collect();
    for (name, value) in [
        ("texts", serde_json::json!(lines)),
        ("records", serde_json::json!({"took": 3, "hits": {"hits": records}})),
        (
            "pairs",
            serde_json::json!({"data": {"result": [{"stream": {"app": "x"}, "values": pairs}]}}),
        ),
        (
            "a list in a record",
            serde_json::json!({"rc": 2, "stderr_lines": lines}),
        ),
    ] {
        for text in [
            value.to_string(),
            format!("{value}\n"),
            value.to_string().replace("\",\"", "\", \""),
        ] {
            assert_eq!(told(text.as_bytes()), plain, "{name}\n{text}");
            assert!(read(text.as_bytes(), 99).0[0].cut.is_none(), "{name}");
        }
    }
    // As a text and as a list of its lines.
    let twice = serde_json::json!({"stderr": PLAIN, "stderr_lines": lines}).to_string();
    let (dumps, account) = read(twice.as_bytes(), 99);
    assert_eq!((dumps.len(), dumps[0].goroutines.len()), (1, 3));
    assert_eq!((account.taken, account.copies, account.refused_count), (6, 3, 0));
}

#[test]
fn what_records_have_beside_their_texts_is_counted() {
    let record = |line: &str| serde_json::json!({"log": line, "msg": "goroutine 9 [select]:"}).to_string();
    let text = each(|_, line| record(line));
    let (_, account) = read(text.as_bytes(), 99);
    let all =
        text.matches("[select]:").count() + text.matches("[running]:").count() + text.matches("minutes]:").count();
    assert_eq!(account.taken + account.refused_count, all as u64 + 1, "{account:?}");
}
