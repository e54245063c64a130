//! Packages: what the functions of a profile belong to, and what each of these weighs itself.
//!
//! In: a [`StackSet`]. Out: per frame the number of its package, and the packages, the heaviest first, each with the expression
//! that means it:
//!
//! | function | package | expression |
//! |---|---|---|
//! | `net/http.(*conn).serve` | `net/http` | `^net/http\.` |
//! | `runtime.mallocgc`, and Go's runtime by its files | `Go runtime` | [`runtime::EXPRESSION`] |
//! | `com.example.App.run` | `com.example` | `^com\.example\.[A-Z]` |
//! | `java/io/Writer.flush` | `java/io` | `^java/io/[^/]+$` |
//! | `core::ptr::drop_in_place` | `core::ptr` | `^core::ptr::` |
//! | `render` in `/app/node_modules/ejs/lib/ejs.js` | `ejs` | `/node_modules/ejs/` |
//! | `memeqbody` in `/go/src/internal/bytealg/equal.s` | `internal/bytealg` | `(^\|/)internal/bytealg/[^/]*\.s$` |
//! | `fib` in `/srv/jobs/fib.py` | `fib.py` | `(^\|/)fib\.py$` |
//!
//! Languages whose names say no package have their modules: the file, or the package that was installed with it.

use crate::analysis::runtime;
use crate::analysis::stacks::StackSet;
use crate::base::columns::StringTable;
use crate::base::pattern::quote;
use crate::base::sort::sort_numbers;
use crate::base::text::{base, find};
use crate::profile::Profile;

/// What is said for Go's runtime, which has several packages and files of others.
const RUNTIME: &[u8] = b"Go runtime";

/// The endings of files whose functions have no package in their names: what stands before a dot there is an object.
const SCRIPTS: [&[u8]; 9] = [
    b".js", b".mjs", b".cjs", b".jsx", b".ts", b".tsx", b".py", b".rb", b".php",
];

/// A package, or what comes nearest to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Package {
    /// Its name; empty for what nothing is known about.
    pub name: Vec<u8>,
    /// The expression that matches the names or the files of its functions; empty if there is none.
    pub expression: String,
    /// The sum of the stacks that end in one of its functions, in the unit of the sample type.
    pub own: i64,
    /// Whether it is Go's runtime.
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
    pub fn new(profile: &Profile, set: &StackSet) -> Packages {
        let mut builder = Builder {
            list: vec![Package::default()],
            names: StringTable::default(),
        };
        let mut known: Vec<Option<u32>> = vec![None; profile.functions.len()];
        let mut of: Vec<Option<u32>> = vec![None; set.frame_count()];
        let mut leaves = vec![None; set.site_count()];
        for site in 0..set.site_count() as u32 {
            for (index, frame) in set.site(site).iter().enumerate() {
                let frame = frame.frame().index();
                let package = *of[frame].get_or_insert_with(|| match set.line(site, index) {
                    Some(line) => *known[line.function.index()].get_or_insert_with(|| {
                        let function = &profile.functions[line.function.index()];
                        builder.number(profile.text(function.name), profile.text(function.filename))
                    }),
                    None => builder.number(b"", b""),
                });
                leaves[site as usize].get_or_insert(package);
            }
        }
        let Builder { mut list, .. } = builder;
        for row in 0..set.len() {
            let leaf = set.stack(row).iter().find_map(|&site| leaves[site as usize]);
            if let Some(package) = leaf {
                let own = &mut list[package as usize].own;
                *own = own.wrapping_add(set.value(row));
            }
        }
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

/// Numbers packages in the order in which they are met, the nameless one first.
struct Builder {
    list: Vec<Package>,
    names: StringTable,
}

impl Builder {
    fn number(&mut self, name: &[u8], file: &[u8]) -> u32 {
        let (package, expression) = match runtime::is_runtime(name, file) {
            true => (RUNTIME, runtime::EXPRESSION.to_owned()),
            false => home(name, file),
        };
        let Builder { list, names } = self;
        let number = names.intern(package).index();
        let Some(known) = list.get_mut(number) else {
            list.push(Package {
                name: package.to_vec(),
                expression,
                own: 0,
                is_runtime: package == RUNTIME,
            });
            return number as u32;
        };
        // What is known by its file there is of the package, too.
        if !expression.is_empty() && !known.expression.contains(&expression) {
            known.expression = [&known.expression, "|", &expression].concat();
        }
        number as u32
    }
}

/// What a function belongs to, and the expression for that.
fn home<'a>(name: &'a [u8], file: &'a [u8]) -> (&'a [u8], String) {
    let is_script = SCRIPTS.iter().any(|end| file.ends_with(end)) || file.starts_with(b"node:");
    let by_name = || package(name);
    let by_file = || module(file);
    let found = match is_script {
        true => by_file().or_else(by_name),
        false => by_name().or_else(by_file),
    };
    found.unwrap_or_default()
}

