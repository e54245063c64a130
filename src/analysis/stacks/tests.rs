//! Stacks of text pictures: what frames are told apart by, and how they print.

use super::*;
use crate::analysis::budget::Budget;
use crate::analysis::filter::{Filters, LabelUnits, with_label_frames};
use crate::analysis::options::Granularity;
use crate::profile::{Mapping, MappingId};
use crate::testing::{assert_picture, profile, profile_of};

fn options(settings: &str) -> Options {
    let mut options = Options::default();
    for setting in settings.split_whitespace() {
        let (name, value) = setting.split_once('=').unwrap();
        options.set(name, value).unwrap();
    }
    options
}

/// The set of a picture under options given as `name=value name=value`, after their filters.
fn set_of(picture: &str, settings: &str) -> StackSet {
    let (profile, options) = (profile(picture), options(settings));
    let units = LabelUnits::of(&profile, &mut Vec::new());
    let filters = Filters::new(&options, &mut Vec::new()).unwrap();
    let filtered = filters.apply(&profile, &units, &mut Vec::new()).unwrap();
    StackSet::new(Rc::new(filtered), 0, &options, Objects::Nameless, Paths::Trimmed)
}

fn name(set: &StackSet, frame: FrameId) -> String {
    String::from_utf8_lossy(&set.printed_name(frame)).into_owned()
}

/// The rows of a set, root first: the printed names with `;` before what is called and `>` before what was inlined.
fn rows(set: &StackSet) -> String {
    let rows = (0..set.len()).map(|row| {
        let mut frames = set.frames_of(row);
        frames.reverse();
        let mut text = String::new();
        for (index, frame) in frames.iter().enumerate() {
            text.push_str(match (index, frame.is_inline()) {
                (0, false) => "",
                (_, true) => " > ",
                (_, false) => " ; ",
            });
            text.push_str(&name(set, frame.frame()));
        }
        format!("{text} = {}", set.value(row))
    });
    rows.collect::<Vec<String>>().join("\n")
}

/// All different frames, by their names.
fn frames(set: &StackSet) -> Vec<String> {
    let mut names: Vec<String> = (0..set.frame_count() as u32)
        .map(|frame| name(set, FrameId(frame)))
        .collect();
    names.sort();
    names
}

/// `main` calls `parse`, into which `next` was inlined; once in the line 12 of `parse`, once in 14.
const INLINED: &str = "main:3@10;parse:12>next:7:2@20 30
                       main:3@10;parse:14>next:7:2@30 12";

#[test]
fn frames_are_told_apart_by_what_the_granularity_keeps() {
    for (granularity, wanted, count) in [
        ("functions", "main ; parse > next = 30\nmain ; parse > next = 12", 3),
        (
            "filefunctions",
            "main main.go ; parse parse.go > next next.go = 30
             main main.go ; parse parse.go > next next.go = 12",
            3,
        ),
        (
            "files",
            "main.go ; parse.go > next.go = 30\nmain.go ; parse.go > next.go = 12",
            3,
        ),
        (
            "lines",
            "main main.go:3 ; parse parse.go:12 > next next.go:7 = 30
             main main.go:3 ; parse parse.go:14 > next next.go:7 = 12",
            4,
        ),
        (
            "addresses",
            "0000000000000010 main main.go:3 ; 0000000000000020 parse parse.go:12 > 0000000000000020 next next.go:7:2 = 30
             0000000000000010 main main.go:3 ; 0000000000000030 parse parse.go:14 > 0000000000000030 next next.go:7:2 = 12",
            5,
        ),
    ] {
        let set = set_of(INLINED, &format!("granularity={granularity}"));
        assert_picture(&rows(&set), wanted);
        assert_eq!(set.frame_count(), count, "{granularity}");
    }
}

