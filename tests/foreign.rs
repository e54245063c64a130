//! Files of other profilers, made by them, against what they say of them themselves.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

use proflens::session::Session;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/foreign");
    fs::read(folder.join(name)).unwrap()
}

fn text(name: &str) -> String {
    String::from_utf8(file(name)).unwrap()
}

fn session(name: &str) -> Session {
    let mut session = Session::default();
    session.open(name, &file(name)).unwrap();
    session
}

/// What `top` says of a sample type in its own unit: flat and cum of each name.
fn top(session: &mut Session, options: &str) -> BTreeMap<String, (i64, i64)> {
    let out = session.run_to_text(&format!("top 10000 {options}")).unwrap();
    let rows = out
        .lines()
        .skip_while(|line| !line.trim_start().starts_with("flat "))
        .skip(1);
    let rows = rows.map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |text: &str| {
            text.trim_end_matches(|letter: char| letter.is_alphabetic())
                .parse()
                .unwrap()
        };
        (
            words[5..].join(" ").replace(" (inline)", ""),
            (number(words[0]), number(words[3])),
        )
    });
    rows.collect()
}

fn set(session: &mut Session, lines: &[&str]) {
    for line in lines {
        session.run_to_text(line).unwrap();
    }
}

/// `perf report` groups by the symbol of the leaf's place, which is the function that all at it is inlined into.
#[test]
fn samples_of_perf_are_those_of_its_report() {
    let mut session = session("perf.script.txt");
    set(&mut session, &["noinlines=true", "unit=ns", "nodefraction=0"]);
    let report = text("perf.report.txt");
    let (mut event, mut wanted) = (String::new(), BTreeMap::new());
    for line in report.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let Some(name) = line.split("of event '").nth(1) {
            event = name.trim_end_matches('\'').to_owned();
        } else if !line.starts_with('#') && words.len() > 5 {
            let period: i64 = words[2].parse().unwrap();
            // As in pprof, what a compiler says of a copy is no part of the name.
            let name = words[6..].join(" ").replace(".constprop.0", "");
            wanted.insert((event.clone(), name), period);
        }
    }
    assert!(wanted.len() > 10, "{report}");
    let mut found = BTreeMap::new();
    for event in ["cpu-clock", "page-faults"] {
        set(&mut session, &[&format!("sample_index={event}")]);
        for (name, (flat, _)) in top(&mut session, "") {
            if flat != 0 {
                found.insert((event.to_owned(), name), flat);
            }
        }
    }
    assert_eq!(found, wanted);
    let summary = session.summary().unwrap();
    assert!(summary.sentence.contains("profile of work"), "{}", summary.sentence);
}

/// jeprof scales objects and bytes of each stack by the same rule; it has the names, which the file has not.
#[test]
fn heaps_of_jemalloc_weigh_what_jeprof_says() {
    let mut session = session("jemalloc.heap");
    let jeprof = text("jemalloc.jeprof.txt");
    let mut kind = "";
    let mut compared = 0;
    for line in jeprof.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.len() == 1 {
            kind = words[0];
        }
        if let ["Total:", total, _] = words[..] {
            let total: i64 = total.parse().unwrap();
            let info = &session.profiles()[0];
            let own = info.sample_types.iter().find(|of| of.kind == kind).unwrap().total as i64;
            // Each stack is cut to whole numbers, as in pprof; jeprof rounds.
            assert!((own - total).abs() <= 3, "{kind}: {own}, jeprof says {total}");
            compared += 1;
        }
    }
    assert_eq!(compared, 4);
    session.run_to_text("sample_index=inuse_space").unwrap();
}

/// The samples that py-spy said it took, and the functions that its program has.
#[test]
fn stacks_of_py_spy_are_its_samples() {
    let mut session = session("py-spy.folded.txt");
    let lines = text("py-spy.folded.txt");
    let mut wanted: BTreeMap<String, i64> = BTreeMap::new();
    for line in lines.lines() {
        let (stack, count) = line.rsplit_once(' ').unwrap();
        let (name, _) = stack.rsplit(';').next().unwrap().split_once(" (").unwrap();
        *wanted.entry(name.to_owned()).or_default() += count.parse::<i64>().unwrap();
    }
    assert_eq!(wanted.values().sum::<i64>(), 99, "what py-spy said that it had taken");
    let found = top(&mut session, "").into_iter().filter(|(_, (flat, _))| *flat != 0);
    let found: BTreeMap<String, i64> = found.map(|(name, (flat, _))| (name, flat)).collect();
    assert_eq!(found, wanted);
    set(&mut session, &["lines=true"]);
    assert!(top(&mut session, "parse").keys().any(|name| name == "parse work.py:3"));
}

