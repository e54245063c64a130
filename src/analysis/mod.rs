//! From a profile to what a report or a picture shows: the options, what the filters leave, and its stacks counted.
//!
//! ```text
//! Profile --(Options: filter)--> Filtered --(granularity, sample type)--> StackSet --+--> Graph
//!                                                                                    +--> FlameGraph, call_tree
//! ```
//!
//! What the options select is a [`selection::Selection`], which makes each kind of stacks once.
//! [`stacks::StackSet`] is the waist: left of it the code knows the file format, right of it only frames and values.
//! A module uses only those above it; `tests/layers.rs` holds the order.

pub mod options;

pub mod filter;

pub mod check;

pub mod join;

pub mod go_module;

pub mod stacks;

pub mod budget;

pub mod runtime;

pub mod runtimes;

pub mod packages;

pub mod selection;

pub mod goroutines;

pub mod graph;

pub mod flame_graph;

pub mod call_tree;

pub mod trend;
