//! `proflens -trend`: what the command says of the snapshots in testdata/trend, in all its forms, and of files that are none.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn testdata(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(path)
}

/// Runs the command in the folder of a series.
fn run(folder: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_proflens"));
    command.current_dir(testdata("trend").join(folder)).env("TZ", "UTC");
    command.args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The files of a series with an ending.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let entries = fs::read_dir(testdata("trend").join(folder)).unwrap();
    let names = entries.map(|entry| text(entry.unwrap().file_name().as_encoded_bytes()));
    let mut names: Vec<String> = names.filter(|name| name.ends_with(ending)).collect();
    names.sort();
    assert_eq!(names.len(), 12, "{folder}");
    names
}

fn with(options: &[&str], files: &[String]) -> Vec<String> {
    let options = options.iter().map(|option| (*option).to_owned());
    options.chain(files.iter().cloned()).collect()
}

fn trend(folder: &str, options: &[&str]) -> Output {
    let all = with(options, &files(folder, ".pb.gz"));
    run(folder, &all.iter().map(String::as_str).collect::<Vec<&str>>())
}

#[test]
fn text_says_the_verdict_and_the_rows() {
    let output = trend("g-mutex", &["-trend"]);
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{}",
        text(&output.stderr)
    );
    let said = text(&output.stdout);
    let lines: Vec<&str> = said.lines().collect();
    assert!(
        lines[0].starts_with("Trend of goroutine of 12 snapshots in 5.6 s, "),
        "{said}"
    );
    assert!(
        lines[2].starts_with("At least 279 goroutines more in 5.6 s (109 → 397 in all), steadily, about 50 a second, in `sync.Mutex.Lock`"),
        "{said}"
    );
    let heading = lines.iter().position(|line| line.contains("a minute")).unwrap();
    let words: Vec<&str> = lines[heading].split_whitespace().collect();
    assert_eq!(
        words,
        ["at", "least", "delta", "first", "last", "a", "minute", "share", "shape"]
    );
    assert!(lines[heading + 1].ends_with("main.go:182 (main.update)"), "{said}");
    assert!(
        said.contains("\nLook at next:\n  - Look at main.go:182: who holds that lock?\n"),
        "{said}"
    );
    assert!(
        said.ends_with("  - 12 snapshots, in order of the times in the profiles.\n"),
        "{said}"
    );
}

#[test]
fn json_has_what_the_text_says_and_the_numbers_behind_it() {
    let output = trend("heap-leak", &["-trend", "-json", "-nodecount=2"]);
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&value["version"], &value["kind"]),
        (&Value::from(1), &Value::from("named"))
    );
    assert_eq!(
        (&value["sample_type"], &value["unit"]),
        (&"inuse_space".into(), &"bytes".into())
    );
    assert_eq!(value["points"].as_array().unwrap().len(), 12);
    let rows = value["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert!(value["row_count"].as_u64().unwrap() > 2);
    let first = &rows[0];
    assert_eq!(
        (&first["function"], &first["line"]),
        (&"main.newSession".into(), &144.into())
    );
    assert_eq!((&first["named"], &first["shape"]), (&true.into(), &"steady".into()));
    let values = first["values"].as_array().unwrap();
    assert_eq!((values.len(), &values[11]), (12, &first["last"]));
    let difference = first["last"].as_i64().unwrap() - first["first"].as_i64().unwrap();
    assert_eq!(first["delta"].as_i64().unwrap(), difference);
    let sentences = value["sentences"].as_array().unwrap();
    for sentence in sentences {
        let pieces = sentence["pieces"].as_array().unwrap().iter();
        let joined: String = pieces.map(|piece| piece["text"].as_str().unwrap()).collect();
        assert_eq!(joined, sentence["text"].as_str().unwrap());
    }
    let row = sentences[0]["pieces"]
        .as_array()
        .unwrap()
        .iter()
        .find(|piece| piece["row"].is_u64());
    assert_eq!(row.unwrap()["row"], first["row"]);
    assert_eq!(value["findings"][0]["rows"][0], first["row"]);
}

#[test]
fn markdown_and_csv_hold_the_same_rows() {
    let output = text(&trend("heap-leak", &["-trend", "-markdown"]).stdout);
    assert!(
        output.starts_with("### Trend of inuse\\_space") || output.starts_with("### Trend of inuse_space"),
        "{output}"
    );
    assert!(
        output.contains("\n| at least | delta | first | last | a minute | share | shape | where |\n|---:|"),
        "{output}"
    );
    assert!(output.contains("| main.go:144 (main.newSession) |\n"), "{output}");
    let output = text(&trend("heap-leak", &["-trend", "-csv", "-by=functions"]).stdout);
    let mut lines = output.lines();
    let heading = lines.next().unwrap();
    assert!(
        heading.starts_with("function,file,line,first,last,delta,at least,per minute,share,shape,named,heap-01.pb.gz,"),
        "{heading}"
    );
    assert!(
        lines.all(|line| line.split(',').count() == heading.split(',').count()),
        "{output}"
    );
    assert!(output.contains("\nmain.newSession,,0,"), "{output}");
}

