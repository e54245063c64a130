//! Files that no reader takes as they stand: what is found in them, and what is said.

use super::*;
use crate::base::error::ErrorKind;
use crate::input::gzip::tests::member as gzip;
use crate::profile::messages;
use prost::Message;

const BLOCK: &[u8] = include_bytes!("../../../testdata/block.pb.gz");
const CPU: &[u8] = include_bytes!("../../../testdata/cpu.pb.gz");
const HEAP_TEXT: &[u8] = include_bytes!("../../../testdata/heap.debug1.txt");
const RECURSION: &[u8] = include_bytes!("../../../testdata/synthetic/recursion.pb");

/// How many samples each profile of a file has, with its name if it has one; then the notes. A file that is read as it stands is found out.
fn found(file: &[u8]) -> Vec<String> {
    let opened = match Loader::reopen(file, &Default::default()) {
        Ok(opened) => opened,
        Err(error) => return vec![error.sentence()],
    };
    let names = opened
        .names
        .iter()
        .map(|name| format!("{name}: "))
        .chain(std::iter::repeat(String::new()));
    let profiles = opened.profiles.iter().zip(names);
    let profiles = profiles.map(|((profile, _), name)| format!("{name}{} samples", profile.samples.len()));
    profiles.chain(opened.notes.iter().cloned()).collect()
}

fn samples(file: &[u8]) -> String {
    let found = found(file);
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].clone()
}

#[test]
fn what_was_written_one_behind_the_other_is_opened_one_by_one() {
    let (block, cpu) = (samples(BLOCK), samples(CPU));
    let two = "It is 2 profiles, one behind the other: each is opened by itself.".to_owned();
    let members = [BLOCK, CPU].concat();
    assert_eq!(found(&members), [block.clone(), cpu.clone(), two.clone()]);
    let plain: Vec<u8> = [BLOCK, CPU]
        .iter()
        .flat_map(|file| wrappings::member(file, 1 << 30).unwrap().0)
        .collect();
    assert_eq!(found(&plain), [block.clone(), cpu.clone(), two.clone()]);
    assert_eq!(found(&gzip(&plain)), [block, cpu.clone(), two.clone()]);
    let text = samples(HEAP_TEXT);
    assert_eq!(
        found(&[HEAP_TEXT, HEAP_TEXT].concat()),
        [text.clone(), text.clone(), two.clone()]
    );
    assert_eq!(found(&[HEAP_TEXT, CPU].concat()), [text, cpu, two]);
    // A profile in several members is one.
    assert_eq!(
        samples(include_bytes!("../../../testdata/synthetic/recursion-members.pb.gz")),
        samples(RECURSION)
    );
}

#[test]
fn pprof_adds_up_what_the_command_opens() {
    let mut loader = Loader::strict();
    loader.push(&[HEAP_TEXT, HEAP_TEXT].concat()).unwrap();
    let opened = loader.finish().unwrap();
    assert_eq!((opened.profiles.len(), opened.notes.len()), (1, 0));
    let mut loader = Loader::strict();
    let read = loader.push(&[BLOCK, CPU].concat()).and_then(|()| loader.finish());
    assert!(matches!(read.err().unwrap().kind(), ErrorKind::Concatenated));
}

#[test]
fn what_stands_in_front_is_left_out() {
    let (cpu, text) = (samples(CPU), samples(HEAP_TEXT));
    let banner = b"=====\nCollect heap pprof\n=====\n";
    assert_eq!(
        found(&[banner, HEAP_TEXT].concat()),
        [text.clone(), "3 lines before the profile were left out.".to_owned()]
    );
    assert_eq!(found(&[banner, CPU].concat())[0], cpu);
    let headers = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n";
    let said = "The headers of the server's answer in front of it were left out.".to_owned();
    assert_eq!(found(&[headers, CPU].concat()), [cpu.clone(), said.clone()]);
    assert_eq!(found(&[headers, RECURSION].concat()), [samples(RECURSION), said]);
    assert_eq!(
        found(&[CPU, b"\nreal 0m30.0s\n"].concat()),
        [cpu, "14 bytes behind the compressed part were left out.".to_owned()]
    );
    let logged: Vec<u8> = lines_of(HEAP_TEXT)
        .flat_map(|line| [b"2026-11-23T06:28:33Z INFO app[12]: ", line, b"\n"].concat())
        .collect();
    assert_eq!(
        found(&logged),
        [
            text,
            "What a log has put in front of each line was left out.".to_owned()
        ]
    );
}

fn lines_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|&byte| byte == b'\n')
}

#[test]
fn wrappings_come_off() {
    let cpu = samples(CPU);
    assert_eq!(
        found(&gzip(CPU)),
        [cpu.clone(), "It was compressed more than once.".to_owned()]
    );
    let text = base64(CPU);
    let said = "It was a text in base64.".to_owned();
    assert_eq!(found(text.as_bytes()), [cpu.clone(), said.clone()]);
    assert_eq!(
        found(format!("data:application/gzip;base64,{text}").as_bytes()),
        [cpu.clone(), said]
    );
    let zstd = include_bytes!("../../../testdata/rescue/recursion.pb.zst");
    assert_eq!(
        found(zstd),
        [samples(RECURSION), "It was compressed with zstd.".to_owned()]
    );
    // Deeper than anybody wraps: it ends.
    let deep = (0..8).fold(CPU.to_vec(), |inside, _| gzip(&inside));
    assert_eq!(found(&deep).len(), 1);
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = three
            .iter()
            .chain([&0, &0])
            .take(3)
            .fold(0_usize, |number, &byte| number << 8 | usize::from(byte));
        for at in 0..4 {
            match at <= three.len() {
                true => text.push(char::from(LETTERS[number >> (18 - 6 * at) & 63])),
                false => text.push('='),
            }
        }
        if text.len() % 77 == 76 {
            text.push('\n');
        }
    }
    text
}

