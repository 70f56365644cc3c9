//! Infers what language a text was translated from.
//!
//! Each trace adds log-odds to its language: a spelling, an untranslated word, a quotation style, a rule that fired. Traces of one
//! sort are seldom independent, so a sort is capped. The answer is "unknown" unless one language has enough and leads clearly.

use std::collections::{BTreeMap, BTreeSet};

use crate::dictionary::Rulebook;
use crate::dictionary::evidence::{MarkerKind, Strength};
use crate::finding::{Candidate, Confidence};
use crate::fold::{fold_phrase, words};
use crate::language::Language;
use crate::span::Span;
use crate::style;

/// So much must stand for a language before it is the answer: a strong trace and a weak one.
const ENOUGH: f64 = 3.5;
/// And so much more than for the next that is not akin to it.
const LEAD: f64 = 2.0;
/// All traces of one sort together count no more than this.
const SORT_CAP: f64 = 4.5;
/// Page furniture tells the language of the page, not of the article: it never decides alone.
const FURNITURE_CAP: f64 = 1.5;
/// What a text is about is no trace of a translation: it counts only where there are such, and never decides alone.
const TOPIC_CAP: f64 = 2.0;
/// A rule that is only `possible` tells more of its language than a weak marker: it was written for what only that one leaves.
const FIRED_WEAKLY: f64 = 0.75;
/// So many different places and given names are a weak, a middling, a strong trace.
const TOPIC_STEPS: [(usize, Strength); 3] = [(8, Strength::Strong), (4, Strength::Medium), (2, Strength::Weak)];
/// A rule that holds for more families of languages than this points to none of them.
const TELLING_FAMILIES: usize = 4;
/// Weak traces and topics are looked for in a text of so many bytes, some 3,000 words; in a longer one they count for less.
const USUAL_LENGTH: usize = 18_000;
/// The style of a text is asked about where some language has so much already; it costs more than all else.
const WORTH_ASKING: f64 = 0.4;
/// What "none of them" starts with when shares are worked out.
const PRIOR_UNKNOWN: f64 = 2.5;

/// One thing in the text that points to a source language.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The language.
    pub language: Language,
    /// What sort of trace.
    pub kind: MarkerKind,
    /// How strongly it points.
    pub strength: Strength,
    /// The words, as they stand in the text.
    pub words: String,
    /// Where the first of them stands.
    pub span: Span,
    /// A clause for the reader.
    pub why: String,
    /// The rule, where it is one that fired.
    pub rule: Option<String>,
}

/// The shares of belief with which the style of a text is a middling and a strong trace.
const STYLE_STEPS: [(f64, Strength); 2] = [(0.9, Strength::Strong), (0.7, Strength::Medium)];

impl Trace {
    /// What it adds for its language.
    fn log_odds(&self) -> f64 {
        let fired_weakly = self.kind == MarkerKind::Rule && self.strength == Strength::Weak;
        if fired_weakly { FIRED_WEAKLY } else { self.strength.log_odds() }
    }

    /// Whether one like it is met here and there in a long text.
    fn may_be_chance(&self) -> bool {
        let is_weak = self.strength == Strength::Weak && self.kind != MarkerKind::Topic;
        is_weak || (self.kind == MarkerKind::Rule && self.strength < Strength::Strong)
    }

    /// What the style of `text`, an English one, points to.
    pub fn of_style(text: &str) -> Option<Self> {
        let (language, share) = style::source_language(text)?;
        let (_, strength) = STYLE_STEPS.iter().find(|(least, _)| share >= *least)?;
        Some(Self {
            language,
            kind: MarkerKind::Style,
            strength: *strength,
            words: "…".to_owned(),
            span: Span::new(0, 0),
            why: format!("sentences built as in machine translation from {} ({:.0} %)", language.name(), share * 100.0),
            rule: None,
        })
    }
}

/// When to ask what the style of a text points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Never: the text is not English, and the model knows nothing else.
    Never,
    /// Where something else points to a language.
    WhereItMatters,
    /// Always: the answer is for a reader.
    Always,
}

/// What the traces of a text add up to.
#[derive(Debug, Clone)]
pub struct Inference {
    traces: Vec<Trace>,
    /// What a trace that may be chance counts for, as a share: in a long text one is found here and there.
    weak_share: f64,
    /// What shows that the text was translated, whatever the source was: the words and the rule of a finding.
    damage: Option<(String, String)>,
}

