//! The report: docs/quality.md with its plots, and data/measured.toml with the figures of each rule.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use ungarble::Normalizer;
use ungarble::dictionary::measured::{Measured, OfRule};

use crate::corpus::{Counts, counted, texts};
use crate::labelled::{Precision, Recall, Score, documents, scored};
use crate::measures::wilson;
use crate::plot::{Bar, bars};
use crate::reference::{Tallies, compared};
use crate::source::{Answers, answers, is_trustworthy};

/// The two halves of the labelled pages: rules were written with the first in view; the second was not looked at.
const HALVES: [&str; 2] = ["tune", "report"];

/// Measures everything and writes the report. Whether the promises hold.
pub fn write(normalizer: &Normalizer, corpora: &Path) -> io::Result<bool> {
    let clean = counted(normalizer, &texts(&corpora.join("clean"))?, false)?;
    let native = counted(normalizer, &texts(&corpora.join("native"))?, true)?;
    let translated = crate::entries(&corpora.join("mt"))?;
    let tallies = compared(normalizer, &translated)?;
    let sources = answers(normalizer, &translated, 20, true)?;
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut halves = Vec::new();
    for half in HALVES {
        let documents = documents(&root.join("tests/labelled").join(half))?;
        halves.push((half, documents.len(), scored(normalizer, &documents, false), scored(normalizer, &documents, true)));
    }
    fs::write(
        root.join("data/measured.toml"),
        toml::to_string(&measured(&clean, &native, &tallies, &halves)).map_err(io::Error::other)?,
    )?;
    plots(&root.join("docs/quality"), &halves[1].2).map_err(|error| io::Error::other(error.to_string()))?;
    fs::write(root.join("docs/quality.md"), text(&clean, &native, &tallies, &sources, &halves))?;
    Ok(clean.keeps_promises() && native.keeps_promises() && tallies.is_settled && is_trustworthy(&sources))
}

