//! Stacks for people: samples with equal stacks are one group, the heaviest group first.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | groups stacks, searches them, and hands them out |
//! | `alike.rs` | which stacks are the same |
//! | `rows.rs` | what is handed out |

mod alike;
mod rows;

pub use rows::{LabelValue, LabelValues, TraceDetail, TraceFrame, TraceRow};

use crate::analysis::runtime;
use crate::analysis::stacks::{Base, FrameId, SiteFrame, StackSet, mean};
use crate::base::columns::StringId;
use crate::base::error::{Error, ErrorKind, OutOfMemory, Result};
use crate::base::measurement::{exact_label, readable_percent};
use crate::base::parts::try_in_parts;
use crate::base::room::{ask_for, one_more};
use crate::base::sink::Sink;
use crate::base::sort::{sort_by, sort_by_key};
use crate::base::text::pad_left;
use crate::profile::Label;
use crate::profile::combine::BASE_LABEL;
use crate::report::{Context, Format, folded};
use crate::session::answers::{View, page};
use crate::session::compared::Compared;
use crate::session::door::Door;
use crate::session::download::Content;
use crate::session::info::is_of_waiting;
use crate::session::shown::Shown;
use crate::session::{Session, display, search_pattern};
use alike::Alike;
use hashbrown::HashTable;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::ops::Range;
use std::rc::Rc;

/// Which stacks are wanted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TracesQuery {
    /// A regular expression that some frame must match; empty for all stacks.
    pub search: String,
}

/// What is above and around the groups.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TracesInfo {
    /// How many groups the search left.
    pub groups: usize,
    /// How many there are.
    pub all_groups: usize,
    /// How many samples the groups that are left have.
    pub samples: usize,
    /// How many samples there are.
    pub all_samples: usize,
    /// What the groups that are left weigh.
    pub matched_text: String,
    /// `matched_text` as a share of the total: `12.50%`.
    pub matched_percent: String,
    /// The largest magnitude of a group.
    pub max_value: f64,
    /// Whether groups know what they were before.
    pub compared: bool,
    /// Why the search could not be read; empty if it could.
    pub search_error: String,
}

/// How many frames a line shows, and how many values of a label a detail lists.
const FRAMES_IN_ROW: usize = 8;
const MOST_PARKED: usize = 64;
const LABEL_VALUES: usize = 20;

/// Samples with the same frames.
struct Group {
    /// The first of them.
    row: u32,
    /// How many they are, and in the highest bit whether they have different labels: there may be as many groups as samples.
    samples: u32,
    value: i64,
    divisor: i64,
    /// What it weighed in the base of a comparison.
    before: i64,
}

impl Group {
    const OTHER_LABELS: u32 = 1 << 31;

    fn samples(&self) -> usize {
        (self.samples & !Group::OTHER_LABELS) as usize
    }

    fn has_other_labels(&self) -> bool {
        self.samples & Group::OTHER_LABELS != 0
    }

    fn value(&self) -> i64 {
        mean(self.value, self.divisor)
    }
}

/// All groups, the heaviest first.
struct Grouped {
    context: Rc<Context>,
    format: Format,
    set: Rc<StackSet>,
    groups: Vec<Group>,
    all_samples: usize,
    /// The base, where two profiles are compared.
    base: Option<Base>,
    /// The key of what marks samples of a base, which is no label of the user's.
    mark: Option<StringId>,
    /// By frame, whether who waits in it waits for the sake of its caller; none for profiles of what runs.
    parks: Option<Vec<bool>>,
}

/// The groups that a query left.
pub struct Traces {
    grouped: Rc<Grouped>,
    groups: Vec<u32>,
}

/// The values of a label as text, each with its samples and what they weigh.
type Texts = FxHashMap<String, (usize, i64)>;

