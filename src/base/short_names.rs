//! Short names of functions, for the boxes of a picture.
//!
//! In: a function's name. Out: the part of it that people call it by: `github.com/acme/shop/v2/cart.(*Cart).Add` is
//! `cart.(*Cart).Add`, `java.util.HashMap.get(java.lang.Object)` is `HashMap.get`, `std::vec::Vec::push` is
//! `Vec::push`. Names that fit none of the rules stay.
//!
//! pprof has a regular expression for each rule. Here they are read byte by byte, which is a tenth of the code; what
//! an expression would give back and try again is said where it matters. No name costs more than linear time.

use std::borrow::Cow;

/// The short form of a function's name: no `(anonymous namespace)::` in front, no version in a module's path, and of
/// the rest what the first rule that fits leaves: Go's, Java's, C++'s.
pub fn short_name(name: &[u8]) -> Cow<'_, [u8]> {
    let name = name.strip_prefix(b"(anonymous namespace)::").unwrap_or(name);
    match module_version(name) {
        None => Cow::Borrowed(shorten(name)),
        Some((start, end)) => Cow::Owned(shorten(&[&name[..start], &name[end..]].concat()).to_vec()),
    }
}

fn shorten(name: &[u8]) -> &[u8] {
    go(name).or_else(|| java(name)).or_else(|| cpp(name)).unwrap_or(name)
}

/// How much of a short name is the package in front of the function's own: `main.` of `main.(*T).run`, `std::io::` of
/// `std::io::Read::read`.
pub fn package(name: &[u8]) -> usize {
    let mut end = 0;
    loop {
        let rest = &name[end..];
        let begins = rest
            .first()
            .is_some_and(|byte| byte.is_ascii_lowercase() || *byte == b'_');
        let word = run(rest, is_word);
        let behind = &rest[word..];
        if begins && behind.len() > 2 && behind.starts_with(b"::") {
            end += word + 2;
        } else if end == 0 && begins && behind.len() > 1 && behind.starts_with(b".") {
            return word + 1;
        } else {
            return end;
        }
    }
}

/// Where the first `/vN` stands, N being a whole number from 2 on, in front of a dot or a slash.
fn module_version(name: &[u8]) -> Option<(usize, usize)> {
    // The expression has to reach both ends, and its dots do not pass a line.
    if name.contains(&b'\n') {
        return None;
    }
    let mut from = 0;
    while let Some(found) = name[from..].windows(2).position(|pair| pair == b"/v") {
        let start = from + found;
        let digits = &name[start + 2..];
        let length = run(digits, |byte| byte.is_ascii_digit());
        let is_version = match digits.first() {
            Some(b'1') => length > 1,
            Some(b'2'..=b'9') => true,
            _ => false,
        };
        if is_version && matches!(digits.get(length), Some(b'.' | b'/')) {
            return Some((start, start + 2 + length));
        }
        from = start + 2;
    }
    None
}

/// Go: path segments, each ended by a slash, and then `package.what`, which stays. Fewer segments are taken if what
/// is behind the last one has no dot: of `host/a.b/c` stays `a.b/c`.
fn go(name: &[u8]) -> Option<&[u8]> {
    let segment_byte = |byte: u8| is_word(byte) || byte == b'-' || byte == b'.';
    let mut boundary = 0;
    loop {
        let length = run(&name[boundary..], segment_byte);
        if length == 0 || name.get(boundary + length) != Some(&b'/') {
            break;
        }
        boundary += length + 1;
    }
    let find_dot = |from: usize, to: usize| {
        let found = name[from..to].iter().position(|&byte| byte == b'.');
        found.map(|index| from + index)
    };
    let mut dot = find_dot(boundary, name.len());
    while boundary > 0 {
        if let Some(dot) = dot
            && dot > boundary
            && name.get(dot + 1).is_some_and(|&byte| byte != b'\n')
        {
            let length = run(&name[dot..], |byte| byte != b'\n');
            return Some(&name[boundary..dot + length]);
        }
        let before = name[..boundary - 1].iter().rposition(|&byte| byte == b'/');
        let before = before.map_or(0, |slash| slash + 1);
        dot = find_dot(before, boundary).or(dot);
        boundary = before;
    }
    None
}

/// Java: packages in lower case, then `Class.method`, which stays, then a parenthesis or nothing.
fn java(name: &[u8]) -> Option<&[u8]> {
    let member_byte = |byte: u8| is_word(byte) || byte == b'$';
    let mut class = 0;
    while name.get(class).is_some_and(u8::is_ascii_lowercase) {
        class += run(&name[class..], is_word);
        if name.get(class) != Some(&b'.') {
            return None;
        }
        class += 1;
    }
    if !name.get(class).is_some_and(u8::is_ascii_uppercase) {
        return None;
    }
    let dot = class + run(&name[class..], member_byte);
    let method = name[dot..].strip_prefix(b".")?;
    let length = match method.first()? {
        b'a'..=b'z' => run(method, member_byte),
        _ if method.starts_with(b"<init>") => b"<init>".len(),
        _ => return None,
    };
    matches!(method.get(length), None | Some(b'(')).then(|| &name[class..dot + 1 + length])
}

