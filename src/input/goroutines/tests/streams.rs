//! Logs of two writers or more, line by line into each other.

use super::{PLAIN, read, short};
use crate::input::goroutines::{Account, Dump};

/// Another dump, of the same numbers.
const OTHER: &str = "\
goroutine 1 [select, 3 minutes]:
main.serve({0x1, 0x2})
\t/srv/other/serve.go:11 +0x1d
main.main()
\t/srv/other/main.go:4 +0x2d

goroutine 18 [IO wait]:
net.(*conn).Read(0xc00001c0c0)
\t/go/net/net.go:194 +0x45
created by main.accept in goroutine 1
\t/srv/other/accept.go:7 +0x4f

goroutine 77 [running]:
runtime/debug.Stack()
\t/go/runtime/debug/stack.go:26 +0x5e
created by main.dump in goroutine 18
\t/srv/other/dump.go:3 +0x1d
";

/// Everything that is known of the goroutines of a dump, but for their lines.
fn whole(dump: &Dump) -> String {
    let text = |id| String::from_utf8_lossy(dump.strings.get(id)).into_owned();
    let place = |frame: u32| {
        let frame = dump.frames[frame as usize];
        format!("{} {}:{}", text(frame.name), text(frame.file), frame.line)
    };
    let goroutine = |goroutine: &crate::input::goroutines::dump::Goroutine| {
        let condition = &dump.conditions[goroutine.condition as usize];
        let stack = &dump.stacks[goroutine.stack as usize];
        format!(
            "{} {} {:?} {:?} {:?} {:?} {:?} {} {}",
            goroutine.id,
            text(condition.state),
            condition.minutes,
            goroutine.parent,
            stack.iter().map(|&frame| place(frame)).collect::<Vec<_>>(),
            condition.creator.map(place),
            condition
                .labels
                .iter()
                .map(|&(key, value)| (text(key), text(value)))
                .collect::<Vec<_>>(),
            goroutine.elided,
            String::from_utf8_lossy(dump.text_of(goroutine))
        )
    };
    dump.goroutines.iter().map(goroutine).collect()
}

fn known(text: &str) -> (Vec<Dump>, Account) {
    let (dumps, account) = read(text.as_bytes(), 61);
    let headers = text
        .lines()
        .filter(|line| line.contains("goroutine ") && line.contains(" ["))
        .count();
    assert_eq!(account.taken + account.refused_count, headers as u64, "{text}");
    for dump in &dumps {
        for goroutine in &dump.goroutines {
            let line = text.lines().nth(goroutine.line as usize - 1).unwrap();
            assert!(line.contains(&format!("goroutine {} [", goroutine.id)), "{line}");
        }
        let first = |dump: &Dump| dump.goroutines[0].line;
        assert!(dumps.is_sorted_by_key(first));
    }
    (dumps, account)
}

/// A way to write the lines of a dump: by the number of the writer, that of the line, and the line.
type Dressing = fn(usize, usize, &str) -> String;

