//! Dictionaries as they are stored: bytes in which a rule, a class or a phrase is found and read only when it is asked for.

use bytes::Bytes;
use serde::Serialize;

use super::assemble::{Assembled, Base, Owner, Stored};
use super::names::Names;
use super::rule::{Pattern, Rule};
use crate::blobs::{Blobs, number};
use crate::scan::Index;
use crate::span::Span;

/// Stored dictionaries.
#[derive(Debug, Default)]
pub struct Layer {
    /// The ids of the rules, in order.
    pub ids: Blobs,
    /// The rules: `Stored`, by `postcard`.
    pub rules: Blobs,
    /// Names of classes and lists of words by `postcard`, in turn.
    pub classes: Blobs,
    /// What source languages leave behind: `SourceMarks` by `postcard`, one a language.
    pub marks: Blobs,
    /// What is looked for in every text.
    pub wrongs: Lookup,
    /// The wrong forms of rules that are only `possible` by themselves.
    pub doubts: Lookup,
    /// The anchors of formulas that are only `possible` by themselves.
    pub formulas: Lookup,
    /// Names read as words.
    pub name_words: Lookup,
    /// How many languages have tables of names.
    pub names_count: u32,
    base: Bytes,
}

/// An index and whose its phrases are.
#[derive(Debug, Default)]
pub struct Lookup {
    index: Index,
    owners: Bytes,
}

impl Lookup {
    fn encode(phrases: &[(String, Owner)]) -> Vec<u8> {
        let texts: Vec<&str> = phrases.iter().map(|(text, _)| text.as_str()).collect();
        Blobs::encode([Index::encode(&texts), phrases.iter().flat_map(|(_, owner)| owner.encode()).collect()])
    }

    fn new(bytes: Bytes) -> Self {
        let parts = Blobs::new(bytes);
        Self { index: Index::new(parts.share(0)), owners: parts.share(1) }
    }

    /// Where the phrases stand in `text`, and whose they are.
    pub fn scan(&self, text: &str) -> impl Iterator<Item = (Owner, Span)> {
        let owner = |phrase: u32| Owner::decode(&self.owners[phrase as usize * Owner::SIZE..][..Owner::SIZE]);
        self.index.scan(text).into_iter().map(move |hit| (owner(hit.phrase), hit.span))
    }

    /// Number of phrases.
    pub fn phrase_count(&self) -> usize {
        self.index.len()
    }
}

impl Layer {
    /// Stores `dictionaries`, for `new`.
    pub fn encode(dictionaries: &Assembled) -> Vec<u8> {
        let rules = &dictionaries.rules;
        let templates = rules.iter().map(|stored| &stored.rule).filter(|rule| matches!(rule.pattern, Pattern::Names(_)));
        let templates: Vec<&Rule> = templates.collect();
        let classes = dictionaries.classes.iter().flat_map(|(name, words)| [name.clone().into_bytes(), stored(words)]);
        Blobs::encode([
            Blobs::encode(rules.iter().map(|stored| &stored.rule.id)),
            Blobs::encode(rules.iter().map(stored)),
            Blobs::encode(classes),
            Blobs::encode(dictionaries.marks.iter().map(stored)),
            Lookup::encode(&dictionaries.wrongs),
            Lookup::encode(&dictionaries.formulas),
            Lookup::encode(&dictionaries.name_words),
            stored(&(templates, &dictionaries.names)),
            u32::try_from(dictionaries.names.len()).unwrap_or(0).to_le_bytes().to_vec(),
            Lookup::encode(&dictionaries.doubts),
        ])
    }

    /// Reads what `encode` stored.
    pub fn new(bytes: Bytes) -> Self {
        let parts = Blobs::new(bytes);
        let list = |part| Blobs::new(parts.share(part));
        let lookup = |part| Lookup::new(parts.share(part));
        Self {
            ids: list(0),
            rules: list(1),
            classes: list(2),
            marks: list(3),
            wrongs: lookup(4),
            formulas: lookup(5),
            name_words: lookup(6),
            base: parts.share(7),
            names_count: number(parts.get(8), 0),
            doubts: lookup(9),
        }
    }

    /// What a layer above this one takes over.
    ///
    /// # Panics
    ///
    /// Never, for bytes that `encode` made.
    pub fn base(&self) -> Base {
        let (templates, names): (Vec<Rule>, Vec<Names>) = postcard::from_bytes(&self.base).expect("as it was stored");
        Base { templates, names }
    }

    /// Names of classes, each with its definition.
    pub fn class_definitions(&self) -> impl Iterator<Item = (String, Bytes)> {
        (0..self.classes.len()).step_by(2).map(|at| (self.classes.text(at).to_owned(), self.classes.share(at + 1)))
    }

    /// Whether a rule of the id `id` was written here: what a general rule about names generates was not.
    ///
    /// # Panics
    ///
    /// Never, for bytes that `encode` made.
    pub fn is_written(&self, id: &str) -> bool {
        self.places_of(id)
            .next()
            .is_some_and(|first| postcard::from_bytes::<Stored>(self.rules.get(first)).expect("as it was stored").table.is_none())
    }

    /// The places of the rules of the id `id`.
    pub fn places_of(&self, id: &str) -> std::ops::Range<usize> {
        let first = partition_point(self.ids.len(), |at| self.ids.text(at) < id);
        let last = partition_point(self.ids.len(), |at| self.ids.text(at) <= id);
        first..last
    }
}

/// The first of `count` places for which `is_before` does not hold.
fn partition_point(count: usize, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        if is_before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

fn stored<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).expect("plain data")
}
