//! One function between two small flame graphs: of its callers, and of what it calls.
//!
//! It is the flame graph around the function, asked beside whichever view is on screen; trees of its own keep the two from
//! parting stacks anew for each other.

use super::answers::{Columns, View};
use super::door::Door;
use super::flame::{Flame, FlameQuery};
use super::{FlameBox, Session};
use crate::analysis::flame_graph::Trees;
use crate::base::error::Result;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;

/// Which function is wanted, and in how much detail.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SandwichQuery {
    /// Its printed name; empty for the flame graph of all stacks, which has no callers.
    pub name: String,
    /// How much of the width a box must take to be built, from 0 to 1.
    pub smallest: f64,
    /// How many times as wide as the smallest a box must be to come with its weight in words; 0 for none.
    pub said: f64,
    /// Whether the width leaves the base of a comparison out.
    pub positive_only: bool,
}

/// What is above the two graphs.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SandwichInfo {
    /// What shares are of.
    pub total: f64,
    /// How many boxes were too small to be built.
    pub left_out: usize,
}

/// Two flame graphs on one axis: callers have negative rows, as in the flame graph around a function.
pub struct Sandwich(Flame);

/// What was parted for the function that was asked about last.
#[derive(Default)]
struct Parted(RefCell<Trees>);

impl View for Sandwich {
    const NAME: &'static str = "sandwich";
    type Query = SandwichQuery;
    type Info = SandwichInfo;

    /// Lays both out.
    fn ask(session: &Session, query: SandwichQuery) -> Result<(Sandwich, SandwichInfo)> {
        let parted = session.shown()?.once(|| Ok(Parted::default()))?;
        let query = FlameQuery {
            pivot: query.name,
            smallest: query.smallest,
            said: query.said,
            positive_only: query.positive_only,
            ..FlameQuery::default()
        };
        let flame = Flame::laid_out(session, &query, &parted.0)?;
        let info = SandwichInfo {
            total: flame.whole() as f64,
            left_out: flame.left_out(),
        };
        Ok((Sandwich(flame), info))
    }

    /// The columns of the flame graph.
    fn columns(&mut self) -> Columns {
        self.0.columns()
    }

    fn detail<D: Door>(&self, session: &Session, number: usize) -> Result<D::Value> {
        View::detail::<D>(&self.0, session, number)
    }
}

impl Sandwich {
    /// A box in words.
    ///
    /// # Errors
    ///
    /// There is no such box.
    pub fn describe(&self, number: usize) -> Result<FlameBox> {
        self.0.describe(number)
    }
}
