//! Goroutines in groups: how many wait, for what, at which line, since about when, and who began them.
//!
//! In: how alike those of a group are to be, a search, the states that are wanted, the order. Out: rows in pages, the largest group
//! first; and everything about one of them: its stack with the text of the lines, who began it and what it has begun, who
//! shares what it waits for, and the goroutines themselves where the file has them one by one.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | which groups are wanted, in which order |
//! | `apart.rs` | what tells groups apart that read alike |
//! | `rows.rs` | groups as rows, and the table as text |
//! | `members.rs` | the goroutines of dumps, each with its group |
//! | `detail.rs` | everything about a group |
//! | `kin.rs` | who began whom |
//! | `opening.rs` | the sentence that opens the page |
//! | `shared.rs` | addresses that goroutines of several groups have in their arguments |

mod apart;
mod detail;
mod kin;
mod members;
mod opening;
mod rows;
mod shared;

pub use apart::Apart;
pub use detail::{GoroutineDetail, GoroutineFrame, GoroutineLabel};
pub use kin::Kin;
pub use members::GoroutineText;
pub use rows::{GoroutineRow, Listed};
pub use shared::Shared;

use super::answers::{FIRST_ROWS, View, no_part};
use super::door::Door;
use super::{Session, display, search_pattern};
use crate::analysis::goroutines::{Group, Groups, Likeness, Owner, STEPS};
use crate::analysis::options::Options;
use crate::analysis::stacks::{FrameId, Objects, Paths};
use crate::base::error::Result;
use crate::base::pattern::Pattern;
use crate::base::room::ask_for;
use crate::base::sort::{sort_by, sort_numbers};
use crate::profile::{Label, Profile};
use members::Members;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::cell::{OnceCell, RefCell};
use std::cmp::{Ordering, Reverse};
use std::ops::Range;
use std::rc::Rc;

/// Which groups are wanted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GoroutinesQuery {
    /// Whether lines, numbers of closures and types keep goroutines together rather than apart.
    pub alike: bool,
    /// A regular expression that a frame, the creator, the state or a label must match; empty for all.
    pub search: String,
    /// The states that are wanted; none for all.
    pub states: Vec<String>,
    /// What they are ordered by.
    pub sort: GoroutineSort,
    /// Whether the runtime's own are wanted, too.
    pub system: bool,
}

/// What groups are ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum GoroutineSort {
    /// The largest first.
    #[default]
    Count,
    /// Those first of which one has waited longest.
    Wait,
    /// By state.
    State,
    /// By the line that they stand at.
    Place,
    /// By who began them.
    Creator,
}

/// What is above the rows.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct GoroutinesInfo {
    /// How many goroutines the search and the states left.
    pub goroutines: f64,
    /// How many there are, without the runtime's own unless they are wanted.
    pub all_goroutines: f64,
    /// How many groups are left.
    pub groups: usize,
    /// How many there are.
    pub all_groups: usize,
    /// The largest magnitude of a group.
    pub max_count: f64,
    /// The states of all, the most frequent first.
    pub states: Vec<GoroutineState>,
    /// How many are the runtime's own.
    pub system: f64,
    /// Whether states are read off the stacks, since the file has none.
    pub derived: bool,
    /// Whether somebody has waited for minutes.
    pub minutes: bool,
    /// Whether it is known who began them.
    pub creators: bool,
    /// Whether any has a label of the program's own.
    pub labels: bool,
    /// The steps of the histograms.
    pub steps: Vec<&'static str>,
    /// Why the search could not be read; empty if it could.
    pub search_error: String,
}

/// A state to choose.
#[derive(Debug, Clone, Serialize)]
pub struct GoroutineState {
    /// What it is called; empty where nothing says it.
    pub text: String,
    /// How many goroutines are in it.
    pub count: f64,
    /// Whether only stacks say so.
    pub derived: bool,
}

/// The groups that a query left.
pub struct Goroutines {
    all: Rc<Counted>,
    /// Their numbers, in the order that is wanted.
    groups: Vec<u32>,
}

/// All groups, and who is in them where somebody has asked.
pub struct Counted {
    groups: Groups,
    members: RefCell<Option<Rc<Members>>>,
    /// By group, what tells it apart from those that read alike.
    told: OnceCell<FxHashMap<u32, apart::Told>>,
}

/// About how many bytes it takes to find all groups or to tell one of them: each sample may be a group of its own, with labels of its own,
/// and a goroutine is told in several ways, as rows and as text.
fn room(profile: &Profile) -> u64 {
    let samples = profile.samples.len() * 600 + profile.samples.all_labels().len() * 200;
    samples as u64 + profile.room_of_words() * 2
}

