//! Source files on the disk, found as pprof finds them.

use super::files::io_message;
use crate::input::sources::{Sources, not_found};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;

/// The disk of the system.
pub struct Disk;

impl Sources for Disk {
    fn open(&self, name: &[u8], search: &str) -> Result<Rc<[u8]>, Vec<u8>> {
        let lossy = String::from_utf8_lossy(name);
        let path = Path::new(lossy.as_ref());
        // What cannot be read once it is open is empty to pprof: a folder, for one.
        let open = |path: &Path| {
            let mut file = File::open(path)?;
            let mut text = Vec::new();
            let _ = file.read_to_end(&mut text);
            Ok(Rc::from(text))
        };
        if path.is_absolute() {
            return open(path).map_err(|error: io::Error| {
                // The name stands in the message as the profile has it, whatever its encoding.
                let reason = io_message("", "", &error);
                [b"open ", name, reason.trim_start().as_bytes()].concat()
            });
        }
        let folders = search.split(':').flat_map(|folder| Path::new(folder).ancestors());
        let mut files = folders.filter_map(|folder| open(&folder.join(path)).ok());
        files.next().ok_or_else(|| not_found(name, search))
    }

    fn current_directory(&self) -> String {
        let folder = std::env::current_dir();
        folder.map_or_else(|_| String::new(), |folder| folder.to_string_lossy().into_owned())
    }
}
