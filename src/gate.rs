//! Decides whether the surroundings of a match let its rule speak.
//!
//! A gate is compiled from its data once, when its rule first matches: most rules never do in a run.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::classes::{Classes, InvalidWord, PhraseSet};
use crate::dictionary::phrase::Phrase;
use crate::dictionary::rule::{self, Casing, Position};
use crate::fold::{hash_as_folded, is_capitalized, is_quote, is_upper, word_after, word_before};
use crate::scan::{WordPlaces, neighbours};
use crate::span::Span;
use crate::surroundings::{is_abbreviation, is_quoted, line, mark_after, mark_before, paragraph, sentence, starts_sentence};

/// A text, with what was already found out about it.
#[derive(Debug)]
pub struct View<'t> {
    /// The text.
    pub text: &'t str,
    places: OnceCell<WordPlaces>,
}

impl<'t> View<'t> {
    /// Looks at `text`.
    pub const fn new(text: &'t str) -> Self {
        Self { text, places: OnceCell::new() }
    }

    /// The places of `phrase` in the text, last first.
    pub fn find<'s>(&'s self, phrase: &'s Phrase) -> impl Iterator<Item = Span> + 's {
        self.places.get_or_init(|| WordPlaces::new(self.text)).find(self.text, phrase)
    }

    /// The places of `phrase` outside of `span`.
    fn places_elsewhere(&self, phrase: &str, span: Span) -> impl Iterator<Item = Span> {
        let places: Vec<Span> = Phrase::new(phrase).map(|phrase| self.find(&phrase).collect()).unwrap_or_default();
        places.into_iter().filter(move |place| !place.overlaps(span))
    }
}

/// A compiled gate.
#[derive(Debug)]
pub struct Gate {
    before: Option<WordSet>,
    after: Option<WordSet>,
    near: Option<WordSet>,
    paragraph: Option<WordSet>,
    anywhere: Option<WordSet>,
    within: Option<usize>,
    at_least: usize,
    casing: Vec<Casing>,
    position: Vec<Position>,
    begins: Option<WordSet>,
    ends: Option<WordSet>,
    elsewhere: bool,
    elsewhere_after: Option<WordSet>,
    any: Vec<Gate>,
}

/// A place that a gate is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    /// Where the wrong form stands.
    pub span: Span,
    /// What could be put in its place, as the rule has it.
    pub rights: &'p [String],
}

impl Gate {
    /// Compiles `gate`, looking up its classes in `classes`.
    pub fn new(gate: &rule::Gate, classes: &Classes) -> Result<Self, InvalidWord> {
        let set = |words: &[String]| (!words.is_empty()).then(|| WordSet::new(words, classes)).transpose();
        Ok(Self {
            before: set(&gate.before)?,
            after: set(&gate.after)?,
            near: set(&gate.near)?,
            paragraph: set(&gate.paragraph)?,
            anywhere: set(&gate.anywhere)?,
            within: gate.within.map(|words| words as usize),
            at_least: gate.at_least.map_or(1, |count| count as usize),
            casing: gate.casing.clone(),
            position: gate.position.clone(),
            begins: set(&gate.begins)?,
            ends: set(&gate.ends)?,
            elsewhere: gate.elsewhere,
            elsewhere_after: set(&gate.elsewhere_after)?,
            any: gate.any.iter().map(|gate| Self::new(gate, classes)).collect::<Result<_, _>>()?,
        })
    }

    /// How far the gate has to look, as an order: the match itself, its neighbours, the sentence, the paragraph, the document.
    pub fn cost(&self) -> u8 {
        let own = match self {
            Self { anywhere: Some(_), .. } | Self { elsewhere: true, .. } | Self { elsewhere_after: Some(_), .. } => 4,
            Self { paragraph: Some(_), .. } => 3,
            Self { near: Some(_), .. } => 2,
            Self { before: None, after: None, position, .. } if position.is_empty() => 0,
            _ => 1,
        };
        self.any.iter().map(Self::cost).fold(own, u8::max)
    }

