"""What is filed of an issued report, and what can stand in the way of filing it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel import clock
from app.kernel.errors import Refused


class Overtaken(Refused):
    """Another report was filed meanwhile, so that the seal names the wrong one as the one before."""

    def __init__(self) -> None:
        """Say it in a sentence."""
        super().__init__("Another report was issued at the same time: ask again.")


class Stopped(Refused):
    """The request was cancelled, or another worker has taken it over: whoever still makes the report must stop."""

    def __init__(self) -> None:
        """Say it in a sentence."""
        super().__init__("The request was cancelled: nothing was issued.")


@dataclass(frozen=True)
class File:
    """A rendering in the blob store; *unsigned_sha256* is that of the same file before it was signed."""

    sha256: str
    size: int
    unsigned_sha256: str | None = None


@dataclass(frozen=True)
class Filing:
    """A sealed report as it is filed, with its files by format."""

    seal: Mapping[str, Any]
    place: int
    kind: str
    title: str
    as_of: dt.datetime
    on_day: dt.date
    parameters: Mapping[str, Any]
    deal: str | None
    order_sha256: str
    files: Mapping[str, File]

    @property
    def number(self) -> str:
        """Such as R-2026-0001."""
        return str(self.seal["number"])

    def note(self) -> dict[str, Any]:
        """What the trail entry says of it: everything, so that nothing in the rows can be rewritten unseen."""
        return {
            "number": self.number,
            "place": self.place,
            "kind": self.kind,
            "title": self.title,
            "as_of": clock.format_instant(self.as_of),
            "on": self.on_day.isoformat(),
            "parameters": dict(self.parameters),
            "order": self.order_sha256,
            "seal": dict(self.seal),
            "files": {form: file.sha256 for form, file in sorted(self.files.items())},
            "unsigned": {
                form: file.unsigned_sha256
                for form, file in sorted(self.files.items())
                if file.unsigned_sha256 is not None
            },
        }


@dataclass(frozen=True)
class Claim:
    """That *worker* makes the report of a request."""

    request: str
    worker: str
