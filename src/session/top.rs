//! The top table: all rows of `top`, sorted and searched, handed out in pages.

use super::answers::{View, page};
use super::companions::{Companion, Companions, Of};
use super::compared::{self, Compared, of_frame};
use super::door::Door;
use super::download::Content;
use super::info::is_of_waiting;
use super::{Session, display, search_pattern, short_place};
use crate::analysis::graph::{Graph, InlineMark};
use crate::analysis::runtime;
use crate::analysis::stacks::{FrameId, Sides, StackSet};
use crate::base::error::Result;
use crate::base::measurement::readable_percent;
use crate::base::sink::Sink;
use crate::base::sort::{sort_by_key, sort_numbers};
use crate::report::{self, Context, Format, Row, csv};
use serde::{Deserialize, Serialize};
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;

/// How the table is wanted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TopQuery {
    /// The column to sort by. If it is missing, that of the option `sort`; but where everybody waits, an order without it or
    /// `descending` is that of waiting, unless the option says `cum`.
    pub sort: Option<Sort>,
    /// Whether the largest come first, or the last names; if it is missing, numbers descend and names ascend.
    pub descending: Option<bool>,
    /// A regular expression; empty for all rows.
    pub search: String,
}

/// A column to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Sort {
    /// The magnitude of flat.
    Flat,
    /// The magnitude of cum.
    Cum,
    /// The printed name.
    Name,
}

/// What is above and around the rows.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TopInfo {
    /// The lines above the table: pprof's, but for a comparison that of what is shown of the change.
    pub header: Vec<String>,
    /// How many rows the search left.
    pub rows: usize,
    /// How many there are.
    pub all_rows: usize,
    /// How many nodes are not rows because they are small or beyond the limit.
    pub dropped_nodes: usize,
    /// What is 100 %.
    pub total: f64,
    /// The largest magnitude of flat.
    pub max_flat: f64,
    /// The largest magnitude of cum.
    pub max_cum: f64,
    /// The sum of flat over the rows that the search left.
    pub matched_flat_text: String,
    /// `matched_flat_text` as a share of the total: `12.50%`.
    pub matched_flat_percent: String,
    /// Whether the order is that of waiting: by cum, and behind all others what only leads to waiting.
    pub waiting: bool,
    /// Whether rows know what they were before.
    pub compared: bool,
    /// The columns beside pprof's: what other sample types say of the same functions.
    pub companions: Vec<Companion>,
    /// What those columns are of: of cum where cum orders the rows, or else of flat.
    pub companions_of: Of,
    /// Why the search could not be read; empty if it could.
    pub search_error: String,
}

/// A row as text, with the numbers for its bars.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TopRow {
    /// Its name as it is printed.
    pub name: String,
    /// `(inline)`, `(partial-inline)` or nothing.
    pub mark: &'static str,
    /// Its own value: of the samples that end in it.
    pub flat: f64,
    /// `flat` with its unit: `120ms`.
    pub flat_text: String,
    /// `flat` as a share of the total: `12.50%`.
    pub flat_percent: String,
    /// Its own value before and after, where two profiles are compared.
    pub flat_compared: Option<Compared>,
    /// The same of its value with all that it calls.
    pub cum_compared: Option<Compared>,
    /// What stands in the columns beside pprof's; empty texts where there is nothing to say.
    pub companions: Vec<String>,
    /// Where it is: `rank.go:31`; empty if the profile does not say.
    pub place: String,
    /// The share of this row and those above.
    pub sum_percent: String,
    /// Its value with all that it calls.
    pub cum: f64,
    /// `cum` with its unit: `1.20s`.
    pub cum_text: String,
    /// `cum` as a share of the total: `12.50%`.
    pub cum_percent: String,
}

/// All rows in pprof's order.
pub struct Table {
    context: Context,
    graph: Graph,
    set: Rc<StackSet>,
    /// By row, whether it was inlined, where somebody has asked.
    marks: RefCell<Vec<Option<InlineMark>>>,
    format: Format,
    header: Vec<String>,
    dropped_nodes: usize,
    rows: Vec<Row>,
    names: Vec<Vec<u8>>,
    /// What frames weighed before, where two profiles are compared.
    sides: Rc<Option<Sides>>,
    companions: Rc<Companions>,
    /// By frame, the first place that it has in a site; made when somebody asks.
    places: OnceCell<Vec<Option<(u32, u32)>>>,
    /// By row, whether who waits in it waits for the sake of its caller; none for profiles of what runs.
    parks: Option<Vec<bool>>,
}

