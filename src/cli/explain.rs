//! `explain`: everything about one rule.

use std::fmt::Write as _;

use super::failure::Failure;
use super::session::{Session, unknown_rule};
use super::{Ending, print};
use crate::dictionary::builtin;
use crate::dictionary::measured::Measured;
use crate::dictionary::rule::{Example, Pattern, Rule};
use crate::finding::RuleHead;
use crate::language::Language;
use crate::render::style::{Ink, Palette};
use crate::render::visible::visible;
use crate::repair::Repair;

/// Shows the rule or repair `id`.
pub fn explain(session: &Session, id: &str) -> Result<Ending, Failure> {
    let normalizer = &session.normalizer;
    if let Some(rule) = normalizer.book().rule(id) {
        let mut text = of_rule(session.palette, &rule.rule, &rule.head, &examples(session, id));
        text.push_str(&figures(session, id));
        print(text.as_bytes())?;
        return Ok(Ending::Clean);
    }
    if let Some(repair) = normalizer.repairs().iter().find(|repair| repair.head.id == id) {
        let text = of_repair(session.palette, repair) + &figures(session, id);
        print(text.as_bytes())?;
        return Ok(Ending::Clean);
    }
    let rules = normalizer.book().ids().map(str::to_owned);
    let known: Vec<String> = rules.chain(normalizer.repairs().iter().map(|repair| repair.head.id.clone())).collect();
    Err(unknown_rule(id, &known))
}

/// The examples of a rule: its own, or those stored for the built-in one.
fn examples(session: &Session, id: &str) -> Vec<Example> {
    let own = session.own.iter().flat_map(|dictionary| &dictionary.rules).find(|rule| rule.id == id);
    match own {
        Some(rule) => rule.examples.clone(),
        None => builtin::examples().remove(id).unwrap_or_default(),
    }
}

/// What was measured of a built-in rule; nothing where the measuring texts do not have what it looks for.
fn figures(session: &Session, id: &str) -> String {
    let is_own = session.own.iter().flat_map(|dictionary| &dictionary.rules).any(|rule| rule.id == id);
    let measured = Measured::builtin();
    let mut text = String::new();
    if let Some(figures) = measured.rule.get(id).filter(|_| !is_own) {
        section(&mut text, session.palette, "measured");
        line(&mut text, &figures.to_string());
    }
    text
}

fn of_rule(palette: Palette, rule: &Rule, head: &RuleHead, examples: &[Example]) -> String {
    let (wrong, right) = match &rule.pattern {
        Pattern::Phrases(map) => {
            map.first().map_or(("", ""), |(wrong, rights)| (wrong.as_str(), rights.first().map_or("", String::as_str)))
        }
        Pattern::Regex { .. } | Pattern::Names(_) => ("", ""),
    };
    let mut text = of_head(palette, head, wrong, right);
    match &rule.pattern {
        Pattern::Phrases(map) => {
            section(&mut text, palette, "looks for");
            for (wrong, rights) in map {
                let rights = if rights.is_empty() { "shown only".to_owned() } else { rights.join(" or ") };
                line(&mut text, &format!("{wrong} → {rights}"));
            }
        }
        Pattern::Regex { regex, anchors, replace } => {
            section(&mut text, palette, "looks for");
            line(&mut text, &format!("{regex} → {}", replace.as_deref().unwrap_or("shown only")));
            line(&mut text, &format!("around: {}", anchors.join(", ")));
        }
        Pattern::Names(table) => {
            section(&mut text, palette, "looks for");
            line(&mut text, &format!("what the table `{table}` of each language in dictionaries/names generates"));
        }
    }
    for (title, gates) in [("only if", &rule.only), ("unless", &rule.unless)] {
        if !gates.is_empty() {
            section(&mut text, palette, title);
            for gate in gates {
                line(&mut text, &gate.to_string());
            }
        }
    }
    section(&mut text, palette, "examples");
    for example in examples {
        match &example.after {
            None => line(&mut text, &format!("keeps    {}", example.text)),
            Some(after) => {
                line(&mut text, &format!("repairs  {}", example.text));
                if *after != example.text {
                    line(&mut text, &format!("      →  {after}"));
                }
            }
        }
    }
    text
}

fn of_repair(palette: Palette, repair: &Repair) -> String {
    let mut text = of_head(palette, &repair.head, "", "");
    section(&mut text, palette, "examples");
    for (before, after) in repair.examples {
        if before == after {
            line(&mut text, &format!("keeps    {before}"));
        } else {
            line(&mut text, &format!("repairs  {before}"));
            line(&mut text, &format!("      →  {after}"));
        }
    }
    text
}

/// What is common to rules and repairs, with the rule's first wrong and right form in its reason.
fn of_head(palette: Palette, head: &RuleHead, wrong: &str, right: &str) -> String {
    let mut text = String::new();
    let form = head.forms.first().map_or("", String::as_str);
    let why = head.why.replace("{wrong}", wrong).replace("{right}", right).replace("{form}", form);
    let _ = writeln!(text, "{}  {}, {}", palette.paint(Ink::Header, &head.id), head.kind, head.confidence);
    let _ = writeln!(text, "  {}", visible(&why));
    if head.ceiling > head.confidence {
        let _ = writeln!(text, "  Evidence in the document may lift it to {}.", head.ceiling);
    }
    if !head.forms.is_empty() {
        let _ = writeln!(text, "  The source says: {}", visible(&head.forms.join(", ")));
    }
    if !head.sources.is_empty() {
        let names: Vec<&str> = head.sources.iter().map(Language::name).collect();
        let _ = writeln!(text, "  Translated from: {}", names.join(", "));
    }
    text
}

fn section(text: &mut String, palette: Palette, title: &str) {
    let _ = writeln!(text, "\n{}", palette.paint(Ink::Header, title));
}

fn line(text: &mut String, content: &str) {
    let _ = writeln!(text, "  {}", visible(content));
}