#[test]
fn without_inlines_a_site_is_the_function_around_them() {
    for (granularity, wanted) in [
        ("functions", "main ; parse = 30\nmain ; parse = 12"),
        ("files", "main.go ; parse.go = 30\nmain.go ; parse.go = 12"),
        (
            "lines",
            "main main.go:3 ; parse parse.go:12 = 30\nmain main.go:3 ; parse parse.go:14 = 12",
        ),
        (
            "addresses",
            "0000000000000010 main main.go:3 ; 0000000000000020 parse parse.go:12 = 30
             0000000000000010 main main.go:3 ; 0000000000000030 parse parse.go:14 = 12",
        ),
    ] {
        let set = set_of(INLINED, &format!("granularity={granularity} noinlines=true"));
        assert_picture(&rows(&set), wanted);
        assert!(!set.inlined_anywhere().contains(&true), "{granularity}");
    }
}

#[test]
fn columns_are_shown_where_lines_are() {
    let picture = "main:3:5;parse:12:1>next:7:2 1\nmain:3:9;parse:12:1>next:7:2 2";
    for (settings, wanted, count) in [
        (
            "showcolumns=true",
            "main ; parse > next = 1\nmain ; parse > next = 2",
            3,
        ),
        (
            "granularity=lines",
            "main main.go:3 ; parse parse.go:12 > next next.go:7 = 1
             main main.go:3 ; parse parse.go:12 > next next.go:7 = 2",
            3,
        ),
        (
            "granularity=lines showcolumns=true",
            "main main.go:3:5 ; parse parse.go:12:1 > next next.go:7:2 = 1
             main main.go:3:9 ; parse parse.go:12:1 > next next.go:7:2 = 2",
            4,
        ),
        // Addresses have columns anyway, unless something else is to be done to their frames.
        (
            "granularity=addresses",
            "main main.go:3:5 ; parse parse.go:12:1 > next next.go:7:2 = 1
             main main.go:3:9 ; parse parse.go:12:1 > next next.go:7:2 = 2",
            4,
        ),
        (
            "granularity=addresses noinlines=true",
            "main main.go:3 ; parse parse.go:12 = 1\nmain main.go:3 ; parse parse.go:12 = 2",
            2,
        ),
        (
            "granularity=addresses noinlines=true showcolumns=true",
            "main main.go:3:5 ; parse parse.go:12:1 = 1\nmain main.go:3:9 ; parse parse.go:12:1 = 2",
            3,
        ),
    ] {
        let set = set_of(picture, settings);
        assert_picture(&rows(&set), wanted);
        assert_eq!(set.frame_count(), count, "{settings}");
    }
}

#[test]
fn a_frame_is_inlined_anywhere_if_it_is_once() {
    let set = set_of("main;parse>next 1\nmain;next 2", "");
    let inlined = set.inlined_anywhere();
    for frame in (0..set.frame_count() as u32).map(FrameId) {
        assert_eq!(inlined[frame.index()], name(&set, frame) == "next");
    }
}

#[test]
fn hidden_sites_stay_in_stacks_without_frames() {
    let set = set_of("main;parse;read 1\nparse 2", "hide=^parse$");
    // A sample of which nothing is left is gone.
    assert_picture(&rows(&set), "main ; read = 1");
    // The stack is the profile's: three sites, of which one has nothing.
    let counts: Vec<usize> = set.stack(0).iter().map(|site| set.site(site).len()).collect();
    assert_eq!(counts, [1, 0, 1]);
    assert_eq!(frames(&set), ["main", "read"]);
}

#[test]
fn of_a_site_some_frames_may_be_hidden() {
    let picture = "main;parse>scan>next 1";
    for (settings, wanted) in [
        ("hide=^next$", "main ; parse > scan = 1"),
        // What was inlined into a frame that is hidden is inlined into the one around it, or stands alone.
        ("hide=^scan$", "main ; parse > next = 1"),
        ("hide=^parse$", "main ; scan > next = 1"),
        ("show=scan|main", "main ; scan = 1"),
    ] {
        assert_picture(&rows(&set_of(picture, settings)), wanted);
    }
}

#[test]
fn cut_stacks_are_parts_of_those_of_the_profile() {
    let set = set_of("main;parse;next;read 1\nmain;write 2", "show_from=^parse$");
    assert_picture(&rows(&set), "parse ; next ; read = 1");
    let (start, length) = set.stack_place(0);
    assert_eq!((length, set.len()), (3, 1));
    let sites: Vec<u32> = (start..start + length).map(|place| set.sites().at(place)).collect();
    assert!(set.stack(0) == *sites);
}

