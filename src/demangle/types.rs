//! The part of the grammar about types.
//!
//! In: `PKc`. Out: a `Pointer` to a `QualifiedType` of `char` with `const`, which is `char const*`.

use super::parser::Parser;
use super::tables;
use super::tree::{Kind, Node, NodeId};

/// How many qualifiers a type may have. Merging them takes time in proportion to the square.
const MAX_QUALIFIERS: usize = 50;

impl<'a> Parser<'a> {
    /// `<type>`
    pub fn demangled_type(&mut self) -> Option<NodeId> {
        self.type_for(false)
    }

    /// `<type>`, perhaps that of a conversion operator, where template arguments may belong to the operator instead.
    pub fn type_for(&mut self, is_cast: bool) -> Option<NodeId> {
        self.deeper(|parser| parser.qualified_type(is_cast))
    }

    fn qualified_type(&mut self, is_cast: bool) -> Option<NodeId> {
        let qualifiers = self.cv_qualifiers()?;
        let is_qualified = qualifiers != NodeId::NOTHING;
        if let Some(name) = tables::builtin(self.peek()) {
            self.next()?;
            let builtin = self.tree.make_text(Kind::Builtin, name, &[]);
            if !is_qualified {
                return Some(builtin);
            }
            let qualified = self.tree.make(Kind::QualifiedType, &[builtin, qualifiers]);
            self.substitutions.push(qualified);
            return Some(qualified);
        }
        // Qualifiers of a function are those of `this`: the function without them is no candidate.
        let is_method = is_qualified && self.peek() == b'F';
        let (mut found, is_candidate) = self.bare_type(is_cast)?;
        if is_candidate && !is_method {
            self.substitutions.push(found);
        }
        if is_qualified {
            found = match self.tree.kind(found) {
                Kind::Function => self.tree.make(Kind::QualifiedMethod, &[found, qualifiers]),
                Kind::QualifiedMethod => {
                    let merged = self.merged_qualifiers(qualifiers, self.tree.child(found, 1));
                    self.tree.set_child(found, 1, merged);
                    found
                }
                Kind::QualifiedType => {
                    let merged = self.merged_qualifiers(qualifiers, self.tree.child(found, 1));
                    let bare = self.tree.child(found, 0);
                    self.tree.make(Kind::QualifiedType, &[bare, merged])
                }
                _ => self.tree.make(Kind::QualifiedType, &[found, qualifiers]),
            };
            self.substitutions.push(found);
        }
        Some(found)
    }

    /// A type without qualifiers that is no single letter, and whether it is a candidate for substitution.
    fn bare_type(&mut self, is_cast: bool) -> Option<(NodeId, bool)> {
        let found = match self.peek() {
            b'u' => {
                self.next()?;
                let name = self.source_name()?;
                if self.eat(b"I") {
                    let base = self.demangled_type()?;
                    self.expect(b'E')?;
                    let text = self.tree.get(name).text;
                    self.tree.make_text(Kind::Applied, text, &[base])
                } else {
                    name
                }
            }
            b'F' => self.function_type()?,
            b'N' | b'W' | b'Z' | b'0'..=b'9' => self.name()?.0,
            b'A' => self.array_type(is_cast)?,
            b'M' => {
                self.next()?;
                let class = self.demangled_type()?;
                let member = self.type_for(is_cast)?;
                self.tree.make(Kind::MemberPointer, &[class, member])
            }
            b'T' => match self.peek_at(1) {
                b's' => self.elaborated_type(b"struct ")?,
                b'u' => self.elaborated_type(b"union ")?,
                b'e' => self.elaborated_type(b"enum ")?,
                _ => self.template_param_type(is_cast)?,
            },
            b'S' => return self.substituted_type(is_cast),
            b'O' => self.wrapped_type(Kind::RvalueReference, is_cast)?,
            b'P' => self.wrapped_type(Kind::Pointer, is_cast)?,
            b'R' => self.wrapped_type(Kind::Reference, is_cast)?,
            b'C' => self.wrapped_type(Kind::Complex, is_cast)?,
            b'G' => self.wrapped_type(Kind::Imaginary, is_cast)?,
            b'U' => match self.peek_at(1) {
                0 => return None,
                b'l' => return Some((self.closure()?, false)),
                b't' => return Some((self.unnamed_type()?, false)),
                _ => {
                    self.next()?;
                    let mut qualifier = self.source_name()?;
                    if self.peek() == b'I' {
                        qualifier = self.template_of(qualifier)?;
                    }
                    let base = self.type_for(is_cast)?;
                    self.tree.make(Kind::VendorQualified, &[qualifier, base])
                }
            },
            b'D' => return self.type_with_d(is_cast),
            _ => return None,
        };
        Some((found, true))
    }

