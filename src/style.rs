//! What the style of an English text says about the language that it was machine-translated from.
//!
//! A linear model over function words, marks and their order: how a text is built, not what it is about. Names, numbers and rarer words are
//! masked. It was trained by `scripts/train_style.py` on machine translation from ten languages and on human English, and knows no
//! other language; what it says is one trace among others and never enough alone.
//!
//! `data/style.bin`, little-endian: the lengths in bytes of the class names and of the frequent words, the number of features, all `u32`,
//! and the scale of the weights, `f32`; the class names, separated by spaces; the frequent words, by line feeds, sorted; one `f32` a class, the
//! intercepts; the FNV-1a hashes of the features, `u32`, sorted; for each feature one `i8` a class, the weights.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::language::Language;

static DATA: &[u8] = include_bytes!("../data/style.bin");
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::new(DATA).expect("scripts/train_style.py wrote it"));
static TOKEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"\p{L}+(?:['’]\p{L}+)*|\d+|[.,;:!?()"“”«»„—–-]"#).expect("a constant expression"));

/// Of a text, no more than so many bytes are looked at: the model was trained on documents of up to twenty sentences.
const SAMPLE: usize = 6000;
/// With fewer tokens than this the model has nothing to go by.
const LEAST: usize = 120;
/// The class of human English.
const NONE: &str = "none";
/// Endings that are left of a masked word, and what it becomes.
const ENDINGS: [(&str, &str); 5] = [("ing", "*ing"), ("ion", "*ion"), ("ed", "*ed"), ("ly", "*ly"), ("s", "*s")];
/// The 32-bit FNV-1a hash of nothing.
const FNV: u32 = 0x811C_9DC5;

/// The language that the style of `text`, an English one, points to, with its share of belief from 0 to 1; `None` where the text is too
/// short or reads like human English.
pub fn source_language(text: &str) -> Option<(Language, f64)> {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    MODEL.source_language(&text[..end])
}

struct Model {
    classes: Vec<&'static str>,
    frequent: Vec<&'static str>,
    intercepts: Vec<f64>,
    hashes: Vec<u32>,
    weights: &'static [u8],
    scale: f64,
}

impl Model {
    /// Reads the file; `None` where it is not what the format says.
    fn new(data: &'static [u8]) -> Option<Self> {
        let mut rest = data;
        let mut take = |length: usize| {
            let (taken, left) = rest.split_at_checked(length)?;
            rest = left;
            Some(taken)
        };
        let number = |bytes: &[u8]| Some(u32::from_le_bytes(bytes.try_into().ok()?));
        let float = |bytes: &[u8]| Some(f64::from(f32::from_le_bytes(bytes.try_into().ok()?)));
        let (names, words, features) = (number(take(4)?)?, number(take(4)?)?, number(take(4)?)?);
        let scale = float(take(4)?)?;
        let classes: Vec<&str> = std::str::from_utf8(take(names as usize)?).ok()?.split(' ').collect();
        let frequent = std::str::from_utf8(take(words as usize)?).ok()?.lines().collect();
        let intercepts = take(4 * classes.len())?.chunks(4).map(float).collect::<Option<_>>()?;
        let hashes = take(4 * features as usize)?.chunks(4).map(number).collect::<Option<_>>()?;
        let weights = take(classes.len() * features as usize)?;
        Some(Self { classes, frequent, intercepts, hashes, weights, scale })
    }

