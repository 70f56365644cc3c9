//! Finds every phrase of a large set in one pass over the text.
//!
//! Each phrase is known by the hash of one word, or by the hash of one pair of neighbouring words: pairs are far rarer than words,
//! so nearly every place in a clean text is passed by after two look-ups in a filter that stays in the first-level cache. A phrase
//! is compared only where its word or pair stands. There is no automaton: building the index takes one hash a phrase.

use std::sync::OnceLock;

use bytes::Bytes;

use crate::blobs::{Blobs, number};
use crate::dictionary::phrase::Phrase;
use crate::fold::{fold_word, hash_pair, hash_word, is_ignorable, is_word_char, leading_word, word_after, word_before, words};
use crate::span::Span;

/// Phrases, indexed by their rarest word or pair of words. A phrase is compiled when its word or pair is first met.
///
/// An index is bytes, so that the one of the built-in dictionaries can lie in the binary as it is used.
#[derive(Debug, Default)]
pub struct Index {
    phrases: Blobs,
    compiled: Box<[OnceLock<Option<Box<Phrase>>>]>,
    /// `Entry`s by hash; several phrases may share one.
    entries: Bytes,
    /// Where in `entries` the hashes start that begin with the bits of the place in this list: a `u32` each.
    starts: Bytes,
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
    word: u16,
    /// Part of the hash of the word after that one; 0 where the phrase ends with it.
    next: u32,
    /// Whether that word must begin with a capital: "Because" is the name of a paper, "because" stands everywhere.
    wants_capital: bool,
}

impl Entry {
    const SIZE: usize = 19;

    fn encode(&self) -> [u8; Self::SIZE] {
        let mut bytes = [0; Self::SIZE];
        bytes[..8].copy_from_slice(&self.hash.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.phrase.to_le_bytes());
        bytes[12..14].copy_from_slice(&self.word.to_le_bytes());
        bytes[14..18].copy_from_slice(&self.next.to_le_bytes());
        bytes[18] = u8::from(self.wants_capital);
        bytes
    }

    fn decode(bytes: &[u8]) -> Self {
        let part = |from: usize| u32::from_le_bytes(bytes[from..from + 4].try_into().expect("four bytes"));
        Self {
            hash: u64::from(part(4)) << 32 | u64::from(part(0)),
            phrase: part(8),
            word: u16::from_le_bytes([bytes[12], bytes[13]]),
            next: part(14),
            wants_capital: bytes[18] != 0,
        }
    }
}

impl Index {
    /// Indexes `phrases`; a hit names them by their place in this list. One that is no phrase is never found.
    #[cfg(test)]
    fn of(phrases: &[&str]) -> Self {
        Self::new(Self::encode(phrases).into())
    }

    /// An index of `phrases`, for `new`.
    pub fn encode(phrases: &[impl AsRef<str>]) -> Vec<u8> {
        let keys = phrases.iter().zip(0..);
        let mut entries: Vec<Entry> = keys.filter_map(|(phrase, number)| key(phrase.as_ref(), number)).collect();
        entries.sort_unstable();
        let mut filter = Filter::for_entries(entries.len());
        for entry in &entries {
            filter.insert(entry.hash);
        }
        Blobs::encode([
            Blobs::encode(phrases.iter().map(AsRef::as_ref)),
            entries.iter().flat_map(Entry::encode).collect(),
            starts(&entries).into_iter().flat_map(u32::to_le_bytes).collect(),
            filter.blocks.into_iter().flat_map(u64::to_le_bytes).collect(),
        ])
    }