    /// What makes the gate hold at `place`, in words; `None` where it does not hold.
    pub fn holds(&self, view: &View<'_>, place: Place<'_>) -> Option<String> {
        let span = place.span;
        let mut reasons = Vec::new();
        if let Some(set) = &self.begins {
            let (_, found) = set.starting_at(view.text, word_after(view.text, span.start)?)?;
            reasons.push(format!("it begins with “{}”", found.of(view.text)));
        }
        if let Some(set) = &self.ends {
            let (_, found) = set.ending_at(view.text, word_before(view.text, span.end)?)?;
            reasons.push(format!("it ends with “{}”", found.of(view.text)));
        }
        if let Some(set) = &self.before {
            let word = self.beside(view.text, span, Side::Before, set)?;
            reasons.push(format!("{word} before it"));
        }
        if let Some(set) = &self.after {
            let word = self.beside(view.text, span, Side::After, set)?;
            reasons.push(format!("{word} after it"));
        }
        if let Some(set) = &self.near {
            let words = self.near(view.text, span, set)?;
            reasons.push(format!("{words} in the sentence"));
        }
        if let Some(set) = &self.paragraph {
            let words = set.in_window(view.text, paragraph(view.text, span), span, self.at_least)?;
            reasons.push(format!("{words} in the paragraph"));
        }
        if let Some(set) = &self.anywhere {
            let words = set.in_document(view, span, self.at_least)?;
            reasons.push(format!("{words} in the document"));
        }
        if !self.casing.is_empty() {
            let casing = self.casing.iter().find(|casing| has_casing(span.of(view.text), **casing))?;
            reasons.push(format!("its casing is {casing}"));
        }
        if !self.position.is_empty() {
            let position = self.position.iter().find(|position| stands_at(view.text, span, **position))?;
            reasons.push(format!("it stands at {position}"));
        }
        if self.elsewhere {
            let right = place.rights.iter().find(|right| view.places_elsewhere(right, span).next().is_some())?;
            reasons.push(format!("“{right}” elsewhere in the document"));
        }
        if let Some(set) = &self.elsewhere_after {
            let follows = |place: Span| Some(set.ending_at(view.text, word_before(view.text, place.start)?)?.1.start..place.end);
            let found = place.rights.iter().find_map(|right| view.places_elsewhere(right, span).find_map(follows))?;
            reasons.push(format!("“{}” elsewhere in the document", &view.text[found]));
        }
        if !self.any.is_empty() {
            reasons.push(self.any.iter().find_map(|gate| gate.holds(view, place))?);
        }
        Some(reasons.join(", "))
    }

    fn beside(&self, text: &str, span: Span, side: Side, set: &WordSet) -> Option<String> {
        if let Some(shape) = set.shapes.iter().find(|shape| shape.stands(text, span, side)) {
            return Some(shape.name().to_owned());
        }
        let reach = self.within.unwrap_or(1);
        let sentence = (reach > 1).then(|| sentence(text, span));
        let (mut before, mut after) = neighbours(text, span);
        let words: &mut dyn Iterator<Item = Span> = match side {
            Side::Before => &mut before,
            Side::After => &mut after,
        };
        for word in words.take(reach) {
            match sentence {
                Some(sentence) if !sentence.covers(word) => return None,
                None if !is_adjacent(text, span, word) => return None,
                _ => {}
            }
            let found = match side {
                Side::Before => set.ending_at(text, word),
                Side::After => set.starting_at(text, word),
            };
            if let Some((_, found)) = found {
                return Some(format!("“{}”", found.of(text)));
            }
        }
        None
    }

