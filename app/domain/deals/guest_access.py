"""What is asked of guests, and what is noted of them: terms to be accepted on entry, and everything they look at.

The terms are a text with a version; a new version is asked for again. They are a starting point in our own words, to
be replaced by the house's own before a real deal.
"""

from app.db.unit_of_work import Work
from app.domain.deals import queries
from app.domain.deals.operations import save_part
from app.domain.deals.records import Deal
from app.domain.operation import operation
from app.kernel.errors import Refused
from app.security.actor import Actor
from app.security.permissions import Permission

TERMS_VERSION = "2026-2"
"""The version of :data:`TERMS`."""

TERMS: tuple[str, ...] = (
    "What you see here is confidential. You look at it only to advise your client on this deal, and show it to "
    "nobody whom that does not need.",
    "Schedules and other PDFs that you download carry your name and the time. You hand on only what you were allowed "
    "to hand on.",
    "You put no data of customers or employees into questions and answers.",
    "Every page that you open and every file that you take is noted, for the members of the deal to see.",
    "Your access ends on the day that you were told, or earlier where the deal is abandoned. What you took you delete "
    "then, unless the law or your profession makes you keep it.",
)
"""What a guest accepts on entry, sentence by sentence."""


def has_accepted(deal: Deal, email: str) -> bool:
    """Whether the member *email* of *deal* accepted the present version of the terms."""
    return any(one.person == email and one.terms_accepted == TERMS_VERSION for one in deal.members)


@operation(Permission.DEALS_READ, "deal.accept_terms")
def accept(work: Work, actor: Actor, ref: str, version: str) -> Deal:
    """Record that *actor* accepts the terms in *version*; raises :class:`Refused` for one that is not the present."""
    stored, _ = queries.get(work.session, actor, ref)
    if version != TERMS_VERSION:
        raise Refused("The terms have changed meanwhile: read the present version.")
    made = {"terms_accepted": version, "terms_accepted_at": work.at}
    members = [one.model_copy(update=made) if one.person == actor.email else one for one in stored.members]
    return save_part(work, actor, stored, {"members": members}, None)


@operation(Permission.DEALS_READ, "deal.visit")
def note_visit(work: Work, actor: Actor, ref: str, looked_at: str) -> None:
    """Note that the guest *actor* opened or took *looked_at*, in an entry that only members can read."""
    queries.get(work.session, actor, ref)
    work.notes["deal"] = ref
    work.notes["visit"] = looked_at[:200]
