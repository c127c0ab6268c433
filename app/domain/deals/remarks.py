"""Comments, questions and answers on the lines of a deal and on the deal itself, with those whom they mention.

A member mentions another by an at sign and the beginning of the e-mail address, as ``@ana.ruiz``. Whoever is
mentioned or asked finds it waiting until they have read or answered it. Guests see and write what is for guests.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, String, cast, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.db.unit_of_work import Counter, Work, technical_writes
from app.domain import checks
from app.domain.accounts import queries as accounts
from app.domain.deals import deciding, queries
from app.domain.deals.course import Remark
from app.domain.deals.models import Deal as DealRow
from app.domain.deals.models import Remark as RemarkRow
from app.domain.deals.models import Seen
from app.domain.deals.operations import editable, save_part
from app.domain.deals.records import Deal
from app.domain.deals.terms import RemarkKind
from app.domain.operation import operation
from app.extensions import db
from app.kernel.errors import Denied, Invalid, Missing, Refused
from app.security.actor import Actor
from app.security.permissions import Permission

_MENTION = re.compile(r"(?<![\w.])@([\w.+\-]+(?:@[\w.\-]+\w)?)")
MOST_WAITING = 200
"""Remarks that wait for a person and are shown at once."""


@dataclass(frozen=True)
class Thread:
    """A comment or question with its answers, in order of time."""

    first: Remark
    answers: tuple[Remark, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is a question that nobody has answered or settled."""
        asks = self.first.kind is RemarkKind.QUESTION
        return asks and self.first.settled_at is None and not self.answers


def mentioned(text: str, members: Iterable[str]) -> list[str]:
    """Those of *members* (e-mail addresses) whom *text* mentions, in order."""
    by_name: dict[str, str | None] = {}
    for email in members:
        name = email.partition("@")[0].casefold()
        # Two people of the same name at two houses are told apart by the whole address.
        by_name[name] = email if name not in by_name else None
        by_name[email.casefold()] = email
    found = (by_name.get(word.casefold().rstrip(".-")) for word in _MENTION.findall(text))
    return list(dict.fromkeys(email for email in found if email is not None))


def threads(deal: Deal, *, for_guest: bool = False) -> Mapping[str | None, tuple[Thread, ...]]:
    """What was said, by line (``None``: the deal as a whole); of a guest only what is for guests."""
    seen = [one for one in deal.remarks if one.for_guests or not for_guest]
    answers: dict[str, list[Remark]] = defaultdict(list)
    for one in seen:
        if one.to is not None:
            answers[one.to].append(one)
    found: dict[str | None, list[Thread]] = defaultdict(list)
    for one in seen:
        if one.to is None:
            found[one.line].append(Thread(one, tuple(answers[one.number or ""])))
    return {line: tuple(some) for line, some in found.items()}


@operation(Permission.DEALS_READ, "deal.remark")
def remark(
    work: Work,
    actor: Actor,
    ref: str,
    text: str,
    *,
    kind: RemarkKind = RemarkKind.COMMENT,
    line: str | None = None,
    to: str | None = None,
    asked: str | None = None,
    for_guests: bool = False,
    version: int | None = None,
) -> Remark:
    """Say *text* on the *line* of *ref* (none: on the deal), or in answer to the remark *to*.

    Raises ``Invalid`` for an empty text or somebody who is no member, ``Refused`` where a guest is mentioned in
    what guests do not see.
    """
    stored = editable(work, actor, ref)
    person = checks.by_person(actor)
    if person is None:
        raise Denied("By: only a person can write a remark: sign in as one.")
    if not text.strip():
        raise Invalid.of("text", "Text: is required: write what you want to say.")
    guests = _guests(work, stored)
    above = _find(stored, to) if to is not None else None
    if above is not None:
        if person in guests and not _heard(above, person, guests):
            raise Missing(f"{ref} has no remark {to}.")
        kind, line, for_guests = RemarkKind.ANSWER, above.line, above.for_guests
        to = above.to or above.number
    elif line is not None:
        deciding.find(stored, line)
    # One guest does not learn of another.
    members = [m.person for m in stored.members if person not in guests or m.person not in guests - {person}]
    if asked is not None and asked not in members:
        raise Invalid.of("asked", "Asked: choose a member of the deal: nobody else can read the question.")
    for_guests = for_guests or person in guests
    mentions = mentioned(text, members)
    hidden = [email for email in (*mentions, *([asked] if asked else ())) if email in guests]
    if hidden and not for_guests:
        raise Refused(f"{hidden[0]} is a guest and would not see it: let guests see it, or do not name them.")
    made = Remark.parse(
        {
            "number": _next(work, stored),
            "kind": kind,
            "line": line,
            "to": to,
            "text": text,
            "by": person,
            "at": work.at,
            "asked": asked if kind is RemarkKind.QUESTION else None,
            "mentions": mentions,
            "for_guests": for_guests,
        }
    )
    save_part(work, actor, stored, {"remarks": [*stored.remarks, made]}, version)
    return made


