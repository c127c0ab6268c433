"""Agreements as several kinds of report list them."""

from typing_extensions import TypedDict


class AgreementRow(TypedDict):
    """An agreement as it stands on the rules' today; ``ends_on`` is its last day in force, where one is recorded."""

    ref: str
    third_party: str
    third_party_name: str
    kind: str
    title: str | None
    state: str
    in_force: bool
    effective_on: str | None
    ends_on: str | None
    runs_on: bool
    notice_by: str | None
    active_flows: list[str]
