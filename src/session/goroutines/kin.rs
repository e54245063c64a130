//! Who began whom: the groups that began a group, and those that it has begun.
//!
//! Where goroutines say which one began them, and that one is in the dump, it is known by number. Elsewhere by the function
//! with the `go` statement alone: those that are in that function now may have begun them.

use super::members::{Crowd, Members};
use super::{Counted, Goroutines};
use crate::analysis::stacks::FrameId;
use crate::base::sort::{sort, sort_by_key};
use serde::Serialize;
use std::cmp::Reverse;

/// Another group, and how many of its goroutines it is about.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Kin {
    /// Its row in the answer; -1 if it is none of them.
    pub row: i32,
    /// How many of it.
    pub count: f64,
    /// What they do and where: `chan send at leak.go:53`.
    pub words: String,
    /// The function that they stand in.
    pub name: String,
}

/// How many groups are told.
const MOST: usize = 12;

/// The kin of a group.
#[derive(Default)]
pub struct Family {
    /// Those that began it.
    pub parents: Vec<Kin>,
    /// How many of those are not there any more, or are not in the dump.
    pub gone: i64,
    /// Those that it has begun.
    pub children: Vec<Kin>,
    /// Whether that is known by number.
    pub by_number: bool,
    /// How many groups are not told.
    pub more: usize,
}

impl Goroutines {
    /// By group how many of it are meant, none yet.
    pub fn nobody(&self) -> Vec<i64> {
        vec![0; self.all.groups.groups.len()]
    }

    /// Groups as kin, the largest first; how many are not told. `counts` are by group.
    pub fn kin(&self, counts: &[i64]) -> (Vec<Kin>, usize) {
        let counts = (0..).zip(counts.iter().copied()).filter(|(_, count)| *count != 0);
        let mut counts: Vec<(u32, i64)> = counts.collect();
        sort_by_key(&mut counts, |&(group, count)| (Reverse(count.unsigned_abs()), group));
        let more = counts.len().saturating_sub(MOST);
        let kin = counts.iter().take(MOST).map(|&(number, count)| {
            let group = &self.all.groups.groups[number as usize];
            let row = self.groups.iter().position(|&own| own == number);
            Kin {
                row: row.map_or(-1, |row| row as i32),
                count: count as f64,
                words: self.all.words(group),
                name: self.all.row(group).name,
            }
        });
        (kin.collect(), more)
    }

    /// Who began the goroutines of a group, and whom they have begun.
    pub fn family(&self, members: &Members, number: u32) -> Family {
        let has_parents = |crowd: &Crowd| crowd.parents.iter().any(|&parent| parent != Crowd::NONE);
        match members.dumps.iter().any(has_parents) {
            true => self.by_number(members, number),
            false => self.by_function(number),
        }
    }

    fn by_number(&self, members: &Members, number: u32) -> Family {
        let (mut parents, mut children) = (self.nobody(), self.nobody());
        let mut gone = 0;
        for crowd in &members.dumps {
            for (place, &group) in crowd.groups.iter().enumerate() {
                let parent = crowd.parents[place];
                let of_parent = crowd.groups.get(parent as usize).copied().unwrap_or(Crowd::NONE);
                if group == number && parent == Crowd::GONE {
                    gone += 1;
                } else if group == number && of_parent != Crowd::NONE {
                    parents[of_parent as usize] += 1;
                }
                if of_parent == number && group != Crowd::NONE {
                    children[group as usize] += 1;
                }
            }
        }
        let (parents, more) = self.kin(&parents);
        let (children, more_children) = self.kin(&children);
        Family {
            parents,
            gone,
            children,
            by_number: true,
            more: more + more_children,
        }
    }

    fn by_function(&self, number: u32) -> Family {
        let Counted { groups, .. } = &*self.all;
        let group = &groups.groups[number as usize];
        let set = &groups.set;
        let name = |frame: FrameId| set.text(set.frame(frame).name);
        let mut own: Vec<&[u8]> = groups
            .frames_of(group)
            .iter()
            .map(|frame| name(frame.frame()))
            .collect();
        sort(&mut own);
        let creator = groups.creator(group).map_or(b"".as_slice(), |(name, ..)| name);
        let creates: Vec<bool> = (0..set.frame_count() as u32)
            .map(|frame| !creator.is_empty() && name(FrameId(frame)) == creator)
            .collect();
        let (mut parents, mut children) = (self.nobody(), self.nobody());
        let mut frames = Vec::new();
        for (other, others) in groups.groups.iter().enumerate() {
            set.read_frames(groups.rows_of(others)[0] as usize, &mut frames);
            if frames.iter().any(|frame| creates[frame.frame().index()]) {
                parents[other] = others.count;
            }
            if groups
                .creator(others)
                .is_some_and(|(name, ..)| own.binary_search(&name).is_ok())
            {
                children[other] = others.count;
            }
        }
        let (parents, more) = self.kin(&parents);
        let (children, more_children) = self.kin(&children);
        Family {
            parents,
            children,
            more: more + more_children,
            ..Family::default()
        }
    }
}
