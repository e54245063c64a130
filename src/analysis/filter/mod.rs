//! focus, ignore, hide, show, show_from, prune_from, tag filters, tagroot and tagleaf: Profile -> [`Filtered`].
//!
//! In: a profile and the options. Out: which samples stay, how much of their stacks, and which frames of each
//! location. Nothing is copied but the small table of frames; the samples stay where they are.
//!
//! The order is pprof's: tagroot and tagleaf frames are added first; then focus, ignore, hide and show together,
//! show_from, tagfocus and tagignore, tagshow and taghide, and at last prune_from.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | the order, the result, the warnings |
//! | `names.rs` | the filters that look at functions, files and binaries |
//! | `labels.rs` | the filters that look at labels, and the units of numeric labels |
//! | `label_frames.rs` | labels that become frames |
//! | `label_expressions.rs` | the filter that selects a label |

pub mod label_expressions;
mod label_frames;
mod labels;
mod names;

pub use label_frames::with_label_frames;
pub use labels::{LabelFilter, LabelUnits};
pub use names::FrameMatcher;

use crate::analysis::options::Options;
use crate::base::blocks::Entries;
use crate::base::columns::StringId;
use crate::base::error::{Error, ErrorKind, OutOfMemory, Result};
use crate::base::pattern::Pattern;
use crate::base::room::{collected, one_more};
use crate::profile::{Label, Line, LocationId, Profile};
use std::rc::Rc;

/// What the filters leave of a profile.
#[derive(Clone)]
pub struct Filtered {
    profile: Rc<Profile>,
    /// The samples that stay, in order; none means all.
    rows: Option<Vec<u32>>,
    /// Per sample of `rows`, the part of its stack that stays, counted from the leaf; none means all of it.
    cuts: Option<Vec<(u32, u32)>>,
    places: Places,
    /// By string id, whether labels of that name are gone; none means that all stay.
    dropped_labels: Option<Vec<bool>>,
}

/// The frames of each location after filtering.
#[derive(Clone, Default)]
struct Places {
    /// None as long as they are the profile's.
    lines: Option<Vec<Line>>,
    /// Per location, where its frames begin and how many there are.
    spans: Vec<(u32, u32)>,
    /// Per location, whether it is taken out of all stacks.
    hidden: Vec<bool>,
}

impl Filtered {
    /// A profile with all samples and frames that it has.
    pub fn all(profile: &Rc<Profile>) -> Filtered {
        let spans = profile.locations.iter();
        Filtered {
            profile: Rc::clone(profile),
            rows: None,
            cuts: None,
            places: Places {
                lines: None,
                spans: spans
                    .map(|location| (location.first_line, location.line_count))
                    .collect(),
                hidden: vec![false; profile.locations.len()],
            },
            dropped_labels: None,
        }
    }

    /// About how many bytes filters take while they are applied, and what is left of a profile afterwards, but for its samples: who keeps
    /// some of them asks for those.
    pub fn room(profile: &Profile) -> u64 {
        let places = profile.locations.len() * 40 + profile.lines.len() * 64;
        (places + profile.strings.len() * 96 + profile.strings.length()) as u64
    }

    /// The profile that was filtered: what stays refers to its tables.
    pub fn profile(&self) -> &Rc<Profile> {
        &self.profile
    }

    /// The number of samples that stay.
    pub fn len(&self) -> usize {
        self.rows.as_ref().map_or(self.profile.samples.len(), Vec::len)
    }

    /// The number that a sample has in the profile.
    #[inline]
    pub fn sample(&self, row: usize) -> usize {
        match &self.rows {
            Some(rows) => rows[row] as usize,
            None => row,
        }
    }

