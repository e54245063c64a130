//! The part of the grammar about expressions, which stand in template arguments, array bounds and `decltype`.
//!
//! In: `plLi1ET_`. Out: a `Binary` of `+`, a literal and a template parameter, which is `(1)+(int)` if that is its argument.

use super::parser::Parser;
use super::tables;
use super::tree::{Kind, Node, NodeId};

impl<'a> Parser<'a> {
    /// `<expression>`
    pub fn expression(&mut self) -> Option<NodeId> {
        self.deeper(|parser| match (parser.peek(), parser.peek_at(1)) {
            (b'L', _) => parser.literal(),
            (b'T', _) => parser.template_param(),
            (b's', b'r') => parser.unresolved_name(),
            (b'f', b'L') if !parser.peek_at(2).is_ascii_digit() => parser.operation(),
            (b's', b'o' | b'p' | b'Z' | b'P' | b't') | (b'f', b'p' | b'L') | (b'm', b'c') | (b'i' | b't', b'l') => {
                let code = parser.take(2)?;
                parser.special_expression(code)
            }
            (b'0'..=b'9', _) | (b'o', b'n') => {
                parser.eat(b"on");
                let (name, _) = parser.unqualified_name(NodeId::NOTHING)?;
                parser.with_arguments(name)
            }
            (b'u', _) => parser.vendor_expression(),
            (b'r', b'q' | b'Q') => parser.requires_expression(),
            _ => parser.operation(),
        })
    }

    /// The expressions whose code is no operator, behind the code.
    fn special_expression(&mut self, code: &[u8]) -> Option<NodeId> {
        match code {
            b"so" => self.subobject(),
            b"sp" => {
                let pattern = self.expression()?;
                Some(self.pack_expansion(pattern))
            }
            b"sZ" => {
                let expression = self.expression()?;
                let pack = self.pack_of(expression);
                if pack == NodeId::NOTHING {
                    return None;
                }
                Some(self.tree.add(
                    Node {
                        link: pack,
                        ..Node::of(Kind::SizeofPack)
                    },
                    &[],
                ))
            }
            b"sP" => {
                let arguments = self.until(b'E', Parser::template_argument)?;
                Some(self.tree.make(Kind::SizeofArguments, &arguments))
            }
            b"st" => {
                let operator = self.tree.make_text(Kind::Operator, b"sizeof ", &[]);
                let operand = self.demangled_type()?;
                Some(self.tree.add(
                    Node {
                        split: 1,
                        ..Node::of(Kind::Unary)
                    },
                    &[operator, operand],
                ))
            }
            b"fp" | b"fL" => {
                let index = if code == b"fL" {
                    // How many functions further out it is a parameter is not shown.
                    self.number()?;
                    self.expect(b'p')?;
                    self.parameter_index()?
                } else if self.eat(b"T") {
                    0
                } else {
                    self.parameter_index()?
                };
                Some(self.tree.make_number(Kind::FunctionParam, b"", index))
            }
            b"mc" => {
                let (target, expression) = (self.demangled_type()?, self.expression()?);
                self.optional_number()?;
                self.expect(b'E')?;
                Some(self.tree.make(Kind::MemberPointerCast, &[target, expression]))
            }
            _ => {
                let of = match code {
                    b"tl" => self.demangled_type()?,
                    _ => NodeId::NOTHING,
                };
                let list = self.list(b'E')?;
                Some(self.tree.make(Kind::InitializerList, &[of, list]))
            }
        }
    }

    /// `<CV-qualifiers> [<number>] _`, where the first parameter is 1. Qualifiers are not shown.
    fn parameter_index(&mut self) -> Option<i32> {
        self.cv_qualifiers()?;
        Some(self.index()? + 1)
    }

    fn optional_number(&mut self) -> Option<i32> {
        match self.peek() {
            b'n' | b'0'..=b'9' => self.number(),
            _ => Some(0),
        }
    }

    /// Expressions before `stop`.
    fn list(&mut self, stop: u8) -> Option<NodeId> {
        let expressions = self.until(stop, Parser::expression)?;
        Some(self.tree.make(Kind::List, &expressions))
    }

    /// `name`, with template arguments if they come next.
    fn with_arguments(&mut self, name: NodeId) -> Option<NodeId> {
        match self.peek() {
            b'I' => self.template_of(name),
            _ => Some(name),
        }
    }

