//! A profile of gperftools with its names: a section `--- symbol` in front of a section with the profile.
//!
//! ```text
//! --- symbol
//! binary=/usr/bin/php
//! 0x00007f0000001002 str_repeat
//! ---
//! --- heap
//! heap profile:  3:  3145728 [  3:  3145728] @ heapprofile
//! ```

use super::texts::lines;
use crate::base::columns::StringId;
use crate::input::Loader;
use crate::profile::{Function, FunctionId, Line, Profile};
use rustc_hash::FxHashMap;
use std::rc::Rc;

const START: &[u8] = b"--- symbol";
/// How the sections begin that a profile may follow in.
const SECTIONS: [&[u8]; 4] = [b"--- heap", b"--- growth", b"--- profile", b"--- contention"];

/// Reads it; none if it is none, or if its profile cannot be read. With it a sentence on the names.
pub fn open(file: &[u8]) -> Option<(Profile, String)> {
    let file = file.trim_ascii_start();
    if !file.starts_with(START) {
        return None;
    }
    let mut names: FxHashMap<u64, &[u8]> = FxHashMap::default();
    let mut section = None;
    for (at, line) in lines(file) {
        let line = line.trim_ascii();
        if SECTIONS.iter().any(|start| line.starts_with(start)) {
            section = Some(at + lines(&file[at..]).next()?.1.len() + 1);
            break;
        }
        if let Some((address, name)) = symbol(line) {
            names.insert(address, name);
        }
    }
    let section = file.get(section?..)?;
    // In some files the names are those of the addresses as stacks have them, and in others of what readers make of them: one less where an
    // address is the one to return to, which is each but perhaps the first.
    let ways = [
        read(section),
        read(&with_next(section, true)),
        read(&with_next(section, false)),
    ];
    let named = |profile: &Profile| {
        let locations = profile.locations.iter();
        locations
            .filter(|location| names.contains_key(&location.address))
            .count()
    };
    let mut profile = ways.into_iter().flatten().max_by_key(|profile| named(profile))?;
    let (count, all) = (named(&profile), profile.locations.len());
    give_names(&mut profile, &names);
    let note = match count == all {
        true => "Its names are those of its section of symbols.".to_owned(),
        false => format!(
            "{count} of {all} places have a name in its section of symbols: the others are shown by their addresses."
        ),
    };
    Some((profile, note))
}

/// An address with its name.
fn symbol(line: &[u8]) -> Option<(u64, &[u8])> {
    let rest = line.strip_prefix(b"0x")?;
    let end = rest.iter().position(|byte| byte.is_ascii_whitespace())?;
    let address = u64::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
    Some((address, rest[end..].trim_ascii()))
}

fn read(section: &[u8]) -> Option<Profile> {
    let mut loader = Loader::new();
    loader.push(section).ok()?;
    let profiles = loader.finish().ok()?.profiles;
    let count = profiles.len();
    let mut all = profiles.into_iter().filter(|_| count == 1);
    all.next().map(|(profile, _)| profile)
}

/// The text with all addresses of stacks larger by one, but for the first of each if that is a leaf; as it is where it is no text.
fn with_next(section: &[u8], has_leaf: bool) -> Vec<u8> {
    let mut text = Vec::with_capacity(section.len() + section.len() / 8);
    for (_, line) in lines(section) {
        let stack = line.iter().position(|&byte| byte == b'@');
        let (head, stack) = line.split_at(stack.unwrap_or(line.len()));
        text.extend_from_slice(head);
        let mut is_leaf = has_leaf;
        for word in stack.split_inclusive(|&byte| byte == b' ') {
            let address = word
                .trim_ascii()
                .strip_prefix(b"0x")
                .and_then(|digits| u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
            match address {
                Some(address) if !is_leaf => {
                    text.extend_from_slice(format!("{:#x} ", address.wrapping_add(1)).as_bytes())
                }
                _ => text.extend_from_slice(word),
            }
            is_leaf &= address.is_none();
        }
        text.push(b'\n');
    }
    text
}

/// Gives the places without a frame the names of their addresses.
fn give_names(profile: &mut Profile, names: &FxHashMap<u64, &[u8]>) {
    let mut functions: FxHashMap<StringId, FunctionId> = FxHashMap::default();
    let strings = Rc::make_mut(&mut profile.strings);
    for location in &mut profile.locations {
        let Some(name) = names.get(&location.address).filter(|_| location.line_count == 0) else {
            continue;
        };
        let name = strings.intern(name);
        let known = &mut profile.functions;
        let function = *functions.entry(name).or_insert_with(|| {
            known.push(Function {
                id: known.len() as u64 + 1,
                name,
                system_name: name,
                ..Function::default()
            });
            FunctionId(known.len() as u32 - 1)
        });
        (location.first_line, location.line_count) = (profile.lines.len() as u32, 1);
        profile.lines.push(Line {
            function,
            ..Line::default()
        });
    }
}
