//! What the command says of a text that has something like goroutines, and none that can be read.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use std::process::Command;

fn said(name: &str, content: &str) -> String {
    let path = format!("{}/{name}", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&path, content).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_proflens"))
        .args(["-top", &path])
        .output()
        .unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap().replace(&path, name)
}

#[test]
fn a_text_with_something_like_goroutines_says_what() {
    let pprofs = "NAME: parsing profile: unrecognized profile format\n";
    let header = said("cut.txt", "goroutine 7 [chan send\nmain.f()\n");
    assert!(header.starts_with(&pprofs.replace("NAME", "cut.txt")), "{header}");
    let one = "\ncut.txt: It has 1 line that looks like the first line of a goroutine, and is none: line 1 is ";
    assert!(header.contains(one), "{header}");
    let headers = said("cut.txt", "goroutine 7 [chan send\nmain.f()\ngoroutine 8 [select\n");
    let two = "\ncut.txt: It has 2 lines that look like the first line of a goroutine, and none is: line 1 is ";
    assert!(headers.contains(two), "{headers}");
    let race = said(
        "race.txt",
        "==================\nWARNING: DATA RACE\nRead at 0x00c0 by goroutine 9:\n",
    );
    assert!(race.contains("\nrace.txt: It has 1 race report of Go"), "{race}");
    let text = said("text.txt", "goroutines are light\n");
    assert!(!text.contains("It "), "{text}");
}
