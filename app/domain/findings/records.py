"""The state of a waiver; findings themselves follow from the register and are not part of it."""

import datetime as dt
from typing import Annotated

from pydantic import StringConstraints

from app.kernel import ids
from app.kernel.records import REQUIRED, Line, PersonRef, Prose, Record, field


def _new_key() -> str:
    return str(ids.uuid7())


RuleId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3,4}-\d{2}$")]


class Waiver(Record):
    """A decision to live with a finding until a day; the finding reopens after it.

    ``ref`` is drawn anew for each, nobody cites it, and the register file leaves it out. Where somebody asked for it
    and nobody has approved it yet, it is a request and covers nothing.
    """

    ref: Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}$")] = field("Reference", factory=_new_key)
    rule: RuleId = field("Rule", default=REQUIRED)
    object: Line = field("Object", "The reference of the object.", default=REQUIRED)
    key: Annotated[str, StringConstraints(max_length=200)] = field("Key", default="")
    reason: Prose = field("Reason", "Why it may stay.", default=REQUIRED)
    requested_by: PersonRef | None = field("Asked for by")
    approver: PersonRef | None = field("Approved by")
    granted_on: dt.date | None = field("Granted on")
    expires_on: dt.date = field("Ends on", "The finding reopens after this day.", default=REQUIRED)
    archived: bool = field("Withdrawn", default=False)

    @property
    def is_request(self) -> bool:
        """Whether it still waits for a second person."""
        return self.requested_by is not None and self.approver is None

    @property
    def identity(self) -> tuple[str, str, str]:
        """The finding that it is about: rule, object and key."""
        return (self.rule, self.object, self.key)

    def covers(self, day: dt.date) -> bool:
        """Whether the finding is waived on *day*."""
        return not self.archived and not self.is_request and self.expires_on >= day
