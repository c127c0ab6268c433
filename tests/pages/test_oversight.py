"""Evidence, reviews, sub-processors, incidents: lists across third parties, and each part added, changed, removed."""

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.evidence import oversight
from app.domain.organisation import queries as organisation
from app.domain.third_parties import operations, queries
from app.domain.third_parties.records import Evidence, Incident, Review, SubProcessor, ThirdParty
from app.kernel import clock
from app.security.actor import SYSTEM
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.domain import objects
from tests.pages.pagereading import text_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def today(session: Session) -> dt.date:
    return organisation.today(session)


@pytest.fixture
def party(session: Session) -> str:
    return objects.third_party("Correo").ref or ""


def stored(session: Session, ref: str) -> ThirdParty:
    return queries.get(session, ref)[0]


@pytest.mark.parametrize(
    ("area", "field", "data", "shown"),
    [
        (
            "evidence",
            "evidence",
            {"kind": "soc2", "issued_on": "2026-01-02", "note": "Type II"},
            "SOC 2 report",
        ),
        (
            "reviews",
            "reviews",
            {"on": "2026-01-02", "outcome": "conditions", "note": "Ask again"},
            "Ask again",
        ),
        (
            "incidents",
            "incidents",
            {"title": "Mailbox opened", "notified_us_on": "2026-01-02"},
            "Mailbox opened",
        ),
        (
            "sub-processors",
            "sub_processors",
            {"sub_third_party": "TP-0002", "notified_on": "2026-01-02", "objection_days": "30"},
            "Hosting",
        ),
    ],
)
def test_a_part_is_added_listed_changed_and_removed(
    client: FlaskClient, session: Session, party: str, area: str, field: str, data: dict[str, str], shown: str
) -> None:
    objects.third_party("Hosting")

    answer = client.post(f"/{area}/{party}/new", data=data)
    assert answer.status_code == 303
    assert shown in text_of(client.get(f"/third-parties/{party}").text)
    listed = client.get(f"/{area}").text
    assert shown in text_of(listed)
    assert "Correo" in listed
    assert shown in client.get(f"/{area}?export=csv").text

    key = "note" if field in {"evidence", "reviews"} else "title" if field == "incidents" else "mechanism"
    version = queries.get(session, party)[1]
    answer = client.post(f"/{area}/{party}/0/edit", data=data | {key: "Corrected", "version": str(version)})
    assert answer.status_code == 303
    assert getattr(getattr(stored(session, party), field)[0], key) == "Corrected"

    version = queries.get(session, party)[1]
    answer = client.post(f"/{area}/{party}/0/remove", data={"version": str(version)})
    assert answer.status_code == 303
    assert getattr(stored(session, party), field) == []
    dossier = text_of(client.get(f"/third-parties/{party}").text)
    assert "Archived entries" in dossier
    assert "Put back" in dossier
    assert "Correo" not in client.get(f"/{area}?export=csv").text

    version = queries.get(session, party)[1]
    answer = client.post(f"/third-parties/{party}/archived/0/restore", data={"version": str(version)})
    assert answer.status_code == 303
    assert getattr(getattr(stored(session, party), field)[0], key) == "Corrected"
    assert "Correo" in client.get(f"/{area}?export=csv").text


def test_an_archived_entry_is_removed_for_good_only_as_it_was_seen(
    client: FlaskClient, session: Session, party: str
) -> None:
    oversight.add_incident(SYSTEM, party, Incident(title="Never happened"))
    oversight.remove_incident(SYSTEM, party, 0)
    version = queries.get(session, party)[1]

    stale = client.post(f"/third-parties/{party}/archived/0/discard", data={"version": str(version - 1)})
    assert stale.status_code == 303
    assert "was changed meanwhile" in text_of(client.get(f"/third-parties/{party}").text)
    assert len(stored(session, party).archived_parts) == 1

    gone = client.post(f"/third-parties/{party}/archived/0/discard", data={"version": str(version)})
    assert gone.status_code == 303
    assert stored(session, party).archived_parts == []
    assert 'id="archived"' not in client.get(f"/third-parties/{party}").text
    assert client.post(f"/third-parties/{party}/archived/0/discard").status_code == 404


