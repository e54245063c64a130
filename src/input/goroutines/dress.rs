//! What others have put around the lines of a dump, taken off again.
//!
//! ```text
//! 2026-11-28T12:00:00.1Z stderr F goroutine 7 [running]:         a log's own words before each line
//! {"log":"goroutine 7 [running]:\n","stream":"stderr"}           each line in a record of JSON
//! "2026-11-28","api","goroutine 7 [running]:"                    or of CSV
//! level=error stack="goroutine 7 [running]:\nmain.main()\n..."   all of it in a quoted text
//! ```
//!
//! A dress is in layers: a record of JSON may stand behind the name of a container, and its text begin with a time.

use super::csv;
use super::header::{Sight, look};
use super::prefix::{Cut, Prefix};
use super::record::{Key, Texts, all_like, key_of, listed, unescaped};
use crate::base::text::find;
use std::borrow::Cow;
use std::rc::Rc;

/// What is around each line of a writer.
#[derive(Debug, Clone)]
pub enum Layer {
    /// This is before it.
    Before(Rc<Prefix>),
    /// This is before it, and it is in a field of a record of CSV.
    Field(Rc<Prefix>),
    /// It is in the field of this column of CSV; what stands before varies.
    Column(csv::Column),
    /// It is the text of a key in a record of JSON.
    Key(Rc<Key>),
    /// It is an element of a list of JSON.
    Listed,
}

/// A line without what was around it.
pub struct Bare<'a> {
    /// The line; of a record, there may be many.
    pub text: Cow<'a, [u8]>,
    /// Whether it goes on in the next line of its writer.
    pub is_parted: bool,
}

impl<'a> Bare<'a> {
    /// A line that had nothing around it.
    pub fn plain(line: &'a [u8]) -> Bare<'a> {
        Bare {
            text: Cow::Borrowed(line),
            is_parted: false,
        }
    }
}

impl Layer {
    /// The layer that a prefix is: of a record, if it ends as its fields do.
    pub fn before(before: &[u8]) -> Layer {
        let prefix = Rc::new(Prefix::new(before));
        match csv::is_divided(before) {
            true => Layer::Field(prefix),
            false => Layer::Before(prefix),
        }
    }

    /// Whether it tells who has written the line: what is without it is somebody else's.
    pub fn is_name(&self) -> bool {
        match self {
            Layer::Before(prefix) | Layer::Field(prefix) => prefix.is_name(),
            Layer::Column(_) | Layer::Listed => false,
            Layer::Key(key) => key.is_name(),
        }
    }

    /// How it finds who has written a line: layers that are alike in this are only told apart by [`Layer::mark`]. None if it does not.
    pub fn shape(&self) -> Option<u64> {
        match self {
            Layer::Before(prefix) | Layer::Field(prefix) => Some(prefix.shape()),
            Layer::Key(key) => Some(key.shape()),
            Layer::Column(_) | Layer::Listed => None,
        }
    }

    /// What tells who has written a line, if it has what is of this shape; without a line, who has written those of the layer.
    pub fn mark(&self, line: Option<&[u8]>) -> Option<u64> {
        match self {
            Layer::Before(prefix) | Layer::Field(prefix) => prefix.mark(line.unwrap_or(prefix.bytes())),
            Layer::Key(key) => key.mark(line),
            Layer::Column(_) | Layer::Listed => None,
        }
    }

    /// What is in the layer; none if the text does not have it.
    pub fn inside<'a>(&self, text: &'a [u8]) -> Option<Bare<'a>> {
        let whole = |text| Bare { text, is_parted: false };
        match self {
            Layer::Before(prefix) => match prefix.cut(text) {
                Cut::Behind(at) => Some(whole(Cow::Borrowed(&text[at..]))),
                Cut::Parted(at) => Some(Bare {
                    text: Cow::Borrowed(&text[at..]),
                    is_parted: true,
                }),
                Cut::Nothing => None,
            },
            Layer::Field(prefix) => {
                let Cut::Behind(at) = prefix.cut(text) else {
                    return None;
                };
                let rest = &text[at..];
                let field = csv::field(rest).map(Cow::Owned);
                let is_plain = !prefix.bytes().is_empty();
                field.or(is_plain.then_some(Cow::Borrowed(rest))).map(whole)
            }
            Layer::Column(column) => column.text(text).map(Cow::Owned).map(whole),
            Layer::Key(key) => key.text(text).map(whole),
            Layer::Listed => listed(text).map(unescaped).map(whole),
        }
    }
}

