//! The table of `top` as comma-separated values, for spreadsheets and scripts: ours, pprof has none.
//!
//! In: rows in any order, each with the running sum of flat. Out: numbers without units, the unit in the heading. A name that a spreadsheet
//! would take for a formula has an apostrophe before it, and so is a text there.
//!
//! ```text
//! function,inline,flat (nanoseconds),flat %,sum %,cum (nanoseconds),cum %
//! shop.example/search/rank.dot,,1940000000,34.70,34.70,3020000000,54.03
//! "slices.SortFunc[go.shape.[]int,go.shape.int]",inline,20000000,0.36,35.06,20000000,0.36
//! ```

use super::{Buffer, Context, Row};
use crate::analysis::graph::InlineMark;
use crate::base::error::Result;
use crate::base::measurement::percentage;
use crate::base::sink::Sink;

/// A line of the table: a node with its name and weights.
pub struct Line<'a> {
    /// The name as it is printed, byte for byte.
    pub name: &'a [u8],
    /// What the node weighs, in the unit of the sample type.
    pub row: &'a Row,
    /// Whether it was inlined where it is called from.
    pub mark: InlineMark,
    /// The sum of flat of this line and those above.
    pub sum: i64,
}

/// Writes lines, below the heading where they are the first ones.
///
/// # Errors
///
/// What `out` answers.
pub fn write(
    context: &Context,
    lines: &mut dyn Iterator<Item = Line<'_>>,
    with_heading: bool,
    out: &mut dyn Sink,
) -> Result<()> {
    let format = context.format();
    let mut out = Buffer::new(out);
    if with_heading {
        let unit = context.selection.sample_unit();
        let heading = [
            "function",
            "inline",
            &format!("flat ({unit})"),
            "flat %",
            "sum %",
            &format!("cum ({unit})"),
        ];
        for title in heading {
            out.push(field(title.as_bytes()));
            out.push(",");
        }
        out.push("cum %\n");
    }
    for Line { name, row, mark, sum } in lines {
        out.push(field(name));
        let mark = match mark {
            InlineMark::None => "",
            InlineMark::Partial => "partial",
            InlineMark::All => "inline",
        };
        let share = |value: i64| {
            percentage(value, context.selection.totals.total)
                .trim()
                .trim_end_matches('%')
                .to_owned()
        };
        out.push(format!(
            ",{mark},{},{},{},{},{}\n",
            format.number(row.flat),
            share(row.flat),
            share(sum),
            format.number(row.cum),
            share(row.cum)
        ));
        out.checkpoint()?;
    }
    out.finish()
}

/// A text as a cell, in quotes if it needs them, as RFC 4180 has it, and never a formula: an apostrophe stands before what would be one, if a
/// cell began there. That is where the text begins; a program that takes semicolons or tabs for what is between cells, as spreadsheets do
/// in half of Europe, begins some within.
pub fn field(text: &[u8]) -> Vec<u8> {
    let is_end = |byte: &u8| matches!(byte, b';' | b'\t' | b'\r' | b'\n');
    let is_quoted = text.iter().any(|byte| matches!(byte, b'"' | b',' | b'\r' | b'\n'));
    let mut field = Vec::with_capacity(text.len() + 3);
    if is_quoted {
        field.push(b'"');
    }
    let mut is_first = true;
    for (at, byte) in text.iter().enumerate() {
        if is_first && text[at..].split(is_end).next().is_some_and(is_formula) {
            field.push(b'\'');
        }
        if *byte == b'"' {
            field.push(b'"');
        }
        field.push(*byte);
        is_first = is_end(byte);
    }
    if is_quoted {
        field.push(b'"');
    }
    field
}

/// The same of a text in UTF-8.
pub fn text_field(text: &str) -> String {
    String::from_utf8_lossy(&field(text.as_bytes())).into_owned()
}

/// What a formula begins with, also in the widths of East Asian letters; spreadsheets take some of them for the same.
const FORMULA: [&str; 8] = ["=", "+", "-", "@", "\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}"];
/// What is not seen before it, besides blanks and control characters.
const UNSEEN: [&str; 5] = ["\u{a0}", "\u{200b}", "\u{2060}", "\u{3000}", "\u{feff}"];

