//! Shape: how a row goes from the first part to the last, in a word. What is sure of its growth is not told here.

use super::{NAMING, SLOWING};

/// Above this share of the mean slope in the second half, growth began later.
const LATER: f64 = 1.6;
/// So much of the way of a row, or of its rise, is as good as all.
const MOST: f64 = 0.9;
/// More rises than these are no steps.
const STEPS: usize = 3;

/// How a row goes from the first snapshot to the last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// There are too few to say.
    Short,
    /// It never changes.
    Flat,
    /// It grows all the time.
    Steady,
    /// It grows since this part: all from there on are above all before.
    Later(usize),
    /// It grows, but slower and slower.
    Slowing,
    /// It rose once, between the part before this one and this one.
    Step(usize),
    /// It rose two or three times, flat between, the last time between the part before this one and this one.
    Steps(usize, usize),
    /// It rises since this part, too few of the last ones for any growth to be sure.
    Late(usize),
    /// It hardly falls, and rises so unevenly that no growth is sure.
    Uneven,
    /// It falls.
    Falling,
    /// It goes up and down.
    Mixed,
}

impl Shape {
    /// How six values or more go, of whose growth so much is sure. `late` is the part of twice the mean slope that the second half has.
    pub(super) fn of(values: &[f64], late: f64, sure: f64) -> Shape {
        if let Some(steps) = steps(values) {
            return steps;
        }
        let (first, last) = (values[0], values[values.len() - 1]);
        let half = (values[values.len() / 2] - first) / (last - first);
        match late {
            _ if sure <= 0.0 => {}
            late if late > LATER => return Shape::Later(rise(values)),
            late if late >= SLOWING => return Shape::Steady,
            // Where the second half grows less only because the first one falls, most of the way is in the second one.
            late if late > 0.0 && half > 0.5 => return Shape::Slowing,
            _ => {}
        }
        let rises = |pair: &[f64]| (pair[1] - pair[0]).max(0.0);
        let up: f64 = values.windows(2).map(rises).sum();
        let down = up - (last - first);
        if up <= 0.0 {
            return Shape::Falling;
        }
        if down > (1.0 - MOST) * up {
            return Shape::Mixed;
        }
        match half {
            half if half >= MOST => Shape::Slowing,
            half if half <= 1.0 - MOST => Shape::Late(rise(values)),
            _ => Shape::Uneven,
        }
    }

    /// How values go that never change.
    pub(super) fn of_same(parts: usize) -> Shape {
        if parts < NAMING { Shape::Short } else { Shape::Flat }
    }

    /// Whether it is flat but for one step or a few.
    pub fn is_stepped(self) -> bool {
        matches!(self, Shape::Step(_) | Shape::Steps(..))
    }

    /// How the table is ordered by shapes: what grows first.
    pub fn rank(self) -> u8 {
        match self {
            Shape::Steady => 0,
            Shape::Later(_) => 1,
            Shape::Late(_) => 2,
            Shape::Uneven => 3,
            Shape::Slowing => 4,
            Shape::Steps(..) => 5,
            Shape::Step(_) => 6,
            Shape::Short => 7,
            Shape::Mixed => 8,
            Shape::Falling => 9,
            Shape::Flat => 10,
        }
    }

    /// How it is said in a cell.
    pub fn words(self) -> &'static str {
        match self {
            Shape::Short => "too few",
            Shape::Flat => "flat",
            Shape::Steady => "steady",
            Shape::Later(_) => "began later",
            Shape::Late(_) => "rose late",
            Shape::Uneven => "uneven rise",
            Shape::Slowing => "slowing",
            Shape::Step(_) => "one step",
            Shape::Steps(2, _) => "two steps",
            Shape::Steps(..) => "three steps",
            Shape::Falling => "falling",
            Shape::Mixed => "up and down",
        }
    }
}

/// Where a row rises once or a few times and is flat before, between and after: nine tenths of its way are steps up, no two of which
/// follow each other.
fn steps(values: &[f64]) -> Option<Shape> {
    let mut left: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let way: f64 = left.iter().map(|step| step.abs()).sum();
    let (mut risen, mut before, mut last): (f64, Vec<usize>, usize) = (0.0, Vec::new(), 0);
    for count in 1..=STEPS {
        let largest = |most: usize, at: usize| if left[at] > left[most] { at } else { most };
        let at = (0..left.len()).reduce(largest)?;
        if left[at] <= 0.0 || before.iter().any(|&other| at.abs_diff(other) == 1) {
            return None;
        }
        risen += std::mem::take(&mut left[at]);
        last = last.max(at + 1);
        before.push(at);
        if risen >= MOST * way {
            return Some(if count == 1 {
                Shape::Step(last)
            } else {
                Shape::Steps(count, last)
            });
        }
    }
    None
}

/// The first part from which on all are above all before.
fn rise(values: &[f64]) -> usize {
    let mut lowest = vec![f64::INFINITY; values.len() + 1];
    for at in (0..values.len()).rev() {
        lowest[at] = lowest[at + 1].min(values[at]);
    }
    let mut highest = f64::NEG_INFINITY;
    for at in 1..values.len() {
        highest = highest.max(values[at - 1]);
        if lowest[at] > highest {
            return at;
        }
    }
    values.len() - 1
}
