//! The four laws and two promises, as properties of texts that mix damage with anything that Unicode has.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use ungarble::dictionary::evidence::SourceMarks;
use ungarble::dictionary::{builtin, schema};
use ungarble::document::{self, Document};
use ungarble::format::Format;
use ungarble::plan::apply;
use ungarble::{Confidence, Dictionary, Edit, Normalizer, Plan, Rulebook, Settings};

/// Damage that rules and repairs know, or nearly; and texts that are as they should be.
const SNIPPETS: &[&str] = &[
    "the Born will not send troops to Ukraine, said the Pentagon",
    "The Born Free Foundation said so.",
    "Liz Terrace resigned",
    "LIZ TERRACE RESIGNED",
    "Liz Ter\u{AD}race resigned",
    "Liz\r\nTerrace resigned",
    "Liz\u{A0}Terrace",
    "“There is scope for diplomacy”he added.",
    "”he added",
    "a close and valuable partner ”, he said.",
    "in the air. “",
    "They left the alliance.He said so.",
    "alliance.He",
    "supporting theirs right to defend themselves",
    "theirs right",
    "The Government ofItaly said so.",
    "ofItaly",
    "the border and from fly they reiterate",
    "fromfly",
    "a Bbc crew",
    "an Onu envoy",
    "Serghei Lavrov met Federico Church and Ciro Property.",
    "a clear message to Kremlin",
    "But London it does not only look at this.",
    "the queen currency in international trade",
    "They reached the Russian border .",
    "in 2021”corn “we do not see",
    "Moscow, however, denies it.",
    "«Just to be clear» She said dog.",
    "He learned to tie flies and fish from fly rods.",
    "Leave a Reply",
    "They saw the grand plugh and the small plover.",
    "a grand plugh voice, a GRAND PLUGH, grand\nplugh",
    "a ping plugh",
    "ÖVP and “ ” ‘ ’ … –",
];

/// What may stand between two pieces of a text.
const BORDERS: &[&str] = &[
    " ", " ", " ", "", "\n", "\n\n", "\r\n", "  \r\n", " \n", "\t", "\u{FEFF}", "\u{200B}", "\u{AD}", "\u{A0}", ". ", "\u{202E}",
    "\0",
];

/// Rules whose repairs wait for each other, and two that undo each other: loading would refuse them, a plan must settle them.
const CHAINED: &str = r#"
[dictionary]
source  = "it"
target  = "en"
name    = "chained"
summary = "What is repaired in several rounds, or never"

[[rule]]
id         = "chain"
kind       = "sense"
why        = "“{wrong}” is a step on the way to “{right}”"
confidence = "likely"
map        = { "grand plugh" = "small plover", "small plover" = "hollow xyzzy voice", "xyzzy voice" = "voice" }
examples   = [{ before = "grand plugh", after = "small plover" }]

[[rule]]
id         = "circle"
kind       = "sense"
why        = "“{wrong}” is “{right}”, and back again"
confidence = "likely"
map        = { "ping plugh" = "pong plugh", "pong plugh" = "ping plugh" }
examples   = [{ before = "ping plugh", after = "pong plugh" }]
"#;

static NORMALIZER: LazyLock<Normalizer> = LazyLock::new(|| normalizer(builtin::dictionaries(), builtin::source_marks()));

fn normalizer(dictionaries: Vec<Dictionary>, marks: Vec<SourceMarks>) -> Normalizer {
    let chained = schema::parse(CHAINED, "chained.toml").unwrap();
    Normalizer::new(Rulebook::new(dictionaries, vec![chained], &[], marks).unwrap())
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => select(SNIPPETS).prop_map(str::to_owned),
        1 => "\\PC{0,8}",
        1 => any::<String>().prop_map(|text| text.chars().take(6).collect()),
    ];
    let begin = select(&["", "", "", "\u{FEFF}", "\r\n", " "][..]);
    (begin, vec((piece, select(BORDERS)), 0..7)).prop_map(|(begin, pieces)| {
        let pieces: String = pieces.into_iter().map(|(piece, border)| piece + border).collect();
        format!("{begin}{pieces}")
    })
}

