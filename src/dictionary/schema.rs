//! Reads a dictionary's TOML. The types here mirror the file; they become `rule` types, or errors that name line and remedy.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::names::{Names, Renderings, Table};
use super::phrase::Phrase;
use super::rule::{Casing, Classes, Dictionary, Example, Gate, Pattern, Position, Rule};
use crate::error::{DictionaryError, line_at, suggestion};
use crate::finding::{Confidence, Kind};
use crate::language::Language;

/// Reads `text`, the content of the file `file`.
///
/// Checks what one file can show by itself: keys, ids, that a rule looks for something and has examples. What needs other rules
/// or a run of the examples is `check`'s work.
pub fn parse(text: &str, file: &str) -> Result<Dictionary, Vec<DictionaryError>> {
    let raw: DictionaryFile = toml::from_str(text).map_err(|error| vec![syntax_error(&error, text, file)])?;
    let names = names(&raw, text, file).map_err(|error| vec![error])?;
    let Some(head) = raw.dictionary else { return without_rules(raw, names, file).map_err(|error| vec![error]) };
    let reader = Reader { text, file, name: head.prefix(), source: head.source.0, target: head.target };
    let mut errors = Vec::new();
    let mut rules: Vec<Rule> = Vec::new();
    for rule in raw.rule {
        match reader.rule(rule) {
            Ok(rule) => {
                if let Some(first) = rules.iter().find(|first| first.id == rule.id) {
                    let problem = format!("has the id of the rule on line {}", first.line);
                    errors.push(reader.error(rule.line, Some(&rule.id), problem, "give one of the two another id"));
                }
                rules.push(rule);
            }
            Err(error) => errors.push(error),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let Reader { name, source, target, .. } = reader;
    Ok(Dictionary { name, source, target, summary: head.summary, file: file.to_owned(), rules, classes: raw.class, names })
}

/// A file that only defines classes or names.
fn without_rules(raw: DictionaryFile, names: Option<Names>, file: &str) -> Result<Dictionary, DictionaryError> {
    if !raw.rule.is_empty() {
        return Err(DictionaryError {
            file: file.to_owned(),
            line: 1,
            rule: None,
            problem: "has rules and no `[dictionary]` table".into(),
            remedy: "begin it with `[dictionary]`, `source`, `target` and `summary`".into(),
        });
    }
    Ok(Dictionary {
        name: if names.is_some() { "names" } else { "classes" }.into(),
        source: names.as_ref().map(|names| names.source),
        target: Language::ENGLISH,
        summary: raw.names.map_or_else(|| "word classes".into(), |head| head.summary),
        file: file.to_owned(),
        rules: Vec::new(),
        classes: raw.class,
        names,
    })
}

/// The tables of names of a file, if it has any.
fn names(raw: &DictionaryFile, text: &str, file: &str) -> Result<Option<Names>, DictionaryError> {
    let error = |line: u32, problem: String, remedy: &str| DictionaryError {
        file: file.to_owned(),
        line,
        rule: None,
        problem,
        remedy: remedy.to_owned(),
    };
    let tables = [&raw.surname, &raw.given, &raw.town, &raw.club, &raw.media, &raw.party];
    let Some(head) = &raw.names else {
        let is_empty = tables.iter().all(|table| table.is_empty()) && raw.people.names.is_empty() && raw.real.names.is_empty();
        let remedy = "begin it with `[names]`, `source` and `summary`";
        return if is_empty { Ok(None) } else { Err(error(1, "has tables of names and no `[names]` table".into(), remedy)) };
    };
    let line = |name: &str| text.lines().position(|line| line.contains(name)).map_or(1, |at| at as u32 + 1);
    for (name, renderings) in tables.into_iter().flatten() {
        if renderings.is_empty() {
            return Err(error(line(name), format!("has no rendering for “{name}”"), "say what a translator makes of it"));
        }
        if renderings.iter().any(|rendering| rendering.to_lowercase() == name.to_lowercase()) {
            return Err(error(line(name), format!("renders “{name}” as itself"), "remove that rendering"));
        }
        if let Some(rendering) = renderings.iter().find(|rendering| Phrase::check(rendering).is_err()) {
            let problem = format!("has a rendering of “{name}” that can’t match: “{rendering}”");
            return Err(error(line(name), problem, "begin and end it with a word"));
        }
    }
    let is_known = |person: &&String| {
        let is_surname = |at: usize| raw.surname.contains_key(&person[at + 1..]);
        let splits: Vec<usize> = person.match_indices(' ').map(|(at, _)| at).collect();
        splits.first().is_some_and(|first| raw.given.contains_key(&person[..*first])) || splits.into_iter().any(is_surname)
    };
    if let Some(person) = raw.people.names.iter().find(|person| !is_known(person)) {
        let problem = format!("lists “{person}”, of whose names none stands in its tables");
        return Err(error(line(person), problem, "add the surname to `[surname]` or the given name to `[given]`"));
    }
    Ok(Some(Names {
        source: head.source,
        surname: raw.surname.clone(),
        given: raw.given.clone(),
        town: raw.town.clone(),
        club: raw.club.clone(),
        media: raw.media.clone(),
        party: raw.party.clone(),
        people: raw.people.names.clone(),
        real: raw.real.names.clone(),
    }))
}

/// A dictionary of ungarble: what a translator made of a text, and what it should have been.
#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DictionaryFile {
    /// What the file is about; a file of classes alone needs none.
    dictionary: Option<Head>,
    /// Word classes and topics by name: words, phrases and `@classes`.
    #[serde(default)]
    class: Classes,
    /// The rules.
    #[serde(default)]
    rule: Vec<RawRule>,
    /// Whose names the tables below are, in a file that has such.
    names: Option<NamesHead>,
    /// Surnames that are words, each with what a translator makes of it, in lower case.
    #[serde(default)]
    surname: Renderings,
    /// Given names with their English counterparts, or with what they mean as words.
    #[serde(default)]
    given: Renderings,
    /// Towns, villages and regions that are words.
    #[serde(default)]
    town: Renderings,
    /// Sport clubs and their nicknames that are words.
    #[serde(default)]
    club: Renderings,
    /// Newspapers, channels and shows that are words.
    #[serde(default)]
    media: Renderings,
    /// Parties, movements and coalitions that are words.
    #[serde(default)]
    party: Renderings,
    /// People in the news, of whom a name stands in the tables.
    #[serde(default)]
    people: List,
    /// Real people whose names only look wrong.
    #[serde(default)]
    real: List,
}

/// Whose names the tables of a file are.
#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct NamesHead {
    /// The language in which the names are words.
    #[cfg_attr(feature = "cli", schemars(with = "String"))]
    source: Language,
    /// One sentence for a list.
    summary: String,
}

