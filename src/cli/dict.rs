//! `dict`: list, show, write, test and try dictionaries.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::args::{DictCommand, Global, Input};
use super::failure::Failure;
use super::fix::plural;
use super::session::{Session, dictionaries, listed};
use super::{Ending, print, run, show, write};
use crate::dictionary::rule::{Dictionary, Pattern, Rule};
use crate::dictionary::{builtin, check, schema, selftest};
use crate::language::Language;
use crate::render::visible::visible;

/// Carries out a command about dictionaries.
pub fn dict(global: &Global, command: &DictCommand) -> Result<Ending, Failure> {
    match command {
        DictCommand::List => list(&Session::new(global, &[])?),
        DictCommand::Show { dictionary } => show_dictionary(&Session::new(global, &[])?, dictionary),
        DictCommand::New { file, from, to } => new(file, *from, *to),
        DictCommand::Test { files } => test(global, files),
        DictCommand::Lint { files } => lint(global, files),
        DictCommand::Try { dictionary, input } => {
            try_out(&Session::new(global, std::slice::from_ref(dictionary))?, dictionary, input)
        }
        DictCommand::Schema => {
            let schema = schemars::schema_for!(schema::DictionaryFile);
            let text = serde_json::to_string_pretty(&schema).map_err(|error| Failure::new(error.to_string()))?;
            finish(&format!("{text}\n"))
        }
    }
}

fn finish(text: &str) -> Result<Ending, Failure> {
    print(text.as_bytes())?;
    Ok(Ending::Clean)
}

/// The dictionaries in force: the built-in ones, then the user's.
fn in_force(session: &Session) -> Vec<Dictionary> {
    let mut all = builtin::dictionaries();
    all.extend(session.own.iter().cloned());
    all.retain(|dictionary| !dictionary.rules.is_empty());
    all
}

fn entries(rule: &Rule) -> usize {
    match &rule.pattern {
        Pattern::Phrases(map) => map.len(),
        Pattern::Regex { .. } | Pattern::Names(_) => 1,
    }
}

fn list(session: &Session) -> Result<Ending, Failure> {
    let mut text = String::new();
    for dictionary in in_force(session) {
        let count: usize = dictionary.rules.iter().map(entries).sum();
        let rules = plural(dictionary.rules.len(), "rule");
        let file = visible(&dictionary.file);
        let _ = writeln!(
            text,
            "{:<10} {rules:>9} {count:>5} phrases  {file}\n{:<35}{}",
            dictionary.name,
            "",
            visible(&dictionary.summary)
        );
    }
    let _ = writeln!(text, "{:<10} {:>9} general repairs, in code", "", session.normalizer.repairs().len());
    finish(&text)
}

fn show_dictionary(session: &Session, wanted: &str) -> Result<Ending, Failure> {
    let mut text = String::new();
    let all = in_force(session);
    let is_wanted = |dictionary: &&Dictionary| dictionary.name == wanted || dictionary.file == wanted;
    for dictionary in all.iter().filter(is_wanted) {
        let _ = writeln!(text, "{}: {}", visible(&dictionary.file), visible(&dictionary.summary));
        for rule in &dictionary.rules {
            let _ = writeln!(text, "  {:<32} {:<9} {}", rule.id, rule.confidence.to_string(), visible(&phrases(rule)));
        }
    }
    if text.is_empty() {
        let mut names: Vec<&str> = all.iter().map(|dictionary| dictionary.name.as_str()).collect();
        names.dedup();
        return Err(Failure::new(format!("there is no dictionary `{wanted}`; there are: {}", names.join(", "))));
    }
    finish(&text)
}

/// What a rule looks for, in one short line.
fn phrases(rule: &Rule) -> String {
    match &rule.pattern {
        Pattern::Regex { regex, .. } => format!("regex {regex}"),
        Pattern::Names(table) => format!("the names of the table {table}"),
        Pattern::Phrases(map) => {
            let shown: Vec<String> = map
                .iter()
                .take(3)
                .map(|(wrong, rights)| rights.first().map_or_else(|| wrong.clone(), |right| format!("{wrong} → {right}")))
                .collect();
            let more = if map.len() > 3 { format!(", and {} more", map.len() - 3) } else { String::new() };
            shown.join(", ") + &more
        }
    }
}

