//! Functions without a name of their own: JavaScript's `(anonymous)`, Python's `<lambda>`, PHP's `{closure}`. Only their place tells them apart.

use crate::analysis::options::Granularity;
use crate::base::columns::StringId;
use crate::base::names::is_named_in_brackets;
use crate::profile::{Function, Profile};

/// Whether what a function is called is said of others, too: of those written where they are used, and of the outermost code
/// of a file.
pub fn is_anonymous(name: &[u8]) -> bool {
    // Those of a class or a function are no more told apart by it: `Object.<anonymous>`, `App\{closure}`.
    const OWN: [&[u8]; 9] = [
        b".<anonymous>",
        b".<lambda>",
        b".<listcomp>",
        b".<dictcomp>",
        b".<setcomp>",
        b".<genexpr>",
        b"\\{closure}",
        b"::{closure}",
        b"->{closure}",
    ];
    match name {
        b"anonymous" | b"lambda" | b"{closure}" => true,
        // `(anonymous)`, `(anonymous function)`, `(anonymous class)`
        [b'(', inner @ .., b')'] => inner.starts_with(b"anonymous") && !inner.contains(&b')'),
        // `<module>`, `block in <main>`; it is what the brackets hold that says nothing.
        [.., b'>'] if is_named_in_brackets(name) => true,
        _ => OWN.iter().any(|own| name.ends_with(own)),
    }
}

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
