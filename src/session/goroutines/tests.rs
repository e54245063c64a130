//! The view of goroutines over a real dump, and over small ones whose answers can be seen.

use super::*;
use crate::session::Change;
use std::collections::BTreeMap;

fn opened(files: &[&str]) -> Session {
    let mut session = Session::default();
    for file in files {
        let bytes = std::fs::read(format!("testdata/{file}")).unwrap();
        session.open(file, &bytes).unwrap();
    }
    session
}

fn of_text(text: &str) -> Session {
    let mut session = Session::default();
    session.open("dump.txt", text.as_bytes()).unwrap();
    session
}

fn ask(session: &mut Session, query: GoroutinesQuery) -> (Rc<Goroutines>, GoroutinesInfo) {
    let answer = session.ask::<Goroutines>(query).unwrap();
    (answer.view, answer.info)
}

fn words(view: &Goroutines) -> Vec<String> {
    let rows = view.page(0..usize::MAX);
    rows.iter().map(|row| format!("{} {}", row.count, row.words)).collect()
}

const DUMP: &str = "\
goroutine 1 [running]:
main.main()
\t/p/main.go:21 +0x1d

goroutine 7 [sync.Mutex.Lock, 12 minutes] {tenant: acme}:
sync.(*Mutex).Lock(0xc00001c0c0)
\t/usr/local/go/src/sync/mutex.go:46 +0x1d
main.(*Cache).Get(0xc00001c0c0, {0xc000055000, 0x5})
\t/p/cache.go:9 +0x1d
created by main.start in goroutine 5
\t/p/main.go:40 +0x25

goroutine 8 [sync.Mutex.Lock, 12 minutes] {tenant: acme}:
sync.(*Mutex).Lock(0xc00001c0c0)
\t/usr/local/go/src/sync/mutex.go:46 +0x1d
main.(*Cache).Get(0xc00001c0c0, {0xc000055000, 0x5})
\t/p/cache.go:9 +0x1d
created by main.start in goroutine 1
\t/p/main.go:40 +0x25

goroutine 9 [sleep]:
time.Sleep(0x3b9aca00)
\t/usr/local/go/src/runtime/time.go:300 +0x1d
main.(*Cache).fill(0xc00001c0c0)
\t/p/cache.go:30 +0x1d
created by main.main in goroutine 1
\t/p/main.go:12 +0x25

goroutine 10 [select]:
net/http.(*persistConn).readLoop(0xc000077000)
\t/usr/local/go/src/net/http/transport.go:2200 +0x1d
created by net/http.(*Transport).dialConn in goroutine 7
\t/usr/local/go/src/net/http/transport.go:1700 +0x25

goroutine 2 [force gc (idle)]:
runtime.gopark(0x0)
\t/usr/local/go/src/runtime/proc.go:400 +0x1d
runtime.forcegchelper()
\t/usr/local/go/src/runtime/proc.go:300 +0x1d
created by runtime.init.7 in goroutine 1
\t/usr/local/go/src/runtime/proc.go:290 +0x25
";

#[test]
fn groups_in_words() {
    let mut session = of_text(DUMP);
    let (view, info) = ask(&mut session, GoroutinesQuery::default());
    assert_eq!(
        words(&view),
        [
            "2 sync.Mutex.Lock at cache.go:9",
            "1 running at main.go:21",
            "1 sleep at cache.go:30",
            "1 select in net/http.(*persistConn).readLoop",
        ]
    );
    assert_eq!((info.goroutines, info.all_goroutines, info.system), (5.0, 5.0, 1.0));
    assert!(info.creators && info.minutes && !info.derived);
    let rows = view.page(0..1);
    assert_eq!(rows[0].name, "main.(*Cache).Get");
    assert_eq!(
        (rows[0].creator.as_str(), rows[0].creator_place.as_str()),
        ("main.start", "main.go:40")
    );
    assert_eq!(
        (rows[0].waits_text.as_str(), rows[0].longest.as_str()),
        ("6–15 min 2", "about 12 minutes")
    );
    assert_eq!(rows[0].labels, ["tenant=acme"]);
    let states: Vec<&str> = info.states.iter().map(|state| state.text.as_str()).collect();
    assert_eq!(states, ["sync.Mutex.Lock", "running", "select", "sleep"]);
}

