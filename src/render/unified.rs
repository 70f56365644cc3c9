//! A unified diff. [`patch`] is data for `git apply` and keeps every byte; [`shown`] is the same for eyes.

use super::Report;
use super::changes::{Change, Chunk, Side, changes};
use super::git_path::quoted;
use super::lines::{LineIndex, without_line_end};
use super::style::{Ink, Palette};
use super::visible::{inline, visible};

/// How many lines are shown before and after those that change.
const CONTEXT: usize = 3;
/// What stands after a last line that has no line feed.
const NO_LINE_FEED: &str = "\\ No newline at end of file";

/// The diff as `git apply` reads it. No change, no text.
pub fn patch(report: &Report<'_>) -> String {
    diff(report, Reader::Program)
}

/// The diff for a person: what hides is made visible, and within the lines the words that change are marked.
pub fn shown(report: &Report<'_>, palette: Palette) -> String {
    diff(report, Reader::Person(palette))
}

/// Who the diff is for.
#[derive(Clone, Copy)]
enum Reader {
    Program,
    Person(Palette),
}

/// What becomes of a line.
#[derive(Clone, Copy)]
enum Fate {
    Stays,
    Goes,
    Comes,
}

fn diff(report: &Report<'_>, reader: Reader) -> String {
    let lines = LineIndex::new(report.text);
    let changes = changes(report.text, &lines, report.edits);
    if changes.is_empty() {
        return String::new();
    }
    let mut diff = header(report.path, reader);
    let mut after_start = 0;
    let mut before_end = 0;
    for hunk in changes.chunk_by(|one, next| next.lines.start - one.lines.end <= 2 * CONTEXT) {
        let hunk = Hunk::new(report.text, &lines, hunk);
        after_start += hunk.start - before_end;
        diff += &hunk.drawn(after_start, reader);
        before_end = hunk.end;
        after_start += hunk.after_count();
    }
    diff
}

fn header(path: &str, reader: Reader) -> String {
    let (before, after) = (quoted("a/", path), quoted("b/", path));
    // As git does: a tab keeps other programs from taking what stands behind a blank for a date.
    let tab = if path.contains(' ') { "\t" } else { "" };
    [format!("diff --git {before} {after}"), format!("--- {before}{tab}"), format!("+++ {after}{tab}")]
        .map(|line| paint(reader, Ink::Header, &line) + "\n")
        .concat()
}

/// Changes near each other, with the lines around them.
struct Hunk<'a> {
    text: &'a str,
    lines: &'a LineIndex<'a>,
    changes: &'a [Change<'a>],
    /// First line, counted from 0.
    start: usize,
    /// The line after the last one.
    end: usize,
}

