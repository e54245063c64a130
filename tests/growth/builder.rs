//! A profile being written, thing by thing.

use crate::messages::{Function, Label, Line, Location, Mapping, Profile, Sample, ValueType};
use prost::Message;
use std::collections::HashMap;

/// The value of a label.
pub enum Value {
    Text(String),
    Number(i64, &'static str),
}

/// A profile being written. Ids are counted from 1.
#[derive(Default)]
pub struct Builder {
    pub profile: Profile,
    known: HashMap<Vec<u8>, i64>,
}

impl Builder {
    /// One with sample types given as `cpu/nanoseconds`, and a binary.
    pub fn new(types: &[&str]) -> Builder {
        let mut builder = Builder::default();
        builder.text("");
        for name in types {
            let (kind, unit) = name.split_once('/').unwrap();
            let (kind, unit) = (builder.text(kind), builder.text(unit));
            builder.profile.sample_types.push(ValueType { kind, unit });
        }
        builder.mapping("/bin/app");
        builder
    }

    pub fn text(&mut self, text: &str) -> i64 {
        let Builder { profile, known } = self;
        *known.entry(text.as_bytes().to_vec()).or_insert_with(|| {
            profile.strings.push(text.as_bytes().to_vec());
            profile.strings.len() as i64 - 1
        })
    }

    pub fn mapping(&mut self, file: &str) -> u64 {
        let (file, build_id) = (self.text(file), self.text(&format!("build of {file}")));
        let id = self.profile.mappings.len() as u64 + 1;
        self.profile.mappings.push(Mapping {
            id,
            start: id << 24,
            limit: (id + 1) << 24,
            file,
            build_id,
            ..Mapping::default()
        });
        id
    }

    pub fn function(&mut self, name: &str, file: &str, start_line: i64) -> u64 {
        let (name, filename) = (self.text(name), self.text(file));
        let id = self.profile.functions.len() as u64 + 1;
        self.profile.functions.push(Function {
            id,
            name,
            system_name: name,
            filename,
            start_line,
        });
        id
    }

    /// A place with the functions that it stands for, the innermost first, each with a line.
    pub fn place(&mut self, mapping_id: u64, lines: &[(u64, i64)]) -> u64 {
        let id = self.profile.locations.len() as u64 + 1;
        let lines = lines.iter().map(|&(function_id, line)| Line {
            function_id,
            line,
            column: 0,
        });
        self.profile.locations.push(Location {
            id,
            mapping_id,
            address: (mapping_id << 24) + id * 16,
            lines: lines.collect(),
            ..Location::default()
        });
        id
    }

    /// A place of a function of its own.
    pub fn named(&mut self, name: &str) -> u64 {
        let function = self.function(name, &format!("/src/{name}.go"), 1);
        self.place(1, &[(function, 7)])
    }

    pub fn sample(&mut self, locations: &[u64], values: &[i64], labels: &[(&str, Value)]) {
        let labels = labels.iter().map(|(key, value)| {
            let key = self.text(key);
            match value {
                Value::Text(text) => Label {
                    key,
                    text: self.text(text),
                    ..Label::default()
                },
                Value::Number(number, unit) => Label {
                    key,
                    number: *number,
                    unit: self.text(unit),
                    ..Label::default()
                },
            }
        });
        let labels = labels.collect();
        self.profile.samples.push(Sample {
            locations: locations.to_vec(),
            values: values.to_vec(),
            labels,
        });
    }

    pub fn finish(mut self, change: impl FnOnce(&mut Builder)) -> Vec<u8> {
        change(&mut self);
        self.profile.encode_to_vec()
    }
}
