//! Goroutines: who waits, for what, at which line, and who began it; and those together that are alike.
//!
//! In: what the filters leave of a goroutine profile, wherever it came from. Of dumps, labels say what a goroutine waits for
//! ([`crate::profile::goroutine_labels`]); of Go's own profiles the stack does, as well as it can.
//!
//! ```text
//! runtime.gopark; runtime.chansend; runtime.chansend1; main.leak /p/leak.go:53   -> chan send (derived), at frame 3
//! ```
//!
//! | file | what it does |
//! |---|---|
//! | `owner.rs` | whose code a frame is: where a goroutine stands, and which are the runtime's own |
//! | `state.rs` | the state that a stack shows |
//! | `alike.rs` | names without what compilers count |
//! | `known.rs` | what labels say, and the steps of waiting |
//! | `words.rs` | where they stand, and since when, in words |
//! | `groups.rs` | goroutines that are the same, counted together |

mod alike;
mod groups;
mod known;
mod owner;
mod state;
mod words;

pub use alike::{alike, without_types};
pub use groups::{Group, Groups, Likeness};
pub use known::STEPS;
pub use owner::{Owner, blocking, root};
pub use state::derived_state;
pub use words::{about, histogram, standing};
