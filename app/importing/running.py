"""What the steps of an import share while they run: how far they are, how they are stopped, where they fall back to."""

import gc
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

STOPPED = "This was stopped before it was done. Nothing of it was written: everything is as it was."
"""What is said of a step that somebody stopped."""


def telling(files: Staging, of: int, what: str) -> Callable[[int], None]:
    """What notes how far a step is, and ends it with a refusal where somebody asked to stop."""

    def told(done: int) -> None:
        if files.is_to_stop:
            raise Refused(STOPPED)
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
