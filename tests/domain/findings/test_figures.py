"""The key figures that are kept with every change say what counting everything anew would say."""

import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from app.db.unit_of_work import begin
from app.domain.audit import chain
from app.domain.evidence import operations as evidence
from app.domain.evidence.records import Preference
from app.domain.findings import figures, reading
from app.domain.findings.figures import Figures
from app.domain.third_parties import operations as third_parties
from app.security.actor import SYSTEM
from tests.domain import objects


def keep(refs: Sequence[str] | None) -> None:
    """Bring the kept figures up to date as the upkeep of findings does: after *refs* changed, or all for ``None``."""
    with begin("system", "findings.evaluate", chain.last_instant) as work:
        source = reading.Source(work.session)
        context = reading.context(source)
        if refs is None:
            figures.reset(work, context)
        dossiers = list(reading.dossiers(source, refs))
        figures.count(work, context, dossiers)
        figures.forget(work, set(refs or ()) - {dossier.third_party.ref or "" for dossier in dossiers})
        figures.refresh(work, context)


def said(found: Figures | None) -> dict[str, tuple[str, dict[str, int]]]:
    assert found is not None
    return {kpi.id: (kpi.text, dict(kpi.parts)) for kpi in found.kpis}


@pytest.fixture
def register(session: Session, today: dt.date) -> Session:
    """Two third parties with a flow each; one has an agreement, one is told of opt-outs."""
    objects.category()
    objects.purpose("orders")
    objects.purpose("news", marketing=True)
    covered = objects.third_party("Correo", status="active", role="processor", next_review_on="2099-01-01")
    told = objects.third_party("Boletín", status="active", role="processor")
    flow = objects.active_flow(covered.ref or "", categories=["email"], purposes=["orders"])
    objects.active_flow(told.ref or "", categories=["email"], purposes=["news"])
    objects.executed(covered.ref or "", governs_flows=[flow.ref])
    evidence.record_preference(
        SYSTEM, Preference.parse({"received_on": "2027-01-11", "kind": "marketing_optout"})
    )
    return session


def test_nothing_is_kept_before_the_first_full_run(register: Session) -> None:
    keep(["TP-0001"])

    assert figures.read(register) is None


def test_a_small_register_is_counted_where_nothing_is_kept(register: Session) -> None:
    assert said(figures.current(register)) == said(figures.computed(register))


def test_a_full_run_keeps_what_counting_anew_says(register: Session) -> None:
    keep(None)

    assert said(figures.read(register)) == said(figures.computed(register))
    assert said(figures.read(register))["K7"] == ("1/2", {"without_date": 1})


def test_a_second_full_run_changes_nothing(register: Session) -> None:
    keep(None)
    first = said(figures.read(register))

    keep(None)

    assert said(figures.read(register)) == first


def test_a_change_moves_the_figures_by_what_it_changed(register: Session) -> None:
    keep(None)
    flow = objects.active_flow("TP-0001", categories=["email"], purposes=["orders"])

    keep(["TP-0001"])

    assert flow.ref == "FL-0003"
    assert said(figures.read(register)) == said(figures.computed(register))
    assert said(figures.read(register))["K1"][0] == "1/3"


def test_an_archived_third_party_leaves_the_figures(register: Session) -> None:
    objects.third_party("Taller", status="active")
    keep(None)
    before = said(figures.read(register))["K7"][0]
    third_parties.archive(SYSTEM, "TP-0003")

    keep(["TP-0003"])

    assert (before, said(figures.read(register))["K7"][0]) == ("1/3", "1/2")
    assert said(figures.read(register)) == said(figures.computed(register))


def test_an_opt_out_confirmed_late_stays_missed(register: Session) -> None:
    keep(None)

    assert said(figures.read(register))["K9"] == ("0/1", {})
    assert figures.marketers(register) == ["TP-0002"]


def test_a_figure_says_when_it_was_counted(register: Session) -> None:
    keep(None)
    found = figures.read(register)

    assert found is not None
    assert found.counted_at >= chain.last_instant(register)  # type: ignore[operator]