#[test]
fn frames_without_names_are_known_by_their_binary() {
    let picture = "main;@4a0 1\nmain;@4b0 2";
    for (settings, wanted, count) in [
        ("", "main ; [app] = 1\nmain ; [app] = 2", 2),
        ("granularity=files", "main.go ; [app] = 1\nmain.go ; [app] = 2", 2),
        (
            "granularity=addresses",
            "main main.go ; 00000000000004a0 [app] = 1\nmain main.go ; 00000000000004b0 [app] = 2",
            3,
        ),
    ] {
        let set = set_of(picture, settings);
        assert_picture(&rows(&set), wanted);
        assert_eq!(set.frame_count(), count, "{settings}");
    }
    let mut nowhere = profile_of("samples/count", "main;@4a0 1");
    nowhere
        .locations
        .iter_mut()
        .for_each(|location| location.mapping = None);
    let filtered = Rc::new(Filtered::all(&Rc::new(nowhere)));
    let set = StackSet::new(filtered, 0, &options(""), Objects::Nameless, Paths::Full);
    assert_picture(&rows(&set), "main ; <unknown> = 1");
}

/// `main` in two binaries, and beginning in two lines.
fn twice() -> Rc<Filtered> {
    let mut profile = profile_of("samples/count", "main@10 1\nmain@20 2");
    let file = Rc::make_mut(&mut profile.strings).intern(b"/lib/other.so");
    profile.mappings.push(Mapping {
        id: 2,
        file,
        ..Mapping::default()
    });
    profile.locations[1].mapping = Some(MappingId(1));
    profile.functions[0].start_line = 5;
    Rc::new(Filtered::all(&Rc::new(profile)))
}

#[test]
fn binaries_tell_frames_apart_where_reports_want_it() {
    for (objects, identities) in [
        (Objects::Nameless, vec!["{main  0  0 0 0 }"]),
        (
            Objects::All,
            vec!["{main  0  5 0 0 /bin/app}", "{main  0  5 0 0 /lib/other.so}"],
        ),
    ] {
        let set = StackSet::new(twice(), 0, &options(""), objects, Paths::Full);
        let found: Vec<String> = (0..set.frame_count() as u32)
            .map(|frame| String::from_utf8(set.identity(FrameId(frame))).unwrap())
            .collect();
        assert_eq!(found, identities, "{objects:?}");
        // They print alike.
        assert_picture(&rows(&set), "main = 1\nmain = 2");
    }
}

#[test]
fn a_file_is_one_frame_in_views() {
    let files = |paths| {
        let set = StackSet::new(twice(), 0, &options("granularity=files"), Objects::Nameless, paths);
        (set.frame_count(), frames(&set))
    };
    assert_eq!(files(Paths::Trimmed), (2, vec!["main.go".to_owned(); 2]));
    assert_eq!(files(Paths::Placed), (1, vec!["main.go".to_owned()]));
    assert!(differs_in_views(twice().profile(), Granularity::Files));
}

#[test]
fn paths_are_shortened_where_graphs_are_made() {
    let filtered = Rc::new(Filtered::all(&profile("/home/me/app/main:3;/home/me//app/./read:4 1")));
    for (settings, paths, wanted) in [
        ("", Paths::Full, "/home/me/app/main.go:3 ; /home/me/app/read.go:4 = 1"),
        (
            "trim_path=/home/me",
            Paths::Full,
            "/home/me/app/main.go:3 ; /home/me/app/read.go:4 = 1",
        ),
        (
            "trim_path=/home/me",
            Paths::Trimmed,
            "app/main.go:3 ; /app/read.go:4 = 1",
        ),
        ("source_path=/src/app", Paths::Trimmed, "main.go:3 ; read.go:4 = 1"),
    ] {
        let options = options(&format!("granularity=lines {settings}"));
        let set = StackSet::new(Rc::clone(&filtered), 0, &options, Objects::Nameless, paths);
        // Without the names of the functions, which are paths here.
        let rows = rows(&set)
            .split(' ')
            .filter(|word| word.contains(".go") || !word.starts_with('/'))
            .collect::<Vec<&str>>()
            .join(" ");
        assert_picture(&rows, wanted);
    }
}

