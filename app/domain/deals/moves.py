"""The moves of a deal from stage to stage: each asks for something, and passing over it is recorded.

Nobody signs or closes by accident: what a stage asks for is read from the inventory as it stands, not from
what was ticked off.
"""

import datetime as dt

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.accounts import queries as accounts
from app.domain.deals import line_numbers
from app.domain.deals.course import Certificate, Member, Move
from app.domain.deals.demands import Demand, demands
from app.domain.deals.lines import collect
from app.domain.deals.matter import Matter, shifted
from app.domain.deals.operations import editable, problems
from app.domain.deals.records import Deal
from app.domain.deals.terms import MOVES, DealStage, PartyRole
from app.domain.findings import reading
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.kernel.errors import Invalid, Refused
from app.kernel.records import PROSE
from app.kernel.words import listing
from app.security.actor import Actor
from app.security.permissions import Permission

DATED = {DealStage.SIGNED: "signing_on", DealStage.CLOSED: "closing_on"}
"""The stages that come about on a day of the record, and its field."""
CERTIFICATE_DAYS = 14
"""Days that a bidder of an abandoned deal is given to certify deletion: practice, no law."""


@operation(Permission.DEALS_WRITE, "deal.move")
def move(
    work: Work,
    actor: Actor,
    ref: str,
    stage: DealStage,
    *,
    on: dt.date | None = None,
    reason: str | None = None,
    version: int | None = None,
) -> Deal:
    """Bring *ref* to *stage*; *on* is the day of signing or closing, where the record lacks it.

    What the stage asks for and is not there is passed over with a *reason* alone, which the deal keeps with
    what was left open. An abandoned deal is closed to guests, and a certificate of deletion becomes due from
    everybody who was shown data. Raises :class:`Refused` for a move that is not allowed or asks for more,
    ``Invalid`` for a day that has not come.
    """
    stored = editable(work, actor, ref)
    check_move(stored, stage)
    today = organisation.today(work.session, work.at)
    day = _day(stored, stage, on, today)
    if reason is not None and len(reason) > PROSE:
        raise Invalid.of("reason", f"Reason: is too long: shorten it to {PROSE:,} characters.")
    changes: dict[str, object] = {"stage": stage}
    if stage in DATED:
        changes[DATED[stage]] = day
    record = Deal.parse(stored.model_copy(update=changes).to_state())
    checks.expect_version(work, record, version)
    checks.require(Deal, problems(work, actor, record, stored))
    left_open = tuple(demand.text for demand in unmet(work, stored, stage))
    if left_open and not (reason or "").strip():
        more = listing([_short(text) for text in left_open[:4]])
        raise Refused(
            f"Stage: {stage.label} asks for more: {more}. Settle it, or say why the deal moves all the same."
        )
    entry = Move.parse(
        {
            "stage": stage,
            "on": day or today,
            "at": work.at,
            "by": checks.by_person(actor),
            "reason": reason,
            "left_open": [_short(text) for text in left_open],
        }
    )
    record = record.model_copy(update={"moves": [*stored.moves, entry]})
    if stage is DealStage.ABANDONED:
        record = _ended(work, record, today)
    work.save(record, version=version)
    return record


def check_move(stored: Deal, after: DealStage) -> None:
    """Raise :class:`Refused` where the lifecycle does not lead from the stage of *stored* to *after*."""
    before = stored.stage
    if after == before or after in MOVES[before]:
        return
    allowed = listing([stage.label for stage in DealStage if stage in MOVES[before]], "or")
    cure = f"the next step is {allowed}" if allowed else "it stays there"
    raise Refused(f"Stage: {before.label} cannot become {after.label}: {cure}.")


def unmet(work: Work, deal: Deal, stage: DealStage) -> tuple[Demand, ...]:
    """What *stage* asks for and *deal* does not meet, by the register and the rules as they are now."""
    if stage in {DealStage.PREPARE, DealStage.ABANDONED}:
        return ()
    source = reading.Source(work.session)
    context = reading.context(source, today=organisation.today(work.session, work.at))
    matter = Matter.of(deal, reading.dossiers(source), context)
    return demands(matter, collect(matter, line_numbers.given_out(work.session, deal.ref or "")), stage)


def _day(stored: Deal, stage: DealStage, on: dt.date | None, today: dt.date) -> dt.date | None:
    """The day of the move, from *on* or the record; raises ``Invalid`` for one that has not come."""
    field = DATED.get(stage)
    if field is None:
        return None
    day: dt.date | None = on or getattr(stored, field)
    if day is not None and day > today:
        label = "Signed on" if stage is DealStage.SIGNED else "Closed on"
        raise Invalid.of(field, f"{label}: {day} is in the future: enter the day once it has come.")
    return day


def _short(text: str) -> str:
    return text if len(text) <= 200 else text[:199] + "…"


def _ended(work: Work, deal: Deal, today: dt.date) -> Deal:
    """*deal* closed to guests from today on, with a certificate due from everybody who was shown data."""
    house = accounts.emails_with(work.session, Permission.HOME_READ)
    yesterday = today - dt.timedelta(days=1)
    members = [_closed(one, yesterday) if one.person not in house else one for one in deal.members]
    return deal.model_copy(
        update={"members": members, "certificates": [*deal.certificates, *_due(work, deal, today)]}
    )


def _closed(member: Member, day: dt.date) -> Member:
    until = day if member.until is None else min(member.until, day)
    return member.model_copy(update={"until": until})


def _due(work: Work, deal: Deal, today: dt.date) -> list[Certificate]:
    """A certificate for each recipient of a disclosure and each buyer or bidder that has none yet."""
    known = {checks.folded(one.recipient) for one in deal.certificates}
    wanted: dict[str, str | None] = {}
    outside = {PartyRole.BUYER, PartyRole.BIDDER, PartyRole.LENDER}
    for party in deal.parties:
        if party.part in outside:
            wanted.setdefault(party.name or _name(work, party.entity), party.entity)
    if deal.buyer_entity is not None and deal.buyer_entity not in wanted.values():
        wanted.setdefault(_name(work, deal.buyer_entity), deal.buyer_entity)
    if not wanted or any(disclosure.recipient for disclosure in deal.diligence):
        for disclosure in deal.diligence:
            wanted.setdefault(disclosure.recipient or "Whoever had access to the data room", None)
    due = shifted(today, CERTIFICATE_DAYS)
    return [
        Certificate(recipient=recipient, entity=entity, due_on=due)
        for recipient, entity in wanted.items()
        if deal.diligence and checks.folded(recipient) not in known
    ]


def _name(work: Work, entity: str | None) -> str:
    found = checks.find(work, "entity", entity)
    return str(found["legal_name"]) if found is not None else entity or "The other side"
