//! What has become of everything in a text that looks like a goroutine, and what is to be said about it.
//!
//! taken + refused = lines that have the words `goroutine 7 [`. Whoever counts them in the file finds the same number.

use super::dump::{Cut, Dump, Limit};
use super::streams::MOST_STREAMS;
use crate::base::text::{counted, go_quote};
use crate::input::MOST_DUMPS;

/// What has become of every line that looks like a header.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Account {
    /// How many were read as goroutines.
    pub taken: u64,
    /// How many of those are there more than once, and are counted once: a crash prints them again for another thread.
    pub repeated: u64,
    /// How many of those a record of JSON has as a text and as a list of its lines.
    pub copies: u64,
    /// The numbers of the lines that were not, and how they begin; the first hundred of them.
    pub refused: Vec<(u64, String)>,
    /// How many lines were not read as goroutines.
    pub refused_count: u64,
    /// How many race reports there are, whose goroutines are none of a population.
    pub races: u64,
    /// How many goroutines have no frame, and nothing says why.
    pub bare: u64,
    /// How many frames are lost, as there is a call without its place or a place without its call.
    pub unread: u64,
    /// How many writers were given up in the middle of a goroutine, as there are too many at once.
    pub crowded: u64,
}

/// So many refused lines are known by their numbers.
const MOST_REFUSED: usize = 100;
/// So many of them are quoted.
const MOST_QUOTED: usize = 3;

impl Account {
    /// Notes a line that looks like a header and is none.
    pub fn refuse(&mut self, line: &[u8], number: u64) {
        self.refuse_all(1, line, number);
    }

    /// Notes so many of them in a line.
    pub fn refuse_all(&mut self, count: u64, line: &[u8], number: u64) {
        self.refused_count += count;
        if count > 0 && self.refused.len() < MOST_REFUSED {
            let start = &line[..line.len().min(120)];
            self.refused.push((number, String::from_utf8_lossy(start).into_owned()));
        }
    }

    /// Notes so many headers that a record has as a text and again as a list of its lines.
    pub fn copy(&mut self, count: u64) {
        self.taken += count;
        self.repeated += count;
        self.copies += count;
    }

    /// Adds that of other lines of the same file.
    pub fn add(&mut self, other: Account) {
        self.taken += other.taken;
        self.repeated += other.repeated;
        self.copies += other.copies;
        self.refused.extend(other.refused);
        self.refused.sort_by_key(|&(number, _)| number);
        self.refused.truncate(MOST_REFUSED);
        self.refused_count += other.refused_count;
        self.races += other.races;
        self.bare += other.bare;
        self.unread += other.unread;
        self.crowded += other.crowded;
    }

    /// Everything that whoever sees the dumps has to know about the text, a sentence each; none where all is as it should be.
    pub fn sentences(&self, dumps: &[Dump]) -> Vec<String> {
        let mut all = Vec::new();
        match dumps.len() {
            0 | 1 => {}
            count @ 2..=MOST_DUMPS => all.push(format!("It holds {count} dumps of goroutines, each a profile of its own.")),
            count => all.push(format!(
                "It holds {count} dumps of goroutines, of which the last {MOST_DUMPS} are opened, each a profile of its own."
            )),
        }
        all.extend(dumps.iter().filter_map(cut));
        let goroutines = dumps.iter().flat_map(|dump| &dump.goroutines);
        let broken = goroutines.filter(|goroutine| goroutine.is_broken).count();
        let mut say = |count: u64, noun: &str, words: &dyn Fn(&str) -> String| {
            if count > 0 {
                all.push(words(&counted(count, noun)));
            }
        };
        say(broken as u64, "goroutine", &|what| {
            format!("The runtime could not walk the stack of {what} to its end: it says so in the text.")
        });
        say(self.copies, "goroutine", &|what| {
            format!("It has {what} as a text and as a list of its lines: each is counted once.")
        });
        say(self.repeated.saturating_sub(self.copies), "goroutine", &|what| {
            format!("The crash has printed {what} more than once: each is counted once.")
        });
        say(self.races, "race report", &|what| {
            format!("There is {what} in it, too: whose goroutines are not counted, for they did not wait together.")
        });
        say(self.bare, "goroutine", &|_| {
            without_stack(self.bare, self.taken, "goroutine")
        });
        say(self.unread, "frame", &|what| {
            format!(
                "Not read of the stacks: {what}, of which the text has a call without its place, or a place without its call."
            )
        });
        say(self.crowded, "writer", &|what| {
            format!(
                "More than {MOST_STREAMS} writers dump at the same time, which are not told apart: {what} of them may lack parts of stacks."
            )
        });
        all.extend(self.refusal());
        all
    }

