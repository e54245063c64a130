//! bytes -> Profile: a file arrives in chunks, is inflated and decoded as it comes, and ends as a checked profile.
//!
//! ```
//! # fn main() -> proflens::Result<()> {
//! let mut loader = proflens::Loader::new();
//! # let file = [0x32, 0x00, 0x0a, 0x00];
//! for chunk in file.chunks(2) {
//!     loader.push(chunk)?;
//! }
//! assert_eq!(loader.samples(), 0);
//! # Ok(())
//! # }
//! ```
//!
//! The content decides the format, never the name: profile.proto first, then the formats before it, in pprof's order;
//! each of them plain or in gzip. What pprof refuses is tried as a format of another profiler and as a text with dumps of goroutines.
//! What is none of them is refused with pprof's message and an advice that names what it seems to be.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | chunks to a profile: the format |
//! | `choice.rs` | what of a profile is kept |
//! | `kept.rs` | what is kept of a file while nobody knows what it is |
//! | `unpack.rs` | the container: gzip or none |
//! | `gzip.rs` | inflates |
//! | `proto/` | decodes profile.proto as it comes |
//! | `formats/` | every other format, one file and one row of a table for each: they are kept until they are whole |
//! | `foreign/` | the formats of other profilers, the same way; texts are read as they come |
//! | `goroutines/` | dumps of goroutines in any text, read as it comes |
//! | `rescue/` | what no reader takes as it stands: in wrappings, behind other text, several in one file, wrong in one part |
//! | `path_ends.rs` | paths that are found by their ends |
//! | `sources.rs` | source files for reports that show lines |
//! | `advice.rs` | what a file is that is no profile |

pub mod path_ends;
pub mod sources;

mod advice;
mod choice;
pub mod foreign;
mod formats;
mod goroutines;
pub mod gzip;
mod kept;
mod proto;
pub mod rescue;
mod unpack;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::room;
use crate::profile::Profile;
use kept::{Beside, HEAD, Kept};

pub use choice::Choice;
pub use goroutines::Dump;
pub use kept::MOST_DUMPS;
pub use unpack::Unpacker;

/// A file on its way to a profile: chunks in with [`push`](Self::push), the profile out with [`finish`](Self::finish).
pub struct Loader {
    unpacker: Unpacker,
    /// How many bytes have come that were unpacked elsewhere.
    unpacked: u64,
    decoder: Decoding,
    kept: Kept,
    /// What of the profile is kept.
    choice: Choice,
    /// The file as it comes, if it is wanted.
    file: Option<Vec<u8>>,
    /// All that has come of a file that is looked through for profiles at its end.
    whole: Option<Vec<u8>>,
}

/// What a file holds.
#[derive(Default)]
pub struct Opened {
    /// One profile, or one for each of the dumps in a text, each with its goroutines one by one. Never empty.
    pub profiles: Vec<(Profile, Option<Dump>)>,
    /// What has to be known about the file: what was cut, what was not read. A sentence each.
    pub notes: Vec<String>,
    /// What has to be known, too, about a file that pprof opens without a word; the command says it where it is lenient, and else says what
    /// pprof does.
    pub doubts: Vec<String>,
    /// What is good to know and takes nothing away, a sentence each.
    pub asides: Vec<String>,
    /// What was wanted to be left out, as a sentence; empty if all is there.
    pub left_out: String,
    /// What the profiles are called in the file, as many as there are; none where they have no names.
    pub names: Vec<String>,
}

impl From<Profile> for Opened {
    fn from(profile: Profile) -> Opened {
        Opened {
            profiles: vec![(profile, None)],
            ..Opened::default()
        }
    }
}

enum Decoding {
    Proto(Box<proto::Decoder>),
    /// It is no profile.proto file, for this reason at this byte; the rest is awaited to say what it is.
    Refused(proto::NotProto, u64),
    /// Nor is it of another format of pprof.
    Beside(Beside, proto::NotProto, u64),
}

impl Default for Loader {
    fn default() -> Self {
        Loader {
            unpacker: Unpacker::default(),
            unpacked: 0,
            decoder: Decoding::Proto(Box::default()),
            kept: Kept::default(),
            choice: Choice::default(),
            file: None,
            whole: None,
        }
    }
}

impl Loader {
    /// A loader to which nothing has come yet.
    pub fn new() -> Loader {
        Loader::default()
    }

