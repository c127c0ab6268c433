"""Columns and cells that the lists of oversight share."""

from typing import Any

from flask import url_for
from markupsafe import Markup

from app.domain.third_parties.models import ThirdParty
from app.domain.third_parties.terms import RiskTier
from app.pages.kit import cells
from app.pages.kit.lists import Column


def party_url(ref: str, section: str) -> str:
    """The section of a third party's page in which the part is shown."""
    return url_for("third_parties.detail", ref=ref, _anchor=section)


def linked(name: str | None, url: str | None) -> Any:
    """*name* as a link where there is a page to go to."""
    return Markup('<a href="{}">{}</a>').format(url, name) if name and url else name


def third_party_column() -> Column:
    """The third party by name."""
    return Column(
        "third_party",
        "Third party",
        lambda row: linked(row.name, url_for("third_parties.detail", ref=row.third_party)),
        sort=ThirdParty.name,
        export=lambda row: row.name,
    )


def tier_column() -> Column:
    """How much could go wrong there."""
    return Column(
        "tier", "Risk tier", lambda row: cells.term(RiskTier, row.risk_tier), sort=ThirdParty.risk_tier
    )
