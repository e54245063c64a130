//! Table: the rows of a trend, each with its values by point and what the rule says of them.
//!
//! In: stacks with a column of values for each snapshot, as filters leave them. Out: a row for each stack, each function (by what it
//! weighs with all that it calls) or each line of the program's own code that stacks stand in.

use super::place::Place;
use super::rule::{Parts, Statistic, Threshold};
use super::series::Series;
use crate::analysis::goroutines::{Owner, blocking, root};
use crate::analysis::stacks::{FrameId, SiteFrame, StackSet};
use crate::base::columns::add_number;
use crate::base::parts::in_parts;
use crate::base::pattern::Pattern;
use crate::base::sort::sort_by;
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum By {
    /// A stack.
    #[default]
    Stacks,
    /// A function, with all that it calls.
    Functions,
    /// The line of the program's own code that is next to the leaf.
    Lines,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The value in the first point.
    pub first: f64,
    /// The value in the last point.
    pub last: f64,
    /// What the rule says of its course.
    pub statistic: Statistic,
    /// Its part of all sure growth, from 0 to 1.
    pub share: f64,
    /// Whether the verdict may name it.
    pub is_named: bool,
    /// What a sample weighs, in the unit of the values.
    pub weight: f64,
    /// The frame that it is known by: the function, or the line of a stack that is the program's own.
    pub frame: FrameId,
    members: (u32, u32),
}

impl Row {
    /// How much more there is at last than at first.
    pub fn delta(&self) -> f64 {
        self.last - self.first
    }
}

/// What rows are ordered by: the largest first, names from A to Z.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sort {
    /// By the rule; those that are equal, by their difference.
    #[default]
    Rank,
    /// By the value in the first point.
    First,
    /// By the value in the last point.
    Last,
    /// By the difference.
    Delta,
    /// By the growth that is sure.
    Sure,
    /// By the slope.
    Slope,
    /// By the shape: what grows first.
    Shape,
    /// By the name.
    Name,
}

/// What a stack without frames is known by.
const NO_FRAME: FrameId = FrameId(u32::MAX);
/// What it is called.
const UNKNOWN: &str = "<unknown>";

/// The rows of a trend.
pub struct Table {
    set: Rc<StackSet>,
    by: By,
    rows: Vec<Row>,
    /// The values of all rows by point, one row behind another.
    values: Vec<f64>,
    points: usize,
    /// The rows of the set that belong to each row.
    members: Vec<u32>,
    /// The sum of all values by point.
    totals: Vec<f64>,
    /// All growth that is sure.
    all_sure: f64,
}

/// What a table is made of.
pub struct Source<'a> {
    /// The stacks, their frames told apart as rows are.
    pub set: &'a Rc<StackSet>,
    /// By sample of the set's profile: its values, by column.
    pub columns: Vec<&'a [i64]>,
    /// By sample, what its objects weigh in all, in the last column; none where values are no objects.
    pub partner: Option<&'a [i64]>,
    /// By row of the set, the sample.
    pub samples: &'a [u32],
}

/// Rows being put together.
struct Groups {
    sums: Vec<i64>,
    partners: Vec<i64>,
    frames: Vec<FrameId>,
    members: Vec<Vec<u32>>,
    columns: usize,
}

impl Groups {
    fn new(columns: usize) -> Groups {
        Groups {
            sums: Vec::new(),
            partners: Vec::new(),
            frames: Vec::new(),
            members: Vec::new(),
            columns,
        }
    }

    fn begin(&mut self, frame: FrameId) -> u32 {
        self.sums.resize(self.sums.len() + self.columns, 0);
        self.partners.push(0);
        self.members.push(Vec::new());
        self.frames.push(frame);
        self.frames.len() as u32 - 1
    }