/// The package that a name begins with, by language, and the expression for it.
fn package(name: &[u8]) -> Option<(&[u8], String)> {
    // A method of a trait in Rust is of its type's crate.
    let bare = name.strip_prefix(b"<").unwrap_or(name);
    let bare = bare.strip_prefix(b"&").unwrap_or(bare);
    let end = bare
        .iter()
        .position(|byte| b"[({<".contains(byte) || byte.is_ascii_whitespace());
    let path = &bare[..end.unwrap_or(bare.len())];
    let start = match bare.len() == name.len() {
        true => "^",
        false => "^(<&?)?",
    };
    let expression = |package: &[u8], end: &str| [start, &quote(package), end].concat();
    if let Some(slash) = path.iter().rposition(|&byte| byte == b'/') {
        let (folder, last) = (&path[..slash], &path[slash + 1..]);
        if !folder.contains(&b'.') && last.first().is_some_and(u8::is_ascii_uppercase) {
            return Some((folder, expression(folder, "/[^/]+$")));
        }
        let mut dot = last.iter().position(|&byte| byte == b'.').filter(|&dot| dot > 0)?;
        // The version of a module is a part of its path: `gopkg.in/yaml.v2.Unmarshal`.
        let version = last[dot + 1..].strip_prefix(b"v").unwrap_or_default();
        let digits = version.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 && version.get(digits) == Some(&b'.') {
            dot += digits + 2;
        }
        let package = &path[..slash + 1 + dot];
        return Some((package, expression(package, "\\.")));
    }
    let words = lower_case_words(bare, b".");
    if words > 0 && path[words..].first().is_some_and(u8::is_ascii_uppercase) && path[words..].contains(&b'.') {
        let package = &path[..words - 1];
        return Some((package, expression(package, "\\.[A-Z]")));
    }
    let words = lower_case_words(bare, b"::");
    if words > 0 {
        let package = &path[..words - 2];
        return Some((package, expression(package, "::")));
    }
    let dot = path.iter().position(|&byte| byte == b'.').unwrap_or(path.len());
    let colons = find(path, b"::").unwrap_or(path.len());
    let (at, separator) = match colons < dot {
        true => (colons, "::"),
        false => (dot, "\\."),
    };
    match at > 0 && at + 1 < bare.len() {
        true => Some((&path[..at], expression(&path[..at], separator))),
        false => None,
    }
}

/// How long the words are, each in lower case and with this behind it, that a path begins with, and that more comes behind.
fn lower_case_words(path: &[u8], separator: &[u8]) -> usize {
    let mut end = 0;
    loop {
        let rest = &path[end..];
        let is_first = |byte: &u8| byte.is_ascii_lowercase() || *byte == b'_';
        let word = match rest.first().is_some_and(is_first) {
            true => rest
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
                .count(),
            false => 0,
        };
        let next = word + separator.len();
        if word == 0 || !rest[word..].starts_with(separator) || rest.len() <= next {
            return end;
        }
        end += next;
    }
}

