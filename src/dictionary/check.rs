//! Checks that rules are sound: what a single file can't show, and what takes a run of the examples.

use std::collections::BTreeMap;

use super::rule::{Dictionary, Pattern, Rule};
use super::rulebook::{bare_common_word, compile_regex};
use super::selftest::{Case, cases, run};
use crate::classes::InvalidWord;
use crate::error::{DictionaryError, suggestion};
use crate::finding::Confidence;
use crate::fold::fold_word;
use crate::gate::{Gate, Place, View};
use crate::language::Language;
use crate::normalizer::{Normalizer, Settings};
use crate::scan::is_frequent;

/// What makes `dictionaries` unfit for use, in the order of file and line; nothing where all is well.
///
/// `normalizer` holds their rules with all others that are in force, and `others` are the dictionaries of those others, with their
/// examples: a new rule must leave their `keep` sentences alone too.
pub fn errors(normalizer: &Normalizer, dictionaries: &[Dictionary], others: &[Dictionary]) -> Vec<DictionaryError> {
    let mut errors = Vec::new();
    for dictionary in dictionaries {
        for rule in &dictionary.rules {
            let before = errors.len();
            errors.extend(shape(normalizer, dictionary, rule));
            if errors.len() == before {
                errors.extend(unproven_gates(normalizer, dictionary, rule));
            }
        }
    }
    let own = cases(dictionaries);
    for case in &own {
        if let Err(problem) = run(normalizer, case) {
            errors.push(of_case(
                case,
                format!("fails its example {}: it {problem}", case.number),
                "mend the rule or the example",
            ));
        }
    }
    let ids: Vec<&str> = dictionaries.iter().flat_map(|dictionary| &dictionary.rules).map(|rule| rule.id.as_str()).collect();
    errors.extend(own.iter().filter_map(|case| disturbed(normalizer, case, None)));
    errors.extend(cases(others).iter().filter_map(|case| disturbed(normalizer, case, Some(&ids))));
    errors.sort_by(|a, b| (&a.file, a.line, &a.problem).cmp(&(&b.file, b.line, &b.problem)));
    errors.dedup();
    errors
}

/// What is weak about `dictionaries`, though they may be used.
pub fn warnings(normalizer: &Normalizer, dictionaries: &[Dictionary]) -> Vec<DictionaryError> {
    let mut warnings = Vec::new();
    for dictionary in dictionaries {
        for rule in &dictionary.rules {
            let warn = |problem: String, remedy: &str| at_rule(dictionary, rule, problem, remedy);
            let keeps_matter = !rule.unless.is_empty() && !keeps_show(normalizer, rule, &rule.unless, true);
            if keeps_matter {
                let remedy = "add a sentence with the wrong form in which one of them holds";
                warnings.push(warn("has `unless` gates that no `keep` shows the need of".into(), remedy));
            }
            if let Pattern::Phrases(map) = &rule.pattern {
                for (wrong, _) in map.iter().filter(|(wrong, rights)| rights.contains(wrong)) {
                    warnings.push(warn(format!("makes “{wrong}” into itself"), "remove the entry"));
                }
            }
        }
    }
    warnings.extend(contradictions(dictionaries));
    warnings
}

/// Phrases for which two rules of one source, both without gates, have different cures.
fn contradictions(dictionaries: &[Dictionary]) -> Vec<DictionaryError> {
    let mut seen: BTreeMap<(&str, String), (&str, &[String])> = BTreeMap::new();
    let mut found = Vec::new();
    for dictionary in dictionaries {
        for rule in dictionary.rules.iter().filter(|rule| rule.only.is_empty()) {
            let Pattern::Phrases(map) = &rule.pattern else { continue };
            for (wrong, rights) in map {
                let key = (dictionary.name.as_str(), wrong.clone());
                let Some((other, cures)) = seen.insert(key, (&rule.id, rights)) else { continue };
                if cures.first() != rights.first() {
                    let problem = format!("and rule `{other}` have different cures for “{wrong}”");
                    found.push(at_rule(dictionary, rule, problem, "keep one of the two"));
                }
            }
        }
    }
    found
}

