//! Error: what was wrong, where, and what was expected.
//!
//! One enum for everything that can fail; its `Display` is the message that pprof prints where pprof has one, so that
//! scripts and habits keep working. [`Error::advice`] adds what pprof does not say: what the file seems to be, and
//! what to do.

use super::text::grouped;
use serde::Serialize;
use std::fmt;

/// An error of any kind: a single word, so that results stay small on their way up.
#[derive(Debug, Clone, PartialEq)]
pub struct Error(Box<ErrorKind>);

/// Everything that can go wrong. A file is refused with the first group, what the user typed with the second.
#[derive(Debug, Clone, PartialEq)]
pub enum ErrorKind {
    /// The gzip container is damaged. The text is pprof's: `gzip: invalid checksum`, `unexpected EOF`.
    Gzip(&'static str),
    /// The compressed data within it makes no sense.
    Deflate {
        /// About how many bytes of it could be read.
        offset: u64,
    },
    /// There is not a byte in the file, or in what it inflates to.
    Empty,
    /// The file is no profile in any format that is known here.
    Unrecognized {
        /// What it looks like, and what to do, as a sentence; empty if nothing can be said.
        advice: String,
    },
    /// The file is no profile, but a text that has something like goroutines.
    WithoutGoroutines {
        /// What is like them, and why it is none, as sentences.
        advice: String,
    },
    /// A text with a line that is too long for any text format.
    LineTooLong,
    /// The file is of another format than profile.proto, but for what this says: `malformed profile format`.
    Format(String),
    /// Two profiles, one behind the other.
    Concatenated,
    /// The message could be read, but contradicts itself: `sample has nil location`.
    Malformed(String),
    /// The file inflates to so much more than it holds that it can only be meant to fill the memory.
    Bomb {
        /// How many bytes were read.
        compressed: u64,
        /// How many they had become.
        inflated: u64,
    },
    /// The memory is used up.
    OutOfMemory {
        /// How many samples had been read.
        samples: usize,
    },
    /// The memory does not hold a profile, which was counted instead.
    TooLarge(Extent),
    /// The memory does not suffice to put profiles together.
    NoRoomTogether {
        /// How many there are.
        profiles: usize,
    },
    /// Stacks have more frames than may be expanded.
    TooManyFrames {
        /// How many there are.
        frames: u64,
        /// How many there may be.
        most: u64,
        /// Whether it is those of inlined calls that are too many.
        inlined: bool,
    },
    /// Frames have names that are longer than what can be printed.
    NamesTooLong {
        /// How many bytes they are together.
        bytes: u64,
        /// How many they may be.
        most: u64,
    },
    /// Stacks part into more calls than may be laid out as a tree.
    TooManyCalls {
        /// How many there may be.
        most: u64,
    },
    /// The memory does not suffice for what is to be shown.
    NoRoom,
    /// Profiles that cannot be merged or compared.
    Incompatible(String),
    /// A message in pprof's words about an option or a command.
    Usage(String),
    /// A regular expression that cannot be read.
    Pattern {
        /// Where it stands: `focus regexp`, or `argument regexp TEXT` behind a command.
        place: String,
        /// Why: `error parsing regexp: missing closing ): `(``.
        reason: String,
    },
    /// The report was cut short because nobody wants more of it.
    Stopped,
    /// A ticket names an answer that is no longer true: what is shown has changed, or its view was asked something else.
    Stale,
    /// The report could not be written.
    Output(String),
}

/// How large a profile is that the memory does not hold, and what could be left out of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Extent {
    /// How many samples it has.
    pub samples: usize,
    /// How many bytes it has, unpacked.
    pub bytes: u64,
    /// Whether there are labels that could be left out.
    pub labels: bool,
    /// The sample types that it was to have, by their numbers and names in the file; none if they could not be read.
    pub sample_types: Vec<(u32, String)>,
    /// The number of the one that reports begin with.
    pub default_type: u32,
}

