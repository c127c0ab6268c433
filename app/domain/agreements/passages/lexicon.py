"""The cues of every clause of the checklists together."""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.agreements.passages import arrangements, ccpa, confidentiality, gdpr, transfers
from app.domain.agreements.passages.cues import Cues

CUES: Mapping[str, Cues] = MappingProxyType(
    {
        entry.key: entry
        for entries in (
            gdpr.CUES,
            ccpa.STATUTE,
            ccpa.SERVICE,
            ccpa.THIRD,
            confidentiality.CUES,
            transfers.SCC,
            transfers.IDTA,
            transfers.ADDENDUM,
            arrangements.JOINT,
            arrangements.HEALTH,
            arrangements.GROUP,
            arrangements.TRANSITION,
        )
        for entry in entries
    }
)
"""By key of the clause."""
