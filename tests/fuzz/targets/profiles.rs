//! Small profiles made of choices: as every byte is a choice, all of them are profiles. Sums that must be the same are; a profile
//! compared with itself has no change; what is written is read back; each input is looked at from one side only.

use super::bytes::Bytes;
use super::messages::{Function, Label, Line, Location, Mapping, Profile, Sample, ValueType};
use super::{files, steps};
use proflens::session::{Flame, FlameQuery, Role, Session, Top, TopQuery, Traces, TracesQuery};
use prost::Message;
use std::sync::OnceLock;

const TYPES: [(&str, &str); 6] = [
    ("samples", "count"),
    ("cpu", "nanoseconds"),
    ("inuse_space", "bytes"),
    ("delay", "widgets"),
    ("", ""),
    ("top", "MB"),
];
const NAMES: [&str; 16] = [
    "main.main",
    "main.read",
    "runtime.mallocgc",
    "main.(*T).Run.func1",
    "std::vector<int>::push_back(int&&)",
    "_ZN3foo3barEv",
    "_RNvC6_123foo3bar",
    "<alloc::vec::Vec<T> as core::ops::Drop>::drop",
    "",
    "a b",
    "runtime.goexit",
    "q\"uote\\d",
    "java.bar.FooBar.run(x)",
    "line\nbreak",
    "pkg/sub.Map[go.shape.int].Get",
    "日本.語",
];
const FILES: [&str; 6] = [
    "x/src/a.go",
    "b/../c.go",
    "",
    "/proc/self/cwd/z/e.cc",
    "C:\\w\\g.cs",
    "dir/",
];
const KEYS: [&str; 5] = ["tenant", "bytes", "request", "key:colon", "thread id"];
const TEXTS: [&str; 5] = ["acme", "10ms", "", "a,b", "x:y"];
const UNITS: [&str; 4] = ["", "bytes", "ms", "widgets"];
const NUMBERS: [i64; 12] = [0, 1, 2, 7, 100, 1000, 4096, 123_456, 1 << 40, -1, -50, 3];

/// Options that an input may set.
const OPTIONS: [(&str, &str); 24] = [
    ("granularity", "lines"),
    ("granularity", "addresses"),
    ("granularity", "files"),
    ("noinlines", "true"),
    ("call_tree", "true"),
    ("focus", "main"),
    ("ignore", "runtime"),
    ("hide", "read|Run"),
    ("show", "main|std"),
    ("show_from", "main"),
    ("prune_from", "func1"),
    ("tagfocus", "bytes=1:100"),
    ("tagfocus", "acme"),
    ("tagignore", "tenant=x"),
    ("tagshow", "ten"),
    ("taghide", "bytes"),
    ("tagroot", "tenant,bytes"),
    ("tagleaf", "request"),
    ("mean", "true"),
    ("relative_percentages", "true"),
    ("nodecount", "2"),
    ("nodefraction", "0.3"),
    ("unit", "ms"),
    ("demangle", "full"),
];
const LINES: [&str; 12] = [
    "top",
    "tree",
    "peek .",
    "traces",
    "tags",
    "raw",
    "list .",
    "dot",
    "callgrind",
    "comments",
    "topproto",
    "text -cum",
];

/// A profile being made.
#[derive(Default)]
struct Made {
    profile: Profile,
}

impl Made {
    fn text(&mut self, text: &[u8]) -> i64 {
        let strings = &mut self.profile.strings;
        let known = strings.iter().position(|string| string == text);
        known.unwrap_or_else(|| {
            strings.push(text.to_vec());
            strings.len() - 1
        }) as i64
    }

    fn value_type(&mut self, (kind, unit): (&str, &str)) -> ValueType {
        ValueType {
            kind: self.text(kind.as_bytes()),
            unit: self.text(unit.as_bytes()),
        }
    }

    fn function(&mut self, name: &[u8], file: &[u8], start_line: i64) {
        let (name, filename) = (self.text(name), self.text(file));
        self.profile.functions.push(Function {
            id: self.profile.functions.len() as u64 + 1,
            name,
            system_name: name,
            filename,
            start_line,
        });
    }

    /// A place with the functions that it stands for, by their ids, the innermost first, each with a line.
    fn place(&mut self, mapping_id: u64, lines: &[(u64, i64)]) {
        let id = self.profile.locations.len() as u64 + 1;
        let lines = lines.iter().map(|&(function_id, line)| Line {
            function_id,
            line,
            column: 0,
        });
        self.profile.locations.push(Location {
            id,
            mapping_id,
            address: 0x1000 + id * 16,
            lines: lines.collect(),
            ..Location::default()
        });
    }

