//! Finds every phrase of a large set in one pass over the text.
//!
//! Each phrase is known by the hash of one word, or by the hash of one pair of neighbouring words: pairs are far rarer than words,
//! so nearly every place in a clean text is passed by after two look-ups in a filter that stays in the first-level cache. A phrase
//! is compared only where its word or pair stands. There is no automaton: building the index takes one hash a phrase.

use std::sync::OnceLock;

use crate::dictionary::phrase::Phrase;
use crate::fold::{fold_word, hash_bytes, hash_pair, hash_word, is_ignorable, is_word_char, word_after, word_before, words};
use crate::span::Span;

/// Phrases, indexed by their rarest word or pair of words. A phrase is compiled when its word or pair is first met.
#[derive(Debug, Default)]
pub struct Index {
    phrases: Vec<(Box<str>, OnceLock<Option<Phrase>>)>,
    /// By hash; several phrases may share one.
    entries: Vec<Entry>,
    filter: Filter,
}

/// A phrase that stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Which phrase, by the order in which they were given.
    pub phrase: u32,
    /// Where, as bytes of the text.
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    hash: u64,
    phrase: u32,
    /// Which word of the phrase the hash is of; for a pair, its second.
    word: u32,
}

impl Index {
    /// Indexes `phrases`; a hit names them by their place in this list. One that is no phrase is never found.
    pub fn new(phrases: Vec<Box<str>>) -> Self {
        let keys = phrases.iter().zip(0..);
        let mut entries: Vec<Entry> = keys.filter_map(|(phrase, number)| key(phrase, number)).collect();
        entries.sort_unstable();
        let mut filter = Filter::for_entries(entries.len());
        for entry in &entries {
            filter.insert(entry.hash);
        }
        let phrases = phrases.into_iter().map(|phrase| (phrase, OnceLock::new())).collect();
        Self { phrases, entries, filter }
    }

    /// Number of phrases.
    pub fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Whether there is no phrase.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// All places where a phrase stands, overlapping ones included, in the order of the word that gave them away.
    pub fn scan(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        let bytes = text.as_bytes();
        let mut at = 0;
        let mut previous = 0;
        while at < bytes.len() {
            while at < bytes.len() && CLASS[bytes[at] as usize] == Class::Gap {
                at += 1;
            }
            let start = at;
            while at < bytes.len() && CLASS[bytes[at] as usize] == Class::Word {
                at += 1;
            }
            let mut hash = hash_bytes(bytes, start, at - start);
            if at < bytes.len() && CLASS[bytes[at] as usize] == Class::Beyond {
                let c = text[at..].chars().next().unwrap_or(' ');
                let is_whole = !is_word_char(c) && (at == start || !is_ignorable(c));
                if is_whole {
                    let is_mark_alone = at == start;
                    at += c.len_utf8();
                    if is_mark_alone {
                        continue;
                    }
                } else {
                    let Some(word) = word_after(text, start) else { break };
                    hash = hash_word(&fold_word(word.of(text)));
                    at = word.end;
                }
            }
            if start < bytes.len() {
                self.look_up(text, start, previous, hash, &mut hits);
                previous = hash;
            }
        }
        hits
    }

    #[inline]
    fn look_up(&self, text: &str, start: usize, previous: u64, hash: u64, hits: &mut Vec<Hit>) {
        let pair = hash_pair(previous, hash);
        if self.filter.may_hold(hash) {
            self.verify(text, start, hash, hits);
        }
        if self.filter.may_hold(pair) {
            self.verify(text, start, pair, hits);
        }
    }

    #[cold]
    fn verify(&self, text: &str, start: usize, hash: u64, hits: &mut Vec<Hit>) {
        let first = self.entries.partition_point(|entry| entry.hash < hash);
        let same = self.entries[first..].iter().take_while(|entry| entry.hash == hash);
        for entry in same {
            let (written, compiled) = &self.phrases[entry.phrase as usize];
            let Some(phrase) = compiled.get_or_init(|| Phrase::new(written).ok()) else { continue };
            let Some(word) = word_after(text, start) else { return };
            if let Some(span) = phrase.match_around(text, word, entry.word as usize) {
                hits.push(Hit { phrase: entry.phrase, span });
            }
        }
    }
}

