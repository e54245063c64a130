//! What a stage reported: in, the lines of the test runners; out, counts, the names of what failed or was skipped, and how long
//! files took.

/// A check that is no test runner counts only when it fails.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Outcome {
    pub passed: u64,
    pub failed: u64,
    /// The tests that failed, each with the file that it is in where the runner says so.
    pub failures: Vec<String>,
    /// What was not run, each with its reason.
    skipped: Vec<String>,
    /// How long the tests of a file took together, in seconds, by the file's name.
    files: Vec<(String, f64)>,
}

/// So many of the slowest files are named.
const NAMED: usize = 5;

impl Outcome {
    /// Something that has no tests of its own failed.
    pub fn failure(what: &str) -> Self {
        Self {
            failed: 1,
            failures: vec![what.to_owned()],
            ..Self::default()
        }
    }

    /// Something could not be run here: said at once, and again at the end.
    pub fn skip(&mut self, what: &str, why: &str) {
        println!("{what} is skipped: {why}");
        self.skipped.push(format!("{what}, {why}"));
    }

    /// Takes up what a line of a runner's output says. Returns whether the line was for nobody else.
    pub fn read(&mut self, line: &str) -> bool {
        if let Some(told) = line.strip_prefix("for xtask: ") {
            self.told(told);
            return true;
        }
        if let Some(name) = line
            .strip_prefix("test ")
            .and_then(|rest| rest.strip_suffix(" ... FAILED"))
        {
            self.failures.push(name.to_owned());
        }
        if let Some((name, reason)) = line
            .strip_prefix("test ")
            .and_then(|rest| rest.split_once(" ... ignored"))
        {
            self.skipped.push(format!("{name}{reason}"));
        }
        if let Some((passed, failed)) = summary(line) {
            self.passed += passed;
            self.failed += failed;
        }
        false
    }

    /// A line of tests/reporter.mjs: `SECONDS FILE`, `failed TEST` or `skipped TEST, REASON`.
    fn told(&mut self, told: &str) {
        let Some((first, rest)) = told.split_once(' ') else {
            return;
        };
        if first == "failed" {
            self.failures.push(rest.to_owned());
        } else if first == "skipped" {
            self.skipped.push(rest.to_owned());
        } else if let Ok(seconds) = first.parse() {
            self.files.push((rest.to_owned(), seconds));
        }
    }

    /// A line that names what was skipped, if anything was.
    pub fn skipped(&self) -> Option<String> {
        (!self.skipped.is_empty()).then(|| format!("    skipped: {}", self.skipped.join("; ")))
    }

    /// A line that names the slowest files, if there is more than one.
    pub fn slowest(&self) -> Option<String> {
        let mut files = self.files.clone();
        files.sort_by(|a, b| b.1.total_cmp(&a.1));
        let named: Vec<String> = files
            .iter()
            .take(NAMED)
            .map(|(file, seconds)| format!("{file} {seconds:.1} s"))
            .collect();
        (files.len() > 1).then(|| format!("    slowest: {}", named.join(", ")))
    }
}

impl std::ops::AddAssign for Outcome {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures);
        self.skipped.extend(other.skipped);
        self.files.extend(other.files);
    }
}

/// How many passed and failed by a line of a runner's summary: cargo's `test result: ok. 3 passed; 1 failed; ...`,
/// Node's `ℹ pass 3`.
fn summary(line: &str) -> Option<(u64, u64)> {
    if let Some(result) = line.strip_prefix("test result: ") {
        let (_, counts) = result.split_once(". ")?;
        let count = |word| {
            counts
                .split("; ")
                .find_map(|part| part.strip_suffix(word)?.trim().parse().ok())
        };
        return Some((count("passed")?, count("failed")?));
    }
    let (kind, count) = line.strip_prefix("ℹ ")?.split_once(' ')?;
    let count = count.parse().ok()?;
    match kind {
        "pass" => Some((count, 0)),
        "fail" | "cancelled" => Some((0, count)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_of_the_runners() {
        let cargo =
            "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(summary(cargo), Some((12, 3)));
        assert_eq!(summary("ℹ pass 7"), Some((7, 0)));
        assert_eq!(summary("ℹ fail 2"), Some((0, 2)));
        assert_eq!(summary("ℹ cancelled 1"), Some((0, 1)));
        assert_eq!(summary("ℹ tests 10"), None);
        assert_eq!(summary("✔ the summary says pass 7 (1.2ms)"), None);
        assert_eq!(summary("test combine::tests::merges ... ok"), None);
    }

    #[test]
    fn what_failed_and_what_was_slow_are_named() {
        let mut outcome = Outcome::default();
        for (line, is_for_xtask) in [
            ("test combine::tests::merges ... ok", false),
            ("test combine::tests::scales ... FAILED", false),
            ("test corpus ... ignored, there is none", false),
            ("for xtask: 3.25 tests/browser/top.test.mjs", true),
            ("for xtask: 12.5 tests/browser/graph.test.mjs", true),
            (
                "for xtask: skipped tests/engines/webkit.test.mjs: offline, no service workers",
                true,
            ),
            (
                "for xtask: failed tests/browser/top.test.mjs: an empty table says why",
                true,
            ),
        ] {
            assert_eq!(outcome.read(line), is_for_xtask, "{line}");
        }
        assert_eq!(
            outcome.failures,
            [
                "combine::tests::scales",
                "tests/browser/top.test.mjs: an empty table says why"
            ]
        );
        assert_eq!(
            outcome.skipped().as_deref(),
            Some("    skipped: corpus, there is none; tests/engines/webkit.test.mjs: offline, no service workers")
        );
        assert_eq!(Outcome::default().skipped(), None);
        assert_eq!(
            outcome.slowest().as_deref(),
            Some("    slowest: tests/browser/graph.test.mjs 12.5 s, tests/browser/top.test.mjs 3.2 s")
        );
    }
}
