"""Pages of notices: captured by paste or file, coded sentence by sentence, compared version by version."""

import dataclasses
import datetime as dt
import io
from collections.abc import Iterator

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.db.unit_of_work import begin
from app.domain.audit import chain
from app.domain.flows import operations as flows
from app.domain.flows.records import Flow, NoticeLink
from app.domain.flows.terms import FlowStatus
from app.domain.notices import operations, queries
from app.domain.notices.records import Notice, Provision
from app.domain.notices.terms import ProvisionKind, Strength
from app.domain.organisation import queries as organisation
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.kernel.canonical import sha256
from app.reporting import papers
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.pages.pagereading import changed, errors_of, form_of, text_of

POLICY = "We value your privacy. We write to you about orders.\n\nWe may share data with those who help us."
DAY = dt.timedelta(days=1)


@pytest.fixture
def today(session: Session) -> dt.date:
    return organisation.today(session)


@pytest.fixture
def notice(session: Session, officer: Actor, today: dt.date) -> str:
    """A version of three sentences, in effect for a year, of which the second and third are coded."""
    captured = operations.capture(
        officer,
        Notice(
            title="Privacy policy", text=POLICY, effective_on=today - 365 * DAY, captured_on=today - 300 * DAY
        ),
    )
    provisions = [
        Provision(code="P1", kind=ProvisionKind.PURPOSE, sentence_no=2, text="To write about orders."),
        Provision(code="G2", kind=ProvisionKind.DISCLOSURE_GROUND, sentence_no=3, unclear=True),
    ]
    operations.code(SYSTEM, captured.ref or "", provisions)
    return captured.ref or ""


def _capture(client: FlaskClient, **fields: object) -> TestResponse:
    return client.post("/notices/new", data={"title": "Privacy policy"} | fields)


def _code(client: FlaskClient, ref: str, changes: dict[str, str], url: str = "code") -> TestResponse:
    page = client.get(f"/notices/{ref}/{url}").text
    return client.post(f"/notices/{ref}/{url}", data=changed(form_of(page), dict(changes)))


def test_pasted_text_is_captured_and_split_into_sentences(client: FlaskClient, session: Session) -> None:
    response = _capture(client, text=POLICY)
    page = client.get(response.headers["Location"]).text

    assert response.status_code == 303
    assert "Captured as NV-0001, in 3 sentences. Say next what each of them provides." in text_of(page)
    assert "3 We may share data with those who help us." in text_of(page)
    assert queries.get(session, "NV-0001")[0].sha256 == sha256(POLICY.encode())


def test_a_paste_hashes_as_the_same_text_from_a_file(client: FlaskClient, session: Session) -> None:
    _capture(client, text=POLICY.replace("\n", "\r\n"))

    again = _capture(client, file=(io.BytesIO(POLICY.encode()), "policy.txt"))

    assert again.status_code == 409
    assert errors_of(again.text) == [
        "Text: it is word for word that of NV-0001: change the capture date there if it was checked."
    ]


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("p.txt", "Uno.\r\nDos.".encode("utf-16"), "Uno.\nDos."),
        (
            "p.md",
            b"# Privacy\n\nWe keep **it** [secret](https://lumen.example).",
            "Privacy\n\nWe keep it secret.",
        ),
        (
            "p.html",
            b"<html><head><title>T</title><style>p{}</style></head><nav>Menu</nav><main><h1>Privacy</h1>"
            b"<p>We use it&nbsp;for:</p><ul><li>orders</li><li>news</li></ul></main><script>x()</script></html>",
            "Privacy\n\nWe use it for:\n\n• orders\n\n• news",
        ),
    ],
)
def test_the_text_of_a_file_is_taken_without_its_marks(
    client: FlaskClient, session: Session, name: str, data: bytes, text: str
) -> None:
    _capture(client, file=(io.BytesIO(data), name))

    assert queries.get(session, "NV-0001")[0].text == text


def test_the_text_of_a_word_file_is_taken_with_its_tables(client: FlaskClient, session: Session) -> None:
    document = docx.Document()
    document.add_paragraph("We use it for orders.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Kept", "two years"
    file = io.BytesIO()
    document.save(file)
    file.seek(0)

    _capture(client, file=(file, "policy.docx"))

    assert queries.get(session, "NV-0001")[0].text == "We use it for orders.\n\nKept two years"


def test_the_text_of_a_pdf_is_looked_through_before_it_is_captured(
    client: FlaskClient, session: Session
) -> None:
    file = io.BytesIO(papers.text_as_pdf("Privacy\n\nWe value your privacy."))

    shown = _capture(client, file=(file, "policy.pdf"))
    stored = queries.options(session)
    captured = client.post("/notices/new", data=form_of(shown.text))

    assert (shown.status_code, errors_of(shown.text), stored) == (
        422,
        ["Text: it was taken out of the PDF: look it through for page numbers, then capture it."],
        [],
    )
    assert "We value your privacy." in form_of(shown.text)["text"]
    assert captured.status_code == 303


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("p.txt", b"", "File: “p.txt” is empty: choose the file again."),
        (
            "p.html",
            b"<nav>Menu</nav>",
            "File: it holds no text, as a scan does: choose a file with text, or read it by eye.",
        ),
        (
            "p.png",
            b"\x89PNG\r\n\x1a\n0000",
            "File: no text can be taken out of this kind: use PDF, Word, HTML or text.",
        ),
    ],
)
def test_a_file_without_text_is_refused_and_what_was_typed_is_kept(
    client: FlaskClient, session: Session, name: str, data: bytes, sentence: str
) -> None:
    response = _capture(client, url="https://lumen.example/privacy", file=(io.BytesIO(data), name))

    assert (response.status_code, errors_of(response.text)) == (422, [sentence])
    assert form_of(response.text)["url"] == "https://lumen.example/privacy"
    assert queries.options(session) == []


