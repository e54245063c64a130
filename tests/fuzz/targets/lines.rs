//! Lines at the prompt, and options in an address: none panics, and what has come of them is in an address that means the same.

use super::profiles;
use proflens::session::{Change, Session};

/// Of so many lines the first ones are carried out, of so many bytes each.
const LINES: usize = 4;
const LONGEST: usize = 400;

/// The bytes are lines: those with a question mark before them are the options of an address, `?f=main&g=lines`.
pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut session = profiles::example();
    for line in text.lines().take(LINES).filter(|line| line.len() <= LONGEST) {
        match line.strip_prefix('?') {
            Some(address) => drop(session.set_params(&params(address))),
            None => {
                for whole in session.complete(line).iter().take(2) {
                    session.complete(whole);
                }
                session.type_in(line);
            }
        }
    }
    let shown = session.params();
    let owned: Vec<(String, String)> = shown
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    let mut other = profiles::example();
    let refused = other.set_params(&owned);
    assert!(refused.is_empty(), "{owned:?}: {refused:?}");
    assert_eq!(other.params(), shown, "what an address says of itself");
    assert_eq!(summary(&mut other), summary(&mut session), "what {owned:?} shows");
}

fn params(address: &str) -> Vec<(String, String)> {
    let pairs = address
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// What is shown, in numbers and words.
fn summary(session: &mut Session) -> String {
    let state = session.change(&Change::default());
    serde_json::to_string(&(state.summary, state.trouble)).unwrap()
}
