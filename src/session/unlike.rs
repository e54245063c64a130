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
        if let Some([own, other]) = self.two(base, |loaded| {
            Some(loaded.info.program.as_str()).filter(|own| !own.is_empty())
        }) {
            return format!("they are of two programs, {own} and {other}");
        }
        if let Some([own, other]) = self.two(base, |loaded| loaded.nature().language) {
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

    /// What the profiles on the two sides of a comparison are, where they are of different kinds and both say so.
    pub(super) fn kinds_apart(&self) -> Option<[&str; 2]> {
        self.two(self.base_role()?, kind)
    }

    /// What the profiles of a side are, where all of them are the same and say so.
    pub(super) fn kind_of(&self, role: Role) -> Option<&str> {
        self.side(role, kind)
    }

    /// What the sources say and what the bases say, where the two sides do not say the same.
    fn two<'a, T: PartialEq>(&'a self, base: Role, says: impl Fn(&'a Loaded) -> Option<T>) -> Option<[T; 2]> {
        let sides = [self.side(Role::Source, &says)?, self.side(base, &says)?];
        (sides[0] != sides[1]).then_some(sides)
    }

    /// What the profiles of a side say, where all of them say the same.
    fn side<'a, T: PartialEq>(&'a self, role: Role, says: impl Fn(&'a Loaded) -> Option<T>) -> Option<T> {
        let mut all = self.loaded.iter().filter(|own| own.role == role).map(says);
        let first = all.next()??;
        all.all(|other| other.as_ref() == Some(&first)).then_some(first)
    }

    /// The part that the base of a comparison plays, if there is one.
    pub(super) fn base_role(&self) -> Option<Role> {
        let mut roles = [Role::Base, Role::DiffBase].into_iter();
        roles.find(|role| self.loaded.iter().any(|loaded| loaded.role == *role))
    }
}

/// What a profile is, where it says so.
fn kind(loaded: &Loaded) -> Option<&str> {
    Some(loaded.info.kind.as_str()).filter(|kind| ![UNNAMED, "contention"].contains(kind))
}
