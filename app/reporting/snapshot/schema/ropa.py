"""The data of R7."""

from typing_extensions import TypedDict

from app.reporting.snapshot.schema.board import Fraction


class RetentionRow(TypedDict):
    """How long one category is kept; ``period`` in words, nothing where neither period nor criterion is recorded."""

    category: str
    period: str | None
    trigger: str | None
    legal_ground: str | None


class RecipientRow(TypedDict):
    """A third party that receives data of the activity, with the agreements in force that govern it."""

    third_party: str
    name: str
    role: str
    is_processor: bool
    flows: list[str]
    agreements: list[str]


class SafeguardRow(TypedDict):
    """A third country to which data of the activity go, with the mechanism recorded and the assessment of it."""

    country: str
    regime: str
    flow: str
    mechanism: str | None
    derogation: bool
    assessed_on: str | None
    sound: bool


class IncidentRow(TypedDict):
    """An incident at a recipient that concerned categories of the activity."""

    third_party: str
    title: str | None
    aware_on: str | None


class ActivityRow(TypedDict):
    """An activity with what Article 30 asks of it; ``missing`` are the mandatory fields that are empty, in words.

    ``for_others`` says that its controller is recorded as somebody else, so that the organisation is the processor.
    """

    ref: str
    name: str
    controller: str | None
    for_others: bool
    joint: list[str]
    purposes: list[str]
    legal_bases: list[str]
    consent_evidence: list[str]
    subjects: list[str]
    categories: list[str]
    sensitive: list[str]
    recipients: list[str]
    third_parties: list[RecipientRow]
    places: list[str]
    transfers: list[SafeguardRow]
    retention: list[RetentionRow]
    security: str | None
    channels: list[str]
    automated_decision: bool
    dpia_needed: bool
    dpia_done_on: str | None
    lia_on: str | None
    incidents: list[IncidentRow]
    missing: list[str]


class RopaData(TypedDict):
    """R7: the activities, and K13 over those of which the organisation is the controller and the others together.

    ``unassigned`` are active flows of personal data that serve no recorded activity.
    """

    completeness: Fraction
    activities: list[ActivityRow]
    unassigned: list[str]