impl Inference {
    /// Takes the traces of markers, quotation styles and candidates. A place for which `is_text` says no is in another language than
    /// the text: what stands there was not left over by a translation.
    pub fn new(
        mut traces: Vec<Trace>,
        candidates: &[Candidate<'_>],
        text: &str,
        book: &Rulebook,
        is_text: impl Fn(Span) -> bool,
        style: Style,
    ) -> Self {
        let weak_share = f64::min(1.0, USUAL_LENGTH as f64 / text.len().max(1) as f64);
        let damage = damage(candidates, weak_share).map(|shown| (shown.span.of(text).to_owned(), shown.head.id.clone()));
        traces.extend(candidates.iter().flat_map(|candidate| fired(candidate, text)));
        if !traces.is_empty() {
            traces.extend(quotation(text, book));
        }
        traces.retain(|trace| trace.kind == MarkerKind::Furniture || is_text(trace.span));
        // The same words count once for a language, as the strongest trace that they are.
        traces.sort_by(|a, b| (b.strength, a.kind, &a.rule).cmp(&(a.strength, b.kind, &b.rule)));
        let mut words = BTreeSet::new();
        traces.retain(|trace| words.insert((trace.language, fold_phrase(&trace.words))));
        let mut spans: Vec<(Language, Span)> = Vec::new();
        traces.retain(|trace| {
            let is_alone = !spans.iter().any(|(language, span)| *language == trace.language && span.overlaps(trace.span));
            spans.push((trace.language, trace.span));
            is_alone
        });
        let mut inference = Self { traces, weak_share, damage };
        let is_worth_asking = || inference.scores(None).values().any(|score| *score >= WORTH_ASKING);
        if style == Style::Always || (style == Style::WhereItMatters && is_worth_asking()) {
            inference.traces.extend(Trace::of_style(text));
        }
        // What a text is about matters only for the languages that it can decide for.
        let scores = inference.scores(None);
        let undecided = scores.into_iter().filter(|(_, score)| score + TOPIC_CAP >= ENOUGH).map(|(language, _)| language);
        inference.traces.extend(topics(&undecided.collect(), text, weak_share, book));
        inference.traces.sort_by(|a, b| (a.language, a.span.start, &a.rule).cmp(&(b.language, b.span.start, &b.rule)));
        inference
    }

    /// The traces, by language and place.
    pub fn traces(&self) -> &[Trace] {
        &self.traces
    }

    /// The words and the rule of a finding, where the findings of dictionaries together show that the text was translated.
    pub fn damage(&self) -> Option<(&str, &str)> {
        self.damage.as_ref().map(|(words, rule)| (words.as_str(), rule.as_str()))
    }

    /// The log-odds of each language that anything points to, leaving out the traces of the rule `without`: no finding may
    /// vouch for itself.
    pub fn scores(&self, without: Option<&str>) -> BTreeMap<Language, f64> {
        let mut sorts: BTreeMap<(Language, MarkerKind), f64> = BTreeMap::new();
        for trace in self.traces.iter().filter(|trace| without.is_none() || trace.rule.as_deref() != without) {
            let share = if trace.may_be_chance() { self.weak_share } else { 1.0 };
            *sorts.entry((trace.language, trace.kind)).or_default() += trace.log_odds() * share;
        }
        let mut scores = BTreeMap::new();
        for ((language, kind), sum) in sorts {
            let cap = match kind {
                MarkerKind::Furniture => FURNITURE_CAP,
                MarkerKind::Topic => TOPIC_CAP,
                _ => SORT_CAP,
            };
            *scores.entry(language).or_default() += f64::min(sum, cap);
        }
        scores
    }

    /// The source language, or one of the family that it is of; `None` for "unknown".
    pub fn language_or_kin(&self, without: Option<&str>) -> Option<Language> {
        let scores = self.scores(without);
        let (language, best) = top(&scores)?;
        let rival = scores.iter().filter(|(other, _)| !other.is_akin_to(language)).map(|(_, score)| *score).fold(0.0, f64::max);
        (best >= ENOUGH && best - rival >= LEAD).then_some(language)
    }

    /// The source language; `None` for "unknown", also where two of one family can't be told apart.
    pub fn language(&self) -> Option<Language> {
        let language = self.language_or_kin(None)?;
        let scores = self.scores(None);
        let rival = scores.iter().filter(|(other, _)| **other != language).map(|(_, score)| *score).fold(0.0, f64::max);
        (scores[&language] - rival >= 1.0).then_some(language)
    }

    /// The share of belief in each language that anything points to; what is missing to 1 is "none of them".
    pub fn posterior(&self) -> BTreeMap<Language, f64> {
        let scores = self.scores(None);
        let total: f64 = scores.values().map(|score| score.exp()).sum::<f64>() + PRIOR_UNKNOWN.exp();
        scores.into_iter().map(|(language, score)| (language, score.exp() / total)).collect()
    }
}

/// Whether the traces of markers could be enough for an answer. In nearly every text they are not, and nothing more need be asked.
pub fn could_show_source(traces: &[Trace]) -> bool {
    // Quotation marks are looked for later, and count as one trace more.
    traces.iter().map(|trace| trace.strength.log_odds()).sum::<f64>() + Strength::Medium.log_odds() >= ENOUGH
}

fn top(scores: &BTreeMap<Language, f64>) -> Option<(Language, f64)> {
    scores.iter().map(|(language, score)| (*language, *score)).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
}

/// The traces that a candidate is: one for each language that its rule belongs to. A rule that belongs to many tells little of any.
fn fired<'c>(candidate: &'c Candidate<'_>, text: &'c str) -> impl Iterator<Item = Trace> + 'c {
    let sources = &candidate.head.sources;
    let is_first_of_kin = |at: &usize| !sources[..*at].iter().any(|earlier| earlier.is_akin_to(sources[*at]));
    let families = (0..sources.len()).filter(is_first_of_kin).count();
    // The dictionary that a rule stands in is the likeliest source; those that share the rule come after it.
    let strength = move |is_own: bool| match (candidate.confidence, is_own) {
        (Confidence::Certain, true) => Strength::Strong,
        (Confidence::Certain, false) | (Confidence::Likely, true) => Strength::Medium,
        _ => Strength::Weak,
    };
    let telling = if families <= TELLING_FAMILIES { sources.as_slice() } else { &[] };
    telling.iter().enumerate().map(move |(place, language)| Trace {
        language: *language,
        kind: MarkerKind::Rule,
        strength: strength(place == 0),
        words: candidate.span.of(text).to_owned(),
        span: candidate.span,
        why: format!("rule {} fired", candidate.head.id),
        rule: Some(candidate.head.id.clone()),
    })
}

