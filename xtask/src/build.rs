//! `cargo xtask build`: from the sources to a finished site.
//!
//!     src/ --cargo--> wasm --wasm-bindgen--> www/pkg/ --tsc--> checked --site.mjs (esbuild)--> dist/
//!
//! wasm-bindgen runs as a library from our own Cargo.lock, so it cannot fall out of step with the crate it belongs to.

use crate::{setup, sh, slim};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Stdio;
use wasm_bindgen_cli_support::Bindgen;

/// What a build is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// To be published: fat link-time optimisation, minified.
    Release,
    /// To be worked on: quick to link, readable in the browser's debugger.
    Dev,
}

pub fn main(arguments: &[String]) -> Result<()> {
    let mut mode = Mode::Release;
    for argument in arguments {
        match argument.as_str() {
            "--dev" => mode = Mode::Dev,
            other => bail!("build does not know {other:?}; it takes --dev"),
        }
    }
    build(mode)
}

/// Builds www/pkg/ and dist/.
pub fn build(mode: Mode) -> Result<()> {
    analyzer(mode)?;
    setup::npm_packages()?;
    check()?;
    bundle(mode)
}

/// Builds www/pkg/ alone.
pub fn analyzer(mode: Mode) -> Result<()> {
    setup::wasm_target()?;
    let wasm = compile(mode)?;
    bind(&wasm, mode)
}

/// How much LLVM inlines, by its own measure of size. What it takes by itself at level s, 50, is 11 kB of brotli more and no faster in runs
/// in turns. To inline less of what is marked `#[inline]`, too, would save 8 kB, and made the text of all traces a tenth slower.
const INLINED: &str = "-Cllvm-args=-inline-threshold=15";

/// The compiler's flags as cargo reads them, one behind the other with a separator, so that paths may have blanks. Panic
/// messages name source files: the folders of this machine are cut off, which concern nobody who is sent the wasm.
fn flags(mode: Mode) -> Result<String> {
    let library = setup::sysroot()?.join("lib/rustlib/src/rust");
    let registry = setup::cargo_home()?.join("registry/src");
    let mut flags = Vec::from([library, registry].map(|folder| format!("--remap-path-prefix={}=", folder.display())));
    if mode == Mode::Release {
        flags.push(INLINED.to_owned());
    }
    Ok(flags.join("\x1f"))
}

/// Compiles the analyzer and says where the wasm is: cargo knows, whatever target folder is configured.
fn compile(mode: Mode) -> Result<PathBuf> {
    let profile = match mode {
        Mode::Release => "wasm",
        Mode::Dev => "wasm-dev",
    };
    let mut cargo = sh::locked("build");
    cargo
        .args([
            "--package",
            "proflens",
            "--lib",
            "--target",
            setup::WASM,
            "--profile",
            profile,
        ])
        .arg("--message-format=json-render-diagnostics")
        .env("CARGO_ENCODED_RUSTFLAGS", flags(mode)?)
        .stderr(Stdio::inherit());
    let mut wasm = None;
    let succeeded = sh::lines(&mut cargo, |line| {
        wasm = wasm_file(line).or(wasm.take());
    })?;
    if !succeeded {
        bail!("the analyzer does not compile for {}", setup::WASM);
    }
    wasm.context("cargo named no wasm file")
}

/// The wasm file that a line of cargo's JSON messages announces.
fn wasm_file(line: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(line).ok()?;
    if message.get("reason")? != "compiler-artifact" || message.get("target")?.get("name")? != "proflens" {
        return None;
    }
    let files = message.get("filenames")?.as_array()?;
    files
        .iter()
        .filter_map(|file| file.as_str())
        .find(|file| file.ends_with(".wasm"))
        .map(PathBuf::from)
}

/// Writes www/pkg/: the module with its JavaScript and TypeScript halves.
fn bind(wasm: &PathBuf, mode: Mode) -> Result<()> {
    let mut output = Bindgen::new()
        .input_path(wasm)
        .out_name("proflens")
        .web(true)?
        .typescript(true)
        // Names serve a stack trace in a debugger and cost a first visit a third more bytes.
        .remove_name_section(mode == Mode::Release)
        .remove_producers_section(mode == Mode::Release)
        .generate_output()
        .context("wasm-bindgen failed")?;
    if mode == Mode::Release {
        slim::slim(output.wasm_mut())?;
    }
    let folder = sh::root().join("www/pkg");
    output
        .emit(&folder)
        .with_context(|| format!("cannot write {}", folder.display()))
}

/// Checks the page's JavaScript against the types of the boundary.
fn check() -> Result<()> {
    sh::run(setup::node()?.args(["node_modules/typescript/bin/tsc", "-p", "."])).context("the page does not type-check")
}

fn bundle(mode: Mode) -> Result<()> {
    let mut node = setup::node()?;
    node.arg("xtask/site.mjs");
    if mode == Mode::Dev {
        node.arg("--dev");
    }
    sh::run(&mut node)
}
