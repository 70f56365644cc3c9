//! Before and after in two columns, for the lines that change.

use unicode_width::UnicodeWidthStr;

use super::Report;
use super::changes::{Change, Chunk, Side, changes, side_lines};
use super::lines::{LineIndex, without_line_end};
use super::style::{Ink, Palette};
use super::visible::inline;
use super::wrap::{Row, wrap};

/// A column is never narrower than this, however narrow the terminal.
const NARROWEST: usize = 16;
/// How many columns of what stays are shown beside an edit.
const KEEP_COLUMNS: usize = 100;

/// The lines of a file that change, in `width` columns of a terminal. Without colour, `[-…-]` goes and `{+…+}` comes.
///
/// ```text
/// a.txt
/// 3 Ministers of [-the     │ 3 Ministers of {+NATO+}
///   Born-] met in Brussels │   met in Brussels
/// ```
pub fn diff(report: &Report<'_>, width: usize, palette: Palette) -> String {
    let lines = LineIndex::new(report.text);
    let numbered = numbered(changes(report.text, &lines, report.edits));
    let Some((last_number, last)) = numbered.last() else { return String::new() };
    let highest = last.lines.end.max(last_number + last.side(Side::After).len());
    let digits = highest.to_string().len();
    let columns = (width.saturating_sub(2 * digits + 5) / 2).max(NARROWEST);
    let table = Table { digits, columns, palette };
    let path = palette.paint(Ink::Path, &inline(report.path));
    let body: String = numbered.iter().map(|(number, change)| table.change(change, *number)).collect();
    format!("{path}\n{body}")
}

/// The changes, each with the number that its first line has afterwards.
fn numbered(changes: Vec<Change<'_>>) -> Vec<(usize, Change<'_>)> {
    let (mut before, mut after) = (0, 1);
    let number = |change: &Change<'_>| {
        let number = after + (change.lines.start - before);
        before = change.lines.end;
        after = number + change.side(Side::After).len();
        number
    };
    let numbers: Vec<usize> = changes.iter().map(number).collect();
    numbers.into_iter().zip(changes).collect()
}

/// The measures of the two columns.
struct Table {
    digits: usize,
    columns: usize,
    palette: Palette,
}

/// A row of one column: the number, where a line starts, and the text.
type Numbered = (Option<usize>, Row);

impl Table {
    /// The rows of one change, `after_number` being the number of its first line afterwards.
    fn change(&self, change: &Change<'_>, after_number: usize) -> String {
        let pieces = change.shortened(KEEP_COLUMNS);
        let before = self.column(&side_lines(&pieces, Side::Before), change.lines.start + 1, Side::Before);
        let after = self.column(&side_lines(&pieces, Side::After), after_number, Side::After);
        (0..before.len().max(after.len())).map(|at| self.row(before.get(at), after.get(at))).collect()
    }

    /// The rows of one side.
    fn column(&self, lines: &[Vec<Chunk<'_>>], first_number: usize, side: Side) -> Vec<Numbered> {
        let mut rows = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let text: Row = line.iter().map(|chunk| (self.shown(chunk, side), chunk.changed)).collect();
            let first = rows.len();
            rows.extend(wrap(&text, self.columns).into_iter().map(|row| (None, row)));
            if rows.len() == first {
                rows.push((None, Row::new()));
            }
            rows[first].0 = Some(first_number + at);
        }
        rows
    }

    /// A chunk in visible form, with marks around what changes where there is no colour. The line end shows only if it changes.
    fn shown(&self, chunk: &Chunk<'_>, side: Side) -> String {
        match (chunk.changed, self.palette.is_colored(), side) {
            (false, _, _) => inline(without_line_end(chunk.text)).into_owned(),
            (true, true, _) => inline(chunk.text).into_owned(),
            (true, false, Side::Before) => format!("[-{}-]", inline(chunk.text)),
            (true, false, Side::After) => format!("{{+{}+}}", inline(chunk.text)),
        }
    }

    fn row(&self, before: Option<&Numbered>, after: Option<&Numbered>) -> String {
        let left = self.half(before, Ink::RemovedWords);
        let right = self.half(after, Ink::AddedWords);
        let rule = self.palette.paint(Ink::Aside, "│");
        format!("{left} {rule} {}", right.trim_end()).trim_end().to_owned() + "\n"
    }

    /// One column of a row, filled up with blanks.
    fn half(&self, numbered: Option<&Numbered>, ink: Ink) -> String {
        let number = numbered.and_then(|(number, _)| *number).map(|number| number.to_string()).unwrap_or_default();
        let row = numbered.map(|(_, row)| row.as_slice()).unwrap_or_default();
        let paint = |(text, changed): &(String, bool)| if *changed { self.palette.paint(ink, text) } else { text.clone() };
        let text: String = row.iter().map(paint).collect();
        let used: usize = row.iter().map(|(text, _)| text.width()).sum();
        let blanks = " ".repeat(self.columns.saturating_sub(used));
        let indent = " ".repeat(self.digits.saturating_sub(number.len()));
        format!("{indent}{} {text}{blanks}", self.palette.paint(Ink::Place, &number))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;

    fn shown(sample: &Sample, width: usize) -> String {
        diff(&sample.report(), width, Palette::plain())
    }

    #[test]
    fn lines_stand_beside_what_becomes_of_them() {
        let sample = Sample::of("One.\nMinisters of the Born met in Brussels.\nThree.\nIn fly.\n")
            .replaced("the Born", "NATO")
            .replaced("fly", "Moscow");
        let expected = "\
a.txt
2 Ministers of [-the    │ 2 Ministers of {+NATO+}
  Born-] met in         │   met in Brussels.
  Brussels.             │
4 In [-fly-].           │ 4 In {+Moscow+}.
";
        assert_eq!(shown(&sample, 50), expected);
    }

    #[test]
    fn numbers_follow_lines_that_come_and_go() {
        let sample = Sample::of("a\nb\nc\nd\n").replaced("a\n", "").replaced("b", "x\ny").replaced("d", "D");
        let expected = "\
a.txt
1 [-a⏎-]           │
2 [-b-]            │ 1 {+x⏎+}
                   │ 2 {+y+}
4 [-d-]            │ 4 {+D+}
";
        assert_eq!(shown(&sample, 20), expected);
    }

    #[test]
    fn the_rule_between_the_columns_is_straight() {
        let sample =
            Sample::of("漢字漢字漢字漢字漢字 fly 漢字漢字 cafe\u{301} \u{202E}x می\u{200C}خواهم a\tb").replaced("fly", "漢");
        for width in [0, 40, 60, 100] {
            let shown = shown(&sample, width);
            let places: Vec<usize> = shown.lines().skip(1).map(|row| row.split('│').next().unwrap().width()).collect();
            assert!(places.windows(2).all(|pair| pair[0] == pair[1]), "{shown}");
        }
    }

    #[test]
    fn colour_marks_the_words() {
        let sample = Sample::of("in fly").replaced("fly", "Moscow");
        let shown = diff(&sample.report(), 40, Palette::colored());
        assert!(shown.contains("in \x1b[7;31mfly\x1b[0m           \x1b[2m│\x1b[0m "), "{shown:?}");
        assert!(shown.ends_with("in \x1b[7;32mMoscow\x1b[0m\n"), "{shown:?}");
    }

    #[test]
    fn a_file_without_changes_is_not_mentioned() {
        assert_eq!(shown(&Sample::of("fly"), 80), "");
    }
}
