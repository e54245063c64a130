//! What is shown, in numbers and in a sentence that can be pasted into a ticket.

use super::folded::Folded;
use super::hottest::{About, Hottest};
use super::info::{is_of_goroutines, is_of_waiting, program, says_states, total_text};
use super::net::{Net, with_sign};
use super::sentence::{Piece, Told, lasting, sentence, text_of};
use super::shown::Shown;
use super::{Loaded, ProfileId, Role, Session, display, doubts};
use crate::analysis::runtimes::Language;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::measurement::{label, scale, understood, units_like};
use crate::base::room::ask_for;
use crate::profile::{Profile, ValueType};
use crate::report::{Context, profile_lines};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::rc::Rc;

/// What is shown at present, in numbers and in words.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Whether there is a source. Without one all else is empty.
    pub ready: bool,
    /// The program and the sample type.
    pub title: String,
    /// pprof's lines about the profile.
    pub profile_lines: Vec<ProfileLine>,
    /// The sample types to choose from.
    pub sample_types: Vec<SelectableType>,
    /// The name of the selected one: `cpu`, `inuse_space`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The unit of all numbers that are handed out: `nanoseconds`, `bytes`.
    pub unit: String,
    /// Whether it is a profile of goroutines.
    pub goroutines: bool,
    /// The view that it is opened for, which is shown first: `goroutines` where it says what each of them waits for, else `top`.
    pub first_view: &'static str,
    /// Whether it is about who waits: goroutines, blocking, mutexes.
    pub waiting: bool,
    /// What is 100 %.
    pub total: f64,
    /// `total` with its unit: `5.48s`.
    pub total_text: String,
    /// The unit that all values are shown in, `MB`; empty where each has its own, or there is none.
    pub shown_unit: String,
    /// The units that can be chosen instead; none if there is nothing to choose.
    pub units: Vec<&'static str>,
    /// How many places are known by their address alone, so that a row stands for all of a binary; 0 if they are few.
    pub nameless: usize,
    /// How many names stand for several functions, or lack a type, because less is shown than compilers write.
    pub folded_names: usize,
    /// The one of them that most functions have: `::next`.
    pub folded_example: String,
    /// The language that the program is written in, as its names and files tell it; empty if they do not.
    pub language: &'static str,
    /// The packages that weigh most themselves in all of it, whatever is filtered: they are to be told apart by their colours.
    pub packages: Vec<String>,
    /// The two sides of a comparison.
    pub diff: Option<DiffSummary>,
    /// Whether values are changes: of a comparison, or those of a file that has negative ones.
    pub changes: bool,
    /// The answer in a sentence.
    pub sentence: String,
    /// The same in pieces, with where what they say can be found.
    pub pieces: Vec<Piece>,
    /// What to do next if no other profile is there, if there is something to be said; no part of the sentence.
    pub next: &'static str,
    /// What pprof warns of: filters that match nothing, for instance.
    pub warnings: Vec<String>,
}

/// A line that pprof prints about a profile.
#[derive(Debug, Clone, Serialize)]
pub struct ProfileLine {
    /// As pprof prints it: `Time: 2026-11-28 12:00:00 UTC`.
    pub text: String,
    /// Why it cannot be right; empty if it can.
    pub doubt: &'static str,
}

/// A sample type to choose.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SelectableType {
    /// What is measured: `cpu`, `inuse_space`.
    #[serde(rename = "type")]
    pub kind: String,
    /// In which unit: `nanoseconds`, `bytes`; empty if the file does not say.
    pub unit: String,
    /// Its total before any filter, as text; empty in a comparison.
    pub total_text: String,
    /// Whether it is the selected one.
    pub selected: bool,
}

/// The two sides of a comparison, each with the sum of its values: of one that is a difference itself, what is left of it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DiffSummary {
    /// The part that the base plays: `base` or `diff_base`.
    pub role: &'static str,
    /// The sum of the source, in the unit of the sample type.
    pub source: f64,
    /// `source` with its unit: `5.48s`.
    pub source_text: String,
    /// The sum of the base, in the unit of the sample type.
    pub base: f64,
    /// `base` with its unit: `5.48s`.
    pub base_text: String,
    /// The source minus the base, with its sign.
    pub change_text: String,
    /// When the source was taken, if it is one profile that says it.
    pub source_time: String,
    /// When the base was taken, if it is one profile that says it.
    pub base_time: String,
    /// The profile that is the source, if it is one alone.
    pub source_profile: Option<ProfileId>,
    /// The profile that is the base, if it is one alone.
    pub base_profile: Option<ProfileId>,
    /// Whether the source is scaled to the base.
    pub normalize: bool,
}

/// What to do where what is hot has no names.
const NO_NAMES: &str =
    "For names: go tool pprof -proto BINARY FILE, where the binary is, saves a profile that has them.";

