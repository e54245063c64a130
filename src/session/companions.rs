//! What two sample types say together: objects and what each of them weighs, what is still alive of what was allocated, how long a
//! contention takes, how many cores are busy. pprof shows one type at a time.

use super::Session;
use super::sentence::is_plausible_duration;
use super::shown::Shown;
use crate::analysis::stacks::{FrameId, StackSet, cums, innermost};
use crate::base::decimal;
use crate::base::error::Result;
use crate::base::measurement::{label, percent, scale, understood};
use crate::profile::Profile;
use serde::Serialize;
use std::cell::OnceCell;
use std::rc::Rc;

/// A column beside those of the selected sample type.
#[derive(Debug, Clone, Serialize)]
pub struct Companion {
    /// What stands above it: `objects`.
    pub title: &'static str,
    /// What it is, in a sentence.
    pub help: &'static str,
}

/// What a column is made of.
#[derive(Clone, Copy)]
enum Made {
    /// The values of another sample type, by its number.
    Other(usize),
    /// The selected type by another one: bytes by object, delay by contention.
    Each { by: usize },
    /// Another type by the selected one, as its number says: the same the other way round.
    EachOf { of: usize },
    /// The share of what was allocated that is in use, both by their numbers.
    Alive { used: usize, allocated: usize },
    /// The selected type by the time that the profile took, in nanoseconds.
    Cores { nanos: i64 },
}

/// The columns, and by frame what they are made of.
#[derive(Default)]
pub struct Companions {
    columns: Vec<(Companion, Made)>,
    /// None where there are no columns.
    set: Option<Rc<StackSet>>,
    /// By sample type, the sums by frame; made when somebody asks for them: those of all that is called take a walk through all stacks.
    sums: Vec<Sums>,
    selected: usize,
    units: Vec<String>,
}

/// Sums of a sample type by frame.
#[derive(Default)]
struct Sums {
    flat: OnceCell<Vec<i64>>,
    cum: OnceCell<Vec<i64>>,
}

/// Which of a frame's values is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Its own.
    Flat,
    /// With all that it calls.
    Cum,
}

/// What goes with a sample type of a profile.
fn columns(profile: &Profile, selected: usize) -> Vec<(Companion, Made)> {
    let names = profile.sample_type_names();
    let find = |name: &str| names.iter().position(|own| own == name);
    let column = |title, help, made| (Companion { title, help }, made);
    let kind = names.get(selected).map_or("", String::as_str);
    let mut columns = Vec::new();
    let counted = [
        ("inuse_space", "inuse_objects"),
        ("alloc_space", "alloc_objects"),
        ("space", "objects"),
    ];
    for (bytes, objects) in counted {
        if let (Some(bytes_at), Some(objects_at)) = (find(bytes), find(objects)) {
            if kind == bytes {
                columns.push(column(
                    "objects",
                    "how many objects these bytes are",
                    Made::Other(objects_at),
                ));
                columns.push(column(
                    "each",
                    "bytes of an object on average",
                    Made::Each { by: objects_at },
                ));
            } else if kind == objects {
                columns.push(column(
                    "bytes",
                    "how many bytes these objects have",
                    Made::Other(bytes_at),
                ));
                columns.push(column(
                    "each",
                    "bytes of an object on average",
                    Made::EachOf { of: bytes_at },
                ));
            }
        }
    }
    for (used, allocated) in [("inuse_space", "alloc_space"), ("inuse_objects", "alloc_objects")] {
        if let (Some(used_at), Some(allocated_at)) = (find(used), find(allocated))
            && (kind == used || kind == allocated)
        {
            let made = Made::Alive {
                used: used_at,
                allocated: allocated_at,
            };
            columns.push(column(
                "alive",
                "of what was allocated here since the start, the share that is still in use: little is churn",
                made,
            ));
        }
    }
    if let (Some(contentions), Some(delay)) = (find("contentions"), find("delay")) {
        match kind {
            "delay" => {
                columns.push(column("contentions", "how many there were", Made::Other(contentions)));
                columns.push(column(
                    "each",
                    "how long one took on average",
                    Made::Each { by: contentions },
                ));
            }
            "contentions" => {
                columns.push(column("delay", "how long all of them took", Made::Other(delay)));
                columns.push(column(
                    "each",
                    "how long one took on average",
                    Made::EachOf { of: delay },
                ));
            }
            _ => {}
        }
    }
    if kind == "cpu" && is_plausible_duration(profile.duration_nanos) {
        let made = Made::Cores {
            nanos: profile.duration_nanos,
        };
        columns.push(column(
            "cores",
            "how many were busy with it on average, with all that it calls",
            made,
        ));
    }
    columns
}

