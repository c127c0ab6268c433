"""Cells to values: each column read as its target wants, every distinct cell once.

Of a cell that cannot be read there are two kinds. It is a *problem*, and its row is refused, where the register would
say less or something else without it that people rely on: days, numbers, yes and no, the terms of closed vocabularies,
countries under a heading that promises them, and whatever makes the row what it is (its name, reference or number). It
is a *warning*, and the row comes in without it, where the value is an address beside: an internet domain or an e-mail
address that is none, a region that is no single country, a second address where one fits. A warning says what is left
out; a *remark* only how something was read.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from app.importing import words
from app.importing.decisions import ADD, KEEP, LEAVE_OUT, REFUSE, Decisions
from app.importing.kinds.targets import Target
from app.importing.values import countries, days, plain
from app.importing.values.lexicon import Lexicon
from app.infra import cells_out
from app.infra.sheets_in.tables import Cell
from app.kernel import spelling

_EMAIL = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+\.[^\s<>()\[\],;:\"]+")
_NUMBER = re.compile(
    r"(\d{1,6})(?:[.,]0+)?\s*(days?|días?|jours?|Tage?n?|dagen|dag|months?|mes(?:es)?|mois|Monate?n?|maand(?:en)?)?",
    re.I,
)
_PLAIN_URL = re.compile(
    r"\s*(?:https?://)?(?:www\.)?((?!www\.)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24})(?:/[^\s,;|]*)?\s*",
    re.IGNORECASE,
)
_COUNTRY_HEAD = re.compile(r"\b(?:countr|pais|pays|land\b|lander|laender|landen|jurisdiction)")
_JOINING = re.compile(r"^(?:and|or|und|oder|et|ou|y|o|en|of) +", re.IGNORECASE)
_KEY = re.compile(r"[^a-z0-9_.-]+")
_CACHE = 4_096
"""Different cells of a column that are remembered: one with more is of names or numbers, which hardly repeat."""


class Read(NamedTuple):
    """What a cell says: its value (none: nothing), what is wrong with it, how it was read, what is left out of it."""

    value: Any = None
    problem: str = ""
    remark: str = ""
    adds: tuple[tuple[str, str, str], ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    #: Words that stay words, beside what the vocabulary knows.
    kept: tuple[str, ...] = ()
    warning: str = ""


NOTHING = Read()


class Column:
    """One column of the file with its target."""

    def __init__(
        self,
        place: int,
        head: str,
        target: Target,
        lexicon: Lexicon | None,
        decisions: Decisions,
        *,
        order: str = "",
    ) -> None:
        """The column at *place* (from 0), called *head*; *order* is how days in figures are read."""
        self.place = place
        self.head = head
        self.target = target
        self.path = target.path
        self.order = order
        self._lexicon = lexicon
        self._decisions = decisions
        self._known: dict[Any, Read] = {}
        #: Whether the heading promises a country, and not just a place such as the seat of a company.
        self._is_of_countries = _COUNTRY_HEAD.search(plain.folded(head)) is not None or place < 0
        self._reader: Callable[[Cell], Read] = getattr(self, f"_{target.reads}")

    def read(self, cell: Cell) -> Read:
        """What *cell*, which is not empty, says here."""
        key: Any = cell if cell.__class__ is str else tuple(cell or ())
        found = self._known.get(key)
        if found is None:
            found = self._reader(cell)
            if len(self._known) < _CACHE:
                self._known[key] = found
        return found

    def _line(self, cell: Cell) -> Read:
        value = plain.line(cell)
        return NOTHING if not self.target.required and plain.is_blank(value) else Read(value or None)

    def _name(self, cell: Cell) -> Read:
        return self._line(cell)

    def _prose(self, cell: Cell) -> Read:
        value = plain.text(cell).replace("\r\n", "\n").replace("\r", "\n")
        if value.endswith(cells_out.CUT):
            return Read(remark="The text was cut when it went out to a sheet, so what is recorded stays.")
        return NOTHING if plain.is_blank(value) else Read(value)

    def _lines(self, cell: Cell) -> Read:
        return Read(plain.parts(cell) or None)

    def _day(self, cell: Cell) -> Read:
        value = plain.line(cell)
        if plain.is_blank(value):
            return NOTHING
        try:
            return Read(days.read(value, self.order).isoformat())
        except days.NotADay as error:
            return Read(problem=str(error))

    def _yes(self, cell: Cell) -> Read:
        value = plain.line(cell).casefold()
        lists = words.read("terms")
        if value in lists["yes"]["words"]:
            return Read(True)
        if value in lists["no"]["words"]:
            return Read(False)
        if plain.is_blank(value):
            return NOTHING
        return Read(
            problem=f"“{spelling.shortened(plain.line(cell))}” is neither yes nor no: write one of them."
        )

    def _number(self, cell: Cell) -> Read:
        value = plain.line(cell)
        if plain.is_blank(value):
            return NOTHING
        found = _NUMBER.fullmatch(value)
        if found is None:
            return Read(problem=f"“{spelling.shortened(value)}” is not a whole number.")
        unit = (found[2] or "").casefold()
        months = unit.startswith(("mon", "mes", "moi", "maa"))
        wants_months = self.target.path.endswith("months")
        return Read(int(found[1]) * (30 if months and not wants_months else 1))

    def _email(self, cell: Cell) -> Read:
        value = plain.line(cell)
        if plain.is_blank(value):
            return NOTHING
        if _EMAIL.fullmatch(value) and "mailto:" not in value and _is_email(value):
            return Read(value)
        found = [one.rstrip(".") for one in _EMAIL.findall(value.replace("mailto:", ""))]
        address = next(filter(_is_email, found), None)
        if address is None:
            said = f"“{spelling.shortened(value)}” is not an e-mail address"
            if self.target.required:
                return Read(problem=f"{said}: write it like name@company.example.")
            return Read(warning=f"{said} and is left out.")
        return Read(address, warning=f"Only the first address is kept, {address}." if len(found) > 1 else "")

    def _country(self, cell: Cell) -> Read:
        found = self._places(cell)
        if not found.value:
            return found
        more = "" if len(found.value) == 1 else "Only the first country fits here."
        warning = " ".join(filter(None, (found.warning, more)))
        return found._replace(value=found.value[0], warning=warning)

    def _places(self, cell: Cell) -> Read:
        found = countries.read(cell)
        codes = dict.fromkeys(found.codes)
        wrong: list[str] = []
        kept: list[str] = []
        left: list[str] = list(found.regions)
        for word in found.unknown:
            said = self._decisions.on("country", word)
            if said.startswith("="):
                codes[said[1:]] = None
            elif said == LEAVE_OUT:
                left.append(word)
            elif said == REFUSE and (plain.is_running(word) or not self._is_of_countries):
                kept.append(word)
            else:
                wrong.append(word)
        warning = ""
        if left:
            warning = f"“{'”, “'.join(spelling.shortened(one) for one in left)}” is no single country and is left out."
        problem = ""
        if wrong:
            shown = "”, “".join(spelling.shortened(one) for one in wrong)
            problem = f"“{shown}” is not a country that is known: write its name or its two-letter code."
        unknown = tuple(("country", word) for word in found.unknown if word not in kept)
        return Read(list(codes) or None, problem, unknown=unknown, kept=tuple(kept), warning=warning)

    def _domains(self, cell: Cell) -> Read:
        found: dict[str, str] = {}
        quick = _PLAIN_URL.fullmatch(cell) if isinstance(cell, str) else None
        if quick is not None:
            return Read([quick[1].lower()])
        for piece in plain.parts(cell):
            # Without a remark in brackets, or a word that joins it to the one before.
            said, piece = piece, _JOINING.sub("", piece.partition(" (")[0])  # noqa: PLW2901
            host = piece
            if "://" in piece or piece.startswith("//") or "/" in piece:
                address = urlsplit(piece if "://" in piece else f"//{piece.lstrip('/')}")
                host = address.hostname or piece
            elif "@" in piece:
                host = piece.rpartition("@")[2]
            host = host.partition(":")[0].strip(". ").removeprefix("www.")
            if host:
                found.setdefault(host, said)
        good, odd = [], []
        for host, said in found.items():
            try:
                good.append(spelling.domain(host))
            except ValueError:
                odd.append(said)
        shown = "”, “".join(map(spelling.shortened, odd))
        if odd and not good and self.target.required:
            return Read(problem=f"“{shown}” is not an internet domain: write it like company.example.")
        warning = f"“{shown}” is not an internet domain and is left out." if odd else ""
        return Read(list(dict.fromkeys(good)) or None, warning=warning)

    def _word(self, cell: Cell) -> Read:
        value = plain.line(cell)
        found = self._find(value)
        if found.value or not plain.is_blank(value):
            return found
        return NOTHING

    def _words(self, cell: Cell) -> Read:
        whole = plain.line(cell)
        assert self._lexicon is not None  # noqa: S101 -- columns of words are made with their lexicon
        if (key := self._lexicon.known(whole)) is not None:
            return Read([key])
        keys: dict[str, None] = {}
        problems: list[str] = []
        remarks: list[str] = []
        adds: list[tuple[str, str, str]] = []
        unknown: list[tuple[str, str]] = []
        kept: list[str] = []
        for piece in plain.parts(cell):
            for one in self._one_or_two(piece):
                found = self._find(one)
                if found.value:
                    keys[found.value] = None
                problems.append(found.problem)
                remarks.append(found.remark)
                adds.extend(found.adds)
                unknown.extend(found.unknown)
                kept.extend(found.kept)
        return Read(
            list(keys) or None,
            " ".join(filter(None, problems)),
            " ".join(filter(None, remarks)),
            tuple(adds),
            tuple(unknown),
            tuple(kept),
        )

    def _one_or_two(self, piece: str) -> list[str]:
        """*piece*, or its parts around “and” where each of these is known and the whole is not."""
        assert self._lexicon is not None  # noqa: S101 -- as above
        if self._lexicon.find(piece) is None:
            parts = plain.at_and(piece)
            if len(parts) > 1 and all(self._lexicon.find(part) for part in parts):
                return parts
        return [piece]

    def _find(self, word: str) -> Read:
        """The key for one *word*, as the lexicon or the person says."""
        lexicon = self._lexicon
        assert lexicon is not None  # noqa: S101 -- as above
        said = self._decisions.words.get(lexicon.name, {}).get(plain.folded(word))
        if said is None:
            key = lexicon.find(word)
            if key is not None:
                known = plain.folded(word) in lexicon.keys
                return Read(key, remark="" if known else f"“{word}” is read as “{lexicon.label_of(key)}”.")
            if plain.is_blank(word):
                return NOTHING
            said = self._decisions.on(lexicon.name, word)
        unknown = ((lexicon.name, word),)
        if said.startswith("="):
            return Read(said[1:], unknown=unknown)
        if said == ADD and lexicon.may_add:
            key = key_for(word)
            return Read(key, adds=((lexicon.name, key, word[:200]),), unknown=unknown)
        if said == KEEP and lexicon.may_add:
            return Read(unknown=unknown, kept=(word,))
        if not lexicon.may_add and said == REFUSE and plain.is_running(word):
            # A sentence in the place of a term describes; nobody chose it from the list.
            key = lexicon.within(word)
            if key is not None:
                return Read(key, remark=f"“{spelling.shortened(word)}” is read as “{lexicon.label_of(key)}”.")
            return Read(kept=(word,))
        if said == LEAVE_OUT:
            return Read(remark=f"“{spelling.shortened(word)}” is left out.", unknown=unknown)
        cure = (
            "choose one that is, or say for the import that it is new"
            if lexicon.may_add
            else _choices(lexicon)
        )
        return Read(problem=f"“{spelling.shortened(word)}” is not in the register: {cure}.", unknown=unknown)


def _is_email(text: str) -> bool:
    """Whether *text* is an e-mail address that the register takes."""
    try:
        spelling.email(text)
    except ValueError:
        return False
    return True


def _choices(lexicon: Lexicon) -> str:
    if lexicon.name == "person":
        return "write the e-mail address or the name of somebody who may sign in"
    if lexicon.name == "document":
        return "file it under Documents first, or leave the cell empty"
    labels = [label for _, label in lexicon.choices[:8]]
    more = " …" if len(lexicon.choices) > 8 else ""
    return f"use {', '.join(labels)}{more}" if labels else "leave the cell empty"


def key_for(word: str) -> str:
    """A lasting key for a new entry of the vocabulary called *word*."""
    key = _KEY.sub("_", plain.folded(word).replace(" ", "_")).strip("._-")[:90]
    return key or f"entry_{abs(hash(word)) % 10**8}"
