//! Nodelets: the small boxes beside a node for the labels of its samples, and beside those for the sizes in `bytes`.
//!
//! At most four boxes stand together. Text labels beyond the four largest are left out; sizes are gathered around the
//! four largest into ranges such as `16B..48B`.

use super::Picture;
use crate::columns::StringId;
use crate::graph::{NodeId, SHOWN_TAGS, Tag};
use crate::measurement::{label, scale};
use crate::order::sort_by;
use crate::report::Buffer;
use crate::text::truncate;
use std::cmp::Ordering;

/// Which weight of a tag counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weigh {
    /// That of the samples that end in the node: it shows whom it calls, so what passes through is seen there.
    Flat,
    /// That of all samples through the node.
    Cum,
}

/// A box.
struct Nodelet {
    text: Vec<u8>,
    flat: i64,
    cum: i64,
}

impl Picture<'_> {
    /// Writes the boxes of a node.
    pub fn nodelets(&self, out: &mut Buffer<'_>, node: NodeId) {
        let tags = self.graph.tags.of(node);
        let weigh = match self.has_callees[node.index()] {
            true => Weigh::Flat,
            false => Weigh::Cum,
        };
        let place = self.place(node);
        let (mut texts, numbers): (Vec<&Tag>, Vec<&Tag>) = tags.iter().partition(|tag| tag.number == StringId::EMPTY);
        sort_by(&mut texts, |one, other| {
            by_weight(
                weigh,
                (one.raw_flat(), one.raw_cum()),
                (other.raw_flat(), other.raw_cum()),
            )
        });
        for (index, tag) in texts.iter().take(SHOWN_TAGS).enumerate() {
            let weight = match weigh {
                Weigh::Flat => tag.flat(),
                Weigh::Cum => tag.cum(),
            };
            if weight == 0 {
                continue;
            }
            let id = format!("N{place}_{index}");
            self.nodelet(
                out,
                &format!("N{place}"),
                &id,
                self.graph.tags.text(tag.labels),
                weight,
                "",
            );
            self.numeric(out, &numbers, tag.labels, weigh, &id);
        }
        self.numeric(out, &numbers, StringId::EMPTY, weigh, &format!("N{place}"));
    }

    /// Writes the boxes for the numbers that came with some text labels.
    fn numeric(&self, out: &mut Buffer<'_>, numbers: &[&Tag], labels: StringId, weigh: Weigh, source: &str) {
        let numbers: Vec<&Tag> = numbers.iter().copied().filter(|tag| tag.labels == labels).collect();
        for (index, nodelet) in self.gathered(numbers, weigh).iter().enumerate() {
            let (weight, style) = match weigh == Weigh::Flat || nodelet.flat == nodelet.cum {
                true => (nodelet.flat, ""),
                false => (nodelet.cum, " style=\"dotted\""),
            };
            if weight != 0 {
                let id = format!("N{source}_{index}");
                self.nodelet(out, source, &id, &nodelet.text, weight, style);
            }
        }
    }

    fn nodelet(&self, out: &mut Buffer<'_>, source: &str, id: &str, text: &[u8], weight: i64, style: &str) {
        let weight = self.format.value(weight);
        out.push_all(&[id.as_bytes(), b" [label = \"", text]);
        out.push(format!(
            "\" id=\"{id}\" fontsize=8 shape=box3d tooltip=\"{weight}\"]\n\
             {source} -> {id} [label=\" {weight}\" weight=100 tooltip=\"{weight}\" labeltooltip=\"{weight}\"{style}]\n"
        ));
    }

    /// Numbers as at most four boxes, the largest first.
    fn gathered(&self, mut numbers: Vec<&Tag>, weigh: Weigh) -> Vec<Nodelet> {
        sort_by(&mut numbers, |one, other| {
            by_weight(
                weigh,
                (one.raw_flat(), one.raw_cum()),
                (other.raw_flat(), other.raw_cum()),
            )
        });
        if numbers.len() <= SHOWN_TAGS {
            let nodelets = numbers.iter().map(|tag| Nodelet {
                text: self.graph.tags.text(tag.number).to_vec(),
                flat: tag.flat(),
                cum: tag.cum(),
            });
            return nodelets.collect();
        }
        // pprof converts from the unit to the unit, and what that does to a number counts.
        let unit = self.graph.tags.unit();
        let numbers: Vec<Number> = numbers
            .iter()
            .map(|tag| Number {
                tag,
                scaled: scale(tag.value, unit, unit).0,
            })
            .collect();
        let (seeds, others) = numbers.split_at(SHOWN_TAGS);
        let mut groups: Vec<Vec<Number>> = seeds.iter().map(|&seed| vec![seed]).collect();
        for &other in others {
            let mut nearest = 0;
            for group in 1..groups.len() {
                if other.distance(&seeds[group]) < other.distance(&seeds[nearest]) {
                    nearest = group;
                }
            }
            groups[nearest].push(other);
        }
        let mut nodelets: Vec<Nodelet> = groups.iter().map(|group| range(group, unit)).collect();
        sort_by(&mut nodelets, |one, other| {
            by_weight(weigh, (one.flat, one.cum), (other.flat, other.cum)).then_with(|| one.text.cmp(&other.text))
        });
        nodelets
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

#[derive(Clone, Copy)]
struct Number<'a> {
    tag: &'a Tag,
    /// Its value as a float.
    scaled: f64,
}

impl Number<'_> {
    fn distance(&self, seed: &Number<'_>) -> f64 {
        let value = self.tag.value as f64;
        match seed.scaled < value {
            true => value - seed.scaled,
            false => seed.scaled - value,
        }
    }
}

/// A box for several numbers, the first one of which they were gathered around.
fn range(group: &[Number<'_>], unit: &str) -> Nodelet {
    let first = group[0].tag;
    if group.len() == 1 {
        return Nodelet {
            text: label(first.value, unit).into_bytes(),
            flat: first.flat(),
            cum: first.cum(),
        };
    }
    let (mut smallest, mut largest) = (first.value, first.value);
    let (mut flat, mut cum, mut flat_divisor, mut cum_divisor) = (0_i64, 0_i64, 0_i64, 0_i64);
    for Number { tag, scaled } in group {
        let value = truncate(*scaled);
        if value < smallest {
            smallest = tag.value;
        }
        if value > largest {
            largest = tag.value;
        }
        let (of_flat, of_cum) = tag.divisors();
        flat = flat.wrapping_add(tag.raw_flat());
        cum = cum.wrapping_add(tag.raw_cum());
        flat_divisor = flat_divisor.wrapping_add(of_flat);
        cum_divisor = cum_divisor.wrapping_add(of_cum);
    }
    Nodelet {
        text: format!("{}..{}", label(smallest, unit), label(largest, unit)).into_bytes(),
        flat: crate::graph::mean(flat, flat_divisor),
        cum: crate::graph::mean(cum, cum_divisor),
    }
}