    /// An operator with its operands.
    fn operation(&mut self) -> Option<NodeId> {
        let code = self.rest.get(..2)?;
        let (operator, operands) = self.operator_name(true)?;
        match operands {
            0 => Some(self.tree.make(Kind::Nullary, &[operator])),
            1 => {
                let is_suffix = matches!(code, b"pp" | b"mm") && !self.eat(b"_");
                let operand = match self.is(operator, Kind::Cast) && self.eat(b"_") {
                    true => self.list(b'E')?,
                    false => self.expression()?,
                };
                Some(self.tree.make_flag(Kind::Unary, is_suffix, &[operator, operand]))
            }
            2 => self.binary(code, operator),
            3 => match code {
                b"nw" | b"na" => self.new_expression(),
                [b'f', direction] => {
                    let (operator, _) = self.operator_name(true)?;
                    let children = [operator, self.expression()?, self.expression()?];
                    Some(self.tree.make_flag(Kind::Fold, *direction == b'L', &children))
                }
                _ => {
                    let children = [operator, self.expression()?, self.expression()?, self.expression()?];
                    Some(self.tree.make(Kind::Ternary, &children))
                }
            },
            _ => None,
        }
    }

    fn binary(&mut self, code: &[u8], operator: NodeId) -> Option<NodeId> {
        let left = match code {
            b"sc" | b"dc" | b"cc" | b"rc" => self.demangled_type()?,
            [b'f', direction] => {
                let (operator, _) = self.operator_name(true)?;
                let children = [operator, self.expression()?, NodeId::NOTHING];
                return Some(self.tree.make_flag(Kind::Fold, *direction == b'l', &children));
            }
            b"di" => self.unqualified_name(NodeId::NOTHING)?.0,
            _ => self.expression()?,
        };
        let right = match code {
            b"cl" | b"cp" => self.list(b'E')?,
            b"dt" | b"pt" if self.peek() == b'L' => self.literal()?,
            b"dt" | b"pt" => {
                let name = self.unresolved_name()?;
                self.with_arguments(name)?
            }
            _ => self.expression()?,
        };
        Some(self.tree.make(Kind::Binary, &[operator, left, right]))
    }

    /// `<expression>* _ <type>` and an initializer, behind `nw` or `na`
    fn new_expression(&mut self) -> Option<NodeId> {
        let mut place = self.list(b'_')?;
        if self.tree.children(place).is_empty() {
            place = NodeId::NOTHING;
        }
        let of = self.demangled_type()?;
        let initializer = if self.eat(b"E") {
            NodeId::NOTHING
        } else if self.eat(b"pi") {
            self.list(b'E')?
        } else if self.rest.starts_with(b"il") {
            self.expression()?
        } else {
            return None;
        };
        Some(self.tree.make(Kind::New, &[place, of, initializer]))
    }

    /// `<type> <expression> [<number>] [_ [<number>]]* [p] E`, behind `so`
    fn subobject(&mut self) -> Option<NodeId> {
        let (of, object) = (self.demangled_type()?, self.expression()?);
        let offset = self.optional_number()?;
        while self.eat(b"_") {
            self.optional_number()?;
        }
        self.eat(b"p");
        self.expect(b'E')?;
        Some(self.tree.add(
            Node {
                number: offset,
                ..Node::of(Kind::Subobject)
            },
            &[of, object],
        ))
    }

    /// `u <source-name> <template-arg>* E`, shown as a call.
    fn vendor_expression(&mut self) -> Option<NodeId> {
        self.next()?;
        let name = self.source_name()?;
        let mut arguments = None;
        if self.tree.get(name).text == b"__uuidof" {
            // Clang's: `t` and a type, or `z` and an expression.
            if self.rest.len() < 2 {
                return None;
            }
            if self.eat(b"t") {
                arguments = Some(vec![self.demangled_type()?]);
            } else if self.eat(b"z") {
                arguments = Some(vec![self.expression()?]);
            }
        }
        let arguments = match arguments {
            Some(arguments) => arguments,
            None => self.until(b'E', Parser::template_argument)?,
        };
        let list = self.tree.make(Kind::List, &arguments);
        let operator = self.tree.make_text(Kind::Operator, b"()", &[]);
        Some(self.tree.make(Kind::Binary, &[operator, name, list]))
    }

