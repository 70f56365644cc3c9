//! Phrases as words and gaps, and how they match: the unit that rules, gates, classes and markers are made of.

use unicode_normalization::UnicodeNormalization;

use crate::fold::{fold_gap, fold_word, hash_word, is_double_quote, is_ignorable, is_upper, word_after, word_before, words};
use crate::span::Span;

/// A phrase split into words. Lower case in it matches any casing; capitals are demanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    words: Vec<PhraseWord>,
    /// What stands between the words, folded: one fewer than there are words.
    gaps: Vec<Box<str>>,
    /// Double quotation marks and stops before the first and after the last word, folded.
    edges: (Box<str>, Box<str>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct PhraseWord {
    folded: Box<str>,
    hash: u64,
    /// As written, where it has capitals.
    demanded: Option<Box<str>>,
}

/// Why a string can't be a phrase.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPhrase {
    /// There is no word in it.
    #[error("holds no word")]
    NoWord,
    /// Something other than a double quotation mark or a stop stands before the first or after the last word: a gate can ask for it.
    #[error("begins or ends with a mark or a space")]
    Edge,
}

impl Phrase {
    /// Whether `phrase` can be one.
    pub fn check(phrase: &str) -> Result<(), InvalidPhrase> {
        let (Some(first), Some(last)) = (word_after(phrase, 0), word_before(phrase, phrase.len())) else {
            return Err(InvalidPhrase::NoWord);
        };
        let mut edges = phrase[..first.start].chars().chain(phrase[last.end..].chars());
        if edges.all(|c| is_double_quote(c) || c == '.') { Ok(()) } else { Err(InvalidPhrase::Edge) }
    }

    /// Splits `phrase` into words and gaps.
    pub fn new(phrase: &str) -> Result<Self, InvalidPhrase> {
        Self::check(phrase)?;
        let spans: Vec<Span> = words(phrase).collect();
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return Err(InvalidPhrase::NoWord) };
        let edges = (fold_gap(&phrase[..first.start]).into(), fold_gap(&phrase[last.end..]).into());
        let gaps = spans.windows(2).map(|pair| fold_gap(&phrase[pair[0].end..pair[1].start]).into()).collect();
        let words = spans
            .iter()
            .map(|span| {
                let written = span.of(phrase);
                let folded = fold_word(written);
                let demanded = written.chars().any(char::is_uppercase).then(|| written.into());
                PhraseWord { hash: hash_word(&folded), folded: folded.into(), demanded }
            })
            .collect();
        Ok(Self { words, gaps, edges })
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word: never, for a phrase that `new` made.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Hash of word `index`.
    pub fn hash(&self, index: usize) -> u64 {
        self.words[index].hash
    }

    /// Word `index`, folded.
    pub fn folded(&self, index: usize) -> &str {
        &self.words[index].folded
    }

    /// The span of the match whose word `index` is the word `anchor` of `text`, if there is one.
    pub fn match_around(&self, text: &str, anchor: Span, index: usize) -> Option<Span> {
        let mut start = anchor;
        for back in (0..index).rev() {
            let word = word_before(text, start.start)?;
            self.gap_fits(&text[word.end..start.start], back)?;
            self.word_fits(word.of(text), back)?;
            start = word;
        }
        let end = self.match_from(text, anchor, index)?;
        let edge = edge_before(text, start.start, &self.edges.0)?;
        Some(Span::new(start.start - edge, end))
    }

    /// The span of the match whose first word is the first at or after `from`, if there is one.
    pub fn match_at(&self, text: &str, first: Span) -> Option<Span> {
        self.match_around(text, first, 0)
    }

    /// The span of the match whose last word is `last`, if there is one.
    pub fn match_before(&self, text: &str, last: Span) -> Option<Span> {
        self.match_around(text, last, self.words.len() - 1)
    }

    /// Where the match ends that has the word `word` of `text` at `index`.
    fn match_from(&self, text: &str, word: Span, index: usize) -> Option<usize> {
        self.word_fits(word.of(text), index)?;
        let mut end = word.end;
        for ahead in index + 1..self.words.len() {
            let next = word_after(text, end)?;
            self.gap_fits(&text[end..next.start], ahead - 1)?;
            self.word_fits(next.of(text), ahead)?;
            end = next.end;
        }
        Some(end + edge_after(text, end, &self.edges.1)?)
    }

