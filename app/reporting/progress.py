"""How far the making of a report is, in words and as parts done of all."""

import time
from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Takes words, the parts done and all parts; what it raises ends the work."""

_SECONDS = 1.0


def unheard(words: str, done: int, total: int) -> None:
    """For whoever does not listen."""


class Steps:
    """Counts the parts, and says details in between, at most one a second."""

    def __init__(self, progress: Progress, total: int) -> None:
        """Tell *progress*; there will be *total* parts."""
        self._progress, self._total = progress, total
        self._begun, self._words, self._said = 0, "", 0.0

    def begin(self, words: str) -> None:
        """Begin the next part, called *words*; beyond the last one (a part done again) the count stays."""
        self._begun, self._words = min(self._begun + 1, self._total), words
        self._tell(words)

    def say(self, detail: str) -> None:
        """A *detail* of the part that was begun."""
        if time.monotonic() - self._said >= _SECONDS:
            self._tell(f"{self._words}: {detail}")

    def _tell(self, words: str) -> None:
        self._said = time.monotonic()
        part = f", part {self._begun} of {self._total}"
        name, colon, detail = words.partition(": ")
        self._progress(f"{name}{part}{colon}{detail}", self._begun - 1, self._total)
