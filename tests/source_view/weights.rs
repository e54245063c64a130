//! What functions and lines weigh: every sample once, and on both sides of a comparison.

use super::*;
use proflens::session::{Sort, Top, TopQuery, Weights};
use std::collections::HashMap;

/// What Top says of every row, by its name: flat and cum.
fn rows_of(session: &mut Session) -> HashMap<String, (f64, f64)> {
    session.set_option("trim", "false").unwrap();
    let query = TopQuery {
        sort: Some(Sort::Flat),
        ..TopQuery::default()
    };
    let rows = session.ask::<Top>(query).unwrap().view.page(0..usize::MAX);
    rows.into_iter().map(|row| (row.name, (row.flat, row.cum))).collect()
}

/// Recursion through several lines is one sample of the function, as in all other views, and one of each line.
#[test]
fn a_sample_counts_once_for_a_function_and_once_for_a_line() {
    for (file, mean) in [
        ("synthetic/recursion.pb.gz", "false"),
        ("cpu.pb.gz", "false"),
        ("heap-2.pb.gz", "false"),
        ("mutex.pb.gz", "true"),
        ("heap-2.pb.gz", "true"),
    ] {
        let mut session = session(&[file]);
        session.set_option("mean", mean).unwrap();
        session.set_option("granularity", "filefunctions").unwrap();
        let by_function = rows_of(&mut session);
        session.set_option("granularity", "lines").unwrap();
        let by_line = rows_of(&mut session);
        let (_, functions) = search(&mut session, "");
        assert!(functions.len() > 3, "{file}");
        for FunctionRow {
            name,
            file: path,
            weights,
        } in &functions
        {
            let printed = format!("{name} {path}");
            assert_eq!((weights.flat, weights.cum), by_function[&printed], "{file}: {printed}");
            let query = SourceQuery {
                name: name.clone(),
                file: path.clone(),
                ..SourceQuery::default()
            };
            for LineRow { line, weights, .. } in open_with(&mut session, query).unwrap().lines {
                let printed = match line {
                    0.0 => printed.clone(),
                    line => format!("{printed}:{line}"),
                };
                assert_eq!((weights.flat, weights.cum), by_line[&printed], "{file}: {printed}");
            }
        }
    }
}

/// A whole file: a sample that passes through a line of two functions is one of the line.
#[test]
fn a_line_of_several_functions_has_a_sample_once() {
    let mut session = session(&["cpu.pb.gz"]);
    drop_program(&mut session, "search");
    let whole = |session: &mut Session, name: &str| {
        let query = SourceQuery {
            name: name.to_owned(),
            whole: true,
            ..SourceQuery::default()
        };
        open_with(session, query).unwrap()
    };
    let opened = whole(
        &mut session,
        "shop.example/search/rank.(*heap[go.shape.struct { Doc int; Score float64 }]).down",
    );
    let heaviest = opened.lines.iter().map(|line| line.weights.cum).fold(0.0, f64::max);
    session.set_option("granularity", "files").unwrap();
    let file = rows_of(&mut session)[&opened.info.function.file];
    assert!(heaviest > 0.0 && heaviest <= file.1);
    assert_eq!(sum_of(&opened.lines), file.0);
}

fn texts(flat: &str, cum: &str) -> [String; 2] {
    [flat.to_owned(), cum.to_owned()]
}

/// The two sides of what is compared: before, and after.
fn sides(weights: &Weights) -> [[String; 2]; 2] {
    let (flat, cum) = (
        weights.flat_compared.as_ref().unwrap(),
        weights.cum_compared.as_ref().unwrap(),
    );
    [
        texts(&flat.before_text, &cum.before_text),
        texts(&flat.after_text, &cum.after_text),
    ]
}

/// What each profile has alone: by function and by line of a function.
fn alone(file: &str) -> HashMap<String, [String; 2]> {
    let mut session = session(&[file]);
    session.set_option("unit", "B").unwrap();
    let (_, functions) = search(&mut session, "");
    let mut known = HashMap::new();
    for function in functions {
        for line in open_at(&mut session, &function).lines {
            let key = format!("{} {} {}", function.name, function.file, line.line);
            known.insert(key, texts(&line.weights.flat_text, &line.weights.cum_text));
        }
        let key = format!("{} {}", function.name, function.file);
        known.insert(key, texts(&function.weights.flat_text, &function.weights.cum_text));
    }
    known
}

fn open_at(session: &mut Session, FunctionRow { name, file, .. }: &FunctionRow) -> Opened {
    let query = SourceQuery {
        name: name.clone(),
        file: file.clone(),
        ..SourceQuery::default()
    };
    open_with(session, query).unwrap()
}

#[test]
fn before_and_after_are_what_each_profile_has_alone() {
    let (before, after) = (alone("heap-1.pb.gz"), alone("heap-2.pb.gz"));
    let mut compared = session(&["heap-2.pb.gz", "heap-1.pb.gz"]);
    let base = compared.profiles()[1].id;
    compared.set_roles(&[(base, Role::DiffBase)]).unwrap();
    compared.set_option("unit", "B").unwrap();
    let (_, functions) = search(&mut compared, "");
    assert!(functions.len() > 40);
    let nothing = || texts("0", "0");
    let known = |of: &HashMap<String, [String; 2]>, key: &str| of.get(key).cloned().unwrap_or_else(nothing);
    let mut changed = 0;
    for function in &functions {
        let key = format!("{} {}", function.name, function.file);
        assert_eq!(
            sides(&function.weights),
            [known(&before, &key), known(&after, &key)],
            "{key}"
        );
        for line in open_at(&mut compared, function).lines {
            let key = format!("{key} {}", line.line);
            assert_eq!(
                sides(&line.weights),
                [known(&before, &key), known(&after, &key)],
                "{key}"
            );
            changed += usize::from(line.weights.cum != 0.0);
        }
    }
    assert!(changed > 40);
    // What is subtracted is not marked, and nothing is known of it.
    compared.set_roles(&[(base, Role::Base)]).unwrap();
    let (_, functions) = search(&mut compared, "");
    assert!(
        functions
            .iter()
            .all(|function| function.weights.flat_compared.is_none())
    );
}
