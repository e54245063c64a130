//! Floats to text: a float's exact decimal expansion, rounded half to even.

use super::big::Big;
use super::parse;
use std::cmp::Ordering;

/// A positive number as `0.d1 d2 d3 ... * 10^point`.
struct Expansion {
    digits: Vec<u8>,
    point: i32,
}

impl Expansion {
    /// The exact value of a finite float's magnitude.
    fn new(value: f64) -> Expansion {
        let bits = value.to_bits();
        let fraction = bits & ((1 << 52) - 1);
        let exponent = (bits >> 52 & 0x7ff) as i32;
        let (mut mantissa, mut power) = match exponent {
            0 => (fraction, -1074),
            _ => (fraction | 1 << 52, exponent - 1075),
        };
        if mantissa == 0 {
            return Expansion {
                digits: Vec::new(),
                point: 0,
            };
        }
        let zeros = mantissa.trailing_zeros().min(power.min(0).unsigned_abs());
        mantissa >>= zeros;
        power += zeros as i32;
        let mut big = Big::new(mantissa);
        // m / 2^k is m * 5^k / 10^k.
        let decimals = match power {
            0.. => {
                big.shift_left(power as u32);
                0
            }
            _ => {
                let decimals = power.unsigned_abs();
                big.multiply_power(FIVE_13, decimals / 13);
                big.multiply_power(5, decimals % 13);
                decimals as i32
            }
        };
        let digits = big.digits();
        Expansion {
            point: digits.len() as i32 - decimals,
            digits,
        }
    }

    /// Rounds to some digits, half to even. Fewer than none leave none.
    fn round(&mut self, keep: i32) {
        let Ok(keep) = usize::try_from(keep) else {
            self.digits.clear();
            return;
        };
        if keep >= self.digits.len() {
            return;
        }
        let rest = &self.digits[keep..];
        let is_odd = keep > 0 && self.digits[keep - 1] % 2 == 1;
        let up = match rest[0].cmp(&5) {
            Ordering::Equal => is_odd || rest[1..].iter().any(|&digit| digit > 0),
            order => order == Ordering::Greater,
        };
        self.digits.truncate(keep);
        if !up {
            return;
        }
        while self.digits.last() == Some(&9) {
            self.digits.pop();
        }
        match self.digits.last_mut() {
            Some(digit) => *digit += 1,
            None => {
                self.digits.push(1);
                self.point += 1;
            }
        }
    }

    /// Digits with a point, and as many decimals.
    fn fixed(&self, decimals: usize) -> String {
        let digit = |place: i32| {
            let index = usize::try_from(place).ok();
            let digit = index.and_then(|index| self.digits.get(index)).copied();
            char::from(b'0' + digit.unwrap_or(0))
        };
        let mut text = String::new();
        if self.point <= 0 {
            text.push('0');
        }
        (0..self.point).for_each(|place| text.push(digit(place)));
        if decimals > 0 {
            text.push('.');
            (0..decimals as i32).for_each(|place| text.push(digit(self.point + place)));
        }
        text
    }

    /// `1.5e-07`: an exponent of at least two digits, and no zeros behind the point.
    fn scientific(&self) -> String {
        let mut text = String::new();
        for (index, digit) in self.digits.iter().enumerate() {
            text.push(char::from(b'0' + digit));
            if index == 0 && self.digits.len() > 1 {
                text.push('.');
            }
        }
        let exponent = self.point - 1;
        let sign = if exponent < 0 { '-' } else { '+' };
        text.push_str(&format!("e{sign}{:02}", exponent.unsigned_abs()));
        text
    }

    fn drop_zeros(&mut self) {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
    }
}

/// 5^13, the largest power of 5 in a word.
const FIVE_13: u32 = 1_220_703_125;

/// A float with a number of decimals: C's `%.2f`. Finite numbers only.
pub fn fixed(value: f64, decimals: usize) -> String {
    let mut expansion = Expansion::new(value.abs());
    expansion.round(expansion.point + decimals as i32);
    let sign = if value.is_sign_negative() { "-" } else { "" };
    sign.to_owned() + &expansion.fixed(decimals)
}

/// C's `%.2g`: a number of significant digits, without zeros at the end, in scientific form below 1e-4 and where
/// there are more digits before the point. For numbers that are not negative.
pub fn general(value: f64, significant: usize) -> String {
    let mut expansion = Expansion::new(value);
    expansion.round(significant as i32);
    expansion.drop_zeros();
    if expansion.digits.is_empty() {
        return "0".to_owned();
    }
    let exponent = expansion.point - 1;
    if exponent < -4 || exponent >= significant as i32 {
        return expansion.scientific();
    }
    let decimals = expansion.digits.len() as i32 - expansion.point;
    expansion.fixed(usize::try_from(decimals).unwrap_or(0))
}

/// A float as Go's `fmt.Sprint` prints it: the shortest digits that read back, with an exponent below 1e-4 and from
/// 1e21 on.
pub fn shortest(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let text = (1..18).map(|significant| {
        let mut expansion = Expansion::new(value.abs());
        expansion.round(significant);
        expansion.drop_zeros();
        let decimals = usize::try_from(expansion.digits.len() as i32 - expansion.point).unwrap_or(0);
        match expansion.digits.is_empty() || (-3..22).contains(&expansion.point) {
            true => expansion.fixed(decimals),
            false => expansion.scientific(),
        }
    });
    let text = text.into_iter().find(|text| parse(text) == Some(value.abs()));
    sign.to_owned() + &text.unwrap_or_default()
}
