"""What agreements come to: those that end soon, and signatures as they are made."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from app.domain.agreements import operations, queries
from app.domain.agreements.ending import HORIZONS, Ending, confidentiality_ending, ending
from app.domain.agreements.predicates import Agreements
from app.domain.agreements.records import Agreement
from app.domain.flows import queries as flows
from app.domain.third_parties import queries as third_parties
from app.extensions import db
from app.pages.agreements.area import blueprint
from app.pages.agreements.page import name_of
from app.pages.kit import editing, formats
from app.pages.kit.access import access, actor
from app.pages.kit.addresses import address
from app.pages.kit.forms import form_for
from app.security.permissions import Permission


@dataclass(frozen=True)
class Line:
    """An agreement that ends soon, as the page shows it."""

    record: Agreement
    name: str
    url: str | None
    party: tuple[str, str | None]
    found: Ending
    flows: list[tuple[str, str | None]]


@blueprint.get("/agreements/ending")
@access(Permission.REGISTER_READ)
def ending_soon() -> Any:
    """What ends, renews or must be given notice in 30, 60 and 90 days, and where confidentiality ends."""
    today = formats.today()
    records = queries.ending(db.session, today, HORIZONS[-1])
    known = queries.related(db.session, records)
    lines = _lines(records, today, known)
    open_only = request.args.get("decision") == "open"
    shown = [line for line in lines if not (open_only and line.found.decided)]
    over = queries.confidential_until(db.session, today, HORIZONS[-1])
    others = queries.related(db.session, over)
    tails = (
        sorted(
            (last, record)
            for record in over
            if (last := confidentiality_ending(record, today, others)) is not None
        )
        if over
        else []
    )
    names = third_parties.names(db.session, [record.third_party for record in over])
    return render_template(
        "agreements/ending.html",
        groups=[(days, [line for line in shown if line.found.horizon == days]) for days in HORIZONS],
        total=len(lines),
        undecided=sum(not line.found.decided for line in lines),
        open_only=open_only,
        tails=[
            {
                "name": name_of(record),
                "ref": record.ref,
                "url": address("agreement", record.ref or ""),
                "party": (names[record.third_party], address("third_party", record.third_party)),
                "last": last,
                "days": (last - today).days,
            }
            for last, record in tails
        ],
        may_write=actor().may(Permission.REGISTER_WRITE),
    )


def _lines(records: list[Agreement], today: dt.date, known: Agreements) -> list[Line]:
    parties = third_parties.names(db.session, [record.third_party for record in records])
    named: Mapping[str, str] = flows.names(
        db.session, [ref for record in records for ref in record.governs_flows]
    )
    found = []
    for record in records:
        end = ending(record, today, known)
        if end is not None:
            resting = [(named.get(ref, ref), address("flow", ref)) for ref in record.governs_flows]
            party = (parties[record.third_party], address("third_party", record.third_party))
            url = address("agreement", record.ref or "")
            found.append(Line(record, name_of(record), url, party, end, resting))
    return sorted(found, key=lambda line: (line.found.act_by, line.found.on, line.record.ref or ""))


@blueprint.route("/agreements/<ref>/sign", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def sign(ref: str) -> Any:
    """Record a signature of either side, or how it was accepted; the stage follows."""
    record, version = queries.get(db.session, ref)
    page = url_for("agreements.detail", ref=ref)
    return editing.edit(
        form_for(Agreement, only=("acceptance", "signed_us_on", "signed_them_on", "effective_on")),
        record,
        version,
        lambda data, seen: operations.sign(actor(), ref, data, version=seen),
        done=page,
        title=f"Signatures of {name_of(record)}",
        lead="One signature makes it partly signed, both conclude it; it is in force from its first day on.",
        submit="Record",
        said="The signatures are recorded, and the stage with them.",
        crumbs=[("Agreements", url_for("agreements.index")), (name_of(record), page)],
    )
