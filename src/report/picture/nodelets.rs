//! Nodelets: the small boxes beside a node for the labels of its samples, and beside those for the sizes in `bytes`.
//!
//! At most four boxes stand together. Text labels beyond the four largest are left out; sizes are gathered around the
//! four largest into ranges such as `16B..48B`.

use super::Picture;
use crate::analysis::graph::{NodeId, SHOWN_TAGS, Tag};
use crate::analysis::stacks::mean;
use crate::base::columns::StringId;
use crate::base::measurement::{label, scale};
use crate::base::sort::sort_by;
use crate::base::text::truncate;
use std::cmp::Ordering;

/// Which weight of a tag counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weigh {
    /// That of the samples that end in the node: it shows whom it calls, so what passes through is seen there.
    Flat,
    /// That of all samples through the node.
    Cum,
}

/// A small box beside a node: some of the labels of its samples.
pub struct Nodelet {
    /// The box that it hangs on, as its place among those of the node; none where that is the node itself.
    pub parent: Option<usize>,
    /// Its number among the boxes of its kind on what it hangs on, counted from 0, those that weigh nothing among them.
    pub index: usize,
    /// What it says: labels as `key:value`, or a number or a range of numbers.
    pub lines: Vec<Vec<u8>>,
    /// Whether that is a number.
    pub is_number: bool,
    /// What its samples weigh, in the unit of the sample type.
    pub weight: i64,
    /// Whether some of it only passes through the node.
    pub is_partial: bool,
}

/// Numbers that share a box.
struct Gathered {
    text: Vec<u8>,
    flat: i64,
    cum: i64,
}

impl Picture {
    /// The boxes of a node, each behind the one that it hangs on.
    pub fn nodelets(&self, node: NodeId) -> Vec<Nodelet> {
        let weigh = match self.has_callees[node.index()] {
            true => Weigh::Flat,
            false => Weigh::Cum,
        };
        let mut tags: Vec<&Tag> = self.graph.tags.of(node).iter().collect();
        sort_by(&mut tags, |one, other| {
            by_weight(
                weigh,
                (one.raw_flat(), one.raw_cum()),
                (other.raw_flat(), other.raw_cum()),
            )
        });
        let (texts, numbers): (Vec<&Tag>, Vec<&Tag>) = tags.iter().partition(|tag| tag.number == StringId::EMPTY);
        let mut nodelets = Vec::new();
        for (index, tag) in texts.iter().take(SHOWN_TAGS).enumerate() {
            let weight = match weigh {
                Weigh::Flat => tag.flat(),
                Weigh::Cum => tag.cum(),
            };
            if weight == 0 {
                continue;
            }
            let place = nodelets.len();
            nodelets.push(Nodelet {
                parent: None,
                index,
                lines: self.graph.tags.labels(&self.set, tag),
                is_number: false,
                weight,
                is_partial: false,
            });
            self.add_numbers(&mut nodelets, &numbers, tag.labels, weigh, Some(place));
        }
        self.add_numbers(&mut nodelets, &numbers, StringId::EMPTY, weigh, None);
        nodelets
    }

    /// Adds the boxes for the numbers that came with some text labels.
    fn add_numbers(
        &self,
        nodelets: &mut Vec<Nodelet>,
        numbers: &[&Tag],
        labels: StringId,
        weigh: Weigh,
        parent: Option<usize>,
    ) {
        let numbers: Vec<&Tag> = numbers.iter().copied().filter(|tag| tag.labels == labels).collect();
        for (index, gathered) in self.gathered(&numbers, weigh).into_iter().enumerate() {
            let is_partial = weigh == Weigh::Cum && gathered.flat != gathered.cum;
            let weight = if is_partial { gathered.cum } else { gathered.flat };
            if weight != 0 {
                nodelets.push(Nodelet {
                    parent,
                    index,
                    lines: vec![gathered.text],
                    is_number: true,
                    weight,
                    is_partial,
                });
            }
        }
    }

    /// Numbers, the largest first, as at most four boxes in that order.
    fn gathered(&self, numbers: &[&Tag], weigh: Weigh) -> Vec<Gathered> {
        if numbers.len() <= SHOWN_TAGS {
            let gathered = numbers.iter().map(|tag| Gathered {
                text: self.graph.tags.text(tag.number).to_vec(),
                flat: tag.flat(),
                cum: tag.cum(),
            });
            return gathered.collect();
        }
        // pprof converts from the unit to the unit, and what that does to a number counts.
        let unit = self.graph.tags.unit();
        let scaled = |tag: &Tag| scale(tag.value, unit, unit).0;
        let (seeds, others) = numbers.split_at(SHOWN_TAGS);
        let mut groups: Vec<Group> = seeds.iter().map(|seed| Group::around(seed, scaled(seed))).collect();
        for other in others {
            let mut nearest = 0;
            for group in 1..groups.len() {
                if groups[group].distance(other) < groups[nearest].distance(other) {
                    nearest = group;
                }
            }
            groups[nearest].add(other, truncate(scaled(other)));
        }
        let mut gathered: Vec<Gathered> = groups.iter().map(|group| group.gathered(unit)).collect();
        sort_by(&mut gathered, |one, other| {
            by_weight(weigh, (one.flat, one.cum), (other.flat, other.cum)).then_with(|| one.text.cmp(&other.text))
        });
        gathered
    }
}

/// The largest magnitude first. What is equal keeps the order of texts that tags come in.
///
/// pprof takes +5 and -5 for different and yet for equally large, which leaves their order to chance.
fn by_weight(weigh: Weigh, one: (i64, i64), other: (i64, i64)) -> Ordering {
    let by_flat = other.0.wrapping_abs().cmp(&one.0.wrapping_abs());
    match weigh {
        Weigh::Flat => by_flat,
        Weigh::Cum => other.1.wrapping_abs().cmp(&one.1.wrapping_abs()).then(by_flat),
    }
}

/// Numbers that become one box.
struct Group {
    /// The number that they were gathered around, as a float.
    seed: f64,
    smallest: i64,
    largest: i64,
    flat: i64,
    cum: i64,
    divisors: (i64, i64),
    is_range: bool,
}

impl Group {
    fn around(seed: &Tag, scaled: f64) -> Group {
        Group {
            seed: scaled,
            smallest: seed.value,
            largest: seed.value,
            flat: seed.raw_flat(),
            cum: seed.raw_cum(),
            divisors: seed.divisors(),
            is_range: false,
        }
    }

    fn distance(&self, tag: &Tag) -> f64 {
        let value = tag.value as f64;
        match self.seed < value {
            true => value - self.seed,
            false => self.seed - value,
        }
    }

    fn add(&mut self, tag: &Tag, scaled: i64) {
        if scaled < self.smallest {
            self.smallest = tag.value;
        }
        if scaled > self.largest {
            self.largest = tag.value;
        }
        let (flat, cum) = tag.divisors();
        self.flat = self.flat.wrapping_add(tag.raw_flat());
        self.cum = self.cum.wrapping_add(tag.raw_cum());
        self.divisors = (self.divisors.0.wrapping_add(flat), self.divisors.1.wrapping_add(cum));
        self.is_range = true;
    }

    fn gathered(&self, unit: &str) -> Gathered {
        let mut text = label(self.smallest, unit);
        if self.is_range {
            text.push_str("..");
            text.push_str(&label(self.largest, unit));
        }
        Gathered {
            text: text.into_bytes(),
            flat: mean(self.flat, self.divisors.0),
            cum: mean(self.cum, self.divisors.1),
        }
    }
}
