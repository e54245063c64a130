//! What frames weigh: dense arrays by frame, and a mark per row so that recursion counts once.

use crate::stacks::{FrameId, StackSet};

/// Flat and cum of every frame of a set.
pub struct Weights {
    flat: Vec<i64>,
    cum: Vec<i64>,
    /// The divisors, where means are wanted.
    divisors: Option<(Vec<i64>, Vec<i64>)>,
}

impl Weights {
    /// Walks all stacks once.
    pub fn new(set: &StackSet) -> Weights {
        let frames = set.frame_count();
        let mut weights = Weights {
            flat: vec![0; frames],
            cum: vec![0; frames],
            divisors: set.is_mean().then(|| (vec![0; frames], vec![0; frames])),
        };
        // The last row, counted from 1, in which a frame was seen.
        let mut seen = vec![0_u32; frames];
        for row in 0..set.len() {
            let (value, divisor) = (set.value(row), set.divisor(row));
            if value == 0 && divisor == 0 {
                continue;
            }
            let mark = row as u32 + 1;
            let mut leaf = None;
            for &site in set.stack(row) {
                for frame in set.site(site) {
                    let frame = frame.frame().index();
                    leaf.get_or_insert(frame);
                    if std::mem::replace(&mut seen[frame], mark) != mark {
                        weights.cum[frame] = weights.cum[frame].wrapping_add(value);
                        if let Some((_, cum)) = &mut weights.divisors {
                            cum[frame] = cum[frame].wrapping_add(divisor);
                        }
                    }
                }
            }
            if let Some(leaf) = leaf {
                weights.flat[leaf] = weights.flat[leaf].wrapping_add(value);
                if let Some((flat, _)) = &mut weights.divisors {
                    flat[leaf] = flat[leaf].wrapping_add(divisor);
                }
            }
        }
        weights
    }

    /// The number of frames.
    pub fn len(&self) -> usize {
        self.flat.len()
    }

    /// Whether there is no frame.
    pub fn is_empty(&self) -> bool {
        self.flat.is_empty()
    }

    /// The sum of the values of all rows that end in the frame.
    pub fn raw_flat(&self, frame: FrameId) -> i64 {
        self.flat[frame.index()]
    }

    /// The sum of the values of all rows that the frame is in.
    pub fn raw_cum(&self, frame: FrameId) -> i64 {
        self.cum[frame.index()]
    }

    /// Like [`raw_flat`](Self::raw_flat), as a mean where means are wanted.
    pub fn flat(&self, frame: FrameId) -> i64 {
        mean(
            self.raw_flat(frame),
            self.divisors.as_ref().map(|(flat, _)| flat[frame.index()]),
        )
    }

    /// Like [`raw_cum`](Self::raw_cum), as a mean where means are wanted.
    pub fn cum(&self, frame: FrameId) -> i64 {
        mean(
            self.raw_cum(frame),
            self.divisors.as_ref().map(|(_, cum)| cum[frame.index()]),
        )
    }
}

fn mean(value: i64, divisor: Option<i64>) -> i64 {
    match divisor {
        None | Some(0) => value,
        Some(divisor) => value.wrapping_div(divisor),
    }
}
