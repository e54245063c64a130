//! The sentence: its numbers are those that the table shows where they lead.

use super::{query, session, top};
use proflens::session::{Change, Peek, PeekQuery, Piece, Role, Session, Sort};

/// The pieces of the sentence about a file.
fn pieces(file: &str) -> Vec<Piece> {
    session(&[file]).0.summary().unwrap().pieces.clone()
}

/// A session with the second profile as the source and the first one as its base, in that role and scaled to it.
fn normalized(base: &str, source: &str, role: Role) -> Session {
    let (mut session, ids) = session(&[base, source]);
    session.set_roles(&[(ids[1], Role::Source), (ids[0], role)]).unwrap();
    session.set_option("normalize", "true").unwrap();
    session
}

#[test]
fn dumps_are_opened_for_their_own_view() {
    for (file, view) in [
        ("goroutine.debug2.txt", "goroutines"),
        ("goroutine-2.pb.gz", "top"),
        ("goroutine.debug1.txt", "top"),
        ("cpu.pb.gz", "top"),
    ] {
        assert_eq!(session(&[file]).0.summary().unwrap().first_view, view, "{file}");
    }
}

#[test]
fn each_number_is_found_where_it_leads() {
    for (file, is_cum) in [
        ("cpu.pb.gz", false),
        ("cpu-2.pb.gz", false),
        ("heap-2.pb.gz", false),
        ("allocs.pb.gz", false),
        ("mutex.pb.gz", true),
        ("block.pb.gz", true),
    ] {
        let mut found = 0;
        for piece in pieces(file) {
            if piece.view != "top" || piece.function.is_empty() {
                continue;
            }
            let (mut session, _) = session(&[file]);
            let add = piece.add.iter();
            let state = session.change(&Change {
                add: add.map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
                ..Change::default()
            });
            assert!(state.refused.is_empty(), "{:?}", state.refused);
            let (_, rows) = top(&mut session, query(Sort::Flat));
            let row = rows.iter().find(|row| row.name == piece.function).unwrap();
            let percent = if is_cum { &row.cum_percent } else { &row.flat_percent };
            assert!(
                piece.text.contains(&format!(", {})", percent.trim())),
                "{file}: {} {percent}",
                piece.text
            );
            found += 1;
        }
        assert!(found >= 3, "{file}: {found}");
    }
}

/// A profile of bytes that are in use, as a text of Go's: what each of some functions has.
fn heap(name: &str, parts: &[(&str, i64)]) -> Session {
    let mut text = "heap profile: 1: 1 [1: 1] @ heap/1048576\n".to_owned();
    for (at, (function, bytes)) in (1..).zip(parts) {
        let address = 4096 * at;
        text.push_str(&format!(
            "1: {bytes} [1: {bytes}] @ 0x{address:x}\n#\t0x{address:x}\t{function}+0x1\t/src/main.go:{at}\n\n"
        ));
    }
    let mut session = Session::default();
    session.open(name, text.as_bytes()).unwrap();
    session
}

#[test]
fn what_is_nothing_beside_the_first_is_no_finding() {
    let session = heap(
        "heap",
        &[("main.big", 2700 << 20), ("main.small", 3000), ("main.other", 2000)],
    );
    let sentence = session.summary().unwrap().sentence.clone();
    assert!(
        sentence.contains("main.big") && !sentence.contains("main.small"),
        "{sentence}"
    );
    let session = heap("heap", &[("main.big", 2700 << 20), ("main.part", 30 << 20)]);
    let sentence = session.summary().unwrap().sentence.clone();
    assert!(sentence.contains("main.part"), "{sentence}");
}

