//! What can go wrong with what a user gives us: each message says what, where and what to do next.

use std::fmt;

/// A mistake in a dictionary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct DictionaryError {
    /// Path of the file, as it was given.
    pub file: String,
    /// Line in it, from 1.
    pub line: u32,
    /// Id of the rule, if the mistake is a rule's.
    pub rule: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for DictionaryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if let Some(rule) = &self.rule {
            write!(f, "rule `{rule}` ")?;
        }
        write!(f, "{}", self.problem)?;
        if self.remedy.is_empty() { Ok(()) } else { write!(f, "; {}", self.remedy) }
    }
}

/// All mistakes of a set of dictionaries, in the order of file and line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct DictionaryErrors(pub Vec<DictionaryError>);

impl fmt::Display for DictionaryErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// Why bytes can't be read as a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The bytes are no UTF-8.
    #[error("line {line}, byte {offset}: not UTF-8; convert it first, for example with `iconv -f {guess} -t UTF-8`")]
    NotUtf8 {
        /// Offset of the first byte that is out of place.
        offset: usize,
        /// The line of it, from 1.
        line: usize,
        /// An encoding that it might be in.
        guess: &'static str,
    },
    /// There are NUL bytes: no text.
    #[error("byte {offset}: a NUL byte; this looks like a binary file, not like text")]
    Binary {
        /// Offset of the first NUL byte.
        offset: usize,
    },
    /// A record of a structured format is malformed.
    #[error("line {line}: {problem}; the record is left as it is")]
    Malformed {
        /// The line of it, from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
}

impl DocumentError {
    /// The same error in a text that `lines` more lines stand above of.
    #[must_use]
    pub fn moved_down(self, lines: usize) -> Self {
        match self {
            Self::NotUtf8 { offset, line, guess } => Self::NotUtf8 { offset, line: line + lines, guess },
            Self::Malformed { line, problem } => Self::Malformed { line: line + lines, problem },
            binary @ Self::Binary { .. } => binary,
        }
    }
}

/// The line, from 1, of the byte at `offset`.
pub(crate) fn line_at(bytes: &[u8], offset: usize) -> usize {
    1 + bytes[..offset.min(bytes.len())].iter().filter(|byte| **byte == b'\n').count()
}

/// Finds the known word that was probably meant: `; did you mean `casing`?`, or nothing.
pub fn suggestion<'w>(wrong: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(wrong, word), word))
        .filter(|(distance, word)| *distance <= 1 + word.chars().count() / 4)
        .min()
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognized_and_a_stranger_is_not() {
        let keys = ["casing", "before", "after"];
        assert_eq!(suggestion("casign", keys), Some("casing"));
        assert_eq!(suggestion("befor", keys), Some("before"));
        assert_eq!(suggestion("weather", keys), None);
    }

    #[test]
    fn a_message_names_file_line_rule_and_remedy() {
        let error = DictionaryError {
            file: "my.toml".into(),
            line: 14,
            rule: Some("fr/faire".into()),
            problem: "has no `keep` example".into(),
            remedy: "add a sentence that must stay as it is".into(),
        };
        assert_eq!(
            error.to_string(),
            "my.toml:14: rule `fr/faire` has no `keep` example; add a sentence that must stay as it is"
        );
    }
}
