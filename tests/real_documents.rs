//! Real machine-translated pages, kept outside of the repository because they belong to others. `expected.toml` beside them says
//! what a correct run does. Where they are not at hand the test says so and holds.

use std::env;
use std::path::{Path, PathBuf};

use ungarble::{Normalizer, Rulebook};

mod support;

#[test]
fn real_documents_come_out_as_expected() {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let folder = env::var_os("UNGARBLE_DOCUMENTS").map_or_else(beside, PathBuf::from);
    let normalizer = Normalizer::new(Rulebook::builtin().unwrap());
    match support::documents::misses(&normalizer, &folder) {
        Some(misses) => assert!(misses.is_empty(), "{}", misses.join("\n")),
        None => println!("no documents at {}: nothing was tested", folder.display()),
    }
}
