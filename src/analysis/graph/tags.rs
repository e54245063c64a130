//! Tags: what the samples through a node weigh by their labels, for the small boxes beside the nodes of a picture.
//!
//! In: the nodes that may be shown. Out: for each of them its tags. The text labels of a sample are one tag together,
//! `phase:rank\ntenant:acme`, with `\n` as two characters. Of the numeric labels only `bytes` counts; its tags are
//! told apart by their text, and kept under the text labels that they came with.

use super::NodeId;
use super::call_tree::CallTree;
use crate::analysis::stacks::StackSet;
use crate::analysis::stacks::mean;
use crate::base::columns::{StringId, StringTable};
use crate::base::error::OutOfMemory;
use crate::base::measurement::scaled_label;
use crate::base::parts::try_in_parts;
use crate::base::room::{ask_for, one_more, one_more_key};
use crate::base::sort::{sort, sort_by};
use crate::profile::Label;
use crate::profile::combine::BASE_LABEL;
use rustc_hash::FxHashMap;

/// What a tag weighs at one node.
#[derive(Debug, Clone, Copy)]
pub struct Tag {
    /// The tag's node, as a number among the nodes that were asked for.
    place: u32,
    /// The text labels of its samples.
    pub labels: StringId,
    /// The number as text; empty for the text labels themselves.
    pub number: StringId,
    /// The number that was seen first among those with this text.
    pub value: i64,
    /// The row that it was seen in first.
    row: u32,
    raw_flat: i64,
    raw_cum: i64,
    flat_divisor: i64,
    cum_divisor: i64,
}

impl Tag {
    /// The sum over the samples that end in the node.
    pub fn raw_flat(&self) -> i64 {
        self.raw_flat
    }

    /// The sum over the samples through the node.
    pub fn raw_cum(&self) -> i64 {
        self.raw_cum
    }

    /// The divisors of the two sums, where means are wanted.
    pub fn divisors(&self) -> (i64, i64) {
        (self.flat_divisor, self.cum_divisor)
    }

    /// Like [`raw_flat`](Self::raw_flat), as a mean where means are wanted.
    pub fn flat(&self) -> i64 {
        mean(self.raw_flat, self.flat_divisor)
    }

    /// Like [`raw_cum`](Self::raw_cum), as a mean where means are wanted.
    pub fn cum(&self) -> i64 {
        mean(self.raw_cum, self.cum_divisor)
    }
}

/// The tags of some nodes: what the samples weigh that have a label and end in the node or pass through it.
#[derive(Clone, Default)]
pub struct NodeTags {
    /// By node, its number among the nodes that were asked for; [`NONE`] for others.
    places: Vec<u32>,
    /// The tags, node by node.
    tags: Vec<Tag>,
    texts: StringTable,
    /// The unit of the label `bytes`.
    unit: String,
}

const NONE: u32 = u32::MAX;

/// How the numbers of tags are read and printed.
pub struct TagUnits<'a> {
    /// The unit of the label `bytes`.
    pub from: &'a str,
    /// The unit that they are printed in.
    pub to: &'a str,
}

