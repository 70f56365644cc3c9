//! "He said" of a woman: source languages that drop the pronoun, or have one for all.
//!
//! Only ever a doubt: shown where the last person quoted in the document is a woman by her given name.

use super::{Repair, Repaired, Surroundings, head};
use crate::casing::carried_over;
use crate::finding::{Confidence, Kind};
use crate::fold::{fold_word, words};
use crate::span::Span;

/// How many words may lie between the attribution of a quotation and the pronoun that takes it up.
const REACH: usize = 150;
/// How many words may lie between the verb of an attribution and the name.
const ATTRIBUTION: usize = 6;

pub(super) fn repairs() -> Vec<Repair> {
    vec![Repair {
        head: head("pronoun/speaker", Kind::Gender, "the last speaker named here is a woman", Confidence::Possible),
        examples: &[
            ("“No,” said Boris Johnson. Then he said more.", "“No,” said Boris Johnson. Then he said more."),
            ("“No”, said the minister, Liz Truss – he said it twice.", "“No”, said the minister, Liz Truss – she said it twice."),
        ],
        find: speaker,
    }]
}

fn speaker(surroundings: &Surroundings<'_>) -> Vec<Repaired> {
    let text = surroundings.view.text;
    let class = |name: &str| surroundings.book.classes().get(name).ok();
    let (Some(women), Some(men), Some(speaking)) = (class("given-name.female"), class("given-name.male"), class("speech-verb"))
    else {
        return Vec::new();
    };
    let words: Vec<Span> = words(text).collect();
    let mut found = Vec::new();
    let mut last_verb: Option<usize> = None;
    let mut speaker: Option<(usize, bool, String)> = None;
    for (number, span) in words.iter().enumerate() {
        let word = span.of(text);
        let is_verb = speaking.holds_word(word);
        let next_is_name = words.get(number + 1).is_some_and(|next| next.of(text).starts_with(char::is_uppercase));
        let is_named = word.starts_with(char::is_uppercase) && next_is_name;
        if is_named
            && last_verb.is_some_and(|verb| number - verb <= ATTRIBUTION)
            && (women.holds_word(word) || men.holds_word(word))
        {
            let name = Span::new(span.start, words[number + 1].end).of(text);
            speaker = Some((number, women.holds_word(word) && !men.holds_word(word), name.to_owned()));
        }
        let followed_by_verb = words[number + 1..].iter().take(2).any(|next| speaking.holds_word(next.of(text)));
        if let Some((place, true, name)) = &speaker
            && fold_word(word) == "he"
            && followed_by_verb
            && number - place <= REACH
        {
            found.push(Repaired {
                span: *span,
                right: Some(carried_over("he", word, "she")),
                because: Some(format!("“{name}” was the last to speak")),
            });
        }
        if is_verb {
            last_verb = Some(number);
        }
    }
    found
}
