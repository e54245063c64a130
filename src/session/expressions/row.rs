//! A row of a view as the frames that it stands for, and by what filters find these.

use super::either;
use crate::analysis::filter::{Filtered, FrameMatcher};
use crate::analysis::options::{Granularity, Options, Sight};
use crate::analysis::stacks::{FrameId, Objects, Paths, StackSet};
use crate::base::columns::StringId;
use crate::base::error::Result;
use crate::base::names::without_arguments;
use crate::base::pattern::Pattern;
use crate::base::sort::sort;
use crate::base::text::is_shown_as;
use crate::profile::{Function, Line, LocationId, Profile};
use crate::session::pattern;
use rustc_hash::FxHashSet;
use std::rc::Rc;

/// So many others are hidden one by one where a row is to be shown alone.
const HIDDEN: usize = 50;

const NO_SHOW: &str =
    "pprof's show keeps no frame without a function, and what else there is cannot be hidden in its place.";

/// By what a filter finds a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Handle {
    Function(StringId),
    File(StringId),
    Binary(StringId),
    Nothing,
}

/// A row: the frames that print alike, among all frames of a profile, whatever the filters leave of them.
pub struct Row<'a> {
    profile: &'a Profile,
    name: &'a str,
    granularity: Granularity,
    set: StackSet,
    /// By frame of the set, whether it is of the row.
    frames: Vec<bool>,
    /// The row's name byte for byte: what is not UTF-8 was replaced in `name`, so there may be several.
    pub printed: Vec<Vec<u8>>,
    /// By what filters find its frames, each handle once.
    handles: Vec<Handle>,
}

