//! The names of Rust, in its two manglings.
//!
//! In: a linker's name, `_RNvC7mycrate3foo` or `_ZN7mycrate3foo17h0123456789abcdefE`. Out: `mycrate::foo` for both.
//!
//! | file | what it reads |
//! |---|---|
//! | `legacy.rs` | the first, which borrows the form of C++ |
//! | `v0.rs` | the second: paths, generic arguments, references back |
//! | `types.rs` | its types and lifetimes |
//! | `words.rs` | its identifiers, Punycode, numbers and constants |

pub mod legacy;
mod types;
pub mod v0;
mod words;
