"""Signing in: one way to fail, slower with every failure; sessions that end by themselves or when told to."""

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.accounts import operations, queries, sign_in
from app.domain.accounts.models import FailedSignIn, SignIn
from app.domain.accounts.sign_in import PER_NAME, SignInFailed, TooManyAttempts
from app.extensions import db
from app.kernel.errors import Missing
from app.security import tokens
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import EMAILS, actor_of

EMAIL = EMAILS[Role.COMPLIANCE]
PASSWORD = "a ring a bell a sea a day"
PER_ADDRESS = 12
NOW = dt.datetime(2027, 3, 15, 11, tzinfo=dt.UTC)
IDLE = dt.timedelta(minutes=60)
ABSOLUTE = dt.timedelta(hours=12)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


@pytest.fixture
def register(session: Session, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A register in which the compliance officer has a password; hashing is slow, so fewer attempts must do."""
    monkeypatch.setattr(sign_in, "PER_ADDRESS", PER_ADDRESS)
    operations.set_password(SYSTEM, EMAIL, PASSWORD)
    return session


def attempt(name: str = EMAIL, password: str = PASSWORD, address: str = "192.0.2.1") -> str:
    return sign_in.authenticate(db.session, "secret", name, password, address)


def fail(**values: str) -> str:
    """The sentence of a failed attempt."""
    with pytest.raises(SignInFailed) as raised:
        attempt(**values)
    return raised.value.sentence


def seen(token: str) -> Actor | None:
    found = queries.signed_in(db.session, token, idle=IDLE, absolute=ABSOLUTE)
    return found[0] if found else None


def test_name_and_password_open_the_door_in_any_case_of_the_name(register: Session) -> None:
    assert attempt() == EMAIL
    assert attempt(name=f"  {EMAIL.upper()} ") == EMAIL


def test_every_failure_sounds_the_same(register: Session) -> None:
    operations.set_password(SYSTEM, EMAILS[Role.AUDITOR], PASSWORD)
    person, version = queries.get(register, EMAILS[Role.AUDITOR])
    operations.update(SYSTEM, person.email, person.model_copy(update={"active": False}), version=version)
    said = {
        fail(password="a wrong word or two"),
        fail(password=""),
        fail(name="nobody@lumen.example"),
        fail(name=EMAILS[Role.COUNSEL]),
        fail(name=EMAILS[Role.AUDITOR]),
        fail(name=""),
        fail(name="a\x00b"),
        fail(name="x" * 5_000),
        fail(password="x" * 100_000),
    }
    assert said == {"E-mail or password is not right: check both and try again."}


def test_guessing_at_a_name_is_slowed_down_from_wherever_it_comes(
    register: Session, clock: time_machine.Traveller
) -> None:
    for number in range(PER_NAME):
        fail(password="a guess of some kind", address=f"192.0.2.{number}")
    with pytest.raises(TooManyAttempts) as raised:
        attempt(address="192.0.2.99")
    assert raised.value.sentence == "Too many failed attempts: wait 15 minutes and try again."

    clock.shift(dt.timedelta(minutes=14, seconds=30))
    with pytest.raises(TooManyAttempts) as raised:
        attempt(address="192.0.2.99")
    assert raised.value.sentence == "Too many failed attempts: wait 1 minute and try again."

    clock.shift(dt.timedelta(minutes=1))
    assert attempt(address="192.0.2.99") == EMAIL


def test_guessing_at_names_that_do_not_exist_is_slowed_down_just_so(register: Session) -> None:
    for number in range(PER_NAME):
        fail(name="nobody@lumen.example", address=f"192.0.2.{number}")
    with pytest.raises(TooManyAttempts):
        attempt(name="nobody@lumen.example", address="192.0.2.99")


def test_guessing_from_an_address_is_slowed_down_whatever_the_name(register: Session) -> None:
    for number in range(PER_ADDRESS):
        fail(name=f"person{number}@lumen.example")
    with pytest.raises(TooManyAttempts):
        attempt()
    assert attempt(address="192.0.2.2") == EMAIL


def test_a_success_takes_back_the_failures_of_the_name(register: Session) -> None:
    for round_ in range(2):
        for number in range(PER_NAME - 1):
            fail(password="a guess of some kind", address=f"192.0.{round_}.{number}")
        assert attempt() == EMAIL


def test_ones_own_account_does_not_cover_guessing_at_others(register: Session) -> None:
    for number in range(PER_ADDRESS - 1):
        fail(name=f"person{number}@lumen.example")
        if number % 4 == 0:
            assert attempt() == EMAIL
    fail(name="one.more@lumen.example")
    with pytest.raises(TooManyAttempts):
        attempt()


def test_failures_are_kept_without_names_and_forgotten(
    register: Session, clock: time_machine.Traveller
) -> None:
    for number in range(10):
        fail(name=f"person{number}@lumen.example")
    kept = {row.bucket for row in register.query(FailedSignIn)}
    assert len(kept) == 11
    assert all(len(bucket) == 64 for bucket in kept)

    clock.shift(dt.timedelta(minutes=16))
    fail(name="another@lumen.example")
    register.expire_all()
    assert register.query(FailedSignIn).count() == 2


def test_guesses_at_the_same_time_are_all_counted(app: Flask, register: Session) -> None:
    def guess(number: int) -> str:
        with app.app_context():
            try:
                attempt(password=f"a guess number {number}", address=f"192.0.2.{number}")
            except (SignInFailed, TooManyAttempts) as error:
                return type(error).__name__
            finally:
                db.session.remove()
            return "in"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(PER_NAME + 6)))
    assert answers.count("SignInFailed") == PER_NAME
    assert answers.count("TooManyAttempts") == 6


def test_a_session_is_known_by_its_token_of_which_the_hash_alone_is_kept(
    register: Session, officer: Actor
) -> None:
    token = sign_in.open_session(officer, address="192.0.2.1", agent="Browser")
    found = seen(token)
    assert found is not None
    assert (found.email, found.roles) == (EMAIL, (Role.COMPLIANCE,))
    assert [row.token_hash for row in register.query(SignIn)] == [tokens.hashed(token)]
    assert seen(tokens.hashed(token)) is None
    assert seen("") is None


def test_a_session_ends_when_idle(register: Session, officer: Actor, clock: time_machine.Traveller) -> None:
    token = sign_in.open_session(officer, address="", agent="")
    clock.shift(IDLE - dt.timedelta(seconds=1))
    assert seen(token) is not None
    clock.shift(dt.timedelta(seconds=2))
    assert seen(token) is None


def test_use_keeps_a_session_alive_up_to_its_absolute_end(
    register: Session, officer: Actor, clock: time_machine.Traveller
) -> None:
    token = sign_in.open_session(officer, address="", agent="")
    for _ in range(23):
        clock.shift(dt.timedelta(minutes=30))
        found = queries.signed_in(register, token, idle=IDLE, absolute=ABSOLUTE)
        assert found is not None
        sign_in.touch(tokens.hashed(token), found[1])
    clock.shift(dt.timedelta(minutes=29, seconds=59))
    assert seen(token) is not None
    clock.shift(dt.timedelta(seconds=2))
    assert seen(token) is None


def test_a_session_is_ended_by_its_person_alone(register: Session, officer: Actor, counsel: Actor) -> None:
    token = sign_in.open_session(officer, address="", agent="")
    with pytest.raises(Missing):
        sign_in.close_session(counsel, tokens.hashed(token))
    assert seen(token) is not None
    sign_in.close_session(officer, tokens.hashed(token))
    assert seen(token) is None
    sign_in.touch(tokens.hashed(token), NOW - IDLE)
    assert seen(token) is None


def test_an_administrator_ends_all_sessions_of_somebody(
    register: Session, officer: Actor, admin: Actor
) -> None:
    mine = [sign_in.open_session(officer, address="", agent=str(n)) for n in range(2)]
    other = sign_in.open_session(admin, address="", agent="")
    assert len(queries.open_sessions(register, EMAIL, idle=IDLE, absolute=ABSOLUTE)) == 2
    operations.end_sessions(admin, EMAIL)
    assert [seen(token) for token in mine] == [None, None]
    assert seen(other) is not None
    assert list(queries.open_sessions(register, EMAIL, idle=IDLE, absolute=ABSOLUTE)) == []


def test_new_roles_and_an_end_of_access_end_sessions(register: Session, officer: Actor) -> None:
    token = sign_in.open_session(officer, address="", agent="")
    person, version = queries.get(register, EMAIL)
    person = operations.update(
        SYSTEM, EMAIL, person.model_copy(update={"name": "Another name"}), version=version
    )
    assert seen(token) is not None
    person = operations.update(SYSTEM, EMAIL, person.model_copy(update={"roles": [Role.AUDITOR]}))
    assert seen(token) is None
    token = sign_in.open_session(actor_of(Role.COMPLIANCE), address="", agent="")
    operations.update(SYSTEM, EMAIL, person.model_copy(update={"active": False}))
    assert seen(token) is None


def test_a_page_waits_for_no_long_change_to_note_that_its_session_is_in_use(
    app: Flask, session: Session, officer: Actor
) -> None:
    token = sign_in.open_session(officer, address="127.0.0.1", agent="tests")
    session.rollback()
    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    with contextlib.closing(
        sqlite3.connect(Path(app.instance_path) / "custodia.sqlite3", timeout=1)
    ) as writer:
        writer.isolation_level = None
        writer.execute("BEGIN IMMEDIATE")
        sign_in.touch(tokens.hashed(token), long_ago)  # a write that waited would be refused in the end
        writer.execute("ROLLBACK")
    row = session.get(SignIn, tokens.hashed(token))
    assert row is not None
    before = row.seen_at
    session.rollback()
    sign_in.touch(tokens.hashed(token), long_ago)
    row = session.get(SignIn, tokens.hashed(token), populate_existing=True)
    assert row is not None
    assert row.seen_at > before
