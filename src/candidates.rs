//! From places where a phrase stands to candidates: protected places are left out, gates asked, right forms fitted in.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};

use crate::casing::{capitalized, carried_over};
use crate::detect::Detector;
use crate::dictionary::Rulebook;
use crate::dictionary::phrase::Phrase;
use crate::dictionary::rule::{self, Pattern, Rule};
use crate::dictionary::rulebook::{CompiledRule, Owner};
use crate::finding::{Candidate, Confidence, Kind};
use crate::fold::{is_capitalized, is_upper};
use crate::gate::{Gate, Place, View};
use crate::language::Language;
use crate::repair::words::is_english;
use crate::source::Trace;
use crate::span::Span;
use crate::surroundings::{ceiling, floor, line, paragraph, starts_sentence};

/// A regex is tried on the line of its anchor, no further than this to each side.
const REGEX_REACH: usize = 400;

/// A passage of so many bytes shows its language, if it is one that we know.
const LONG_PASSAGE: usize = 300;

/// What one pass over a text gives.
#[derive(Debug, Default)]
pub struct Matches<'r> {
    /// Places where a rule would speak.
    pub candidates: Vec<Candidate<'r>>,
    /// Places where a wrong form stands and a gate refused it.
    pub refused: Vec<(&'r CompiledRule, Span)>,
    /// Traces of a source language.
    pub traces: Vec<Trace>,
    /// People who are named here, of whose name a part is also a word: which language's names, and which person of them.
    pub people: BTreeSet<(u32, u32)>,
}

/// The languages of a text and of its passages, asked for only where something stands.
#[derive(Debug)]
pub struct Languages<'a> {
    detector: &'a Detector,
    given: Option<Language>,
    document: OnceCell<Option<Language>>,
    passages: RefCell<HashMap<Span, Option<Language>>>,
}

impl<'a> Languages<'a> {
    /// Will ask `detector`, unless the language of the text is `given`.
    pub fn new(detector: &'a Detector, given: Option<Language>) -> Self {
        Self { detector, given, document: OnceCell::new(), passages: RefCell::default() }
    }

    /// The language of the whole text.
    pub fn of_document(&self, text: &str) -> Option<Language> {
        *self.document.get_or_init(|| self.given.or_else(|| self.detector.detect(text).language))
    }

    /// The language of the passage around `span`: its own if it shows one, else that of the document.
    pub fn around(&self, text: &str, span: Span) -> Option<Language> {
        if self.given.is_some() {
            return self.given;
        }
        let passage = paragraph(text, span);
        let own = *self.passages.borrow_mut().entry(passage).or_insert_with(|| self.detector.detect(passage.of(text)).language);
        own.or_else(|| self.of_document(text))
    }

    /// Whether rules for `target` may speak at `span`. Where a short passage shows no language, they may: the wrong form itself is in
    /// the rule's language. A long one that shows none is in a language that we do not know.
    pub fn allow(&self, text: &str, span: Span, target: Language) -> bool {
        match self.around(text, span) {
            // Near relatives are told apart too badly to forbid a rule for the one in what looks like the other.
            Some(language) => language == target || (target != Language::ENGLISH && language.is_akin_to(target)),
            None => paragraph(text, span).len() < LONG_PASSAGE,
        }
    }
}

/// Scans `view` with the rules of `book`, but for doubtful formulas and names. Rules that are only `possible` by themselves take part where
/// the others or a marker found anything, or where doubts are `wanted`.
pub fn find_all<'r>(view: &View<'_>, book: &'r Rulebook, languages: &Languages<'_>, wanted: bool) -> Matches<'r> {
    let mut matches = Matches::default();
    let mut anchors = Vec::new();
    for (owner, span) in book.scan(view.text) {
        match owner {
            Owner::Wrong(rule, phrase) => try_phrase(view, book, languages, (rule, phrase), span, &mut matches),
            Owner::Anchor(rule) => anchors.push((rule, span)),
            Owner::Person(language, person) => drop(matches.people.insert((language, person))),
            Owner::Marker(language, number) => {
                let (language, marker) = book.marker(language, number);
                // "ONU" in a headline is no trace of the Italian "Onu".
                if is_upper(span.of(view.text)) && !marker.words.iter().any(|word| word == span.of(view.text)) {
                    continue;
                }
                matches.traces.push(Trace {
                    language,
                    kind: marker.kind,
                    strength: marker.weight,
                    words: span.of(view.text).to_owned(),
                    span,
                    why: marker.why.clone(),
                    rule: None,
                });
            }
        }
    }
    try_formulas(view, book, languages, &anchors, &mut matches);
    if wanted || !matches.candidates.is_empty() || !matches.traces.is_empty() {
        try_phrases(view, book, languages, book.scan_for_doubts(view.text), &mut matches);
    }
    matches
}

