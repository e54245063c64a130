//! The boxes of nodes: what they are called and weigh, in a size that says how much of it is their own.

use super::colors::Role;
use super::{Picture, escaped};
use crate::analysis::graph::NodeId;
use crate::base::measurement::percentage;
use crate::base::short_names::short_name;
use crate::base::text::{base, truncate};
use crate::report::Buffer;

impl Picture<'_> {
    /// The largest magnitude of what a node weighs itself.
    pub fn largest_flat(&self) -> f64 {
        let flat = self.graph.nodes.iter();
        let flat = flat.map(|&node| self.graph.flat(node).wrapping_abs()).max();
        flat.unwrap_or(0) as f64
    }

    /// Writes a node.
    pub fn node(&self, out: &mut Buffer<'_>, node: NodeId, largest: f64) {
        let place = self.place(node);
        let (flat, cum) = (self.graph.flat(node), self.graph.cum(node));
        let (flat_text, cum_text) = (self.format.value(flat), self.format.value(cum));
        out.print(format_args!("N{place} [label=\""));
        out.push(self.label(node));
        match flat {
            0 => out.push("0"),
            _ => out.print(format_args!("{flat_text} ({})", self.share(flat))),
        }
        if cum != flat {
            out.push(if flat == 0 { " " } else { "\\n" });
            out.print(format_args!("of {cum_text} ({})", self.share(cum)));
        }
        out.print(format_args!(
            "\" id=\"node{place}\" fontsize={} shape=box tooltip=\"",
            font_size(flat, largest)
        ));
        out.push(escaped(self.graph.name(node)));
        out.print(format_args!(
            " ({cum_text})\" color=\"{}\" fillcolor=\"{}\"]\n",
            self.color(cum, Role::Foreground),
            self.color(cum, Role::Background)
        ));
    }

    fn share(&self, value: i64) -> String {
        percentage(value, self.total).trim().to_owned()
    }

    /// The parts of the printed name, each on a line of its own, and the parts of the function's short name, too.
    fn label(&self, node: NodeId) -> Vec<u8> {
        let id = self.graph.frame(node);
        let frame = self.set.frame(id);
        let function = on_lines(&escaped(&short_name(self.set.text(frame.name))));
        let file = match self.set.text(frame.file) {
            b"" => b"",
            file => base(file),
        };
        let mut label = self.set.joined_name(id, &function, file, b"\\n");
        label.extend_from_slice(b"\\n");
        label
    }
}

/// A name with line ends for `::` and dots, except that the `[...]` of Go's generics stays on its line.
fn on_lines(name: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(name.len() + 8);
    let mut rest = name;
    while let Some((&byte, behind)) = rest.split_first() {
        if let Some(behind) = rest.strip_prefix(b"::") {
            lines.extend_from_slice(b"\\n");
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix(b"[...]") {
            lines.extend_from_slice("[…]".as_bytes());
            rest = behind;
        } else {
            match byte {
                b'.' => lines.extend_from_slice(b"\\n"),
                byte => lines.push(byte),
            }
            rest = behind;
        }
    }
    lines
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
            assert_eq!(String::from_utf8_lossy(&on_lines(name.as_bytes())), wanted);
        }
    }

    #[test]
    fn sizes() {
        for (flat, largest, wanted) in [(0, 5.0, 8), (5, 5.0, 24), (1, 100.0, 10), (-1, 4.0, 16), (3, 0.0, 8)] {
            assert_eq!(font_size(flat, largest), wanted, "{flat} of {largest}");
        }
    }
}
