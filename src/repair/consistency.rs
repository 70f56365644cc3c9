//! What a document says in two ways: a name in two transliterations, a name that was taken for a word, an acronym in two casings, a given name in
//! two languages. The document itself says which is right: the form that stands more often, or the one that only one language has.

use std::collections::{BTreeMap, BTreeSet};

use super::people::{GivenNames, sound};
use super::words::is_english;
use super::{Repair, Repaired, Surroundings, head};
use crate::candidates::is_protected;
use crate::finding::{Confidence, Kind};
use crate::fold::{is_upper, word_after, word_before, words};
use crate::span::Span;
use crate::surroundings::line;

/// Shorter names sound like too many others.
const LEAST_NAME: usize = 5;
/// The lengths of acronyms that are words in lower case, in letters.
const ACRONYM: std::ops::RangeInclusive<usize> = 3..=6;

/// Classes of what people do.
const VERBS: &[&str] = &["speech-verb", "person-verb"];
/// The class of acronyms that are written either way.
const EITHER_WAY: &str = "acronym-in-either-casing";

pub(super) fn repairs() -> Vec<Repair> {
    let consistency = |id, kind, why| head(id, kind, why, Confidence::Likely);
    vec![
        Repair {
            head: consistency("consistency/surname", Kind::Variant, "one person is written in two ways in this document"),
            examples: &[
                ("Anna Keller and Anna Heller met. Anna Keller left.", "Anna Keller and Anna Heller met. Anna Keller left."),
                ("Ivan Petrov and Olga Petroff met. Ivan Petrov left.", "Ivan Petrov and Olga Petroff met. Ivan Petrov left."),
                (
                    "Oleksandr Prokudin spoke. Oleksandr Prokudin left. Oleksandr Procudin came back.",
                    "Oleksandr Prokudin spoke. Oleksandr Prokudin left. Oleksandr Prokudin came back.",
                ),
            ],
            find: surname,
        },
        Repair {
            head: consistency(
                "consistency/lower-case-name",
                Kind::Person,
                "a name of this document stands here as if it were a word",
            ),
            examples: &[
                ("Anna Baker likes the baker of the town.", "Anna Baker likes the baker of the town."),
                (
                    "Oleksandr Prokudin warned them. The procudin added no more.",
                    "Oleksandr Prokudin warned them. Prokudin added no more.",
                ),
            ],
            find: lower_case_name,
        },
        Repair {
            head: consistency(
                "consistency/acronym-casing",
                Kind::Acronym,
                "an acronym is written in two casings in this document",
            ),
            examples: &[
                ("The WHO asked who it was. Who knows, said the WHO.", "The WHO asked who it was. Who knows, said the WHO."),
                ("The UNHCR came. The Unhcr left. The UNHCR stayed.", "The UNHCR came. The UNHCR left. The UNHCR stayed."),
            ],
            find: acronym_casing,
        },
        Repair {
            head: consistency(
                "consistency/given-name",
                Kind::Person,
                "one person has a given name in two languages in this document",
            ),
            examples: &[
                ("Peter Miller and Paul Miller met.", "Peter Miller and Paul Miller met."),
                (
                    "Matteo Brambilla spoke to the board. Then Matthew Brambilla left the room.",
                    "Matteo Brambilla spoke to the board. Then Matteo Brambilla left the room.",
                ),
            ],
            find: given_name,
        },
    ]
}

/// The surname that sounds the same, after the same given name, and stands more often.
fn surname(surroundings: &Surroundings<'_>) -> Vec<Repaired> {
    let people = surroundings.people();
    let known = GivenNames::new(surroundings);
    let mut found = Vec::new();
    for ((given, surname), places) in people.iter().filter(|((given, _), _)| known.hold(given)) {
        let others =
            people.iter().filter(|((other, _), _)| other == given).map(|((_, surname), places)| (*surname, places.len()));
        let same = others.filter(|(other, _)| other != surname && sound(other) == sound(surname));
        let Some((right, count)) = same.max_by_key(|(_, count)| *count) else { continue };
        // An accent more or less is a matter of taste, and two of each say nothing.
        if count > places.len() && surname.chars().count() >= LEAST_NAME && is_other_spelling(surname, right) {
            let because = format!("“{given} {right}” stands more often in the document");
            found.extend(places.iter().map(|(_, span)| Repaired::because(*span, right, &because)));
        }
    }
    in_order(found)
}

/// Whether the two differ in more than accents and doubled letters.
fn is_other_spelling(left: &str, right: &str) -> bool {
    let bare = |name: &str| {
        let mut letters: Vec<char> = super::people::without_marks(&name.to_lowercase()).chars().collect();
        letters.dedup();
        letters
    };
    bare(left) != bare(right)
}

