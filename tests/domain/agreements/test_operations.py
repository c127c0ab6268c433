import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.db.unit_of_work import begin
from app.domain.agreements import operations, queries
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import MOVES, Acceptance, AgreementKind, Stage
from app.domain.audit import chain
from app.domain.flows import operations as flows
from app.domain.third_parties import operations as third_parties
from app.extensions import db
from app.kernel.errors import Conflict, Denied, Invalid, Refused
from app.security.actor import SYSTEM, Actor
from tests.domain import objects
from tests.domain.papers import filed

pytestmark = pytest.mark.usefixtures("today")

PAPER, OTHER_PAPER = "a" * 64, "b" * 64


@pytest.fixture(autouse=True)
def _vendor(session: Session, today: dt.date) -> None:
    objects.third_party("Paloma Mensajes")
    filed(PAPER, OTHER_PAPER)


def changed(ref: str, **fields: Any) -> Agreement:
    stored, _ = queries.get(_session(), ref)
    return Agreement.parse(stored.to_state() | fields)


def _session() -> Session:
    return db.session  # type: ignore[return-value]


def test_registering_gives_a_reference(session: Session, officer: Actor) -> None:
    record = operations.register(officer, Agreement(third_party="TP-0001", kind=AgreementKind.NDA))

    assert record.ref == "AG-0001"
    assert [row.ref for row in queries.of_third_party(session, "TP-0001")] == ["AG-0001"]


def test_unknown_parties_and_papers_are_named(session: Session, officer: Actor) -> None:
    with pytest.raises(Invalid) as caught:
        operations.register(
            officer,
            Agreement(
                third_party="TP-0404", kind=AgreementKind.NDA, doc_sha256="c" * 64, governs_flows=["FL-0404"]
            ),
        )

    assert list(caught.value.problems) == [("third_party",), ("governs_flows", 0), ("doc_sha256",)]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"stage": "in_force", "acceptance": "esign"}, ("effective_on",)),
        ({"stage": "executed"}, ("acceptance",)),
        ({"stage": "in_force", "acceptance": "click", "effective_on": dt.date(2027, 4, 1)}, ("stage",)),
        ({"stage": "expired", "acceptance": "wet"}, ("expires_on",)),
        ({"stage": "expired", "acceptance": "wet", "expires_on": dt.date(2027, 3, 15)}, ("expires_on",)),
        ({"stage": "terminated", "acceptance": "wet"}, ("terminated_on",)),
        ({"stage": "superseded", "acceptance": "wet"}, ("superseded_by",)),
        ({"stage": "surviving", "acceptance": "wet"}, ("survival_months",)),
        ({"evergreen": True, "expires_on": dt.date(2028, 1, 1)}, ("expires_on",)),
        ({"survival_indefinite": True, "survival_months": 24}, ("survival_months",)),
        ({"signed_us_on": dt.date(2027, 3, 16)}, ("signed_us_on",)),
    ],
)
def test_stage_dates_and_acceptance_must_fit(
    session: Session, officer: Actor, fields: dict[str, Any], wrong: tuple[str, ...]
) -> None:
    with pytest.raises(Invalid) as caught:
        operations.register(officer, Agreement.parse({"third_party": "TP-0001", "kind": "dpa"} | fields))

    assert list(caught.value.problems) == [wrong]


def test_what_was_loaded_with_a_flaw_stays_editable(session: Session, officer: Actor) -> None:
    flawed = Agreement(ref="AG-0001", third_party="TP-0001", kind=AgreementKind.DPA, stage=Stage.EXECUTED)
    with begin("system", "tests", chain.last_instant) as work:
        work.save(flawed)
        chain.file_entry(work)

    assert operations.update(officer, "AG-0001", flawed.model_copy(update={"note": "Seen"})).note == "Seen"


def test_two_agreements_must_be_told_apart(session: Session, officer: Actor) -> None:
    objects.agreement("TP-0001", title="Processing terms")

    with pytest.raises(Invalid) as caught:
        objects.agreement("TP-0001", title="PROCESSING TERMS")

    assert caught.value.sentence == (
        "Title: “PROCESSING TERMS” of this kind and first day is already registered as AG-0001: "
        "choose another title."
    )
    assert objects.agreement("TP-0001", title="Processing terms", kind="nda").ref == "AG-0002"


def test_clauses_are_not_assessed_by_registering(session: Session, officer: Actor) -> None:
    with pytest.raises(Invalid) as caught:
        objects.agreement("TP-0001", clauses=[{"key": "g28.h_audit", "state": "present"}])

    assert list(caught.value.problems) == [("clauses",)]


