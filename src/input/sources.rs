//! Source files for reports that show lines: a path of the profile in, the file's lines or pprof's message out.
//!
//! A profile names files as the compiler saw them. The native command looks for them on the disk as pprof does; a page
//! has the files and folders that the user dropped, and finds the one whose path ends alike:
//! `/build/src/app/run.go` is `app/run.go` of a dropped folder `app`, and `m@v0.1.0/x.go` is `vendor/m/x.go`.

use super::path_ends::PathEnds;
use crate::base::text::{base, clean};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Where reports that show lines get source files from.
pub trait Sources {
    /// The file at a path after pprof's trimming. `search` is the list of
    /// folders to look in for relative paths.
    ///
    /// # Errors
    ///
    /// pprof's message, in the bytes of the path.
    fn open(&self, path: &[u8], search: &str) -> Result<Rc<[u8]>, Vec<u8>>;

    /// The folder that paths are relative to: what `source_path` is unless it is set.
    fn current_directory(&self) -> String;
}

/// Files that a user handed over.
#[derive(Clone, Default)]
pub struct Dropped {
    files: Vec<Rc<[u8]>>,
    /// Their numbers by their paths from the dropped folder on, or bare names.
    numbers: FxHashMap<Vec<u8>, u32>,
    ends: PathEnds,
}

impl Dropped {
    /// Adds a file, in place of one with the same path.
    pub fn add(&mut self, path: &str, text: &[u8]) {
        let path = clean(path.trim_start_matches('/').as_bytes()).into_owned();
        let file = Rc::from(text);
        let next = self.files.len() as u32;
        match self.numbers.get(&path) {
            Some(&number) => self.files[number as usize] = file,
            None => {
                self.ends.add(&path, next);
                self.numbers.insert(path, next);
                self.files.push(file);
            }
        }
    }

    /// The file whose path ends like `wanted`, see [`PathEnds::find`].
    pub fn find(&self, wanted: &[u8]) -> Option<&Rc<[u8]>> {
        self.files.get(self.ends.find(wanted)? as usize)
    }
}

impl Sources for Dropped {
    fn open(&self, path: &[u8], search: &str) -> Result<Rc<[u8]>, Vec<u8>> {
        match self.find(path) {
            Some(file) => Ok(Rc::clone(file)),
            None => Err(not_found(path, search)),
        }
    }

    fn current_directory(&self) -> String {
        "/".to_owned()
    }
}

/// pprof's words for a file that is not there.
pub fn not_found(path: &[u8], search: &str) -> Vec<u8> {
    match path.first() {
        Some(b'/') => [b"open ", path, b": no such file or directory"].concat(),
        _ => [b"could not find file ", path, b" on path ", search.as_bytes()].concat(),
    }
}

/// The longest line that pprof reads: at a longer one the file ends for it.
const LONGEST_LINE: usize = 65_535;

/// The lines of a file as pprof counts them, without their ends.
pub fn lines(file: &[u8]) -> Vec<&[u8]> {
    let mut lines: Vec<&[u8]> = file.split(|&byte| byte == b'\n').collect();
    // What ends with a line end has no line behind it.
    if lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    let end = lines.iter().position(|line| line.len() > LONGEST_LINE);
    lines.truncate(end.unwrap_or(lines.len()));
    lines
        .into_iter()
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .collect()
}

/// Shortens a source path. Without `trim`, a directory of `search` whose last element stands in the path cuts it
/// there; otherwise, or if none does, the first fitting prefix of `trim` is taken off.
pub fn trim_path<'a>(path: &'a [u8], trim: &str, search: &str) -> &'a [u8] {
    let elements = |paths: &str| -> Vec<Vec<u8>> {
        if paths.is_empty() {
            return Vec::new();
        }
        paths.split(':').map(|path| path.as_bytes().to_vec()).collect()
    };
    if trim.is_empty() {
        for directory in elements(search) {
            let wanted = [b"/", base(&directory), b"/"].concat();
            if let Some(found) = path.windows(wanted.len()).position(|window| window == wanted) {
                return &path[found + wanted.len()..];
            }
        }
    }
    let mut prefixes = elements(trim);
    prefixes.push(b"/proc/self/cwd/./".to_vec());
    prefixes.push(b"/proc/self/cwd/".to_vec());
    for mut prefix in prefixes {
        if !prefix.ends_with(b"/") {
            prefix.push(b'/');
        }
        if let Some(rest) = path.strip_prefix(prefix.as_slice()) {
            return rest;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_trimmed() {
        for (path, trim, search, wanted) in [
            ("/a/b/c.go", "", "", "/a/b/c.go"),
            ("/a/b/c.go", "/a", "", "b/c.go"),
            ("/a/b/c.go", "/x:/a/b/", "", "c.go"),
            ("/home/me/src/app/main.go", "", "/local/src", "app/main.go"),
            ("/home/me/src/app/main.go", "/home", "/local/src", "me/src/app/main.go"),
            ("/proc/self/cwd/./x.cc", "", "", "x.cc"),
        ] {
            assert_eq!(trim_path(path.as_bytes(), trim, search), wanted.as_bytes());
        }
    }

    #[test]
    fn dropped_files_are_found_by_the_end_of_their_path() {
        let mut dropped = Dropped::default();
        for path in [
            "app/main.go",
            "app/sub/main.go",
            "app/sub/deep/run.go",
            "/alone.go",
            "lib/v2/x/util.go",
            "lib/x/util.go",
        ] {
            dropped.add(path, path.as_bytes());
        }
        for (wanted, found) in [
            ("/home/me/app/main.go", "app/main.go"),
            ("/build/sub/main.go", "app/sub/main.go"),
            // The folder was renamed: its direct files are still found by name.
            ("/build/renamed/main.go", "app/main.go"),
            ("sub/deep/run.go", "app/sub/deep/run.go"),
            ("/elsewhere/run.go", ""),
            ("run.go", "app/sub/deep/run.go"),
            ("/x/y/alone.go", "alone.go"),
            ("C:\\src\\app\\sub\\main.go", "app/sub/main.go"),
            ("/src/lib/x/util.go", "lib/x/util.go"),
            ("/src/x/util.go", "lib/x/util.go"),
            ("/other.go", ""),
            ("", ""),
        ] {
            let file = dropped
                .find(wanted.as_bytes())
                .map_or("", |file| std::str::from_utf8(file).unwrap());
            assert_eq!(file.trim_start_matches('/'), found, "{wanted}");
        }
        assert_eq!(
            dropped.open(b"a/b.go", "/src").unwrap_err(),
            b"could not find file a/b.go on path /src"
        );
        assert_eq!(
            dropped.open(b"/a/b.go", "/src").unwrap_err(),
            b"open /a/b.go: no such file or directory"
        );
    }

    #[test]
    fn lines_as_pprof_counts_them() {
        assert_eq!(lines(b""), Vec::<&[u8]>::new());
        assert_eq!(lines(b"a\r\n\nb"), [b"a".as_slice(), b"", b"b"]);
        assert_eq!(lines(b"a\n"), [b"a"]);
        let long = [b"a\n".as_slice(), &[b'x'; 70_000], b"\nb\n"].concat();
        assert_eq!(lines(&long), [b"a"]);
    }
}