/// Whether a spreadsheet would compute this. Numbers stay numbers, with a unit, too.
fn is_formula(cell: &[u8]) -> bool {
    let mut rest = cell;
    loop {
        rest = match rest {
            [..=b' ' | 0x7f, behind @ ..] => behind,
            _ => match UNSEEN.iter().find_map(|sign| rest.strip_prefix(sign.as_bytes())) {
                Some(behind) => behind,
                None => break,
            },
        };
    }
    FORMULA.iter().any(|sign| rest.starts_with(sign.as_bytes())) && !is_number(rest)
}

/// Whether this is a number behind its sign, perhaps with a unit: `-3.5`, `-1.2s`, `+1e-05`, `-33.81%`. What begins with a digit, and calls,
/// names and adds nothing, is none to be afraid of.
fn is_number(text: &[u8]) -> bool {
    let [b'+' | b'-', b'0'..=b'9', ..] = text else {
        return false;
    };
    text[1..].windows(2).all(|pair| match pair[1] {
        b'+' | b'-' => matches!(pair[0], b'e' | b'E'),
        // Both ways to write the sign of a millionth.
        b'.' | b'%' | b' ' | b'\xc2' | b'\xb5' | b'\xce' | b'\xbc' => true,
        byte => byte.is_ascii_alphanumeric(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::options::Options;
    use crate::analysis::stacks::FrameId;
    use crate::base::clock::TimeZone;
    use crate::report::{Request, TOP};
    use crate::testing::profile;

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay_numbers() {
        for (text, wanted) in [
            ("=HYPERLINK(A1)", "'=HYPERLINK(A1)"),
            ("@SUM(1+1)*cmd|' /C calc'!A0", "'@SUM(1+1)*cmd|' /C calc'!A0"),
            ("+1+cmd", "'+1+cmd"),
            ("-2+3", "'-2+3"),
            ("-A1", "'-A1"),
            ("-", "'-"),
            ("-inf", "'-inf"),
            ("-.5", "'-.5"),
            ("-1-1", "'-1-1"),
            ("-1|A", "'-1|A"),
            ("+1SUM(A1)", "'+1SUM(A1)"),
            ("+-1", "'+-1"),
            (" \u{1}=1", "' \u{1}=1"),
            ("\u{feff}\u{a0}=1", "'\u{feff}\u{a0}=1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("\t=1", "\t'=1"),
            ("\r=1", "\"\r'=1\""),
            ("main;=1", "main;'=1"),
            ("a\n@b;+c", "\"a\n'@b;'+c\""),
            ("=\"a\",b", "\"'=\"\"a\"\",b\""),
            ("-3.5", "-3.5"),
            ("+12", "+12"),
            ("-1.2s", "-1.2s"),
            ("-4 ms", "-4 ms"),
            ("-5\u{b5}s", "-5\u{b5}s"),
            ("+1e-05", "+1e-05"),
            ("-33.81%", "-33.81%"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("main.(*T).f-fm", "main.(*T).f-fm"),
            ("a;b=c", "a;b=c"),
            ("", ""),
        ] {
            assert_eq!(text_field(text), wanted, "{text:?}");
        }
        assert_eq!(field(b"=\xff"), b"'=\xff");
    }

    #[test]
    fn fields_with_commas_and_quotes_are_quoted() {
        let profile = profile("main 3\nmain;parse 1");
        let context = Context::new(
            &profile,
            &Options::default(),
            &Request::plain(&TOP, &TimeZone::Utc),
            &mut Vec::new(),
        )
        .unwrap();
        let row = |flat, cum| Row {
            node: FrameId(0),
            flat,
            sum: 0,
            cum,
        };
        let (first, second) = (row(3, 4), row(1, 1));
        let lines = [("Map[int,\"a\"]", &first, 3), ("parse", &second, 4)];
        let mut lines = lines.iter().map(|&(name, row, sum)| Line {
            name: name.as_bytes(),
            row,
            mark: InlineMark::All,
            sum,
        });
        let mut text = Vec::new();
        write(&context, &mut lines, true, &mut text).unwrap();
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "function,inline,flat (count),flat %,sum %,cum (count),cum %\n\
             \"Map[int,\"\"a\"\"]\",inline,3,75.00,75.00,4,100\n\
             parse,inline,1,25.00,100,1,25.00\n"
        );
    }
}
