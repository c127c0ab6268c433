"""Revisions: the full state of every object from an instant to an instant, which makes "as of" possible."""

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    and_,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db.states import State
from app.db.types import Instant, Json, key_text
from app.extensions import Base
from app.kernel import commitments
from app.kernel.commitments import Commitments

_ENDED = text("valid_to IS NOT NULL")


class Revision(Base):
    """The state of one object between two instants; ``valid_to`` is empty for the current one."""

    __tablename__ = "revision"
    __table_args__ = (
        Index("ix_revision_object", "kind", "key", "number", unique=True),
        Index("ix_revision_valid", "kind", "valid_from", "valid_to"),
        Index("ix_revision_owner", "kind", "owner", "valid_from"),
        # What changed since an instant, of all that there ever was.
        Index("ix_revision_ended", "kind", "valid_to", sqlite_where=_ENDED, postgresql_where=_ENDED),
    )

    #: Running number; nobody cites it.
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    #: Kind of object, such as ``third_party``.
    kind: Mapped[str] = mapped_column(String(30))
    #: The object's reference, key, e-mail address or hash.
    key: Mapped[str] = mapped_column(key_text(200))
    #: The third party that an agreement or a flow belongs to, so that a dossier of the past is found quickly.
    owner: Mapped[str | None] = mapped_column(String(14))
    #: The object's revisions are counted from 1.
    number: Mapped[int] = mapped_column(Integer)
    #: First instant at which the state held.
    valid_from: Mapped[dt.datetime] = mapped_column(Instant)
    #: First instant at which it no longer held.
    valid_to: Mapped[dt.datetime | None] = mapped_column(Instant)
    #: The trail entry that filed it.
    entry: Mapped[int] = mapped_column(
        ForeignKey("entry.seq", deferrable=True, initially="DEFERRED"), index=True
    )
    #: The state itself, in JSON types.
    state: Mapped[State] = mapped_column(Json)
    #: Salts or commitments of the erasable fields (:mod:`app.kernel.commitments`); empty where there is none.
    commitments: Mapped[Commitments | None] = mapped_column(Json)
    #: SHA-256 of kind, key, number, valid_from and state in canonical JSON; the trail entry hashes it in turn.
    digest: Mapped[str] = mapped_column(String(64))


def close(session: Session, kind: str, keys: Sequence[str], at: dt.datetime) -> None:
    """End the current revision of each of *keys* at *at*."""
    for start in range(0, len(keys), 500):
        session.execute(
            update(Revision)
            .where(
                Revision.kind == kind,
                Revision.key.in_(keys[start : start + 500]),
                Revision.valid_to.is_(None),
            )
            .values(valid_to=at)
            .execution_options(synchronize_session=False)
        )


def numbers_used(session: Session, kind: str, keys: Sequence[str]) -> dict[str, int]:
    """The highest number that each of *keys*, which are gone, has used up: that of its removal.

    A removal has a number of its own, one above the last revision's, so what comes back counts on from there.
    """
    found: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        query = (
            select(Revision.key, func.max(Revision.number))
            .where(Revision.kind == kind, Revision.key.in_(keys[start : start + 500]))
            .group_by(Revision.key)
        )
        found.update((key, number + 1) for key, number in session.execute(query))
    return found


def valid(at: dt.datetime | None) -> ColumnElement[bool]:
    """The condition that a revision holds at the instant *at*, now by default."""
    if at is None:
        return Revision.valid_to.is_(None)
    return and_(Revision.valid_from <= at, or_(Revision.valid_to.is_(None), Revision.valid_to > at))


def states_at(
    session: Session, kind: str, at: dt.datetime, *, owners: Sequence[str] | None = None, batch: int = 1000
) -> Iterator[State]:
    """The state of every object of *kind* (or of those that belong to *owners*) at the instant *at*, by key."""
    query = (
        select(Revision.state)
        .where(Revision.kind == kind, valid(at))
        .order_by(Revision.key)
        .execution_options(yield_per=batch)
    )
    yield from session.scalars(query if owners is None else query.where(Revision.owner.in_(owners)))


def state_at(session: Session, kind: str, key: str, at: dt.datetime) -> State | None:
    """The state of one object at *at*, or ``None`` where it did not exist then."""
    return session.scalar(select(Revision.state).where(Revision.kind == kind, Revision.key == key, valid(at)))


def erase(session: Session, kind: str, key: str) -> int:
    """Erase what is erasable from every revision of one object; returns from how many."""
    query = select(Revision.id, Revision.state, Revision.commitments).where(
        Revision.kind == kind, Revision.key == key
    )
    count = 0
    for number, state, kept in session.execute(query).all():
        if kept and len(commitments.gone(kept)) < len(kept):
            without, left = commitments.erased(state, kept)
            session.execute(
                update(Revision)
                .where(Revision.id == number)
                .values(state=without, commitments=left)
                .execution_options(synchronize_session=False)
            )
            count += 1
    return count


def first_instant(session: Session) -> dt.datetime | None:
    """The instant of the first revision: before it there is nothing to be asked about."""
    return session.scalar(select(Revision.valid_from).order_by(Revision.id).limit(1))
