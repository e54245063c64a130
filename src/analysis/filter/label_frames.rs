//! tagroot and tagleaf: labels that become frames. A profile in, a profile with longer stacks out.
//!
//! With `tagroot=tenant,worker` the stack `main;serve` of a sample labelled tenant=a, worker=3 becomes
//! `a;3;main;serve`. The frame's function is named like the value, and its file like the label.
//!
//! pprof rounds numbers beyond 2^53, and gives numbers in the unit that values are shown in, so that it has one frame for two of them that
//! print alike. Views do not: such a number has a frame of its own, a twin of pprof's with the same ids and names, whose system name is
//! the number with all its digits in the unit that reads best. What lists functions or locations leaves twins out ([`Profile::is_twin`]).

use crate::analysis::options::Options;
use crate::base::blocks::Blocks;
use crate::base::columns::{StringId, StringTable};
use crate::base::error::{Error, ErrorKind, OutOfMemory, Result};
use crate::base::measurement::{exact_label, scaled_label};
use crate::base::room::{ask_for, list, one_more, one_more_key};
use crate::profile::{Function, FunctionId, Label, Line, Location, Profile};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// The profile with the frames that `tagroot` and `tagleaf` ask for; the profile itself if they ask for none.
/// Samples without a label get a frame without a name.
///
/// # Errors
///
/// The memory does not suffice for the longer stacks.
pub fn with_label_frames(profile: &Rc<Profile>, options: &Options, warnings: &mut Vec<String>) -> Result<Rc<Profile>> {
    let keys = |text: &str| -> Vec<String> {
        let keys = text.split(',').filter(|key| !key.is_empty());
        keys.map(str::to_owned).collect()
    };
    let (roots, leaves) = (keys(&options.tagroot), keys(&options.tagleaf));
    let mut result = Rc::clone(profile);
    let (mut any_root, mut any_leaf) = (false, false);
    if !roots.is_empty() || !leaves.is_empty() {
        ask_for(profile.room() * 2)?;
        let mut frames = LabelFrames::new(profile, &options.unit);
        let mut stacks = Blocks::default();
        let samples = profile.samples.len();
        let (mut starts, mut lengths) = (list(samples)?, list(samples)?);
        let (mut stack, mut outermost) = (Vec::new(), Vec::new());
        for sample in 0..profile.samples.len() {
            // Innermost first, so both lists of keys run backwards. The roots get their ids first, as `raw` shows.
            outermost.clear();
            ask_for(profile.room_of_labels(profile.samples.labels(sample)) * 4)?;
            for (key, any) in with_mark(&roots, &mut any_root) {
                outermost.push(frames.location(sample, key, any)?);
            }
            stack.clear();
            for (key, any) in with_mark(&leaves, &mut any_leaf) {
                stack.push(frames.location(sample, key, any)?);
            }
            stack.extend(profile.samples.stack(sample));
            stack.extend_from_slice(&outermost);
            let start = stacks.add(&stack);
            starts.push(start.map_err(|_| Error::new(ErrorKind::OutOfMemory { samples: sample }))?);
            lengths.push(stack.len() as u32);
        }
        result = Rc::new(frames.finish(stacks, starts, lengths));
    }
    for (option, text, matched) in [
        ("TagRoot", &options.tagroot, any_root),
        ("TagLeaf", &options.tagleaf, any_leaf),
    ] {
        if !text.is_empty() && !matched {
            warnings.push(format!("{option} expression matched no samples"));
        }
    }
    Ok(result)
}

/// The keys from the last to the first, each with the mark that it sets when a sample has it.
fn with_mark<'a>(keys: &'a [String], any: &'a mut bool) -> impl Iterator<Item = (&'a str, &'a std::cell::Cell<bool>)> {
    let any = std::cell::Cell::from_mut(any);
    keys.iter().rev().map(move |key| (key.as_str(), &*any))
}

struct LabelFrames<'a> {
    source: &'a Profile,
    unit: &'a str,
    strings: StringTable,
    locations: Vec<Location>,
    lines: Vec<Line>,
    functions: Vec<Function>,
    /// By name and label.
    known: FxHashMap<(StringId, StringId), u32>,
    /// By the name that views show and the location that reports show instead, where the two differ: in views each number is in the unit
    /// that reads best for it and has all digits, whatever unit values are shown in.
    twins: FxHashMap<(StringId, u32), u32>,
    next_location: u64,
    next_function: u64,
}

