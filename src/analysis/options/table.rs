//! The table of pprof's variables: names, parameters of links, choices, and a line of help for each.

use super::Options;

/// A variable of pprof: all that other code needs to know about it.
pub struct Variable {
    /// Its name in the shell and, behind a dash, on the command line.
    pub name: &'static str,
    /// Its name in links of pprof's web pages; where pprof has none, our own: the variable's.
    pub url: &'static str,
    /// Where among the [`Options`] it is kept.
    pub field: Field,
    /// What its values mean: how they are checked, completed and shown.
    pub kind: Kind,
    /// The only values that it can take; empty for any.
    pub choices: &'static [&'static str],
    /// What it is about: options of a group stand together.
    pub group: Group,
    /// Whether it decides what is selected, as opposed to how that is shown: who changes it filters and weighs anew.
    pub selects: bool,
    /// Whether pprof's saved configurations hold it; the others stay as they are when one is chosen.
    pub is_saved: bool,
    /// Whether pprof's command `options` lists it.
    pub is_listed: bool,
    /// Whether it is ours: pprof's prompt and command line know none of that name.
    pub is_ours: bool,
    /// Whether one more expression joins the old value by "or", as on pprof's own page, instead of taking its place.
    pub grows: bool,
    /// Where it stands in pprof's order of application: 1 is what is done first to a profile; 0 for what is no step.
    pub applied: u8,
    /// What a value may look like, for an empty field; "" where the kind says enough.
    pub example: &'static str,
    /// What it does: the first line is a summary.
    pub help: &'static str,
}

/// What the values of a variable mean: how they are checked, completed and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// True or false.
    Bool,
    /// How many nodes: 0 for any number, -1 for the report's own limit.
    Nodes,
    /// A share of the total: 0.05 is a twentieth. pprof takes any number.
    Share,
    /// What values are divided by: not 0.
    Divisor,
    /// One of the variable's choices.
    Choice,
    /// Any text.
    Text,
    /// A sample type, by its name or its number counted from 0; empty for the profile's own choice.
    SampleType,
    /// A unit: `minimum`, `auto`, or a name such as `ms`.
    Unit,
    /// A regular expression that means frames, by what it sees of them.
    Frames(Sight),
    /// A regular expression, searched in the names of labels.
    LabelNames,
    /// A filter of labels by their values: `tenant=acme,globex`, `bytes=1kb:10kb`.
    Labels,
    /// Names of labels, separated by commas.
    LabelKeys,
}

impl Kind {
    /// How a page lets the value be typed: `bool`, `int`, `float`, `choice`, `regex` or `text`.
    pub fn input(self) -> &'static str {
        match self {
            Kind::Bool => "bool",
            Kind::Nodes => "int",
            Kind::Share | Kind::Divisor => "float",
            Kind::Choice => "choice",
            Kind::Frames(_) | Kind::LabelNames => "regex",
            Kind::Text | Kind::SampleType | Kind::Unit | Kind::Labels | Kind::LabelKeys => "text",
        }
    }
}

/// What a filter sees of a frame: its expression is searched in that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// The names of the function, of the file and of the binary.
    All,
    /// The same of a frame with a function; others never match.
    Functions,
    /// The name of the function alone, up to its arguments.
    Names,
}

impl Sight {
    /// All of them, each once.
    pub const EACH: [Sight; 3] = [Sight::All, Sight::Functions, Sight::Names];
}

/// Where a variable is kept: how to read and how to write it.
#[derive(Clone, Copy)]
pub enum Field {
    /// A text, an expression or a choice.
    Text(fn(&Options) -> &String, fn(&mut Options) -> &mut String),
    /// A switch.
    Bool(fn(&Options) -> &bool, fn(&mut Options) -> &mut bool),
    /// A whole number.
    Int(fn(&Options) -> &i64, fn(&mut Options) -> &mut i64),
    /// A number.
    Float(fn(&Options) -> &f64, fn(&mut Options) -> &mut f64),
}

