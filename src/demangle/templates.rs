//! The part of the grammar about templates: arguments, parameters, and lambdas, which are templates in disguise.
//!
//! In: `IiLi3EE`. Out: the arguments `int` and `3`.

use super::parser::Parser;
use super::rewrite::Seen;
use super::tree::{Kind, Node, NodeId};

impl<'a> Parser<'a> {
    /// A node for `name` with these arguments.
    pub fn template_with(&mut self, name: NodeId, arguments: &[NodeId]) -> NodeId {
        let mut children = Vec::with_capacity(arguments.len() + 1);
        children.push(name);
        children.extend_from_slice(arguments);
        self.tree.make(Kind::Template, &children)
    }

    /// `<template-args>` as those of `name`.
    pub fn template_of(&mut self, name: NodeId) -> Option<NodeId> {
        let arguments = self.template_arguments()?;
        Some(self.template_with(name, &arguments))
    }

    /// `I <template-arg>+ E`, perhaps with a constraint, which is not shown.
    pub fn template_arguments(&mut self) -> Option<Vec<NodeId>> {
        self.next()?;
        let mut arguments = Vec::new();
        while !self.eat(b"E") {
            let argument = self.deeper(|parser| parser.argument_after(&arguments))?;
            arguments.push(argument);
            if self.peek() == b'Q' {
                self.constraint()?;
                if self.peek() != b'E' {
                    return None;
                }
            }
        }
        Some(arguments)
    }

    /// `<template-arg>`
    pub fn template_argument(&mut self) -> Option<NodeId> {
        self.deeper(|parser| parser.argument_after(&[]))
    }

    fn argument_after(&mut self, before: &[NodeId]) -> Option<NodeId> {
        match (self.peek(), self.peek_at(1)) {
            (b'X', _) => {
                self.next()?;
                let expression = self.expression()?;
                self.expect(b'E')?;
                Some(expression)
            }
            (b'L', _) => self.literal(),
            (b'I' | b'J', _) => {
                let arguments = self.template_arguments()?;
                Some(self.tree.make(Kind::ArgumentPack, &arguments))
            }
            (b'T', b'y' | b'n' | b't' | b'p' | b'k') => {
                // The declaration may refer to the arguments before.
                let template = self.template_with(NodeId::NOTHING, before);
                self.templates.push(template);
                let (parameter, _) = self.template_parameter_declaration()?;
                self.templates.pop();
                let argument = self.template_argument()?;
                Some(self.tree.make(Kind::QualifiedArgument, &[parameter, argument]))
            }
            _ => self.demangled_type(),
        }
    }

    /// `T_`, `T0_`, `TL0__`, `TL0_1_`: an argument of a template around it, the outermost at level 0.
    pub fn template_param(&mut self) -> Option<NodeId> {
        let start = self.rest;
        self.expect(b'T')?;
        let level = match self.eat(b"L") {
            true => self.index()? as usize,
            false => 0,
        };
        let index = self.index()?;
        if self.in_constraint {
            let length = start.len() - self.rest.len() - 1;
            return Some(self.tree.make_text(Kind::Name, start.get(..length)?, &[]));
        }
        let template = self.templates.get(level).copied();
        let in_scope = template
            .is_some_and(|template| template == NodeId::NOTHING || self.argument(template, index) != NodeId::NOTHING);
        match template {
            Some(template) if in_scope => Some(self.tree.add(
                Node {
                    number: index,
                    link: template,
                    ..Node::of(Kind::TemplateParam)
                },
                &[],
            )),
            // The parameters of a lambda that were written `auto` are numbered like those of a template.
            _ if self.lambda_level > 0 && level == self.lambda_level - 1 => {
                Some(self.tree.make_number(Kind::LambdaAuto, b"auto:", index + 1))
            }
            _ => None,
        }
    }

    /// An argument of a template; nothing if it has fewer.
    pub fn argument(&self, template: NodeId, index: i32) -> NodeId {
        self.tree.child(template, index as usize + 1)
    }

    /// The template arguments behind a template parameter that is the type of a conversion operator. They are the parameter's
    /// own only if more arguments follow; otherwise they are the operator's, and are left unread.
    ///
    /// `_ZN1AcvT_I1BIiEEEv` is `A::operator B<int>`, with one list of arguments: the operator's.
    pub fn cast_template(&mut self, param: NodeId, is_candidate: bool) -> Option<NodeId> {
        let rest = self.rest;
        let substitutions = self.substitutions.len();
        let templates = self.templates.len();
        let (lambda_level, in_constraint) = (self.lambda_level, self.in_constraint);
        let parameter_names = self.parameter_names;
        if let Some(arguments) = self.template_arguments()
            && self.peek() == b'I'
        {
            if is_candidate {
                self.substitutions.push(param);
            }
            return Some(self.template_with(param, &arguments));
        }
        // Back to where it began.
        self.rest = rest;
        self.substitutions.truncate(substitutions);
        self.templates.truncate(templates);
        (self.lambda_level, self.in_constraint) = (lambda_level, in_constraint);
        self.parameter_names = parameter_names;
        Some(param)
    }

