//! Labelled documents: which of their damage is repaired, and whether what is changed was damage.
//!
//! A document is a TOML file with its text, the language it was translated from, and a `[[case]]` for every damaged place. The texts are
//! modelled on real machine-translated pages, in sentences of our own.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use serde::Deserialize;
use ungarble::{Confidence, Finding, Language, Normalizer, Settings, Span, plan};

/// The levels, highest first.
pub const LEVELS: [Confidence; 3] = [Confidence::Certain, Confidence::Likely, Confidence::Possible];

/// A labelled document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The page that it is modelled on.
    #[expect(dead_code, reason = "for people")]
    pub url: String,
    /// What it was translated from.
    pub source: Language,
    /// What it is about.
    #[expect(dead_code, reason = "for people")]
    pub topic: String,
    /// The document.
    pub text: String,
    /// Its damage.
    #[serde(default, rename = "case")]
    pub cases: Vec<Case>,
    /// Changes that would be fine too, though nothing is damaged there.
    #[serde(default)]
    pub also: Vec<Case>,
    /// The file's name.
    #[serde(skip)]
    pub name: String,
}

/// A damaged place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The words as they stand.
    pub wrong: String,
    /// Which of their places in the text, from 1.
    #[serde(default = "first")]
    pub nth: usize,
    /// What may be put there; nothing where it can only be pointed out.
    pub right: Vec<String>,
    /// The sort of damage.
    #[serde(default)]
    pub kind: String,
    /// Whether the page had these very words.
    #[serde(default)]
    pub seen: bool,
}

const fn first() -> usize {
    1
}

impl Case {
    /// Where it stands in `text`.
    fn span(&self, text: &str) -> Option<Span> {
        text.match_indices(&self.wrong).nth(self.nth - 1).map(|(start, wrong)| Span::new(start, start + wrong.len()))
    }
}

/// The documents of `folder`, in the order of their names.
pub fn documents(folder: &Path) -> io::Result<Vec<Document>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let parsed = paths.iter().map(|path| {
        let mut document: Document = toml::from_str(&fs::read_to_string(path)?)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display())))?;
        document.name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(document)
    });
    parsed.collect()
}

/// How many cases there are, and how many of them are repaired at each level (and below it), and shown.
#[derive(Default, Clone, Copy)]
pub struct Recall {
    pub cases: usize,
    /// Repaired by `fix` with that threshold, in the order of `LEVELS`.
    pub repaired: [usize; 3],
    /// Something at `possible` or above is found at the place, right or not.
    pub shown: usize,
}

/// Edits that were right, and all.
#[derive(Default, Clone, Copy)]
pub struct Precision {
    pub right: usize,
    pub edits: usize,
}

/// What the documents give together.
#[derive(Default)]
pub struct Score {
    pub by_kind: BTreeMap<String, Recall>,
    pub by_language: BTreeMap<String, Recall>,
    /// How many cases stood in these very words on the page.
    pub seen: usize,
    /// Of the edits by default.
    pub precision_by_language: BTreeMap<String, Precision>,
    pub precision_by_rule: BTreeMap<String, Precision>,
    /// Documents whose source was inferred rightly, wrongly, not at all.
    pub inferred: [usize; 3],
    /// One line for each edit and each case that was missed.
    pub lines: Vec<String>,
}

impl Score {
    pub fn total(&self) -> Recall {
        self.by_kind.values().fold(Recall::default(), |sum, recall| Recall {
            cases: sum.cases + recall.cases,
            repaired: std::array::from_fn(|at| sum.repaired[at] + recall.repaired[at]),
            shown: sum.shown + recall.shown,
        })
    }

    pub fn precision(&self) -> Precision {
        self.precision_by_rule.values().fold(Precision::default(), |sum, precision| Precision {
            right: sum.right + precision.right,
            edits: sum.edits + precision.edits,
        })
    }
}

/// Repairs `documents` at each level. With `given` their source languages are told.
pub fn scored(normalizer: &Normalizer, documents: &[Document], given: bool) -> Score {
    let mut score = Score::default();
    for document in documents {
        score_document(normalizer, document, given, &mut score);
    }
    score
}

