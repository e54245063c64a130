//! The first line of a goroutine: who it is, and what it does.
//!
//! ```text
//! goroutine 7 gp=0xc000002380 m=nil [chan send (nil chan) (leaked), 12 minutes, locked to thread] {k: v, "a b": "\u4e2d"}:
//! ```
//!
//! The words in the brackets are free text of the runtime: a reason that is not known is kept as it is. Only `leaked`,
//! `scan` and `durable` in brackets of their own are marks. Labels stand behind the brackets since Go 1.27; before, with
//! `GODEBUG=tracebacklabels=1`, among the words.

use crate::base::text::find;
use memchr::memchr;

/// What the first line of a goroutine says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Header<'a> {
    /// Its number in the process. That of a thread's own stack is 0.
    pub id: u64,
    /// Its address, which tells goroutines of one number apart in the dump of a crash; empty if it is not said.
    pub address: &'a [u8],
    /// What it waits for, or does: `chan send`, `running`.
    pub state: &'a [u8],
    /// Whether the runtime has found that nothing can ever wake it.
    pub is_leaked: bool,
    /// For how many minutes it has waited, about; none if that is not said.
    pub minutes: Option<u64>,
    /// Whether it is locked to its thread.
    pub is_locked: bool,
    /// The bubble of `testing/synctest` that it belongs to.
    pub bubble: Option<u64>,
    /// Its labels, in the order in which they are printed.
    pub labels: Vec<(Vec<u8>, Vec<u8>)>,
}

/// What a line has of a header.
#[derive(Debug, PartialEq, Eq)]
pub enum Sight<'a> {
    /// Nothing.
    None,
    /// The words `goroutine 7 [`, but it is no header: prose, or a line that was cut.
    Alike,
    /// A header behind so many bytes of the line.
    Header(usize, Header<'a>),
}

/// Looks for a header in a line, anywhere: what stands before it is what a log puts there.
pub fn look(line: &[u8]) -> Sight<'_> {
    let mut sight = Sight::None;
    let mut from = 0;
    for _ in 0..MOST_TRIES {
        let Some(found) = word_in(&line[from..]) else {
            break;
        };
        let start = from + found;
        from = start + WORD.len();
        let Some((header, rest)) = begin(&line[from..]) else {
            continue;
        };
        match read(header, rest) {
            Some(header) => return Sight::Header(start, header),
            None => sight = Sight::Alike,
        }
    }
    sight
}

/// How often a text has the words `goroutine 7 [`.
pub fn count(text: &[u8]) -> u64 {
    let (mut rest, mut count) = (text, 0);
    while let Some(at) = word_in(rest) {
        rest = &rest[at + WORD.len()..];
        count += u64::from(begin(rest).is_some());
    }
    count
}

const WORD: &[u8] = b"goroutine ";
/// Where the letter is in it that is rarest in logs.
const RAREST: usize = 4;

/// Where the word is in a line. Every line of a log is asked, so this has to be fast.
pub fn word_in(line: &[u8]) -> Option<usize> {
    let mut from = RAREST;
    loop {
        let at = from + memchr(WORD[RAREST], line.get(from..)?)? - RAREST;
        if line[at..].starts_with(WORD) {
            return Some(at);
        }
        from = at + RAREST + 1;
    }
}
/// So often the word may stand in a line before its header: each costs a look at the whole line.
const MOST_TRIES: usize = 16;

/// `7 gp=0xc000002380 m=nil [`: the number and the address, and what is behind.
fn begin(text: &[u8]) -> Option<(Header<'_>, &[u8])> {
    let (id, mut rest) = digits(text)?;
    let mut header = Header {
        id,
        ..Header::default()
    };
    loop {
        rest = rest.strip_prefix(b" ")?;
        if let Some(behind) = rest.strip_prefix(b"[") {
            return Some((header, behind));
        }
        let word = &rest[..rest.iter().position(|&byte| byte == b' ')?];
        let (name, value) = word.split_at(word.iter().position(|&byte| byte == b'=')? + 1);
        match name {
            b"gp=" => header.address = value,
            b"m=" | b"mp=" => {}
            _ => return None,
        }
        rest = &rest[word.len()..];
    }
}

