//! Unicode classes: the name behind `\p` in, ranges of characters out, as Go's `regexp` has them.
//!
//! `Greek` is a script, `Lu` a category, `Uppercase_Letter` the same one under its long name, `L` all categories of letters;
//! `Any`, `Assigned` and `ASCII` are sets that Go adds. Whether letters are capitals does not count, nor do `_`, `-` and
//! blanks: `\p{old italic}` is `\p{Old_Italic}`.
//!
//! The tables are those of the crates `unicode-properties` and `unicode-script`, in their versions for Unicode 17, which is
//! that of Go 1.27: `testdata/classes.tsv` has what Go makes of every name, and no character differs. build.rs writes them as
//! runs of neighbours that are the same.

use super::class::Range;

/// Whether `(?i)` adds the other cases to a class. Go has no table of those for `LC`, where it would be one character.
pub fn is_folded(name: &str) -> bool {
    !matches!(loose(name).as_str(), "lc" | "casedletter")
}

/// The characters of a class; none if there is no class of that name.
pub fn class(name: &str) -> Option<Vec<Range>> {
    let name = loose(name);
    match name.as_str() {
        "any" => return Some(ranges(&CATEGORIES, &|_| true)),
        "assigned" => return Some(ranges(&CATEGORIES, &|category| category != UNASSIGNED)),
        "ascii" => return Some(vec![(0, 0x7f)]),
        _ => {}
    }
    let long = LONG_NAMES.iter().find(|(long, _)| loose(long) == name);
    let wanted = long.map_or(name.as_str(), |&(_, short)| short);
    let found = ranges(&CATEGORIES, &|category| is_of(category, wanted));
    if !found.is_empty() {
        return Some(found);
    }
    // Characters without a script are no class in Go.
    let found = ranges(&SCRIPTS, &|script| script != UNKNOWN && loose(script) == name);
    Some(found).filter(|found| !found.is_empty())
}

/// What each code point is.
struct Table {
    /// What there is, one a line.
    names: &'static str,
    /// Neighbours that are the same: the number of the name, and the number of those behind the first one as a varint.
    runs: &'static [u8],
}

const CATEGORIES: Table = Table {
    names: include_str!(concat!(env!("OUT_DIR"), "/categories.names")),
    runs: include_bytes!(concat!(env!("OUT_DIR"), "/categories.runs")),
};

const SCRIPTS: Table = Table {
    names: include_str!(concat!(env!("OUT_DIR"), "/scripts.names")),
    runs: include_bytes!(concat!(env!("OUT_DIR"), "/scripts.runs")),
};

/// The ranges of what is wanted.
fn ranges(table: &Table, is_wanted: &dyn Fn(&str) -> bool) -> Vec<Range> {
    let wanted: Vec<bool> = table.names.lines().map(is_wanted).collect();
    let mut ranges = Vec::new();
    let mut first = 0;
    let mut bytes = table.runs.iter().copied();
    while let Some(number) = bytes.next() {
        let last = first + varint(&mut bytes);
        if wanted.get(usize::from(number)) == Some(&true) {
            ranges.push((first, last));
        }
        first = last + 1;
    }
    ranges
}

/// A number of seven bits a byte, the lowest first; each byte but the last has its highest bit set.
fn varint(bytes: &mut impl Iterator<Item = u8>) -> u32 {
    let (mut number, mut shift) = (0, 0);
    for byte in bytes {
        number |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
        shift += 7;
    }
    number
}

