//! Files, streams and the clock of the native command.

use proflens::analysis::options::Options;
use proflens::base::clock::{Offset, TimeZone, numeric_abbreviation};
use proflens::base::error::{Error, ErrorKind, Result};
use proflens::command_line::{self, Invocation, Refusal};
use proflens::input::Loader;
use proflens::input::sources::{Sources, not_found};
use proflens::profile::Profile;
use proflens::profile::combine::{Base, combine};
use proflens::shell::{self, Command, Existing, OpenedFiles, Outcome, Stream, Streams, output_error};
use std::fs::File;
use std::io::{self, BufRead, BufWriter, IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;

/// What pprof ends with when something is wrong.
const FAILURE: u8 = 2;

pub fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match command_line::parse(&arguments) {
        Ok(invocation) => match run(invocation) {
            Ok(()) => ExitCode::SUCCESS,
            // Whoever read our output has seen enough.
            Err(error) if *error.kind() == ErrorKind::Stopped => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::from(FAILURE)
            }
        },
        Err(Refusal::Help) => {
            eprintln!("{}", usage());
            ExitCode::SUCCESS
        }
        Err(Refusal::Flag(message)) => {
            eprintln!("{message}\n{}", usage());
            ExitCode::from(FAILURE)
        }
        Err(Refusal::Arguments(message)) => {
            eprintln!("{message}");
            ExitCode::from(FAILURE)
        }
    }
}

fn usage() -> String {
    format!(
        "usage:\n\n  proflens <format> [options] [binary] <source> ...\n\nWithout a format, an interactive shell.\n\n{}\n\n  \
         Source options:\n    -base source     Subtract this profile\n    -diff_base source  Compare with this profile\n    \
         -add_comment     Add a comment to the profile\n    -symbolize=none  Leave function names as they are\n    \
         -all_frames      Ignore drop_frames and keep_frames of the profile",
        shell::usage("-")
    )
}

fn run(mut invocation: Invocation) -> Result<()> {
    invocation.notes.iter().for_each(|note| say(note));
    if invocation.sources.len() > 1 && is_binary(&invocation.sources[0]) {
        invocation.preparation.binary = invocation.sources.remove(0);
    }
    // Both are loaded before either may fail: pprof says everything that is wrong with the files.
    let sources = load_all(&invocation.sources);
    let base = invocation.base.as_ref().map(|(path, comparison)| Base {
        profiles: load_all(std::slice::from_ref(path)),
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
        eprintln!("Fetched {loaded} source profiles out of {wanted}");
    }
    let profile = Rc::new(profile?);
    invocation.later_notes.iter().for_each(|note| say(note));
    let Some((report, pattern)) = invocation.report else {
        return interact(&profile, invocation.options);
    };
    let command = Command {
        report,
        pattern,
        options: invocation.options,
    };
    let mut out = Stream(BufWriter::new(io::stdout().lock()));
    let mut streams = Streams {
        out: &mut out,
        is_terminal: io::stdout().is_terminal() && io::stdin().is_terminal(),
        notes: &mut |note| say(note),
        files: Some(&mut OpenedFiles(&mut open_file)),
        sources: Rc::new(Disk),
    };
    shell::write(&profile, &command, &local_zone(), &mut streams)?;
    out.0.flush().map_err(output_error)
}

/// Says something on the error output. As in pprof, what has a line's end gets no second one.
fn say(text: &str) {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    eprint!("{text}{end}");
}

fn open_file(path: &str, existing: Existing) -> io::Result<Box<dyn Write>> {
    let file = match existing {
        Existing::Replace => File::create(path),
        Existing::Keep => File::create_new(path),
    };
    let file = file.map_err(|error| io::Error::new(error.kind(), io_message("open", path, &error)))?;
    Ok(Box::new(BufWriter::new(file)))
}

/// What went wrong with a file, in Go's words.
fn io_message(verb: &str, path: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("{verb} {path}: no such file or directory"),
        io::ErrorKind::PermissionDenied => format!("{verb} {path}: permission denied"),
        io::ErrorKind::IsADirectory => format!("{verb} {path}: is a directory"),
        _ => format!("{verb} {path}: {error}"),
    }
}

