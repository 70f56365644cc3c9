//! Word classes: named sets of words and phrases, found by their first or last word.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use crate::dictionary::phrase::{InvalidPhrase, Phrase};
use crate::dictionary::rule;
use crate::fold::hash_as_folded;
use crate::span::Span;

/// The phrases of one class, known by their first and by their last word.
#[derive(Debug, Default)]
pub struct PhraseSet {
    phrases: Vec<Phrase>,
    by_first: ByWord,
    by_last: ByWord,
}

/// The phrases that have a word, by its hash: those of one hash stand together, in order.
#[derive(Debug, Default)]
struct ByWord {
    entries: Vec<(u64, u32)>,
    /// A bit for each hash that there is: most words are turned away here.
    filter: [u64; 16],
}

impl ByWord {
    fn new(entries: impl Iterator<Item = (u64, u32)>) -> Self {
        let mut entries: Vec<(u64, u32)> = entries.collect();
        entries.sort_unstable();
        let mut filter = [0; 16];
        for (hash, _) in &entries {
            let (word, bit) = Self::place(*hash);
            filter[word] |= bit;
        }
        Self { entries, filter }
    }

    /// The phrases whose word has this hash.
    #[inline]
    fn get(&self, hash: u64) -> impl Iterator<Item = u32> {
        let (word, bit) = Self::place(hash);
        let is_known = self.filter[word] & bit != 0;
        let first = if is_known { self.entries.partition_point(|(known, _)| *known < hash) } else { self.entries.len() };
        self.entries[first..].iter().take_while(move |(known, _)| *known == hash).map(|(_, number)| *number)
    }

    #[inline]
    const fn place(hash: u64) -> (usize, u64) {
        ((hash >> 40 & 15) as usize, 1 << (hash >> 44 & 63))
    }
}

impl PhraseSet {
    /// Indexes `phrases`.
    pub fn new<'p>(phrases: impl IntoIterator<Item = &'p str>) -> Result<Self, InvalidWord> {
        let phrase = |text: &str| Phrase::new(text).map_err(|error| InvalidWord::Phrase(text.to_owned(), error));
        let phrases = phrases.into_iter().map(phrase).collect::<Result<Vec<Phrase>, InvalidWord>>()?;
        let by =
            |word: fn(&Phrase) -> usize| ByWord::new(phrases.iter().zip(0..).map(|(phrase, n)| (phrase.hash(word(phrase)), n)));
        Ok(Self { by_first: by(|_| 0), by_last: by(|phrase| phrase.len() - 1), phrases })
    }

    /// The phrases.
    pub fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    /// The longest phrase whose first word is `word`.
    pub fn starting_at(&self, text: &str, word: Span) -> Option<Span> {
        self.starting_with(text, word, hash_as_folded(word.of(text)))
    }

    /// The same, where the hash of the folded word is known.
    #[inline]
    pub fn starting_with(&self, text: &str, word: Span, hash: u64) -> Option<Span> {
        self.by_first.get(hash).filter_map(|n| self.phrases[n as usize].match_at(text, word)).max_by_key(|span| span.len())
    }

    /// The longest phrase whose last word is `word`.
    pub fn ending_at(&self, text: &str, word: Span) -> Option<Span> {
        let hash = hash_as_folded(word.of(text));
        self.by_last.get(hash).filter_map(|n| self.phrases[n as usize].match_before(text, word)).max_by_key(|span| span.len())
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

/// All word classes, each read and compiled when it is first asked for.
#[derive(Debug, Default)]
pub struct Classes {
    classes: BTreeMap<String, Class>,
}

/// A class as its dictionaries define it, and what is compiled of it.
#[derive(Debug, Default)]
struct Class {
    /// Lists of words, phrases and `@classes`, as `postcard` stores them.
    definitions: Vec<Bytes>,
    compiled: OnceLock<Arc<PhraseSet>>,
}

impl Classes {
    /// Takes definitions: names of classes, each with a list of words as `postcard` stores it. Those of one name are joined.
    pub fn new(definitions: impl IntoIterator<Item = (String, Bytes)>) -> Self {
        let mut classes: BTreeMap<String, Class> = BTreeMap::new();
        for (name, words) in definitions {
            classes.entry(name).or_default().definitions.push(words);
        }
        Self { classes }
    }

    /// The class `name`, with those it holds.
    pub fn get(&self, name: &str) -> Result<Arc<PhraseSet>, InvalidWord> {
        let class = self.classes.get(name).ok_or_else(|| InvalidWord::UnknownClass(name.to_owned()))?;
        if let Some(set) = class.compiled.get() {
            return Ok(Arc::clone(set));
        }
        let mut words = Vec::new();
        self.collect(name, &mut Vec::new(), &mut words)?;
        let set = Arc::new(PhraseSet::new(words.iter().map(String::as_str))?);
        Ok(Arc::clone(class.compiled.get_or_init(|| set)))
    }

    /// Names of all classes, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.classes.keys().map(String::as_str)
    }

    fn collect(&self, name: &str, above: &mut Vec<String>, words: &mut Vec<String>) -> Result<(), InvalidWord> {
        if above.iter().any(|class| class == name) {
            return Err(InvalidWord::Circle(name.to_owned()));
        }
        let class = self.classes.get(name).ok_or_else(|| InvalidWord::UnknownClass(name.to_owned()))?;
        above.push(name.to_owned());
        for definition in &class.definitions {
            let defined: Vec<String> = postcard::from_bytes(definition).expect("a list of words, as it was stored");
            for word in defined {
                match word.strip_prefix('@') {
                    Some(class) => self.collect(class, above, words)?,
                    None => words.push(word),
                }
            }
        }
        above.pop();
        Ok(())
    }
}

/// For tests, and for what has its classes as lists.
impl From<rule::Classes> for Classes {
    fn from(lists: rule::Classes) -> Self {
        Self::new(lists.into_iter().map(|(name, words)| (name, postcard::to_stdvec(&words).expect("plain data").into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_classes_and_circles_are_refused() {
        let classes =
            Classes::from(BTreeMap::from([("a".to_owned(), vec!["@b".to_owned()]), ("b".to_owned(), vec!["@a".to_owned()])]));
        assert_eq!(classes.get("c").unwrap_err(), InvalidWord::UnknownClass("c".into()));
        assert_eq!(classes.get("a").unwrap_err(), InvalidWord::Circle("a".into()));
    }
}
