//! Profiles as text pictures, for the tests of the modules.
//!
//! A line is a sample: the stack from the root to the leaf, its values, its labels. `main;parse>next 30 worker=a size:=2kb`
//! is `main` calling `parse`, into which `next` was inlined, with the value 30, a text label and a numeric one. Equal
//! sites share a location. Functions live in `FUNCTION.go`, their lines are 0, and one mapping `app` holds all.
//!
//! Where lines and addresses matter they stand behind the names: `main:3>init:9:2@4a0` is at the address 0x4a0, where
//! `main` calls `init` in its line 3, which is inlined and in line 9, column 2. `@4a0` alone is a place that nothing is known
//! about, and `-` an empty stack.

use crate::base::blocks::Blocks;
use crate::base::columns::{StringId, StringTable};
use crate::profile::{
    Function, FunctionId, Label, Labels, Line, Location, LocationId, Mapping, MappingId, Profile, Samples, ValueType,
};
use std::rc::Rc;

/// A profile with one column `samples/count`, or `types` given as `cpu/ms space/bytes`.
pub fn profile_of(types: &str, picture: &str) -> Profile {
    let mut builder = Builder::default();
    let sample_types: Vec<ValueType> = types
        .split_whitespace()
        .map(|name| {
            let (kind, unit) = name.split_once('/').unwrap();
            ValueType {
                kind: builder.strings.intern(kind.as_bytes()),
                unit: builder.strings.intern(unit.as_bytes()),
            }
        })
        .collect();
    builder.values.resize_with(sample_types.len(), Vec::new);
    let lines = picture.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.for_each(|line| builder.sample(line, sample_types.len()));
    let file = builder.strings.intern(b"/bin/app");
    Profile {
        sample_types,
        samples: Samples::new(
            builder.stacks,
            builder.starts,
            builder.lengths,
            builder.values,
            builder.labels,
        ),
        mappings: vec![Mapping {
            id: 1,
            file,
            ..Mapping::default()
        }],
        strings: builder.strings.into(),
        locations: builder.locations,
        lines: builder.lines,
        functions: builder.functions,
        ..Profile::default()
    }
}

/// A profile with the one column `samples/count`.
pub fn profile(picture: &str) -> Rc<Profile> {
    Rc::new(profile_of("samples/count", picture))
}

#[derive(Default)]
struct Builder {
    strings: StringTable,
    locations: Vec<Location>,
    lines: Vec<Line>,
    functions: Vec<Function>,
    sites: Vec<String>,
    stacks: Blocks,
    starts: Vec<u32>,
    lengths: Vec<u32>,
    values: Vec<Vec<i64>>,
    labels: Labels,
}

impl Builder {
    fn sample(&mut self, line: &str, columns: usize) {
        let mut words = line.split_whitespace();
        let stack = words.next().unwrap();
        let sites: Vec<&str> = stack.split(';').filter(|site| *site != "-").collect();
        let locations: Vec<u32> = sites.iter().rev().map(|site| self.site(site)).collect();
        self.starts.push(self.stacks.add(&locations).unwrap());
        self.lengths.push(locations.len() as u32);
        for column in 0..columns {
            self.values[column].push(words.next().unwrap().parse().unwrap());
        }
        for label in words {
            let (key, value) = label.split_once('=').unwrap();
            let label = match key.strip_suffix(':') {
                Some(key) => {
                    let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
                    Label::Number {
                        key: self.strings.intern(key.as_bytes()),
                        value: digits.parse().unwrap(),
                        unit: match &value[digits.len()..] {
                            "" => None,
                            unit => Some(self.strings.intern(unit.as_bytes())),
                        },
                    }
                }
                None => Label::Text {
                    key: self.strings.intern(key.as_bytes()),
                    value: self.strings.intern(value.as_bytes()),
                },
            };
            self.labels.push(label).unwrap();
        }
        self.labels.end_sample(self.starts.len() - 1).unwrap();
    }

