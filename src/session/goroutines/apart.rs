//! What tells groups apart that read alike: the frames in which their stacks differ.
//!
//! In: all groups of a likeness. Out: for each of those whose rows say the same, the first frames from the leaf that others of them have not;
//! or how deep it is, where that alone differs, as in a recursion.

use super::Counted;
use crate::analysis::stacks::FrameId;
use crate::session::{display, short_place};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

/// So many frames are told of a group.
const MOST: usize = 2;

/// A frame that others which read alike have not.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Apart {
    /// The name of its function.
    pub name: String,
    /// Its line: `leak.go:53`; empty if unknown.
    pub place: String,
}

/// What tells a group apart from others.
#[derive(Default, Clone)]
pub struct Told {
    /// Frames that others have not.
    pub frames: Vec<Apart>,
    /// How many frames it has, where its frames alone do not tell; else 0.
    pub deep: usize,
}

/// A group of several that read alike, by its number, with its frames from the leaf.
type Member = (u32, Vec<FrameId>);

impl Counted {
    /// By the numbers of groups, what tells them apart from those that read alike.
    pub fn apart(&self) -> FxHashMap<u32, Told> {
        let groups = &self.groups;
        let mut alike: FxHashMap<(String, Vec<u8>), Vec<Member>> = FxHashMap::default();
        for (number, group) in groups.groups.iter().enumerate().filter(|(_, group)| group.count != 0) {
            let creator = groups.creator(group).map_or(Vec::new(), |(name, _, line)| {
                [name, line.to_string().as_bytes()].concat()
            });
            let frames = groups.frames_of(group).iter().map(|frame| frame.frame()).collect();
            let members = alike.entry((self.words(group), creator)).or_default();
            members.push((number as u32, frames));
        }
        let mut told = FxHashMap::default();
        for members in alike.into_values().filter(|members| members.len() > 1) {
            let depths: Vec<(u32, usize)> = members.iter().map(|(number, frames)| (*number, frames.len())).collect();
            let frames = self.split(members);
            let frames_of = |number: &u32| frames.get(number).cloned().unwrap_or_default();
            let mut same: FxHashMap<Vec<Apart>, usize> = FxHashMap::default();
            for (number, _) in &depths {
                *same.entry(frames_of(number)).or_default() += 1;
            }
            let is_told = |frames: &Vec<Apart>| same.get(frames) == Some(&1) && !frames.is_empty();
            // All of a kind are told in one way: a recursion in which some happen to differ by a frame is told by its depth.
            let distinct: FxHashSet<usize> = depths.iter().map(|&(_, deep)| deep).collect();
            let is_recursion =
                distinct.len() == depths.len() && !depths.iter().all(|(number, _)| is_told(&frames_of(number)));
            told.extend(depths.iter().map(|&(number, deep)| {
                let frames = frames_of(&number);
                let own = match is_told(&frames) && !is_recursion {
                    true => Told { frames, deep: 0 },
                    false => Told {
                        frames: Vec::new(),
                        deep,
                    },
                };
                (number, own)
            }));
        }
        told
    }

    /// Tells members apart by the first frame in which they differ, and those that have the same one by the next.
    fn split(&self, members: Vec<Member>) -> FxHashMap<u32, Vec<Apart>> {
        let mut told: FxHashMap<u32, Vec<Apart>> = FxHashMap::default();
        let mut ahead = vec![(members, 0)];
        while let Some((members, depth)) = ahead.pop() {
            let longest = members.iter().map(|(_, frames)| frames.len()).max().unwrap_or_default();
            if members.len() < 2 || depth >= longest {
                continue;
            }
            let mut parts: FxHashMap<Option<FrameId>, Vec<Member>> = FxHashMap::default();
            for member in members {
                parts.entry(member.1.get(depth).copied()).or_default().push(member);
            }
            let is_split = parts.len() > 1;
            for (frame, members) in parts {
                if let Some(frame) = frame.filter(|_| is_split) {
                    for (number, _) in &members {
                        let own = told.entry(*number).or_default();
                        if own.len() < MOST {
                            own.push(self.frame_apart(frame));
                        }
                    }
                }
                ahead.push((members, depth + 1));
            }
        }
        told
    }

    fn frame_apart(&self, frame: FrameId) -> Apart {
        let set = &self.groups.set;
        let at = set.frame(frame);
        Apart {
            name: match set.text(at.name) {
                b"" => display(&set.printed_name(frame)),
                name => display(name),
            },
            place: short_place(set.text(at.file), at.line),
        }
    }
}
