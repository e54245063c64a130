//! The container of a file: chunks as they come in, what they hold out, inflated where it is gzip.
//!
//! It knows nothing of profiles, so that it can run beside what decodes them: in a thread, or in a worker of the page.

use super::gzip;
use crate::base::error::{Error, ErrorKind, Result};

/// A profile may inflate this far without a look at how much went in.
const UNSUSPICIOUS: u64 = 256 << 20;
/// Beyond that, this many bytes out of one mean that the file is a bomb. Profiles stay below 50, deflate ends at 1032.
const BOMB_RATIO: u64 = 400;

/// Takes what a file holds to those who want it.
pub type Take<'a> = dyn FnMut(&[u8]) -> Result<()> + 'a;

/// A file on its way out of its container.
pub struct Unpacker {
    container: Container,
    bytes_in: u64,
    bytes_out: u64,
}

enum Container {
    /// The first two bytes tell; this is the first one if it has come alone.
    Unknown(Vec<u8>),
    Plain,
    Gzip(Box<gzip::Inflater>),
}

impl Default for Unpacker {
    fn default() -> Self {
        Unpacker {
            container: Container::Unknown(Vec::new()),
            bytes_in: 0,
            bytes_out: 0,
        }
    }
}

impl Unpacker {
    /// Takes the next chunk of the file, and hands on what it holds, in pieces. After an error it is of no use any more.
    ///
    /// # Errors
    ///
    /// The container is damaged, it inflates to far too much, the memory does not suffice; or what `take` answers.
    pub fn push(&mut self, chunk: &[u8], take: &mut Take<'_>) -> Result<()> {
        self.bytes_in += chunk.len() as u64;
        if let Container::Unknown(start) = &mut self.container {
            if start.try_reserve(chunk.len()).is_err() {
                return Err(Error::new(ErrorKind::OutOfMemory { samples: 0 }));
            }
            start.extend_from_slice(chunk);
            if start.len() < gzip::MAGIC.len() {
                return Ok(());
            }
            let start = std::mem::take(start);
            self.container = if start.starts_with(&gzip::MAGIC) {
                Container::Gzip(Box::default())
            } else {
                Container::Plain
            };
            return self.unpack(&start, take);
        }
        self.unpack(chunk, take)
    }

    fn unpack(&mut self, chunk: &[u8], take: &mut Take<'_>) -> Result<()> {
        let Unpacker {
            container,
            bytes_in,
            bytes_out,
        } = self;
        let mut counted = |piece: &[u8]| {
            *bytes_out += piece.len() as u64;
            if *bytes_out > UNSUSPICIOUS && *bytes_out / BOMB_RATIO > *bytes_in {
                return Err(Error::new(ErrorKind::Bomb {
                    compressed: *bytes_in,
                    inflated: *bytes_out,
                }));
            }
            take(piece)
        };
        match container {
            Container::Gzip(inflater) => inflater.push(chunk, &mut counted),
            _ => counted(chunk),
        }
    }

    /// Ends the file, and hands on what is left of it.
    ///
    /// # Errors
    ///
    /// The file ends within its container; or what `take` answers.
    pub fn finish(&mut self, take: &mut Take<'_>) -> Result<()> {
        match &mut self.container {
            // A file of one byte.
            Container::Unknown(start) if !start.is_empty() => {
                let start = std::mem::take(start);
                self.container = Container::Plain;
                self.unpack(&start, take)
            }
            Container::Gzip(inflater) => inflater.finish(),
            _ => Ok(()),
        }
    }

    /// How many bytes of the file have come, compressed as they are.
    pub fn bytes_in(&self) -> u64 {
        self.bytes_in
    }

    /// How many bytes it held so far.
    pub fn bytes_out(&self) -> u64 {
        self.bytes_out
    }
}
