//! Profiles of which one thing is many: in, how many; out, a file.

use crate::builder::{Builder, Value};

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

/// A thing that may be many.
pub struct Kind {
    pub name: &'static str,
    pub make: fn(usize) -> Vec<u8>,
}

const TYPES: [&str; 2] = ["samples/count", "cpu/nanoseconds"];

/// A profile with `many` samples, each as it is said by its number.
pub fn samples(
    many: usize,
    mut sample: impl FnMut(&mut Builder, usize) -> (Vec<u64>, Vec<(&'static str, Value)>),
) -> Vec<u8> {
    let mut builder = Builder::new(&TYPES);
    for number in 0..many {
        let (stack, labels) = sample(&mut builder, number);
        builder.sample(&stack, &[1, number as i64 % 97 + 1], &labels);
    }
    builder.finish(|_| ())
}

/// A profile with one sample of a stack of which the leaf comes first.
fn stack(stack: impl FnOnce(&mut Builder) -> Vec<u64>) -> Vec<u8> {
    let mut builder = Builder::new(&TYPES);
    let stack = stack(&mut builder);
    for cut in 0..4 {
        builder.sample(&stack[cut.min(stack.len() - 1)..], &[1, 10 + cut as i64], &[]);
    }
    builder.finish(|_| ())
}

/// A tree of calls so deep: a function calls two more, and the number of a sample is the way.
fn way(builder: &mut Builder, depth: usize, number: usize) -> Vec<u64> {
    if builder.profile.locations.is_empty() {
        // Of the functions with the largest cum the first one by name, however many samples there are.
        builder.named("main.a");
        for name in 0..2 * depth {
            builder.named(&format!("main.step{name}"));
        }
    }
    (0..depth as u64)
        .map(|step| step * 2 + 2 + (number as u64 >> step & 1))
        .chain([1])
        .collect()
}

/// Everything of which a profile.proto may have many.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "samples",
        make: |n| samples(n, |builder, number| (way(builder, 12, number), vec![])),
    },
    Kind {
        name: "stacks",
        make: |n| samples(n, |builder, number| (way(builder, 24, number), vec![])),
    },
    Kind {
        name: "deep stacks with labels",
        make: |n| {
            samples(n, |builder, number| {
                (
                    way(builder, 60, number),
                    vec![("key", text(format!("value{}", number % 100)))],
                )
            })
        },
    },
    Kind {
        name: "samples of one stack",
        make: |n| samples(n, |builder, _| (way(builder, 12, 0), vec![])),
    },
    Kind {
        name: "functions",
        make: |n| {
            samples(n, |builder, number| {
                (vec![builder.named(&format!("main.f{number}")), 1], vec![])
            })
        },
    },
    Kind {
        name: "functions of equal weight",
        make: |n| {
            let mut builder = Builder::new(&TYPES);
            for number in 0..n {
                let place = builder.named(&format!("example.com/p{}.F{number}", number % 300));
                // Totals of both sizes are read in one unit: in another one each number may have more digits.
                builder.sample(&[place], &[1, 10_000], &[]);
            }
            builder.finish(|_| ())
        },
    },
    Kind {
        name: "packages",
        make: |n| {
            samples(n, |builder, number| {
                (vec![builder.named(&format!("example.com/p{number}.F"))], vec![])
            })
        },
    },
    Kind {
        name: "functions of a name",
        make: |n| {
            samples(n, |builder, number| {
                let function = builder.function("main.run", &format!("/src/{number}.go"), 1);
                (vec![builder.place(1, &[(function, 3)])], vec![])
            })
        },
    },
    Kind {
        name: "functions of a file",
        make: |n| {
            samples(n, |builder, number| {
                let function = builder.function(&format!("main.f{number}"), "/src/a.go", number as i64 * 10);
                (vec![builder.place(1, &[(function, number as i64 * 10 + 3)])], vec![])
            })
        },
    },
    Kind {
        name: "begins of a function",
        make: |n| {
            samples(n, |builder, number| {
                let function = builder.function("main.run", "/src/a.go", number as i64 * 10 + 1);
                (vec![builder.place(1, &[(function, number as i64 * 10 + 3)])], vec![])
            })
        },
    },
    Kind {
        name: "anonymous functions",
        make: |n| {
            samples(n, |builder, number| {
                let function = builder.function("(anonymous)", "/src/a.js", number as i64 * 10 + 1);
                (vec![builder.place(1, &[(function, number as i64 * 10 + 3)])], vec![])
            })
        },
    },
    Kind {
        name: "lines of a function",
        make: |n| {
            let mut function = 0;
            samples(n, |builder, number| {
                if number == 0 {
                    function = builder.function("main.run", "/src/a.go", 1);
                }
                (vec![builder.place(1, &[(function, number as i64 + 2)])], vec![])
            })
        },
    },
    Kind {
        name: "addresses of a line",
        make: |n| {
            let mut function = 0;
            samples(n, |builder, number| {
                if number == 0 {
                    function = builder.function("main.run", "/src/a.go", 1);
                }
                (vec![builder.place(1, &[(function, 2)])], vec![])
            })
        },
    },
    Kind {
        name: "addresses without a name",
        make: |n| samples(n, |builder, _| (vec![builder.place(1, &[])], vec![])),
    },
    Kind {
        name: "binaries",
        make: |n| {
            samples(n, |builder, number| {
                let mapping = builder.mapping(&format!("/lib/lib{number}.so"));
                (vec![builder.place(mapping, &[])], vec![])
            })
        },
    },
    Kind {
        name: "callers",
        make: |n| {
            samples(n, |builder, number| {
                if number == 0 {
                    builder.named("main.called");
                }
                (vec![1, builder.named(&format!("main.caller{number}"))], vec![])
            })
        },
    },
    Kind {
        name: "callees",
        make: |n| {
            samples(n, |builder, number| {
                if number == 0 {
                    builder.named("main.calls");
                }
                (vec![builder.named(&format!("main.callee{number}")), 1], vec![])
            })
        },
    },
    Kind {
        name: "depth",
        make: |n| stack(|builder| (0..n).map(|number| builder.named(&format!("main.f{number}"))).collect()),
    },
    Kind {
        name: "recursion",
        make: |n| stack(|builder| vec![builder.named("main.again"); n]),
    },
    Kind {
        name: "recursion of two",
        make: |n| stack(|builder| [builder.named("main.one"), builder.named("main.two")].repeat(n / 2)),
    },
    Kind {
        name: "inlined calls",
        make: |n| {
            stack(|builder| {
                let inlined: Vec<(u64, i64)> = (0..n)
                    .map(|number| (builder.function(&format!("main.f{number}"), "/src/a.go", 1), 5))
                    .collect();
                vec![builder.place(1, &inlined), builder.named("main.main")]
            })
        },
    },
    Kind {
        name: "inlined recursion",
        make: |n| {
            stack(|builder| {
                let function = builder.function("main.again", "/src/a.go", 1);
                let inlined: Vec<(u64, i64)> = (0..n).map(|line| (function, line as i64 + 1)).collect();
                vec![builder.place(1, &inlined), builder.named("main.main")]
            })
        },
    },
    Kind {
        name: "sample types",
        make: |n| {
            let types: Vec<String> = (0..n).map(|number| format!("type{number}/count")).collect();
            let mut builder = Builder::new(&types.iter().map(String::as_str).collect::<Vec<_>>());
            let place = builder.named("main.main");
            builder.sample(&[place], &vec![1; n], &[]);
            builder.finish(|_| ())
        },
    },
    Kind {
        name: "keys of labels",
        make: |n| labels(n, |number| (format!("key{number}"), text("value"))),
    },
    Kind {
        name: "keys of numbers",
        make: |n| labels(n, |number| (format!("key{number}"), Value::Number(number as i64, ""))),
    },
    Kind {
        name: "values of a key in a sample",
        make: |n| labels(n, |number| ("key".to_owned(), text(format!("value{number}")))),
    },
    Kind {
        name: "numbers of a key in a sample",
        make: |n| {
            labels(n, |number| {
                ("bytes".to_owned(), Value::Number(number as i64 * 1000, "bytes"))
            })
        },
    },
    Kind {
        name: "values of a key",
        make: |n| {
            samples(n, |builder, number| {
                (
                    way(builder, 12, number % 8),
                    vec![("key", text(format!("value{number}")))],
                )
            })
        },
    },
    Kind {
        name: "numbers of a key",
        make: |n| {
            samples(n, |builder, number| {
                (
                    way(builder, 12, number % 8),
                    vec![("bytes", Value::Number(number as i64 * 1024, "bytes"))],
                )
            })
        },
    },
    Kind {
        name: "units of a key",
        make: |n| {
            samples(n, |builder, number| {
                let unit: &'static str = ["bytes", "kilobytes", "megabytes"][number % 3];
                (
                    way(builder, 12, number % 8),
                    vec![("size", Value::Number(number as i64, unit))],
                )
            })
        },
    },
    Kind {
        name: "comments",
        make: |n| {
            let mut builder = Builder::new(&TYPES);
            let place = builder.named("main.main");
            builder.sample(&[place], &[1, 10], &[]);
            builder.finish(|builder| {
                for number in 0..n {
                    let comment = builder.text(&format!("comment {number}"));
                    builder.profile.comments.push(comment);
                }
            })
        },
    },
    Kind {
        name: "texts that nothing needs",
        make: |n| {
            let mut builder = Builder::new(&TYPES);
            let place = builder.named("main.main");
            builder.sample(&[place], &[1, 10], &[]);
            builder.finish(|builder| {
                (0..n).for_each(|number| {
                    builder.text(&format!("text {number}"));
                })
            })
        },
    },
    Kind {
        name: "frames that are dropped",
        make: |n| {
            let mut builder = Builder::new(&TYPES);
            let main = builder.named("main.main");
            for number in 0..n {
                let place = builder.named(&format!("malloc{number}"));
                builder.sample(&[place, main], &[1, 10], &[]);
            }
            builder.finish(|builder| builder.profile.drop_frames = builder.text("malloc.*"))
        },
    },
    Kind {
        name: "changes",
        make: |n| {
            let mut builder = Builder::new(&TYPES);
            for number in 0..n {
                let stack = way(&mut builder, 12, number);
                builder.sample(&stack, &[1, number as i64], &[]);
                builder.sample(&stack, &[-1, -(number as i64) / 2], &[("pprof::base", text("true"))]);
            }
            builder.finish(|_| ())
        },
    },
    Kind {
        name: "goroutines",
        make: |n| {
            let mut builder = Builder::new(&["goroutine/count"]);
            let park = builder.named("runtime.gopark");
            for number in 0..n {
                let place = builder.named(&format!("main.wait{number}"));
                builder.sample(&[park, place], &[number as i64 % 7 + 1], &[]);
            }
            builder.finish(|_| ())
        },
    },
    Kind {
        name: "length of a name",
        make: |n| named("main.", "x", n),
    },
    Kind {
        name: "length of a name with brackets",
        make: |n| named("a::", "<", n),
    },
    Kind {
        name: "length of a name with groups",
        make: |n| named("a::b", "<c>(d)", n / 6),
    },
    Kind {
        name: "length of a name with slashes",
        make: |n| named("", "a/", n / 2),
    },
    Kind {
        name: "length of a name with dots",
        make: |n| named("", "a.", n / 2),
    },
    Kind {
        name: "length of a mangled name",
        make: |n| named("_ZN", "1a", n / 2),
    },
    Kind {
        name: "length of a mangled name that repeats",
        make: |n| named("_ZN3fooI", "S_I", n / 3),
    },
    Kind {
        name: "length of a name of Rust",
        make: |n| named("_RNv", "Nv", n / 2),
    },
    Kind {
        name: "length of a name that is no text",
        make: |n| named("main.", "\u{1b}\u{202e}\"", n / 4),
    },
];

