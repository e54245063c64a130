//! Trees to text: expressions.
//!
//! In: a `Binary` of `+` and two literals. Out: `(1)+(2)`. Operands that are more than a name stand in parentheses, whatever binds
//! more tightly.

use super::print::Printer;
use super::tables;
use super::tree::{Kind, Node, NodeId};

impl Printer<'_, '_> {
    /// Writes an expression, or what is wound around a type.
    pub fn operation(&mut self, id: NodeId, node: &Node) {
        let tree = self.tree;
        let has = |child: usize| tree.child(id, child) != NodeId::NOTHING;
        let pattern: &[u8] = match node.kind {
            Kind::Operator => {
                let is_word = node.text.first().is_some_and(u8::is_ascii_lowercase);
                self.write(if is_word { b"operator " } else { b"operator" });
                self.write(node.text.strip_suffix(b" ").unwrap_or(node.text));
                return;
            }
            Kind::Unary => return self.unary(id, node),
            Kind::Binary => return self.binary(id),
            Kind::Ternary if self.is_designated(id) => {
                self.pattern(id, b"[$1 ... $2]");
                return self.designated_value(tree.child(id, 3));
            }
            Kind::Ternary => b"$b?$c : $d",
            Kind::Fold if has(2) => b"($b$o...$o$c)",
            Kind::Fold if node.flag => b"(...$o$b)",
            Kind::Fold => b"($b$o...)",
            Kind::New if has(0) => b"new $a $1$c",
            Kind::New => b"new $1$c",
            Kind::Literal => return self.literal(id, node),
            Kind::Requires => {
                let (parameters, requirements) = tree.halves(id);
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
                b" }"
            }
            Kind::ExpressionRequirement => match (node.flag, has(1)) {
                (false, false) => b" $0;",
                (true, false) => b" {$0} noexcept;",
                (false, true) => b" {$0} -> $1;",
                (true, true) => b" {$0} noexcept -> $1;",
            },
            _ => return self.declarator(id, node),
        };
        self.pattern(id, pattern);
    }

    /// Writes an operator without the word `operator`.
    pub fn operator(&mut self, id: NodeId) {
        let node = self.tree.get(id);
        match node.kind {
            Kind::Operator => self.write(node.text),
            _ => self.node(id),
        }
    }

    /// The text of the operator of an expression; nothing if it is a cast.
    fn operator_of(&self, id: NodeId) -> &[u8] {
        let operator = self.tree.get(self.tree.child(id, 0));
        match operator.kind {
            Kind::Operator => operator.text,
            _ => b"",
        }
    }

    fn unary(&mut self, id: NodeId, node: &Node) {
        let tree = self.tree;
        let operand = tree.child(id, 1);
        let pattern: &[u8] = match self.operator_of(id) {
            _ if node.flag => b"$b$o",
            // A conversion.
            b"" => {
                self.pattern(tree.child(id, 0), b"($0)");
                b"$b"
            }
            b"::" => b"$o$1",
            b"__alignof__" => b"$o($1)",
            _ if node.split == 1 => b"$o($1)",
            // The address of a function: its name says enough.
            b"&" if tree.kind(operand) == Kind::Typed && tree.kind(tree.child(operand, 1)) == Kind::Function => {
                self.write(b"&");
                return self.in_parentheses(tree.child(operand, 0));
            }
            _ => b"$o$b",
        };
        self.pattern(id, pattern);
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
        let tree = self.tree;
        let left = tree.child(id, 1);
        let text = self.operator_of(id);
        let pattern: &[u8] = match text {
            _ if text.windows(4).any(|part| part == b"cast") => b"$o<$1>($2)",
            _ if self.is_designated(id) => {
                self.pattern(id, if text == b"=" { b".$1" } else { b"[$1]" });
                return self.designated_value(tree.child(id, 2));
            }
            // It could be taken for the end of template arguments.
            b">" | b">>" => b"($b$o$c)",
            // Calls name the function without its parameters, unless its result is known.
            b"()" if tree.kind(left) == Kind::Typed => {
                let of = tree.child(left, 1);
                match tree.kind(of) == Kind::Function && tree.child(of, 0) != NodeId::NOTHING {
                    true => b"$1$c",
                    false => {
                        self.in_parentheses(tree.child(left, 0));
                        b"$c"
                    }
                }
            }
            b"()" => b"$b$c",
            b"[]" => b"$b[$2]",
            _ => b"$b$o$c",
        };
        self.pattern(id, pattern);
    }

    fn literal(&mut self, id: NodeId, node: &Node) {
        let of = self.tree.get(self.tree.child(id, 0));
        let builtin = match of.kind {
            Kind::Builtin => of.text,
            _ => b"",
        };
        let is_float = tables::is_float(builtin);
        let pattern: &[u8] = match (builtin, node.text, node.flag) {
            _ if tables::literal_suffix(builtin).is_some() => b"",
            (b"bool", b"0", false) => return self.write(b"false"),
            (b"bool", b"1", false) => return self.write(b"true"),
            (tables::NULLPTR, b"" | b"0", _) => b"$0",
            _ if is_float => b"($0)[",
            _ => b"($0)",
        };
        self.pattern(id, pattern);
        if pattern == b"$0" {
            return;
        }
        self.write(if node.flag { b"-" } else { b"" });
        self.write(node.text);
        self.write(tables::literal_suffix(builtin).unwrap_or_default());
        self.write(if is_float { b"]" } else { b"" });
    }
}
