//! A gzip member written in pieces: bytes in, compressed bytes for a sink out.
//!
//! Reports that are profiles are compressed here and not in the core: a page need not load a compressor, for every browser
//! has one.

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::sink::Sink;
use crate::input::gzip::CRC;
use crc::{Digest, Table};
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};

/// Magic, deflate, no flags, no time, no extra flags, unknown system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// Level 3, without a wrapper: profiles repeat themselves so much that higher levels gain a few percent.
const FLAGS: u32 = create_comp_flags_from_zip_params(3, -15, 0);

/// How much is collected before it is compressed, and how much comes out at a time.
const PIECE: usize = 64 * 1024;

/// Compresses what a report writes.
///
/// # Errors
///
/// Those of the report and of `out`.
pub fn pack(out: &mut dyn Sink, report: &mut dyn FnMut(&mut dyn Sink) -> Result<()>) -> Result<()> {
    let mut member = Gzip {
        out,
        deflate: Box::new(CompressorOxide::new(FLAGS)),
        crc: CRC.digest(),
        size: 0,
        has_begun: false,
        pending: Vec::with_capacity(PIECE),
        compressed: vec![0; PIECE],
    };
    report(&mut member)?;
    member.finish()
}

/// Compresses what is written to it.
struct Gzip<'a> {
    out: &'a mut dyn Sink,
    deflate: Box<CompressorOxide>,
    crc: Digest<'static, u32, Table<16>>,
    /// Bytes so far, modulo 2^32.
    size: u32,
    /// Whether the header is written: a report that fails before its first byte leaves nothing behind.
    has_begun: bool,
    pending: Vec<u8>,
    compressed: Vec<u8>,
}

impl Sink for Gzip<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.pending.extend_from_slice(bytes);
        match self.pending.len() < PIECE {
            true => Ok(()),
            false => self.deflate(TDEFLFlush::None),
        }
    }
}

impl Gzip<'_> {
    /// Ends the member: what is left, and the checksum.
    fn finish(mut self) -> Result<()> {
        self.deflate(TDEFLFlush::Finish)?;
        let (crc, size) = (self.crc.finalize(), self.size);
        self.out.write(&crc.to_le_bytes())?;
        self.out.write(&size.to_le_bytes())
    }

    fn deflate(&mut self, flush: TDEFLFlush) -> Result<()> {
        if !std::mem::replace(&mut self.has_begun, true) {
            self.out.write(&HEADER)?;
        }
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
