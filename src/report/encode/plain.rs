//! A message written in pieces, as it is: bytes in, the same bytes for a sink out.
//!
//! It stands in for the gzip member in WebAssembly, where the compressor would be 6 kB of a page's download although every
//! browser has one: whoever saves the pieces compresses them with `CompressionStream`. pprof opens either.

use crate::base::error::Result;
use crate::base::sink::Sink;

/// How much is collected before it is handed on.
const PIECE: usize = 64 * 1024;

/// Hands on what is written to it.
pub struct Plain<'a> {
    out: &'a mut dyn Sink,
    pending: Vec<u8>,
}

impl<'a> Plain<'a> {
    /// Begins a message.
    pub fn new(out: &'a mut dyn Sink) -> Result<Plain<'a>> {
        Ok(Plain {
            out,
            pending: Vec::with_capacity(PIECE),
        })
    }

    /// Adds to the message.
    pub fn write_all(&mut self, bytes: &[u8]) -> Result<()> {
        self.pending.extend_from_slice(bytes);
        match self.pending.len() < PIECE {
            true => Ok(()),
            false => self.hand_on(),
        }
    }

    /// Ends the message.
    pub fn finish(mut self) -> Result<()> {
        self.hand_on()
    }

    fn hand_on(&mut self) -> Result<()> {
        self.out.write(&self.pending)?;
        self.pending.clear();
        Ok(())
    }
}