/// Adds the names that were read as words.
pub fn add_names<'r>(view: &View<'_>, book: &'r Rulebook, languages: &Languages<'_>, matches: &mut Matches<'r>) {
    try_phrases(view, book, languages, book.scan_for_names(view.text), matches);
}

/// Considers the wrong forms among `places`.
fn try_phrases<'r>(
    view: &View<'_>,
    book: &'r Rulebook,
    languages: &Languages<'_>,
    places: impl Iterator<Item = (Owner, Span)>,
    matches: &mut Matches<'r>,
) {
    for (owner, span) in places {
        if let Owner::Wrong(rule, phrase) = owner {
            try_phrase(view, book, languages, (rule, phrase), span, matches);
        }
    }
}

/// Adds the places where surnames of the people of this text, and no others, were read as words.
pub fn add_names_of_people<'r>(view: &View<'_>, book: &'r Rulebook, languages: &Languages<'_>, matches: &mut Matches<'r>) {
    let mut tried = BTreeSet::new();
    for (language, person) in std::mem::take(&mut matches.people) {
        let names = &book.names()[language as usize];
        for (_, rendering) in names.surnames_of(&names.people[person as usize]) {
            if !tried.insert((language, rendering)) {
                continue;
            }
            let Ok(phrase) = Phrase::new(rendering) else { continue };
            let places: Vec<Span> = view.find(&phrase).collect();
            for (number, rule) in book.surname_rules(names.source).filter(|_| !places.is_empty()) {
                let Pattern::Phrases(map) = &rule.rule.pattern else { continue };
                let Ok(at) = map.binary_search_by(|(wrong, _)| wrong.as_str().cmp(rendering)) else { continue };
                for span in &places {
                    try_phrase(view, book, languages, (number, at as u32), *span, matches);
                }
            }
        }
    }
}

/// Considers the phrase `phrase` of the rule `rule`, which stands at `span`.
fn try_phrase<'r>(
    view: &View<'_>,
    book: &'r Rulebook,
    languages: &Languages<'_>,
    (rule, phrase): (u32, u32),
    span: Span,
    matches: &mut Matches<'r>,
) {
    let rule = book.at(rule);
    let Pattern::Phrases(map) = &rule.rule.pattern else { return };
    let (pattern, rights) = &map[phrase as usize];
    let wrong = span.of(view.text);
    // "CNN" fits the wrong form "Cnn", and is the right one.
    if rights.iter().any(|right| right == wrong) || is_protected(view.text, span, pattern) {
        return;
    }
    let fitted = || rights.iter().map(|right| carried_over(pattern, wrong, right)).collect();
    let is_bare = rule.rule.target == Language::ENGLISH && is_bare(&rule.rule, pattern);
    let confidence = if is_bare { Confidence::Possible } else { rule.head.confidence };
    consider(view, book, (rule, confidence), Place { span, rights }, fitted, languages, matches);
}

/// Whether `pattern` is a few English words in lower case, guarded by less than it takes to be sure of them: three words by no gate at all,
/// two by none that looks at the neighbours or the form. Nobody can know all that people put together, so that by itself such a
/// phrase is never more than a doubt.
fn is_bare(rule: &Rule, pattern: &str) -> bool {
    let count = pattern.split(' ').count();
    let is_guarded = match count {
        3 => !rule.only.is_empty(),
        _ => rule.only.iter().any(|gate| {
            let gates = std::iter::once(gate).chain(&gate.any);
            gates.into_iter().any(rule::Gate::looks_at_form_or_neighbours)
        }),
    };
    count <= 3 && !is_guarded && pattern.split(' ').all(is_english)
}

