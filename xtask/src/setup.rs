//! What the other commands need on a machine: each function looks first and installs only what is missing.

use crate::sh;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target of the analyzer in the browser.
pub const WASM: &str = "wasm32-unknown-unknown";
/// The oldest Node that runs the build script and the tests.
const NODE_MAJOR: u32 = 20;

/// The standard library for wasm.
pub fn wasm_target() -> Result<()> {
    let library = rustc(&["--print", "target-libdir", "--target", WASM])?;
    if Path::new(&library).is_dir() {
        return Ok(());
    }
    if sh::find("rustup").is_none() {
        bail!("Rust's standard library for {WASM} is missing, and so is rustup, which would install it");
    }
    println!("installing Rust's standard library for {WASM}");
    sh::run(sh::command("rustup").args(["target", "add", WASM]))
}

/// Where the toolchain is.
pub fn sysroot() -> Result<PathBuf> {
    Ok(PathBuf::from(rustc(&["--print", "sysroot"])?))
}

/// Where cargo keeps the sources of other crates.
pub fn cargo_home() -> Result<PathBuf> {
    let default = || std::env::home_dir().map(|home| home.join(".cargo"));
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(default);
    home.context("there is neither CARGO_HOME nor a home folder")
}

/// What the compiler says of itself.
fn rustc(arguments: &[&str]) -> Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let answer = sh::capture(sh::command(rustc).args(arguments))?;
    Ok(answer.trim().to_owned())
}

/// A component of the toolchain that comes as `cargo NAME`.
pub fn cargo_component(subcommand: &str, component: &str) -> Result<()> {
    let works = sh::cargo()
        .args([subcommand, "--version"])
        .output()
        .is_ok_and(|output| output.status.success());
    if works {
        return Ok(());
    }
    println!("installing {component}");
    sh::run(sh::command("rustup").args(["component", "add", component]))
}

/// A command that runs a script in Node.
pub fn node() -> Result<Command> {
    let node = sh::find("node")
        .with_context(|| format!("Node {NODE_MAJOR} or newer is needed, and `node` is not on the PATH"))?;
    let version = sh::capture(sh::command(&node).arg("--version"))?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE_MAJOR) {
        bail!(
            "Node {NODE_MAJOR} or newer is needed, and `node` on the PATH is {}",
            version.trim()
        );
    }
    Ok(sh::command(node))
}

/// The packages of package-lock.json, installed anew when they are missing or older than the lock file.
pub fn npm_packages() -> Result<()> {
    let root = sh::root();
    // npm writes this file last.
    let installed = modified(&root.join("node_modules/.package-lock.json"));
    let locked = modified(&root.join("package-lock.json"));
    if installed.is_some() && installed >= locked {
        return Ok(());
    }
    node()?;
    let npm =
        sh::find(if cfg!(windows) { "npm.cmd" } else { "npm" }).context("npm is needed, and is not on the PATH")?;
    println!("installing the npm packages of package-lock.json");
    // None of the packages needs its install script, so none of them gets to run code here.
    sh::run(sh::command(npm).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
}

fn modified(file: &Path) -> Option<std::time::SystemTime> {
    fs::metadata(file).ok()?.modified().ok()
}

/// A Chromium for the browser tests; tests/browser/chromium.mjs knows where to look.
pub fn browser() -> Result<PathBuf> {
    if let Some(found) = look_for_browser()? {
        return Ok(found);
    }
    if is_root() && sh::find("apt-get").is_some() {
        println!("installing Chromium for the browser tests with apt-get");
        sh::run(sh::command("apt-get").arg("update"))?;
        // Not every distribution has the headless shell as a package of its own.
        apt_install("chromium-headless-shell").or_else(|_| apt_install("chromium"))?;
    } else {
        println!("downloading Chromium for the browser tests into playwright's cache in your home folder");
        sh::run(node()?.args(["node_modules/playwright-core/cli.js", "install", "chromium"]))?;
    }
    look_for_browser()?
        .context("no Chromium was found, not even after installing one; set PROFLENS_CHROMIUM to the path of one")
}

fn apt_install(package: &str) -> Result<()> {
    sh::run(
        sh::command("apt-get")
            .args(["install", "-y", "--no-install-recommends", package])
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

fn look_for_browser() -> Result<Option<PathBuf>> {
    let found = sh::capture(node()?.arg("tests/browser/chromium.mjs"))?;
    let found = found.trim();
    Ok((!found.is_empty()).then(|| PathBuf::from(found)))
}

fn is_root() -> bool {
    cfg!(unix) && sh::capture(sh::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
