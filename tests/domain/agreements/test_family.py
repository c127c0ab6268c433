"""The chain of an agreement: versions in order, and under each what amends or belongs to it."""

import pytest

from app.domain.agreements.family import Kinship, family
from tests.domain.findings import builders as a


def tree(members):
    return [(one.agreement.ref, one.kinship.value, tree(one.below)) for one in members]


@pytest.fixture
def known():
    """Three versions of a main agreement; the second amended twice, with a processing agreement under it."""
    papers = (
        a.agreement("msa", ref="AG-0001", superseded_by="AG-0002", effective_on=a.ago(900)),
        a.agreement("msa", ref="AG-0002", superseded_by="AG-0003", effective_on=a.ago(600)),
        a.agreement("msa", ref="AG-0003", effective_on=a.ago(10)),
        a.agreement("msa", ref="AG-0004", parent="AG-0002", effective_on=a.ago(300)),
        a.agreement("msa", ref="AG-0005", parent="AG-0002", effective_on=a.ago(400)),
        a.dpa(ref="AG-0006", parent="AG-0002", effective_on=a.ago(500)),
        a.dpa(ref="AG-0007", parent="AG-0006", effective_on=a.ago(100)),
        a.nda(ref="AG-0008"),
    )
    return {paper.ref: paper for paper in papers}


EXPECTED = [
    ("AG-0001", "version", []),
    (
        "AG-0002",
        "version",
        [
            ("AG-0006", "annex", [("AG-0007", "amendment", [])]),
            ("AG-0005", "amendment", []),
            ("AG-0004", "amendment", []),
        ],
    ),
    ("AG-0003", "version", []),
]


@pytest.mark.parametrize("ref", ["AG-0001", "AG-0002", "AG-0003", "AG-0005", "AG-0007"])
def test_every_member_sees_the_same_family(known, ref):
    assert tree(family(known[ref], known)) == EXPECTED


def test_one_that_stands_alone_is_a_family_of_one(known):
    assert tree(family(known["AG-0008"], known)) == [("AG-0008", "version", [])]


def test_what_is_not_known_is_left_out():
    lonely = a.nda(parent="AG-0999", superseded_by="AG-0998")

    assert tree(family(lonely, {})) == [("AG-0001", Kinship.VERSION.value, [])]


def test_a_circle_in_the_record_is_cut():
    one = a.nda(ref="AG-0001", parent="AG-0002", superseded_by="AG-0002")
    other = a.nda(ref="AG-0002", parent="AG-0001", superseded_by="AG-0001")

    assert family(one, {"AG-0001": one, "AG-0002": other})
