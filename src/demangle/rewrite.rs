//! What becomes of a tree before it is printed: substitutions, template parameters, packs, qualifiers.
//!
//! In: the function type of `_Z1fIiEvT_`, with a `TemplateParam` as its parameter. Out: a copy with `int` in its place.
//!
//! A rewrite goes through a tree bottom up and copies the nodes above each change; what is shared is gone through once. The
//! substitutions of the ABI refer to template parameters by position, so each use of one looks them up anew.

use super::parser::{MAX_DEPTH, Parser};
use super::tree::{Kind, Node, NodeId};

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
    pub fn simplify(&mut self, node: NodeId) -> Option<NodeId> {
        self.rewrite(Change::Simplify, node, 0)
    }

    fn rewrite(&mut self, change: Change, node: NodeId, depth: u32) -> Option<NodeId> {
        // For the set of nodes.
        self.tree.steps(self.tree.len() / 512)?;
        let mut rewrite = Rewrite {
            change,
            seen: Seen::default(),
            depth,
        };
        Some(self.rewritten(&mut rewrite, node)?.unwrap_or(node))
    }

    /// What a node becomes; nothing in the inner option if it stays.
    fn rewritten(&mut self, rewrite: &mut Rewrite, id: NodeId) -> Option<Option<NodeId>> {
        if id == NodeId::NOTHING {
            return Some(None);
        }
        self.tree.step()?;
        let node = self.tree.get(id);
        let is_skipped = match (rewrite.change, node.kind) {
            (Change::Substitute { .. }, Kind::Typed | Kind::Closure | Kind::TemplateParam | Kind::LambdaAuto) => false,
            (Change::Expand { .. }, Kind::PackExpansion) => true,
            _ => !rewrite.seen.insert(id),
        };
        if is_skipped {
            return Some(None);
        }
        if rewrite.depth == MAX_DEPTH {
            return None;
        }
        rewrite.depth += 1;
        let scope = self.enter_scope(rewrite.change, id);
        let copy = self.copied(rewrite, id, node)?;
        self.leave_scope(scope);
        rewrite.depth -= 1;
        let changed = self.changed(rewrite, copy.unwrap_or(id))?;
        Some(changed.or(copy))
    }

    /// A copy of a node with rewritten children, if any of them changes.
    fn copied(&mut self, rewrite: &mut Rewrite, id: NodeId, mut node: Node<'a>) -> Option<Option<NodeId>> {
        let count = self.tree.children(id).len();
        let mut children: Option<Vec<NodeId>> = None;
        for index in 0..count {
            let child = self.tree.child(id, index);
            if let Some(new) = self.rewritten(rewrite, child)? {
                let children = children.get_or_insert_with(|| self.tree.children(id).to_vec());
                // pprof's demangler copies the qualifier of a vendor, but never the type behind it.
                if node.kind != Kind::VendorQualified || index == 0 {
                    children[index] = new;
                }
            }
        }
        if node.kind == Kind::ExpressionRequirement {
            // And it forgets this here.
            node.flag = false;
        }
        Some(match children {
            Some(children) => Some(self.tree.add(node, &children)),
            // Each copy of this one is its own.
            None if node.kind == Kind::SizeofPack => Some(self.tree.add(node, &[])),
            None => None,
        })
    }

    /// In a function that is substituted, template parameters are its own; in a lambda, they are `auto`.
    fn enter_scope(&mut self, change: Change, id: NodeId) -> (usize, usize) {
        let scope = (self.templates.len(), self.lambda_level);
        if let Change::Substitute { .. } = change {
            match self.tree.kind(id) {
                Kind::Typed => {
                    let name = self.tree.child(id, 0);
                    if self.is(name, Kind::Template) {
                        self.templates.push(name);
                        self.lambda_level = 0;
                    }
                }
                Kind::Closure => self.lambda_level = self.templates.len() + 1,
                _ => {}
            }
        }
        scope
    }

    fn leave_scope(&mut self, scope: (usize, usize)) {
        self.templates.truncate(scope.0);
        self.lambda_level = scope.1;
    }

    /// What a node becomes for its own sake.
    fn changed(&mut self, rewrite: &Rewrite, id: NodeId) -> Option<Option<NodeId>> {
        match rewrite.change {
            Change::Simplify => self.simplified(id, rewrite.depth),
            Change::Expand { pack, argument } => Some((id == pack).then_some(argument)),
            Change::Substitute { root } => match self.tree.kind(id) {
                Kind::TemplateParam | Kind::LambdaAuto => self.reinterpreted(root, id),
                _ => Some(None),
            },
        }
    }

    /// What a template parameter in a substitution means where it is used.
    fn reinterpreted(&mut self, root: NodeId, id: NodeId) -> Option<Option<NodeId>> {
        let node = self.tree.get(id);
        let is_auto = node.kind == Kind::LambdaAuto;
        let index = node.number - i32::from(is_auto);
        if self.in_constraint {
            return Some(Some(self.tree.make_number(Kind::NumberedName, b"T", index)));
        }
        if self.lambda_level > 0 {
            if is_auto {
                return Some(None);
            }
            return Some(Some(self.tree.make_number(Kind::LambdaAuto, b"auto:", index + 1)));
        }
        let template = match self.templates.last() {
            Some(&template) => template,
            // Clang refers to a template from within itself.
            None if self.is(root, Kind::Template) => root,
            None => return None,
        };
        if template != NodeId::NOTHING && self.argument(template, index) == NodeId::NOTHING {
            return None;
        }
        let param = Node {
            number: index,
            link: template,
            ..Node::of(Kind::TemplateParam)
        };
        Some(Some(self.tree.add(param, &[])))
    }

    fn simplified(&mut self, id: NodeId, depth: u32) -> Option<Option<NodeId>> {
        let node = self.tree.get(id);
        let (base, qualifiers) = (self.tree.child(id, 0), self.tree.child(id, 1));
        let inner = self.tree.kind(base);
        Some(match (node.kind, inner) {
            (Kind::TemplateParam, _) => {
                let argument = self.argument(node.link, node.number);
                (argument != NodeId::NOTHING).then_some(argument)
            }
            (Kind::QualifiedMethod, Kind::QualifiedMethod) => {
                let reference = self.merged_references(node.text, self.tree.get(base).text);
                Some(self.merged(Kind::QualifiedMethod, reference, base, qualifiers))
            }
            (Kind::QualifiedMethod, Kind::QualifiedType) => {
                Some(self.merged(Kind::QualifiedMethod, node.text, base, qualifiers))
            }
            (Kind::QualifiedType, Kind::Function) => Some(self.tree.make(Kind::QualifiedMethod, &[base, qualifiers])),
            (Kind::QualifiedType, Kind::QualifiedType | Kind::QualifiedMethod) => {
                Some(self.merged(inner, self.tree.get(base).text, base, qualifiers))
            }
            (Kind::Reference, Kind::Reference) | (Kind::RvalueReference, Kind::Reference | Kind::RvalueReference) => {
                Some(base)
            }
            (Kind::Reference, Kind::RvalueReference) => {
                let target = self.tree.child(base, 0);
                Some(self.tree.make(Kind::Reference, &[target]))
            }
            (Kind::Array, _) => {
                let element = self.tree.child(id, 1);
                self.is(element, Kind::QualifiedType).then(|| self.array(base, element))
            }
            (Kind::PackExpansion, _) if node.link != NodeId::NOTHING => Some(self.expanded(base, node.link, depth)?),
            _ => None,
        })
    }

    /// What `base` qualifies, with its qualifiers and those around it.
    fn merged(&mut self, kind: Kind, reference: &'a [u8], base: NodeId, qualifiers: NodeId) -> NodeId {
        let qualifiers = self.merged_qualifiers(qualifiers, self.tree.child(base, 1));
        let inner = self.tree.child(base, 0);
        self.tree.make_text(kind, reference, &[inner, qualifiers])
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
        let mut all = self.tree.children(first).to_vec();
        for &new in self.tree.children(second) {
            let is_plain = |id| self.tree.children(id).is_empty();
            let text = self.tree.get(new).text;
            let is_known = is_plain(new) && all.iter().any(|&old| is_plain(old) && self.tree.get(old).text == text);
            if !is_known {
                all.push(new);
            }
        }
        self.tree.set_children(first, &all);
        first
    }

    /// A pattern once for each argument of a pack.
    fn expanded(&mut self, pattern: NodeId, pack: NodeId, depth: u32) -> Option<NodeId> {
        let mut items = Vec::new();
        for index in 0..self.tree.children(pack).len() {
            let argument = self.tree.child(pack, index);
            let item = self.rewrite(Change::Expand { pack, argument }, pattern, depth)?;
            items.push(self.rewrite(Change::Simplify, item, depth)?);
        }
        Some(self.tree.make(Kind::List, &items))
    }

    /// `S_`, `S0_` ..., and the abbreviations of the standard library. Before a constructor or a destructor the latter are
    /// spelled out.
    pub fn substitution(&mut self, in_prefix: bool) -> Option<NodeId> {
        self.expect(b'S')?;
        if matches!(self.peek(), b'_' | b'0'..=b'9' | b'A'..=b'Z') {
            let id = self.sequence_id(false)?;
            let root = *self.substitutions.get(id)?;
            return self.rewrite(Change::Substitute { root }, root, 0);
        }
        let code = self.next()?;
        let is_long = in_prefix && matches!(self.peek(), b'C' | b'D');
        let standard = self.standard(code, is_long)?;
        if self.peek() != b'B' {
            return Some(standard);
        }
        let tagged = self.tagged(standard)?;
        self.substitutions.push(tagged);
        Some(tagged)
    }

    fn standard(&mut self, code: u8, is_long: bool) -> Option<NodeId> {
        let (short, long): (&[u8], &[u8]) = match code {
            b't' => return Some(self.tree.make_text(Kind::Name, b"std", &[])),
            b'a' => (b"allocator", b""),
            b'b' => (b"basic_string", b""),
            b's' => (b"string", b"basic_string"),
            b'i' => (b"istream", b"basic_istream"),
            b'o' => (b"ostream", b"basic_ostream"),
            b'd' => (b"iostream", b"basic_iostream"),
            _ => return None,
        };
        let standard = match is_long && !long.is_empty() {
            false => self.in_std(short),
            true => {
                let char = self.tree.make_text(Kind::Builtin, b"char", &[]);
                let mut children = vec![self.in_std(long), char];
                let of_char: &[&[u8]] = match code {
                    b's' => &[b"char_traits", b"allocator"],
                    _ => &[b"char_traits"],
                };
                for &name in of_char {
                    let name = self.in_std(name);
                    children.push(self.tree.make(Kind::Template, &[name, char]));
                }
                self.tree.make(Kind::Template, &children)
            }
        };
        self.tree.get_mut(standard).split = super::types::STANDARD;
        Some(standard)
    }

    fn in_std(&mut self, name: &'static [u8]) -> NodeId {
        let std = self.tree.make_text(Kind::Name, b"std", &[]);
        let name = self.tree.make_text(Kind::Name, name, &[]);
        self.tree.make(Kind::Qualified, &[std, name])
    }

    /// A pattern that is repeated for each argument of the pack that it mentions.
    pub fn pack_expansion(&mut self, pattern: NodeId) -> NodeId {
        let link = self.pack_of(pattern);
        self.tree.add(
            Node {
                link,
                ..Node::of(Kind::PackExpansion)
            },
            &[pattern],
        )
    }

    /// The first pack that the template parameters in `node` refer to.
    pub fn pack_of(&mut self, node: NodeId) -> NodeId {
        let mut seen = Seen::default();
        let mut open = vec![node];
        while let Some(id) = open.pop() {
            if self.tree.step().is_none() {
                break;
            }
            let node = self.tree.get(id);
            match node.kind {
                Kind::TemplateParam => {
                    let argument = self.argument(node.link, node.number);
                    if self.is(argument, Kind::ArgumentPack) {
                        return argument;
                    }
                }
                // These have no packs, or packs of their own.
                Kind::PackExpansion | Kind::Closure | Kind::Tagged | Kind::FixedPoint | Kind::DefaultArgument => {}
                _ if seen.insert(id) => open.extend(self.walked(id).iter().rev()),
                _ => {}
            }
        }
        NodeId::NOTHING
    }

    /// The children that a search looks at: all but qualifiers.
    pub fn walked(&self, id: NodeId) -> &[NodeId] {
        let children = self.tree.children(id);
        match self.tree.kind(id) {
            Kind::QualifiedType | Kind::QualifiedMethod => children.get(..1).unwrap_or_default(),
            _ => children,
        }
    }
}
