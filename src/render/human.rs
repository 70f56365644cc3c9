//! Findings for a person to read: where, how sure, what; then the words in their line, then why.

use super::excerpt::{clipped, columns, head, tail};
use super::lines::{LineIndex, without_line_end};
use super::style::{Ink, Palette};
use super::visible::inline;
use super::{PHRASE_COLUMNS, Report, offer};
use crate::finding::{Confidence, Evidence, Finding, Weight};
use crate::span::Span;

/// How much of a line is shown around the words that were found.
const EXCERPT_COLUMNS: usize = 100;
/// What stands under a finding is set in by this much.
const INDENT: &str = "    ";

/// The findings of a file. Without colour, the words in question are underlined.
///
/// ```text
/// a.txt:3:41: certain it/nato: “the Born” → “NATO”
///     … the foreign ministers of the Born met in Brussels …
///                                ^^^^^^^^
///     Italian “Nato” is also the participle “born”
///     + “NATO” stands elsewhere in the document
/// ```
pub fn findings(report: &Report<'_>, palette: Palette) -> String {
    let lines = LineIndex::new(report.text);
    report.shown().map(|(_, finding)| one(report, &lines, finding, palette)).collect()
}

/// The ink that a level is written in.
pub(super) const fn level_ink(confidence: Confidence) -> Ink {
    match confidence {
        Confidence::Certain => Ink::Certain,
        Confidence::Likely => Ink::Likely,
        Confidence::Possible => Ink::Possible,
    }
}

fn one(report: &Report<'_>, lines: &LineIndex<'_>, finding: &Finding, palette: Palette) -> String {
    let position = lines.position(finding.span.start);
    let path = palette.paint(Ink::Path, &inline(report.path));
    let line = palette.paint(Ink::Place, &position.line.to_string());
    let column = palette.paint(Ink::Place, &position.column.to_string());
    let level = palette.paint(level_ink(finding.confidence), &finding.confidence.to_string());
    let rule = inline(&finding.rule);
    let offer = offer(finding, palette);
    let mut shown = format!("{path}:{line}:{column}: {level} {rule}: {offer}\n");
    let reasons = finding.evidence.iter().map(|evidence| palette.paint(Ink::Aside, &reason(evidence)));
    let why = Some(inline(&finding.why).into_owned()).filter(|why| !why.is_empty());
    for below in excerpt(report.text, lines, finding.span, palette).into_iter().chain(why).chain(reasons) {
        shown.extend([INDENT, &below, "\n"]);
    }
    shown
}

fn reason(evidence: &Evidence) -> String {
    let sign = match evidence.weight {
        Weight::Up => '+',
        Weight::Neutral => '·',
        Weight::Down => '−',
    };
    format!("{sign} {}", inline(&evidence.because))
}

