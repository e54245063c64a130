//! Which languages a program is written in, by the forms of its names and the endings of its files.
//!
//! A single name says nothing: in Go a package may be called `jvm`, and `std::` is C++'s as well as Rust's. So what is decided is
//! decided by all functions of a profile, each of which tells one language or none, and where that is little, nothing is said.

use crate::analysis::runtime::is_runtime;
use crate::base::java_names::is_java_method;
use crate::base::names::{place_end, v8_path};
use crate::base::text::{base, find};
use crate::profile::{FunctionId, Profile};

/// What a program may be written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    Go,
    /// Java, Kotlin, Scala and whatever else runs on the Java machine.
    Jvm,
    JavaScript,
    Python,
    Ruby,
    Php,
    Dotnet,
    Julia,
    Rust,
    Cpp,
}

/// All of them, in the order of the enum, each with what it is called and the endings of its files.
const LANGUAGES: [(Language, &str, &[&str]); 10] = [
    (Language::Go, "Go", &["go"]),
    (Language::Jvm, "JVM", &["java", "kt", "kts", "scala", "groovy", "clj"]),
    (
        Language::JavaScript,
        "JavaScript",
        &["js", "mjs", "cjs", "jsx", "ts", "tsx", "mts", "cts"],
    ),
    (Language::Python, "Python", &["py", "pyx"]),
    (Language::Ruby, "Ruby", &["rb", "erb"]),
    (Language::Php, "PHP", &["php"]),
    (Language::Dotnet, ".NET", &["cs", "fs", "vb"]),
    (Language::Julia, "Julia", &["jl"]),
    (Language::Rust, "Rust", &["rs"]),
    (Language::Cpp, "C++", &["cc", "cpp", "cxx", "hpp", "hxx", "hh", "cu"]),
];

/// So many functions must tell a language.
const LEAST: usize = 2;
/// One function in so many must tell it: what runs the others' code has functions of its own, in another language.
const SHARE: usize = 20;

impl Language {
    /// What it is called: an adjective, too.
    pub fn name(self) -> &'static str {
        LANGUAGES[self as usize].1
    }

    /// What a function tells: its file by the ending, its name by its form.
    pub fn told(name: &[u8], system_name: &[u8], file: &[u8]) -> Option<Language> {
        // What Pyroscope writes in front of a name: `lib/dispatch.rs:164 - `.
        let (place, own) = name.split_at(place_end(name));
        let colon = place.iter().rposition(|&byte| byte == b':').unwrap_or(0);
        let told = || match v8_path(own) {
            Some(_) => Some(Language::JavaScript),
            None => by_name(own, system_name, file),
        };
        by_file(file).or_else(|| by_file(&place[..colon])).or_else(told)
    }
}

fn by_file(file: &[u8]) -> Option<Language> {
    let starts: [(&[u8], Language); 3] = [
        (b"node:", Language::JavaScript),
        (b"<frozen ", Language::Python),
        (b"<internal:", Language::Ruby),
    ];
    if let Some((_, language)) = starts.iter().find(|(start, _)| file.starts_with(start)) {
        return Some(*language);
    }
    let name = base(file);
    let dot = name.iter().rposition(|&byte| byte == b'.')?;
    let is_ending = |ending: &&str| ending.as_bytes() == &name[dot + 1..];
    let found = LANGUAGES.iter().find(|(.., endings)| endings.iter().any(is_ending));
    found.map(|&(language, ..)| language)
}

/// What tells a language in a name: where it begins, or anywhere.
const SIGNS: [(bool, &[u8], Language); 8] = [
    (false, b"[c function]", Language::Ruby),
    (false, b".(*", Language::Go),
    (true, b"py::", Language::Python),
    (true, b"jl_", Language::Julia),
    (true, b"ijl_", Language::Julia),
    (true, b"core::", Language::Rust),
    (true, b"alloc::", Language::Rust),
    (true, b"backtrace::", Language::Rust),
];

