//! The merge: profiles with equal sample types in, one profile out, in which equal stacks are one sample.
//!
//! Everything gets new ids in the order of first use. Mappings are equal when their size, offset and build id (or
//! file) are, functions when all their texts are, locations when their place in the mapping and their frames are,
//! and samples when their locations and labels are.

use super::distinct::{Distinct, Rows};
use crate::base::columns::{StringId, StringTable, add_number, one_more_number};
use crate::base::error::{OutOfMemory, Result};
use crate::base::room::{one_more, one_more_key};
use crate::base::sort::sort_by_key;
use crate::profile::{
    Function, FunctionId, Label, Labels, Line, Location, LocationId, Mapping, MappingId, Profile, Samples, ValueType,
};
use hashbrown::HashTable;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// Merges profiles whose sample types and period types are already the same.
///
/// # Errors
///
/// The memory does not suffice.
pub fn merge(profiles: &[Profile]) -> Result<Profile, OutOfMemory> {
    let first = &profiles[0];
    let mut merger = Merger::new(first.sample_types.len());
    let header = merger.header(profiles);
    for profile in profiles {
        merger.add(profile)?;
    }
    let merged = merger.finish(header);
    // Samples that cancelled go, with everything that only they used.
    if (0..merged.samples.len()).any(|sample| merged.samples.is_zero(sample)) {
        return merge(&[merged]);
    }
    Ok(merged)
}

/// Normalising needs the same period type and the same sample types.
///
/// # Errors
///
/// In which of the two they differ.
pub fn check_compatible(one: &Profile, other: &Profile) -> Result<(), String> {
    let texts = |profile: &Profile, value_type: &ValueType| {
        (profile.display(value_type.kind), profile.display(value_type.unit))
    };
    let period = (texts(one, &one.period_type), texts(other, &other.period_type));
    if period.0 != period.1 {
        let ((kind, unit), (other_kind, other_unit)) = period;
        return Err(format!(
            "incompatible period types &{{{kind} {unit} 0 0}} and &{{{other_kind} {other_unit} 0 0}}"
        ));
    }
    let types = |profile: &Profile| -> Vec<_> {
        let pairs = profile.sample_types.iter();
        pairs.map(|sample_type| texts(profile, sample_type)).collect()
    };
    let (own, others) = (types(one), types(other));
    if own != others {
        let list = |types: &[(String, String)]| {
            let names: Vec<String> = types.iter().map(|(kind, unit)| format!("{kind}/{unit}")).collect();
            names.join(" ")
        };
        return Err(format!(
            "incompatible sample types [{}] and [{}]",
            list(&own),
            list(&others)
        ));
    }
    Ok(())
}

/// Gives every sample a label with a text value, in place of the values that it had under that name.
///
/// # Errors
///
/// The memory does not suffice.
pub fn label_all(profile: &mut Profile, (key, value): (&[u8], &[u8])) -> Result<(), OutOfMemory> {
    let strings = Rc::make_mut(&mut profile.strings);
    let (key, value) = (strings.intern(key), strings.intern(value));
    let mut labels = Labels::default();
    for sample in 0..profile.samples.len() {
        let others = profile.samples.labels(sample).filter(|label| match label {
            Label::Text { key: own, .. } => *own != key,
            Label::Number { .. } => true,
        });
        labels.add(sample, others.chain([Label::Text { key, value }]))?;
    }
    profile.samples = profile.samples.with_labels(labels);
    Ok(())
}

/// The new number of something that has none yet.
const NEW: u32 = u32::MAX;

struct Merger {
    strings: StringTable,
    mappings: Vec<Mapping>,
    locations: Vec<Location>,
    lines: Vec<Line>,
    functions: Vec<Function>,
    samples: Distinct,
    values: Vec<Vec<i64>>,
    known_mappings: FxHashMap<MappingKey, MappingId>,
    known_functions: FxHashMap<FunctionKey, FunctionId>,
    known_locations: HashTable<u32>,
}

/// The new numbers of one source's things.
struct Renumbered<'a> {
    source: &'a Profile,
    strings: Vec<u32>,
    mappings: Vec<u32>,
    locations: Vec<u32>,
    functions: Vec<u32>,
}

