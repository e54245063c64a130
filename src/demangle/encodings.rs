//! The part of the grammar about whole symbols: functions with their parameters, data, and special names.
//!
//! In: `3fooi`. Out: a `Typed` of the name `foo` and a function of `int`, which is `foo(int)`.

use super::parser::Parser;
use super::tables;
use super::tree::{Kind, NodeId};

impl<'a> Parser<'a> {
    /// `<encoding>`. Without `parameters` the types of a function stay unread. `is_scope` says that the function only encloses
    /// a local name.
    pub fn encoding(&mut self, parameters: bool, is_scope: bool) -> Option<NodeId> {
        self.deeper(|parser| match parser.peek() {
            b'G' | b'T' => parser.special_name(),
            _ => parser.function_or_data(parameters, is_scope),
        })
    }

    fn function_or_data(&mut self, parameters: bool, is_scope: bool) -> Option<NodeId> {
        let (name, explicit_object) = self.name()?;
        let mut name = self.simplify(name)?;
        if !parameters {
            // Qualifiers say something about the parameter `this`.
            if self.is(name, Kind::QualifiedMethod) {
                name = self.tree.child(name, 0);
            }
            if let Some((place, index, method)) = self.local_method(name) {
                let bare = self.tree.child(method, 0);
                self.tree.set_child(place, index, bare);
            }
            return Some(name);
        }
        if matches!(self.peek(), 0 | b'E') {
            return Some(name);
        }
        let template = self.template_around(name);
        let lambda_level = self.lambda_level;
        if template != NodeId::NOTHING {
            self.templates.push(template);
            self.lambda_level = 0;
        }
        // Clang's attribute enable_if: the expressions are the arguments of a template.
        let conditions = match self.eat(b"Ua9enable_if") {
            true if self.peek() == b'I' => self.template_arguments()?,
            true => return None,
            false => Vec::new(),
        };
        let mut function = self.bare_function_type(self.has_return_type(name), explicit_object)?;
        let constraint = match self.peek() {
            b'Q' => self.constraint()?,
            _ => NodeId::NOTHING,
        };
        if template != NodeId::NOTHING {
            self.templates.pop();
            self.lambda_level = lambda_level;
        }
        function = self.simplify(function)?;
        if is_scope && self.is(function, Kind::Function) {
            self.tree.get_mut(function).flag = true;
        }
        // Qualifiers of the name belong to the function.
        if self.is(name, Kind::QualifiedMethod) {
            let method = name;
            name = self.tree.child(method, 0);
            self.tree.set_child(method, 0, function);
            function = method;
        }
        if let Some((place, index, method)) = self.local_method(name) {
            let bare = self.tree.child(method, 0);
            self.tree.set_child(place, index, bare);
            self.tree.set_child(method, 0, function);
            function = method;
        }
        let mut encoding = self.tree.make(Kind::Typed, &[name, function]);
        if !conditions.is_empty() {
            let children: Vec<NodeId> = [encoding].into_iter().chain(conditions).collect();
            encoding = self.tree.make(Kind::EnableIf, &children);
        }
        if constraint != NodeId::NOTHING {
            encoding = self.tree.make(Kind::Constrained, &[encoding, constraint]);
        }
        Some(encoding)
    }

    /// The method with qualifiers that a local name ends in: the node it is a child of, as which child, and itself.
    fn local_method(&self, name: NodeId) -> Option<(NodeId, usize, NodeId)> {
        if !self.is(name, Kind::Qualified) || !self.tree.get(name).flag {
            return None;
        }
        let mut place = (name, 1);
        let local = self.tree.child(name, 1);
        if self.is(local, Kind::DefaultArgument) {
            place = (local, 0);
        }
        let method = self.tree.child(place.0, place.1);
        self.is(method, Kind::QualifiedMethod)
            .then_some((place.0, place.1, method))
    }

