//! What was found: the types that candidates grow into, and the levels that say how far to trust them.

use serde::{Deserialize, Serialize};

use crate::language::Language;
use crate::span::Span;

/// How far a finding may be trusted. Ordered: `Possible < Likely < Certain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Worth a look; never applied by default.
    Possible,
    /// Under 1 wrong edit in 1 million words of ordinary human text; 97 of 100 right in machine-translated text.
    Likely,
    /// Under 1 wrong edit in 10 million words of ordinary human text.
    Certain,
}

impl Confidence {
    /// All levels, lowest first.
    pub const ALL: [Self; 3] = [Self::Possible, Self::Likely, Self::Certain];

    /// The level above, or itself at the top.
    #[must_use]
    pub const fn raised(self) -> Self {
        match self {
            Self::Possible => Self::Likely,
            Self::Likely | Self::Certain => Self::Certain,
        }
    }

    /// The level below, or `None` below the lowest: there is then nothing to show.
    #[must_use]
    pub const fn lowered(self) -> Option<Self> {
        match self {
            Self::Possible => None,
            Self::Likely => Some(Self::Possible),
            Self::Certain => Some(Self::Likely),
        }
    }
}

/// What sort of damage a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A person's name.
    Person,
    /// A place's name.
    Place,
    /// A party, club, company, authority.
    Organization,
    /// A newspaper, programme, film.
    Media,
    /// Letters in the casing or order of the source language.
    Acronym,
    /// A word in its wrong sense.
    Sense,
    /// A function word read as something else.
    FunctionWord,
    /// A phrase rendered word by word.
    Calque,
    /// An idiom rendered word by word.
    Idiom,
    /// Damaged grammar.
    Grammar,
    /// A date, number or other formula of the source language.
    Formula,
    /// A misspelt word.
    Spelling,
    /// A name in the spelling of another language.
    Variant,
    /// A word left untranslated.
    Residue,
    /// Page furniture.
    Furniture,
    /// Spaces and stops.
    Spacing,
    /// Quotation marks.
    Quotes,
    /// Words stuck together.
    Glued,
    /// He for she, his for her.
    Gender,
}

/// Makes `Display` of a unit-only enum print what TOML and JSON say.
macro_rules! display_as_written {
    ($($type:ty),*) => {$(
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                // A formatter is a serializer: a unit variant comes out as its serialized name.
                serde::Serialize::serialize(self, f)
            }
        }
    )*};
}
pub(crate) use display_as_written;

display_as_written!(Confidence, Kind);

/// What is known of a rule or repair without looking at a text: all that weighing needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleHead {
    /// Full id: "it/nato", "spacing/before-stop".
    pub id: String,
    /// What sort of damage.
    pub kind: Kind,
    /// Why, with `{wrong}`, `{right}` and `{form}` to fill in.
    pub why: String,
    /// The level reached when the gates hold.
    pub confidence: Confidence,
    /// The highest level that evidence may lift it to.
    pub ceiling: Confidence,
    /// Who or what it is about, if not simply the right form.
    pub entity: Option<String>,
    /// The source languages in which it holds; empty for any.
    pub sources: Vec<Language>,
    /// The language of the text.
    pub target: Language,
    /// What the source said.
    pub forms: Vec<String>,
    /// Whether its wrong forms come from a table of names, where one word may stand for several of them.
    pub is_generated: bool,
    /// Whether it speaks only where the right form stands elsewhere: then that is no further evidence.
    pub wants_right_elsewhere: bool,
}

/// A place where a rule or repair would speak: its gates hold, nothing is weighed yet. It can't be edited with.
#[derive(Debug, Clone)]
pub struct Candidate<'r> {
    /// The rule or repair.
    pub head: &'r RuleHead,
    /// The level that it has by itself: that of its rule, or less.
    pub confidence: Confidence,
    /// What would change, as bytes of the passage's text.
    pub span: Span,
    /// What to put in its place, best first; empty where there is nothing to offer.
    pub rights: Vec<String>,
    /// Whether that is a name, which has its capital wherever it stands.
    pub is_name: bool,
    /// The gates that held, in words.
    pub held: Vec<String>,
}

/// One thing that speaks for or against a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which way it moves the level.
    pub weight: Weight,
    /// The sentence that a person reads.
    pub because: String,
}

/// Which way a piece of evidence moves a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// Against.
    Down,
    /// Said for the reader; moves nothing.
    Neutral,
    /// For.
    Up,
}

/// A candidate that was weighed: what is wrong, what is right, how sure, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Id of the rule or repair.
    pub rule: String,
    /// What sort of damage.
    pub kind: Kind,
    /// Byte offsets in the text.
    pub span: Span,
    /// The text at `span`.
    pub wrong: String,
    /// What to put in its place; `None` where there is something to look at but nothing to offer.
    pub right: Option<String>,
    /// How far to trust it.
    pub confidence: Confidence,
    /// Who or what it is about, folded for comparing.
    pub entity: Option<String>,
    /// The source language that the rule belongs to, if it belongs to one.
    pub source: Option<Language>,
    /// Why, in one sentence.
    pub why: String,
    /// What spoke for and against it, the gates that held first.
    pub evidence: Vec<Evidence>,
}

impl Finding {
    /// The edit that this finding offers, if it offers one.
    pub fn is_edit(&self) -> bool {
        self.right.as_ref().is_some_and(|right| *right != self.wrong)
    }
}

/// Why a finding is not among those that are shown or applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A better finding stands at the same place.
    Overlap,
    /// Evidence took it below the lowest level.
    Contradicted,
    /// Its edits would have changed the text again and again.
    Unsettled,
}

/// A finding that was set aside, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// What was set aside.
    pub finding: Finding,
    /// Why.
    pub reason: Reason,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_ordered_by_trust() {
        assert!(Confidence::Possible < Confidence::Likely && Confidence::Likely < Confidence::Certain);
        assert_eq!(Confidence::Certain.raised(), Confidence::Certain);
        assert_eq!(Confidence::Possible.lowered(), None);
    }

    #[test]
    fn names_are_those_of_toml_and_json() {
        assert_eq!(Confidence::Certain.to_string(), "certain");
        assert_eq!(Kind::FunctionWord.to_string(), "function-word");
    }
}
