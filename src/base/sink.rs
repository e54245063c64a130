//! Sink: where the bytes of a report go, piece by piece, so that none needs to be in memory whole.
//!
//! It stands in for `std::io::Write`, whose errors and formatting come with it: in WebAssembly 1 kB that nobody uses.

use crate::base::error::Result;

/// Takes the bytes of a report, piece by piece.
pub trait Sink {
    /// Takes the next piece.
    ///
    /// # Errors
    ///
    /// Why it cannot be taken; [`Stopped`](crate::base::error::ErrorKind::Stopped) if no more is wanted.
    fn write(&mut self, bytes: &[u8]) -> Result<()>;
}

impl Sink for Vec<u8> {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.extend_from_slice(bytes);
        Ok(())
    }
}