    /// The stack of a sample, the leaf first. It may contain hidden locations, see [`is_hidden`](Self::is_hidden).
    #[inline]
    pub fn stack(&self, row: usize) -> Entries<'_> {
        let stack = self.profile.samples.stack(self.sample(row));
        match &self.cuts {
            Some(cuts) => {
                let (begin, end) = cuts[row];
                stack.part(begin as usize, end as usize)
            }
            None => stack,
        }
    }

    /// Where among the profile's stacks that of a sample begins, and how long it is.
    #[inline]
    pub fn stack_place(&self, row: usize) -> (u32, u32) {
        let (start, length) = self.profile.samples.stack_place(self.sample(row));
        match &self.cuts {
            Some(cuts) => (start + cuts[row].0, cuts[row].1 - cuts[row].0),
            None => (start, length),
        }
    }

    /// Whether a location does not count in any stack.
    #[inline]
    pub fn is_hidden(&self, location: LocationId) -> bool {
        self.places.hidden[location.index()]
    }

    /// The frames of a location that stay, innermost first.
    #[inline]
    pub fn lines_of(&self, location: LocationId) -> &[Line] {
        let (start, count) = self.places.spans[location.index()];
        let lines = self.places.lines.as_ref().unwrap_or(&self.profile.lines);
        &lines[start as usize..][..count as usize]
    }

    /// About how many bytes the labels of a sample take as texts, each by itself.
    pub fn room_of_labels(&self, row: usize) -> u64 {
        self.profile.room_of_labels(self.labels(row))
    }

    /// The labels of a sample that stay.
    #[inline]
    pub fn labels(&self, row: usize) -> impl Iterator<Item = Label> + '_ {
        let dropped = self.dropped_labels.as_ref();
        let labels = self.profile.samples.labels(self.sample(row));
        labels.filter(move |label| !dropped.is_some_and(|dropped| dropped[label.key().index()]))
    }

    /// Keeps the samples for which `keep` gives the part of the stack that stays.
    fn retain(&mut self, keep: &mut Keep) -> Result<(), OutOfMemory> {
        let mut rows: Vec<u32> = Vec::new();
        // There is an entry of each row as soon as one of them is cut.
        let mut cuts: Option<Vec<(u32, u32)>> = self.cuts.is_some().then(Vec::new);
        for row in 0..self.len() {
            let Some((begin, end)) = keep(self, row) else {
                continue;
            };
            let sample = self.sample(row);
            let length = |sample: usize| self.profile.samples.stack_place(sample).1;
            if cuts.is_none() && (begin, end) != (0, length(sample)) {
                let whole = rows.iter().map(|&sample| (0, length(sample as usize)));
                cuts = Some(collected(rows.len(), whole)?);
            }
            if let Some(cuts) = &mut cuts {
                let before = self.cuts.as_ref().map_or(0, |cuts| cuts[row].0);
                one_more(cuts)?;
                cuts.push((before + begin, before + end));
            }
            one_more(&mut rows)?;
            rows.push(sample as u32);
        }
        self.cuts = cuts;
        self.rows = (rows.len() < self.profile.samples.len()).then_some(rows);
        Ok(())
    }

    /// Gives every location the frames that `edit` leaves of it: `(innermost first, kept)`.
    fn edit_lines(&mut self, edit: &mut EditLines) {
        let mut new_lines: Option<Vec<Line>> = self.places.lines.take();
        let original = Rc::clone(&self.profile);
        for index in 0..self.places.spans.len() {
            let (start, count) = self.places.spans[index];
            let lines: &[Line] = new_lines.as_deref().unwrap_or(&original.lines);
            let current = &lines[start as usize..][..count as usize];
            match edit(LocationId(index as u32), current) {
                Edit::Keep => {}
                Edit::Range(begin, end) => {
                    self.places.spans[index] = (start + begin as u32, (end - begin) as u32);
                }
                Edit::Only(kept) => {
                    let lines = new_lines.get_or_insert_with(|| original.lines.clone());
                    self.places.spans[index] = (lines.len() as u32, kept.len() as u32);
                    lines.extend(kept);
                }
            }
        }
        self.places.lines = new_lines;
    }
}

/// The part of a row's stack that stays, if the row does.
type Keep<'a> = dyn FnMut(&Filtered, usize) -> Option<(u32, u32)> + 'a;

/// What becomes of the frames of a location.
type EditLines<'a> = dyn FnMut(LocationId, &[Line]) -> Edit + 'a;

/// What becomes of a location's frames.
enum Edit {
    /// All stay.
    Keep,
    /// Those from one index up to another stay.
    Range(usize, usize),
    /// These stay.
    Only(Vec<Line>),
}

/// The filters of the options, read and checked.
pub struct Filters {
    names: names::NameFilters,
    tagfocus: Option<labels::LabelFilter>,
    tagignore: Option<labels::LabelFilter>,
    tagshow: Option<Pattern>,
    taghide: Option<Pattern>,
    /// Why one of the last two cannot be read: pprof reads them when the others have been applied.
    late_error: Option<Error>,
}

/// Reads the regular expression of an option; an empty text is none.
///
/// # Errors
///
/// Why it is no expression, with the option's name.
pub fn read_expression(option: &str, text: &str) -> Result<Option<Pattern>> {
    if text.is_empty() {
        return Ok(None);
    }
    match Pattern::new(text) {
        Ok(pattern) => Ok(Some(pattern)),
        Err(reason) => Err(Error::new(ErrorKind::Pattern {
            place: format!("{option} regexp"),
            reason: reason.to_string(),
        })),
    }
}

impl Filters {
    /// Reads the filters in pprof's order; the first one that cannot be read is the error. The warnings are those tag
    /// filters that are read as ranges.
    ///
    /// # Errors
    ///
    /// A filter that cannot be read. `tagshow` and `taghide` are no reason yet: pprof reads them when the others have
    /// been applied.
    pub fn new(options: &Options, warnings: &mut Vec<String>) -> Result<Filters> {
        let names = names::NameFilters {
            focus: read_expression("focus", &options.focus)?,
            ignore: read_expression("ignore", &options.ignore)?,
            hide: read_expression("hide", &options.hide)?,
            show: read_expression("show", &options.show)?,
            show_from: read_expression("show_from", &options.show_from)?,
            prune_from: None,
            placed: options.placed_names,
        };
        let tagfocus = labels::LabelFilter::new("tagfocus", &options.tagfocus, warnings)?;
        let tagignore = labels::LabelFilter::new("tagignore", &options.tagignore, warnings)?;
        let prune_from = read_expression("prune_from", &options.prune_from)?;
        let tagshow = read_expression("tagshow", &options.tagshow);
        let taghide = read_expression("taghide", &options.taghide);
        let (tagshow, taghide, late_error) = match (tagshow, taghide) {
            (Ok(tagshow), Ok(taghide)) => (tagshow, taghide, None),
            (Ok(tagshow), Err(error)) => (tagshow, None, Some(error)),
            (Err(error), _) => (None, None, Some(error)),
        };
        Ok(Filters {
            names: names::NameFilters { prune_from, ..names },
            tagfocus,
            tagignore,
            tagshow,
            taghide,
            late_error,
        })
    }