    /// What is good to know and takes nothing away, a sentence each.
    pub fn asides(dumps: &[Dump]) -> Vec<String> {
        let goroutines = dumps.iter().flat_map(|dump| &dump.goroutines);
        let elided = goroutines.filter(|goroutine| goroutine.elided > 0).count();
        match elided as u64 {
            0 => Vec::new(),
            count => vec![format!(
                "Go has left out frames in the middle of the stack of {}, or at its end.",
                counted(count, "goroutine")
            )],
        }
    }

    fn refusal(&self) -> Option<String> {
        if self.refused.is_empty() {
            return None;
        }
        let quoted = self.refused.iter().take(MOST_QUOTED);
        let mut named: Vec<String> = quoted
            .map(|(number, text)| format!("line {number} ({})", go_quote(text.trim())))
            .collect();
        let numbers = self.refused.iter().skip(MOST_QUOTED);
        named.extend(numbers.map(|(number, _)| number.to_string()));
        let unnamed = self.refused_count - self.refused.len() as u64;
        if unnamed > 0 {
            named.push(format!("and {unnamed} more"));
        }
        let what = counted(self.refused_count, "line");
        Some(format!(
            "Not read as goroutines, though they have the words: {what}, {}.",
            named.join(", ")
        ))
    }
}

/// How many of all have no stack.
pub fn without_stack(count: u64, all: u64, noun: &str) -> String {
    let verb = if count == 1 { "has" } else { "have" };
    format!("{count} of {} {verb} no stack in the text.", counted(all, noun))
}

/// Where a dump was cut, and why if a length tells.
fn cut(dump: &Dump) -> Option<String> {
    let Cut { limit, is_inside } = dump.cut?;
    let last = dump.goroutines.last()?;
    let place = match is_inside {
        true => "in the middle of",
        false => "behind",
    };
    let by_a_limit = "what wrote it stopped where a buffer or a limit ends";
    let known = match limit {
        None => "the file or the log ends there".to_owned(),
        Some(Limit::Dump(DEBUG_2)) => {
            format!("it is {DEBUG_2} bytes long, and debug=2 ends at 64 MiB whatever is left")
        }
        Some(limit) => {
            let (what, size, why) = match limit {
                Limit::Dump(size) => ("it", size, "runtime.Stack stops where its buffer is full"),
                Limit::Crash(size) => ("with the message before it, it", size, by_a_limit),
                Limit::Text(size) => ("the text that it is in", size, by_a_limit),
                Limit::File(size) => ("the whole file", size, by_a_limit),
            };
            let (amount, unit) = match size >> 20 {
                0 => (size >> 10, "KiB"),
                mebibytes => (mebibytes, "MiB"),
            };
            let log = match size {
                0x4000 => ", and Docker cuts messages there",
                0x4_0000 => ", and many logs cut messages there",
                _ => "",
            };
            format!("{what} is {size} bytes long, which is {amount} {unit}: {why}{log}")
        }
    };
    Some(format!(
        "The dump was cut {place} goroutine {}, in line {}: {known}. What came behind it is not here.",
        last.id, last.line
    ))
}

/// How long the text of `debug=2` can be.
const DEBUG_2: u64 = 64 << 20;
