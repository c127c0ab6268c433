"""Third parties registered, with any name: what is asked, what is refused, and that nothing typed is lost."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.third_parties import queries
from app.domain.third_parties.terms import Role, Status
from tests.pages.pagereading import changed, errors_of, form_of, text_of

HARD_NAMES = [
    "متجر المجوهرات",
    "Ringe 💍🜚 & 𝔊old",
    "<script>alert('x')</script>",
    '=HYPERLINK("http://bad.example")',
    "N" * 200,
]


def test_registering_goes_to_the_page_of_the_new_third_party(client: FlaskClient) -> None:
    form = form_of(client.get("/third-parties/new").text, name="Correo Rápido", role="processor")

    answer = client.post("/third-parties/new", data=form)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/third-parties/TP-0001")
    assert "Correo Rápido is registered as TP-0001." in client.get("/third-parties/TP-0001").text


def test_an_untouched_form_registers_what_is_unknown_as_unknown(
    client: FlaskClient, session: Session
) -> None:
    client.post(
        "/third-parties/new", data=form_of(client.get("/third-parties/new").text, name="Correo Rápido")
    )

    record, _ = queries.get(session, "TP-0001")
    assert (record.role, record.status, record.risk_tier) == (Role.UNKNOWN, Status.PROSPECTIVE, None)


@pytest.mark.parametrize("name", HARD_NAMES)
def test_any_name_is_kept_as_written_and_shown_as_text(
    client: FlaskClient, session: Session, name: str
) -> None:
    client.post("/third-parties/new", data=form_of(client.get("/third-parties/new").text, name=name))

    page = client.get("/third-parties/TP-0001")
    assert page.status_code == 200
    assert (
        name in text_of(page.text.replace("<script>", "").replace("</script>", ""))
        or "&lt;script&gt;" in page.text
    )
    assert "<script>alert" not in page.text
    assert queries.get(session, "TP-0001")[0].name == name
    assert client.get("/third-parties").status_code == 200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Name: is required: fill it in."),
        ({"name": "N" * 300}, "Name: is too long: shorten it to 200 characters."),
        ({"name": "two\nlines"}, "Name: must be a single line: remove the line breaks."),
        ({"name": "bell\x07"}, "Name: contains control characters: remove them."),
        ({"role": "king"}, "Role: “king” is not one of the choices"),
        ({"onboarded_on": "31/12/2026"}, "Onboarded on: “31/12/2026” is not a date"),
        (
            {"onboarded_on": "2026-05-01", "offboarded_on": "2026-04-30"},
            "Offboarded on comes before onboarded on: correct one of the two dates.",
        ),
        ({"owner": "nobody@lumen.example"}, "Owner: nobody@lumen.example is not in the register"),
        ({"parent": "TP-0404"}, "Part of: TP-0404 is not in the register"),
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_keeps_what_was_typed(
    client: FlaskClient, session: Session, changes: dict[str, str], sentence: str
) -> None:
    typed = {"name": "Correo Rápido", "description": "Sends letters & <parcels>"} | changes
    form = changed(form_of(client.get("/third-parties/new").text), typed)

    answer = client.post("/third-parties/new", data=form)

    assert answer.status_code == 422
    assert any(one.startswith(sentence) for one in errors_of(answer.text)), errors_of(answer.text)
    again = form_of(answer.text)
    assert again["description"] == "Sends letters & <parcels>"
    assert {name: again[name] for name in changes if name != "name"} == {
        name: value for name, value in changes.items() if name != "name"
    }
    assert queries.names(session) == {}


def test_a_name_that_is_taken_is_refused_with_the_reference_of_the_other(
    client: FlaskClient, session: Session, party: str
) -> None:
    form = form_of(client.get("/third-parties/new").text, name="correo  RÁPIDO")

    answer = client.post("/third-parties/new", data=form)

    assert answer.status_code == 422
    assert "is already registered as TP-0001" in text_of(answer.text)
    assert list(queries.names(session)) == ["TP-0001"]
