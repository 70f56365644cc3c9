//! The sentence, line, paragraph and quotation that a place in a text stands in.
//!
//! Every look to either side is bounded, so that a text without a single full stop costs no more than any other.

use crate::fold::is_quote;
use crate::span::Span;

/// How many bytes a sentence is followed to either side.
const SENTENCE_REACH: usize = 800;
/// How many bytes a line or paragraph is followed to either side.
const PARAGRAPH_REACH: usize = 4000;
/// Lines of these lengths may be wrapped by hand, so that their end is no end of a sentence.
const WRAPPED_LINE: std::ops::RangeInclusive<usize> = 50..=110;
/// A line as long as this is a paragraph, blank lines around it or not.
const PARAGRAPH_LINE: usize = 300;

/// Words that end in a stop without ending a sentence. Single letters ("J. Smith") need no entry.
const ABBREVIATIONS: &[&str] = &[
    "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Gen", "Col", "Sen", "Rep", "Gov", "Lt", "Capt", "Sgt", "Jr", "Sr", "vs", "Inc", "Co",
    "Corp", "Ltd", "No", "Jan", "Feb", "Mar", "Apr", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec", "Mt", "Art", "Rev", "Hon", "Adm",
    "Maj", "Brig", "Fr", "etc", "approx", "ca", "cf", "fig", "p", "pp", "al",
];

/// The line that `span` starts on, without its line end.
pub fn line(text: &str, span: Span) -> Span {
    let floor = floor(text, span.start.saturating_sub(PARAGRAPH_REACH));
    let ceiling = ceiling(text, span.end + PARAGRAPH_REACH);
    let start = text[floor..span.start].rfind('\n').map_or(floor, |at| floor + at + 1);
    let end = text[span.end..ceiling].find('\n').map_or(ceiling, |at| span.end + at);
    let end = if text[..end].ends_with('\r') && end > span.end { end - 1 } else { end };
    Span::new(start, end)
}

/// Whether nothing of the sentence stands before `span`.
pub fn starts_sentence(text: &str, span: Span) -> bool {
    !text[sentence(text, span).start..span.start].chars().any(char::is_alphanumeric)
}

/// The paragraph that `span` stands in: the lines between two blank lines, or its line alone where that is a long one.
pub fn paragraph(text: &str, span: Span) -> Span {
    let own = line(text, span);
    if own.len() >= PARAGRAPH_LINE {
        return own;
    }
    let floor = floor(text, span.start.saturating_sub(PARAGRAPH_REACH));
    let ceiling = ceiling(text, span.end + PARAGRAPH_REACH);
    let mut start = own.start;
    while start > floor {
        let Some(previous) = text[floor..start].strip_suffix('\n') else { break };
        let line_start = previous.rfind('\n').map_or(floor, |at| floor + at + 1);
        let line = &text[line_start..floor + previous.len()];
        if line.trim().is_empty() || line.len() >= PARAGRAPH_LINE {
            break;
        }
        start = line_start;
    }
    let mut end = own.end;
    while end < ceiling {
        let Some(offset) = text[end..ceiling].find('\n') else { break };
        let next = end + offset + 1;
        let line_end = text[next..ceiling].find('\n').map_or(ceiling, |at| next + at);
        let line = &text[next..line_end];
        if line.trim().is_empty() || line.len() >= PARAGRAPH_LINE {
            break;
        }
        end = line_end;
    }
    Span::new(start, end)
}

/// The sentence that `span` stands in, as far as marks and line ends tell.
pub fn sentence(text: &str, span: Span) -> Span {
    let paragraph = paragraph(text, span);
    let from = floor(text, span.start.saturating_sub(SENTENCE_REACH)).max(paragraph.start);
    let to = ceiling(text, span.end + SENTENCE_REACH).min(paragraph.end);
    let mut start = from;
    for (offset, c) in text[from..span.start].char_indices() {
        let after = from + offset + c.len_utf8();
        if let Some(border) = border_after(text, after, c)
            && border <= span.start
        {
            start = border;
        }
    }
    let end = text[span.end..to]
        .char_indices()
        .find_map(|(offset, c)| {
            let after = span.end + offset + c.len_utf8();
            border_after(text, after, c)
        })
        .unwrap_or(to)
        .min(to);
    Span::new(start.min(span.start), end.max(span.end))
}

