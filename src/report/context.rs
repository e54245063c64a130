//! What a report is made from: the way that all reports share, from the options to what is counted, and how its numbers are
//! printed.

use super::Report;
use super::encode::Frames;
use crate::analysis::filter::{Filtered, Filters, LabelUnits, with_label_frames};
use crate::analysis::graph::{Graph, Limits};
use crate::analysis::options::Options;
use crate::analysis::stacks::{Objects, Paths, StackSet};
use crate::base::clock::TimeZone;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::measurement::{scale, scaled_label};
use crate::base::pattern::Pattern;
use crate::base::text::truncate;
use crate::input::sources::{Dropped, Sources};
use crate::profile::combine::BASE_LABEL;
use crate::profile::{Label, Profile};
use std::ops::Range;
use std::rc::Rc;

/// Everything that a report needs to know.
pub struct Context {
    /// The profile, with the frames that labels became.
    pub profile: Rc<Profile>,
    /// What the filters leave of it.
    pub filtered: Filtered,
    /// The options, with what the report overrides.
    pub options: Options,
    /// The column of values.
    pub column: usize,
    /// What is 100 %.
    pub total: i64,
    /// The units of numeric labels.
    pub units: LabelUnits,
    /// The regular expression behind the report's name.
    pub pattern: Option<Pattern>,
    /// For times in headers.
    pub zone: TimeZone,
    /// What pprof says on the error output without failing.
    pub warnings: Vec<String>,
    /// The samples that a report with parts writes this time; none for all.
    pub part: Option<Range<usize>>,
    /// Where source files come from; nowhere unless it is set.
    pub sources: Rc<dyn Sources>,
}

impl Context {
    /// Does what all reports have in common, in pprof's order, which decides the error when several things are wrong.
    pub fn new(
        profile: &Rc<Profile>,
        options: &Options,
        report: &Report,
        pattern: Option<&str>,
        zone: &TimeZone,
    ) -> Result<Context> {
        Context::noting(profile, options, report, pattern, zone, &mut Vec::new())
    }

    /// The same for who shows what pprof says before an error, too: `warnings` are those up to it, and are empty after a
    /// success, for then the context has them.
    pub fn noting(
        profile: &Rc<Profile>,
        options: &Options,
        report: &Report,
        pattern: Option<&str>,
        zone: &TimeZone,
        warnings: &mut Vec<String>,
    ) -> Result<Context> {
        let units = LabelUnits::of(profile, warnings);
        let options = overridden(options, report);
        let profile = with_label_frames(profile, &options, warnings)?;
        let filter = |warnings: &mut Vec<String>| -> Result<Filtered> {
            Filters::new(&options, warnings)?.apply(&profile, &units, warnings)
        };
        let early = match options.relative_percentages {
            true => Some(filter(warnings)?),
            false => None,
        };
        let column = profile.sample_index(&options.sample_index)?;
        if options.divide_by == 0.0 {
            return Err(Error::new(ErrorKind::Usage("zero divisor specified".to_owned())));
        }
        let pattern = match pattern {
            Some(text) => Some(Pattern::new(text).map_err(|reason| {
                Error::new(ErrorKind::Pattern {
                    place: format!("argument regexp {text}"),
                    reason: reason.to_string(),
                })
            })?),
            None => None,
        };
        let (total, filtered) = match early {
            Some(filtered) => (total(&filtered, column, options.mean), filtered),
            None => (total(&Filtered::all(&profile), column, options.mean), filter(warnings)?),
        };
        Ok(Context {
            profile,
            filtered,
            options,
            column,
            total,
            units,
            pattern,
            zone: zone.clone(),
            warnings: std::mem::take(warnings),
            part: None,
            sources: Rc::new(Dropped::default()),
        })
    }

    /// The samples to write now, as a part of `all`. What stands above them belongs to the part that begins with the
    /// first sample, what stands below them to the one that ends with the last.
    pub fn rows(&self, all: usize) -> Range<usize> {
        match &self.part {
            Some(part) => part.start.min(all)..part.end.min(all),
            None => 0..all,
        }
    }

    /// The unit of the values in the profile.
    pub fn sample_unit(&self) -> String {
        self.profile.display(self.profile.sample_types[self.column].unit)
    }

    /// What the values measure, as headers name it, byte for byte.
    pub fn sample_type(&self) -> Vec<u8> {
        let kind = self.profile.text(self.profile.sample_types[self.column].kind);
        match self.options.mean {
            true => [b"mean_", kind].concat(),
            false => kind.to_vec(),
        }
    }

    /// How values are printed, each in its own unit unless the options name one.
    pub fn format(&self) -> Format {
        Format {
            ratio: self.options.ratio(),
            from: self.sample_unit(),
            to: self.options.unit.clone(),
        }
    }

    /// The samples with the frames that a report about a graph shows.
    pub fn stacks(&self, paths: Paths) -> StackSet {
        StackSet::new(
            self.filtered.clone(),
            self.column,
            &self.options,
            Objects::Nameless,
            paths,
        )
    }

