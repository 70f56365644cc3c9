//! From edits to lines that change, which is what every form of a diff is made of. We know the edits, so nothing is ever compared.

use std::ops::Range;

use super::excerpt::{head, tail};
use super::lines::LineIndex;
use crate::plan::Edit;
use crate::span::Span;

/// Fewer bytes than these are not worth cutting out.
const WORTH_CUTTING: usize = 40;

/// Whole lines that change together: those that an edit touches, and those that it joins to them.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    /// The lines of the text before, counted from 0.
    pub lines: Range<usize>,
    /// The edits in them.
    pub edits: &'a [Edit],
    /// The lines, cut where edits begin and end; line ends included.
    pub pieces: Vec<Piece<'a>>,
}

/// A part of lines that change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What stays.
    Same(&'a str),
    /// What an edit replaces.
    Replaced {
        /// What goes.
        before: &'a str,
        /// What comes.
        after: &'a str,
    },
}

/// One of the two texts that a diff is between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The text as it is.
    Before,
    /// The text as it would be.
    After,
}

/// A part of one line of one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk<'a> {
    /// What it says; the line end included.
    pub text: &'a str,
    /// Whether it stands on this side only.
    pub changed: bool,
}

/// The lines of `text` that `edits` change, in order. Edits that change nothing are left out.
pub fn changes<'a>(text: &'a str, lines: &LineIndex<'_>, edits: &'a [Edit]) -> Vec<Change<'a>> {
    let mut changes = Vec::new();
    let mut rest = edits;
    while !rest.is_empty() {
        let (span, count) = extent(text, lines, rest);
        let (edits, others) = rest.split_at(count);
        if edits.iter().any(|edit| edit.right != edit.span.of(text)) {
            let first = lines.line(span.start) - 1;
            let lines = first..first + span.of(text).split_inclusive('\n').count();
            changes.push(Change { lines, edits, pieces: pieces(text, span, edits) });
        }
        rest = others;
    }
    changes
}

impl<'a> Change<'a> {
    /// The lines of one side, each in chunks.
    pub fn side(&self, side: Side) -> Vec<Vec<Chunk<'a>>> {
        side_lines(&self.pieces, side)
    }

    /// The pieces with no more than `keep` columns of what stays beside an edit.
    pub fn shortened(&self, keep: usize) -> Vec<Piece<'a>> {
        let last = self.pieces.len() - 1;
        let shorten = |(number, piece): (usize, &Piece<'a>)| {
            let Piece::Same(text) = *piece else { return vec![*piece] };
            let head = if number > 0 { head(text, keep) } else { "" };
            let tail = if number < last { tail(text, keep) } else { "" };
            if head.len() + tail.len() + WORTH_CUTTING > text.len() {
                return vec![Piece::Same(text)];
            }
            let cut = match number {
                0 => "… ",
                number if number == last => " …",
                _ => " … ",
            };
            vec![Piece::Same(head), Piece::Same(cut), Piece::Same(tail)]
        };
        self.pieces.iter().enumerate().flat_map(shorten).collect()
    }
}

/// The lines of one side of `pieces`, each in chunks. No text has no lines.
pub fn side_lines<'a>(pieces: &[Piece<'a>], side: Side) -> Vec<Vec<Chunk<'a>>> {
    let mut lines: Vec<Vec<Chunk<'a>>> = Vec::new();
    let mut open = false;
    for piece in pieces {
        let (text, changed) = match (*piece, side) {
            (Piece::Same(text), _) => (text, false),
            (Piece::Replaced { before, .. }, Side::Before) => (before, true),
            (Piece::Replaced { after, .. }, Side::After) => (after, true),
        };
        for text in text.split_inclusive('\n') {
            let chunk = Chunk { text, changed };
            match lines.last_mut().filter(|_| open) {
                Some(line) => line.push(chunk),
                None => lines.push(vec![chunk]),
            }
            open = !text.ends_with('\n');
        }
    }
    lines
}

/// The whole lines that the first of `edits` changes, and how many edits are in them.
fn extent(text: &str, lines: &LineIndex<'_>, edits: &[Edit]) -> (Span, usize) {
    let mut span = lines.around(edits[0].span.start);
    let mut count = 0;
    loop {
        while let Some(edit) = edits.get(count)
            && (count == 0 || edit.span.start < span.end)
        {
            let last_byte = edit.span.end.max(edit.span.start + 1) - 1;
            span.end = span.end.max(lines.around(last_byte).end);
            count += 1;
        }
        if span.end == text.len() {
            return (span, edits.len());
        }
        if ends_a_line(text, span, &edits[..count]) {
            return (span, count);
        }
        // The last line end went away, so the next line is joined and changes too.
        span.end = lines.around(span.end).end;
    }
}

