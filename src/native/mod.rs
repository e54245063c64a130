//! The native command: pprof's command line and its prompt, with files, streams and the clock of a system.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | loads the profiles and writes the report |
//! | `command_line.rs` | arguments into what to do |
//! | `choice.rs` | what of each file is kept |
//! | `prompt.rs` | the prompt: lines until one asks to leave |
//! | `files.rs` | reports into files |
//! | `gzip.rs` | profiles are compressed on their way out |
//! | `disk.rs` | source files |
//! | `terminal.rs` | the outputs, on which no name moves a cursor |
//! | `trend.rs`, `trend_flags.rs` | what grows over many snapshots |
//! | `alone.rs` | what is said of one alone |
//! | `stages.rs` | how long the stages take |

mod alone;
mod choice;
mod command_line;
mod disk;
mod files;
mod gzip;
mod prompt;
mod stages;
mod terminal;
mod trend;
mod trend_flags;

pub use stages::{measure, measure_inflate};

use crate::analysis::budget::Budget;
use crate::base::clock::{Offset, TimeZone, numeric_abbreviation};
use crate::base::error::{Error, ErrorKind, Result};
use crate::input::foreign::READERS;
use crate::input::{Loader, Opened, Unpacker, rescue};
use crate::profile::Profile;
use crate::profile::combine::{Base, combine};
use crate::shell::{self, Command, Streams};
use command_line::{Invocation, Opening, Refusal};
use disk::Disk;
use files::{OpenedFiles, Stream, io_message, open_file, output_error};
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::mpsc;
use terminal::tell;

/// Our own licence, and those of the crates that this program is made of.
const LICENSE: &str = include_str!("../../LICENSE");
const LICENSES: &str = include_str!("../../docs/licenses/crates.txt");
const STANDARD_LICENSES: &str = include_str!("../../docs/licenses/rust-std.txt");

/// What pprof ends with when something is wrong.
const FAILURE: u8 = 2;

/// Does what the arguments of the process ask for, as `go tool pprof` would: what it prints, and its exit status.
pub fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match command_line::parse(&arguments) {
        Ok(invocation) => match run(invocation) {
            Ok(()) => ExitCode::SUCCESS,
            // Whoever read our output has seen enough.
            Err(error) if *error.kind() == ErrorKind::Stopped => ExitCode::SUCCESS,
            Err(error) => {
                tell(format_args!("{error}\n"));
                ExitCode::from(FAILURE)
            }
        },
        Err(Refusal::Help) => {
            tell(format_args!("{}\n", usage()));
            ExitCode::SUCCESS
        }
        Err(Refusal::Licenses) => {
            let mut out = terminal::output();
            // Whoever reads only the beginning has what he wanted.
            let _ = write!(out, "{LICENSE}\n{LICENSES}\n{STANDARD_LICENSES}").and_then(|()| out.flush());
            ExitCode::SUCCESS
        }
        Err(Refusal::Flag(message)) => {
            tell(format_args!("{message}\n{}\n", usage()));
            ExitCode::from(FAILURE)
        }
        Err(Refusal::Arguments(message)) => {
            tell(format_args!("{message}\n"));
            ExitCode::from(FAILURE)
        }
    }
}

fn usage() -> String {
    format!(
        "usage:\n\n  proflens <format> [options] [binary] <source> ...\n\nWithout a format, an interactive shell.\n\n{}\n\n  \
         Source options:\n    -base source     Subtract this profile\n    -diff_base source  Compare with this profile\n    \
         -add_comment     Add a comment to the profile\n    -symbolize=none  Leave function names as they are\n    \
         -all_frames      Ignore drop_frames and keep_frames of the profile\n\n  \
         Of this program:\n    -lenient         Open what pprof refuses and other profilers write\n    \
         -keep_sample_types=a,b  Keep only these sample types, as -sample_index names them: less memory for a huge profile\n    \
         -drop_labels     Leave the labels of its samples out, for the same reason\n    \
         -licenses        Print its licence and those of what it is made of\n\n  \
         With -lenient these open, too, and what made them:\n{}\n  \
         What pprof refuses opens, too: dumps of goroutines (debug=2, panics, crashes) in any text, with states, waits and\n  \
         creators as labels, of several in a file the last, while FILE#1 is the first; gccgo's counts (debug=1), which lack stacks.\n\n  \
         Over many snapshots (ours, pprof has none):\n    \
         -trend           Say what grows over these files, folders and dumps: -trend [-json|-markdown|-csv] [-by=stacks|functions|lines] [-sort=rank|first|last|delta|sure|slope|shape|name]",
        shell::usage("-"),
        READERS
            .iter()
            .map(|reader| format!("    {}: {}\n", reader.name, reader.made_by.replace('`', "")))
            .collect::<String>()
    )
}

