//! The part of the grammar about names.
//!
//! In: `N2ns1fE`. Out: a `Qualified` of `ns` and `f`, which is `ns::f`.

use super::parser::Parser;
use super::tables;
use super::tree::{Kind, Node, NodeId};

impl<'a> Parser<'a> {
    /// `<name>`, and whether it has the mark of an explicit object parameter.
    pub fn name(&mut self) -> Option<(NodeId, bool)> {
        let mut module = NodeId::NOTHING;
        let mut is_candidate = true;
        let named = match self.peek() {
            b'N' => return self.nested_name(),
            b'Z' => return self.local_name(),
            b'U' => {
                let (name, is_cast) = self.unqualified_name(NodeId::NOTHING)?;
                if is_cast {
                    self.set_template(name, NodeId::NOTHING)?;
                }
                return Some((name, false));
            }
            b'S' if self.eat(b"St") => {
                let (name, is_cast) = self.unqualified_name(NodeId::NOTHING)?;
                let std = self.tree.make_text(Kind::Name, b"std", &[]);
                Some((self.tree.make(Kind::Qualified, &[std, name]), is_cast))
            }
            b'S' => {
                let known = self.substitution(false)?;
                if self.is(known, Kind::Module) {
                    module = known;
                    None
                } else {
                    is_candidate = false;
                    Some((known, false))
                }
            }
            _ => None,
        };
        let (mut name, mut is_cast) = match named {
            Some(named) => named,
            None => self.unqualified_name(module)?,
        };
        if self.peek() == b'I' {
            if is_candidate {
                self.substitutions.push(name);
            }
            let template = self.template_of(name)?;
            if is_cast {
                self.set_template(name, template)?;
                self.refuse_open_parameters(template)?;
                is_cast = false;
            }
            name = template;
        }
        if is_cast {
            self.set_template(name, NodeId::NOTHING)?;
        }
        Some((name, false))
    }

    /// `N [qualifiers] <prefix> E`
    fn nested_name(&mut self) -> Option<(NodeId, bool)> {
        self.expect(b'N')?;
        let explicit_object = self.eat(b"H");
        let (qualifiers, reference): (_, &[u8]) = match explicit_object {
            true => (NodeId::NOTHING, b""),
            false => (self.cv_qualifiers()?, self.reference_qualifier()),
        };
        let mut name = self.prefix()?;
        if qualifiers != NodeId::NOTHING || !reference.is_empty() {
            name = self
                .tree
                .make_text(Kind::QualifiedMethod, reference, &[name, qualifiers]);
        }
        self.expect(b'E')?;
        Some((name, explicit_object))
    }

    /// The name without scopes, template arguments and tags: what constructors and destructors are named after.
    fn last_name(&self, mut name: NodeId) -> NodeId {
        loop {
            name = match self.tree.kind(name) {
                Kind::Template | Kind::Tagged => self.tree.child(name, 0),
                Kind::Qualified => self.tree.child(name, 1),
                _ => return name,
            };
        }
    }

