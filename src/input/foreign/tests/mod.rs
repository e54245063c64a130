//! Small files of each format, with the samples that they hold.

mod trees;

use super::*;
use crate::input::{HEAD, Loader};
use crate::profile::{Label, LocationId, Profile};

/// Opens a file as a whole and byte by byte.
fn opened(file: &[u8]) -> Result<Opened, String> {
    let whole = pushed(file, file.len().max(1));
    let pieces = pushed(file, 1);
    let told = |opened: &Result<Opened, String>| match opened {
        Ok(opened) => format!("{:?} {:?} {}", opened.notes, opened.asides, picture(opened)),
        Err(error) => error.clone(),
    };
    assert_eq!(told(&whole), told(&pieces));
    whole
}

fn pushed(file: &[u8], size: usize) -> Result<Opened, String> {
    let mut loader = Loader::new();
    let sentence = |error: Error| error.sentence();
    for piece in file.chunks(size) {
        loader.push(piece).map_err(sentence)?;
    }
    loader.finish().map_err(sentence)
}

/// Each profile: its types, then each sample with its values, its stack from the leaf and its labels. Frames of one place stand with
/// `<` between them, places behind each other with `;`.
pub fn picture(opened: &Opened) -> String {
    let profiles = opened.profiles.iter().map(|(profile, _)| {
        let types = profile.sample_types.iter();
        let types = types.map(|of| format!("{}/{}", profile.display(of.kind), profile.display(of.unit)));
        let rows = (0..profile.samples.len()).map(|sample| row(profile, sample));
        let mut lines = vec![types.collect::<Vec<_>>().join(" ")];
        lines.extend(rows);
        lines.join("\n")
    });
    profiles.collect::<Vec<_>>().join("\n\n")
}

fn row(profile: &Profile, sample: usize) -> String {
    let columns = 0..profile.samples.columns();
    let values = columns.map(|column| profile.samples.values(column)[sample].to_string());
    let stack = profile.samples.stack(sample).iter();
    let stack = stack.map(|location| place(profile, LocationId(location)));
    let labels = profile.samples.labels(sample).map(|label| match label {
        Label::Text { key, value } => format!(" {}={}", profile.display(key), profile.display(value)),
        Label::Number { key, value, .. } => format!(" {}={value}", profile.display(key)),
    });
    let (values, stack) = (
        values.collect::<Vec<_>>().join(" "),
        stack.collect::<Vec<_>>().join(";"),
    );
    format!("{values} {stack}{}", labels.collect::<String>())
        .trim_end()
        .to_owned()
}

fn place(profile: &Profile, id: LocationId) -> String {
    let location = &profile.locations[id.index()];
    let frames = profile.lines_of(id).iter().map(|line| {
        let function = &profile.functions[line.function.index()];
        let mut text = profile.display(function.name);
        if !profile.text(function.filename).is_empty() {
            text.push_str(&format!("@{}", profile.display(function.filename)));
        }
        if line.line != 0 {
            text.push_str(&format!(":{}", line.line));
        }
        text
    });
    let mut text = frames.collect::<Vec<_>>().join("<");
    if location.address != 0 {
        text.push_str(&format!("+{:x}", location.address));
    }
    let file = profile.mapping_file(id);
    match profile.text(file).is_empty() {
        true => text,
        false => format!("{text}[{}]", profile.display(file)),
    }
}

fn assert_samples(file: &str, wanted: &str) -> Opened {
    let opened = opened(file.as_bytes()).unwrap();
    let wanted: Vec<&str> = wanted.lines().map(str::trim).collect();
    assert_eq!(picture(&opened), wanted.join("\n"));
    opened
}

#[test]
fn folded_stacks() {
    let opened = assert_samples(
        "# made by hand\nmain;work;parse 10\r\nmain;work;render 20\n\nmain 3\nmain;work;parse 5",
        "samples/count
         15 parse;work;main
         20 render;work;main
         3 main",
    );
    assert_eq!(opened.asides, ["It is a file of folded stacks."]);
    assert!(opened.notes.is_empty());
}

#[test]
fn marks_and_places_of_folded_stacks() {
    let opened = assert_samples(
        "java;Main.run_[j];Main.step_[i];Main.leaf_[i];vfs_read_[k] 3\n<module> (app.py:3);parse (lib/x.py:12);f(int) (libc.so) 7\n\
         sh;[unknown];std::vec<int, long>::push(int) (x.py) 1\n",
        "samples/count
         3 vfs_read[[kernel]];Main.leaf<Main.step<Main.run;java
         7 f(int) (libc.so);parse@lib/x.py:12;<module>@app.py:3
         1 std::vec<int, long>::push(int)@x.py;[unknown];sh",
    );
    assert_eq!(
        opened.asides[1..],
        [
            "1 frame is of the kernel (_[k]).",
            "2 frames are inlined (_[i]).",
            "1 frame is marked by how Java compiled them (_[j], _[0], _[1]), which is left off.",
        ]
    );
}

