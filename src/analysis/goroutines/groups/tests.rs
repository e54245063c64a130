//! Groups of real profiles against counts that are made of their texts in another way, and of pictures.

use super::*;
use crate::analysis::filter::Filtered;
use crate::analysis::options::Options;
use crate::analysis::stacks::{Objects, Paths};
use crate::input::Loader;
use crate::profile::combine::{Preparation, combine};
use crate::testing::profile_of;
use std::collections::BTreeMap;

fn groups_of(profile: Profile, likeness: Likeness) -> Groups {
    let options = Options {
        granularity: "lines".to_owned(),
        ..Options::default()
    };
    let filtered = Rc::new(Filtered::all(&Rc::new(profile)));
    let set = StackSet::new(filtered, 0, &options, Objects::Nameless, Paths::Full);
    Groups::new(&Rc::new(set), likeness)
}

fn read(file: &str) -> Profile {
    let bytes = std::fs::read(format!("testdata/{file}")).unwrap();
    let mut loader = Loader::new();
    loader.push(&bytes).unwrap();
    let profile = loader.finish().unwrap().profiles.remove(0).0;
    // What comments say of a text's addresses gets its place when profiles are combined.
    combine(vec![profile], None, &Preparation::default()).unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A group as a line: `84 chan send at main.leak leak.go:53 by main.start main.go:40`, the count last to be looked up.
fn line(groups: &Groups, group: &Group) -> String {
    let frames = groups.frames_of(group);
    let mut line = text(&groups.states[group.state as usize]);
    if group.is_leaked {
        line.push_str(" (leaked)");
    }
    for frame in frames {
        let frame = groups.set.frame(frame.frame());
        let (name, file) = (groups.set.text(frame.name), groups.set.text(frame.file));
        line.push_str(&format!("; {} {}:{}", text(name), text(file), frame.line));
    }
    if let Some((name, file, number)) = groups.creator(group) {
        line.push_str(&format!("; by {} {}:{number}", text(name), text(file)));
    }
    line
}

/// The groups of a dump by its text alone, in the way of a script: paragraphs, with what varies taken off by hand.
fn lines_of_dump(dump: &str) -> BTreeMap<String, i64> {
    let mut groups = BTreeMap::new();
    for paragraph in dump
        .split("\n\n")
        .filter(|paragraph| paragraph.starts_with("goroutine "))
    {
        let mut lines = paragraph.lines();
        let header = lines.next().unwrap();
        let status = header.split_once('[').unwrap().1.split_once(']').unwrap().0;
        let mut line = status.split(", ").next().unwrap().to_owned();
        while let Some(call) = lines.next() {
            let name = match call.strip_prefix("created by ") {
                Some(creator) => format!("by {}", creator.split(" in goroutine ").next().unwrap()),
                None => call[..call.rfind('(').unwrap()].to_owned(),
            };
            let place = lines.next().unwrap().trim();
            line.push_str(&format!("; {name} {}", place.split(' ').next().unwrap()));
        }
        *groups.entry(line).or_default() += 1;
    }
    groups
}

#[test]
fn groups_of_dumps_are_those_of_their_texts() {
    for file in ["goroutine.debug2.txt", "goroutine-leaked.debug2.txt"] {
        let dump = std::fs::read_to_string(format!("testdata/{file}")).unwrap();
        let wanted = lines_of_dump(&dump);
        let groups = groups_of(read(file), Likeness::Exact);
        let found = groups.groups.iter().map(|group| (line(&groups, group), group.count));
        let found: BTreeMap<String, i64> = found.collect();
        assert_eq!(found, wanted, "{file}");
        assert!(wanted.len() > 10, "{file} has {} groups", wanted.len());
        let counts: Vec<i64> = groups.groups.iter().map(|group| group.count).collect();
        assert!(counts.is_sorted_by(|one, other| one >= other), "{counts:?}");
        for group in &groups.groups {
            assert_eq!(group.waits.iter().sum::<i64>(), group.count);
            assert!(!group.is_derived && !group.is_system);
        }
    }
}

/// A text of counts has neither states nor creators: its records are its groups, but for labels.
#[test]
fn groups_of_texts_of_counts() {
    let counts = std::fs::read_to_string("testdata/goroutine.debug1.txt").unwrap();
    let mut wanted: BTreeMap<String, i64> = BTreeMap::new();
    for record in counts.split("\n\n").filter(|record| record.contains(" @ ")) {
        let count = record.lines().find_map(|line| line.split_once(" @ ")).unwrap().0;
        let frames = record.lines().filter(|line| line.starts_with("#\t"));
        let frames = frames.map(|line| {
            let columns: Vec<&str> = line.split('\t').filter(|column| !column.is_empty()).collect();
            format!("{} {}", columns[2].rsplit_once('+').unwrap().0, columns[3])
        });
        let stack = frames.collect::<Vec<String>>().join("; ");
        *wanted.entry(stack).or_default() += count.parse::<i64>().unwrap();
    }
    let groups = groups_of(read("goroutine.debug1.txt"), Likeness::Exact);
    let mut found: BTreeMap<String, i64> = BTreeMap::new();
    for group in &groups.groups {
        let line = line(&groups, group);
        // Of the frames that the text leaves out there are the addresses, under a name that stands for all.
        let frames = line
            .split("; ")
            .skip(1)
            .filter(|frame| !frame.starts_with("runtime.(hidden)"));
        let stack = frames.collect::<Vec<&str>>().join("; ");
        *found.entry(stack).or_default() += group.count;
        assert!(group.is_derived && group.waits[0] == group.count);
    }
    assert_eq!(found, wanted);
    let states = groups.states.iter().map(|state| text(state)).collect::<Vec<String>>();
    assert!(
        states.contains(&"IO wait".to_owned()) && states.contains(&String::new()),
        "{states:?}"
    );
}

/// What a dump says is what the stacks of the profile of the same moment show.
#[test]
fn states_of_a_profile_are_those_of_the_dump() {
    let states = |file: &str| {
        let groups = groups_of(read(file), Likeness::Exact);
        let mut states: BTreeMap<String, i64> = BTreeMap::new();
        for group in &groups.groups {
            let (place, _) = groups.place(group, &groups.frames_of(group)).unwrap();
            let place = text(groups.set.text(groups.set.frame(place).name));
            // The connections come and go.
            if place.starts_with("shop.example/orders/notify") {
                let state = text(&groups.states[group.state as usize]);
                *states.entry(format!("{state} in {place}")).or_default() += group.count;
            }
        }
        states
    };
    let (dump, profile) = (states("goroutine.debug2.txt"), states("goroutine-2.pb.gz"));
    // The profile was taken a moment before, when a few more were under way.
    for state in dump.keys() {
        assert!(profile.contains_key(state), "{state} is not in {profile:?}");
    }
    assert!(dump.len() >= 3, "{dump:?}");
}

#[test]
fn all_of_a_leak_profile_are_leaked() {
    let groups = groups_of(read("goroutineleak.pb.gz"), Likeness::Exact);
    assert!(!groups.groups.is_empty());
    assert!(groups.groups.iter().all(|group| group.is_leaked && group.is_derived));
}

const PICTURE: &str = "
    main.main:3;main.run.func1:9 5 go::goroutine_state=select go::goroutine_wait_minutes:=4 tenant=acme
    main.main:3;main.run.func2:10 2 go::goroutine_state=select go::goroutine_wait_minutes:=70
    main.main:3;main.run.func1:9 1 go::goroutine_state=select tenant=initech
    main.main:3;main.run.func1:9 1 go::goroutine_state=select go::goroutine_leaked=true
    runtime.bgsweep;runtime.gopark 1 go::goroutine_state=idle
";

/// Groups in short: the count, the state, the histogram.
fn short(groups: &Groups) -> Vec<String> {
    let lines = groups.groups.iter().map(|group| {
        let marks = [
            (group.is_leaked, " leaked"),
            (group.is_derived, " derived"),
            (group.is_system, " system"),
        ];
        let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
        let waits: Vec<String> = group.waits.iter().map(i64::to_string).collect();
        let state = text(&groups.states[group.state as usize]);
        format!("{} {state}{marks} {}", group.count, waits.join(","))
    });
    lines.collect()
}

#[test]
fn exact_and_alike() {
    let picture = || profile_of("goroutine/count", PICTURE);
    assert_eq!(
        short(&groups_of(picture(), Likeness::Exact)),
        [
            "6 select 1,0,5,0,0,0,0,0",
            "2 select 0,0,0,0,0,2,0,0",
            "1 select leaked 1,0,0,0,0,0,0,0",
            "1 idle system 1,0,0,0,0,0,0,0",
        ]
    );
    let groups = groups_of(picture(), Likeness::Alike);
    assert_eq!(
        short(&groups),
        [
            "8 select 1,0,5,0,0,2,0,0",
            "1 select leaked 1,0,0,0,0,0,0,0",
            "1 idle system 1,0,0,0,0,0,0,0",
        ]
    );
    assert_eq!(groups.groups[0].longest, 70);
    assert_eq!(groups.rows_of(&groups.groups[0]), [0, 1, 2]);
    let labels = groups.labels(&groups.groups[0]);
    let counts: Vec<i64> = labels.iter().map(|&(_, count)| count).collect();
    assert_eq!(counts, [5, 1]);
}

/// In a comparison a group may have become smaller, and the largest change comes first.
#[test]
fn changes_are_signed() {
    let profile = profile_of("goroutine/count", "main.a -7\nmain.b 3\nmain.a 2");
    assert_eq!(
        short(&groups_of(profile, Likeness::Exact)),
        ["-5  derived -5,0,0,0,0,0,0,0", "3  derived 3,0,0,0,0,0,0,0"]
    );
}

/// What runs shows nothing of the runtime in a profile that shows the runtime in whatever waits.
#[test]
fn what_does_not_wait_can_run() {
    let profile = profile_of(
        "goroutine/count",
        "main.spin 1\nmain.f;runtime.chanrecv1;runtime.chanrecv;runtime.gopark 2",
    );
    let states: Vec<String> = short(&groups_of(profile, Likeness::Exact));
    assert_eq!(
        states,
        [
            "2 chan receive derived 2,0,0,0,0,0,0,0",
            "1 runnable derived 1,0,0,0,0,0,0,0"
        ]
    );
}

/// The frame of the program's own, with the call through which it waits; else what says most.
#[test]
fn where_goroutines_stand() {
    let profile = profile_of(
        "goroutine/count",
        "main.main:3;main.read:9;net.(*conn).Read:5;internal/poll.(*FD).Read:7 2\nnet/http.(*conn).serve:8;runtime.gopark:1 1",
    );
    let groups = groups_of(profile, Likeness::Exact);
    let places = groups.groups.iter().map(|group| {
        let (place, through) = groups.place(group, &groups.frames_of(group)).unwrap();
        let frame = groups.set.frame(place);
        let through = through.map_or(String::new(), |through| {
            text(groups.set.text(groups.set.frame(through).name))
        });
        format!("{}:{} {through}", text(groups.set.text(frame.name)), frame.line)
    });
    assert_eq!(
        places.collect::<Vec<String>>(),
        ["main.read:9 net.(*conn).Read", "net/http.(*conn).serve:8 "]
    );
}
