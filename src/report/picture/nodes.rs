//! The boxes of nodes: what they are called and weigh, in a size that says how much of it is their own.

use super::Picture;
use super::colors::Role;
use crate::analysis::graph::NodeId;
use crate::base::short_names::short_name;
use crate::base::text::{base, truncate};

impl Picture {
    /// The parts of a node's printed name with `separator` between them, the file without its folders. `function` makes a
    /// text of the short name of the function.
    pub fn name(&self, node: NodeId, separator: &[u8], function: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let id = self.graph.frame(node);
        let frame = self.set.frame(id);
        let function = function(&short_name(self.set.text(frame.name)));
        let file = match self.set.text(frame.file) {
            b"" => b"",
            file => base(file),
        };
        self.set.joined_name(id, &function, file, separator)
    }

    /// What a node weighs, on a line or two: `0 of 30 (100%)`, or `10 (33.33%)` and `of 30 (100%)`.
    pub fn weights(&self, node: NodeId) -> Vec<String> {
        let (flat, cum) = (self.graph.flat(node), self.graph.cum(node));
        let text = |value: i64| format!("{} ({})", self.format.value(value), self.share(value));
        match (flat, cum) {
            (0, 0) => vec!["0".to_owned()],
            (0, cum) => vec![format!("0 of {}", text(cum))],
            (flat, cum) if flat == cum => vec![text(flat)],
            (flat, cum) => vec![text(flat), format!("of {}", text(cum))],
        }
    }

    /// The size of a node's letters, from 8 to 24 points.
    pub fn font_size(&self, node: NodeId) -> i64 {
        font_size(self.graph.flat(node), self.largest_flat)
    }

    /// The colour of a node's frame.
    pub fn foreground(&self, node: NodeId) -> String {
        self.color(self.graph.cum(node), Role::Foreground)
    }

    /// The colour of a node's inside.
    pub fn background(&self, node: NodeId) -> String {
        self.color(self.graph.cum(node), Role::Background)
    }
}

/// A name with line ends for `::` and dots, except that the `[...]` of Go's generics stays on its line.
pub fn on_lines(name: &[u8], line_end: &[u8]) -> Vec<u8> {
    let mut lines = Vec::new();
    for (number, (_, part)) in parts(name).enumerate() {
        if number > 0 {
            lines.extend_from_slice(line_end);
        }
        lines.extend_from_slice(&part);
    }
    lines
}

/// What stands on those lines, each with what the name has in front of it: nothing for the first one, a dot or `::`.
pub fn parts(name: &[u8]) -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    let (mut before, mut rest) = ("", Some(name));
    std::iter::from_fn(move || {
        let mut left = rest.take()?;
        let (mut part, own) = (Vec::new(), before);
        while let Some((&byte, behind)) = left.split_first() {
            match left {
                [b':', b':', behind @ ..] => (before, rest) = ("::", Some(behind)),
                [b'.', behind @ ..] => (before, rest) = (".", Some(behind)),
                _ if left.starts_with(b"[...]") => {
                    part.extend_from_slice("[…]".as_bytes());
                    left = &left[b"[...]".len()..];
                    continue;
                }
                _ => {
                    part.push(byte);
                    left = behind;
                    continue;
                }
            }
            break;
        }
        Some((own, part))
    })
}

/// From 8 to 24, growing fast for small shares of the largest value.
fn font_size(flat: i64, largest: f64) -> i64 {
    let flat = flat.wrapping_abs() as f64;
    if largest == 0.0 || flat == 0.0 || flat > largest {
        return 8;
    }
    truncate((16.0 * (flat / largest).sqrt()).ceil()).wrapping_add(8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_on_lines() {
        for (name, wanted) in [
            ("main.(*T).run", "main\\n(*T)\\nrun"),
            ("Bar::Foo", "Bar\\nFoo"),
            ("x.Map[...].func1", "x\\nMap[…]\\nfunc1"),
            ("a:::b", "a\\n:b"),
            ("", ""),
        ] {
            assert_eq!(String::from_utf8_lossy(&on_lines(name.as_bytes(), b"\\n")), wanted);
        }
    }

    #[test]
    fn sizes() {
        for (flat, largest, wanted) in [(0, 5.0, 8), (5, 5.0, 24), (1, 100.0, 10), (-1, 4.0, 16), (3, 0.0, 8)] {
            assert_eq!(font_size(flat, largest), wanted, "{flat} of {largest}");
        }
    }
}
