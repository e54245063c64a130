//! The tree of calls: what is open of it as rows, and the ways to what is worth opening.

use super::answers::{View, page};
use super::compared::Compared;
use super::door::Door;
use super::shown::Shown;
use super::{Session, display, search_pattern};
use crate::analysis::call_tree::{self, CallRow, Step};
use crate::analysis::flame_graph::{self, Trees, Weight};
use crate::analysis::packages::Packages;
use crate::analysis::stacks::{Base, FrameId, StackSet};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::measurement::readable_percent;
use crate::report::{Context, Format};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

/// Which part of the tree is wanted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CallsQuery {
    /// Whether it stands on the leaf, and leads to callers.
    pub inverted: bool,
    /// Which rows are open.
    pub open: Vec<Step>,
    /// A regular expression for names of functions; empty for none.
    pub search: String,
    /// The printed name of a function that is to be reached; empty for none.
    pub function: String,
}

/// What is above and around the rows.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallsInfo {
    /// How many rows there are of what is open.
    pub rows: usize,
    /// What is 100 %.
    pub total: f64,
    /// The largest magnitude of a row's own value, among all rows that are open.
    pub max_flat: f64,
    /// The largest magnitude of a row's value.
    pub max_cum: f64,
    /// Whether rows know what they were before.
    pub compared: bool,
    /// The numbers of the rows that the search matches.
    pub hits: Vec<u32>,
    /// What the stacks weigh that have a matching frame.
    pub matched_text: String,
    /// `matched_text` as a share of the total: `12.50%`.
    pub matched_percent: String,
    /// Why the search could not be read; empty if it could.
    pub search_error: String,
    /// What is to be opened for the heaviest nodes that match the search; without one, for the heaviest of the function; without one,
    /// for what has half of everything.
    pub ways: Vec<Step>,
    /// The heaviest row of the function that is to be reached; -1 if none is open.
    pub at: i32,
}

/// A node of the tree in a row.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallsRow {
    /// The function's name as it is printed.
    pub name: String,
    /// `(inline)` if all calls of it were, or nothing.
    pub mark: &'static str,
    /// The package, or module, that it belongs to; empty if nothing is known.
    pub package: String,
    /// Whether that is a runtime, or native code of which nothing more is known.
    pub runtime: bool,
    /// How deep it is, from 1.
    pub level: u32,
    /// Which of its siblings it is, from 1.
    pub position: u32,
    /// How many nodes have the same parent.
    pub siblings: u32,
    /// How many nodes are below it.
    pub children: u32,
    /// The number of the row that it is below; -1 on the first level.
    pub parent: i32,
    /// The number of the step of the query that has it open, from 1; 0 if it is closed.
    pub step: u32,
    /// That of the step that it is below; 0 on the first level.
    pub within: u32,
    /// Whether the search matches it.
    pub found: bool,
    /// What ends here: at the leaf or, in a tree that stands on the leaf, at the root.
    pub flat: f64,
    /// `flat` with its unit: `120ms`.
    pub flat_text: String,
    /// `flat` as a share of the total: `12.50%`.
    pub flat_percent: String,
    /// `flat` before and after, where two profiles are compared.
    pub flat_compared: Option<Compared>,
    /// What the stacks weigh that lead here.
    pub cum: f64,
    /// `cum` with its unit: `1.20s`.
    pub cum_text: String,
    /// `cum` as a share of the total: `12.50%`.
    pub cum_percent: String,
    /// `cum` before and after, where two profiles are compared.
    pub cum_compared: Option<Compared>,
}

/// What opens a row.
#[derive(Debug, Clone, Serialize)]
pub struct CallsDetail {
    /// The steps down to the leaf, each into the heaviest node; the first is that of the row.
    pub heaviest: Vec<Step>,
    /// The steps into everything below it, as far as that makes some hundred rows; the first is that of the row.
    pub below: Vec<Step>,
}

/// The part of the tree that is open.
pub struct Calls {
    shown: Rc<Shown>,
    format: Format,
    set: Rc<StackSet>,
    trees: Rc<RefCell<Trees>>,
    inverted: bool,
    rows: Vec<CallRow>,
    /// By frame, whether it matches the search; empty without a search.
    matching: Vec<bool>,
    packages: Rc<Packages>,
    compared: bool,
}

/// The ways that were asked for last, which stay the same while rows are opened and closed.
#[derive(Default)]
struct LastWays {
    /// Whether the tree stood on the leaf, the search, and the function; none before anybody has asked.
    of: Option<(bool, String, String)>,
    ways: Vec<Step>,
}

/// Whether signs tell the sides of a comparison: less is of its base, and more is not.
struct Signs(bool);

