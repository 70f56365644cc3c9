//! Folds text for matching. We match on the folded view and edit the original, so every offset that leaves here is original.
//!
//! A **word** is a run of letters, digits and marks. Soft hyphens and zero-width characters inside it belong to it and do not
//! count. In scripts that are written without spaces every character is a word of its own, so phrases match there without borders.
//! What stands between two words is a **gap**. Words compare in lower case and NFC; gaps compare with every white space alike,
//! every apostrophe alike, every hyphen alike, every double quotation mark alike.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::span::Span;

/// Whether `c` belongs to a word.
pub fn is_word_char(c: char) -> bool {
    if c.is_ascii() { is_ascii_word(c as u8) } else { c.is_alphanumeric() || is_combining_mark(c) }
}

/// Whether `c` is invisible inside a word: soft hyphen, zero-width characters, directional marks, Arabic elongation.
pub const fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{061C}' | '\u{0640}')
}

/// Whether `c` is of a script written without spaces between words.
pub const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}'     // Thai, Lao
        | '\u{1000}'..='\u{109F}'   // Myanmar
        | '\u{1780}'..='\u{17FF}'   // Khmer
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' // kana
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' // Han
    )
}

/// Whether `c` is any apostrophe.
pub const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '′' | '＇')
}

/// Whether `c` opens or closes a quotation, and is never an apostrophe.
pub const fn is_double_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»')
}

/// Whether `c` opens or closes a quotation.
pub const fn is_quote(c: char) -> bool {
    is_double_quote(c) || matches!(c, '‹' | '›' | '\'' | '‘' | '’' | '‚')
}

/// The first word that starts at or after `from`.
pub fn word_after(text: &str, from: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    // Most words are ASCII with ASCII around them, and need no decoding.
    let mut start = from;
    while start < bytes.len() && bytes[start].is_ascii() && !is_ascii_word(bytes[start]) {
        start += 1;
    }
    let mut end = start;
    while end < bytes.len() && is_ascii_word(bytes[end]) {
        end += 1;
    }
    if end > start && bytes.get(end).is_none_or(u8::is_ascii) {
        return Some(Span::new(start, end));
    }
    decoded_word_after(text, start)
}

/// `word_after` for text of any script.
fn decoded_word_after(text: &str, from: usize) -> Option<Span> {
    let mut chars = text[from..].char_indices().skip_while(|(_, c)| !is_word_char(*c));
    let (start, first) = chars.next()?;
    let mut end = start + first.len_utf8();
    for (offset, c) in chars {
        if is_combining_mark(c) || (is_word_char(c) && !is_unspaced(first) && !is_unspaced(c)) {
            end = offset + c.len_utf8();
        } else if !is_ignorable(c) {
            break;
        }
    }
    Some(Span::new(from + start, from + end))
}

/// The last word that ends at or before `to`.
pub fn word_before(text: &str, to: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let mut end = to;
    while end > 0 && bytes[end - 1].is_ascii() && !is_ascii_word(bytes[end - 1]) {
        end -= 1;
    }
    let mut start = end;
    while start > 0 && is_ascii_word(bytes[start - 1]) {
        start -= 1;
    }
    if start < end && (start == 0 || bytes[start - 1].is_ascii()) {
        return Some(Span::new(start, end));
    }
    decoded_word_before(text, end)
}

/// `word_before` for text of any script.
fn decoded_word_before(text: &str, to: usize) -> Option<Span> {
    let mut chars = text[..to].char_indices().rev().skip_while(|(_, c)| !is_word_char(*c));
    let (last_start, last) = chars.next()?;
    let end = last_start + last.len_utf8();
    let mut start = last_start;
    let mut leading = last;
    for (offset, c) in chars {
        let joins = is_combining_mark(leading) || (!is_unspaced(leading) && !is_unspaced(c));
        if is_word_char(c) && joins {
            start = offset;
            leading = c;
        } else if !is_ignorable(c) || is_unspaced(leading) {
            break;
        }
    }
    Some(Span::new(start, end))
}

const fn is_ascii_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The words of `text`, from the first on.
pub fn words(text: &str) -> impl Iterator<Item = Span> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let word = word_after(text, from)?;
        from = word.end;
        Some(word)
    })
}

/// A word as it compares: NFC, lower case, without what does not count.
pub fn fold_word(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(word);
    }
    if word.is_ascii() {
        return Cow::Owned(word.to_ascii_lowercase());
    }
    let bare = word.chars().filter(|c| !is_ignorable(*c));
    let settled = |c: char| if c == 'ς' { 'σ' } else { c };
    if is_nfc_quick(bare.clone()) == IsNormalized::Yes {
        return Cow::Owned(bare.flat_map(char::to_lowercase).map(settled).collect());
    }
    Cow::Owned(bare.nfc().flat_map(char::to_lowercase).map(settled).nfc().collect())
}

