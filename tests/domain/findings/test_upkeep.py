"""Findings follow the register: what a change reaches is judged again in its transaction, and nothing is forgotten."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy.orm import Session

from app.db.unit_of_work import Work, read_record
from app.domain.accounts import operations as accounts
from app.domain.accounts import queries as people
from app.domain.audit.models import Entry
from app.domain.evidence import operations as evidence
from app.domain.evidence.records import Preference
from app.domain.findings import checking, operations, queries, reading, waivers
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.ledger import Finding, Summary
from app.domain.findings.rule import RULES, Hit, dossier_rule
from app.domain.findings.terms import Severity
from app.domain.flows.records import Flow
from app.domain.operation import operation
from app.domain.organisation import operations as organisation
from app.domain.organisation import queries as organisations
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties import queries as parties
from app.domain.third_parties.records import ThirdParty
from app.kernel.regimes import Regime
from app.security.actor import SYSTEM, Actor
from app.security.permissions import Permission
from app.security.roles import Role
from tests.conftest import EMAILS
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")


@operation(Permission.SYSTEM, "tests.move_flow")
def move_flow(work: Work, actor: Actor, ref: str, to: str) -> None:
    """Give a flow to another third party, as a merger of two records does."""
    work.save(work.get(Flow, ref).model_copy(update={"third_party": to}))


def standing(session: Session, rule: str) -> dict[tuple[str, str], str]:
    """The status of the findings of *rule* by object and key."""
    rows = session.query(Finding).where(Finding.rule == rule)
    return {(row.object, row.key): row.status for row in rows}


def finding(session: Session, rule: str) -> Finding:
    return session.query(Finding).where(Finding.rule == rule).one()


def happened(session: Session, row: Finding) -> list[str]:
    return [event.what for event in reversed(queries.events(session, row.id))]


def noted(session: Session) -> dict[str, list[list[str]]]:
    """What the newest entry of the trail says of findings."""
    entry = session.query(Entry).order_by(Entry.seq.desc()).first()
    assert entry is not None
    found: dict[str, list[list[str]]] = entry.notes.get("findings", {})
    return found


def change(session: Session, ref: str, **fields: object) -> None:
    stored, version = parties.get(session, ref)
    third_parties.update(SYSTEM, ref, stored.model_copy(update=fields), version=version)


def regimes(session: Session, *some: Regime) -> None:
    stored, version = organisations.current(session)
    organisation.set_organisation(SYSTEM, stored.model_copy(update={"regimes": list(some)}), version=version)


@pytest.fixture
def marketer(session: Session) -> str:
    """A third party that markets for us."""
    objects.category()
    objects.purpose("news", marketing=True)
    ref = objects.third_party("Boletín", status="active").ref or ""
    objects.active_flow(ref, categories=["email"], purposes=["news"])
    return ref


def test_an_opt_out_is_asked_of_those_who_market_for_us(session: Session, marketer: str) -> None:
    objects.third_party("Correo", status="active")
    recorded = evidence.record_preference(
        SYSTEM, Preference.parse({"received_on": "2027-01-11", "kind": "marketing_optout"})
    )
    opt_out = recorded.ref or ""

    assert standing(session, "RTS-02") == {(opt_out, marketer): "open"}

    stored, version = read_record(session, Preference, opt_out)
    told = [{"third_party": marketer, "sent_on": "2027-01-12", "ack_on": "2027-01-13"}]
    confirmed = Preference.parse(stored.to_state() | {"propagation": told, "honoured_on": "2027-01-12"})
    evidence.update_preference(SYSTEM, opt_out, confirmed, version=version)

    assert standing(session, "RTS-02") == {(opt_out, marketer): "closed"}


def test_a_change_of_a_sub_processor_is_judged_with_its_customers(session: Session) -> None:
    regimes(session, Regime.GDPR)
    abroad = objects.entity(legal_name="Mesa Grid, Inc.", country="US")
    sub = objects.third_party("Mesa Grid", status="active")
    customer = objects.third_party(
        "Kolam",
        status="active",
        role="processor",
        sub_processors=[{"sub_third_party": sub.ref, "authorisation": "general", "in_use": True}],
    )
    assert standing(session, "SUB-04") == {}

    change(session, sub.ref or "", entity=abroad.ref)

    assert standing(session, "SUB-04") == {(customer.ref, ""): "open"}


def test_a_person_who_leaves_is_missed_where_they_answered_for_something(session: Session) -> None:
    owner = EMAILS[Role.COUNSEL]
    party = objects.third_party("Correo", status="active", owner=owner)
    assert standing(session, "GOV-02") == {}

    person, version = people.get(session, owner)
    accounts.update(SYSTEM, owner, person.model_copy(update={"active": False}), version=version)

    assert standing(session, "GOV-02") == {(party.ref, ""): "open"}


def test_a_finding_lasts_through_closing_reopening_and_a_waiver(session: Session, officer: Actor) -> None:
    party = objects.third_party("Correo", status="active").ref or ""
    row = finding(session, "GOV-02")
    change(session, party, owner=EMAILS[Role.COMPLIANCE])
    change(session, party, owner=None)
    waivers.waive(officer, [row.id], "Leaving", dt.date(2027, 3, 20))
    assert finding(session, "GOV-02").status == "waived"
    assert noted(session) == {"waived": [["GOV-02", party, ""]]}
    assert session.get_one(Summary, party).open_findings == len(
        [one for one in queries.of_third_party(session, party) if one.status == "open"]
    )

    with time_machine.travel(dt.datetime(2027, 3, 20, 12, tzinfo=dt.UTC)):
        operations.evaluate(SYSTEM)
        assert finding(session, "GOV-02").status == "waived"
    with time_machine.travel(dt.datetime(2027, 3, 21, 12, tzinfo=dt.UTC)):
        operations.evaluate(SYSTEM)
        assert noted(session)["reopened"] == [["GOV-02", party, ""]]

    row = finding(session, "GOV-02")
    assert row.status == "open"
    assert [what for what in happened(session, row) if what != "commented"] == [
        "opened",
        "closed",
        "reopened",
        "waived",
        "reopened",
    ]


def test_an_archived_third_party_has_no_open_findings_and_gets_them_back(session: Session) -> None:
    party = objects.third_party("Correo", status="active").ref or ""
    third_parties.archive(SYSTEM, party)
    assert (standing(session, "GOV-02"), session.get(Summary, party)) == ({(party, ""): "closed"}, None)

    third_parties.restore(SYSTEM, party)
    assert standing(session, "GOV-02") == {(party, ""): "open"}
    assert session.get_one(Summary, party).open_findings > 0


def test_a_finding_moves_with_its_flow_to_another_third_party(session: Session) -> None:
    objects.category()
    first, second = (objects.third_party(name, status="active").ref or "" for name in ("Correo", "Boletín"))
    flow = objects.active_flow(first, categories=["email"]).ref or ""
    before = {(row.rule, row.id) for row in session.query(Finding).where(Finding.object == flow)}
    assert before

    move_flow(SYSTEM, flow, second)

    after = session.query(Finding).where(Finding.object == flow).all()
    assert {(row.rule, row.id) for row in after} >= before
    assert {row.third_party for row in after if row.status == "open"} == {second}


@pytest.fixture
def fragile() -> Iterator[dict[str, bool]]:
    """A rule that finds something in every dossier until it is told to fail."""
    state = {"fails": False}

    @dossier_rule("TST-01", Severity.LOW, title="Any", message="Any.", remedy="None.", citation="None")
    def judge(dossier: Dossier, context: Context) -> Iterator[Hit]:
        if state["fails"]:
            raise ZeroDivisionError
        yield Hit(dossier.third_party.ref or "")

    yield state
    del RULES["TST-01"]


def test_a_rule_that_fails_closes_nothing(session: Session, fragile: dict[str, bool]) -> None:
    party = objects.third_party("Correo").ref or ""
    fragile["fails"] = True
    change(session, party, description="Parcels")
    assert standing(session, "TST-01") == {(party, ""): "open"}

    fragile["fails"] = False
    change(session, party, description="Letters")
    assert standing(session, "TST-01") == {(party, ""): "open"}


def test_a_new_word_of_the_vocabulary_judges_nothing_anew(session: Session) -> None:
    objects.third_party("Correo")
    with time_machine.travel(dt.datetime(2027, 3, 16, 12, tzinfo=dt.UTC)):
        objects.category("ring_size")
    assert session.get_one(Summary, "TP-0001").evaluated_on == dt.date(2027, 3, 15)


def test_a_change_of_the_organisation_judges_everything_anew(session: Session) -> None:
    objects.third_party("Correo")
    with time_machine.travel(dt.datetime(2027, 3, 16, 12, tzinfo=dt.UTC)):
        regimes(session, Regime.GDPR)
    assert session.get_one(Summary, "TP-0001").evaluated_on == dt.date(2027, 3, 16)


def test_an_identical_change_is_no_event(session: Session) -> None:
    party: ThirdParty = objects.third_party("Correo", status="active")
    change(session, party.ref or "", description="Parcels")
    assert happened(session, finding(session, "GOV-02")) == ["opened"]


def test_duplicates_come_and_go_with_names_numbers_and_waivers(session: Session, officer: Actor) -> None:
    one = objects.third_party("Mensajería Ebro", status="active")
    other = objects.third_party("Correo", status="active").ref or ""
    assert standing(session, "REC-05") == {}

    change(session, other, name="Mensajeria Ebro S.L.")
    assert standing(session, "REC-05") == {(other, ""): "open"}
    assert f"{one.ref} (Mensajería Ebro)" in finding(session, "REC-05").message

    objects.active_flow(other)
    waivers.waive(officer, [finding(session, "REC-05").id], "Two branches", dt.date(2027, 3, 20))
    assert standing(session, "REC-05") == {(other, ""): "waived"}

    change(session, other, name="Correo")
    assert standing(session, "REC-05") == {(other, ""): "closed"}


def test_registration_numbers_that_become_equal_are_noticed(session: Session) -> None:
    first, second = (objects.entity(legal_name=name, country="ES") for name in ("Ebro Uno", "Segre Dos"))
    objects.third_party("Ebro", status="active", entity=first.ref)
    later = objects.third_party("Segre", status="active", entity=second.ref).ref or ""
    for entity, number in ((first, "B-12345678"), (second, "B 12345678")):
        stored, version = organisations.get(session, entity.ref or "")
        numbered = stored.model_copy(update={"reg_no": number})
        organisation.update(SYSTEM, entity.ref or "", numbered, version=version)

    assert standing(session, "REC-05") == {(later, ""): "open"}


def test_a_small_change_does_not_read_every_third_party(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    regimes(session, Regime.GDPR)
    sub = objects.third_party("Mesa Grid", status="active").ref or ""
    party = objects.third_party(
        "Kolam",
        status="active",
        role="processor",
        sub_processors=[{"sub_third_party": sub, "authorisation": "general", "in_use": True}],
    )

    def everybody(source: reading.Source) -> dict[str, ThirdParty]:
        raise AssertionError("Every third party is read.")

    with monkeypatch.context() as patch:
        patch.setattr(reading, "every_third_party", everybody)
        change(session, party.ref or "", description="Counts visits")
        change(session, sub, name="Kolam, Inc.")
        objects.active_flow(party.ref or "")

    found = checking.check(reading.Source(session)).findings
    stored = session.query(Finding).where(Finding.status == "open")
    assert {one.identity for one in found} == {(row.rule, row.object, row.key) for row in stored}
    assert "REC-05" in {one.rule for one in found}
