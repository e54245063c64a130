//! The oracle: finds Go, and runs its pprof where neither the machine nor the user's settings can show in the output.

use crate::sh;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A `go tool pprof`.
pub struct Pprof {
    /// The release, such as `go1.27.3`.
    pub version: String,
    program: PathBuf,
    home: PathBuf,
}

impl Pprof {
    /// The pprof of $PROFLENS_GO or of the `go` on the PATH, if that is Go 1.`minor` or newer.
    pub fn find(minor: u32) -> Result<Pprof> {
        let go = std::env::var_os("PROFLENS_GO")
            .map(PathBuf::from)
            .or_else(|| sh::find("go"));
        let go = go.with_context(|| {
            format!("Go 1.{minor} or newer is needed: put `go` on the PATH or set PROFLENS_GO to it")
        })?;
        let answer = sh::capture(sh::command(&go).arg("version"))?;
        let version = answer.split_whitespace().nth(2).unwrap_or_default().to_owned();
        let found = version
            .strip_prefix("go1.")
            .and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u32>().ok());
        if found.is_none_or(|found| found < minor) {
            bail!(
                "Go 1.{minor} or newer is needed, and {} says {:?}",
                go.display(),
                answer.trim()
            );
        }
        let program = tool(&go)?;
        let home = sh::target_folder()?.join("pprof-home");
        Ok(Pprof { version, program, home })
    }

    /// A run of pprof in `folder`, with an empty home and in UTC.
    pub fn command(&self, folder: &Path) -> Result<Command> {
        let _ = fs::remove_dir_all(&self.home);
        fs::create_dir_all(&self.home).with_context(|| format!("cannot make {}", self.home.display()))?;
        Ok(self.command_at(folder, &self.home))
    }

    /// The same with a home of the caller's, for runs side by side: a home that is emptied belongs to one run alone.
    pub fn command_at(&self, folder: &Path, home: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(folder)
            .env_clear()
            .env("TZ", "UTC")
            .env("HOME", home)
            .env("PPROF_TMPDIR", home);
        command
    }
}

/// Where Go keeps the tool. Newer releases build it when it is first asked for; then `-n` says where it is.
fn tool(go: &Path) -> Result<PathBuf> {
    let ask = || sh::capture(sh::command(go).args(["tool", "-n", "pprof"])).map(|path| PathBuf::from(path.trim()));
    let program = ask()?;
    if program.is_file() {
        return Ok(program);
    }
    // Asking for help ends with an error status, and builds the tool all the same.
    let _ = sh::command(go).args(["tool", "pprof", "-help"]).output();
    let program = ask()?;
    if !program.is_file() {
        bail!(
            "{} names {} as its pprof, which does not exist",
            go.display(),
            program.display()
        );
    }
    Ok(program)
}
