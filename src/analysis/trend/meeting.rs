//! What of a goroutine's stack counts, so that `debug=1`, `debug=2` and profile.proto of one program meet in the same stacks.
//!
//! ```text
//! proto     runtime.gopark; runtime.chansend; runtime.chansend1; main.leak; main.start.func1; runtime.goexit
//! debug=1   runtime.(hidden); main.leak; main.start.func1
//! debug=2   main.leak; main.start.func1
//! ```
//!
//! Left out are the runtime's frames next to the leaf, which are remembered, for they say what a goroutine waits in; and elsewhere those that
//! a traceback does not print: what the runtime does not export, and `panic`. Where nothing would be left, all stay but the exit. Names
//! are without types: `F[...]`.

use crate::analysis::goroutines::without_types;
use crate::base::blocks::Entries;
use crate::base::columns::StringId;
use crate::profile::{FunctionId, Line, LocationId, Profile};
use std::borrow::Cow;

/// Whether a sample type counts goroutines.
pub fn is_of_goroutines(kind: &[u8]) -> bool {
    kind == b"goroutine" || kind == b"goroutineleak"
}

/// What becomes of a frame.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    /// It goes where it stands next to the leaf.
    GoesAtLeaf,
    /// It goes wherever it stands.
    Goes,
}

/// Functions with another name than theirs.
pub struct Names(Vec<Option<Vec<u8>>>);

impl Names {
    /// What a function is called here, if not by its name.
    pub fn other(&self, function: FunctionId) -> Option<&[u8]> {
        self.0[function.index()].as_deref()
    }
}

/// Frames of a location that stay, one behind another.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// The location that they are of.
    pub location: u32,
    /// Which of its frames is the first one.
    pub first: u32,
    /// The frames, innermost first.
    pub lines: &'a [Line],
}

/// Reads the stacks of a profile of goroutines.
pub struct Meeting<'a> {
    profile: &'a Profile,
    fates: Vec<Fate>,
    names: Names,
    above: Vec<StringId>,
    parts: Vec<Part<'a>>,
}

impl<'a> Meeting<'a> {
    /// Looks at the functions of a profile.
    pub fn of(profile: &'a Profile) -> Meeting<'a> {
        let names = profile.functions.iter().map(|function| profile.text(function.name));
        Meeting {
            profile,
            fates: names.clone().map(fate).collect(),
            names: Names(
                names
                    .map(|name| match without_types(name) {
                        Cow::Borrowed(_) => None,
                        Cow::Owned(other) => Some(other),
                    })
                    .collect(),
            ),
            above: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// What functions are called.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The names of the frames that stood above the parts of the last stack, the leaf first.
    pub fn above(&self) -> &[StringId] {
        &self.above
    }

    /// What stays of the last stack.
    pub fn parts(&self) -> &[Part<'a>] {
        &self.parts
    }

    /// Reads a stack, the leaf first: parts and above are then its own.
    pub fn read(&mut self, stack: Entries<'_>) {
        let profile = self.profile;
        self.above.clear();
        self.parts.clear();
        let mut is_leaf = true;
        for location in stack {
            let lines = profile.lines_of(LocationId(location));
            let mut start = 0;
            for (at, line) in lines.iter().enumerate() {
                let goes = match self.fates[line.function.index()] {
                    Fate::Stays => false,
                    Fate::GoesAtLeaf => is_leaf,
                    Fate::Goes => true,
                };
                if !goes {
                    is_leaf = false;
                    continue;
                }
                if is_leaf {
                    self.above.push(profile.functions[line.function.index()].name);
                }
                self.part(location, lines, start, at);
                start = at + 1;
            }
            if lines.is_empty() {
                self.parts.push(Part {
                    location,
                    first: 0,
                    lines,
                });
                is_leaf = false;
            }
            self.part(location, lines, start, lines.len());
        }
        if self.parts.is_empty() {
            self.above.clear();
            for location in stack {
                let lines = profile.lines_of(LocationId(location));
                let is_exit =
                    |line: &Line| profile.text(profile.functions[line.function.index()].name) == b"runtime.goexit";
                if !lines.iter().any(is_exit) {
                    self.part(location, lines, 0, lines.len());
                }
            }
        }
    }

    fn part(&mut self, location: u32, lines: &'a [Line], start: usize, end: usize) {
        if start < end {
            self.parts.push(Part {
                location,
                first: start as u32,
                lines: &lines[start..end],
            });
        }
    }
}

fn fate(name: &[u8]) -> Fate {
    match name.strip_prefix(b"runtime.") {
        Some([first, ..]) if first.is_ascii_uppercase() => Fate::GoesAtLeaf,
        Some(_) => Fate::Goes,
        None if name == b"panic" => Fate::Goes,
        None if name.starts_with(b"internal/runtime/") => Fate::GoesAtLeaf,
        None => Fate::Stays,
    }
}
