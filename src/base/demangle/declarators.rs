//! Trees to text: the types of C++, which are written around what they declare.
//!
//! In: a pointer to a function of `int`. Out: `void (*)(int)`. While the result `void` is written, the pointer waits in
//! [`Printer::inner`]; the function then writes it into the middle.

use super::print::Printer;
use super::tree::{Kind, Node, NodeId};

impl Printer<'_, '_> {
    /// Writes a kind that is wound around others.
    pub fn declarator(&mut self, id: NodeId, node: &Node) {
        match node.kind {
            Kind::Typed => self.apart(id, Self::typed),
            Kind::VendorQualified | Kind::MemberPointer | Kind::Vector => {
                // Unlike those below, these may find something else in their place, and write that.
                self.hold(id);
                self.child(id, 1);
                self.write_one_inner(None);
            }
            Kind::Array => {
                self.hold(id);
                self.child(id, 1);
                if self.pop_inner() != NodeId::NOTHING {
                    self.dimension(id);
                }
            }
            Kind::Function => self.function(id, node),
            Kind::TypeParameter => {
                self.write(b"typename ");
                self.write_inner();
                self.child(id, 0);
            }
            Kind::ValueParameter | Kind::ConstrainedParameter => {
                self.hold(id);
                self.child(id, 1);
                if self.pop_inner() != NodeId::NOTHING {
                    self.pattern(id, b" $0");
                }
            }
            Kind::ParameterPack => self.apart(id, Self::parameter_pack),
            _ => {
                self.hold(id);
                self.child(id, 0);
                if self.has_inner() {
                    self.as_inner(id);
                    self.pop_inner();
                }
            }
        }
    }

    /// Makes a node wait for what it is wound around.
    fn hold(&mut self, id: NodeId) {
        self.inner.push(id);
    }

    fn has_inner(&self) -> bool {
        self.inner.len() > self.inner_start
    }

    fn pop_inner(&mut self) -> NodeId {
        let innermost = match self.has_inner() {
            true => self.inner.pop(),
            false => None,
        };
        innermost.unwrap_or(NodeId::NOTHING)
    }

    fn typed(&mut self, id: NodeId) {
        self.hold(id);
        self.child(id, 1);
        // The type had no place for the name.
        if self.has_inner() {
            self.pattern(id, b" $0");
        }
    }

    fn parameter_pack(&mut self, id: NodeId) {
        self.hold(id);
        let parameter = self.tree.child(id, 0);
        match self.tree.kind(parameter) {
            Kind::ValueParameter => self.child(parameter, 1),
            _ => self.node(parameter),
        }
        if self.has_inner() {
            self.write(b"...");
        }
    }

    /// Writes what waits, the innermost first.
    fn write_inner(&mut self) {
        while self.has_inner() {
            self.write_one_inner(None);
        }
    }

    /// Writes the innermost of what waits. With `kept`, the qualifiers of methods are put there instead.
    fn write_one_inner(&mut self, kept: Option<&mut Vec<NodeId>>) {
        let id = self.pop_inner();
        match kept {
            Some(kept) if self.tree.kind(id) == Kind::QualifiedMethod => kept.push(id),
            _ => self.as_inner(id),
        }
    }

    /// Writes a node without the child that it is wound around.
    fn as_inner(&mut self, id: NodeId) {
        let tree = self.tree;
        let node = tree.get(id);
        let first = tree.child(id, 0);
        let pattern: &[u8] = match node.kind {
            Kind::Typed | Kind::ValueParameter | Kind::ConstrainedParameter => b"$0",
            Kind::QualifiedType => b" $1",
            Kind::QualifiedMethod => match (tree.child(id, 1) == NodeId::NOTHING, node.text.is_empty()) {
                (true, _) => b" $t",
                (false, true) => b" $1",
                (false, false) => b" $1 $t",
            },
            Kind::Pointer => b"*",
            Kind::Reference => b"&",
            Kind::RvalueReference => b"&&",
            Kind::Complex => b" _Complex",
            Kind::Imaginary => b" _Imaginary",
            Kind::Suffixed => b"$t",
            Kind::VendorQualified => b" $0",
            Kind::Array => return self.dimension(id),
            Kind::Function => return self.parameters(id, node),
            Kind::MemberPointer if self.last == b'(' => b"$0::*",
            Kind::MemberPointer => b" $0::*",
            Kind::Vector => b" __vector($0)",
            Kind::ParameterPack => {
                self.write(b"...");
                if tree.kind(first) == Kind::ValueParameter {
                    self.child(first, 0);
                }
                return;
            }
            _ => return self.node(id),
        };
        self.pattern(id, pattern);
    }

    /// Writes what waits around an array, in parentheses unless it is an array itself, and the dimension.
    fn dimension(&mut self, id: NodeId) {
        let tree = self.tree;
        let mut pattern: &[u8] = b" [$0]";
        while let Some(&waiting) = self.inner.last()
            && self.has_inner()
        {
            let bare = match tree.kind(waiting) {
                Kind::QualifiedType => tree.child(waiting, 0),
                _ => waiting,
            };
            if tree.kind(bare) == Kind::Array {
                if bare == waiting {
                    pattern = b"[$0]";
                }
                self.write_one_inner(None);
            } else {
                self.write(b" (");
                self.write_inner();
                self.write(b")");
            }
        }
        self.pattern(id, pattern);
    }

    fn function(&mut self, id: NodeId, node: &Node) {
        // The result of a function around a local name is not shown.
        let result = self.tree.child(id, 0);
        if result != NodeId::NOTHING && !node.flag {
            self.hold(id);
            self.node(result);
            if self.pop_inner() == NodeId::NOTHING {
                return;
            }
            self.write(b" ");
        }
        self.parameters(id, node);
    }

    fn parameters(&mut self, id: NodeId, node: &Node) {
        let waiting = self.inner.get(self.inner_start..).unwrap_or_default();
        // What stands in parentheses between the result and the parameters, and whether it always needs a blank.
        let declarator = waiting.iter().rev().find_map(|&waiting| match self.tree.kind(waiting) {
            Kind::Pointer | Kind::Reference | Kind::RvalueReference => Some(false),
            Kind::QualifiedType | Kind::Complex | Kind::Imaginary | Kind::MemberPointer => Some(true),
            _ => None,
        });
        if let Some(needs_blank) = declarator {
            let has_blank = self.last == b' ' || (!needs_blank && matches!(self.last, b'(' | b'*'));
            self.write(if has_blank { b"(" } else { b" (" });
        }
        let mut kept = Vec::new();
        while self.has_inner() {
            self.write_one_inner(Some(&mut kept));
        }
        self.write(if declarator.is_some() { b")(" } else { b"(" });
        if !node.flag || self.shown.enclosing_parameters {
            self.arguments(id);
        }
        self.write(b")");
        self.inner.extend_from_slice(&kept);
        self.write_inner();
    }
}
