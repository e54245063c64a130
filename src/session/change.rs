//! A change of what is shown, and the state after it: one question and one answer.
//!
//! ```text
//! {set: [["focus", "json"]]}    -> {refused: [], params: [["f", "json"]], options, profiles, summary}
//! {set: [["focus", "("]]}       -> {refused: ["focus regexp: ..."], ...} and nothing has changed
//! ```

use super::door::{Door, read};
use super::trend::Taken;
use super::{ProfileId, ProfileInfo, Role, Session, Summary, Timing, display, shell_defaults};
use crate::analysis::check;
use crate::analysis::join::joined;
use crate::analysis::options::{self, Kind, Options, VARIABLES, Variable};
use crate::analysis::selection::Selection;
use crate::base::clock::TimeZone;
use crate::base::error::{Error, Result};
use crate::base::room::ask_for;
use crate::base::sort::sort;
use crate::profile::{Function, Profile};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// What is to change; what is missing stays. The parts are carried out in the order in which they stand here.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Change {
    /// Profiles to forget. If no source is left, the oldest profile becomes the source.
    pub close: Vec<ProfileId>,
    /// New roles of profiles, all or none.
    pub roles: Vec<NewRole>,
    /// All options at once, as the parameters of a link with their values: what is refused of them is at its default, the
    /// rest is set. Parameters that are no options are left alone.
    pub params: Option<Vec<(String, String)>>,
    /// Options with their values, all or none.
    pub set: Vec<(String, String)>,
    /// Expressions that come to options, all or none: to the old value of those that grow (`ignore`, `hide`, `prune_from`, `tagignore`),
    /// in place of it of all others.
    pub add: Vec<(String, String)>,
    /// Filters that are to mean the frames of a printed name, all or none: the expressions for it come to them.
    pub filter: Vec<(String, String)>,
    /// The time zone of texts.
    pub zone: Option<Zone>,
    /// The printed name of a function that is selected: names may be made anew.
    pub function: String,
}

impl Change {
    /// Reads a change as it comes in by a door.
    ///
    /// # Errors
    ///
    /// It is not of that form: a field that is not known, for instance.
    pub fn read<D: Door>(change: &D::Query) -> Result<Change> {
        read::<D, Change>("this is no change of a session", change)
    }
}

/// A profile and its new role.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    /// The id of the profile.
    pub id: ProfileId,
    /// The part that it is to play.
    pub role: Role,
}

/// The time zone of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Zone {
    /// UTC.
    #[serde(rename = "UTC")]
    Utc,
    /// That of this computer.
    #[serde(rename = "local")]
    Local,
}

/// Everything that is shown outside of the views.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// Sentences about what was refused; empty if all of the change was made.
    pub refused: Vec<String>,
    /// What the selected function is called from now on; empty where it is called as before, or there is none.
    pub renamed: String,
    /// Grows whenever what is shown may have changed: answers of an older generation are stale.
    pub generation: u64,
    /// The options that are not at their defaults, as pprof's web parameters with their values: `f` and `main`.
    pub params: Vec<(&'static str, String)>,
    /// All options of pprof, in its order.
    pub options: Vec<OptionInfo>,
    /// All loaded profiles, in the order in which they came.
    pub profiles: Vec<ProfileInfo>,
    /// What is shown; none if no report can be made, for the reason in `trouble`.
    pub summary: Option<Rc<Summary>>,
    /// Why no report can be made with these options; empty if one can.
    pub trouble: String,
    /// How long each stage took when it last ran.
    pub timings: Vec<Timing>,
}

/// An option with its value.
#[derive(Debug, Clone, Serialize)]
pub struct OptionInfo {
    /// Its name in the shell.
    pub name: &'static str,
    /// Its value, as it is written.
    pub value: String,
    /// Its value when nothing is set.
    pub default: String,
    /// What kind of values it takes: `bool`, `int`, `float`, `choice`, `regex` or `text`.
    pub kind: &'static str,
    /// The only values that it takes; empty for any. Sample types are those of the profile.
    pub choices: Vec<String>,
    /// Its parameter in links.
    pub url: &'static str,
    /// What it does: the first line is a summary.
    pub help: &'static str,
    /// What it is about.
    pub group: &'static str,
    /// Whether a saved configuration holds it.
    pub saved: bool,
    /// Whether one more expression joins the old value by "or".
    pub grows: bool,
    /// Where it stands in pprof's order of application, from 1; 0 for what is no step.
    pub applied: u8,
    /// What a value may look like, for an empty field; "" where the kind says enough.
    pub example: &'static str,
}

