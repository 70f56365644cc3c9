//! What `detect` found out about one document.

use std::fmt::Write as _;

use serde::Serialize;

use super::excerpt::head;
use super::json::to_line;
use super::lines::LineIndex;
use super::style::{Ink, Palette};
use super::visible::inline;
use crate::language::Language;
use crate::normalizer::Detection;

/// How much of a passage is shown, in columns.
const PASSAGE_COLUMNS: usize = 60;

/// One object, on one line.
pub fn json(path: &str, detection: &Detection) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        path: &'a str,
        #[serde(flatten)]
        detection: &'a Detection,
    }
    to_line(&Line { path, detection })
}

/// The document's languages for a person: what it is in, what it was translated from and why, and the passages that differ.
pub fn human(path: &str, text: &str, detection: &Detection, palette: Palette) -> String {
    let mut out = String::new();
    let language = named(detection.language);
    let path = palette.paint(Ink::Path, &inline(path));
    let _ =
        writeln!(out, "{path}: {language} ({:.2}), translated from: {}", detection.language_confidence, named(detection.source));
    let mut shares: Vec<_> = detection.source_posterior.iter().filter(|(_, share)| **share >= 0.01).collect();
    shares.sort_by(|a, b| b.1.total_cmp(a.1));
    if !shares.is_empty() {
        let shares: Vec<String> = shares.iter().map(|(language, share)| format!("{} {share:.2}", language.name())).collect();
        let _ = writeln!(out, "    shares: {}", shares.join(", "));
    }
    for evidence in &detection.evidence {
        let _ = writeln!(out, "    {}", palette.paint(Ink::Aside, &inline(evidence)));
    }
    let lines = LineIndex::new(text);
    for passage in detection.passages.iter().filter(|passage| passage.language != detection.language) {
        let line = lines.position(passage.start).line;
        let start = inline(head(&text[passage.start..passage.end], PASSAGE_COLUMNS)).into_owned();
        let _ = writeln!(out, "    line {line}: {}: {start}", named(passage.language));
    }
    out
}

fn named(language: Option<Language>) -> String {
    language.map_or_else(|| "unknown".to_owned(), |language| language.name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalizer::PassageLanguage;

    fn detection() -> Detection {
        Detection {
            language: Some(Language::ENGLISH),
            language_confidence: 0.98,
            source: None,
            source_posterior: [(Language::new("fr"), 0.25)].into(),
            evidence: vec!["fr: “Lire \u{1B}[plus”".into()],
            passages: vec![PassageLanguage { start: 2, end: 6, language: Some(Language::new("fr")) }],
        }
    }

    #[test]
    fn the_fixed_fields_are_there() {
        let value: serde_json::Value = serde_json::from_str(&json("a.txt", &detection())).unwrap();
        assert_eq!(value["path"], "a.txt");
        assert_eq!(value["language"], "en");
        assert!(value["source"].is_null());
        assert_eq!(value["source_posterior"]["fr"], 0.25);
        assert_eq!(value["passages"][0]["language"], "fr");
    }

    #[test]
    fn what_a_person_reads_is_visible() {
        let shown = human("a\u{202E}.txt", "a\nLire", &detection(), Palette::plain());
        assert!(!shown.contains(['\u{1B}', '\u{202E}']), "{shown}");
        assert!(shown.contains("line 2: French: Lire"), "{shown}");
    }
}
