//! Measures of the field: an interval for a share, and how near a text is to a reference.

use std::collections::HashMap;

/// The interval that holds the true share with 95 % confidence, where `hits` of `total` were seen (Wilson 1927).
pub fn wilson(hits: usize, total: usize) -> (f64, f64) {
    if total == 0 {
        return (0.0, 1.0);
    }
    let (z, n) = (1.96_f64, total as f64);
    let share = hits as f64 / n;
    let middle = share + z * z / (2.0 * n);
    let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    (((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0))
}

/// The longest character sequences that count.
const ORDER: usize = 6;
/// How much more recall counts than precision.
const BETA: f64 = 2.0;

/// The character F-score of `text` against `reference`, from 0 to 1: the mean over sequences of one to six characters, white space left
/// out, recall counted twice (chrF2, Popović 2015).
pub fn character_f_score(text: &str, reference: &str) -> f64 {
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<char>>();
    let (text, reference) = (letters(text), letters(reference));
    let mut sum = (0.0, 0.0, 0_u32);
    for length in 1..=ORDER {
        let (own, other) = (sequences(&text, length), sequences(&reference, length));
        let (total, wanted): (usize, usize) = (own.values().sum(), other.values().sum());
        if total == 0 || wanted == 0 {
            continue;
        }
        let shared: usize = own.iter().map(|(sequence, count)| (*count).min(other.get(sequence).copied().unwrap_or(0))).sum();
        sum = (sum.0 + shared as f64 / total as f64, sum.1 + shared as f64 / wanted as f64, sum.2 + 1);
    }
    if sum.2 == 0 {
        return 0.0;
    }
    let (precision, recall) = (sum.0 / f64::from(sum.2), sum.1 / f64::from(sum.2));
    let square = BETA * BETA;
    if precision + recall == 0.0 { 0.0 } else { (1.0 + square) * precision * recall / (square * precision + recall) }
}

fn sequences(letters: &[char], length: usize) -> HashMap<&[char], usize> {
    let mut counts = HashMap::new();
    for sequence in letters.windows(length) {
        *counts.entry(sequence).or_default() += 1;
    }
    counts
}
