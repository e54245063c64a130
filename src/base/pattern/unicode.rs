//! Unicode classes: the name behind `\p` in, ranges of characters out, as Go's `regexp` has them.
//!
//! `Greek` is a script, `Lu` a category, `Uppercase_Letter` the same one under its long name, `L` all categories of letters;
//! `Any`, `Assigned` and `ASCII` are sets that Go adds. Whether letters are capitals does not count, nor do `_`, `-` and
//! blanks: `\p{old italic}` is `\p{Old_Italic}`.
//!
//! The tables are those of the crates `unicode-properties` and `unicode-script`, in their versions for Unicode 17, which is
//! that of Go 1.27: `testdata/classes.tsv` has what Go makes of every name, and no character differs. In the browser they
//! weigh 12 kB. They tell what a single character is, so the first class that is asked for looks at all of them, once.

use super::class::Range;
use std::sync::OnceLock;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_script::{Script, UnicodeScript};

/// Whether `(?i)` adds the other cases to a class. Go has no table of those for `LC`, where it would be one character.
pub fn is_folded(name: &str) -> bool {
    !matches!(loose(name).as_str(), "lc" | "casedletter")
}

/// The characters of a class; none if there is no class of that name.
pub fn class(name: &str) -> Option<Vec<Range>> {
    static CATEGORIES: OnceLock<Vec<Run<&str>>> = OnceLock::new();
    static SCRIPTS: OnceLock<Vec<Run<&str>>> = OnceLock::new();
    let categories = CATEGORIES.get_or_init(|| {
        runs(|code| match char::from_u32(code) {
            Some(character) => abbreviation(character.general_category()),
            None => SURROGATE,
        })
    });
    let name = loose(name);
    match name.as_str() {
        "any" => return Some(ranges(categories, |_| true)),
        "assigned" => return Some(ranges(categories, |category| category != UNASSIGNED)),
        "ascii" => return Some(vec![(0, 0x7f)]),
        _ => {}
    }
    let long = LONG_NAMES.iter().find(|(long, _)| loose(long) == name);
    let wanted = long.map_or(name.as_str(), |&(_, short)| short);
    let found = ranges(categories, |category| is_of(category, wanted));
    if !found.is_empty() {
        return Some(found);
    }
    let scripts = SCRIPTS.get_or_init(|| {
        let script = |code| char::from_u32(code).map_or(Script::Unknown, |character| character.script());
        runs(|code| script(code).full_name())
    });
    // Characters without a script are no class in Go.
    let unknown = Script::Unknown.full_name();
    let found = ranges(scripts, |script| script != unknown && loose(script) == name);
    Some(found).filter(|found| !found.is_empty())
}

/// Neighbours that are the same: the last of them, and what they are.
type Run<T> = (u32, T);

/// All code points, by what they are.
fn runs<T: PartialEq>(property: impl Fn(u32) -> T) -> Vec<Run<T>> {
    let mut runs: Vec<Run<T>> = Vec::new();
    for code in 0..=u32::from(char::MAX) {
        let property = property(code);
        match runs.last_mut() {
            Some((last, same)) if *same == property => *last = code,
            _ => runs.push((code, property)),
        }
    }
    runs
}

/// The ranges of what is wanted.
fn ranges<T: Copy>(runs: &[Run<T>], is_wanted: impl Fn(T) -> bool) -> Vec<Range> {
    let mut first = 0;
    let mut ranges = Vec::new();
    for &(last, property) in runs {
        if is_wanted(property) {
            ranges.push((first, last));
        }
        first = last + 1;
    }
    ranges
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

const SURROGATE: &str = abbreviation(GeneralCategory::Surrogate);
const UNASSIGNED: &str = abbreviation(GeneralCategory::Unassigned);

/// The short name of a category. Its first letter stands for all categories that begin with it.
const fn abbreviation(category: GeneralCategory) -> &'static str {
    use GeneralCategory as C;
    match category {
        C::UppercaseLetter => "Lu",
        C::LowercaseLetter => "Ll",
        C::TitlecaseLetter => "Lt",
        C::ModifierLetter => "Lm",
        C::OtherLetter => "Lo",
        C::NonspacingMark => "Mn",
        C::SpacingMark => "Mc",
        C::EnclosingMark => "Me",
        C::DecimalNumber => "Nd",
        C::LetterNumber => "Nl",
        C::OtherNumber => "No",
        C::ConnectorPunctuation => "Pc",
        C::DashPunctuation => "Pd",
        C::OpenPunctuation => "Ps",
        C::ClosePunctuation => "Pe",
        C::InitialPunctuation => "Pi",
        C::FinalPunctuation => "Pf",
        C::OtherPunctuation => "Po",
        C::MathSymbol => "Sm",
        C::CurrencySymbol => "Sc",
        C::ModifierSymbol => "Sk",
        C::OtherSymbol => "So",
        C::SpaceSeparator => "Zs",
        C::LineSeparator => "Zl",
        C::ParagraphSeparator => "Zp",
        C::Control => "Cc",
        C::Format => "Cf",
        C::Surrogate => "Cs",
        C::PrivateUse => "Co",
        C::Unassigned => "Cn",
    }
}

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
