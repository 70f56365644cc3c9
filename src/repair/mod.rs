//! General repairs: damage that no list of words can hold. Each is one file, and gives candidates as a rule does.

use std::cell::OnceCell;

use crate::dictionary::Rulebook;
use crate::finding::{Confidence, Kind, RuleHead};
use crate::gate::View;
use crate::language::Language;
use crate::span::Span;

mod consistency;
mod glued;
mod names;
mod people;
mod pronoun;
mod quotes;
mod spacing;
pub mod words;

/// A general repair.
#[derive(Debug)]
pub struct Repair {
    /// What weighing and explaining need of it.
    pub head: RuleHead,
    /// What it repairs and leaves alone, for `explain` and the tests: text and what becomes of it.
    pub examples: &'static [(&'static str, &'static str)],
    find: fn(&Surroundings<'_>) -> Vec<Repaired>,
}

/// What a repair may look at.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// The text.
    pub view: &'a View<'a>,
    /// The word classes and tables of names.
    pub book: &'a Rulebook,
    people: OnceCell<people::Places<'a>>,
}

impl<'a> Surroundings<'a> {
    /// Of a text, with the rules in force.
    pub const fn new(view: &'a View<'a>, book: &'a Rulebook) -> Self {
        Self { view, book, people: OnceCell::new() }
    }

    /// Given names and surnames that stand together in the text.
    fn people(&self) -> &people::Places<'a> {
        self.people.get_or_init(|| people::full_names(self.view.text))
    }
}

/// What a repair found: where, what to put there, and what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// What would change.
    pub span: Span,
    /// What takes its place; `None` where there is nothing to offer.
    pub right: Option<String>,
    /// A clause for the reader, where there is more to say than the repair's reason.
    pub because: Option<String>,
}

impl Repair {
    /// Looks for this damage in the text.
    pub fn find(&self, surroundings: &Surroundings<'_>) -> Vec<Repaired> {
        (self.find)(surroundings)
    }
}

/// All general repairs, in the order of their ids.
pub fn all() -> Vec<Repair> {
    let families =
        [spacing::repairs(), quotes::repairs(), glued::repairs(), names::repairs(), consistency::repairs(), pronoun::repairs()];
    let mut repairs: Vec<Repair> = families.into_iter().flatten().collect();
    repairs.sort_by(|a, b| a.head.id.cmp(&b.head.id));
    repairs
}

/// The head of a repair that is worth a look by itself and likely in a text that shows other damage of translation.
fn head(id: &str, kind: Kind, why: &str, ceiling: Confidence) -> RuleHead {
    RuleHead {
        id: id.to_owned(),
        kind,
        why: why.to_owned(),
        confidence: Confidence::Possible,
        ceiling,
        entity: None,
        sources: Vec::new(),
        target: Language::ENGLISH,
        forms: Vec::new(),
        is_generated: false,
        wants_right_elsewhere: false,
    }
}

impl Repaired {
    fn new(span: Span, right: impl Into<String>) -> Self {
        Self { span, right: Some(right.into()), because: None }
    }

    fn because(span: Span, right: &str, because: &str) -> Self {
        Self { because: Some(because.to_owned()), ..Self::new(span, right) }
    }
}
