//! The table of `top` as comma-separated values, for spreadsheets and scripts: ours, pprof has none.
//!
//! In: rows in any order, each with the running sum of flat. Out: numbers without units, the unit in the heading.
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
use std::borrow::Cow;

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
            percentage(value, context.selection.total)
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

/// A text as a cell, in quotes if it needs them, as RFC 4180 has it.
pub fn field(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.iter().any(|byte| matches!(byte, b'"' | b',' | b'\r' | b'\n')) {
        return Cow::Borrowed(text);
    }
    let parts: Vec<&[u8]> = text.split(|&byte| byte == b'"').collect();
    Cow::Owned([b"\"", &parts.join(&b"\"\""[..])[..], b"\""].concat())
}

/// The same of a text in UTF-8.
pub fn text_field(text: &str) -> String {
    String::from_utf8_lossy(&field(text.as_bytes())).into_owned()
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
