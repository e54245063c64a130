//! Files of other formats of which one thing is many.

use crate::profiles::Kind;

/// A head, a part for each number, and a foot.
fn text(head: &str, many: usize, part: impl Fn(usize) -> String, foot: &str) -> Vec<u8> {
    let parts: String = (0..many).map(part).collect();
    format!("{head}{parts}{foot}").into_bytes()
}

/// A field of protobuf that is a message or a text.
fn message(field: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let (mut length, mut head) = (content.len(), vec![field << 3 | 2]);
    while length >= 0x80 {
        head.push(length as u8 | 0x80);
        length >>= 7;
    }
    head.push(length as u8);
    [head, content].concat()
}

/// A field of protobuf that is a number of at most 21 bits.
fn number(field: u8, number: usize) -> Vec<u8> {
    let digit = |at: usize| (number >> at) as u8 & 0x7f;
    vec![field << 3, digit(0) | 0x80, digit(7) | 0x80, digit(14)]
}

const HEAP: &str = "heap profile: 1: 16 [1: 16] @ heap/1048576\n";
const MAPS: &str = "\nMAPPED_LIBRARIES:\n";

fn goroutine(number: usize) -> String {
    format!(
        "goroutine {number} [chan receive, {} minutes]:\nmain.wait{number}(0xc000{number:06x})\n\t/src/a.go:{} +0x1f\n\
         created by main.start in goroutine 1\n\t/src/a.go:9 +0x2f\n\n",
        number % 50,
        number % 300 + 1
    )
}

/// The line of a library that is mapped.
fn mapped(number: usize) -> String {
    let start = (number + 1) << 24;
    format!(
        "{start:x}-{:x} r-xp 00000000 00:00 1 /lib/lib{number}.so\n",
        start + 0x1000
    )
}

