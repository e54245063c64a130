//! The part of the grammar about whole symbols: functions with their parameters, data, and special names.
//!
//! In: `3fooi`. Out: a `Typed` of the name `foo` and a function of `int`, which is `foo(int)`.

use super::parser::Parser;
use super::tables;
use super::tree::{Kind, NodeId};

impl<'a> Parser<'a> {
    /// `<encoding>`. Without `parameters` the types of a function stay unread. `is_scope` says that the function only encloses
    /// a local name.
    pub fn encoding(&mut self, parameters: bool, is_scope: bool) -> NodeId {
        if !self.enter() {
            return NodeId::NOTHING;
        }
        let encoding = match self.peek() {
            'G' | 'T' => self.special_name(),
            _ => self.function_or_data(parameters, is_scope),
        };
        self.leave(encoding)
    }

    /// `<encoding>` with parameters.
    fn whole(&mut self) -> NodeId {
        self.encoding(true, false)
    }

    fn function_or_data(&mut self, parameters: bool, is_scope: bool) -> NodeId {
        let name = self.name();
        let has_explicit_object = self.has_explicit_object;
        let mut name = self.simplify(name);
        if !parameters {
            // Qualifiers say something about the parameter `this`.
            self.move_qualifiers(&mut name, NodeId::NOTHING);
            return name;
        }
        if self.is_at_end() || self.peek() == 'E' {
            return name;
        }
        let template = self.template_around(name);
        let lambda_level = self.lambda_level;
        if template != NodeId::NOTHING {
            self.templates.push(template);
            self.lambda_level = 0;
        }
        let conditions = self.start(NodeId::NOTHING);
        if self.rest().starts_with(b"Ua9enable_ifI") {
            // Clang's attribute: its expressions are the arguments of a template.
            self.take(12);
            self.template_arguments();
        }
        let has_return_type = self.has_return_type(name);
        let mut function = self.bare_function_type(has_return_type, has_explicit_object);
        let constraint = self.optional_constraint();
        if template != NodeId::NOTHING {
            self.templates.pop();
            self.lambda_level = lambda_level;
        }
        function = self.simplify(function);
        if self.is(function, Kind::Function) {
            self.tree.set_flag(function, is_scope);
        }
        let function = self.move_qualifiers(&mut name, function);
        let mut encoding = self.tree.make(Kind::Typed, name, function);
        if let Some([first, _, ..]) = self.stack.get_mut(conditions..) {
            *first = encoding;
            encoding = self.finish(Kind::EnableIf, conditions);
        }
        self.stack.truncate(conditions);
        if constraint != NodeId::NOTHING {
            encoding = self.tree.make(Kind::Constrained, encoding, constraint);
        }
        encoding
    }

    /// Takes the qualifiers of a method off its name and puts them around its type `function`, if there is one. Returns that.
    fn move_qualifiers(&mut self, name: &mut NodeId, mut function: NodeId) -> NodeId {
        let mut wrap = |parser: &mut Self, method: NodeId| {
            let bare = parser.tree.child(method, 0);
            if function != NodeId::NOTHING {
                parser.tree.set_child(method, 0, function);
                function = method;
            }
            bare
        };
        if self.is(*name, Kind::QualifiedMethod) {
            *name = wrap(self, *name);
        }
        // In a local name they stand further in.
        if !self.is(*name, Kind::Qualified) || !self.tree.get(*name).flag {
            return function;
        }
        let mut place = (*name, 1);
        let local = self.tree.child(*name, 1);
        if self.is(local, Kind::DefaultArgument) {
            place = (local, 0);
        }
        let method = self.tree.child(place.0, place.1);
        if self.is(method, Kind::QualifiedMethod) {
            let bare = wrap(self, method);
            self.tree.set_child(place.0, place.1, bare);
        }
        function
    }

    /// The template whose arguments the parameters of the function `name` may refer to.
    fn template_around(&self, mut name: NodeId) -> NodeId {
        loop {
            let node = self.tree.get(name);
            let second = self.tree.child(name, 1);
            name = match node.kind {
                Kind::Template => return name,
                Kind::Qualified if node.flag || self.is(second, Kind::Constructor) => second,
                Kind::QualifiedMethod => self.tree.child(name, 0),
                // The base class of an inheriting one.
                Kind::Constructor => second,
                _ => return NodeId::NOTHING,
            };
        }
    }

    /// Whether the types of the function `name` begin with that of its result.
    fn has_return_type(&self, mut name: NodeId) -> bool {
        loop {
            let node = self.tree.get(name);
            let first = self.tree.child(name, 0);
            name = match node.kind {
                Kind::Qualified if node.flag => self.tree.child(name, 1),
                Kind::QualifiedType | Kind::QualifiedMethod => first,
                Kind::Template => return !self.returns_itself(first),
                _ => return false,
            };
        }
    }

    /// Whether a name is that of a constructor, a destructor or a conversion.
    fn returns_itself(&self, mut name: NodeId) -> bool {
        while self.is(name, Kind::Qualified) {
            name = self.tree.child(name, 1);
        }
        matches!(self.tree.kind(name), Kind::Constructor | Kind::Destructor | Kind::Cast)
    }

    /// `<special-name>`: tables, guards, thunks and the like.
    fn special_name(&mut self) -> NodeId {
        let code = self.take(2);
        let text = tables::special_name(code);
        let Some((&follows, prefix)) = text.split_first() else {
            return self.fail();
        };
        let follows = char::from(follows);
        let child = match follows {
            't' => self.demangled_type(),
            'a' => self.template_argument(),
            'n' => self.name(),
            'r' => {
                let name = self.name();
                self.sequence_id(true);
                name
            }
            'h' | 'v' => {
                self.call_offset(follows);
                self.whole()
            }
            'c' => {
                for _ in 0..2 {
                    let kind = self.next();
                    self.call_offset(kind);
                }
                self.whole()
            }
            'C' => {
                let derived = self.demangled_type();
                if self.number() < 0 {
                    self.fail();
                }
                self.expect('_');
                let base = self.demangled_type();
                return self.tree.make(Kind::ConstructionTable, base, derived);
            }
            'G' => {
                let prefix: &[u8] = match self.next() {
                    'n' => b"non-transaction clone for ",
                    _ => b"transaction clone for ",
                };
                let clone = self.whole();
                return self.tree.make_text(Kind::Prefixed, prefix, clone);
            }
            'j' => self.java_resource(),
            'm' => {
                let module = self.module_name(NodeId::NOTHING);
                if module == NodeId::NOTHING {
                    self.fail();
                }
                module
            }
            _ => self.whole(),
        };
        self.tree.make_text(Kind::Prefixed, prefix, child)
    }

    /// `h <number> _` or `v <number> _ <number> _` behind its letter. Offsets are not shown.
    fn call_offset(&mut self, kind: char) {
        match kind {
            'h' => {}
            'v' => {
                self.number();
                self.expect('_');
            }
            _ => {
                self.fail();
            }
        }
        self.number();
        self.expect('_');
    }

    /// `<number> _ <text>`, where the number is that of the text and one more.
    fn java_resource(&mut self) -> NodeId {
        let length = self.number();
        self.expect('_');
        if length <= 1 {
            return self.fail();
        }
        let text = self.take(length as usize - 1);
        let mut rest = text;
        while let [byte, behind @ ..] = rest {
            rest = match (byte, behind) {
                (b'$', [b'S' | b'_' | b'$', behind @ ..]) => behind,
                (b'$', _) => return self.fail(),
                _ => behind,
            };
        }
        self.tree.leaf(Kind::JavaResource, text)
    }
}