@pytest.mark.parametrize("before", list(Stage))
def test_moves_follow_the_lifecycle(session: Session, officer: Actor, before: Stage) -> None:
    everything = {
        "acceptance": "wet",
        "effective_on": dt.date(2026, 1, 1),
        "expires_on": dt.date(2027, 1, 1),
        "terminated_on": dt.date(2027, 1, 1),
        "survival_months": 24,
    }
    objects.executed("TP-0001", title="Successor")
    objects.agreement("TP-0001", stage=before, superseded_by="AG-0001", **everything)

    for after in set(Stage) - MOVES[before] - {before}:
        with pytest.raises(Refused):
            operations.move(officer, "AG-0002", after)
    for after in sorted(MOVES[before])[:1]:
        assert operations.move(officer, "AG-0002", after).stage is after


def test_a_move_brings_the_day_that_it_needs(session: Session, officer: Actor) -> None:
    objects.executed("TP-0001")

    with pytest.raises(Invalid):
        operations.move(officer, "AG-0001", Stage.TERMINATED)
    ended = operations.move(officer, "AG-0001", Stage.TERMINATED, on=dt.date(2027, 3, 31))

    assert (ended.stage, ended.terminated_on) == (Stage.TERMINATED, dt.date(2027, 3, 31))


def test_a_draft_may_change_in_everything(session: Session, officer: Actor) -> None:
    objects.agreement("TP-0001", doc_sha256=PAPER)

    assert (
        operations.update(officer, "AG-0001", changed("AG-0001", doc_sha256=OTHER_PAPER)).doc_sha256
        == OTHER_PAPER
    )


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("doc_sha256", OTHER_PAPER, "Document"),
        ("doc_sha256", None, "Document"),
        ("third_party", "TP-0002", "Third party"),
        ("their_entity", "EN-0002", "Their entity"),
        ("kind", "nda", "Kind"),
    ],
)
def test_an_executed_agreement_keeps_its_paper_kind_and_parties(
    session: Session, officer: Actor, field: str, value: str | None, label: str
) -> None:
    objects.third_party("Another")
    objects.entity()
    objects.entity(legal_name="Another, S.L.")
    objects.executed("TP-0001", doc_sha256=PAPER, their_entity="EN-0001")

    with pytest.raises(Refused) as caught:
        operations.update(officer, "AG-0001", changed("AG-0001", **{field: value}))

    assert caught.value.sentence == (
        f"{label}: AG-0001 is executed, so this stays as it is: replace it by a new version."
    )


def test_a_missing_paper_may_be_filed_later(session: Session, officer: Actor) -> None:
    objects.executed("TP-0001")

    assert operations.update(officer, "AG-0001", changed("AG-0001", doc_sha256=PAPER)).doc_sha256 == PAPER


def test_a_new_version_replaces_an_executed_one(session: Session, officer: Actor) -> None:
    objects.active_flow("TP-0001")
    old = objects.executed("TP-0001", title="Terms", doc_sha256=PAPER, governs_flows=["FL-0001"])
    draft = operations.successor_of(old)

    new = operations.supersede(officer, "AG-0001", draft.model_copy(update={"title": "Terms 2027"}))

    stored = queries.get(session, "AG-0001")[0]
    assert (stored.superseded_by, stored.stage, stored.doc_sha256) == ("AG-0002", Stage.IN_FORCE, PAPER)
    assert (new.ref, new.stage, new.acceptance) == ("AG-0002", Stage.DRAFT, Acceptance.NONE)
    assert (new.doc_sha256, new.governs_flows) == (None, ["FL-0001"])
    assert queries.predecessors(session, "AG-0002") == ["AG-0001"]


def test_the_old_version_gives_way_once_the_new_one_has_begun(session: Session, officer: Actor) -> None:
    old = objects.executed("TP-0001", title="Terms")
    draft = operations.successor_of(old).model_copy(
        update={"title": "Terms 2027", "acceptance": Acceptance.ESIGN, "effective_on": dt.date(2027, 3, 1)}
    )
    operations.supersede(officer, "AG-0001", draft)

    operations.move(officer, "AG-0002", Stage.EXECUTED)

    assert queries.get(session, "AG-0001")[0].stage is Stage.SUPERSEDED


