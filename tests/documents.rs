//! What the code says about itself: every item that another module may use says what it is, and when it fails. The compiler
//! asks that of what is public outside of the crate only, which is little.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use std::fs;
use std::path::{Path, PathBuf};

/// All files of the crate.
fn files() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                None => folders.push(path),
                Some(extension) if extension == "rs" => files.push(path),
                Some(_) => {}
            }
        }
    }
    assert!(files.len() > 150, "only {} files were found", files.len());
    files
}

/// An item that other modules may use: where it begins, and its documentation.
struct Item {
    place: String,
    signature: String,
    document: String,
}

/// The public items of a file, but for its modules and what it only hands on.
fn items(path: &Path) -> Vec<Item> {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    let mut items = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let Some(item) = line.strip_prefix("pub ") else {
            continue;
        };
        if item.starts_with("use ") || item.starts_with("mod ") {
            continue;
        }
        let above = lines[..number].iter().rev();
        let document: Vec<&str> = above
            .skip_while(|line| line.starts_with('#'))
            .map_while(|line| line.strip_prefix("///"))
            .collect();
        let mut signature = String::new();
        for line in &lines[number..] {
            signature.push_str(line);
            signature.push(' ');
            if line.ends_with(['{', ';', ',', '}']) && !signature.trim_end().ends_with("(&self,") {
                let open = signature.matches('(').count() > signature.matches(')').count();
                if !open {
                    break;
                }
            }
        }
        items.push(Item {
            place: format!("{}:{}", path.display(), number + 1),
            signature,
            document: document.join("\n"),
        });
    }
    items
}

#[test]
fn every_public_item_says_what_it_is() {
    let mut count = 0;
    for item in files().iter().flat_map(|path| items(path)) {
        count += 1;
        assert!(!item.document.is_empty(), "{}: {}", item.place, item.signature);
    }
    assert!(count > 1000, "only {count} items were found");
}

/// All that `web` hands out throws, as its own documentation says.
#[test]
fn whatever_can_fail_says_when() {
    let mut count = 0;
    let core = files()
        .into_iter()
        .filter(|path| !path.components().any(|part| part.as_os_str() == "web"));
    for item in core.flat_map(|path| items(&path)) {
        if !item.signature.starts_with("pub fn ") || !item.signature.contains("-> Result<") {
            continue;
        }
        count += 1;
        assert!(item.document.contains("# Errors"), "{}: {}", item.place, item.signature);
    }
    assert!(count > 80, "only {count} functions that can fail were found");
}
