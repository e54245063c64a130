//! What a C++ symbol means, as a tree: nodes in one vector, their children in another, ids between them.
//!
//! In: what the parser found. Out: a node for each thing, such as `Qualified` with the children `ns` and `f` for `ns::f`.
//! All kinds share one form, so that walking, copying and most of the printing need no code per kind. Nodes may have
//! several parents (that is what substitutions are) and, in odd symbols, even be their own descendants.
//!
//! The tree also keeps the budget: every step of work costs one, and a symbol that uses up its steps is not demangled.

use std::num::NonZeroU32;

/// A node of a [`Tree`]. Nodes of one tree are never removed, so an id of it always means a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NodeId(NonZeroU32);

impl NodeId {
    /// Where a child could be and is not. It is the first node of every tree.
    pub const NOTHING: NodeId = NodeId(NonZeroU32::MIN);

    /// The id as an index.
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// What a node is. The comments give the children in their order; those with a question mark may be
/// [`NodeId::NOTHING`], those with a star are any number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    /// An absent child.
    Nothing,
    /// An identifier: its text.
    Name,
    /// The name of a resource in Java, with its escapes: its text.
    JavaResource,
    /// A text with a number behind it: dimensions of vectors, parameters in constraints.
    NumberedName,
    /// A type that the language knows, such as `unsigned int`: its text.
    Builtin,
    /// A name with its type, such as a function with its parameters: name, type.
    Typed,
    /// `scope::name`: scope, name. The flag marks names that are local to a function.
    Qualified,
    /// `name<arguments>`: name, arguments*.
    Template,
    /// The `number`-th argument of the template that `link` refers to; nothing while that template is still being read.
    TemplateParam,
    /// A parameter of a lambda that was written `auto`: its number.
    LambdaAuto,
    /// An argument with the declaration of its parameter: parameter, argument.
    QualifiedArgument,
    /// `const volatile ...`: qualifiers*.
    Qualifiers,
    /// One of them, with what stands in its parentheses: its text, expressions*.
    Qualifier,
    /// A type with qualifiers: type, qualifiers.
    QualifiedType,
    /// A method with qualifiers, and its text `&`, `&&` or nothing: method, qualifiers?.
    QualifiedMethod,
    /// `T*`: type.
    Pointer,
    /// `T&`: type.
    Reference,
    /// `T&&`: type.
    RvalueReference,
    /// `T _Complex`: type.
    Complex,
    /// `T _Imaginary`: type.
    Imaginary,
    /// A type with its text behind it: type.
    Suffixed,
    /// A type with a vendor's qualifier: qualifier, type.
    VendorQualified,
    /// `T [n]`: dimension, element.
    Array,
    /// A function: return type?, parameters*. The flag marks functions that enclose a local name.
    Function,
    /// The `number`-th parameter of a function, within its own type; 0 is `this`.
    FunctionParam,
    /// A pointer to a member: class, member.
    MemberPointer,
    /// `_Accum` (with the flag) and `_Fract`, saturating if the number is not 0: base.
    FixedPoint,
    /// `_Float16`: its number.
    BinaryFloat,
    /// `T __vector(n)`: dimension, type.
    Vector,
    /// Its text and a child in parentheses, such as `decltype (x)`: child.
    Applied,
    /// `operator+`: its text is `+`.
    Operator,
    /// A constructor: name, base class? of an inheriting one.
    Constructor,
    /// `~name`: name.
    Destructor,
    /// `name[abi:tag]`: name, tag.
    Tagged,
    /// A pattern to repeat for each argument of the pack that `link` refers to, if it is known: pattern.
    PackExpansion,
    /// Arguments that stand for one parameter: arguments*.
    ArgumentPack,
    /// The length of the pack that `link` refers to.
    SizeofPack,
    /// The number of the arguments: arguments*.
    SizeofArguments,
    /// A name that was made up for a parameter of a lambda's template: its text and number.
    ParameterName,
    /// `typename T`: name.
    TypeParameter,
    /// `int N`: name, type.
    ValueParameter,
    /// `template<...> typename T`: name, parameters*, constraint?.
    TemplateParameter,
    /// `concept T`: name, constraint.
    ConstrainedParameter,
    /// `typename... T`: parameter.
    ParameterPack,
    /// `operator T`, or `(T)` in an expression: type.
    Cast,
    /// An operator without operands: operator.
    Nullary,
    /// An operator with one operand: operator, operand. The flag marks those behind the operand; `split` is 1 for `sizeof
    /// (type)`.
    Unary,
    /// An operator with two operands: operator, left, right.
    Binary,
    /// `a ? b : c`: operator, first, second, third.
    Ternary,
    /// `(... + x)` with the flag, `(x + ...)` without, or both: operator, first, second?.
    Fold,
    /// A part of an object, `number` bytes behind its start: type, object.
    Subobject,
    /// A conversion to a pointer to member: type, expression.
    MemberPointerCast,
    /// `new (place) type(initializer)`: place?, type, initializer?.
    New,
    /// A literal: its text, negative with the flag: type.
    Literal,
    /// The literal text of that type: type.
    StringLiteral,
    /// A lambda as an argument: its closure.
    LambdaExpression,
    /// Expressions with commas: expressions*.
    List,
    /// `type{list}`: type?, list.
    InitializerList,
    /// Within the default argument for the `number`-th parameter from the right: name.
    DefaultArgument,
    /// `{lambda<...>(...)#number}`: `split` template parameters*, constraint?, types*, constraint of the call?.
    Closure,
    /// `[a, b]`: names*.
    StructuredBinding,
    /// `{unnamed type#number}`.
    UnnamedType,
    /// A copy that the compiler made of a function, with its text as suffix: function.
    Clone,
    /// Its text in front of its child: child.
    Prefixed,
    /// The table for constructing one class in another: base, derived.
    ConstructionTable,
    /// A function that exists under conditions: function, conditions*.
    EnableIf,
    /// A module, or with the flag a partition: parent?, name.
    Module,
    /// What a module contains: module, name.
    ModuleEntity,
    /// `name requires condition`: name, condition.
    Constrained,
    /// `requires (parameters) { requirements }`: `split` parameters*, requirements*.
    Requires,
    /// An expression that must be valid, and with the flag must not throw: expression, type?.
    ExpressionRequirement,
    /// Another requirement, its text in front: child.
    Requirement,
}

