//! Makes up profiles: in, chance; out, a profile that no program would write and that pprof reads all the same.
//!
//! It aims at what reports have rules for: frames that share a name but not a file, stacks that visit a function twice,
//! inlined lines, labels with and without units, values of both signs, ids far apart. A second profile for a merge or a
//! comparison is made by `sibling`, from the same names and nearly the same sample types: `["objects", "space"]` beside
//! `["space"]`.

use super::pools::{BINARIES, FILES, FUNCTIONS, KEYS, KINDS, LABEL_UNITS, NAMES, PACKAGES, TEXTS, UNITS};
use super::proto::{Function, Label, Line, Location, Mapping, Profile, Sample, ValueType};
use super::random::Random;

/// A profile from nothing.
pub fn profile(random: &mut Random) -> Profile {
    let mut profile = Profile::default();
    profile.text("");
    for _ in 0..random.between(1, 4) {
        let (kind, unit) = (random.pick(KINDS), random.pick(UNITS));
        let kind = profile.text(kind);
        let unit = profile.text(unit);
        profile.sample_types.push(ValueType { kind, unit });
    }
    mappings(&mut profile, random);
    functions(&mut profile, random);
    locations(&mut profile, random);
    samples(&mut profile, random);
    header(&mut profile, random);
    profile
}

/// Another profile for the same command: one with its own samples, or the same one with other values and sample types.
pub fn sibling(of: &Profile, random: &mut Random) -> Profile {
    let mut profile = of.clone();
    if random.chance(0.3) {
        profile.samples.clear();
        samples(&mut profile, random);
    } else if random.chance(0.6) {
        profile.samples.retain(|_| random.chance(0.7));
        for sample in &mut profile.samples {
            let chosen = random.chance(0.5);
            for value in sample.values.iter_mut().filter(|_| chosen) {
                *value = value.wrapping_add(random.below(1000) as i64);
            }
        }
    }
    if random.chance(0.3) {
        let at = random.below(profile.sample_types.len());
        let unit = random.pick(UNITS);
        let unit = profile.text(unit);
        if let Some(kind) = profile.sample_types.get_mut(at) {
            kind.unit = unit;
        }
    }
    if random.chance(0.15) && profile.sample_types.len() > 1 {
        let at = random.below(profile.sample_types.len());
        profile.sample_types.remove(at);
        for sample in profile.samples.iter_mut().filter(|sample| at < sample.values.len()) {
            sample.values.remove(at);
        }
    }
    if random.chance(0.3) {
        header(&mut profile, random);
    }
    profile
}

/// An id: mostly small and in order, sometimes one that only 64 bits hold.
fn id(at: usize, huge: bool) -> u64 {
    let small = at as u64 + 1;
    if huge { u64::MAX - small * 0x1_0000_0001 } else { small }
}

fn mappings(profile: &mut Profile, random: &mut Random) {
    for at in 0..random.below(4) {
        let start = 0x1000 * at as u64;
        let file = random.pick(BINARIES);
        let build_id = random.pick(&["", "", "abc", "0123456789abcdef"]);
        let mapping = Mapping {
            id: id(at, false),
            start,
            limit: start + 0x1000 * random.below(2) as u64 + 0x1000,
            offset: random.pick(&[0, 0, 0x400]),
            file: profile.text(file),
            build_id: profile.text(build_id),
            has_functions: random.chance(0.7),
            has_filenames: random.chance(0.5),
            has_line_numbers: random.chance(0.5),
            has_inline_frames: random.chance(0.5),
        };
        profile.mappings.push(mapping);
    }
}

/// A name of a function: made of a package and a function, or a strange one.
pub fn name(random: &mut Random) -> Vec<u8> {
    if random.chance(0.01) {
        return b"main.\xff\xfebad".to_vec();
    }
    if random.chance(0.35) {
        return random.pick(NAMES).as_bytes().to_vec();
    }
    let package = random.pick(PACKAGES);
    [package, random.pick(FUNCTIONS)].concat().into_bytes()
}

fn functions(profile: &mut Profile, random: &mut Random) {
    let huge = random.chance(0.1);
    // Few names for many functions: most reports have a rule for functions that share a name.
    let names: Vec<Vec<u8>> = (0..random.between(1, 14)).map(|_| name(random)).collect();
    for at in 0..random.between(1, 20) {
        let name = names[random.below(names.len())].clone();
        let system_name = if random.chance(0.15) {
            b"_ZN3foo3barEv".to_vec()
        } else {
            name.clone()
        };
        let file = random.pick(FILES);
        let function = Function {
            id: id(at, huge),
            name: profile.text(&name),
            system_name: profile.text(&system_name),
            filename: profile.text(file),
            start_line: random.pick(&[0, 0, 3, 10, -1]),
        };
        profile.functions.push(function);
    }
}

