//! The table of pprof's variables: names, parameters of links, choices, and a line of help for each.

use super::Options;

/// A variable of pprof.
pub struct Variable {
    /// Its name in the shell and, behind a dash, on the command line.
    pub name: &'static str,
    /// Its name in links of pprof's web pages; where pprof has none, our own: the variable's.
    pub url: &'static str,
    /// Where it is kept.
    pub field: Field,
    /// The only values that it can take; empty for any.
    pub choices: &'static [&'static str],
    /// Where the page shows it.
    pub group: Group,
    /// What it does: the first line is a summary.
    pub help: &'static str,
}

/// Where a variable is kept: how to read and how to write it.
#[derive(Clone, Copy)]
pub enum Field {
    /// Text, a regular expression or a choice.
    Text(fn(&Options) -> &String, fn(&mut Options) -> &mut String),
    /// A switch.
    Bool(fn(&Options) -> &bool, fn(&mut Options) -> &mut bool),
    /// A whole number.
    Int(fn(&Options) -> &i64, fn(&mut Options) -> &mut i64),
    /// A number.
    Float(fn(&Options) -> &f64, fn(&mut Options) -> &mut f64),
}

/// What a variable is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// It selects samples, frames or labels.
    Filter,
    /// It decides what frames become nodes.
    Node,
    /// It decides how many nodes are shown, and in which order.
    Amount,
    /// It decides which numbers are shown, and how.
    Numbers,
    /// It is about names, paths and headers.
    Names,
    /// It is about graphs and listings alone.
    Graph,
}

impl Group {
    /// The group's name.
    pub fn name(self) -> &'static str {
        match self {
            Group::Filter => "filter",
            Group::Node => "node",
            Group::Amount => "amount",
            Group::Numbers => "numbers",
            Group::Names => "names",
            Group::Graph => "graph",
        }
    }
}

impl Variable {
    /// Whether the variable is a switch.
    pub fn is_bool(&self) -> bool {
        matches!(self.field, Field::Bool(..))
    }

    /// What kind of values it takes: `bool`, `int`, `float`, `choice`, `regex` or `text`.
    pub fn kind(&self) -> &'static str {
        match self.field {
            Field::Bool(..) => "bool",
            Field::Int(..) => "int",
            Field::Float(..) => "float",
            Field::Text(..) if !self.choices.is_empty() => "choice",
            Field::Text(..) if self.is_pattern() => "regex",
            Field::Text(..) => "text",
        }
    }

    /// Whether pprof's saved configurations hold it; the others stay as they are when one is chosen.
    pub fn is_saved(&self) -> bool {
        !matches!(
            self.name,
            "output" | "source_path" | "trim_path" | "sample_index" | "divide_by"
        )
    }

    /// Whether the value is one regular expression.
    pub fn is_pattern(&self) -> bool {
        matches!(
            self.name,
            "focus" | "ignore" | "hide" | "show" | "show_from" | "prune_from" | "tagshow" | "taghide"
        )
    }
}

/// The variable of that name, or the one that has a choice of that name.
pub fn find(name: &str) -> Option<&'static Variable> {
    VARIABLES
        .iter()
        .find(|variable| variable.name == name || variable.choices.contains(&name))
}

macro_rules! variables {
    ($($kind:ident $name:ident $url:literal $group:ident $([$($choice:literal),*])? $help:literal)*) => {
        /// All variables, in pprof's order.
        pub static VARIABLES: &[Variable] = &[
            $(Variable {
                name: stringify!($name),
                url: $url,
                field: Field::$kind(|options| &options.$name, |options| &mut options.$name),
                choices: &[$($($choice),*)?],
                group: Group::$group,
                help: $help,
            }),*
        ];
    };
}

