//! The statistic of a trend: how much of a row's growth is sure, of which shape it is, and whether it may be named.
//!
//! In: the times of the snapshots, and a row of values. Out: a [`Statistic`]. Numbers only: nothing here knows what is counted.
//!
//! Snapshots that are many or bunched are taken together in parts of equal time, the median of each. From five parts on, what is sure
//! is the lower end of Sen's one-sided 95 % interval: of the slopes between all pairs, at most 190, the one that Mann and Kendall's
//! variance leaves below. Before that it is the slowest step, as if it had gone on all the time.

mod shape;

pub use shape::Shape;

/// Most parts that a span of time is cut into.
const MOST_PARTS: usize = 20;
/// Of the normal distribution, one-sided: 95 %.
const NORMAL_95: f64 = 1.645;
/// Fewer parts have no interval: the slowest step counts.
pub const INTERVAL: usize = 5;
/// Fewer parts name nothing.
pub const NAMING: usize = 6;
/// Fewer parts name only what rises evenly, every time.
const UNEVEN: usize = 8;
/// Up to here a row may name itself with a smaller Z.
const MANY: usize = 10;
/// Below this share of the mean slope in the second half, growth is slowing.
const SLOWING: f64 = 0.4;
/// Of all sure growth, at least this much is what a name is given to.
const SHARE: f64 = 0.05;
/// Of the total at first, at least this much.
const PART: f64 = 0.005;

/// How much growth is worth a name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Threshold {
    /// The total at first, in the unit of the values.
    pub first_total: f64,
    /// How many samples it has to be.
    pub samples: f64,
}

impl Threshold {
    /// The least growth worth a name, where a sample weighs `weight`.
    pub fn least(&self, weight: f64) -> f64 {
        (PART * self.first_total).max(self.samples * weight)
    }
}

/// How the snapshots of a series are taken together: the part of each, and the times of the parts.
pub struct Parts {
    /// By snapshot, the number of its part; none if each is a part of its own.
    part_of: Option<Vec<usize>>,
    times: Vec<f64>,
    /// For each pair of parts, the earlier first, the time between.
    distances: Vec<f64>,
    first_half: Half,
    second_half: Half,
    slopes: Vec<f64>,
    values: Vec<f64>,
    sorted: Vec<f64>,
}

/// A range of parts.
#[derive(Clone, Copy, Default)]
struct Half {
    start: usize,
    end: usize,
}

/// What is known of a row's course.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Statistic {
    /// The growth that is sure, in the unit of the values: at least so much from the first part to the last.
    pub sure: f64,
    /// Sen's slope: the median of all, a second (or a snapshot, where there are no times).
    pub slope: f64,
    /// Mann and Kendall's Z, with the correction for continuity.
    pub z: f64,
    /// What share of twice the mean slope the second half has: 1 where both are alike.
    pub late: f64,
    /// What rows are ranked by.
    pub score: f64,
    /// How the row goes from the first part to the last.
    pub shape: Shape,
    /// Whether every step goes up.
    pub rises: bool,
    /// Whether every step goes up, the largest not more than four times the smallest.
    is_even: bool,
}

impl Parts {
    /// Takes snapshots together by their times, in seconds, which never go back.
    pub fn new(times: &[f64]) -> Parts {
        let (part_of, times) = parts(times);
        let count = times.len();
        let distances = pairs(0, count).map(|(one, other)| times[other] - times[one]).collect();
        let half = count.div_ceil(2);
        Parts {
            part_of,
            times,
            distances,
            first_half: Half { start: 0, end: half },
            second_half: Half {
                start: count - half,
                end: count,
            },
            slopes: Vec::new(),
            values: Vec::new(),
            sorted: Vec::new(),
        }
    }

    /// How many parts there are: what the words and thresholds of the rule go by.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// The times of the parts.
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// The values of a row by part: the median of each.
    pub fn reduce(&mut self, row: &[f64]) -> &[f64] {
        let Parts {
            part_of,
            times,
            values,
            sorted,
            ..
        } = self;
        values.clear();
        match part_of {
            None => values.extend_from_slice(row),
            Some(part_of) => {
                for part in 0..times.len() {
                    sorted.clear();
                    let own = row.iter().zip(&*part_of).filter(|&(_, &own)| own == part);
                    sorted.extend(own.map(|(&value, _)| value));
                    values.push(median(sorted));
                }
            }
        }
        &self.values
    }

