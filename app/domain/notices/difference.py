"""Two versions of a notice side by side, sentence by sentence; and the coding of one carried over to the next.

Sentences that stand in both are recognised by their words. Of those that changed, each is set beside the one
that it shares most words with, in order, where that is enough to call it the same sentence.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.domain.notices.records import Notice, Provision
from app.domain.notices.sentences import Sentence, split
from app.kernel.words import Term

_ALIKE = 0.5
"""The share of common words from which two sentences count as versions of one."""
_MOST_PAIRS = 40_000
"""Pairs of sentences beyond which a changed passage is not matched up: the whole of it was rewritten."""
_TOKEN = re.compile(r"\s+|[^\s]+")

Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it differs from the other version."""


class Fate(Term):
    """What became of a sentence."""

    SAME = "same", "Word for word"
    CHANGED = "changed", "Changed"
    ADDED = "added", "Added"
    REMOVED = "removed", "Removed"
    MOVED = "moved", "Moved"


@dataclass(frozen=True)
class Pair:
    """A sentence of the older version beside that of the newer; one is missing where it was added or removed.

    A sentence that moved stands twice, each time with the number that it has in the other version as *elsewhere*.
    """

    fate: Fate
    before: Sentence | None
    after: Sentence | None
    pieces_before: Pieces = ()
    pieces_after: Pieces = ()
    elsewhere: int | None = None


def compare(older: str, newer: str) -> list[Pair]:
    """The sentences of two texts side by side, in the order of the newer one."""
    before, after = split(older), split(newer)
    pairs = list(_aligned(before, after))
    gone = {_plain(pair.before): pair.before.number for pair in pairs if pair.before and not pair.after}
    come = {_plain(pair.after): pair.after.number for pair in pairs if pair.after and not pair.before}
    moved = gone.keys() & come.keys()
    return [_marked(pair, gone, come) if _words_of(pair) in moved else pair for pair in pairs]


def is_unchanged(pairs: Sequence[Pair]) -> bool:
    """Whether both versions read the same."""
    return all(pair.fate is Fate.SAME for pair in pairs)


def carried_over(older: Notice, newer: Notice) -> list[Provision]:
    """The provisions of *older* at the numbers that their sentences have in *newer*.

    Without a number where the sentence is gone: a person decides where it stands now, or takes it out.
    """
    pairs = compare(older.text or "", newer.text or "")
    now: dict[int, int | None] = {}
    gone: list[Sentence] = []
    come: list[Sentence] = []
    for pair in pairs:
        if pair.before and pair.after:
            now[pair.before.number] = pair.after.number
        elif pair.before and pair.fate is Fate.MOVED:
            now[pair.before.number] = pair.elsewhere
        elif pair.before:
            gone.append(pair.before)
        elif pair.after and pair.fate is Fate.ADDED:
            come.append(pair.after)
    now |= _moved_and_changed(gone, come)
    return [
        provision.model_copy(update={"sentence_no": now.get(provision.sentence_no or 0)})
        for provision in older.provisions
    ]


def _aligned(before: Sequence[Sentence], after: Sequence[Sentence]) -> Iterator[Pair]:
    matcher = SequenceMatcher(None, [_plain(s) for s in before], [_plain(s) for s in after], autojunk=False)
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            yield from map(_same, before[start:end], after[new_start:new_end])
        else:
            yield from _changed_passage(before[start:end], after[new_start:new_end])


def _changed_passage(before: Sequence[Sentence], after: Sequence[Sentence]) -> Iterator[Pair]:
    """The sentences of a passage, those that are alike beside each other."""
    old, new = 0, 0
    for left, right in [*_alike(before, after), (len(before), len(after))]:
        yield from map(_removed, before[old:left])
        yield from map(_added, after[new:right])
        if left < len(before) and right < len(after):
            yield _changed(before[left], after[right])
        old, new = left + 1, right + 1


def _alike(before: Sequence[Sentence], after: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Places of sentences that count as versions of one, in order: the pairing with the most words in common."""
    if not before or not after or len(before) * len(after) > _MOST_PAIRS:
        return []
    left = [set(_words(sentence.text)) for sentence in before]
    right = [set(_words(sentence.text)) for sentence in after]
    score = [[_share(one, other) for other in right] for one in left]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in reversed(range(len(before))):
        for j in reversed(range(len(after))):
            paired = best[i + 1][j + 1] + score[i][j] if score[i][j] >= _ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    found = []
    i = j = 0
    while i < len(before) and j < len(after):
        if score[i][j] >= _ALIKE and best[i][j] == best[i + 1][j + 1] + score[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _moved_and_changed(gone: Sequence[Sentence], come: Sequence[Sentence]) -> dict[int, int]:
    """The numbers of sentences that are alike although their order changed too, the most alike first."""
    if len(gone) * len(come) > _MOST_PAIRS:
        return {}
    words = {sentence.number: set(_words(sentence.text)) for sentence in come}
    shares = [(_share(set(_words(old.text)), words[new.number]), old, new) for old in gone for new in come]
    found: dict[int, int] = {}
    for share, old, new in sorted(shares, key=lambda one: -one[0]):
        if share >= _ALIKE and old.number not in found and new.number not in found.values():
            found[old.number] = new.number
    return found


def _share(one: set[str], other: set[str]) -> float:
    """How much two sets of words have in common, from 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


def _same(before: Sentence, after: Sentence) -> Pair:
    return Pair(Fate.SAME, before, after, ((before.text, False),), ((after.text, False),))


def _removed(before: Sentence) -> Pair:
    return Pair(Fate.REMOVED, before, None, pieces_before=((before.text, True),))


def _added(after: Sentence) -> Pair:
    return Pair(Fate.ADDED, None, after, pieces_after=((after.text, True),))


def _changed(before: Sentence, after: Sentence) -> Pair:
    old, new = _TOKEN.findall(before.text), _TOKEN.findall(after.text)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return Pair(
        Fate.CHANGED,
        before,
        after,
        _joined([("".join(old[start:end]), what != "equal") for what, start, end, _, _ in codes]),
        _joined([("".join(new[start:end]), what != "equal") for what, _, _, start, end in codes]),
    )


def _joined(pieces: Sequence[tuple[str, bool]]) -> Pieces:
    """*pieces* without blanks between two that differ, which are read as one."""
    some = [piece for piece in pieces if piece[0]]
    joined: list[tuple[str, bool]] = []
    for place, (text, differs) in enumerate(some):
        between = 0 < place < len(some) - 1 and not text.strip() and some[place - 1][1] and some[place + 1][1]
        if joined and (differs or between) and joined[-1][1]:
            joined[-1] = (joined[-1][0] + text, True)
        else:
            joined.append((text, differs))
    return tuple(joined)


def _marked(pair: Pair, gone: dict[str, int], come: dict[str, int]) -> Pair:
    elsewhere: Callable[[str], int | None] = come.get if pair.before else gone.get
    return Pair(
        Fate.MOVED,
        pair.before,
        pair.after,
        tuple((text, False) for text, _ in pair.pieces_before),
        tuple((text, False) for text, _ in pair.pieces_after),
        elsewhere(_words_of(pair)),
    )


def _words_of(pair: Pair) -> str:
    """The words of a sentence that stands on one side only; ``""`` where it stands on both."""
    if pair.before and pair.after:
        return ""
    return _plain(pair.before or pair.after)


def _plain(sentence: Sentence | None) -> str:
    return " ".join(sentence.text.split()) if sentence else ""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
