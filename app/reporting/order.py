"""What is asked for when a report is ordered."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Order:
    """A kind, and the instant, day, object and paper where they are not the usual ones.

    *earlier* and *later* are the sides of a comparison: an instant as text, or the number of a sealed report.
    """

    kind: str
    as_of: dt.datetime | None = None
    on: dt.date | None = None
    deal: str | None = None
    third_party: str | None = None
    earlier: str | None = None
    later: str | None = None
    paper: str = "A4"