impl Session {
    /// Makes a change. What is refused is said in the state, and changes nothing.
    pub fn change(&mut self, change: &Change) -> State {
        let mut refused = Vec::new();
        let (mode, before) = (self.options.demangle.clone(), self.combined.clone());
        let sentence = |result: Result<()>| result.err().map(|error| error.sentence());
        // Ids only ever grow, so profiles are in their order.
        let is_there = |id: &ProfileId| self.loaded.binary_search_by_key(id, |loaded| loaded.id).is_ok();
        let (mut closed, missing): (Vec<ProfileId>, Vec<ProfileId>) = change.close.iter().partition(|id| is_there(id));
        sort(&mut closed);
        refused.extend(missing.into_iter().filter_map(|id| sentence(self.close(id))));
        if !closed.is_empty() {
            self.close_all(&closed);
        }
        let roles: Vec<(ProfileId, Role)> = change.roles.iter().map(|new| (new.id, new.role)).collect();
        refused.extend(sentence(self.set_roles(&roles)));
        if let Some(params) = &change.params {
            refused.extend(self.set_params(params));
        }
        refused.extend(sentence(self.set_options(&change.set)));
        refused.extend(sentence(self.add_expressions(&change.add)));
        refused.extend(sentence(self.filter_by(&change.filter)));
        if let Some(zone) = change.zone {
            self.set_time_zone(match zone {
                Zone::Utc => TimeZone::Utc,
                Zone::Local => self.local.clone(),
            });
        }
        // What was shown before is not held any longer than that.
        let before = before.filter(|_| mode != self.options.demangle);
        let renamed = before.and_then(|before| self.renamed(&before, &change.function));
        State {
            renamed: renamed.unwrap_or_default(),
            ..self.state(refused)
        }
    }

    /// What a function is called now that had that name; of several, the first.
    fn renamed(&self, before: &Profile, name: &str) -> Option<String> {
        let now = self.combined.as_deref()?;
        let pairs = before.functions.iter().zip(&now.functions);
        let system_name = |profile: &Profile, function: &Function| profile.text(function.system_name).to_vec();
        let (_, own) = pairs
            .filter(|(function, _)| before.text(function.name) == name.as_bytes())
            .find(|(function, own)| system_name(before, function) == system_name(now, own))?;
        Some(display(now.text(own.name)))
    }

    fn state(&self, refused: Vec<String>) -> State {
        let (summary, trouble) = match self.summary() {
            Ok(summary) => (Some(summary), String::new()),
            Err(error) => (None, error.sentence()),
        };
        State {
            refused,
            renamed: String::new(),
            generation: self.generation,
            params: self.params(),
            options: self.option_infos(),
            profiles: self.profiles(),
            summary,
            trouble,
            timings: self.timings.borrow().clone(),
        }
    }

    fn option_infos(&self) -> Vec<OptionInfo> {
        let defaults = shell_defaults();
        let infos = VARIABLES.iter().map(|variable| OptionInfo {
            name: variable.name,
            value: self.options.get(variable),
            default: defaults.get(variable),
            kind: variable.kind.input(),
            choices: self.choices(variable),
            url: variable.url,
            help: variable.help,
            group: variable.group.name(),
            saved: variable.is_saved,
            grows: variable.grows,
            applied: variable.applied,
            example: variable.example,
        });
        infos.collect()
    }

    fn choices(&self, variable: &Variable) -> Vec<String> {
        let profile = self.combined.as_deref();
        match (variable.kind, profile) {
            // For who completes them: without room they are typed.
            (Kind::SampleType, Some(profile)) if ask_for(profile.sample_types.len() as u64 * 120).is_err() => {
                Vec::new()
            }
            (Kind::SampleType, Some(profile)) => {
                let types = profile.sample_types.iter();
                types
                    .map(|sample_type| display(profile.text(sample_type.kind)))
                    .collect()
            }
            _ => variable.choices.iter().map(|&choice| choice.to_owned()).collect(),
        }
    }

