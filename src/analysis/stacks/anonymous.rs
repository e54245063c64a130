//! Functions without a name of their own: JavaScript's `(anonymous)`, Python's `<lambda>`. Only their place tells them apart.

use crate::analysis::options::Granularity;
use crate::base::columns::StringId;
use crate::profile::{Function, Profile};

/// Whether what a function is called is said of others, too: of those written where they are used, and of the outermost code
/// of a file.
pub fn is_anonymous(name: &[u8]) -> bool {
    let names: [&[u8]; 12] = [
        b"(anonymous)",
        b"(anonymous function)",
        b"<anonymous>",
        b"anonymous",
        b"Object.<anonymous>",
        b"<lambda>",
        b"<module>",
        b"<listcomp>",
        b"<dictcomp>",
        b"<setcomp>",
        b"<genexpr>",
        b"<top (required)>",
    ];
    names.contains(&name)
}

/// Whether views tell the frames of a profile apart otherwise than reports do, at a granularity.
pub fn differs_in_views(profile: &Profile, granularity: Granularity) -> bool {
    let is_own = |function: &Function| match function.name {
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
