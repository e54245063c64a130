//! What was measured, and how it is said.

use crate::sh;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::Instant;

/// What was measured: by name, one figure for each run, in milliseconds.
pub type Figures = BTreeMap<String, Vec<f64>>;

/// Adds the lines `name figure` that a program prints.
pub fn collect(command: &mut Command, figures: &mut Figures) -> Result<()> {
    for line in sh::capture(command)?.lines() {
        let (name, figure) = line.rsplit_once(' ').with_context(|| format!("no figure: {line}"))?;
        figures
            .entry(name.to_owned())
            .or_default()
            .push(figure.parse().with_context(|| format!("no figure: {line}"))?);
    }
    Ok(())
}

/// The milliseconds of a whole command.
pub fn wall(command: &mut Command) -> Result<f64> {
    let start = Instant::now();
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if !status.success() {
        bail!("`{}` failed", sh::shown(command));
    }
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

/// Derives a figure of each run from two others of it.
pub fn combine(figures: &mut Figures, name: &str, a: &str, b: &str, derive: impl Fn(f64, f64) -> f64) {
    let (Some(a), Some(b)) = (figures.get(a), figures.get(b)) else {
        return;
    };
    let derived = a.iter().zip(b).map(|(&a, &b)| derive(a, b)).collect();
    figures.insert(name.to_owned(), derived);
}

/// The least of all runs: what is nearest to the truth on a machine with other work.
pub fn smallest(figures: &Figures, name: &str) -> f64 {
    let all = figures.get(name).into_iter().flatten().copied();
    all.fold(f64::INFINITY, f64::min)
}

pub fn pair(figures: &Figures, name: &str) -> String {
    let min = smallest(figures, name);
    format!("{:>21}", format!("{min:.1} / {:.1}", median(figures, name)))
}

pub fn ratio(a: f64, b: f64) -> String {
    format!("{:.1} x", a / b)
}

pub fn megabytes(bytes: f64) -> String {
    format!("{:.2}", bytes / 1e6)
}

/// The middle of the runs, the lower one of an even number; not a number where nothing was measured.
pub fn median(figures: &Figures, name: &str) -> f64 {
    let mut sorted = figures.get(name).cloned().unwrap_or_default();
    sorted.sort_by(f64::total_cmp);
    sorted
        .get(sorted.len().saturating_sub(1) / 2)
        .copied()
        .unwrap_or(f64::NAN)
}