/// The module that a file is: the package that it was installed with, or the file itself.
fn module(file: &[u8]) -> Option<(&[u8], String)> {
    for folder in [&b"/node_modules/"[..], b"/site-packages/"] {
        let mut from = 0;
        while let Some(at) = find(&file[from..], folder) {
            from += at + folder.len();
        }
        let rest = &file[from..];
        let mut parts = rest.split(|&byte| byte == b'/');
        let scope = parts.next().filter(|part| part.starts_with(b"@"));
        let length = match scope {
            Some(scope) => scope.len() + 1 + parts.next().map_or(0, <[u8]>::len),
            None => rest.iter().position(|&byte| byte == b'/').unwrap_or(0),
        };
        if from > 0 && length > 0 && length < rest.len() {
            let package = &rest[..length];
            return Some((package, [&quote(folder), &quote(package), "/"].concat()));
        }
    }
    if file.starts_with(b"node:") {
        return Some((b"node", "^node:".to_owned()));
    }
    // Assembly and what the compiler makes of Go have no package in their names.
    for end in [".s", ".go"] {
        let mut folder = &file[..file.iter().rposition(|&byte| byte == b'/').map_or(0, |slash| slash + 1)];
        while let Some(at) = find(folder, b"/src/") {
            folder = &folder[at + b"/src/".len()..];
        }
        let folder = folder.strip_suffix(b"/").unwrap_or_default();
        if file.ends_with(end.as_bytes()) && !folder.is_empty() && !folder.starts_with(b"/") {
            let expression = ["(^|/)", &quote(folder), "/[^/]*", &quote(end.as_bytes()), "$"].concat();
            return Some((folder, expression));
        }
    }
    let name = base(file);
    match file.is_empty() || name.is_empty() {
        true => None,
        false => Some((name, ["(^|[/\\\\])", &quote(name), "$"].concat())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::filter::Filtered;
    use crate::analysis::options::Options;
    use crate::analysis::stacks::{FrameId, Objects, Paths};
    use crate::base::pattern::Pattern;
    use crate::testing::profile;
    use std::rc::Rc;

    /// Functions with their files, their packages, and functions of others that the expression must not match.
    const FUNCTIONS: [(&str, &str, &str, &[&str]); 20] = [
        (
            "net/http.(*conn).serve",
            "/go/src/net/http/server.go",
            "net/http",
            &["net/http/httputil.Dump", "a.net/http.F"],
        ),
        ("main.run.func1", "main.go", "main", &["domain.run"]),
        (
            "gopkg.in/yaml.v2.(*decoder).scalar",
            "",
            "gopkg.in/yaml.v2",
            &["gopkg.in/yaml.v3.Marshal"],
        ),
        (
            "slices.SortFunc[go.shape.[]int,go.shape.int]",
            "",
            "slices",
            &["a.b/slices.Sort"],
        ),
        (
            "com.example.App$Inner.run",
            "App.java",
            "com.example",
            &["com.example.sub.App.run"],
        ),
        ("com.example.App.<init>", "App.java", "com.example", &[]),
        (
            "java/io/PrintStream.<init>",
            "PrintStream.java",
            "java/io",
            &["java/io/sub/X.y"],
        ),
        (
            "core::ptr::drop_in_place<alloc::vec::Vec<u8>>",
            "",
            "core::ptr",
            &["alloc::core::ptr::x"],
        ),
        (
            "<alloc::vec::Vec<T> as core::iter::Extend<T>>::extend",
            "",
            "alloc::vec",
            &["core::x"],
        ),
        ("std::vector<int>::push_back", "", "std", &["mystd::x"]),
        ("Parser::next", "parser.cpp", "Parser", &["Parsers::next"]),
        ("parse", "/src/parse.c", "parse.c", &[]),
        (
            "memeqbody",
            "/usr/local/go/src/internal/bytealg/equal_amd64.s",
            "internal/bytealg",
            &["/go/src/internal/bytealg/sub/x.s"],
        ),
        ("indexbody", "internal/bytealg/index_amd64.s", "internal/bytealg", &[]),
        ("(anonymous)", "/app/src/view.js", "view.js", &["preview.js"]),
        (
            "Router.handle",
            "/app/node_modules/express/lib/router.js",
            "express",
            &["/app/node_modules/express-x/a.js"],
        ),
        (
            "go",
            "/app/node_modules/a/node_modules/@b/c/d.js",
            "@b/c",
            &["/app/node_modules/@b/d/e.js"],
        ),
        (
            "get_response",
            "/venv/lib/site-packages/django/core/base.py",
            "django",
            &[],
        ),
        (
            "processTicks",
            "node:internal/process/task_queues",
            "node",
            &["/a/node:x"],
        ),
        ("read", "", "", &[]),
    ];

    #[test]
    fn packages_by_name_and_modules_by_file() {
        for (name, file, wanted, others) in FUNCTIONS {
            let (package, expression) = home(name.as_bytes(), file.as_bytes());
            assert_eq!(String::from_utf8_lossy(package), wanted, "{name} in {file}");
            if wanted.is_empty() {
                assert_eq!(expression, "", "{name}");
                continue;
            }
            let pattern = Pattern::new(&expression).unwrap();
            let matches = pattern.is_match(name.as_bytes()) || pattern.is_match(file.as_bytes());
            assert!(matches, "{expression} for {name} in {file}");
            for other in others {
                assert!(!pattern.is_match(other.as_bytes()), "{expression} for {other}");
            }
        }
    }

    #[test]
    fn packages_of_go_are_those_of_the_shared_table() {
        let table = include_str!("../../testdata/names/packages.tsv");
        for line in table.lines() {
            let (name, wanted) = line.split_once('\t').unwrap();
            let found = package(name.as_bytes()).map(|(package, _)| package).unwrap_or_default();
            assert_eq!(String::from_utf8_lossy(found), wanted, "{name}");
        }
    }

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
        let packages = Packages::new(&profile, &set);
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
    }
}
