//! gzip: compressed bytes in, as they arrive; inflated bytes out, piece by piece.
//!
//! Several members one behind another inflate to one text, as in Go's reader, and the messages are Go's. The inflated
//! bytes are handed on from a window of 256 kB and kept nowhere else.

use crate::base::error::{Error, ErrorKind, Result};
use crc::{CRC_32_ISO_HDLC, Crc, Digest, Table};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};
use std::sync::LazyLock;

/// The checksum, sixteen bytes at a time. Its tables are made when the first file is opened: as data they were 16 kB that no
/// packer makes smaller, of everybody's first visit.
pub static CRC: LazyLock<Crc<u32, Table<16>>> = LazyLock::new(|| Crc::<u32, Table<16>>::new(&CRC_32_ISO_HDLC));

/// The first two bytes of every gzip member.
pub const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The inflater's output window: a power of two, at least deflate's 32 kB. Larger pieces cost fewer calls.
const WINDOW: usize = 256 * 1024;

const EOF: ErrorKind = ErrorKind::Gzip("unexpected EOF");
const HEADER: ErrorKind = ErrorKind::Gzip("gzip: invalid header");
const CHECKSUM: ErrorKind = ErrorKind::Gzip("gzip: invalid checksum");

/// Flags of a member's header: which fields follow it.
const HEADER_CRC: u8 = 1 << 1;
const EXTRA: u8 = 1 << 2;
const NAME: u8 = 1 << 3;
const COMMENT: u8 = 1 << 4;

/// Inflates a gzip file that arrives in chunks.
pub struct Inflater {
    state: State,
    inflate: Box<DecompressorOxide>,
    window: Vec<u8>,
    position: usize,
    crc: Digest<'static, u32, Table<16>>,
    /// Inflated bytes of the current member, modulo 2^32.
    size: u32,
    /// Compressed bytes of the current member.
    compressed: u64,
    /// Input that the current state could not use yet: part of a header or a trailer.
    pending: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Before a member; the first one must be there, later ones may.
    Header {
        first: bool,
    },
    Body,
    Trailer,
}

impl Default for Inflater {
    fn default() -> Self {
        Inflater {
            state: State::Header { first: true },
            inflate: Box::default(),
            window: vec![0; WINDOW],
            position: 0,
            crc: CRC.digest(),
            size: 0,
            compressed: 0,
            pending: Vec::new(),
        }
    }
}

impl Inflater {
    /// Inflates the next chunk and hands on what comes out, in pieces of up to 256 kB.
    ///
    /// # Errors
    ///
    /// The container is damaged, or what `sink` answers.
    pub fn push(&mut self, chunk: &[u8], sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut input = chunk;
        while !input.is_empty() {
            match self.state {
                State::Body => input = self.inflate(input, sink)?,
                State::Header { .. } | State::Trailer => {
                    self.pending.extend_from_slice(input);
                    input = &[];
                }
            }
            // A header or a trailer, and perhaps what follows it, stands in `pending` as a whole.
            while !self.pending.is_empty() {
                let used = match self.state {
                    State::Header { .. } => self.header()?,
                    State::Trailer => self.trailer()?,
                    State::Body => {
                        let rest = std::mem::take(&mut self.pending);
                        let left = self.inflate(&rest, sink)?;
                        self.pending = left.to_vec();
                        continue;
                    }
                };
                if used == 0 {
                    break;
                }
                self.pending.drain(..used);
            }
        }
        Ok(())
    }

    /// Inflates the first member of a file alone, and hands it on as long as `sink` takes it; answers how many bytes of the file it took. None
    /// if it is damaged, or not wanted any more.
    pub fn first_member(file: &[u8], sink: &mut dyn FnMut(&[u8]) -> bool) -> Option<usize> {
        const TRAILER: usize = 8;
        let mut inflater = Inflater::default();
        // Longer than any header: its name and its comment are short, and what else may stand there has its length in two bytes.
        inflater.pending.extend_from_slice(&file[..file.len().min(1 << 17)]);
        let start = inflater.header().ok().filter(|&length| length > 0)?;
        inflater.pending.clear();
        let mut take = |piece: &[u8]| match sink(piece) {
            true => Ok(()),
            false => Err(Error::new(ErrorKind::NoRoom)),
        };
        let rest = inflater.inflate(&file[start..], &mut take).ok()?;
        if inflater.state != State::Trailer {
            return None;
        }
        inflater.pending.extend_from_slice(rest.get(..TRAILER)?);
        inflater.trailer().ok()?;
        Some(file.len() - rest.len() + TRAILER)
    }

    /// Checks that the file ends where a member ends.
    ///
    /// # Errors
    ///
    /// The file ends within a member.
    pub fn finish(&self) -> Result<()> {
        match self.state {
            State::Header { first: false } if self.pending.is_empty() => Ok(()),
            _ => Err(Error::new(EOF)),
        }
    }

