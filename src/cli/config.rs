//! `ungarble.toml`: what a project always wants.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde::Deserialize;

use super::failure::Failure;
use crate::error::{line_at, suggestion};
use crate::finding::Confidence;
use crate::language::Language;

/// The name of the file that is looked for.
const FILE_NAME: &str = "ungarble.toml";

/// The configuration, with paths made relative to where it stands.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Dictionary files and folders to add.
    pub dictionaries: Vec<PathBuf>,
    /// Rules and general repairs to leave out.
    pub disable: Vec<String>,
    /// The lowest level to show or apply.
    pub confidence: Option<Confidence>,
    /// The language that the texts were translated from.
    pub source: Option<Language>,
    /// The language of the texts.
    pub target: Option<Language>,
    /// Globs of the files that a walk through a folder reads.
    pub include: Vec<String>,
    /// Globs of files and folders that a walk leaves out.
    pub exclude: Vec<String>,
    /// The fields of JSON records that hold text.
    pub fields: Vec<String>,
    /// The field of JSON records that holds the text they were translated from.
    pub source_field: Option<String>,
}

impl Config {
    /// Reads `given`, or the nearest `ungarble.toml` above the working folder, or nothing.
    pub fn load(given: Option<&Path>) -> Result<Self, Failure> {
        match given.map(Path::to_owned).or_else(nearest) {
            Some(path) => Self::read(&path),
            None => Ok(Self::default()),
        }
    }

    fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(|error| Failure::read(path, &error))?;
        let mut config: Self = toml::from_str(&text).map_err(|error| mistake(path, &text, &error))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        for dictionary in &mut config.dictionaries {
            *dictionary = folder.join(&*dictionary);
        }
        Ok(config)
    }
}

fn nearest() -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())
}

fn mistake(path: &Path, text: &str, error: &toml::de::Error) -> Failure {
    let start = error.span().map_or(0, |span| span.start);
    let line = line_at(text.as_bytes(), start);
    let problem = error.message().replace('\n', " ");
    let mut quoted = problem.split('`').skip(1).step_by(2);
    let remedy = match quoted.next() {
        Some(wrong) if problem.starts_with("unknown") => {
            suggestion(wrong, quoted).map(|known| format!("; did you mean `{known}`?"))
        }
        _ => None,
    };
    Failure::new(format!("{}:{line}: {problem}{}", path.display(), remedy.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_refused_with_a_suggestion() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        fs::write(&path, "confidence = \"likely\"\ndissable = []\n").unwrap();
        let message = Config::load(Some(&path)).unwrap_err().to_string();
        assert!(message.contains("ungarble.toml:2:") && message.contains("did you mean `disable`?"), "{message}");
    }

    #[test]
    fn dictionaries_stand_relative_to_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        fs::write(&path, "dictionaries = [\"my.toml\"]\n").unwrap();
        assert_eq!(Config::load(Some(&path)).unwrap().dictionaries, [folder.path().join("my.toml")]);
    }
}
