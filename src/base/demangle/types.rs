//! The part of the grammar about types.
//!
//! In: `PKc`. Out: a `Pointer` to a `QualifiedType` of `char` with `const`, which is `char const*`.

use super::parser::Parser;
use super::tables;
use super::tree::{Kind, NodeId};

/// How many qualifiers a type may have. Merging them takes time in proportion to the square.
const MAX_QUALIFIERS: usize = 50;

/// Marks the abbreviations of the standard library, in the field `split` of their nodes.
pub const STANDARD: u32 = u32::MAX;

impl<'a> Parser<'a> {
    /// `<type>`
    pub fn demangled_type(&mut self) -> NodeId {
        self.type_for(false)
    }

    /// `<type>`, perhaps that of a conversion operator, where template arguments may belong to the operator instead.
    pub fn type_for(&mut self, is_cast: bool) -> NodeId {
        if !self.enter() {
            return NodeId::NOTHING;
        }
        let found = self.qualified_type(is_cast);
        self.leave(found)
    }

    fn qualified_type(&mut self, is_cast: bool) -> NodeId {
        let qualifiers = self.cv_qualifiers();
        let is_qualified = qualifiers != NodeId::NOTHING;
        // Qualifiers of a function are those of `this`: the function without them is no candidate.
        let is_method = is_qualified && self.peek() == 'F';
        let mut is_candidate = true;
        let mut found = self.bare_type(is_cast, &mut is_candidate);
        if is_candidate && !is_method {
            self.remember(found);
        }
        if is_qualified {
            let kind = self.tree.kind(found);
            let inner = self.tree.child(found, 1);
            found = match kind {
                Kind::Function => self.tree.make(Kind::QualifiedMethod, found, qualifiers),
                Kind::QualifiedMethod => {
                    let merged = self.merged_qualifiers(qualifiers, inner);
                    self.tree.set_child(found, 1, merged);
                    found
                }
                Kind::QualifiedType => {
                    let merged = self.merged_qualifiers(qualifiers, inner);
                    self.tree.make(Kind::QualifiedType, self.tree.child(found, 0), merged)
                }
                _ => self.tree.make(Kind::QualifiedType, found, qualifiers),
            };
            self.remember(found);
        }
        found
    }

    /// A type without qualifiers. Clears `is_candidate` if it is none for substitution.
    fn bare_type(&mut self, is_cast: bool, is_candidate: &mut bool) -> NodeId {
        let first = self.peek();
        let builtin = tables::builtin(first);
        if !builtin.is_empty() {
            self.next();
            *is_candidate = false;
            return self.tree.leaf(Kind::Builtin, builtin);
        }
        match (first, self.peek_second()) {
            ('u', _) => {
                self.next();
                let name = self.source_name();
                if !self.eat('I') {
                    return name;
                }
                let base = self.demangled_type();
                self.expect('E');
                self.tree.make_text(Kind::Applied, self.tree.get(name).text, base)
            }
            ('F', _) => self.function_type(),
            ('N' | 'W' | 'Z' | '0'..='9', _) => self.name(),
            ('A', _) => self.array_type(is_cast),
            ('M', _) => {
                self.next();
                let class = self.demangled_type();
                let member = self.type_for(is_cast);
                self.tree.make(Kind::MemberPointer, class, member)
            }
            ('T', 's') => self.elaborated_type(b"struct "),
            ('T', 'u') => self.elaborated_type(b"union "),
            ('T', 'e') => self.elaborated_type(b"enum "),
            ('T', _) => self.template_param_type(is_cast),
            ('S', _) => self.substituted_type(is_cast, is_candidate),
            ('O', _) => self.wrapped_type(Kind::RvalueReference, is_cast),
            ('P', _) => self.wrapped_type(Kind::Pointer, is_cast),
            ('R', _) => self.wrapped_type(Kind::Reference, is_cast),
            ('C', _) => self.wrapped_type(Kind::Complex, is_cast),
            ('G', _) => self.wrapped_type(Kind::Imaginary, is_cast),
            ('U', 'l') => {
                *is_candidate = false;
                self.closure()
            }
            ('U', 't') => {
                *is_candidate = false;
                self.unnamed_type()
            }
            ('U', _) => {
                self.next();
                let mut qualifier = self.source_name();
                if self.peek() == 'I' {
                    qualifier = self.template_of(qualifier);
                }
                let base = self.type_for(is_cast);
                self.tree.make(Kind::VendorQualified, qualifier, base)
            }
            ('D', _) => self.type_with_d(is_cast, is_candidate),
            _ => self.fail(),
        }
    }