@operation(Permission.DEALS_READ, "deal.settle_remark")
def settle(work: Work, actor: Actor, ref: str, number: str, *, settled: bool = True) -> Deal:
    """Say that the remark *number* needs nothing more, or open it again.

    Its author, whoever was asked and who may write the deal can; raises :class:`Denied` for others.
    """
    stored = editable(work, actor, ref)
    found = _find(stored, number)
    person = checks.by_person(actor)
    guests = _guests(work, stored)
    if person in guests and not _heard(found, person, guests):
        raise Missing(f"{ref} has no remark {number}.")
    if person not in {found.by, found.asked} and not actor.may(Permission.DEALS_WRITE):
        raise Denied("Only its author, whoever was asked, and the deal's counsel can settle a remark.")
    changes = {"settled_by": person if settled else None, "settled_at": work.at if settled else None}
    after = Remark.parse(found.model_copy(update=changes).to_state())
    remarks = [after if one.number == number else one for one in stored.remarks]
    return save_part(work, actor, stored, {"remarks": remarks}, None)


def mark_read(actor: Actor, ref: str) -> None:
    """Remember that *actor* has read every remark of *ref*; raises ``Missing`` for who may not see it."""
    deal, _ = queries.get(db.session, actor, ref)
    last = max((int((one.number or "R-0")[2:]) for one in deal.remarks), default=0)
    with technical_writes("deal.read_remarks") as session:
        row = session.get(Seen, (ref, actor.email))
        if row is None:
            session.add(Seen(deal=ref, person=actor.email, remark=last))
        else:
            row.remark = max(row.remark, last)


def waiting(session: Session, actor: Actor, today: dt.date | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """The remarks that mention or ask *actor* and were neither read, answered nor settled, newest first.

    Rows of deal, codename, number, kind, line, text, by, at; only of deals that *actor* may see *today*, which is read
    where it is not given.
    """
    me = actor.email
    near = or_(RemarkRow.asked == me, cast(RemarkRow.mentions, String).contains(me, autoescape=True))
    answer = aliased(RemarkRow)
    answered = exists().where(
        RemarkRow.asked == me,
        answer.deal == RemarkRow.deal,
        answer.by == me,
        answer.to == RemarkRow.number,
    )
    rows: Sequence[Any] = session.execute(
        select(
            RemarkRow.deal,
            DealRow.codename,
            RemarkRow.number,
            RemarkRow.kind,
            RemarkRow.line,
            RemarkRow.text,
            RemarkRow.by,
            RemarkRow.at,
            RemarkRow.asked,
            RemarkRow.mentions,
            Seen.remark.label("seen"),
        )
        .join(DealRow, DealRow.ref == RemarkRow.deal)
        .outerjoin(Seen, (Seen.deal == RemarkRow.deal) & (Seen.person == me))
        .where(
            near,
            RemarkRow.by != me,
            RemarkRow.settled_at.is_(None),
            ~answered,
            DealRow.archived.is_(False),
            queries.seen_by(session, actor, today),
        )
        .order_by(RemarkRow.at.desc())
        .limit(MOST_WAITING)
    ).all()
    return [
        row
        for row in rows
        if row.asked == me or (me in row.mentions and int(row.number[2:]) > (row.seen or 0))
    ]


def _guests(work: Work, deal: Deal) -> set[str]:
    """The guests among the members of *deal* and those who spoke in it."""
    outside = accounts.emails_without(work.session, Permission.HOME_READ)
    return outside & ({member.person for member in deal.members} | {one.by for one in deal.remarks})


def _heard(remark: Remark, guest: str, guests: set[str]) -> bool:
    """Whether *guest* sees *remark*: it is for guests, and none of the other *guests* said it."""
    return remark.for_guests and remark.by not in guests - {guest}


def _find(deal: Deal, number: str) -> Remark:
    found = next((one for one in deal.remarks if one.number == number), None)
    if found is None:
        raise Missing(f"{deal.ref} has no remark {number}.")
    return found


def _next(work: Work, deal: Deal) -> str:
    """The next number of a remark of *deal*, never given twice."""
    name = f"{deal.ref}/R"
    counter = work.session.get(Counter, name)
    if counter is None:
        counter = Counter(kind=name, last=0)
        work.session.add(counter)
    highest = max((int((one.number or "R-0")[2:]) for one in deal.remarks), default=0)
    counter.last = max(counter.last, highest) + 1
    work.session.flush()
    return f"R-{counter.last:03d}"
