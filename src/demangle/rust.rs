//! Rust's second mangling, "v0", which keeps generic arguments and refers back to what was named before.
//!
//! In: `NvNtCs1234_7mycrate3foo3bar`, behind its `_R`. Out: `mycrate::foo::bar`. The text is written while the name is read.

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
    let end = name.iter().position(|&byte| byte == b'.').unwrap_or(name.len());
    let mut demangler = Demangler {
        name,
        at: 0,
        end,
        out: Vec::new(),
        last: 0,
        is_silent: false,
        lifetimes: 0,
        generic_arguments,
        depth: 0,
        steps_left: *work,
        is_too_long: false,
    };
    let symbol = demangler.symbol();
    *work = demangler.steps_left;
    symbol.map(|()| demangler.out)
}

struct Demangler<'a> {
    name: &'a [u8],
    /// Where to read on, and where to stop.
    at: usize,
    end: usize,
    out: Vec<u8>,
    /// The last byte that was written; numbers count as a digit.
    last: u8,
    /// Reads without writing.
    is_silent: bool,
    /// How many lifetimes are bound by the `for<...>` around.
    lifetimes: i64,
    generic_arguments: bool,
    depth: u32,
    /// How much work may still be done: a step for each part that is read and each byte that is written.
    steps_left: u32,
    is_too_long: bool,
}

/// A part of the grammar, for those that can be referred back to.
type Part = fn(&mut Demangler) -> Option<()>;

impl<'a> Demangler<'a> {
    /// `<path> [<path>]`, where the second is the crate that instantiated it.
    fn symbol(&mut self) -> Option<()> {
        if self.peek().is_ascii_digit() {
            // A version of the mangling that is yet to come.
            return None;
        }
        self.path(true)?;
        if self.at < self.end {
            self.silently(|this| this.path(false))?;
        }
        (self.at == self.end && !self.is_too_long).then_some(())
    }

    fn peek(&self) -> u8 {
        match self.at < self.end {
            true => self.name.get(self.at).copied().unwrap_or(0),
            false => 0,
        }
    }

    fn next(&mut self) -> Option<u8> {
        if self.at >= self.end {
            return None;
        }
        let byte = *self.name.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.at < self.end && self.peek() == byte;
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.eat(byte).then_some(())
    }

    fn write(&mut self, text: &[u8]) {
        let (false, Some(&last)) = (self.is_silent, text.last()) else {
            return;
        };
        match self.steps_left.checked_sub(text.len() as u32) {
            Some(left) => self.steps_left = left,
            None => self.is_too_long = true,
        }
        if !self.is_too_long {
            self.last = last;
            self.out.extend_from_slice(text);
        }
    }

    fn write_number(&mut self, number: u64) {
        let mut digits = [0; 20];
        let mut start = digits.len();
        let mut rest = number;
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.write(&digits[start..]);
    }

    /// Does `part` one level deeper.
    fn deeper(&mut self, part: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        self.steps_left = self.steps_left.checked_sub(1)?;
        if self.depth == MAX_DEPTH || self.is_too_long {
            return None;
        }
        self.depth += 1;
        let done = part(self);
        self.depth -= 1;
        done
    }

    /// Does `part` without writing.
    fn silently(&mut self, part: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        let outer = std::mem::replace(&mut self.is_silent, true);
        let done = part(self);
        self.is_silent = outer;
        done
    }

    /// `<path>`. Generic arguments are written behind `::` unless it is the path of a type.
    fn path(&mut self, is_value: bool) -> Option<()> {
        self.deeper(|this| match this.next()? {
            b'C' => {
                let (_, name) = this.identifier()?;
                this.write(&name);
                Some(())
            }
            tag @ (b'M' | b'X' | b'Y') => {
                if tag != b'Y' {
                    // Where the implementation stands.
                    this.silently(|this| {
                        this.disambiguator()?;
                        this.path(false)
                    })?;
                }
                this.write(b"<");
                this.typed()?;
                if tag != b'M' {
                    this.write(b" as ");
                    this.path(false)?;
                }
                this.write(b">");
                Some(())
            }
            b'N' => this.nested(is_value),
            b'I' => {
                this.path(is_value)?;
                if is_value {
                    this.write(b"::");
                }
                this.write(b"<");
                this.arguments()?;
                this.write(b">");
                Some(())
            }
            b'B' => this.back_reference(match is_value {
                true => |this| this.path(true),
                false => |this| this.path(false),
            }),
            _ => None,
        })
    }

