//! The part that each profile plays, and the combination of those that play one.

use super::info::{has_weight, opened_where};
use super::{Loaded, ProfileId, Session};
use crate::analysis::options::Options;
use crate::base::demangle::Demangling;
use crate::base::error::{Error, ErrorKind, Result};
use crate::profile::Profile;
use crate::profile::combine::{Base, Comparison, Measures, Names, Preparation, combine, plan};
use rustc_hash::FxHashSet;
use serde::Deserialize;
use std::rc::Rc;

/// Why a profile that is off cannot be combined with what is shown, as a clause; empty if it can. `sources` are the kinds of those, `about`
/// the words for what they are about, each once, `are_changes` says which of them are changes already.
pub(super) fn unfit(loaded: &Loaded, sources: &[&Measures], about: &FxHashSet<&str>, are_changes: &[bool]) -> String {
    if loaded.role != Role::Off {
        return String::new();
    }
    // Go's two profiles of contentions measure the same of different things, which pprof does not see.
    let other = match loaded.info.kind.as_str() {
        "mutex" => "block",
        "block" => "mutex",
        _ => "",
    };
    if !other.is_empty() && about.contains(other) {
        return "one is of who waits, the other of who lets others wait".to_owned();
    }
    let all = [sources, &[&loaded.measures]].concat();
    if let Err(misfit) = plan(&all) {
        return misfit.words();
    }
    // By how much something changed is no amount, and an amount no change. Two changes may well differ: of one minute and of the next.
    let own = loaded.info.changes;
    match are_changes.iter().all(|are| *are == own) {
        true => "",
        false if own => "it is a change already, as some values are negative, and what is shown is none",
        false => "what is shown is a change already, as some values are negative, and it is none",
    }
    .to_owned()
}

/// The part that a profile plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It is shown, merged with the other sources.
    Source,
    /// It is subtracted.
    Base,
    /// It is compared with.
    DiffBase,
    /// It waits.
    Off,
}

impl Role {
    /// The role's name, as links and the page write it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Source => "source",
            Role::Base => "base",
            Role::DiffBase => "diff_base",
            Role::Off => "off",
        }
    }
}

/// How profiles are prepared that a session shows with those options.
pub fn preparation(options: &Options) -> Preparation {
    let readable = |demangling| Names::Readable {
        demangling,
        force: true,
    };
    Preparation {
        names: match options.demangle.as_str() {
            "none" => Names::System,
            "templates" => readable(Demangling::Templates),
            "full" => readable(Demangling::Full),
            _ => Names::default(),
        },
        reread: true,
        ..Preparation::default()
    }
}

impl Session {
    fn index(&self, id: ProfileId) -> Result<usize> {
        let position = self.loaded.iter().position(|loaded| loaded.id == id);
        position.ok_or_else(|| Error::new(ErrorKind::Usage(format!("there is no profile {id}"))))
    }

    /// Gives profiles new roles, all or none. There is one kind of base at a time: a profile that becomes the base
    /// turns profiles of the other kind off.
    ///
    /// # Errors
    ///
    /// A profile is not there, or the profiles do not combine: nothing changes then.
    pub fn set_roles(&mut self, roles: &[(ProfileId, Role)]) -> Result<()> {
        let mut new: Vec<Role> = self.loaded.iter().map(|loaded| loaded.role).collect();
        for &(id, role) in roles {
            let index = self.index(id)?;
            let other = match role {
                Role::Base => Some(Role::DiffBase),
                Role::DiffBase => Some(Role::Base),
                Role::Source | Role::Off => None,
            };
            for own in new.iter_mut().filter(|own| Some(**own) == other) {
                *own = Role::Off;
            }
            new[index] = role;
        }
        self.play(new)
    }

