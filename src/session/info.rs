//! What is known about each loaded profile, for the list of profiles.

use super::roles::unfit;
use super::sentence::lasting;
use super::{Loaded, ProfileId, Role, Session, doubts};
use crate::base::measurement::{label, understood};
use crate::base::text::{article, base};
use crate::profile::goroutine_labels::STATE;
use crate::profile::{LocationId, Place, Profile};
use serde::Serialize;
use std::cmp::Ordering;
use std::rc::Rc;

/// A loaded profile: what is in its file, and the part that it plays.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProfileInfo {
    /// Its id, which no other profile of the session has had.
    pub id: ProfileId,
    /// The name of the file.
    pub name: String,
    /// The part that it plays: `source`, `base`, `diff_base` or `off`.
    pub role: &'static str,
    /// The size of the file in bytes.
    pub size: u64,
    /// The size of what was in it, in bytes: that of the file if it is not compressed.
    pub inflated: u64,
    /// A word for what it is: `cpu`, `heap`, `goroutine` ...
    pub kind: String,
    /// What stands before that word, or before `allocs` where a heap is opened for what was allocated: `a` or `an`.
    pub article: &'static str,
    /// The program; empty if unknown.
    pub program: String,
    /// What it measures: one entry per column of values.
    pub sample_types: Rc<[SampleTypeInfo]>,
    /// What it measures, in whatever order and size of units: profiles with the same can be combined.
    pub measures: String,
    /// Why it cannot be combined with what is shown, as a clause; empty if it can, or is shown.
    pub unfit: String,
    /// Whether it is a change already: some of its values are negative.
    pub changes: bool,
    /// The column that reports start with.
    pub default_type: usize,
    /// The column that the page opens it with: that one, or the first with weight where it has none.
    pub opened_type: usize,
    /// When it was taken, in nanoseconds since 1970; 0 if unknown.
    pub time_nanos: f64,
    /// `time_nanos` in the time zone that is set: `Nov 23, 2026 at 9:15am (UTC)`; empty if unknown.
    pub time: String,
    /// Why it cannot have been taken then; empty if it can.
    pub time_doubt: &'static str,
    /// How long it was collected, in nanoseconds; 0 if unknown.
    pub duration_nanos: f64,
    /// `duration_nanos` with its unit: `5.10s`; empty if unknown.
    pub duration: String,
    /// Why it cannot have taken so long; empty if it can.
    pub duration_doubt: &'static str,
    /// Its period, in the unit of that; 0 if unknown. Only those with the same make a trend.
    pub period: f64,
    /// The number of samples.
    pub samples: usize,
    /// The number of locations.
    pub locations: usize,
    /// The number of functions.
    pub functions: usize,
    /// The comments in the file, in its order.
    pub comments: Rc<[String]>,
    /// What has to be known about the file: what was cut, what was not read. A sentence each.
    pub notes: Vec<String>,
    /// What is good to know and takes nothing away, a sentence each.
    pub asides: Vec<String>,
}

/// A sample type of a loaded profile.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SampleTypeInfo {
    /// What is measured: `cpu`, `inuse_space`.
    #[serde(rename = "type")]
    pub kind: String,
    /// In which unit: `nanoseconds`, `bytes`; empty if the file does not say.
    pub unit: String,
    /// The sum of all magnitudes.
    pub total: f64,
    /// `total` with its unit: `5.48s`.
    pub total_text: String,
}

/// By sample type, the sum of all magnitudes; of those that 64 bits do not hold the most that they do.
pub fn column_totals(profile: &Profile) -> Vec<i64> {
    column_sums(profile, i64::saturating_abs)
}

/// By sample type, the sum of all values, with their signs.
pub fn column_nets(profile: &Profile) -> Vec<i64> {
    column_sums(profile, |value| value)
}

fn column_sums(profile: &Profile, part: fn(i64) -> i64) -> Vec<i64> {
    let sum = |column: usize| {
        let values = profile.samples.values(column).iter();
        let sum = values.fold(0_i128, |sum, &value| sum + i128::from(part(value)));
        sum.clamp(i64::MIN.into(), i64::MAX.into()) as i64
    };
    (0..profile.sample_types.len()).map(sum).collect()
}

/// A total of magnitudes with its unit; of what 64 bits do not hold nobody knows how much it is.
pub fn total_text(total: i64, unit: &str) -> String {
    match total {
        i64::MAX => "too large".to_owned(),
        total => label(total, understood(unit)),
    }
}

/// The column that a profile is opened with: the one that it wants, or, where that is 0 in all samples, the first that is not.
pub fn opened_with(profile: &Profile) -> usize {
    opened_where(profile, &|column| has_weight(profile, column))
}

/// Whether a value of a column is not 0.
pub fn has_weight(profile: &Profile, column: usize) -> bool {
    profile.samples.values(column).iter().any(|&value| value != 0)
}