/// What a variable is about, for whoever shows all of them.
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
    /// The group's name, in small letters.
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
        self.kind == Kind::Bool
    }

    /// A variable that decides only how what is selected is shown.
    const fn shows(self) -> Variable {
        Variable { selects: false, ..self }
    }

    /// A variable that saved configurations do not hold.
    const fn unsaved(self) -> Variable {
        Variable {
            is_saved: false,
            ..self
        }
    }

    /// A variable to which expressions are added.
    const fn growing(self) -> Variable {
        Variable { grows: true, ..self }
    }

    /// A step of filtering, by its number.
    const fn applied(self, applied: u8) -> Variable {
        Variable { applied, ..self }
    }

    /// What a value may look like.
    const fn example(self, example: &'static str) -> Variable {
        Variable { example, ..self }
    }

    /// A variable that pprof has not.
    const fn ours(self) -> Variable {
        Variable {
            is_ours: true,
            ..self.unlisted()
        }
    }

    /// A variable that pprof's command `options` does not list.
    const fn unlisted(self) -> Variable {
        Variable {
            is_listed: false,
            ..self
        }
    }
}

/// The variable that pprof knows by that name, or by that of one of its choices.
pub fn find(name: &str) -> Option<&'static Variable> {
    let mut own = VARIABLES.iter().filter(|variable| !variable.is_ours);
    own.find(|variable| variable.name == name || variable.choices.contains(&name))
}

macro_rules! variables {
    ($($name:ident $url:literal $kind:ident $(/ $sight:ident)? $([$($choice:literal),*])? $group:ident $(($($mark:ident $(= $value:literal)?),*))? $help:literal)*) => {
        /// All variables, in pprof's order. A row has the name of the variable and of its field in [`Options`], the name in
        /// links, the [`Kind`] with what it sees or its choices, the [`Group`], in parentheses what is unusual, and the help.
        pub static VARIABLES: &[Variable] = &[
            $(Variable {
                name: stringify!($name),
                url: $url,
                field: variables!(@$kind)(|options| &options.$name, |options| &mut options.$name),
                kind: Kind::$kind$((Sight::$sight))?,
                choices: &[$($($choice),*)?],
                group: Group::$group,
                selects: true,
                is_saved: true,
                is_listed: true,
                is_ours: false,
                grows: false,
                applied: 0,
                example: "",
                help: $help,
            }$($(.$mark($($value)?))*)?),*
        ];
    };
    (@Bool) => { Field::Bool };
    (@Nodes) => { Field::Int };
    (@Share) => { Field::Float };
    (@Divisor) => { Field::Float };
    (@$kind:ident) => { Field::Text };
}