    fn near(&self, text: &str, span: Span, set: &WordSet) -> Option<String> {
        let mut window = sentence(text, span);
        if let Some(reach) = self.within {
            let (before, after) = neighbours(text, span);
            let start = before.take(reach).last().map_or(span.start, |word| word.start);
            let end = after.take(reach).last().map_or(span.end, |word| word.end);
            window = Span::new(start.max(window.start), end.min(window.end));
        }
        set.in_window(text, window, span, self.at_least)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// Whether only white space and quotation marks stand between the two spans, and no blank line. The stop of "Mr." is part of its word.
fn is_adjacent(text: &str, span: Span, word: Span) -> bool {
    let is_before = word.end <= span.start;
    let gap = if is_before { &text[word.end..span.start] } else { &text[span.end..word.start] };
    let gap = gap.strip_prefix('.').filter(|_| is_before && is_abbreviation(word.of(text))).unwrap_or(gap);
    gap.chars().all(|c| c.is_whitespace() || is_quote(c)) && gap.chars().filter(|c| *c == '\n').count() < 2
}

fn has_casing(wrong: &str, casing: Casing) -> bool {
    match casing {
        Casing::Capitalized => is_capitalized(wrong),
        Casing::Lower => !is_capitalized(wrong),
        Casing::Upper => is_upper(wrong),
    }
}

fn stands_at(text: &str, span: Span, position: Position) -> bool {
    match position {
        Position::SentenceStart => starts_sentence(text, span),
        Position::MidSentence => !starts_sentence(text, span),
        Position::SentenceEnd => {
            let sentence = sentence(text, span);
            !text[span.end..sentence.end].chars().any(char::is_alphanumeric)
        }
        Position::InsideQuotes => is_quoted(text, span.start),
        Position::OutsideQuotes => !is_quoted(text, span.start),
        Position::BetweenQuotes => {
            let closes = |mark: char| matches!(mark, '”' | '»' | '’') || (mark == '"' && !is_spaced(text, span, Side::Before));
            let opens = |mark: char| matches!(mark, '“' | '«' | '‘') || (mark == '"' && !is_spaced(text, span, Side::After));
            mark_before(text, span.start).is_some_and(closes) && mark_after(text, span.end).is_some_and(opens)
        }
        Position::WholeLine => {
            let line = line(text, span);
            let outside = [&text[line.start..span.start], &text[span.end..line.end]];
            !outside.iter().any(|rest| rest.chars().any(char::is_alphanumeric))
        }
    }
}

/// Whether white space stands on the far side of the straight quotation mark beside the match: then the mark belongs to the match.
fn is_spaced(text: &str, span: Span, side: Side) -> bool {
    let beyond = match side {
        Side::Before => text[..span.start].trim_end().strip_suffix('"').and_then(|rest| rest.chars().next_back()),
        Side::After => text[span.end..].trim_start().strip_prefix('"').and_then(|rest| rest.chars().next()),
    };
    beyond.is_none_or(char::is_whitespace)
}

/// What a neighbour looks like, where its words do not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Capitalized,
    Lowercase,
    Number,
    Punctuation,
    OpeningQuote,
    ClosingQuote,
    Edge,
}

impl Shape {
    const ALL: [(&str, Self); 7] = [
        ("capitalized", Self::Capitalized),
        ("lowercase", Self::Lowercase),
        ("number", Self::Number),
        ("punctuation", Self::Punctuation),
        ("opening-quote", Self::OpeningQuote),
        ("closing-quote", Self::ClosingQuote),
        ("edge", Self::Edge),
    ];

    fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, shape)| *shape)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Capitalized => "a capitalized word",
            Self::Lowercase => "a word in lower case",
            Self::Number => "a number",
            Self::Punctuation => "a mark",
            Self::OpeningQuote => "an opening quotation mark",
            Self::ClosingQuote => "a closing quotation mark",
            Self::Edge => "the paragraph’s edge",
        }
    }

    fn stands(self, text: &str, span: Span, side: Side) -> bool {
        let mark = match side {
            Side::Before => mark_before(text, span.start),
            Side::After => mark_after(text, span.end),
        };
        let word = match side {
            Side::Before => word_before(text, span.start),
            Side::After => word_after(text, span.end),
        };
        let word = word.filter(|word| is_adjacent(text, span, *word)).map(|word| word.of(text));
        let starts = |test: fn(char) -> bool| word.and_then(|word| word.chars().next()).is_some_and(test);
        match self {
            Self::Capitalized => starts(char::is_uppercase),
            Self::Lowercase => starts(char::is_lowercase),
            Self::Number => starts(char::is_numeric),
            Self::Punctuation => mark.is_none_or(|mark| !mark.is_alphanumeric()) && !is_joined(text, span, side),
            Self::OpeningQuote => matches!(mark, Some('“' | '«' | '„' | '‘' | '"')),
            Self::ClosingQuote => matches!(mark, Some('”' | '»' | '’' | '"')),
            Self::Edge => mark.is_none(),
        }
    }
}

