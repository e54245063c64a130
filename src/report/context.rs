//! What a report is made from: the way that all reports share, from the options to what is counted, and how its numbers are
//! printed.

use super::Report;
use super::encode::Frames;
use crate::analysis::budget::Budget;
use crate::analysis::graph::{Graph, Limits};
use crate::analysis::options::Options;
use crate::analysis::selection::Selection;
use crate::analysis::stacks::{Objects, Paths, StackSet};
use crate::base::clock::TimeZone;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::measurement::{
    compatible_units, fine_label, percent, readable_percent, readable_unit, scale, scaled_label, understood,
};
use crate::base::pattern::Pattern;
use crate::base::text::truncate;
use crate::input::sources::{Dropped, Sources};
use crate::profile::Profile;
use std::ops::Range;
use std::rc::Rc;

/// What a report is asked for: a selection, and how it is to be shown.
pub struct Context {
    /// What the filters leave of the profile.
    pub selection: Rc<Selection>,
    /// The options, with what the report overrides.
    pub options: Options,
    /// The regular expression behind the report's name.
    pub pattern: Option<Pattern>,
    /// For times in headers.
    pub zone: TimeZone,
    /// The samples that a report with parts writes this time; none for all.
    pub part: Option<Range<usize>>,
    /// Where source files come from.
    pub sources: Rc<dyn Sources>,
}

/// How a report is asked for, apart from the profile and the options.
#[derive(Clone)]
pub struct Request<'a> {
    /// Which report is wanted.
    pub report: &'static Report,
    /// The regular expression behind its name.
    pub pattern: Option<&'a str>,
    /// For times in headers.
    pub zone: &'a TimeZone,
    /// How much work may be made of what is selected.
    pub budget: Budget,
    /// Where source files come from.
    pub sources: Rc<dyn Sources>,
}

impl<'a> Request<'a> {
    /// A report without a regular expression, without source files, and without a limit.
    pub fn plain(report: &'static Report, zone: &'a TimeZone) -> Request<'a> {
        Request {
            report,
            pattern: None,
            zone,
            budget: Budget::UNLIMITED,
            sources: Rc::new(Dropped::default()),
        }
    }

    fn read_pattern(&self) -> Result<Option<Pattern>> {
        let read = |text: &str| {
            Pattern::new(text).map_err(|reason| {
                Error::new(ErrorKind::Pattern {
                    place: format!("argument regexp {text}"),
                    reason: reason.to_string(),
                })
            })
        };
        self.pattern.map(read).transpose()
    }
}

impl Context {
    /// Does what all reports have in common, in pprof's order, which decides the error when several things are wrong.
    ///
    /// # Errors
    ///
    /// What [`Selection::new`] refuses, and a regular expression that cannot be read. `warnings` are then those that pprof
    /// says before the error; after a success they are empty, for the selection has them.
    pub fn new(
        profile: &Rc<Profile>,
        options: &Options,
        request: &Request<'_>,
        warnings: &mut Vec<String>,
    ) -> Result<Context> {
        let mut pattern = None;
        let check = || {
            pattern = request.read_pattern()?;
            Ok(())
        };
        let selection = Selection::new(profile, options, request.budget, check, warnings)?;
        Ok(Context::with_pattern(&Rc::new(selection), options, request, pattern))
    }

