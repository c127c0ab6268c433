import pytest

from app.domain.organisation.records import Entity, Organisation
from tests.domain.findings import builders as a

PARTY = [("TP-0001", "")]


def of_activity(rule, **changes):
    hits = a.register_hits(rule, a.context(activities={"AC-0001": a.activity(**changes)}))
    return [(hit.object, hit.key) for hit in hits]


def affiliate(rule="REC-04", **control):
    entity = Entity.parse({"ref": a.OTHER, "legal_name": "Perla SA", "kind": "affiliate"} | control)
    context = a.context(entities={**a.context().entities, a.OTHER: entity})
    return a.found(rule, a.dossier(a.third_party(affiliation="affiliated", entity=a.OTHER)), context)


def alike(*parties, **changes):
    context = a.context(third_parties={party.ref: party for party in parties}, **changes)
    return [(hit.object, hit.key) for hit in a.register_hits("REC-05", context)]


def named(ref, name, **changes):
    return a.third_party(**{"ref": ref, "name": name, "domains": [], "entity": None} | changes)


@pytest.mark.parametrize(
    ("field", "empty"),
    [("purposes", []), ("subjects", []), ("categories", []), ("recipients", []), ("toms", None)],
)
def test_rec_01_fires_once_for_each_empty_field_with_the_field_as_key(field, empty):
    assert of_activity("REC-01", **{field: empty}) == [("AC-0001", field)]


def test_rec_01_fires_where_neither_activity_nor_organisation_names_the_controller():
    activity = a.activity(controller_entity=None)
    nobody = a.context(activities={"AC-0001": activity}, organisation=Organisation(regimes=["GDPR"]))
    hits = a.register_hits("REC-01", nobody)

    assert [(hit.object, hit.key) for hit in hits] == [("AC-0001", "controller_entity")]
    assert of_activity("REC-01", controller_entity=None) == []


def test_rec_01_is_quiet_on_a_full_row_and_leaves_retention_to_rec_02():
    assert of_activity("REC-01") == []
    assert of_activity("REC-01", retention=[]) == []


@pytest.mark.parametrize("retention", [[], [{"category": "contact.email"}]], ids=["no row", "empty row"])
def test_rec_02_fires_where_a_category_has_no_limit(retention):
    changes = {"categories": ["contact.email"], "retention": retention}

    assert of_activity("REC-02", **changes) == [("AC-0001", "")]


@pytest.mark.parametrize("limit", [{"amount": 6}, {"trigger": "End of the warranty"}])
def test_rec_02_is_quiet_with_a_period_or_a_criterion(limit):
    retention = [{"category": "contact.email"} | limit]

    assert of_activity("REC-02", categories=["contact.email", "usage.totals"], retention=retention) == []


@pytest.mark.parametrize("changes", [{"role": "unknown"}, {"role_rationale": None}])
def test_rec_03_fires_where_role_or_reason_is_missing(changes):
    assert a.found("REC-03", a.dossier(a.third_party(**changes))) == PARTY


def test_rec_03_is_quiet_where_the_role_is_decided_and_for_prospects():
    prospect = a.third_party(role="unknown", status="prospective", holds_data=False)

    assert a.found("REC-03", a.dossier()) == []
    assert a.found("REC-03", a.dossier(prospect, flows=())) == []


@pytest.mark.parametrize(
    "control",
    [{}, {"control_from": a.ago(-1)}, {"control_from": a.ago(900), "control_to": a.ago(1)}],
    ids=["undated", "not yet", "ended"],
)
def test_rec_04_fires_where_control_is_not_shown_for_today(control):
    assert affiliate(**control) == PARTY


def test_rec_04_fires_where_no_entity_is_recorded():
    assert a.found("REC-04", a.dossier(a.third_party(affiliation="affiliated", entity=None))) == PARTY


def test_rec_04_is_quiet_where_dated_control_covers_today_and_for_others():
    assert affiliate(control_from=a.ago(900)) == []
    assert affiliate(control_from=a.ago(900), control_to=a.TODAY) == []
    assert a.found("REC-04", a.dossier()) == []


def test_rec_05_fires_on_the_later_of_two_alike():
    first, second = named("TP-0001", "Paloma Mensajes"), named("TP-0002", "PALOMA MENSAJES, S.A.")

    assert alike(first, second) == [("TP-0002", "")]


def test_rec_05_is_quiet_on_different_third_parties():
    assert alike(named("TP-0001", "Paloma Mensajes"), named("TP-0002", "Nube Fría")) == []