impl NodeTags {
    /// Collects the tags of some nodes out of `node_count`: of frames, or of nodes of the tree if there is one.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn new(
        set: &StackSet,
        tree: Option<&CallTree>,
        nodes: &[NodeId],
        node_count: usize,
        units: &TagUnits<'_>,
    ) -> Result<NodeTags, OutOfMemory> {
        let mut tags = NodeTags {
            unit: units.from.to_owned(),
            ..NodeTags::default()
        };
        if !set.has_labels() {
            return Ok(tags);
        }
        let mut labels = RowLabels::new(set, units);
        let mut counter = Counter::new(nodes, node_count);
        try_in_parts(set.len(), &mut |rows| {
            for row in rows {
                let (value, divisor) = (set.value(row), set.divisor(row));
                if value == 0 && divisor == 0 || !labels.read(row, &mut tags.texts)? {
                    continue;
                }
                let mark = row as u32 + 1;
                let mut of = Of::Flat;
                match tree {
                    Some(tree) => {
                        let mut next = tree.leaf(row);
                        while let Some(node) = next {
                            counter.visit(node, mark, of, &labels, value, divisor)?;
                            of = Of::Cum;
                            next = tree.parent(node);
                        }
                    }
                    None => {
                        for site in set.stack(row) {
                            for frame in set.site(site) {
                                counter.visit(NodeId(frame.frame().0), mark, of, &labels, value, divisor)?;
                                of = Of::Cum;
                            }
                        }
                    }
                }
            }
            Ok(())
        })?;
        tags.places = counter.places;
        tags.tags = counter.tags;
        // The order within a node is that of reports' last resort: by text.
        let texts = &tags.texts;
        sort_by(&mut tags.tags, |one, other| {
            let by_labels = || texts.get(one.labels).cmp(texts.get(other.labels));
            let by_number = || texts.get(one.number).cmp(texts.get(other.number));
            one.place.cmp(&other.place).then_with(by_labels).then_with(by_number)
        });
        Ok(tags)
    }

    /// Drops tags whose flat and cum are both below the cutoff.
    pub fn drop_below(&mut self, cutoff: i64) {
        self.tags
            .retain(|tag| tag.raw_flat.wrapping_abs() >= cutoff || tag.raw_cum.wrapping_abs() >= cutoff);
    }

    /// The tags of a node, by text labels and then by the text of the number.
    pub fn of(&self, node: NodeId) -> &[Tag] {
        let Some(&place) = self.places.get(node.index()).filter(|&&place| place != NONE) else {
            return &[];
        };
        let start = self.tags.partition_point(|tag| tag.place < place);
        let end = self.tags.partition_point(|tag| tag.place <= place);
        &self.tags[start..end]
    }

    /// The text of a tag: `name:value` of a label with a text, the value alone of one with a number.
    pub fn text(&self, id: StringId) -> &[u8] {
        self.texts.get(id)
    }

    /// The labels of a tag, each as `key:value`. They are read again: the text that they were joined into does not say
    /// where one ends, for a value may have a backslash and an `n` of its own.
    pub fn labels(&self, set: &StackSet, tag: &Tag) -> Vec<Vec<u8>> {
        let base = set.find_label(BASE_LABEL.0);
        let labels = set.labels(tag.row as usize).filter_map(|label| match label {
            Label::Text { key, value } if Some(key) != base => Some(labelled(set, key, value)),
            _ => None,
        });
        let mut labels: Vec<Vec<u8>> = labels.collect();
        sort(&mut labels);
        labels
    }

    /// The unit that numbers are printed in.
    pub fn unit(&self) -> &str {
        &self.unit
    }
}

/// What a row counts for at a node.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// The row ends in the node: for flat and cum.
    Flat,
    /// It passes through.
    Cum,
}

struct Counter {
    /// By node, its number among those that were asked for.
    places: Vec<u32>,
    /// By that number, the last row, counted from 1, that was counted.
    seen: Vec<u32>,
    tags: Vec<Tag>,
    /// The number of each tag by its place, its labels and its number.
    known: FxHashMap<(u32, StringId, StringId), u32>,
}

impl Counter {
    fn new(nodes: &[NodeId], node_count: usize) -> Counter {
        let mut places = vec![NONE; node_count];
        for (place, node) in nodes.iter().enumerate() {
            places[node.index()] = place as u32;
        }
        Counter {
            places,
            seen: vec![0; nodes.len()],
            tags: Vec::new(),
            known: FxHashMap::default(),
        }
    }

    #[inline(always)]
    fn visit(
        &mut self,
        node: NodeId,
        mark: u32,
        of: Of,
        labels: &RowLabels<'_>,
        value: i64,
        divisor: i64,
    ) -> Result<(), OutOfMemory> {
        let place = self.places[node.index()];
        // The leaf is visited first, so a row that was counted already was counted as much as it can.
        if place == NONE || std::mem::replace(&mut self.seen[place as usize], mark) == mark {
            return Ok(());
        }
        self.count(place, mark - 1, of, labels, value, divisor)
    }

    /// Counts all tags of a row for a node.
    #[inline(never)]
    fn count(
        &mut self,
        place: u32,
        row: u32,
        of: Of,
        labels: &RowLabels<'_>,
        value: i64,
        divisor: i64,
    ) -> Result<(), OutOfMemory> {
        let own = (labels.labels != StringId::EMPTY).then_some((StringId::EMPTY, 0));
        for number in own.into_iter().chain(labels.numbers.iter().copied()) {
            let tag = self.tag(place, row, labels.labels, number)?;
            tag.raw_cum = tag.raw_cum.wrapping_add(value);
            tag.cum_divisor = tag.cum_divisor.wrapping_add(divisor);
            if of == Of::Flat {
                tag.raw_flat = tag.raw_flat.wrapping_add(value);
                tag.flat_divisor = tag.flat_divisor.wrapping_add(divisor);
            }
        }
        Ok(())
    }

