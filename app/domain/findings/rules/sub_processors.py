"""SUB rules: whether the chain behind a recipient is known, authorised and, abroad, on a ground.

One finding per third party and rule, with the sub-processors among its values.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from app.domain.findings.crossings import is_restricted
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.rule import Hit, dossier_rule
from app.domain.findings.scope import in_use, iso
from app.domain.findings.terms import Severity
from app.domain.flows.terms import Mechanism
from app.domain.third_parties.records import SubProcessor, ThirdParty
from app.domain.third_parties.terms import Authorisation, Role
from app.kernel.adequacy import AREA_REGIMES
from app.kernel.periods import is_older_than
from app.kernel.words import listing

WINDOW_DAYS = 5
"""How long before the last day to object a decision is due."""
CONFIRMATION_DAYS = 365
"""How long a confirmed list of sub-processors is current."""
PROCESSORS = frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR})
"""The roles whose chain the controller must know."""


def name_of(sub: SubProcessor, context: Context) -> str:
    """The name of the sub-processor *sub*, or its reference."""
    known = context.third_parties.get(sub.sub_third_party)
    return known.name if known else sub.sub_third_party


def _hit(dossier: Dossier, subs: Iterable[SubProcessor], context: Context) -> Hit:
    rows = [
        {
            "sub_third_party": sub.sub_third_party,
            "authorisation": sub.authorisation.value,
            "objection_due": iso(sub.objection_due),
            "country": country_of(sub, context),
            "mechanism": sub.mechanism,
        }
        for sub in subs
    ]
    names = listing([name_of(sub, context) for sub in subs])
    return Hit(dossier.third_party.ref or "", values={"sub_processors": rows}, blanks={"names": names})


@dossier_rule(
    "SUB-01",
    Severity.HIGH,
    title="Unauthorised sub-processor",
    message="In use without a recorded authorisation: {names}.",
    remedy="Authorise the sub-processor, or object.",
    citation="GDPR Art. 28(2)",
)
def unauthorised(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A sub-processor in use that was never authorised."""
    subs = [sub for sub in _in_use(dossier, context) if sub.authorisation is Authorisation.NONE]
    if subs:
        yield _hit(dossier, subs, context)


@dossier_rule(
    "SUB-02",
    Severity.MEDIUM,
    title="Objection window closing",
    message="The last day to object is near or past and nothing is decided: {names}.",
    remedy="Decide, and record the decision.",
    citation="GDPR Art. 28(2)",
)
def window_closing(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """The last day to object comes within five days, or has passed, without a decision."""
    if not in_use(dossier, context):
        return
    horizon = context.today + dt.timedelta(days=WINDOW_DAYS)
    subs = [
        sub
        for sub in dossier.third_party.sub_processors
        if sub.objection_due is not None and sub.objection_due <= horizon and sub.decision is None
    ]
    if subs:
        yield _hit(dossier, subs, context)


@dossier_rule(
    "SUB-03",
    Severity.MEDIUM,
    title="Chain not known",
    message="The processor’s list of sub-processors was not confirmed in the last year.",
    remedy="Ask the processor to confirm its list, also where it has none.",
    citation="EDPB Opinion 22/2024, paras 25, 31-32",
)
def chain_unknown(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A processor in use whose chain was never confirmed, or more than 365 days ago."""
    third_party = dossier.third_party
    if third_party.role not in PROCESSORS or not in_use(dossier, context):
        return
    if not chain_is_known(third_party, context.today):
        confirmed = iso(confirmed_on(third_party))
        yield Hit(third_party.ref or "", values={"list_confirmed_on": confirmed})


@dossier_rule(
    "SUB-04",
    Severity.HIGH,
    title="Onward transfer open",
    message="Data go on to a country outside the area, and no mechanism is recorded: {names}.",
    remedy="Have the processor show the mechanism of the onward transfer.",
    citation="GDPR Art. 28(4), 44",
    regimes=AREA_REGIMES,
)
def onward_open(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A sub-processor in use outside the area, in a country not adequate, without a mechanism."""
    subs = [
        sub
        for sub in _in_use(dossier, context)
        if sub.mechanism in {None, Mechanism.NONE_NEEDED}
        and (country := country_of(sub, context)) is not None
        and is_restricted(country, context.third_parties.get(sub.sub_third_party), context)
    ]
    if subs:
        yield _hit(dossier, subs, context)


def confirmed_on(third_party: ThirdParty) -> dt.date | None:
    """The day on which the list was last confirmed: as a whole, or a link of it."""
    days = [third_party.list_confirmed_on, *(sub.list_confirmed_on for sub in third_party.sub_processors)]
    return max((day for day in days if day is not None), default=None)


def chain_is_known(third_party: ThirdParty, today: dt.date) -> bool:
    """Whether the list was confirmed within the last 365 days (K6)."""
    return not is_older_than(confirmed_on(third_party), CONFIRMATION_DAYS, today)


def country_of(sub: SubProcessor, context: Context) -> str | None:
    """Where *sub* processes: as recorded with the link, else the country of its legal entity."""
    if sub.country is not None:
        return sub.country
    known = context.third_parties.get(sub.sub_third_party)
    entity = context.entities.get(known.entity or "") if known else None
    return entity.country if entity else None


def _in_use(dossier: Dossier, context: Context) -> list[SubProcessor]:
    """The sub-processors that already receive data, where the third party itself is in use."""
    if not in_use(dossier, context):
        return []
    return [sub for sub in dossier.third_party.sub_processors if sub.in_use]