fn by_name(name: &[u8], system_name: &[u8], file: &[u8]) -> Option<Language> {
    let is_there = |&&(begins, sign, _): &&(bool, &[u8], Language)| match begins {
        true => name.starts_with(sign),
        false => find(name, sign).is_some(),
    };
    if let Some(&(.., language)) = SIGNS.iter().find(is_there) {
        return Some(language);
    }
    if is_runtime(name, file) {
        return Some(Language::Go);
    }
    if is_java_method(name) {
        return Some(Language::Jvm);
    }
    // `System.Threading!Monitor.Wait`: a namespace and a class, both with a name or without.
    if let Some(at) = name.iter().position(|&byte| byte == b'!') {
        let (space, class) = (&name[..at], &name[at + 1..]);
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.".contains(byte);
        if space.iter().all(is_word) && class.first().is_some_and(is_word) && class.contains(&b'.') {
            return Some(Language::Dotnet);
        }
    }
    if is_of_rust(name) || is_of_rust(system_name) {
        return Some(Language::Rust);
    }
    // `Pool::get(int)`; in Julia's `get(::Pool)` it is the type that has the colons.
    let arguments = name.iter().position(|&byte| byte == b'(');
    let is_cpp = system_name.starts_with(b"_Z") || arguments.is_some_and(|at| find(&name[..at], b"::").is_some());
    is_cpp.then_some(Language::Cpp)
}

/// Whether a name is one of a method of a trait, or was made by Rust's compiler: in its new way, or with a hash behind it.
fn is_of_rust(name: &[u8]) -> bool {
    if name.starts_with(b"<") {
        return find(name, b" as ").is_some() && find(name, b">::").is_some();
    }
    let hash = name.strip_suffix(b"E").and_then(|name| name.split_last_chunk::<19>());
    let is_hash = |hash: &[u8; 19]| hash.starts_with(b"17h") && hash[3..].iter().all(u8::is_ascii_hexdigit);
    name.starts_with(b"_R") || hash.is_some_and(|(_, hash)| is_hash(hash))
}

/// How many functions of a profile tell which language.
#[derive(Default)]
pub struct Told {
    counts: [usize; LANGUAGES.len()],
    named: usize,
}

impl Told {
    /// Asks all functions with a name that are no labels.
    pub fn of(profile: &Profile) -> Told {
        let mut told = Told::default();
        for (index, function) in profile.functions.iter().enumerate() {
            if profile.is_of_label(FunctionId(index as u32)) {
                continue;
            }
            let [name, system_name, file] =
                [function.name, function.system_name, function.filename].map(|id| profile.text(id));
            told.named += usize::from(!name.is_empty());
            if let Some(language) = Language::told(name, system_name, file) {
                told.counts[language as usize] += 1;
            }
        }
        told
    }

    fn count(&self, language: Language) -> usize {
        self.counts[language as usize]
    }

    /// Whether part of the program is written in a language.
    pub fn has(&self, language: Language) -> bool {
        let count = self.count(language);
        let is_enough = count >= LEAST && count * SHARE >= self.named;
        // What these have in common is of the one that more functions tell.
        is_enough && (language != Language::Rust || count >= self.count(Language::Cpp))
    }

    /// Whether no language is told by enough functions.
    pub fn is_unsure(&self) -> bool {
        !LANGUAGES.iter().any(|&(language, ..)| self.has(language))
    }

