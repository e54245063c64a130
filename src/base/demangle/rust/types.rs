//! Types in Rust's second mangling: references, functions, `dyn`, and the lifetimes that those bind.
//!
//! In: `FRhmEb`. Out: `fn(&u8, u32) -> bool`.

use super::v0::Demangler;

/// Basic types, from `a` to `z`.
const BASIC_TYPES: [&str; 26] = [
    "i8", "bool", "char", "f64", "str", "f32", "", "u8", "isize", "usize", "", "i32", "u32", "i128", "u128", "_", "",
    "", "i16", "u16", "()", "...", "", "i64", "u64", "!",
];

impl Demangler<'_> {
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
    pub(super) fn typed(&mut self) {
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
    pub(super) fn lifetime(&mut self, lifetime: i64) {
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
}
