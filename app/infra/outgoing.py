"""Requests to addresses that people entered: only outwards, only by HTTPS, never where the house itself can be reached.

A name is resolved once, every address behind it must be public, and the connection goes to the very address that was
looked at, so that a name cannot point elsewhere a moment later.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT = 10.0
"""Seconds that an address may take."""

MOST = 65_536
"""Bytes of an answer that are read at most."""


@dataclass(frozen=True)
class Answer:
    """What came back: a status, or a sentence on why none did."""

    status: int | None = None
    problem: str | None = None

    @property
    def arrived(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300


def problem_of(url: str) -> str:
    """What speaks against *url* as an address to send to, ``""`` for nothing."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "it cannot be read: write it like https://hooks.company.example/custodia."
    if parts.scheme != "https" or not parts.hostname:
        return "it must begin with https:// and name a server."
    if parts.username or parts.password:
        return "it must not hold a name or password: the signature shows who sends."
    if port not in {None, 443, 8443}:
        return "only the ports 443 and 8443 are allowed."
    if not url.isascii() or any(character.isspace() for character in url):
        return "write it in plain ASCII without spaces."
    return ""


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send *body* to *url*; never raises for what the network or the receiver does. Redirects are not followed."""
    import httpx

    problem = problem_of(url)
    if problem:
        return Answer(problem=problem)
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    try:
        address = _public_address(host, port)
    except OSError:
        return Answer(problem="The server’s name is not known.")
    if address is None:
        return Answer(problem="The server’s address is not a public one, so nothing was sent.")
    target = httpx.URL(url).copy_with(host=address)
    try:
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST",
                target,
                content=body,
                headers={**headers, "Host": parts.netloc},
                extensions={"sni_hostname": host},
            ) as response,
        ):
            return Answer(response.status_code, _said(response))
    except httpx.TimeoutException:
        return Answer(problem=f"The server did not answer within {TIMEOUT:.0f} seconds.")
    except httpx.HTTPError as error:
        return Answer(problem=f"The server could not be reached: {type(error).__name__}.")


def _said(response: "object") -> str | None:
    """The beginning of an answer that is no success, for the log."""
    import httpx

    assert isinstance(response, httpx.Response)  # noqa: S101 -- narrows the type
    if response.is_success:
        return None
    read = b""
    for chunk in response.iter_bytes():
        read += chunk
        if len(read) >= MOST:
            break
    return " ".join(read[:500].decode("utf-8", "replace").split()) or "The server said nothing more."


def _public_address(host: str, port: int) -> str | None:
    """The address behind *host*, where all behind it are public; raises :class:`OSError` for an unknown name."""
    found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    addresses = [ipaddress.ip_address(str(one).partition("%")[0]) for one in found]
    if not addresses or not all(_is_public(one) for one in addresses):
        return None
    return str(min(addresses, key=lambda one: (one.version, int(one))))


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether *address* is one of the open Internet, also where it is wrapped in another."""
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if inner is not None:
        return _is_public(inner)
    return address.is_global and not address.is_multicast
