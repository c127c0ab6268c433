"""Mail: into a folder, or to a server on this machine; what goes wrong is a sentence without the password."""

import email
import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from app.infra import mail
from app.infra.mail import Message, Undelivered
from app.settings import Settings

MESSAGE = Message("rosa@lumen.example", "Board report: R-2026-0001", "It is there.\nYours, the register – ñ")


def settings(url: str, **more: str) -> Settings:
    return Settings.read({}, instance=Path("unused"), mail_url=url, **more)


def read(data: bytes) -> EmailMessage:
    found = email.message_from_bytes(data, policy=default)
    assert isinstance(found, EmailMessage)
    return found


class Server(socketserver.ThreadingTCPServer):
    """An SMTP server (RFC 5321) that keeps what it is sent; *refuses* are the replies to commands."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.letters: list[bytes] = []
        self.refuses: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Session(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb in self.server.refuses:
                self.say(self.server.refuses[verb])
            elif verb == "DATA":
                self.say("354 go on")
                lines = []
                while (one := self.rfile.readline()) != b".\r\n":
                    lines.append(one)
                self.server.letters.append(b"".join(lines))
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def test_a_message_is_written_into_a_folder(tmp_path: Path) -> None:
    mail.send(settings(f"file://{tmp_path}/out", public_url="https://custodia.lumen.example"), MESSAGE)
    (path,) = (tmp_path / "out").iterdir()
    letter = read(path.read_bytes())
    assert letter["To"] == MESSAGE.to
    assert letter["From"] == "Custodia <custodia@custodia.lumen.example>"
    assert letter["Subject"] == MESSAGE.subject
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().strip().replace("\r\n", "\n") == MESSAGE.text


def test_a_message_is_handed_to_a_server(server: Server) -> None:
    mail.send(settings(f"smtp://{server.url}", mail_from="registro@lumen.example"), MESSAGE)
    letter = read(server.letters[0])
    assert (letter["To"], letter["From"]) == (MESSAGE.to, "Custodia <registro@lumen.example>")
    assert "– ñ" in letter.get_content()


def test_nothing_in_a_subject_becomes_a_head(server: Server) -> None:
    mail.send(settings(f"smtp://{server.url}"), Message("a@lumen.example", "Hi\r\nBcc: b@lumen.example", "x"))
    letter = read(server.letters[0])
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Hi Bcc: b@lumen.example"


@pytest.mark.parametrize("url", ["smtp://ana:hush@{}", "smtp://{}?tls=required"])
def test_neither_password_nor_message_goes_out_without_tls(server: Server, url: str) -> None:
    with pytest.raises(Undelivered, match="offers no TLS") as raised:
        mail.send(settings(url.format(server.url)), MESSAGE)
    assert "hush" not in str(raised.value)
    assert server.letters == []


@pytest.mark.parametrize(
    ("verb", "reply", "said", "for_good"),
    [
        ("RCPT", "550 no such user", "refuses the recipient (code 550)", True),
        ("RCPT", "450 try later", "refuses the recipient (code 450)", False),
        ("MAIL", "451 not now", "refuses the message (code 451)", False),
        ("DATA", "554 no", "refuses the message (code 554)", False),
    ],
)
def test_a_refusal_says_whether_trying_again_can_help(
    server: Server, verb: str, reply: str, said: str, for_good: bool
) -> None:
    server.refuses[verb] = reply
    with pytest.raises(Undelivered) as raised:
        mail.send(settings(f"smtp://{server.url}"), MESSAGE)
    assert said in raised.value.sentence
    assert raised.value.for_good is for_good


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(Undelivered, match="cannot be reached") as raised:
        mail.send(settings("smtp://127.0.0.1:9"), MESSAGE)
    assert not raised.value.for_good


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "No mail server is set"),
        ("https://mail.example", "names no mail server"),
        ("smtp://", "names no mail server"),
        ("smtp://host:port", "cannot be read"),
    ],
)
def test_an_address_that_cannot_be_used_says_how_to_write_it(url: str, said: str) -> None:
    with pytest.raises(Undelivered, match=said) as raised:
        mail.send(settings(url), MESSAGE)
    assert raised.value.for_good


def test_where_mail_goes_is_said_without_the_password() -> None:
    assert mail.check(settings("smtps://ana:hush@mail.example")) == "mail.example:465"
    assert mail.check(settings("file:///var/mail/out")) == "folder /var/mail/out"