fn run(mut invocation: Invocation) -> Result<()> {
    invocation.notes.iter().for_each(|note| say(note));
    if let Some(wanted) = invocation.trend {
        return trend::run(&invocation, wanted);
    }
    if invocation.sources.len() > 1 && is_binary(&invocation.sources[0]) {
        #[expect(clippy::disallowed_methods, reason = "once")]
        let binary = invocation.sources.remove(0);
        invocation.preparation.binary = binary;
    }
    // Both are loaded before either may fail: pprof says everything that is wrong with the files.
    let sources = load_all(&invocation.sources, &invocation.opening);
    let base = invocation.base.as_ref().map(|(path, comparison)| Base {
        profiles: load_all(std::slice::from_ref(path), &invocation.opening),
        comparison: *comparison,
        normalize: invocation.options.normalize,
    });
    let none = |role| Error::new(ErrorKind::Usage(format!("failed to fetch any {role} profiles")));
    if sources.is_empty() {
        return Err(none("source"));
    }
    if base.as_ref().is_some_and(|base| base.profiles.is_empty()) {
        // pprof has merged the sources by then, and says first that they do not go together.
        combine(sources, None, &invocation.preparation)?;
        return Err(none("base"));
    }
    let (wanted, loaded) = (invocation.sources.len(), sources.len());
    let profile = combine(sources, base, &invocation.preparation);
    // pprof counts the sources when it has merged them.
    let are_merged = !matches!(&profile, Err(error) if error.to_string().starts_with("problem fetching "));
    if loaded < wanted && are_merged {
        tell(format_args!("Fetched {loaded} source profiles out of {wanted}\n"));
    }
    let profile = Rc::new(profile?);
    invocation.later_notes.iter().for_each(|note| say(note));
    let Some((report, pattern)) = invocation.report else {
        return prompt::interact(&profile, invocation.options);
    };
    let command = Command {
        report,
        pattern,
        options: invocation.options,
    };
    let mut out = Stream(terminal::output());
    let mut streams = Streams {
        out: &mut out,
        is_terminal: io::stdout().is_terminal() && io::stdin().is_terminal(),
        notes: &mut |note| say(note),
        files: Some(&mut OpenedFiles(&mut open_file)),
        pack: Some(gzip::pack),
        sources: Rc::new(Disk),
        budget: Budget::UNLIMITED,
        known: None,
    };
    shell::write(&profile, &command, &local_zone(), &mut streams)?;
    out.0.flush().map_err(output_error)
}

/// Says something on the error output. As in pprof, what has a line's end gets no second one.
fn say(text: &str) {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    tell(format_args!("{text}{end}"));
}

/// Loads what can be loaded, and says what could not.
fn load_all(paths: &[String], opening: &Opening) -> Vec<Profile> {
    let mut profiles = Vec::new();
    for path in paths {
        match load(path, opening) {
            Ok(profile) => profiles.push(profile),
            Err(message) => tell(format_args!("{path}: {message}\n")),
        }
    }
    profiles
}

fn load(path: &str, opening: &Opening) -> Result<Profile, String> {
    let mut opened = open(path, opening)?;
    let last = opened.profiles.pop().ok_or("it has no profile")?;
    if !opened.profiles.is_empty() {
        tell(format_args!(
            "{path}: This is the last of them; name {path}#1 for the first, and so on.\n"
        ));
    }
    Ok(last.0)
}

/// Opens a file, or one of the profiles in it: what it holds, or why it cannot be read. What pprof refuses, and what is of another profiler,
/// opens only where that is wanted.
fn open(path: &str, opening: &Opening) -> Result<Opened, String> {
    if path.contains("://") && !std::path::Path::new(path).exists() {
        return Err("proflens does not fetch profiles: save it to a file first, for instance with curl -o".to_owned());
    }
    let (file, number) = numbered(path);
    let is_file = std::fs::metadata(file).map_err(|error| io_message("stat", path, &error))?;
    let is_file = is_file.is_file();
    let mut loader = loader(opening);
    // Names of sample types stand behind the samples, so that the file is read twice; what comes once is read whole.
    let mut refused = None;
    if is_file {
        match choice::of(opening, &|| choice::sample_types(path, file, opening)) {
            Ok(choice) => loader.choose(choice),
            // No sample types are known of a file that only opens by what is inside: those are asked for theirs.
            Err(message) if opening.lenient => refused = Some(message),
            Err(message) => return Err(message),
        }
    }
    let opened =
        read(path, file, &mut loader).and_then(|()| loader.finish().map_err(|error| said_of(path, opening, &error)));
    let (mut opened, is_whole) = match opened {
        Err(message) if opening.lenient => {
            let file = std::fs::read(file).ok();
            let found = file.and_then(|file| rescue::open(&file));
            (found.ok_or(message)?, true)
        }
        opened => match refused {
            Some(message) => return opened.and(Err(message)),
            None => (opened?, !is_file),
        },
    };
    if is_whole {
        for (profile, _) in &mut opened.profiles {
            choice::of(opening, &|| Ok(profile.sample_type_names()))?.apply(profile);
        }
    }
    let doubts = opened.doubts.iter().filter(|_| opening.lenient);
    let said = opened.notes.iter().chain(doubts).chain(&opened.asides);
    said.for_each(|note| tell(format_args!("{path}: {note}\n")));
    if let Some(number) = number {
        let count = opened.profiles.len();
        let chosen = opened.profiles.into_iter().nth(number.wrapping_sub(1));
        let chosen = chosen.ok_or_else(|| format!("it has {count} profiles: there is none with that number"))?;
        opened.profiles = vec![chosen];
    }
    Ok(opened)
}

