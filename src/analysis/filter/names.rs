//! The filters that look at functions, files and binaries.

use super::{Edit, Filtered, Memo};
use crate::base::error::OutOfMemory;
use crate::base::names::without_arguments;
use crate::base::pattern::Pattern;
use crate::profile::{Function, Line, LocationId, Profile};
use std::rc::Rc;

/// The expressions; none for those that are not set.
pub struct NameFilters {
    pub focus: Option<Pattern>,
    pub ignore: Option<Pattern>,
    pub hide: Option<Pattern>,
    pub show: Option<Pattern>,
    pub show_from: Option<Pattern>,
    pub prune_from: Option<Pattern>,
    /// Whether an expression may mean a name with its place.
    pub placed: bool,
}

/// What a sample's stack has to do with a location.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    None,
    Focused,
    Ignored,
}

impl NameFilters {
    /// Applies focus, ignore, hide and show, and then show_from.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn apply(&self, filtered: &mut Filtered, warn: &mut dyn FnMut(bool, &str)) -> Result<(), OutOfMemory> {
        if self.focus.is_some() || self.ignore.is_some() || self.hide.is_some() || self.show.is_some() {
            self.select(filtered, warn)?;
        }
        if let Some(show_from) = &self.show_from {
            let matched = apply_show_from(filtered, show_from, self.placed)?;
            warn(matched, "ShowFrom");
        }
        Ok(())
    }

    fn select(&self, filtered: &mut Filtered, warn: &mut dyn FnMut(bool, &str)) -> Result<(), OutOfMemory> {
        let profile = Rc::clone(&filtered.profile);
        let frames = |pattern| FrameMatcher::new(pattern, &profile, self.placed);
        let mut focus = self.focus.as_ref().map(frames);
        let mut ignore = self.ignore.as_ref().map(frames);
        let mut hide = self.hide.as_ref().map(frames);
        let mut show = self.show.as_ref().map(frames);
        let (mut any_focused, mut any_ignored, mut any_hidden, mut any_shown) = (false, false, false, false);
        let mut marks = vec![Mark::None; profile.locations.len()];
        let mut hidden = vec![false; profile.locations.len()];
        filtered.edit_lines(&mut |location, lines| {
            // Focus and ignore look at all frames, before hide and show take some away.
            if ignore.as_mut().is_some_and(|ignore| ignore.any(location, lines)) {
                any_ignored = true;
                marks[location.index()] = Mark::Ignored;
            } else if focus.as_mut().is_none_or(|focus| focus.any(location, lines)) {
                any_focused = true;
                marks[location.index()] = Mark::Focused;
            }
            let mut kept: Option<Vec<Line>> = None;
            if let Some(hide) = &mut hide
                && hide.any(location, lines)
            {
                any_hidden = true;
                let left = hide.unmatched(location, lines);
                hidden[location.index()] |= left.is_empty();
                kept = Some(left);
            }
            if let Some(show) = &mut show {
                let left = show.matched(location, kept.as_deref().unwrap_or(lines));
                hidden[location.index()] |= left.is_empty();
                any_shown |= !left.is_empty();
                kept = Some(left);
            }
            kept.map_or(Edit::Keep, Edit::Only)
        });
        warn(focus.is_none() || any_focused, "Focus");
        warn(ignore.is_none() || any_ignored, "Ignore");
        warn(hide.is_none() || any_hidden, "Hide");
        warn(show.is_none() || any_shown, "Show");
        filtered.places.hidden = hidden;
        filtered.retain(&mut |filtered, row| {
            let stack = filtered.stack(row);
            let mut focused = false;
            let mut visible = false;
            for location in stack {
                match marks[location as usize] {
                    Mark::Ignored => return None,
                    Mark::Focused => focused = true,
                    Mark::None => {}
                }
                visible |= !filtered.places.hidden[location as usize];
            }
            (focused && visible).then_some((0, stack.len() as u32))
        })
    }

    /// Cuts off what is called from frames that match prune_from. The matching frame stays.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn apply_prune_from(&self, filtered: &mut Filtered) -> Result<(), OutOfMemory> {
        let Some(prune_from) = &self.prune_from else {
            return Ok(());
        };
        let profile = Rc::clone(&filtered.profile);
        let mut frames = FrameMatcher::new(prune_from, &profile, self.placed);
        let mut prunes = vec![false; profile.locations.len()];
        filtered.edit_lines(&mut |location, lines| {
            let first = lines.iter().position(|line| frames.pruned(line));
            let Some(first) = first else {
                return Edit::Keep;
            };
            prunes[location.index()] = true;
            Edit::Range(first, lines.len())
        });
        filtered.retain(&mut |filtered, row| {
            let stack = filtered.stack(row);
            let first = stack.iter().position(|location| prunes[location as usize]);
            Some((first.unwrap_or(0) as u32, stack.len() as u32))
        })
    }
}

