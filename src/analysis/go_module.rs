//! The module that a program in Go is made of, from the names and the files of its functions.
//!
//! Nothing in a profile says which module was built. What is not of the library and no dependency is the program's own:
//! `github.com/me/app/store.Put` in `/home/me/app/store/store.go` is, `github.com/you/lib.Do` in
//! `/root/go/pkg/mod/github.com/you/lib@v1.2.3/lib.go` is not.

use crate::base::names::go_package;
use crate::base::pattern::quote;
use rustc_hash::FxHashMap;

/// The module that a program is made of.
#[derive(Debug, PartialEq)]
pub struct Module {
    /// Its path, `package main` if nothing else is known, empty if it has none.
    pub path: String,
    /// The expression for its functions; empty if it has none.
    pub expression: String,
}

impl Module {
    /// The module of most functions that are no dependencies: those live in a module cache, as `path@version`, or below
    /// `vendor/`. Functions are pairs of name and file.
    pub fn of(functions: &[(&[u8], &[u8])]) -> Module {
        let is_main = functions.iter().any(|(name, _)| name.starts_with(b"main."));
        let main = functions.iter().find(|(name, _)| *name == b"main.main");
        let installed = main.map_or(Vec::new(), |(_, file)| versioned(&slashes(file)).to_vec());
        let mut packages: FxHashMap<&[u8], Votes> = FxHashMap::default();
        for (name, file) in functions {
            let Some(package) = go_package(name).filter(|package| is_import_path(package)) else {
                continue;
            };
            let file = slashes(file);
            let votes = packages.entry(package).or_default();
            if file.is_empty() {
                continue;
            }
            match (!installed.is_empty() && file.starts_with(&installed)) || !is_dependency(&file) {
                true => votes.own += 1,
                false => votes.foreign += 1,
            }
        }
        // What was inlined into a function of ours may have our name and a foreign file, and the other way round.
        let own: Vec<(&[u8], usize)> = packages
            .into_iter()
            .filter(|(_, votes)| votes.own > votes.foreign)
            .map(|(package, votes)| (package, votes.own))
            .collect();
        let path = most_of(&own);
        let mut expressions = Vec::new();
        if is_main {
            expressions.push(r"^main\.".to_owned());
        }
        if !path.is_empty() {
            expressions.push(format!("^{}[./]", quote(&path)));
        }
        Module {
            path: match path.is_empty() {
                true if is_main => "package main".to_owned(),
                _ => String::from_utf8_lossy(&path).into_owned(),
            },
            expression: expressions.join("|"),
        }
    }
}

/// How many functions of a package are written here, and how many are dependencies.
#[derive(Default)]
struct Votes {
    own: usize,
    foreign: usize,
}

/// Where the first two elements behind the domain are the repository.
const FORGES: [&[u8]; 5] = [
    b"github.com",
    b"gitlab.com",
    b"bitbucket.org",
    b"codeberg.org",
    b"git.sr.ht",
];

/// The path that most functions are below: a repository where it is known how one is called, elsewhere all that the
/// packages of a domain and its first element have in common. In: packages with the number of their functions.
fn most_of(packages: &[(&[u8], usize)]) -> Vec<u8> {
    let mut roots: FxHashMap<&[u8], usize> = FxHashMap::default();
    for &(package, functions) in packages {
        *roots.entry(root(package)).or_default() += functions;
    }
    let most = roots
        .iter()
        .max_by(|(one, count), (other, other_count)| count.cmp(other_count).then_with(|| other.cmp(one)));
    let Some((&most, _)) = most else {
        return Vec::new();
    };
    if FORGES.contains(&first_element(most)) {
        return most.to_vec();
    }
    let mut paths = packages
        .iter()
        .map(|(package, _)| *package)
        .filter(|package| root(package) == most);
    let mut common: Vec<&[u8]> = paths.next().map_or(Vec::new(), |path| elements(path).collect());
    for path in paths {
        let same = common
            .iter()
            .zip(elements(path))
            .take_while(|(own, other)| **own == *other);
        common.truncate(same.count());
    }
    common.join(&b'/')
}

