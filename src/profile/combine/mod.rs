//! Several Profiles -> one: merge, base, diff_base, normalize; and what pprof does to a profile before any report.
//!
//! In: profiles as they were read, those to be shown and perhaps those to compare with. Out: the one profile that
//! all reports are about. Merging two profiles of one program adds the values of equal stacks; a base is merged with
//! its values negated, so that what is left is the change.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | the order of the steps; sample types and units made equal |
//! | `distinct.rs` | stacks with their labels, equal ones once |
//! | `symbolize.rs` | once for each source: frames and labels that a text names in its comments |
//! | `merge.rs` | the merge itself: equal stacks of several profiles become one sample |
//! | `prepare.rs` | once for the result: names, dropped frames, mappings |

mod distinct;
mod merge;
mod prepare;
mod symbolize;

pub use prepare::{Names, Preparation};

use crate::base::columns::StringId;
use crate::base::error::{Error, ErrorKind, OutOfMemory, Result};
use crate::base::measurement::{compatible_units, scale};
use crate::base::room;
use crate::base::text::truncate;
use crate::profile::{Label, Profile, ValueType};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// How a base is taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `-base`: equal stacks cancel, and percentages are of the change.
    Subtract,
    /// `-diff_base`: both sides stay, and percentages are of the base.
    Compare,
}

/// The profiles to compare with or to subtract.
pub struct Base {
    /// The profiles, which are merged first; none is an error.
    pub profiles: Vec<Profile>,
    /// Whether they are subtracted or compared with.
    pub comparison: Comparison,
    /// Whether the source is first scaled to the base's totals.
    pub normalize: bool,
}

/// The label that tells the samples of a compared base from the others.
pub const BASE_LABEL: (&[u8], &[u8]) = (b"pprof::base", b"true");

/// The mark of the samples of a compared base, as a profile has it.
#[derive(Debug, Clone, Copy)]
pub struct BaseMark(StringId);

impl BaseMark {
    /// That of a profile; none where no sample can have it.
    pub fn of(profile: &Profile) -> Option<BaseMark> {
        profile.strings.find(BASE_LABEL.0).map(BaseMark)
    }

    /// Whether a sample has it.
    pub fn is_on(self, profile: &Profile, sample: usize) -> bool {
        let is_mark = |label: Label| matches!(label, Label::Text { key, .. } if key == self.0);
        profile.samples.labels(sample).any(is_mark)
    }
}

/// Makes one profile of several, ready for reports.
///
/// # Errors
///
/// The profiles measure different things, there are none, or the memory does not suffice. The messages are pprof's where
/// it has one.
pub fn combine(sources: Vec<Profile>, base: Option<Base>, preparation: &Preparation) -> Result<Profile> {
    let incompatible = |prefix: &'static str, suffix: &'static str| {
        move |reason: String| Error::new(ErrorKind::Incompatible(format!("{prefix}{reason}{suffix}")))
    };
    let compared = base.iter().flat_map(|base| &base.profiles);
    // A base gets labels and other signs before it is merged.
    let room = sources
        .iter()
        .chain(compared.clone())
        .chain(compared)
        .map(Profile::room);
    room::ask_for(room.fold(0, u64::saturating_add))?;
    let mut source = join(sources, preparation).map_err(incompatible("problem fetching source profiles: ", ""))?;
    if let Some(base) = base {
        let mut other =
            join(base.profiles, preparation).map_err(incompatible("problem fetching base profiles: ", ","))?;
        if base.comparison == Comparison::Compare {
            merge::label_all(&mut other, BASE_LABEL);
        }
        if base.normalize {
            normalize(&mut source, &other).map_err(incompatible("", ""))?;
        }
        let negative = vec![-1.0; other.sample_types.len()];
        scale_columns(&mut other, &negative);
        source = unite(vec![source, other]).map_err(incompatible("", ""))?;
    }
    prepare::prepare(&mut source, preparation);
    Ok(source)
}

/// Profiles from files to one: each gets a mapping if it has none, and the names that its text gives.
fn join(mut profiles: Vec<Profile>, preparation: &Preparation) -> Result<Profile, String> {
    for profile in &mut profiles {
        prepare::ensure_mapping(profile, preparation);
        match preparation.names {
            Names::Keep => profile.symbols = None,
            _ => symbolize::symbolize(profile).map_err(|OutOfMemory| "there is not enough memory".to_owned())?,
        }
    }
    unite(profiles)
}

/// Profiles with different sample types and units to one. A single one is only checked and stripped of sample types
/// that it has twice.
fn unite(mut profiles: Vec<Profile>) -> Result<Profile, String> {
    keep_common_types(&mut profiles)?;
    equalise_units(&mut profiles)?;
    if profiles.len() > 1 {
        return merge::merge(&profiles);
    }
    profiles.pop().ok_or_else(|| "no profiles to merge".to_owned())
}

/// Keeps the sample types that every profile has exactly once, in the order of the first profile.
fn keep_common_types(profiles: &mut [Profile]) -> Result<(), String> {
    let Some(first) = profiles.first() else {
        return Ok(());
    };
    // pprof counts the name over all profiles together: one that a profile has twice is in none of them.
    let mut occurrences: FxHashMap<&[u8], usize> = FxHashMap::default();
    for profile in &*profiles {
        for sample_type in &profile.sample_types {
            *occurrences.entry(profile.text(sample_type.kind)).or_default() += 1;
        }
    }
    let common: Vec<Vec<u8>> = first
        .sample_types
        .iter()
        .map(|sample_type| first.text(sample_type.kind))
        .filter(|name| occurrences.get(name) == Some(&profiles.len()))
        .map(<[u8]>::to_vec)
        .collect();
    if common.is_empty() {
        return Err("profiles have empty common sample type list".to_owned());
    }
    for profile in profiles {
        keep_types(profile, &common)?;
    }
    Ok(())
}

