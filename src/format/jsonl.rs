//! JSON Lines: one record a line. Only the named string fields are looked at, and only an edit's own bytes change: key order, number
//! spellings and string escapes elsewhere stay as they are, because nothing is ever written anew.

use std::borrow::Cow;

use super::{Escape, Record};
use crate::error::DocumentError;
use crate::span::Span;

/// What stands between the texts of two fields of one record.
const BETWEEN_FIELDS: &str = "\n\n";
/// Arrays and objects may be nested so deep, and no deeper.
const MAX_DEPTH: usize = 128;

pub(super) fn records<'t>(text: &'t str, fields: &[String], source_field: Option<&str>) -> (Vec<Record<'t>>, Vec<DocumentError>) {
    let mut records = Vec::new();
    let mut errors = Vec::new();
    let mut start = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let content = line.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\u{FEFF}');
        if !content.is_empty() {
            match strings(line, start) {
                Ok(strings) => records.extend(record(text, &strings, fields, source_field)),
                Err(problem) => errors.push(DocumentError::Malformed { line: number + 1, problem }),
            }
        }
        start += line.len();
    }
    (records, errors)
}

/// A string value: the path of keys that leads to it, and the bytes between its quotation marks.
struct StringValue {
    path: String,
    raw: Span,
}

/// The record that the wanted strings of one line make, if it has any.
fn record<'t>(text: &'t str, strings: &[StringValue], fields: &[String], source_field: Option<&str>) -> Option<Record<'t>> {
    let mut joined = String::new();
    let mut anchors = Vec::new();
    for value in strings.iter().filter(|value| fields.contains(&value.path)) {
        if !anchors.is_empty() {
            joined.push_str(BETWEEN_FIELDS);
        }
        decode(text, value.raw, &mut joined, &mut anchors);
    }
    let source = source_field.and_then(|field| strings.iter().find(|value| value.path == field));
    let source_text = source.map(|value| {
        let mut decoded = String::new();
        decode(text, value.raw, &mut decoded, &mut Vec::new());
        decoded
    });
    (!anchors.is_empty()).then_some(Record { text: Cow::Owned(joined), source_text, escape: Escape::Json, anchors })
}

/// Appends the decoded string to `decoded`, and to `anchors` every place where decoding changes a length.
fn decode(text: &str, raw: Span, decoded: &mut String, anchors: &mut Vec<(usize, usize)>) {
    anchors.push((decoded.len(), raw.start));
    let mut at = raw.start;
    while let Some(offset) = text[at..raw.end].find('\\') {
        decoded.push_str(&text[at..at + offset]);
        let escape = at + offset;
        let (c, length) = unescape(&text[escape..raw.end]);
        anchors.push((decoded.len(), escape));
        decoded.push(c);
        at = escape + length;
        anchors.push((decoded.len(), at));
    }
    decoded.push_str(&text[at..raw.end]);
}

/// The character that an escape stands for, and the escape's length. Half a surrogate pair stands for U+FFFD.
fn unescape(escape: &str) -> (char, usize) {
    let hex = |digits: Option<&str>| digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    match escape.as_bytes().get(1) {
        Some(b'n') => ('\n', 2),
        Some(b't') => ('\t', 2),
        Some(b'r') => ('\r', 2),
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{C}', 2),
        Some(b'u') => {
            let high = hex(escape.get(2..6)).unwrap_or(0xFFFD);
            if let Some(c) = char::from_u32(high) {
                return (c, 6);
            }
            let low = escape.get(6..8).filter(|start| *start == "\\u").and_then(|_| hex(escape.get(8..12)));
            match low.map(|low| char::decode_utf16([high as u16, low as u16]).next()) {
                Some(Some(Ok(c))) => (c, 12),
                _ => (char::REPLACEMENT_CHARACTER, 6),
            }
        }
        Some(other) => (char::from(*other), 2),
        None => ('\\', 1),
    }
}

/// All string values of one line, in order, with offsets into the file; or what is wrong with the line.
fn strings(line: &str, offset: usize) -> Result<Vec<StringValue>, String> {
    // serde_json checks the grammar; the walk below then only has to find its way.
    let content = line.trim_start_matches('\u{FEFF}');
    serde_json::from_str::<serde::de::IgnoredAny>(content).map_err(|error| format!("not JSON: {error}"))?;
    let mut walk = Walk { line, offset, at: line.len() - content.len(), depth: 0, found: Vec::new() };
    walk.value("")?;
    Ok(walk.found)
}

