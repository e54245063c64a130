//! Writes a large CPU profile that looks like a real one: in, the number of samples and a file; out, a `.pb.gz`.
//!
//! A program is made up first: functions that call a few others, some much more often than the rest, with a line for each
//! call and some calls inlined. Each sample then walks down that program for 20 to 60 frames, so that stacks share their
//! beginnings and few paths hold most of the time, as in life. A third of the samples carry labels. The same
//! arguments always give the same bytes.

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
    let mut out = Message::default();
    let [cpu, nanoseconds, sample, count] = ["cpu", "nanoseconds", "samples", "count"].map(|text| strings.id(text));
    out.message(1, value_type(sample, count));
    out.message(1, value_type(cpu, nanoseconds));

    let functions = (samples / SAMPLES_PER_FUNCTION).clamp(300, 20_000) as usize;
    for id in 1..=functions as u64 {
        let package = PACKAGES[random.skewed(PACKAGES.len() as u64) as usize];
        let owner = TYPES[random.below(TYPES.len() as u64) as usize];
        let verb = VERBS[random.below(VERBS.len() as u64) as usize];
        let name = strings.id(&format!("{package}.{owner}{verb}{id}"));
        let file = strings.id(&format!("/src/{package}/{verb}.go"));
        out.message(
            5,
            Message::default()
                .number(1, id)
                .number(2, name)
                .number(3, name)
                .number(4, file)
                .number(5, id),
        );
    }

    // Each function's calls; the last location of a function is where it is the leaf.
    let mut location = 0;
    let mut calls: Vec<Vec<Call>> = Vec::with_capacity(functions);
    for caller in 0..functions {
        let callees = 1 + random.below(MAX_CALLEES);
        let mut own = Vec::new();
        for line in 0..=callees {
            location += 1;
            let mut message = Message::default()
                .number(1, location)
                .number(2, 1)
                .number(3, 0x40_0000 + location * 16);
            let inlined = if random.below(5) == 0 { 1 + random.below(2) } else { 0 };
            for _ in 0..inlined {
                message = message.child(4, line_of(1 + random.below(functions as u64), 10));
            }
            out.message(4, message.child(4, line_of(caller as u64 + 1, line)));
            own.push(Call {
                location,
                callee: callee(caller as u64, functions as u64, &mut random) as usize,
            });
        }
        calls.push(own);
    }

    let labels = ["endpoint", "tenant", "bytes"].map(|key| strings.id(key));
    let unit = strings.id("bytes");
    let endpoints: Vec<u64> = (0..ENDPOINTS)
        .map(|i| strings.id(&format!("/api/v1/resource{i}")))
        .collect();
    let tenants: Vec<u64> = (0..TENANTS).map(|i| strings.id(&format!("tenant-{i:03}"))).collect();
    let mut stack = Vec::new();
    for _ in 0..samples {
        walk(&calls, &mut random, &mut stack);
        let ticks = 1 + random.skewed(64);
        let mut message = Message::default()
            .packed(1, stack.iter().rev().map(|call| call.location))
            .packed(2, [ticks, ticks * 10_000_000]);
        if random.below(3) == 0 {
            let endpoint = endpoints[random.skewed(ENDPOINTS) as usize];
            let tenant = tenants[random.skewed(TENANTS) as usize];
            message = message.child(3, Message::default().number(1, labels[0]).number(2, endpoint));
            message = message.child(3, Message::default().number(1, labels[1]).number(2, tenant));
            if random.below(4) == 0 {
                let bytes = 64 << random.below(12);
                message = message.child(
                    3,
                    Message::default().number(1, labels[2]).number(3, bytes).number(4, unit),
                );
            }
        }
        out.message(2, message);
    }

    let [file, build] = ["/usr/local/bin/shop", "5eed"].map(|text| strings.id(text));
    let mapping = Message::default()
        .number(1, 1)
        .number(2, 0x40_0000)
        .number(3, 0x4000_0000)
        .number(5, file)
        .number(6, build);
    out.message(3, mapping.number(7, 1).number(8, 1).number(9, 1).number(10, 1));
    for text in &strings.texts {
        out.bytes(6, text.as_bytes());
    }
    let out = out
        .number(9, 1_700_000_000_000_000_000)
        .number(10, 30_000_000_000)
        .number(12, 10_000_000);
    out.child(11, value_type(cpu, nanoseconds)).0
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

fn value_type(kind: u64, unit: u64) -> Message {
    Message::default().number(1, kind).number(2, unit)
}

fn line_of(function: u64, line: u64) -> Message {
    Message::default()
        .number(1, function)
        .number(2, function % 900 + line * 3 + 1)
}

/// A protocol buffer being written: what profile.proto needs of it.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn number(mut self, field: u64, value: u64) -> Message {
        self.varint(field << 3);
        self.varint(value);
        self
    }

    fn child(mut self, field: u64, child: Message) -> Message {
        self.message(field, child);
        self
    }

    fn packed(self, field: u64, values: impl IntoIterator<Item = u64>) -> Message {
        let mut body = Message::default();
        values.into_iter().for_each(|value| body.varint(value));
        self.child(field, body)
    }

    fn message(&mut self, field: u64, message: Message) {
        self.bytes(field, &message.0);
    }

    fn bytes(&mut self, field: u64, bytes: &[u8]) {
        self.varint(field << 3 | 2);
        self.varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
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
    fn id(&mut self, text: &str) -> u64 {
        self.texts.push(text.to_owned());
        self.texts.len() as u64 - 1
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
    file.extend(crc32fast::hash(bytes).to_le_bytes());
    file.extend((bytes.len() as u32).to_le_bytes());
    file
}
