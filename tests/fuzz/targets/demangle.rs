//! Any bytes as a linker's name: always the same text or none, no longer than the work that it may cost.

use proflens::parts::{Demangler, Demangling, short_name};

const BEGINNINGS: [&[u8]; 8] = [b"_Z", b"_R", b"_ZN", b"", b"___Z", b"_GLOBAL__I_", b"_RNv", b"_ZTV"];

/// The first byte says how the name begins, the others are the rest.
pub fn run(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let name = [BEGINNINGS[usize::from(*first) % BEGINNINGS.len()], rest].concat();
    for demangling in [Demangling::Short, Demangling::Templates, Demangling::Full] {
        let text = Demangler::new(demangling).demangle(&name);
        let mut used = Demangler::new(demangling);
        used.demangle(b"_ZN3foo3barEv");
        assert_eq!(used.demangle(&name), text, "after another name");
        let Some(text) = text else {
            continue;
        };
        assert!(text.len() < 2_000_000, "{} bytes of {}", text.len(), name.len());
        let short = short_name(&text);
        assert!(short.len() <= text.len() + 3, "{} is no shorter", text.escape_ascii());
    }
}
