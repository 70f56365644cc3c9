//! Plain text: one file, one document.
//!
//! A file of very many lines is no document but a heap of them: it is cut at blank lines into sections, each with evidence of its
//! own. Cuts are counted in lines, which no repair adds or removes, so that a repaired file is cut at the same places.

use std::borrow::Cow;

use super::{Escape, Record};

/// A file of no more lines than this is one document …
const DOCUMENT_LINES: usize = 4000;
/// … and one of more is cut at blank lines into sections of at least so many …
const LINES: usize = 250;
/// … and at any line end where no blank line comes.
const MOST_LINES: usize = 1000;
/// A section without a line end is cut at white space after so many bytes.
const LONGEST: usize = 16 << 20;

pub(super) fn records(text: &str) -> Vec<Record<'_>> {
    let is_heap = memchr::memchr_iter(b'\n', text.as_bytes()).nth(DOCUMENT_LINES).is_some();
    let mut records = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = if is_heap { section_end(text, start) } else { piece_end(text, start) };
        records.push(Record {
            text: Cow::Borrowed(&text[start..end]),
            source_text: None,
            escape: Escape::None,
            anchors: vec![(0, start)],
        });
        start = end;
    }
    records
}

/// Where the section ends that starts at `start`.
fn section_end(text: &str, start: usize) -> usize {
    let limit = piece_end(text, start);
    let mut line_start = start;
    for (number, offset) in memchr::memchr_iter(b'\n', &text.as_bytes()[start..limit]).enumerate() {
        let line_end = start + offset + 1;
        let is_border = number >= LINES && text[line_start..line_end].trim().is_empty();
        if is_border || number >= MOST_LINES {
            return line_end;
        }
        line_start = line_end;
    }
    limit
}

/// The end of the text, or the last white space before `LONGEST` bytes are full.
fn piece_end(text: &str, start: usize) -> usize {
    if text.len() - start <= LONGEST {
        return text.len();
    }
    let limit = text.floor_char_boundary(start + LONGEST);
    let window = text.ceil_char_boundary(limit - LONGEST / 4);
    text[window..limit].rfind(char::is_whitespace).map_or(limit, |at| window + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Cow<'_, str>> {
        records(text).into_iter().map(|record| record.text).collect()
    }

    #[test]
    fn a_document_is_one_record_and_nothing_is_lost() {
        assert_eq!(pieces("a\n\nb\r\n"), ["a\n\nb\r\n"]);
        assert!(pieces("").is_empty());
    }

    #[test]
    fn a_heap_is_cut_at_blank_lines() {
        let text = "one line\nanother\n\n".repeat(5000);
        let pieces = pieces(&text);
        assert_eq!(pieces.concat(), text);
        assert!(pieces.len() > 3 && pieces.iter().all(|piece| piece.ends_with("\n\n")));
        assert_eq!(super::records(&"one line\n".repeat(DOCUMENT_LINES)).len(), 1);
    }

    #[test]
    fn a_line_without_end_is_cut_at_white_space() {
        let text = "word ".repeat(LONGEST / 4);
        let pieces = pieces(&text);
        assert_eq!(pieces.concat(), text);
        assert!(pieces.len() == 2 && pieces[1].starts_with(' '));
    }
}
