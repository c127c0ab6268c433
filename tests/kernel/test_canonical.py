from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from app.kernel.canonical import canonical

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.sampled_from(["1.5", '"', "\\", "a:1.0,", "[1e5]", "\x7f\x80\u2028", "💎", "\ufffd"]),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)


@given(VALUES)
@example({"\ufb01": 1, "💎": 2})
@example({"a": 1.0, "b": "1.0"})
@example(5.0)
@example([1e22, -0.0, 9007199254740991, '\\",1.5'])
def test_the_fast_way_writes_what_the_reference_writes(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, {"a": [-(2**53)]}, "\ud800", {2, 3}])
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises((rfc8785.CanonicalizationError, ValueError)):
        canonical(value)
