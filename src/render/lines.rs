//! Line and column of a byte offset, in next to no time a question however long the lines are.

use std::sync::OnceLock;

use crate::span::Span;

/// After every so many bytes we note how many characters began before.
const STRIDE: usize = 1024;

/// Where the lines of a text start. A line ends with its line feed; a carriage return before that is a part of the line.
///
/// The text is read when the first question comes: most files have nothing to be found, and so no questions.
#[derive(Debug, Clone)]
pub struct LineIndex<'t> {
    text: &'t str,
    tables: OnceLock<Tables>,
}

#[derive(Debug, Clone)]
struct Tables {
    /// Offset of each line, also of the empty one after a last line feed.
    starts: Vec<usize>,
    /// How many characters begin before each multiple of `STRIDE`.
    begun: Vec<usize>,
}

/// A place as a person counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in Unicode scalar values, from 1. A byte order mark is one of them.
    pub column: usize,
}

impl<'t> LineIndex<'t> {
    /// Takes the text to ask about.
    pub const fn new(text: &'t str) -> Self {
        Self { text, tables: OnceLock::new() }
    }

    /// How many lines there are. Nothing after the last line feed is no line.
    pub fn count(&self) -> usize {
        self.starts().len() - usize::from(self.starts().last() == Some(&self.text.len()))
    }

    /// The line that `offset` stands in, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.starts().partition_point(|start| *start <= offset)
    }

    /// Line and column of `offset`.
    pub fn position(&self, offset: usize) -> Position {
        let line = self.line(offset);
        let column = 1 + self.characters(offset) - self.characters(self.starts()[line - 1]);
        Position { line, column }
    }

    /// The place of line `line` (from 1), line feed included, or `None` past the last one.
    pub fn span(&self, line: usize) -> Option<Span> {
        let start = *self.starts().get(line.checked_sub(1)?)?;
        Some(Span::new(start, self.starts().get(line).copied().unwrap_or(self.text.len())))
    }

    /// The place of the line that `offset` stands in, line feed included.
    pub fn around(&self, offset: usize) -> Span {
        let line = self.line(offset);
        Span::new(self.starts()[line - 1], self.starts().get(line).copied().unwrap_or(self.text.len()))
    }

    fn tables(&self) -> &Tables {
        self.tables.get_or_init(|| Tables::of(self.text))
    }

    fn starts(&self) -> &[usize] {
        &self.tables().starts
    }

    /// How many characters begin before `offset`.
    fn characters(&self, offset: usize) -> usize {
        let block = offset / STRIDE;
        self.tables().begun[block] + beginnings(&self.text.as_bytes()[block * STRIDE..offset])
    }
}

impl Tables {
    fn of(text: &str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut total = 0;
        let sums = text.as_bytes().chunks(STRIDE).map(|chunk| {
            total += beginnings(chunk);
            total
        });
        Self { starts, begun: std::iter::once(0).chain(sums).collect() }
    }
}

/// How many characters begin in these bytes of UTF-8.
fn beginnings(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// `line` without its line end, be it of one byte or of two.
pub(super) fn without_line_end(line: &str) -> &str {
    let Some(line) = line.strip_suffix('\n') else { return line };
    line.strip_suffix('\r').unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: &[(&str, &str, &str, (usize, usize))] = &[
        ("the start", "fly", "fly", (1, 1)),
        ("columns are characters", "È la «Nato» fly", "fly", (1, 13)),
        ("not UTF-16 units", "🚀🚀fly", "fly", (1, 3)),
        ("lines end with a line feed", "a\r\nb\r\nfly", "fly", (3, 1)),
        ("and with nothing else", "a\rb\u{2028}fly", "fly", (1, 5)),
        ("a byte order mark is a character", "\u{FEFF}fly", "fly", (1, 2)),
        ("and none in later lines", "\u{FEFF}a\n\u{FEFF}fly", "fly", (2, 2)),
    ];

    #[test]
    fn places_are_counted_as_editors_do() {
        for (claim, text, word, (line, column)) in PLACES {
            let position = LineIndex::new(text).position(text.find(word).unwrap());
            assert_eq!(position, Position { line: *line, column: *column }, "{claim}");
        }
    }

    #[test]
    fn the_index_agrees_with_counting() {
        let text = "aé漢🚀\n".repeat(700) + &"漢".repeat(3000);
        let lines = LineIndex::new(&text);
        for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
            let line = 1 + text[..offset].matches('\n').count();
            assert_eq!(lines.position(offset), Position { line, column: 1 + text[start..offset].chars().count() });
        }
    }

    #[test]
    fn lines_are_counted_as_git_does() {
        for (text, count) in [("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("\n\n", 2)] {
            let lines = LineIndex::new(text);
            assert_eq!(lines.count(), count, "{text:?}");
            let joined: String = (1..=count).map(|line| lines.span(line).unwrap().of(text)).collect();
            assert_eq!(joined, text);
        }
    }

    #[test]
    fn a_line_end_is_one_byte_or_two() {
        for (line, expected) in [("a\n", "a"), ("a\r\n", "a"), ("a\r", "a\r"), ("a", "a"), ("\n", ""), ("a\n\n", "a\n")] {
            assert_eq!(without_line_end(line), expected);
        }
    }
}
