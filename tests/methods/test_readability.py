"""Reading ages, against counts made letter by letter."""

from hypothesis import given, settings
from hypothesis import strategies as st

from evenreach.methods.readability import (
    Reading,
    reading_of,
    sentences_of,
    syllables_of,
    words_of,
)

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)


def syllables_letter_by_letter(word: str) -> int:
    count, was_vowel = 0, False
    for letter in word:
        is_vowel = letter in "aeiouy"
        if is_vowel and not was_vowel:
            count += 1
        was_vowel = is_vowel
    if word[-1] == "e" and (len(word) == 1 or word[-2] not in "aeiouyl" or word[-2:] == "ae"):
        count -= 1
    return max(count, 1)


@settings(derandomize=True, max_examples=400)
@given(WORDS)
def test_syllables_are_counted_as_by_hand(word):
    assert syllables_of(word) == syllables_letter_by_letter(word)


@settings(derandomize=True)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=5), min_size=1, max_size=5))
def test_counts_add_up_over_sentences(sentences):
    texts = [" ".join(words).capitalize() + "." for words in sentences]
    readings = [reading_of(text) for text in texts]
    assert reading_of(" ".join(texts)) == Reading(
        sentences=len(texts),
        words=sum(map(len, sentences)),
        syllables=sum(each.syllables for each in readings),
    )


@settings(derandomize=True)
@given(st.lists(WORDS, min_size=2, max_size=12))
def test_two_sentences_are_never_harder_than_one(words):
    half = len(words) // 2
    one = reading_of(" ".join(words) + ".").age
    two = reading_of(" ".join(words[:half]) + ". " + " ".join(words[half:]) + ".").age
    assert one is not None and two is not None and two <= one


def test_where_sentences_end():
    text = "Dates\nCall us (0191 23). “Why?” It’s free! No 3.5 per cent\n\n2026\n"
    assert sentences_of(text) == [
        "Dates",
        "Call us (0191 23).",
        "“Why?”",
        "It’s free!",
        "No 3.5 per cent",
    ]
    assert words_of("It’s a well-known plan of 2026") == ["It’s", "a", "well-known", "plan", "of"]


def test_the_formula_as_published():
    reading = Reading(sentences=5, words=100, syllables=150)
    assert reading.grade is not None
    assert abs(reading.grade - (0.39 * 20 + 11.8 * 1.5 - 15.59)) < 1e-12
    assert reading.age == 15
    assert Reading(0, 0, 0).grade is None
