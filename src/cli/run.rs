//! Reads and plans many files on several threads, and hands them on in a stable order.

use std::io::{IsTerminal, Write, stderr};

use rayon::prelude::*;

use super::args::Input;
use super::failure::Failure;
use super::input::{self, Selection, Source};
use super::session::Session;
use crate::document::{Document, Outcome, plan};
use crate::normalizer::{Normalizer, Settings};

/// So many files are read and planned before the first of them is handed on.
const BATCH: usize = 64;

/// One file, planned.
pub struct Planned {
    /// Where it came from.
    pub source: Source,
    /// Its text.
    pub document: Document,
    /// What was found in it.
    pub outcome: Outcome,
}

/// What went wrong with single files; the others went on.
#[derive(Debug, Default)]
pub struct Troubles {
    /// How many files or records.
    pub count: usize,
    /// How many files were read.
    pub files: usize,
}

impl Troubles {
    /// Tells the user of a failure that stops one file and no other.
    pub fn report(&mut self, failure: &Failure) {
        self.count += 1;
        complain(failure);
    }
}

/// Tells the user what went wrong.
pub fn complain(failure: &Failure) {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(stderr(), "ungarble: {failure}");
}

/// Plans all that `input` names and hands each file to `take`, in order. Files that can't be read are reported, and the rest go on.
pub fn each(
    session: &Session,
    input: &Input,
    otherwise: Option<&str>,
    mut take: impl FnMut(Planned, &mut Troubles) -> Result<(), Failure>,
) -> Result<Troubles, Failure> {
    let selection = session.selection(input);
    let read = |source: &Source| planned(&session.normalizer, &session.settings, &selection, source);
    in_order(&selection, input, otherwise, read, |(planned, problems), troubles| {
        for problem in &problems {
            troubles.report(problem);
        }
        take(planned, troubles)
    })
}

/// Reads all that `input` names and hands each file to `take`, in order.
pub fn each_document(
    session: &Session,
    input: &Input,
    otherwise: Option<&str>,
    mut take: impl FnMut(&Source, &Document, &mut Troubles) -> Result<(), Failure>,
) -> Result<Troubles, Failure> {
    let read = |source: &Source| Ok((source.clone(), input::read(source)?));
    let selection = session.selection(input);
    in_order(&selection, input, otherwise, read, |(source, document), troubles| take(&source, &document, troubles))
}

/// Reads what `input` names on several threads, and hands what was read to `take` in the order of the sources.
fn in_order<T: Send>(
    selection: &Selection,
    input: &Input,
    otherwise: Option<&str>,
    read: impl Fn(&Source) -> Result<T, Failure> + Sync,
    mut take: impl FnMut(T, &mut Troubles) -> Result<(), Failure>,
) -> Result<Troubles, Failure> {
    let paths = if input.paths.is_empty() { input::default_paths(otherwise)? } else { input.paths.clone() };
    let (sources, failures) = selection.sources(&paths);
    let mut troubles = Troubles::default();
    for failure in &failures {
        troubles.report(failure);
    }
    let shows_progress = stderr().is_terminal() && sources.len() > BATCH;
    for (number, batch) in sources.chunks(BATCH).enumerate() {
        if shows_progress {
            let _ = write!(stderr(), "\r{} of {} files ", number * BATCH, sources.len());
        }
        let results: Vec<_> = batch.par_iter().map(&read).collect();
        if shows_progress {
            let _ = write!(stderr(), "\r\x1b[K");
        }
        for result in results {
            match result {
                Ok(done) => {
                    troubles.files += 1;
                    take(done, &mut troubles)?;
                }
                Err(failure) => troubles.report(&failure),
            }
        }
    }
    Ok(troubles)
}

fn planned(
    normalizer: &Normalizer,
    settings: &Settings,
    selection: &Selection,
    source: &Source,
) -> Result<(Planned, Vec<Failure>), Failure> {
    let document = input::read(source)?;
    let (outcome, problems) = outcome(normalizer, settings, selection, source, &document, 0);
    Ok((Planned { source: source.clone(), document, outcome }, problems))
}

/// Plans the records of `document`, of which `lines_before` lines were read earlier.
pub fn outcome(
    normalizer: &Normalizer,
    settings: &Settings,
    selection: &Selection,
    source: &Source,
    document: &Document,
    lines_before: usize,
) -> (Outcome, Vec<Failure>) {
    let (records, errors) = document.records(&selection.format(source));
    let outcomes: Vec<Outcome> = records.par_iter().map(|record| plan(normalizer, record, settings)).collect();
    let mut outcome = Outcome::default();
    for found in outcomes {
        outcome.append(found);
    }
    let name = source.name();
    let problems = errors.into_iter().map(|error| Failure::new(format!("{name}: {}", error.moved_down(lines_before)))).collect();
    (outcome, problems)
}
