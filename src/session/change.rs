//! A change of what is shown, and the state after it: one question and one answer.
//!
//! ```text
//! {set: [["focus", "json"]]}    -> {refused: [], params: "f=json", options, profiles, summary}
//! {set: [["focus", "("]]}       -> {refused: ["focus regexp: ..."], ...} and nothing has changed
//! ```

use super::answers::read;
use super::{ProfileId, ProfileInfo, Role, Session, Summary, Timing, shell_defaults};
use crate::analysis::check;
use crate::analysis::options::{self, Options, VARIABLES};
use crate::analysis::selection::Selection;
use crate::base::clock::TimeZone;
use crate::base::error::{Error, Result};
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
    /// All options at once, from the query of a link: what it refuses is at its default, the rest is set.
    pub params: Option<String>,
    /// Options with their values, all or none.
    pub set: Vec<(String, String)>,
    /// The time zone of texts.
    pub zone: Option<Zone>,
}

/// A profile and its new role.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    /// The profile.
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
    /// Grows whenever what is shown may have changed: answers of an older generation are stale.
    pub generation: u64,
    /// The options that are not at their defaults, as pprof's web parameters: `f=main&si=alloc_space`.
    pub params: String,
    /// All options.
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
    /// The only values that it takes; empty for any.
    pub choices: &'static [&'static str],
    /// Its parameter in links.
    pub url: &'static str,
    /// What it does: the first line is a summary.
    pub help: &'static str,
    /// What it is about.
    pub group: &'static str,
    /// Whether a saved configuration holds it.
    pub saved: bool,
}

impl Session {
    /// Makes a change. What is refused is said in the state, and changes nothing.
    pub fn change(&mut self, change: &Change) -> State {
        let mut refused = Vec::new();
        let mut note = |result: Result<()>| refused.extend(result.err().map(|error| error.sentence()));
        for &id in &change.close {
            note(self.close(id));
        }
        let roles: Vec<(ProfileId, Role)> = change.roles.iter().map(|new| (new.id, new.role)).collect();
        note(self.set_roles(&roles));
        if let Some(params) = &change.params {
            self.set_params(params)
                .into_iter()
                .for_each(|sentence| refused.push(sentence));
        }
        let mut note = |result: Result<()>| refused.extend(result.err().map(|error| error.sentence()));
        note(self.set_options(&change.set));
        if let Some(zone) = change.zone {
            self.set_time_zone(match zone {
                Zone::Utc => TimeZone::Utc,
                Zone::Local => self.local.clone(),
            });
        }
        self.state(refused)
    }

    /// Makes a change that is an object in JSON.
    ///
    /// # Errors
    ///
    /// It is not of that form: a field that is not known, for instance.
    pub fn change_by_name(&mut self, change: &str) -> Result<State> {
        Ok(self.change(&read("a change", change)?))
    }

    fn state(&self, refused: Vec<String>) -> State {
        let (summary, trouble) = match self.summary() {
            Ok(summary) => (Some(summary), String::new()),
            Err(error) => (None, error.sentence()),
        };
        State {
            refused,
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
            choices: variable.choices,
            url: variable.url,
            help: variable.help,
            group: variable.group.name(),
            saved: variable.is_saved,
        });
        infos.collect()
    }

    /// Sets the time zone of texts.
    pub fn set_time_zone(&mut self, zone: TimeZone) {
        if zone != self.zone {
            self.zone = zone;
            self.changed();
        }
    }

    /// Counts changes of what is shown: whoever has asked since the last one knows the present answers.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Sets an option.
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
            let variable = options::find(name).filter(|variable| variable.name == name);
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
        if options.normalize != self.options.normalize && self.compares() {
            let before = std::mem::replace(&mut self.options, options);
            let roles: Vec<Role> = self.loaded.iter().map(|loaded| loaded.role).collect();
            return match self.combine(&roles) {
                Ok(combined) => {
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

    /// The options as the query of a link.
    pub fn params(&self) -> String {
        self.options.params(&shell_defaults())
    }

    /// Sets all options from the query of a link; answers sentences about what it refused.
    pub fn set_params(&mut self, query: &str) -> Vec<String> {
        let defaults = shell_defaults();
        let (options, mut refused) = Options::from_params(query, defaults.clone());
        let (options, errors) = self.admit(&defaults, options);
        refused.extend(errors.iter().map(Error::sentence));
        if let Err(error) = self.replace_options(options) {
            refused.push(error.sentence());
        }
        refused
    }
}
