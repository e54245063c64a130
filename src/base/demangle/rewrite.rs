//! What becomes of a tree before it is printed: substitutions, template parameters, packs, qualifiers.
//!
//! In: the function type of `_Z1fIiEvT_`, with a `TemplateParam` as its parameter. Out: a copy with `int` in its place.
//!
//! A rewrite goes through a tree bottom up and copies the nodes above each change; what is shared is gone through once. The
//! substitutions of the ABI refer to template parameters by position, so each use of one looks them up anew.

use super::parser::{MAX_DEPTH, Parser};
use super::tree::{Kind, NodeId};
use super::types::STANDARD;

/// A set of nodes.
#[derive(Default)]
pub struct Seen {
    words: Vec<u64>,
}

impl Seen {
    /// Adds a node; whether it is new.
    pub fn insert(&mut self, id: NodeId) -> bool {
        let (word, bit) = (id.index() / 64, 1 << (id.index() % 64));
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        let is_new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        is_new
    }
}

/// What a rewrite changes.
#[derive(Clone, Copy)]
enum Change {
    /// Template parameters become their arguments, packs are expanded, qualifiers and references merged.
    Simplify,
    /// Template parameters become those of the innermost template around the place where `root` is substituted.
    Substitute { root: NodeId },
    /// The pack becomes one of its arguments.
    Expand { pack: NodeId, argument: NodeId },
}

struct Rewrite {
    change: Change,
    seen: Seen,
    depth: u32,
}

impl<'a> Parser<'a> {
    /// `node` with template parameters replaced by their arguments and qualifiers merged.
    pub fn simplify(&mut self, node: NodeId) -> NodeId {
        self.rewrite(Change::Simplify, node, 0)
    }

    fn rewrite(&mut self, change: Change, node: NodeId, depth: u32) -> NodeId {
        // For the set of nodes.
        if !self.tree.steps(self.tree.len() / 512) {
            return self.fail();
        }
        let mut rewrite = Rewrite {
            change,
            seen: Seen::default(),
            depth,
        };
        self.rewritten(&mut rewrite, node)
    }

    /// What a node becomes; itself if it stays.
    fn rewritten(&mut self, rewrite: &mut Rewrite, id: NodeId) -> NodeId {
        let kind = self.tree.kind(id);
        if kind == Kind::Nothing {
            return id;
        }
        if !self.tree.steps(1) || rewrite.depth == MAX_DEPTH {
            return self.fail();
        }
        let is_skipped = match (rewrite.change, kind) {
            (Change::Substitute { .. }, Kind::Typed | Kind::Closure | Kind::TemplateParam | Kind::LambdaAuto) => false,
            (Change::Expand { .. }, Kind::PackExpansion) => true,
            _ => !rewrite.seen.insert(id),
        };
        if is_skipped {
            return id;
        }
        rewrite.depth += 1;
        let scope = (self.templates.len(), self.lambda_level);
        if let Change::Substitute { .. } = rewrite.change {
            self.enter_scope(id);
        }
        let copy = self.copied(rewrite, id);
        self.templates.truncate(scope.0);
        self.lambda_level = scope.1;
        rewrite.depth -= 1;
        self.changed(rewrite, copy)
    }

    /// A copy of a node with rewritten children, if any of them changes.
    fn copied(&mut self, rewrite: &mut Rewrite, id: NodeId) -> NodeId {
        let mut node = *self.tree.get(id);
        let start = self.stack.len();
        // Each copy of the size of a pack is its own.
        let mut is_changed = node.kind == Kind::SizeofPack;
        for index in 0..self.tree.children(id).len() {
            let child = self.tree.child(id, index);
            let mut new = self.rewritten(rewrite, child);
            is_changed |= new != child;
            if node.kind == Kind::VendorQualified && index == 1 {
                // pprof's demangler copies the qualifier of a vendor, but never the type behind it.
                new = child;
            }
            self.push(new);
        }
        if node.kind == Kind::ExpressionRequirement {
            // And it forgets this here.
            node.flag = false;
        }
        let copy = match is_changed {
            true => self.tree.add(node, self.stack.get(start..).unwrap_or_default()),
            false => id,
        };
        self.stack.truncate(start);
        copy
    }

    /// In a function that is substituted, template parameters are its own; in a lambda, they are `auto`.
    fn enter_scope(&mut self, id: NodeId) {
        let name = self.tree.child(id, 0);
        match self.tree.kind(id) {
            Kind::Typed if self.is(name, Kind::Template) => {
                self.templates.push(name);
                self.lambda_level = 0;
            }
            Kind::Closure => self.lambda_level = self.templates.len() + 1,
            _ => {}
        }
    }

