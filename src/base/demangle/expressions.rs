//! The part of the grammar about expressions, which stand in template arguments, array bounds and `decltype`.
//!
//! In: `plLi1ET_`. Out: a `Binary` of `+`, a literal and a template parameter, which is `(1)+(int)` if that is its argument.

use super::parser::Parser;
use super::tables;
use super::tree::{Kind, NodeId};

impl<'a> Parser<'a> {
    /// `<expression>`
    pub fn expression(&mut self) -> NodeId {
        if !self.enter() {
            return NodeId::NOTHING;
        }
        let expression = self.any_expression();
        self.leave(expression)
    }

    fn any_expression(&mut self) -> NodeId {
        match (self.peek(), self.peek_second()) {
            ('L', _) => self.literal(),
            ('T', _) => self.template_param(),
            ('s', 'r') => self.unresolved_name(),
            ('f', 'L') if !self.rest().get(2).is_some_and(u8::is_ascii_digit) => self.operation(),
            ('s', 'o' | 'p' | 'Z' | 'P' | 't') | ('f', 'p' | 'L') | ('m', 'c') | ('i' | 't', 'l') => {
                let code = self.take(2);
                self.special_expression(code)
            }
            ('0'..='9', _) | ('o', 'n') => {
                self.eat_pair(b"on");
                let name = self.unqualified_name(NodeId::NOTHING);
                self.with_arguments(name)
            }
            ('u', _) => self.vendor_expression(),
            ('r', 'q' | 'Q') => self.requires_expression(),
            _ => self.operation(),
        }
    }

    /// The expressions whose code is no operator, behind the code.
    fn special_expression(&mut self, code: &[u8]) -> NodeId {
        match code {
            b"so" => {
                let of = self.demangled_type();
                let object = self.expression();
                let offset = self.optional_number();
                while self.eat('_') {
                    self.optional_number();
                }
                self.eat('p');
                self.expect('E');
                let subobject = self.tree.make(Kind::Subobject, of, object);
                self.tree.get_mut(subobject).number = offset;
                subobject
            }
            b"sp" => {
                let pattern = self.expression();
                self.pack_expansion(pattern)
            }
            b"sZ" => {
                let expression = self.expression();
                let pack = self.pack_of(expression);
                if pack == NodeId::NOTHING {
                    self.fail();
                }
                self.tree.make_link(Kind::SizeofPack, pack, 0)
            }
            b"sP" => {
                let start = self.stack.len();
                self.until('E', Parser::template_argument);
                self.finish(Kind::SizeofArguments, start)
            }
            b"st" => {
                let operator = self.tree.leaf(Kind::Operator, b"sizeof ");
                let operand = self.demangled_type();
                let sizeof = self.tree.make(Kind::Unary, operator, operand);
                self.tree.get_mut(sizeof).split = 1;
                sizeof
            }
            b"fp" | b"fL" => {
                let mut index = 0;
                if code == b"fL" {
                    // How many functions further out it is a parameter is not shown.
                    self.number();
                    self.expect('p');
                }
                if code == b"fL" || !self.eat('T') {
                    // Nor are its qualifiers.
                    self.cv_qualifiers();
                    index = self.index() + 1;
                }
                self.tree.make_number(Kind::FunctionParam, b"", index)
            }
            b"mc" => {
                let target = self.demangled_type();
                let expression = self.expression();
                self.optional_number();
                self.expect('E');
                self.tree.make(Kind::MemberPointerCast, target, expression)
            }
            _ => {
                let of = match code {
                    b"tl" => self.demangled_type(),
                    _ => NodeId::NOTHING,
                };
                let list = self.list('E');
                self.tree.make(Kind::InitializerList, of, list)
            }
        }
    }

    fn optional_number(&mut self) -> i32 {
        match self.peek() {
            'n' | '0'..='9' => self.number(),
            _ => 0,
        }
    }

    /// Expressions before `stop`.
    fn list(&mut self, stop: char) -> NodeId {
        let start = self.stack.len();
        self.until(stop, Parser::expression);
        self.finish(Kind::List, start)
    }

    /// `name`, with template arguments if they come next.
    fn with_arguments(&mut self, name: NodeId) -> NodeId {
        match self.peek() {
            'I' => self.template_of(name),
            _ => name,
        }
    }