/// A whole phrase as it compares: its words folded, one blank between them.
pub fn fold_phrase(phrase: &str) -> String {
    let folded: Vec<Cow<'_, str>> = words(phrase).map(|word| fold_word(word.of(phrase))).collect();
    folded.join(" ")
}

/// What stands between two words, as it compares.
///
/// White space becomes one blank, a blank line U+2029 (which no phrase holds), apostrophes, hyphens and double quotation marks become the
/// ASCII ones, what does not count goes.
pub fn fold_gap(gap: &str) -> Cow<'_, str> {
    if gap == " " || gap.is_empty() || gap == "'" || gap == "-" {
        return Cow::Borrowed(gap);
    }
    let mut folded = String::with_capacity(gap.len());
    let mut line_ends = 0;
    for c in gap.chars() {
        if c.is_whitespace() {
            line_ends += usize::from(c == '\n' || c == '\u{2029}');
            if line_ends == 2 {
                folded.push('\u{2029}');
            } else if !folded.ends_with(' ') {
                folded.push(' ');
            }
            continue;
        }
        match c {
            c if is_ignorable(c) => {}
            c if is_apostrophe(c) => folded.push('\''),
            '\u{2010}' | '\u{2011}' => folded.push('-'),
            c if is_double_quote(c) => folded.push('"'),
            c => folded.push(c),
        }
    }
    Cow::Owned(folded)
}

/// Hashes a folded word.
pub fn hash_word(folded: &str) -> u64 {
    hash_bytes(folded.as_bytes(), 0, folded.len())
}

/// The hash of `word` as it is when folded, without a copy where it is ASCII.
pub fn hash_as_folded(word: &str) -> u64 {
    if word.is_ascii() { hash_word(word) } else { hash_word(&fold_word(word)) }
}

/// The bit that makes an ASCII letter small. Digits have it; of other bytes it only has to be taken alike everywhere.
const SMALL: u64 = 0x2020_2020_2020_2020;
const SEED: u64 = 0x243F_6A88_85A3_08D3;

/// Hashes the `length` bytes from `start` on, ASCII letters in either case alike.
fn hash_bytes(bytes: &[u8], start: usize, length: usize) -> u64 {
    let mut hash = SEED;
    let mut at = start;
    let end = start + length;
    while end - at >= 8 {
        hash = mixed(hash, eight_bytes(bytes, at) | SMALL);
        at += 8;
    }
    mixed(hash, (eight_bytes(bytes, at) | SMALL) & first_bytes(end - at))
}

/// The length of the ASCII word that starts at `start`, 0 if there is none, and its hash: that of the folded word.
///
/// Looks at eight bytes at once, so that the length of a word costs no mispredicted branch.
#[inline]
pub(crate) fn leading_word(bytes: &[u8], start: usize) -> (usize, u64) {
    let mut hash = SEED;
    let mut at = start;
    loop {
        let eight = eight_bytes(bytes, at);
        let others = !ascii_word_bytes(eight) & EACH_HIGH;
        if others == 0 {
            hash = mixed(hash, eight | SMALL);
            at += 8;
            continue;
        }
        let length = others.trailing_zeros() as usize / 8;
        return (at - start + length, mixed(hash, (eight | SMALL) & first_bytes(length)));
    }
}

#[inline]
const fn mixed(hash: u64, eight: u64) -> u64 {
    let hash = (hash ^ eight).wrapping_mul(0x517C_C1B7_2722_0A95);
    hash ^ (hash >> 32)
}

/// A mask of the first `count` bytes of eight, fewer than eight.
#[inline]
const fn first_bytes(count: usize) -> u64 {
    (1 << (8 * count)) - 1
}

const EACH: u64 = 0x0101_0101_0101_0101;
const EACH_HIGH: u64 = 0x80 * EACH;

/// The high bit of each of the eight bytes that is an ASCII letter, a digit or `_`; the other bits mean nothing.
#[inline]
const fn ascii_word_bytes(eight: u64) -> u64 {
    // Adding `0x80 - c` sets the high bit of a byte below 0x80 if it is at least `c`, and carries nothing into the next.
    const fn at_least(bytes: u64, c: u8) -> u64 {
        bytes + (0x80 - c as u64) * EACH
    }
    let low = eight & !EACH_HIGH;
    let small = low | SMALL;
    let letter = at_least(small, b'a') & !at_least(small, b'z' + 1);
    let digit = at_least(low, b'0') & !at_least(low, b'9' + 1);
    let underscore = !at_least(low ^ (b'_' as u64 * EACH), 1);
    (letter | digit | underscore) & !eight
}

