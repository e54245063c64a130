//! Trees to text: the types of C++, which are written around what they declare.
//!
//! In: a pointer to a function of `int`. Out: `void (*)(int)`. While the result `void` is written, the pointer waits in
//! [`Printer::inner`]; the function then writes it into the middle.

use super::print::Printer;
use super::tree::{Kind, Node, NodeId};

impl Printer<'_, '_> {
    /// Writes a kind that is wound around others. Whether it is one.
    pub fn declarator(&mut self, id: NodeId, node: Node) -> bool {
        match node.kind {
            Kind::Typed => self.apart(|printer| {
                printer.inner.push(id);
                printer.child(id, 1);
                // The type had no place for the name.
                if printer.has_inner() {
                    printer.write(b" ");
                    printer.child(id, 0);
                }
            }),
            Kind::QualifiedType
            | Kind::QualifiedMethod
            | Kind::Pointer
            | Kind::Reference
            | Kind::RvalueReference
            | Kind::Complex
            | Kind::Imaginary
            | Kind::Suffixed => self.around(id, 0),
            Kind::VendorQualified | Kind::MemberPointer | Kind::Vector => {
                // Unlike those above, these may find something else in their place, and write that.
                self.inner.push(id);
                self.child(id, 1);
                self.write_one_inner(None);
            }
            Kind::Array => {
                self.inner.push(id);
                self.child(id, 1);
                if self.pop_inner().is_some() {
                    self.dimension(id);
                }
            }
            Kind::Function => self.function(id, node),
            Kind::TypeParameter => {
                self.write(b"typename ");
                self.write_inner(false);
                self.child(id, 0);
            }
            Kind::ValueParameter | Kind::ConstrainedParameter => {
                self.inner.push(id);
                self.child(id, 1);
                if self.has_inner() {
                    self.write(b" ");
                    self.child(id, 0);
                    self.pop_inner();
                }
            }
            Kind::ParameterPack => self.apart(|printer| {
                printer.inner.push(id);
                let parameter = printer.tree.child(id, 0);
                match printer.tree.kind(parameter) {
                    Kind::ValueParameter => printer.child(parameter, 1),
                    _ => printer.node(parameter),
                }
                if printer.has_inner() {
                    printer.write(b"...");
                }
            }),
            _ => return false,
        }
        true
    }

    fn has_inner(&self) -> bool {
        self.inner.len() > self.inner_start
    }

    fn pop_inner(&mut self) -> Option<NodeId> {
        match self.has_inner() {
            true => self.inner.pop(),
            false => None,
        }
    }

    /// Writes a child, and then this node if the child had no place for it.
    fn around(&mut self, id: NodeId, child: usize) {
        self.inner.push(id);
        self.child(id, child);
        if self.has_inner() {
            self.as_inner(id);
            self.pop_inner();
        }
    }

    /// Writes what waits, the innermost first. With `prefix_only` the qualifiers of methods wait on: they are returned.
    fn write_inner(&mut self, prefix_only: bool) -> Vec<NodeId> {
        let mut kept = Vec::new();
        while self.has_inner() {
            self.write_one_inner(prefix_only.then_some(&mut kept));
        }
        kept
    }

    fn write_one_inner(&mut self, kept: Option<&mut Vec<NodeId>>) {
        let Some(id) = self.pop_inner() else {
            return;
        };
        match kept {
            Some(kept) if self.tree.kind(id) == Kind::QualifiedMethod => kept.push(id),
            _ => self.as_inner(id),
        }
    }

    /// Writes a node without the child that it is wound around.
    fn as_inner(&mut self, id: NodeId) {
        let node = self.tree.get(id);
        match node.kind {
            Kind::Typed | Kind::ValueParameter | Kind::ConstrainedParameter => self.child(id, 0),
            Kind::QualifiedType => {
                self.write(b" ");
                self.child(id, 1);
            }
            Kind::QualifiedMethod => {
                if self.tree.child(id, 1) != NodeId::NOTHING {
                    self.write(b" ");
                    self.child(id, 1);
                }
                if !node.text.is_empty() {
                    self.write(b" ");
                    self.write(node.text);
                }
            }
            Kind::Pointer => self.write(b"*"),
            Kind::Reference => self.write(b"&"),
            Kind::RvalueReference => self.write(b"&&"),
            Kind::Complex => self.write(b" _Complex"),
            Kind::Imaginary => self.write(b" _Imaginary"),
            Kind::Suffixed => self.write(node.text),
            Kind::VendorQualified => {
                self.write(b" ");
                self.child(id, 0);
            }
            Kind::Array => self.dimension(id),
            Kind::Function => self.parameters(id, node),
            Kind::MemberPointer => {
                if self.last != b'(' {
                    self.write(b" ");
                }
                self.child(id, 0);
                self.write(b"::*");
            }
            Kind::Vector => {
                self.write(b" __vector(");
                self.child(id, 0);
                self.write(b")");
            }
            Kind::ParameterPack => {
                self.write(b"...");
                let parameter = self.tree.child(id, 0);
                if self.tree.kind(parameter) == Kind::ValueParameter {
                    self.child(parameter, 0);
                }
            }
            _ => self.node(id),
        }
    }

    /// Writes what waits around an array, in parentheses unless it is an array itself, and the dimension.
    fn dimension(&mut self, id: NodeId) {
        let mut space: &[u8] = b" ";
        while let Some(&waiting) = self.inner.last().filter(|_| self.has_inner()) {
            let bare = match self.tree.kind(waiting) {
                Kind::QualifiedType => self.tree.child(waiting, 0),
                _ => waiting,
            };
            if self.tree.kind(bare) == Kind::Array {
                if bare == waiting {
                    space = b"";
                }
                self.write_one_inner(None);
            } else {
                self.write(b" (");
                self.write_inner(false);
                self.write(b")");
            }
        }
        self.write(space);
        self.write(b"[");
        self.child(id, 0);
        self.write(b"]");
    }

    fn function(&mut self, id: NodeId, node: Node) {
        // The result of a function around a local name is not shown.
        let result = self.tree.child(id, 0);
        if result != NodeId::NOTHING && !node.flag {
            self.inner.push(id);
            self.node(result);
            if self.pop_inner().is_none() {
                return;
            }
            self.write(b" ");
        }
        self.parameters(id, node);
    }

    fn parameters(&mut self, id: NodeId, node: Node) {
        let waiting = self.inner.get(self.inner_start..).unwrap_or_default();
        let declarator = waiting.iter().rev().find_map(|&waiting| match self.tree.kind(waiting) {
            Kind::Pointer | Kind::Reference | Kind::RvalueReference => Some(false),
            Kind::QualifiedType | Kind::Complex | Kind::Imaginary | Kind::MemberPointer => Some(true),
            _ => None,
        });
        if let Some(needs_space) = declarator {
            if (needs_space || !matches!(self.last, b'(' | b'*')) && self.last != b' ' {
                self.write(b" ");
            }
            self.write(b"(");
        }
        let kept = self.write_inner(true);
        self.write(if declarator.is_some() { b")(" } else { b"(" });
        if !node.flag || self.shown.enclosing_parameters {
            self.visible_list(self.tree.children(id).get(1..).unwrap_or_default());
        }
        self.write(b")");
        self.inner.extend(kept);
        self.write_inner(false);
    }
}
