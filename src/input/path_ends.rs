//! Paths that are found by their ends: that of a file as a profile names it in, the number of a dropped file out.
//!
//! Files of Go's modules have several paths: `github.com/!burnt!sushi/toml@v1.2.1/decode.go` in the module cache,
//! `vendor/github.com/BurntSushi/toml/decode.go` in a program's own tree, and in a checkout of `m/v2` there is no `v2`. They are
//! found as each other; but a version is never found as another one, nor a module's file as that of another module.

use crate::base::columns::{StringId, StringTable};
use rustc_hash::FxHashMap;

/// Paths that are found by their ends, each under a number.
///
/// It is a tree of their elements from the last to the first: `app/sub/run.go` and `lib/run.go` share `run.go`, below which
/// are `sub` and `lib`. So a path costs its own elements, to add and to look for, whatever else is there.
#[derive(Clone)]
pub struct PathEnds {
    elements: StringTable,
    /// Below a node, by an element, the next node. The first node stands for the end of all paths.
    nodes: FxHashMap<(u32, StringId), u32>,
    /// By node, the shortest of the paths that come by it.
    shortest: Vec<Shortest>,
}

/// The shortest of the paths that come by a node.
#[derive(Clone, Copy)]
struct Shortest {
    of_all: Numbered,
    /// Of those that may be a file of a module with a version.
    of_modules: Numbered,
}

/// A path that was added: its number, and how many elements it has.
#[derive(Clone, Copy)]
struct Numbered {
    number: u32,
    length: usize,
}

/// No path: any other is shorter.
const NONE: Numbered = Numbered {
    number: 0,
    length: usize::MAX,
};

impl Numbered {
    fn shorter(self, other: Numbered) -> Numbered {
        if other.length < self.length { other } else { self }
    }
}

impl Default for PathEnds {
    fn default() -> Self {
        PathEnds {
            elements: StringTable::default(),
            nodes: FxHashMap::default(),
            shortest: vec![Shortest {
                of_all: NONE,
                of_modules: NONE,
            }],
        }
    }
}

impl PathEnds {
    /// Adds a path under a number, which finding answers.
    pub fn add(&mut self, path: &[u8], number: u32) {
        let path = readable(path);
        // Of a module's file everything up to the name of the module has to be there.
        let least = match version_depth(&path) {
            Some(depth) => {
                // What knows its version is not looked for without one.
                self.insert(&without_version(&path, false), number, usize::MAX);
                depth
            }
            None => elements(&path)
                .skip(1)
                .position(|element| element == b"vendor")
                .map_or(0, |folders| folders + 1),
        };
        self.insert(&path, number, least);
    }

    /// Adds a path that is one of a module if at least so many elements are those of another.
    fn insert(&mut self, path: &[u8], number: u32, least: usize) {
        let own = Numbered {
            number,
            length: elements(path).count(),
        };
        let mut node = 0;
        for (depth, element) in (1..).zip(elements(path)) {
            let next = self.shortest.len() as u32;
            node = *self.nodes.entry((node, self.elements.intern(element))).or_insert(next);
            if node == next {
                self.shortest.push(self.shortest[0]);
            }
            let known = &mut self.shortest[node as usize];
            known.of_all = known.of_all.shorter(own);
            if depth >= least {
                known.of_modules = known.of_modules.shorter(own);
            }
        }
    }

    /// The number of the path that ends like `wanted` in the most elements. A name alone is enough only where nothing
    /// contradicts it: for a path that is only a name or lies directly in the dropped folder, or if no more than the name
    /// is wanted. Of paths that fit equally well, the shortest, and of those the first.
    pub fn find(&self, wanted: &[u8]) -> Option<u32> {
        let wanted = readable(wanted);
        let version = version_depth(&wanted);
        let mut best = self.walk(&wanted, version.is_some());
        for without_major in [false, true] {
            // What has the version is the file itself.
            if version.is_some_and(|version| best.common < version) {
                let other = self.walk(&without_version(&wanted, without_major), true);
                if other.common > best.common {
                    best = other;
                }
            }
        }
        (best.common > 0).then_some(best.number)
    }

    /// The path that shares the most elements, of those that may be files of modules or of all.
    fn walk(&self, wanted: &[u8], of_modules: bool) -> Found {
        let (mut node, mut best) = (0, Found::default());
        for (common, element) in (1..).zip(elements(wanted)) {
            let element = self.elements.find(element);
            let Some(&next) = element.and_then(|element| self.nodes.get(&(node, element))) else {
                break;
            };
            node = next;
            let Shortest {
                of_all,
                of_modules: own,
            } = self.shortest[node as usize];
            let Numbered { number, length } = if of_modules { own } else { of_all };
            if length < usize::MAX && (common > 1 || length <= 2 || elements(wanted).count() == 1) {
                best = Found { common, number };
            }
        }
        best
    }
}