const DRESSES: [(&str, Dressing); 13] = [
    ("docker compose, replicas", |who, _, line| {
        format!("api-{who}  | {line}\n")
    }),
    ("docker compose, services", |who, _, line| {
        format!("{:6} | {line}\n", ["web-a", "db"][who])
    }),
    ("docker compose, no blanks at ends", |who, _, line| {
        format!("{}\n", format!("api-{who}  | {line}").trim_end())
    }),
    ("docker compose in colours", |who, _, line| {
        format!("\x1b[3{who}mapi-{who}  | \x1b[0m{line}\n")
    }),
    ("kubectl --prefix", |who, _, line| {
        format!("[pod/api-6d5f7c9b8-x2x{who}/api] {line}\n")
    }),
    ("kubectl --prefix --timestamps", |who, at, line| {
        format!(
            "[pod/api-x{who}/api] 2026-11-28T12:00:{:02}.{}Z {line}\n",
            at % 60,
            9 + 37 * at
        )
    }),
    ("times first", |who, at, line| {
        format!("2026-11-28T12:00:{:02}.{}Z api-{who} {line}\n", at % 60, 9 + 37 * at)
    }),
    ("stern", |who, _, line| {
        format!("api-6d5f7c9b8-x2x{who} server {line}\n")
    }),
    ("journald", |who, at, line| {
        format!("Nov 28 12:00:{:02} web api{who}[29{who}]: {line}\n", at % 60)
    }),
    ("a log's time behind the name", |who, at, line| {
        format!("api-{who}  | 2026/11/28 12:00:{:02} {line}\n", at % 60)
    }),
    ("CRI, both outputs, lines in parts", |who, at, line| {
        let stream = ["stdout", "stderr"][who];
        match line.split_at_checked(9) {
            Some((start, end)) if at > 1 && !line.starts_with("goroutine") => {
                format!(
                    "2026-11-28T12:00:{0:02}.1Z {stream} P {start}\n2026-11-28T12:00:{0:02}.1Z {stream} F {end}\n",
                    at % 60
                )
            }
            _ => format!("2026-11-28T12:00:{:02}.1Z {stream} F {line}\n", at % 60),
        }
    }),
    ("records of JSON", |who, at, line| {
        let record = serde_json::json!({"log": format!("{line}\n"), "container_name": format!("api-{who}"), "time": format!("{at}")});
        format!("{record}\n")
    }),
    ("grep of two files", |who, at, line| {
        let divider = if line.starts_with("goroutine") { ':' } else { '-' };
        format!("logs/api.{}.log{divider}{}{divider}{line}\n", ["a", "b"][who], at + 8)
    }),
];

