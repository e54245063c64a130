//! Any bytes as a file: it is a profile or a sentence, in whatever pieces it comes; what is a profile can be shown by every view
//! and report, and is the same profile when it is written and read back.

use super::files;

/// The bytes are the file.
pub fn run(file: &[u8]) {
    let Some(mut session) = files::open(file) else {
        return;
    };
    if files::is_small(&session) {
        files::look(&mut session);
        files::write_and_read(&mut session);
    }
}