    fn mapping(&mut self, file: &[u8]) {
        let file = self.text(file);
        self.profile.mappings.push(Mapping {
            id: 1,
            start: 0x1000,
            limit: 0x9000,
            file,
            has_functions: true,
            ..Mapping::default()
        });
    }

    fn label(&mut self, key: &[u8], value: Result<&[u8], (i64, &str)>) -> Label {
        let key = self.text(key);
        match value {
            Ok(text) => Label {
                key,
                text: self.text(text),
                ..Label::default()
            },
            Err((number, unit)) => Label {
                key,
                number,
                unit: self.text(unit.as_bytes()),
                ..Label::default()
            },
        }
    }
}

/// A profile in which names, files and labels are any bytes, or only the names of functions.
pub fn with_names(bytes: &mut Bytes<'_>, only_functions: bool) -> Vec<u8> {
    let mut made = Made::default();
    made.text(b"");
    let value_type = made.value_type(TYPES[0]);
    made.profile.sample_types.push(value_type);
    let name = |bytes: &mut Bytes<'_>| {
        let length = bytes.below(24);
        bytes.take(length).to_vec()
    };
    let program = if only_functions {
        b"/bin/app".to_vec()
    } else {
        name(bytes)
    };
    made.mapping(&program);
    let count = 1 + bytes.below(4) as u64;
    for id in 1..=count {
        let file = if only_functions { b"a.go".to_vec() } else { name(bytes) };
        let name = name(bytes);
        made.function(&name, &file, 1);
        made.place(1, &[(id, id as i64)]);
    }
    for value in 1..=1 + bytes.below(4) as i64 {
        let mut labels = Vec::new();
        if !only_functions {
            let (key, text) = (name(bytes), name(bytes));
            labels.push(made.label(&key, Ok(&text)));
        }
        let locations = (0..1 + bytes.below(4))
            .map(|_| 1 + bytes.byte() as u64 % count)
            .collect();
        made.profile.samples.push(Sample {
            locations,
            values: vec![value],
            labels,
        });
    }
    made.profile.encode_to_vec()
}

/// A profile out of choices.
fn make(bytes: &mut Bytes<'_>) -> Profile {
    let mut made = Made::default();
    made.text(b"");
    for _ in 0..1 + bytes.below(3) {
        let value_type = made.value_type(bytes.pick(&TYPES));
        made.profile.sample_types.push(value_type);
    }
    made.mapping(b"/q/bin/app");
    let functions = 1 + bytes.below(6) as u64;
    for _ in 0..functions {
        let (name, file) = (bytes.pick(&NAMES), bytes.pick(&FILES));
        made.function(name.as_bytes(), file.as_bytes(), bytes.pick(&NUMBERS));
    }
    let places = 1 + bytes.below(8) as u64;
    for _ in 0..places {
        let lines: Vec<(u64, i64)> = (0..bytes.below(4))
            .map(|_| (1 + u64::from(bytes.byte()) % functions, bytes.pick(&NUMBERS)))
            .collect();
        made.place(u64::from(!bytes.one_in(4)), &lines);
    }
    for _ in 0..1 + bytes.below(8) {
        let locations = (0..bytes.below(8))
            .map(|_| 1 + u64::from(bytes.byte()) % places)
            .collect();
        let values = made.profile.sample_types.iter().map(|_| bytes.pick(&NUMBERS)).collect();
        let labels = (0..bytes.below(3))
            .map(|_| {
                let key = bytes.pick(&KEYS).as_bytes();
                match bytes.one_in(2) {
                    true => made.label(key, Err((bytes.pick(&NUMBERS), bytes.pick(&UNITS)))),
                    false => made.label(key, Ok(bytes.pick(&TEXTS).as_bytes())),
                }
            })
            .collect();
        made.profile.samples.push(Sample {
            locations,
            values,
            labels,
        });
    }
    made.profile.period = bytes.pick(&NUMBERS);
    made.profile.time_nanos = bytes.pick(&NUMBERS);
    made.profile.duration_nanos = bytes.pick(&NUMBERS);
    made.profile
}

/// A session with a profile that has some of everything: the same one every time.
pub fn example() -> Session {
    let mut session = Session::default();
    session.open("heap.pb.gz", example_file()).unwrap();
    session
}

/// The same with enough of them for a trend.
pub fn examples() -> Session {
    let mut session = example();
    for name in ["other.pb.gz", "third.pb.gz"] {
        session.open(name, example_file()).unwrap();
    }
    session
}

fn example_file() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(made_example)
}

