//! Session: the loaded profiles, the part that each plays, the options, and the last results.
//!
//! It is what a page needs between two clicks, without knowing that there is a page: `web.rs` hands it to
//! JavaScript, and the tests drive it as it is. Profiles come in with [`Session::add`]; each is the source, the base
//! or off; the combination of those that play a part is what all views show. A change that cannot be combined is
//! refused and changes nothing.
//!
//! | file | view |
//! |---|---|
//! | `mod.rs` | profiles, roles, options |
//! | `info.rs` | what is known about each loaded profile |
//! | `summary.rs` | what is shown, in numbers and in a sentence |
//! | `table.rs` | the top table: sorted, searched, in pages |
//! | `flame.rs` | the flame graph |
//! | `traces.rs` | stacks: grouped, searched, in pages |
//! | `tags.rs` | labels with what they weigh |
//! | `source/` | source lines: functions with weight, the lines of one of them |
//! | `peek.rs` | one function between its callers and callees |
//! | `download.rs` | reports as files |
//! | `expressions/` | the filters for what a row shows |
//! | `presets.rs` | sets of filters that people often want |

mod download;
mod expressions;
mod flame;
mod info;
mod peek;
mod presets;
mod source;
mod summary;
mod table;
mod tags;
mod traces;

pub use download::{Download, ReportInfo};
pub use expressions::{Expressions, FrameFilter};
pub use flame::{Flame, FlameBox, FlameInfo, FlameQuery};
pub use info::{ProfileInfo, SampleTypeInfo};
pub use peek::{Peek, PeekEdge};
pub use presets::{Preset, PresetFilter};
pub use source::{Source, SourceQuery, SourceRow, SourceRows};
pub use summary::{DiffSummary, SelectableType, Summary};
pub use table::{TopInfo, TopQuery, TopRow};
pub use tags::{TagKey, TagValue, TagsInfo, TagsQuery};
pub use traces::{LabelValue, LabelValues, TraceDetail, TraceFrame, TraceRow, TracesInfo, TracesQuery};

use crate::analysis::options::{self, Options};
use crate::base::clock::TimeZone;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::pattern::Pattern;
use crate::base::sink::Sink;
use crate::input::Loader;
use crate::input::sources::{Dropped, Sources};
use crate::profile::Profile;
use crate::profile::combine::{Base, Comparison, Preparation, combine};
use crate::report::{self, Context};
use crate::shell::{self, Outcome, Streams};
use std::cell::RefCell;
use std::rc::Rc;

/// Names a loaded profile.
pub type ProfileId = u32;

/// The part that a profile plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is shown, merged with the other sources.
    Source,
    /// It is subtracted.
    Base,
    /// It is compared with.
    DiffBase,
    /// It waits.
    Off,
}

impl Role {
    /// The role's name, as [`parse`](Self::parse) reads it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Source => "source",
            Role::Base => "base",
            Role::DiffBase => "diff_base",
            Role::Off => "off",
        }
    }

    /// The role of that name.
    pub fn parse(name: &str) -> Result<Role> {
        [Role::Source, Role::Base, Role::DiffBase, Role::Off]
            .into_iter()
            .find(|role| role.name() == name)
            .ok_or_else(|| {
                Error::new(ErrorKind::Usage(format!(
                    "there is no role {name}: it is source, base, diff_base or off"
                )))
            })
    }
}

/// A profile as it was opened.
struct Loaded {
    id: ProfileId,
    name: String,
    bytes: u64,
    inflated: u64,
    role: Role,
    profile: Profile,
}

/// The state behind a page.
pub struct Session {
    loaded: Vec<Loaded>,
    next_id: ProfileId,
    options: Options,
    zone: TimeZone,
    /// The source files that the user handed over.
    sources: Rc<Dropped>,
    /// The profiles that play a part, as one.
    combined: Option<Rc<Profile>>,
    /// Counts changes of what is shown: results made before the last one are stale.
    generation: u64,
    /// The table's nodes, the stacks, those in groups, the labels, the whole graph and the functions with lines, made when they
    /// are first asked for.
    table: RefCell<Option<(u64, Rc<table::Table>)>>,
    stacks: RefCell<Option<(u64, Rc<flame::Stacks>)>>,
    traces: RefCell<Option<(u64, Rc<traces::Traces>)>>,
    tags: RefCell<Option<(u64, Rc<tags::Tags>)>>,
    neighbours: RefCell<Option<(u64, Rc<peek::Neighbourhood>)>>,
    listing: RefCell<Option<(u64, Rc<source::Listing>)>>,
    /// The rows that the last query left, in its order.
    table_view: table::View,
    flame_view: flame::View,
    traces_view: traces::View,
    tags_view: tags::View,
    source_view: source::View,
}

