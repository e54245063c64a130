//! Which sample type a trend is of, and whether its snapshots can be compared at all.

use super::series::{Measure, Subject, refuse};
use super::snapshots::{Column, Snapshot, Snapshots};
use crate::base::clock::duration;
use crate::base::error::Result;
use crate::base::text::go_quote;

/// The sample type of a trend.
pub struct Chosen {
    /// The name that it was found by.
    pub name: String,
    /// The unit that all snapshots have it in.
    pub unit: String,
    /// By snapshot that takes part, its column.
    pub columns: Vec<usize>,
}

impl Chosen {
    /// Finds a sample type by its name or its number; an empty text is the one that the reports of the last snapshot start with.
    ///
    /// # Errors
    ///
    /// A snapshot has no such type, or has it in another unit, with another period or of another platform.
    pub fn new(all: &Snapshots, taking_part: &[usize], wanted: &str) -> Result<Chosen> {
        let text = |id| String::from_utf8_lossy(all.text(id)).into_owned();
        let taken = |snapshot: usize| &all.taken()[snapshot];
        let kind = |column: &Column| text(column.sample_type.kind);
        let named = |snapshot: usize| {
            let names = taken(snapshot).columns.iter().map(kind);
            names.collect::<Vec<String>>()
        };
        let last = taking_part[taking_part.len() - 1];
        let of_last = &taken(last).columns;
        let number = wanted.parse::<usize>().ok().and_then(|number| of_last.get(number));
        let own = of_last.get(taken(last).default_column);
        let name = match (wanted, number, own) {
            ("", _, Some(own)) | (_, Some(own), _) => kind(own),
            _ => wanted.to_owned(),
        };
        let mut columns = Vec::with_capacity(taking_part.len());
        for &snapshot in taking_part {
            let names = named(snapshot);
            // As everywhere, `inuse_space` is also called `space`.
            let short = name.strip_prefix("inuse_").unwrap_or(&name);
            let Some(column) = names.iter().position(|own| *own == name || own == short) else {
                return refuse(not_alike(
                    &taken(snapshot).name,
                    &names,
                    &name,
                    &taken(last).name,
                    &named(last),
                ));
            };
            columns.push(column);
        }
        let unit = |at: usize| text(taken(taking_part[at]).columns[columns[at]].sample_type.unit);
        let first = taken(taking_part[0]);
        for (at, &snapshot) in taking_part.iter().enumerate() {
            let other = taken(snapshot);
            if unit(at) != unit(0) {
                return refuse(format!(
                    "{} has {name} in {}, {} in {}: a trend is of one unit, leave one of them out",
                    first.name,
                    unit(0),
                    other.name,
                    unit(at)
                ));
            }
        }
        let chosen = Chosen {
            unit: unit(0),
            name,
            columns,
        };
        same_everywhere(all, taking_part)?;
        Ok(chosen)
    }

    /// What the values are: as their type is, and as the durations say.
    ///
    /// # Errors
    ///
    /// Some are differences, and others are not.
    pub fn measure(&self, all: &Snapshots, taking_part: &[usize]) -> Result<Measure> {
        let taken = |snapshot: &usize| &all.taken()[*snapshot];
        let is_level = matches!(
            self.name.as_str(),
            "inuse_space" | "inuse_objects" | "space" | "objects" | "goroutine" | "goroutineleak" | "threadcreate"
        );
        let is_cumulative = matches!(
            self.name.as_str(),
            "alloc_space" | "alloc_objects" | "contentions" | "delay"
        );
        let with = taking_part.iter().find(|own| taken(own).duration != 0);
        let without = taking_part.iter().find(|own| taken(own).duration == 0);
        if let (Some(with), Some(without)) = (with, without) {
            if taken(without).has_odd_duration {
                return refuse(format!(
                    "{} is of {}, and {} says of its duration what cannot be: leave one of them out",
                    taken(with).name,
                    duration(taken(with).duration),
                    taken(without).name
                ));
            }
            return refuse(format!(
                "{} is of {} and {} of a moment: a profile of ?seconds=N is a difference already, leave one kind out",
                taken(with).name,
                duration(taken(with).duration),
                taken(without).name
            ));
        }
        let mut columns = taking_part.iter().zip(&self.columns);
        let negative = columns.find(|(own, column)| taken(own).columns[**column].has_negative);
        let negative = negative.map(|(own, _)| own);
        match (negative, with) {
            (Some(negative), None) => refuse(format!(
                "{} has negative values: it is a difference of two profiles, and a trend is made of the profiles themselves",
                taken(negative).name
            )),
            (_, None) if is_cumulative => Ok(Measure::Rate),
            (_, None) => Ok(Measure::Level),
            (_, Some(_)) if is_level => Ok(Measure::Change),
            (_, Some(_)) => Ok(Measure::Busy),
        }
    }
}

/// The sentence for a snapshot without the sample type.
fn not_alike(snapshot: &str, names: &[String], wanted: &str, last: &str, names_of_last: &[String]) -> String {
    match names_of_last.iter().any(|name| name == wanted) {
        true => format!(
            "{snapshot} has {} and {last} has {}: a trend is of one kind, leave the others out",
            names.join(", "),
            names_of_last.join(", ")
        ),
        false => format!(
            "{snapshot} has no sample type {}: there {} {}",
            go_quote(wanted),
            if names.len() == 1 { "is" } else { "are" },
            names.join(", ")
        ),
    }
}

/// Refuses periods and platforms that differ.
fn same_everywhere(all: &Snapshots, taking_part: &[usize]) -> Result<()> {
    let taken = || taking_part.iter().map(|&snapshot| &all.taken()[snapshot]);
    let differ = |known: &dyn Fn(&Snapshot) -> Option<String>| {
        let mut known = taken().filter_map(|snapshot| Some((&snapshot.name, known(snapshot)?)));
        let first = known.next()?;
        let other = known.find(|(_, value)| *value != first.1)?;
        Some((first, other))
    };
    let period = |snapshot: &Snapshot| (snapshot.period != 0).then(|| snapshot.period.to_string());
    if let Some(((first, one), (second, other))) = differ(&period) {
        return refuse(format!(
            "{first} has the period {one} and {second} {other}: values that were sampled differently are not compared, leave \
             one kind out"
        ));
    }
    let system = |snapshot: &Snapshot| known(snapshot.platform.system);
    let processor = |snapshot: &Snapshot| known(snapshot.platform.processor);
    for known in [&system as &dyn Fn(&Snapshot) -> Option<String>, &processor] {
        if let Some(((first, one), (second, other))) = differ(known) {
            return refuse(format!(
                "{first} is of a program for {one} and {second} of one for {other}: leave one of them out"
            ));
        }
    }
    Ok(())
}

fn known(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// What a sample type counts.
pub fn subject(name: &str, measure: Measure) -> Subject {
    match name {
        "goroutine" | "goroutineleak" => Subject::Goroutines,
        "inuse_space" | "inuse_objects" | "space" | "objects" => Subject::Memory,
        "alloc_space" | "alloc_objects" => Subject::Allocations,
        "contentions" | "delay" => Subject::Contention,
        "cpu" | "samples" if matches!(measure, Measure::Busy | Measure::Level) => Subject::Processor,
        _ => Subject::Other,
    }
}
