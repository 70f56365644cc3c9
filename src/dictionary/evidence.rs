//! What a source language leaves behind in a translation, as data: the files of `dictionaries/evidence`.

use serde::{Deserialize, Serialize};

use crate::error::{DictionaryError, line_at};
use crate::finding::display_as_written;
use crate::language::Language;

/// The marks of one source language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceMarks {
    /// The language.
    pub language: Language,
    /// Words and phrases that point to it.
    pub markers: Vec<Marker>,
    /// Quotation marks that point to it.
    pub quotes: Vec<QuoteStyle>,
}

/// Words of one sort that point to a source language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// Words and phrases; lower case matches any casing, capitals are demanded.
    pub words: Vec<String>,
    /// What sort of trace this is. Traces of one sort count once each, and together no more than `Strength::Strong` twice.
    pub kind: MarkerKind,
    /// How strongly one of them points.
    pub weight: Strength,
    /// One clause for the reader: "Italian spellings of foreign names".
    pub why: String,
}

/// A pair of quotation marks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteStyle {
    /// The opening and the closing mark.
    pub pairs: (char, char),
    /// Whether white space stands inside them.
    pub spaced: bool,
    /// How strongly it points.
    pub weight: Strength,
    /// One clause for the reader.
    pub why: String,
}

/// What sort of trace a marker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkerKind {
    /// A name in the spelling of the source language.
    Transliteration,
    /// An acronym in its letters or casing.
    Acronym,
    /// A word left untranslated.
    Residue,
    /// Page furniture.
    Furniture,
    /// A date, number or other formula.
    Formula,
    /// A phrase rendered word by word.
    Calque,
    /// Names of its country's papers, agencies, institutions.
    Name,
    /// Its quotation marks.
    Quotation,
    /// How its sentences are built.
    Style,
    /// Places and given names of where it is at home: what the text is about.
    Topic,
    /// A rule of its dictionary fired.
    Rule,
}
display_as_written!(MarkerKind);

/// How strongly a trace points to a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Little by itself.
    Weak,
    /// Something.
    Medium,
    /// Much.
    Strong,
}

impl Strength {
    /// The log-odds that it adds for its language.
    pub const fn log_odds(self) -> f64 {
        match self {
            Self::Weak => 0.5,
            Self::Medium => 1.5,
            Self::Strong => 3.0,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceFile {
    evidence: Head,
    #[serde(default)]
    marker: Vec<Marker>,
    #[serde(default)]
    quotes: Vec<QuoteStyle>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    language: Language,
}

/// Reads `text`, the content of the file `file`.
pub fn parse(text: &str, file: &str) -> Result<SourceMarks, DictionaryError> {
    let raw: EvidenceFile = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = line_at(text.as_bytes(), start);
        DictionaryError {
            file: file.to_owned(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            rule: None,
            problem: error.message().replace('\n', " "),
            remedy: String::new(),
        }
    })?;
    Ok(SourceMarks { language: raw.evidence.language, markers: raw.marker, quotes: raw.quotes })
}