/// Everything of which a text may have many.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "records of a heap as text",
        make: |n| {
            text(
                HEAP,
                n,
                |number| {
                    format!(
                        "1: {0} [2: {0}] @ 0x{1:x} 0x401000\n#\t0x{1:x}\tmain.f{number}+0x1\t/src/a.go:{number}\n\n",
                        16 + number,
                        0x50_0000 + number * 16
                    )
                },
                "",
            )
        },
    },
    Kind {
        name: "records of gperftools' heap",
        make: |n| {
            text(
                "heap profile: 1: 16 [1: 16] @ heapprofile\n",
                n,
                |number| format!("1: 16 [1: 16] @ 0x{:x} 0x401000\n", 0x50_0000 + number * 16),
                "\nMAPPED_LIBRARIES:\n00400000-00fcb000 r-xp 00000000 00:00 1 /bin/app\n",
            )
        },
    },
    Kind {
        name: "maps",
        make: |n| {
            text(
                &format!("heap profile: 1: 16 [1: 16] @ heapprofile\n1: 16 [1: 16] @ 0x401000\n{MAPS}"),
                n,
                mapped,
                "",
            )
        },
    },
    Kind {
        name: "maps with addresses",
        make: |n| {
            let maps = text("", n, mapped, "");
            let maps = String::from_utf8(maps).unwrap();
            text(
                "heap profile: 1: 16 [1: 16] @ heapprofile\n",
                n,
                |number| format!("1: 16 [1: 16] @ 0x{:x}\n", ((number + 1) << 24) + 16),
                &format!("{MAPS}{maps}"),
            )
        },
    },
    Kind {
        name: "depth of a heap as text",
        make: |n| {
            let stack =
                String::from_utf8(text("", n, |number| format!(" 0x{:x}", 0x50_0000 + number * 16), "")).unwrap();
            let names = String::from_utf8(text(
                "",
                n,
                |number| {
                    format!(
                        "#\t0x{:x}\tmain.f{number}+0x1\t/src/a.go:{number}\n",
                        0x50_0000 + number * 16
                    )
                },
                "",
            ))
            .unwrap();
            format!("{HEAP}1: 16 [1: 16] @{stack}\n{names}\n").into_bytes()
        },
    },
    Kind {
        name: "records of a contention profile",
        make: |n| {
            text(
                "--- contention:\ncycles/second=1000000000\n",
                n,
                |number| format!("{} 1 @ 0x{:x} 0x401000\n", number + 1, 0x50_0000 + number * 16),
                "",
            )
        },
    },
    Kind {
        name: "threads",
        make: |n| {
            text(
                "--- threadz 1 ---\n\n",
                n,
                |number| {
                    format!(
                        "--- Thread {:x} (name: main/{number}) stack: ---\n  0x{:x}\n  0x402020\n",
                        0x7f00_0000 + number,
                        0x50_0000 + number * 16
                    )
                },
                "--- Memory map: ---\n  00400000-00fcb000: /srv/shop/server\n",
            )
        },
    },
    Kind {
        name: "records of a heap of Java",
        make: |n| {
            text(
                "--- heapz 1 ---\nformat = java\nresolution = bytes\n",
                n,
                |number| format!("  7048     1 @ 0x{:08x} 0x00000003\n", number + 16),
                &String::from_utf8(text(
                    "",
                    n,
                    |number| {
                        format!(
                            "  0x{:08x} com.shop.Cart.add{number} (Cart.java:{number})\n",
                            number + 16
                        )
                    },
                    "",
                ))
                .unwrap(),
            )
        },
    },
    Kind {
        name: "records of gperftools' cpu profile",
        make: |n| {
            let mut words: Vec<u64> = vec![0, 3, 0, 10_000, 0];
            (0..n as u64).for_each(|number| words.extend([1, 2, 0x50_0000 + number * 16, 0x40_1000]));
            words.extend([0, 1, 0]);
            words.iter().flat_map(|word| word.to_le_bytes()).collect()
        },
    },
    Kind {
        name: "groups of a goroutine profile as text",
        make: |n| {
            text(
                &format!("goroutine profile: total {n}\n"),
                n,
                |number| {
                    format!(
                        "1 @ 0x{0:x} 0x401000\n# labels: {{\"key\":\"value{number}\"}}\n#\t0x{0:x}\tmain.f{number}+0x1\t/src/a.go:{number}\n\n",
                        0x50_0000 + number * 16
                    )
                },
                "",
            )
        },
    },
    Kind {
        name: "goroutines of a dump",
        make: |n| text("", n, |number| goroutine(number + 1), ""),
    },
    Kind {
        name: "goroutines of a dump that are alike",
        make: |n| {
            text(
                "",
                n,
                |number| goroutine(number + 1).replace(&format!("wait{}", number + 1), "wait"),
                "",
            )
        },
    },
    Kind {
        name: "states of goroutines",
        make: |n| {
            text(
                "",
                n,
                |number| goroutine(number + 1).replace("chan receive", &format!("state {number}")),
                "",
            )
        },
    },
    Kind {
        name: "goroutines that wait for a mutex",
        make: |n| {
            text(
                "",
                n,
                |number| {
                    format!(
                        "goroutine {} [sync.Mutex.Lock]:\nsync.(*Mutex).Lock(0xc000012345)\n\t/go/src/sync/mutex.go:9 +0x1\nmain.w{number}(0xc000012345)\n\t/src/a.go:3 +0x1\n\n",
                        number + 1
                    )
                },
                "",
            )
        },
    },
    Kind {
        name: "goroutines with labels",
        make: |n| {
            text(
                "",
                n,
                |number| goroutine(number + 1).replacen("]:", &format!("] {{\"key{number}\": \"value\"}}:"), 1),
                "",
            )
        },
    },
    Kind {
        name: "labels of a goroutine",
        make: |n| {
            let labels: Vec<String> = (0..n).map(|number| format!("\"key{number}\": \"value\"")).collect();
            goroutine(1)
                .replacen("]:", &format!("] {{{}}}:", labels.join(", ")), 1)
                .into_bytes()
        },
    },
    Kind {
        name: "frames of a goroutine",
        make: |n| {
            text(
                "goroutine 1 [running]:\n",
                n,
                |number| format!("main.f{number}(0x1)\n\t/src/a.go:{number} +0x1f\n"),
                "\n",
            )
        },
    },
    Kind {
        name: "generations of goroutines",
        make: |n| {
            text(
                "",
                n,
                |number| goroutine(number + 2).replace("in goroutine 1", &format!("in goroutine {}", number + 1)),
                "",
            )
        },
    },
    Kind {
        name: "dumps",
        make: |n| {
            text(
                "",
                n / 25,
                |number| {
                    format!(
                        "log line {number}\n{}",
                        String::from_utf8(text("", 25, |own| goroutine(own + 1), "")).unwrap()
                    )
                },
                "",
            )
        },
    },
    Kind {
        name: "lines with a prefix",
        make: |n| {
            let dump = String::from_utf8(text("", n, |number| goroutine(number + 1), "")).unwrap();
            dump.lines()
                .map(|line| format!("2026-11-28T12:00:00Z app-1 {line}\n"))
                .collect::<String>()
                .into_bytes()
        },
    },
    Kind {
        name: "prefixes of lines",
        make: |n| {
            text(
                "",
                n,
                |number| {
                    goroutine(number + 1)
                        .lines()
                        .map(|line| format!("app-{number} | {line}\n"))
                        .collect()
                },
                "",
            )
        },
    },
    Kind {
        name: "lines around a dump",
        make: |n| {
            text(
                "",
                n,
                |number| format!("{{\"level\":\"info\",\"n\":{number}}}\n"),
                &goroutine(1),
            )
        },
    },
    Kind {
        name: "length of a line in front of a dump",
        make: |n| text("x", n, |_| "ab ".to_owned(), &format!("\n{}", goroutine(1))),
    },
    Kind {
        name: "length of a value of a goroutine",
        make: |n| goroutine(1).replacen("0xc000", &"{0x1, ".repeat(n / 6), 1).into_bytes(),
    },
    Kind {
        name: "folded stacks",
        make: |n| {
            text(
                "",
                n,
                |number| format!("main;work{number};f (a.py:{number}) {number}\n"),
                "",
            )
        },
    },
    Kind {
        name: "frames of a folded stack that are inlined",
        make: |n| text("main;a", n, |number| format!(";f{number}_[i]"), " 3\n"),
    },
    Kind {
        name: "samples of perf script",
        make: |n| {
            text(
                "",
                n,
                |number| {
                    format!(
                        "app {number} 10.{number:06}: 7 cycles: \n\t {number:x} f{number}+0x1 (inlined)\n\t {number:x} g+0x1 (/bin/app{number})\n\n"
                    )
                },
                "",
            )
        },
    },
    Kind {
        name: "nodes of a CPU profile of V8",
        make: |n| {
            let nodes = text(
                "",
                n,
                |number| {
                    format!(
                        r#",{{"id":{0},"callFrame":{{"functionName":"f{0}"}},"parent":1}}"#,
                        number + 2
                    )
                },
                "",
            );
            let samples = String::from_utf8(text("1", n, |number| format!(",{}", number + 2), "")).unwrap();
            let deltas = String::from_utf8(text("1", n, |number| format!(",{}", 10_000 + number), "")).unwrap();
            let nodes = String::from_utf8(nodes).unwrap();
            format!(
                r#"{{"nodes":[{{"id":1,"callFrame":{{"functionName":"main"}}}}{nodes}],"samples":[{samples}],"timeDeltas":[{deltas}]}}"#
            )
            .into_bytes()
        },
    },
    Kind {
        name: "nodes of a heap profile of V8",
        make: |n| {
            text(
                r#"{"head":{"callFrame":{"functionName":"main"},"selfSize":1,"children":["#,
                n,
                |number| {
                    let comma = if number == 0 { "" } else { "," };
                    format!(r#"{comma}{{"callFrame":{{"functionName":"f{number}"}},"selfSize":9,"children":[]}}"#)
                },
                "]}}",
            )
        },
    },
    Kind {
        name: "samples of speedscope",
        make: |n| {
            let frames = text(
                "",
                n,
                |number| format!(r#"{{"name":"f{number}"}},"#),
                r#"{"name":"last"}"#,
            );
            let samples = String::from_utf8(text("[0]", n, |number| format!(",[0,{number}]"), "")).unwrap();
            let frames = String::from_utf8(frames).unwrap();
            format!(
                r#"{{"shared":{{"frames":[{frames}]}},"profiles":[{{"type":"sampled","name":"x","unit":"none","samples":[{samples}]}}]}}"#
            )
            .into_bytes()
        },
    },
    Kind {
        name: "stacks of a heap of jemalloc",
        make: |n| {
            text(
                "heap_v2/524288\n  t*: 1: 2 [0: 0]\n",
                n,
                |number| format!("@ 0x{:x} 0x401000\n  t*: 1: 4096 [2: 8192]\n", 0x50_0000 + number * 16),
                "\nMAPPED_LIBRARIES:\n00400000-00fcb000 r-xp 00000000 00:00 1 /bin/app\n",
            )
        },
    },
    Kind {
        name: "samples of OpenTelemetry",
        make: |n| {
            let (mut dictionary, mut samples) = (Vec::new(), Vec::new());
            for table in [1, 2, 3, 5, 6, 7] {
                dictionary.extend(message(table, &[]));
            }
            for at in 1..=n {
                dictionary.extend(message(5, &[format!("function{at}").as_bytes()]));
                dictionary.extend(message(3, &[&number(1, at)]));
                let line = message(3, &[&number(1, at), &number(2, at)]);
                dictionary.extend(message(2, &[&number(2, at), &line]));
                dictionary.extend(message(7, &[&message(1, &[&number(1, at)[1..], &[1]])]));
                dictionary.extend(message(6, &[&number(1, at), &message(2, &[&message(1, &[b"x"])])]));
                let attribute = message(2, &[&number(1, at)[1..]]);
                samples.extend(message(2, &[&number(1, at), &attribute, &message(4, &[&[7]])]));
            }
            let of = message(1, &[&number(1, 1), &number(2, 2)]);
            let profile = message(2, &[&of, &samples]);
            [message(1, &[&message(2, &[&profile])]), message(2, &[&dictionary])].concat()
        },
    },
];
