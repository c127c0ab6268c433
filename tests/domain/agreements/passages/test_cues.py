"""The cues as data: each can be read as a pattern, weighs something and stays fast on hostile text."""

import time

import pytest

from app.domain.agreements.passages.cues import Cue, compiled
from app.domain.agreements.passages.finder import find
from app.domain.agreements.passages.lexicon import CUES

HOSTILE = (
    "notify inform opinion instruction ",
    "sub-processor same obligations engage ",
    "“a” ( ) [ ] * _ # ",
    "1.1.1. (a) i. ",
    ". ",
    " ",
)


@pytest.mark.parametrize("entry", CUES.values(), ids=CUES)
def test_a_clause_has_words_a_heading_and_phrases_that_speak_for_it(entry: object) -> None:
    cues = CUES[entry.key]  # type: ignore[attr-defined]
    assert cues.words.split() == cues.words.casefold().split()
    assert compiled(cues.heading).pattern != ""
    assert sum(cue.weight for cue in cues.phrases if cue.weight > 0) >= 5
    assert all(compiled(cue.phrase).search("") is None for cue in cues.phrases)


def test_a_phrase_is_found_over_line_ends_in_any_case_and_with_any_apostrophe() -> None:
    cue = Cue(1, "customer's sub-?processors?")
    assert cue.found("the CUSTOMER’S\nSub-\nprocessor") is not None
    assert cue.found("the customer's subprocessors") is not None
    assert cue.found("a noncustomer's processor") is None


@pytest.mark.parametrize("words", HOSTILE)
def test_no_text_makes_the_search_slow(words: str) -> None:
    page = words * (60_000 // len(words))
    begun = time.process_time()
    find([page], CUES)
    assert time.process_time() - begun < 20