#[test]
fn a_frame_has_a_place() {
    let place = |set: &StackSet, wanted: &str| -> Option<(String, i64)> {
        let frame = (0..set.frame_count() as u32)
            .map(FrameId)
            .find(|&frame| name(set, frame) == wanted)
            .unwrap();
        let (file, line) = set.place(frame)?;
        Some((String::from_utf8(file.to_vec()).unwrap(), line))
    };
    let set = set_of(&format!("{INLINED}\n@40 1"), "");
    assert_eq!(place(&set, "main"), Some(("main.go".to_owned(), 3)));
    // Of several places the first.
    assert_eq!(place(&set, "parse"), Some(("parse.go".to_owned(), 12)));
    assert_eq!(place(&set, "next"), Some(("next.go".to_owned(), 7)));
    assert_eq!(place(&set, "[app]"), None);
    let set = set_of(INLINED, "noinlines=true");
    assert_eq!(place(&set, "parse"), Some(("parse.go".to_owned(), 12)));
    // A function that says where it begins.
    let set = StackSet::new(twice(), 0, &options(""), Objects::Nameless, Paths::Full);
    assert_eq!(place(&set, "main"), Some(("main.go".to_owned(), 5)));
}

#[test]
fn means_are_values_with_divisors() {
    let profile = Rc::new(profile_of("contentions/count delay/ns", "main 3 30\nread 0 8"));
    let filtered = Rc::new(Filtered::all(&profile));
    for (settings, divisors) in [("", [0, 0]), ("mean=true", [3, 0])] {
        let options = options(settings);
        let set = StackSet::new(Rc::clone(&filtered), 1, &options, Objects::Nameless, Paths::Full);
        assert_eq!([set.value(0), set.value(1)], [30, 8]);
        assert_eq!([set.divisor(0), set.divisor(1)], divisors);
        assert_eq!(set.is_mean(), !settings.is_empty());
    }
}

#[test]
fn labels_are_those_that_filters_leave() {
    let picture = "main 1 worker=a phase=x\nmain 2";
    let keys = |set: &StackSet, row: usize| -> Vec<String> {
        set.labels(row)
            .map(|label| String::from_utf8(set.label_text(label.key()).to_vec()).unwrap())
            .collect()
    };
    let set = set_of(picture, "");
    assert_eq!(
        (keys(&set, 0), keys(&set, 1)),
        (vec!["worker".to_owned(), "phase".to_owned()], vec![])
    );
    assert!(set.has_labels() && set.find_label(b"worker").is_some() && set.find_label(b"gone").is_none());
    let set = set_of(picture, "taghide=phase");
    assert_eq!(keys(&set, 0), ["worker"]);
    assert!(!set_of("main 1", "").has_labels());
}

#[test]
fn a_selection_keeps_the_kinds_that_were_asked_for_last() {
    use crate::analysis::selection::Selection;
    let profile = profile(INLINED);
    let selection = Selection::new(&profile, &options(""), Budget::UNLIMITED, || Ok(()), &mut Vec::new()).unwrap();
    let stacks = |settings: &str| {
        selection
            .stacks(&options(settings), Objects::Nameless, Paths::Trimmed)
            .unwrap()
    };
    let functions = stacks("");
    // Paths are no part of functions.
    assert!(Rc::ptr_eq(&functions, &stacks("trim_path=/home")));
    let lines = stacks("granularity=lines");
    assert!(Rc::ptr_eq(&lines, &stacks("granularity=lines sort=cum nodecount=3")));
    assert!(!Rc::ptr_eq(&lines, &stacks("granularity=lines trim_path=/home")));
    assert!(!Rc::ptr_eq(&lines, &stacks("granularity=lines noinlines=true")));
    // Four kinds, and then one more: the one that nobody asked for in the meantime goes.
    assert!(Rc::ptr_eq(&functions, &stacks("")));
    stacks("granularity=files");
    assert!(Rc::ptr_eq(&functions, &stacks("")));
    assert!(!Rc::ptr_eq(&lines, &stacks("granularity=lines")));
}

