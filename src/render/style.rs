//! Colours by what they mean. Whether there is colour is decided once, outside; a renderer only asks for the ink of a role.

/// What a piece of output is, and so how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// The path of a file.
    Path,
    /// A line or column number.
    Place,
    /// The level `certain`.
    Certain,
    /// The level `likely`.
    Likely,
    /// The level `possible`.
    Possible,
    /// Text that goes, or a line that holds some.
    RemovedText,
    /// Text that comes, or a line that holds some.
    AddedText,
    /// The words that go, inside of a line.
    RemovedWords,
    /// The words that come, inside of a line.
    AddedWords,
    /// The words that a finding is about, inside of an excerpt.
    FoundWords,
    /// The file headers of a diff.
    Header,
    /// The place of a hunk in a diff.
    Hunk,
    /// What is said beside the matter: evidence, marks, rules between columns.
    Aside,
}

/// Gives each ink its start and end; without colour both are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    colored: bool,
}

impl Palette {
    /// For a pipe, a file, or a terminal without colour.
    pub const fn plain() -> Self {
        Self { colored: false }
    }

    /// For a terminal: ANSI escape sequences, sixteen colours.
    pub const fn colored() -> Self {
        Self { colored: true }
    }

    /// Whether there is colour to tell things apart by.
    pub const fn is_colored(self) -> bool {
        self.colored
    }

    /// What to write before text in `ink`.
    pub const fn start(self, ink: Ink) -> &'static str {
        if !self.colored {
            return "";
        }
        match ink {
            Ink::Path => "\x1b[35m",
            Ink::Place | Ink::AddedText => "\x1b[32m",
            Ink::Certain | Ink::FoundWords => "\x1b[1;31m",
            Ink::Likely => "\x1b[1;33m",
            Ink::Possible => "\x1b[1;34m",
            Ink::RemovedText => "\x1b[31m",
            Ink::RemovedWords => "\x1b[7;31m",
            Ink::AddedWords => "\x1b[7;32m",
            Ink::Header => "\x1b[1m",
            Ink::Hunk => "\x1b[36m",
            Ink::Aside => "\x1b[2m",
        }
    }

    /// What to write after text in any ink.
    pub const fn end(self) -> &'static str {
        if self.colored { "\x1b[0m" } else { "" }
    }

    /// `text` in `ink`. Nothing stays nothing.
    pub fn paint(self, ink: Ink, text: &str) -> String {
        if text.is_empty() { String::new() } else { [self.start(ink), text, self.end()].concat() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_palette_adds_nothing() {
        assert_eq!(Palette::plain().paint(Ink::Certain, "certain"), "certain");
    }

    #[test]
    fn colour_ends_where_it_began() {
        assert_eq!(Palette::colored().paint(Ink::RemovedText, "fly"), "\x1b[31mfly\x1b[0m");
        assert_eq!(Palette::colored().paint(Ink::RemovedText, ""), "");
    }
}
