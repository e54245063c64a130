//! The lines of a function that weigh most, with their text where the source is at hand.

use super::compared::Compared;
use super::{Session, display};
use crate::analysis::stacks::{Base, FrameId, StackSet, mean};
use crate::base::columns::StringId;
use crate::base::measurement::readable_percent;
use crate::base::parts::in_parts;
use crate::base::sort::sort_by_key;
use crate::base::text::clean;
use crate::input::sources::{self, trim_path};
use crate::report::Format;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::cmp::Reverse;

/// So many lines are told.
const TOLD: usize = 4;
/// So many characters of a line are handed out.
const LONGEST: usize = 200;

/// A line of a function.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HotLine {
    /// Its number in the file, from 1.
    pub line: f64,
    /// Its file, trimmed as the source view does it; empty if the profile knows none.
    pub file: String,
    /// What tells it from the other lines: its number; where samples meet the function in several files, that with the end of its path.
    pub place: String,
    /// What is spent in it, with all that it calls.
    pub cum: f64,
    /// `cum` with its unit: `1.20s`.
    pub cum_text: String,
    /// `cum` as a share of the total: `12.50%`.
    pub percent: String,
    /// Before and after, where two profiles are compared.
    pub compared: Option<Compared>,
    /// Its text, without the blanks before it; empty where the source is not at hand.
    pub text: String,
}

/// The lines of a function that weigh most, and the files that it is in.
pub(super) struct HotLines {
    pub(super) lines: Vec<HotLine>,
    /// In how many files samples meet it, not counting the one that [`StackSet::place`] names.
    pub(super) other_files: usize,
}

/// A line by the number of its file, and its own; 0 where the profile has none.
type Place = (u32, i64);

/// What is known of a line while stacks are read.
#[derive(Default)]
struct Line {
    cum: i64,
    /// What it is divided by where means are wanted; 0 for not at all.
    divisor: i64,
    /// What it was before, where two profiles are compared.
    before: i64,
    /// The last row that counted, from 1: recursion counts once.
    seen: usize,
}

/// Where a frame is in the sites: files with their paths, and by site its places in it, of calls that were inlined into their own
/// function several.
struct Places {
    files: Vec<Vec<u8>>,
    starts: Vec<u32>,
    places: Vec<Place>,
}

impl Places {
    /// `path` is what a file is called, by its path in the profile.
    fn new(set: &StackSet, frame: FrameId, path: &dyn Fn(&[u8]) -> Vec<u8>) -> Places {
        let profile = set.profile();
        let mut known: FxHashMap<StringId, u32> = FxHashMap::default();
        // Paths that the profile has apart may be one when they are trimmed.
        let mut numbers: FxHashMap<Vec<u8>, u32> = FxHashMap::default();
        let mut files: Vec<Vec<u8>> = Vec::new();
        let (mut starts, mut places) = (vec![0], Vec::new());
        for site in 0..set.site_count() as u32 {
            for (index, own) in set.site(site).iter().enumerate() {
                let Some(line) = set.line(site, index).filter(|_| own.frame() == frame) else {
                    continue;
                };
                let file = profile.functions[line.function.index()].filename;
                let file = *known.entry(file).or_insert_with(|| {
                    let path = path(profile.text(file));
                    *numbers.entry(path.clone()).or_insert_with(|| {
                        files.push(path);
                        files.len() as u32 - 1
                    })
                });
                places.push((file, line.line));
            }
            starts.push(places.len() as u32);
        }
        Places { files, starts, places }
    }

    fn of(&self, site: u32) -> &[Place] {
        &self.places[self.starts[site as usize] as usize..self.starts[site as usize + 1] as usize]
    }
}

