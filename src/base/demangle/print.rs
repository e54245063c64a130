//! Trees to text: names and everything that is written from left to right.
//!
//! In: a [`Tree`] and a node. Out: its text, appended to one vector. The spelling is that of pprof's demangler, which is that of
//! GNU's: `> >` between closing brackets, `(anonymous namespace)`, `{lambda(int)#1}`, types before what they qualify.
//!
//! Most kinds are written after a pattern: `$0::$1` writes the first child, two colons and the second child. Those that
//! are wound around others, as types are in C++, are in `declarators.rs`, expressions in `operations.rs`.

use super::parser::MAX_DEPTH;
use super::tree::{Kind, Node, NodeId, Tree};

/// What is left out.
#[derive(Clone, Copy)]
pub struct Shown {
    /// Whether templates show their arguments.
    pub template_arguments: bool,
    /// Whether functions around local names show their parameters.
    pub enclosing_parameters: bool,
}

/// Writes nodes of a tree as a declaration in C++.
pub struct Printer<'t, 'a> {
    pub tree: &'t Tree<'a>,
    pub shown: Shown,
    out: Vec<u8>,
    /// The last byte that was written, which decides about blanks.
    pub last: u8,
    /// What is still to be wound around the type that is being written, the innermost last.
    pub inner: Vec<NodeId>,
    /// How much of `inner` belongs to what is around, and is out of reach.
    pub inner_start: usize,
    /// How often each node is being written: substitutions can make a node its own descendant.
    writing: Vec<u8>,
    depth: u32,
    steps_left: u32,
    has_failed: bool,
}

/// How a kind is written, for those that are written from left to right. In a pattern `$0` to `$3` are children, and `$a` to
/// `$d` the same in parentheses if they need them; `$*` is all children with commas, `$+` all but the first; `$t` is the
/// node's text, `$n` its number, `$o` the operator that is its first child. `$!` in front makes all up to the first child
/// count for nothing where the last byte decides about a blank.
fn pattern(kind: Kind) -> &'static [u8] {
    match kind {
        Kind::Builtin | Kind::Name => b"$t",
        Kind::NumberedName => b"$t$n",
        Kind::Qualified => b"$0::$1",
        Kind::LambdaAuto | Kind::BinaryFloat => b"$!$t$n",
        Kind::QualifiedArgument => b"$1",
        Kind::Applied => b"$t($0)",
        Kind::Constructor => b"$0",
        Kind::Destructor => b"~$0",
        Kind::Tagged => b"$0[abi:$1]",
        Kind::ArgumentPack | Kind::List => b"$*",
        Kind::Cast => b"operator $0",
        Kind::Nullary => b"$o",
        Kind::Subobject => b"$1.<$0 at offset $n>",
        Kind::MemberPointerCast => b"($0)($1)",
        Kind::StringLiteral => b"\"<$0>\"",
        Kind::InitializerList => b"$0{$1}",
        Kind::DefaultArgument => b"$!{default arg#$n}::$0",
        Kind::StructuredBinding => b"[$*]",
        Kind::UnnamedType => b"{unnamed type#$n}",
        Kind::Clone => b"$0 [clone $t]",
        Kind::Prefixed => b"$t$0",
        Kind::ConstructionTable => b"construction vtable for $0-in-$1",
        Kind::EnableIf => b"$0 [enable_if:$+]",
        Kind::ModuleEntity => b"$1@$0",
        Kind::Constrained => b"$0 requires $1",
        Kind::Requirement => b"$t$0;",
        _ => b"",
    }
}

impl<'t, 'a> Printer<'t, 'a> {
    /// A printer of `tree` that does at most what is left of the tree's work: a step for each node and each byte.
    pub fn new(tree: &'t Tree<'a>, shown: Shown) -> Printer<'t, 'a> {
        Printer {
            tree,
            shown,
            out: Vec::new(),
            last: 0,
            inner: Vec::new(),
            inner_start: 0,
            writing: vec![0; tree.len()],
            depth: 0,
            steps_left: tree.steps_left(),
            has_failed: false,
        }
    }

    /// The text of `node`; nothing if it is too deep or too much work. Leaves in `work` what is left of that.
    pub fn text_of(mut self, node: NodeId, work: &mut u32) -> Option<Vec<u8>> {
        self.node(node);
        *work = self.steps_left;
        (!self.has_failed).then_some(self.out)
    }

    /// Does that many steps of work, if the budget allows it.
    fn steps(&mut self, count: usize) -> bool {
        let left = self.steps_left.checked_sub(count as u32);
        self.steps_left = left.unwrap_or(0);
        self.has_failed |= left.is_none();
        !self.has_failed
    }

    /// Writes a text behind what is there.
    pub fn write(&mut self, text: &[u8]) {
        if let Some(&last) = text.last()
            && self.steps(text.len())
        {
            self.last = last;
            self.out.extend_from_slice(text);
        }
    }

