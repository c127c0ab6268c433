"""People: who may be entered, links to set a password, passwords, and the administrator who must remain."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy.orm import Session

from app.domain.accounts import operations, queries, sign_in
from app.domain.accounts.models import Credential, OneTimeLink
from app.domain.accounts.operations import LINK_LIFE
from app.domain.accounts.records import Person
from app.domain.audit.models import Entry
from app.kernel.errors import Conflict, Denied, Invalid, Missing, Refused
from app.security import passwords, tokens
from app.security.actor import ANONYMOUS, SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import EMAILS, actor_of

NOW = dt.datetime(2027, 3, 15, 11, tzinfo=dt.UTC)
PASSWORD = "a ring a bell a sea a day"
ANA = Person(email="ana@lumen.example", name="Ana Ruiz", roles=[Role.AUDITOR])


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


def refusal(token: str, password: str = PASSWORD) -> str:
    with pytest.raises(Invalid) as raised:
        operations.use_link(ANONYMOUS, token, password)
    return raised.value.sentence


USED_UP = "This link was used or has run out: ask an administrator for a new one."


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_people_are_an_administrators_business(session: Session, role: Role) -> None:
    actor = actor_of(role)
    with pytest.raises(Denied):
        operations.add(actor, ANA)
    with pytest.raises(Denied):
        operations.update(actor, EMAILS[Role.GUEST], ANA)
    with pytest.raises(Denied):
        operations.make_link(actor, EMAILS[Role.ADMIN])
    with pytest.raises(Denied):
        operations.end_sessions(actor, EMAILS[Role.ADMIN])


def test_a_person_is_entered_once(session: Session, admin: Actor) -> None:
    operations.add(admin, ANA)
    with pytest.raises(Invalid) as raised:
        operations.add(admin, Person.parse({"email": "ANA@lumen.example", "name": "Ana"}))
    said = "E-mail: ana@lumen.example is already registered: open that person instead."
    assert raised.value.pointers() == {"/email": [said]}


def test_an_address_is_for_good(session: Session, admin: Actor) -> None:
    operations.add(admin, ANA)
    operations.update(
        admin, ANA.email, ANA.model_copy(update={"email": "else@lumen.example", "name": "Ana R."})
    )
    assert queries.get(session, ANA.email)[0].name == "Ana R."
    with pytest.raises(Missing):
        queries.get(session, "else@lumen.example")


def test_two_who_change_a_person_are_told(session: Session, admin: Actor) -> None:
    operations.add(admin, ANA)
    operations.update(admin, ANA.email, ANA.model_copy(update={"name": "Ana R."}), version=1)
    with pytest.raises(Conflict) as raised:
        operations.update(admin, ANA.email, ANA.model_copy(update={"name": "A. Ruiz"}), version=1)
    assert (raised.value.mine["name"], raised.value.theirs["name"], raised.value.version) == (
        "A. Ruiz",
        "Ana R.",
        2,
    )


@pytest.mark.parametrize("change", [{"active": False}, {"roles": []}, {"roles": [Role.COMPLIANCE]}])
def test_the_last_administrator_stays(session: Session, admin: Actor, change: dict[str, object]) -> None:
    person, version = queries.get(session, admin.email)
    with pytest.raises(Refused) as raised:
        operations.update(admin, admin.email, person.model_copy(update=change), version=version)
    assert "last active administrator" in raised.value.sentence
    assert queries.get(session, admin.email) == (person, version)

    operations.add(admin, ANA.model_copy(update={"roles": [Role.ADMIN]}))
    operations.update(admin, admin.email, person.model_copy(update=change), version=version)
    with pytest.raises(Refused):
        operations.update(SYSTEM, ANA.email, ANA.model_copy(update={"roles": [Role.ADMIN], "active": False}))


def test_an_administrator_who_may_not_sign_in_does_not_count(session: Session, admin: Actor) -> None:
    operations.add(admin, ANA.model_copy(update={"roles": [Role.ADMIN], "active": False}))
    person, _ = queries.get(session, admin.email)
    with pytest.raises(Refused):
        operations.update(admin, admin.email, person.model_copy(update={"active": False}))


def test_a_link_sets_a_password_once(session: Session, admin: Actor) -> None:
    operations.add(admin, ANA)
    token = operations.make_link(admin, ANA.email)
    assert operations.use_link(ANONYMOUS, token, PASSWORD) == ANA.email
    assert sign_in.authenticate(session, "secret", ANA.email, PASSWORD, "192.0.2.1") == ANA.email
    assert refusal(token) == USED_UP


def test_the_trail_says_whose_link_it_was_and_never_the_password(session: Session, admin: Actor) -> None:
    operations.add(admin, ANA)
    token = operations.make_link(admin, ANA.email)
    operations.use_link(ANONYMOUS, token, PASSWORD)
    entry = session.query(Entry).order_by(Entry.seq.desc()).first()
    assert entry is not None
    assert (entry.operation, entry.actor, entry.notes) == (
        "person.use_link",
        ANA.email,
        {"person": ANA.email},
    )
    said = str([(one.changes, one.notes) for one in session.query(Entry)])
    assert PASSWORD not in said
    assert token not in said
    assert tokens.hashed(token) not in said


def test_a_link_runs_out(session: Session, admin: Actor, clock: time_machine.Traveller) -> None:
    operations.add(admin, ANA)
    token = operations.make_link(admin, ANA.email)
    clock.shift(LINK_LIFE + dt.timedelta(seconds=1))
    assert refusal(token) == USED_UP


def test_a_new_link_takes_the_place_of_earlier_ones(session: Session, admin: Actor) -> None:
    operations.add(admin, ANA)
    first, second = operations.make_link(admin, ANA.email), operations.make_link(admin, ANA.email)
    assert refusal(first) == USED_UP
    assert operations.use_link(ANONYMOUS, second, PASSWORD) == ANA.email


def test_what_is_no_link_is_refused_in_the_same_words(session: Session) -> None:
    assert {refusal(""), refusal("x" * 3_000), refusal("a\x00b")} == {USED_UP}


def test_an_unfit_password_leaves_the_link_for_another_try(session: Session, admin: Actor) -> None:
    operations.add(admin, ANA)
    token = operations.make_link(admin, ANA.email)
    too_short = refusal(token, "short")
    assert too_short == "Password: too short: use at least 12 characters, such as four words."
    assert refusal(token, "x" * 1_001) == "Password: too long: use at most 1,000 characters."
    assert operations.use_link(ANONYMOUS, token, PASSWORD) == ANA.email


def test_who_left_gets_in_by_no_link(session: Session, admin: Actor) -> None:
    operations.add(admin, ANA)
    token = operations.make_link(admin, ANA.email)
    operations.update(admin, ANA.email, ANA.model_copy(update={"active": False}))
    assert refusal(token) == USED_UP
    with pytest.raises(Refused) as raised:
        operations.make_link(admin, ANA.email)
    assert raised.value.sentence == "ana@lumen.example may not sign in: make the person active first."
    operations.update(admin, ANA.email, ANA)
    assert refusal(token) == USED_UP


def test_the_database_keeps_hashes_of_links_and_passwords(session: Session, admin: Actor) -> None:
    operations.add(admin, ANA)
    token = operations.make_link(admin, ANA.email)
    assert [link.token_hash for link in session.query(OneTimeLink)] == [tokens.hashed(token)]
    operations.use_link(ANONYMOUS, token, PASSWORD)
    stored = session.get_one(Credential, ANA.email).password_hash
    assert stored.startswith("$argon2id$")
    assert passwords.matches(stored, PASSWORD)
    assert not passwords.matches(stored, PASSWORD + "x")


def test_a_password_is_changed_by_its_person_who_knows_the_present_one(
    session: Session, officer: Actor, admin: Actor
) -> None:
    operations.set_password(SYSTEM, officer.email, PASSWORD)
    with pytest.raises(Refused):
        operations.set_password(admin, officer.email, "another four good words", present=PASSWORD)
    for wrong in (None, "", "a ring a bell a sea a night"):
        with pytest.raises(Invalid) as raised:
            operations.set_password(officer, officer.email, "another four good words", present=wrong)
        assert raised.value.pointers() == {
            "/present": ["Present password: it does not match: type it again."]
        }
    operations.set_password(officer, officer.email, "another four good words", present=PASSWORD)
    assert sign_in.authenticate(session, "s", officer.email, "another four good words", "192.0.2.1")


def test_a_new_password_ends_the_other_sessions(session: Session, officer: Actor) -> None:
    operations.set_password(SYSTEM, officer.email, PASSWORD)
    here, there = (sign_in.open_session(officer, address="", agent=name) for name in ("here", "there"))
    at_this = Actor(officer.email, officer.name, officer.roles, session=tokens.hashed(here))
    operations.set_password(at_this, officer.email, "another four good words", present=PASSWORD)
    limits = {"idle": dt.timedelta(hours=1), "absolute": dt.timedelta(hours=12)}
    assert queries.signed_in(session, here, **limits) is not None
    assert queries.signed_in(session, there, **limits) is None


def test_passwords_of_any_script_are_kept_whole() -> None:
    password = "contraseña señal 字 ع 💍 fin"
    stored = passwords.hashed(password)
    assert passwords.matches(stored, password)
    assert not passwords.matches(stored, password.replace("💍", "?"))
    assert not passwords.matches(None, password)
    assert not passwords.matches("no hash at all", password)