    /// Each profile plays a new part, or all play those that they had.
    fn play(&mut self, new: Vec<Role>) -> Result<()> {
        if self.loaded.iter().map(|loaded| loaded.role).eq(new.iter().copied()) {
            return Ok(());
        }
        let start = (self.clock)();
        let combined = self.combine(&new).map_err(|error| {
            // Those that were opened again for it are put away again, or nothing else has room.
            self.put_away();
            let profiles = new.iter().filter(|role| **role != Role::Off).count();
            match error.is_about_memory() && profiles > 1 {
                true => Error::new(ErrorKind::NoRoomTogether { profiles }),
                false => error,
            }
        })?;
        for (loaded, role) in self.loaded.iter_mut().zip(new) {
            loaded.role = role;
        }
        self.show(combined);
        self.put_away();
        self.took("combine", start);
        Ok(())
    }

    /// Forgets a profile. If no source is left, the oldest profile becomes the source.
    ///
    /// # Errors
    ///
    /// The profile is not there.
    pub fn close(&mut self, id: ProfileId) -> Result<()> {
        self.index(id)?;
        self.close_all(&[id]);
        Ok(())
    }

    /// Forgets profiles, all of them at once: what is left is combined one time. Their ids are in order.
    pub(super) fn close_all(&mut self, closed: &[ProfileId]) {
        let is_closed = |id: ProfileId| closed.binary_search(&id).is_ok();
        let stays = |loaded: &&super::Loaded| !is_closed(loaded.id);
        let source_left = self
            .loaded
            .iter()
            .filter(stays)
            .any(|loaded| loaded.role == Role::Source);
        let mut next = self
            .loaded
            .iter()
            .find(stays)
            .filter(|_| !source_left)
            .map(|loaded| loaded.id);
        let new = self.loaded.iter().map(|loaded| match loaded.id {
            id if is_closed(id) => Role::Off,
            id if next.take_if(|next| *next == id).is_some() => Role::Source,
            _ => loaded.role,
        });
        let new: Vec<Role> = new.collect();
        // What is left may not combine, a base of another kind for instance: then nothing plays a part.
        if self.play(new).is_err() {
            self.loaded.iter_mut().for_each(|loaded| loaded.role = Role::Off);
            self.show(None);
        }
        self.loaded.retain(|loaded| !is_closed(loaded.id));
        if self.loaded.is_empty() {
            self.snapshots.replace(super::trend::Taken::default());
        }
    }

    /// Whether there is a base, of either kind.
    pub(super) fn compares(&self) -> bool {
        let is_base = |role: Role| matches!(role, Role::Base | Role::DiffBase);
        self.loaded.iter().any(|loaded| is_base(loaded.role))
    }

    /// What the sources measure, each kind of profile once.
    pub(super) fn measured(&self) -> Vec<&Measures> {
        let mut seen = FxHashSet::default();
        let sources = self.loaded.iter().filter(|own| own.role == Role::Source);
        let distinct = sources.filter(|own| seen.insert(own.info.measures.as_str()));
        distinct.map(|own| &own.measures).collect()
    }

    /// The sample types that some of the combined profiles have and others do not, which are not in the combination.
    pub(super) fn left_out(&self) -> Vec<&str> {
        let playing: Vec<&Loaded> = self.loaded.iter().filter(|own| own.role != Role::Off).collect();
        let Some(combined) = self.combined.as_ref().filter(|_| playing.len() > 1) else {
            return Vec::new();
        };
        let mut known: FxHashSet<String> = combined.sample_type_names().into_iter().collect();
        let types = playing.iter().flat_map(|loaded| loaded.info.sample_types.iter());
        let out = types.filter(|own| known.insert(own.kind.clone()));
        out.map(|own| own.kind.as_str()).collect()
    }

