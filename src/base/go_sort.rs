//! Go's `sort.Sort`: items in; the same items sorted out, with ties in the order in which Go leaves them.
//!
//! Everything else in the crate is sorted by the standard library. This module exists for one list, the nodes of a call
//! tree's picture: pprof sorts them twice with an unstable sort, and which of two nodes of equal weight and name comes first
//! is whatever order that leaves. It can only be had by going the same way: a quicksort that defeats patterns
//! (<https://arxiv.org/abs/2106.05123>), with Go's thresholds and Go's choices of pivots, step for step.
//!
//! pprof's comparison of these nodes also contradicts itself, because it weighs frames of one name only against themselves.
//! The standard library's sorts may panic at that; this one gives some order after at most `n log n` comparisons.

use std::cmp::Ordering;

/// Up to this length, ranges are sorted by insertion.
const INSERTION: usize = 12;
/// From this length on, pivots are chosen among nine items, and nearly sorted ranges are repaired.
const LONG: usize = 50;
/// How many exchanges the choice of a pivot makes if all is the wrong way round.
const ALL_REVERSED: u32 = 12;
/// How many places of a nearly sorted range are repaired before it is sorted like any other.
const REPAIRS: usize = 5;

/// Sorts items as `compare` wants them, and leaves those that are equal as Go does.
pub fn sort_by<T>(items: &mut [T], compare: impl FnMut(&T, &T) -> Ordering) {
    let length = items.len();
    let patience = usize::BITS - length.leading_zeros();
    Sorter { items, compare }.quick(0, length, patience);
}

struct Sorter<'a, T, F> {
    items: &'a mut [T],
    compare: F,
}

