#!/usr/bin/env python3
"""Rebuilds data/english-words.txt and data/whole-words.txt from SCOWL (Debian packages scowl, wamerican-insane, wbritish-insane).

english-words.txt: lower-case English words of SCOWL sizes 10 to 60, American and British.
whole-words.txt:   rarer words (all sizes, and some newer ones listed here) that begin with a function word and go on with a word of
                   the first list, such as "onset": they look glued and are not.
"""

import pathlib

SCOWL = pathlib.Path("/usr/share/dict/scowl")
DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
FUNCTION_WORDS = ["a", "and", "as", "at", "but", "by", "for", "from", "in", "is", "of", "on", "or", "that", "the", "to", "with"]
NEWER = "onboard onboarding onboarded onsite onscreen instore inhouse inflight inbrowser insource insourcing outsource byproduct " \
        "bylaw fordone forgo tooltip toolbox toolset tomorrows theorem atoll issue island andante formfactor forloop ontrend bycatch " \
        "inapp isnt asif orthotics orcas onramp".split()


def words(pattern):
    found = set()
    for path in SCOWL.glob(pattern):
        for line in path.read_text(encoding="latin-1").splitlines():
            if line.isascii() and line.isalpha() and line.islower():
                found.add(line)
    return found


known = set()
for size in (10, 20, 35, 40, 50, 55, 60):
    for variety in ("english", "american", "british"):
        known |= words(f"{variety}-words.{size}")
rare = words("*-words.*")
for name in ("american-english-insane", "british-english-insane"):
    text = (SCOWL.parent / name).read_text(encoding="utf-8")
    rare |= {line.lower() for line in text.splitlines() if line.isascii() and line.isalpha()}
rare |= set(NEWER)
whole = {
    word
    for word in rare - known
    if any(word.startswith(start) and word[len(start):] in known for start in FUNCTION_WORDS)
}
(DATA / "english-words.txt").write_text("".join(f"{word}\n" for word in sorted(known)))
(DATA / "whole-words.txt").write_text("".join(f"{word}\n" for word in sorted(whole)))
print(len(known), "words,", len(whole), "whole ones")
