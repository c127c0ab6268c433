"""What the steps of an import share while they run: how far they are, how they are stopped, where they fall back to."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.domain.imports.terms import ImportState
from app.infra.staging import Staging
from app.kernel.errors import Refused

BEFORE = {
    ImportState.PLANNING: ImportState.STAGED,
    ImportState.COMMITTING: ImportState.PLANNED,
    ImportState.UNDOING: ImportState.COMMITTED,
}
"""Where an import stands when a step of it comes to nothing."""

SAID_EVERY = 0.5
"""Seconds after which it is noted again how far a step is: pages look every two."""
JUDGED = "findings judged anew"
"""What is noted once the findings of a long import, which are left for afterwards, are judged."""
STOPPED = "This was stopped before it was done. Nothing of it was written: everything is as it was."
"""What is said of a step that somebody stopped."""


def telling(files: Staging, of: int, what: str) -> Callable[[int], None]:
    """What notes how far a step is, and ends it with a refusal where somebody asked to stop."""
    last = 0.0

    def told(done: int) -> None:
        nonlocal last
        if files.is_to_stop:
            raise Refused(STOPPED)
        now = time.monotonic()
        if not done or now - last > SAID_EVERY:
            last = now
            files.say(done=done, **({"of": of} if of else {}), what=what)

    return told


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the collector of cycles off: what a long import keeps grows, has none, and would be gone through often."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


FAILED = "Something went wrong that is no fault of the file. Nothing was written: try again or ask for help."
"""Why a step came to nothing where nobody foresaw it."""
