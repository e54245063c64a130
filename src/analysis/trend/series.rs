//! Series: which snapshots make a trend of one sample type, in which order, and what their values are.
//!
//! In: snapshots, and which of them are wanted. Out: the points of the trend, and a note for everything that was done to get them:
//! repeated collections are one point, restarts cut, builds that differ are compared by function. What cannot be compared is refused,
//! with the two values that differ.

use super::chosen::{self, Chosen};
use super::order::{self, Basis, Clue, Order};
use super::restart::{self, Restart};
use super::rule;
use super::snapshots::{Column, Snapshot, Snapshots};
use super::waits::Births;
use crate::base::error::{Error, ErrorKind, Result};
use rustc_hash::FxHashSet;

/// What is asked of a trend.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Wanted {
    /// The sample type, by name; empty for the one that the reports of the last snapshot start with.
    pub sample_type: String,
    /// The snapshots that do not take part, by number.
    pub left_out: Vec<usize>,
    /// The numbers of the snapshots in the order that is wanted; empty for what they say themselves.
    pub order: Vec<usize>,
}

/// What the values of a trend are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measure {
    /// What there is at a moment: memory in use, goroutines.
    Level,
    /// What has come since the start of the program, as a rate: the difference to the snapshot before, a second.
    Rate,
    /// What has come while a profile was collected, as a rate: a second.
    Busy,
    /// What was added while a profile was collected (`?seconds=N`), a second.
    Change,
}

/// What the values count, for thresholds and words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// Goroutines.
    Goroutines,
    /// Memory in use, sampled: bytes or objects.
    Memory,
    /// Memory that was allocated, sampled.
    Allocations,
    /// Waiting for locks and channels.
    Contention,
    /// Time of processors.
    Processor,
    /// Anything else.
    Other,
}

/// A point of a trend.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Point {
    /// The snapshot, by number.
    pub snapshot: usize,
    /// When it was taken, in nanoseconds since 1970; none if nothing says it.
    pub time: Option<i64>,
    /// Seconds since the first point; where nothing tells times, how many snapshots it is behind it.
    pub at: f64,
    /// How many snapshots are the same collection.
    pub snapshots: usize,
}

/// What was done, to be said.
#[derive(Clone, PartialEq, Debug)]
pub enum Note {
    /// Some snapshots are the same collection.
    Repeated {
        /// How many collections there are.
        collections: usize,
        /// Among how many snapshots.
        snapshots: usize,
    },
    /// The snapshot came once more, to the nanosecond and in every value.
    Twice(usize),
    /// The part before the second collection was left out; or it was not, because hardly anything would be left.
    FirstCollection {
        /// Whether it was left out.
        is_left_out: bool,
    },
    /// The program was started anew.
    Restarted {
        /// All restarts, each before the snapshot of this number.
        restarts: Vec<(usize, Restart)>,
        /// How many snapshots the longest part has, which is what counts.
        used: usize,
        /// Of how many.
        of: usize,
    },
    /// A snapshot's time cannot be.
    OddTime {
        /// The snapshot, by number.
        snapshot: usize,
        /// Whether it stands where its name says; else it is left out.
        is_placed: bool,
    },
    /// They look like snapshots of so many programs in turn.
    InTurn(usize),
    /// The builds differ: lines do not count.
    Builds,
    /// Values are what was collected as a whole, since no profile has a duration to divide it by.
    NoDuration,
}

/// The points of a trend, and what their values are.
pub struct Series {
    /// The points, in order.
    pub points: Vec<Point>,
    /// The columns that the values are made of, in order: `(snapshot, column)`. Of a rate they are one more than the points.
    pub columns: Vec<(usize, usize)>,
    /// The number of the column with what objects weigh, in the last snapshot; none where nothing says it.
    pub partner: Option<(usize, usize)>,
    /// The sample type's name and unit.
    pub sample_type: (String, String),
    /// What the values are.
    pub measure: Measure,
    /// What the values count, for thresholds and words.
    pub subject: Subject,
    /// What the order was taken from.
    pub basis: Basis,
    /// What was done to get the points.
    pub notes: Vec<Note>,
    /// Whether stacks are to be compared without lines.
    pub without_lines: bool,
    /// The period of the profiles; 0 if they have none.
    pub period: i64,
    /// Whether times are known.
    pub has_times: bool,
    /// Whether times are those of names, which know no zone.
    pub is_local: bool,
    /// What each column is divided by: seconds.
    divisors: Vec<f64>,
}