#[test]
fn what_is_hot_is_what_top_puts_first() {
    for file in ["cpu.pb.gz", "cpu-2.pb.gz", "heap-2.pb.gz", "allocs.pb.gz"] {
        let (mut session, _) = session(&[file]);
        let (_, rows) = top(&mut session, query(Sort::Flat));
        let named = pieces(file)
            .into_iter()
            .filter(|piece| piece.view == "top" && piece.add.is_empty());
        let named: Vec<String> = named
            .map(|piece| piece.function)
            .filter(|name| !name.is_empty())
            .collect();
        let first: Vec<&str> = rows.iter().take(3).map(|row| row.name.as_str()).collect();
        assert_eq!(named, first, "{file}");
    }
}

#[test]
fn the_runtime_is_left_out_by_a_second_clause() {
    let (session, _) = session(&["heap-2.pb.gz"]);
    let sentence = session.summary().unwrap().sentence.clone();
    assert!(
        sentence.contains("; the largest parts are in reflect.growslice (8.15MB, 21.13%), "),
        "{sentence}"
    );
    assert!(
        sentence.ends_with("; without the Go runtime: reflect.Value.grow (8.15MB, 21.13%)."),
        "{sentence}"
    );
    // The name leads to what stands behind it, and so needs the filter as well.
    let pieces = pieces("heap-2.pb.gz");
    let of_it: Vec<&Piece> = pieces
        .iter()
        .filter(|piece| piece.function == "reflect.Value.grow")
        .collect();
    assert_eq!(of_it.len(), 2);
    assert!(!of_it[0].add.is_empty());
    assert_eq!(of_it[0].add, of_it[1].add);
}

#[test]
fn what_filters_leave_is_said_with_its_share() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    session.set_option("focus", "query").unwrap();
    let said = session.summary().unwrap().sentence.clone();
    assert!(
        said.contains("5.59s in total; with focus=query, 1.12s (20.04%) is left; "),
        "{said}"
    );
    session.set_option("focus", "zzzz").unwrap();
    let said = session.summary().unwrap().sentence.clone();
    assert!(said.ends_with("; with focus=zzzz nothing is left."), "{said}");
}

#[test]
fn a_comparison_that_is_normalized_says_so() {
    let session = normalized("cpu.pb.gz", "cpu-2.pb.gz", Role::DiffBase);
    let said = session.summary().unwrap().sentence.clone();
    assert!(said.contains("UTC, normalized to 5.59s; the largest changes"), "{said}");
}

#[test]
fn what_rounding_leaves_of_a_normalized_sum_is_0_as_in_pprof() {
    for (base, source, wanted) in [
        (
            "heap-1.pb.gz",
            "heap-2.pb.gz",
            "changed by 0 in all, from 10.54MB before",
        ),
        ("cpu.pb.gz", "cpu-2.pb.gz", "changed by 0 in all, from 5.59s before"),
    ] {
        let mut session = normalized(base, source, Role::DiffBase);
        let header = top(&mut session, query(Sort::Flat)).0.header;
        assert!(header.iter().any(|line| line.ends_with(wanted)), "{header:?}");
    }
}

#[test]
fn shares_of_callers_are_told_where_they_are_parts() {
    let mut session = normalized("heap-1.pb.gz", "heap-2.pb.gz", Role::Base);
    let (mut parts, mut others) = (0, 0);
    for row in top(&mut session, query(Sort::Flat)).1 {
        let peek = session.ask::<Peek>(PeekQuery { name: row.name }).unwrap().info;
        for calls in [&peek.callers, &peek.callees] {
            let are_parts = calls
                .iter()
                .all(|call| call.weight * peek.cum >= 0.0 && call.weight.abs() <= peek.cum.abs());
            assert!(
                calls.iter().all(|call| call.percent.is_empty() != are_parts),
                "{}",
                peek.name
            );
            *(if are_parts { &mut parts } else { &mut others }) += calls.len();
        }
    }
    assert!(parts > 10 && others > 10, "{parts}, {others}");
}

