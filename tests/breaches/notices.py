"""Plants of the rules on the notice, on flows and on transfers (NOT, FLW, XFR)."""

from typing import Any

from tests.breaches.blocks import Block, Planted, ago, plant

LATEST = "NV-0002"
EXPRESS, ARGUABLE = (
    {"provision": f"{LATEST}/{code}", "strength": strength}
    for code, strength in (("G3", "express"), ("G2", "arguable"))
)


def outside(block: Block, **changes: Any) -> Planted:
    """A flow, changed, to a controller of its own under an NDA."""
    block.controller()
    block.nda()
    return block.flow(**changes), ""


def current_notice(block: Block) -> dict[str, Any]:
    """The version of the notice that is in effect."""
    found: dict[str, Any] = next(row for row in block.document["notices"] if row["ref"] == LATEST)
    return found


@plant("NOT-02")
def undated(block: Block) -> Planted:
    current_notice(block)["effective_on"] = block.of(None, ago(400))
    return LATEST, ""


@plant("NOT-03")
def not_looked_at_again(block: Block) -> Planted:
    current_notice(block)["captured_on"] = block.of(ago(400), ago(30))
    return LATEST, ""


@plant("NOT-04")
def purpose_unstated(block: Block) -> Planted:
    block.controller()
    block.nda(purposes=["order_status", "unstated"])
    return block.flow(purposes=block.of(["unstated"], ["order_status"])), ""


@plant("NOT-05")
def not_set_forth(block: Block) -> Planted:
    return outside(block, notice_links=block.of([], [EXPRESS]))


@plant("NOT-06")
def arguable_only(block: Block) -> Planted:
    return outside(block, notice_links=[ARGUABLE, *block.of([], [EXPRESS])])


@plant("NOT-08")
def browsewrap(block: Block) -> Planted:
    return outside(block, legal_basis="consent", consent_evidence=block.of("browse", "opt_in"))


@plant("NOT-09")
def minors(block: Block) -> Planted:
    return outside(block, subjects=block.of(["customer", "child"], ["customer"]))


@plant("NOT-10")
def self_contradiction(block: Block) -> Planted:
    if block.broken:
        current_notice(block)["provisions"].append({"code": "A3", "kind": "purpose", "sentence_no": 9})
    return LATEST, ""


@plant("NOT-11")
def broadened(block: Block) -> Planted:
    added = {"provision": f"{LATEST}/G9", "strength": "express"}
    return outside(block, notice_links=[added], first_on=block.of(ago(590), ago(300)))


@plant("FLW-01")
def identifiers_in_an_aggregate(block: Block) -> Planted:
    flow, _ = outside(block, declared_class=block.of("aggregate", "personal"))
    return flow, "contact.email"


@plant("FLW-02")
def more_than_listed(block: Block) -> Planted:
    return outside(block, categories=["contact.email", *block.of(["contact.name"], [])])


@plant("FLW-03")
def looks_like_a_sale(block: Block) -> Planted:
    block.paper("ccpa_tp", 3)
    return outside(block, consideration=block.of("money", "none"))


@plant("FLW-04")
def advertising_without_opt_out(block: Block) -> Planted:
    block.paper("ccpa_tp", 3)
    return outside(block, cross_context_ads=True, opt_out_route=block.of(None, "Do not share link"))


@plant("FLW-05")
def own_use(block: Block) -> Planted:
    block.party()
    block.nda()
    block.dpa()
    return block.flow(own_use=block.of(True, False)), ""


@plant("FLW-06")
def sensitive_at_a_low_tier(block: Block) -> Planted:
    block.controller(risk_tier=block.of("medium", "high"))
    block.nda(categories=["health.allergy"])
    return block.flow(categories=["health.allergy"]), ""


@plant("FLW-07")
def more_than_a_link(block: Block) -> Planted:
    return block.party(role="link_only", holds_data=False, trackers_found=block.of(True, False)), ""


@plant("FLW-08")
def left_behind(block: Block) -> Planted:
    proofs = [
        {"kind": "iso27001", "issued_on": ago(720), "valid_until": ago(-400)},
        *block.of([], [{"kind": "deletion_certificate", "issued_on": ago(50)}]),
    ]
    block.controller(evidence=proofs)
    block.nda()
    return block.flow(status="ended", ended_on=ago(60)), ""


@plant("FLW-09")
def beyond_contract(block: Block) -> Planted:
    return outside(block, purposes=["order_status", *block.of(["repairs"], [])])


def abroad(block: Block, country: str, transfer: dict[str, Any] | None, **party: Any) -> Planted:
    """A processor that keeps the data in *country*, with what is recorded of the transfer."""
    block.party(**party)
    block.nda()
    block.dpa()
    recorded = [{"from_regime": "GDPR", "to_country": country} | transfer] if transfer is not None else []
    return block.flow(locations=[{"country": country, "kind": "storage"}], transfers=recorded), ""


def clauses(**changes: Any) -> dict[str, Any]:
    """A transfer under module 2 of the standard clauses, assessed last month."""
    return {"mechanism": "scc", "module": 2, "tia_on": ago(30), "tia_outcome": "acceptable"} | changes


@plant("XFR-01")
def without_mechanism(block: Block) -> Planted:
    return abroad(block, "IN", block.of(None, clauses()))


@plant("XFR-02")
def list_not_looked_up(block: Block) -> Planted:
    checked = block.of(ago(200), ago(20))
    return abroad(block, "US", {"mechanism": "adequacy_dpf"}, dpf_status="active", dpf_checked_on=checked)


@plant("XFR-03")
def not_assessed(block: Block) -> Planted:
    return abroad(block, "IN", clauses(tia_on=block.of(ago(731), ago(730))))


@plant("XFR-04")
def wrong_module(block: Block) -> Planted:
    return abroad(block, "IN", clauses(module=block.of(3, 2)))


@plant("XFR-05")
def adequacy_ends(block: Block) -> Planted:
    return abroad(block, "GB", block.of({"mechanism": "adequacy"}, clauses()))


@plant("XFR-06")
def uk_without_addendum(block: Block) -> Planted:
    if not block.broken:
        block.paper("uk_addendum", 4)
    return abroad(block, "IN", clauses(from_regime="UK"))


@plant("XFR-07")
def derogation_as_routine(block: Block) -> Planted:
    return abroad(block, "IN", block.of({"mechanism": "d49_1b"}, clauses()))


@plant("XFR-08")
def place_unknown(block: Block) -> Planted:
    return outside(block, locations=block.of([], [{"country": "ES", "kind": "storage"}]))
