//! Names that do not tell functions apart, because less of them is shown than compilers write.

use crate::base::columns::StringId;
use crate::profile::{Function, Profile};

/// How many names leave out what tells functions apart, and the one that most functions have.
#[derive(Default)]
pub struct Folded {
    /// How many there are.
    pub names: usize,
    /// One of them: `::next`; empty if there is none.
    pub example: String,
}

/// Of a name, what the linker calls its function.
#[derive(Clone, Copy, Default)]
struct Known {
    system_name: StringId,
    /// How many functions of other names there are beside.
    others: u32,
}

impl Folded {
    /// The names of several functions that the linker tells apart, and those that begin with `::`, for the type before it is gone.
    pub fn of(profile: &Profile) -> Folded {
        // Whose name stands whole in views leaves nothing out there.
        let is_whole = |function: &Function| profile.view_name(function) != function.name;
        let is_readable = |function: &Function| function.name != function.system_name;
        if !profile.functions.iter().any(is_readable) {
            return Folded::default();
        }
        let mut known = vec![Known::default(); profile.strings.len()];
        for function in &profile.functions {
            let Some(own) = known.get_mut(function.name.index()) else {
                continue;
            };
            if !is_readable(function) || function.system_name == StringId::EMPTY || is_whole(function) {
                continue;
            }
            match own.system_name {
                StringId::EMPTY => own.system_name = function.system_name,
                system_name if system_name != function.system_name => own.others += 1,
                _ => {}
            }
        }
        let mut folded = Folded::default();
        let mut most = None;
        for function in &profile.functions {
            let own = &mut known[function.name.index()];
            let is_typeless = profile.text(function.name).starts_with(b"::");
            if own.system_name == StringId::EMPTY
                || own.others == 0 && !is_typeless
                || is_whole(function)
                || function.name == StringId::EMPTY
            {
                continue;
            }
            folded.names += 1;
            if most.is_none_or(|(others, _)| own.others > others) {
                most = Some((own.others, function.name));
            }
            // Each name counts once.
            own.system_name = StringId::EMPTY;
        }
        folded.example = most.map_or(String::new(), |(_, name)| profile.display(name));
        folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::profile;
    use std::rc::Rc;

    /// What is folded of functions with these names and those of the linker.
    fn folded(functions: &[(&str, &str)]) -> (usize, String) {
        let picture: Vec<String> = (0..functions.len()).map(|at| format!("f{at} 1")).collect();
        let mut profile = (*profile(&picture.join("\n"))).clone();
        let strings = Rc::make_mut(&mut profile.strings);
        for (function, (name, system_name)) in profile.functions.iter_mut().zip(functions) {
            function.name = strings.intern(name.as_bytes());
            function.system_name = strings.intern(system_name.as_bytes());
        }
        let Folded { names, example } = Folded::of(&profile);
        (names, example)
    }

    #[test]
    fn names_that_stand_for_several_functions_are_counted() {
        for (functions, names, example) in [
            (&[("main", "main"), ("main", "main")][..], 0, ""),
            (&[("a::f", "a::f<int>")], 0, ""),
            (&[("::drop", "<T as Drop>::drop")], 1, "::drop"),
            // Views show these as they are.
            (
                &[("", "<module>"), ("", "<lambda>"), ("block in ", "block in <main>")],
                0,
                "",
            ),
            // What the linker calls so is all that there is.
            (&[("::next", "::next")], 0, ""),
            (
                &[
                    ("::drop", "<T as Drop>::drop"),
                    ("a::f", "a::f<int>"),
                    ("a::f", "a::f<char>"),
                    ("a::f", "a::f<int>"),
                    ("main", "main"),
                ],
                2,
                "a::f",
            ),
        ] {
            assert_eq!(folded(functions), (names, example.to_owned()), "{functions:?}");
        }
    }
}