    /// `<namespace> <path> <identifier>`: capitals are what has no name of its own, such as closures.
    fn nested(&mut self, is_value: bool) -> Option<()> {
        let namespace = self.next().filter(u8::is_ascii_alphabetic)?;
        self.path(is_value)?;
        let (disambiguator, name) = self.identifier()?;
        if namespace.is_ascii_lowercase() {
            self.write(b"::");
            self.write(&name);
            return Some(());
        }
        self.write(b"::{");
        match namespace {
            b'C' => self.write(b"closure"),
            b'S' => self.write(b"shim"),
            _ => self.write(&[namespace]),
        }
        if !name.is_empty() {
            self.write(b":");
            self.write(&name);
        }
        self.write(b"#");
        if disambiguator < 0 {
            self.write(b"-");
        }
        self.write_number(disambiguator.unsigned_abs());
        self.write(b"}");
        Some(())
    }

    /// `<identifier>`: a number that tells equal names apart, and the name.
    fn identifier(&mut self) -> Option<(i64, Vec<u8>)> {
        let disambiguator = self.disambiguator()?;
        let (name, _) = self.plain_identifier()?;
        Some((disambiguator, name))
    }

    /// `[s <base-62-number>]`
    fn disambiguator(&mut self) -> Option<i64> {
        match self.eat(b's') {
            true => Some(self.base_62()?.wrapping_add(1)),
            false => Some(0),
        }
    }

    /// `[u] <decimal-number> [_] <bytes>`, and whether there was a `u`, for Punycode.
    fn plain_identifier(&mut self) -> Option<(Vec<u8>, bool)> {
        let is_punycode = self.eat(b'u');
        if self.at >= self.end {
            return None;
        }
        let mut length = 0_usize;
        while self.peek().is_ascii_digit() {
            let digit = usize::from(self.next()? - b'0');
            if length >= i32::MAX as usize / 10 - digit {
                return None;
            }
            length = length * 10 + digit;
        }
        self.eat(b'_');
        let name = self.name.get(self.at..self.end)?.get(..length)?;
        self.at += length;
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        if !name.iter().all(is_word) {
            return None;
        }
        let name = match is_punycode {
            true => self.from_punycode(name)?,
            false => name.to_vec(),
        };
        Some((name, is_punycode))
    }

    /// RFC 3492, with an underscore between the letters of ASCII and the code of all others.
    fn from_punycode(&mut self, text: &[u8]) -> Option<Vec<u8>> {
        let split = text.iter().rposition(|&byte| byte == b'_');
        let (ascii, code) = match split {
            Some(at) => (text.get(..at)?, text.get(at + 1..)?),
            None => (&[][..], text),
        };
        let mut characters: Vec<char> = ascii.iter().map(|&byte| char::from(byte)).collect();
        let mut code = code.iter();
        let (mut index, mut point, mut bias) = (0_i64, 128_i64, 72_i64);
        while !code.as_slice().is_empty() {
            // Each insertion moves what is behind it.
            self.steps_left = self.steps_left.checked_sub(1 + characters.len() as u32 / 64)?;
            let first_index = index;
            let (mut weight, mut position) = (1_i64, 36_i64);
            loop {
                let digit = match *code.next()? {
                    digit @ b'0'..=b'9' => digit - b'0' + 26,
                    digit @ b'A'..=b'Z' => digit - b'A',
                    digit @ b'a'..=b'z' => digit - b'a',
                    _ => return None,
                };
                index = index.checked_add(i64::from(digit) * weight)?;
                let threshold = match position {
                    _ if position <= bias => 1,
                    _ if position > bias + 26 => 26,
                    _ => position - bias,
                };
                if i64::from(digit) < threshold {
                    break;
                }
                if weight >= i64::from(i32::MAX) / 36 {
                    return None;
                }
                weight *= 36 - threshold;
                position += 36;
            }
            let count = characters.len() as i64 + 1;
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
            let character = u32::try_from(point).ok().and_then(char::from_u32)?;
            characters.insert(index as usize, character);
            index += 1;
        }
        Some(characters.into_iter().collect::<String>().into_bytes())
    }

    /// `{<generic-arg>} E`
    fn arguments(&mut self) -> Option<()> {
        let is_silent = self.is_silent || !self.generic_arguments;
        let outer = std::mem::replace(&mut self.is_silent, is_silent);
        let read = self.separated(b", ", |this| match this.peek() {
            b'L' => {
                this.next()?;
                let lifetime = this.base_62()?;
                this.lifetime(lifetime)
            }
            b'K' => {
                this.next()?;
                this.constant()
            }
            _ => this.typed(),
        });
        self.is_silent = outer;
        read?;
        Some(())
    }

    /// Items up to an `E`, with a separator between them; how many there were.
    fn separated(&mut self, separator: &[u8], item: Part) -> Option<usize> {
        let mut count = 0;
        while self.at < self.end && self.peek() != b'E' {
            if count > 0 {
                self.write(separator);
            }
            item(self)?;
            count += 1;
        }
        self.expect(b'E')?;
        Some(count)
    }

