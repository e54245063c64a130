//! Lines of dumps in the fields of a table of comma-separated values.
//!
//! ```text
//! "2026-11-28","api","goroutine 7 [running]:"          each line in a record
//! "2026-11-28","api","goroutine 7 [running] {""k"": ""v""}:
//! main.main()                                           all of them in one field, which ends with its quote
//!         /p/main.go:5 +0x1d"
//! ```

use super::header::{Sight, look};

/// A field of a record.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Where it begins in the record, with its quote if it has one.
    pub start: usize,
    /// Its bytes as they were before the table quoted them.
    pub text: Vec<u8>,
    /// Whether its quote ends; without one it ends with the line.
    pub is_closed: bool,
}

/// What divides fields.
const DIVIDERS: &[u8] = b",;\t";
/// A header with all its labels, and what a log puts before it, is not longer.
const LONGEST_HEADER: usize = 1 << 20;
/// So many fields of a record are looked at.
const MOST_FIELDS: usize = 64;

/// Whether a record may go on with another field behind this.
pub fn is_divided(before: &[u8]) -> bool {
    before.last().is_some_and(|byte| DIVIDERS.contains(byte))
}

/// The first quoted field of a line that has a header.
pub fn header(line: &[u8]) -> Option<Field> {
    // A header is short: what may be one is not copied before that is known.
    let is_short = |&(start, end): &(usize, Option<usize>)| end.unwrap_or(line.len()) - start <= LONGEST_HEADER;
    let quoted = fields(line, DIVIDERS).filter(|&(start, _)| line[start..].starts_with(b"\""));
    quoted.filter(is_short).find_map(|(start, end)| {
        let text = text(&line[start..end.unwrap_or(line.len())]);
        matches!(look(&text), Sight::Header(..)).then_some(Field {
            start,
            text,
            is_closed: end.is_some(),
        })
    })
}

/// A column of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// How many fields stand before it, and how many there are.
    place: usize,
    count: usize,
    divider: u8,
}

impl Column {
    /// The column of the field that begins here in a record; none of the first one, and between tabs, which dumps have as well.
    pub fn of(line: &[u8], start: usize) -> Option<Column> {
        let divider = *line[..start].last().filter(|byte| b",;".contains(byte))?;
        let all = || fields(line, std::slice::from_ref(&line[start - 1]));
        Some(Column {
            place: all().position(|(own, _)| own == start)?,
            count: all().count(),
            divider,
        })
    }

    /// The field of this column in another such record.
    pub fn text(self, line: &[u8]) -> Option<Vec<u8>> {
        let divider = [self.divider];
        let mut all = fields(line, &divider);
        let (start, end) = all.nth(self.place)?;
        let field = &line[start..end.unwrap_or(line.len())];
        // The arguments of a call have blanks behind their commas.
        let is_field = !field.starts_with(b" ") && self.place + 1 + all.count() == self.count;
        is_field.then(|| text(field))
    }
}

/// The text of a field that begins here with its quote, and ends with it in the same line.
pub fn field(text: &[u8]) -> Option<Vec<u8>> {
    let inside = text.strip_prefix(b"\"")?;
    Some(single(&inside[..closing(inside)?]))
}

/// What is in a quoted field up to its end or the end of the line, and whether it ends.
pub fn within(text: &[u8]) -> (Vec<u8>, bool) {
    let end = closing(text);
    (single(&text[..end.unwrap_or(text.len())]), end.is_some())
}

/// Where the fields of a record begin and end, with their quotes, up to what cannot be one; of the last one the end is not known if its
/// quote does not end.
fn fields<'a>(line: &'a [u8], dividers: &'a [u8]) -> impl Iterator<Item = (usize, Option<usize>)> + 'a {
    let mut next = Some(0);
    (0..MOST_FIELDS).map_while(move |_| {
        let start = next?;
        let rest = &line[start..];
        let length = match rest.strip_prefix(b"\"") {
            Some(inside) => closing(inside).map(|end| end + 2),
            None => Some(
                rest.iter()
                    .position(|byte| dividers.contains(byte))
                    .unwrap_or(rest.len()),
            ),
        };
        let end = length.map(|length| start + length);
        let is_field = end.is_none_or(|end| line.get(end).is_none_or(|byte| dividers.contains(byte)));
        next = end.map(|end| end + 1).filter(|&end| end <= line.len());
        is_field.then_some((start, end))
    })
}

/// Where the quote is that ends a quoted field which begins before this text.
fn closing(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr(b'"', &text[at..])?;
        if text.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// A text in which quotes are doubled as it was.
fn single(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=at]);
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    out
}

/// The text of a field, without its quotes if it has them.
fn text(field: &[u8]) -> Vec<u8> {
    match field.strip_prefix(b"\"") {
        Some(inside) => within(inside).0,
        None => field.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_records() {
        let texts = |line: &str| -> Vec<String> {
            let line = line.as_bytes();
            let fields = fields(line, DIVIDERS).map(|(start, end)| text(&line[start..end.unwrap_or(line.len())]));
            fields.map(|field| String::from_utf8(field).unwrap()).collect()
        };
        assert_eq!(texts(r#""a,b",c,,"d ""e""""#), ["a,b", "c", "", "d \"e\""]);
        assert_eq!(texts("a,"), ["a", ""]);
        assert_eq!(texts(""), [""]);
        assert_eq!(texts(r#"a,"b"c,d"#), ["a"]);
        assert_eq!(texts(r#"a,"b ""c"" d"#), ["a", "b \"c\" d"]);
        assert_eq!((field(br#""a""b",c"#), field(b"\"a")), (Some(b"a\"b".to_vec()), None));
        assert_eq!(
            (within(br#"a"",b","c"#), within(b"a\"")),
            ((b"a\",b".to_vec(), true), (b"a".to_vec(), true))
        );
    }

    #[test]
    fn headers_in_fields() {
        let open = header(br#"a,"goroutine 7 [select] {""k"": v}:"#).unwrap();
        assert_eq!((open.start, open.is_closed), (2, false));
        assert_eq!(open.text, b"goroutine 7 [select] {\"k\": v}:");
        assert_eq!(header(br#"a,"see goroutine 7 [select] above",b"#), None);
    }

    #[test]
    fn columns() {
        let column = Column::of(br#""a","b",c"#, 4).unwrap();
        assert_eq!(column.text(b"x,y,"), Some(b"y".to_vec()));
        assert_eq!(
            (column.text(b"x,y"), column.text(b"main.f(0x1, 0x2, 0x3)")),
            (None, None)
        );
        assert_eq!(Column::of(b"goroutine", 0), None);
    }
}
