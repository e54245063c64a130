//! Runtimes: what runs a program and is not it, and the language that the program is written in.
//!
//! In: a profile. Out: the language, if its functions tell one, and which of the runtimes in the [`TABLE`] each function and each binary
//! belongs to: one rule, for the sentence that sums a profile up, for the presets that hide a runtime, and for colours.
//!
//! | function | in a profile of | runtime |
//! |---|---|---|
//! | `runtime.mallocgc` | Go | the Go runtime, see [`runtime`] |
//! | `JavaThread::run`, `StubRoutines (2)`, all of `libjvm.so` | Java, Kotlin, Scala | the JVM |
//! | `(garbage collector)`, `v8::internal::Heap::Scavenge` | JavaScript | V8 |
//! | `uv_run` | JavaScript | libuv |
//! | `require` in `node:internal/modules/cjs/loader` | JavaScript | Node.js |
//! | `_PyEval_EvalFrameDefault` | Python | the Python interpreter |
//! | `new [c function]` | Ruby | the Ruby interpreter |
//! | `System!Buffer.Memmove` of `System.Private.CoreLib` | .NET | the .NET runtime |
//! | `<alloc::vec::Vec<T> as Drop>::drop` | Rust | Rust's standard library |
//! | `ijl_apply_generic` | Julia | the Julia runtime |
//! | all of `[kernel.kallsyms]` | any | the kernel |
//!
//! A row counts only where its language does ([`Told`]): `std::sort` is nobody's runtime in C++. What belongs to a row is what its
//! expression matches, as the filter `hide` does: the name of a function, its file, or the binary. Each text is looked at once.

mod language;
mod table;

pub use language::{Language, Told, is_text};
pub use table::{GO, Runtime, TABLE};

use crate::analysis::runtime;
use crate::analysis::stacks::StackSet;
use crate::base::columns::StringId;
use crate::base::pattern::Pattern;
use crate::profile::{FunctionId, LocationId, Profile};

/// Rows of the [`TABLE`]: a bit for each.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Rows(u16);

impl Rows {
    /// That one row, and no other.
    pub fn one(row: usize) -> Rows {
        Rows(1 << row)
    }

    /// All rows of both.
    #[must_use]
    pub fn and(self, other: Rows) -> Rows {
        Rows(self.0 | other.0)
    }

    /// Whether the two have a row in common.
    pub fn has(self, other: Rows) -> bool {
        self.0 & other.0 != 0
    }

    /// The place of the first row; none if there is none.
    pub fn first(self) -> Option<usize> {
        (self.0 != 0).then(|| self.0.trailing_zeros() as usize)
    }

    /// The runtimes of the rows, in the order of the table.
    pub fn runtimes(self) -> impl Iterator<Item = &'static Runtime> {
        TABLE
            .iter()
            .enumerate()
            .filter(move |(row, _)| self.has(Rows::one(*row)))
            .map(|(_, runtime)| runtime)
    }
}

/// Which runtimes a profile has.
#[derive(Default)]
pub struct Runtimes {
    /// What the program is written in, if its functions tell it.
    pub language: Option<Language>,
    /// Those that something of the profile belongs to.
    pub found: Rows,
    /// Whether names mean what they mean in Go: part of the program is written in it, or no language is told.
    pub may_be_go: bool,
    functions: Vec<Rows>,
    mappings: Vec<Rows>,
}

impl Runtimes {
    /// Looks at all functions and binaries of a profile.
    pub fn of(profile: &Profile) -> Runtimes {
        let told = Told::of(profile);
        // Where nobody tells what a program is written in, its names are taken as they stand.
        let may_be_go = told.has(Language::Go) || told.is_unsure();
        let counts = |runtime: &Runtime| match runtime.language {
            Some(Language::Go) => may_be_go,
            Some(language) => told.has(language),
            None => true,
        };
        let mut known = Known {
            rows: Vec::new(),
            texts: vec![None; profile.strings.len()],
        };
        for (row, runtime) in TABLE.iter().enumerate() {
            if row != GO
                && counts(runtime)
                && let Ok(pattern) = Pattern::new(runtime.expression)
            {
                known.rows.push((Rows::one(row), pattern));
            }
        }
        let mut runtimes = Runtimes {
            language: told.language(),
            may_be_go,
            functions: Vec::with_capacity(profile.functions.len()),
            ..Runtimes::default()
        };
        for (index, function) in profile.functions.iter().enumerate() {
            // What became a frame is no code of anybody's, whatever its value looks like.
            let is_label = profile.is_of_label(FunctionId(index as u32));
            let [name, file] = [function.name, function.filename];
            let mut rows = Rows::default();
            if !is_label {
                rows = known.rows(profile, name).and(known.rows(profile, file));
                if may_be_go && runtime::is_runtime(profile.text(name), profile.text(file)) {
                    rows = rows.and(Rows::one(GO));
                }
            }
            runtimes.functions.push(rows);
            runtimes.found = runtimes.found.and(rows);
        }
        for mapping in &profile.mappings {
            runtimes.mappings.push(known.rows(profile, mapping.file));
        }
        // A binary that no frame lies in is none of the profile.
        for place in 0..profile.locations.len() as u32 {
            runtimes.found = runtimes.found.and(runtimes.of_place(profile, LocationId(place)));
        }
        runtimes
    }

    /// Whose a function is.
    pub fn of_function(&self, function: FunctionId) -> Rows {
        self.functions.get(function.index()).copied().unwrap_or_default()
    }

    /// Whose the binary is that a place lies in.
    pub fn of_place(&self, profile: &Profile, place: LocationId) -> Rows {
        match profile.locations[place.index()].mapping {
            Some(mapping) => self.mappings.get(mapping.index()).copied().unwrap_or_default(),
            None => Rows::default(),
        }
    }

    /// Whether a place lies in a binary that is all of a runtime's.
    pub fn is_in_one(&self, profile: &Profile, place: LocationId) -> bool {
        self.of_place(profile, place) != Rows::default()
    }

    /// Per frame of a set, whose it is.
    pub fn frames(&self, profile: &Profile, set: &StackSet) -> Vec<Rows> {
        let mut frames = vec![Rows::default(); set.frame_count()];
        for site in 0..set.site_count() as u32 {
            let place = self.of_place(profile, LocationId(site));
            for (index, frame) in set.site(site).iter().enumerate() {
                let function = set
                    .line(site, index)
                    .map_or(Rows::default(), |line| self.of_function(line.function));
                let rows = &mut frames[frame.frame().index()];
                *rows = rows.and(place).and(function);
            }
        }
        frames
    }
}

/// What is known of each text of a profile.
struct Known {
    rows: Vec<(Rows, Pattern)>,
    texts: Vec<Option<Rows>>,
}

impl Known {
    fn rows(&mut self, profile: &Profile, id: StringId) -> Rows {
        let Known { rows, texts } = self;
        let look = || {
            let text = profile.text(id);
            let matching = rows
                .iter()
                .filter(|(_, pattern)| !text.is_empty() && pattern.is_match(text));
            matching.fold(Rows::default(), |all, (row, _)| all.and(*row))
        };
        match texts.get_mut(id.index()) {
            Some(known) => *known.get_or_insert_with(look),
            None => Rows::default(),
        }
    }
}

#[cfg(test)]
mod tests;
