//! Frame sums: what frames weigh, alone and with all that they call, in several columns at once. One walk through all stacks, which is most
//! of what Top takes.

use super::StackSet;
use crate::base::blocks::Entries;
use crate::base::parts::in_parts;

/// In the place of a site's frame: it has none, or several.
const SEVERAL: u32 = u32::MAX;

/// The sums of each frame in `N` columns.
pub(super) struct FrameSums<const N: usize> {
    /// Of the rows that end in it.
    pub flat: Vec<[i64; N]>,
    /// Of the rows that it is in, recursion once.
    pub cum: Vec<[i64; N]>,
}

/// What every row touches of its frames while rows are walked: beside each other, and in as little memory as there can be.
#[derive(Clone, Copy)]
struct Cell<const N: usize> {
    cum: [i64; N],
    /// The last row, counted from 1, in which it was seen.
    seen: u32,
}

/// The sums while rows are walked.
struct Walk<'a, const N: usize> {
    set: &'a StackSet,
    /// By site, its frame if it is one alone: of most sites it is known at once.
    singles: Vec<u32>,
    /// By site of several frames, the last row, counted from 1, in which it was met.
    met: Vec<u32>,
    cells: Vec<Cell<N>>,
    flat: Vec<[i64; N]>,
}

impl<const N: usize> FrameSums<N> {
    /// The sums of all rows; `values` says what a row counts.
    pub fn new(set: &StackSet, values: &mut dyn FnMut(usize) -> [i64; N]) -> FrameSums<N> {
        let single = |site| match set.site(site) {
            [frame] => frame.frame().0,
            _ => SEVERAL,
        };
        let mut walk = Walk {
            set,
            singles: (0..set.site_count() as u32).map(single).collect(),
            met: vec![0; set.site_count()],
            cells: vec![Cell { cum: [0; N], seen: 0 }; set.frame_count()],
            flat: vec![[0; N]; set.frame_count()],
        };
        in_parts(set.len(), &mut |rows| {
            for row in rows {
                let values = values(row);
                if values != [0; N] {
                    walk.add(row, values);
                }
            }
        });
        FrameSums {
            flat: walk.flat,
            cum: walk.cells.iter().map(|cell| cell.cum).collect(),
        }
    }
}

impl<const N: usize> Walk<'_, N> {
    #[inline(always)]
    fn add(&mut self, row: usize, values: [i64; N]) {
        match self.set.stack(row) {
            Entries::Narrow(stack) => self.add_to_cum(stack, values, row as u32 + 1),
            Entries::Wide(stack) => self.add_to_cum(stack, values, row as u32 + 1),
        }
        if let Some(leaf) = self.set.leaf(row) {
            add(&mut self.flat[leaf.frame().index()], values);
        }
    }

    #[inline(always)]
    fn add_to_cum<E: Copy + Into<u32>>(&mut self, stack: &[E], values: [i64; N], mark: u32) {
        let Walk {
            set,
            singles,
            met,
            cells,
            ..
        } = self;
        let mut see = |frame: u32| {
            let cell = &mut cells[frame as usize];
            if cell.seen != mark {
                cell.seen = mark;
                add(&mut cell.cum, values);
            }
        };
        for &site in stack {
            let site: u32 = site.into();
            match singles[site as usize] {
                // What a place stands for has been seen where it comes again, and it may stand for thousands of calls.
                SEVERAL => {
                    if std::mem::replace(&mut met[site as usize], mark) != mark {
                        set.site(site).iter().for_each(|frame| see(frame.frame().0));
                    }
                }
                frame => see(frame),
            }
        }
    }
}

#[inline(always)]
fn add<const N: usize>(sums: &mut [i64; N], values: [i64; N]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum = sum.wrapping_add(value);
    }
}
