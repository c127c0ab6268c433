"""Commitments: what history says of a value that must one day be erasable from it.

A revision is hashed, and the trail hashes that hash, so a value once filed could never go without breaking the chain.
Where a field is erasable, the hash covers a commitment instead: SHA-256 of a random salt with the value. While both
are kept, the value is proved by them; once both are erased, the commitment stays and tells nothing, since nobody can
try values against it without the salt.
"""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from app.kernel.canonical import digest

Commitments = dict[str, dict[str, str]]
"""By field: ``{"salt": …}`` while the value stands, ``{"commitment": …}`` once it was erased."""


def fresh(state: Mapping[str, Any], fields: Iterable[str]) -> Commitments:
    """A new salt for each of *fields* in which *state* holds something."""
    return {name: {"salt": secrets.token_hex(16)} for name in fields if state.get(name)}


def veiled(state: Mapping[str, Any], commitments: Commitments | None) -> dict[str, Any]:
    """*state* with the commitment in place of each value that has one: what is hashed."""
    if not commitments:
        return dict(state)
    return dict(state) | {name: _commitment(state, name, kept) for name, kept in commitments.items()}


def erased(state: Mapping[str, Any], commitments: Commitments) -> tuple[dict[str, Any], Commitments]:
    """*state* without the values, and the commitments without the salts that would prove a guess."""
    left: Commitments = {
        name: {"commitment": _commitment(state, name, kept)} for name, kept in commitments.items()
    }
    emptied: dict[str, Any] = {
        name: [] if isinstance(state.get(name), list) else None for name in commitments
    }
    return dict(state) | emptied, left


def gone(commitments: Commitments | None) -> list[str]:
    """The fields whose value was erased."""
    return [name for name, kept in (commitments or {}).items() if "salt" not in kept]


def _commitment(state: Mapping[str, Any], name: str, kept: Mapping[str, str]) -> str:
    if "salt" in kept:
        return digest({"salt": kept["salt"], "value": state.get(name)})
    return kept["commitment"]
