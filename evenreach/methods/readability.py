"""How hard a text is to read, as an age. See docs/methods/readability.md."""

import re
from dataclasses import dataclass

AGE_AT_GRADE_NOUGHT = 5
"""Grade 1 of a school in the United States begins at six."""

_SENTENCE_ENDS = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][\"'’”)])|(?<=[.!?][\"'’”)]{2}))\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text's counts; without a word, grade and age are not known."""

    sentences: int
    words: int
    syllables: int

    @property
    def grade(self) -> float | None:
        """Flesch–Kincaid (Kincaid and others 1975): a grade of school in the United States."""
        if not self.words:
            return None
        a_sentence, a_word = self.words / self.sentences, self.syllables / self.words
        return 0.39 * a_sentence + 11.8 * a_word - 15.59

    @property
    def age(self) -> int | None:
        """The grade and five, rounded; never below five."""
        grade = self.grade
        if grade is None:
            return None
        return max(round(grade + AGE_AT_GRADE_NOUGHT), AGE_AT_GRADE_NOUGHT)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text that have a word; a new line ends one, as in a heading or a list."""
    parts = [part.strip() for part in _SENTENCE_ENDS.split(text)]
    return [part for part in parts if _WORD.search(part)]


def words_of(sentence: str) -> list[str]:
    """Its words; numbers are none, and what a hyphen joins is one."""
    return _WORD.findall(sentence)


def syllables_of(word: str) -> int:
    """The groups of vowels in a word, less an e that is not heard at its end; one at least."""
    lowered = word.lower()
    groups = len(_VOWELS.findall(lowered))
    if lowered.endswith("e") and not lowered.endswith(("le", "ee", "ie", "oe", "ue", "ye")):
        groups -= 1
    return max(groups, 1)


def reading_of(text: str) -> Reading:
    """The counts of a text."""
    sentences = sentences_of(text)
    words = [word for sentence in sentences for word in words_of(sentence)]
    return Reading(len(sentences), len(words), sum(map(syllables_of, words)))
