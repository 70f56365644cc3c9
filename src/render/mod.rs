//! Output forms, one file each. A renderer takes what was found in a file and returns text: it prints nothing and knows no terminal.
//!
//! Text from files is hostile until shown otherwise, so all that a person reads goes through [`visible`]; what a program reads
//! (JSON, SARIF, a patch) keeps every byte.

mod changes;
pub mod detection;
mod excerpt;
mod git_path;
pub mod github;
pub mod human;
pub mod json;
pub mod lines;
#[cfg(test)]
mod sample;
pub mod sarif;
pub mod side_by_side;
pub mod style;
pub mod unified;
pub mod visible;
pub mod words;
mod wrap;

pub use style::Palette;

use crate::finding::{Confidence, Finding};
use crate::plan::Edit;
use excerpt::clipped;
use style::Ink;

/// One file with what was found in it, as every renderer takes it.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The file's path as the reader knows it, with `/` between its parts.
    pub path: &'a str,
    /// The file's text as it is on disk.
    pub text: &'a str,
    /// All that was found, in the order of the file; spans are byte offsets into `text`.
    pub findings: &'a [Finding],
    /// What to replace, in the order of the file and without overlap; `right` is as the file wants it written.
    pub edits: &'a [Edit],
    /// The lowest level of the findings that are shown.
    pub threshold: Confidence,
}

impl<'a> Report<'a> {
    /// The findings at the threshold or above, each with its place in `findings`.
    pub fn shown(&self) -> impl Iterator<Item = (usize, &'a Finding)> + use<'a> {
        let threshold = self.threshold;
        self.findings.iter().enumerate().filter(move |(_, finding)| finding.confidence >= threshold)
    }

    /// The finding that `edit` comes from.
    fn finding(&self, edit: &Edit) -> &'a Finding {
        &self.findings[edit.finding]
    }
}

/// A phrase is cut in its middle where it is longer than this many columns.
const PHRASE_COLUMNS: usize = 60;

/// What a finding offers, in a few words: `“the Born” → “NATO”`, `“Leave a Reply”: nothing to offer`.
fn offer(finding: &Finding, palette: Palette) -> String {
    let quoted = |ink, phrase| palette.paint(ink, &format!("“{}”", clipped(phrase, PHRASE_COLUMNS)));
    let wrong = quoted(Ink::RemovedText, &finding.wrong);
    match finding.right.as_deref().filter(|_| finding.is_edit()) {
        None => format!("{wrong}: nothing to offer"),
        Some("") => format!("{wrong} → {}", palette.paint(Ink::AddedText, "removed")),
        Some(right) => format!("{wrong} → {}", quoted(Ink::AddedText, right)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sample::Sample;

    #[test]
    fn only_findings_at_the_threshold_are_shown() {
        let sample = Sample::of("a b").at(Confidence::Possible).replaced("a", "A").at(Confidence::Certain).replaced("b", "B");
        let shown: Vec<_> = sample.report().shown().map(|(number, finding)| (number, finding.wrong.as_str())).collect();
        assert_eq!(shown, [(1, "b")]);
    }

    #[test]
    fn an_offer_says_what_becomes_of_what() {
        for (wrong, right, expected) in [
            ("the Born", Some("NATO"), "“the Born” → “NATO”"),
            ("Leave a Reply", None, "“Leave a Reply”: nothing to offer"),
            ("same", Some("same"), "“same”: nothing to offer"),
            (" it", Some(""), "“ it” → removed"),
            ("the\r\nBorn\u{202E}", Some("NATO\u{1B}[2J"), "“the⏎Born⟨U+202E⟩” → “NATO⟨U+001B⟩[2J”"),
        ] {
            let sample = Sample::of(wrong).found(wrong, right);
            assert_eq!(offer(&sample.findings[0], Palette::plain()), expected);
        }
    }
}
