//! Wraps a line into rows of a column, between words or wide characters; a word that is too long is cut.

use unicode_width::UnicodeWidthChar;

/// A line or row in visible form: parts of text, each with whether it changes.
pub type Row = Vec<(String, bool)>;

/// Wraps `line` into rows of at most `columns` (from 2 on). A line without text has no rows.
pub fn wrap(line: &Row, columns: usize) -> Vec<Row> {
    let cells: Vec<(char, bool)> = line.iter().flat_map(|(text, changed)| text.chars().map(|c| (c, *changed))).collect();
    let mut rows = Vec::new();
    let mut start = 0;
    while start < cells.len() {
        let end = start + row_end(&cells[start..], columns);
        rows.push(row(&cells[start..end]));
        start = end + usize::from(cells.get(end) == Some(&(' ', false)));
    }
    rows
}

/// How many of `cells` go into the row that starts with them.
fn row_end(cells: &[(char, bool)], columns: usize) -> usize {
    let mut used = 0;
    let mut border = None;
    for (at, (c, _)) in cells.iter().enumerate() {
        let width = c.width().unwrap_or(0);
        if used + width > columns && at > 0 {
            return if *c == ' ' || width == 2 { at } else { border.unwrap_or(at) };
        }
        used += width;
        // After a blank, and after a wide character with its marks.
        if *c == ' ' || width == 2 || (width == 0 && border == Some(at)) {
            border = Some(at + 1);
        }
    }
    cells.len()
}

fn row(cells: &[(char, bool)]) -> Row {
    cells.chunk_by(|(_, left), (_, right)| left == right).map(|run| (run.iter().map(|(c, _)| c).collect(), run[0].1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &[(&str, &str, usize, &[&str])] = &[
        ("what fits stays whole", "one two", 7, &["one two"]),
        ("rows end between words", "one two three", 8, &["one two ", "three"]),
        ("a blank at the border is dropped", "one two three", 7, &["one two", "three"]),
        ("a long word is cut", "abcdefgh", 3, &["abc", "def", "gh"]),
        ("wide characters count twice", "漢字漢字", 5, &["漢字", "漢字"]),
        ("marks go with their letter", "abe\u{301}cd", 3, &["abe\u{301}", "cd"]),
        ("and with their wide character", "漢\u{301}abc", 4, &["漢\u{301}", "abc"]),
        ("no text, no row", "", 3, &[]),
    ];

    #[test]
    fn rows_keep_to_their_column() {
        for (claim, text, columns, expected) in CASES {
            let rows = wrap(&vec![((*text).to_owned(), false)], *columns);
            let rows: Vec<String> = rows.into_iter().map(|row| row.into_iter().map(|(text, _)| text).collect()).collect();
            assert_eq!(rows, *expected, "{claim}");
        }
    }

    #[test]
    fn rows_know_what_changes() {
        let rows = wrap(&vec![("in ".to_owned(), false), ("the Born".to_owned(), true)], 8);
        assert_eq!(rows[0], [("in ".to_owned(), false), ("the ".to_owned(), true)]);
        assert_eq!(rows[1], [("Born".to_owned(), true)]);
    }
}
