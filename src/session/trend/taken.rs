//! The loaded profiles as snapshots: of each its stacks and values, which stay when the profile is put away.

use super::TrendQuery;
use super::TrendSnapshot;
use crate::analysis::options::Options;
use crate::analysis::trend::{Snapshots, Trend, Wanted};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::measurement::{label, understood};
use crate::base::room::ask_for;
use crate::profile::combine::combine;
use crate::session::loaded::{Loaded, Whole};
use crate::session::roles::preparation;
use crate::session::{ProfileId, Role, Session};
use rustc_hash::FxHashSet;
use std::cell::RefCell;
use std::rc::Rc;

/// The profiles that were taken so far.
#[derive(Default)]
pub struct Taken {
    /// Their stacks and values.
    pub all: Snapshots,
    /// By number of a snapshot, the profile.
    pub ids: Vec<ProfileId>,
    /// By profile, the number of its snapshot.
    numbers: Vec<Option<usize>>,
    /// The last trend that was asked for, and what it was made with.
    pub last: RefCell<Option<(Wanted, Options, Rc<Trend>)>>,
}

impl Taken {
    /// The number of a profile's snapshot.
    pub fn number(&self, id: ProfileId) -> Option<usize> {
        self.numbers.get(id as usize).copied().flatten()
    }

    fn add(&mut self, loaded: &Loaded, whole: &Whole, options: &Options) -> Result<()> {
        ask_for(whole.profile.room())?;
        let profile = combine(vec![whole.profile.clone()], None, &preparation(options))?;
        let added = self
            .all
            .add(&loaded.name, loaded.modified, &profile, whole.dump.as_deref());
        added.map_err(|_| {
            Error::new(ErrorKind::OutOfMemory {
                samples: profile.samples.len(),
            })
        })?;
        let id = loaded.id as usize;
        if self.numbers.len() <= id {
            self.numbers.resize(id + 1, None);
        }
        self.numbers[id] = Some(self.ids.len());
        self.ids.push(loaded.id);
        self.last.replace(None);
        Ok(())
    }

    /// What is asked of a trend, with the numbers of snapshots in place of the ids of profiles.
    ///
    /// # Errors
    ///
    /// Nothing is open.
    pub fn wanted(&self, session: &Session, query: &TrendQuery) -> Result<Wanted> {
        // As they were opened, and so in the order of their ids.
        let own = session.of_kind()?;
        let left_out: FxHashSet<ProfileId> = query.left_out.iter().copied().collect();
        let is_out =
            |id: &ProfileId| left_out.contains(id) || own.binary_search_by_key(id, |loaded| loaded.id).is_err();
        let numbers = (0..).zip(&self.ids);
        let left_out = numbers.filter(|(_, id)| is_out(id)).map(|(number, _)| number).collect();
        let selection = session.selection()?;
        let sample_type = selection.profile.sample_types[selection.column];
        Ok(Wanted {
            sample_type: selection.profile.display(sample_type.kind),
            left_out,
            order: query.order.iter().filter_map(|&id| self.number(id)).collect(),
        })
    }

    /// All profiles of the kind, as they came.
    pub fn snapshots(&self, session: &Session, left_out: &[ProfileId]) -> Vec<TrendSnapshot> {
        let kind = session.of_kind().unwrap_or_default();
        let column = session.selection().ok().map(|selection| {
            let sample_type = selection.profile.sample_types[selection.column];
            selection.profile.display(sample_type.kind)
        });
        let total = |loaded: &Loaded| {
            // Of one with negative values the magnitudes are no amount: its net has the sign.
            let mut types = loaded.info.sample_types.iter().zip(&loaded.nets);
            let (sample_type, total) = types.find(|(own, _)| Some(&own.kind) == column.as_ref())?;
            Some(label(*total, understood(&sample_type.unit)))
        };
        let left_out: FxHashSet<ProfileId> = left_out.iter().copied().collect();
        kind.into_iter()
            .map(|loaded| TrendSnapshot {
                id: loaded.id,
                name: loaded.name.clone(),
                time: match loaded.info.time_nanos {
                    0.0 => String::new(),
                    nanos if loaded.info.time_doubt.is_empty() => session.zone.format(nanos as i64),
                    nanos => format!("{} (doubtful)", session.zone.format(nanos as i64)),
                },
                total_text: total(loaded).unwrap_or_default(),
                takes_part: false,
                left_out: left_out.contains(&loaded.id),
            })
            .collect()
    }
}

