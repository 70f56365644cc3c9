//! Throughput on clean text and the time it takes to start.
//!
//! Text is made here from the words of the embedded list, so that the benchmark runs anywhere. To measure on a real corpus instead, name
//! its files: `UNGARBLE_CORPUS="a.txt b.txt" cargo bench`.

use divan::Bencher;
use divan::counter::BytesCount;
use ungarble::format::Format;
use ungarble::{Normalizer, Rulebook, Settings};

fn main() {
    divan::main();
}

fn corpus() -> String {
    if let Ok(files) = std::env::var("UNGARBLE_CORPUS") {
        return files.split_whitespace().map(|file| std::fs::read_to_string(file).expect("a readable corpus")).collect();
    }
    let words: Vec<&str> = include_str!("../data/english-words.txt").lines().collect();
    let mut text = String::new();
    let mut state = 1usize;
    while text.len() < 8 << 20 {
        for place in 0..18 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let word = words[(state >> 33) % words.len()];
            text.push_str(if place % 3 == 0 { "the" } else { word });
            text.push(' ');
        }
        text.push_str("done.\n");
    }
    text
}

fn normalizer() -> Normalizer {
    Normalizer::new(Rulebook::builtin().expect("the built-in dictionaries load"))
}

/// Finding the phrases of all dictionaries, nothing more.
#[divan::bench(sample_count = 10)]
fn scan(bencher: Bencher) {
    let (text, normalizer) = (corpus(), normalizer());
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| normalizer.book().scan(&text).count());
}

/// All that `check` does but read and print, on one thread.
#[divan::bench(sample_count = 10)]
fn plan(bencher: Bencher) {
    let (text, normalizer) = (corpus(), normalizer());
    let settings = Settings::default();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let (records, _) = Format::Plain.records(&text);
        records.iter().map(|record| normalizer.plan(&record.text, None, &settings).findings.len()).sum::<usize>()
    });
}

/// Decoding the built-in dictionaries and building the index.
#[divan::bench]
fn start() -> Normalizer {
    normalizer()
}