def test_a_contact_left_out_of_the_form_is_archived_and_one_that_was_edited_is_not(
    client: FlaskClient, session: Session, party: str
) -> None:
    form = {
        "contacts-0-name": "Ada Vidal",
        "contacts-0-email": "ada@correo.example",
        "contacts-1-name": "Bo Lind",
    }
    version = queries.get(session, party)[1]
    client.post(f"/third-parties/{party}/edit/contacts", data=form | {"version": str(version)})
    version = queries.get(session, party)[1]
    edited = {"contacts-0-name": "Ada Vidal Roca", "contacts-0-email": "ada@correo.example"}

    client.post(f"/third-parties/{party}/edit/contacts", data=edited | {"version": str(version)})

    record = stored(session, party)
    assert [one.name for one in record.contacts] == ["Ada Vidal Roca"]
    assert [one.part.name for one in record.archived_parts] == ["Bo Lind"]


def test_the_third_party_is_chosen_first_where_none_is_named(client: FlaskClient, party: str) -> None:
    assert 'value="TP-0001"' in client.get("/evidence/new").text
    assert client.get("/evidence/new?third_party=TP-0001").headers["Location"] == "/evidence/TP-0001/new"
    assert client.get("/evidence/new?third_party=TP-0009").status_code == 404


def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(
    client: FlaskClient, session: Session, party: str, today: dt.date
) -> None:
    tomorrow = (today + DAY).isoformat()

    answer = client.post(
        f"/evidence/{party}/new", data={"kind": "soc2", "issued_on": tomorrow, "note": "Kept"}
    )

    assert answer.status_code == 422
    assert f"{tomorrow} is in the future" in text_of(answer.text)
    assert "Kept" in answer.text
    assert stored(session, party).evidence == []


def test_two_people_at_one_part_see_both_versions(client: FlaskClient, session: Session, party: str) -> None:
    oversight.add_evidence(SYSTEM, party, Evidence.parse({"kind": "soc2", "note": "First"}))
    _, version = queries.get(session, party)
    oversight.change_evidence(SYSTEM, party, 0, Evidence.parse({"kind": "soc2", "note": "Theirs"}))

    answer = client.post(
        f"/evidence/{party}/0/edit", data={"kind": "soc2", "note": "Mine", "version": str(version)}
    )

    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    assert stored(session, party).evidence[0].note == "Theirs"


def test_nothing_is_removed_that_was_changed_meanwhile(
    client: FlaskClient, session: Session, party: str
) -> None:
    oversight.add_evidence(SYSTEM, party, Evidence.parse({"kind": "soc2"}))
    _, version = queries.get(session, party)
    oversight.add_evidence(SYSTEM, party, Evidence.parse({"kind": "audit"}))

    page = client.post(f"/evidence/{party}/0/remove", data={"version": str(version)}, follow_redirects=True)

    assert "nothing was archived" in text_of(page.text)
    assert len(stored(session, party).evidence) == 2


def test_a_place_that_is_gone_is_not_found(client: FlaskClient, party: str) -> None:
    assert client.get(f"/evidence/{party}/0/edit").status_code == 404
    assert client.post(f"/evidence/{party}/3/remove").status_code == 404


def test_evidence_is_filtered_by_validity(client: FlaskClient, party: str, today: dt.date) -> None:
    for kind, until in (("soc2", today - DAY), ("audit", today + 30 * DAY), ("pentest", None)):
        given: dict[str, Any] = {"kind": kind, "valid_until": until}
        oversight.add_evidence(SYSTEM, party, Evidence.parse(given))

    def kinds(query: str) -> set[str]:
        rows = client.get(f"/evidence?{query}&export=csv").text.splitlines()[1:]
        return {row.partition(",")[0] for row in rows}

    assert kinds("validity=lapsed") == {"SOC 2 report"}
    assert kinds("validity=soon") == {"Audit"}
    assert kinds("validity=endless") == {"Penetration test"}
    assert kinds("validity=valid") == {"Audit", "Penetration test"}
    assert "Lapses in 30 days" in text_of(client.get("/evidence?validity=soon").text)


