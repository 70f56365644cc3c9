//! Cuts text to columns of a terminal, at word borders where there are some near.
//!
//! No function here looks at more of a text than it returns, times a small factor: a line may have a hundred megabytes.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::visible::{inline, is_hidden};

/// How wide a hidden character is once it is shown by its number.
const HIDDEN_COLUMNS: usize = 8;
/// Of characters that take no column, a letter may have this many on average.
const MARKS_PER_COLUMN: usize = 4;

/// How many columns `text` takes once it is made visible.
pub fn columns(text: &str) -> usize {
    inline(text).width()
}

/// The beginning of `text` that fits into `columns`: all of it, or up to a word border.
pub fn head(text: &str, columns: usize) -> &str {
    let end = fitting(text.char_indices().map(|(at, c)| (at + c.len_utf8(), c)), columns).unwrap_or(0);
    let head = &text[..end];
    if end == text.len() || text[end..].starts_with(char::is_whitespace) {
        return head.trim_end_matches(|c: char| end < text.len() && c.is_whitespace());
    }
    match head.rfind(char::is_whitespace) {
        Some(border) if border > end / 2 => head[..border].trim_end(),
        _ => head,
    }
}

/// The end of `text` that fits into `columns`: all of it, or from a word border on.
pub fn tail(text: &str, columns: usize) -> &str {
    let start = fitting(text.char_indices().rev(), columns).unwrap_or(text.len());
    let tail = &text[start..];
    if start == 0 || text[..start].ends_with(char::is_whitespace) {
        return tail.trim_start_matches(|c: char| start > 0 && c.is_whitespace());
    }
    match tail.find(char::is_whitespace) {
        Some(border) if border < tail.len() / 2 => tail[border..].trim_start(),
        _ => tail,
    }
}

/// `phrase` in visible form on one line, cut in its middle where it is wider than `columns`.
pub fn clipped(phrase: &str, columns: usize) -> Cow<'_, str> {
    if head(phrase, columns).len() == phrase.len() {
        return inline(phrase);
    }
    Cow::Owned(format!("{} … {}", inline(head(phrase, columns / 2)), inline(tail(phrase, columns / 2))))
}

/// The offset that comes with the last of those `characters` that fit into `columns`.
fn fitting(characters: impl Iterator<Item = (usize, char)>, columns: usize) -> Option<usize> {
    let mut used = 0;
    let fits = characters.take(columns.saturating_mul(MARKS_PER_COLUMN)).take_while(|(_, c)| {
        used += if is_hidden(*c) { HIDDEN_COLUMNS } else { c.width().unwrap_or(1) };
        used <= columns
    });
    fits.last().map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_between_words() {
        for (text, room, start, end) in [
            ("one two three", 13, "one two three", "one two three"),
            ("one two three", 9, "one two", "two three"),
            ("one two three", 8, "one two", "three"),
            ("onetwothree", 4, "onet", "hree"),
            ("漢字漢字", 5, "漢字", "漢字"),
            ("  indented ", 11, "  indented ", "  indented "),
            ("any", 0, "", ""),
        ] {
            assert_eq!((head(text, room), tail(text, room)), (start, end), "{text} {room}");
        }
    }

    #[test]
    fn a_long_phrase_keeps_its_ends() {
        assert_eq!(clipped("the Born", 60), "the Born");
        assert_eq!(clipped("the man who was born in the Born", 20), "the man … the Born");
    }

    #[test]
    fn a_heap_of_marks_is_cut_too() {
        let text = "a".to_owned() + &"\u{301}".repeat(1_000_000);
        assert!(head(&text, 100).len() < 1000);
        assert!(tail(&text, 100).len() < 1000);
    }
}
