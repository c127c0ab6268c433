"""What each structure of a deal does: to the controller, to the data, and to the contracts."""

from dataclasses import dataclass

from app.domain.deals.terms import DealKind


@dataclass(frozen=True)
class Structure:
    """The effects of one structure, as the rules ask for them.

    ``changes_controller``: another entity answers for the data after closing; where it does not, nothing
    moves. ``by_succession``: the data and contracts pass by operation of law, as the target dissolves into
    the survivor. ``assigns_contracts``: every contract must be assigned, novated or signed anew.
    ``passes_control``: a third party takes control of all or part of the business, so that the CCPA sees no
    sale. ``sells_assets``: one of the structures to which the FTC's terms for selling customer data are
    applied. ``note``: what counsel must decide before the proposals can be relied on.
    """

    changes_controller: bool = False
    by_succession: bool = False
    assigns_contracts: bool = False
    passes_control: bool = False
    sells_assets: bool = False
    note: str = ""

    @property
    def discloses(self) -> bool:
        """Whether the seller hands the data to another controller, rather than being absorbed by it."""
        return self.changes_controller and not self.by_succession


_SHARES = Structure(passes_control=True)
_ABSORBED = Structure(
    changes_controller=True,
    by_succession=True,
    passes_control=True,
    note="The target dissolves: its data and contracts appear to pass by operation of law, and people "
    "should learn who answers for their data from then on.",
)
_ASSETS = Structure(changes_controller=True, assigns_contracts=True, passes_control=True, sells_assets=True)
_SPLIT = Structure(
    changes_controller=True,
    assigns_contracts=True,
    passes_control=True,
    sells_assets=True,
    note="A part becomes a business of its own: systems that serve both parts need transitional services in "
    "which the seller works as a processor.",
)

STRUCTURES: dict[DealKind, Structure] = {
    DealKind.SHARE_PURCHASE: _SHARES,
    DealKind.MERGER_REVERSE_TRIANGULAR: _SHARES,
    DealKind.MERGER_DIRECT: _ABSORBED,
    DealKind.MERGER_FORWARD_TRIANGULAR: _ABSORBED,
    DealKind.ASSET_ALL: _ASSETS,
    DealKind.ASSET_PART: _ASSETS,
    DealKind.BANKRUPTCY_363: Structure(
        changes_controller=True,
        assigns_contracts=True,
        passes_control=True,
        sells_assets=True,
        note="Contracts are assumed and assigned under the Bankruptcy Code, which may set aside clauses "
        "against assignment (s.365(f), with the exceptions of s.365(c)): source to confirm.",
    ),
    DealKind.REORGANISATION: Structure(
        changes_controller=True,
        assigns_contracts=True,
        note="Whether the controller changes depends on which entity keeps the data; the proposals assume "
        "that it does.",
    ),
    DealKind.JOINT_VENTURE: Structure(
        changes_controller=True,
        assigns_contracts=True,
        passes_control=True,
        note="The parents may become joint controllers with the venture, which calls for an arrangement "
        "under Art. 26.",
    ),
    DealKind.SPIN_OFF: _SPLIT,
    DealKind.CARVE_OUT: _SPLIT,
    DealKind.FINANCING: Structure(
        note="Nothing moves until the security is enforced; what is proposed here applies from then on."
    ),
    DealKind.DATA_ONLY_SALE: Structure(
        changes_controller=True,
        sells_assets=True,
        note="Data are sold without the business that they serve: no exception for the sale of a business "
        "appears to apply.",
    ),
}
"""The effects of every structure."""

CONTROLLER_STAYS = frozenset({DealKind.SHARE_PURCHASE, DealKind.MERGER_REVERSE_TRIANGULAR})
"""The structures in which the target lives on as the controller, under a new owner."""