    /// A loader that opens what pprof opens, and dumps of goroutines: formats of other profilers are refused as pprof refuses them.
    pub fn strict() -> Loader {
        let mut loader = Loader::new();
        loader.kept.is_strict = true;
        loader
    }

    /// Keeps less of the profile than there is: nothing may have come yet.
    pub fn choose(&mut self, choice: Choice) {
        if let Decoding::Proto(decoder) = &mut self.decoder {
            decoder.choose(choice.clone());
        }
        self.choice = choice;
    }

    /// What of the profile is kept.
    pub(crate) fn choice(&self) -> &Choice {
        &self.choice
    }

    /// Stores no samples, but counts them: at its end the file is refused, and it is said how large it is and what it has. Formats that are
    /// read whole are opened all the same.
    pub fn count(&mut self) {
        if let Decoding::Proto(decoder) = &mut self.decoder {
            decoder.count_on();
        }
    }

    /// Keeps the file as it comes, beside what it becomes: nothing may have come yet.
    pub fn keep_file(&mut self) {
        self.file = Some(Vec::new());
    }

    /// The file as it came, if it was to be kept and the memory sufficed.
    pub(crate) fn take_file(&mut self) -> Option<std::rc::Rc<[u8]>> {
        // It is copied; without the memory for that it is not kept.
        let taken = self.file.take()?;
        let file = self.whole.as_ref().unwrap_or(&taken);
        room::ask_for(file.len() as u64 + (1 << 16)).ok()?;
        Some(std::rc::Rc::from(file.as_slice()))
    }

    /// Takes the next chunk of the file. After an error the loader is of no use any more.
    ///
    /// # Errors
    ///
    /// The container is damaged, it inflates to far too much, the memory does not suffice, or what has come cannot become
    /// a profile.
    pub fn push(&mut self, chunk: &[u8]) -> Result<()> {
        if let Some(whole) = &mut self.whole {
            let is_room = whole.try_reserve(chunk.len()).is_ok();
            if !is_room {
                return Err(Error::new(ErrorKind::OutOfMemory { samples: 0 }));
            }
            whole.extend_from_slice(chunk);
            self.unpacked += chunk.len() as u64;
            return Ok(());
        }
        if let Some(file) = &mut self.file {
            match file.try_reserve(chunk.len()) {
                Ok(()) => file.extend_from_slice(chunk),
                Err(_) => self.file = None,
            }
        }
        let Loader {
            unpacker,
            decoder,
            kept,
            ..
        } = self;
        unpacker.push(chunk, &mut |piece| decoder.push(piece, kept))
    }

    /// Takes the next piece of what the file holds, where an [`Unpacker`] has taken it out elsewhere: it, too, has to come to its end.
    ///
    /// # Errors
    ///
    /// The memory does not suffice, or what has come cannot become a profile.
    pub fn push_unpacked(&mut self, piece: &[u8]) -> Result<()> {
        self.unpacked += piece.len() as u64;
        self.decoder.push(piece, &mut self.kept)
    }

    /// How many bytes of the file have come, compressed as they are.
    pub fn bytes_in(&self) -> u64 {
        match &self.whole {
            Some(whole) => whole.len() as u64,
            None => self.unpacker.bytes_in(),
        }
    }

    /// How many bytes they inflated to; as many as have come where the file is not compressed.
    pub fn bytes_out(&self) -> u64 {
        self.unpacker.bytes_out() + self.unpacked
    }

    /// How many samples were read so far; formats that are read whole have none until the end.
    pub fn samples(&self) -> usize {
        match &self.decoder {
            Decoding::Proto(decoder) => decoder.samples(),
            Decoding::Refused(..) => 0,
            Decoding::Beside(Beside::Dumps(reader), ..) => reader.goroutines(),
            Decoding::Beside(Beside::Foreign(reading), ..) => reading.samples(),
        }
    }

    /// A loader for a file that another one has refused: it waits for all of it, and looks for profiles inside.
    pub fn rescuing() -> Loader {
        Loader {
            whole: Some(Vec::new()),
            ..Loader::default()
        }
    }

    /// Opens a whole file, as it stands or by what is found in it.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push) and `finish`, where nothing is found in it.
    pub(crate) fn reopen(file: &[u8], choice: &Choice) -> Result<Opened> {
        let mut loader = Loader::new();
        loader.choose(choice.clone());
        let read = loader.push(file).and_then(|()| loader.finish());
        read.or_else(|error| rescue::open(file).map(|opened| less(opened, choice)).ok_or(error))
    }