/// The result of everything here that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Gzip(reason) => write!(out, "decompressing profile: {reason}"),
            ErrorKind::Deflate { offset } => write!(
                out,
                "decompressing profile: flate: corrupt input before offset {offset}"
            ),
            ErrorKind::Empty => out.write_str("parsing profile: empty input file"),
            ErrorKind::Unrecognized { .. } | ErrorKind::WithoutGoroutines { .. } => {
                out.write_str("parsing profile: unrecognized profile format")
            }
            ErrorKind::LineTooLong => out.write_str("parsing profile: bufio.Scanner: token too long"),
            ErrorKind::Format(reason) => write!(out, "parsing profile: {reason}"),
            ErrorKind::Concatenated => out.write_str("parsing profile: concatenated profiles detected"),
            ErrorKind::Malformed(reason) => write!(out, "malformed profile: {reason}"),
            ErrorKind::Bomb { compressed, inflated } => write!(
                out,
                "decompressing profile: {compressed} bytes inflate to more than {inflated} bytes"
            ),
            ErrorKind::OutOfMemory { samples } => {
                write!(out, "parsing profile: out of memory after {samples} samples")
            }
            ErrorKind::TooLarge(Extent { samples, bytes, .. }) => write!(
                out,
                "this profile does not fit into the memory: it has {} samples, and {} MB unpacked",
                grouped(samples.to_string()),
                grouped(bytes.div_ceil(1_000_000).to_string())
            ),
            ErrorKind::NoRoomTogether { profiles } => {
                write!(
                    out,
                    "there is not enough memory to put these {profiles} profiles together"
                )
            }
            ErrorKind::NoRoom => out.write_str("there is not enough memory to show this"),
            ErrorKind::TooManyCalls { most } => write!(
                out,
                "these stacks part into a tree of more than {} calls, which are too many to show here",
                grouped(most.to_string())
            ),
            ErrorKind::TooManyFrames { frames, most, .. } => write!(
                out,
                "these stacks are {} frames, and more than {} are too many to count here",
                grouped(frames.to_string()),
                grouped(most.to_string())
            ),
            ErrorKind::NamesTooLong { bytes, most } => write!(
                out,
                "the names of these frames are {} MB together, and more than {} MB are too many to show here",
                grouped((bytes >> 20).to_string()),
                grouped((most >> 20).to_string())
            ),
            ErrorKind::Incompatible(reason) | ErrorKind::Usage(reason) | ErrorKind::Output(reason) => {
                out.write_str(reason)
            }
            ErrorKind::Pattern { place, reason } => write!(out, "parsing {place}: {reason}"),
            ErrorKind::Stale => {
                out.write_str("this answer is out of date, because something else was asked or set since: ask again")
            }
            ErrorKind::Stopped => out.write_str("the report was stopped"),
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// An error of that kind.
    #[cold]
    #[inline(never)]
    pub fn new(kind: ErrorKind) -> Error {
        Error(Box::new(kind))
    }

    /// What is wrong, for whoever decides by it.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// What the message does not say: what probably happened and what to do about it, as a sentence. Empty where
    /// the message says it all.
    pub fn advice(&self) -> &str {
        match self.kind() {
            ErrorKind::Gzip("unexpected EOF") => {
                "The file ends in the middle: was the download or the copy cut short? Fetch it again."
            }
            ErrorKind::Gzip("gzip: invalid checksum") => {
                "The file was changed on its way, often by a transfer in text mode. Fetch it again as binary."
            }
            ErrorKind::Deflate { .. } => "It was damaged on its way. Fetch it again.",
            ErrorKind::Gzip(_) => "It starts like a gzip file but is none that can be read. Fetch it again.",
            ErrorKind::Empty => "There is nothing in it. Did the command that wrote it fail?",
            ErrorKind::Unrecognized { advice } | ErrorKind::WithoutGoroutines { advice } => advice,
            ErrorKind::LineTooLong => {
                "It is a text with a very long line, and no text format of profiles has such lines."
            }
            ErrorKind::Format(_) => {
                "It begins like a profile as text, but cannot be read as one to its end: was it cut, or edited?"
            }
            ErrorKind::Concatenated => {
                "It holds two profiles, one appended to the other. Split them; several files can be opened at once."
            }
            ErrorKind::Malformed(_) => {
                "The file contradicts itself: the program that wrote it has an error, or two files were joined."
            }
            ErrorKind::Bomb { .. } => "No profile compresses like that, so it was not read to its end.",
            ErrorKind::OutOfMemory { .. } => {
                "It needs more memory than this program may use: close other profiles, or take one for a shorter time."
            }
            ErrorKind::TooLarge(extent) => match (extent.sample_types.len() > 1, extent.labels) {
                (true, true) => "Less of it may fit: one sample type, or what there is without the labels.",
                (true, false) => "Less of it may fit: one sample type of those that it has.",
                (false, true) => "Less of it may fit: what there is without the labels.",
                (false, false) => "One that is taken for a shorter time may fit, or this one where no other is open.",
            },
            ErrorKind::NoRoomTogether { .. } => {
                "Fewer of them may fit, or less of each: one sample type alone, or samples without their labels."
            }
            ErrorKind::TooManyFrames { inlined: true, .. } => {
                "Nearly all of them are calls that were inlined: the option noinlines leaves these out, hide and show take \
                 functions out, and focus, ignore and the tag filters take stacks out."
            }
            ErrorKind::TooManyFrames { .. } => {
                "Fewer fit: focus, ignore and the tag filters take stacks out, hide, show and show_from take functions out."
            }
            ErrorKind::TooManyCalls { .. } => {
                "Fewer fit: the option noinlines leaves inlined calls out, focus, ignore and the tag filters take stacks out, hide, \
                 show and show_from take functions out."
            }
            ErrorKind::NoRoom => {
                "Narrow it down: focus, ignore and the tag filters take stacks out, hide and show functions."
            }
            ErrorKind::NamesTooLong { .. } => {
                "Fewer frames fit: the granularity of functions has fewer than that of lines, and filters take some out."
            }
            _ => "",
        }
    }

    /// Whether it is for its size that something cannot be shown, and it may be when it is smaller.
    pub fn is_about_size(&self) -> bool {
        self.is_about_memory()
            || matches!(
                self.kind(),
                ErrorKind::TooManyCalls { .. } | ErrorKind::TooManyFrames { .. } | ErrorKind::NamesTooLong { .. }
            )
    }

    /// Whether the memory did not suffice.
    pub fn is_about_memory(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::NoRoom
                | ErrorKind::NoRoomTogether { .. }
                | ErrorKind::OutOfMemory { .. }
                | ErrorKind::TooLarge(_)
        )
    }

    /// The message with the advice behind it, for a page.
    pub fn sentence(&self) -> String {
        match self.advice() {
            "" => self.to_string(),
            advice => format!("{self}. {advice}"),
        }
    }
}

/// The memory is not there; what was stored so far is intact.
#[derive(Debug)]
pub struct OutOfMemory;

impl From<OutOfMemory> for Error {
    fn from(_: OutOfMemory) -> Error {
        Error::new(ErrorKind::NoRoom)
    }
}
