//! Tells the language of a passage, or says that it can't.
//!
//! Long passages are whatlang's. It guesses wildly on single sentences, so short ones are told by their script and their function
//! words, and where these say nothing the answer is "unknown": the caller then goes by the document.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::classes::{Classes, PhraseSet};
use crate::fold::words;
use crate::language::Language;
use crate::repair::words::is_english;
use crate::surroundings::{ceiling, floor};

/// Passages of so many letters are long enough for whatlang.
const LONG: usize = 200;
/// Of a passage, no more than so many bytes are looked at.
const SAMPLE: usize = 3000;
/// The prefix of the word classes that hold each language's function words.
const FUNCTION_WORDS: &str = "function-word.";

/// What language a passage is in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detected {
    /// The language, or `None` for "unknown".
    pub language: Option<Language>,
    /// Between 0 and 1.
    pub confidence: f64,
}

impl Detected {
    const UNKNOWN: Self = Self { language: None, confidence: 0.0 };
}

/// Tells languages apart.
#[derive(Debug, Default)]
pub struct Detector {
    classes: Arc<Classes>,
    /// By language; read when the first passage is asked about.
    function_words: OnceLock<Vec<(Language, Arc<PhraseSet>)>>,
}

impl Detector {
    /// Takes the function words from the classes `function-word.it` and so on.
    pub fn new(classes: &Arc<Classes>) -> Self {
        Self { classes: Arc::clone(classes), function_words: OnceLock::new() }
    }

    fn function_words(&self) -> &[(Language, Arc<PhraseSet>)] {
        self.function_words.get_or_init(|| {
            let languages = self.classes.names().filter_map(|name| {
                let language = name.strip_prefix(FUNCTION_WORDS)?.parse().ok()?;
                Some((language, self.classes.get(name).ok()?))
            });
            languages.collect()
        })
    }

    /// The language of `passage`.
    pub fn detect(&self, passage: &str) -> Detected {
        let sample = sample(passage);
        if is_english_prose(sample) {
            return Detected { language: Some(Language::ENGLISH), confidence: 0.9 };
        }
        let by_words = self.by_function_words(sample);
        let letters = sample.chars().filter(|c| c.is_alphabetic()).take(LONG).count();
        if letters < LONG && by_words.language.is_some() {
            return by_words;
        }
        let Some(info) = whatlang::detect(sample) else { return by_words };
        let by_trigrams = Detected { language: language_of(info.lang()), confidence: info.confidence() };
        if letters < LONG {
            // Trigrams of a short text mean little, its script much: Greek letters are Greek.
            let by_script = info.script() != whatlang::Script::Latin && info.is_reliable();
            return if by_script { by_trigrams } else { Detected::UNKNOWN };
        }
        match (by_words.language, by_trigrams.language) {
            (Some(left), Some(right)) if left == right => by_trigrams,
            // Function words see languages that whatlang does not know, and are not taken in by a list of foreign names.
            (Some(_), _) if by_words.confidence > 0.5 || !info.is_reliable() => by_words,
            _ if info.is_reliable() => by_trigrams,
            _ => Detected::UNKNOWN,
        }
    }

    /// Goes by the share of words that are function words of one language and no other candidate comes near.
    fn by_function_words(&self, passage: &str) -> Detected {
        let mut hits: BTreeMap<Language, usize> = BTreeMap::new();
        let mut total = 0usize;
        for word in words(passage).take(200) {
            total += 1;
            for (language, set) in self.function_words() {
                if set.holds_word(word.of(passage)) {
                    *hits.entry(*language).or_default() += 1;
                }
            }
        }
        let mut ranked: Vec<(usize, Language)> = hits.into_iter().map(|(language, count)| (count, language)).collect();
        ranked.sort_by(|a, b| b.cmp(a));
        let Some(&(best, language)) = ranked.first() else { return Detected::UNKNOWN };
        let second = ranked.iter().find(|(_, other)| !other.is_akin_to(language)).map_or(0, |(count, _)| *count);
        let share = best as f64 / total as f64;
        if best < 2 || share < 0.12 || best * 2 < second * 3 {
            return Detected::UNKNOWN;
        }
        let lead = 1.0 - second as f64 / best as f64;
        Detected { language: Some(language), confidence: (lead * (share * 4.0).min(1.0)).min(0.99) }
    }
}

