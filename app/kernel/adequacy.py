"""The areas that the transfer rules of a regime draw, and the countries held adequate from each, by date.

Three regimes restrict transfers by area: ``GDPR`` (EU), ``UK`` and ``BR``; a country inside the regime's area
needs no mechanism, one outside does unless an adequacy row is valid on the day. Every row says where it was
read, when it was checked, and whether it is confirmed: one that is not must be shown as "source to confirm".
For the GDPR a row begins no earlier than the regulation applied; Article 45(9) kept the older decisions.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from app.kernel.places import EEA
from app.kernel.regimes import Regime

GDPR, UK, BR = Regime.GDPR, Regime.UK, Regime.BR
AREA_REGIMES = (GDPR, UK, BR)
"""The regimes that restrict transfers by area."""

DPF = "dpf"
"""Condition of a row: the recipient is active on the EU-US Data Privacy Framework list."""
DPF_UK = "dpf_uk"
"""Condition of a row: the recipient has also joined the UK extension of that framework."""

CHECKED = dt.date(2026, 11, 22)
"""The day on which the table as a whole was last gone through."""


@dataclass(frozen=True)
class AdequacyRow:
    """That *country* is adequate under *regime* from ``valid_from`` to ``valid_to``, both days included.

    ``country`` is an ISO 3166 code, or ``EPO`` for the one international organisation. ``condition`` names
    what must be shown of the recipient (:data:`DPF`, :data:`DPF_UK`), ``""`` where nothing must.
    """

    key: str
    regime: Regime
    country: str
    valid_from: dt.date
    valid_to: dt.date | None
    note: str
    source: str
    confirmed: bool = True
    condition: str = ""
    checked_on: dt.date = CHECKED

    def is_valid(self, day: dt.date) -> bool:
        """Whether it holds on *day*."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


_GDPR_APPLIES = dt.date(2018, 5, 25)
_TRANSITION_ENDS = dt.date(2020, 12, 31)
_UK_ALONE = dt.date(2021, 1, 1)
_OUTERMOST = frozenset({"AX", "GF", "GP", "MF", "MQ", "RE", "YT"})
_ALONE: dict[str, str] = {UK: "GB", BR: "BR"}
_FORMER_MEMBERS = frozenset({"GB", "GI"})

_KEPT = "Decided under the former directive and kept by Art. 45(9); confirmed again in January 2024."
_EARLIER_DECISIONS = (
    ("AD", "2010/625/EU", ""),
    ("AR", "2003/490/EC", ""),
    ("CA", "2002/2/EC", "Only recipients subject to PIPEDA, that is commercial organisations."),
    ("CH", "2000/518/EC", ""),
    ("FO", "2010/146/EU", ""),
    ("GG", "2003/821/EC", ""),
    ("IL", "2011/61/EU", ""),
    ("IM", "2004/411/EC", ""),
    ("JE", "2008/393/EC", ""),
    ("NZ", "2013/65/EU", ""),
    ("UY", "2012/484/EU", ""),
)


def _earlier_rows() -> Iterator[AdequacyRow]:
    for country, decision, scope in _EARLIER_DECISIONS:
        note = f"{scope} {_KEPT}".strip()
        source = f"Commission Decision {decision}; report COM(2024) 7"
        yield AdequacyRow(f"EU-{country}", GDPR, country, _GDPR_APPLIES, None, note, source)


_EU_ROWS = (
    *_earlier_rows(),
    AdequacyRow(
        "EU-JP",
        GDPR,
        "JP",
        dt.date(2019, 1, 23),
        None,
        "Recipients subject to the Japanese act on personal information (private sector); scope to confirm.",
        "Commission Implementing Decision (EU) 2019/419",
        confirmed=False,
    ),
    AdequacyRow(
        "EU-GB-BRIDGE",
        GDPR,
        "GB",
        _UK_ALONE,
        dt.date(2021, 6, 27),
        "Interim period of the Trade and Cooperation Agreement: treated as if no third country.",
        "EU-UK Trade and Cooperation Agreement, Art. FINPROV.10A",
        confirmed=False,
    ),
    AdequacyRow(
        "EU-GB-2021",
        GDPR,
        "GB",
        dt.date(2021, 6, 28),
        dt.date(2025, 12, 27),
        "First set to end on 27 June 2025, extended once by six months.",
        "Commission Implementing Decision (EU) 2021/1772 as amended in June 2025",
    ),
    AdequacyRow(
        "EU-GB-2025",
        GDPR,
        "GB",
        dt.date(2025, 12, 19),
        dt.date(2031, 12, 27),
        "Renewed for six years.",
        "Commission decision of 19 December 2025 renewing (EU) 2021/1772",
    ),
    AdequacyRow(
        "EU-KR",
        GDPR,
        "KR",
        dt.date(2021, 12, 17),
        None,
        "",
        "Commission Implementing Decision (EU) 2022/254",
    ),
    AdequacyRow(
        "EU-US-DPF",
        GDPR,
        "US",
        dt.date(2023, 7, 10),
        None,
        "Only organisations active on the list. Upheld by the General Court (T-553/23, 3 September 2025); an "
        "appeal is pending, so standard clauses are worth keeping as a fallback.",
        "Commission Implementing Decision (EU) 2023/1795",
        condition=DPF,
    ),
    AdequacyRow(
        "EU-EPO",
        GDPR,
        "EPO",
        dt.date(2025, 7, 15),
        None,
        "The European Patent Organisation, the first international organisation on the list.",
        "Commission decision of 15 July 2025",
    ),
    AdequacyRow(
        "EU-BR",
        GDPR,
        "BR",
        dt.date(2026, 1, 26),
        None,
        "Published on 27 January 2026; first review after four years.",
        "Commission decision of 26 January 2026",
    ),
)