#[test]
fn fractions_and_other_lines_of_folded_stacks_are_said() {
    let lines = "a;b 1\n".repeat(120);
    let opened = assert_samples(
        &format!("{lines}a;c 2.5\na;c 0.0015\nand what is this?\n"),
        "samples/thousandths
         120000 b;a
         2501 c;a",
    );
    assert_eq!(
        opened.notes,
        [
            "1 line is not a stack with a count behind it and was left out: \"and what is this?\".",
            "Its counts have fractions: all are shown in thousandths, and of 1 line what is less was cut.",
        ]
    );
}

/// A file that is two things goes to pprof's reader.
#[test]
fn pprofs_formats_come_first() {
    let heap = "heap profile: 1: 16 [1: 16] @ heap/1048576\n1: 16 [1: 16] @ 0x10\n";
    assert_eq!(
        picture(&opened(heap.as_bytes()).unwrap()).lines().next(),
        Some("objects/count space/bytes")
    );
    // A dump of goroutines stays one.
    let dump = "goroutine 1 [running]:\nmain.main()\n\t/a.go:3 +0x1f\n";
    assert_eq!(
        picture(&opened(dump.as_bytes()).unwrap()).lines().next(),
        Some("goroutine/count")
    );
}

#[test]
fn a_strict_loader_refuses_what_pprof_refuses() {
    let mut loader = Loader::strict();
    loader.push(b"main;work 3\n").unwrap();
    let error = loader.finish().err().unwrap();
    assert_eq!(error.to_string(), "parsing profile: unrecognized profile format");
}

/// What a file is, is told from its start, whatever follows: long files are read as they come.
#[test]
fn long_files_are_what_their_start_is() {
    let line = "main;work;parse 1\n";
    let count = 4 * HEAD / line.len();
    let file = line.repeat(count);
    for size in [1000, HEAD - 1, HEAD, 300_000] {
        let opened = pushed(file.as_bytes(), size).unwrap();
        assert_eq!(picture(&opened), format!("samples/count\n{count} parse;work;main"));
    }
    // One line that is none of it among the first, and it is none.
    let file = format!("what is this\n{file}");
    assert!(pushed(file.as_bytes(), 1000).is_err());
}

fn call(id: i64, name: &str, url: &str, line: i64, rest: &str) -> String {
    format!(
        r#"{{"id":{id},"callFrame":{{"functionName":"{name}","scriptId":"1","url":"{url}","lineNumber":{line},"columnNumber":3}}{rest}}}"#
    )
}