/// Both kinds of groups, made when they are first asked for.
type Kept = RefCell<[Option<Rc<Counted>>; 2]>;

impl Session {
    fn goroutines(&self, likeness: Likeness) -> Result<Rc<Counted>> {
        let shown = self.shown()?;
        // Each sample may be a group of its own, with its words.
        ask_for(room(&shown.selection.profile))?;
        let kept = shown.once(|| Ok(Kept::default()))?;
        let index = usize::from(likeness == Likeness::Alike);
        if let Some(counted) = &kept.borrow()[index] {
            return Ok(Rc::clone(counted));
        }
        let options = Options {
            granularity: "lines".to_owned(),
            showcolumns: false,
            ..shown.options.clone()
        };
        let set = shown.selection.stacks(&options, Objects::Nameless, Paths::Full)?;
        let counted = Rc::new(Counted {
            groups: Groups::new(&set, likeness),
            members: RefCell::default(),
            told: OnceCell::new(),
        });
        kept.borrow_mut()[index] = Some(Rc::clone(&counted));
        Ok(counted)
    }
}

impl View for Goroutines {
    const NAME: &'static str = "goroutines";
    /// The goroutines of each group are a part of its own.
    const PARTS: &'static [&'static str] = &["rows", "table", "0", "1", "and so on, a number for each row"];
    type Query = GoroutinesQuery;
    type Info = GoroutinesInfo;

    /// Searches the groups, and orders them.
    fn ask(session: &Session, query: GoroutinesQuery) -> Result<(Goroutines, GoroutinesInfo)> {
        let likeness = match query.alike {
            true => Likeness::Alike,
            false => Likeness::Exact,
        };
        let all = session.goroutines(likeness)?;
        let groups = &all.groups;
        let (pattern, search_error) = search_pattern(&query.search);
        let matching = pattern.map(|pattern| matching(groups, &pattern));
        let chosen: FxHashSet<&String> = query.states.iter().collect();
        let wanted: Vec<bool> = groups
            .states
            .iter()
            .map(|state| chosen.is_empty() || chosen.contains(&display(state)))
            .collect();
        // What has not changed is no row of a comparison.
        let shown = |group: &&Group| (query.system || !group.is_system) && group.count != 0;
        let left = (0..groups.groups.len() as u32).filter(|&number| {
            let group = &groups.groups[number as usize];
            let matches = matching.as_ref().is_none_or(|matching| matching[number as usize]);
            shown(&group) && wanted[group.state as usize] && matches
        });
        let mut left: Vec<u32> = left.collect();
        sort(groups, &mut left, query.sort);
        let count = |sum: f64, group: &Group| sum + group.count as f64;
        let of_all = || groups.groups.iter().filter(shown);
        let info = GoroutinesInfo {
            goroutines: left
                .iter()
                .fold(0.0, |sum, &group| count(sum, &groups.groups[group as usize])),
            all_goroutines: of_all().fold(0.0, count),
            groups: left.len(),
            all_groups: of_all().count(),
            max_count: of_all().map(|group| group.count.unsigned_abs()).max().unwrap_or(0) as f64,
            states: states(groups, &mut of_all()),
            system: groups.groups.iter().filter(|group| group.is_system).fold(0.0, count),
            derived: of_all().any(|group| group.is_derived),
            minutes: of_all().any(|group| group.longest > 0),
            creators: of_all().any(|group| group.creator.is_some()),
            labels: has_labels(groups),
            steps: STEPS.iter().map(|&(_, name)| name).collect(),
            search_error,
        };
        Ok((Goroutines { all, groups: left }, info))
    }

    fn first_rows<D: Door>(&self) -> Result<Option<D::Value>> {
        ask_for(room(self.all.groups.set.profile()))?;
        D::object(&self.page(0..FIRST_ROWS)).map(Some)
    }

    /// `rows` are groups, `table` the same as text; a number stands for the goroutines of the group in that row.
    fn rows<D: Door>(&self, _session: &Session, part: &str, range: Range<usize>) -> Result<D::Value> {
        match part {
            "rows" => D::object(&self.page(range)),
            "table" => D::object(&self.table(range)),
            _ => {
                let row: usize = part.parse().map_err(|_| no_part::<Self>(part))?;
                D::object(&self.texts(row, range)?)
            }
        }
    }

    fn detail<D: Door>(&self, session: &Session, number: usize) -> Result<D::Value> {
        let profile = self.all.groups.set.profile();
        // Its stack is there frame by frame, as text and as Markdown.
        ask_for(room(profile) + profile.room_of_words() * 2)?;
        D::object(&self.group(session, number)?)
    }
}

