"""With which certificate reports are sealed, as the settings page shows it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from app import settings
from app.infra import certificates
from app.infra.certificates import Facts, UnusableCertificate


@dataclass(frozen=True)
class SealShown:
    """The certificate's facts, whether the instance made it itself; or the *problem* why there is none."""

    facts: Facts | None
    own: bool
    timestamp_host: str
    problem: str = ""


def seal() -> SealShown:
    """The certificate as it is configured now."""
    configured = settings.current()
    host = urlsplit(configured.timestamp_url).hostname or ""
    try:
        identity = certificates.identity(configured)
    except UnusableCertificate as error:
        return SealShown(None, own=False, timestamp_host=host, problem=error.sentence)
    return SealShown(certificates.facts(identity.certificate), identity.own, host)
