//! A gzip member written in pieces: bytes in, compressed bytes for a sink out.

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::sink::Sink;
use crc32fast::Hasher;
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};

/// Magic, deflate, no flags, no time, no extra flags, unknown system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// Level 3, without a wrapper: profiles repeat themselves so much that higher levels gain a few percent.
const FLAGS: u32 = create_comp_flags_from_zip_params(3, -15, 0);

/// How much is collected before it is compressed, and how much comes out at a time.
const PIECE: usize = 64 * 1024;

/// Compresses what is written to it.
pub struct Gzip<'a> {
    out: &'a mut dyn Sink,
    deflate: Box<CompressorOxide>,
    crc: Hasher,
    /// Bytes so far, modulo 2^32.
    size: u32,
    pending: Vec<u8>,
    compressed: Vec<u8>,
}

impl<'a> Gzip<'a> {
    /// Begins a member.
    pub fn new(out: &'a mut dyn Sink) -> Result<Gzip<'a>> {
        out.write(&HEADER)?;
        Ok(Gzip {
            out,
            deflate: Box::new(CompressorOxide::new(FLAGS)),
            crc: Hasher::new(),
            size: 0,
            pending: Vec::with_capacity(PIECE),
            compressed: vec![0; PIECE],
        })
    }

    /// Adds to what is compressed.
    pub fn write_all(&mut self, bytes: &[u8]) -> Result<()> {
        self.pending.extend_from_slice(bytes);
        match self.pending.len() < PIECE {
            true => Ok(()),
            false => self.deflate(TDEFLFlush::None),
        }
    }

    /// Ends the member: what is left, and the checksum.
    pub fn finish(mut self) -> Result<()> {
        self.deflate(TDEFLFlush::Finish)?;
        let (crc, size) = (self.crc.finalize(), self.size);
        self.out.write(&crc.to_le_bytes())?;
        self.out.write(&size.to_le_bytes())
    }

    fn deflate(&mut self, flush: TDEFLFlush) -> Result<()> {
        self.crc.update(&self.pending);
        self.size = self.size.wrapping_add(self.pending.len() as u32);
        let mut rest = self.pending.as_slice();
        loop {
            let (status, read, written) = compress(&mut self.deflate, rest, &mut self.compressed, flush);
            rest = &rest[read..];
            self.out.write(&self.compressed[..written])?;
            let ended = match flush {
                TDEFLFlush::Finish => status == TDEFLStatus::Done,
                _ => rest.is_empty(),
            };
            match status {
                TDEFLStatus::Okay | TDEFLStatus::Done if ended => break,
                TDEFLStatus::Okay => {}
                _ => {
                    return Err(Error::new(ErrorKind::Output(
                        "the profile cannot be compressed".to_owned(),
                    )));
                }
            }
        }
        self.pending.clear();
        Ok(())
    }
}
