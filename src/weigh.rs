//! Weighs candidates: evidence from the rest of the document moves a level by one, up or down, never above the rule's ceiling.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use crate::candidates::{Matches, is_plain};
use crate::casing::{with_article, with_line_break, with_stop};
use crate::dictionary::Rulebook;
use crate::dictionary::phrase::Phrase;
use crate::dictionary::rulebook::CompiledRule;
use crate::finding::{Candidate, Confidence, Evidence, Finding, Held, Kind, Reason, RuleHead, Weight};
use crate::fold::fold_phrase;
use crate::gate::View;
use crate::language::Language;
use crate::source::Inference;
use crate::span::Span;

/// A wrong form in its plain sense this near, in bytes, speaks against a finding: two or three sentences.
const NEARBY: usize = 400;

/// What is known of the translation from outside the text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Origin<'s> {
    /// The language that it was translated from.
    pub language: Option<Language>,
    /// The text that it was translated from.
    pub text: Option<&'s str>,
}

/// Findings, and those that evidence put aside.
#[derive(Debug, Default)]
pub struct Weighed {
    /// What remains, in the order of the text.
    pub findings: Vec<Finding>,
    /// What evidence took below the lowest level.
    pub held: Vec<Held>,
}

/// Weighs the candidates of `matches`.
pub fn weigh(view: &View<'_>, book: &Rulebook, matches: &Matches<'_>, inference: &Inference, origin: Origin<'_>) -> Weighed {
    let scales = Scales::new(view, book, matches, inference, origin);
    let first: Vec<(Finding, Weight)> = matches.candidates.iter().filter_map(|candidate| scales.weigh(candidate, None)).collect();
    let mut sure = Sure::new();
    for (finding, _) in first.iter().filter(|(finding, _)| finding.confidence == Confidence::Certain) {
        let Some(entity) = &finding.entity else { continue };
        // Who is known by a full name is known by the surname too.
        let surname = entity.rsplit_once(' ').map(|(_, surname)| surname).filter(|_| finding.kind == Kind::Person);
        for name in std::iter::once(entity.as_str()).chain(surname) {
            let (_, last) = sure.entry(name.to_owned()).or_insert((finding.span, finding.span));
            *last = finding.span;
        }
    }
    let mut weighed = Weighed::default();
    for candidate in &matches.candidates {
        let Some((finding, verdict)) = scales.weigh(candidate, Some(&sure)) else { continue };
        let sunk = verdict == Weight::Down && candidate.confidence == Confidence::Possible;
        if sunk {
            weighed.held.push(Held { finding, reason: Reason::Contradicted });
        } else {
            weighed.findings.push(finding);
        }
    }
    weighed.findings.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    weighed
}

/// Entities that a certain finding is about, with the first and the last place of such a finding.
type Sure = BTreeMap<String, (Span, Span)>;

struct Scales<'a> {
    view: &'a View<'a>,
    book: &'a Rulebook,
    inference: &'a Inference,
    origin: Origin<'a>,
    source_text: Option<View<'a>>,
    /// The places of all candidates, those that overlap as one, by start.
    taken: Vec<Span>,
    /// The refused places of each rule, by start.
    refused: HashMap<&'a str, Vec<(&'a CompiledRule, Span)>>,
    /// Which right forms stand outside of all candidates: asked again and again.
    elsewhere: RefCell<HashMap<String, bool>>,
}

impl<'a> Scales<'a> {
    fn new(view: &'a View<'a>, book: &'a Rulebook, matches: &Matches<'a>, inference: &'a Inference, origin: Origin<'a>) -> Self {
        let taken = joined(matches.candidates.iter().map(|candidate| candidate.span).collect());
        let mut refused: HashMap<&str, Vec<(&CompiledRule, Span)>> = HashMap::new();
        for (rule, span) in &matches.refused {
            refused.entry(&rule.head.id).or_default().push((rule, *span));
        }
        for places in refused.values_mut() {
            places.sort_by_key(|(_, span)| *span);
        }
        let source_text = origin.text.map(View::new);
        Self { view, book, inference, origin, source_text, taken, refused, elsewhere: RefCell::default() }
    }