/// What to look for to find `phrase`: the hash of its word, or of the pair of its words that is likely to be the rarest.
fn key(phrase: &str, number: u32) -> Option<Entry> {
    // Long words are rare words, and frequent ones short: enough to keep "of the" from being anyone's pair.
    let mut best: Option<(usize, Entry)> = None;
    let mut previous: Option<(u64, usize)> = None;
    for (span, word) in words(phrase).zip(0..) {
        let hash = hash_word(&fold_word(span.of(phrase)));
        let rarity = span.len().min(12);
        let (hash_of_key, rarity_of_key) = match previous {
            None => (hash, 0),
            Some((before, rarity_before)) => (hash_pair(before, hash), rarity_before + rarity),
        };
        if best.is_none_or(|(most, _)| rarity_of_key > most) {
            best = Some((rarity_of_key, Entry { hash: hash_of_key, phrase: number, word }));
        }
        previous = Some((hash, rarity));
    }
    best.map(|(_, entry)| entry)
}

/// What a byte says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// An ASCII character that belongs to no word.
    Gap,
    /// An ASCII character of a word.
    Word,
    /// A byte of another character.
    Beyond,
}

const CLASS: [Class; 256] = {
    let mut table = [Class::Gap; 256];
    let mut byte = 0;
    while byte < 256 {
        let c = byte as u8;
        if !c.is_ascii() {
            table[byte] = Class::Beyond;
        } else if c.is_ascii_alphanumeric() || c == b'_' {
            table[byte] = Class::Word;
        }
        byte += 1;
    }
    table
};

/// A set of hashes that may say yes to a stranger, but never no to a member: a Bloom filter whose bits for one hash stand in one word,
/// so that a look-up touches one place.
#[derive(Debug)]
struct Filter {
    blocks: Vec<u64>,
    shift: u32,
}

impl Default for Filter {
    fn default() -> Self {
        Self::for_entries(0)
    }
}

impl Filter {
    /// About sixteen bits and three probes an entry: some 1 % of strangers get through. At least 4 KiB, at most 512 KiB.
    fn for_entries(count: usize) -> Self {
        let blocks = (count / 4).next_power_of_two().clamp(1 << 9, 1 << 16);
        Self { blocks: vec![0; blocks], shift: 64 - blocks.trailing_zeros() }
    }

    fn insert(&mut self, hash: u64) {
        let (block, bits) = self.place(hash);
        self.blocks[block] |= bits;
    }

    #[inline]
    fn may_hold(&self, hash: u64) -> bool {
        let (block, bits) = self.place(hash);
        self.blocks[block] & bits == bits
    }

    #[inline]
    fn place(&self, hash: u64) -> (usize, u64) {
        let spread = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let bits = 1 << (spread & 63) | 1 << (spread >> 6 & 63) | 1 << (spread >> 12 & 63);
        ((spread >> self.shift) as usize, bits)
    }
}

/// Where each word of a text stands, for questions about the whole document. Built only when one is asked.
#[derive(Debug)]
pub struct WordPlaces {
    heads: Vec<u32>,
    /// For each word of the text: its start, and the previous word of the same bucket.
    words: Vec<(u32, u32)>,
}

const NONE: u32 = u32::MAX;

impl WordPlaces {
    /// Indexes the words of `text`, which must be under 4 GiB.
    pub fn new(text: &str) -> Self {
        let size = (text.len() / 6).next_power_of_two().max(16);
        let mut places = Self { heads: vec![NONE; size], words: Vec::with_capacity(text.len() / 6) };
        for word in words(text) {
            let bucket = places.bucket(hash_word(&fold_word(word.of(text))));
            places.words.push((word.start as u32, places.heads[bucket]));
            places.heads[bucket] = (places.words.len() - 1) as u32;
        }
        places
    }

