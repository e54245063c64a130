//! Functions without a name of their own: JavaScript's `(anonymous)`, Python's `<lambda>`. Only their place tells them apart.

use crate::base::columns::StringId;
use crate::profile::Profile;

/// Whether what a function is called is said of others, too: of those written where they are used, and of the outermost code
/// of a file.
pub(super) fn is_anonymous(name: &[u8]) -> bool {
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

/// Whether a profile has functions that only their place tells apart.
pub fn has_anonymous(profile: &Profile) -> bool {
    let functions = profile.functions.iter();
    functions
        .filter(|function| function.filename != StringId::EMPTY)
        .any(|function| is_anonymous(profile.text(function.name)))
}
