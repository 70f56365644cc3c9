//! English words, from SCOWL (see `NOTICE`); `scripts/word_lists.py` rebuilds the lists.

static ENGLISH: &str = include_str!("../../data/english-words.txt");
static WHOLE: &str = include_str!("../../data/whole-words.txt");

/// Whether `word`, in lower case, is a usual English word.
pub fn is_english(word: &str) -> bool {
    stands_in(ENGLISH, word)
}

/// Whether `word`, in lower case, is a rarer one that looks like a function word glued to another ("onset").
pub fn is_whole(word: &str) -> bool {
    stands_in(WHOLE, word)
}

/// Looks `word` up in a sorted list of lines.
fn stands_in(list: &str, word: &str) -> bool {
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = list[..middle].rfind('\n').map_or(0, |at| at + 1);
        let end = list[middle..].find('\n').map_or(list.len(), |at| middle + at);
        match list[start..end].cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_the_last_and_those_between_are_found() {
        for list in [ENGLISH, WHOLE] {
            assert!(list.lines().is_sorted());
            for word in list.lines().step_by(997).chain(list.lines().next_back()) {
                assert!(stands_in(list, word), "{word}");
            }
        }
        assert!(!is_english("oninternational") && !is_english("") && !is_english("zzz"));
        assert!(is_whole("onboarding"));
    }
}
