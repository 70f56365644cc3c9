//! Reports to test with, built from a text and the words to be found in it.

use super::Report;
use crate::finding::{Confidence, Evidence, Finding, Kind, Weight};
use crate::language::Language;
use crate::plan::Edit;
use crate::span::Span;

/// A file and what was found in it, owned.
pub struct Sample {
    pub path: &'static str,
    pub text: String,
    pub findings: Vec<Finding>,
    pub edits: Vec<Edit>,
    confidence: Confidence,
    from: usize,
}

impl Sample {
    /// A file `a.txt` in which nothing is found yet.
    pub fn of(text: &str) -> Self {
        let text = text.to_owned();
        Self { path: "a.txt", text, findings: Vec::new(), edits: Vec::new(), confidence: Confidence::Certain, from: 0 }
    }

    /// Names the file.
    pub fn named(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    /// Sets the level of what is found from here on.
    pub fn at(self, confidence: Confidence) -> Self {
        Self { confidence, ..self }
    }

    /// Finds `wrong` after what was found last, with an edit where something is offered.
    pub fn found(mut self, wrong: &str, right: Option<&str>) -> Self {
        let start = self.from + self.text[self.from..].find(wrong).expect("the sample holds the words");
        let span = Span::new(start, start + wrong.len());
        self.from = span.end;
        if let Some(right) = right {
            self.edits.push(Edit { span, right: right.to_owned(), finding: self.findings.len() });
        }
        self.findings.push(Finding {
            rule: "it/nato".to_owned(),
            kind: Kind::Organization,
            span,
            wrong: wrong.to_owned(),
            right: right.map(str::to_owned),
            confidence: self.confidence,
            entity: None,
            source: Some(Language::new("it")),
            why: "Italian “Nato” is also “born”".to_owned(),
            evidence: vec![
                Evidence { weight: Weight::Neutral, because: "before it: @preposition".to_owned() },
                Evidence { weight: Weight::Up, because: "“NATO” stands elsewhere".to_owned() },
            ],
        });
        self
    }

    /// Finds `wrong`, to become `right`.
    pub fn replaced(self, wrong: &str, right: &str) -> Self {
        self.found(wrong, Some(right))
    }

    /// The report on it, at the usual threshold.
    pub fn report(&self) -> Report<'_> {
        let Self { path, text, findings, edits, .. } = self;
        Report { path, text, findings, edits, threshold: Confidence::Likely }
    }
}
