"""A stored document read for passages: its text by page and what is suggested, kept in memory for the next request.

By the hash of the content, which never changes; the oldest are dropped first. Nothing of it is stored.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from app.domain.agreements.passages.finder import MOST, Suggestion, find_in
from app.domain.agreements.passages.scoring import Scored
from app.domain.agreements.passages.segments import segments
from app.infra.text_by_page import pages_of
from app.kernel.errors import Invalid

_MOST_DOCUMENTS = 24
_MOST_CHARACTERS = 8_000_000
"""What is kept at a time, so that memory has a bound."""
_RETRY_SECONDS = 600
"""After how long a document that could not be read is tried again: the machine may only have been busy."""


@dataclass(frozen=True)
class Reading:
    """What the page beside the checklist shows: the text ``pages`` and, by clause key, the suggestions."""

    pages: tuple[str, ...]
    suggestions: dict[str, tuple[Suggestion, ...]]


@dataclass
class _Document:
    pages: tuple[str, ...]
    scored: Scored
    found: dict[str, tuple[Suggestion, ...]]


@dataclass
class _Fault:
    problem: Invalid
    until: float


_kept: OrderedDict[tuple[str, str], _Document | _Fault] = OrderedDict()
_lock = threading.Lock()


def read(data: bytes, media_type: str, keys: Iterable[str]) -> Reading:
    """The text of *data* by page and the passages that may hold each of *keys*.

    Raises :class:`~app.kernel.errors.Invalid` with a sentence for a file whose text cannot be taken out.
    """
    return read_stored(sha256(data).hexdigest(), lambda: data, media_type, keys)


def read_stored(digest: str, load: Callable[[], bytes], media_type: str, keys: Iterable[str]) -> Reading:
    """As :func:`read`, of the stored document with the SHA-256 *digest*; *load* is called only if it is not kept."""
    document = _document(digest, load, media_type)
    wanted = list(keys)
    missing = [key for key in wanted if key not in document.found]
    if missing:
        document.found |= find_in(document.scored, missing, most=MOST)
    return Reading(document.pages, {key: document.found[key] for key in wanted})


def forget() -> None:
    """Drop all that is kept."""
    with _lock:
        _kept.clear()


def _document(digest: str, load: Callable[[], bytes], media_type: str) -> _Document:
    name = (digest, media_type)
    with _lock:
        kept = _kept.get(name)
        if kept is not None:
            _kept.move_to_end(name)
    if kept is None or (isinstance(kept, _Fault) and kept.until < time.monotonic()):
        kept = _read(load(), media_type)
        with _lock:
            _kept[name] = kept
            _shrink()
    if isinstance(kept, _Fault):
        raise Invalid(kept.problem.problems)
    return kept


def _read(data: bytes, media_type: str) -> _Document | _Fault:
    """The document, or why it cannot be read: a hostile file need not be tried again at each request."""
    try:
        pages = pages_of(data, media_type)
    except Invalid as problem:
        return _Fault(problem, time.monotonic() + _RETRY_SECONDS)
    return _Document(pages, Scored(segments(pages)), {})


def _shrink() -> None:
    while len(_kept) > 1 and (
        len(_kept) > _MOST_DOCUMENTS or sum(map(_size, _kept.values())) > _MOST_CHARACTERS
    ):
        _kept.popitem(last=False)


def _size(kept: _Document | _Fault) -> int:
    return 0 if isinstance(kept, _Fault) else sum(map(len, kept.pages))
