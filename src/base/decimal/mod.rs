//! Floats as decimal text and back, exactly: `fixed(0.125, 2)` is `0.12`, `parse("1e-3")` is 0.001.
//!
//! In: a float; out: the digits that C, Go and Rust print, rounded half to even from the float's exact value. One simple way
//! serves: a float is an integer times a power of two, so its exact decimal expansion is an integer, too.
//!
//! Why not the standard library: its ways are the fastest known, with tables that make the wasm 19.5 kB larger in brotli, and
//! reports print few numbers. A number with two digits behind its point takes 365 ns here and 260 there; the shortest text of
//! a float takes 18.8 µs and 0.1, and is printed only where a user typed a float.

mod big;
mod read;
mod write;

pub use read::parse;
pub use write::{fixed, general, shortest};

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