    fn site(&mut self, site: &str) -> u32 {
        if let Some(known) = self.sites.iter().position(|own| own == site) {
            return known as u32;
        }
        let first_line = self.lines.len() as u32;
        let (frames, address) = match site.rsplit_once('@') {
            Some((frames, digits)) => (frames, u64::from_str_radix(digits, 16).unwrap()),
            None => (site, 0),
        };
        // Innermost first.
        for frame in frames.split('>').rev().filter(|frame| !frame.is_empty()) {
            let (name, line, column) = place(frame);
            let function = self.function(name);
            self.lines.push(Line { function, line, column });
        }
        self.sites.push(site.to_owned());
        self.locations.push(Location {
            id: self.locations.len() as u64 + 1,
            mapping: Some(MappingId(0)),
            address,
            first_line,
            line_count: self.lines.len() as u32 - first_line,
            ..Location::default()
        });
        self.locations.len() as u32 - 1
    }

    fn function(&mut self, name: &str) -> FunctionId {
        let id = self.strings.intern(name.as_bytes());
        let known = self.functions.iter().position(|function| function.name == id);
        FunctionId(known.unwrap_or_else(|| {
            self.functions.push(Function {
                id: self.functions.len() as u64 + 1,
                name: id,
                system_name: StringId::EMPTY,
                filename: self.strings.intern(format!("{name}.go").as_bytes()),
                start_line: 0,
            });
            self.functions.len() - 1
        }) as u32)
    }
}

/// A frame's name, line and column.
fn place(frame: &str) -> (&str, i64, i64) {
    fn number(text: &str) -> Option<(&str, i64)> {
        let (before, number) = text.rsplit_once(':')?;
        Some((before, number.parse().ok()?))
    }
    match number(frame) {
        None => (frame, 0, 0),
        Some((before, last)) => match number(before) {
            Some((name, line)) => (name, line, last),
            None => (before, last, 0),
        },
    }
}

/// The picture of a profile, its samples in order. Names are joined as [`profile`] reads them; lines and addresses are left
/// out.
pub fn picture(profile: &Profile) -> String {
    draw(profile, &|location| {
        let lines = profile.lines_of(location).iter().rev();
        let names = lines.map(|line| profile.display(profile.functions[line.function.index()].name));
        names.collect::<Vec<String>>().join(">")
    })
}

/// The picture with lines and addresses.
pub fn whole_picture(profile: &Profile) -> String {
    draw(profile, &|location| {
        let lines = profile.lines_of(location).iter().rev();
        let frames = lines.map(|line| {
            let name = profile.display(profile.functions[line.function.index()].name);
            match (line.line, line.column) {
                (0, 0) => name,
                (number, 0) => format!("{name}:{number}"),
                (number, column) => format!("{name}:{number}:{column}"),
            }
        });
        let frames = frames.collect::<Vec<String>>().join(">");
        match profile.locations[location.index()].address {
            0 => frames,
            address => format!("{frames}@{address:x}"),
        }
    })
}

fn draw(profile: &Profile, site: &dyn Fn(LocationId) -> String) -> String {
    let rows = 0..profile.samples.len();
    let lines: Vec<String> = rows
        .map(|sample| {
            let stack: Vec<String> = profile
                .samples
                .stack(sample)
                .iter()
                .rev()
                .map(|location| site(LocationId(location)))
                .collect();
            let columns = 0..profile.sample_types.len();
            let values = columns.map(|column| profile.samples.values(column)[sample].to_string());
            let labels = profile.samples.labels(sample).map(|label| match label {
                Label::Text { key, value } => format!("{}={}", profile.display(key), profile.display(value)),
                Label::Number { key, value, unit } => {
                    let unit = unit.map(|unit| profile.display(unit)).unwrap_or_default();
                    format!("{}:={value}{unit}", profile.display(key))
                }
            });
            let words: Vec<String> = [stack.join(";")].into_iter().chain(values).chain(labels).collect();
            words.join(" ")
        })
        .collect();
    lines.join("\n")
}

/// Compares two pictures, whatever their indentation.
#[track_caller]
pub fn assert_picture(actual: &str, wanted: &str) {
    let lines = |text: &str| -> Vec<String> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    };
    assert_eq!(lines(actual), lines(wanted));
}
