"""Requests for reports: answered exactly once, whatever happens to workers; cancelled; never a broken chain."""

import contextlib
import datetime as dt
import os
import platform
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.db.unit_of_work import technical_writes
from app.domain.accounts import operations as accounts
from app.domain.accounts.records import Person
from app.domain.reports import anchors, requests
from app.domain.reports.filing import Claim, Overtaken, Stopped
from app.domain.reports.models import Rendering, Report, ReportRequest
from app.extensions import db
from app.infra import queue
from app.infra.blobs import open_blobs
from app.jobs import issuing
from app.kernel import clock
from app.kernel.errors import Denied, Missing, Refused
from app.reporting import issue, requested
from app.reporting.order import Order
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import actor_of
from tests.instances import ON_BOTH

OFFICER = actor_of(Role.COMPLIANCE)


def request_of(session: Session, request_id: str) -> ReportRequest:
    session.rollback()
    return session.get_one(ReportRequest, request_id, populate_existing=True)


def reports(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Report)) or 0


def rewrite(request_id: str, **changes: Any) -> None:
    with technical_writes("tests") as session:
        session.execute(update(ReportRequest).where(ReportRequest.id == request_id).values(**changes))


def run(app: Flask, session: Session, request_id: str) -> None:
    requested.run(session, open_blobs(app.config["SETTINGS"]), request_id, lambda _: contextlib.nullcontext())


def test_a_request_is_answered_by_a_report(app: Flask, session: Session) -> None:
    request_id = requests.ask(OFFICER, "register", {})
    run(app, session, request_id)
    found = request_of(session, request_id)
    assert (found.state, found.progress, found.attempts, found.done) == ("done", "Issued", 1, found.total)
    assert session.get_one(Report, found.report).issued_by == "Compliance officer"


def test_run_twice_it_is_answered_once(app: Flask, session: Session) -> None:
    request_id = requests.ask(OFFICER, "register", {})
    run(app, session, request_id)
    run(app, session, request_id)
    assert reports(session) == 1


def test_a_request_for_what_was_issued_gets_that(app: Flask, session: Session) -> None:
    first, second = (requests.ask(OFFICER, "register", {}) for _ in range(2))
    run(app, session, first)
    run(app, session, second)
    assert request_of(session, second).report == request_of(session, first).report
    assert request_of(session, second).progress == "Issued before from the same data"


def test_nobody_without_the_permission_may_ask(app: Flask) -> None:
    with app.app_context(), pytest.raises(Denied):
        requests.ask(actor_of(Role.EXECUTIVE), "register", {})


def test_while_a_worker_holds_it_no_other_may(session: Session) -> None:
    request_id = requests.ask(OFFICER, "register", {})
    assert requests.claim(request_id) is not None
    assert requests.claim(request_id) is None
    assert requests.stranded() == []


def test_a_lease_that_ran_out_is_taken_over(session: Session) -> None:
    request_id = requests.ask(OFFICER, "register", {})
    first = requests.claim(request_id)
    assert first is not None
    rewrite(request_id, leased_until=clock.now() - dt.timedelta(seconds=1))
    assert requests.stranded() == [request_id]
    second = requests.claim(request_id)
    assert second is not None
    assert second != first
    requests.renew(first)
    with pytest.raises(Stopped):
        requests.note(first, "I am still here")
    requests.note(second, "So am I")
    assert request_of(session, request_id).progress == "So am I"


def test_a_renewed_lease_is_not_taken_over(session: Session) -> None:
    request_id = requests.ask(OFFICER, "register", {})
    claim = requests.claim(request_id)
    assert claim is not None
    rewrite(request_id, leased_until=clock.now() - dt.timedelta(seconds=1))
    requests.renew(claim)
    assert requests.claim(request_id) is None


def test_the_request_of_a_process_that_is_gone_is_taken_over_at_once(session: Session) -> None:
    request_id = requests.ask(OFFICER, "register", {})
    requests.claim(request_id)
    nobody = next(n for n in range(400_000, 10**6) if not os.path.exists(f"/proc/{n}"))  # noqa: PTH110
    rewrite(request_id, worker=f"{platform.node()}:{nobody}:x")
    assert requests.stranded() == [request_id]
    rewrite(request_id, worker=f"another-machine:{nobody}:x")
    assert requests.stranded() == []


def test_a_request_that_the_queue_lost_is_handed_in_again(app: Flask, session: Session) -> None:
    request_id = requests.ask(OFFICER, "register", {})
    issuing.take_over()
    assert queue.of(app.config["SETTINGS"]).pending_count() == 0
    rewrite(request_id, changed_at=clock.now() - dt.timedelta(minutes=2))
    issuing.take_over()
    issuing.take_over()
    assert queue.of(app.config["SETTINGS"]).pending_count() == 1


def test_what_brings_down_every_worker_is_given_up(session: Session) -> None:
    request_id = requests.ask(OFFICER, "register", {})
    for _ in range(requests.MOST_ATTEMPTS):
        assert requests.claim(request_id) is not None
        rewrite(request_id, leased_until=clock.now() - dt.timedelta(seconds=1))
    assert requests.claim(request_id) is None
    found = request_of(session, request_id)
    assert (found.state, found.problem) == ("failed", "It was begun 3 times and never finished.")


def test_a_worker_that_lost_its_claim_files_nothing(app: Flask, session: Session) -> None:
    request_id = requests.ask(OFFICER, "register", {})
    late = requests.claim(request_id)
    rewrite(request_id, leased_until=clock.now() - dt.timedelta(seconds=1))
    run(app, session, request_id)
    assert reports(session) == 1
    accounts.add(SYSTEM, Person(email="new@lumen.example", name="New"))
    with pytest.raises(Stopped):
        issue.issue(session, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("register"), claim=late)
    assert reports(session) == 1


