//! Names of functions and binaries: what to show for a linker's name, and what patterns look at.
//!
//! `readable(b"foo::bar(int)", Demangling::Short)` is `foo::bar`; `without_arguments(b"main.(*T).f")` is `main.`.

use crate::base::demangle::{Demangler, Demangling};
use crate::base::text::find;
use std::borrow::Cow;
use std::ops::Range;

/// The name to show for a linker's name, as pprof makes it. Compilers' names are demangled, also with the underscore that macOS
/// puts in front of all. Names that look like C++ that was demangled lose, unless more is wished, the text in balanced
/// parentheses and then that in angle brackets; all others stay.
pub fn readable<'n>(system_name: &'n [u8], demangler: &mut Demangler) -> Cow<'n, [u8]> {
    if let Some(bare) = system_name.strip_prefix(b"_") {
        for name in [system_name, bare] {
            if let Some(text) = demangler.demangle(name).filter(|text| text != name) {
                return Cow::Owned(text);
            }
        }
    }
    let has = |text: &[u8]| contains(system_name, text);
    let bracket = system_name.iter().any(|byte| b"<>[]".contains(byte));
    let go_generics = bracket && (has(b".<") || has(b"])."));
    if go_generics || !(bracket || has(b"::")) {
        return Cow::Borrowed(system_name);
    }
    let removed: &[(u8, u8)] = match demangler.demangling() {
        Demangling::Short => &[(b'(', b')'), (b'<', b'>')],
        Demangling::Templates => &[(b'(', b')')],
        Demangling::Full => &[],
    };
    let mut name = Cow::Borrowed(system_name);
    for &(open, close) in removed {
        if name.contains(&open) || name.contains(&close) {
            name = Cow::Owned(without_groups(&name, open, close));
        }
    }
    name
}

