//! A dictionary as plain data: what its TOML says, checked for shape and nothing more.
//!
//! These types are also what the built-in dictionaries are stored as in the binary, so they hold no compiled state: phrases are
//! split into words and gates resolved by `index` and `gate` when they are first needed.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::names::{Names, Table};
use crate::finding::{Confidence, Kind, display_as_written};
use crate::language::Language;

/// One dictionary file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dictionary {
    /// What stands before the slash in the ids of its rules: "it", "en-it", "grammar".
    pub name: String,
    /// The language that the text was translated from; `None` where the damage arises from any.
    pub source: Option<Language>,
    /// The language of the text.
    pub target: Language,
    /// One sentence for a list.
    pub summary: String,
    /// Path of the file, as messages name it.
    pub file: String,
    /// The rules, in the order of the file.
    pub rules: Vec<Rule>,
    /// Classes that this file defines or adds to.
    pub classes: Classes,
    /// Names that are words, where the file is about such.
    pub names: Option<Names>,
}

/// Word classes by name, each a list of words, phrases and `@classes`.
pub type Classes = BTreeMap<String, Vec<String>>;

/// One rule: what it looks for, when it may speak, what it offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Full id: "it/nato".
    pub id: String,
    /// Line of the file that the rule's id stands on, from 1.
    pub line: u32,
    /// What the source said.
    pub forms: Vec<String>,
    /// What to look for and what to put in its place.
    pub pattern: Pattern,
    /// What sort of damage this is.
    pub kind: Kind,
    /// Why, as written: `{wrong}`, `{right}` and `{form}` are filled in by a finding.
    pub why: String,
    /// The level reached when the gates hold.
    pub confidence: Confidence,
    /// The highest level that evidence may lift it to, where the file says one.
    pub ceiling: Option<Confidence>,
    /// Who or what it is about, if not simply the right form.
    pub entity: Option<String>,
    /// The source languages in which it holds; empty for any.
    pub sources: Vec<Language>,
    /// The language of the text.
    pub target: Language,
    /// Gates that must all hold.
    pub only: Vec<Gate>,
    /// Gates of which none may hold.
    pub unless: Vec<Gate>,
    /// What it must repair and what it must leave alone.
    pub examples: Vec<Example>,
}

impl Rule {
    /// The gates of both lists.
    pub fn gates(&self) -> impl Iterator<Item = &Gate> {
        self.only.iter().chain(&self.unless)
    }
}

/// What a rule looks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Pattern {
    /// Wrong phrases, each with its right forms, best first; none where there is nothing to offer.
    Phrases(Vec<(String, Vec<String>)>),
    /// A formula, tried around its anchors.
    Regex {
        /// The expression.
        regex: String,
        /// Words or phrases of which every match holds one.
        anchors: Vec<String>,
        /// The template of what to put in its place, if there is something to offer.
        replace: Option<String>,
    },
    /// What a table of names generates, for each language that has one: a rule of its own for each, with the same id.
    Names(Table),
}

/// A condition on the surroundings of a match. All that is given must hold together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    /// One of these stands before.
    pub before: Vec<String>,
    /// One of these stands after.
    pub after: Vec<String>,
    /// One of these stands in the sentence.
    pub near: Vec<String>,
    /// One of these stands in the paragraph.
    pub paragraph: Vec<String>,
    /// One of these stands in the document.
    pub anywhere: Vec<String>,
    /// How many words away `before`, `after` and `near` look.
    pub within: Option<u32>,
    /// How many different ones `near`, `paragraph` and `anywhere` want.
    pub at_least: Option<u32>,
    /// The casing of the wrong form is one of these.
    pub casing: Vec<Casing>,
    /// It stands at one of these places.
    pub position: Vec<Position>,
    /// The wrong form begins with one of these.
    pub begins: Vec<String>,
    /// The wrong form ends with one of these.
    pub ends: Vec<String>,
    /// The right form stands elsewhere in the document.
    pub elsewhere: bool,
    /// It stands elsewhere with one of these before it.
    pub elsewhere_after: Vec<String>,
    /// One of these gates holds.
    pub any: Vec<Gate>,
}

