//! Documents of our own writing with the kinds of damage that real pages have. `documents/expected.toml` says what a correct run
//! does with each.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ungarble::{Normalizer, Rulebook};

mod support;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents")
}

#[test]
fn damaged_documents_come_out_as_expected() {
    let normalizer = Normalizer::new(Rulebook::builtin().unwrap());
    let misses = support::documents::misses(&normalizer, &folder()).expect("tests/documents/expected.toml");
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

#[test]
fn every_document_has_its_expectations() {
    let there: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(there, support::documents::names(&folder()).into_iter().collect());
}
