//! Growth in step: rows of counts that grow by the same numbers at the same times are one finding.
//!
//! A connection of `net/http` that nobody lets go is two goroutines, a server's is a third: what began them is in none of the stacks.

/// In so many steps they have to agree.
const STEPS: usize = 5;

/// Whether two rows of counts grow in step: in each step their increments differ by less than those of two that grow by chance, as
/// many in the mean, would.
pub fn are_in_step(one: &[f64], other: &[f64]) -> bool {
    if one.len() <= STEPS || one.len() != other.len() {
        return false;
    }
    let steps = one.windows(2).zip(other.windows(2));
    let mut increments = steps.map(|(one, other)| (one[1] - one[0], other[1] - other[0]));
    increments.all(|(one, other)| (one - other).abs() <= (one.abs() + other.abs()).sqrt().max(2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_grow_in_step_and_neighbours_do_not() {
        let read = [10.0, 35.0, 58.0, 85.0, 109.0, 133.0, 160.0];
        let write = [10.0, 35.0, 59.0, 85.0, 110.0, 133.0, 161.0];
        let other = [3.0, 21.0, 55.0, 70.0, 104.0, 117.0, 150.0];
        assert!(are_in_step(&read, &write));
        assert!(!are_in_step(&read, &other));
        assert!(!are_in_step(&read[..5], &write[..5]), "five values are four steps");
    }
}