    /// Inflates as much of `input` as belongs to the member; answers the rest.
    fn inflate<'a>(&mut self, mut input: &'a [u8], sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<&'a [u8]> {
        loop {
            let (status, read, written) = decompress(
                &mut self.inflate,
                input,
                &mut self.window,
                self.position,
                inflate_flags::TINFL_FLAG_HAS_MORE_INPUT,
            );
            input = &input[read..];
            self.compressed += read as u64;
            let piece = &self.window[self.position..self.position + written];
            if !piece.is_empty() {
                self.crc.update(piece);
                self.size = self.size.wrapping_add(written as u32);
                sink(piece)?;
                self.position = (self.position + written) & (WINDOW - 1);
            }
            match status {
                TINFLStatus::HasMoreOutput => {}
                TINFLStatus::Done => {
                    self.state = State::Trailer;
                    return Ok(input);
                }
                TINFLStatus::NeedsMoreInput => return Ok(input),
                _ => {
                    return Err(Error::new(ErrorKind::Deflate {
                        offset: self.compressed,
                    }));
                }
            }
        }
    }

    /// The length of the header at the start of `pending`, 0 if it is not complete.
    fn header(&mut self) -> Result<usize> {
        let bytes = &self.pending;
        if bytes.len() < 10 {
            return Ok(0);
        }
        if bytes[..2] != MAGIC || bytes[2] != 8 {
            return Err(Error::new(HEADER));
        }
        let flags = bytes[3];
        let mut end = 10;
        if flags & EXTRA != 0 {
            let Some(length) = bytes.get(end..end + 2) else {
                return Ok(0);
            };
            end += 2 + usize::from(u16::from_le_bytes([length[0], length[1]]));
        }
        for text in [NAME, COMMENT] {
            if flags & text != 0 {
                match bytes
                    .get(end..)
                    .and_then(|rest| rest.iter().position(|&byte| byte == 0))
                {
                    // Go refuses longer ones, and nothing should make this buffer grow.
                    Some(length) if length >= 512 => return Err(Error::new(HEADER)),
                    None if bytes.len() > end + 512 => return Err(Error::new(HEADER)),
                    Some(length) => end += length + 1,
                    None => return Ok(0),
                }
            }
        }
        if flags & HEADER_CRC != 0 {
            let Some(stored) = bytes.get(end..end + 2) else {
                return Ok(0);
            };
            if u16::from_le_bytes([stored[0], stored[1]]) != CRC.checksum(&bytes[..end]) as u16 {
                return Err(Error::new(HEADER));
            }
            end += 2;
        }
        if bytes.len() < end {
            return Ok(0);
        }
        self.state = State::Body;
        self.inflate.init();
        self.position = 0;
        self.crc = CRC.digest();
        self.size = 0;
        self.compressed = 0;
        Ok(end)
    }

    /// The length of the trailer at the start of `pending`, 0 if it is not complete.
    fn trailer(&mut self) -> Result<usize> {
        let &[a, b, c, d, e, f, g, h, ..] = self.pending.as_slice() else {
            return Ok(0);
        };
        let crc = self.crc.clone().finalize();
        if u32::from_le_bytes([a, b, c, d]) != crc || u32::from_le_bytes([e, f, g, h]) != self.size {
            return Err(Error::new(CHECKSUM));
        }
        self.state = State::Header { first: false };
        Ok(8)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use miniz_oxide::deflate::compress_to_vec;

    /// A member that inflates to a text.
    pub fn member(text: &[u8]) -> Vec<u8> {
        let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
        file.extend(compress_to_vec(text, 6));
        file.extend(CRC.checksum(text).to_le_bytes());
        file.extend((text.len() as u32).to_le_bytes());
        file
    }

    /// Inflates in chunks of `step` bytes.
    fn inflate(file: &[u8], step: usize) -> Result<Vec<u8>> {
        let mut text = Vec::new();
        let mut inflater = Inflater::default();
        for chunk in file.chunks(step) {
            inflater.push(chunk, &mut |piece| {
                text.extend_from_slice(piece);
                Ok(())
            })?;
        }
        inflater.finish()?;
        Ok(text)
    }

    #[test]
    fn members_are_joined_whatever_the_chunks() {
        let long: Vec<u8> = (0..700_000_u32).flat_map(|n| (n / 7).to_le_bytes()).collect();
        let file = [member(b"first "), member(b""), member(&long)].concat();
        let wanted = [b"first ".as_slice(), &long].concat();
        for step in [1, 7, 1000, 65536, file.len()] {
            assert!(inflate(&file, step).unwrap() == wanted, "chunks of {step}");
        }
    }

    #[test]
    fn header_fields_are_skipped() {
        let mut file = vec![0x1f, 0x8b, 8, EXTRA | NAME | COMMENT, 0, 0, 0, 0, 0, 255, 3, 0, 1, 2, 3];
        file.extend(b"name\0comment\0");
        file.extend(&member(b"text")[10..]);
        for step in [1, 5, 100] {
            assert_eq!(inflate(&file, step).unwrap(), b"text");
        }
    }

    #[test]
    fn damage_is_named() {
        let whole = member(b"some text that is long enough");
        let mut flipped = whole.clone();
        let crc = flipped.len() - 8;
        flipped[crc] ^= 1;
        let stray = [whole.as_slice(), b"xxxxxxxxxxxx"].concat();
        let few = [whole.as_slice(), b"xxx"].concat();
        for (file, wanted) in [
            (flipped, CHECKSUM),
            (stray, HEADER),
            (few, EOF),
            (whole[..whole.len() - 3].to_vec(), EOF),
            (whole[..15].to_vec(), EOF),
            (whole[..4].to_vec(), EOF),
        ] {
            for step in [1, 1000] {
                assert_eq!(*inflate(&file, step).unwrap_err().kind(), wanted);
            }
        }
    }
}
