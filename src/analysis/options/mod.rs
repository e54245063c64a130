//! Options: pprof's variables under pprof's names; parse, print, URL form.
//!
//! One `Options` value drives every report and every view: `focus=main` typed in the shell, `-focus=main` on the
//! command line and `?f=main` in a link are the same change.
//!
//! ```text
//! set focus main, set cum true    -> sort is cum and f is main as parameters of a link
//! set nodecount x                 -> strconv.Atoi: parsing "x": invalid syntax
//! ```
//!
//! [`VARIABLES`] is the table of all of them; adding an option is adding a field and a row.

mod params;
mod table;

pub use table::{CHOICE_HELP, Field, Kind, Sight, VARIABLES, Variable, find};

use crate::base::decimal;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text::go_quote;

/// The values of pprof's variables, a field for each row of [`VARIABLES`].
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Where a report is written instead of the standard output.
    pub output: String,
    /// Nodes are kept apart per call path, in `dot` and `callgrind`.
    pub call_tree: bool,
    /// Percentages refer to what the filters leave.
    pub relative_percentages: bool,
    /// The unit of the values: `minimum`, `auto`, or a name.
    pub unit: String,
    /// Headers without the profile's own lines.
    pub compact_labels: bool,
    /// Where sources are looked for; also shortens file names.
    pub source_path: String,
    /// Prefixes to take off file names.
    pub trim_path: String,
    /// How much of compilers' names is shown: a mode of `-symbolize=demangle`. It takes effect when profiles are combined.
    pub demangle: String,
    /// The flavour of disassembly, which nothing here shows.
    pub intel_syntax: bool,
    /// Values are divided by the first column.
    pub mean: bool,
    /// The column of values, by name or number; empty for the profile's own choice.
    pub sample_index: String,
    /// Values are divided by this number.
    pub divide_by: f64,
    /// The source is scaled to the base. It takes effect when profiles are combined.
    pub normalize: bool,
    /// What nodes are ordered by: `flat` or `cum`.
    pub sort: String,
    /// Labels that become frames at the root.
    pub tagroot: String,
    /// Labels that become frames at the leaf.
    pub tagleaf: String,
    /// Nodes with negative values are left out.
    pub drop_negative: bool,
    /// The largest number of nodes; -1 for the report's own limit, 0 for none.
    pub nodecount: i64,
    /// Nodes below this share of the total are left out, from 0 to 1.
    pub nodefraction: f64,
    /// Edges below this share of the total are left out, from 0 to 1.
    pub edgefraction: f64,
    /// Whether the three limits above count at all.
    pub trim: bool,
    /// Regular expression: only samples with a match.
    pub focus: String,
    /// Regular expression: no samples with a match.
    pub ignore: String,
    /// Regular expression: frames leafwards of a match are cut off.
    pub prune_from: String,
    /// Regular expression: matching frames are taken out of stacks.
    pub hide: String,
    /// Regular expression: only matching frames stay in stacks.
    pub show: String,
    /// Regular expression: frames rootwards of the outermost match are cut off.
    pub show_from: String,
    /// Only samples with a matching label.
    pub tagfocus: String,
    /// No samples with a matching label.
    pub tagignore: String,
    /// Regular expression: only labels with a matching name.
    pub tagshow: String,
    /// Regular expression: no labels with a matching name.
    pub taghide: String,
    /// Inlined frames count for the function that they were inlined into.
    pub noinlines: bool,
    /// Column numbers are kept where frames are told apart by line or address.
    pub showcolumns: bool,
    /// What frames are told apart by: one of [`Granularity`]'s names, or empty.
    pub granularity: String,
    /// Whether an expression for a name with its place, `^\(anonymous\) /app/db\.js:44$`, finds a function that has no name of its own: where
    /// views show these so. In pprof it finds nothing. This is no variable.
    pub placed_names: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            output: String::new(),
            call_tree: false,
            relative_percentages: false,
            unit: "minimum".to_owned(),
            compact_labels: false,
            source_path: String::new(),
            trim_path: String::new(),
            demangle: "default".to_owned(),
            intel_syntax: false,
            mean: false,
            sample_index: String::new(),
            divide_by: 1.0,
            normalize: false,
            sort: "flat".to_owned(),
            tagroot: String::new(),
            tagleaf: String::new(),
            drop_negative: false,
            nodecount: -1,
            nodefraction: 0.005,
            edgefraction: 0.001,
            trim: true,
            focus: String::new(),
            ignore: String::new(),
            prune_from: String::new(),
            hide: String::new(),
            show: String::new(),
            show_from: String::new(),
            tagfocus: String::new(),
            tagignore: String::new(),
            tagshow: String::new(),
            taghide: String::new(),
            noinlines: false,
            showcolumns: false,
            granularity: String::new(),
            placed_names: false,
        }
    }
}

/// What frames are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granularity {
    /// The function's name.
    Functions,
    /// The function's name and its file.
    FileFunctions,
    /// The file alone.
    Files,
    /// The function's name, its file and the line.
    Lines,
    /// Everything the profile knows, the address first.
    Addresses,
}

impl Options {
    /// What frames are told apart by; an empty text means functions.
    pub fn granularity(&self) -> Granularity {
        match self.granularity.as_str() {
            "filefunctions" => Granularity::FileFunctions,
            "files" => Granularity::Files,
            "lines" => Granularity::Lines,
            "addresses" => Granularity::Addresses,
            _ => Granularity::Functions,
        }
    }

    /// Whether nodes are ordered by their cumulative value.
    pub fn sort_by_cum(&self) -> bool {
        self.sort == "cum"
    }

