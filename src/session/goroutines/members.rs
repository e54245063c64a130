//! The goroutines of dumps, each with the group that it is in, and their texts.
//!
//! A profile has samples, and a dump knows which sample of its own profile each goroutine is in. What is shown is another
//! profile, combined of several and filtered, so samples find each other by what they are: their frames and their labels, but
//! for the numbers of goroutines.

use super::{Counted, Goroutines};
use crate::analysis::goroutines::Groups;
use crate::base::columns::StringId;
use crate::base::error::{Error, ErrorKind, Result};
use crate::input::Dump;
use crate::profile::goroutine_labels::{ID, PARENT};
use crate::profile::{Label, LocationId, Profile};
use crate::session::{Role, Session, display};
use rustc_hash::{FxHashMap, FxHasher};
use serde::Serialize;
use std::hash::Hasher;
use std::ops::Range;
use std::rc::Rc;

/// A goroutine with its text.
#[derive(Debug, Clone, Serialize)]
pub struct GoroutineText {
    /// Its number in the process, in digits.
    pub id: String,
    /// The file that it is in, where there are several.
    pub file: String,
    /// The line of the file that it begins in, from 1.
    pub line: f64,
    /// Its text, without what a log has put around it.
    pub text: String,
    /// What is missing in it; empty if nothing is.
    pub missing: String,
}

/// The goroutines of all dumps that are shown.
pub struct Members {
    /// Those of one file each; of a profile without dumps one crowd, of the samples that say who they are.
    pub dumps: Vec<Crowd>,
}

/// The goroutines of a dump, or of a profile whose samples stand for one each.
pub struct Crowd {
    /// The name of its file, if it is not the only one.
    file: String,
    /// Their texts, if it is a dump's.
    pub dump: Option<Rc<Dump>>,
    /// By goroutine, its number.
    pub ids: Vec<u64>,
    /// By goroutine, its group; [`Crowd::NONE`] if a filter has taken it out.
    pub groups: Vec<u32>,
    /// By goroutine, the place of the one that began it; [`Crowd::GONE`] if that is not there any more, [`Crowd::NONE`] if nobody
    /// says which one it was.
    pub parents: Vec<u32>,
}

impl Crowd {
    /// No group, and no goroutine.
    pub const NONE: u32 = u32::MAX;
    /// A goroutine that has ended.
    pub const GONE: u32 = u32::MAX - 1;

    fn new(dump: Option<Rc<Dump>>, all: &[(u64, Option<u64>, u32)]) -> Crowd {
        let places: FxHashMap<u64, u32> = all.iter().map(|&(id, ..)| id).zip(0..).collect();
        let parent = |parent: Option<u64>| match parent {
            Some(id) => places.get(&id).copied().unwrap_or(Crowd::GONE),
            None => Crowd::NONE,
        };
        Crowd {
            file: String::new(),
            dump,
            ids: all.iter().map(|&(id, ..)| id).collect(),
            groups: all.iter().map(|&(.., group)| group).collect(),
            parents: all.iter().map(|&(_, began, _)| parent(began)).collect(),
        }
    }
}

/// Where a goroutine is: the number of its dump, and its place in it.
pub type Member = (usize, usize);

impl Members {
    /// Finds the groups of all goroutines.
    pub fn new(session: &Session, counted: &Counted) -> Members {
        let groups = &counted.groups;
        let of_dumps = session.loaded.iter().filter(|loaded| loaded.role == Role::Source);
        // Whatever plays a part is there.
        let of_dumps = of_dumps.filter_map(|loaded| {
            let whole = loaded.whole().ok()?;
            Some((loaded, whole.profile, whole.dump?))
        });
        let of_dumps: Vec<_> = of_dumps.collect();
        if of_dumps.is_empty() {
            return Members {
                dumps: vec![labelled(groups)],
            };
        }
        let hashes_shown = hashes(groups.set.profile());
        let mut known: FxHashMap<u64, u32> = FxHashMap::default();
        for (number, group) in (0..).zip(&groups.groups) {
            let samples = groups.rows_of(group).iter().map(|&row| groups.set.sample(row as usize));
            known.extend(samples.map(|sample| (hashes_shown[sample], number)));
        }
        let several = of_dumps.len() > 1;
        let dumps = of_dumps.into_iter().map(|(loaded, profile, dump)| {
            let hashes = hashes(&profile);
            let group = |sample: u32| known.get(&hashes[sample as usize]).copied().unwrap_or(Crowd::NONE);
            let all = dump.goroutines.iter();
            let all = all.map(|goroutine| (goroutine.id, goroutine.parent, group(goroutine.sample)));
            let all: Vec<(u64, Option<u64>, u32)> = all.collect();
            Crowd {
                file: if several { loaded.name.clone() } else { String::new() },
                ..Crowd::new(Some(dump), &all)
            }
        });
        Members { dumps: dumps.collect() }
    }

