//! `fix`: in place, as a filter, or into copies.

use std::collections::BTreeMap;
use std::io::{BufRead, Write, stdin};
use std::path::{Path, PathBuf};

use super::args::Input;
use super::failure::Failure;
use super::input::{Selection, Source};
use super::run::{self, Planned, Troubles};
use super::session::Session;
use super::{Ending, print, write};
use crate::document::Document;
use crate::format::Format;
use crate::plan::apply;

/// JSON Lines from a pipe are repaired in pieces of at least so many bytes, so that an endless pipe takes bounded memory.
const PIECE: usize = 8 << 20;

/// How many edits were made in how many files.
#[derive(Default)]
struct Tally {
    edits: usize,
    files: usize,
}

impl Tally {
    fn add(&mut self, edits: usize) {
        self.edits += edits;
        self.files += usize::from(edits > 0);
    }
}

/// Repairs what `input` names.
pub fn fix(session: &Session, input: &Input, output: Option<&Path>) -> Result<Ending, Failure> {
    let mut tally = Tally::default();
    let selection = session.selection(input);
    let reads_stdin = input.paths.iter().any(|path| path.as_os_str() == "-") || input.paths.is_empty();
    let streams = reads_stdin && input.paths.len() <= 1 && matches!(selection.format(&Source::Stdin), Format::JsonLines { .. });
    let troubles = if streams && output.is_none() {
        filter_records(session, &selection, &mut tally)?
    } else {
        let mut copies = BTreeMap::new();
        run::each(session, input, None, |planned, troubles| {
            let done = repair(&planned, output, &mut copies);
            match done {
                Ok(edits) => tally.add(edits),
                Err(failure) if planned.source == Source::Stdin => return Err(failure),
                Err(failure) => troubles.report(&failure),
            }
            Ok(())
        })?
    };
    let (edits, files) = (plural(tally.edits, "artifact"), plural(tally.files, "file"));
    let _ = writeln!(std::io::stderr(), "Fixed {edits} in {files}.");
    Ok(if troubles.count > 0 { Ending::Trouble } else { Ending::Clean })
}

/// Puts the repaired text where it belongs and gives the number of edits.
fn repair(planned: &Planned, output: Option<&Path>, copies: &mut BTreeMap<PathBuf, PathBuf>) -> Result<usize, Failure> {
    let text = planned.document.text();
    let edits = &planned.outcome.edits;
    match (&planned.source, output) {
        (Source::Stdin, _) => print(apply(text, edits).as_bytes())?,
        (Source::File { path, below, .. }, Some(folder)) => {
            let copy = folder.join(below);
            if let Some(other) = copies.insert(copy.clone(), path.clone()) {
                let what = format!("{}: would be copied to the same place as {}", path.display(), other.display());
                return Err(Failure::new(format!("{what}; copy them one after the other")));
            }
            write::create(&copy, &apply(text, edits))?;
        }
        (Source::File { path, .. }, None) if !edits.is_empty() => write::replace(path, text, &apply(text, edits))?,
        (Source::File { .. }, None) => {}
    }
    Ok(edits.len())
}

/// Repairs JSON Lines from standard input to standard output, piece by piece.
fn filter_records(session: &Session, selection: &Selection, tally: &mut Tally) -> Result<Troubles, Failure> {
    let mut troubles = Troubles::default();
    let mut input = stdin().lock();
    let mut lines_before = 0;
    let mut edits = 0;
    loop {
        let piece = next_lines(&mut input)?;
        if piece.is_empty() {
            break;
        }
        let lines = piece.iter().filter(|byte| **byte == b'\n').count();
        match Document::new(piece.clone()) {
            Ok(document) => {
                let normalizer = &session.normalizer;
                let (outcome, problems) =
                    run::outcome(normalizer, &session.settings, selection, &Source::Stdin, &document, lines_before);
                for problem in &problems {
                    troubles.report(problem);
                }
                edits += outcome.edits.len();
                print(apply(document.text(), &outcome.edits).as_bytes())?;
            }
            Err(error) => {
                // What can't be read is passed on as it is: nothing is lost.
                troubles.report(&Failure::new(format!("-: {}", error.moved_down(lines_before))));
                print(&piece)?;
            }
        }
        lines_before += lines;
    }
    tally.add(edits);
    Ok(troubles)
}

/// The next whole lines, `PIECE` bytes or a little more; nothing at the end.
fn next_lines(input: &mut impl BufRead) -> Result<Vec<u8>, Failure> {
    let mut piece = Vec::new();
    while piece.len() < PIECE {
        let read = input.read_until(b'\n', &mut piece).map_err(|error| Failure::new(format!("standard input: {error}")))?;
        if read == 0 {
            break;
        }
    }
    Ok(piece)
}

/// "1 file", "3 files".
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
