//! The state behind the page, driven without one. Numbers are compared with what `go tool pprof` printed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

mod answers;
mod beside;
mod calls;
mod change;
mod compared;
mod comparison;
mod downloads;
mod frames;
mod graph;
mod json;
mod labels;
mod large;
#[allow(dead_code, missing_docs, reason = "other programs use more of them")]
#[path = "../../src/profile/messages.rs"]
mod messages;
mod sandwich;
mod sentence;
mod state;
mod traces;
mod views;

use json::Json;
use proflens::session::{
    Column, Columns, Door, ProfileId, Session, Sort, Ticket, Top, TopInfo, TopQuery, TopRow, Wanted,
};
use proflens::{Error, ErrorKind};
use std::fs;
use std::path::Path;

fn testdata(path: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    fs::read(root.join(path)).unwrap()
}

fn golden(case: &str) -> String {
    String::from_utf8_lossy(&testdata(&format!("golden/{case}.txt"))).into_owned()
}

fn session(files: &[&str]) -> (Session, Vec<ProfileId>) {
    let mut session = Session::default();
    let open = |file: &&str| session.open(file, &testdata(file)).unwrap();
    let ids = files.iter().map(open).collect();
    (session, ids)
}

/// The parameters of a link that needs no escapes.
fn params(link: &str) -> Vec<(String, String)> {
    let pairs = link.split('&').map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (name.into(), value.into())).collect()
}

/// The link of parameters, without escapes.
fn link(params: &[(&str, String)]) -> String {
    let pairs = params.iter().map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("&")
}

fn query(sort: Sort) -> TopQuery {
    TopQuery {
        sort: Some(sort),
        ..TopQuery::default()
    }
}

fn floats<'a>(columns: &'a Columns, wanted: &str) -> &'a [f64] {
    match columns.iter().find(|(name, _)| *name == wanted) {
        Some((_, Column::Floats(numbers))) => numbers,
        _ => panic!("there is no column {wanted} of numbers"),
    }
}

/// What is said of a table, and all its rows.
fn top(session: &mut Session, query: TopQuery) -> (TopInfo, Vec<TopRow>) {
    let top = session.ask::<Top>(query).unwrap();
    (top.info, top.view.page(0..usize::MAX))
}

/// The rows of the table as pprof lays them out.
fn table(session: &mut Session, sort: Sort) -> Vec<String> {
    let (info, rows) = top(session, query(sort));
    assert_eq!(rows.len(), info.rows);
    rows.iter()
        .map(|row| {
            let line = format!(
                "{:>10} {:>6} {:>6} {:>10} {:>6}  {} {}",
                row.flat_text, row.flat_percent, row.sum_percent, row.cum_text, row.cum_percent, row.name, row.mark
            );
            line.trim_end().to_owned()
        })
        .collect()
}

/// The rows of a golden `top`.
fn golden_rows(case: &str) -> Vec<String> {
    let text = golden(case);
    let rows = text.lines().skip_while(|line| !line.trim_start().starts_with("flat "));
    rows.skip(1).map(str::to_owned).collect()
}

/// A report that is wanted by its name.
fn report(name: &str) -> Wanted {
    Wanted {
        report: name.to_owned(),
        ..Wanted::default()
    }
}

/// What a refusal says; it is of the kind that tells a user what is wrong.
fn refusal<T>(result: Result<T, Error>) -> String {
    let error = result.err().unwrap();
    assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error:?}");
    error.sentence()
}

/// The rows of an answer that are wanted.
fn answered(name: &str, ticket: Ticket) -> Wanted {
    Wanted {
        ticket: Some(ticket),
        ..report(name)
    }
}

/// What is wanted as a page downloads it, `rows` at a time.
fn downloaded(session: &Session, wanted: &Wanted, rows: usize) -> String {
    let mut download = session.download(wanted).unwrap();
    let mut text = Vec::new();
    let mut done = 0.0;
    while done < 1.0 {
        let before = done;
        done = download.write(rows, &mut text).unwrap();
        assert!(done > before && done <= 1.0, "{wanted:?}: {before} {done}");
    }
    String::from_utf8(text).unwrap()
}
