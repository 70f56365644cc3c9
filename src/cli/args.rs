//! The command line, as clap reads it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::finding::Confidence;
use crate::language::Language;

/// Repairs the damage that machine translation leaves in text.
///
/// Finds names that a translator read as words ("the Born" for NATO), calques, glued fragments and the like; says why; shows a diff;
/// and changes only what you accept.
#[derive(Debug, Parser)]
#[command(name = "ungarble", version, max_term_width = 100, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// Read this configuration instead of the nearest `ungarble.toml`.
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Read no configuration.
    #[arg(long, global = true)]
    pub no_config: bool,
    /// Add a dictionary file, or all those in a folder. May be repeated.
    #[arg(short, long = "dictionary", global = true, value_name = "PATH")]
    pub dictionaries: Vec<PathBuf>,
    /// Leave out a rule or a general repair, by its id. May be repeated.
    #[arg(long, global = true, value_name = "RULE")]
    pub disable: Vec<String>,
    /// The lowest level to show or apply [default: likely].
    #[arg(long, global = true, value_name = "LEVEL")]
    pub confidence: Option<Level>,
    /// The language that the text was translated from, such as `it`.
    #[arg(long, global = true, value_name = "LANG")]
    pub source: Option<Language>,
    /// The language of the text, instead of detecting it.
    #[arg(long, global = true, value_name = "LANG")]
    pub target: Option<Language>,
    /// Use colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// How many threads to use [default: one a core].
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List findings. Exit code 0: none, 1: some, 2: trouble.
    Check {
        /// What to read and how.
        #[command(flatten)]
        input: Input,
        /// How to print findings.
        #[arg(long, value_name = "FORMAT", default_value = "human")]
        format: CheckFormat,
    },
    /// Show what `fix` would change.
    Diff {
        /// What to read and how.
        #[command(flatten)]
        input: Input,
        /// How to print changes.
        #[arg(long, value_name = "FORMAT", default_value = "unified")]
        format: DiffFormat,
        /// Exit with 1 when there is a difference, as git does.
        #[arg(long)]
        exit_code: bool,
    },
    /// Repair in place, or `-` as a filter, or copies with `--output`.
    Fix {
        /// What to read and how.
        #[command(flatten)]
        input: Input,
        /// Write repaired copies of all files into this folder, and leave the files as they are.
        #[arg(short, long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Tell the language of each passage and the inferred source language.
    Detect {
        /// What to read and how.
        #[command(flatten)]
        input: Input,
        /// How to print what was detected.
        #[arg(long, value_name = "FORMAT", default_value = "human")]
        format: DetectFormat,
    },
    /// Show a rule's reason, gates and examples.
    Explain {
        /// The rule's id, such as `it/nato`.
        rule: String,
    },
    /// List, show, write, test and try dictionaries.
    #[command(subcommand)]
    Dict(DictCommand),
    /// Print the completion script of a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

/// What to read and how.
#[derive(Debug, Args)]
pub struct Input {
    /// Files and folders; `-` is standard input. Without any, a pipe is read.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Read JSON Lines, and look at this field: `text`, `article.title`. May be repeated.
    #[arg(long = "field", value_name = "NAME")]
    pub fields: Vec<String>,
    /// The field of a JSON record that holds the text it was translated from.
    #[arg(long, value_name = "NAME")]
    pub source_field: Option<String>,
}

/// The commands about dictionaries.
#[derive(Debug, Subcommand)]
pub enum DictCommand {
    /// List the dictionaries in force.
    List,
    /// Show the rules of a dictionary.
    Show {
        /// Its name (`it`, `grammar`) or its file.
        dictionary: String,
    },
    /// Write the skeleton of a dictionary.
    New {
        /// The file to write; it must not exist.
        file: PathBuf,
        /// The language that the texts were translated from.
        #[arg(long, value_name = "LANG")]
        from: Language,
        /// The language of the texts.
        #[arg(long, value_name = "LANG", default_value = "en")]
        to: Language,
    },
    /// Do the examples hold? Exit code 0: all, 1: not all, 2: a file can't be loaded.
    Test {
        /// Dictionary files or folders. Without any, the built-in ones.
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// What is wrong with a dictionary, and what is weak.
    Lint {
        /// Dictionary files or folders. Without any, the built-in ones.
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// What would a dictionary change in these files?
    Try {
        /// The dictionary file or folder.
        dictionary: PathBuf,
        /// What to read and how.
        #[command(flatten)]
        input: Input,
    },
    /// Print the JSON Schema of a dictionary, for editors.
    Schema,
}

/// A level on the command line and in the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// Worth a look.
    Possible,
    /// Applied by default.
    Likely,
    /// As good as sure.
    Certain,
}

impl From<Level> for Confidence {
    fn from(level: Level) -> Self {
        match level {
            Level::Possible => Self::Possible,
            Level::Likely => Self::Likely,
            Level::Certain => Self::Certain,
        }
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Forms of `check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For reading.
    Human,
    /// One object a line.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of a GitHub workflow.
    Github,
}

/// Forms of `diff`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// Applies with `git apply`.
    Unified,
    /// Changed words within their line.
    Words,
    /// Two columns.
    SideBySide,
    /// One object a change.
    Json,
}

/// Forms of `detect`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DetectFormat {
    /// For reading.
    Human,
    /// One object a document.
    Json,
}