impl Default for Session {
    fn default() -> Self {
        Session {
            loaded: Vec::new(),
            next_id: 1,
            options: shell_defaults(),
            zone: TimeZone::Utc,
            sources: Rc::default(),
            combined: None,
            generation: 0,
            table: RefCell::default(),
            stacks: RefCell::default(),
            traces: RefCell::default(),
            tags: RefCell::default(),
            neighbours: RefCell::default(),
            listing: RefCell::default(),
            table_view: table::View::default(),
            flame_view: flame::View::default(),
            traces_view: traces::View::default(),
            tags_view: tags::View::default(),
            source_view: source::View::default(),
        }
    }
}

/// The options of pprof's shell: those of the command line, but with short headers.
fn shell_defaults() -> Options {
    Options {
        compact_labels: true,
        ..Options::default()
    }
}

/// How much text [`Session::run`] gives at most.
pub const LONGEST_TEXT: usize = 4 << 20;

impl Session {
    /// Opens a whole file.
    pub fn open(&mut self, name: &str, bytes: &[u8]) -> Result<ProfileId> {
        let mut loader = Loader::new();
        loader.push(bytes)?;
        self.add(name, loader)
    }

    /// Ends a file that came in chunks. The first profile becomes the source, later ones wait.
    pub fn add(&mut self, name: &str, loader: Loader) -> Result<ProfileId> {
        let (bytes, inflated) = (loader.bytes_in(), loader.bytes_out());
        let profile = loader.finish()?;
        if profile.sample_types.is_empty() {
            return Err(Error::new(ErrorKind::Incompatible(
                "the profile has no sample types, so there is nothing to show".to_owned(),
            )));
        }
        let id = self.next_id;
        let first = !self.loaded.iter().any(|loaded| loaded.role == Role::Source);
        self.loaded.push(Loaded {
            id,
            name: name.to_owned(),
            bytes,
            inflated,
            role: Role::Off,
            profile,
        });
        if first && let Err(error) = self.set_roles(&[(id, Role::Source)]) {
            self.loaded.pop();
            return Err(error);
        }
        self.next_id += 1;
        Ok(id)
    }

    /// Forgets a profile. If no source is left, the oldest profile becomes the source.
    pub fn close(&mut self, id: ProfileId) -> Result<()> {
        self.index(id)?;
        let remaining = |loaded: &&Loaded| loaded.id != id;
        let mut roles: Vec<(ProfileId, Role)> = vec![(id, Role::Off)];
        let source_left = self
            .loaded
            .iter()
            .filter(remaining)
            .any(|loaded| loaded.role == Role::Source);
        if !source_left {
            let next = self
                .loaded
                .iter()
                .find(remaining)
                .map(|loaded| (loaded.id, Role::Source));
            roles.extend(next);
        }
        // What is left may not combine, a base of another kind for instance: then nothing plays a part.
        if self.set_roles(&roles).is_err() {
            self.loaded.iter_mut().for_each(|loaded| loaded.role = Role::Off);
            self.combined = None;
            self.changed();
        }
        self.loaded.retain(|loaded| loaded.id != id);
        Ok(())
    }

    fn index(&self, id: ProfileId) -> Result<usize> {
        let position = self.loaded.iter().position(|loaded| loaded.id == id);
        position.ok_or_else(|| Error::new(ErrorKind::Usage(format!("there is no profile {id}"))))
    }

    /// Gives profiles new roles, all or none. There is one kind of base at a time: a profile that becomes the base
    /// turns profiles of the other kind off.
    pub fn set_roles(&mut self, roles: &[(ProfileId, Role)]) -> Result<()> {
        let mut new: Vec<Role> = self.loaded.iter().map(|loaded| loaded.role).collect();
        for &(id, role) in roles {
            let index = self.index(id)?;
            let other = match role {
                Role::Base => Some(Role::DiffBase),
                Role::DiffBase => Some(Role::Base),
                Role::Source | Role::Off => None,
            };
            for own in new.iter_mut().filter(|own| Some(**own) == other) {
                *own = Role::Off;
            }
            new[index] = role;
        }
        let combined = self.combine(&new)?;
        for (loaded, role) in self.loaded.iter_mut().zip(new) {
            loaded.role = role;
        }
        self.combined = combined;
        self.changed();
        Ok(())
    }

