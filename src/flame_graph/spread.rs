//! Spread: from samples at a place in their stacks to the boxes behind that place.

use super::walk::{Cursor, Walk};
use super::{Named, Slab, Weight};
use crate::order::sort_by;
use crate::stacks::{FrameId, StackSet};

/// No group.
const NONE: u32 = u32::MAX;

/// Boxes being laid out.
pub struct Spread<'a> {
    set: &'a StackSet,
    positive_only: bool,
    /// The boxes so far.
    pub slabs: Vec<Slab>,
    /// How many were too small.
    pub left_out: usize,
    /// What a box must be wide.
    cutoff: f64,
    /// The box that the next samples lie on.
    at: u32,
    /// By frame, its group among the samples that are being parted.
    slots: Vec<u32>,
    groups: Vec<Group>,
    /// By sample, its group.
    chosen: Vec<u32>,
    moved: Vec<Cursor>,
}

/// The samples of a box that go on with the same frame.
struct Group {
    frame: FrameId,
    inline: bool,
    weight: Weight,
    width: f64,
    count: usize,
    /// Where they go.
    end: usize,
    /// Its number before groups were sorted.
    number: u32,
}

/// A box to be built, and where its samples are.
struct Part {
    slab: Slab,
    start: usize,
    end: usize,
}

