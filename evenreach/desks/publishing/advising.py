"""Advice on a text's words: it never stops a publication."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from evenreach.desks.publishing.findings import Finding, inlines_of
from evenreach.desks.publishing.plain import words_of
from evenreach.methods.readability import reading_of, sentences_of
from evenreach.methods.readability import words_of as words_in

LONGEST_SENTENCE = 25
"""Words: GOV.UK content design says that longer sentences are hard to read."""

OLDEST_READER = 14
"""An age that a text for heads, SENCOs and families should not be above."""

SHOUTED = re.compile(r"\b[A-Z]{4,}(?:[ ,]+[A-Z]{2,}){2,}\b")


def advice_on(tokens: Sequence[Token]) -> list[Finding]:
    """Shouting capitals, long sentences, and the reading age of the whole."""
    return [*_capitals(tokens), *_sentences(tokens), *_reading(tokens)]


def _capitals(tokens: Sequence[Token]) -> Iterator[Finding]:
    for where, line in inlines_of(tokens):
        for shouted in SHOUTED.findall(line.content):
            mend = "Write it in small letters: capitals read as shouting, and are hard to read."
            yield Finding(where, f"“{shouted}” is in capitals.", mend, stops=False)


def _sentences(tokens: Sequence[Token]) -> Iterator[Finding]:
    for where, line in inlines_of(tokens):
        for sentence in sentences_of(words_of(line.children or [], address="")):
            count = len(words_in(sentence))
            if count > LONGEST_SENTENCE:
                begins = " ".join(sentence.split()[:6])
                yield Finding(
                    f"{where}, “{begins} …”",
                    f"The sentence has {count} words.",
                    f"Make two of it: up to {LONGEST_SENTENCE} words are easy to read.",
                    stops=False,
                )


def _reading(tokens: Sequence[Token]) -> Iterator[Finding]:
    lines = [words_of(line.children or [], address="") for _, line in inlines_of(tokens)]
    age = reading_of("\n".join(lines)).age
    if age is not None and age > OLDEST_READER:
        mend = "Use shorter sentences and everyday words. Names of services are allowed for."
        what = f"Its reading age is about {age}; {OLDEST_READER} or less suits most readers."
        yield Finding("The whole text", what, mend, stops=False)