    /// The finding that `candidate` becomes, and which way its evidence moves it in sum. `None` where the source text rules it out.
    /// Without the `sure` entities of the document this is the first look, which finds them.
    fn weigh(&self, candidate: &Candidate<'_>, sure: Option<&Sure>) -> Option<(Finding, Weight)> {
        let head = candidate.head;
        let mut evidence: Vec<Evidence> =
            candidate.held.iter().map(|held| Evidence { weight: Weight::Neutral, because: format!("gate: {held}") }).collect();
        let mut say = |weight: Weight, because: String| evidence.push(Evidence { weight, because });

        let elsewhere = self.right_elsewhere(candidate);
        let right = elsewhere.as_ref().or(candidate.rights.first()).cloned();
        if let Some(right) = elsewhere.as_ref().filter(|_| !head.wants_right_elsewhere) {
            say(Weight::Up, format!("“{right}” stands elsewhere in the document"));
        }
        let entity =
            head.entity.as_ref().or(candidate.rights.first()).map(|entity| fold_phrase(entity)).filter(|key| !key.is_empty());
        if let (Some(entity), Some(sure)) = (&entity, sure)
            && sure.get(entity).is_some_and(|(first, last)| !(first.overlaps(candidate.span) && last.overlaps(candidate.span)))
        {
            let name = head.entity.as_ref().or(right.as_ref()).map_or("", String::as_str);
            say(Weight::Up, format!("the document is about {name}: a certain finding says so"));
        }
        match self.source_form(head) {
            Some(Ok(form)) => say(Weight::Up, format!("the source text has “{form}”")),
            Some(Err(())) => return None,
            None => {}
        }
        if let Some((weight, because)) = self.source_language(head) {
            say(weight, because);
        }
        if let Some(words) = self.plain_nearby(candidate) {
            say(Weight::Down, format!("“{words}” also stands nearby in its plain sense"));
        }

        let verdict = sum(&evidence);
        let is_ambiguous = head.is_generated && candidate.rights.len() > 1 && elsewhere.is_none();
        let confidence = match verdict {
            // Which of several names it was, nothing says.
            _ if is_ambiguous => Confidence::Possible,
            Weight::Up => candidate.confidence.raised().min(head.ceiling),
            Weight::Neutral => candidate.confidence,
            Weight::Down => candidate.confidence.lowered().unwrap_or(Confidence::Possible),
        };
        Some((self.finding(candidate, right, confidence, entity, evidence), verdict))
    }

    fn finding(
        &self,
        candidate: &Candidate<'_>,
        right: Option<String>,
        confidence: Confidence,
        entity: Option<String>,
        evidence: Vec<Evidence>,
    ) -> Finding {
        let head = candidate.head;
        let text = self.view.text;
        let (span, right) = match right {
            Some(right) => {
                let stopped = with_stop(text, candidate.span, &right);
                let broken = with_line_break(candidate.span.of(text), &stopped);
                // Only English has an article that goes by the sound of the next word.
                let (mut span, right) = if head.target == Language::ENGLISH {
                    with_article(text, candidate.span, &broken)
                } else {
                    (candidate.span, broken)
                };
                // The line that the break now ends must not keep the blank that stood before the edit.
                if right.starts_with(['\n', '\r']) && text[..span.start].ends_with(' ') {
                    span.start -= 1;
                }
                (span, Some(right))
            }
            None => (candidate.span, None),
        };
        let wrong = span.of(text).to_owned();
        let why = head
            .why
            .replace("{wrong}", candidate.span.of(text))
            .replace("{right}", candidate.rights.first().map_or("", String::as_str))
            .replace("{form}", head.forms.first().map_or("", String::as_str));
        let source = head.sources.first().copied();
        Finding { rule: head.id.clone(), kind: head.kind, span, wrong, right, confidence, entity, source, why, evidence }
    }

