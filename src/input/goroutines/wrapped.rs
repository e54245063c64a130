//! Calls that a terminal has broken into lines of its width.
//!
//! ```text
//! net/http.HandlerFunc.ServeHTTP(0x4889f9?, {0xaf7e08?, 0x1c66041a6000?}, 0x1c6604     as wide as the terminal
//! 193af0?)                                                                             the rest
//!         /go/src/net/http/server.go:2358 +0x29
//! ```

use super::frame;

/// The last lines that fitted nothing, one behind another.
#[derive(Default)]
pub struct Pieces {
    text: Vec<u8>,
    /// How long each of them is.
    lengths: Vec<usize>,
}

/// A terminal is not narrower.
pub const NARROWEST: usize = 60;
/// A call is not in more pieces.
const MOST_PIECES: usize = 16;
/// A piece is not longer.
const LONGEST_PIECE: usize = 1000;

impl Pieces {
    /// Adds a line that fits nothing.
    pub fn push(&mut self, line: &[u8]) {
        if self.lengths.len() == MOST_PIECES || line.len() > LONGEST_PIECE {
            self.clear();
        }
        self.text.extend_from_slice(line);
        // What was copied from a terminal may have lost a blank where the line was broken.
        if line.ends_with(b",") {
            self.text.push(b' ');
        }
        self.lengths.push(line.len());
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// A line of the dump has come.
    pub fn clear(&mut self) {
        self.text.clear();
        self.lengths.clear();
    }

    /// The call that they are together: if all but the last one are equally wide, and no line of the dump is wider.
    pub fn call(&self, widest: usize) -> Option<Vec<u8>> {
        let (last, full) = self.lengths.split_last()?;
        let width = *full.iter().max()?;
        let is_broken =
            width >= widest.max(NARROWEST) && *last <= width && full.iter().all(|&length| length + 1 >= width);
        let call = frame::call(&self.text).filter(|call| is_broken && frame::is_name(call.name))?;
        let is_closed = self.text.ends_with(b")") && !call.name.ends_with(b",");
        is_closed.then(|| self.text.clone())
    }
}
