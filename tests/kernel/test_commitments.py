"""A commitment proves a value while its salt is kept, and tells nothing once it is gone."""

from hypothesis import given
from hypothesis import strategies as st

from app.kernel import commitments
from app.kernel.canonical import digest

VALUES = st.text(min_size=1) | st.lists(st.text(), min_size=1)


@given(VALUES)
def test_what_is_hashed_is_the_same_before_and_after_erasure(value: object) -> None:
    state = {"ref": "PF-0001", "subject": value}
    kept = commitments.fresh(state, ["subject"])

    without, left = commitments.erased(state, kept)

    assert not without["subject"]
    assert digest(commitments.veiled(without, left)) == digest(commitments.veiled(state, kept))
    assert commitments.gone(kept) == []
    assert commitments.gone(left) == ["subject"]


@given(VALUES, VALUES)
def test_another_value_does_not_fit_the_commitment(value: object, other: object) -> None:
    state = {"subject": value}
    kept = commitments.fresh(state, ["subject"])

    same = commitments.veiled(state, kept) == commitments.veiled({"subject": other}, kept)

    assert same == (value == other)


def test_equal_values_have_commitments_that_differ() -> None:
    state = {"subject": "a"}
    one, other = (commitments.veiled(state, commitments.fresh(state, ["subject"])) for _ in range(2))

    assert one["subject"] != other["subject"]


def test_a_state_without_anything_erasable_is_hashed_as_it_is() -> None:
    assert commitments.fresh({"subject": None}, ["subject"]) == {}
    assert commitments.veiled({"subject": None}, None) == {"subject": None}