    /// The combination of the profiles as they would be with those roles; none without a source.
    ///
    /// # Errors
    ///
    /// They do not combine: they measure different things, for instance.
    pub(super) fn combine(&self, roles: &[Role]) -> Result<Option<Rc<Profile>>> {
        let playing = |wanted: Role| -> Result<Vec<Profile>> {
            let playing = self.loaded.iter().zip(roles).filter(|(_, role)| **role == wanted);
            playing.map(|(loaded, _)| Ok(loaded.whole()?.profile)).collect()
        };
        let sources = playing(Role::Source)?;
        if sources.is_empty() {
            return Ok(None);
        }
        let (subtracted, compared) = (playing(Role::Base)?, playing(Role::DiffBase)?);
        let base = match (subtracted.is_empty(), compared.is_empty()) {
            (true, true) => None,
            (false, _) => Some((subtracted, Comparison::Subtract)),
            (true, false) => Some((compared, Comparison::Compare)),
        };
        let base = base.map(|(profiles, comparison)| Base {
            profiles,
            comparison,
            normalize: self.options.normalize,
        });
        let mut combined = combine(sources, base, &preparation(&self.options))?;
        self.prefer_weight(roles, &mut combined);
        Ok(Some(Rc::new(combined)))
    }

    /// Where the sample type that a combination wants to be opened with is 0 in all samples, it is opened with the first one that is not.
    /// What is 0 only because the profiles of those roles are alike in it stays what is looked at: that is an answer.
    fn prefer_weight(&self, roles: &[Role], profile: &mut Profile) {
        let playing = self.loaded.iter().zip(roles).filter(|(_, role)| **role != Role::Off);
        let types = playing.flat_map(|(loaded, _)| loaded.info.sample_types.iter().zip(&loaded.totals));
        let weighed: FxHashSet<&str> = types
            .filter(|(_, total)| **total != 0)
            .map(|(own, _)| own.kind.as_str())
            .collect();
        let names = profile.sample_type_names();
        let is_weighed = |column: usize| {
            let own = names.get(column).map_or("", String::as_str);
            weighed.contains(own) || has_weight(profile, column)
        };
        let opened = opened_where(profile, &is_weighed);
        if profile.sample_index("").is_ok_and(|default| default != opened) {
            profile.default_sample_type = profile.sample_types[opened].kind;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::profile_of;

    /// The sentence of a comparison, and its type, of profiles as they are written.
    fn compared(types: &str, base: &str, source: &str, options: &[(&str, &str)], role: Role) -> (String, String) {
        let mut session = Session::default();
        for picture in [base, source] {
            session.take_profile("own", profile_of(types, picture), None).unwrap();
        }
        for (name, value) in options {
            session.set_option(name, value).unwrap();
        }
        session.set_roles(&[(2, Role::Source), (1, role)]).unwrap();
        let summary = session.summary().unwrap();
        (summary.kind.clone(), summary.sentence.clone())
    }

    #[test]
    fn a_comparison_without_a_difference_stays_with_its_sample_type() {
        let cpu = "samples/count cpu/nanoseconds";
        let normalize = [("normalize", "true")];
        for role in [Role::Base, Role::DiffBase] {
            // Twice as much of all, but of samples something more.
            let (kind, said) = compared(cpu, "a 6 60\nb 3 30", "a 17 120\nb 6 60", &normalize, role);
            assert_eq!(kind, "cpu", "{said}");
            assert!(said.starts_with("The cpu profile of app changed from "), "{said}");
            let (kind, _) = compared(cpu, "a 6 60\nb 3 30", "a 7 60\nb 3 30", &[], role);
            assert_eq!(kind, "cpu");
        }
        // What none of them has weight of is no answer.
        let (kind, _) = compared("off_cpu/ns waits/ns", "a 5 0", "a 7 0", &[], Role::DiffBase);
        assert_eq!(kind, "off_cpu");
        let (kind, said) = compared("b/count off_cpu/ns waits/ns", "a 5 7 0", "a 9 7 0", &[], Role::DiffBase);
        assert_eq!(kind, "b", "{said}");
    }

    #[test]
    fn a_comparison_is_called_what_its_source_is_whatever_is_left_of_it() {
        let (kind, said) = compared("hits/count misses/count", "a 5 7", "a 9 7", &[], Role::DiffBase);
        assert_eq!(kind, "misses");
        assert!(
            said.starts_with("The misses profile of app changed from 7 to 7, 0"),
            "{said}"
        );
    }
}
