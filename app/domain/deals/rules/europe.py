"""Europe: DR-14, DR-21 and DR-34 (GDPR), DR-25 (United Kingdom), DR-26 (Spain)."""

from app.domain.catalogue.terms import Sensitivity
from app.domain.deals.matter import Matter, shifted
from app.domain.deals.records import Segment
from app.domain.deals.rules.rule import Effect, after, binding, segment_rule
from app.domain.deals.terms import DealKind, DealStage, Disposition, Gate
from app.domain.findings.terms import Severity
from app.domain.organisation.terms import Regime
from app.kernel import adequacy, places
from app.kernel.words import listing

BUYER_NOTICE_DAYS = 30
"""Days after closing within which the buyer tells people (Art. 14(3)(a): a month at the latest)."""


@segment_rule(
    "DR-14",
    title="An asset deal is a disclosure",
    citation="GDPR Art. 6, 14(3)(a)",
    regimes=(Regime.GDPR,),
    confirmed=False,
)
def disclosure(matter: Matter, segment: Segment) -> Effect | None:
    """The transfer needs a basis per segment, and the buyer informs people within a month of it."""
    if not matter.structure.discloses or not matter.is_personal(segment):
        return None
    bases = sorted(matter.bases(segment))
    return Effect(
        "Handing the data to another controller is a disclosure that needs a legal basis; the buyer tells "
        "people within a month.",
        gates=after(Gate.NOTICE_SENT, due_on=shifted(matter.deal.closing_on, BUYER_NOTICE_DAYS)),
        values={"legal_basis": bases},
        flag="" if bases else "No legal basis is recorded for the disclosure: record one.",
    )


@segment_rule(
    "DR-21",
    title="Special categories move by consent only",
    citation="GDPR Art. 9(2)(a); DSK, asset deals (2024)",
    regimes=(Regime.GDPR, Regime.DE_DSK),
    confirmed=False,
    severity=Severity.HIGH,
)
def special_categories(matter: Matter, segment: Segment) -> Effect | None:
    """Health, belief, biometrics and the like are not transferred without the person's consent."""
    found = matter.sensitive(segment, Sensitivity.ART9) if matter.moves else ()
    if not found:
        return None
    named = listing(matter.labels(matter.context.categories, found))
    return Effect(
        f"The segment holds special categories of data ({named}), which move only with the person's consent.",
        Disposition.CONSENT_REQUIRED,
        values={"categories": list(found)},
        flag="A segment without these categories would follow its other rules.",
        categories=found,
    )


@segment_rule(
    "DR-25",
    title="A change of controller is data sharing",
    citation="ICO, Data sharing code of practice: due diligence",
    regimes=(Regime.UK,),
)
def data_sharing(matter: Matter, segment: Segment) -> Effect | None:
    """Check purposes and basis, document, decide when to tell people; insolvency sales are named too."""
    if not matter.moves or not matter.is_personal(segment):
        return None
    return Effect(
        "The controller changes: the purposes and basis are checked and documented, and people are told.",
        Disposition.TRANSFER_NOTICE,
        values={"kind": matter.deal.kind.value},
    )


@segment_rule(
    "DR-26",
    title="Structural change is presumed lawful",
    citation="LOPDGDD Art. 21",
    regimes=(Regime.ES,),
)
def structural_change(matter: Matter, segment: Segment) -> Effect | None:
    """What the business needs to go on may move; where the deal fails, the recipient deletes at once."""
    kind = matter.deal.kind
    if not matter.moves or kind is DealKind.DATA_ONLY_SALE or not matter.is_personal(segment):
        return None
    if matter.deal.stage is DealStage.ABANDONED:
        return Effect(
            "The deal was not concluded: the recipient deletes at once what it received, without blocking "
            "it first. The organisation's own copy is not concerned.",
            Disposition.DELETE,
            after(Gate.DELETION_CERTIFICATE),
            {"stage": matter.deal.stage.value, "whose": "recipient"},
        )
    return Effect(
        "Processing that a structural change or transfer of the business needs is presumed lawful if it "
        "serves the continuity of the service; people are told.",
        Disposition.TRANSFER_NOTICE,
        values={"stage": matter.deal.stage.value},
    )


@segment_rule(
    "DR-34",
    title="The buyer is outside the area",
    citation="GDPR Chapter V",
    regimes=(Regime.GDPR,),
    severity=Severity.HIGH,
)
def outside_area(matter: Matter, segment: Segment) -> Effect | None:
    """Data that leave the area, to a data room or to the buyer, need a transfer mechanism."""
    deal, context = matter.deal, matter.context
    entity = context.entities.get(deal.buyer_entity or "")
    country = deal.buyer_country or (entity.country if entity is not None else None)
    day = deal.closing_on or context.today
    if country is None or not matter.is_personal(segment) or adequacy.in_area(adequacy.GDPR, country, day):
        return None
    row = adequacy.adequate(adequacy.GDPR, country, day)
    known = f" An adequacy decision appears to cover it ({row.key})." if row is not None else ""
    return Effect(
        f"The buyer is in {places.country_name(country)}, outside the area: a transfer mechanism must be "
        f"named.{known}",
        gates=binding(matter, Gate.TRANSFER_MECHANISM),
        values={"to_country": country, "adequacy_row": row.key if row is not None else None},
    )
