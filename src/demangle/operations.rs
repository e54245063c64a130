//! Trees to text: expressions.
//!
//! In: a `Binary` of `+` and two literals. Out: `(1)+(2)`. Operands that are more than a name stand in parentheses, whatever binds
//! more tightly.

use super::print::Printer;
use super::tables;
use super::tree::{Kind, Node, NodeId};

impl Printer<'_, '_> {
    /// Writes an expression, or what is wound around a type.
    pub fn operation(&mut self, id: NodeId, node: Node) {
        match node.kind {
            Kind::Operator => {
                self.write(b"operator");
                if node.text.first().is_some_and(u8::is_ascii_lowercase) {
                    self.write(b" ");
                }
                self.write(node.text.strip_suffix(b" ").unwrap_or(node.text));
            }
            Kind::Nullary => self.operator(self.tree.child(id, 0)),
            Kind::Unary => self.unary(id, node),
            Kind::Binary => self.binary(id),
            Kind::Ternary => self.ternary(id),
            Kind::Fold => self.fold(id, node),
            Kind::New => self.new_expression(id),
            Kind::Literal => self.literal(id, node),
            Kind::Requires => self.requires(id, node),
            Kind::ExpressionRequirement => {
                let concept = self.tree.child(id, 1);
                let in_braces = node.flag || concept != NodeId::NOTHING;
                self.write(if in_braces { b" {" } else { b" " });
                self.child(id, 0);
                self.write(if in_braces { b"}" } else { b"" });
                self.write(if node.flag { b" noexcept" } else { b"" });
                if concept != NodeId::NOTHING {
                    self.write(b" -> ");
                    self.node(concept);
                }
                self.write(b";");
            }
            _ => {
                self.declarator(id, node);
            }
        }
    }

    /// Writes an operator without the word `operator`.
    fn operator(&mut self, id: NodeId) {
        let node = self.tree.get(id);
        match node.kind {
            Kind::Operator => self.write(node.text),
            _ => self.node(id),
        }
    }

    /// The text of the operator of an expression; nothing if it is a cast.
    fn operator_of(&self, id: NodeId) -> &[u8] {
        let node = self.tree.get(self.tree.child(id, 0));
        match node.kind {
            Kind::Operator => node.text,
            _ => b"",
        }
    }

    fn unary(&mut self, id: NodeId, node: Node) {
        let (operator, mut operand) = (self.tree.child(id, 0), self.tree.child(id, 1));
        let text = self.operator_of(id);
        // The address of a function: its name says enough.
        if text == b"&"
            && self.tree.kind(operand) == Kind::Typed
            && self.tree.kind(self.tree.child(operand, 1)) == Kind::Function
        {
            operand = self.tree.child(operand, 0);
        }
        let always_in_parentheses = node.split == 1 || text == b"__alignof__";
        let never_in_parentheses = text == b"::";
        if node.flag {
            self.in_parentheses(operand);
        }
        if self.tree.kind(operator) == Kind::Cast {
            self.write(b"(");
            self.child(operator, 0);
            self.write(b")");
        } else {
            self.operator(operator);
        }
        if node.flag {
            return;
        }
        if never_in_parentheses {
            self.node(operand);
        } else if always_in_parentheses {
            self.write(b"(");
            self.node(operand);
            self.write(b")");
        } else {
            self.in_parentheses(operand);
        }
    }

    /// Whether an expression is an initializer such as `.member=value` or `[index]=value`.
    fn is_designated(&self, id: NodeId) -> bool {
        match (self.tree.kind(id), self.operator_of(id)) {
            (Kind::Binary, b"]=") | (Kind::Ternary, b"[...]=") => true,
            (Kind::Binary, b"=") => self.tree.kind(self.tree.child(id, 1)) != Kind::Literal,
            _ => false,
        }
    }

    /// Writes the value behind a designator, which may be another one.
    fn designated_value(&mut self, id: NodeId) {
        if self.is_designated(id) {
            return self.node(id);
        }
        self.write(b"=");
        self.in_parentheses(id);
    }

