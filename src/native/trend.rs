//! `proflens -trend FILES...`: what grows over many snapshots, on the output.
//!
//! Files are read one after another, and of each only what a trend needs is kept. One that cannot be opened is said on the error output
//! and loses none of the others. A folder stands for the files in it; a file with several dumps is several snapshots.

use super::command_line::Invocation;
use super::files::{Stream, output_error};
use super::terminal::{self, tell};
use super::trend_flags::{TrendForm, TrendWanted};
use super::{local_zone, open, say};
use crate::analysis::budget::Budget;
use crate::analysis::trend::{Snapshots, Trend, Wanted};
use crate::base::error::{Error, ErrorKind, OutOfMemory, Result};
use crate::base::sink::Sink;
use crate::base::sort::sort_by;
use crate::base::text::natural;
use crate::input::Dump;
use crate::profile::Profile;
use crate::profile::combine::combine;
use crate::report::trend::{Shown, csv, json, markdown, text};
use std::fs;
use std::io::Write;
use std::time::UNIX_EPOCH;

/// So many rows are written where nobody says how many: of a table for people, and of one for programs.
const ROWS: (usize, usize) = (20, 100);

/// Reads the sources and writes their trend.
///
/// # Errors
///
/// There is no snapshot, they cannot be compared, or the output cannot be written.
pub fn run(invocation: &Invocation, asked: TrendWanted) -> Result<()> {
    let mut snapshots = Snapshots::default();
    let mut only = None;
    let (mut found, mut read) = (0, 0);
    for path in invocation.sources.iter().flat_map(|source| files(source)) {
        found += 1;
        match add(&mut snapshots, &mut only, &path, invocation) {
            Ok(()) => read += 1,
            Err(message) => tell(format_args!("{path}: {message}\n")),
        }
    }
    if read < found {
        tell(format_args!("Fetched {read} source profiles out of {found}\n"));
    }
    if let Some((name, profile, dump)) = only {
        let alone = super::alone::look(&name, profile, dump, invocation)?;
        alone.warnings.iter().for_each(|warning| say(warning));
        return match asked.form {
            TrendForm::Text => print(&alone.text()),
            TrendForm::Markdown => print(&alone.markdown()),
            TrendForm::Json => print(&alone.json()),
            TrendForm::Csv => Err(Error::new(ErrorKind::Incompatible(
                "rows of a trend are of two snapshots or more, and there is one: -csv has nothing to write".to_owned(),
            ))),
        };
    }
    let sample_type = invocation.options.sample_index.clone();
    let wanted = Wanted {
        left_out: others(&snapshots, &sample_type),
        sample_type,
        ..Wanted::default()
    };
    let trend = Trend::new(&snapshots, &wanted, &invocation.options, Budget::UNLIMITED)?;
    trend.warnings.iter().for_each(|warning| say(warning));
    let most = match (usize::try_from(invocation.options.nodecount), asked.form) {
        (Ok(0), _) => usize::MAX,
        (Ok(most), _) => most,
        (Err(_), TrendForm::Json | TrendForm::Csv) => ROWS.1,
        (Err(_), _) => ROWS.0,
    };
    let zone = local_zone();
    let shown = Shown::new(&trend, &snapshots, &zone, asked.by, asked.sort, None, most);
    print(&match asked.form {
        TrendForm::Text => text(&shown),
        TrendForm::Markdown => markdown(&shown),
        TrendForm::Json => json(&shown),
        TrendForm::Csv => csv(&shown),
    })
}

fn print(text: &str) -> Result<()> {
    let mut out = Stream(terminal::output());
    out.write(text.as_bytes())?;
    out.0.flush().map_err(output_error)
}

/// The snapshots that are not of the kind that the trend is of: that of the sample type that is wanted, else the one that most are of.
/// Says which they are.
fn others(snapshots: &Snapshots, sample_type: &str) -> Vec<usize> {
    let taken = snapshots.taken().iter();
    let kinds = taken.map(|snapshot| {
        let columns = snapshot.columns.iter();
        let names = columns.map(|column| String::from_utf8_lossy(snapshots.text(column.sample_type.kind)).into_owned());
        names.collect()
    });
    let kinds: Vec<Vec<String>> = kinds.collect();
    let count = |kind: &Vec<String>| kinds.iter().filter(|own| *own == kind).count();
    let Some(most) = kinds.iter().rev().max_by_key(|kind| count(kind)) else {
        return Vec::new();
    };
    let is_other = |kind: &Vec<String>| match sample_type {
        "" => kind != most,
        wanted => !kind.iter().any(|own| own == wanted),
    };
    let others: Vec<usize> = (0..kinds.len())
        .filter(|&snapshot| is_other(&kinds[snapshot]))
        .collect();
    // Of one there is no trend: then it is said why.
    if kinds.len() - others.len() < 2 {
        return Vec::new();
    }
    let is_about = if sample_type.is_empty() {
        most.join(", ")
    } else {
        sample_type.to_owned()
    };
    for &snapshot in &others {
        let name = &snapshots.taken()[snapshot].name;
        tell(format_args!(
            "{name}: left out, the trend is of {is_about} and it has {}\n",
            kinds[snapshot].join(", ")
        ));
    }
    others
}

/// The files of a source: itself, or what is in a folder, in natural order.
fn files(source: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(source) else {
        return vec![source.to_owned()];
    };
    let paths = entries.flatten().map(|entry| entry.path());
    let names = paths
        .filter(|path| path.is_file())
        .map(|path| path.to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    sort_by(&mut names, |one, other| natural(one, other));
    names
}

/// A snapshot by its name, with its goroutines one by one if its file has them so.
type Only = (String, Profile, Option<Dump>);

/// Adds the snapshots of a file; as long as there is one in all, `only` is that one.
fn add(snapshots: &mut Snapshots, only: &mut Option<Only>, path: &str, invocation: &Invocation) -> Result<(), String> {
    let opened = open(path, &invocation.opening)?;
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let since = modified.and_then(|modified| modified.duration_since(UNIX_EPOCH).ok());
    let nanos = since.and_then(|since| i64::try_from(since.as_nanos()).ok());
    let count = opened.profiles.len();
    for (at, (profile, dump)) in opened.profiles.into_iter().enumerate() {
        let name = match count {
            1 => path.to_owned(),
            _ => format!("{path} #{}", at + 1),
        };
        let profile = combine(vec![profile], None, &invocation.preparation).map_err(|error| error.to_string())?;
        let added = snapshots.add(&name, nanos, &profile, dump.as_ref());
        added.map_err(|OutOfMemory| Error::new(ErrorKind::OutOfMemory { samples: 0 }).to_string())?;
        *only = (snapshots.taken().len() == 1).then_some((name, profile, dump));
    }
    Ok(())
}
