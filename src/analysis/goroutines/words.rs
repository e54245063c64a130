//! Where goroutines stand, in words: `chan send at leak.go:53`, `IO wait in net.(*conn).Read at conn.go:9`.

use super::known::STEPS;

/// What goroutines do and where. `via` is the call of the library through which they wait, or empty; `place` the line of the
/// program's own, or what they run where nothing is its own.
pub fn standing(state: &str, via: &str, place: &str) -> String {
    let mut words = state.to_owned();
    if !via.is_empty() && !says_it(state, via) {
        words.push_str(if words.is_empty() { "in " } else { " in " });
        words.push_str(via);
    }
    if !place.is_empty() {
        words.push_str(if words.is_empty() { "at " } else { " at " });
        words.push_str(place);
    }
    words
}

/// Whether a state already names the call: `sync.Mutex.Lock` is `sync.(*Mutex).Lock`.
fn says_it(state: &str, via: &str) -> bool {
    let is_plain = |character: &char| !matches!(character, '(' | '*' | ')');
    via.chars().filter(is_plain).eq(state.chars()) || state == "sleep" && via == "time.Sleep"
}

/// For about how long the one has waited that has waited longest.
pub fn about(minutes: i64) -> String {
    match minutes {
        i64::MIN..=0 => String::new(),
        1 => "about 1 minute".to_owned(),
        2..120 => format!("about {minutes} minutes"),
        120..2880 => format!("about {} hours", minutes / 60),
        _ => format!("about {} days", minutes / 1440),
    }
}

/// A histogram of waiting as text: `none 140, 3–5 min 12`.
pub fn histogram(waits: &[i64; STEPS.len()]) -> String {
    let steps = STEPS.iter().zip(waits).filter(|(_, count)| **count != 0);
    let steps = steps.map(|((_, name), count)| format!("{name} {count}"));
    steps.collect::<Vec<String>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_they_stand() {
        for (state, via, place, wanted) in [
            ("chan send", "", "leak.go:53", "chan send at leak.go:53"),
            ("sleep", "time.Sleep", "poll.go:9", "sleep at poll.go:9"),
            (
                "sync.Mutex.Lock",
                "sync.(*Mutex).Lock",
                "a.go:1",
                "sync.Mutex.Lock at a.go:1",
            ),
            (
                "semacquire",
                "sync.(*WaitGroup).Wait",
                "a.go:1",
                "semacquire in sync.(*WaitGroup).Wait at a.go:1",
            ),
            (
                "IO wait",
                "net.(*conn).Read",
                "a.go:1",
                "IO wait in net.(*conn).Read at a.go:1",
            ),
            ("", "", "a.go:1", "at a.go:1"),
            ("", "net.(*conn).Read", "a.go:1", "in net.(*conn).Read at a.go:1"),
            (
                "select",
                "net/http.(*persistConn).readLoop",
                "",
                "select in net/http.(*persistConn).readLoop",
            ),
            ("running", "", "", "running"),
        ] {
            assert_eq!(standing(state, via, place), wanted);
        }
    }

    #[test]
    fn times_are_about_so_long() {
        for (minutes, wanted) in [
            (0, ""),
            (1, "about 1 minute"),
            (2, "about 2 minutes"),
            (119, "about 119 minutes"),
            (120, "about 2 hours"),
            (2879, "about 47 hours"),
            (2880, "about 2 days"),
        ] {
            assert_eq!(about(minutes), wanted);
        }
        assert_eq!(
            histogram(&[140, 0, 12, 0, 0, 0, 0, -1]),
            "none 140, 3–5 min 12, longer -1"
        );
    }
}