    /// What values are multiplied by; 1 unless `divide_by` says otherwise.
    pub fn ratio(&self) -> f64 {
        1.0 / self.divide_by
    }

    /// Sets a variable from text, as an assignment in the shell or a parameter of a link does. `name` may also be one
    /// of the choices of `sort` and `granularity`, and `value` is then a Boolean that must be true.
    ///
    /// # Errors
    ///
    /// There is no such variable, or the text is no value of its kind. The variable is then as it was.
    pub fn set(&mut self, name: &str, value: &str) -> Result<()> {
        let usage = |text: String| Err(Error::new(ErrorKind::Usage(text)));
        let named = VARIABLES.iter().find(|variable| variable.name == name);
        let Some(variable) = named.or_else(|| find(name)) else {
            return usage(format!("unknown config field {}", go_quote(name)));
        };
        if variable.name != name {
            // The name of a choice.
            return match value {
                "1" | "t" | "T" | "TRUE" | "true" | "True" => self.set(variable.name, name),
                _ => usage(format!("unknown config field {}", go_quote(name))),
            };
        }
        match variable.field {
            Field::Text(_, field) => {
                if !variable.choices.is_empty() && !variable.choices.contains(&value) {
                    return usage(format!("invalid {} value {}", go_quote(name), go_quote(value)));
                }
                value.clone_into(field(self));
            }
            Field::Bool(_, field) => *field(self) = parse_bool(value)?,
            Field::Int(_, field) => *field(self) = parse_int(value)?,
            Field::Float(_, field) => *field(self) = parse_float(value)?,
        }
        Ok(())
    }

    /// Gives a variable the value that it has in `defaults`, which need not be one that can be set: a granularity of
    /// the report's own choice is an empty text, and that is refused.
    pub fn reset(&mut self, variable: &Variable, defaults: &Options) {
        match variable.field {
            Field::Text(from, field) => from(defaults).clone_into(field(self)),
            Field::Bool(from, field) => *field(self) = *from(defaults),
            Field::Int(from, field) => *field(self) = *from(defaults),
            Field::Float(from, field) => *field(self) = *from(defaults),
        }
    }

    /// The text of a variable, as `options` prints it.
    pub fn get(&self, variable: &Variable) -> String {
        match variable.field {
            Field::Text(field, _) => field(self).clone(),
            Field::Bool(field, _) => field(self).to_string(),
            Field::Int(field, _) => field(self).to_string(),
            Field::Float(field, _) => decimal::shortest(*field(self)),
        }
    }
}

/// The Booleans of the shell and of links.
fn parse_bool(value: &str) -> Result<bool> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" | "" => Ok(true),
        "false" | "f" | "no" | "n" | "0" => Ok(false),
        _ => Err(Error::new(ErrorKind::Usage(format!(
            "illegal value {} for bool variable",
            go_quote(value)
        )))),
    }
}

/// Go's `strconv.Atoi`.
fn parse_int(value: &str) -> Result<i64> {
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    let valid = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    match value.parse() {
        Ok(number) if valid => Ok(number),
        _ => Err(number_error("Atoi", value, valid)),
    }
}

/// Go's `strconv.ParseFloat`, without hexadecimal numbers.
fn parse_float(value: &str) -> Result<f64> {
    match decimal::parse(value) {
        Some(number) if number.is_finite() || !value.contains(|c: char| c.is_ascii_digit()) => Ok(number),
        Some(_) => Err(number_error("ParseFloat", value, true)),
        None => Err(number_error("ParseFloat", value, false)),
    }
}

fn number_error(function: &str, value: &str, out_of_range: bool) -> Error {
    let reason = if out_of_range {
        "value out of range"
    } else {
        "invalid syntax"
    };
    Error::new(ErrorKind::Usage(format!(
        "strconv.{function}: parsing {}: {reason}",
        go_quote(value)
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_values_are_refused_in_gos_words() {
        for (name, value, wanted) in [
            ("nodecount", "", "strconv.Atoi: parsing \"\": invalid syntax"),
            (
                "nodecount",
                "99999999999999999999",
                "strconv.Atoi: parsing \"99999999999999999999\": value out of range",
            ),
            ("nodefraction", "y", "strconv.ParseFloat: parsing \"y\": invalid syntax"),
            ("granularity", "foo", "invalid \"granularity\" value \"foo\""),
            ("granularity", "", "invalid \"granularity\" value \"\""),
            ("mean", "maybe", "illegal value \"maybe\" for bool variable"),
            ("lines", "false", "unknown config field \"lines\""),
            ("cum", "", "unknown config field \"cum\""),
            ("nonsense", "1", "unknown config field \"nonsense\""),
        ] {
            let mut options = Options::default();
            assert_eq!(options.set(name, value).unwrap_err().to_string(), wanted);
            assert_eq!(options, Options::default());
        }
    }

    #[test]
    fn every_variable_goes_back_to_its_default() {
        let mut options = Options::default();
        for (name, value) in [("lines", "t"), ("nodecount", "7"), ("trim", "f"), ("divide_by", "2")] {
            options.set(name, value).unwrap();
        }
        for variable in VARIABLES {
            options.reset(variable, &Options::default());
        }
        assert_eq!(options, Options::default());
    }

    #[test]
    fn every_variable_reads_back() {
        for variable in VARIABLES {
            let mut options = Options::default();
            let value = options.get(variable);
            if variable.name != "granularity" {
                options.set(variable.name, &value).unwrap();
            }
            assert_eq!(options, Options::default(), "{}", variable.name);
        }
    }
}
