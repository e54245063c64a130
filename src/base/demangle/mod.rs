//! Demangling: what compilers made of the names of C++ and Rust, back to what people wrote.
//!
//! In: a linker's name, `b"_ZNSt6vectorIiSaIiEE9push_backERKi"`. Out: `std::vector::push_back`, with more of it at wish
//! ([`Demangling`]), or nothing if the name is none of a compiler's. The text is to the byte that of the demangler in pprof;
//! what that says about 643 names of all productions is in the golden cases `mangled.*`.
//!
//! | file | what it does |
//! |---|---|
//! | `rust/` | Rust's two manglings |
//! | `tables.rs` | the codes of the C++ ABI |
//! | `tree.rs` | what a C++ name means, as a tree |
//! | `parser.rs` | reading: numbers, identifiers, and what the parser remembers |
//! | `names.rs`, `encodings.rs`, `types.rs`, `templates.rs`, `expressions.rs` | the grammar, by what it describes |
//! | `rewrite.rs` | substitutions, template parameters, packs |
//! | `print.rs`, `declarators.rs`, `operations.rs` | the tree as text |
//!
//! Names come from files, so all of it is bounded: the depth of recursion, the steps of work (in proportion to the name, see
//! [`Demangler`]) and the length of the text. A name beyond the bounds is shown as it is.
//!
//! Why not the crates `cpp_demangle` and `rustc-demangle`: even with template arguments taken out of their texts, which is what
//! pprof does by default and the first cannot, 6 to 10 % of 120,990 names of C++ and 1 to 1.5 % of 54,828 names of Rust come out
//! differently from pprof's (`(unsigned int)16` for `16u`). They make the wasm 37 kB larger in brotli. A name of C++ takes them
//! 11.3 µs and this module 6.0; a name of Rust 3.9 and 5.7.

mod declarators;
mod encodings;
mod expressions;
mod names;
mod operations;
mod parser;
mod print;
mod rewrite;
mod rust;
mod tables;
mod templates;
#[cfg(test)]
mod tests;
mod tree;
mod types;

use parser::Parser;
use print::{Printer, Shown};
use tree::{Kind, NodeId};

/// How much of a linker's name is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Demangling {
    /// Neither parameters nor template arguments.
    #[default]
    Short,
    /// Template arguments, but no parameters.
    Templates,
    /// All of it.
    Full,
}

/// Demangles the names of one profile, within a budget of work for all of them.
pub struct Demangler {
    demangling: Demangling,
    work_left: u64,
}

impl Demangler {
    /// How much work the names of a profile may be together. Some 800,000 names of C++ and Rust, more than a profile ever had,
    /// take half of it; a file of nothing but hostile names takes some seconds.
    const WORK: u64 = 1_000_000_000;

    /// A demangler that shows that much of each name.
    pub fn new(demangling: Demangling) -> Demangler {
        Demangler {
            demangling,
            work_left: Demangler::WORK,
        }
    }

    /// How much is shown.
    pub fn demangling(&self) -> Demangling {
        self.demangling
    }

    /// What a compiler's name means. Nothing if it is none, or too much work.
    pub fn demangle(&mut self, name: &[u8]) -> Option<Vec<u8>> {
        let granted = u64::from(work_for(name)).min(self.work_left) as u32;
        let mut left = granted;
        let text = demangle(name, self.demangling, &mut left);
        self.work_left -= u64::from(granted - left);
        text
    }
}

/// How much work a name may be. A step is a node visited or a byte written; real names take up to 65 for each of their bytes,
/// and a handful of them more than 50,000 in all.
fn work_for(name: &[u8]) -> u32 {
    (name.len() as u32)
        .saturating_mul(300)
        .saturating_add(10_000)
        .min(2_000_000)
}

fn demangle(name: &[u8], demangling: Demangling, work: &mut u32) -> Option<Vec<u8>> {
    if let Some(rest) = name.strip_prefix(b"_R") {
        return rust::v0::demangle(rest, demangling != Demangling::Short, work);
    }
    if let Some(rest) = name.strip_prefix(b"_Z") {
        return rust::legacy::demangle(name).or_else(|| cpp(rest, demangling, work));
    }
    if let Some(rest) = name.strip_prefix(b"___Z") {
        return block(rest, demangling, work);
    }
    global(name.strip_prefix(b"_GLOBAL_")?, demangling, work)
}

