"""Which third parties may be one and the same: by name, registration number or internet domain.

Everybody is compared with few others (those that share a number or domain, and the neighbours in two
alphabetical orders of the names), so the work grows with the register and not with its square.
"""

import itertools
import operator
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz import fuzz

NEAR = 90
"""The likeness of two names, in per cent, from which they are taken for spellings of one."""
SHORTEST = 6
"""The length of a name below which only equality counts: in short names a letter makes the difference."""
NEIGHBOURS = 5
"""With how many neighbours in alphabetical order a name is compared."""

_FORMS = (
    "ltd limited inc incorporated corp corporation co company llc llp lp plc gmbh mbh ag kg ohg ug se sa sas sarl srl"
    " spa sl slu sau bv nv ab as asa oy oyj aps pty pte kk"
)
_LEGAL_FORMS = frozenset(_FORMS.split())
_DROPPED = re.compile(r"[.'’`´]")
_APART = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")


class Party(Protocol):
    """What is compared of a third party: that of its record, or of a row on its way into the register."""

    @property
    def ref(self) -> str | None:
        """Its reference."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def aliases(self) -> Sequence[str]:
        """Its other names."""

    @property
    def domains(self) -> Sequence[str]:
        """Its internet domains."""

    @property
    def entity(self) -> str | None:
        """Its legal entity."""

    @property
    def parent(self) -> str | None:
        """The third party that it is part of."""

    @property
    def archived(self) -> bool:
        """Whether it is archived."""


class Registered(Protocol):
    """What is compared of its legal entity."""

    @property
    def reg_no(self) -> str | None:
        """Its registration number."""

    @property
    def country(self) -> str | None:
        """The country of that number."""


@dataclass(frozen=True)
class Likeness:
    """That ``later`` may be ``earlier`` once more (by reference), and on what grounds."""

    earlier: str
    later: str
    grounds: tuple[str, ...]


def spelling(name: str) -> str:
    """*name* without what tells spellings apart and never companies: case, accents, punctuation."""
    bare = _DROPPED.sub("", name.casefold())
    if not bare.isascii():
        folded = unicodedata.normalize("NFKD", bare)
        bare = "".join(character for character in folded if not unicodedata.combining(character))
    return _APART.sub(" ", bare).strip()


def plain_name(name: str) -> str:
    """*name* as it is compared: its :func:`spelling` without legal form, the words sorted."""
    words = spelling(name).split()
    kept = [word for word in words if word not in _LEGAL_FORMS]
    return " ".join(sorted(kept or words))


def plain_domain(domain: str) -> str:
    """*domain* as it is compared: lower case, without scheme, ``www.``, port and path."""
    host = domain.strip().casefold().rpartition("://")[2].partition("/")[0].partition(":")[0]
    return host.removeprefix("www.").strip(".")


def names_alike(one: str, other: str) -> bool:
    """Whether two plain names are spellings of one: equal, or nearly so with the same numbers in them."""
    if one == other:
        return bool(one)
    if min(len(one), len(other)) < SHORTEST or fuzz.ratio(one, other, score_cutoff=NEAR) < NEAR:
        return False
    return _DIGITS.findall(one) == _DIGITS.findall(other)


def duplicates(parties: Iterable[Party], entities: Mapping[str, Registered]) -> list[Likeness]:
    """The possible duplicates among *parties*, by the later one's reference.

    Those that are recorded as part of each other, or of the same third party, are known to differ.
    """
    known = {party.ref or "": party for party in parties if not party.archived}
    grounds: dict[tuple[str, str], set[str]] = {}
    for ground, one, other in _candidates(known, entities):
        earlier, later = sorted((one, other), key=_age)
        if earlier != later and not _related(known[earlier], known[later]):
            grounds.setdefault((earlier, later), set()).add(ground)
    return [
        Likeness(earlier, later, tuple(sorted(found)))
        for (earlier, later), found in sorted(grounds.items(), key=lambda item: (_age(item[0][1]), item[0]))
    ]


def _candidates(
    known: Mapping[str, Party], entities: Mapping[str, Registered]
) -> Iterator[tuple[str, str, str]]:
    """Pairs that are alike, with the ground; a pair may come more than once."""
    names = [(plain_name(name), ref) for ref, party in known.items() for name in (party.name, *party.aliases)]
    domains = [(plain_domain(domain), ref) for ref, party in known.items() for domain in party.domains]
    numbers = [
        (_APART.sub("", entity.reg_no.casefold()) + (entity.country or ""), ref)
        for ref, party in known.items()
        if (entity := entities.get(party.entity or "")) is not None and entity.reg_no
    ]
    for ground, marks in (("name", names), ("domain", domains), ("registration number", numbers)):
        yield from ((ground, one, other) for one, other in _equal(marks))
    for order in (sorted(names), sorted((name[::-1], ref) for name, ref in names)):
        yield from (("name", one, other) for one, other in _neighbours(order))


def _equal(marks: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each reference with the oldest one that has the same mark."""
    oldest: dict[str, str] = {}
    for mark, ref in sorted(marks, key=lambda pair: _age(pair[1])):
        if mark and oldest.setdefault(mark, ref) != ref:
            yield oldest[mark], ref


def _neighbours(order: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """References whose names are alike among neighbours of *order*."""
    digits = [" ".join(_DIGITS.findall(name)) for name, _ in order]
    for step in range(1, NEIGHBOURS + 1):
        # Numbers are compared first: it costs nothing, and tells apart what is numbered.
        same = map(operator.eq, digits, itertools.islice(digits, step, None))
        for place in itertools.compress(itertools.count(), same):
            (name, ref), (other_name, other) = order[place], order[place + step]
            if ref != other and names_alike(name, other_name):
                yield ref, other


def _related(one: Party, other: Party) -> bool:
    siblings = one.parent is not None and one.parent == other.parent
    return siblings or one.parent == other.ref or other.parent == one.ref


def _age(ref: str) -> tuple[int, str]:
    """A sort key by which an older reference comes first: TP-9999 before TP-10000."""
    return (len(ref), ref)