    fn add(&mut self, group: u32, source: &Source<'_>, row: usize) {
        let (group, sample) = (group as usize, source.samples[row] as usize);
        let sums = &mut self.sums[group * self.columns..][..self.columns];
        for (sum, column) in sums.iter_mut().zip(&source.columns) {
            *sum = sum.wrapping_add(column[sample]);
        }
        if let Some(partner) = source.partner {
            self.partners[group] = self.partners[group].wrapping_add(partner[sample]);
        }
    }
}

impl Table {
    /// Puts the rows together and judges each. `all` is the table of stacks, whose growth is what shares are of; none for that table.
    pub fn new(source: &Source<'_>, by: By, series: &Series, parts: &mut Parts, all: Option<&Table>) -> Table {
        let groups = match by {
            By::Stacks => stacks(source),
            By::Functions => functions(source),
            By::Lines => lines(source),
        };
        let points = series.points.len();
        let mut values = Vec::with_capacity(groups.frames.len() * points);
        for group in groups.sums.chunks_exact(groups.columns.max(1)) {
            series.transform(group, &mut values);
        }
        let totals = match all {
            Some(all) => all.totals.clone(),
            None => {
                let mut totals = vec![0.0; points];
                for row in values.chunks_exact(points.max(1)) {
                    totals.iter_mut().zip(row).for_each(|(total, value)| *total += value);
                }
                totals
            }
        };
        let (samples, weight) = series.samples();
        let threshold = Threshold {
            first_total: parts.reduce(&totals).first().copied().unwrap_or_default(),
            samples,
        };
        let (mut rows, mut members) = (Vec::with_capacity(groups.frames.len()), Vec::new());
        for (group, &frame) in groups.frames.iter().enumerate() {
            let row = &values[group * points..][..points];
            let start = members.len() as u32;
            members.extend_from_slice(&groups.members[group]);
            let objects = groups.sums[(group + 1) * groups.columns - 1];
            rows.push(Row {
                first: row.first().copied().unwrap_or_default(),
                last: row.last().copied().unwrap_or_default(),
                statistic: parts.judge(row),
                share: 0.0,
                is_named: false,
                weight: match source.partner {
                    // Of small objects one sample stands for many.
                    Some(_) => (weight * objects as f64 / groups.partners[group].max(1) as f64).max(1.0),
                    None => weight,
                },
                frame,
                members: (start, members.len() as u32),
            });
        }
        let sum = |of: fn(&Row) -> f64| rows.iter().map(of).sum::<f64>();
        let all_sure = all.map_or_else(|| sum(|row| row.statistic.sure), |all| all.all_sure);
        let all_score = sum(|row| row.statistic.score.max(0.0));
        for row in &mut rows {
            row.share = match all_sure > 0.0 {
                true => (row.statistic.sure / all_sure).min(1.0),
                false => 0.0,
            };
            row.is_named = by != By::Functions
                && series.programs() == 1
                && row.statistic.is_named(parts.len(), &threshold, row.weight, all_score);
        }
        Table {
            set: Rc::clone(source.set),
            by,
            rows,
            values,
            points,
            members,
            totals,
            all_sure,
        }
    }

    /// What the rows are.
    pub fn by(&self) -> By {
        self.by
    }

    /// The rows, in no order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A row by its number.
    pub fn row(&self, row: u32) -> &Row {
        &self.rows[row as usize]
    }

    /// The values of a row by point.
    pub fn values(&self, row: u32) -> &[f64] {
        &self.values[row as usize * self.points..][..self.points]
    }

    /// The sums of all values, by point.
    pub fn totals(&self) -> &[f64] {
        &self.totals
    }

    /// All growth that is sure.
    pub fn all_sure(&self) -> f64 {
        self.all_sure
    }