/// The lines of a frame that weigh most, the heaviest first: the place of each, and what is spent in it and in what it calls; and by file,
/// whether a sample meets the frame there.
fn heaviest(set: &StackSet, places: &Places, base: Option<Base>) -> (Vec<(Place, Line)>, Vec<bool>) {
    let mut met = vec![false; places.files.len()];
    let mut lines: FxHashMap<Place, Line> = FxHashMap::default();
    in_parts(set.len(), &mut |rows| {
        for row in rows {
            for site in set.stack(row) {
                for &place in places.of(site) {
                    met[place.0 as usize] = true;
                    if place.1 == 0 {
                        continue;
                    }
                    let line = lines.entry(place).or_default();
                    if line.seen != row + 1 {
                        line.seen = row + 1;
                        line.cum = line.cum.wrapping_add(set.value(row));
                        line.divisor = line.divisor.wrapping_add(set.divisor(row));
                        let before = base.map_or(0, |base| base.before(set, row));
                        line.before = line.before.wrapping_add(before);
                    }
                }
            }
        }
    });
    let mut heaviest: Vec<(Place, Line)> = lines.into_iter().collect();
    sort_by_key(&mut heaviest, |((file, number), line)| {
        let path = &places.files[*file as usize];
        (Reverse(line.cum.unsigned_abs()), *number, path.as_slice())
    });
    heaviest.truncate(TOLD);
    heaviest.retain(|(_, line)| line.cum != 0);
    for (_, line) in &mut heaviest {
        line.cum = mean(line.cum, line.divisor);
    }
    (heaviest, met)
}

/// The end of a path, with as many folders as tell it from the ends of the others: `x.go`, but `a/x.go` beside `b/x.go`.
fn end_of<'a>(path: &'a [u8], others: &[&[u8]]) -> &'a [u8] {
    let mut slashes = (0..path.len()).rev().filter(|&at| path[at] == b'/');
    let ends = std::iter::from_fn(|| slashes.next().map(|at| &path[at..]));
    let mut own = ends.filter(|end| !others.iter().any(|other| *other != path && other.ends_with(end)));
    own.next().map_or(path, |end| &end[1..])
}