    /// The wrong form where it stands nearby in its plain sense.
    fn plain_nearby(&self, candidate: &Candidate<'_>) -> Option<&str> {
        let places = self.refused.get(candidate.head.id.as_str())?;
        let first = places.partition_point(|(_, span)| span.start + NEARBY < candidate.span.start);
        let near = places[first..].iter().take_while(|(_, span)| span.start <= candidate.span.start + NEARBY);
        let mut others = near.filter(|(_, span)| !span.overlaps(candidate.span));
        let (_, span) = others.find(|(rule, span)| is_plain(self.view, self.book, rule, *span))?;
        Some(span.of(self.view.text))
    }

    /// The first right form that stands elsewhere in the document. Only names count: "but" stands everywhere.
    fn right_elsewhere(&self, candidate: &Candidate<'_>) -> Option<String> {
        candidate.rights.iter().find(|right| candidate.is_name && self.stands_elsewhere(right)).cloned()
    }

    fn stands_elsewhere(&self, right: &str) -> bool {
        if let Some(known) = self.elsewhere.borrow().get(right) {
            return *known;
        }
        let is_free = |place: Span| {
            let after = self.taken.partition_point(|span| span.start < place.end);
            !self.taken[..after].last().is_some_and(|span| span.overlaps(place))
        };
        let stands = Phrase::new(right).is_ok_and(|phrase| self.view.find(&phrase).any(is_free));
        self.elsewhere.borrow_mut().insert(right.to_owned(), stands);
        stands
    }

    /// Whether the source text, if it is at hand, has a form of the rule. `None` where it can't say.
    fn source_form<'h>(&self, head: &'h RuleHead) -> Option<Result<&'h str, ()>> {
        let source = self.source_text.as_ref()?;
        if head.forms.is_empty() {
            return None;
        }
        let stands = |form: &&String| Phrase::new(form).is_ok_and(|phrase| source.find(&phrase).next().is_some());
        Some(head.forms.iter().find(stands).map(String::as_str).ok_or(()))
    }

    /// What the source language, given or inferred, says about a rule.
    fn source_language(&self, head: &RuleHead) -> Option<(Weight, String)> {
        let (language, how) = match self.origin.language {
            Some(language) => (language, "given"),
            None => match self.inference.language_or_kin(Some(&head.id)) {
                Some(language) => (language, "inferred from the text"),
                None => return self.other_damage(head),
            },
        };
        let name = language.name();
        if head.sources.is_empty() {
            return Some((Weight::Up, format!("the text was translated, from {name} ({how})")));
        }
        let matches = head.sources.iter().any(|source| *source == language || (how != "given" && source.is_akin_to(language)));
        if matches {
            return Some((Weight::Up, format!("the source language is {name} ({how})")));
        }
        Some((Weight::Down, format!("the source language is {name} ({how})")))
    }

    /// For what is damage whatever the source was: findings of the sources' dictionaries show that the text was translated.
    fn other_damage(&self, head: &RuleHead) -> Option<(Weight, String)> {
        if !head.sources.is_empty() {
            return None;
        }
        let (words, rule) = self.inference.damage()?;
        Some((Weight::Up, format!("“{words}” shows that the text was translated ({rule})")))
    }
}

/// `spans` by start, those that overlap as one.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.overlaps(span) => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

/// Which way all evidence together moves a level.
fn sum(evidence: &[Evidence]) -> Weight {
    let has = |weight| evidence.iter().any(|piece| piece.weight == weight);
    match (has(Weight::Up), has(Weight::Down)) {
        (true, false) => Weight::Up,
        (false, true) => Weight::Down,
        _ => Weight::Neutral,
    }
}
