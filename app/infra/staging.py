"""Where files on their way into the register lie: a folder each below ``imports`` of the instance.

They survive a restart and are shared like the rest of the instance; they are no part of the register or its backup.
"""

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from app.kernel import clock
from app.kernel.errors import Missing
from app.settings import Settings

REFERENCES = "references"
"""The file beside the plan that says which reference each of its new objects was given."""


def folders(settings: Settings) -> list[str]:
    """The imports of which anything lies in the instance."""
    root = settings.instance / "imports"
    names = (one.name for one in root.iterdir() if one.is_dir()) if root.is_dir() else ()
    return sorted(name for name in names if len(name) == 36)


class Staging:
    """The files of an import: ``source`` as it was sent, ``rows`` as they were read, ``plan`` as it will be written."""

    def __init__(self, settings: Settings, batch: str) -> None:
        """The folder of *batch*, a UUID."""
        if not batch.replace("-", "").isalnum() or len(batch) != 36:
            raise Missing("There is no such import.")
        self.folder = settings.instance / "imports" / batch

    @property
    def source(self) -> Path:
        """The file as it was sent."""
        return self.folder / "source"

    @property
    def rows(self) -> Path:
        """Its rows, a line of JSON each."""
        return self.folder / "rows"

    @property
    def plan(self) -> Path:
        """The objects that it would write, a line of JSON each."""
        return self.folder / "plan"

    @property
    def written(self) -> dict[str, str]:
        """The lasting reference that each provisional one was given when it was written; empty before."""
        try:
            found: dict[str, str] = json.loads((self.folder / REFERENCES).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found

    def keep(self, data: bytes) -> None:
        """Store *data* as the source, durably."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(self.source)

    @property
    def age(self) -> float:
        """Seconds since anything was put here or taken away."""
        return clock.now().timestamp() - self.folder.stat().st_mtime

    def drop_source(self) -> None:
        """Remove the file as it was sent and the plan: what was written needs neither."""
        for path in (self.source, self.plan):
            path.unlink(missing_ok=True)

    def drop_rows(self) -> None:
        """Remove the rows too; what remains says which references were given, and nothing of what the file held."""
        self.drop_source()
        self.rows.unlink(missing_ok=True)

    @property
    def holds_rows(self) -> bool:
        """Whether the rows of the file are still here."""
        return self.rows.exists()

    def drop(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def say(self, **progress: Any) -> None:
        """Note how far it is, where pages can read it while a transaction is under way."""
        temporary = self.folder / "progress.new"
        try:
            temporary.write_text(json.dumps(progress), encoding="utf-8")
            temporary.replace(self.folder / "progress")
        except OSError:  # the progress is a courtesy: what it tells of goes on
            temporary.unlink(missing_ok=True)

    @property
    def _stop(self) -> Path:
        return self.folder / "stop"

    def stop(self) -> None:
        """Ask whoever is at it to stop."""
        if self.folder.is_dir():
            self._stop.touch()

    @property
    def is_to_stop(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop.exists()

    def go_on(self) -> None:
        """Forget that somebody asked to stop: a new step begins."""
        self._stop.unlink(missing_ok=True)

    def progress(self) -> dict[str, Any]:
        """How far it is, as last noted, and ``noted``: the time of that in seconds of the system clock."""
        path = self.folder / "progress"
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            return {**said, "noted": path.stat().st_mtime}
        except (OSError, ValueError):
            return {}
