//! What the two sides of a comparison are, where they are not two moments of one thing: of two kinds, programs, languages, forms of a dump.

use super::info::UNNAMED;
use super::{Loaded, Role, Session};

impl Session {
    /// Why what is between the sides of a comparison may be no change of one program, as a clause; empty if nothing speaks for that. What
    /// only one of them says of itself counts for nothing.
    pub(super) fn unlike(&self) -> String {
        let Some(base) = self.base_role() else {
            return String::new();
        };
        if let Some((own, other)) = self.two(base, |loaded| {
            let program = loaded.info.program.as_str();
            (!program.is_empty()).then(|| program.to_owned())
        }) {
            return format!("they are of two programs, {own} and {other}");
        }
        if let Some((own, other)) = self.two(base, |loaded| loaded.nature().language) {
            return format!(
                "they are of programs in two languages, {} and {}",
                own.name(),
                other.name()
            );
        }
        match self.two(base, |loaded| loaded.nature().has_whole_stacks) {
            Some(_) => {
                "one of them is a dump whose stacks leave out what the runtime does: take both in one form".to_owned()
            }
            None => String::new(),
        }
    }

    /// What the sources say and what the bases say, where all of a side say the same and the sides do not.
    fn two<T: PartialEq>(&self, base: Role, says: impl Fn(&Loaded) -> Option<T>) -> Option<(T, T)> {
        let side = |role: Role| {
            let mut all = self.loaded.iter().filter(|own| own.role == role).map(&says);
            let first = all.next()??;
            all.all(|other| other.as_ref() == Some(&first)).then_some(first)
        };
        let sides = (side(Role::Source)?, side(base)?);
        (sides.0 != sides.1).then_some(sides)
    }

    /// What the profiles on the two sides of a comparison are, where they are of different kinds and both say so.
    pub(super) fn kinds_apart(&self) -> Option<[&str; 2]> {
        let base = self.base_role()?;
        let sides = [self.kind_of(Role::Source)?, self.kind_of(base)?];
        (sides[0] != sides[1]).then_some(sides)
    }

    /// What the profiles of a side are, where all of them are the same and say so.
    pub(super) fn kind_of(&self, role: Role) -> Option<&str> {
        let playing = self.loaded.iter().filter(|own| own.role == role);
        let mut kinds = playing.map(|own| own.info.kind.as_str());
        let first = kinds.next().filter(|kind| ![UNNAMED, "contention"].contains(kind))?;
        kinds.all(|kind| kind == first).then_some(first)
    }

    /// The part that the base of a comparison plays, if there is one.
    pub(super) fn base_role(&self) -> Option<Role> {
        let mut roles = [Role::Base, Role::DiffBase].into_iter();
        roles.find(|role| self.loaded.iter().any(|loaded| loaded.role == *role))
    }
}
