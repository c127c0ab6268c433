"""Plants of the rules on clauses (CLA)."""

from collections.abc import Mapping

from tests.breaches.blocks import SECOND, Block, Planted, ago, plant


def confidentiality(block: Block, states: Mapping[str, str]) -> Planted:
    """A controller whose one agreement, an NDA, was read with *states*; the finding is on it and its agreement."""
    party = block.controller()
    block.flow()
    return party, block.nda(block.of(states, {}))


def article_28(block: Block, states: Mapping[str, str]) -> str:
    """A processor whose processing agreement was read with *states*."""
    block.party()
    block.flow()
    block.nda()
    return block.dpa(block.of(states, {}))


def california(block: Block, states: Mapping[str, str]) -> Planted:
    """A service provider whose CCPA terms were read with *states*."""
    party = block.party(role="service_provider")
    block.flow()
    return party, "+".join([block.nda(), block.paper("ccpa_sp", 3, block.of(states, {}))])


@plant("CLA-01")
def no_secrecy(block: Block) -> Planted:
    return confidentiality(block, {"conf.nondisclosure": "absent"})


@plant("CLA-02")
def use_not_limited(block: Block) -> Planted:
    return confidentiality(block, {"conf.use_restriction": "absent"})


@plant("CLA-03")
def marked_only(block: Block) -> Planted:
    return confidentiality(block, {"conf.unmarked_covered": "absent", "conf.definition": "partial"})


@plant("CLA-04")
def residuals(block: Block) -> Planted:
    return confidentiality(block, {"conf.no_residuals": "absent"})


@plant("CLA-05")
def compelled_disclosure(block: Block) -> Planted:
    return confidentiality(block, {"conf.compelled": "absent"})


@plant("CLA-06")
def no_survival(block: Block) -> Planted:
    return confidentiality(block, {"conf.survival": "absent", "conf.survival_pd": "absent"})


@plant("CLA-07")
def training(block: Block) -> Planted:
    party = block.controller()
    block.flow(ai_training=block.of(True, False))
    return party, block.nda({"conf.no_ai_training": "absent"})


@plant("CLA-08")
def core_term_missing(block: Block) -> Planted:
    return article_28(block, {"g28.h_audit": "absent"}), "g28.h_audit"


@plant("CLA-09")
def weak_term(block: Block) -> Planted:
    return article_28(block, {"g28.c_security": "partial"}), "g28.c_security"


@plant("CLA-10")
def generic_purposes(block: Block) -> Planted:
    return california(block, {"ccpa.51a2": "partial"})


@plant("CLA-11")
def ccpa_term_missing(block: Block) -> Planted:
    return california(block, {"ccpa.51a1": "absent"})


@plant("CLA-12")
def no_breach_clock(block: Block) -> Planted:
    party = block.party()
    block.flow()
    nda, dpa = block.nda(), block.dpa()
    clauses = next(row for row in block.document["agreements"] if row["ref"] == dpa)["clauses"]
    next(row for row in clauses if row["key"] == "g28.f_breach_time")["value"] = block.of("96", "48")
    return party, f"{nda}+{dpa}"


@plant("CLA-13")
def not_read(block: Block) -> Planted:
    return article_28(block, {"g28.h_warn": ""}), ""


@plant("CLA-14")
def read_by_one(block: Block) -> Planted:
    block.controller(risk_tier="high")
    block.flow()
    nda = block.nda()
    clause = next(row for row in block.document["agreements"] if row["ref"] == nda)["clauses"][0]
    clause |= {"second_reader": block.of(None, SECOND), "second_on": block.of(None, ago(579))}
    return nda, ""


@plant("CLA-15")
def no_return(block: Block) -> Planted:
    return confidentiality(block, {"conf.return": "absent"})
