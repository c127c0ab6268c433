"""Requests outwards: never to the house itself or its neighbours, whatever a name says."""

import socket
from typing import Any

import pytest

from app.infra import outgoing


def _resolving_to(*addresses: str) -> Any:
    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return getaddrinfo


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["172.16.0.9"],
        ["192.168.1.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.0"],  # noqa: S104 -- an address to refuse
        ["224.0.0.1"],
        ["::1"],
        ["fe80::1%eth0"],
        ["fd00::1"],
        ["::ffff:127.0.0.1"],
        ["2002:7f00:0001::"],
        ["93.184.216.34", "127.0.0.1"],
    ],
)
def test_nothing_is_sent_to_an_address_that_is_not_public(
    addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolving_to(*addresses))
    monkeypatch.setattr("httpx.Client", _forbidden)

    answer = outgoing.post("https://receiver.example/", b"{}", {})

    assert not answer.arrived
    assert answer.problem == "The server’s address is not a public one, so nothing was sent."


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx

    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(302, headers={"Location": "http://127.0.0.1/"})

    real = httpx.Client
    monkeypatch.setattr(socket, "getaddrinfo", _resolving_to("93.184.216.34"))
    monkeypatch.setattr("httpx.Client", lambda **k: real(transport=httpx.MockTransport(handle), **k))

    answer = outgoing.post("https://receiver.example:8443/hook?x=1", b"{}", {"Webhook-Id": "1"})

    assert [str(one.url) for one in seen] == ["https://93.184.216.34:8443/hook?x=1"]
    assert seen[0].headers["host"] == "receiver.example:8443"
    assert seen[0].extensions["sni_hostname"] == "receiver.example"
    assert (answer.arrived, answer.status) == (False, 302)


def test_an_unknown_name_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    assert outgoing.post("https://nowhere.example/", b"", {}).problem == "The server’s name is not known."


def _forbidden(**_: Any) -> Any:
    raise AssertionError("A connection was tried.")