impl<'a> LabelFrames<'a> {
    fn new(source: &'a Profile, unit: &'a str) -> LabelFrames<'a> {
        let largest = |ids: &mut dyn Iterator<Item = u64>| ids.max().unwrap_or(0);
        LabelFrames {
            source,
            unit,
            strings: (*source.strings).clone(),
            locations: source.locations.clone(),
            lines: source.lines.clone(),
            functions: source.functions.clone(),
            known: FxHashMap::default(),
            twins: FxHashMap::default(),
            next_location: largest(&mut source.locations.iter().map(|location| location.id)).wrapping_add(1),
            next_function: largest(&mut source.functions.iter().map(|function| function.id)).wrapping_add(1),
        }
    }

    /// The location of the frame that a sample gets for a label.
    fn location(&mut self, sample: usize, key: &str, any: &std::cell::Cell<bool>) -> Result<u32, OutOfMemory> {
        let values = self.values(sample, key, scaled_label);
        any.set(any.get() || !values.is_empty());
        let name = self.strings.add(&values.join(&b','))?;
        let filename = self.strings.add(key.as_bytes())?;
        let location = match self.known.get(&(name, filename)) {
            Some(&location) => location,
            None => self.add(name, filename)?,
        };
        let own = self.values(sample, key, |value, unit, _| exact_label(value, unit, "auto"));
        if own == values {
            return Ok(location);
        }
        let own = self.strings.add(&own.join(&b','))?;
        match self.twins.get(&(own, location)) {
            Some(&twin) => Ok(twin),
            None => self.add_twin(location, own),
        }
    }

    fn add_twin(&mut self, of: u32, own: StringId) -> Result<u32, OutOfMemory> {
        self.one_more()?;
        one_more_key(&mut self.twins)?;
        let twin = self.locations.len() as u32;
        let mut location = self.locations[of as usize].clone();
        let mut line = self.lines[location.first_line as usize];
        let function = Function {
            system_name: own,
            ..self.functions[line.function.index()].clone()
        };
        location.first_line = self.lines.len() as u32;
        line.function = FunctionId(self.functions.len() as u32);
        self.locations.push(location);
        self.lines.push(line);
        self.functions.push(function);
        self.twins.insert((own, of), twin);
        Ok(twin)
    }

    /// Makes room for one more frame.
    fn one_more(&mut self) -> Result<(), OutOfMemory> {
        one_more(&mut self.locations)?;
        one_more(&mut self.lines)?;
        one_more(&mut self.functions)
    }

    fn add(&mut self, name: StringId, filename: StringId) -> Result<u32, OutOfMemory> {
        self.one_more()?;
        one_more_key(&mut self.known)?;
        let location = self.locations.len() as u32;
        self.locations.push(Location {
            id: self.next_location,
            first_line: self.lines.len() as u32,
            line_count: 1,
            ..Location::default()
        });
        self.lines.push(Line {
            function: FunctionId(self.functions.len() as u32),
            ..Line::default()
        });
        self.functions.push(Function {
            id: self.next_function,
            name,
            filename,
            ..Function::default()
        });
        self.next_location = self.next_location.wrapping_add(1);
        self.next_function = self.next_function.wrapping_add(1);
        self.known.insert((name, filename), location);
        Ok(location)
    }

    /// The values that a sample has for a label: texts, then numbers, in the unit of the report where they have one.
    fn values(&self, sample: usize, key: &str, label: fn(i64, &str, &str) -> String) -> Vec<Vec<u8>> {
        let Some(key) = self.source.strings.find(key.as_bytes()) else {
            return Vec::new();
        };
        let (mut texts, mut numbers) = (Vec::new(), Vec::new());
        let labels = self.source.samples.labels(sample);
        for label in labels.filter(|label| label.key() == key) {
            match label {
                Label::Text { value, .. } => texts.push(self.source.text(value).to_vec()),
                Label::Number { value, unit, .. } => numbers.push((value, unit)),
            }
        }
        let any_unit = numbers.iter().any(|(_, unit)| unit.is_some());
        texts.extend(numbers.into_iter().map(|(value, unit)| {
            let text = match any_unit {
                true => label(value, &self.source.display(unit.unwrap_or(StringId::EMPTY)), self.unit),
                false => label(value, "", ""),
            };
            text.into_bytes()
        }));
        texts
    }

    fn finish(self, stacks: Blocks, starts: Vec<u32>, lengths: Vec<u32>) -> Profile {
        Profile {
            strings: self.strings.into(),
            samples: self.source.samples.with_stacks(stacks, starts, lengths),
            locations: self.locations,
            lines: self.lines,
            functions: self.functions,
            label_functions: Some(FunctionId(self.source.functions.len() as u32)),
            ..self.source.clone()
        }
    }
}