impl<T, F: FnMut(&T, &T) -> Ordering> Sorter<'_, T, F> {
    /// Whether what stands at one place is less than what stands at another.
    fn less(&mut self, one: usize, other: usize) -> bool {
        (self.compare)(&self.items[one], &self.items[other]) == Ordering::Less
    }

    /// Sorts a range. `patience` is how many bad pivots may be met before it is sorted as a heap.
    fn quick(&mut self, mut begin: usize, mut end: usize, mut patience: u32) {
        let (mut was_balanced, mut was_partitioned) = (true, true);
        loop {
            let length = end - begin;
            if length <= INSERTION {
                self.insert(begin, end);
                return;
            }
            if patience == 0 {
                self.heap(begin, end);
                return;
            }
            if !was_balanced {
                self.scatter(begin, length);
                patience -= 1;
            }
            let (mut pivot, mut exchanges) = self.choose_pivot(begin, length);
            if exchanges == ALL_REVERSED {
                self.items[begin..end].reverse();
                pivot = (end - 1) - (pivot - begin);
                exchanges = 0;
            }
            if was_balanced && was_partitioned && exchanges == 0 && self.repair(begin, end) {
                return;
            }
            if begin > 0 && !self.less(begin - 1, pivot) {
                begin = self.skip_equal(begin, end, pivot);
                continue;
            }
            let middle;
            (middle, was_partitioned) = self.partition(begin, end, pivot);
            let (left, right) = (middle - begin, end - middle);
            was_balanced = left.min(right) >= length / 8;
            // The shorter side first: that bounds the depth of the calls.
            if left < right {
                self.quick(begin, middle, patience);
                begin = middle + 1;
            } else {
                self.quick(middle + 1, end, patience);
                end = middle;
            }
        }
    }

    fn insert(&mut self, begin: usize, end: usize) {
        for next in begin + 1..end {
            let mut place = next;
            while place > begin && self.less(place, place - 1) {
                self.items.swap(place, place - 1);
                place -= 1;
            }
        }
    }

    fn heap(&mut self, begin: usize, end: usize) {
        let length = end - begin;
        for root in (0..=(length - 1) / 2).rev() {
            self.sift_down(begin, root, length);
        }
        for last in (0..length).rev() {
            self.items.swap(begin, begin + last);
            self.sift_down(begin, 0, last);
        }
    }

    fn sift_down(&mut self, begin: usize, mut root: usize, length: usize) {
        loop {
            let mut child = 2 * root + 1;
            if child >= length {
                return;
            }
            if child + 1 < length && self.less(begin + child, begin + child + 1) {
                child += 1;
            }
            if !self.less(begin + root, begin + child) {
                return;
            }
            self.items.swap(begin + root, begin + child);
            root = child;
        }
    }

    /// Brings the pivot between what is less and what is not; answers its place, and whether all stood so before.
    fn partition(&mut self, begin: usize, end: usize, pivot: usize) -> (usize, bool) {
        self.items.swap(begin, pivot);
        let (mut low, mut high) = (begin + 1, end - 1);
        let mut was_partitioned = true;
        loop {
            while low <= high && self.less(low, begin) {
                low += 1;
            }
            while low <= high && !self.less(high, begin) {
                high -= 1;
            }
            if low > high {
                break;
            }
            self.items.swap(low, high);
            low += 1;
            high -= 1;
            was_partitioned = false;
        }
        self.items.swap(high, begin);
        (high, was_partitioned)
    }

    /// Brings what equals the pivot to the front of a range that holds nothing less; answers where the rest begins.
    fn skip_equal(&mut self, begin: usize, end: usize, pivot: usize) -> usize {
        self.items.swap(begin, pivot);
        let (mut low, mut high) = (begin + 1, end - 1);
        loop {
            while low <= high && !self.less(begin, low) {
                low += 1;
            }
            while low <= high && self.less(begin, high) {
                high -= 1;
            }
            if low > high {
                return low;
            }
            self.items.swap(low, high);
            low += 1;
            high -= 1;
        }
    }

    /// Repairs a range that is nearly sorted; answers whether it is sorted then.
    fn repair(&mut self, begin: usize, end: usize) -> bool {
        let mut next = begin + 1;
        for _ in 0..REPAIRS {
            while next < end && !self.less(next, next - 1) {
                next += 1;
            }
            if next == end {
                return true;
            }
            if end - begin < LONG {
                return false;
            }
            self.items.swap(next, next - 1);
            if next - begin >= 2 {
                let mut place = next - 1;
                while place >= 1 && self.less(place, place - 1) {
                    self.items.swap(place, place - 1);
                    place -= 1;
                }
            }
            if end - next >= 2 {
                let mut place = next + 1;
                while place < end && self.less(place, place - 1) {
                    self.items.swap(place, place - 1);
                    place += 1;
                }
            }
        }
        false
    }

    /// Exchanges three items in the middle with others by chance, the same chance each time.
    fn scatter(&mut self, begin: usize, length: usize) {
        let mut random = length as u64;
        let mask = (1_u64 << (u64::BITS - random.leading_zeros())) - 1;
        let middle = begin + length / 4 * 2;
        for place in middle - 1..=middle + 1 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let other = (random & mask) as usize;
            let other = if other >= length { other - length } else { other };
            self.items.swap(place, begin + other);
        }
    }

    /// The place of a pivot, and how many exchanges the choice would have made.
    fn choose_pivot(&mut self, begin: usize, length: usize) -> (usize, u32) {
        let mut exchanges = 0;
        let mut places = [1, 2, 3].map(|quarter| begin + length / 4 * quarter);
        if length >= LONG {
            for place in &mut places {
                *place = self.median([*place - 1, *place, *place + 1], &mut exchanges);
            }
        }
        (self.median(places, &mut exchanges), exchanges)
    }

    fn median(&mut self, mut places: [usize; 3], exchanges: &mut u32) -> usize {
        for pair in [0, 1, 0] {
            if self.less(places[pair + 1], places[pair]) {
                *exchanges += 1;
                places.swap(pair, pair + 1);
            }
        }
        places[1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(length: u32, key: fn(u32, u32) -> u32) -> Vec<u32> {
        let mut items: Vec<u32> = (0..length).collect();
        sort_by(&mut items, |&one, &other| key(one, length).cmp(&key(other, length)));
        items
    }

    /// What Go 1.27's `sort.Sort` makes of the same items: ties as they come, in reverse, nearly sorted, up and down.
    #[test]
    fn ties_are_left_as_go_leaves_them() {
        assert_eq!(
            sorted(13, |item, length| (length - item) / 3),
            [12, 11, 8, 10, 9, 6, 7, 5, 4, 3, 2, 0, 1]
        );
        assert_eq!(
            sorted(13, |item, _| item * item % 31),
            [0, 1, 8, 2, 6, 10, 3, 4, 7, 9, 12, 5, 11]
        );
        // All of the order in one number.
        let digest = |items: &[u32]| {
            let digits = items.iter().map(|&item| u64::from(item));
            digits.fold(0_u64, |digest, item| digest.wrapping_mul(31).wrapping_add(item))
        };
        type Key = fn(u32, u32) -> u32;
        let keys: [(Key, [u64; 3]); 5] = [
            (
                |item, _| item * 7 % 5,
                [102007210586962708, 14893602703930312480, 15225997268344831168],
            ),
            (
                |item, length| (length - item) / 3,
                [4915807602643033678, 11213013605443254214, 11573020943418326714],
            ),
            (
                |item, _| if item % 29 == 17 { 1 } else { item / 4 },
                [10277409611408170256, 8078136227799544614, 12225498225692649126],
            ),
            (
                |item, _| item * item % 31,
                [17062482472838016214, 14377918963932458754, 8695951417030683514],
            ),
            (
                |item, length| item.min(length - item) / 2,
                [12909505790519414994, 17288821762539154024, 1694303421404463100],
            ),
        ];
        for (number, (key, wanted)) in keys.into_iter().enumerate() {
            let actual = [40, 64, 500].map(|length| digest(&sorted(length, key)));
            assert_eq!(actual, wanted, "key {number}");
        }
    }
}
