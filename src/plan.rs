//! Chooses among findings and turns them into edits that settle the text.
//!
//! A plan is made in rounds: what one edit repairs may be what another rule waits for ("fromfly" → "from fly" → "from Moscow"). The
//! edits of all rounds are composed into edits of the original text, so that a plan is one list, and applying it once is enough.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::finding::{Confidence, Evidence, Finding, Held, Reason, Weight};
use crate::span::Span;

/// After so many rounds a text that still changes is left alone.
pub const MAX_ROUNDS: usize = 8;

/// What is to be done with one text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// What was found, at every level, in the order of the text; no two overlap.
    pub findings: Vec<Finding>,
    /// The edits that findings at or above the threshold offer, in the order of the text; no two overlap.
    pub edits: Vec<Edit>,
    /// What was set aside.
    pub held: Vec<Held>,
}

/// A replacement in the original text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What is replaced, as bytes of the original text.
    pub span: Span,
    /// What takes its place.
    pub right: String,
    /// The finding that it comes from, by its place in `Plan::findings`.
    pub finding: usize,
}

/// `text` with `edits` applied. They must be in order and must not overlap, as those of a plan are and do.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut repaired = String::with_capacity(text.len());
    let mut from = 0;
    for edit in edits {
        repaired.push_str(&text[from..edit.span.start]);
        repaired.push_str(&edit.right);
        from = edit.span.end;
    }
    repaired.push_str(&text[from..]);
    repaired
}

/// Of findings that overlap, keeps the best: the surest, then the longest, then the first, then by id.
///
/// Two that are equally sure and want the same words to become different things contradict each other: the winner is shown at
/// `possible`, and says so.
pub fn choose(mut findings: Vec<Finding>) -> (Vec<Finding>, Vec<Held>) {
    findings.sort_by_key(rank);
    let mut chosen: Vec<Finding> = Vec::new();
    let mut held = Vec::new();
    for finding in findings {
        let rival = chosen.iter_mut().find(|other| other.span.overlaps(finding.span));
        let Some(winner) = rival else {
            chosen.push(finding);
            continue;
        };
        let contradicts = winner.span == finding.span
            && winner.confidence == finding.confidence
            && winner.right.is_some()
            && finding.right.is_some()
            && winner.right != finding.right;
        if contradicts && winner.confidence > Confidence::Possible {
            winner.confidence = Confidence::Possible;
            let other = finding.right.as_deref().unwrap_or_default();
            let because = format!("{} would make it “{other}”", finding.rule);
            winner.evidence.push(Evidence { weight: Weight::Down, because });
        }
        held.push(Held { finding, reason: Reason::Overlap });
    }
    chosen.sort_by_key(|finding| finding.span);
    (chosen, held)
}

fn rank(finding: &Finding) -> impl Ord + use<> {
    (
        Reverse(finding.confidence),
        Reverse(finding.right.is_some()),
        Reverse(finding.span.len()),
        finding.span.start,
        finding.rule.clone(),
        finding.right.clone(),
    )
}

/// Makes the plan for `text`: the findings that `find` gives for it, and the edits of those at `threshold` or above, until a
/// further look at the repaired text would change nothing.
pub fn settle(text: &str, threshold: Confidence, find: impl Fn(&str) -> (Vec<Finding>, Vec<Held>)) -> Plan {
    let (findings, held) = find(text);
    let mut plan = Plan { findings, edits: Vec::new(), held };
    plan.edits = plan
        .findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| finding.confidence >= threshold && finding.is_edit())
        .map(|(number, finding)| Edit { span: finding.span, right: finding.right.clone().unwrap_or_default(), finding: number })
        .collect();
    if plan.edits.is_empty() {
        return plan;
    }
    let first = plan.clone();
    for _ in 0..MAX_ROUNDS {
        let repaired = apply(text, &plan.edits);
        let (further, _) = find(&repaired);
        let further: Vec<Finding> =
            further.into_iter().filter(|finding| finding.confidence >= threshold && finding.is_edit()).collect();
        if further.is_empty() {
            plan.edits.retain(|edit| edit.right != edit.span.of(text));
            return plan;
        }
        for finding in further.into_iter().rev() {
            compose(text, &mut plan, finding);
        }
    }
    unsettled(first)
}

/// Nothing of a text that does not come to rest is applied: all its edits become doubts.
fn unsettled(mut plan: Plan) -> Plan {
    let because = "the repaired text would change again and again: nothing is applied".to_owned();
    for edit in std::mem::take(&mut plan.edits) {
        let finding = &mut plan.findings[edit.finding];
        plan.held.push(Held { finding: finding.clone(), reason: Reason::Unsettled });
        finding.confidence = Confidence::Possible;
        finding.evidence.push(Evidence { weight: Weight::Down, because: because.clone() });
    }
    plan
}

/// Takes a finding about the repaired text into the plan for the original `text`. Findings of one round come last first, so that
/// those still to come keep their places.
fn compose(text: &str, plan: &mut Plan, later: Finding) {
    let right = later.right.clone().unwrap_or_default();
    // Walk to the first edit whose repaired place reaches into the finding.
    let mut shift = 0isize;
    let mut first = 0;
    while first < plan.edits.len() && repaired_place(&plan.edits[first], shift).end <= later.span.start {
        shift += growth(&plan.edits[first]);
        first += 1;
    }
    let before = shift;
    let mut last = first;
    let mut prefix = String::new();
    let mut suffix = String::new();
    let mut span = Span::new(back(later.span.start, before), back(later.span.start, before));
    while last < plan.edits.len() {
        let place = repaired_place(&plan.edits[last], shift);
        if place.start >= later.span.end {
            break;
        }
        if last == first && place.start < later.span.start {
            plan.edits[last].right[..later.span.start - place.start].clone_into(&mut prefix);
            span.start = plan.edits[last].span.start;
        }
        if place.end > later.span.end {
            plan.edits[last].right[later.span.end - place.start..].clone_into(&mut suffix);
        }
        span.end = plan.edits[last].span.end;
        shift += growth(&plan.edits[last]);
        last += 1;
    }
    if suffix.is_empty() {
        span.end = span.end.max(back(later.span.end, shift));
    }
    let earlier: Vec<Edit> = plan.edits.drain(first..last).collect();
    let right = format!("{prefix}{right}{suffix}");
    let number = merge_findings(text, plan, later, &earlier, span, &right);
    plan.edits.insert(first, Edit { span, right, finding: number });
}

