//! Document formats: how a file divides into records, and how a place in a record's text is a place in the file.

use std::borrow::Cow;

use crate::error::DocumentError;
use crate::span::Span;

mod jsonl;
mod plain;

/// How a file is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Format {
    /// Plain text: one document.
    #[default]
    Plain,
    /// JSON Lines: each line a record of its own.
    JsonLines {
        /// Paths of the fields that hold text: "text", "article.title".
        fields: Vec<String>,
        /// Path of the field that holds the text it was translated from.
        source_field: Option<String>,
    },
}

impl Format {
    /// Divides `text` into records, and names the records that are malformed: they stay as they are.
    pub fn records<'t>(&self, text: &'t str) -> (Vec<Record<'t>>, Vec<DocumentError>) {
        match self {
            Self::Plain => (plain::records(text), Vec::new()),
            Self::JsonLines { fields, source_field } => jsonl::records(text, fields, source_field.as_deref()),
        }
    }
}

/// A unit that evidence belongs to: a document, or a record of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'t> {
    /// Its text, decoded. Where it comes from several fields, a blank line stands between them.
    pub text: Cow<'t, str>,
    /// The text that it was translated from, if that is at hand.
    pub source_text: Option<String>,
    escape: Escape,
    /// Where decoding changed the distance between text and file: (offset in `text`, offset in the file), ascending.
    anchors: Vec<(usize, usize)>,
}

/// How text is written in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escape {
    None,
    Json,
}

impl Record<'_> {
    /// The place in the file of a place in the text.
    pub fn raw_span(&self, span: Span) -> Span {
        Span::new(self.raw_offset(span.start), self.raw_offset(span.end))
    }

    fn raw_offset(&self, offset: usize) -> usize {
        let at = self.anchors.partition_point(|(decoded, _)| *decoded <= offset);
        match at.checked_sub(1).map(|at| self.anchors[at]) {
            Some((decoded, raw)) => raw + (offset - decoded),
            None => offset,
        }
    }

    /// `text` as it must be written into the file.
    pub fn encoded(&self, text: &str) -> String {
        match self.escape {
            Escape::None => text.to_owned(),
            Escape::Json => {
                let quoted = serde_json::Value::from(text).to_string();
                quoted[1..quoted.len() - 1].to_owned()
            }
        }
    }
}
