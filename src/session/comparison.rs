//! Comparison: what would be said of two of the loaded profiles if they were compared, before anybody does it.
//!
//! In: the ids of the base and of the other one. Out: the sentence that stands above the comparison of them with the present options, so
//! that every number of it is found there. Nothing that is shown changes.

use super::answers::View;
use super::sentence::Piece;
use super::trend::is_soon_taken;
use super::{ProfileId, Role, Session};
use crate::base::error::Result;
use serde::{Deserialize, Serialize};

/// Which two of the loaded profiles are meant.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ComparisonQuery {
    /// The one that is compared with.
    pub base: ProfileId,
    /// The one that is compared.
    pub source: ProfileId,
}

/// What the comparison says of itself: nothing where there are no such two, or they are too large to be read for a sentence alone.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ComparisonInfo {
    /// Its sentence as one text.
    pub sentence: String,
    /// The same piece by piece, with where each leads in the comparison.
    pub pieces: Vec<Piece>,
}

/// The sentence of a comparison: all of it comes with the answer.
pub struct Comparison;

impl View for Comparison {
    const NAME: &'static str = "comparison";
    type Query = ComparisonQuery;
    type Info = ComparisonInfo;

    fn ask(session: &Session, query: ComparisonQuery) -> Result<(Comparison, ComparisonInfo)> {
        session.profile()?;
        let role = |id: ProfileId| match id {
            id if id == query.source => Role::Source,
            id if id == query.base => Role::DiffBase,
            _ => Role::Off,
        };
        let roles: Vec<Role> = session.loaded.iter().map(|loaded| role(loaded.id)).collect();
        let playing = session
            .loaded
            .iter()
            .zip(&roles)
            .filter(|(_, role)| **role != Role::Off);
        let are_two = playing.clone().count() == 2;
        if !are_two || !playing.clone().all(|(loaded, _)| is_soon_taken(loaded)) {
            return Ok((Comparison, ComparisonInfo::default()));
        }
        let compared = Session {
            loaded: playing.map(|(loaded, &role)| loaded.told(role)).collect(),
            options: session.options.clone(),
            zone: session.zone.clone(),
            combined: session.combine(&roles)?,
            ..Session::default()
        };
        session.put_away();
        let summary = compared.summary()?;
        let info = ComparisonInfo {
            sentence: summary.sentence.clone(),
            pieces: summary.pieces.clone(),
        };
        Ok((Comparison, info))
    }
}
