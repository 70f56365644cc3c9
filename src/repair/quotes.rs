//! Quotation marks that face the wrong way.

use super::{Repair, Repaired, Surroundings, head};
use crate::finding::{Confidence, Kind};
use crate::span::Span;
use crate::surroundings::is_quoted;

pub(super) fn repairs() -> Vec<Repair> {
    vec![Repair {
        head: head(
            "quotes/wrong-way",
            Kind::Quotes,
            "an opening mark at a paragraph’s end closes the quotation that is open there",
            Confidence::Likely,
        ),
        examples: &[
            ("He wrote the sign “", "He wrote the sign “"),
            ("“We stand by them on land and in the air. “", "“We stand by them on land and in the air.”"),
        ],
        find: wrong_way,
    }]
}

/// "“… in the air. “" at a line's end → "“… in the air.”"
fn wrong_way(surroundings: &Surroundings<'_>) -> Vec<Repaired> {
    let text = surroundings.view.text;
    let mut found = Vec::new();
    for (at, mark) in text.match_indices('“') {
        let after = at + mark.len();
        let line_ends = text[after..].lines().next().is_none_or(|rest| rest.trim().is_empty());
        let bare = text[..at].trim_end_matches([' ', '\u{A0}']);
        let has_content = bare.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '!' | '?' | ',' | '…'));
        if line_ends && has_content && is_quoted(text, at) {
            found.push(Repaired::new(Span::new(bare.len(), after), "”"));
        }
    }
    found
}
