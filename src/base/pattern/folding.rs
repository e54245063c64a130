//! Letters that differ only in case: a letter in, the next one that is the same but for its case out.
//!
//! They form rings, as `unicode.SimpleFold` of Go walks them: K, k and the Kelvin sign lead to each other. The table
//! is that function's, for Unicode 17; the standard library's tables are eight times as large, and fold differently.

/// Letters from a code on: how many, and how far the next one of the ring is; 0 where capitals and small letters
/// alternate, each capital in front of its small letter.
type Run = (u32, u16, i32);

/// The letters that differ from this one only in case.
pub fn other_cases(code: u32) -> Vec<u32> {
    let mut others = Vec::new();
    let mut other = next(code);
    while other != code {
        others.push(other);
        other = next(other);
    }
    others
}

/// The next letter of the ring; the letter itself if it is alone.
fn next(code: u32) -> u32 {
    if let Ok(byte @ 0..0x80) = u8::try_from(code) {
        return match byte {
            b'k' => 0x212a,
            b's' => 0x17f,
            _ if byte.is_ascii_alphabetic() => code ^ 0x20,
            _ => code,
        };
    }
    let behind = RUNS.partition_point(|&(first, ..)| first <= code);
    let Some(&(first, count, distance)) = RUNS[..behind].last() else {
        return code;
    };
    let place = code - first;
    match distance {
        _ if place >= u32::from(count) => code,
        0 if place.is_multiple_of(2) => code + 1,
        0 => code - 1,
        _ => code.wrapping_add_signed(distance),
    }
}

