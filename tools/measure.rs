//! Measures the promises of the levels on corpora. See CONTRIBUTING.md.
//!
//! ```text
//! measure clean  FILE…    human text, documents between blank lines: findings at `likely` and above, by file
//! measure native FILE…    human text in other languages, a sentence a line: edits, by file
//! measure mt     FOLDER…  machine translation: mt.txt, ref.txt and ids.txt, a segment a line: edits nearer to the reference or farther
//! measure phrases         all wrong forms, one a line, for comparison with other tools
//! ```
//! Every finding is printed with its surroundings, to be looked at. Each text is also repaired twice, and must not change the second time.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use ungarble::dictionary::rule::Pattern;
use ungarble::{Confidence, Finding, Normalizer, Rulebook, Settings, Span, plan};

/// The highest rate of findings on clean text, in a million words: at `likely` and above, and at `certain`.
const PROMISES: [(Confidence, f64); 2] = [(Confidence::Likely, 1.0), (Confidence::Certain, 0.1)];
/// How many bytes are shown on either side of a finding.
const SHOWN: usize = 70;

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let paths: Vec<String> = arguments.collect();
    let normalizer = Normalizer::new(Rulebook::builtin().expect("the built-in dictionaries load"));
    let holds = match command.as_str() {
        "clean" => clean(&normalizer, &paths),
        "native" => native(&normalizer, &paths),
        "mt" => translated(&normalizer, &paths),
        "phrases" => phrases(&normalizer),
        _ => {
            eprintln!("measure clean|native|mt PATH…, measure phrases");
            return ExitCode::from(2);
        }
    };
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What was counted in one file.
#[derive(Default)]
struct Count {
    documents: usize,
    words: usize,
    /// Findings at exactly each level.
    levels: BTreeMap<Confidence, usize>,
    by_rule: BTreeMap<String, usize>,
    /// Documents that a second repair changes.
    unsettled: usize,
}

impl Count {
    fn rate(&self, lowest: Confidence) -> f64 {
        let findings: usize = self.levels.range(lowest..).map(|(_, count)| count).sum();
        findings as f64 * 1e6 / self.words.max(1) as f64
    }

    /// One finding in a file of under a million words says nothing about the rate: a single one is borne.
    fn keeps(&self, (level, rate): (Confidence, f64)) -> bool {
        let findings: usize = self.levels.range(level..).map(|(_, count)| count).sum();
        findings as f64 <= (rate * self.words as f64 / 1e6).max(if level == Confidence::Likely { 1.0 } else { 0.0 })
    }
}

fn clean(normalizer: &Normalizer, paths: &[String]) -> bool {
    let mut holds = true;
    println!(
        "{:<24} {:>9} {:>9} {:>9} {:>9} {:>12} {:>12}",
        "file", "documents", "words", "likely", "certain", "likely+/1M", "certain/1M"
    );
    let mut total = Count::default();
    for path in paths {
        let text = fs::read_to_string(path).expect("a readable corpus");
        let count = counted(normalizer, text.split("\n\n"), path, Confidence::Likely);
        print_row(path, &count);
        holds &= PROMISES.iter().all(|promise| count.keeps(*promise)) && count.unsettled == 0;
        total.documents += count.documents;
        total.words += count.words;
        for (level, findings) in count.levels {
            *total.levels.entry(level).or_default() += findings;
        }
    }
    print_row("all", &total);
    holds
}

fn print_row(path: &str, count: &Count) {
    let level = |level| count.levels.get(&level).copied().unwrap_or(0);
    let name = Path::new(path).file_name().map_or(path.into(), |name| name.to_string_lossy());
    let (likely, certain) = (count.rate(Confidence::Likely), count.rate(Confidence::Certain));
    println!(
        "{name:<24} {:>9} {:>9} {:>9} {:>9} {likely:>12.2} {certain:>12.2}{}",
        count.documents,
        count.words,
        level(Confidence::Likely),
        level(Confidence::Certain),
        if count.unsettled > 0 { format!("  NOT SETTLED: {}", count.unsettled) } else { String::new() }
    );
}

fn native(normalizer: &Normalizer, paths: &[String]) -> bool {
    let mut total = Count::default();
    for path in paths {
        let text = fs::read_to_string(path).expect("a readable corpus");
        let count = counted(normalizer, std::iter::once(text.as_str()), path, Confidence::Likely);
        total.documents += count.documents;
        total.words += count.words;
        total.unsettled += count.unsettled;
        for (level, findings) in count.levels {
            *total.levels.entry(level).or_default() += findings;
        }
    }
    print_row("native", &total);
    PROMISES.iter().all(|promise| total.keeps(*promise)) && total.unsettled == 0
}