/// Fewer points are not given up for a beginning that is not trusted.
const ENOUGH: usize = 7;

impl Series {
    /// Prepares the points of a trend, and says what was done for it.
    ///
    /// # Errors
    ///
    /// There are fewer than two snapshots, or they cannot be compared: a sentence with the two values that differ.
    pub fn new(all: &Snapshots, wanted: &Wanted) -> Result<Series> {
        let taking_part: Vec<usize> = match wanted.order.is_empty() {
            true => (0..all.taken().len()).collect(),
            false => wanted.order.clone(),
        };
        let left_out: FxHashSet<usize> = wanted.left_out.iter().copied().collect();
        let is_in = |snapshot: &usize| {
            all.taken().get(*snapshot).is_some_and(Snapshot::is_population) && !left_out.contains(snapshot)
        };
        let taking_part: Vec<usize> = taking_part.into_iter().filter(is_in).collect();
        if taking_part.len() < 2 {
            return refuse(format!(
                "a trend is about two snapshots or more of the same kind, and there {}: take at least six",
                if taking_part.len() == 1 { "is one" } else { "is none" }
            ));
        }
        let chosen = Chosen::new(all, &taking_part, &wanted.sample_type)?;
        let taken = |snapshot: usize| &all.taken()[snapshot];
        let clues: Vec<Clue<'_>> = taking_part.iter().map(|&snapshot| clue(all, taken(snapshot))).collect();
        let given: Vec<usize> = (0..taking_part.len()).collect();
        let order = order::order(&clues, (!wanted.order.is_empty()).then_some(&given));
        let odd = order.odd.iter().map(|&(place, is_placed)| Note::OddTime {
            snapshot: taking_part[place],
            is_placed,
        });
        let mut notes: Vec<Note> = odd.collect();
        let mut moments: Vec<Moment> = order
            .order
            .iter()
            .enumerate()
            .map(|(at, &place)| Moment {
                snapshot: taking_part[place],
                column: chosen.columns[place],
                time: order.times.as_ref().map(|times| times[at]),
                snapshots: 1,
            })
            .collect();
        drop_twins(all, &mut moments, &mut notes);
        let measure = chosen.measure(all, &taking_part)?;
        let subject = chosen::subject(&chosen.name, measure);
        if subject == Subject::Processor && measure == Measure::Level {
            notes.push(Note::NoDuration);
        }
        if matches!(subject, Subject::Memory | Subject::Allocations)
            && matches!(measure, Measure::Level | Measure::Rate)
        {
            merge_repeated(all, &mut moments, &mut notes)?;
        }
        let without_lines = cut_at_restarts(all, &mut moments, &mut notes, measure, order.basis)?;
        Ok(Series::of(all, chosen, moments, notes, measure, subject, without_lines).ordered(&order))
    }

    fn of(
        all: &Snapshots,
        chosen: Chosen,
        moments: Vec<Moment>,
        notes: Vec<Note>,
        measure: Measure,
        subject: Subject,
        without_lines: bool,
    ) -> Series {
        let seconds = |time: i64| time as f64 / 1e9;
        let start = moments.first().and_then(|moment| moment.time);
        let points = moments.iter().enumerate().map(|(at, moment)| Point {
            snapshot: moment.snapshot,
            time: moment.time,
            at: match (start, moment.time) {
                (Some(start), Some(time)) => seconds(time.saturating_sub(start)),
                _ => at as f64,
            },
            snapshots: moment.snapshots,
        });
        let mut points: Vec<Point> = points.collect();
        let has_times = start.is_some();
        let divisors = match measure {
            Measure::Level => vec![1.0; points.len()],
            Measure::Rate => {
                // Of two of the same moment nothing is known: as if a second lay between them.
                let between = points.windows(2).map(|pair| pair[1].at - pair[0].at);
                let divisors = between.map(|between| if between > 0.0 { between } else { 1.0 });
                let divisors = divisors.collect();
                #[expect(clippy::disallowed_methods, reason = "once")]
                points.remove(0);
                let first = points.first().map_or(0.0, |first| first.at);
                points.iter_mut().for_each(|point| point.at -= first);
                divisors
            }
            Measure::Busy | Measure::Change => {
                let durations = points.iter().map(|point| all.taken()[point.snapshot].duration);
                let durations = durations.map(|duration| if duration > 0 { seconds(duration) } else { 1.0 });
                durations.collect()
            }
        };
        let last = moments.last().map(|moment| moment.snapshot);
        let partner = last.and_then(|last| partner(all, last, &chosen.name));
        Series {
            columns: moments.iter().map(|moment| (moment.snapshot, moment.column)).collect(),
            partner,
            period: last.map_or(0, |last| all.taken()[last].period),
            points,
            sample_type: (chosen.name, chosen.unit),
            measure,
            subject,
            basis: Basis::Arrival,
            notes,
            without_lines,
            has_times,
            is_local: false,
            divisors,
        }
    }