/// The rows that a query left, in its order.
pub struct Top {
    table: Rc<Table>,
    /// What the columns of other sample types are of.
    of: Of,
    /// Each with the sum of flat of this one and those above.
    rows: Vec<(u32, i64)>,
}

impl Session {
    fn table(&self) -> Result<Rc<Table>> {
        let shown = self.shown()?;
        shown.once(|| {
            let context = shown.as_report(&report::TOP);
            let set = shown.stacks()?;
            let graph = context.graph(&set);
            let format = context.readable_format();
            let rows = report::top_rows(&graph);
            let sides = shown.sides()?;
            let profile = &context.selection.profile;
            let parks = is_of_waiting(profile).then(|| {
                let inside = runtime::frames(profile, &set, runtime::is_inside);
                rows.iter().map(|row| inside[row.node.index()]).collect()
            });
            Ok(Table {
                parks,
                companions: shown.companions()?,
                places: OnceCell::new(),
                header: compared::header(&context, &graph.shown(), &format, sides.is_some()),
                sides,
                dropped_nodes: graph.dropped_nodes + graph.original_nodes - graph.nodes.len(),
                names: rows.iter().map(|row| set.printed_name(row.node)).collect(),
                marks: RefCell::new(vec![None; rows.len()]),
                rows,
                format,
                context,
                graph,
                set,
            })
        })
    }
}

impl View for Top {
    const NAME: &'static str = "top";
    const PARTS: &'static [&'static str] = &["rows"];
    type Query = TopQuery;
    type Info = TopInfo;

    /// Sorts and searches the table.
    fn ask(session: &Session, query: TopQuery) -> Result<(Top, TopInfo)> {
        let table = session.table()?;
        let (pattern, search_error) = search_pattern(&query.search);
        let mut order: Vec<u32> = (0..table.rows.len() as u32)
            .filter(|&row| {
                let name = &table.names[row as usize];
                pattern.as_ref().is_none_or(|pattern| pattern.is_match(name))
            })
            .collect();
        let by_option = match table.context.options.sort_by_cum() {
            true => Sort::Cum,
            false => Sort::Flat,
        };
        let is_plain = query.sort.is_some() || query.descending.is_some() || by_option == Sort::Cum;
        let parks = table.parks.as_deref().filter(|_| !is_plain);
        let sort = match parks {
            Some(_) => Sort::Cum,
            None => query.sort.unwrap_or(by_option),
        };
        // Where everybody waits, nobody has anything of its own: that order is by cum, too.
        let of = match sort {
            Sort::Cum => Of::Cum,
            Sort::Flat | Sort::Name => Of::Flat,
        };
        // Sorting is stable, so rows that are equal keep pprof's order. That of the options is not made anew: pprof
        // orders means by what they are means of.
        let rows = &table.rows;
        let magnitude = |row: u32| match sort {
            Sort::Cum => rows[row as usize].cum.wrapping_abs(),
            _ => rows[row as usize].flat.wrapping_abs(),
        };
        match sort {
            Sort::Name => sort_numbers(&mut order, &|one, other| {
                table.names[one as usize].cmp(&table.names[other as usize])
            }),
            _ if sort == by_option => {}
            Sort::Cum | Sort::Flat => sort_numbers(&mut order, &|one, other| magnitude(other).cmp(&magnitude(one))),
        }
        if query.descending.unwrap_or(sort != Sort::Name) == (sort == Sort::Name) {
            order.reverse();
        }
        if let Some(parks) = parks {
            sort_by_key(&mut order, |&row| parks[row as usize]);
        }
        let mut sum = 0_i64;
        let rows: Vec<(u32, i64)> = order
            .into_iter()
            .map(|row| {
                sum = sum.wrapping_add(table.rows[row as usize].flat);
                (row, sum)
            })
            .collect();
        let largest = |value: fn(&Row) -> i64| table.rows.iter().map(|row| value(row).wrapping_abs()).max();
        let total = table.context.selection.totals.total;
        let info = TopInfo {
            header: table.header.clone(),
            rows: rows.len(),
            all_rows: table.rows.len(),
            dropped_nodes: table.dropped_nodes,
            total: total as f64,
            max_flat: largest(|row| row.flat).unwrap_or(0) as f64,
            max_cum: largest(|row| row.cum).unwrap_or(0) as f64,
            matched_flat_text: table.format.value(sum),
            matched_flat_percent: readable_percent(sum, total),
            waiting: parks.is_some(),
            compared: table.sides.is_some(),
            companions: table.companions.columns(),
            companions_of: of,
            search_error,
        };
        Ok((Top { table, of, rows }, info))
    }

    fn only_rows<D: Door>(&self, range: Range<usize>) -> Option<Result<D::Value>> {
        Some(D::object(&self.page(range)))
    }
}

