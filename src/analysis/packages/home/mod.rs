//! What a function belongs to: by its name, where its language has packages in names, or by its file.

use crate::base::java_names::{hidden_class, java_package, lower_case_words};
use crate::base::names::{place_end, v8_path};
use crate::base::pattern::quote;
use crate::base::text::{base, find};
use std::borrow::Cow;

/// The endings of files whose functions have no package in their names: what stands before a dot there is an object.
const SCRIPTS: [&[u8]; 9] = [
    b".js", b".mjs", b".cjs", b".jsx", b".ts", b".tsx", b".py", b".rb", b".php",
];

/// A package and the expression that means it.
pub(super) type Home<'a> = (Cow<'a, [u8]>, String);

/// What a function belongs to, and the expression for that.
pub(super) fn home<'a>(name: &'a [u8], file: &'a [u8]) -> Home<'a> {
    if let Some(home) = of_v8(name).filter(|_| file.is_empty()) {
        return home;
    }
    let is_script = SCRIPTS.iter().any(|end| file.ends_with(end)) || file.starts_with(b"node:");
    let by_name = || package(name);
    let by_file = || module(file);
    // Signs alone are no package: .NET's `!.Concat` is of a class that nobody has named.
    let is_package = |(package, _): &Home| {
        package
            .iter()
            .any(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
    };
    let by_name = || by_name().filter(is_package);
    let found = match is_script {
        true => by_file().or_else(by_name),
        false => by_name().or_else(by_file),
    };
    found.unwrap_or_default()
}

/// The module of a file that V8 writes behind the name, with its line: `LazyCompile:*fib /srv/main.js:1`.
fn of_v8(name: &[u8]) -> Option<Home<'_>> {
    let (module, expression) = module(&name[v8_path(name)?])?;
    let expression = match (expression.strip_prefix("(^|"), expression.strip_prefix('^')) {
        (Some(file), _) => ["( |", file.strip_suffix('$').unwrap_or(file), ":"].concat(),
        (None, Some(start)) => [" ", start].concat(),
        (None, None) => expression,
    };
    Some((module, expression))
}

/// The package that a name begins with, by language, and the expression for it.
fn package<'a>(name: &'a [u8]) -> Option<Home<'a>> {
    let (name, start) = own_name(name);
    if name.starts_with(b"<") {
        return of_type(name);
    }
    // Behind `@` is the version of a symbol: `sem_post@@GLIBC_2.2.5`.
    let end = name
        .iter()
        .position(|byte| b"[({<@".contains(byte) || byte.is_ascii_whitespace());
    let path = &name[..end.unwrap_or(name.len())];
    let found = |package: &[u8], end: &str| [start, &quote(package), end].concat();
    // .NET says which assembly or namespace it is.
    if let Some(at) = path.iter().position(|&byte| byte == b'!').filter(|&at| at > 0) {
        return Some((Cow::Borrowed(&path[..at]), found(&path[..at], "!")));
    }
    // What is written inside of a class of Java, Scala or Kotlin is of it.
    let of_class = |path: &'a [u8]| {
        let outer = path.iter().position(|&byte| byte == b'$').filter(|&dollar| dollar > 0);
        let class = &path[..outer.unwrap_or(path.len())];
        // Of a lambda alone nobody says whose it is.
        let is_bare = class.starts_with(b"$") || outer.is_some() && class == b"Lambda";
        (!is_bare).then(|| (Cow::Borrowed(class), found(class, "[.$]")))
    };
    let hidden = hidden_class(path);
    if let Some(folder) = java_package(hidden.unwrap_or(path), hidden.is_some()) {
        let words: Vec<&[u8]> = folder.split(|byte| b"./".contains(byte)).collect();
        let quoted: Vec<String> = words.iter().map(|word| quote(word)).collect();
        let expression = [start, &quoted.join("[./]"), r"[./]([A-Z]|\w*\$)"].concat();
        return Some((Cow::Owned(words.join(&b'.')), expression));
    }
    if let Some(class) = hidden {
        return of_class(class);
    }
    if let Some(slash) = path.iter().rposition(|&byte| byte == b'/') {
        let last = &path[slash + 1..];
        let mut dot = last.iter().position(|&byte| byte == b'.').filter(|&dot| dot > 0)?;
        // The version of a module is a part of its path: `gopkg.in/yaml.v2.Unmarshal`.
        let version = last[dot + 1..].strip_prefix(b"v").unwrap_or_default();
        let digits = version.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 && version.get(digits) == Some(&b'.') {
            dot += digits + 2;
        }
        let package = &path[..slash + 1 + dot];
        return Some((Cow::Borrowed(package), found(package, "\\.")));
    }
    let words = lower_case_words(name, b"::");
    if words > 0 {
        let package = &path[..words - 2];
        return Some((Cow::Borrowed(package), found(package, "::")));
    }
    let ends = |end: usize, separator: &[u8]| name[end..].starts_with(separator) && name.len() > end + separator.len();
    let dot = path.iter().position(|&byte| byte == b'.').unwrap_or(path.len());
    let colons = find(path, b"::").unwrap_or(path.len());
    match (colons.min(dot), colons < dot) {
        (0, _) => None,
        (at, true) if ends(at, b"::") => Some((Cow::Borrowed(&path[..at]), found(&path[..at], "::"))),
        (at, false) if ends(at, b".") => of_class(&path[..at]),
        // A member of a template: `Queue<int>::push`.
        (at, _) if name[at..].starts_with(b"<") && ends(at + bracketed(&name[at..])?, b"::") => {
            Some((Cow::Borrowed(path), found(path, "<")))
        }
        _ => None,
    }
}

