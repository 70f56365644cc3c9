//! The dictionaries that come with the program, stored by `build.rs` in a form that takes no parsing.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::evidence::SourceMarks;
use super::layer::Layer;
use super::rule::{Dictionary, Example};

static LAYER: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/layer.bin"));
static RULES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"));
static EXAMPLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/examples.bin"));
static EVIDENCE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/evidence.bin"));

/// The built-in dictionaries as they are used: nothing of them is read before it is asked for.
pub fn layer() -> Layer {
    Layer::new(Bytes::from_static(LAYER))
}

/// The built-in dictionaries without their examples.
pub fn dictionaries() -> Vec<Dictionary> {
    decoded(RULES)
}

/// The examples of the built-in rules, by the rule's full id.
pub fn examples() -> BTreeMap<String, Vec<Example>> {
    decoded(EXAMPLES)
}

/// What the source languages leave behind.
pub fn source_marks() -> Vec<SourceMarks> {
    decoded(EVIDENCE)
}

/// The built-in dictionaries with their examples.
pub fn dictionaries_with_examples() -> Vec<Dictionary> {
    let mut examples = examples();
    let mut dictionaries = dictionaries();
    for rule in dictionaries.iter_mut().flat_map(|dictionary| &mut dictionary.rules) {
        rule.examples = examples.remove(&rule.id).unwrap_or_default();
    }
    dictionaries
}

/// What `build.rs` wrote with the same types.
fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> T {
    postcard::from_bytes(bytes).expect("build.rs wrote it with the same types")
}