#[test]
fn where_there_is_little_room_both_sides_and_the_largest_change_come_first() {
    let (mut session, ids) = session(&["heap-1.pb.gz", "heap-2.pb.gz"]);
    session
        .set_roles(&[(ids[1], Role::Source), (ids[0], Role::DiffBase)])
        .unwrap();
    session.set_option("hide", "^runtime\\.").unwrap();
    let summary = session.summary().unwrap();
    let brief: String = summary
        .pieces
        .iter()
        .map(|piece| piece.brief.as_ref().unwrap_or(&piece.text).as_str())
        .collect();
    assert!(
        brief.starts_with(
            "inuse_space 10.54MB → 38.57MB, +28.03MB; filtered +28.03MB; largest in reflect.growslice (+6.52MB), "
        ),
        "{brief}"
    );
    // Each side leads to its profile alone.
    let sides = summary.pieces.iter().filter_map(|piece| piece.profile);
    assert_eq!(sides.collect::<Vec<_>>(), ids);
    assert!(
        summary.sentence.contains(" changed from 10.54MB at 2026-"),
        "{}",
        summary.sentence
    );
    let (session, _) = super::session(&["cpu.pb.gz"]);
    let pieces = &session.summary().unwrap().pieces;
    let brief: Vec<&str> = pieces.iter().filter_map(|piece| piece.brief.as_deref()).collect();
    assert_eq!(brief, ["cpu of search", ": ", "; most in "]);
}

#[test]
fn the_facts_of_a_comparison_name_both_sides() {
    let (mut session, ids) = session(&["cpu.pb.gz", "cpu-2.pb.gz"]);
    let facts = |session: &proflens::session::Session| -> Vec<String> {
        let summary = session.summary().unwrap();
        summary.profile_lines.iter().map(|line| line.text.clone()).collect()
    };
    let (times, sides) = (
        ["Time: ", "Duration: "],
        ["From: cpu.pb.gz, taken 20", "To: cpu-2.pb.gz, taken 20"],
    );
    let begins = |lines: &[String], word: &str| lines.iter().filter(|line| line.starts_with(word)).count();
    let alone = facts(&session);
    assert_eq!(times.map(|word| begins(&alone, word)), [1, 1], "{alone:?}");
    for role in [Role::DiffBase, Role::Base] {
        session.set_roles(&[(ids[1], Role::Source), (ids[0], role)]).unwrap();
        let both = facts(&session);
        assert_eq!(times.map(|word| begins(&both, word)), [0, 0], "{both:?}");
        assert_eq!(sides.map(|word| begins(&both, word)), [1, 1], "{both:?}");
        assert!(
            both.iter()
                .all(|line| !line.starts_with("From") || line.contains("UTC over ")),
            "{both:?}"
        );
    }
}

#[test]
fn sides_that_are_differences_are_what_is_left_of_them() {
    let (mut session, ids) = session(&["synthetic/values.pb.gz", "synthetic/values.pb.gz"]);
    session.set_option("sample_index", "size").unwrap();
    session
        .set_roles(&[(ids[0], Role::DiffBase), (ids[1], Role::Source)])
        .unwrap();
    let summary = session.summary().unwrap();
    // 67108864 - 3145745 + 1023 of bytes, where magnitudes are 67MB.
    let diff = summary.diff.as_ref().unwrap();
    assert_eq!((diff.base, diff.source), (63_964_142.0, 63_964_142.0));
    assert!(
        summary.sentence.contains(" changed from 61MB to 61MB, 0"),
        "{}",
        summary.sentence
    );
}

#[test]
fn amounts_that_cannot_be_are_not_said() {
    let (session, _) = session(&["synthetic/values.pb.gz"]);
    let summary = session.summary().unwrap();
    assert!(
        summary.sentence.contains(": its total is doubtful; ") && !summary.sentence.contains("hrs"),
        "{}",
        summary.sentence
    );
    let doubted = summary.pieces.iter().filter(|piece| !piece.doubt.is_empty());
    assert_eq!(doubted.count(), 1);
    let last = summary.profile_lines.last().unwrap();
    assert!(
        last.text.starts_with("Total: ") && last.doubt.starts_with("No program"),
        "{last:?}"
    );
}