    fn wrapped_type(&mut self, kind: Kind, is_cast: bool) -> NodeId {
        self.next();
        let base = self.type_for(is_cast);
        self.tree.make(kind, base, NodeId::NOTHING)
    }

    fn elaborated_type(&mut self, keyword: &'static [u8]) -> NodeId {
        self.take(2);
        let name = self.name();
        self.tree.make_text(Kind::Prefixed, keyword, name)
    }

    /// A template parameter as a type, perhaps with arguments of its own.
    fn template_param_type(&mut self, is_cast: bool) -> NodeId {
        let param = self.template_param();
        if self.peek() != 'I' {
            return param;
        }
        if is_cast {
            return self.cast_template(param, true);
        }
        self.remember(param);
        self.template_of(param)
    }

    /// A type that begins with a substitution.
    fn substituted_type(&mut self, is_cast: bool, is_candidate: &mut bool) -> NodeId {
        if !matches!(self.peek_second(), '0'..='9' | '_' | 'A'..='Z') {
            let name = self.name();
            // The abbreviations of the standard library are no candidates, but what is built from them is.
            *is_candidate = self.tree.get(name).split != STANDARD;
            return name;
        }
        let mut found = self.substitution(false);
        if self.is(found, Kind::Module) {
            found = self.unqualified_name(found);
            self.remember(found);
        }
        if self.peek() != 'I' {
            *is_candidate = false;
            return found;
        }
        if !is_cast || !self.is(found, Kind::TemplateParam) {
            return self.template_of(found);
        }
        let template = self.cast_template(found, false);
        *is_candidate = template != found;
        template
    }

    /// A type that begins with `D`.
    fn type_with_d(&mut self, is_cast: bool, is_candidate: &mut bool) -> NodeId {
        self.next();
        let code = self.next();
        match code {
            'T' | 't' => {
                let expression = self.expression();
                self.expect('E');
                return self.tree.make_text(Kind::Applied, b"decltype ", expression);
            }
            'p' => {
                let pattern = self.type_for(is_cast);
                return self.pack_expansion(pattern);
            }
            'v' => {
                let dimension = match self.eat('_') {
                    true => self.expression(),
                    false => self.size(),
                };
                self.expect('_');
                let base = self.type_for(is_cast);
                return self.tree.make(Kind::Vector, dimension, base);
            }
            _ => *is_candidate = false,
        }
        match code {
            'F' => self.binary_or_fixed_type(is_cast),
            'B' | 'U' => {
                let size = match self.at_digit() {
                    true => self.size(),
                    false => self.expression(),
                };
                self.expect('_');
                let name: &[u8] = match code {
                    'B' => b"_BitInt",
                    _ => b"unsigned _BitInt",
                };
                self.tree.make_text(Kind::Applied, name, size)
            }
            'k' | 'K' => {
                let concept = self.name();
                let suffix: &[u8] = match code {
                    'k' => b" auto",
                    _ => b" decltype(auto)",
                };
                self.tree.make_text(Kind::Suffixed, suffix, concept)
            }
            'a' => self.tree.leaf(Kind::Name, b"auto"),
            'c' => self.tree.leaf(Kind::Name, b"decltype(auto)"),
            _ => {
                let text = tables::builtin_with_d(code);
                if text.is_empty() {
                    self.fail();
                }
                self.tree.leaf(Kind::Builtin, text)
            }
        }
    }

    fn size(&mut self) -> NodeId {
        let number = self.number();
        self.tree.make_number(Kind::NumberedName, b"", number)
    }

    /// Behind `DF`: `16_` is a binary floating-point type; otherwise a fixed-point type with sizes that are not shown.
    fn binary_or_fixed_type(&mut self, is_cast: bool) -> NodeId {
        let mut bits = 0;
        let has_bits = self.at_digit();
        if has_bits {
            bits = self.number();
        }
        if self.eat('_') {
            if bits == 0 {
                self.fail();
            }
            return self.tree.make_number(Kind::BinaryFloat, b"_Float", bits);
        }
        let base = self.type_for(is_cast);
        if self.at_digit() {
            self.number();
        }
        let is_saturating = self.peek() == 's';
        if !self.is_at_end() {
            self.next();
        }
        let fixed = self.tree.make(Kind::FixedPoint, base, NodeId::NOTHING);
        self.tree.get_mut(fixed).number = i32::from(is_saturating);
        self.tree.set_flag(fixed, has_bits)
    }