    /// An operator with its operands.
    fn operation(&mut self) -> NodeId {
        let (first, second) = (self.peek(), self.peek_second());
        let operator = self.operator_name(true);
        match (self.operands, first, second) {
            (0, ..) => self.tree.make(Kind::Nullary, operator, NodeId::NOTHING),
            (1, ..) => {
                let is_suffix = matches!((first, second), ('p', 'p') | ('m', 'm')) && !self.eat('_');
                let operand = match self.is(operator, Kind::Cast) && self.eat('_') {
                    true => self.list('E'),
                    false => self.expression(),
                };
                let unary = self.tree.make(Kind::Unary, operator, operand);
                self.tree.set_flag(unary, is_suffix)
            }
            (2 | 3, 'f', direction) => {
                let operator = self.operator_name(true);
                let start = self.start(operator);
                let operand = self.expression();
                self.push(operand);
                let second = match direction {
                    'L' | 'R' => self.expression(),
                    _ => NodeId::NOTHING,
                };
                self.push(second);
                let fold = self.finish(Kind::Fold, start);
                self.tree.set_flag(fold, matches!(direction, 'l' | 'L'))
            }
            (2, ..) => self.binary(operator, first, second),
            (3, 'n', _) => self.new_expression(),
            (3, ..) => {
                let start = self.start(operator);
                for _ in 0..3 {
                    let operand = self.expression();
                    self.push(operand);
                }
                self.finish(Kind::Ternary, start)
            }
            _ => self.fail(),
        }
    }

    fn binary(&mut self, operator: NodeId, first: char, second: char) -> NodeId {
        let start = self.start(operator);
        let left = match (first, second) {
            ('s' | 'd' | 'c' | 'r', 'c') => self.demangled_type(),
            ('d', 'i') => self.unqualified_name(NodeId::NOTHING),
            _ => self.expression(),
        };
        self.push(left);
        let right = match (first, second) {
            ('c', 'l' | 'p') => self.list('E'),
            ('d' | 'p', 't') if self.peek() == 'L' => self.literal(),
            ('d' | 'p', 't') => {
                let name = self.unresolved_name();
                self.with_arguments(name)
            }
            _ => self.expression(),
        };
        self.push(right);
        self.finish(Kind::Binary, start)
    }

    /// `<expression>* _ <type>` and an initializer, behind `nw` or `na`
    fn new_expression(&mut self) -> NodeId {
        let mut place = self.list('_');
        if self.tree.children(place).is_empty() {
            place = NodeId::NOTHING;
        }
        let of = self.demangled_type();
        let initializer = if self.eat('E') {
            NodeId::NOTHING
        } else if self.eat_pair(b"pi") {
            self.list('E')
        } else if self.rest().starts_with(b"il") {
            self.expression()
        } else {
            self.fail()
        };
        self.tree.add_text(Kind::New, b"", &[place, of, initializer])
    }

    /// `u <source-name> <template-arg>* E`, shown as a call.
    fn vendor_expression(&mut self) -> NodeId {
        self.next();
        let name = self.source_name();
        let start = self.stack.len();
        let argument = if self.tree.get(name).text != b"__uuidof" {
            NodeId::NOTHING
        } else if self.rest().len() < 2 {
            self.fail()
        } else if self.eat('t') {
            // Clang's: `t` and a type, or `z` and an expression.
            self.demangled_type()
        } else if self.eat('z') {
            self.expression()
        } else {
            NodeId::NOTHING
        };
        if argument != NodeId::NOTHING {
            self.push(argument);
        } else {
            self.until('E', Parser::template_argument);
        }
        let list = self.finish(Kind::List, start);
        let operator = self.tree.leaf(Kind::Operator, b"()");
        self.tree.add_text(Kind::Binary, b"", &[operator, name, list])
    }

