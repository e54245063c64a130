//! Functions without a name: those of which the file is known are listed as the other views call them, and of the rest it is said how much
//! there is.
//!
//! Of `<unknown>` in `a.js` and a sample in a place of which nothing is known, the first is a row, and the second is what is not listed.

use crate::analysis::stacks::{FrameId, StackSet};
use crate::base::parts::in_parts;
use rustc_hash::FxHashMap;

/// By routine without a name, what the other views call it: `<unknown>`, or the binary that it is in.
pub(super) fn names(set: &StackSet, routine_of: &[u32]) -> FxHashMap<u32, Vec<u8>> {
    let mut names = FxHashMap::default();
    for (frame, number) in routine_of.iter().enumerate() {
        let frame = set.frame(FrameId(frame as u32));
        if let Some(number) = number.checked_sub(1).filter(|_| set.text(frame.name).is_empty()) {
            names.entry(number).or_insert_with(|| set.binary_name(frame));
        }
    }
    names
}

/// What samples weigh whose innermost frame is in no list; none if that is nothing, or means are shown, whose sum says nothing.
pub(super) fn unlisted(set: &StackSet, is_unlisted: &dyn Fn(FrameId) -> bool) -> Option<i64> {
    // Sites that filters hide have no frames.
    let of_site = |site: u32| set.site(site).first().map(|own| is_unlisted(own.frame()));
    let sites: Vec<Option<bool>> = (0..set.site_count() as u32).map(of_site).collect();
    let mut sum = 0_i64;
    in_parts(set.len(), &mut |rows| {
        for row in rows {
            let leaf = set.stack(row).iter().find_map(|site| sites[site as usize]);
            if leaf == Some(true) {
                sum = sum.wrapping_add(set.value(row));
            }
        }
    });
    (sum != 0 && !set.is_mean()).then_some(sum)
}

#[cfg(test)]
mod tests {
    use crate::base::columns::StringId;
    use crate::profile::Profile;
    use crate::session::{Session, Source, SourceInfo, SourceQuery};
    use crate::testing::profile_of;
    use std::rc::Rc;

    /// The rows of the list, and what is said of it.
    fn listed(profile: Profile, name: &str) -> (Vec<String>, SourceInfo) {
        let mut session = Session {
            combined: Some(Rc::new(profile)),
            ..Session::default()
        };
        let query = SourceQuery {
            name: name.to_owned(),
            file: "b.go".to_owned(),
            ..SourceQuery::default()
        };
        let source = session.ask::<Source>(query).unwrap();
        let rows = source.view.functions(0..9).into_iter();
        let told = rows.map(|row| format!("{} {} {} {}", row.name, row.file, row.weights.flat, row.weights.cum));
        (told.collect(), source.info)
    }

    #[test]
    fn functions_without_a_name_are_listed_by_file_and_what_has_no_file_is_said() {
        // Two without a name, one of which has no file either.
        let mut profile = profile_of("n/count", "main;nothing 100\nnothing;x 50\na:10;b:12 33");
        for function in &mut profile.functions {
            let name = profile.strings.get(function.name).to_vec();
            if name != b"main" && name != b"x" {
                function.name = StringId::EMPTY;
            }
            if name == b"nothing" {
                function.filename = StringId::EMPTY;
            }
        }
        let in_app = profile.clone();
        profile.mappings[0].file = StringId::EMPTY;
        let (rows, info) = listed(profile, "<unknown>");
        assert_eq!(
            rows,
            [
                "x x.go 50 50",
                "<unknown> b.go 33 33",
                "main main.go 0 100",
                "<unknown> a.go 0 33"
            ]
        );
        assert_eq!(info.unlisted, "100 (54.64%)");
        assert_eq!(info.open.unwrap().function.file, "b.go");
        // As Top has them: all of a binary.
        let (rows, _) = listed(in_app, "[app]");
        assert_eq!(rows[1], "[app] b.go 33 33");
        let (_, info) = listed(profile_of("n/count", "main;read 4"), "");
        assert_eq!(info.unlisted, "");
    }
}
