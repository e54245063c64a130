//! proflens reads pprof profiles and answers what `go tool pprof` answers: the same numbers, the same text to the byte.
//! It runs in a browser tab as WebAssembly, in Node, and as a native command.
//!
//! ```
//! use proflens::session::Session;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut session = Session::default();
//! let file = std::fs::read("testdata/cpu.pb.gz")?;
//! session.open("cpu.pb.gz", &file)?;
//! session.run_to_text("focus=query")?;
//! let text = session.run_to_text("top5 -cum")?;
//! assert!(text.starts_with("Active filters:\n   focus=query\nShowing nodes accounting for "));
//! # Ok(())
//! # }
//! ```
//!
//! Three things it does that pprof cannot, in the page, the command and the library: it opens files of other profilers ([`READERS`]), dumps of goroutines (`debug=2`, panics,
//! crashes, deadlocks) in any text, each a profile like any other, and it says what grows over many snapshots (`-trend`).
//!
//! # The way of a profile
//!
//! ```text
//! files --input--> Profile --combine--> Profile --filter--> Filtered --stacks--> StackSet
//!
//! StackSet --graph--> Graph -------> report::{top, tree, peek, list}     sources: the lines of files for list
//!                     CallGraph ---> report::{dot, callgrind}            Picture: texts and colours for dot and the page
//! StackSet --flame_graph-----> FlameGraph: stacks as boxes
//! StackSet ------------------> report::{traces, folded}
//! Filtered ------------------> report::{tags, raw}     Profile --> report::comments
//! Filtered --encode--> profile.proto: report::proto
//!
//! StackSet --goroutines--> Groups: who waits, where, begun by whom
//! [Profile] --trend--> Snapshots --> Trend --> Verdict, report::trend: what grows over many profiles of a program
//!
//! shell: a line of text --> Options and a report       session: what a page needs between two clicks
//! ```
//!
//! # The floors
//!
//! | floor | what it turns into what |
//! |---|---|
//! | [`base`] | knows no profile: errors, text, numbers, units, the clock, patterns, names, columns |
//! | [`profile`] | [`Profile`](profile::Profile), and several of them combined into one |
//! | [`input`] | bytes into a profile, one file per format, those of other profilers too; dumps of goroutines in any text; source files |
//! | [`analysis`] | options, filters, stacks, graphs, goroutines, trends: profiles into what can be shown |
//! | [`report`] | text and files, one file per report |
//! | [`shell`] | a line as typed at pprof's prompt into options and a report |
//! | [`session`] | what a page needs between two clicks, one file per view |
//! | doors | [`native`], the command, and `web`, the only one that knows JavaScript |
//!
//! A floor uses only those above it in this table. Inside the first four floors a module uses only those above it in its
//! `mod.rs`; `tests/layers.rs` holds both. Views of a session do not know each other, but the list of reports knows those whose rows are files.
//!
//! Every arrow is a function from values to a value. A [`Profile`](profile::Profile) never changes once it is combined:
//! filters say what is left of it, and a [`StackSet`](analysis::stacks::StackSet) tells its frames apart as a report wants them.
//! One [`Options`](analysis::options::Options) value drives every report, whether it was set in the shell, on the command line or
//! by a link.
//!
//! # Words
//!
//! They are pprof's. A *sample* is a stack with one *value* per *sample type* (cpu in nanoseconds, inuse_space in
//! bytes) and *labels*, which pprof's reports call tags. A stack is made of *locations*, the *leaf* first; a location
//! stands for several *frames* where calls were inlined. A *node* is what frames become at the wanted *granularity*: a
//! function, a line, a file. *Flat* is what a node weighs itself, *cum* what it weighs with all that it calls. A *base*
//! is a profile that is subtracted (`base`) or compared with (`diff_base`).
//!
//! # What always holds
//!
//! 1. After `input` nothing about a file can fail: ids are resolved, and every sample has a value per sample type. What
//!    is set in a session is checked once, where it enters, by one rule ([`analysis::check`]), and refused with a sentence;
//!    the native command refuses it when pprof does.
//! 2. No input makes it panic. There is no recursion over stacks; inflated sizes are bounded, and what is proportional
//!    to the samples is allocated with checks. There is no unsafe code, and no `unwrap` outside of tests.
//! 3. The core knows neither JavaScript nor WebAssembly nor a system: what differs (how profiles are packed, where files
//!    and sources are, the time zone) a door hands in.
//! 4. Ids are newtypes over `u32` into columns; what is proportional to samples or frames is columnar.
//! 5. Values stay `i64` until they leave, as text from `measurement` or as `f64` for drawing.
//! 6. Nothing is sent anywhere: the core has no network and no files, a door hands it bytes.
//! 7. Twice as much of anything is about twice as much work: `tests/growth` counts it, for every reader, report and view.
//!
//! # Limits
//!
//! | what | limit | what happens beyond it |
//! |---|---|---|
//! | frames of all stacks together, in a session | 500,000,000 ([`Budget::PAGE`](analysis::budget::Budget::PAGE)) | a sentence with their number, and what makes them fit; the command has no limit |
//! | names and files of different frames together, in a session | 512 MB | a sentence; the command has no limit |
//! | what a file inflates to | 400 times its size, once it is more than 256 MB | it is refused as a bomb |
//! | text of a line at the prompt, in a session | 4 MB | it is cut, and said; the report as a file has all of it |
//! | calls in a tree of stacks, in a session | 4,000,000 looked into for one answer, and 16,000,000 in a tree of all paths ([`Budget::PAGE`](analysis::budget::Budget::PAGE)) | a sentence, while it grows; the command has no limit |
//! | a file of another profiler that is read when it is whole, not line by line | 100 MB, and 268 million frames of all its stacks | a sentence |
//! | memory of a page | 4 GB, those of WebAssembly | a sentence, and the session lives (`tests/memory`); a profile that does not fit is counted to its end, and opens in part: one sample type, or without labels ([`Choice`](input::Choice)), which the command does with `-keep_sample_types` and `-drop_labels` |
//! | memory for each inflated byte | 1.9 bytes while a profile.proto is read, 2.1 with the table, 2.3 with the flame graph or calls, 2.4 with source, 2.6 with traces | as above |
//! | largest profile by view | the frames of the first row, for each view: 9 million samples with 55 frames, 1.2 GB inflated | the sentence of the first row; tags, filters and labels go on |
//!
//! The last two were measured with `cargo run --release --example generate_profile 3000000 FILE`, whose 391 MB have 3 million samples, a third
//! of them with labels. Each view was asked in a fresh instance of the wasm in Node, which opened the file first, and the size of its
//! memory was read afterwards, 824 MB with the table: 275 bytes for each sample, 299 with the flame graph or calls, 308 with source, 342 with
//! traces. Half of it are the stacks, at 4 bytes a frame. Nine million such samples, which are 492 million frames, were opened and then shown in the table, the
//! flame graph, calls, the graph, source, traces and tags, one after another in one instance: 2.2 GB with the table, 2.6 before traces, 3.6 with all of them.
//!
//! Three million samples with 150 frames each are within the first. What costs most of that many frames are `callgrind`, at about 23
//! seconds in WebAssembly, and the graph, at 6 to 19; the other views took 2 to 6, and lines of source take less
//! where a place comes again in a stack: 490 stacks of a thousand times the same place with a thousand inlined calls took 0.1. Filters, tags, `raw`, `tags`, `proto`, the list of profiles and closing expand no frames, and have no such limit.
//!
//! What grows with a profile is made in columns with checks: whoever makes one for each sample or label asks for it there, and for no more. What
//! is made in many small pieces for each place, frame or name asks for room before it is made ([`base::room`]): a set of stacks for 240 bytes
//! a frame, a view for 400 a different frame and 6 for each byte of names. Formats but profile.proto ask for 16 bytes for each in the file.
//!