    /// The template whose arguments the parameters of the function `name` may refer to.
    fn template_around(&self, mut name: NodeId) -> NodeId {
        loop {
            let node = self.tree.get(name);
            name = match node.kind {
                Kind::Template => return name,
                Kind::Qualified => {
                    let last = self.tree.child(name, 1);
                    if !node.flag && !self.is(last, Kind::Constructor) {
                        return NodeId::NOTHING;
                    }
                    last
                }
                Kind::QualifiedMethod => self.tree.child(name, 0),
                Kind::Constructor => self.tree.child(name, 1),
                _ => return NodeId::NOTHING,
            };
        }
    }

    /// Whether the types of the function `name` begin with that of its result.
    fn has_return_type(&self, mut name: NodeId) -> bool {
        loop {
            name = match self.tree.kind(name) {
                Kind::Qualified if self.tree.get(name).flag => self.tree.child(name, 1),
                Kind::QualifiedType | Kind::QualifiedMethod => self.tree.child(name, 0),
                Kind::Template => return !self.returns_itself(self.tree.child(name, 0)),
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
    fn special_name(&mut self) -> Option<NodeId> {
        let code = self.take(2)?;
        match code {
            b"TC" => {
                let derived = self.demangled_type()?;
                self.number().filter(|&offset| offset >= 0)?;
                self.expect(b'_')?;
                let base = self.demangled_type()?;
                return Some(self.tree.make(Kind::ConstructionTable, &[base, derived]));
            }
            b"GT" => {
                let prefix: &[u8] = match self.next()? {
                    b'n' => b"non-transaction clone for ",
                    _ => b"transaction clone for ",
                };
                let encoding = self.encoding(true, false)?;
                return Some(self.tree.make_text(Kind::Prefixed, prefix, &[encoding]));
            }
            b"Gr" => return self.java_resource(),
            b"GI" => {
                let module = self.module_name(NodeId::NOTHING)?;
                if module == NodeId::NOTHING {
                    return None;
                }
                return Some(
                    self.tree
                        .make_text(Kind::Prefixed, b"initializer for module ", &[module]),
                );
            }
            _ => {}
        }
        let (follows, prefix) = tables::special_name(code)?;
        let child = match follows {
            b't' => self.demangled_type()?,
            b'a' => self.template_argument()?,
            b'n' => self.name()?.0,
            b'r' => {
                let name = self.name()?.0;
                self.sequence_id(true)?;
                name
            }
            b'h' | b'v' => {
                self.call_offset(follows)?;
                self.encoding(true, false)?
            }
            b'c' => {
                for _ in 0..2 {
                    let kind = self.next()?;
                    self.call_offset(kind)?;
                }
                self.encoding(true, false)?
            }
            _ => self.encoding(true, false)?,
        };
        Some(self.tree.make_text(Kind::Prefixed, prefix, &[child]))
    }

    /// `h <number> _` or `v <number> _ <number> _` behind its letter. Offsets are not shown.
    fn call_offset(&mut self, kind: u8) -> Option<()> {
        match kind {
            b'h' => {}
            b'v' => {
                self.number()?;
                self.expect(b'_')?;
            }
            _ => return None,
        }
        self.number()?;
        self.expect(b'_')
    }

    /// `<number> _ <text>`, where the number is that of the text and one more.
    fn java_resource(&mut self) -> Option<NodeId> {
        let length = self.number().filter(|&length| length > 1)?;
        self.expect(b'_')?;
        let text = self.take(length as usize - 1)?;
        let mut rest = text;
        while let Some((&byte, behind)) = rest.split_first() {
            rest = match (byte, behind.split_first()) {
                (b'$', Some((b'S' | b'_' | b'$', behind))) => behind,
                (b'$', _) => return None,
                _ => behind,
            };
        }
        let resource = self.tree.make_text(Kind::JavaResource, text, &[]);
        Some(self.tree.make_text(Kind::Prefixed, b"java resource ", &[resource]))
    }
}
