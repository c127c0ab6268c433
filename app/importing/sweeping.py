"""Clearing away files that were imported: what was looked at and never written, and what is written and done with.

A file goes as soon as it is written. Its rows stay for some days, since refused ones are downloaded from them and the
page of the import shows them; taking an import back needs neither.
"""

import datetime as dt

from app.domain.imports import staging as batches
from app.extensions import db
from app.importing.service import Importer
from app.infra import staging
from app.kernel import clock
from app.security.actor import SYSTEM
from app.settings import Settings

UNFINISHED_DAYS = 14
"""Days without a change after which an import that was not written is forgotten, with its file."""


WRITTEN_DAYS = 14
"""Days after which the rows of a file that was written are removed."""


def rows_until(changed_at: dt.datetime) -> dt.datetime:
    """The instant up to which the rows of an import are kept that was written, or taken back, at *changed_at*."""
    return changed_at + dt.timedelta(days=WRITTEN_DAYS)


def sweep(settings: Settings) -> int:
    """Forget imports left unfinished for :data:`UNFINISHED_DAYS` days and the rows of those written; how many.

    Files that belong to no import go as well.
    """
    importer = Importer(settings, SYSTEM)
    old = batches.unfinished(db.session, clock.now() - dt.timedelta(days=UNFINISHED_DAYS))
    for batch in old:
        importer.discard(batch)
    folders = frozenset(staging.folders(settings))
    done = [
        one
        for one in batches.written(db.session, clock.now() - dt.timedelta(days=WRITTEN_DAYS))
        if one in folders and importer.files(one).holds_rows
    ]
    for batch in done:
        importer.files(batch).drop_rows()
    known = batches.ids(db.session)
    # A file is kept before its import is noted, so one that was just sent may not be known yet.
    strays = [
        one for one in staging.folders(settings) if one not in known and importer.files(one).age > 86_400
    ]
    for batch in strays:
        importer.files(batch).drop()
    return len(old) + len(done) + len(strays)
