"""The hash chain: how an entry and a revision are hashed, and how an entry is filed."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.db import history
from app.db.aggregate import KINDS
from app.db.history import Revision
from app.db.states import State
from app.db.unit_of_work import Change, Work
from app.domain.audit.models import GENESIS, Entry
from app.kernel import clock, commitments
from app.kernel.canonical import digest
from app.kernel.commitments import Commitments

VEILED = "(keyed hash, kept in the ledger alone)"
"""What an entry says in place of a value that must be erasable: an entry itself never changes."""


ERASED = "erased"
"""The note of an entry that lists kind and key of each object whose erasable values it erased from all revisions."""

_AT_A_TIME = 2_000
"""Revisions filed in one statement."""


def last_instant(session: Session) -> dt.datetime | None:
    """The instant of the newest entry."""
    return session.scalar(select(Entry.at).order_by(Entry.seq.desc()).limit(1))


def head(session: Session) -> tuple[int, str]:
    """Sequence number and hash of the newest entry; ``(0, GENESIS)`` for an empty trail."""
    row = session.execute(select(Entry.seq, Entry.hash).order_by(Entry.seq.desc()).limit(1)).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def revision_digest(
    kind: str,
    key: str,
    number: int,
    valid_from: dt.datetime,
    state: State | None,
    kept: Commitments | None = None,
) -> str:
    """The hash of one revision, with the commitments *kept* for what is erasable; of a removal, without *state*."""
    return digest(
        {
            "kind": kind,
            "key": key,
            "number": number,
            "valid_from": clock.format_instant(valid_from),
            "state": None if state is None else commitments.veiled(state, kept),
        }
    )


def entry_hash(
    *,
    seq: int,
    at: dt.datetime,
    actor: str,
    operation: str,
    changes: list[dict[str, Any]],
    notes: dict[str, Any],
    deal: str | None,
    previous: str,
) -> str:
    """The hash of one entry over all its other columns."""
    return digest(
        {
            "seq": seq,
            "at": clock.format_instant(at),
            "actor": actor,
            "operation": operation,
            "changes": changes,
            "notes": notes,
            "deal": deal,
            "previous": previous,
        }
    )


def file_entry(
    work: Work,
    *,
    deal: str | None = None,
    changes: Collection[Change] | None = None,
    notes: Mapping[str, Any] | None = None,
) -> Entry:
    """File the revisions of *changes* (all of *work* for ``None``) and the entry that covers them.

    *deal* closes the entry to everybody but its members; *notes* stand for those of the work where they are given.
    """
    seq, previous = head(work.session)
    changes = work.changes.values() if changes is None else changes
    kept = [_commitments(change) for change in changes]
    described = [_describe(work, change, one) for change, one in zip(changes, kept, strict=True)]
    _file_revisions(work, changes, described, kept, seq + 1)
    values: dict[str, Any] = {
        "seq": seq + 1,
        "at": work.at,
        "actor": work.actor,
        "operation": work.operation,
        "changes": described,
        "notes": dict(work.notes if notes is None else notes),
        "deal": deal,
        "previous": previous,
    }
    entry = Entry(**values, hash=entry_hash(**values))
    work.session.add(entry)
    work.session.flush()
    return entry


def _commitments(change: Change) -> Commitments | None:
    erasable = KINDS[change.kind].__record__.erasable
    return (commitments.fresh(change.after, erasable) or None) if change.after is not None else None


def _describe(work: Work, change: Change, kept: Commitments | None) -> dict[str, Any]:
    erasable = KINDS[change.kind].__record__.erasable
    return {
        "kind": change.kind,
        "key": change.key,
        "action": change.action,
        "number": change.number,
        "digest": revision_digest(change.kind, change.key, change.number, work.at, change.after, kept),
        "diff": {
            name: [VEILED if one else one for one in pair] if name in erasable else pair
            for name, pair in change.diff.items()
        },
    }


def _file_revisions(
    work: Work,
    changes: Collection[Change],
    described: list[dict[str, Any]],
    kept: list[Commitments | None],
    seq: int,
) -> None:
    ended: dict[str, list[str]] = {}
    rows = []
    for change, said, salts in zip(changes, described, kept, strict=True):
        if change.before is not None:
            ended.setdefault(change.kind, []).append(change.key)
        if change.after is not None:
            rows.append(
                {
                    "kind": change.kind,
                    "key": change.key,
                    "owner": change.after.get("third_party"),
                    "number": change.number,
                    "valid_from": work.at,
                    "valid_to": None,
                    "entry": seq,
                    "state": change.after,
                    "commitments": salts,
                    "digest": said["digest"],
                }
            )
    for kind, keys in ended.items():
        history.close(work.session, kind, keys, work.at)
    table = Revision.metadata.tables[Revision.__tablename__]
    for start in range(0, len(rows), _AT_A_TIME):  # each holds its object once more, as text
        work.session.execute(insert(table), rows[start : start + _AT_A_TIME])