/// A name without what some tools write in front of it, and how an expression for what is left begins.
fn own_name(name: &[u8]) -> (&[u8], &'static str) {
    match place_end(name) {
        0 => {}
        end => return (&name[end..], "^[^ ]* - "),
    }
    // C++: a function that is made of a template has its result in front: `void std::sort<int*>(int*, int*)`.
    let (mut at, mut begin) = (0, 0);
    while let Some(&byte) = name.get(at) {
        if name[at..].starts_with(b"(anonymous namespace)") {
            at += b"(anonymous namespace)".len();
            continue;
        }
        match byte {
            b'<' | b'[' | b'{' => at += bracketed(&name[at..]).unwrap_or(name.len()),
            b'(' => {
                // A name alone behind a blank may be anything: `get size`.
                let is_result = begin > 0 && find(&name[begin..at], b"::").is_some();
                return match is_result {
                    true => (&name[begin..], "^([^(<]*|[^(]*>[&*]*) "),
                    false => (name, "^"),
                };
            }
            b' ' if name[..at].ends_with(b"operator") => break,
            b' ' => {
                at += 1;
                begin = at;
            }
            _ => at += 1,
        }
    }
    (name, "^")
}

/// How long the brackets are that a text begins with, both included; none if they are not closed.
fn bracketed(text: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'<' | b'[' | b'{' | b'(' => depth += 1,
            // The arrow of a function's type closes nothing.
            b'>' if at > 0 && text[at - 1] == b'-' => {}
            b'>' | b']' | b'}' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// The package of a method that Rust names by its type: that of the type, or where this has none, as generic and built-in ones, of the
/// trait: `<hyper::Body as Drop>::drop`, `<impl fmt::Debug for url::Url>::fmt`, `<T as core::any::Any>::type_id`.
fn of_type(name: &[u8]) -> Option<Home<'_>> {
    let inner = &name[1..bracketed(name)?.saturating_sub(1)];
    let (own, of_trait) = match inner.strip_prefix(b"impl ") {
        Some(rest) => match find(rest, b" for ") {
            Some(at) => (&rest[at + b" for ".len()..], Some((&rest[..at], "^<impl "))),
            None => (rest, None),
        },
        None => match find(inner, b" as ") {
            Some(at) => (&inner[..at], Some((&inner[at + b" as ".len()..], "^<[^:]* as "))),
            None => (inner, None),
        },
    };
    let mut own = own;
    while let Some(rest) = DECORATIONS.iter().find_map(|decoration| own.strip_prefix(*decoration)) {
        own = rest;
    }
    let of_type = (own, r"^<(impl (.* for )?)?(&|\*|\[|\(|mut |const |dyn )*");
    let mut candidates = [Some(of_type), of_trait].into_iter().flatten();
    candidates.find_map(|(path, start)| {
        let words = lower_case_words(path, b"::");
        let package = &path[..words.checked_sub(2)?];
        Some((Cow::Borrowed(package), [start, &quote(package), "::"].concat()))
    })
}