/// Walks through one value that is known to be JSON.
struct Walk<'t> {
    line: &'t str,
    offset: usize,
    at: usize,
    depth: usize,
    found: Vec<StringValue>,
}

impl Walk<'_> {
    fn value(&mut self, path: &str) -> Result<(), String> {
        match self.peek() {
            Some(b'"') => {
                let raw = self.string();
                self.found.push(StringValue { path: path.to_owned(), raw: raw.shifted(self.offset) });
                Ok(())
            }
            Some(b'{' | b'[') if self.depth == MAX_DEPTH => Err(format!("nested deeper than {MAX_DEPTH}")),
            Some(b'{') => self.members(b'}', |walk| {
                let key = walk.string();
                walk.peek();
                walk.at += 1; // the colon
                let mut name = String::new();
                decode(walk.line, key, &mut name, &mut Vec::new());
                walk.value(&if path.is_empty() { name } else { format!("{path}.{name}") })
            }),
            // The elements of an array have the path of the array: `--field paragraphs` reads all its strings.
            Some(b'[') => self.members(b']', |walk| walk.value(path)),
            _ => {
                let rest = &self.line[self.at..];
                self.at += rest.find(|c: char| matches!(c, ',' | '}' | ']') || c.is_ascii_whitespace()).unwrap_or(rest.len());
                Ok(())
            }
        }
    }

    fn members(&mut self, end: u8, mut member: impl FnMut(&mut Self) -> Result<(), String>) -> Result<(), String> {
        self.depth += 1;
        self.at += 1;
        while self.peek().is_some_and(|byte| byte != end) {
            if self.peek() == Some(b',') {
                self.at += 1;
                self.peek();
            }
            member(self)?;
        }
        self.at += 1;
        self.depth -= 1;
        Ok(())
    }

    /// The bytes between the quotation marks of the string that starts here.
    fn string(&mut self) -> Span {
        let start = self.at + 1;
        let bytes = self.line.as_bytes();
        let mut end = start;
        while end < bytes.len() && bytes[end] != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        self.at = end + 1;
        Span::new(start, end)
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.line.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'t>(text: &'t str, fields: &[&str]) -> (Vec<Record<'t>>, Vec<DocumentError>) {
        records(text, &fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>(), Some("source"))
    }

    #[test]
    fn places_in_the_text_are_places_in_the_file() {
        let file = "{\"n\": 1.0e3, \"text\": \"a \\u201cb\\\" \\ud83d\\ude00 c\"}\n{\"text\":\"d\"}";
        let (records, errors) = read(file, &["text"]);
        assert!(errors.is_empty());
        assert_eq!(records[0].text, "a “b\" 😀 c");
        for (words, raw) in [("“", "\\u201c"), ("b\"", "b\\\""), ("😀", "\\ud83d\\ude00"), ("c", "c")] {
            let start = records[0].text.find(words).unwrap();
            assert_eq!(records[0].raw_span(Span::new(start, start + words.len())).of(file), raw);
        }
        assert_eq!(records[1].raw_span(Span::new(0, 1)).of(file), "d");
    }

    #[test]
    fn fields_are_found_by_path_in_objects_and_arrays() {
        let file = r#"{"a":{"b":["x",{"c":"y"}],"b2":"no"},"title":"z","source":"s\"o","k\"ey":"q"}"#;
        let (records, _) = read(file, &["a.b", "a.b.c", "title", "k\"ey"]);
        assert_eq!(records[0].text, "x\n\ny\n\nz\n\nq");
        assert_eq!(records[0].source_text.as_deref(), Some("s\"o"));
    }

    #[test]
    fn a_malformed_line_is_named_and_the_others_are_read() {
        let (records, errors) = read("{\"text\":\"a\"}\n{\"text\":\n\n[]\n{\"text\":\"b\"}\n", &["text"]);
        assert_eq!(records.len(), 2);
        assert!(matches!(errors[..], [DocumentError::Malformed { line: 2, .. }]));
    }

    #[test]
    fn half_a_surrogate_pair_keeps_its_bytes() {
        let file = r#"{"text":"a \ud83d b"}"#;
        let (records, _) = read(file, &["text"]);
        assert_eq!(records[0].text, "a \u{FFFD} b");
        assert_eq!(records[0].raw_span(Span::new(6, 7)).of(file), "b");
    }

    #[test]
    fn what_is_written_is_escaped() {
        let (records, _) = read(r#"{"text":"a"}"#, &["text"]);
        assert_eq!(records[0].encoded("a \"b\" \\ \n“"), "a \\\"b\\\" \\\\ \\n“");
    }
}
