//! The sentence that opens a profile of goroutines: in what state most of them are, at which line, who began them, since about when.

use super::rows::WITHOUT_STACK;
use crate::analysis::goroutines::{Likeness, about};
use crate::base::error::Result;
use crate::base::measurement::readable_percent;
use crate::base::pattern::quote;
use crate::base::sort::sort_by_key;
use crate::base::text::grouped;
use crate::profile::goroutine_labels::LEAKED;
use crate::session::Session;
use crate::session::net::with_sign;
use crate::session::sentence::Piece;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// So many lines are named.
const NAMED: usize = 3;

/// Beside the most, lines count where at least one in so many goroutines stands.
const FEW: u64 = 50;

/// Goroutines that stand at the same line in the same state.
struct Counted {
    count: i64,
    state: String,
    name: String,
    /// The line: `leak.go:53`.
    at: String,
    /// None where several have begun them.
    creator: Option<String>,
    /// Of how many it is known that they wait, and for how long the longest of them does, in minutes.
    waiting: i64,
    longest: i64,
}

impl Session {
    /// Where the most goroutines stand, those of the runtime left out; `total` is what shares are of; of changes there are none. Each is a clause,
    /// the first one with everything: `13 in chan send at leak.go:53, main.leak (28.26%), started by main.start, 9 of 13 waiting for up to about 12 minutes`.
    ///
    /// # Errors
    ///
    /// Nothing is open.
    pub(in crate::session) fn standing(&self, total: i64, is_change: bool) -> Result<Vec<Vec<Piece>>> {
        let all = self.goroutines(Likeness::Exact)?;
        let mut places: Vec<(String, Counted)> = Vec::new();
        // Files and functions of two packages may be called the same.
        let mut known: FxHashMap<(String, String), usize> = FxHashMap::default();
        for group in all.groups.groups.iter().filter(|group| !group.is_system) {
            let row = all.row(group);
            let place = *known.entry((row.words.clone(), row.name.clone())).or_insert_with(|| {
                let counted = Counted {
                    count: 0,
                    state: row.state,
                    name: row.name,
                    at: row.place,
                    creator: Some(row.creator.clone()),
                    waiting: 0,
                    longest: 0,
                };
                places.push((row.words, counted));
                places.len() - 1
            });
            let counted = &mut places[place].1;
            counted.count = counted.count.wrapping_add(group.count);
            let waits = group.waits[1..].iter();
            counted.waiting = waits.fold(counted.waiting, |sum, &count| sum.wrapping_add(count));
            counted.longest = counted.longest.max(group.longest);
            counted.creator = counted.creator.take().filter(|creator| *creator == row.creator);
        }
        sort_by_key(&mut places, |(_, counted)| Reverse(counted.count.unsigned_abs()));
        let is_worth = |counted: &Counted| counted.count.unsigned_abs() >= total.unsigned_abs() / FEW;
        let standing = places.into_iter().take(NAMED).enumerate();
        let standing = standing.filter(|(number, (_, counted))| *number == 0 || is_worth(counted));
        let leaked = self.leaked()?;
        let clause = (leaked != 0).then(|| clause_of_leaked(leaked, total, is_change));
        let clauses = standing.map(|(number, (words, counted))| {
            let told = if number == 0 { Told::All } else { Told::Line };
            counted.clause(&words, (!is_change).then_some(total), told)
        });
        Ok(clause.into_iter().chain(clauses).collect())
    }

    /// How many goroutines nothing can wake: the runtime says so of them.
    ///
    /// # Errors
    ///
    /// Nothing is open.
    pub(in crate::session) fn leaked(&self) -> Result<i64> {
        let all = self.goroutines(Likeness::Exact)?;
        let leaked = all.groups.groups.iter().filter(|group| group.is_leaked);
        Ok(leaked.fold(0, |sum, group| sum.wrapping_add(group.count)))
    }
}

/// That some have leaked, and which: where not all have, a click leaves only those.
fn clause_of_leaked(leaked: i64, total: i64, is_change: bool) -> Vec<Piece> {
    let number = grouped(leaked.to_string());
    let (text, is_all) = match is_change {
        true => (format!("{} leaked", with_sign(number, leaked)), false),
        false if leaked == total => ("all of them leaked".to_owned(), true),
        false => (format!("{number} of them leaked"), false),
    };
    let name = String::from_utf8_lossy(LEAKED);
    let piece = Piece {
        add: match is_all {
            true => Vec::new(),
            false => vec![("tagfocus", format!("{name}=true"))],
        },
        ..Piece::seen_in("goroutines", text)
    };
    vec![piece, Piece::words(": nothing can wake them")]
}

/// How much is told of goroutines that stand at a line.
#[derive(PartialEq, Eq)]
enum Told {
    /// Who began them and for how long they have waited, too.
    All,
    /// The line and the function alone.
    Line,
}

impl Counted {
    fn clause(self, words: &str, total: Option<i64>, told: Told) -> Vec<Piece> {
        let Counted {
            count,
            state,
            name,
            at,
            creator,
            waiting,
            longest,
        } = self;
        let in_view = |text: String, sort: &'static str| Piece {
            search: match at.as_str() {
                "" => quote(name.as_bytes()),
                at => format!("{} .*{}", quote(name.as_bytes()), quote(at.as_bytes())),
            },
            states: vec![state.clone()],
            sort,
            ..Piece::seen_in("goroutines", text)
        };
        // Where nothing is the program's own, the words have the name already.
        let (words, before_name) = match words.strip_suffix(&name) {
            Some(words) => (words.trim_end(), " "),
            None => (words, ", "),
        };
        let is_known = !words.starts_with("at ") && !words.starts_with("in ") && words != WITHOUT_STACK;
        let is_at_work = matches!(state.as_str(), "running" | "runnable");
        let into = if is_known && !is_at_work { "in " } else { "" };
        let number = match total {
            Some(_) => grouped(count.to_string()),
            None => with_sign(grouped(count.to_string()), count),
        };
        let mut clause = vec![in_view(format!("{number} {into}{words}"), "")];
        if !name.is_empty() {
            clause.push(Piece::words(before_name));
            clause.push(Piece::function(&name));
        }
        if let Some(total) = total {
            clause.push(Piece::words(" "));
            clause.push(in_view(format!("({})", readable_percent(count, total).trim()), ""));
        }
        if told == Told::Line {
            return clause;
        }
        if let Some(creator) = creator.filter(|creator| !creator.is_empty()) {
            clause.push(Piece::words(", started by "));
            // It may be in no stack itself: what it has begun is.
            clause.push(Piece {
                search: quote(creator.as_bytes()),
                function: creator.clone(),
                ..Piece::seen_in("goroutines", &creator)
            });
        }
        if longest > 0 && total.is_some() {
            let most = if longest > 1 { "up to " } else { "" };
            clause.push(Piece::words(match waiting == count {
                true => format!(", waiting for {most}"),
                // What no collection has seen waiting may wait for less than a minute, or not at all.
                false => format!(", {waiting} of {count} waiting for {most}"),
            }));
            clause.push(in_view(about(longest), "wait"));
        }
        clause
    }
}
