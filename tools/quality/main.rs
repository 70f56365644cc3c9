//! Measures the promises of the levels: on human text, on machine translation with references, on labelled documents. See CONTRIBUTING.md.
//!
//! Every finding is printed with its surroundings, to be looked at. Each text is also repaired twice, and must not change the
//! second time.

mod corpus;
mod labelled;
mod measures;
mod plot;
mod reference;
mod report;
mod source;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::{Parser, Subcommand};
use ungarble::dictionary::rule::Pattern;
use ungarble::{Finding, Language, Normalizer, Rulebook, Span};

/// How many bytes are shown on either side of a finding.
const SHOWN: usize = 70;

/// Measures what ungarble does to corpora.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Human English, documents between blank lines: findings a million words by level, kind, language and rule.
    Clean {
        /// Text files.
        files: Vec<PathBuf>,
    },
    /// Human text in other languages, a sentence a line: the same.
    Native {
        /// Text files.
        files: Vec<PathBuf>,
    },
    /// Machine translation with references (mt.txt, ref.txt, ids.txt, a segment a line): edits nearer or farther, by rule.
    Mt {
        /// Folders.
        folders: Vec<PathBuf>,
    },
    /// Labelled documents: recall by level and kind, precision, with intervals.
    Labelled {
        /// Folders of TOML files.
        folders: Vec<PathBuf>,
        /// Stand in for `--source`, as if the source language had been given.
        #[arg(long)]
        given: bool,
        /// Print what was missed, too.
        #[arg(long)]
        missed: bool,
    },
    /// Source inference on documents of so many lines of machine translation, by language.
    Source {
        /// Folders whose names tell the language: `wmt21_de_en`.
        folders: Vec<PathBuf>,
        /// Lines a document.
        #[arg(long, default_value_t = 20)]
        lines: usize,
        /// Only the last half of each folder: what nothing was trained on.
        #[arg(long)]
        held_out: bool,
    },
    /// All wrong forms, one a line, for comparison with other tools.
    Phrases,
    /// Measures everything below a folder (clean/, native/, mt/) and the labelled documents; writes docs/quality.md, its plots and
    /// data/measured.toml.
    Report {
        /// The folder.
        corpora: PathBuf,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let normalizer = Normalizer::new(Rulebook::builtin().expect("the built-in dictionaries load"));
    match run(&normalizer, &arguments.command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn run(normalizer: &Normalizer, command: &Command) -> io::Result<bool> {
    match command {
        Command::Clean { files } | Command::Native { files } => {
            let is_native = matches!(command, Command::Native { .. });
            let counts = corpus::counted(normalizer, files, is_native)?;
            print!("{}", counts.table());
            Ok(counts.keeps_promises())
        }
        Command::Mt { folders } => {
            let tallies = reference::compared(normalizer, folders)?;
            print!("{}", tallies.table());
            Ok(tallies.is_settled)
        }
        Command::Labelled { folders, given, missed } => {
            for folder in folders {
                let score = labelled::scored(normalizer, &labelled::documents(folder)?, *given);
                for line in score.lines.iter().filter(|line| *missed || !line.starts_with("missed")) {
                    println!("  {line}");
                }
                println!("\n{}\n\n{}", folder.display(), report::of_labelled(&score));
            }
            Ok(true)
        }
        Command::Source { folders, lines, held_out } => {
            let answers = source::answers(normalizer, folders, *lines, *held_out)?;
            print!("{}", report::of_sources(&answers));
            Ok(source::is_trustworthy(&answers))
        }
        Command::Phrases => {
            for rule in normalizer.book().rules() {
                if let Pattern::Phrases(map) = &rule.rule.pattern {
                    for (wrong, _) in map {
                        println!("{wrong}");
                    }
                }
            }
            Ok(true)
        }
        Command::Report { corpora } => report::write(normalizer, corpora),
    }
}

/// What a file or folder holds, in the order of names.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let context = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()));
    let mut paths = fs::read_dir(folder).map_err(context)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// The content of `path`, or an error that names it.
fn read(path: &Path) -> io::Result<String> {
    fs::read_to_string(path).map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

/// A finding with its surroundings, on one line.
fn shown(text: &str, finding: &Finding) -> String {
    let Span { start, end } = finding.span;
    let from = text.floor_char_boundary(start.saturating_sub(SHOWN));
    let to = text.ceil_char_boundary((end + SHOWN).min(text.len()));
    let right = finding.right.as_deref().unwrap_or("?");
    let window = format!("{}[-{}-]{{+{right}+}}{}", &text[from..start], finding.wrong, &text[end..to]);
    format!("{} {}: {}", finding.confidence, finding.rule, window.replace('\n', "⏎"))
}

/// The language that a finding's rule belongs to, for a table.
fn language_of(finding: &Finding) -> String {
    finding.source.map_or_else(|| "any".to_owned(), |source: Language| source.to_string())
}
