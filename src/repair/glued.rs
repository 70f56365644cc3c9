//! Function words stuck to the next word: "oninternational peace", "the south ofItaly".

use super::words::{is_english, is_whole};
use super::{Repair, Repaired, Surroundings, head};
use crate::candidates::is_protected;
use crate::classes::PhraseSet;
use crate::finding::{Confidence, Kind};
use crate::fold::words;

/// Function words that are found stuck, and how many letters at least must follow: short ones begin many words. "In" may stick only to
/// a name: before anything else it may be the prefix of "inhabitual".
const FUNCTION_WORDS: &[(&str, usize)] = &[
    ("and", 5),
    ("at", 6),
    ("by", 6),
    ("for", 6),
    ("from", 4),
    ("in", usize::MAX),
    ("of", 5),
    ("on", 6),
    ("that", 4),
    ("the", 5),
    ("to", 7),
    ("with", 5),
];

/// Classes of names that may follow a function word in capitals.
const NAMES: &[&str] = &["place", "country", "capital", "month", "weekday"];

pub(super) fn repairs() -> Vec<Repair> {
    vec![Repair {
        head: head("glued/function-word", Kind::Glued, "a function word is stuck to the next word", Confidence::Likely),
        examples: &[
            (
                "The inhabitual onset of onboarding, an ofCourse() call, the theorem.",
                "The inhabitual onset of onboarding, an ofCourse() call, the theorem.",
            ),
            ("What weighs in their eyes oninternational peace.", "What weighs in their eyes on international peace."),
            ("It happened in the south ofItaly yesterday.", "It happened in the south of Italy yesterday."),
        ],
        find: function_word,
    }]
}

fn function_word(surroundings: &Surroundings<'_>) -> Vec<Repaired> {
    let text = surroundings.view.text;
    let names: Vec<_> = NAMES.iter().filter_map(|name| surroundings.book.classes().get(name).ok()).collect();
    let is_name = |word: &str| names.iter().any(|class: &std::sync::Arc<PhraseSet>| class.holds_word(word));
    let mut found = Vec::new();
    for span in words(text) {
        let word = span.of(text);
        if word.len() < 6 || !word.is_ascii() || !word.starts_with(|c: char| c.is_ascii_lowercase()) {
            continue;
        }
        let lower = word.to_ascii_lowercase();
        if is_english(&lower) || is_whole(&lower) || is_protected(text, span, word) {
            continue;
        }
        let mut splits = FUNCTION_WORDS.iter().filter_map(|(function_word, least)| {
            let rest = word.strip_prefix(function_word)?;
            let plain = rest.len() >= *least && rest.bytes().all(|byte| byte.is_ascii_lowercase()) && is_english(rest);
            let proper = rest.starts_with(|c: char| c.is_ascii_uppercase()) && is_name(rest);
            (plain || proper).then(|| format!("{function_word} {rest}"))
        });
        if let (Some(split), None) = (splits.next(), splits.next()) {
            found.push(Repaired::new(span, split));
        }
    }
    found
}
