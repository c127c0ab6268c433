"""The collector of cycles in processes that hold much for long."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from app.infra import collector


@pytest.fixture
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


class _Ring:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.mark.usefixtures("_as_before")
def test_what_is_loaded_is_left_alone_and_new_cycles_still_go() -> None:
    collector.relax()

    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold() == (collector.YOUNG, collector.MIDDLE, collector.OLD)
    gone = weakref.ref(_Ring())
    kept = [[] for _ in range(2 * collector.YOUNG)]  # type: ignore[var-annotated]
    assert gone() is None
    assert kept