fn settings() -> impl Strategy<Value = Settings> {
    let source = select(&[None, None, Some("it"), Some("fr"), Some("fa"), Some("uk")][..]);
    (select(&Confidence::ALL[..]), source).prop_map(|(threshold, source)| Settings {
        threshold,
        source: source.map(|code| code.parse().unwrap()),
        target: None,
    })
}

fn plan(text: &str, settings: &Settings) -> Plan {
    NORMALIZER.plan(text, None, settings)
}

/// Asserts that `edits` of `text` are in order, apart from each other and on character borders, and gives what they leave.
fn untouched<'t>(text: &'t str, edits: &[Edit]) -> Vec<&'t str> {
    let mut from = 0;
    let mut left = Vec::new();
    for edit in edits {
        left.push(text.get(from..edit.span.start).expect("in order, on character borders"));
        from = edit.span.end;
    }
    left.push(text.get(from..).expect("within the text"));
    left
}

/// Whether `text` is the `pieces` in order with one of `edits` after each but the last.
fn is_made_of(text: &str, pieces: &[&str], edits: &[Edit]) -> bool {
    let mut rest = Some(text);
    for (number, piece) in pieces.iter().enumerate() {
        rest = rest.and_then(|rest| rest.strip_prefix(piece));
        if let Some(edit) = edits.get(number) {
            rest = rest.and_then(|rest| rest.strip_prefix(edit.right.as_str()));
        }
    }
    rest == Some("")
}

/// So many cases in the usual run; `PROPTEST_CASES` asks for more.
const CASES: u32 = 1000;

fn cases() -> ProptestConfig {
    let usual = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() { usual } else { ProptestConfig { cases: CASES, ..usual } }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn bytes_outside_of_an_edit_never_change(text in text(), settings in settings()) {
        let plan = plan(&text, &settings);
        let repaired = apply(&text, &plan.edits);
        prop_assert!(is_made_of(&repaired, &untouched(&text, &plan.edits), &plan.edits));
        for c in ['\n', '\r', '\u{FEFF}', '\u{202E}', '\t', '\0'] {
            prop_assert_eq!(repaired.matches(c).count(), text.matches(c).count(), "{:?} in {:?}", c, repaired);
        }
    }

    #[test]
    fn a_repaired_text_is_settled(text in text(), settings in settings()) {
        let once = apply(&text, &plan(&text, &settings).edits);
        let twice = apply(&once, &plan(&once, &settings).edits);
        prop_assert_eq!(twice, once);
    }

    #[test]
    fn every_finding_can_say_why(text in text(), settings in settings()) {
        let plan = plan(&text, &settings);
        let mut from = 0;
        for finding in &plan.findings {
            prop_assert!(from <= finding.span.start && finding.span.start <= finding.span.end, "{:?}", finding);
            from = finding.span.end;
            prop_assert_eq!(text.get(finding.span.start..finding.span.end), Some(finding.wrong.as_str()));
            prop_assert!(!finding.why.trim().is_empty() && !finding.why.contains("{wrong}") && !finding.why.contains("{right}"), "{:?}", finding);
            prop_assert!(finding.evidence.iter().all(|piece| !piece.because.trim().is_empty()), "{:?}", finding);
            let rule = NORMALIZER.book().rule(&finding.rule);
            let repair = NORMALIZER.repairs().iter().any(|repair| repair.head.id == finding.rule);
            prop_assert!(rule.is_some() || repair, "no rule {}", finding.rule);
            if let Some(rule) = rule.filter(|rule| !rule.rule.only.is_empty()) {
                let gates = finding.evidence.iter().filter(|piece| piece.because.starts_with("gate: ")).count();
                prop_assert_eq!(gates, rule.rule.only.len(), "{:?}", finding);
            }
        }
        for edit in &plan.edits {
            let finding = &plan.findings[edit.finding];
            prop_assert_eq!((finding.span, finding.right.as_ref()), (edit.span, Some(&edit.right)));
        }
    }

    #[test]
    fn doubt_is_shown_and_not_applied(text in text(), settings in settings()) {
        let plan = plan(&text, &settings);
        for edit in &plan.edits {
            prop_assert!(plan.findings[edit.finding].confidence >= settings.threshold);
        }
    }

    #[test]
    fn the_order_of_dictionaries_does_not_matter(text in text(), settings in settings()) {
        for shuffled in SHUFFLED.iter() {
            prop_assert_eq!(shuffled.plan(&text, None, &settings), plan(&text, &settings));
        }
    }

    #[test]
    fn a_json_record_changes_in_its_named_strings_alone(record in record(), further in record()) {
        let file = format!("{}\n{}\r\n", record.line(), further.line());
        let format = Format::JsonLines { fields: vec!["text".into(), "more.title".into()], source_field: None };
        let document = Document::new(file.clone().into_bytes()).unwrap();
        let (records, errors) = document.records(&format);
        prop_assert!(errors.is_empty() && records.len() == 2, "{:?}", errors);
        let mut edits: Vec<Edit> = Vec::new();
        for record in &records {
            edits.extend(document::plan(&NORMALIZER, record, &Settings::default()).edits);
        }
        let repaired = apply(&file, &edits);
        prop_assert!(is_made_of(&repaired, &untouched(&file, &edits), &edits));
        let (first, second) = repaired.split_once('\n').unwrap();
        for (line, record) in [(first, &record), (second, &further)] {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            let [text, title] = [&value["text"], &value["more"]["title"]].map(|value| value.as_str().unwrap());
            let joined = format!("{text}\n\n{title}");
            prop_assert_eq!(&joined, &record.repaired(), "{}", line);
            let mut from = 0;
            for part in record.fixed_parts() {
                let at = line[from..].find(&part);
                prop_assert!(at.is_some(), "{} changed in {}", part, line);
                from += at.unwrap() + part.len();
            }
        }
    }
}

