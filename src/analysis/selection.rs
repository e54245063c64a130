//! Selection: what the options leave of a profile, before any report or view: filtered, weighed, and its stacks.
//!
//! In: a combined profile and the options. Out: the samples that the filters leave, the column of values and what is 100 %.
//! It never changes, so whoever asks about the same profile under the same options shares one: filters are applied once,
//! and each kind of stacks is made once, when it is first asked for.
//!
//! Making one goes through pprof's steps in pprof's order, which decides the error when several things are wrong.

use super::budget::Budget;
use super::check::{check_divisor, check_mean};
use super::filter::{Filtered, Filters, LabelUnits, with_label_frames};
use super::options::{Granularity, Options, VARIABLES};
use super::stacks::{self, Objects, Paths, StackSet, differs_in_views};
use crate::base::error::Result;
use crate::base::parts::in_parts;
use crate::base::room::ask_for;
use crate::profile::combine::BASE_LABEL;
use crate::profile::{Label, Profile};
use std::cell::RefCell;
use std::rc::Rc;

/// What the options leave of a profile.
pub struct Selection {
    /// The profile, with the frames that labels became (`tagroot`, `tagleaf`).
    pub profile: Rc<Profile>,
    /// What the filters leave of it.
    pub filtered: Rc<Filtered>,
    /// The column of values.
    pub column: usize,
    /// What all of it adds up to, in the unit of the column.
    pub totals: Totals,
    /// The units of numeric labels.
    pub units: LabelUnits,
    /// What pprof says on the error output without failing: filters that match nothing, for instance.
    pub warnings: Vec<String>,
    /// How much work may be made of it.
    budget: Budget,
    /// The options that it was made with.
    options: Options,
    /// The stacks that somebody asked for, the last ones last.
    stacks: RefCell<Vec<(StacksKey, Rc<StackSet>)>>,
}

/// How many kinds of stacks are kept: those that all views of a page need together (of graphs, with whole paths, of lines),
/// and those from before the last change of the granularity.
const KEPT: usize = 4;

/// What decides how a selection's frames are told apart and named.
#[derive(Clone, PartialEq)]
struct StacksKey {
    granularity: Granularity,
    objects: Objects,
    /// `trim_path` and `source_path`; none where files stay as they are or are no part of a frame.
    trimmed: Option<(String, String)>,
    /// Whether they are told apart as views do it.
    placed: bool,
    noinlines: bool,
    showcolumns: bool,
}

impl StacksKey {
    fn new(options: &Options, objects: Objects, paths: Paths) -> StacksKey {
        let granularity = options.granularity();
        let placed = paths == Paths::Placed;
        let trims = placed || paths != Paths::Full && granularity != Granularity::Functions;
        StacksKey {
            granularity,
            objects,
            placed,
            trimmed: trims.then(|| (options.trim_path.clone(), options.source_path.clone())),
            noinlines: options.noinlines,
            showcolumns: options.showcolumns,
        }
    }
}

impl Selection {
    /// Filters and weighs a profile. `check` is what else has to be right before the filters are applied, such as the
    /// regular expression of a report.
    ///
    /// # Errors
    ///
    /// What pprof refuses when it makes a report: a filter that cannot be read, a sample type that is not there, a zero
    /// divisor, or what `check` says. `warnings` are then those that pprof says before the error; after a success they are
    /// empty, for the selection has them.
    pub fn new(
        profile: &Rc<Profile>,
        options: &Options,
        budget: Budget,
        check: impl FnOnce() -> Result<()>,
        warnings: &mut Vec<String>,
    ) -> Result<Selection> {
        ask_for(Filtered::room(profile))?;
        let units = LabelUnits::of(profile, warnings);
        let profile = with_label_frames(profile, options, warnings)?;
        let filter = |warnings: &mut Vec<String>| -> Result<Filtered> {
            Filters::new(options, warnings)?.apply(&profile, &units, warnings)
        };
        let early = match options.relative_percentages {
            true => Some(filter(warnings)?),
            false => None,
        };
        let column = profile.sample_index(&options.sample_index)?;
        check_divisor(options)?;
        check_mean(options, &profile)?;
        check()?;
        let (totals, filtered) = match early {
            Some(filtered) => (Totals::new(&filtered, column, options.mean), filtered),
            None => (
                Totals::new(&Filtered::all(&profile), column, options.mean),
                filter(warnings)?,
            ),
        };
        Ok(Selection {
            profile,
            filtered: Rc::new(filtered),
            column,
            totals,
            units,
            warnings: std::mem::take(warnings),
            budget,
            options: options.clone(),
            stacks: RefCell::default(),
        })
    }

