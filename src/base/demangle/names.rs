//! The part of the grammar about names.
//!
//! In: `N2ns1fE`. Out: a `Qualified` of `ns` and `f`, which is `ns::f`.

use super::parser::Parser;
use super::tables;
use super::tree::{Kind, NodeId};

impl<'a> Parser<'a> {
    /// `<name>`. Says in `has_explicit_object` whether it has that mark.
    pub fn name(&mut self) -> NodeId {
        match self.peek() {
            'N' => self.nested_name(),
            'Z' => self.local_name(),
            _ => {
                let name = self.unscoped_name();
                self.has_explicit_object = false;
                name
            }
        }
    }

    fn unscoped_name(&mut self) -> NodeId {
        let mut name = NodeId::NOTHING;
        let mut module = NodeId::NOTHING;
        let mut is_candidate = true;
        self.is_conversion = false;
        let first = self.peek();
        if self.eat_pair(b"St") {
            let last = self.unqualified_name(NodeId::NOTHING);
            let std = self.tree.leaf(Kind::Name, b"std");
            name = self.tree.make(Kind::Qualified, std, last);
        } else if first == 'S' {
            let known = self.substitution(false);
            if self.is(known, Kind::Module) {
                module = known;
            } else {
                name = known;
                is_candidate = false;
            }
        }
        if name == NodeId::NOTHING {
            name = self.unqualified_name(module);
        }
        let mut is_conversion = self.is_conversion;
        if self.peek() == 'I' && first != 'U' {
            if is_candidate {
                self.remember(name);
            }
            let template = self.template_of(name);
            if is_conversion {
                self.set_templates_of_conversion(name, template);
                is_conversion = false;
            }
            name = template;
        }
        if is_conversion {
            self.set_template(name, NodeId::NOTHING);
        }
        name
    }

    /// `N [qualifiers] <prefix> E`
    fn nested_name(&mut self) -> NodeId {
        self.next();
        let has_explicit_object = self.eat('H');
        let mut qualifiers = NodeId::NOTHING;
        let mut reference: &[u8] = b"";
        if !has_explicit_object {
            qualifiers = self.cv_qualifiers();
            reference = self.reference_qualifier();
        }
        let mut name = self.prefix();
        if qualifiers != NodeId::NOTHING || !reference.is_empty() {
            name = self
                .tree
                .add_text(Kind::QualifiedMethod, reference, &[name, qualifiers]);
        }
        self.expect('E');
        self.has_explicit_object = has_explicit_object;
        name
    }

    /// The name without scopes, template arguments and tags: what constructors and destructors are named after.
    fn last_name(&mut self, mut name: NodeId) -> NodeId {
        if name == NodeId::NOTHING {
            return self.fail();
        }
        loop {
            name = match self.tree.kind(name) {
                Kind::Template | Kind::Tagged => self.tree.child(name, 0),
                Kind::Qualified => self.tree.child(name, 1),
                _ => return name,
            };
        }
    }

    /// `<prefix>`: the parts of a nested name. Leaves the `E` behind them.
    fn prefix(&mut self) -> NodeId {
        let mut whole = NodeId::NOTHING;
        // The part before, which a constructor or destructor is named after.
        let mut last = NodeId::NOTHING;
        let mut module = NodeId::NOTHING;
        let mut conversion = NodeId::NOTHING;
        while !self.has_failed && self.tree.steps(1) {
            let first = self.peek();
            let next = match (first, self.peek_second()) {
                ('0'..='9' | 'a'..='z' | 'U' | 'L' | 'F' | 'W', _) | ('D', 'C') => {
                    let name = self.unqualified_name(module);
                    module = NodeId::NOTHING;
                    if self.is_conversion {
                        conversion = match self.tree.kind(name) {
                            Kind::Tagged => self.tree.child(name, 0),
                            _ => name,
                        };
                        if !self.is(conversion, Kind::Cast) {
                            self.fail();
                        }
                    }
                    name
                }
                ('C', _) => {
                    self.next();
                    let inherits = self.eat('I');
                    self.next();
                    let base = match inherits {
                        true => self.demangled_type(),
                        false => NodeId::NOTHING,
                    };
                    let name = self.last_name(last);
                    let constructor = self.tree.make(Kind::Constructor, name, base);
                    self.tagged(constructor)
                }
                ('D', 'T' | 't') => self.demangled_type(),
                ('D', _) => {
                    self.take(2);
                    let name = self.last_name(last);
                    let destructor = self.tree.make(Kind::Destructor, name, NodeId::NOTHING);
                    self.tagged(destructor)
                }
                ('S', _) => {
                    let known = self.substitution(true);
                    if self.is(known, Kind::Module) {
                        module = known;
                        continue;
                    }
                    known
                }
                ('T', _) => self.template_param(),
                _ if whole == NodeId::NOTHING => self.fail(),
                ('I' | 'J', _) => {
                    let start = self.start(whole);
                    match first {
                        'I' => self.template_arguments(),
                        // Clang sometimes leaves out the `I` in front of a pack.
                        _ => self.until('E', Parser::template_argument),
                    }
                    let template = self.finish(Kind::Template, start);
                    if conversion != NodeId::NOTHING {
                        self.set_templates_of_conversion(conversion, template);
                        conversion = NodeId::NOTHING;
                    }
                    whole = NodeId::NOTHING;
                    template
                }
                ('E', _) => {
                    if conversion != NodeId::NOTHING {
                        let target = self.tree.child(conversion, 0);
                        let template = match self.tree.kind(target) {
                            Kind::Template => target,
                            _ => NodeId::NOTHING,
                        };
                        self.set_template(conversion, template);
                    }
                    return whole;
                }
                // The variable that a lambda initializes: it reads like a scope, and is shown as one.
                ('M', _) => {
                    self.next();
                    continue;
                }
                _ => self.fail(),
            };
            last = next;
            whole = match whole {
                NodeId::NOTHING => next,
                scope => self.tree.make(Kind::Qualified, scope, next),
            };
            if first != 'S' && self.peek() != 'E' {
                self.remember(whole);
            }
        }
        self.fail()
    }