def test_the_window_to_object_follows_from_the_notice_and_is_decided(
    client: FlaskClient, session: Session, party: str, today: dt.date
) -> None:
    objects.third_party("Hosting")
    link = {"sub_third_party": "TP-0002", "notified_on": today - 40 * DAY, "objection_days": 30}
    oversight.add_sub_processor(SYSTEM, party, SubProcessor.parse(link))
    assert stored(session, party).sub_processors[0].objection_due == today - 10 * DAY

    assert "30 days, 10 days past" in text_of(client.get("/sub-processors?window=late").text)
    assert "30 days to object" in text_of(client.get(f"/third-parties/{party}").text)

    assert client.post(f"/sub-processors/{party}/0/decide", data={"decision": "objected"}).status_code == 303
    decided = stored(session, party).sub_processors[0]
    assert (decided.decision, decided.decided_on) == ("objected", today)
    assert "Objected" in text_of(client.get("/sub-processors?window=decided").text)
    assert client.post(f"/sub-processors/{party}/0/decide", data={"decision": "perhaps"}).status_code == 400


def test_a_list_is_confirmed_today(client: FlaskClient, session: Session, party: str, today: dt.date) -> None:
    client.post(f"/sub-processors/{party}/confirm")

    assert stored(session, party).list_confirmed_on == today


def test_a_review_moves_the_days_of_the_last_and_the_next(
    client: FlaskClient, session: Session, party: str, today: dt.date
) -> None:
    next_on = today + 300 * DAY
    client.post(f"/reviews/{party}/new", data={"on": today.isoformat(), "next_on": next_on.isoformat()})
    assert (stored(session, party).last_review_on, stored(session, party).next_review_on) == (today, next_on)

    oversight.record_review(SYSTEM, party, Review.parse({"on": today - 90 * DAY}))
    oversight.remove_review(SYSTEM, party, 0)
    assert stored(session, party).last_review_on == today - 90 * DAY


def test_a_wrong_day_of_the_next_review_is_refused(
    client: FlaskClient, session: Session, party: str, today: dt.date
) -> None:
    for wrong in ("soon", today.isoformat()):
        answer = client.post(f"/reviews/{party}/new", data={"on": today.isoformat(), "next_on": wrong})
        assert answer.status_code == 422
    assert stored(session, party).reviews == []


def test_the_breach_clock_counts_hours_is_shown_and_filtered(
    client: FlaskClient, session: Session, party: str, today: dt.date
) -> None:
    zone = clock.zone(organisation.time_zone(session))
    told = clock.now().astimezone(zone) - dt.timedelta(hours=20, minutes=30)
    fresh = {"notified_us_on": told.date(), "notified_us_time": f"{told:%H:%M}"}
    for title, given in (("Late one", {"notified_us_on": today - 10 * DAY}), ("Fresh one", fresh)):
        oversight.add_incident(SYSTEM, party, Incident.parse({"title": title, **given}))

    late = text_of(client.get("/incidents?clock=overdue").text)
    assert "Late one" in late
    assert "Fresh one" not in late
    for address in ("/incidents?clock=running", f"/third-parties/{party}"):
        page = text_of(client.get(address).text)
        assert "Running 51 hours left" in page
        assert f"{told:%H:%M}" in page
    sheet = client.get("/incidents?clock=running&export=csv").text
    due = (told.astimezone(clock.UTC) + dt.timedelta(hours=72)).strftime("%Y-%m-%d %H:%M")
    assert due in sheet.replace("T", " ")


def test_a_time_of_day_that_is_none_is_said_at_its_field(
    client: FlaskClient, session: Session, party: str, today: dt.date
) -> None:
    told = {"title": "Mailbox opened", "notified_us_on": today.isoformat()}

    answer = client.post(f"/incidents/{party}/new", data=told | {"notified_us_time": "25:00"})

    assert answer.status_code == 422
    assert "Told us at: “25:00” is not a time of day: write it like 07:00 or 18:30." in text_of(answer.text)
    assert stored(session, party).incidents == []


def test_parts_of_an_archived_third_party_leave_the_lists(client: FlaskClient, party: str) -> None:
    oversight.add_incident(SYSTEM, party, Incident(title="Old one"))
    oversight.add_evidence(SYSTEM, party, Evidence.parse({"kind": "soc2"}))
    operations.archive(SYSTEM, party)

    assert "Old one" not in client.get("/incidents").text
    assert "Correo" not in client.get("/evidence").text
    assert "Old one" in client.get("/incidents?archived=yes").text


@pytest.mark.parametrize("area", ["evidence", "reviews", "sub-processors", "incidents"])
def test_an_auditor_reads_and_is_offered_nothing(client_of: ClientOf, party: str, area: str) -> None:
    page = client_of(Role.AUDITOR).get(f"/{area}")

    assert page.status_code == 200
    assert f"/{area}/new" not in page.text
