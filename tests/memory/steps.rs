//! What a session is asked for, each step by itself: nothing of what it takes is there from before.

use proflens::session::{Change, Door, Entry, Reply, Session, Wanted};
use proflens::{Error, ErrorKind, Sink};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::cell::RefCell;

/// Takes a report and forgets it.
struct Nothing;

impl Sink for Nothing {
    fn write(&mut self, _: &[u8]) -> Result<(), Error> {
        Ok(())
    }
}

struct Json;

impl Door for Json {
    type Query = str;
    type Value = usize;

    fn read<T: DeserializeOwned>(query: &str) -> Result<T, String> {
        serde_json::from_str(query).map_err(|error| error.to_string())
    }

    /// What a door makes of an answer is the door's.
    fn object<T: Serialize + ?Sized>(_: &T) -> Result<usize, Error> {
        Ok(0)
    }
}

/// What is asked of views; those that are not here are asked for nothing in particular.
const QUERIES: &[(&str, &str)] = &[
    ("top", r#"{"search": "1"}"#),
    ("flame", r#"{"smallest": 0, "said": 1, "search": "1"}"#),
    ("flame", r#"{"smallest": 0, "inverted": true}"#),
    ("calls", r#"{"search": "4"}"#),
    ("graph", r#"{"nodes": 200}"#),
    ("traces", r#"{"search": "1"}"#),
    ("tags", r#"{"search": "1"}"#),
    ("source", r#"{"search": "1"}"#),
    ("source", r#"{"name": "main.run"}"#),
    ("goroutines", r#"{"alike": true, "search": "1", "system": true}"#),
    ("trend", r#"{"by": "stacks"}"#),
    ("peek", r#"{"name": "main.main"}"#),
    ("sandwich", r#"{"name": "main.main", "smallest": 0}"#),
    ("expressions", r#"{"name": "main.main"}"#),
    ("dropped", r#"{"paths": ["a.go", "x/src/a.go", "b.go"]}"#),
];

/// Options that are set, and asked for the table with.
const OPTIONS: &[(&str, &str)] = &[
    ("focus", "main"),
    ("hide", "5"),
    ("show_from", "main"),
    ("prune_from", "main"),
    ("tagfocus", "value1|key:value2"),
    ("tagfocus", "bytes=1kb:1mb"),
    ("taghide", "1"),
    ("tagroot", "key,bytes,key1"),
    ("granularity", "lines"),
    ("granularity", "addresses"),
    ("mean", "true"),
];

/// Told the name of a step, and what it does. It may be done several times.
pub type Step<'a> = dyn FnMut(&str, &mut dyn FnMut() -> Result<(), Error>) + 'a;

/// Whether something was refused for want of memory, and not for being wrong.
pub fn is_for_memory(error: &Error) -> bool {
    error.is_about_memory()
}

/// By which part the memory grows that a step has when it was refused: where several profiles are put together, tables grow side by side, and
/// each is to be the one that is refused.
pub fn slowness(step: &str) -> usize {
    match step.starts_with("trend") || step.starts_with("four") {
        true => 6,
        false => 1,
    }
}

/// Carries all steps out.
pub fn carry_out(file: &[u8], step: &mut Step<'_>) {
    step("opening", &mut || Session::default().open("file", file).map(drop));
    // All that is kept of several profiles is taken within the same memory.
    step("trend of three that are opened", &mut || {
        let mut session = Session::default();
        for name in ["one", "two", "three"] {
            session.open(name, file)?;
        }
        ask(&RefCell::new(session), "trend", "{}")
    });
    let mut session = Session::default();
    session.open("file", file).unwrap();
    let session = RefCell::new(session);
    views(&session, &|_| true, step);
    let reports: Vec<String> = {
        let session = session.borrow();
        session.reports().iter().map(|report| report.name.to_owned()).collect()
    };
    for report in &reports {
        step(&format!("file of {report}"), &mut || {
            forget(&session);
            download(&session.borrow(), report)
        });
    }
    for line in [
        "top10 -cum main",
        "traces",
        "tags",
        "raw",
        "list main",
        "peek main",
        "dot -1",
    ] {
        step(&format!("line {line}"), &mut || {
            forget(&session);
            session.borrow_mut().run_to_text(line).map(drop)
        });
    }
    for &(option, value) in OPTIONS {
        set(&session, option, value, step);
        step(&format!("{option}={value}, top"), &mut || ask(&session, "top", "{}"));
        set(&session, option, "", step);
    }
    compare(&session, file, step);
    // Whatever was refused, the session goes on.
    session.borrow_mut().change(&Change {
        params: Some(Vec::new()),
        ..Change::default()
    });
    ask(&session, "top", "{}").unwrap();
}

/// A second profile is merged, or compared with, and more of them are a trend.
fn compare(session: &RefCell<Session>, file: &[u8], step: &mut Step<'_>) {
    let other = session.borrow_mut().open("other", file).unwrap();
    for role in ["source", "base", "diff_base"] {
        change(
            session,
            &format!("role {role}"),
            json!({"roles": [{"id": other, "role": role}]}),
            step,
        );
        let asked = ["top", "flame", "graph", "traces", "tags", "source", "goroutines"];
        views(session, &|view| asked.contains(&view), &mut |view, done| {
            step(&format!("role {role}, {view}"), done);
        });
    }
    set(session, "normalize", "true", step);
    set(session, "normalize", "", step);
    change(
        session,
        "role off",
        json!({"roles": [{"id": other, "role": "off"}]}),
        step,
    );
    session.borrow_mut().open("one more", file).unwrap();
    session.borrow_mut().open("and one more", file).unwrap();
    for by in ["lines", "stacks", "functions"] {
        step(&format!("trend of {by}"), &mut || {
            forget(session);
            ask(session, "trend", &json!({"by": by}).to_string())
        });
    }
    step("file of trend", &mut || download(&session.borrow(), "trend"));
    let all = session.borrow_mut().change(&Change::default()).profiles;
    for (name, role) in [("merged", "source"), ("compared", "diff_base")] {
        let roles: Vec<_> = all[1..].iter().map(|own| json!({"id": own.id, "role": role})).collect();
        change(session, &format!("four are {name}"), json!({ "roles": roles }), step);
        step(&format!("four are {name}, top"), &mut || {
            forget(session);
            ask(session, "top", "{}")
        });
    }
}

/// Nothing is known from before.
fn forget(session: &RefCell<Session>) {
    let mut session = session.borrow_mut();
    session.run_to_text("ignore=nothing").unwrap();
    session.run_to_text("ignore=").unwrap();
}

/// Sets an option; an empty value is its default.
fn set(session: &RefCell<Session>, option: &str, value: &str, step: &mut Step<'_>) {
    let known = session.borrow_mut().change(&Change::default()).options;
    let default = known.into_iter().find(|own| own.name == option).unwrap().default;
    let value = if value.is_empty() { &default } else { value };
    change(
        session,
        &format!("{option}={value}"),
        json!({"set": [[option, value]]}),
        step,
    );
}

fn change(session: &RefCell<Session>, name: &str, change: serde_json::Value, step: &mut Step<'_>) {
    let change: Change = serde_json::from_value(change).unwrap();
    step(name, &mut || {
        let state = session.borrow_mut().change(&change);
        let is_for_memory = |sentence: &String| sentence.contains("not enough memory");
        match state.refused.iter().chain([&state.trouble]).any(is_for_memory) {
            true => Err(Error::new(ErrorKind::NoRoom)),
            false => Ok(()),
        }
    });
}

/// Asks the views that are wanted.
fn views(session: &RefCell<Session>, wanted: &dyn Fn(&str) -> bool, step: &mut Step<'_>) {
    for entry in Entry::<Json>::VIEWS.iter().filter(|entry| wanted(entry.name)) {
        let own = QUERIES.iter().filter(|(view, _)| *view == entry.name);
        for query in own.map(|(_, query)| *query).chain(["{}"]) {
            step(&format!("{} {query}", entry.name), &mut || {
                forget(session);
                ask(session, entry.name, query)
            });
        }
    }
}

/// Asks a view, and for some of its rows and details.
fn ask(session: &RefCell<Session>, view: &str, query: &str) -> Result<(), Error> {
    let Reply { ticket, .. } = session.borrow_mut().ask_by_name::<Json>(view, query)?;
    let session = session.borrow();
    for part in ["rows", "table", "functions", "lines", "0"] {
        refused(session.rows::<Json>(ticket, part, 0..100))?;
    }
    for number in [0, 1, 100] {
        refused(session.detail::<Json>(ticket, number))?;
    }
    Ok(())
}

/// What cannot be had for another reason than the memory is as good as had.
fn refused<T>(answer: Result<T, Error>) -> Result<(), Error> {
    match answer {
        Err(error) if is_for_memory(&error) => Err(error),
        _ => Ok(()),
    }
}

fn download(session: &Session, report: &str) -> Result<(), Error> {
    let wanted = Wanted {
        report: report.to_owned(),
        pattern: Some("1|main".to_owned()),
        ..Wanted::default()
    };
    let mut download = session.download(&wanted)?;
    while download.write(1000, &mut Nothing)? < 1.0 {}
    Ok(())
}