/// A half of the labelled documents: its name, its size, scores without and with the source given.
type Half = (&'static str, usize, Score, Score);

fn measured(clean: &Counts, native: &Counts, tallies: &Tallies, halves: &[Half]) -> Measured {
    let mut rules: BTreeMap<String, OfRule> = BTreeMap::new();
    for (rule, [sure, _]) in clean.by_rule.iter().chain(&native.by_rule) {
        rules.entry(rule.clone()).or_default().false_alarms += sure;
    }
    for (rule, tally) in &tallies.by_rule {
        let figures = rules.entry(rule.clone()).or_default();
        (figures.nearer, figures.farther, figures.neutral) = (tally.nearer, tally.farther, tally.neutral);
    }
    for (_, _, score, _) in halves {
        for (rule, precision) in &score.precision_by_rule {
            let figures = rules.entry(rule.clone()).or_default();
            figures.right += precision.right;
            figures.wrong += precision.edits - precision.right;
        }
    }
    rules.retain(|_, figures| *figures != OfRule::default());
    let words = |counts: &Counts| counts.total().words;
    Measured {
        human_words: words(clean) + words(native),
        translated_words: tallies.folders.iter().map(|(_, words, _)| words).sum(),
        labelled_cases: halves.iter().map(|(_, _, score, _)| score.total().cases).sum(),
        rule: rules,
    }
}

fn plots(folder: &Path, score: &Score) -> Result<(), Box<dyn std::error::Error>> {
    fs::create_dir_all(folder)?;
    for (name, title, recalls) in [
        ("recall-by-kind.svg", "Damage repaired, by kind", &score.by_kind),
        ("recall-by-language.svg", "Damage repaired, by source language", &score.by_language),
    ] {
        let mut rows: Vec<(&String, &Recall)> = recalls.iter().collect();
        rows.sort_by(|a, b| a.0.cmp(b.0).reverse());
        let rows: Vec<Bar> = rows
            .into_iter()
            .map(|(name, recall)| Bar {
                name: format!("{name} ({})", recall.cases),
                shares: [2, 1].map(|level| recall.repaired[level] as f64 / recall.cases as f64),
            })
            .collect();
        bars(&folder.join(name), title, ["with possible", "by default"], &rows)?;
    }
    Ok(())
}

fn text(clean: &Counts, native: &Counts, tallies: &Tallies, sources: &BTreeMap<String, Answers>, halves: &[Half]) -> String {
    let mut text = String::from(
        "# Quality\n\n\
         Written by `cargo run --release --example quality -- report CORPORA`; do not edit. What each figure means and how to\n\
         measure on texts of your own: [CONTRIBUTING.md](../CONTRIBUTING.md#measure).\n\n\
         ## Human English\n\nWhatever is found here is a false alarm. The levels promise under 1 a million words at `likely`\n\
         and above, and under 0.1 at `certain`.\n\n",
    );
    text.push_str(&clean.table());
    text.push_str("\n## Human text in other languages\n\n");
    text.push_str(&summed(native).table());
    text.push_str(
        "\n## Machine translation with references\n\nEach edit of `fix` by itself: does it bring its line nearer to what a person made of it (edit distance in\n\
         characters)? References that are independent translations say many things otherwise, so a right edit may go farther.\n\n",
    );
    text.push_str(&tallies.table());
    text.push_str(
        "\n## Labelled documents\n\nDocuments in our own words, modelled on real machine-translated pages, in which every damaged place is labelled. Pages\n\
         were split in two by their addresses: rules were written with the half `tune` in view, the half `report` was kept\n\
         aside. In both halves labels were widened by eye, after a look at the edits, where an edit was right and its label too\n\
         narrow; so precision here is by eye. Shares come with intervals of 95 % (Wilson).\n",
    );
    for (half, size, inferred, given) in halves {
        let _ = write!(text, "\n### {half}: {size} documents\n\n{}", of_labelled(inferred));
        let (repaired, cases) = (given.total().repaired[1], given.total().cases);
        let Precision { right, edits } = given.precision();
        let _ = writeln!(
            text,
            "\nWith the source language given (`--source`): {} repaired by default, {} of the edits right.",
            share(repaired, cases),
            share(right, edits)
        );
    }
    text.push_str("\n![Damage repaired, by kind](quality/recall-by-kind.svg)\n\n![Damage repaired, by source language](quality/recall-by-language.svg)\n");
    text.push_str(
        "\n## Inferred source languages\n\nDocuments of 20 lines of machine translation, from the half of each corpus that nothing was trained on. A relative of\n\
         the language counts as right.\n\n",
    );
    text.push_str(&of_sources(sources));
    text
}

/// All files of `counts` as one row.
fn summed(counts: &Counts) -> Counts {
    Counts {
        files: vec![(format!("{} languages", counts.files.len()), counts.total())],
        by_kind: counts.by_kind.clone(),
        by_language: counts.by_language.clone(),
        by_rule: counts.by_rule.clone(),
    }
}

fn share(hits: usize, total: usize) -> String {
    let (low, high) = wilson(hits, total);
    let percent = hits as f64 * 100.0 / total.max(1) as f64;
    format!("{hits} of {total} ({percent:.0} %, {:.0}–{:.0} %)", low * 100.0, high * 100.0)
}

/// Markdown tables of what labelled documents gave.
pub fn of_labelled(score: &Score) -> String {
    let mut text = String::new();
    for (title, recalls) in [("kind", &score.by_kind), ("source", &score.by_language)] {
        let _ = writeln!(
            text,
            "| {title} | cases | repaired at `certain` | at `likely` (by default) | at `possible` | found at all |"
        );
        text.push_str("|---|---:|---:|---:|---:|---:|\n");
        let total = ("all".to_owned(), score.total());
        for (name, recall) in recalls.iter().chain([(&total.0, &total.1)]) {
            let Recall { cases, repaired: [certain, likely, possible], shown } = *recall;
            let likely = if name == "all" { share(likely, cases) } else { likely.to_string() };
            let _ = writeln!(text, "| {name} | {cases} | {certain} | {likely} | {possible} | {shown} |");
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{} of the cases stood in these very words on the page.\n", score.seen);
    let Precision { right, edits } = score.precision();
    let _ = writeln!(text, "Of the edits by default, {} are right.", share(right, edits));
    let wrong = score.precision_by_rule.iter().filter(|(_, precision)| precision.right < precision.edits);
    let wrong: Vec<String> =
        wrong.map(|(rule, precision)| format!("`{rule}` {} of {}", precision.edits - precision.right, precision.edits)).collect();
    if !wrong.is_empty() {
        let _ = writeln!(text, "Wrong ones: {}.", wrong.join(", "));
    }
    let [right, wrong, unknown] = score.inferred;
    let _ = writeln!(
        text,
        "The source language was inferred rightly for {right} documents, wrongly for {wrong}, not at all for {unknown}."
    );
    text
}

/// A Markdown table of inferred sources.
pub fn of_sources(answers: &BTreeMap<String, Answers>) -> String {
    let mut text = String::from("| source | documents | right | don’t know | wrong |\n|---|---:|---:|---:|---:|\n");
    let mut total = Answers::default();
    for (language, answers) in answers {
        let wrong: Vec<String> = answers.wrong.iter().map(|(language, count)| format!("{language} {count}")).collect();
        let percent = |part: usize| format!("{part} ({:.0} %)", part as f64 * 100.0 / answers.total().max(1) as f64);
        let _ = writeln!(
            text,
            "| {language} | {} | {} | {} | {} {} |",
            answers.total(),
            percent(answers.right),
            percent(answers.unknown),
            percent(answers.wrongs()),
            wrong.join(", ")
        );
        total.right += answers.right;
        total.unknown += answers.unknown;
        for (language, count) in &answers.wrong {
            *total.wrong.entry(*language).or_default() += count;
        }
    }
    let percent = |part: usize| format!("{part} ({:.1} %)", part as f64 * 100.0 / total.total().max(1) as f64);
    let _ = writeln!(
        text,
        "| all | {} | {} | {} | {} |",
        total.total(),
        percent(total.right),
        percent(total.unknown),
        percent(total.wrongs())
    );
    text
}
