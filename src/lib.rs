//! Repairs the damage that machine translation leaves in text.
//!
//! An Italian article says *la Nato*; a translator that reads *nato*, "born", writes "the Born". A Persian one says لیز تراس; the
//! English says "Liz Terrace". Such errors give themselves away by what stands around them. This crate finds them with dictionaries
//! whose rules look at the context, says why it thinks so, and plans the edits. It does no I/O.
//!
//! ```
//! use ungarble::{Normalizer, Rulebook, Settings, plan};
//!
//! let normalizer = Normalizer::new(Rulebook::builtin()?);
//! let text = "Liz Terrace resigned after 44 days as the prime minister.";
//! let plan = normalizer.plan(text, None, &Settings::default());
//! assert_eq!(plan.findings[0].right.as_deref(), Some("Liz Truss"));
//! assert_eq!(plan::apply(text, &plan.edits), "Liz Truss resigned after 44 days as the prime minister.");
//! # Ok::<(), ungarble::error::DictionaryErrors>(())
//! ```
//!
//! All offsets are byte offsets into the text that was given.

pub mod blobs;
pub mod candidates;
pub mod casing;
pub mod classes;
#[cfg(feature = "cli")]
pub mod cli;
pub mod detect;
pub mod dictionary;
pub mod document;
pub mod error;
pub mod finding;
pub mod fold;
pub mod format;
pub mod gate;
pub mod language;
pub mod normalizer;
pub mod plan;
pub mod render;
pub mod repair;
pub mod scan;
pub mod source;
pub mod span;
pub mod style;
pub mod surroundings;
pub mod weigh;

pub use dictionary::{Dictionary, Rule, Rulebook};
pub use finding::{Confidence, Evidence, Finding, Kind};
pub use language::Language;
pub use normalizer::{Normalizer, Settings};
pub use plan::{Edit, Plan};
pub use span::Span;
