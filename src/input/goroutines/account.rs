//! What has become of everything in a text that looks like a goroutine, and what is to be said about it.
//!
//! taken + refused = lines that have the words `goroutine 7 [`. Whoever counts them in the file finds the same number.

use super::dump::{Cut, Dump};
use crate::base::text::{counted, go_quote};
use crate::input::MOST_DUMPS;

/// What has become of every line that looks like a header.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Account {
    /// How many were read as goroutines.
    pub taken: u64,
    /// How many of those are goroutines that a crash has printed before.
    pub repeated: u64,
    /// The numbers of the lines that were not, and how they begin; the first hundred of them.
    pub refused: Vec<(u64, String)>,
    /// How many lines were not read as goroutines.
    pub refused_count: u64,
    /// How many race reports there are, whose goroutines are none of a population.
    pub races: u64,
}

/// So many refused lines are known by their numbers.
const MOST_REFUSED: usize = 100;
/// So many of them are quoted.
const MOST_QUOTED: usize = 3;

impl Account {
    /// Notes a line that looks like a header and is none.
    pub fn refuse(&mut self, line: &[u8], number: u64) {
        self.refused_count += 1;
        if self.refused.len() < MOST_REFUSED {
            let start = &line[..line.len().min(120)];
            self.refused.push((number, String::from_utf8_lossy(start).into_owned()));
        }
    }

    /// Adds that of other lines of the same file.
    pub fn add(&mut self, other: Account) {
        self.taken += other.taken;
        self.repeated += other.repeated;
        self.refused.extend(other.refused);
        self.refused.sort_by_key(|&(number, _)| number);
        self.refused.truncate(MOST_REFUSED);
        self.refused_count += other.refused_count;
        self.races += other.races;
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
        let goroutines = || dumps.iter().flat_map(|dump| &dump.goroutines);
        let broken = goroutines().filter(|goroutine| goroutine.is_broken).count();
        if broken > 0 {
            let what = counted(broken as u64, "goroutine");
            all.push(format!(
                "The runtime could not walk the stack of {what} to its end: it says so in the text."
            ));
        }
        if self.repeated > 0 {
            let what = counted(self.repeated, "goroutine");
            all.push(format!(
                "The crash has printed {what} more than once: each is counted once."
            ));
        }
        if self.races > 0 {
            let what = counted(self.races, "race report");
            all.push(format!(
                "There is {what} in it, too: whose goroutines are not counted, for they did not wait together."
            ));
        }
        all.extend(self.refusal());
        all
    }

    /// What is good to know and takes nothing away, a sentence each.
    pub fn asides(dumps: &[Dump]) -> Vec<String> {
        let goroutines = dumps.iter().flat_map(|dump| &dump.goroutines);
        let elided = goroutines.filter(|goroutine| goroutine.elided > 0).count();
        let what = || counted(elided as u64, "goroutine");
        let all = (elided > 0).then(|| {
            format!(
                "Go has left out frames in the middle of the stack of {}, or at its end.",
                what()
            )
        });
        all.into_iter().collect()
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

/// Where a dump was cut, and why if its size tells.
fn cut(dump: &Dump) -> Option<String> {
    let Cut { size, is_inside } = dump.cut?;
    let last = dump.goroutines.last()?;
    let place = match is_inside {
        true => "in the middle of",
        false => "behind",
    };
    let known = match size {
        None => "the file or the log ends there".to_owned(),
        Some(DEBUG_2) => format!("it is {DEBUG_2} bytes long, and debug=2 ends at 64 MiB whatever is left"),
        Some(size) => {
            let (amount, unit) = match size >> 20 {
                0 => (size >> 10, "KiB"),
                mebibytes => (mebibytes, "MiB"),
            };
            let log = match size {
                0x4000 => ", and Docker cuts messages there",
                0x4_0000 => ", and many logs cut messages there",
                _ => "",
            };
            format!(
                "it is {size} bytes long, which is {amount} {unit}: runtime.Stack stops where its buffer is full{log}"
            )
        }
    };
    Some(format!(
        "The dump was cut {place} goroutine {}, in line {}: {known}. What came behind it is not here.",
        last.id, last.line
    ))
}

/// How long the text of `debug=2` can be.
const DEBUG_2: u64 = 64 << 20;
