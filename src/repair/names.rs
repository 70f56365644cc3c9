//! One person under two spellings in one document: "Jin Psaki" here, "Jen Psaki" there.
//!
//! Never by likeness alone: the rest of the name must be the same, and the form that stays must be a known given name or stand
//! clearly more often.

use std::collections::BTreeMap;

use super::people::{GivenNames, without_marks};
use super::{Repair, Repaired, Surroundings, head};
use crate::finding::{Confidence, Kind};

pub(super) fn repairs() -> Vec<Repair> {
    vec![
        Repair {
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
            find: given_names,
        },
        Repair {
            // Two people of one given name may well bear surnames that are a letter apart: never more than a doubt.
            head: head(
                "names/two-surnames",
                Kind::Variant,
                "a surname is written in two ways in this document",
                Confidence::Possible,
            ),
            examples: &[
                ("Anna Keller and Anna Heller met.", "Anna Keller and Anna Heller met."),
                (
                    "Anna Keller came. Anna Keller sat. Anna Keller spoke. Anna Kellar left.",
                    "Anna Keller came. Anna Keller sat. Anna Keller spoke. Anna Keller left.",
                ),
            ],
            find: surnames,
        },
    ]
}

/// The given name one letter away before the same surname, where it is known and this one is not.
fn given_names(surroundings: &Surroundings<'_>) -> Vec<Repaired> {
    let people = surroundings.people();
    let known_names = GivenNames::new(surroundings);
    let mut others: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (given, surname) in people.keys() {
        others.entry(surname).or_default().push(given);
    }
    let mut found = Vec::new();
    for ((given, surname), places) in people.iter().filter(|((given, _), _)| !known_names.hold(given)) {
        let known = others[surname].iter().copied().filter(|other| is_slip(given, other) && known_names.hold(other));
        let Some(right) = only(known) else { continue };
        let because = format!("“{right} {surname}” stands elsewhere in the document");
        found.extend(places.iter().map(|(span, _)| Repaired::because(*span, right, &because)));
    }
    found.sort_by_key(|repaired| repaired.span);
    found
}

/// The surname one letter away after the same given name, where it stands three times as often.
fn surnames(surroundings: &Surroundings<'_>) -> Vec<Repaired> {
    let known_names = GivenNames::new(surroundings);
    let people = surroundings.people();
    let mut others: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (given, surname) in people.keys() {
        others.entry(given).or_default().push(surname);
    }
    let mut found = Vec::new();
    for ((given, surname), places) in
        people.iter().filter(|((given, surname), _)| surname.chars().count() > 4 && known_names.hold(given))
    {
        let is_frequent = |other: &&str| is_slip(surname, other) && people[&(*given, *other)].len() >= 3 * places.len();
        let Some(right) = only(others[given].iter().copied().filter(is_frequent)) else { continue };
        let because = format!("“{given} {right}” stands more often in the document");
        found.extend(places.iter().map(|(_, span)| Repaired::because(*span, right, &because)));
    }
    found.sort_by_key(|repaired| repaired.span);
    found
}

/// The only one of `names`; `None` where there are none or several.
fn only<'t>(mut names: impl Iterator<Item = &'t str>) -> Option<&'t str> {
    names.next().filter(|_| names.next().is_none())
}

/// Whether one letter inside the word is another, missing or too many; never the first.
fn is_slip(left: &str, right: &str) -> bool {
    left != right && left.chars().next() == right.chars().next() && strsim::damerau_levenshtein(left, right) == 1
        // "Ann" and "Anna", "Alexander" and "Alexandre" are two names; a slip does not lengthen a name at its end.
        && !left.starts_with(right)
        && !right.starts_with(left)
        // "Vladimír" is Czech for "Vladimir": an accent more or less is another language's name, no slip.
        && without_marks(left) != without_marks(right)
}
