"""Issuing: signed, chained, the same report for the same data, and never two where one is asked for."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.accounts import operations as accounts
from app.domain.operation import OPERATIONS
from app.domain.organisation import operations as organisation
from app.domain.organisation import queries as organisation_queries
from app.domain.reports import anchors, moment, queries
from app.domain.reports.models import Rendering, Report
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.infra import certificates, sign
from app.infra.blobs import Blobs, open_blobs
from app.kernel import clock
from app.kernel.canonical import sha256
from app.kernel.errors import Denied, Missing
from app.reporting import issue, seal
from app.reporting.order import Order
from app.reporting.press import render
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import actor_of

NOON = dt.datetime(2099, 3, 10, 11, 0, tzinfo=dt.UTC)
"""Noon in Madrid, where the organisation's days begin and end."""


@pytest.fixture
def blobs(app: Flask) -> Blobs:
    return open_blobs(app.config["SETTINGS"])


@pytest.fixture
def clocked() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as travelling:
        yield travelling


def register(name: str = "Veloz Paquetería") -> None:
    third_parties.register(SYSTEM, ThirdParty(name=name))


def wire_of(session: Session, blobs: Blobs, report: Report) -> tuple[seal.Seal, dict[str, object]]:
    files = {file.format: file for file in queries.renderings(session, report.number)}
    found = seal.unwire(blobs.get(files["json"].sha256))
    assert found is not None
    return found[0], dict(found[1])


def test_the_pdf_is_signed_and_both_digests_are_kept(app: Flask, session: Session, blobs: Blobs) -> None:
    report = issue.issue(session, blobs, SYSTEM, Order("register"))

    pdf = session.get_one(Rendering, (report.number, "pdf"))
    data = blobs.get(pdf.sha256)
    signature = sign.examine(data)
    assert signature is not None
    assert (signature.faults, signature.end) == ((), len(data))
    assert signature.certificate == certificates.identity(app.config["SETTINGS"]).certificate
    sealed, snapshot = wire_of(session, blobs, report)
    rendered = render("register", snapshot, sealed, "pdf")  # type: ignore[arg-type]
    assert data.startswith(rendered)
    assert sha256(rendered) == pdf.unsigned_sha256


def test_the_seal_is_signed_with_the_same_key(app: Flask, session: Session, blobs: Blobs) -> None:
    report = issue.issue(session, blobs, SYSTEM, Order("register"))
    sealed, _ = wire_of(session, blobs, report)
    assert seal.signers(sealed) == certificates.identity(app.config["SETTINGS"]).chain


def test_a_report_names_the_one_before_and_the_head_of_the_trail(session: Session, blobs: Blobs) -> None:
    first = issue.issue(session, blobs, SYSTEM, Order("register"))
    second = issue.issue(session, blobs, SYSTEM, Order("board"))
    wire = session.get_one(Rendering, (first.number, "json"))
    assert first.seal["previous"] is None
    assert second.seal["previous"] == {"number": first.number, "sha256": wire.sha256}
    assert (first.place, second.place) == (1, 2)
    assert list(anchors.verify(session, blobs)) == []


def test_the_same_request_gets_the_same_report(
    session: Session, blobs: Blobs, clocked: time_machine.Traveller
) -> None:
    register()
    first = issue.issue(session, blobs, SYSTEM, Order("register"))
    clocked.shift(3600)
    assert issue.issue(session, blobs, SYSTEM, Order("register")).number == first.number
    assert session.scalar(select(func.count()).select_from(Report)) == 1


@pytest.mark.parametrize(
    "order", [Order("board"), Order("register", paper="Letter"), Order("register", on=dt.date(2099, 3, 11))]
)
def test_another_request_gets_another_report(
    order: Order, session: Session, blobs: Blobs, clocked: time_machine.Traveller
) -> None:
    first = issue.issue(session, blobs, SYSTEM, Order("register"))
    assert issue.issue(session, blobs, SYSTEM, order).number != first.number


def test_what_no_report_shows_changes_no_report(
    session: Session, blobs: Blobs, clocked: time_machine.Traveller
) -> None:
    first = issue.issue(session, blobs, SYSTEM, Order("register"))
    clocked.shift(60)
    accounts.make_link(SYSTEM, actor_of(Role.COMPLIANCE).email)
    assert issue.issue(session, blobs, SYSTEM, Order("register")).number == first.number


def test_a_change_of_the_register_makes_another_report(
    session: Session, blobs: Blobs, clocked: time_machine.Traveller
) -> None:
    first = issue.issue(session, blobs, SYSTEM, Order("register"))
    clocked.shift(60)
    register()
    second = issue.issue(session, blobs, SYSTEM, Order("register"))
    assert second.number != first.number
    assert second.as_of == clock.now()


