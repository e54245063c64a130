//! What texts say in comments about their addresses: names and labels that pprof does not read.

use super::Labels;
use crate::base::columns::StringId;

/// What a text says in comments about its samples, which themselves are addresses. pprof skips it; [`crate::profile::combine`]
/// makes frames and labels of it, unless names are to stay as they are.
#[derive(Clone, Default)]
pub struct Symbols {
    /// What is known about each location.
    pub places: Vec<Place>,
    /// The frames of all places, one behind another.
    pub frames: Vec<Symbol>,
    /// The labels of each sample.
    pub labels: Labels,
}

/// What a text says about an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// It says nothing about it.
    #[default]
    Unknown,
    /// It lies in these [`Symbols::frames`], innermost first.
    Frames {
        /// The index of the first one.
        first: u32,
        /// Their number.
        count: u32,
    },
    /// It lies in one of the runtime's functions, which are not told apart.
    Runtime,
    /// It is where goroutines end, and stands for no call.
    Exit,
}

/// A frame as a text names it.
#[derive(Clone, Copy, Debug)]
pub struct Symbol {
    /// The name of its function.
    pub function: StringId,
    /// Its file; empty if unknown.
    pub file: StringId,
    /// The line in the file; 0 if unknown.
    pub line: i64,
    /// Where the machine code begins that the frame is part of: that of the function itself, or of the one that it was
    /// inlined into.
    pub entry: u64,
}

impl Symbols {
    /// Adds a frame to a location, whose frames are the last ones if it has any.
    pub(crate) fn add(&mut self, location: u32, symbol: Symbol) {
        let place = &mut self.places[location as usize];
        match place {
            Place::Frames { count, .. } => *count += 1,
            _ => {
                *place = Place::Frames {
                    first: self.frames.len() as u32,
                    count: 1,
                }
            }
        }
        self.frames.push(symbol);
    }
}