    /// The language that the program is written in, if that is sure.
    pub fn language(&self) -> Option<Language> {
        let native = [Language::Rust, Language::Cpp];
        // What runs the others is native itself, so that counts for nothing beside them.
        let (mut most, mut next) = ((0, None), 0);
        for (language, ..) in LANGUAGES {
            let count = self.count(language);
            if native.contains(&language) || !self.has(language) {
                continue;
            }
            match count > most.0 {
                true => (most, next) = ((count, Some(language)), most.0),
                false => next = next.max(count),
            }
        }
        match most {
            (_, None) => {
                let is_most = |language: &Language| self.has(*language) && self.count(*language) * 2 > self.named;
                native.into_iter().find(is_most)
            }
            (count, language) => language.filter(|_| count >= 4 * next),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_functions_tell() {
        use Language::*;
        for (name, system_name, file, wanted) in [
            ("main.run", "", "/src/main.go", Some(Go)),
            ("runtime.mallocgc", "", "", Some(Go)),
            ("shop.example/cart.(*Cart).Add", "", "", Some(Go)),
            ("java/lang/Thread.run", "", "", Some(Jvm)),
            ("run", "", "App.kt", Some(Jvm)),
            ("fib", "", "/srv/main.js", Some(JavaScript)),
            ("read", "", "node:fs", Some(JavaScript)),
            ("LazyCompile:*fib /srv/main.js:1", "", "", Some(JavaScript)),
            ("lib/a.py:-1 - work", "", "", Some(Python)),
            ("work", "", "<frozen importlib._bootstrap>", Some(Python)),
            ("(unknown):-1 - new [c function]", "", "(unknown)", Some(Ruby)),
            ("index", "", "app/cars.rb", Some(Ruby)),
            ("System!Buffer.Memmove", "", "System.Private.CoreLib", Some(Dotnet)),
            ("!.Concat", "", "", Some(Dotnet)),
            ("ijl_apply_generic", "", "/src/gf.c", Some(Julia)),
            ("plot!(::Makie.Axis)", "", "/src/plot.jl", Some(Julia)),
            ("plot!(::Makie.Axis)", "", "", None),
            ("runtime.rs:65 - tokio::runtime::enter", "", "", Some(Rust)),
            ("::next", "<std::vec::IntoIter<T> as Iterator>::next", "", Some(Rust)),
            ("app::run", "_ZN3app3run17h0123456789abcdefE", "", Some(Rust)),
            ("Pool::get(int)", "", "", Some(Cpp)),
            ("Pool::get", "_ZN4Pool3getEi", "", Some(Cpp)),
            ("std::sort", "", "", None),
            ("main.Store.Get", "", "", None),
            ("memcpy", "", "/src/memcpy.c", None),
            ("ntdll!NtRead", "", "", None),
            ("", "", "", None),
        ] {
            let told = Language::told(name.as_bytes(), system_name.as_bytes(), file.as_bytes());
            assert_eq!(told, wanted, "{name} in {file}");
        }
    }

    #[test]
    fn the_profile_as_a_whole_decides() {
        use Language::*;
        let told = |counts: &[(Language, usize)], named: usize| {
            let mut told = Told {
                named,
                ..Told::default()
            };
            for &(language, count) in counts {
                told.counts[language as usize] = count;
            }
            told
        };
        for (counts, named, wanted) in [
            (&[(Jvm, 1)][..], 1, None),
            (&[(Jvm, 1), (Go, 90)], 91, Some(Go)),
            // The machine's own functions may be most.
            (&[(Jvm, 10), (Cpp, 90)], 100, Some(Jvm)),
            (&[(Jvm, 10), (Cpp, 990)], 1000, Some(Cpp)),
            (&[(Python, 50), (JavaScript, 40)], 100, None),
            (&[(Rust, 60), (Cpp, 30)], 100, Some(Rust)),
            (&[(Rust, 30), (Cpp, 60)], 100, Some(Cpp)),
            (&[(Cpp, 10)], 100, None),
            (&[], 100, None),
        ] {
            assert_eq!(told(counts, named).language(), wanted, "{counts:?} of {named}");
        }
        assert!(!told(&[(Rust, 30), (Cpp, 60)], 100).has(Rust), "std:: is of C++ there");
        assert!(told(&[(Cpp, 10)], 400).is_unsure());
    }
}
