"""The door to mail: one plain message to one person, by the server that ``CUSTODIA_MAIL_URL`` names.

``smtp://user:password@host:587`` turns to TLS where the server offers it (``?tls=required`` insists, and so does a
password), ``smtps://host:465`` speaks TLS from the start, ``file:///folder`` writes messages into a folder, for trials.
To be called after the commit of what a message tells of.
"""

import datetime as dt
import email.utils
import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from app.kernel import clock, ids
from app.kernel.errors import CustodiaError
from app.settings import Settings

SECONDS = 30
"""How long a server may take to answer."""

PAUSES = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=8),
)
"""How long after each attempt that failed the next one comes; after the last, a message counts as failed."""

_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class Message:
    """A message to one person, in plain text."""

    to: str
    subject: str
    text: str


class Undelivered(CustodiaError):
    """The message was not taken; *for_good* where trying again later cannot help."""

    status = 503

    def __init__(self, sentence: str, *, for_good: bool = False) -> None:
        """Keep the sentence, which names no password."""
        super().__init__(sentence)
        self.for_good = for_good


def is_set(settings: Settings) -> bool:
    """Whether the installation can send mail."""
    return bool(settings.mail_url)


def check(settings: Settings) -> str:
    """Where mail goes, without password; raises :class:`Undelivered` for an address that cannot be used."""
    parts = _parts(settings)
    return f"folder {unquote(parts.path)}" if parts.scheme == "file" else f"{parts.hostname}:{_port(parts)}"


def send(settings: Settings, message: Message) -> None:
    """Hand *message* to the server; raises :class:`Undelivered`."""
    parts = _parts(settings)
    letter = _letter(settings, parts, message)
    if parts.scheme == "file":
        _write(Path(unquote(parts.path)), letter)
        return
    try:
        _post(parts, letter)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise Undelivered(
            f"The mail server refuses the recipient (code {code}).", for_good=500 <= code < 600
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise Undelivered("The mail server refuses the name and password of CUSTODIA_MAIL_URL.") from error
    except smtplib.SMTPResponseException as error:
        raise Undelivered(f"The mail server refuses the message (code {error.smtp_code}).") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Undelivered("The mail server cannot be reached, or broke off.") from error


def _parts(settings: Settings) -> SplitResult:
    if not settings.mail_url:
        raise Undelivered("No mail server is set: set CUSTODIA_MAIL_URL.", for_good=True)
    cure = "write smtp://user:password@host:587, smtps://host:465 or file:///folder."
    try:
        parts = urlsplit(settings.mail_url)
        known = parts.scheme == "file" or (parts.scheme in _PORTS and bool(parts.hostname))
        _port(parts)
    except ValueError as error:
        raise Undelivered(f"CUSTODIA_MAIL_URL cannot be read: {cure}", for_good=True) from error
    if not known:
        raise Undelivered(f"CUSTODIA_MAIL_URL names no mail server: {cure}", for_good=True)
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS.get(parts.scheme, 0)


def _letter(settings: Settings, parts: SplitResult, message: Message) -> EmailMessage:
    """*message* with its heads; a name or subject with line breaks cannot bring in others, since they are folded."""
    host = urlsplit(settings.public_url).hostname or parts.hostname or "localhost"
    sender = settings.mail_from or f"custodia@{host}"
    letter = EmailMessage(policy=SMTP)
    try:
        letter["From"] = Address("Custodia", addr_spec=sender)
        letter["To"] = Address(addr_spec=message.to)
    except ValueError as error:
        raise Undelivered(
            "The address of the sender (CUSTODIA_MAIL_FROM) or of the recipient cannot be used.",
            for_good=True,
        ) from error
    letter["Subject"] = " ".join(message.subject.split())
    letter["Date"] = email.utils.format_datetime(clock.now())
    letter["Message-ID"] = f"<{ids.uuid7()}@{host}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine is to answer
    letter.set_content(message.text)
    return letter


def _post(parts: SplitResult, letter: EmailMessage) -> None:
    host, port = parts.hostname or "", _port(parts)
    context = ssl.create_default_context()
    secure = parts.scheme == "smtps"
    required = parse_qs(parts.query).get("tls") == ["required"] or bool(parts.username)
    server = (
        smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
        if secure
        else smtplib.SMTP(host, port, timeout=SECONDS)
    )
    with server:
        if not secure:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
            elif required:
                raise Undelivered("The mail server offers no TLS, so neither password nor message was sent.")
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(letter)


def _write(folder: Path, letter: EmailMessage) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / f".{ids.uuid7()}"
        temporary.write_bytes(letter.as_bytes())
        temporary.replace(folder / f"{ids.uuid7()}.eml")
    except OSError as error:
        raise Undelivered(f"The folder of CUSTODIA_MAIL_URL cannot be written: {error.strerror}.") from error