    /// `[G <base-62-number>]`: lifetimes that what follows may use.
    fn binder(&mut self) -> Option<()> {
        if !self.eat(b'G') {
            return Some(());
        }
        let count = self.base_62()?.wrapping_add(1);
        // Each is used in what follows.
        if count >= (self.end - self.at) as i64 - self.lifetimes {
            return None;
        }
        self.write(b"for<");
        for index in 0..count {
            if index > 0 {
                self.write(b", ");
            }
            self.lifetimes += 1;
            self.lifetime(1)?;
        }
        self.write(b"> ");
        Some(())
    }

    /// `<type>`
    fn typed(&mut self) -> Option<()> {
        self.deeper(|this| {
            let tag = this.peek();
            match tag {
                b'C' | b'M' | b'X' | b'Y' | b'N' | b'I' => return this.path(false),
                b'B' => {
                    this.next()?;
                    return this.back_reference(|this| this.typed());
                }
                _ => {}
            }
            this.next()?;
            match tag {
                b'a'..=b'z' => {
                    let name = BASIC_TYPES
                        .get(usize::from(tag - b'a'))
                        .filter(|name| !name.is_empty())?;
                    this.write(name.as_bytes());
                }
                b'A' | b'S' => {
                    this.write(b"[");
                    this.typed()?;
                    if tag == b'A' {
                        this.write(b"; ");
                        this.constant()?;
                    }
                    this.write(b"]");
                }
                b'T' => {
                    this.write(b"(");
                    let count = this.separated(b", ", |this| this.typed())?;
                    this.write(if count == 1 { b",)" } else { b")" });
                }
                b'R' | b'Q' => {
                    this.write(b"&");
                    if this.eat(b'L') {
                        let lifetime = this.base_62()?;
                        if lifetime > 0 {
                            this.lifetime(lifetime)?;
                            this.write(b" ");
                        }
                    }
                    this.write(if tag == b'Q' { b"mut " } else { b"" });
                    this.typed()?;
                }
                b'P' | b'O' => {
                    this.write(if tag == b'P' { b"*const " } else { b"*mut " });
                    this.typed()?;
                }
                b'F' => {
                    let outer = this.lifetimes;
                    this.signature()?;
                    this.lifetimes = outer;
                }
                b'D' => this.dynamic()?,
                _ => return None,
            }
            Some(())
        })
    }

    /// `[<binder>] [U] [K <abi>] {<type>} E <type>`: a function.
    fn signature(&mut self) -> Option<()> {
        self.binder()?;
        if self.eat(b'U') {
            self.write(b"unsafe ");
        }
        if self.eat(b'K') {
            let abi = match self.eat(b'C') {
                true => b"C".to_vec(),
                false => {
                    let (abi, is_punycode) = self.plain_identifier()?;
                    if is_punycode {
                        return None;
                    }
                    abi.iter().map(|&byte| if byte == b'_' { b'-' } else { byte }).collect()
                }
            };
            self.write(b"extern \"");
            self.write(&abi);
            self.write(b"\" ");
        }
        self.write(b"fn(");
        self.separated(b", ", |this| this.typed())?;
        self.write(b")");
        if self.eat(b'u') {
            return Some(());
        }
        self.write(b" -> ");
        self.typed()
    }

    /// `[<binder>] {<dyn-trait>} E L <lifetime>`
    fn dynamic(&mut self) -> Option<()> {
        let outer = self.lifetimes;
        self.write(b"dyn ");
        self.binder()?;
        self.separated(b" + ", |this| this.dynamic_trait())?;
        self.lifetimes = outer;
        self.expect(b'L')?;
        let lifetime = self.base_62()?;
        if lifetime > 0 {
            self.write(if self.last == b' ' { b"+ " } else { b" + " });
            self.lifetime(lifetime)?;
        }
        Some(())
    }

    /// `<path> {p <identifier> <type>}`: a trait and what its associated types are.
    fn dynamic_trait(&mut self) -> Option<()> {
        let mut is_open = false;
        self.open_path(&mut is_open)?;
        while self.eat(b'p') {
            self.write(if is_open { b", " } else { b"<" });
            is_open = true;
            let (name, _) = self.plain_identifier()?;
            self.write(&name);
            self.write(b" = ");
            self.typed()?;
        }
        if is_open {
            self.write(b">");
        }
        Some(())
    }

