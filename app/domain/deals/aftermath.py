"""Writes after the end of a deal: the perimeter moved in the register, who was told, who certified deletion."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from app.db.unit_of_work import Work
from app.domain.deals import line_numbers, queries
from app.domain.deals.course import Certificate, Told
from app.domain.deals.lines import collect
from app.domain.deals.matter import Matter
from app.domain.deals.operations import editable, save_part
from app.domain.deals.records import Deal
from app.domain.deals.succession import KINDS, Plan, plan
from app.domain.deals.terms import DealStage
from app.domain.findings import reading
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.extensions import db
from app.kernel.errors import Invalid, Refused
from app.security.actor import Actor
from app.security.permissions import Permission


def prepared(actor: Actor, ref: str) -> tuple[Deal, Plan]:
    """The deal *ref* and what would move, by the register as it is; raises ``Missing`` for others than members."""
    deal, _ = queries.get(db.session, actor, ref)
    return deal, _plan(db.session, deal)


def _plan(session: Session, deal: Deal) -> Plan:
    source = reading.Source(session)
    context = reading.context(source, today=organisation.today(session))
    matter = Matter.of(deal, reading.dossiers(source), context)
    return plan(matter, collect(matter, line_numbers.given_out(session, deal.ref or "")))


@operation(Permission.DEALS_WRITE, "register.move_perimeter")
def integrate(
    work: Work, actor: Actor, ref: str, mark: str, keys: Iterable[str], *, tell: bool = True
) -> Plan:
    """Change the fields *keys* of the plan of *ref* in the register, and list whom to tell of the new controller.

    All fields are changed in one transaction under one entry of the trail, which says nothing of the deal; what
    the deal records of it stands in the deal's own. *mark* is that of the plan as it was shown: raises
    ``Refused`` where the register or the deal has changed since, or the deal has not closed.
    """
    stored = editable(work, actor, ref)
    if stored.stage is not DealStage.CLOSED:
        raise Refused(
            f"Stage: the register is moved once the deal has closed; it is at “{stored.stage.label}”."
        )
    found = _plan(work.session, stored)
    if found.mark != mark:
        raise Refused("The register has changed since the preview: look at it as it is now, then apply it.")
    chosen = set(keys)
    taken = [one for one in found.changes if one.key in chosen]
    if not taken and not (tell and found.told):
        raise Invalid.of("change", "Changes: choose at least one.")
    for kind, record in KINDS.items():
        by_ref: dict[str, dict[str, Any]] = {}
        for one in taken:
            if one.kind == kind:
                by_ref.setdefault(one.ref, {})[one.field] = one.after
        for key, changes in by_ref.items():
            work.save(record.parse(work.get(record, key).to_state() | changes))
    today = organisation.today(work.session, work.at)
    told = [Told(third_party=key) for key, _ in found.told] if tell else []
    work.save(stored.model_copy(update={"told": [*stored.told, *told], "register_moved_on": today}))
    return found


@operation(Permission.DEALS_WRITE, "deal.set_told")
def set_told(
    work: Work, actor: Actor, ref: str, third_parties: Iterable[str], on: dt.date | None, how: str | None
) -> Deal:
    """Record that *third_parties* were told of the new controller *on* a day (``None``: not yet), and how."""
    stored = editable(work, actor, ref)
    today = organisation.today(work.session, work.at)
    if on is not None and on > today:
        raise Invalid.of("on", f"Told on: {on} is in the future: enter it once it has happened.")
    wanted = set(third_parties)
    if not wanted & {one.third_party for one in stored.told}:
        raise Invalid.of("third_party", "Third parties: tick at least one.")
    told = [
        Told.parse(one.model_copy(update={"on": on, "how": how}).to_state())
        if one.third_party in wanted
        else one
        for one in stored.told
    ]
    record = stored.model_copy(update={"told": told})
    work.save(record)
    return record


@operation(Permission.DEALS_WRITE, "deal.set_certificate")
def set_certificate(
    work: Work,
    actor: Actor,
    ref: str,
    recipient: str,
    *,
    requested_on: dt.date | None = None,
    due_on: dt.date | None = None,
    received_on: dt.date | None = None,
    document: str | None = None,
    note: str | None = None,
) -> Deal:
    """Record where the certificate of deletion of *recipient* stands; a new recipient is added."""
    stored = editable(work, actor, ref)
    today = organisation.today(work.session, work.at)
    for label, day in (("Requested on", requested_on), ("Received on", received_on)):
        if day is not None and day > today:
            field = label.lower().replace(" ", "_")
            raise Invalid.of(field, f"{label}: {day} is in the future: enter it once it has happened.")
    known = next((one for one in stored.certificates if one.recipient == recipient), None)
    state = known.to_state() if known is not None else {"recipient": recipient}
    said = {
        "requested_on": requested_on,
        "due_on": due_on,
        "received_on": received_on,
        "document": document or state.get("document"),
        "note": note,
    }
    after = Certificate.parse(state | said)
    others = [after if one is known else one for one in stored.certificates]
    certificates = others if known is not None else [*others, after]
    return save_part(work, actor, stored, {"certificates": certificates}, None)