def test_a_cancelled_request_is_not_begun(app: Flask, session: Session) -> None:
    request_id = requests.ask(OFFICER, "register", {})
    requests.cancel(OFFICER, request_id)
    run(app, session, request_id)
    assert (request_of(session, request_id).state, reports(session)) == ("cancelled", 0)


def test_a_request_cancelled_under_way_issues_nothing(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_id = requests.ask(OFFICER, "register", {})
    note = requests.note

    def cancelling(claim: Claim, words: str, done: int = 0, total: int = 0) -> None:
        note(claim, words, done, total)
        if words.startswith("Sealing"):
            requests.cancel(OFFICER, request_id)

    monkeypatch.setattr(requests, "note", cancelling)
    run(app, session, request_id)
    found = request_of(session, request_id)
    assert (found.state, found.report, reports(session)) == ("cancelled", None, 0)
    assert session.scalar(select(func.count()).select_from(Rendering)) == 0


def test_only_whoever_asked_may_cancel(session: Session) -> None:
    request_id = requests.ask(OFFICER, "register", {})
    with pytest.raises(Missing):
        requests.cancel(actor_of(Role.COUNSEL), request_id)


def test_what_is_over_cannot_be_cancelled_and_what_is_not_cannot_be_dismissed(
    app: Flask, session: Session
) -> None:
    request_id = requests.ask(OFFICER, "register", {})
    with pytest.raises(Refused, match="cancel the request first"):
        requests.dismiss(OFFICER, request_id)
    run(app, session, request_id)
    with pytest.raises(Refused, match="is over already"):
        requests.cancel(OFFICER, request_id)


def test_whoever_lost_the_permission_meanwhile_gets_none(app: Flask, session: Session) -> None:
    request_id = requests.ask(OFFICER, "register", {})
    person = Person(email=OFFICER.email, name="Officer", roles=[Role.EXECUTIVE])
    accounts.update(SYSTEM, OFFICER.email, person)
    run(app, session, request_id)
    found = request_of(session, request_id)
    assert (found.state, reports(session)) == ("failed", 0)
    assert found.problem is not None
    assert found.problem.startswith("Your role does not allow this")


def test_a_seal_that_was_overtaken_is_made_anew(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The turn rules it out; without it, the transaction that files does."""
    blobs = open_blobs(app.config["SETTINGS"])
    monkeypatch.setattr(issue, "turn", lambda *_: contextlib.nullcontext())
    others = iter(["board"])

    def meanwhile(words: str, done: int, total: int) -> None:
        if words.startswith("Sealing"):
            for kind in others:
                issue.issue(session, blobs, SYSTEM, Order(kind))

    report = issue.issue(session, blobs, SYSTEM, Order("register"), meanwhile)
    assert (report.place, report.seal["previous"]["number"]) == (2, report.number.replace("0002", "0001"))
    assert list(anchors.verify(session, blobs)) == []


def test_who_is_always_overtaken_gives_up_with_a_sentence(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*_: object) -> None:
        raise Overtaken

    monkeypatch.setattr(issue.operations, "file", overtaken)
    with pytest.raises(Overtaken, match="ask again"):
        issue.issue(session, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("register"))


@pytest.mark.parametrize("instance_on", ON_BOTH)
@pytest.mark.parametrize("kinds", [("register", "board", "board"), ("register", "register", "register")])
def test_several_at_once_give_one_chain(
    instance_on: str, kinds: tuple[str, ...], request: pytest.FixtureRequest
) -> None:
    app: Flask = request.getfixturevalue(instance_on)
    with app.app_context():
        ids = [requests.ask(SYSTEM, kind, {}) for kind in kinds]
        db.session.remove()
    failed: list[BaseException] = []

    def work(request_id: str) -> None:
        with app.app_context():
            try:
                issuing.issue(request_id)
            except BaseException as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work, args=(request_id,)) for request_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        found = [request_of(db.session, request_id) for request_id in ids]
        assert not failed
        assert [one.state for one in found] == ["done"] * 3
        assert len({one.report for one in found}) == len(set(kinds))
        assert reports(db.session) == len(set(kinds))
        assert list(anchors.verify(db.session, open_blobs(app.config["SETTINGS"]))) == []
        db.session.remove()


def test_a_sign_of_life_keeps_the_lease(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "BEAT", 0.01)
    request_id = requests.ask(OFFICER, "register", {})
    claim = requests.claim(request_id)
    assert claim is not None
    rewrite(request_id, leased_until=clock.now() - dt.timedelta(seconds=1))
    renewed = threading.Event()
    renew = requests.renew
    monkeypatch.setattr(requests, "renew", lambda one: (renew(one), renewed.set()))
    with issuing._alive(claim):
        assert renewed.wait(10)
    lease = request_of(session, request_id).leased_until
    assert lease is not None
    assert lease > clock.now()


def test_the_system_asks_for_itself(app: Flask, session: Session) -> None:
    request_id = requests.ask(SYSTEM, "register", {})
    run(app, session, request_id)
    assert request_of(session, request_id).state == "done"


def test_somebody_who_is_gone_gets_none(app: Flask, session: Session) -> None:
    gone = Actor("gone@lumen.example", "Gone", (Role.COMPLIANCE,))
    request_id = requests.ask(gone, "register", {})
    run(app, session, request_id)
    assert request_of(session, request_id).state == "failed"