impl Table {
    /// Where a function is, in short.
    fn place(&self, node: FrameId) -> String {
        let places = self.places.get_or_init(|| self.set.first_sites());
        let line = places[node.index()].and_then(|(site, index)| self.set.place_at(site, index as usize));
        line.map_or(String::new(), |(file, line)| short_place(file, line))
    }
}

impl Top {
    /// Rows that lie in a range.
    pub fn page(&self, range: Range<usize>) -> Vec<TopRow> {
        let table = &self.table;
        let share = |value: i64| readable_percent(value, table.context.selection.totals.total);
        let marks = self.marks(range.clone());
        let rows = page(&self.rows, range).iter().zip(marks).map(|(&(index, sum), mark)| {
            let row = &table.rows[index as usize];
            let node = row.node;
            let (flat_compared, cum_compared) =
                of_frame(table.sides.as_ref().as_ref(), node, (row.flat, row.cum), &table.format);
            TopRow {
                flat_compared,
                cum_compared,
                companions: table.companions.texts(node, self.of),
                place: table.place(node),
                name: display(&table.names[index as usize]),
                mark: mark.text(),
                flat: row.flat as f64,
                flat_text: table.format.value(row.flat),
                flat_percent: share(row.flat),
                sum_percent: share(sum),
                cum: row.cum as f64,
                cum_text: table.format.value(row.cum),
                cum_percent: share(row.cum),
            }
        });
        rows.collect()
    }

    /// Whether rows that lie in a range were inlined.
    fn marks(&self, range: Range<usize>) -> Vec<InlineMark> {
        let mut known = self.table.marks.borrow_mut();
        let asked = page(&self.rows, range.clone());
        if asked.iter().any(|&(row, _)| known[row as usize].is_none()) {
            // To find out takes a walk through all stacks. As many rows more as are known make few walks of a long table.
            let ahead = known.iter().flatten().count();
            let rows = page(&self.rows, range.start..range.end.saturating_add(ahead));
            let node = |&(row, _): &(u32, i64)| self.table.rows[row as usize].node;
            let nodes: Vec<FrameId> = rows.iter().map(node).collect();
            // Without the memory for it nothing is said: that there is a mark helps, that there is none hurts nobody.
            let marks = self.table.graph.inline_marks(&self.table.set, &nodes);
            let marks = marks.unwrap_or_default();
            for (&(row, _), mark) in rows.iter().zip(marks) {
                known[row as usize] = Some(mark);
            }
        }
        let mark = |&(row, _): &(u32, i64)| known[row as usize].unwrap_or(InlineMark::None);
        asked.iter().map(mark).collect()
    }
}

/// As comma-separated values.
impl Content for Rc<Top> {
    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn write(&mut self, range: Range<usize>, out: &mut dyn Sink) -> Result<()> {
        let with_heading = range.start == 0;
        let rows = page(&self.rows, range.clone());
        let marks = self.marks(range);
        let mut lines = rows.iter().zip(marks).map(|(&(row, sum), mark)| csv::Line {
            name: &self.table.names[row as usize],
            row: &self.table.rows[row as usize],
            mark,
            sum,
        });
        csv::write(&self.table.context, &mut lines, with_heading, out)
    }
}
