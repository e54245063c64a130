//! order: every sort of the crate, through one routine.
//!
//! A sort of the standard library is compiled anew for each type and each comparison, about 5 kB of WebAssembly each
//! time. Here numbers are sorted, by a comparison that is called through a pointer, and the items are moved once.
//!
//! `order(3, &mut |one, other| "cab"[one..=one].cmp(&"cab"[other..=other]))` is `[1, 2, 0]`.

mod quick;

use std::cmp::Ordering;

/// How many items are sorted by insertion.
const FEW: usize = 12;

/// The numbers below `count` in the order of `compare`. Those that are equal stay as they are.
pub fn order(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<u32> {
    let mut numbers: Vec<u32> = (0..count as u32).collect();
    sort_numbers(&mut numbers, compare);
    numbers
}

/// Sorts numbers as `compare` wants them. Those that are equal are in ascending order.
pub fn sort_numbers(numbers: &mut [u32], compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    quick::sort(numbers, &mut |one, other| compare(one, other).then(one.cmp(&other)));
}

/// Sorts numbers as Go's `sort.Sort` does: those that are equal are in the order in which it leaves them, which can
/// only be had by going the same way.
pub fn sort_as_go(numbers: &mut [u32], compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    quick::sort(numbers, compare);
}

/// Sorts items as `compare` wants them. Those that are equal stay as they are.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    sort(&mut Sorting { items, compare });
}

/// What a sort needs to know of items, by their places.
trait Sortable {
    fn len(&self) -> usize;
    fn compare(&self, one: usize, other: usize) -> Ordering;
    fn swap(&mut self, one: usize, other: usize);
}

struct Sorting<'a, T, F> {
    items: &'a mut [T],
    compare: F,
}

impl<T, F: Fn(&T, &T) -> Ordering> Sortable for Sorting<'_, T, F> {
    fn len(&self) -> usize {
        self.items.len()
    }

    fn compare(&self, one: usize, other: usize) -> Ordering {
        (self.compare)(&self.items[one], &self.items[other])
    }

    fn swap(&mut self, one: usize, other: usize) {
        self.items.swap(one, other);
    }
}

fn sort(items: &mut dyn Sortable) {
    // Most lists are the few labels of a sample: they are not worth a vector of numbers.
    if items.len() <= FEW {
        for end in 1..items.len() {
            let mut place = end;
            while place > 0 && items.compare(place - 1, place) == Ordering::Greater {
                items.swap(place - 1, place);
                place -= 1;
            }
        }
        return;
    }
    let mut order = order(items.len(), &mut |one, other| items.compare(one, other));
    // Each cycle of the permutation is walked by swaps; an item that stands where it belongs is marked by its place.
    for start in 0..items.len() {
        let mut place = start;
        while order[place] as usize != start {
            let source = order[place] as usize;
            items.swap(place, source);
            order[place] = place as u32;
            place = source;
        }
        order[place] = place as u32;
    }
}

/// Sorts texts by their bytes.
pub fn sort_texts<T: AsRef<[u8]>>(texts: &mut [T]) {
    sort_by(texts, |one, other| one.as_ref().cmp(other.as_ref()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_as_the_standard_library_does() {
        let mut state = 1_u32;
        for length in 0..200 {
            let items: Vec<(u32, usize)> = (0..length)
                .map(|index| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 28, index)
                })
                .collect();
            let (mut ours, mut theirs) = (items.clone(), items);
            sort_by(&mut ours, |one, other| one.0.cmp(&other.0));
            theirs.sort_by_key(|item| item.0);
            assert_eq!(ours, theirs);
        }
    }
}
