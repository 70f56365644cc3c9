//! How far the inferred source language may be trusted: documents of machine translation whose source is known.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use ungarble::{Language, Normalizer, Settings};

use crate::read;

/// Of how many documents the source was inferred rightly, wrongly, not at all; with each wrong answer.
#[derive(Default)]
pub struct Answers {
    pub right: usize,
    pub unknown: usize,
    pub wrong: BTreeMap<Language, usize>,
}

impl Answers {
    pub fn wrongs(&self) -> usize {
        self.wrong.values().sum()
    }

    pub fn total(&self) -> usize {
        self.right + self.unknown + self.wrongs()
    }
}

/// The highest share of wrong answers in all.
const MAX_WRONG: f64 = 0.02;

pub fn is_trustworthy(answers: &BTreeMap<String, Answers>) -> bool {
    let (wrong, total) = answers.values().fold((0, 0), |sum, answers| (sum.0 + answers.wrongs(), sum.1 + answers.total()));
    wrong as f64 <= MAX_WRONG * total as f64
}

/// Cuts the translations of `folders` into documents of so many lines and asks for the source of each.
pub fn answers(
    normalizer: &Normalizer,
    folders: &[PathBuf],
    lines: usize,
    held_out: bool,
) -> io::Result<BTreeMap<String, Answers>> {
    let mut answers: BTreeMap<String, Answers> = BTreeMap::new();
    for folder in folders {
        let Some(source) = language(folder) else { continue };
        let text = read(&folder.join("mt.txt"))?;
        let all: Vec<&str> = text.lines().collect();
        let from = if held_out { all.len() / 2 } else { 0 };
        for document in all[from..].chunks(lines).filter(|document| document.len() == lines) {
            let answer = answers.entry(source.to_string()).or_default();
            match normalizer.detect(&document.join("\n"), &Settings::default()).source {
                None => answer.unknown += 1,
                Some(inferred) if inferred.is_akin_to(source) => answer.right += 1,
                Some(inferred) => *answer.wrong.entry(inferred).or_default() += 1,
            }
        }
    }
    Ok(answers)
}

/// "de" of `wmt21_de_en`.
fn language(folder: &Path) -> Option<Language> {
    let name = folder.file_name()?.to_str()?;
    name.strip_suffix("_en")?.rsplit('_').next()?.parse().ok()
}