impl Session {
    /// The lines of a function that weigh most.
    pub(super) fn hot_lines(&self, set: &StackSet, frame: FrameId, total: i64, format: &Format) -> HotLines {
        let path = |file: &[u8]| match trim_path(file, &self.options.trim_path, &self.options.source_path) {
            b"" => Vec::new(),
            path => clean(path).into_owned(),
        };
        let places = Places::new(set, frame, &path);
        let base = Base::of(set);
        let (lines, met) = heaviest(set, &places, base);
        let files = places.files.iter().zip(met).filter(|(_, met)| *met);
        let files: Vec<&[u8]> = files.map(|(file, _)| file.as_slice()).collect();
        let named = set.place(frame).map(|(file, _)| path(file));
        let mut texts: FxHashMap<u32, Vec<&[u8]>> = FxHashMap::default();
        let told = lines.into_iter().map(|((file, number), Line { cum, before, .. })| {
            let text = texts.entry(file).or_insert_with(|| {
                let text = self.source_text(&places.files[file as usize]);
                text.map_or(Vec::new(), |text| sources::lines(text))
            });
            let own = usize::try_from(number - 1).ok().and_then(|at| text.get(at));
            let path = places.files[file as usize].as_slice();
            HotLine {
                line: number as f64,
                file: display(path),
                place: match files.len() > 1 && !path.is_empty() {
                    true => format!("{}:{number}", display(end_of(path, &files))),
                    false => number.to_string(),
                },
                cum: cum as f64,
                cum_text: format.value(cum),
                percent: readable_percent(cum, total),
                compared: base.map(|_| Compared::new(before, cum, format)),
                text: own.map_or(String::new(), |own| display(own).trim().chars().take(LONGEST).collect()),
            }
        });
        HotLines {
            lines: told.collect(),
            other_files: files
                .iter()
                .filter(|file| !file.is_empty() && named.as_deref() != Some(**file))
                .count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;
    use crate::session::{Peek, PeekInfo, PeekQuery, Source, SourceQuery};
    use crate::testing::profile_of;
    use std::rc::Rc;

    /// Functions of the picture, each with the name and the file that it has in truth.
    fn renamed(picture: &str, names: &[(&str, &str, &str)]) -> Profile {
        let mut profile = profile_of("samples/count", picture);
        let mut strings = std::mem::take(&mut profile.strings);
        for function in &mut profile.functions {
            let own = String::from_utf8_lossy(strings.get(function.name)).into_owned();
            if let Some((_, name, file)) = names.iter().find(|(known, ..)| *known == own) {
                function.name = Rc::make_mut(&mut strings).intern(name.as_bytes());
                function.filename = Rc::make_mut(&mut strings).intern(file.as_bytes());
            }
        }
        profile.strings = strings;
        profile
    }

    fn peek(session: &mut Session, name: &str) -> PeekInfo {
        let name = name.to_owned();
        session.ask::<Peek>(PeekQuery { name }).unwrap().info
    }

    fn session(profile: Profile) -> Session {
        Session {
            combined: Some(Rc::new(profile)),
            ..Session::default()
        }
    }

    /// What the source view says that a line of a function in a file weighs with all that it calls.
    fn in_source(session: &mut Session, name: &str, line: &HotLine) -> f64 {
        let query = SourceQuery {
            name: name.to_owned(),
            file: line.file.clone(),
            ..SourceQuery::default()
        };
        let source = session.ask::<Source>(query).unwrap();
        assert_eq!(source.info.open.unwrap().function.file, line.file);
        let rows = source.view.lines(0..100);
        rows.iter().find(|row| row.line == line.line).unwrap().weights.cum
    }

    #[test]
    fn one_line_number_of_two_files_is_two_lines_each_with_what_the_source_view_says() {
        let names = [
            ("i", "init", "/src/a/x.go"),
            ("j", "init", "/src/b/x.go"),
            ("k", "init", "/src/b/y.go"),
        ];
        let mut session = session(renamed("main;i:10 100\nmain;j:10 80\nmain;k:3 7\nmain:5 1", &names));
        let info = peek(&mut session, "init");
        let told = info.lines.iter().map(|line| (&*line.place, line.cum));
        assert_eq!(
            told.collect::<Vec<_>>(),
            [("a/x.go:10", 100.0), ("b/x.go:10", 80.0), ("y.go:3", 7.0)]
        );
        assert_eq!((&*info.place, info.other_files), ("x.go:10", 2));
        for line in &info.lines {
            assert_eq!(in_source(&mut session, "init", line), line.cum, "{}", line.place);
        }
        let info = peek(&mut session, "main");
        assert_eq!(info.lines[0].place, "5");
        assert_eq!(info.other_files, 0);
    }

    #[test]
    fn a_file_that_filters_leave_nothing_of_is_none_of_several() {
        let names = [("i", "init", "a.go"), ("j", "init", "b.go")];
        let mut session = session(renamed("main;i:10 100\nother;j:10 80", &names));
        session.set_option("focus", "main").unwrap();
        let info = peek(&mut session, "init");
        assert_eq!(
            (&*info.lines[0].place, info.lines.len(), info.other_files),
            ("10", 1, 0)
        );
    }

    #[test]
    fn lines_of_functions_without_a_name_are_told_apart_by_file_too() {
        let names = [("i", "", "a.go"), ("j", "", "b.go")];
        let mut profile = renamed("i:10;j:10 33", &names);
        // Of frames without a name, that of the binary is printed.
        profile
            .mappings
            .iter_mut()
            .for_each(|mapping| mapping.file = StringId::EMPTY);
        let mut session = session(profile);
        let info = peek(&mut session, "<unknown>");
        let told = info.lines.iter().map(|line| (&*line.place, line.cum));
        assert_eq!(told.collect::<Vec<_>>(), [("a.go:10", 33.0), ("b.go:10", 33.0)]);
    }

    #[test]
    fn each_line_of_a_call_that_was_inlined_into_its_own_function_counts() {
        let mut session = session(profile_of("samples/count", "e:1>e:2 4\ne:2>e:1>e:2 3"));
        let info = peek(&mut session, "e");
        let told = info.lines.iter().map(|line| (line.line, line.cum));
        assert_eq!(told.collect::<Vec<_>>(), [(1.0, 7.0), (2.0, 7.0)]);
        for line in &info.lines {
            assert_eq!(in_source(&mut session, "e", line), line.cum);
        }
    }
}
