//! What the style of an English text says about the language that it was machine-translated from.
//!
//! A linear model over function words, marks and their order: how a text is built, not what it is about. Names, numbers and rarer words are
//! masked. It was trained by `scripts/train_style.py` on machine translation from ten languages and on human English, and knows no
//! other language; what it says is one trace among others and never enough alone.
//!
//! `data/style.bin`, little-endian: the lengths in bytes of the class names and of the frequent words, the number of features, all `u32`,
//! and the scale of the weights, `f32`; the class names, separated by spaces; the frequent words, by line feeds, sorted; one `f32` a class, the
//! intercepts; the FNV-1a hashes of the features, `u32`, sorted; for each feature one `i8` a class, the weights.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::language::Language;

static DATA: &[u8] = include_bytes!("../data/style.bin");
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::new(DATA).expect("scripts/train_style.py wrote it"));
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\p{L}+(?:['’]\p{L}+)*|\d+|[.,;:!?()"“”«»„—–-]"#).expect("a constant expression")
});

/// Of a text, no more than so many bytes are looked at: the model was trained on documents of up to twenty sentences.
const SAMPLE: usize = 6000;
/// With fewer tokens than this the model has nothing to go by.
const LEAST: usize = 120;
/// The class of human English.
const NONE: &str = "none";
/// Endings that are left of a masked word.
const ENDINGS: [&str; 5] = ["ing", "ion", "ed", "ly", "s"];

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
        let (counts, tokens) = self.features(text);
        if tokens < LEAST {
            return None;
        }
        let values: Vec<(u32, f64)> = counts.into_iter().map(|(hash, count)| (hash, f64::from(count).ln_1p())).collect();
        // Features that the model does not know were left out of the vectors that it was trained on.
        let known = values.iter().filter_map(|(hash, value)| Some((self.hashes.binary_search(hash).ok()?, *value)));
        let known: Vec<(usize, f64)> = known.collect();
        let length = known.iter().map(|(_, value)| value * value).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
        let mut scores = self.intercepts.clone();
        for (feature, value) in known {
            let weights = &self.weights[feature * scores.len()..];
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += f64::from(weight.cast_signed()) * self.scale * value / length;
            }
        }
        let (best, highest) = scores.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let share = 1.0 / scores.iter().map(|score| (score - highest).exp()).sum::<f64>();
        let language = self.classes[best];
        (language != NONE).then(|| Some((language.parse().ok()?, share))).flatten()
    }

    /// How often each token, pair and triple of tokens stands in `text`, by hash; and how many tokens there are.
    fn features(&self, text: &str) -> (HashMap<u32, u32>, usize) {
        let mut counts: HashMap<u32, u32> = HashMap::new();
        let mut total = 0;
        for sentence in sentences(text) {
            let tokens = self.tokens(sentence);
            total += tokens.len();
            for length in 1..=3 {
                for sequence in tokens.windows(length) {
                    *counts.entry(fnv(&sequence.join(" "))).or_default() += 1;
                }
            }
        }
        (counts, total)
    }

    fn tokens(&self, sentence: &str) -> Vec<String> {
        let mut tokens = vec!["^".to_owned()];
        for found in TOKEN.find_iter(sentence) {
            let first = found.as_str().chars().next().unwrap_or(' ');
            let token = if first.is_numeric() {
                "#".to_owned()
            } else if !first.is_alphabetic() {
                found.as_str().to_owned()
            } else if first.is_uppercase() && tokens.len() > 1 {
                "@".to_owned()
            } else {
                let word = found.as_str().to_lowercase().replace('’', "'");
                if self.frequent.binary_search(&word.as_str()).is_ok() {
                    word
                } else {
                    format!("*{}", ENDINGS.iter().find(|ending| word.ends_with(**ending)).unwrap_or(&""))
                }
            };
            tokens.push(token);
        }
        tokens
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

/// The 32-bit FNV-1a hash.
fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
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
        assert_eq!(MODEL.tokens("The 12 Ministers quickly said “no”."), ["^", "the", "#", "@", "*ly", "said", "“", "no", "”", "."]);
        assert_eq!(sentences("One came. Two left.\n\nthree. four").collect::<Vec<_>>(), ["One came.", "Two left.", "three. four"]);
        assert_eq!(fnv("the"), 0xB40E_B21C);
    }

    #[test]
    fn a_short_text_says_nothing() {
        assert_eq!(source_language("The minister said no."), None);
    }
}
