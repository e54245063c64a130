//! Any text as one with goroutines: the same in whatever pieces it comes, and with either end of line.

use super::files;
use proflens::session::Session;

/// The bytes are the text.
pub fn run(text: &[u8]) {
    let Some(mut session) = files::open(text) else {
        return;
    };
    if !files::is_small(&session) {
        return;
    }
    if std::str::from_utf8(text).is_ok_and(|text| text.starts_with("goroutine ") && !text.contains('\r')) {
        let text = String::from_utf8_lossy(text).replace('\n', "\r\n");
        let mut other = Session::default();
        other.open("file", text.as_bytes()).unwrap();
        assert_eq!(
            files::said(&mut session, "traces"),
            files::said(&mut other, "traces"),
            "with other ends of lines"
        );
    }
    files::look(&mut session);
}
