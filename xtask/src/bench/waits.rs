//! What a user waits for, from the file that is dropped to what is painted: xtask/waits.mjs in a fresh Chromium for each run, beside what
//! other programs take for the same file in the same minute, `zcat` and `go tool pprof -top`.

use super::figures::{Figures, collect, median, megabytes, pair, ratio, wall};
use super::{ENOUGH_PPROF, is_text};
use crate::go::Pprof;
use crate::{setup, sh};
use anyhow::Result;
use std::path::Path;

/// What is measured in the page, and what of it is said.
const STAGES: [(&str, &str); 12] = [
    ("drop to top", "drop to Top, fresh browser"),
    ("again to top", "drop to Top, the next file"),
    ("select", "callers and callees"),
    ("flame", "Flame"),
    ("calls", "Call tree"),
    ("graph", "Graph"),
    ("source", "Source"),
    ("traces", "Traces"),
    ("tags", "Tags"),
    ("sample type", "another sample type"),
    ("focus", "a focus"),
    ("beside", "a small file beside"),
];

/// Measures one file, in turns with the other programs, and prints a table.
pub fn measure(file: &Path, runs: usize, release: &Path, pprof: Option<&Pprof>) -> Result<()> {
    if is_text(file) {
        return Ok(());
    }
    let (mut page, mut others) = (Figures::new(), Figures::new());
    let browser = setup::browser()?;
    for _ in 0..runs {
        let mut waits = setup::node()?;
        waits
            .arg("xtask/waits.mjs")
            .arg(file)
            .env("PROFLENS_CHROMIUM", &browser);
        collect(&mut waits, &mut page)?;
        let mut other = |name: &str, time: f64| others.entry(name.to_owned()).or_default().push(time);
        other("zcat", wall(sh::command("gzip").arg("-dc").arg(file))?);
        other(
            "proflens",
            wall(sh::command(release.join("proflens")).arg("-top").arg(file))?,
        );
        let spent: f64 = others.get("pprof").into_iter().flatten().sum();
        if let Some(pprof) = pprof.filter(|_| spent < ENOUGH_PPROF) {
            let time = wall(pprof.command(&sh::root())?.arg("-top").arg(file))?;
            others.entry("pprof".to_owned()).or_default().push(time);
        }
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    println!("\n{name}: what a user waits for; {runs} runs");
    println!(
        "{:28} {:>21} {:>10} {:>18}",
        "ms", "min / median", "of zcat", "pprof -top is"
    );
    let line = |title: &str, figures: &Figures, name: &str| {
        if !figures.contains_key(name) {
            return;
        }
        let to_zcat = ratio(median(figures, name), median(&others, "zcat"));
        let to_pprof = ratio(median(&others, "pprof"), median(figures, name));
        println!("{title:28} {} {to_zcat:>10} {to_pprof:>18}", pair(figures, name));
    };
    line("zcat", &others, "zcat");
    line("pprof -top", &others, "pprof");
    line("proflens -top", &others, "proflens");
    for (stage, title) in STAGES {
        line(title, &page, stage);
    }
    println!(
        "wasm memory: {} MB for Top, {} MB after every view",
        megabytes(median(&page, "memory of top")),
        megabytes(median(&page, "memory"))
    );
    Ok(())
}