/// What is wrong with a rule before any example is run.
fn shape(normalizer: &Normalizer, dictionary: &Dictionary, rule: &Rule) -> Vec<DictionaryError> {
    let mut errors = Vec::new();
    let mut fail = |problem: String, remedy: &str| errors.push(at_rule(dictionary, rule, problem, remedy));
    let classes = normalizer.book().classes();
    let all = normalizer.book().all_of(&rule.id).filter(|rule| !matches!(rule.rule.pattern, Pattern::Names(_)));
    for error in all.flat_map(|rule| rule.rule.gates()).filter_map(|gate| Gate::new(gate, classes).err()) {
        let known = match &error {
            InvalidWord::UnknownClass(name) => suggestion(name, classes.names()).map(|known| format!("did you mean `@{known}`?")),
            InvalidWord::Circle(_) => Some("take one of them out of the other".into()),
            InvalidWord::Phrase(..) => Some("begin and end it with a word".into()),
        };
        fail(format!("has a gate that can’t be used: {error}"), &known.unwrap_or("define it in a `[class]` table".into()));
    }
    if let Pattern::Regex { regex, .. } = &rule.pattern
        && let Err(error) = compile_regex(regex)
    {
        let last = error.to_string().lines().last().unwrap_or_default().trim().to_owned();
        fail(format!("has a regex that can’t be used: {last}"), "there is no look-around; use gates");
    }
    if let Pattern::Regex { anchors, .. } = &rule.pattern
        && rule.confidence > Confidence::Possible
        && let Some(anchor) = anchors.iter().find(|anchor| is_frequent(&fold_word(anchor)))
    {
        let remedy = "name a rarer word or a pair of words, or say `confidence = \"possible\"` with a higher `ceiling`";
        fail(format!("has an anchor that stands in every sentence: “{anchor}”"), remedy);
    }
    let highest = rule.ceiling.unwrap_or(rule.confidence).max(rule.confidence);
    if let Some(word) = bare_common_word(rule)
        && highest > Confidence::Possible
    {
        let remedy = "add an `only` gate, or say `confidence = \"possible\"` with no higher `ceiling`";
        fail(format!("would make every “{word}” an error at `{highest}`: a common word by itself"), remedy);
    }
    errors
}

/// The `only` gates that no `keep` shows the need of: in one of them the wrong form must stand and the gate must not hold.
fn unproven_gates(normalizer: &Normalizer, dictionary: &Dictionary, rule: &Rule) -> Vec<DictionaryError> {
    let unproven = rule.only.iter().filter(|gate| !keeps_show(normalizer, rule, std::slice::from_ref(gate), false));
    let remedy = "add a sentence with the wrong form in which the gate does not hold";
    unproven
        .map(|gate| at_rule(dictionary, rule, format!("has a gate that no `keep` shows the need of ({gate})"), remedy))
        .collect()
}

/// Whether a `keep` of `rule` has its wrong form at a place where one of `gates` holds (`wanted`) or does not.
fn keeps_show(normalizer: &Normalizer, rule: &Rule, gates: &[super::rule::Gate], wanted: bool) -> bool {
    let classes = normalizer.book().classes();
    let compiled = |source: Option<Language>| -> Vec<Gate> {
        let filled = gates.iter().map(|gate| source.map_or_else(|| gate.clone(), |source| gate.for_source(source)));
        filled.filter_map(|gate| Gate::new(&gate, classes).ok()).collect()
    };
    let keeps = rule.examples.iter().filter(|example| example.after.is_none());
    keeps.into_iter().any(|keep| {
        let view = View::new(&keep.text);
        let places = normalizer.places_of(&rule.id, &keep.text);
        places.iter().any(|(rule, span)| {
            let place = Place { span: *span, rights: rule.rights_of(span.of(&keep.text)) };
            compiled(rule.rule.sources.first().copied()).iter().any(|gate| gate.holds(&view, place).is_some() == wanted)
        })
    })
}

/// Whether another rule than its own changes a `keep` of `case` or its cure again, at the levels that are applied. With `by` only
/// rules of these ids count.
fn disturbed(normalizer: &Normalizer, case: &Case, by: Option<&[&str]>) -> Option<DictionaryError> {
    let (text, what) = match &case.example.after {
        None => (&case.example.text, "`keep`"),
        Some(after) => (after, "cure"),
    };
    let settings = Settings { source: case.example.source, ..Settings::default() };
    let (findings, _) = normalizer.findings(text, None, &settings);
    let disturber = findings.into_iter().find(|finding| {
        let counts = by.is_none_or(|ids| ids.contains(&finding.rule.as_str()));
        counts && finding.is_edit() && finding.confidence >= settings.threshold
    })?;
    let right = disturber.right.unwrap_or_default();
    let problem = format!("has a {what} that rule `{}` changes (“{}” → “{right}”): {text}", disturber.rule, disturber.wrong);
    Some(of_case(case, problem, "gate one of the two rules, or lower its level"))
}

fn at_rule(dictionary: &Dictionary, rule: &Rule, problem: String, remedy: &str) -> DictionaryError {
    DictionaryError {
        file: dictionary.file.clone(),
        line: rule.line,
        rule: Some(rule.id.clone()),
        problem,
        remedy: remedy.to_owned(),
    }
}

fn of_case(case: &Case, problem: String, remedy: &str) -> DictionaryError {
    let (file, line) = case.place.clone();
    DictionaryError { file, line, rule: Some(case.rule.clone()), problem, remedy: remedy.to_owned() }
}