    fn wrapped_type(&mut self, kind: Kind, is_cast: bool) -> Option<NodeId> {
        self.next()?;
        let base = self.type_for(is_cast)?;
        Some(self.tree.make(kind, &[base]))
    }

    fn elaborated_type(&mut self, keyword: &'static [u8]) -> Option<NodeId> {
        self.take(2)?;
        let (name, _) = self.name()?;
        Some(self.tree.make_text(Kind::Prefixed, keyword, &[name]))
    }

    /// A template parameter as a type, perhaps with arguments of its own.
    fn template_param_type(&mut self, is_cast: bool) -> Option<NodeId> {
        let param = self.template_param()?;
        if self.peek() != b'I' {
            return Some(param);
        }
        if is_cast {
            return self.cast_template(param, true);
        }
        self.substitutions.push(param);
        self.template_of(param)
    }

    /// A type that begins with a substitution.
    fn substituted_type(&mut self, is_cast: bool) -> Option<(NodeId, bool)> {
        if !matches!(self.peek_at(1), b'0'..=b'9' | b'_' | b'A'..=b'Z') {
            let (name, _) = self.name()?;
            // The abbreviations of the standard library are no candidates, but what is built from them is.
            return Some((name, self.tree.get(name).split != STANDARD));
        }
        let mut found = self.substitution(false)?;
        if self.is(found, Kind::Module) {
            found = self.unqualified_name(found)?.0;
            self.substitutions.push(found);
        }
        if self.peek() != b'I' {
            return Some((found, false));
        }
        if !is_cast || !self.is(found, Kind::TemplateParam) {
            return Some((self.template_of(found)?, true));
        }
        let template = self.cast_template(found, false)?;
        Some((template, template != found))
    }

    /// A type that begins with `D`.
    fn type_with_d(&mut self, is_cast: bool) -> Option<(NodeId, bool)> {
        self.next()?;
        let code = self.next()?;
        let found = match code {
            b'T' | b't' => {
                let expression = self.expression()?;
                self.expect(b'E')?;
                return Some((self.tree.make_text(Kind::Applied, b"decltype ", &[expression]), true));
            }
            b'p' => {
                let pattern = self.type_for(is_cast)?;
                return Some((self.pack_expansion(pattern), true));
            }
            b'v' => return Some((self.vector_type(is_cast)?, true)),
            b'F' => self.binary_or_fixed_type(is_cast)?,
            b'B' | b'U' => {
                let size = match self.peek() {
                    b'0'..=b'9' => {
                        let bits = self.number()?;
                        self.tree.make_number(Kind::NumberedName, b"", bits)
                    }
                    _ => self.expression()?,
                };
                self.expect(b'_')?;
                let name: &[u8] = match code {
                    b'B' => b"_BitInt",
                    _ => b"unsigned _BitInt",
                };
                self.tree.make_text(Kind::Applied, name, &[size])
            }
            b'k' | b'K' => {
                let (concept, _) = self.name()?;
                let suffix: &[u8] = match code {
                    b'k' => b" auto",
                    _ => b" decltype(auto)",
                };
                self.tree.make_text(Kind::Suffixed, suffix, &[concept])
            }
            _ => match tables::placeholder(code) {
                Some(placeholder) => self.tree.make_text(Kind::Name, placeholder, &[]),
                None => self.tree.make_text(Kind::Builtin, tables::builtin_with_d(code)?, &[]),
            },
        };
        Some((found, false))
    }

    /// Behind `DF`: `16_` is a binary floating-point type; otherwise a fixed-point type with sizes that are not shown.
    fn binary_or_fixed_type(&mut self, is_cast: bool) -> Option<NodeId> {
        let mut bits = 0;
        let has_bits = self.peek().is_ascii_digit();
        if has_bits {
            bits = self.number()?;
        }
        if self.eat(b"_") {
            return (bits != 0).then(|| self.tree.make_number(Kind::BinaryFloat, b"_Float", bits));
        }
        let base = self.type_for(is_cast)?;
        if self.peek().is_ascii_digit() {
            self.number()?;
        }
        let is_saturating = self.next() == Some(b's');
        Some(self.tree.add(
            Node {
                flag: has_bits,
                number: i32::from(is_saturating),
                ..Node::of(Kind::FixedPoint)
            },
            &[base],
        ))
    }