    /// Like [`new`](Self::new), but about a selection of the profile that is already there, if the options select the same.
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new).
    pub fn reusing(
        known: Option<&Rc<Selection>>,
        profile: &Rc<Profile>,
        options: &Options,
        request: &Request<'_>,
        warnings: &mut Vec<String>,
    ) -> Result<Context> {
        match known.filter(|known| known.is_of(options)) {
            Some(known) => {
                let pattern = request.read_pattern()?;
                Ok(Context::with_pattern(known, options, request, pattern))
            }
            None => Context::new(profile, options, request, warnings),
        }
    }

    /// A report without a regular expression and without source files, about a selection that is already there; `options`
    /// select the same.
    pub fn plain(selection: &Rc<Selection>, options: &Options, report: &'static Report, zone: &TimeZone) -> Context {
        Context::with_pattern(selection, options, &Request::plain(report, zone), None)
    }

    /// All of a selection, nothing trimmed, for whoever limits what is shown himself.
    pub fn whole(selection: &Rc<Selection>, options: &Options, zone: &TimeZone) -> Context {
        Context {
            selection: Rc::clone(selection),
            options: untrimmed(options.clone()),
            pattern: None,
            zone: zone.clone(),
            part: None,
            sources: Rc::new(Dropped::default()),
        }
    }

    fn with_pattern(
        selection: &Rc<Selection>,
        options: &Options,
        request: &Request<'_>,
        pattern: Option<Pattern>,
    ) -> Context {
        Context {
            selection: Rc::clone(selection),
            options: overridden(options, request.report),
            pattern,
            zone: request.zone.clone(),
            part: None,
            sources: Rc::clone(&request.sources),
        }
    }

    /// The samples to write now, as a part of `all`. What stands above them belongs to the part that begins with the
    /// first sample, what stands below them to the one that ends with the last.
    pub fn rows(&self, all: usize) -> Range<usize> {
        match &self.part {
            Some(part) => part.start.min(all)..part.end.min(all),
            None => 0..all,
        }
    }

    /// What the values measure, as headers name it, byte for byte.
    pub fn sample_type(&self) -> Vec<u8> {
        let profile = &self.selection.profile;
        let kind = profile.text(profile.sample_types[self.selection.column].kind);
        match self.options.mean {
            true => [b"mean_", kind].concat(),
            false => kind.to_vec(),
        }
    }

    /// How values are printed, each in its own unit unless the options name one.
    pub fn format(&self) -> Format {
        Format {
            ratio: self.options.ratio(),
            from: self.selection.sample_unit(),
            to: self.options.unit.clone(),
            is_readable: false,
            signed: false,
        }
    }

    /// How values are printed where people look at them: all in the unit that reads well for the total, or for both sides of a comparison,
    /// and what is little of it with more digits. Reports are pprof's, and print as it does.
    pub fn readable_format(&self) -> Format {
        // Normalized sides are alike but for what rounding leaves.
        let other = match self.options.normalize {
            true => 0,
            false => self.selection.totals.other_total,
        };
        self.readable_beside(self.selection.totals.total, other)
    }

    /// Whether the unit that the options name is one that the values can be said in.
    pub fn has_fitting_unit(&self) -> bool {
        let wanted = self.options.unit.as_str();
        matches!(wanted, "minimum" | "auto") || compatible_units(understood(&self.selection.sample_unit()), wanted)
    }

    /// The same for sums of samples, where the table has means.
    pub fn format_of_sums(&self) -> Format {
        match self.options.mean {
            true => self.readable_beside(self.selection.totals.sum, 0),
            false => self.readable_format(),
        }
    }

    /// The same for values of another comparison, whose sides are so large.
    pub fn readable_beside(&self, total: i64, other: i64) -> Format {
        let mut format = self.format();
        format.from = understood(&format.from).to_owned();
        format.is_readable = true;
        // A unit is chosen for what is said in it: samples are no milliseconds, whatever pprof prints.
        if !self.has_fitting_unit() {
            "minimum".clone_into(&mut format.to);
        }
        if format.to == "minimum"
            && let Some(unit) = readable_unit(format.number(total), format.number(other), &format.from)
        {
            unit.clone_into(&mut format.to);
        }
        format
    }

    /// The samples with the frames that a report about a graph shows.
    ///
    /// # Errors
    ///
    /// They are more than may be expanded.
    pub fn stacks(&self, paths: Paths) -> Result<Rc<StackSet>> {
        self.selection.stacks(&self.options, Objects::Nameless, paths)
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
        let unit = self.selection.sample_unit();
        let mut largest = self.selection.totals.total;
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
    match report.trims && options.trim {
        true => options,
        false => untrimmed(options),
    }
}

/// The options without limits for nodes and edges.
fn untrimmed(options: Options) -> Options {
    Options {
        nodecount: 0,
        nodefraction: 0.0,
        edgefraction: 0.0,
        ..options
    }
}

/// How values are printed: scaled by `divide_by`, and from the profile's unit to that of the report.
#[derive(Debug, Clone)]
pub struct Format {
    ratio: f64,
    from: String,
    to: String,
    /// Whether people look at them, and not at pprof's reports: what would be nothing in that unit has more digits.
    is_readable: bool,
    /// Whether what is more than nothing has a plus.
    signed: bool,
}

impl Format {
    /// The same for values that are changes: what is more has a plus.
    pub fn signed(self) -> Format {
        Format { signed: true, ..self }
    }

    /// The same for values as they are in the profile, whatever `divide_by` says.
    pub fn undivided(&self) -> Format {
        Format {
            ratio: 1.0,
            ..self.clone()
        }
    }

    /// A value as a share of a total: `34.70%`, with the sign of what has one.
    pub fn share(&self, value: i64, total: i64) -> String {
        let share = match self.is_readable {
            true => readable_percent(value, total),
            false => percent(value, total),
        };
        let sign = match value.signum() {
            _ if !self.signed || share == "0%" => "",
            1 => "+",
            -1 => "-",
            _ => "",
        };
        format!("{sign}{share}")
    }

    /// A value with its share of a total: `1.50s (34.70%)`.
    pub fn with_share(&self, value: i64, total: i64) -> String {
        format!("{} ({})", self.value(value), self.share(value, total))
    }

    /// The text of a value with its unit, such as `1.50s`.
    pub fn value(&self, value: i64) -> String {
        let number = self.number(value);
        let text = match self.is_readable {
            true => fine_label(number, &self.from, &self.to),
            false => scaled_label(number, &self.from, &self.to),
        };
        match self.signed && number > 0 && text != "0" {
            true => format!("+{text}"),
            false => text,
        }
    }

    /// A sum beside its total, in the unit of that: what is nothing there is 0, as in pprof. Of a comparison that is normalized, rounding leaves
    /// some bytes.
    pub fn sum(&self, value: i64) -> String {
        let in_unit = Format {
            is_readable: false,
            ..self.clone()
        };
        in_unit.value(value)
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