    /// `<unresolved-name>`: a name that depends on template parameters.
    fn unresolved_name(&mut self) -> Option<NodeId> {
        if self.eat(b"gs") {
            let name = self.deeper(Parser::unresolved_name)?;
            let operator = self.tree.make_text(Kind::Operator, b"::", &[]);
            return Some(self.tree.make(Kind::Unary, &[operator, name]));
        }
        if !self.eat(b"sr") {
            return self.base_unresolved_name();
        }
        if matches!(self.peek(), b'T' | b'D' | b'S') {
            let scope = self.demangled_type()?;
            let name = self.base_unresolved_name()?;
            let mut name = self.tree.make(Kind::Qualified, &[scope, name]);
            if self.peek() == b'I' {
                name = self.template_of(name)?;
                self.substitutions.push(name);
            }
            return Some(name);
        }
        let mut scope = match self.eat(b"N") {
            true => self.demangled_type()?,
            false => NodeId::NOTHING,
        };
        while !self.eat(b"E") {
            // GCC leaves out the `E` and the name when the type has it all.
            if scope != NodeId::NOTHING && !matches!(self.peek(), 0 | b'0'..=b'9') && self.is(scope, Kind::Qualified) {
                let outer = self.tree.child(scope, 0);
                if self.is(outer, Kind::Template) {
                    self.substitutions.push(self.tree.child(outer, 0));
                }
                self.substitutions.push(outer);
                return Some(scope);
            }
            let mut name = self.source_name()?;
            if self.peek() == b'I' {
                self.substitutions.push(name);
                name = self.template_of(name)?;
            }
            scope = match scope {
                NodeId::NOTHING => name,
                scope => self.tree.make(Kind::Qualified, &[scope, name]),
            };
        }
        if scope == NodeId::NOTHING {
            return None;
        }
        let name = self.base_unresolved_name()?;
        Some(self.tree.make(Kind::Qualified, &[scope, name]))
    }

    /// `<base-unresolved-name>`. GCC leaves out the `on` in front of operators.
    fn base_unresolved_name(&mut self) -> Option<NodeId> {
        let name = if self.eat(b"dn") {
            let name = match self.peek() {
                b'0'..=b'9' => self.source_name()?,
                _ => self.demangled_type()?,
            };
            self.tree.make(Kind::Destructor, &[name])
        } else if self.eat(b"on") || !self.peek().is_ascii_digit() {
            self.operator_name(true)?.0
        } else {
            self.source_name()?
        };
        self.with_arguments(name)
    }

    /// `rq <requirement>+ E` or `rQ <type>* _ <requirement>+ E`
    fn requires_expression(&mut self) -> Option<NodeId> {
        let mut children = match self.take(2)? {
            b"rQ" => self.until(b'_', Parser::demangled_type)?,
            _ => Vec::new(),
        };
        let split = children.len() as u32;
        while !self.eat(b"E") {
            let requirement = match self.next()? {
                b'X' => {
                    let expression = self.expression()?;
                    let is_noexcept = self.eat(b"N");
                    let concept = match self.eat(b"R") {
                        true => self.name()?.0,
                        false => NodeId::NOTHING,
                    };
                    self.tree
                        .make_flag(Kind::ExpressionRequirement, is_noexcept, &[expression, concept])
                }
                b'T' => {
                    let required = self.demangled_type()?;
                    self.tree.make_text(Kind::Requirement, b" typename ", &[required])
                }
                b'Q' => {
                    let required = self.expression()?;
                    self.tree.make_text(Kind::Requirement, b" requires ", &[required])
                }
                _ => return None,
            };
            children.push(requirement);
        }
        Some(self.tree.add(
            Node {
                split,
                ..Node::of(Kind::Requires)
            },
            &children,
        ))
    }

    /// `L <type> <value> E` or `L _Z <encoding> E`
    pub fn literal(&mut self) -> Option<NodeId> {
        self.expect(b'L')?;
        // Old versions of GCC left the underscore out.
        if self.eat(b"_Z") || self.eat(b"Z") {
            let encoding = self.encoding(true, false)?;
            self.expect(b'E')?;
            return Some(encoding);
        }
        let of = self.demangled_type()?;
        let is_negative = self.eat(b"n");
        if self.peek() == b'E' {
            let node = self.tree.get(of);
            let bare = match node.kind {
                Kind::QualifiedType => self.tree.child(of, 0),
                _ => of,
            };
            if self.is(of, Kind::Closure) {
                self.next()?;
                return Some(self.tree.make(Kind::LambdaExpression, &[of]));
            }
            if self.is(bare, Kind::Array) {
                self.next()?;
                return Some(self.tree.make(Kind::StringLiteral, &[of]));
            }
            if node.text != tables::NULLPTR || node.kind != Kind::Builtin {
                return None;
            }
        }
        let length = self.rest.iter().position(|&byte| byte == b'E')?;
        let text = self.take(length)?;
        self.expect(b'E')?;
        Some(self.tree.add(
            Node {
                flag: is_negative,
                text,
                ..Node::of(Kind::Literal)
            },
            &[of],
        ))
    }
}
