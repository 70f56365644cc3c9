//! Names that are words, by source language: tables that a person fills in, and the pairs of wrong and right forms that they generate.
//!
//! A table says of a name what a translator makes of it when it reads it as a word: *Chiesa* → "church". The general rules of the
//! dictionary `names` say where such a pair may be trusted: after a given name, after a title, beside the name itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::finding::display_as_written;
use crate::language::Language;

/// Names, each with what a translator makes of it.
pub type Renderings = BTreeMap<String, Vec<String>>;

/// The names of one source language that are words of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Names {
    /// The language.
    pub source: Language,
    /// Surnames.
    pub surname: Renderings,
    /// Given names: their English counterparts ("Matteo", "Matthew"), and what they mean as words.
    pub given: Renderings,
    /// Towns, villages, regions.
    pub town: Renderings,
    /// Sport clubs and their nicknames.
    pub club: Renderings,
    /// Newspapers, channels, shows.
    pub media: Renderings,
    /// Parties, movements, coalitions.
    pub party: Renderings,
    /// Full names of people in the news, of whom a name stands in the tables.
    pub people: Vec<String>,
    /// Full names that look wrong and are borne by real people: never to be touched.
    pub real: Vec<String>,
}

/// What a general rule about names looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Table {
    /// Surnames as words: "church" for Chiesa.
    Surname,
    /// Towns as words.
    Town,
    /// Clubs as words.
    Club,
    /// Media as words.
    Media,
    /// Parties as words.
    Party,
    /// Full names of known people with the surname as a word: "Federico Church".
    FullName,
    /// The same in whatever casing: "Federico church".
    FullNameInAnyCasing,
    /// Full names of known people with the given name in English: "Matthew Salvini".
    TranslatedGivenName,
}

display_as_written!(Table);

impl Table {
    /// Whether what the table generates is specific enough to be looked for in every text. The rest are words, and looked for only
    /// where a translation or one of the right names shows.
    pub const fn is_specific(self) -> bool {
        matches!(self, Self::FullName | Self::FullNameInAnyCasing | Self::TranslatedGivenName)
    }
}

impl Names {
    /// Adds what another file has for the same language.
    pub fn join(&mut self, other: Self) {
        let tables = [
            (&mut self.surname, other.surname),
            (&mut self.given, other.given),
            (&mut self.town, other.town),
            (&mut self.club, other.club),
            (&mut self.media, other.media),
            (&mut self.party, other.party),
        ];
        for (own, more) in tables {
            for (name, renderings) in more {
                own.entry(name).or_default().extend(renderings);
            }
        }
        self.people.extend(other.people);
        self.real.extend(other.real);
    }

    /// Whether `other` is what a translator makes of the given name `name`.
    pub fn is_translation(&self, name: &str, other: &str) -> bool {
        self.given.get(name).is_some_and(|renderings| renderings.iter().any(|rendering| rendering == other))
    }

    /// Puts everything into an order that does not tell which file it came from.
    pub fn sort(&mut self) {
        let tables = [&mut self.surname, &mut self.given, &mut self.town, &mut self.club, &mut self.media, &mut self.party];
        for list in tables.into_iter().flat_map(BTreeMap::values_mut).chain([&mut self.people, &mut self.real]) {
            list.sort();
            list.dedup();
        }
    }

    /// The wrong forms that `table` generates, each with the names that it may stand for, in order.
    pub fn pairs(&self, table: Table) -> Vec<(String, Vec<String>)> {
        let mut pairs: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut add = |wrong: String, right: &str| {
            let rights = pairs.entry(wrong).or_default();
            if !rights.iter().any(|known| known == right) {
                rights.push(right.to_owned());
            }
        };
        let words = match table {
            Table::Surname => Some(&self.surname),
            Table::Town => Some(&self.town),
            Table::Club => Some(&self.club),
            Table::Media => Some(&self.media),
            Table::Party => Some(&self.party),
            Table::FullName | Table::FullNameInAnyCasing | Table::TranslatedGivenName => None,
        };
        for (name, renderings) in words.into_iter().flatten() {
            for rendering in renderings {
                add(rendering.clone(), name);
            }
        }
        for person in &self.people {
            let wrongs = match table {
                Table::FullName => self.full_names(person),
                Table::FullNameInAnyCasing => {
                    let full = |(before, surname)| format!("{before} {surname}").to_lowercase();
                    self.surnames_of(person).into_iter().map(full).collect()
                }
                Table::TranslatedGivenName => self.translated(person),
                _ => Vec::new(),
            };
            for wrong in wrongs {
                add(wrong, person);
            }
        }
        let is_real = |wrong: &str| self.real.iter().any(|real| real.to_lowercase() == wrong.to_lowercase());
        pairs.retain(|wrong, rights| !is_real(wrong) && !rights.contains(wrong));
        pairs.into_iter().collect()
    }

