//! All rules that are in force: the built-in layer, and that of the user over it.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};

use super::assemble::{Assembled, Base, Stored};
use super::evidence::{Marker, SourceMarks};
use super::layer::{Layer, Lookup};
use super::names::{Names, Table};
use super::rule::{self, Dictionary, Pattern, Rule};
use crate::classes::{Classes, InvalidWord};
use crate::error::DictionaryErrors;
use crate::finding::{Confidence, RuleHead};
use crate::fold::{fold_phrase, fold_word};
use crate::gate::Gate;
use crate::language::Language;
use crate::repair::words::is_english;
use crate::span::Span;

pub use super::assemble::Owner;

/// A compiled regex may take this much memory, and no more: a pattern that wants more is refused.
const REGEX_SIZE: usize = 1 << 20;

/// All rules that are in force.
#[derive(Debug, Default)]
pub struct Rulebook {
    layers: Vec<Layer>,
    /// The rules of all layers one after the other, each read when it is first asked for.
    rules: Vec<OnceLock<Box<CompiledRule>>>,
    /// Those of them that are replaced or left out.
    dead: BTreeSet<u32>,
    classes: Arc<Classes>,
    marks: OnceLock<Vec<SourceMarks>>,
    names: OnceLock<Vec<Names>>,
    surname_rules: OnceLock<Vec<u32>>,
}

/// A rule with what is compiled of it, the dear parts only when they are needed.
#[derive(Debug)]
pub struct CompiledRule {
    /// The rule as data.
    pub rule: Rule,
    /// What weighing needs of it.
    pub head: RuleHead,
    /// The table of names that its wrong forms were generated from.
    table: Option<Table>,
    gates: OnceLock<Result<Gates, InvalidWord>>,
    regex: OnceLock<Option<Regex>>,
}

/// The compiled gates of a rule.
#[derive(Debug)]
pub struct Gates {
    /// Must all hold.
    pub only: Vec<Gate>,
    /// None may hold.
    pub unless: Vec<Gate>,
}

impl CompiledRule {
    fn new(rule: Rule, table: Option<Table>) -> Self {
        let ceiling = match (rule.ceiling, rule.confidence) {
            (Some(ceiling), _) => ceiling,
            (None, Confidence::Possible) if bare_common_word(&rule).is_some() => Confidence::Possible,
            (None, confidence) => confidence.max(Confidence::Likely),
        };
        let head = RuleHead {
            id: rule.id.clone(),
            kind: rule.kind,
            why: rule.why.clone(),
            confidence: rule.confidence,
            ceiling,
            entity: rule.entity.clone(),
            sources: rule.sources.clone(),
            target: rule.target,
            forms: rule.forms.clone(),
            is_generated: table.is_some(),
            wants_right_elsewhere: rule.only.iter().any(|gate| gate.elsewhere || !gate.elsewhere_after.is_empty()),
        };
        Self { rule, head, table, gates: OnceLock::new(), regex: OnceLock::new() }
    }

    /// The rule's gates, compiled on the first call.
    pub fn gates(&self, classes: &Classes) -> Result<&Gates, &InvalidWord> {
        let compile = |gates: &[rule::Gate]| gates.iter().map(|gate| Gate::new(gate, classes)).collect::<Result<Vec<_>, _>>();
        self.gates
            .get_or_init(|| {
                let mut gates = Gates { only: compile(&self.rule.only)?, unless: compile(&self.rule.unless)? };
                // Most places are refused: ask what is cheap to answer first.
                gates.only.sort_by_key(Gate::cost);
                Ok(gates)
            })
            .as_ref()
    }

    /// The right forms of the wrong form `wrong`, as the rule has them.
    pub fn rights_of(&self, wrong: &str) -> &[String] {
        let Pattern::Phrases(map) = &self.rule.pattern else { return &[] };
        let wrong = fold_phrase(wrong);
        map.iter().find(|(written, _)| fold_phrase(written) == wrong).map_or(&[], |(_, rights)| rights)
    }

    /// The rule's regex, compiled on the first call; `None` where it has none, or none that compiles.
    pub fn regex(&self) -> Option<&Regex> {
        let Pattern::Regex { regex, .. } = &self.rule.pattern else { return None };
        self.regex.get_or_init(|| compile_regex(regex).ok()).as_ref()
    }
}

/// Compiles `pattern` within the limit of size. Matching takes linear time whatever the pattern is.
pub fn compile_regex(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(REGEX_SIZE).dfa_size_limit(4 * REGEX_SIZE).build()
}

