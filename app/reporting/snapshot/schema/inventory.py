"""The data of R10."""

from typing import Any

from typing_extensions import TypedDict

from app.reporting.snapshot.schema.inventory_annexes import Annexes, PartyRow
from app.reporting.snapshot.schema.inventory_parts import (
    CheckRow,
    CrossingRow,
    ReachedRow,
    RequirementRow,
    SharedRow,
    Since,
    Support,
)


class Party(TypedDict):
    """A party to a deal, as far as it is recorded."""

    name: str | None
    reg_no: str | None
    country: str | None


class InventoryData(TypedDict):
    """R10: the inventory as :meth:`app.domain.deals.schedule.Inventory.as_json` gives it, with its title block.

    ``parts`` has the rows of Parts A to E and I by letter; ``required`` is Part F, ``transfers`` Part G,
    ``sub_processors`` Part H, ``shared`` Part J, ``support`` Part K,
    ``since_signing`` what differs from the sealed signing schedule, where there is one;
    ``rules`` those that fired, ``annexes`` the whole catalogue, the dictionary and the notices' texts.
    ``agreement`` is the purchase agreement as the deal cites it.
    """

    deal: dict[str, Any]
    on: str
    regimes: list[str]
    summary: dict[str, Any]
    limits: dict[str, int]
    flags: list[str]
    deal_firings: list[dict[str, Any]]
    parts: dict[str, list[dict[str, Any]]]
    others: list[dict[str, Any]]
    struck: list[str]
    preferences: dict[str, int]
    findings: list[dict[str, Any]]
    rules: dict[str, dict[str, Any]]
    mark: str
    schedule: str | None
    agreement: str | None
    parties: list[PartyRow]
    buyer: Party
    required: list[RequirementRow]
    transfers: list[CrossingRow]
    sub_processors: list[ReachedRow]
    shared: list[SharedRow]
    support: Support
    checklist: list[CheckRow]
    since_signing: Since | None
    annexes: Annexes
