//! Whether profiles can be combined, and how: from what they say that they measure, before anything of them is touched.
//!
//! In: of each profile its sample types and its period type. Out: the columns that all have, and the finest unit of each.
//! Of `cpu/ms` and `samples/count cpu/ns` that is `cpu` in `ns`; `cpu/ms` and `cpu/bytes` do not fit.

use crate::base::error::OutOfMemory;
use crate::base::measurement::{compatible_units, scale, unit_like};
use crate::base::room::ask_for;
use crate::base::sort::sort_by_key;
use crate::profile::{Profile, ValueType};
use rustc_hash::FxHashMap;
use std::fmt;

/// A sample type or a period type, as texts.
#[derive(Debug, Clone)]
pub struct Measure {
    /// What is measured: `cpu`.
    pub kind: Vec<u8>,
    /// In which unit: `nanoseconds`.
    pub unit: String,
}

impl fmt::Display for Measure {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&String::from_utf8_lossy(&self.kind))?;
        match self.unit.is_empty() {
            true => Ok(()),
            false => write!(out, "/{}", self.unit),
        }
    }
}

/// What a profile measures.
#[derive(Debug, Clone)]
pub struct Measures {
    period: Measure,
    types: Vec<Measure>,
}

/// How profiles become one.
pub struct Plan {
    /// By profile, the columns that stay, in the order of the first one.
    pub columns: Vec<Vec<usize>>,
    /// By column that stays, the unit that all get; none for a single profile, which keeps its own.
    pub units: Vec<String>,
    /// The unit of the period.
    pub period_unit: String,
}

/// Why profiles cannot be combined; displayed in pprof's words.
pub enum Misfit {
    /// The memory does not suffice to find out.
    NoRoom,
    /// No sample type is in all of them.
    NothingInCommon,
    /// One has a sample type twice and another lacks it.
    NotFound(Vec<u8>),
    /// Their periods are of different things.
    Period(Measure, Measure),
    /// Their periods have different names, in one and the same unit.
    PeriodName(Measure, Measure),
    /// A sample type is of different things.
    Type(Measure, Measure),
}

impl fmt::Display for Misfit {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        // The zeros are fields of Go's structure, which pprof prints whole.
        let go = |Measure { kind, unit }: &Measure| format!("{{{} {unit} 0 0}}", String::from_utf8_lossy(kind));
        match self {
            Misfit::NoRoom => out.write_str("there is not enough memory"),
            Misfit::NothingInCommon => out.write_str("profiles have empty common sample type list"),
            Misfit::NotFound(name) => {
                let name = String::from_utf8_lossy(name);
                write!(out, "\"{name}\" sample type is not found in profile")
            }
            Misfit::Period(one, other) => {
                write!(out, "period type: incompatible types: {} {}", go(one), go(other))
            }
            Misfit::PeriodName(one, other) => {
                write!(out, "incompatible period types &{} and &{}", go(one), go(other))
            }
            Misfit::Type(one, other) => write!(out, "sample types: incompatible types: {} {}", go(one), go(other)),
        }
    }
}

impl Misfit {
    /// What differs, as a clause for people.
    pub fn words(&self) -> String {
        match self {
            Misfit::NoRoom => "there is not enough memory to tell whether they fit".to_owned(),
            Misfit::NothingInCommon | Misfit::NotFound(_) => "they measure different things".to_owned(),
            Misfit::Period(one, other) | Misfit::PeriodName(one, other) => {
                let said = |own: &Measure| match own.kind.is_empty() {
                    true => "something that it does not say".to_owned(),
                    false => own.to_string(),
                };
                format!("one was sampled by {}, the other by {}", said(one), said(other))
            }
            Misfit::Type(one, other) => format!("{one} and {other} do not add up"),
        }
    }
}

impl Measures {
    /// Those of a profile.
    pub fn of(profile: &Profile) -> Measures {
        let measure = |value_type: &ValueType| Measure {
            kind: profile.text(value_type.kind).to_owned(),
            unit: profile.display(value_type.unit),
        };
        Measures {
            period: measure(&profile.period_type),
            types: profile.sample_types.iter().map(measure).collect(),
        }
    }

