"""Numbers of the inventory's lines for good: what was ever given out, and writing down what a page showed.

As long as nobody touched the inventory its lines are numbered anew at each reading. The first person who
writes to a line makes the numbers of all of them last, so that A-014 means the same line to everybody from
then on.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import past
from app.db.history import Revision
from app.db.unit_of_work import Counter, Work
from app.domain.deals.numbering import LETTERS, ItemKey, by_number
from app.domain.deals.numbers import numbered
from app.domain.deals.operations import editable, save_part
from app.domain.deals.records import Deal, Item
from app.domain.operation import operation
from app.security.actor import Actor
from app.security.permissions import Permission


def given_out(session: Session, ref: str) -> tuple[str, ...]:
    """The highest number of each letter that a line of the deal *ref* ever had, also of lines struck since."""
    if past.current() is not None:
        return _given_out_then(session, ref)
    letters = {f"{ref}/{letter}": letter for letter in LETTERS.values()}
    rows = session.execute(select(Counter.kind, Counter.last).where(Counter.kind.in_(sorted(letters))))
    return tuple(sorted(f"{letters[row.kind]}-{row.last:03d}" for row in rows if row.last))


def _given_out_then(session: Session, ref: str) -> tuple[str, ...]:
    """The same as of a past instant, from what the deal's lines were called until then."""
    highest: dict[str, str] = {}
    query = select(Revision.state).where(Revision.kind == "deal", Revision.key == ref)
    for state in session.scalars(query):
        for item in state["items"]:
            number = item["number"]
            if number:
                letter = number.partition("-")[0]
                highest[letter] = max(highest.get(letter, number), number, key=by_number)
    return tuple(sorted(highest.values()))


@operation(Permission.DEALS_WRITE, "deal.number_lines")
def number_lines(
    work: Work, actor: Actor, ref: str, lines: Sequence[ItemKey], *, version: int | None = None
) -> Deal:
    """Store a line for each of *lines* that has none yet, in that order, under the next free numbers.

    Where every line is stored already nothing changes and nothing is filed.
    """
    stored = editable(work, actor, ref)
    known = {(item.type, item.ref) for item in stored.items}
    fresh = [Item(type=kind, ref=target) for kind, target in lines if (kind, target) not in known]
    if not fresh:
        return stored
    items = numbered(work, stored.model_copy(update={"items": [*stored.items, *fresh]})).items
    return save_part(work, actor, stored, {"items": items}, version)
