//! What each Go prints of the same goroutines: `testdata/programs/waits` says how many there are in which state.

use super::{read, summary};
use crate::input::goroutines::dump::Limit;
use serde_json::{Value, json};

/// What the program has started, in today's words: 46 goroutines, of which `main` runs.
const STATES: [(&str, u64); 13] = [
    ("IO wait", 1),
    ("chan receive", 8),
    ("chan receive (nil chan)", 2),
    ("chan send", 13),
    ("running", 1),
    ("select", 4),
    ("select (no cases)", 1),
    ("sleep", 3),
    ("sync.Cond.Wait", 2),
    ("sync.Mutex.Lock", 6),
    ("sync.RWMutex.RLock", 2),
    ("sync.WaitGroup.Wait", 3),
    ("semacquire", 0),
];

/// The states as a version names them: before Go 1.20 a mutex, and before 1.24 a wait group, were whatever they wait with.
fn states(old: &[&str]) -> Value {
    let mut states = serde_json::Map::new();
    for (state, count) in STATES {
        let state = if old.contains(&state) { "semacquire" } else { state };
        let before = states.get(state).and_then(Value::as_u64).unwrap_or(0);
        if before + count > 0 {
            states.insert(state.to_owned(), json!(before + count));
        }
    }
    states.into()
}

fn file(name: &str) -> Vec<u8> {
    let path = format!("{}/testdata/dumps/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

/// What a file says in numbers.
pub fn of(name: &str) -> Value {
    let (dumps, account) = read(&file(name), 1000);
    summary(&dumps, &account)
}

/// How many lines begin like a header: counted without any of our code.
pub fn headers(name: &str) -> u64 {
    let text = String::from_utf8_lossy(&file(name)).into_owned();
    let begins = |line: &&str| {
        let rest = line.strip_prefix("goroutine ").unwrap_or_default();
        rest.starts_with(|first: char| first.is_ascii_digit()) && rest.contains(" [")
    };
    text.lines().filter(begins).count() as u64
}

#[test]
fn every_version_has_the_same_goroutines() {
    const MUTEXES: [&str; 3] = ["sync.Mutex.Lock", "sync.RWMutex.RLock", "sync.WaitGroup.Wait"];
    let labelled = |version: &str| if matches!(version, "1.26" | "1.27") { 4 } else { 0 };
    for (version, old) in [
        ("gccgo12", &MUTEXES[..]),
        ("1.19", &MUTEXES),
        ("1.21", &MUTEXES[2..]),
        ("1.22", &MUTEXES[2..]),
        ("1.23", &MUTEXES[2..]),
        ("1.24", &[]),
        ("1.25", &[]),
        ("1.26", &[]),
        ("1.27", &[]),
    ] {
        let name = format!("{version}-aged.txt");
        let read = of(&name);
        assert_eq!(read["states"], states(old), "{version}");
        assert_eq!(
            (&read["taken"], &read["refused"], &read["dumps"]),
            (&json!(46), &json!(0), &json!(1)),
            "{version}"
        );
        assert_eq!(headers(&name), 46, "{version}");
        // All but the one that runs have waited for more than two minutes.
        assert_eq!(
            (&read["with_minutes"], &read["minutes_max"]),
            (&json!(45), &json!(2)),
            "{version}"
        );
        assert_eq!(
            (&read["locked"], &read["labelled"]),
            (&json!(2), &json!(labelled(version))),
            "{version}"
        );
        assert_eq!(read["cut"], json!(0), "{version}");
        let parents = if matches!(version, "1.19" | "gccgo12") { 0 } else { 45 };
        assert_eq!(read["with_parent"], json!(parents), "{version}");
        // gccgo and Go 1.19 print all of these frames, or leave the last ones out.
        let elided = if matches!(version, "gccgo12" | "1.19") { 0 } else { 1 };
        assert!(read["elided"].as_u64().unwrap() >= elided, "{version}");
    }
}

#[test]
fn labels_are_read_wherever_a_version_puts_them() {
    for name in ["1.26-aged.txt", "1.27-aged.txt", "1.27-debug2.txt"] {
        let (dumps, _) = read(&file(name), 77);
        let dump = &dumps[0];
        let text = |id| String::from_utf8_lossy(dump.strings.get(id)).into_owned();
        let labelled = dump
            .conditions
            .iter()
            .find(|condition| !condition.labels.is_empty())
            .unwrap();
        let labels: Vec<(String, String)> = labelled
            .labels
            .iter()
            .map(|&(key, value)| (text(key), text(value)))
            .collect();
        let expected = [("a name", "quoted ]: \"}"), ("tenant", "acme"), ("zh", "中")];
        assert_eq!(
            labels,
            expected.map(|(key, value)| (key.to_owned(), value.to_owned())),
            "{name}"
        );
        assert_eq!(text(labelled.state), "chan send", "{name}");
    }
}

/// The threads of a crash print goroutines again; those of Go before 1.22 have no addresses that tell threads apart.
#[test]
fn crashes_are_one_dump() {
    for (name, goroutines, repeated) in [
        ("1.27-crash.txt", 58, 0),
        ("1.19-crash.txt", 51, 5),
        ("gccgo12-crash.txt", 51, 5),
    ] {
        let read = of(name);
        assert_eq!(read["dumps"], json!(1), "{name}");
        assert_eq!(read["goroutines"], json!(goroutines), "{name}");
        assert_eq!(read["taken"], json!(headers(name)), "{name}");
        assert_eq!(read["repeated"], json!(repeated), "{name}");
        assert_eq!(read["cut"], json!(0), "{name}");
    }
}

#[test]
fn other_ends_of_a_program() {
    for (name, dumps, goroutines) in [
        ("1.27-deadlock.txt", 1, 2),
        ("1.19-deadlock.txt", 1, 2),
        ("gccgo12-deadlock.txt", 1, 2),
        ("1.27-panic.txt", 1, 1),
        ("1.27-panic-all.txt", 1, 46),
        ("1.27-log.txt", 2, 92),
    ] {
        let read = of(name);
        assert_eq!(
            (&read["dumps"], &read["goroutines"]),
            (&json!(dumps), &json!(goroutines)),
            "{name}"
        );
        assert_eq!((&read["cut"], &read["refused"]), (&json!(0), &json!(0)), "{name}");
        assert_eq!(read["taken"], json!(headers(name)), "{name}");
    }
}

#[test]
fn a_text_that_ends_where_a_buffer_is_full_is_cut() {
    for name in ["1.27-stack.txt", "1.19-stack.txt", "gccgo12-stack.txt"] {
        let (dumps, account) = read(&file(name), 4096);
        let limit = dumps[0].cut.and_then(|cut| cut.limit);
        assert_eq!(limit, Some(Limit::Dump(4096)), "{name}");
        let sentences = account.sentences(&dumps).join(" ");
        assert!(
            sentences.contains("it is 4096 bytes long, which is 4 KiB: runtime.Stack stops"),
            "{sentences}"
        );
        assert_eq!(account.taken + account.refused_count, headers(name), "{name}");
    }
    // In a log something follows.
    let cut = file("1.27-stack.txt");
    let log = [
        b"2026/11/28 18:02:12 too many\n",
        &cut[..],
        b"\n2026/11/28 18:02:13 going on\n",
    ]
    .concat();
    let (dumps, _) = read(&log, 100);
    assert_eq!(dumps[0].cut.and_then(|cut| cut.limit), Some(Limit::Dump(4096)));
    assert_eq!(dumps[0].time_nanos, 1_795_888_932_000_000_000);
}
