//! What knows no profile: errors, bytes as text, numbers as Go prints them, units, the clock, patterns and names.
//!
//! | question | module |
//! |---|---|
//! | paths, widths and padding of bytes, long numbers | [`text`] |
//! | names within Markdown | [`markdown`] |
//! | what went wrong, as a sentence | [`error`] |
//! | whether the memory has place for what is to come | [`room`] |
//! | long walks, part by part | [`parts`] |
//! | where text goes | [`sink`] |
//! | sorting | [`sort`] |
//! | in which order Go leaves what is equal | [`go_sort`] |
//! | numbers as Go prints and reads them, their units | [`decimal`], [`measurement`] |
//! | when | [`clock`] |
//! | Go's regular expressions | [`pattern`] |
//! | what a linker's name is called by people | [`demangle`], [`names`], [`java_names`], [`short_names`] |
//! | columns of ids, numbers and texts | [`columns`] |
//! | long columns of lists | [`blocks`] |
//!
//! A module uses only those above it; `tests/layers.rs` holds the order.

pub mod text;

pub mod markdown;

pub mod error;

pub mod room;

pub mod parts;

pub mod sink;

pub mod sort;

pub mod go_sort;

pub mod decimal;

pub mod measurement;

pub mod clock;

pub mod pattern;

pub mod demangle;

pub mod names;

pub mod java_names;

pub mod short_names;

pub mod columns;

pub mod blocks;
