//! What Go's texts say in comments about their samples: lines in, [`Symbols`] for the profile out.
//!
//! ```text
//! 3 @ 0x48798a 0x5a0c67 0x5a0c68 0x5a1664 0x48e2c1
//! # labels: {"gateway":"webhook"}
//! #  0x5a0c66  main.(*Webhook).await+0xc6  main.go:55      the call before 0x5a0c67; inlined, for
//! #  0x5a0c67  main.(*Webhook).Send+0xc7   main.go:51      this one has the same entry, 0x5a0ba0
//! #  0x5a1663  main.deliver+0xa3           main.go:86
//! ```
//!
//! runtime/pprof writes a line for each address, but leaves out the runtime's functions at the leaf (0x48798a) and
//! runtime.goexit at the root (0x48e2c1). A line for an address that the stack does not have is of a function that the
//! one before it was inlined into.

use super::builder::Builder;
use super::lines::trim;
use super::numbers::{Base, Cursor, hex_value, parse_int};
use crate::base::error::OutOfMemory;
use crate::profile::{Label, Place, Symbol, Symbols};

/// How far ahead an address is looked for, and how many frames it may get: no stack of Go's is deeper by default.
const REACH: usize = 256;

/// Reads the comments on one sample after another.
#[derive(Default)]
pub struct Comments {
    /// The sample's addresses as they stand in the text.
    stack: Vec<u64>,
    /// The first of them that no line was about yet; 0 before the first line.
    next: usize,
    /// What the last line was about, if no line before was.
    open: Option<Open>,
    /// Whether this sample has its labels.
    labelled: bool,
}

/// A location that may get more frames.
#[derive(Clone, Copy)]
struct Open {
    location: u32,
    /// The address in the line.
    address: u64,
    /// Where its function begins.
    entry: u64,
    /// How many frames the location has.
    frames: usize,
}

impl Open {
    /// Whether a line for an address that the stack does not have is about this location, too.
    fn takes(&self, address: u64, entry: u64) -> bool {
        self.frames < REACH && (entry == self.entry || address == self.address)
    }
}

impl Comments {
    /// Ends the comments on the last sample, and begins those on one that is not added yet.
    pub fn begin(&mut self, stack: &[u64], builder: &mut Builder) {
        self.end(builder);
        self.stack.clear();
        self.stack.extend_from_slice(stack);
        self.next = 0;
        self.labelled = false;
    }

    /// Ends the comments on the last sample.
    pub fn end(&mut self, builder: &mut Builder) {
        self.open = None;
        let Some(mut symbols) = builder.symbols.take() else {
            return;
        };
        symbols.places.resize(builder.locations(), Place::Unknown);
        // Go fills stacks of threads up with zeros.
        let root = self.stack.iter().rposition(|&address| address != 0);
        if let Some(root) = root.filter(|&root| 0 < self.next && self.next <= root) {
            let place = &mut symbols.places[builder.last_stack()[root] as usize];
            if *place == Place::Unknown {
                *place = Place::Exit;
            }
        }
        builder.symbols = Some(symbols);
    }

    /// Reads a comment on the sample that was added last.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn read(&mut self, line: &[u8], builder: &mut Builder) -> Result<(), OutOfMemory> {
        let Some(comment) = trim(line).strip_prefix(b"#") else {
            return Ok(());
        };
        if builder.samples() == 0 {
            return Ok(());
        }
        let mut cursor = Cursor::new(comment);
        let _ = cursor.blanks();
        if cursor.literal(b"labels: {").is_some() {
            if let Some(labels) = labels(cursor).filter(|_| !self.labelled) {
                self.labelled = true;
                attach(&labels, builder)?;
            }
        } else if let Some(line) = SymbolLine::read(cursor) {
            self.symbol(line, builder);
        }
        Ok(())
    }

    fn symbol(&mut self, line: SymbolLine, builder: &mut Builder) {
        let ahead = &self.stack[self.next..];
        let ahead = &ahead[..ahead.len().min(REACH)];
        let at = |wanted| ahead.iter().position(|&address| address == wanted);
        // A line is about the call, an address about what comes behind it, unless it is a function's entry.
        let found = at(line.address.wrapping_add(1)).or_else(|| at(line.address));
        let entry = line.address.wrapping_sub(line.offset);
        let mut symbols = builder.symbols.take().unwrap_or_default();
        symbols.places.resize(builder.locations(), Place::Unknown);
        let location = match (found, self.open) {
            (Some(distance), _) => self.meet(distance, builder.last_stack(), &mut symbols),
            (None, Some(open)) if open.takes(line.address, entry) => Some(open.location),
            _ => None,
        };
        if let Some(location) = location {
            self.open = Some(Open {
                location,
                address: line.address,
                entry,
                frames: 1 + self.open.map_or(0, |open| open.frames),
            });
            symbols.add(
                location,
                Symbol {
                    function: builder.strings.intern(line.function),
                    file: builder.strings.intern(line.file),
                    line: line.line,
                    entry,
                },
            );
        }
        builder.symbols = Some(symbols);
    }

    /// A line is about the address that stands `distance` ahead; answers its location if that is known by now no more
    /// than by its address.
    fn meet(&mut self, distance: usize, stack: &[u32], symbols: &mut Symbols) -> Option<u32> {
        if self.next == 0 {
            for &hidden in &stack[..distance] {
                let place = &mut symbols.places[hidden as usize];
                if matches!(place, Place::Unknown | Place::Exit) {
                    *place = Place::Runtime;
                }
            }
        }
        let index = self.next + distance;
        self.next = index + 1;
        self.open = None;
        let location = stack[index];
        let known = matches!(symbols.places[location as usize], Place::Frames { .. });
        (!known).then_some(location)
    }
}

