//! The command line, a folder a case. `TRYCMD=overwrite cargo test --test cli` accepts what it prints now.
#![cfg(feature = "cli")]

#[test]
fn commands_do_what_their_folders_say() {
    trycmd::TestCases::new().case("tests/cmd/*/cmd.trycmd").case("tests/cmd/*/cmd.toml");
}
