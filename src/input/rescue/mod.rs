//! What no reader takes as it stands: profiles in wrappings, behind other text, one behind another, or wrong in one part.
//!
//! In: a whole file. Out: the profiles that are found in it, with a sentence each on what was done to find them and on what was left out.
//! Nothing is made up: what is damaged is left out and counted, and where that would change names or numbers of the rest, the file stays
//! refused.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | tries one way after the other, layer by layer |
//! | `wrappings.rs` | gzip by its members, zstd, base64 |
//! | `archives.rs` | the files of a zip and of a tar |
//! | `texts.rs` | where profiles begin in a text, what stands before each line, and what counters that overflowed have left |
//! | `symbolized.rs` | the section of symbols in front of a profile of gperftools |
//! | `protos.rs` | profile.proto: several in one file, and one that is wrong in one part |

mod archives;
mod protos;
mod symbolized;
mod texts;
mod wrappings;

#[cfg(test)]
mod tests;

use super::{Dump, Loader, Opened};
use crate::base::error::Result;
use crate::base::text::counted;
use crate::profile::Profile;
use std::borrow::Cow;

/// So many wrappings may be around a profile.
const DEEPEST: usize = 5;
/// So many bytes may come out of all wrappings of a file together.
const MOST_BYTES: u64 = 512 << 20;
/// So many profiles are opened from one file.
const MOST_PROFILES: usize = 1000;
/// So many files that are left out are named.
const NAMED: usize = 3;

/// A part of a file that may hold a profile.
pub struct Piece<'a> {
    /// What it is called where it comes from; empty where it has no name.
    name: String,
    /// Those of the file itself where they stand in it as they are.
    bytes: Cow<'a, [u8]>,
}

/// The bytes in pieces without names, which begin at these places.
fn pieces<'a>(bytes: &'a [u8], cuts: &[usize]) -> Vec<Piece<'a>> {
    let ends = cuts.iter().skip(1).copied().chain([bytes.len()]);
    let piece = |(&start, end): (&usize, usize)| Piece {
        name: String::new(),
        bytes: Cow::Borrowed(&bytes[start..end]),
    };
    cuts.iter().zip(ends).map(piece).collect()
}

/// What is said of several profiles in one file.
fn one_by_one(count: usize) -> String {
    format!("It is {count} profiles, one behind the other: each is opened by itself.")
}

/// What came out of a layer.
pub struct Layer<'a> {
    pieces: Vec<Piece<'a>>,
    /// What was done to get there, a sentence; empty if it goes without saying.
    done: String,
    kind: Kind,
}

impl Layer<'_> {
    /// What was around a single file without a name.
    fn around(bytes: Vec<u8>, done: &str) -> Self {
        Layer {
            pieces: vec![Piece {
                name: String::new(),
                bytes: Cow::Owned(bytes),
            }],
            done: done.to_owned(),
            kind: Kind::Parts,
        }
    }
}

/// What pieces are of each other.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    /// Files of their own, of which some may be something else.
    Files,
    /// Parts of a file, of which some may be damaged.
    Parts,
    /// What a file can only be if each of them is a profile.
    Whole,
}

/// Whether a text has several profiles, which pprof adds up where they are heaps.
pub fn is_several(text: &[u8]) -> bool {
    texts::starts(text).len() > 1
}

/// The profiles in a file that no reader takes as it stands; none if there are none.
pub fn open(file: &[u8]) -> Option<Opened> {
    let mut rescue = Rescue::default();
    rescue.dig(file, String::new(), 0);
    if rescue.profiles.is_empty() {
        return None;
    }
    if rescue.others > 0 {
        let named = rescue.left_out.join(", ");
        let more = match rescue.others - rescue.left_out.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let left_out = match rescue.others {
            1 => "1 file in it is no profile and was left out".to_owned(),
            count => format!("{count} files in it are no profiles and were left out"),
        };
        rescue.notes.push(format!("{left_out}: {named}{more}."));
    }
    if rescue.is_cut {
        rescue.notes.push(format!(
            "It holds more than can be opened at once: what is behind {} was left out.",
            counted(rescue.profiles.len() as u64, "profile")
        ));
    }
    let is_named = rescue.names.iter().any(|name| !name.is_empty());
    Some(Opened {
        profiles: rescue.profiles,
        names: if is_named { rescue.names } else { Vec::new() },
        notes: rescue.notes,
        asides: rescue.asides,
        ..Opened::default()
    })
}

