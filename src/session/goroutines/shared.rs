//! Addresses that goroutines of several groups have in their arguments: the same mutex, the same channel, the same connection.
//!
//! In: the text of one goroutine. The arguments of the calls through which it waits are looked at, and those of the function
//! that it stands in: `sync.(*Mutex).Lock(0xc00001c0c0)`. Out: who else names the same address. A dump prints the words that
//! are in registers and on stacks: one that is said to be stale (`?`) may be anything.

use super::members::{Crowd, Members};
use super::{Goroutines, Kin};
use crate::base::text::find;
use crate::input::Dump;
use serde::Serialize;

/// An address, and who else names it.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Shared {
    /// The address as it is printed: `0xc00001c0c0`.
    pub address: String,
    /// The call that has it: `sync.(*Mutex).Lock`.
    pub of: String,
    /// Whether the dump says that it may be stale.
    pub stale: bool,
    /// How many goroutines of the same group name it, with the one whose text was looked at.
    pub here: f64,
    /// The other groups, each with how many of it name the address.
    pub groups: Vec<Kin>,
    /// How many groups are not told.
    pub more: usize,
}

/// Addresses below this are parts of the program, small numbers, or lengths: panicparse, which names pointers, has the same bound.
const LEAST: u64 = 512 << 20;
/// How many addresses are looked for.
const MOST: usize = 4;

/// An argument that may be an address.
struct Argument<'t> {
    address: &'t [u8],
    of: &'t [u8],
    stale: bool,
}

/// The arguments of the first `calls` calls of a goroutine's text that may be addresses, each once. What is a part of an argument, as the
/// words of a string are, is none.
fn arguments(text: &[u8], calls: usize) -> Vec<Argument<'_>> {
    let mut found: Vec<Argument<'_>> = Vec::new();
    let lines = text.split(|&byte| byte == b'\n').skip(1);
    let of_calls = lines
        .filter(|line| line.ends_with(b")") && !line.starts_with(b"\t"))
        .take(calls);
    for line in of_calls {
        let Some(open) = opening(line) else {
            continue;
        };
        let mut depth = 0_i32;
        for argument in line[open + 1..line.len() - 1].split(|&byte| byte == b',') {
            let is_whole = depth == 0 && !argument.contains(&b'{');
            for &byte in argument {
                depth += i32::from(byte == b'{') - i32::from(byte == b'}');
            }
            let argument = argument.trim_ascii();
            let stale = argument.ends_with(b"?");
            let address = argument.strip_suffix(b"?").unwrap_or(argument);
            let digits = address
                .strip_prefix(b"0x")
                .and_then(|digits| std::str::from_utf8(digits).ok());
            let number = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok());
            // The lock of a variable of the package is in the program.
            let least = if line.starts_with(b"sync.") { 1 << 16 } else { LEAST };
            let is_new = found.iter().all(|known| known.address != address);
            if is_whole && is_new && number.is_some_and(|number| number >= least && number < 1 << 56) {
                found.push(Argument {
                    address,
                    of: &line[..open],
                    stale,
                });
            }
        }
    }
    found.truncate(MOST);
    found
}

/// Where the arguments of a call begin: the bracket that the last one closes.
fn opening(line: &[u8]) -> Option<usize> {
    let mut depth = 0_i32;
    for (index, &byte) in line.iter().enumerate().rev() {
        match byte {
            b')' => depth += 1,
            b'(' => {
                depth -= 1;
                if depth == 0 {
                    return Some(index);
                }
            }
            _ => {}
        }
    }
    None
}

impl Goroutines {
    /// What the first goroutine of a group shares with those of other groups. `calls` is how many of its frames lead to the one that
    /// it stands in, with that one.
    pub fn shared(&self, members: &Members, number: u32, calls: usize) -> Vec<Shared> {
        let Some(member) = members.with_text(number).next() else {
            return Vec::new();
        };
        let crowd = &members.dumps[member.0];
        let shared = arguments(members.text(member), calls).into_iter().map(|argument| {
            let mut counts = self.nobody();
            for place in goroutines_with(crowd, argument.address) {
                // Those that filters have taken out are in no group.
                if let Some(count) = counts.get_mut(crowd.groups[place] as usize) {
                    *count += 1;
                }
            }
            let here = std::mem::take(&mut counts[number as usize]).max(1);
            let (groups, more) = self.kin(&counts);
            Shared {
                address: String::from_utf8_lossy(argument.address).into_owned(),
                of: String::from_utf8_lossy(argument.of).into_owned(),
                stale: argument.stale,
                here: here as f64,
                groups,
                more,
            }
        });
        shared
            .filter(|shared| shared.here > 1.0 || !shared.groups.is_empty())
            .collect()
    }
}

