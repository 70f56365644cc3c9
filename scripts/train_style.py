#!/usr/bin/env python3
"""Trains data/style.bin: a linear model that tells from function words and their order what a text was machine-translated from.

  train_style.py CORPORA [--evaluate]

CORPORA has mt/NAME_XX_en/{mt,ref}.txt (machine translation from XX and human references, a segment a line) and clean/*.txt (human
English, documents between blank lines). Only the first half of each translation is trained on. Human English, and references that
are translations of their own and no post-edits, are the class "none". Words outside the 500 most frequent ones of English become a
star with their ending, names an @, numbers a #, so that the model sees how a text is built and not what it is about.

Needs scikit-learn. The format of the file is described in src/style.rs, which must cut words as this script does.
"""

import collections
import pathlib
import random
import re
import struct
import sys

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

FREQUENT = 500
LENGTHS = (8, 20)  # lines of a training document
OWN_REFERENCES = ("wmt", "xcopa")  # corpora whose references are no post-edits
CLEAN_DOCUMENTS = 900  # of each file, at most
RAREST = 15  # documents that a feature must stand in
STEPS = 127.0
TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[.,;:!?()\"“”«»„—–-]")
SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z])")

random.seed(1)
corpora = pathlib.Path(sys.argv[1])


def frequent_words():
    counts = collections.Counter()
    for path in sorted((corpora / "clean").glob("*.txt")):
        text = path.read_text()[:3_000_000]
        counts.update(word for word in re.findall(r"[a-z]+(?:['’][a-z]+)*", text))
    return sorted(word.replace("’", "'") for word, _ in counts.most_common(FREQUENT))


def tokens(sentence):
    found = ["^"]
    for match in TOKEN.finditer(sentence):
        token = match.group()
        if token[0].isdigit():
            token = "#"
        elif token[0].isalpha():
            if token[0].isupper() and len(found) > 1:
                token = "@"
            else:
                token = token.lower().replace("’", "'")
                if token not in FREQUENT_WORDS:
                    ending = next((end for end in ("ing", "ion", "ed", "ly", "s") if token.endswith(end)), "")
                    token = "*" + ending
        found.append(token)
    return found


def features(sentences):
    found = []
    for sentence in sentences:
        t = tokens(sentence)
        found += t
        found += map(" ".join, zip(t, t[1:]))
        found += map(" ".join, zip(t, t[1:], t[2:]))
    return found


def fnv(text):
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


def chunks(lines, length):
    documents = [lines[at : at + length] for at in range(0, len(lines) - length + 1, length)]
    return [[sentence for line in document for sentence in SENTENCE.split(line)] for document in documents]


train, held_out = [], []
for folder in sorted((corpora / "mt").iterdir()):
    language = folder.name.split("_")[-2]
    translated = (folder / "mt.txt").read_text().splitlines()
    reference = (folder / "ref.txt").read_text().splitlines()
    half = len(translated) // 2
    for length in LENGTHS:
        train += [(document, language) for document in chunks(translated[:half], length)]
        if folder.name.startswith(OWN_REFERENCES):
            train += [(document, "none") for document in chunks(reference[:half], length)]
    held_out += [(document, language) for document in chunks(translated[half:], 20)]
    if folder.name.startswith(OWN_REFERENCES):
        held_out += [(document, "none " + language) for document in chunks(reference[half:], 20)]
for path in sorted((corpora / "clean").glob("*.txt")):
    documents = path.read_text().split("\n\n")
    random.shuffle(documents)
    taken = 0
    for number, document in enumerate(documents):
        sentences = [sentence for line in document.splitlines() for sentence in SENTENCE.split(line)]
        cut = [c for length in LENGTHS for c in chunks(sentences, length)[:2]]
        if number % 2 == 0 and taken < CLEAN_DOCUMENTS:
            train += [(document, "none") for document in cut]
            taken += 1
        elif number % 2:
            held_out += [(document, "none") for document in cut]

FREQUENT_WORDS = frequent_words()
vectorizer = CountVectorizer(analyzer=features, min_df=RAREST)


def scaled(matrix):
    matrix = matrix.astype(float)
    matrix.data = np.log1p(matrix.data)
    return normalize(matrix)


matrix = scaled(vectorizer.fit_transform([document for document, _ in train]))
model = LogisticRegression(C=10, max_iter=300, class_weight="balanced").fit(matrix, [label for _, label in train])

classes = list(model.classes_)
scale = np.abs(model.coef_).max() / STEPS
weights = np.rint(model.coef_ / scale).astype(np.int8)
rows = sorted((fnv(name), weights[:, column].tobytes()) for name, column in vectorizer.vocabulary_.items())
rows = [(key, row) for key, row in rows if any(row)]
assert len({key for key, _ in rows}) == len(rows), "two features share a hash"
words = "\n".join(FREQUENT_WORDS).encode()
names = " ".join(classes).encode()
with open(pathlib.Path(__file__).resolve().parent.parent / "data/style.bin", "wb") as file:
    file.write(struct.pack("<IIIf", len(names), len(words), len(rows), scale))
    file.write(names + words)
    file.write(struct.pack(f"<{len(classes)}f", *model.intercept_))
    file.write(b"".join(struct.pack("<I", key) for key, _ in rows))
    file.write(b"".join(row for _, row in rows))
print(f"{len(rows)} features, {len(classes)} classes: {', '.join(classes)}")

if "--evaluate" in sys.argv:
    shares = model.predict_proba(scaled(vectorizer.transform([document for document, _ in held_out])))
    for least in (0.7, 0.9):
        table = collections.defaultdict(collections.Counter)
        for (_, label), share in zip(held_out, shares):
            answer = classes[share.argmax()] if share.max() >= least else "none"
            table[label][answer] += 1
        for label, answers in sorted(table.items()):
            print(least, label, dict(answers))