/// The words at `span` in their line, and the marks under them where there is no colour to see them by.
fn excerpt(text: &str, lines: &LineIndex<'_>, span: Span, palette: Palette) -> Vec<String> {
    let last_byte = span.end.max(span.start + 1) - 1;
    let line = Span::new(lines.around(span.start).start, lines.around(last_byte).end);
    let before = text[line.start..span.start].trim_start();
    let after = without_line_end(&text[span.end..line.end]).trim_end();
    let found = clipped(span.of(text), PHRASE_COLUMNS);

    let room = EXCERPT_COLUMNS.saturating_sub(columns(&found));
    let left_wanted = columns(tail(before, room));
    let right_wanted = columns(head(after, room));
    let left_room = left_wanted.min(room.saturating_sub(right_wanted).max(room / 2));
    let left = tail(before, left_room);
    let right = head(after, room - left_room);

    let opening = if left.len() < before.len() { "… " } else { "" };
    let closing = if right.len() < after.len() { " …" } else { "" };
    let left = format!("{opening}{}", inline(left));
    let shown = format!("{left}{}{}{closing}", palette.paint(Ink::FoundWords, &found), inline(right));
    if palette.is_colored() {
        return vec![shown];
    }
    let marks = format!("{}{}", " ".repeat(columns(&left)), "^".repeat(columns(&found).max(1)));
    vec![shown, marks]
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;

    fn shown(sample: &Sample) -> String {
        findings(&sample.report(), Palette::plain())
    }

    /// The excerpt and the marks under it, without what is set in.
    fn excerpt_of(text: &str, word: &str) -> (String, String) {
        let shown = shown(&Sample::of(text).replaced(word, "x"));
        let mut lines = shown.lines().skip(1).map(|line| line[INDENT.len()..].to_owned());
        (lines.next().unwrap(), lines.next().unwrap())
    }

    #[test]
    fn a_finding_says_where_what_and_why() {
        let sample = Sample::of("One.\n  Ministers of the Born met.\n").replaced("the Born", "NATO");
        let expected = "\
a.txt:2:16: certain it/nato: “the Born” → “NATO”
    Ministers of the Born met.
                 ^^^^^^^^
    Italian “Nato” is also “born”
    · before it: @preposition
    + “NATO” stands elsewhere
";
        assert_eq!(shown(&sample), expected);
    }

    #[test]
    fn with_colour_the_words_themselves_are_marked() {
        let sample = Sample::of("of the Born.").replaced("the Born", "NATO");
        let shown = findings(&sample.report(), Palette::colored());
        assert!(shown.contains("    of \x1b[1;31mthe Born\x1b[0m.\n    Italian"), "{shown}");
        assert!(!shown.contains('^'));
    }

    #[test]
    fn a_long_line_is_cut_around_the_words() {
        let filler = "lorem ipsum dolor sit amet ".repeat(1_000_000);
        for (claim, text) in [
            ("in the middle", format!("{filler}fly {filler}")),
            ("at the start", format!("fly {filler}")),
            ("at the end", format!("{filler}fly")),
            ("of one word", format!("{}fly{}", "x".repeat(1000), "x".repeat(1000))),
            ("of wide characters", format!("{}fly{}", "漢字".repeat(1000), "漢字".repeat(1000))),
        ] {
            let (line, marks) = excerpt_of(&text, "fly");
            assert!((85..=104).contains(&columns(&line)), "{claim}: {line}");
            let before = line.split("fly").next().unwrap();
            assert_eq!(marks, format!("{}^^^", " ".repeat(columns(before))), "{claim}");
        }
    }

    const EXCERPTS: &[(&str, &str, &str, &str, &str)] = &[
        ("wide characters", "漢字 fly.", "fly", "漢字 fly.", "     ^^^"),
        ("tabs", "a\tfly\tb", "fly", "a⇥fly⇥b", "  ^^^"),
        ("over a line end", "a\r\nof the\r\nBorn met\r\nb", "the\r\nBorn", "of the⏎Born met", "   ^^^^^^^^"),
        ("a whole line", "a\nRead also\nb", "Read also\n", "Read also⏎", "^^^^^^^^^^"),
        ("hostile", "\u{1B}[2J fly \u{202E}x", "fly", "⟨U+001B⟩[2J fly ⟨U+202E⟩x", "            ^^^"),
    ];

    #[test]
    fn marks_stand_under_the_words() {
        for (claim, text, word, line, marks) in EXCERPTS {
            assert_eq!(excerpt_of(text, word), ((*line).to_owned(), (*marks).to_owned()), "{claim}");
        }
    }

    #[test]
    fn nothing_from_a_file_reaches_the_terminal_as_a_command() {
        let mut sample = Sample::of("\u{1B}]0;x\u{7} fly\u{9B}2J").named("\u{1B}[31m\n.txt").replaced("fly\u{9B}2J", "\u{202E}");
        sample.findings[0].why = "\u{1B}[1A".to_owned();
        sample.findings[0].evidence[0].because = "\u{85}\n".to_owned();
        assert!(!shown(&sample).contains(|c: char| super::super::visible::is_hidden(c)));
        assert!(shown(&sample).starts_with("⟨U+001B⟩[31m⏎.txt:1:"));
    }
}
