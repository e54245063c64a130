//! Formats next door: what pprof refuses and other profilers write, each an ordinary Profile.
//!
//! A row of [`READERS`] is a format: its name, how a file of it is recognised, who reads it and what makes such files. A file is shown
//! to them only when pprof's formats have refused it, so that one that is two things goes to pprof's reader; the first row that recognises
//! it decides. What is recognised is told from the first [`HEAD`](super::HEAD) bytes, whatever the pieces that they come in.
//!
//! ```text
//! main;parse;read 12        folded stacks: a row for a text that is read as it comes
//! {"nodes":[{"id":1,...     a CPU profile of V8: a row for a file that is read when it is whole
//! ```
//!
//! Formats of lines are read as they come, however long they are. The others are kept until they are whole, and refused above
//! [`LARGEST`]. A reader invents nothing: names and numbers are the file's, what it leaves out it counts and says.
//!
//! # Adding a reader
//!
//! A file here with the sign and the reader, a row of [`READERS`]: see CONTRIBUTING.md. The tables of the README, of the start page and of
//! the command's help are compared with the rows by `tests/documents.rs`.
//!
//! | file | format |
//! |---|---|
//! | `folded.rs` | folded stacks, a line each |
//! | `perf_script.rs` | the text of `perf script` |
//! | `jemalloc.rs` | heaps of jemalloc, `heap_v2` |
//! | `cpu_profile.rs`, `heap_profile.rs` | V8's `.cpuprofile` and `.heapprofile` |
//! | `speedscope.rs` | speedscope's JSON |
//! | `otlp/` | OTLP profiles |
//!
//! | file | what they share |
//! |---|---|
//! | `maker.rs` | frames with names, as they are read, to a Profile |
//! | `lines.rs` | a text as it comes, line by line |
//! | `json.rs` | JSON, pulled out of a whole file |
//! | `tree.rs` | V8's trees of calls |

mod cpu_profile;
mod folded;
mod heap_profile;
mod jemalloc;
mod json;
mod lines;
mod maker;
mod otlp;
mod perf_script;
mod speedscope;
mod tree;

use super::Opened;
use crate::base::error::{Error, ErrorKind, Result};
use lines::{ByLine, Text};

/// A file of more bytes is refused where it would have to be kept until it is whole.
const LARGEST: usize = 100_000_000;

/// A format that pprof does not know.
pub struct Reader {
    /// What it is called, as behind `It is`: `a CPU profile of V8 (.cpuprofile)`.
    pub name: &'static str,
    /// What makes such a file: `` `node --cpu-prof` ``.
    pub made_by: &'static str,
    /// Whether a file that begins so is one.
    sign: fn(&[u8]) -> bool,
    /// How it is read.
    read: Read,
}

/// How a format is read.
enum Read {
    /// As it comes, line by line.
    ByLine(fn() -> Box<dyn ByLine>),
    /// When it is whole.
    Whole(fn(&[u8]) -> Result<Opened, Wrong>),
}

/// Why a file of a format cannot be read.
pub enum Wrong {
    /// What is wrong with it, as behind `It is a CPU profile of V8, but`.
    Content(String),
    /// Anything else.
    Other(Error),
}

impl<E: Into<Error>> From<E> for Wrong {
    fn from(error: E) -> Wrong {
        Wrong::Other(error.into())
    }
}

