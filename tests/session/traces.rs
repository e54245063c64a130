//! Stacks: grouped, and read from where they are the user's.

use super::{golden, session};
use proflens::session::{Role, Session, TraceDetail, TraceRow, Traces, TracesQuery};
use std::collections::HashMap;

fn rows(session: &mut Session) -> Vec<TraceRow> {
    let traces = session.ask::<Traces>(TracesQuery::default()).unwrap();
    traces.view.page(0..traces.info.groups).unwrap()
}

#[test]
fn stacks_are_grouped_without_losing_a_sample() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let traces = session.ask::<Traces>(TracesQuery::default()).unwrap();
    let (info, traces) = (traces.info, traces.view);
    let text = golden("cpu.top");
    assert!(
        text.contains(&format!("of {} total", info.matched_text)),
        "{}",
        info.matched_text
    );
    let rows = traces.page(0..info.groups).unwrap();
    assert_eq!(rows.iter().map(|row| row.samples).sum::<usize>(), info.all_samples);
    assert!(rows.windows(2).all(|pair| pair[0].value >= pair[1].value));
    for index in [0, info.groups - 1] {
        let detail = traces.group(index).unwrap();
        assert_eq!(detail.frames.len(), rows[index].depth);
        assert_eq!(detail.text.lines().count(), rows[index].depth);
        assert_eq!(detail.value_text, rows[index].value_text);
        for label in &detail.labels {
            let samples: usize = label.values.iter().map(|value| value.samples).sum();
            assert!(label.more > 0 || samples <= detail.samples);
        }
    }
    assert!(traces.group(info.groups).is_err());
    let query = TracesQuery {
        search: "merge".to_owned(),
    };
    let some = session.ask::<Traces>(query).unwrap();
    assert!(some.info.groups > 0 && some.info.groups < info.groups);
    assert!(some.view.group(some.info.groups).is_err());
}

/// Who waits is read from the first frame that is not of the runtime; all frames are in the detail.
#[test]
fn stacks_of_who_waits_begin_at_the_users_frame() {
    for file in ["goroutine-2.pb.gz", "block.pb.gz", "mutex.pb.gz"] {
        let (mut session, _) = session(&[file]);
        let traces = session.ask::<Traces>(TracesQuery::default()).unwrap().view;
        let rows = rows(&mut session);
        let leads = |name: &str| name.starts_with("runtime.") || name.starts_with("sync.") || name == "time.Sleep";
        let mut parked = 0;
        for (at, row) in rows.iter().enumerate() {
            let frames = traces.group(at).unwrap().frames;
            let names: Vec<&str> = frames.iter().map(|frame| frame.name.as_str()).collect();
            assert_eq!(names.len(), row.depth);
            let shown: Vec<&str> = row.parked.iter().chain(&row.frames).map(String::as_str).collect();
            assert!(names.starts_with(&shown), "{file}: {names:?}");
            assert!(
                row.parked.is_empty() || !leads(&row.frames[0]),
                "{file}: {}",
                row.frames[0]
            );
            parked += usize::from(!row.parked.is_empty());
        }
        assert!(parked > 0, "{file}");
    }
    let (mut session, _) = session(&["cpu.pb.gz"]);
    assert!(rows(&mut session).iter().all(|row| row.parked.is_empty()));
}

#[test]
fn a_group_says_whether_its_samples_have_the_same_labels() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let traces = session.ask::<Traces>(TracesQuery::default()).unwrap().view;
    let mut seen = [0, 0];
    for (at, row) in rows(&mut session).iter().enumerate() {
        let labels = traces.group(at).unwrap().labels;
        let is_mixed = labels
            .iter()
            .any(|label| label.more > 0 || label.values.len() > 1 || label.values[0].samples < row.samples);
        assert_eq!(row.has_other_labels, is_mixed, "stack {at}");
        seen[usize::from(is_mixed)] += 1;
    }
    assert!(seen[0] > 0 && seen[1] > 0, "{seen:?}");
}

/// What every stack weighs, by its frames.
fn by_frames(session: &mut Session, text: impl Fn(&TraceDetail) -> [String; 2]) -> HashMap<String, [String; 2]> {
    session.set_option("unit", "B").unwrap();
    let traces = session.ask::<Traces>(TracesQuery::default()).unwrap();
    let details = (0..traces.info.groups).map(|at| traces.view.group(at).unwrap());
    details
        .map(|detail| {
            let names = detail
                .frames
                .iter()
                .map(|frame| format!("{}{}", frame.name, frame.inline));
            (names.collect::<Vec<_>>().join(";"), text(&detail))
        })
        .collect()
}

#[test]
fn before_and_after_are_what_each_profile_has_alone() {
    let alone = |file: &str| {
        let (mut session, _) = session(&[file]);
        by_frames(&mut session, |detail| [detail.value_text.clone(), String::new()])
    };
    let (before, after) = (alone("heap-1.pb.gz"), alone("heap-2.pb.gz"));
    let (mut session, ids) = session(&["heap-2.pb.gz", "heap-1.pb.gz"]);
    session.set_roles(&[(ids[1], Role::DiffBase)]).unwrap();
    let compared = by_frames(&mut session, |detail| {
        let compared = detail.compared.as_ref().unwrap();
        [compared.before_text.clone(), compared.after_text.clone()]
    });
    let text =
        |of: &HashMap<String, [String; 2]>, stack: &str| of.get(stack).map_or("0".to_owned(), |own| own[0].clone());
    assert!(compared.len() > 40 && compared.len() >= before.len().max(after.len()));
    for (stack, sides) in &compared {
        assert_eq!(*sides, [text(&before, stack), text(&after, stack)], "{stack}");
    }
    // What marks the base is no label.
    let traces = session.ask::<Traces>(TracesQuery::default()).unwrap();
    for (at, row) in rows(&mut session).iter().enumerate() {
        let labels = traces.view.group(at).unwrap().labels;
        assert!(labels.iter().all(|label| label.key != "pprof::base") && !row.labels.contains("pprof::base"));
        assert!(row.compared.is_some());
    }
    session.set_roles(&[(ids[1], Role::Base)]).unwrap();
    assert!(rows(&mut session).iter().all(|row| row.compared.is_none()));
}
