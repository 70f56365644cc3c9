//! A file's bytes as a document, and the way from the places of its records back to the file.

use crate::error::{DocumentError, line_at};
use crate::finding::Finding;
use crate::format::{Format, Record};
use crate::normalizer::{Normalizer, Settings};
use crate::plan::Edit;

/// The text of a file. Its bytes are kept as they are: a byte order mark, line ends, trailing spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    text: String,
}

impl Document {
    /// Takes the bytes of a file.
    pub fn new(bytes: Vec<u8>) -> Result<Self, DocumentError> {
        let text = String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to();
            not_utf8(error.as_bytes(), offset)
        })?;
        match memchr::memchr(0, text.as_bytes()) {
            Some(offset) => Err(DocumentError::Binary { offset }),
            None => Ok(Self { text }),
        }
    }

    /// The text, with offsets as in the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Splits the document into records, as `format` says, and calls malformed those that are.
    pub fn records(&self, format: &Format) -> (Vec<Record<'_>>, Vec<DocumentError>) {
        format.records(&self.text)
    }
}

fn not_utf8(bytes: &[u8], offset: usize) -> DocumentError {
    let line = line_at(bytes, offset);
    let guess = match bytes {
        [0xFF, 0xFE, ..] => "UTF-16LE",
        [0xFE, 0xFF, ..] => "UTF-16BE",
        _ => "WINDOWS-1252",
    };
    DocumentError::NotUtf8 { offset, line, guess }
}

/// What was found in a record, in the file's own terms.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// What was found, at every level, in the order of the file; spans are byte offsets into the file.
    pub findings: Vec<Finding>,
    /// What to replace in the file; `right` is escaped as the format wants it.
    pub edits: Vec<Edit>,
}

impl Outcome {
    /// Adds what was found in a later record of the same file.
    pub fn append(&mut self, later: Self) {
        let shift = self.findings.len();
        self.findings.extend(later.findings);
        self.edits.extend(later.edits.into_iter().map(|edit| Edit { finding: edit.finding + shift, ..edit }));
    }
}

/// Plans one record and brings the plan back to the file.
pub fn plan(normalizer: &Normalizer, record: &Record<'_>, settings: &Settings) -> Outcome {
    let plan = normalizer.plan(&record.text, record.source_text.as_deref(), settings);
    let edits = plan
        .edits
        .into_iter()
        .map(|edit| Edit { span: record.raw_span(edit.span), right: record.encoded(&edit.right), finding: edit.finding })
        .collect();
    let mut findings = plan.findings;
    for finding in &mut findings {
        finding.span = record.raw_span(finding.span);
    }
    Outcome { findings, edits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_refused_with_its_place() {
        assert_eq!(
            Document::new(b"a\nb\xFFc".to_vec()),
            Err(DocumentError::NotUtf8 { offset: 3, line: 2, guess: "WINDOWS-1252" })
        );
        assert_eq!(Document::new(b"a\0b".to_vec()), Err(DocumentError::Binary { offset: 1 }));
        assert!(Document::new(vec![0xFF, 0xFE, b'a', 0]).unwrap_err().to_string().contains("UTF-16LE"));
        assert_eq!(Document::new(b"\xEF\xBB\xBFa\r\n".to_vec()).unwrap().text(), "\u{FEFF}a\r\n");
    }
}