/// Eight bytes from `at` on, with zeros past the end.
#[inline]
fn eight_bytes(bytes: &[u8], at: usize) -> u64 {
    let rest = &bytes[at.min(bytes.len())..];
    if let Some(eight) = rest.first_chunk::<8>() {
        return u64::from_le_bytes(*eight);
    }
    let mut eight = [0; 8];
    eight[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(eight)
}

/// Hashes a pair of neighbouring words by their hashes.
#[inline]
pub const fn hash_pair(first: u64, second: u64) -> u64 {
    (first.rotate_left(23) ^ second).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Whether `text` has cased letters and all of them are capitals.
pub fn is_upper(text: &str) -> bool {
    let mut cased = text.chars().filter(|c| c.is_lowercase() || c.is_uppercase()).peekable();
    cased.peek().is_some() && cased.all(char::is_uppercase)
}

/// Whether the first cased letter of `text` is a capital.
pub fn is_capitalized(text: &str) -> bool {
    text.chars().find(|c| c.is_lowercase() || c.is_uppercase()).is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &[(&str, &str, &[&str])] = &[
        ("apostrophes divide", "L'Aia’s", &["L", "Aia", "s"]),
        ("hyphens divide", "F-16 fighters", &["F", "16", "fighters"]),
        ("a soft hyphen does not", "Lon\u{AD}don calls", &["Lon\u{AD}don", "calls"]),
        ("one at the end stays out", "London\u{AD} calls", &["London", "calls"]),
        ("marks belong to their letter", "cafe\u{301} noir", &["cafe\u{301}", "noir"]),
        ("an identifier is one word", "born_flag = 1", &["born_flag", "1"]),
        ("Han characters are words", "但是 NATO说", &["但", "是", "NATO", "说"]),
        ("Arabic", "لیز تراس گفت", &["لیز", "تراس", "گفت"]),
        ("nothing", " – … ", &[]),
    ];

    #[test]
    fn words_have_the_borders_of_their_script() {
        for (claim, text, expected) in WORDS {
            let found: Vec<&str> = words(text).map(|word| word.of(text)).collect();
            assert_eq!(&found, expected, "{claim}");
        }
    }

    #[test]
    fn walking_back_finds_the_same_words() {
        for (claim, text, _) in WORDS {
            let forward: Vec<Span> = words(text).collect();
            let mut backward = Vec::new();
            let mut to = text.len();
            while let Some(word) = word_before(text, to) {
                to = word.start;
                backward.push(word);
            }
            backward.reverse();
            assert_eq!(forward, backward, "{claim}");
        }
    }

    #[test]
    fn words_fold_alike_however_they_are_written() {
        for (left, right) in [
            ("Café", "cafe\u{301}"),
            ("LON\u{AD}DON", "london"),
            ("İstanbul", "i\u{307}stanbul"),
            ("ΜΆΪΟΣ", "μάϊος"),
            ("Å", "A\u{30A}"),
        ] {
            assert_eq!(fold_word(left), fold_word(right), "{left} {right}");
        }
    }

    #[test]
    fn eight_bytes_at_once_see_the_words_that_one_at_a_time_sees() {
        for byte in 0..=255u8 {
            let eight = u64::from_le_bytes([byte; 8]);
            let expected = if is_ascii_word(byte) { EACH_HIGH } else { 0 };
            assert_eq!(ascii_word_bytes(eight) & EACH_HIGH, expected, "{byte}");
        }
        for word in ["", "a", "Moscow", "eightlet", "Oninternational", "sixteen_letters_"] {
            let text = format!("{word}, and more");
            assert_eq!(leading_word(text.as_bytes(), 0), (word.len(), hash_word(&word.to_lowercase())), "{word}");
        }
    }

    #[test]
    fn gaps_fold_white_space_but_not_a_blank_line() {
        assert_eq!(fold_gap("\u{A0}\n"), " ");
        assert_eq!(fold_gap("’"), "'");
        assert_eq!(fold_gap("\u{2011}"), "-");
        assert_ne!(fold_gap("\n\n"), " ");
        assert_ne!(fold_gap("\r\n \r\n"), " ");
        assert_ne!(fold_gap(", "), " ");
    }
}
