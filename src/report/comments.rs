//! `comments`: each comment of the profile on a line of its own.

use super::{Buffer, Context};
use crate::base::error::Result;
use crate::base::sink::Sink;

/// Writes the report: a comment per line, as they are.
///
/// # Errors
///
/// What `out` answers.
pub fn write(context: &Context, out: &mut dyn Sink) -> Result<()> {
    let mut out = Buffer::new(out);
    for &comment in &context.selection.profile.comments {
        out.push(context.selection.profile.text(comment));
        out.push("\n");
    }
    out.finish()
}
