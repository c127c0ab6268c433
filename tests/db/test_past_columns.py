"""What a statement as of the past takes out of revisions: the columns that it names."""

from typing import Any

from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session

from app.db import past
from app.domain.organisation import queries as organisation
from app.domain.third_parties import operations
from app.domain.third_parties.models import ThirdParty
from app.kernel import clock
from app.security.actor import Actor
from tests.domain import objects


def asked(session: Session, at: Any, statement: Any) -> tuple[str, list[Any]]:
    """The statement as the database got it as of *at*, and its rows."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, said: str, *_rest: object) -> None:
        sent.append(said)

    engine = session.get_bind()
    with past.reading(past.Past(at, organisation.today(session))):
        event.listen(engine, "before_cursor_execute", note)
        rows = list(session.execute(statement).all())
        event.remove(engine, "before_cursor_execute", note)
    return sent[0], rows


def changed(officer: Actor) -> Any:
    """An instant after which the only third party was changed."""
    party = objects.third_party("Correo", description="Parcels", external_id="V-7")
    at = clock.now()
    operations.update(officer, party.ref or "", party.model_copy(update={"description": "Letters"}))
    return at


def test_only_the_columns_that_are_named_are_read(session: Session, officer: Actor) -> None:
    at = changed(officer)

    said, rows = asked(session, at, select(ThirdParty.name, ThirdParty.description))

    assert rows == [("Correo", "Parcels")]
    assert '"description"' in said
    assert "external_id" not in said


def test_rows_can_be_counted_without_a_name(session: Session, officer: Actor) -> None:
    at = changed(officer)
    objects.third_party("Later")

    assert asked(session, at, select(func.count()).select_from(ThirdParty))[1] == [(1,)]


def test_whoever_asks_for_everything_gets_it(session: Session, officer: Actor) -> None:
    at = changed(officer)

    _, rows = asked(session, at, text("SELECT * FROM third_party"))

    assert {"Correo", "Parcels", "V-7"} <= set(map(str, rows[0]))
