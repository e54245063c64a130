//! Walk: frame by frame through the stacks, from the root to the leaf or the other way.

use crate::analysis::stacks::{SiteFrame, StackSet};
use crate::base::blocks::Blocks;

/// A place in the stack of a row: behind the frames that have been passed.
///
/// It has everything along that the next step needs, for steps are taken millions of times, each in another stack.
#[derive(Debug, Clone, Copy)]
pub struct Cursor {
    /// The value of the row.
    pub value: i64,
    /// The row of the set whose stack it is in.
    pub row: u32,
    /// Where the sites begin that lie ahead.
    place: u32,
    /// How many they are; on the way up with the site that has been begun, on the way down without it.
    ahead: u32,
    /// Of the site that has been begun: on the way down, how many frames lie ahead; on the way up, how many were passed.
    frame: u32,
}

/// A direction through stacks.
#[derive(Clone, Copy)]
pub struct Walk<'a> {
    set: &'a StackSet,
    sites: &'a Blocks,
    down: bool,
}

impl<'a> Walk<'a> {
    /// Down leads to the leaf, up to the root.
    pub fn new(set: &'a StackSet, down: bool) -> Walk<'a> {
        let sites = set.sites();
        Walk { set, sites, down }
    }

    /// The place before a row's first frame or, if there are marks, behind the outermost frame that has one. None if there
    /// is no such place, or nothing to count.
    pub fn start(&self, row: u32, marks: Option<&[bool]>) -> Option<Cursor> {
        let value = self.set.value(row as usize);
        if value == 0 {
            return None;
        }
        let (place, ahead) = self.set.stack_place(row as usize);
        let mut cursor = Cursor {
            value,
            row,
            place,
            ahead,
            frame: 0,
        };
        let Some(marks) = marks else {
            return self.next(&mut { cursor }, self.site(&cursor)).map(|_| cursor);
        };
        let down = Walk { down: true, ..*self };
        let step = |cursor: &mut Cursor| down.next(cursor, down.site(cursor));
        while let Some(frame) = step(&mut cursor) {
            if marks[frame.frame().index()] {
                return Some(match self.down {
                    true => cursor,
                    // The way up begins on the other side of the frame, in the same site.
                    false => Cursor {
                        place: place + cursor.ahead,
                        ahead: ahead - cursor.ahead,
                        frame: cursor.frame + 1,
                        ..cursor
                    },
                });
            }
        }
        None
    }

    /// The site of the next frame; any at the end of the stack. To read it is nearly all of what a step takes: each stack is in another
    /// place of a memory that is far larger than any cache.
    #[inline(always)]
    pub fn site(&self, cursor: &Cursor) -> u32 {
        match (self.down, cursor.ahead) {
            (true, ahead) if cursor.frame > 0 => self.sites.at(cursor.place + ahead),
            (_, 0) => 0,
            (true, ahead) => self.sites.at(cursor.place + ahead - 1),
            (false, _) => self.sites.at(cursor.place),
        }
    }

    /// Passes a frame of the site that [`site`](Self::site) answers, or of one behind it that has any; none at the end of the stack.
    #[inline(always)]
    pub fn next(&self, cursor: &mut Cursor, mut site: u32) -> Option<SiteFrame> {
        match self.down {
            true => {
                while cursor.frame == 0 {
                    cursor.ahead = cursor.ahead.checked_sub(1)?;
                    cursor.frame = self.set.site(site).len() as u32;
                    // A site may have no frame.
                    if cursor.frame == 0 {
                        site = self.site(cursor);
                    }
                }
                cursor.frame -= 1;
                Some(self.set.site(site)[cursor.frame as usize])
            }
            false => {
                while cursor.ahead > 0 {
                    if let Some(&frame) = self.set.site(site).get(cursor.frame as usize) {
                        cursor.frame += 1;
                        return Some(frame);
                    }
                    cursor.place += 1;
                    cursor.ahead -= 1;
                    cursor.frame = 0;
                    site = self.site(cursor);
                }
                None
            }
        }
    }
}
