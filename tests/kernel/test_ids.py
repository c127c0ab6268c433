"""Identifiers that nobody cites: UUIDs of version 7, in the order in which they were made."""

import datetime as dt
import time
import uuid

import time_machine

from app.kernel import ids


def test_identifiers_follow_each_other_within_a_millisecond_too() -> None:
    with time_machine.travel(dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC), tick=False):
        made = [str(ids.uuid7()) for _ in range(2000)]

    assert made == sorted(set(made))


def test_an_identifier_is_a_uuid_of_version_7_that_begins_with_its_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    made = [ids.uuid7() for _ in range(500)]
    after = time.time_ns() // 1_000_000

    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {uuid.RFC_4122}
    assert all(before <= one.int >> 80 <= after for one in made)
