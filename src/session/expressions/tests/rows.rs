//! The filters that a row's menu offers mean its frames: rows of real and odd profiles, at every granularity, against the
//! filters themselves.

use crate::analysis::filter::{Filtered, Filters, LabelUnits, with_label_frames};
use crate::analysis::options::Options;
use crate::analysis::stacks::{FrameId, Objects, Paths, StackSet};
use crate::base::blocks::Entries;
use crate::base::names::without_arguments;
use crate::profile::{LocationId, Profile};
use crate::session::tests::json::Json;
use crate::session::{Change, Expressions, ExpressionsInfo, ExpressionsQuery, FrameFilter, Session};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::rc::Rc;

const GRANULARITIES: [&str; 5] = ["functions", "filefunctions", "files", "lines", "addresses"];

/// So many rows are tried of a profile at a granularity, evenly from the first to the last.
const ROWS: usize = 12;

fn session(file: &str, settings: &[(&str, &str)]) -> Session {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(file);
    let mut session = Session::default();
    session.open(file, &fs::read(path).unwrap()).unwrap();
    for (option, value) in settings {
        session.set_option(option, value).unwrap();
    }
    session
}

fn ask(session: &mut Session, name: &str) -> ExpressionsInfo {
    let name = name.to_owned();
    session.ask::<Expressions>(ExpressionsQuery { name }).unwrap().info
}

/// A frame of a site: the site, the number of the call in it when nothing is filtered, and what it prints as.
type Frame = (u32, usize, Rc<str>);

/// What a filter leaves of a profile.
struct View {
    filtered: Rc<Filtered>,
    set: StackSet,
    names: Vec<Rc<str>>,
}

impl View {
    fn new(profile: &Rc<Profile>, options: &Options, option: &str, expression: &str) -> View {
        let mut options = options.clone();
        if !option.is_empty() {
            options.set(option, expression).unwrap();
        }
        let units = LabelUnits::of(profile, &mut Vec::new());
        let filters = Filters::new(&options, &mut Vec::new()).unwrap();
        let filtered = Rc::new(filters.apply(profile, &units, &mut Vec::new()).unwrap());
        let set = StackSet::new(Rc::clone(&filtered), 0, &options, Objects::Nameless, Paths::Trimmed);
        let frames = (0..set.frame_count() as u32).map(FrameId);
        let names = frames.map(|frame| String::from_utf8_lossy(&set.printed_name(frame)).into());
        View {
            names: names.collect(),
            filtered,
            set,
        }
    }

    fn site(&self, site: u32) -> Vec<Rc<str>> {
        let frames = self.set.site(site).iter();
        frames
            .map(|frame| Rc::clone(&self.names[frame.frame().index()]))
            .collect()
    }

    /// By sample that is left, the sites of its stack, the leaf first.
    fn samples(&self) -> BTreeMap<usize, Entries<'_>> {
        let rows = 0..self.set.len();
        rows.map(|row| (self.filtered.sample(row), self.set.stack(row)))
            .collect()
    }

    /// By sample that is left, the frames of its stack, the leaf first.
    fn stacks(&self) -> BTreeMap<usize, Vec<Rc<str>>> {
        let samples = self.samples().into_iter();
        samples
            .map(|(sample, sites)| (sample, sites.iter().flat_map(|site| self.site(site)).collect()))
            .collect()
    }
}

/// A profile as it is when nothing is filtered, to try filters on.
struct Bench {
    profile: Rc<Profile>,
    options: Options,
    all: View,
}

impl Bench {
    fn new(session: &Session) -> Bench {
        let options = session.options.clone();
        let profile = with_label_frames(session.profile().unwrap(), &options, &mut Vec::new()).unwrap();
        let all = View::new(&profile, &options, "", "");
        Bench { profile, options, all }
    }

    /// The frames that an expression means: those that hide takes away.
    fn meant(&self, expression: &str) -> BTreeSet<Frame> {
        let left = View::new(&self.profile, &self.options, "hide", expression);
        let mut meant = BTreeSet::new();
        for site in 0..self.all.set.site_count() as u32 {
            let mut rest = left.site(site).into_iter().peekable();
            for (index, name) in self.all.site(site).into_iter().enumerate() {
                if rest.next_if_eq(&name).is_none() {
                    meant.insert((site, index, name));
                }
            }
            assert_eq!(rest.next(), None, "hide makes no frames");
        }
        meant
    }