    /// The goroutines of a group, in the order of the files.
    pub fn of(&self, group: u32) -> impl Iterator<Item = Member> + '_ {
        self.dumps.iter().enumerate().flat_map(move |(number, crowd)| {
            let own = crowd.groups.iter().enumerate().filter(move |(_, own)| **own == group);
            own.map(move |(place, _)| (number, place))
        })
    }

    /// Those of them that have a text.
    pub fn with_text(&self, group: u32) -> impl Iterator<Item = Member> + '_ {
        self.of(group).filter(|&(number, _)| self.dumps[number].dump.is_some())
    }

    /// The text of a goroutine.
    pub fn text(&self, (number, place): Member) -> &[u8] {
        let dump = self.dumps[number].dump.as_ref();
        dump.map_or(&[], |dump| dump.text_of(&dump.goroutines[place]))
    }
}

/// The goroutines that samples stand for, by their labels.
fn labelled(groups: &Groups) -> Crowd {
    let mut all = Vec::new();
    for (number, group) in (0..).zip(&groups.groups) {
        for &row in groups.rows_of(group) {
            let labels = groups.set.profile().samples.labels(groups.set.sample(row as usize));
            let known = groups.keys.read(labels);
            if let Some(id) = known.id {
                all.push((id as u64, known.parent.map(|parent| parent as u64), number));
            }
        }
    }
    Crowd::new(None, &all)
}

impl Counted {
    /// Who is in which group; found when it is first asked for.
    pub fn members(&self, session: &Session) -> Rc<Members> {
        let mut members = self.members.borrow_mut();
        Rc::clone(members.get_or_insert_with(|| Rc::new(Members::new(session, self))))
    }
}

impl Goroutines {
    /// The goroutines of a row with their texts, those that lie in a range. They are there once the row's detail was asked for.
    ///
    /// # Errors
    ///
    /// There is no such row.
    pub fn texts(&self, row: usize, range: Range<usize>) -> Result<Vec<GoroutineText>> {
        let group = self.number(row)?;
        let members = self.all.members.borrow();
        let Some(members) = members.as_ref() else {
            return Ok(Vec::new());
        };
        let wanted = members.with_text(group).skip(range.start).take(range.len());
        let texts = wanted.filter_map(|member| {
            let crowd = &members.dumps[member.0];
            let dump = crowd.dump.as_ref()?;
            let goroutine = &dump.goroutines[member.1];
            Some(GoroutineText {
                id: goroutine.id.to_string(),
                file: crowd.file.clone(),
                line: goroutine.line as f64,
                text: display(members.text(member).trim_ascii_end()),
                missing: missing(dump, member.1),
            })
        });
        Ok(texts.collect())
    }

    /// The number of the group in a row.
    ///
    /// # Errors
    ///
    /// There is no such row.
    pub fn number(&self, row: usize) -> Result<u32> {
        let group = self.groups.get(row).copied();
        group.ok_or_else(|| Error::new(ErrorKind::Usage(format!("there is no group of goroutines {row}"))))
    }
}

/// What is missing in a goroutine's text, in a sentence.
fn missing(dump: &Dump, place: usize) -> String {
    let goroutine = &dump.goroutines[place];
    let is_last = place + 1 == dump.goroutines.len();
    let is_cut = is_last && dump.cut.is_some_and(|cut| cut.is_inside);
    match goroutine.elided {
        _ if is_cut => "It is cut off: the text ends in it.".to_owned(),
        _ if goroutine.is_broken => "The runtime could not read its stack to the end.".to_owned(),
        _ if goroutine.text.0 == goroutine.text.1 => "The text is not kept: the memory did not suffice.".to_owned(),
        0 => String::new(),
        u32::MAX => "Frames are left out in the file, which does not say how many.".to_owned(),
        count => format!("{count} frames are left out in the file."),
    }
}

/// By sample, a hash of its frames and its labels.
fn hashes(profile: &Profile) -> Vec<u64> {
    let text = |id: StringId| {
        let mut hasher = FxHasher::default();
        hasher.write(profile.text(id));
        hasher.finish()
    };
    let texts: Vec<u64> = (0..profile.strings.len() as u32).map(|id| text(StringId(id))).collect();
    let functions = profile.functions.iter();
    let functions: Vec<[u64; 2]> = functions
        .map(|function| [texts[function.name.index()], texts[function.filename.index()]])
        .collect();
    let names = [ID, PARENT].map(|name| profile.strings.find(name));
    let label = |label: Label| {
        let mut hasher = FxHasher::default();
        hasher.write_u64(texts[label.key().index()]);
        match label {
            Label::Text { value, .. } => hasher.write_u64(texts[value.index()]),
            Label::Number { value, .. } => hasher.write_i64(value),
        }
        hasher.finish()
    };
    let sample = |sample: usize| {
        let mut hasher = FxHasher::default();
        for site in profile.samples.stack(sample) {
            for line in profile.lines_of(LocationId(site)) {
                let [name, file] = functions[line.function.index()];
                hasher.write_u64(name);
                hasher.write_u64(file);
                hasher.write_i64(line.line);
            }
        }
        // Labels have no order.
        let labels = profile
            .samples
            .labels(sample)
            .filter(|label| !names.contains(&Some(label.key())));
        hasher.finish() ^ labels.fold(0, |sum: u64, own| sum.wrapping_add(label(own)))
    };
    (0..profile.samples.len()).map(sample).collect()
}