variables! {
    output "output" Text Names (shows, unsaved, example = "file name") "Write reports to this file\nA report that is saved has this name, too."
    call_tree "calltree" Bool Graph (shows) "Keep call paths apart\nNodes reached through different paths are shown separately, in graphs only."
    relative_percentages "rel" Bool Numbers "Take percentages of what the filters leave\nOtherwise they are of the whole profile."
    unit "unit" Unit Numbers "Unit of the values\nA name such as ms or MB; minimum chooses one for the report, auto one for each value."
    compact_labels "compact" Bool Names (shows) "Leave the profile's own lines out of headers"
    source_path "source_path" Text Names (shows, unsaved, unlisted, example = "/home/me/src") "Where to look for sources\nDirectories separated by colons."
    trim_path "trim_path" Text Names (shows, unsaved, example = "/build:/go/src") "Prefixes to take off source paths\nSeparated by colons."
    demangle "demangle" Choice ["full", "templates", "default", "none"] Names (unsaved, ours) "How much of the names of C++ and Rust is shown\npprof's -symbolize=demangle=...: by default neither parameters nor type arguments; with templates, the type arguments; full, all of it; none, what the linker says. With less, functions of several types may have one name."
    intel_syntax "intel" Bool Graph (shows) "Show assembly in Intel syntax\nAccepted, and without effect: profiles hold no instructions."
    mean "mean" Bool Numbers "Divide values by the first sample type\nThe size of an allocation, or the delay of a contention, on average."
    sample_index "si" SampleType Numbers (unsaved) "Sample type to report\nIts name, or its number counted from 0."
    divide_by "divide_by" Divisor Numbers (unsaved) "Divide all values by this number\nFor instance by the number of processors or jobs."
    normalize "norm" Bool Numbers "Scale the profile to the base profile\nWithout a base it changes nothing."
    sort "sort" Choice ["cum", "flat"] Amount (shows) "Order of the entries"
    tagroot "tagroot" LabelKeys Node (applied = 1, example = "tenant,worker") "Turn labels into frames at the root\nKeys separated by commas; the first one becomes the outermost frame."
    tagleaf "tagleaf" LabelKeys Node (applied = 2, example = "tenant,worker") "Turn labels into frames at the leaf\nKeys separated by commas; the last one becomes the innermost frame."
    drop_negative "dropneg" Bool Amount "Leave out what is negative in a comparison"
    nodecount "n" Nodes Amount (shows) "Show at most this many nodes\n0 for any number, -1 for the report's own limit. In graphs, what is shown also depends on how nodes are connected."
    nodefraction "nf" Share Amount (shows) "Leave out nodes below this share of the total"
    edgefraction "ef" Share Amount (shows) "Leave out edges below this share of the total"
    trim "trim" Bool Amount (shows) "Apply nodecount, nodefraction and edgefraction\nSwitch it off to see the whole profile."
    focus "f" Frames/All Filter (applied = 3) "Keep only samples with a frame that matches\nA regular expression, searched in function names, file names and binaries."
    ignore "i" Frames/All Filter (growing, applied = 4) "Drop samples with a frame that matches\nA regular expression, searched in function names, file names and binaries."
    prune_from "prunefrom" Frames/Names Filter (growing, applied = 12) "Cut off what is called from frames that match\nA regular expression, searched in function names up to the first parenthesis."
    hide "h" Frames/All Filter (growing, applied = 5) "Take frames that match out of stacks\nA regular expression, searched in function names, file names and binaries."
    show "s" Frames/Functions Filter (applied = 6) "Keep only frames that match in stacks\nA regular expression, searched in function names, file names and binaries."
    show_from "sf" Frames/All Filter (applied = 7) "Cut off the callers of the outermost frame that matches\nA regular expression, searched in function names, file names and binaries."
    tagfocus "tf" Labels Filter (applied = 8, example = "tenant=acme or 1kb:10kb") "Keep only samples with a label that matches\nNumbers with their unit: 4kb, 1kb:10kb, 512b:, :20ms. All else is a regular expression. tenant=acme looks at one label, tenant=acme,globex for one of two values; acme,phase:rank wants both."
    tagignore "ti" Labels Filter (growing, applied = 9, example = "tenant=acme or 1kb:10kb") "Drop samples with a label that matches\nNumbers with their unit: 4kb, 1kb:10kb, 512b:, :20ms. All else is a regular expression. tenant=acme looks at one label, tenant=acme,globex for one of two values; acme,phase:rank wants both."
    tagshow "ts" LabelNames Filter (applied = 10) "Keep only labels whose name matches\nA regular expression. Samples stay."
    taghide "th" LabelNames Filter (applied = 11) "Drop labels whose name matches\nA regular expression. Samples stay."
    noinlines "noinlines" Bool Node (shows) "Count inlined functions for the function around them"
    showcolumns "showcolumns" Bool Node (shows) "Show column numbers, where lines are shown"
    granularity "g" Choice ["functions", "filefunctions", "files", "lines", "addresses"] Node (shows) "What frames are told apart by"
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
