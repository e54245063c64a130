//! The table of pprof's reports: all that other code needs to know about each of them.
//!
//! A report is a file beside this one with a function [`WriteReport`], and a row here. What other code does differently for it
//! is a field of the row. A name is what a user types: only [`find`] and [`named`] compare it. A view that shows what a report
//! shows names the row itself, [`TOP`] for instance.

use super::{Context, callgrind, comments, dot, list, proto, raw, tags, top, traces, tree};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::sink::Sink;

/// A report of pprof.
pub struct Report {
    /// Its name in the shell and, behind a dash, on the command line.
    pub name: &'static str,
    /// What it shows, in a line.
    pub help: &'static str,
    /// How to write it; none for those that show the program's assembly, which is not in a profile.
    pub write: Option<WriteReport>,
    /// What the regular expression behind its name is searched in.
    pub pattern: Searched,
    /// What the other words behind its name are searched in.
    pub words: Words,
    /// How many nodes it shows unless told otherwise; 0 for any number.
    pub default_nodecount: i64,
    /// The same for the shell's prompt, where it differs.
    pub shell_nodecount: Option<i64>,
    /// Whether nodes and edges that are too small are left out.
    pub trims: bool,
    /// What it tells frames apart by, whatever the options say; empty if they decide.
    pub granularity: &'static str,
    /// Who reads it: people, or other programs.
    pub output: Output,
    /// How long it is.
    pub length: Length,
    /// What a file with the report is called: `*` stands for what the profile is called.
    pub file: &'static str,
}

/// Writes a report to a sink, as a whole or the part that the context wants.
pub type WriteReport = fn(&Context, &mut dyn Sink) -> Result<()>;

/// What the words behind a report's name are searched in: `tree json -cache` wants samples with `json` and without `cache`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// The frames, like `focus` and `ignore`.
    Frames,
    /// The labels, like `tagfocus` and `tagignore`.
    Labels,
}

/// What the regular expression behind a report's name is searched in: it is about the functions that match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Searched {
    /// There is no such expression.
    Nothing,
    /// The names of functions, as the profile has them.
    Functions,
    /// The names of nodes, as they are printed.
    Nodes,
}

/// Who reads a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// People.
    Text,
    /// Another program. Where the output is a terminal, it goes to a file `profile001.` and this ending.
    Program {
        /// The ending, without the dot in front of it.
        ending: &'static str,
    },
    /// Every program that reads profile.proto. Where the output is a terminal, it goes to a file `profile001.pb.gz`.
    Profile,
}

impl Output {
    /// How the file ends that takes the report where the output is a terminal; none for what is read there.
    pub fn ending(self) -> Option<&'static str> {
        match self {
            Output::Text => None,
            Output::Program { ending } => Some(ending),
            Output::Profile => Some("pb.gz"),
        }
    }
}

/// How long a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// As long as there are nodes, or labels, or lines: it is written in one go.
    Short,
    /// As long as there are samples, but written in one go.
    Samples,
    /// As long as there are samples, and written in parts if they are wanted, see [`Context::part`].
    SamplesInParts,
}

impl Report {
    /// The text that most reports are: of nodes, trimmed, for people. Rows say how they differ.
    pub const TEXT: Report = Report {
        name: "",
        help: "",
        write: None,
        pattern: Searched::Nothing,
        words: Words::Frames,
        default_nodecount: 80,
        shell_nodecount: None,
        trims: true,
        granularity: "",
        output: Output::Text,
        length: Length::Short,
        file: "*.txt",
    };

    /// The table of nodes, which is as long as it gets in a file, and ten lines long at the prompt.
    const ENTRIES: Report = Report {
        help: "Outputs top entries in text form",
        write: Some(top::write),
        default_nodecount: 0,
        shell_nodecount: Some(10),
        ..Report::TEXT
    };

    /// Whether a regular expression follows its name.
    pub fn takes_pattern(&self) -> bool {
        self.pattern != Searched::Nothing
    }

    /// What a file with the report is called, when the profile is called `stem`.
    pub fn file_name(&self, stem: &str) -> String {
        self.file.replace('*', stem)
    }
}

/// The call graph as a picture.
pub static DOT: Report = Report {
    name: "dot",
    help: "Outputs a graph in DOT format",
    write: Some(dot::write),
    file: "*.dot",
    ..Report::TEXT
};