    /// `<unresolved-name>`: a name that depends on template parameters.
    fn unresolved_name(&mut self) -> NodeId {
        if self.eat_pair(b"gs") {
            if !self.enter() {
                return NodeId::NOTHING;
            }
            let name = self.unresolved_name();
            let operator = self.tree.leaf(Kind::Operator, b"::");
            let global = self.tree.make(Kind::Unary, operator, name);
            return self.leave(global);
        }
        if !self.eat_pair(b"sr") {
            return self.base_unresolved_name();
        }
        if matches!(self.peek(), 'T' | 'D' | 'S') {
            let scope = self.demangled_type();
            let mut name = self.base_unresolved_name();
            name = self.tree.make(Kind::Qualified, scope, name);
            if self.peek() == 'I' {
                name = self.template_of(name);
                self.remember(name);
            }
            return name;
        }
        let mut scope = NodeId::NOTHING;
        if self.eat('N') {
            scope = self.demangled_type();
        }
        while self.is_before('E') {
            // GCC leaves out the `E` and the name when the type has it all.
            if self.is(scope, Kind::Qualified) && !self.is_at_end() && !self.at_digit() {
                let outer = self.tree.child(scope, 0);
                if self.is(outer, Kind::Template) {
                    self.remember(self.tree.child(outer, 0));
                }
                self.remember(outer);
                return scope;
            }
            let mut name = self.source_name();
            if self.peek() == 'I' {
                self.remember(name);
                name = self.template_of(name);
            }
            scope = match scope {
                NodeId::NOTHING => name,
                scope => self.tree.make(Kind::Qualified, scope, name),
            };
        }
        if scope == NodeId::NOTHING {
            self.fail();
        }
        let name = self.base_unresolved_name();
        self.tree.make(Kind::Qualified, scope, name)
    }

    /// `<base-unresolved-name>`. GCC leaves out the `on` in front of operators.
    fn base_unresolved_name(&mut self) -> NodeId {
        let name = if self.eat_pair(b"dn") {
            let name = match self.at_digit() {
                true => self.source_name(),
                false => self.demangled_type(),
            };
            self.tree.make(Kind::Destructor, name, NodeId::NOTHING)
        } else if self.eat_pair(b"on") || !self.at_digit() {
            self.operator_name(true)
        } else {
            self.source_name()
        };
        self.with_arguments(name)
    }

    /// `rq <requirement>+ E` or `rQ <type>* _ <requirement>+ E`
    fn requires_expression(&mut self) -> NodeId {
        let start = self.stack.len();
        if self.take(2) == b"rQ" {
            self.until('_', Parser::demangled_type);
        }
        let split = self.stack.len() - start;
        while self.is_before('E') {
            let requirement = match self.next() {
                'X' => {
                    let expression = self.expression();
                    let is_noexcept = self.eat('N');
                    let concept = match self.eat('R') {
                        true => self.name(),
                        false => NodeId::NOTHING,
                    };
                    let requirement = self.tree.make(Kind::ExpressionRequirement, expression, concept);
                    self.tree.set_flag(requirement, is_noexcept)
                }
                'T' => {
                    let required = self.demangled_type();
                    self.tree.make_text(Kind::Requirement, b" typename ", required)
                }
                'Q' => {
                    let required = self.expression();
                    self.tree.make_text(Kind::Requirement, b" requires ", required)
                }
                _ => self.fail(),
            };
            self.push(requirement);
        }
        self.finish_split(Kind::Requires, start, split)
    }

    /// `L <type> <value> E` or `L _Z <encoding> E`
    pub fn literal(&mut self) -> NodeId {
        self.next();
        // Old versions of GCC left the underscore out.
        if self.eat_pair(b"_Z") || self.eat('Z') {
            let encoding = self.encoding(true, false);
            self.expect('E');
            return encoding;
        }
        let of = self.demangled_type();
        let is_negative = self.eat('n');
        if self.eat('E') {
            let node = self.tree.get(of);
            let bare = match node.kind {
                Kind::QualifiedType => self.tree.child(of, 0),
                _ => of,
            };
            let kind = match (node.kind, self.tree.kind(bare)) {
                (Kind::Closure, _) => Kind::LambdaExpression,
                (_, Kind::Array) => Kind::StringLiteral,
                (Kind::Builtin, _) if node.text == tables::NULLPTR => Kind::Literal,
                _ => return self.fail(),
            };
            return self.tree.make(kind, of, NodeId::NOTHING);
        }
        let length = self.rest().iter().position(|&byte| byte == b'E');
        let text = self.take(length.unwrap_or(usize::MAX));
        self.expect('E');
        let literal = self.tree.make_text(Kind::Literal, text, of);
        self.tree.set_flag(literal, is_negative)
    }
}