    /// `<unqualified-name>`. Says in `is_conversion` whether it is a conversion operator.
    pub fn unqualified_name(&mut self, module: NodeId) -> NodeId {
        let module = self.module_name(module);
        let is_friend = self.eat('F');
        let mut is_conversion = false;
        let mut name = match (self.peek(), self.peek_second()) {
            ('0'..='9', _) => self.source_name(),
            ('a'..='z', _) => {
                let operator = self.operator_name(false);
                is_conversion = self.is(operator, Kind::Cast);
                if self.tree.get(operator).text == b"operator\"\" " {
                    let suffix = self.source_name();
                    self.tree.make(Kind::Unary, operator, suffix)
                } else {
                    operator
                }
            }
            ('D', 'C') => {
                self.take(2);
                let first = self.source_name();
                let start = self.start(first);
                self.until('E', Parser::source_name);
                self.finish(Kind::StructuredBinding, start)
            }
            ('L', _) => {
                self.next();
                let name = self.source_name();
                self.discriminator();
                name
            }
            ('U', 'b') => {
                self.take(2);
                self.index();
                self.tree.leaf(Kind::Name, b"'block-literal'")
            }
            ('U', 'l') => self.closure(),
            ('U', 't') => self.unnamed_type(),
            _ => self.fail(),
        };
        if module != NodeId::NOTHING {
            name = self.tree.make(Kind::ModuleEntity, module, name);
        }
        name = self.tagged(name);
        if is_friend {
            name = self.tree.make_text(Kind::Prefixed, b"friend ", name);
        }
        self.is_conversion = is_conversion;
        name
    }

    /// `B <source-name>`, any number of them.
    pub fn tagged(&mut self, mut name: NodeId) -> NodeId {
        while self.eat('B') {
            let tag = self.source_name();
            name = self.tree.make(Kind::Tagged, name, tag);
        }
        name
    }

    /// `W [P] <source-name>`, any number of them, within the module `parent`.
    pub fn module_name(&mut self, parent: NodeId) -> NodeId {
        let mut module = parent;
        while self.eat('W') {
            let is_partition = self.eat('P');
            let name = self.source_name();
            module = self.tree.make(Kind::Module, module, name);
            self.tree.set_flag(module, is_partition);
            self.remember(module);
        }
        module
    }

    /// `<operator-name>`. Says in `operands` how many it takes. In an expression the template parameters in the type of a
    /// conversion are those around it; in a name they belong to the operator, whose arguments follow.
    pub fn operator_name(&mut self, in_expression: bool) -> NodeId {
        let code = self.take(2);
        let mut operands = 1;
        let operator = if code == b"cv" {
            if !in_expression {
                self.templates.push(NodeId::NOTHING);
            }
            let target = self.type_for(!in_expression);
            if !in_expression {
                self.templates.pop();
            }
            self.tree.make(Kind::Cast, target, NodeId::NOTHING)
        } else if let &[b'v', digit @ b'0'..=b'9'] = code {
            let name = self.source_name();
            operands = digit - b'0';
            self.tree.leaf(Kind::Operator, self.tree.get(name).text)
        } else {
            let text = tables::operator(code);
            let Some((digit, text)) = text.split_first() else {
                return self.fail();
            };
            operands = digit - b'0';
            self.tree.leaf(Kind::Operator, text)
        };
        self.operands = u32::from(operands);
        operator
    }

    /// `Z <encoding> E ...`: a name within a function.
    fn local_name(&mut self) -> NodeId {
        self.next();
        let function = self.encoding(true, true);
        self.expect('E');
        let mut name;
        if self.eat('s') {
            name = self.tree.leaf(Kind::Name, b"string literal");
            self.has_explicit_object = false;
            self.discriminator();
        } else {
            let mut parameter = 0;
            if self.eat('d') {
                parameter = self.index() + 1;
            }
            name = self.name();
            self.discriminator();
            if parameter > 0 {
                name = self.tree.make(Kind::DefaultArgument, name, NodeId::NOTHING);
                self.tree.get_mut(name).number = parameter;
            }
        }
        let local = self.tree.make(Kind::Qualified, function, name);
        self.tree.set_flag(local, true)
    }

    /// `_ <number>` or `__ <number> _`, which tells equal names in a function apart and is not shown. At the end Clang
    /// leaves the underscore out.
    fn discriminator(&mut self) {
        if !self.eat('_') {
            if self.rest().iter().all(u8::is_ascii_digit) {
                self.take(self.rest().len());
            }
            return;
        }
        let has_end = self.eat('_');
        let number = self.number();
        if number < 0 {
            self.fail();
        }
        if has_end && number >= 10 {
            self.expect('_');
        }
    }

    /// `Ut [<number>] _`
    pub fn unnamed_type(&mut self) -> NodeId {
        self.take(2);
        let index = self.index();
        let unnamed = self.tree.make_number(Kind::UnnamedType, b"", index + 1);
        self.remember(unnamed);
        unnamed
    }
}
