//! What few dumps have: ancestors, C, bubbles, and a Go of which there is only another's program. How many goroutines there are in
//! which state is what `testdata/programs/rare` says it has begun.

use super::versions::{headers, of};
use serde_json::{Value, json};

/// The counts of a file: each state with how many are in it, those whose creator's number is said, and the frames.
fn check(name: &str, states: Value, parents: u64, frames: Option<u64>) {
    let read = of(name);
    let all: u64 = states.as_object().unwrap().values().filter_map(Value::as_u64).sum();
    assert_eq!(read["states"], states, "{name}");
    assert_eq!(
        (&read["goroutines"], &read["taken"], &read["refused"], &read["cut"]),
        (&json!(all), &json!(all), &json!(0), &json!(0)),
        "{name}"
    );
    assert_eq!((read["dumps"].as_u64(), headers(name)), (Some(1), all), "{name}");
    assert_eq!(read["with_parent"], json!(parents), "{name}");
    if let Some(frames) = frames {
        assert_eq!(read["frames"], json!(frames), "{name}");
    }
}

/// Six children wait in one function, two parents in another, and main dumps from a function: what stands below `originating from`
/// are frames and creators of others.
#[test]
fn ancestors() {
    let states = json!({"running": 1, "select (no cases)": 2, "chan receive": 6});
    check("1.27-ancestors.txt", states.clone(), 8, Some(6 + 2 + 2));
    check("1.19-ancestors.txt", states, 0, Some(6 + 2 + 2));
    for name in ["1.27-ancestors.txt", "1.19-ancestors.txt"] {
        let read = of(name);
        let by = |creator: &str| {
            let groups = read["groups"].as_object().unwrap().iter();
            let own = groups.filter(|(group, _)| group.rsplit('|').next().unwrap().starts_with(creator));
            own.map(|(_, count)| count.as_u64().unwrap()).sum::<u64>()
        };
        assert_eq!(
            (by("main.parent "), by("main.elder "), by("main.main ")),
            (6, 2, 0),
            "{name}"
        );
    }
}

/// Two goroutines are in C, which has called the third one back.
#[test]
fn goroutines_in_c() {
    let states = json!({"running": 1, "syscall": 2, "chan receive": 1});
    // main and what dumps, the call of each, and what was called back.
    check("1.27-cgo.txt", states, 3, Some(2 + 2 + 2));
    let read = of("1.27-cgo.txt");
    assert_eq!(read["locked"], json!(1));
    // The same, of which main has called abort, and the runtime's own four.
    let states = json!({
        "syscall": 3, "chan receive": 1,
        "force gc (idle)": 1, "GC sweep wait": 1, "GC scavenge wait": 1, "finalizer wait": 1
    });
    check("1.27-cgo-abort.txt", states, 7, None);
}

#[test]
fn bubbles() {
    let states = |running: &str| {
        json!({
            running: 1, "synctest.Run": 1, "chan receive": 6, "chan send": 1, "select": 1,
            "sync.WaitGroup.Wait": 1, "sleep": 1, "sync.Cond.Wait": 1
        })
    };
    // All but main's have a creator.
    check("1.27-synctest.txt", states("running"), 12, None);
    check("1.25-synctest.txt", states("running"), 12, None);
    // The one that has panicked, that of the test, and the two that wait for each other.
    check(
        "1.27-synctest-deadlock.txt",
        json!({"running": 1, "chan receive": 3}),
        4,
        None,
    );
}

/// No Go 1.20 is to be had; this is a program that was built with it, which serves files and was told to quit.
#[test]
fn another_program_of_go_1_20() {
    let states = json!({
        "idle": 1, "chan receive": 1, "force gc (idle)": 1, "GC sweep wait": 1, "GC scavenge wait": 1,
        "finalizer wait": 1, "syscall": 1, "IO wait": 1
    });
    check("1.20-quit.txt", states, 0, None);
}