/// The surest finding of a source's dictionary, if there is a `certain` one or two different rules at `likely`; in a long text as many
/// more.
fn damage<'c, 'r>(candidates: &'c [Candidate<'r>], weak_share: f64) -> Option<&'c Candidate<'r>> {
    let telling = candidates.iter().filter(|candidate| !candidate.head.sources.is_empty());
    let sure: Vec<_> = telling.filter(|candidate| candidate.confidence >= Confidence::Likely).collect();
    let rules: BTreeSet<(&str, Confidence)> =
        sure.iter().map(|candidate| (candidate.head.id.as_str(), candidate.confidence)).collect();
    let weight: f64 = rules.iter().map(|(_, level)| if *level == Confidence::Certain { 2.0 } else { 1.0 }).sum();
    sure.into_iter().max_by_key(|candidate| candidate.confidence).filter(|_| weight * weak_share >= 2.0)
}

/// For each of `languages`, what in the text belongs to where it is at home: its places, its given names.
fn topics(languages: &BTreeSet<Language>, text: &str, weak_share: f64, book: &Rulebook) -> Vec<Trace> {
    if languages.is_empty() {
        return Vec::new();
    }
    let capitalized: Vec<Span> = words(text).filter(|word| word.of(text).starts_with(char::is_uppercase)).collect();
    let topic = |language: &Language| {
        let class = |name: &&str| book.classes().get(&format!("{name}.{language}")).ok();
        let classes: Vec<_> = ["home", "given-name"].iter().filter_map(class).collect();
        let mut found: BTreeMap<String, Span> = BTreeMap::new();
        for word in &capitalized {
            if let Some(span) = classes.iter().find_map(|class| class.starting_at(text, *word)) {
                found.entry(fold_phrase(span.of(text))).or_insert(span);
            }
        }
        let count = found.len() as f64 * weak_share;
        let (_, strength) = TOPIC_STEPS.iter().find(|(least, _)| count >= *least as f64)?;
        Some(Trace {
            language: *language,
            kind: MarkerKind::Topic,
            strength: *strength,
            words: found.values().take(4).map(|span| span.of(text)).collect::<Vec<_>>().join(", "),
            span: *found.values().min()?,
            why: format!("{} places and given names of where {} is at home", found.len(), language.name()),
            rule: None,
        })
    };
    languages.iter().filter_map(topic).collect()
}

