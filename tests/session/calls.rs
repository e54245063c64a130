//! The tree of calls: its paths weigh what pprof's traces do.

use super::{golden, query, session, top};
use proflens::session::{Calls, CallsInfo, CallsQuery, CallsRow, Role, Session, Sort};
use std::collections::BTreeMap;

fn ask(session: &mut Session, query: &CallsQuery) -> (CallsInfo, Vec<CallsRow>) {
    let calls = session.ask::<Calls>(query.clone()).unwrap();
    let rows = calls.view.page(0..usize::MAX);
    assert_eq!(rows.len(), calls.info.rows);
    (calls.info, rows)
}

/// All rows of the tree: each is opened.
fn whole(session: &mut Session, inverted: bool) -> Vec<CallsRow> {
    let mut query = CallsQuery {
        inverted,
        ..CallsQuery::default()
    };
    loop {
        let (_, rows) = ask(session, &query);
        let view = session.ask::<Calls>(query.clone()).unwrap().view;
        let Some(closed) = rows.iter().position(|row| row.children > 0 && row.step == 0) else {
            return rows;
        };
        // What opens a row begins below what the row is below.
        let (within, before) = (rows[closed].within, query.open.len() as u32);
        for mut step in view.opened(closed).unwrap().below {
            step.within = if step.within == 0 { within } else { step.within + before };
            query.open.push(step);
        }
    }
}

/// The names from the first level to a row, one below the other.
fn path(rows: &[CallsRow], mut at: i32) -> String {
    let mut names = Vec::new();
    while let Ok(row) = usize::try_from(at) {
        names.push(rows[row].name.as_str());
        at = rows[row].parent;
    }
    names.reverse();
    names.join("\n")
}

/// What the stacks of `traces` weigh that lead through each path, and what ends there.
fn paths(traces: &str, inverted: bool) -> BTreeMap<String, (f64, f64)> {
    let mut paths: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for block in traces.split("-----------+-------------------------------------------------------\n") {
        let lines = block
            .lines()
            .filter(|line| line.len() > 13 && !line[..13].contains(':'));
        let (numbers, names): (Vec<&str>, Vec<&str>) = lines.map(|line| line.split_at(13)).unzip();
        let Some(value) = numbers.first().and_then(|text| text.trim().parse::<f64>().ok()) else {
            continue;
        };
        let mut names: Vec<&str> = names.iter().map(|name| name.trim_end_matches(" (inline)")).collect();
        if !inverted {
            names.reverse();
        }
        for end in 1..=names.len() {
            let (cum, flat) = paths.entry(names[..end].join("\n")).or_default();
            *cum += value;
            *flat += if end == names.len() { value } else { 0.0 };
        }
    }
    paths
}

#[test]
fn each_path_weighs_what_the_traces_say() {
    for inverted in [false, true] {
        let wanted = paths(&golden("goroutine-2.traces"), inverted);
        assert!(wanted.len() > 30, "{} paths", wanted.len());
        let (mut session, _) = session(&["goroutine-2.pb.gz"]);
        let rows = whole(&mut session, inverted);
        let row = |at: usize| (path(&rows, at as i32), (rows[at].cum, rows[at].flat));
        let shown: BTreeMap<String, (f64, f64)> = (0..rows.len()).map(row).collect();
        assert_eq!(shown.len(), rows.len());
        assert_eq!(shown, wanted);
    }
}

#[test]
fn a_row_is_what_is_below_it_and_its_own() {
    for (file, inverted) in [("cpu.pb.gz", false), ("cpu.pb.gz", true), ("heap-2.pb.gz", false)] {
        let (mut session, _) = session(&[file]);
        session.set_option("trim", "false").unwrap();
        let rows = whole(&mut session, inverted);
        let mut sums = vec![0.0; rows.len()];
        for row in &rows {
            if let Ok(parent) = usize::try_from(row.parent) {
                sums[parent] += row.cum;
            }
        }
        for (row, below) in rows.iter().zip(sums) {
            assert_eq!(row.cum, below + row.flat, "{}", row.name);
        }
        // On the first level, from the leaf, stands pprof's flat of each function; from the root, the cum of what nobody calls.
        let (_, table) = top(&mut session, query(Sort::Flat));
        let first: BTreeMap<&str, f64> = rows
            .iter()
            .filter(|row| row.level == 1)
            .map(|row| (row.name.as_str(), row.cum))
            .collect();
        let called: Vec<&str> = rows
            .iter()
            .filter(|row| row.level > 1)
            .map(|row| row.name.as_str())
            .collect();
        let wanted = table.iter().filter_map(|row| match inverted {
            true => (row.flat != 0.0).then_some((row.name.as_str(), row.flat)),
            false => (!called.contains(&row.name.as_str())).then_some((row.name.as_str(), row.cum)),
        });
        let wanted: BTreeMap<&str, f64> = wanted.collect();
        assert!(!wanted.is_empty());
        for (name, value) in &wanted {
            assert_eq!(first.get(name), Some(value), "{file} {name}");
        }
        assert!(!inverted || first.len() == wanted.len(), "{file}");
    }
}

