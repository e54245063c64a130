//! Names that are traps: a few bytes that would take forever, the whole memory, or the whole stack.
//!
//! In: how deep the trap is, 2. Out: a name such as `_Z1fPPi`. What names mean is tested with the golden cases `mangled.*`.

use super::{Demangler, Demangling, demangle, work_for};

/// What a name means, all of it. Its text is no longer than the work that is granted for it.
fn full(name: &str) -> Option<String> {
    let granted = work_for(name.as_bytes());
    let mut left = granted;
    let text = demangle(name.as_bytes(), Demangling::Full, &mut left)?;
    assert!(text.len() <= granted as usize, "{name} became {} bytes", text.len());
    Some(String::from_utf8_lossy(&text).into_owned())
}

/// A trap of depth 2 is a name like others, one of depth 100,000 is none, and that is known soon.
#[track_caller]
fn springs(trap: impl Fn(usize) -> String, text_of_2: &str) {
    assert_eq!(full(&trap(2)).as_deref(), Some(text_of_2), "{}", trap(2));
    assert_eq!(full(&trap(100_000)), None);
}

/// A number as both grammars write those of references, C++ in base 36 and Rust in base 62: 0 is `_`, 1 is `0_`.
fn reference(number: usize, digits: &[u8]) -> String {
    let mut text = "_".to_owned();
    let mut rest = number;
    while rest > 0 {
        // All digits of `number - 1`, of which there is one at least.
        let value = if text == "_" { rest - 1 } else { rest };
        text.insert(0, char::from(digits[value % digits.len()]));
        rest = value / digits.len();
    }
    text
}

const BASE_36: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const BASE_62: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

#[test]
fn pointers_to_pointers() {
    springs(|depth| format!("_Z1f{}i", "P".repeat(depth)), "f(int**)");
}

#[test]
fn templates_in_templates() {
    springs(
        |depth| format!("_Z1f{}i{}", "1aI".repeat(depth), "E".repeat(depth)),
        "f(a<a<int> >)",
    );
}

#[test]
fn functions_of_functions() {
    springs(
        |depth| format!("_Z1f{}i{}", "PFv".repeat(depth), "E".repeat(depth)),
        "f(void (*)(void (*)(int)))",
    );
}

#[test]
fn functions_in_functions() {
    springs(
        |depth| format!("_Z{}1fv{}", "Z".repeat(depth), "E1fv".repeat(depth)),
        "f()::f()::f()",
    );
}

#[test]
fn signs_before_signs() {
    springs(
        |depth| format!("_Z1fILi1EEvDT{}Li1EE", "ng".repeat(depth)),
        "void f<1>(decltype (-(-(1))))",
    );
}

/// Each type is a pair of the one before it, which takes eight bytes to say and doubles the text.
#[test]
fn pairs_of_pairs() {
    let trap = |depth: usize| {
        let pairs = (1..=depth).map(|last| {
            let last = reference(last, BASE_36);
            format!("S_IS{last}S{last}E")
        });
        format!("_Z1f1aIiiE{}", String::from_iter(pairs))
    };
    springs(
        trap,
        "f(a<int, int>, a<a<int, int>, a<int, int> >, \
         a<a<a<int, int>, a<int, int> >, a<a<int, int>, a<int, int> > >)",
    );
}

/// Arguments that are repeated for each of themselves.
#[test]
fn packs_in_packs() {
    springs(
        |depth| format!("_Z1fIJ{}EEvDp1aIT_IDpT_EE", "i".repeat(depth)),
        "void f<int, int>(a<int<int, int> >, a<int<int, int> >)",
    );
}

#[test]
fn references_to_references() {
    springs(|depth| format!("_RINvC1a1f{}aE", "R".repeat(depth)), "a::f::<&&i8>");
}

#[test]
fn modules_in_modules() {
    springs(
        |depth| format!("_R{}C1a{}", "Nv".repeat(depth), "1f".repeat(depth)),
        "a::f::f",
    );
}

/// Each tuple holds the one before it twice.
#[test]
fn tuples_of_tuples() {
    let trap = |depth: usize| {
        let mut name = "INvC1a1fTaaE".to_owned();
        let mut last = name.len() - "TaaE".len();
        for _ in 0..depth {
            let back = reference(last, BASE_62);
            last = name.len();
            name += &format!("TB{back}B{back}E");
        }
        format!("_R{name}E")
    };
    springs(
        trap,
        "a::f::<(i8, i8), ((i8, i8), (i8, i8)), (((i8, i8), (i8, i8)), ((i8, i8), (i8, i8)))>",
    );
}

/// Each letter goes in front of all others.
#[test]
fn punycode() {
    springs(
        |depth| format!("_RNvC1au{depth}_{}", "a".repeat(depth)),
        "a::\u{80}\u{80}",
    );
}

#[test]
fn a_reference_to_itself() {
    assert_eq!(full("_RNvB_1f"), None);
    assert_eq!(full("_RINvC1a1fTB7_EE"), None);
}

#[test]
fn numbers_too_large() {
    for name in [
        "_Z99999999999999999999f",
        "_Z4294967299foov",
        "_Z1fSZZZZZZZZZZZZZZZZ_",
        "_Z1fTZZZZZZZZZZZZZZZZ_",
        "_RNvC1a18446744073709551617f",
        "_RINvC1a1fFGzzzzzzzz_EuE",
        "_RNvBzzzzzzzzzzzzzzzz_1f",
        "_ZN99999999999999999999f17h0123456789abcdefE",
    ] {
        assert_eq!(full(name), None, "{name}");
    }
}

/// A profile may hold a million traps: what all its names may cost is bounded, too.
#[test]
fn a_profile_of_traps() {
    let trap = format!("_Z1f{}i", "P".repeat(300));
    let mut demangler = Demangler {
        demangling: Demangling::Full,
        work_left: 5 * u64::from(work_for(trap.as_bytes())),
    };
    let read = (0..1_000_000)
        .take_while(|_| demangler.demangle(trap.as_bytes()).is_some())
        .count();
    assert!((5..1000).contains(&read), "{read} were read");
    assert_eq!(demangler.demangle(b"_Z1fv"), None);
}

/// Every name of the golden cases, cut off anywhere and with a byte changed anywhere: nothing panics, nor costs too much.
#[test]
fn damaged_names() {
    let names = include_str!("../../../testdata/programs/synthetic/mangled.txt");
    let mut tried = 0;
    for name in names.lines().filter(|line| !line.starts_with('#')) {
        for at in 0..name.len() {
            full(&name[..at]);
            for byte in ["", "E", "_", "S_", "T_", "B_", "I", "9", "\0", "ß"] {
                full(&format!("{}{byte}{}", &name[..at], &name[at + 1..]));
                tried += 1;
            }
        }
    }
    assert!(tried > 100_000, "{tried} names were tried");
}