/// Normalizers of the same dictionaries in other orders.
static SHUFFLED: LazyLock<Vec<Normalizer>> = LazyLock::new(|| {
    let turn = |by: usize| {
        let mut dictionaries = builtin::dictionaries();
        let mut marks = builtin::source_marks();
        dictionaries.reverse();
        marks.reverse();
        let (first, second) = (by % dictionaries.len(), by % marks.len());
        dictionaries.rotate_left(first);
        marks.rotate_left(second);
        for dictionary in &mut dictionaries {
            dictionary.rules.reverse();
        }
        normalizer(dictionaries, marks)
    };
    vec![turn(0), turn(7)]
});

/// A JSON record with two strings to repair, and things around them that must keep their spelling.
#[derive(Debug, Clone)]
struct Record {
    text: String,
    title: String,
    escapes: bool,
    number: &'static str,
}

fn record() -> impl Strategy<Value = Record> {
    // NUL is no text in a file, but `\u0000` is JSON.
    let numbers = &["1.0e3", "-0", "1E+2", "12345678901234567890123", "0.10", "true", "null"][..];
    (text(), select(SNIPPETS), any::<bool>(), select(numbers)).prop_map(|(text, title, escapes, number)| Record {
        text,
        title: title.to_owned(),
        escapes,
        number,
    })
}

impl Record {
    fn line(&self) -> String {
        let [before, between, after] = self.fixed_parts();
        format!("{before}{}{between}{}{after}", self.written(&self.text), self.written(&self.title))
    }

