import string

import pytest

from app.domain.findings import rules
from app.domain.findings.rule import RULES
from app.domain.findings.terms import Severity
from tests.domain.findings import builders as a

C, H, M = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM
AGREEMENTS = [C, C, H, H, H, H, H, M, H, H, M, M, H, M]
CLAUSES = [C, C, H, H, M, H, H, H, M, H, H, M, M, M, M]
MINE = [rule for rule in RULES.values() if rule.family in {"AGR", "CLA"}]


@pytest.mark.parametrize(("family", "severities"), [("AGR", AGREEMENTS), ("CLA", CLAUSES)])
def test_the_family_is_complete_and_has_its_severities(family, severities):
    mine = {rule.id: rule.severity for rule in RULES.values() if rule.family == family}
    assert mine == {f"{family}-{number:02d}": severity for number, severity in enumerate(severities, start=1)}


def test_which_rules_wait_for_a_regime():
    gated = {rule.id: set(rule.regimes) for rule in MINE if rule.regimes}
    europe, california = {"GDPR", "UK"}, {"CCPA"}
    assert gated == {
        "AGR-02": europe,
        "AGR-09": california,
        "AGR-10": california,
        "AGR-12": europe,
        "AGR-13": europe,
        "CLA-08": europe,
        "CLA-09": europe,
        "CLA-10": california,
        "CLA-11": california,
        "CLA-12": europe,
    }


@pytest.mark.parametrize("rule", MINE, ids=lambda rule: rule.id)
def test_the_words_of_a_rule_are_sentences_that_do_not_judge(rule):
    assert rule.message.endswith(".")
    assert rule.remedy.endswith(".")
    assert rule.title == rule.title.strip().rstrip(".")
    assert rule.citation.strip() == rule.citation != ""
    assert "complian" not in (rule.title + rule.message + rule.remedy).casefold()


def worst_case():
    """Whatever makes the rules with blanks in their messages fire."""
    party = a.third_party(risk_tier="high", role="service_provider")
    papers = (
        a.nda(evergreen=False, expires_on=a.ago(1)),
        a.nda(ref="AG-0004", signed_them_on=None, acceptance="wet"),
        a.dpa({"g28.h_audit": "absent", "g28.e_rights": "partial", "g28.h_warn": ""}),
        a.dpa(
            ref="AG-0006",
            evergreen=False,
            expires_on=a.ago(-10),
            clauses=a.clauses("dpa", second_reader=None),
        ),
        a.ccpa_sp({"ccpa.51a1": "absent"}),
    )
    return a.dossier(party, papers, (a.flow(first_on=a.ago(700)),))


def test_every_blank_of_a_message_is_filled():
    filled = set()
    for rule in MINE:
        blanks = {name for _, name, _, _ in string.Formatter().parse(rule.message) if name}
        for hit in a.hits(rule.id, worst_case()) if blanks else []:
            assert set(hit.blanks) >= blanks
            assert "{" not in rule.message.format(**hit.blanks)
            filled.add(rule.id)
    assert filled == {
        "AGR-03",
        "AGR-06",
        "AGR-07",
        "AGR-08",
        "CLA-08",
        "CLA-09",
        "CLA-11",
        "CLA-13",
        "CLA-14",
    }


def test_the_package_imports_each_of_its_modules():
    assert {"agreements", "agreement_papers", "clauses", "clause_checklists"} <= set(vars(rules))