/// A node. Which fields mean something depends on its kind.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub kind: Kind,
    pub flag: bool,
    pub text: &'a [u8],
    pub number: i32,
    pub split: u32,
    pub link: NodeId,
    /// Where its children begin in [`Tree::children`], and how many there are.
    children: (u32, u32),
}

/// The nodes of one symbol.
pub struct Tree<'a> {
    nodes: Vec<Node<'a>>,
    children: Vec<NodeId>,
    steps_left: u32,
}

impl<'a> Tree<'a> {
    /// An empty tree with a budget of `steps`.
    pub fn new(steps: u32) -> Tree<'a> {
        let mut tree = Tree {
            nodes: Vec::new(),
            children: Vec::new(),
            steps_left: steps,
        };
        tree.leaf(Kind::Nothing, b"");
        tree
    }

    /// Does that many steps of work, if the budget allows it.
    pub fn steps(&mut self, count: usize) -> bool {
        let left = self.steps_left.checked_sub(count as u32);
        self.steps_left = left.unwrap_or(0);
        left.is_some()
    }

    /// What is left of the budget.
    pub fn steps_left(&self) -> u32 {
        self.steps_left
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// A node by its id.
    pub fn get(&self, id: NodeId) -> &Node<'a> {
        &self.nodes[id.index()]
    }

    /// A node, to be changed. What it changes to is seen by all its parents.
    pub fn get_mut(&mut self, id: NodeId) -> &mut Node<'a> {
        &mut self.nodes[id.index()]
    }

    /// What a node is.
    pub fn kind(&self, id: NodeId) -> Kind {
        self.get(id).kind
    }

    /// The children of a node.
    pub fn children(&self, id: NodeId) -> &[NodeId] {
        let (first, count) = self.get(id).children;
        let first = first as usize;
        self.children.get(first..first + count as usize).unwrap_or_default()
    }

    /// A child of a node; nothing if it has fewer.
    pub fn child(&self, id: NodeId, index: usize) -> NodeId {
        self.children(id).get(index).copied().unwrap_or(NodeId::NOTHING)
    }

    /// The two lists that are the children of some kinds.
    pub fn halves(&self, id: NodeId) -> (&[NodeId], &[NodeId]) {
        let children = self.children(id);
        let split = self.get(id).split as usize;
        children.split_at_checked(split).unwrap_or((children, &[]))
    }

    /// Replaces a child by its place among the children.
    pub fn set_child(&mut self, id: NodeId, index: usize, child: NodeId) {
        let (first, count) = self.get(id).children;
        if index < count as usize {
            self.children[first as usize + index] = child;
        }
    }

    /// Replaces all children of a node.
    pub fn set_children(&mut self, id: NodeId, children: &[NodeId]) {
        self.get_mut(id).children = (self.children.len() as u32, children.len() as u32);
        self.children.extend_from_slice(children);
    }

    /// Adds a node like `node`, with these children.
    pub fn add(&mut self, node: Node<'a>, children: &[NodeId]) -> NodeId {
        let id = NodeId(NonZeroU32::MIN.saturating_add(self.nodes.len() as u32));
        self.nodes.push(node);
        self.set_children(id, children);
        id
    }

    /// Adds a node that has a text and these children.
    pub fn add_text(&mut self, kind: Kind, text: &'a [u8], children: &[NodeId]) -> NodeId {
        let node = Node {
            kind,
            flag: false,
            text,
            number: 0,
            split: 0,
            link: NodeId::NOTHING,
            children: (0, 0),
        };
        self.add(node, children)
    }

    /// Adds a node that has two children; the second may be nothing.
    pub fn make(&mut self, kind: Kind, first: NodeId, second: NodeId) -> NodeId {
        self.add_text(kind, b"", &[first, second])
    }

    /// Adds a node that has a text and a child.
    pub fn make_text(&mut self, kind: Kind, text: &'a [u8], child: NodeId) -> NodeId {
        self.add_text(kind, text, &[child])
    }

    /// Adds a node that has a text and no children.
    pub fn leaf(&mut self, kind: Kind, text: &'a [u8]) -> NodeId {
        self.add_text(kind, text, &[])
    }

    /// Adds a node that has a text and a number, but no children.
    pub fn make_number(&mut self, kind: Kind, text: &'a [u8], number: i32) -> NodeId {
        let id = self.leaf(kind, text);
        self.get_mut(id).number = number;
        id
    }

    /// Adds a node that has no children and refers to another.
    pub fn make_link(&mut self, kind: Kind, link: NodeId, number: i32) -> NodeId {
        let id = self.make_number(kind, b"", number);
        self.get_mut(id).link = link;
        id
    }

    /// Marks a node with its flag, if it is one and `flag` is set.
    pub fn set_flag(&mut self, id: NodeId, flag: bool) -> NodeId {
        if id != NodeId::NOTHING {
            self.get_mut(id).flag |= flag;
        }
        id
    }
}