/// The first wrong form of `rule` that is a single common word which no gate guards: such a rule may never be `likely`.
pub fn bare_common_word(rule: &Rule) -> Option<&str> {
    let Pattern::Phrases(map) = &rule.pattern else { return None };
    if !rule.only.is_empty() || rule.target != Language::ENGLISH {
        return None;
    }
    map.iter().map(|(wrong, _)| wrong.as_str()).find(|wrong| is_english(&fold_word(wrong)))
}

impl Rulebook {
    /// The built-in dictionaries alone.
    pub fn builtin() -> Result<Self, DictionaryErrors> {
        Self::over(super::builtin::layer(), Vec::new(), &[])
    }

    /// The built-in dictionaries under those of a user, `own`: a rule of the same id replaces, classes of the same name are joined,
    /// and `disabled` ids go. The order of dictionaries does not matter; the same id twice is an error.
    pub fn builtin_under(own: Vec<Dictionary>, disabled: &[String]) -> Result<Self, DictionaryErrors> {
        Self::over(super::builtin::layer(), own, disabled)
    }

    /// The same with other dictionaries than the built-in ones.
    pub fn new(
        base: Vec<Dictionary>,
        own: Vec<Dictionary>,
        disabled: &[String],
        marks: Vec<SourceMarks>,
    ) -> Result<Self, DictionaryErrors> {
        let base = Assembled::new(base, marks, &Base::default()).map_err(DictionaryErrors)?;
        Self::over(Layer::new(Layer::encode(&base).into()), own, disabled)
    }

    fn over(base: Layer, own: Vec<Dictionary>, disabled: &[String]) -> Result<Self, DictionaryErrors> {
        let mut layers = vec![base];
        if !own.is_empty() {
            let own = Assembled::new(own, Vec::new(), &layers[0].base()).map_err(DictionaryErrors)?;
            layers.push(Layer::new(Layer::encode(&own).into()));
        }
        let classes = Classes::new(layers.iter().flat_map(Layer::class_definitions));
        let mut book = Self { classes: Arc::new(classes), ..Self::default() };
        let mut first = 0;
        for (number, layer) in layers.iter().enumerate() {
            let above = layers[number + 1..].iter().flat_map(|layer| (0..layer.ids.len()).map(|at| layer.ids.text(at)));
            // What a table of the user's adds to a general rule of ours replaces nothing.
            let replacing = above.filter(|id| layers[1..].iter().any(|layer| layer.is_written(id)));
            for id in disabled.iter().map(String::as_str).chain(replacing) {
                book.dead.extend(layer.places_of(id).map(|place| (first + place) as u32));
            }
            first += layer.rules.len();
        }
        book.rules = std::iter::repeat_with(OnceLock::new).take(first).collect();
        book.layers = layers;
        Ok(book)
    }

    /// The rules, in the order of their ids within each layer.
    pub fn rules(&self) -> impl Iterator<Item = &CompiledRule> {
        (0..self.rules.len() as u32).filter(|number| !self.dead.contains(number)).map(|number| self.at(number))
    }

    /// The rule of this number.
    ///
    /// # Panics
    ///
    /// Where it is no number of a rule.
    pub fn at(&self, number: u32) -> &CompiledRule {
        self.rules[number as usize].get_or_init(|| {
            let mut place = number as usize;
            let mut layers = self.layers.iter();
            let mut layer = layers.next().expect("a number of a rule is that of a layer");
            while place >= layer.rules.len() {
                place -= layer.rules.len();
                layer = layers.next().expect("a number of a rule is that of a layer");
            }
            let Stored { rule, table } = postcard::from_bytes(layer.rules.get(place)).expect("as it was stored");
            Box::new(CompiledRule::new(rule, table))
        })
    }

    /// The rule of this full id. Of a general rule about names it is the one that was written, not those that it generated.
    pub fn rule(&self, id: &str) -> Option<&CompiledRule> {
        self.all_of(id).find(|rule| !rule.head.is_generated)
    }

    /// The rule of this full id, and those that it generated.
    pub fn all_of(&self, id: &str) -> impl Iterator<Item = &CompiledRule> {
        let mut first = 0;
        let mut places = Vec::new();
        for layer in &self.layers {
            places.extend(layer.places_of(id).map(|place| (first + place) as u32));
            first += layer.rules.len();
        }
        places.into_iter().filter(|number| !self.dead.contains(number)).map(|number| self.at(number))
    }

