//! What nobody should feed the program, and what it does with it: says what, where and what to do next; lets the rest go on; never
//! hangs, never breaks a file.
#![cfg(all(unix, feature = "cli"))]

use std::fs::{self, OpenOptions, Permissions};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use support::program::{DAMAGED, Folder, REPAIRED, program};

mod support;

/// Runs `fix` over `bad` between two good files: they are repaired, it stays as it is, and one of the messages names it.
#[track_caller]
fn stays_among_good_files(bad: &str, content: &[u8], messages: &[&str]) {
    let folder = Folder::new().with("a.txt", DAMAGED).with(bad, content).with("z.txt", DAMAGED);
    let ran = folder.run(&["fix", "."]).ends(2, messages).prints("");
    assert!(ran.err.contains("Fixed 2 artifacts in 2 files."), "{}", ran.err);
    assert_eq!((folder.text("a.txt"), folder.text("z.txt")), (REPAIRED.to_owned(), REPAIRED.to_owned()));
    assert_eq!(folder.bytes(bad), content);
}

#[test]
fn broken_utf_8_is_named_and_the_rest_goes_on() {
    stays_among_good_files("b.txt", b"Liz Terrace\ncaf\xE9\n", &["b.txt: line 2, byte 15: not UTF-8", "iconv -f WINDOWS-1252"]);
}

#[test]
fn utf_16_is_told_by_its_mark() {
    stays_among_good_files("b.txt", b"\xFF\xFEL\0i\0z\0", &["b.txt: line 1, byte 0: not UTF-8", "iconv -f UTF-16LE -t UTF-8"]);
    stays_among_good_files("b.txt", b"\xFE\xFF\0L\0i\0z", &["iconv -f UTF-16BE -t UTF-8"]);
}

#[test]
fn nul_bytes_are_no_text() {
    stays_among_good_files("b.txt", b"Liz Terrace\0", &["b.txt: byte 11: a NUL byte; this looks like a binary file"]);
}

#[test]
fn an_empty_file_is_clean() {
    let folder = Folder::new().with("a.txt", "");
    folder.run(&["check", "a.txt"]).ends(0, &["0 findings in 0 of 1 file."]).prints("");
    folder.run(&["diff", "a.txt"]).ends(0, &[]).prints("");
    folder.run(&["fix", "a.txt"]).ends(0, &["Fixed 0 artifacts in 0 files."]).prints("");
    folder.run(&["detect", "a.txt"]).ends(0, &[]);
    folder.run(&["fix"]).ends(0, &[]).prints("");
    assert_eq!(folder.text("a.txt"), "");
}

#[test]
fn what_is_not_there_is_named() {
    let folder = Folder::new().with("a.txt", DAMAGED).with("d/b.txt", "");
    for (arguments, message) in [
        (&["check", "--config", "d", "a.txt"][..], "d: is a folder, where a file is wanted"),
        (&["check", "--config", "no.toml", "a.txt"], "no.toml: no such file"),
        (&["check", "-d", "no.toml", "a.txt"], "no.toml: no such file"),
        (&["dict", "test", "no.toml"], "no.toml: no such file"),
        (&["dict", "new", "a.txt", "--from", "it"], "a.txt: exists already; choose another name"),
        (&["explain", "it/natto"], "there is no rule `it/natto`; did you mean `it/nato`?"),
        (&["check", "--disable", "it/natto", "a.txt"], "there is no rule `it/natto`; did you mean `it/nato`?"),
        (&["dict", "show", "xx"], "there is no dictionary `xx`; there are: "),
        (&["fix", "--output", "a.txt", "d/b.txt"], "a.txt/b.txt: can’t be written"),
    ] {
        folder.run(arguments).ends(2, &[message]).prints("");
        assert_eq!(folder.text("a.txt"), DAMAGED);
    }
}

#[test]
fn a_vanished_file_is_named_and_the_rest_goes_on() {
    let folder = Folder::new().with("a.txt", DAMAGED);
    folder.run(&["fix", "gone.txt", "a.txt"]).ends(2, &["gone.txt: no such file", "Fixed 1 artifact in 1 file."]);
    assert_eq!(folder.text("a.txt"), REPAIRED);
}

#[test]
fn two_files_of_one_name_are_not_copied_over_each_other() {
    let folder = Folder::new().with("d/a.txt", DAMAGED).with("e/a.txt", DAMAGED.replace("44", "45"));
    folder
        .run(&["fix", "--output", "out", "d/a.txt", "e/a.txt"])
        .ends(2, &["e/a.txt: would be copied to the same place as d/a.txt"]);
    assert_eq!(folder.text("out/a.txt"), REPAIRED);
}