/// The places of the goroutines in whose text an address stands, each once.
fn goroutines_with(crowd: &Crowd, address: &[u8]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let Some(Dump { text, goroutines, .. }) = crowd.dump.as_deref() else {
        return found;
    };
    // Behind the `0x` of a number: those are everywhere.
    let (Some(digits), mut from) = (address.get(2..), 0) else {
        return found;
    };
    let rarest = Rare::new(digits);
    while let Some(at) = rarest.find(&text[from..]).map(|at| at + from) {
        from = at + digits.len();
        let is_whole = text[..at].ends_with(b"0x") && !text.get(from).is_some_and(u8::is_ascii_hexdigit);
        let place = goroutines.partition_point(|goroutine| goroutine.text.1 as usize <= at);
        if is_whole
            && goroutines
                .get(place)
                .is_some_and(|goroutine| goroutine.text.0 as usize <= at)
        {
            found.push(place);
            // Once is enough.
            from = goroutines[place].text.1 as usize;
        }
    }
    found
}

/// Looks for a text from its end, skipping what cannot be it: dumps have tens of megabytes.
struct Rare<'t> {
    wanted: &'t [u8],
    /// By byte, how far the last one of it is from the end.
    skips: [u8; 256],
}

impl<'t> Rare<'t> {
    fn new(wanted: &'t [u8]) -> Rare<'t> {
        let length = wanted.len().min(255) as u8;
        let mut skips = [length.max(1); 256];
        for (index, &byte) in wanted.iter().enumerate().take(254) {
            if index + 1 < wanted.len() {
                skips[byte as usize] = length - 1 - index as u8;
            }
        }
        Rare { wanted, skips }
    }

    fn find(&self, text: &[u8]) -> Option<usize> {
        if self.wanted.len() > 200 {
            return find(text, self.wanted);
        }
        let last = self.wanted.len().checked_sub(1)?;
        let mut end = last;
        while let Some(&byte) = text.get(end) {
            if byte == self.wanted[last] && text[end - last..=end] == *self.wanted {
                return Some(end - last);
            }
            end += usize::from(self.skips[byte as usize]);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_that_may_be_addresses() {
        let text = b"goroutine 7 [sync.Mutex.Lock]:
internal/sync.(*Mutex).lockSlow(0xc00001c0c0)
\tinternal/sync/mutex.go:149 +0x1d
sync.(*Mutex).Lock(...)
\tsync/mutex.go:46
main.(*Cache[...]).Get(0xc000010000, {0xc000020000, 0x5}, 0x5, 0xc000030000?, ...)
\t/p/cache.go:9 +0x1d
main.main()
\t/p/main.go:3 +0x1d
main.other(0xc000040000)
\t/p/main.go:4 +0x1d
";
        let told = arguments(text, 4).into_iter().map(|argument| {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            format!(
                "{} {}{}",
                text(argument.address),
                text(argument.of),
                if argument.stale { "?" } else { "" }
            )
        });
        assert_eq!(
            told.collect::<Vec<String>>(),
            [
                "0xc00001c0c0 internal/sync.(*Mutex).lockSlow",
                "0xc000010000 main.(*Cache[...]).Get",
                "0xc000030000 main.(*Cache[...]).Get?",
            ]
        );
        assert!(arguments(b"goroutine 7 [running]:", 9).is_empty());
        assert!(
            arguments(
                b"goroutine 7 [running]:\n)\nmain.f(0x12)\nmain.g(0xffffffffffffffff)",
                9
            )
            .is_empty()
        );
        let global = b"goroutine 7 [sync.Mutex.Lock]:\nsync.(*Mutex).Lock(0x8a3f40)\nmain.f(0x8a3f48)";
        assert_eq!(arguments(global, 9).len(), 1);
    }

    #[test]
    fn texts_are_found_wherever_they_are() {
        for (text, wanted) in [
            ("c00001c0c0", Some(0)),
            ("xxc00001c0c0", Some(2)),
            ("c00001c0cc00001c0c0", Some(9)),
            ("c00001c0c", None),
            ("", None),
        ] {
            assert_eq!(Rare::new(b"c00001c0c0").find(text.as_bytes()), wanted, "{text}");
        }
        assert_eq!(Rare::new(b"0").find(b"10"), Some(1));
    }
}
