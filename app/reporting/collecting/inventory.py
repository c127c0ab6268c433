"""R10: the inventory of a deal, with numbers that last."""

import datetime as dt
from typing import Protocol

from app.db import past
from app.domain.deals import line_numbers, schedule
from app.domain.deals import queries as deals
from app.domain.deals.numbering import ItemKey, by_number
from app.domain.deals.records import Deal
from app.domain.reports import queries as reports
from app.kernel.errors import Invalid, Missing
from app.reporting.collecting.material import Material
from app.reporting.collecting.since_signing import told
from app.reporting.press import extract
from app.reporting.snapshot.inventory import MARKS, collect_inventory
from app.reporting.snapshot.inventory_since import Deeds, Signing, nobody
from app.reporting.snapshot.schema.frame import Snapshot
from app.security.actor import SYSTEM


def gather(material: Material) -> Snapshot:
    """The snapshot of R10.

    Raises :class:`Invalid` where no deal is named, :class:`~app.kernel.errors.Missing` for one not open to the actor.
    """
    deal = _deal(material)
    signing = _signing(material, deal)
    made = _inventory(material, deal, signing)
    if material.order.as_of is None and _number_lines(deal, made):
        # That is a change of its own: what is printed is the register after it.
        return gather(Material(material.session, material.blobs, material.actor, material.order))
    return collect_inventory(
        deal,
        made,
        material.context,
        people=material.people,
        signing=signing,
        deeds=_deeds(material, deal, signing),
    )


def _deeds(material: Material, deal: Deal, signing: Signing | None) -> Deeds:
    """What tells who changed something since *signing*."""
    if signing is None:
        return nobody
    earlier = dt.datetime.fromisoformat(signing.snapshot["as_of"])
    return told(material.session, deal.ref or "", earlier, material.context.as_of)


def _signing(material: Material, deal: Deal) -> Signing | None:
    """The newest signing schedule that was sealed before the instant of the order, on an earlier state.

    A deal never comes back from signing: the search ends with the first draft.
    """
    if deal.stage not in MARKS:
        return None
    for report in reports.on_deal_before(
        material.session, "inventory", deal.ref or "", material.context.as_of
    ):
        wire = next(
            (one for one in reports.renderings(material.session, report.number) if one.format == "json"), None
        )
        found = extract(material.blobs.get(wire.sha256)) if wire is not None else None
        if found is None:
            continue
        mark = found[1]["data"]["mark"]
        if mark != "closing":
            return Signing(report.number, found[1]) if mark == "signing" else None
    return None


def _deal(material: Material) -> Deal:
    order = material.order
    if order.deal is None:
        raise Invalid.of("deal", "Deal: name the deal whose inventory is wanted, such as D-001.")
    then = past.current()
    try:
        deal, _ = deals.get(material.session, material.actor, order.deal)
    except Missing as error:
        if then is None or order.deal not in then.open_to:
            raise
        sentence = f"As of that time there was no deal {order.deal}: choose a later time."
        raise Invalid.of("as of", sentence) from error
    return deal


def _inventory(material: Material, deal: Deal, signing: Signing | None) -> schedule.Inventory:
    return schedule.inventory(
        deal,
        material.dossiers(),
        material.context,
        signing=None if signing is None else signing.rows,
        register=material.result.findings,
        used_numbers=line_numbers.given_out(material.session, deal.ref or ""),
    )


class Numbered(Protocol):
    """A line of the inventory: its number, and what it is about."""

    @property
    def number(self) -> str: ...

    @property
    def key(self) -> ItemKey: ...


def _number_lines(deal: Deal, made: schedule.Inventory) -> bool:
    """Make the numbers last that are about to be printed; whether any was new."""
    if deal.archived:
        return False
    lines: list[Numbered] = [*made.lines.data, *made.lines.agreements, *made.lines.others]
    in_order = sorted(lines, key=lambda line: by_number(line.number))
    stored = {(item.type, item.ref) for item in deal.items}
    fresh = [line.key for line in in_order if line.key not in stored]
    if fresh:
        line_numbers.number_lines(SYSTEM, deal.ref or "", fresh)
    return bool(fresh)