def test_a_draft_or_a_replaced_version_is_not_replaced(session: Session, officer: Actor) -> None:
    draft = objects.agreement("TP-0001", title="Draft")
    old = objects.executed("TP-0001", title="Terms")
    operations.supersede(officer, "AG-0002", operations.successor_of(old).model_copy(update={"title": "New"}))

    for ref, data in (("AG-0001", draft), ("AG-0002", old)):
        with pytest.raises(Refused):
            operations.supersede(
                officer, ref, operations.successor_of(data).model_copy(update={"title": "X"})
            )


def test_a_new_version_is_with_the_same_third_party_on_a_paper_of_its_own(
    session: Session, officer: Actor
) -> None:
    objects.third_party("Another")
    old = objects.executed("TP-0001", doc_sha256=PAPER)
    draft = operations.successor_of(old)

    for change in ({"third_party": "TP-0002"}, {"doc_sha256": PAPER}):
        with pytest.raises(Refused):
            operations.supersede(officer, "AG-0001", draft.model_copy(update=change))


def test_an_agreement_governs_flows_to_its_party_and_their_sub_processors(
    session: Session, officer: Actor
) -> None:
    objects.third_party("Sub")
    objects.third_party("Stranger")
    vendor = objects.third_party("Vendor", sub_processors=[{"sub_third_party": "TP-0002"}])
    for ref in ("TP-0002", "TP-0003", "TP-0004"):
        objects.flow(ref)
    objects.agreement(vendor.ref or "")

    assert operations.set_governed_flows(officer, "AG-0001", ["FL-0001", "FL-0003"]).governs_flows == [
        "FL-0001",
        "FL-0003",
    ]
    with pytest.raises(Invalid) as caught:
        operations.set_governed_flows(officer, "AG-0001", ["FL-0001", "FL-0002"])

    assert caught.value.problems == {
        ("governs_flows", 1): [
            "Flows governed 2: FL-0002 goes to TP-0003, "
            "not to TP-0004 or a sub-processor of it: choose a flow that does."
        ]
    }


def test_a_flow_is_listed_once(session: Session, officer: Actor) -> None:
    objects.flow("TP-0001")
    objects.agreement("TP-0001")

    with pytest.raises(Invalid) as caught:
        operations.set_governed_flows(officer, "AG-0001", ["FL-0001", "FL-0001"])

    assert caught.value.sentence == "Flows governed: “FL-0001” stands twice: remove one."


def test_amendments_form_no_circle(session: Session, officer: Actor) -> None:
    objects.agreement("TP-0001", title="A")
    objects.agreement("TP-0001", title="B", parent="AG-0001")
    objects.agreement("TP-0001", title="C", parent="AG-0002")

    with pytest.raises(Invalid) as caught:
        operations.update(officer, "AG-0001", changed("AG-0001", parent="AG-0003"))

    assert caught.value.sentence == (
        "Amends or belongs to: AG-0001 would stand above itself by way of AG-0003: choose another or none."
    )
    assert [row.ref for row in queries.amendments(session, "AG-0001")] == ["AG-0002"]


def test_an_amendment_is_with_the_same_house(session: Session, officer: Actor) -> None:
    objects.third_party("Division", parent="TP-0001")
    objects.third_party("Stranger")
    objects.agreement("TP-0001", kind="msa")

    assert objects.agreement("TP-0002", parent="AG-0001").ref == "AG-0002"
    with pytest.raises(Invalid) as caught:
        objects.agreement("TP-0003", parent="AG-0001")

    assert caught.value.sentence == (
        "Amends or belongs to: AG-0001 is with TP-0001, not with TP-0003: choose another."
    )


def test_an_agreement_on_which_data_flow_is_not_archived(session: Session, officer: Actor) -> None:
    objects.active_flow("TP-0001")
    objects.executed("TP-0001", governs_flows=["FL-0001"])

    with pytest.raises(Refused) as caught:
        operations.archive(officer, "AG-0001")
    flows.end(officer, "FL-0001", dt.date(2027, 3, 1))

    assert caught.value.sentence == (
        "AG-0001 governs FL-0001, where data flow: end those or take them out of it first."
    )
    assert operations.archive(officer, "AG-0001").archived


def test_an_agreement_comes_back_after_its_third_party_only(session: Session, officer: Actor) -> None:
    objects.agreement("TP-0001")
    operations.archive(officer, "AG-0001")
    third_parties.archive(officer, "TP-0001")

    with pytest.raises(Invalid) as caught:
        operations.restore(officer, "AG-0001")
    third_parties.restore(officer, "TP-0001")

    assert caught.value.sentence == "Third party: TP-0001 is archived: restore it or choose another."
    assert not operations.restore(officer, "AG-0001").archived