@pytest.fixture
def small_uploads(app: Flask) -> Iterator[None]:
    """Files of more than ten bytes are too large."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(settings, upload_limit=10)
    yield
    app.config["SETTINGS"] = settings


def test_a_file_beyond_the_limit_is_too_large(client: FlaskClient, small_uploads: None) -> None:
    response = _capture(client, title="Kept", file=(io.BytesIO(POLICY.encode()), "policy.txt"))

    assert (response.status_code, form_of(response.text)["title"]) == (413, "Kept")
    assert errors_of(response.text) == [
        "File: “policy.txt” has 95 bytes, more than the limit of 10 bytes: choose a smaller one."
    ]


def test_text_from_a_file_is_shown_when_something_else_is_wrong(client: FlaskClient) -> None:
    response = _capture(client, captured_on="2999-01-01", file=(io.BytesIO(POLICY.encode()), "policy.txt"))

    assert response.status_code == 422
    assert form_of(response.text)["text"] == POLICY


def test_text_and_another_file_are_not_both_taken(client: FlaskClient) -> None:
    response = _capture(client, text="Another text.", file=(io.BytesIO(POLICY.encode()), "policy.txt"))

    assert errors_of(response.text) == ["File: text was pasted as well: empty the text or choose no file."]


def test_nothing_is_captured_without_text(client: FlaskClient) -> None:
    response = _capture(client)

    assert (response.status_code, errors_of(response.text)) == (
        422,
        ["Text: is required: paste the whole notice."],
    )


def test_a_version_shows_what_each_sentence_provides(client: FlaskClient, notice: str) -> None:
    page = text_of(client.get(f"/notices/{notice}").text)

    assert "2 We write to you about orders. P1 Purpose To write about orders." in page
    assert "3 We may share data with those who help us. G2 Ground of disclosure Open-ended" in page


def test_a_version_shows_the_flows_that_rest_on_a_provision(
    client: FlaskClient, session: Session, officer: Actor, notice: str, today: dt.date
) -> None:
    party = third_parties.register(officer, ThirdParty(name="Correo Rápido"))
    flows.register(
        officer,
        Flow(
            third_party=party.ref or "",
            status=FlowStatus.ACTIVE,
            first_on=today - 9 * DAY,
            notice_links=[NoticeLink(provision=f"{notice}/G2", strength=Strength.ARGUABLE)],
        ),
    )

    page = text_of(client.get(f"/notices/{notice}").text)

    assert "1 flow linked, 0 expressly FL-0001 Correo Rápido: arguable" in page


def test_a_newer_version_carries_the_flows_that_were_linked_to_an_older_one(
    client: FlaskClient, session: Session, officer: Actor, notice: str, today: dt.date
) -> None:
    party = third_parties.register(officer, ThirdParty(name="Correo Rápido"))
    link = NoticeLink(provision=f"{notice}/G2", strength=Strength.ARGUABLE)
    flows.register(officer, Flow(third_party=party.ref or "", notice_links=[link]))
    newer = operations.capture(officer, Notice(text=POLICY + " New.", effective_on=today - 9 * DAY))
    operations.code(
        SYSTEM, newer.ref or "", [Provision(code="G2", kind=ProvisionKind.DISCLOSURE_GROUND, sentence_no=3)]
    )

    page = text_of(client.get(f"/notices/{newer.ref}").text)

    assert f"FL-0001 Correo Rápido: arguable, planned (linked in {notice})" in page


def test_the_list_says_from_when_to_when_each_version_is_in_effect(
    client: FlaskClient, officer: Actor, session: Session, notice: str, today: dt.date
) -> None:
    operations.capture(officer, Notice(text="Newer. Shorter.", effective_on=today - 9 * DAY))
    operations.capture(officer, Notice(text="Coming.", effective_on=today + 9 * DAY))

    rows = client.get("/notices?export=csv").text.splitlines()

    assert [row.split(",")[1:6] for row in rows[1:]] == [
        ["NV-0003", "Not yet in effect", str(today + 9 * DAY), "", "1"],
        ["NV-0002", "In effect", str(today - 9 * DAY), str(today + 8 * DAY), "2"],
        ["NV-0001", "Replaced", str(today - 365 * DAY), str(today - 10 * DAY), "3"],
    ]


@pytest.mark.parametrize(
    ("state", "refs"), [("planned", ["NV-0003"]), ("in_force", ["NV-0002"]), ("superseded", ["NV-0001"])]
)
def test_the_list_is_filtered_by_state(
    client: FlaskClient,
    officer: Actor,
    session: Session,
    notice: str,
    today: dt.date,
    state: str,
    refs: list[str],
) -> None:
    operations.capture(officer, Notice(text="Newer.", effective_on=today - 9 * DAY))
    operations.capture(officer, Notice(text="Coming.", effective_on=today + 9 * DAY))

    rows = client.get(f"/notices?state={state}&export=csv").text.splitlines()

    assert [row.split(",")[1] for row in rows[1:]] == refs


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
    _capture(client, text="<script>alert(1)</script> is what we say. &amp; more.")

    page = client.get("/notices/NV-0001").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt; is what we say." in page
    assert "<script>alert" not in page


def test_an_address_that_is_none_is_no_link(client: FlaskClient, session: Session) -> None:
    _capture(client, text="Something.", url="javascript:alert(1)")

    assert 'href="javascript' not in client.get("/notices/NV-0001").text