    fn ordered(self, order: &Order) -> Series {
        Series {
            basis: order.basis,
            is_local: order.is_local,
            ..self
        }
    }

    /// Whether what rose first may only be the program's start.
    pub fn begins_with_start(&self) -> bool {
        self.notes.contains(&Note::FirstCollection { is_left_out: false })
    }

    /// Of how many programs the snapshots are, in turn.
    pub fn programs(&self) -> usize {
        let in_turn = |note: &Note| match note {
            Note::InTurn(programs) => Some(*programs),
            _ => None,
        };
        self.notes.iter().find_map(in_turn).unwrap_or(1)
    }

    /// What rates are made of: in place of so much a second, how much came in each.
    pub fn whole(&self, values: &[f64]) -> Vec<f64> {
        let pairs = values.iter().zip(&self.divisors);
        pairs.map(|(value, divisor)| value * divisor).collect()
    }

    /// A row of the columns as one of points.
    pub fn transform(&self, values: &[i64], row: &mut Vec<f64>) {
        match self.measure {
            Measure::Rate => {
                let pairs = values.windows(2).zip(&self.divisors);
                row.extend(pairs.map(|(pair, divisor)| (pair[1] as f64 - pair[0] as f64) / divisor));
            }
            _ => {
                let values = values.iter().zip(&self.divisors);
                row.extend(values.map(|(&value, divisor)| value as f64 / divisor));
            }
        }
    }

    /// What values are divided by, as a rule: the median of all divisors.
    pub fn divisor(&self) -> f64 {
        let mut divisors = self.divisors.clone();
        rule::ascending(&mut divisors);
        divisors.get(divisors.len() / 2).copied().unwrap_or(1.0)
    }

    /// How many samples growth has to be to be worth a name, and what one weighs where objects are not told apart by size.
    pub fn samples(&self) -> (f64, f64) {
        let weight = match self.subject {
            Subject::Memory | Subject::Allocations => self.period.max(1) as f64,
            Subject::Processor if self.sample_type.1 == "nanoseconds" => self.period.max(1) as f64,
            Subject::Contention if self.sample_type.1 == "nanoseconds" => 0.0,
            _ => 1.0,
        };
        let samples = match self.subject {
            Subject::Memory | Subject::Allocations => 8.0,
            _ => 16.0,
        };
        (samples, weight / self.divisor())
    }
}

/// A snapshot on its way to a point.
struct Moment {
    snapshot: usize,
    column: usize,
    time: Option<i64>,
    snapshots: usize,
}

/// An error with a sentence.
///
/// # Errors
///
/// Always.
pub fn refuse<T>(sentence: String) -> Result<T> {
    Err(Error::new(ErrorKind::Incompatible(sentence)))
}

fn clue<'a>(all: &Snapshots, snapshot: &'a Snapshot) -> Clue<'a> {
    let births = snapshot.births.as_ref().map(Births::highest);
    Clue {
        risen: births.or_else(|| restart::allocated(all, snapshot)?.try_into().ok()),
        time: snapshot.time,
        name: &snapshot.name,
        modified: snapshot.modified,
    }
}

/// The column with the bytes of a sample type that counts objects.
fn partner(all: &Snapshots, snapshot: usize, name: &str) -> Option<(usize, usize)> {
    let bytes = format!("{}space", name.strip_suffix("objects")?);
    let columns = all.taken()[snapshot].columns.iter();
    let column = columns
        .map(|column| all.text(column.sample_type.kind))
        .position(|own| own == bytes.as_bytes())?;
    Some((snapshot, column))
}

