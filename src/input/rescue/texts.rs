//! Texts: where profiles begin, what stands before each line, and what counters that overflowed have left.

use super::{Kind, Layer, one_by_one, pieces, wrappings};
use crate::base::room::list;
use crate::base::text::counted;
use crate::input::formats;
use crate::input::gzip::MAGIC;
use memchr::memmem;

/// So far into a file a profile may begin that is not a text.
const FARTHEST: usize = 1 << 20;
/// So many places are tried that look like the start of compressed bytes.
const MOST_MARKS: usize = 64;
/// A line of a log may have so many bytes before what was logged.
const LONGEST_PREFIX: usize = 200;

/// The lines of a text with their places, without their ends.
pub fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    text.split(|&byte| byte == b'\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line.strip_suffix(b"\r").unwrap_or(line))
    })
}

/// Where a profile in a text begins: the places of the first lines of pprof's text formats.
pub fn starts(text: &[u8]) -> Vec<usize> {
    let starts = lines(text).filter(|(_, line)| formats::is_first_line(line));
    starts.map(|(at, _)| at).collect()
}

/// The profiles in a file in front of which, or between which, other things stand: a banner, the answer of a server with its headers,
/// a text of one profile and then the bytes of another.
pub fn several(bytes: &[u8], room: u64) -> Option<Layer<'_>> {
    let mut cuts = starts(bytes);
    let mut compressed: Vec<(usize, usize)> = Vec::new();
    if let Some(body) = body_of_answer(bytes) {
        cuts.push(body);
    }
    let head = &bytes[..bytes.len().min(FARTHEST)];
    let marks = memmem::find_iter(head, &MAGIC).filter(|at| bytes.get(at + 2) == Some(&8));
    for at in marks.take(MOST_MARKS) {
        if compressed.last().is_none_or(|&(_, end)| end <= at)
            && let Some((_, behind)) = wrappings::member(&bytes[at..], room)
        {
            cuts.push(at);
            compressed.push((at, bytes.len() - behind.len()));
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    // What looks like a line within compressed bytes is none.
    cuts.retain(|&cut| !compressed.iter().any(|&(at, end)| at < cut && cut < end));
    let &first = cuts.first()?;
    if first == 0 && cuts.len() == 1 {
        return None;
    }
    let skipped = match first {
        0 => String::new(),
        _ if bytes.starts_with(b"HTTP/") => {
            "The headers of the server's answer in front of it were left out.".to_owned()
        }
        _ => format!("{} before the profile were left out.", amount(&bytes[..first])),
    };
    let done = match cuts.len() {
        1 => skipped,
        count => format!("{} {skipped}", one_by_one(count)).trim_end().to_owned(),
    };
    Some(Layer {
        pieces: pieces(bytes, &cuts),
        done,
        kind: Kind::Parts,
    })
}

/// Some bytes, in lines if they are a text.
fn amount(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => counted(text.lines().count() as u64, "line"),
        Err(_) => counted(bytes.len() as u64, "byte"),
    }
}

/// Where the body of a server's answer begins that was saved with its headers.
fn body_of_answer(bytes: &[u8]) -> Option<usize> {
    if !bytes.starts_with(b"HTTP/") {
        return None;
    }
    let head = &bytes[..bytes.len().min(FARTHEST)];
    let ends = [b"\r\n\r\n".as_slice(), b"\n\n"].map(|end| memmem::find(head, end).map(|at| at + end.len()));
    ends.into_iter().flatten().min()
}

/// A text whose lines were written into a log: what stands in front of the first line of a profile is taken from all lines.
pub fn behind_prefix(bytes: &[u8], _room: u64) -> Option<Layer<'_>> {
    let (start, line, at) = lines(bytes).find_map(|(start, line)| {
        let at = formats::first_line_within(&line[..line.len().min(LONGEST_PREFIX * 2)])?;
        (0 < at && at <= LONGEST_PREFIX).then_some((start, line, at))
    })?;
    let words = words(&line[..at]);
    let mut text = list(bytes.len() - start + 1).ok()?;
    for (_, line) in lines(&bytes[start..]) {
        text.extend_from_slice(behind_words(line, words));
        text.push(b'\n');
    }
    Some(Layer::around(
        text,
        "What a log has put in front of each line was left out.",
    ))
}

/// How many words a text has, whatever is between them.
fn words(text: &[u8]) -> usize {
    text.split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
        .count()
}

/// A line without so many of its words and the blank behind them; nothing of one that has fewer.
fn behind_words(mut line: &[u8], words: usize) -> &[u8] {
    for _ in 0..words {
        line = line.trim_ascii_start();
        let end = line.iter().position(u8::is_ascii_whitespace).unwrap_or(line.len());
        line = &line[end..];
    }
    line.get(1..).unwrap_or_default()
}

/// A heap of gperftools without the counts that have overflowed: they are negative there, and 0 behind this. With a sentence that says it.
pub fn without_overflow(text: &[u8]) -> Option<(Vec<u8>, String)> {
    if !formats::is_first_line(text.split(|&byte| byte == b'\n').next()?) {
        return None;
    }
    let mut mended = list(text.len() * 2).ok()?;
    let mut counts = 0_u64;
    for (_, line) in lines(text) {
        let end = line.iter().position(|&byte| byte == b'@').unwrap_or(0);
        let (head, stack) = line.split_at(end);
        let mut head = head;
        while let Some(at) =
            (0..head.len()).find(|&at| head[at] == b'-' && head.get(at + 1).is_some_and(u8::is_ascii_digit))
        {
            let digits = head[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            mended.extend_from_slice(&head[..at]);
            mended.push(b'0');
            head = &head[at + 1 + digits..];
            // So many bytes in no objects cannot be, so that they are not known either.
            if let Some(rest) = head.strip_prefix(b":") {
                let bytes = rest.trim_ascii_start();
                let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
                if digits > 0 {
                    mended.extend_from_slice(b": 0");
                    head = &bytes[digits..];
                }
            }
            counts += 1;
        }
        mended.extend_from_slice(head);
        mended.extend_from_slice(stack);
        mended.push(b'\n');
    }
    let sentence = format!(
        "{} of it {} negative, since a counter of 32 bits overflowed: what was allocated there is left out, so that totals of allocations are \
         too small. What is in use is whole.",
        counted(counts, "number"),
        if counts == 1 { "is" } else { "are" },
    );
    (counts > 0).then_some((mended, sentence))
}