/// A name without what does not count in it.
fn loose(name: &str) -> String {
    let letters = name.chars().filter(|letter| !matches!(letter, '_' | '-' | ' '));
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Whether a category is the one, or one of those, that a short name in small letters stands for.
fn is_of(category: &str, short: &str) -> bool {
    match short {
        "lc" => matches!(category, "Lu" | "Ll" | "Lt"),
        short => short.len() == 1 && category[..1].eq_ignore_ascii_case(short) || category.eq_ignore_ascii_case(short),
    }
}

/// The script of characters without one.
const UNKNOWN: &str = "Unknown";
/// The category of what is no character yet.
const UNASSIGNED: &str = "Cn";

/// Unicode's other names of categories, and the short ones in small letters.
#[rustfmt::skip]
const LONG_NAMES: &[(&str, &str)] = &[
    ("Letter", "l"), ("Cased_Letter", "lc"), ("Uppercase_Letter", "lu"), ("Lowercase_Letter", "ll"),
    ("Titlecase_Letter", "lt"), ("Modifier_Letter", "lm"), ("Other_Letter", "lo"), ("Mark", "m"), ("Combining_Mark", "m"),
    ("Nonspacing_Mark", "mn"), ("Spacing_Mark", "mc"), ("Enclosing_Mark", "me"), ("Number", "n"), ("Decimal_Number", "nd"),
    ("digit", "nd"), ("Letter_Number", "nl"), ("Other_Number", "no"), ("Punctuation", "p"), ("punct", "p"),
    ("Connector_Punctuation", "pc"), ("Dash_Punctuation", "pd"), ("Open_Punctuation", "ps"), ("Close_Punctuation", "pe"),
    ("Initial_Punctuation", "pi"), ("Final_Punctuation", "pf"), ("Other_Punctuation", "po"), ("Symbol", "s"),
    ("Math_Symbol", "sm"), ("Currency_Symbol", "sc"), ("Modifier_Symbol", "sk"), ("Other_Symbol", "so"), ("Separator", "z"),
    ("Space_Separator", "zs"), ("Line_Separator", "zl"), ("Paragraph_Separator", "zp"), ("Other", "c"), ("Control", "cc"),
    ("cntrl", "cc"), ("Format", "cf"), ("Surrogate", "cs"), ("Private_Use", "co"), ("Unassigned", "cn"),
];

#[cfg(test)]
mod tests {
    use crate::base::pattern::parse::parse;
    use crate::base::pattern::program::Instruction;

    /// The expressions that `testdata/programs/classes` asks Go about.
    const EXPRESSIONS: [&str; 8] = [
        r"\p{%s}",
        r"(?i)\p{%s}",
        r"\P{%s}",
        r"\p{^%s}",
        r"(?i)\P{%s}",
        r"[\p{%s}a-c]",
        r"(?i)[^\P{%s}k]",
        r"[^\p{^%s}\d]",
    ];

    /// The characters that an expression of one class matches. Surrogates are no characters.
    fn ranges(expression: &str) -> Vec<(u32, u32)> {
        let program = parse(expression).unwrap().program;
        let ranges: &[(u32, u32)] = match program.instructions[..] {
            [Instruction::Class(0), Instruction::Match] => &program.classes[0],
            [Instruction::Never, Instruction::Match] => &[],
            _ => panic!("{expression}: {program:?}"),
        };
        let halves = |&(low, high): &(u32, u32)| [(low, high.min(0xd7ff)), (low.max(0xe000), high)];
        let halves = ranges.iter().flat_map(halves);
        halves.filter(|(low, high)| low <= high).collect()
    }

    #[test]
    fn every_class_is_gos() {
        let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/classes.tsv"));
        let mut lines = text.lines();
        assert!(lines.next().unwrap().starts_with("# Unicode 17.0.0"));
        let mut names = 0;
        for line in lines {
            let [name, plain, folded, sum] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let classes = EXPRESSIONS.map(|expression| ranges(&expression.replace("%s", name)));
            let count = |class: &[(u32, u32)]| class.iter().map(|(low, high)| high - low + 1).sum::<u32>();
            assert_eq!(
                (count(&classes[0]).to_string(), count(&classes[1]).to_string()),
                (plain.to_owned(), folded.to_owned()),
                "{name}"
            );
            // FNV-1a over the ends of all ranges.
            let ends = classes.iter().flatten().flat_map(|&(low, high)| [low, high]);
            let own = ends
                .flat_map(u32::to_le_bytes)
                .fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| {
                    (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
                });
            assert_eq!(format!("{own:016x}"), sum, "{name}");
            names += 1;
        }
        assert!(names > 250, "{names} names");
    }

    #[test]
    fn names_are_read_as_go_reads_them() {
        for (name, go) in [
            ("greek", "Greek"),
            ("GREEK", "Greek"),
            ("old italic", "Old_Italic"),
            ("-Old__Italic ", "Old_Italic"),
            ("phagspa", "Phags_Pa"),
            ("l u", "Lu"),
            ("lc", "LC"),
            ("casedletter", "LC"),
            ("PUNCT", "P"),
            ("as-cii", "ASCII"),
            ("^ any", "^Any"),
        ] {
            let [own, wanted] = [name, go].map(|name| ranges(&format!(r"\p{{{name}}}")));
            assert_eq!(own, wanted, "{name}");
        }
    }

    #[test]
    fn what_go_has_no_class_for_is_refused() {
        let names = [
            "Grek",
            "Hrkt",
            "Zyyy",
            "Qaai",
            "Zzzz",
            "Unknown",
            "Katakana_Or_Hiragana",
            "isGreek",
            "IsLu",
            "gc=Lu",
            "N'Ko",
            "Gre\tek",
            "Greek\n",
            "Lo\u{b}",
            "Gr\u{435}ek",
            "",
        ];
        for name in names {
            assert!(parse(&format!(r"\p{{{name}}}")).is_err(), "{name}");
        }
    }
}
