//! Writes a large CPU profile that looks like a real one: in, the number of samples and a file; out, a `.pb.gz`.
//!
//! A program is made up first: functions that call a few others, some much more often than the rest, with a line for each
//! call and some calls inlined. Each sample then walks down that program for 20 to 60 frames, so that stacks share their
//! beginnings and few paths hold most of the time, as in life. A third of the samples carry labels. The same
//! arguments always give the same bytes.

#[path = "../src/profile/messages.rs"]
mod messages;

use crc::{CRC_32_ISO_HDLC, Crc};
use messages::{Function, Label, Line, Location, Mapping, Profile, Sample, ValueType};
use prost::Message;
use prost::encoding::message::encode;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(samples), Some(path)) = (arguments.next(), arguments.next()) else {
        return Err("usage: generate_profile SAMPLES FILE".into());
    };
    std::fs::write(path, gzip(&profile(samples.parse()?)))?;
    Ok(())
}

/// A program has so many functions for each sample of its profile, within bounds.
const SAMPLES_PER_FUNCTION: u64 = 25;
const MAX_CALLEES: u64 = 7;
const PACKAGES: [&str; 8] = [
    "runtime",
    "net/http",
    "encoding/json",
    "example.com/shop/cart",
    "example.com/shop/price",
    "sync",
    "bytes",
    "main",
];
const TYPES: [&str; 6] = [
    "",
    "(*Server).",
    "(*decoder).",
    "Value.",
    "(*Cache[...]).",
    "(*Buffer).",
];
const VERBS: [&str; 8] = ["Serve", "decode", "Read", "lookup", "Write", "merge", "hash", "flush"];
const ENDPOINTS: u64 = 40;
const TENANTS: u64 = 200;

/// A call: the location of the line it stands on, and the function that it leads to.
struct Call {
    location: u64,
    callee: usize,
}

fn profile(samples: u64) -> Vec<u8> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut strings = Strings::default();
    // Samples are many, so each message is written as soon as it is made.
    let mut out = Vec::new();
    let [cpu, nanoseconds, sample, count] = ["cpu", "nanoseconds", "samples", "count"].map(|text| strings.id(text));
    let [sample, cpu] = [(sample, count), (cpu, nanoseconds)].map(|(kind, unit)| ValueType { kind, unit });
    encode(1, &sample, &mut out);
    encode(1, &cpu, &mut out);

    let functions = (samples / SAMPLES_PER_FUNCTION).clamp(300, 20_000) as usize;
    for id in 1..=functions as u64 {
        let package = PACKAGES[random.skewed(PACKAGES.len() as u64) as usize];
        let owner = TYPES[random.below(TYPES.len() as u64) as usize];
        let verb = VERBS[random.below(VERBS.len() as u64) as usize];
        let name = strings.id(&format!("{package}.{owner}{verb}{id}"));
        let function = Function {
            id,
            name,
            system_name: name,
            filename: strings.id(&format!("/src/{package}/{verb}.go")),
            start_line: id as i64,
        };
        encode(5, &function, &mut out);
    }

    // Each function's calls; the last location of a function is where it is the leaf.
    let mut id = 0;
    let mut calls: Vec<Vec<Call>> = Vec::with_capacity(functions);
    for caller in 0..functions {
        let callees = 1 + random.below(MAX_CALLEES);
        let mut own = Vec::new();
        for line in 0..=callees {
            id += 1;
            let inlined = if random.below(5) == 0 { 1 + random.below(2) } else { 0 };
            let inlined = (0..inlined).map(|_| line_of(1 + random.below(functions as u64), 10));
            let mut lines: Vec<Line> = inlined.collect();
            lines.push(line_of(caller as u64 + 1, line));
            let location = Location {
                id,
                mapping_id: 1,
                address: 0x40_0000 + id * 16,
                lines,
                is_folded: false,
            };
            encode(4, &location, &mut out);
            own.push(Call {
                location: id,
                callee: callee(caller as u64, functions as u64, &mut random) as usize,
            });
        }
        calls.push(own);
    }

    let [endpoint_key, tenant_key, bytes_key] = ["endpoint", "tenant", "bytes"].map(|key| strings.id(key));
    let unit = strings.id("bytes");
    let endpoints: Vec<i64> = (0..ENDPOINTS)
        .map(|i| strings.id(&format!("/api/v1/resource{i}")))
        .collect();
    let tenants: Vec<i64> = (0..TENANTS).map(|i| strings.id(&format!("tenant-{i:03}"))).collect();
    let text_label = |key, text| Label {
        key,
        text,
        ..Label::default()
    };
    let mut stack = Vec::new();
    for _ in 0..samples {
        walk(&calls, &mut random, &mut stack);
        let ticks = 1 + random.skewed(64) as i64;
        let mut labels = Vec::new();
        if random.below(3) == 0 {
            labels.push(text_label(endpoint_key, endpoints[random.skewed(ENDPOINTS) as usize]));
            labels.push(text_label(tenant_key, tenants[random.skewed(TENANTS) as usize]));
            if random.below(4) == 0 {
                labels.push(Label {
                    key: bytes_key,
                    number: 64 << random.below(12),
                    unit,
                    ..Label::default()
                });
            }
        }
        let sample = Sample {
            locations: stack.iter().rev().map(|call| call.location).collect(),
            values: vec![ticks, ticks * 10_000_000],
            labels,
        };
        encode(2, &sample, &mut out);
    }

    let [file, build_id] = ["/usr/local/bin/shop", "5eed"].map(|text| strings.id(text));
    let mapping = Mapping {
        id: 1,
        start: 0x40_0000,
        limit: 0x4000_0000,
        offset: 0,
        file,
        build_id,
        has_functions: true,
        has_filenames: true,
        has_line_numbers: true,
        has_inline_frames: true,
    };
    let rest = Profile {
        mappings: vec![mapping],
        strings: strings.texts.into_iter().map(String::into_bytes).collect(),
        time_nanos: 1_700_000_000_000_000_000,
        duration_nanos: 30_000_000_000,
        period_type: Some(cpu),
        period: 10_000_000,
        ..Profile::default()
    };
    out.extend(rest.encode_to_vec());
    out
}

