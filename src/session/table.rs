//! The top table: all rows of `top`, sorted and searched, handed out in pages.

use super::{Session, display, search_pattern};
use crate::analysis::stacks::Paths;
use crate::base::error::Result;
use crate::base::measurement::percentage;
use crate::base::sink::Sink;
use crate::report::{self, Context, Format, Row, csv};
use serde::Serialize;
use std::cmp::Reverse;
use std::rc::Rc;

/// How the table is wanted.
#[derive(Debug, Clone)]
pub struct TopQuery {
    /// `flat`, `cum` or `name`.
    pub sort: String,
    /// Whether the largest come first; for names, the last ones.
    pub descending: bool,
    /// A regular expression; empty for all rows.
    pub search: String,
}

/// What is above and around the rows.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TopInfo {
    /// pprof's lines above the table.
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
    /// The same as a share.
    pub matched_flat_percent: String,
    /// Why the search could not be read; empty if it could.
    pub search_error: String,
}

/// A row as text, with the numbers for its bars.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TopRow {
    /// The printed name.
    pub name: String,
    /// `(inline)`, `(partial-inline)` or nothing.
    pub mark: &'static str,
    /// Its own value.
    pub flat: f64,
    /// The same as text.
    pub flat_text: String,
    /// The same as a share.
    pub flat_percent: String,
    /// The share of this row and those above.
    pub sum_percent: String,
    /// Its value with all that it calls.
    pub cum: f64,
    /// The same as text.
    pub cum_text: String,
    /// The same as a share.
    pub cum_percent: String,
}

/// All rows in pprof's order.
pub struct Table {
    context: Context,
    format: Format,
    header: Vec<String>,
    dropped_nodes: usize,
    rows: Vec<Row>,
    names: Vec<Vec<u8>>,
}

/// The rows that a query left, in its order, each with the running sum of flat.
#[derive(Default)]
pub struct View {
    rows: Rows,
}

/// Numbers of rows, each with the sum of flat of this one and those above.
pub type Rows = Vec<(u32, i64)>;

impl Table {
    /// Writes rows of a view as comma-separated values.
    pub fn write(&self, view: &[(u32, i64)], with_heading: bool, out: &mut dyn Sink) -> Result<()> {
        let mut lines = view.iter().map(|&(row, sum)| csv::Line {
            name: &self.names[row as usize],
            row: &self.rows[row as usize],
            sum,
        });
        csv::write(&self.context, &mut lines, with_heading, out)
    }
}

impl Session {
    fn table(&self) -> Result<Rc<Table>> {
        self.cached(&self.table, |session| {
            let context = session.context("top")?;
            let set = context.stacks(Paths::Trimmed);
            let graph = context.graph(&set);
            let format = context.graph_format(&graph);
            let rows = report::top_rows(&graph, &set);
            Ok(Table {
                header: report::header_lines(&context, &graph, &format),
                dropped_nodes: graph.dropped_nodes + graph.original_nodes - graph.nodes.len(),
                names: rows.iter().map(|row| set.printed_name(row.node)).collect(),
                rows,
                format,
                context,
            })
        })
    }

    /// Sorts and searches the table.
    pub fn top(&mut self, query: &TopQuery) -> Result<TopInfo> {
        let table = self.table()?;
        let (pattern, search_error) = search_pattern(&query.search);
        let mut order: Vec<u32> = (0..table.rows.len() as u32)
            .filter(|&row| {
                let name = &table.names[row as usize];
                pattern.as_ref().is_none_or(|pattern| pattern.is_match(name))
            })
            .collect();
        // Sorting is stable, so rows that are equal keep pprof's order. That of the options is not made anew: pprof
        // orders means by what they are means of.
        let rows = &table.rows;
        let is_pprofs = query.sort == table.context.options.sort;
        let magnitude = |row: u32| match query.sort.as_str() {
            "cum" => rows[row as usize].cum.wrapping_abs(),
            _ => rows[row as usize].flat.wrapping_abs(),
        };
        match query.sort.as_str() {
            "name" => order.sort_by_key(|&row| &table.names[row as usize]),
            _ if is_pprofs => {}
            _ => order.sort_by_key(|&row| Reverse(magnitude(row))),
        }
        if query.descending == (query.sort == "name") {
            order.reverse();
        }
        let mut sum = 0_i64;
        self.table_view.rows = order
            .into_iter()
            .map(|row| {
                sum = sum.wrapping_add(table.rows[row as usize].flat);
                (row, sum)
            })
            .collect();
        let largest = |value: fn(&Row) -> i64| table.rows.iter().map(|row| value(row).wrapping_abs()).max();
        Ok(TopInfo {
            header: table.header.clone(),
            rows: self.table_view.rows.len(),
            all_rows: table.rows.len(),
            dropped_nodes: table.dropped_nodes,
            total: table.context.total as f64,
            max_flat: largest(|row| row.flat).unwrap_or(0) as f64,
            max_cum: largest(|row| row.cum).unwrap_or(0) as f64,
            matched_flat_text: table.format.value(sum),
            matched_flat_percent: percentage(sum, table.context.total).trim().to_owned(),
            search_error,
        })
    }

    /// All rows that the last query left.
    pub(super) fn table_rows(&self) -> Result<(Rc<Table>, Rows)> {
        Ok((self.table()?, self.table_view.rows.clone()))
    }

    /// A page of the rows that the last query left.
    pub fn top_rows(&self, start: usize, end: usize) -> Result<Vec<TopRow>> {
        let table = self.table()?;
        let view = &self.table_view.rows;
        let page = view.get(start.min(view.len())..end.min(view.len())).unwrap_or_default();
        let share = |value: i64| percentage(value, table.context.total).trim().to_owned();
        Ok(page
            .iter()
            .map(|&(index, sum)| {
                let row = &table.rows[index as usize];
                TopRow {
                    name: display(&table.names[index as usize]),
                    mark: row.mark.text(),
                    flat: row.flat as f64,
                    flat_text: table.format.value(row.flat),
                    flat_percent: share(row.flat),
                    sum_percent: share(sum),
                    cum: row.cum as f64,
                    cum_text: table.format.value(row.cum),
                    cum_percent: share(row.cum),
                }
            })
            .collect())
    }
}