/// A line such as `0x5a0c66  main.(*Webhook).await+0xc6  main.go:55`.
struct SymbolLine<'a> {
    address: u64,
    function: &'a [u8],
    offset: u64,
    file: &'a [u8],
    line: i64,
}

impl<'a> SymbolLine<'a> {
    fn read(mut cursor: Cursor<'a>) -> Option<SymbolLine<'a>> {
        cursor.literal(b"0x")?;
        let address = hex_value(cursor.hex()?)?;
        cursor.blanks()?;
        let text = cursor.rest;
        let colon = text.iter().rposition(|&byte| byte == b':')?;
        let line = parse_int(&text[colon + 1..], Base::Ten).ok()?;
        let text = &text[..colon];
        // Neither names nor files are free of blanks, but the offset between them is.
        let pluses = (1..text.len()).filter(|&plus| text[plus] == b'+');
        pluses.into_iter().find_map(|plus| {
            let mut cursor = Cursor::new(&text[plus..]);
            cursor.literal(b"+0x")?;
            let offset = hex_value(cursor.hex()?)?;
            cursor.blanks()?;
            Some(SymbolLine {
                address,
                function: &text[..plus],
                offset,
                file: cursor.rest,
                line,
            })
        })
    }
}

type Pair = (Vec<u8>, Vec<u8>);

fn attach(labels: &[Pair], builder: &mut Builder) -> Result<(), OutOfMemory> {
    let sample = builder.samples() - 1;
    let symbols = builder.symbols.get_or_insert_default();
    for (key, value) in labels.iter().filter(|(_, value)| !value.is_empty()) {
        symbols.labels.push(Label::Text {
            key: builder.strings.intern(key),
            value: builder.strings.intern(value),
        })?;
    }
    symbols.labels.end_sample(sample)
}

/// Reads `"gateway":"email", "try":"2"}`.
fn labels(mut cursor: Cursor) -> Option<Vec<Pair>> {
    let mut pairs = Vec::new();
    if cursor.rest == b"}" {
        return Some(pairs);
    }
    loop {
        let key = unquote(&mut cursor)?;
        cursor.literal(b":")?;
        pairs.push((key, unquote(&mut cursor)?));
        if cursor.rest == b"}" {
            return Some(pairs);
        }
        cursor.literal(b", ")?;
    }
}

/// Takes a text in quotes as Go's `%q` writes it.
fn unquote(cursor: &mut Cursor) -> Option<Vec<u8>> {
    cursor.literal(b"\"")?;
    let mut text = Vec::new();
    loop {
        let (&byte, rest) = cursor.rest.split_first()?;
        cursor.rest = rest;
        match byte {
            b'"' => return Some(text),
            b'\\' => {
                let (&escape, rest) = cursor.rest.split_first()?;
                cursor.rest = rest;
                let digits = match escape {
                    b'x' => 2,
                    b'u' => 4,
                    b'U' => 8,
                    _ => 0,
                };
                if digits == 0 {
                    let plain = b"abfnrtv\\\"".iter().position(|&known| known == escape)?;
                    text.push(b"\x07\x08\x0c\n\r\t\x0b\\\""[plain]);
                    continue;
                }
                let (number, rest) = cursor.rest.split_at_checked(digits)?;
                cursor.rest = rest;
                let number = u32::try_from(hex_value(number)?).ok()?;
                match escape {
                    b'x' => text.push(number as u8),
                    _ => text.extend_from_slice(char::from_u32(number)?.encode_utf8(&mut [0; 4]).as_bytes()),
                }
            }
            _ => text.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_about_addresses() {
        let read = |text: &'static str| {
            SymbolLine::read(Cursor::new(text.as_bytes())).map(|line| {
                let text = |bytes: &'static [u8]| std::str::from_utf8(bytes).unwrap();
                (
                    line.address,
                    text(line.function),
                    line.offset,
                    text(line.file),
                    line.line,
                )
            })
        };
        for (text, wanted) in [
            (
                "0x10\tmain.f+0x3\t\t/a b/c.go:12",
                Some((16, "main.f", 3, "/a b/c.go", 12)),
            ),
            (
                "0x10 main.F[...]+0x3 <autogenerated>:1",
                Some((16, "main.F[...]", 3, "<autogenerated>", 1)),
            ),
            (
                "0x10\toperator+(a, b)+0x3\tC:/x.cc:1",
                Some((16, "operator+(a, b)", 3, "C:/x.cc", 1)),
            ),
            ("0x10\tmain.f+0x3\t:0", Some((16, "main.f", 3, "", 0))),
            ("0x0", None),
            ("0xf f", None),
            ("0x10 +0x3 a.go:1", None),
            ("0x10 f+0x3 a.go", None),
            ("runtime.MemStats", None),
        ] {
            assert_eq!(read(text), wanted, "{text}");
        }
    }

    #[test]
    fn labels_in_quotes() {
        let read = |text: &str| {
            labels(Cursor::new(text.as_bytes())).map(|pairs| {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                pairs
                    .iter()
                    .map(|(key, value)| format!("{}={}", text(key), text(value)))
                    .collect::<Vec<_>>()
            })
        };
        for (text, wanted) in [
            ("}", Some(vec![])),
            (r#""a":"b", "c, d":"\"e\"\n"}"#, Some(vec!["a=b", "c, d=\"e\"\n"])),
            (r#""\u00fc":"\xc3\xbc\U0001f600ü"}"#, Some(vec!["ü=ü😀ü"])),
            (r#""a":"b""#, None),
            (r#""a":b}"#, None),
            (r#""a":"\q"}"#, None),
        ] {
            assert_eq!(
                read(text),
                wanted.map(|pairs| pairs.iter().map(|pair| pair.to_string()).collect()),
                "{text}"
            );
        }
    }
}
