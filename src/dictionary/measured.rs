//! What was measured of each built-in rule, for `explain`. The quality report writes it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

static MEASURED: &str = include_str!("../../data/measured.toml");

/// What was measured on, and what came out for each rule that did anything there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// Words of human text, in which every finding is a false alarm.
    pub human_words: usize,
    /// Words of machine translation with references.
    pub translated_words: usize,
    /// Damaged places that were labelled.
    pub labelled_cases: usize,
    /// The figures by rule.
    #[serde(default)]
    pub rule: BTreeMap<String, OfRule>,
}

/// What one rule did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OfRule {
    /// Findings in human text, at `likely` and above.
    pub false_alarms: usize,
    /// Edits that brought a translation nearer to its reference.
    pub nearer: usize,
    /// Edits that took it farther away.
    pub farther: usize,
    /// Edits that did neither.
    pub neutral: usize,
    /// Edits of labelled documents that were right.
    pub right: usize,
    /// Edits of labelled documents that were not.
    pub wrong: usize,
}

impl fmt::Display for OfRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { false_alarms, nearer, farther, neutral, right, wrong } = self;
        write!(f, "false alarms in human text: {false_alarms}; on translations with a reference: ")?;
        write!(f, "{nearer} nearer, {farther} farther, {neutral} neither; on labelled documents: {right} right, {wrong} wrong")
    }
}

impl Measured {
    /// What the built-in rules were measured to do.
    ///
    /// # Panics
    ///
    /// Never in a release: a test reads the embedded file.
    pub fn builtin() -> Self {
        toml::from_str(MEASURED).expect("the quality report wrote it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_figures_can_be_read() {
        assert!(Measured::builtin().human_words > 0);
    }
}