/// The lines of a dump as one writer writes them; those that belong together stay so.
fn dressed(dressing: Dressing, who: usize, dump: &str) -> Vec<String> {
    dump.lines()
        .enumerate()
        .flat_map(|(at, line)| {
            let lines = dressing(who, at, line);
            lines.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

fn random(seed: &mut u64, below: usize) -> usize {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as usize % below
}

/// However the lines of two writers come one between another, each has the dumps that it has alone.
#[test]
fn two_writers_have_what_each_has_alone() {
    let mut seed = 11;
    for (name, dressing) in DRESSES {
        let all = [dressed(dressing, 0, PLAIN), dressed(dressing, 1, OTHER)];
        let mut alone: Vec<String> = all
            .iter()
            .flat_map(|lines| known(&lines.concat()).0)
            .map(|dump| whole(&dump))
            .collect();
        assert_eq!(alone.len(), 2, "{name}");
        assert!(
            alone[0].contains("main.root /srv/app/f.go:8") && alone[1].contains("main.dump /srv/other/dump.go:3"),
            "{name}"
        );
        alone.sort();
        for turn in 0..60 {
            let (mut places, mut text) = ([0, 0], String::new());
            while places[0] < all[0].len() || places[1] < all[1].len() {
                let who = random(&mut seed, 2);
                for _ in 0..=random(&mut seed, 1 + turn % 7) {
                    if let Some(line) = all[who].get(places[who]) {
                        text += line;
                        places[who] += 1;
                    }
                }
                if random(&mut seed, 9) == 0 {
                    text += "2026/11/28 12:00:00 somebody else (who has no prefix)\n";
                }
            }
            let (dumps, account) = known(&text);
            let mut read: Vec<String> = dumps.iter().map(whole).collect();
            read.sort();
            assert_eq!(read, alone, "{name}\n{text}");
            assert_eq!((account.taken, account.refused_count), (6, 0), "{name}");
        }
    }
}

/// One writer dumps twice, the other once between.
#[test]
fn dumps_of_one_writer_stay_two() {
    let of = |who: usize, dump: &str| dressed(DRESSES[0].1, who, dump);
    let (first, other) = ([of(1, PLAIN), of(1, PLAIN)].concat(), of(2, OTHER));
    let text: String = first
        .iter()
        .enumerate()
        .map(|(at, line)| format!("{line}{}", other.get(at).map_or("", String::as_str)))
        .collect();
    let alike = "1:1 18:3+ 19:2+";
    assert_eq!(short(&text), [alike, "1:2 18:1+ 77:1+", alike]);
}

/// The words of a log before the header alone, behind the name of a container.
#[test]
fn words_before_the_header_alone_are_no_other_writer() {
    for words in [
        "2026/11/28 12:00:00 ",
        "panic in a handler: ",
        "level=error ts=2026-11-28T12:00:00Z stack=",
        "main stopped: ",
    ] {
        for name in [
            "",
            "api-1  | ",
            "2026-11-28T12:00:00.1Z stderr F ",
            "Nov 28 12:00:00 web-1 server[298]: ",
        ] {
            let lines = PLAIN.lines().enumerate();
            let text: String = lines
                .map(|(at, line)| format!("{name}{}{line}\n", if at == 0 { words } else { "" }))
                .collect();
            assert_eq!(short(&text), ["1:1 18:3+ 19:2+"], "{text}");
            let text = format!("{text}{name}going on\n{text}");
            assert_eq!(short(&text), ["1:1 18:3+ 19:2+", "1:1 18:3+ 19:2+"], "{text}");
        }
    }
}

/// More writers than are told apart at once, each after another: nothing is lost.
#[test]
fn many_writers() {
    let text: String = (0..200).map(|who| dressed(DRESSES[0].1, who, OTHER).concat()).collect();
    let (dumps, account) = known(&text);
    assert_eq!((dumps.len(), account.taken, account.refused_count), (200, 600, 0));
    // All at once.
    let at_once = |count: usize, dressing: Dressing| -> String {
        let all: Vec<Vec<String>> = (0..count).map(|who| dressed(dressing, who, OTHER)).collect();
        (0..all[0].len())
            .flat_map(|at| all.iter().map(move |lines| lines[at].clone()))
            .collect()
    };
    let alone = short(&dressed(DRESSES[0].1, 1, OTHER).concat());
    // Names of services, of replicas, in records, behind times.
    let dressings: [Dressing; 4] = [
        |who, _, line| format!("api-{}-x2x api {line}\n", char::from_u32(0x3b1 + who as u32).unwrap()),
        DRESSES[0].1,
        DRESSES[11].1,
        DRESSES[6].1,
    ];
    for dressing in dressings {
        let text = at_once(200, dressing);
        let (_, account) = known(&text);
        assert_eq!((account.taken, account.crowded), (600, 0));
        assert_eq!(short(&text), vec![alone[0].clone(); 200], "{text}");
    }
    // More than are told apart: what is lost of stacks, no header is, and it is said.
    let all: Vec<Vec<String>> = (0..700).map(|who| dressed(DRESSES[0].1, who, OTHER)).collect();
    let starts = all.iter().flat_map(|lines| lines[..3].iter());
    let ends = all.iter().flat_map(|lines| lines[3..].iter());
    let text: String = starts.chain(ends).map(String::as_str).collect();
    let (dumps, account) = known(&text);
    assert_eq!(account.taken, 2100);
    assert!(
        account
            .sentences(&dumps)
            .iter()
            .any(|text| text.starts_with("More than 512 writers"))
    );
}

#[test]
fn what_others_say_between_is_not_of_the_dump() {
    let own = dressed(DRESSES[0].1, 1, PLAIN);
    let other =
        "api-2  | main.other(0x1)\napi-2  | \t/srv/x.go:9 +0x1\napi-3  | done\nmain.plain()\n\t/srv/y.go:1 +0x2\n";
    // What stands before a header alone and before all lines is not known until the first call.
    let (header, rest) = own.split_at(1);
    let text: String = rest.iter().map(|line| format!("{line}{other}")).collect();
    let (dumps, account) = known(&format!("{}{text}", header[0]));
    assert_eq!((dumps.len(), account.taken, account.refused_count), (1, 3, 0));
    assert!(!whole(&dumps[0]).contains("main.other") && !whole(&dumps[0]).contains("main.plain"));
}
