"""Reads of third parties."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.unit_of_work import read_record
from app.domain.third_parties import records
from app.domain.third_parties.models import ThirdParty


def get(session: Session, ref: str) -> tuple[records.ThirdParty, int]:
    """The third party *ref* and its version; raises :class:`~app.kernel.errors.Missing`."""
    return read_record(session, records.ThirdParty, ref)


def named(session: Session, name: str, *, other_than: str | None = None) -> str | None:
    """The reference of the third party, not archived, that bears *name* in any case, if there is one."""
    query = select(ThirdParty.ref).where(
        func.lower(ThirdParty.name) == name.strip().lower(), ThirdParty.archived.is_(False)
    )
    return session.scalar(query.where(ThirdParty.ref != other_than) if other_than else query)