    /// `[r] [V] [K]` and the qualifiers of functions, the last first; nothing if there are none.
    pub fn cv_qualifiers(&mut self) -> Option<NodeId> {
        let mut found = Vec::new();
        loop {
            let (length, text): (_, &[u8]) = match (self.peek(), self.peek_at(1)) {
                (b'r', _) => (1, b"restrict"),
                (b'V', _) => (1, b"volatile"),
                (b'K', _) => (1, b"const"),
                (b'D', b'x') => (2, b"transaction_safe"),
                (b'D', b'o' | b'O') => (2, b"noexcept"),
                (b'D', b'w') => (2, b"throw"),
                _ => break,
            };
            if found.len() == MAX_QUALIFIERS {
                return None;
            }
            let code = self.take(length)?;
            let inner = match code {
                b"DO" => vec![self.expression()?],
                b"Dw" => self.parameter_types(false)?,
                _ => Vec::new(),
            };
            if matches!(code, b"DO" | b"Dw") {
                self.expect(b'E')?;
            }
            found.push(self.tree.make_text(Kind::Qualifier, text, &inner));
        }
        if found.is_empty() {
            return Some(NodeId::NOTHING);
        }
        found.reverse();
        Some(self.tree.make(Kind::Qualifiers, &found))
    }

    /// `[R]` or `[O]` behind a function.
    pub fn reference_qualifier(&mut self) -> &'static [u8] {
        if self.eat(b"R") {
            b"&"
        } else if self.eat(b"O") {
            b"&&"
        } else {
            b""
        }
    }

    /// `<type>+`, where a single `void` stands for none.
    pub fn parameter_types(&mut self, explicit_object: bool) -> Option<Vec<NodeId>> {
        let mut types = Vec::new();
        while !self.rest.is_empty() {
            match (self.peek(), self.peek_at(1)) {
                // The end, a clone's suffix, a qualifier of the function, a requires clause.
                (b'E' | b'.' | b'Q', _) | (b'R' | b'O', b'E') => break,
                _ => {}
            }
            let mut parameter = self.demangled_type()?;
            if types.is_empty() && explicit_object {
                parameter = self.tree.make_text(Kind::Prefixed, b"this ", &[parameter]);
            }
            types.push(parameter);
        }
        if let &[only] = types.as_slice() {
            let node = self.tree.get(only);
            if node.kind == Kind::Builtin && node.text == b"void" {
                types.clear();
                return Some(types);
            }
        }
        (!types.is_empty()).then_some(types)
    }

    /// `F [Y] <bare-function-type> [<ref-qualifier>] E`; the `Y` of C functions is not shown.
    fn function_type(&mut self) -> Option<NodeId> {
        self.expect(b'F')?;
        self.eat(b"Y");
        let mut function = self.bare_function_type(true, false)?;
        let reference = self.reference_qualifier();
        if !reference.is_empty() {
            function = self
                .tree
                .make_text(Kind::QualifiedMethod, reference, &[function, NodeId::NOTHING]);
        }
        self.expect(b'E')?;
        Some(function)
    }

    /// `[J] <type>+`: the type of the result, if there is one, and those of the parameters.
    pub fn bare_function_type(&mut self, has_return_type: bool, explicit_object: bool) -> Option<NodeId> {
        let has_return_type = self.eat(b"J") || has_return_type;
        let result = match has_return_type {
            true => self.demangled_type()?,
            false => NodeId::NOTHING,
        };
        let mut children = self.parameter_types(explicit_object)?;
        children.insert(0, result);
        Some(self.tree.make(Kind::Function, &children))
    }

    /// `A <number> _ <type>` or `A [<expression>] _ <type>`
    fn array_type(&mut self, is_cast: bool) -> Option<NodeId> {
        self.expect(b'A')?;
        let dimension = match self.peek() {
            b'_' => self.tree.make(Kind::Name, &[]),
            b'0'..=b'9' => {
                let digits = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                let text = self.take(digits)?;
                self.tree.make_text(Kind::Name, text, &[])
            }
            _ => self.expression()?,
        };
        self.expect(b'_')?;
        let element = self.type_for(is_cast)?;
        Some(self.array(dimension, element))
    }

    /// An array. Qualifiers of the elements are shown as those of the whole.
    pub fn array(&mut self, dimension: NodeId, element: NodeId) -> NodeId {
        if !self.is(element, Kind::QualifiedType) {
            return self.tree.make(Kind::Array, &[dimension, element]);
        }
        let (bare, qualifiers) = (self.tree.child(element, 0), self.tree.child(element, 1));
        let array = self.tree.make(Kind::Array, &[dimension, bare]);
        self.tree.make(Kind::QualifiedType, &[array, qualifiers])
    }

    /// Behind `Dv`: `<number> _ <type>` or `_ <expression> _ <type>`
    fn vector_type(&mut self, is_cast: bool) -> Option<NodeId> {
        let dimension = match self.eat(b"_") {
            true => self.expression()?,
            false => {
                let number = self.number()?;
                self.tree.make_number(Kind::NumberedName, b"", number)
            }
        };
        self.expect(b'_')?;
        let base = self.type_for(is_cast)?;
        Some(self.tree.make(Kind::Vector, &[dimension, base]))
    }
}

/// Marks the abbreviations of the standard library, in the field `split` of their nodes.
pub const STANDARD: u32 = u32::MAX;