    /// The frames that prune_from stops at when it is to mean those of a row: what they are called before their arguments.
    fn pruned(&self, name: &str) -> BTreeSet<Frame> {
        let mut all = Vec::new();
        for site in 0..self.all.set.site_count() as u32 {
            let lines = self.profile.lines_of(LocationId(site));
            for ((index, printed), line) in self.all.site(site).into_iter().enumerate().zip(lines) {
                let function = self.profile.functions[line.function.index()].name;
                all.push(((site, index, printed), without_arguments(self.profile.text(function))));
            }
        }
        let own: BTreeSet<&[u8]> = all
            .iter()
            .filter(|(frame, _)| *frame.2 == *name)
            .map(|(_, seen)| *seen)
            .collect();
        let meant = all.into_iter().filter(|(_, seen)| own.contains(seen));
        meant.map(|(frame, _)| frame).collect()
    }

    /// What a filter has to leave of the stacks if it means these frames.
    fn expected(&self, option: &str, meant: &BTreeSet<Frame>) -> BTreeMap<usize, Vec<Rc<str>>> {
        let frames = |site: u32| -> Vec<Frame> {
            let names = self.all.site(site).into_iter().enumerate();
            names.map(|(index, name)| (site, index, name)).collect()
        };
        let all = self.all.samples().into_iter();
        let left = all.filter_map(|(sample, sites)| {
            let sites: Vec<Vec<Frame>> = sites.iter().map(&frames).collect();
            let is_meant = |frame: &Frame| meant.contains(frame);
            let has_one = |site: &Vec<Frame>| site.iter().any(is_meant);
            let left: Option<Vec<Frame>> = match option {
                "focus" => sites.iter().any(has_one).then(|| sites.concat()),
                "ignore" => (!sites.iter().any(has_one)).then(|| sites.concat()),
                "hide" => Some(sites.concat().into_iter().filter(|frame| !is_meant(frame)).collect()),
                "show" => Some(sites.concat().into_iter().filter(is_meant).collect()),
                // In every place the callers of its last frame are cut off, not only in the outermost one.
                "show_from" => sites.iter().rposition(has_one).map(|last| {
                    let callees = sites[..=last].iter().flat_map(|site| {
                        let end = site.iter().rposition(is_meant).map_or(site.len(), |last| last + 1);
                        site[..end].to_vec()
                    });
                    callees.collect()
                }),
                "prune_from" => {
                    let first = sites.iter().position(has_one).unwrap_or(0);
                    let callers = sites[first..].iter().flat_map(|site| {
                        let begin = site.iter().position(is_meant).unwrap_or(0);
                        site[begin..].to_vec()
                    });
                    Some(callers.collect())
                }
                _ => panic!("{option}"),
            };
            let names: Vec<Rc<str>> = left?.into_iter().map(|(_, _, name)| name).collect();
            (option == "prune_from" || !names.is_empty()).then_some((sample, names))
        });
        left.collect()
    }

    /// Holds an expression that hides all but a row against what is to be left of it.
    fn check_hidden(&self, filter: &FrameFilter, name: &str) {
        let left = View::new(&self.profile, &self.options, "hide", &filter.expression).stacks();
        let frames = |stacks: &BTreeMap<usize, Vec<Rc<str>>>| {
            let all = stacks
                .iter()
                .flat_map(|(sample, frames)| frames.iter().map(|frame| (*sample, Rc::clone(frame))));
            all.filter(|(_, frame)| **frame == *name).collect::<Vec<_>>()
        };
        assert_eq!(frames(&left), frames(&self.all.stacks()), "{name} is left");
        let others: BTreeSet<&Rc<str>> = left.values().flatten().filter(|frame| ***frame != *name).collect();
        assert_eq!(others.len(), filter.others, "beside {name}: {others:?}");
    }

