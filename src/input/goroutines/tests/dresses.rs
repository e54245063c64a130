//! Dresses that a line does not show alone: numbers of lines, tables, other ends of lines.

use super::{PLAIN, each, read, told};

#[test]
fn lines_with_numbers() {
    let plain = told(PLAIN.as_bytes());
    let numbered = |format: fn(usize, &str) -> String| each(move |at, line| format(at + 8, line));
    for (name, text) in [
        ("cat -n", numbered(|at, line| format!("{at:6}\t{line}"))),
        (
            "cat -n of a large file",
            numbered(|at, line| format!("{:6}\t{line}", at + 999_984)),
        ),
        (
            "nl, which leaves out empty lines",
            numbered(|at, line| match line.is_empty() {
                true => "       ".to_owned(),
                false => format!("{at:6}\t{line}"),
            }),
        ),
        ("grep -n", numbered(|at, line| format!("{at}:{line}"))),
        (
            "grep -n with what is around",
            numbered(|at, line| format!("{at}{}{line}", if line.contains("goroutine") { ':' } else { '-' })),
        ),
        (
            "grep -n of files",
            numbered(|at, line| {
                let divider = if line.starts_with("goroutine") { ':' } else { '-' };
                format!("/var/log/app-1.log{divider}{at}{divider}{line}")
            }),
        ),
        (
            "grep -n of a log",
            numbered(|at, line| {
                let divider = if line.starts_with("goroutine") { ':' } else { '-' };
                format!("app.log{divider}{at}{divider}2026-11-28T12:00:{at:02}Z web-1 {line}")
            }),
        ),
        (
            "dmesg",
            numbered(|at, line| format!("[{at:5}.{:06}] {line}", at * 3571)),
        ),
        ("columns", numbered(|at, line| format!("web {at:3} | {line}"))),
    ] {
        assert_eq!(told(text.as_bytes()), plain, "{name}\n{text}");
    }
}

#[test]
fn tables() {
    let plain = told(PLAIN.as_bytes());
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let hash = |at: usize| format!("{:x}", (at as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    for (name, text) in [
        (
            "each line a record",
            each(|at, line| format!("\"2026-11-28T12:00:{at:02}Z\",\"api\",{}", quoted(line))),
        ),
        (
            "a field behind",
            each(|_, line| format!("\"api\",{},\"stderr\"", quoted(line))),
        ),
        ("one column", each(|_, line| quoted(line))),
        (
            "a field that varies",
            each(|at, line| format!("{},\"api\",{}", hash(at), quoted(line))),
        ),
        ("semicolons", each(|at, line| format!("{at};api;{}", quoted(line)))),
        (
            "quoted where it has to be",
            each(|at, line| match line.contains(['"', ',']) {
                true => format!("{at},api,{}", quoted(line)),
                false => format!("{at},api,{line}"),
            }),
        ),
        (
            "all in one field",
            format!(
                "\"time\",\"log\",\"message\"\n\"2026-11-28\",\"api\",{},\"x\"\n\"2026-11-28\",\"api\",\"on\"\n",
                quoted(PLAIN)
            ),
        ),
        (
            "a list of JSON",
            each(|_, line| format!("{},", serde_json::to_string(line).unwrap())),
        ),
    ] {
        assert_eq!(told(text.as_bytes()), plain, "{name}\n{text}");
    }
    let twice = format!("\"a\",{}\n\"b\",{}\n", quoted(PLAIN), quoted(PLAIN));
    assert_eq!(super::short(&twice), ["1:1 18:3+ 19:2+", "1:1 18:3+ 19:2+"]);
}

#[test]
fn lines_that_end_in_a_carriage_return() {
    let plain = told(PLAIN.as_bytes());
    let old = PLAIN.replace('\n', "\r");
    assert_eq!(told(old.as_bytes()), plain);
    let long = format!("{}{old}", "a line of a log\r".repeat(10_000));
    assert_eq!(told(long.as_bytes()), plain);
    let (dumps, _) = read(long.as_bytes(), 1000);
    assert_eq!(dumps[0].goroutines[0].line, 10_001);
    // A bar that grows in its line is one line of a text whose lines end as usual.
    let bar = format!("start\n{}\n{PLAIN}", "\r 10%\r 20%".repeat(10_000));
    assert_eq!(told(bar.as_bytes()), plain);
    assert_eq!(read(bar.as_bytes(), 1000).0[0].goroutines[0].line, 3);
    let mixed = format!("{}{PLAIN}", "\r 10%".repeat(20_000));
    assert_eq!(told(mixed.as_bytes()), plain);
    let crlf = format!("{}{}", "a line of a log\r\n".repeat(3), PLAIN.replace('\n', "\r\n"));
    assert_eq!(read(crlf.as_bytes(), 1).0[0].goroutines[0].line, 4);
}
