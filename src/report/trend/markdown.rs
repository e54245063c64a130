//! A trend as Markdown, for a ticket: the sentences, the first rows, what was done.

use super::{Shown, name};
use crate::analysis::trend::Role;

/// So many rows say enough in a ticket.
const MOST: usize = 10;

/// The verdict and the first rows as Markdown.
pub fn markdown(shown: &Shown<'_>) -> String {
    let mut text = format!("### Trend of {}\n", shown.heading());
    let sentences = shown.sentences();
    let of = |role: Role| sentences.iter().filter(move |sentence| sentence.role == role);
    for sentence in of(Role::Verdict).chain(of(Role::Caveat)) {
        text.push_str(&format!("\n{}\n", escape(&sentence.text())));
    }
    for (at, sentence) in of(Role::Next).enumerate() {
        if at == 0 {
            text.push_str("\nLook at next:\n\n");
        }
        text.push_str(&format!("- {}\n", escape(&sentence.text())));
    }
    let per = shown.per();
    text.push_str(&format!("\n| {} | where |\n", shown.titles(per).join(" | ")));
    text.push_str("|---:|---:|---:|---:|---:|---:|---|---|\n");
    for (number, row) in shown.rows().take(MOST) {
        let place = escape(&name(&shown.table.place(number)));
        text.push_str(&format!("| {} | {place} |\n", shown.cells(row, per).join(" | ")));
    }
    text.push('\n');
    for sentence in of(Role::Note) {
        text.push_str(&format!("<sub>{}</sub>\n", escape(&sentence.text())));
    }
    text
}

/// What names may have and Markdown would read: bars end cells, stars and underscores set type, brackets are links or tags. What stands
/// between back quotes stays.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        if at > 0 {
            escaped.push('`');
        }
        for character in part.chars() {
            if at % 2 == 0 && matches!(character, '|' | '*' | '_' | '<' | '>' | '[' | ']' | '\\' | '#') {
                escaped.push('\\');
            }
            escaped.push(character);
        }
    }
    escaped
}
