//! How long the stages of the analyzer take on a file, for `cargo xtask bench`.

use crate::analysis::budget::Budget;
use crate::analysis::filter::Filtered;
use crate::analysis::flame_graph::{FlameGraph, Trees, View};
use crate::analysis::options::Options;
use crate::analysis::stacks::{Objects, Paths, StackSet};
use crate::base::clock::TimeZone;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::sink::Sink;
use crate::input::sources::Dropped;
use crate::input::{Loader, gzip};
use crate::profile::Profile;
use crate::profile::combine::{Preparation, combine};
use crate::session::{
    Change, FIRST_ROWS, Graph, GraphQuery, Peek, PeekQuery, Session, Source, SourceQuery, Top, TopQuery, TopRow,
    Traces, TracesQuery,
};
use crate::shell::{self, Streams};
use std::hint::black_box;
use std::rc::Rc;
use std::time::Instant;

/// Files come in pieces, as in the page's worker.
const CHUNK: usize = 1 << 20;

/// Inflates a file; says `inflate` with its milliseconds and `inflated` with the number of bytes.
///
/// # Errors
///
/// The file is damaged.
pub fn measure_inflate(file: &[u8], say: &mut dyn FnMut(&str, f64)) -> Result<()> {
    let start = Instant::now();
    let inflated = inflate(file)?;
    say("inflate", milliseconds(start));
    say("inflated", inflated as f64);
    Ok(())
}

/// Opens a profile and shows it in several ways; says each stage with its milliseconds, and `samples` and `text` with the
/// numbers of samples and of bytes.
///
/// # Errors
///
/// The file is no profile.
pub fn measure(file: &[u8], say: &mut dyn FnMut(&str, f64)) -> Result<()> {
    let start = Instant::now();
    let profile = load(file)?;
    say("open", milliseconds(start));
    say("samples", profile.samples.len() as f64);

    let start = Instant::now();
    let profile = Rc::new(combine(vec![profile], None, &Preparation::default())?);
    let mut options = Options::default();
    run("top", &profile, &mut options)?;
    say("top", milliseconds(start));

    let start = Instant::now();
    let column = profile.sample_types.len() - 1;
    let filtered = Rc::new(Filtered::all(&profile));
    let set = StackSet::new(filtered, column, &options, Objects::Nameless, Paths::Trimmed);
    let mut trees = Trees::default();
    let mut view = View {
        // As wide as a window, from the root; then with what is known.
        smallest: 0.5 / 1280.0,
        ..View::default()
    };
    let _ = black_box(FlameGraph::new(&set, &view, &mut trees));
    say("flame", milliseconds(start));
    let start = Instant::now();
    view.smallest /= 2.0;
    let _ = black_box(FlameGraph::new(&set, &view, &mut trees));
    say("flame again", milliseconds(start));
    drop((set, trees));

    let start = Instant::now();
    say("text", run("traces", &profile, &mut options)? as f64);
    say("traces", milliseconds(start));
    drop(profile);
    measure_session(file, say)
}

/// What a page waits for between two clicks: from a filter for the first row to the rows of Top, views, and another sample type.
fn measure_session(file: &[u8], say: &mut dyn FnMut(&str, f64)) -> Result<()> {
    let mut session = Session::default();
    session.open("bench", file)?;
    let first = top_rows(&mut session)?.into_iter().next();
    let name = first.map(|row| row.name).unwrap_or_default();

    let focus = Change {
        filter: vec![("focus".to_owned(), name.clone())],
        ..Change::default()
    };
    let start = Instant::now();
    change(&mut session, &focus)?;
    black_box(top_rows(&mut session)?);
    say("focus to top", milliseconds(start));

    let no_focus = Change {
        set: vec![("focus".to_owned(), String::new())],
        ..Change::default()
    };
    change(&mut session, &no_focus)?;
    let start = Instant::now();
    let traces = session.ask::<Traces>(TracesQuery::default())?;
    black_box(traces.view.page(0..FIRST_ROWS)?);
    say("traces rows", milliseconds(start));
    let mut timed = |stage: &str, work: &mut dyn FnMut(&mut Session) -> Result<()>| {
        let start = Instant::now();
        work(&mut session)?;
        say(stage, milliseconds(start));
        Ok::<(), Error>(())
    };
    timed("peek", &mut |session| {
        let name = name.clone();
        black_box(session.ask::<Peek>(PeekQuery { name })?);
        Ok(())
    })?;
    // A window tries several numbers of nodes until their names can be read.
    timed("graph", &mut |session| {
        for nodes in [40, 20] {
            let query = GraphQuery {
                nodes,
                ..GraphQuery::default()
            };
            black_box(session.ask::<Graph>(query)?);
        }
        Ok(())
    })?;
    timed("source", &mut |session| {
        black_box(session.ask::<Source>(SourceQuery::default())?);
        Ok(())
    })?;
    timed("type to top", &mut |session| {
        let first = Change {
            set: vec![("sample_index".to_owned(), "0".to_owned())],
            ..Change::default()
        };
        change(session, &first)?;
        black_box(top_rows(session)?);
        Ok(())
    })
}

/// The first rows of Top.
fn top_rows(session: &mut Session) -> Result<Vec<TopRow>> {
    Ok(session.ask::<Top>(TopQuery::default())?.view.page(0..FIRST_ROWS))
}

/// Makes a change, with all that a page is told about it.
fn change(session: &mut Session, wanted: &Change) -> Result<()> {
    match session.change(wanted).refused.into_iter().next() {
        Some(sentence) => Err(Error::new(ErrorKind::Usage(sentence))),
        None => Ok(()),
    }
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

fn load(file: &[u8]) -> Result<Profile> {
    let mut loader = Loader::new();
    for chunk in file.chunks(CHUNK) {
        loader.push(chunk)?;
    }
    let opened = loader.finish()?;
    opened
        .profiles
        .into_iter()
        .next()
        .map(|(profile, _)| profile)
        .ok_or_else(|| Error::new(ErrorKind::Empty))
}

/// Inflates a file and returns how many bytes it held.
fn inflate(file: &[u8]) -> Result<usize> {
    if !file.starts_with(&gzip::MAGIC) {
        return Ok(file.len());
    }
    let mut inflated = 0;
    let mut inflater = Box::<gzip::Inflater>::default();
    for chunk in file.chunks(CHUNK) {
        inflater.push(chunk, &mut |piece| {
            inflated += black_box(piece).len();
            Ok(())
        })?;
    }
    Ok(inflated)
}

/// Runs a command and returns how many bytes it printed.
fn run(line: &str, profile: &Rc<Profile>, options: &mut Options) -> Result<u64> {
    let mut out = Counter(0);
    let mut streams = Streams {
        out: &mut out,
        is_terminal: false,
        notes: &mut |_| {},
        files: None,
        pack: None,
        sources: Rc::new(Dropped::default()),
        budget: Budget::UNLIMITED,
        known: None,
    };
    shell::run(profile, options, &TimeZone::Utc, line, &mut streams)?;
    Ok(out.0)
}

struct Counter(u64);

impl Sink for Counter {
    fn write(&mut self, text: &[u8]) -> Result<()> {
        self.0 += black_box(text).len() as u64;
        Ok(())
    }
}
