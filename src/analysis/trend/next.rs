//! What to look at next: questions that a verdict leaves, none of them an answer.

use super::Trend;
use super::place::Place;
use super::series::Subject;
use super::snapshots::Snapshots;
use super::verdict::{Finding, Kind, Verdict};
use super::words::{Origin, Role, Sentence};

/// The sentences for a verdict.
pub fn next(trend: &Trend, all: &Snapshots, verdict: &Verdict) -> Vec<Sentence> {
    let mut next = Vec::new();
    if matches!(verdict.kind, Kind::Empty | Kind::InTurn | Kind::Cut) {
        return next;
    }
    let points = &trend.series.points;
    let is_small = trend.series.begins_with_start();
    if let Some(finding) = verdict.findings.first()
        && matches!(
            verdict.kind,
            Kind::Named | Kind::Rose | Kind::Difference | Kind::Unsure | Kind::Added
        )
        // What fell, and by how much, needs no looking at what holds it.
        && (verdict.kind != Kind::Difference || finding.delta > 0.0)
        && !is_small
    {
        next.extend(look(trend, finding));
    }
    let collects = match (trend.series.subject, verdict.parts) {
        (Subject::Memory, _) if is_small => {
            "Fetch heap?gc=1 six times, a minute apart: each is then a collection of its own."
        }
        (Subject::Memory, ..6) => "Take them with heap?gc=1: each is then a collection of its own.",
        _ => "",
    };
    if !collects.is_empty() {
        next.push(Sentence::new(Role::Next).say(collects));
    }
    if verdict.kind != Kind::Nothing
        && let (Some(first), Some(last), true) = (points.first(), points.last(), points.len() > 1)
    {
        let name = |snapshot: usize| all.taken()[snapshot].name.as_str();
        next.push(
            Sentence::new(Role::Next)
                .say("Compare ")
                .from(name(first.snapshot), Origin::Snapshot(first.snapshot))
                .say(" with ")
                .from(name(last.snapshot), Origin::Snapshot(last.snapshot))
                .say(" to see what ")
                .from("differs", Origin::Snapshots(first.snapshot, last.snapshot))
                .say("."),
        );
    }
    next
}

/// What a stack says of where to look.
fn look(trend: &Trend, finding: &Finding) -> Option<Sentence> {
    let place = finding.places.first()?;
    let sentence = Sentence::new(Role::Next).say("Look at ");
    let sentence = match place.line {
        0 => sentence.from(place.short_function(), Origin::Row(finding.by, finding.rows[0])),
        _ => sentence.from(place.short(), Origin::Line(place.clone())),
    };
    if finding.places.iter().any(is_connection) {
        return Some(sentence.say(
            ": these goroutines stay as long as their connection does. Who reads the responses to the end, and closes their bodies?",
        ));
    }
    let state = finding.waiting.as_ref().map(|waiting| waiting.state.as_str());
    let question = match (trend.series.subject, state.unwrap_or_default()) {
        (Subject::Goroutines, "chan send") => ": who should receive there, and has it returned before?",
        (Subject::Goroutines, "chan receive") => ": who should send there, or close the channel?",
        (Subject::Goroutines, "select") => ": which of its cases should end it, and who makes that case happen?",
        (Subject::Goroutines, "chan send (nil chan)" | "chan receive (nil chan)" | "select (no cases)") => {
            ": nothing can wake what waits there. Is it meant to?"
        }
        (Subject::Goroutines, state) if state.starts_with("sync.Mutex") || state.starts_with("sync.RWMutex") => {
            ": who holds that lock?"
        }
        (Subject::Goroutines, "semacquire") => ": who holds that lock, or has not said that it is done?",
        (Subject::Goroutines, "sync.WaitGroup.Wait") => ": whose Done is missing?",
        (Subject::Goroutines, "sync.Cond.Wait") => ": who should signal?",
        (Subject::Goroutines, "IO wait") => ": has the connection a deadline?",
        (Subject::Goroutines, "sleep") => ": what ends the loop that sleeps?",
        (Subject::Goroutines, _) => ": what should end these goroutines?",
        (Subject::Memory, _) => ": who keeps what is allocated there?",
        (Subject::Allocations, _) => ": what is allocated there ever more often?",
        (Subject::Contention, _) => ": who holds what is waited for there?",
        _ => ": what does it do more of?",
    };
    Some(sentence.say(question))
}

fn is_connection(place: &Place) -> bool {
    place.function.starts_with("net/http.(*persistConn).")
}
