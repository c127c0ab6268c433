"""Putting the shipped vocabulary into a register; a later version of the product adds what it ships anew."""

from app.db.unit_of_work import Work, existing_keys
from app.domain.catalogue import builtin
from app.domain.operation import operation
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.SYSTEM, "catalogue.install")
def install(work: Work, actor: Actor) -> int:
    """Add the shipped entries that the register lacks; returns how many. What is there stays as it is."""
    added = 0
    for kind, entries in (
        ("category", builtin.categories()),
        ("subject", builtin.subjects()),
        ("purpose", builtin.purposes()),
    ):
        known = existing_keys(work.session, kind, [entry.key for entry in entries])
        missing = [entry for entry in entries if entry.key not in known]
        work.save_all(missing)
        added += len(missing)
    return added
