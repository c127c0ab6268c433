"""The data of R6."""

from typing_extensions import TypedDict

from app.reporting.snapshot.schema.board import Fraction
from app.reporting.snapshot.schema.frame import Tally


class Adequacy(TypedDict):
    """A row of the adequacy table; ``confirmed`` says whether it was checked at its source."""

    key: str
    regime: str
    country: str
    valid_from: str
    valid_to: str | None
    note: str
    source: str
    confirmed: bool
    checked_on: str


class Lapse(TypedDict):
    """The day on which something ends that a transfer rests on, and what that is."""

    on: str
    what: str


class TransferRow(TypedDict):
    """Personal data of one flow that leave the area of one regime for one country.

    ``sound`` says whether a mechanism that holds, with the assessment that it needs, is recorded; ``lacks`` what is
    missing where it does not. ``adequacy`` names the row that covers the country for this recipient today,
    ``fallback`` the agreements in force with standard clauses where the transfer rests on such a row.
    """

    flow: str
    flow_name: str | None
    third_party: str
    third_party_name: str
    role: str
    regime: str
    country: str
    places: list[str]
    categories: list[str]
    mechanism: str | None
    module: int | None
    adequacy: str | None
    adequacy_recorded: str | None
    document: str | None
    tia_on: str | None
    tia_outcome: str | None
    measures: str | None
    onward: bool
    dpf_status: str | None
    dpf_checked_on: str | None
    rests_on_adequacy: bool
    sound: bool
    lacks: list[str]
    fallback: list[str]
    lapse: Lapse | None


class OnwardRow(TypedDict):
    """A sub-processor in a third country; ``needs`` says whether it needs a mechanism under a regime evaluated."""

    third_party: str
    third_party_name: str
    sub_third_party: str
    sub_third_party_name: str | None
    country: str
    mechanism: str | None
    needs: bool


class UnplacedRow(TypedDict):
    """An active flow of personal data for which no place is recorded, so that no transfer can be told."""

    flow: str
    flow_name: str | None
    third_party: str
    third_party_name: str


class TransfersData(TypedDict):
    """R6: transfers by flow and country, onward transfers, flows without a place, and the adequacy rows used.

    ``coverage`` is K5; ``inside`` counts the active flows of personal data that stay inside every area.
    """

    coverage: Fraction
    transfers: list[TransferRow]
    onward: list[OnwardRow]
    unplaced: list[UnplacedRow]
    inside: int
    adequacy: list[Adequacy]
    countries: list[Tally]
    mechanisms: list[Tally]
