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

#[cfg(test)]
mod tests {
    use crate::analysis::filter::{Filtered, with_label_frames};
    use crate::analysis::options::Options;
    use crate::analysis::stacks::{Objects, Paths, StackSet};
    use crate::testing::profile;
    use std::collections::BTreeSet;
    use std::rc::Rc;

    #[test]
    fn numbers_that_pprof_rounds_have_all_their_digits_in_views() {
        let picture = profile(
            "main;read 1 span:=9007199254740993
             main;read 2 span:=9007199254740992
             main;read 4 span:=-9223372036854775803
             main;read 8 span:=7",
        );
        let mut options = Options::default();
        options.set("tagroot", "span").unwrap();
        let labelled = with_label_frames(&picture, &options, &mut Vec::new()).unwrap();
        let shown = |paths| {
            let set = StackSet::new(Rc::new(Filtered::all(&labelled)), 0, &options, Objects::Nameless, paths);
            let rows = 0..set.len();
            let met = rows
                .flat_map(|row| set.frames_of(row))
                .map(|own| set.printed_name(own.frame()));
            let names: BTreeSet<String> = met.map(|name| String::from_utf8(name).unwrap()).collect();
            names.into_iter().collect::<Vec<String>>()
        };
        let rounded = ["-9223372036854775808", "7", "9007199254740992", "main", "read"];
        assert_eq!(shown(Paths::Trimmed), rounded);
        assert_eq!(
            shown(Paths::Placed),
            [
                "main",
                "read",
                "span=-9223372036854775803",
                "span=7",
                "span=9007199254740992",
                "span=9007199254740993"
            ]
        );
        // What is listed is pprof's: a location for each of its names.
        let listed: Vec<u64> = labelled.own_locations().map(|(_, location)| location.id).collect();
        let own = picture.locations.len();
        assert_eq!(listed.len(), own + 3);
        assert!(listed.is_sorted_by(|one, other| one < other), "{listed:?}");
        assert_eq!(labelled.locations.len(), own + 5);
    }
}
