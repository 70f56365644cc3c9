//! From dictionaries to what is stored of them: rules in the order of their ids, those generated from tables of names among them, and
//! every phrase that is looked for, with whose it is.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::evidence::SourceMarks;
use super::names::{Names, Table};
use super::phrase::Phrase;
use super::rule::{self, Classes, Dictionary, Pattern, Rule};
use crate::error::DictionaryError;
use crate::finding::Confidence;
use crate::language::Language;

/// What a set of dictionaries comes to.
#[derive(Debug, Default)]
pub struct Assembled {
    /// The rules by id; those that a rule about names generates follow it, under the same id.
    pub rules: Vec<Stored>,
    /// Tables of names, one a language.
    pub names: Vec<Names>,
    /// Word classes, those of one name joined.
    pub classes: Classes,
    /// What source languages leave behind.
    pub marks: Vec<SourceMarks>,
    /// What is looked for in every text.
    pub wrongs: Vec<(String, Owner)>,
    /// The wrong forms of rules that are only `possible` by themselves: looked for where anything else was found.
    pub doubts: Vec<(String, Owner)>,
    /// The anchors of formulas that are only `possible` by themselves: words so frequent that they have an index of their own.
    pub formulas: Vec<(String, Owner)>,
    /// Names read as words, of which most are common words.
    pub name_words: Vec<(String, Owner)>,
}

/// A rule as it is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Stored {
    /// The rule, without its examples.
    pub rule: Rule,
    /// The table of names that its wrong forms were generated from.
    pub table: Option<Table>,
}

/// Whose a phrase is. Rules and marks are named by their places in `Assembled`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A wrong form: rule, and which of its phrases.
    Wrong(u32, u32),
    /// The anchor of a rule's regex.
    Anchor(u32),
    /// A trace of a source language: which language's marks, and which marker of them.
    Marker(u32, u32),
    /// The right name of a person of whom a part is also a word: which language's names, and which person of them.
    Person(u32, u32),
}

impl Owner {
    /// How many bytes one takes.
    pub const SIZE: usize = 9;

    /// What `decode` reads.
    pub fn encode(self) -> [u8; Self::SIZE] {
        let (kind, a, b) = match self {
            Self::Wrong(rule, phrase) => (0, rule, phrase),
            Self::Anchor(rule) => (1, rule, 0),
            Self::Marker(language, marker) => (2, language, marker),
            Self::Person(language, person) => (3, language, person),
        };
        let mut bytes = [kind; Self::SIZE];
        bytes[1..5].copy_from_slice(&a.to_le_bytes());
        bytes[5..9].copy_from_slice(&b.to_le_bytes());
        bytes
    }

    /// Reads what `encode` wrote.
    ///
    /// # Panics
    ///
    /// Where there are fewer bytes than `SIZE`.
    pub fn decode(bytes: &[u8]) -> Self {
        let number = |from: usize| u32::from_le_bytes(bytes[from..from + 4].try_into().expect("four bytes"));
        match bytes[0] {
            0 => Self::Wrong(number(1), number(5)),
            1 => Self::Anchor(number(1)),
            2 => Self::Marker(number(1), number(5)),
            _ => Self::Person(number(1), number(5)),
        }
    }
}