impl<'a> Row<'a> {
    /// The frames of a printed name; if there are none, those of the function of that name.
    pub fn find(profile: &'a Rc<Profile>, options: &Options, name: &'a str) -> Row<'a> {
        let mut row = Row::read(profile, options, &options.granularity, Paths::Placed, name);
        for (granularity, paths) in [
            // Reports add up what has no name of its own, and tell apart what views do not.
            (options.granularity.as_str(), Paths::Trimmed),
            // Reports about stacks print paths as they are.
            (options.granularity.as_str(), Paths::Full),
            // The source view names functions alone, those without a name of their own by their place.
            ("functions", Paths::Placed),
            ("functions", Paths::Full),
        ] {
            if !row.handles.is_empty() {
                break;
            }
            row = Row::read(profile, options, granularity, paths, name);
        }
        row
    }

    fn read(profile: &'a Rc<Profile>, options: &Options, granularity: &str, paths: Paths, name: &'a str) -> Row<'a> {
        // Filters look at all calls, also where reports do not tell apart those that were inlined.
        let options = Options {
            granularity: granularity.to_owned(),
            noinlines: false,
            ..options.clone()
        };
        let mut row = Row {
            profile,
            name,
            granularity: options.granularity(),
            set: StackSet::new(Rc::new(Filtered::all(profile)), 0, &options, Objects::Nameless, paths),
            frames: Vec::new(),
            printed: Vec::new(),
            handles: Vec::new(),
        };
        let mut known = FxHashSet::default();
        for frame in 0..row.set.frame_count() as u32 {
            let printed = row.set.printed_name(FrameId(frame));
            let is_wanted = String::from_utf8_lossy(&printed) == name;
            row.frames.push(is_wanted);
            if is_wanted && known.insert(printed.clone()) {
                row.printed.push(printed);
            }
        }
        row.handles = row.find_handles();
        row
    }

    /// All frames where they are: in a location, with a line of it unless it has none.
    fn places(&self) -> impl Iterator<Item = (FrameId, LocationId, Option<&Line>)> {
        (0..self.set.site_count() as u32).flat_map(move |site| {
            let frames = self.set.site(site).iter().enumerate();
            frames.map(move |(index, frame)| (frame.frame(), LocationId(site), self.set.line(site, index)))
        })
    }

    fn find_handles(&self) -> Vec<Handle> {
        let mut handles = Vec::new();
        for (frame, location, line) in self.places() {
            if !self.frames[frame.index()] {
                continue;
            }
            let handle = self.handle(location, line);
            if !handles.contains(&handle) {
                handles.push(handle);
            }
        }
        handles
    }

    fn handle(&self, location: LocationId, line: Option<&Line>) -> Handle {
        if let Some(line) = line {
            let function = self.function(line);
            if function.name != StringId::EMPTY && self.granularity != Granularity::Files {
                return Handle::Function(function.name);
            }
            if function.filename != StringId::EMPTY {
                return Handle::File(function.filename);
            }
        }
        match self.profile.mapping_file(location) {
            StringId::EMPTY => Handle::Nothing,
            file => Handle::Binary(file),
        }
    }

    fn function(&self, line: &Line) -> &'a Function {
        &self.profile.functions[line.function.index()]
    }

    /// The names of its functions.
    pub fn functions(&self) -> Vec<&[u8]> {
        let functions = self.handles.iter().filter_map(|handle| match *handle {
            Handle::Function(id) => Some(self.profile.text(id)),
            _ => None,
        });
        functions.collect()
    }

    /// The expression that means its frames, for a filter with that `sight`.
    ///
    /// # Errors
    ///
    /// A sentence why there is none.
    pub fn expression(&self, sight: Sight) -> Result<String, String> {
        if self.handles.is_empty() {
            return Err(format!(
                "No frame of the profiles that are shown is called {}.",
                self.name
            ));
        }
        if self.handles.contains(&Handle::Nothing) {
            let has = match self.granularity {
                Granularity::Files => "neither a file nor a binary",
                _ => "no function, no file and no binary",
            };
            return Err(format!(
                "pprof's filters cannot find what this row stands for: it has {has}."
            ));
        }
        let functions = self.functions();
        let is_nameless = |(frame, _, line): (FrameId, _, Option<&Line>)| line.is_none() && self.frames[frame.index()];
        match sight {
            Sight::All => Ok(self.narrowest()),
            Sight::Functions if self.places().any(is_nameless) => Err(NO_SHOW.to_owned()),
            Sight::Functions => Ok(self.narrowest()),
            Sight::Names if functions.len() < self.handles.len() => Err(
                "pprof's prune_from finds frames by the name of their function alone, and this row is no function."
                    .to_owned(),
            ),
            Sight::Names => {
                let seen: Vec<&[u8]> = functions.into_iter().map(without_arguments).collect();
                // Of a method in Go nothing is left but the package and a dot.
                match seen.iter().any(|name| name.is_empty() || name.ends_with(b".")) {
                    true => Err("pprof's prune_from sees names only up to their first parenthesis: it cannot tell this method from others.".to_owned()),
                    false => Ok(either(&seen)),
                }
            }
        }
    }

    /// The expression for all frames but its own, and those of other rows, so many, that no filter tells from them: to hide these is to show its own, also where `show` keeps none of them.
    ///
    /// # Errors
    ///
    /// A sentence why there is none.
    pub fn all_else(&self) -> Result<(String, usize), String> {
        let (mut handles, mut others) = (Vec::new(), Vec::new());
        for (frame, location, line) in self.places() {
            let handle = self.handle(location, line);
            if self.frames[frame.index()] || handles.contains(&handle) {
                continue;
            }
            if self.handles.contains(&handle) {
                others.push(self.set.printed_name(frame));
                continue;
            }
            if handle == Handle::Nothing || handles.len() == HIDDEN {
                return Err(NO_SHOW.to_owned());
            }
            handles.push(handle);
        }
        let all_else = either(
            &handles
                .iter()
                .map(|&handle| self.handle_text(handle))
                .collect::<Vec<_>>(),
        );
        let means_own = Pattern::new(&all_else).is_ok_and(|pattern| {
            let mut matches = FrameMatcher::new(&pattern, self.profile, true);
            let mut own = self.places().filter(|(frame, ..)| self.frames[frame.index()]);
            own.any(|(_, location, line)| line.is_some_and(|line| matches.line(line)) || matches.mapping(location))
        });
        match handles.is_empty() || means_own {
            true => Err(NO_SHOW.to_owned()),
            false => {
                sort(&mut others);
                others.dedup();
                Ok((all_else, others.len()))
            }
        }
    }

    /// The expression for what its frames are called. Where that means other rows, too: the one for the files that they are in, if nothing
    /// else is in these; and else, of functions without a name of their own, the one for their names with their places.
    fn narrowest(&self) -> String {
        let by_name = either(&self.texts());
        let prints_more = self
            .handles
            .iter()
            .any(|&handle| !is_shown_as(self.handle_text(handle), self.name));
        let is_own = |expression: &str| self.others(Sight::All, expression).is_ok_and(|others| others == 0);
        if !prints_more || self.granularity == Granularity::Files || is_own(&by_name) {
            return by_name;
        }
        let own = || self.places().filter(|(frame, ..)| self.frames[frame.index()]);
        let mut files: Vec<&[u8]> = own()
            .map(|(_, _, line)| line.map_or(&b""[..], |line| self.profile.text(self.function(line).filename)))
            .collect();
        sort(&mut files);
        files.dedup();
        let by_file = either(&files);
        if !files.contains(&&b""[..]) && is_own(&by_file) {
            return by_file;
        }
        let placed: Option<Vec<Vec<u8>>> = own()
            .map(|(_, _, line)| line.and_then(|line| self.profile.placed_name(self.function(line))))
            .collect();
        match placed {
            Some(mut placed) => {
                sort(&mut placed);
                placed.dedup();
                either(&placed.iter().map(Vec::as_slice).collect::<Vec<_>>())
            }
            None => by_name,
        }
    }

    /// A sentence on what the filters of a function cannot help meaning, too, or on what pprof makes of them; empty if they mean it alone there.
    pub fn shared(&self, others: usize, focus: &str) -> String {
        if self.places().any(|(frame, _, line)| {
            let placed = line.and_then(|line| self.profile.placed_name(self.function(line)));
            self.frames[frame.index()] && placed.is_some_and(|placed| focus.contains(&either(&[&placed])))
        }) {
            return "pprof's filters know functions by name and file, which others share: these mean it by its place, and find nothing in pprof itself.".to_owned();
        }
        let [Handle::Function(name)] = self.handles[..] else {
            return String::new();
        };
        let name = self.profile.display(name);
        let what = match self.granularity {
            Granularity::Functions => "functions named",
            _ => "rows of",
        };
        match others > 0 && self.name != name {
            true => format!(
                "pprof's filters know functions by name and file: each means all {} {what} {name}.",
                others + 1
            ),
            false => String::new(),
        }
    }

    /// Whether pprof's filters can find its frames.
    pub fn is_findable(&self) -> bool {
        !self.handles.is_empty() && !self.handles.contains(&Handle::Nothing)
    }

    fn texts(&self) -> Vec<&[u8]> {
        self.handles.iter().map(|&handle| self.handle_text(handle)).collect()
    }

    fn handle_text(&self, handle: Handle) -> &[u8] {
        match handle {
            Handle::Function(id) | Handle::File(id) | Handle::Binary(id) => self.profile.text(id),
            Handle::Nothing => b"",
        }
    }

    /// How many other rows an expression means.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn others(&self, sight: Sight, expression: &str) -> Result<usize> {
        let pattern = pattern(expression)?;
        let mut matches = FrameMatcher::new(&pattern, self.profile, true);
        let mut met = vec![false; self.set.frame_count()];
        for (frame, location, line) in self.places() {
            met[frame.index()] |= match (sight, line) {
                (Sight::Names, line) => line.is_some_and(|line| matches.pruned(line)),
                (Sight::Functions, None) => false,
                (_, line) => line.is_some_and(|line| matches.line(line)) || matches.mapping(location),
            };
        }
        let mut others: Vec<Vec<u8>> = (0..)
            .map(FrameId)
            .zip(met.iter().zip(&self.frames))
            .filter(|(_, (met, own))| **met && !**own)
            .map(|(frame, _)| self.set.printed_name(frame))
            .collect();
        sort(&mut others);
        others.dedup();
        Ok(others.len())
    }
}