    /// `person` with the surname as a word, the given name left or translated.
    fn full_names(&self, person: &str) -> Vec<String> {
        let mut full = Vec::new();
        for (before, surname) in self.surnames_of(person) {
            let surname = capitalized(surname);
            full.push(format!("{before} {surname}"));
            full.extend(self.given_in_english(person).map(|given| format!("{} {surname}", capitalized(given))));
        }
        full
    }

    /// `person` with the given name in English.
    fn translated(&self, person: &str) -> Vec<String> {
        let rest = person.split_once(' ').map_or("", |(_, rest)| rest);
        self.given_in_english(person).map(|given| format!("{} {rest}", capitalized(given))).collect()
    }

    /// What a translator makes of the given name of `person`.
    fn given_in_english(&self, person: &str) -> impl Iterator<Item = &String> {
        let given = person.split(' ').next().unwrap_or_default();
        self.given.get(given).into_iter().flatten()
    }

    /// What stands before the surname of `person`, with each rendering of the surname.
    pub fn surnames_of<'n>(&'n self, person: &'n str) -> Vec<(&'n str, &'n str)> {
        let splits = person.match_indices(' ').map(|(at, _)| (&person[..at], &person[at + 1..]));
        let known = splits.filter_map(|(before, surname)| Some((before, self.surname.get(surname)?)));
        known.flat_map(|(before, renderings)| renderings.iter().map(move |rendering| (before, rendering.as_str()))).collect()
    }
}

/// `words` with the capitals that a name has: small words go without.
fn capitalized(words: &str) -> String {
    let capitalize = |(at, word): (usize, &str)| {
        if at > 0 && matches!(word, "of" | "the" | "and" | "in" | "on" | "to") {
            return word.to_owned();
        }
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    words.split(' ').enumerate().map(capitalize).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renderings(rows: &[(&str, &[&str])]) -> Renderings {
        rows.iter().map(|(name, words)| ((*name).into(), words.iter().map(|word| (*word).into()).collect())).collect()
    }

    fn names() -> Names {
        Names {
            source: Language::new("it"),
            surname: renderings(&[("Chiesa", &["church"]), ("Allegri", &["merry", "cheerful"]), ("Conte", &["count"])]),
            given: renderings(&[("Giuseppe", &["Joseph"]), ("Matteo", &["Matthew"])]),
            town: Renderings::new(),
            club: Renderings::new(),
            media: Renderings::new(),
            party: Renderings::new(),
            people: ["Federico Chiesa", "Giuseppe Conte", "Matteo Salvini"].map(str::to_owned).to_vec(),
            real: vec!["Joseph Count".into()],
        }
    }

    fn wrongs(table: Table) -> Vec<String> {
        names().pairs(table).into_iter().map(|(wrong, rights)| format!("{wrong} → {}", rights.join(", "))).collect()
    }

    #[test]
    fn tables_generate_words_full_names_and_translated_ones() {
        assert_eq!(wrongs(Table::Surname), ["cheerful → Allegri", "church → Chiesa", "count → Conte", "merry → Allegri"]);
        assert_eq!(wrongs(Table::FullName), ["Federico Church → Federico Chiesa", "Giuseppe Count → Giuseppe Conte"]);
        assert_eq!(wrongs(Table::TranslatedGivenName), ["Joseph Conte → Giuseppe Conte", "Matthew Salvini → Matteo Salvini"]);
    }
}
