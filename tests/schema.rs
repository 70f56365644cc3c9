//! `docs/dictionary.schema.json` is what `ungarble dict schema` prints. `UPDATE=1 cargo test --test schema` writes it anew.
#![cfg(feature = "cli")]

use std::path::Path;
use std::{env, fs};

use support::program::Folder;

mod support;

#[test]
fn the_schema_for_editors_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/dictionary.schema.json");
    let schema = Folder::new().run(&["dict", "schema"]).ends(0, &[]).out;
    if env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &schema).unwrap();
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == schema, "{} is out of date; write it anew with `UPDATE=1 cargo test --test schema`", path.display());
}