/// Where the next sentence starts, if the character `c` that ends at `after` ends one: past the closing marks and the space.
fn border_after(text: &str, after: usize, c: char) -> Option<usize> {
    match c {
        '!' | '?' | '…' | '。' | '！' | '？' => {}
        '.' if !ends_in_abbreviation(&text[..after - 1]) => {}
        '\n' => {
            let own = &text[..after - 1];
            let line = own.rfind('\n').map_or(own, |at| &own[at + 1..]);
            let rest = text[after..].trim_start();
            let goes_on = rest.chars().next().is_some_and(char::is_lowercase);
            return (!goes_on && !WRAPPED_LINE.contains(&line.len())).then_some(text.len() - rest.len());
        }
        _ => return None,
    }
    let rest = text[after..].trim_start_matches(|c| is_quote(c) && c != '“' && c != '«' && c != '„' || matches!(c, ')' | ']'));
    let trimmed = rest.trim_start();
    let spaced = trimmed.len() < rest.len() || rest.is_empty() || matches!(c, '。' | '！' | '？');
    let opens = !trimmed.chars().next().is_some_and(char::is_lowercase);
    (spaced && opens).then_some(text.len() - trimmed.len())
}

fn ends_in_abbreviation(before_stop: &str) -> bool {
    let start = before_stop
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + before_stop[at..].chars().next().map_or(1, char::len_utf8));
    is_abbreviation(&before_stop[start..])
}

/// Whether a stop after `word` is part of it: a single capital, or a known abbreviation.
pub fn is_abbreviation(word: &str) -> bool {
    (word.chars().count() == 1 && word.chars().all(char::is_uppercase)) || ABBREVIATIONS.contains(&word)
}

/// Whether a quotation that opened in this paragraph is still open at `at`.
pub fn is_quoted(text: &str, at: usize) -> bool {
    let start = paragraph(text, Span::new(at, at)).start;
    let mut depth = 0i32;
    let mut straight = false;
    for c in text[start..at].chars() {
        match c {
            '“' | '„' | '«' => depth += 1,
            '”' | '»' => depth = (depth - 1).max(0),
            '"' => straight = !straight,
            _ => {}
        }
    }
    depth > 0 || straight
}

/// The nearest character before `at` that is no white space, on the same line.
pub fn mark_before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().rev().take_while(|c| *c != '\n').find(|c| !c.is_whitespace())
}

/// The nearest character from `at` on that is no white space, on the same line.
pub fn mark_after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().take_while(|c| *c != '\n').find(|c| !c.is_whitespace())
}

/// The character border at or before `at`.
pub fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

/// The character border at or after `at`, at most the text's end.
pub fn ceiling(text: &str, at: usize) -> usize {
    text.ceil_char_boundary(at.min(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &str, word: &str, which: fn(&str, Span) -> Span) -> String {
        let start = text.find(word).unwrap();
        which(text, Span::new(start, start + word.len())).of(text).to_owned()
    }

    #[test]
    fn a_sentence_ends_at_its_stop_and_not_at_an_abbreviation() {
        for (text, expected) in [
            ("One. The x here. Two.", "The x here. "),
            ("Mr. Smith saw x. Then", "Mr. Smith saw x. "),
            ("the U.S. army saw x! Next", "the U.S. army saw x! "),
            ("He said: “no.” And x stayed. So", "And x stayed. "),
            ("other weapons. defense x to", "other weapons. defense x to"),
            ("A headline\nThe x was seen.", "The x was seen."),
            (
                "a line that was wrapped by hand, as mails were in those\ndays of x. Then",
                "a line that was wrapped by hand, as mails were in those\ndays of x. ",
            ),
        ] {
            assert_eq!(around(text, "x", sentence), expected, "{text}");
        }
    }

    #[test]
    fn a_paragraph_ends_at_a_blank_line() {
        assert_eq!(around("a\n\nb x\nc\n \nd", "x", paragraph), "b x\nc");
        assert_eq!(around("a\r\n\r\nb x\r\nc\r\n\r\nd", "x", paragraph), "b x\r\nc\r");
    }

    #[test]
    fn a_line_has_no_line_end() {
        assert_eq!(around("a\nb x c\r\nd", "x", line), "b x c");
    }

    #[test]
    fn an_open_quotation_is_known() {
        let text = "He “said x” and y. She \"was z\" there.";
        for (word, quoted) in [("x", true), ("y", false), ("z", true), ("there", false)] {
            assert_eq!(is_quoted(text, text.find(word).unwrap()), quoted, "{word}");
        }
    }

    #[test]
    fn looking_around_in_a_text_without_end_is_bounded() {
        let text = "x ".repeat(1_000_000);
        let span = Span::new(1_000_000, 1_000_001);
        assert!(sentence(&text, span).len() <= 2 * SENTENCE_REACH + 2);
        assert!(paragraph(&text, span).len() <= 2 * PARAGRAPH_REACH + 2);
    }
}
