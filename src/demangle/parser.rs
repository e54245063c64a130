//! The parser of C++ symbols: where it stands in the text, and what it remembers.
//!
//! In: `3fooi` of `_Z3fooi`. Out: a [`Tree`], in this case a `Typed` of the name `foo` and a function of `int`. The grammar is
//! that of the Itanium C++ ABI with the extensions of GCC and Clang; it is spread over the files by what it describes.
//! A function of the grammar returns nothing if the text does not follow it, which ends everything.

use super::tree::{Kind, NodeId, Tree};

/// How deep the grammar may nest, and how deep trees may get. Real symbols stay below 100; the stack of a worker in a
/// browser holds several times this.
pub const MAX_DEPTH: u32 = 400;

/// Parses one symbol.
pub struct Parser<'a> {
    /// What is still to be read.
    pub rest: &'a [u8],
    /// What was found.
    pub tree: Tree<'a>,
    /// What `S_`, `S0_`, `S1_` ... stand for.
    pub substitutions: Vec<NodeId>,
    /// The templates whose arguments `T_`, `T0_` ... refer to. One that is nothing is known only later: the parser is
    /// within the type of a conversion operator.
    pub templates: Vec<NodeId>,
    /// Within a lambda, the number of templates around it plus 1; otherwise 0.
    pub lambda_level: usize,
    /// Within a constraint template parameters stay as they are.
    pub in_constraint: bool,
    /// How many names were made up for parameters of lambdas' templates: types, values, templates.
    pub parameter_names: [i32; 3],
    depth: u32,
}

impl<'a> Parser<'a> {
    /// A parser of `text` that does at most `steps` steps of work.
    pub fn new(text: &'a [u8], steps: u32) -> Parser<'a> {
        Parser {
            rest: text,
            tree: Tree::new(steps),
            substitutions: Vec::new(),
            templates: Vec::new(),
            lambda_level: 0,
            in_constraint: false,
            parameter_names: [0; 3],
            depth: 0,
        }
    }

    /// The next byte; 0 at the end.
    pub fn peek(&self) -> u8 {
        self.peek_at(0)
    }

    /// The byte that many places ahead; 0 behind the end.
    pub fn peek_at(&self, offset: usize) -> u8 {
        self.rest.get(offset).copied().unwrap_or(0)
    }

    /// Takes that many bytes.
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// Takes one byte.
    pub fn next(&mut self) -> Option<u8> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(byte)
    }

    /// Takes `text` if it comes next.
    pub fn eat(&mut self, text: &[u8]) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes `byte`, which must come next.
    pub fn expect(&mut self, byte: u8) -> Option<()> {
        self.eat(&[byte]).then_some(())
    }

    /// Does `parse` one level deeper in the grammar.
    pub fn deeper<R>(&mut self, parse: impl FnOnce(&mut Self) -> Option<R>) -> Option<R> {
        self.tree.step()?;
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let result = parse(self);
        self.depth -= 1;
        result
    }

    /// `[n] digits`. Numbers near 2^31 are refused: nothing has so many parts.
    pub fn number(&mut self) -> Option<i32> {
        let negative = self.eat(b"n");
        if !self.peek().is_ascii_digit() {
            return None;
        }
        let mut value = 0;
        while self.peek().is_ascii_digit() {
            if value >= i32::MAX / 10 - 10 {
                return None;
            }
            value = value * 10 + i32::from(self.next()? - b'0');
        }
        Some(if negative { -value } else { value })
    }

    /// `_` for 0, `0_` for 1, `1_` for 2.
    pub fn index(&mut self) -> Option<i32> {
        if self.eat(b"_") {
            return Some(0);
        }
        if self.peek() == b'n' {
            return None;
        }
        let number = self.number()?;
        self.expect(b'_')?;
        Some(number + 1)
    }

    /// An index in base 36: `_` for 0, `0_` for 1, `A_` for 11. Its end is also that of the text if `end_suffices`.
    pub fn sequence_id(&mut self, end_suffices: bool) -> Option<usize> {
        if self.eat(b"_") {
            return Some(0);
        }
        let mut id: u32 = 0;
        while let Some(byte) = self.next() {
            if id >= (1 << 31) / 36 - 36 {
                return None;
            }
            let digit = match byte {
                b'_' => return Some(id as usize + 1),
                b'0'..=b'9' => byte - b'0',
                b'A'..=b'Z' => byte - b'A' + 10,
                _ => return None,
            };
            id = id * 36 + u32::from(digit);
        }
        end_suffices.then_some(id as usize + 1)
    }

    /// `3foo`: a length and that many bytes.
    pub fn source_name(&mut self) -> Option<NodeId> {
        let length = self.number()?;
        let mut name = self.take(usize::try_from(length).ok().filter(|&length| length > 0)?)?;
        // GCC's name of an anonymous namespace: `_GLOBAL__N_` and the file.
        if let Some([b'.' | b'_' | b'$', b'N', _, ..]) = name.strip_prefix(b"_GLOBAL_") {
            name = b"(anonymous namespace)";
        }
        Some(self.tree.make_text(Kind::Name, name, &[]))
    }

    /// Everything before `stop`, each read by `item`; then takes `stop`.
    pub fn until(&mut self, stop: u8, item: fn(&mut Self) -> Option<NodeId>) -> Option<Vec<NodeId>> {
        let mut items = Vec::new();
        while !self.eat(&[stop]) {
            items.push(item(self)?);
        }
        Some(items)
    }

    /// Whether a node is of that kind.
    pub fn is(&self, id: NodeId, kind: Kind) -> bool {
        self.tree.kind(id) == kind
    }
}
