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

/// What this machine is called as a target.
pub fn host() -> Result<String> {
    let said = rustc(&["-vV"])?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc names no host")
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

/// The version of cargo-deny that deny.toml is written for.
const CARGO_DENY: &str = "0.20.2";

/// What checks the licences and the sources of the crates.
///
/// # Errors
/// It is not here, and could not be installed.
pub fn cargo_deny() -> Result<()> {
    cargo_tool("deny", CARGO_DENY, &[])
}

/// The version of cargo-about that about.toml is written for.
const CARGO_ABOUT: &str = "0.9.3";

/// What collects the licences of the crates.
///
/// # Errors
/// It is not here, and could not be installed.
pub fn cargo_about() -> Result<()> {
    cargo_tool("about", CARGO_ABOUT, &["--features", "cli"])
}

/// A program that is compiled here, and called as `cargo NAME`.
fn cargo_tool(name: &str, version: &str, features: &[&str]) -> Result<()> {
    let answer = sh::cargo().args([name, "--version"]).output();
    if answer.is_ok_and(|output| output.status.success()) {
        return Ok(());
    }
    println!("installing cargo-{name} {version} into cargo's own folder, which takes two or three minutes");
    let install = ["install", "--locked", "--version", version, &format!("cargo-{name}")];
    sh::run(sh::cargo().args(install).args(features)).context("it is not here and could not be installed")
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

/// A browser engine in which the smoke of the main job runs.
pub struct Engine {
    /// What its test file is called, and tests/browser/installed.mjs knows it by.
    pub name: &'static str,
    /// The environment variable that names its program.
    pub variable: &'static str,
    /// What Debian calls the packages that bring it.
    packages: &'static [&'static str],
}

const CHROMIUM: Engine = Engine {
    name: "chromium",
    variable: "PROFLENS_CHROMIUM",
    packages: &["chromium-headless-shell"],
};

/// The engines that people have, each by the browser that Debian has of it.
pub const ENGINES: [Engine; 3] = [
    CHROMIUM,
    Engine {
        name: "firefox",
        variable: "PROFLENS_FIREFOX",
        packages: &["firefox-esr"],
    },
    Engine {
        name: "webkit",
        variable: "PROFLENS_WEBKIT",
        packages: &["webkit2gtk-driver", "xvfb"],
    },
];

/// A Chromium for the browser tests; tests/browser/installed.mjs knows where to look.
pub fn browser() -> Result<PathBuf> {
    if let Some(found) = CHROMIUM.look()? {
        return Ok(found);
    }
    if can_apt() {
        println!("installing Chromium for the browser tests with apt-get");
        // Not every distribution has the headless shell as a package of its own.
        apt_install(CHROMIUM.packages).or_else(|_| apt_install(&["chromium"]))?;
    } else {
        println!("downloading Chromium for the browser tests into playwright's cache in your home folder");
        sh::run(node()?.args(["node_modules/playwright-core/cli.js", "install", "chromium"]))?;
    }
    CHROMIUM
        .look()?
        .context("no Chromium was found, not even after installing one; set PROFLENS_CHROMIUM to the path of one")
}

impl Engine {
    /// The program that the smoke is run with: a browser, or a driver.
    ///
    /// # Errors
    /// Says why there is none, and how one comes here.
    pub fn program(&self) -> Result<PathBuf> {
        if self.name == CHROMIUM.name {
            return browser();
        }
        if let Some(found) = self.look()? {
            return Ok(found);
        }
        let packages = self.packages.join(" ");
        if !can_apt() {
            bail!("it is not here, and only root can `apt-get install {packages}`");
        }
        println!("installing {packages} with apt-get, to test the page in {}", self.name);
        apt_install(self.packages)?;
        self.look()?
            .with_context(|| format!("it is not found, not even with {packages}; set {}", self.variable))
    }

    fn look(&self) -> Result<Option<PathBuf>> {
        let found = sh::capture(node()?.args(["tests/browser/installed.mjs", self.name]))?;
        let found = found.trim();
        Ok((!found.is_empty()).then(|| PathBuf::from(found)))
    }
}

fn can_apt() -> bool {
    is_root() && sh::find("apt-get").is_some()
}

fn apt_install(packages: &[&str]) -> Result<()> {
    sh::run(sh::command("apt-get").arg("update"))?;
    sh::run(
        sh::command("apt-get")
            .args(["install", "-y", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

fn is_root() -> bool {
    cfg!(unix) && sh::capture(sh::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
