"""Which provisions of a notice cover a purpose, a recipient or a kind of deal, and how clearly.

The software proposes: a provision that the record calls open-ended covers only arguably, a link only as
clearly as counsel marked it. Nothing here reads the words of a notice; it reads the provisions that a person
coded.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from app.domain.catalogue.records import Purpose
from app.domain.notices.records import Notice, Provision
from app.domain.notices.terms import ProvisionKind, Strength
from app.kernel.words import Term

AFFILIATES = "G1"
"""The code of the ground for sharing inside the group."""
TRANSITION = "G4"
"""The code of the ground for a transition of the business: merger, acquisition, sale of assets."""

GROUNDS = frozenset({ProvisionKind.DISCLOSURE_GROUND, ProvisionKind.TRANSFER})
"""The kinds of provision through which data may leave."""


class Coverage(Term):
    """How clearly a notice covers something, clearest last."""

    NONE = "none", "Not covered"
    ARGUABLE = "arguable", "Arguable"
    EXPRESS = "express", "Express"


_RANK = {coverage: rank for rank, coverage in enumerate(Coverage)}

DEAL_WORDS: Mapping[str, Coverage] = MappingProxyType(
    {
        "share_purchase": Coverage.EXPRESS,
        "merger_direct": Coverage.EXPRESS,
        "merger_forward_triangular": Coverage.EXPRESS,
        "merger_reverse_triangular": Coverage.EXPRESS,
        "asset_all": Coverage.EXPRESS,
        "asset_part": Coverage.EXPRESS,
        "bankruptcy_363": Coverage.ARGUABLE,
        "reorganisation": Coverage.ARGUABLE,
        "joint_venture": Coverage.ARGUABLE,
        "spin_off": Coverage.ARGUABLE,
        "carve_out": Coverage.ARGUABLE,
        "financing": Coverage.NONE,
        "data_only_sale": Coverage.ARGUABLE,
    }
)
"""How far the usual words of a transition clause reach, by the key of the deal's kind.

They name a merger, an acquisition and the sale of all or a portion of the assets, after "such as": what they
do not name is arguable. A list sold alone is literally a portion of the assets, but regulators do not read it
so.
"""

_ASSET_SALES = frozenset({"spin_off", "carve_out"})


def weakest(coverages: Iterable[Coverage]) -> Coverage:
    """The least clear of *coverages*; not covered where there are none."""
    return min(coverages, key=_RANK.__getitem__, default=Coverage.NONE)


def clearest(coverages: Iterable[Coverage]) -> Coverage:
    """The clearest of *coverages*; not covered where there are none."""
    return max(coverages, key=_RANK.__getitem__, default=Coverage.NONE)


def codes(notice: Notice | None) -> frozenset[str]:
    """The codes of the provisions of *notice*; none without a notice."""
    return frozenset(provision.code for provision in notice.provisions) if notice else frozenset()


def provisions_for_purpose(notice: Notice | None, purpose: Purpose | None) -> tuple[Provision, ...]:
    """The provisions of *notice* with the code of *purpose*; none where the purpose has no code."""
    if notice is None or purpose is None or purpose.policy_code is None:
        return ()
    return tuple(provision for provision in notice.provisions if provision.code == purpose.policy_code)


def purpose_coverage(notice: Notice | None, purpose: Purpose | None) -> Coverage:
    """How clearly *notice* states *purpose*."""
    return clearest(_own_strength(provision) for provision in provisions_for_purpose(notice, purpose))


def live_links(
    notice: Notice | None, links: Iterable[tuple[str, Strength]]
) -> Iterator[tuple[str, Strength]]:
    """Of *links* (a provision's reference and how clearly it covers), those that *notice* still supports.

    A provision keeps its code from version to version, so a link made to an older version goes on to hold
    while the newer one has the code, and lapses when it has not.
    """
    known = codes(notice)
    return ((ref, strength) for ref, strength in links if code_of(ref) in known)


def link_coverage(notice: Notice | None, links: Iterable[tuple[str, Strength]]) -> Coverage:
    """How clearly *notice* sets forth what carries *links*: as clearly as the clearest live one."""
    return clearest(
        Coverage.EXPRESS if strength is Strength.EXPRESS else Coverage.ARGUABLE
        for _, strength in live_links(notice, links)
    )


def recipient_coverage(notice: Notice | None, links: Iterable[tuple[str, Strength]]) -> Coverage:
    """How clearly *notice* lets data go to a recipient: by the links to its grounds of disclosure alone."""
    doors = (
        {provision.code for provision in notice.provisions if provision.kind in GROUNDS} if notice else set()
    )
    return link_coverage(notice, [(ref, strength) for ref, strength in links if code_of(ref) in doors])


def provisions_for_deal(notice: Notice | None, kind: str) -> tuple[Provision, ...]:
    """The provisions of *notice* on which a deal of *kind* (its key) could rest."""
    if notice is None:
        return ()
    usable = {TRANSITION, AFFILIATES} if kind == "reorganisation" else {TRANSITION}
    return tuple(
        provision
        for provision in notice.provisions
        if provision.code in usable or provision.kind is ProvisionKind.TRANSFER
    )


def deal_coverage(notice: Notice | None, kind: str, *, as_asset_sale: bool = False) -> Coverage:
    """How clearly *notice* announces a deal of *kind* (its key); an unknown kind is not covered.

    A spin-off or carve-out that is carried out *as_asset_sale* counts as one. Where the provision itself is
    marked open-ended, nothing is better than arguable.
    """
    resting_on = provisions_for_deal(notice, kind)
    reach = DEAL_WORDS.get(kind, Coverage.NONE)
    if as_asset_sale and kind in _ASSET_SALES:
        reach = DEAL_WORDS["asset_part"]
    return weakest([reach, clearest(_own_strength(provision) for provision in resting_on)])


def code_of(ref: str) -> str:
    """The code in a provision's reference: ``G3`` of ``NV-0001/G3``."""
    return ref.rpartition("/")[2]


def broadening(older: Notice, newer: Notice) -> frozenset[str]:
    """The codes of the purposes and grounds of *newer* that *older* lacked."""
    return frozenset(
        provision.code
        for provision in newer.provisions
        if provision.kind in GROUNDS | {ProvisionKind.PURPOSE} and provision.code not in codes(older)
    )


def _own_strength(provision: Provision) -> Coverage:
    return Coverage.ARGUABLE if provision.unclear else Coverage.EXPRESS