impl<'a> Hunk<'a> {
    fn new(text: &'a str, lines: &'a LineIndex<'a>, changes: &'a [Change<'a>]) -> Self {
        let start = changes[0].lines.start.saturating_sub(CONTEXT);
        let end = (changes[changes.len() - 1].lines.end + CONTEXT).min(lines.count());
        Self { text, lines, changes, start, end }
    }

    /// How many lines there are afterwards.
    fn after_count(&self) -> usize {
        let gone: usize = self.changes.iter().map(|change| change.lines.len()).sum();
        let come: usize = self.changes.iter().map(|change| change.side(Side::After).len()).sum();
        self.end - self.start - gone + come
    }

    /// The hunk, `after_start` being its first line afterwards, counted from 0.
    fn drawn(&self, after_start: usize, reader: Reader) -> String {
        let before = range(self.start, self.end - self.start);
        let after = range(after_start, self.after_count());
        let mut drawn = paint(reader, Ink::Hunk, &format!("@@ -{before} +{after} @@")) + "\n";
        let mut next = self.start;
        for change in self.changes {
            drawn += &self.unchanged(next..change.lines.start, reader);
            for (side, fate) in [(Side::Before, Fate::Goes), (Side::After, Fate::Comes)] {
                drawn.extend(change.side(side).iter().map(|line| line_drawn(line, fate, reader)));
            }
            next = change.lines.end;
        }
        drawn + &self.unchanged(next..self.end, reader)
    }

    fn unchanged(&self, lines: std::ops::Range<usize>, reader: Reader) -> String {
        let draw = |line| {
            let text = self.lines.span(line + 1).map_or("", |span| span.of(self.text));
            line_drawn(&[Chunk { text, changed: false }], Fate::Stays, reader)
        };
        lines.map(draw).collect()
    }
}

/// Where and how many, as a hunk says it: lines count from 1, one line needs no count, none stand after the line before.
fn range(start: usize, count: usize) -> String {
    match count {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        _ => format!("{},{count}", start + 1),
    }
}

fn line_drawn(line: &[Chunk<'_>], fate: Fate, reader: Reader) -> String {
    let (sign, ink, words) = match fate {
        Fate::Stays => (" ", None, Ink::Aside),
        Fate::Goes => ("-", Some(Ink::RemovedText), Ink::RemovedWords),
        Fate::Comes => ("+", Some(Ink::AddedText), Ink::AddedWords),
    };
    let ends = line.last().is_some_and(|chunk| chunk.text.ends_with('\n'));
    let mut drawn = match (reader, ink) {
        (Reader::Person(palette), Some(ink)) => palette.paint(ink, sign),
        _ => sign.to_owned(),
    };
    for chunk in line {
        match (reader, ink) {
            (Reader::Program, _) => drawn += chunk.text.strip_suffix('\n').unwrap_or(chunk.text),
            (Reader::Person(palette), Some(_)) if chunk.changed && palette.is_colored() => {
                drawn += &palette.paint(words, &inline(chunk.text));
            }
            (Reader::Person(palette), Some(ink)) => drawn += &palette.paint(ink, &visible(without_line_end(chunk.text))),
            (Reader::Person(_), None) => drawn += &visible(without_line_end(chunk.text)),
        }
    }
    drawn.push('\n');
    if !ends {
        drawn += &paint(reader, Ink::Aside, NO_LINE_FEED);
        drawn.push('\n');
    }
    drawn
}

fn paint(reader: Reader, ink: Ink, text: &str) -> String {
    match reader {
        Reader::Program => text.to_owned(),
        Reader::Person(palette) => palette.paint(ink, text),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;
    use crate::plan;

    fn edited(text: &str, edits: &[(&str, &str)]) -> Sample {
        edits.iter().fold(Sample::of(text), |sample, (wrong, right)| sample.replaced(wrong, right))
    }

    /// Applies a patch of one file as strictly as `git apply` does: every line must be where its hunk says.
    fn applied(text: &str, patch: &str) -> String {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let (mut next, mut result) = (0, String::new());
        let mut records = patch.split_inclusive('\n').skip(3).peekable();
        while let Some(record) = records.next() {
            if let Some(place) = record.strip_prefix("@@ -") {
                let (place, _) = place.split_once(' ').unwrap();
                let (start, count) = place.split_once(',').unwrap_or((place, "1"));
                let start = start.parse::<usize>().unwrap() - usize::from(count != "0");
                result.extend(lines[next..start].iter().copied());
                next = start;
                continue;
            }
            let unended = records.next_if(|record| record.starts_with('\\')).is_some();
            let line = if unended { record[1..].strip_suffix('\n').unwrap() } else { &record[1..] };
            if !record.starts_with('+') {
                assert_eq!(lines[next], line, "{patch}");
                next += 1;
            }
            if !record.starts_with('-') {
                result.push_str(line);
            }
        }
        result.extend(lines[next..].iter().copied());
        result
    }

    type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)]);
    const CASES: &[Case] = &[
        ("a word", "One.\nIn fly.\nThree.\n", &[("fly", "Moscow")]),
        ("CRLF", "One.\r\nIn fly.\r\nThree.\r\n", &[("fly", "Moscow")]),
        ("no line feed at the end", "One.\nIn fly.", &[("fly", "Moscow")]),
        ("an unended line near", "In fly.\nTwo.", &[("fly", "Moscow")]),
        ("the last line", "One.\nTwo.\nIn fly.\n", &[("fly", "Moscow")]),
        ("two in one line", "From fly to fly.\n", &[("fly", "Moscow"), ("fly", "Moscow")]),
        ("near each other", "fly\n1\n2\n3\n4\n5\n6\nfly\n", &[("fly", "Moscow"), ("fly", "Moscow")]),
        ("far from each other", "fly\n1\n2\n3\n4\n5\n6\n7\nfly\n", &[("fly", "Moscow"), ("fly", "Moscow")]),
        ("in lines that meet", "fly\nfly\n", &[("fly", "Moscow"), ("fly", "Moscow")]),
        ("a line break that goes", "0\nthe\nBorn met\n1\n", &[("the\nBorn", "NATO")]),
        ("a line break that comes", "0\n. defense to\n1\n2\n3\n4\nfly\n", &[(". ", ".\n"), ("fly", "Moscow")]),
        ("a line that goes", "0\nRead also\n1\n2\n3\n4\n5\n6\n7\nfly\n", &[("Read also\n", ""), ("fly", "Moscow")]),
        ("the last line feed", "0\n1\n", &[("1\n", "1")]),
        ("a last line feed that comes", "0\n1", &[("1", "1\n")]),
        ("a text that goes", "0\n1\n", &[("0\n1\n", "")]),
        ("a text that was empty", "", &[("", "0\n1")]),
        ("a byte order mark", "\u{FEFF}fly\n", &[("fly", "Moscow")]),
        ("what looks like a patch", "--- a\n+++ b\n@@ -1 +1 @@\nfly\n\\ No\n", &[("fly", "Moscow")]),
        ("other line ends", "a\rfly\u{2028}b\u{85}\x0Cc\n", &[("fly", "Moscow")]),
    ];

