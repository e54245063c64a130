//! What of a profile is kept: a choice that is made before its file is read, for one that is too large as a whole.
//!
//! Columns of sample types that are not kept are never made, and labels that are dropped are never stored, where the format lets samples be
//! read one by one, which is profile.proto. Other formats are read whole, and what is not kept is let go of then.

use crate::base::columns::StringId;
use crate::profile::{Labels, Profile, ValueType};

/// What of a profile is kept: all of it, if nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// The sample types that are kept, by their numbers in the file, from 0; all of them if there is none here.
    pub sample_types: Vec<u32>,
    /// Whether labels are dropped.
    pub drop_labels: bool,
}

impl Choice {
    /// Whether all of a profile is kept.
    pub fn is_all(&self) -> bool {
        self.sample_types.is_empty() && !self.drop_labels
    }

    /// The columns that are kept of so many, in the order of the file.
    pub fn columns(&self, count: usize) -> Vec<usize> {
        let is_kept = |column: &usize| self.sample_types.is_empty() || self.sample_types.contains(&(*column as u32));
        (0..count).filter(is_kept).collect()
    }

    /// The sample types that are kept of those with these names, by number and name.
    pub fn named(&self, names: Vec<String>) -> Vec<(u32, String)> {
        let columns = self.columns(names.len());
        let named = (0..)
            .zip(names)
            .filter(|(number, _)| columns.contains(&(*number as usize)));
        named.collect()
    }

    /// Lets go of what is not kept of a profile that was read whole.
    pub fn apply(&self, profile: &mut Profile) {
        let columns = self.columns(profile.sample_types.len());
        profile.samples.select_columns(&columns);
        self.tell(profile);
        if self.drop_labels {
            profile.samples = profile.samples.with_labels(Labels::default());
        }
    }

    /// Tells a profile of which sample types it has columns. Reports begin with the type that they would begin with, or the last if that
    /// is not kept, as where a file names none.
    pub fn tell(&self, profile: &mut Profile) {
        let columns = self.columns(profile.sample_types.len());
        profile.lacks_divisor = !profile.sample_types.is_empty() && columns.first() != Some(&0);
        let all = std::mem::take(&mut profile.sample_types);
        profile.sample_types = columns.iter().map(|&column| all[column]).collect();
        // A name that no type had is as the file has it.
        let has_default = |types: &[ValueType]| types.iter().any(|own| own.kind == profile.default_sample_type);
        if has_default(&all) && !has_default(&profile.sample_types) {
            profile.default_sample_type = StringId::EMPTY;
        }
    }

    /// What is missing in a profile of which only that was kept, as a sentence; empty if nothing is. `all` are the names of the sample
    /// types of the file.
    pub fn sentence(&self, all: &[String]) -> String {
        let columns = self.columns(all.len());
        let names: Vec<&str> = columns.iter().map(|&column| all[column].as_str()).collect();
        let verb = if names.len() == 1 { "was" } else { "were" };
        let types = match columns.len() == all.len() {
            true => String::new(),
            false => format!("Of {} sample types only {} {verb} kept", all.len(), names.join(", ")),
        };
        match (types.as_str(), self.drop_labels) {
            ("", false) => types,
            ("", true) => "Labels were dropped.".to_owned(),
            (_, false) => format!("{types}."),
            (_, true) => format!("{types}, and labels were dropped."),
        }
    }
}
