//! The labels of goroutine profiles: what is known of a goroutine beside its stack.
//!
//! CockroachDB's goroutine profiles have those of the first four; profiles of dumps have all, so that both read alike. A profile
//! that Go writes has none of them.
//!
//! The creator is a text, the name of the function and the place of its `go` statement: `main.start /p/main.go:40`.

/// The label of what a goroutine waits for, or does: `chan send`.
pub const STATE: &[u8] = b"go::goroutine_state";
/// The label of about how many minutes it has waited, a number.
pub const MINUTES: &[u8] = b"go::goroutine_wait_minutes";
/// The label of its number, where a sample stands for one goroutine.
pub const ID: &[u8] = b"go::goroutine";
/// The label of the number of the one that began it, where a sample stands for one goroutine.
pub const PARENT: &[u8] = b"go::goroutine_created_by";
/// The label of the `go` statement that began it, as [`creator`] writes it.
pub const CREATOR: &[u8] = b"go::goroutine_creator";
/// The label of those that nothing can wake, `true`.
pub const LEAKED: &[u8] = b"go::goroutine_leaked";
/// The label of those that are locked to a thread, `true`.
pub const LOCKED: &[u8] = b"go::goroutine_locked";

/// All of them: other labels are the program's own.
pub const ALL: [&[u8]; 7] = [STATE, MINUTES, ID, PARENT, CREATOR, LEAKED, LOCKED];

/// The text of a creator.
pub fn creator(name: &[u8], file: &[u8], line: u32) -> Vec<u8> {
    let mut text = name.to_vec();
    text.push(b' ');
    text.extend_from_slice(file);
    text.extend_from_slice(format!(":{line}").as_bytes());
    text
}

/// The name, the file and the line of the text of a creator; what it does not say is empty or 0.
///
/// A name has blanks only inside of brackets (`main.F[go.shape.struct { X int }]`), a path may have them and colons anywhere.
pub fn read_creator(text: &[u8]) -> (&[u8], &[u8], i64) {
    let mut depth = 0_i32;
    let mut blank = None;
    for (index, &byte) in text.iter().enumerate() {
        match byte {
            b'[' | b'(' | b'{' => depth += 1,
            b']' | b')' | b'}' => depth -= 1,
            b' ' if depth <= 0 => {
                blank = Some(index);
                break;
            }
            _ => {}
        }
    }
    // Brackets that do not close say nothing.
    let blank = blank.or_else(|| text.iter().position(|&byte| byte == b' '));
    let Some(blank) = blank else {
        return (text, b"", 0);
    };
    let (name, place) = (&text[..blank], &text[blank + 1..]);
    let colon = place.iter().rposition(|&byte| byte == b':');
    let line = colon.and_then(|colon| std::str::from_utf8(&place[colon + 1..]).ok()?.parse().ok());
    match colon.zip(line) {
        Some((colon, line)) => (name, &place[..colon], line),
        None => (name, place, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creators_are_read_as_they_were_written() {
        for (name, file, line) in [
            ("main.start", "/p/main.go", 40),
            ("main.(*T[...]).Run.func1", "C:/Program Files/x:y/a.go", 7),
            ("main.F[go.shape.struct { X int }]", "./prog.go", 1),
            ("main.start", "", 0),
            ("gopkg.in/yaml%2ev2.F", "gopkg.in/yaml.v2@v2.1.0/a b.go", 12),
        ] {
            let text = creator(name.as_bytes(), file.as_bytes(), line);
            assert_eq!(
                read_creator(&text),
                (name.as_bytes(), file.as_bytes(), i64::from(line)),
                "{name}"
            );
        }
        for (text, wanted) in [
            ("main.start", ("main.start", "", 0)),
            ("main.start /p/main.go", ("main.start", "/p/main.go", 0)),
            ("main.start /p/main.go:x", ("main.start", "/p/main.go:x", 0)),
            ("main.start[ /p/main.go:3", ("main.start[", "/p/main.go", 3)),
            ("", ("", "", 0)),
        ] {
            let (name, file, line) = wanted;
            assert_eq!(read_creator(text.as_bytes()), (name.as_bytes(), file.as_bytes(), line));
        }
    }
}