    /// Looks at a row: one value for each snapshot.
    pub fn judge(&mut self, row: &[f64]) -> Statistic {
        self.reduce(row);
        let count = self.times.len();
        let Some((&first, &last)) = self.values.first().zip(self.values.last()) else {
            return Statistic::of_one(0.0);
        };
        if count < 2 {
            return Statistic::of_one(0.0);
        }
        if self.values.iter().all(|&value| value == first) {
            // Most rows of most profiles.
            return Statistic {
                shape: Shape::of_same(count),
                ..Statistic::of_one(0.0)
            };
        }
        let span = self.times[count - 1] - self.times[0];
        let steps = Steps::new(&self.values, &self.times);
        let statistic = Statistic {
            rises: steps.smallest_rise > 0.0,
            is_even: steps.smallest_rise > 0.0 && steps.largest <= 4.0 * steps.smallest.max(1e-9),
            ..Statistic::of_one(last - first)
        };
        if count == 2 {
            return Statistic {
                sure: (last - first).max(0.0),
                slope: steps.smallest,
                ..statistic
            };
        }
        if count < INTERVAL {
            let sure = (steps.smallest * span).max(0.0);
            let slope = self.slope(Half { start: 0, end: count });
            return Statistic {
                sure,
                score: sure,
                slope,
                ..statistic
            };
        }
        // Medians may rise where the first and the last value, which are what is shown, do not.
        let shown = row.last().zip(row.first()).map_or(0.0, |(last, first)| last - first);
        self.interval((last - first).min(shown), span, statistic)
    }

    /// The row that was reduced last, if there are enough parts for an interval. `most` is what it may have grown by.
    #[allow(
        clippy::manual_clamp,
        reason = "its panic prints both limits, for which the printing of floats would have to be there"
    )]
    fn interval(&mut self, most: f64, span: f64, statistic: Statistic) -> Statistic {
        let count = self.times.len();
        let (rising, variance) = self.kendall();
        let z = match variance < 1e-6 {
            true => 0.0,
            false => rising.signum() * (rising.abs() - 1.0).max(0.0) / variance.sqrt(),
        };
        let slope = self.slope(Half { start: 0, end: count });
        // The slopes are sorted by now.
        let number = self.slopes.len() as f64;
        let place = ((number - NORMAL_95 * variance.sqrt()) / 2.0).floor();
        let lower = self.slopes[place.max(0.0).min(number - 1.0) as usize];
        let end = (count / 4).max(1);
        let ends = (self.median_of(count - end..count) - self.median_of(0..end)) * count as f64 / (count - end) as f64;
        let sure = (lower * span).min(ends).min(most).max(0.0);
        if count < NAMING {
            return Statistic {
                sure,
                slope,
                z,
                score: sure,
                ..statistic
            };
        }
        let (one, other) = (self.slope(self.first_half), self.slope(self.second_half));
        let late = match one + other > 0.0 {
            true => 2.0 * other / (one + other).max(1e-9),
            false => 0.0,
        };
        Statistic {
            sure,
            slope,
            z,
            late,
            score: sure * (late / 0.8).max(0.0).min(1.0),
            shape: Shape::of(&self.values, late, sure),
            ..statistic
        }
    }

    /// How many more pairs rise than fall, and the variance of that number, with the correction for ties.
    fn kendall(&mut self) -> (f64, f64) {
        let values = &self.values;
        let signs = pairs(0, values.len()).map(|(one, other)| sign(values[other] - values[one]));
        let rising: f64 = signs.sum();
        self.sorted.clone_from(values);
        ascending(&mut self.sorted);
        let weight = |count: f64| count * (count - 1.0) * (2.0 * count + 5.0);
        let ties = self.sorted.chunk_by(|one, other| one == other);
        let ties: f64 = ties.map(|alike| weight(alike.len() as f64)).sum();
        let variance = (weight(values.len() as f64) - ties) / 18.0;
        (rising, variance.max(1e-9))
    }

    /// The median of the slopes between all pairs of a half.
    fn slope(&mut self, half: Half) -> f64 {
        let Parts {
            slopes,
            values,
            times,
            distances,
            ..
        } = self;
        slopes.clear();
        if half.end - half.start == times.len() {
            let pairs = pairs(0, times.len()).zip(distances.iter());
            slopes.extend(pairs.map(|((one, other), &distance)| (values[other] - values[one]) / distance));
        } else {
            let pairs = pairs(half.start, half.end);
            slopes.extend(pairs.map(|(one, other)| (values[other] - values[one]) / (times[other] - times[one])));
        }
        median(slopes)
    }

    fn median_of(&mut self, range: std::ops::Range<usize>) -> f64 {
        self.sorted.clear();
        self.sorted.extend_from_slice(&self.values[range]);
        median(&mut self.sorted)
    }
}

