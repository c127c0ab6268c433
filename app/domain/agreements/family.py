"""The family of an agreement: its versions from the first to the last, each with what amends or belongs to it."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.agreements.clauses.chain import is_amendment
from app.domain.agreements.predicates import Agreements
from app.domain.agreements.records import Agreement
from app.kernel.words import Term


class Kinship(Term):
    """What an agreement is to the one that it stands under."""

    VERSION = "version", "Version"
    AMENDMENT = "amendment", "Amendment"
    ANNEX = "annex", "Belongs to it"


@dataclass(frozen=True)
class Member:
    """An agreement of the family, what it is to the one above it, and what stands under it, by first day."""

    agreement: Agreement
    kinship: Kinship
    below: tuple["Member", ...]


def family(agreement: Agreement, known: Agreements) -> tuple[Member, ...]:
    """The versions of the agreement at the head of *agreement*'s chain, oldest first, each with what is below it.

    *known* holds the agreements to look among; a circle in the record is cut where it closes.
    """
    everything = {**known, agreement.ref or "": agreement}
    head, seen = agreement, {agreement.ref}
    while head.parent in everything and head.parent not in seen:
        seen.add(head.parent)
        head = everything[head.parent or ""]
    return tuple(
        _member(version, Kinship.VERSION, everything, set()) for version in _versions(head, everything)
    )


def _versions(agreement: Agreement, known: Agreements) -> list[Agreement]:
    """*agreement* with what it replaces and what replaces it, first the oldest."""
    found = [agreement]
    seen = {agreement.ref}
    while found[-1].superseded_by in known and found[-1].superseded_by not in seen:
        seen.add(found[-1].superseded_by)
        found.append(known[found[-1].superseded_by or ""])
    earlier = _replaced_by(found, known.values(), seen)
    while earlier:
        seen |= {one.ref for one in earlier}
        found = [*sorted(earlier, key=_age), *found]
        earlier = _replaced_by(earlier, known.values(), seen)
    return found


def _replaced_by(
    versions: Iterable[Agreement], known: Iterable[Agreement], seen: set[str | None]
) -> list[Agreement]:
    refs = {version.ref for version in versions}
    return [one for one in known if one.superseded_by in refs and one.ref not in seen]


def _member(agreement: Agreement, kinship: Kinship, known: Agreements, above: set[str | None]) -> Member:
    above = above | {agreement.ref}
    below = sorted(
        (one for one in known.values() if one.parent == agreement.ref and one.ref not in above), key=_age
    )
    return Member(
        agreement,
        kinship,
        tuple(
            _member(one, Kinship.AMENDMENT if is_amendment(one, known) else Kinship.ANNEX, known, above)
            for one in below
        ),
    )


def _age(agreement: Agreement) -> tuple[str, str]:
    return (agreement.effective_on.isoformat() if agreement.effective_on else "9999", agreement.ref or "")
