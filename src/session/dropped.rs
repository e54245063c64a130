//! Which of the files that a user dropped are source files of the loaded profiles.
//!
//! In: the paths of everything that was dropped, up to hundreds of thousands. Out: which of them are files that a profile
//! names, so that only these are read.

use super::Session;
use super::answers::View;
use crate::base::error::Result;
use crate::base::room::ask_for;
use crate::input::path_ends::{PathEnds, name};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

/// The files that were dropped, whatever they are.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DroppedQuery {
    /// Paths from a dropped folder on, or bare names.
    pub paths: Vec<String>,
}

/// What of it the loaded profiles name.
#[derive(Debug, Clone, Serialize)]
pub struct DroppedInfo {
    /// The files that profiles name, as [`Session::source_files`] gives them, each with the number of its path in the
    /// query: the one that ends alike.
    pub files: Vec<(String, u32)>,
    /// The numbers of all paths whose last element is that of a file that a profile names.
    pub named: Vec<u32>,
}

/// The dropped files that profiles name: all of it comes with the answer.
pub struct Dropped;

impl View for Dropped {
    const NAME: &'static str = "dropped";
    type Query = DroppedQuery;
    type Info = DroppedInfo;

    fn ask(session: &Session, DroppedQuery { paths }: DroppedQuery) -> Result<(Dropped, DroppedInfo)> {
        let wanted = session.source_files()?;
        ask_for(wanted.len() as u64 * 120)?;
        let names: FxHashSet<&[u8]> = wanted.iter().map(|file| name(file.as_bytes())).collect();
        let mut ends = PathEnds::default();
        let mut named = Vec::new();
        for (number, path) in (0..).zip(&paths) {
            // Whatever has another name is no end of a wanted path.
            if names.contains(name(path.as_bytes())) {
                ends.add(path.as_bytes(), number);
                named.push(number);
            }
        }
        let files = wanted.into_iter().filter_map(|file| {
            let number = ends.find(file.as_bytes())?;
            Some((file, number))
        });
        let info = DroppedInfo {
            files: files.collect(),
            named,
        };
        Ok((Dropped, info))
    }
}