/// A word in lower case that is no English one, sounds like a surname of the document and does what a person does; an article before
/// it goes.
fn lower_case_name(surroundings: &Surroundings<'_>) -> Vec<Repaired> {
    let text = surroundings.view.text;
    let known = GivenNames::new(surroundings);
    let people =
        surroundings.people().keys().filter(|(given, surname)| surname.chars().count() >= LEAST_NAME && known.hold(given));
    let surnames: BTreeMap<String, &str> = people.map(|(_, surname)| (sound(surname), *surname)).collect();
    let verbs: Vec<_> = VERBS.iter().filter_map(|class| surroundings.book.classes().get(class).ok()).collect();
    if surnames.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for span in words(text) {
        let word = span.of(text);
        let is_plain = word.chars().all(|c| c.is_lowercase() && c.is_alphabetic());
        if !is_plain || word.chars().count() < LEAST_NAME || is_english(word) {
            continue;
        }
        let Some(right) = surnames.get(&sound(word)).filter(|_| !is_protected(text, span, word)) else { continue };
        let next = word_after(text, span.end).filter(|next| text[span.end..next.start].chars().all(char::is_whitespace));
        if !next.is_some_and(|next| verbs.iter().any(|verbs| verbs.holds_word(next.of(text)))) {
            continue;
        }
        let article = word_before(text, span.start).filter(|before| {
            matches!(before.of(text), "the" | "The" | "a" | "A") && text[before.end..span.start].chars().all(char::is_whitespace)
        });
        let because = format!("“{right}” is a surname in this document");
        found.push(Repaired::because(Span::new(article.map_or(span.start, |article| article.start), span.end), right, &because));
    }
    found
}

/// "Unhcr" beside "UNHCR": not a word, not a name, and written in capitals more often.
fn acronym_casing(surroundings: &Surroundings<'_>) -> Vec<Repaired> {
    let text = surroundings.view.text;
    let known = GivenNames::new(surroundings);
    let either_way = surroundings.book.classes().get(EITHER_WAY).ok();
    let mut capitals: BTreeMap<String, usize> = BTreeMap::new();
    let mut mixed: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    for span in words(text) {
        let word = span.of(text);
        if !ACRONYM.contains(&word.chars().count()) || !word.chars().all(char::is_alphabetic) {
            continue;
        }
        if is_upper(word) {
            // In a headline in capitals every word is.
            if line(text, span).of(text).chars().any(char::is_lowercase) {
                *capitals.entry(word.to_lowercase()).or_default() += 1;
            }
        } else if word.starts_with(char::is_uppercase) && word.chars().skip(1).all(char::is_lowercase) {
            mixed.entry(word.to_lowercase()).or_default().push(span);
        }
    }
    let mut found = Vec::new();
    for (acronym, places) in mixed {
        let count = capitals.get(&acronym).copied().unwrap_or(0);
        let word = places[0].of(text);
        let is_free = either_way.as_ref().is_some_and(|class| class.holds_word(word));
        if count <= places.len() || is_free || is_english(&acronym) || known.hold(word) {
            continue;
        }
        let right = acronym.to_uppercase();
        let because = format!("“{right}” stands more often in the document");
        found.extend(places.into_iter().map(|span| Repaired::because(span, &right, &because)));
    }
    in_order(found)
}

/// "Matthew Rossi" beside "Matteo Rossi": the English name gives way to the one that it translates.
fn given_name(surroundings: &Surroundings<'_>) -> Vec<Repaired> {
    let people = surroundings.people();
    let english = surroundings.book.classes().get("given-name.en").ok();
    let mut by_surname: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (given, surname) in people.keys() {
        by_surname.entry(surname).or_default().insert(given);
    }
    let mut found = Vec::new();
    for ((given, surname), places) in people {
        let others = by_surname[surname].iter().filter(|other| *other != given);
        // "Steven" is English too, and so a name of its own beside "Stephen".
        let foreign = others.filter(|other| !english.as_ref().is_some_and(|english| english.holds_word(other)));
        let mut translated =
            foreign.filter(|other| surroundings.book.names().iter().any(|names| names.is_translation(other, given)));
        let Some(right) = translated.next() else { continue };
        let because = format!("“{right} {surname}” stands elsewhere in the document");
        found.extend(places.iter().map(|(span, _)| Repaired::because(*span, right, &because)));
    }
    in_order(found)
}

fn in_order(mut found: Vec<Repaired>) -> Vec<Repaired> {
    found.sort_by_key(|repaired| repaired.span);
    found
}