/// Reads what is behind the first bracket, up to the colon that ends a header.
fn read<'a>(mut header: Header<'a>, text: &'a [u8]) -> Option<Header<'a>> {
    let end = end_of(text, b']')?;
    let mut words = &text[..end];
    // Labels among the words stand behind one of them, and others may follow.
    if let Some(at) = find(words, b"labels:{") {
        let inside = &words[at + b"labels:{".len()..];
        let end = end_of(inside, b'}')?;
        labels(&inside[..end], &mut header.labels)?;
        Parts(&inside[end + 1..]).try_for_each(|part| word(part, &mut header))?;
        words = words[..at].trim_ascii_end();
    }
    for (at, part) in Parts(words).enumerate() {
        if at == 0 {
            state(part, &mut header);
        } else {
            word(part, &mut header)?;
        }
    }
    let mut rest = text[end + 1..].trim_ascii_start();
    if let Some(inside) = rest.strip_prefix(b"{") {
        let end = end_of(inside, b'}')?;
        labels(&inside[..end], &mut header.labels)?;
        rest = &inside[end + 1..];
    }
    let behind = rest.trim_ascii_start().strip_prefix(b":")?;
    is_nothing(behind).then_some(header)
}

/// The words of the state, and the marks behind them.
fn state<'a>(mut state: &'a [u8], header: &mut Header<'a>) {
    loop {
        if let Some(rest) = state.strip_suffix(b" (leaked)") {
            header.is_leaked = true;
            state = rest;
        } else if let Some(rest) = state
            .strip_suffix(b" (scan)")
            .or_else(|| state.strip_suffix(b" (durable)"))
        {
            state = rest;
        } else {
            header.state = state;
            return;
        }
    }
}

/// A word behind the state. What is not known says nothing that would be counted.
fn word<'a>(part: &'a [u8], header: &mut Header<'a>) -> Option<()> {
    let counted = digits(part).filter(|(_, rest)| matches!(*rest, b" minutes" | b" minute"));
    if let Some((minutes, _)) = counted {
        header.minutes = Some(minutes);
    } else if part == b"locked to thread" {
        header.is_locked = true;
    } else if let Some(bubble) = part.strip_prefix(b"synctest bubble ") {
        header.bubble = digits(bubble).map(|(number, _)| number);
    } else if part.starts_with(b"\"") {
        labels(part, &mut header.labels)?;
    }
    Some(())
}

/// What may follow the colon: blanks, the codes that end a colour, the end of an element.
fn is_nothing(mut text: &[u8]) -> bool {
    loop {
        text = text.trim_ascii_start();
        let Some((&first, rest)) = text.split_first() else {
            return true;
        };
        let end = match first {
            b'<' if rest.starts_with(b"/") => b'>',
            0x1b => b'm',
            _ => return false,
        };
        match rest.iter().position(|&byte| byte == end) {
            Some(at) if at < 32 => text = &rest[at + 1..],
            _ => return false,
        }
    }
}

/// The parts between commas that are in no quotes and no braces.
struct Parts<'a>(&'a [u8]);

impl<'a> Iterator for Parts<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.0.is_empty() {
            return None;
        }
        let mut depth = 0_u32;
        let end = position(self.0, |byte| match byte {
            b'{' => {
                depth += 1;
                false
            }
            b'}' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => byte == b',' && depth == 0,
        });
        let part = &self.0[..end.unwrap_or(self.0.len())];
        self.0 = self.0.get(part.len() + 1..).unwrap_or_default();
        Some(part.trim_ascii())
    }
}