impl Grouped {
    fn new(shown: &Shown) -> Result<Grouped> {
        let (context, set) = (shown.whole(), shown.stacks()?);
        let has_labels = set.has_labels();
        let (base, mark) = (Base::of(&set), set.find_label(BASE_LABEL.0));
        let alike = Alike::new(&set);
        let mut groups: Vec<Group> = Vec::new();
        // With half of their hashes beside them: to look those up elsewhere would be another walk through the memory.
        let mut known: HashTable<(u32, u32)> = HashTable::new();
        let spread = |half: u32| u64::from(half).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut all_samples = 0;
        try_in_parts(set.len(), &mut |rows| {
            for row in rows {
                let Some(hash) = alike.hash(row) else {
                    continue;
                };
                all_samples += 1;
                let half = (hash ^ hash >> 32) as u32;
                let same = |&(own, group): &(u32, u32)| {
                    own == half && alike.of(groups[group as usize].row as usize).eq(alike.of(row))
                };
                let group = match known.find(spread(half), same) {
                    Some(&(_, group)) => group,
                    None => {
                        let group = groups.len() as u32;
                        one_more(&mut groups)?;
                        known.try_reserve(1, |&(own, _)| spread(own)).map_err(|_| OutOfMemory)?;
                        groups.push(Group {
                            row: row as u32,
                            samples: 0,
                            value: 0,
                            divisor: 0,
                            before: 0,
                        });
                        known.insert_unique(spread(half), (half, group), |&(own, _)| spread(own));
                        group
                    }
                };
                let group = &mut groups[group as usize];
                group.samples += 1;
                if has_labels
                    && !group.has_other_labels()
                    && !labels(&set, mark, row).eq(labels(&set, mark, group.row as usize))
                {
                    group.samples |= Group::OTHER_LABELS;
                }
                if let Some(base) = base {
                    group.before = group.before.wrapping_add(base.before(&set, row));
                }
                group.value = group.value.wrapping_add(set.value(row));
                group.divisor = group.divisor.wrapping_add(set.divisor(row));
            }
            Ok(())
        })?;
        sort_by_key(&mut groups, |group| Reverse(group.value().wrapping_abs()));
        let profile = &context.selection.profile;
        Ok(Grouped {
            parks: is_of_waiting(profile).then(|| runtime::frames(profile, &set, runtime::is_inside)),
            format: context.readable_format(),
            context: Rc::clone(context),
            base,
            mark,
            set,
            groups,
            all_samples,
        })
    }

    /// A group's value before and after, where that is known.
    fn compared(&self, group: &Group) -> Option<Compared> {
        let compared = |_| Compared::new(group.before, group.value, &self.format);
        self.base.map(compared)
    }

    fn share(&self, value: i64) -> String {
        readable_percent(value, self.context.selection.totals.total)
    }

    /// The names of the frames that a line shows, after those in which it only waits.
    fn frame_names(&self, frames: &[SiteFrame]) -> (Vec<String>, Vec<String>) {
        let is_own = |parks: &Vec<bool>| frames.iter().position(|frame| !parks[frame.frame().index()]);
        let first = self.parks.as_ref().and_then(is_own).unwrap_or(0);
        let names = |frames: &[SiteFrame], most: usize| {
            let frames = frames.iter().take(most);
            frames
                .map(|frame| display(&self.set.printed_name(frame.frame())))
                .collect()
        };
        (
            names(&frames[..first], MOST_PARKED),
            names(&frames[first..], FRAMES_IN_ROW),
        )
    }

    fn label_text(&self, label_of_row: Label) -> (StringId, String) {
        match label_of_row {
            Label::Text { key, value } => (key, display(self.set.label_text(value))),
            Label::Number { key, value, .. } => {
                let unit = self.context.selection.units.get(key);
                (key, exact_label(value, unit, "auto"))
            }
        }
    }

    /// The labels of a row in a line: `worker=3 bytes=2kB`.
    fn label_line(&self, row: usize) -> Result<String> {
        ask_for(self.set.room_of_labels(row) * 4)?;
        let pairs = labels(&self.set, self.mark, row).map(|label| {
            let (key, value) = self.label_text(label);
            format!("{}={value}", display(self.set.label_text(key)))
        });
        Ok(pairs.collect::<Vec<String>>().join(" "))
    }