    /// `<prefix>`: the parts of a nested name. Leaves the `E` behind them.
    fn prefix(&mut self) -> Option<NodeId> {
        let mut whole = NodeId::NOTHING;
        // The part before, which a constructor or destructor is named after.
        let mut last = NodeId::NOTHING;
        let mut module = NodeId::NOTHING;
        let mut cast = NodeId::NOTHING;
        loop {
            self.tree.step()?;
            let first = self.peek();
            let next = match first {
                b'0'..=b'9' | b'a'..=b'z' | b'U' | b'L' | b'F' | b'W' => {
                    self.unqualified_part(std::mem::replace(&mut module, NodeId::NOTHING), &mut cast)?
                }
                b'D' if self.peek_at(1) == b'C' => {
                    self.unqualified_part(std::mem::replace(&mut module, NodeId::NOTHING), &mut cast)?
                }
                b'C' => {
                    self.next()?;
                    let inherits = self.eat(b"I");
                    self.next().filter(|_| last != NodeId::NOTHING)?;
                    let base = match inherits {
                        true => self.demangled_type()?,
                        false => NodeId::NOTHING,
                    };
                    let name = self.last_name(last);
                    let constructor = self.tree.make(Kind::Constructor, &[name, base]);
                    self.tagged(constructor)?
                }
                b'D' if matches!(self.peek_at(1), b'T' | b't') => self.demangled_type()?,
                b'D' => {
                    self.take(2).filter(|_| last != NodeId::NOTHING)?;
                    let name = self.last_name(last);
                    let destructor = self.tree.make(Kind::Destructor, &[name]);
                    self.tagged(destructor)?
                }
                b'S' => {
                    let known = self.substitution(true)?;
                    if self.is(known, Kind::Module) {
                        module = known;
                        continue;
                    }
                    known
                }
                b'T' => self.template_param()?,
                b'I' | b'J' if whole != NodeId::NOTHING => {
                    // Clang sometimes leaves out the `I` in front of a pack.
                    let arguments = match first {
                        b'I' => self.template_arguments()?,
                        _ => self.until(b'E', Parser::template_argument)?,
                    };
                    let template = self.template_with(whole, &arguments);
                    if cast != NodeId::NOTHING {
                        self.set_template(cast, template)?;
                        self.refuse_open_parameters(template)?;
                        cast = NodeId::NOTHING;
                    }
                    whole = NodeId::NOTHING;
                    template
                }
                b'E' if whole != NodeId::NOTHING => {
                    if cast != NodeId::NOTHING {
                        let target = self.tree.child(cast, 0);
                        let template = match self.tree.kind(target) {
                            Kind::Template => target,
                            _ => NodeId::NOTHING,
                        };
                        self.set_template(cast, template)?;
                    }
                    return Some(whole);
                }
                // The variable that a lambda initializes: it reads like a scope, and is shown as one.
                b'M' if whole != NodeId::NOTHING => {
                    self.next()?;
                    continue;
                }
                _ => return None,
            };
            last = next;
            whole = match whole {
                NodeId::NOTHING => next,
                scope => self.tree.make(Kind::Qualified, &[scope, next]),
            };
            if first != b'S' && self.peek() != b'E' {
                self.substitutions.push(whole);
            }
        }
    }

    /// A part of a nested name that is an unqualified name. A conversion operator becomes `cast`.
    fn unqualified_part(&mut self, module: NodeId, cast: &mut NodeId) -> Option<NodeId> {
        let (name, is_cast) = self.unqualified_name(module)?;
        if is_cast {
            let bare = match self.tree.kind(name) {
                Kind::Tagged => self.tree.child(name, 0),
                _ => name,
            };
            if !self.is(bare, Kind::Cast) {
                return None;
            }
            *cast = bare;
        }
        Some(name)
    }

    /// `<unqualified-name>`, and whether it is a conversion operator.
    pub fn unqualified_name(&mut self, module: NodeId) -> Option<(NodeId, bool)> {
        let module = self.module_name(module)?;
        let is_friend = self.eat(b"F");
        let mut is_cast = false;
        let mut name = match self.peek() {
            b'0'..=b'9' => self.source_name()?,
            b'a'..=b'z' => {
                let (operator, _) = self.operator_name(false)?;
                is_cast = self.is(operator, Kind::Cast);
                if self.tree.get(operator).text == b"operator\"\" " {
                    let suffix = self.source_name()?;
                    self.tree.make(Kind::Unary, &[operator, suffix])
                } else {
                    operator
                }
            }
            b'D' if self.eat(b"DC") => {
                let mut names = vec![self.source_name()?];
                while !self.eat(b"E") {
                    names.push(self.source_name()?);
                }
                self.tree.make(Kind::StructuredBinding, &names)
            }
            b'L' => {
                self.next()?;
                let name = self.source_name()?;
                self.discriminator()?;
                name
            }
            b'U' => match self.peek_at(1) {
                b'b' => {
                    self.take(2)?;
                    self.index()?;
                    self.tree.make_text(Kind::Name, b"'block-literal'", &[])
                }
                b'l' => self.closure()?,
                b't' => self.unnamed_type()?,
                _ => return None,
            },
            _ => return None,
        };
        if module != NodeId::NOTHING {
            name = self.tree.make(Kind::ModuleEntity, &[module, name]);
        }
        name = self.tagged(name)?;
        if is_friend {
            name = self.tree.make_text(Kind::Prefixed, b"friend ", &[name]);
        }
        Some((name, is_cast))
    }

