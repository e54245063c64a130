//! What the functions of a profile belong to, found once: the runtimes, the packages, and those that are told apart by their colours.

use super::shown::Shown;
use super::{Session, display};
use crate::analysis::packages::{Packages, heaviest};
use crate::analysis::runtimes::Runtimes;
use crate::analysis::stacks::StackSet;
use crate::base::error::Result;
use crate::profile::Profile;
use std::rc::Rc;

/// So many packages are told apart by their colours: more hues than that look alike.
const TOLD_APART: usize = 12;

impl Session {
    /// The runtimes of a profile that is shown: its functions are looked at once, whatever is filtered.
    pub(super) fn runtimes(&self, profile: &Rc<Profile>) -> Rc<Runtimes> {
        let mut kept = self.runtimes.borrow_mut();
        match &*kept {
            Some((own, runtimes)) if Rc::ptr_eq(own, profile) => Rc::clone(runtimes),
            _ => {
                let runtimes = Rc::new(Runtimes::of(profile));
                *kept = Some((Rc::clone(profile), Rc::clone(&runtimes)));
                runtimes
            }
        }
    }

    /// The packages of all frames that are shown.
    pub(super) fn packages_of(&self, shown: &Shown, set: &StackSet) -> Result<Rc<Packages>> {
        let profile = &shown.selection.profile;
        shown.once(|| Ok(Packages::new(profile, &self.runtimes(profile), set)))
    }

    /// The packages that are to be told apart: those of the combined profile, found once.
    pub(super) fn heaviest_packages(&self) -> Vec<String> {
        let Some(profile) = &self.combined else {
            return Vec::new();
        };
        let mut kept = self.packages.borrow_mut();
        let names = || {
            let heaviest = heaviest(profile, &self.runtimes(profile), TOLD_APART);
            heaviest.iter().map(|name| display(name)).collect()
        };
        kept.get_or_insert_with(names).clone()
    }
}
