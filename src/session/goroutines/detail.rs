//! Everything about a group of goroutines.

use super::kin::Family;
use super::{Goroutines, Kin, Shared};
use crate::analysis::filter::label_expressions;
use crate::analysis::goroutines::{Group, Owner, STEPS, about};
use crate::analysis::stacks::SiteFrame;
use crate::base::error::Result;
use crate::base::markdown::{block, code, escape};
use crate::base::room::ask_for;
use crate::base::sort::sort;
use crate::profile::Label;
use crate::profile::goroutine_labels::STATE;
use crate::session::net::with_sign;
use crate::session::short_place;
use crate::session::{Session, display};
use serde::Serialize;

/// A group with everything about it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GoroutineDetail {
    /// The frames, the leaf first.
    pub frames: Vec<GoroutineFrame>,
    /// The `go` statement that began them; none if it is not known.
    pub creator: Option<GoroutineFrame>,
    /// How many goroutines of it the files have one by one: a part of the answer, by the number of the row.
    pub texts: usize,
    /// Their numbers, the lowest first, but for the highest where there are many.
    pub ids: Vec<String>,
    /// The groups that began it.
    pub parents: Vec<Kin>,
    /// How many of its goroutines were begun by one that is not there any more.
    pub gone: f64,
    /// The groups that it has begun.
    pub children: Vec<Kin>,
    /// Whether who began whom is known by the numbers of goroutines; else it is by function, which is a guess.
    pub by_number: bool,
    /// How many groups are not told among those that began it and that it has begun.
    pub more_kin: usize,
    /// Addresses that its first goroutine shares with others.
    pub shared: Vec<Shared>,
    /// The program's own labels, the most frequent first, but for those that `more_labels` counts.
    pub labels: Vec<GoroutineLabel>,
    /// How many more labels there are.
    pub more_labels: usize,
    /// The filter that leaves goroutines in this state; empty if the profile does not say states.
    pub state_filter: String,
    /// What such a stack mostly means; empty if nothing is known.
    pub hint: &'static str,
    /// All of it as Markdown, to copy.
    pub markdown: String,
}

/// A frame of a stack.
#[derive(Debug, Clone, Serialize)]
pub struct GoroutineFrame {
    /// The name of the function.
    pub name: String,
    /// Its file and line in short: `leak.go:53`.
    pub place: String,
    /// The path of its file.
    pub file: String,
    /// The line; 0 if it is not known.
    pub line: f64,
    /// Whose code it is: `own`, `library` or `runtime`.
    pub owner: &'static str,
    /// Whether it is the line that the goroutines stand at.
    pub stands: bool,
    /// The text of the line, if the file was dropped.
    pub text: String,
}

/// A label of goroutines.
#[derive(Debug, Clone, Serialize)]
pub struct GoroutineLabel {
    /// Its name and its value: `tenant=acme`.
    pub text: String,
    /// How many have it.
    pub count: f64,
    /// The filter that leaves those that have it; empty if there is none.
    pub filter: String,
}

/// How many numbers of goroutines and how many labels a detail lists.
const IDS: usize = 200;
const LABELS: usize = 30;

/// Frames of the library whose goroutines mean something that they do not say.
const HINTS: &[(&str, &str)] = &[
    (
        "net/http.(*persistConn).readLoop",
        "A connection of an HTTP client. Pairs of readLoop and writeLoop that grow in step are mostly responses whose body is not closed.",
    ),
    (
        "net/http.(*persistConn).writeLoop",
        "A connection of an HTTP client. Pairs of readLoop and writeLoop that grow in step are mostly responses whose body is not closed.",
    ),
    (
        "database/sql.(*DB).connectionOpener",
        "One for each sql.DB that is open: when they grow, sql.Open is called again and again.",
    ),
];

impl Goroutines {
    /// Everything about a group; `row` is its number among those that the query left.
    ///
    /// # Errors
    ///
    /// There is no such group.
    pub fn group(&self, session: &Session, row: usize) -> Result<GoroutineDetail> {
        let number = self.number(row)?;
        let groups = &self.all.groups;
        let group = &groups.groups[number as usize];
        let members = self.all.members(session);
        ask_for(self.room_of_frames(group))?;
        let frames = self.frames(session, group);
        let creator = groups
            .creator(group)
            .map(|(name, file, line)| frame(session, name, file, line, Owner::of(name, file)));
        let calls = group.blocking.map_or(frames.len(), |frame| frame as usize + 1);
        let Family {
            parents,
            gone,
            children,
            by_number,
            more,
        } = self.family(&members, number);
        let labels = groups.labels(group);
        let listed = labels.iter().take(LABELS).map(|&(label, count)| GoroutineLabel {
            text: self.all.label_text(label),
            count: count as f64,
            filter: self.filter(label),
        });
        let mut ids: Vec<u64> = members
            .of(number)
            .map(|(dump, place)| members.dumps[dump].ids[place])
            .collect();
        sort(&mut ids);
        let state = &groups.states[group.state as usize];
        let hint = HINTS
            .iter()
            .find(|(name, _)| frames.iter().any(|frame| frame.name == *name));
        let is_change = session.summary().is_ok_and(|summary| summary.changes);
        Ok(GoroutineDetail {
            texts: members.with_text(number).count(),
            ids: ids.iter().take(IDS).map(u64::to_string).collect(),
            parents,
            gone: gone as f64,
            children,
            by_number,
            more_kin: more,
            shared: self.shared(&members, number, calls),
            labels: listed.collect(),
            more_labels: labels.len().saturating_sub(LABELS),
            state_filter: match group.is_derived {
                true => String::new(),
                false => label_expressions::for_text(STATE, state).single,
            },
            hint: hint.map_or("", |(_, hint)| hint),
            markdown: self.markdown(group, &frames, creator.as_ref(), is_change),
            frames,
            creator,
        })
    }