    fn combine(&self, roles: &[Role]) -> Result<Option<Rc<Profile>>> {
        let playing = |wanted: Role| -> Vec<Profile> {
            let playing = self.loaded.iter().zip(roles).filter(|(_, role)| **role == wanted);
            playing.map(|(loaded, _)| loaded.profile.clone()).collect()
        };
        let sources = playing(Role::Source);
        if sources.is_empty() {
            return Ok(None);
        }
        let (subtracted, compared) = (playing(Role::Base), playing(Role::DiffBase));
        let base = match (subtracted.is_empty(), compared.is_empty()) {
            (true, true) => None,
            (false, _) => Some((subtracted, Comparison::Subtract)),
            (true, false) => Some((compared, Comparison::Compare)),
        };
        let base = base.map(|(profiles, comparison)| Base {
            profiles,
            comparison,
            normalize: self.options.normalize,
        });
        let preparation = Preparation {
            reread: true,
            ..Preparation::default()
        };
        combine(sources, base, &preparation).map(|profile| Some(Rc::new(profile)))
    }

    fn changed(&mut self) {
        self.generation += 1;
        self.table_view = table::View::default();
        self.flame_view = flame::View::default();
        self.traces_view = traces::View::default();
        self.tags_view = tags::View::default();
        self.source_view = source::View::default();
    }

    /// The profile that is shown.
    pub fn profile(&self) -> Result<&Rc<Profile>> {
        self.combined.as_ref().ok_or_else(|| {
            Error::new(ErrorKind::Usage(
                "no profile is open: drop one on the page first".to_owned(),
            ))
        })
    }

    /// Sets the time zone of texts.
    pub fn set_time_zone(&mut self, zone: TimeZone) {
        self.zone = zone;
        self.changed();
    }

    /// The options.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// What the options are when nothing is set.
    pub fn default_options(&self) -> Options {
        shell_defaults()
    }

    /// Sets an option, or refuses the value with a sentence and leaves all as it is. The default is never refused.
    pub fn set_option(&mut self, name: &str, value: &str) -> Result<()> {
        let mut options = self.options.clone();
        let defaults = shell_defaults();
        match options::find(name).filter(|variable| variable.name == name && defaults.get(variable) == value) {
            Some(variable) => options.reset(variable, &defaults),
            None => options.set(name, value)?,
        }
        self.check(&options, name)?;
        self.replace_options(options)
    }

    /// What pprof finds wrong only when a report is made is refused here at once.
    fn check(&self, options: &Options, name: &str) -> Result<()> {
        let Some(variable) = options::find(name) else {
            return Ok(());
        };
        let value = options.get(variable);
        match variable.name {
            "divide_by" if options.divide_by == 0.0 => {
                return Err(Error::new(ErrorKind::Usage("zero divisor specified".to_owned())));
            }
            "sample_index" => {
                if let Some(profile) = &self.combined {
                    profile.sample_index(&value)?;
                }
            }
            "tagfocus" | "tagignore" => {
                crate::analysis::filter::Filters::check(options)?;
            }
            _ if variable.is_pattern() && !value.is_empty() => {
                Pattern::new(&value).map_err(|reason| {
                    Error::new(ErrorKind::Pattern {
                        place: format!("{} regexp", variable.name),
                        reason: reason.to_string(),
                    })
                })?;
            }
            _ => {}
        }
        Ok(())
    }

