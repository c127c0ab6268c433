"""How values must be written: each function gives its value back, tidied, or raises :class:`ValueError` with a cure."""

import datetime as dt
import functools
import re

from pydantic import validate_email

from app.kernel import places

_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{1,62}")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters but for tab and line breaks, and lone surrogates."""

_DECEIVING = {0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
"""Characters without a shape that reorder text or part it unseen; the joiners that scripts and emoji need are none."""


def printable(text: str) -> str:
    """Refuse control characters, which no form sends and no PDF can set, and lone surrogates."""
    if not text.isprintable() and _UNPRINTABLE.search(text):
        raise ValueError("contains control characters: remove them.")
    return text


def one_line(text: str) -> str:
    """Refuse line breaks, and characters that deceive the eye: names are compared and trusted by their look."""
    if text.isprintable():  # which breaks, control characters and those without a shape are not
        return text
    if len(text.splitlines()) > 1:
        raise ValueError("must be a single line: remove the line breaks.")
    if not _DECEIVING.isdisjoint(map(ord, text)):
        raise ValueError("contains invisible characters that reorder or split text: remove them.")
    return printable(text)


_PLAIN_EMAIL = re.compile(
    r"[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*@"
    r"((?:[A-Za-z0-9](?:[A-Za-z0-9]|-(?!-)){0,61}\.)+(?!(?:arpa|invalid|local|localhost|onion|test|alt)$)[A-Za-z]{2,24})",
    re.IGNORECASE,
)
"""Addresses of the common form, of which no closer look would say otherwise; special domains are not among them."""


@functools.lru_cache(maxsize=4096)
def email(text: str) -> str:
    """*text* as an e-mail address, its domain in lower case; few are met again and again, and checking is slow."""
    plain = _PLAIN_EMAIL.fullmatch(text)
    if plain is not None and plain.start(1) <= 65 and len(text) < 200 and "-." not in plain[1]:
        return text[: plain.start(1)] + plain[1].lower()
    return validate_email(text)[1]


def person(text: str) -> str:
    """The address by which a person is known: two spellings are the same person."""
    return email(text).lower()


def in_utc(instant: dt.datetime) -> dt.datetime:
    """Refuse a time without its offset; turn any other into UTC."""
    if instant.tzinfo is None:
        raise ValueError("says no time zone: write it in UTC, such as 2026-03-31T17:00:00Z.")
    return instant.astimezone(dt.UTC)


def time_of_day(text: str) -> str:
    """Refuse what is no time of day from 00:00 to 23:59; give it back with two digits each."""
    match = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text.strip())
    if match is None:
        raise ValueError(f"“{shortened(text)}” is not a time of day: write it like 07:00 or 18:30.")
    return f"{int(match[1]):02d}:{match[2]}"


def domain(name: str) -> str:
    """Refuse what is no internet domain; give it back in lower case."""
    if not _DOMAIN.fullmatch(name):
        raise ValueError(f"“{shortened(name)}” is not an internet domain: write it like company.example.")
    return name.lower()


def web_address(text: str) -> str:
    """Refuse what is no web address, such as a script."""
    scheme, parted, _ = text.partition(":")
    if parted and scheme.lower() not in {"http", "https"} and "." not in scheme:
        raise ValueError(
            f"“{shortened(text)}” is not a web address: write it like https://company.example/privacy."
        )
    return text


def country(code: str) -> str:
    """Refuse what ISO 3166 does not list."""
    code = code.upper()
    if not places.is_country(code):
        raise ValueError(f"“{code}” is not a country: use the two-letter ISO 3166 code, such as ES or US.")
    return code


def shortened(text: object) -> str:
    """*text* short enough for a sentence."""
    said = str(text)
    return said if len(said) <= 60 else said[:57] + "…"