/// C++: `space::` at least once, then `Class::method`, which stays with template arguments. The class begins with a
/// capital, after underscores if any; of several classes the innermost counts.
fn cpp(name: &[u8]) -> Option<&[u8]> {
    // Where each `identifier::` begins, and at last what follows them.
    let mut starts = vec![0];
    loop {
        let start = starts.last().copied().unwrap_or(0);
        let end = start + identifier(&name[start..]);
        if end == start || !name[end..].starts_with(b"::") {
            break;
        }
        starts.push(end + 2);
    }
    // Without the class there has to be something in front of it.
    for place in (1..starts.len().saturating_sub(1)).rev() {
        let (class, method) = (starts[place], starts[place + 1]);
        let underscores = run(&name[class..], |byte| byte == b'_');
        if !name[class + underscores..].first().is_some_and(u8::is_ascii_uppercase) {
            continue;
        }
        let is_destructor = name.get(method) == Some(&b'~');
        let method = method + usize::from(is_destructor);
        let length = identifier(&name[method..]);
        if length == 0 {
            continue;
        }
        let end = method + length;
        return Some(&name[class..end + template_arguments(&name[end..])]);
    }
    None
}

/// The length of `<...>` at the beginning of a text: up to the last `>` on its line.
fn template_arguments(text: &[u8]) -> usize {
    if text.first() != Some(&b'<') {
        return 0;
    }
    let line = &text[..run(text, |byte| byte != b'\n')];
    line.iter().rposition(|&byte| byte == b'>').map_or(0, |last| last + 1)
}

/// The length of the identifier at the beginning of a text.
fn identifier(text: &[u8]) -> usize {
    match text.first() {
        Some(first) if first.is_ascii_digit() => 0,
        _ => run(text, is_word),
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// How many bytes from the beginning on belong to a class.
fn run(text: &[u8], class: impl Fn(u8) -> bool) -> usize {
    text.iter().position(|&byte| !class(byte)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names() {
        for (name, wanted) in [
            // Go
            ("main.main", "main.main"),
            ("github.com/a/b-c.d.(*T).M", "b-c.d.(*T).M"),
            ("github.com/a/b/v2/cart.(*Cart).Add", "cart.(*Cart).Add"),
            ("gopkg.in/yaml/v3.Marshal", "yaml.Marshal"),
            ("a/v2/b.C", "b.C"),
            ("a/v10/b.C", "b.C"),
            ("a/v1/b.C", "b.C"),
            ("a/v1.B", "v1.B"),
            ("a/v02.B", "v02.B"),
            ("/v2/a.B", "/a.B"),
            ("x/v2/v3/b.C", "b.C"),
            ("x/v2y/v3.C", "v2y.C"),
            ("host/a.b/c", "a.b/c"),
            ("a.b/c/d", "a.b/c/d"),
            ("a/.b", "a/.b"),
            ("a/b.", "a/b."),
            ("a//b.c", "/b.c"),
            ("a/b c.d(e/f.g)", "b c.d(e/f.g)"),
            ("a/b.c\nd", "b.c"),
            ("a/b\n.c", "b\n.c"),
            ("a/v2/b\n.c", "b\n.c"),
            ("a/v2.b\n", "v2.b"),
            ("vendor/pkg.Map[...]", "pkg.Map[...]"),
            // Java
            ("java.bar.foo.FooBar.run(java.lang.Runnable)", "FooBar.run"),
            ("java.bar.foo.FooBar.<init>(x)", "FooBar.<init>"),
            ("java.bar.foo.FooBar.lambda$null$5", "FooBar.lambda$null$5"),
            ("FooBar.run", "FooBar.run"),
            ("foo.FooBar.Run", "foo.FooBar.Run"),
            ("foo.FooBar.run)", "foo.FooBar.run)"),
            ("foo.FooBar$Inner.run", "FooBar$Inner.run"),
            // C++
            ("std::vec::Vec::push", "Vec::push"),
            ("(anonymous namespace)::Bar::Foo", "Bar::Foo"),
            ("(anonymous namespace)::", ""),
            ("foo::Bar::~Bar", "Bar::~Bar"),
            ("foo::_Bar::baz<int>(x<y>)z", "_Bar::baz<int>(x<y>"),
            ("foo::Bar::baz(int)", "Bar::baz"),
            ("foo::Bar::Baz::run", "Baz::run"),
            ("foo::Bar::baz::run", "Bar::baz"),
            ("foo::Bar::baz::", "Bar::baz"),
            ("foo::Bar::Baz::", "Bar::Baz"),
            ("Foo::bar", "Foo::bar"),
            ("foo::bar::baz", "foo::bar::baz"),
            ("foo::Bar::operator<", "Bar::operator"),
            ("", ""),
        ] {
            let short = short_name(name.as_bytes());
            assert_eq!(String::from_utf8_lossy(&short), wanted, "{name}");
        }
    }

    #[test]
    fn packages() {
        for (name, wanted) in [
            ("main.run", "main."),
            ("main.run.func1", "main."),
            ("main.(*T).run", "main."),
            ("std::io::Read::read", "std::io::"),
            ("std::io::read", "std::io::"),
            ("Vec::push", ""),
            ("main.", ""),
            ("std::", ""),
            ("std:::", "std::"),
            ("a::b.c", "a::"),
            ("(*T).run", ""),
            ("", ""),
        ] {
            let end = package(name.as_bytes());
            assert_eq!(&name[..end], wanted, "{name}");
        }
    }
}