/// Whether `span` is still whole lines, or nothing, when `edits` are applied.
fn ends_a_line(text: &str, span: Span, edits: &[Edit]) -> bool {
    let mut end = span.end;
    for edit in edits.iter().rev() {
        let kept = &text[edit.span.end..end];
        if let Some(last) = [kept, &edit.right].into_iter().find(|part| !part.is_empty()) {
            return last.ends_with('\n');
        }
        end = edit.span.start;
    }
    let kept = &text[span.start..end];
    kept.is_empty() || kept.ends_with('\n')
}

fn pieces<'a>(text: &'a str, span: Span, edits: &'a [Edit]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::with_capacity(2 * edits.len() + 1);
    let mut from = span.start;
    for edit in edits {
        pieces.push(Piece::Same(&text[from..edit.span.start]));
        pieces.push(Piece::Replaced { before: edit.span.of(text), after: &edit.right });
        from = edit.span.end;
    }
    pieces.push(Piece::Same(&text[from..span.end]));
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;

    /// The lines that change, with a bar where a line ends and the edits in brackets.
    fn drawn(sample: &Sample) -> Vec<String> {
        let lines = LineIndex::new(&sample.text);
        let draw = |piece: &Piece<'_>| match piece {
            Piece::Same(text) => text.replace('\n', "|"),
            Piece::Replaced { before, after } => format!("[{before}>{after}]").replace('\n', "|"),
        };
        changes(&sample.text, &lines, &sample.edits).iter().map(|change| change.pieces.iter().map(draw).collect()).collect()
    }

    #[test]
    fn lines_change_together_only_where_an_edit_ties_them() {
        type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);
        const CASES: &[Case] = &[
            ("lines of their own", "a\nb\nc\n", &[("a", "A"), ("b", "B")], &["[a>A]|", "[b>B]|"]),
            ("two in one line", "a b\nc\n", &[("a", "A"), ("b", "B")], &["[a>A] [b>B]|"]),
            ("over a line end", "a b\nc d\ne\n", &[("b\nc", "x")], &["a [b|c>x] d|"]),
            ("two over line ends", "a\nb c\nd\n", &[("a\nb", "x"), ("c\nd", "y")], &["[a|b>x] [c|d>y]|"]),
            ("a line end that goes", "a\nb\nc\n", &[("\n", " ")], &["a[|> ]b|"]),
            ("a line end that comes", "a b\nc\n", &[(" ", "\n")], &["a[ >|]b|"]),
            ("a line that goes", "a\nb\nc\n", &[("b\n", "")], &["[b|>]"]),
            ("the last line end", "a\n", &[("\n", "")], &["a[|>]"]),
            ("no last line end", "a\nb", &[("b", "B\n")], &["[b>B|]"]),
            ("all of them", "a\nb\n", &[("a\nb\n", "")], &["[a|b|>]"]),
            ("a text that was empty", "", &[("", "a")], &["[>a]"]),
            ("nothing", "a\nb\n", &[("a", "a")], &[]),
        ];
        for (claim, text, edits, expected) in CASES {
            let sample = edits.iter().fold(Sample::of(text), |sample, (wrong, right)| sample.replaced(wrong, right));
            assert_eq!(drawn(&sample), *expected, "{claim}");
        }
    }

    #[test]
    fn a_side_has_the_lines_of_its_text() {
        let sample = Sample::of("a b\nc d\n").replaced("b\nc", "x\ny\nz");
        let lines = LineIndex::new(&sample.text);
        let change = &changes(&sample.text, &lines, &sample.edits)[0];
        let shown = |side| -> Vec<Vec<(&str, bool)>> {
            change.side(side).iter().map(|line| line.iter().map(|chunk| (chunk.text, chunk.changed)).collect()).collect()
        };
        assert_eq!(shown(Side::Before), [[("a ", false), ("b\n", true)], [("c", true), (" d\n", false)]]);
        let after = shown(Side::After);
        assert_eq!(after[1], [("y\n", true)]);
        assert_eq!(after[2], [("z", true), (" d\n", false)]);
    }

    #[test]
    fn what_stays_is_cut_to_what_stands_near() {
        let filler = "lorem ipsum dolor sit amet ".repeat(5);
        let text = format!("{filler}fly {filler}corn {filler}\n");
        let sample = Sample::of(&text).replaced("fly", "Moscow").replaced("corn", "but");
        let lines = LineIndex::new(&sample.text);
        let short = changes(&sample.text, &lines, &sample.edits)[0].shortened(12);
        let text: String = side_lines(&short, Side::After)[0].iter().map(|chunk| chunk.text).collect();
        assert_eq!(text, "… sit amet Moscow lorem ipsum … sit amet but lorem ipsum …");
    }
}
