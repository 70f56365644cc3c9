//! Spaces where none belong and none where one belongs: the borders of links and bold pieces that a translator saw alone.

use super::words::is_english;
use super::{Repair, Repaired, Surroundings, head};
use crate::candidates::is_protected;
use crate::finding::{Confidence, Kind};
use crate::fold::word_after;
use crate::span::Span;
use crate::surroundings::{is_quoted, paragraph};

pub(super) fn repairs() -> Vec<Repair> {
    let spacing = |id, why| head(id, Kind::Spacing, why, Confidence::Likely);
    vec![
        Repair {
            head: spacing("spacing/before-stop", "no space belongs before a stop or a comma"),
            examples: &[
                ("Well ... he said so.", "Well ... he said so."),
                ("We smile :) and then we wait .", "We smile :) and then we wait."),
                ("They reached the Russian border .", "They reached the Russian border."),
            ],
            find: before_stop,
        },
        Repair {
            head: spacing("spacing/inside-quotes", "no space belongs between a quotation and its marks"),
            examples: &[
                ("He said “yes” and “no”.", "He said “yes” and “no”."),
                ("It is “a valuable partner ”, he said.", "It is “a valuable partner”, he said."),
                ("It is “ a partner”, he said.", "It is “a partner”, he said."),
            ],
            find: inside_quotes,
        },
        Repair {
            head: spacing("spacing/after-quote", "a space belongs after a closing quotation mark"),
            examples: &[
                ("Two “A”s and a “b”-like sign.", "Two “A”s and a “b”-like sign."),
                ("The 5\"x7\" print, with a \"b\" on it.", "The 5\"x7\" print, with a \"b\" on it."),
                ("“There is scope for diplomacy”he added.", "“There is scope for diplomacy” he added."),
                (
                    "He warned of \"grave consequences\"and left the room.",
                    "He warned of \"grave consequences\" and left the room.",
                ),
            ],
            find: after_quote,
        },
        Repair {
            head: spacing("spacing/after-stop", "a space belongs after a full stop"),
            examples: &[
                ("See example.com, Node.js, the U.S.A. and 3.5.", "See example.com, Node.js, the U.S.A. and 3.5."),
                ("They left the alliance.He said so.", "They left the alliance. He said so."),
                ("They sent soldiers to Estonia.The minister said so.", "They sent soldiers to Estonia. The minister said so."),
            ],
            find: after_stop,
        },
    ]
}

/// "border ." → "border."
fn before_stop(surroundings: &Surroundings<'_>) -> Vec<Repaired> {
    let text = surroundings.view.text;
    let mut found = Vec::new();
    for (at, stop) in text.match_indices(['.', ',', ';', '!', '?']) {
        let before = &text[..at];
        let bare = before.trim_end_matches([' ', '\u{A0}']);
        let after = text[at + 1..].chars().next();
        let follows_word = bare.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '”' | '»' | ')' | '%'));
        let ends = after.is_none_or(char::is_whitespace) || matches!(after, Some('”' | '»'));
        let width = before.len() - bare.len();
        // ". . ." is an ellipsis, and so is " .. ": a stop with another one near is not alone.
        let rest = text[at + 1..].trim_start_matches(' ');
        let alone = !rest.starts_with(['.', ',', ';', '!', '?']) && !bare.ends_with(['.', '!', '?']);
        if (1..=2).contains(&width) && follows_word && ends && alone && !is_tokenized(text, at) {
            found.push(Repaired::new(Span::new(bare.len(), at + 1), stop));
        }
    }
    found
}

/// Whether the paragraph spaces all its stops: French habit, or a tokenizer's output, but no accident.
fn is_tokenized(text: &str, at: usize) -> bool {
    let paragraph = paragraph(text, Span::new(at, at)).of(text);
    let stops = |pattern: &str| paragraph.matches(pattern).count();
    let spaced = stops(" .") + stops(" ,");
    let tight = (stops(".") + stops(",")).saturating_sub(spaced);
    spaced >= 4 && spaced > 2 * tight
}

