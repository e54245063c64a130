//! Paths that are found by their ends: that of a file as a profile names it in, the number of a dropped file out.
//!
//! Files of Go's modules have several paths: `github.com/!burnt!sushi/toml@v1.2.1/decode.go` in the module cache,
//! `vendor/github.com/BurntSushi/toml/decode.go` in a program's own tree, and in a checkout of `m/v2` there is no `v2`. They are
//! found as each other; but a version is never found as another one, nor a module's file as that of another module.

use crate::base::columns::{StringId, StringTable};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

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
        let path = Path::read(path);
        // Of a module's file everything up to the name of the module has to be there.
        let least = match path.version {
            Some(version) => version + 1,
            None => {
                let vendor = path.elements.iter().skip(1).position(|element| **element == *b"vendor");
                vendor.map_or(0, |vendor| vendor + 1)
            }
        };
        self.insert(&path.elements, number, least);
        if let Some(bare) = path.bare() {
            // What knows its version is not looked for without one.
            self.insert(&bare, number, usize::MAX);
        }
    }

    fn insert(&mut self, elements: &[Element<'_>], number: u32, least: usize) {
        let own = Numbered {
            number,
            length: elements.len(),
        };
        let mut node = 0;
        for (depth, element) in (1..).zip(elements) {
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
        let wanted = Path::read(wanted);
        let Some(version) = wanted.version else {
            return self
                .walk(&wanted.elements, |known| known.of_all)
                .map(|(_, number)| number);
        };
        let of_modules = |elements: &[Element<'_>]| self.walk(elements, |known| known.of_modules);
        let mut best = of_modules(&wanted.elements);
        if best.is_some_and(|(common, _)| common > version) {
            return best.map(|(_, number)| number);
        }
        for other in [wanted.bare(), wanted.without_major()].into_iter().flatten() {
            let found = of_modules(&other);
            if found.map(|(common, _)| common) > best.map(|(common, _)| common) {
                best = found;
            }
        }
        best.map(|(_, number)| number)
    }

    /// How many elements the path shares that shares the most, and its number.
    fn walk(&self, wanted: &[Element<'_>], choose: impl Fn(Shortest) -> Numbered) -> Option<(usize, u32)> {
        let (mut node, mut best) = (0, None);
        for (common, element) in (1..).zip(wanted) {
            let element = self.elements.find(element);
            let next = element.and_then(|element| self.nodes.get(&(node, element)));
            let Some(&next) = next else { break };
            node = next;
            let known = choose(self.shortest[node as usize]);
            let fits = known.length < usize::MAX && (common > 1 || known.length <= 2 || wanted.len() == 1);
            if fits {
                best = Some((common, known.number));
            }
        }
        best
    }
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

type Element<'a> = Cow<'a, [u8]>;

/// The elements of a path from the last to the first, those of a module's own path as people write them.
struct Path<'a> {
    elements: Vec<Element<'a>>,
    /// Which of them ends with the version of a module: `toml@v1.2.1`.
    version: Option<usize>,
}

impl<'a> Path<'a> {
    fn read(path: &'a [u8]) -> Path<'a> {
        let mut elements: Vec<Element<'_>> = elements(path).map(Cow::Borrowed).collect();
        let version = elements.iter().position(|element| version_of(element).is_some());
        if let Some(version) = version {
            for element in elements.iter_mut().skip(version) {
                unescape(element);
            }
        }
        Path { elements, version }
    }

    /// The same without the version; none if there is none.
    fn bare(&self) -> Option<Vec<Element<'a>>> {
        let version = self.version?;
        let mut elements = self.elements.clone();
        let end = version_of(&elements[version])?;
        elements[version] = Cow::Owned(elements[version][..end].to_vec());
        Some(elements)
    }

    /// The same without the major version, too, which is no folder of a checkout; none if there is none.
    fn without_major(&self) -> Option<Vec<Element<'a>>> {
        let (version, mut elements) = (self.version?, self.bare()?);
        let digits = elements[version].strip_prefix(b"v")?;
        let is_major = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
        is_major.then(|| {
            elements.remove(version);
            elements
        })
    }
}

/// Where the version of a module begins in an element: at the `@` of `toml@v1.2.1`.
fn version_of(element: &[u8]) -> Option<usize> {
    let at = element.windows(2).rposition(|pair| pair == b"@v")?;
    element.get(at + 2).is_some_and(u8::is_ascii_digit).then_some(at)
}

/// The module cache writes capital letters as small ones behind a mark: `!burnt!sushi`.
fn unescape(element: &mut Element<'_>) {
    if !element.contains(&b'!') {
        return;
    }
    let mut text = Vec::with_capacity(element.len());
    let mut bytes = element.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            b'!' => text.extend(bytes.next().map(|letter| letter.to_ascii_uppercase())),
            byte => text.push(byte),
        }
    }
    *element = Cow::Owned(text);
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