/// The same where `has_weight` says of which columns something is to be seen.
pub fn opened_where(profile: &Profile, has_weight: &dyn Fn(usize) -> bool) -> usize {
    let default = profile.sample_index("").unwrap_or_default();
    let mut columns = 0..profile.sample_types.len();
    match has_weight(default) {
        true => default,
        false => columns.find(|&column| has_weight(column)).unwrap_or(default),
    }
}

/// What a profile is called that measures something without a name.
pub const UNNAMED: &str = "unnamed";

/// A word for what a profile is, from what it measures; never an empty one.
pub fn kind(profile: &Profile) -> String {
    let names = profile.sample_type_names();
    let has = |name: &str| names.iter().any(|own| own == name);
    let known = if has("inuse_space") || has("alloc_space") || has("space") {
        "heap"
    } else if has("delay") && has("contentions") {
        contention(profile)
    } else {
        // How many samples there are says nothing of what they are of.
        let is_told = |name: &&String| !["samples", "sample", "count", "events"].contains(&name.as_str());
        let opened = if names.is_empty() {
            None
        } else {
            names.get(opened_with(profile))
        };
        let own = opened.filter(is_told);
        let other = || names.iter().find(|name| *name == "cpu").or(names.iter().find(is_told));
        let name = match is_of_goroutines(profile) {
            true => names.first(),
            false => own.or_else(other).or(opened),
        };
        let name = name.cloned().unwrap_or_default();
        // Where there are counts alone, what was counted between two of them tells more: `cpu`.
        let sampled = profile.display(profile.period_type.kind);
        return match sampled.is_empty() {
            false if name.is_empty() || !is_told(&&name) => sampled,
            true if name.is_empty() => UNNAMED.to_owned(),
            _ => name,
        };
    };
    known.to_owned()
}

/// What a profile of that kind is called: one of a heap that is opened for what was allocated since the start has the same numbers, and is
/// about something else.
pub fn opened_kind<'a>(profile: &Profile, kind: &'a str) -> &'a str {
    let is_of_allocations = || {
        let default = profile.sample_types.get(profile.sample_index("").unwrap_or_default());
        default.is_some_and(|own| profile.text(own.kind).starts_with(b"alloc_"))
    };
    match kind {
        "heap" if is_of_allocations() => "allocs",
        kind => kind,
    }
}

/// So many samples tell what a profile of contentions is of.
const LOOKED_AT: usize = 64;

/// Which profile of contentions it is. Go's two have the same sample types: that of mutexes is of those who let others wait, so its
/// stacks end where something is unlocked, and that of blocking ends where somebody waits. What took longer decides; where nothing
/// does, it is said what both are.
fn contention(profile: &Profile) -> &'static str {
    let delay = profile.sample_index("delay").unwrap_or_default();
    let (mut unlocks, mut waits) = (0_u128, 0_u128);
    for (sample, &value) in profile.samples.values(delay).iter().take(LOOKED_AT).enumerate() {
        let leaf = profile.samples.stack(sample).first();
        let name = leaf.map_or(&b""[..], |leaf| innermost(profile, LocationId(leaf)));
        match lets_wait(name) {
            Some(true) => unlocks += u128::from(value.unsigned_abs()),
            Some(false) => waits += u128::from(value.unsigned_abs()),
            None => {}
        }
    }
    match unlocks.cmp(&waits) {
        Ordering::Greater => "mutex",
        Ordering::Less => "block",
        Ordering::Equal => "contention",
    }
}

/// Whether a function lets others wait, as it unlocks something, or waits itself; none of what is not Go's.
fn lets_wait(name: &[u8]) -> Option<bool> {
    let packages = [&b"sync."[..], b"internal/sync.", b"runtime."];
    let own = packages.iter().find_map(|package| name.strip_prefix(*package))?;
    let method = own.rsplit(|&byte| byte == b'.').next().unwrap_or(own);
    // The runtime tells by `_LostContendedRuntimeLock` what it could not keep the stack of.
    let unlocks = [&b"Unlock"[..], b"RUnlock", b"unlock", b"rUnlock", b"_Lost"];
    Some(unlocks.iter().any(|start| method.starts_with(start)))
}

/// The name of the innermost function of a location, which a text may have said in a comment alone; empty if unknown.
fn innermost(profile: &Profile, location: LocationId) -> &[u8] {
    let line = profile.lines_of(location).first();
    let named = line.map(|line| profile.functions[line.function.index()].name);
    let commented = || {
        let symbols = profile.symbols.as_deref()?;
        match symbols.places.get(location.index())? {
            Place::Frames { first, .. } => symbols.frames.get(*first as usize).map(|frame| frame.function),
            _ => None,
        }
    };
    named.or_else(commented).map_or(b"", |name| profile.text(name))
}

