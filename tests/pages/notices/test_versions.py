"""Versions corrected, compared, archived and handed out."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.db.unit_of_work import begin
from app.domain.audit import chain
from app.domain.flows import operations as flows
from app.domain.flows.records import Flow, NoticeLink
from app.domain.notices import operations, queries
from app.domain.notices.records import Notice, Provision
from app.domain.notices.terms import ProvisionKind, Strength
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.kernel.canonical import sha256
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.pages.notices.conftest import capture
from tests.pages.pagereading import form_of, text_of


def test_facts_are_corrected_and_the_text_is_not_among_them(
    client: FlaskClient, session: Session, notice: str
) -> None:
    form = form_of(client.get(f"/notices/{notice}/edit").text, title="Privacy notice")

    response = client.post(f"/notices/{notice}/edit", data=form)

    assert (response.status_code, "text" in form) == (303, False)
    assert queries.get(session, notice)[0].title == "Privacy notice"
    assert len(queries.get(session, notice)[0].provisions) == 2


def test_two_versions_are_compared_sentence_by_sentence(
    client: FlaskClient, officer: Actor, session: Session, notice: str
) -> None:
    newer = operations.capture(
        officer,
        Notice(text="We value your privacy. We write to you about orders and news. Data are sold."),
    ).ref
    operations.code(
        SYSTEM,
        newer or "",
        [Provision(code="G5", kind=ProvisionKind.DISCLOSURE_GROUND, sentence_no=3, text="Sale.")],
    )

    response = client.get(f"/notices/{newer}/compare/{notice}")
    turned = client.get(f"/notices/{notice}/compare/{newer}")
    page = text_of(response.text)

    assert text_of(turned.text) == page
    assert "1 word for word, 1 changed, 1 added, 1 removed" in page
    assert "<ins>orders and news.</ins>" in response.text
    assert "<del>orders.</del>" in response.text
    assert "adds purposes or grounds that the older one lacks: G5." in page
    assert "G5 – not recorded G5 ground of disclosure: Sale." in page


def test_a_version_without_text_cannot_be_compared(
    client: FlaskClient, session: Session, notice: str
) -> None:
    with begin("system", "register.load", chain.last_instant) as work:
        work.save(Notice(ref="NV-0002", title="Older"))
        chain.file_entry(work)

    response = client.get(f"/notices/{notice}/compare/NV-0002")

    assert response.status_code == 404
    assert "The text of NV-0002 is not recorded, so there is nothing to compare." in text_of(response.text)


def test_a_version_that_carries_flows_is_not_archived(
    client: FlaskClient, session: Session, officer: Actor, notice: str
) -> None:
    party = third_parties.register(officer, ThirdParty(name="Correo Rápido"))
    link = NoticeLink(provision=f"{notice}/G2", strength=Strength.ARGUABLE)
    flows.register(officer, Flow(third_party=party.ref or "", notice_links=[link]))

    response = client.post(f"/notices/{notice}/archive")

    assert response.status_code == 409
    assert "NV-0001 covers FL-0001: link the flows to another version first." in text_of(response.text)


def test_a_version_is_archived_and_restored(client: FlaskClient, session: Session, notice: str) -> None:
    client.post(f"/notices/{notice}/archive")
    archived = queries.get(session, notice)[0].archived
    client.post(f"/notices/{notice}/restore")

    assert (archived, queries.get(session, notice)[0].archived) == (True, False)


def test_an_archived_version_is_shown_as_such_with_the_way_to_what_differs(
    client: FlaskClient, officer: Actor, notice: str
) -> None:
    operations.capture(officer, Notice(text="Newer."))
    operations.archive(officer, notice)

    page = client.get(f"/notices/{notice}").text

    assert "Archived: left out of lists, rules and reports until it is restored." in text_of(page)
    assert 'href="/notices/NV-0001/compare/NV-0002"' in page


def test_an_archived_version_is_not_coded(client_of: ClientOf, officer: Actor, notice: str) -> None:
    operations.archive(officer, notice)

    response = client_of(Role.COUNSEL).get(f"/notices/{notice}/code")

    assert response.status_code == 409
    assert "NV-0001 is archived: restore it first." in text_of(response.text)


def test_the_captured_text_is_handed_out_as_it_was_hashed(
    client: FlaskClient, session: Session, notice: str
) -> None:
    response = client.get(f"/notices/{notice}/text")

    assert sha256(response.data) == queries.get(session, notice)[0].sha256
    assert response.mimetype == "text/plain"


def test_markup_in_a_notice_is_shown_as_text(client: FlaskClient, session: Session) -> None:
    capture(client, text="<script>alert(1)</script> is what we say. &amp; more.")

    page = client.get("/notices/NV-0001").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt; is what we say." in page
    assert "<script>alert" not in page


def test_an_address_that_is_none_is_no_link(client: FlaskClient, session: Session) -> None:
    capture(client, text="Something.", url="javascript:alert(1)")

    assert 'href="javascript' not in client.get("/notices/NV-0001").text
