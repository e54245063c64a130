//! Packages: what the functions of a profile belong to, and what each of these weighs itself.
//!
//! In: a [`StackSet`]. Out: per frame the number of its package, and the packages, the heaviest first, each with the expression
//! that means it:
//!
//! | function | package | expression |
//! |---|---|---|
//! | `net/http.(*conn).serve` | `net/http` | `^net/http\.` |
//! | `runtime.mallocgc`, `(garbage collector)`: what a runtime is in [`runtimes`](crate::analysis::runtimes) | `Go runtime`, `V8` | that of its row |
//! | `[libc.so.6]`, a place without a name | `[libc.so.6]` | `^/usr/lib/libc\.so\.6$`, which is its binary |
//! | `com.example.App.run`, `com/example/App$$Lambda$7.run` | `com.example` | `^com[./]example[./]([A-Z]\|\w*\$)` |
//! | `core::ptr::drop_in_place` | `core::ptr` | `^core::ptr::` |
//! | `render` in `/app/node_modules/ejs/lib/ejs.js` | `ejs` | `[/\\]node_modules[/\\]ejs[/\\]` |
//! | `memeqbody` in `/go/src/internal/bytealg/equal.s` | `internal/bytealg` | `(^\|/)internal/bytealg/[^/]*\.s$` |
//! | `fib` in `/srv/jobs/fib.py` | `fib.py` | `(^\|/)fib\.py$` |
//!
//! Languages whose names say no package have their modules: the file, or the package that was installed with it. `mod.rs` adds up what
//! packages weigh; `home.rs` knows what a function belongs to.

mod home;

use crate::analysis::runtimes::{Language, Runtimes, TABLE};
use crate::analysis::stacks::StackSet;
use crate::base::columns::StringTable;
use crate::base::parts::in_parts;
use crate::base::pattern::quote;
use crate::base::sort::{sort_by, sort_numbers};
use crate::base::text::base;
use crate::profile::{FunctionId, LocationId, Profile};
use home::{Home, home, module};
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// What is said for functions of a machine's own that nothing more is known about: its names say what is not the program's.
const NATIVE: &[u8] = b"native";

/// A package, or what comes nearest to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Package {
    /// Its name; empty for what nothing is known about.
    pub name: Vec<u8>,
    /// The expression that matches the names or the files of its functions; empty if there is none.
    pub expression: String,
    /// The sum of the stacks that end in one of its functions, in the unit of the sample type.
    pub own: i64,
    /// Whether it is a runtime, or native functions of which nothing more is known: what runs the program, and is not it.
    pub is_runtime: bool,
}

/// All packages of a set.
#[derive(Debug, Default)]
pub struct Packages {
    /// By frame, the number of its package.
    pub of: Vec<u32>,
    /// The packages, those with the most weight first.
    pub list: Vec<Package>,
}

impl Packages {
    /// The packages of all frames.
    pub fn new(profile: &Profile, runtimes: &Runtimes, set: &StackSet) -> Packages {
        let mut builder = Builder {
            list: vec![Package::default()],
            names: StringTable::default(),
            known: FxHashSet::default(),
        };
        let mut known: Vec<Option<u32>> = vec![None; profile.functions.len()];
        let mut of: Vec<Option<u32>> = vec![None; set.frame_count()];
        let mut leaves = vec![None; set.site_count()];
        for site in 0..set.site_count() as u32 {
            for (index, frame) in set.site(site).iter().enumerate() {
                let frame = frame.frame().index();
                let package = *of[frame].get_or_insert_with(|| match set.line(site, index) {
                    Some(line) if !runtimes.is_in_one(profile, LocationId(site)) => *known[line.function.index()]
                        .get_or_insert_with(|| builder.number(package_of(profile, runtimes, line.function))),
                    // All of such a binary is of the runtime, whatever it is called.
                    _ => builder.number(binary_of(profile, runtimes, LocationId(site))),
                });
                leaves[site as usize].get_or_insert(package);
            }
        }
        let Builder { mut list, .. } = builder;
        in_parts(set.len(), &mut |rows| {
            for row in rows {
                let leaf = set.stack(row).iter().find_map(|site| leaves[site as usize]);
                if let Some(package) = leaf {
                    let own = &mut list[package as usize].own;
                    *own = own.wrapping_add(set.value(row));
                }
            }
        });
        let mut order: Vec<u32> = (0..list.len() as u32).collect();
        sort_numbers(&mut order, &|one, other| {
            let [one, other] = [one, other].map(|number| &list[number as usize]);
            let weight = |package: &Package| package.own.unsigned_abs();
            weight(other).cmp(&weight(one)).then_with(|| one.name.cmp(&other.name))
        });
        let mut places = vec![0; list.len()];
        for (place, &number) in order.iter().enumerate() {
            places[number as usize] = place as u32;
        }
        let of = of.into_iter();
        Packages {
            of: of
                .map(|number| number.map_or(0, |number| places[number as usize]))
                .collect(),
            list: order.iter().map(|&number| list[number as usize].clone()).collect(),
        }
    }
}