#[test]
fn the_sentence_says_of_how_many_it_is_known_that_they_wait() {
    let said = |text: &str| of_text(text).summary().unwrap().sentence.clone();
    let all = said(DUMP);
    assert!(
        all.contains(", started by main.start, waiting for up to about 12 minutes; "),
        "{all}"
    );
    let some = said(&DUMP.replacen(", 12 minutes", "", 1));
    assert!(
        some.contains(", started by main.start, 1 of 2 waiting for up to about 12 minutes; "),
        "{some}"
    );
    let one = said(
        &DUMP
            .replacen(", 12 minutes", "", 1)
            .replacen("12 minutes", "1 minutes", 1),
    );
    assert!(
        one.contains(", started by main.start, 1 of 2 waiting for about 1 minute; "),
        "{one}"
    );
}

#[test]
fn what_is_wanted_is_left() {
    let mut session = of_text(DUMP);
    let mut left = |query: GoroutinesQuery| words(&ask(&mut session, query).0).join(" | ");
    let search = |text: &str| GoroutinesQuery {
        search: text.to_owned(),
        ..GoroutinesQuery::default()
    };
    let (mutex, sleep) = ("2 sync.Mutex.Lock at cache.go:9", "1 sleep at cache.go:30");
    assert_eq!(left(search("cache")), format!("{mutex} | {sleep}"));
    // Labels, creators and states are searched, too.
    assert_eq!(left(search("tenant:acme")), mutex);
    assert_eq!(left(search("main\\.start /p")), mutex);
    assert_eq!(left(search("^sleep$")), sleep);
    assert_eq!(left(search("nothing")), "");
    let states = GoroutinesQuery {
        states: vec!["sleep".to_owned(), "running".to_owned()],
        ..GoroutinesQuery::default()
    };
    assert_eq!(left(states), format!("1 running at main.go:21 | {sleep}"));
    let system = GoroutinesQuery {
        system: true,
        search: "forcegc".to_owned(),
        ..GoroutinesQuery::default()
    };
    assert_eq!(left(system), "1 force gc (idle) in runtime.forcegchelper");
    let by = |sort| GoroutinesQuery {
        sort,
        ..GoroutinesQuery::default()
    };
    assert!(left(by(GoroutineSort::Wait)).starts_with(mutex));
    assert!(left(by(GoroutineSort::State)).starts_with("1 running"));
    assert!(left(by(GoroutineSort::Place)).starts_with(mutex));
    assert!(left(by(GoroutineSort::Creator)).ends_with("1 running at main.go:21"));
    let error = ask(&mut session, search("(")).1.search_error;
    assert!(error.contains("missing closing"), "{error}");
}

#[test]
fn a_row_opens_to_everything_about_it() {
    let mut session = of_text(DUMP);
    session.add_source("p/cache.go", b"1\n2\n3\n4\n5\n6\n7\n8\n\tc.mu.Lock()\n");
    let (view, _) = ask(&mut session, GoroutinesQuery::default());
    assert!(view.texts(0, 0..9).unwrap().is_empty());
    let detail = view.group(&session, 0).unwrap();
    assert_eq!(detail.ids, ["7", "8"]);
    assert_eq!(detail.texts, 2);
    let frames: Vec<String> = detail
        .frames
        .iter()
        .map(|frame| {
            format!(
                "{} {} {} {} {}",
                frame.name, frame.place, frame.owner, frame.stands, frame.text
            )
        })
        .collect();
    assert_eq!(
        frames,
        [
            "sync.(*Mutex).Lock mutex.go:46 library false ",
            "main.(*Cache).Get cache.go:9 own true c.mu.Lock()",
        ]
    );
    assert_eq!(detail.creator.unwrap().place, "main.go:40");
    assert_eq!(detail.state_filter, "go::goroutine_state=^sync\\.Mutex\\.Lock$");
    assert_eq!(detail.labels[0].filter, "tenant=^acme$");
    let texts = view.texts(0, 1..5).unwrap();
    assert_eq!((texts.len(), texts[0].id.as_str(), texts[0].line), (1, "8", 13.0));
    assert!(texts[0].text.starts_with("goroutine 8 [sync.Mutex.Lock, 12 minutes]"));
    assert!(texts[0].text.ends_with("/p/main.go:40 +0x25"), "{}", texts[0].text);
    assert!(detail.markdown.starts_with("**2 goroutines: sync.Mutex.Lock at cache.go:9**, in `main.(*Cache).Get`, created by `main.start` at main.go:40; waiting about 12 minutes at most"), "{}", detail.markdown);
    assert!(view.group(&session, 9).is_err());
}

