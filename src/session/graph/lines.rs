//! The lines of a box: what a profile says of names and labels, made fit to be drawn.
//!
//! In: bytes of any kind and length. Out: a few short lines of text. Ordinary names stay as pprof draws them; of those that
//! are too long for a box the package goes first, and then the end.

use crate::analysis::graph::NodeId;
use crate::base::short_names::package;
use crate::report::picture::{Picture, on_lines};

/// A line has at most so many characters: at the largest size that is half a screen.
const LONGEST: usize = 50;
/// The name of a function takes at most so many lines.
const MOST: usize = 12;

/// The lines of a node's printed name.
pub fn box_lines(picture: &Picture, node: NodeId) -> Vec<String> {
    let name = picture.name(node, b"\n", |name| function_lines(name).join("\n").into_bytes());
    // An address in front, a file and what else there is behind the name of the function.
    lines(&name).take(MOST + 3).collect()
}

/// The lines of the short name of a function.
fn function_lines(name: &[u8]) -> Vec<String> {
    let whole: Vec<String> = lines(&on_lines(name, b"\n")).take(MOST + 1).collect();
    if whole.len() <= MOST {
        return whole;
    }
    let own = on_lines(&name[package(name)..], b"\n");
    let mut own: Vec<String> = lines(&own).take(MOST + 1).collect();
    if own.len() > MOST {
        own.truncate(MOST - 1);
        own.push("…".to_owned());
    }
    own
}

/// The lines of a text that say something.
fn lines(text: &[u8]) -> impl Iterator<Item = String> {
    let lines = text.split(|&byte| byte == b'\n').map(clean);
    lines.filter(|line| !line.trim().is_empty())
}

/// A line that can be drawn: no bytes that are no text, no characters without a shape, which XML has no way to write, and not
/// too long.
pub fn clean(line: &[u8]) -> String {
    // A character has at most four bytes: what is behind so many of them is cut anyway.
    let line = String::from_utf8_lossy(&line[..line.len().min(4 * (LONGEST + 2))]);
    let is_drawn = |character: char| !character.is_control() && !matches!(character, '\u{fffe}' | '\u{ffff}');
    let mut characters = line.chars().map(|character| match character {
        '\t' | '\n' => ' ',
        character if is_drawn(character) => character,
        _ => char::REPLACEMENT_CHARACTER,
    });
    let mut clean: String = characters.by_ref().take(LONGEST).collect();
    if characters.next().is_some() {
        clean.pop();
        clean.push('…');
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_are_pprofs() {
        for (name, wanted) in [
            ("rank.(*Ranker).embed", "rank|(*Ranker)|embed"),
            ("Vec::push", "Vec|push"),
            ("x.Map[...].func1", "x|Map[…]|func1"),
            ("a..b", "a|b"),
            ("", ""),
        ] {
            assert_eq!(function_lines(name.as_bytes()).join("|"), wanted, "{name}");
        }
    }

    #[test]
    fn of_long_names_the_package_goes_first_and_then_the_end() {
        let parts = |from: usize, to: usize| {
            let parts: Vec<String> = (from..to).map(|part| format!("f{part}")).collect();
            parts.join(".")
        };
        let drawn = |name: String| function_lines(name.as_bytes()).join(".");
        assert_eq!(
            drawn(format!("main.{}", parts(1, 12))),
            format!("main.{}", parts(1, 12))
        );
        assert_eq!(drawn(format!("main.{}", parts(1, 13))), parts(1, 13));
        assert_eq!(drawn(format!("main.{}", parts(1, 99))), format!("{}.…", parts(1, 12)));
        let path = "a::".repeat(20);
        assert_eq!(drawn(format!("{path}Type::run")), "Type.run");
        let line = drawn(format!("main.{}", "é".repeat(10_000)));
        assert_eq!(line, format!("main.{}…", "é".repeat(LONGEST - 1)));
    }

    #[test]
    fn what_cannot_be_drawn_is_replaced() {
        for (line, wanted) in [
            (&b"a\0b\x01\x7f"[..], "a\u{fffd}b\u{fffd}\u{fffd}"),
            (b"tab\there", "tab here"),
            (b"\xff\xfe", "\u{fffd}\u{fffd}"),
            ("\u{ffff}\u{85}é".as_bytes(), "\u{fffd}\u{fffd}é"),
            (br#"a"b\n<&amp;>"#, r#"a"b\n<&amp;>"#),
        ] {
            assert_eq!(clean(line), wanted);
        }
        // A cut through a character leaves no half of one.
        assert_eq!(
            clean("漢".repeat(99).as_bytes()),
            format!("{}…", "漢".repeat(LONGEST - 1))
        );
        assert_eq!(clean("x".repeat(LONGEST).as_bytes()), "x".repeat(LONGEST));
        assert_eq!(lines(b"a\n\n \t\nb").collect::<Vec<String>>(), ["a", "b"]);
    }
}