/// Whether a profile is one of goroutines.
pub fn is_of_goroutines(profile: &Profile) -> bool {
    let names = profile.sample_type_names();
    names.iter().any(|name| name == "goroutine" || name == "goroutineleak")
}

/// Whether a profile says itself what each goroutine waits for, as dumps do: that is what people open them for.
pub fn says_states(profile: &Profile) -> bool {
    is_of_goroutines(profile) && profile.strings.find(STATE).is_some()
}

/// Whether a profile is about who waits: of goroutines, of blocking, or of mutexes.
pub fn is_of_waiting(profile: &Profile) -> bool {
    is_of_goroutines(profile) || matches!(kind(profile).as_str(), "contention" | "block" | "mutex")
}

/// The name of the program that a profile is about; empty if unknown.
pub fn program(profile: &Profile) -> String {
    match profile.mappings.first().map(|mapping| profile.text(mapping.file)) {
        // In brackets is what is no file: `[kernel.kallsyms]`.
        None | Some(b"" | [b'[', ..]) => String::new(),
        Some(file) => super::display(base(file)),
    }
}

impl ProfileInfo {
    /// What a profile says of itself; the rest is empty. `totals` are those of its columns.
    pub(super) fn new(profile: &Profile, totals: &[i64]) -> ProfileInfo {
        let sample_types = profile.sample_types.iter().zip(totals);
        let sample_types = sample_types.map(|(sample_type, &total)| {
            let unit = profile.display(sample_type.unit);
            SampleTypeInfo {
                kind: profile.display(sample_type.kind),
                total: total as f64,
                total_text: total_text(total, &unit),
                unit,
            }
        });
        let comments = profile.comments.iter();
        let kind = kind(profile);
        ProfileInfo {
            id: 0,
            name: String::new(),
            role: Role::Off.name(),
            size: 0,
            inflated: 0,
            article: article(opened_kind(profile, &kind)),
            kind,
            program: program(profile),
            sample_types: sample_types.collect(),
            measures: String::new(),
            unfit: String::new(),
            changes: false,
            default_type: profile.sample_index("").unwrap_or_default(),
            opened_type: opened_with(profile),
            time_nanos: profile.time_nanos as f64,
            time: String::new(),
            time_doubt: doubts::of_time(profile.time_nanos),
            duration_doubt: doubts::of_duration(profile),
            duration_nanos: profile.duration_nanos as f64,
            duration: match profile.duration_nanos {
                0 => String::new(),
                nanos => lasting(nanos),
            },
            period: profile.period as f64,
            samples: profile.samples.len(),
            locations: profile.locations.len(),
            functions: profile.functions.len(),
            comments: comments.map(|&comment| profile.display(comment)).collect(),
            notes: Vec::new(),
            asides: Vec::new(),
        }
    }
}

impl Session {
    /// All loaded profiles in the order in which they came.
    pub fn profiles(&self) -> Vec<ProfileInfo> {
        let sources = self.measured();
        let shown = self.loaded.iter().filter(|loaded| loaded.role != Role::Off);
        let about = shown.clone().map(|loaded| loaded.info.kind.as_str()).collect();
        let are_changes: Vec<bool> = shown.map(|loaded| loaded.info.changes).collect();
        let info = |loaded: &Loaded| ProfileInfo {
            id: loaded.id,
            role: loaded.role.name(),
            unfit: unfit(loaded, &sources, &about, &are_changes),
            time: match loaded.info.time_nanos {
                0.0 => String::new(),
                nanos => self.zone.format(nanos as i64),
            },
            ..loaded.info.clone()
        };
        self.loaded.iter().map(info).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::profile_of;

    #[test]
    fn what_took_longer_says_which_contention_it_is_and_a_tie_says_neither() {
        for (samples, wanted) in [
            (
                "sync.(*Mutex).Unlock 1 2070\nmain;runtime._LostContendedRuntimeLock 1 31",
                "mutex",
            ),
            ("main;runtime._LostContendedRuntimeLock 1 31", "mutex"),
            ("main;sync.(*RWMutex).RUnlock 1 9\nmain;sync.(*Mutex).Lock 9 1", "mutex"),
            ("main;internal/sync.(*Mutex).Unlock 1 9", "mutex"),
            ("main;runtime.unlock 1 9\nmain;runtime.unlock2 1 9", "mutex"),
            (
                "main;runtime.chanrecv1 1 90\nmain;runtime.unlock 1 9\nmain;runtime.unlock 2 9",
                "block",
            ),
            ("main;runtime.parkunlock_c 1 9", "block"),
            ("main;runtime.chanrecv1 1 9\nmain;runtime.unlock 1 9", "contention"),
            ("main;runtime.chanrecv1 1 0", "contention"),
            ("main;work 1 9", "contention"),
        ] {
            let profile = profile_of("contentions/count delay/nanoseconds", samples);
            assert_eq!(kind(&profile), wanted, "{samples}");
        }
    }
}
