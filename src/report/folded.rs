//! Stacks in the folded form of flame graph tools: one line per stack, the root first, then its value. Ours, pprof has
//! none.
//!
//! ```text
//! main;parse;read 30
//! main;parse 12
//! ```
//!
//! Values are whole numbers in the unit of the profile. A semicolon in a name becomes a colon and a line break a blank:
//! the form has no way to write them.

use super::{Buffer, Context};
use crate::analysis::stacks::{FrameId, SiteFrame, StackSet};
use crate::base::error::Result;
use crate::base::sink::Sink;

/// The names of all frames of a set, as the form can hold them.
pub fn names(set: &StackSet) -> Vec<Vec<u8>> {
    let frames = 0..set.frame_count() as u32;
    frames
        .map(|frame| {
            let mut name = set.printed_name(FrameId(frame));
            fit(&mut name);
            name
        })
        .collect()
}

fn fit(name: &mut [u8]) {
    for byte in name {
        match byte {
            b';' => *byte = b':',
            b'\r' | b'\n' => *byte = b' ',
            _ => {}
        }
    }
}

/// Writes stacks: rows of a set, each with its value.
///
/// # Errors
///
/// What `out` answers.
pub fn write(
    context: &Context,
    set: &StackSet,
    names: &[Vec<u8>],
    stacks: &mut dyn Iterator<Item = (usize, i64)>,
    out: &mut dyn Sink,
) -> Result<()> {
    let format = context.format();
    let mut out = Buffer::new(out);
    let mut frames: Vec<SiteFrame> = Vec::new();
    for (row, value) in stacks {
        set.read_frames(row, &mut frames);
        for (index, frame) in frames.iter().rev().enumerate() {
            if index > 0 {
                out.push(";");
            }
            out.push(&names[frame.frame().index()]);
        }
        out.push(format!(" {}\n", format.number(value)));
        out.checkpoint()?;
    }
    out.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::options::Options;
    use crate::analysis::stacks::Paths;
    use crate::base::clock::TimeZone;
    use crate::report::{self, Request};
    use crate::testing::profile;

    #[test]
    fn the_root_comes_first() {
        let profile = profile("main;parse>next;read 30\nmain 12");
        let traces = report::find("traces").unwrap();
        let context = Context::new(
            &profile,
            &Options::default(),
            &Request::plain(traces, &TimeZone::Utc),
            &mut Vec::new(),
        )
        .unwrap();
        let set = context.stacks(Paths::Full).unwrap();
        let mut stacks = (0..set.len()).map(|row| (row, set.value(row)));
        let mut text = Vec::new();
        write(&context, &set, &names(&set), &mut stacks, &mut text).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), "main;parse;next;read 30\nmain 12\n");
    }
    #[test]
    fn names_fit_the_form() {
        let mut name = *b"Ljava/lang/String;\nof";
        fit(&mut name);
        assert_eq!(&name, b"Ljava/lang/String: of");
    }
}
