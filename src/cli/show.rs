//! `check`, `diff` and `detect`: what was found, in the form that was asked for.

use std::io::{IsTerminal, Write, stderr, stdout};

use super::args::{CheckFormat, DetectFormat, DiffFormat, Input};
use super::failure::Failure;
use super::fix::plural;
use super::run::{self, Planned};
use super::session::Session;
use super::{Ending, print};
use crate::document::Outcome;
use crate::finding::Finding;
use crate::render::{self, Report};

/// Where a command looks that was given no path and no pipe.
pub const HERE: Option<&str> = Some(".");
/// Columns of a side-by-side diff where no terminal says otherwise.
const WIDTH: usize = 120;

/// Lists findings.
pub fn check(session: &Session, input: &Input, format: CheckFormat) -> Result<Ending, Failure> {
    let mut count = 0;
    let mut files = 0;
    let mut kept = Vec::new();
    let troubles = run::each(session, input, HERE, |planned, _| {
        let name = planned.source.name();
        let report = report(session, &name, &planned);
        let found = report.shown().count();
        count += found;
        files += usize::from(found > 0);
        match format {
            CheckFormat::Human => print(render::human::findings(&report, session.palette).as_bytes())?,
            CheckFormat::Json => print(render::json::findings(&report).as_bytes())?,
            CheckFormat::Github => print(render::github::annotations(&report).as_bytes())?,
            // SARIF is one document for all files: it can't be begun before the last is read.
            CheckFormat::Sarif => {
                if found > 0 {
                    kept.push((name, planned));
                }
            }
        }
        Ok(())
    })?;
    if format == CheckFormat::Sarif {
        let reports: Vec<Report<'_>> = kept.iter().map(|(name, planned)| report(session, name, planned)).collect();
        print(render::sarif::document(&reports).as_bytes())?;
    }
    let _ = writeln!(stderr(), "{} in {files} of {}.", plural(count, "finding"), plural(troubles.files, "file"));
    Ok(match (troubles.count, count) {
        (0, 0) => Ending::Clean,
        (0, _) => Ending::Something,
        _ => Ending::Trouble,
    })
}

/// Shows what `fix` would change.
pub fn diff(session: &Session, input: &Input, format: DiffFormat, exit_code: bool) -> Result<Ending, Failure> {
    let for_person = stdout().is_terminal() || session.palette.is_colored();
    let width = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| width.0.into());
    let mut edits = 0;
    let troubles = run::each(session, input, HERE, |planned, _| {
        let name = planned.source.name();
        let report = report(session, &name, &planned);
        edits += report.edits.len();
        let text = match format {
            DiffFormat::Unified if for_person => render::unified::shown(&report, session.palette),
            DiffFormat::Unified => render::unified::patch(&report),
            DiffFormat::Words => render::words::diff(&report, session.palette),
            DiffFormat::SideBySide => render::side_by_side::diff(&report, width, session.palette),
            DiffFormat::Json => render::json::changes(&report),
        };
        print(text.as_bytes())
    })?;
    Ok(match (troubles.count, edits) {
        (0, 1..) if exit_code => Ending::Something,
        (0, _) => Ending::Clean,
        _ => Ending::Trouble,
    })
}

/// Tells languages and source languages.
pub fn detect(session: &Session, input: &Input, format: DetectFormat) -> Result<Ending, Failure> {
    let selection = session.selection(input);
    let troubles = run::each_document(session, input, HERE, |source, document, troubles| {
        let name = source.name();
        let (records, errors) = document.records(&selection.format(source));
        for error in errors {
            troubles.report(&Failure::new(format!("{name}: {error}")));
        }
        for record in &records {
            let mut detection = session.normalizer.detect(&record.text, &session.settings);
            for passage in &mut detection.passages {
                let raw = record.raw_span(crate::span::Span::new(passage.start, passage.end));
                (passage.start, passage.end) = (raw.start, raw.end);
            }
            let text = match format {
                DetectFormat::Human => render::detection::human(&name, document.text(), &detection, session.palette),
                DetectFormat::Json => render::detection::json(&name, &detection),
            };
            print(text.as_bytes())?;
        }
        Ok(())
    })?;
    Ok(if troubles.count > 0 { Ending::Trouble } else { Ending::Clean })
}

/// The file as renderers take it.
pub fn report<'a>(session: &Session, name: &'a str, planned: &'a Planned) -> Report<'a> {
    let Outcome { findings, edits } = &planned.outcome;
    Report { path: name, text: planned.document.text(), findings, edits, threshold: session.settings.threshold }
}

/// Lists those findings of one file for which `is_wanted` says yes, and gives their number.
pub fn list(session: &Session, planned: &Planned, is_wanted: impl Fn(&Finding) -> bool) -> Result<usize, Failure> {
    let name = planned.source.name();
    let findings: Vec<Finding> = planned.outcome.findings.iter().filter(|finding| is_wanted(finding)).cloned().collect();
    let report = Report { findings: &findings, edits: &[], ..report(session, &name, planned) };
    print(render::human::findings(&report, session.palette).as_bytes())?;
    Ok(report.shown().count())
}