    /// Holds a filter for a row against what it has to leave.
    fn check(&self, filter: &FrameFilter, name: &str) {
        let FrameFilter { option, expression, .. } = filter;
        if *option == "show" && filter.sets == "hide" {
            return self.check_hidden(filter, name);
        }
        let mut meant = match *option {
            "prune_from" => self.pruned(name),
            _ => self.meant(expression),
        };
        if *option == "show" {
            meant.retain(|&(site, ..)| !self.profile.lines_of(LocationId(site)).is_empty());
        }
        let mut own = 0;
        let mut others = BTreeSet::new();
        for (.., printed) in &meant {
            if **printed == *name {
                own += 1;
            } else {
                others.insert(Rc::clone(printed));
            }
        }
        let sites = 0..self.all.set.site_count() as u32;
        let all_own = sites
            .flat_map(|site| self.all.site(site))
            .filter(|printed| **printed == *name);
        assert_eq!(own, all_own.count(), "{option} {expression} means all frames of {name}");
        assert_eq!(
            filter.others,
            others.len(),
            "{option} {expression} for {name} means {others:?}"
        );
        let left = View::new(&self.profile, &self.options, option, expression);
        assert_eq!(
            left.stacks(),
            self.expected(option, &meant),
            "{option} {expression} for {name}"
        );
    }
}

/// Tries rows of a profile at all granularities; answers how many filters were offered, and how often which reason was
/// given for none.
fn check_rows(file: &str, settings: &[(&str, &str)]) -> (usize, BTreeMap<String, usize>) {
    let mut session = session(file, settings);
    let (mut offered, mut refused) = (0, BTreeMap::new());
    for granularity in GRANULARITIES {
        session.set_option("granularity", granularity).unwrap();
        let bench = Bench::new(&session);
        let mut names = bench.all.names.clone();
        names.sort();
        names.dedup();
        for name in names.iter().step_by(names.len().div_ceil(ROWS).max(1)) {
            for filter in ask(&mut session, name).filters {
                if filter.why.is_empty() {
                    bench.check(&filter, name);
                    offered += 1;
                    let (sets, expression) = session.expression(filter.option, name).unwrap();
                    assert_eq!((sets, expression), (filter.sets, filter.expression));
                    continue;
                }
                assert_eq!((filter.expression.as_str(), filter.others), ("", 0));
                let error = session.expression(filter.option, name).unwrap_err();
                assert_eq!(error.to_string(), filter.why);
                *refused.entry(format!("{} {}", filter.option, filter.why)).or_default() += 1;
            }
        }
    }
    (offered, refused)
}

const METHOD: &str = "prune_from pprof's prune_from sees names only up to their first parenthesis: it cannot tell this method from others.";
const NO_FUNCTION: &str =
    "prune_from pprof's prune_from finds frames by the name of their function alone, and this row is no function.";
const SHOW: &str =
    "show pprof's show keeps no frame without a function, and what else there is cannot be hidden in its place.";
const UNKNOWN: &str =
    "focus pprof's filters cannot find what this row stands for: it has no function, no file and no binary.";
const NO_FILE: &str = "focus pprof's filters cannot find what this row stands for: it has neither a file nor a binary.";

#[test]
fn filters_of_functions_mean_their_rows() {
    for file in [
        "cpu.pb.gz",
        "goroutine-2.pb.gz",
        "synthetic/names.pb.gz",
        "synthetic/mangled.pb.gz",
        "synthetic/recursion.pb.gz",
    ] {
        let (offered, refused) = check_rows(file, &[]);
        assert!(offered > 150, "{file}: {offered}");
        let reasons: BTreeSet<&str> = refused.keys().map(String::as_str).collect();
        assert!(reasons.is_subset(&[METHOD, NO_FUNCTION].into()), "{file}: {reasons:?}");
    }
}

#[test]
fn filters_of_frames_without_a_function_mean_their_rows_or_are_refused() {
    for (file, some) in [
        (
            "synthetic/unsymbolised.pb.gz",
            [NO_FUNCTION, SHOW, UNKNOWN, NO_FILE].as_slice(),
        ),
        ("formats/maps.txt", &[NO_FUNCTION, SHOW, UNKNOWN, NO_FILE]),
        ("formats/java-cpu-64.prof", &[NO_FUNCTION, UNKNOWN, NO_FILE]),
        ("formats/cpu-64-little.prof", &[NO_FUNCTION, SHOW]),
        ("formats/threadz.txt", &[NO_FUNCTION, SHOW]),
    ] {
        let (offered, refused) = check_rows(file, &[]);
        assert!(offered >= 32, "{file}: {offered}");
        for reason in some {
            assert!(refused.contains_key(*reason), "{file} refuses with {refused:?}");
        }
        assert!(!refused.contains_key(METHOD), "{file}");
    }
}

