//! A loaded profile: whole, or put away as the file that it came in.
//!
//! Many profiles may be loaded, of which few play a part at a time. Those that are off are put away when they are more than
//! [`ROOM`], the oldest first: their files are kept as they came, compressed as most are, and opened again when they are
//! wanted. What is told of them, and what a trend needs, is kept.

use super::info::{ProfileInfo, column_nets, column_totals, is_of_goroutines};
use super::{ProfileId, Role};
use crate::analysis::runtimes::{Language, Told};
use crate::base::error::{Error, ErrorKind, Extent, Result};
use crate::base::room::ask_for;
use crate::base::sort::sort;
use crate::input::{Choice, Dump, Loader};
use crate::profile::Profile;
use crate::profile::combine::Measures;
use std::cell::{OnceCell, Ref, RefCell};
use std::rc::Rc;

/// So many bytes, inflated, the profiles may have that are whole and off.
pub const ROOM: u64 = 64 << 20;

/// A profile as it was opened.
pub struct Loaded {
    /// Its id, which no other profile of the session has had.
    pub id: ProfileId,
    /// The name of its file, with a number if the file has several.
    pub name: String,
    /// The part that it plays.
    pub role: Role,
    /// By sample type, the sum of all magnitudes.
    pub totals: Vec<i64>,
    /// By sample type, the sum of all values, with their signs.
    pub nets: Vec<i64>,
    /// What is known about it, but for its role and its time as text.
    pub info: ProfileInfo,
    /// Its sample types and its period, by which it fits others or not.
    pub measures: Measures,
    /// When its file was written, in nanoseconds since 1970, if that is known.
    pub modified: Option<i64>,
    whole: RefCell<Option<Whole>>,
    /// What its functions tell of it, once somebody has compared it.
    nature: OnceCell<Nature>,
    /// The file as it came, if it was kept, and the number of the profile among those in it.
    file: Option<(Rc<[u8]>, usize)>,
    /// What of the file is kept.
    choice: Choice,
    /// How many bytes it takes, about, when it is whole.
    weight: u64,
}

/// What sides of a comparison may differ in, though their values are of one kind.
#[derive(Clone, Copy, Default)]
pub struct Nature {
    /// What the program is written in, if its functions tell it.
    pub language: Option<Language>,
    /// Of goroutines, whether their stacks go down to the runtime: those of dumps with `debug=2` end where the program's own do.
    pub has_whole_stacks: Option<bool>,
}

/// All of a profile.
#[derive(Clone)]
pub struct Whole {
    /// The profile of the file.
    pub profile: Profile,
    /// Its goroutines one by one, where the file is a text that has them so.
    pub dump: Option<Rc<Dump>>,
}

/// Opens a file that has ended: its profiles, and what it says in all.
///
/// # Errors
///
/// It is no profile that can be read, or one with nothing to show.
pub fn open(name: &str, modified: Option<i64>, mut loader: Loader) -> Result<Vec<Loaded>> {
    let (bytes, inflated, file) = (loader.bytes_in(), loader.bytes_out(), loader.take_file());
    let choice = loader.choice().clone();
    let opened = loader.finish()?;
    let count = opened.profiles.len();
    let mut all = Vec::with_capacity(count);
    for (number, (profile, dump)) in opened.profiles.into_iter().enumerate() {
        if profile.sample_types.is_empty() {
            return Err(Error::new(ErrorKind::Incompatible(
                "the profile has no sample types, so there is nothing to show".to_owned(),
            )));
        }
        // Several dumps in one file are several profiles.
        let name = match (opened.names.get(number), count) {
            (Some(own), _) => format!("{} in {name}", shortest(own, &opened.names)),
            (None, 1) => name.to_owned(),
            _ => format!("{name} #{}", number + 1),
        };
        let whole = Whole {
            profile,
            dump: dump.map(Rc::new),
        };
        let mut loaded = Loaded::new(name, whole);
        (loaded.info.size, loaded.info.inflated) = (bytes, inflated);
        loaded.info.notes.clone_from(&opened.notes);
        loaded.info.notes.extend_from_slice(&opened.doubts);
        loaded
            .info
            .notes
            .extend(Some(&opened.left_out).filter(|said| !said.is_empty()).cloned());
        loaded.info.asides.clone_from(&opened.asides);
        loaded.modified = modified;
        loaded.file = file.clone().map(|file| (file, number));
        loaded.choice = choice.clone();
        loaded.weight = inflated / count as u64;
        all.push(loaded);
    }
    Ok(all)
}

/// The last part of a path in an archive, where no other file there has the same; else all of it.
fn shortest<'a>(own: &'a str, all: &[String]) -> &'a str {
    let last = |path: &'a str| path.rsplit('/').next().unwrap_or(path);
    let is_alike = |other: &&String| other.as_str() != own && other.rsplit('/').next() == Some(last(own));
    match all.iter().find(is_alike) {
        Some(_) => own,
        None => last(own),
    }
}

impl Loaded {
    /// A profile that no file is known of, without an id.
    pub fn new(name: String, whole: Whole) -> Loaded {
        let totals = column_totals(&whole.profile);
        let nets = column_nets(&whole.profile);
        let measures = Measures::of(&whole.profile);
        Loaded {
            id: 0,
            role: Role::Off,
            info: ProfileInfo {
                name: name.clone(),
                measures: measures.signature(),
                changes: totals != nets,
                ..ProfileInfo::new(&whole.profile, &totals)
            },
            name,
            totals,
            nets,
            measures,
            modified: None,
            whole: RefCell::new(Some(whole)),
            nature: OnceCell::new(),
            file: None,
            choice: Choice::default(),
            weight: 0,
        }
    }