/// A name of C++, behind its `_Z`. What follows it is a suffix for clones of functions, and is not shown.
fn cpp(rest: &[u8], demangling: Demangling, work: &mut u32) -> Option<Vec<u8>> {
    let parse = match demangling {
        Demangling::Full => whole,
        _ => |parser: &mut Parser| parser.encoding(false, false),
    };
    with_parser(rest, demangling, work, parse)
}

/// Reads `text` with `parse`, and writes what that finds.
fn with_parser(
    text: &[u8],
    demangling: Demangling,
    work: &mut u32,
    parse: fn(&mut Parser) -> NodeId,
) -> Option<Vec<u8>> {
    let mut parser = Parser::new(text, *work);
    let node = parse(&mut parser);
    *work = parser.tree.steps_left();
    if parser.has_failed {
        return None;
    }
    let shown = Shown {
        template_arguments: demangling != Demangling::Short,
        enclosing_parameters: demangling == Demangling::Full,
    };
    Printer::new(&parser.tree, shown).text_of(node, work)
}

/// Clang's function for a block, behind its `___Z`: a name, `_block_invoke`, and perhaps a number and a suffix.
fn block(rest: &[u8], demangling: Demangling, work: &mut u32) -> Option<Vec<u8>> {
    const MARK: &[u8] = b"_block_invoke";
    let (name, behind) = rest.split_at_checked(last_position(rest, MARK)?)?;
    let mut behind = behind.strip_prefix(MARK)?;
    behind = behind.strip_prefix(b"_").unwrap_or(behind);
    while let [b'0'..=b'9', rest @ ..] = behind {
        behind = rest;
    }
    if !matches!(behind, [] | [b'.', ..]) {
        return None;
    }
    prefixed(b"invocation function for block in ", cpp(name, demangling, work)?)
}

/// Where `part` stands in `text` for the last time.
fn last_position(text: &[u8], part: &[u8]) -> Option<usize> {
    (0..text.len()).rev().find(|&at| text[at..].starts_with(part))
}

fn prefixed(prefix: &[u8], name: Vec<u8>) -> Option<Vec<u8>> {
    Some([prefix, &name].concat())
}

/// GCC's function for the constructors or destructors of a file, behind its `_GLOBAL_`. It is always shown with parameters and
/// suffixes, except that nobody wants the suffixes of whole names.
fn global(rest: &[u8], demangling: Demangling, work: &mut u32) -> Option<Vec<u8>> {
    let prefix: &[u8] = match rest {
        [b'.' | b'_' | b'$', b'I', b'_', _, ..] => b"global constructors keyed to ",
        [b'.' | b'_' | b'$', b'D', b'_', _, ..] => b"global destructors keyed to ",
        _ => return None,
    };
    let Some(name) = rest.get(3..)?.strip_prefix(b"_Z") else {
        return prefixed(prefix, rest.to_vec());
    };
    let parse = match demangling {
        Demangling::Full => whole,
        _ => whole_with_suffixes,
    };
    prefixed(prefix, with_parser(name, demangling, work, parse)?)
}

/// A name with parameters. What follows it is not looked at.
fn whole(parser: &mut Parser) -> NodeId {
    parser.encoding(true, false)
}

/// A name with parameters and the suffixes of its clones, and nothing behind them.
fn whole_with_suffixes(parser: &mut Parser) -> NodeId {
    let mut node = parser.encoding(true, false);
    while let [b'.', b'a'..=b'z' | b'0'..=b'9' | b'_', ..] = parser.rest() {
        let suffix = parser.take(clone_suffix(parser.rest()));
        node = parser.tree.make_text(Kind::Clone, suffix, node);
    }
    if !parser.is_at_end() {
        parser.fail();
    }
    node
}

/// A number in decimal.
fn decimal(number: u64) -> Vec<u8> {
    number.to_string().into_bytes()
}

/// The length of a suffix like `.isra.0`: a word, and any number of numbers.
fn clone_suffix(text: &[u8]) -> usize {
    let mut length = 1;
    let mut is_number = false;
    while let Some(&byte) = text.get(length) {
        let next = text.get(length + 1).copied().unwrap_or(0);
        match byte {
            b'0'..=b'9' => {}
            b'a'..=b'z' | b'_' if !is_number => {}
            b'.' if next.is_ascii_digit() => is_number = true,
            _ => break,
        }
        length += 1;
    }
    length
}