fn made_example() -> Vec<u8> {
    let mut made = Made::default();
    made.text(b"");
    for value_type in &TYPES[..3] {
        let value_type = made.value_type(*value_type);
        made.profile.sample_types.push(value_type);
    }
    made.mapping(b"/q/bin/app");
    for (name, line) in NAMES.iter().zip(1..) {
        made.function(name.as_bytes(), FILES[line as usize % FILES.len()].as_bytes(), line);
    }
    made.function(b"main.main", b"x/src/a.go", 2);
    for (lines, _) in [
        (&[(17, 3)][..], 1),
        (&[(2, 1), (1, 7)], 2),
        (&[(17, 0), (2, 1_000_000), (3, i64::MAX)], 3),
        (&[], 4),
        (&[(5, -1)], 5),
        (&[(4, 2), (17, 9)], 6),
    ] {
        made.place(1, lines);
    }
    for (number, locations) in [vec![2, 1], vec![3, 2, 1], vec![4, 1], vec![5, 3, 3, 1], vec![6]]
        .into_iter()
        .enumerate()
    {
        let labels = vec![
            made.label(b"tenant", Ok(TEXTS[number].as_bytes())),
            made.label(b"bytes", Err((64 << number, "bytes"))),
        ];
        made.profile.samples.push(Sample {
            locations,
            values: vec![1, 10 * number as i64, -5],
            labels,
        });
    }
    let comment = made.text(b"a comment");
    made.profile.comments.push(comment);
    made.profile.encode_to_vec()
}

/// Choices: which side it is looked at from, the options, the profile.
pub fn run(bytes: &[u8]) {
    let bytes = &mut Bytes::new(bytes);
    let (side, which) = (bytes.below(6), usize::from(bytes.byte()));
    let options: Vec<(&str, &str)> = (0..bytes.below(3)).map(|_| bytes.pick(&OPTIONS)).collect();
    let file = make(bytes).encode_to_vec();
    let mut session = Session::default();
    let Ok(id) = session.open("file", &file) else {
        return;
    };
    for (name, value) in &options {
        let _ = session.set_option(name, value);
    }
    match side {
        0 => drop(files::said(&mut session, LINES[which % LINES.len()])),
        1 => {
            let (view, query) = steps::QUERIES[which % steps::QUERIES.len()];
            steps::ask(&mut session, view, &query.replace("NAME", "main.main"));
        }
        2 => sums_are_the_same(&mut session),
        3 if options.is_empty() => files::write_and_read(&mut session),
        3 => {
            if let Some(file) = files::written(&session) {
                Session::default().open("again", &file).unwrap();
            }
        }
        4 => {
            let other = session.open("other", &file).unwrap();
            let role = [Role::Base, Role::DiffBase][which % 2];
            session.set_roles(&[(id, Role::Source), (other, role)]).unwrap();
            no_change(&mut session);
        }
        _ => {
            session.open("other", &make(bytes).encode_to_vec()).ok();
            let roles = [Role::Source, Role::Base, Role::DiffBase];
            let ids: Vec<u32> = session.profiles().iter().map(|profile| profile.id).collect();
            let last = ids[ids.len() - 1];
            if session.set_roles(&[(last, roles[which % 3])]).is_ok() {
                files::said(&mut session, LINES[which % LINES.len()]);
            }
        }
    }
}

/// A profile minus itself: no function has changed, whatever the options.
fn no_change(session: &mut Session) {
    let _ = session.set_option("nodefraction", "0");
    if let Ok(top) = session.ask::<Top>(TopQuery::default()) {
        for row in top.view.page(0..usize::MAX) {
            assert!(
                row.flat == 0.0 && row.cum == 0.0,
                "{} {} {}",
                row.name,
                row.flat,
                row.cum
            );
        }
    }
}

/// What ends somewhere is what there is: all rows of the table together weigh what all stacks with frames weigh, and shares of the
/// graph of flames are of the same total.
fn sums_are_the_same(session: &mut Session) {
    // Quotients do not add up.
    for (option, value) in [("nodefraction", "0"), ("nodecount", "0"), ("mean", "false")] {
        session.set_option(option, value).unwrap();
    }
    let Ok(top) = session.ask::<Top>(TopQuery::default()) else {
        return;
    };
    let flame = session.ask::<Flame>(FlameQuery::default()).ok().unwrap();
    assert_eq!(flame.info.total, top.info.total);
    let traces = session.ask::<Traces>(TracesQuery::default()).ok().unwrap();
    let flat: f64 = top.view.page(0..usize::MAX).iter().map(|row| row.flat).sum();
    let stacks = traces.view.page(0..usize::MAX).unwrap();
    let ended: f64 = stacks.iter().filter(|row| row.depth > 0).map(|row| row.value).sum();
    assert_eq!(flat, ended, "the table and the stacks");
}
