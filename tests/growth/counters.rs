//! Counted work: how many regions of code have run so far, as the compiler counts them for coverage.
//!
//! Built for that, every region of ours has a counter, and with `%c` in `LLVM_PROFILE_FILE` the counters are a file that is
//! mapped into the memory: it can be read while the program runs. The number is the same on every machine, however busy it is.
//! What the standard library does by itself is not counted, but the closures that are handed to it are.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;

/// The counters of this process.
pub struct Counters {
    file: PathBuf,
    /// Where they begin in the file, and how many bytes they are.
    start: u64,
    length: usize,
}

/// What the file begins with: numbers of 64 bits, and among them how long the parts are that follow.
const HEADER: usize = 16;
const IDS: usize = 2;
const RECORDS: usize = 3;
const PADDING: usize = 4;
const COUNTERS: usize = 5;
/// The version of the file that is read here, in the low bits of the second number, and the size of a record in it.
const VERSION: u64 = 10;
const RECORD: u64 = 64;

impl Counters {
    /// Finds them; none where the program was built without.
    pub fn find() -> Option<Counters> {
        let pattern = std::env::var("LLVM_PROFILE_FILE").ok()?;
        let file = PathBuf::from(pattern.replace("%c", ""));
        let mut header = [0; HEADER * 8];
        File::open(&file).ok()?.read_exact(&mut header).ok()?;
        let number = |index: usize| u64::from_le_bytes(std::array::from_fn(|byte| header[index * 8 + byte]));
        assert_eq!(
            number(1) & 0xffff_ffff,
            VERSION,
            "the compiler writes counters in another form"
        );
        let start = header.len() as u64 + number(IDS) + number(RECORDS) * RECORD + number(PADDING);
        let length = usize::try_from(number(COUNTERS)).ok()? * 8;
        Some(Counters { file, start, length })
    }

    /// How many regions have run since the program began.
    pub fn read(&self) -> u64 {
        let mut bytes = vec![0; self.length];
        let mut file = File::open(&self.file).unwrap();
        file.seek(SeekFrom::Start(self.start)).unwrap();
        file.read_exact(&mut bytes).unwrap();
        // No closure for each byte: those are counted, too.
        let mut sum = 0_u64;
        for counter in bytes.as_chunks().0 {
            sum = sum.wrapping_add(u64::from_le_bytes(*counter));
        }
        sum
    }
}