fn locations(profile: &mut Profile, random: &mut Random) {
    let huge = random.chance(0.1);
    let columns = random.chance(0.3);
    for at in 0..random.between(1, 24) {
        let mapping = random.below(profile.mappings.len() + 1);
        let lines = match random.below(12) {
            0 => 0,
            1 | 2 => 2,
            3 => 3,
            _ => 1,
        };
        let lines = (0..lines)
            .map(|_| Line {
                function_id: profile.functions[random.below(profile.functions.len())].id,
                line: random.pick(&[0, 5, 5, 6, 7, 12, 100_000, -3]),
                column: if columns { random.pick(&[0, 1, 2, 40]) } else { 0 },
            })
            .collect();
        profile.locations.push(Location {
            id: id(at, huge),
            mapping_id: mapping.checked_sub(1).map_or(0, |at| profile.mappings[at].id),
            address: random.pick(&[0, 0x1000 + 16 * at as u64, 0x1000 + 16 * at as u64, 0x1010, u64::MAX]),
            lines,
            is_folded: random.chance(0.05),
        });
    }
}

/// A value of a sample, of any size; `negative` ones only where the profile is to have some.
pub fn value(random: &mut Random, negative: bool) -> i64 {
    let value = match random.below(200) {
        0 => random.pick(&[i64::MAX, i64::MIN, i64::MAX / 2, -1, 1 << 53]),
        1..=30 => 0,
        31..=100 => random.below(12) as i64,
        _ => {
            random.below(9) as i64
                * random.pick(&[1, 5, 100, 12_345, 1_000_000, 1_000_000_007, 1 << 20, 3_600_000_000_000])
        }
    };
    if negative && random.chance(0.5) {
        value.wrapping_neg()
    } else {
        value
    }
}

fn samples(profile: &mut Profile, random: &mut Random) {
    let negative = random.chance(0.25);
    let labelled = random.chance(0.6);
    let count = match random.below(60) {
        0 => 300,
        1..=3 => 0,
        _ => random.between(1, 40),
    };
    for _ in 0..count {
        let deepest = if random.chance(0.2) { 12 } else { 5 };
        let depth = random.between(0, deepest);
        let depth = if profile.locations.is_empty() { 0 } else { depth };
        let locations = (0..depth)
            .map(|_| profile.locations[random.below(profile.locations.len())].id)
            .collect();
        let values = profile.sample_types.iter().map(|_| value(random, negative)).collect();
        let labels = match labelled {
            true => (0..random.below(4)).map(|_| label(profile, random)).collect(),
            false => Vec::new(),
        };
        profile.samples.push(Sample {
            locations,
            values,
            labels,
        });
    }
}

/// A label of either kind; a key may come twice.
pub fn label(profile: &mut Profile, random: &mut Random) -> Label {
    let key = random.pick(KEYS);
    let key = profile.text(key);
    if random.chance(0.5) {
        let text = random.pick(TEXTS);
        let text = profile.text(text);
        return Label {
            key,
            text,
            number: 0,
            unit: 0,
        };
    }
    let unit = random.pick(LABEL_UNITS);
    let number = random.pick(&[0, 1, 8, 16, 2048, 2049, 4096, 1_000_000, -5, 100_000_000_000]);
    let unit = profile.text(unit);
    Label {
        key,
        text: 0,
        number,
        unit,
    }
}

fn header(profile: &mut Profile, random: &mut Random) {
    if random.chance(0.5) {
        profile.time_nanos = 1_700_000_000_000_000_000 + random.below(1_000_000_000_000) as i64;
    }
    if random.chance(0.5) {
        profile.duration_nanos =
            random.pick(&[1, 999, 1_650_000_000, 60_000_000_000, 16_500_000_000_000, -5, i64::MAX]);
    }
    if random.chance(0.5) {
        let (kind, unit) = (random.pick(KINDS), random.pick(UNITS));
        let kind = profile.text(kind);
        let unit = profile.text(unit);
        profile.period_type = Some(ValueType { kind, unit });
        profile.period = random.pick(&[0, 1, 10_000_000, 524_288]);
    }
    if random.chance(0.3) {
        let comments = ["c1", "#c2", "", "two\nlines"];
        profile.comments = (0..random.between(1, 3))
            .map(|_| random.pick(&comments))
            .map(|text| profile.text(text))
            .collect();
    }
    if random.chance(0.2) {
        let frames = random.pick(&["main\\..*", "runtime\\.", "(", ".*B", "std"]);
        profile.drop_frames = profile.text(frames);
    }
    if random.chance(0.15) {
        let frames = random.pick(&["main.A", ".*Run", "["]);
        profile.keep_frames = profile.text(frames);
    }
    if random.chance(0.2) {
        profile.doc_url = profile.text(random.pick(&["http://q/doc", "ftp://q", "https://q/\"x"]));
    }
    if random.chance(0.3) {
        let kind = random.pick(KINDS);
        profile.default_sample_type = Some(profile.text(kind));
    }
}