#[test]
fn before_and_after_are_those_of_top() {
    let (mut session, ids) = session(&["heap-1.pb.gz", "heap-2.pb.gz"]);
    session
        .set_roles(&[(ids[0], Role::DiffBase), (ids[1], Role::Source)])
        .unwrap();
    session.set_option("trim", "false").unwrap();
    let leaf = CallsQuery {
        inverted: true,
        ..CallsQuery::default()
    };
    let (info, rows) = ask(&mut session, &leaf);
    assert!(info.compared);
    let (_, table) = top(&mut session, query(Sort::Flat));
    for row in &rows {
        let Some(same) = table.iter().find(|own| own.name == row.name) else {
            // pprof has no row for what has not changed.
            assert_eq!(row.cum, 0.0, "{}", row.name);
            continue;
        };
        let (own, of_top) = (row.cum_compared.as_ref().unwrap(), same.flat_compared.as_ref().unwrap());
        assert_eq!(row.cum_text, same.flat_text, "{}", row.name);
        assert_eq!(own.before_text, of_top.before_text, "{}", row.name);
        assert_eq!(own.after_text, of_top.after_text, "{}", row.name);
        assert_eq!(own.percent, of_top.percent, "{}", row.name);
    }
    assert!(rows.is_sorted_by(|one, other| one.cum.abs() >= other.cum.abs()));
}

#[test]
fn a_search_and_a_function_say_what_is_to_be_opened() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let name = "shop.example/search/rank.dot";
    for (search, function) in [("", name), ("rank\\.dot$", "")] {
        let mut query = CallsQuery {
            search: search.to_owned(),
            function: function.to_owned(),
            ..CallsQuery::default()
        };
        let (info, _) = ask(&mut session, &query);
        assert!(
            info.at < 0 && info.hits.is_empty() && info.ways.len() > 1,
            "{:?}",
            info.ways
        );
        query.open = info.ways;
        let (info, rows) = ask(&mut session, &query);
        match function {
            "" => {
                assert!(!info.hits.is_empty() && info.matched_text != "0");
                for (at, row) in rows.iter().enumerate() {
                    assert_eq!(row.found, row.name == name);
                    assert_eq!(row.found, info.hits.contains(&(at as u32)));
                }
            }
            _ => assert_eq!(rows[info.at as usize].name, name),
        }
    }
    let bad = CallsQuery {
        search: "(".to_owned(),
        ..CallsQuery::default()
    };
    let (info, rows) = ask(&mut session, &bad);
    assert_eq!(info.search_error, "error parsing regexp: missing closing ): `(`");
    assert!(info.hits.is_empty() && !rows.is_empty());
}

#[test]
fn labels_at_the_root_say_which_label_they_are() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    session.set_option("tagroot", "tenant").unwrap();
    let (_, rows) = ask(&mut session, &CallsQuery::default());
    let mut first: Vec<String> = rows
        .iter()
        .filter(|row| row.level == 1)
        .map(|row| format!("{} {}", row.name, row.cum_percent))
        .collect();
    // What pprof's `tags` says of the label, and what has none of it.
    let wanted = [
        "tenant=globex 31.66%",
        "tenant=initech 30.59%",
        "tenant=acme 28.98%",
        "no tenant 8.77%",
    ];
    first.truncate(wanted.len() + 1);
    assert_eq!(first, wanted);
    assert!(golden("cpu.tags").contains("1.77s (31.66%): globex"));
}