/// A path that was found: how many elements it shares, 0 for none, and its number.
#[derive(Clone, Copy, Default)]
struct Found {
    common: usize,
    number: u32,
}

/// The name of a file: the last element of its path.
pub fn name(path: &[u8]) -> &[u8] {
    elements(path).next().unwrap_or_default()
}

/// The elements of a path from the last to the first. Windows' separators count, too.
fn elements(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    let elements = path.rsplit(|byte| matches!(byte, b'/' | b'\\'));
    elements.filter(|element| !element.is_empty())
}

/// Where the version of a module begins in a path: at the `@` of `toml@v1.2.1`.
fn version_of(path: &[u8]) -> Option<usize> {
    let is_version = |three: &[u8]| three.starts_with(b"@v") && three[2].is_ascii_digit();
    path.windows(3).rposition(is_version)
}

/// How many elements it is from the end of a path to a version; none without one.
fn version_depth(path: &[u8]) -> Option<usize> {
    version_of(path).map(|at| elements(&path[at..]).count())
}

/// A path as people write it: the module cache has small letters behind a mark for capitals, `!burnt!sushi`.
fn readable(path: &[u8]) -> Vec<u8> {
    let end = version_of(path).unwrap_or(0);
    let (mut text, mut is_capital) = (Vec::with_capacity(path.len()), false);
    for (at, &byte) in path.iter().enumerate() {
        if byte == b'!' && at < end {
            is_capital = true;
            continue;
        }
        text.push(if is_capital { byte.to_ascii_uppercase() } else { byte });
        is_capital = false;
    }
    text
}