/// The source lines of functions.
pub static LIST: Report = Report {
    name: "list",
    help: "Output annotated source for functions matching regexp",
    write: Some(list::write),
    pattern: Searched::Functions,
    trims: false,
    granularity: "lines",
    file: "*.list.txt",
    ..Report::TEXT
};

/// The table of nodes.
pub static TOP: Report = Report {
    name: "top",
    file: "*.top.txt",
    ..Report::ENTRIES
};

/// All reports, in alphabetical order.
pub static REPORTS: &[&Report] = &[
    &Report {
        name: "callgrind",
        help: "Outputs a graph in callgrind format",
        write: Some(callgrind::write),
        trims: false,
        granularity: "addresses",
        output: Output::Program {
            ending: "callgraph.out",
        },
        // The programs that open it look for this name.
        file: "callgrind.out.*",
        ..Report::TEXT
    },
    &Report {
        name: "comments",
        help: "Output all profile comments",
        write: Some(comments::write),
        file: "*.comments.txt",
        ..Report::TEXT
    },
    &Report {
        name: "disasm",
        help: "Output assembly listings annotated with samples",
        pattern: Searched::Functions,
        trims: false,
        granularity: "addresses",
        file: "*.disasm.txt",
        ..Report::TEXT
    },
    &DOT,
    &LIST,
    &Report {
        name: "peek",
        help: "Output callers/callees of functions matching regexp",
        write: Some(tree::write_peek),
        pattern: Searched::Nodes,
        trims: false,
        file: "*.peek.txt",
        ..Report::TEXT
    },
    &Report {
        name: "proto",
        help: "Outputs the profile in compressed protobuf format",
        write: Some(proto::write),
        trims: false,
        granularity: "addresses",
        output: Output::Profile,
        length: Length::Samples,
        file: "*.proto.pb.gz",
        ..Report::TEXT
    },
    &Report {
        name: "raw",
        help: "Outputs a text representation of the raw profile",
        write: Some(raw::write),
        trims: false,
        granularity: "addresses",
        length: Length::SamplesInParts,
        file: "*.raw.txt",
        ..Report::TEXT
    },
    &Report {
        name: "tags",
        help: "Outputs all tags in the profile",
        write: Some(tags::write),
        words: Words::Labels,
        file: "*.tags.txt",
        ..Report::TEXT
    },
    &Report {
        name: "text",
        file: "*.text.txt",
        ..Report::ENTRIES
    },
    &TOP,
    &Report {
        name: "topproto",
        help: "Outputs top entries in compressed protobuf format",
        write: Some(proto::write_top),
        default_nodecount: 0,
        output: Output::Profile,
        file: "*.topproto.pb.gz",
        ..Report::TEXT
    },
    &Report {
        name: "traces",
        help: "Outputs all profile samples in text form",
        write: Some(traces::write),
        length: Length::SamplesInParts,
        file: "*.traces.txt",
        ..Report::TEXT
    },
    &Report {
        name: "tree",
        help: "Outputs a text rendering of call graph",
        write: Some(tree::write),
        file: "*.tree.txt",
        ..Report::TEXT
    },
    &Report {
        name: "weblist",
        help: "Display annotated source in a web browser",
        pattern: Searched::Functions,
        trims: false,
        granularity: "addresses",
        file: "*.weblist.txt",
        ..Report::TEXT
    },
];

/// The report of a name that somebody typed.
pub fn find(name: &str) -> Option<&'static Report> {
    REPORTS.iter().copied().find(|report| report.name == name)
}

/// The report of a name that somebody chose.
///
/// # Errors
///
/// There is no report of that name.
pub fn named(name: &str) -> Result<&'static Report> {
    find(name).ok_or_else(|| Error::new(ErrorKind::Usage(format!("there is no report {name}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_every_report_has_a_file() {
        assert!(REPORTS.is_sorted_by(|one, other| one.name < other.name));
        for report in REPORTS {
            assert_eq!(report.file.matches('*').count(), 1, "{}", report.name);
            assert!(!report.help.is_empty(), "{}", report.name);
        }
        let mut files: Vec<&str> = REPORTS.iter().map(|report| report.file).collect();
        files.sort_unstable();
        files.dedup();
        assert_eq!(files.len(), REPORTS.len());
    }
}