/// A loader that opens what is wanted.
fn loader(opening: &Opening) -> Loader {
    match opening.lenient {
        true => Loader::new(),
        false => Loader::strict(),
    }
}

/// What is said of a file that cannot be opened.
fn said_of(path: &str, opening: &Opening, error: &Error) -> String {
    match error.kind() {
        // pprof knows no such texts, so what it says of them is not all.
        ErrorKind::Unrecognized { advice } if opening.lenient => format!("{error}\n{path}: {advice}"),
        ErrorKind::WithoutGoroutines { advice } => format!("{error}\n{path}: {advice}"),
        _ => error.to_string(),
    }
}

/// Why a file could not be read to its end.
enum Trouble {
    /// The system says so.
    Read(io::Error),
    /// What is in it.
    Content(String),
}

/// So many pieces may be unpacked before they are decoded.
const AHEAD: usize = 16;

/// Reads a file into a loader: a thread of its own reads and unpacks it, while this one decodes. `path` is what it was called.
fn read(path: &str, file: &str, loader: &mut Loader) -> Result<(), String> {
    let mut file = File::open(file).map_err(|error| io_message("open", path, &error))?;
    let content = |error: Error| Trouble::Content(error.to_string());
    let (give, pieces) = mpsc::sync_channel::<Vec<u8>>(AHEAD);
    let done = std::thread::scope(|scope| {
        let unpacking = scope.spawn(move || {
            // Who decodes may have seen enough.
            let mut give = |piece: &[u8]| give.send(piece.to_vec()).map_err(|_| Error::new(ErrorKind::Stopped));
            let mut unpacker = Unpacker::default();
            let mut chunk = vec![0; 256 * 1024];
            loop {
                match file.read(&mut chunk).map_err(Trouble::Read)? {
                    0 => return unpacker.finish(&mut give).map_err(content),
                    length => unpacker.push(&chunk[..length], &mut give).map_err(content)?,
                }
            }
        });
        let decoded = pieces.into_iter().try_for_each(|piece| loader.push_unpacked(&piece));
        let unpacked = unpacking
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        decoded.map_err(content).and(unpacked)
    });
    done.map_err(|trouble| match trouble {
        Trouble::Read(error) => io_message("read", path, &error),
        Trouble::Content(message) => message,
    })
}

/// `crash.log#2` is the second profile of crash.log, where no file is called so.
fn numbered(path: &str) -> (&str, Option<usize>) {
    let parts = path.rsplit_once('#').filter(|_| !std::path::Path::new(path).exists());
    match parts.and_then(|(file, number)| Some((file, number.parse().ok()?))) {
        Some((file, number)) => (file, Some(number)),
        None => (path, None),
    }
}

/// Whether a file is a program: pprof then takes it for the one that the profiles are about.
fn is_binary(path: &str) -> bool {
    let mut magic = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    read.is_ok() && (magic == *b"\x7fELF" || magic == [0xcf, 0xfa, 0xed, 0xfe] || magic[..2] == *b"MZ")
}

/// The system's time zone, as pprof uses it.
fn local_zone() -> TimeZone {
    let zone = jiff::tz::TimeZone::system();
    TimeZone::Local(Rc::new(move |seconds| {
        let time = jiff::Timestamp::from_second(seconds).unwrap_or_default();
        let info = zone.to_offset_info(time);
        let offset = info.offset().seconds();
        let name = info.abbreviation();
        let abbreviation = match name.starts_with(['+', '-']) {
            true => numeric_abbreviation(offset),
            false => name.to_owned(),
        };
        Offset {
            seconds: offset,
            abbreviation,
        }
    }))
}