/// Plans every document, prints its findings at `lowest` or above, and counts.
fn counted<'t>(normalizer: &Normalizer, documents: impl Iterator<Item = &'t str>, path: &str, lowest: Confidence) -> Count {
    let settings = Settings::default();
    let mut count = Count::default();
    for document in documents {
        count.documents += 1;
        count.words += document.split_whitespace().count();
        let planned = normalizer.plan(document, None, &settings);
        for finding in planned.findings.iter().filter(|finding| finding.confidence >= lowest) {
            *count.levels.entry(finding.confidence).or_default() += 1;
            *count.by_rule.entry(finding.rule.clone()).or_default() += 1;
            println!("  {path}: {}", shown(document, finding));
        }
        if !planned.edits.is_empty() {
            let once = plan::apply(document, &planned.edits);
            count.unsettled += usize::from(!normalizer.plan(&once, None, &settings).edits.is_empty());
        }
    }
    count
}

fn shown(text: &str, finding: &Finding) -> String {
    let Span { start, end } = finding.span;
    let from = text.floor_char_boundary(start.saturating_sub(SHOWN));
    let to = text.ceil_char_boundary((end + SHOWN).min(text.len()));
    let right = finding.right.as_deref().unwrap_or("?");
    let window = format!("{}[-{}-]{{+{right}+}}{}", &text[from..start], finding.wrong, &text[end..to]);
    format!("{} {}: {}", finding.confidence, finding.rule, window.replace('\n', "⏎"))
}

/// Prints every wrong form that is looked for.
fn phrases(normalizer: &Normalizer) -> bool {
    for rule in normalizer.book().rules() {
        if let Pattern::Phrases(map) = &rule.rule.pattern {
            for (wrong, _) in map {
                println!("{wrong}");
            }
        }
    }
    true
}

/// How edits stand to the reference: nearer, farther, neither.
#[derive(Default, Clone, Copy)]
struct Tally {
    nearer: usize,
    farther: usize,
    neutral: usize,
}

impl Tally {
    fn add(&mut self, before: usize, after: usize) -> &'static str {
        let (counter, word) = match after.cmp(&before) {
            std::cmp::Ordering::Less => (&mut self.nearer, "nearer"),
            std::cmp::Ordering::Greater => (&mut self.farther, "FARTHER"),
            std::cmp::Ordering::Equal => (&mut self.neutral, "neutral"),
        };
        *counter += 1;
        word
    }
}

fn translated(normalizer: &Normalizer, folders: &[String]) -> bool {
    let settings = Settings::default();
    let mut by_rule: BTreeMap<String, Tally> = BTreeMap::new();
    let mut settled = true;
    for folder in folders {
        let read = |name: &str| fs::read_to_string(Path::new(folder).join(name)).expect("mt.txt, ref.txt, ids.txt");
        let (mt, reference, ids) = (read("mt.txt"), read("ref.txt"), read("ids.txt"));
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
                    let moved =
                        plan::Edit { span: Span::new(edit.span.start - span.start, edit.span.end - span.start), ..edit.clone() };
                    let after = plan::apply(line, std::slice::from_ref(&moved));
                    let reference = references[*number];
                    let distances = (strsim::levenshtein(line, reference), strsim::levenshtein(&after, reference));
                    let word = tally.add(distances.0, distances.1);
                    by_rule.entry(finding.rule.clone()).or_default().add(distances.0, distances.1);
                    println!("  {word} {}", shown(&text, finding));
                }
            }
            let once = plan::apply(&text, &planned.edits);
            settled &= normalizer.plan(&once, None, &settings).edits.is_empty();
        }
        println!("{folder}: nearer {}, farther {}, neutral {}", tally.nearer, tally.farther, tally.neutral);
    }
    println!("\n{:<40} {:>7} {:>7} {:>7}", "rule", "nearer", "farther", "neutral");
    for (rule, tally) in &by_rule {
        println!("{rule:<40} {:>7} {:>7} {:>7}", tally.nearer, tally.farther, tally.neutral);
    }
    let sum = |part: fn(&Tally) -> usize| by_rule.values().map(part).sum::<usize>();
    let (nearer, farther, neutral) = (sum(|t| t.nearer), sum(|t| t.farther), sum(|t| t.neutral));
    println!("{:<40} {nearer:>7} {farther:>7} {neutral:>7}", "all");
    if !settled {
        println!("NOT SETTLED");
    }
    settled
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
