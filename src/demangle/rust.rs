//! Rust's second mangling, "v0", which keeps generic arguments and refers back to what was named before.
//!
//! In: `NvNtCs1234_7mycrate3foo3bar`, behind its `_R`. Out: `mycrate::foo::bar`. The text is written while the name is read.
//!
//! As in `parser.rs`, a part that cannot be read takes the rest of the text away, which ends all others.

use super::parser::MAX_DEPTH;

/// Basic types, from `a` to `z`.
const BASIC_TYPES: [&str; 26] = [
    "i8", "bool", "char", "f64", "str", "f32", "", "u8", "isize", "usize", "", "i32", "u32", "i128", "u128", "_", "",
    "", "i16", "u16", "()", "...", "", "i64", "u64", "!",
];

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

struct Demangler<'a> {
    name: &'a [u8],
    /// Where to read on, and where to stop.
    at: usize,
    end: usize,
    out: Vec<u8>,
    /// The last byte that was written.
    last: u8,
    /// Reads without writing.
    is_silent: bool,
    /// How many lifetimes are bound by the `for<...>` around.
    lifetimes: i64,
    generic_arguments: bool,
    /// Whether the path that was just read still lacks its closing bracket.
    is_open: bool,
    depth: u32,
    /// How much work may still be done: a step for each part that is read and each byte that is written.
    steps_left: u32,
    has_failed: bool,
}

/// A part of the grammar, for those that can be referred back to.
type Part<'a> = fn(&mut Demangler<'a>);

impl<'a> Demangler<'a> {
    /// The text is no name of Rust, or too much work.
    #[inline(never)]
    fn fail(&mut self) {
        self.at = self.end;
        self.has_failed = true;
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.end
    }

    /// The next byte; 0 at the end.
    #[inline(never)]
    fn peek(&self) -> u8 {
        match self.is_at_end() {
            true => 0,
            false => self.name.get(self.at).copied().unwrap_or(0),
        }
    }

    /// Takes a byte.
    #[inline(never)]
    fn next(&mut self) -> u8 {
        let byte = self.peek();
        if self.is_at_end() {
            self.fail();
        } else {
            self.at += 1;
        }
        byte
    }