    /// A path whose generic arguments, if it has any, are left open.
    fn open_path(&mut self, is_open: &mut bool) -> Option<()> {
        match self.peek() {
            b'I' => {
                self.next()?;
                self.path(false)?;
                self.write(b"<");
                self.arguments()?;
                *is_open = true;
                Some(())
            }
            b'B' => {
                self.next()?;
                let Some(outer) = self.enter_reference()? else {
                    return Some(());
                };
                self.deeper(|this| this.open_path(is_open))?;
                (self.at, self.end) = outer;
                Some(())
            }
            _ => self.path(false),
        }
    }

    /// A lifetime, counted from the innermost that is bound.
    fn lifetime(&mut self, lifetime: i64) -> Option<()> {
        self.write(b"'");
        if lifetime == 0 {
            self.write(b"_");
            return Some(());
        }
        let depth = self.lifetimes.wrapping_sub(lifetime);
        match depth {
            ..0 => return None,
            0..26 => self.write(&[b'a' + depth as u8]),
            _ => {
                self.write(b"z");
                self.write_number(depth as u64 - 25);
            }
        }
        Some(())
    }

    /// `<const>`: a number, a truth value, a character, or `p` for any.
    fn constant(&mut self) -> Option<()> {
        let tag = self.next()?;
        match tag {
            b'B' => return self.deeper(|this| this.back_reference(|this| this.constant())),
            b'p' => {
                self.write(b"_");
                return Some(());
            }
            b'a' | b's' | b'l' | b'x' | b'n' | b'i' => {
                if self.eat(b'n') {
                    self.write(b"-");
                }
            }
            b'h' | b't' | b'm' | b'y' | b'o' | b'j' | b'b' | b'c' => {}
            _ => return None,
        }
        let (digits, value) = self.hexadecimal()?;
        match tag {
            b'b' => match (digits.len(), value) {
                (1, 0) => self.write(b"false"),
                (1, 1) => self.write(b"true"),
                _ => return None,
            },
            b'c' if digits.len() > 6 => return None,
            b'c' => self.character(value as u32),
            _ if digits.len() > 16 => {
                self.write(b"0x");
                self.write(digits);
            }
            _ => self.write_number(value),
        }
        Some(())
    }

    /// `{<hex-digit>} _`: the digits, of which there is one, and what they are worth if that fits.
    fn hexadecimal(&mut self) -> Option<(&'a [u8], u64)> {
        let start = self.at;
        let mut value = 0_u64;
        let mut end = self.end;
        while self.at < self.end {
            let digit = match self.next()? {
                digit @ b'0'..=b'9' => digit - b'0',
                digit @ b'a'..=b'f' => digit - b'a' + 10,
                b'_' => {
                    end = self.at - 1;
                    break;
                }
                _ => return None,
            };
            if value == 0 && digit == 0 && self.peek() != b'_' {
                return None;
            }
            value = value.wrapping_mul(16).wrapping_add(u64::from(digit));
        }
        let digits = self.name.get(start..end)?;
        (!digits.is_empty()).then_some((digits, value))
    }

    fn character(&mut self, value: u32) {
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
                let nibbles = (0..6).rev().map(|place| value >> (4 * place) & 15);
                for (left, nibble) in (0..6).rev().zip(nibbles) {
                    if left == 0 || value >> (4 * left) != 0 {
                        self.write(&[b"0123456789abcdef"[nibble as usize]]);
                    }
                }
                self.write(b"}");
            }
        }
        self.write(b"'");
    }

    /// `{<0-9a-zA-Z>} _`: `_` is 0, `0_` is 1. Numbers that do not fit wrap around.
    fn base_62(&mut self) -> Option<i64> {
        if self.eat(b'_') {
            return Some(0);
        }
        let mut value = 0_i64;
        loop {
            let digit = match self.next()? {
                b'_' => return Some(value.wrapping_add(1)),
                digit @ b'0'..=b'9' => digit - b'0',
                digit @ b'a'..=b'z' => digit - b'a' + 10,
                digit @ b'A'..=b'Z' => digit - b'A' + 36,
                _ => return None,
            };
            value = value.wrapping_mul(62).wrapping_add(i64::from(digit));
        }
    }

    /// `<base-62-number>` behind a `B`: reads `part` again from there.
    fn back_reference(&mut self, part: Part) -> Option<()> {
        let Some(outer) = self.enter_reference()? else {
            return Some(());
        };
        part(self)?;
        (self.at, self.end) = outer;
        Some(())
    }

    /// Goes to where a reference behind a `B` points, unless nothing is written anyway. Returns where it came from.
    fn enter_reference(&mut self) -> Option<Option<(usize, usize)>> {
        let here = self.at - 1;
        let target = self.base_62()?;
        if self.is_silent {
            return Some(None);
        }
        let target = usize::try_from(target).ok().filter(|&target| target < here)?;
        let outer = (self.at, self.end);
        (self.at, self.end) = (target, here);
        Some(Some(outer))
    }
}