fn root(package: &[u8]) -> &[u8] {
    let length = match FORGES.contains(&first_element(package)) {
        true => 3,
        false => 2,
    };
    let ends = package.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    let end = ends.map(|(index, _)| index).nth(length - 1);
    &package[..end.unwrap_or(package.len())]
}

fn elements(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.split(|&byte| byte == b'/')
}

fn first_element(path: &[u8]) -> &[u8] {
    elements(path).next().unwrap_or_default()
}

/// Whether a package's first element is a domain, and not all of it.
fn is_import_path(package: &[u8]) -> bool {
    let domain = first_element(package);
    let labels = domain.split(|&byte| byte == b'.');
    let is_label =
        |label: &[u8]| !label.is_empty() && label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    let top = domain.rsplit(|&byte| byte == b'.').next().unwrap_or_default();
    domain.len() < package.len()
        && labels.clone().count() > 1
        && labels.clone().all(is_label)
        && top.len() > 1
        && top.iter().all(u8::is_ascii_alphabetic)
}

/// A path as the rules write it, whatever system it is of.
fn slashes(path: &[u8]) -> Vec<u8> {
    let bytes = path.iter().map(|&byte| if byte == b'\\' { b'/' } else { byte });
    bytes.collect()
}

/// Whether a file is of a dependency: with a version in its path, or below `vendor/`.
fn is_dependency(file: &[u8]) -> bool {
    let has_version = file
        .windows(3)
        .any(|part| part.starts_with(b"@v") && part[2].is_ascii_digit());
    let mut folders: Vec<&[u8]> = elements(file).collect();
    folders.pop();
    has_version || folders.contains(&b"vendor".as_slice())
}