    /// Ends the file and checks the profile.
    ///
    /// # Errors
    ///
    /// The file ends too early, contradicts itself, or is no profile in any format that is known here; the error's advice
    /// says what it seems to be.
    pub(crate) fn finish(mut self) -> Result<Opened> {
        let choice = std::mem::take(&mut self.choice);
        if let Some(whole) = self.whole {
            let found = rescue::open(&whole).map(|opened| less(opened, &choice));
            return found.ok_or_else(|| advice::refuse(proto::NotProto::Truncated, 0, &whole[..whole.len().min(HEAD)]));
        }
        let Loader {
            unpacker,
            decoder,
            kept,
            ..
        } = &mut self;
        unpacker.finish(&mut |piece| decoder.push(piece, kept))?;
        if self.bytes_out() == 0 {
            return Err(Error::new(ErrorKind::Empty));
        }
        let (reason, at) = match self.decoder {
            Decoding::Refused(reason, at) => (reason, at),
            Decoding::Beside(beside, reason, at) => return Ok(less(self.kept.end(beside, reason, at)?, &choice)),
            Decoding::Proto(decoder) => {
                let consumed = decoder.consumed();
                let left_out = match choice.is_all() {
                    true => String::new(),
                    false => choice.sentence(&decoder.sample_types()),
                };
                match decoder.finish() {
                    Ok(profile) => {
                        return Ok(Opened {
                            left_out,
                            ..profile.into()
                        });
                    }
                    Err(proto::Refusal::Final(error)) => return Err(error),
                    Err(proto::Refusal::NotProto(reason)) => (reason, consumed),
                }
            }
        };
        if let Some(beside) = self.kept.beside.take() {
            return Ok(less(self.kept.end(beside, reason, at)?, &choice));
        }
        let opened = match self.kept.parse_if_lines_are_short() {
            // pprof adds up what was written one behind the other; what it is worth is seen one by one.
            Ok(opened) if !self.kept.is_strict && rescue::is_several(&self.kept.bytes) => {
                rescue::open(&self.kept.bytes).unwrap_or(opened)
            }
            Ok(opened) => opened,
            Err(formats::Refusal::Final(error)) => return Err(error),
            Err(formats::Refusal::Unrecognized) => {
                let mut beside = match self.kept.foreign() {
                    Some(reading) => reading,
                    None => Beside::Dumps(Box::default()),
                };
                beside.push(&self.kept.bytes)?;
                self.kept.end(beside, reason, at)?
            }
        };
        Ok(less(opened, &choice))
    }
}

/// What was read whole, with no more than a choice keeps.
#[inline(never)]
fn less(mut opened: Opened, choice: &Choice) -> Opened {
    if choice.is_all() {
        return opened;
    }
    for (profile, _) in &mut opened.profiles {
        opened.left_out = choice.sentence(&profile.sample_type_names());
        choice.apply(profile);
    }
    opened
}

impl Decoding {
    fn push(&mut self, piece: &[u8], kept: &mut Kept) -> Result<()> {
        // What it is, is known by its head: of no text, no more is asked for than that.
        if kept.bytes.is_empty() && piece.len() > HEAD {
            let (head, rest) = piece.split_at(HEAD);
            self.push(head, kept)?;
            return self.push(rest, kept);
        }
        // Who decodes samples asks for each column.
        let is_of_samples = matches!(self, Decoding::Proto(_)) && kept.is_no_text();
        if !is_of_samples {
            kept.ask_for(piece)?;
        }
        if let Decoding::Beside(beside, ..) = self {
            return beside.push(piece);
        }
        kept.push(piece)?;
        if let Decoding::Proto(decoder) = self {
            match decoder.push(piece) {
                Ok(()) => return Ok(()),
                Err(proto::Refusal::Final(error)) => return Err(error),
                Err(proto::Refusal::NotProto(reason)) => *self = Decoding::Refused(reason, decoder.consumed()),
            }
        }
        let Decoding::Refused(reason, at) = *self else {
            return Ok(());
        };
        if let Some(beside) = kept.beside.take() {
            *self = Decoding::Beside(beside, reason, at);
        } else if kept.is_complete() {
            return Err(kept.refuse(reason, at));
        }
        Ok(())
    }
}
