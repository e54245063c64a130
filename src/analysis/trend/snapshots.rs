//! Snapshots: of many profiles of one program what a trend needs, the stacks of all of them once and their values.
//!
//! In: prepared profiles ([`crate::profile::combine`]), one after another; each may be thrown away then. Kept of it are, for each
//! sample type, the stacks that weigh something and what they weigh, beside what tells the snapshot from the others. Out: a
//! [`Profile`] of all stacks with a column of values for each snapshot, which filters and [`StackSet`](crate::analysis::stacks::StackSet)
//! serve like any other. Labels are not kept, so filters of labels do not apply.
//!
//! Stacks are the same if their functions, files and lines are; addresses, binaries and labels do not count, nor how calls were
//! inlined. What of a goroutine's stack counts is in `meeting.rs`.

use super::interned::Interned;
use super::waits::{Births, Waits};
use crate::base::clock::is_plausible_duration;
use crate::base::columns::StringId;
use crate::base::error::OutOfMemory;
use crate::base::room::{ask_for, collected, filled, list, reserve};
use crate::input::Dump;
use crate::profile::{Function, Labels, Line, Location, Mapping, Profile, Samples, ValueType};
use std::rc::Rc;

/// The stacks of many profiles, and what each of them weighs in each.
#[derive(Default)]
pub struct Snapshots {
    all: Interned,
    taken: Vec<Snapshot>,
    /// By stack, its value in the column that is being read.
    sums: Vec<i64>,
}

/// What is kept of a profile.
pub struct Snapshot {
    /// What it is called.
    pub name: String,
    /// When it was taken, in nanoseconds since 1970; 0 if the profile does not say.
    pub time: i64,
    /// When its file was written, in nanoseconds since 1970.
    pub modified: Option<i64>,
    /// For how long it was collected, in nanoseconds; 0 if the profile does not say.
    pub duration: i64,
    /// Whether the profile says of its duration what cannot be: it is as good as not known then, but no profile of a moment.
    pub has_odd_duration: bool,
    /// The number of events between two samples; 0 if the profile does not say.
    pub period: i64,
    /// The build id of the program; empty if the profile does not say.
    pub build_id: StringId,
    /// The system and the processor that it ran on, as far as paths say it.
    pub platform: Platform,
    /// Its sample types, each with the values that are not 0.
    pub columns: Vec<Column>,
    /// The sample type that its reports start with.
    pub default_column: usize,
    /// Whether it was cut: then its total is none.
    pub is_cut: bool,
    /// Goroutines that are known to wait.
    pub(super) waits: Waits,
    /// The numbers of its goroutines, where a dump gives them.
    pub(super) births: Option<Births>,
}

/// What a snapshot has of one sample type.
pub struct Column {
    /// What is measured, and in which unit.
    pub sample_type: ValueType,
    /// The stacks that weigh something, in order of their numbers.
    pub stacks: Vec<u32>,
    /// What each of them weighs, in the unit of the type.
    pub values: Vec<i64>,
    /// The sum of the values.
    pub total: i64,
    /// Whether there are negative ones: the profile is a difference.
    pub has_negative: bool,
}

/// The system and the processor of a program, as its paths show them; empty if they do not.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Platform {
    /// `linux`, `windows`
    pub system: &'static str,
    /// `amd64`
    pub processor: &'static str,
}

impl Snapshot {
    /// Whether it is of a whole program: the dump of a panic has one goroutine, which says nothing of how many there are.
    pub fn is_population(&self) -> bool {
        self.births.as_ref().is_none_or(|births| births.0.len() > 1)
    }
}

impl Snapshots {
    /// The snapshots, in the order in which they came.
    pub fn taken(&self) -> &[Snapshot] {
        &self.taken
    }

    /// How many different stacks all of them have.
    pub fn stack_count(&self) -> usize {
        self.all.starts.len()
    }

    /// A text of a snapshot or of a sample type.
    pub fn text(&self, id: StringId) -> &[u8] {
        self.all.strings.get(id)
    }

    /// The names of the runtime's frames above a stack of a goroutine, the leaf first, which are no part of the stack: what it waits in.
    pub fn above(&self, stack: u32) -> &[StringId] {
        &self.all.above[stack as usize]
    }