    /// Tells the parameters in `node` that wait for their template that it is `template`, or refuses them if it is nothing.
    pub fn set_template(&mut self, node: NodeId, template: NodeId) -> Option<()> {
        let mut seen = Seen::default();
        let mut open = vec![node];
        while let Some(id) = open.pop() {
            self.tree.step()?;
            let node = self.tree.get(id);
            match node.kind {
                Kind::TemplateParam if node.link != NodeId::NOTHING => {
                    // It has one already.
                    if template != NodeId::NOTHING {
                        return None;
                    }
                }
                Kind::TemplateParam => {
                    if self.argument(template, node.number) == NodeId::NOTHING {
                        return None;
                    }
                    self.tree.get_mut(id).link = template;
                }
                // There are none in closures.
                Kind::Closure => {}
                _ if seen.insert(id) => open.extend(self.walked(id).iter().rev()),
                _ => {}
            }
        }
        Some(())
    }

    /// Refuses arguments of `template` that wait for the template of a conversion around them.
    pub fn refuse_open_parameters(&mut self, template: NodeId) -> Option<()> {
        let arguments = self.tree.children(template).get(1..).unwrap_or_default().to_vec();
        arguments
            .into_iter()
            .try_for_each(|argument| self.set_template(argument, NodeId::NOTHING))
    }

    /// `Ul <template-param-decl>* <type>+ E [<number>] _`: the type of a lambda.
    pub fn closure(&mut self) -> Option<NodeId> {
        self.take(2)?;
        let lambda_level = self.lambda_level;
        self.lambda_level = self.templates.len() + 1;
        let mut template = NodeId::NOTHING;
        let mut children = Vec::new();
        while let Some((parameter, name)) = self.next_declaration()? {
            children.push(parameter);
            self.declare(&mut template, name);
        }
        let split = children.len() as u32;
        children.push(self.optional_constraint()?);
        let types = self.parameter_types(false)?;
        children.extend(types);
        self.lambda_level = lambda_level;
        if template != NodeId::NOTHING {
            self.templates.pop();
        }
        children.push(self.optional_constraint()?);
        self.expect(b'E')?;
        let number = self.index()? + 1;
        Some(self.tree.add(
            Node {
                number,
                split,
                ..Node::of(Kind::Closure)
            },
            &children,
        ))
    }

    fn optional_constraint(&mut self) -> Option<NodeId> {
        match self.peek() {
            b'Q' => self.constraint(),
            _ => Some(NodeId::NOTHING),
        }
    }

    /// Adds `name` to the parameters that those who come after it can refer to.
    fn declare(&mut self, template: &mut NodeId, name: NodeId) {
        if *template == NodeId::NOTHING {
            *template = self.template_with(NodeId::NOTHING, &[]);
            self.templates.push(*template);
        }
        let mut children = self.tree.children(*template).to_vec();
        children.push(name);
        self.tree.set_children(*template, &children);
    }

    /// `<template-param-decl>`, if one comes next.
    fn next_declaration(&mut self) -> Option<Option<(NodeId, NodeId)>> {
        match (self.peek(), self.peek_at(1)) {
            (b'T', b'y' | b'k' | b'n' | b't' | b'p') => self.template_parameter_declaration().map(Some),
            _ => Some(None),
        }
    }

    fn made_up_name(&mut self, which: usize, prefix: &'static [u8]) -> NodeId {
        let count = &mut self.parameter_names[which];
        let number = *count;
        *count += 1;
        self.tree.make_number(Kind::ParameterName, prefix, number)
    }

    /// `<template-param-decl>`: the declaration, and the name that the parameter gets.
    fn template_parameter_declaration(&mut self) -> Option<(NodeId, NodeId)> {
        self.deeper(|parser| {
            let code = parser.take(2)?;
            match code {
                b"Ty" => {
                    let name = parser.made_up_name(0, b"$T");
                    Some((parser.tree.make(Kind::TypeParameter, &[name]), name))
                }
                b"Tk" => {
                    let outer = std::mem::replace(&mut parser.in_constraint, true);
                    let (concept, _) = parser.name()?;
                    parser.in_constraint = outer;
                    let name = parser.made_up_name(0, b"$T");
                    let declaration = parser.tree.make(Kind::ConstrainedParameter, &[name, concept]);
                    Some((declaration, name))
                }
                b"Tn" => {
                    let name = parser.made_up_name(1, b"$N");
                    let value = parser.demangled_type()?;
                    Some((parser.tree.make(Kind::ValueParameter, &[name, value]), name))
                }
                b"Tt" => parser.template_template_parameter(),
                b"Tp" => {
                    let (parameter, name) = parser.template_parameter_declaration()?;
                    Some((parser.tree.make(Kind::ParameterPack, &[parameter]), name))
                }
                _ => None,
            }
        })
    }

    fn template_template_parameter(&mut self) -> Option<(NodeId, NodeId)> {
        let name = self.made_up_name(2, b"$TT");
        let mut template = NodeId::NOTHING;
        let mut constraint = NodeId::NOTHING;
        let mut children = vec![name];
        while !self.eat(b"E") {
            let (parameter, inner) = self.template_parameter_declaration()?;
            children.push(parameter);
            self.declare(&mut template, inner);
            if self.peek() == b'Q' {
                constraint = self.constraint()?;
                if self.peek() != b'E' {
                    return None;
                }
            }
        }
        if template != NodeId::NOTHING {
            self.templates.pop();
        }
        children.push(constraint);
        Some((self.tree.make(Kind::TemplateParameter, &children), name))
    }

    /// `Q <expression>`, in which template parameters stay as they are.
    pub fn constraint(&mut self) -> Option<NodeId> {
        self.expect(b'Q')?;
        let outer = std::mem::replace(&mut self.in_constraint, true);
        let expression = self.expression()?;
        self.in_constraint = outer;
        Some(expression)
    }
}