    fn source_language(&self, text: &str) -> Option<(Language, f64)> {
        let mut hashes = Vec::new();
        let tokens: usize = sentences(text).map(|sentence| self.take_features(sentence, &mut hashes)).sum();
        if tokens < LEAST {
            return None;
        }
        hashes.sort_unstable();
        let mut scores = vec![0.0; self.classes.len()];
        let mut squares = 0.0;
        for same in hashes.chunk_by(|a, b| a == b) {
            // Features that the model does not know were left out of the vectors that it was trained on.
            let Ok(feature) = self.hashes.binary_search(&same[0]) else { continue };
            let value = (same.len() as f64).ln_1p();
            squares += value * value;
            let weights = &self.weights[feature * scores.len()..];
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += f64::from(weight.cast_signed()) * self.scale * value;
            }
        }
        let length = f64::max(squares.sqrt(), f64::MIN_POSITIVE);
        for (score, intercept) in scores.iter_mut().zip(&self.intercepts) {
            *score = *score / length + intercept;
        }
        let (best, highest) = scores.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let share = 1.0 / scores.iter().map(|score| (score - highest).exp()).sum::<f64>();
        let language = self.classes[best];
        (language != NONE).then(|| Some((language.parse().ok()?, share))).flatten()
    }

    /// Adds the hashes of each token of `sentence` and of each pair and triple of tokens; says how many tokens there are.
    fn take_features(&self, sentence: &str, hashes: &mut Vec<u32>) -> usize {
        let tokens = self.tokens(sentence);
        for start in 0..tokens.len() {
            let mut hash = FNV;
            for (place, token) in tokens[start..].iter().take(3).enumerate() {
                hash = fnv(if place > 0 { fnv(hash, " ") } else { hash }, token);
                hashes.push(hash);
            }
        }
        tokens.len()
    }

    fn tokens<'s>(&self, sentence: &'s str) -> Vec<Cow<'s, str>> {
        let mut tokens = vec![Cow::Borrowed("^")];
        for found in TOKEN.find_iter(sentence) {
            let found = found.as_str();
            let first = found.chars().next().unwrap_or(' ');
            let token = if first.is_numeric() {
                Cow::Borrowed("#")
            } else if !first.is_alphabetic() {
                Cow::Borrowed(found)
            } else if first.is_uppercase() && tokens.len() > 1 {
                Cow::Borrowed("@")
            } else {
                self.masked(found)
            };
            tokens.push(token);
        }
        tokens
    }

    /// A frequent word in lower case, or a star with the ending of a rarer one.
    fn masked<'s>(&self, word: &'s str) -> Cow<'s, str> {
        let is_folded = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'');
        let word = if is_folded { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase().replace('’', "'")) };
        if self.frequent.binary_search(&&*word).is_ok() {
            return word;
        }
        let ending = ENDINGS.iter().find(|(ending, _)| word.ends_with(ending));
        Cow::Borrowed(ending.map_or("*", |(_, masked)| masked))
    }
}

/// The lines of `text`, cut after each stop that blanks and an ASCII capital follow.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim().is_empty()).flat_map(|line| {
        let mut start = 0;
        let mut cuts = Vec::new();
        for (at, _) in line.match_indices(['.', '!', '?']) {
            let after = &line[at + 1..];
            let next = after.trim_start_matches(' ');
            if next.len() < after.len() && next.starts_with(|c: char| c.is_ascii_uppercase()) {
                cuts.push(&line[start..=at]);
                start = line.len() - next.len();
            }
        }
        cuts.push(&line[start..]);
        cuts
    })
}

/// The FNV-1a hash of what has the hash `before` and of `text` after it.
fn fnv(before: u32, text: &str) -> u32 {
    text.bytes().fold(before, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_model_can_be_read() {
        assert!(MODEL.classes.contains(&NONE) && MODEL.classes.contains(&"de"));
        assert!(MODEL.hashes.is_sorted() && MODEL.frequent.is_sorted());
        assert_eq!(MODEL.weights.len(), MODEL.hashes.len() * MODEL.classes.len());
    }

    #[test]
    fn words_are_cut_and_masked_as_in_training() {
        assert_eq!(
            MODEL.tokens("The 12 Ministers quickly said “no”."),
            ["^", "the", "#", "@", "*ly", "said", "“", "no", "”", "."]
        );
        assert_eq!(
            sentences("One came. Two left.\n\nthree. four").collect::<Vec<_>>(),
            ["One came.", "Two left.", "three. four"]
        );
        assert_eq!(fnv(FNV, "the"), 0xB40E_B21C);
    }

    #[test]
    fn a_short_text_says_nothing() {
        assert_eq!(source_language("The minister said no."), None);
    }
}