#[test]
fn of_one_dump_it_is_said_who_waits_and_that_it_is_no_trend() {
    let run = |flag: &str| {
        let output = run("..", &["-trend", flag, "dumps/1.27-debug2.txt"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let said = run("-by=stacks");
    let mut lines = said.lines();
    assert_eq!(
        lines.next(),
        Some("Trend of goroutine: one snapshot, dumps/1.27-debug2.txt")
    );
    assert!(lines.next_back().is_some_and(|line| line.contains(" at ")), "{said}");
    assert!(
        said.contains("This is one snapshot: it says where, not what grows."),
        "{said}"
    );
    let json = run("-json");
    for wanted in [
        r#""version":1"#,
        r#""kind":"one""#,
        r#""role":"verdict""#,
        r#""groups":[{"count":"#,
    ] {
        assert!(json.contains(wanted), "{json}");
    }
    assert!(run("-markdown").contains("\n| goroutines | where | started by |\n"));
}

#[test]
fn one_file_that_cannot_be_read_loses_none_of_the_others() {
    let files = files("g-send", ".pb.gz");
    let mut all: Vec<&str> = vec!["-trend", "missing.pb.gz"];
    all.extend(files.iter().map(String::as_str));
    let output = run("g-send", &all);
    assert!(output.status.success());
    assert_eq!(
        text(&output.stderr),
        "missing.pb.gz: stat missing.pb.gz: no such file or directory\nFetched 12 source profiles out of 13\n"
    );
    assert!(text(&output.stdout).contains(" at main.go:170 (main.sendResult)"));
}

#[test]
fn a_folder_stands_for_its_files_and_a_file_with_dumps_for_each_of_them() {
    let output = run(".", &["-trend", "heap-warmup"]);
    assert!(
        text(&output.stdout).contains("main.go:155 (main.fillCache) grew by "),
        "{}",
        text(&output.stdout)
    );
    let folder = std::env::temp_dir().join(format!("proflens-trend-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let dumps: Vec<String> = (1..=3_u64)
        .map(|dump| {
            let goroutine = |id: u64| format!("goroutine {id} [chan send]:\nmain.send(0x1)\n\t/p/leak.go:53 +0x1\n\n");
            (1..=dump * 20).map(goroutine).collect()
        })
        .collect();
    fs::write(folder.join("dumps.txt"), dumps.concat()).unwrap();
    let output = run(".", &["-trend", folder.to_str().unwrap()]);
    fs::remove_dir_all(&folder).unwrap();
    let said = text(&output.stdout);
    assert!(
        said.contains("Rose twice, by at least 40 goroutines over 3 snapshots (20 → 60 in all)"),
        "{said}"
    );
    assert!(said.contains("20 are still there in"), "{said}");
}

#[test]
fn what_cannot_be_a_trend_is_refused_with_a_sentence() {
    for (arguments, wanted) in [
        (
            vec!["-trend", "-csv", "heap-leak/heap-01.pb.gz"],
            "rows of a trend are of two snapshots or more, and there is one: -csv has nothing to write\n",
        ),
        (
            vec!["-trend", "heap-leak/heap-01.pb.gz", "g-send/goroutine-01.pb.gz"],
            "heap-leak/heap-01.pb.gz has alloc_objects, alloc_space, inuse_objects, inuse_space and g-send/goroutine-01.pb.gz has goroutine: \
             a trend is of one kind, leave the others out\n",
        ),
        (
            vec!["-trend", "-sample_index=cpu", "heap-leak"],
            "heap-leak/heap-01.pb.gz has no sample type \"cpu\": there are alloc_objects, alloc_space, inuse_objects, inuse_space\n",
        ),
        (
            vec!["-trend", "-top", "heap-leak"],
            "-trend is a report of its own, about its files alone: leave the others and bases out\n",
        ),
        (
            vec!["-trend", "-by=files", "heap-leak"],
            "invalid value \"files\" for -by: it is one of stacks, functions, lines\n",
        ),
        (
            vec!["-trend", "-json", "-csv", "heap-leak"],
            "must set at most one output format\n",
        ),
    ] {
        let output = run(".", &arguments);
        assert_eq!(
            (text(&output.stderr).as_str(), output.status.code()),
            (wanted, Some(2)),
            "{arguments:?}"
        );
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn of_files_of_several_kinds_the_most_are_one_trend() {
    let files = [
        "heap-leak/heap-01.pb.gz",
        "g-send/goroutine-01.pb.gz",
        "heap-leak/heap-02.pb.gz",
    ];
    let output = run(".", &[&["-trend"], &files[..]].concat());
    let said = text(&output.stderr);
    assert!(
        said.starts_with("g-send/goroutine-01.pb.gz: left out, the trend is of "),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(text(&output.stdout).starts_with("Trend of inuse_space of 2 snapshots"));
    let more = ["g-send/goroutine-02.pb.gz", "g-send/goroutine-03.pb.gz"];
    let output = run(
        ".",
        &[&["-trend", "-sample_index=inuse_objects"], &files[..], &more].concat(),
    );
    assert!(text(&output.stdout).starts_with("Trend of inuse_objects of 2 snapshots"));
}

#[test]
fn without_it_its_flags_are_none() {
    for flag in ["json", "markdown", "csv", "by", "sort"] {
        let output = run("heap-leak", &[&format!("-{flag}"), "heap-01.pb.gz"]);
        let said = text(&output.stderr);
        assert!(
            said.starts_with(&format!("flag provided but not defined: -{flag}\n")),
            "{said}"
        );
    }
}

#[test]
fn filters_and_sample_types_apply() {
    let output = trend(
        "heap-leak",
        &["-trend", "-sample_index=alloc_space", "-focus=newSession", "-csv"],
    );
    let said = text(&output.stdout);
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(said.contains("\nmain.newSession,"), "{said}");
    let output = trend("heap-leak", &["-trend", "-tagfocus=x"]);
    assert_eq!(
        text(&output.stderr),
        "filters of labels do not apply to a trend: the stacks of many snapshots have no labels\n"
    );
}
