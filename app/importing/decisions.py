"""What becomes of values that no vocabulary knows: what the person said of each, and of all others."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.importing.values import plain

ADD, KEEP, LEAVE_OUT, REFUSE = "+", "~", "-", "!"
"""A new entry, a line of running text beside, nothing, a refusal of the row; ``=key`` stands for an entry."""

OPEN = ("category", "subject", "purpose")
"""Vocabularies that may grow."""


@dataclass(frozen=True)
class Decisions:
    """What the person said of values: by vocabulary and folded word; *otherwise* by vocabulary, else refuse."""

    words: Mapping[str, Mapping[str, str]]
    otherwise: Mapping[str, str]

    def on(self, vocabulary: str, word: str) -> str:
        """What becomes of *word*."""
        said = self.words.get(vocabulary, {}).get(plain.folded(word))
        return said or self.otherwise.get(vocabulary, REFUSE)


class Unknown(StrEnum):
    """What becomes of unknown values of the vocabularies that may grow, where nobody is asked one by one.

    Known words and their spellings are matched in any case. ``match`` adds nothing to the vocabulary: what matches
    nothing stays in words beside (a third party's services, an agreement's note), or out where there is no room.
    """

    MATCH = "match"
    NEW = "new"
    REFUSE = "refuse"

    def decisions(self) -> dict[str, str]:
        """The same by vocabulary; those of the product itself are closed, and what they do not know is refused."""
        return dict.fromkeys(OPEN, {"match": KEEP, "new": ADD, "refuse": REFUSE}[self.value])
