"""Passwords: argon2id with the library's recommended parameters; length is the only rule on content."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.kernel.errors import Invalid

SHORTEST = 12
"""The fewest characters of a password (NIST SP 800-63B asks for length, not for symbols)."""
LONGEST = 1_000
"""More would only serve to keep the hasher busy."""

_hasher = PasswordHasher()
_DUMMY = f"$argon2id$v=19$m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}${'A' * 22}${'A' * 43}"
"""A hash with the same parameters, of no known password; written out, since to compute one would delay each start."""


def hashed(password: str, field: str = "password") -> str:
    """The argon2id hash of *password*; raises :class:`~app.kernel.errors.Invalid` naming *field* when unfit."""
    if len(password) < SHORTEST:
        raise Invalid.of(
            field, f"Password: too short: use at least {SHORTEST} characters, such as four words."
        )
    if len(password) > LONGEST:
        raise Invalid.of(field, f"Password: too long: use at most {LONGEST:,} characters.")
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether *password* is the one behind *stored*.

    It takes as long where there is none, so that timing tells nothing.
    """
    try:
        _hasher.verify(stored or _DUMMY, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether *stored* was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)