impl View for Calls {
    const NAME: &'static str = "calls";
    const PARTS: &'static [&'static str] = &["rows"];
    type Query = CallsQuery;
    type Info = CallsInfo;

    /// Opens the tree as far as is wanted.
    fn ask(session: &Session, query: CallsQuery) -> Result<(Calls, CallsInfo)> {
        let shown = session.shown()?;
        let set = shown.stacks()?;
        let context: &Context = shown.whole();
        // What was parted for a flame graph, or for rows that were open before, is still true.
        let trees = shown.once(|| Ok(RefCell::<Trees>::default()))?;
        let rows = call_tree::rows(&set, trees.borrow_mut().whole(&set, query.inverted), &query.open);
        let (pattern, search_error) = search_pattern(&query.search);
        let (weight, matching) = pattern
            .map(|pattern| flame_graph::search(&set, &pattern))
            .unwrap_or_default();
        let function = match query.function.as_str() {
            "" => Vec::new(),
            name => flame_graph::named(&set, name),
        };
        let ways = {
            let last = shown.once(|| Ok(RefCell::<LastWays>::default()))?;
            let mut last = last.borrow_mut();
            let of = Some((query.inverted, query.search, query.function));
            if last.of != of {
                // Of ways that cannot be found nothing is kept.
                last.of = None;
                last.ways = match (matching.as_slice(), function.as_slice()) {
                    ([], []) => call_tree::trunk(&set, trees.borrow_mut().whole(&set, query.inverted)),
                    ([], function) => call_tree::ways(&set, query.inverted, function, 1)?,
                    (matching, _) => call_tree::ways(&set, query.inverted, matching, usize::MAX)?,
                };
                last.of = of;
            }
            last.ways.clone()
        };
        let all_there = trees.borrow_mut().whole(&set, query.inverted).check();
        if all_there.is_err() {
            // What did not fit is not to be in the way of what will.
            trees.replace(Trees::default());
        }
        all_there?;
        let matched = weight.positive.wrapping_add(weight.negative);
        let total = context.selection.totals.sum;
        let format = context.format_of_sums();
        let is = |marks: &[bool], frame: FrameId| marks.get(frame.index()).copied().unwrap_or(false);
        let hits = (0..rows.len() as u32).filter(|&row| is(&matching, rows[row as usize].frame));
        let at = (0..rows.len()).filter(|&row| is(&function, rows[row].frame)).rev();
        let most = |value: fn(&CallRow) -> Weight| rows.iter().map(|row| value(row).net().unsigned_abs()).max();
        let compared = shown.once(|| Ok(Signs(signs_tell(&set))))?.0;
        let info = CallsInfo {
            rows: rows.len(),
            total: total as f64,
            max_flat: most(|row| row.own).unwrap_or(0) as f64,
            max_cum: most(|row| row.weight).unwrap_or(0) as f64,
            compared,
            hits: hits.collect(),
            matched_text: format.value(matched),
            matched_percent: readable_percent(matched, total),
            search_error,
            ways,
            at: at
                .max_by_key(|&row| rows[row].weight.net().unsigned_abs())
                .map_or(-1, |row| row as i32),
        };
        let packages = session.packages_of(&shown, &set)?;
        let calls = Calls {
            packages,
            format,
            set,
            trees,
            inverted: query.inverted,
            rows,
            matching,
            compared,
            shown,
        };
        Ok((calls, info))
    }

    fn only_rows<D: Door>(&self, range: Range<usize>) -> Option<Result<D::Value>> {
        Some(D::object(&self.page(range)))
    }

    fn detail<D: Door>(&self, _session: &Session, number: usize) -> Result<D::Value> {
        D::object(&self.opened(number)?)
    }
}

impl Calls {
    /// Rows that lie in a range.
    pub fn page(&self, range: Range<usize>) -> Vec<CallsRow> {
        let total = self.shown.whole().selection.totals.sum;
        let compared = |weight: Weight| {
            let change = || Compared::new(weight.negative, weight.net(), &self.format);
            self.compared.then(change)
        };
        let rows = page(&self.rows, range).iter().map(|row| {
            let package = &self.packages.list[self.packages.of[row.frame.index()] as usize];
            let (flat, cum) = (row.own.net(), row.weight.net());
            CallsRow {
                name: display(&self.set.printed_name(row.frame)),
                mark: if row.inline { "(inline)" } else { "" },
                package: display(&package.name),
                runtime: package.is_runtime,
                level: row.level,
                position: row.position,
                siblings: row.siblings,
                children: row.children,
                parent: row.parent.map_or(-1, |parent| parent as i32),
                step: row.step,
                within: row.within,
                found: self.matching.get(row.frame.index()).copied().unwrap_or(false),
                flat: flat as f64,
                flat_text: self.format.value(flat),
                flat_percent: readable_percent(flat, total),
                flat_compared: compared(row.own),
                cum: cum as f64,
                cum_text: self.format.value(cum),
                cum_percent: readable_percent(cum, total),
                cum_compared: compared(row.weight),
            }
        });
        rows.collect()
    }

    /// What opens a row.
    ///
    /// # Errors
    ///
    /// There is no such row.
    pub fn opened(&self, number: usize) -> Result<CallsDetail> {
        let mut path = Vec::new();
        let mut at = self.rows.get(number);
        if at.is_none() {
            return Err(Error::new(ErrorKind::Usage(format!("there is no row {number}"))));
        }
        while let Some(row) = at {
            path.push(row.frame);
            at = row.parent.map(|parent| &self.rows[parent as usize]);
        }
        path.reverse();
        let mut trees = self.trees.borrow_mut();
        let tree = trees.whole(&self.set, self.inverted);
        Ok(CallsDetail {
            heaviest: call_tree::heaviest(&self.set, tree, &path),
            below: call_tree::below(&self.set, tree, &path),
        })
    }
}

fn signs_tell(set: &StackSet) -> bool {
    let signs_tell = |base: Base| {
        (0..set.len()).all(|row| {
            let value = set.value(row);
            value == 0 || base.has(set, row) == (value < 0)
        })
    };
    Base::of(set).is_some_and(signs_tell)
}