#[test]
fn who_began_whom_and_who_shares_an_address() {
    let mut session = of_text(DUMP);
    let (view, _) = ask(&mut session, GoroutinesQuery::default());
    let kin = |all: &[Kin]| -> Vec<String> {
        all.iter()
            .map(|kin| format!("{} {} in row {}", kin.count, kin.words, kin.row))
            .collect()
    };
    let locked = view.group(&session, 0).unwrap();
    // One was begun by the first goroutine, the other by one that has ended.
    assert_eq!(kin(&locked.parents), ["1 running at main.go:21 in row 1"]);
    assert_eq!((locked.gone, locked.by_number), (1.0, true));
    assert_eq!(
        kin(&locked.children),
        ["1 select in net/http.(*persistConn).readLoop in row 3"]
    );
    assert_eq!(locked.shared.len(), 1);
    let shared = &locked.shared[0];
    assert_eq!(
        (shared.address.as_str(), shared.of.as_str()),
        ("0xc00001c0c0", "sync.(*Mutex).Lock")
    );
    assert_eq!((shared.here, shared.stale), (2.0, false));
    assert_eq!(kin(&shared.groups), ["1 sleep at cache.go:30 in row 2"]);
    let connection = view.group(&session, 3).unwrap();
    assert!(connection.hint.contains("body is not closed"));
    assert!(connection.shared.is_empty());
    // Those that are not among the rows are told without one.
    let query = GoroutinesQuery {
        search: "Mutex".to_owned(),
        ..GoroutinesQuery::default()
    };
    let (view, _) = ask(&mut session, query);
    let locked = view.group(&session, 0).unwrap();
    assert_eq!(kin(&locked.parents), ["1 running at main.go:21 in row -1"]);
}

/// Each goroutine of a real dump is in the group that its text belongs to.
#[test]
fn every_goroutine_has_its_group() {
    let mut session = opened(&["goroutine.debug2.txt"]);
    let text = std::fs::read_to_string("testdata/goroutine.debug2.txt").unwrap();
    let wanted = text.lines().filter(|line| line.starts_with("goroutine ")).count();
    for alike in [false, true] {
        let query = GoroutinesQuery {
            alike,
            ..GoroutinesQuery::default()
        };
        let (view, info) = ask(&mut session, query);
        assert_eq!(info.goroutines, wanted as f64);
        let mut seen = 0;
        for (row, group) in view.page(0..usize::MAX).iter().enumerate() {
            let detail = view.group(&session, row).unwrap();
            assert_eq!(detail.texts, group.count as usize, "{}", group.words);
            for goroutine in view.texts(row, 0..usize::MAX).unwrap() {
                seen += 1;
                let header = format!("goroutine {} [{}", goroutine.id, group.state);
                assert!(goroutine.text.starts_with(&header), "{header}: {}", goroutine.text);
                assert!(text.contains(&goroutine.text), "{}", goroutine.text);
                let line = text.lines().nth(goroutine.line as usize - 1).unwrap();
                assert!(line.starts_with(&header), "{header} is not in line {}", goroutine.line);
            }
        }
        assert_eq!(seen, wanted);
    }
}

