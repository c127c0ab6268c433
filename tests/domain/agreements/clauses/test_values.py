import pytest

from app.domain.agreements.clauses.values import hours_of
from app.domain.agreements.records import Clause


@pytest.mark.parametrize(
    ("value", "hours"),
    [
        ("72", 72),
        (48, 48),
        ("24 hours", 24),
        ("within 36h", 36),
        ("3 days", 72),
        ("1,5 days", 36),
        ("1 week", 168),
        ("2 months", 1440),
        ("90 minutes", 1.5),
        ("72 (seventy-two) hours", 72),
    ],
)
def test_the_hours_that_a_value_states(value, hours):
    assert hours_of(Clause.parse({"key": "g28.f_breach_time", "value": value})) == hours


@pytest.mark.parametrize("value", [None, "without undue delay"])
def test_words_alone_state_no_hours(value):
    assert hours_of(Clause.parse({"key": "g28.f_breach_time", "value": value})) is None
