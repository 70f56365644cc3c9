//! The whole way through for one text: scan, gate, infer the source, weigh, choose, settle.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::candidates::{Languages, Matches, add_doubtful_formulas, add_names, add_names_of_people, find_all, places_of};
use crate::detect::{Detected, Detector};
use crate::dictionary::Rulebook;
use crate::dictionary::rulebook::CompiledRule;
use crate::finding::{Candidate, Confidence, Finding, Held};
use crate::gate::View;
use crate::language::Language;
use crate::plan::{Plan, choose, settle};
use crate::repair::{self, Repair, Surroundings};
use crate::source::{Inference, Style, could_show_source};
use crate::span::Span;
use crate::weigh::{Origin, weigh};

/// Finds and plans the repair of damage, with one set of rules. Cheap to share between threads, dear to make: make one.
#[derive(Debug)]
pub struct Normalizer {
    book: Rulebook,
    detector: Detector,
    repairs: Vec<Repair>,
}

/// What a caller asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Findings at this level or above become edits.
    pub threshold: Confidence,
    /// The language that the text was translated from, where it is known.
    pub source: Option<Language>,
    /// The language of the text, where it is known.
    pub target: Option<Language>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { threshold: Confidence::Likely, source: None, target: None }
    }
}

/// What languages a text shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Detection {
    /// The language of the text, or `None` for "unknown".
    pub language: Option<Language>,
    /// Between 0 and 1.
    pub language_confidence: f64,
    /// The language that it was translated from, or `None` for "unknown".
    pub source: Option<Language>,
    /// The share of belief in each source language; what is missing to 1 is "none of them".
    pub source_posterior: BTreeMap<Language, f64>,
    /// What points to a source language, as sentences.
    pub evidence: Vec<String>,
    /// The passages, in the order of the text.
    pub passages: Vec<PassageLanguage>,
}

/// The language of one passage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PassageLanguage {
    /// Byte offset of its first byte.
    pub start: usize,
    /// Byte offset past its last byte.
    pub end: usize,
    /// Its language, or `None` for "unknown".
    pub language: Option<Language>,
}

impl Normalizer {
    /// Makes a normalizer from `book`.
    pub fn new(book: Rulebook) -> Self {
        let detector = Detector::new(book.classes());
        Self { book, detector, repairs: repair::all() }
    }

    /// Leaves out the general repairs of these ids; the rules of a `Rulebook` are left out when it is made.
    #[must_use]
    pub fn without_repairs(mut self, disabled: &[String]) -> Self {
        self.repairs.retain(|repair| !disabled.contains(&repair.head.id));
        self
    }

    /// The rules.
    pub fn book(&self) -> &Rulebook {
        &self.book
    }

    /// The general repairs.
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// What is wrong with `text`, and the edits that settle it. `source_text` is what it was translated from, where that is at hand.
    pub fn plan(&self, text: &str, source_text: Option<&str>, settings: &Settings) -> Plan {
        settle(text, settings.threshold, |text| self.findings(text, source_text, settings))
    }

    /// One look at `text`: the findings at every level, none overlapping, and those set aside.
    pub fn findings(&self, text: &str, source_text: Option<&str>, settings: &Settings) -> (Vec<Finding>, Vec<Held>) {
        let view = View::new(text);
        let languages = Languages::new(&self.detector, settings.target);
        let is_given = settings.source.is_some() || source_text.is_some();
        let wants_doubts = is_given || settings.threshold == Confidence::Possible;
        let mut matches = find_all(&view, &self.book, &languages, wants_doubts);
        if matches.candidates.is_empty()
            && settings.threshold > Confidence::Possible
            && !is_given
            && matches.people.is_empty()
            && !could_show_source(&matches.traces)
        {
            return (Vec::new(), Vec::new());
        }
        let inference = self.inference(&view, &languages, &mut matches, Style::WhereItMatters);
        let translated = is_given || inference.damage().is_some() || inference.language_or_kin(None).is_some();
        if translated || settings.threshold == Confidence::Possible {
            add_doubtful_formulas(&view, &self.book, &languages, &mut matches);
        }
        if translated || settings.threshold == Confidence::Possible {
            add_names(&view, &self.book, &languages, &mut matches);
        } else {
            add_names_of_people(&view, &self.book, &languages, &mut matches);
        }
        // A repair below the threshold can reach it only in a text that was translated: elsewhere it need not run.
        let threshold = settings.threshold;
        let could_count =
            |repair: &Repair| repair.head.confidence >= threshold || (translated && repair.head.ceiling >= threshold);
        matches.candidates.extend(self.repaired(&view, &languages, could_count));
        if matches.candidates.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let origin = Origin { language: settings.source, text: source_text };
        let weighed = weigh(&view, &self.book, &matches, &inference, origin);
        let (findings, mut held) = choose(weighed.findings);
        held.extend(weighed.held);
        (findings, held)
    }

