//! CPU profiles of gperftools: binary words in, a Profile with `samples` and `cpu` out.
//!
//! ```text
//! 0 3 0 10000 0                  the header: 0, 3, C++ (1 is Java), microseconds between two samples, 0
//! 7 2 0x4a1f02 0x4a2b10          7 times this stack of 2 addresses, the leaf first
//! 0 1 0                          the end; a map of the memory follows as text, or Java's names
//! ```
//!
//! A word has 32 or 64 bits in the byte order of the machine. Nothing says which: the header that makes sense decides.

use super::builder::{Builder, Header};
use super::lines::Lines;
use super::sniff::Guess;
use super::{Refusal, java, maps};
use crate::base::error::OutOfMemory;
use crate::profile::Profile;

/// How a word is written.
#[derive(Clone, Copy)]
struct WordFormat {
    bytes: usize,
    big_endian: bool,
}

/// The formats in the order in which pprof tries them.
const FORMATS: [WordFormat; 4] = [
    WordFormat {
        bytes: 4,
        big_endian: false,
    },
    WordFormat {
        bytes: 4,
        big_endian: true,
    },
    WordFormat {
        bytes: 8,
        big_endian: false,
    },
    WordFormat {
        bytes: 8,
        big_endian: true,
    },
];

/// A file being read word by word.
struct Words<'a> {
    format: WordFormat,
    /// Nothing once a word was cut off by the end of the file.
    rest: Option<&'a [u8]>,
}

impl Words<'_> {
    /// The next word; 0 behind the end.
    fn next(&mut self) -> u64 {
        let WordFormat { bytes, big_endian } = self.format;
        let Some((word, rest)) = self.rest.and_then(|rest| rest.split_at_checked(bytes)) else {
            self.rest = None;
            return 0;
        };
        self.rest = Some(rest);
        let append = |value: u64, &byte: &u8| value << 8 | u64::from(byte);
        match big_endian {
            true => word.iter().fold(0, append),
            false => word.iter().rev().fold(0, append),
        }
    }
}

/// What the program was written in.
#[derive(Clone, Copy, PartialEq)]
enum Language {
    Cpp,
    Java,
}

/// Reads the header: language and period in microseconds.
fn header(words: &mut Words) -> Option<(Language, u64)> {
    let header: [u64; 5] = std::array::from_fn(|_| words.next());
    words.rest?;
    match header {
        [0, 3, language @ (0 | 1), period @ 1..=u64::MAX, 0] => {
            let language = if language == 0 { Language::Cpp } else { Language::Java };
            Some((language, period))
        }
        _ => None,
    }
}

/// Whether a file that starts like this can be a CPU profile.
pub fn guess(start: &[u8]) -> Guess {
    // Every header begins with the word 0.
    if start.iter().take(4).any(|&byte| byte != 0) {
        return Guess::Nothing;
    }
    let fits = |&format: &WordFormat| {
        let rest = Some(start);
        header(&mut Words { format, rest }).is_some()
    };
    match FORMATS.iter().any(fits) {
        true => Guess::Known,
        false if start.len() < 40 => Guess::Open,
        false => Guess::Nothing,
    }
}

/// Parses a CPU profile of C++ or Java.
///
/// # Errors
///
/// It is not of this format, or of it and wrong.
pub fn parse(file: &[u8]) -> Result<Profile, Refusal> {
    for format in FORMATS {
        let rest = Some(file);
        let mut words = Words { format, rest };
        let Some((language, micros)) = header(&mut words) else {
            continue;
        };
        let period = (micros as i64).wrapping_mul(1000);
        let mut builder = Builder::new(2);
        samples(&mut words, language, period, &mut builder)?;
        let rest = words.rest.unwrap_or_default();
        match language {
            Language::Cpp => {
                remove_signal_frames(&mut builder);
                let mappings = maps::parse(&mut Lines::new(rest), &mut builder.strings)?;
                builder.place(mappings)?;
                builder.remove_second(|first, second| first == second.wrapping_add(1));
            }
            Language::Java => java::name_locations(rest, &mut builder)?,
        }
        return builder.finish(Header {
            types: &[(b"samples", b"count"), (b"cpu", b"nanoseconds")],
            period_type: (b"cpu", b"nanoseconds"),
            period,
            duration_nanos: 0,
        });
    }
    Err(Refusal::Unrecognized)
}

fn samples(words: &mut Words, language: Language, period: i64, builder: &mut Builder) -> Result<(), Refusal> {
    let mut stack = Vec::new();
    while words.rest.is_some_and(|rest| !rest.is_empty()) {
        let (count, depth) = (words.next(), words.next());
        // pprof counts words of four bytes here, whatever their size.
        let room = words.rest.ok_or(Refusal::Unrecognized)?.len() as u64 / 4;
        if depth > room {
            return Err(Refusal::Unrecognized);
        }
        stack.clear();
        stack.try_reserve(depth as usize).map_err(|_| OutOfMemory)?;
        stack.extend((0..depth).map(|_| words.next()));
        if count == 0 && stack == [0] {
            break;
        }
        if language == Language::Cpp {
            // Those behind the leaf are where calls return to: the call itself is before them.
            stack
                .iter_mut()
                .skip(1)
                .for_each(|address| *address = address.wrapping_sub(1));
        }
        let count = count as i64;
        builder.sample(&stack, &[count, count.wrapping_mul(period)])?;
    }
    Ok(())
}

/// The profiler's signal handler may leave up to two frames of its own below the leaf: addresses that nearly all
/// samples have there.
fn remove_signal_frames(builder: &mut Builder) {
    let needed = builder.samples() - builder.samples() / 32;
    for _ in 0..2 {
        let Some(common) = builder.most_common_second().filter(|&(_, count)| count >= needed) else {
            return;
        };
        builder.remove_second(|_, second| second == common.0);
    }
}