    fn binary(&mut self, id: NodeId) {
        let (mut left, right) = (self.tree.child(id, 1), self.tree.child(id, 2));
        let operator = self.tree.get(self.tree.child(id, 0));
        let is_operator = operator.kind == Kind::Operator;
        let text = if is_operator { operator.text } else { b"" };
        if text.windows(4).any(|part| part == b"cast") {
            self.write(text);
            self.write(b"<");
            self.node(left);
            self.write(b">(");
            self.node(right);
            self.write(b")");
            return;
        }
        if self.is_designated(id) {
            let is_member = text == b"=";
            self.write(if is_member { b"." } else { b"[" });
            self.node(left);
            self.write(if is_member { b"" } else { b"]" });
            return self.designated_value(right);
        }
        // It could be taken for the end of template arguments.
        let in_parentheses = matches!(text, b">" | b">>");
        if in_parentheses {
            self.write(b"(");
        }
        // Calls name the function without its parameters, unless its result is known.
        let mut is_complete = false;
        if text == b"()" && self.tree.kind(left) == Kind::Typed {
            let of = self.tree.child(left, 1);
            let has_result = self.tree.kind(of) == Kind::Function && self.tree.child(of, 0) != NodeId::NOTHING;
            match has_result {
                true => is_complete = true,
                false => left = self.tree.child(left, 0),
            }
        }
        match is_complete {
            true => self.node(left),
            false => self.in_parentheses(left),
        }
        if text == b"[]" {
            self.write(b"[");
            self.node(right);
            self.write(b"]");
            return;
        }
        if text != b"()" {
            self.operator(self.tree.child(id, 0));
        }
        self.in_parentheses(right);
        if in_parentheses {
            self.write(b")");
        }
    }

    fn ternary(&mut self, id: NodeId) {
        let [_, first, second, third] = *self.tree.children(id) else {
            return self.fail();
        };
        if self.is_designated(id) {
            self.write(b"[");
            self.node(first);
            self.write(b" ... ");
            self.node(second);
            self.write(b"]");
            return self.designated_value(third);
        }
        self.in_parentheses(first);
        self.write(b"?");
        self.in_parentheses(second);
        self.write(b" : ");
        self.in_parentheses(third);
    }

    fn fold(&mut self, id: NodeId, node: Node) {
        let [operator, first, second] = *self.tree.children(id) else {
            return self.fail();
        };
        self.write(b"(");
        if second != NodeId::NOTHING || !node.flag {
            self.in_parentheses(first);
            self.operator(operator);
        }
        self.write(b"...");
        if second != NodeId::NOTHING {
            self.operator(operator);
            self.in_parentheses(second);
        } else if node.flag {
            self.operator(operator);
            self.in_parentheses(first);
        }
        self.write(b")");
    }

    fn new_expression(&mut self, id: NodeId) {
        let [place, of, initializer] = *self.tree.children(id) else {
            return self.fail();
        };
        self.write(b"new ");
        if place != NodeId::NOTHING {
            self.in_parentheses(place);
            self.write(b" ");
        }
        self.node(of);
        if initializer != NodeId::NOTHING {
            self.in_parentheses(initializer);
        }
    }

    fn literal(&mut self, id: NodeId, node: Node) {
        let of = self.tree.get(self.tree.child(id, 0));
        let sign: &[u8] = if node.flag { b"-" } else { b"" };
        if let Some(suffix) = self.literal_suffix(of) {
            self.write(sign);
            self.write(node.text);
            return self.write(suffix);
        }
        let mut is_float = false;
        if of.kind == Kind::Builtin {
            match (of.text, node.text, node.flag) {
                (b"bool", b"0", false) => return self.write(b"false"),
                (b"bool", b"1", false) => return self.write(b"true"),
                (tables::NULLPTR, b"" | b"0", _) => return self.child(id, 0),
                _ => is_float = tables::is_float(of.text),
            }
        }
        self.write(b"(");
        self.child(id, 0);
        self.write(b")");
        self.write(if is_float { b"[" } else { b"" });
        self.write(sign);
        self.write(node.text);
        self.write(if is_float { b"]" } else { b"" });
    }

    fn requires(&mut self, id: NodeId, node: Node) {
        let Some((parameters, requirements)) = self.tree.children(id).split_at_checked(node.split as usize) else {
            return self.fail();
        };
        self.write(b"requires ");
        if !parameters.is_empty() {
            self.write(b"(");
            self.list(parameters);
            self.write(b") ");
        }
        self.write(b"{");
        for &requirement in requirements {
            self.node(requirement);
        }
        self.write(b" }");
    }
}