/// Who began whom, against what the text says word by word.
#[test]
fn the_tree_is_that_of_the_text() {
    let mut session = opened(&["goroutine.debug2.txt"]);
    let text = std::fs::read_to_string("testdata/goroutine.debug2.txt").unwrap();
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("created by ")) {
        let parent = line.rsplit_once(" in goroutine ").unwrap().1;
        if text.contains(&format!("goroutine {parent} [")) {
            *wanted.entry(parent.to_owned()).or_default() += 1;
        }
    }
    let (view, _) = ask(&mut session, GoroutinesQuery::default());
    let mut children = 0.0;
    for row in 0..view.page(0..usize::MAX).len() {
        let detail = view.group(&session, row).unwrap();
        assert!(detail.by_number && detail.more_kin == 0);
        let own: f64 = detail.children.iter().map(|kin| kin.count).sum();
        assert_eq!(
            own > 0.0,
            detail.ids.iter().any(|id| wanted.contains_key(id)),
            "{:?}",
            detail.ids
        );
        children += own;
    }
    assert_eq!(children, wanted.values().sum::<usize>() as f64);
    assert!(wanted.len() > 1, "{wanted:?}");
}

/// What filters leave of a profile they leave of its goroutines.
#[test]
fn filters_count_for_goroutines() {
    let mut session = opened(&["goroutine.debug2.txt"]);
    let state = session.change(&Change {
        set: vec![("tagfocus".to_owned(), "gateway=^email$".to_owned())],
        ..Change::default()
    });
    assert!(state.refused.is_empty());
    let text = std::fs::read_to_string("testdata/goroutine.debug2.txt").unwrap();
    let wanted = text.lines().filter(|line| line.contains("{gateway: email}")).count();
    let (view, info) = ask(&mut session, GoroutinesQuery::default());
    assert_eq!(info.goroutines, wanted as f64);
    let texts = (0..info.groups).map(|row| {
        view.group(&session, row).unwrap();
        view.texts(row, 0..usize::MAX).unwrap()
    });
    let texts: Vec<GoroutineText> = texts.flatten().collect();
    assert_eq!(texts.len(), wanted);
    assert!(
        texts
            .iter()
            .all(|goroutine| goroutine.text.contains("{gateway: email}"))
    );
}

/// CockroachDB's profiles have a goroutine a sample: no texts, but numbers, and so who began whom.
#[test]
fn samples_can_stand_for_goroutines() {
    let mut session = Session::default();
    let profile = crate::testing::profile_of(
        "goroutine/count",
        "main.main;main.wait 1 go::goroutine:=1 go::goroutine_state=select
         main.run;main.f 1 go::goroutine:=7 go::goroutine_created_by:=1 go::goroutine_state=select go::goroutine_wait_minutes:=3
         main.run;main.f 1 go::goroutine:=8 go::goroutine_created_by:=5 go::goroutine_state=select",
    );
    let whole = crate::session::loaded::Whole { profile, dump: None };
    let loaded = crate::session::loaded::Loaded::new("debug3.pb".to_owned(), whole);
    session.take(loaded).unwrap();
    let (view, _) = ask(&mut session, GoroutinesQuery::default());
    assert_eq!(words(&view), ["2 select at main.f.go", "1 select at main.wait.go"]);
    let detail = view.group(&session, 0).unwrap();
    assert_eq!(
        (detail.ids.join(" ").as_str(), detail.texts, detail.gone),
        ("7 8", 0, 1.0)
    );
    assert_eq!(detail.parents[0].words, "select at main.wait.go");
    assert_eq!(view.page(0..1)[0].waits[..3], [1.0, 0.0, 1.0]);
}

/// gccgo's counts (debug=1) have no stacks of goroutines that wait: they are counted, and it is said.
#[test]
fn goroutines_may_have_no_stacks() {
    let mut session = opened(&["dumps/gccgo12-debug1.txt"]);
    let (view, info) = ask(&mut session, GoroutinesQuery::default());
    assert_eq!((info.goroutines, info.all_goroutines), (46.0, 46.0));
    let running = "1 running at main.go:148";
    assert_eq!(words(&view), ["44 without a stack", running, running]);
    let opening = session.summary().unwrap();
    let opening: String = opening.pieces.iter().map(|piece| piece.text.as_str()).collect();
    assert!(
        opening.contains("46 in total; 44 without a stack (95.65%); 2 running at main.go:148"),
        "{opening}"
    );
    assert_eq!(
        session.profiles()[0].notes,
        ["44 of 46 goroutines have no stack in the text."]
    );
    view.group(&session, 0).unwrap();
}

