//! What is kept of a file while nobody knows what it is: its start, or all of it where it may be a format before profile.proto.

use super::foreign;
use super::formats::{self, Guess};
use super::{Opened, advice, goroutines, proto};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::room;

/// About how many bytes of memory one of a text becomes.
const TEXT_GROWTH: u64 = 16;

/// How much of the start of a file is kept to tell what it is when it is no profile: more than the longest line that a
/// text format may have. All of it is kept while it may be of a format before profile.proto.
pub const HEAD: usize = 72 * 1024;

/// Of more dumps in a file the last ones are opened: a server that recovers panics prints one for each.
pub const MOST_DUMPS: usize = 1000;

/// The start of the file, or all of it.
#[derive(Default)]
pub struct Kept {
    /// The bytes, from the first on.
    pub bytes: Vec<u8>,
    /// Whether there was more.
    is_start: bool,
    sniffer: formats::Sniffer,
    guess: Guess,
    /// Who reads the file beside, once its start has told that it may be what pprof does not know: a text reads as profile.proto for longer
    /// than that, for letters are fields of it as well.
    pub beside: Option<Beside>,
    /// Whether the formats of other profilers are left out.
    pub is_strict: bool,
}

/// What pprof does not know, as it comes.
pub enum Beside {
    /// A text that may have dumps anywhere.
    Dumps(Box<goroutines::Reader>),
    /// A file of another profiler.
    Foreign(Box<foreign::Reading>),
}

impl Beside {
    /// Takes the next piece of the file.
    ///
    /// # Errors
    ///
    /// The memory does not suffice, or it is of that kind and wrong.
    pub fn push(&mut self, piece: &[u8]) -> Result<()> {
        match self {
            Beside::Dumps(reader) => reader.push(piece),
            Beside::Foreign(reading) => reading.push(piece)?,
        }
        Ok(())
    }
}

impl Kept {
    /// Whether there is room for what a piece of a text becomes: its lines, copied and taken apart.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn ask_for(&self, piece: &[u8]) -> Result<()> {
        room::ask_for((piece.len() + self.bytes.len() / 4) as u64 * TEXT_GROWTH)
            .map_err(|_| Error::new(ErrorKind::OutOfMemory { samples: 0 }))
    }

    /// Keeps what may be needed of the next piece.
    ///
    /// # Errors
    ///
    /// The memory does not suffice, or who reads it beside refuses it.
    pub fn push(&mut self, piece: &[u8]) -> Result<()> {
        if let Some(beside) = &mut self.beside {
            return beside.push(piece);
        }
        let wanted = match self.guess {
            Guess::Open | Guess::Known => piece.len(),
            Guess::TooLong | Guess::Nothing => HEAD.saturating_sub(self.bytes.len()).min(piece.len()),
        };
        if self.bytes.try_reserve(wanted).is_err() {
            return Err(Error::new(ErrorKind::OutOfMemory { samples: 0 }));
        }
        self.bytes.extend_from_slice(&piece[..wanted]);
        if self.guess == Guess::Open {
            self.guess = self.sniffer.guess(&self.bytes);
        }
        let is_unknown = matches!(self.guess, Guess::TooLong | Guess::Nothing);
        if is_unknown && !self.is_start && self.bytes.len() >= HEAD {
            self.beside = self.foreign().or_else(|| self.dumps());
            if let Some(beside) = &mut self.beside {
                beside.push(&self.bytes)?;
                beside.push(&piece[wanted..])?;
            }
        }
        self.is_start |= wanted < piece.len();
        Ok(())
    }

    /// Whether nothing that is still to come can make it a profile, or tell better what it is.
    pub fn is_complete(&self) -> bool {
        match self.guess {
            Guess::Open | Guess::Known => false,
            Guess::TooLong | Guess::Nothing => self.bytes.len() >= HEAD,
        }
    }

    /// Who reads it if it is a file of another profiler, as far as its start tells.
    pub fn foreign(&self) -> Option<Beside> {
        if self.is_strict {
            return None;
        }
        let reader = foreign::recognise(&self.bytes[..self.bytes.len().min(HEAD)])?;
        Some(Beside::Foreign(Box::new(foreign::Reading::new(reader))))
    }

    /// Who reads it if it is a text.
    pub fn dumps(&self) -> Option<Beside> {
        let is_text = self.bytes.first_chunk().is_some_and(goroutines::is_text);
        is_text.then(|| Beside::Dumps(Box::default()))
    }

    /// Whether it is known to be no text, so that no more of it is kept.
    pub fn is_no_text(&self) -> bool {
        self.is_complete() && self.beside.is_none()
    }

    /// Reads what is no profile.proto file as any other format.
    ///
    /// # Errors
    ///
    /// It is of no such format, or of one and wrong.
    pub fn parse(&self) -> Result<Opened, formats::Refusal> {
        room::ask_for(self.bytes.len() as u64 * TEXT_GROWTH)?;
        formats::parse(&self.bytes)
    }

    /// The same of a file that has no line which is too long for those formats: whoever knows longer ones is asked first.
    ///
    /// # Errors
    ///
    /// It is of no such format, or of one and wrong.
    pub fn parse_if_lines_are_short(&self) -> Result<Opened, formats::Refusal> {
        match self.guess {
            Guess::TooLong if self.foreign().is_some() || self.dumps().is_some() => Err(formats::Refusal::Unrecognized),
            _ => self.parse(),
        }
    }

    /// Why it is no profile: it is no profile.proto file, for this reason at this byte, and nothing else.
    pub fn refuse(&self, reason: proto::NotProto, at: u64) -> Error {
        match self.parse() {
            Err(formats::Refusal::Final(error)) => error,
            _ => advice::refuse(reason, at, &self.bytes),
        }
    }

    /// Ends what pprof does not know: a file of another profiler, or a text with the dumps that it has.
    ///
    /// # Errors
    ///
    /// There is no profile in it, or the memory does not suffice.
    pub fn end(&self, beside: Beside, reason: proto::NotProto, at: u64) -> Result<Opened> {
        let reader = match beside {
            Beside::Foreign(reading) => return reading.finish(),
            Beside::Dumps(reader) => *reader,
        };
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
            ..Opened::default()
        })
    }
}
