//! Less of a profile than there is: `-keep_sample_types` and `-drop_labels` change how much is stored, and no report of what is kept.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use std::fs;
use std::process::{Command, Output, Stdio};

/// Profiles with several sample types and with labels, of both kinds of formats.
const PROFILES: &[(&str, &[&str])] = &[
    ("heap-2.pb.gz", &["alloc_objects", "inuse_objects", "inuse_space"]),
    ("mutex.pb.gz", &["contentions", "delay"]),
    ("cpu.pb.gz", &["samples", "cpu"]),
    ("heap.debug1.txt", &["inuse_objects", "alloc_space"]),
    ("goroutine.debug2.txt", &["goroutine"]),
];
/// Reports of one sample type.
const REPORTS: &[&str] = &[
    "-top",
    "-tree",
    "-traces",
    "-tags",
    "-dot",
    "-callgrind",
    "-list=main",
    "-peek=main",
];

fn proflens(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_proflens"));
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata"));
    command.args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn text(arguments: &[&str]) -> String {
    let output = proflens(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn refused(arguments: &[&str]) -> String {
    let output = proflens(arguments);
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn reports_of_a_kept_type_are_those_of_the_whole_profile() {
    for &(file, types) in PROFILES {
        for sample_type in types {
            let (kept, whole) = (
                format!("-keep_sample_types={sample_type}"),
                format!("-sample_index={sample_type}"),
            );
            for report in REPORTS {
                let wanted = text(&[report, &whole, file]);
                assert_eq!(text(&[report, &kept, file]), wanted, "{file} {kept} {report}");
                assert!(wanted.len() > 20 || *report == "-tags", "{file} {report}: {wanted}");
            }
        }
    }
}

#[test]
fn nothing_else_is_kept() {
    let types = |arguments: &[&str]| -> String {
        let raw = text(&[&["-raw"], arguments].concat());
        let types = raw.lines().skip_while(|line| *line != "Samples:").nth(1).unwrap();
        types.to_owned()
    };
    let heap = "heap-2.pb.gz";
    assert_eq!(
        types(&[heap]),
        "alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes"
    );
    assert_eq!(types(&["-keep_sample_types=inuse_space", heap]), "inuse_space/bytes");
    // Reports begin with the type that they would begin with, where it is there.
    let allocs = "-keep_sample_types=alloc_space,inuse_space";
    assert_eq!(
        types(&[allocs, "allocs.pb.gz"]),
        "alloc_space/bytes[dflt] inuse_space/bytes"
    );
    assert_eq!(text(&["-top", allocs, "allocs.pb.gz"]), text(&["-top", "allocs.pb.gz"]));
    assert_eq!(
        types(&["-keep_sample_types=inuse_space", "allocs.pb.gz"]),
        "inuse_space/bytes"
    );
    // In the order of the file; by number, too; and once.
    let several = "-keep_sample_types=inuse_objects,0,inuse_objects";
    assert_eq!(types(&[several, heap]), "alloc_objects/count inuse_objects/count");
    let both = ["-keep_sample_types=delay", "mutex.pb.gz", "block.pb.gz"];
    assert_eq!(types(&both), "delay/nanoseconds");

    for file in ["cpu.pb.gz", "goroutine.debug2.txt"] {
        assert!(text(&["-tags", file]).len() > 100, "{file}");
        assert_eq!(text(&["-tags", "-drop_labels", file]).trim(), "", "{file}");
        assert_eq!(text(&["-top", "-drop_labels", file]), text(&["-top", file]), "{file}");
    }
}

#[test]
fn what_is_not_there_cannot_be_kept() {
    let heap = "heap-2.pb.gz";
    for (flag, wanted) in [
        (
            "-keep_sample_types=cpu",
            "heap-2.pb.gz: sample_index \"cpu\" must be one of: [alloc_objects alloc_space inuse_objects inuse_space]\n",
        ),
        (
            "-keep_sample_types=4",
            "heap-2.pb.gz: sample_index 4 is outside the range [0..3]\n",
        ),
    ] {
        let said = refused(&["-top", flag, heap]);
        assert!(said.starts_with(wanted), "{said}");
    }
    assert!(refused(&["-keep_sample_types=cpu", "-top", "nothing.pb.gz"]).starts_with("nothing.pb.gz: stat "));
    // A mean is divided by the first type of the file, which no other stands for.
    let means = ["-top", "-mean", "-keep_sample_types=delay", "mutex.pb.gz"];
    assert!(refused(&means).starts_with("mean divides by the first sample type of the file, which was not kept"));
    let means = ["-top", "-mean", "-keep_sample_types=delay,contentions", "mutex.pb.gz"];
    assert_eq!(text(&means), text(&["-top", "-mean", "mutex.pb.gz"]));
}

#[cfg(unix)]
#[test]
fn what_can_be_read_once_is_read_whole() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_proflens"));
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata"));
    command.args(["-raw", "-keep_sample_types=inuse_space", "/dev/stdin"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let file = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/heap-2.pb.gz")).unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), &file).unwrap();
    let piped = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(piped, text(&["-raw", "-keep_sample_types=inuse_space", "heap-2.pb.gz"]));
}

/// What is found inside a file is read whole first, and is no more than what is kept all the same.
#[test]
fn a_file_that_opens_by_what_is_inside_keeps_no_more() {
    let file = "rescue/recursion.pb.zst";
    let both = ["-lenient", "-top"];
    let whole = text(&[&both[..], &["-sample_index=samples", file]].concat());
    assert!(whole.contains("Type: samples"), "{whole}");
    assert_eq!(
        text(&[&both[..], &["-keep_sample_types=samples", file]].concat()),
        whole
    );
    assert_ne!(text(&[&both[..], &[file]].concat()), whole);
    let labels = ["-lenient", "-tags", "rescue/bundle.zip"];
    assert_ne!(text(&labels).trim(), "");
    assert_eq!(text(&[&["-drop_labels"], &labels[..]].concat()).trim(), "");
    // A sample type that is not there is an error, wherever the profile comes from.
    for file in [file, "cpu.pb.gz"] {
        let said = refused(&["-lenient", "-top", "-keep_sample_types=nothing", file]);
        assert!(said.contains("nothing"), "{said}");
    }
}
