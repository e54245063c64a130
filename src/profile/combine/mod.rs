//! Several Profiles -> one: merge, base, diff_base, normalize; and what pprof does to a profile before any report.
//!
//! In: profiles as they were read, those to be shown and perhaps those to compare with. Out: the one profile that
//! all reports are about. Merging two profiles of one program adds the values of equal stacks; a base is merged with
//! its values negated, so that what is left is the change.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | the order of the steps; sample types and units made equal |
//! | `fit.rs` | whether profiles measure the same, and in which units they add up |
//! | `distinct.rs` | stacks with their labels, equal ones once |
//! | `symbolize.rs` | once for each source: frames and labels that a text names in its comments |
//! | `merge.rs` | the merge itself: equal stacks of several profiles become one sample |
//! | `prepare.rs` | once for the result: names, dropped frames, mappings |

mod distinct;
mod fit;
mod merge;
mod prepare;
mod symbolize;

pub use fit::{Measures, plan};
pub use prepare::{Names, Preparation};

use crate::base::columns::StringId;
use crate::base::error::{Error, ErrorKind, OutOfMemory, Result};
use crate::base::measurement::scale;
use crate::base::room::{ask_for, collected, filled};
use crate::base::text::truncate;
use crate::profile::{Label, Profile};
use fit::Misfit;
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
        move |why: Refusal| match why {
            Refusal::Misfit(reason) => Error::new(ErrorKind::Incompatible(format!("{prefix}{reason}{suffix}"))),
            Refusal::OutOfMemory => OutOfMemory.into(),
        }
    };
    let compared = base.iter().flat_map(|base| &base.profiles);
    // A base gets labels and other signs before it is merged.
    let room = sources
        .iter()
        .chain(compared.clone())
        .chain(compared)
        .map(Profile::room);
    ask_for(room.fold(0, u64::saturating_add))?;
    let mut source = join(sources, preparation).map_err(incompatible("problem fetching source profiles: ", ""))?;
    if let Some(base) = base {
        let mut other =
            join(base.profiles, preparation).map_err(incompatible("problem fetching base profiles: ", ","))?;
        if base.comparison == Comparison::Compare {
            merge::label_all(&mut other, BASE_LABEL)?;
        }
        if base.normalize {
            normalize(&mut source, &other).map_err(incompatible("", ""))?;
        }
        let negative = vec![-1.0; other.sample_types.len()];
        scale_columns(&mut other, &negative)?;
        source = unite(vec![source, other]).map_err(incompatible("", ""))?;
        if base.comparison == Comparison::Compare {
            // Of a base in which all is 0 no sample has the mark that it is one, and it is compared all the same.
            intern(&mut source, BASE_LABEL.0);
        }
    }
    prepare::prepare(&mut source, preparation)?;
    Ok(source)
}

/// Why profiles do not become one.
enum Refusal {
    /// They do not fit, for this reason.
    Misfit(String),
    /// The memory does not suffice.
    OutOfMemory,
}

impl From<String> for Refusal {
    fn from(reason: String) -> Refusal {
        Refusal::Misfit(reason)
    }
}

impl From<OutOfMemory> for Refusal {
    fn from(_: OutOfMemory) -> Refusal {
        Refusal::OutOfMemory
    }
}

/// Profiles from files to one: each gets a mapping if it has none, and the names that its text gives.
fn join(mut profiles: Vec<Profile>, preparation: &Preparation) -> Result<Profile, Refusal> {
    for profile in &mut profiles {
        prepare::ensure_mapping(profile, preparation);
        match preparation.names {
            Names::Keep => profile.symbols = None,
            _ => symbolize::symbolize(profile)?,
        }
    }
    unite(profiles)
}

/// Profiles with different sample types and units to one. A single one is only checked and stripped of sample types
/// that it has twice.
fn unite(mut profiles: Vec<Profile>) -> Result<Profile, Refusal> {
    let measures: Vec<Measures> = profiles.iter().map(Measures::of).collect();
    let all: Vec<&Measures> = measures.iter().collect();
    let plan = fit::plan(&all).map_err(|misfit| match misfit {
        Misfit::NoRoom => Refusal::OutOfMemory,
        misfit => Refusal::Misfit(misfit.to_string()),
    })?;
    for (profile, columns) in profiles.iter_mut().zip(&plan.columns) {
        keep_columns(profile, columns);
    }
    if profiles.len() > 1 {
        for profile in &mut profiles {
            convert(profile, &plan.period_unit, &plan.units)?;
        }
        return Ok(merge::merge(&profiles)?);
    }
    profiles
        .pop()
        .ok_or_else(|| Refusal::Misfit("no profiles to merge".to_owned()))
}

fn keep_columns(profile: &mut Profile, columns: &[usize]) {
    if columns.iter().copied().eq(0..profile.sample_types.len()) {
        return;
    }
    profile.sample_types = columns.iter().map(|&column| profile.sample_types[column]).collect();
    profile.samples.select_columns(columns);
    let default = profile.default_sample_type;
    if !profile.sample_types.iter().any(|own| own.kind == default) {
        profile.default_sample_type = profile.sample_types[0].kind;
    }
}

/// Converts a profile to units, column by column.
fn convert(profile: &mut Profile, period_unit: &str, units: &[String]) -> Result<(), OutOfMemory> {
    let own_unit = profile.display(profile.period_type.unit);
    profile.period = truncate(scale(profile.period, &own_unit, period_unit).0);
    profile.period_type.unit = intern(profile, period_unit.as_bytes());
    let mut ratios = Vec::with_capacity(units.len());
    for (column, unit) in units.iter().enumerate() {
        let own_unit = profile.display(profile.sample_types[column].unit);
        ratios.push(scale(1, &own_unit, unit).0);
        profile.sample_types[column].unit = intern(profile, unit.as_bytes());
    }
    scale_columns(profile, &ratios)
}

fn intern(profile: &mut Profile, text: &[u8]) -> StringId {
    match profile.strings.find(text) {
        Some(id) => id,
        None => Rc::make_mut(&mut profile.strings).intern(text),
    }
}

/// Scales the source so that its totals are the base's.
fn normalize(source: &mut Profile, base: &Profile) -> Result<(), Refusal> {
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
    Ok(scale_columns(source, &ratios)?)
}

/// Multiplies each column by its ratio and rounds. As in pprof, a sample stays only if one of its values that were
/// scaled (by a ratio other than 1) is not 0 afterwards.
fn scale_columns(profile: &mut Profile, ratios: &[f64]) -> Result<(), OutOfMemory> {
    if ratios.iter().all(|&ratio| ratio == 1.0) {
        return Ok(());
    }
    let samples = &profile.samples;
    let mut kept = filled(false, samples.len())?;
    let mut columns = Vec::with_capacity(ratios.len());
    for (column, &ratio) in ratios.iter().enumerate() {
        if ratio == 1.0 {
            columns.push(samples.column(column));
            continue;
        }
        let scaled = |(&value, kept): (&i64, &mut bool)| {
            let value = truncate((value as f64 * ratio).round());
            *kept |= value != 0;
            value
        };
        let values = samples.values(column);
        let scaled = values.iter().zip(&mut kept).map(scaled);
        columns.push(Rc::new(collected(values.len(), scaled)?));
    }
    profile.samples = samples.with_values(columns, &kept)?;
    Ok(())
}

#[cfg(test)]
mod tests;
