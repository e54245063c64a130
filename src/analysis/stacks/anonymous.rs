//! Functions without a name of their own: JavaScript's `(anonymous)`, Python's `<lambda>`, PHP's `{closure}`. Only their place tells them apart.

use crate::analysis::options::Granularity;
use crate::base::columns::StringId;
use crate::base::names::is_anonymous;
use crate::profile::{Function, Profile};

/// Whether views tell the frames of a profile apart otherwise than reports do, at a granularity.
pub fn differs_in_views(profile: &Profile, granularity: Granularity) -> bool {
    let is_own = |function: &Function| match profile.view_name(function) {
        name if name != function.name => granularity != Granularity::Files,
        // Reports tell apart by where a function begins what only its file or its binary is shown of.
        StringId::EMPTY => function.start_line != 0,
        name => {
            granularity == Granularity::Functions
                && function.filename != StringId::EMPTY
                && is_anonymous(profile.text(name))
        }
    };
    granularity == Granularity::Files || profile.label_functions.is_some() || profile.functions.iter().any(is_own)
}
