//! Rust's second mangling, "v0", which keeps generic arguments and refers back to what was named before.
//!
//! In: `NvNtCs1234_7mycrate3foo3bar`, behind its `_R`. Out: `mycrate::foo::bar`. The text is written while the name is read.
//!
//! As in the parser of C++, a part that cannot be read takes the rest of the text away, which ends all others.

use crate::base::demangle::parser::MAX_DEPTH;

/// The text of a name behind its `_R`; nothing if it is none. What follows a dot is a suffix, and is not shown.
///
/// References back can double the text with every few bytes; `work` bounds that, and is what is left of it afterwards.
pub fn demangle(name: &[u8], generic_arguments: bool, work: &mut u32) -> Option<Vec<u8>> {
    let mut demangler = Demangler {
        name,
        at: 0,
        end: name.iter().position(|&byte| byte == b'.').unwrap_or(name.len()),
        out: Vec::new(),
        last: 0,
        is_silent: false,
        lifetimes: 0,
        generic_arguments,
        is_open: false,
        depth: 0,
        steps_left: *work,
        has_failed: false,
    };
    if demangler.peek().is_ascii_digit() {
        // A version of the mangling that is yet to come.
        return None;
    }
    demangler.path(true);
    if !demangler.is_at_end() {
        // The crate that instantiated it.
        demangler.is_silent = true;
        demangler.path(false);
    }
    *work = demangler.steps_left;
    (demangler.is_at_end() && !demangler.has_failed).then_some(demangler.out)
}

pub(super) struct Demangler<'a> {
    pub(super) name: &'a [u8],
    /// Where to read on, and where to stop.
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) out: Vec<u8>,
    /// The last byte that was written.
    pub(super) last: u8,
    /// Reads without writing.
    pub(super) is_silent: bool,
    /// How many lifetimes are bound by the `for<...>` around.
    pub(super) lifetimes: i64,
    generic_arguments: bool,
    /// Whether the path that was just read still lacks its closing bracket.
    pub(super) is_open: bool,
    depth: u32,
    /// How much work may still be done: a step for each part that is read and each byte that is written.
    steps_left: u32,
    pub(super) has_failed: bool,
}

/// A part of the grammar, for those that can be referred back to.
type Part<'a> = fn(&mut Demangler<'a>);

impl<'a> Demangler<'a> {
    /// The text is no name of Rust, or too much work.
    pub(super) fn fail(&mut self) {
        self.at = self.end;
        self.has_failed = true;
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.end
    }

    /// The next byte; 0 at the end.
    pub(super) fn peek(&self) -> u8 {
        match self.is_at_end() {
            true => 0,
            false => self.name.get(self.at).copied().unwrap_or(0),
        }
    }

    /// Takes a byte.
    pub(super) fn next(&mut self) -> u8 {
        let byte = self.peek();
        if self.is_at_end() {
            self.fail();
        } else {
            self.at += 1;
        }
        byte
    }

    /// Takes `byte` if it comes next.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte;
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, byte: u8) {
        if !self.eat(byte) {
            self.fail();
        }
    }

    pub(super) fn steps(&mut self, count: usize) {
        match self.steps_left.checked_sub(count as u32) {
            Some(left) => self.steps_left = left,
            None => {
                self.steps_left = 0;
                self.fail();
            }
        }
    }

    pub(super) fn write(&mut self, text: &[u8]) {
        if let (false, Some(&last)) = (self.is_silent || self.has_failed, text.last()) {
            self.steps(text.len());
            self.last = last;
            self.out.extend_from_slice(text);
        }
    }

    pub(super) fn write_number(&mut self, number: u64) {
        self.write(&crate::base::demangle::decimal(number));
    }

    /// Reads `part` one level deeper.
    pub(super) fn deeper(&mut self, part: Part<'a>) {
        self.steps(1);
        if self.depth == MAX_DEPTH || self.has_failed {
            return self.fail();
        }
        self.depth += 1;
        part(self);
        self.depth -= 1;
    }

    /// `<path>`. Generic arguments are written behind `::` unless it is the path of a type.
    pub(super) fn path(&mut self, is_value: bool) {
        self.deeper(match is_value {
            true => |this| this.any_path(true),
            false => |this| this.any_path(false),
        });
    }

    fn any_path(&mut self, is_value: bool) {
        let tag = self.next();
        match tag {
            b'C' => {
                self.disambiguator();
                self.identifier();
            }
            b'M' | b'X' | b'Y' => {
                if tag != b'Y' {
                    // Where the implementation stands.
                    let outer = std::mem::replace(&mut self.is_silent, true);
                    self.disambiguator();
                    self.path(false);
                    self.is_silent = outer;
                }
                self.write(b"<");
                self.typed();
                if tag != b'M' {
                    self.write(b" as ");
                    self.path(false);
                }
                self.write(b">");
            }
            b'N' => self.nested(is_value),
            b'I' => {
                self.path(is_value);
                self.write(if is_value { b"::<" } else { b"<" });
                self.arguments();
                self.write(b">");
            }
            b'B' => self.back_reference(match is_value {
                true => |this| this.path(true),
                false => |this| this.path(false),
            }),
            _ => self.fail(),
        }
    }

    /// `<namespace> <path> <identifier>`: capitals are what has no name of its own, such as closures.
    fn nested(&mut self, is_value: bool) {
        let namespace = self.next();
        self.path(is_value);
        let disambiguator = self.disambiguator();
        match namespace {
            b'a'..=b'z' => {
                self.write(b"::");
                self.identifier();
                return;
            }
            b'A'..=b'Z' => {}
            _ => self.fail(),
        }
        self.write(b"::{");
        match namespace {
            b'C' => self.write(b"closure"),
            b'S' => self.write(b"shim"),
            _ => self.write(&[namespace]),
        }
        let colon = self.out.len();
        self.write(b":");
        if self.identifier() == 0 && !self.is_silent {
            self.out.truncate(colon);
        }
        self.write(if disambiguator < 0 { b"#-" } else { b"#" });
        self.write_number(disambiguator.unsigned_abs());
        self.write(b"}");
    }

    /// `{<generic-arg>} E`
    pub(super) fn arguments(&mut self) {
        let is_silent = self.is_silent || !self.generic_arguments;
        let outer = std::mem::replace(&mut self.is_silent, is_silent);
        self.separated(b", ", |this| {
            if this.eat(b'L') {
                let lifetime = this.base_62();
                this.lifetime(lifetime);
            } else if this.eat(b'K') {
                this.constant();
            } else {
                this.typed();
            }
        });
        self.is_silent = outer;
    }

    /// Items up to an `E`, with a separator between them; how many there were.
    pub(super) fn separated(&mut self, separator: &[u8], item: Part<'a>) -> usize {
        let mut count = 0;
        while !self.eat(b'E') {
            if self.is_at_end() {
                self.fail();
                break;
            }
            if count > 0 {
                self.write(separator);
            }
            item(self);
            count += 1;
        }
        count
    }

    /// `<base-62-number>` behind a `B`: reads `part` again from there.
    pub(super) fn back_reference(&mut self, part: Part<'a>) {
        let here = self.at - 1;
        let target = self.base_62() as u64;
        // What is not written need not be read again.
        if self.is_silent || self.has_failed {
            return;
        }
        if target >= here as u64 {
            return self.fail();
        }
        let outer = (self.at, self.end);
        (self.at, self.end) = (target as usize, here);
        part(self);
        (self.at, self.end) = outer;
        if self.has_failed {
            self.fail();
        }
    }
}
