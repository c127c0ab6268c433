"""Mail about the public list of sub-processors: invitations to confirm, and changes."""

from collections.abc import Sequence

from app import settings
from app.domain.organisation import queries as organisation
from app.domain.publication import subscriptions, words
from app.domain.publication.listing import ListChange
from app.domain.publication.models import Subscriber
from app.extensions import db
from app.infra import log, mail
from app.infra.mail import Message, Undelivered

_PAGE = "/public/sub-processors"


def invite(subscriber: str) -> None:
    """Ask the address of *subscriber* to confirm."""
    found = db.session.get(Subscriber, subscriber)
    if found is None or found.confirmed_at is not None:
        return
    subject, text = words.invitation_of(_name(), _link(subscriber, "confirm"))
    _send(found.email, subject, text)


def announce() -> None:
    """Tell everybody who asked and confirmed of the changes since they were told last."""
    if mail.is_set(settings.current()) and settings.current().public_url:
        subscriptions.tell_all(db.session, _tell)


def _tell(subscriber: str, email: str, changes: Sequence[ListChange]) -> bool:
    subject, text = words.message_of(_name(), _base() + _PAGE, _link(subscriber, "end"), list(changes))
    return _send(email, subject, text)


def _send(email: str, subject: str, text: str) -> bool:
    try:
        mail.send(settings.current(), Message(email, subject, text))
    except Undelivered as error:
        log.logger().warning("mail on the public list", problem=error.sentence)
        return False
    return True


def _link(subscriber: str, purpose: str) -> str:
    token = subscriptions.token_of(settings.current().secret_key, subscriber, purpose)
    return f"{_base()}{_PAGE}/{purpose}/{token}"


def _base() -> str:
    return settings.current().public_url.rstrip("/")


def _name() -> str:
    own = organisation.current(db.session)[0].entity
    return organisation.names(db.session).get(own or "", "this organisation")