def test_the_next_day_makes_another_report_since_rules_depend_on_it(
    session: Session, blobs: Blobs, clocked: time_machine.Traveller
) -> None:
    first = issue.issue(session, blobs, SYSTEM, Order("register"))
    clocked.shift(86_400)
    second = issue.issue(session, blobs, SYSTEM, Order("register"))
    assert (second.on_day - first.on_day).days == 1
    assert second.number != first.number


def test_the_present_is_the_last_change_of_today_else_its_beginning(
    session: Session, clocked: time_machine.Traveller
) -> None:
    midnight = dt.datetime(2099, 3, 9, 23, 0, tzinfo=dt.UTC)
    assert moment.of_present(session) == midnight
    clocked.shift(60)
    register()
    changed = clock.now()
    clocked.shift(60)
    assert moment.of_present(session) == changed
    current, version = organisation_queries.current(session)
    organisation.set_organisation(
        SYSTEM, current.model_copy(update={"time_zone": "Pacific/Kiritimati"}), version=version
    )
    clocked.move_to(NOON + dt.timedelta(days=1))
    assert moment.of_present(session) == dt.datetime(2099, 3, 11, 10, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("hours", [1, 24 * 40])
def test_a_report_as_of_then_equals_the_one_issued_then(
    hours: int, demo: None, session: Session, blobs: Blobs, clocked: time_machine.Traveller
) -> None:
    register()
    issued = issue.issue(session, blobs, SYSTEM, Order("register"))
    clocked.shift(hours * 3600)
    register("Somebody new")
    again = issue.issue(session, blobs, SYSTEM, Order("register", as_of=issued.as_of))
    assert again.snapshot_sha256 == issued.snapshot_sha256
    assert again.number == issued.number


def test_nobody_without_the_permission_gets_a_report_not_even_an_old_one(
    session: Session, blobs: Blobs
) -> None:
    issue.issue(session, blobs, SYSTEM, Order("register"))
    with pytest.raises(Denied):
        issue.issue(session, blobs, actor_of(Role.EXECUTIVE), Order("register"))


def test_whoever_may_not_see_a_deal_gets_no_report_of_it_not_even_an_old_one(
    demo: None, session: Session, blobs: Blobs
) -> None:
    issue.issue(session, blobs, SYSTEM, Order("inventory", deal="D-001"))
    stranger = Actor("stranger@lumen.example", "Stranger", (Role.COMPLIANCE,))
    with pytest.raises(Missing):
        issue.issue(session, blobs, stranger, Order("inventory", deal="D-001"))


def test_an_inventory_asked_for_again_is_the_same(demo: None, session: Session, blobs: Blobs) -> None:
    first = issue.issue(session, blobs, SYSTEM, Order("inventory", deal="D-001"))
    assert issue.issue(session, blobs, SYSTEM, Order("inventory", deal="D-001")).number == first.number


def test_parts_are_told_in_order(session: Session, blobs: Blobs) -> None:
    said: list[tuple[str, int, int]] = []
    issue.issue(session, blobs, SYSTEM, Order("register"), lambda *words: said.append(words))
    forms = issue.forms_of("register")
    parts = len(forms) + 2
    begun = [words for words in said if ":" not in words[0]]
    assert begun[0] == (f"Collecting, part 1 of {parts}", 0, parts)
    assert begun[-1] == (f"Sealing, part {parts} of {parts}", parts - 1, parts)
    assert [done for _, done, _ in begun] == list(range(parts))


def test_what_the_listener_raises_ends_the_work_and_files_nothing(session: Session, blobs: Blobs) -> None:
    def stop(words: str, done: int, total: int) -> None:
        if words.startswith("Sealing"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        issue.issue(session, blobs, SYSTEM, Order("register"), stop)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Report)) == 0


def test_the_instances_own_key_is_for_its_user_alone(app: Flask, session: Session, blobs: Blobs) -> None:
    issue.issue(session, blobs, SYSTEM, Order("register"))
    path = Path(app.instance_path) / "keys" / certificates.OWN
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_wire_form_is_what_the_trail_names(session: Session, blobs: Blobs) -> None:
    report = issue.issue(session, blobs, SYSTEM, Order("register"))
    wire = session.get_one(Rendering, (report.number, "json"))
    assert set(json.loads(blobs.get(wire.sha256))) == {"seal", "snapshot"}


def test_of_every_noun_it_is_known_whether_reports_show_what_is_done_to_it(app: Flask) -> None:
    """Whoever adds an operation of a new noun says so in ``moment``: in doubt reports would be issued needlessly."""
    names = {name for name in OPERATIONS if not name.startswith("tests.")}
    assert moment.SEEN_NOUNS.isdisjoint(moment.UNSEEN_NOUNS)
    assert {name.partition(".")[0] for name in names} == moment.SEEN_NOUNS | moment.UNSEEN_NOUNS
    assert names >= moment.UNSEEN
