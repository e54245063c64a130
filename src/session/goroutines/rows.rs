//! Groups as rows, and the table as text for spreadsheets.

use super::{Apart, Counted, Goroutines};
use crate::analysis::goroutines::{Group, Owner, STEPS, about, histogram, standing};
use crate::base::error::Result;
use crate::base::measurement::label as printed;
use crate::base::sink::Sink;
use crate::profile::Label;
use crate::report::csv;
use crate::session::answers::page;
use crate::session::download::Content;
use crate::session::{display, short_place};
use serde::Serialize;
use std::ops::Range;
use std::rc::Rc;

/// A group in a line.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GoroutineRow {
    /// How many there are; in a comparison how many more, or fewer.
    pub count: f64,
    /// How many there were in the base of a comparison; 0 without one.
    pub before: f64,
    /// What they wait for, or do; empty where nothing says it.
    pub state: String,
    /// Whether only the stack says so.
    pub derived: bool,
    /// Whether nothing can wake them.
    pub leaked: bool,
    /// Whether they are the runtime's own.
    pub system: bool,
    /// The function that they stand in, the program's own if there is one.
    pub name: String,
    /// Whether that function is of the program and the modules it uses; otherwise of the library or the runtime.
    pub own: bool,
    /// The line in it: `leak.go:53`.
    pub place: String,
    /// The path of its file, as the profile has it.
    pub file: String,
    /// What they do and where, in words: `chan send at leak.go:53`.
    pub words: String,
    /// The function that began them; empty if that is not known.
    pub creator: String,
    /// The line of its `go` statement: `main.go:40`.
    pub creator_place: String,
    /// How many have waited so long, by the steps of the answer.
    pub waits: [f64; STEPS.len()],
    /// The same in words: `none 140, 3–5 min 12`.
    pub waits_text: String,
    /// For about how long the one has waited that has waited longest; empty if nobody knows.
    pub longest: String,
    /// The labels that most of them have, each with how many if not all have it.
    pub labels: Vec<String>,
    /// How many more labels there are.
    pub more_labels: usize,
    /// The frames that tell it apart from groups whose rows read alike; none if there are no such groups.
    pub apart: Vec<Apart>,
    /// How many calls deep it is, where only that tells it apart from those; else 0.
    pub deep: usize,
}

/// The words of goroutines of which neither a state nor a frame is known.
pub const WITHOUT_STACK: &str = "without a stack";

/// How many labels a row has.
const LABELS_IN_ROW: usize = 3;

impl Counted {
    /// A label as text: `tenant=acme`.
    pub fn label_text(&self, label: Label) -> String {
        let set = &self.groups.set;
        let value = match label {
            Label::Text { value, .. } => display(set.label_text(value)),
            Label::Number { value, unit, .. } => {
                printed(value, &unit.map_or(String::new(), |unit| display(set.label_text(unit))))
            }
        };
        format!("{}={value}", display(set.label_text(label.key())))
    }

    /// What the goroutines of a group do and where: `chan send at leak.go:53`.
    pub fn words(&self, group: &Group) -> String {
        let set = &self.groups.set;
        let state = display(&self.groups.states[group.state as usize]);
        let Some((frame, via)) = self.groups.place(group, &self.groups.frames_of(group)) else {
            return match state.as_str() {
                "" => WITHOUT_STACK.to_owned(),
                state => state.to_owned(),
            };
        };
        let name = |frame| display(set.text(set.frame(frame).name));
        if self.groups.owners[frame.index()] != Owner::User {
            let words = standing(&state, &name(frame), "");
            // Nothing in it is the program's own, but who began it may be.
            return match self.groups.creator(group) {
                Some((creator, file, line)) if line != 0 && Owner::of(creator, file) == Owner::User => {
                    format!("{words}, created at {}", short_place(file, line))
                }
                _ => words,
            };
        }
        let at = set.frame(frame);
        let place = match short_place(set.text(at.file), at.line) {
            place if place.is_empty() => name(frame),
            place => place,
        };
        standing(&state, &via.map_or(String::new(), name), &place)
    }

