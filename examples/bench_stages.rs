//! One measured run of the analyzer, native: in, a profile; out, lines `stage milliseconds` and `count number`.
//! `cargo xtask bench` runs it again and again beside xtask/bench.mjs, which does the same in wasm.

use proflens::analysis::filter::Filtered;
use proflens::analysis::flame_graph::{FlameGraph, Trees, View};
use proflens::analysis::options::Options;
use proflens::analysis::stacks::{Objects, Paths, StackSet};
use proflens::base::clock::TimeZone;
use proflens::base::sink::Sink;
use proflens::input::{Loader, gzip};
use proflens::profile::Profile;
use proflens::profile::combine::{Preparation, combine};
use proflens::shell::{self, Streams};
use std::error::Error;
use std::hint::black_box;
use std::rc::Rc;
use std::time::Instant;

/// Files come in pieces, as in the page's worker.
const CHUNK: usize = 1 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = std::fs::read(arguments.next().ok_or("usage: bench_stages FILE [inflate]")?)?;
    if arguments.next().is_some() {
        // In a process of its own, so that neither stage finds memory that the other has touched.
        let start = Instant::now();
        let inflated = inflate(&file)?;
        report("inflate", start);
        println!("inflated {inflated}");
        return Ok(());
    }

    let start = Instant::now();
    let profile = load(&file)?;
    report("open", start);
    println!("samples {}", profile.samples.len());

    let start = Instant::now();
    let profile = Rc::new(combine(vec![profile], None, &Preparation::default())?);
    let mut options = Options::default();
    run("top", &profile, &mut options)?;
    report("top", start);

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
    black_box(FlameGraph::new(&set, &view, &mut trees));
    report("flame", start);
    let start = Instant::now();
    view.smallest /= 2.0;
    black_box(FlameGraph::new(&set, &view, &mut trees));
    report("flame again", start);
    drop((set, trees));

    let start = Instant::now();
    println!("text {}", run("traces", &profile, &mut options)?);
    report("traces", start);
    Ok(())
}

fn report(stage: &str, start: Instant) {
    println!("{stage} {:.3}", start.elapsed().as_secs_f64() * 1000.0);
}

fn load(file: &[u8]) -> Result<Profile, Box<dyn Error>> {
    let mut loader = Loader::new();
    for chunk in file.chunks(CHUNK) {
        loader.push(chunk)?;
    }
    Ok(loader.finish()?)
}

/// Inflates a file and returns how many bytes it held.
fn inflate(file: &[u8]) -> Result<usize, Box<dyn Error>> {
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
fn run(line: &str, profile: &Rc<Profile>, options: &mut Options) -> Result<u64, Box<dyn Error>> {
    let mut out = Counter(0);
    let mut streams = Streams {
        out: &mut out,
        is_terminal: false,
        notes: &mut |_| {},
        files: None,
        pack: None,
        sources: std::rc::Rc::new(proflens::input::sources::Dropped::default()),
    };
    shell::run(profile, options, &TimeZone::Utc, line, &mut streams)?;
    Ok(out.0)
}

struct Counter(u64);

impl Sink for Counter {
    fn write(&mut self, text: &[u8]) -> proflens::base::error::Result<()> {
        self.0 += black_box(text).len() as u64;
        Ok(())
    }
}
