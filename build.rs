//! Writes Unicode's tables as src/base/pattern/unicode.rs reads them: what each code point is, as neighbours that are the same.
//!
//! The crates answer for a single character, with tables that are 13 kB of brotli in the browser. As runs they are 5 kB.

use std::path::Path;
use std::{env, fs, io};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_script::{Script, UnicodeScript};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    let category = |code| char::from_u32(code).map_or("Cs", |character| abbreviation(character.general_category()));
    let script = |code| char::from_u32(code).map_or(Script::Unknown, |character| character.script());
    write(&Path::new(&folder).join("categories"), category)?;
    write(&Path::new(&folder).join("scripts"), |code| script(code).full_name())
}

/// Writes what code points are to two files. `.names` has the names, in the order in which they come first. `.runs` has, for each
/// run of neighbours that are the same, the number of the name in a byte, and the number of those behind the first one, seven
/// bits a byte, the lowest first; each byte but the last has its highest bit set.
fn write(file: &Path, property: impl Fn(u32) -> &'static str) -> io::Result<()> {
    let mut names: Vec<&str> = Vec::new();
    let mut runs = Vec::new();
    let mut start = 0;
    while start <= u32::from(char::MAX) {
        let name = property(start);
        let more = (start + 1..=u32::from(char::MAX)).take_while(|&code| property(code) == name);
        let mut left = more.count() as u32;
        start += left + 1;
        let number = names.iter().position(|&own| own == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        runs.push(number as u8);
        while left >= 0x80 {
            runs.push(left as u8 | 0x80);
            left >>= 7;
        }
        runs.push(left as u8);
    }
    fs::write(file.with_extension("names"), names.join("\n"))?;
    fs::write(file.with_extension("runs"), runs)
}

/// The short name of a category. Its first letter stands for all categories that begin with it.
fn abbreviation(category: GeneralCategory) -> &'static str {
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
