//! Integers of any size: as much of them as exact decimals need.

/// An integer of any size, in base 2^32, the lowest word first, without zeros at the end.
#[derive(Default)]
pub struct Big(Vec<u32>);

impl Big {
    /// A number of up to 64 bits.
    pub fn new(value: u64) -> Big {
        let mut big = Big(vec![value as u32, (value >> 32) as u32]);
        big.trim();
        big
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    /// Multiplies by `factor`, then adds `addend`.
    pub fn multiply_add(&mut self, factor: u32, addend: u32) {
        let mut carry = u64::from(addend);
        for word in &mut self.0 {
            carry += u64::from(*word) * u64::from(factor);
            *word = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Multiplies by a power of a small number.
    pub fn multiply_power(&mut self, base: u32, exponent: u32) {
        for _ in 0..exponent {
            self.multiply_add(base, 0);
        }
    }

    /// Divides by `divisor`, rounding down, and answers the remainder.
    pub fn divide(&mut self, divisor: u32) -> u32 {
        let mut remainder = 0_u64;
        for word in self.0.iter_mut().rev() {
            remainder = remainder << 32 | u64::from(*word);
            *word = (remainder / u64::from(divisor)) as u32;
            remainder %= u64::from(divisor);
        }
        self.trim();
        remainder as u32
    }

    /// Multiplies by 2 to the power of `bits`.
    pub fn shift_left(&mut self, bits: u32) {
        self.multiply_add(1 << (bits % 32), 0);
        if !self.0.is_empty() {
            self.0.splice(0..0, std::iter::repeat_n(0, (bits / 32) as usize));
        }
    }

    /// The number of bits without leading zeros.
    pub fn bits(&self) -> u32 {
        match self.0.last() {
            Some(last) => self.0.len() as u32 * 32 - last.leading_zeros(),
            None => 0,
        }
    }

    /// Whether a bit is set; bit 0 is the lowest.
    pub fn bit(&self, index: u32) -> bool {
        let word = self.0.get((index / 32) as usize);
        word.is_some_and(|word| word >> (index % 32) & 1 != 0)
    }

    /// The decimal digits from 0 to 9, the highest first; none for 0.
    pub fn digits(mut self) -> Vec<u8> {
        let mut digits = Vec::new();
        while !self.0.is_empty() {
            let mut nine = self.divide(1_000_000_000);
            for _ in 0..9 {
                digits.push((nine % 10) as u8);
                nine /= 10;
            }
        }
        while digits.last() == Some(&0) {
            digits.pop();
        }
        digits.reverse();
        digits
    }
}
