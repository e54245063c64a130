//! Tree: stacks parted by their frames, as far as anybody has looked.
//!
//! A node is the stacks that begin with the same frames, and they lie next to each other in one list. Opening a node
//! parts them by their next frame. So a node costs a pass over its own stacks when it is first looked into, and nothing
//! when a zoom or a search comes back to it.
//!
//! A tree may be larger than the memory, or than may be looked into for one answer. Then it stays as it is: a node that does not
//! fit has no children, and whoever has walked the tree asks at the end whether all of it was there ([`Tree::check`]).

use super::Weight;
use super::walk::{Cursor, Walk};
use crate::analysis::stacks::{FrameId, StackSet};
use crate::base::error::{Error, ErrorKind, OutOfMemory, Result};
use crate::base::room::{collected, one_more, reserve};

/// So many stacks the lists may have room for that are kept from one parting to the next: few nodes have more, and those pass over as many
/// stacks as there are.
const KEPT: usize = 1 << 16;

/// So many stacks are looked up in memory before anything is done with the first of them: a processor waits for many places of memory at once
/// if nothing else is between them.
const AT_ONCE: usize = 64;

/// No group, or no node.
const NONE: u32 = u32::MAX;

/// The stacks that begin with the same frames.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// The last of these frames; of no meaning at the root.
    pub frame: FrameId,
    /// Whether all calls of it were inlined.
    pub inline: bool,
    /// What the stacks weigh.
    pub weight: Weight,
    /// What those weigh that end here: known when the node is open.
    pub own: Weight,
    /// Where the stacks are in the list, and how many.
    start: u32,
    count: u32,
    /// The number of its first child, and how many there are: known when the node is open.
    children: u32,
    child_count: u32,
}

impl Node {
    fn new(frame: FrameId) -> Node {
        Node {
            frame,
            inline: true,
            weight: Weight::default(),
            own: Weight::default(),
            start: 0,
            count: 0,
            children: NONE,
            child_count: 0,
        }
    }
}

/// Stacks as a tree.
pub struct Tree {
    down: bool,
    cursors: Vec<Cursor>,
    nodes: Vec<Node>,
    /// By frame, its group among the stacks that are being parted.
    slots: Vec<u32>,
    /// By stack that is being parted, its group.
    chosen: Vec<u32>,
    moved: Vec<Cursor>,
    /// So many nodes it may have until the answer that is being made is finished.
    most: usize,
    /// Why a node did not fit, if one did not.
    cut: Option<ErrorKind>,
}

impl Tree {
    /// The root alone. `down` leads to the leaf; stacks without one of the `marks` do not count, those with one begin
    /// behind the outermost.
    pub fn new(set: &StackSet, down: bool, rows: impl ExactSizeIterator<Item = u32>, marks: Option<&[bool]>) -> Tree {
        let walk = Walk::new(set, down);
        let most = set.tree_limits().looked_into.saturating_add(rows.len());
        let (cursors, is_cut) = match collected(rows.len(), rows.filter_map(|row| walk.start(row, marks))) {
            Ok(cursors) => (cursors, false),
            Err(OutOfMemory) => (Vec::new(), true),
        };
        let mut root = Node::new(FrameId(0));
        root.inline = false;
        root.count = cursors.len() as u32;
        cursors.iter().for_each(|cursor| root.weight.add(cursor.value));
        Tree {
            down,
            cursors,
            nodes: vec![root],
            slots: vec![NONE; set.frame_count()],
            chosen: Vec::new(),
            moved: Vec::new(),
            most,
            cut: is_cut.then_some(ErrorKind::NoRoom),
        }
    }

    /// Another answer begins, for which as much of it may be looked into as for the first: whether there is one is not to depend on
    /// what was asked before.
    pub fn begin(&mut self, set: &StackSet) {
        // Each stack is in one node at most that nobody has looked into.
        let most = self.cursors.len().saturating_add(set.tree_limits().looked_into);
        self.most = self.nodes.len().saturating_add(most);
    }

    /// Whether it is to be kept for another answer: not if it has more than a new one may get, unless somebody is to be told first that it
    /// is not all there.
    pub fn may_grow(&self, set: &StackSet) -> bool {
        let looked_into = self.nodes.len().saturating_sub(self.cursors.len());
        looked_into <= set.tree_limits().looked_into || self.cut.is_some()
    }

    /// Whether all that was asked for was there.
    ///
    /// # Errors
    ///
    /// The memory does not suffice, or it has more nodes than may be looked into.
    pub fn check(&self) -> Result<()> {
        match &self.cut {
            Some(why) => Err(Error::new(why.clone())),
            None => Ok(()),
        }
    }