impl Merger {
    fn new(columns: usize) -> Merger {
        Merger {
            strings: StringTable::default(),
            mappings: Vec::new(),
            locations: Vec::new(),
            lines: Vec::new(),
            functions: Vec::new(),
            samples: Distinct::default(),
            values: vec![Vec::new(); columns],
            known_mappings: FxHashMap::default(),
            known_functions: FxHashMap::default(),
            known_locations: HashTable::new(),
        }
    }

    /// What is not samples, locations, functions or mappings.
    fn header(&mut self, profiles: &[Profile]) -> Profile {
        let first = &profiles[0];
        let value_type = |strings: &mut StringTable, value_type: &ValueType| ValueType {
            kind: strings.intern(first.text(value_type.kind)),
            unit: strings.intern(first.text(value_type.unit)),
        };
        let mut merged = Profile {
            sample_types: first
                .sample_types
                .iter()
                .map(|sample_type| value_type(&mut self.strings, sample_type))
                .collect(),
            period_type: value_type(&mut self.strings, &first.period_type),
            drop_frames: self.strings.intern(first.text(first.drop_frames)),
            keep_frames: self.strings.intern(first.text(first.keep_frames)),
            lacks_divisor: profiles.iter().any(|profile| profile.lacks_divisor),
            ..Profile::default()
        };
        let mut comments = FxHashSet::default();
        for profile in profiles {
            // A running value of 0 is replaced by whatever comes, and so is one by a later 0: pprof's rule.
            if merged.time_nanos == 0 || profile.time_nanos < merged.time_nanos {
                merged.time_nanos = profile.time_nanos;
            }
            merged.duration_nanos = merged.duration_nanos.wrapping_add(profile.duration_nanos);
            if merged.period == 0 || merged.period < profile.period {
                merged.period = profile.period;
            }
            for &comment in &profile.comments {
                let comment = self.strings.intern(profile.text(comment));
                if comments.insert(comment) {
                    merged.comments.push(comment);
                }
            }
            if merged.default_sample_type == StringId::EMPTY {
                merged.default_sample_type = self.strings.intern(profile.text(profile.default_sample_type));
            }
            if merged.doc_url == StringId::EMPTY {
                merged.doc_url = self.strings.intern(profile.text(profile.doc_url));
            }
        }
        merged
    }

    fn add(&mut self, source: &Profile) -> Result<(), OutOfMemory> {
        let mut renumbered = Renumbered {
            source,
            strings: vec![NEW; source.strings.len()],
            mappings: vec![NEW; source.mappings.len()],
            locations: vec![NEW; source.locations.len()],
            functions: vec![NEW; source.functions.len()],
        };
        self.samples.reserve(source.samples.len())?;
        // The first mapping is the program itself, and has to stay the first one.
        if self.mappings.is_empty() && !source.mappings.is_empty() {
            self.mapping(&mut renumbered, MappingId(0))?;
        }
        let (mut stack, mut labels) = (Vec::new(), Vec::new());
        for sample in 0..source.samples.len() {
            if source.samples.is_zero(sample) {
                continue;
            }
            stack.clear();
            for location in source.samples.stack(sample) {
                let new = match renumbered.locations[location as usize] {
                    NEW => self.location(&mut renumbered, LocationId(location))?,
                    known => known,
                };
                stack.push(new);
            }
            self.canonical_labels(&mut renumbered, sample, &mut labels)?;
            self.sample(source, sample, &stack, &labels)?;
        }
        Ok(())
    }

    fn sample(&mut self, source: &Profile, sample: usize, stack: &[u32], labels: &[Label]) -> Result<(), OutOfMemory> {
        let values = self.values.iter_mut().enumerate();
        if let Some(known) = self.samples.find(stack, labels) {
            for (column, sums) in values {
                let sum = &mut sums[known as usize];
                *sum = sum.wrapping_add(source.samples.values(column)[sample]);
            }
            return Ok(());
        }
        self.samples.add(stack, labels)?;
        for (column, sums) in values {
            one_more(sums)?;
            sums.push(source.samples.values(column)[sample]);
        }
        Ok(())
    }

