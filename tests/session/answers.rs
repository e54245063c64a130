//! Tickets, and what is refused: how a view is asked, whichever it is.

use super::{Json, answered, downloaded, params, query, refusal, report, session};
use proflens::ErrorKind;
use proflens::session::{
    Change, Entry, Flame, FlameQuery, Session, Sort, Source, SourceQuery, Ticket, Top, TopQuery, Traces, TracesQuery,
    Wanted,
};
use serde_json::json;

const VIEWS: &[Entry<Json>] = Entry::VIEWS;

fn is_stale(session: &Session, ticket: Ticket) -> bool {
    match session.rows::<Json>(ticket, "rows", 0..1) {
        Ok(_) => false,
        Err(error) => {
            assert_eq!(*error.kind(), ErrorKind::Stale);
            assert!(error.sentence().contains("out of date"), "{error}");
            true
        }
    }
}

#[test]
fn a_ticket_is_good_until_its_view_is_asked_again() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let traces = session.ask::<Traces>(TracesQuery::default()).unwrap().ticket;
    let first = session.ask::<Top>(query(Sort::Flat)).unwrap().ticket;
    assert!(!is_stale(&session, first));
    let second = session
        .ask_by_name::<Json>("top", r#"{"sort": "name"}"#)
        .unwrap()
        .ticket;
    assert_ne!(first, second);
    assert!(is_stale(&session, first));
    assert!(!is_stale(&session, second));
    // Of no concern to the other views.
    assert!(!is_stale(&session, traces));
    // What was never handed out is no better.
    assert!(is_stale(&session, second + 1));
    assert!(is_stale(&session, 0));
    // A question that is refused asks nothing.
    assert!(session.ask_by_name::<Json>("top", r#"{"sort": "size"}"#).is_err());
    assert!(!is_stale(&session, second));
}

#[test]
fn no_number_of_a_session_is_one_of_the_session_that_takes_its_place() {
    let heap = std::fs::read("testdata/heap-1.pb.gz").unwrap();
    let mut before = Session::default();
    let first = before.open("heap", &heap).unwrap();
    let mut after = Session::default().after(1, first);
    let second = after.open("heap", &heap).unwrap();
    assert_eq!(second, first + 1);
    let ask = |session: &mut Session| session.ask::<Top>(query(Sort::Flat)).unwrap().ticket;
    let (ticket, other) = (ask(&mut before), ask(&mut after));
    assert!(is_stale(&after, ticket));
    assert!(!is_stale(&after, other));
}

#[test]
fn a_change_makes_all_tickets_stale() {
    let (mut session, ids) = session(&["cpu.pb.gz", "cpu-2.pb.gz"]);
    let changes: [&dyn Fn(&mut Session); 6] = [
        &|session| session.set_option("focus", "rank").unwrap(),
        &|session| session.set_option("sort", "cum").unwrap(),
        &|session| drop(session.set_params(&params("n=7"))),
        &|session| drop(session.run_to_text("hide=runtime").unwrap()),
        &|session| session.set_roles(&[(ids[1], proflens::session::Role::Base)]).unwrap(),
        &|session| session.close(ids[0]).unwrap(),
    ];
    for (number, change) in changes.iter().enumerate() {
        let top = session.ask::<Top>(TopQuery::default()).unwrap().ticket;
        let traces = session.ask::<Traces>(TracesQuery::default()).unwrap().ticket;
        let flame = session.ask::<Flame>(FlameQuery::default()).unwrap().ticket;
        let generation = session.generation();
        change(&mut session);
        assert!(session.generation() > generation, "change {number}");
        assert!(is_stale(&session, top) && is_stale(&session, traces), "change {number}");
        let detail = session.detail::<Json>(flame, 0).err().unwrap();
        assert_eq!(*detail.kind(), ErrorKind::Stale, "change {number}");
        let csv = session.download(&answered("csv", top)).err().unwrap();
        assert_eq!(*csv.kind(), ErrorKind::Stale, "change {number}");
    }
}

#[test]
fn what_changes_nothing_keeps_tickets_good() {
    let (mut session, ids) = session(&["cpu.pb.gz"]);
    session.set_option("sort", "cum").unwrap();
    let ticket = session.ask::<Top>(TopQuery::default()).unwrap().ticket;
    let generation = session.generation();
    let bytes = super::testdata("heap-1.pb.gz");
    // A further profile is off until somebody gives it a part to play, and so is one that is closed.
    let other = session.open("heap-1.pb.gz", &bytes).unwrap();
    assert!(session.open("broken", &bytes[..100]).is_err());
    session.close(other).unwrap();
    session.set_option("sort", "cum").unwrap();
    assert!(session.set_option("focus", "(").is_err());
    session.set_roles(&[(ids[0], proflens::session::Role::Source)]).unwrap();
    session.run_to_text("top5").unwrap();
    session.run_to_text("sort=cum").unwrap();
    session.change(&Change::read::<Json>("{}").unwrap());
    session.change(&Change::read::<Json>(r#"{"zone": "UTC"}"#).unwrap());
    assert_eq!(session.generation(), generation);
    assert!(!is_stale(&session, ticket));
}

#[test]
fn every_view_answers_a_query_without_fields() {
    for file in ["cpu.pb.gz", "synthetic/empty.pb.gz"] {
        let (mut session, _) = session(&[file]);
        let mut tickets = Vec::new();
        for view in VIEWS {
            tickets.push(session.ask_by_name::<Json>(view.name, "{}").unwrap().ticket);
        }
        tickets.dedup();
        assert_eq!(tickets.len(), VIEWS.len());
    }
    // And says what is missing where there is nothing to ask about; which reports there are is known even then, and that no
    // profile names a file.
    let mut session = Session::default();
    for view in VIEWS.iter().filter(|view| !["reports", "dropped"].contains(&view.name)) {
        let said = refusal(session.ask_by_name::<Json>(view.name, "{}"));
        assert!(said.contains("no profile is open"), "{}: {said}", view.name);
    }
}

#[test]
fn what_no_view_has_is_refused_with_a_sentence() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let said = refusal(session.ask_by_name::<Json>("tops", "{}"));
    assert!(said.starts_with("there is no view \"tops\": there are top, "), "{said}");
    for view in VIEWS {
        let said = refusal(session.ask_by_name::<Json>(view.name, r#"{"nosuch": 1}"#));
        let wanted = format!("{} cannot be asked for this: unknown field `nosuch`", view.name);
        assert!(said.starts_with(&wanted), "{said}");
        let ticket = session.ask_by_name::<Json>(view.name, "{}").unwrap().ticket;
        let said = refusal(session.rows::<Json>(ticket, "nosuch", 0..1));
        let wanted = format!("{} has no part \"nosuch\": there are ", view.name);
        assert!(said.starts_with(&wanted) && said.len() > wanted.len(), "{said}");
    }
    for (view, query, wanted) in [
        ("top", r#"{"sort": "size"}"#, "unknown variant `size`"),
        (
            "top",
            r#"{"search": 1}"#,
            "invalid type: integer `1`, expected a string",
        ),
        ("flame", r#"{"path": "main"}"#, "expected a sequence"),
        ("top", "7", "invalid type: integer `7`"),
    ] {
        let said = refusal(session.ask_by_name::<Json>(view, query));
        assert!(said.contains(wanted), "{said}");
    }
    let said = refusal(Change::read::<Json>(r#"{"focus": "main"}"#));
    assert!(said.contains("unknown field `focus`"), "{said}");
    let said = refusal(Wanted::read::<Json>(r#"{"name": "csv"}"#));
    assert!(said.contains("unknown field `name`"), "{said}");
}

#[test]
fn details_that_are_not_there_are_refused() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    for view in VIEWS {
        let ticket = session.ask_by_name::<Json>(view.name, "{}").unwrap().ticket;
        let detail = session.detail::<Json>(ticket, usize::MAX);
        match view.name {
            // A line that has no weight, or is none, has nothing behind it.
            "source" => assert_eq!(detail.unwrap(), json!({"calls": [], "places": [], "morePlaces": 0})),
            "flame" | "sandwich" => assert_eq!(refusal(detail), format!("there is no box {}", usize::MAX)),
            "traces" => assert_eq!(refusal(detail), format!("there is no stack {}", usize::MAX)),
            "goroutines" => assert_eq!(
                refusal(detail),
                format!("there is no group of goroutines {}", usize::MAX)
            ),
            "calls" | "trend" => assert_eq!(refusal(detail), format!("there is no row {}", usize::MAX)),
            name => assert_eq!(refusal(detail), format!("{name} has no details of row {}", usize::MAX)),
        }
    }
    let tags = session.ask_by_name::<Json>("tags", "{}").unwrap().ticket;
    assert_eq!(
        refusal(session.rows::<Json>(tags, "999", 0..1)),
        "there is no label 999"
    );
}

#[test]
fn the_first_rows_are_those_that_rows_hands_out() {
    let (mut session, _) = session(&["cpu.pb.gz", "cpu-2.pb.gz"]);
    let mut seen = 0;
    for view in VIEWS {
        let reply = session.ask_by_name::<Json>(view.name, "{}").unwrap();
        let Some(rows) = reply.rows else { continue };
        seen += 1;
        let (first, part) = (rows.to_string(), view.parts[0]);
        let again = session.rows::<Json>(reply.ticket, part, 0..128).unwrap();
        assert_eq!(first, again.to_string(), "{}", view.name);
        assert!(first.len() > 1000, "{}", view.name);
        // A range that ends behind the rows, or before it begins.
        assert_eq!(
            session
                .rows::<Json>(reply.ticket, part, 90_000..90_001)
                .unwrap()
                .to_string(),
            "[]"
        );
        let backwards = std::ops::Range { start: 3, end: 1 };
        assert_eq!(
            session.rows::<Json>(reply.ticket, part, backwards).unwrap().to_string(),
            "[]"
        );
    }
    assert!(seen > 2, "only {seen} views have rows");
}

#[test]
fn a_table_without_a_ticket_is_all_of_it() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let nothing_asked = downloaded(&session, &report("csv"), 100);
    let folded = downloaded(&session, &report("folded"), 100);
    let search = TopQuery {
        search: "rank".to_owned(),
        ..query(Sort::Name)
    };
    let top = session.ask::<Top>(search).unwrap();
    let traces = session
        .ask::<Traces>(TracesQuery {
            search: "rank".to_owned(),
        })
        .unwrap();
    // What was asked meanwhile is of no concern.
    assert_eq!(downloaded(&session, &report("csv"), 100), nothing_asked);
    assert_eq!(downloaded(&session, &report("folded"), 100), folded);
    let all = session.ask::<Top>(TopQuery::default()).unwrap();
    assert_eq!(nothing_asked.lines().count(), 1 + all.info.rows);
    assert_eq!(downloaded(&session, &answered("csv", all.ticket), 100), nothing_asked);
    assert!(top.info.rows < all.info.rows);
    assert_eq!(
        downloaded(&session, &answered("folded", traces.ticket), 100)
            .lines()
            .count(),
        traces.info.groups
    );
    // The answer of another view has no such rows.
    let said = refusal(session.download(&answered("csv", traces.ticket)));
    assert_eq!(said, format!("the answer {} is not one of top", traces.ticket));
}

#[test]
fn what_was_answered_outlives_the_ticket() {
    let (mut session, ids) = session(&["cpu.pb.gz"]);
    let source = session.ask::<Source>(SourceQuery::default()).unwrap().view;
    let top = session.ask::<Top>(TopQuery::default()).unwrap().view;
    let before = (source.functions(0..9).len(), top.page(0..9).len());
    session.close(ids[0]).unwrap();
    assert_eq!((source.functions(0..9).len(), top.page(0..9).len()), before);
}