/// What to do where goroutines have leaked: that they wait in vain needs no second dump.
const LEAK: &str = "What has leaked stays: look at the line where it waits, and at who started it.";

/// What to do when all there is are goroutines at one time: of which others are there this knows nothing, for it outlives their coming.
const ONE_DUMP: &str = "This says who waits, not what grows: for that, drop five more, each a minute later.";

impl Session {
    /// What is shown now; made once between two changes.
    ///
    /// # Errors
    ///
    /// The options are such that no report can be made.
    pub fn summary(&self) -> Result<Rc<Summary>> {
        if self.combined.is_none() {
            return Ok(Rc::default());
        }
        let shown = self.shown()?;
        shown.once(|| {
            let start = (self.clock)();
            let summary = self.summary_of(&shown);
            self.took("summary", start);
            summary
        })
    }

    fn summary_of(&self, shown: &Shown) -> Result<Summary> {
        let (context, selection) = (shown.whole(), &shown.selection);
        // What is said of each sample type is in several lists.
        ask_for(selection.profile.sample_types.len() as u64 * 400 + selection.profile.room_of_words())?;
        let format = context.readable_format();
        let unit = selection.sample_unit();
        let kind = String::from_utf8_lossy(&context.sample_type()).into_owned();
        let diff = self.diff(context);
        let lines = profile_lines(context, &format);
        let is_of_goroutines = is_of_goroutines(&selection.profile);
        let about = match is_of_waiting(&selection.profile) {
            true => About::Waiting,
            false => About::Use,
        };
        let net = match diff {
            None => Net::of(&selection.profile, selection.column),
            Some(_) => None,
        };
        let standing = match (&diff, is_of_goroutines) {
            (None, true) => self.standing(selection.totals.sum, net.is_some()).unwrap_or_default(),
            _ => Vec::new(),
        };
        let folded = Folded::of(&selection.profile);
        let is_one_dump = !standing.is_empty() && net.is_none();
        let profile = &selection.profile;
        let doubt = doubts::of_amount(profile, selection.column, shown.span);
        let runtimes = self.runtimes(profile);
        let language = runtimes.language;
        let totals = match self.options.normalize && diff.is_some() {
            false => self.totals(&selection.profile, shown.changes),
            // Then both sides have the same total of every type.
            true => Vec::new(),
        };
        let hot = shown
            .stacks()
            .map(|set| (Hottest::new(profile, &runtimes, &set, about), set));
        let next = match &hot {
            _ if is_one_dump && self.leaked()? != 0 => LEAK,
            _ if is_one_dump => ONE_DUMP,
            Ok((hottest, _)) if hottest.is_in_a_file() => NO_NAMES,
            _ => "",
        };
        let pieces = match hot {
            Ok((hottest, set)) => sentence(Told {
                set: &set,
                context,
                net,
                empty_default: self.empty_default(&kind),
                left_out: self.left_out(),
                others_changed: match diff.as_ref().is_some_and(|diff| diff.base == diff.source) {
                    true => others_changed(&selection.profile, selection.column, &totals),
                    false => Vec::new(),
                },
                sample_type: &kind,
                diff: diff.as_ref(),
                apart: self.kinds_apart(),
                unlike: self.unlike(),
                // What is left of a difference does not tell what it is a difference of.
                known: diff.as_ref().and_then(|_| self.kind_of(Role::Source)),
                standing,
                hottest: &hottest,
                // Of Go's profiles everybody knows it.
                language: match language {
                    Some(Language::Go) | None => "",
                    Some(language) => language.name(),
                },
                time: match self.time_doubt(profile) {
                    "" => profile.time_nanos,
                    _ => 0,
                },
                span: shown.span,
                doubt,
            }),
            // What is too large is to be made smaller, by whoever sees all the rest of it.
            Err(error) if error.is_about_size() => too_large(&error),
            Err(error) => return Err(error),
        };
        let mut totals = totals.into_iter();
        let types = selection.profile.sample_types.iter().enumerate();
        Ok(Summary {
            ready: true,
            title: format!("{} {kind}", program(&selection.profile)).trim().to_owned(),
            profile_lines: {
                let mut facts = self.facts(&lines, &selection.profile);
                let text = format!("Total: {}", format.value(selection.totals.total));
                facts.extend((!doubt.is_empty()).then_some(ProfileLine { text, doubt }));
                facts
            },
            sample_types: types
                .map(|(column, sample_type)| SelectableType {
                    kind: selection.profile.display(sample_type.kind),
                    unit: selection.profile.display(sample_type.unit),
                    total_text: totals.next().unwrap_or_default(),
                    selected: column == selection.column,
                })
                .collect(),
            goroutines: is_of_goroutines,
            first_view: match diff.is_none() && says_states(&selection.profile) {
                true => "goroutines",
                false => "top",
            },
            waiting: is_of_waiting(&selection.profile),
            total: selection.totals.total as f64,
            total_text: format.value(selection.totals.total),
            shown_unit: match format.unit() {
                "minimum" | "auto" => String::new(),
                // Where one of another kind is wanted they are not shown in that.
                _ if !context.has_fitting_unit() => String::new(),
                shown => shown.to_owned(),
            },
            units: units_like(understood(&unit)),
            nameless: nameless(&selection.profile),
            folded_names: folded.names,
            folded_example: folded.example,
            language: language.map_or("", Language::name),
            packages: self.heaviest_packages(),
            sentence: text_of(&pieces),
            pieces,
            next,
            changes: diff.is_some() || net.is_some(),
            diff,
            kind,
            unit,
            warnings: selection.warnings.clone(),
        })
    }

