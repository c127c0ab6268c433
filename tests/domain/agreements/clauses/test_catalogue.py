import datetime as dt
import re

import pytest

from app.domain.agreements.clauses.catalogue import (
    ASKED,
    BY_KEY,
    CLAUSES,
    asked,
    families_asked,
    is_asked,
    label_of,
    offered,
)
from app.domain.agreements.clauses.entry import Family, SourceMark, ValueHint
from app.domain.agreements.records import Clause
from app.domain.agreements.terms import AgreementKind

TODAY = dt.date(2026, 11, 22)


def keys(kind, day=TODAY):
    return [clause.key for clause in asked(AgreementKind(kind), day)]


def test_each_key_stands_once():
    assert len(BY_KEY) == len(CLAUSES)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.key)
def test_a_clause_is_of_the_family_its_key_begins_with(clause):
    assert clause.key.startswith(clause.family.value)
    assert Clause(key=clause.key).key == clause.key
    assert clause.weight in {1, 2, 3}
    assert re.fullmatch(r"[A-Z].*[^.]", clause.label)


@pytest.mark.parametrize(
    ("family", "count"),
    [
        (Family.G28, 21),
        (Family.CCPA_STATUTE, 5),
        (Family.CCPA_SERVICE, 10),
        (Family.CCPA_THIRD, 6),
        (Family.CONFIDENTIALITY, 23),
        (Family.SCC, 12),
        (Family.IDTA, 4),
        (Family.ADDENDUM, 4),
        (Family.JOINT, 3),
        (Family.HEALTH, 10),
        (Family.GROUP, 3),
        (Family.TRANSITION, 3),
    ],
)
def test_each_family_is_complete(family, count):
    assert sum(clause.family is family for clause in CLAUSES) == count


def test_the_core_terms_of_article_28():
    core = {clause.key for clause in CLAUSES if clause.family is Family.G28 and clause.is_core}
    assert core == {
        "g28.nature_purpose",
        "g28.types_subjects",
        "g28.a_instructions",
        "g28.b_confidentiality",
        "g28.c_security",
        "g28.d_subs",
        "g28.g_return",
        "g28.h_audit",
        "g28.2_authorisation",
        "g28.4_flowdown",
        "g28.9_writing",
    }


def test_which_kinds_are_asked_for_which_families():
    assert {kind.value: [family.value for family in families] for kind, families in ASKED.items()} == {
        "nda": ["conf"],
        "msa": ["conf"],
        "dpa": ["g28"],
        "ccpa_sp": ["ccpa.d", "ccpa.51"],
        "ccpa_tp": ["ccpa.53"],
        "scc_m1": ["scc"],
        "scc_m2": ["scc"],
        "scc_m3": ["scc"],
        "scc_m4": ["scc"],
    }


def test_a_kind_without_a_checklist_is_asked_for_nothing():
    assert families_asked(AgreementKind.BCR) == ()
    assert keys("bcr") == []


def test_what_is_offered_begins_with_what_is_asked():
    for kind in AgreementKind:
        assert offered(kind, TODAY)[: len(asked(kind, TODAY))] == asked(kind, TODAY)


def test_a_clause_is_not_asked_before_its_law():
    assert keys("dpa", dt.date(2018, 5, 24)) == []
    assert len(keys("dpa", dt.date(2018, 5, 25))) == 20
    assert len(keys("dpa")) == 21


def test_the_annex_of_sub_processors_is_asked_of_modules_two_and_three():
    having = [kind for kind in ("scc_m1", "scc_m2", "scc_m3", "scc_m4") if "scc.a3_subs" in keys(kind)]
    assert having == ["scc_m2", "scc_m3"]


def test_an_nda_is_not_asked_for_article_28():
    assert is_asked("g28.b_confidentiality", AgreementKind.NDA, TODAY) is False
    assert is_asked("conf.nondisclosure", AgreementKind.NDA, TODAY) is True
    assert is_asked("own.clause", AgreementKind.NDA, TODAY) is False


def test_sources_read_from_memory_are_marked_to_confirm():
    doubtful = {clause.family for clause in CLAUSES if clause.source is SourceMark.TO_CONFIRM}
    assert Family.SCC in doubtful
    assert BY_KEY["g28.a_instructions"].source is SourceMark.CONFIRMED
    assert BY_KEY["g28.4_flowdown"].source is SourceMark.TO_CONFIRM
    assert BY_KEY["ccpa.53a6"].source is SourceMark.TO_CONFIRM


def test_the_breach_clause_states_hours():
    assert BY_KEY["g28.f_breach_time"].hint is ValueHint.HOURS


def test_an_unknown_key_is_its_own_label():
    assert label_of("own.clause") == "own.clause"
    assert label_of("conf.law") == "Names governing law and forum"