/// Whether most small-letter words of `passage` are English ones, as they are in no other language: few words are enough to see that, where trigrams need many.
fn is_english_prose(passage: &str) -> bool {
    let (mut english, mut total) = (0, 0);
    let small = words(passage).map(|word| word.of(passage)).filter(|word| word.len() > 1 && word.chars().all(char::is_lowercase));
    for word in small.take(60) {
        total += 1;
        english += usize::from(is_english(word));
    }
    total >= 3 && english * 10 >= total * 7
}

/// A piece from the middle of a long passage: beginnings are often headlines and datelines.
fn sample(passage: &str) -> &str {
    if passage.len() <= SAMPLE {
        return passage;
    }
    let start = floor(passage, (passage.len() - SAMPLE) / 2);
    &passage[start..ceiling(passage, start + SAMPLE)]
}

fn language_of(lang: whatlang::Lang) -> Option<Language> {
    let code = lang.code();
    let two = ISO_639_3.iter().find(|(three, _)| *three == code).map(|(_, two)| *two);
    two.unwrap_or(code).parse().ok()
}

#[rustfmt::skip]
const ISO_639_3: &[(&str, &str)] = &[
    ("afr", "af"), ("aka", "ak"), ("amh", "am"), ("ara", "ar"), ("aze", "az"), ("bel", "be"), ("ben", "bn"), ("bul", "bg"),
    ("cat", "ca"), ("ces", "cs"), ("cmn", "zh"), ("cym", "cy"), ("dan", "da"), ("deu", "de"), ("ell", "el"), ("eng", "en"),
    ("epo", "eo"), ("est", "et"), ("fin", "fi"), ("fra", "fr"), ("guj", "gu"), ("heb", "he"), ("hin", "hi"), ("hrv", "hr"),
    ("hun", "hu"), ("hye", "hy"), ("ind", "id"), ("ita", "it"), ("jav", "jv"), ("jpn", "ja"), ("kan", "kn"), ("kat", "ka"),
    ("khm", "km"), ("kor", "ko"), ("lat", "la"), ("lav", "lv"), ("lit", "lt"), ("mal", "ml"), ("mar", "mr"), ("mkd", "mk"),
    ("mya", "my"), ("nep", "ne"), ("nld", "nl"), ("nob", "no"), ("ori", "or"), ("pan", "pa"), ("pes", "fa"), ("pol", "pl"),
    ("por", "pt"), ("ron", "ro"), ("rus", "ru"), ("sin", "si"), ("slk", "sk"), ("slv", "sl"), ("sna", "sn"), ("spa", "es"),
    ("srp", "sr"), ("swe", "sv"), ("tam", "ta"), ("tel", "te"), ("tgl", "tl"), ("tha", "th"), ("tuk", "tk"), ("tur", "tr"),
    ("ukr", "uk"), ("urd", "ur"), ("uzb", "uz"), ("vie", "vi"), ("yid", "yi"), ("zul", "zu"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn detector() -> Detector {
        let book = crate::dictionary::Rulebook::builtin().unwrap();
        Detector::new(book.classes())
    }

    #[test]
    fn short_passages_are_told_by_their_function_words_or_not_at_all() {
        let detector = detector();
        for (text, expected) in [
            ("Liz Terrace resigned after 44 days as the prime minister.", Some("en")),
            ("Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec *", Some("fr")),
            ("Rule out: écarter, exclure", None),
            ("Bitcoin Trader", None),
            ("Министр заявил, что это не так.", Some("ru")),
            ("", None),
        ] {
            assert_eq!(detector.detect(text).language.map(|language| language.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn long_passages_are_told() {
        let english = "The minister said on Monday that the government would not change its plans, whatever the opposition might say about \
                       them, and that the vote would be held before the end of the month as it had been announced in the spring.";
        assert_eq!(detector().detect(english).language, Some(Language::ENGLISH));
    }
}
