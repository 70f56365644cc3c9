//! Dictionaries: from TOML to rules that can be looked up in a text.

pub mod assemble;
pub mod builtin;
pub mod check;
pub mod evidence;
pub mod layer;
pub mod measured;
pub mod names;
pub mod phrase;
pub mod rule;
pub mod rulebook;
pub mod schema;
pub mod selftest;

pub use rule::{Dictionary, Rule};
pub use rulebook::Rulebook;
