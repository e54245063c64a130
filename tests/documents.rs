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

/// How items begin that need words. Modules begin with theirs, and fields may be clear from their struct's.
const KINDS: [&str; 7] = ["const", "enum", "fn", "static", "struct", "trait", "type"];

/// The public items of a file that need words.
fn items(path: &Path) -> Vec<Item> {
    public(path, |kind| KINDS.contains(&kind))
}

/// What is public in a file, fields among it, of those kinds.
fn public(path: &Path, is_wanted: fn(&str) -> bool) -> Vec<Item> {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    let mut items = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let Some(item) = line.strip_prefix("pub ") else {
            continue;
        };
        let kind = item.split(' ').next().unwrap();
        if !is_wanted(kind) || item.contains("$name") {
            continue;
        }
        let above = lines[..number].iter().rev();
        let mut document: Vec<&str> = above
            .skip_while(|line| line.starts_with('#'))
            .map_while(|line| line.strip_prefix("///"))
            .collect();
        document.reverse();
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

/// Fails with all that is wrong.
fn assert_none(wrong: &[Item]) {
    let lines: Vec<String> = wrong
        .iter()
        .map(|item| format!("{}: {}", item.place, item.signature))
        .collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

#[test]
fn every_public_item_says_what_it_is() {
    let items: Vec<Item> = files().iter().flat_map(|path| items(path)).collect();
    assert!(items.len() > 600, "only {} items were found", items.len());
    let silent: Vec<Item> = items.into_iter().filter(|item| item.document.is_empty()).collect();
    assert_none(&silent);
}

/// "A row." is no documentation: of what, in which unit, what is empty when? A production of a grammar says it all.
#[test]
fn documentation_is_more_than_the_name() {
    let idle = |item: &Item| {
        let text: Vec<&str> = item.document.lines().map(str::trim).collect();
        let first: Vec<&str> = text.split(|line| line.is_empty()).next().unwrap_or_default().to_vec();
        let first = first.join(" ");
        let is_production = first.starts_with('`') && first.ends_with('`');
        let is_short = !first.is_empty() && !is_production && first.split_whitespace().count() < 4;
        is_short || text.contains(&"The same as text.")
    };
    let items: Vec<Item> = files().iter().flat_map(|path| public(path, |_| true)).collect();
    assert!(items.len() > 1000, "only {} items were found", items.len());
    let idle: Vec<Item> = items.into_iter().filter(idle).collect();
    assert_none(&idle);
}

/// All that `web` hands out throws, as its own documentation says.
#[test]
fn whatever_can_fail_says_when() {
    let core = files()
        .into_iter()
        .filter(|path| !path.components().any(|part| part.as_os_str() == "web"));
    let fails = |item: &Item| item.signature.starts_with("pub fn ") && item.signature.contains("-> Result<");
    let fallible: Vec<Item> = core.flat_map(|path| items(&path)).filter(fails).collect();
    assert!(
        fallible.len() > 80,
        "only {} functions that can fail were found",
        fallible.len()
    );
    let silent: Vec<Item> = fallible
        .into_iter()
        .filter(|item| !item.document.contains("# Errors"))
        .collect();
    assert_none(&silent);
}

/// The text between two others, the first time.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap();
    rest.split_once(end).unwrap().0
}

#[test]
fn policies_that_hosts_are_told_to_send_are_those_of_the_file_with_headers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let (headers, hosting, page) = (
        read("xtask/headers.mjs"),
        read("docs/hosting.md"),
        read("www/index.html"),
    );
    let of = |name: &str| between(&headers, &format!("const {name} = \"Content-Security-Policy: "), "\"");
    let told: Vec<&str> = hosting.lines().filter(|line| line.contains("default-src")).collect();
    for line in &told {
        let policy = match line.contains("fetcher") {
            true => of("fetcher"),
            false => of("script"),
        };
        let quoted = [format!("`{policy}`"), format!("\"{policy}\"")];
        assert!(quoted.iter().any(|quoted| line.contains(quoted)), "{line}");
    }
    // The table, nginx and Caddy, each with both.
    assert_eq!(told.len(), 6, "{told:#?}");
    let forever = between(&headers, "const FOREVER = \"Cache-Control: ", "\"");
    for line in hosting.lines().filter(|line| line.contains("immutable")) {
        assert!(line.contains(forever), "{line}");
    }
    // What a host has to allow at the least is what the page asks for.
    let meta = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    let least = between(&hosting, "needs at the least: `", "`").split("; ");
    let trusted = between(&hosting, "under Trusted Types `", "`");
    for directive in least.chain([trusted]) {
        assert!(meta.split("; ").any(|own| own == directive), "{directive}");
    }
    assert!(
        headers.contains("${policy}; frame-ancestors 'none'") && hosting.contains("POLICY; frame-ancestors 'none'")
    );
}

/// Words in `` ` `` as HTML has them.
fn with_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| match at % 2 {
        0 => part.to_owned(),
        _ => format!("<code>{part}</code>"),
    });
    parts.collect()
}

/// What opens of other profilers is told in three places: the README, the start page, and the help of the command.
#[test]
fn what_opens_is_what_there_are_readers_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let (readme, page) = (read("README.md"), read("www/index.html"));
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_proflens"))
        .arg("-help")
        .output()
        .unwrap();
    let help = String::from_utf8(help.stderr).unwrap();
    for reader in proflens::READERS {
        let row = format!("  | {} | {} |\n", reader.name, reader.made_by);
        assert!(readme.contains(&row), "the README lacks {row}");
        let row = format!(
            "<tr><td>{}</td><td>{}</td></tr>",
            reader.name,
            with_code(reader.made_by)
        );
        assert!(page.contains(&row), "the start page lacks {row}");
        let line = format!("    {}: {}\n", reader.name, reader.made_by.replace('`', ""));
        assert!(help.contains(&line), "the help lacks {line}");
    }
    // And no more of them.
    let count = proflens::READERS.len();
    assert_eq!(
        between(&readme, "| opens, too |", "\n- **").matches("\n  | ").count(),
        count
    );
    assert_eq!(
        between(&page, "<table class=\"formats\">", "</table>")
            .matches("<tr>")
            .count(),
        count
    );
}