impl Gate {
    /// The same gate with `{source}` in the names of classes filled in.
    #[must_use]
    pub fn for_source(&self, source: Language) -> Self {
        let filled = |words: &[String]| words.iter().map(|word| word.replace("{source}", source.code())).collect();
        Self {
            before: filled(&self.before),
            after: filled(&self.after),
            near: filled(&self.near),
            paragraph: filled(&self.paragraph),
            anywhere: filled(&self.anywhere),
            begins: filled(&self.begins),
            ends: filled(&self.ends),
            elsewhere_after: filled(&self.elsewhere_after),
            any: self.any.iter().map(|gate| gate.for_source(source)).collect(),
            ..self.clone()
        }
    }

    /// Whether it asks for more than what the text is about.
    pub fn looks_at_form_or_neighbours(&self) -> bool {
        let lists = [&self.before, &self.after, &self.begins, &self.ends, &self.elsewhere_after];
        lists.iter().any(|list| !list.is_empty()) || !self.casing.is_empty() || !self.position.is_empty() || self.elsewhere
    }

    /// All word lists of this gate, nested gates included.
    pub fn word_lists(&self) -> Vec<&[String]> {
        let beside = [&self.before, &self.after, &self.near, &self.paragraph, &self.anywhere];
        let own = beside.into_iter().chain([&self.begins, &self.ends, &self.elsewhere_after]);
        let nested = self.any.iter().flat_map(Gate::word_lists);
        own.map(Vec::as_slice).filter(|list| !list.is_empty()).chain(nested).collect()
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        let within = self.within.map(|words| format!(" within {words} words")).unwrap_or_default();
        let at_least = self.at_least.map(|count| format!(" (at least {count})")).unwrap_or_default();
        let mut say = |what: &str, words: &[String], tail: &str| {
            if !words.is_empty() {
                parts.push(format!("{what} {}{tail}", words.join(" | ")));
            }
        };
        say("before it", &self.before, &within);
        say("after it", &self.after, &within);
        say("in the sentence", &self.near, &format!("{within}{at_least}"));
        say("in the paragraph", &self.paragraph, &at_least);
        say("in the document", &self.anywhere, &at_least);
        say("it begins with", &self.begins, "");
        say("it ends with", &self.ends, "");
        say("its casing is", &self.casing.iter().map(ToString::to_string).collect::<Vec<_>>(), "");
        say("it stands at", &self.position.iter().map(ToString::to_string).collect::<Vec<_>>(), "");
        if self.elsewhere {
            parts.push("the right form stands elsewhere in the document".to_owned());
        }
        if !self.elsewhere_after.is_empty() {
            parts.push(format!("the right form stands elsewhere in the document after {}", self.elsewhere_after.join(" | ")));
        }
        if !self.any.is_empty() {
            let any: Vec<String> = self.any.iter().map(|gate| format!("({gate})")).collect();
            parts.push(any.join(" or "));
        }
        f.write_str(&parts.join(" and "))
    }
}

/// The casing of a wrong form as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Casing {
    /// Its first cased letter is a capital.
    Capitalized,
    /// Its first cased letter is small.
    Lower,
    /// All its cased letters are capitals.
    Upper,
}

/// A place in the sentence or line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// First words of a sentence.
    SentenceStart,
    /// Not the first words of a sentence.
    MidSentence,
    /// Last words of a sentence.
    SentenceEnd,
    /// An opened quotation is not yet closed.
    InsideQuotes,
    /// No quotation is open.
    OutsideQuotes,
    /// A closing quotation mark just before, an opening one just after.
    BetweenQuotes,
    /// Alone on its line.
    WholeLine,
}

display_as_written!(Casing, Position);

/// What a rule must do with a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// What becomes of it; `None` where the rule must leave it alone.
    pub after: Option<String>,
    /// Stands for `--source`.
    pub source: Option<Language>,
    /// The level that the finding must have.
    pub level: Option<Confidence>,
}
