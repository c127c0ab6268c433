"""What can go wrong for a reason that a person can cure.

Each carries the HTTP status that pages and the API answer with, so that the domain need not know HTTP.
"""

from collections.abc import Mapping
from typing import Any, Self


class CustodiaError(Exception):
    """Base of every error with a sentence for the person."""

    status = 500

    def __init__(self, sentence: str) -> None:
        """Keep *sentence*, which names the thing and the cure."""
        super().__init__(sentence)
        self.sentence = sentence


class Invalid(CustodiaError):
    """Input that cannot be accepted; ``problems`` maps a field's path to its sentences.

    Paths are tuples of keys and indexes, such as ``("transfers", 0, "to_country")``; ``()`` is the whole.
    """

    status = 422

    def __init__(self, problems: Mapping[tuple[str | int, ...], list[str]]) -> None:
        """Keep *problems*; the sentence joins them."""
        self.problems = dict(problems)
        super().__init__(" ".join(text for texts in self.problems.values() for text in texts))

    @classmethod
    def of(cls, field: str, sentence: str) -> Self:
        """A single problem of one top-level *field*."""
        return cls({(field,) if field else (): [sentence]})

    def pointers(self, prefix: str = "") -> dict[str, list[str]]:
        """The problems by JSON Pointer (RFC 6901) below *prefix*."""
        return {prefix + pointer(path): texts for path, texts in self.problems.items()}


def pointer(path: tuple[str | int, ...]) -> str:
    """*path* as a JSON Pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


class Refused(CustodiaError):
    """The request is well formed but the present state does not allow it (a lifecycle move, a duplicate)."""

    status = 409


class Missing(CustodiaError):
    """No such object, or none that this person may know of."""

    status = 404


class Denied(CustodiaError):
    """The actor lacks the permission."""

    status = 403


class TooLarge(CustodiaError):
    """A file or body beyond its limit."""

    status = 413


class Conflict(CustodiaError):
    """Somebody else changed the object since the form was opened.

    ``mine`` is what the person sent, ``theirs`` the stored state, ``version`` the stored version number.
    """

    status = 409

    def __init__(self, ref: str, mine: dict[str, Any], theirs: dict[str, Any], version: int) -> None:
        """Keep both states for the page that lets the person choose."""
        super().__init__(f"{ref} was changed by somebody else while you were editing it.")
        self.ref = ref
        self.mine = mine
        self.theirs = theirs
        self.version = version
