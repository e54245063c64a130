//! Sums by frame: what stacks weigh that end in a frame, and that it is in. `value` is what a row counts, in any unit.

use super::{FrameId, StackSet};
use crate::base::parts::in_parts;

/// By frame, the sum of the rows in which it is the innermost one that `counts`.
pub fn innermost(set: &StackSet, value: impl Fn(usize) -> i64, counts: impl Fn(FrameId) -> bool) -> Vec<i64> {
    let mut sums = vec![0_i64; set.frame_count()];
    in_parts(set.len(), &mut |rows| {
        for row in rows {
            let mut frames = set.stack(row).iter().flat_map(|site| set.site(site));
            if let Some(frame) = frames.find(|frame| counts(frame.frame())) {
                let sum = &mut sums[frame.frame().index()];
                *sum = sum.wrapping_add(value(row));
            }
        }
    });
    sums
}

/// The frames of the rows that weigh something; none if there is a row that weighs less than nothing: then what rows weigh together may be
/// nothing. Where there is none, these are the frames with a cum.
pub fn weighing(set: &StackSet) -> Option<Vec<FrameId>> {
    let mut sites = vec![false; set.site_count()];
    let mut is_any_negative = false;
    in_parts(set.len(), &mut |rows| {
        for row in rows {
            let value = set.value(row);
            is_any_negative |= value < 0;
            if value != 0 {
                set.stack(row).iter().for_each(|site| sites[site as usize] = true);
            }
        }
    });
    if is_any_negative {
        return None;
    }
    let mut frames = vec![false; set.frame_count()];
    let met = (0..set.site_count() as u32).filter(|&site| sites[site as usize]);
    for site in met {
        set.site(site)
            .iter()
            .for_each(|frame| frames[frame.frame().index()] = true);
    }
    let all = (0..set.frame_count() as u32).map(FrameId);
    Some(all.filter(|frame| frames[frame.index()]).collect())
}

/// By frame that `counts`, the sum of the rows that it is in, recursion once; 0 for the others.
pub fn cums(set: &StackSet, value: impl Fn(usize) -> i64, counts: impl Fn(FrameId) -> bool) -> Vec<i64> {
    let mut sums = vec![0_i64; set.frame_count()];
    // The last row that counted for a frame.
    let mut counted = vec![usize::MAX; set.frame_count()];
    in_parts(set.len(), &mut |rows| {
        for row in rows {
            let value = value(row);
            if value == 0 {
                continue;
            }
            for frame in set.stack(row).iter().flat_map(|site| set.site(site)) {
                let index = frame.frame().index();
                if counted[index] != row && counts(frame.frame()) {
                    counted[index] = row;
                    sums[index] = sums[index].wrapping_add(value);
                }
            }
        }
    });
    sums
}

/// By frame, the sums of several columns: one walk for all of them.
pub struct ColumnSums {
    columns: Vec<usize>,
    /// The sums of a frame beside each other.
    sums: Vec<i64>,
}

impl ColumnSums {
    /// What frames weigh in some columns with all that they call, recursion once; `only_own` leaves what they call out.
    pub fn new(set: &StackSet, columns: Vec<usize>, only_own: bool) -> ColumnSums {
        let values: Vec<&[i64]> = columns.iter().map(|&column| set.column_values(column)).collect();
        let mut sums = vec![0_i64; set.frame_count() * columns.len()];
        // By frame, the last row, from 1, that counted for it.
        let mut counted = vec![0_u32; set.frame_count()];
        in_parts(set.len(), &mut |rows| {
            for row in rows {
                let sample = set.sample(row);
                if values.iter().all(|values| values[sample] == 0) {
                    continue;
                }
                let mark = row as u32 + 1;
                for frame in set.stack(row).iter().flat_map(|site| set.site(site)) {
                    let index = frame.frame().index();
                    if std::mem::replace(&mut counted[index], mark) != mark {
                        let own = &mut sums[index * values.len()..][..values.len()];
                        for (sum, values) in own.iter_mut().zip(&values) {
                            *sum = sum.wrapping_add(values[sample]);
                        }
                    }
                    if only_own {
                        break;
                    }
                }
            }
        });
        ColumnSums { columns, sums }
    }

    /// What a frame weighs in a column; none if it is not among the columns that were counted.
    pub fn of(&self, column: usize, frame: FrameId) -> Option<i64> {
        let place = self.columns.iter().position(|&own| own == column)?;
        Some(self.sums[frame.index() * self.columns.len() + place])
    }
}