#![warn(rustdoc::broken_intra_doc_links)]
// `{:?}` prints for programmers: no user reads it, and xtask/src/slim.rs takes it out of the page.
#![cfg_attr(not(test), deny(clippy::use_debug))]
#![cfg_attr(test, allow(clippy::disallowed_methods))]
#![allow(
    rustdoc::private_intra_doc_links,
    reason = "the manual is about all floors; cargo doc --document-private-items shows them"
)]

#[cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "what only the command asks for"))]
mod base;

#[cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "what only the command asks for"))]
mod profile;

mod input;

mod analysis;

#[cfg_attr(
    target_arch = "wasm32",
    allow(dead_code, unused_imports, reason = "what only the command asks for")
)]
mod report;

#[cfg_attr(
    target_arch = "wasm32",
    allow(dead_code, unused_imports, reason = "what only the command asks for")
)]
mod shell;

pub mod session;

#[cfg(not(target_arch = "wasm32"))]
pub mod native;

#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(test)]
mod testing;

pub use base::clock::{Offset, TimeZone};
pub use base::error::{Error, ErrorKind, Result};
pub use base::sink::Sink;
pub use input::Loader;
pub use input::foreign::{READERS, Reader};

/// What `tests/fuzz` drives by itself, apart from a session.
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub mod parts {
    pub use crate::base::demangle::{Demangler, Demangling};
    pub use crate::base::pattern::{Pattern, PatternError, quote};
    pub use crate::base::short_names::short_name;
}