impl Statistic {
    /// What can be said of a row of which only the difference is known.
    fn of_one(difference: f64) -> Statistic {
        Statistic {
            sure: 0.0,
            slope: 0.0,
            z: 0.0,
            late: 1.0,
            score: difference,
            shape: Shape::Short,
            rises: false,
            is_even: false,
        }
    }

    /// Whether the verdict may name the row, among rows with so much sure growth in all.
    pub fn is_named(&self, parts: usize, threshold: &Threshold, weight: f64, all_sure: f64) -> bool {
        let z = if parts < MANY { 2.33 } else { 3.0 };
        parts >= NAMING
            && self.is_large(threshold, weight, all_sure)
            && self.z >= z
            && self.late >= SLOWING
            && !self.shape.is_stepped()
            && (parts >= UNEVEN || self.is_even)
    }

    /// Whether so much is sure that it is worth a name: of the total at first, of all sure growth, and as a number of samples, of which
    /// one weighs `weight`.
    pub fn is_large(&self, threshold: &Threshold, weight: f64, all_sure: f64) -> bool {
        self.score > 0.0 && self.score >= threshold.least(weight) && self.score >= SHARE * all_sure
    }
}

/// The slopes from each part to the next.
struct Steps {
    smallest: f64,
    largest: f64,
    smallest_rise: f64,
}

impl Steps {
    fn new(values: &[f64], times: &[f64]) -> Steps {
        let mut steps = Steps {
            smallest: f64::INFINITY,
            largest: f64::NEG_INFINITY,
            smallest_rise: f64::INFINITY,
        };
        for (values, times) in values.windows(2).zip(times.windows(2)) {
            let rise = values[1] - values[0];
            let slope = rise / (times[1] - times[0]);
            steps.smallest = steps.smallest.min(slope);
            steps.largest = steps.largest.max(slope);
            steps.smallest_rise = steps.smallest_rise.min(rise);
        }
        steps
    }
}

/// The part of each snapshot, if they are many, bunched or of the same moment, and the times of the parts.
fn parts(times: &[f64]) -> (Option<Vec<usize>>, Vec<f64>) {
    let (Some(&first), Some(&last)) = (times.first(), times.last()) else {
        return (None, Vec::new());
    };
    let span = (last - first).max(1e-9);
    let part = |time: f64| (((time - first) / span * MOST_PARTS as f64) as usize).min(MOST_PARTS - 1);
    let mut used: Vec<usize> = times.iter().map(|&time| part(time)).collect();
    used.dedup();
    let are_apart = times.windows(2).all(|pair| pair[0] < pair[1]);
    if are_apart && times.len() <= MOST_PARTS && used.len() as f64 > 0.7 * times.len() as f64 {
        return (None, times.to_vec());
    }
    let part_of = times
        .iter()
        .map(|&time| used.partition_point(|&own| own < part(time)))
        .collect::<Vec<usize>>();
    let mut sums = vec![(0.0, 0.0); used.len()];
    for (&time, &part) in times.iter().zip(&part_of) {
        sums[part].0 += time;
        sums[part].1 += 1.0;
    }
    (Some(part_of), sums.iter().map(|(sum, count)| sum / count).collect())
}

/// All pairs of numbers from a range, the smaller first.
fn pairs(start: usize, end: usize) -> impl Iterator<Item = (usize, usize)> {
    (start..end).flat_map(move |one| (one + 1..end).map(move |other| (one, other)))
}

fn sign(number: f64) -> f64 {
    if number == 0.0 { 0.0 } else { number.signum() }
}

/// Sorts numbers, the smallest first.
#[inline(never)]
pub(super) fn ascending(numbers: &mut [f64]) {
    numbers.sort_unstable_by(f64::total_cmp);
}

/// The median; of an even number, the mean of the two in the middle. Sorts the numbers.
fn median(numbers: &mut [f64]) -> f64 {
    ascending(numbers);
    let middle = numbers.len() / 2;
    match numbers.len() {
        0 => 0.0,
        count if count % 2 == 1 => numbers[middle],
        _ => (numbers[middle - 1] + numbers[middle]) / 2.0,
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod simulation;