#[test]
fn filters_of_labels_that_are_frames_mean_their_rows() {
    let settings = [("tagroot", "tenant,bytes"), ("tagleaf", "none")];
    let (offered, refused) = check_rows("synthetic/labels.pb.gz", &settings);
    assert!(offered > 150, "{offered}");
    // A label without a value is known by its name.
    assert_eq!(refused.into_keys().collect::<Vec<_>>(), [NO_FUNCTION]);
}

/// The expressions of a row: that of focus, that of prune_from, and how many other rows focus means.
fn of(session: &mut Session, name: &str) -> (String, String, usize) {
    let filters = ask(session, name).filters;
    let focus = &filters[0];
    let prune_from = filters.last().unwrap();
    assert_eq!((focus.option, prune_from.option), ("focus", "prune_from"));
    (focus.expression.clone(), prune_from.expression.clone(), focus.others)
}

#[test]
fn what_the_expressions_are() {
    let mut session = session("synthetic/unsymbolised.pb.gz", &[]);
    for (name, focus, others) in [
        ("[libcodec.so.6]", r"^/srv/lib/libcodec\.so\.6$", 0),
        ("[[vdso]]", r"^\[vdso\]$", 0),
        ("[[kernel.kallsyms]_stext]", r"^\[kernel\.kallsyms\]_stext$", 0),
        // The binary has a function with a name, too.
        ("[server]", "^/srv/app/server$", 1),
        ("<unknown>", "", 0),
    ] {
        assert_eq!(
            of(&mut session, name),
            (focus.to_owned(), String::new(), others),
            "{name}"
        );
    }
    assert_eq!(of(&mut session, "main"), ("^main$".to_owned(), "^main$".to_owned(), 0));
    let unknown = ask(&mut session, "<unknown>");
    assert_eq!(unknown.copy, "^<unknown>$");
    assert_eq!(
        (unknown.printed.as_str(), unknown.function.as_str()),
        ("^<unknown>$", "")
    );
    session.set_option("granularity", "lines").unwrap();
    assert_eq!(of(&mut session, "[libcodec.so.6]").0, r"^/srv/lib/libcodec\.so\.6$");
}

#[test]
fn rows_that_print_more_than_a_function_mean_the_function() {
    let mut session = session("cpu.pb.gz", &[]);
    let dot = r"^shop\.example/search/rank\.dot$";
    assert_eq!(
        of(&mut session, "shop.example/search/rank.dot"),
        (dot.to_owned(), dot.to_owned(), 0)
    );
    session.set_option("granularity", "lines").unwrap();
    let row = "shop.example/search/rank.dot shop.example/search/rank/rank.go:91";
    let (focus, prune_from, others) = of(&mut session, row);
    assert_eq!((focus.as_str(), prune_from.as_str()), (dot, dot));
    assert!(others > 0, "the function has other lines");
    // The source view names the function alone: all of its lines are meant.
    assert_eq!(
        of(&mut session, "shop.example/search/rank.dot"),
        (dot.to_owned(), dot.to_owned(), 0)
    );
    let expressions = ask(&mut session, row);
    assert_eq!(expressions.copy, dot);
    assert_eq!(expressions.function, dot);
    assert_eq!(
        expressions.printed,
        r"^shop\.example/search/rank\.dot\x20shop\.example/search/rank/rank\.go:91$"
    );
    session.set_option("granularity", "files").unwrap();
    let (focus, prune_from, others) = of(&mut session, "shop.example/search/rank/rank.go");
    assert_eq!(focus, r"^shop\.example/search/rank/rank\.go$");
    assert_eq!((prune_from.as_str(), others), ("", 0));
    // At any granularity.
    assert_eq!(
        of(&mut session, "shop.example/search/rank.dot"),
        (dot.to_owned(), dot.to_owned(), 0)
    );
    // Trimmed paths are printed, whole ones are matched.
    session.set_option("trim_path", "shop.example").unwrap();
    assert_eq!(of(&mut session, "search/rank/rank.go").0, focus);
    assert_eq!(of(&mut session, "shop.example/search/rank/rank.go").0, focus);
}

