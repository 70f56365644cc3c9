//! SARIF 2.1.0, which code scanning services and editors read: one document for all files, with the edits as fixes.
//!
//! See <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use serde_json::{Value, json};

use super::json::to_line;
use super::lines::LineIndex;
use super::style::Palette;
use super::visible::visible;
use super::{Report, offer};
use crate::finding::{Confidence, Finding};
use crate::plan::Edit;
use crate::span::Span;

/// The document for a run over files. Its rules are those that found something; each is described by the first thing it found.
pub fn document(reports: &[Report<'_>]) -> String {
    let mut first_of_rule: BTreeMap<&str, &Finding> = BTreeMap::new();
    for (_, finding) in reports.iter().flat_map(Report::shown) {
        first_of_rule.entry(&finding.rule).or_insert(finding);
    }
    let rule_index: HashMap<&str, usize> = first_of_rule.keys().enumerate().map(|(index, rule)| (*rule, index)).collect();
    let rules: Vec<Value> = first_of_rule.values().map(|finding| rule(finding)).collect();
    let results: Vec<Value> = reports.iter().flat_map(|report| results(report, &rule_index)).collect();
    to_line(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "ungarble",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn rule(finding: &Finding) -> Value {
    let help = format!("`ungarble explain {}` shows the rule's reason, gates and examples.", finding.rule);
    json!({
        "id": finding.rule,
        "shortDescription": { "text": visible(&finding.why) },
        "help": { "text": visible(&help) },
        "properties": { "tags": ["machine-translation", finding.kind] },
    })
}

fn results(report: &Report<'_>, rule_index: &HashMap<&str, usize>) -> Vec<Value> {
    let lines = LineIndex::new(report.text);
    let edits: HashMap<usize, &Edit> = report.edits.iter().map(|edit| (edit.finding, edit)).collect();
    let result = |(number, finding): (usize, &Finding)| {
        let location = location(report.path);
        let mut result = json!({
            "ruleId": finding.rule,
            "ruleIndex": rule_index[finding.rule.as_str()],
            "level": level(finding.confidence),
            "message": { "text": message(finding) },
            "locations": [{ "physicalLocation": { "artifactLocation": location, "region": region(&lines, finding.span) } }],
            "properties": {
                "confidence": finding.confidence,
                "kind": finding.kind,
                "source": finding.source,
                "evidence": finding.evidence,
            },
        });
        if let Some(edit) = edits.get(&number) {
            let replacement = json!({ "deletedRegion": region(&lines, edit.span), "insertedContent": { "text": edit.right } });
            result["fixes"] = json!([{
                "description": { "text": literal(&offer(finding, Palette::plain())) },
                "artifactChanges": [{ "artifactLocation": location, "replacements": [replacement] }],
            }]);
        }
        result
    };
    report.shown().map(result).collect()
}

const fn level(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Possible => "note",
        Confidence::Likely | Confidence::Certain => "warning",
    }
}

fn message(finding: &Finding) -> String {
    let offer = offer(finding, Palette::plain());
    let text = if finding.why.is_empty() { offer } else { format!("{offer}. {}", visible(&finding.why)) };
    literal(&text)
}

/// Keeps viewers from reading text as one of the placeholders and links that a message may hold.
fn literal(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}").replace('[', "\\[").replace(']', "\\]")
}

/// Both as lines and columns and as bytes; the end is exclusive in either.
fn region(lines: &LineIndex<'_>, span: Span) -> Value {
    let (start, end) = (lines.position(span.start), lines.position(span.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "byteOffset": span.start,
        "byteLength": span.len(),
    })
}

/// A relative path is relative to the root of the sources, wherever that is on the reader's machine.
fn location(path: &str) -> Value {
    if path.starts_with('/') {
        return json!({ "uri": format!("file://{}", uri(path)) });
    }
    json!({ "uri": uri(path.trim_start_matches("./")), "uriBaseId": "%SRCROOT%" })
}

/// `path` with all but the unreserved characters of RFC 3986 percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;

    fn run(reports: &[Report<'_>]) -> Value {
        let document: Value = serde_json::from_str(&document(reports)).unwrap();
        assert_eq!(document["version"], "2.1.0");
        document["runs"][0].clone()
    }

    #[test]
    fn a_result_has_its_place_its_level_and_its_fix() {
        let sample = Sample::of("Sì.\nÈ the\nBorn 🚀.").replaced("the\nBorn", "NATO");
        let run = run(&[sample.report()]);
        let result = &run["results"][0];
        let region = json!({
            "startLine": 2, "startColumn": 3, "endLine": 3, "endColumn": 5, "byteOffset": 8, "byteLength": 8,
        });
        assert_eq!(result["locations"][0]["physicalLocation"]["region"], region);
        assert_eq!(result["level"], "warning");
        assert_eq!(result["message"]["text"], "“the⏎Born” → “NATO”. Italian “Nato” is also “born”");
        let change = &result["fixes"][0]["artifactChanges"][0];
        assert_eq!(change["artifactLocation"], json!({ "uri": "a.txt", "uriBaseId": "%SRCROOT%" }));
        assert_eq!(change["replacements"], json!([{ "deletedRegion": region, "insertedContent": { "text": "NATO" } }]));
        assert_eq!(run["columnKind"], "unicodeCodePoints");
    }

    #[test]
    fn rules_are_listed_once_and_results_point_at_them() {
        let mut one = Sample::of("fly corn").replaced("fly", "Moscow").replaced("corn", "but");
        one.findings[0].rule = "it/mosca".to_owned();
        one.findings[1].rule = "fr/mais".to_owned();
        let two = Sample::of("the Born").replaced("the Born", "NATO");
        let run = run(&[one.report(), two.report(), two.report()]);
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules.len(), 3);
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
    }

    #[test]
    fn doubt_is_a_note_and_without_an_edit_there_is_no_fix() {
        let sample = Sample::of("Leave a Reply").at(Confidence::Possible).found("Leave a Reply", None);
        let run = run(&[Report { threshold: Confidence::Possible, ..sample.report() }]);
        assert_eq!(run["results"][0]["level"], "note");
        assert_eq!(run["results"][0].get("fixes"), None);
    }

    #[test]
    fn paths_are_uris() {
        for (path, expected) in
            [("./a b.txt", "a%20b.txt"), ("dir/ü:#?%.txt", "dir/%C3%BC%3A%23%3F%25.txt"), ("/tmp/a.txt", "file:///tmp/a.txt")]
        {
            assert_eq!(location(path)["uri"], expected);
        }
    }

    #[test]
    fn text_is_no_link_and_no_placeholder() {
        let sample = Sample::of("[x](http://y) {0}\u{1B}").replaced("[x](http://y) {0}\u{1B}", "z");
        let run = run(&[sample.report()]);
        let text = run["results"][0]["message"]["text"].as_str().unwrap();
        assert!(text.starts_with("“\\[x\\](http://y) {{0}}⟨U+001B⟩” → “z”."), "{text}");
    }
}