/// A profile with one sample of many labels, and a few without.
fn labels(many: usize, label: impl Fn(usize) -> (String, Value)) -> Vec<u8> {
    let mut builder = Builder::new(&TYPES);
    let place = builder.named("main.main");
    for _ in 0..2 {
        let labels: Vec<(String, Value)> = (0..many).map(&label).collect();
        let labels: Vec<(&str, Value)> = labels
            .iter()
            .map(|(key, value)| {
                (
                    key.as_str(),
                    match value {
                        Value::Text(own) => text(own.as_str()),
                        Value::Number(number, unit) => Value::Number(*number, unit),
                    },
                )
            })
            .collect();
        builder.sample(&[place], &[1, 10], &labels);
        builder.sample(&[place], &[1, 10], &[]);
    }
    builder.finish(|_| ())
}

/// A profile with a function of a long name, in a file of one.
fn named(start: &str, part: &str, many: usize) -> Vec<u8> {
    let mut builder = Builder::new(&TYPES);
    let name = format!("{start}{}", part.repeat(many));
    let function = builder.function(&name, &format!("/src/{}.go", part.repeat(many)), 1);
    let place = builder.place(1, &[(function, 7)]);
    builder.sample(&[place], &[1, 10], &[]);
    builder.finish(|_| ())
}