/// A path without the version of its module; and, where that is wanted, without a major version like `v2` as the last element of
/// the module's own path: it is no folder of a checkout.
fn without_version(path: &[u8], or_major: bool) -> Vec<u8> {
    let Some(at) = version_of(path) else {
        return path.to_vec();
    };
    let rest = path[at..].iter().position(|byte| matches!(byte, b'/' | b'\\'));
    let (mut module, rest) = (&path[..at], &path[rest.map_or(path.len(), |length| at + length)..]);
    let last = name(module);
    let is_major = last.len() > 1 && last[0] == b'v' && last[1..].iter().all(u8::is_ascii_digit);
    if or_major && is_major {
        module = &module[..module.len() - last.len()];
    }
    [module, rest].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether each of some files is found among dropped ones, as which.
    fn assert_found(dropped: &[&str], wanted: &[(&str, &str)]) {
        let mut ends = PathEnds::default();
        for (number, path) in (0..).zip(dropped) {
            ends.add(path.as_bytes(), number);
        }
        for (wanted, found) in wanted {
            let number = ends.find(wanted.as_bytes());
            assert_eq!(number.map_or("", |number| dropped[number as usize]), *found, "{wanted}");
        }
    }

    #[test]
    fn files_of_modules_are_found_in_a_vendor_folder() {
        assert_found(
            &[
                "app/main.go",
                "app/vendor/github.com/BurntSushi/toml/decode.go",
                "app/vendor/github.com/BurntSushi/toml/internal/tz.go",
                "app/vendor/example.com/m/v2/x/util.go",
                "app/vendor/gopkg.in/yaml.v3/decode.go",
            ],
            &[
                (
                    "github.com/BurntSushi/toml@v1.2.1/decode.go",
                    "app/vendor/github.com/BurntSushi/toml/decode.go",
                ),
                (
                    "/root/go/pkg/mod/github.com/!burnt!sushi/toml@v1.2.1/internal/tz.go",
                    "app/vendor/github.com/BurntSushi/toml/internal/tz.go",
                ),
                (
                    r"C:\go\pkg\mod\github.com\!burnt!sushi\toml@v1.2.1\decode.go",
                    "app/vendor/github.com/BurntSushi/toml/decode.go",
                ),
                (
                    "example.com/m/v2@v2.0.1-0.20240101000000-abcdef123456/x/util.go",
                    "app/vendor/example.com/m/v2/x/util.go",
                ),
                (
                    "gopkg.in/yaml.v3@v3.0.1/decode.go",
                    "app/vendor/gopkg.in/yaml.v3/decode.go",
                ),
                // Other modules have files of that name, too.
                ("example.com/other@v1.0.0/x/util.go", ""),
                ("example.com/other@v1.0.0/internal/tz.go", ""),
                ("corp.example/app@v1.0.0/main.go", "app/main.go"),
            ],
        );
    }

    #[test]
    fn files_of_a_vendor_folder_are_found_in_the_module_cache() {
        assert_found(
            &[
                "mod/github.com/!burnt!sushi/toml@v1.2.1/decode.go",
                "mod/github.com/!burnt!sushi/toml@v1.3.0/decode.go",
                "mod/github.com/fork/toml@v1.2.1/decode.go",
                "mod/example.com/m/v2@v2.0.1/x/util.go",
            ],
            &[
                (
                    "/home/me/app/vendor/github.com/fork/toml/decode.go",
                    "mod/github.com/fork/toml@v1.2.1/decode.go",
                ),
                (
                    "/home/me/app/vendor/example.com/m/v2/x/util.go",
                    "mod/example.com/m/v2@v2.0.1/x/util.go",
                ),
                // As a build with -trimpath names it.
                (
                    "github.com/BurntSushi/toml@v1.3.0/decode.go",
                    "mod/github.com/!burnt!sushi/toml@v1.3.0/decode.go",
                ),
                // Another version is another text.
                ("github.com/BurntSushi/toml@v1.4.0/decode.go", ""),
                ("example.com/other@v2.0.1/x/util.go", ""),
            ],
        );
    }

    #[test]
    fn files_of_modules_are_found_in_a_checkout() {
        assert_found(
            &[
                "m/x/util.go",
                "go/src/runtime/proc.go",
                "toml/decode.go",
                "my-lib/sub/lib.go",
            ],
            &[
                ("/root/go/pkg/mod/example.com/m/v2@v2.0.1/x/util.go", "m/x/util.go"),
                ("example.com/m@v1.0.0/x/util.go", "m/x/util.go"),
                ("github.com/!burnt!sushi/toml@v1.2.1/decode.go", "toml/decode.go"),
                (
                    "/root/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.22.0.linux-amd64/src/runtime/proc.go",
                    "go/src/runtime/proc.go",
                ),
                ("example.com/lib@v1.0.0/sub/lib.go", "my-lib/sub/lib.go"),
            ],
        );
    }

    #[test]
    fn what_only_looks_like_a_module_is_a_path() {
        assert_found(
            &[
                "app/node_modules/react@18.2.0/index.js",
                "app/vendor/bundle/rack-2.2/lib/rack.rb",
            ],
            &[
                ("/srv/react@18.2.0/index.js", "app/node_modules/react@18.2.0/index.js"),
                (
                    "/usr/lib/ruby/rack-2.2/lib/rack.rb",
                    "app/vendor/bundle/rack-2.2/lib/rack.rb",
                ),
                ("@v1", ""),
                ("a@v/b!", ""),
                ("!@v1.0.0/!", ""),
            ],
        );
    }

    #[test]
    fn of_paths_that_fit_equally_well_the_shortest_is_found_and_then_the_first() {
        let mut ends = PathEnds::default();
        for (number, path) in ["c/b/x/run.go", "d/x/run.go", "e/x/run.go", "a/d/x/run.go"]
            .iter()
            .enumerate()
        {
            ends.add(path.as_bytes(), number as u32);
        }
        for (wanted, found) in [
            ("/x/run.go", Some(1)),
            ("/d/x/run.go", Some(1)),
            ("/a/d/x/run.go", Some(3)),
            ("/b/x/run.go", Some(0)),
            ("/q/e/x/run.go", Some(2)),
            ("/y/run.go", None),
            ("run.go", Some(1)),
        ] {
            assert_eq!(ends.find(wanted.as_bytes()), found, "{wanted}");
        }
    }

    /// Every path is looked at by its own elements: whatever compares each that is wanted with each that has its name
    /// takes minutes for this.
    #[test]
    fn a_folder_of_many_files_of_one_name_is_searched_at_once() {
        let path = |i: u32| format!("node_modules/p{i}/src/index.js").into_bytes();
        let mut ends = PathEnds::default();
        for i in 0..100_000 {
            ends.add(&path(i), i);
        }
        for i in (0..100_000).step_by(3) {
            assert_eq!(ends.find(&[b"/srv/app/", path(i).as_slice()].concat()), Some(i));
        }
        assert_eq!(ends.find(b"/srv/app/other/index.js"), None);
        // Of all that end so far alike, the first of the shortest is found.
        assert_eq!(ends.find(b"/elsewhere/src/index.js"), Some(0));
    }
}
