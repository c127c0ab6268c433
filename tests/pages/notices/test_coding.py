"""Sentences coded with what they provide, by two persons at once as well."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.flows import operations as flows
from app.domain.flows.records import Flow, NoticeLink
from app.domain.notices import operations, queries
from app.domain.notices.records import Notice, Provision
from app.domain.notices.terms import ProvisionKind, Strength
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.pages.pagereading import changed, errors_of, form_of, text_of


def _code(client: FlaskClient, ref: str, changes: dict[str, str], url: str = "code") -> TestResponse:
    page = client.get(f"/notices/{ref}/{url}").text
    return client.post(f"/notices/{ref}/{url}", data=changed(form_of(page), dict(changes)))


def test_counsel_codes_a_sentence(client_of: ClientOf, session: Session, notice: str) -> None:
    counsel = client_of(Role.COUNSEL)

    added = _code(counsel, notice, {"add-s1": "1"})
    filled = changed(
        form_of(added.text),
        {"s1-0-code": "PR6", "s1-0-kind": "promise", "s1-0-text": "Valued.", "s1-0-unclear": "y"},
    )
    saved = counsel.post(f"/notices/{notice}/code", data=filled)

    assert (added.status_code, saved.status_code) == (200, 303)
    assert [one.code for one in queries.get(session, notice)[0].provisions] == ["PR6", "P1", "G2"]
    assert queries.get(session, notice)[0].provisions[0] == Provision(
        code="PR6", kind=ProvisionKind.PROMISE, sentence_no=1, text="Valued.", unclear=True
    )


def test_the_officer_codes_as_part_of_keeping_the_register(
    client: FlaskClient, session: Session, notice: str
) -> None:
    _code(client, notice, {"s3-0-text": "To those who help."}, url="edit/provisions")

    assert queries.get(session, notice)[0].provisions[1].text == "To those who help."


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.COMPLIANCE, "/notices/NV-0001/edit/provisions"),
        (Role.COUNSEL, "/notices/NV-0001/code"),
        (Role.AUDITOR, None),
        (Role.ADMIN, None),
    ],
)
def test_each_role_is_led_to_the_coding_that_it_may_do(
    client_of: ClientOf, notice: str, role: Role, address: str | None
) -> None:
    page = client_of(role).get(f"/notices/{notice}").text

    assert ("Code the sentences" in page, address is None or f'href="{address}"' in page) == (
        address is not None,
        True,
    )


def test_a_provision_is_removed_with_a_button(client_of: ClientOf, session: Session, notice: str) -> None:
    counsel = client_of(Role.COUNSEL)

    removed = _code(counsel, notice, {"remove-s2-0": "1"})
    counsel.post(f"/notices/{notice}/code", data=form_of(removed.text))

    assert [one.code for one in queries.get(session, notice)[0].provisions] == ["G2"]


def test_a_provision_added_and_left_blank_is_not_stored(
    client_of: ClientOf, session: Session, notice: str
) -> None:
    counsel = client_of(Role.COUNSEL)
    before = queries.get(session, notice)

    added = _code(counsel, notice, {"add-s1": "1"})
    saved = counsel.post(f"/notices/{notice}/code", data=form_of(added.text))

    assert saved.status_code == 303
    assert queries.get(session, notice) == before


def test_what_is_wrong_is_said_at_its_provision_and_nothing_is_lost(
    client_of: ClientOf, session: Session, notice: str
) -> None:
    counsel = client_of(Role.COUNSEL)

    response = _code(counsel, notice, {"s2-0-code": "1P", "s2-0-text": "Typed anew.", "s3-0-kind": ""})

    assert response.status_code == 422
    assert errors_of(response.text) == [
        "Code: “1P” is not in the right form: use a letter, then letters, digits and dots, 12 characters at most.",
        "Kind: is required: choose one.",
    ]
    assert form_of(response.text)["s2-0-text"] == "Typed anew."


def test_a_code_stands_once(client_of: ClientOf, notice: str) -> None:
    response = _code(client_of(Role.COUNSEL), notice, {"s3-0-code": "P1"})

    assert (response.status_code, errors_of(response.text)) == (
        422,
        ["Provisions 2: Code: “P1” stands twice: give one of them another code."],
    )


def test_a_provision_that_carries_a_flow_stays(
    client_of: ClientOf, session: Session, officer: Actor, notice: str
) -> None:
    party = third_parties.register(officer, ThirdParty(name="Correo Rápido"))
    link = NoticeLink(provision=f"{notice}/G2", strength=Strength.ARGUABLE)
    flows.register(officer, Flow(third_party=party.ref or "", notice_links=[link]))
    counsel = client_of(Role.COUNSEL)

    removed = _code(counsel, notice, {"remove-s3-0": "1"})
    response = counsel.post(f"/notices/{notice}/code", data=form_of(removed.text))

    assert (response.status_code, errors_of(response.text)) == (
        422,
        ["Provisions: “G2” covers FL-0001: unlink it there first."],
    )


def test_who_codes_second_sees_both_codings_and_chooses_sentence_by_sentence(
    client_of: ClientOf, session: Session, officer: Actor, notice: str
) -> None:
    counsel = client_of(Role.COUNSEL)
    opened = form_of(counsel.get(f"/notices/{notice}/code").text)
    stored = queries.get(session, notice)[0]
    theirs = [stored.provisions[0], stored.provisions[1].model_copy(update={"text": "Theirs."})]
    operations.code(SYSTEM, notice, theirs)

    conflict = counsel.post(
        f"/notices/{notice}/code", data=changed(opened, {"s2-0-text": "Mine.", "s3-0-text": "Mine too."})
    )
    chosen = changed(form_of(conflict.text), {"choose-s3": "theirs"})
    solved = counsel.post(f"/notices/{notice}/code", data=chosen)

    assert (conflict.status_code, solved.status_code) == (409, 303)
    assert "Sentence 3 What you entered G2 ground of disclosure: Mine too. (open-ended)" in text_of(
        conflict.text
    )
    assert [one.text for one in queries.get(session, notice)[0].provisions] == ["Mine.", "Theirs."]


def test_the_coding_of_an_earlier_version_is_carried_over_to_the_sentences_that_read_alike(
    client_of: ClientOf, session: Session, officer: Actor, notice: str
) -> None:
    longer = "Welcome. We value your privacy. We write to you about your orders. Data are sold."
    newer = operations.capture(officer, Notice(text=longer)).ref or ""
    counsel = client_of(Role.COUNSEL)

    page = counsel.get(f"/notices/{newer}/code?from={notice}").text
    unsaved = queries.get(session, newer)[0].provisions
    counsel.post(f"/notices/{newer}/code", data=form_of(page))

    assert unsaved == []
    assert [(one.code, one.sentence_no) for one in queries.get(session, newer)[0].provisions] == [
        ("P1", 3),
        ("G2", None),
    ]
