//! A word diff: each line that changes, once, with what goes and what comes side by side in it.

use super::Report;
use super::changes::{Change, Piece, changes};
use super::human::level_ink;
use super::lines::{LineIndex, without_line_end};
use super::style::{Ink, Palette};
use super::visible::inline;

/// How many columns of what stays are shown beside an edit.
const KEEP_COLUMNS: usize = 100;

/// The lines of a file that change. Without colour, `[-…-]` goes and `{+…+}` comes, as in git's word diff.
///
/// ```text
/// a.txt:3: certain it/nato, likely it/mosca
///     The ministers of [-the Born-]{+NATO+} met in [-fly-]{+Moscow+}.
/// ```
pub fn diff(report: &Report<'_>, palette: Palette) -> String {
    let lines = LineIndex::new(report.text);
    changes(report.text, &lines, report.edits).iter().map(|change| one(report, change, palette)).collect()
}

fn one(report: &Report<'_>, change: &Change<'_>, palette: Palette) -> String {
    let path = palette.paint(Ink::Path, &inline(report.path));
    let line = palette.paint(Ink::Place, &(change.lines.start + 1).to_string());
    let text: String = change.shortened(KEEP_COLUMNS).iter().map(|piece| drawn(*piece, palette)).collect();
    format!("{path}:{line}: {}\n    {text}\n", rules(report, change, palette).join(", "))
}

/// The rules that speak in these lines, each once, with its level.
fn rules(report: &Report<'_>, change: &Change<'_>, palette: Palette) -> Vec<String> {
    let mut rules = Vec::new();
    for edit in change.edits {
        let finding = report.finding(edit);
        let level = palette.paint(level_ink(finding.confidence), &finding.confidence.to_string());
        let rule = format!("{level} {}", inline(&finding.rule));
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    rules
}

fn drawn(piece: Piece<'_>, palette: Palette) -> String {
    match piece {
        Piece::Same(text) => inline(without_line_end(text)).into_owned(),
        Piece::Replaced { before, after } => {
            marked(before, Ink::RemovedWords, ["[-", "-]"], palette) + &marked(after, Ink::AddedWords, ["{+", "+}"], palette)
        }
    }
}

/// `text` in `ink`, or between `marks` where there is no colour. Nothing stays nothing.
pub(super) fn marked(text: &str, ink: Ink, [open, close]: [&str; 2], palette: Palette) -> String {
    let text = inline(text);
    if palette.is_colored() || text.is_empty() { palette.paint(ink, &text) } else { [open, &text, close].concat() }
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;
    use crate::finding::Confidence;

    #[test]
    fn lines_that_change_show_both_sides() {
        let sample = Sample::of("One.\nMinisters of the Born met in fly.\r\nThree.\n")
            .replaced("the Born", "NATO")
            .at(Confidence::Likely)
            .replaced("fly", "Moscow");
        assert_eq!(
            diff(&sample.report(), Palette::plain()),
            "a.txt:2: certain it/nato, likely it/nato\n    Ministers of [-the Born-]{+NATO+} met in [-fly-]{+Moscow+}.\n"
        );
    }

    const CASES: &[(&str, &str, &str, &str, &str)] = &[
        ("what only goes", "he it said", " it", "", "he[- it-] said"),
        ("what only comes", "of Kremlin", "of", "of the", "[-of-]{+of the+} Kremlin"),
        ("a line end that goes", "a weapons.\nof b\nc", "\n", " ", "a weapons.[-⏎-]{+ +}of b"),
        ("a line end that comes", "a. Read also b\nc", " Read", "\r\nRead", "a.[- Read-]{+⏎Read+} also b"),
        ("hostile text", "\u{1B}[2J fly \u{202E}", "fly", "\u{7}", "⟨U+001B⟩[2J [-fly-]{+⟨U+0007⟩+} ⟨U+202E⟩"),
    ];

    #[test]
    fn every_edit_can_be_seen() {
        for (claim, text, wrong, right, expected) in CASES {
            let shown = diff(&Sample::of(text).replaced(wrong, right).report(), Palette::plain());
            assert_eq!(shown, format!("a.txt:1: certain it/nato\n    {expected}\n"), "{claim}");
        }
    }

    #[test]
    fn colour_stands_for_brackets() {
        let shown = diff(&Sample::of("in fly.").replaced("fly", "Moscow").report(), Palette::colored());
        assert!(shown.ends_with("in \x1b[7;31mfly\x1b[0m\x1b[7;32mMoscow\x1b[0m.\n"), "{shown:?}");
    }
}
