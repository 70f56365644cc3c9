//! Names of people in a text: what the repairs of names have in common.

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Surroundings;
use crate::classes::PhraseSet;
use crate::fold::words;
use crate::span::Span;

/// The prefix of the classes that hold given names.
const GIVEN_NAMES: &str = "given-name.";

/// A given name and a surname, and where they stand.
pub(super) type Places<'t> = BTreeMap<(&'t str, &'t str), Vec<(Span, Span)>>;

/// Pairs of neighbouring capitalized words, as places of the first and the second.
pub(super) fn full_names(text: &str) -> Places<'_> {
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

/// The classes of given names, of all languages.
pub(super) struct GivenNames(Vec<Arc<PhraseSet>>);

impl GivenNames {
    pub(super) fn new(surroundings: &Surroundings<'_>) -> Self {
        let classes = surroundings.book.classes();
        let names = classes.names().filter(|class| class.starts_with(GIVEN_NAMES));
        Self(names.filter_map(|class| classes.get(class).ok()).collect())
    }

    pub(super) fn hold(&self, name: &str) -> bool {
        self.0.iter().any(|class| class.holds_word(name))
    }
}

/// `name` without accents.
pub(super) fn without_marks(name: &str) -> String {
    name.nfd().filter(|c| !is_combining_mark(*c)).collect()
}

/// How a name sounds, roughly: one key for the spellings that transliterations of one name have. Names that differ in more than the
/// letters by which alphabets write one sound have other keys.
pub(super) fn sound(name: &str) -> String {
    let mut plain: String = without_marks(&name.to_lowercase());
    for (spelling, sound) in SOUNDS {
        plain = plain.replace(spelling, sound);
    }
    let mut key = String::with_capacity(plain.len());
    for letter in plain.chars() {
        if !key.ends_with(letter) {
            key.push(letter);
        }
    }
    key
}

/// Spellings of one sound in the transliterations of different languages, the longer ones first.
const SOUNDS: &[(&str, &str)] = &[
    ("schtsch", "ś"),
    ("shch", "ś"),
    ("tsch", "ć"),
    ("tch", "ć"),
    ("sch", "š"),
    ("sh", "š"),
    ("sj", "š"),
    ("ch", "h"),
    ("kh", "h"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("ck", "k"),
    ("qu", "k"),
    ("ou", "u"),
    ("oo", "u"),
    ("yi", "i"),
    ("ij", "i"),
    ("iy", "i"),
    ("y", "i"),
    ("j", "i"),
    ("w", "v"),
    ("q", "k"),
    ("c", "k"),
    ("x", "ks"),
    ("z", "s"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_sound_alike_and_other_names_do_not() {
        for (left, right) in [("Prokudin", "procudin"), ("Zelensky", "Selenskij"), ("Lavrov", "Lawrow"), ("Putin", "Poutin")] {
            assert_eq!(sound(left), sound(right), "{left}, {right}");
        }
        for (left, right) in
            [("Keller", "Heller"), ("Miller", "Müllner"), ("Letta", "Read"), ("Schmidt", "Schmitt"), ("Anna", "Ann")]
        {
            assert_ne!(sound(left), sound(right), "{left}, {right}");
        }
    }
}