    /// Writes a number in decimal digits.
    pub fn write_number(&mut self, number: i32) {
        self.write(if number < 0 { b"-" } else { b"" });
        self.write(&super::decimal(u64::from(number.unsigned_abs())));
    }

    /// Writes a node. One that is within itself is written twice, and left out the third time.
    pub fn node(&mut self, id: NodeId) {
        let tree = self.tree;
        let node = tree.get(id);
        let index = id.index();
        if node.kind == Kind::Nothing || self.writing[index] > 1 || !self.steps(1) {
            return;
        }
        if self.depth == MAX_DEPTH {
            self.has_failed = true;
            return;
        }
        self.writing[index] += 1;
        self.depth += 1;
        match pattern(node.kind) {
            b"" => self.by_kind(id, node),
            pattern => self.pattern(id, pattern),
        }
        self.depth -= 1;
        self.writing[index] -= 1;
    }

    /// Writes a child of a node.
    pub fn child(&mut self, id: NodeId, index: usize) {
        self.node(self.tree.child(id, index));
    }

    /// Writes a node after a pattern.
    pub fn pattern(&mut self, id: NodeId, pattern: &[u8]) {
        let tree = self.tree;
        let (node, children) = (tree.get(id), tree.children(id));
        let before = self.last;
        let is_quiet = pattern.starts_with(b"$!");
        let mut rest = pattern;
        while let [byte, behind @ ..] = rest {
            rest = behind;
            let (b'$', [what, behind @ ..]) = (byte, behind) else {
                self.write(&[*byte]);
                continue;
            };
            rest = behind;
            match *what {
                b't' => self.write(node.text),
                b'n' => self.write_number(node.number),
                b'o' => self.operator(tree.child(id, 0)),
                b'*' => self.list(children),
                b'+' => self.list(children.get(1..).unwrap_or_default()),
                b'!' => {}
                what => {
                    if is_quiet {
                        self.last = before;
                    }
                    match what {
                        b'a'..=b'd' => self.in_parentheses(tree.child(id, usize::from(what - b'a'))),
                        _ => self.child(id, usize::from(what - b'0')),
                    }
                    return self.behind(id, rest);
                }
            }
        }
        if is_quiet {
            self.last = before;
        }
    }

    /// Writes what a pattern has behind a child.
    fn behind(&mut self, id: NodeId, rest: &[u8]) {
        if !rest.is_empty() {
            self.pattern(id, rest);
        }
    }

    /// Writes nodes with commas between them.
    pub fn list(&mut self, nodes: &[NodeId]) {
        let mut separator: &[u8] = b"";
        for &node in nodes {
            self.write(separator);
            self.node(node);
            separator = b", ";
        }
    }

    /// Writes all children but the first, with commas between them, without those of which nothing is seen: packs without
    /// arguments.
    pub fn arguments(&mut self, id: NodeId) {
        let tree = self.tree;
        let mut separator: &[u8] = b"";
        for &node in tree.children(id).get(1..).unwrap_or_default() {
            if !self.is_empty(node) {
                self.write(separator);
                self.node(node);
                separator = b", ";
            }
        }
    }

    fn is_empty(&mut self, id: NodeId) -> bool {
        let tree = self.tree;
        let node = tree.get(id);
        let children = tree.children(id);
        if self.depth == MAX_DEPTH || !self.steps(1) {
            return false;
        }
        self.depth += 1;
        let is_empty = match node.kind {
            Kind::ArgumentPack => children.iter().all(|&child| self.is_empty(child)),
            Kind::List => children.is_empty(),
            Kind::PackExpansion => node.link != NodeId::NOTHING && self.is_empty(tree.child(id, 0)),
            _ => false,
        };
        self.depth -= 1;
        is_empty
    }

    /// Does `write` with nothing wound around but `id`.
    pub fn apart(&mut self, id: NodeId, write: fn(&mut Self, NodeId)) {
        let start = std::mem::replace(&mut self.inner_start, self.inner.len());
        write(self, id);
        self.inner.truncate(self.inner_start);
        self.inner_start = start;
    }

