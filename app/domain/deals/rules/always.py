"""Rules of every deal: DR-15 (controller stays), DR-31 (minors), DR-36 (retention); and DR-35 (cards)."""

from app.domain.catalogue.terms import Sensitivity
from app.domain.deals.matter import Matter
from app.domain.deals.records import Segment
from app.domain.deals.rules.rule import Effect, deal_wide_rule, segment_rule
from app.domain.deals.terms import Disposition
from app.domain.findings.terms import Severity
from app.domain.organisation.terms import Regime
from app.kernel.words import listing, written


@deal_wide_rule(
    "DR-15",
    title="The controller stays, nothing moves",
    citation="DSK, resolution on asset deals (2024), share deals",
)
def controller_stays(matter: Matter) -> Effect | None:
    """Shares change hands and the controller lives on: only diligence and later flows raise questions."""
    if not matter.controller_stays:
        return None
    return Effect(
        f"By {matter.deal.kind.label.lower()} the owner changes and the controller does not: nothing moves "
        "at closing. What is disclosed in diligence, and flows into the buyer's group later, is judged on "
        "its own.",
        Disposition.NO_TRANSFER,
        values={"kind": matter.deal.kind.value},
    )


def _gone(segment: Segment, why: str, values: dict[str, object]) -> Effect:
    """Deletion or, under a legal hold, exclusion from the deal."""
    if segment.legal_hold:
        return Effect(
            f"{why} A legal hold forbids deletion: the data stay with the seller.",
            Disposition.EXCLUDE,
            values={**values, "legal_hold": True},
            flag="Delete once the legal hold is lifted.",
        )
    return Effect(
        f"{why} The data are deleted before closing.",
        Disposition.DELETE,
        values={**values, "legal_hold": False},
    )


@segment_rule(
    "DR-31",
    title="Minors' data were promised not to be collected",
    citation="Notice, minors (S10)",
    severity=Severity.CRITICAL,
)
def minors(matter: Matter, segment: Segment) -> Effect | None:
    """The notice says that nobody under eighteen is asked for data, so none of theirs may be handed on."""
    if not matter.only_minors(segment):
        return None
    why = "The notice promises to collect nothing from people under eighteen."
    return _gone(segment, why, {"minor": True})


@segment_rule(
    "DR-35",
    title="Card numbers move as tokens only",
    citation="PCI DSS practice on token migration",
    regimes=(Regime.US_FTC,),
    confirmed=False,
    severity=Severity.HIGH,
)
def card_numbers(matter: Matter, segment: Segment) -> Effect | None:
    """No file carries card numbers; the payment processors migrate tokens between themselves."""
    found = matter.sensitive(segment, Sensitivity.CARD) if matter.moves else ()
    if not found:
        return None
    named = listing(matter.labels(matter.context.categories, found))
    return Effect(
        f"Files that hold {named} stay behind; the payment processors migrate the tokens between themselves.",
        Disposition.EXCLUDE,
        values={"categories": list(found)},
        flag="Keep card data in a segment of their own, so that the rest of the segment may move.",
        categories=found,
    )


@segment_rule(
    "DR-36",
    title="Past retention or asked to be erased",
    citation="GDPR Art. 5(1)(e), 17",
    severity=Severity.HIGH,
)
def past_retention(matter: Matter, segment: Segment) -> Effect | None:
    """What should be gone is not sold."""
    end = segment.retention_end_on
    passed = end is not None and end < matter.context.today
    if not passed and not segment.erasure_open:
        return None
    reasons = [f"the retention period ended on {written(end)}"] if end is not None and passed else []
    reasons += ["a request for erasure is open"] if segment.erasure_open else []
    values: dict[str, object] = {
        "retention_end_on": end and end.isoformat(),
        "erasure_open": segment.erasure_open,
    }
    return _gone(segment, f"It is recorded that {listing(reasons)}.", values)
