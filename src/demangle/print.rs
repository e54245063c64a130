//! Trees to text: names and everything that is written from left to right.
//!
//! In: a [`Tree`] and a node. Out: its text, appended to one vector. The spelling is that of pprof's demangler, which is that of
//! GNU's: `> >` between closing brackets, `(anonymous namespace)`, `{lambda(int)#1}`, types before what they qualify.
//!
//! Most kinds are written after a pattern: `$0::$1` writes the first child, two colons and the second child. Those that
//! are wound around others, as types are in C++, are in `declarators.rs`, expressions in `operations.rs`.

use super::parser::MAX_DEPTH;
use super::tables;
use super::tree::{Kind, Node, NodeId, Tree};

/// What is left out.
#[derive(Clone, Copy)]
pub struct Shown {
    /// Whether templates show their arguments.
    pub template_arguments: bool,
    /// Whether functions around local names show their parameters.
    pub enclosing_parameters: bool,
}

/// Writes nodes.
pub struct Printer<'t, 'a> {
    pub tree: &'t Tree<'a>,
    pub shown: Shown,
    pub out: Vec<u8>,
    /// The last byte that was written, which decides about blanks. Numbers in made-up names do not count.
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

/// How a kind is written, for those that are written from left to right: `$0` to `$2` are children, `$*` all children with
/// commas, `$+` all but the first, `$t` the node's text, `$n` its number. Behind `!` up to the first child or the end nothing
/// counts as written for what decides about blanks.
fn pattern(kind: Kind) -> &'static [u8] {
    match kind {
        Kind::Builtin | Kind::Name => b"$t",
        Kind::NumberedName => b"$t$n",
        Kind::Qualified => b"$0::$1",
        Kind::LambdaAuto | Kind::BinaryFloat => b"!$t$n",
        Kind::QualifiedArgument => b"$1",
        Kind::Applied => b"$t($0)",
        Kind::Constructor => b"$0",
        Kind::Destructor => b"~$0",
        Kind::Tagged => b"$0[abi:$1]",
        Kind::ArgumentPack | Kind::List => b"$*",
        Kind::Cast => b"operator $0",
        Kind::Subobject => b"$1.<$0 at offset $n>",
        Kind::MemberPointerCast => b"($0)($1)",
        Kind::StringLiteral => b"\"<$0>\"",
        Kind::InitializerList => b"$0{$1}",
        Kind::DefaultArgument => b"!{default arg#$n}::$0",
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

    /// The text cannot be written.
    pub fn fail(&mut self) {
        self.has_failed = true;
    }

    /// Writes a text.
    pub fn write(&mut self, text: &[u8]) {
        let Some(&last) = text.last() else {
            return;
        };
        match self.steps_left.checked_sub(text.len() as u32) {
            Some(left) => self.steps_left = left,
            None => return self.fail(),
        }
        self.last = last;
        self.out.extend_from_slice(text);
    }

    /// Writes a number.
    pub fn write_number(&mut self, number: usize) {
        let mut digits = [0; 20];
        let mut start = digits.len();
        let mut rest = number;
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.write(&digits[start..]);
    }

    fn write_signed(&mut self, number: i32) {
        if number < 0 {
            self.write(b"-");
        }
        self.write_number(number.unsigned_abs() as usize);
    }

    /// Writes a node. One that is within itself is written twice, and left out the third time.
    pub fn node(&mut self, id: NodeId) {
        if self.has_failed || id == NodeId::NOTHING {
            return;
        }
        if self.steps_left == 0 || self.depth == MAX_DEPTH {
            return self.fail();
        }
        self.steps_left -= 1;
        let index = id.index();
        if self.writing[index] > 1 {
            return;
        }
        self.writing[index] += 1;
        self.depth += 1;
        let node = self.tree.get(id);
        match pattern(node.kind) {
            b"" => self.by_kind(id, node),
            b"$t" => self.write(node.text),
            pattern => self.by_pattern(id, node, pattern),
        }
        self.depth -= 1;
        self.writing[index] -= 1;
    }

    /// Writes a child of a node.
    pub fn child(&mut self, id: NodeId, index: usize) {
        self.node(self.tree.child(id, index));
    }

    fn by_pattern(&mut self, id: NodeId, node: Node, pattern: &[u8]) {
        let mut rest = pattern.strip_prefix(b"!").unwrap_or(pattern);
        let quiet = (rest.len() < pattern.len()).then_some(self.last);
        while let Some((&byte, behind)) = rest.split_first() {
            rest = behind;
            if byte != b'$' {
                self.write(&[byte]);
                continue;
            }
            let Some((&what, behind)) = rest.split_first() else {
                break;
            };
            rest = behind;
            match what {
                b't' => self.write(node.text),
                b'n' => self.write_signed(node.number),
                b'*' => self.list(self.tree.children(id)),
                b'+' => self.list(self.tree.children(id).get(1..).unwrap_or_default()),
                digit => {
                    self.last = quiet.unwrap_or(self.last);
                    return self.rest_of_pattern(id, node, digit, rest);
                }
            }
        }
        self.last = quiet.unwrap_or(self.last);
    }

    /// Writes a child and what comes behind it.
    fn rest_of_pattern(&mut self, id: NodeId, node: Node, digit: u8, rest: &[u8]) {
        self.child(id, usize::from(digit - b'0'));
        self.by_pattern(id, node, rest);
    }

    /// Writes nodes with commas between them.
    pub fn list(&mut self, nodes: &[NodeId]) {
        for (index, &node) in nodes.iter().enumerate() {
            if index > 0 {
                self.write(b", ");
            }
            self.node(node);
        }
    }

    /// Writes nodes with commas between them, without those of which nothing is seen: packs without arguments.
    pub fn visible_list(&mut self, nodes: &[NodeId]) {
        let mut is_first = true;
        for &node in nodes {
            if !self.is_empty(node, 0) {
                if !is_first {
                    self.write(b", ");
                }
                is_first = false;
                self.node(node);
            }
        }
    }

    fn is_empty(&mut self, id: NodeId, depth: u32) -> bool {
        if depth == MAX_DEPTH || self.steps_left == 0 {
            return false;
        }
        self.steps_left -= 1;
        let node = self.tree.get(id);
        let tree = self.tree;
        let children = tree.children(id);
        match node.kind {
            Kind::ArgumentPack => children.iter().all(|&child| self.is_empty(child, depth + 1)),
            Kind::List => children.is_empty(),
            Kind::PackExpansion => node.link != NodeId::NOTHING && self.is_empty(self.tree.child(id, 0), depth + 1),
            _ => false,
        }
    }

    /// Does `write` with nothing wound around.
    pub fn apart(&mut self, write: impl FnOnce(&mut Self)) {
        let start = std::mem::replace(&mut self.inner_start, self.inner.len());
        write(self);
        self.inner.truncate(self.inner_start);
        self.inner_start = start;
    }

    fn by_kind(&mut self, id: NodeId, node: Node) {
        match node.kind {
            Kind::Template => self.apart(|printer| printer.template(id)),
            Kind::TemplateParam => match self.tree.child(node.link, node.number as usize + 1) {
                NodeId::NOTHING => self.fail(),
                argument => self.node(argument),
            },
            Kind::Qualifiers => {
                for (index, &qualifier) in self.tree.children(id).iter().enumerate() {
                    if index > 0 {
                        self.write(b" ");
                    }
                    self.node(qualifier);
                }
            }
            Kind::Qualifier => self.qualifier(id, node),
            Kind::FunctionParam if node.number == 0 => self.write(b"this"),
            Kind::FunctionParam => self.by_pattern(id, node, b"!{parm#$n}"),
            Kind::JavaResource => self.java_resource(node.text),
            Kind::FixedPoint => {
                if node.number != 0 {
                    self.write(b"_Sat ");
                }
                let base = self.tree.get(self.tree.child(id, 0));
                // `int` goes without saying.
                if base.kind != Kind::Builtin || base.text != b"int" {
                    self.child(id, 0);
                    self.write(b" ");
                }
                self.write(if node.flag { b"_Accum" } else { b"_Fract" });
            }
            Kind::PackExpansion if node.link == NodeId::NOTHING => {
                self.in_parentheses(self.tree.child(id, 0));
                self.write(b"...");
            }
            Kind::PackExpansion => self.child(id, 0),
            Kind::SizeofPack => self.write_number(self.tree.children(node.link).len()),
            Kind::SizeofArguments => {
                let count = |&argument: &NodeId| match self.tree.kind(argument) {
                    Kind::ArgumentPack | Kind::List => self.tree.children(argument).len(),
                    _ => 1,
                };
                self.write_number(self.tree.children(id).iter().map(count).sum());
            }
            Kind::ParameterName => {
                self.write(node.text);
                if node.number > 0 {
                    self.write_signed(node.number - 1);
                }
            }
            Kind::TemplateParameter => {
                let children = self.tree.children(id);
                self.write(b"template<");
                self.list(children.get(1..children.len() - 1).unwrap_or_default());
                self.write(b"> typename ");
                self.child(id, 0);
                self.requirement(self.tree.child(id, children.len() - 1));
            }
            Kind::Closure => {
                self.write(b"{lambda");
                self.lambda(id, node);
                self.write(b"#");
                self.write_signed(node.number);
                self.write(b"}");
            }
            Kind::LambdaExpression => {
                let closure = self.tree.child(id, 0);
                self.write(b"[]");
                self.lambda(closure, self.tree.get(closure));
                self.write(b"{...}");
            }
            Kind::Module => {
                let has_parent = self.tree.child(id, 0) != NodeId::NOTHING;
                self.child(id, 0);
                if node.flag {
                    self.write(b":");
                } else if has_parent {
                    self.write(b".");
                }
                self.child(id, 1);
            }
            _ => self.operation(id, node),
        }
    }

    fn template(&mut self, id: NodeId) {
        self.child(id, 0);
        if !self.shown.template_arguments {
            return;
        }
        if self.last == b'<' {
            self.write(b" ");
        }
        self.write(b"<");
        self.visible_list(self.tree.children(id).get(1..).unwrap_or_default());
        if self.last == b'>' {
            self.write(b" ");
        }
        self.write(b">");
    }

    fn qualifier(&mut self, id: NodeId, node: Node) {
        self.write(node.text);
        let inner = self.tree.children(id);
        if inner.is_empty() {
            return;
        }
        self.write(b"(");
        let mut is_first = true;
        for &expression in inner {
            // An empty pack.
            if self.tree.kind(expression) == Kind::List && self.tree.children(expression).is_empty() {
                continue;
            }
            if !is_first {
                self.write(b", ");
            }
            is_first = false;
            self.node(expression);
        }
        self.write(b")");
    }

    /// The parameters of a lambda, and those of its template.
    fn lambda(&mut self, id: NodeId, node: Node) {
        let children = self.tree.children(id);
        let Some((parameters, [constraint, types @ .., call_constraint])) =
            children.split_at_checked(node.split as usize)
        else {
            return self.fail();
        };
        if !parameters.is_empty() {
            self.write(b"<");
            self.list(parameters);
            self.write(b">");
        }
        if *constraint != NodeId::NOTHING {
            self.requirement(*constraint);
            self.write(b" ");
        }
        self.write(b"(");
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
        while let Some((&byte, behind)) = rest.split_first() {
            let mut character = char::from(byte);
            rest = behind;
            if let (b'$', Some((&code, behind))) = (byte, behind.split_first()) {
                character = match code {
                    b'S' => '/',
                    b'_' => '.',
                    _ => '$',
                };
                rest = behind;
            }
            self.write(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    /// Writes an operand: in parentheses unless it is a plain name, a parameter or a list in braces.
    pub fn in_parentheses(&mut self, id: NodeId) {
        let node = self.tree.get(id);
        let is_plain = match node.kind {
            Kind::Name | Kind::NumberedName | Kind::JavaResource | Kind::InitializerList | Kind::FunctionParam => true,
            Kind::Qualified => !node.flag,
            _ => false,
        };
        if is_plain {
            return self.node(id);
        }
        self.write(b"(");
        self.node(id);
        self.write(b")");
    }

    /// The suffix of literals of a builtin type.
    pub fn literal_suffix(&self, of: Node) -> Option<&'static [u8]> {
        match of.kind {
            Kind::Builtin => tables::literal_suffix(of.text),
            _ => None,
        }
    }
}