/// Where a bracket or brace ends that was opened before the text; quotes protect, and it may hold others of its kind.
fn end_of(text: &[u8], close: u8) -> Option<usize> {
    let open = if close == b']' { b'[' } else { b'{' };
    let mut depth = 0_u32;
    position(text, |byte| {
        if byte == open {
            depth += 1;
        } else if byte == close {
            if depth == 0 {
                return true;
            }
            depth -= 1;
        }
        false
    })
}

/// The first byte outside of quotes that is wanted.
fn position(text: &[u8], mut is_wanted: impl FnMut(u8) -> bool) -> Option<usize> {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        if byte == b'"' {
            at += 1 + quoted(&text[at + 1..])?;
        } else if is_wanted(byte) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Where a quoted text ends that begins behind the first quote.
fn quoted(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match text.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at),
            _ => at += 1,
        }
    }
}

/// `k: v, "a b": "c"`, or the same without blanks.
fn labels(text: &[u8], out: &mut Vec<(Vec<u8>, Vec<u8>)>) -> Option<()> {
    for part in Parts(text) {
        let colon = position(part, |byte| byte == b':')?;
        out.push((plain(&part[..colon])?, plain(&part[colon + 1..])?));
    }
    Some(())
}

/// A key or a value without its quotes.
fn plain(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.trim_ascii();
    let Some(inside) = text.strip_prefix(b"\"") else {
        return Some(text.to_vec());
    };
    let mut out = Vec::new();
    unescape(&inside[..quoted(inside)?], &mut out);
    Some(out)
}