    /// The places of `phrase` in `text`, the text that this was made of, last first.
    pub fn find<'s>(&'s self, text: &'s str, phrase: &'s Phrase) -> impl Iterator<Item = Span> + 's {
        let rarest = (0..phrase.len()).max_by_key(|index| phrase.folded(*index).len()).unwrap_or(0);
        let mut next = self.heads[self.bucket(phrase.hash(rarest))];
        std::iter::from_fn(move || {
            while next != NONE {
                let (start, previous) = self.words[next as usize];
                next = previous;
                let word = word_after(text, start as usize)?;
                if let Some(span) = phrase.match_around(text, word, rarest) {
                    return Some(span);
                }
            }
            None
        })
    }

    fn bucket(&self, hash: u64) -> usize {
        (hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) as usize & (self.heads.len() - 1)
    }
}

/// The words on either side of `span`, nearest first: those before it, those after it.
pub fn neighbours(text: &str, span: Span) -> (impl Iterator<Item = Span>, impl Iterator<Item = Span>) {
    let mut to = span.start;
    let mut from = span.end;
    let before = std::iter::from_fn(move || {
        let word = word_before(text, to)?;
        to = word.start;
        Some(word)
    });
    let after = std::iter::from_fn(move || {
        let word = word_after(text, from)?;
        from = word.end;
        Some(word)
    });
    (before, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(phrases: &[&str]) -> Index {
        Index::new(phrases.iter().map(|phrase| (*phrase).into()).collect())
    }

    fn found<'t>(index: &Index, text: &'t str) -> Vec<&'t str> {
        index.scan(text).into_iter().map(|hit| hit.span.of(text)).collect()
    }

    #[test]
    fn every_occurrence_is_found_overlapping_ones_included() {
        let index = index(&["fly", "queen currency", "the queen", "their own door"]);
        let text = "Fly to the queen currency; in their  own\ndoor, fly’s (fly).";
        assert_eq!(found(&index, text), ["Fly", "the queen", "queen currency", "their  own\ndoor", "fly", "fly"]);
    }

    #[test]
    fn words_are_found_whole_and_only_whole() {
        let index = index(&["corn", "café", "但是", "mais oui"]);
        assert_eq!(found(&index, "corner popcorn corn_1 corné"), Vec::<&str>::new());
        assert_eq!(found(&index, "2021”corn “we"), ["corn"]);
        assert_eq!(found(&index, "CAFE\u{301}, Ca\u{AD}fé"), ["CAFE\u{301}", "Ca\u{AD}fé"]);
        assert_eq!(found(&index, "他说但是我们"), ["但是"]);
        assert_eq!(found(&index, "corn\u{200B} \u{FEFF}corn mais\u{A0}oui"), ["corn", "corn", "mais\u{A0}oui"]);
    }

    #[test]
    fn a_thousand_phrases_do_not_hide_one_another() {
        let phrases: Vec<String> = (0..1000).map(|n| format!("alpha{n} beta{}", n % 7)).collect();
        let index = index(&phrases.iter().map(String::as_str).collect::<Vec<_>>());
        let text = phrases.join(". ");
        assert_eq!(found(&index, &text), phrases);
    }

    #[test]
    fn places_of_a_phrase_are_those_that_a_scan_finds() {
        let text = "Moscow said, in Moscow, that NATO’s Moscow office, MOSCOW too.";
        let places = WordPlaces::new(text);
        let moscow = Phrase::new("Moscow").unwrap();
        assert_eq!(places.find(text, &moscow).count(), 4);
        assert_eq!(places.find(text, &Phrase::new("in Moscow").unwrap()).count(), 1);
        assert_eq!(places.find(text, &Phrase::new("Kyiv").unwrap()).count(), 0);
    }
}
