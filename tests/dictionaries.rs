//! Every example of every built-in rule and general repair, as a test of its own; and the checks that loading a user's dictionary runs.

use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use ungarble::dictionary::rule::Example;
use ungarble::dictionary::selftest::Case;
use ungarble::dictionary::{builtin, check, selftest};
use ungarble::{Normalizer, Rulebook};

fn main() {
    let arguments = Arguments::from_args();
    let normalizer = Arc::new(Normalizer::new(Rulebook::builtin().expect("the built-in dictionaries load")));
    let dictionaries = builtin::dictionaries_with_examples();
    let mut trials: Vec<Trial> = selftest::cases(&dictionaries)
        .into_iter()
        .map(|case| {
            let normalizer = Arc::clone(&normalizer);
            Trial::test(case.name(), move || selftest::run(&normalizer, &case).map_err(Failed::from))
        })
        .collect();
    for repair in normalizer.repairs() {
        for (before, after) in repair.examples {
            let (id, normalizer) = (repair.head.id.clone(), Arc::clone(&normalizer));
            let example =
                Example { text: (*before).into(), after: (before != after).then(|| (*after).into()), source: None, level: None };
            let case = Case { place: (format!("general repair {id}"), 0), rule: id, number: 1, example };
            trials.push(Trial::test(case.name(), move || selftest::run(&normalizer, &case).map_err(Failed::from)));
        }
    }
    trials.push(Trial::test("the built-in dictionaries have no error and no warning", move || {
        let mut found = check::errors(&normalizer, &dictionaries, &[]);
        found.extend(check::warnings(&normalizer, &dictionaries));
        if found.is_empty() {
            return Ok(());
        }
        Err(Failed::from(found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
    }));
    libtest_mimic::run(&arguments, trials).exit();
}
