//! Machine translation with references: does an edit bring the text nearer to what a person made of it?

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use ungarble::{Normalizer, Settings, Span, plan};

use crate::measures::character_f_score;
use crate::{read, shown};

/// How edits stand to the reference, in edit distance.
#[derive(Default, Clone, Copy)]
pub struct Tally {
    pub nearer: usize,
    pub farther: usize,
    pub neutral: usize,
    /// The sum of what the edits added to the character F-scores of their lines.
    pub gain: f64,
}

impl Tally {
    pub const fn total(self) -> usize {
        self.nearer + self.farther + self.neutral
    }

    fn add(&mut self, before: usize, after: usize, gain: f64) -> &'static str {
        let (counter, word) = match after.cmp(&before) {
            std::cmp::Ordering::Less => (&mut self.nearer, "nearer"),
            std::cmp::Ordering::Greater => (&mut self.farther, "FARTHER"),
            std::cmp::Ordering::Equal => (&mut self.neutral, "neutral"),
        };
        *counter += 1;
        self.gain += gain;
        word
    }
}

/// What was compared, by folder and by rule.
#[derive(Default)]
pub struct Tallies {
    pub folders: Vec<(String, usize, Tally)>,
    pub by_rule: BTreeMap<String, Tally>,
    /// Whether a second repair left every document as it was.
    pub is_settled: bool,
}

impl Tallies {
    pub fn total(&self) -> Tally {
        self.folders.iter().fold(Tally::default(), |sum, (_, _, tally)| Tally {
            nearer: sum.nearer + tally.nearer,
            farther: sum.farther + tally.farther,
            neutral: sum.neutral + tally.neutral,
            gain: sum.gain + tally.gain,
        })
    }

    /// Markdown tables by corpus and by rule.
    pub fn table(&self) -> String {
        let mut text = String::from(
            "| corpus | words | edits | nearer | farther | neutral | mean gain in chrF |\n|---|---:|---:|---:|---:|---:|---:|\n",
        );
        let words = self.folders.iter().map(|(_, words, _)| words).sum();
        let total = ("all".to_owned(), words, self.total());
        for (name, words, tally) in self.folders.iter().chain([&total]) {
            let _ = writeln!(text, "| {name} | {words} {}", row(*tally));
        }
        text.push_str("\n| rule | edits | nearer | farther | neutral | mean gain in chrF |\n|---|---:|---:|---:|---:|---:|\n");
        for (rule, tally) in &self.by_rule {
            let _ = writeln!(text, "| `{rule}` {}", row(*tally));
        }
        if !self.is_settled {
            text.push_str("\nNOT SETTLED\n");
        }
        text
    }
}

fn row(tally: Tally) -> String {
    let Tally { nearer, farther, neutral, gain } = tally;
    let mean = gain * 100.0 / tally.total().max(1) as f64;
    format!("| {} | {nearer} | {farther} | {neutral} | {mean:+.2} |", tally.total())
}

/// Plans every document of `folders` and compares each line that it would edit with its reference, edit by edit.
pub fn compared(normalizer: &Normalizer, folders: &[PathBuf]) -> io::Result<Tallies> {
    let settings = Settings::default();
    let mut tallies = Tallies { is_settled: true, ..Tallies::default() };
    for folder in folders {
        let [mt, reference, ids] = ["mt.txt", "ref.txt", "ids.txt"].map(|name| read(&folder.join(name)));
        let (mt, reference, ids) = (mt?, reference?, ids?);
        let references: Vec<&str> = reference.lines().collect();
        let mut tally = Tally::default();
        for lines in documents(&mt, &ids) {
            let text: String = lines.iter().flat_map(|(_, line)| [*line, "\n"]).collect();
            let planned = normalizer.plan(&text, None, &settings);
            let mut start = 0;
            for (number, line) in &lines {
                let span = Span::new(start, start + line.len());
                start += line.len() + 1;
                for edit in planned.edits.iter().filter(|edit| span.covers(edit.span)) {
                    let finding = &planned.findings[edit.finding];
                    let own = Span::new(edit.span.start - span.start, edit.span.end - span.start);
                    let after = plan::apply(line, &[plan::Edit { span: own, ..edit.clone() }]);
                    let reference = references[*number];
                    let distances = (strsim::levenshtein(line, reference), strsim::levenshtein(&after, reference));
                    let gain = character_f_score(&after, reference) - character_f_score(line, reference);
                    let word = tally.add(distances.0, distances.1, gain);
                    tallies.by_rule.entry(finding.rule.clone()).or_default().add(distances.0, distances.1, gain);
                    println!("  {word} {}", shown(&text, finding));
                }
            }
            let once = plan::apply(&text, &planned.edits);
            tallies.is_settled &= normalizer.plan(&once, None, &settings).edits.is_empty();
        }
        let name = folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        tallies.folders.push((name, mt.split_whitespace().count(), tally));
    }
    Ok(tallies)
}

/// The lines of each document, with their numbers: neighbouring lines whose ids agree but for the last part.
fn documents<'t>(mt: &'t str, ids: &'t str) -> Vec<Vec<(usize, &'t str)>> {
    let mut documents: Vec<Vec<(usize, &str)>> = Vec::new();
    let mut last = None;
    for (number, (line, id)) in mt.lines().zip(ids.lines()).enumerate() {
        let document = id.rsplit_once(':').map_or(id, |(document, _)| document);
        match documents.last_mut() {
            Some(open) if last == Some(document) => open.push((number, line)),
            _ => documents.push(vec![(number, line)]),
        }
        last = Some(document);
    }
    documents
}