    /// `[r] [V] [K]` and the qualifiers of functions, the last first; nothing if there are none.
    pub fn cv_qualifiers(&mut self) -> NodeId {
        let start = self.stack.len();
        loop {
            let (length, text): (_, &[u8]) = match (self.peek(), self.peek_second()) {
                ('r', _) => (1, b"restrict"),
                ('V', _) => (1, b"volatile"),
                ('K', _) => (1, b"const"),
                ('D', 'x') => (2, b"transaction_safe"),
                ('D', 'o' | 'O') => (2, b"noexcept"),
                ('D', 'w') => (2, b"throw"),
                _ => break,
            };
            let code = self.take(length);
            let inner = self.stack.len();
            if code == b"DO" {
                let condition = self.expression();
                self.push(condition);
                self.expect('E');
            } else if code == b"Dw" {
                self.parameter_types(false);
                self.expect('E');
            }
            let qualifier = self.finish(Kind::Qualifier, inner);
            self.tree.get_mut(qualifier).text = text;
            self.push(qualifier);
            if self.stack.len() - start > MAX_QUALIFIERS {
                self.fail();
            }
        }
        let found = self.stack.get_mut(start..).unwrap_or_default();
        if found.is_empty() {
            return NodeId::NOTHING;
        }
        found.reverse();
        self.finish(Kind::Qualifiers, start)
    }

    /// `[R]` or `[O]` behind a function.
    pub fn reference_qualifier(&mut self) -> &'static [u8] {
        if self.eat('R') {
            b"&"
        } else if self.eat('O') {
            b"&&"
        } else {
            b""
        }
    }

    /// Puts `<type>+` on the stack, where a single `void` stands for none.
    pub fn parameter_types(&mut self, explicit_object: bool) {
        let start = self.stack.len();
        while !self.is_at_end() {
            match (self.peek(), self.peek_second()) {
                // The end, a clone's suffix, a qualifier of the function, a requires clause.
                ('E' | '.' | 'Q', _) | ('R' | 'O', 'E') => break,
                _ => {}
            }
            let mut parameter = self.demangled_type();
            if explicit_object && self.stack.len() == start {
                parameter = self.tree.make_text(Kind::Prefixed, b"this ", parameter);
            }
            self.push(parameter);
        }
        match self.stack.get(start..).unwrap_or_default() {
            [] => {
                self.fail();
            }
            &[only] => {
                let node = self.tree.get(only);
                if node.kind == Kind::Builtin && node.text == b"void" {
                    self.stack.truncate(start);
                }
            }
            _ => {}
        }
    }

    /// `F [Y] <bare-function-type> [<ref-qualifier>] E`; the `Y` of C functions is not shown.
    fn function_type(&mut self) -> NodeId {
        self.next();
        self.eat('Y');
        let mut function = self.bare_function_type(true, false);
        let reference = self.reference_qualifier();
        if !reference.is_empty() {
            function = self
                .tree
                .add_text(Kind::QualifiedMethod, reference, &[function, NodeId::NOTHING]);
        }
        self.expect('E');
        function
    }

    /// `[J] <type>+`: the type of the result, if there is one, and those of the parameters.
    pub fn bare_function_type(&mut self, has_return_type: bool, explicit_object: bool) -> NodeId {
        let mut result = NodeId::NOTHING;
        if self.eat('J') || has_return_type {
            result = self.demangled_type();
        }
        let start = self.start(result);
        self.parameter_types(explicit_object);
        self.finish(Kind::Function, start)
    }

    /// `A <number> _ <type>` or `A [<expression>] _ <type>`
    fn array_type(&mut self, is_cast: bool) -> NodeId {
        self.next();
        let dimension = if self.at_digit() || self.peek() == '_' {
            let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
            let text = self.take(digits);
            self.tree.leaf(Kind::Name, text)
        } else {
            self.expression()
        };
        self.expect('_');
        let element = self.type_for(is_cast);
        self.array(dimension, element)
    }

    /// An array. Qualifiers of the elements are shown as those of the whole.
    pub fn array(&mut self, dimension: NodeId, element: NodeId) -> NodeId {
        if !self.is(element, Kind::QualifiedType) {
            return self.tree.make(Kind::Array, dimension, element);
        }
        let (bare, qualifiers) = (self.tree.child(element, 0), self.tree.child(element, 1));
        let array = self.tree.make(Kind::Array, dimension, bare);
        self.tree.make(Kind::QualifiedType, array, qualifiers)
    }
}