#[rustfmt::skip]
const RUNS: &[Run] = &[
    (0xb5, 1, 743), (0xc0, 23, 32), (0xd8, 7, 32), (0xdf, 1, 7615), (0xe0, 5, -32), (0xe5, 1, 8262),
    (0xe6, 17, -32), (0xf8, 7, -32), (0xff, 1, 121), (0x100, 48, 0), (0x132, 6, 0), (0x139, 16, 0),
    (0x14a, 46, 0), (0x178, 1, -121), (0x179, 6, 0), (0x17f, 1, -300), (0x180, 1, 195), (0x181, 1, 210),
    (0x182, 4, 0), (0x186, 1, 206), (0x187, 2, 0), (0x189, 2, 205), (0x18b, 2, 0), (0x18e, 1, 79),
    (0x18f, 1, 202), (0x190, 1, 203), (0x191, 2, 0), (0x193, 1, 205), (0x194, 1, 207), (0x195, 1, 97),
    (0x196, 1, 211), (0x197, 1, 209), (0x198, 2, 0), (0x19a, 1, 163), (0x19b, 1, 42561), (0x19c, 1, 211),
    (0x19d, 1, 213), (0x19e, 1, 130), (0x19f, 1, 214), (0x1a0, 6, 0), (0x1a6, 1, 218), (0x1a7, 2, 0),
    (0x1a9, 1, 218), (0x1ac, 2, 0), (0x1ae, 1, 218), (0x1af, 2, 0), (0x1b1, 2, 217), (0x1b3, 4, 0),
    (0x1b7, 1, 219), (0x1b8, 2, 0), (0x1bc, 2, 0), (0x1bf, 1, 56), (0x1c4, 2, 1), (0x1c6, 1, -2),
    (0x1c7, 2, 1), (0x1c9, 1, -2), (0x1ca, 2, 1), (0x1cc, 1, -2), (0x1cd, 16, 0), (0x1dd, 1, -79),
    (0x1de, 18, 0), (0x1f1, 2, 1), (0x1f3, 1, -2), (0x1f4, 2, 0), (0x1f6, 1, -97), (0x1f7, 1, -56),
    (0x1f8, 40, 0), (0x220, 1, -130), (0x222, 18, 0), (0x23a, 1, 10795), (0x23b, 2, 0), (0x23d, 1, -163),
    (0x23e, 1, 10792), (0x23f, 2, 10815), (0x241, 2, 0), (0x243, 1, -195), (0x244, 1, 69), (0x245, 1, 71),
    (0x246, 10, 0), (0x250, 1, 10783), (0x251, 1, 10780), (0x252, 1, 10782), (0x253, 1, -210), (0x254, 1, -206),
    (0x256, 2, -205), (0x259, 1, -202), (0x25b, 1, -203), (0x25c, 1, 42319), (0x260, 1, -205), (0x261, 1, 42315),
    (0x263, 1, -207), (0x264, 1, 42343), (0x265, 1, 42280), (0x266, 1, 42308), (0x268, 1, -209), (0x269, 1, -211),
    (0x26a, 1, 42308), (0x26b, 1, 10743), (0x26c, 1, 42305), (0x26f, 1, -211), (0x271, 1, 10749), (0x272, 1, -213),
    (0x275, 1, -214), (0x27d, 1, 10727), (0x280, 1, -218), (0x282, 1, 42307), (0x283, 1, -218), (0x287, 1, 42282),
    (0x288, 1, -218), (0x289, 1, -69), (0x28a, 2, -217), (0x28c, 1, -71), (0x292, 1, -219), (0x29d, 1, 42261),
    (0x29e, 1, 42258), (0x345, 1, 84), (0x370, 4, 0), (0x376, 2, 0), (0x37b, 3, 130), (0x37f, 1, 116),
    (0x386, 1, 38), (0x388, 3, 37), (0x38c, 1, 64), (0x38e, 2, 63), (0x390, 1, 7235), (0x391, 17, 32),
    (0x3a3, 1, 31), (0x3a4, 8, 32), (0x3ac, 1, -38), (0x3ad, 3, -37), (0x3b0, 1, 7219), (0x3b1, 1, -32),
    (0x3b2, 1, 30), (0x3b3, 2, -32), (0x3b5, 1, 64), (0x3b6, 2, -32), (0x3b8, 1, 25), (0x3b9, 1, 7173),
    (0x3ba, 1, 54), (0x3bb, 1, -32), (0x3bc, 1, -775), (0x3bd, 3, -32), (0x3c0, 1, 22), (0x3c1, 1, 48),
    (0x3c2, 1, 1), (0x3c3, 3, -32), (0x3c6, 1, 15), (0x3c7, 2, -32), (0x3c9, 1, 7517), (0x3ca, 2, -32),
    (0x3cc, 1, -64), (0x3cd, 2, -63), (0x3cf, 1, 8), (0x3d0, 1, -62), (0x3d1, 1, 35), (0x3d5, 1, -47),
    (0x3d6, 1, -54), (0x3d7, 1, -8), (0x3d8, 24, 0), (0x3f0, 1, -86), (0x3f1, 1, -80), (0x3f2, 1, 7),
    (0x3f3, 1, -116), (0x3f4, 1, -92), (0x3f5, 1, -96), (0x3f7, 2, 0), (0x3f9, 1, -7), (0x3fa, 2, 0),
    (0x3fd, 3, -130), (0x400, 16, 80), (0x410, 32, 32), (0x430, 2, -32), (0x432, 1, 6222), (0x433, 1, -32),
    (0x434, 1, 6221), (0x435, 9, -32), (0x43e, 1, 6212), (0x43f, 2, -32), (0x441, 2, 6210), (0x443, 7, -32),
    (0x44a, 1, 6204), (0x44b, 5, -32), (0x450, 16, -80), (0x460, 3, 0), (0x463, 1, 6180), (0x464, 30, 0),
    (0x48a, 54, 0), (0x4c0, 1, 15), (0x4c1, 14, 0), (0x4cf, 1, -15), (0x4d0, 96, 0), (0x531, 38, 48),
    (0x561, 38, -48), (0x10a0, 38, 7264), (0x10c7, 1, 7264), (0x10cd, 1, 7264), (0x10d0, 43, 3008), (0x10fd, 3, 3008),
    (0x13a0, 80, 38864), (0x13f0, 6, 8), (0x13f8, 6, -8), (0x1c80, 1, -6254), (0x1c81, 1, -6253), (0x1c82, 1, -6244),
    (0x1c83, 1, -6242), (0x1c84, 1, 1), (0x1c85, 1, -6243), (0x1c86, 1, -6236), (0x1c87, 1, -6181), (0x1c88, 1, 35266),
    (0x1c89, 2, 0), (0x1c90, 43, -3008), (0x1cbd, 3, -3008), (0x1d79, 1, 35332), (0x1d7d, 1, 3814), (0x1d8e, 1, 35384),
    (0x1e00, 97, 0), (0x1e61, 1, 58), (0x1e62, 52, 0), (0x1e9b, 1, -59), (0x1e9e, 1, -7615), (0x1ea0, 96, 0),
    (0x1f00, 8, 8), (0x1f08, 8, -8), (0x1f10, 6, 8), (0x1f18, 6, -8), (0x1f20, 8, 8), (0x1f28, 8, -8),
    (0x1f30, 8, 8), (0x1f38, 8, -8), (0x1f40, 6, 8), (0x1f48, 6, -8), (0x1f51, 1, 8), (0x1f53, 1, 8),
    (0x1f55, 1, 8), (0x1f57, 1, 8), (0x1f59, 1, -8), (0x1f5b, 1, -8), (0x1f5d, 1, -8), (0x1f5f, 1, -8),
    (0x1f60, 8, 8), (0x1f68, 8, -8), (0x1f70, 2, 74), (0x1f72, 4, 86), (0x1f76, 2, 100), (0x1f78, 2, 128),
    (0x1f7a, 2, 112), (0x1f7c, 2, 126), (0x1f80, 8, 8), (0x1f88, 8, -8), (0x1f90, 8, 8), (0x1f98, 8, -8),
    (0x1fa0, 8, 8), (0x1fa8, 8, -8), (0x1fb0, 2, 8), (0x1fb3, 1, 9), (0x1fb8, 2, -8), (0x1fba, 2, -74),
    (0x1fbc, 1, -9), (0x1fbe, 1, -7289), (0x1fc3, 1, 9), (0x1fc8, 4, -86), (0x1fcc, 1, -9), (0x1fd0, 2, 8),
    (0x1fd3, 1, -7235), (0x1fd8, 2, -8), (0x1fda, 2, -100), (0x1fe0, 2, 8), (0x1fe3, 1, -7219), (0x1fe5, 1, 7),
    (0x1fe8, 2, -8), (0x1fea, 2, -112), (0x1fec, 1, -7), (0x1ff3, 1, 9), (0x1ff8, 2, -128), (0x1ffa, 2, -126),
    (0x1ffc, 1, -9), (0x2126, 1, -7549), (0x212a, 1, -8415), (0x212b, 1, -8294), (0x2132, 1, 28), (0x214e, 1, -28),
    (0x2160, 16, 16), (0x2170, 16, -16), (0x2183, 2, 0), (0x24b6, 26, 26), (0x24d0, 26, -26), (0x2c00, 48, 48),
    (0x2c30, 48, -48), (0x2c60, 2, 0), (0x2c62, 1, -10743), (0x2c63, 1, -3814), (0x2c64, 1, -10727), (0x2c65, 1, -10795),
    (0x2c66, 1, -10792), (0x2c67, 6, 0), (0x2c6d, 1, -10780), (0x2c6e, 1, -10749), (0x2c6f, 1, -10783), (0x2c70, 1, -10782),
    (0x2c72, 2, 0), (0x2c75, 2, 0), (0x2c7e, 2, -10815), (0x2c80, 100, 0), (0x2ceb, 4, 0), (0x2cf2, 2, 0),
    (0x2d00, 38, -7264), (0x2d27, 1, -7264), (0x2d2d, 1, -7264), (0xa640, 11, 0), (0xa64b, 1, -35267), (0xa64c, 34, 0),
    (0xa680, 28, 0), (0xa722, 14, 0), (0xa732, 62, 0), (0xa779, 4, 0), (0xa77d, 1, -35332), (0xa77e, 10, 0),
    (0xa78b, 2, 0), (0xa78d, 1, -42280), (0xa790, 4, 0), (0xa794, 1, 48), (0xa796, 20, 0), (0xa7aa, 1, -42308),
    (0xa7ab, 1, -42319), (0xa7ac, 1, -42315), (0xa7ad, 1, -42305), (0xa7ae, 1, -42308), (0xa7b0, 1, -42258), (0xa7b1, 1, -42282),
    (0xa7b2, 1, -42261), (0xa7b3, 1, 928), (0xa7b4, 16, 0), (0xa7c4, 1, -48), (0xa7c5, 1, -42307), (0xa7c6, 1, -35384),
    (0xa7c7, 4, 0), (0xa7cb, 1, -42343), (0xa7cc, 16, 0), (0xa7dc, 1, -42561), (0xa7f5, 2, 0), (0xab53, 1, -928),
    (0xab70, 80, -38864), (0xfb05, 2, 0), (0xff21, 26, 32), (0xff41, 26, -32), (0x10400, 40, 40), (0x10428, 40, -40),
    (0x104b0, 36, 40), (0x104d8, 36, -40), (0x10570, 11, 39), (0x1057c, 15, 39), (0x1058c, 7, 39), (0x10594, 2, 39),
    (0x10597, 11, -39), (0x105a3, 15, -39), (0x105b3, 7, -39), (0x105bb, 2, -39), (0x10c80, 51, 64), (0x10cc0, 51, -64),
    (0x10d50, 22, 32), (0x10d70, 22, -32), (0x118a0, 32, 32), (0x118c0, 32, -32), (0x16e40, 32, 32), (0x16e60, 32, -32),
    (0x16ea0, 25, 27), (0x16ebb, 25, -27), (0x1e900, 34, 34), (0x1e922, 34, -34),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings() {
        let cases = |letter: char| {
            let mut cases: Vec<char> = other_cases(u32::from(letter))
                .into_iter()
                .filter_map(char::from_u32)
                .collect();
            cases.sort_unstable();
            cases.into_iter().collect::<String>()
        };
        for (letter, others) in [
            ('a', "A"),
            ('Z', "z"),
            ('1', ""),
            ('k', "K\u{212a}"),
            ('\u{212a}', "Kk"),
            ('S', "s\u{17f}"),
            ('é', "É"),
            ('ß', "ẞ"),
            ('σ', "Σς"),
            ('ж', "Ж"),
            ('ı', ""),
            ('İ', ""),
            ('ﬅ', "ﬆ"),
            ('中', ""),
            ('𐐀', "𐐨"),
            ('Ǆ', "ǅǆ"),
            ('\u{10ffff}', ""),
        ] {
            assert_eq!(cases(letter), others, "{letter}");
        }
    }

    #[test]
    fn every_ring_closes_and_holds_what_the_standard_library_pairs() {
        for code in 0..=u32::from(char::MAX) {
            let others = other_cases(code);
            assert!(others.len() < 4, "{code:#x}");
            let Some(letter) = char::from_u32(code) else { continue };
            // Letters whose other case is one character; those with a dot of their own are not folded in Go.
            let (upper, lower) = (letter.to_uppercase(), letter.to_lowercase());
            for mut mapped in [upper.collect::<Vec<char>>(), lower.collect::<Vec<char>>()] {
                if let (Some(other), None) = (mapped.pop(), mapped.pop())
                    && other != letter
                    && !matches!(letter, 'ı' | 'İ')
                {
                    assert!(others.contains(&u32::from(other)), "{letter} {other}");
                }
            }
        }
    }
}
