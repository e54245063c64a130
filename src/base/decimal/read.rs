//! Text to floats: to the nearest one, half to even.

use super::big::Big;

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
    let mut big = Big::default();
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