#[test]
fn a_named_pipe_does_not_hang() {
    let folder = Folder::new().with("z.txt", DAMAGED);
    assert!(Command::new("mkfifo").arg(folder.path("a.txt")).status().unwrap().success());
    folder.run(&["fix", "a.txt", "z.txt"]).ends(2, &["a.txt: is no regular file"]);
    assert_eq!(folder.text("z.txt"), REPAIRED);
    folder.run(&["check", "."]).ends(0, &["0 findings in 0 of 1 file."]);
}

#[test]
fn an_unreadable_file_is_named_and_the_rest_goes_on() {
    let folder = Folder::new().with("a.txt", DAMAGED).with("z.txt", DAMAGED);
    fs::set_permissions(folder.path("a.txt"), Permissions::from_mode(0o000)).unwrap();
    if fs::read(folder.path("a.txt")).is_ok() {
        return; // root reads everything
    }
    folder.run(&["fix", "."]).ends(2, &["a.txt: no permission to read it"]);
    assert_eq!(folder.text("z.txt"), REPAIRED);
}

#[test]
fn a_read_only_file_stays_as_it_is() {
    let folder = Folder::new().with("a.txt", DAMAGED).with("z.txt", DAMAGED);
    fs::set_permissions(folder.path("a.txt"), Permissions::from_mode(0o444)).unwrap();
    folder.run(&["fix", "."]).ends(2, &["a.txt: is read-only; it stays as it is (`--output DIR` writes a copy)"]);
    assert_eq!((folder.text("a.txt"), folder.text("z.txt")), (DAMAGED.to_owned(), REPAIRED.to_owned()));
}

#[test]
fn a_link_stays_a_link_and_its_target_is_repaired() {
    let folder = Folder::new().with("d/target.txt", DAMAGED);
    symlink("d/target.txt", folder.path("link.txt")).unwrap();
    folder.run(&["fix", "link.txt"]).ends(0, &["Fixed 1 artifact in 1 file."]);
    assert_eq!(fs::read_link(folder.path("link.txt")).unwrap(), Path::new("d/target.txt"));
    assert_eq!(folder.text("d/target.txt"), REPAIRED);
}

#[test]
fn a_link_to_nowhere_is_named() {
    let folder = Folder::new().with("z.txt", DAMAGED);
    symlink("nowhere.txt", folder.path("a.txt")).unwrap();
    folder.run(&["fix", "a.txt", "z.txt"]).ends(2, &["a.txt: no such file"]);
    assert_eq!(folder.text("z.txt"), REPAIRED);
    assert!(fs::symlink_metadata(folder.path("a.txt")).unwrap().is_symlink());
}

#[test]
fn a_folder_that_links_to_itself_ends() {
    let folder = Folder::new().with("a.txt", DAMAGED);
    symlink(".", folder.path("again")).unwrap();
    folder.run(&["check", "."]).ends(1, &["1 finding in 1 of 1 file."]);
}

