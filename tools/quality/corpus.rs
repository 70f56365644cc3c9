//! Human text: whatever is found there is a false alarm.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use ungarble::{Confidence, Normalizer, Settings, plan};

use crate::{language_of, read, shown};

/// The highest rate of findings on human text, in a million words: at `likely` and above, and at `certain`.
pub const PROMISES: [(Confidence, f64); 2] = [(Confidence::Likely, 1.0), (Confidence::Certain, 0.1)];

/// What was counted, by file and in all.
#[derive(Default)]
pub struct Counts {
    pub files: Vec<(String, Count)>,
    pub by_kind: BTreeMap<String, usize>,
    pub by_language: BTreeMap<String, usize>,
    /// Findings at `likely` and above, and those that are `possible` only.
    pub by_rule: BTreeMap<String, [usize; 2]>,
}

/// What was counted in one file.
#[derive(Default, Clone)]
pub struct Count {
    pub documents: usize,
    pub words: usize,
    /// Findings at exactly each level.
    pub levels: BTreeMap<Confidence, usize>,
    pub edits: usize,
    /// Documents for which a source language was inferred.
    pub inferred: usize,
    /// Documents that a second repair changes.
    pub unsettled: usize,
}

impl Count {
    pub fn at_least(&self, lowest: Confidence) -> usize {
        self.levels.range(lowest..).map(|(_, count)| count).sum()
    }

    pub fn rate(&self, findings: usize) -> f64 {
        findings as f64 * 1e6 / self.words.max(1) as f64
    }

    /// One finding in a file of under a million words says nothing about the rate: a single one is borne.
    fn keeps(&self, (level, rate): (Confidence, f64)) -> bool {
        let borne = if level == Confidence::Likely { 1.0 } else { 0.0 };
        self.at_least(level) as f64 <= (rate * self.words as f64 / 1e6).max(borne)
    }
}

impl Counts {
    pub fn total(&self) -> Count {
        let mut total = Count::default();
        for (_, count) in &self.files {
            total.documents += count.documents;
            total.words += count.words;
            total.edits += count.edits;
            total.inferred += count.inferred;
            total.unsettled += count.unsettled;
            for (level, findings) in &count.levels {
                *total.levels.entry(*level).or_default() += findings;
            }
        }
        total
    }

    pub fn keeps_promises(&self) -> bool {
        let total = self.total();
        let counts = self.files.iter().map(|(_, count)| count).chain([&total]);
        counts.into_iter().all(|count| PROMISES.iter().all(|promise| count.keeps(*promise)) && count.unsettled == 0)
    }

    /// A Markdown table by file, then lists by kind, language and rule of what is `likely` or more.
    pub fn table(&self) -> String {
        let mut text = String::from(
            "| corpus | documents | words | `certain` | `likely` | `possible` | edits | taken for translations | `likely`+ a million | `certain` a million |\n\
             |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
        );
        let total = ("all".to_owned(), self.total());
        for (name, count) in self.files.iter().chain([&total]) {
            let level = |level| count.levels.get(&level).copied().unwrap_or(0);
            let (likely, certain) = (count.at_least(Confidence::Likely), level(Confidence::Certain));
            let _ = writeln!(
                text,
                "| {name} | {} | {} | {certain} | {} | {} | {} | {} | {:.2} | {:.2} |{}",
                count.documents,
                count.words,
                level(Confidence::Likely),
                level(Confidence::Possible),
                count.edits,
                count.inferred,
                count.rate(likely),
                count.rate(certain),
                if count.unsettled > 0 { format!(" NOT SETTLED: {}", count.unsettled) } else { String::new() }
            );
        }
        for (title, counts) in [("kind", &self.by_kind), ("language", &self.by_language)] {
            if !counts.is_empty() {
                let _ = writeln!(text, "\nBy {title}: {}.", listed(counts.iter().map(|(name, count)| (name, *count))));
            }
        }
        let alarms: Vec<_> = self.by_rule.iter().map(|(rule, [sure, _])| (rule, *sure)).filter(|(_, sure)| *sure > 0).collect();
        if !alarms.is_empty() {
            let _ = writeln!(text, "\nBy rule: {}.", listed(alarms.into_iter()));
        }
        text
    }
}

/// "a 3, b 1", the most frequent first.
fn listed<'n>(counts: impl Iterator<Item = (&'n String, usize)>) -> String {
    let mut counts: Vec<_> = counts.collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}

/// Plans every document of `files`, prints its findings at `likely` or above, and counts. Documents stand between blank lines; a native
/// file is one.
pub fn counted(normalizer: &Normalizer, files: &[PathBuf], is_native: bool) -> io::Result<Counts> {
    let settings = Settings::default();
    let mut counts = Counts::default();
    for path in files {
        let text = read(path)?;
        let documents: Vec<&str> = if is_native { vec![&text] } else { text.split("\n\n").collect() };
        let mut count = Count { documents: documents.len(), ..Count::default() };
        let name = path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        for document in documents {
            count.words += document.split_whitespace().count();
            let planned = normalizer.plan(document, None, &settings);
            for finding in &planned.findings {
                *count.levels.entry(finding.confidence).or_default() += 1;
                let is_sure = finding.confidence >= Confidence::Likely;
                counts.by_rule.entry(finding.rule.clone()).or_default()[usize::from(!is_sure)] += 1;
                if is_sure {
                    *counts.by_kind.entry(finding.kind.to_string()).or_default() += 1;
                    *counts.by_language.entry(language_of(finding)).or_default() += 1;
                    println!("  {name}: {}", shown(document, finding));
                }
            }
            count.edits += planned.edits.len();
            count.inferred += usize::from(normalizer.detect(document, &settings).source.is_some());
            if !planned.edits.is_empty() {
                let once = plan::apply(document, &planned.edits);
                count.unsettled += usize::from(!normalizer.plan(&once, None, &settings).edits.is_empty());
            }
        }
        counts.files.push((name, count));
    }
    Ok(counts)
}

/// The text files of a folder.
pub fn texts(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let is_text = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "txt");
    Ok(crate::entries(folder)?.into_iter().filter(is_text).collect())
}
