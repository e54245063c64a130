//! `cargo xtask licenses`: the licences of the crates that are shipped, as a file of the repository.
//!
//! In: Cargo.lock, the sources of its crates, about.toml (which of them) and about.hbs (how they are written). Out:
//! docs/licenses/crates.txt, which the command prints and dist/ has a copy of. A build only reads it, since cargo-about takes minutes to
//! compile; tests/licenses.rs holds it against Cargo.lock.

use crate::{setup, sh};
use anyhow::{Context, Result, bail};
use std::fs;

const FILE: &str = "docs/licenses/crates.txt";

pub fn main(arguments: &[String]) -> Result<()> {
    if let Some(argument) = arguments.first() {
        bail!("licenses takes no {argument:?}, nor anything else");
    }
    // What cargo-about reads it does not fetch.
    sh::run(sh::locked("fetch").arg("--quiet"))?;
    setup::cargo_about()?;
    let text = sh::capture(sh::cargo().args(["about", "generate", "--locked", "--offline", "--fail", "about.hbs"]))?;
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let text = lines.join("\n").trim_end().to_owned() + "\n";
    fs::write(sh::root().join(FILE), &text).with_context(|| format!("cannot write {FILE}"))?;
    println!("{FILE} is written: {} bytes", text.len());
    Ok(())
}