#[test]
fn cpu_profiles_of_v8() {
    let nodes = [
        call(1, "(root)", "", -1, r#","hitCount":0,"children":[2,3]"#),
        call(2, "(idle)", "", -1, r#","hitCount":1"#),
        call(3, "main", "file:///app/a.js", 0, r#","hitCount":1,"children":[4,5]"#),
        call(4, "", "/app/a.js", 9, r#","hitCount":1"#),
        call(5, "", "/app/a.js", 19, r#","hitCount":1"#),
    ]
    .join(",");
    let file = |rest: &str| format!(r#"{{"nodes":[{nodes}],"startTime":1000,"endTime":2000,{rest}}}"#);
    // Each lasts until the next: from 100 to 300, to 600, to 1000; and the last to the end.
    let opened = assert_samples(
        &file(r#""samples":[2,4,3,5,4],"timeDeltas":[100,200,300,300,50]"#),
        "samples/count wall/nanoseconds
         1 200000 (idle)
         2 350000 (anonymous)@/app/a.js:10;main@/app/a.js:1
         1 300000 main@/app/a.js:1
         1 50000 (anonymous)@/app/a.js:20;main@/app/a.js:1",
    );
    assert_eq!(opened.profiles[0].0.duration_nanos, 1_000_000);
    assert_eq!(opened.asides, ["It is a CPU profile of V8 (.cpuprofile)."]);
    // Times that go back, and a node that is not there.
    let opened = assert_samples(
        &file(r#""samples":[3,2,9],"timeDeltas":[500,-100,300]"#),
        "samples/count wall/nanoseconds
         1 100000 (idle)
         1 200000 main@/app/a.js:1",
    );
    assert_eq!(
        opened.notes,
        [
            "Its samples are not in the order of their times: they were put in it.",
            "1 sample is of a node that is not in the file, and left out.",
        ]
    );
    // Without times there are counts alone.
    assert_samples(
        &file(r#""title":"x""#),
        "samples/count
         1 (idle)
         1 main@/app/a.js:1
         1 (anonymous)@/app/a.js:10;main@/app/a.js:1
         1 (anonymous)@/app/a.js:20;main@/app/a.js:1",
    );
    let refused = |file: &str| opened_error(file);
    assert!(refused(&file(r#""samples":[2],"timeDeltas":[]"#)).contains("it has 1 sample and 0 times"));
    let whole = file(r#""samples":[2],"timeDeltas":[1]"#);
    assert!(refused(&whole[..whole.len() - 9]).contains("its JSON is not whole: was it cut"));
    let circle = [
        call(1, "a", "", 0, r#","children":[2]"#),
        call(2, "b", "", 0, r#","children":[1]"#),
    ]
    .join(",");
    assert!(refused(&format!(r#"{{"nodes":[{circle}]}}"#)).contains("in a circle"));
}

fn opened_error(file: &str) -> String {
    opened(file.as_bytes()).err().unwrap()
}

#[test]
fn heap_profiles_of_v8() {
    let leaf = call(3, "grow", "/b.js", 4, r#","selfSize":300,"children":[]"#);
    let size_last = call(
        4,
        "t\\u00e9\\ud83d\\ude00\\\"",
        "/b.js",
        7,
        r#","children":[],"selfSize":20"#,
    );
    let main = call(
        2,
        "main",
        "/b.js",
        0,
        &format!(r#","selfSize":100,"children":[{leaf}, {size_last}]"#),
    );
    let head = call(1, "(root)", "", -1, &format!(r#","selfSize":0,"children":[{main}]"#));
    let file = format!(r#"{{"head":{head},"samples":[{{"size":300,"nodeId":3,"ordinal":1}}]}}"#);
    assert_samples(
        &file,
        "inuse_space/bytes
         100 main@/b.js:1
         300 grow@/b.js:5;main@/b.js:1
         20 t\u{e9}\u{1f600}\"@/b.js:8;main@/b.js:1",
    );
    assert!(opened_error(&file[..file.len() - 90]).contains("its JSON is not whole"));
    // As deep as it may be: nothing recurs.
    let deep = 3000;
    let nodes = r#"{"callFrame":{"functionName":"f"},"selfSize":1,"children":["#.repeat(deep);
    let file = format!(r#"{{"head":{nodes}{}}}"#, "]}".repeat(deep));
    let opened = pushed(file.as_bytes(), 1 << 20).unwrap();
    assert_eq!(opened.profiles[0].0.samples.len(), deep);
    assert_eq!(opened.profiles[0].0.samples.stack(deep - 1).len(), deep);
}

#[test]
fn texts_of_perf_script() {
    let opened = assert_samples(
        "# header\nmy app 185/186 [001] 10.000001000:   1000 cpu-clock:pppH: \n\
         \t            5c outstring+0x10d (inlined)\n\t            5c printf+0x1 (/lib/libc.so.6)\n  printf.c:12\n\
         \t            10 f(int) (.cold)+0x36 (/bin/app (deleted))\n\t            ff [unknown] (/bin/app)\n\t  ffffffffffffffff [unknown] ([unknown])\n\n\
         my app 185/186 [001] 10.500001:      7 cycles:u: \n\t            20 main (/bin/app)\n\n\
         my app 185/186 [001] 11.000001:   500 cpu-clock:pppH: \n\
         \t            5c outstring+0x10d (inlined)\n\t            5c printf+0x1 (/lib/libc.so.6)\n  printf.c:12\n\
         \t            10 f(int) (.cold)+0x36 (/bin/app)\n\t            ff [unknown] (/bin/app)\n\t  ffffffffffffffff [unknown] ([unknown])\n",
        "cpu-clock/nanoseconds cycles:u/count
         1500 0 outstring<printf@printf.c:12+5c[/lib/libc.so.6];f(int) (.cold)+10[/bin/app];+ff[/bin/app];+ffffffffffffffff comm=my app pid=185 tid=186
         0 7 main+20[/bin/app] comm=my app pid=185 tid=186",
    );
    let profile = &opened.profiles[0].0;
    assert_eq!(profile.duration_nanos, 1_000_000_000);
    assert_eq!(profile.sample_index("").unwrap(), 0);
    // Whichever comes first.
    let faults =
        "app 1 1.0: 1 page-faults: \n\t 20 main (/bin/app)\n\napp 1 1.0: 9 cycles:P: \n\t 20 main (/bin/app)\n";
    let opened = assert_samples(
        faults,
        "page-faults/count cycles/count\n1 9 main+20[/bin/app] comm=app tid=1",
    );
    assert_eq!(opened.profiles[0].0.sample_index("").unwrap(), 1);
    assert_eq!(profile.text(profile.mappings[0].file), b"/bin/app");
    // Without stacks, times and periods.
    assert_samples(
        "  swapper     0 cycles:P:  ffffffff81 native_write_msr+0x8 ([kernel.kallsyms])\n     ls 12  cycles:P:   7f01 main+0x8 (/bin/ls)\n",
        "cycles/count
         1 native_write_msr+ffffffff81[[kernel.kallsyms]] comm=swapper tid=0
         1 main+7f01[/bin/ls] comm=ls tid=12",
    );
}

#[test]
fn heaps_of_jemalloc() {
    let file = |allocated: &str| {
        format!(
            "heap_v2/524288\n  t*: 30: 3145728 [0: 0]\n  t3: 30: 3145728 [0: 0]\n@ 0x401011 0x402021\n  t*: 20: 2097152 [{allocated}]\n  \
             t3: 20: 2097152 [0: 0]\n@ 0x401011\n  t*: 1: 8388608 [0: 0]\n\nMAPPED_LIBRARIES:\n00400000-00500000 r-xp 00000000 08:01 123 /usr/bin/app\n"
        )
    };
    // 20 / (1 - e^(-104857.6 / 524288)) = 110.33; 1 / (1 - e^-16) = 1.
    let opened = assert_samples(
        &file("0: 0"),
        "inuse_objects/count inuse_space/bytes
         110 11569265 +401010[/usr/bin/app];+402020[/usr/bin/app]
         1 8388608 +401010[/usr/bin/app]",
    );
    assert_eq!(opened.profiles[0].0.period, 524_288);
    assert_samples(
        &file("40: 4194304"),
        "alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes
         220 23138530 110 11569265 +401010[/usr/bin/app];+402020[/usr/bin/app]
         0 0 1 8388608 +401010[/usr/bin/app]",
    );
    assert!(opened_error("heap_v2/1\n@ 0x1\n  t*: x\n").contains("a line that cannot be read: t*: x"));
}

/// What has to be whole before it is read is refused while it comes, with a sentence; lines are read however many there are.
#[test]
fn what_is_read_whole_may_be_so_large_and_no_larger() {
    let mut loader = Loader::new();
    loader.push(br#"{"nodes":[{"callFrame":"#).unwrap();
    let blanks = vec![b' '; 1_000_000];
    let mut pushed = (0..120).map(|_| loader.push(&blanks));
    let error = pushed.find_map(Result::err).unwrap();
    assert!(
        error
            .sentence()
            .contains("it is larger than 100 MB, which is the most that is read of it"),
        "{error:?}"
    );
    assert!(
        (100_000_000..101_000_000).contains(&loader.bytes_in()),
        "{}",
        loader.bytes_in()
    );
}

/// A line may be longer than pprof's formats have them, and the file shorter than what tells what it is.
#[test]
fn lines_that_are_too_long_for_pprof_are_read_in_files_of_any_length() {
    for length in [60_000, 66_000, 70_000, HEAD - 1, HEAD, 80_000] {
        let frames = ";f".repeat(length / 2);
        let file = format!("main;a 1\n{}", &format!("main{frames} 2\n"));
        assert_eq!(pushed(file.as_bytes(), 1000).unwrap().profiles[0].0.samples.len(), 2);
        let blanks = " ".repeat(length);
        let file = format!(
            r#"{{"nodes":[{{"id":1,"callFrame":{{"functionName":"f"}},"hitCount":3}}],{blanks}"startTime":1}}"#
        );
        assert_eq!(picture(&pushed(file.as_bytes(), 1000).unwrap()), "samples/count\n3 f");
        let dump = format!(
            "{}\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:3 +0x1f\n",
            "x".repeat(length)
        );
        assert_eq!(
            picture(&pushed(dump.as_bytes(), 1000).unwrap()),
            "goroutine/count\n1 main.main@/a.go:3 go::goroutine_state=running go::goroutine=1"
        );
    }
}