    /// About how many bytes the frames of a group take: each by itself, as text and as Markdown.
    fn room_of_frames(&self, group: &Group) -> u64 {
        let set = &self.all.groups.set;
        let room = |own: SiteFrame| {
            let frame = set.frame(own.frame());
            (set.text(frame.name).len() + set.text(frame.file).len()) as u64 * 6 + 800
        };
        self.all.groups.frames_of(group).into_iter().map(room).sum()
    }

    fn frames(&self, session: &Session, group: &Group) -> Vec<GoroutineFrame> {
        let groups = &self.all.groups;
        let set = &groups.set;
        let frames = groups.frames_of(group).into_iter().enumerate().map(|(index, own)| {
            let of = set.frame(own.frame());
            let owner = groups.owners[own.frame().index()];
            let (name, file) = (set.text(of.name), set.text(of.file));
            let unnamed = name.is_empty().then(|| set.printed_name(own.frame()));
            let name = unnamed.as_deref().unwrap_or(name);
            let mut frame = frame(session, name, file, of.line, owner);
            frame.stands = group.blocking == Some(index as u32);
            frame
        });
        frames.collect()
    }

    /// The filter that leaves what has a label.
    fn filter(&self, label: Label) -> String {
        let set = &self.all.groups.set;
        let key = set.label_text(label.key());
        match label {
            Label::Text { value, .. } => label_expressions::for_text(key, set.label_text(value)).single,
            Label::Number { value, unit, .. } => {
                let unit = unit.map_or(String::new(), |unit| display(set.label_text(unit)));
                label_expressions::for_numbers(key, &unit, (value, value)).single
            }
        }
    }

    /// A group as Markdown: what it is in a line, and its stack.
    fn markdown(
        &self,
        group: &Group,
        frames: &[GoroutineFrame],
        creator: Option<&GoroutineFrame>,
        is_change: bool,
    ) -> String {
        let row = self.all.row(group);
        let leaked = if group.is_leaked { " (leaked)" } else { "" };
        // The smallest of all numbers has no counterpart that is positive.
        let noun = match group.count {
            1 | -1 => "goroutine",
            _ => "goroutines",
        };
        let count = match is_change {
            true => with_sign(group.count.to_string(), group.count),
            false => group.count.to_string(),
        };
        let mut text = format!("**{count} {noun}: {}**{leaked}", escape(&row.words));
        if !row.name.is_empty() && row.own {
            text.push_str(&format!(", in {}", code(&row.name)));
        }
        if let Some(creator) = creator {
            text.push_str(&format!(", created by {}", code(&creator.name)));
            if !creator.place.is_empty() {
                text.push_str(&format!(" at {}", escape(&creator.place)));
            }
        }
        if group.longest > 0 {
            let none = group.waits[0];
            text.push_str(&format!("; waiting {} at most", about(group.longest)));
            if none != 0 {
                text.push_str(&format!(", {none} without minutes"));
            }
            let steps = STEPS.iter().zip(&group.waits).skip(1).filter(|(_, count)| **count != 0);
            let steps: Vec<String> = steps.map(|((_, name), count)| format!("{name}: {count}")).collect();
            text.push_str(&format!(" ({})", steps.join(", ")));
        }
        let mut lines = String::new();
        let place = |frame: &GoroutineFrame| match frame.file.as_str() {
            "" => String::new(),
            // A line is a whole number: std's way to print others is tens of kilobytes.
            file => format!("\t{file}:{}\n", frame.line as i64),
        };
        for frame in frames {
            lines.push_str(&format!("{}\n{}", frame.name, place(frame)));
        }
        if let Some(creator) = creator {
            lines.push_str(&format!("created by {}\n{}", creator.name, place(creator)));
        }
        format!("{text}\n\n{}", block(&lines))
    }
}

fn frame(session: &Session, name: &[u8], file: &[u8], line: i64, owner: Owner) -> GoroutineFrame {
    let text = usize::try_from(line - 1).ok().and_then(|before| {
        let text = session.source_text(file)?;
        let line = text.split(|&byte| byte == b'\n').nth(before)?;
        Some(display(line.trim_ascii()))
    });
    GoroutineFrame {
        name: display(name),
        place: short_place(file, line),
        file: display(file),
        line: line as f64,
        owner: match owner {
            Owner::User => "own",
            Owner::Runtime => "runtime",
            Owner::Leads | Owner::Standard | Owner::Generated => "library",
        },
        stands: false,
        text: text.unwrap_or_default(),
    }
}