/// The formats, in the order in which they are tried.
pub static READERS: &[Reader] = &[
    Reader {
        name: "a CPU profile of V8 (.cpuprofile)",
        made_by: "`node --cpu-prof`, Chromium's DevTools",
        sign: cpu_profile::is_sign,
        read: Read::Whole(cpu_profile::read),
    },
    Reader {
        name: "a heap profile of V8 (.heapprofile)",
        made_by: "`node --heap-prof`, Chromium's DevTools",
        sign: heap_profile::is_sign,
        read: Read::Whole(heap_profile::read),
    },
    Reader {
        name: "a profile of speedscope (JSON)",
        made_by: "speedscope, `py-spy record -f speedscope`, `rbspy report -f speedscope`",
        sign: speedscope::is_sign,
        read: Read::Whole(speedscope::read),
    },
    Reader {
        name: "a heap of jemalloc (heap_v2)",
        made_by: "jemalloc with `MALLOC_CONF=prof:true`",
        sign: jemalloc::is_sign,
        read: Read::Whole(jemalloc::read),
    },
    Reader {
        name: "profiles of OpenTelemetry (OTLP)",
        made_by: "OpenTelemetry's collector, by its exporter `file` with `format: proto`",
        sign: otlp::is_sign,
        read: Read::Whole(otlp::read),
    },
    Reader {
        name: "the text of perf script",
        made_by: "`perf script`",
        sign: perf_script::is_sign,
        read: Read::ByLine(perf_script::begin),
    },
    Reader {
        name: "a file of folded stacks",
        made_by: "`stackcollapse-*.pl`, async-profiler's `collapsed`, `py-spy record -f raw`, bcc's `profile -f`",
        sign: folded::is_sign,
        read: Read::ByLine(folded::begin),
    },
];

/// The format of a file that begins so, if it is one of these.
pub fn recognise(start: &[u8]) -> Option<&'static Reader> {
    READERS.iter().find(|reader| (reader.sign)(start))
}

/// A file of a format on its way.
pub struct Reading {
    reader: &'static Reader,
    state: State,
}

enum State {
    Text(Text),
    Whole(Vec<u8>, fn(&[u8]) -> Result<Opened, Wrong>),
}

impl Reading {
    /// Begins a file of that format.
    pub fn new(reader: &'static Reader) -> Reading {
        let state = match reader.read {
            Read::ByLine(begin) => State::Text(Text::new(begin())),
            Read::Whole(read) => State::Whole(Vec::new(), read),
        };
        Reading { reader, state }
    }

    /// Takes the next piece of it.
    ///
    /// # Errors
    ///
    /// The memory does not suffice, or it is too large.
    pub fn push(&mut self, piece: &[u8]) -> Result<()> {
        match &mut self.state {
            State::Text(text) => text.push(piece).map_err(|wrong| wrong.of(self.reader)),
            State::Whole(bytes, _) => {
                if bytes.len() + piece.len() > LARGEST {
                    return Err(Wrong::Content(format!(
                        "it is larger than {} MB, which is the most that is read of it. Take a shorter one",
                        LARGEST / 1_000_000
                    ))
                    .of(self.reader));
                }
                let full = |_| Error::new(ErrorKind::OutOfMemory { samples: 0 });
                bytes.try_reserve(piece.len()).map_err(full)?;
                bytes.extend_from_slice(piece);
                Ok(())
            }
        }
    }

    /// How many samples were read so far.
    pub fn samples(&self) -> usize {
        match &self.state {
            State::Text(text) => text.samples(),
            State::Whole(..) => 0,
        }
    }

    /// Ends the file, and makes its profiles.
    ///
    /// # Errors
    ///
    /// The memory does not suffice, or the file is wrong.
    pub fn finish(self) -> Result<Opened> {
        let read = match self.state {
            State::Text(text) => text.finish(),
            State::Whole(bytes, read) => read(&bytes),
        };
        let mut opened = read.map_err(|wrong| wrong.of(self.reader))?;
        let what = format!("It is {}.", self.reader.name);
        opened.asides = [what].into_iter().chain(opened.asides).collect();
        Ok(opened)
    }
}

impl Wrong {
    /// The error of a file of that format.
    fn of(self, reader: &Reader) -> Error {
        match self {
            Wrong::Content(what) => Error::new(ErrorKind::Unrecognized {
                advice: format!("It looks like {}, but {what}.", reader.name),
            }),
            // What takes memory while a file is read is said so.
            Wrong::Other(error) if *error.kind() == ErrorKind::NoRoom => {
                Error::new(ErrorKind::OutOfMemory { samples: 0 })
            }
            Wrong::Other(error) => error,
        }
    }
}

#[cfg(test)]
mod tests;