    fn gap_fits(&self, gap: &str, index: usize) -> Option<()> {
        (gap == &*self.gaps[index] || fold_gap(gap) == *self.gaps[index]).then_some(())
    }

    fn word_fits(&self, word: &str, index: usize) -> Option<()> {
        let wanted = &self.words[index];
        let same = if word.is_ascii() { wanted.folded.eq_ignore_ascii_case(word) } else { fold_word(word) == *wanted.folded };
        if !same {
            return None;
        }
        let Some(demanded) = &wanted.demanded else { return Some(()) };
        // A headline in capitals fits: "THE BORN" is "the Born". ("BBC" fits "Bbc" too, and then there is nothing to change.)
        let shouted = word.chars().nth(1).is_some() && is_upper(word);
        (word == &**demanded || shouted || same_letters(word, demanded)).then_some(())
    }
}

/// How many bytes the marks `edge` take just before `at`, if they stand there.
fn edge_before(text: &str, at: usize, edge: &str) -> Option<usize> {
    if edge.is_empty() {
        return Some(0);
    }
    let width = text[..at].chars().rev().take(edge.chars().count()).map(char::len_utf8).sum();
    (fold_gap(&text[at - width..at]) == edge).then_some(width)
}

/// How many bytes the marks `edge` take just after `at`, if they stand there.
fn edge_after(text: &str, at: usize, edge: &str) -> Option<usize> {
    if edge.is_empty() {
        return Some(0);
    }
    let width = text[at..].chars().take(edge.chars().count()).map(char::len_utf8).sum();
    (fold_gap(&text[at..at + width]) == edge).then_some(width)
}

/// Whether two words are equal but for composition and characters that do not count.
fn same_letters(left: &str, right: &str) -> bool {
    if left.is_ascii() || right.is_ascii() {
        return false;
    }
    let bare = |word: &str| word.chars().filter(|c| !is_ignorable(*c)).nfc().collect::<String>();
    bare(left) == bare(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrase: &str, text: &str) -> Option<String> {
        let phrase = Phrase::new(phrase).unwrap();
        words(text).find_map(|word| phrase.match_at(text, word)).map(|span| span.of(text).to_owned())
    }

    #[test]
    fn lower_case_matches_any_casing_and_capitals_are_demanded() {
        for (phrase, text, expected) in [
            ("the Born", "and the Born will", Some("the Born")),
            ("the Born", "The Born will", Some("The Born")),
            ("the Born", "THE BORN WILL", Some("THE BORN")),
            ("the Born", "to the born leader", None),
            ("fly", "FLY, from Fly", Some("FLY")),
        ] {
            assert_eq!(found(phrase, text).as_deref(), expected, "{phrase} in {text}");
        }
    }

    #[test]
    fn gaps_must_be_alike_and_white_space_is() {
        for (text, fits) in [("L’Aia", true), ("L'Aia", true), ("L Aia", false)] {
            assert_eq!(found("L'Aia", text).is_some(), fits, "{text}");
        }
        for (text, fits) in [
            ("queen\u{A0}currency", true),
            ("queen \r\n currency", true),
            ("queen\n\ncurrency", false),
            ("queen, currency", false),
            ("qu\u{AD}een cur\u{200B}rency", true),
        ] {
            assert_eq!(found("queen currency", text).is_some(), fits, "{text:?}");
        }
    }

    #[test]
    fn matches_are_found_from_any_of_their_words() {
        let text = "in the door of their own house";
        let phrase = Phrase::new("their own house").unwrap();
        let spans: Vec<Span> = words(text).collect();
        assert_eq!(phrase.match_around(text, spans[5], 1).map(|span| span.of(text)), Some("their own house"));
        assert_eq!(phrase.match_before(text, spans[6]).map(|span| span.of(text)), Some("their own house"));
        assert_eq!(phrase.match_around(text, spans[4], 1), None);
    }

    #[test]
    fn phrases_begin_and_end_with_words_quotation_marks_or_stops() {
        assert_eq!(found("EE.UU.", "in EE.UU. they").as_deref(), Some("EE.UU."));
        assert_eq!(found("TV channel “Rain”", "the TV channel \"Rain\".").as_deref(), Some("TV channel \"Rain\""));
        assert_eq!(found("TV channel “Rain”", "the TV channel Rain"), None);
        assert_eq!(Phrase::new("said –"), Err(InvalidPhrase::Edge));
        assert_eq!(Phrase::new("…"), Err(InvalidPhrase::NoWord));
    }
}
