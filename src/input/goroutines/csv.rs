//! Lines of dumps in the fields of a table of comma-separated values.
//!
//! ```text
//! "2026-11-28","api","goroutine 7 [running]:"          each line in a record
//! "2026-11-28","api","goroutine 7 [running] {""k"": ""v""}:
//! main.main()                                           all of them in one field, which ends with its quote
//! 	/p/main.go:5 +0x1d"
//! ```

/// A field of a record.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Where it begins in the record, with its quote if it has one.
    pub start: usize,
    /// What it says.
    pub text: Vec<u8>,
    /// Whether its quote ends; without one it ends with the line.
    pub is_closed: bool,
}

/// What divides fields.
const DIVIDERS: &[u8] = b",;\t";
/// So many fields of a record are looked at.
const MOST_FIELDS: usize = 64;

/// Whether a record may go on with another field behind this.
pub fn is_divided(before: &[u8]) -> bool {
    before.last().is_some_and(|byte| DIVIDERS.contains(byte))
}

/// The first quoted field of a line for which that is so.
pub fn quoted(line: &[u8], is_wanted: impl Fn(&[u8]) -> bool) -> Option<Field> {
    fields(line, DIVIDERS).find(|field| line[field.start..].starts_with(b"\"") && is_wanted(&field.text))
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
            place: all().position(|field| field.start == start)?,
            count: all().count(),
            divider,
        })
    }

    /// The field of this column in another such record.
    pub fn text(self, line: &[u8]) -> Option<Vec<u8>> {
        let divider = [self.divider];
        let mut all = fields(line, &divider);
        let field = all.nth(self.place)?;
        // The arguments of a call have blanks behind their commas.
        let is_field = !field.text.starts_with(b" ") && self.place + 1 + all.count() == self.count;
        is_field.then_some(field.text)
    }
}

/// The text of a field that begins here with its quote, and ends with it in the same line.
pub fn field(text: &[u8]) -> Option<Vec<u8>> {
    let (inside, end) = within(text.strip_prefix(b"\"")?);
    end.map(|_| inside)
}

/// What is in a quoted field up to its end or the end of the line, and where in the text its quote ends, if it does.
pub fn within(text: &[u8]) -> (Vec<u8>, Option<usize>) {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(length) = memchr::memchr(b'"', &text[at..]) {
        out.extend_from_slice(&text[at..at + length]);
        at += length + 1;
        if text.get(at) != Some(&b'"') {
            return (out, Some(at));
        }
        out.push(b'"');
        at += 1;
    }
    out.extend_from_slice(&text[at..]);
    (out, None)
}

/// The fields of a record, up to what cannot be one.
fn fields<'a>(line: &'a [u8], dividers: &'a [u8]) -> impl Iterator<Item = Field> + 'a {
    let mut next = Some(0);
    (0..MOST_FIELDS).map_while(move |_| {
        let start = next?;
        let rest = &line[start..];
        let (text, end) = match rest.strip_prefix(b"\"") {
            Some(inside) => {
                let (text, end) = within(inside);
                (text, end.map(|end| end + 1))
            }
            None => {
                let end = rest
                    .iter()
                    .position(|byte| dividers.contains(byte))
                    .unwrap_or(rest.len());
                (rest[..end].to_vec(), Some(end))
            }
        };
        let behind = end.map(|end| start + end);
        let is_field = behind.is_none_or(|end| line.get(end).is_none_or(|byte| dividers.contains(byte)));
        next = behind.map(|end| end + 1).filter(|&end| end <= line.len());
        is_field.then_some(Field {
            start,
            text,
            is_closed: end.is_some(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_records() {
        let texts = |line: &str| -> Vec<String> {
            fields(line.as_bytes(), DIVIDERS)
                .map(|field| String::from_utf8(field.text).unwrap())
                .collect()
        };
        assert_eq!(texts(r#""a,b",c,,"d ""e""""#), ["a,b", "c", "", "d \"e\""]);
        assert_eq!(texts("a,"), ["a", ""]);
        assert_eq!(texts(""), [""]);
        assert_eq!(texts(r#"a,"b"c,d"#), ["a"]);
        let open = quoted(br#"a,"b ""c"" d"#, |_| true).unwrap();
        assert_eq!((open.start, open.is_closed), (2, false));
        assert_eq!(open.text, b"b \"c\" d");
        let column = Column::of(br#""a","b",c"#, 4).unwrap();
        assert_eq!(column.text(b"x,y,"), Some(b"y".to_vec()));
        assert_eq!(
            (column.text(b"x,y"), column.text(b"main.f(0x1, 0x2, 0x3)")),
            (None, None)
        );
        assert_eq!(Column::of(b"goroutine", 0), None);
        assert_eq!((field(br#""a""b",c"#), field(b"\"a")), (Some(b"a\"b".to_vec()), None));
    }
}
