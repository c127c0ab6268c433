"""Telling those whom a remark on a deal mentions or asks, by mail, where the installation can send any."""

from flask import current_app

from app.domain.accounts import queries as accounts
from app.domain.deals import queries
from app.domain.deals.course import Remark
from app.extensions import db
from app.infra import log, mail, queue
from app.jobs.context import app
from app.kernel.errors import Missing
from app.security.actor import SYSTEM, Actor

PLACE = "/deals/remarks"
"""Where everything that waits for a person stands."""


def tell(ref: str, number: str) -> None:
    """Hand over a message to everybody whom the remark *number* of the deal *ref* names, each a job of its own."""
    remark = _remark(ref, number) if mail.is_set(current_app.config["SETTINGS"]) else None
    if remark is None:
        return
    for email in dict.fromkeys([*([remark.asked] if remark.asked else []), *remark.mentions]):
        if email != remark.by:
            queue.enqueue(app(), "mail_remark", ref, number, email, 0)


def write(ref: str, number: str, email: str, failed: int) -> None:
    """Write to *email* that the remark *number* of *ref* waits, unless it was settled or is closed to them by now.

    The message says that something waits, and where; neither the codename nor what was said leaves the product.
    Where the server does not take it, it is tried again, up to as often as other mail; *failed* attempts lie behind.
    """
    settings = current_app.config["SETTINGS"]
    remark, actor = _remark(ref, number), accounts.actor_of(db.session, email)
    if remark is None or remark.settled_at is not None or actor is None or not _may_see(actor, ref):
        return
    asks = email == remark.asked
    subject = "Custodia: a question waits for you" if asks else "Custodia: you were mentioned"
    where = f"{settings.public_url.rstrip('/')}{PLACE}"
    text = f"{subject.removeprefix('Custodia: ').capitalize()}, in {ref}.\n\nRead it in Custodia: {where}\n"
    try:
        mail.send(settings, mail.Message(email, subject, text))
    except mail.Undelivered as error:
        again = not error.for_good and failed < len(mail.PAUSES)
        log.logger().warning("remark not mailed", deal=ref, remark=number, why=error.sentence, again=again)
        if again:
            queue.enqueue(app(), "mail_remark", ref, number, email, failed + 1, after=mail.PAUSES[failed])


def _remark(ref: str, number: str) -> Remark | None:
    try:
        deal, _ = queries.get(db.session, SYSTEM, ref)
    except Missing:
        return None
    return next((one for one in deal.remarks if one.number == number), None)


def _may_see(actor: Actor, ref: str) -> bool:
    try:
        queries.get(db.session, actor, ref)
    except Missing:
        return False
    return True
