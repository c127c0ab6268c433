"""Issuing a report: collect, render, sign, seal, file.

Collecting and rendering share nothing but the snapshot. Whoever asks for a report that was issued already, from the
same data and for the same order, gets that one. Otherwise the seal takes its place behind the newest report and
nobody else's may be given out until the files are made, since the seal stands in each of them: reports are sealed one
after another. The files are in the blob store before the one transaction that files the report, so that a crash
leaves either a whole report or none.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app import settings
from app.db.turns import turn
from app.domain.accounts import queries as accounts
from app.domain.audit import chain
from app.domain.deals import queries as deals
from app.domain.reports import moment, operations, queries, sides
from app.domain.reports.catalogue import OFFERED, described
from app.domain.reports.filing import Claim, File, Filing, Overtaken
from app.domain.reports.models import Report
from app.domain.reports.terms import Format, ReportKind
from app.infra import certificates, sign
from app.infra.blobs import Blobs
from app.infra.certificates import Identity
from app.infra.pdf_progress import pages_told
from app.kernel import clock
from app.kernel.canonical import digest, sha256
from app.kernel.errors import Denied
from app.kernel.version import VERSION
from app.reporting.collect import collect
from app.reporting.order import Order
from app.reporting.press import render, versions
from app.reporting.progress import Progress, Steps, unheard
from app.reporting.seal import PreviousReport, Seal, TrailHead, signed
from app.reporting.snapshot.schema.frame import Snapshot
from app.security.actor import SYSTEM, Actor
from app.security.permissions import Permission

KEPT = tuple(form.value for form in Format if any(form in one.formats for one in OFFERED))
"""The formats that are sealed with reports and kept; HTML is set from the JSON whenever it is wanted."""

MOST_TRIES = 5
"""How often a report is sealed anew where another was filed in between, which its turn should rule out."""


def issue(
    session: Session,
    blobs: Blobs,
    actor: Actor,
    order: Order,
    progress: Progress = unheard,
    claim: Claim | None = None,
) -> Report:
    """The report that *order* asks for on behalf of *actor*: the one issued before from the same, else a new one.

    *claim* is the request that it is made for. Raises what collecting raises (:class:`~app.kernel.errors.Missing` for
    a deal that the actor may not see), :class:`Denied`, and what *progress* raises, which ends the work.
    """
    order = settled(session, actor, order)
    found = issued_before(session, actor, order)
    if found is not None:
        return found
    steps = Steps(progress, len(forms_of(order.kind)) + 2)
    steps.begin("Collecting")
    snapshot = collect(session, blobs, actor, order)
    data_sha256 = digest(snapshot)
    with turn("issuing", lambda: steps.say("Waiting for another report to be sealed")):
        session.rollback()  # what others filed meanwhile is to be seen
        found = _complete(session, queries.same(session, order.kind, data_sha256, order.paper), order.kind)
        if found is not None:
            return found
        sealing = _Sealing(session, blobs, actor, order, snapshot, data_sha256, steps)
        for _ in range(MOST_TRIES):
            try:
                number = operations.file(actor, sealing.sealed(), claim)
            except Overtaken:
                continue
            return queries.get(session, SYSTEM, number)
    raise Overtaken


def settled(session: Session, actor: Actor, order: Order) -> Order:
    """*order* with what it leaves to be found out: the deal that both reports of a comparison are on."""
    if order.kind != ReportKind.COMPARISON or order.deal is not None:
        return order
    return replace(order, deal=sides.resolve(session, actor, order.earlier, order.later).deal)


def issued_before(session: Session, actor: Actor, order: Order) -> Report | None:
    """The report that was issued for the same *order* from the same data, found without collecting them.

    Raises :class:`Denied` and :class:`~app.kernel.errors.Missing` as :func:`issue` does.
    """
    if not actor.may(Permission.REPORTS_ISSUE):
        raise Denied("Your role does not allow this: ask an administrator for the permission.")
    if order.deal is not None:
        deals.get(session, actor, order.deal)
    instant, zone = moment.present(session, order.deal)
    as_of = order.as_of or instant
    on = order.on or clock.day_of(as_of, zone)
    return queries.ordered(session, order_sha256(order, as_of, on))


def order_sha256(order: Order, as_of: dt.datetime, on: dt.date) -> str:
    """By what an order is known: all that it asks for, and the program, libraries and fonts that would make it."""
    return digest(
        {
            "kind": order.kind,
            "as_of": clock.format_instant(as_of),
            "on": on.isoformat(),
            "deal": order.deal,
            "third_party": order.third_party,
            "earlier": order.earlier,
            "later": order.later,
            "paper": order.paper,
            "formats": forms_of(order.kind),
            "versions": {"custodia": VERSION, **versions()},
        }
    )


def forms_of(kind: str) -> list[str]:
    """The formats in which a report of *kind* is sealed and kept."""
    return [form.value for form in described(kind).formats]


def _complete(session: Session, found: Sequence[Report], kind: str) -> Report | None:
    """The first of *found* that has a file of every format."""
    wanted = set(forms_of(kind))
    for report in found:
        if wanted <= {file.format for file in queries.renderings(session, report.number)}:
            return report
    return None


@dataclass
class _Sealing:
    """A snapshot on its way into files, until it is filed."""

    session: Session
    blobs: Blobs
    actor: Actor
    order: Order
    snapshot: Snapshot
    snapshot_sha256: str
    steps: Steps

    def sealed(self) -> Filing:
        """All that is to be filed, with a seal behind the report that is the newest now."""
        configured = settings.current()
        identity = certificates.identity(configured)
        self.session.rollback()
        seal, place = self._seal()
        seal = signed(seal, identity)
        files = {}
        for form in forms_of(self.order.kind):
            self.steps.begin(f"Setting {Format(form).label}")
            files[form] = self._file(seal, form, identity, configured.timestamp_url)
        self.steps.begin("Sealing")
        as_of = dt.datetime.fromisoformat(self.snapshot["as_of"])
        on = dt.date.fromisoformat(self.snapshot["on"])
        return Filing(
            seal=seal.to_wire(),
            place=place,
            kind=self.order.kind,
            title=self.snapshot["title"],
            as_of=as_of,
            on_day=on,
            parameters=dict(self.snapshot["parameters"]),
            deal=self.order.deal,
            order_sha256=order_sha256(self.order, as_of, on),
            files=files,
        )

    def _seal(self) -> tuple[Seal, int]:
        seq, head = chain.head(self.session)
        newest = queries.newest(self.session)
        place = (newest[0].place if newest else 0) + 1
        issued_at = clock.now()
        names = accounts.names(self.session)
        seal = Seal(
            number=f"R-{issued_at.year}-{place:04d}",
            kind=self.order.kind,
            issued_at=clock.format_instant(issued_at),
            issued_by=names.get(self.actor.email, self.actor.name),
            snapshot_sha256=self.snapshot_sha256,
            versions=versions(),
            previous=PreviousReport(newest[0].number, newest[1] or "") if newest else None,
            trail=TrailHead(seq, head),
            paper=self.order.paper,
        )
        self.session.rollback()  # nothing is read while pages are set
        return seal, place

    def _file(self, seal: Seal, form: str, identity: Identity, timestamp_url: str) -> File:
        with pages_told(lambda page: self.steps.say(f"page {page:,}")):
            data = render(self.order.kind, self.snapshot, seal, form)
        if form != Format.PDF:
            return File(self.blobs.put(data), len(data))
        self.steps.say("signing")
        whole = sign.sign(data, identity, reason=f"Seal of report {seal.number}", timestamp_url=timestamp_url)
        return File(self.blobs.put(whole), len(whole), unsigned_sha256=sha256(data))
