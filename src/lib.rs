//! proflens
#![allow(missing_docs)]
pub mod text;
pub mod error;
pub mod measurement;
pub mod pattern;
pub mod columns;
pub mod profile;
pub mod input;
pub mod names;
pub mod combine;
pub mod options;
pub mod filter;
pub mod stacks;
pub mod graph;
pub mod clock;
pub mod report;
pub mod shell;
pub mod command_line;
#[cfg(target_arch = "wasm32")]
pub mod web;
