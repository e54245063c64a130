//! What frames that stand for labels are called in views.

use crate::base::columns::StringId;
use crate::profile::{Function, Profile};

/// The value of a label with its name, which is the file of its function: `tenant=acme`; `no tenant` for samples without it.
pub fn label_name(profile: &Profile, function: &Function) -> Vec<u8> {
    let name = match function.system_name {
        StringId::EMPTY => function.name,
        exact => exact,
    };
    let (key, value) = (profile.text(function.filename), profile.text(name));
    match value {
        b"" => [b"no ", key].concat(),
        value => [key, b"=", value].concat(),
    }
}
