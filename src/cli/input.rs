//! From paths on the command line to documents: walking folders, reading files, refusing what is none.

use std::fs;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use ignore::overrides::{Override, OverrideBuilder};
use ignore::{DirEntry, WalkBuilder};

use super::failure::Failure;
use crate::document::Document;
use crate::format::Format;

/// What a walk reads where the configuration names no globs.
const INCLUDED: &[&str] = &["*.txt", "*.text", "*.md", "*.jsonl", "*.ndjson"];
/// The field that is read where none is named.
const DEFAULT_FIELD: &str = "text";

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file, with the path that was given or walked to, and its place below the argument that led to it.
    File {
        /// Where it is.
        path: PathBuf,
        /// Its path below the folder that was given; its name, if it was given itself.
        below: PathBuf,
        /// Whether it was named, not found.
        is_named: bool,
    },
}

impl Source {
    /// The name that messages and records give it.
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => "-".to_owned(),
            Self::File { path, .. } => path.to_string_lossy().into_owned(),
        }
    }
}

/// How to choose and read files.
#[derive(Debug, Default)]
pub struct Selection {
    /// Globs that a walk reads; the usual ones where empty.
    pub include: Vec<String>,
    /// Globs that a walk leaves out.
    pub exclude: Vec<String>,
    /// The fields of JSON records that hold text.
    pub fields: Vec<String>,
    /// The field that holds the source text.
    pub source_field: Option<String>,
    /// Whether fields were named on the command line: then everything is JSON Lines.
    pub fields_given: bool,
}

impl Selection {
    /// How `source` is to be read.
    pub fn format(&self, source: &Source) -> Format {
        let by_name = match source {
            Source::Stdin => false,
            Source::File { path, .. } => path.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson"),
        };
        if !self.fields_given && !by_name {
            return Format::Plain;
        }
        let fields = if self.fields.is_empty() { vec![DEFAULT_FIELD.to_owned()] } else { self.fields.clone() };
        Format::JsonLines { fields, source_field: self.source_field.clone() }
    }

    /// What `paths` lead to, in order and without repetition, and what went wrong on the way.
    pub fn sources(&self, paths: &[PathBuf]) -> (Vec<Source>, Vec<Failure>) {
        let mut sources: Vec<Source> = Vec::new();
        let mut failures = Vec::new();
        for path in paths {
            let found = if path.as_os_str() == "-" { Ok(vec![Source::Stdin]) } else { self.below(path, &mut failures) };
            match found {
                Ok(found) => {
                    for source in found {
                        if !sources.contains(&source) {
                            sources.push(source);
                        }
                    }
                }
                Err(failure) => failures.push(failure),
            }
        }
        (sources, failures)
    }

    fn below(&self, path: &Path, failures: &mut Vec<Failure>) -> Result<Vec<Source>, Failure> {
        let metadata = fs::metadata(path).map_err(|error| Failure::read(path, &error))?;
        if !metadata.is_dir() {
            let below = path.file_name().map(PathBuf::from).unwrap_or_default();
            return Ok(vec![Source::File { path: path.to_owned(), below, is_named: true }]);
        }
        let mut found = Vec::new();
        let globs = self.globs(path)?;
        // As overrides the globs would win over `.gitignore`; as a filter they only take away.
        let is_wanted = move |entry: &DirEntry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            !globs.matched(entry.path(), is_folder).is_ignore()
        };
        let walk = WalkBuilder::new(path).filter_entry(is_wanted).require_git(false).sort_by_file_path(Path::cmp).build();
        for entry in walk {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    let below = entry.path().strip_prefix(path).unwrap_or(entry.path()).to_owned();
                    found.push(Source::File { path: entry.into_path(), below, is_named: false });
                }
                Ok(_) => {}
                Err(error) => failures.push(Failure::new(error.to_string())),
            }
        }
        Ok(found)
    }

    fn globs(&self, root: &Path) -> Result<Override, Failure> {
        let mut builder = OverrideBuilder::new(root);
        let usual = || INCLUDED.iter().map(|glob| (*glob).to_owned()).collect();
        let include: Vec<String> = if self.include.is_empty() { usual() } else { self.include.clone() };
        let exclude = self.exclude.iter().map(|glob| format!("!{glob}"));
        for glob in include.into_iter().chain(exclude) {
            builder.add(&glob).map_err(|error| Failure::new(format!("the glob `{glob}` can’t be used: {error}")))?;
        }
        builder.build().map_err(|error| Failure::new(error.to_string()))
    }
}

/// The paths to read where none is given: a pipe, or `otherwise`.
pub fn default_paths(otherwise: Option<&str>) -> Result<Vec<PathBuf>, Failure> {
    if !io::stdin().is_terminal() {
        return Ok(vec![PathBuf::from("-")]);
    }
    let missing = || Failure::new("nothing to read; give files or folders, or `-` for standard input");
    otherwise.map(|path| vec![PathBuf::from(path)]).ok_or_else(missing)
}

/// Reads what `source` names.
pub fn read(source: &Source) -> Result<Document, Failure> {
    let bytes = match source {
        Source::Stdin => {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes).map_err(|error| Failure::new(format!("standard input: {error}")))?;
            bytes
        }
        Source::File { path, .. } => {
            let metadata = fs::metadata(path).map_err(|error| Failure::read(path, &error))?;
            if !metadata.is_file() {
                let what = "is no regular file (a pipe, socket or device); feed it through `-`";
                return Err(Failure::new(format!("{}: {what}", path.display())));
            }
            fs::read(path).map_err(|error| Failure::read(path, &error))?
        }
    };
    Document::new(bytes).map_err(|error| Failure::new(format!("{}: {error}", source.name())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_keeps_to_gitignore_and_globs_and_is_sorted() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a.md", "c.rs", "ignored.txt", "skip/d.txt", "e.jsonl"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        fs::write(folder.path().join(".gitignore"), "ignored.txt\n").unwrap();
        let selection = Selection { exclude: vec!["skip".into()], ..Selection::default() };
        let (sources, failures) = selection.sources(&[folder.path().to_owned()]);
        let names: Vec<String> = sources
            .iter()
            .map(|source| match source {
                Source::File { below, .. } => below.display().to_string(),
                Source::Stdin => "-".into(),
            })
            .collect();
        assert_eq!(names, ["a.md", "b.txt", "e.jsonl"]);
        assert!(failures.is_empty());
    }

    #[test]
    fn the_format_goes_by_the_name_or_the_field() {
        let file = |name: &str| Source::File { path: name.into(), below: name.into(), is_named: true };
        let usual = Selection::default();
        assert_eq!(usual.format(&file("a.txt")), Format::Plain);
        assert!(matches!(usual.format(&file("a.jsonl")), Format::JsonLines { fields, .. } if fields == ["text"]));
        let given = Selection { fields: vec!["body".into()], fields_given: true, ..Selection::default() };
        assert!(matches!(given.format(&Source::Stdin), Format::JsonLines { fields, .. } if fields == ["body"]));
    }
}
