//! The standard library's stable sort, once for everything that is sorted.
//!
//! Each type and each comparison would be another copy of it: with `slice::sort_by` in place of [`sort_by`] the wasm is 290 kB of
//! brotli instead of 269, over its budget of 270, and no stage of `cargo xtask bench` is faster by more than runs differ. So
//! lists are sorted as numbers of their places, by one copy, and then moved to where they belong. The comparison goes through a
//! pointer, and the items move once instead of `log n` times.

use std::cmp::Ordering;

/// Up to this length, the places of a list need no memory of their own.
const FEW: usize = 32;

/// Sorts items. Those that are equal stay in their order.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts items by a key. Those whose keys are equal stay in their order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts items as `compare` wants them. Those that are equal stay in their order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let (mut few, mut many) = ([0; FEW], Vec::new());
    let order = match few.get_mut(..items.len()) {
        Some(order) => order,
        None => {
            many.resize(items.len(), 0);
            many.as_mut_slice()
        }
    };
    (0..).zip(&mut *order).for_each(|(place, number)| *number = place);
    sort_numbers(order, &|one, other| {
        compare(&items[one as usize], &items[other as usize])
    });
    move_to(items, order);
}

/// Sorts numbers that stand for something, as `compare` wants it. Those that are equal stay in their order.
pub fn sort_numbers(numbers: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    numbers.sort_by(|&one, &other| compare(one, other));
}

/// Moves items: the one whose number stands first becomes the first one. The numbers are used up.
fn move_to<T>(items: &mut [T], order: &mut [u32]) {
    for start in 0..order.len() {
        let mut place = start;
        loop {
            // A place that is done holds its own number.
            let from = std::mem::replace(&mut order[place], place as u32) as usize;
            if from == start {
                break;
            }
            items.swap(place, from);
            place = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers as if drawn, the same ones each time.
    fn drawn(length: usize, below: u32) -> Vec<(u32, usize)> {
        let mut state = 12345_u32;
        (0..length)
            .map(|place| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                ((state >> 8) % below, place)
            })
            .collect()
    }

    #[test]
    fn lists_of_any_length_are_sorted_and_equals_stay() {
        for length in (0..50).chain([100, 1000]) {
            for below in [1, 3, 1_000_000] {
                let mut items = drawn(length, below);
                // What is equal is told apart by its place alone, and the place must not count.
                let mut wanted = items.clone();
                wanted.sort_by_key(|&(number, _)| number);
                sort_by_key(&mut items, |&(number, _)| number);
                assert_eq!(items, wanted, "{length} below {below}");
            }
        }
    }

    #[test]
    fn items_that_own_memory_are_moved_whole() {
        let mut items: Vec<String> = drawn(200, 100)
            .iter()
            .map(|(number, _)| format!("{number:>3}"))
            .collect();
        let mut wanted = items.clone();
        wanted.sort();
        sort(&mut items);
        assert_eq!(items, wanted);
    }

    #[test]
    fn numbers_are_sorted_by_what_they_stand_for() {
        let names = ["d", "a", "c", "a"];
        let mut numbers = [0, 1, 2, 3];
        sort_numbers(&mut numbers, &|one, other| {
            names[one as usize].cmp(names[other as usize])
        });
        assert_eq!(numbers, [1, 3, 2, 0]);
    }
}
