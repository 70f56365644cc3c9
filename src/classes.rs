//! Word classes: named sets of words and phrases, found by their first or last word.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use crate::dictionary::phrase::{InvalidPhrase, Phrase};
use crate::dictionary::rule;
use crate::fold::fold_word;
use crate::span::Span;

/// The phrases of one class, known by their first and by their last word.
#[derive(Debug, Default)]
pub struct PhraseSet {
    phrases: Vec<Phrase>,
    by_first: HashMap<Box<str>, Vec<u32>>,
    by_last: HashMap<Box<str>, Vec<u32>>,
}

impl PhraseSet {
    /// Indexes `phrases`.
    pub fn new<'p>(phrases: impl IntoIterator<Item = &'p str>) -> Result<Self, InvalidWord> {
        let mut set = Self::default();
        for text in phrases {
            let phrase = Phrase::new(text).map_err(|error| InvalidWord::Phrase(text.to_owned(), error))?;
            let number = set.phrases.len() as u32;
            set.by_first.entry(phrase.folded(0).into()).or_default().push(number);
            set.by_last.entry(phrase.folded(phrase.len() - 1).into()).or_default().push(number);
            set.phrases.push(phrase);
        }
        Ok(set)
    }

    /// The phrases.
    pub fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    /// The longest phrase whose first word is `word`.
    pub fn starting_at(&self, text: &str, word: Span) -> Option<Span> {
        let numbers = self.by_first.get(&*fold_word(word.of(text)))?;
        numbers.iter().filter_map(|number| self.phrases[*number as usize].match_at(text, word)).max_by_key(|span| span.len())
    }

    /// The longest phrase whose last word is `word`.
    pub fn ending_at(&self, text: &str, word: Span) -> Option<Span> {
        let numbers = self.by_last.get(&*fold_word(word.of(text)))?;
        numbers.iter().filter_map(|number| self.phrases[*number as usize].match_before(text, word)).max_by_key(|span| span.len())
    }

    /// Whether `word` by itself is in the set.
    pub fn holds_word(&self, word: &str) -> bool {
        self.starting_at(word, Span::new(0, word.len())).is_some()
    }
}

/// Why a word of a gate or class can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidWord {
    /// No class of this name.
    #[error("there is no class `@{0}`")]
    UnknownClass(String),
    /// A class that holds itself.
    #[error("the class `@{0}` holds itself")]
    Circle(String),
    /// Not a phrase.
    #[error("“{0}” {1}")]
    Phrase(String, InvalidPhrase),
}

/// All word classes, each compiled when it is first asked for.
#[derive(Debug, Default)]
pub struct Classes {
    defined: rule::Classes,
    compiled: BTreeMap<String, OnceLock<Arc<PhraseSet>>>,
}

impl Classes {
    /// Takes the definitions as they stand in dictionaries, those of one name already joined.
    pub fn new(defined: rule::Classes) -> Self {
        let compiled = defined.keys().map(|name| (name.clone(), OnceLock::new())).collect();
        Self { defined, compiled }
    }

    /// The class `name`, with those it holds.
    pub fn get(&self, name: &str) -> Result<Arc<PhraseSet>, InvalidWord> {
        let unknown = || InvalidWord::UnknownClass(name.to_owned());
        let place = self.compiled.get(name).ok_or_else(unknown)?;
        if let Some(set) = place.get() {
            return Ok(Arc::clone(set));
        }
        let mut words = Vec::new();
        self.collect(name, &mut Vec::new(), &mut words)?;
        let set = Arc::new(PhraseSet::new(words)?);
        Ok(Arc::clone(place.get_or_init(|| set)))
    }

    /// Names of all classes, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.defined.keys().map(String::as_str)
    }

    fn collect<'s>(&'s self, name: &'s str, above: &mut Vec<&'s str>, words: &mut Vec<&'s str>) -> Result<(), InvalidWord> {
        if above.contains(&name) {
            return Err(InvalidWord::Circle(name.to_owned()));
        }
        let defined = self.defined.get(name).ok_or_else(|| InvalidWord::UnknownClass(name.to_owned()))?;
        above.push(name);
        for word in defined {
            match word.strip_prefix('@') {
                Some(class) => self.collect(class, above, words)?,
                None => words.push(word),
            }
        }
        above.pop();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_classes_and_circles_are_refused() {
        let classes =
            Classes::new(BTreeMap::from([("a".to_owned(), vec!["@b".to_owned()]), ("b".to_owned(), vec!["@a".to_owned()])]));
        assert_eq!(classes.get("c").unwrap_err(), InvalidWord::UnknownClass("c".into()));
        assert_eq!(classes.get("a").unwrap_err(), InvalidWord::Circle("a".into()));
    }
}
