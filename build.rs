//! Reads the dictionaries of this repository and stores them in the binary, so that starting the program parses no TOML.
//!
//! Writes four files to `OUT_DIR`: `layer.bin` (the rules in force and their index, as they are used), `rules.bin` (every dictionary
//! without its examples), `examples.bin` (the examples alone, read only by those who ask for them) and `evidence.bin` (what each
//! source language leaves behind).

#![allow(dead_code, missing_docs)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "src/blobs.rs"]
mod blobs;
#[path = "src/error.rs"]
mod error;
#[path = "src/finding.rs"]
mod finding;
#[path = "src/fold.rs"]
mod fold;
#[path = "src/language.rs"]
mod language;
#[path = "src/scan.rs"]
mod scan;
#[path = "src/span.rs"]
mod span;

#[path = "src/dictionary"]
mod dictionary {
    pub mod assemble;
    pub mod evidence;
    pub mod layer;
    pub mod names;
    pub mod phrase;
    pub mod rule;
    pub mod schema;
}

use dictionary::assemble::{Assembled, Base};
use dictionary::layer::Layer;
use dictionary::rule::Example;
use dictionary::{evidence, schema};

fn main() {
    println!("cargo::rerun-if-changed=dictionaries");
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=data");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));

    let mut examples: BTreeMap<String, Vec<Example>> = BTreeMap::new();
    let mut dictionaries = Vec::new();
    let mut marks = Vec::new();
    let mut mistakes = Vec::new();
    for path in toml_files(&root.join("dictionaries")) {
        let file = path.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a readable dictionary");
        if file.starts_with("dictionaries/evidence/") {
            match evidence::parse(&text, &file) {
                Ok(evidence) => marks.push(evidence),
                Err(error) => mistakes.push(error),
            }
            continue;
        }
        match schema::parse(&text, &file) {
            Ok(mut dictionary) => {
                for rule in &mut dictionary.rules {
                    examples.insert(rule.id.clone(), std::mem::take(&mut rule.examples));
                }
                dictionaries.push(dictionary);
            }
            Err(errors) => mistakes.extend(errors),
        }
    }
    let assembled = Assembled::new(dictionaries.clone(), marks.clone(), &Base::default()).unwrap_or_else(|found| {
        mistakes.extend(found);
        Assembled::default()
    });
    for mistake in &mistakes {
        println!("cargo::error={mistake}");
    }
    fs::write(out.join("layer.bin"), Layer::encode(&assembled)).expect("a writable build folder");
    write(&out.join("rules.bin"), &dictionaries);
    write(&out.join("examples.bin"), &examples);
    write(&out.join("evidence.bin"), &marks);
}

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return files };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files.extend(toml_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files
}

fn write<T: serde::Serialize>(path: &Path, value: &T) {
    let bytes = postcard::to_stdvec(value).expect("plain data");
    fs::write(path, bytes).expect("a writable build folder");
}
