//! The rule for what may be set: options that no report can be made with are refused where they enter.
//!
//! pprof takes `focus=(` as it is typed, and says what is wrong with it when it makes the next report; so do the command
//! and its prompt, which print what pprof prints. Where options outlive the line that set them and several views are
//! drawn from them at once, that comes too late. There every door (an option that is set, the query of a link, a line as
//! typed at the prompt) asks [`admit`], so that one sentence is said at once and the views stay as they are.
//!
//! That a value has the form that its variable wants (a number, a choice) is what [`Options::set`] sees to, for all alike.

use crate::analysis::filter::{LabelFilter, read_expression};
use crate::analysis::options::{Kind, Options, VARIABLES, Variable};
use crate::base::error::{Error, ErrorKind, Result};
use crate::profile::Profile;

/// Whether a report can be made with the value that a variable has in `options`. What depends on the profile, whether it
/// has a sample type, is right as long as there is none.
///
/// # Errors
///
/// What a report would say: an expression that cannot be read, a divisor of 0, a sample type that the profile lacks.
pub fn check(options: &Options, variable: &Variable, profile: Option<&Profile>) -> Result<()> {
    let value = options.get(variable);
    match variable.kind {
        Kind::Bool => {
            let mut without = options.clone();
            without.reset(variable, &Options::default());
            // Who does not ask for means is not refused for them.
            let profile = profile.filter(|_| !without.mean);
            profile.map_or(Ok(()), |profile| check_mean(options, profile))
        }
        Kind::Nodes | Kind::Share | Kind::Choice | Kind::Text | Kind::Unit | Kind::LabelKeys => Ok(()),
        Kind::Divisor => check_divisor(options),
        Kind::SampleType => profile.map_or(Ok(()), |profile| profile.sample_index(&value).map(|_| ())),
        Kind::Frames(_) | Kind::LabelNames => read_expression(variable.name, &value).map(|_| ()),
        Kind::Labels => LabelFilter::new(variable.name, &value, &mut Vec::new()).map(|_| ()),
    }
}

/// Whether values can be divided by what `divide_by` says.
///
/// # Errors
///
/// It is 0.
pub fn check_divisor(options: &Options) -> Result<()> {
    match options.divide_by == 0.0 {
        true => Err(Error::new(ErrorKind::Usage("zero divisor specified".to_owned()))),
        false => Ok(()),
    }
}

/// Whether a profile has what means are divided by.
///
/// # Errors
///
/// It was not kept when the file was read.
pub fn check_mean(options: &Options, profile: &Profile) -> Result<()> {
    match options.mean && profile.lacks_divisor {
        true => Err(Error::new(ErrorKind::Usage(
            "mean divides by the first sample type of the file, which was not kept: keep it, too".to_owned(),
        ))),
        false => Ok(()),
    }
}

/// Goes from one set of options to another as far as reports can be made with them: what [`check`] refuses stays as it
/// was in `from`, and what is as it was there is not asked about. Gives the options and why something was refused, in the
/// order of the variables.
pub fn admit(from: &Options, mut to: Options, profile: Option<&Profile>) -> (Options, Vec<Error>) {
    let mut refused = Vec::new();
    for variable in VARIABLES {
        if to.get(variable) == from.get(variable) {
            continue;
        }
        if let Err(error) = check(&to, variable, profile) {
            refused.push(error);
            to.reset(variable, from);
        } else if let (Kind::SampleType, Some(profile)) = (variable.kind, profile) {
            name_sample_type(&mut to, profile);
        }
    }
    (to, refused)
}

/// Puts the name of a sample type for its number, as pprof's prompt does: numbers mean others in other profiles. Where two
/// types have the same name the number stays.
fn name_sample_type(options: &mut Options, profile: &Profile) {
    let index = |wanted: &str| profile.sample_index(wanted).ok();
    let Some(number) = index(&options.sample_index).filter(|_| !options.sample_index.is_empty()) else {
        return;
    };
    let name = String::from_utf8_lossy(profile.text(profile.sample_types[number].kind)).into_owned();
    if index(&name) == Some(number) {
        options.sample_index = name;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::profile;

    fn options(values: &[(&str, &str)]) -> Options {
        let mut options = Options::default();
        for (name, value) in values {
            options.set(name, value).unwrap();
        }
        options
    }

    #[test]
    fn what_no_report_can_be_made_with_is_refused_in_its_words() {
        let profile = profile("main;read 3");
        for (name, value, wanted) in [
            (
                "focus",
                "(",
                "parsing focus regexp: error parsing regexp: missing closing ): `(`",
            ),
            (
                "prune_from",
                "a**",
                "parsing prune_from regexp: error parsing regexp: invalid nested repetition operator: `**`",
            ),
            (
                "taghide",
                "[",
                "parsing taghide regexp: error parsing regexp: missing closing ]: `[`",
            ),
            (
                "tagfocus",
                "bytes=1kb,(",
                "parsing tagfocus regexp: error parsing regexp: missing closing ): `(`",
            ),
            ("divide_by", "0", "zero divisor specified"),
            ("sample_index", "cpu", "sample_index \"cpu\" must be one of: [samples]"),
            ("sample_index", "1", "sample_index 1 is outside the range [0..0]"),
        ] {
            let (admitted, refused) = admit(&Options::default(), options(&[(name, value)]), Some(&profile));
            let refused: Vec<String> = refused.iter().map(Error::to_string).collect();
            assert_eq!(refused, [wanted], "{name}={value}");
            assert_eq!(admitted, Options::default(), "{name}={value}");
        }
    }

    #[test]
    fn what_reports_can_be_made_with_is_admitted() {
        let profile = profile("main;read 3");
        let values = [
            ("focus", "^main$"),
            ("tagfocus", "bytes=1kb:10kb"),
            ("tagignore", "tenant=acme,globex"),
            ("tagroot", "("),
            ("source_path", "("),
            ("divide_by", "-2"),
            ("sample_index", "samples"),
            ("granularity", "lines"),
        ];
        let (admitted, refused) = admit(&Options::default(), options(&values), Some(&profile));
        assert_eq!((admitted, refused), (options(&values), Vec::new()));
    }

    #[test]
    fn a_refused_value_leaves_the_old_one_and_the_others_count() {
        let from = options(&[("focus", "main"), ("hide", "gc")]);
        let to = options(&[("focus", "main("), ("hide", ""), ("show", "["), ("lines", "true")]);
        let (admitted, refused) = admit(&from, to, None);
        assert_eq!(admitted, options(&[("focus", "main"), ("lines", "true")]));
        assert_eq!(refused.len(), 2, "{refused:?}");
    }

    #[test]
    fn sample_types_wait_for_a_profile_and_what_was_there_is_not_asked_about() {
        let cpu = options(&[("sample_index", "cpu")]);
        assert_eq!(admit(&Options::default(), cpu.clone(), None), (cpu.clone(), Vec::new()));
        let both = options(&[("sample_index", "cpu"), ("focus", "main")]);
        let profile = profile("main;read 3");
        assert_eq!(admit(&cpu, both.clone(), Some(&profile)), (both, Vec::new()));
    }
}