fn new(file: &Path, from: Language, to: Language) -> Result<Ending, Failure> {
    if file.exists() {
        return Err(Failure::new(format!("{}: exists already; choose another name", file.display())));
    }
    write::create(file, &skeleton(from, to))?;
    eprintln!("Wrote {}. Next: `ungarble dict test {}`.", file.display(), file.display());
    Ok(Ending::Clean)
}

/// A dictionary that loads and whose one rule holds, to write over.
fn skeleton(from: Language, to: Language) -> String {
    format!(
        r#"# What a translator made of {name} texts. See dictionaries/README.md: write a rule in ten minutes.

[dictionary]
source  = "{from}"
target  = "{to}"
summary = "My {name} names and phrases"

[[rule]]
id         = "my-first-rule"
form       = "Xyzzy"                          # what the source said
map        = {{ "the Plugh" = "Xyzzy" }}        # what the translator made of it = what it should be
kind       = "organization"
why        = "{name} “{{form}}” is a name and also a word"
confidence = "possible"
only       = [{{ after = ["said", "announced"] }}]
examples   = [
  {{ keep = "They saw the Plugh from afar." }},
  {{ before = "Later the Plugh said no.", after = "Later Xyzzy said no." }},
]
"#,
        name = from.name()
    )
}

/// The dictionaries that a command names, or the built-in ones, and a session in which they are in force.
fn named(global: &Global, files: &[PathBuf]) -> Result<(Session, Vec<Dictionary>, Vec<Dictionary>), Failure> {
    let session = Session::unchecked(global, files)?;
    if files.is_empty() {
        return Ok((session, builtin::dictionaries_with_examples(), Vec::new()));
    }
    let others = session.others();
    Ok((session, dictionaries(files)?, others))
}

fn test(global: &Global, files: &[PathBuf]) -> Result<Ending, Failure> {
    let (session, dictionaries, _) = named(global, files)?;
    let cases = selftest::cases(&dictionaries);
    let mut text = String::new();
    let mut failed = 0;
    for case in &cases {
        if let Err(problem) = selftest::run(&session.normalizer, case) {
            failed += 1;
            let (file, line) = &case.place;
            let message = format!("{file}:{line}: rule `{}` fails its example {}: it {problem}", case.rule, case.number);
            for line in message.lines() {
                let _ = writeln!(text, "{}", visible(line));
            }
        }
    }
    print(text.as_bytes())?;
    eprintln!("{} of {} hold.", cases.len() - failed, plural(cases.len(), "example"));
    Ok(if failed > 0 { Ending::Something } else { Ending::Clean })
}

fn lint(global: &Global, files: &[PathBuf]) -> Result<Ending, Failure> {
    let (session, dictionaries, others) = named(global, files)?;
    let errors = check::errors(&session.normalizer, &dictionaries, &others);
    let warnings = check::warnings(&session.normalizer, &dictionaries);
    for (what, found) in [("error", &errors), ("warning", &warnings)] {
        for message in listed(found).lines() {
            print(format!("{what}: {}\n", visible(message)).as_bytes())?;
        }
    }
    eprintln!("{}, {}.", plural(errors.len(), "error"), plural(warnings.len(), "warning"));
    Ok(if errors.is_empty() && warnings.is_empty() { Ending::Clean } else { Ending::Something })
}

fn try_out(session: &Session, dictionary: &Path, input: &Input) -> Result<Ending, Failure> {
    let tried = dictionaries(&[dictionary.to_owned()])?;
    let ids: Vec<&str> = tried.iter().flat_map(|dictionary| &dictionary.rules).map(|rule| rule.id.as_str()).collect();
    let mut findings = 0;
    let mut files = 0;
    let troubles = run::each(session, input, show::HERE, |planned, _| {
        let found = show::list(session, &planned, |finding| ids.contains(&finding.rule.as_str()))?;
        findings += found;
        files += usize::from(found > 0);
        Ok(())
    })?;
    eprintln!("{} in {} of {}.", plural(findings, "finding"), files, plural(troubles.files, "file"));
    Ok(if troubles.count > 0 { Ending::Trouble } else { Ending::Clean })
}
