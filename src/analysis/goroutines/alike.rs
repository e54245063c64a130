//! Names without what compilers count and fill in, for functions that are the same in two builds or in two kinds of profiles.
//!
//! `main.(*Q[go.shape.int]).Get.func1.2` is alike `main.(*Q).Get.func`, and of the types `main.(*Q[...]).Get.func1.2` is left.

use std::borrow::Cow;

/// The name with `[...]` in place of types, as dumps print it.
pub fn without_types(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.contains(&b'[') {
        return Cow::Borrowed(name);
    }
    replaced(name, b"[...]")
}

/// The name without types, without numbers of closures, and without marks of wrappers.
///
/// A closure is `F.func1`, in another closure `F.func1.2`, and of a function that was inlined `F.1`. A `go` or `defer` statement may
/// wrap its call (`F.gowrap1`, `F.deferwrap1`), as does a method that is used as a value (`T.M-fm`); the body of a loop over
/// a function is `F-range1`.
pub fn alike(name: &[u8]) -> Vec<u8> {
    let name = match name.contains(&b'[') {
        true => replaced(name, b""),
        false => Cow::Borrowed(name),
    };
    let mut rest: &[u8] = &name;
    let mut is_closure = false;
    loop {
        if let Some(method) = rest.strip_suffix(b"-fm") {
            rest = method;
            continue;
        }
        let digits = rest.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let stem = &rest[..rest.len() - digits];
        let words: [&[u8]; 5] = [b".func", b".gowrap", b".deferwrap", b"-range", b"."];
        let found = words.iter().find_map(|word| stem.strip_suffix(*word));
        match found {
            // `init.0` is a function of that name; before Go 1.22 the wrapper of the first statement had no number.
            Some(function) if digits > 0 && !ends_in_init(function, stem) && !function.is_empty() => {
                rest = function;
                is_closure = true;
            }
            _ => break,
        }
    }
    let mut alike = rest.to_vec();
    if is_closure {
        alike.extend_from_slice(b".func");
    }
    alike
}

/// Whether it is the name of an initialiser and a dot: `main.init.`
fn ends_in_init(function: &[u8], stem: &[u8]) -> bool {
    stem.ends_with(b".init.") && function.ends_with(b".init")
}

/// The name with a text in place of what is in brackets, and of those; a bracket that does not close stays.
fn replaced<'n>(name: &'n [u8], text: &[u8]) -> Cow<'n, [u8]> {
    let mut kept = Vec::with_capacity(name.len());
    let (mut depth, mut start) = (0_usize, 0);
    for (index, &byte) in name.iter().enumerate() {
        match byte {
            b'[' => {
                if depth == 0 {
                    start = index;
                }
                depth += 1;
            }
            b']' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    kept.extend_from_slice(text);
                }
            }
            _ if depth == 0 => kept.push(byte),
            _ => {}
        }
    }
    if depth > 0 {
        kept.extend_from_slice(&name[start..]);
    }
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_alike() {
        for (name, wanted) in [
            ("main.main", "main.main"),
            ("main.main.func1", "main.main.func"),
            ("main.main.func12.3", "main.main.func"),
            ("main.main.func1.func2", "main.main.func"),
            ("main.alloc2.1", "main.alloc2.func"),
            ("main.start.gowrap1", "main.start.func"),
            ("main.start.func1.deferwrap2", "main.start.func"),
            ("main.(*T).M-fm", "main.(*T).M"),
            ("main.walk-range1", "main.walk.func"),
            ("main.(*Q[...]).Get.func1", "main.(*Q).Get.func"),
            ("main.F[go.shape.[]int].func2", "main.F.func"),
            ("main.F[go.shape.struct { X [2]int }]", "main.F"),
            ("main.init.0", "main.init.0"),
            ("main.init.0.func1", "main.init.0.func"),
            ("main.init.func1", "main.init.func"),
            ("main.glob..func1", "main.glob..func"),
            ("main.worker2", "main.worker2"),
            ("main.func1x", "main.func1x"),
            ("gopkg.in/yaml%2ev2.F", "gopkg.in/yaml%2ev2.F"),
            ("broken[go", "broken[go"),
            ("7", "7"),
            (".7", ".7"),
            ("", ""),
        ] {
            assert_eq!(String::from_utf8_lossy(&alike(name.as_bytes())), wanted, "{name}");
        }
    }

    #[test]
    fn types_as_dumps_print_them() {
        for (name, wanted) in [
            ("main.F[go.shape.int]", "main.F[...]"),
            ("main.(*Q[go.shape.[]int]).M", "main.(*Q[...]).M"),
            ("main.F[...]", "main.F[...]"),
            ("main.F", "main.F"),
        ] {
            assert_eq!(
                String::from_utf8_lossy(&without_types(name.as_bytes())),
                wanted,
                "{name}"
            );
        }
    }
}
