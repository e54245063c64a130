//! Small files of each format, with the samples that they hold.

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
    let stack = stack.map(|&location| place(profile, LocationId(location)));
    let labels = profile.samples.labels(sample).map(|label| match label {
        Label::Text { key, value } => format!(" {}={}", profile.display(key), profile.display(value)),
        Label::Number { key, value, .. } => format!(" {}={value}", profile.display(key)),
    });
    let (values, stack) = (
        values.collect::<Vec<_>>().join(" "),
        stack.collect::<Vec<_>>().join(";"),
    );
    format!("{values} {stack}{}", labels.collect::<String>())
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
