"""The text of a notice as numbered sentences, so that a provision can say which one it stands in.

Numbers must be the same whoever captures the text and however it was copied, so the split depends on the
words and the order of paragraphs and bullets: not on line endings, indentation or the kind of bullet. A list
belongs to the sentence that introduces it and has no numbers of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

BULLET = "•"
"""The mark with which an item of a list is written, whatever mark it was captured with."""

_BULLETS = "•◦▪‣●○■–—*·-"
_LONE = frozenset(_BULLETS)
_MARK = re.compile(rf"[{re.escape(_BULLETS)}]\s+(?=\S)")
_ENUMERATOR = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+(?=\S)")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
_END = re.compile(r"[.!?…。！？؟]+[\"'”’»)\]]*")
_ENDED = re.compile(_END.pattern + r"$")
_NEAR = 40
_WIDE_END = frozenset("。！？")
_OPENING = "\"'“‘«([¿¡"
_WORD_BEFORE = re.compile(rf"[^\s{re.escape(_OPENING)}]+$")
_BEFORE_NUMBERS = re.compile(r"nos?|nr|núm|arts?|paras?|secs?|sect|ch|vol|fig|cl|abs|tel|ext")
"""Words after which a full stop is part of a reference where a number follows."""

_ABBREVIATIONS = re.compile(
    r"i\.e|e\.g|p\.ej|ej|etc|cf|vs|viz|approx|mr|mrs|ms|dr|prof|sr|sra|jr|st|inc|ltd|co|corp|llc|plc|dept|bzw|usw|ca"
    r"|(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}|[^\W\d_]"
)
"""Words after which a full stop does not end a sentence, initials and acronyms among them."""

_BEGINNERS = re.compile(
    r"we|you|if|the|this|that|these|those|our|your|it|they|there|in|however|also|please|when|where|while|by|to|for"
    r"|as|any|all|such|neither|unfortunately|due"
)
"""Words that mostly begin a sentence, capitalised, even after an abbreviation."""


@dataclass(frozen=True)
class Sentence:
    """A numbered sentence; ``items`` are the bullets of the list that it introduces."""

    number: int
    lead: str
    items: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentence with its list, one item a line."""
        return "\n".join([self.lead, *(f"{BULLET} {item}" for item in self.items)])


def split(text: str) -> tuple[Sentence, ...]:
    """The sentences of *text*, numbered from 1; none for a blank text."""
    leads: list[str] = []
    lists: list[list[str]] = []
    can_introduce = False
    for is_item, words in _blocks(text):
        if is_item and can_introduce and not _is_ended(leads[-1]):
            lists[-1].append(words)
            continue
        for lead in _sentences(words):
            leads.append(lead)
            lists.append([])
        can_introduce = not is_item
    pairs = enumerate(zip(leads, lists, strict=True), 1)
    return tuple(Sentence(number, lead, tuple(items)) for number, (lead, items) in pairs)


def _blocks(text: str) -> Iterator[tuple[bool, str]]:
    """The paragraphs and items of *text* in order, each as one line: whether it is an item, and its words."""
    chunk: list[str] = []
    for line in _INVISIBLE.sub("", text).splitlines():
        words = " ".join(line.split())
        if words:
            chunk.append(words)
        else:
            yield from _blocks_of(chunk)
            chunk = []
    yield from _blocks_of(chunk)


def _blocks_of(chunk: list[str]) -> Iterator[tuple[bool, str]]:
    """The blocks of adjoining lines: a line without a mark mostly goes on with the one before."""
    longest = max(map(len, chunk), default=0)
    held: list[str] = []
    in_item = False
    for line in chunk:
        mark = _MARK.match(line)
        begins_item = bool(mark) or line in _LONE or _ENUMERATOR.match(line) is not None
        if held and (begins_item or _stands_alone(held[-1], line, longest, in_item)):
            yield in_item, " ".join(held)
            held, in_item = [], False
        in_item = in_item or begins_item
        rest = line[mark.end() :] if mark else "" if line in _LONE else line
        held += [rest] if rest else []
    if held:
        yield in_item, " ".join(held)


def _is_ended(line: str) -> bool:
    """Whether *line* ends with the end of a sentence."""
    return _ENDED.search(line[-_NEAR:]) is not None


def _stands_alone(line: str, following: str, longest: int, in_item: bool) -> bool:
    """Whether *following* begins a new block rather than going on with *line*.

    It does after an item that ended its sentence, and after a heading or an item without a full stop: a line
    much shorter than the longest, which wrapping would have filled.
    """
    if not following.lstrip(_OPENING)[:1].isupper():
        return False
    return in_item if _is_ended(line) else len(line) * 2 < longest


def _sentences(words: str) -> Iterator[str]:
    """*words* cut after each end of a sentence."""
    start = 0
    for end in _END.finditer(words):
        if _ends_here(words, end):
            yield words[start : end.end()].strip()
            start = end.end()
    if words[start:].strip():
        yield words[start:].strip()


def _ends_here(words: str, end: re.Match[str]) -> bool:
    """Whether the marks *end* close a sentence: a beginning follows, and no abbreviation stands before."""
    following = words[end.end() : end.end() + _NEAR]
    if end.group()[0] in _WIDE_END:
        return True
    if not following.startswith(" ") or following[1:2].islower():
        return False
    before = _WORD_BEFORE.search(words[max(0, end.start() - _NEAR) : end.start()])
    if before is None or end.group() != ".":
        return True
    word, next_word = before.group().casefold(), following.split()[0].lstrip(_OPENING)
    if _BEFORE_NUMBERS.fullmatch(word):
        return not next_word[:1].isdigit()
    if _ABBREVIATIONS.fullmatch(word):
        return _BEGINNERS.fullmatch(next_word.rstrip(",;:").casefold()) is not None
    return True
