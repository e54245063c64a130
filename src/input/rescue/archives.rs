//! Archives: the files of a zip and of a tar, by name.

use super::{Kind, Layer, Piece};
use crate::base::room::ask_for;
use crate::base::text::counted;
use crate::input::gzip::CRC;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use std::borrow::Cow;

/// The end of a zip's directory, which is behind everything but a comment.
const END: &[u8] = b"PK\x05\x06";
/// An entry of the directory.
const ENTRY: &[u8] = b"PK\x01\x02";
/// What stands before a file's bytes.
const LOCAL: &[u8] = b"PK\x03\x04";
/// A comment may be so long.
const COMMENT: usize = 0xffff;
/// So many files are looked into.
const MOST_FILES: usize = 10_000;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// The flag of a file that is encrypted.
const ENCRYPTED: u16 = 1;

/// The size of a tar's blocks.
const BLOCK: usize = 512;

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]) as usize)
}

/// The files of a zip, as its directory has them. One that is encrypted, damaged or packed in another way than deflate is empty, and so
/// no profile.
pub fn zip(bytes: &[u8], room: u64) -> Option<Layer<'_>> {
    if !bytes.starts_with(LOCAL) {
        return None;
    }
    let from = bytes.len().saturating_sub(COMMENT + 22);
    let end = from + bytes[from..].windows(END.len()).rposition(|part| part == END)?;
    let count = usize::from(u16_at(bytes, end + 10)?);
    let mut at = u32_at(bytes, end + 16)?;
    let mut pieces = Vec::new();
    let mut left = room;
    for _ in 0..count.min(MOST_FILES) {
        let Some(entry) = bytes.get(at..).filter(|entry| entry.starts_with(ENTRY)) else {
            break;
        };
        let lengths = [28, 30, 32].map(|at| u16_at(entry, at).map_or(0, usize::from));
        let name = String::from_utf8_lossy(entry.get(46..46 + lengths[0])?).into_owned();
        at += 46 + lengths.iter().sum::<usize>();
        if name.ends_with('/') {
            continue;
        }
        let bytes = stored(bytes, entry, left as usize).unwrap_or_default();
        left = left.saturating_sub(bytes.len() as u64);
        pieces.push(Piece { name, bytes });
    }
    archive(pieces, "zip")
}

/// The bytes of a file in a zip, if they are there and whole.
fn stored<'a>(file: &'a [u8], entry: &[u8], room: usize) -> Option<Cow<'a, [u8]>> {
    if u16_at(entry, 8)? & ENCRYPTED != 0 {
        return None;
    }
    let (method, crc) = (u16_at(entry, 10)?, u32_at(entry, 16)? as u32);
    let (packed, size, place) = (u32_at(entry, 20)?, u32_at(entry, 24)?, u32_at(entry, 42)?);
    let local = file.get(place..).filter(|local| local.starts_with(LOCAL))?;
    let start = 30 + usize::from(u16_at(local, 26)?) + usize::from(u16_at(local, 28)?);
    let packed = local.get(start..start.checked_add(packed)?)?;
    let bytes = match method {
        STORED => Cow::Borrowed(packed),
        DEFLATED if size <= room => {
            // It grows to that size in steps of twice as much.
            ask_for(size as u64 * 2).ok()?;
            Cow::Owned(decompress_to_vec_with_limit(packed, size).ok()?)
        }
        _ => return None,
    };
    (CRC.checksum(&bytes) == crc).then_some(bytes)
}

/// The files of a tar, in any of its dialects. Names that are longer than a header has room for are taken from the entry before.
pub fn tar(bytes: &[u8], room: u64) -> Option<Layer<'_>> {
    if bytes.get(257..262) != Some(b"ustar") {
        return None;
    }
    let mut pieces = Vec::new();
    let mut rest = bytes;
    let mut left = room;
    let mut long = None;
    while let Some((header, behind)) = rest.split_at_checked(BLOCK) {
        if header[0] == 0 || pieces.len() >= MOST_FILES {
            break;
        }
        let size = octal(&header[124..136])?;
        let Some(content) = behind.get(..size) else {
            break;
        };
        rest = behind.get(size.next_multiple_of(BLOCK)..).unwrap_or_default();
        let text = |field: &[u8]| {
            let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
            String::from_utf8_lossy(&field[..end]).into_owned()
        };
        match header[156] {
            b'L' => long = Some(text(content)),
            b'x' => long = path_of(content).or(long),
            b'0' | 0 if content.len() as u64 <= left => {
                let prefix = text(&header[345..500]);
                let short = match prefix.is_empty() {
                    true => text(&header[..100]),
                    false => format!("{prefix}/{}", text(&header[..100])),
                };
                left -= content.len() as u64;
                pieces.push(Piece {
                    name: long.take().unwrap_or(short),
                    bytes: Cow::Borrowed(content),
                });
            }
            _ => long = None,
        }
    }
    archive(pieces, "tar")
}

/// A number in a header: octal digits, or with the highest bit set a large one in binary.
fn octal(field: &[u8]) -> Option<usize> {
    if field[0] & 0x80 != 0 {
        let low = field.last_chunk::<8>()?;
        return usize::try_from(u64::from_be_bytes(*low)).ok();
    }
    let mut digits = field
        .trim_ascii()
        .iter()
        .take_while(|byte| (b'0'..=b'7').contains(byte));
    digits.try_fold(0_usize, |number, digit| {
        number.checked_mul(8)?.checked_add(usize::from(digit - b'0'))
    })
}

/// The path among the records of an extended header: `27 path=some/long/name`.
fn path_of(records: &[u8]) -> Option<String> {
    let mut lines = records.split(|&byte| byte == b'\n');
    lines.find_map(|line| {
        let at = line.iter().position(|&byte| byte == b' ')?;
        let path = line[at + 1..].strip_prefix(b"path=")?;
        Some(String::from_utf8_lossy(path).into_owned())
    })
}

fn archive<'a>(pieces: Vec<Piece<'a>>, kind: &str) -> Option<Layer<'a>> {
    let done = format!("It is a {kind} of {}.", counted(pieces.len() as u64, "file"));
    (!pieces.is_empty()).then_some(Layer {
        pieces,
        done,
        kind: Kind::Files,
    })
}