/// Whether two snapshots are equal in every value.
fn are_same(one: &Snapshot, other: &Snapshot) -> bool {
    let is_same = |(one, other): (&Column, &Column)| one.stacks == other.stacks && one.values == other.values;
    one.columns.len() == other.columns.len() && one.columns.iter().zip(&other.columns).all(is_same)
}

/// Neighbours of the same nanosecond that are equal in every value are one profile that came twice.
fn drop_twins(all: &Snapshots, moments: &mut Vec<Moment>, notes: &mut Vec<Note>) {
    let taken = |moment: &Moment| &all.taken()[moment.snapshot];
    let mut left = moments.len();
    moments.dedup_by(|moment, before| {
        let (one, other) = (taken(before), taken(moment));
        // Of one snapshot alone there would be nothing to say.
        let is_twin = left > 2 && one.time != 0 && one.time == other.time && are_same(one, other);
        if is_twin {
            left -= 1;
            notes.push(Note::Twice(moment.snapshot));
        }
        is_twin
    });
}

/// Neighbours that are equal in every value are one collection.
fn merge_repeated(all: &Snapshots, moments: &mut Vec<Moment>, notes: &mut Vec<Note>) -> Result<()> {
    let snapshots = moments.len();
    moments.dedup_by(|moment, before| {
        let same = are_same(&all.taken()[before.snapshot], &all.taken()[moment.snapshot]);
        if same {
            before.snapshots += 1;
        }
        same
    });
    let collections = moments.len();
    if collections == snapshots {
        return Ok(());
    }
    if collections == 1 {
        return refuse(format!(
            "all {snapshots} snapshots are the same collection, equal in every value: fetch heap?gc=1, which collects first"
        ));
    }
    notes.push(Note::Repeated { collections, snapshots });
    let is_left_out = collections >= ENOUGH;
    if is_left_out {
        #[expect(clippy::disallowed_methods, reason = "once")]
        moments.remove(0);
    }
    notes.push(Note::FirstCollection { is_left_out });
    Ok(())
}

/// Keeps the longest part between two restarts. Answers whether lines are not to be compared, since every snapshot is of another build.
fn cut_at_restarts(
    all: &Snapshots,
    moments: &mut Vec<Moment>,
    notes: &mut Vec<Note>,
    measure: Measure,
    basis: Basis,
) -> Result<bool> {
    let places: Vec<(usize, usize)> = moments.iter().map(|moment| (moment.snapshot, moment.column)).collect();
    let mut restarts = restart::find(all, &places, measure);
    if let Some(programs) = restart::in_turn(all, &places, &restarts, measure) {
        notes.push(Note::InTurn(programs));
        return Ok(false);
    }
    if moments.len() == restarts.len() + 1 && restarts.iter().all(|(_, restart)| *restart == Restart::Build) {
        notes.push(Note::Builds);
        return Ok(true);
    }
    if restarts.is_empty() {
        return Ok(false);
    }
    let of = moments.len();
    let starts = [0].into_iter().chain(restarts.iter().map(|&(at, _)| at));
    let ends = restarts.iter().map(|&(at, _)| at).chain([of]);
    // Of parts that are equally long, the last one.
    let longest = starts.zip(ends).max_by_key(|(start, end)| end - start);
    let (start, end) = longest.unwrap_or((0, of));
    if end - start < 2 {
        let (at, restart) = restarts.swap_remove(0);
        let name = |at: usize| &all.taken()[moments[at].snapshot].name;
        return refuse(format!(
            "the program was started anew between {} and {} ({}), {}: a trend is of one run{}",
            name(at - 1),
            name(at),
            restart.words(),
            basis.words(),
            match basis {
                Basis::Profiles | Basis::Given => "",
                _ => ". If they were taken in another order, give them names that sort in it",
            }
        ));
    }
    let restarts = restarts
        .into_iter()
        .map(|(at, restart)| (moments[at].snapshot, restart));
    notes.push(Note::Restarted {
        restarts: restarts.collect(),
        used: end - start,
        of,
    });
    moments.truncate(end);
    moments.drain(..start);
    Ok(false)
}