    /// Reads what `encode` made.
    pub fn new(bytes: Bytes) -> Self {
        let parts = Blobs::new(bytes);
        let phrases = Blobs::new(parts.share(0));
        let compiled = std::iter::repeat_with(OnceLock::new).take(phrases.len()).collect();
        Self { phrases, compiled, entries: parts.share(1), starts: parts.share(2), filter: Filter::decode(parts.get(3)) }
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
        let mut previous = 0;
        each_word(text, |start, hash| {
            self.look_up(text, start, previous, hash, &mut hits);
            previous = hash;
        });
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
        let count = self.starts.len() / 4;
        if count == 0 {
            return;
        }
        let first = number(&self.starts, first_bits(hash, count)) as usize;
        let mut next = None;
        let is_small = text.as_bytes()[start].is_ascii_lowercase();
        let entries = self.entries[first * Entry::SIZE..].chunks_exact(Entry::SIZE).map(Entry::decode);
        let near = entries.take_while(|entry| entry.hash <= hash);
        for entry in near.filter(|entry| entry.hash == hash && !(is_small && entry.wants_capital)) {
            if entry.next != 0 && *next.get_or_insert_with(|| next_hash(text, start)) != entry.next {
                continue;
            }
            let place = entry.phrase as usize;
            let compile = || Phrase::new(self.phrases.text(place)).ok().map(Box::new);
            let Some(phrase) = self.compiled[place].get_or_init(compile) else { continue };
            let Some(word) = word_after(text, start) else { return };
            if let Some(span) = phrase.match_around(text, word, entry.word.into()) {
                hits.push(Hit { phrase: entry.phrase, span });
            }
        }
    }
}

/// Calls `take` with the start and the hash of every word of `text`, in order. The same words as `fold::words`, faster.
#[inline]
fn each_word(text: &str, mut take: impl FnMut(usize, u64)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let (length, mut hash) = leading_word(bytes, at);
        at += length;
        match bytes.get(at) {
            Some(byte) if !byte.is_ascii() => {
                let c = text[at..].chars().next().unwrap_or(' ');
                if is_word_char(c) || (length > 0 && is_ignorable(c)) {
                    let Some(word) = word_after(text, start) else { return };
                    hash = hash_word(&fold_word(word.of(text)));
                    at = word.end;
                } else {
                    at += c.len_utf8();
                    if length == 0 {
                        continue;
                    }
                }
            }
            _ => {
                // The byte that ended the word belongs to no other.
                at += 1;
                if length == 0 {
                    continue;
                }
            }
        }
        take(start, hash);
    }
}

/// For each value of the first bits of a hash, the first of the sorted `entries` that has these bits or higher ones. There are about as
/// many values as entries, so that hardly a step is left to go from there.
fn starts(entries: &[Entry]) -> Vec<u32> {
    let mut starts = vec![0; entries.len().next_power_of_two()];
    let mut next = 0;
    for (entry, place) in entries.iter().zip(0..) {
        let bits = first_bits(entry.hash, starts.len());
        while next <= bits {
            starts[next] = place;
            next += 1;
        }
    }
    starts[next..].fill(entries.len() as u32);
    starts
}

/// The first bits of `hash`, as many as tell `count` places apart, a power of two.
const fn first_bits(hash: u64, count: usize) -> usize {
    // A shift by all 64 bits is none to Rust: one place needs no bits.
    if count <= 1 { 0 } else { (hash >> (64 - count.trailing_zeros())) as usize }
}

/// English words of every sentence, the most frequent first.
const FREQUENT: [&[&str]; 2] = [
    &["a", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "with"],
    &[
        "about", "after", "all", "an", "are", "as", "be", "been", "but", "first", "has", "have", "he", "her", "his", "is", "it",
        "its", "not", "one", "or", "our", "said", "she", "that", "their", "they", "this", "was", "we", "were", "which", "who",
        "will", "would",
    ],
];

/// Whether `word`, folded, stands in every English sentence or nearly so.
pub fn is_frequent(word: &str) -> bool {
    FREQUENT.iter().any(|words| words.contains(&word))
}

/// What to look for to find `phrase`: the hash of its word, or of the pair of its words that is likely to be the rarest.
fn key(phrase: &str, number: u32) -> Option<Entry> {
    // Long words are rare words, and those in the list are in every sentence: enough to keep "of the" from being anyone's pair.
    let mut best: Option<(usize, Entry)> = None;
    let mut previous: Option<(u64, usize)> = None;
    for (span, word) in words(phrase).zip(0..) {
        let folded = fold_word(span.of(phrase));
        let hash = hash_word(&folded);
        let rarity = FREQUENT.iter().position(|words| words.contains(&&*folded)).unwrap_or(span.len().min(12));
        let (hash_of_key, rarity_of_key) = match previous {
            None => (hash, 0),
            Some((before, rarity_before)) => (hash_pair(before, hash), rarity_before + rarity),
        };
        if best.is_none_or(|(most, _)| rarity_of_key > most) {
            let wants_capital = span.of(phrase).starts_with(char::is_uppercase);
            best = Some((rarity_of_key, Entry { hash: hash_of_key, phrase: number, word, next: 0, wants_capital }));
        }
        if let Some((_, entry)) = &mut best
            && entry.word + 1 == word
        {
            entry.next = part(hash);
        }
        previous = Some((hash, rarity));
    }
    best.map(|(_, entry)| entry)
}

