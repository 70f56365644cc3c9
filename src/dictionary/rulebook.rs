//! All rules that are in force, layered and indexed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};

use super::evidence::{Marker, SourceMarks};
use super::phrase::Phrase;
use super::rule::{self, Dictionary, Pattern, Rule};
use crate::classes::{Classes, InvalidWord};
use crate::error::{DictionaryError, DictionaryErrors};
use crate::finding::{Confidence, RuleHead};
use crate::fold::fold_word;
use crate::gate::Gate;
use crate::language::Language;
use crate::repair::words::is_english;
use crate::scan::Index;
use crate::span::Span;

/// A compiled regex may take this much memory, and no more: a pattern that wants more is refused.
const REGEX_SIZE: usize = 1 << 20;

/// All rules that are in force.
#[derive(Debug, Default)]
pub struct Rulebook {
    rules: Vec<CompiledRule>,
    classes: Classes,
    marks: Vec<SourceMarks>,
    wrongs: Lookup,
    formulas: Lookup,
}

/// An index and whose its phrases are.
#[derive(Debug, Default)]
struct Lookup {
    index: Index,
    owners: Vec<Owner>,
}

impl Lookup {
    fn new(phrases: Vec<(Box<str>, Owner)>) -> Self {
        let (phrases, owners) = phrases.into_iter().unzip();
        Self { index: Index::new(phrases), owners }
    }

    fn scan(&self, text: &str) -> impl Iterator<Item = (Owner, Span)> {
        self.index.scan(text).into_iter().map(|hit| (self.owners[hit.phrase as usize], hit.span))
    }
}

/// Whose a phrase of the index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A wrong form: rule, and which of its phrases.
    Wrong(u32, u32),
    /// The anchor of a rule's regex.
    Anchor(u32),
    /// A trace of a source language: which language's marks, and which marker of them.
    Marker(u32, u32),
}

/// A rule with what is compiled of it, the dear parts only when they are needed.
#[derive(Debug)]
pub struct CompiledRule {
    /// The rule as data.
    pub rule: Rule,
    /// What weighing needs of it.
    pub head: RuleHead,
    gates: OnceLock<Result<Gates, InvalidWord>>,
    regex: OnceLock<Option<Regex>>,
}

/// The compiled gates of a rule.
#[derive(Debug)]
pub struct Gates {
    /// Must all hold.
    pub only: Vec<Gate>,
    /// None may hold.
    pub unless: Vec<Gate>,
}

impl CompiledRule {
    fn new(rule: Rule) -> Self {
        let ceiling = match (rule.ceiling, rule.confidence) {
            (Some(ceiling), _) => ceiling,
            (None, Confidence::Possible) if bare_common_word(&rule).is_some() => Confidence::Possible,
            (None, confidence) => confidence.max(Confidence::Likely),
        };
        let head = RuleHead {
            id: rule.id.clone(),
            kind: rule.kind,
            why: rule.why.clone(),
            confidence: rule.confidence,
            ceiling,
            entity: rule.entity.clone(),
            sources: rule.sources.clone(),
            forms: rule.forms.clone(),
        };
        Self { rule, head, gates: OnceLock::new(), regex: OnceLock::new() }
    }

    /// The rule's gates, compiled on the first call.
    pub fn gates(&self, classes: &Classes) -> Result<&Gates, &InvalidWord> {
        let compile = |gates: &[rule::Gate]| gates.iter().map(|gate| Gate::new(gate, classes)).collect::<Result<Vec<_>, _>>();
        self.gates
            .get_or_init(|| {
                let mut gates = Gates { only: compile(&self.rule.only)?, unless: compile(&self.rule.unless)? };
                // Most places are refused: ask what is cheap to answer first.
                gates.only.sort_by_key(Gate::cost);
                Ok(gates)
            })
            .as_ref()
    }

    /// The rule's regex, compiled on the first call; `None` where it has none, or none that compiles.
    pub fn regex(&self) -> Option<&Regex> {
        let Pattern::Regex { regex, .. } = &self.rule.pattern else { return None };
        self.regex.get_or_init(|| compile_regex(regex).ok()).as_ref()
    }
}

/// Compiles `pattern` within the limit of size. Matching takes linear time whatever the pattern is.
pub fn compile_regex(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(REGEX_SIZE).dfa_size_limit(4 * REGEX_SIZE).build()
}

/// The first wrong form of `rule` that is a single common word which no gate guards: such a rule may never be `likely`.
pub fn bare_common_word(rule: &Rule) -> Option<&str> {
    let Pattern::Phrases(map) = &rule.pattern else { return None };
    if !rule.only.is_empty() || rule.target != Language::ENGLISH {
        return None;
    }
    map.iter().map(|(wrong, _)| wrong.as_str()).find(|wrong| is_english(&fold_word(wrong)))
}

impl Rulebook {
    /// The built-in dictionaries alone.
    pub fn builtin() -> Result<Self, DictionaryErrors> {
        Self::new(super::builtin::dictionaries(), Vec::new(), &[], super::builtin::source_marks())
    }

