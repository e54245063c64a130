//! Sums by frame: what stacks weigh that end in a frame, and that it is in. `value` is what a row counts, in any unit.

use super::frame_sums::FrameSums;
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

/// By frame, the sums of the rows that end in it, and of those that it is in, recursion once.
pub fn flats_and_cums(set: &StackSet, value: &dyn Fn(usize) -> i64) -> (Vec<i64>, Vec<i64>) {
    let FrameSums { flat, cum } = FrameSums::new(set, &mut |row| [value(row)]);
    (
        flat.into_iter().flatten().collect(),
        cum.into_iter().flatten().collect(),
    )
}

/// So many columns are summed up in one walk.
const TOGETHER: usize = 3;

/// By frame, the sums of several columns.
pub struct ColumnSums {
    columns: Vec<usize>,
    /// For each [`TOGETHER`] of the columns, the sums of all frames.
    sums: Vec<Vec<[i64; TOGETHER]>>,
}

impl ColumnSums {
    /// What frames weigh in some columns with all that they call, recursion once: a walk through all stacks.
    pub fn cum(set: &StackSet, columns: Vec<usize>) -> ColumnSums {
        let sums = |columns: &[usize]| FrameSums::new(set, &mut values_of(set, columns)).cum;
        let sums = columns.chunks(TOGETHER).map(sums).collect();
        ColumnSums { columns, sums }
    }

    /// What frames weigh without what they call: a look at each leaf.
    pub fn flat(set: &StackSet, columns: Vec<usize>) -> ColumnSums {
        let sums = |columns: &[usize]| {
            let mut values = values_of(set, columns);
            let mut sums = vec![[0_i64; TOGETHER]; set.frame_count()];
            in_parts(set.len(), &mut |rows| {
                for row in rows {
                    if let Some(leaf) = set.leaf(row) {
                        let sums = sums[leaf.frame().index()].iter_mut();
                        sums.zip(values(row))
                            .for_each(|(sum, value)| *sum = sum.wrapping_add(value));
                    }
                }
            });
            sums
        };
        let sums = columns.chunks(TOGETHER).map(sums).collect();
        ColumnSums { columns, sums }
    }

    /// What a frame weighs in a column; none if it is not among the columns that were counted.
    pub fn of(&self, column: usize, frame: FrameId) -> Option<i64> {
        let place = self.columns.iter().position(|&own| own == column)?;
        Some(self.sums[place / TOGETHER][frame.index()][place % TOGETHER])
    }
}

/// What a row counts in some columns, and 0 behind them.
fn values_of<'a>(set: &'a StackSet, columns: &[usize]) -> impl FnMut(usize) -> [i64; TOGETHER] + use<'a> {
    let column = |place: usize| columns.get(place).map(|&column| set.column_values(column));
    let columns: [Option<&[i64]>; TOGETHER] = std::array::from_fn(column);
    move |row| {
        let sample = set.sample(row);
        columns.map(|values| values.map_or(0, |values| values[sample]))
    }
}
