//! Regular expressions as trees, and a matcher so simple that it is right: from a set of places in the text to the set of places
//! where a match can end.
//!
//! In: choices. Out: an expression as a text, and whether it matches, which is decided from the tree and never from that text.

use super::bytes::Bytes;

/// Characters that mean something to some rule: cases, also those outside of ASCII (the Kelvin sign, the long s), ends of lines,
/// words, a byte that is no UTF-8.
const LETTERS: [char; 18] = [
    'a', 'b', 'c', 'A', 'k', 'K', '\u{212a}', 's', 'ſ', 'é', 'É', '\n', '_', '0', ' ', '.', '日', '\u{fffd}',
];

/// How deep a tree may be.
const DEEPEST: usize = 4;

/// What `(?ism:` switches.
#[derive(Clone, Copy, Default)]
pub struct Flags {
    fold: bool,
    dot_newline: bool,
    multi_line: bool,
}

/// A named class: its text, and what it holds.
type Named = (&'static str, fn(char) -> bool);

/// Whether something is so at a place of a text.
type IsThere = fn(&[char], usize, Flags) -> bool;

const NAMED: [Named; 5] = [
    (r"\d", |c| c.is_ascii_digit()),
    (r"\w", is_word),
    (r"\s", |c| matches!(c, '\t' | '\n' | '\x0c' | '\r' | ' ')),
    ("[:alpha:]", |c| c.is_ascii_alphabetic()),
    ("[:upper:]", |c| c.is_ascii_uppercase()),
];

/// An expression.
pub enum Node {
    Letter(char),
    Dot,
    /// One of these ranges or named classes, or none of them.
    Class(bool, Vec<(char, char)>, Vec<Named>),
    /// A place: its text, and whether it is one in a text.
    Place(&'static str, IsThere),
    /// What is in parentheses, with these flags.
    Group(Flags, Box<Node>),
    Sequence(Vec<Node>),
    Either(Vec<Node>),
    /// From so many times to so many, or any number of times.
    Repeat(Box<Node>, usize, Option<usize>, &'static str),
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn is_edge(text: &[char], at: usize) -> bool {
    let is_word_at = |at: Option<usize>| at.and_then(|at| text.get(at)).copied().is_some_and(is_word);
    is_word_at(at.checked_sub(1)) != is_word_at(Some(at))
}

const PLACES: [(&str, IsThere); 6] = [
    ("^", |text, at, flags| {
        at == 0 || flags.multi_line && text[at - 1] == '\n'
    }),
    ("$", |text, at, flags| {
        at == text.len() || flags.multi_line && text[at] == '\n'
    }),
    (r"\A", |_, at, _| at == 0),
    (r"\z", |text, at, _| at == text.len()),
    (r"\b", |text, at, _| is_edge(text, at)),
    (r"\B", |text, at, _| !is_edge(text, at)),
];

/// The letters that are one, where case does not matter.
fn cases(letter: char) -> Vec<char> {
    let families: [&[char]; 3] = [&['k', 'K', '\u{212a}'], &['s', 'S', 'ſ'], &['é', 'É']];
    match families.into_iter().find(|family| family.contains(&letter)) {
        Some(family) => family.to_vec(),
        None => vec![letter.to_ascii_lowercase(), letter.to_ascii_uppercase()],
    }
}

/// A text of letters.
pub fn text(bytes: &mut Bytes<'_>) -> Vec<char> {
    let length = bytes.below(20);
    (0..length).map(|_| bytes.pick(&LETTERS)).collect()
}

/// An expression out of choices.
pub fn node(bytes: &mut Bytes<'_>, depth: usize) -> Node {
    let many = |bytes: &mut Bytes<'_>| {
        let count = bytes.below(4);
        (0..count).map(|_| node(bytes, depth + 1)).collect()
    };
    match bytes.below(if depth < DEEPEST { 10 } else { 5 }) {
        0 | 1 => Node::Letter(bytes.pick(&LETTERS)),
        2 => Node::Dot,
        3 => class(bytes),
        4 => {
            let (text, is_there) = bytes.pick(&PLACES);
            Node::Place(text, is_there)
        }
        5 | 6 => Node::Sequence(many(bytes)),
        7 => Node::Either(many(bytes)),
        8 => {
            let switches = bytes.byte();
            let flags = Flags {
                fold: switches & 1 > 0,
                dot_newline: switches & 2 > 0,
                multi_line: switches & 4 > 0,
            };
            Node::Group(flags, Box::new(node(bytes, depth + 1)))
        }
        _ => {
            let (least, most, text) = bytes.pick(&[
                (0, None, "*"),
                (1, None, "+"),
                (0, Some(1), "?"),
                (2, Some(2), "{2}"),
                (1, Some(3), "{1,3}"),
                (2, None, "{2,}"),
                (0, Some(0), "{0}"),
                (0, None, "*?"),
                (1, Some(2), "{1,2}?"),
            ]);
            Node::Repeat(Box::new(node(bytes, depth + 1)), least, most, text)
        }
    }
}

fn class(bytes: &mut Bytes<'_>) -> Node {
    let is_negated = bytes.one_in(3);
    let ranges = (0..1 + bytes.below(2)).map(|_| {
        let (a, b) = (bytes.pick(&LETTERS), bytes.pick(&LETTERS));
        if bytes.one_in(2) { (a, a) } else { (a.min(b), a.max(b)) }
    });
    let ranges = ranges.collect();
    let named = (0..bytes.below(2)).map(|_| bytes.pick(&NAMED)).collect();
    Node::Class(is_negated, ranges, named)
}

impl Node {
    /// The expression as a person types it.
    pub fn write(&self, out: &mut String) {
        match self {
            Node::Letter(letter) => push(*letter, out),
            Node::Dot => out.push('.'),
            Node::Class(is_negated, ranges, named) => {
                out.push_str(if *is_negated { "[^" } else { "[" });
                for (first, last) in ranges {
                    push(*first, out);
                    if first != last {
                        out.push('-');
                        push(*last, out);
                    }
                }
                for (text, _) in named {
                    out.push_str(text);
                }
                out.push(']');
            }
            Node::Place(text, _) => out.push_str(text),
            Node::Group(flags, inner) => {
                let switch = |is_on, on: &'static str, off: &'static str| if is_on { on } else { off };
                out.push_str("(?");
                for (is_on, on) in [(flags.fold, "i"), (flags.dot_newline, "s"), (flags.multi_line, "m")] {
                    out.push_str(switch(is_on, on, ""));
                }
                if !(flags.fold && flags.dot_newline && flags.multi_line) {
                    out.push('-');
                }
                for (is_on, off) in [(flags.fold, "i"), (flags.dot_newline, "s"), (flags.multi_line, "m")] {
                    out.push_str(switch(is_on, "", off));
                }
                out.push(':');
                inner.write(out);
                out.push(')');
            }
            Node::Sequence(parts) => parts.iter().for_each(|part| part.write_closed(out)),
            Node::Either(parts) => {
                for (number, part) in parts.iter().enumerate() {
                    if number > 0 {
                        out.push('|');
                    }
                    part.write(out);
                }
            }
            Node::Repeat(inner, _, _, text) => {
                match **inner {
                    Node::Letter(_) | Node::Dot | Node::Class(..) | Node::Group(..) => inner.write(out),
                    _ => {
                        out.push('(');
                        inner.write(out);
                        out.push(')');
                    }
                }
                out.push_str(text);
            }
        }
    }

    /// The same where a bar would mean too much.
    fn write_closed(&self, out: &mut String) {
        match self {
            Node::Either(_) => {
                out.push_str("(?:");
                self.write(out);
                out.push(')');
            }
            _ => self.write(out),
        }
    }

    /// Whether it matches anywhere.
    pub fn is_match(&self, text: &[char]) -> bool {
        let everywhere = (1 << (text.len() + 1)) - 1;
        self.ends(text, Flags::default(), everywhere) != 0
    }

    /// From the places where a match may start, a bit for each, to those where it may end.
    fn ends(&self, text: &[char], flags: Flags, starts: u32) -> u32 {
        let step = |holds: &dyn Fn(char) -> bool| {
            let places = (0..text.len()).filter(|&at| starts & 1 << at > 0 && holds(text[at]));
            places.fold(0, |ends, at| ends | 1 << (at + 1))
        };
        let same = |a: char, b: char| a == b || flags.fold && cases(a).contains(&b);
        match self {
            Node::Letter(letter) => step(&|own| same(own, *letter)),
            Node::Dot => step(&|own| flags.dot_newline || own != '\n'),
            Node::Class(is_negated, ranges, named) => step(&|own| {
                let own = if flags.fold { cases(own) } else { vec![own] };
                let holds = |own: &char| {
                    ranges.iter().any(|(first, last)| (first..=last).contains(&own))
                        || named.iter().any(|(_, holds)| holds(*own))
                };
                own.iter().any(holds) != *is_negated
            }),
            Node::Place(_, is_there) => {
                let places = (0..=text.len()).filter(|&at| starts & 1 << at > 0 && is_there(text, at, flags));
                places.fold(0, |ends, at| ends | 1 << at)
            }
            Node::Group(flags, inner) => inner.ends(text, *flags, starts),
            Node::Sequence(parts) => parts.iter().fold(starts, |starts, part| part.ends(text, flags, starts)),
            Node::Either(parts) if parts.is_empty() => starts,
            Node::Either(parts) => parts.iter().fold(0, |ends, part| ends | part.ends(text, flags, starts)),
            Node::Repeat(inner, least, most, _) => {
                let mut ends = (0..*least).fold(starts, |starts, _| inner.ends(text, flags, starts));
                // After as many rounds as there are places nothing new comes.
                let more = most.map_or(text.len() + 1, |most| most - least);
                for _ in 0..more {
                    ends |= inner.ends(text, flags, ends);
                }
                ends
            }
        }
    }
}

/// A letter that means itself, also between brackets.
fn push(letter: char, out: &mut String) {
    match letter {
        '.' => out.push_str(r"\."),
        '\n' => out.push_str(r"\n"),
        'c' => out.push_str(r"\x63"),
        '\u{212a}' => out.push_str(r"\x{212A}"),
        letter => out.push(letter),
    }
}