/// Adds what the formulas find that are only `possible` by themselves.
pub fn add_doubtful_formulas<'r>(view: &View<'_>, book: &'r Rulebook, languages: &Languages<'_>, matches: &mut Matches<'r>) {
    let mut anchors = Vec::new();
    for (owner, span) in book.scan_for_doubtful_formulas(view.text) {
        if let Owner::Anchor(rule) = owner {
            anchors.push((rule, span));
        }
    }
    try_formulas(view, book, languages, &anchors, matches);
}

fn try_formulas<'r>(
    view: &View<'_>,
    book: &'r Rulebook,
    languages: &Languages<'_>,
    anchors: &[(u32, Span)],
    matches: &mut Matches<'r>,
) {
    let mut tried = BTreeSet::new();
    for (rule, anchor) in anchors {
        let compiled = book.at(*rule);
        for (span, right) in formulas(view.text, compiled, *anchor) {
            if tried.insert((*rule, span)) {
                let place = Place { span, rights: &[] };
                consider(
                    view,
                    book,
                    (compiled, compiled.head.confidence),
                    place,
                    || right.into_iter().collect(),
                    languages,
                    matches,
                );
            }
        }
    }
}

/// Whether the wrong form of `rule` at `span`, which a gate refused, stands there in its plain sense: an `unless` gate says so, or
/// nothing at all speaks for the other sense.
pub fn is_plain(view: &View<'_>, book: &Rulebook, rule: &CompiledRule, span: Span) -> bool {
    let Ok(gates) = rule.gates(book.classes()) else { return false };
    let holds = |gate: &Gate| gate.holds(view, Place { span, rights: &[] }).is_some();
    gates.unless.iter().any(holds) || (!gates.only.is_empty() && !gates.only.iter().any(holds))
}

/// Where a wrong form of the rule `id` stands in `text`, whatever its gates say, and for which of the rules of that id.
pub fn places_of<'r>(book: &'r Rulebook, id: &str, text: &str) -> Vec<(&'r CompiledRule, Span)> {
    let wanted = |number: u32| Some(book.at(number)).filter(|rule| rule.rule.id == id);
    let mut places = Vec::new();
    for (owner, span) in book
        .scan(text)
        .chain(book.scan_for_doubts(text))
        .chain(book.scan_for_names(text))
        .chain(book.scan_for_doubtful_formulas(text))
    {
        match owner {
            Owner::Wrong(rule, _) => places.extend(wanted(rule).map(|rule| (rule, span))),
            Owner::Anchor(rule) => {
                let Some(rule) = wanted(rule) else { continue };
                places.extend(formulas(text, rule, span).into_iter().map(|(span, _)| (rule, span)));
            }
            Owner::Marker(..) | Owner::Person(..) => {}
        }
    }
    places
}

/// Asks the gates of `rule` about the match at `span` and adds it to `matches` as what they say it is.
fn consider<'r>(
    view: &View<'_>,
    book: &'r Rulebook,
    (rule, confidence): (&'r CompiledRule, Confidence),
    place: Place<'_>,
    rights: impl FnOnce() -> Vec<String>,
    languages: &Languages<'_>,
    matches: &mut Matches<'r>,
) {
    // Gates that do not compile never hold: `check` has told the author, and the tests hold the built-in ones to it.
    let Ok(gates) = rule.gates(book.classes()) else { return };
    let span = place.span;
    let held: Option<Vec<String>> = gates.only.iter().map(|gate| gate.holds(view, place)).collect();
    let is_refused = held.is_none() || gates.unless.iter().any(|gate| gate.holds(view, place).is_some());
    let Some(held) = held.filter(|_| !is_refused) else {
        // The words that names are read as stand everywhere: another one in its plain sense says nothing.
        if !rule.head.is_generated {
            matches.refused.push((rule, span));
        }
        return;
    };
    // Furniture is found in the page's own language, whatever the article's is.
    if rule.head.kind != Kind::Furniture && !languages.allow(view.text, span, rule.rule.target) {
        return;
    }
    let rights = rights();
    if !rights.iter().any(|right| right == span.of(view.text)) {
        // "Coach" for "coach" is no name: it has its capital from the wrong form.
        let written = if place.rights.is_empty() { rights.as_slice() } else { place.rights };
        let is_name = written.iter().any(|right| right.chars().any(char::is_uppercase));
        matches.candidates.push(Candidate { head: &rule.head, confidence, span, rights, is_name, held });
    }
}