    /// Layers `own` dictionaries over `base`: a rule of the same id replaces, classes of the same name are joined, and `disabled`
    /// ids go. The order of dictionaries within a layer does not matter; the same id twice in `own` is an error.
    pub fn new(
        base: Vec<Dictionary>,
        own: Vec<Dictionary>,
        disabled: &[String],
        marks: Vec<SourceMarks>,
    ) -> Result<Self, DictionaryErrors> {
        let mut errors = duplicates(&base);
        errors.extend(duplicates(&own));
        let mut classes = rule::Classes::new();
        let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
        let mut files: BTreeMap<String, Arc<str>> = BTreeMap::new();
        for dictionary in base.into_iter().chain(own) {
            for (name, words) in dictionary.classes {
                classes.entry(name).or_default().extend(words);
            }
            let file: Arc<str> = dictionary.file.into();
            for rule in dictionary.rules {
                files.insert(rule.id.clone(), Arc::clone(&file));
                rules.insert(rule.id.clone(), rule);
            }
        }
        rules.retain(|id, _| !disabled.contains(id));

        let mut book = Self { classes: Classes::new(classes), marks, ..Self::default() };
        let mut wrongs = Vec::new();
        let mut formulas = Vec::new();
        for (number, (id, rule)) in rules.into_iter().enumerate() {
            let number = number as u32;
            let texts: Vec<(&String, Owner)> = match &rule.pattern {
                Pattern::Phrases(map) => {
                    map.iter().enumerate().map(|(at, (wrong, _))| (wrong, Owner::Wrong(number, at as u32))).collect()
                }
                Pattern::Regex { anchors, .. } => anchors.iter().map(|anchor| (anchor, Owner::Anchor(number))).collect(),
            };
            for (text, owner) in texts {
                match Phrase::check(text) {
                    Ok(()) if is_doubtful_formula(&rule) => formulas.push((text.as_str().into(), owner)),
                    Ok(()) => wrongs.push((text.as_str().into(), owner)),
                    Err(error) => errors.push(DictionaryError {
                        file: files[&id].to_string(),
                        line: rule.line,
                        rule: Some(id.clone()),
                        problem: format!("has a phrase that can’t match: “{text}” {error}"),
                        remedy: "begin and end it with a word; gates can ask for marks beside it".into(),
                    }),
                }
            }
            book.rules.push(CompiledRule::new(rule));
        }
        wrongs.extend(book.markers());
        if !errors.is_empty() {
            errors.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
            return Err(DictionaryErrors(errors));
        }
        book.wrongs = Lookup::new(wrongs);
        book.formulas = Lookup::new(formulas);
        Ok(book)
    }

    fn markers(&self) -> Vec<(Box<str>, Owner)> {
        let mut markers = Vec::new();
        for (language, marks) in self.marks.iter().enumerate() {
            for (number, marker) in marks.markers.iter().enumerate() {
                let owner = Owner::Marker(language as u32, number as u32);
                markers.extend(marker.words.iter().map(|word| (word.as_str().into(), owner)));
            }
        }
        markers
    }

    /// The rules, in the order of their ids.
    pub fn rules(&self) -> &[CompiledRule] {
        &self.rules
    }

    /// The rule of this full id.
    pub fn rule(&self, id: &str) -> Option<&CompiledRule> {
        self.rules.binary_search_by(|rule| rule.rule.id.as_str().cmp(id)).ok().map(|at| &self.rules[at])
    }

    /// The word classes.
    pub fn classes(&self) -> &Classes {
        &self.classes
    }

    /// What the source languages leave behind.
    pub fn marks(&self) -> &[SourceMarks] {
        &self.marks
    }

    /// The places of wrong forms and markers in `text`, and of the anchors of formulas that are at least `likely`.
    pub fn scan(&self, text: &str) -> impl Iterator<Item = (Owner, Span)> {
        self.wrongs.scan(text)
    }

    /// The places of the anchors of formulas that are only `possible` by themselves: words so frequent that they have an index of
    /// their own, which is asked only where a doubt could matter.
    pub fn scan_for_doubtful_formulas(&self, text: &str) -> impl Iterator<Item = (Owner, Span)> {
        self.formulas.scan(text)
    }

    /// How many phrases are looked for.
    pub fn phrase_count(&self) -> usize {
        self.wrongs.index.len() + self.formulas.index.len()
    }

    /// A marker and the language that it points to.
    pub fn marker(&self, language: u32, number: u32) -> (Language, &Marker) {
        let marks = &self.marks[language as usize];
        (marks.language, &marks.markers[number as usize])
    }
}

fn is_doubtful_formula(rule: &Rule) -> bool {
    matches!(rule.pattern, Pattern::Regex { .. }) && rule.confidence == Confidence::Possible
}

fn duplicates(dictionaries: &[Dictionary]) -> Vec<DictionaryError> {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut reported = BTreeSet::new();
    let mut errors = Vec::new();
    for dictionary in dictionaries {
        for rule in &dictionary.rules {
            let Some(first) = seen.insert(&rule.id, &dictionary.file) else { continue };
            if reported.insert(&rule.id) {
                errors.push(DictionaryError {
                    file: dictionary.file.clone(),
                    line: rule.line,
                    rule: Some(rule.id.clone()),
                    problem: format!("has the id of a rule in {first}"),
                    remedy: "give one of the two another id".into(),
                });
            }
        }
    }
    errors
}