#[test]
fn a_full_disk_is_told() {
    if !Path::new("/dev/full").exists() {
        return; // only Linux has it
    }
    let folder = Folder::new().with("a.txt", DAMAGED);
    for arguments in [&["check", "a.txt"][..], &["diff", "a.txt"], &["detect", "a.txt"], &["dict", "list"], &["man"]] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ran = program().args(arguments).current_dir(folder.root()).stdout(full).output().unwrap();
        let message = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{arguments:?} {message}");
        assert!(message.contains("ungarble: standard output: can’t be written: No space left on device"), "{message}");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    // More than a pipe holds, so that the program must notice.
    let folder = Folder::new().with("a.txt", DAMAGED.repeat(700));
    for arguments in [&["check", "a.txt"][..], &["diff", "a.txt"]] {
        let mut child = folder.start(arguments);
        let mut first = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let ran = child.wait_with_output().unwrap();
        assert_eq!((ran.status.code(), String::from_utf8_lossy(&ran.stderr).as_ref()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn a_killed_fix_leaves_the_old_file_or_the_new_one() {
    let filler = "the talks went on and no one knew more\n".repeat(80_000);
    let [old, new] = [DAMAGED, REPAIRED].map(|line| format!("{line}\n{filler}\n{line}"));
    for round in 0..6 {
        let folder = Folder::new().with("a.txt", &old);
        let as_it_was = state(&folder);
        let mut child = folder.start(&["fix", "a.txt"]);
        // In turn: as soon as another file stands beside it, and as soon as the file itself changes.
        let is_time = || match round % 2 {
            0 => fs::read_dir(folder.root()).unwrap().count() > 1,
            _ => state(&folder) != as_it_was,
        };
        while child.try_wait().unwrap().is_none() && !is_time() {}
        child.kill().unwrap();
        child.wait().unwrap();
        let now = folder.text("a.txt");
        assert!(now == old || now == new, "half-written in round {round}: {} of {} bytes", now.len(), new.len());
    }
}

/// What shows that `a.txt` was written or replaced.
fn state(folder: &Folder) -> (u64, SystemTime) {
    let metadata = fs::metadata(folder.path("a.txt")).unwrap();
    (metadata.ino(), metadata.modified().unwrap())
}

#[test]
fn a_malformed_record_passes_as_it_is() {
    let bad = "{\"text\":  \"Liz Terrace\" \"x\": 01}\r\n";
    let record = |name: &str| format!("{{\"text\": \"{name} resigned after 44 days as prime minister.\"}}\n");
    let input = format!("{}{bad}{}", record("Liz Terrace"), record("Liz Terrace"));
    let output = format!("{}{bad}{}", record("Liz Truss"), record("Liz Truss"));
    let folder = Folder::new().with("a.jsonl", &input);
    let messages = ["line 2: not JSON: ", "; the record is left as it is", "Fixed 2 artifacts in 1 file."];
    folder.pipe(&["fix", "--field", "text", "-"], input.as_bytes()).ends(2, &messages).prints(&output);
    folder.run(&["fix", "a.jsonl"]).ends(2, &["a.jsonl: line 2: "]);
    assert_eq!(folder.text("a.jsonl"), output);
}

#[test]
fn a_record_that_is_no_utf_8_passes_as_it_is() {
    let input = b"{\"text\": \"Liz Terrace\xFF\"}\n";
    let mut child = Folder::new().start(&["fix", "--field", "text"]);
    child.stdin.take().unwrap().write_all(input).unwrap();
    let ran = child.wait_with_output().unwrap();
    assert_eq!((ran.status.code(), ran.stdout.as_slice()), (Some(2), input.as_slice()));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("-: line 1, byte 21: not UTF-8"));
}

#[test]
fn deep_nesting_is_refused_and_crashes_nothing() {
    for depth in [100, 1000, 1_000_000] {
        let nested = format!("{}\"text\"{}\n", "[".repeat(depth), "]".repeat(depth));
        let ran = Folder::new().pipe(&["fix", "--field", "text"], nested.as_bytes());
        assert_eq!(ran.code, Some(if depth < 128 { 0 } else { 2 }), "{depth} {}", ran.err);
        assert_eq!(ran.out, nested);
    }
}

/// A build without optimization takes five seconds a megabyte.
const LONG: usize = if cfg!(debug_assertions) { 1 << 20 } else { 64 << 20 };

/// One line of so many bytes, with damage at its begin and its end.
fn long_line(bytes: usize) -> (String, String) {
    let filler = "the talks went on and no one knew more ".repeat(bytes / 39);
    let whole = |name: &str| format!("{name} resigned as prime minister, {filler}and {name} said so.\n");
    (whole("Liz Terrace"), whole("Liz Truss"))
}

#[test]
fn a_long_line_comes_through() {
    let (line, expected) = long_line(LONG);
    let folder = Folder::new().with("a.txt", &line);
    folder.run(&["fix", "a.txt"]).ends(0, &["Fixed 2 artifacts in 1 file."]);
    assert!(folder.text("a.txt") == expected);
}

#[test]
#[ignore = "takes 4 GB of disk and memory, and a release build; shorter ones are tested always"]
fn a_line_of_a_gigabyte_comes_through() {
    let (line, expected) = long_line(1 << 30);
    let folder = Folder::new().with("a.txt", &line);
    folder.run(&["fix", "a.txt"]).ends(0, &["Fixed 2 artifacts in 1 file."]);
    assert!(folder.text("a.txt") == expected);
}

/// A dictionary with one rule: its keys without `id`, which stands on line 6.
fn rule(keys: &str) -> String {
    format!("[dictionary]\nsource = \"it\"\ntarget = \"en\"\nsummary = \"Bad\"\n[[rule]]\nid = \"bad\"\n{keys}\n")
}

/// The keys of a sound rule, after which a bad key may come.
const SOUND: &str = r#"kind = "place"
why = "why"
confidence = "likely"
map = { "grand plugh" = "Xyzzy" }
examples = [{ before = "In grand plugh.", after = "In Xyzzy." }]"#;

/// What is wrong with a dictionary; its text; what its message must say.
type Mistake = (&'static str, String, &'static [&'static str]);

/// The sound dictionary with one more line in its rule.
fn with(more: &str) -> String {
    rule(&format!("{SOUND}\n{more}"))
}

/// The sound dictionary with something else in its rule.
fn but(from: &str, to: &str) -> String {
    assert!(SOUND.contains(from));
    rule(&SOUND.replace(from, to))
}

/// How the message about a rule's mistake begins.
const AT: &str = "bad.toml:6: rule `it/bad` ";

/// Mistakes that the file shows by itself.
fn mistakes_of_writing() -> Vec<Mistake> {
    let twice = format!("{}{}", rule(SOUND), rule(SOUND).split_off(rule(SOUND).find("[[rule]]").unwrap()));
    let headless = "[[rule]]\nid = \"a\"\nkind = \"place\"\nwhy = \"w\"\nconfidence = \"likely\"\n";
    let italian = "[dictionary]\nsource = \"italian\"\ntarget = \"en\"\nsummary = \"x\"\n";
    let map = "map = { \"grand plugh\" = \"Xyzzy\" }";
    vec![
        ("no TOML", "[dictionary\n".into(), &["bad.toml:1: "]),
        ("no head", headless.into(), &["bad.toml:1: has rules and no `[dictionary]` table; begin it with"]),
        ("an unknown language", italian.into(), &["bad.toml:2: ", "italian"]),
        ("an unknown key", with("onyl = []"), &["bad.toml:12: unknown field `onyl`", "did you mean `only`?"]),
        (
            "an unknown gate",
            with("only = [{ befor = [\"in\"] }]"),
            &["bad.toml:12: unknown field `befor`", "did you mean `before`?"],
        ),
        ("an unknown kind", but("place", "plcae"), &["bad.toml:7: unknown variant `plcae`", "did you mean `place`?"]),
        ("an unknown level", but("likely", "likly"), &["bad.toml:9: unknown variant `likly`", "did you mean `likely`?"]),
        ("a duplicate id", twice, &["rule `it/bad` has the id of the rule on line 6; give one of the two another id"]),
        (
            "an id of other letters",
            rule(SOUND).replace("\"bad\"", "\"Bad Rule\""),
            &["rule `it/Bad Rule` has an id", "; write it like"],
        ),
        ("no reason", but("\"why\"", "\" \""), &[AT, "has an empty `why`; say in one sentence"]),
        ("a ceiling below its level", with("ceiling = \"possible\""), &[AT, "has a `ceiling` below its `confidence`; raise"]),
        (
            "a map and a report",
            with("report = [\"plugh\"]"),
            &[AT, "has not exactly one of `map`, `report`, `regex` and `table`; split"],
        ),
        ("nothing to look for", but("\"grand plugh\" = \"Xyzzy\"", ""), &[AT, "looks for nothing; add a phrase"]),
        (
            "an anchor without a regex",
            with("anchor = [\"plugh\"]"),
            &[AT, "has an `anchor` or `replace` without a `regex`; remove"],
        ),
        ("a regex without an anchor", but(map, "regex = 'grand plugh'"), &[AT, "has a `regex` and no `anchor`; list words"]),
        ("an empty gate", with("only = [{}]"), &[AT, "has an empty gate; remove the `{}`"]),
        (
            "an example of two kinds",
            but("{ before", "{ keep = \"No.\", before"),
            &[AT, "has an example that is neither", "; write"],
        ),
        ("no example", but("examples", "# examples"), &[AT, "has no `before` example; add a sentence"]),
        (
            "a phrase of no word",
            but("\"grand plugh\"", "\", \""),
            &[AT, "has a phrase that can’t match: ", "; begin and end it with a word"],
        ),
    ]
}

/// Mistakes that the other rules, the examples or the text's language show.
fn mistakes_of_sense() -> Vec<Mistake> {
    let own_keep = but("[{ before", "[{ keep = \"A grand plugh.\" }, { before");
    let others_keep = but("\"Xyzzy\" }", "\"Xyzzy\", \"and the Unborn sold\" = \"was bought\" }");
    let broken_cure = but("Xyzzy", "Liz Terrace");
    let common = SOUND.replace("grand plugh", "fly");
    let lifted = common.replace("\"likely\"", "\"possible\"\nceiling = \"likely\"");
    let without_keep = with("only = [{ before = [\"in\"] }]");
    vec![
        ("an unknown class", with("only = [{ before = [\"@prepositoin\"] }]"), &[AT, "; did you mean `@preposition`?"]),
        (
            "an example that fails",
            but("In Xyzzy.", "In Y."),
            &[AT, "fails its example 1: it makes: In Xyzzy.", "; mend the rule"],
        ),
        (
            "its own keep",
            own_keep,
            &[AT, "must leave alone, but finds “grand plugh” → “Xyzzy”", "; mend the rule or the example"],
        ),
        (
            "another's keep",
            others_keep,
            &["rule `it/nato` has a `keep` that rule `it/bad` changes", "; gate one of the two rules"],
        ),
        (
            "a cure that another changes",
            broken_cure,
            &[AT, "has a cure that rule `fa/", "“Liz Truss”", "; gate one of the two rules"],
        ),
        ("a gate without a keep", without_keep, &[AT, "has a gate that no `keep` shows the need of (", "; add a sentence with"]),
        ("a bare common word", rule(&common), &[AT, "would make every “fly” an error at `likely`", "; add an `only` gate"]),
        ("a bare common word to be lifted", rule(&lifted), &[AT, "would make every “fly” an error at `likely`"]),
        (
            "a regex with look-around",
            regex("(?<=grand )plugh"),
            &[AT, "has a regex that can’t be used: ", "; there is no look-around"],
        ),
        ("a regex that is none", regex("plugh("), &[AT, "has a regex that can’t be used: "]),
        ("a regex too large", regex(r"(\w{500}plugh){500}"), &[AT, "has a regex that can’t be used: ", "size limit"]),
    ]
}

fn regex(regex: &str) -> String {
    let examples = "examples = [{ before = \"In grand plugh.\", after = \"In Xyzzy.\" }]";
    let head = "kind = \"place\"\nwhy = \"why\"\nconfidence = \"likely\"";
    rule(&format!("{head}\nregex = '{regex}'\nanchor = [\"plugh\"]\nreplace = \"Xyzzy\"\n{examples}"))
}

#[test]
fn the_dictionary_that_mistakes_are_made_in_is_sound() {
    let folder = Folder::new().with("bad.toml", rule(SOUND)).with("a.txt", "It lies in grand plugh.");
    folder.run(&["check", "-d", "bad.toml", "a.txt"]).ends(1, &["1 finding in 1 of 1 file."]);
    let folder = Folder::new().with("bad.toml", regex("grand plugh")).with("a.txt", "It lies in grand plugh.");
    folder.run(&["check", "-d", "bad.toml", "a.txt"]).ends(1, &["1 finding in 1 of 1 file."]);
}

#[test]
fn a_mistake_in_a_dictionary_is_told_with_file_line_rule_and_remedy() {
    for (what, dictionary, messages) in mistakes_of_writing().into_iter().chain(mistakes_of_sense()) {
        let folder = Folder::new().with("bad.toml", &dictionary).with("a.txt", DAMAGED);
        let ran = folder.run(&["check", "-d", "bad.toml", "a.txt"]);
        for message in messages {
            assert!(ran.err.contains(message), "{what}: no “{message}” in: {}", ran.err);
        }
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{what}");
    }
}

#[test]
fn the_same_id_in_two_dictionaries_is_refused() {
    let folder = Folder::new().with("d/a.toml", rule(SOUND)).with("d/b.toml", rule(SOUND)).with("a.txt", DAMAGED);
    let message = "d/b.toml:6: rule `it/bad` has the id of a rule in d/a.toml; give one of the two another id";
    folder.run(&["check", "-d", "d", "a.txt"]).ends(2, &[message]).prints("");
}

#[test]
fn a_dictionary_that_is_no_utf_8_is_refused() {
    let folder = Folder::new().with("bad.toml", b"[dictionary]\nsummary = \"\xE9\"\n").with("a.txt", DAMAGED);
    folder.run(&["check", "-d", "bad.toml", "a.txt"]).ends(2, &["bad.toml: not UTF-8; save it as UTF-8"]).prints("");
}

#[test]
fn a_regex_takes_linear_time() {
    // A backtracking engine would take 2^40 steps for this.
    let folder = Folder::new().with("bad.toml", regex("(p|p|pl|l|u|g|h)*plugh grand plugh"));
    let folder = folder.with("a.txt", format!("{}plugh", "p".repeat(100_000)));
    let start = Instant::now();
    folder.run(&["check", "-d", "bad.toml", "a.txt"]);
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn input_that_is_no_terminal_and_no_pipe_is_read() {
    let folder = Folder::new();
    let ran = program().arg("fix").current_dir(folder.root()).stdin(Stdio::null()).output().unwrap();
    assert_eq!((ran.status.code(), ran.stdout.as_slice()), (Some(0), b"".as_slice()));
}