    /// pprof's lines about what is shown. In a comparison its time is that of the older side and its duration a sum, so that each
    /// side has a line of its own instead.
    fn facts(&self, lines: &[Vec<u8>], profile: &Profile) -> Vec<ProfileLine> {
        let base = self.base_role();
        let is_of_a_side = |line: &&Vec<u8>| line.starts_with(b"Time: ") || line.starts_with(b"Duration: ");
        let lines = lines.iter().filter(|line| base.is_none() || !is_of_a_side(line));
        let mut facts: Vec<ProfileLine> = lines.map(|line| self.profile_line(line, profile)).collect();
        if let Some(base) = base {
            facts.extend(self.side_lines("From", base));
            facts.extend(self.side_lines("To", Role::Source));
        }
        facts
    }

    fn profile_line(&self, line: &[u8], profile: &Profile) -> ProfileLine {
        let doubt = match line {
            _ if line.starts_with(b"Time: ") => self.time_doubt(profile),
            _ if line.starts_with(b"Duration: ") => self.duration_doubt(profile),
            _ => "",
        };
        ProfileLine {
            text: display(line),
            doubt,
        }
    }

    /// What the profiles of a side say of themselves: `From: heap-1.pb.gz, taken 2026-11-28 12:00:00 UTC over 30s`.
    fn side_lines(&self, word: &str, role: Role) -> Vec<ProfileLine> {
        let playing: Vec<&Loaded> = self.loaded.iter().filter(|loaded| loaded.role == role).collect();
        let told = playing.iter().take(TOLD).map(|loaded| {
            let (time, duration) = (loaded.info.time_nanos as i64, loaded.info.duration_nanos as i64);
            let mut text = format!("{word}: {}", loaded.info.name);
            if time != 0 {
                text.push_str(&format!(", taken {}", self.zone.format(time)));
            }
            if duration != 0 {
                text.push_str(&format!(" over {}", lasting(duration)));
            }
            let doubt = match doubts::of_time(time) {
                "" => loaded.info.duration_doubt,
                doubt => doubt,
            };
            ProfileLine { text, doubt }
        });
        let more = playing.len().checked_sub(TOLD + 1).map(|more| ProfileLine {
            text: format!("{word}: {} more", more + 1),
            doubt: "",
        });
        told.chain(more).collect()
    }

    /// The totals of the sample types over all sources; of changes, the change with its sign.
    fn totals(&self, profile: &Profile, is_change: bool) -> Vec<String> {
        let base = self.base_role();
        let playing = |loaded: &&Loaded| loaded.role == Role::Source || Some(loaded.role) == base;
        let playing: Vec<(&Loaded, FxHashMap<&[u8], usize>)> = self
            .loaded
            .iter()
            .filter(playing)
            .map(|loaded| (loaded, columns_by_name(loaded)))
            .collect();
        let total = |sample_type: &ValueType| {
            let (name, unit) = (profile.display(sample_type.kind), profile.display(sample_type.unit));
            let (mut all, mut net) = (0_i64, 0_i64);
            for (loaded, columns) in &playing {
                let Some(&column) = columns.get(name.as_bytes()) else {
                    continue;
                };
                all = all.saturating_add(total_in(loaded, &loaded.totals, column, &unit));
                let own = total_in(loaded, &loaded.nets, column, &unit);
                net = match loaded.role == Role::Source {
                    true => net.saturating_add(own),
                    false => net.saturating_sub(own),
                };
            }
            match is_change {
                true => with_sign(label(net, understood(&unit)), net),
                false => total_text(all, &unit),
            }
        };
        profile.sample_types.iter().map(total).collect()
    }