/// What has been found so far.
#[derive(Default)]
struct Rescue {
    profiles: Vec<(Profile, Option<Dump>)>,
    names: Vec<String>,
    notes: Vec<String>,
    asides: Vec<String>,
    /// Names of files in an archive that are no profiles, as many as are said, and how many there are.
    left_out: Vec<String>,
    others: usize,
    /// How many bytes came out of wrappings.
    bytes: u64,
    is_cut: bool,
}

/// A way to what is inside: none if the bytes are not wrapped so.
type Way = for<'a> fn(&'a [u8], u64) -> Option<Layer<'a>>;

/// In this order: what has a mark of its own before what is looked for.
const WAYS: [Way; 9] = [
    wrappings::gzip_members,
    wrappings::zstd,
    archives::zip,
    archives::tar,
    protos::behind_texts,
    protos::by_first_field,
    texts::several,
    texts::behind_prefix,
    wrappings::base64,
];

impl Rescue {
    /// Looks for profiles in some bytes; answers whether there are any.
    fn dig(&mut self, bytes: &[u8], name: String, depth: usize) -> bool {
        if self.profiles.len() >= MOST_PROFILES || self.bytes > MOST_BYTES {
            self.is_cut = true;
            return false;
        }
        // The file itself was refused by the readers, or is a text that they would add up.
        if depth > 0 && !is_several(bytes) && self.take(bytes, &name).is_ok() {
            return true;
        }
        if let Some((profile, note)) = symbolized::open(bytes) {
            self.add(Opened::from(profile), &name);
            self.notes.push(note);
            return true;
        }
        if depth < DEEPEST {
            for way in WAYS {
                if let Some(layer) = way(bytes, MOST_BYTES.saturating_sub(self.bytes))
                    && self.enter(layer, &name, depth)
                {
                    return true;
                }
            }
        }
        self.mend(bytes, &name)
    }

    /// Looks into what came out of a layer.
    fn enter(&mut self, layer: Layer<'_>, name: &str, depth: usize) -> bool {
        let (before, notes, asides) = (self.profiles.len(), self.notes.len(), self.asides.len());
        let (all, mut failed) = (layer.pieces.len(), 0);
        for piece in layer.pieces {
            self.bytes += piece.bytes.len() as u64;
            let own = match (name.is_empty(), piece.name.is_empty()) {
                (true, _) => piece.name,
                (false, true) => name.to_owned(),
                (false, false) => format!("{name}/{}", piece.name),
            };
            if self.dig(&piece.bytes, own.clone(), depth + 1) || self.is_cut {
                continue;
            }
            failed += 1;
            if layer.kind == Kind::Files {
                self.others += 1;
                if self.left_out.len() < NAMED {
                    self.left_out.push(own);
                }
            }
        }
        if layer.kind == Kind::Whole && failed > 0 {
            self.profiles.truncate(before);
            self.names.truncate(before);
            self.notes.truncate(notes);
            self.asides.truncate(asides);
            return false;
        }
        let is_found = self.profiles.len() > before;
        if is_found && layer.kind == Kind::Parts && failed > 0 {
            self.notes.push(format!(
                "{failed} of {all} parts of it could not be opened and are left out."
            ));
        }
        if is_found && !layer.done.is_empty() && !self.notes.contains(&layer.done) {
            // What is outside is said first.
            self.notes.push(layer.done);
            self.notes[notes..].rotate_right(1);
        }
        is_found
    }

    /// Takes what an ordinary reader makes of some bytes.
    fn take(&mut self, bytes: &[u8], name: &str) -> Result<()> {
        let mut loader = Loader::new();
        loader.push(bytes)?;
        let opened = loader.finish()?;
        self.add(opened, name);
        Ok(())
    }

    fn add(&mut self, opened: Opened, name: &str) {
        for profile in opened.profiles {
            if profile.0.sample_types.is_empty() {
                continue;
            }
            self.profiles.push(profile);
            self.names.push(name.to_owned());
        }
        for note in opened.notes.into_iter().chain(opened.doubts) {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        self.asides.extend(opened.asides);
    }

    /// Opens a profile without the part that is wrong.
    fn mend(&mut self, bytes: &[u8], name: &str) -> bool {
        for mend in [texts::without_overflow, protos::mended] {
            if let Some((mended, note)) = mend(bytes) {
                let before = self.profiles.len();
                if self.take(&mended, name).is_ok() && self.profiles.len() > before {
                    self.notes.push(note);
                    return true;
                }
            }
        }
        false
    }
}
