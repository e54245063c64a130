//! Walk: frame by frame through the stacks, from the root to the leaf or the other way.

use crate::stacks::{SiteFrame, StackSet};

/// A place in the stack of a row: behind the frames that have been passed.
#[derive(Debug, Clone, Copy)]
pub struct Cursor {
    /// The row.
    pub row: u32,
    /// On the way down, the number of sites that lie ahead; on the way up, of those behind.
    site: u32,
    /// The same for the frames of the site between these two parts.
    frame: u32,
}

/// A direction through stacks.
#[derive(Clone, Copy)]
pub struct Walk<'a> {
    set: &'a StackSet,
    down: bool,
}

impl<'a> Walk<'a> {
    /// Down leads to the leaf, up to the root.
    pub fn new(set: &'a StackSet, down: bool) -> Walk<'a> {
        Walk { set, down }
    }

    /// The places where the walk begins in rows that have one.
    #[inline(never)]
    pub fn starts(&self, rows: &[u32], marks: Option<&[bool]>) -> Vec<Cursor> {
        let mut starts = Vec::new();
        for &row in rows {
            starts.extend(self.start(row, marks));
        }
        starts
    }

    /// The place before a row's first frame or, if there are marks, behind the outermost frame that has one. None if there
    /// is no such place, or nothing to count.
    fn start(&self, row: u32, marks: Option<&[bool]>) -> Option<Cursor> {
        let stack = self.set.stack(row as usize);
        if self.set.value(row as usize) == 0 {
            return None;
        }
        let top = Cursor {
            row,
            site: stack.len() as u32,
            frame: 0,
        };
        let Some(marks) = marks else {
            let first = if self.down { top } else { Cursor { site: 0, ..top } };
            return self.next(&mut first.clone()).map(|_| first);
        };
        let mut cursor = top;
        let down = Walk { down: true, ..*self };
        while let Some(frame) = down.next(&mut cursor) {
            if marks[frame.frame().index()] {
                return Some(match self.down {
                    true => cursor,
                    // What lies ahead on the way down are the frames before this one.
                    false => Cursor {
                        frame: cursor.frame + 1,
                        ..cursor
                    },
                });
            }
        }
        None
    }

    /// Passes a frame.
    pub fn next(&self, cursor: &mut Cursor) -> Option<SiteFrame> {
        self.inlined_next(cursor)
    }

    /// The same as a part of the loop that calls it, for the loop that takes most of the time.
    #[inline(always)]
    pub fn inlined_next(&self, cursor: &mut Cursor) -> Option<SiteFrame> {
        let stack = self.set.stack(cursor.row as usize);
        match self.down {
            true => {
                while cursor.frame == 0 {
                    cursor.site = cursor.site.checked_sub(1)?;
                    cursor.frame = self.set.site(stack[cursor.site as usize]).len() as u32;
                }
                cursor.frame -= 1;
                Some(self.set.site(stack[cursor.site as usize])[cursor.frame as usize])
            }
            false => loop {
                let frames = self.set.site(*stack.get(cursor.site as usize)?);
                if let Some(&frame) = frames.get(cursor.frame as usize) {
                    cursor.frame += 1;
                    return Some(frame);
                }
                cursor.site += 1;
                cursor.frame = 0;
            },
        }
    }

    /// The frame that was passed last.
    pub fn current(&self, cursor: Cursor) -> Option<SiteFrame> {
        let frames = self
            .set
            .site(*self.set.stack(cursor.row as usize).get(cursor.site as usize)?);
        let index = if self.down {
            cursor.frame
        } else {
            cursor.frame.checked_sub(1)?
        };
        frames.get(index as usize).copied()
    }
}