fn has_labels(groups: &Groups) -> bool {
    let mut labels = groups.set.profile().samples.all_labels().iter();
    labels.any(|label| groups.keys.is_own(label.key()))
}

/// The states that groups are in, the most frequent first.
fn states(groups: &Groups, of: &mut dyn Iterator<Item = &Group>) -> Vec<GoroutineState> {
    let mut states: Vec<Option<GoroutineState>> = vec![None; groups.states.len()];
    for group in of {
        let state = states[group.state as usize].get_or_insert_with(|| GoroutineState {
            text: display(&groups.states[group.state as usize]),
            count: 0.0,
            derived: false,
        });
        state.count += group.count as f64;
        state.derived |= group.is_derived;
    }
    let mut states: Vec<GoroutineState> = states.into_iter().flatten().collect();
    sort_by(&mut states, |one, other| {
        let counts = other.count.abs().total_cmp(&one.count.abs());
        counts.then_with(|| one.text.cmp(&other.text))
    });
    states
}

/// By group, whether anything of it matches.
fn matching(groups: &Groups, pattern: &Pattern) -> Vec<bool> {
    let Groups { set, .. } = groups;
    let profile = set.profile();
    let matches = |frame: FrameId| {
        // What an expression for a function means is its name alone.
        pattern.is_match(set.text(set.frame(frame).name)) || pattern.is_match(&set.printed_name(frame))
    };
    let frames = (0..set.frame_count() as u32).map(|frame| matches(FrameId(frame)));
    let frames: Vec<bool> = frames.collect();
    let states: Vec<bool> = groups.states.iter().map(|state| pattern.is_match(state)).collect();
    // As numbers, 1 for a match: counts of labels are such tables, too.
    let mut labels: FxHashMap<Label, i64> = FxHashMap::default();
    let mut label_matches = |label: Label| {
        let Label::Text { key, value } = label else {
            return false;
        };
        let matches = labels.entry(label).or_insert_with(|| {
            // The texts of goroutines' own labels are for themselves: `main.start /p/main.go:40`.
            let text = match groups.keys.is_own(key) {
                true => [profile.text(key), b":", profile.text(value)].concat(),
                false => profile.text(value).to_vec(),
            };
            i64::from(pattern.is_match(&text))
        });
        *matches == 1
    };
    let mut own = Vec::new();
    let mut matches = |group: &Group| {
        let first = groups.rows_of(group)[0] as usize;
        set.read_frames(first, &mut own);
        states[group.state as usize]
            || own.iter().any(|frame| frames[frame.frame().index()])
            || groups
                .rows_of(group)
                .iter()
                .any(|&row| set.labels(row as usize).any(&mut label_matches))
    };
    groups.groups.iter().map(&mut matches).collect()
}

/// Orders groups that are in the order of their counts.
fn sort(groups: &Groups, numbers: &mut [u32], sort: GoroutineSort) {
    let group = |number: u32| &groups.groups[number as usize];
    let by: &dyn Fn(u32, u32) -> Ordering = match sort {
        GoroutineSort::Count => return,
        GoroutineSort::Wait => &|one, other| Reverse(group(one).longest).cmp(&Reverse(group(other).longest)),
        GoroutineSort::State => &|one, other| {
            let state = |number| &groups.states[group(number).state as usize];
            // What nothing tells comes last.
            (state(one).is_empty(), state(one)).cmp(&(state(other).is_empty(), state(other)))
        },
        GoroutineSort::Place => {
            let key = |group: &Group| {
                let place = groups.place(group, &groups.frames_of(group));
                place.map_or((true, Vec::new()), |(frame, _)| {
                    let is_own = groups.owners[frame.index()] == Owner::User;
                    (!is_own, groups.set.printed_name(frame))
                })
            };
            let keys: Vec<(bool, Vec<u8>)> = groups.groups.iter().map(key).collect();
            sort_numbers(numbers, &|one, other| keys[one as usize].cmp(&keys[other as usize]));
            return;
        }
        GoroutineSort::Creator => &|one, other| {
            let creator = |number| groups.creator(group(number));
            // Those that nobody is known to have begun come last.
            (creator(one).is_none(), creator(one)).cmp(&(creator(other).is_none(), creator(other)))
        },
    };
    sort_numbers(numbers, by);
}

#[cfg(test)]
mod tests;