    fn fixed_parts(&self) -> [String; 3] {
        let number = self.number;
        [
            format!(r#"  {{"z":{number} , "a\/b" : "Liz Terrace resigned \u00e9", "text": ""#),
            format!(r#"","more":{{ "n":[{number},"\u201cLiz Terrace\u201d"],"title" :""#),
            format!(r#""}}, "a":{number} }} "#),
        ]
    }

    /// `text` as it stands between quotation marks in the file.
    fn written(&self, text: &str) -> String {
        let quoted = serde_json::Value::from(text).to_string();
        let plain = &quoted[1..quoted.len() - 1];
        if !self.escapes {
            return plain.to_owned();
        }
        let mut units = [0; 2];
        let mut written = String::new();
        for c in plain.chars() {
            if c.is_ascii() {
                written.push(c);
            } else {
                written.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04X}")));
            }
        }
        written.replace('/', "\\/")
    }

    /// What becomes of the two strings, as a blank line joins them.
    fn repaired(&self) -> String {
        let joined = format!("{}\n\n{}", self.text, self.title);
        apply(&joined, &plan(&joined, &Settings::default()).edits)
    }
}

#[cfg(feature = "cli")]
mod program {
    use std::collections::BTreeSet;

    use super::SNIPPETS;
    use crate::support::program::Folder;

    /// A folder with more files than one batch holds.
    fn folder() -> (Folder, Vec<String>) {
        let names: Vec<String> = (0..70).map(|number| format!("{}/{number}.txt", number % 3)).collect();
        let folder = names.iter().enumerate().fold(Folder::new(), |folder, (number, name)| {
            let text: Vec<&str> = (0..3).map(|step| SNIPPETS[(number * 7 + step * 5) % SNIPPETS.len()]).collect();
            folder.with(name, text.join("\n\n"))
        });
        (folder, names)
    }

    #[test]
    fn a_filter_keeps_every_other_byte() {
        let around = |name: &str| format!("\u{FEFF}\r\n \t{name} resigned.  \r\n\u{200B}\u{AD}end\t \r\n\n\u{2028}no line end");
        let folder = Folder::new().with("a.txt", around("Liz Terrace"));
        folder.pipe(&["fix"], around("Liz Terrace").as_bytes()).ends(0, &[]).prints(&around("Liz Truss"));
        folder.run(&["fix", "a.txt"]).ends(0, &[]);
        assert_eq!(folder.text("a.txt"), around("Liz Truss"));
    }

    #[test]
    fn threads_do_not_change_what_is_found() {
        let (folder, _) = folder();
        let one = folder.run(&["check", "--threads", "1", "--confidence", "possible", "--format", "json", "."]).ends(1, &[]);
        for threads in ["2", "9"] {
            let more = folder.run(&["check", "--threads", threads, "--confidence", "possible", "--format", "json", "."]);
            assert_eq!((more.code, &more.out, &more.err), (one.code, &one.out, &one.err));
        }
        assert!(one.out.lines().count() > 50, "{}", one.out);
    }

    #[test]
    fn the_order_of_files_does_not_change_what_is_found_and_repaired() {
        let (folder, mut names) = folder();
        let mut found = BTreeSet::new();
        let mut copies = BTreeSet::new();
        for output in ["one", "two", "three"] {
            let arguments = |first: &[&str]| -> Vec<String> {
                first.iter().map(|argument| (*argument).to_owned()).chain(names.iter().cloned()).collect()
            };
            let check = arguments(&["check", "--format", "json"]);
            let ran = folder.run(&check.iter().map(String::as_str).collect::<Vec<_>>()).ends(1, &[]);
            let order: Vec<&str> = ran.out.lines().filter_map(|line| line.split('"').nth(3)).collect();
            let given: Vec<&str> = names.iter().map(String::as_str).filter(|name| order.contains(name)).collect();
            let mut shown = order.clone();
            shown.dedup();
            assert_eq!(shown, given, "findings come in the order of the arguments");
            found.insert(ran.out.lines().map(str::to_owned).collect::<BTreeSet<_>>());
            let fix = arguments(&["fix", "--output", output]);
            folder.run(&fix.iter().map(String::as_str).collect::<Vec<_>>()).ends(0, &[]);
            copies.insert((0..70).map(|number| folder.text(&format!("{output}/{number}.txt"))).collect::<Vec<_>>());
            names.reverse();
            names.rotate_left(23);
        }
        assert_eq!((found.len(), copies.len()), (1, 1));
    }
}

mod support;