/// What Rust writes in front of the path of a type.
const DECORATIONS: [&[u8]; 7] = [b"&", b"*", b"[", b"(", b"mut ", b"const ", b"dyn "];

/// The module that a file is: the package that it was installed with, or the file itself.
pub(super) fn module(file: &[u8]) -> Option<Home<'_>> {
    if let Some(found) = installed(file) {
        return Some(found);
    }
    if file.starts_with(b"node:") {
        return Some((Cow::Borrowed(b"node"), "^node:".to_owned()));
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
            return Some((Cow::Borrowed(folder), expression));
        }
    }
    let name = base(file);
    match file.is_empty() || name.is_empty() {
        true => None,
        false => Some((Cow::Borrowed(name), ["(^|[/\\\\])", &quote(name), "$"].concat())),
    }
}

/// The package that a file was installed with, in a folder of packages.
fn installed(file: &[u8]) -> Option<Home<'_>> {
    let is_version = |part: &[u8]| {
        part.split_at_checked(b"python".len()).is_some_and(|(name, rest)| {
            name.eq_ignore_ascii_case(b"python") && rest.first().is_some_and(u8::is_ascii_digit)
        })
    };
    // The parts behind the one that is looked at, the nearest first.
    let mut behind: [Option<&[u8]>; 3] = [None; 3];
    let mut parts = file.rsplit(|byte| b"/\\".contains(byte)).peekable();
    loop {
        let part = parts.next()?;
        // Ruby's say their version: `gems/rack-2.2.8/lib/rack.rb`, where a path may begin.
        if let (b"gems", [Some(gem), Some(_), _]) = (part, behind)
            && let Some(name) = without_version(gem)
        {
            let expression = [r"(^|[/\\])gems[/\\]", &quote(gem), r"[/\\]"].concat();
            return Some((Cow::Borrowed(name), expression));
        }
        let before = parts.peek()?;
        let is_folder = match part {
            b"node_modules" | b"site-packages" | b"dist-packages" => true,
            // Python's own: `/usr/lib/python3.12/json/decoder.py`, `C:\Python312\Lib\json\decoder.py`.
            b"Lib" => is_version(before),
            part => is_version(part) && before.starts_with(b"lib"),
        };
        if !is_folder {
            behind = [Some(part), behind[0], behind[1]];
            continue;
        }
        let own = match behind {
            [Some(scope), Some(name), Some(_)] if scope.starts_with(b"@") => vec![scope, name],
            [Some(name), Some(_), _] if !name.is_empty() && !name.starts_with(b"@") => vec![name],
            _ => return None,
        };
        let quoted: Vec<String> = [&[part], own.as_slice()].concat().into_iter().map(quote).collect();
        let expression = [r"[/\\]", &quoted.join(r"[/\\]"), r"[/\\]"].concat();
        return Some((Cow::Owned(own.join(&b'/')), expression));
    }
}

/// The name of a gem, without the version behind it: of `rack-2.2.8` it is `rack`, of `pyroscope-0.5.10-x86_64-linux` `pyroscope`.
fn without_version(gem: &[u8]) -> Option<&[u8]> {
    let is_version = |at: &usize| gem[*at] == b'-' && gem.get(at + 1).is_some_and(u8::is_ascii_digit);
    let dash = (1..gem.len()).find(is_version)?;
    Some(&gem[..dash])
}

#[cfg(test)]
mod tests;
