//! The sandwich: what its callers and callees weigh is what the inspector says of them.

use super::{query, session, top};
use proflens::session::{
    Column, Columns, Flame, FlameQuery, Peek, PeekEdge, PeekQuery, Sandwich, SandwichQuery, Session, Sort,
};
use std::collections::BTreeMap;

fn sandwich(session: &mut Session, name: &str) -> Columns {
    let query = SandwichQuery {
        name: name.to_owned(),
        smallest: 0.0,
        said: 0.0,
        positive_only: false,
    };
    session.ask::<Sandwich>(query).unwrap().columns
}

/// What the boxes of a row weigh, by name.
fn row(columns: &Columns, wanted: i32) -> BTreeMap<String, f64> {
    let column = |name: &str| &columns.iter().find(|(own, _)| *own == name).unwrap().1;
    let (Column::Ints(names), Column::Ints(rows)) = (column("names"), column("rows")) else {
        panic!("not the columns of a flame graph");
    };
    let (Column::Floats(values), Column::Texts(texts)) = (column("values"), column("texts")) else {
        panic!("not the columns of a flame graph");
    };
    let mut weights = BTreeMap::new();
    for (at, _) in rows.iter().enumerate().filter(|(_, row)| **row == wanted) {
        *weights.entry(texts[names[at] as usize].clone()).or_default() += values[at];
    }
    weights
}

#[test]
fn callers_and_callees_weigh_what_the_inspector_says_of_them() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let names: Vec<String> = top(&mut session, query(Sort::Flat))
        .1
        .into_iter()
        .map(|row| row.name)
        .collect();
    let mut compared = 0;
    for name in names {
        let columns = sandwich(&mut session, &name);
        let peek = session.ask::<Peek>(PeekQuery { name: name.clone() }).unwrap().info;
        let recursive = peek.callees.iter().any(|edge| edge.name == name) || row(&columns, 2).contains_key(&name);
        let edges = |edges: &[PeekEdge]| -> BTreeMap<String, f64> {
            edges.iter().map(|edge| (edge.name.clone(), edge.weight)).collect()
        };
        if recursive {
            continue;
        }
        compared += 1;
        assert_eq!(row(&columns, -1), edges(&peek.callers), "callers of {name}");
        assert_eq!(row(&columns, 1), edges(&peek.callees), "callees of {name}");
        assert_eq!(row(&columns, 0), BTreeMap::from([(name, peek.cum)]));
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn it_is_the_flame_graph_around_the_function_and_leaves_that_one_alone() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let name = top(&mut session, query(Sort::Flat)).1[0].name.clone();
    let around = FlameQuery {
        pivot: name.clone(),
        ..FlameQuery::default()
    };
    let flame = session.ask::<Flame>(around).unwrap();
    let sandwich = session
        .ask::<Sandwich>(SandwichQuery {
            name,
            ..SandwichQuery::default()
        })
        .unwrap();
    for level in [-2, -1, 0, 1, 2] {
        assert_eq!(row(&sandwich.columns, level), row(&flame.columns, level));
    }
    let say = |number| {
        (
            flame.view.describe(number).unwrap().text,
            sandwich.view.describe(number).unwrap().text,
        )
    };
    let (one, other) = say(1);
    assert_eq!(one, other);
    // Without a name it is the flame graph of everything.
    let all = session.ask::<Sandwich>(SandwichQuery::default()).unwrap().columns;
    let whole = session.ask::<Flame>(FlameQuery::default()).unwrap().columns;
    assert_eq!(row(&all, 1), row(&whole, 1));
    assert!(row(&all, -1).is_empty() && row(&all, 1).len() > 1);
}