    /// Sets the time zone of texts.
    pub(super) fn set_time_zone(&mut self, zone: TimeZone) {
        if zone != self.zone {
            self.zone = zone;
            self.changed();
        }
    }

    /// Counts changes of what is shown: whoever has asked since the last one knows the present answers.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Sets one option to a value as it is typed.
    ///
    /// # Errors
    ///
    /// Those of [`set_options`](Self::set_options).
    pub fn set_option(&mut self, name: &str, value: &str) -> Result<()> {
        self.set_options(&[(name.to_owned(), value.to_owned())])
    }

    /// Sets options, all or none. A default is never refused.
    ///
    /// # Errors
    ///
    /// A value is not one of its option, or no report could be made with it.
    pub fn set_options(&mut self, values: &[(String, String)]) -> Result<()> {
        let mut options = self.options.clone();
        let defaults = shell_defaults();
        for (name, value) in values {
            let variable = VARIABLES.iter().find(|variable| variable.name == name);
            match variable.filter(|variable| defaults.get(variable) == *value) {
                Some(variable) => options.reset(variable, &defaults),
                None => options.set(name, value)?,
            }
        }
        let (options, refused) = self.admit(&self.options, options);
        match refused.into_iter().next() {
            Some(error) => Err(error),
            None => self.replace_options(options),
        }
    }

    /// Adds expressions to options, all or none.
    ///
    /// # Errors
    ///
    /// An option is not there, or those of [`set_options`](Self::set_options).
    pub(super) fn add_expressions(&mut self, added: &[(String, String)]) -> Result<()> {
        let values: Vec<(String, String)> = added
            .iter()
            .map(|(name, expression)| {
                // What is no option is refused where it is set.
                let variable = options::find(name);
                let value = variable.map_or(expression.clone(), |variable| {
                    joined(&self.options, variable, expression)
                });
                (name.clone(), value)
            })
            .collect();
        self.set_options(&values)
    }

    /// Makes filters mean the frames of printed names, all or none: pairs of option and name.
    ///
    /// # Errors
    ///
    /// Those of [`expression`](Self::expression).
    pub(super) fn filter_by(&mut self, wanted: &[(String, String)]) -> Result<()> {
        let added: Result<Vec<(String, String)>> = wanted
            .iter()
            .map(|(option, name)| {
                let (option, expression) = self.expression(option, name)?;
                Ok((option.to_owned(), expression))
            })
            .collect();
        self.add_expressions(&added?)
    }

    /// Of options that somebody wants, those that reports can be made with: the one rule of all doors.
    pub(super) fn admit(&self, from: &Options, to: Options) -> (Options, Vec<Error>) {
        check::admit(from, to, self.combined.as_deref())
    }

    /// Shows what other options leave. Only a change of what they select filters anew.
    ///
    /// # Errors
    ///
    /// The profiles do not combine with them; then they stay as they were.
    pub(super) fn replace_options(&mut self, options: Options) -> Result<()> {
        if options == self.options {
            return Ok(());
        }
        let renames = options.demangle != self.options.demangle;
        if renames || options.normalize != self.options.normalize && self.compares() {
            let before = std::mem::replace(&mut self.options, options);
            let roles: Vec<Role> = self.loaded.iter().map(|loaded| loaded.role).collect();
            return match self.combine(&roles) {
                Ok(combined) => {
                    if renames {
                        // The stacks that were taken have the names from before.
                        self.snapshots.replace(Taken::default());
                    }
                    self.show(combined);
                    Ok(())
                }
                Err(error) => {
                    self.options = before;
                    Err(error)
                }
            };
        }
        let selects_anew = !Selection::is_same(&options, &self.options);
        self.options = options;
        match selects_anew {
            true => self.selection_changed(),
            false => self.changed(),
        }
        Ok(())
    }

    /// The options that are not at their defaults, as the parameters of a link with their values.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        self.options.params(&shell_defaults())
    }

    /// Sets all options from the parameters of a link; answers sentences about what it refused.
    pub fn set_params(&mut self, params: &[(String, String)]) -> Vec<String> {
        let defaults = shell_defaults();
        let (options, mut refused) = Options::from_params(params, defaults.clone());
        let (options, errors) = self.admit(&defaults, options);
        refused.extend(errors.iter().map(Error::sentence));
        if let Err(error) = self.replace_options(options) {
            refused.push(error.sentence());
        }
        refused
    }
}