/// Full names.
#[derive(Default, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct List {
    /// The names.
    names: Vec<String>,
}

/// What the file is about.
#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Head {
    /// The language that the text was translated from, or `*` for any.
    source: Source,
    /// The language of the text.
    #[cfg_attr(feature = "cli", schemars(with = "String"))]
    target: Language,
    /// One sentence for a list.
    summary: String,
    /// What stands before the slash in the ids of its rules; the source's code where it is not given.
    name: Option<String>,
}

impl Head {
    fn prefix(&self) -> String {
        match (&self.name, self.source.0) {
            (Some(name), _) => name.clone(),
            (None, Some(source)) if self.target == Language::ENGLISH => source.to_string(),
            (None, Some(source)) => format!("{source}-{}", self.target),
            (None, None) => format!("any-{}", self.target),
        }
    }
}

/// A source language, or `*`.
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct Source(#[cfg_attr(feature = "cli", schemars(with = "String"))] Option<Language>);

impl<'de> Deserialize<'de> for Source {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        if code == "*" {
            return Ok(Self(None));
        }
        code.parse().map(|language| Self(Some(language))).map_err(serde::de::Error::custom)
    }
}

/// One rule.
#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct RawRule {
    /// Lower case, hyphens, unique in its source.
    #[cfg_attr(feature = "cli", schemars(with = "String"))]
    id: Spanned<String>,
    /// What the source said.
    form: Option<OneOrMany<String>>,
    /// What the translator made of it, and what it should be.
    map: Option<BTreeMap<String, OneOrMany<String>>>,
    /// Phrases to show with nothing to offer.
    report: Option<Vec<String>>,
    /// Look for what this table of names generates, in each language that has it.
    table: Option<Table>,
    /// A formula to look for.
    regex: Option<String>,
    /// What to put in the formula's place: `${name}`, `$1`.
    replace: Option<String>,
    /// Words or phrases of which every match of `regex` holds one.
    anchor: Option<Vec<String>>,
    /// What sort of damage this is.
    kind: Kind,
    /// A sentence a reader understands; `{wrong}`, `{right}` and `{form}` are filled in.
    why: String,
    /// The level reached when the gates hold.
    confidence: Confidence,
    /// The highest level that evidence may lift it to.
    ceiling: Option<Confidence>,
    /// Who or what it is about, when two rules are about the same.
    entity: Option<String>,
    /// Further source languages in which it holds.
    #[serde(default)]
    #[cfg_attr(feature = "cli", schemars(with = "Vec<String>"))]
    also: Vec<Language>,
    /// Gates that must all hold.
    #[serde(default)]
    only: Vec<RawGate>,
    /// Gates of which none may hold.
    #[serde(default)]
    unless: Vec<RawGate>,
    /// What it must repair and what it must leave alone.
    #[serde(default)]
    examples: Vec<RawExample>,
}

