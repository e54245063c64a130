//! Wrappings of bytes: gzip by its members, zstd, base64.

use super::{Kind, Layer, Piece, one_by_one};
use crate::base::text::counted;
use crate::input::gzip::{self, Inflater};
use ruzstd::decoding::StreamingDecoder;
use std::borrow::Cow;
use std::io::Read;

/// How a frame of zstd begins.
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// What stands before the text in an address that holds a file.
const DATA_URL: &[u8] = b";base64,";
/// A shorter text is no profile in base64, but a word.
const SHORTEST: usize = 24;

/// The members of a gzip file, each by itself; more than one only where pprof's reader, which joins them, has failed. What stands behind
/// the last one is left out.
pub fn gzip_members(bytes: &[u8], room: u64) -> Option<Layer<'_>> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    let mut left = room;
    while let Some((inflated, behind)) = member(rest, left) {
        left = left.saturating_sub(inflated.len() as u64);
        pieces.push(Piece {
            name: String::new(),
            bytes: Cow::Owned(inflated),
        });
        rest = behind;
    }
    let done = match (pieces.len(), rest.len() as u64) {
        (0, _) => return None,
        (1, 0) if pieces[0].bytes.starts_with(&gzip::MAGIC) => "It was compressed more than once.".to_owned(),
        (1, 0) => String::new(),
        (count, 0) => one_by_one(count),
        (_, more) => format!("{} behind the compressed part were left out.", counted(more, "byte")),
    };
    Some(Layer {
        pieces,
        done,
        kind: Kind::Parts,
    })
}

/// What the first member of a gzip file inflates to, and what is behind it; none if it is damaged, or inflates to more than there is room for.
pub fn member(bytes: &[u8], room: u64) -> Option<(Vec<u8>, &[u8])> {
    if !bytes.starts_with(&gzip::MAGIC) {
        return None;
    }
    let mut inflated = Vec::new();
    let read = Inflater::first_member(bytes, &mut |piece| {
        let is_room = (inflated.len() + piece.len()) as u64 <= room && inflated.try_reserve(piece.len()).is_ok();
        if is_room {
            inflated.extend_from_slice(piece);
        }
        is_room
    })?;
    Some((inflated, &bytes[read..]))
}

/// What a zstd file holds.
pub fn zstd(bytes: &[u8], room: u64) -> Option<Layer<'_>> {
    if !bytes.starts_with(&ZSTD) {
        return None;
    }
    let mut inflated = Vec::new();
    let decoder = StreamingDecoder::new(bytes).ok()?;
    decoder.take(room).read_to_end(&mut inflated).ok()?;
    Some(Layer::around(inflated, "It was compressed with zstd."))
}

/// What a text in base64 says, with or without line ends, of either alphabet, also as the address that holds a file.
pub fn base64(bytes: &[u8], _room: u64) -> Option<Layer<'_>> {
    let text = bytes.trim_ascii();
    let text = match text.starts_with(b"data:") {
        true => {
            let at = text
                .windows(DATA_URL.len())
                .take(200)
                .position(|part| part == DATA_URL)?;
            &text[at + DATA_URL.len()..]
        }
        false => text,
    };
    if text.len() < SHORTEST {
        return None;
    }
    let mut decoded = Vec::new();
    decoded.try_reserve(text.len() / 4 * 3 + 3).ok()?;
    let (mut bits, mut count) = (0_u32, 0);
    let mut ends = false;
    for &byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'\n' | b'\r' | b' ' | b'\t' => continue,
            b'=' => {
                ends = true;
                continue;
            }
            _ => return None,
        };
        if ends {
            return None;
        }
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.push((bits >> count) as u8);
        }
    }
    Some(Layer::around(decoded, "It was a text in base64."))
}