/// Whether angle brackets of a name are what it is called by, and hold no types: `<module>`, `block in <main>`, C#'s `<Run>b__0`. pprof
/// takes them away all the same, and of some nothing is left.
pub fn is_named_in_brackets(name: &[u8]) -> bool {
    let depth = |depth: &mut usize, byte: u8, open: u8, close: u8| {
        *depth += usize::from(byte == open);
        *depth = depth.saturating_sub(usize::from(byte == close));
        *depth == 0
    };
    let mut open = 0;
    if name.starts_with(b"<") {
        let closed = name.iter().position(|&byte| depth(&mut open, byte, b'<', b'>'));
        // Rust's `<T as Trait>::next` is a type with a function of it.
        return closed.is_some_and(|end| end > 1 && !name[end + 1..].starts_with(b"::"));
    }
    // Behind a blank there is no name that types could belong to.
    name.ends_with(b">")
        && name
            .iter()
            .rposition(|&byte| depth(&mut open, byte, b'>', b'<'))
            .is_some_and(|start| {
                name[..start].ends_with(b" ") && !matches!(name[..start - 1].last(), Some(b'<' | b'>'))
            })
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// Removes the outermost balanced groups. A closing delimiter without an opening one ends the work, and a group that
/// does not close stays.
fn without_groups(name: &[u8], open: u8, close: u8) -> Vec<u8> {
    let mut kept = Vec::with_capacity(name.len());
    let mut depth = 0;
    let mut group_start = 0;
    for (index, &byte) in name.iter().enumerate() {
        kept.push(byte);
        if byte == open {
            if depth == 0 {
                group_start = kept.len() - 1;
            }
            depth += 1;
        } else if byte == close {
            if depth == 0 {
                kept.extend_from_slice(&name[index + 1..]);
                return kept;
            }
            depth -= 1;
            if depth == 0 {
                kept.truncate(group_start);
            }
        }
    }
    kept
}

/// The name that drop_frames, keep_frames and prune_from look at: without a leading dot, and cut at the first
/// parenthesis that opens neither `(anonymous namespace)` nor stands in `operator()`.
pub fn without_arguments(name: &[u8]) -> &[u8] {
    let name = name.strip_prefix(b".").unwrap_or(name);
    let mut from = 0;
    while from < name.len() {
        let rest = &name[from..];
        if rest.starts_with(b"(anonymous namespace)") {
            from += b"(anonymous namespace)".len();
        } else if rest.starts_with(b"operator()") {
            from += b"operator()".len();
        } else if rest[0] == b'(' {
            return &name[..from];
        } else {
            from += 1;
        }
    }
    name
}

/// The package that a name of a function in Go begins with; none if it has none, as assembly may.
///
/// `github.com/me/app/store.(*DB).Get[go.shape.int]` is of `github.com/me/app/store`.
pub fn go_package(name: &[u8]) -> Option<&[u8]> {
    let end = name
        .iter()
        .position(|&byte| b"[({<".contains(&byte) || byte.is_ascii_whitespace());
    let path = &name[..end.unwrap_or(name.len())];
    let slash = path.iter().rposition(|&byte| byte == b'/').map_or(0, |slash| slash + 1);
    let dot = path[slash..].iter().position(|&byte| byte == b'.')?;
    Some(&name[..slash + dot]).filter(|_| dot > 0)
}

/// Whether Go's URL parser takes the text for an absolute URL. pprof blanks the file of such mappings.
pub fn is_url(text: &[u8]) -> bool {
    let scheme_byte = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    let Some(colon) = text.iter().position(|&byte| byte == b':') else {
        return false;
    };
    let (scheme, rest) = (&text[..colon], &text[colon + 1..]);
    let valid_scheme = scheme.first().is_some_and(u8::is_ascii_alphabetic) && scheme.iter().all(scheme_byte);
    let control = text.iter().any(|&byte| byte < b' ' || byte == 0x7f);
    if !valid_scheme || control {
        return false;
    }
    let (rest, fragment) = split(rest, b'#');
    let (path, _) = split(rest, b'?');
    // What does not begin with a slash is opaque and not looked at.
    let path_is_valid = !path.starts_with(b"/") || escapes_are_valid(path);
    let host_is_valid = match path.strip_prefix(b"//") {
        Some(behind) => !split(behind, b'/').0.iter().any(|byte| b" <>\"\\^`{|}".contains(byte)),
        None => true,
    };
    path_is_valid && host_is_valid && escapes_are_valid(fragment)
}

fn split(text: &[u8], at: u8) -> (&[u8], &[u8]) {
    match text.iter().position(|&byte| byte == at) {
        Some(index) => (&text[..index], &text[index + 1..]),
        None => (text, &[]),
    }
}

fn escapes_are_valid(text: &[u8]) -> bool {
    let mut escapes = text.iter().enumerate().filter(|&(_, &byte)| byte == b'%');
    escapes.all(|(index, _)| {
        text.get(index + 1..index + 3)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

/// How much of a name is the place that Pyroscope writes in front of it: of `lib/dispatch.rs:164 - hyper::poll` all before `hyper`.
pub fn place_end(name: &[u8]) -> usize {
    let Some(at) = find(name, b" - ") else {
        return 0;
    };
    let digits = name[..at].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let place = name[..at - digits].strip_suffix(b"-").unwrap_or(&name[..at - digits]);
    let end = at + b" - ".len();
    match digits > 0 && place.ends_with(b":") && end < name.len() {
        true => end,
        false => 0,
    }
}

/// What V8 says of a piece of code, in front of its name.
static V8_KINDS: [&[u8]; 10] = [
    b"LazyCompile",
    b"Function",
    b"JS",
    b"Script",
    b"Eval",
    b"Builtin",
    b"BytecodeHandler",
    b"Stub",
    b"Handler",
    b"RegExp",
];

/// Where in a name the path stands that V8 writes behind a function for other profilers, without its line: `/srv/main.js` in
/// `LazyCompile:*fib /srv/main.js:1`, nothing between the two in `Builtin:ArrayPush`.
pub fn v8_path(name: &[u8]) -> Option<Range<usize>> {
    let colon = name.iter().position(|&byte| byte == b':')?;
    // C++ has two colons: `Function::call`.
    if !V8_KINDS.contains(&&name[..colon]) || name.get(colon + 1) == Some(&b':') {
        return None;
    }
    let start = match name.iter().rposition(|&byte| byte == b' ') {
        Some(blank) if blank > colon => blank + 1,
        _ => return Some(name.len()..name.len()),
    };
    let mut end = name.len();
    while let Some(at) = name[start..end].iter().rposition(|&byte| byte == b':') {
        let digits = &name[start + at + 1..end];
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            break;
        }
        end = start + at;
    }
    Some(start..end)
}

/// Whether what a function is called is said of others, too: of those written where they are used, and of the outermost code
/// of a file.
pub fn is_anonymous(name: &[u8]) -> bool {
    // Those of a class or a function are no more told apart by it: `Object.<anonymous>`, `App\{closure}`.
    const OWN: [&[u8]; 10] = [
        b".<anonymous>",
        b".<lambda>",
        b".<listcomp>",
        b".<dictcomp>",
        b".<setcomp>",
        b".<genexpr>",
        b"\\{closure}",
        b"::{closure}",
        b"->{closure}",
        b"::__ANON__",
    ];
    match name {
        b"anonymous" | b"lambda" | b"(anon)" | b"__ANON__" => true,
        // `(anonymous)`, `(anonymous function)`, `[anonymous]`
        [b'(', inner @ .., b')'] => inner.starts_with(b"anonymous") && !inner.contains(&b')'),
        [b'[', inner @ .., b']'] => inner.starts_with(b"anonymous") && !inner.contains(&b']'),
        // `{closure}`, `{closure#0}`, `{{closure}}`
        [b'{', inner @ .., b'}'] => [&b"closure"[..], b"{closure", b"lambda"]
            .iter()
            .any(|own| inner.starts_with(own)),
        // `anonymous function`, `anonymous fn/1`
        [b'a', b'n', b'o', b'n', b'y', b'm', b'o', b'u', b's', b' ', kind @ ..] => {
            [&b"function"[..], b"fn", b"closure", b"class", b"block"]
                .iter()
                .any(|own| kind.starts_with(own))
        }
        // `<module>`, `block in <main>`; it is what the brackets hold that says nothing.
        [.., b'>'] if is_named_in_brackets(name) => true,
        _ => OWN.iter().any(|own| name.ends_with(own)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_are_called_too_is_no_name() {
        for name in [
            "anonymous function",
            "[anonymous]",
            "(anon)",
            "anonymous fn/1",
            "{closure#0}",
            "{closure}",
            "{{closure}}",
            "main::__ANON__",
            "(anonymous)",
        ] {
            assert!(is_anonymous(name.as_bytes()), "{name}");
        }
        for name in [
            "[anon]",
            "anonymous users",
            "(anonymous namespace)::f",
            "run::{closure#0}",
            "{impl#0}",
            "block",
        ] {
            assert!(!is_anonymous(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn a_place_before_a_name_ends_where_the_name_begins() {
        for (name, own) in [
            ("lib/bike.py:-1 - order", "order"),
            (":0 - __clock_gettime", "__clock_gettime"),
            ("<internal:timev>:-1 - now", "now"),
            ("(unknown):-1 - - [c function]", "- [c function]"),
            ("main.run", "main.run"),
            ("a - b", "a - b"),
            ("a:1 - ", "a:1 - "),
        ] {
            assert_eq!(&name[place_end(name.as_bytes())..], own);
        }
    }

    #[test]
    fn paths_that_v8_writes_behind_names() {
        for (name, wanted) in [
            ("LazyCompile:*fib /usr/src/app/main.js:1", Some("/usr/src/app/main.js")),
            ("Function:^ file:///srv/main.mjs:11:3", Some("file:///srv/main.mjs")),
            (
                "JS:~processTimers node:internal/timers:497",
                Some("node:internal/timers"),
            ),
            ("Builtin:ArrayPush", Some("")),
            ("Function::call", None),
            ("Tree:walk a.js:1", None),
            ("fib", None),
        ] {
            let found = v8_path(name.as_bytes()).map(|path| &name[path]);
            assert_eq!(found, wanted, "{name}");
        }
    }

    #[test]
    fn names_that_look_like_cpp() {
        for (name, wanted) in [
            ("foo::bar(int, char)", "foo::bar"),
            ("Foo::operator()(int)", "Foo::operator"),
            ("operator()(int)", "operator()(int)"),
            ("x::(anonymous namespace)::f(int)", "x::::f"),
            ("a::b<c>(d)::e", "a::b::e"),
            ("<alloc::vec::Vec<T> as core::ops::Drop>::drop", "::drop"),
            ("foo::bar(int) [clone .part.0]", "foo::bar [clone .part.0]"),
            ("main.(*T).Foo[...]", "main..Foo[...]"),
            ("main.(*T[...]).Foo", "main.(*T[...]).Foo"),
            ("java.util.Foo.<init>(int)", "java.util.Foo.<init>(int)"),
            (
                "main.Map[go.shape.int,go.shape.string]",
                "main.Map[go.shape.int,go.shape.string]",
            ),
            ("a::b)c(d)", "a::b)c(d)"),
            ("a::b(c", "a::b(c"),
            ("main.main", "main.main"),
        ] {
            assert_eq!(
                String::from_utf8_lossy(&readable(name.as_bytes(), &mut Demangler::new(Demangling::Short))),
                wanted
            );
        }
        let with = |demangling| readable(b"a::b<c>(d)", &mut Demangler::new(demangling)).into_owned();
        assert_eq!(with(Demangling::Templates), b"a::b<c>");
        assert_eq!(with(Demangling::Full), b"a::b<c>(d)");
    }

    #[test]
    fn brackets_that_are_a_name() {
        for (name, wanted) in [
            ("<module>", true),
            ("<top (required)>", true),
            ("<class:Foo>", true),
            ("block (2 levels) in <main>", true),
            ("<Main>b__0_0", true),
            ("<alloc::vec::Vec<T> as core::ops::Drop>::drop", false),
            ("<<a as b>::c as d>::e", false),
            ("std::vector<int>", false),
            ("bool operator< <int>", false),
            ("operator<=>", false),
            ("operator->", false),
            ("Foo<Bar <int> >", false),
            ("core::iter::map::<u32>", false),
            ("<>", false),
            ("<open", false),
            ("close>", false),
            ("main.main", false),
            ("", false),
        ] {
            assert_eq!(is_named_in_brackets(name.as_bytes()), wanted, "{name}");
        }
    }

    #[test]
    fn names_without_arguments() {
        for (name, wanted) in [
            ("main.(*Worker).Run", "main."),
            (".text", "text"),
            ("(anonymous namespace)::f(int)", "(anonymous namespace)::f"),
            ("Foo::operator()(int)", "Foo::operator()"),
            ("plain", "plain"),
        ] {
            assert_eq!(String::from_utf8_lossy(without_arguments(name.as_bytes())), wanted);
        }
    }

    #[test]
    fn packages_of_names() {
        // The page takes the same names apart, for their colours: its test reads the same table.
        let table = include_str!("../../testdata/names/packages.tsv");
        let shared = table.lines().map(|line| line.split_once('\t').unwrap());
        let shared = shared.map(|(name, package)| (name, Some(package).filter(|package| !package.is_empty())));
        for (name, wanted) in shared.chain([("a/b/c", None), ("a/.b", None), ("(a.b)", None), ("", None)]) {
            assert_eq!(go_package(name.as_bytes()), wanted.map(str::as_bytes), "{name}");
        }
    }

    #[test]
    fn mappings_that_are_urls() {
        for (name, wanted) in [
            ("foo:bar", true),
            ("http://h/x", true),
            ("c:\\x\\y.exe", true),
            ("x:%zz", true),
            ("[anon:x]", false),
            ("a b:c", false),
            ("1a:b", false),
            ("/memfd:x (deleted)", false),
            ("x:/%zz", false),
            ("/usr/bin/app", false),
        ] {
            assert_eq!(is_url(name.as_bytes()), wanted, "{name}");
        }
    }
}