/// A condition on the surroundings of a match. All its keys must hold together.
#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct RawGate {
    /// One of these stands just before.
    #[serde(default)]
    before: Vec<String>,
    /// One of these stands just after.
    #[serde(default)]
    after: Vec<String>,
    /// One of these stands in the same sentence.
    #[serde(default)]
    near: Vec<String>,
    /// One of these stands in the same paragraph.
    #[serde(default)]
    paragraph: Vec<String>,
    /// One of these stands in the document.
    #[serde(default)]
    anywhere: Vec<String>,
    /// How many words away `before`, `after` and `near` look.
    within: Option<u32>,
    /// How many different ones `near`, `paragraph` and `anywhere` want.
    at_least: Option<u32>,
    /// The casing of the wrong form.
    casing: Option<OneOrMany<Casing>>,
    /// Where it stands.
    position: Option<OneOrMany<Position>>,
    /// The wrong form begins with one of these.
    #[serde(default)]
    begins: Vec<String>,
    /// The wrong form ends with one of these.
    #[serde(default)]
    ends: Vec<String>,
    /// The right form stands elsewhere in the document.
    #[serde(default)]
    elsewhere: bool,
    /// It stands elsewhere with one of these before it.
    #[serde(default)]
    elsewhere_after: Vec<String>,
    /// One of these gates holds.
    #[serde(default)]
    any: Vec<RawGate>,
}

/// What the rule must do with a sentence: either `keep`, or `before` with `after`.
#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct RawExample {
    /// Must stay as it is.
    keep: Option<String>,
    /// Must be found.
    before: Option<String>,
    /// What becomes of it; left out where there is nothing to offer.
    after: Option<String>,
    /// Stands for `--source`.
    #[cfg_attr(feature = "cli", schemars(with = "Option<String>"))]
    source: Option<Language>,
    /// The level that the finding must have.
    level: Option<Confidence>,
}

/// One value, or a list of them.
#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    fn into_vec(self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }
}

fn listed<T>(value: Option<OneOrMany<T>>) -> Vec<T> {
    value.map(OneOrMany::into_vec).unwrap_or_default()
}

/// What all rules of a file share while it is read.
struct Reader<'t> {
    text: &'t str,
    file: &'t str,
    name: String,
    source: Option<Language>,
    target: Language,
}

