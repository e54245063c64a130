//! Chance that can be repeated: in, the seed of a run and the number of a case; out, always the same numbers.
//!
//! Every case has its own generator, so that case 1234 of seed 7 is the same whichever thread runs it and whether or not
//! the cases before it were run: `Random::new(7, 1234).below(6)` is one throw of a die, for ever.

/// The generator splitmix64: small, quick, and good enough for choosing.
pub struct Random {
    state: u64,
}

impl Random {
    /// The generator of one case.
    pub fn new(seed: u64, case: u64) -> Random {
        let mut outer = Random { state: seed };
        let start = outer.next();
        let mut random = Random {
            state: start ^ case.wrapping_mul(0xD605_BBB5_8C8A_BBFD),
        };
        random.next();
        random
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number from 0 to `limit - 1`; 0 for a limit of 0.
    pub fn below(&mut self, limit: usize) -> usize {
        match limit as u64 {
            0 => 0,
            limit => (self.next() % limit) as usize,
        }
    }

    /// A number from `first` to `last`, both included.
    pub fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below((last + 1).saturating_sub(first))
    }

    /// True in a share of the calls: `chance(0.25)` in one of four.
    pub fn chance(&mut self, share: f64) -> bool {
        // The upper 53 bits are a fraction that an f64 holds exactly.
        (self.next() >> 11) as f64 / (1u64 << 53) as f64 <= share && share > 0.0
    }

    /// One of the `choices`. The pools are constants with something in them.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_case_is_the_same_for_ever() {
        // The first numbers of splitmix64 from state 0, as its author publishes them.
        let mut random = Random { state: 0 };
        assert_eq!(random.next(), 0xE220_A839_7B1D_CDAF);
        assert_eq!(random.next(), 0x6E78_9E6A_A1B9_65F4);
        let numbers = |seed, case| {
            let mut random = Random::new(seed, case);
            [random.next(), random.next()]
        };
        assert_eq!(numbers(7, 1234), numbers(7, 1234));
        assert_ne!(numbers(7, 1234), numbers(7, 1235));
        assert_ne!(numbers(7, 1234), numbers(8, 1234));
    }

    #[test]
    fn choices_cover_their_range_and_chances_their_share() {
        let mut random = Random::new(1, 1);
        let mut seen = [0; 6];
        for _ in 0..6000 {
            seen[random.below(6)] += 1;
        }
        assert!(seen.iter().all(|&count| count > 800 && count < 1200), "{seen:?}");
        let hits = (0..10_000).filter(|_| random.chance(0.25)).count();
        assert!((2200..2800).contains(&hits), "{hits}");
        assert_eq!(random.below(0), 0);
        assert!((0..100).all(|_| (3..=5).contains(&random.between(3, 5))));
    }
}