    /// The numbers of the rows in an order; with a pattern, of those whose name it is found in, or that of any frame of a stack.
    pub fn ordered(&self, sort: Sort, search: Option<&Pattern>) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.rows.len() as u32).collect();
        if let Some(pattern) = search {
            let frames = 0..self.set.frame_count() as u32;
            let found: Vec<bool> = frames
                .map(|frame| pattern.is_match(&self.set.printed_name(FrameId(frame))))
                .collect();
            let is_found = |frame: &FrameId| found.get(frame.index()).copied().unwrap_or_default();
            order.retain(|&row| self.frame_ids(row).iter().any(is_found));
        }
        let number =
            |of: fn(&Row) -> f64| move |one: &u32, other: &u32| of(self.row(*other)).total_cmp(&of(self.row(*one)));
        let rank = |one: &u32, other: &u32| {
            let delta = number(Row::delta);
            number(|row| row.statistic.score)(one, other).then_with(|| delta(one, other))
        };
        match sort {
            Sort::Rank => sort_by(&mut order, rank),
            Sort::First => sort_by(&mut order, number(|row| row.first)),
            Sort::Last => sort_by(&mut order, number(|row| row.last)),
            Sort::Delta => sort_by(&mut order, number(Row::delta)),
            Sort::Sure => sort_by(&mut order, number(|row| row.statistic.sure)),
            Sort::Slope => sort_by(&mut order, number(|row| row.statistic.slope)),
            Sort::Shape => {
                let shape = |row: &u32| self.row(*row).statistic.shape.rank();
                sort_by(&mut order, |one, other| {
                    shape(one).cmp(&shape(other)).then_with(|| rank(one, other))
                });
            }
            Sort::Name => {
                let names: Vec<Vec<u8>> = (0..self.rows.len() as u32).map(|row| self.name(row)).collect();
                sort_by(&mut order, |&one, &other| {
                    names[one as usize].cmp(&names[other as usize])
                });
            }
        }
        order
    }

    /// What a row is called: its function, or the line of its stack that is the program's own.
    pub fn name(&self, row: u32) -> Vec<u8> {
        match self.row(row).frame {
            NO_FRAME => UNKNOWN.as_bytes().to_vec(),
            frame => self.set.printed_name(frame),
        }
    }

    /// The same in parts.
    pub fn place(&self, row: u32) -> Place {
        self.place_of(self.row(row).frame)
    }

    fn place_of(&self, frame: FrameId) -> Place {
        if frame == NO_FRAME {
            return Place {
                function: UNKNOWN.to_owned(),
                ..Place::default()
            };
        }
        let text = |id| String::from_utf8_lossy(self.set.text(id)).into_owned();
        let own = self.set.frame(frame);
        match own.name.index() {
            0 => Place {
                function: String::from_utf8_lossy(&self.set.printed_name(frame)).into_owned(),
                ..Place::default()
            },
            _ => Place {
                function: text(own.name),
                file: text(own.file),
                line: own.line,
            },
        }
    }

    /// The frames of a row's stack, the leaf first; of a function, itself.
    pub fn frames(&self, row: u32) -> Vec<Place> {
        self.frame_ids(row)
            .into_iter()
            .map(|frame| self.place_of(frame))
            .collect()
    }

    /// The frame that all stacks of a row begin with; none where they begin with several, and of functions.
    pub fn root(&self, row: u32) -> Option<Place> {
        let root = |&member: &u32| self.set.frames_of(member as usize).last().map(|frame| frame.frame());
        let mut roots = self.members(row).iter().map(root);
        let first = roots.next()??;
        roots.all(|root| root == Some(first)).then(|| self.place_of(first))
    }

    fn frame_ids(&self, row: u32) -> Vec<FrameId> {
        match (self.by, self.members(row).first()) {
            (By::Stacks, Some(&member)) => {
                let frames = self.set.frames_of(member as usize);
                frames.into_iter().map(SiteFrame::frame).collect()
            }
            _ => vec![self.row(row).frame],
        }
    }

    /// The rows of the set that belong to a row; none of functions.
    pub fn members(&self, row: u32) -> &[u32] {
        let (start, end) = self.row(row).members;
        &self.members[start as usize..end as usize]
    }
}

