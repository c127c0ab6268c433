"""Finding the passages that most likely hold a clause. It only suggests: no state is set here or by what this gives.

Read in English only; a clause in another language, in a picture or behind a link is not found. That nothing is
suggested does not show that a clause is absent.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.agreements.passages.cues import Cues
from app.domain.agreements.passages.lexicon import CUES
from app.domain.agreements.passages.scoring import Scored, best_cue
from app.domain.agreements.passages.segments import Passage, Span, segments, sentences

MOST = 3
"""How many passages are suggested for a clause."""
_LEAST = 3.0
"""The strength below which a passage is not worth a look."""
_SCALE = 8.0
_LONGEST_QUOTE = 400
"""Characters that a quote is kept to, where sentences allow it."""


@dataclass(frozen=True)
class Suggestion:
    """A passage that may hold the clause ``key``.

    ``quote`` is the part that speaks for it, ``highlight`` where it stands (one span a page, characters of the page's
    text); ``spans`` is the whole passage. ``reference`` is the number printed before it, ``""`` without one.
    ``score`` from 0 to 1 orders the passages of one clause; it is no probability.
    """

    key: str
    page: int
    quote: str
    highlight: tuple[Span, ...]
    spans: tuple[Span, ...]
    heading: str
    reference: str
    score: float


def find(pages: Sequence[str], keys: Iterable[str], *, most: int = MOST) -> dict[str, tuple[Suggestion, ...]]:
    """For each of *keys* the passages of the document that most likely hold it, best first, *most* at the most.

    A key without cues (one of the organisation's own) or without any likely passage has an empty answer.
    """
    return find_in(Scored(segments(pages)), keys, most=most)


def find_in(document: Scored, keys: Iterable[str], *, most: int = MOST) -> dict[str, tuple[Suggestion, ...]]:
    """As :func:`find`, in a *document* that is cut and counted already."""
    return {key: _for_key(document, CUES[key], most) if key in CUES else () for key in keys}


def _for_key(document: Scored, cues: Cues, most: int) -> tuple[Suggestion, ...]:
    likely = [(strength, passage) for strength, passage in document.rank(cues) if strength >= _LEAST]
    seen: set[str] = set()
    found: list[Suggestion] = []
    for strength, passage in likely:
        words = "".join(character for character in passage.text.casefold() if character.isalnum())
        if words in seen:
            continue
        seen.add(words)
        found.append(_suggestion(strength, passage, cues))
        if len(found) == most:
            break
    return tuple(found)


def _suggestion(strength: float, passage: Passage, cues: Cues) -> Suggestion:
    start, end = _speaking(passage.text, cues)
    highlight = passage.spans(start, end)
    return Suggestion(
        key=cues.key,
        page=highlight[0].page,
        quote=" ".join(passage.text[start:end].split()),
        highlight=highlight,
        spans=passage.spans(),
        heading=passage.heading,
        reference=passage.number,
        score=round(1 - math.exp(-strength / _SCALE), 3),
    )


def _speaking(text: str, cues: Cues) -> tuple[int, int]:
    """From and to of the sentence of *text* that holds most cues, with its neighbours where there is room."""
    cut = list(sentences(text))
    weights = [best_cue(text[start:end], cues.phrases) for start, end in cut]
    first = last = max(range(len(cut)), key=lambda at: (weights[at], -at))
    while True:
        before = weights[first - 1] if first > 0 else 0.0
        after = weights[last + 1] if last + 1 < len(cut) else 0.0
        if max(before, after) <= 0:
            break
        wider = (first - 1, last) if before >= after else (first, last + 1)
        if cut[wider[1]][1] - cut[wider[0]][0] > _LONGEST_QUOTE:
            break
        first, last = wider
    return cut[first][0], cut[last][1]
