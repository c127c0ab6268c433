"""The data of R10's title block beside the deal, and of its annexes."""

from typing_extensions import TypedDict


class PartyRow(TypedDict):
    """A party of the transaction: what it is, its name, who signs for it."""

    part: str
    name: str
    signatory: str | None


class RuleRow(TypedDict):
    """A rule of the catalogue; ``lines`` counts those on which it fired, or the findings of a rule of the deal.

    ``evaluated`` is false where none of its regimes is evaluated; ``regimes`` empty means always.
    """

    id: str
    title: str
    citation: str
    regimes: list[str]
    source_confirmed: bool
    evaluated: bool
    lines: int


class CategoryRow(TypedDict):
    """A data category of the vocabulary; ``lines`` counts the lines of Parts A to D that hold it."""

    key: str
    label: str
    parent: str | None
    description: str | None
    identifiability: str
    sensitivity: list[str]
    bk_pii: bool
    lines: int


class NoticeText(TypedDict):
    """The text of a version of the notice, as it was hashed."""

    ref: str
    name: str | None
    effective_on: str | None
    sha256: str | None
    text: str | None


class Annexes(TypedDict):
    """The rule catalogue, the category dictionary, and the texts of the notices that Parts A to D name."""

    rules: list[RuleRow]
    categories: list[CategoryRow]
    notices: list[NoticeText]