    /// A node that a number was given out for; the root is 0.
    pub fn node(&self, number: u32) -> Node {
        self.nodes[number as usize]
    }

    /// The rows whose stacks a node has.
    pub fn rows(&self, number: u32) -> impl ExactSizeIterator<Item = u32> {
        let Node { start, count, .. } = self.node(number);
        let cursors = &self.cursors[start as usize..(start + count) as usize];
        cursors.iter().map(|cursor| cursor.row)
    }

    /// Opens a node if nobody has; answers its children, in no order.
    pub fn open(&mut self, set: &StackSet, number: u32) -> std::ops::Range<u32> {
        if self.node(number).children == NONE {
            self.part(set, number);
        }
        let Node {
            children, child_count, ..
        } = self.node(number);
        children..children + child_count
    }

    /// Brings the stacks of a node together that go on with the same frame, and makes a child of each such group.
    fn part(&mut self, set: &StackSet, number: u32) {
        let walk = Walk::new(set, self.down);
        let Node { start, count, .. } = self.node(number);
        let first = self.nodes.len();
        let mut own = Weight::default();
        let mut ended = 0;
        if let Err(OutOfMemory) = self.make_room(count as usize) {
            self.cut.get_or_insert(ErrorKind::NoRoom);
            let node = &mut self.nodes[number as usize];
            (node.own, node.children) = (node.weight, first as u32);
            return;
        }
        let cursors = &mut self.cursors[start as usize..(start + count) as usize];
        for cursors in cursors.chunks_mut(AT_ONCE) {
            let mut sites = [0; AT_ONCE];
            for (site, cursor) in sites.iter_mut().zip(&*cursors) {
                *site = walk.site(cursor);
            }
            for (cursor, site) in cursors.iter_mut().zip(sites) {
                let Some(frame) = walk.next(cursor, site) else {
                    own.add(cursor.value);
                    ended += 1;
                    self.chosen.push(NONE);
                    continue;
                };
                let slot = &mut self.slots[frame.frame().index()];
                if *slot == NONE {
                    if let Some(why) = refused(&mut self.nodes, self.most, set) {
                        self.cut.get_or_insert(why);
                        own.add(cursor.value);
                        ended += 1;
                        self.chosen.push(NONE);
                        continue;
                    }
                    *slot = self.nodes.len() as u32;
                    self.nodes.push(Node::new(frame.frame()));
                }
                let child = &mut self.nodes[*slot as usize];
                child.inline &= frame.is_inline();
                child.weight.add(cursor.value);
                child.count += 1;
                self.chosen.push(*slot);
            }
        }
        // The stacks that end here come first: they have no child.
        let mut end = start + ended;
        for child in &mut self.nodes[first..] {
            self.slots[child.frame.index()] = NONE;
            child.start = end;
            end += child.count;
        }
        let child_count = (self.nodes.len() - first) as u32;
        let node = &mut self.nodes[number as usize];
        node.own = own;
        node.children = first as u32;
        node.child_count = child_count;
        // Stacks that all go the same way are where they belong.
        if child_count > 1 || child_count == 1 && ended > 0 {
            self.gather(start, count, first);
        }
        if self.chosen.capacity() > KEPT {
            (self.chosen, self.moved) = (Vec::new(), Vec::new());
        }
    }

    /// Room for so many stacks to be parted.
    fn make_room(&mut self, count: usize) -> Result<(), OutOfMemory> {
        self.chosen.clear();
        self.moved.clear();
        reserve(&mut self.chosen, count)?;
        reserve(&mut self.moved, count)
    }

    /// Moves stacks to the group that was chosen for them, the groups from the child `first` on.
    fn gather(&mut self, start: u32, count: u32, first: usize) {
        let cursors = &mut self.cursors[start as usize..(start + count) as usize];
        let mut places: Vec<u32> = self.nodes[first..].iter().map(|child| child.start - start).collect();
        let mut ended = 0;
        self.moved.clear();
        self.moved.extend_from_slice(cursors);
        for (cursor, &chosen) in self.moved.iter().zip(&self.chosen) {
            let place = match chosen {
                NONE => &mut ended,
                chosen => &mut places[chosen as usize - first],
            };
            cursors[*place as usize] = *cursor;
            *place += 1;
        }
    }
}

/// Why there is no place for another node, if there is none.
#[inline(always)]
fn refused(nodes: &mut Vec<Node>, most: usize, set: &StackSet) -> Option<ErrorKind> {
    if nodes.len() >= most {
        let most = set.tree_limits().looked_into as u64;
        return Some(ErrorKind::TooManyCalls { most });
    }
    one_more(nodes).err().map(|OutOfMemory| ErrorKind::NoRoom)
}
