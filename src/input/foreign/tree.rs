//! Calls as V8 writes them: a node for a call with all its callers, which point at each other.

use super::Wrong;
use super::json::Value;
use super::maker::Maker;
use crate::base::error::OutOfMemory;
use crate::base::room::one_more;

/// In the place of a parent: there is none.
const NONE: u32 = u32::MAX;

/// Nodes on their way: each with its place and its parent.
#[derive(Default)]
pub struct Tree {
    maker: Maker,
    places: Vec<u32>,
    parents: Vec<u32>,
    /// Whether it is `(root)`, which is left out of stacks.
    is_root: Vec<bool>,
}

/// Nodes that have all come, whose stacks become rows of a profile.
pub struct Made {
    /// The profile that they are made into.
    pub maker: Maker,
    tree: Tree,
    stack: Vec<u32>,
    /// The row of each node that was asked for.
    rows: Vec<u32>,
}

impl Tree {
    /// Adds a node with the call that V8 describes so; without one it has no name.
    ///
    /// # Errors
    ///
    /// What describes it is wrong, or the memory does not suffice.
    pub fn node(&mut self, frame: Option<Value<'_>>) -> Result<u32, Wrong> {
        let number = self.reserve()?;
        self.describe(number, frame)?;
        Ok(number)
    }

    /// Adds a node whose call is described later.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn reserve(&mut self) -> Result<u32, OutOfMemory> {
        one_more(&mut self.places)?;
        one_more(&mut self.parents)?;
        one_more(&mut self.is_root)?;
        self.places.push(NONE);
        self.parents.push(NONE);
        self.is_root.push(false);
        u32::try_from(self.places.len() - 1).map_err(|_| OutOfMemory)
    }

    /// Says what a node's call is.
    ///
    /// # Errors
    ///
    /// What describes it is wrong, or the memory does not suffice.
    pub fn describe(&mut self, node: u32, frame: Option<Value<'_>>) -> Result<(), Wrong> {
        let (mut name, mut file, mut line) = (Value(b""), Value(b""), 0);
        if let Some(frame) = frame {
            frame.fields(|key, value| {
                match key {
                    b"functionName" => name = value,
                    b"url" => file = value,
                    // They are counted from 0, and -1 is none.
                    b"lineNumber" => line = value.whole().unwrap_or(-1).saturating_add(1).max(0),
                    _ => {}
                }
                Ok(())
            })?;
        }
        let (name, file) = (name.text(), file.text());
        let is_root = &*name == b"(root)";
        let name = if name.is_empty() { b"(anonymous)" } else { &*name };
        let function = self
            .maker
            .function(name, file.strip_prefix(b"file://").unwrap_or(&file), line)?;
        // Where in it is not known but that it is behind where it begins.
        self.places[node as usize] = self.maker.frame(function, line)?;
        self.is_root[node as usize] = is_root;
        Ok(())
    }

    /// Says which node calls another.
    pub fn set_parent(&mut self, node: u32, parent: u32) {
        self.parents[node as usize] = parent;
    }

    /// Ends the tree of calls.
    ///
    /// # Errors
    ///
    /// Calls call each other in a circle.
    pub fn made(mut self) -> Result<Made, Wrong> {
        for node in 0..self.places.len() {
            if self.places[node] == NONE {
                self.describe(node as u32, None)?;
            }
        }
        // Who comes back to where he has been on the same way is in a circle; each node is gone through once.
        let mut seen = crate::base::room::filled(NONE, self.parents.len())?;
        for start in 0..self.parents.len() as u32 {
            let mut node = start;
            while node != NONE && seen[node as usize] == NONE {
                seen[node as usize] = start;
                node = self.parents[node as usize];
            }
            if node != NONE && seen[node as usize] == start {
                return Err(Wrong::Content("its calls call each other in a circle".to_owned()));
            }
        }
        let maker = std::mem::take(&mut self.maker);
        Ok(Made {
            maker,
            rows: crate::base::room::filled(NONE, self.parents.len())?,
            tree: self,
            stack: Vec::new(),
        })
    }
}

impl Made {
    /// The row of a node.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn row_of(&mut self, node: u32) -> Result<usize, OutOfMemory> {
        if self.rows[node as usize] != NONE {
            return Ok(self.rows[node as usize] as usize);
        }
        self.stack.clear();
        let mut next = node;
        while next != NONE {
            let at = next as usize;
            next = self.tree.parents[at];
            // Alone it is all there is.
            if !self.tree.is_root[at] || self.stack.is_empty() && next == NONE {
                one_more(&mut self.stack)?;
                self.stack.push(self.tree.places[at]);
            }
        }
        let row = self.maker.row(&self.stack, &[])?;
        self.rows[node as usize] = row as u32;
        Ok(row)
    }
}