impl Assembled {
    /// Assembles `dictionaries`, in whatever order they come. General rules about names work on their tables and on those of `base`;
    /// those of `base` work on their tables.
    pub fn new(dictionaries: Vec<Dictionary>, marks: Vec<SourceMarks>, base: &Base) -> Result<Self, Vec<DictionaryError>> {
        let mut errors = duplicates(&dictionaries);
        let mut classes = Classes::new();
        let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
        let mut names: BTreeMap<Language, Names> = BTreeMap::new();
        let mut files: BTreeMap<String, Arc<str>> = BTreeMap::new();
        for dictionary in dictionaries {
            for (name, words) in dictionary.classes {
                classes.entry(name).or_default().extend(words);
            }
            if let Some(more) = dictionary.names {
                match names.entry(more.source) {
                    Entry::Vacant(place) => drop(place.insert(more)),
                    Entry::Occupied(mut place) => place.get_mut().join(more),
                }
            }
            let file: Arc<str> = dictionary.file.into();
            for rule in dictionary.rules {
                files.insert(rule.id.clone(), Arc::clone(&file));
                rules.insert(rule.id.clone(), rule);
            }
        }
        for words in classes.values_mut() {
            words.sort();
            words.dedup();
        }
        names.values_mut().for_each(Names::sort);

        let mut all = Self { classes, marks, names: names.into_values().collect(), ..Self::default() };
        let inherited = base.templates.iter().filter(|template| !rules.contains_key(&template.id)).cloned();
        let mut written: Vec<(Rule, bool)> = inherited.map(|rule| (rule, false)).collect();
        written.extend(rules.into_values().map(|rule| (rule, true)));
        written.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        for (rule, is_own) in written {
            let generated: Vec<Stored> = match rule.pattern {
                Pattern::Names(table) => {
                    let tables = all.names.iter().chain(base.names.iter().filter(|_| is_own));
                    let rules = tables.filter_map(|names| generated(&rule, table, names));
                    rules.map(|rule| Stored { rule, table: Some(table) }).collect()
                }
                _ => Vec::new(),
            };
            if is_own {
                all.rules.push(Stored { rule, table: None });
            }
            all.rules.extend(generated);
        }
        errors.extend(all.collect_phrases(&files));
        if errors.is_empty() {
            return Ok(all);
        }
        errors.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        Err(errors)
    }

    /// Fills the lists of phrases from the rules, the marks and the people; says which can't be one.
    fn collect_phrases(&mut self, files: &BTreeMap<String, Arc<str>>) -> Vec<DictionaryError> {
        let mut errors = Vec::new();
        for (stored, number) in self.rules.iter().zip(0..) {
            let rule = &stored.rule;
            let list = match stored.table {
                Some(table) if !table.is_specific() => &mut self.name_words,
                None if is_doubtful_formula(rule) => &mut self.formulas,
                None if rule.confidence == Confidence::Possible => &mut self.doubts,
                _ => &mut self.wrongs,
            };
            for (text, owner) in phrases(rule, number) {
                match Phrase::check(text) {
                    Ok(()) => list.push((text.to_owned(), owner)),
                    Err(error) => errors.push(DictionaryError {
                        file: files.get(&rule.id).map_or_else(String::new, ToString::to_string),
                        line: rule.line,
                        rule: Some(rule.id.clone()),
                        problem: format!("has a phrase that can’t match: “{text}” {error}"),
                        remedy: "begin and end it with a word; gates can ask for marks beside it".into(),
                    }),
                }
            }
        }
        for (marks, language) in self.marks.iter().zip(0..) {
            for (marker, number) in marks.markers.iter().zip(0..) {
                let owner = Owner::Marker(language, number);
                self.wrongs.extend(marker.words.iter().map(|word| (word.clone(), owner)));
            }
        }
        for (names, language) in self.names.iter().zip(0..) {
            let people = names.people.iter().zip(0..);
            self.wrongs.extend(people.map(|(person, number)| (person.clone(), Owner::Person(language, number))));
        }
        errors
    }
}

/// What a layer of dictionaries takes over from the one below it.
#[derive(Debug, Default)]
pub struct Base {
    /// The general rules about names.
    pub templates: Vec<Rule>,
    /// The tables of names.
    pub names: Vec<Names>,
}

/// What `rule` looks for, and whose it is if this is rule `number`.
fn phrases(rule: &Rule, number: u32) -> Vec<(&str, Owner)> {
    match &rule.pattern {
        Pattern::Phrases(map) => map.iter().zip(0..).map(|((wrong, _), at)| (wrong.as_str(), Owner::Wrong(number, at))).collect(),
        Pattern::Regex { anchors, .. } => anchors.iter().map(|anchor| (anchor.as_str(), Owner::Anchor(number))).collect(),
        Pattern::Names(_) => Vec::new(),
    }
}

/// What the general rule `rule` about names becomes for the language of `names`; `None` where that has no such names.
fn generated(rule: &Rule, table: Table, names: &Names) -> Option<Rule> {
    let pairs = names.pairs(table);
    let for_source = |gates: &[rule::Gate]| gates.iter().map(|gate| gate.for_source(names.source)).collect();
    (!pairs.is_empty()).then(|| Rule {
        pattern: Pattern::Phrases(pairs),
        sources: vec![names.source],
        only: for_source(&rule.only),
        unless: for_source(&rule.unless),
        examples: Vec::new(),
        ..rule.clone()
    })
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