_UK_SCOPES = {
    "CA": "Only recipients subject to PIPEDA.",
    "JP": "Only data subject to the Japanese act on personal information.",
    "FO": "Listed by the regulator; not seen in the schedule itself.",
}
_UK_TRANSITIONAL = (
    *sorted(EEA),
    "AD",
    "AR",
    "CA",
    "CH",
    "FO",
    "GG",
    "GI",
    "IL",
    "IM",
    "JE",
    "JP",
    "NZ",
    "UY",
)


def _uk_rows() -> Iterator[AdequacyRow]:
    source = "Data Protection Act 2018, Sch. 21 para. 5 (transitional)"
    for country in _UK_TRANSITIONAL:
        note = _UK_SCOPES.get(country, "Taken over when the transition period ended.")
        seen = country != "FO"
        yield AdequacyRow(f"UK-{country}", UK, country, _UK_ALONE, None, note, source, confirmed=seen)
    yield AdequacyRow(
        "UK-KR",
        UK,
        "KR",
        dt.date(2022, 12, 19),
        None,
        "Recipients subject to the Korean privacy act.",
        "SI 2022/1213",
    )
    yield AdequacyRow(
        "UK-US-BRIDGE",
        UK,
        "US",
        dt.date(2023, 10, 12),
        None,
        "Only organisations on the Data Privacy Framework list that joined its UK extension.",
        "SI 2023/1028",
        condition=DPF_UK,
    )


def _br_rows() -> Iterator[AdequacyRow]:
    for country in sorted(EEA):
        yield AdequacyRow(
            f"BR-{country}",
            BR,
            country,
            dt.date(2026, 1, 27),
            None,
            "Member states of the EU, its institutions, and the three EFTA states of the EEA.",
            "ANPD Resolution 32 of 26 January 2026",
        )


TABLE: tuple[AdequacyRow, ...] = (*_EU_ROWS, *_uk_rows(), *_br_rows())
"""Every row of the three tables."""

ROWS: dict[str, AdequacyRow] = {row.key: row for row in TABLE}
"""The rows by key, as a transfer's ``adequacy_row`` names them."""

_BY_PLACE: dict[tuple[str, str], list[AdequacyRow]] = {}
for _row in TABLE:
    _BY_PLACE.setdefault((_row.regime, _row.country), []).append(_row)


def in_area(regime: str, country: str, day: dt.date) -> bool:
    """Whether *country* lies inside the area of *regime* on *day*, so that going there is no transfer.

    The GDPR's area is the European Economic Area with the EU's outermost regions and, until the end of the
    transition period, the United Kingdom. Raises :class:`KeyError` for a regime without an area.
    """
    if regime == GDPR:
        still_in = country in _FORMER_MEMBERS and day <= _TRANSITION_ENDS
        return country in EEA or country in _OUTERMOST or still_in
    return country == _ALONE[regime]


def adequate(regime: str, country: str, day: dt.date, shown: Collection[str] = ()) -> AdequacyRow | None:
    """The row by which *country* is adequate under *regime* on *day*, the longest-lived where two overlap.

    A conditional row counts only where *shown* has its condition, such as the framework's list for the US.
    """
    valid = [
        row
        for row in _BY_PLACE.get((regime, country), ())
        if row.is_valid(day) and (not row.condition or row.condition in shown)
    ]
    return max(valid, key=lambda row: row.valid_to or dt.date.max, default=None)


def is_restricted(regime: str, country: str, day: dt.date, shown: Collection[str] = ()) -> bool:
    """Whether data of *regime* that go to *country* on *day* need a mechanism: outside and not adequate."""
    return not in_area(regime, country, day) and adequate(regime, country, day, shown) is None
