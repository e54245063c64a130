//! The lines of a box: what a profile says of names and labels, made fit to be drawn.
//!
//! In: bytes of any kind and length. Out: a few short lines of text. Ordinary names stay as pprof draws them; of those that
//! are too long for a box the package goes first, and then the end.

use crate::analysis::graph::NodeId;
use crate::base::names::place_end;
use crate::base::short_names::{package, short_name};
use crate::base::text::base;
use crate::report::picture::{Picture, parts};

/// A line has at most so many characters: at the largest size that is half a screen.
const LONGEST: usize = 50;
/// The name of a function takes at most so many lines.
const MOST: usize = 4;
/// So many characters of a name stand on a line, and in a window that is narrow.
const WIDE: usize = 30;
const NARROW: usize = 16;
/// What it weighs may be so much longer before it takes a line more.
const MORE: usize = 5;

/// The lines of a node: its printed name, and what it weighs. pprof begins a line at every dot; here lines are filled, since a window is
/// wider than it is high, and graphs are higher than wide.
pub fn box_lines(picture: &Picture, node: NodeId, weights: &[String], narrow: bool) -> Vec<String> {
    let wide = if narrow { NARROW } else { WIDE };
    let name = picture.name(node, b"\n", |name| function_lines(name, wide).join("\n").into_bytes());
    // An address in front, a file and what else there is behind the name of the function.
    let mut lines: Vec<String> = lines(&name).take(MOST + 3).collect();
    let widest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let weights = match weights.join(" ") {
        all if all.chars().count() <= widest.max(wide) + MORE => vec![all],
        _ => weights.to_vec(),
    };
    lines.extend(weights.iter().map(|line| clean(line.as_bytes())));
    lines
}

/// The lines of the short name of a function. Of the place that a tool has written before it, the file is left, where no package tells
/// the function from others.
fn function_lines(name: &[u8], wide: usize) -> Vec<String> {
    let end = place_end(name);
    if end == 0 {
        return own_lines(name, wide);
    }
    let mut lines = own_lines(&short_name(&name[end..]), wide);
    let file = base(name[..end].rsplitn(2, |&byte| byte == b':').last().unwrap_or_default());
    let tells = file.iter().any(u8::is_ascii_alphanumeric) && file != b"(unknown)";
    if tells && !name[end..].iter().any(|byte| b".:".contains(byte)) {
        lines.push(clean(file));
    }
    lines
}

fn own_lines(name: &[u8], wide: usize) -> Vec<String> {
    let name = match name.len() > wide {
        true => without_module(name),
        false => name,
    };
    let short = match name.len() > wide {
        true => without_types(name),
        false => name.to_vec(),
    };
    let whole = filled(&short, wide);
    if whole.len() <= MOST {
        return whole;
    }
    let mut own = filled(&short[package(&short)..], wide);
    if own.len() > MOST {
        own.truncate(MOST - 1);
        own.push("…".to_owned());
    }
    own
}

/// A name without .NET's module: of `Shop.Orders!Cart.Add` it is `Cart.Add`.
fn without_module(name: &[u8]) -> &[u8] {
    let word = name
        .iter()
        .position(|byte| b" <[({".contains(byte))
        .unwrap_or(name.len());
    match name[..word].iter().position(|&byte| byte == b'!') {
        Some(at) if at > 0 && at + 1 < name.len() => &name[at + 1..],
        _ => name,
    }
}

/// A name with `[...]` for what stands in brackets, as Go itself prints types of generic functions; as it is if they are not in pairs.
fn without_types(name: &[u8]) -> Vec<u8> {
    let (mut short, mut open) = (Vec::with_capacity(name.len()), 0_usize);
    for &byte in name {
        match (byte, open) {
            (b'[', _) => open += 1,
            (b']', 0) => return name.to_vec(),
            (b']', _) => {
                open -= 1;
                if open == 0 {
                    short.extend_from_slice(b"[...]");
                }
            }
            (_, 0) => short.push(byte),
            _ => {}
        }
    }
    if open > 0 { name.to_vec() } else { short }
}

/// The parts of a name on as few lines as have room for them, one more than there may be of them at most.
fn filled(name: &[u8], wide: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (before, part) in parts(name) {
        let part = clean(&part);
        let room = wide.saturating_sub(before.len() + part.chars().count());
        let count = lines.len();
        match lines.last_mut() {
            Some(line) if line.chars().count() <= room => line.extend([before, &part]),
            _ if part.trim().is_empty() => {}
            _ if count > MOST => break,
            _ => lines.push(part),
        }
    }
    lines
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
    fn lines_are_filled_and_begin_where_pprofs_do() {
        for (name, wanted) in [
            ("rank.(*Ranker).embed", "rank.(*Ranker)|embed"),
            ("Vec::push", "Vec::push"),
            (
                "std::sys::backtrace::__rust_begin_short",
                "std::sys|backtrace|__rust_begin_short",
            ),
            ("x.Map[...].func1", "x.Map[…].func1"),
            (
                "cache.(*shard[go.shape.string,[]go.shape.int]).touch",
                "cache|(*shard[…])|touch",
            ),
            ("f[go.a.b", "f[go.a.b"),
            ("f].with.some.more.and[more]", "f].with.some|more.and[more]"),
            ("a..b", "a..b"),
            (
                "lib/bike_shed.py:-1 - order_one_of_them",
                "order_one_of_them|bike_shed.py",
            ),
            ("conn.rs:1046 - h2::client::Connection::poll", "Connection::poll"),
            ("(unknown):-1 - new", "new"),
            (":0 - __clock_gettime", "__clock_gettime"),
            ("<internal:timev>:-1 - now", "now|<internal:timev>"),
            ("Shop.Orders.Deep!Cart.Add", "Cart.Add"),
            ("Shop!Cart.Add", "Shop!Cart.Add"),
            ("!.Concat", "!.Concat"),
            ("", ""),
        ] {
            assert_eq!(function_lines(name.as_bytes(), NARROW).join("|"), wanted, "{name}");
        }
        let name = "ssa.(*regAllocState).regalloc";
        assert_eq!(function_lines(name.as_bytes(), WIDE), [name]);
    }

    #[test]
    fn of_long_names_the_package_goes_first_and_then_the_end() {
        // Each part fills a line.
        let part = |number: usize| format!("{number:0>16}");
        let parts = |from: usize, to: usize| (from..to).map(part).collect::<Vec<String>>().join(".");
        let drawn = |name: String| function_lines(name.as_bytes(), NARROW).join(".");
        assert_eq!(drawn(format!("main.{}", parts(1, 4))), format!("main.{}", parts(1, 4)));
        assert_eq!(drawn(format!("main.{}", parts(1, 5))), parts(1, 5));
        assert_eq!(drawn(format!("main.{}", parts(1, 99))), format!("{}.…", parts(1, 4)));
        let path = "a_longer_module::".repeat(20);
        assert_eq!(drawn(format!("{path}Type::run")), "Type::run");
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