/// "partner ”," → "partner”," and "“ a" → "“a".
fn inside_quotes(surroundings: &Surroundings<'_>) -> Vec<Repaired> {
    let text = surroundings.view.text;
    let mut found = Vec::new();
    for (at, mark) in text.match_indices('”') {
        let bare = text[..at].trim_end_matches([' ', '\u{A0}']);
        let after = text[at + mark.len()..].chars().next();
        let closes = after.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation() || c == '–');
        let has_content = bare.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '!' | '?' | ',' | '…' | ')'));
        // ". . . ”" is how some houses print an ellipsis.
        let is_ellipsis = bare.ends_with(". .");
        if bare.len() < at && closes && has_content && !is_ellipsis && is_quoted(text, at) {
            found.push(Repaired::new(Span::new(bare.len(), at + mark.len()), mark));
        }
    }
    for (at, mark) in text.match_indices('“') {
        let inside = &text[at + mark.len()..];
        let width = inside.len() - inside.trim_start_matches([' ', '\u{A0}']).len();
        let opens = text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || c == '(');
        let starts = inside[width..].starts_with(char::is_alphanumeric);
        if width > 0 && opens && starts && !is_quoted(text, at) && closes_later(text, at + mark.len()) {
            found.push(Repaired::new(Span::new(at, at + mark.len() + width), mark));
        }
    }
    found
}

/// Whether the next curly mark in the paragraph is a closing one.
fn closes_later(text: &str, from: usize) -> bool {
    let paragraph = paragraph(text, Span::new(from, from));
    text[from..paragraph.end].chars().find(|c| matches!(c, '“' | '”')) == Some('”')
}

/// "diplomacy”he" → "diplomacy” he".
fn after_quote(surroundings: &Surroundings<'_>) -> Vec<Repaired> {
    let text = surroundings.view.text;
    let mut found = Vec::new();
    for (at, mark) in text.match_indices(['”', '»', '"']) {
        let after = at + mark.len();
        let Some(word) = word_after(text, after).filter(|word| word.start == after) else { continue };
        let is_plural = matches!(word.of(text), "s" | "es" | "d");
        let closes = text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '!' | '?' | ',' | '…' | '%'));
        // A straight mark says nothing of its direction, and after a digit it may be inches.
        let is_sure = mark != "\"" || (word.of(text).starts_with(char::is_lowercase) && !text[..at].ends_with(char::is_numeric));
        if closes && is_sure && !is_plural && !word.of(text).starts_with(char::is_numeric) && is_quoted(text, at) {
            found.push(Repaired::new(Span::new(at, after), format!("{mark} ")));
        }
    }
    found
}

/// Endings of addresses and file names that are written with a capital by accident ("Booking.Com").
const NOT_SENTENCES: &[&str] =
    &["Com", "Net", "Org", "Js", "Ly", "Io", "Tv", "Ru", "Fr", "Uk", "Eu", "Info", "Gov", "Edu", "Py", "Doc"];

/// "alliance.He" → "alliance. He".
fn after_stop(surroundings: &Surroundings<'_>) -> Vec<Repaired> {
    let text = surroundings.view.text;
    let starters = surroundings.book.classes().get("function-word.en").ok();
    let mut found = Vec::new();
    for (at, _) in text.match_indices('.') {
        let Some(next) = word_after(text, at + 1).filter(|word| word.start == at + 1) else { continue };
        let next = next.of(text);
        let left = &text[..at];
        let word_start = left
            .rfind(|c: char| !c.is_alphabetic())
            .map_or(0, |place| place + left[place..].chars().next().map_or(1, char::len_utf8));
        let word = &left[word_start..];
        let is_small = word.len() > 2 && word.chars().all(char::is_lowercase) && is_english(word);
        // After a name only a word that begins sentences says that one begins: "Estonia.The", not "Booking.Com".
        let is_name = word.chars().count() > 3 && word.chars().skip(1).all(char::is_lowercase);
        let starts_sentences = starters.as_ref().is_some_and(|starters| starters.holds_word(next));
        let is_sentence_end = is_small || (is_name && starts_sentences);
        let mut letters = next.chars();
        let is_start = letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase);
        let known = next == "A" || next == "I" || is_english(&next.to_lowercase()) || next.chars().count() > 3;
        let goes_on = text[at + 1 + next.len()..].starts_with([' ', ',', '\u{A0}', '’', '\'']);
        let is_address = NOT_SENTENCES.contains(&next) || is_protected(text, Span::new(word_start, at), "");
        if is_sentence_end && is_start && known && goes_on && !is_address {
            found.push(Repaired::new(Span::new(at, at + 1), ". "));
        }
    }
    found
}
