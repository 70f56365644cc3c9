//! What a run works with: the rules in force, the settings, the threads, all from command line and configuration together.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::args::{Color, Global, Input};
use super::config::Config;
use super::failure::Failure;
use super::input::Selection;
use crate::dictionary::rule::Dictionary;
use crate::dictionary::{Rulebook, builtin, check, schema};
use crate::finding::Confidence;
use crate::normalizer::{Normalizer, Settings};
use crate::render::style::Palette;
use crate::repair;

/// What a run works with.
pub struct Session {
    /// The rules in force.
    pub normalizer: Normalizer,
    /// What is asked for.
    pub settings: Settings,
    /// The dictionaries of the user that are in force.
    pub own: Vec<Dictionary>,
    /// How to write on standard output.
    pub palette: Palette,
    config: Config,
}

impl Session {
    /// Reads the configuration and the dictionaries, and checks those of the user. `further` dictionaries are added to them.
    pub fn new(global: &Global, further: &[PathBuf]) -> Result<Self, Failure> {
        let session = Self::unchecked(global, further)?;
        if !session.own.is_empty() {
            let others = session.others();
            let errors = check::errors(&session.normalizer, &session.own, &others);
            if !errors.is_empty() {
                return Err(Failure::new(listed(&errors)));
            }
        }
        Ok(session)
    }

    /// The same without the check of the user's dictionaries: for the commands that report on them.
    pub fn unchecked(global: &Global, further: &[PathBuf]) -> Result<Self, Failure> {
        let config = if global.no_config { Config::default() } else { Config::load(global.config.as_deref())? };
        let paths: Vec<PathBuf> = config.dictionaries.iter().chain(&global.dictionaries).chain(further).cloned().collect();
        let mut own = dictionaries(&paths)?;
        let disabled: Vec<String> = config.disable.iter().chain(&global.disable).cloned().collect();
        known_ids(&disabled, &own)?;
        for dictionary in &mut own {
            dictionary.rules.retain(|rule| !disabled.contains(&rule.id));
        }
        let book = Rulebook::builtin_under(own.clone(), &disabled).map_err(|errors| Failure::new(errors.to_string()))?;
        let settings = Settings {
            threshold: global.confidence.map(Confidence::from).or(config.confidence).unwrap_or(Confidence::Likely),
            source: global.source.or(config.source),
            target: global.target.or(config.target),
        };
        let normalizer = Normalizer::new(book).without_repairs(&disabled);
        Ok(Self { normalizer, settings, own, palette: palette(global.color), config })
    }

    /// The built-in dictionaries with their examples, without the rules that the user replaced or left out.
    pub fn others(&self) -> Vec<Dictionary> {
        let replaced = |id: &str| self.own.iter().flat_map(|dictionary| &dictionary.rules).any(|rule| rule.id == id);
        let mut others = builtin::dictionaries_with_examples();
        for dictionary in &mut others {
            dictionary.rules.retain(|rule| self.normalizer.book().rule(&rule.id).is_some() && !replaced(&rule.id));
        }
        others
    }

    /// How to choose and read files.
    pub fn selection(&self, input: &Input) -> Selection {
        let fields_given = !input.fields.is_empty() || input.source_field.is_some();
        let fields = if input.fields.is_empty() { &self.config.fields } else { &input.fields };
        Selection {
            include: self.config.include.clone(),
            exclude: self.config.exclude.clone(),
            fields: fields.clone(),
            source_field: input.source_field.clone().or_else(|| self.config.source_field.clone()),
            fields_given,
        }
    }
}

/// Reads the dictionary files at `paths`; a folder stands for all TOML files in it.
pub fn dictionaries(paths: &[PathBuf]) -> Result<Vec<Dictionary>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        files.extend(toml_files(path).map_err(|error| Failure::read(path, &error))?);
    }
    files.sort();
    files.dedup();
    let mut dictionaries = Vec::new();
    let mut errors = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => Failure::new(format!("{}: not UTF-8; save it as UTF-8", file.display())),
            _ => Failure::read(&file, &error),
        })?;
        match schema::parse(&text, &file.to_string_lossy()) {
            Ok(dictionary) => dictionaries.push(dictionary),
            Err(found) => errors.extend(found),
        }
    }
    if errors.is_empty() { Ok(dictionaries) } else { Err(Failure::new(listed(&errors))) }
}

fn toml_files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(toml_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    Ok(files)
}

/// One error a line.
pub fn listed(errors: &[crate::error::DictionaryError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Refuses to disable what does not exist: a slip there would leave a rule in force unnoticed.
fn known_ids(disabled: &[String], own: &[Dictionary]) -> Result<(), Failure> {
    if disabled.is_empty() {
        return Ok(());
    }
    let base = builtin::dictionaries();
    let rules = base.iter().chain(own).flat_map(|dictionary| &dictionary.rules).map(|rule| rule.id.clone());
    let known: Vec<String> = rules.chain(repair::all().into_iter().map(|repair| repair.head.id)).collect();
    match disabled.iter().find(|id| !known.contains(id)) {
        Some(id) => Err(unknown_rule(id, &known)),
        None => Ok(()),
    }
}

/// There is no rule `id`.
pub fn unknown_rule(id: &str, known: &[String]) -> Failure {
    let meant = crate::error::suggestion(id, known.iter().map(String::as_str));
    let remedy = meant.map_or("`ungarble dict list` shows what there is".to_owned(), |known| format!("did you mean `{known}`?"));
    Failure::new(format!("there is no rule `{id}`; {remedy}"))
}

fn palette(color: Color) -> Palette {
    let colored = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
    };
    if colored { Palette::colored() } else { Palette::plain() }
}