    /// The names of all frames of a stack of a goroutine, those of the runtime above it included, the leaf first.
    pub fn names(&self, stack: u32) -> impl Iterator<Item = &[u8]> {
        let above = self.above(stack).iter().map(|&name| self.text(name));
        let functions = self.all.functions_of(stack);
        above.chain(functions.map(|function| self.text(self.all.functions[function].name)))
    }

    /// Takes a prepared profile; answers the number of the snapshot. `modified` is when its file was written, in nanoseconds since
    /// 1970; `dump` has the goroutines of the profile one by one, if it is of a text that does.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn add(
        &mut self,
        name: &str,
        modified: Option<i64>,
        profile: &Profile,
        dump: Option<&Dump>,
    ) -> Result<usize, OutOfMemory> {
        let samples = &profile.samples;
        let columns = (samples.len() + self.all.starts.len()) * (samples.columns() * 24 + 24);
        let tables = profile.locations.len() * 200 + profile.functions.len() * 100 + profile.strings.length() * 3;
        ask_for((columns + samples.len() * 64 + tables) as u64)?;
        let numbers = self.all.read(profile)?;
        let strings = Rc::make_mut(&mut self.all.strings);
        let mut string = |id: StringId| strings.intern(profile.text(id));
        let program = profile.mappings.first().map(|mapping| string(mapping.build_id));
        let types: Vec<ValueType> = profile
            .sample_types
            .iter()
            .map(|own| ValueType {
                kind: string(own.kind),
                unit: string(own.unit),
            })
            .collect();
        let waits = Waits::of(profile, &numbers, strings)?;
        let mut columns = Vec::with_capacity(types.len());
        for (column, &sample_type) in types.iter().enumerate() {
            let read = self.column(profile.samples.values(column), &numbers, sample_type);
            // What is not taken up to its end is no sum of another column.
            columns.push(read.inspect_err(|_| self.sums.clear())?);
        }
        let has_odd_duration =
            profile.duration_nanos != 0 && !is_plausible_duration(profile.duration_nanos) || profile.is_overfull();
        self.taken.push(Snapshot {
            name: name.to_owned(),
            time: profile.time_nanos,
            modified,
            // What cannot be is as good as not known.
            duration: match has_odd_duration {
                true => 0,
                false => profile.duration_nanos,
            },
            has_odd_duration,
            period: profile.period,
            build_id: program.unwrap_or_default(),
            platform: super::platform::of(profile),
            columns,
            default_column: profile.sample_index("").unwrap_or_default(),
            waits,
            is_cut: dump.is_some_and(|dump| dump.cut.is_some()),
            births: dump.map(|dump| Births::of(dump, &numbers)).transpose()?,
        });
        Ok(self.taken.len() - 1)
    }

    /// The values of a column, added up by stack.
    fn column(&mut self, values: &[i64], numbers: &[u32], sample_type: ValueType) -> Result<Column, OutOfMemory> {
        let stacks = self.all.starts.len();
        let missing = stacks.saturating_sub(self.sums.len());
        reserve(&mut self.sums, missing)?;
        self.sums.resize(stacks, 0);
        let (mut first, mut end) = (usize::MAX, 0);
        for (&value, &stack) in values.iter().zip(numbers) {
            if value != 0 {
                let stack = stack as usize;
                self.sums[stack] = self.sums[stack].wrapping_add(value);
                (first, end) = (first.min(stack), end.max(stack + 1));
            }
        }
        let range = first.min(end)..end;
        let count = self.sums[range.clone()].iter().filter(|&&sum| sum != 0).count();
        let mut column = Column {
            sample_type,
            stacks: list(count)?,
            values: list(count)?,
            total: 0,
            has_negative: false,
        };
        for stack in range {
            let value = std::mem::take(&mut self.sums[stack]);
            if value != 0 {
                column.stacks.push(stack as u32);
                column.values.push(value);
                column.total = column.total.wrapping_add(value);
                column.has_negative |= value < 0;
            }
        }
        Ok(column)
    }

    /// All stacks that weigh something in one of the wanted columns, as a profile: its value columns are those, in their order, each
    /// `(snapshot, column)`. The second part says which stack here each sample is.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn profile(&self, wanted: &[(usize, usize)]) -> Result<(Profile, Vec<u32>), OutOfMemory> {
        let columns: Vec<&Column> = wanted
            .iter()
            .map(|&(snapshot, column)| &self.taken[snapshot].columns[column])
            .collect();
        let all = &self.all;
        let tables = all.locations.len() * size_of::<Location>()
            + all.lines.len() * size_of::<Line>()
            + all.functions.len() * size_of::<Function>()
            + all.mappings.len() * size_of::<Mapping>();
        ask_for((tables + all.starts.len() * 24) as u64)?;
        let mut samples: Vec<u32> = filled(u32::MAX, all.starts.len())?;
        let used = columns.iter().flat_map(|column| &column.stacks);
        used.for_each(|&stack| samples[stack as usize] = 0);
        let mut numbers = list(samples.iter().filter(|&&sample| sample == 0).count())?;
        for (stack, sample) in samples.iter_mut().enumerate() {
            if *sample == 0 {
                *sample = numbers.len() as u32;
                numbers.push(stack as u32);
            }
        }
        let mut values = Vec::with_capacity(columns.len());
        for column in &columns {
            let mut dense = filled(0, numbers.len())?;
            for (&stack, &value) in column.stacks.iter().zip(&column.values) {
                dense[samples[stack as usize] as usize] = value;
            }
            values.push(dense);
        }
        let of_all = |column: &[u32]| collected(numbers.len(), numbers.iter().map(|&stack| column[stack as usize]));
        let (starts, lengths) = (of_all(&all.starts)?, of_all(&all.lengths)?);
        let profile = Profile {
            strings: Rc::clone(&self.all.strings),
            sample_types: columns.iter().map(|column| column.sample_type).collect(),
            samples: Samples::sharing(Rc::clone(&self.all.stacks), starts, lengths, values, Labels::default()),
            mappings: self.all.mappings.clone(),
            locations: self.all.locations.clone(),
            lines: self.all.lines.clone(),
            functions: self.all.functions.clone(),
            ..Profile::default()
        };
        Ok((profile, numbers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Loader;
    use crate::profile::combine::{Preparation, combine};
    use crate::testing::{assert_picture, profile_of, whole_picture};

    fn snapshots(types: &str, pictures: &[&str]) -> Snapshots {
        let mut snapshots = Snapshots::default();
        for picture in pictures {
            snapshots.add("x", None, &profile_of(types, picture), None).unwrap();
        }
        snapshots
    }

    /// Opens a text or a profile, as the first one of its file.
    fn add(snapshots: &mut Snapshots, bytes: &[u8]) {
        let mut loader = Loader::new();
        loader.push(bytes).unwrap();
        let (profile, dump) = loader.finish().unwrap().profiles.remove(0);
        let profile = combine(vec![profile], None, &Preparation::default()).unwrap();
        snapshots.add("x", None, &profile, dump.as_ref()).unwrap();
    }

    #[test]
    fn stacks_of_all_snapshots_are_rows_and_snapshots_are_columns() {
        let snapshots = snapshots(
            "objects/count space/bytes",
            &[
                "main;leak>grow:3@10 1 10\nmain;idle 1 4",
                "main;done 0 0\nmain;grow:4 1 7\nmain;leak>grow:3@99 2 20\nmain;leak>grow:3@98 1 5",
            ],
        );
        let (profile, numbers) = snapshots.profile(&[(0, 1), (1, 1)]).unwrap();
        assert_picture(
            &whole_picture(&profile),
            "main;leak>grow:3 10 25
             main;idle 4 0
             main;grow:4 0 7",
        );
        assert_eq!(numbers.len(), 3);
        let (profile, _) = snapshots.profile(&[(1, 0)]).unwrap();
        assert_picture(&whole_picture(&profile), "main;leak>grow:3 3\nmain;grow:4 1");
        let column = &snapshots.taken()[1].columns[1];
        assert_eq!((column.total, column.has_negative, column.stacks.len()), (32, false, 2));
    }

    #[test]
    fn calls_may_be_inlined_or_not() {
        let snapshots = snapshots(
            "samples/count",
            &["main;a>b;c 1", "main>a;b>c 2", "main>a>b>c 4", "main;a;c 8"],
        );
        let (profile, _) = snapshots.profile(&[(0, 0), (1, 0), (2, 0), (3, 0)]).unwrap();
        assert_picture(&whole_picture(&profile), "main;a>b;c 1 2 4 0\nmain;a;c 0 0 0 8");
    }

    #[test]
    fn a_profile_stays_as_it_is_while_others_are_added() {
        let mut snapshots = snapshots("samples/count", &["main;a 1"]);
        let (profile, _) = snapshots.profile(&[(0, 0)]).unwrap();
        snapshots
            .add("y", None, &profile_of("samples/count", "main;b 2\nmain;a 3"), None)
            .unwrap();
        assert_picture(&whole_picture(&profile), "main;a 1");
        let (profile, _) = snapshots.profile(&[(0, 0), (1, 0)]).unwrap();
        assert_picture(&whole_picture(&profile), "main;a 1 3\nmain;b 0 2");
    }

    #[test]
    fn what_only_a_runtime_knows_is_no_part_of_a_goroutines_stack() {
        let proto =
            "runtime.goexit;main.start.func1;main.Get[go.shape.int];runtime.chansend1;runtime.chansend;runtime.gopark 3
                     runtime.goexit;runtime.main;main.main 1
                     runtime.goexit;runtime.bgsweep;runtime.gopark 1";
        let mut snapshots = snapshots("goroutine/count", &[proto]);
        add(
            &mut snapshots,
            b"goroutine 7 [chan send, 12 minutes]:\nmain.Get[...](0x1)\n\tmain.Get[go.shape.int].go:0 +0x1\nmain.start.func1()\n\
              \tmain.start.func1.go:0 +0x2\ncreated by main.start in goroutine 1\n\t/p/main.go:40 +0x25\n",
        );
        let (profile, numbers) = snapshots.profile(&[(0, 0), (1, 0)]).unwrap();
        assert_picture(
            &whole_picture(&profile),
            "main.start.func1;main.Get[...] 3 1
             main.main 1 0
             runtime.bgsweep;runtime.gopark 1 0",
        );
        let above = |row: usize| -> Vec<String> {
            let names = snapshots.above(numbers[row]).iter();
            names
                .map(|&name| String::from_utf8_lossy(snapshots.text(name)).into_owned())
                .collect()
        };
        assert_eq!(above(0), ["runtime.gopark", "runtime.chansend", "runtime.chansend1"]);
        assert!(above(1).is_empty() && above(2).is_empty());
        let waits = snapshots.taken()[1].waits.with(numbers[0]);
        let (wait, count) = waits[0];
        assert_eq!(
            (snapshots.text(wait.state), wait.minutes, count),
            (&b"chan send"[..], Some(12), 1)
        );
        assert_eq!(snapshots.text(wait.creator), b"main.start /p/main.go:40");
        assert!(snapshots.taken()[0].waits.is_empty());
        let births = snapshots.taken()[1].births.as_ref().unwrap();
        assert_eq!((births.highest(), births.find(7).unwrap().is_blocked), (7, true));
    }

    #[test]
    fn texts_and_protos_of_one_moment_meet() {
        for (proto, text) in [
            (
                &include_bytes!("../../../testdata/goroutine-2.pb.gz")[..],
                &include_bytes!("../../../testdata/goroutine.debug1.txt")[..],
            ),
            (
                include_bytes!("../../../testdata/goroutine-2.pb.gz"),
                include_bytes!("../../../testdata/goroutine.debug2.txt"),
            ),
        ] {
            let mut snapshots = Snapshots::default();
            add(&mut snapshots, proto);
            let before = snapshots.stack_count();
            add(&mut snapshots, text);
            let new = snapshots.stack_count() - before;
            // What takes the profile stands in it, in one form with one stack and in another with another.
            assert!(new <= 3, "{new} of {before} stacks are new");
        }
    }
}