/// The path up to the folder with a version, which is in the module cache: empty without one. What
/// `go install path@version` built has its own sources there.
fn versioned(file: &[u8]) -> &[u8] {
    let versions = file.windows(2).rposition(|part| part == b"@v");
    let end = versions.and_then(|at| Some(at + file[at..].iter().position(|&byte| byte == b'/')?));
    end.map_or(&[], |end| &file[..=end])
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Case {
        what: &'static str,
        functions: &'static [(&'static str, &'static str)],
        path: &'static str,
        expression: &'static str,
    }

    const MODULES: [Case; 9] = [
        Case {
            what: "built with -trimpath: dependencies are those with a version",
            functions: &[
                ("main.main", "github.com/me/app/main.go"),
                ("github.com/me/app/store.Put", "github.com/me/app/store/store.go"),
                ("github.com/me/app/store.(*DB).Get", "github.com/me/app/store/store.go"),
                ("github.com/you/lib.Do", "github.com/you/lib@v1.2.3/lib.go"),
                ("github.com/you/lib.More", "github.com/you/lib@v1.2.3/lib.go"),
                ("github.com/you/lib.Most", "github.com/you/lib@v1.2.3/lib.go"),
                ("strings.Cut", "strings/strings.go"),
            ],
            path: "github.com/me/app",
            expression: r"^main\.|^github\.com/me/app[./]",
        },
        Case {
            what: "built in a folder: the module cache and vendor are known by their paths",
            functions: &[
                ("main.run", "/home/me/app/cmd/app/main.go"),
                ("corp.example/team/app/a.F", "/home/me/app/a/f.go"),
                ("corp.example/team/app/b.G", "/home/me/app/b/g.go"),
                (
                    "github.com/BurntSushi/toml.Decode",
                    "/root/go/pkg/mod/github.com/!burnt!sushi/toml@v1.4.0/decode.go",
                ),
                (
                    "golang.org/x/sync/errgroup.(*Group).Go",
                    "/home/me/app/vendor/golang.org/x/sync/errgroup/errgroup.go",
                ),
                (
                    "golang.org/x/sync/errgroup.(*Group).Wait",
                    "/home/me/app/vendor/golang.org/x/sync/errgroup/errgroup.go",
                ),
                (
                    "golang.org/x/sync/errgroup.WithContext",
                    "/home/me/app/vendor/golang.org/x/sync/errgroup/errgroup.go",
                ),
            ],
            path: "corp.example/team/app",
            expression: r"^main\.|^corp\.example/team/app[./]",
        },
        Case {
            what: "installed with a version: the program itself is in the module cache",
            functions: &[
                ("main.main", "github.com/me/app@v1.0.0/main.go"),
                ("github.com/me/app/x.F", "github.com/me/app@v1.0.0/x/f.go"),
                ("github.com/you/lib.Do", "github.com/you/lib@v1.2.3/lib.go"),
                ("github.com/you/lib.More", "github.com/you/lib@v1.2.3/lib.go"),
            ],
            path: "github.com/me/app",
            expression: r"^main\.|^github\.com/me/app[./]",
        },
        Case {
            what: "on Windows",
            functions: &[
                ("main.main", r"C:\src\app\main.go"),
                ("corp.example/app/a.F", r"C:\src\app\a\f.go"),
                ("corp.example/app/b.F", r"C:\src\app\b\f.go"),
                (
                    "github.com/you/lib.Do",
                    r"C:\go\pkg\mod\github.com\you\lib@v1.2.3\lib.go",
                ),
            ],
            path: "corp.example/app",
            expression: r"^main\.|^corp\.example/app[./]",
        },
        Case {
            what: "a package main and nothing else",
            functions: &[("main.main", "/x/main.go"), ("runtime.main", "")],
            path: "package main",
            expression: r"^main\.",
        },
        Case {
            what: "not Go",
            functions: &[
                ("std::vector<int>::push_back", "/src/example.com/a.cc"),
                ("com.example.App.main", "App.java"),
                ("1.2/a.b", "x"),
            ],
            path: "",
            expression: "",
        },
        Case {
            what: "a dependency of a later major version is no module of ours",
            functions: &[
                ("example.com/app/v2/x.F", "/home/me/app/x/f.go"),
                (
                    "github.com/you/lib/v2.Do",
                    "/root/go/pkg/mod/github.com/you/lib/v2@v2.0.1/lib.go",
                ),
                (
                    "github.com/you/lib/v2.Go",
                    "/root/go/pkg/mod/github.com/you/lib/v2@v2.0.1/lib.go",
                ),
            ],
            path: "example.com/app/v2/x",
            expression: r"^example\.com/app/v2/x[./]",
        },
        Case {
            what: "closures of a dependency that were inlined have our name and its file",
            functions: &[
                ("github.com/me/app.Run", "/home/me/app/run.go"),
                ("github.com/me/app.Stop", "/home/me/app/run.go"),
                (
                    "github.com/me/app.Run.Do.func1",
                    "/root/go/pkg/mod/github.com/you/lib@v1.0.0/lib.go",
                ),
                (
                    "github.com/you/lib.Do",
                    "/root/go/pkg/mod/github.com/you/lib@v1.0.0/lib.go",
                ),
                ("github.com/you/lib.Each.func1", "/home/me/app/run.go"),
            ],
            path: "github.com/me/app",
            expression: r"^github\.com/me/app[./]",
        },
        Case {
            what: "functions without files are nobody's",
            functions: &[("github.com/me/app.Run", "")],
            path: "",
            expression: "",
        },
    ];

    #[test]
    fn the_module_of_a_program() {
        for Case {
            what,
            functions,
            path,
            expression,
        } in MODULES
        {
            let functions: Vec<(&[u8], &[u8])> = functions
                .iter()
                .map(|(name, file)| (name.as_bytes(), file.as_bytes()))
                .collect();
            let module = Module::of(&functions);
            assert_eq!(
                (module.path.as_str(), module.expression.as_str()),
                (path, expression),
                "{what}"
            );
        }
    }
}