/// Loads what can be loaded, and says what could not.
fn load_all(paths: &[String]) -> Vec<Profile> {
    let mut profiles = Vec::new();
    for path in paths {
        match load(path) {
            Ok(profile) => profiles.push(profile),
            Err(message) => eprintln!("{path}: {message}"),
        }
    }
    profiles
}

fn load(path: &str) -> Result<Profile, String> {
    let io_message = |verb: &str, error: &io::Error| io_message(verb, path, error);
    if path.contains("://") && !std::path::Path::new(path).exists() {
        return Err("proflens does not fetch profiles: save it to a file first, for instance with curl -o".to_owned());
    }
    std::fs::metadata(path).map_err(|error| io_message("stat", &error))?;
    let mut file = File::open(path).map_err(|error| io_message("open", &error))?;
    let mut loader = Loader::new();
    let mut chunk = vec![0; 256 * 1024];
    loop {
        match file.read(&mut chunk).map_err(|error| io_message("read", &error))? {
            0 => break,
            length => loader.push(&chunk[..length]).map_err(|error| error.to_string())?,
        }
    }
    loader.finish().map_err(|error| error.to_string())
}

/// Whether a file is a program: pprof then takes it for the one that the profiles are about.
fn is_binary(path: &str) -> bool {
    let mut magic = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    read.is_ok() && (magic == *b"\x7fELF" || magic == [0xcf, 0xfa, 0xed, 0xfe] || magic[..2] == *b"MZ")
}

fn interact(profile: &Rc<Profile>, mut options: Options) -> Result<()> {
    let zone = local_zone();
    shell::greeting(profile, &options, &zone)
        .iter()
        .for_each(|line| say(line));
    options.compact_labels = true;
    let mut lines = io::stdin().lock().lines();
    let output = |error: io::Error| Error::new(ErrorKind::Output(error.to_string()));
    loop {
        let mut out = io::stdout().lock();
        out.write_all(b"(pprof) ").and_then(|()| out.flush()).map_err(output)?;
        drop(out);
        let Some(line) = lines.next() else {
            return Ok(());
        };
        let mut out = Stream(BufWriter::new(io::stdout().lock()));
        let mut streams = Streams {
            out: &mut out,
            is_terminal: true,
            notes: &mut |note| say(note),
            files: Some(&mut OpenedFiles(&mut open_file)),
            sources: Rc::new(Disk),
        };
        match shell::run(profile, &mut options, &zone, &line.map_err(output)?, &mut streams) {
            Ok(Outcome::Continue) => {}
            Ok(Outcome::Quit) => return Ok(()),
            Err(error) => say(&error.to_string()),
        }
        out.0.flush().map_err(output)?;
    }
}

/// Source files on the disk, found as pprof finds them.
struct Disk;

impl Sources for Disk {
    fn open(&self, name: &[u8], search: &str) -> Result<Rc<[u8]>, Vec<u8>> {
        let lossy = String::from_utf8_lossy(name);
        let path = Path::new(lossy.as_ref());
        // What cannot be read once it is open is empty to pprof: a folder, for one.
        let open = |path: &Path| {
            let mut file = File::open(path)?;
            let mut text = Vec::new();
            let _ = file.read_to_end(&mut text);
            Ok(Rc::from(text))
        };
        if path.is_absolute() {
            return open(path).map_err(|error: io::Error| {
                // The name stands in the message as the profile has it, whatever its encoding.
                let reason = io_message("", "", &error);
                [b"open ", name, reason.trim_start().as_bytes()].concat()
            });
        }
        let folders = search.split(':').flat_map(|folder| Path::new(folder).ancestors());
        let mut files = folders.filter_map(|folder| open(&folder.join(path)).ok());
        files.next().ok_or_else(|| not_found(name, search))
    }

    fn current_directory(&self) -> String {
        let folder = std::env::current_dir();
        folder.map_or_else(|_| String::new(), |folder| folder.to_string_lossy().into_owned())
    }
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
