//! The sentence that opens a profile of goroutines: in what state most of them are, at which line, who began them, since about when.

use crate::analysis::goroutines::{Likeness, about};
use crate::base::error::Result;
use crate::base::measurement::percent;
use crate::base::sort::sort_by_key;
use crate::session::Session;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// So many lines are named.
const NAMED: usize = 3;

/// Goroutines that stand at the same line in the same state, in words.
pub struct Standing {
    /// `13 in chan send at leak.go:53, main.leak (28.26%), started by main.start, about 12 minutes`
    pub words: String,
    /// The function, as `words` has it.
    pub name: String,
}

/// The same being counted.
struct Counted {
    count: i64,
    name: String,
    /// None where several have begun them.
    creator: Option<String>,
    longest: i64,
}

impl Session {
    /// Where the most goroutines stand, those of the runtime left out; `total` is what shares are of.
    ///
    /// # Errors
    ///
    /// Nothing is open.
    pub(in crate::session) fn standing(&self, total: i64) -> Result<Vec<Standing>> {
        let all = self.goroutines(Likeness::Exact)?;
        let mut places: Vec<(String, Counted)> = Vec::new();
        let mut known: FxHashMap<String, usize> = FxHashMap::default();
        for group in all.groups.groups.iter().filter(|group| !group.is_system) {
            let row = all.row(group);
            let place = *known.entry(row.words.clone()).or_insert_with(|| {
                let counted = Counted {
                    count: 0,
                    name: row.name,
                    creator: Some(row.creator.clone()),
                    longest: 0,
                };
                places.push((row.words, counted));
                places.len() - 1
            });
            let counted = &mut places[place].1;
            counted.count = counted.count.wrapping_add(group.count);
            counted.longest = counted.longest.max(group.longest);
            counted.creator = counted.creator.take().filter(|creator| *creator == row.creator);
        }
        sort_by_key(&mut places, |(_, counted)| Reverse(counted.count.unsigned_abs()));
        let standing = places.into_iter().take(NAMED).map(|(words, counted)| {
            let Counted {
                count,
                name,
                creator,
                longest,
            } = counted;
            // Where nothing is the program's own, the words have the name already.
            let place = match words.ends_with(&name) {
                true => words,
                false => format!("{words}, {name}"),
            };
            let is_known = !place.starts_with("at ") && !place.starts_with("in ");
            let into = if is_known { "in " } else { "" };
            let mut words = format!("{count} {into}{place} ({})", percent(count, total).trim());
            if let Some(creator) = creator.filter(|creator| !creator.is_empty()) {
                words.push_str(&format!(", started by {creator}"));
            }
            if longest > 0 {
                words.push_str(&format!(", the longest for {}", about(longest)));
            }
            Standing { words, name }
        });
        Ok(standing.collect())
    }
}
