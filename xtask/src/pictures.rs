//! `cargo xtask pictures`: in, the site; out, the pictures of the README in docs/, from the real page in a real browser.
//! With a folder, also every state of the page there, at four widths, light and dark: worth a look after a change of the
//! page. With names of states behind it, only those.

use crate::build::{self, Mode};
use crate::{setup, sh};
use anyhow::{Result, bail};

pub fn main(arguments: &[String]) -> Result<()> {
    if arguments.iter().any(|argument| argument.starts_with('-')) {
        bail!("pictures takes the name of a folder and of states, or nothing");
    }
    build::build(Mode::Release)?;
    let browser = setup::browser()?;
    let mut node = setup::node()?;
    node.arg("tests/browser/screenshots.mjs")
        .args(arguments)
        .env("PROFLENS_CHROMIUM", browser);
    sh::run(&mut node)
}
