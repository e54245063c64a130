//! Trend: what grows over many snapshots of one program, how surely, and in words.
//!
//! ```text
//! [Profile] --snapshots--> Snapshots --order, series--> Series --filters, rows--> Table --rule--> ranked rows --verdict--> sentences
//! ```
//!
//! A snapshot's profile is thrown away once it is added: what stays is each stack once and a row of values.
//!
//! | file | what it does |
//! |---|---|
//! | `snapshots.rs` | many profiles into stacks and values |
//! | `interned.rs`, `meeting.rs` | stacks of all of them, each once; what of a goroutine's stack counts |
//! | `waits.rs`, `platform.rs` | what else a snapshot says: of its goroutines, of its program |
//! | `order.rs`, `moment.rs` | when each was taken; times in names |
//! | `rule.rs` | the statistic of a row: numbers only |

mod interned;
mod meeting;
mod moment;
mod order;
mod platform;
mod rule;
mod snapshots;
mod waits;

pub use order::Basis;
pub use rule::{Shape, Statistic};
pub use snapshots::{Column, Platform, Snapshot, Snapshots};