/// Takes the layers off a text, the outermost first; none if it does not have all of them.
pub fn undress<'a>(layers: &[Layer], text: &'a [u8]) -> Option<Bare<'a>> {
    let mut bare = Bare::plain(text);
    for layer in layers {
        let (text, is_parted) = match bare.text {
            Cow::Borrowed(text) => {
                let bare = layer.inside(text)?;
                (bare.text, bare.is_parted)
            }
            Cow::Owned(text) => {
                let bare = layer.inside(&text)?;
                (Cow::Owned(bare.text.into_owned()), bare.is_parted)
            }
        };
        bare = Bare {
            text,
            is_parted: bare.is_parted || is_parted,
        };
    }
    Some(bare)
}

/// What the quoted texts of a line have of dumps.
#[derive(Debug, Default)]
pub struct Quoted {
    /// Texts that hold dumps or headers, without their escapes.
    pub texts: Vec<Vec<u8>>,
    /// How many headers are in lists of the lines of one of those.
    pub copies: u64,
    /// The layers around a header that is alone in its text: one line of many records.
    pub layers: Vec<Layer>,
}

impl Quoted {
    /// Adds the lines of a list, if they are not there as a text.
    fn add(&mut self, lines: Vec<u8>) {
        let is_same = |text: &Vec<u8>| text.trim_ascii_end() == lines.trim_ascii_end();
        match self.texts.iter().any(is_same) {
            true => {
                self.copies += lines_of(&lines)
                    .filter(|line| matches!(look(line), Sight::Header(..)))
                    .count() as u64
            }
            false => self.texts.push(lines),
        }
    }
}

/// So deep quoted texts may be in quoted texts.
const DEEPEST: u32 = 3;

/// Looks for what the quoted texts of a line have of dumps.
pub fn quoted(line: &[u8]) -> Quoted {
    let mut quoted = Quoted::default();
    inside(line, Some(&[]), DEEPEST, &mut quoted);
    if quoted.texts.is_empty() && find(line, b"]:\\n").is_some() {
        // Escaped, but in no quotes.
        quoted.texts.push(unescaped(line).into_owned());
    }
    quoted
}

/// The same of a text in layers, where these are known.
fn inside(line: &[u8], outer: Option<&[Layer]>, deepest: u32, quoted: &mut Quoted) {
    // The key of the texts that were read together.
    let mut together = None;
    for (start, end) in Texts::of(line) {
        let text = &line[start..end];
        if !looks_alike(text) || together.is_some_and(|key| key == key_of(line, start)) {
            continue;
        }
        let text = unescaped(text);
        let lines = text.strip_suffix(b"\n").unwrap_or(&text);
        if lines.contains(&b'\n') {
            quoted.texts.push(text.into_owned());
            continue;
        }
        let layer = || match listed(line) {
            Some(_) => Some(Layer::Listed),
            None => Some(Layer::Key(Rc::new(Key::new(line, start)?))),
        };
        let layers = || Some([outer?, &[layer()?]].concat());
        if let Sight::Header(..) = look(lines) {
            if let Some(all) = all_like(line, start) {
                together = Some(key_of(line, start));
                quoted.add(all);
                continue;
            }
            quoted.layers = layers().unwrap_or_default();
            quoted.texts.push(lines.to_vec());
        } else if deepest > 0 {
            inside(lines, layers().as_deref(), deepest - 1, quoted);
        }
    }
}

/// Whether a text has what begins a header.
fn looks_alike(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(at) = find(rest, b"goroutine ") {
        rest = &rest[at + 10..];
        if rest.first().is_some_and(u8::is_ascii_digit) {
            return true;
        }
    }
    false
}

/// The lines of a text.
pub fn lines_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let lines = text.split(|&byte| byte == b'\n');
    lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}