impl<'a> Spread<'a> {
    /// Nothing yet.
    pub fn new(set: &'a StackSet, positive_only: bool) -> Spread<'a> {
        Spread {
            set,
            positive_only,
            slabs: Vec::new(),
            left_out: 0,
            cutoff: 0.0,
            at: 0,
            slots: vec![NONE; set.frame_count()],
            groups: Vec::new(),
            chosen: Vec::new(),
            moved: Vec::new(),
        }
    }

    /// The start.
    pub fn begin(&mut self, frame: Option<FrameId>, samples: &[Cursor]) {
        let mut weight = Weight::default();
        for sample in samples {
            weight.add(self.set.value(sample.row as usize));
        }
        self.slabs.push(Slab {
            frame,
            inline: false,
            row: 0,
            parent: 0,
            start: 0.0,
            width: 0.0,
            weight,
            own: Weight::default(),
        });
    }

    /// Goes one frame along a path: keeps the samples that go on with a frame of that name, and puts their box on the last
    /// one. False if there is none; then nothing changes.
    pub fn follow(&mut self, walk: Walk<'_>, samples: &mut Vec<Cursor>, named: &mut Named<'_>, side: i32) -> bool {
        let (mut weight, mut own) = (Weight::default(), Weight::default());
        let mut inline = true;
        let mut first = None;
        let mut kept = Vec::new();
        for &sample in samples.iter() {
            let mut ahead = sample;
            let value = self.set.value(sample.row as usize);
            match walk.next(&mut ahead) {
                None => own.add(value),
                Some(frame) if named.has(frame.frame()) => {
                    first = first.or(Some(frame));
                    inline &= frame.is_inline();
                    weight.add(value);
                    kept.push(ahead);
                }
                Some(_) => {}
            }
        }
        let Some(first) = first else {
            return false;
        };
        *samples = kept;
        let at = self.slabs.len() as u32;
        let below = &mut self.slabs[self.at as usize];
        if has_ends(below, side) {
            below.own = own;
        }
        let slab = Slab {
            frame: Some(first.frame()),
            inline,
            row: below.row + side,
            parent: self.at,
            weight,
            ..*below
        };
        self.slabs.push(slab);
        self.at = at;
        true
    }

    /// Ends the path: its last box takes all of the width, and so do those that it lies on.
    pub fn finish_path(&mut self, smallest: f64) {
        let last = self.slabs[self.at as usize].weight;
        let width = last.width(self.positive_only);
        self.slabs.iter_mut().for_each(|slab| slab.width = width);
        self.cutoff = width * smallest;
    }

    /// What follows lies on the start.
    pub fn return_to_start(&mut self) {
        self.at = 0;
    }

    /// Lays out all that the samples go on with.
    pub fn part(&mut self, walk: Walk<'_>, samples: &mut [Cursor], side: i32) {
        let mut parts = Vec::new();
        let root = self.at;
        let own = self.split(walk, samples, root, 0, side, &mut parts);
        if has_ends(&self.slabs[root as usize], side) {
            self.slabs[root as usize].own = own;
        }
        while let Some(part) = parts.pop() {
            let number = self.slabs.len() as u32;
            self.slabs.push(part.slab);
            let own = self.split(
                walk,
                &mut samples[part.start..part.end],
                number,
                part.start,
                side,
                &mut parts,
            );
            self.slabs[number as usize].own = own;
        }
    }

    /// Parts the samples of a box, which are the ones from `first` on: brings those together that go on with the same
    /// frame, widest first, and adds a part for each frame, the last one first. What is too small goes to the end.
    /// Answers what the stacks weigh that end here.
    fn split(
        &mut self,
        walk: Walk<'_>,
        samples: &mut [Cursor],
        on: u32,
        first: usize,
        side: i32,
        parts: &mut Vec<Part>,
    ) -> Weight {
        let mut own = Weight::default();
        self.groups.clear();
        self.chosen.clear();
        for sample in samples.iter_mut() {
            let value = self.set.value(sample.row as usize);
            let Some(frame) = walk.inlined_next(sample) else {
                own.add(value);
                self.chosen.push(NONE);
                continue;
            };
            let slot = &mut self.slots[frame.frame().index()];
            if *slot == NONE {
                *slot = self.groups.len() as u32;
                self.groups.push(Group {
                    frame: frame.frame(),
                    inline: true,
                    weight: Weight::default(),
                    width: 0.0,
                    count: 0,
                    end: 0,
                    number: *slot,
                });
            }
            let group = &mut self.groups[*slot as usize];
            group.inline &= frame.is_inline();
            group.weight.add(value);
            group.count += 1;
            self.chosen.push(*slot);
        }
        for group in &mut self.groups {
            self.slots[group.frame.index()] = NONE;
            group.width = group.weight.width(self.positive_only);
        }
        let all = self.groups.len();
        let invisible = self.groups.iter().filter(|group| group.width == 0.0).count();
        let cutoff = self.cutoff;
        self.groups.retain(|group| group.width >= cutoff && group.width > 0.0);
        self.left_out += all - invisible - self.groups.len();
        sort_by(&mut self.groups, |one, other| {
            other.width.total_cmp(&one.width).then(one.frame.cmp(&other.frame))
        });
        self.gather(samples);
        let below = self.slabs[on as usize];
        let mut x = below.start;
        let before = parts.len();
        for group in &self.groups {
            parts.push(Part {
                slab: Slab {
                    frame: Some(group.frame),
                    inline: group.inline,
                    row: below.row + side,
                    parent: on,
                    start: x,
                    width: group.width,
                    weight: group.weight,
                    own: Weight::default(),
                },
                start: first + group.end - group.count,
                end: first + group.end,
            });
            x += group.width;
        }
        parts[before..].reverse();
        own
    }

    /// Brings the samples of each group together, in the order of the groups.
    fn gather(&mut self, samples: &mut [Cursor]) {
        let mut end = 0;
        // By the number that samples know, where the next one of the group goes.
        let mut places = vec![
            NONE;
            self.groups
                .iter()
                .map(|group| group.number as usize + 1)
                .max()
                .unwrap_or(0)
        ];
        for group in &mut self.groups {
            places[group.number as usize] = end as u32;
            end += group.count;
            group.end = end;
        }
        if self.groups.len() == 1 && end == samples.len() {
            return;
        }
        self.moved.clear();
        self.moved.extend_from_slice(&samples[..end.min(samples.len())]);
        for (sample, &group) in samples.iter().zip(&self.chosen) {
            if let Some(place) = places.get_mut(group as usize).filter(|place| **place != NONE) {
                self.moved[*place as usize] = *sample;
                *place += 1;
            }
        }
        samples[..end].copy_from_slice(&self.moved);
    }
}

/// Whether the stacks that end at a box do so on this side: those of a pivot end on that of its callees.
fn has_ends(slab: &Slab, side: i32) -> bool {
    slab.row != 0 || side > 0
}
