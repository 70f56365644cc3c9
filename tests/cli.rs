//! The command line, a folder a case. `TRYCMD=overwrite cargo test --test cli` accepts what it prints now.
#![cfg(feature = "cli")]

use support::program::{DAMAGED, Folder, REPAIRED};

mod support;

#[test]
fn commands_do_what_their_folders_say() {
    trycmd::TestCases::new().case("tests/cmd/*/cmd.trycmd").case("tests/cmd/*/cmd.toml");
}

/// No folder under `cmd`, because git would keep the ignored file out of this repository too.
#[test]
fn a_walk_keeps_to_gitignore_and_a_named_file_is_read() {
    let folder = Folder::new().with(".gitignore", "ignored.txt\n").with("a.txt", DAMAGED).with("ignored.txt", DAMAGED);
    folder.run(&["fix", "."]).ends(0, &["Fixed 1 artifact in 1 file."]);
    assert_eq!((folder.text("a.txt"), folder.text("ignored.txt")), (REPAIRED.to_owned(), DAMAGED.to_owned()));
    folder.run(&["fix", "ignored.txt"]).ends(0, &["Fixed 1 artifact in 1 file."]);
}