    /// The sample type that pprof would open, where another one is opened since all of its values are 0; none where the one that is shown
    /// was chosen.
    fn empty_default(&self, shown: &str) -> Option<String> {
        let source = self.loaded.iter().find(|loaded| loaded.role == Role::Source)?;
        let kind = |column: usize| source.info.sample_types.get(column).map(|own| &own.kind);
        let (default, opened) = (kind(source.info.default_type)?, kind(source.info.opened_type)?);
        (default != opened && opened == shown).then(|| default.clone())
    }

    fn diff(&self, context: &Context) -> Option<DiffSummary> {
        let playing = |role: Role| self.loaded.iter().filter(move |loaded| loaded.role == role);
        let role = self.base_role()?;
        let selection = &context.selection;
        let sample_type = selection.profile.sample_types[selection.column];
        let (name, unit) = (selection.profile.display(sample_type.kind), selection.sample_unit());
        // Profiles may measure in different units; both sides are given in the one of the combination.
        let total = |role: Role| {
            let totals = playing(role).filter_map(|loaded| total_of(loaded, &loaded.nets, &name, &unit));
            totals.fold(0, i64::wrapping_add)
        };
        let (source, base) = (total(Role::Source), total(role));
        let format = context.readable_format();
        // What is 100 % may be the change, or what filters leave, which says nothing of how large the sides are.
        let of_sides = match self.options.normalize {
            true => context.readable_beside(base, 0),
            false => context.readable_beside(base, source),
        };
        let change = source.wrapping_sub(base);
        let alone = |role: Role| match playing(role).next() {
            Some(loaded) if playing(role).count() == 1 => Some(loaded),
            _ => None,
        };
        let time = |loaded: Option<&Loaded>| match loaded.map(|loaded| loaded.info.time_nanos as i64) {
            Some(nanos) if nanos != 0 && doubts::of_time(nanos).is_empty() => self.zone.format(nanos),
            _ => String::new(),
        };
        Some(DiffSummary {
            role: role.name(),
            source: source as f64,
            source_text: of_sides.value(source),
            base: base as f64,
            base_text: of_sides.value(base),
            change_text: with_sign(format.value(change), change),
            source_time: time(alone(Role::Source)),
            base_time: time(alone(role)),
            source_profile: alone(Role::Source).map(|loaded| loaded.id),
            base_profile: alone(role).map(|loaded| loaded.id),
            normalize: self.options.normalize,
        })
    }
}

/// So many profiles of a side of a comparison are told one by one.
const TOLD: usize = 3;

fn total_of(loaded: &Loaded, sums: &[i64], name: &str, unit: &str) -> Option<i64> {
    let mut own = loaded.info.sample_types.iter();
    let column = own.position(|sample_type| sample_type.kind == name)?;
    Some(total_in(loaded, sums, column, unit))
}

/// What of `sums` is of a column, in a unit.
fn total_in(loaded: &Loaded, sums: &[i64], column: usize, unit: &str) -> i64 {
    let (factor, _) = scale(1, &loaded.info.sample_types[column].unit, unit);
    (sums[column] as f64 * factor).round() as i64
}

/// The columns of a profile by the names of their sample types: of several of a name the first.
fn columns_by_name(loaded: &Loaded) -> FxHashMap<&[u8], usize> {
    let mut columns = FxHashMap::default();
    for (column, sample_type) in loaded.info.sample_types.iter().enumerate() {
        columns.entry(sample_type.kind.as_bytes()).or_insert(column);
    }
    columns
}

/// The sample types that changed but for the shown one, each with its total.
fn others_changed(profile: &Profile, column: usize, totals: &[String]) -> Vec<(String, String)> {
    let types = profile.sample_types.iter().zip(totals).enumerate();
    let changed = types.filter(|(own, (_, total))| *own != column && *total != "0");
    changed
        .map(|(_, (own, total))| (profile.display(own.kind), total.clone()))
        .collect()
}

/// How many places are known by their address alone; 0 if they are few.
fn nameless(profile: &Profile) -> usize {
    let places = profile.locations.iter();
    let nameless = places
        .filter(|place| place.line_count == 0 && place.address != 0)
        .count();
    // The kernel's page for quick system calls is in every profile of Linux.
    if nameless * 4 < profile.locations.len() {
        0
    } else {
        nameless
    }
}

/// Why there is nothing to tell, and with a click what makes most of it fit.
fn too_large(error: &Error) -> Vec<Piece> {
    let mut pieces = vec![Piece::words(format!("Too large: {}", error.sentence())).or(format!("Too large: {error}."))];
    if let ErrorKind::TooManyFrames { inlined: true, .. } = error.kind() {
        pieces.push(Piece::words(" "));
        pieces.push(Piece {
            add: vec![("noinlines", "true".to_owned())],
            ..Piece::seen_in("top", "Leave inlined calls out")
        });
        pieces.push(Piece::words("."));
    }
    pieces
}