    #[test]
    fn a_patch_gives_the_repaired_text() {
        for (claim, text, edits) in CASES {
            let sample = edited(text, edits);
            assert_eq!(applied(text, &patch(&sample.report())), plan::apply(text, &sample.edits), "{claim}");
        }
    }

    #[test]
    fn a_patch_is_written_as_git_writes_it() {
        let sample = edited("1\n2\n3\n4\nIn fly.\n6\n7\n8\n9\n10\n11\n12\n13\nEnd fly", &[("fly", "Moscow"), ("fly", "Moscow")]);
        let expected = "\
diff --git a/a.txt b/a.txt
--- a/a.txt
+++ b/a.txt
@@ -2,7 +2,7 @@
 2
 3
 4
-In fly.
+In Moscow.
 6
 7
 8
@@ -11,4 +11,4 @@
 11
 12
 13
-End fly
\\ No newline at end of file
+End Moscow
\\ No newline at end of file
";
        assert_eq!(patch(&sample.report()), expected);
    }

    #[test]
    fn hunks_count_their_lines() {
        for (text, edits, expected) in [
            ("fly\n1\n2\n3\n4\n5\n6\nfly\n", &[("fly", "x"), ("fly", "y")][..], &["@@ -1,8 +1,8 @@"][..]),
            ("fly\n1\n2\n3\n4\n5\n6\n7\nfly\n", &[("fly", "x\ny"), ("fly", "z")], &["@@ -1,4 +1,5 @@", "@@ -6,4 +7,4 @@"]),
            ("fly\n1\n2\n3\n4\n5\n6\n7\nfly\n", &[("fly\n", ""), ("fly", "z")], &["@@ -1,4 +1,3 @@", "@@ -6,4 +5,4 @@"]),
            ("", &[("", "x")], &["@@ -0,0 +1 @@"]),
            ("x\n", &[("x\n", "")], &["@@ -1 +0,0 @@"]),
        ] {
            let patch = patch(&edited(text, edits).report());
            let hunks: Vec<&str> = patch.lines().filter(|line| line.starts_with("@@")).collect();
            assert_eq!(hunks, expected, "{text:?}");
        }
    }

    #[test]
    fn without_changes_there_is_no_patch() {
        assert_eq!(patch(&edited("fly\n", &[]).report()), "");
        assert_eq!(patch(&edited("fly\n", &[("fly", "fly")]).report()), "");
    }

    #[test]
    fn a_person_sees_what_hides_and_what_changes() {
        let sample = edited("\u{1B}[2J fly\u{202E}\r\n", &[("fly", "Mos\u{200B}cow")]);
        let plain = shown(&sample.report(), Palette::plain());
        assert!(plain.ends_with("-⟨U+001B⟩[2J fly⟨U+202E⟩\n+⟨U+001B⟩[2J Mos⟨U+200B⟩cow⟨U+202E⟩\n"), "{plain}");
        let colored = shown(&edited("in fly.\n", &[("fly", "Moscow")]).report(), Palette::colored());
        assert!(colored.contains("\x1b[31m-\x1b[0m\x1b[31min \x1b[0m\x1b[7;31mfly\x1b[0m\x1b[31m.\x1b[0m\n"), "{colored:?}");
    }
}