    /// The same with another sample type, where that is all that other options want: what was filtered and told apart stays.
    ///
    /// # Errors
    ///
    /// The profile has no such sample type.
    pub fn with_type(&self, options: &Options) -> Result<Option<Selection>> {
        let with_type = Options {
            sample_index: options.sample_index.clone(),
            ..self.options.clone()
        };
        if !Selection::is_same(&with_type, options) {
            return Ok(None);
        }
        let column = self.profile.sample_index(&options.sample_index)?;
        let totals = match options.relative_percentages {
            true => Totals::new(&self.filtered, column, options.mean),
            false => Totals::new(&Filtered::all(&self.profile), column, options.mean),
        };
        let stacks = self.stacks.borrow();
        let stacks = stacks
            .iter()
            .map(|(key, set)| (key.clone(), Rc::new(set.of_column(column))));
        Ok(Some(Selection {
            profile: Rc::clone(&self.profile),
            filtered: Rc::clone(&self.filtered),
            column,
            totals,
            units: self.units.clone(),
            warnings: self.warnings.clone(),
            budget: self.budget,
            options: options.clone(),
            stacks: RefCell::new(stacks.collect()),
        }))
    }

    /// Whether other options select the same of the same profile: then only how it is shown differs.
    pub fn is_same(one: &Options, other: &Options) -> bool {
        let mut selecting = VARIABLES.iter().filter(|variable| variable.selects);
        selecting.all(|variable| one.get(variable) == other.get(variable))
    }

    /// Whether it is what options select of its profile.
    pub fn is_of(&self, options: &Options) -> bool {
        Selection::is_same(&self.options, options)
    }

    /// The samples with their frames told apart as the options want it; made when it is first asked for. Of many kinds the
    /// last few are kept.
    ///
    /// # Errors
    ///
    /// They are more than may be expanded.
    pub fn stacks(&self, options: &Options, objects: Objects, paths: Paths) -> Result<Rc<StackSet>> {
        // Where nothing is called otherwise than in reports, all of it is made once.
        let paths = match paths {
            Paths::Placed if !differs_in_views(&self.profile, options.granularity()) => Paths::Trimmed,
            paths => paths,
        };
        let key = StacksKey::new(options, objects, paths);
        let mut kept = self.stacks.borrow_mut();
        #[expect(clippy::disallowed_methods, reason = "so few are kept")]
        let set = match kept.iter().position(|(own, _)| *own == key) {
            Some(known) => kept.remove(known).1,
            None => self.budget.expand(&self.filtered, options, |filtered| {
                StackSet::new(filtered, self.column, options, objects, paths)
            })?,
        };
        ask_for(set.working_room())?;
        if kept.len() == KEPT {
            #[expect(clippy::disallowed_methods, reason = "so few are kept")]
            kept.remove(0);
        }
        kept.push((key, Rc::clone(&set)));
        Ok(set)
    }

    /// The unit of the values in the profile.
    pub fn sample_unit(&self) -> String {
        self.profile.display(self.profile.sample_types[self.column].unit)
    }
}

/// What all magnitudes add up to.
#[derive(Clone, Copy, Debug)]
pub struct Totals {
    /// What is 100 %: the sum; in a comparison, that of the base. Where means are wanted it is divided by the sum of the first column.
    pub total: i64,
    /// The same before it is divided: what sums of samples are shares of.
    pub sum: i64,
    /// What it is divided by; 0 where it is not.
    pub divisor: i64,
    /// Of a comparison, what there is on the side that is not 100 %, divided like `total`; else 0.
    pub other_total: i64,
}

impl Totals {
    fn new(filtered: &Filtered, column: usize, mean: bool) -> Totals {
        let profile = filtered.profile();
        let (values, counts) = (profile.samples.values(column), profile.samples.values(0));
        let base = profile
            .strings
            .find(BASE_LABEL.0)
            .zip(profile.strings.find(BASE_LABEL.1));
        let (mut sum, mut divisor, mut base_sum, mut base_divisor) = (0_i64, 0_i64, 0_i64, 0_i64);
        in_parts(filtered.len(), &mut |rows| {
            for row in rows {
                let sample = filtered.sample(row);
                let value = values[sample].wrapping_abs();
                let count = if mean { counts[sample] } else { 0 };
                sum = sum.wrapping_add(value);
                divisor = divisor.wrapping_add(count);
                if let Some((key, value_of_base)) = base
                    && filtered.labels(row).any(|label| {
                        label
                            == Label::Text {
                                key,
                                value: value_of_base,
                            }
                    })
                {
                    base_sum = base_sum.wrapping_add(value);
                    base_divisor = base_divisor.wrapping_add(count);
                }
            }
        });
        match base_sum > 0 {
            true => Totals {
                total: stacks::mean(base_sum, base_divisor),
                sum: base_sum,
                divisor: base_divisor,
                other_total: stacks::mean(sum.wrapping_sub(base_sum), divisor.wrapping_sub(base_divisor)),
            },
            false => Totals {
                total: stacks::mean(sum, divisor),
                sum,
                divisor,
                other_total: 0,
            },
        }
    }
}