    /// What a node becomes for its own sake.
    fn changed(&mut self, rewrite: &Rewrite, id: NodeId) -> NodeId {
        match rewrite.change {
            Change::Simplify => self.simplified(id, rewrite.depth),
            Change::Expand { pack, argument } if id == pack => argument,
            Change::Substitute { root } if matches!(self.tree.kind(id), Kind::TemplateParam | Kind::LambdaAuto) => {
                self.reinterpreted(root, id)
            }
            _ => id,
        }
    }

    /// What a template parameter in a substitution means where it is used.
    fn reinterpreted(&mut self, root: NodeId, id: NodeId) -> NodeId {
        let node = self.tree.get(id);
        let is_auto = node.kind == Kind::LambdaAuto;
        let index = node.number - i32::from(is_auto);
        if self.in_constraint {
            return self.tree.make_number(Kind::NumberedName, b"T", index);
        }
        if self.lambda_level > 0 {
            if is_auto {
                return id;
            }
            return self.tree.make_number(Kind::LambdaAuto, b"auto:", index + 1);
        }
        let template = match self.templates.last() {
            Some(&template) => template,
            // Clang refers to a template from within itself.
            None if self.is(root, Kind::Template) => root,
            None => return self.fail(),
        };
        if template != NodeId::NOTHING && self.argument(template, index) == NodeId::NOTHING {
            self.fail();
        }
        self.tree.make_link(Kind::TemplateParam, template, index)
    }

    fn simplified(&mut self, id: NodeId, depth: u32) -> NodeId {
        let node = *self.tree.get(id);
        let (base, second) = (self.tree.child(id, 0), self.tree.child(id, 1));
        let inner = *self.tree.get(base);
        match (node.kind, inner.kind) {
            (Kind::TemplateParam, _) => match self.argument(node.link, node.number) {
                NodeId::NOTHING => id,
                argument => argument,
            },
            (Kind::QualifiedMethod, Kind::QualifiedMethod) => {
                let reference = self.merged_references(node.text, inner.text);
                self.merged(Kind::QualifiedMethod, reference, base, second)
            }
            (Kind::QualifiedMethod, Kind::QualifiedType) => self.merged(Kind::QualifiedMethod, node.text, base, second),
            (Kind::QualifiedType, Kind::Function) => self.tree.make(Kind::QualifiedMethod, base, second),
            (Kind::QualifiedType, Kind::QualifiedType | Kind::QualifiedMethod) => {
                self.merged(inner.kind, inner.text, base, second)
            }
            (Kind::Reference, Kind::Reference) | (Kind::RvalueReference, Kind::Reference | Kind::RvalueReference) => {
                base
            }
            (Kind::Reference, Kind::RvalueReference) => {
                self.tree
                    .make(Kind::Reference, self.tree.child(base, 0), NodeId::NOTHING)
            }
            (Kind::Array, _) if self.is(second, Kind::QualifiedType) => self.array(base, second),
            (Kind::PackExpansion, _) if node.link != NodeId::NOTHING => self.expanded(base, node.link, depth),
            _ => id,
        }
    }

    /// What `base` qualifies, with its qualifiers and those around it.
    fn merged(&mut self, kind: Kind, reference: &'a [u8], base: NodeId, qualifiers: NodeId) -> NodeId {
        let qualifiers = self.merged_qualifiers(qualifiers, self.tree.child(base, 1));
        let inner = self.tree.child(base, 0);
        self.tree.add_text(kind, reference, &[inner, qualifiers])
    }