/// The first quotation of each style that the source languages have and English has not.
fn quotation(text: &str, book: &Rulebook) -> Vec<Trace> {
    let mut traces = Vec::new();
    for marks in book.marks() {
        for style in &marks.quotes {
            let (open, close) = style.pairs;
            // Where one mark both opens and closes, it opens after white space, and no other mark does.
            let opens =
                |at: &usize| open != close || (!text.contains('“') && !text[..*at].ends_with(|c: char| !c.is_whitespace()));
            let Some(start) = text.match_indices(open).map(|(at, _)| at).find(opens) else { continue };
            let after_open = start + open.len_utf8();
            let Some(length) = text[after_open..].find(close) else { continue };
            let inside = &text[after_open..after_open + length];
            let spaced = inside.starts_with(char::is_whitespace) && inside.ends_with(char::is_whitespace);
            if spaced == style.spaced && !inside.contains("\n\n") {
                traces.push(Trace {
                    language: marks.language,
                    kind: MarkerKind::Quotation,
                    strength: style.weight,
                    words: format!("{open}…{close}"),
                    span: Span::new(start, after_open + length + close.len_utf8()),
                    why: style.why.clone(),
                    rule: None,
                });
            }
        }
    }
    traces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A trace as a row of a table gives it.
    type Given = (&'static str, MarkerKind, Strength);

    fn inference(traces: &[Given]) -> Inference {
        let traces = traces.iter().enumerate().map(|(n, (code, kind, strength))| Trace {
            language: code.parse().unwrap(),
            kind: *kind,
            strength: *strength,
            words: format!("word{n}"),
            span: Span::new(n, n + 1),
            why: String::new(),
            rule: None,
        });
        Inference::new(traces.collect(), &[], "", &Rulebook::default(), |_| true, Style::Never)
    }

    fn answer(traces: &[Given]) -> Option<String> {
        inference(traces).language().map(|language| language.to_string())
    }

    #[test]
    fn it_would_rather_not_know_than_be_wrong() {
        use MarkerKind::{Acronym, Furniture, Residue, Rule, Transliteration};
        use Strength::{Medium, Strong, Weak};
        let cases: &[(&str, &[Given], Option<&str>)] = &[
            ("nothing", &[], None),
            ("one strong trace is not enough", &[("it", Residue, Strong)], None),
            ("two are", &[("it", Residue, Strong), ("it", Acronym, Medium)], Some("it")),
            ("a rival near it", &[("it", Residue, Strong), ("it", Acronym, Medium), ("es", Residue, Strong)], None),
            ("furniture alone", &[("fr", Furniture, Strong), ("fr", Furniture, Strong), ("fr", Furniture, Strong)], None),
            ("weak ones add up", &[("fa", Rule, Strong), ("fa", Residue, Weak), ("fa", Acronym, Weak)], Some("fa")),
            (
                "kin that can't be told apart",
                &[("ru", Rule, Strong), ("uk", Rule, Strong), ("ru", Transliteration, Medium), ("uk", Transliteration, Medium)],
                None,
            ),
        ];
        for (claim, traces, expected) in cases {
            assert_eq!(answer(traces).as_deref(), *expected, "{claim}");
        }
    }

    #[test]
    fn kin_together_are_known_even_where_neither_is() {
        use MarkerKind::{Rule, Transliteration};
        use Strength::{Medium, Strong};
        let inference = inference(&[
            ("ru", Rule, Strong),
            ("uk", Rule, Strong),
            ("ru", Transliteration, Medium),
            ("uk", Transliteration, Medium),
        ]);
        assert!(inference.language_or_kin(None).is_some_and(|language| language.is_akin_to(Language::new("ru"))));
    }

    #[test]
    fn shares_and_what_is_unknown_make_one() {
        let inference = inference(&[("it", MarkerKind::Residue, Strength::Strong), ("es", MarkerKind::Residue, Strength::Weak)]);
        let known: f64 = inference.posterior().values().sum();
        assert!(known > 0.0 && known < 1.0);
    }
}