    /// What is told of it, in another part: the profile itself stays where it is.
    pub fn told(&self, role: Role) -> Loaded {
        Loaded {
            id: self.id,
            name: self.name.clone(),
            role,
            totals: self.totals.clone(),
            nets: self.nets.clone(),
            info: self.info.clone(),
            measures: self.measures.clone(),
            modified: self.modified,
            whole: RefCell::new(None),
            nature: OnceCell::from(self.nature()),
            file: None,
            choice: Choice::default(),
            weight: 0,
        }
    }

    /// How large it is, and what it could do without.
    pub fn extent(&self) -> Extent {
        let names = self.info.sample_types.iter().map(|own| own.kind.clone());
        let mut numbers: Vec<u32> = (0..names.len() as u32).collect();
        if !self.choice.sample_types.is_empty() {
            numbers.clone_from(&self.choice.sample_types);
            sort(&mut numbers);
        }
        let labels = |profile: Ref<'_, Profile>| !profile.samples.all_labels().is_empty();
        Extent {
            samples: self.info.samples,
            bytes: self.info.inflated,
            labels: self.present().is_some_and(labels),
            default_type: numbers.get(self.info.opened_type).copied().unwrap_or_default(),
            sample_types: numbers.into_iter().zip(names).collect(),
        }
    }

    /// All of the profile, opened again if it was put away.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn whole(&self) -> Result<Whole> {
        if let Some(whole) = &*self.whole.borrow() {
            ask_for(whole.profile.room())?;
            return Ok(whole.clone());
        }
        let missing = || Error::new(ErrorKind::Empty);
        let (file, number) = self.file.as_ref().ok_or_else(missing)?;
        let mut profiles = Loader::reopen(file, &self.choice)?.profiles.into_iter();
        let (profile, dump) = profiles.nth(*number).ok_or_else(missing)?;
        let whole = Whole {
            profile,
            dump: dump.map(Rc::new),
        };
        self.whole.replace(Some(whole.clone()));
        Ok(whole)
    }

    /// What its functions tell of it; nothing while it is put away and nobody has asked before.
    pub fn nature(&self) -> Nature {
        if let Some(nature) = self.nature.get() {
            return *nature;
        }
        match &*self.whole.borrow() {
            Some(whole) => *self.nature.get_or_init(|| Nature {
                language: Told::of(&whole.profile).language(),
                has_whole_stacks: is_of_goroutines(&whole.profile).then_some(whole.dump.is_none()),
            }),
            None => Nature::default(),
        }
    }

    /// The profile, if it is not put away.
    pub fn present(&self) -> Option<Ref<'_, Profile>> {
        let whole = self.whole.borrow();
        Ref::filter_map(whole, |whole| whole.as_ref().map(|whole| &whole.profile)).ok()
    }
}

/// Puts profiles away that are off, until the others have room, so many bytes; the last that came stays. `keep` notes what is
/// needed of one before it goes, and answers whether it may.
pub fn put_away(loaded: &[Loaded], mut room: u64, mut keep: impl FnMut(&Loaded) -> bool) {
    let off = |loaded: &&Loaded| loaded.role == Role::Off && loaded.file.is_some();
    for loaded in loaded.iter().rev().filter(off).skip(1) {
        match room.checked_sub(loaded.weight) {
            Some(rest) => room = rest,
            None => {
                room = 0;
                if loaded.present().is_some() && keep(loaded) {
                    loaded.whole.replace(None);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Session;
    use super::*;

    fn add(session: &mut Session, name: &str, bytes: &[u8]) -> ProfileId {
        let mut loader = Loader::new();
        loader.keep_file();
        bytes.chunks(1000).for_each(|chunk| loader.push(chunk).unwrap());
        session.add(name, None, loader).unwrap()
    }

    /// Which profiles are whole, and what is left of the room after each that is put away.
    fn whole(session: &Session) -> Vec<bool> {
        session.loaded.iter().map(|loaded| loaded.present().is_some()).collect()
    }

    #[test]
    fn profiles_that_are_off_are_put_away_and_come_back() {
        let mut session = Session::default();
        session
            .open("cpu.pb.gz", include_bytes!("../../testdata/cpu.pb.gz"))
            .unwrap();
        let log = add(&mut session, "log", include_bytes!("../../testdata/dumps/1.27-log.txt"));
        let dump = add(
            &mut session,
            "dump",
            include_bytes!("../../testdata/dumps/1.27-debug2.txt"),
        );
        assert_eq!(whole(&session), [true; 4]);
        let before = session.profiles();
        let mut kept = Vec::new();
        // The last stays, and the one before it has room; the first plays a part.
        let room = session.loaded[2].weight + 1;
        put_away(&session.loaded, room, |loaded| {
            kept.push((loaded.name.clone(), loaded.whole().unwrap().dump.is_some()));
            true
        });
        assert_eq!(kept, [("log #1".to_owned(), true)]);
        assert_eq!(whole(&session), [true, false, true, true]);
        assert_eq!(format!("{before:?}"), format!("{:?}", session.profiles()));
        put_away(&session.loaded, 0, |_| true);
        assert_eq!(whole(&session), [true, false, false, true]);
        // The second profile of its file is found again.
        let roles = [(1, Role::Off), (log + 1, Role::Source), (dump, Role::DiffBase)];
        session.set_roles(&roles).unwrap();
        assert_eq!(whole(&session), [true, false, true, true]);
        assert_eq!(session.summary().unwrap().total_text, "46");
        assert_eq!(session.loaded[2].whole().unwrap().dump.unwrap().goroutines.len(), 46);
    }
}
