//! The part of the grammar about templates: arguments, parameters, and lambdas, which are templates in disguise.
//!
//! In: `IiLi3EE`. Out: the arguments `int` and `3`.

use super::parser::Parser;
use super::rewrite::Seen;
use super::tree::{Kind, NodeId};

impl<'a> Parser<'a> {
    /// `<template-args>` as those of `name`.
    pub fn template_of(&mut self, name: NodeId) -> NodeId {
        let start = self.start(name);
        self.template_arguments();
        self.finish(Kind::Template, start)
    }

    /// Puts `I <template-arg>+ E` on the stack. It may have a constraint, which is not shown.
    pub fn template_arguments(&mut self) {
        self.next();
        let start = self.stack.len();
        while self.is_before('E') {
            let argument = self.argument_after(start);
            self.push(argument);
            if self.peek() == 'Q' {
                self.optional_constraint();
                if self.peek() != 'E' {
                    self.fail();
                }
            }
        }
    }

    /// `<template-arg>`
    pub fn template_argument(&mut self) -> NodeId {
        self.argument_after(self.stack.len())
    }

    /// `<template-arg>` behind those that begin at `before` on the stack.
    fn argument_after(&mut self, before: usize) -> NodeId {
        if !self.enter() {
            return NodeId::NOTHING;
        }
        let argument = match (self.peek(), self.peek_second()) {
            ('X', _) => {
                self.next();
                let expression = self.expression();
                self.expect('E');
                expression
            }
            ('L', _) => self.literal(),
            ('I' | 'J', _) => {
                let start = self.stack.len();
                self.template_arguments();
                self.finish(Kind::ArgumentPack, start)
            }
            ('T', 'y' | 'n' | 't' | 'p' | 'k') => {
                // The declaration may refer to the arguments before.
                let template = self.tree.make(Kind::Template, NodeId::NOTHING, NodeId::NOTHING);
                let start = self.start(NodeId::NOTHING);
                self.stack.extend_from_within(before..start);
                self.replace_children(template, start);
                self.templates.push(template);
                let parameter = self.template_parameter_declaration();
                self.templates.pop();
                let argument = self.template_argument();
                self.tree.make(Kind::QualifiedArgument, parameter, argument)
            }
            _ => self.demangled_type(),
        };
        self.leave(argument)
    }

    /// Gives a node what was put on the stack since `start` as children.
    fn replace_children(&mut self, id: NodeId, start: usize) {
        let children = self.stack.get(start..).unwrap_or_default();
        if !self.tree.steps(children.len()) {
            self.fail();
            return;
        }
        self.tree.set_children(id, children);
        self.stack.truncate(start);
    }

    /// `T_`, `T0_`, `TL0__`, `TL0_1_`: an argument of a template around it, the outermost at level 0.
    pub fn template_param(&mut self) -> NodeId {
        let start = self.at;
        let text = self.rest();
        self.next();
        let mut level = 0;
        if self.eat('L') {
            level = self.index() as usize;
        }
        let index = self.index();
        if self.in_constraint {
            let length = self.at - start - 1;
            return self.tree.leaf(Kind::Name, text.get(..length).unwrap_or_default());
        }
        let template = self.templates.get(level).copied();
        if let Some(template) = template
            && (template == NodeId::NOTHING || self.argument(template, index) != NodeId::NOTHING)
        {
            return self.tree.make_link(Kind::TemplateParam, template, index);
        }
        // The parameters of a lambda that were written `auto` are numbered like those of a template.
        if level + 1 != self.lambda_level {
            return self.fail();
        }
        self.tree.make_number(Kind::LambdaAuto, b"auto:", index + 1)
    }

    /// An argument of a template; nothing if it has fewer.
    pub fn argument(&self, template: NodeId, index: i32) -> NodeId {
        self.tree.child(template, index as usize + 1)
    }

    /// The template arguments behind a template parameter that is the type of a conversion operator. They are the parameter's
    /// own only if more arguments follow; otherwise they are the operator's, and are left unread.
    ///
    /// In `_ZN1AcvT_IiEEv` there is one list of arguments, the operator's: it is `A::operator int<int>()`.
    pub fn cast_template(&mut self, param: NodeId, is_candidate: bool) -> NodeId {
        let at = self.at;
        let (substitutions, templates) = (self.substitutions.len(), self.templates.len());
        let (lambda_level, in_constraint) = (self.lambda_level, self.in_constraint);
        let parameter_names = self.parameter_names;
        let start = self.start(param);
        self.template_arguments();
        if self.peek() == 'I' && !self.has_failed {
            if is_candidate {
                self.remember(param);
            }
            return self.finish(Kind::Template, start);
        }
        // Back to where it began.
        self.at = at;
        self.has_failed = false;
        self.stack.truncate(start);
        self.substitutions.truncate(substitutions);
        self.templates.truncate(templates);
        (self.lambda_level, self.in_constraint) = (lambda_level, in_constraint);
        self.parameter_names = parameter_names;
        param
    }

    /// Tells the parameters in `node` that wait for their template that it is `template`, or refuses them if it is nothing.
    pub fn set_template(&mut self, node: NodeId, template: NodeId) {
        let mut seen = Seen::default();
        let start = self.start(node);
        while let Some(id) = self.pop_since(start) {
            let node = self.tree.get(id);
            match node.kind {
                Kind::TemplateParam if node.link != NodeId::NOTHING => {
                    // It has one already.
                    if template != NodeId::NOTHING {
                        self.fail();
                    }
                }
                Kind::TemplateParam => {
                    if self.argument(template, node.number) == NodeId::NOTHING {
                        self.fail();
                    }
                    self.tree.get_mut(id).link = template;
                }
                // There are none in closures.
                Kind::Closure => {}
                _ => self.push_children(id, &mut seen),
            }
        }
    }