    /// A text that is the same for profiles that fit and measure the same, in whatever order and size of units.
    pub fn signature(&self) -> String {
        let like = |Measure { kind, unit }: &Measure| Measure {
            kind: kind.clone(),
            unit: unit_like(unit).to_owned(),
        };
        let mut types: Vec<String> = self.types.iter().map(|own| like(own).to_string()).collect();
        sort_by_key(&mut types, String::clone);
        format!("{} by {}", types.join(" "), like(&self.period))
    }
}

/// How profiles become one.
///
/// # Errors
///
/// They cannot.
pub fn plan(all: &[&Measures]) -> Result<Plan, Misfit> {
    let mut plan = Plan {
        columns: Vec::new(),
        units: Vec::new(),
        period_unit: String::new(),
    };
    let Some(first) = all.first() else {
        return Ok(plan);
    };
    let types = all.iter().map(|own| own.types.len() as u64);
    ask_for(types.sum::<u64>() * 160).map_err(|OutOfMemory| Misfit::NoRoom)?;
    let names = common_names(first, all);
    if names.is_empty() {
        return Err(Misfit::NothingInCommon);
    }
    for own in all {
        plan.columns.push(columns(own, &names)?);
    }
    if all.len() == 1 {
        return Ok(plan);
    }
    let periods: Vec<&Measure> = all.iter().map(|own| &own.period).collect();
    plan.period_unit = finest(&periods).map_err(|(one, other)| Misfit::Period(one, other))?;
    for column in 0..names.len() {
        let own = all.iter().zip(&plan.columns);
        let types: Vec<&Measure> = own.map(|(own, columns)| &own.types[columns[column]]).collect();
        let unit = finest(&types).map_err(|(one, other)| Misfit::Type(one, other))?;
        plan.units.push(unit);
    }
    match periods.iter().find(|period| period.kind != first.period.kind) {
        None => Ok(plan),
        Some(other) => {
            let named = |period: &Measure| Measure {
                kind: period.kind.clone(),
                unit: plan.period_unit.clone(),
            };
            Err(Misfit::PeriodName(named(&first.period), named(other)))
        }
    }
}

/// The sample types that every profile has exactly once, in the order of the first one.
fn common_names<'a>(first: &'a Measures, all: &[&Measures]) -> Vec<&'a [u8]> {
    // pprof counts the name over all profiles together: one that a profile has twice is in none of them.
    let mut occurrences: FxHashMap<&[u8], usize> = FxHashMap::default();
    for own in all.iter().flat_map(|own| &own.types) {
        *occurrences.entry(&own.kind).or_default() += 1;
    }
    let names = first.types.iter().map(|own| &*own.kind);
    names.filter(|name| occurrences.get(name) == Some(&all.len())).collect()
}

fn columns(own: &Measures, names: &[&[u8]]) -> Result<Vec<usize>, Misfit> {
    let mut known: FxHashMap<&[u8], usize> = FxHashMap::default();
    for (column, own) in own.types.iter().enumerate() {
        known.entry(&own.kind).or_insert(column);
    }
    let columns = names.iter().map(|&name| {
        let column = known.get(name).copied();
        column.ok_or_else(|| Misfit::NotFound(name.to_owned()))
    });
    columns.collect()
}

/// The finest unit among them, which must all be of one kind.
fn finest(all: &[&Measure]) -> Result<String, (Measure, Measure)> {
    let singular = |own: &Measure| own.kind.strip_suffix(b"s").unwrap_or(&own.kind).to_owned();
    let mut finest = all[0];
    for &other in &all[1..] {
        if singular(finest) != singular(other) || !compatible_units(&finest.unit, &other.unit) {
            return Err((finest.clone(), other.clone()));
        }
        if scale(1, &other.unit, &finest.unit).0 < 1.0 {
            finest = other;
        }
    }
    Ok(finest.unit.clone())
}