    /// Infers the source language. Traces in passages of another language than the document's are left out.
    fn inference(&self, view: &View<'_>, languages: &Languages<'_>, matches: &mut Matches<'_>, style: Style) -> Inference {
        let mut traces = std::mem::take(&mut matches.traces);
        // What is left of the text's own language is the text.
        let own = languages.of_document(view.text);
        traces.retain(|trace| Some(trace.language) != own);
        let is_text = |span| languages.around(view.text, span) == languages.of_document(view.text);
        let style = if own == Some(Language::ENGLISH) { style } else { Style::Never };
        Inference::new(traces, &matches.candidates, view.text, &self.book, is_text, style)
    }

    /// Where a wrong form of the rule `id` stands in `text`, whatever its gates say, and for which of the rules of that id.
    pub fn places_of(&self, id: &str, text: &str) -> Vec<(&CompiledRule, Span)> {
        places_of(&self.book, id, text)
    }

    /// What the rule or general repair `id` alone finds in `text`, at every level: for its self-test.
    pub fn findings_of(&self, id: &str, text: &str, settings: &Settings) -> Vec<Finding> {
        let view = View::new(text);
        let languages = Languages::new(&self.detector, settings.target);
        let mut matches = find_all(&view, &self.book, &languages, true);
        add_doubtful_formulas(&view, &self.book, &languages, &mut matches);
        add_names(&view, &self.book, &languages, &mut matches);
        matches.candidates.extend(self.repaired(&view, &languages, |repair| repair.head.id == id));
        matches.candidates.retain(|candidate| candidate.head.id == id);
        let inference = self.inference(&view, &languages, &mut matches, Style::WhereItMatters);
        let origin = Origin { language: settings.source, text: None };
        choose(weigh(&view, &self.book, &matches, &inference, origin).findings).0
    }

    /// What the general repairs find for which `is_wanted` says yes.
    fn repaired<'r>(
        &'r self,
        view: &View<'_>,
        languages: &Languages<'_>,
        is_wanted: impl Fn(&Repair) -> bool,
    ) -> Vec<Candidate<'r>> {
        let surroundings = Surroundings::new(view, &self.book);
        let mut candidates = Vec::new();
        for repair in self.repairs.iter().filter(|repair| is_wanted(repair)) {
            for found in repair.find(&surroundings) {
                if languages.around(view.text, found.span) == Some(Language::ENGLISH) {
                    candidates.push(Candidate {
                        head: &repair.head,
                        confidence: repair.head.confidence,
                        span: found.span,
                        is_name: found.right.as_ref().is_some_and(|right| right.chars().any(char::is_uppercase)),
                        rights: found.right.into_iter().collect(),
                        held: found.because.into_iter().collect(),
                    });
                }
            }
        }
        candidates
    }

    /// The language of `text` and of its passages, and what it was translated from.
    pub fn detect(&self, text: &str, settings: &Settings) -> Detection {
        let view = View::new(text);
        let languages = Languages::new(&self.detector, settings.target);
        let mut matches = find_all(&view, &self.book, &languages, true);
        let inference = self.inference(&view, &languages, &mut matches, Style::Always);
        let whole = match settings.target {
            Some(language) => Detected { language: Some(language), confidence: 1.0 },
            None => self.detector.detect(text),
        };
        let evidence = inference.traces().iter().map(|trace| format!("{}: “{}”, {}", trace.language, trace.words, trace.why));
        let passages = passages(text).into_iter().map(|span| PassageLanguage {
            start: span.start,
            end: span.end,
            language: languages.around(text, span),
        });
        Detection {
            language: whole.language,
            language_confidence: whole.confidence,
            source: settings.source.or_else(|| inference.language()),
            source_posterior: inference.posterior(),
            evidence: evidence.collect(),
            passages: joined(passages.collect()),
        }
    }
}

/// The paragraphs of `text`, without the blank lines between them.
fn passages(text: &str) -> Vec<Span> {
    let mut passages: Vec<Span> = Vec::new();
    let mut start = 0;
    let mut open = false;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        if line.trim().is_empty() {
            open = false;
        } else if let (true, Some(last)) = (open, passages.last_mut()) {
            last.end = end;
        } else {
            passages.push(Span::new(start, end));
            open = true;
        }
        start += line.len();
    }
    passages
}

/// Neighbouring passages of one language as one.
fn joined(passages: Vec<PassageLanguage>) -> Vec<PassageLanguage> {
    let mut joined: Vec<PassageLanguage> = Vec::new();
    for passage in passages {
        match joined.last_mut() {
            Some(last) if last.language == passage.language => last.end = passage.end,
            _ => joined.push(passage),
        }
    }
    joined
}
