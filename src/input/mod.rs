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
//! each of them plain or in gzip. What is none of them is refused with pprof's message and an advice that names what it
//! seems to be.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | chunks to a profile: the format |
//! | `choice.rs` | what of a profile is kept |
//! | `unpack.rs` | the container: gzip or none |
//! | `gzip.rs` | inflates |
//! | `proto/` | decodes profile.proto as it comes |
//! | `formats/` | every other format, one file and one row of a table for each: they are kept until they are whole |
//! | `goroutines/` | dumps of goroutines in any text, read as it comes |
//! | `path_ends.rs` | paths that are found by their ends |
//! | `sources.rs` | source files for reports that show lines |
//! | `advice.rs` | what a file is that is no profile |

pub mod path_ends;
pub mod sources;

mod advice;
mod choice;
mod formats;
mod goroutines;
pub mod gzip;
mod proto;
mod unpack;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::room;
use crate::profile::Profile;
use formats::Guess;

pub use choice::Choice;
pub use goroutines::Dump;
pub use unpack::Unpacker;

/// About how many bytes of memory one of a text becomes.
const TEXT_GROWTH: u64 = 16;

/// How much of the start of a file is kept to tell what it is when it is no profile: more than the longest line that a
/// text format may have. All of it is kept while it may be of a format before profile.proto.
const HEAD: usize = 72 * 1024;

/// Of more dumps in a file the last ones are opened: a server that recovers panics prints one for each.
pub const MOST_DUMPS: usize = 1000;

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
}

/// What a file holds.
pub struct Opened {
    /// One profile, or one for each of the dumps in a text, each with its goroutines one by one. Never empty.
    pub profiles: Vec<(Profile, Option<Dump>)>,
    /// What has to be known about the file: what was cut, what was not read. A sentence each.
    pub notes: Vec<String>,
    /// What is good to know and takes nothing away, a sentence each.
    pub asides: Vec<String>,
    /// What was wanted to be left out, as a sentence; empty if all is there.
    pub left_out: String,
}

impl From<Profile> for Opened {
    fn from(profile: Profile) -> Opened {
        Opened {
            profiles: vec![(profile, None)],
            notes: Vec::new(),
            asides: Vec::new(),
            left_out: String::new(),
        }
    }
}

/// The start of the file, or all of it.
#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    /// Whether there was more.
    is_start: bool,
    sniffer: formats::Sniffer,
    guess: Guess,
    /// What of dumps is in the file so far, if it is a text which reads as profile.proto for longer than the start: letters are fields of
    /// it as well, and those of a long line may be many.
    text: Option<Box<goroutines::Reader>>,
}

enum Decoding {
    Proto(Box<proto::Decoder>),
    /// It is no profile.proto file, for this reason at this byte; the rest is awaited to say what it is.
    Refused(proto::NotProto, u64),
    /// Nor is it of another format: it is a text that may have dumps anywhere.
    Text(Box<goroutines::Reader>, proto::NotProto, u64),
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
        }
    }
}

impl Loader {
    /// A loader to which nothing has come yet.
    pub fn new() -> Loader {
        Loader::default()
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
        let file = self.file.take()?;
        room::ask_for(file.len() as u64 + (1 << 16)).ok()?;
        Some(std::rc::Rc::from(file))
    }

