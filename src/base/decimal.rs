//! Floats as decimal text and back, exactly: `fixed(0.125, 2)` is `0.12`, `parse("1e-3")` is 0.001.
//!
//! In: a float; out: the digits that C, Go and Rust print, rounded half to even from the float's exact value. The
//! standard library does this faster, with 35 kB of code and tables for the fastest ways; here one simple way serves:
//! a float is an integer times a power of two, so its exact decimal expansion is an integer, too.

use std::cmp::Ordering;

/// An integer of any size, in base 2^32, the lowest word first, without zeros at the end.
struct Big(Vec<u32>);

impl Big {
    fn new(value: u64) -> Big {
        let mut big = Big(vec![value as u32, (value >> 32) as u32]);
        big.trim();
        big
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    fn multiply_add(&mut self, factor: u32, addend: u32) {
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
    fn multiply_power(&mut self, base: u32, exponent: u32) {
        for _ in 0..exponent {
            self.multiply_add(base, 0);
        }
    }

    /// Divides, and answers the remainder.
    fn divide(&mut self, divisor: u32) -> u32 {
        let mut remainder = 0_u64;
        for word in self.0.iter_mut().rev() {
            remainder = remainder << 32 | u64::from(*word);
            *word = (remainder / u64::from(divisor)) as u32;
            remainder %= u64::from(divisor);
        }
        self.trim();
        remainder as u32
    }

    fn shift_left(&mut self, bits: u32) {
        self.multiply_add(1 << (bits % 32), 0);
        if !self.0.is_empty() {
            self.0.splice(0..0, std::iter::repeat_n(0, (bits / 32) as usize));
        }
    }

    /// The number of bits without leading zeros.
    fn bits(&self) -> u32 {
        match self.0.last() {
            Some(last) => self.0.len() as u32 * 32 - last.leading_zeros(),
            None => 0,
        }
    }

    fn bit(&self, index: u32) -> bool {
        let word = self.0.get((index / 32) as usize);
        word.is_some_and(|word| word >> (index % 32) & 1 != 0)
    }

    /// The decimal digits; none for 0.
    fn digits(mut self) -> Vec<u8> {
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

/// How many digits can decide how a number is rounded: the rest counts as one more.
const DECISIVE: usize = 800;

/// Reads a decimal number, to the nearest float, as Go's `strconv.ParseFloat` does; `inf`, `infinity` and `nan` too.
pub fn parse(text: &str) -> Option<f64> {
    let (negative, unsigned) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let names = |names: &[&str]| names.iter().any(|name| unsigned.eq_ignore_ascii_case(name.as_bytes()));
    let magnitude = if names(&["inf", "infinity"]) {
        f64::INFINITY
    } else if names(&["nan"]) {
        f64::NAN
    } else {
        parse_decimal(unsigned)?
    };
    Some(if negative { -magnitude } else { magnitude })
}

fn parse_decimal(text: &[u8]) -> Option<f64> {
    let (mut digits, mut point, mut any, mut behind) = (Vec::new(), 0_i64, false, false);
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        match byte {
            b'.' if !behind => behind = true,
            b'0'..=b'9' => {
                any = true;
                if !(digits.is_empty() && *byte == b'0') {
                    digits.push(byte - b'0');
                    point += i64::from(!behind);
                } else if behind {
                    point -= 1;
                }
            }
            _ => break,
        }
        rest = tail;
    }
    if !any {
        return None;
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        point += parse_exponent(exponent)?;
        rest = &[];
    }
    rest.is_empty().then(|| nearest(&digits, point))
}

/// The exponent, bounded: what is far away is as good as infinite.
fn parse_exponent(text: &[u8]) -> Option<i64> {
    let (sign, digits) = match text {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        all => (1, all),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits.iter().fold(0_i64, |value, digit| {
        (value * 10 + i64::from(digit - b'0')).min(1 << 40)
    });
    Some(sign * value)
}

/// The float that is nearest to `0.digits * 10^point`.
fn nearest(digits: &[u8], point: i64) -> f64 {
    let mut sticky = digits.iter().skip(DECISIVE).any(|&digit| digit > 0);
    let digits = &digits[..digits.len().min(DECISIVE)];
    if digits.is_empty() || point < -330 {
        return 0.0;
    }
    if point > 310 {
        return f64::INFINITY;
    }
    let mut big = Big(Vec::new());
    digits.iter().for_each(|&digit| big.multiply_add(10, u32::from(digit)));
    // The number is big * 10^power / 2^scale.
    let power = point as i32 - digits.len() as i32;
    let mut scale = 0;
    if power >= 0 {
        big.multiply_power(10, power.unsigned_abs());
    } else {
        // log2(10) is a little less than 10/3; 64 bits more than the divisor has are left.
        scale = power.unsigned_abs() * 10 / 3 + 65;
        big.shift_left(scale);
        for _ in 0..power.unsigned_abs() {
            sticky |= big.divide(10) > 0;
        }
    }
    let bits = big.bits() as i32;
    // Denormal numbers have fewer than 53 bits.
    let kept = (bits - scale as i32 + 1074).clamp(0, 53);
    let dropped = bits - kept;
    let mut mantissa = (0..kept).fold(0_u64, |mantissa, index| {
        mantissa << 1 | u64::from(big.bit((bits - 1 - index) as u32))
    });
    let half = dropped > 0 && big.bit(dropped as u32 - 1);
    let below = sticky || (0..dropped - 1).any(|index| big.bit(index as u32));
    if half && (below || mantissa & 1 == 1) {
        mantissa += 1;
    }
    mantissa as f64 * power_of_two(dropped - scale as i32)
}

/// 2 to the power of an exponent that a float can have, and infinity above.
fn power_of_two(exponent: i32) -> f64 {
    match exponent {
        ..-1022 => f64::from_bits(1_u64.checked_shl((exponent + 1074) as u32).unwrap_or(0)),
        -1022..1024 => f64::from_bits(((exponent + 1023) as u64) << 52),
        _ => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Floats of all sizes, and those that profiles give: quotients of integers.
    fn floats() -> impl Iterator<Item = f64> {
        let mut state = 88_172_645_463_325_252_u64;
        let mut next = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let special = [
            0.0,
            0.5,
            0.125,
            2.5,
            0.005,
            1e21,
            1e-5,
            f64::MAX,
            f64::MIN_POSITIVE,
            5e-324,
            0.995,
            99.995,
        ];
        let any = (0..20_000).map(move |index| match index % 4 {
            0 => f64::from_bits(next() >> 1),
            1 => (next() >> 20) as f64 / 1024_f64.powi(index % 6),
            2 => (next() >> 44) as f64 / 100.0,
            _ => (next() >> 40) as f64 / (next() >> 30) as f64,
        });
        special.into_iter().chain(any.filter(|value| value.is_finite()))
    }

    #[test]
    fn prints_as_the_standard_library_does() {
        for value in floats() {
            for decimals in [0, 2, 5] {
                assert_eq!(fixed(value, decimals), format!("{value:.decimals$}"));
            }
            assert_eq!(fixed(-value, 2), format!("{:.2}", -value));
            let two = general(value, 2);
            assert_eq!(
                two.parse::<f64>().unwrap(),
                format!("{value:.1e}").parse::<f64>().unwrap()
            );
            let text = shortest(value);
            assert_eq!(text.parse::<f64>().unwrap(), value);
            // As short as the standard library's; where two are as near, Go takes the even one and Rust the larger.
            let digits = |text: &str| {
                let mantissa = text.split('e').next().unwrap().replace('.', "");
                mantissa.trim_matches('0').len()
            };
            assert_eq!(digits(&text), digits(&format!("{value:e}")), "{value}");
        }
    }

    #[test]
    fn reads_as_the_standard_library_does() {
        for value in floats() {
            for text in [
                format!("{value}"),
                format!("{value:e}"),
                format!("{value:.3}"),
                format!("{value:.30e}"),
                format!("-{value:.0}1"),
            ] {
                assert_eq!(parse(&text), text.parse().ok(), "{text}");
            }
        }
        let halves = "9007199254740993".to_owned();
        for text in [
            "",
            ".",
            "-",
            "e5",
            "1e",
            "1e+",
            "1.",
            ".5",
            "00.10",
            "1e400",
            "1e-400",
            "1e99999999999",
            "+3",
            "--3",
            "1_0",
            "0x1p3",
            "0e999999999999999999999",
            "inf",
            "-Infinity",
            "5e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            &halves,
            &(halves.clone() + ".000000000000000000000001"),
            &format!("1{}", "0".repeat(900)),
            &format!("0.{}1", "0".repeat(900)),
            &format!("{}.{}1", halves, "0".repeat(900)),
        ] {
            assert_eq!(parse(text), text.parse().ok(), "{text}");
        }
        assert!(parse("NaN").unwrap().is_nan());
    }

    #[test]
    fn forms_of_c_and_go() {
        for (value, wanted) in [
            (0.7, "0.7"),
            (0.999, "1"),
            (0.0042, "0.0042"),
            (0.00012, "0.00012"),
            (0.0000012, "1.2e-06"),
            (123.0, "1.2e+02"),
        ] {
            assert_eq!(general(value, 2), wanted);
        }
        for (value, wanted) in [
            (0.005, "0.005"),
            (1.0, "1"),
            (1e21, "1e+21"),
            (1e20, "100000000000000000000"),
            (1.5e-7, "1.5e-07"),
            (0.0001, "0.0001"),
            (0.0, "0"),
            (-0.0, "-0"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "+Inf"),
        ] {
            assert_eq!(shortest(value), wanted);
        }
    }
}
