//! Workflow commands that GitHub Actions shows as annotations beside the lines of a file.
//!
//! See <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>. A command is one line; how to escape what
//! would end it early is only found in the source of `@actions/core`.

use super::lines::LineIndex;
use super::style::Palette;
use super::visible::visible;
use super::{Report, offer};
use crate::finding::{Confidence, Finding};

/// One annotation a finding: a warning, or a notice where the finding is only possible.
pub fn annotations(report: &Report<'_>) -> String {
    let lines = LineIndex::new(report.text);
    report.shown().map(|(_, finding)| annotation(report.path, &lines, finding)).collect()
}

fn annotation(path: &str, lines: &LineIndex<'_>, finding: &Finding) -> String {
    let command = if finding.confidence == Confidence::Possible { "notice" } else { "warning" };
    let position = lines.position(finding.span.start);
    let title = format!("{} {}", finding.confidence, finding.rule);
    let reasons = finding.evidence.iter().map(|evidence| evidence.because.as_str());
    let message: Vec<&str> = std::iter::once(finding.why.as_str()).chain(reasons).filter(|line| !line.is_empty()).collect();
    let message = format!("{}\n{}", offer(finding, Palette::plain()), visible(&message.join("\n")));
    format!(
        "::{command} file={},line={},col={},title={}::{}\n",
        property(path),
        position.line,
        position.column,
        property(&visible(&title)),
        data(message.trim_end())
    )
}

/// Escapes what would end a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes what would end the value of a property.
fn property(value: &str) -> String {
    data(value).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;

    #[test]
    fn a_finding_is_a_warning() {
        let sample = Sample::of("One.\nOf the Born.").replaced("the Born", "NATO");
        assert_eq!(
            annotations(&sample.report()),
            "::warning file=a.txt,line=2,col=4,title=certain it/nato::“the Born” → “NATO”%0A\
             Italian “Nato” is also “born”%0Abefore it: @preposition%0A“NATO” stands elsewhere\n"
        );
    }

    #[test]
    fn a_possible_finding_is_a_notice() {
        let sample = Sample::of("fly").at(Confidence::Possible).replaced("fly", "Moscow");
        let report = Report { threshold: Confidence::Possible, ..sample.report() };
        assert!(annotations(&report).starts_with("::notice file=a.txt,line=1,col=1,title=possible it/nato::“fly”"));
    }

    #[test]
    fn no_text_ends_a_command_early_or_starts_another() {
        let hostile = "100%\r\n::error::x, y\u{1B}[2J";
        let sample = Sample::of(hostile).named("a,b:c%\n::error::d.txt").replaced(hostile, "");
        let shown = annotations(&sample.report());
        assert!(shown.starts_with("::warning file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ad.txt,line=1,col=1,title="), "{shown}");
        assert!(shown.contains("“100%25⏎::error::x, y⟨U+001B⟩[2J” → removed%0A"), "{shown}");
        assert_eq!(shown.matches('\n').count(), 1);
    }
}
