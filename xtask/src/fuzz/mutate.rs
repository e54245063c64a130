//! Spoils real profiles: in, the files of testdata; out, a few samples of one of them with some fields changed, or bytes
//! with some of them changed.
//!
//! The real ones have what a generator does not think of: deep stacks, runtime frames, thousands of functions. For
//! example twelve samples of cpu.pb.gz, one of them with a negative value and one with a second label.

use super::generate;
use super::proto::{self, Profile};
use super::random::Random;
use anyhow::{Context, Result};
use std::collections::HashSet;
use std::path::Path;

/// What is in testdata for us.
pub struct Corpus {
    profiles: Vec<Profile>,
    /// The files of older formats, which pprof reads too.
    older_formats: Vec<Vec<u8>>,
}

impl Corpus {
    /// Reads the folder `testdata` and those of its subfolders that hold sound profiles.
    pub fn read(testdata: &Path) -> Result<Corpus> {
        let mut corpus = Corpus {
            profiles: Vec::new(),
            older_formats: Vec::new(),
        };
        for folder in ["", "synthetic", "twins", "formats"] {
            let folder_path = testdata.join(folder);
            let entries = std::fs::read_dir(&folder_path).with_context(|| format!("no {}", folder_path.display()))?;
            // The order of a folder's entries is the disk's affair, and a case must not depend on it.
            let mut files: Vec<_> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
            files.sort();
            for file in files {
                let name = file.to_string_lossy();
                if name.ends_with(".pb.gz") {
                    // Some of the synthetic ones have unusual gzip headers; there are enough others.
                    let profile = proto::read(&std::fs::read(&file)?).ok();
                    corpus.profiles.extend(profile.filter(has_room_for_ids));
                } else if name.ends_with(".debug1.txt") || (folder == "formats" && file.is_file()) {
                    corpus.older_formats.push(std::fs::read(&file)?);
                }
            }
        }
        Ok(corpus)
    }

    /// A file of an older format, rarely with some bytes changed.
    pub fn older_format(&self, random: &mut Random) -> Vec<u8> {
        let file = &self.older_formats[random.below(self.older_formats.len())];
        if random.chance(0.2) {
            spoil(file, random)
        } else {
            file.clone()
        }
    }

    /// Some samples of a real profile, with some fields changed.
    pub fn profile(&self, random: &mut Random) -> Profile {
        let mut profile = self.profiles[random.below(self.profiles.len())].clone();
        let wanted = random.pick(&[1, 3, 10, 40, 1000]);
        let share = wanted as f64 / profile.samples.len().max(1) as f64;
        profile.samples.retain(|_| random.chance(share));
        drop_unused(&mut profile);
        for _ in 0..random.pick(&[0, 1, 3, 10]) {
            change(&mut profile, random);
        }
        profile
    }
}

/// Whether pprof can make up ids for the frames of `-tagroot`: they follow the largest one, and 0 is no id. We need no ids
/// for them and go on where pprof then says that its own frame is invalid.
fn has_room_for_ids(profile: &Profile) -> bool {
    let locations = profile.locations.iter().all(|location| location.id < u64::MAX - 1000);
    locations && profile.functions.iter().all(|function| function.id < u64::MAX - 1000)
}

/// Leaves out the places and functions that no sample visits, so that the changes meet those that count.
pub fn drop_unused(profile: &mut Profile) {
    let used: HashSet<u64> = profile
        .samples
        .iter()
        .flat_map(|sample| sample.locations.iter().copied())
        .collect();
    profile.locations.retain(|location| used.contains(&location.id));
    let lines = profile.locations.iter().flat_map(|location| &location.lines);
    let used: HashSet<u64> = lines.map(|line| line.function_id).collect();
    profile.functions.retain(|function| used.contains(&function.id));
}

fn change(profile: &mut Profile, random: &mut Random) {
    let (sample, location) = (
        random.below(profile.samples.len()),
        random.below(profile.locations.len()),
    );
    let function = random.below(profile.functions.len());
    let label = generate::label(profile, random);
    let name = generate::name(random);
    let name = profile.text(&name);
    let other = profile
        .locations
        .get(random.below(profile.locations.len()))
        .map(|location| location.id);
    match random.below(8) {
        0 | 1 => {
            if let Some(sample) = profile.samples.get_mut(sample) {
                let negative = random.chance(0.2);
                sample
                    .values
                    .iter_mut()
                    .for_each(|value| *value = generate::value(random, negative));
            }
        }
        2 => profile
            .samples
            .iter_mut()
            .skip(sample)
            .take(1)
            .for_each(|sample| sample.labels.push(label)),
        3 => profile
            .functions
            .iter_mut()
            .skip(function)
            .take(1)
            .for_each(|function| function.name = name),
        4 => {
            if let Some(location) = profile.locations.get_mut(location) {
                location
                    .lines
                    .iter_mut()
                    .for_each(|line| line.line = random.pick(&[0, 1, 77, -1]));
            }
        }
        5 => {
            if let (Some(sample), Some(other)) = (profile.samples.get_mut(sample), other) {
                let at = random.below(sample.locations.len() + 1);
                sample.locations.insert(at, other);
            }
        }
        6 => {
            if let Some(location) = profile.locations.get_mut(location) {
                location.lines.truncate(random.below(2));
            }
        }
        // Ids out of order or beyond any sensible number; sometimes ones that do not exist.
        _ => {
            let id = random.pick(&[u64::MAX - 2000, 1 << 40, 7]);
            if let Some(location) = profile.locations.get_mut(location) {
                let old = std::mem::replace(&mut location.id, id);
                let follow = random.chance(0.9);
                let ids = profile.samples.iter_mut().flat_map(|sample| &mut sample.locations);
                ids.filter(|place| follow && **place == old)
                    .for_each(|place| *place = id);
            }
        }
    }
}

/// Changes, adds, removes or cuts off some bytes.
pub fn spoil(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..random.between(1, 4) {
        let at = random.below(bytes.len());
        match random.below(8) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, random.next() as u8),
            2 if !bytes.is_empty() => drop(bytes.remove(at)),
            3..=5 => bytes
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|byte| *byte = random.next() as u8),
            _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1),
        }
    }
    bytes
}
