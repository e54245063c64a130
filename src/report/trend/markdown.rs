//! A trend as Markdown, for a ticket: the sentences, the first rows, what was done.

use super::{Shown, name};
use crate::analysis::trend::Role;
use crate::base::markdown::escape;

/// So many rows say enough in a ticket.
const MOST: usize = 10;

/// The verdict and the first rows as Markdown.
pub fn markdown(shown: &Shown<'_>) -> String {
    let mut text = format!("### Trend of {}\n", escape(&shown.heading()));
    let sentences = shown.sentences();
    let of = |role: Role| sentences.iter().filter(move |sentence| sentence.role == role);
    for sentence in of(Role::Verdict).chain(of(Role::Caveat)) {
        text.push_str(&format!("\n{}\n", sentence.markdown()));
    }
    for (at, sentence) in of(Role::Next).enumerate() {
        if at == 0 {
            text.push_str("\nLook at next:\n\n");
        }
        text.push_str(&format!("- {}\n", sentence.markdown()));
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
        text.push_str(&format!("<sub>{}</sub>\n", sentence.markdown()));
    }
    text
}