/// Whether a hyphen or slash joins the match to a neighbour: that is no punctuation.
fn is_joined(text: &str, span: Span, side: Side) -> bool {
    let joint = |c: char| matches!(c, '-' | '\u{2010}' | '\u{2011}' | '/');
    match side {
        Side::Before => text[..span.start].strip_suffix(joint).is_some_and(|rest| rest.ends_with(char::is_alphanumeric)),
        Side::After => text[span.end..].strip_prefix(joint).is_some_and(|rest| rest.starts_with(char::is_alphanumeric)),
    }
}

/// Words and phrases to look for around a match.
#[derive(Debug)]
pub struct WordSet {
    own: Arc<PhraseSet>,
    classes: Vec<Arc<PhraseSet>>,
    shapes: Vec<Shape>,
}

impl WordSet {
    fn new(words: &[String], classes: &Classes) -> Result<Self, InvalidWord> {
        let mut own = Vec::new();
        let mut shared = Vec::new();
        let mut shapes = Vec::new();
        for word in words {
            match word.strip_prefix('@') {
                None => own.push(word.as_str()),
                Some(name) => match Shape::by_name(name) {
                    Some(shape) => shapes.push(shape),
                    None => shared.push(classes.get(name)?),
                },
            }
        }
        Ok(Self { own: Arc::new(PhraseSet::new(own)?), classes: shared, shapes })
    }

    fn sets(&self) -> impl Iterator<Item = &Arc<PhraseSet>> {
        std::iter::once(&self.own).chain(&self.classes)
    }

    fn starting_at(&self, text: &str, word: Span) -> Option<(usize, Span)> {
        let hash = hash_as_folded(word.of(text));
        self.sets().enumerate().find_map(|(n, set)| set.starting_with(text, word, hash).map(|span| (n, span)))
    }

    fn ending_at(&self, text: &str, word: Span) -> Option<(usize, Span)> {
        self.sets().enumerate().find_map(|(n, set)| set.ending_at(text, word).map(|span| (n, span)))
    }

    /// Whether at least `at_least` different ones stand in `window`, outside of `span`; names them.
    fn in_window(&self, text: &str, window: Span, span: Span, at_least: usize) -> Option<String> {
        let mut found: BTreeMap<String, &str> = BTreeMap::new();
        let mut from = window.start;
        while let Some(word) = word_after(text, from) {
            if word.end > window.end {
                break;
            }
            from = word.end;
            if let Some((_, place)) = self.starting_at(text, word)
                && !place.overlaps(span)
            {
                found.entry(crate::fold::fold_phrase(place.of(text))).or_insert_with(|| place.of(text));
                if found.len() >= at_least {
                    return Some(quoted(found.values()));
                }
            }
        }
        None
    }

    fn in_document(&self, view: &View<'_>, span: Span, at_least: usize) -> Option<String> {
        let mut found: BTreeMap<String, &str> = BTreeMap::new();
        for phrase in self.sets().flat_map(|set| set.phrases()) {
            if let Some(place) = view.find(phrase).find(|place| !place.overlaps(span)) {
                found.entry(crate::fold::fold_phrase(place.of(view.text))).or_insert_with(|| place.of(view.text));
                if found.len() >= at_least {
                    return Some(quoted(found.values()));
                }
            }
        }
        None
    }
}