fn score_document(normalizer: &Normalizer, document: &Document, given: bool, score: &mut Score) {
    let text = document.text.as_str();
    let source = given.then_some(document.source);
    let plans = LEVELS.map(|threshold| normalizer.plan(text, None, &Settings { threshold, source, target: None }));
    let language = document.source.to_string();
    for case in &document.cases {
        let Some(span) = case.span(text) else {
            score.lines.push(format!("NOT THERE {}: “{}”", document.name, case.wrong));
            continue;
        };
        score.seen += usize::from(case.seen);
        let is_repaired = plans.each_ref().map(|plan| is_repaired(text, span, &case.right, &plan.edits));
        let is_shown = plans[2].findings.iter().any(|finding| finding.span.overlaps(span));
        for recall in
            [score.by_kind.entry(case.kind.clone()).or_default(), score.by_language.entry(language.clone()).or_default()]
        {
            recall.cases += 1;
            recall.shown += usize::from(is_shown);
            for (count, repaired) in recall.repaired.iter_mut().zip(is_repaired) {
                *count += usize::from(repaired);
            }
        }
        if !is_repaired[1] {
            let how = if is_repaired[2] { "missed, but possible" } else { "missed" };
            let right = case.right.first().map_or("?", String::as_str);
            score.lines.push(format!("{how} {} {}: “{}” → “{right}”", document.name, case.kind, case.wrong));
        }
    }
    let by_default = &plans[1];
    for edit in &by_default.edits {
        let finding = &by_default.findings[edit.finding];
        let is_right = is_right(document, edit, &by_default.edits);
        for precision in [
            score.precision_by_language.entry(language.clone()).or_default(),
            score.precision_by_rule.entry(finding.rule.clone()).or_default(),
        ] {
            precision.edits += 1;
            precision.right += usize::from(is_right);
        }
        score.lines.push(format!(
            "{} {} {}",
            if is_right { "right" } else { "WRONG" },
            document.name,
            of_edit(text, edit, finding)
        ));
    }
    let inferred = normalizer.detect(text, &Settings::default()).source;
    let answer = match inferred {
        Some(language) if language.is_akin_to(document.source) => 0,
        Some(language) => {
            score.lines.push(format!("WRONG SOURCE {}: {language}", document.name));
            1
        }
        None => 2,
    };
    score.inferred[answer] += 1;
}

/// Whether `edits` make of what stands at `span` one of `rights`.
fn is_repaired(text: &str, span: Span, rights: &[String], edits: &[plan::Edit]) -> bool {
    let touching: Vec<&plan::Edit> = edits.iter().filter(|edit| edit.span.overlaps(span)).collect();
    let (Some(first), Some(last)) = (touching.first(), touching.last()) else { return false };
    let region = Span::new(span.start.min(first.span.start), span.end.max(last.span.end));
    let moved: Vec<plan::Edit> = touching
        .iter()
        .map(|edit| plan::Edit {
            span: Span::new(edit.span.start - region.start, edit.span.end - region.start),
            ..(*edit).clone()
        })
        .collect();
    let repaired = plan::apply(region.of(text), &moved);
    let (before, after) = (&text[region.start..span.start], &text[span.end..region.end]);
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace('’', "'");
    rights.iter().any(|right| {
        let wanted = squeezed(&format!("{before}{right}{after}"));
        let repaired = squeezed(&repaired);
        // An edit may take an article along that the label leaves out.
        repaired == wanted
            || (squeezed(right).len() > 3 && repaired.contains(&squeezed(right)) && !repaired.contains(span.of(text)))
    })
}

/// Whether `edit` repairs a case or does what may be done as well.
fn is_right(document: &Document, edit: &plan::Edit, edits: &[plan::Edit]) -> bool {
    document.cases.iter().chain(&document.also).any(|case| {
        case.span(&document.text)
            .is_some_and(|span| span.overlaps(edit.span) && is_repaired(&document.text, span, &case.right, edits))
    })
}

fn of_edit(text: &str, edit: &plan::Edit, finding: &Finding) -> String {
    let from = text.floor_char_boundary(edit.span.start.saturating_sub(40));
    let to = text.ceil_char_boundary((edit.span.end + 40).min(text.len()));
    let window =
        format!("{}[-{}-]{{+{}+}}{}", &text[from..edit.span.start], edit.span.of(text), edit.right, &text[edit.span.end..to]);
    format!("{} {}: {}", finding.confidence, finding.rule, window.replace('\n', "⏎"))
}
