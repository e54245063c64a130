//! Budget: how much work a profile may be before anything is made of it.
//!
//! A file of some kilobytes can mean more frames than any computer counts: a place that stands for a million inlined calls, in each
//! stack of a thousand samples. Whoever counts frames expands them, so that is where the limit is: in the way from a
//! selection to its [`StackSet`], before the first frame of a stack is looked at. What expands no frames goes on working, and so
//! does whatever filters, which is the way out.
//!
//! How large a tree of stacks becomes is known only while it grows. So a set of stacks has the limits of its trees along, and who
//! grows one stops there ([`TreeLimits`]).
//!
//! How many frames there would be is known without expanding them: each place has its number, and stacks are places.

use super::filter::Filtered;
use super::options::Options;
use super::stacks::{StackSet, TreeLimits};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::room::ask_for;
use crate::profile::LocationId;
use std::rc::Rc;

/// What may be made of a selection.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// How many frames all stacks may have together.
    frames: u64,
    /// How many bytes the names of different frames may have together.
    names: u64,
    /// How many calls trees of them may have.
    trees: TreeLimits,
}

impl Budget {
    /// That of the command, which does what it is told, as pprof does.
    pub const UNLIMITED: Budget = Budget {
        frames: u64::MAX,
        names: u64::MAX,
        trees: TreeLimits::NONE,
    };

    /// That of a page. Three million samples with 150 frames each are within it, and what takes longest of all views takes as
    /// long as somebody waits.
    pub const PAGE: Budget = Budget {
        frames: 500_000_000,
        names: 1 << 29,
        // A window has some thousand boxes in a row, so these are a thousand rows of boxes as narrow as any that is drawn. They take
        // about a gigabyte until they are drawn, and so do the paths of a tree that has them all.
        trees: TreeLimits {
            looked_into: 4_000_000,
            paths: 16_000_000,
        },
    };

    /// Expands the stacks of a selection: `make` is asked for nothing that is too large.
    ///
    /// # Errors
    ///
    /// They have too many frames, or names that are too long together; or the memory does not suffice.
    pub fn expand(
        self,
        filtered: &Rc<Filtered>,
        options: &Options,
        make: impl FnOnce(Rc<Filtered>) -> StackSet,
    ) -> Result<Rc<StackSet>> {
        ask_for(StackSet::room(filtered))?;
        self.admit(filtered, options)?;
        let set = make(Rc::clone(filtered)).limited(self.trees);
        self.admit_names(&set)?;
        Ok(Rc::new(set))
    }

    /// Whether the stacks of a selection may be expanded.
    fn admit(self, filtered: &Filtered, options: &Options) -> Result<()> {
        if self.frames == u64::MAX {
            return Ok(());
        }
        let count = |noinlines: bool| frames(filtered, noinlines, self.frames);
        let frames = count(options.noinlines);
        if frames <= self.frames {
            return Ok(());
        }
        Err(Error::new(ErrorKind::TooManyFrames {
            frames,
            most: self.frames,
            inlined: !options.noinlines && count(true) <= self.frames,
        }))
    }

    /// Whether the frames of a set may be named, each by itself.
    fn admit_names(self, set: &StackSet) -> Result<()> {
        let bytes = set.length_of_names();
        match bytes <= self.names {
            true => Ok(()),
            false => Err(Error::new(ErrorKind::NamesTooLong {
                bytes,
                most: self.names,
            })),
        }
    }
}

/// How many frames all stacks have; at least as many as that, but not all of them counted, where they are clearly not more than
/// `enough`.
fn frames(filtered: &Filtered, noinlines: bool, enough: u64) -> u64 {
    let places = 0..filtered.profile().locations.len() as u32;
    let counts: Vec<u32> = places.map(|place| at(filtered, LocationId(place), noinlines)).collect();
    let most = counts.iter().copied().max().unwrap_or(0);
    let rows = 0..filtered.len();
    // A bound that costs a look at each sample, and none at its stack.
    let places: u64 = rows.clone().map(|row| u64::from(filtered.stack_place(row).1)).sum();
    let bound = places.saturating_mul(u64::from(most));
    if bound <= enough {
        return bound;
    }
    let of_row = |row: usize| -> u64 {
        let sites = filtered.stack(row).iter();
        sites.map(|site| u64::from(counts[site as usize])).sum()
    };
    rows.map(of_row).fold(0, u64::saturating_add)
}

/// How many frames a place has: one if nothing is known about it, or if inlined calls are not told apart.
fn at(filtered: &Filtered, place: LocationId, noinlines: bool) -> u32 {
    match filtered.lines_of(place).len() as u32 {
        _ if filtered.is_hidden(place) => 0,
        _ if noinlines => 1,
        lines => lines.max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::filter::{Filters, LabelUnits};
    use crate::testing::profile;

    fn counted(picture: &str, hide: &str, noinlines: bool) -> u64 {
        let profile = profile(picture);
        let options = Options {
            hide: hide.to_owned(),
            ..Options::default()
        };
        let (units, mut warnings) = (LabelUnits::of(&profile, &mut Vec::new()), Vec::new());
        let filters = Filters::new(&options, &mut warnings).unwrap();
        let filtered = filters.apply(&profile, &units, &mut warnings).unwrap();
        frames(&filtered, noinlines, 0)
    }

    #[test]
    fn frames_are_counted_as_they_would_be_expanded() {
        let picture = "main;parse>next>read 30
                       main;parse>next>read;log 2
                       - 7
                       main;@4a0 1";
        assert_eq!(counted(picture, "", false), 4 + 5 + 2);
        assert_eq!(counted(picture, "", true), 2 + 3 + 2);
        assert_eq!(counted(picture, "main|next", false), 2 + 3 + 1);
    }

    #[test]
    fn what_is_too_large_says_what_makes_it_fit() {
        let profile = profile("main;parse>next>read 30");
        let filtered = Filtered::all(&profile);
        let budget = |frames| Budget { frames, ..Budget::PAGE };
        let refused = |frames, noinlines| {
            let options = Options {
                noinlines,
                ..Options::default()
            };
            let error = budget(frames).admit(&filtered, &options).err()?;
            Some(error.kind().clone())
        };
        let too_many = |frames, most, inlined| Some(ErrorKind::TooManyFrames { frames, most, inlined });
        assert_eq!(refused(4, false), None);
        assert_eq!(refused(3, false), too_many(4, 3, true));
        assert_eq!(refused(1, false), too_many(4, 1, false));
        assert_eq!(refused(2, true), None);
        assert_eq!(refused(1, true), too_many(2, 1, false));
    }
}
