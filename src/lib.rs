//! proflens
#![allow(missing_docs)]
pub mod clock;
pub mod columns;
pub mod combine;
pub mod command_line;
pub mod error;
pub mod filter;
pub mod graph;
pub mod input;
pub mod measurement;
pub mod names;
pub mod options;
pub mod pattern;
pub mod profile;
pub mod report;
pub mod session;
pub mod shell;
pub mod stacks;
pub mod text;
#[cfg(target_arch = "wasm32")]
pub mod web;