    /// The labels of all samples of a group, each with its heaviest values.
    fn labels(&self, group: &Group) -> Result<Vec<LabelValues>> {
        // By key, the texts with their samples and what they weigh.
        let mut weights: FxHashMap<StringId, Texts> = FxHashMap::default();
        let first = group.row as usize;
        let (wanted, mut frames) = (self.set.frames_of(first), Vec::new());
        let same = (first..self.set.len()).filter(|&row| {
            // Equal stacks mostly share the very same sites; comparing those first saves most of the work.
            self.set.stack(row) == self.set.stack(first) || {
                self.set.read_frames(row, &mut frames);
                frames == wanted
            }
        });
        for row in same.take(group.samples()) {
            // With the lists that are made of them at the end.
            ask_for(self.set.room_of_labels(row) * 8)?;
            for label in labels(&self.set, self.mark, row) {
                let (key, text) = self.label_text(label);
                let (samples, value) = weights.entry(key).or_default().entry(text).or_default();
                *samples += 1;
                *value = value.wrapping_add(self.set.value(row));
            }
        }
        let mut weights: Vec<(StringId, Texts)> = weights.into_iter().collect();
        sort_by_key(&mut weights, |&(key, _)| self.set.label_text(key));
        let labels = weights.iter().map(|(key, texts)| {
            let mut values: Vec<(&String, usize, i64)> = texts
                .iter()
                .map(|(text, (samples, value))| (text, *samples, *value))
                .collect();
            sort_by(&mut values, |(text, _, value), (other, _, other_value)| {
                let magnitudes = other_value.wrapping_abs().cmp(&value.wrapping_abs());
                magnitudes.then_with(|| text.cmp(other))
            });
            LabelValues {
                key: display(self.set.label_text(*key)),
                more: values.len().saturating_sub(LABEL_VALUES),
                values: values
                    .into_iter()
                    .take(LABEL_VALUES)
                    .map(|(text, samples, value)| LabelValue {
                        text: text.clone(),
                        samples,
                        value: value as f64,
                        value_text: self.format.value(value),
                    })
                    .collect(),
            }
        });
        Ok(labels.collect())
    }
}

impl Session {
    fn grouped(&self) -> Result<Rc<Grouped>> {
        let shown = self.shown()?;
        shown.once(|| Grouped::new(&shown))
    }
}

impl View for Traces {
    const NAME: &'static str = "traces";
    const PARTS: &'static [&'static str] = &["rows"];
    type Query = TracesQuery;
    type Info = TracesInfo;

    /// Searches the stacks.
    fn ask(session: &Session, query: TracesQuery) -> Result<(Traces, TracesInfo)> {
        let grouped = session.grouped()?;
        let set = &grouped.set;
        let (pattern, search_error) = search_pattern(&query.search);
        let matching: Option<Vec<bool>> = pattern.map(|pattern| {
            let frames = 0..set.frame_count() as u32;
            frames
                .map(|frame| pattern.is_match(&set.printed_name(FrameId(frame))))
                .collect()
        });
        let groups: Vec<u32> = (0..grouped.groups.len() as u32)
            .filter(|&group| {
                let row = grouped.groups[group as usize].row as usize;
                matching.as_ref().is_none_or(|matching| {
                    let matches = |frame: &SiteFrame| matching[frame.frame().index()];
                    set.stack(row).iter().any(|site| set.site(site).iter().any(matches))
                })
            })
            .collect();
        let left = || groups.iter().map(|&group| &grouped.groups[group as usize]);
        let matched = left().fold(0_i64, |sum, group| sum.wrapping_add(group.value().wrapping_abs()));
        let info = TracesInfo {
            groups: groups.len(),
            all_groups: grouped.groups.len(),
            samples: left().map(|group| group.samples()).sum(),
            all_samples: grouped.all_samples,
            matched_text: grouped.format.value(matched),
            matched_percent: grouped.share(matched),
            max_value: grouped
                .groups
                .first()
                .map_or(0.0, |group| group.value().wrapping_abs() as f64),
            compared: grouped.base.is_some(),
            search_error,
        };
        Ok((Traces { grouped, groups }, info))
    }

    fn only_rows<D: Door>(&self, range: Range<usize>) -> Option<Result<D::Value>> {
        Some(self.page(range).and_then(|rows| D::object(&rows)))
    }

    fn detail<D: Door>(&self, _session: &Session, number: usize) -> Result<D::Value> {
        D::object(&self.group(number)?)
    }
}

