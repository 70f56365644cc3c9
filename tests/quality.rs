//! Holds the rules to the promises of their levels, as far as the texts in this repository and the recorded figures show them.

#[path = "../tools/quality/labelled.rs"]
#[allow(dead_code, reason = "the quality report uses the rest")]
mod labelled;
#[path = "../tools/quality/measures.rs"]
#[allow(dead_code, reason = "the quality report uses the rest")]
mod measures;

use std::path::Path;

use ungarble::dictionary::measured::Measured;
use ungarble::{Confidence, Normalizer, Rulebook};

/// The share of right edits on machine translation that `likely` promises.
const PROMISE: f64 = 0.97;

fn normalizer() -> Normalizer {
    Normalizer::new(Rulebook::builtin().unwrap())
}

#[test]
fn no_rule_is_wrong_on_labelled_text_more_often_than_its_level_promises() {
    let documents = labelled::documents(Path::new("tests/labelled/tune")).unwrap();
    let score = labelled::scored(&normalizer(), &documents, false);
    let not_there: Vec<&String> = score.lines.iter().filter(|line| line.starts_with("NOT THERE")).collect();
    assert!(not_there.is_empty(), "{not_there:#?}");
    for (rule, precision) in &score.precision_by_rule {
        let (_, best) = measures::wilson(precision.right, precision.edits);
        let lines: Vec<&String> = score.lines.iter().filter(|line| line.starts_with("WRONG") && line.contains(rule)).collect();
        assert!(best >= PROMISE, "{rule}: {} of {} edits right: {lines:#?}", precision.right, precision.edits);
    }
}

#[test]
fn every_labelled_place_of_the_other_half_stands_in_its_text() {
    let documents = labelled::documents(Path::new("tests/labelled/report")).unwrap();
    let score = labelled::scored(&normalizer(), &documents, false);
    assert!(!score.lines.iter().any(|line| line.starts_with("NOT THERE")));
    assert!(score.total().cases >= 300);
}

#[test]
fn no_rule_in_force_was_measured_to_break_its_promise() {
    let normalizer = normalizer();
    let measured = Measured::builtin();
    let allowed = |level: Confidence| match level {
        Confidence::Certain => measured.human_words / 10_000_000,
        _ => measured.human_words / 1_000_000,
    };
    for (id, figures) in &measured.rule {
        let level = normalizer.book().rule(id).map_or(Confidence::Likely, |rule| rule.head.confidence);
        assert!(figures.false_alarms <= allowed(level), "{id}: {} false alarms in human text", figures.false_alarms);
        // An edit that goes away from a reference may still be right: such are for the eye, in docs/quality.md.
        let (_, best) = measures::wilson(figures.right, figures.right + figures.wrong);
        assert!(best >= PROMISE, "{id}: {} right edits, {} wrong ones in labelled text", figures.right, figures.wrong);
    }
}