    fn replace_options(&mut self, options: Options) -> Result<()> {
        if options == self.options {
            return Ok(());
        }
        let recombine = options.normalize != self.options.normalize;
        let before = std::mem::replace(&mut self.options, options);
        self.changed();
        if recombine {
            let roles: Vec<Role> = self.loaded.iter().map(|loaded| loaded.role).collect();
            match self.combine(&roles) {
                Ok(combined) => self.combined = combined,
                Err(error) => {
                    self.options = before;
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// The options as the query of a link.
    pub fn params(&self) -> String {
        self.options.params(&shell_defaults())
    }

    /// Sets all options from the query of a link; answers what it refused.
    pub fn set_params(&mut self, query: &str) -> Vec<String> {
        let (mut options, mut refused) = Options::from_params(query, shell_defaults());
        let defaults = shell_defaults();
        for variable in options::VARIABLES {
            if let Err(error) = self.check(&options, variable.name) {
                refused.push(error.to_string());
                options.reset(variable, &defaults);
            }
        }
        if let Err(error) = self.replace_options(options) {
            refused.push(error.to_string());
        }
        refused
    }

    /// Carries out a line of pprof's shell: reports go to `out`, everything else that pprof says to `notes`.
    pub fn run(&mut self, line: &str, out: &mut dyn Sink, notes: &mut dyn FnMut(&str)) -> Result<()> {
        let profile = Rc::clone(self.profile()?);
        let mut options = self.options.clone();
        let zone = self.zone.clone();
        let mut streams = Streams {
            out,
            is_terminal: false,
            notes,
            files: None,
            sources: Rc::clone(&self.sources) as Rc<dyn Sources>,
        };
        let result = shell::run(&profile, &mut options, &zone, line, &mut streams);
        // Assignments count even if a later one on the line fails.
        self.replace_options(options)?;
        match result? {
            Outcome::Continue => Ok(()),
            Outcome::Quit => Err(Error::new(ErrorKind::Usage(
                "there is nothing to leave here: close the tab".to_owned(),
            ))),
        }
    }

    /// Carries out a line and gives all its text, up to [`LONGEST_TEXT`].
    pub fn run_to_text(&mut self, line: &str) -> Result<String> {
        let mut said = String::new();
        let mut out = Bounded::default();
        let result = self.run(line, &mut out, &mut |note| {
            said.push_str(note);
            said.push('\n');
        });
        match result {
            Ok(()) => {}
            Err(error) if *error.kind() == ErrorKind::Stopped => {}
            Err(error) if said.is_empty() => return Err(error),
            // pprof says its warnings before the error; both are of use.
            Err(error) => return Err(Error::new(ErrorKind::Usage(format!("{said}{error}")))),
        }
        said.push_str(&String::from_utf8_lossy(&out.text));
        if out.is_full {
            said.push_str(&format!(
                "\n... stopped after {} MB: download the report to have all of it\n",
                LONGEST_TEXT >> 20
            ));
        }
        Ok(said)
    }

    /// What a half-typed line may become.
    pub fn complete(&self, line: &str) -> Vec<String> {
        shell::complete(self.combined.as_deref(), line)
    }

    /// What the views have in common, as a report of that name would see it.
    fn context(&self, report: &str) -> Result<Context> {
        let report =
            report::find(report).ok_or_else(|| Error::new(ErrorKind::Usage(format!("there is no report {report}"))))?;
        Context::new(self.profile()?, &self.options, report, None, &self.zone)
    }

    /// A result that is kept until what is shown changes.
    fn cached<T>(
        &self,
        cell: &RefCell<Option<(u64, Rc<T>)>>,
        make: impl FnOnce(&Session) -> Result<T>,
    ) -> Result<Rc<T>> {
        if let Some((generation, value)) = &*cell.borrow()
            && *generation == self.generation
        {
            return Ok(Rc::clone(value));
        }
        // What is stale goes before the new one is made: both may not fit the memory.
        cell.replace(None);
        let value = Rc::new(make(self)?);
        cell.replace(Some((self.generation, Rc::clone(&value))));
        Ok(value)
    }
}

/// Takes text up to a limit, and stops the report that writes more.
#[derive(Default)]
struct Bounded {
    text: Vec<u8>,
    is_full: bool,
}

impl Sink for Bounded {
    fn write(&mut self, text: &[u8]) -> Result<()> {
        let room = LONGEST_TEXT - self.text.len();
        if room < text.len() {
            // Up to the last whole line that fits.
            let end = text[..room]
                .iter()
                .rposition(|&byte| byte == b'\n')
                .map_or(0, |line| line + 1);
            self.text.extend_from_slice(&text[..end]);
            self.is_full = true;
            return Err(Error::new(ErrorKind::Stopped));
        }
        self.text.extend_from_slice(text);
        Ok(())
    }
}

/// Reads a search: none for an empty text, and for one that cannot be read, which comes with the reason.
fn search_pattern(search: &str) -> (Option<Pattern>, String) {
    match search {
        "" => (None, String::new()),
        text => match Pattern::new(text) {
            Ok(pattern) => (Some(pattern), String::new()),
            Err(reason) => (None, reason.to_string()),
        },
    }
}

/// Which texts a search finds: for views that have names of their own. A search that cannot be read is refused with the
/// reason.
pub fn matching(search: &str, texts: &[String]) -> Result<Vec<u8>> {
    let pattern = Pattern::new(search).map_err(|reason| Error::new(ErrorKind::Usage(reason.to_string())))?;
    Ok(texts
        .iter()
        .map(|text| pattern.is_match(text.as_bytes()).into())
        .collect())
}

/// A name for people: what is not UTF-8 in it is replaced.
fn display(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}
