"""Clearing away imports that nobody finished: what was looked at and never written is no part of the register."""

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


def sweep(settings: Settings) -> int:
    """Forget imports left unfinished for :data:`UNFINISHED_DAYS` days, and files that belong to none; how many."""
    importer = Importer(settings, SYSTEM)
    old = batches.unfinished(db.session, clock.now() - dt.timedelta(days=UNFINISHED_DAYS))
    for batch in old:
        importer.discard(batch)
    known = batches.ids(db.session)
    # A file is kept before its import is noted, so one that was just sent may not be known yet.
    strays = [
        one for one in staging.folders(settings) if one not in known and importer.files(one).age > 86_400
    ]
    for batch in strays:
        importer.files(batch).drop()
    return len(old) + len(strays)
