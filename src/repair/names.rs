//! One person under two spellings in one document: "Jin Psaki" here, "Jen Psaki" there.
//!
//! Never by likeness alone: the rest of the name must be the same, and the form that stays must be a known given name or stand
//! clearly more often.

use std::collections::BTreeMap;

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

    let mut givens: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut surnames: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (given, surname) in people.keys() {
        givens.entry(surname).or_default().push(given);
        surnames.entry(given).or_default().push(surname);
    }
    let mut found = Vec::new();
    for ((given, surname), places) in &people {
        // The same surname after a given name one letter away, that is known while this one is not.
        let known = givens[surname].iter().copied().filter(|other| is_slip(given, other) && is_given_name(other));
        if !is_given_name(given)
            && let Some(right) = only(known)
        {
            let because = format!("“{right} {surname}” stands elsewhere in the document");
            found.extend(places.iter().map(|(span, _)| repaired(*span, right, &because)));
        }
        // The same given name before a surname one letter away, that stands three times as often.
        let is_frequent = |other: &&str| {
            is_slip(surname, other) && surname.chars().count() > 4 && people[&(*given, *other)].len() >= 3 * places.len()
        };
        if is_given_name(given)
            && let Some(right) = only(surnames[given].iter().copied().filter(is_frequent))
        {
            let because = format!("“{given} {right}” stands more often in the document");
            found.extend(places.iter().map(|(_, span)| repaired(*span, right, &because)));
        }
    }
    found.sort_by_key(|repaired| repaired.span);
    found
}

/// The only one of `names`; `None` where there are none or several.
fn only<'t>(mut names: impl Iterator<Item = &'t str>) -> Option<&'t str> {
    names.next().filter(|_| names.next().is_none())
}

fn repaired(span: Span, right: &str, because: &str) -> Repaired {
    Repaired { span, right: Some(right.to_owned()), because: Some(because.to_owned()) }
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
