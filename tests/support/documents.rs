//! Documents with an `expected.toml` beside them that says what a correct run does with each.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use ungarble::{Confidence, Finding, Normalizer, Settings, plan};

/// What `expected.toml` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    document: Vec<Document>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    file: String,
    /// Codes of the languages that an inference may name; of "none" nothing may be inferred.
    translated_from: String,
    /// `fix` with default settings turns `from` into one of `to`.
    #[serde(default)]
    repair: Vec<Row>,
    /// At `possible` a finding stands inside `from`, offering one of `to` where there are any.
    #[serde(default)]
    suggest: Vec<Row>,
    /// Comes out of `fix` as it is.
    #[serde(default)]
    keep: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    from: String,
    to: Vec<String>,
}

/// The rows of `folder/expected.toml` that do not hold, as sentences. `None` where there is no such file.
pub fn misses(normalizer: &Normalizer, folder: &Path) -> Option<Vec<String>> {
    let expected = fs::read_to_string(folder.join("expected.toml")).ok()?;
    let expected: Expected = toml::from_str(&expected).unwrap_or_else(|error| panic!("expected.toml: {error}"));
    let of_document = |document: &Document| {
        let text = fs::read_to_string(folder.join(&document.file)).unwrap_or_else(|error| panic!("{}: {error}", document.file));
        missed(normalizer, document, &text).into_iter().map(|what| format!("{}: {what}", document.file)).collect::<Vec<_>>()
    };
    Some(expected.document.iter().flat_map(of_document).collect())
}

/// The names of the documents that `folder/expected.toml` speaks of.
pub fn names(folder: &Path) -> Vec<String> {
    let expected = fs::read_to_string(folder.join("expected.toml")).unwrap_or_default();
    let expected: Expected = toml::from_str(&expected).unwrap_or_else(|error| panic!("expected.toml: {error}"));
    expected.document.into_iter().map(|document| document.file).collect()
}

fn missed(normalizer: &Normalizer, document: &Document, text: &str) -> Vec<String> {
    let settings = Settings::default();
    let repaired = plan::apply(text, &normalizer.plan(text, None, &settings).edits);
    let all = normalizer.plan(text, None, &Settings { threshold: Confidence::Possible, ..settings });
    let mut missed = Vec::new();
    for Row { from, to } in &document.repair {
        if !text.contains(from) {
            missed.push(format!("has no “{from}”: mend expected.toml"));
        } else if repaired.contains(from) || !to.iter().any(|to| repaired.contains(to)) {
            missed.push(format!("not repaired: {from}"));
        }
    }
    for Row { from, to } in &document.suggest {
        let Some(start) = text.find(from) else {
            missed.push(format!("has no “{from}”: mend expected.toml"));
            continue;
        };
        let end = start + from.len();
        let inside: Vec<&Finding> =
            all.findings.iter().filter(|finding| finding.span.start < end && start < finding.span.end).collect();
        let offers = inside.iter().any(|finding| offers(text, (start, end), finding, to));
        if inside.is_empty() || (!to.is_empty() && !offers) {
            let found: Vec<_> = inside.iter().map(|finding| (&finding.rule, &finding.right)).collect();
            missed.push(format!("not suggested: {from} (found {found:?})"));
        }
    }
    for keep in &document.keep {
        if !repaired.contains(keep) {
            missed.push(format!("not kept: {keep}"));
        }
    }
    if let Some(source) = normalizer.detect(text, &settings).source
        && !document.translated_from.split_whitespace().any(|code| code == source.code())
    {
        missed.push(format!("source {source} inferred, but it was {}", document.translated_from));
    }
    missed
}

/// Whether the words at `start..end` become one of `to` when `finding` alone is applied.
fn offers(text: &str, (start, end): (usize, usize), finding: &Finding, to: &[String]) -> bool {
    let Some(right) = &finding.right else { return false };
    let from = start.min(finding.span.start);
    let until = end.max(finding.span.end);
    let result = format!("{}{right}{}", &text[from..finding.span.start], &text[finding.span.end..until]);
    to.iter().any(|to| result.contains(to))
}
