//! Any text as a file of source, under any path: listed and shown whatever lines the profile says.

use super::{files, profiles, steps};

/// The first line is where the file was found, all others are in it.
pub fn run(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |&byte| byte == b'\n');
    let path = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let text = parts.next().unwrap_or_default();
    let mut session = profiles::example();
    session.add_source(&path, text);
    session.add_source("x/src/a.go", text);
    assert!(
        session
            .source_files()
            .unwrap()
            .iter()
            .any(|file| file.ends_with("a.go"))
    );
    for line in ["list .", "weblist .", "list main"] {
        files::said(&mut session, line);
    }
    for query in ["{}", r#"{"name": "main.main"}"#, r#"{"name": "main.read"}"#] {
        steps::ask(&mut session, "source", query);
    }
    steps::ask(&mut session, "peek", r#"{"name": "main.main"}"#);
    let paths = serde_json::json!({ "paths": [path] });
    steps::ask(&mut session, "dropped", &paths.to_string());
}
