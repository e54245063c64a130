//! Sums by frame: what stacks weigh that end in a frame, and that it is in. `value` is what a row counts, in any unit.

use super::{FrameId, StackSet};

/// By frame, the sum of the rows in which it is the innermost one that `counts`.
pub fn innermost(set: &StackSet, value: impl Fn(usize) -> i64, counts: impl Fn(FrameId) -> bool) -> Vec<i64> {
    let mut sums = vec![0_i64; set.frame_count()];
    for row in 0..set.len() {
        let mut frames = set.stack(row).iter().flat_map(|&site| set.site(site));
        if let Some(frame) = frames.find(|frame| counts(frame.frame())) {
            let sum = &mut sums[frame.frame().index()];
            *sum = sum.wrapping_add(value(row));
        }
    }
    sums
}

/// By frame that `counts`, the sum of the rows that it is in, recursion once; 0 for the others.
pub fn cums(set: &StackSet, value: impl Fn(usize) -> i64, counts: impl Fn(FrameId) -> bool) -> Vec<i64> {
    let mut sums = vec![0_i64; set.frame_count()];
    // The last row that counted for a frame.
    let mut counted = vec![usize::MAX; set.frame_count()];
    for row in 0..set.len() {
        let value = value(row);
        if value == 0 {
            continue;
        }
        for frame in set.stack(row).iter().flat_map(|&site| set.site(site)) {
            let index = frame.frame().index();
            if counted[index] != row && counts(frame.frame()) {
                counted[index] = row;
                sums[index] = sums[index].wrapping_add(value);
            }
        }
    }
    sums
}
