//! Regular expressions: what a naive matcher says of a tree, ours says of the tree's text; and any text is an expression or an
//! error, never a panic.

use super::bytes::Bytes;
use super::naive;
use proflens::parts::{Pattern, quote};

/// A first byte that is even begins a tree and a text; behind an odd one is a line with an expression, and then what it is searched in.
pub fn run(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    match first % 2 {
        0 => against_naive(&mut Bytes::new(rest)),
        _ => against_itself(rest),
    }
}

fn against_naive(bytes: &mut Bytes<'_>) {
    let tree = naive::node(bytes, 0);
    let mut expression = String::new();
    tree.write(&mut expression);
    let pattern = Pattern::new(&expression).unwrap();
    for _ in 0..3 {
        let letters = naive::text(bytes);
        // The character that stands for what is no UTF-8 stands for such a byte.
        let mut text = Vec::new();
        for &letter in &letters {
            match letter {
                '\u{fffd}' => text.push(0xff),
                letter => text.extend(letter.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        assert_eq!(
            pattern.is_match(&text),
            tree.is_match(&letters),
            "{expression:?} in {letters:?}"
        );
        if bytes.is_empty() {
            break;
        }
    }
}

fn against_itself(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |&byte| byte == b'\n');
    let expression = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let text = parts.next().unwrap_or_default();
    let quoted = Pattern::new(&quote(text)).unwrap();
    assert!(quoted.is_match(text), "{text:?} as an expression for itself");
    let Ok(pattern) = Pattern::new(&expression) else {
        return;
    };
    let is_match = pattern.is_match(text);
    // What was quoted to the end would take the bracket along, and what is nested may be nested no deeper.
    if expression.contains(r"\Q") {
        return;
    }
    if let Ok(grouped) = Pattern::new(&format!("(?:{expression})")) {
        assert_eq!(
            grouped.is_match(text),
            is_match,
            "{expression:?} as a group in {text:?}"
        );
    }
    if let Ok(twice) = Pattern::new(&format!("(?:{expression})|(?:{expression})")) {
        assert_eq!(twice.is_match(text), is_match, "{expression:?} twice in {text:?}");
    }
}