fn keep_types(profile: &mut Profile, names: &[Vec<u8>]) -> Result<(), String> {
    let mut own: FxHashMap<&[u8], usize> = FxHashMap::default();
    for (column, sample_type) in profile.sample_types.iter().enumerate() {
        own.entry(profile.text(sample_type.kind)).or_insert(column);
    }
    let columns = names
        .iter()
        .map(|name| {
            own.get(name.as_slice()).copied().ok_or_else(|| {
                let name = String::from_utf8_lossy(name);
                format!("\"{name}\" sample type is not found in profile")
            })
        })
        .collect::<Result<Vec<usize>, String>>()?;
    if columns.iter().copied().eq(0..profile.sample_types.len()) {
        return Ok(());
    }
    let default_is_kept = names
        .iter()
        .any(|name| name == profile.text(profile.default_sample_type));
    profile.sample_types = columns.iter().map(|&column| profile.sample_types[column]).collect();
    profile.samples.select_columns(&columns);
    if !default_is_kept {
        profile.default_sample_type = profile.sample_types[0].kind;
    }
    Ok(())
}

/// Converts all profiles to the finest unit that any of them uses, column by column.
fn equalise_units(profiles: &mut [Profile]) -> Result<(), String> {
    if profiles.len() < 2 {
        return Ok(());
    }
    let period_unit =
        finest_unit(profiles, |profile| profile.period_type).map_err(|why| format!("period type: {why}"))?;
    let columns = profiles[0].sample_types.len();
    let units = (0..columns)
        .map(|column| {
            finest_unit(profiles, |profile| profile.sample_types[column]).map_err(|why| format!("sample types: {why}"))
        })
        .collect::<Result<Vec<String>, String>>()?;
    for profile in profiles {
        let own_unit = profile.display(profile.period_type.unit);
        profile.period = truncate(scale(profile.period, &own_unit, &period_unit).0);
        profile.period_type.unit = intern(profile, &period_unit);
        let mut ratios = Vec::with_capacity(columns);
        for (column, unit) in units.iter().enumerate() {
            let own_unit = profile.display(profile.sample_types[column].unit);
            ratios.push(scale(1, &own_unit, unit).0);
            profile.sample_types[column].unit = intern(profile, unit);
        }
        scale_columns(profile, &ratios);
    }
    Ok(())
}

fn intern(profile: &mut Profile, text: &str) -> StringId {
    match profile.strings.find(text.as_bytes()) {
        Some(id) => id,
        None => Rc::make_mut(&mut profile.strings).intern(text.as_bytes()),
    }
}

/// The finest unit among the value types that `of` picks, which must all be of one kind.
fn finest_unit(profiles: &[Profile], of: impl Fn(&Profile) -> ValueType) -> Result<String, String> {
    let texts = |profile: &Profile| {
        let value_type = of(profile);
        (profile.display(value_type.kind), profile.display(value_type.unit))
    };
    let singular = |kind: &str| kind.strip_suffix('s').unwrap_or(kind).to_owned();
    let mut finest = texts(&profiles[0]);
    for profile in &profiles[1..] {
        let other = texts(profile);
        if singular(&finest.0) != singular(&other.0) || !compatible_units(&finest.1, &other.1) {
            // The zeros are fields of Go's structure, which pprof prints whole.
            return Err(format!(
                "incompatible types: {{{} {} 0 0}} {{{} {} 0 0}}",
                finest.0, finest.1, other.0, other.1
            ));
        }
        if scale(1, &other.1, &finest.1).0 < 1.0 {
            finest = other;
        }
    }
    Ok(finest.1)
}

/// Scales the source so that its totals are the base's.
fn normalize(source: &mut Profile, base: &Profile) -> Result<(), String> {
    merge::check_compatible(source, base)?;
    let sum = |profile: &Profile, column| -> i64 {
        let values = profile.samples.values(column).iter();
        values.fold(0, |sum, &value| sum.wrapping_add(value))
    };
    let ratios: Vec<f64> = (0..source.sample_types.len())
        .map(|column| match sum(source, column) {
            0 => 0.0,
            own => sum(base, column) as f64 / own as f64,
        })
        .collect();
    scale_columns(source, &ratios);
    Ok(())
}

/// Multiplies each column by its ratio and rounds. As in pprof, a sample stays only if one of its values that were
/// scaled (by a ratio other than 1) is not 0 afterwards.
fn scale_columns(profile: &mut Profile, ratios: &[f64]) {
    if ratios.iter().all(|&ratio| ratio == 1.0) {
        return;
    }
    let samples = &profile.samples;
    let mut kept = vec![false; samples.len()];
    let columns: Vec<Vec<i64>> = ratios
        .iter()
        .enumerate()
        .map(|(column, &ratio)| {
            let values = samples.values(column);
            if ratio == 1.0 {
                return values.to_vec();
            }
            let scaled = |(&value, kept): (&i64, &mut bool)| {
                let value = truncate((value as f64 * ratio).round());
                *kept |= value != 0;
                value
            };
            values.iter().zip(&mut kept).map(scaled).collect()
        })
        .collect();
    profile.samples = samples.with_values(columns, &kept);
}

#[cfg(test)]
mod tests;
