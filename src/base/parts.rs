//! Long walks in parts.
//!
//! An engine of WebAssembly compiles a function in haste first, and well while it runs; but a call that is under way stays with what it
//! began with. A walk through three million rows in one call would never come to the better code. In parts it does after the first few.

use super::error::OutOfMemory;
use std::ops::Range;

/// How many rows are walked in one call: some ten microseconds of work.
const PART: usize = 4096;

/// Walks `rows` rows part by part. It is compiled once, and `walk` stays a function of its own.
#[inline(never)]
pub fn in_parts(rows: usize, walk: &mut dyn FnMut(Range<usize>)) {
    for start in (0..rows).step_by(PART) {
        walk(start..rows.min(start + PART));
    }
}

/// The same, ended by the first part for which the memory does not suffice.
///
/// # Errors
///
/// That of the part.
#[inline(never)]
pub fn try_in_parts(
    rows: usize,
    walk: &mut dyn FnMut(Range<usize>) -> Result<(), OutOfMemory>,
) -> Result<(), OutOfMemory> {
    (0..rows)
        .step_by(PART)
        .try_for_each(|start| walk(start..rows.min(start + PART)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_walked_once_and_in_order() {
        for rows in [0, 1, PART, PART + 1, 3 * PART - 1] {
            let mut walked = Vec::new();
            in_parts(rows, &mut |part| walked.extend(part));
            assert!(walked.into_iter().eq(0..rows), "{rows}");
        }
    }

    #[test]
    fn a_part_that_fails_is_the_last() {
        let mut parts = 0;
        let ended = try_in_parts(10 * PART, &mut |part| {
            parts += 1;
            if part.start >= PART { Err(OutOfMemory) } else { Ok(()) }
        });
        assert!(ended.is_err());
        assert_eq!(parts, 2);
    }
}
