//! What a page may ask, as JSON: any view for anything, changes, files; each is answered or refused, and the next one is answered
//! as well.

use super::profiles;
use super::steps::Json;
use proflens::session::{Change, Wanted};

/// Of so many lines the first ones are asked.
const LINES: usize = 5;

/// The bytes are lines: `top {"search": "main"}`, `change {...}`, `download {...}`, `rows PART START END` or `detail NUMBER` of what
/// was answered last.
pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut session = profiles::examples();
    let mut ticket = 0;
    for line in text.lines().take(LINES) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, "{}"));
        match word {
            "change" => {
                if let Ok(change) = Change::read::<Json>(rest) {
                    let before = session.generation();
                    let state = session.change(&change);
                    assert!(state.generation >= before);
                    serde_json::to_string(&state).unwrap();
                }
            }
            "download" => {
                let wanted = Wanted::read::<Json>(rest);
                if let Ok(mut download) = wanted.and_then(|wanted| session.download(&wanted)) {
                    let mut out = Vec::new();
                    while download.write(7, &mut out).is_ok_and(|done| done < 1.0) {}
                }
            }
            "rows" => {
                let mut words = rest.split(' ');
                let part = words.next().unwrap_or_default();
                let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
                let range = number()..number();
                let _ = session.rows::<Json>(ticket, part, range);
            }
            "detail" => drop(session.detail::<Json>(ticket, rest.parse().unwrap_or(0))),
            view => {
                if let Ok(reply) = session.ask_by_name::<Json>(view, rest) {
                    ticket = reply.ticket;
                }
            }
        }
    }
    assert!(session.ask_by_name::<Json>("reports", "{}").is_ok());
}