    fn by_kind(&mut self, id: NodeId, node: &Node) {
        let tree = self.tree;
        match node.kind {
            Kind::Template => self.apart(id, Self::template),
            Kind::TemplateParam => match tree.child(node.link, node.number as usize + 1) {
                NodeId::NOTHING => self.has_failed = true,
                argument => self.node(argument),
            },
            Kind::Qualifiers => {
                let mut separator: &[u8] = b"";
                for &qualifier in tree.children(id) {
                    self.write(separator);
                    self.node(qualifier);
                    separator = b" ";
                }
            }
            Kind::Qualifier => self.qualifier(id, node),
            Kind::FunctionParam if node.number == 0 => self.write(b"this"),
            Kind::FunctionParam => self.pattern(id, b"$!{parm#$n}"),
            Kind::JavaResource => self.java_resource(node.text),
            Kind::FixedPoint => {
                if node.number != 0 {
                    self.write(b"_Sat ");
                }
                let base = tree.get(tree.child(id, 0));
                // `int` goes without saying.
                if base.kind != Kind::Builtin || base.text != b"int" {
                    self.pattern(id, b"$0 ");
                }
                self.write(if node.flag { b"_Accum" } else { b"_Fract" });
            }
            Kind::PackExpansion if node.link == NodeId::NOTHING => self.pattern(id, b"$a..."),
            Kind::PackExpansion => self.child(id, 0),
            Kind::SizeofPack => self.write_number(tree.children(node.link).len() as i32),
            Kind::SizeofArguments => {
                let count = |&argument: &NodeId| match tree.kind(argument) {
                    Kind::ArgumentPack | Kind::List => tree.children(argument).len() as i32,
                    _ => 1,
                };
                self.write_number(tree.children(id).iter().map(count).sum());
            }
            Kind::ParameterName => {
                self.write(node.text);
                if node.number > 0 {
                    self.write_number(node.number - 1);
                }
            }
            Kind::TemplateParameter => {
                if let [_, parameters @ .., constraint] = tree.children(id) {
                    self.write(b"template<");
                    self.list(parameters);
                    self.pattern(id, b"> typename $0");
                    self.requirement(*constraint);
                }
            }
            Kind::Closure => {
                self.write(b"{lambda");
                self.lambda(id);
                self.pattern(id, b"#$n}");
            }
            Kind::LambdaExpression => {
                self.write(b"[]");
                self.lambda(tree.child(id, 0));
                self.write(b"{...}");
            }
            Kind::Module => {
                let has_parent = tree.child(id, 0) != NodeId::NOTHING;
                self.pattern(
                    id,
                    match (node.flag, has_parent) {
                        (true, _) => b"$0:$1",
                        (false, true) => b"$0.$1",
                        (false, false) => b"$1",
                    },
                );
            }
            _ => self.operation(id, node),
        }
    }

    fn template(&mut self, id: NodeId) {
        self.child(id, 0);
        if !self.shown.template_arguments {
            return;
        }
        self.write(if self.last == b'<' { b" <" } else { b"<" });
        self.arguments(id);
        self.write(if self.last == b'>' { b" >" } else { b">" });
    }

    fn qualifier(&mut self, id: NodeId, node: &Node) {
        let tree = self.tree;
        self.write(node.text);
        let inner = tree.children(id);
        if inner.is_empty() {
            return;
        }
        self.write(b"(");
        let mut separator: &[u8] = b"";
        for &expression in inner {
            // An empty pack.
            if tree.kind(expression) != Kind::List || !tree.children(expression).is_empty() {
                self.write(separator);
                self.node(expression);
                separator = b", ";
            }
        }
        self.write(b")");
    }

    /// The parameters of a lambda, and those of its template.
    fn lambda(&mut self, id: NodeId) {
        let tree = self.tree;
        let (parameters, rest) = tree.halves(id);
        if !parameters.is_empty() {
            self.write(b"<");
            self.list(parameters);
            self.write(b">");
        }
        let [constraint, types @ .., call_constraint] = rest else {
            return;
        };
        self.requirement(*constraint);
        self.write(match *constraint {
            NodeId::NOTHING => b"(",
            _ => b" (",
        });
        self.list(types);
        self.write(b")");
        self.requirement(*call_constraint);
    }

    fn requirement(&mut self, constraint: NodeId) {
        if constraint != NodeId::NOTHING {
            self.write(b" requires ");
            self.node(constraint);
        }
    }

    /// `$S` is a slash, `$_` a dot, `$$` a dollar; bytes are characters of Latin-1.
    fn java_resource(&mut self, text: &[u8]) {
        let mut rest = text;
        while let [byte, behind @ ..] = rest {
            let (character, behind) = match (byte, behind) {
                (b'$', [b'S', behind @ ..]) => (b'/', behind),
                (b'$', [b'_', behind @ ..]) => (b'.', behind),
                (b'$', [_, behind @ ..]) => (b'$', behind),
                _ => (*byte, behind),
            };
            self.write(char::from(character).encode_utf8(&mut [0; 4]).as_bytes());
            rest = behind;
        }
    }

    /// Writes an operand: in parentheses unless it is a plain name, a parameter or a list in braces.
    pub fn in_parentheses(&mut self, id: NodeId) {
        let node = self.tree.get(id);
        let is_plain = match node.kind {
            Kind::Name | Kind::NumberedName | Kind::JavaResource | Kind::InitializerList | Kind::FunctionParam => true,
            Kind::Qualified => !node.flag,
            kind => kind == Kind::Nothing,
        };
        if is_plain {
            return self.node(id);
        }
        self.write(b"(");
        self.node(id);
        self.write(b")");
    }
}