fn stacks(source: &Source<'_>) -> Groups {
    let set = source.set;
    let own = own_frames(set);
    let mut groups = Groups::new(source.columns.len());
    let mut known: HashTable<u32> = HashTable::new();
    let mut hashes: Vec<u64> = Vec::new();
    let (mut frames, mut others): (Vec<SiteFrame>, Vec<SiteFrame>) = (Vec::new(), Vec::new());
    in_parts(set.len(), &mut |rows| {
        for row in rows {
            set.read_frames(row, &mut frames);
            let hash = hash(&frames);
            let mut is_equal = |group: &u32, members: &[Vec<u32>]| {
                set.read_frames(members[*group as usize][0] as usize, &mut others);
                others
                    .iter()
                    .map(|frame| frame.frame())
                    .eq(frames.iter().map(|frame| frame.frame()))
            };
            let found = known.find(hash, |group| is_equal(group, &groups.members)).copied();
            let group = found.unwrap_or_else(|| groups.begin(known_by(&frames, &own)));
            groups.members[group as usize].push(row as u32);
            groups.add(group, source, row);
            if found.is_none() {
                hashes.push(hash);
                add_number(&mut known, hash, group, &|group| hashes[group as usize]);
            }
        }
    });
    groups
}

fn hash(frames: &[SiteFrame]) -> u64 {
    let mut hasher = FxHasher::default();
    frames.iter().for_each(|frame| frame.frame().hash(&mut hasher));
    hasher.finish()
}

fn lines(source: &Source<'_>) -> Groups {
    let set = source.set;
    let own = own_frames(set);
    let mut groups = Groups::new(source.columns.len());
    // The last one is for stacks without frames.
    let mut group_of: Vec<Option<u32>> = vec![None; set.frame_count() + 1];
    let mut frames = Vec::new();
    in_parts(set.len(), &mut |rows| {
        for row in rows {
            set.read_frames(row, &mut frames);
            let frame = known_by(&frames, &own);
            let known = &mut group_of[frame.index().min(set.frame_count())];
            let group = *known.get_or_insert_with(|| groups.begin(frame));
            groups.members[group as usize].push(row as u32);
            groups.add(group, source, row);
        }
    });
    groups
}

fn functions(source: &Source<'_>) -> Groups {
    let set = source.set;
    let mut groups = Groups::new(source.columns.len());
    let mut group_of: Vec<Option<u32>> = vec![None; set.frame_count()];
    let mut seen: Vec<u32> = vec![u32::MAX; set.frame_count()];
    let mut frames = Vec::new();
    in_parts(set.len(), &mut |rows| {
        for row in rows {
            set.read_frames(row, &mut frames);
            for frame in &frames {
                let frame = frame.frame();
                // A function that calls itself counts once.
                if std::mem::replace(&mut seen[frame.index()], row as u32) == row as u32 {
                    continue;
                }
                let group = *group_of[frame.index()].get_or_insert_with(|| groups.begin(frame));
                groups.add(group, source, row);
            }
        }
    });
    groups
}

/// Of each frame, whose code it is.
fn own_frames(set: &StackSet) -> Vec<Owner> {
    let frames = (0..set.frame_count() as u32).map(|frame| set.frame(FrameId(frame)));
    frames
        .map(|frame| Owner::of(set.text(frame.name), set.text(frame.file)))
        .collect()
}

/// The frame that a stack is known by: the first of the program's own; else what says most of it; of other languages, the leaf.
fn known_by(frames: &[SiteFrame], own: &[Owner]) -> FrameId {
    let owners: Vec<Owner> = frames.iter().map(|frame| own[frame.frame().index()]).collect();
    let is_go = owners.iter().any(|owner| *owner != Owner::Generated);
    let place = if is_go {
        blocking(&owners).or_else(|| root(&owners))
    } else {
        Some(0)
    };
    let frame = place.and_then(|place| frames.get(place));
    frame.map_or(NO_FRAME, |frame| frame.frame())
}
