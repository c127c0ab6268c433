"""Idempotency keys: a request sent twice is done once."""

from flask import Flask
from sqlalchemy.orm import Session

from app.domain.accounts import api_replies
from app.security.roles import Role
from tests.api.conftest import Program


def test_the_same_request_sent_again_is_answered_and_not_done_again(program: Program) -> None:
    first = program("POST", "/third-parties", {"name": "Ferro"}, Idempotency_Key="a-1")
    again = program("POST", "/third-parties", {"name": "Ferro"}, Idempotency_Key="a-1")

    assert again.headers["Idempotent-Replayed"] == "true"
    assert (again.status_code, again.json, again.headers["Location"]) == (
        201,
        first.json,
        first.headers["Location"],
    )
    assert program("GET", "/third-parties?count=true").json["total"] == 1


def test_a_key_is_not_used_for_two_requests(program: Program) -> None:
    program("POST", "/third-parties", {"name": "Ferro"}, Idempotency_Key="a-1")

    assert program("POST", "/third-parties", {"name": "Other"}, Idempotency_Key="a-1").status_code == 409


def test_a_refused_request_may_be_corrected_under_its_key(program: Program) -> None:
    assert program("POST", "/third-parties", {"name": ""}, Idempotency_Key="a-1").status_code == 422
    assert program("POST", "/third-parties", {"name": "Ferro"}, Idempotency_Key="a-1").status_code == 201


def test_keys_of_two_programs_have_nothing_to_do_with_each_other(program: Program, app: Flask) -> None:
    other = Program(app, Role.COMPLIANCE)
    program("POST", "/third-parties", {"name": "Ferro"}, Idempotency_Key="a-1")

    assert other("POST", "/third-parties", {"name": "Other"}, Idempotency_Key="a-1").status_code == 201


def test_while_the_first_is_under_way_or_its_end_unknown_the_second_is_refused(
    program: Program, session: Session
) -> None:
    request = "0" * 64
    assert api_replies.claim(program.id, "a-1", request) is None

    answer = program("POST", "/third-parties", {"name": "Ferro"}, Idempotency_Key="a-1")
    assert answer.status_code == 409
    assert program("GET", "/third-parties?count=true").json["total"] == 0


def test_a_key_that_is_none_is_named(program: Program) -> None:
    assert program("POST", "/third-parties", {"name": "Ferro"}, Idempotency_Key=" ").status_code == 400