/// Puts the finding of a composed edit in the place of those that it takes up, and gives its number.
fn merge_findings(text: &str, plan: &mut Plan, later: Finding, earlier: &[Edit], span: Span, right: &str) -> usize {
    let because = earlier.iter().map(|edit| {
        let first = &plan.findings[edit.finding];
        Evidence { weight: Weight::Neutral, because: format!("after {}: {}", first.rule, first.why) }
    });
    let mut merged = later;
    merged.evidence.extend(because);
    merged.span = span;
    span.of(text).clone_into(&mut merged.wrong);
    merged.right = Some(right.to_owned());
    // Those that the edit takes up or covers give way, and the numbers of the others close up.
    let keep = |finding: &Finding| !finding.span.overlaps(span);
    let mut numbers = Vec::with_capacity(plan.findings.len());
    let mut kept = 0;
    for finding in &plan.findings {
        numbers.push(kept);
        kept += usize::from(keep(finding));
    }
    plan.findings.retain(keep);
    let place = plan.findings.partition_point(|finding| finding.span < span);
    plan.findings.insert(place, merged);
    for edit in &mut plan.edits {
        let number = numbers[edit.finding];
        edit.finding = number + usize::from(number >= place);
    }
    place
}

fn repaired_place(edit: &Edit, shift: isize) -> Span {
    let start = edit.span.start.strict_add_signed(shift);
    Span::new(start, start + edit.right.len())
}

fn growth(edit: &Edit) -> isize {
    edit.right.len().cast_signed() - edit.span.len().cast_signed()
}

fn back(offset: usize, shift: isize) -> usize {
    offset.strict_add_signed(-shift)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Kind;

    fn finding(span: Span, right: &str, confidence: Confidence, rule: &str) -> Finding {
        Finding {
            rule: rule.into(),
            kind: Kind::Place,
            span,
            wrong: String::new(),
            right: Some(right.into()),
            confidence,
            entity: None,
            source: None,
            why: String::new(),
            evidence: Vec::new(),
        }
    }

    /// A finder that replaces words as `pairs` say.
    fn replacing(pairs: &'static [(&str, &str)]) -> impl Fn(&str) -> (Vec<Finding>, Vec<Held>) {
        move |text| {
            let found = pairs.iter().flat_map(|(wrong, right)| {
                let places = text.match_indices(wrong).map(|(at, _)| Span::new(at, at + wrong.len()));
                places
                    .map(|span| Finding { wrong: (*wrong).into(), ..finding(span, right, Confidence::Likely, wrong) })
                    .collect::<Vec<_>>()
            });
            choose(found.collect())
        }
    }

    #[test]
    fn of_overlapping_findings_the_surest_then_the_longest_stays() {
        use Confidence::{Certain, Likely};
        let (chosen, held) = choose(vec![
            finding(Span::new(0, 9), "long", Likely, "a"),
            finding(Span::new(4, 8), "sure", Certain, "b"),
            finding(Span::new(20, 22), "short", Likely, "c"),
            finding(Span::new(20, 25), "longer", Likely, "d"),
        ]);
        let rights: Vec<_> = chosen.iter().map(|finding| finding.right.as_deref().unwrap()).collect();
        assert_eq!(rights, ["sure", "longer"]);
        assert!(held.iter().all(|held| held.reason == Reason::Overlap));
    }

    #[test]
    fn a_contradiction_is_a_doubt() {
        let (chosen, _) = choose(vec![
            finding(Span::new(0, 6), "Chiesa", Confidence::Likely, "it/chiesa"),
            finding(Span::new(0, 6), "Iglesias", Confidence::Likely, "es/iglesias"),
        ]);
        assert_eq!(chosen[0].confidence, Confidence::Possible);
    }

    #[test]
    fn edits_of_later_rounds_are_edits_of_the_original_text() {
        for (pairs, text, expected) in [
            (&[("fromfly", "from fly"), ("m fly", "m Moscow")][..], "x fromfly said, fromfly", "x from Moscow said, from Moscow"),
            (&[("aa", "b"), ("bc", "d"), ("xd", "y")][..], "xaac aac", "y d"),
            (&[("ab", "cde"), ("d", "")][..], "ab-ab", "ce-ce"),
        ] {
            let plan = settle(text, Confidence::Likely, replacing(pairs));
            assert_eq!(apply(text, &plan.edits), expected);
            for edit in &plan.edits {
                let finding = &plan.findings[edit.finding];
                assert_eq!((finding.span, finding.right.as_deref()), (edit.span, Some(edit.right.as_str())));
            }
        }
    }

    #[test]
    fn what_never_settles_is_not_applied() {
        let plan = settle("ping", Confidence::Likely, replacing(&[("ping", "pong"), ("pong", "ping")]));
        assert!(plan.edits.is_empty());
        assert_eq!(plan.held[0].reason, Reason::Unsettled);
        assert_eq!(plan.findings[0].confidence, Confidence::Possible);
    }
}