/// Reads the escapes of Go's and JSON's quoted texts. What is no escape stays.
pub fn unescape(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(at) = rest.iter().position(|&byte| byte == b'\\') {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let Some(&kind) = rest.get(1) else {
            break;
        };
        let length = match kind {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        let number = hex(rest.get(2..2 + length).filter(|_| length > 0));
        let mut end = 2 + length;
        match number {
            Some(number) if kind == b'x' => out.push(number as u8),
            Some(number) => {
                let (character, more) = character(number, &rest[end..]);
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                end += more;
            }
            None => {
                end = 2;
                out.push(match kind {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    other => other,
                });
            }
        }
        rest = &rest[end..];
    }
    out.extend_from_slice(rest);
}

/// The character of an escape; two of JSON's make one beyond the first 65,536, and the second takes so many bytes more.
fn character(number: u32, behind: &[u8]) -> (char, usize) {
    if let Some(one) = char::from_u32(number) {
        return (one, 0);
    }
    let low = behind.strip_prefix(b"\\u").and_then(|rest| hex(rest.get(..4)));
    match low {
        Some(low @ 0xdc00..=0xdfff) if (0xd800..0xdc00).contains(&number) => {
            let joined = 0x10000 + ((number - 0xd800) << 10) + (low - 0xdc00);
            (char::from_u32(joined).unwrap_or('\u{fffd}'), 6)
        }
        _ => ('\u{fffd}', 0),
    }
}

fn hex(digits: Option<&[u8]>) -> Option<u32> {
    digits?.iter().try_fold(0_u32, |number, &digit| {
        Some(number << 4 | char::from(digit).to_digit(16)?)
    })
}

/// A decimal number at the start, and what is behind it. What is too large for a number is the largest one.
pub fn digits(text: &[u8]) -> Option<(u64, &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = text[..length].iter().fold(0_u64, |number, digit| {
        number.saturating_mul(10).saturating_add(u64::from(digit & 15))
    });
    (length > 0).then_some((number, &text[length..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(line: &str) -> Option<(usize, Header<'_>)> {
        match look(line.as_bytes()) {
            Sight::Header(at, header) => Some((at, header)),
            _ => None,
        }
    }

    fn label(key: &str, value: &str) -> (Vec<u8>, Vec<u8>) {
        (key.into(), value.into())
    }

    #[test]
    fn all_that_a_header_can_say() {
        let line = "goroutine 7 gp=0xc000002380 m=3 mp=0xc1 [chan send (nil chan) (leaked), 12 minutes, locked to thread, \
                    synctest bubble 4] {a: , empty: x, \"b c\": \"]: }\\u4e2d\\\"\"}:";
        let expected = Header {
            id: 7,
            address: b"0xc000002380",
            state: b"chan send (nil chan)",
            is_leaked: true,
            minutes: Some(12),
            is_locked: true,
            bubble: Some(4),
            labels: vec![label("a", ""), label("empty", "x"), label("b c", "]: }中\"")],
        };
        assert_eq!(header(line), Some((0, expected)));
    }

    #[test]
    fn states_stay_as_they_are_but_for_marks() {
        for (line, state) in [
            ("goroutine 1 [select (no cases)]:", "select (no cases)"),
            ("goroutine 1 [chan receive (durable), 3 minutes]:", "chan receive"),
            ("goroutine 1 [GC worker (idle) (scan)]:", "GC worker (idle)"),
            ("goroutine 1 [some new reason]:", "some new reason"),
            ("goroutine 1 [???]:", "???"),
            ("goroutine 1 []:", ""),
        ] {
            assert_eq!(header(line).unwrap().1.state, state.as_bytes(), "{line}");
        }
    }

    #[test]
    fn labels_of_older_and_proposed_forms() {
        for line in [
            r#"goroutine 1 [chan receive labels:{"k":"v", "a":"b"}]:"#,
            r#"goroutine 1 [chan receive labels:{"k":"v", "a":"b"}, 3 minutes]:"#,
            r#"goroutine 1 [chan receive, 3 minutes labels:{"k":"v", "a":"b"}]:"#,
            r#"goroutine 1 [chan receive, 3 minutes, labels:{"k":"v", "a":"b"}, locked to thread]:"#,
            r#"goroutine 1 [chan receive]{"k": "v", "a": "b"}:"#,
            r#"goroutine 1 [chan receive, "k":"v", "a":"b"]:"#,
        ] {
            let (_, header) = header(line).unwrap();
            assert_eq!(header.labels, [label("k", "v"), label("a", "b")], "{line}");
            assert_eq!(header.state, b"chan receive", "{line}");
        }
    }

    #[test]
    fn headers_stand_anywhere_in_a_line_and_end_in_a_colon() {
        assert_eq!(header("2026-11-28 web | goroutine 5 [running]: ").unwrap().0, 17);
        assert_eq!(header("\x1b[31mgoroutine 5 [running]:\x1b[0m").unwrap().0, 5);
        assert_eq!(header("<pre>goroutine 5 [running]:</pre>").unwrap().0, 5);
        assert_eq!(header("goroutine x goroutine 5 [running]:").unwrap().1.id, 5);
        for line in [
            "see goroutine 7 [chan send] above",
            "goroutine 7 [chan send",
            "goroutine 7 [chan send] {k: \"v}:",
            "goroutine 7 [chan send]: and more",
        ] {
            assert_eq!(look(line.as_bytes()), Sight::Alike, "{line}");
        }
        for line in [
            "goroutine pool resized to 40",
            "goroutine 5",
            "created by main.f in goroutine 1",
            "goroutine profile: total 7",
            "\tgoroutine running on other thread; stack unavailable",
            "[originating from goroutine 5]:",
            "",
        ] {
            assert_eq!(look(line.as_bytes()), Sight::None, "{line}");
        }
    }

    #[test]
    fn escapes_of_go_and_json() {
        for (text, expected) in [
            (r"a\tb\nc\\d\/e", "a\tb\nc\\d/e"),
            (r"\x41\u00e9\U0001f389", "Aé🎉"),
            (r"\ud83c\udf89", "🎉"),
            (r"\ud83c", "\u{fffd}"),
            (r"\u12", "u12"),
            ("end\\", "end\\"),
        ] {
            let mut out = Vec::new();
            unescape(text.as_bytes(), &mut out);
            assert_eq!(String::from_utf8_lossy(&out), expected, "{text}");
        }
    }
}
