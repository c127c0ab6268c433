"""How strongly a passage speaks for a clause.

Three voices: turns of phrase (each counted once, those rare in the document more), words (Okapi BM25, so that a long
passage gains nothing by its length), and the heading above or at the head of the passage.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

from app.domain.agreements.passages.cues import Cue, Cues, compiled
from app.domain.agreements.passages.segments import Passage

_K1, _B = 1.2, 0.75
"""The usual settings of BM25: how soon repetition stops to count, and how far length is discounted."""
_WORDS = 2.0
"""The most that words alone can add."""
_ABOVE, _AT_HEAD = 1.5, 2.5
"""What a fitting heading above a passage, and one at its head, add."""
_DEFINITION, _CONTENTS, _FRAGMENT = -2.0, -5.0, -1.0
"""What speaks against: it only defines a word, is a line of the contents, or is a scrap."""

_WORD = re.compile(r"[a-z]{3,}")
_MEANING = re.compile(
    r"\W*[“\"][^”\"]{2,80}[”\"]\W*(?:\([^)]*\) )?(?:means?|shall|has|have|is|will|refers)\b", re.I
)
_LEADERS = re.compile(r"\.{4,}|(?:\. ){4,}|…{2,}")
_INLINE = re.compile(r"[^.:;]{3,90}?[.:]")


class Scored:
    """A document's passages, made ready to be asked for clauses."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        """Count the words of *passages* once."""
        self.passages = tuple(passages)
        self._counts = [Counter(_stems(passage.text)) for passage in self.passages]
        self._lengths = [sum(counts.values()) for counts in self._counts]
        self._mean = sum(self._lengths) / max(len(self._lengths), 1) or 1.0
        self._holding = Counter(stem for counts in self._counts for stem in counts)

    def rank(self, cues: Cues) -> list[tuple[float, Passage]]:
        """Every passage that holds one of the phrases of *cues*, with its strength, strongest first."""
        found = [[cue for cue in cues.phrases if cue.found(passage.text)] for passage in self.passages]
        holding = Counter(cue for hits in found for cue in hits)
        words = self._by_words(cues.words)
        heading = re.compile(cues.heading, re.IGNORECASE)
        ranked = []
        for passage, hits, extra in zip(self.passages, found, words, strict=True):
            phrases = sum(cue.weight * self._rarity(holding[cue]) for cue in hits)
            if phrases > 0:
                strength = phrases + extra + _by_heading(passage, heading) + _against(passage, cues.key)
                ranked.append((strength, passage))
        return sorted(ranked, key=lambda pair: (-pair[0], pair[1].order))

    def _rarity(self, holding: int) -> float:
        """From 1 for what stands in one passage down to 0.4 for what stands in all of them."""
        count = len(self.passages)
        return 0.4 + 0.6 * math.log((count + 1) / (holding + 0.5)) / math.log((count + 1) / 0.5)

    def _by_words(self, words: str) -> list[float]:
        wanted = set(_stems(words))
        scores = []
        for counts, length in zip(self._counts, self._lengths, strict=True):
            score = 0.0
            for stem in wanted & counts.keys():
                holding = self._holding[stem]
                rare = math.log(1 + (len(self.passages) - holding + 0.5) / (holding + 0.5))
                often = counts[stem] * (_K1 + 1)
                score += rare * often / (counts[stem] + _K1 * (1 - _B + _B * length / self._mean))
            scores.append(score)
        best = max(scores, default=0.0) or 1.0
        return [_WORDS * score / best for score in scores]


def best_cue(text: str, phrases: Sequence[Cue]) -> float:
    """How much the phrases in *text* weigh together; nothing for those that speak against."""
    return sum(cue.weight for cue in phrases if cue.weight > 0 and compiled(cue.phrase).search(text))


def _by_heading(passage: Passage, heading: re.Pattern[str]) -> float:
    inline = _INLINE.match(passage.text)
    if inline and heading.search(inline[0]):
        return _AT_HEAD
    return _ABOVE if heading.search(passage.heading) else 0.0


def _against(passage: Passage, key: str) -> float:
    total = 0.0
    if key not in {"conf.definition", "conf.parties"} and _MEANING.match(passage.text):
        total += _DEFINITION
    if _LEADERS.search(passage.text):
        total += _CONTENTS
    if len(passage.text) < 50:
        total += _FRAGMENT
    return total


def _stems(text: str) -> list[str]:
    """The words of *text* without the endings that change with number and tense."""
    return [re.sub(r"(?:ies|ing|ed|es|s|ion|ions)$", "", word)[:9] for word in _WORD.findall(text.casefold())]