    /// A sample's labels in an order in which equal sets of labels are equal lists: by kind and key, values of one
    /// key in their own order. If one number of a key has a unit, all have one, be it empty.
    fn canonical_labels(
        &mut self,
        renumbered: &mut Renumbered,
        sample: usize,
        labels: &mut Vec<Label>,
    ) -> Result<(), OutOfMemory> {
        labels.clear();
        for label in renumbered.source.samples.labels(sample) {
            let mut string = |id| self.string(renumbered, id);
            one_more(labels)?;
            labels.push(match label {
                Label::Text { key, value } => Label::Text {
                    key: string(key)?,
                    value: string(value)?,
                },
                Label::Number { key, value, unit } => Label::Number {
                    key: string(key)?,
                    value,
                    unit: unit.map(string).transpose()?,
                },
            });
        }
        if labels.len() < 2 {
            return Ok(());
        }
        let rank = |label: &Label| (matches!(label, Label::Number { .. }), label.key());
        sort_by_key(labels, rank);
        let mut rest = labels.as_mut_slice();
        while let Some(first) = rest.first() {
            let key = first.key();
            let same = rest.iter().take_while(|label| label.key() == key).count();
            let (group, behind) = rest.split_at_mut(same);
            let any_unit = group
                .iter()
                .any(|label| matches!(label, Label::Number { unit: Some(_), .. }));
            for label in group {
                if let Label::Number { unit, .. } = label
                    && any_unit
                {
                    unit.get_or_insert(StringId::EMPTY);
                }
            }
            rest = behind;
        }
        Ok(())
    }

    fn string(&mut self, renumbered: &mut Renumbered, id: StringId) -> Result<StringId, OutOfMemory> {
        let new = &mut renumbered.strings[id.index()];
        if *new == NEW {
            *new = self.strings.add(renumbered.source.text(id))?.0;
        }
        Ok(StringId(*new))
    }

    fn mapping(&mut self, renumbered: &mut Renumbered, id: MappingId) -> Result<MappingId, OutOfMemory> {
        let known = renumbered.mappings[id.index()];
        if known != NEW {
            return Ok(MappingId(known));
        }
        let mapping = &renumbered.source.mappings[id.index()];
        let mapping = Mapping {
            file: self.string(renumbered, mapping.file)?,
            build_id: self.string(renumbered, mapping.build_id)?,
            ..mapping.clone()
        };
        one_more(&mut self.mappings)?;
        one_more_key(&mut self.known_mappings)?;
        let mappings = &mut self.mappings;
        let new = *self.known_mappings.entry(mapping_key(&mapping)).or_insert_with(|| {
            let id = mappings.len() as u64 + 1;
            mappings.push(Mapping { id, ..mapping });
            MappingId(id as u32 - 1)
        });
        renumbered.mappings[id.index()] = new.0;
        Ok(new)
    }

    fn function(&mut self, renumbered: &mut Renumbered, id: FunctionId) -> Result<FunctionId, OutOfMemory> {
        let known = renumbered.functions[id.index()];
        if known != NEW {
            return Ok(FunctionId(known));
        }
        let function = &renumbered.source.functions[id.index()];
        let function = Function {
            name: self.string(renumbered, function.name)?,
            system_name: self.string(renumbered, function.system_name)?,
            filename: self.string(renumbered, function.filename)?,
            ..function.clone()
        };
        one_more(&mut self.functions)?;
        one_more_key(&mut self.known_functions)?;
        let functions = &mut self.functions;
        let new = *self.known_functions.entry(function_key(&function)).or_insert_with(|| {
            let id = functions.len() as u64 + 1;
            functions.push(Function { id, ..function });
            FunctionId(id as u32 - 1)
        });
        renumbered.functions[id.index()] = new.0;
        Ok(new)
    }