    /// `&` wins over `&&`, and either over nothing.
    fn merged_references(&self, outer: &'a [u8], inner: &'a [u8]) -> &'a [u8] {
        match (outer, inner) {
            (b"", _) => inner,
            (_, b"&") => inner,
            _ => outer,
        }
    }

    /// Two lists of qualifiers as one, with each once. The first list changes for all that have it.
    pub fn merged_qualifiers(&mut self, first: NodeId, second: NodeId) -> NodeId {
        if first == NodeId::NOTHING {
            return second;
        }
        let start = self.stack.len();
        self.stack.extend_from_slice(self.tree.children(first));
        for index in 0..self.tree.children(second).len() {
            let new = self.tree.child(second, index);
            let is_plain = |id| self.tree.children(id).is_empty();
            let is_same = |&old: &NodeId| is_plain(old) && self.tree.get(old).text == self.tree.get(new).text;
            let known = self.stack.get(start..).unwrap_or_default();
            if !is_plain(new) || !known.iter().any(is_same) {
                self.push(new);
            }
        }
        self.tree
            .set_children(first, self.stack.get(start..).unwrap_or_default());
        self.stack.truncate(start);
        first
    }

    /// A pattern once for each argument of a pack.
    fn expanded(&mut self, pattern: NodeId, pack: NodeId, depth: u32) -> NodeId {
        let start = self.stack.len();
        for index in 0..self.tree.children(pack).len() {
            let argument = self.tree.child(pack, index);
            let item = self.rewrite(Change::Expand { pack, argument }, pattern, depth);
            let item = self.rewrite(Change::Simplify, item, depth);
            self.push(item);
        }
        self.finish(Kind::List, start)
    }

    /// `S_`, `S0_` ..., and the abbreviations of the standard library. Before a constructor or a destructor the latter are
    /// spelled out.
    pub fn substitution(&mut self, in_prefix: bool) -> NodeId {
        self.next();
        if matches!(self.peek(), '_' | '0'..='9' | 'A'..='Z') {
            let id = self.sequence_id(false);
            return match self.substitutions.get(id) {
                Some(&root) => self.rewrite(Change::Substitute { root }, root, 0),
                None => self.fail(),
            };
        }
        let code = self.next();
        let is_long = in_prefix && matches!(self.peek(), 'C' | 'D');
        let standard = self.standard(code, is_long);
        if self.peek() != 'B' {
            return standard;
        }
        let tagged = self.tagged(standard);
        self.remember(tagged);
        tagged
    }

    fn standard(&mut self, code: char, is_long: bool) -> NodeId {
        let (short, long): (&[u8], &[u8]) = match code {
            't' => return self.tree.leaf(Kind::Name, b"std"),
            'a' => (b"allocator", b""),
            'b' => (b"basic_string", b""),
            's' => (b"string", b"basic_string"),
            'i' => (b"istream", b"basic_istream"),
            'o' => (b"ostream", b"basic_ostream"),
            'd' => (b"iostream", b"basic_iostream"),
            _ => return self.fail(),
        };
        let standard = if is_long && !long.is_empty() {
            let char = self.tree.leaf(Kind::Builtin, b"char");
            let name = self.in_std(long);
            let start = self.start(name);
            self.push(char);
            let traits = self.in_std(b"char_traits");
            let traits = self.tree.make(Kind::Template, traits, char);
            self.push(traits);
            if code == 's' {
                let allocator = self.in_std(b"allocator");
                let allocator = self.tree.make(Kind::Template, allocator, char);
                self.push(allocator);
            }
            self.finish(Kind::Template, start)
        } else {
            self.in_std(short)
        };
        self.tree.get_mut(standard).split = STANDARD;
        standard
    }

    fn in_std(&mut self, name: &'static [u8]) -> NodeId {
        let std = self.tree.leaf(Kind::Name, b"std");
        let name = self.tree.leaf(Kind::Name, name);
        self.tree.make(Kind::Qualified, std, name)
    }

    /// A pattern that is repeated for each argument of the pack that it mentions.
    pub fn pack_expansion(&mut self, pattern: NodeId) -> NodeId {
        let pack = self.pack_of(pattern);
        let expansion = self.tree.make(Kind::PackExpansion, pattern, NodeId::NOTHING);
        self.tree.get_mut(expansion).link = pack;
        expansion
    }

    /// The first pack that the template parameters in `node` refer to.
    pub fn pack_of(&mut self, node: NodeId) -> NodeId {
        let mut seen = Seen::default();
        let start = self.start(node);
        let mut found = NodeId::NOTHING;
        while let Some(id) = self.pop_since(start) {
            let node = self.tree.get(id);
            match node.kind {
                Kind::TemplateParam => {
                    let argument = self.argument(node.link, node.number);
                    if self.is(argument, Kind::ArgumentPack) {
                        found = argument;
                        break;
                    }
                }
                // These have no packs, or packs of their own.
                Kind::PackExpansion | Kind::Closure | Kind::Tagged | Kind::FixedPoint | Kind::DefaultArgument => {}
                _ => self.push_children(id, &mut seen),
            }
        }
        self.stack.truncate(start);
        found
    }
}