#[test]
fn the_table_pastes_and_saves() {
    let mut session = of_text(DUMP);
    let (view, _) = ask(&mut session, GoroutinesQuery::default());
    let table = view.table(0..usize::MAX);
    assert_eq!(table.len(), 5);
    assert!(table[0].starts_with(
        "count\tstate\tleaked\tfunction\tfile\tline\tcreated by\tcreated at\tlabels\twaited none\twaited 1–2 min"
    ));
    assert!(table[1].starts_with("2\tsync.Mutex.Lock\t\tmain.(*Cache).Get\t/p/cache.go\t9\tmain.start\t/p/main.go:40\ttenant=acme\t0\t0\t0\t2\t"), "{}", table[1]);
    assert_eq!(view.table(1..2), [table[1].clone()]);
    let reports: Vec<&str> = session.reports().iter().map(|report| report.name).collect();
    assert!(reports.contains(&"goroutines"));
    let reports = opened(&["cpu.pb.gz"]).reports();
    assert!(reports.iter().all(|report| report.name != "goroutines"));
}

#[test]
fn groups_that_read_alike_say_in_which_frames_they_differ() {
    let dump = |stacks: &[&str]| -> String {
        let goroutines = stacks.iter().enumerate().map(|(number, frames)| {
            let frames = frames.split(' ').map(|frame| {
                let (name, line) = frame.split_once(':').unwrap();
                format!("main.{name}()\n\t/p/{name}.go:{line} +0x1d\n")
            });
            format!(
                "goroutine {} [chan receive]:\n{}\n",
                number + 7,
                frames.collect::<String>()
            )
        });
        goroutines.collect()
    };
    let mut session = of_text(&dump(&[
        "wait:9 a:1 run:5",
        "wait:9 a:2 run:5",
        "wait:9 b:3 go:1",
        "wait:9 b:3 go:2",
        "other:1 run:5",
        "self:4 rec:6",
        "self:4 rec:6 rec:6",
        "self:4 rec:6 rec:6 rec:6",
    ]));
    let (view, _) = ask(&mut session, GoroutinesQuery::default());
    let rows = view.page(0..usize::MAX);
    let mut said: Vec<String> = rows
        .iter()
        .map(|row| {
            let apart: Vec<String> = row.apart.iter().map(|at| format!("{} {}", at.name, at.place)).collect();
            format!("{}: {}", row.words, apart.join(", ")) + &" deep".repeat(row.deep)
        })
        .collect();
    said.sort();
    assert_eq!(
        said,
        [
            "chan receive at other.go:1: ",
            "chan receive at self.go:4:  deep deep",
            "chan receive at self.go:4:  deep deep deep",
            "chan receive at self.go:4:  deep deep deep deep",
            "chan receive at wait.go:9: main.a a.go:1",
            "chan receive at wait.go:9: main.a a.go:2",
            "chan receive at wait.go:9: main.b b.go:3, main.go go.go:1",
            "chan receive at wait.go:9: main.b b.go:3, main.go go.go:2",
        ]
    );
}

#[test]
fn the_opening_says_how_many_have_leaked_and_what_to_do_then() {
    for (file, said, next) in [
        (
            "goroutine-leaked.debug2.txt",
            Some("; 213 of them leaked: nothing can wake them; "),
            "What has leaked stays",
        ),
        (
            "goroutineleak.pb.gz",
            Some("; all of them leaked: nothing can wake them; "),
            "What has leaked stays",
        ),
        ("goroutine.debug2.txt", None, "This says who waits"),
    ] {
        // What the file says itself.
        let bytes = std::fs::read(format!("testdata/{file}")).unwrap();
        let in_file = String::from_utf8_lossy(&bytes).matches(" (leaked)").count();
        assert_eq!(in_file, if file.contains("leaked") { 213 } else { 0 }, "{file}");
        let summary = opened(&[file]).summary().unwrap();
        match said {
            Some(said) => assert!(summary.sentence.contains(said), "{}", summary.sentence),
            None => assert!(!summary.sentence.contains("leaked"), "{}", summary.sentence),
        }
        assert!(summary.next.starts_with(next), "{file}: {}", summary.next);
    }
}