impl Traces {
    /// Groups that lie in a range.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn page(&self, range: Range<usize>) -> Result<Vec<TraceRow>> {
        let grouped = &self.grouped;
        let rows = page(&self.groups, range).iter().map(|&group| {
            let group = &grouped.groups[group as usize];
            let row = group.row as usize;
            let frames = grouped.set.frames_of(row);
            let (parked, names) = grouped.frame_names(&frames);
            Ok(TraceRow {
                value: group.value() as f64,
                value_text: grouped.format.value(group.value()),
                percent: grouped.share(group.value()),
                compared: grouped.compared(group),
                samples: group.samples(),
                depth: frames.len(),
                frames: names,
                parked,
                labels: grouped.label_line(row)?,
                has_other_labels: group.has_other_labels(),
            })
        });
        rows.collect()
    }

    /// Everything about a group; `index` is its number among those that the query left.
    ///
    /// # Errors
    ///
    /// There is no such group, or the memory does not suffice.
    pub fn group(&self, index: usize) -> Result<TraceDetail> {
        let Traces { grouped, groups } = self;
        let group = groups.get(index).map(|&group| &grouped.groups[group as usize]);
        let group = group.ok_or_else(|| Error::new(ErrorKind::Usage(format!("there is no stack {index}"))))?;
        let frames = grouped.set.frames_of(group.row as usize);
        let frames = frames.into_iter().map(|frame| TraceFrame {
            name: display(&grouped.set.printed_name(frame.frame())),
            inline: frame.is_inline(),
        });
        let frames: Vec<TraceFrame> = frames.collect();
        let value_text = grouped.format.value(group.value());
        Ok(TraceDetail {
            percent: grouped.share(group.value()),
            compared: grouped.compared(group),
            value: group.value() as f64,
            samples: group.samples(),
            labels: grouped.labels(group)?,
            text: text_of(&value_text, &frames),
            value_text,
            frames,
        })
    }
}

/// The groups that a query left, as folded stacks.
pub struct Folded {
    traces: Rc<Traces>,
    /// By frame, its name as such stacks can hold it.
    names: Vec<Vec<u8>>,
}

impl Folded {
    /// What is written of an answer.
    pub fn of(traces: Rc<Traces>) -> Folded {
        Folded {
            names: folded::names(&traces.grouped.set),
            traces,
        }
    }
}

impl Content for Folded {
    fn rows(&self) -> usize {
        self.traces.groups.len()
    }

    fn write(&mut self, range: Range<usize>, out: &mut dyn Sink) -> Result<()> {
        let Traces { grouped, groups } = &*self.traces;
        let mut stacks = page(groups, range).iter().map(|&group| {
            let group = &grouped.groups[group as usize];
            (group.row as usize, group.value())
        });
        folded::write(&grouped.context, &grouped.set, &self.names, &mut stacks, out)
    }
}

/// The labels of a row, without what marks those of a base.
fn labels(set: &StackSet, mark: Option<StringId>, row: usize) -> impl Iterator<Item = Label> + '_ {
    let is_mark = move |label: &Label| matches!(label, Label::Text { key, .. } if Some(*key) == mark);
    set.labels(row).filter(move |label| !is_mark(label))
}

/// A stack in the layout of `traces`: the value before the leaf, and the frames below each other.
fn text_of(value: &str, frames: &[TraceFrame]) -> String {
    let mut text = Vec::new();
    for (index, frame) in frames.iter().enumerate() {
        let value = if index == 0 { value } else { "" };
        pad_left(&mut text, value.as_bytes(), 10);
        let mark = if frame.inline { " (inline)" } else { "" };
        text.extend_from_slice(format!("   {}{mark}\n", frame.name).as_bytes());
    }
    display(&text)
}
