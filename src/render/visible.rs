//! Makes visible what hides: a text may hold escape sequences that rewrite the screen, marks that turn the order of its letters
//! around, and characters that take no room. A person must see what would change, so each is shown by its number: `⟨U+202E⟩`.

use std::borrow::Cow;
use std::fmt::Write;

/// What a line break inside of one line looks like.
const LINE_BREAK: &str = "⏎";
/// What a tab inside of one line looks like.
const TAB: &str = "⇥";

/// Shows every hidden character of `text` by its number; line feeds and tabs stay as they are.
///
/// A joiner inside of a word that is spelt with it (Persian می‌خواهم) and inside of an emoji belongs there, and stays too.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut before = '\0';
    for c in text.chars() {
        if is_hidden(c) && !belongs(c, before) {
            let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(c));
        } else {
            shown.push(c);
        }
        before = c;
    }
    Cow::Owned(shown)
}

/// Like [`visible`], for a place in the middle of a line: line breaks and tabs become marks.
pub fn inline(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\t']) {
        return visible(text);
    }
    let marked = text.replace("\r\n", LINE_BREAK).replace('\n', LINE_BREAK).replace('\t', TAB);
    Cow::Owned(visible(&marked).into_owned())
}

/// Whether `c` acts on what is around it or takes no room, rather than being seen: controls other than line feed and tab,
/// directional marks, and what Unicode calls default ignorable.
pub const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{7F}'..='\u{9F}' // controls, escape sequences of one and of two bytes
        | '\u{AD}' | '\u{34F}'                                   // soft hyphen, grapheme joiner
        | '\u{61C}' | '\u{200B}'..='\u{200F}'                    // zero-width space and joiners, directional marks
        | '\u{2028}'..='\u{202E}'                                // line and paragraph separators, embeddings, overrides
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}'                   // invisible operators, isolates, byte order mark
        | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}'      // Hangul fillers
        | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'      // Khmer inherent vowels, Mongolian selectors
        | '\u{FE00}'..='\u{FE0F}' | '\u{FFF0}'..='\u{FFFB}'      // variation selectors, interlinear annotation
        | '\u{13430}'..='\u{1343F}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' // format controls of single scripts
        | '\u{E0000}'..='\u{E0FFF}' // tags, further selectors
    )
}

/// Whether the hidden character `c` is part of the ordinary spelling of what stands before it. Only one in a row ever is.
const fn belongs(c: char, before: char) -> bool {
    match c {
        '\u{200C}' | '\u{200D}' => {
            matches!(before, '\u{5D0}'..='\u{1FFF}' | '\u{2190}'..) && (!is_hidden(before) || before == '\u{FE0F}')
        }
        '\u{FE0E}' | '\u{FE0F}' => matches!(before, '#' | '*' | '0'..='9' | '©' | '®' | '\u{203C}'..) && !is_hidden(before),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: &[(&str, &str)] = &[
        ("plain text", "Liz Truss said: “no”."),
        ("accents and marks", "café cafe\u{301} Ω 但是"),
        ("line feeds and tabs", "a\n\tb"),
        ("a joiner of Persian spelling", "می\u{200C}خواهم"),
        ("emoji of several characters", "👩\u{200D}🚀 ❤\u{FE0F}\u{200D}🔥 1\u{FE0F}\u{20E3}"),
    ];

    const SHOWN: &[(&str, &str, &str)] = &[
        ("an escape sequence", "\u{1B}[2Jgone", "⟨U+001B⟩[2Jgone"),
        ("its form of one character", "\u{9B}2J", "⟨U+009B⟩2J"),
        ("a bell, a backspace, a NUL, DEL", "\u{7}\u{8}\0\u{7F}", "⟨U+0007⟩⟨U+0008⟩⟨U+0000⟩⟨U+007F⟩"),
        ("a return that would overwrite the line", "bad\rgood", "bad⟨U+000D⟩good"),
        ("an override of direction", "txt.\u{202E}exe", "txt.⟨U+202E⟩exe"),
        ("isolates and marks", "\u{2066}a\u{2069}\u{200E}\u{200F}\u{61C}", "⟨U+2066⟩a⟨U+2069⟩⟨U+200E⟩⟨U+200F⟩⟨U+061C⟩"),
        ("what takes no room", "a\u{200B}b\u{AD}c\u{2060}d", "a⟨U+200B⟩b⟨U+00AD⟩c⟨U+2060⟩d"),
        ("a joiner among Latin letters", "a\u{200D}b", "a⟨U+200D⟩b"),
        ("a second joiner in a row", "می\u{200C}\u{200C}", "می\u{200C}⟨U+200C⟩"),
        ("separators", "a\u{2028}b\u{2029}", "a⟨U+2028⟩b⟨U+2029⟩"),
        ("a byte order mark", "\u{FEFF}a", "⟨U+FEFF⟩a"),
        ("letters written in tags", "\u{E0041}", "⟨U+E0041⟩"),
    ];

    #[test]
    fn what_can_be_seen_stays_as_it_is() {
        for (claim, text) in KEPT {
            assert_eq!(visible(text), *text, "{claim}");
        }
    }

    #[test]
    fn what_hides_is_shown() {
        for (claim, text, expected) in SHOWN {
            assert_eq!(visible(text), *expected, "{claim}");
        }
    }

    #[test]
    fn inside_of_a_line_nothing_breaks_the_line() {
        assert_eq!(inline("the\r\nBorn\tis\n"), "the⏎Born⇥is⏎");
        assert_eq!(inline("a\r"), "a⟨U+000D⟩");
    }
}