fn quoted<'s>(words: impl Iterator<Item = &'s &'s str>) -> String {
    words.map(|word| format!("“{word}”")).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(gate: &rule::Gate, text: &str) -> bool {
        let classes = Classes::from(BTreeMap::from([
            ("preposition".to_owned(), vec!["from".to_owned(), "in".to_owned()]),
            ("russia".to_owned(), vec!["Kremlin".to_owned(), "@russia-more".to_owned()]),
            ("russia-more".to_owned(), vec!["Vladimir Putin".to_owned()]),
        ]));
        let start = text.find("fly").or_else(|| text.find("Fly")).unwrap();
        let place = Place { span: Span::new(start, start + 3), rights: &[] };
        Gate::new(gate, &classes).unwrap().holds(&View::new(text), place).is_some()
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn before_and_after_look_at_the_next_word() {
        let before = rule::Gate { before: words(&["@preposition"]), ..Default::default() };
        let after = rule::Gate { after: words(&["fishing", "ash tray"]), ..Default::default() };
        let title = rule::Gate { before: words(&["Mr", "said"]), ..Default::default() };
        for (gate, text, expected) in [
            (&before, "from fly they", true),
            (&before, "from “fly” they", true),
            (&before, "from, fly they", false),
            (&before, "from a fly", false),
            (&title, "Mr. fly said", true),
            (&title, "said. fly said", false),
            (&before, "from\n\nfly", false),
            (&after, "fly fishing", true),
            (&after, "fly ash tray", true),
            (&after, "fly ash", false),
        ] {
            assert_eq!(holds(gate, text), expected, "{text}");
        }
    }

    #[test]
    fn shapes_look_at_what_stands_beside() {
        for (class, text, expected) in [
            ("@punctuation", "to fly – said", true),
            ("@punctuation", "to fly officials", false),
            ("@punctuation", "to fly-run", false),
            ("@punctuation", "to fly", true),
            ("@capitalized", "fly Johnson", true),
            ("@number", "fly 20", true),
            ("@opening-quote", "fly “we", true),
        ] {
            let gate = rule::Gate { after: words(&[class]), ..Default::default() };
            assert_eq!(holds(&gate, text), expected, "{class} {text}");
        }
    }

    #[test]
    fn within_reaches_further_but_not_out_of_the_sentence() {
        let gate = rule::Gate { before: words(&["from"]), within: Some(3), ..Default::default() };
        assert!(holds(&gate, "from the old fly"));
        assert!(!holds(&gate, "from the old and grey fly"));
        assert!(!holds(&gate, "It came from. The fly"));
    }

    #[test]
    fn near_paragraph_and_anywhere_widen_the_view() {
        let text = "The Kremlin denied.\n\nPutin spoke. In fly they know Vladimir Putin. Next.\n\nTASS.";
        for (gate, expected) in [
            (rule::Gate { near: words(&["@russia"]), ..Default::default() }, true),
            (rule::Gate { near: words(&["TASS"]), ..Default::default() }, false),
            (rule::Gate { near: words(&["@russia"]), at_least: Some(2), ..Default::default() }, false),
            (rule::Gate { paragraph: words(&["spoke"]), ..Default::default() }, true),
            (rule::Gate { paragraph: words(&["TASS"]), ..Default::default() }, false),
            (rule::Gate { anywhere: words(&["@russia", "TASS"]), at_least: Some(3), ..Default::default() }, true),
            (rule::Gate { anywhere: words(&["tass", "Minsk"]), ..Default::default() }, true),
            (rule::Gate { anywhere: words(&["Minsk"]), ..Default::default() }, false),
        ] {
            assert_eq!(holds(&gate, text), expected, "{gate}");
        }
    }

    #[test]
    fn the_match_is_not_its_own_neighbour() {
        let gate = rule::Gate { anywhere: words(&["fly"]), ..Default::default() };
        assert!(!holds(&gate, "A fly."));
        assert!(holds(&gate, "A fly, another fly."));
    }

    #[test]
    fn casing_and_position_look_at_the_match() {
        for (position, text, expected) in [
            (Position::SentenceStart, "Was. Fly said", true),
            (Position::SentenceStart, "The fly said", false),
            (Position::MidSentence, "The Fly said", true),
            (Position::SentenceEnd, "She said fly. Then", true),
            (Position::SentenceEnd, "She said fly then.", false),
            (Position::BetweenQuotes, "2021”fly “we", true),
            (Position::BetweenQuotes, "2021” fly we", false),
            (Position::BetweenQuotes, "2021\"fly \"we", true),
            (Position::BetweenQuotes, "type \"fly\" to", false),
            (Position::InsideQuotes, "He: “a fly”", true),
            (Position::OutsideQuotes, "“He”: fly", true),
            (Position::WholeLine, "a\n  fly. \nb", true),
            (Position::WholeLine, "a\nfly b\nb", false),
        ] {
            let gate = rule::Gate { position: vec![position], ..Default::default() };
            assert_eq!(holds(&gate, text), expected, "{position} {text}");
        }
        let gate = rule::Gate { casing: vec![Casing::Capitalized], ..Default::default() };
        assert!(holds(&gate, "the Fly") && !holds(&gate, "the fly"));
    }
}