    /// `B <source-name>`, any number of them.
    pub fn tagged(&mut self, mut name: NodeId) -> Option<NodeId> {
        while self.eat(b"B") {
            let tag = self.source_name()?;
            name = self.tree.make(Kind::Tagged, &[name, tag]);
        }
        Some(name)
    }

    /// `W [P] <source-name>`, any number of them, within the module `parent`.
    pub fn module_name(&mut self, parent: NodeId) -> Option<NodeId> {
        let mut module = parent;
        while self.eat(b"W") {
            let is_partition = self.eat(b"P");
            let name = self.source_name()?;
            module = self.tree.make_flag(Kind::Module, is_partition, &[module, name]);
            self.substitutions.push(module);
        }
        Some(module)
    }

    /// `<operator-name>`, and how many operands it takes. In an expression the template parameters in the type of a
    /// conversion are those around it; in a name they belong to the operator, whose arguments follow.
    pub fn operator_name(&mut self, in_expression: bool) -> Option<(NodeId, u8)> {
        let code = self.take(2)?;
        if code == b"cv" {
            if in_expression {
                let target = self.type_for(false)?;
                return Some((self.tree.make(Kind::Cast, &[target]), 1));
            }
            self.templates.push(NodeId::NOTHING);
            let target = self.type_for(true)?;
            self.templates.pop();
            return Some((self.tree.make(Kind::Cast, &[target]), 1));
        }
        if let &[b'v', digit @ b'0'..=b'9'] = code {
            let name = self.source_name()?;
            self.tree.get_mut(name).kind = Kind::Operator;
            return Some((name, digit - b'0'));
        }
        let (operands, text) = tables::operator(code)?;
        Some((self.tree.make_text(Kind::Operator, text, &[]), operands))
    }

    /// `Z <encoding> E ...`: a name within a function.
    fn local_name(&mut self) -> Option<(NodeId, bool)> {
        self.expect(b'Z')?;
        let function = self.encoding(true, true)?;
        self.expect(b'E')?;
        let mut explicit_object = false;
        let name = if self.eat(b"s") {
            self.discriminator()?;
            self.tree.make_text(Kind::Name, b"string literal", &[])
        } else {
            let parameter = match self.eat(b"d") {
                true => Some(self.index()?),
                false => None,
            };
            let (name, explicit) = self.name()?;
            explicit_object = explicit;
            self.discriminator()?;
            match parameter {
                Some(index) => self.tree.add(
                    Node {
                        number: index + 1,
                        ..Node::of(Kind::DefaultArgument)
                    },
                    &[name],
                ),
                None => name,
            }
        };
        let local = self.tree.make_flag(Kind::Qualified, true, &[function, name]);
        Some((local, explicit_object))
    }

    /// `_ <number>` or `__ <number> _`, which tells equal names in a function apart and is not shown. At the end Clang
    /// leaves the underscore out.
    fn discriminator(&mut self) -> Option<()> {
        if !self.eat(b"_") {
            if self.rest.iter().all(u8::is_ascii_digit) {
                self.rest = &[];
            }
            return Some(());
        }
        let has_end = self.eat(b"_");
        let number = self.number()?;
        if number < 0 {
            return None;
        }
        if has_end && number >= 10 {
            self.expect(b'_')?;
        }
        Some(())
    }

    /// `Ut [<number>] _`
    pub fn unnamed_type(&mut self) -> Option<NodeId> {
        self.take(2)?;
        let index = self.index()?;
        let unnamed = self.tree.make_number(Kind::UnnamedType, b"", index + 1);
        self.substitutions.push(unnamed);
        Some(unnamed)
    }
}
