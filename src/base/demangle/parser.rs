//! The parser of C++ symbols: where it stands in the text, and what it remembers.
//!
//! In: `3fooi` of `_Z3fooi`. Out: a [`Tree`], in this case a `Typed` of the name `foo` and a function of `int`. The grammar is
//! that of the Itanium C++ ABI with the extensions of GCC and Clang; it is spread over the files by what it describes.
//!
//! A function of the grammar that cannot read on calls [`Parser::fail`], which takes the rest of the text away. Then nothing
//! else can be read either, so that its callers end without having to look; whoever reads in a loop stops at the end of the
//! text or when it has failed.

use super::tree::{Kind, NodeId, Tree};

/// How deep the grammar may nest, and how deep trees may get. Real symbols stay below 100; the stack of a worker in a
/// browser holds several times this.
pub const MAX_DEPTH: u32 = 400;

/// What the end of the text reads as. A text may also hold it: whoever must know the end asks [`Parser::is_at_end`].
const END: char = '\0';

/// Parses one symbol: a linker's name in, a tree out.
pub struct Parser<'a> {
    text: &'a [u8],
    /// How much of the text was read.
    pub at: usize,
    /// Whether the text does not follow the grammar.
    pub has_failed: bool,
    /// The nodes that were found so far.
    pub tree: Tree<'a>,
    /// What `S_`, `S0_`, `S1_` ... stand for.
    pub substitutions: Vec<NodeId>,
    /// The templates whose arguments `T_`, `T0_` ... refer to. One that is nothing is known only later: the parser is
    /// within the type of a conversion operator.
    pub templates: Vec<NodeId>,
    /// Children of nodes that are not made yet, and what else is a list for a while.
    pub stack: Vec<NodeId>,
    /// Within a lambda, the number of templates around it plus 1; otherwise 0.
    pub lambda_level: usize,
    /// Within a constraint template parameters stay as they are.
    pub in_constraint: bool,
    /// Whether the name that was just read has the mark of an explicit object parameter.
    pub has_explicit_object: bool,
    /// Whether the unqualified name that was just read is a conversion operator.
    pub is_conversion: bool,
    /// The name of the template parameter whose declaration was just read.
    pub declared: NodeId,
    /// How many operands the operator takes that was just read.
    pub operands: u32,
    /// How many names were made up for parameters of lambdas' templates: types, values, templates.
    pub parameter_names: [i32; 3],
    pub depth: u32,
}

impl<'a> Parser<'a> {
    /// A parser of `text` that does at most `steps` steps of work.
    pub fn new(text: &'a [u8], steps: u32) -> Parser<'a> {
        Parser {
            text,
            at: 0,
            has_failed: false,
            tree: Tree::new(steps),
            substitutions: Vec::new(),
            templates: Vec::new(),
            stack: Vec::new(),
            lambda_level: 0,
            in_constraint: false,
            has_explicit_object: false,
            is_conversion: false,
            declared: NodeId::NOTHING,
            operands: 0,
            parameter_names: [0; 3],
            depth: 0,
        }
    }

    /// The text does not follow the grammar, or is too much work.
    pub fn fail(&mut self) -> NodeId {
        self.at = self.text.len();
        self.has_failed = true;
        NodeId::NOTHING
    }

    /// What is still to be read.
    pub fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Whether all was read.
    pub fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// The next byte, as a character.
    pub fn peek(&self) -> char {
        self.text.get(self.at).map_or(END, |&byte| char::from(byte))
    }

    /// The byte after the next.
    pub fn peek_second(&self) -> char {
        self.text.get(self.at + 1).map_or(END, |&byte| char::from(byte))
    }

    /// Whether a digit comes next.
    pub fn at_digit(&self) -> bool {
        self.peek().is_ascii_digit()
    }

    /// Takes that many bytes.
    pub fn take(&mut self, count: usize) -> &'a [u8] {
        match self.rest().get(..count) {
            Some(taken) => {
                self.at += count;
                taken
            }
            None => {
                self.fail();
                &[]
            }
        }
    }

    /// Takes one byte; NUL behind the end.
    pub fn next(&mut self) -> char {
        let byte = self.peek();
        self.take(1);
        byte
    }

    /// Takes `byte` if it comes next.
    pub fn eat(&mut self, byte: char) -> bool {
        let found = self.peek() == byte && !self.is_at_end();
        if found {
            self.take(1);
        }
        found
    }

    /// Whether there is more to read before `stop`; takes that if not.
    pub fn is_before(&mut self, stop: char) -> bool {
        !self.eat(stop) && !self.has_failed
    }