    fn location(&mut self, renumbered: &mut Renumbered, id: LocationId) -> Result<u32, OutOfMemory> {
        let source = renumbered.source;
        let location = &source.locations[id.index()];
        let mapping = match location.mapping {
            Some(mapping) => {
                let new = self.mapping(renumbered, mapping)?;
                let start = self.mappings[new.index()].start;
                Some((new, start.wrapping_sub(source.mappings[mapping.index()].start)))
            }
            None => None,
        };
        let first_line = self.lines.len() as u32;
        for line in source.lines_of(id) {
            let function = self.function(renumbered, line.function)?;
            one_more(&mut self.lines)?;
            self.lines.push(Line { function, ..*line });
        }
        let new = Location {
            id: self.locations.len() as u64 + 1,
            mapping: mapping.map(|(mapping, _)| mapping),
            address: location
                .address
                .wrapping_add(mapping.map_or(0, |(_, moved_by)| moved_by)),
            first_line,
            ..location.clone()
        };
        let Merger {
            locations,
            lines,
            mappings,
            known_locations,
            ..
        } = self;
        let new_hash = location_hash(&new, mappings, lines);
        let is_same = |&known: &u32| same_location(&locations[known as usize], &new, mappings, lines);
        let number = match known_locations.find(new_hash, is_same) {
            Some(&known) => {
                lines.truncate(first_line as usize);
                known
            }
            None => {
                let number = locations.len() as u32;
                one_more_number(known_locations, &|known| {
                    location_hash(&locations[known as usize], mappings, lines)
                })?;
                one_more(locations)?;
                locations.push(new);
                add_number(known_locations, new_hash, number, &|known| {
                    location_hash(&locations[known as usize], mappings, lines)
                });
                number
            }
        };
        renumbered.locations[id.index()] = number;
        Ok(number)
    }

    fn finish(self, header: Profile) -> Profile {
        let Rows {
            stacks,
            starts,
            lengths,
            labels,
        } = self.samples.into_rows();
        Profile {
            strings: self.strings.into(),
            samples: Samples::new(stacks, starts, lengths, self.values, labels),
            mappings: self.mappings,
            locations: self.locations,
            lines: self.lines,
            functions: self.functions,
            ..header
        }
    }
}

/// Size rounded up to a page, offset, and what names the binary.
type MappingKey = (u64, u64, StringId);

fn mapping_key(mapping: &Mapping) -> MappingKey {
    const PAGE: u64 = 0x1000;
    let size = mapping.limit.wrapping_sub(mapping.start).wrapping_add(PAGE - 1);
    let name = match mapping.build_id {
        StringId::EMPTY => mapping.file,
        build_id => build_id,
    };
    (size - size % PAGE, mapping.offset, name)
}

/// The line where it begins, and its texts.
type FunctionKey = (i64, StringId, StringId, StringId);

fn function_key(function: &Function) -> FunctionKey {
    (
        function.start_line,
        function.name,
        function.system_name,
        function.filename,
    )
}

fn lines_of<'a>(location: &Location, lines: &'a [Line]) -> &'a [Line] {
    &lines[location.first_line as usize..][..location.line_count as usize]
}

/// The place within the mapping, so that two runs of a program agree wherever it was loaded.
fn place(location: &Location, mappings: &[Mapping]) -> (u64, Option<MappingId>, bool) {
    let start = location.mapping.map_or(0, |mapping| mappings[mapping.index()].start);
    (
        location.address.wrapping_sub(start),
        location.mapping,
        location.is_folded,
    )
}

/// Frames count with function and line; pprof looks at the column of the last frame only.
fn frame_key(lines: &[Line]) -> (impl Iterator<Item = (FunctionId, i64)> + '_, i64) {
    (
        lines.iter().map(|line| (line.function, line.line)),
        lines.last().map_or(0, |line| line.column),
    )
}

fn location_hash(location: &Location, mappings: &[Mapping], lines: &[Line]) -> u64 {
    let mut hasher = FxHasher::default();
    place(location, mappings).hash(&mut hasher);
    let (frames, column) = frame_key(lines_of(location, lines));
    frames.for_each(|frame| frame.hash(&mut hasher));
    column.hash(&mut hasher);
    hasher.finish()
}

fn same_location(one: &Location, other: &Location, mappings: &[Mapping], lines: &[Line]) -> bool {
    let (frames, column) = frame_key(lines_of(one, lines));
    let (other_frames, other_column) = frame_key(lines_of(other, lines));
    place(one, mappings) == place(other, mappings) && column == other_column && frames.eq(other_frames)
}