/// `hitCount` is V8's own count of its samples, by call.
#[test]
fn samples_of_v8_are_its_hits() {
    let profile: serde_json::Value = serde_json::from_slice(&file("node.cpuprofile")).unwrap();
    let mut wanted: BTreeMap<String, i64> = BTreeMap::new();
    for node in profile["nodes"].as_array().unwrap() {
        let hits = node["hitCount"].as_i64().unwrap();
        let name = node["callFrame"]["functionName"].as_str().unwrap();
        if hits > 0 {
            *wanted
                .entry(if name.is_empty() { "(anonymous)" } else { name }.to_owned())
                .or_default() += hits;
        }
    }
    assert!(wanted.len() > 3);
    // The sample that V8 begins with is in its list, and no hit.
    assert_eq!(wanted.insert("(program)".to_owned(), 1), None);
    let mut session = session("node.cpuprofile");
    set(&mut session, &["sample_index=samples"]);
    let found = top(&mut session, "").into_iter().filter(|(_, (flat, _))| *flat != 0);
    let found: BTreeMap<String, i64> = found.map(|(name, (flat, _))| (name, flat)).collect();
    assert_eq!(found, wanted);
    // All time from the first sample to the end.
    let micros = |key: &str| profile[key].as_i64().unwrap();
    let before = profile["timeDeltas"][0].as_i64().unwrap();
    let wall = session.profiles()[0].sample_types[1].total as i64;
    assert_eq!(wall, (micros("endTime") - micros("startTime") - before) * 1000);
}

/// The sizes of V8's nodes by function, and about those of its own list of samples, which V8 makes at another moment.
#[test]
fn heaps_of_v8_are_its_nodes() {
    let profile: serde_json::Value = serde_json::from_slice(&file("node.heapprofile")).unwrap();
    let mut wanted: BTreeMap<String, i64> = BTreeMap::new();
    let mut nodes = vec![&profile["head"]];
    while let Some(node) = nodes.pop() {
        let name = node["callFrame"]["functionName"].as_str().unwrap();
        *wanted.entry(name.to_owned()).or_default() += node["selfSize"].as_i64().unwrap();
        nodes.extend(node["children"].as_array().unwrap());
    }
    wanted.retain(|_, size| *size != 0);
    assert!(wanted["keep"] > 1_000_000, "{wanted:?}");
    let mut session = session("node.heapprofile");
    set(&mut session, &["unit=B", "nodefraction=0"]);
    let found = top(&mut session, "").into_iter().filter(|(_, (flat, _))| *flat != 0);
    let found: BTreeMap<String, i64> = found.map(|(name, (flat, _))| (name, flat)).collect();
    assert_eq!(found, wanted);
    let sizes = profile["samples"].as_array().unwrap().iter();
    let samples: i64 = sizes.map(|sample| sample["size"].as_i64().unwrap()).sum();
    let total = session.profiles()[0].sample_types[0].total;
    assert!(
        (total / samples as f64 - 1.0).abs() < 0.01,
        "{total}, and {samples} by its samples"
    );
}

/// py-spy says at the end how long it took samples, fifty a second.
#[test]
fn speedscope_of_py_spy_is_as_long_as_it_says() {
    let profile: serde_json::Value = serde_json::from_slice(&file("py-spy.speedscope.json")).unwrap();
    let seconds = profile["profiles"][0]["endValue"].as_f64().unwrap();
    let mut session = session("py-spy.speedscope.json");
    let total = session.profiles()[0].sample_types[0].total;
    assert!(
        (total / 1e9 - seconds).abs() < 1e-6,
        "{total} ns, py-spy says {seconds} s"
    );
    let leaves = profile["profiles"][0]["samples"].as_array().unwrap().iter();
    let in_render = leaves.filter(|stack| {
        let leaf = stack.as_array().unwrap().last().unwrap().as_u64().unwrap();
        profile["shared"]["frames"][leaf as usize]["name"] == "render"
    });
    set(&mut session, &["unit=ms"]);
    assert_eq!(top(&mut session, "")["render"].0, in_render.count() as i64 * 20);
}

/// The command refuses in pprof's words what pprof refuses, until it is asked for more.
#[test]
fn the_command_opens_them_when_it_is_asked_to() {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_proflens"))
            .args(arguments)
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/foreign"))
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    for name in [
        "py-spy.folded.txt",
        "node.cpuprofile",
        "jemalloc.heap",
        "perf.script.txt",
        "py-spy.speedscope.json",
    ] {
        let (status, out, said) = run(&["-top", name]);
        assert_eq!((status, out.as_str()), (Some(2), ""));
        assert_eq!(
            said,
            format!("{name}: parsing profile: unrecognized profile format\nfailed to fetch any source profiles\n")
        );
        let (status, out, said) = run(&["-lenient", "-top", name]);
        assert_eq!(status, Some(0), "{said}");
        assert!(out.contains("Showing nodes accounting for"), "{out}");
        assert!(said.starts_with(&format!("{name}: It is ")), "{said}");
    }
    // What is none says what it is, then.
    let (status, _, said) = run(&["-lenient", "-top", "jemalloc.jeprof.txt"]);
    assert_eq!(status, Some(2));
    assert!(said.contains("It is a text that begins with"), "{said}");
}