    /// Takes `byte` if it comes next.
    #[inline(never)]
    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte;
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) {
        if !self.eat(byte) {
            self.fail();
        }
    }

    fn steps(&mut self, count: usize) {
        match self.steps_left.checked_sub(count as u32) {
            Some(left) => self.steps_left = left,
            None => {
                self.steps_left = 0;
                self.fail();
            }
        }
    }

    #[inline(never)]
    fn write(&mut self, text: &[u8]) {
        if let (false, Some(&last)) = (self.is_silent || self.has_failed, text.last()) {
            self.steps(text.len());
            self.last = last;
            self.out.extend_from_slice(text);
        }
    }

    #[inline(never)]
    fn write_number(&mut self, number: u64) {
        self.write(&super::decimal(number));
    }

    /// Reads `part` one level deeper.
    #[inline(never)]
    fn deeper(&mut self, part: Part<'a>) {
        self.steps(1);
        if self.depth == MAX_DEPTH || self.has_failed {
            return self.fail();
        }
        self.depth += 1;
        part(self);
        self.depth -= 1;
    }

    /// `<path>`. Generic arguments are written behind `::` unless it is the path of a type.
    fn path(&mut self, is_value: bool) {
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

    /// `[s <base-62-number>]`: tells equal names apart.
    #[inline(never)]
    fn disambiguator(&mut self) -> i64 {
        match self.eat(b's') {
            true => self.base_62().wrapping_add(1),
            false => 0,
        }
    }

    /// `[u] <decimal-number> [_] <bytes>`; returns its length. Behind a `u` it is Punycode.
    #[inline(never)]
    fn identifier(&mut self) -> usize {
        let is_punycode = self.eat(b'u');
        let name = self.bytes();
        match is_punycode {
            true => self.write_punycode(name),
            false => self.write(name),
        }
        name.len()
    }

    /// `<decimal-number> [_] <bytes>`
    #[inline(never)]
    fn bytes(&mut self) -> &'a [u8] {
        if self.is_at_end() {
            self.fail();
        }
        let mut length = 0_u32;
        while self.peek().is_ascii_digit() {
            let digit = u32::from(self.next() - b'0');
            if length >= i32::MAX as u32 / 10 - digit {
                self.fail();
                return &[];
            }
            length = length * 10 + digit;
        }
        self.eat(b'_');
        let rest = self.name.get(self.at..self.end).unwrap_or_default();
        let name = rest.get(..length as usize).unwrap_or_default();
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        if name.len() < length as usize || !name.iter().all(is_word) {
            self.fail();
            return &[];
        }
        self.at += name.len();
        name
    }

    /// RFC 3492, with an underscore between the letters of ASCII and the code of all others.
    fn write_punycode(&mut self, text: &[u8]) {
        let split = text.iter().rposition(|&byte| byte == b'_');
        let (ascii, code) = match split {
            Some(at) => (&text[..at], &text[at + 1..]),
            None => (&[][..], text),
        };
        let mut characters = Vec::new();
        for &byte in ascii {
            characters.push(char::from(byte));
        }
        let (mut index, mut point, mut bias) = (0_u64, 128_u64, 72_u64);
        let mut code = code;
        while !code.is_empty() {
            // Moving what is behind it takes time.
            self.steps(1 + characters.len() / 16);
            let first_index = index;
            let (mut weight, mut position) = (1_u64, 36_u64);
            loop {
                let digit = match code {
                    [digit @ b'0'..=b'9', ..] => digit - b'0' + 26,
                    [digit @ (b'A'..=b'Z' | b'a'..=b'z'), ..] => (digit | 32) - b'a',
                    _ => return self.fail(),
                };
                code = &code[1..];
                let digit = u64::from(digit);
                index += digit * weight;
                let threshold = position.saturating_sub(bias).clamp(1, 26);
                if digit < threshold {
                    break;
                }
                if weight >= i32::MAX as u64 / 36 || self.has_failed {
                    return self.fail();
                }
                weight *= 36 - threshold;
                position += 36;
            }
            let count = characters.len() as u64 + 1;
            let mut delta = (index - first_index) / if first_index == 0 { 700 } else { 2 };
            delta += delta / count;
            bias = 0;
            while delta > 35 * 26 / 2 {
                delta /= 35;
                bias += 36;
            }
            bias += 36 * delta / (delta + 38);
            point += index / count;
            index %= count;
            let Some(character) = u32::try_from(point).ok().and_then(char::from_u32) else {
                return self.fail();
            };
            characters.insert(index as usize, character);
            index += 1;
        }
        for character in characters {
            self.write(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    /// `{<generic-arg>} E`
    fn arguments(&mut self) {
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
    #[inline(never)]
    fn separated(&mut self, separator: &[u8], item: Part<'a>) -> usize {
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

    /// `[G <base-62-number>]`: lifetimes that what follows may use.
    fn binder(&mut self) {
        if !self.eat(b'G') {
            return;
        }
        let count = self.base_62().wrapping_add(1);
        // Each is used in what follows.
        if count >= (self.end - self.at) as i64 - self.lifetimes {
            return self.fail();
        }
        self.write(b"for<");
        for index in 0..count {
            self.write(if index > 0 { b", " } else { b"" });
            self.lifetimes += 1;
            self.lifetime(1);
        }
        self.write(b"> ");
    }

    /// `<type>`
    #[inline(never)]
    fn typed(&mut self) {
        self.deeper(Demangler::any_type);
    }

    fn any_type(&mut self) {
        let tag = self.peek();
        if matches!(tag, b'C' | b'M' | b'X' | b'Y' | b'N' | b'I') {
            return self.path(false);
        }
        self.next();
        let basic = BASIC_TYPES.get(usize::from(tag.wrapping_sub(b'a')));
        if let Some(name) = basic.filter(|name| !name.is_empty()) {
            return self.write(name.as_bytes());
        }
        match tag {
            b'A' | b'S' => {
                self.write(b"[");
                self.typed();
                if tag == b'A' {
                    self.write(b"; ");
                    self.constant();
                }
                self.write(b"]");
            }
            b'T' => {
                self.write(b"(");
                let count = self.separated(b", ", Demangler::typed);
                self.write(if count == 1 { b",)" } else { b")" });
            }
            b'R' | b'Q' => {
                self.write(b"&");
                if self.eat(b'L') {
                    let lifetime = self.base_62();
                    if lifetime > 0 {
                        self.lifetime(lifetime);
                        self.write(b" ");
                    }
                }
                self.write(if tag == b'Q' { b"mut " } else { b"" });
                self.typed();
            }
            b'P' | b'O' => {
                self.write(if tag == b'P' { b"*const " } else { b"*mut " });
                self.typed();
            }
            b'F' => {
                let outer = self.lifetimes;
                self.signature();
                self.lifetimes = outer;
            }
            b'D' => self.dynamic(),
            b'B' => self.back_reference(Demangler::typed),
            _ => self.fail(),
        }
    }

    /// `[<binder>] [U] [K <abi>] {<type>} E <type>`: a function.
    fn signature(&mut self) {
        self.binder();
        if self.eat(b'U') {
            self.write(b"unsafe ");
        }
        if self.eat(b'K') {
            self.write(b"extern \"");
            if self.eat(b'C') {
                self.write(b"C");
            } else if self.peek() == b'u' {
                // No ABI is in Punycode.
                self.fail();
            } else {
                for &byte in self.bytes() {
                    self.write(if byte == b'_' {
                        b"-"
                    } else {
                        std::slice::from_ref(&byte)
                    });
                }
            }
            self.write(b"\" ");
        }
        self.write(b"fn(");
        self.separated(b", ", Demangler::typed);
        self.write(b")");
        if !self.eat(b'u') {
            self.write(b" -> ");
            self.typed();
        }
    }

    /// `[<binder>] {<dyn-trait>} E L <lifetime>`
    fn dynamic(&mut self) {
        let outer = self.lifetimes;
        self.write(b"dyn ");
        self.binder();
        self.separated(b" + ", Demangler::dynamic_trait);
        self.lifetimes = outer;
        self.expect(b'L');
        let lifetime = self.base_62();
        if lifetime > 0 {
            self.write(if self.last == b' ' { b"+ " } else { b" + " });
            self.lifetime(lifetime);
        }
    }

    /// `<path> {p <identifier> <type>}`: a trait and what its associated types are.
    fn dynamic_trait(&mut self) {
        self.open_path();
        let mut is_open = self.is_open;
        while self.eat(b'p') {
            self.write(if is_open { b", " } else { b"<" });
            is_open = true;
            self.identifier();
            self.write(b" = ");
            self.typed();
        }
        self.write(if is_open { b">" } else { b"" });
    }

    /// A path whose generic arguments, if it has any, are left open. Says in `is_open` whether it has.
    fn open_path(&mut self) {
        if self.eat(b'I') {
            self.path(false);
            self.write(b"<");
            self.arguments();
            self.is_open = true;
        } else if self.eat(b'B') {
            self.is_open = false;
            self.back_reference(|this| this.deeper(Demangler::open_path));
        } else {
            self.path(false);
            self.is_open = false;
        }
    }

    /// A lifetime, counted from the innermost that is bound.
    #[inline(never)]
    fn lifetime(&mut self, lifetime: i64) {
        self.write(b"'");
        let depth = self.lifetimes.wrapping_sub(lifetime);
        match depth {
            _ if lifetime == 0 => self.write(b"_"),
            ..0 => self.fail(),
            0..26 => self.write(&[b'a' + depth as u8]),
            _ => {
                self.write(b"z");
                self.write_number(depth as u64 - 25);
            }
        }
    }

    /// `<const>`: a number, a truth value, a character, or `p` for any.
    fn constant(&mut self) {
        let tag = self.next();
        match tag {
            b'B' => return self.back_reference(|this| this.deeper(Demangler::constant)),
            b'p' => return self.write(b"_"),
            b'a' | b's' | b'l' | b'x' | b'n' | b'i' => {
                if self.eat(b'n') {
                    self.write(b"-");
                }
            }
            b'h' | b't' | b'm' | b'y' | b'o' | b'j' | b'b' | b'c' => {}
            _ => return self.fail(),
        }
        let (digits, value) = self.hexadecimal();
        match (tag, digits.len(), value) {
            (b'b', 1, 0) => self.write(b"false"),
            (b'b', 1, 1) => self.write(b"true"),
            (b'b', ..) | (b'c', 7.., _) => self.fail(),
            (b'c', ..) => {
                self.write(b"'");
                match value {
                    0x09 => self.write(b"\\t"),
                    0x0a => self.write(b"\\n"),
                    0x0d => self.write(b"\\r"),
                    0x27 => self.write(b"\\'"),
                    0x5c => self.write(b"\\\\"),
                    0x20..0x7f => self.write(&[value as u8]),
                    _ => {
                        self.write(b"\\u{");
                        self.write(digits);
                        self.write(b"}");
                    }
                }
                self.write(b"'");
            }
            (_, 17.., _) => {
                self.write(b"0x");
                self.write(digits);
            }
            _ => self.write_number(value),
        }
    }

    /// `{<hex-digit>} _`: the digits, of which there is one, without leading zeros, and what they are worth if that fits.
    fn hexadecimal(&mut self) -> (&'a [u8], u64) {
        let start = self.at;
        let mut value = 0_u64;
        let mut length = 0;
        while !self.is_at_end() {
            let digit = match self.next() {
                digit @ b'0'..=b'9' => digit - b'0',
                digit @ b'a'..=b'f' => digit - b'a' + 10,
                b'_' => break,
                _ => 16,
            };
            length += 1;
            if digit == 16 || (value == 0 && digit == 0 && self.peek() != b'_') {
                self.fail();
            }
            value = (value << 4).wrapping_add(u64::from(digit));
        }
        if length == 0 {
            self.fail();
        }
        (self.name.get(start..start + length).unwrap_or_default(), value)
    }

    /// `{<0-9a-zA-Z>} _`: `_` is 0, `0_` is 1. Numbers that do not fit wrap around.
    #[inline(never)]
    fn base_62(&mut self) -> i64 {
        if self.eat(b'_') {
            return 0;
        }
        let mut value = 0_i64;
        while !self.has_failed {
            let digit = match self.next() {
                b'_' => return value.wrapping_add(1),
                digit @ b'0'..=b'9' => digit - b'0',
                digit @ b'a'..=b'z' => digit - b'a' + 10,
                digit @ b'A'..=b'Z' => digit - b'A' + 36,
                _ => {
                    self.fail();
                    break;
                }
            };
            value = value.wrapping_mul(62).wrapping_add(i64::from(digit));
        }
        0
    }

    /// `<base-62-number>` behind a `B`: reads `part` again from there.
    #[inline(never)]
    fn back_reference(&mut self, part: Part<'a>) {
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