/// The part of the hash of a word that an entry remembers; never 0.
const fn part(hash: u64) -> u32 {
    hash as u32 | 1
}

/// What an entry would remember of the word after the one that starts at `start`; 0 where there is none.
fn next_hash(text: &str, start: usize) -> u32 {
    let next = word_after(text, start).and_then(|word| word_after(text, word.end));
    next.map_or(0, |word| part(hash_word(&fold_word(word.of(text)))))
}

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

    /// Reads the blocks of a filter.
    fn decode(bytes: &[u8]) -> Self {
        let blocks: Vec<u64> =
            bytes.chunks_exact(8).map(|block| u64::from_le_bytes(block.try_into().expect("eight bytes"))).collect();
        let shift = 64 - blocks.len().trailing_zeros();
        Self { blocks, shift }
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
        // The hashes are products, well mixed above their lowest bits.
        let bits = 1 << (hash >> 12 & 63) | 1 << (hash >> 20 & 63) | 1 << (hash >> 28 & 63);
        ((hash >> self.shift) as usize, bits)
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
        each_word(text, |start, hash| {
            let bucket = places.bucket(hash);
            places.words.push((start as u32, places.heads[bucket]));
            places.heads[bucket] = (places.words.len() - 1) as u32;
        });
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

    fn found<'t>(index: &Index, text: &'t str) -> Vec<&'t str> {
        index.scan(text).into_iter().map(|hit| hit.span.of(text)).collect()
    }

    #[test]
    fn every_occurrence_is_found_overlapping_ones_included() {
        let index = Index::of(&["fly", "queen currency", "the queen", "their own door"]);
        let text = "Fly to the queen currency; in their  own\ndoor, fly’s (fly).";
        assert_eq!(found(&index, text), ["Fly", "the queen", "queen currency", "their  own\ndoor", "fly", "fly"]);
    }

    #[test]
    fn words_are_found_whole_and_only_whole() {
        let index = Index::of(&["corn", "café", "但是", "mais oui"]);
        assert_eq!(found(&index, "corner popcorn corn_1 corné"), Vec::<&str>::new());
        assert_eq!(found(&index, "2021”corn “we"), ["corn"]);
        assert_eq!(found(&index, "CAFE\u{301}, Ca\u{AD}fé"), ["CAFE\u{301}", "Ca\u{AD}fé"]);
        assert_eq!(found(&index, "他说但是我们"), ["但是"]);
        assert_eq!(found(&index, "corn\u{200B} \u{FEFF}corn mais\u{A0}oui"), ["corn", "corn", "mais\u{A0}oui"]);
    }

    #[test]
    fn the_fast_walk_sees_the_words_that_the_plain_one_sees() {
        for text in [
            "Fly, fly’s “fly” in\u{A0}2021”corn “we",
            "Ca\u{AD}fé cafe\u{301}x 但是ok _a_",
            "",
            "–",
            "ends with é",
            "\u{FEFF}a\u{200B} b",
        ] {
            let mut fast = Vec::new();
            each_word(text, |start, hash| fast.push((start, hash)));
            let plain: Vec<_> = words(text).map(|word| (word.start, hash_word(&fold_word(word.of(text))))).collect();
            assert_eq!(fast, plain, "{text}");
        }
    }

    #[test]
    fn a_thousand_phrases_do_not_hide_one_another() {
        let phrases: Vec<String> = (0..1000).map(|n| format!("alpha{n} beta{}", n % 7)).collect();
        let index = Index::of(&phrases.iter().map(String::as_str).collect::<Vec<_>>());
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