    /// Which frames of a place are written by reports that show places as they are.
    pub fn frames(&self) -> Frames {
        match self.options.noinlines {
            true => Frames::Physical {
                columns: self.options.showcolumns,
            },
            false => Frames::All,
        }
    }

    /// How much of a graph the options want.
    pub fn limits(&self) -> Limits {
        Limits {
            nodecount: self.options.nodecount,
            nodefraction: self.options.nodefraction,
            edgefraction: self.options.edgefraction,
        }
    }

    /// The graph of a report, within the limits of the options.
    pub fn graph(&self, set: &StackSet) -> Graph {
        Graph::new(set, &self.options, self.limits())
    }

    /// How values of a graph are printed: in one unit that suits its smallest value and the total.
    pub fn graph_format(&self, graph: &Graph) -> Format {
        let nodes = graph.nodes.iter();
        self.format_for(
            &mut nodes.map(|&node| (graph.flat(node), graph.cum(node))),
            Numbers::Decimal,
        )
    }

    /// How values are printed in one unit that suits the total and the smallest one of all `(flat, cum)`.
    pub(super) fn format_for(&self, nodes: &mut dyn Iterator<Item = (i64, i64)>, numbers: Numbers) -> Format {
        let mut format = self.format();
        let mut nodes = nodes.peekable();
        if format.to == "minimum" && nodes.peek().is_some() {
            let values = nodes.map(|(flat, cum)| match flat.wrapping_abs() {
                0 => cum.wrapping_abs(),
                flat => flat,
            });
            let smallest = values.filter(|&value| value > 0).min();
            format.to = self.common_unit(smallest, numbers);
        }
        format
    }

    fn common_unit(&self, smallest: Option<i64>, numbers: Numbers) -> String {
        let unit = self.sample_unit();
        let mut largest = self.total;
        let mut smallest = smallest.unwrap_or(largest);
        let ratio = self.options.ratio();
        if ratio > 0.0 && ratio != 1.0 {
            smallest = truncate(smallest as f64 * ratio);
            largest = truncate(largest as f64 * ratio);
        }
        let best = |value: i64| scale(value, &unit, "minimum").1;
        let mut chosen = best(smallest);
        // With two decimals, a unit that is a hundred times too large for the smallest value still shows it.
        let has_decimals = numbers == Numbers::Decimal;
        if has_decimals && chosen != best(largest) && smallest.wrapping_mul(100) < largest {
            chosen = best(smallest.wrapping_mul(100));
        }
        if chosen.is_empty() { unit } else { chosen.to_owned() }
    }
}

/// What numbers of a report look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbers {
    /// With two decimals.
    Decimal,
    /// Without any.
    Whole,
}

/// What a report changes about the options.
fn overridden(options: &Options, report: &Report) -> Options {
    let mut options = options.clone();
    if options.nodecount == -1 {
        options.nodecount = report.default_nodecount;
    }
    if !report.granularity.is_empty() {
        report.granularity.clone_into(&mut options.granularity);
    }
    if !report.trims || !options.trim {
        options.nodecount = 0;
        options.nodefraction = 0.0;
        options.edgefraction = 0.0;
    }
    options
}

/// The sum of all magnitudes; in a comparison, that of the base. Where means are wanted, it is divided by the sum of
/// the first column.
fn total(filtered: &Filtered, column: usize, mean: bool) -> i64 {
    let profile = filtered.profile();
    let (values, counts) = (profile.samples.values(column), profile.samples.values(0));
    let base = profile
        .strings
        .find(BASE_LABEL.0)
        .zip(profile.strings.find(BASE_LABEL.1));
    let (mut sum, mut divisor, mut base_sum, mut base_divisor) = (0_i64, 0_i64, 0_i64, 0_i64);
    for row in 0..filtered.len() {
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
    if base_sum > 0 {
        (sum, divisor) = (base_sum, base_divisor);
    }
    match divisor {
        0 => sum,
        divisor => sum.wrapping_div(divisor),
    }
}

/// How values are printed.
#[derive(Debug, Clone)]
pub struct Format {
    ratio: f64,
    from: String,
    to: String,
}

impl Format {
    /// The text of a value.
    pub fn value(&self, value: i64) -> String {
        scaled_label(self.number(value), &self.from, &self.to)
    }

    /// The number behind the text of a value, in the unit of the profile.
    pub fn number(&self, value: i64) -> i64 {
        match self.ratio {
            ratio if ratio > 0.0 && ratio != 1.0 => truncate(value as f64 * ratio),
            _ => value,
        }
    }

    /// A value as a whole number of the unit that values are printed in. It is not divided by `divide_by`.
    pub fn whole(&self, value: i64) -> i64 {
        truncate(scale(value, &self.from, &self.to).0)
    }

    /// The unit that values are printed in; `minimum` or `auto` if each has its own.
    pub fn unit(&self) -> &str {
        &self.to
    }
}
