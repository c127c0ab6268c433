"""Issuing reports in the background, and taking requests over whose worker is gone."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app

from app.domain.reports import requests
from app.domain.reports.filing import Claim
from app.extensions import db
from app.infra import log, queue
from app.infra.blobs import open_blobs
from app.jobs import scheduled
from app.jobs.context import app
from app.reporting import requested

BEAT = 5.0
"""Seconds between two signs of life."""


def issue(request_id: str) -> None:
    """Collect, render, seal and file the report that was requested as *request_id*."""
    requested.run(db.session, open_blobs(current_app.config["SETTINGS"]), request_id, _alive)
    scheduled.deliver()


def take_over() -> None:
    """Hand in again what was asked for and nobody works on: a worker was stopped, or the queue was lost."""
    for request_id in requests.stranded():
        queue.enqueue(app(), "issue_report", request_id)


@contextmanager
def _alive(claim: Claim) -> Iterator[None]:
    """Renew *claim* from a thread of its own, which ends with the block, or with the process."""
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(app(), claim, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(application: Flask, claim: Claim, over: threading.Event) -> None:
    while not over.wait(BEAT):
        with application.app_context():
            try:
                requests.renew(claim)
            except Exception as error:  # the next beat tries again, and the lease allows for several
                log.logger().warning("no sign of life", request=claim.request, exc_info=error)
            finally:
                db.session.remove()
