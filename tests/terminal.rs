//! What the command writes at a terminal, which would obey what a profile calls its functions; `script` gives it one.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use std::process::{Command, Stdio};

const PROFLENS: &str = env!("CARGO_BIN_EXE_proflens");
/// Its functions are called what has hurt terminals, spreadsheets and pages.
const HOSTILE: &str = "testdata/hostile/names-of-code.pb.gz";

/// Whether there is a character that a terminal obeys. Line ends are its own.
fn is_obeyed(text: &str) -> bool {
    let shown = |character: char| matches!(character, '\n' | '\r' | '\t');
    let turns = |character: char| matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .any(|character| (character.is_control() && !shown(character)) || turns(character))
}

/// What a command line of a shell writes at a terminal; none without the program that makes one.
fn at_a_terminal(line: &str) -> Option<String> {
    let output = Command::new("script")
        .args(["-qec", line, "/dev/null"])
        .stdin(Stdio::null())
        .output();
    output
        .ok()
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn a_terminal_is_shown_what_a_file_gets() {
    let output = Command::new(PROFLENS).args(["-top", HOSTILE]).output().unwrap();
    let file = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(is_obeyed(&file), "another program gets every byte");
    assert!(file.contains("\u{1b}[31mred"));

    let Some(shown) = at_a_terminal(&format!("'{PROFLENS}' -top {HOSTILE}")) else {
        eprintln!("left out: there is no `script`, which makes a terminal");
        return;
    };
    assert!(shown.contains("\\x1b[31mred"), "{shown:.2000}");
    assert!(shown.contains("\\u202e"));
    assert!(!is_obeyed(&shown));

    // A file that is the terminal is no file.
    for device in ["/dev/stdout", "/dev/tty"] {
        let shown = at_a_terminal(&format!("'{PROFLENS}' -top -output={device} {HOSTILE}")).unwrap();
        assert!(shown.contains("\\x1b[31mred"), "{device}: {shown:.2000}");
        assert!(!is_obeyed(&shown), "{device}");
    }

    let said = at_a_terminal(&format!("'{PROFLENS}' -top \"$(printf '\\033[31mgone')\"")).unwrap();
    assert!(
        said.contains("open \\x1b[31mgone: no such file") || said.contains("stat \\x1b[31mgone: no such file"),
        "{said}"
    );
    assert!(!is_obeyed(&said));
}