/// Programs are layered: calls lead to functions further on, mostly near ones, and now and then back to the caller.
fn callee(caller: u64, functions: u64, random: &mut Random) -> u64 {
    match random.below(30) {
        0 => caller,
        _ => (caller + 1 + random.skewed(functions / 10)) % functions,
    }
}

/// Turns the stack of one sample, calls with the root first, into that of the next: most samples leave the path of the one
/// before them somewhere in its second half.
fn walk<'a>(calls: &'a [Vec<Call>], random: &mut Random, stack: &mut Vec<&'a Call>) {
    let half = stack.len() as u64 / 2;
    let kept = match random.below(10) {
        0 => 0,
        _ => half + random.below(half.max(1)),
    };
    stack.truncate(kept as usize);
    let depth = (20 + random.below(41)).max(kept + 1);
    let mut function = stack.last().map_or(0, |call| call.callee);
    while let Some((leaf, own)) = calls[function].split_last() {
        if stack.len() as u64 + 1 == depth {
            return stack.push(leaf);
        }
        let call = &own[random.skewed(own.len() as u64) as usize];
        stack.push(call);
        function = call.callee;
    }
}

fn line_of(function_id: u64, line: u64) -> Line {
    Line {
        function_id,
        line: (function_id % 900 + line * 3 + 1) as i64,
        column: 0,
    }
}

/// The string table; the first text is empty. Texts are asked for once each, so none is searched for.
struct Strings {
    texts: Vec<String>,
}

impl Default for Strings {
    fn default() -> Self {
        Strings {
            texts: vec![String::new()],
        }
    }
}

impl Strings {
    fn id(&mut self, text: &str) -> i64 {
        self.texts.push(text.to_owned());
        self.texts.len() as i64 - 1
    }
}

/// SplitMix64: enough for shapes, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Any number below `limit`, each as likely.
    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// A number below `limit` by a power law: small ones are much more likely, large ones do come.
    fn skewed(&mut self, limit: u64) -> u64 {
        let uniform = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        let skewed = ((limit as f64 + 1.0).powf(uniform) - 1.0) as u64;
        skewed.min(limit - 1)
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    // Magic, deflate, no flags, no time, no hints, unknown system.
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    file.extend(miniz_oxide::deflate::compress_to_vec(bytes, 6));
    file.extend(Crc::<u32>::new(&CRC_32_ISO_HDLC).checksum(bytes).to_le_bytes());
    file.extend((bytes.len() as u32).to_le_bytes());
    file
}
