//! Foreign texts within Markdown: names that a profile brings along are read as they stand, and nothing in them is obeyed.
//!
//! A function may be called ``x` ![](https://host/pixel.png)``: a ticket would load that.

/// A text with what Markdown would read escaped, on one line: bars end cells, stars and underscores set type, brackets are links, images
/// or tags, back quotes are code.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(
            character,
            '|' | '*' | '_' | '<' | '>' | '[' | ']' | '\\' | '#' | '`' | '~' | '&' | '$'
        ) {
            escaped.push('\\');
        }
        escaped.push(on_one_line(character));
    }
    escaped
}

/// A text as code within a line: between more back quotes than there are in it.
pub fn code(text: &str) -> String {
    let fence = "`".repeat(quotes(text) + 1);
    let text: String = text.chars().map(on_one_line).collect();
    // Back quotes at an end would be part of the fence; a blank on each side is taken away by who reads it.
    match text.starts_with('`') || text.ends_with('`') {
        true => format!("{fence} {text} {fence}"),
        false => format!("{fence}{text}{fence}"),
    }
}

/// Lines as code, each with an end of its own: between more back quotes than there are in them.
pub fn block(lines: &str) -> String {
    let fence = "`".repeat((quotes(lines) + 1).max(3));
    format!("{fence}\n{lines}{fence}\n")
}

/// How many back quotes stand beside each other at most.
fn quotes(text: &str) -> usize {
    let runs = text.split(|character| character != '`').map(str::len);
    runs.max().unwrap_or_default()
}

fn on_one_line(character: char) -> char {
    match character {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_is_obeyed() {
        assert_eq!(
            escape("main.x` ![p](https://evil.example/pixel.png) <img src=a>\n# b"),
            "main.x\\` !\\[p\\](https://evil.example/pixel.png) \\<img src=a\\> \\# b"
        );
        assert_eq!(escape("main.(*Cache).get_all|x"), "main.(\\*Cache).get\\_all\\|x");
    }

    #[test]
    fn code_ends_where_it_is_to() {
        assert_eq!(code("chan send"), "`chan send`");
        assert_eq!(code("x` ![p](u)"), "``x` ![p](u)``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a\n\n![p](u)"), "`a  ![p](u)`");
        assert_eq!(block("a\n"), "```\na\n```\n");
        assert_eq!(block("```\n<img>\n"), "````\n```\n<img>\n````\n");
    }
}
