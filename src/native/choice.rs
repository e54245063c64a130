//! `-keep_sample_types` and `-drop_labels`: what of each file is kept.
//!
//! Each file is asked for its own sample types, so that a name means the same in all of them wherever its column stands.

use super::command_line::Opening;
use super::{loader, read};
use crate::base::error::ErrorKind;
use crate::input::Choice;
use crate::profile::sample_type;

/// What is kept of a file, which is asked for its sample types if any are named.
///
/// # Errors
///
/// It cannot be read, or has no sample type of a name, in pprof's words.
pub fn of(opening: &Opening, sample_types: &dyn Fn() -> Result<Vec<String>, String>) -> Result<Choice, String> {
    let mut choice = Choice {
        sample_types: Vec::new(),
        drop_labels: opening.drop_labels,
    };
    if opening.sample_types.is_empty() {
        return Ok(choice);
    }
    let known = sample_types()?;
    for name in &opening.sample_types {
        let number = sample_type(&known, name).map_err(|error| error.to_string())?;
        choice.sample_types.push(number as u32);
    }
    Ok(choice)
}

/// The sample types of a file, whose samples are not stored for that.
///
/// # Errors
///
/// It cannot be read.
pub fn sample_types(path: &str, file: &str, opening: &Opening) -> Result<Vec<String>, String> {
    let mut loader = loader(opening);
    loader.count();
    read(path, file, &mut loader)?;
    match loader.finish() {
        Ok(opened) => Ok(opened
            .profiles
            .last()
            .map_or_else(Vec::new, |(profile, _)| profile.sample_type_names())),
        Err(error) => match error.kind() {
            ErrorKind::TooLarge(extent) => Ok(extent.sample_types.iter().map(|(_, name)| name.clone()).collect()),
            _ => Err(error.to_string()),
        },
    }
}