    /// The ids of the rules that were written, in order within each layer.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rules().filter(|rule| !rule.head.is_generated).map(|rule| rule.rule.id.as_str())
    }

    /// The word classes.
    pub fn classes(&self) -> &Arc<Classes> {
        &self.classes
    }

    /// The rules that read surnames of `language` as words, each with its number.
    pub fn surname_rules(&self, language: Language) -> impl Iterator<Item = (u32, &CompiledRule)> {
        let numbers = self.surname_rules.get_or_init(|| {
            let all = (0..self.rules.len() as u32).filter(|number| !self.dead.contains(number));
            all.filter(|number| self.at(*number).table == Some(Table::Surname)).collect()
        });
        let rules = numbers.iter().map(|number| (*number, self.at(*number)));
        rules.filter(move |(_, rule)| rule.rule.sources.contains(&language))
    }

    /// What the source languages leave behind.
    ///
    /// # Panics
    ///
    /// Never: the marks were stored by this program.
    pub fn marks(&self) -> &[SourceMarks] {
        self.marks.get_or_init(|| {
            let stored = self.layers.iter().flat_map(|layer| (0..layer.marks.len()).map(|at| layer.marks.get(at)));
            stored.map(|bytes| postcard::from_bytes(bytes).expect("as it was stored")).collect()
        })
    }

    /// The tables of names.
    pub fn names(&self) -> &[Names] {
        self.names.get_or_init(|| self.layers.iter().flat_map(|layer| layer.base().names).collect())
    }

    /// The places of wrong forms and markers in `text`, and of the anchors of formulas that are at least `likely`.
    pub fn scan(&self, text: &str) -> impl Iterator<Item = (Owner, Span)> {
        self.scan_with(text, |layer| &layer.wrongs)
    }

    /// The places of wrong forms of rules that are only `possible` by themselves: asked only where anything else was found.
    pub fn scan_for_doubts(&self, text: &str) -> impl Iterator<Item = (Owner, Span)> {
        self.scan_with(text, |layer| &layer.doubts)
    }

    /// The places of the anchors of formulas that are only `possible` by themselves: words so frequent that they have an index of
    /// their own, which is asked only where a doubt could matter.
    pub fn scan_for_doubtful_formulas(&self, text: &str) -> impl Iterator<Item = (Owner, Span)> {
        self.scan_with(text, |layer| &layer.formulas)
    }

    /// The places of names read as words, of which most are common words: asked only where a translation or one of the right names
    /// shows.
    pub fn scan_for_names(&self, text: &str) -> impl Iterator<Item = (Owner, Span)> {
        self.scan_with(text, |layer| &layer.name_words)
    }

    fn scan_with(&self, text: &str, lookup: impl Fn(&Layer) -> &Lookup) -> impl Iterator<Item = (Owner, Span)> {
        let mut first = 0;
        let mut first_names = 0;
        let mut found = Vec::new();
        for layer in &self.layers {
            let hits = lookup(layer).scan(text);
            found.extend(hits.filter_map(|(owner, span)| Some((self.global(owner, first, first_names)?, span))));
            first += layer.rules.len() as u32;
            first_names += layer.names_count;
        }
        found.into_iter()
    }

    /// `owner`, whose rule or names are numbered within a layer, with the number among all; `None` for a rule that is not in force.
    fn global(&self, owner: Owner, first: u32, first_names: u32) -> Option<Owner> {
        match owner {
            Owner::Wrong(rule, phrase) => {
                Some(Owner::Wrong(first + rule, phrase)).filter(|_| !self.dead.contains(&(first + rule)))
            }
            Owner::Anchor(rule) => Some(Owner::Anchor(first + rule)).filter(|_| !self.dead.contains(&(first + rule))),
            Owner::Marker(..) => Some(owner),
            Owner::Person(language, person) => Some(Owner::Person(first_names + language, person)),
        }
    }

    /// How many phrases are looked for in every text.
    pub fn phrase_count(&self) -> usize {
        self.layers
            .iter()
            .map(|layer| layer.wrongs.phrase_count() + layer.doubts.phrase_count() + layer.formulas.phrase_count())
            .sum()
    }

    /// A marker and the language that it points to.
    pub fn marker(&self, language: u32, number: u32) -> (Language, &Marker) {
        let marks = &self.marks()[language as usize];
        (marks.language, &marks.markers[number as usize])
    }
}
