//! What stops a command: a message for the user.

use std::fmt;
use std::io;
use std::path::Path;

use crate::render::visible::visible;

/// Why a command could not do its work, as the user reads it.
#[derive(Debug)]
pub struct Failure {
    message: String,
    /// The reader of our output went away: no error, but an end.
    is_closed_pipe: bool,
}

impl Failure {
    /// Fails with `message`: what, where, and what to do next.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), is_closed_pipe: false }
    }

    /// The file at `path` could not be read.
    pub fn read(path: &Path, error: &io::Error) -> Self {
        let hint = match error.kind() {
            io::ErrorKind::NotFound => "no such file",
            io::ErrorKind::PermissionDenied => "no permission to read it",
            io::ErrorKind::IsADirectory => "is a folder, where a file is wanted",
            _ => return Self::new(format!("{}: can’t be read: {error}", path.display())),
        };
        Self::new(format!("{}: {hint}", path.display()))
    }

    /// Standard output took no more.
    pub fn output(error: &io::Error) -> Self {
        let is_closed_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        Self { message: format!("standard output: can’t be written: {error}"), is_closed_pipe }
    }

    /// Whether the reader of our output just went away.
    pub fn is_closed_pipe(&self) -> bool {
        self.is_closed_pipe
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // File names and parsers' messages carry text from outside.
        let lines: Vec<_> = self.message.lines().map(visible).collect();
        f.write_str(&lines.join("\n"))
    }
}