/// The matches of the regex of `rule` that hold the anchor at `anchor`, each with what to put in its place.
fn formulas(text: &str, rule: &CompiledRule, anchor: Span) -> Vec<(Span, Option<String>)> {
    let Pattern::Regex { replace, .. } = &rule.rule.pattern else { return Vec::new() };
    let Some(regex) = rule.regex() else { return Vec::new() };
    let window = regex_window(text, anchor);
    let mut found = Vec::new();
    for captures in regex.captures_iter(window.of(text)) {
        let Some(whole) = captures.get(0) else { continue };
        let span = Span::new(window.start + whole.start(), window.start + whole.end());
        if span.is_empty() || !span.overlaps(anchor) {
            continue;
        }
        let right = replace.as_ref().map(|template| {
            let mut right = String::new();
            captures.expand(template, &mut right);
            if starts_sentence(text, span) && is_capitalized(span.of(text)) { capitalized(&right) } else { right }
        });
        found.push((span, right));
    }
    found
}

/// The line around `anchor`, cut at white space where it is long.
fn regex_window(text: &str, anchor: Span) -> Span {
    let line = line(text, anchor);
    let mut start = floor(text, anchor.start.saturating_sub(REGEX_REACH));
    let mut end = ceiling(text, anchor.end + REGEX_REACH);
    if start <= line.start {
        start = line.start;
    } else {
        start += text[start..anchor.start].find(char::is_whitespace).unwrap_or(0);
    }
    if end >= line.end {
        end = line.end;
    } else {
        end = text[anchor.end..end].rfind(char::is_whitespace).map_or(end, |at| anchor.end + at);
    }
    Span::new(start, end)
}

/// Whether the match stands where nothing may be touched: in a URL, an address, a handle, a hashtag, a path, code, or as half of a
/// compound of common words.
pub fn is_protected(text: &str, span: Span, pattern: &str) -> bool {
    const REACH: usize = 200;
    let left = &text[floor(text, span.start.saturating_sub(REACH))..span.start];
    let right = &text[span.end..ceiling(text, span.end + REACH)];
    let head = left.rfind(char::is_whitespace).map_or(left, |at| &left[at..]).trim_start();
    let tail = right.find(char::is_whitespace).map_or(right, |at| &right[..at]);
    let beside = |marks: &[char]| head.ends_with(marks) || tail.starts_with(marks);
    if head.contains("://")
        || head.starts_with("www.")
        || beside(&['/', '\\', '_', '@', '#', '`', '=', '&', '~'])
        || tail.contains('@')
    {
        return true;
    }
    let domain_after = tail.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
    let domain_before = head.strip_suffix('.').is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_lowercase()));
    if domain_after || domain_before {
        return true;
    }
    let joined = |mark: char| {
        head.strip_suffix(mark).is_some_and(|rest| rest.ends_with(char::is_alphanumeric))
            || tail.strip_prefix(mark).is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
    };
    let is_common = || !pattern.chars().any(char::is_uppercase) || is_english(&pattern.to_lowercase());
    (joined('-') || joined('\u{2011}')) && is_common()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_tags_and_compounds_are_protected() {
        for (text, expected) in [
            ("see https://x.org/fly/1 now", true),
            ("see www.fly.com now", true),
            ("at fly.com now", true),
            ("mail fly@x.org now", true),
            ("tag #fly now", true),
            ("by @fly now", true),
            ("in src/fly now", true),
            ("run `fly` now", true),
            ("a fly-by now", true),
            ("from fly.", false),
            ("from fly.They", false),
            ("from fly, they", false),
            ("“fly”", false),
            ("2021”fly “we", false),
        ] {
            let start = text.find("fly").unwrap();
            assert_eq!(is_protected(text, Span::new(start, start + 3), "fly"), expected, "{text}");
        }
    }

    #[test]
    fn names_may_be_half_of_a_compound() {
        assert!(!is_protected("an Onu-backed plan", Span::new(3, 6), "Onu"));
        assert!(is_protected("a Foreign-Born man", Span::new(10, 14), "Born"));
    }
}
