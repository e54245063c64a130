//! Sink: where the bytes of a report go, piece by piece, so that none needs to be in memory whole.
//!
//! It stands in for `std::io::Write`, because it fails with the crate's own [`Error`](crate::base::error::Error): a report that
//! was stopped is told apart from one that could not be written.

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