/// Cuts off the callers of the outermost match; samples without one go. Answers whether there is a match at all.
fn apply_show_from(filtered: &mut Filtered, show_from: &Pattern, placed: bool) -> Result<bool, OutOfMemory> {
    let profile = Rc::clone(&filtered.profile);
    let mut frames = FrameMatcher::new(show_from, &profile, placed);
    let mut matching = vec![false; profile.locations.len()];
    filtered.edit_lines(&mut |location, lines| {
        if frames.mapping(location) {
            matching[location.index()] = true;
            return Edit::Keep;
        }
        match lines.iter().rposition(|line| frames.line(line)) {
            Some(last) => {
                matching[location.index()] = true;
                Edit::Range(0, last + 1)
            }
            None => Edit::Keep,
        }
    });
    filtered.retain(&mut |filtered, row| {
        let visible = |location: u32| !filtered.places.hidden[location as usize];
        let stack = filtered.stack(row);
        let outermost = stack
            .iter()
            .rposition(|location| matching[location as usize] && visible(location))?;
        Some((0, outermost as u32 + 1))
    })?;
    Ok(matching.contains(&true))
}

/// What a pattern says about the frames of locations: function name or file, or the file of the binary. For a function without a name of its
/// own neither says which one is meant, and there views call it by its name and its place: an expression for all of that, from its
/// beginning to its end, finds it too, if that is wanted. In pprof it finds nothing.
pub struct FrameMatcher<'a> {
    profile: &'a Profile,
    texts: Memo<'a>,
    /// By function, what the pattern says of its name with its place; none if it may be for a part of a name.
    placed: Option<Vec<Option<bool>>>,
    /// By function, what prune_from says.
    pruned: Vec<Option<bool>>,
}

impl<'a> FrameMatcher<'a> {
    /// Asks the profile for nothing yet. `placed`: whether an expression may mean a name with its place.
    pub fn new(pattern: &'a Pattern, profile: &'a Profile, placed: bool) -> FrameMatcher<'a> {
        FrameMatcher {
            profile,
            texts: Memo::new(pattern, profile),
            // Between the name and the place there is a blank: whoever writes none of these means what pprof means.
            placed: (placed && ['^', ' ', '$'].iter().all(|&own| pattern.as_str().contains(own)))
                .then(|| vec![None; profile.functions.len()]),
            pruned: vec![None; profile.functions.len()],
        }
    }

    /// Whether a filter but prune_from finds a frame by its function or its file.
    pub fn line(&mut self, line: &Line) -> bool {
        let function = &self.profile.functions[line.function.index()];
        self.texts.matches(function.name) || self.texts.matches(function.filename) || self.is_placed(line, function)
    }

    fn is_placed(&mut self, line: &Line, function: &Function) -> bool {
        let Some(placed) = &mut self.placed else {
            return false;
        };
        *placed[line.function.index()].get_or_insert_with(|| {
            let name = self.profile.placed_name(function);
            name.is_some_and(|name| self.texts.pattern.is_match(&name))
        })
    }

    /// Whether it finds all frames of a location by the file of their binary.
    pub fn mapping(&mut self, location: LocationId) -> bool {
        match self.profile.locations[location.index()].mapping {
            Some(mapping) => self.texts.matches(self.profile.mappings[mapping.index()].file),
            None => false,
        }
    }

    /// Whether prune_from finds a frame.
    pub fn pruned(&mut self, line: &Line) -> bool {
        let FrameMatcher {
            profile, texts, pruned, ..
        } = self;
        *pruned[line.function.index()].get_or_insert_with(|| {
            let name = profile.text(profile.functions[line.function.index()].name);
            !name.is_empty() && texts.pattern.is_match(without_arguments(name))
        })
    }

    fn any(&mut self, location: LocationId, lines: &[Line]) -> bool {
        lines.iter().any(|line| self.line(line)) || self.mapping(location)
    }

    fn matched(&mut self, location: LocationId, lines: &[Line]) -> Vec<Line> {
        if self.mapping(location) {
            return lines.to_vec();
        }
        lines.iter().copied().filter(|line| self.line(line)).collect()
    }

    fn unmatched(&mut self, location: LocationId, lines: &[Line]) -> Vec<Line> {
        if self.mapping(location) {
            return Vec::new();
        }
        lines.iter().copied().filter(|line| !self.line(line)).collect()
    }
}