#[test]
fn functions_without_a_name_of_their_own_have_their_place_in_views() {
    let mut profile = (*profile("main;first 1\nmain;second 2\nmain;third 4")).clone();
    let strings = Rc::make_mut(&mut profile.strings);
    let anonymous = strings.intern(b"(anonymous)");
    let main = strings.intern(b"main");
    for (line, function) in profile
        .functions
        .iter_mut()
        .filter(|function| function.name != main)
        .enumerate()
    {
        function.name = anonymous;
        function.start_line = 10 * line as i64;
    }
    assert!(differs_in_views(&profile, Granularity::Functions));
    assert!(!differs_in_views(&profile, Granularity::Lines));
    let profile = Rc::new(profile);
    let set = |paths, settings: &str| {
        let filtered = Rc::new(Filtered::all(&profile));
        StackSet::new(filtered, 0, &options(settings), Objects::Nameless, paths)
    };
    assert_eq!(frames(&set(Paths::Trimmed, "")), ["(anonymous)", "main"]);
    assert_eq!(
        frames(&set(Paths::Placed, "")),
        [
            "(anonymous) first.go",
            "(anonymous) second.go:10",
            "(anonymous) third.go:20",
            "main"
        ]
    );
    for granularity in ["filefunctions", "lines", "addresses"] {
        let settings = format!("granularity={granularity}");
        let [trimmed, placed] = [Paths::Trimmed, Paths::Placed].map(|paths| frames(&set(paths, &settings)));
        assert_eq!(trimmed, placed, "{granularity}");
    }
}

#[test]
fn frames_of_labels_say_in_views_whose_value_they_are() {
    let picture = profile(
        "main;read 3 tenant=acme size:=2
         main 1",
    );
    let options = options("tagroot=tenant tagleaf=size");
    let labelled = with_label_frames(&picture, &options, &mut Vec::new()).unwrap();
    let shown = |paths| {
        let filtered = Rc::new(Filtered::all(&labelled));
        frames(&StackSet::new(filtered, 0, &options, Objects::Nameless, paths))
    };
    assert_eq!(shown(Paths::Trimmed), ["2", "<unknown>", "acme", "main", "read"]);
    assert_eq!(
        shown(Paths::Placed),
        ["main", "no size", "no tenant", "read", "size=2", "tenant=acme"]
    );
}

#[test]
fn names_in_brackets_stay_whole_in_views() {
    let mut profile = (*profile("main;first 1\nmain;second 2\nmain;third 4")).clone();
    let strings = Rc::make_mut(&mut profile.strings);
    // What pprof calls them, and what the linker does.
    let names = [
        ("main", "main", "main"),
        ("first", "", "<module>"),
        ("second", "block in ", "block in <main>"),
        ("third", "::next", "<T as Iterator>::next"),
    ];
    for (place, name, system_name) in names {
        let [place, name, system_name] = [place, name, system_name].map(|text| strings.intern(text.as_bytes()));
        let own = profile.functions.iter_mut().find(|function| function.name == place);
        let function = own.unwrap();
        (function.name, function.system_name, function.start_line) = (name, system_name, 7);
    }
    let profile = Rc::new(profile);
    let shown = |paths, settings: &str| {
        let filtered = Rc::new(Filtered::all(&profile));
        frames(&StackSet::new(
            filtered,
            0,
            &options(settings),
            Objects::Nameless,
            paths,
        ))
    };
    assert_eq!(shown(Paths::Trimmed, ""), ["::next", "[app]", "block in ", "main"]);
    assert_eq!(
        shown(Paths::Placed, ""),
        ["::next", "<module> first.go:7", "block in <main> second.go:7", "main"]
    );
    assert_eq!(
        shown(Paths::Placed, "granularity=lines"),
        [
            "::next third.go:0",
            "<module> first.go:0",
            "block in <main> second.go:0",
            "main main.go:0"
        ]
        .map(|name| name.trim_end_matches(":0"))
    );
    for granularity in [Granularity::Functions, Granularity::Lines] {
        assert!(differs_in_views(&profile, granularity));
    }
}
