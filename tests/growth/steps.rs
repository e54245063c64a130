//! All that a session can be asked to do with a file, step by step.

use proflens::session::{Change, Door, Entry, Reply, Session, Wanted};
use proflens::{Error, Loader};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The door of this test: what is asked is JSON, and what is answered is thrown away.
pub struct Json;

impl Door for Json {
    type Query = str;
    type Value = String;

    fn read<T: DeserializeOwned>(query: &str) -> Result<T, String> {
        serde_json::from_str(query).map_err(|error| error.to_string())
    }

    fn object<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
        Ok(serde_json::to_string(value).unwrap())
    }
}

/// What is asked of views; those that are not here are asked for nothing in particular.
pub const QUERIES: &[(&str, &str)] = &[
    ("top", r#"{"search": "1"}"#),
    ("top", "{}"),
    ("flame", r#"{"smallest": 0.0001, "said": 2, "search": "1"}"#),
    ("flame", r#"{"smallest": 0.0001, "inverted": true}"#),
    ("flame", r#"{"smallest": 0, "pivot": "NAME"}"#),
    ("calls", r#"{"function": "NAME", "search": "1"}"#),
    (
        "calls",
        r#"{"inverted": true, "open": [{"within": 0, "name": "NAME"}]}"#,
    ),
    ("graph", r#"{"nodes": 40, "selected": "NAME"}"#),
    ("traces", r#"{"search": "1"}"#),
    ("tags", r#"{"search": "1"}"#),
    ("source", r#"{"search": "1"}"#),
    ("source", r#"{"name": "NAME"}"#),
    ("goroutines", r#"{"alike": true, "search": "1", "system": true}"#),
    ("trend", r#"{"by": "stacks"}"#),
    ("trend", r#"{"by": "functions", "search": "1"}"#),
    ("peek", r#"{"name": "NAME"}"#),
    ("sandwich", r#"{"name": "NAME", "smallest": 0.001}"#),
    ("expressions", r#"{"name": "NAME"}"#),
    ("dropped", r#"{"paths": ["a.go", "x/src/a.go", "b.go"]}"#),
];

/// Filters that are set, one after the other, before the table is asked again.
const FILTERS: &[(&str, &str)] = &[
    ("focus", "1"),
    ("ignore", "9"),
    ("hide", "7"),
    ("show", "1|main"),
    ("show_from", "1|main"),
    ("prune_from", "5"),
    ("tagfocus", "value1|key:value2"),
    ("tagfocus", "bytes=1kb:1mb"),
    ("tagignore", "3"),
    ("tagshow", "1"),
    ("taghide", "1"),
    ("relative_percentages", "true"),
];

/// Options that tell frames apart in another way.
const OPTIONS: &[(&str, &str)] = &[
    ("tagroot", "key,bytes,key1"),
    ("tagleaf", "key,bytes,key1"),
    ("granularity", "lines"),
    ("granularity", "addresses"),
    ("granularity", "files"),
    ("granularity", "filefunctions"),
    ("noinlines", "true"),
    ("mean", "true"),
    ("call_tree", "true"),
    ("demangle", "full"),
];

/// What is asked with each of these options: views and reports that make the most of frames.
const VIEWS: &[&str] = &["top", "flame", "graph", "traces", "source", "peek"];
const REPORTS: &[&str] = &["tree", "dot", "callgrind", "list", "traces", "proto"];

/// Told the name of a step, and what it does.
pub type Step<'a> = dyn FnMut(&str, &mut dyn FnMut()) + 'a;

/// Carries all steps out.
pub fn carry_out(file: &[u8], step: &mut Step<'_>) {
    let mut session = Session::default();
    step("open", &mut || {
        session.open("file", file).unwrap();
    });
    step("open in chunks", &mut || {
        let mut loader = Loader::new();
        file.chunks(1000).for_each(|chunk| loader.push(chunk).unwrap());
        Session::default().add("file", None, loader).unwrap();
    });
    step("state", &mut || {
        session.change(&Change::default());
    });
    let name = everything(&mut session, step);
    for line in [
        "peek main",
        "list 1",
        "top10 -cum 1",
        "traces 1",
        "tags key",
        "dot -1",
        "proto",
    ] {
        step(&format!("line {line}"), &mut || {
            let _ = session.run_to_text(line);
        });
    }
    step("complete", &mut || {
        ["peek ma", "sample_index=t", "list main.f1"].iter().for_each(|line| {
            session.complete(line);
        });
    });
    for &(option, value) in FILTERS {
        let setting = format!("{option}={value}");
        step(&setting, &mut || set(&mut session, option, value));
        step(&format!("{setting}, top"), &mut || ask(&mut session, "top", "{}"));
        set(&mut session, option, "");
    }
    for &(option, value) in OPTIONS {
        let setting = format!("{option}={value}");
        step(&setting, &mut || set(&mut session, option, value));
        views(&mut session, &name, &|view| VIEWS.contains(&view), &mut |view, done| {
            step(&format!("{setting}, {view}"), done)
        });
        reports(&session, &|report| REPORTS.contains(&report), &mut |report, done| {
            step(&format!("{setting}, {report}"), done)
        });
        set(&mut session, option, "");
    }
    compare(&mut session, file, &name, step);
    let ids: Vec<u32> = session.profiles().iter().map(|profile| profile.id).collect();
    step("close", &mut || {
        session.change(&Change {
            close: ids.clone(),
            ..Change::default()
        });
    });
}

/// Opens a file by what is inside, and what its profiles hold.
pub fn open_inside(file: &[u8], step: &mut Step<'_>) {
    let mut session = Session::default();
    step("open inside", &mut || {
        let mut loader = Loader::rescuing();
        file.chunks(1000).for_each(|chunk| loader.push(chunk).unwrap());
        session.add("file", None, loader).unwrap();
    });
    step("state", &mut || {
        session.change(&Change::default());
    });
}

/// Asks all views and writes all reports, as the options are; answers the name that was asked about.
pub fn everything(session: &mut Session, step: &mut Step<'_>) -> String {
    let name = first_name(session);
    views(session, &name, &|_| true, step);
    reports(session, &|_| true, step);
    name
}

/// A second profile comes, is merged, is a base, and more of them are a trend.
fn compare(session: &mut Session, file: &[u8], name: &str, step: &mut Step<'_>) {
    let other = session.open("other", file).unwrap();
    for role in ["source", "base", "diff_base", "off"] {
        step(&format!("role {role}"), &mut || {
            let change = serde_json::from_value(serde_json::json!({"roles": [{"id": other, "role": role}]}));
            session.change(&change.unwrap());
        });
        let asked = |view: &str| role.contains("base") && VIEWS.contains(&view);
        views(session, name, &asked, &mut |view, done| {
            step(&format!("role {role}, {view}"), done)
        });
    }
    step("more of them", &mut || {
        (0..3).for_each(|_| {
            session.open("one more", file).unwrap();
        });
        session.change(&Change::default());
    });
    for by in ["lines", "stacks", "functions"] {
        step(&format!("trend of {by}"), &mut || {
            ask(session, "trend", &format!(r#"{{"by": "{by}"}}"#))
        });
    }
    step("file of trend", &mut || download(session, "trend"));
}

fn set(session: &mut Session, option: &str, value: &str) {
    let default = session.change(&Change::default());
    let default = default
        .options
        .into_iter()
        .find(|own| own.name == option)
        .unwrap()
        .default;
    let value = if value.is_empty() { default } else { value.to_owned() };
    let refused = session
        .change(&Change {
            set: vec![(option.to_owned(), value)],
            ..Change::default()
        })
        .refused;
    assert!(refused.is_empty(), "{refused:?}");
}

/// The name of the function with the largest cum: the same one, however many others there are.
fn first_name(session: &mut Session) -> String {
    let rows = session
        .ask_by_name::<Json>("top", r#"{"sort": "cum"}"#)
        .ok()
        .and_then(|reply| reply.rows);
    let rows: serde_json::Value = serde_json::from_str(&rows.unwrap_or_default()).unwrap_or_default();
    rows[0]["name"].as_str().unwrap_or("main.main").to_owned()
}

/// Asks the views that are wanted, about the function with that name.
pub fn views(session: &mut Session, name: &str, wanted: &dyn Fn(&str) -> bool, step: &mut Step<'_>) {
    let quoted = serde_json::to_string(name).unwrap();
    for entry in Entry::<Json>::VIEWS.iter().filter(|entry| wanted(entry.name)) {
        let own: Vec<&str> = QUERIES
            .iter()
            .filter(|(view, _)| *view == entry.name)
            .map(|(_, query)| *query)
            .collect();
        let own = if own.is_empty() { vec!["{}"] } else { own };
        for (number, query) in own.iter().enumerate() {
            let query = query.replace("\"NAME\"", &quoted);
            step(&format!("{} {number}", entry.name), &mut || {
                ask(session, entry.name, &query)
            });
        }
    }
}

/// Asks a view, and for all of its rows and some details.
pub fn ask(session: &mut Session, view: &str, query: &str) {
    let Reply { ticket, .. } = match session.ask_by_name::<Json>(view, query) {
        Ok(reply) => reply,
        // A question that is not understood is one that nothing is counted of.
        Err(error) => {
            return assert!(
                !error.to_string().contains("cannot be asked for this"),
                "{view}: {error}"
            );
        }
    };
    for part in ["rows", "table", "markdown", "functions", "lines", "0", "1"] {
        let _ = session.rows::<Json>(ticket, part, 0..usize::MAX);
    }
    for number in [0, 1, 100] {
        let _ = session.detail::<Json>(ticket, number);
    }
}

fn reports(session: &Session, wanted: &dyn Fn(&str) -> bool, step: &mut Step<'_>) {
    for report in session.reports().iter().filter(|report| wanted(report.name)) {
        step(&format!("file of {}", report.name), &mut || {
            download(session, report.name)
        });
    }
}

fn download(session: &Session, report: &str) {
    let wanted = Wanted {
        report: report.to_owned(),
        pattern: Some("1|main".to_owned()),
        ..Wanted::default()
    };
    let Ok(mut download) = session.download(&wanted) else {
        return;
    };
    let mut out = Vec::new();
    while download.write(1000, &mut out).is_ok_and(|done| done < 1.0) {
        out.clear();
    }
}
