//! What twice as many of anything costs: the exponents of time and memory, for opening and for every view.
//!
//! examples/bench_growth.rs measures one step with a profile of which one thing is many, in a process of its own. Here each is measured
//! twice as large, and twice as large again; an exponent of 1 means that what is four times as large takes four times as long.

use super::figures::{Figures, collect, smallest};
use crate::sh;
use anyhow::{Context, Result};
use std::path::Path;

/// Each is measured so often, and what is least is nearest to the truth.
const RUNS: usize = 3;
/// How much more there is of a thing.
const TIMES: f64 = 4.0;
/// What takes less than this for the larger profile is not looked at, in milliseconds and in bytes: the rest of the machine takes as much.
const LEAST: [f64; 2] = [5.0, 4e6];
/// A larger exponent is pointed at.
const MOST: f64 = 1.2;

/// Measures everything and prints a table of exponents: for each thing the steps in which it shows.
pub fn measure(release: &Path) -> Result<()> {
    let program = release.join("examples/bench_growth");
    let list = sh::capture(sh::command(&program).arg("list"))?;
    let (mut things, mut steps) = (Vec::new(), Vec::new());
    for line in list.lines() {
        match line.split_once(' ').context("a line of the list")? {
            ("thing", thing) => {
                let (many, name) = thing.split_once(' ').context("a thing")?;
                things.push((name.to_owned(), many.parse::<usize>()?));
            }
            (_, step) => steps.push(step.to_owned()),
        }
    }
    println!(
        "{:18} {:18} {:>22} {:>6} {:>22} {:>6}",
        "many", "step", "ms, and of 4 times", "exp", "MB, and of 4 times", "exp"
    );
    let (mut looked_at, mut steep) = (0, 0);
    for (thing, many) in &things {
        let mut opening = [Figures::new(), Figures::new()];
        let mut rows = Vec::new();
        for step in &steps {
            let mut own = [Figures::new(), Figures::new()];
            for _ in 0..RUNS {
                for (figures, times) in own.iter_mut().zip([1, TIMES as usize]) {
                    let mut run = sh::command(&program);
                    run.args([thing, &(many * times).to_string(), step]);
                    collect(&mut run, figures)?;
                }
            }
            for (all, own) in opening.iter_mut().zip(&own) {
                for name in ["open_ms", "open_bytes"] {
                    all.entry(name.to_owned()).or_default().push(smallest(own, name));
                }
            }
            rows.push((step.as_str(), own));
        }
        let exponents = |figures: &[Figures; 2], stage: &str| {
            [("ms", LEAST[0]), ("bytes", LEAST[1])].map(|(unit, least)| {
                let [small, large] = [0, 1].map(|size| smallest(&figures[size], &format!("{stage}_{unit}")));
                let exponent = (large > least).then(|| (large / small.max(1e-9)).log(TIMES));
                (small, large, exponent)
            })
        };
        let all = [("open", exponents(&opening, "open"))].into_iter();
        for (step, [time, memory]) in all.chain(rows.iter().map(|(step, own)| (*step, exponents(own, "step")))) {
            let is_steep = [time.2, memory.2].into_iter().flatten().any(|exponent| exponent > MOST);
            let shows = time.2.or(memory.2).is_some();
            looked_at += usize::from(shows);
            steep += usize::from(is_steep);
            if shows {
                let said = |exponent: Option<f64>| exponent.map_or("-".to_owned(), |exponent| format!("{exponent:.2}"));
                println!(
                    "{thing:18} {step:18} {:>10.1} {:>11.1} {:>6} {:>10.1} {:>11.1} {:>6}{}",
                    time.0,
                    time.1,
                    said(time.2),
                    memory.0 / 1e6,
                    memory.1 / 1e6,
                    said(memory.2),
                    if is_steep { "  steeper than it should be" } else { "" },
                );
            }
        }
    }
    println!("{looked_at} exponents, {steep} of them with one above {MOST}");
    Ok(())
}