def test_two_people_at_one_agreement_are_told_of_each_other(session: Session, officer: Actor) -> None:
    objects.agreement("TP-0001")
    operations.update(officer, "AG-0001", changed("AG-0001", note="First"), version=1)

    with pytest.raises(Conflict) as caught:
        operations.update(officer, "AG-0001", changed("AG-0001", note="Second"), version=1)

    assert (caught.value.theirs["note"], caught.value.mine["note"]) == ("First", "Second")


def test_counsel_reads_agreements_and_registers_none(session: Session, counsel: Actor) -> None:
    with pytest.raises(Denied):
        operations.register(counsel, Agreement(third_party="TP-0001", kind=AgreementKind.NDA))


def test_a_failed_operation_leaves_no_trace(session: Session, officer: Actor) -> None:
    before = chain.head(session)
    with pytest.raises(Invalid):
        objects.agreement("TP-0001", governs_flows=["FL-0404"])

    assert chain.head(session) == before
    assert (
        operations.register(SYSTEM, Agreement(third_party="TP-0001", kind=AgreementKind.NDA)).ref == "AG-0001"
    )


DAY = dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    ("signed", "stage"),
    [
        ({"acceptance": "wet", "signed_us_on": DAY}, Stage.PARTLY_SIGNED),
        ({"acceptance": "esign", "signed_us_on": DAY, "signed_them_on": DAY}, Stage.EXECUTED),
        (
            {"acceptance": "wet", "signed_us_on": DAY, "signed_them_on": DAY, "effective_on": DAY},
            Stage.IN_FORCE,
        ),
        (
            {
                "acceptance": "wet",
                "signed_us_on": DAY,
                "signed_them_on": DAY,
                "effective_on": dt.date(2027, 5, 1),
            },
            Stage.EXECUTED,
        ),
        ({"acceptance": "click", "effective_on": DAY}, Stage.IN_FORCE),
        ({"acceptance": "published_only", "effective_on": DAY}, Stage.DRAFT),
    ],
)
def test_the_stage_follows_the_signatures(
    session: Session, officer: Actor, signed: dict[str, Any], stage: Stage
) -> None:
    ref = objects.agreement("TP-0001").ref or ""

    record = operations.sign(officer, ref, changed(ref, **signed))

    assert record.stage is stage
    assert {name: getattr(record, name) for name in signed} == {
        name: Acceptance(value) if name == "acceptance" else value for name, value in signed.items()
    }


def test_the_second_signature_concludes_and_retires_what_it_replaces(
    session: Session, officer: Actor
) -> None:
    old = objects.executed("TP-0001").ref or ""
    draft = operations.successor_of(queries.get(session, old)[0]).model_copy(update={"title": "Second"})
    new = operations.supersede(officer, old, draft).ref or ""
    operations.sign(officer, new, changed(new, acceptance="wet", signed_us_on=DAY, effective_on=DAY))
    assert queries.get(session, old)[0].stage is Stage.IN_FORCE

    operations.sign(officer, new, changed(new, signed_them_on=dt.date(2027, 3, 2)))

    assert queries.get(session, new)[0].stage is Stage.IN_FORCE
    assert queries.get(session, old)[0].stage is Stage.SUPERSEDED


def test_a_signature_that_was_a_mistake_is_taken_back(session: Session, officer: Actor) -> None:
    ref = objects.agreement("TP-0001").ref or ""
    operations.sign(officer, ref, changed(ref, acceptance="wet", signed_us_on=DAY))

    record = operations.sign(officer, ref, changed(ref, signed_us_on=None))

    assert (record.stage, record.signed_us_on) == (Stage.OUT_FOR_SIGNATURE, None)


def test_signing_changes_nothing_else_and_nothing_that_is_concluded(session: Session, officer: Actor) -> None:
    ref = objects.agreement("TP-0001").ref or ""
    record = operations.sign(
        officer, ref, changed(ref, acceptance="wet", signed_us_on=DAY, title="Other words")
    )
    assert record.title is None
    with pytest.raises(Invalid, match="in the future"):
        operations.sign(officer, ref, changed(ref, signed_them_on=dt.date(2027, 4, 1)))

    done = objects.executed("TP-0001", title="Concluded").ref or ""
    with pytest.raises(Refused, match="concluded already"):
        operations.sign(officer, done, changed(done, signed_us_on=None))
