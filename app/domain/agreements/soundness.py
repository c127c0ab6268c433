"""Whether an agreement's dates, acceptance and stage make sense together: one record by itself."""

import datetime as dt
from collections.abc import Iterator

from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import UNSIGNED, Acceptance, Stage
from app.domain.checks import Problem

_RUNNING = frozenset({Stage.IN_FORCE, Stage.RENEWAL_DUE, Stage.RENEWED, Stage.SUSPENDED})


def problems(record: Agreement, today: dt.date) -> Iterator[Problem]:
    """What does not fit in *record*, read on *today*."""
    yield from _date_problems(record, today)
    yield from _stage_problems(record, today)
    if record.survival_indefinite and record.survival_months is not None:
        yield ("survival_months",), "contradicts “Survives without limit”: leave one of the two empty."


def _date_problems(record: Agreement, today: dt.date) -> Iterator[Problem]:
    for field in ("signed_us_on", "signed_them_on", "renewal_decided_on"):
        day = getattr(record, field)
        if day is not None and day > today:
            yield (field,), f"{day} is in the future: enter it once it has happened."
    if record.evergreen and record.expires_on is not None:
        yield ("expires_on",), "contradicts “No fixed end”: leave one of the two empty."


def _stage_problems(record: Agreement, today: dt.date) -> Iterator[Problem]:
    label = record.stage.label
    if record.stage not in UNSIGNED and record.acceptance is Acceptance.NONE:
        yield ("acceptance",), f"is required at the stage “{label}”: say how the agreement came about."
    if record.stage in _RUNNING and record.effective_on is None:
        yield ("effective_on",), f"is required at the stage “{label}”: enter the first day in force."
    if record.stage in _RUNNING and record.effective_on is not None and record.effective_on > today:
        yield (
            ("stage",),
            f"the first day in force is {record.effective_on}: keep “{Stage.EXECUTED.label}” until then.",
        )
    if record.stage is Stage.EXPIRED and (record.expires_on is None or record.expires_on >= today):
        yield ("expires_on",), f"must be a past day at the stage “{label}”: correct one of the two."
    if record.stage is Stage.TERMINATED and record.terminated_on is None:
        yield (
            ("terminated_on",),
            f"is required at the stage “{label}”: enter the first day no longer in force.",
        )
    if record.stage is Stage.SUPERSEDED and record.superseded_by is None:
        yield ("superseded_by",), f"is required at the stage “{label}”: choose the version that replaces it."
    if record.stage is Stage.SURVIVING and not (record.survival_indefinite or record.survival_months):
        yield ("survival_months",), f"is required at the stage “{label}”: say how long confidentiality lasts."
