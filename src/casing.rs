//! Fits a right form into the place of a wrong one: its casing, the `a` or `an` before it, a line break inside it.

use crate::fold::{is_capitalized, is_upper, word_before};
use crate::span::Span;

/// `right` in the casing that the text gave to `wrong`, which a rule spells `pattern`.
///
/// What the pattern spells itself is no casing of the text: "Bbc" written for the pattern "Bbc" says nothing, "Queen currency"
/// written for "queen currency" starts a sentence, "THE BORN" for "the Born" stands in a headline.
pub fn carried_over(pattern: &str, wrong: &str, right: &str) -> String {
    let letters = wrong.chars().filter(|c| c.is_alphabetic()).count();
    // "OPA" alone is an acronym, not a headline, and what it stands for needs no capitals.
    let is_acronym = letters <= 4 && !wrong.contains(' ') && right.contains(' ');
    if letters > 1 && is_upper(wrong) && !is_upper(pattern) {
        return if is_acronym { right.to_owned() } else { right.to_uppercase() };
    }
    if is_capitalized(wrong) && !is_capitalized(pattern) {
        return capitalized(right);
    }
    right.to_owned()
}

/// `text` with its first letter as a capital.
pub fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Widens an edit of English text over the article before it, where `right` wants the other of `a` and `an`.
pub fn with_article(text: &str, span: Span, right: &str) -> (Span, String) {
    let unchanged = || (span, right.to_owned());
    let Some(article) = word_before(text, span.start) else { return unchanged() };
    let gap = &text[article.end..span.start];
    let needed = match wants_an(right) {
        Some(true) => "an",
        Some(false) => "a",
        None => return unchanged(),
    };
    let written = article.of(text);
    let is_article = written.eq_ignore_ascii_case("a") || written.eq_ignore_ascii_case("an");
    if !is_article || gap.is_empty() || !gap.chars().all(|c| c == ' ' || c == '\u{A0}') || written.eq_ignore_ascii_case(needed) {
        return unchanged();
    }
    let article_right = if is_capitalized(written) { capitalized(needed) } else { needed.to_owned() };
    (Span::new(article.start, span.end), format!("{article_right}{gap}{right}"))
}

/// Acronyms that are spoken as words.
const SPOKEN: &[&str] = &["NATO", "NASA", "FIFA", "UEFA", "OPEC", "UNESCO", "UNICEF", "FARC", "NAFTA", "SARS", "SEAT", "FIAT"];

/// Whether English says "an" before `phrase`, judged by the sound that its first letters usually have; `None` for an acronym that may
/// be spoken as a word or letter by letter ("a SAM", "an SAM").
fn wants_an(phrase: &str) -> Option<bool> {
    let word: String = phrase.chars().take_while(|c| c.is_alphanumeric()).collect();
    let is_vowel = |c: char| matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u');
    if word.chars().count() > 1 && word.chars().all(|c| c.is_uppercase() || c.is_numeric()) {
        if SPOKEN.contains(&word.as_str()) {
            return Some(word.starts_with(is_vowel));
        }
        let letter_says_an = word.starts_with(['A', 'E', 'F', 'H', 'I', 'L', 'M', 'N', 'O', 'R', 'S', 'X', '8']);
        let could_be_spoken = word.chars().count() > 2 && word.chars().nth(1).is_some_and(is_vowel);
        let differs = letter_says_an != word.starts_with(is_vowel);
        return if could_be_spoken && differs { None } else { Some(letter_says_an) };
    }
    let word = word.to_lowercase();
    if ["uni", "eu", "use", "usu", "one", "once", "ukr", "ura", "uru"].iter().any(|start| word.starts_with(start)) {
        return Some(word.starts_with("unin") || word.starts_with("unim"));
    }
    let is_silent = ["hour", "honest", "honor", "honour", "heir"].iter().any(|start| word.starts_with(start));
    Some(is_silent || word.starts_with(|c| is_vowel(c) || matches!(c, 'é' | 'á' | 'ó' | 'ö' | 'ü')))
}

/// `right` with the stop that ends both the wrong form, an abbreviation, and its sentence.
pub fn with_stop(text: &str, span: Span, right: &str) -> String {
    let wrong = span.of(text);
    let rest = &text[span.end..];
    let is_abbreviation = wrong.ends_with('.') && wrong.contains(char::is_alphabetic) && !right.ends_with('.');
    let ends_sentence = rest.trim_start().chars().next().is_none_or(char::is_uppercase) || rest.starts_with(['\n', '\r']);
    if is_abbreviation && ends_sentence { format!("{right}.") } else { right.to_owned() }
}

/// `right` with the line break that stands inside `wrong`, so that an edit leaves the number of lines as it was.
pub fn with_line_break(wrong: &str, right: &str) -> String {
    let Some(at) = wrong.find('\n') else { return right.to_owned() };
    let line_end = if wrong[..at].ends_with('\r') { "\r\n" } else { "\n" };
    match right.split_once(' ') {
        Some((first, rest)) => format!("{first}{line_end}{rest}"),
        None => format!("{line_end}{right}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casing_of_the_wrong_form_is_carried_over() {
        for (pattern, wrong, right, expected) in [
            ("queen currency", "Queen currency", "key currency", "Key currency"),
            ("queen currency", "QUEEN CURRENCY", "key currency", "KEY CURRENCY"),
            ("the Born", "The Born", "NATO", "NATO"),
            ("Bbc", "Bbc", "BBC", "BBC"),
            ("opa", "OPA", "takeover bid", "takeover bid"),
            ("fly", "Fly", "Moscow", "Moscow"),
            ("FdI", "FdI", "Brothers of Italy", "Brothers of Italy"),
            ("ONU", "ONU", "UN", "UN"),
            ("ONU", "ONU", "United Nations", "United Nations"),
        ] {
            assert_eq!(carried_over(pattern, wrong, right), expected, "{wrong}");
        }
    }

    #[test]
    fn the_article_before_is_put_right() {
        for (text, wrong, right, expected) in [
            ("a Ue official", "Ue", "EU", "an EU"),
            ("an Onu envoy", "Onu", "UN", "a UN"),
            ("An Onu envoy", "Onu", "UN", "A UN"),
            ("the Ue official", "Ue", "EU", "EU"),
            ("a, Ue", "Ue", "EU", "EU"),
            ("a Bbc crew", "Bbc", "BBC", "BBC"),
            ("a Zrk system", "Zrk", "SAM", "SAM"),
            ("an Fbi agent", "Fbi", "FBI", "FBI"),
        ] {
            let start = text.find(wrong).unwrap();
            let (_, fitted) = with_article(text, Span::new(start, start + wrong.len()), right);
            assert_eq!(fitted, expected, "{text}");
        }
    }

    #[test]
    fn a_stop_that_ends_the_sentence_too_stays() {
        for (text, expected) in
            [("in EE.UU. they", "US"), ("in EE.UU. They", "US."), ("in EE.UU.", "US."), ("in EE.UU.\nthey", "US.")]
        {
            assert_eq!(with_stop(text, Span::new(3, 9), "US"), expected, "{text}");
        }
    }

    #[test]
    fn a_line_break_stays_one() {
        assert_eq!(with_line_break("Liz\nTerrace", "Liz Truss"), "Liz\nTruss");
        assert_eq!(with_line_break("the\r\nBorn", "NATO"), "\r\nNATO");
        assert_eq!(with_line_break("the Born", "NATO"), "NATO");
    }
}
