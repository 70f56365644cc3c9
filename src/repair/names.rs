//! One person under two spellings in one document: "Jin Psaki" here, "Jen Psaki" there.
//!
//! Never by likeness alone: the rest of the name must be the same, and the form that stays must be a known given name or stand
//! clearly more often.

use std::collections::{BTreeMap, BTreeSet};

use super::{Repair, Repaired, Surroundings, head};
use crate::finding::{Confidence, Kind};
use crate::fold::words;
use crate::span::Span;

/// The prefix of the classes that hold given names.
const GIVEN_NAMES: &str = "given-name.";

pub(super) fn repairs() -> Vec<Repair> {
    vec![Repair {
        head: head(
            "names/two-spellings",
            Kind::Variant,
            "one person is written in two ways in this document",
            Confidence::Likely,
        ),
        examples: &[
            ("Jon Miller met Tom Miller. Tom Miller left.", "Jon Miller met Tom Miller. Tom Miller left."),
            (
                "The spokeswoman Jin Psaki spoke. Jen Psaki stressed it.",
                "The spokeswoman Jen Psaki spoke. Jen Psaki stressed it.",
            ),
        ],
        find: two_spellings,
    }]
}

/// A given name and a surname, and where they stand.
type Places<'t> = BTreeMap<(&'t str, &'t str), Vec<(Span, Span)>>;

fn two_spellings(surroundings: &Surroundings<'_>) -> Vec<Repaired> {
    let text = surroundings.view.text;
    let people = full_names(text);
    let classes = surroundings.book.classes();
    let given_names: Vec<_> =
        classes.names().filter(|name| name.starts_with(GIVEN_NAMES)).filter_map(|name| classes.get(name).ok()).collect();
    let is_given_name = |name: &str| given_names.iter().any(|class| class.holds_word(name));

    let mut found = Vec::new();
    for ((given, surname), places) in &people {
        // The same surname after a given name one letter away, that is known while this one is not.
        let known = people.keys().filter(|(other, same)| same == surname && is_slip(given, other) && is_given_name(other));
        let rights: BTreeSet<&str> = known.map(|(other, _)| *other).collect();
        if let (Some(right), 1, false) = (rights.first(), rights.len(), is_given_name(given)) {
            let because = format!("“{right} {surname}” stands elsewhere in the document");
            found.extend(places.iter().map(|(span, _)| Repaired {
                span: *span,
                right: Some((*right).to_owned()),
                because: Some(because.clone()),
            }));
        }
        // The same given name before a surname one letter away, that stands three times as often.
        let frequent = people.iter().filter(|((same, other), more)| {
            same == given && is_slip(surname, other) && surname.chars().count() > 4 && more.len() >= 3 * places.len()
        });
        let rights: BTreeSet<&str> = frequent.map(|((_, other), _)| *other).collect();
        if let (Some(right), 1, true) = (rights.first(), rights.len(), is_given_name(given)) {
            let because = format!("“{given} {right}” stands more often in the document");
            found.extend(places.iter().map(|(_, span)| Repaired {
                span: *span,
                right: Some((*right).to_owned()),
                because: Some(because.clone()),
            }));
        }
    }
    found.sort_by_key(|repaired| repaired.span);
    found
}

/// Pairs of neighbouring capitalized words, as places of the first and the second.
fn full_names(text: &str) -> Places<'_> {
    let mut places = Places::new();
    let mut previous: Option<Span> = None;
    for word in words(text) {
        let written = word.of(text);
        let is_name = written.chars().count() >= 3
            && written.starts_with(char::is_uppercase)
            && written.chars().skip(1).all(char::is_lowercase);
        if let (true, Some(first)) = (is_name, previous)
            && &text[first.end..word.start] == " "
        {
            places.entry((first.of(text), written)).or_default().push((first, word));
        }
        previous = is_name.then_some(word);
    }
    places
}

/// Whether one letter inside the word is another, missing or too many; never the first.
fn is_slip(left: &str, right: &str) -> bool {
    left != right && left.chars().next() == right.chars().next() && strsim::damerau_levenshtein(left, right) == 1
        // "Ann" and "Anna", "Alexander" and "Alexandre" are two names; a slip does not lengthen a name at its end.
        && !left.starts_with(right)
        && !right.starts_with(left)
}
