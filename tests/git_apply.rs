//! Whatever the edits are: git takes the unified diff and makes the repaired file of it.
#![cfg(feature = "cli")]

use std::fs;
use std::path::Path;
use std::process::Command;

use ungarble::render::{Palette, Report, human, side_by_side, unified, words};
use ungarble::{Confidence, Edit, Finding, Kind, Span, plan};

/// How many files are changed; `ROUNDS` asks for more.
const ROUNDS: usize = 200;
/// What files are made of: lines that a diff could take for its own, all kinds of line ends, characters of all widths.
const PARTS: &[&str] = &[
    "a",
    "fly",
    "\n",
    "\n",
    "\n",
    "x\n",
    "y\n",
    "z\n",
    "\r\n",
    " ",
    "é",
    "\u{FEFF}",
    "\r",
    "漢",
    "\u{202E}",
    "-",
    "+",
    "\\",
    "@@",
    "\t",
    "--- a\n",
    "+++ b\n",
    "\\ No newline at end of file\n",
];
/// What comes into the place of what goes.
const RIGHTS: &[&str] = &["", "", "b", "Mos\ncow", "\n", " ", "q\r\n", "\nr\n", "-- x", "@@ -1 +1 @@"];
/// Names that git quotes, or that look like something else.
const NAMES: &[&str] = &[
    "a.txt",
    "a b.txt",
    "Müller.txt",
    "q\"uo\\te.txt",
    "tab\tnl\n.txt",
    "sub dir/\u{202E}x.txt",
    "ü ü.txt",
    "-",
    "a  b",
    "a/b/c",
];

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    /// A number below `limit`.
    fn roll(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.roll(from.len())]
    }

    fn text(&mut self) -> String {
        let length = self.roll(60);
        (0..length).map(|_| self.pick(PARTS)).collect()
    }

    /// Edits of `text`, in order and apart from each other. Most are short: those that take half of the file hide the others.
    fn edits(&mut self, text: &str) -> Vec<Edit> {
        let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut cuts: Vec<usize> = (0..2 * self.roll(5)).map(|_| self.roll(borders.len())).collect();
        cuts.sort_unstable();
        let mut edits = Vec::new();
        for pair in cuts.chunks(2) {
            let end = if self.roll(4) > 0 { pair[1].min(pair[0] + self.roll(4)) } else { pair[1] };
            let right = self.pick(RIGHTS).to_owned();
            edits.push(Edit { span: Span::new(borders[pair[0]], borders[end]), right, finding: edits.len() });
        }
        edits
    }
}

fn finding(text: &str, edit: &Edit) -> Finding {
    Finding {
        rule: "it/nato".into(),
        kind: Kind::Place,
        span: edit.span,
        wrong: edit.span.of(text).into(),
        right: Some(edit.right.clone()),
        confidence: Confidence::Likely,
        entity: None,
        source: None,
        why: "why".into(),
        evidence: Vec::new(),
    }
}

fn git(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let ran = Command::new("git").args(arguments).current_dir(folder).output().expect("git is installed");
    (ran.status.success(), String::from_utf8_lossy(&ran.stderr).into_owned())
}

#[test]
fn git_makes_the_repaired_file_of_the_diff() {
    let folder = tempfile::tempdir().unwrap();
    assert!(git(folder.path(), &["init", "-q"]).0);
    let rounds = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let mut dice = Dice(0x1234_5678_9abc_def1);
    let mut applied = 0;
    for round in 0..rounds {
        let name = NAMES[round % NAMES.len()];
        let text = dice.text();
        let edits = dice.edits(&text);
        let findings: Vec<Finding> = edits.iter().map(|edit| finding(&text, edit)).collect();
        let report = Report { path: name, text: &text, findings: &findings, edits: &edits, threshold: Confidence::Likely };
        draw(&report);
        let patch = unified::patch(&report);
        let expected = plan::apply(&text, &edits);
        assert_eq!(patch.is_empty(), expected == text, "{text:?} {edits:?}");
        if patch.is_empty() {
            continue;
        }
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, &text).unwrap();
        fs::write(folder.path().join("p.patch"), &patch).unwrap();
        let (took, message) = git(folder.path(), &["-c", "core.autocrlf=false", "apply", "-v", "--whitespace=nowarn", "p.patch"]);
        // Git finds a hunk whose line numbers are wrong, and says so.
        assert!(took && !message.contains("offset"), "{name} {text:?} {edits:?}\n{patch}\n{message}");
        assert_eq!(fs::read_to_string(&file).unwrap(), expected, "{text:?} {edits:?}\n{patch}");
        fs::remove_file(&file).unwrap();
        applied += 1;
    }
    assert!(applied > rounds / 2, "{applied} of {rounds} changed anything");
}

/// The forms for eyes take the same edits without a crash.
fn draw(report: &Report<'_>) {
    for palette in [Palette::plain(), Palette::colored()] {
        unified::shown(report, palette);
        words::diff(report, palette);
        human::findings(report, palette);
        for width in [0, 40, 80] {
            side_by_side::diff(report, width, palette);
        }
    }
}