/// The names of at most so many packages, those with the most weight of their own in all of a profile first, by its own sample type:
/// neither a filter nor another sample type changes them. Runtimes, and what nothing is known about, are not among them.
pub fn heaviest(profile: &Profile, runtimes: &Runtimes, most: usize) -> Vec<Vec<u8>> {
    let Ok(column) = profile.sample_index("") else {
        return Vec::new();
    };
    let mut leaves = vec![0_u64; profile.locations.len()];
    for (sample, value) in profile.samples.values(column).iter().enumerate() {
        if let Some(leaf) = profile.samples.stack(sample).first() {
            let own = &mut leaves[leaf as usize];
            *own = own.saturating_add(value.unsigned_abs());
        }
    }
    let mut functions = vec![0_u64; profile.functions.len()];
    for (place, (location, own)) in (0..).map(LocationId).zip(profile.locations.iter().zip(leaves)) {
        if own > 0 && location.line_count > 0 && !runtimes.is_in_one(profile, place) {
            let function = profile.lines[location.first_line as usize].function;
            let sum = &mut functions[function.index()];
            *sum = sum.saturating_add(own);
        }
    }
    let mut packages: Vec<(Vec<u8>, u64)> = Vec::new();
    let mut names = StringTable::default();
    let first = names.len();
    for (index, own) in functions.into_iter().enumerate().filter(|(_, own)| *own > 0) {
        let Found { name, is_runtime, .. } = package_of(profile, runtimes, FunctionId(index as u32));
        if is_runtime {
            continue;
        }
        let number = names.intern(&name).index();
        match number.checked_sub(first) {
            None => {}
            Some(place) if place < packages.len() => packages[place].1 = packages[place].1.saturating_add(own),
            Some(_) => packages.push((name.into_owned(), own)),
        }
    }
    sort_by(&mut packages, |(name, own), (other, weight)| {
        weight.cmp(own).then_with(|| name.cmp(other))
    });
    packages.truncate(most);
    packages.into_iter().map(|(name, _)| name).collect()
}

/// What a function belongs to.
struct Found<'a> {
    name: Cow<'a, [u8]>,
    expression: String,
    is_runtime: bool,
}

impl<'a> Found<'a> {
    fn package((name, expression): Home<'a>) -> Found<'a> {
        Found {
            name,
            expression,
            is_runtime: false,
        }
    }

    fn native(name: impl Into<Cow<'a, [u8]>>, expression: String) -> Found<'a> {
        Found {
            name: name.into(),
            expression,
            is_runtime: true,
        }
    }
}

fn package_of<'a>(profile: &'a Profile, runtimes: &Runtimes, id: FunctionId) -> Found<'a> {
    let function = &profile.functions[id.index()];
    let (name, file) = (profile.text(function.name), profile.text(function.filename));
    if profile.is_of_label(id) {
        // The file of a label is its name, whatever its value looks like.
        return Found::package(module(file).unwrap_or_default());
    }
    if let Some(runtime) = runtimes.of_function(id).first().map(|row| &TABLE[row]) {
        return Found::native(runtime.name().as_bytes(), runtime.expression.to_owned());
    }
    let found = home(name, file);
    // All that is written for these machines has a class, and so a dot in its name.
    let has_classes = matches!(runtimes.language, Some(Language::Jvm | Language::Dotnet));
    // Behind `@` is the version of a symbol: `sem_post@@GLIBC_2.2.5`.
    let mut own = name.split(|&byte| byte == b'@');
    let is_native = has_classes
        && own
            .next()
            .is_some_and(|own| !own.is_empty() && !own.iter().any(|byte| b"./!".contains(byte)));
    match found.0.is_empty() && is_native {
        true => Found::native(NATIVE, String::new()),
        false => Found::package(found),
    }
}