    /// Takes `text`, of two bytes, if it comes next.
    pub fn eat_pair(&mut self, text: &[u8; 2]) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.take(2);
        }
        found
    }

    /// Takes `byte`, which must come next.
    pub fn expect(&mut self, byte: char) {
        if !self.eat(byte) {
            self.fail();
        }
    }

    /// Goes one level deeper in the grammar, if that is allowed; [`Parser::leave`] comes back.
    pub fn enter(&mut self) -> bool {
        let is_allowed = self.tree.steps(1) && self.depth < MAX_DEPTH;
        self.depth += u32::from(is_allowed);
        if !is_allowed {
            self.fail();
        }
        is_allowed
    }

    /// Comes back from a level deeper, with what was found there.
    pub fn leave(&mut self, found: NodeId) -> NodeId {
        self.depth -= 1;
        found
    }

    /// `[n] digits`. Numbers near 2^31 are refused: nothing has so many parts.
    pub fn number(&mut self) -> i32 {
        let is_negative = self.eat('n');
        if !self.at_digit() {
            self.fail();
        }
        let mut value = 0;
        while self.at_digit() {
            if value >= i32::MAX / 10 - 10 {
                self.fail();
                return 0;
            }
            value = value * 10 + digit(self.next());
        }
        if is_negative { -value } else { value }
    }

    /// `_` for 0, `0_` for 1, `1_` for 2.
    pub fn index(&mut self) -> i32 {
        if self.eat('_') {
            return 0;
        }
        if !self.at_digit() {
            self.fail();
        }
        let number = self.number();
        self.expect('_');
        number + 1
    }

    /// An index in base 36: `_` for 0, `0_` for 1, `A_` for 11. Its end is also that of the text if `end_suffices`.
    pub fn sequence_id(&mut self, end_suffices: bool) -> usize {
        if self.eat('_') {
            return 0;
        }
        let mut id: u32 = 0;
        while !(end_suffices && self.is_at_end()) {
            let digit = match self.next() {
                _ if id >= (1 << 31) / 36 - 36 => 0,
                '_' => break,
                digit @ ('0'..='9' | 'A'..='Z') => digit.to_digit(36).unwrap_or(0) + 1,
                _ => 0,
            };
            if digit == 0 {
                self.fail();
                break;
            }
            id = id * 36 + digit - 1;
        }
        id as usize + 1
    }

    /// `3foo`: a length and that many bytes.
    pub fn source_name(&mut self) -> NodeId {
        let length = self.number();
        if length <= 0 {
            return self.fail();
        }
        let mut name = self.take(length as usize);
        // GCC's name of an anonymous namespace: `_GLOBAL__N_` and the file.
        if let Some([b'.' | b'_' | b'$', b'N', _, ..]) = name.strip_prefix(b"_GLOBAL_") {
            name = b"(anonymous namespace)";
        }
        self.tree.leaf(Kind::Name, name)
    }

    /// Puts everything before `stop` on the stack, each read by `item`; then takes `stop`.
    pub fn until(&mut self, stop: char, item: fn(&mut Self) -> NodeId) {
        while self.is_before(stop) {
            let found = item(self);
            self.push(found);
        }
    }

    /// Puts a node on the stack.
    pub fn push(&mut self, id: NodeId) {
        self.stack.push(id);
    }

    /// Puts a node on the empty part of the stack; returns where that begins.
    pub fn start(&mut self, id: NodeId) -> usize {
        let start = self.stack.len();
        self.push(id);
        start
    }

    /// Makes a node of all that was put on the stack since `start`.
    pub fn finish(&mut self, kind: Kind, start: usize) -> NodeId {
        let children = self.stack.get(start..).unwrap_or_default();
        let id = self.tree.add_text(kind, b"", children);
        self.stack.truncate(start);
        id
    }

    /// Makes a node of all that was put on the stack since `start`, which is two lists: `split` is the length of the first.
    pub fn finish_split(&mut self, kind: Kind, start: usize, split: usize) -> NodeId {
        let id = self.finish(kind, start);
        self.tree.get_mut(id).split = split as u32;
        id
    }

    /// Makes something a candidate for substitution.
    pub fn remember(&mut self, id: NodeId) {
        self.substitutions.push(id);
    }

    /// Whether a node is of that kind.
    pub fn is(&self, id: NodeId, kind: Kind) -> bool {
        self.tree.kind(id) == kind
    }
}

/// What a decimal digit is worth.
fn digit(digit: char) -> i32 {
    digit as i32 - '0' as i32
}
