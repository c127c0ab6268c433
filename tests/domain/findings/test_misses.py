"""What figures miss: for each figure as many as it lacks, on a register with a breach of everything."""

import dataclasses
import datetime as dt

import pytest

from app.domain.findings import kpis, misses
from app.domain.findings.dossier import Context, Dossier
from app.importing import register_rows
from app.wiring import load_models
from tests import breaches
from tests.domain.findings import builders as a

ONE_A_MISS = ("K1", "K3", "K4", "K5", "K6", "K7", "K11")
"""The figures whose numerator counts objects one by one."""


def judged(*, broken: bool) -> tuple[list[Dossier], Context]:
    """The dossiers and the context of the register of breaches."""
    load_models()
    document, _ = breaches.register(broken=broken)
    rows = register_rows.parse(document)
    by_ref = {
        kind: {record.ref: record for record in rows.of(kind)}
        for kind in ("entity", "third_party", "activity", "notice")
    }
    by_key = {
        kind: {record.key: record for record in rows.of(kind)} for kind in ("category", "subject", "purpose")
    }
    context = dataclasses.replace(
        a.context(),
        today=breaches.ON,
        as_of=dt.datetime(2025, 11, 22, 12, tzinfo=dt.UTC),
        organisation=rows.of("organisation")[0],
        entities=by_ref["entity"],
        third_parties=by_ref["third_party"],
        activities=by_ref["activity"],
        notices=by_ref["notice"],
        categories=by_key["category"],
        subjects=by_key["subject"],
        purposes=by_key["purpose"],
        preferences=tuple(rows.of("preference")),
        active_people=frozenset(person.email for person in rows.of("person") if person.active),
    )
    held = [
        Dossier(
            party,
            tuple(paper for paper in rows.of("agreement") if paper.third_party == ref),
            tuple(flow for flow in rows.of("flow") if flow.third_party == ref),
        )
        for ref, party in by_ref["third_party"].items()
    ]
    return held, context


@pytest.fixture(scope="module", params=[True, False], ids=["broken", "mended"])
def register(request):
    return judged(broken=request.param)


@pytest.mark.parametrize("kpi", ONE_A_MISS)
def test_there_are_as_many_misses_as_the_figure_lacks(register, kpi):
    held, context = register
    figure = next(one for one in kpis.evaluate(held, context, []) if one.id == kpi)

    found = list(misses.misses(kpi, held, context))

    assert len(found) == figure.denominator - figure.numerator
    assert all(one.object and one.why.endswith(".") for one in found)


def test_the_exposed_are_as_many_as_the_figure_counts(register):
    held, context = register
    figure = next(one for one in kpis.evaluate(held, context, []) if one.id == "K8")

    assert len(list(misses.misses("K8", held, context))) == figure.numerator


def test_an_agreement_is_missed_exactly_where_its_clauses_are_short(register):
    held, context = register
    missed = {one.object for one in misses.misses("K2", held, context)}

    for dossier in held:
        counts = kpis.PER_DOSSIER["K2"](dossier, context)
        short = any(counts[state] for state in ("absent", "partial", "not_assessed"))
        assert short == any(agreement.ref in missed for agreement in dossier.agreements)


def test_opt_outs_are_missed_with_who_did_not_confirm():
    held, context = judged(broken=True)
    figure = next(one for one in kpis.evaluate(held, context, []) if one.id == "K9")
    found = list(misses.misses("K9", held, context))

    assert len(found) == figure.denominator - figure.numerator == 1
    assert "Not confirmed in time by" in found[0].why


def test_activities_are_missed_with_the_fields_that_are_empty():
    _, context = judged(broken=True)
    found = {one.object: one.why for one in misses.misses("K13", [], context)}

    assert len(found) == 2
    assert any("the recipients" in why for why in found.values())
    assert any("the erasure limits" in why for why in found.values())
