//! What is said of two profiles before anybody compares them, and of two that are no before and after.

use super::{query, session, top};
use proflens::session::{Comparison, ComparisonQuery, Piece, Role, Sort, TopRow};

#[test]
fn what_is_said_before_is_what_the_comparison_says() {
    for (base, source) in [
        ("cpu.pb.gz", "cpu-2.pb.gz"),
        ("heap-1.pb.gz", "heap-2.pb.gz"),
        ("goroutine-1.pb.gz", "goroutine-2.pb.gz"),
    ] {
        let (mut session, ids) = session(&[base, source]);
        let before = session.summary().unwrap().sentence.clone();
        let asked = ComparisonQuery {
            base: ids[0],
            source: ids[1],
        };
        let said = session.ask::<Comparison>(asked).unwrap().info;
        // Nothing that is shown has changed.
        assert_eq!(session.summary().unwrap().sentence, before);
        let roles = [(ids[0], Role::DiffBase), (ids[1], Role::Source)];
        session.set_roles(&roles).unwrap();
        assert_eq!(said.sentence, session.summary().unwrap().sentence);
        // And each of its numbers is in the row that it leads to.
        let (_, rows) = top(&mut session, query(Sort::Flat));
        let mut found = 0;
        // What holds under filters alone is tested where sentences are.
        let is_number = |piece: &&Piece| piece.view == "top" && !piece.function.is_empty() && piece.add.is_empty();
        for piece in said.pieces.iter().filter(is_number) {
            let mut rows = rows.iter().filter(|row| row.name == piece.function);
            let said = piece.text.trim_matches(['(', ')', '+']);
            // Where everybody waits it is what a function weighs with all that it calls.
            let is_said = |row: &TopRow| [&row.flat_text, &row.cum_text].iter().any(|text| *text == said);
            assert!(rows.any(is_said), "{base}: {} of {}", piece.text, piece.function);
            found += 1;
        }
        assert!(found > 0, "{base}");
    }
}

#[test]
fn a_comparison_is_of_two() {
    let (mut session, ids) = session(&["cpu.pb.gz"]);
    let asked = ComparisonQuery {
        base: ids[0],
        source: ids[0],
    };
    assert_eq!(session.ask::<Comparison>(asked).unwrap().info.sentence, "");
}

#[test]
fn who_waits_and_who_lets_wait_are_no_before_and_after() {
    let (mut session, ids) = session(&["mutex.pb.gz", "block.pb.gz"]);
    session
        .set_roles(&[(ids[0], Role::DiffBase), (ids[1], Role::Source)])
        .unwrap();
    let sentence = session.summary().unwrap().sentence.clone();
    assert!(!sentence.contains(" changed "), "{sentence}");
    assert!(!sentence.contains("changes"), "{sentence}");
    assert!(
        sentence.starts_with("The block profile of search (delay) has "),
        "{sentence}"
    );
    assert!(sentence.contains(", the mutex profile "), "{sentence}");
    assert!(sentence.contains("their difference is no change"), "{sentence}");
}