    /// Applies all filters. The warnings are pprof's: expressions that matched nothing.
    ///
    /// # Errors
    ///
    /// `tagshow` or `taghide` cannot be read, or the memory does not suffice.
    pub fn apply(self, profile: &Rc<Profile>, units: &LabelUnits, warnings: &mut Vec<String>) -> Result<Filtered> {
        let mut filtered = Filtered::all(profile);
        let mut warn = |matched: bool, option: &str| {
            if !matched {
                warnings.push(format!("{option} expression matched no samples"));
            }
        };
        self.names.apply(&mut filtered, &mut warn)?;
        self.apply_to_labels(&mut filtered, units, &mut warn)?;
        self.names.apply_prune_from(&mut filtered)?;
        match self.late_error {
            Some(error) => Err(error),
            None => Ok(filtered),
        }
    }

    fn apply_to_labels(
        &self,
        filtered: &mut Filtered,
        units: &LabelUnits,
        warn: &mut dyn FnMut(bool, &str),
    ) -> Result<(), OutOfMemory> {
        if self.tagfocus.is_some() || self.tagignore.is_some() {
            let profile = Rc::clone(&filtered.profile);
            let mut focus = self.tagfocus.as_ref().map(|filter| filter.matcher(&profile, units));
            let mut ignore = self.tagignore.as_ref().map(|filter| filter.matcher(&profile, units));
            let (mut any_focused, mut any_ignored) = (false, false);
            filtered.retain(&mut |filtered, row| {
                let sample = filtered.sample(row);
                let focused = focus.as_mut().is_none_or(|matcher| matcher.matches(sample));
                let ignored = ignore.as_mut().is_some_and(|matcher| matcher.matches(sample));
                any_focused |= focused;
                any_ignored |= ignored;
                (focused && !ignored).then(|| (0, filtered.stack(row).len() as u32))
            })?;
            warn(self.tagfocus.is_none() || any_focused, "TagFocus");
            warn(self.tagignore.is_none() || any_ignored, "TagIgnore");
        }
        if self.tagshow.is_none() && self.taghide.is_none() {
            return Ok(());
        }
        let (mut any_shown, mut any_hidden) = (false, false);
        let mut dropped = vec![false; filtered.profile.strings.len()];
        let mut seen = vec![false; dropped.len()];
        for row in 0..filtered.len() {
            for label in filtered.profile.samples.labels(filtered.sample(row)) {
                let key = label.key();
                if std::mem::replace(&mut seen[key.index()], true) {
                    continue;
                }
                let name = filtered.profile.text(key);
                let shown = self.tagshow.as_ref().is_none_or(|show| show.is_match(name));
                let hidden = self.taghide.as_ref().is_some_and(|hide| hide.is_match(name));
                any_shown |= shown;
                any_hidden |= hidden;
                dropped[key.index()] = !shown || hidden;
            }
        }
        filtered.dropped_labels = Some(dropped);
        warn(self.tagshow.is_none() || any_shown, "TagShow");
        warn(self.taghide.is_none() || any_hidden, "TagHide");
        Ok(())
    }
}

/// The lines `name=value` of all filters that are set, as headers list them.
pub fn active_filters(options: &Options) -> Vec<String> {
    [
        ("focus", &options.focus),
        ("ignore", &options.ignore),
        ("hide", &options.hide),
        ("show", &options.show),
        ("show_from", &options.show_from),
        ("tagfocus", &options.tagfocus),
        ("tagignore", &options.tagignore),
        ("tagshow", &options.tagshow),
        ("taghide", &options.taghide),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| format!("{name}={value}"))
    .collect()
}

/// Answers of a pattern for the texts of a profile, each asked once.
struct Memo<'a> {
    pattern: &'a Pattern,
    profile: &'a Profile,
    known: Vec<Option<bool>>,
}

impl<'a> Memo<'a> {
    fn new(pattern: &'a Pattern, profile: &'a Profile) -> Memo<'a> {
        Memo {
            pattern,
            profile,
            known: vec![None; profile.strings.len()],
        }
    }

    fn matches(&mut self, text: StringId) -> bool {
        let Memo {
            pattern,
            profile,
            known,
        } = self;
        *known[text.index()].get_or_insert_with(|| pattern.is_match(profile.text(text)))
    }
}

#[cfg(test)]
mod tests;