    /// A group in a line.
    pub fn row(&self, group: &Group) -> GoroutineRow {
        let groups = &self.groups;
        let set = &groups.set;
        let place = groups.place(group, &groups.frames_of(group));
        let at = place.map(|(frame, _)| set.frame(frame));
        let (creator, file, line) = groups.creator(group).unwrap_or_default();
        let labels = groups.labels(group);
        let first = labels.iter().take(LABELS_IN_ROW).map(|&(label, count)| {
            let text = self.label_text(label);
            if count == group.count {
                text
            } else {
                format!("{text} {count}")
            }
        });
        GoroutineRow {
            count: group.count as f64,
            before: group.before as f64,
            state: display(&groups.states[group.state as usize]),
            derived: group.is_derived,
            leaked: group.is_leaked,
            system: group.is_system,
            name: place.map_or(String::new(), |(frame, _)| match set.text(set.frame(frame).name) {
                b"" => display(&set.printed_name(frame)),
                name => display(name),
            }),
            own: place.is_some_and(|(frame, _)| groups.owners[frame.index()] == Owner::User),
            place: at.map_or(String::new(), |at| short_place(set.text(at.file), at.line)),
            file: at.map_or(String::new(), |at| display(set.text(at.file))),
            words: self.words(group),
            creator: display(creator),
            creator_place: short_place(file, line),
            waits: group.waits.map(|count| count as f64),
            waits_text: histogram(&group.waits),
            longest: about(group.longest),
            labels: first.collect(),
            more_labels: labels.len().saturating_sub(LABELS_IN_ROW),
            apart: Vec::new(),
            deep: 0,
        }
    }
}

/// The columns of the table as text, in front of the steps of waiting.
const COLUMNS: [&str; 9] = [
    "count",
    "state",
    "leaked",
    "function",
    "file",
    "line",
    "created by",
    "created at",
    "labels",
];

impl Goroutines {
    /// Groups that lie in a range.
    pub fn page(&self, range: Range<usize>) -> Vec<GoroutineRow> {
        let rows = page(&self.groups, range).iter();
        let told = self.all.told.get_or_init(|| self.all.apart());
        rows.map(|&group| {
            let own = told.get(&group).cloned().unwrap_or_default();
            GoroutineRow {
                apart: own.frames,
                deep: own.deep,
                ..self.all.row(&self.all.groups.groups[group as usize])
            }
        })
        .collect()
    }

    /// The table as lines whose columns are apart by tabs: the first one is the heading, then come the groups.
    pub fn table(&self, range: Range<usize>) -> Vec<String> {
        let lines = range.start..range.end.min(self.groups.len() + 1);
        let line = |number: usize| {
            let cells = match number.checked_sub(1) {
                None => heading(),
                Some(row) => self.cells(row),
            };
            let plain = cells.iter().map(|cell| cell.replace(['\t', '\n', '\r'], " "));
            plain.collect::<Vec<String>>().join("\t")
        };
        lines.map(line).collect()
    }

    fn cells(&self, row: usize) -> Vec<String> {
        let groups = &self.all.groups;
        let group = &groups.groups[self.groups[row] as usize];
        let GoroutineRow {
            state,
            leaked,
            name,
            file,
            creator,
            labels,
            ..
        } = self.all.row(group);
        let place = groups.place(group, &groups.frames_of(group));
        let line = place.map_or(0, |(frame, _)| groups.set.frame(frame).line);
        let created_at = groups
            .creator(group)
            .map_or(String::new(), |(_, file, line)| match file {
                b"" => String::new(),
                file => format!("{}:{line}", display(file)),
            });
        let mut cells = vec![
            group.count.to_string(),
            state,
            if leaked { "leaked" } else { "" }.to_owned(),
            name,
            file,
            if line == 0 { String::new() } else { line.to_string() },
            creator,
            created_at,
            labels.join(" "),
        ];
        cells.extend(group.waits.iter().map(i64::to_string));
        cells
    }
}

fn heading() -> Vec<String> {
    let mut cells: Vec<String> = COLUMNS.iter().map(|column| (*column).to_owned()).collect();
    cells.extend(STEPS.iter().map(|(_, name)| format!("waited {name}")));
    cells
}

/// The groups of an answer, as comma-separated values.
pub struct Listed(pub Rc<Goroutines>);

impl Content for Listed {
    fn rows(&self) -> usize {
        self.0.groups.len()
    }

    fn write(&mut self, range: Range<usize>, out: &mut dyn Sink) -> Result<()> {
        let mut text = String::new();
        if range.start == 0 {
            text.push_str(&line(&heading()));
        }
        for row in range.start..range.end.min(self.0.groups.len()) {
            text.push_str(&line(&self.0.cells(row)));
        }
        out.write(text.as_bytes())
    }
}

/// Cells in a line, in quotes where they need them.
fn line(cells: &[String]) -> String {
    let fields: Vec<String> = cells.iter().map(|cell| csv::text_field(cell)).collect();
    fields.join(",") + "\n"
}