#[test]
fn files_of_archives_have_their_names() {
    let wanted = |kind: &str| {
        vec![
            format!("bundle/cpu.pb.gz: {}", samples(CPU)),
            format!("bundle/heap.txt: {}", samples(HEAP_TEXT)),
            format!("It is a {kind} of 3 files."),
            "1 file in it is no profile and was left out: bundle/notes.txt.".to_owned(),
        ]
    };
    let zip = include_bytes!("../../../testdata/rescue/bundle.zip");
    assert_eq!(found(zip), wanted("zip"));
    let tar = include_bytes!("../../../testdata/rescue/bundle.tar.gz");
    assert_eq!(found(tar), wanted("tar"));
    // None of them is a profile.
    let notes = include_bytes!("../../../testdata/rescue/notes.zip");
    assert!(found(notes)[0].contains("no profile was found"), "{:?}", found(notes));
    // However it is cut, it is refused or opens.
    for end in (0..zip.len()).step_by(1111) {
        found(&zip[..end]);
    }
}

#[test]
fn what_is_wrong_in_one_part_is_left_out() {
    let whole = messages::Profile::decode(RECURSION).unwrap();
    let left = |change: fn(&mut messages::Profile)| {
        let mut profile = whole.clone();
        change(&mut profile);
        found(&profile.encode_to_vec())
    };
    let all = whole.samples.len();
    assert_eq!(
        left(|profile| profile.samples[0].values.truncate(1)),
        [
            format!("{} samples", all - 1),
            format!(
                "What is wrong in it was left out: 1 of {all} samples (without as many values as there are sample types, or with a place that \
                 is not there)."
            )
        ]
    );
    assert!(left(|profile| profile.samples[1].locations.push(4711))[1].contains(": 1 of "));
    assert!(
        left(|profile| profile.locations[0].lines[0].function_id = 4711)[1]
            .contains("1 frame (of a function that is not there)")
    );
    assert!(left(|profile| profile.functions[0].name = 4711)[1].contains("1 text (that is not among the texts)"));
    assert!(left(|profile| profile.strings[0] = b"first".to_vec())[1].contains("1 text"));
    // With what is measured all would be lost.
    assert_eq!(left(|profile| profile.sample_types[0].kind = 4711).len(), 1);
    assert_eq!(
        left(|profile| profile.samples.iter_mut().for_each(|sample| sample.values.clear())).len(),
        1
    );
}

#[test]
fn functions_without_ids_are_no_names() {
    let mut profile = messages::Profile::decode(RECURSION).unwrap();
    profile.functions.iter_mut().for_each(|function| function.id = 0);
    for location in &mut profile.locations {
        location.lines.iter_mut().for_each(|line| line.function_id = 0);
    }
    let mut note = |address: u64, wanted: &str| {
        for location in &mut profile.locations {
            location.address = address * location.id;
        }
        let opened = Loader::reopen(&profile.encode_to_vec(), &Default::default()).unwrap();
        assert!(opened.notes[0].contains(wanted), "{:?}", opened.notes);
        let profile = &opened.profiles[0].0;
        assert!(profile.functions.is_empty() && profile.lines.is_empty() && profile.samples.len() > 0);
    };
    note(16, "frames are shown by their addresses");
    // Without addresses either there is one row.
    note(0, "nothing tells its frames apart, and all of them are <unknown>");
}

#[test]
fn counters_that_overflowed_are_left_out() {
    let text = b"heap profile:   30:  3145728 [-2147316050: 188867582594] @ heapprofile
    20:  2097152 [  200:  4194304] @ 0x000000401010 0x000000402020
    10:  1048576 [-2147483000: 188863388290] @ 0x000000403030 0x000000402020
";
    let opened = Loader::reopen(text, &Default::default()).unwrap();
    assert!(
        opened.notes[0].starts_with("2 numbers of it are negative"),
        "{:?}",
        opened.notes
    );
    let samples = &opened.profiles[0].0.samples;
    let sums: Vec<i64> = (0..2).map(|column| samples.values(column).iter().sum()).collect();
    assert_eq!(sums, [30, 3_145_728]);
}

#[test]
fn a_section_of_symbols_names_places() {
    for (shift, calls) in [(0, "0x10 0x20 0x30"), (1, "0x11 0x21 0x31"), (2, "0x10 0x21 0x31")] {
        let text = format!(
            "--- symbol\nbinary=php\n0x0010 leaf\n0x0020 parse\n0x0030 main\n---\n--- heap\n\
             heap profile:  3:  3145728 [  3:  3145728] @ heapprofile\n  2:  2097152 [  2:  2097152] @ {calls}\n"
        );
        let opened = Loader::reopen(text.as_bytes(), &Default::default()).unwrap();
        let profile = &opened.profiles[0].0;
        let stack = profile.samples.stack(0).iter();
        let names: Vec<String> = stack
            .flat_map(|location| profile.lines_of(crate::profile::LocationId(location)))
            .map(|line| profile.display(profile.functions[line.function.index()].name))
            .collect();
        // Of heaps the reader takes each address for the one behind the call: a leaf of its own is not named then.
        assert!(
            names.ends_with(&["parse".to_owned(), "main".to_owned()]),
            "{shift}: {names:?}"
        );
    }
}

#[test]
fn bytes_that_were_taken_for_a_text_are_lost() {
    let text = String::from_utf8_lossy(CPU).into_owned();
    assert!(
        found(text.as_bytes())[0].contains("Fetch it again as it is, in binary"),
        "{:?}",
        found(text.as_bytes())
    );
}
