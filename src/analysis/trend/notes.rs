//! What was done to get the points of a trend, in sentences.

use super::Trend;
use super::rule::NAMING;
use super::series::Note;
use super::snapshots::Snapshots;
use super::words::{Origin, Role, Sentence};
use crate::base::clock::TimeZone;

/// Of so many snapshots, one that is a collection again changes nothing.
const FEW: usize = 10;

/// What was done to get the points.
pub fn note_sentences(trend: &Trend, all: &Snapshots) -> Vec<Sentence> {
    let twins = |note: &&Note| matches!(note, Note::Twice(_));
    let count = trend.series.columns.len() + trend.series.notes.iter().filter(twins).count();
    let order = format!("{count} snapshots, {}.", trend.series.basis.words());
    let mut sentences = vec![Sentence::new(Role::Note).say(order)];
    sentences.extend(trend.series.notes.iter().map(|note| note_words(note, all)));
    let (points, parts) = (trend.series.points.len(), trend.parts());
    if parts < points {
        sentences.push(Sentence::new(Role::Note).say(format!(
            "The {points} snapshots are taken together in {parts} parts of time, the median of each."
        )));
    }
    sentences
}

fn note_words(note: &Note, all: &Snapshots) -> Sentence {
    let name = |snapshot: usize| all.taken()[snapshot].name.as_str();
    let sentence = Sentence::new(Role::Note);
    match note {
        Note::Repeated { collections, snapshots } => {
            // Few of them are why nothing surer can be said.
            let role = match *collections {
                collections if collections < NAMING => Role::Verdict,
                collections if (snapshots - collections) * FEW > *snapshots => Role::Caveat,
                _ => Role::Note,
            };
            Sentence::new(role).say(format!(
                "{collections} collections among {snapshots} snapshots: fetch heap?gc=1, or the profile is that of the last collection."
            ))
        }
        Note::Twice(snapshot) => sentence
            .from(name(*snapshot), Origin::Snapshot(*snapshot))
            .say(" is there twice, and counts once."),
        Note::FirstCollection { is_left_out: true } => {
            sentence.say("The first collection is left out: before the second one, all of a heap seems to grow.")
        }
        Note::FirstCollection { is_left_out: false } => Sentence::new(Role::Caveat).say(
            "What rose between the first and the second collection may only be the program's start: before the second one, all of a heap \
             seems to grow.",
        ),
        Note::Restarted { restarts, used, of } => {
            let mut sentence = sentence.say("The program was started anew ");
            for (at, &(snapshot, restart)) in restarts.iter().enumerate() {
                sentence = sentence
                    .say(if at > 0 { ", " } else { "" })
                    .say("before ")
                    .from(name(snapshot), Origin::Snapshot(snapshot))
                    .say(format!(" ({})", restart.words()));
            }
            sentence.say(format!(": the longest run counts, {used} of {of} snapshots."))
        }
        Note::OddTime { snapshot, is_placed } => {
            let time = TimeZone::Utc.format(all.taken()[*snapshot].time);
            sentence
                .from(name(*snapshot), Origin::Snapshot(*snapshot))
                .say(format!(" has an odd time, {}: ", time.get(..10).unwrap_or(&time)))
                .say(match is_placed {
                    true => "it stands among the others where its name says, its time is guessed from theirs.",
                    false => "it is left out.",
                })
        }
        Note::InTurn(_) => sentence.say("Nothing is named of snapshots of several programs."),
        Note::Builds => sentence.say("The builds differ: compared by function, without lines."),
        Note::NoDuration => sentence.say("No profile says how long it was collected: values are not divided by it."),
    }
}
