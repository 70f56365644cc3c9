//! JSON, one object a line: findings for `check`, edits for `diff`. The names of the fields are a promise to users.

use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

use super::Report;
use super::lines::LineIndex;
use super::visible::is_hidden;
use crate::finding::{Confidence, Finding, Kind, Weight};
use crate::language::Language;

/// A line of `check --format json`. Fields may be added, never renamed.
#[derive(Serialize)]
struct FindingLine<'a> {
    path: &'a str,
    start: usize,
    end: usize,
    line: usize,
    column: usize,
    wrong: &'a str,
    right: Option<&'a str>,
    confidence: Confidence,
    rule: &'a str,
    kind: Kind,
    source: Option<Language>,
    why: &'a str,
    evidence: Vec<&'a str>,
    weights: Vec<Weight>,
}

/// A line of `diff --format json`. `before` and `after` are as they stand in the file, escapes of its format included.
#[derive(Serialize)]
struct ChangeLine<'a> {
    path: &'a str,
    start: usize,
    end: usize,
    line: usize,
    column: usize,
    before: &'a str,
    after: &'a str,
    rule: &'a str,
    kind: Kind,
    confidence: Confidence,
    why: &'a str,
    evidence: Vec<&'a str>,
    weights: Vec<Weight>,
}

/// The findings of a file, one object a line; `weights` says of each piece of evidence which way it moved the level.
pub fn findings(report: &Report<'_>) -> String {
    let lines = LineIndex::new(report.text);
    let line = |(_, finding): (usize, &Finding)| {
        let position = lines.position(finding.span.start);
        to_line(&FindingLine {
            path: report.path,
            start: finding.span.start,
            end: finding.span.end,
            line: position.line,
            column: position.column,
            wrong: &finding.wrong,
            right: finding.right.as_deref(),
            confidence: finding.confidence,
            rule: &finding.rule,
            kind: finding.kind,
            source: finding.source,
            why: &finding.why,
            evidence: reasons(finding),
            weights: weights(finding),
        })
    };
    report.shown().map(line).collect()
}

/// The edits of a file, one object a line.
pub fn changes(report: &Report<'_>) -> String {
    let lines = LineIndex::new(report.text);
    let line = |edit| {
        let finding = report.finding(edit);
        let position = lines.position(edit.span.start);
        to_line(&ChangeLine {
            path: report.path,
            start: edit.span.start,
            end: edit.span.end,
            line: position.line,
            column: position.column,
            before: edit.span.of(report.text),
            after: &edit.right,
            rule: &finding.rule,
            kind: finding.kind,
            confidence: finding.confidence,
            why: &finding.why,
            evidence: reasons(finding),
            weights: weights(finding),
        })
    };
    report.edits.iter().map(line).collect()
}

fn reasons(finding: &Finding) -> Vec<&str> {
    finding.evidence.iter().map(|evidence| evidence.because.as_str()).collect()
}

fn weights(finding: &Finding) -> Vec<Weight> {
    finding.evidence.iter().map(|evidence| evidence.weight).collect()
}

/// `value` as JSON on one line, line feed included. What hides is escaped, so that it does no harm on a terminal.
pub(super) fn to_line(value: &impl Serialize) -> String {
    let mut json = Vec::with_capacity(256);
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut json, Escaping)).expect("strings and numbers are JSON");
    json.push(b'\n');
    String::from_utf8(json).expect("JSON is UTF-8")
}

/// Compact JSON in which hidden characters are `\u` escapes: the same value to any parser.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut from = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| is_hidden(*c)) {
            writer.write_all(&fragment.as_bytes()[from..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            from = at + c.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[from..])
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;

    #[test]
    fn a_finding_is_one_line_in_the_order_of_the_promise() {
        let sample = Sample::of("Sì\nof the Born.").replaced("the Born", "NATO");
        let expected = concat!(
            r#"{"path":"a.txt","start":7,"end":15,"line":2,"column":4,"wrong":"the Born","right":"NATO","#,
            r#""confidence":"certain","rule":"it/nato","kind":"organization","source":"it","#,
            r#""why":"Italian “Nato” is also “born”","#,
            r#""evidence":["before it: @preposition","“NATO” stands elsewhere"],"weights":["neutral","up"]}"#,
            "\n"
        );
        assert_eq!(findings(&sample.report()), expected);
    }

    #[test]
    fn nothing_to_offer_is_null() {
        let sample = Sample::of("Leave a Reply").found("Leave a Reply", None);
        assert!(findings(&sample.report()).contains(r#""right":null"#));
        assert_eq!(changes(&sample.report()), "");
    }

    #[test]
    fn a_change_is_as_it_stands_in_the_file() {
        let mut sample = Sample::of(r#"{"text":"a \u0022 fly"}"#).replaced(r"\u0022 fly", r"\u201c Moscow");
        sample.findings[0].wrong = "\" fly".to_owned();
        let expected = concat!(
            r#"{"path":"a.txt","start":11,"end":21,"line":1,"column":12,"#,
            r#""before":"\\u0022 fly","after":"\\u201c Moscow","#,
            r#""rule":"it/nato","kind":"organization","confidence":"certain","why":"Italian “Nato” is also “born”","#,
            r#""evidence":["before it: @preposition","“NATO” stands elsewhere"],"weights":["neutral","up"]}"#,
            "\n"
        );
        assert_eq!(changes(&sample.report()), expected);
    }

    #[test]
    fn what_hides_is_escaped_and_means_the_same() {
        for hostile in ["\u{1B}[2J\n\"\\", "\u{9B}2J", "\u{202E}\u{2028}\u{FEFF}", "\u{E0041}", "\u{7F}"] {
            let line = to_line(&hostile);
            assert!(!line.trim_end().contains(|c: char| is_hidden(c) || c == '\n'), "{line}");
            assert_eq!(serde_json::from_str::<String>(&line).unwrap(), hostile);
        }
    }
}