    fn tag(
        &mut self,
        place: u32,
        row: u32,
        labels: StringId,
        (number, value): (StringId, i64),
    ) -> Result<&mut Tag, OutOfMemory> {
        let Counter { tags, known, .. } = self;
        let key = (place, labels, number);
        let index = match known.get(&key) {
            Some(&index) => index,
            None => {
                let index = tags.len() as u32;
                one_more_key(known)?;
                known.insert(key, index);
                one_more(tags)?;
                tags.push(Tag {
                    place,
                    labels,
                    number,
                    value,
                    row,
                    raw_flat: 0,
                    raw_cum: 0,
                    flat_divisor: 0,
                    cum_divisor: 0,
                });
                index
            }
        };
        Ok(&mut tags[index as usize])
    }
}

/// The labels of a row as tags. Profiles repeat few labels in many samples, so texts are made once.
struct RowLabels<'a> {
    set: &'a StackSet,
    units: &'a TagUnits<'a>,
    /// The id of `bytes`.
    bytes: Option<StringId>,
    /// The id of the label that marks the samples of a base: it is no tag.
    base: Option<StringId>,
    /// Text labels as their ids, and the text of each.
    known_labels: StringTable,
    texts_of_labels: Vec<StringId>,
    /// Numbers as their bytes, and the text of each.
    known_numbers: StringTable,
    texts_of_numbers: Vec<StringId>,
    /// The text labels of the row.
    labels: StringId,
    /// Its numbers, each with its text.
    numbers: Vec<(StringId, i64)>,
}

impl<'a> RowLabels<'a> {
    fn new(set: &'a StackSet, units: &'a TagUnits<'a>) -> RowLabels<'a> {
        RowLabels {
            set,
            units,
            bytes: set.find_label(b"bytes"),
            base: set.find_label(BASE_LABEL.0),
            known_labels: StringTable::default(),
            // A row without text labels has the empty text.
            texts_of_labels: vec![StringId::EMPTY],
            known_numbers: StringTable::default(),
            texts_of_numbers: vec![StringId::EMPTY],
            labels: StringId::EMPTY,
            numbers: Vec::new(),
        }
    }

    /// Reads a row; answers whether it has any tags.
    fn read(&mut self, row: usize, texts: &mut StringTable) -> Result<bool, OutOfMemory> {
        self.numbers.clear();
        let mut ids = Vec::new();
        for label in self.set.labels(row) {
            match label {
                Label::Text { key, .. } if Some(key) == self.base => {}
                Label::Text { key, value } => {
                    ids.try_reserve(8).map_err(|_| OutOfMemory)?;
                    ids.extend_from_slice(&key.0.to_le_bytes());
                    ids.extend_from_slice(&value.0.to_le_bytes());
                }
                Label::Number { key, value, .. } if Some(key) == self.bytes => {
                    let number = self.number(value, texts)?;
                    one_more(&mut self.numbers)?;
                    self.numbers.push((number, value));
                }
                Label::Number { .. } => {}
            }
        }
        let known = self.known_labels.add(&ids)?;
        if known.index() == self.texts_of_labels.len() {
            ask_for(self.set.room_of_labels(row) * 2)?;
            let text = texts.add(&self.joined(&ids))?;
            one_more(&mut self.texts_of_labels)?;
            self.texts_of_labels.push(text);
        }
        self.labels = self.texts_of_labels[known.index()];
        Ok(self.labels != StringId::EMPTY || !self.numbers.is_empty())
    }

    /// The text of labels given as pairs of ids.
    fn joined(&self, ids: &[u8]) -> Vec<u8> {
        let id = |id: &[u8]| StringId(id.iter().rev().fold(0, |id, &byte| id << 8 | u32::from(byte)));
        let pairs = || ids.chunks_exact(8).map(|pair| (id(&pair[..4]), id(&pair[4..])));
        let mut labels: Vec<Vec<u8>> = pairs().map(|(key, value)| labelled(self.set, key, value)).collect();
        sort(&mut labels);
        labels.join(&b"\\n"[..])
    }

    fn number(&mut self, value: i64, texts: &mut StringTable) -> Result<StringId, OutOfMemory> {
        let known = self.known_numbers.add(&value.to_le_bytes())?;
        if known.index() == self.texts_of_numbers.len() {
            let text = scaled_label(value, self.units.from, self.units.to);
            one_more(&mut self.texts_of_numbers)?;
            self.texts_of_numbers.push(texts.add(text.as_bytes())?);
        }
        Ok(self.texts_of_numbers[known.index()])
    }
}

/// A text label as pictures show it.
fn labelled(set: &StackSet, key: StringId, value: StringId) -> Vec<u8> {
    [set.label_text(key), b":", set.label_text(value)].concat()
}