impl Companions {
    /// What goes with the selected sample type; no columns if nothing does, or if values are changes or means.
    fn new(set: &Rc<StackSet>, selected: usize, units: Vec<String>, is_plain: bool) -> Companions {
        let columns = match is_plain && !set.is_mean() {
            true => columns(set.profile(), selected),
            false => Vec::new(),
        };
        Companions {
            set: (!columns.is_empty()).then(|| Rc::clone(set)),
            sums: units.iter().map(|_| Sums::default()).collect(),
            columns,
            selected,
            units,
        }
    }

    /// What stands above the columns, from left to right.
    pub fn columns(&self) -> Vec<Companion> {
        self.columns.iter().map(|(column, _)| column.clone()).collect()
    }

    fn value(&self, at: usize, frame: FrameId, of: Of) -> i64 {
        let Some(set) = &self.set else {
            return 0;
        };
        let value = |row: usize| set.column_values(at)[set.sample(row)];
        let sums = match of {
            Of::Flat => self.sums[at].flat.get_or_init(|| innermost(set, value, |_| true)),
            Of::Cum => self.sums[at].cum.get_or_init(|| cums(set, value, |_| true)),
        };
        sums[frame.index()]
    }

    /// What the columns say of a frame; empty where there is nothing to say.
    pub fn texts(&self, frame: FrameId, of: Of) -> Vec<String> {
        let mean = |sum: i64, count: i64, unit: &str| match count {
            0 => String::new(),
            count => label((sum as f64 / count as f64).round() as i64, unit),
        };
        let text = |made: Made| match made {
            Made::Other(at) => match self.value(at, frame, of) {
                0 => String::new(),
                value => label(value, &self.units[at]),
            },
            Made::Each { by } => mean(
                self.value(self.selected, frame, of),
                self.value(by, frame, of),
                &self.units[self.selected],
            ),
            Made::EachOf { of: at } => mean(
                self.value(at, frame, of),
                self.value(self.selected, frame, of),
                &self.units[at],
            ),
            Made::Alive { used, allocated } => match self.value(allocated, frame, of) {
                0 => String::new(),
                // More than all is no share: what is in use was not counted when it was allocated, or was sampled otherwise.
                allocated => match self.value(used, frame, of) {
                    used if used > allocated => String::new(),
                    used => percent(used, allocated),
                },
            },
            Made::Cores { nanos } => {
                let value = self.value(self.selected, frame, Of::Cum);
                let (busy, _) = scale(value, &self.units[self.selected], "nanoseconds");
                decimal::fixed(busy / nanos as f64, 2)
            }
        };
        self.columns.iter().map(|&(_, made)| text(made)).collect()
    }
}

impl Shown {
    /// What goes with the selected sample type.
    pub fn companions(&self) -> Rc<Companions> {
        let (set, selection) = (self.stacks(), &self.selection);
        let make = || -> Result<Companions> {
            let profile = &selection.profile;
            let units = profile
                .sample_types
                .iter()
                .map(|own| understood(&profile.display(own.unit)).to_owned())
                .collect();
            let is_change = |column: usize| profile.samples.values(column).iter().any(|&value| value < 0);
            Ok(Companions::new(
                &set,
                selection.column,
                units,
                !is_change(selection.column),
            ))
        };
        self.once(make).unwrap_or_default()
    }
}

impl Session {
    /// What other sample types say of a frame of the stacks that are shown, with all that it calls; nothing of frames of other stacks.
    pub(super) fn companions_of(&self, set: &Rc<StackSet>, frame: FrameId) -> Vec<(&'static str, String)> {
        let Ok(shown) = self.shown() else {
            return Vec::new();
        };
        if !Rc::ptr_eq(&shown.stacks(), set) {
            return Vec::new();
        }
        let companions = shown.companions();
        let titles = companions.columns.iter().map(|(column, _)| column.title);
        let told = titles.zip(companions.texts(frame, Of::Cum));
        told.filter(|(_, text)| !text.is_empty()).collect()
    }
}