/// What a place without a name belongs to: its binary, which is all that is known.
fn binary_of<'a>(profile: &'a Profile, runtimes: &Runtimes, place: LocationId) -> Found<'a> {
    let path = profile.text(profile.mapping_file(place));
    match runtimes.of_place(profile, place).first().map(|row| &TABLE[row]) {
        Some(runtime) => Found::native(runtime.name().as_bytes(), runtime.expression.to_owned()),
        None if path.is_empty() => Found::package(Home::default()),
        None => Found::native([b"[", base(path), b"]"].concat(), format!("^{}$", quote(path))),
    }
}

/// Numbers packages in the order in which they are met, the nameless one first.
struct Builder {
    list: Vec<Package>,
    names: StringTable,
    /// The expressions of each package.
    known: FxHashSet<(u32, String)>,
}

impl Builder {
    fn number(&mut self, found: Found<'_>) -> u32 {
        let Builder { list, names, known } = self;
        let Found {
            name: package,
            expression,
            is_runtime,
        } = found;
        let number = names.intern(&package).index();
        let is_new = known.insert((number as u32, expression.clone()));
        let Some(package_known) = list.get_mut(number) else {
            list.push(Package {
                name: package.to_vec(),
                expression,
                own: 0,
                is_runtime,
            });
            return number as u32;
        };
        // What is known by its file there is of the package, too.
        if !expression.is_empty() && is_new {
            package_known.expression.extend(["|", &expression]);
        }
        number as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::filter::Filtered;
    use crate::analysis::options::Options;
    use crate::analysis::stacks::{FrameId, Objects, Paths};
    use crate::testing::profile;
    use std::rc::Rc;

    #[test]
    fn packages_weigh_what_ends_in_them() {
        let profile = profile(
            "main.run;net/http.Get;runtime.mallocgc 5\nmain.run;net/http.Get 3\nmain.run>net/http.Do 4\nmain.run 1\n- 9",
        );
        let set = StackSet::new(
            Rc::new(Filtered::all(&profile)),
            0,
            &Options::default(),
            Objects::Nameless,
            Paths::Trimmed,
        );
        let runtimes = Runtimes::of(&profile);
        let packages = Packages::new(&profile, &runtimes, &set);
        let said: Vec<String> = packages
            .list
            .iter()
            .filter(|package| package.own != 0)
            .map(|package| format!("{} {}", String::from_utf8_lossy(&package.name), package.own))
            .collect();
        assert_eq!(said, ["net/http 7", "Go runtime 5", "main 1"]);
        let names: Vec<String> = (0..set.frame_count() as u32)
            .map(|frame| {
                let package = &packages.list[packages.of[frame as usize] as usize];
                let printed = set.printed_name(FrameId(frame));
                format!(
                    "{} {}",
                    String::from_utf8_lossy(&printed),
                    String::from_utf8_lossy(&package.name)
                )
            })
            .collect();
        assert!(names.contains(&"net/http.Do net/http".to_owned()), "{names:?}");
        assert!(names.contains(&"runtime.mallocgc Go runtime".to_owned()), "{names:?}");
        let said = |most| {
            heaviest(&profile, &runtimes, most)
                .into_iter()
                .map(|name| String::from_utf8(name).unwrap())
        };
        assert_eq!(
            said(9).collect::<Vec<_>>(),
            ["net/http", "main"],
            "the same, without the runtime"
        );
        assert_eq!(said(1).collect::<Vec<_>>(), ["net/http"]);
    }
}