#[test]
fn filters_find_what_is_not_shown() {
    let name = "shop.example/search/rank.dot";
    let mut session = session("cpu.pb.gz", &[("hide", "rank"), ("noinlines", "true")]);
    assert_eq!(
        session.expression("focus", name).unwrap().1,
        r"^shop\.example/search/rank\.dot$"
    );
    session.set_option("hide", "").unwrap();
    let nobody = ask(&mut session, "nobody");
    for filter in &nobody.filters {
        assert_eq!(filter.why, "No frame of the profiles that are shown is called nobody.");
    }
    assert_eq!((nobody.copy.as_str(), nobody.function.as_str()), ("^nobody$", ""));
}

fn change(session: &mut Session, change: &str) -> Vec<String> {
    session.change(&Change::read::<Json>(change).unwrap()).refused
}

#[test]
fn a_change_by_names_adds_to_what_grows_and_replaces_the_rest() {
    let mut session = session("cpu.pb.gz", &[("focus", "rank"), ("hide", "(?i)sqrt|(a|b)")]);
    let cosine = r"^shop\.example/search/rank\.cosine$";
    let by_name = |option: &str| format!(r#"{{"filter": [["{option}", "shop.example/search/rank.cosine"]]}}"#);
    for option in ["focus", "ignore", "hide", "hide"] {
        assert_eq!(change(&mut session, &by_name(option)), [""; 0]);
    }
    let options = &session.options;
    assert_eq!((options.focus.as_str(), options.ignore.as_str()), (cosine, cosine));
    assert_eq!(options.hide, format!("{cosine}|(?i)sqrt|(a|b)"), "it comes once");
    let added = r#"{"add": [["ignore", "gc"], ["show", "main"], ["granularity", "lines"]]}"#;
    assert_eq!(change(&mut session, added), [""; 0]);
    let options = &session.options;
    assert_eq!(
        (options.ignore.clone(), options.show.as_str()),
        (format!("gc|{cosine}"), "main")
    );
    assert_eq!(options.granularity, "lines");
    let grows: Vec<&str> = session
        .change(&Change::default())
        .options
        .iter()
        .filter(|option| option.grows)
        .map(|option| option.name)
        .collect();
    assert_eq!(grows, ["ignore", "prune_from", "hide", "tagignore"]);
}

#[test]
fn what_of_a_change_cannot_be_is_refused_and_changes_nothing() {
    let mut session = session("synthetic/unsymbolised.pb.gz", &[]);
    for (wanted, why) in [
        (
            r#"{"filter": [["focus", "main"], ["ignore", "<unknown>"]]}"#,
            "pprof's filters cannot find what this row stands for: it has no function, no file and no binary.",
        ),
        (
            r#"{"filter": [["tagfocus", "main"]]}"#,
            "there is no filter \"tagfocus\" for frames: there are focus, ignore, hide, show, show_from, prune_from",
        ),
        (
            r#"{"add": [["focus", "main"], ["hide", "("]]}"#,
            "parsing hide regexp: error parsing regexp: missing closing ): `(`",
        ),
        (
            r#"{"add": [["nonsense", "main"]]}"#,
            "unknown config field \"nonsense\"",
        ),
    ] {
        assert_eq!(change(&mut session, wanted), [why]);
        assert_eq!(session.params(), []);
    }
    assert_eq!(
        change(&mut Session::default(), r#"{"filter": [["focus", "main"]]}"#),
        ["no profile is open: open one first"]
    );
}

#[test]
fn two_binaries_of_one_base_name_are_both_meant() {
    let heap = "heap profile: 2: 20 [2: 20] @ heapprofile
1: 10 [1: 10] @ 0x401001
1: 10 [1: 10] @ 0x501001

--- Memory map: ---
00400000-00500000 r-xp 00000000 08:01 1 /opt/one/libx.so
00500000-00600000 r-xp 00000000 08:01 2 /opt/two/libx.so
";
    let mut session = Session::default();
    session.open("heap", heap.as_bytes()).unwrap();
    let both = r"^/opt/one/libx\.so$|^/opt/two/libx\.so$";
    assert_eq!(of(&mut session, "[libx.so]"), (both.to_owned(), String::new(), 0));
}