    /// Takes the next chunk of the file. After an error the loader is of no use any more.
    ///
    /// # Errors
    ///
    /// The container is damaged, it inflates to far too much, the memory does not suffice, or what has come cannot become
    /// a profile.
    pub fn push(&mut self, chunk: &[u8]) -> Result<()> {
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
        self.unpacker.bytes_in()
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
            Decoding::Text(reader, ..) => reader.goroutines(),
        }
    }

    /// Ends the file and checks the profile.
    ///
    /// # Errors
    ///
    /// The file ends too early, contradicts itself, or is no profile in any format that is known here; the error's advice
    /// says what it seems to be.
    pub(crate) fn finish(mut self) -> Result<Opened> {
        let choice = std::mem::take(&mut self.choice);
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
            Decoding::Text(reader, reason, at) => return Ok(less(self.kept.dumps(*reader, reason, at)?, &choice)),
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
        if let Some(reader) = self.kept.text.take() {
            return Ok(less(self.kept.dumps(*reader, reason, at)?, &choice));
        }
        let opened = match self.kept.parse() {
            Ok(opened) => opened,
            Err(formats::Refusal::Final(error)) => return Err(error),
            Err(formats::Refusal::Unrecognized) => {
                let mut reader = goroutines::Reader::default();
                reader.push(&self.kept.bytes);
                self.kept.dumps(reader, reason, at)?
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
        // Who decodes samples asks for each column.
        let is_of_samples = matches!(self, Decoding::Proto(_)) && kept.is_no_text();
        if !is_of_samples {
            kept.ask_for(piece)?;
        }
        if let Decoding::Text(reader, ..) = self {
            reader.push(piece);
            return Ok(());
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
        if let Some(reader) = kept.text.take() {
            *self = Decoding::Text(reader, reason, at);
        } else if kept.may_have_dumps() {
            let mut reader = Box::<goroutines::Reader>::default();
            reader.push(&kept.bytes);
            *self = Decoding::Text(reader, reason, at);
        } else if kept.is_complete() {
            return Err(kept.refuse(reason, at));
        }
        Ok(())
    }
}

impl Kept {
    /// Whether there is room for what a piece of a text becomes: its lines, copied and taken apart.
    fn ask_for(&self, piece: &[u8]) -> Result<()> {
        room::ask_for((piece.len() + self.bytes.len() / 4) as u64 * TEXT_GROWTH)
            .map_err(|_| Error::new(ErrorKind::OutOfMemory { samples: 0 }))
    }

    /// Keeps what may be needed of the next piece.
    fn push(&mut self, piece: &[u8]) -> Result<()> {
        if let Some(reader) = &mut self.text {
            reader.push(piece);
            return Ok(());
        }
        let wanted = match self.guess {
            Guess::Open | Guess::Known => piece.len(),
            Guess::TooLong | Guess::Nothing => HEAD.saturating_sub(self.bytes.len()).min(piece.len()),
        };
        if self.bytes.try_reserve(wanted).is_err() {
            return Err(Error::new(ErrorKind::OutOfMemory { samples: 0 }));
        }
        self.bytes.extend_from_slice(&piece[..wanted]);
        if wanted < piece.len() && self.may_have_dumps() {
            let mut reader = Box::<goroutines::Reader>::default();
            reader.push(&self.bytes);
            reader.push(&piece[wanted..]);
            self.text = Some(reader);
        }
        self.is_start |= wanted < piece.len();
        if self.guess == Guess::Open {
            self.guess = self.sniffer.guess(&self.bytes);
        }
        Ok(())
    }

    /// Whether nothing that is still to come can make it a profile, or tell better what it is.
    fn is_complete(&self) -> bool {
        match self.guess {
            Guess::Open | Guess::Known => false,
            Guess::TooLong => true,
            Guess::Nothing => self.bytes.len() >= HEAD,
        }
    }

    /// Whether it is of none of the formats, but a text, all of which is here so far. That is told by as much of it as tells the same
    /// whatever the pieces; of less it is not told yet.
    fn may_have_dumps(&self) -> bool {
        let is_unknown = matches!(self.guess, Guess::TooLong | Guess::Nothing) && !self.is_start;
        is_unknown && self.bytes.first_chunk().is_some_and(goroutines::is_text)
    }

    /// Whether it is known to be no text, so that no more of it is kept.
    fn is_no_text(&self) -> bool {
        matches!(self.guess, Guess::TooLong | Guess::Nothing) && self.is_start && self.text.is_none()
    }

    /// Reads what is no profile.proto file as any other format.
    fn parse(&self) -> Result<Opened, formats::Refusal> {
        room::ask_for(self.bytes.len() as u64 * TEXT_GROWTH)?;
        formats::parse(&self.bytes)
    }

    /// Why it is no profile: it is no profile.proto file, for this reason at this byte, and nothing else.
    fn refuse(&self, reason: proto::NotProto, at: u64) -> Error {
        match self.parse() {
            Err(formats::Refusal::Final(error)) => error,
            _ => advice::refuse(reason, at, &self.bytes),
        }
    }

    /// The dumps that a text has, if it has any.
    fn dumps(&self, reader: goroutines::Reader, reason: proto::NotProto, at: u64) -> Result<Opened> {
        let (dumps, account) = reader.finish();
        if dumps.is_empty() {
            return Err(match advice::without_goroutines(&account) {
                Some(error) => error,
                None => self.refuse(reason, at),
            });
        }
        let (notes, asides) = (account.sentences(&dumps), goroutines::Account::asides(&dumps));
        let first = dumps.len().saturating_sub(MOST_DUMPS);
        let profiles = dumps
            .into_iter()
            .skip(first)
            .map(|mut dump| goroutines::profile(&mut dump).map(|profile| (profile, Some(dump))));
        Ok(Opened {
            profiles: profiles
                .collect::<Result<_, _>>()
                .map_err(|_| Error::new(ErrorKind::OutOfMemory { samples: 0 }))?,
            notes,
            asides,
            left_out: String::new(),
        })
    }
}
