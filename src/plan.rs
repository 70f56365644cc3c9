//! Chooses among findings and turns them into edits that settle the text.
//!
//! A plan is made in rounds: what one edit repairs may be what another rule waits for ("fromfly" → "from fly" → "from Moscow"). The
//! edits of all rounds are composed into edits of the original text, so that a plan is one list, and applying it once is enough.

use std::cmp::Reverse;
use std::collections::BTreeMap;

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
    // By start: none overlaps another, so only two neighbours can overlap a newcomer.
    let mut chosen: BTreeMap<usize, Finding> = BTreeMap::new();
    let mut held = Vec::new();
    for finding in findings {
        let start = chosen.range(..finding.span.end).next_back().map(|(start, _)| *start);
        let rival = start.and_then(|start| chosen.get_mut(&start)).filter(|other| other.span.overlaps(finding.span));
        let Some(winner) = rival else {
            chosen.insert(finding.span.start, finding);
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
    (chosen.into_values().collect(), held)
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
    let edits_of = |findings: Vec<Finding>| -> (Vec<Piece>, Vec<Finding>) {
        let (edits, shown) =
            findings.into_iter().partition::<Vec<_>, _>(|finding| finding.confidence >= threshold && finding.is_edit());
        (edits.into_iter().map(Piece::new).collect(), shown)
    };
    let (findings, held) = find(text);
    let (mut pieces, shown) = edits_of(findings);
    if pieces.is_empty() {
        return Plan { findings: shown, edits: Vec::new(), held };
    }
    let first = pieces.clone();
    for _ in 0..MAX_ROUNDS {
        let repaired = apply(text, &pieces.iter().map(|piece| piece.edit(0)).collect::<Vec<_>>());
        let (further, _) = edits_of(find(&repaired).0);
        if further.is_empty() {
            pieces.retain(|piece| piece.right != piece.span.of(text));
            return plan(pieces, shown, held);
        }
        pieces = composed(text, pieces, further);
    }
    unsettled(first, shown, held)
}

/// An edit with the finding that it comes from.
#[derive(Debug, Clone)]
struct Piece {
    span: Span,
    right: String,
    finding: Finding,
}

impl Piece {
    fn new(finding: Finding) -> Self {
        Self { span: finding.span, right: finding.right.clone().unwrap_or_default(), finding }
    }

    fn edit(&self, finding: usize) -> Edit {
        Edit { span: self.span, right: self.right.clone(), finding }
    }

    /// How much longer the text becomes.
    fn growth(&self) -> isize {
        self.right.len().cast_signed() - self.span.len().cast_signed()
    }
}

/// The plan that has `pieces` for edits, and shows of the other findings those that no edit covers.
fn plan(pieces: Vec<Piece>, shown: Vec<Finding>, held: Vec<Held>) -> Plan {
    let mut plan = Plan { held, ..Plan::default() };
    let mut shown = shown.into_iter().peekable();
    for piece in pieces {
        while let Some(finding) = shown.next_if(|finding| finding.span.start < piece.span.end) {
            let is_covered = finding.span.overlaps(piece.span);
            if !is_covered {
                plan.findings.push(finding);
            }
        }
        plan.edits.push(piece.edit(plan.findings.len()));
        plan.findings.push(piece.finding);
    }
    plan.findings.extend(shown);
    plan
}

/// Nothing of a text that does not come to rest is applied: all its edits become doubts.
fn unsettled(pieces: Vec<Piece>, shown: Vec<Finding>, mut held: Vec<Held>) -> Plan {
    let because = "the repaired text would change again and again: nothing is applied".to_owned();
    let mut findings = shown;
    for mut finding in pieces.into_iter().map(|piece| piece.finding) {
        held.push(Held { finding: finding.clone(), reason: Reason::Unsettled });
        finding.confidence = Confidence::Possible;
        finding.evidence.push(Evidence { weight: Weight::Down, because: because.clone() });
        findings.push(finding);
    }
    findings.sort_by_key(|finding| finding.span);
    Plan { findings, edits: Vec::new(), held }
}

/// The edits of the original `text` that do what `pieces` do and then `further`, which are edits of the repaired text.
fn composed(text: &str, mut pieces: Vec<Piece>, further: Vec<Piece>) -> Vec<Piece> {
    // From the end to the start, so that what is still to come keeps its places. `shift` is the growth by all of `pieces`.
    let mut shift: isize = pieces.iter().map(Piece::growth).sum();
    let mut done = Vec::new();
    for later in further.into_iter().rev() {
        while let Some(piece) = pieces.pop_if(|piece| repaired_place(piece, shift).start >= later.span.end) {
            shift -= piece.growth();
            done.push(piece);
        }
        let shift_behind = shift;
        let (mut start, mut end) = (None, None);
        let (mut prefix, mut suffix) = (String::new(), String::new());
        let mut earlier = Vec::new();
        while let Some(piece) = pieces.pop_if(|piece| repaired_place(piece, shift).end > later.span.start) {
            let place = repaired_place(&piece, shift);
            if place.end > later.span.end {
                piece.right[later.span.end - place.start..].clone_into(&mut suffix);
                end = Some(piece.span.end);
            }
            if place.start <= later.span.start {
                piece.right[..later.span.start - place.start].clone_into(&mut prefix);
                start = Some(piece.span.start);
            }
            shift -= piece.growth();
            earlier.push(piece.finding);
        }
        // A place inside of what an earlier edit put there has none in the original text: it goes by that edit's border.
        let span = Span::new(
            start.unwrap_or_else(|| back(later.span.start, shift)),
            end.unwrap_or_else(|| back(later.span.end, shift_behind)),
        );
        let piece = merged(text, later, &earlier, span, &prefix, &suffix);
        shift += piece.growth();
        pieces.push(piece);
    }
    pieces.extend(done.into_iter().rev());
    pieces
}

/// The edit of `later` put into the terms of the original text, where it takes up the `earlier` ones.
fn merged(text: &str, later: Piece, earlier: &[Finding], span: Span, prefix: &str, suffix: &str) -> Piece {
    let right = format!("{prefix}{}{suffix}", later.right);
    let mut finding = later.finding;
    finding.evidence.extend(
        earlier
            .iter()
            .rev()
            .map(|first| Evidence { weight: Weight::Neutral, because: format!("after {}: {}", first.rule, first.why) }),
    );
    finding.span = span;
    span.of(text).clone_into(&mut finding.wrong);
    finding.right = Some(right.clone());
    Piece { span, right, finding }
}

/// Where `piece`, the last of those whose growth is `shift`, stands in the repaired text.
fn repaired_place(piece: &Piece, shift: isize) -> Span {
    let start = piece.span.start.strict_add_signed(shift - piece.growth());
    Span::new(start, start + piece.right.len())
}

/// The place in the original text of one in the repaired text, behind edits whose growth is `shift`.
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

    #[test]
    fn an_edit_inside_of_what_an_earlier_one_put_at_the_beginning_is_composed() {
        let find = |text: &str| {
            let pair = [("ab", "a long phrase that holds xy, and more"), ("xy", "z")];
            let found = pair.iter().find_map(|(wrong, right)| {
                let start = text.find(wrong)?;
                Some(finding(Span::new(start, start + wrong.len()), right, Confidence::Certain, "plugh"))
            });
            (found.into_iter().collect(), Vec::new())
        };
        let plan = settle("ab", Confidence::Likely, find);
        assert_eq!(apply("ab", &plan.edits), "a long phrase that holds z, and more");
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
