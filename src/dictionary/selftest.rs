//! Holds a rule to its examples.

use super::rule::{Dictionary, Example, Rule};
use crate::finding::Finding;
use crate::normalizer::{Normalizer, Settings};
use crate::plan::{Edit, apply};

/// One example of one rule, with a name of its own.
#[derive(Debug, Clone)]
pub struct Case {
    /// Id of the rule.
    pub rule: String,
    /// The file and line of the rule.
    pub place: (String, u32),
    /// Which example of the rule, from 1.
    pub number: usize,
    /// The example.
    pub example: Example,
}

impl Case {
    /// A name for lists of tests: "it/nato, keep 1: The Born Free Foundation …".
    pub fn name(&self) -> String {
        let claim = if self.example.after.is_some() { "repairs" } else { "keeps" };
        let start: String = self.example.text.chars().take(50).collect();
        format!("{} {claim} {}: {start}", self.rule, self.number)
    }
}

/// All examples of `dictionaries`.
pub fn cases(dictionaries: &[Dictionary]) -> Vec<Case> {
    let of_rule = |file: &str, rule: &Rule| -> Vec<Case> {
        let place = (file.to_owned(), rule.line);
        let numbered = rule.examples.iter().cloned().zip(1..);
        numbered.map(|(example, number)| Case { rule: rule.id.clone(), place: place.clone(), number, example }).collect()
    };
    dictionaries.iter().flat_map(|dictionary| dictionary.rules.iter().flat_map(|rule| of_rule(&dictionary.file, rule))).collect()
}

/// Whether the rule does to the example what it says; if not, what it did instead.
pub fn run(normalizer: &Normalizer, case: &Case) -> Result<(), String> {
    let example = &case.example;
    let settings = Settings { source: example.source, ..Settings::default() };
    let findings = normalizer.findings_of(&case.rule, &example.text, &settings);
    let Some(after) = &example.after else {
        return match findings.first() {
            None => Ok(()),
            Some(finding) => Err(format!("must leave alone, but finds {} in: {}", wording(finding), example.text)),
        };
    };
    if findings.is_empty() {
        return Err(format!("finds nothing in: {}", example.text));
    }
    let edits: Vec<Edit> = findings
        .iter()
        .filter_map(|finding| Some(Edit { span: finding.span, right: finding.right.clone()?, finding: 0 }))
        .collect();
    let repaired = apply(&example.text, &edits);
    if repaired != *after {
        return Err(format!("makes: {repaired}\n  instead of: {after}"));
    }
    match example.level {
        Some(level) if findings.iter().all(|finding| finding.confidence != level) => {
            Err(format!("reaches {} instead of {level} in: {}", findings[0].confidence, example.text))
        }
        _ => Ok(()),
    }
}

fn wording(finding: &Finding) -> String {
    match &finding.right {
        Some(right) => format!("“{}” → “{right}”", finding.wrong),
        None => format!("“{}”", finding.wrong),
    }
}