    /// Takes a node off the part of the stack that begins at `start`, for a step of work.
    pub fn pop_since(&mut self, start: usize) -> Option<NodeId> {
        if self.stack.len() <= start || !self.tree.steps(1) {
            self.stack.truncate(start);
            return None;
        }
        self.stack.pop()
    }

    /// Puts on the stack what a search goes through next: the children of a node that it has not seen, but not the qualifiers
    /// of types.
    pub fn push_children(&mut self, id: NodeId, seen: &mut Seen) {
        if !seen.insert(id) {
            return;
        }
        let count = match self.tree.kind(id) {
            Kind::QualifiedType | Kind::QualifiedMethod => 1,
            _ => usize::MAX,
        };
        let children = self.tree.children(id).iter().take(count).rev();
        self.stack.extend(children.filter(|&&child| child != NodeId::NOTHING));
    }

    /// Tells the parameters in a conversion operator what its template is, and refuses those in its arguments that wait for
    /// another one, around it.
    pub fn set_templates_of_conversion(&mut self, conversion: NodeId, template: NodeId) {
        self.set_template(conversion, template);
        for index in 1..self.tree.children(template).len() {
            self.set_template(self.tree.child(template, index), NodeId::NOTHING);
        }
    }

    /// `Ul <template-param-decl>* <type>+ E [<number>] _`: the type of a lambda.
    pub fn closure(&mut self) -> NodeId {
        self.take(2);
        let lambda_level = self.lambda_level;
        self.lambda_level = self.templates.len() + 1;
        let start = self.stack.len();
        let mut template = NodeId::NOTHING;
        while let ('T', 'y' | 'k' | 'n' | 't' | 'p') = (self.peek(), self.peek_second()) {
            self.declare(&mut template);
        }
        let split = self.stack.len() - start;
        let constraint = self.optional_constraint();
        self.push(constraint);
        self.parameter_types(false);
        self.lambda_level = lambda_level;
        if template != NodeId::NOTHING {
            self.templates.pop();
        }
        let constraint = self.optional_constraint();
        self.push(constraint);
        self.expect('E');
        let number = self.index() + 1;
        let closure = self.finish_split(Kind::Closure, start, split);
        self.tree.get_mut(closure).number = number;
        closure
    }

    /// Puts the declaration of a parameter on the stack, and the parameter into the template that those who come after it can
    /// refer to.
    fn declare(&mut self, template: &mut NodeId) {
        let declaration = self.template_parameter_declaration();
        let name = self.declared;
        self.push(declaration);
        if *template == NodeId::NOTHING {
            *template = self.tree.make_text(Kind::Template, b"", NodeId::NOTHING);
            self.templates.push(*template);
        }
        let start = self.stack.len();
        self.stack.extend_from_slice(self.tree.children(*template));
        self.push(name);
        self.replace_children(*template, start);
    }

    fn made_up_name(&mut self, which: usize, prefix: &'static [u8]) -> NodeId {
        let count = &mut self.parameter_names[which];
        let number = *count;
        *count += 1;
        self.tree.make_number(Kind::ParameterName, prefix, number)
    }

    /// `<template-param-decl>`. Says in `declared` which name the parameter gets.
    fn template_parameter_declaration(&mut self) -> NodeId {
        if !self.enter() {
            return NodeId::NOTHING;
        }
        let mut name = NodeId::NOTHING;
        let declaration = match self.take(2) {
            b"Ty" => {
                name = self.made_up_name(0, b"$T");
                self.tree.make(Kind::TypeParameter, name, NodeId::NOTHING)
            }
            b"Tk" => {
                let outer = std::mem::replace(&mut self.in_constraint, true);
                let concept = self.name();
                self.in_constraint = outer;
                name = self.made_up_name(0, b"$T");
                self.tree.make(Kind::ConstrainedParameter, name, concept)
            }
            b"Tn" => {
                name = self.made_up_name(1, b"$N");
                let value = self.demangled_type();
                self.tree.make(Kind::ValueParameter, name, value)
            }
            b"Tt" => {
                name = self.made_up_name(2, b"$TT");
                self.template_template_parameter(name)
            }
            b"Tp" => {
                let parameter = self.template_parameter_declaration();
                name = self.declared;
                self.tree.make(Kind::ParameterPack, parameter, NodeId::NOTHING)
            }
            _ => self.fail(),
        };
        self.declared = name;
        self.leave(declaration)
    }

    /// `<template-param-decl>* E` behind `Tt`
    fn template_template_parameter(&mut self, name: NodeId) -> NodeId {
        let mut template = NodeId::NOTHING;
        let mut constraint = NodeId::NOTHING;
        let start = self.start(name);
        while self.is_before('E') {
            self.declare(&mut template);
            if self.peek() == 'Q' {
                constraint = self.optional_constraint();
                if self.peek() != 'E' {
                    self.fail();
                }
            }
        }
        if template != NodeId::NOTHING {
            self.templates.pop();
        }
        self.push(constraint);
        self.finish(Kind::TemplateParameter, start)
    }

    /// `[Q <expression>]`, in which template parameters stay as they are.
    pub fn optional_constraint(&mut self) -> NodeId {
        if !self.eat('Q') {
            return NodeId::NOTHING;
        }
        let outer = std::mem::replace(&mut self.in_constraint, true);
        let expression = self.expression();
        self.in_constraint = outer;
        expression
    }
}