impl Reader<'_> {
    fn error(&self, line: u32, rule: Option<&str>, problem: impl Into<String>, remedy: &str) -> DictionaryError {
        DictionaryError {
            file: self.file.to_owned(),
            line,
            rule: rule.map(ToOwned::to_owned),
            problem: problem.into(),
            remedy: remedy.to_owned(),
        }
    }

    fn rule(&self, raw: RawRule) -> Result<Rule, DictionaryError> {
        let line = line_of(self.text, raw.id.span().start);
        let id = format!("{}/{}", self.name, raw.id.as_ref());
        let wrong = |problem: &str, remedy: &str| self.error(line, Some(&id), problem, remedy);
        if !is_id(raw.id.as_ref()) {
            return Err(wrong("has an id of other than lower-case letters, digits and hyphens", "write it like `faire-du-sens`"));
        }
        if raw.why.trim().is_empty() {
            return Err(wrong("has an empty `why`", "say in one sentence why the wrong form arises"));
        }
        if raw.ceiling.is_some_and(|ceiling| ceiling < raw.confidence) {
            return Err(wrong("has a `ceiling` below its `confidence`", "raise the one or lower the other"));
        }
        let pattern = match (raw.map, raw.report, raw.regex, raw.table) {
            (Some(map), None, None, None) => Pattern::Phrases(map.into_iter().map(|(k, v)| (k, v.into_vec())).collect()),
            (None, Some(report), None, None) => Pattern::Phrases(report.into_iter().map(|phrase| (phrase, Vec::new())).collect()),
            (None, None, Some(regex), None) => {
                let anchors = raw.anchor.clone().unwrap_or_default();
                if anchors.is_empty() {
                    return Err(wrong("has a `regex` and no `anchor`", "list words of which every match holds one"));
                }
                Pattern::Regex { regex, anchors, replace: raw.replace.clone() }
            }
            (None, None, None, Some(table)) => Pattern::Names(table),
            _ => {
                return Err(wrong(
                    "has not exactly one of `map`, `report`, `regex` and `table`",
                    "split it into one rule for each",
                ));
            }
        };
        if !matches!(pattern, Pattern::Regex { .. }) && (raw.anchor.is_some() || raw.replace.is_some()) {
            return Err(wrong("has an `anchor` or `replace` without a `regex`", "remove it"));
        }
        if matches!(&pattern, Pattern::Phrases(phrases) if phrases.is_empty()) {
            return Err(wrong("looks for nothing", "add a phrase to its `map` or `report`"));
        }
        let only = raw.only.into_iter().map(gate).collect::<Vec<_>>();
        let unless = raw.unless.into_iter().map(gate).collect::<Vec<_>>();
        if only.iter().chain(&unless).any(|gate| *gate == Gate::default()) {
            return Err(wrong("has an empty gate", "remove the `{}` or say what must hold"));
        }
        let examples = raw.examples.into_iter().map(example).collect::<Option<Vec<_>>>().ok_or_else(|| {
            wrong(
                "has an example that is neither `keep` nor `before`",
                "write `{ keep = \"…\" }` or `{ before = \"…\", after = \"…\" }`",
            )
        })?;
        if !examples.iter().any(|example| example.after.is_some()) {
            return Err(wrong("has no `before` example", "add a sentence with the damage, and `after`: what becomes of it"));
        }
        Ok(Rule {
            line,
            forms: listed(raw.form),
            pattern,
            kind: raw.kind,
            why: raw.why,
            confidence: raw.confidence,
            ceiling: raw.ceiling,
            entity: raw.entity,
            sources: self.source.into_iter().chain(raw.also).collect(),
            target: self.target,
            only,
            unless,
            examples,
            id,
        })
    }
}

fn gate(raw: RawGate) -> Gate {
    Gate {
        before: raw.before,
        after: raw.after,
        near: raw.near,
        paragraph: raw.paragraph,
        anywhere: raw.anywhere,
        within: raw.within,
        at_least: raw.at_least,
        casing: listed(raw.casing),
        position: listed(raw.position),
        begins: raw.begins,
        ends: raw.ends,
        elsewhere: raw.elsewhere,
        elsewhere_after: raw.elsewhere_after,
        any: raw.any.into_iter().map(gate).collect(),
    }
}

fn example(raw: RawExample) -> Option<Example> {
    let (text, after) = match (raw.keep, raw.before, raw.after) {
        (Some(keep), None, None) => (keep, None),
        (None, Some(before), after) => (before.clone(), Some(after.unwrap_or(before))),
        _ => return None,
    };
    Some(Example { text, after, source: raw.source, level: raw.level })
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn line_of(text: &str, offset: usize) -> u32 {
    u32::try_from(line_at(text.as_bytes(), offset)).unwrap_or(u32::MAX)
}

fn syntax_error(error: &toml::de::Error, text: &str, file: &str) -> DictionaryError {
    let line = error.span().map_or(1, |span| line_of(text, span.start));
    let problem = error.message().replace('\n', " ");
    // Serde lists what it expected in backticks: "unknown field `casign`, expected one of `before`, `after`".
    let mut quoted = problem.split('`').skip(1).step_by(2);
    let remedy = match quoted.next() {
        Some(wrong) if problem.starts_with("unknown") => match suggestion(wrong, quoted) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "see `dictionaries/README.md` for what there is".to_owned(),
        },
        _ => String::new(),
    };
    DictionaryError { file: file.to_owned(), line, rule: None, problem, remedy }
}
