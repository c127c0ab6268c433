"""Telling those whom a remark on a deal mentions or asks, by mail, where the installation can send any."""

from flask import current_app

from app.domain.accounts import queries as accounts
from app.domain.deals import queries
from app.extensions import db
from app.infra import log, mail
from app.kernel.errors import Missing
from app.security.actor import SYSTEM, Actor

PLACE = "/deals/remarks"
"""Where everything that waits for a person stands."""


def tell(ref: str, number: str) -> None:
    """Write to everybody whom the remark *number* of the deal *ref* names and who may still read it.

    The message says that something waits, and where; neither the codename nor what was said leaves the product.
    """
    settings = current_app.config["SETTINGS"]
    if not mail.is_set(settings):
        return
    deal, _ = queries.get(db.session, SYSTEM, ref)
    remark = next((one for one in deal.remarks if one.number == number), None)
    if remark is None:
        return
    for email in dict.fromkeys([*([remark.asked] if remark.asked else []), *remark.mentions]):
        actor = accounts.actor_of(db.session, email)
        if email == remark.by or actor is None or not _may_see(actor, ref):
            continue
        asks = email == remark.asked
        subject = "Custodia: a question waits for you" if asks else "Custodia: you were mentioned"
        where = f"{settings.public_url.rstrip('/')}{PLACE}"
        text = (
            f"{subject.removeprefix('Custodia: ').capitalize()}, in {ref}.\n\nRead it in Custodia: {where}\n"
        )
        try:
            mail.send(settings, mail.Message(email, subject, text))
        except mail.Undelivered as error:
            log.logger().warning("remark not mailed", deal=ref, remark=number, why=error.sentence)


def _may_see(actor: Actor, ref: str) -> bool:
    try:
        queries.get(db.session, actor, ref)
    except Missing:
        return False
    return True