/// Larger profiles are read for a trend when somebody asks for it: to read so many samples takes about half a second.
const SOON_TAKEN: usize = 500_000;

/// Whether a profile can be read for a trend that nobody has asked for.
pub(in crate::session) fn is_soon_taken(loaded: &Loaded) -> bool {
    loaded.info.samples <= SOON_TAKEN
}

impl Session {
    /// Whether there is anything to compare: two profiles of the kind that is shown, or more.
    pub(in crate::session) fn has_trend(&self) -> bool {
        self.of_kind().is_ok_and(|loaded| loaded.len() > 1)
    }

    /// The loaded profiles that measure what the one does that is shown.
    fn of_kind(&self) -> Result<Vec<&Loaded>> {
        self.profile()?;
        let shown = self.loaded.iter().find(|loaded| loaded.role == Role::Source);
        let kind = shown.map_or("", |loaded| loaded.info.kind.as_str());
        Ok(self.loaded.iter().filter(|loaded| loaded.info.kind == kind).collect())
    }

    /// Takes all profiles of the kind that is shown as snapshots.
    ///
    /// # Errors
    ///
    /// Nothing is open, or the memory does not suffice.
    pub(super) fn take_snapshots(&self) -> Result<()> {
        self.of_kind()?
            .into_iter()
            .try_for_each(|loaded| self.take_snapshot(loaded))
    }

    /// Whether reading what has not been read takes so long that somebody is to ask for it.
    pub(super) fn has_much_to_take(&self) -> bool {
        let snapshots = self.snapshots.borrow();
        let of_kind = self.of_kind().unwrap_or_default();
        let is_new = |loaded: &&Loaded| snapshots.number(loaded.id).is_none();
        !of_kind.into_iter().filter(is_new).all(is_soon_taken)
    }

    /// Takes a profile as a snapshot, if that has not been done.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub(in crate::session) fn take_snapshot(&self, loaded: &Loaded) -> Result<()> {
        let mut snapshots = self.snapshots.borrow_mut();
        match snapshots.number(loaded.id) {
            Some(_) => Ok(()),
            None => snapshots.add(loaded, &loaded.whole()?, &self.options),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Trends;
    use crate::testing::profile_of;

    /// A session with two profiles that have so many samples each, and whether a trend that nobody has asked for says something.
    fn told(samples: usize) -> (Session, bool) {
        let mut session = Session::default();
        for name in ["first", "second"] {
            let profile = profile_of("cpu/nanoseconds", &"main;read 7\n".repeat(samples));
            session.take_profile(name, profile, None).unwrap();
        }
        let query = TrendQuery {
            unasked: true,
            ..TrendQuery::default()
        };
        let info = session.ask::<Trends>(query).unwrap().info;
        assert_eq!(info.snapshots.len(), 2);
        (session, !info.sentences.is_empty())
    }

    #[test]
    fn large_profiles_are_read_for_a_trend_when_somebody_asks_for_it() {
        assert!(told(3).1);
        let (mut session, is_told) = told(SOON_TAKEN + 1);
        assert!(!is_told);
        assert_eq!(session.snapshots.borrow().ids.len(), 0);
        let asked = session.ask::<Trends>(TrendQuery::default()).unwrap();
        assert!(!asked.info.sentences.is_empty());
        assert_eq!(session.snapshots.borrow().ids.len(), 2);
        // What is read already is told.
        let query = TrendQuery {
            unasked: true,
            ..TrendQuery::default()
        };
        assert!(!session.ask::<Trends>(query).unwrap().info.sentences.is_empty());
    }
}
