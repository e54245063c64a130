//! proflens
#![allow(missing_docs)]
pub mod text;
pub mod error;
pub mod measurement;
pub mod columns;
pub mod profile;
pub mod input;
pub mod options;
#[cfg(target_arch = "wasm32")]
pub mod web;