variables! {
    Text output "output" Names "Write reports to this file\nOn a page, reports of the console are downloaded under this name."
    Bool call_tree "calltree" Graph "Keep call paths apart\nNodes reached through different paths are shown separately, in graphs only."
    Bool relative_percentages "rel" Numbers "Take percentages of what the filters leave\nOtherwise they are of the whole profile."
    Text unit "unit" Numbers "Unit of the values\nA name such as ms or MB; minimum chooses one for the report, auto one for each value."
    Bool compact_labels "compact" Names "Leave the profile's own lines out of headers"
    Text source_path "source_path" Names "Where to look for sources\nDirectories separated by colons."
    Text trim_path "trim_path" Names "Prefixes to take off source paths\nSeparated by colons."
    Bool intel_syntax "intel" Graph "Show assembly in Intel syntax\nAccepted, and without effect: profiles hold no instructions."
    Bool mean "mean" Numbers "Divide values by the first sample type\nThe size of an allocation, or the delay of a contention, on average."
    Text sample_index "si" Numbers "Sample type to report\nIts name, or its number counted from 0."
    Float divide_by "divide_by" Numbers "Divide all values by this number\nFor instance by the number of processors or jobs."
    Bool normalize "norm" Numbers "Scale the profile to the base profile\nWithout a base it changes nothing."
    Text sort "sort" Amount ["cum", "flat"] "Order of the entries"
    Text tagroot "tagroot" Node "Turn labels into frames at the root\nKeys separated by commas; the first one becomes the outermost frame."
    Text tagleaf "tagleaf" Node "Turn labels into frames at the leaf\nKeys separated by commas; the last one becomes the innermost frame."
    Bool drop_negative "dropneg" Amount "Leave out what is negative in a comparison"
    Int nodecount "n" Amount "Show at most this many nodes\n0 for any number, -1 for the report's own limit. In graphs, what is shown also depends on how nodes are connected."
    Float nodefraction "nf" Amount "Leave out nodes below this share of the total"
    Float edgefraction "ef" Amount "Leave out edges below this share of the total"
    Bool trim "trim" Amount "Apply nodecount, nodefraction and edgefraction\nSwitch it off to see the whole profile."
    Text focus "f" Filter "Keep only samples with a frame that matches\nA regular expression, searched in function names, file names and binaries."
    Text ignore "i" Filter "Drop samples with a frame that matches\nA regular expression, searched in function names, file names and binaries."
    Text prune_from "prunefrom" Filter "Cut off what is called from frames that match\nA regular expression, searched in function names up to the first parenthesis."
    Text hide "h" Filter "Take frames that match out of stacks\nA regular expression, searched in function names, file names and binaries."
    Text show "s" Filter "Keep only frames that match in stacks\nA regular expression, searched in function names, file names and binaries."
    Text show_from "sf" Filter "Cut off the callers of the outermost frame that matches\nA regular expression, searched in function names, file names and binaries."
    Text tagfocus "tf" Filter "Keep only samples with a label that matches\nNumbers with their unit: 4kb, 1kb:10kb, 512b:, :20ms. All else is a regular expression. tenant=acme looks at one label, tenant=acme,globex for one of two values; acme,phase:rank wants both."
    Text tagignore "ti" Filter "Drop samples with a label that matches\nNumbers with their unit: 4kb, 1kb:10kb, 512b:, :20ms. All else is a regular expression. tenant=acme looks at one label, tenant=acme,globex for one of two values; acme,phase:rank wants both."
    Text tagshow "ts" Filter "Keep only labels whose name matches\nA regular expression. Samples stay."
    Text taghide "th" Filter "Drop labels whose name matches\nA regular expression. Samples stay."
    Bool noinlines "noinlines" Node "Count inlined functions for the function around them"
    Bool showcolumns "showcolumns" Node "Show column numbers, where lines are shown"
    Text granularity "g" Node ["functions", "filefunctions", "files", "lines", "addresses"] "What frames are told apart by"
}

/// What the choices of `sort` and `granularity` mean.
pub static CHOICE_HELP: &[(&str, &str)] = &[
    ("flat", "Sort entries by their own value"),
    ("cum", "Sort entries by their value with all that they call"),
    ("functions", "Tell frames apart by function name"),
    ("filefunctions", "Tell frames apart by function name and file"),
    ("files", "Tell frames apart by file"),
    ("lines", "Tell frames apart by source line"),
    ("addresses", "Tell frames apart by address"),
];
